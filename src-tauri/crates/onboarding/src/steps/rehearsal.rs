//! A connection tried from a second account. Here the user does it with the lines shown, and says so with name and date; nothing is claimed
//! that Gangway has not seen.

use async_trait::async_trait;
use gangway_model::{Change, FieldProblem, Finding, Output, Severity, StepId, message};

use super::{Checked, Look, Step, required};
use crate::facts::Facts;
use crate::inputs::StepInputs;
use crate::observed::{Observed, RehearsalSeen};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct Rehearsal;

#[async_trait]
impl Step for Rehearsal {
    fn problems(&self, inputs: &StepInputs, _facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Rehearsal(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        if inputs.attested {
            required(&mut problems, "by", &inputs.by);
            if date(&inputs.on).is_none() {
                problems.push(FieldProblem::new("on", message("field-date").with("value", inputs.on.chars().take(40).collect::<String>())));
            }
        }
        problems
    }

    fn suggest(&self, _facts: &Facts, _observed: Option<&Observed>) -> Option<StepInputs> {
        None
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let service_name = look.facts.known_id(StepId::EndpointService, Output::ServiceName);
        look.region()?;
        let services = look.facts.everywhere();
        let services = services.iter().filter_map(|at| at.region().zip(at.known_id(StepId::EndpointService, Output::ServiceName)));
        let commands = services.flat_map(|(region, name)| {
            [
                format!("aws ec2 describe-vpc-endpoint-services --region {region} --service-names {name}"),
                format!(
                    "aws ec2 create-vpc-endpoint --region {region} --vpc-endpoint-type Interface --service-name {name} --vpc-id VPC_ID --subnet-ids SUBNET_ID --security-group-ids SECURITY_GROUP_ID"
                ),
                format!("aws ec2 describe-vpc-endpoints --region {region} --filters Name=service-name,Values={name}"),
                format!("aws ec2 delete-vpc-endpoints --region {region} --vpc-endpoint-ids VPC_ENDPOINT_ID"),
            ]
        });
        let commands = commands.collect();
        Ok(Observed::Rehearsal(RehearsalSeen { service_name, commands }))
    }

    fn plan(&self, _facts: &Facts, _observed: &Observed) -> Vec<Change> {
        Vec::new()
    }

    fn check(&self, facts: &Facts, _observed: &Observed) -> Checked {
        match facts.rehearsal() {
            Some(inputs) if inputs.attested => {
                let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
                let text = message("rehearsal-attested").with("by", inputs.by.trim()).with("on", inputs.on.trim());
                checked.findings.push(Finding::new(Severity::Note, text).fix_in(StepId::Rehearsal));
                checked
            }
            _ => Checked::open(),
        }
    }
}

/// A day as `2026-11-23`, at its midnight in UTC.
pub(super) fn date(text: &str) -> Option<gangway_model::Timestamp> {
    let form = time::macros::format_description!("[year]-[month]-[day]");
    let day = time::Date::parse(text.trim(), form).ok()?;
    Some(gangway_model::Timestamp(day.midnight().assume_utc().unix_timestamp().saturating_mul(1000)))
}

#[cfg(test)]
mod tests {
    #[test]
    fn reads_days() {
        assert!(super::date("2026-11-23").is_some());
        assert!(super::date("23.11.2026").is_none() && super::date("2026-02-30").is_none());
    }
}
