//! Who may connect. Only the difference is sent; what somebody else put on AWS's list is shown and never touched.

use std::collections::BTreeSet;

use async_trait::async_trait;
use gangway_model::{Call, Change, ChangeId, Cost, FieldProblem, Finding, Output, Severity, StepId, Undo, Verb, message};

use super::{Checked, Look, Step};
use crate::facts::Facts;
use crate::inputs::StepInputs;
use crate::observed::{AllowListSeen, Observed};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

/// AWS documents no limit per call; a hundred has room for every error message.
const PER_CALL: usize = 100;

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
        let in_aws = look.account.permissions(&look.region()?, &id).await?;
        Ok(Observed::AllowList(compare(look.facts, in_aws)))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::AllowList(seen) = observed else { return Vec::new() };
        let (Some(region), Some(endpoint_service)) = (facts.region(), facts.known(StepId::EndpointService, Output::ServiceId)) else {
            return Vec::new();
        };
        // The list may have been edited since AWS was asked.
        let seen = compare(facts, seen.in_aws.clone());
        let make = |what: String, sentence, add: &[String], remove: &[String]| Change {
            id: ChangeId::new(Some(&region), StepId::AllowList, &what),
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
        for (index, batch) in seen.to_add.chunks(PER_CALL).enumerate() {
            let text = message("change-allow").with("count", batch.len());
            plan.push(make(format!("add-{}", index + 1), text, batch, &[]));
        }
        for (index, batch) in seen.to_remove.chunks(PER_CALL).enumerate() {
            let text = message("change-disallow").with("count", batch.len());
            plan.push(make(format!("remove-{}", index + 1), text, &[], batch));
        }
        plan
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::AllowList(seen) = observed else { return Checked::open() };
        let seen = compare(facts, seen.in_aws.clone());
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        let mut say = |severity, text| checked.findings.push(Finding::new(severity, text).fix_in(StepId::AllowList));
        if seen.in_aws.iter().any(|principal| principal == "*") {
            say(Severity::Warning, message("allow-list-everyone"));
        }
        if !seen.only_in_aws.is_empty() {
            say(Severity::Note, message("allow-list-only-in-aws").with("count", seen.only_in_aws.len()));
        }
        if facts.allow_list.is_empty() {
            say(Severity::Note, message("allow-list-empty"));
        }
        if !seen.to_remove.is_empty() {
            say(Severity::Warning, message("allow-list-connections-stay").with("count", seen.to_remove.len()));
        }
        let missing = self.plan(facts, observed);
        if !missing.is_empty() {
            checked.state = CheckState::Differs { diff: missing.into_iter().map(|change| change.sentence).collect() };
            checked.verdict = Verdict::Open;
        } else if facts.allow_list.is_empty() && seen.in_aws.is_empty() {
            checked.verdict = Verdict::Open;
        }
        let text = message("evidence-allow-list").with("count", seen.in_aws.len());
        checked.evidence.push(facts.seen(text, "ec2:DescribeVpcEndpointServicePermissions"));
        checked
    }
}

fn compare(facts: &Facts, in_aws: Vec<String>) -> AllowListSeen {
    let there: BTreeSet<&str> = in_aws.iter().map(String::as_str).collect();
    let listed: BTreeSet<&str> = facts.allow_list.iter().map(|entry| entry.principal.as_str()).collect();
    let removed: BTreeSet<&str> = facts.allow_list_removed.iter().map(String::as_str).collect();
    let texts = |set: Vec<&str>| set.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let to_add = texts(listed.difference(&there).copied().collect());
    let to_remove = texts(removed.intersection(&there).filter(|principal| !listed.contains(**principal)).copied().collect());
    let only_in_aws = texts(there.iter().filter(|one| !listed.contains(**one) && !removed.contains(**one)).copied().collect());
    AllowListSeen { to_add, to_remove, only_in_aws, in_aws }
}
