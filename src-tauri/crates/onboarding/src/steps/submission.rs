//! The package for Seller Operations, and its way there.

use async_trait::async_trait;
use gangway_aws::EndpointService;
use gangway_model::{
    Call, CertificateArn, Change, ChangeId, Cost, DnsName, Evidence, FieldProblem, Finding, MailAddress, Message, Region, Severity, StepId,
    Undo, Verb, message,
};
use gangway_submission::{
    Certificate, ChecklistItem, Company, PrivateName, Product, SCHEMA_VERSION, ServiceEntry, Submission as Content, ValidationRecord,
    validate,
};

use super::{Checked, Look, Step, checklist, required, review};
use crate::facts::Facts;
use crate::graph;
use crate::inputs::{StepInputs, SubmissionInputs, SubmissionWay};
use crate::observed::{Observed, RecordSeen, SubmissionSeen};
use crate::trouble::Trouble;
use crate::view::{CheckState, Delivery, DeliveryState, PackageCard, Verdict};

pub(super) struct Submission;

/// What a package is made from.
pub struct Draft {
    /// The fields.
    pub content: Content,
    /// The two lists.
    pub checklist: Vec<ChecklistItem>,
    /// Everything that was seen.
    pub evidence: Vec<Evidence>,
    /// The same content has the same fingerprint, whenever it is drafted: when something was looked at again is not part of it.
    pub fingerprint: String,
}

#[async_trait]
impl Step for Submission {
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Submission(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        if inputs.way == SubmissionWay::Mail {
            if facts.mail.is_none() {
                problems.push(FieldProblem::new("way", message("field-no-mail-server")));
            }
            for (field, value) in [("to", &inputs.to), ("from", &inputs.from)] {
                if required(&mut problems, field, value) {
                    problems.extend(MailAddress::parse(value).err().map(|wrong| FieldProblem::new(field, wrong)));
                }
            }
        }
        if inputs.notes.chars().count() > 4000 {
            problems.push(FieldProblem::new("notes", message("field-too-long").with("longest", 4000usize)));
        }
        problems
    }

    fn suggest(&self, facts: &Facts, _observed: Option<&Observed>) -> Option<StepInputs> {
        let inputs = match &facts.mail {
            Some((to, from)) => SubmissionInputs { way: SubmissionWay::Mail, to: to.clone(), from: from.clone(), notes: String::new() },
            None => SubmissionInputs { way: SubmissionWay::Folder, to: String::new(), from: String::new(), notes: String::new() },
        };
        Some(StepInputs::Submission(inputs))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        Ok(Observed::Submission(seen(look.facts)))
    }

    fn plan(&self, facts: &Facts, _observed: &Observed) -> Vec<Change> {
        let (Some(inputs), Some(package)) = (facts.submission(), &facts.package) else { return Vec::new() };
        let up_to_date = draft(facts).is_ok_and(|draft| facts.package_fingerprint.as_deref() == Some(draft.fingerprint.as_str()));
        if inputs.way != SubmissionWay::Mail || stands(facts) || !up_to_date {
            return Vec::new();
        }
        let sentence = message("change-send-submission").with("to", inputs.to.trim()).with("file", package.file_name.as_str());
        vec![Change {
            id: ChangeId::new(None, StepId::Submission, &format!("send-{}", package.sha256.chars().take(12).collect::<String>())),
            step: StepId::Submission,
            region: None,
            verb: Verb::Send,
            sentence,
            call: Call::SendSubmission { package_sha256: package.sha256.clone(), to: inputs.to.trim().to_owned() },
            cost: Cost::Free,
            undo: Undo::Impossible,
            account: None,
        }]
    }

    fn first(&self, facts: &Facts, observed: &Observed) -> Option<Message> {
        let inputs = facts.submission()?;
        if stands(facts) || !self.plan(facts, observed).is_empty() {
            return None;
        }
        let Some(package) = &facts.package else { return Some(message("submission-package-first")) };
        match inputs.way {
            SubmissionWay::Mail => Some(message("submission-package-stale")),
            SubmissionWay::Folder if package.saved_to.is_none() => Some(message("submission-package-save")),
            SubmissionWay::Folder => None,
        }
    }

