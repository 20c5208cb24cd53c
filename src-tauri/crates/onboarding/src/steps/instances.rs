//! The servers that answer customers.

use async_trait::async_trait;
use gangway_model::{Change, FieldProblem, Finding, Severity, StepId, message};

use super::{Checked, Look, Step, port_problem};
use crate::facts::Facts;
use crate::inputs::{InstancesInputs, StepInputs};
use crate::observed::{InstancesSeen, Observed};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct Instances;

#[async_trait]
impl Step for Instances {
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Instances(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        if inputs.instance_ids.is_empty() {
            problems.push(FieldProblem::new("instanceIds", message("field-instances-none")));
        }
        port_problem(&mut problems, "port", inputs.port);
        if let Some(Observed::Instances(seen)) = facts.check_of(StepId::Instances).and_then(|record| record.observed.as_ref()) {
            for (index, id) in inputs.instance_ids.iter().enumerate() {
                if !seen.instances.iter().any(|instance| &instance.id == id) {
                    let wrong = message("field-instance-unknown").with("value", id.as_str());
                    problems.push(FieldProblem::new(format!("instanceIds[{index}]"), wrong));
                }
            }
        }
        problems
    }

    fn suggest(&self, _facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs> {
        let Some(Observed::Instances(seen)) = observed else { return None };
        let running = seen.instances.iter().filter(|instance| instance.state.eq_ignore_ascii_case("running"));
        let instance_ids: Vec<String> = running.map(|instance| instance.id.clone()).collect();
        (!instance_ids.is_empty()).then_some(StepInputs::Instances(InstancesInputs { instance_ids, port: 443 }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let region = look.region()?;
        let network = look.facts.network().ok_or_else(|| Trouble::of("cannot-start").with("task", StepId::Network.as_str()))?;
        let instances = look.account.instances(&region, Some(&network.vpc_id)).await?;
        Ok(Observed::Instances(InstancesSeen { instances }))
    }

    fn plan(&self, _facts: &Facts, _observed: &Observed) -> Vec<Change> {
        Vec::new()
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::Instances(seen) = observed else { return Checked::open() };
        let Some(StepInputs::Instances(wanted)) = facts.inputs_of(StepId::Instances) else {
            let mut checked = Checked::open();
            if seen.instances.is_empty() {
                checked.findings.push(Finding::new(Severity::Blocker, message("instances-none")).fix_in(StepId::Network));
            }
            return checked;
        };
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        let mut running = 0usize;
        for id in &wanted.instance_ids {
            match seen.instances.iter().find(|instance| &instance.id == id) {
                None => {
                    let advice = message("instances-gone").with("instance", id.as_str());
                    return Checked::new(CheckState::Absent, Verdict::Failed { advice });
                }
                Some(instance) if !instance.state.eq_ignore_ascii_case("running") => {
                    let text = message("instances-not-running").with("instance", id.as_str()).with("state", instance.state.as_str());
                    checked.findings.push(Finding::new(Severity::Blocker, text).about(id).fix_in(StepId::Instances));
                }
                Some(_) => running += 1,
            }
        }
        if wanted.instance_ids.is_empty() {
            return Checked::open();
        }
        let text = message("evidence-instances").with("count", running);
        checked.evidence.push(facts.seen(text, "ec2:DescribeInstances"));
        checked
    }
}
