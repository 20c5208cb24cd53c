//! Ownership of the private DNS name: a TXT record, then AWS looks for it.

use async_trait::async_trait;
use gangway_aws::DnsRecord;
use gangway_dns::{RecordKind, RecordVerdict};
use gangway_model::{
    Call, Change, ChangeId, Cost, FieldProblem, Finding, Input, Message, Output, PrivateDnsName, Severity, StepId, Undo, Verb, message,
};

use super::{Checked, Look, Step, look_for, publishing, slips};
use crate::facts::{Facts, Product, waiting};
use crate::file::{ChangeState, StepRecord};
use crate::inputs::StepInputs;
use crate::observed::{Observed, PrivateDnsSeen};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct PrivateDns;

#[async_trait]
impl Step for PrivateDns {
    fn problems(&self, _inputs: &StepInputs, _facts: &Facts) -> Vec<FieldProblem> {
        Vec::new()
    }

    fn suggest(&self, _facts: &Facts, _observed: Option<&Observed>) -> Option<StepInputs> {
        None
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let nothing = PrivateDnsSeen { private_dns: None, record: None, hosted: Vec::new() };
        let (Some(product), Some(id)) = (look.facts.product(), look.facts.known_id(StepId::EndpointService, Output::ServiceId)) else {
            return Err(Trouble::of("cannot-start").with("task", StepId::EndpointService.as_str()));
        };
        if product.private_dns_name.is_none() {
            return Ok(Observed::PrivateDns(nothing));
        }
        let Some(private) = look.account.endpoint_service(&product.region, &id).await?.private_dns else {
            return Ok(Observed::PrivateDns(nothing));
        };
        let record = match record(&product, &private) {
            Some(record) => Some(look_for(look, record, RecordKind::Txt).await?),
            None => None,
        };
        let open: Vec<DnsRecord> =
            record.iter().filter(|one| one.check.verdict != RecordVerdict::Published).map(|one| one.record.clone()).collect();
        let hosted = publishing::look(look, StepId::PrivateDns, &open).await;
        Ok(Observed::PrivateDns(PrivateDnsSeen { private_dns: Some(private), record, hosted }))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::PrivateDns(seen) = observed else { return Vec::new() };
        let Some(product) = facts.product() else { return Vec::new() };
        let Some(name) = &product.private_dns_name else { return Vec::new() };
        let Some(endpoint_service) = facts.known(StepId::EndpointService, Output::ServiceId) else { return Vec::new() };
        let id = start_id(&product, name);
        let state = seen.private_dns.as_ref().map(|private| private.state.to_ascii_lowercase());
        let asked = facts.is_done(&id);
        let mut changes = publishing::changes(facts, StepId::PrivateDns, &seen.hosted);
        match state.as_deref() {
            Some("verified") => return changes,
            // AWS answers "pendingVerification" before it is asked and while it looks.
            Some("pendingverification") if asked => return changes,
            // Not there yet: planned along with the endpoint service that will have it.
            None if !matches!(endpoint_service, Input::OutputOf { .. }) && seen.private_dns.is_some() => return changes,
            _ => {}
        }
        changes.push(Change {
            id,
            step: StepId::PrivateDns,
            region: Some(product.region.clone()),
            verb: Verb::Start,
            sentence: message("change-start-verification").with("name", name.name().as_str()),
            call: Call::StartPrivateDnsVerification { endpoint_service },
            cost: Cost::Free,
            undo: Undo::Unneeded,
            account: None,
        });
        changes
    }

