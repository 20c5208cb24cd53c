//! The ACM certificate for the service DNS name. The guide asks for one in every case, TLS listener or not.

use async_trait::async_trait;
use gangway_aws::Certificate as Found;
use gangway_dns::{RecordKind, RecordVerdict};
use gangway_model::{
    Call, CertificateArn, Change, ChangeId, Cost, DnsName, FieldProblem, Finding, Message, Output, Severity, StepId, Timestamp, Undo, Verb,
    message,
};

use super::{Checked, Look, Step, publishing, slips};
use crate::facts::{Facts, Product, waiting};
use crate::inputs::{CertificateChoice, CertificateInputs, StepInputs};
use crate::observed::{AuthoritiesSeen, CertificateSeen, Observed, RecordSeen};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct Certificate;

/// Amazon's authority, under each of its names ("(Optional) Configure a CAA record" in the ACM User Guide).
const AMAZON: &[&str] = &["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"];
/// One that ends sooner is not proposed: a submission, a launch and the first customers take about as long.
const TOO_SOON_DAYS: i64 = 30;
/// ACM begins to renew 45 days or, of the shorter-lived certificates, some weeks before the end; from then on the end is near enough to be told.
const NEAR_DAYS: i64 = 45;
const DAY_MILLIS: i64 = 86_400_000;

/// The name of the change that requests it. The first Region's is the product's, and has no Region in its name.
pub(super) fn request_id(facts: &Facts) -> ChangeId {
    let (_, own) = facts.key(StepId::Certificate);
    ChangeId::new(gangway_model::Region::parse(&own).ok().as_ref(), StepId::Certificate, "request-certificate")
}

