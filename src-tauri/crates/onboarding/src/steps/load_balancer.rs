//! The Network Load Balancer: the front door of the service. To change how a load balancer is chosen, planned or checked, this is the file.

use async_trait::async_trait;
use gangway_aws::Listener;
use gangway_model::{
    Call, Change, ChangeId, Cost, FieldProblem, Finding, Input, IpAddressType, LoadBalancerArn, Message, Output, Severity, StepId,
    TargetProtocol, TargetRef, Undo, Verb, message,
};

use super::instances::{self, Behind};
use super::{Checked, Look, Step, is_ours, network, port, port_problem, security_group};
use crate::facts::{Facts, waiting};
use crate::inputs::{ListenerProtocol, LoadBalancerChoice, LoadBalancerInputs, SecurityGroupChoice, ServersKind, StepInputs};
use crate::observed::{LoadBalancerCard, LoadBalancerSeen, Observed};
use crate::quotas::Limits;
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
        let vpc = network::vpc_id(facts);
        let free = seen.load_balancers.iter().find(|card| {
            Some(&card.load_balancer.vpc_id) == vpc.as_ref()
                && card.used_by.is_none()
                && card.load_balancer.scheme.eq_ignore_ascii_case("internal")
        });
        let choice = match free {
            Some(card) => LoadBalancerChoice::Existing { arn: card.load_balancer.arn.clone() },
            None => LoadBalancerChoice::Create { name: suggested_name(facts) },
        };
        // In another Region the product most likely speaks as in the first.
        let first = facts.at(None);
        let first = first.load_balancer().filter(|_| facts.region() != first.region());
        let port = first.map_or_else(|| facts.instances().map_or(443, |instances| instances.port), |inputs| inputs.port);
        Some(StepInputs::LoadBalancer(LoadBalancerInputs {
            choice,
            port,
            protocol: first.map_or(ListenerProtocol::Tcp, |inputs| inputs.protocol),
            // One instance per zone is common; with cross-zone on, a zone without a healthy target still answers.
            cross_zone: true,
            security_group: SecurityGroupChoice::Create,
            ip_address_type: IpAddressType::default(),
            may_change: false,
        }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let region = look.region()?;
        let account = look.account;
        let limits = async { Ok(Limits::from(account.load_balancer_limits(&region).await)) };
        let (balancers, services, limits) = tokio::try_join!(account.load_balancers(&region), account.endpoint_services(&region), limits)?;
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
            health_check: None,
            targets: Vec::new(),
            lost_target_group: None,
            security_groups: security_group::observe(look, StepId::LoadBalancer).await?,
            limits,
        };
        if let Some(arn) = &seen.chosen {
            let (cross_zone, listeners, groups) = tokio::try_join!(
                account.cross_zone(&region, arn),
                account.listeners(&region, arn),
                account.target_groups(&region, Some(arn))
            )?;
            (seen.cross_zone, seen.listeners, seen.target_groups) = (Some(cross_zone), listeners, groups);
        }
        if let Some(group) = target_group(look.facts, &seen) {
            match tokio::try_join!(account.targets(&region, &group), account.health_check(&region, &group)) {
                Ok(found) => (seen.targets, seen.health_check) = found,
                // Somebody may have deleted it.
                Err(error) if error.is_not_found() => seen.lost_target_group = Some(group),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Observed::LoadBalancer(seen))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::LoadBalancer(seen) = observed else { return Vec::new() };
        let (Some(wanted), Some(instances), Some(region)) = (facts.load_balancer(), facts.instances(), facts.region()) else {
            return Vec::new();
        };
        let (Some(vpc), Some(subnets), Some(behind)) = (network::vpc(facts), network::subnets(facts), instances::behind(facts)) else {
            return Vec::new();
        };
        let subnets: Vec<Input> = subnets.into_iter().map(|(_, subnet)| subnet).collect();
        let make = |what, verb, sentence, call, cost| Change {
            id: ChangeId::new(Some(&region), StepId::LoadBalancer, what),
            step: StepId::LoadBalancer,
            region: Some(region.clone()),
            verb,
            sentence,
            call,
            cost,
            undo: Undo::Possible,
            account: None,
        };
        let made = |what, output| Input::OutputOf { change: ChangeId::new(Some(&region), StepId::LoadBalancer, what), output };
        let mut plan = Vec::new();

        let name = match &wanted.choice {
            LoadBalancerChoice::Create { name } => name.clone(),
            LoadBalancerChoice::Existing { .. } => suggested_name(facts),
        };
        let card = seen.load_balancers.iter().find(|card| Some(&card.load_balancer.arn) == seen.chosen.as_ref());
        let balancer = match card {
            Some(card) => {
                let balancer = &card.load_balancer;
                let arn = Input::existing(&balancer.arn);
                // What is not ours is only changed on the user's word.
                let may_change = card.ours || made_here(facts, card) || wanted.may_change;
                if may_change && let Some((subnets, count)) = with_more_zones(facts, balancer, &subnets) {
                    let sentence = message("change-add-zones").with("name", balancer.name.as_str()).with("count", count);
                    let call = Call::SetSubnets { load_balancer: arn.clone(), subnets };
                    plan.push(make("add-zones", Verb::Modify, sentence, call, Cost::Hourly));
                }
                if may_change && drops_customers(balancer) {
                    plan.push(make("rules-off", Verb::Modify, rules_off(&balancer.name), open_to_customers(&arn, balancer), Cost::Free));
                }
                arn
            }
            None => {
                let LoadBalancerChoice::Create { .. } = &wanted.choice else { return Vec::new() };
                let own_group = (wanted.security_group == SecurityGroupChoice::Create).then(|| {
                    let group = security_group::Wanted {
                        step: StepId::LoadBalancer,
                        vpc: vpc.clone(),
                        name: &name,
                        description: format!("Network Load Balancer {name}"),
                        sentence: message("change-create-security-group").with("name", name.as_str()),
                        port: port(wanted.port),
                    };
                    let (group, changes) = security_group::plan(facts, &seen.security_groups, group);
                    plan.extend(changes.into_iter().map(|(what, verb, sentence, call)| make(what, verb, sentence, call, Cost::Free)));
                    group
                });
                let sentence = message("change-create-load-balancer").with("name", name.as_str()).with("zones", subnets.len());
                let call = Call::CreateLoadBalancer {
                    name: name.clone(),
                    subnets,
                    security_groups: own_group.iter().cloned().collect(),
                    ip_address_type: wanted.ip_address_type,
                };
                plan.push(make("create-load-balancer", Verb::Create, sentence, call, Cost::Hourly));
                let balancer = made("create-load-balancer", Output::LoadBalancerArn);
                if let Some(group) = own_group {
                    let call = Call::SetSecurityGroups {
                        load_balancer: balancer.clone(),
                        security_groups: vec![group],
                        enforce_on_private_link: Some(false),
                    };
                    plan.push(make("rules-off", Verb::Modify, rules_off(&name), call, Cost::Free));
                }
                balancer
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
        let group = match (target_group(facts, seen), &behind) {
            (Some(arn), _) => Input::existing(arn),
            (None, Behind::TargetGroup(arn)) => Input::existing(arn),
            (None, Behind::Targets(target_type, _)) => {
                let mut group = name.clone();
                group.truncate(26);
                let group = format!("{}-{}", group.trim_end_matches('-'), instances.port);
                let sentence = message("change-create-target-group").with("name", group.as_str()).with("port", i64::from(instances.port));
                let call = Call::CreateTargetGroup {
                    name: group,
                    port: port(instances.port),
                    vpc,
                    target_type: *target_type,
                    protocol: TargetProtocol::default(),
                    health_check: instances::health_check(instances),
                };
                plan.push(make("create-target-group", Verb::Create, sentence, call, Cost::Free));
                made("create-target-group", Output::TargetGroupArn)
            }
        };
        let may_change = card.is_none_or(|card| card.ours || made_here(facts, card) || wanted.may_change);
        if let (true, Some(seen), Behind::Targets(..)) = (may_change, &seen.health_check, &behind)
            && let Some(health_check) = instances::other_health_check(instances, seen)
        {
            let call = Call::SetHealthCheck { target_group: group.clone(), health_check };
            plan.push(make("set-health-check", Verb::Modify, message("change-set-health-check"), call, Cost::Free));
        }
        // A target group that was there before is somebody's: auto scaling, EKS or ECS may keep it. It is used as it is.
        let theirs = seen.chosen.is_some() && listener.is_some() && facts.made(StepId::LoadBalancer, Output::TargetGroupArn).is_none();
        if let Behind::Targets(_, targets) = behind {
            let is_missing = |wanted: &TargetRef| wanted.id.id().is_none_or(|id| !seen.targets.iter().any(|target| target.id == id));
            let missing: Vec<TargetRef> = targets.into_iter().filter(is_missing).collect();
            if !missing.is_empty() && (!theirs || seen.targets.is_empty()) {
                let sentence = message("change-register-targets").with("count", missing.len());
                let call = Call::RegisterTargets { target_group: group.clone(), targets: missing };
                plan.push(make("register-targets", Verb::Modify, sentence, call, Cost::Free));
            }
        }
        if listener.is_none() {
            let certificate = match wanted.protocol {
                ListenerProtocol::Tcp => None,
                // One of another account can't be had; the certificate's task says so.
                ListenerProtocol::Tls if facts.elsewhere(StepId::Certificate).is_some() => return plan,
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
            let mut checked = Checked::new(CheckState::Absent, verdict);
            let (new, region) = (self.plan(facts, observed), facts.region().map(String::from).unwrap_or_default());
            let new = new.iter().filter(|change| matches!(change.call, Call::CreateLoadBalancer { .. })).count();
            let there = seen.load_balancers.len();
            checked.findings.extend(seen.limits.finding("network-load-balancers", there, new, &region, StepId::LoadBalancer));
            return checked;
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

/// The subnets of a load balancer that is there together with those it lacks, and how many these are; `None` when it has them all. A zone that
/// it has keeps its subnet.
fn with_more_zones(facts: &Facts, balancer: &gangway_aws::LoadBalancer, subnets: &[Input]) -> Option<(Vec<Input>, usize)> {
    if network::vpc_id(facts).as_ref() != Some(&balancer.vpc_id) {
        return None;
    }
    let zone_of = |id: &str| match facts.check_of(StepId::Network)?.observed.as_ref()? {
        Observed::Network(seen) => {
            let all = seen.vpcs.iter().flat_map(|vpc| &vpc.subnets);
            all.into_iter().find(|subnet| subnet.id == id).map(|subnet| subnet.zone_id.clone())
        }
        _ => None,
    };
    let has = |input: &&Input| match input.id() {
        Some(id) => balancer.zones.iter().any(|zone| zone.subnet_id == id || zone_of(id).as_ref() == Some(&zone.zone_id)),
        // One that is still to be made is in a zone without a subnet.
        None => false,
    };
    let missing: Vec<Input> = subnets.iter().filter(|input| !has(input)).cloned().collect();
    let count = missing.len();
    let all = balancer.zones.iter().map(|zone| Input::existing(&zone.subnet_id)).chain(missing).collect();
    (count > 0).then_some((all, count))
}

/// Whether the security groups' rules hold for customers' connections. Their source is the customer's private address, which no rule of the
/// seller's knows: the commonest silent failure.
fn drops_customers(balancer: &gangway_aws::LoadBalancer) -> bool {
    !balancer.security_groups.is_empty() && balancer.enforces_on_private_link
}

fn open_to_customers(arn: &Input, balancer: &gangway_aws::LoadBalancer) -> Call {
    Call::SetSecurityGroups {
        load_balancer: arn.clone(),
        security_groups: balancer.security_groups.iter().map(Input::existing).collect(),
        enforce_on_private_link: Some(false),
    }
}

fn rules_off(name: &str) -> Message {
    message("change-rules-off").with("name", name)
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
    if drops_customers(balancer) {
        say(Severity::Blocker, message("load-balancer-drops-customers").with("name", name()));
    }
    if let (Some(vpc), Some(subnets)) = (network::vpc_id(facts), network::subnets(facts)) {
        if balancer.vpc_id != vpc {
            say(Severity::Blocker, message("load-balancer-other-vpc").with("name", name()).with("vpc", balancer.vpc_id.as_str()));
        } else {
            let subnets: Vec<Input> = subnets.into_iter().map(|(_, subnet)| subnet).collect();
            if let Some((_, missing)) = with_more_zones(facts, balancer, &subnets) {
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
            && chosen.kind != ServersKind::TargetGroup
            && u32::from(group.port) != chosen.port
            && !seen.targets.iter().any(|target| u32::from(target.port) == chosen.port)
        {
            let text = message("load-balancer-target-port").with("found", i64::from(group.port)).with("wanted", i64::from(chosen.port));
            say(Severity::Blocker, text);
        }
        if let (Some(Behind::TargetGroup(wanted)), Some(found)) = (instances::behind(facts), listener.target_group_arn.as_ref())
            && wanted != *found
        {
            say(Severity::Blocker, message("load-balancer-other-target-group").with("port", i64::from(listener.port)));
        }
        if let Some(Behind::Targets(_, wanted)) = instances::behind(facts)
            && !seen.targets.is_empty()
            && !wanted.iter().all(|one| one.id.id().is_none_or(|id| seen.targets.iter().any(|target| target.id == id)))
        {
            say(Severity::Note, message("load-balancer-other-targets").with("count", seen.targets.len()));
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
                group.is_none_or(|group| {
                    facts.instances().is_none_or(|chosen| chosen.kind != ServersKind::TargetGroup && chosen.port == u32::from(group.port))
                })
            };
            let is_there = |arn: &&String| seen.lost_target_group.as_ref() != Some(*arn);
            facts.made(StepId::LoadBalancer, Output::TargetGroupArn).filter(is_there).filter(fits).cloned()
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
