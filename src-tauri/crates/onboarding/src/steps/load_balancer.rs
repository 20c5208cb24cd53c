//! The Network Load Balancer: the front door of the service. To change how a load balancer is chosen, planned or checked, this is the file.

use async_trait::async_trait;
use gangway_aws::{Listener, Target};
use gangway_model::{
    Call, Change, ChangeId, Cost, FieldProblem, Finding, Input, IpAddressType, LoadBalancerArn, Output, Severity, StepId, TargetProtocol,
    TargetRef, TargetType, Undo, Verb, message,
};

use super::{Checked, Look, Step, is_ours, port, port_problem};
use crate::facts::{Facts, waiting};
use crate::inputs::{ListenerProtocol, LoadBalancerChoice, LoadBalancerInputs, StepInputs};
use crate::observed::{LoadBalancerCard, LoadBalancerSeen, Observed};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct LoadBalancer;

#[async_trait]
impl Step for LoadBalancer {
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::LoadBalancer(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        let seen = seen(facts);
        match &inputs.choice {
            LoadBalancerChoice::Existing { arn } => match LoadBalancerArn::parse(arn) {
                Err(wrong) => problems.push(FieldProblem::new("choice", wrong)),
                Ok(_) => {
                    if seen.is_some_and(|seen| !seen.load_balancers.iter().any(|card| &card.load_balancer.arn == arn)) {
                        problems.push(FieldProblem::new("choice", message("field-load-balancer-unknown").with("value", arn.as_str())));
                    }
                }
            },
            LoadBalancerChoice::Create { name } => {
                // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
                let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                let edges = name.starts_with('-') || name.ends_with('-') || name.starts_with("internal-");
                if name.is_empty() || name.len() > 32 || !plain || edges {
                    problems.push(FieldProblem::new("choice.name", message("field-load-balancer-name").with("value", name.as_str())));
                } else if let Some(taken) = seen.and_then(|seen| {
                    seen.load_balancers.iter().find(|card| &card.load_balancer.name == name && !card.ours && !made_here(facts, card))
                }) {
                    let wrong = message("field-load-balancer-name-taken").with("value", name.as_str());
                    problems.push(FieldProblem::new("choice.name", wrong.with("arn", taken.load_balancer.arn.as_str())));
                }
            }
        }
        port_problem(&mut problems, "port", inputs.port);
        problems
    }

