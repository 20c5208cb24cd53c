//! Plans: of one task for the window, of everything that can be planned now for the terminal.

use gangway_model::{Call, Change, Plan, StepId};

use super::{Engine, Inner};
use crate::facts::Facts;
use crate::file::{ApprovedRow, ChangeState};
use crate::graph;
use crate::steps;
use crate::trouble::Trouble;

impl Inner {
    pub(super) fn plan_of(&self, facts: &Facts, mut changes: Vec<Change>) -> Plan {
        // What was approved and is on its way is not asked for again.
        let settled = |call: &Call| call.resolved(&facts.outputs).unwrap_or_else(|_| call.clone());
        let on_its_way = |row: &ApprovedRow| matches!(row.state, ChangeState::Pending | ChangeState::Begun);
        changes.retain(|change| {
            let same = |row: &&ApprovedRow| row.change.id == change.id && settled(&row.change.call) == settled(&change.call);
            !facts.approved.iter().filter(|row| on_its_way(row)).any(|row| same(&row))
        });
        Plan::new(facts.account().clone(), changes, facts.now)
    }
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
        let mut expected = std::collections::BTreeMap::new();
        for step in order() {
            let mut facts = inner.facts().await?;
            facts.planned.clone_from(&expected);
            if graph::missing_needs(step, &facts).is_empty() || !all.is_empty() {
                // With the plan's own results expected, a task may be plannable whose check can't look at anything yet.
                let looked = if graph::missing_needs(step, &inner.facts().await?).is_empty() {
                    let record = match inner.check(step).await {
                        Ok(record) => Some(record),
                        // Stored with its task, which says so; the other tasks can be planned all the same.
                        Err(trouble) if trouble.is_dns() => None,
                        Err(trouble) => return Err(trouble),
                    };
                    facts = inner.facts().await?;
                    facts.planned.clone_from(&expected);
                    record.and_then(|record| record.observed)
                } else {
                    steps::nothing_yet(step)
                };
                if let Some(observed) = looked.filter(|_| graph::missing_needs(step, &facts).is_empty()) {
                    let changes = steps::step(step).plan(&facts, &observed);
                    facts.expect(&changes);
                    expected.clone_from(&facts.planned);
                    all.extend(changes);
                }
            }
        }
        let facts = inner.facts().await?;
        Ok(inner.plan_of(&facts, all))
    }
}

/// The certificate first: a TLS listener builds on it, and it takes longest.
fn order() -> impl Iterator<Item = StepId> {
    let first = [StepId::Product, StepId::Certificate];
    first.into_iter().chain(StepId::ALL.into_iter().filter(move |step| !first.contains(step)))
}
