//! The subdomain of the service DNS name, handed to Seller Operations' name servers.

use async_trait::async_trait;
use gangway_aws::DnsRecord;
use gangway_dns::{DelegationVerdict, RecordKind, RecordVerdict, check_delegation, is_route53, parse_name_servers};
use gangway_model::{Change, DnsName, FieldProblem, Finding, Severity, StepId, message};

use super::{Checked, Look, Step, publishing};
use crate::facts::{Facts, waiting};
use crate::inputs::{DelegationInputs, StepInputs};
use crate::observed::{DelegationSeen, HostedRecords, Observed, RenewalRecord};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct Delegation;

#[async_trait]
impl Step for Delegation {
    fn problems(&self, inputs: &StepInputs, _facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Delegation(inputs) = inputs else { return Vec::new() };
        // Nothing pasted yet is no mistake; text in which no name is found is.
        if inputs.name_servers.iter().all(|line| line.trim().is_empty()) {
            return Vec::new();
        }
        let names = name_servers(inputs);
        if names.is_empty() {
            return vec![FieldProblem::new("nameServers", message("field-name-servers-none"))];
        }
        if names.len() < 2 {
            return vec![FieldProblem::new("nameServers", message("field-name-servers-few").with("count", names.len()))];
        }
        Vec::new()
    }

    fn suggest(&self, _facts: &Facts, _observed: Option<&Observed>) -> Option<StepInputs> {
        None
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let product = look.facts.product().ok_or_else(|| Trouble::of("cannot-start").with("task", StepId::Product.as_str()))?;
        let name = product.service_dns_name.name();
        let servers = look.facts.delegation().map(name_servers).unwrap_or_default();
        let record = |server: &DnsName| DnsRecord { name: name.as_str().to_owned(), kind: "NS".to_owned(), value: format!("{server}.") };
        let mut seen = DelegationSeen {
            records: servers.iter().map(record).collect(),
            check: None,
            renewal: Vec::new(),
            hosted: Vec::new(),
            launch: Vec::new(),
        };
        if servers.is_empty() {
            return Ok(Observed::Delegation(seen));
        }
        let mut check = check_delegation(look.net, name, &servers).await?;
        check.looked_at = look.facts.now;
        if check.verdict == DelegationVerdict::Live {
            // The renewal guard: will ACM still find its validation records through the delegation?
            for at in look.facts.places(StepId::Certificate) {
                let Some(Observed::Certificate(certificates)) = at.check_of(StepId::Certificate).and_then(|one| one.observed.as_ref())
                else {
                    continue;
                };
                for record in &certificates.records {
                    // ACM asks for the same record for the same name, whichever Region's certificate it is.
                    if seen.renewal.iter().any(|known| known.record == record.record) {
                        continue;
                    }
                    let Ok(below) = DnsName::parse(&record.record.name) else { continue };
                    if !below.is_at_or_below(name) {
                        continue;
                    }
                    // Every server of the zone that answers now: one that lacks it is a renewal that fails by chance.
                    let check = super::look_for(look, record.record.clone(), RecordKind::Cname).await.ok().map(|one| one.check);
                    let found = check.as_ref().is_some_and(|check| check.verdict == RecordVerdict::Published);
                    seen.renewal.push(RenewalRecord { record: record.record.clone(), found, check });
                }
            }
            seen.launch = super::launch::observe(look, name).await;
        }
        // Where some of it stands already, the check says which record to change, and by whom.
        if check.verdict == DelegationVerdict::NotDelegated {
            seen.hosted = publishing::look(look, StepId::Delegation, &seen.records).await;
        }
        seen.check = Some(check);
        Ok(Observed::Delegation(seen))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::Delegation(seen) = observed else { return Vec::new() };
        // The name servers may have been pasted anew since the look.
        let wanted = facts.delegation().map(name_servers).unwrap_or_default();
        let of_now = |one: &&HostedRecords| one.records.says_the_same("NS", &wanted.iter().map(ToString::to_string).collect::<Vec<_>>());
        let hosted: Vec<HostedRecords> = seen.hosted.iter().filter(of_now).cloned().collect();
        publishing::changes(facts, StepId::Delegation, &hosted)
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::Delegation(seen) = observed else { return Checked::open() };
        let Some(check) = &seen.check else {
            let mut waiting = waiting("waiting-seller-operations", facts.now, 300, None);
            if let Some(sent) = facts.deliveries.iter().rev().find(|delivery| delivery.state == "sent") {
                waiting.since = sent.at;
            }
            return Checked::new(CheckState::Absent, Verdict::Waiting { waiting });
        };
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        checked.findings = check.findings.clone();
        for record in &seen.records {
            let plain = record.value.trim_end_matches('.');
            if DnsName::parse(plain).is_ok_and(|name| !is_route53(&name)) {
                let text = message("delegation-not-route53").with("server", plain);
                checked.findings.push(Finding::new(Severity::Warning, text).about(plain).fix_in(StepId::Delegation));
            }
        }
        for renewal in seen.renewal.iter().filter(|renewal| !renewal.found) {
            let text = message("delegation-hides-renewal").with("name", renewal.record.name.as_str());
            checked.findings.push(Finding::new(Severity::Warning, text).about(&renewal.record.name).fix_in(StepId::Delegation));
        }
        checked.verdict = match check.verdict {
            DelegationVerdict::Live => Verdict::Verified,
            DelegationVerdict::NotDelegated => {
                checked.findings.extend(publishing::findings(facts, StepId::Delegation, &seen.hosted));
                Verdict::Waiting { waiting: publishing::waiting_for(facts, &seen.hosted, "waiting-delegation-publish", None) }
            }
            DelegationVerdict::Partly => Verdict::Failed { advice: message("delegation-partly") },
            DelegationVerdict::Broken => Verdict::Failed { advice: message("delegation-broken") },
            DelegationVerdict::Unknown => Verdict::Failed { advice: message("delegation-unknown") },
        };
        if check.verdict == DelegationVerdict::Live {
            let text = message("evidence-delegation")
                .with("name", check.name.as_str())
                .with("servers", check.expected.join(", "))
                .with("parents", check.parents.len());
            checked.evidence.push(facts.seen(text, format!("DNS NS {} @{}", check.name, check.parent_zone)));
            super::launch::judge(facts, &seen.launch, &mut checked);
        }
        checked
    }
}

/// The names in what was pasted: a list, or the text of a mail.
fn name_servers(inputs: &DelegationInputs) -> Vec<DnsName> {
    parse_name_servers(&inputs.name_servers.join("\n"))
}
