//! Every answer on one page, the two checklists, and what stands in the way.

use async_trait::async_trait;
use gangway_model::{Change, FieldProblem, Finding, Message, Region, Severity, StepId, message};

use super::{Checked, Look, Step, checklist};
use crate::facts::Facts;
use crate::graph;
use crate::inputs::{
    CertificateChoice, EndpointServiceChoice, ListenerProtocol, LoadBalancerChoice, ProbeRequest, ServersKind, StepInputs, SubmissionWay,
};
use crate::observed::{Observed, ReviewSeen};
use crate::trouble::Trouble;
use crate::view::{Answer, CheckState, ReviewGroup, Verdict};

pub(super) struct Review;

/// The tasks whose proof the submission stands on. The delegation comes after it, and the rehearsal is advised, not demanded.
const NEEDED: [StepId; 8] = [
    StepId::Product,
    StepId::Network,
    StepId::Instances,
    StepId::LoadBalancer,
    StepId::EndpointService,
    StepId::Reachability,
    StepId::Certificate,
    StepId::PrivateDns,
];

#[async_trait]
impl Step for Review {
    fn problems(&self, _inputs: &StepInputs, _facts: &Facts) -> Vec<FieldProblem> {
        Vec::new()
    }

    fn suggest(&self, _facts: &Facts, _observed: Option<&Observed>) -> Option<StepInputs> {
        None
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        Ok(Observed::Review(seen(look.facts)))
    }

    fn plan(&self, _facts: &Facts, _observed: &Observed) -> Vec<Change> {
        Vec::new()
    }

    fn check(&self, facts: &Facts, _observed: &Observed) -> Checked {
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        checked.findings = missing(facts);
        if checked.findings.iter().any(|finding| finding.severity == Severity::Blocker) {
            checked.verdict = Verdict::Open;
            // They are shown as what is left to do; the review itself is not at fault.
            checked.findings.iter_mut().for_each(|finding| finding.severity = Severity::Warning);
        }
        checked
    }
}

/// The page, from the facts alone.
pub(super) fn seen(facts: &Facts) -> ReviewSeen {
    let groups = graph::places(facts)
        .into_iter()
        .filter(|(step, _)| !matches!(step, StepId::Review))
        .filter_map(|(step, facts)| {
            let facts = &facts;
            let record = facts.check_of(step);
            let answers = facts.inputs_of(step).map(answers).unwrap_or_default();
            let allow = if step == StepId::AllowList { allow_list(facts) } else { Vec::new() };
            let (_, region) = facts.key(step);
            let group = ReviewGroup {
                step,
                region: (!region.is_empty()).then_some(region),
                answers: answers.into_iter().chain(allow).collect(),
                evidence: record.map(|record| record.evidence.clone()).unwrap_or_default(),
                findings: record.map(|record| record.findings.clone()).unwrap_or_default(),
            };
            (!group.answers.is_empty() || !group.evidence.is_empty()).then_some(group)
        })
        .collect();
    ReviewSeen { groups, checklist: checklist::cards(facts), missing: missing(facts) }
}

/// What stands between here and a package, each with the task where it is put right.
pub(super) fn missing(facts: &Facts) -> Vec<Finding> {
    let mut missing = Vec::new();
    for (step, at) in graph::places(facts).into_iter().filter(|(step, _)| NEEDED.contains(step)) {
        let region = region(&at, step);
        if !is_proven(&at, step) {
            missing.push(open(Severity::Blocker, step, region.as_ref()));
        }
        let blockers = at.check_of(step).into_iter().flat_map(|record| record.findings.iter());
        let blockers = blockers.filter(|finding| finding.severity == Severity::Blocker).cloned();
        missing.extend(blockers.map(|finding| finding.at(region.as_ref())));
    }
    if facts.allow_list.listed == 0 {
        missing.push(Finding::new(Severity::Warning, message("allow-list-empty")).fix_in(StepId::AllowList));
    } else {
        let places = facts.places(StepId::AllowList);
        let unproven = places.iter().filter(|at| !is_proven(at, StepId::AllowList));
        missing.extend(unproven.map(|at| open(Severity::Warning, StepId::AllowList, region(at, StepId::AllowList).as_ref())));
    }
    if facts.rehearsal().is_none_or(|inputs| !inputs.attested) {
        missing.push(Finding::new(Severity::Warning, message("review-no-rehearsal")).fix_in(StepId::Rehearsal));
    }
    missing
}

fn is_proven(facts: &Facts, step: StepId) -> bool {
    facts.check_of(step).is_some_and(|record| record.verdict == Verdict::Verified)
}

/// The Region of a task, where there are several and it has to be said which is meant.
fn region(facts: &Facts, step: StepId) -> Option<Region> {
    let (_, region) = facts.key(step);
    Region::parse(&region).ok().filter(|_| facts.regions().len() > 1)
}

fn open(severity: Severity, step: StepId, region: Option<&Region>) -> Finding {
    let text = match region {
        None => message("review-task-open").with("task", step.as_str()),
        Some(region) => message("review-task-open-in").with("task", step.as_str()).with("region", region.as_str()),
    };
    Finding::new(severity, text).fix_in(step).at(region)
}