#[async_trait]
impl Step for Certificate {
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Certificate(CertificateInputs { choice: CertificateChoice::Existing { arn } }) = inputs else { return Vec::new() };
        match CertificateArn::parse(arn) {
            Err(wrong) => vec![FieldProblem::new("choice", wrong)],
            Ok(_) => match facts.check_of(StepId::Certificate).and_then(|record| record.observed.as_ref()) {
                Some(Observed::Certificate(seen)) if !seen.certificates.iter().any(|found| &found.arn == arn) => {
                    vec![FieldProblem::new("choice", message("field-certificate-unknown").with("value", arn.as_str()))]
                }
                _ => Vec::new(),
            },
        }
    }

    fn suggest(&self, facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs> {
        let Some(Observed::Certificate(seen)) = observed else { return None };
        let product = facts.product()?;
        let fits = |found: &&Found| {
            found.status.eq_ignore_ascii_case("ISSUED")
                && found.certificate_type.eq_ignore_ascii_case("AMAZON_ISSUED")
                && covers(&found.names, product.service_dns_name.name())
                && days_left(found, facts.now).is_none_or(|days| days >= TOO_SOON_DAYS)
        };
        let choice = match seen.certificates.iter().find(fits) {
            Some(found) => CertificateChoice::Existing { arn: found.arn.clone() },
            None => CertificateChoice::Request,
        };
        Some(StepInputs::Certificate(CertificateInputs { choice }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let product = look.facts.product().ok_or_else(|| Trouble::of("cannot-start").with("task", StepId::Product.as_str()))?;
        let all = look.account.certificates(&product.region).await?;
        let chosen = chosen(look.facts, &all).cloned();
        let certificates: Vec<Found> = all
            .into_iter()
            .filter(|found| {
                covers(&found.names, product.service_dns_name.name()) || chosen.as_ref().is_some_and(|one| one.arn == found.arn)
            })
            .collect();
        let mut records: Vec<RecordSeen> = Vec::new();
        for record in chosen.iter().flat_map(|found| found.validation.iter()) {
            records.push(super::look_for(look, record.clone(), RecordKind::Cname).await?);
        }
        let authorities = authorities(look, &product).await;
        let open = records.iter().filter(|one| one.check.verdict != RecordVerdict::Published).map(|one| one.record.clone());
        let hosted = publishing::look(look, StepId::Certificate, &open.collect::<Vec<_>>()).await;
        Ok(Observed::Certificate(CertificateSeen { certificates, chosen: chosen.map(|found| found.arn), records, authorities, hosted }))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::Certificate(seen) = observed else { return Vec::new() };
        let (Some(wanted), Some(product)) = (facts.certificate(), facts.product()) else { return Vec::new() };
        let there = seen.certificates.iter().find(|found| Some(&found.arn) == seen.chosen.as_ref());
        if there.is_some_and(|found| !is_dead(&found.status)) {
            return publishing::changes(facts, StepId::Certificate, &seen.hosted);
        }
        if wanted.choice != CertificateChoice::Request {
            return Vec::new();
        }
        let domain_name = product.service_dns_name.name().as_str().to_owned();
        let mut alternative_names = vec![format!("*.{domain_name}")];
        if let Some(private) = &product.private_dns_name
            && !alternative_names.iter().chain([&domain_name]).any(|name| name == private.name().as_str())
        {
            alternative_names.push(private.name().as_str().to_owned());
        }
        let sentence =
            message("change-request-certificate").with("name", domain_name.as_str()).with("others", alternative_names.join(", "));
        vec![Change {
            id: request_id(facts),
            step: StepId::Certificate,
            region: Some(product.region),
            verb: Verb::Create,
            sentence,
            call: Call::RequestCertificate { domain_name, alternative_names },
            cost: Cost::Free,
            undo: Undo::Possible,
            account: facts.elsewhere(StepId::Certificate).cloned(),
        }]
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::Certificate(seen) = observed else { return Checked::open() };
        let Some(product) = facts.product() else { return Checked::open() };
        if facts.inputs_of(StepId::Certificate).is_none() {
            return Checked::open();
        }
        let Some(found) = seen.certificates.iter().find(|found| Some(&found.arn) == seen.chosen.as_ref()) else {
            let mut checked = Checked::open();
            checked.findings.extend(forbidden(seen, false));
            return checked;
        };
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        checked.ids.insert(Output::CertificateArn, found.arn.clone());
        let name = product.service_dns_name.name();
        let mut say = |severity, text| checked.findings.push(Finding::new(severity, text).about(&found.arn).fix_in(StepId::Certificate));
        if !covers(&found.names, name) {
            say(Severity::Blocker, message("certificate-other-name").with("name", name.as_str()));
        } else if !found.names.iter().any(|covered| covered == &format!("*.{name}")) {
            say(Severity::Warning, message("certificate-no-wildcard").with("name", name.as_str()));
        }
        if !found.certificate_type.eq_ignore_ascii_case("AMAZON_ISSUED") {
            say(Severity::Warning, message("certificate-imported"));
        }
        for (severity, text) in lasting(found, facts.now) {
            say(severity, text);
        }
        checked.findings.extend(forbidden(seen, found.status.eq_ignore_ascii_case("ISSUED")));
        checked.findings.extend(crate::engine::roles::listener_needs_another(facts));
        let proven = found.status.eq_ignore_ascii_case("ISSUED");
        checked.findings.extend(seen.records.iter().flat_map(|record| slips(record, proven, StepId::Certificate)));
        if !proven {
            checked.findings.extend(publishing::findings(facts, StepId::Certificate, &seen.hosted));
        }
        let unpublished = seen.records.iter().filter(|record| record.check.verdict != RecordVerdict::Published).count();
        checked.verdict = match found.status.to_ascii_uppercase().as_str() {
            "ISSUED" => Verdict::Verified,
            // ACM gives up after 72 hours (https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html).
            "PENDING_VALIDATION" if seen.records.is_empty() => {
                Verdict::Waiting { waiting: waiting("waiting-certificate-record", facts.now, 5, Some(72)) }
            }
            "PENDING_VALIDATION" if unpublished > 0 => {
                let mut waiting = publishing::waiting_for(facts, &seen.hosted, "waiting-certificate-publish", Some(72));
                waiting.why = waiting.why.with("count", unpublished);
                Verdict::Waiting { waiting }
            }
            "PENDING_VALIDATION" => Verdict::Waiting { waiting: waiting("waiting-certificate-issue", facts.now, 60, Some(72)) },
            "VALIDATION_TIMED_OUT" => Verdict::Failed { advice: message("certificate-timed-out") },
            status => {
                let advice =
                    message("certificate-failed").with("status", status).with("reason", found.failure_reason.as_deref().unwrap_or("none"));
                Verdict::Failed { advice }
            }
        };
        let text = message("evidence-certificate")
            .with("arn", found.arn.as_str())
            .with("status", found.status.as_str())
            .with("names", found.names.join(", "));
        checked.evidence.push(facts.seen(text, "acm:DescribeCertificate"));
        for record in seen.records.iter().filter(|record| record.check.verdict == RecordVerdict::Published) {
            let name = record.record.name.as_str();
            let text = message("evidence-record").with("name", name).with("kind", "CNAME").with("count", record.check.servers.len());
            checked.evidence.push(facts.seen(text, format!("DNS CNAME {name}")));
        }
        checked
    }
}

/// Whole days until a certificate ends; negative once it has. `None` before it is issued.
pub(crate) fn days_left(found: &Found, now: Timestamp) -> Option<i64> {
    found.not_after.map(|end| end.0.saturating_sub(now.0).div_euclid(DAY_MILLIS))
}

/// What is to be said of an issued certificate's future.
fn lasting(found: &Found, now: Timestamp) -> Vec<(Severity, Message)> {
    if !found.status.eq_ignore_ascii_case("ISSUED") {
        return Vec::new();
    }
    let mut all = Vec::new();
    let days = days_left(found, now);
    let renewal = found.renewal.as_ref().filter(|renewal| !renewal.status.eq_ignore_ascii_case("SUCCESS"));
    if !found.renewable {
        let until = found.not_after.map(Timestamp::rfc3339);
        let until = until.as_deref().and_then(|end| end.get(..10)).unwrap_or("none");
        all.push((Severity::Warning, message("certificate-not-renewed").with("until", until)));
    }
    match renewal {
        Some(renewal) if renewal.status.eq_ignore_ascii_case("FAILED") => {
            let reason = renewal.reason.clone().unwrap_or_default();
            all.push((
                Severity::Blocker,
                message("certificate-renewal-failed").with("reason", reason).with("days", days.unwrap_or_default()),
            ));
        }
        Some(renewal) if renewal.status.eq_ignore_ascii_case("PENDING_VALIDATION") => {
            all.push((Severity::Warning, message("certificate-renewal-waits").with("days", days.unwrap_or_default())));
        }
        _ => {
            if let Some(days) = days.filter(|days| *days < NEAR_DAYS && renewal.is_none()) {
                all.push((Severity::Warning, message("certificate-expires").with("days", days)));
            }
        }
    }
    all
}

/// Who may issue for the names that the certificate is to have.
async fn authorities(look: &Look<'_>, product: &Product) -> Vec<AuthoritiesSeen> {
    let service = product.service_dns_name.name();
    let private = product.private_dns_name.as_ref().map(|name| (name.domain(), name.name().as_str().starts_with("*.")));
    let mut seen = Vec::new();
    for (name, wildcard) in [Some((service.clone(), true)), private.filter(|(name, _)| name != service)].into_iter().flatten() {
        // A zone that can't be asked is told where its records are looked for.
        if let Ok(caa) = gangway_dns::caa(look.net, &name).await {
            seen.push(AuthoritiesSeen { name: name.as_str().to_owned(), wildcard, caa });
        }
    }
    seen
}

/// CAA records that keep Amazon from issuing or, once it has, from renewing.
fn forbidden(seen: &CertificateSeen, issued: bool) -> Vec<Finding> {
    let kept_out = |one: &&AuthoritiesSeen| !(one.caa.allows(AMAZON) && (!one.wildcard || one.caa.allows_wildcard(AMAZON)));
    let tell = |one: &AuthoritiesSeen| {
        let (severity, code) = if issued { (Severity::Warning, "certificate-caa-renewal") } else { (Severity::Blocker, "certificate-caa") };
        // Where the name itself may be issued for, the wildcard is what is missing.
        let tag = if one.caa.allows(AMAZON) { "issuewild" } else { "issue" };
        let owner = one.caa.owner.clone().unwrap_or_default();
        let text = message(code).with("name", one.name.as_str()).with("owner", owner.as_str()).with("records", one.caa.records.join(", "));
        Finding::new(severity, text.with("record", format!("{owner}. CAA 0 {tag} \"amazon.com\"")))
            .about(&one.name)
            .fix_in(StepId::Certificate)
    };
    seen.authorities.iter().filter(kept_out).map(tell).collect()
}

/// Failed for good: a new one has to be requested.
fn is_dead(status: &str) -> bool {
    !["ISSUED", "PENDING_VALIDATION"].iter().any(|alive| status.eq_ignore_ascii_case(alive))
}

/// The certificate that the answers mean: the one named, or the one this onboarding requested.
fn chosen<'a>(facts: &Facts, all: &'a [Found]) -> Option<&'a Found> {
    let Some(StepInputs::Certificate(inputs)) = facts.inputs_of(StepId::Certificate) else { return None };
    match &inputs.choice {
        CertificateChoice::Existing { arn } => all.iter().find(|found| &found.arn == arn),
        CertificateChoice::Request => {
            let made = facts.made(StepId::Certificate, Output::CertificateArn);
            all.iter().find(|found| made == Some(&found.arn))
        }
    }
}

/// Whether one of a certificate's names stands for this name (RFC 6125 section 6.4.3: `*` stands for exactly one label).
pub(super) fn covers(names: &[String], wanted: &DnsName) -> bool {
    names.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        name == wanted.as_str() || name.strip_prefix("*.").is_some_and(|rest| wanted.parent().is_some_and(|parent| parent.as_str() == rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_one_label() {
        let name = |text| DnsName::parse(text).unwrap();
        let names = |text: &str| vec![text.to_owned()];
        assert!(covers(&names("api.vpce.example.com"), &name("api.vpce.example.com")));
        assert!(covers(&names("*.vpce.example.com"), &name("api.vpce.example.com")));
        assert!(!covers(&names("*.example.com"), &name("api.vpce.example.com")));
        assert!(!covers(&names("vpce.example.com"), &name("api.vpce.example.com")));
    }
}