    fn check(&self, facts: &Facts, _observed: &Observed) -> Checked {
        let seen = seen(facts);
        let mut checked = Checked::new(CheckState::Absent, Verdict::Open);
        if seen.delivery.as_ref().is_none_or(|delivery| delivery.state == DeliveryState::NotSent) {
            checked.findings.extend(hidden_by_the_cut(facts));
        }
        if let Some(delivery) = &seen.delivery {
            checked.verdict = match delivery.state {
                DeliveryState::Sent => Verdict::Verified,
                DeliveryState::MaybeSent => {
                    Verdict::Failed { advice: message("submission-maybe-sent").with("messageId", delivery.message_id.as_str()) }
                }
                DeliveryState::NotSent | DeliveryState::Sending => Verdict::Open,
            };
            if delivery.state == DeliveryState::Sent {
                checked.state = CheckState::Matches;
                let text = message("evidence-sent").with("to", delivery.to.as_str()).with("messageId", delivery.message_id.as_str());
                checked.evidence.push(Evidence { message: text, by: "smtp:Send".to_owned(), at: delivery.at });
            }
            if delivery.state == DeliveryState::NotSent {
                let text = delivery.why.clone().unwrap_or_else(|| message("submission-not-sent"));
                checked.findings.push(Finding::new(Severity::Warning, text).fix_in(StepId::Submission));
            }
        } else if let Some(saved) = facts.package.as_ref().and_then(|package| package.saved_to.as_ref())
            && facts.submission().is_some_and(|inputs| inputs.way == SubmissionWay::Folder)
        {
            checked.state = CheckState::Matches;
            checked.verdict = Verdict::Verified;
            checked
                .findings
                .push(Finding::new(Severity::Note, message("submission-hand-in").with("path", saved.as_str())).fix_in(StepId::Submission));
        }
        checked
    }
}

/// The certificate's proofs that will be out of sight once the subdomain is delegated: ACM looks for them when it renews. The package asks Seller
/// Operations to keep them.
fn hidden_by_the_cut(facts: &Facts) -> Vec<Finding> {
    let Some(product) = facts.product() else { return Vec::new() };
    let cut = product.service_dns_name.name();
    let mut found: Vec<Finding> = Vec::new();
    for at in facts.places(StepId::Certificate) {
        let Some(Observed::Certificate(seen)) = at.check_of(StepId::Certificate).and_then(|record| record.observed.as_ref()) else {
            continue;
        };
        let below = |record: &&RecordSeen| DnsName::parse(&record.record.name).is_ok_and(|name| name.is_at_or_below(cut));
        for record in seen.records.iter().filter(below) {
            let (name, value) = (record.record.name.trim_end_matches('.'), record.record.value.as_str());
            let text = message("submission-cut-hides").with("name", name).with("value", value).with("cut", cut.as_str());
            if !found.iter().any(|known| known.message == text) {
                found.push(Finding::new(Severity::Warning, text).about(name).fix_in(StepId::Submission));
            }
        }
    }
    found
}

/// Whether there is nothing to send now: the package has been sent, or it has to be settled first whether it was. Another package's "maybe"
/// counts, too: nobody sends a second mail while the first may have arrived.
fn stands(facts: &Facts) -> bool {
    facts.deliveries.iter().any(|delivery| {
        matches!(delivery.state.as_str(), "maybe-sent" | "sending")
            || (delivery.state == "sent" && facts.package.as_ref().is_some_and(|package| delivery.package == package.sha256))
    })
}

fn seen(facts: &Facts) -> SubmissionSeen {
    let problems = match draft(facts) {
        Ok(_) => Vec::new(),
        Err(problems) => problems,
    };
    SubmissionSeen {
        package: facts.package.as_ref().map(|package| PackageCard {
            sha256: package.sha256.clone(),
            file_name: package.file_name.clone(),
            bytes: package.bytes.len(),
            files: package.files.clone(),
            made_at: package.made_at,
            saved_to: package.saved_to.clone(),
        }),
        problems,
        delivery: facts.deliveries.last().map(|row| Delivery {
            state: match row.state.as_str() {
                "sent" => DeliveryState::Sent,
                "maybe-sent" => DeliveryState::MaybeSent,
                "sending" => DeliveryState::Sending,
                _ => DeliveryState::NotSent,
            },
            at: row.at,
            to: row.to.clone(),
            message_id: row.message_id.clone(),
            package: row.package.clone(),
            why: row.why.clone(),
        }),
        can_mail: facts.mail.is_some(),
    }
}

