//! Plans: of one task for the window, of everything that can be planned now for the terminal.

use std::collections::{BTreeMap, BTreeSet};

use gangway_model::{Call, Change, Input, Plan, StepId};

use super::{Engine, Inner};
use crate::facts::Facts;
use crate::file::{ApprovedRow, ChangeState};
use crate::graph;
use crate::steps;
use crate::trouble::Trouble;

pub(super) fn plan_of(facts: &Facts, changes: Vec<Change>) -> Plan {
    let mut changes = Fresh::split(facts, changes).wanted;
    // What was approved and is on its way is not asked for again.
    let on_its_way = |row: &&ApprovedRow| matches!(row.state, ChangeState::Pending | ChangeState::Begun);
    changes.retain(|change| !facts.approved.iter().filter(on_its_way).any(|row| is_same(facts, row, change)));
    Plan::new(facts.account().clone(), changes, facts.now)
}

/// Changes to what was seen, split by what AWS may just not show yet.
pub(super) struct Fresh {
    /// What is there by the journal, made within the consistency window and not seen, and what was set on it: planning it again would make it
    /// twice.
    pub(super) unseen: Vec<Change>,
    /// The rest.
    pub(super) wanted: Vec<Change>,
}

impl Fresh {
    pub(super) fn split(facts: &Facts, changes: Vec<Change>) -> Self {
        let is_done = |change: &Change| {
            let newest = facts.approved.iter().rev().find(|row| row.change.id == change.id);
            newest.filter(|row| row.state == ChangeState::Done && facts.fresh.contains(&row.row) && is_same(facts, row, change))
        };
        // What was made and removed since has no results any more; what is of no Region is no resource.
        let is_made = |change: &Change| change.region.is_some() && is_done(change).is_some_and(|row| !row.outputs.is_empty());
        if !changes.iter().any(is_made) {
            return Self { unseen: Vec::new(), wanted: changes };
        }
        let is_set = |change: &Change| change.call.outputs().is_empty() && is_done(change).is_some();
        let (unseen, wanted) = changes.into_iter().partition(|change| is_made(change) || is_set(change));
        Self { unseen, wanted }
    }
}

impl Inner {
    /// Takes back what was approved, has not begun and is no longer wanted by the answers of now: carrying it out would be somebody's former
    /// wish. What is wanted as before stays approved; its rows are returned.
    pub(super) async fn take_back_unwanted(&self) -> Result<Vec<i64>, Trouble> {
        let facts = self.facts().await?;
        let pending: Vec<&ApprovedRow> =
            facts.approved.iter().filter(|row| row.state == ChangeState::Pending && row.change.call.removes().is_none()).collect();
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let wanted = from_memory(&facts);
        let (wanted, unwanted): (Vec<_>, Vec<_>) =
            pending.into_iter().partition(|row| wanted.iter().any(|change| is_same(&facts, row, change)));
        self.file.take_back(unwanted.iter().map(|row| row.row).collect()).await?;
        Ok(wanted.iter().map(|row| row.row).collect())
    }
}

/// Whether an approved change is this one: the same name in the same account, and the same call once results of earlier changes are put in.
fn is_same(facts: &Facts, row: &ApprovedRow, change: &Change) -> bool {
    let settled = |call: &Call| {
        let mut call = call.clone();
        for input in call.inputs_mut() {
            if let Input::OutputOf { change, output } = input
                && let Some(id) = facts.outputs.get(change).and_then(|made| made.get(output))
            {
                *input = Input::existing(id);
            }
        }
        call
    };
    row.change.id == change.id && row.change.account == change.account && settled(&row.change.call) == settled(&change.call)
}

/// Everything that can be planned from what was seen last, without looking.
fn from_memory(facts: &Facts) -> Vec<Change> {
    let mut facts = facts.clone();
    let mut all = Vec::new();
    for (step, at) in order(&facts) {
        facts = facts.at(at.region().as_ref());
        let seen = facts.check_of(step).and_then(|record| record.observed.clone()).or_else(|| steps::nothing_yet(step, &facts));
        if let Some(observed) = seen.filter(|_| graph::missing_needs(step, &facts).is_empty()) {
            let changes = steps::step(step).plan(&facts, &observed);
            facts.expect(&changes);
            all.extend(changes);
        }
    }
    all
}

impl Engine {
    /// Everything that can be planned now, in the order in which it would be carried out: later changes build on what earlier ones will make.
    /// Checks each task first.
    ///
    /// # Errors
    /// What AWS, DNS or the file says.
    pub async fn plan_everything(&self) -> Result<Plan, Trouble> {
        let inner = &self.inner;
        inner.require_identity(true).await?;
        let mut all = Vec::new();
        let mut so_far = (BTreeMap::new(), BTreeSet::new());
        for (step, place) in order(&inner.facts().await?) {
            let region = place.region();
            let at = region.as_ref();
            let mut facts = inner.facts_at(at).await?;
            (facts.planned, facts.expected) = so_far.clone();
            if graph::missing_needs(step, &facts).is_empty() || !all.is_empty() {
                // With the plan's own results expected, a task may be plannable whose check can't look at anything yet.
                let looked = if graph::missing_needs(step, &inner.facts_at(at).await?).is_empty() {
                    let record = match inner.check(step, at).await {
                        Ok(record) => Some(record),
                        // Stored with its task, which says so; the other tasks can be planned all the same.
                        Err(trouble) if trouble.concerns_one_task() => None,
                        Err(trouble) => return Err(trouble),
                    };
                    facts = inner.facts_at(at).await?;
                    (facts.planned, facts.expected) = so_far.clone();
                    record.and_then(|record| record.observed)
                } else {
                    steps::nothing_yet(step, &facts)
                };
                if let Some(observed) = looked.filter(|_| graph::missing_needs(step, &facts).is_empty()) {
                    let changes = steps::step(step).plan(&facts, &observed);
                    facts.expect(&changes);
                    so_far = (facts.planned, facts.expected);
                    all.extend(changes);
                }
            }
        }
        let facts = inner.facts().await?;
        Ok(plan_of(&facts, all))
    }
}

/// The certificates first: a TLS listener builds on its Region's, and they take longest.
fn order(facts: &Facts) -> Vec<(StepId, Facts)> {
    let (first, rest): (Vec<_>, Vec<_>) =
        graph::places(facts).into_iter().partition(|(step, _)| matches!(step, StepId::Product | StepId::Certificate));
    first.into_iter().chain(rest).collect()
}
