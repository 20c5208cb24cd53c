//! Opening the task that puts a finding of the survey right: answers in, looked at, so that the plan is on the page.

use gangway_model::{Region, StepId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Engine;
use crate::steps;
use crate::survey::fix::{CHAIN, Fix, with_word};
use crate::trouble::Trouble;

/// Where the plan of a repair is shown, or what has to be answered before there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FixPlace {
    /// The task.
    pub step: StepId,
    /// Where.
    pub region: Option<Region>,
}

impl Engine {
    /// Puts the answers of a repair in and looks at each task up to its own. Nothing is changed at AWS: the plan is approved like any other.
    /// `mine` is the user's word that the resource is hers to change; without it, nothing that somebody else may have made is planned to change.
    ///
    /// # Errors
    /// `region-not-chosen`; what AWS says when it is asked; what the file says.
    pub async fn open_fix(&self, fix: &Fix, mine: bool) -> Result<FixPlace, Trouble> {
        let place = |step| FixPlace { step, region: fix.region.clone() };
        if fix.first {
            return Ok(place(fix.step));
        }
        let at = self.at(fix.region.clone());
        for (index, inputs) in fix.inputs.iter().filter(|inputs| CHAIN.contains(&inputs.step())).enumerate() {
            let about_it = index + 1 == fix.inputs.len();
            let inputs = if mine && about_it { with_word(inputs.clone()) } else { inputs.clone() };
            at.save_inputs(&inputs).await?;
        }
        for step in CHAIN {
            // The private DNS name has nothing to answer.
            let answered = step == StepId::PrivateDns || at.facts().await?.inputs_of(step).is_some();
            at.check(step).await?;
            let facts = at.facts().await?;
            if step == StepId::LoadBalancer {
                // Whose the target group is, is known once the load balancer is.
                self.inner.judge_again(&facts, StepId::Instances).await?;
            }
            let sound = facts.inputs_of(step).is_none_or(|inputs| steps::step(step).problems(inputs, &facts).is_empty());
            if step == fix.step || !answered || !sound {
                self.inner.emit_tasks().await?;
                return Ok(place(step));
            }
        }
        Ok(place(fix.step))
    }
}
