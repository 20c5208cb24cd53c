//! Who may connect. Only the difference is sent; what somebody else put on AWS's list is shown and never touched.

use async_trait::async_trait;
use gangway_model::{Call, Change, ChangeId, Cost, FieldProblem, Finding, Output, Severity, StepId, Undo, Verb, message};

use super::{Checked, Look, Step};
use crate::allow_apply::PER_CALL;
use crate::allow_apply::difference::Difference;
use crate::facts::Facts;
use crate::inputs::StepInputs;
use crate::observed::{AllowListSeen, Observed};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct AllowList;

#[async_trait]
impl Step for AllowList {
    fn problems(&self, _inputs: &StepInputs, _facts: &Facts) -> Vec<FieldProblem> {
        Vec::new()
    }

    fn suggest(&self, _facts: &Facts, _observed: Option<&Observed>) -> Option<StepInputs> {
        None
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let id = look.facts.known_id(StepId::EndpointService, Output::ServiceId);
        let id = id.ok_or_else(|| Trouble::of("cannot-start").with("task", StepId::EndpointService.as_str()))?;
        let region = look.region()?;
        // Who is on it goes into the file; a list of a hundred thousand is no result of a check.
        look.file.keep_allowed(&region, look.account.allowed(&region, &id).await?, look.facts.now).await?;
        Ok(Observed::AllowList(seen(&look.file.allow_facts().await?.at(&region))))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::AllowList(_) = observed else { return Vec::new() };
        let (Some(region), Some(endpoint_service)) = (facts.region(), facts.known(StepId::EndpointService, Output::ServiceId)) else {
            return Vec::new();
        };
        let difference = facts.allow_list.at(&region);
        if is_long(&difference) {
            return Vec::new();
        }
        let make = |what: &str, sentence, add: &[String], remove: &[String]| Change {
            id: ChangeId::new(Some(&region), StepId::AllowList, what),
            step: StepId::AllowList,
            region: Some(region.clone()),
            verb: Verb::Modify,
            sentence,
            call: Call::ModifyPermissions { endpoint_service: endpoint_service.clone(), add: add.to_vec(), remove: remove.to_vec() },
            cost: Cost::Free,
            undo: Undo::Possible,
            account: None,
        };
        let mut plan = Vec::new();
        if !difference.add.is_empty() {
            let text = message("change-allow").with("count", difference.add.len());
            plan.push(make("add-1", text, &difference.add, &[]));
        }
        if !difference.remove.is_empty() {
            let text = message("change-disallow").with("count", difference.remove.len());
            plan.push(make("remove-1", text, &[], &difference.remove));
        }
        plan
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let (Observed::AllowList(_), Some(region)) = (observed, facts.region()) else { return Checked::open() };
        // The list may have been edited since AWS was asked.
        let seen = facts.allow_list.at(&region);
        let listed = facts.allow_list.listed;
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        let mut say = |severity, text| checked.findings.push(Finding::new(severity, text).fix_in(StepId::AllowList));
        if seen.everyone {
            say(Severity::Warning, message("allow-list-everyone"));
        }
        if seen.refused > 0 {
            say(Severity::Warning, message("allow-list-refused").with("count", seen.refused));
        }
        if seen.only_in_aws > 0 {
            say(Severity::Note, message("allow-list-only-in-aws").with("count", seen.only_in_aws));
        }
        if listed == 0 {
            say(Severity::Note, message("allow-list-empty"));
        }
        if is_long(&seen) {
            say(Severity::Note, message("allow-list-long").with("count", seen.to_add + seen.to_remove));
        }
        if seen.to_remove > 0 {
            say(Severity::Warning, message("allow-list-connections-stay").with("count", seen.to_remove));
        }
        let parts = [("change-allow", seen.to_add), ("change-disallow", seen.to_remove)];
        let diff: Vec<_> = parts.iter().filter(|(_, count)| *count > 0).map(|(code, count)| message(code).with("count", *count)).collect();
        if !diff.is_empty() {
            checked.state = CheckState::Differs { diff };
            checked.verdict = Verdict::Open;
        } else if listed == 0 && seen.in_aws == 0 {
            checked.verdict = Verdict::Open;
        }
        let text = message("evidence-allow-list").with("count", seen.in_aws);
        checked.evidence.push(facts.seen(text, "ec2:DescribeVpcEndpointServicePermissions"));
        checked
    }
}

/// What does not fit into one call of each kind is no plan of a task: it is applied as a run, whose batches go side by side at AWS's pace and can
/// be split, paused and gone on with (`engine/allow_apply.rs`).
fn is_long(difference: &Difference) -> bool {
    difference.to_add > PER_CALL || difference.to_remove > PER_CALL
}

/// A look in numbers.
pub(crate) fn seen(difference: &Difference) -> AllowListSeen {
    AllowListSeen {
        in_aws: difference.in_aws,
        to_add: difference.to_add,
        to_remove: difference.to_remove,
        only_in_aws: difference.only_in_aws,
        refused: difference.refused,
    }
}
