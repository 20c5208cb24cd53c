//! The journal: plan -> change (approved) -> call. A begin is on the disk before anything leaves; an end is on the disk before anything counts
//! as done; a begin without an end means "look first". Illegal transitions are errors.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gangway_model::{Call, Change, ChangeId, Output, Plan, StepId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{FileError, ProjectFile};
use crate::trouble::Trouble;
use crate::view::Waiting;

/// A transition that must not happen; seeing one is a fault in Gangway.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Only a pending change begins.
    #[error("a call was begun for a change that is {state}")]
    BeginOutOfTurn {
        /// Its state.
        state: String,
    },
    /// Only a call without an end ends.
    #[error("a call was ended that is not open")]
    EndOutOfTurn,
    /// A change with an open call can't be replaced by another plan.
    #[error("a plan was approved while a call of the former one is open")]
    OpenCall,
    /// A stored state that this program does not know.
    #[error("an unknown state {0}")]
    UnknownState(String),
}

/// Where an approved change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChangeState {
    /// Not begun, or begun and certainly not carried out.
    Pending,
    /// A call left, its answer is not known.
    Begun,
    /// Carried out.
    Done,
    /// AWS said no.
    Failed,
    /// Replaced by a later approval.
    Dropped,
}

impl ChangeState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Begun => "begun",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }
    fn parse(text: &str) -> Result<Self, JournalError> {
        [Self::Pending, Self::Begun, Self::Done, Self::Failed, Self::Dropped]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| JournalError::UnknownState(text.to_owned()))
    }
}

/// An approved change with its state.
#[derive(Debug, Clone, PartialEq)]
pub struct ApprovedRow {
    /// Its row in the journal.
    pub row: i64,
    /// The change as it was approved.
    pub change: Change,
    /// The idempotency token of all its calls.
    pub token: String,
    /// Where it stands.
    pub state: ChangeState,
    /// What it made.
    pub outputs: BTreeMap<Output, String>,
    /// Why it failed.
    pub trouble: Option<Trouble>,
    /// What it waits for before it can begin.
    pub waiting: Option<Waiting>,
    /// When the user approved it.
    pub approved_at: Timestamp,
}

/// A call whose begin is on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BegunCall {
    /// Its id in the journal.
    pub id: i64,
    /// 1 for the first.
    pub attempt: i64,
    /// The call as it left, with every id put in.
    pub request: Call,
    /// How far it is known to have come (mail only).
    pub stage: Option<String>,
    /// When it began, by the computer's own clock, in milliseconds.
    pub began_real: i64,
}

type BegunCallRow = (i64, i64, Option<String>, i64);

/// How a call ended.
#[derive(Debug, Clone)]
pub enum CallEnd {
    /// Carried out, with its results.
    Done(BTreeMap<Output, String>),
    /// The answer was lost, and its work was found.
    Adopted(BTreeMap<Output, String>),
    /// The other side said no.
    Refused(Trouble),
    /// It certainly never arrived; may be tried again.
    NotSent,
    /// The answer was lost, and after the consistency window nothing was found; may be tried again with the same token.
    Absent,
}

/// A call that was given up: no answer came, and no look found what it made.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenUp {
    /// As it was approved.
    pub change: Change,
    /// The idempotency token of its calls.
    pub token: String,
    /// As it left, with every id put in.
    pub request: Call,
}

/// The code of the trouble with which a change fails whose calls had no answer.
pub const WITHOUT_ANSWER: &str = "call-without-answer";

const GIVEN_UP: &str = "WHERE c.state IN ('failed', 'dropped') AND c.trouble LIKE '%call-without-answer%' ORDER BY c.row";

fn is_given_up(row: &ApprovedRow) -> bool {
    row.trouble.as_ref().is_some_and(|trouble| trouble.message.code == WITHOUT_ANSWER)
}

const SELECT: &str = "SELECT c.row, c.json, c.token, c.state, c.outputs, c.trouble, c.waiting, a.approved_at
    FROM change c JOIN approval a ON a.id = c.approval";

fn read_row(row: &rusqlite::Row<'_>) -> Result<ApprovedRow, FileError> {
    let optional = |index| -> Result<Option<String>, rusqlite::Error> { row.get(index) };
    Ok(ApprovedRow {
        row: row.get(0)?,
        change: serde_json::from_str(&row.get::<_, String>(1)?)?,
        token: row.get(2)?,
        state: ChangeState::parse(&row.get::<_, String>(3)?)?,
        outputs: serde_json::from_str(&row.get::<_, String>(4)?)?,
        trouble: optional(5)?.map(|text| serde_json::from_str(&text)).transpose()?,
        waiting: optional(6)?.map(|text| serde_json::from_str(&text)).transpose()?,
        approved_at: Timestamp(row.get(7)?),
    })
}