/// What the package would be made from now.
///
/// # Errors
/// The fields that are missing or wrong, and the tasks whose proof is missing.
pub fn draft(facts: &Facts) -> Result<Draft, Vec<FieldProblem>> {
    let open: Vec<FieldProblem> = review::blockers(facts).into_iter().map(|text| FieldProblem::new("review", text)).collect();
    let Some(product) = facts.product() else {
        return Err(vec![FieldProblem::new("product", message("review-task-open").with("task", StepId::Product.as_str()))]);
    };
    let everywhere = facts.everywhere();
    let services: Vec<(Region, &EndpointService, Option<String>)> = everywhere
        .iter()
        .filter_map(|at| {
            let seen = at.check_of(StepId::EndpointService).and_then(|record| record.observed.as_ref());
            let Some(Observed::EndpointService(seen)) = seen else { return None };
            let card = seen.services.iter().find(|card| Some(&card.endpoint_service.id) == seen.chosen.as_ref())?;
            // The private DNS name's own task looks at it last; the endpoint service's task may have seen it before it was verified.
            let state = match at.check_of(StepId::PrivateDns).and_then(|record| record.observed.as_ref()) {
                Some(Observed::PrivateDns(seen)) => seen.private_dns.as_ref(),
                _ => card.endpoint_service.private_dns.as_ref(),
            };
            Some((at.region()?, &card.endpoint_service, state.map(|private| private.state.clone())))
        })
        .collect();
    // Of several Regions' states the one that is not as it should be.
    let states = || services.iter().filter_map(|(_, _, state)| state.as_ref());
    let private_state = states().find(|state| !state.eq_ignore_ascii_case("verified")).or_else(|| states().next()).cloned();
    let places = facts.places(StepId::Certificate);
    let certificates = places.iter().filter_map(|at| match at.check_of(StepId::Certificate)?.observed.as_ref()? {
        Observed::Certificate(seen) => seen.certificates.iter().find(|found| Some(&found.arn) == seen.chosen.as_ref()),
        _ => None,
    });
    let inputs = product.inputs;
    let phone = inputs.contact_phone.trim();
    let content = Content {
        schema_version: SCHEMA_VERSION,
        product: Product {
            title: inputs.title.trim().to_owned(),
            product_id: product.product_id.as_str().to_owned(),
            visibility: inputs.visibility.as_str().to_ascii_lowercase(),
        },
        company: Company {
            name: inputs.company_name.trim().to_owned(),
            contact_name: inputs.contact_name.trim().to_owned(),
            contact_mail: product.contact_mail.as_str().to_owned(),
            contact_phone: (!phone.is_empty()).then(|| phone.to_owned()),
        },
        service_dns_name: product.service_dns_name.to_string(),
        private_dns_name: product
            .private_dns_name
            .as_ref()
            .map(|name| PrivateName { name: name.to_string(), state: private_state.unwrap_or_else(|| "unknown".to_owned()) }),
        services: services
            .iter()
            .map(|(region, found, private_dns_state)| ServiceEntry {
                region: region.as_str().to_owned(),
                account: facts.account().as_str().to_owned(),
                service_name: found.name.clone(),
                service_id: found.id.clone(),
                availability_zone_ids: found.zone_ids.clone(),
                private_dns_state: private_dns_state.clone(),
            })
            .collect(),
        certificates: certificates.map(certificate).collect(),
        acceptance_required: services.is_empty() || services.iter().any(|(_, found, _)| found.acceptance_required),
        notes: match facts.inputs_of(StepId::Submission) {
            Some(StepInputs::Submission(inputs)) => inputs.notes.clone(),
            _ => String::new(),
        },
        prepared_at: facts.now.rfc3339(),
        gangway_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let mut problems = validate(&content);
    problems.extend(open);
    if !problems.is_empty() {
        return Err(problems);
    }
    let checklist = checklist::checklist(facts);
    let evidence = graph::places(facts)
        .iter()
        .filter(|(step, _)| !matches!(step, StepId::AllowList | StepId::Submission | StepId::Delegation))
        .filter_map(|(step, at)| at.check_of(*step))
        .flat_map(|record| record.evidence.iter().cloned())
        .collect();
    let fingerprint = fingerprint(&content, &checklist);
    Ok(Draft { content, checklist, evidence, fingerprint })
}

fn certificate(found: &gangway_aws::Certificate) -> Certificate {
    let arn = CertificateArn::parse(&found.arn).ok();
    Certificate {
        account: arn.as_ref().and_then(CertificateArn::account).map_or_else(String::new, String::from),
        region: arn.as_ref().and_then(CertificateArn::region).map_or_else(String::new, String::from),
        arn: found.arn.clone(),
        domain_name: found.domain_name.clone(),
        names: found.names.clone(),
        status: found.status.clone(),
        not_after: found.not_after.map(gangway_model::Timestamp::rfc3339),
        validation_records: found
            .validation
            .iter()
            .map(|record| ValidationRecord { name: record.name.clone(), kind: record.kind.clone(), value: record.value.clone() })
            .collect(),
    }
}

fn fingerprint(content: &Content, checklist: &[ChecklistItem]) -> String {
    let timeless = Content { prepared_at: String::new(), ..content.clone() };
    let states: Vec<_> = checklist.iter().map(|item| (&item.id, &item.state)).collect();
    serde_json::to_string(&(timeless, states)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_it_was_drafted_is_not_part_of_the_fingerprint() {
        let content = |at: &str, title: &str| Content {
            schema_version: SCHEMA_VERSION,
            product: Product { title: title.into(), product_id: String::new(), visibility: String::new() },
            company: Company { name: String::new(), contact_name: String::new(), contact_mail: String::new(), contact_phone: None },
            service_dns_name: String::new(),
            private_dns_name: None,
            services: Vec::new(),
            certificates: Vec::new(),
            acceptance_required: true,
            notes: String::new(),
            prepared_at: at.into(),
            gangway_version: String::new(),
        };
        assert_eq!(fingerprint(&content("a", "x"), &[]), fingerprint(&content("b", "x"), &[]));
        assert_ne!(fingerprint(&content("a", "x"), &[]), fingerprint(&content("a", "y"), &[]));
    }
}