    fn suggest(&self, facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs> {
        let Some(Observed::LoadBalancer(seen)) = observed else { return None };
        let vpc = facts.network()?.vpc_id.clone();
        let free = seen.load_balancers.iter().find(|card| {
            card.load_balancer.vpc_id == vpc && card.used_by.is_none() && card.load_balancer.scheme.eq_ignore_ascii_case("internal")
        });
        let choice = match free {
            Some(card) => LoadBalancerChoice::Existing { arn: card.load_balancer.arn.clone() },
            None => LoadBalancerChoice::Create { name: suggested_name(facts) },
        };
        let port = facts.instances().map_or(443, |instances| instances.port);
        // One instance per zone is common; with cross-zone on, a zone without a healthy target still answers.
        Some(StepInputs::LoadBalancer(LoadBalancerInputs { choice, port, protocol: ListenerProtocol::Tcp, cross_zone: true }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let region = look.region()?;
        let account = look.account;
        let (balancers, services) = tokio::try_join!(account.load_balancers(&region), account.endpoint_services(&region))?;
        let cards: Vec<LoadBalancerCard> = balancers
            .into_iter()
            .map(|load_balancer| LoadBalancerCard {
                ours: is_ours(look.facts, &load_balancer.tags),
                used_by: services.iter().find(|one| one.load_balancer_arns.contains(&load_balancer.arn)).map(|one| one.id.clone()),
                load_balancer,
            })
            .collect();
        let mut seen = LoadBalancerSeen {
            chosen: chosen(look.facts, &cards).map(|card| card.load_balancer.arn.clone()),
            load_balancers: cards,
            cross_zone: None,
            listeners: Vec::new(),
            target_groups: Vec::new(),
            targets: Vec::new(),
        };
        if let Some(arn) = &seen.chosen {
            let (cross_zone, listeners, groups) = tokio::try_join!(
                account.cross_zone(&region, arn),
                account.listeners(&region, arn),
                account.target_groups(&region, Some(arn))
            )?;
            (seen.cross_zone, seen.listeners, seen.target_groups) = (Some(cross_zone), listeners, groups);
            if let Some(group) = target_group(look.facts, &seen) {
                seen.targets = account.targets(&region, &group).await?;
            }
        }
        Ok(Observed::LoadBalancer(seen))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::LoadBalancer(seen) = observed else { return Vec::new() };
        let (Some(wanted), Some(network), Some(instances), Some(region)) =
            (facts.load_balancer(), facts.network(), facts.instances(), facts.region())
        else {
            return Vec::new();
        };
        let make = |what, verb, sentence, call, cost| Change {
            id: ChangeId::new(Some(&region), StepId::LoadBalancer, what),
            step: StepId::LoadBalancer,
            region: Some(region.clone()),
            verb,
            sentence,
            call,
            cost,
            undo: Undo::Possible,
        };
        let made = |what, output| Input::OutputOf { change: ChangeId::new(Some(&region), StepId::LoadBalancer, what), output };
        let mut plan = Vec::new();

        let name = match &wanted.choice {
            LoadBalancerChoice::Create { name } => name.clone(),
            LoadBalancerChoice::Existing { .. } => suggested_name(facts),
        };
        let balancer = match &seen.chosen {
            Some(arn) => Input::existing(arn),
            None => {
                let LoadBalancerChoice::Create { .. } = &wanted.choice else { return Vec::new() };
                let sentence = message("change-create-load-balancer").with("name", name.as_str()).with("zones", network.subnet_ids.len());
                let call = Call::CreateLoadBalancer {
                    name: name.clone(),
                    subnets: network.subnet_ids.iter().map(Input::existing).collect(),
                    security_groups: Vec::new(),
                    ip_address_type: IpAddressType::default(),
                };
                plan.push(make("create-load-balancer", Verb::Create, sentence, call, Cost::Hourly));
                made("create-load-balancer", Output::LoadBalancerArn)
            }
        };
        // A new load balancer has cross-zone off. An existing one that somebody else set up is only switched on, never off.
        if wanted.cross_zone && seen.cross_zone != Some(true) {
            let call = Call::SetCrossZone { load_balancer: balancer.clone(), enabled: true };
            plan.push(make("cross-zone-on", Verb::Modify, message("change-cross-zone-on"), call, Cost::Free));
        }
        let listener = listener(wanted, seen);
        if listener.is_some_and(|listener| listener.target_group_arn.is_none()) {
            return plan;
        }
        let group = match target_group(facts, seen) {
            Some(arn) => Input::existing(arn),
            None => {
                let mut group = name.clone();
                group.truncate(26);
                let group = format!("{}-{}", group.trim_end_matches('-'), instances.port);
                let sentence = message("change-create-target-group").with("name", group.as_str()).with("port", i64::from(instances.port));
                let call = Call::CreateTargetGroup {
                    name: group,
                    port: port(instances.port),
                    vpc: Input::existing(&network.vpc_id),
                    target_type: TargetType::default(),
                    protocol: TargetProtocol::default(),
                    health_check: None,
                };
                plan.push(make("create-target-group", Verb::Create, sentence, call, Cost::Free));
                made("create-target-group", Output::TargetGroupArn)
            }
        };
        let missing: Vec<TargetRef> = instances
            .instance_ids
            .iter()
            .filter(|id| !seen.targets.iter().any(|target| &target.id == *id))
            .map(TargetRef::instance)
            .collect();
        // A target group that was there before is somebody's: auto scaling, EKS or ECS may keep it. It is used as it is.
        let theirs = seen.chosen.is_some() && listener.is_some() && facts.made(StepId::LoadBalancer, Output::TargetGroupArn).is_none();
        if !missing.is_empty() && (!theirs || seen.targets.is_empty()) {
            let sentence = message("change-register-targets").with("count", missing.len());
            let call = Call::RegisterTargets { target_group: group.clone(), targets: missing };
            plan.push(make("register-targets", Verb::Modify, sentence, call, Cost::Free));
        }
        if listener.is_none() {
            let certificate = match wanted.protocol {
                ListenerProtocol::Tcp => None,
                ListenerProtocol::Tls => match facts.known(StepId::Certificate, Output::CertificateArn) {
                    Some(certificate) => Some(certificate),
                    // The certificate's task comes later in the list, and its plan in the same approval: its change makes it.
                    None if facts.certificate().is_some() => {
                        Some(Input::OutputOf { change: super::certificate::request_id(facts), output: Output::CertificateArn })
                    }
                    None => return plan,
                },
            };
            let protocol = if certificate.is_some() { "TLS" } else { "TCP" };
            let sentence = message("change-create-listener").with("port", i64::from(wanted.port)).with("protocol", protocol);
            let call = Call::CreateListener { load_balancer: balancer, port: port(wanted.port), certificate, target_group: group };
            plan.push(make("create-listener", Verb::Create, sentence, call, Cost::Free));
        }
        plan
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::LoadBalancer(seen) = observed else { return Checked::open() };
        let Some(StepInputs::LoadBalancer(wanted)) = facts.inputs_of(StepId::LoadBalancer) else { return Checked::open() };
        let Some(card) = seen.load_balancers.iter().find(|card| Some(&card.load_balancer.arn) == seen.chosen.as_ref()) else {
            let gone = matches!(wanted.choice, LoadBalancerChoice::Existing { .. })
                || facts.made(StepId::LoadBalancer, Output::LoadBalancerArn).is_some();
            let verdict = if gone { Verdict::Failed { advice: message("load-balancer-gone") } } else { Verdict::Open };
            return Checked::new(CheckState::Absent, verdict);
        };
        let balancer = &card.load_balancer;
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        checked.ids.insert(Output::LoadBalancerArn, balancer.arn.clone());
        let listener = listener(wanted, seen);
        if let Some(listener) = listener {
            checked.ids.insert(Output::ListenerArn, listener.arn.clone());
        }
        if let Some(group) = target_group(facts, seen) {
            checked.ids.insert(Output::TargetGroupArn, group);
        }
        checked.findings = findings(facts, card, wanted, seen, listener);

        let missing = self.plan(facts, observed);
        checked.verdict = match balancer.state.to_ascii_lowercase().as_str() {
            "failed" => Verdict::Failed { advice: message("load-balancer-failed").with("name", balancer.name.as_str()) },
            "provisioning" => Verdict::Waiting { waiting: waiting("waiting-load-balancer", facts.now, 15, None) },
            _ if !missing.is_empty() => Verdict::Open,
            _ => Verdict::Verified,
        };
        if !missing.is_empty() {
            checked.state = CheckState::Differs { diff: missing.into_iter().map(|change| change.sentence).collect() };
        }
        let text = message("evidence-load-balancer")
            .with("name", balancer.name.as_str())
            .with("state", balancer.state.as_str())
            .with("zones", balancer.zones.len());
        checked.evidence.push(facts.seen(text, "elasticloadbalancing:DescribeLoadBalancers"));
        if let Some(listener) = listener {
            let text = message("evidence-listener").with("port", i64::from(listener.port)).with("protocol", listener.protocol.as_str());
            checked.evidence.push(facts.seen(text, "elasticloadbalancing:DescribeListeners"));
        }
        checked
    }
}

fn findings(
    facts: &Facts,
    card: &LoadBalancerCard,
    wanted: &LoadBalancerInputs,
    seen: &LoadBalancerSeen,
    listener: Option<&Listener>,
) -> Vec<Finding> {
    let balancer = &card.load_balancer;
    let name = || balancer.name.as_str();
    let mut findings = Vec::new();
    let mut say = |severity, text| findings.push(Finding::new(severity, text).about(&balancer.arn).fix_in(StepId::LoadBalancer));
    if !balancer.scheme.eq_ignore_ascii_case("internal") {
        say(Severity::Warning, message("load-balancer-internet-facing").with("name", name()));
    }
    if balancer.state.eq_ignore_ascii_case("active_impaired") {
        say(Severity::Warning, message("load-balancer-impaired").with("name", name()));
    }
    let ours = facts.known_id(StepId::EndpointService, Output::ServiceId);
    if let Some(other) = card.used_by.as_ref().filter(|id| ours.as_ref() != Some(*id) && ours.is_some()) {
        say(Severity::Blocker, message("load-balancer-taken").with("name", name()).with("service", other.as_str()));
    }
    if let Some(network) = facts.network() {
        if balancer.vpc_id != network.vpc_id {
            say(Severity::Blocker, message("load-balancer-other-vpc").with("name", name()).with("vpc", balancer.vpc_id.as_str()));
        } else {
            let missing = network.subnet_ids.iter().filter(|id| !balancer.zones.iter().any(|zone| &zone.subnet_id == *id)).count();
            if missing > 0 && balancer.zones.len() < network.subnet_ids.len() {
                say(Severity::Warning, message("load-balancer-zones-missing").with("name", name()).with("count", missing));
            }
        }
    }
    if let Some(listener) = listener {
        let tls = listener.protocol.eq_ignore_ascii_case("TLS");
        if tls != (wanted.protocol == ListenerProtocol::Tls) {
            let text = message("load-balancer-listener-protocol")
                .with("port", i64::from(listener.port))
                .with("protocol", listener.protocol.as_str());
            say(Severity::Warning, text);
        }
        if listener.target_group_arn.is_none() {
            say(Severity::Blocker, message("load-balancer-listener-no-target-group").with("port", i64::from(listener.port)));
        }
        // A target group's port is fixed when it is made; what its targets listen on may have been answered otherwise since.
        let group = listener.target_group_arn.as_ref().and_then(|arn| seen.target_groups.iter().find(|group| &group.arn == arn));
        if let (Some(group), Some(chosen)) = (group, facts.instances())
            && u32::from(group.port) != chosen.port
            && !seen.targets.iter().any(|target| u32::from(target.port) == chosen.port)
        {
            let text = message("load-balancer-target-port").with("found", i64::from(group.port)).with("wanted", i64::from(chosen.port));
            say(Severity::Blocker, text);
        }
        let instances: Vec<&Target> = seen.targets.iter().collect();
        if let Some(chosen) = facts.instances()
            && !instances.is_empty()
            && !chosen.instance_ids.iter().all(|id| instances.iter().any(|target| &target.id == id))
        {
            say(Severity::Note, message("load-balancer-other-targets").with("count", instances.len()));
        }
    }
    findings
}

fn seen(facts: &Facts) -> Option<&LoadBalancerSeen> {
    match facts.check_of(StepId::LoadBalancer)?.observed.as_ref()? {
        Observed::LoadBalancer(seen) => Some(seen),
        _ => None,
    }
}

fn made_here(facts: &Facts, card: &LoadBalancerCard) -> bool {
    facts.made(StepId::LoadBalancer, Output::LoadBalancerArn) == Some(&card.load_balancer.arn)
}

/// The load balancer that the answers mean: the one named, or the one this onboarding made.
fn chosen<'a>(facts: &Facts, cards: &'a [LoadBalancerCard]) -> Option<&'a LoadBalancerCard> {
    match facts.inputs_of(StepId::LoadBalancer) {
        Some(StepInputs::LoadBalancer(inputs)) => match &inputs.choice {
            LoadBalancerChoice::Existing { arn } => cards.iter().find(|card| &card.load_balancer.arn == arn),
            LoadBalancerChoice::Create { name } => cards
                .iter()
                .find(|card| made_here(facts, card))
                .or_else(|| cards.iter().find(|card| card.ours && &card.load_balancer.name == name)),
        },
        _ => None,
    }
}

fn listener<'a>(wanted: &LoadBalancerInputs, seen: &'a LoadBalancerSeen) -> Option<&'a Listener> {
    seen.listeners.iter().find(|listener| u32::from(listener.port) == wanted.port)
}

