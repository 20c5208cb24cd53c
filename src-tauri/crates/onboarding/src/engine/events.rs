//! Operations and their numbered events. In memory: after a restart the journal, not the event list, says what is left to do.

use std::collections::{BTreeMap, VecDeque};

use gangway_model::{StepId, Timestamp};
use tokio::sync::broadcast;

use super::{Engine, lock};
use crate::file::{ApprovedRow, ChangeState};
use crate::trouble::Trouble;
use crate::view::{ApprovedChange, ChangeProgress, EngineEvent, EventBody, Operation, OperationKind, OperationState, ProgressState, Task};

/// A page that was away for longer reads the onboarding anew instead of replaying.
const KEPT: usize = 2000;

/// Ended operations that a page may still want to show.
const KEPT_OPERATIONS: usize = 50;

pub(crate) struct Events {
    number: u64,
    kept: VecDeque<EngineEvent>,
    out: broadcast::Sender<EngineEvent>,
    operations: BTreeMap<u64, (Operation, (StepId, String))>,
    tasks: Vec<Task>,
}

impl Events {
    pub(super) fn new() -> Self {
        Self { number: 0, kept: VecDeque::new(), out: broadcast::channel(KEPT).0, operations: BTreeMap::new(), tasks: Vec::new() }
    }

    pub(super) fn last(&self) -> u64 {
        self.number
    }

    pub(super) fn push(&mut self, at: Timestamp, body: EventBody) {
        self.number += 1;
        let event = EngineEvent { number: self.number, at, body };
        self.kept.push_back(event.clone());
        if self.kept.len() > KEPT {
            self.kept.pop_front();
        }
        // Nobody listening is no mistake: the page may be reloading.
        let _ = self.out.send(event);
    }

    /// The task list, only when it says something new.
    pub(super) fn push_tasks(&mut self, at: Timestamp, tasks: Vec<Task>) {
        if self.tasks != tasks {
            self.tasks.clone_from(&tasks);
            self.push(at, EventBody::Tasks { tasks });
        }
    }

    pub(super) fn operations(&self) -> Vec<Operation> {
        self.operations.values().map(|(operation, _)| operation.clone()).collect()
    }

    /// Tasks that an operation works on right now.
    pub(super) fn running(&self) -> Vec<(StepId, String)> {
        self.operations.values().filter(|(operation, _)| operation.state == OperationState::Running).map(|(_, key)| key.clone()).collect()
    }

    pub(super) fn running_on(&self, key: &(StepId, String)) -> Option<String> {
        let mine = self.operations.values().filter(|(operation, on)| operation.state == OperationState::Running && on == key);
        mine.map(|(operation, _)| operation.id.clone()).next_back()
    }

    pub(super) fn begin(&mut self, at: Timestamp, key: (StepId, String), kind: OperationKind, progress: Vec<ChangeProgress>) -> String {
        let id = uuid::Uuid::new_v4().to_string();
        let (step, region) = key.clone();
        let operation = Operation {
            id: id.clone(),
            step,
            region: (!region.is_empty()).then_some(region),
            kind,
            state: OperationState::Running,
            started_at: at,
            trouble: None,
            progress,
        };
        let ended = self.operations.iter().filter(|(_, (operation, _))| operation.state != OperationState::Running);
        if self.operations.len() > KEPT_OPERATIONS
            && let Some(oldest) = ended.map(|(number, _)| *number).next()
        {
            self.operations.remove(&oldest);
        }
        self.operations.insert(self.number + 1, (operation.clone(), key));
        self.push(at, EventBody::Operation { operation });
        id
    }

    pub(super) fn update(&mut self, at: Timestamp, id: &str, change: impl FnOnce(&mut Operation)) {
        let Some((operation, _)) = self.operations.values_mut().find(|(operation, _)| operation.id == id) else { return };
        change(operation);
        let operation = operation.clone();
        self.push(at, EventBody::Operation { operation });
    }

    pub(super) fn end(&mut self, at: Timestamp, id: &str, outcome: &Result<OperationState, Trouble>) {
        self.update(at, id, |operation| match outcome {
            Ok(state) => operation.state = *state,
            Err(trouble) => {
                operation.state = OperationState::Failed;
                operation.trouble = Some(trouble.clone());
            }
        });
    }
}

impl Engine {
    /// Events numbered above `after` that are still kept, and those to come. Subscribe first, then read.
    #[must_use]
    pub fn subscribe(&self, after: u64) -> (Vec<EngineEvent>, broadcast::Receiver<EngineEvent>) {
        let events = lock(&self.inner.events);
        let missed = events.kept.iter().filter(|event| event.number > after).cloned().collect();
        (missed, events.out.subscribe())
    }

    /// The snapshot of an operation.
    #[must_use]
    pub fn operation(&self, id: &str) -> Option<Operation> {
        lock(&self.inner.events).operations().into_iter().find(|operation| operation.id == id)
    }
}

pub(super) fn progress(row: &ApprovedRow) -> ChangeProgress {
    ChangeProgress {
        change: row.change.id.clone(),
        state: match row.state {
            ChangeState::Pending if row.waiting.is_some() => ProgressState::Waiting,
            ChangeState::Pending | ChangeState::Dropped => ProgressState::Pending,
            ChangeState::Begun => ProgressState::Unknown,
            ChangeState::Done => ProgressState::Done,
            ChangeState::Failed => ProgressState::Failed,
        },
        ids: row.outputs.values().cloned().collect(),
        trouble: row.trouble.clone(),
        waiting_for: row.waiting.as_ref().map(|waiting| waiting.why.clone()),
    }
}

pub(super) fn approved_change(row: &ApprovedRow) -> ApprovedChange {
    ApprovedChange { change: row.change.clone(), progress: progress(row), approved_at: row.approved_at }
}