fn answer(label: &str, value: impl Into<String>) -> Answer {
    Answer { label: message(&format!("answer-{label}")), value: value.into() }
}

fn allow_list(facts: &Facts) -> Vec<Answer> {
    vec![answer("customers", facts.allow_list.listed.to_string())]
}

fn answers(inputs: &StepInputs) -> Vec<Answer> {
    match inputs {
        StepInputs::Product(inputs) => vec![
            answer("title", &inputs.title),
            answer("product-id", &inputs.product_id),
            answer("visibility", inputs.visibility.as_str()),
            answer("company-name", &inputs.company_name),
            answer("contact", format!("{} <{}>", inputs.contact_name, inputs.contact_mail)),
            answer("contact-phone", &inputs.contact_phone),
            answer("service-dns-name", &inputs.service_dns_name),
            answer("private-dns-name", &inputs.private_dns_name),
            answer("region", std::iter::once(&inputs.region).chain(&inputs.more_regions).cloned().collect::<Vec<_>>().join(", ")),
        ],
        StepInputs::Network(inputs) => {
            let new = inputs.new_subnets.iter().map(|subnet| format!("{} ({})", subnet.cidr, subnet.zone_id));
            let subnets: Vec<String> = inputs.subnet_ids.iter().cloned().chain(new).collect();
            let vpc = if inputs.new_vpc_cidr.trim().is_empty() { &inputs.vpc_id } else { &inputs.new_vpc_cidr };
            vec![answer("vpc", vpc), answer("subnets", subnets.join(", "))]
        }
        StepInputs::Instances(inputs) => {
            let behind = match inputs.kind {
                ServersKind::Instances => inputs.instance_ids.join(", "),
                ServersKind::Addresses => inputs.addresses.join(", "),
                ServersKind::ApplicationLoadBalancer => inputs.application_load_balancer.clone(),
                ServersKind::TargetGroup => return vec![answer("instances", &inputs.target_group)],
                ServersKind::Launch if inputs.launch.template_id.is_empty() => {
                    format!("{}, {}", inputs.launch.image_id, inputs.launch.instance_type)
                }
                ServersKind::Launch => inputs.launch.template_id.clone(),
            };
            vec![answer("instances", behind), answer("target-port", inputs.port.to_string())]
        }
        StepInputs::LoadBalancer(inputs) => {
            let chosen = match &inputs.choice {
                LoadBalancerChoice::Existing { arn } => arn.clone(),
                LoadBalancerChoice::Create { name } => name.clone(),
            };
            let protocol = match inputs.protocol {
                ListenerProtocol::Tcp => "TCP",
                ListenerProtocol::Tls => "TLS",
            };
            vec![
                answer("load-balancer", chosen),
                answer("listener", format!("{protocol} {}", inputs.port)),
                answer("cross-zone", yes_no(inputs.cross_zone)),
            ]
        }
        StepInputs::EndpointService(inputs) => {
            let mut answers = Vec::new();
            if let EndpointServiceChoice::Existing { id } = &inputs.choice {
                answers.push(answer("endpoint-service", id));
            }
            answers.push(answer("acceptance", yes_no(inputs.acceptance_required)));
            answers
        }
        StepInputs::Certificate(inputs) => match &inputs.choice {
            CertificateChoice::Existing { arn } => vec![answer("certificate", arn)],
            CertificateChoice::Request => Vec::new(),
        },
        StepInputs::Delegation(inputs) => vec![answer("name-servers", inputs.name_servers.join(", "))],
        StepInputs::Rehearsal(inputs) if inputs.attested => {
            vec![answer("attested", format!("{}, {}", inputs.by, inputs.on)), answer("attested-note", &inputs.note)]
        }
        StepInputs::Submission(inputs) => match inputs.way {
            SubmissionWay::Mail => vec![answer("recipient", &inputs.to), answer("sender", &inputs.from), answer("notes", &inputs.notes)],
            SubmissionWay::Folder => vec![answer("notes", &inputs.notes)],
        },
        StepInputs::Reachability(inputs) => match inputs.request {
            ProbeRequest::Http | ProbeRequest::Https => vec![answer("request", format!("{} → {}", inputs.path, inputs.status))],
            ProbeRequest::Connect | ProbeRequest::Tls => Vec::new(),
        },
        StepInputs::PrivateDns {} | StepInputs::AllowList {} | StepInputs::Rehearsal(_) | StepInputs::Review {} => Vec::new(),
    }
    .into_iter()
    .filter(|answer| !answer.value.trim().is_empty())
    .collect()
}

fn yes_no(value: bool) -> &'static str {
    if value { "✓" } else { "–" }
}

/// Used by the submission, which is refused for the same reasons.
pub(super) fn blockers(facts: &Facts) -> Vec<Message> {
    missing(facts).into_iter().filter(|finding| finding.severity == Severity::Blocker).map(|finding| finding.message).collect()
}