    /// AWS looks once, soon after it is asked: asking before every server answers the record is asking for a refusal.
    fn first(&self, facts: &Facts, observed: &Observed) -> Option<Message> {
        let Observed::PrivateDns(seen) = observed else { return None };
        let (private, record) = seen.private_dns.as_ref().zip(seen.record.as_ref())?;
        let plans = !PrivateDns.plan(facts, observed).is_empty();
        let approved = facts.mine(StepId::PrivateDns).any(|row| row.state == ChangeState::Pending);
        // Published by the same plan, or a moment ago: the verification waits for it by itself.
        let published_here = !publishing::changes(facts, StepId::PrivateDns, &seen.hosted).is_empty() || publishing::stands(&seen.hosted);
        (plans && !approved && !published_here && record.check.verdict != RecordVerdict::Published)
            .then(|| message("private-dns-publish-first").with("name", private.name.as_str()))
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::PrivateDns(seen) = observed else { return Checked::open() };
        let Some(product) = facts.product() else { return Checked::open() };
        let Some(name) = &product.private_dns_name else {
            let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
            checked.findings.push(Finding::new(Severity::Note, message("private-dns-none")).fix_in(StepId::Product));
            return checked;
        };
        // The endpoint service may still have another name, from before the answers changed.
        let Some(private) = seen.private_dns.as_ref().filter(|private| private.name.eq_ignore_ascii_case(name.name().as_str())) else {
            let advice = message("private-dns-not-set").with("name", name.name().as_str());
            return Checked::new(CheckState::Absent, Verdict::Failed { advice });
        };
        let mut checked = Checked::new(CheckState::Matches, Verdict::Open);
        let published = seen.record.as_ref().is_some_and(|record| record.check.verdict == RecordVerdict::Published);
        let asked = facts.is_done(&start_id(&product, name));
        checked.verdict = match private.state.to_ascii_lowercase().as_str() {
            "verified" => Verdict::Verified,
            "failed" if asked && published => Verdict::Open,
            "failed" => Verdict::Failed { advice: message("private-dns-failed").with("name", private.name.as_str()) },
            _ if !published => {
                Verdict::Waiting { waiting: publishing::waiting_for(facts, &seen.hosted, "waiting-private-dns-publish", None) }
            }
            _ if asked => Verdict::Waiting { waiting: waiting("waiting-private-dns-verification", facts.now, 15, None) },
            _ => Verdict::Open,
        };
        let proven = private.state.eq_ignore_ascii_case("verified");
        checked.findings.extend(seen.record.iter().flat_map(|record| slips(record, proven, StepId::PrivateDns)));
        if !proven {
            checked.findings.extend(publishing::findings(facts, StepId::PrivateDns, &seen.hosted));
        }
        // Servers that could not be asked at all say nothing about the record.
        let gone = match seen.record.as_ref().map(|record| record.check.verdict) {
            Some(RecordVerdict::Missing | RecordVerdict::Wrong) => Some("private-dns-record-gone"),
            Some(RecordVerdict::Partly) => Some("private-dns-record-partly"),
            Some(RecordVerdict::Published | RecordVerdict::Unknown) | None => None,
        };
        if let Some(code) = gone.filter(|_| proven) {
            let text = message(code).with("name", private.name.as_str());
            checked.findings.push(Finding::new(Severity::Warning, text).about(&private.name).fix_in(StepId::PrivateDns));
        }
        let text = message("evidence-private-dns").with("name", private.name.as_str()).with("state", private.state.as_str());
        checked.evidence.push(facts.seen(text, "ec2:DescribeVpcEndpointServiceConfigurations"));
        if let Some(record) = seen.record.as_ref().filter(|_| published) {
            let text = message("evidence-record")
                .with("name", record.record.name.as_str())
                .with("kind", "TXT")
                .with("count", record.check.servers.len());
            checked.evidence.push(facts.seen(text, format!("DNS TXT {}", record.record.name)));
        }
        checked
    }
}

/// The code of the finding that a name was proven and is not any more.
pub(crate) const NAME_LOST: &str = "private-dns-lost";

/// Whether the name was proven when it was looked at before, and is not any more: from then on AWS refuses new connections by this name
/// (<https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html>). It stays said until the name is proven again.
pub(crate) fn lost(observed: &Observed, before: Option<&StepRecord>) -> Option<Finding> {
    let (Observed::PrivateDns(now), Observed::PrivateDns(then)) = (observed, before?.observed.as_ref()?) else { return None };
    let (now, then) = (now.private_dns.as_ref()?, then.private_dns.as_ref()?);
    let said = || before.is_some_and(|record| record.findings.iter().any(|finding| finding.message.code == NAME_LOST));
    let was = then.state.eq_ignore_ascii_case("verified") || said();
    let fell = now.name.eq_ignore_ascii_case(&then.name) && was && !now.state.eq_ignore_ascii_case("verified");
    let text = || message(NAME_LOST).with("name", now.name.as_str()).with("state", now.state.as_str());
    fell.then(|| Finding::new(Severity::Blocker, text()).about(&now.name).fix_in(StepId::PrivateDns))
}

/// The name is part of it: having asked for one name says nothing of another.
fn start_id(product: &Product, name: &PrivateDnsName) -> ChangeId {
    ChangeId::new(Some(&product.region), StepId::PrivateDns, &format!("start-verification-{}", name.domain()))
}

/// The record to publish: AWS's label under the name's domain, or, where that lies at or below the name that will be delegated, under the
/// parent of that name: below the cut the seller's own copy would disappear with the delegation.
pub(super) fn record(product: &Product, private: &gangway_aws::PrivateDns) -> Option<DnsRecord> {
    let wanted = product.private_dns_name.as_ref()?.domain();
    let cut = product.service_dns_name.name();
    let domain = if wanted.is_at_or_below(cut) { cut.parent()? } else { wanted };
    // AWS gives the label alone; a full name is taken as it is.
    let label = private.record_name.trim_end_matches('.');
    let name = if label.is_empty() {
        return None;
    } else if label.contains('.') {
        label.to_owned()
    } else {
        format!("{label}.{domain}")
    };
    Some(DnsRecord { name, kind: private.record_type.clone(), value: private.record_value.clone() })
}