fn rows(db: &Transaction<'_>, rest: &str, values: impl rusqlite::Params) -> Result<Vec<ApprovedRow>, FileError> {
    let mut statement = db.prepare(&format!("{SELECT} {rest}"))?;
    let mut found = statement.query(values)?;
    let mut list = Vec::new();
    while let Some(row) = found.next()? {
        list.push(read_row(row)?);
    }
    Ok(list)
}

/// The ids of everything that was removed.
pub(super) fn removed(db: &Transaction<'_>) -> Result<std::collections::BTreeSet<String>, FileError> {
    // The whole of a change is JSON with its fields in their order; only removals are read.
    Ok(crate::undo::removed(&rows(db, "WHERE c.state = 'done' AND c.json LIKE '%\"verb\":\"delete\"%' ORDER BY c.row", [])?))
}

impl ProjectFile {
    /// Stores what the user approved. Unfinished changes of the same tasks from earlier approvals are dropped, for the new list replaces them; but
    /// rows that wait for their turn and are in `kept` stay: they are wanted as they were approved, and the plan left them out for that. Approving
    /// the same plan again while it is unfinished changes nothing.
    ///
    /// # Errors
    /// [`JournalError::OpenCall`] while a call of a change to be replaced has no end yet.
    pub async fn approve(&self, plan: &Plan, kept: Vec<i64>, world: &str, at: Timestamp) -> Result<(), FileError> {
        let (plan, world) = (plan.clone(), world.to_owned());
        self.with(move |db| {
            let same: Option<i64> = db
                .query_row(
                    "SELECT a.id FROM approval a JOIN change c ON c.approval = a.id
                     WHERE a.hash = ?1 AND a.world = ?2 AND c.state IN ('pending', 'begun') LIMIT 1",
                    params![plan.hash, world],
                    |row| row.get(0),
                )
                .optional()?;
            if same.is_some() {
                return Ok(());
            }
            for change in &plan.changes {
                let scope = params![change.step.as_str(), region_text(change)];
                let open: i64 =
                    db.query_row("SELECT count(*) FROM change WHERE step = ?1 AND region = ?2 AND state = 'begun'", scope, |row| row.get(0))?;
                if open > 0 {
                    return Err(JournalError::OpenCall.into());
                }
                let mut unfinished = db.prepare_cached(
                    "SELECT row, state = 'pending' FROM change WHERE step = ?1 AND region = ?2 AND state IN ('pending', 'failed')",
                )?;
                let unfinished: Vec<(i64, bool)> =
                    unfinished.query_map(scope, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
                for (row, pending) in unfinished {
                    if !(pending && kept.contains(&row)) {
                        db.execute("UPDATE change SET state = 'dropped' WHERE row = ?1", [row])?;
                    }
                }
            }
            db.execute(
                "INSERT INTO approval (hash, account, world, approved_at) VALUES (?1, ?2, ?3, ?4)",
                params![plan.hash, plan.account.as_str(), world, at.0],
            )?;
            let approval = db.last_insert_rowid();
            let given_up: Vec<ApprovedRow> = rows(db, GIVEN_UP, [])?.into_iter().filter(is_given_up).collect();
            for change in &plan.changes {
                // What may have been carried out is asked for by the token that it had: then AWS does not do it twice.
                let earlier = given_up.iter().rev().find(|row| row.change.id == change.id && row.change.call == change.call);
                let token = earlier.map_or_else(|| uuid::Uuid::new_v4().simple().to_string(), |row| row.token.clone());
                db.execute(
                    "INSERT INTO change (approval, id, step, region, json, token, state, outputs) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'pending', '{}')",
                    params![
                        approval,
                        change.id.0,
                        change.step.as_str(),
                        region_text(change),
                        serde_json::to_string(change)?,
                        token,
                    ],
                )?;
            }
            Ok(())
        })
        .await
    }

    /// What was approved for this account and world and is not carried out yet, in order.
    ///
    /// # Errors
    /// What the file says.
    pub async fn unfinished(&self, account: &str, world: &str) -> Result<Vec<ApprovedRow>, FileError> {
        let (account, world) = (account.to_owned(), world.to_owned());
        self.with(move |db| {
            rows(db, "WHERE c.state IN ('pending', 'begun') AND a.account = ?1 AND a.world = ?2 ORDER BY c.row", params![account, world])
        })
        .await
    }

    /// Every approved change that was not replaced, in order. What was removed since has no results any more.
    ///
    /// # Errors
    /// What the file says.
    pub async fn approved(&self) -> Result<Vec<ApprovedRow>, FileError> {
        self.with(|db| {
            let mut rows = rows(db, "WHERE c.state <> 'dropped' ORDER BY c.row", [])?;
            crate::undo::forget_removed(&mut rows);
            Ok(rows)
        })
        .await
    }

    /// The results of all changes that were carried out and not removed since; the latest wins where one was carried out twice.
    ///
    /// # Errors
    /// What the file says.
    pub async fn outputs(&self) -> Result<BTreeMap<ChangeId, BTreeMap<Output, String>>, FileError> {
        self.with(|db| {
            let mut done = rows(db, "WHERE c.state = 'done' ORDER BY c.row", [])?;
            crate::undo::forget_removed(&mut done);
            // What was made and removed is as if it had never been made.
            let there = done.into_iter().filter(|row| row.change.call.outputs().is_empty() || !row.outputs.is_empty());
            Ok(there.map(|row| (row.change.id, row.outputs)).collect())
        })
        .await
    }

    /// Writes down that a call is about to leave. When this returns, it is on the disk.
    ///
    /// # Errors
    /// [`JournalError::BeginOutOfTurn`] unless the change is pending.
    pub async fn begin(&self, change: i64, call: &Call, at: Timestamp) -> Result<BegunCall, FileError> {
        let began_real = crate::world::Clock::system().now().0;
        let (action, call, request) = (call.action(), call.clone(), serde_json::to_string(call)?);
        self.with(move |db| {
            let state: String = db.query_row("SELECT state FROM change WHERE row = ?1", [change], |row| row.get(0))?;
            if state != ChangeState::Pending.as_str() {
                return Err(JournalError::BeginOutOfTurn { state }.into());
            }
            let attempt: i64 = db.query_row("SELECT count(*) + 1 FROM call WHERE change = ?1", [change], |row| row.get(0))?;
            db.execute(
                "INSERT INTO call (change, attempt, action, request, began_at, began_real) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![change, attempt, action, request, at.0, began_real],
            )?;
            let id = db.last_insert_rowid();
            db.execute("UPDATE change SET state = 'begun', waiting = NULL, trouble = NULL WHERE row = ?1", [change])?;
            Ok(BegunCall { id, attempt, request: call, stage: None, began_real })
        })
        .await
    }

    /// Writes down how far a call has come, before it goes further.
    ///
    /// # Errors
    /// [`JournalError::EndOutOfTurn`] when the call has ended.
    pub async fn set_stage(&self, call: i64, stage: String) -> Result<(), FileError> {
        self.with(move |db| {
            let changed = db.execute("UPDATE call SET stage = ?2 WHERE id = ?1 AND ended_at IS NULL", params![call, stage])?;
            if changed == 1 { Ok(()) } else { Err(JournalError::EndOutOfTurn.into()) }
        })
        .await
    }

    /// The call of this change that has no end.
    ///
    /// # Errors
    /// What the file says.
    pub async fn open_call(&self, change: i64) -> Result<Option<BegunCall>, FileError> {
        self.with(move |db| {
            let found: Option<(BegunCallRow, String)> = db
                .query_row(
                    "SELECT id, attempt, stage, began_real, request FROM call WHERE change = ?1 AND ended_at IS NULL",
                    [change],
                    |row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?), row.get(4)?)),
                )
                .optional()?;
            let Some(((id, attempt, stage, began_real), request)) = found else { return Ok(None) };
            Ok(Some(BegunCall { id, attempt, request: serde_json::from_str(&request)?, stage, began_real }))
        })
        .await
    }

    /// Writes down how a call ended, and with it where its change stands.
    ///
    /// # Errors
    /// [`JournalError::EndOutOfTurn`] when the call has ended already.
    pub async fn end(&self, call: i64, end: CallEnd, at: Timestamp) -> Result<(), FileError> {
        self.with(move |db| {
            let (outcome, state, outputs, trouble) = match &end {
                CallEnd::Done(outputs) => ("done", ChangeState::Done, Some(outputs), None),
                CallEnd::Adopted(outputs) => ("adopted", ChangeState::Done, Some(outputs), None),
                CallEnd::Refused(trouble) => ("refused", ChangeState::Failed, None, Some(trouble)),
                CallEnd::NotSent => ("not-sent", ChangeState::Pending, None, None),
                CallEnd::Absent => ("absent", ChangeState::Pending, None, None),
            };
            let outputs = outputs.map(serde_json::to_string).transpose()?;
            let trouble = trouble.map(serde_json::to_string).transpose()?;
            let ended = db.execute(
                "UPDATE call SET ended_at = ?2, outcome = ?3, answer = coalesce(?4, ?5) WHERE id = ?1 AND ended_at IS NULL",
                params![call, at.0, outcome, outputs, trouble],
            )?;
            if ended != 1 {
                return Err(JournalError::EndOutOfTurn.into());
            }
            db.execute(
                "UPDATE change SET state = ?2, outputs = coalesce(?3, outputs), trouble = ?4 WHERE row = (SELECT change FROM call WHERE id = ?1)",
                params![call, state.as_str(), outputs, trouble],
            )?;
            Ok(())
        })
        .await
    }

    /// Takes back what was approved and has not begun; anything else of these stays as it is.
    ///
    /// # Errors
    /// What the file says.
    pub async fn take_back(&self, changes: Vec<i64>) -> Result<(), FileError> {
        self.with(move |db| {
            for row in changes {
                db.execute("UPDATE change SET state = 'dropped' WHERE row = ?1 AND state = 'pending'", [row])?;
            }
            Ok(())
        })
        .await
    }

    /// The changes that were carried out by a call that began so lately, by the computer's own clock.
    ///
    /// # Errors
    /// What the file says.
    pub async fn carried_out_within(&self, window: Duration) -> Result<BTreeSet<i64>, FileError> {
        let now = crate::world::Clock::system().now().0;
        let since = now.saturating_sub(i64::try_from(window.as_millis()).unwrap_or(i64::MAX));
        self.with(move |db| {
            let mut found = db.prepare_cached(
                "SELECT l.change FROM call l JOIN change c ON c.row = l.change
                 WHERE c.state = 'done' AND l.outcome IN ('done', 'adopted') AND l.began_real > ?1 AND l.began_real <= ?2",
            )?;
            let rows = found.query_map([since, now], |row| row.get(0))?.collect::<Result<_, _>>()?;
            Ok(rows)
        })
        .await
    }

    /// Calls that were given up without an answer, replaced ones too: each may have been carried out all the same. Oldest first.
    ///
    /// # Errors
    /// What the file says.
    pub async fn given_up(&self) -> Result<Vec<GivenUp>, FileError> {
        self.with(|db| {
            let given_up = rows(db, GIVEN_UP, [])?.into_iter().filter(is_given_up);
            let mut last = db.prepare_cached("SELECT request FROM call WHERE change = ?1 ORDER BY id DESC LIMIT 1")?;
            let mut list = Vec::new();
            for row in given_up {
                let request: String = last.query_row([row.row], |found| found.get(0))?;
                list.push(GivenUp { change: row.change, token: row.token, request: serde_json::from_str(&request)? });
            }
            Ok(list)
        })
        .await
    }

    /// When the last call of a task's changes ended that was carried out; now, when one is open.
    ///
    /// # Errors
    /// What the file says.
    pub async fn last_carried_out(&self, step: StepId, region: &str, now: Timestamp) -> Result<Option<Timestamp>, FileError> {
        let region = region.to_owned();
        self.with(move |db| {
            let at: Option<i64> = db.query_row(
                "SELECT max(coalesce(l.ended_at, ?3)) FROM call l JOIN change c ON c.row = l.change
                 WHERE c.step = ?1 AND (c.region = ?2 OR ?2 = '') AND coalesce(l.outcome, 'open') IN ('open', 'done', 'adopted')",
                params![step.as_str(), region, now.0],
                |row| row.get(0),
            )?;
            Ok(at.map(Timestamp))
        })
        .await
    }

    /// Writes down what a pending change waits for (`None`: nothing more), or why its last attempt did not get through.
    ///
    /// # Errors
    /// What the file says.
    pub async fn set_waiting(&self, change: i64, waiting: Option<Waiting>, trouble: Option<Trouble>) -> Result<(), FileError> {
        self.with(move |db| {
            let waiting = waiting.map(|waiting| serde_json::to_string(&waiting)).transpose()?;
            let trouble = trouble.map(|trouble| serde_json::to_string(&trouble)).transpose()?;
            db.execute(
                "UPDATE change SET waiting = ?2, trouble = ?3 WHERE row = ?1 AND state = 'pending'",
                params![change, waiting, trouble],
            )?;
            Ok(())
        })
        .await
    }
}

fn region_text(change: &Change) -> &str {
    change.region.as_ref().map_or("", gangway_model::Region::as_str)
}