/// The target group behind the wanted port, or the one this onboarding made and has not hung up yet.
fn target_group(facts: &Facts, seen: &LoadBalancerSeen) -> Option<String> {
    let wanted = match facts.inputs_of(StepId::LoadBalancer) {
        Some(StepInputs::LoadBalancer(inputs)) => inputs,
        _ => return None,
    };
    match listener(wanted, seen) {
        Some(listener) => listener.target_group_arn.clone(),
        None => {
            let fits = |arn: &&String| {
                let group = seen.target_groups.iter().find(|group| &group.arn == *arn);
                group.is_none_or(|group| facts.instances().is_none_or(|chosen| chosen.port == u32::from(group.port)))
            };
            facts.made(StepId::LoadBalancer, Output::TargetGroupArn).filter(fits).cloned()
        }
    }
}

/// `NAME-nlb` from the first label of the service DNS name, within AWS's 32 characters.
fn suggested_name(facts: &Facts) -> String {
    let label = facts.product().and_then(|product| product.service_dns_name.name().labels().next().map(str::to_owned));
    let mut name = label.unwrap_or_else(|| "gangway".to_owned()).replace('_', "-");
    name.truncate(20);
    format!("{}-privatelink", name.trim_matches('-')).trim_start_matches("internal-").to_owned()
}
