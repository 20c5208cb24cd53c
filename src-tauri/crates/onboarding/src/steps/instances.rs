//! What answers customers: instances, addresses, an Application Load Balancer, a target group that somebody keeps, or new instances.

use std::net::Ipv4Addr;

use async_trait::async_trait;
use gangway_model::{
    Call, CallTag, Change, ChangeId, Cost, FieldProblem, Finding, HealthCheck, HealthProtocol, Input, Launch, Output, Severity, StepId,
    TargetRef, TargetType, Undo, Verb, message,
};
use ipnet::Ipv4Net;

use super::{Checked, Look, Step, network, port_problem, required, security_group};
use crate::facts::Facts;
use crate::inputs::{InstancesInputs, LaunchInputs, ServersKind, StepInputs};
use crate::observed::{InstancesSeen, Observed, TargetGroupCard};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct Instances;

/// What a load balancer forwards to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Behind {
    /// Targets to be registered in a target group of this type.
    Targets(TargetType, Vec<TargetRef>),
    /// A target group that somebody keeps.
    TargetGroup(String),
}

#[async_trait]
impl Step for Instances {
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Instances(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        let seen = match facts.check_of(StepId::Instances).and_then(|record| record.observed.as_ref()) {
            Some(Observed::Instances(seen)) => Some(seen),
            _ => None,
        };
        if inputs.kind != ServersKind::TargetGroup {
            port_problem(&mut problems, "port", inputs.port);
        }
        match inputs.kind {
            ServersKind::Instances => instance_problems(&mut problems, inputs, seen),
            ServersKind::Addresses => address_problems(&mut problems, inputs),
            ServersKind::ApplicationLoadBalancer => {
                let arn = &inputs.application_load_balancer;
                let known = |seen: &InstancesSeen| seen.application_load_balancers.iter().any(|one| &one.arn == arn);
                if required(&mut problems, "applicationLoadBalancer", arn) && seen.is_some_and(|seen| !known(seen)) {
                    let wrong = message("field-load-balancer-unknown").with("value", arn.as_str());
                    problems.push(FieldProblem::new("applicationLoadBalancer", wrong));
                }
                // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/application-load-balancer-target.html
                if inputs.health.protocol == HealthProtocol::Tcp {
                    problems.push(FieldProblem::new("health.protocol", message("field-health-alb")));
                }
            }
            ServersKind::TargetGroup => {
                let arn = &inputs.target_group;
                let known = |seen: &InstancesSeen| seen.target_groups.iter().any(|one| &one.target_group.arn == arn);
                if required(&mut problems, "targetGroup", arn) && seen.is_some_and(|seen| !known(seen)) {
                    problems.push(FieldProblem::new("targetGroup", message("field-target-group-unknown").with("value", arn.as_str())));
                }
            }
            ServersKind::Launch => launch_problems(&mut problems, &inputs.launch),
        }
        if inputs.kind != ServersKind::TargetGroup && inputs.health.protocol != HealthProtocol::Tcp {
            let path = inputs.health.path.trim();
            if !path.starts_with('/') || path.len() > 1024 || path.chars().any(|c| c.is_control() || c == ' ') {
                problems.push(FieldProblem::new("health.path", message("field-health-path").with("value", path)));
            }
            let statuses = inputs.health.statuses.trim();
            if !statuses.is_empty() && !are_statuses(statuses) {
                problems.push(FieldProblem::new("health.statuses", message("field-health-statuses").with("value", statuses)));
            }
        }
        problems
    }

    fn suggest(&self, facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs> {
        let Some(Observed::Instances(seen)) = observed else { return None };
        let running = seen.instances.iter().filter(|instance| instance.state.eq_ignore_ascii_case("running"));
        let instance_ids: Vec<String> = running.map(|instance| instance.id.clone()).collect();
        // In another Region the same product most likely listens on the same port.
        let first = facts.at(None);
        let first = first.instances().filter(|_| facts.region() != first.region()).map(|inputs| (inputs.port, inputs.health.clone()));
        let (port, health) = first.unwrap_or((443, Default::default()));
        (!instance_ids.is_empty()).then_some(StepInputs::Instances(InstancesInputs {
            instance_ids,
            port,
            health,
            ..InstancesInputs::default()
        }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let region = look.region()?;
        if look.facts.network().is_none() {
            return Err(Trouble::of("cannot-start").with("task", StepId::Network.as_str()));
        }
        // A VPC that is still to be made holds nothing.
        let Some(vpc) = network::vpc_id(look.facts) else {
            return Ok(Observed::Instances(InstancesSeen {
                instances: Vec::new(),
                application_load_balancers: Vec::new(),
                target_groups: Vec::new(),
                security_groups: Vec::new(),
            }));
        };
        let (instances, mut application_load_balancers, groups) = tokio::try_join!(
            look.account.instances(&region, Some(&vpc)),
            look.account.application_load_balancers(&region),
            look.account.target_groups_of(&region, &vpc),
        )?;
        application_load_balancers.retain(|one| one.vpc_id == vpc);
        let target_groups = groups
            .into_iter()
            // A Network Load Balancer forwards to these protocols alone.
            .filter(|group| ["TCP", "TLS", "TCP_UDP"].contains(&group.target_group.protocol.as_str()))
            .map(|group| TargetGroupCard {
                kept_by: kept_by(&group.tags),
                load_balancer_arns: group.load_balancer_arns,
                target_group: group.target_group,
            })
            .collect();
        let security_groups = security_group::observe(look, StepId::Instances).await?;
        Ok(Observed::Instances(InstancesSeen { instances, application_load_balancers, target_groups, security_groups }))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::Instances(seen) = observed else { return Vec::new() };
        let (Some(wanted), Some(subnets), Some(region)) = (facts.instances(), network::subnets(facts), facts.region()) else {
            return Vec::new();
        };
        if wanted.kind != ServersKind::Launch {
            return Vec::new();
        }
        let there = |name: &str| {
            let made = facts.outputs.get(&launch_id(facts, name)).and_then(|made| made.get(&Output::InstanceId));
            made.is_some_and(|id| seen.instances.iter().any(|instance| &instance.id == id && !is_gone(&instance.state)))
        };
        let make = |id, verb, sentence, call, cost| Change {
            id,
            step: StepId::Instances,
            region: Some(region.clone()),
            verb,
            sentence,
            call,
            cost,
            undo: Undo::Possible,
            account: None,
        };
        let missing: Vec<(String, Input)> = subnets.into_iter().filter(|(name, _)| !there(name)).collect();
        let launch = launch(&wanted.launch);
        let mut plan = Vec::new();
        let mut security_groups = Vec::new();
        // A VPC's default group lets nobody in but its own members: the load balancer would find no healthy server. A launch template brings
        // its own.
        if let (Launch::Image { .. }, false, Some(vpc)) = (&launch, missing.is_empty(), network::vpc(facts)) {
            let name = server_group_name(facts);
            let group = security_group::Wanted {
                step: StepId::Instances,
                vpc,
                name: &name,
                description: format!("Servers behind {name}"),
                sentence: message("change-create-server-security-group").with("name", name.as_str()),
                port: super::port(wanted.port),
            };
            let (group, changes) = security_group::plan(facts, &seen.security_groups, group);
            let region = facts.region();
            let named = |what| ChangeId::new(region.as_ref(), StepId::Instances, what);
            plan.extend(changes.into_iter().map(|(what, verb, sentence, call)| make(named(what), verb, sentence, call, Cost::Free)));
            security_groups.push(group);
        }
        plan.extend(missing.into_iter().map(|(name, subnet)| {
            let sentence = message("change-launch-instance").with("from", launched_from(&wanted.launch)).with("subnet", name.as_str());
            let call = Call::RunInstance { launch: launch.clone(), subnet, security_groups: security_groups.clone() };
            make(launch_id(facts, &name), Verb::Create, sentence, call, Cost::Hourly)
        }));
        plan
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::Instances(seen) = observed else { return Checked::open() };
        let Some(StepInputs::Instances(wanted)) = facts.inputs_of(StepId::Instances) else {
            let mut checked = Checked::open();
            if seen.instances.is_empty() && network::vpc_id(facts).is_some() {
                checked.findings.push(Finding::new(Severity::Blocker, message("instances-none")).fix_in(StepId::Network));
            }
            return checked;
        };
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        match wanted.kind {
            ServersKind::Instances => return check_instances(facts, &wanted.instance_ids, seen),
            ServersKind::Launch => {
                let missing: Vec<_> = self.plan(facts, observed).into_iter().map(|change| change.sentence).collect();
                if !missing.is_empty() {
                    checked.state = CheckState::Differs { diff: missing };
                    checked.verdict = Verdict::Open;
                    return checked;
                }
                let ids: Vec<String> = match behind(facts) {
                    Some(Behind::Targets(_, targets)) => targets.iter().filter_map(|one| one.id.id().map(str::to_owned)).collect(),
                    _ => Vec::new(),
                };
                return check_instances(facts, &ids, seen);
            }
            ServersKind::Addresses => {
                if wanted.addresses.is_empty() {
                    return Checked::open();
                }
                for address in wanted.addresses.iter().map(|address| address.trim()) {
                    if !seen.instances.iter().any(|instance| instance.private_ip.as_deref() == Some(address)) {
                        let text = message("instances-address-unknown").with("address", address);
                        checked.findings.push(Finding::new(Severity::Warning, text).about(address).fix_in(StepId::Instances));
                    }
                }
                let text = message("evidence-addresses").with("count", wanted.addresses.len());
                checked.evidence.push(facts.seen(text, "ec2:DescribeInstances"));
            }
            ServersKind::ApplicationLoadBalancer => {
                let Some(found) = seen.application_load_balancers.iter().find(|one| one.arn == wanted.application_load_balancer) else {
                    let advice = message("instances-alb-gone").with("arn", wanted.application_load_balancer.as_str());
                    return Checked::new(CheckState::Absent, Verdict::Failed { advice });
                };
                if !found.state.eq_ignore_ascii_case("active") {
                    let text = message("instances-alb-state").with("name", found.name.as_str()).with("state", found.state.as_str());
                    checked.findings.push(Finding::new(Severity::Blocker, text).about(&found.arn).fix_in(StepId::Instances));
                }
                let text = message("evidence-alb").with("name", found.name.as_str()).with("state", found.state.as_str());
                checked.evidence.push(facts.seen(text, "elasticloadbalancing:DescribeLoadBalancers"));
            }
            ServersKind::TargetGroup => {
                let Some(found) = seen.target_groups.iter().find(|one| one.target_group.arn == wanted.target_group) else {
                    let advice = message("instances-target-group-gone").with("arn", wanted.target_group.as_str());
                    return Checked::new(CheckState::Absent, Verdict::Failed { advice });
                };
                let name = found.target_group.name.as_str();
                let keeper = found.kept_by.as_deref().unwrap_or("none");
                let text = message("instances-target-group-kept").with("name", name).with("keeper", keeper);
                checked.findings.push(Finding::new(Severity::Note, text).about(name).fix_in(StepId::Instances));
                // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html: one load balancer each.
                let ours = facts.known_id(StepId::LoadBalancer, Output::LoadBalancerArn);
                if let Some(other) = found.load_balancer_arns.iter().find(|arn| ours.as_ref() != Some(*arn)) {
                    let text = message("instances-target-group-used").with("name", name).with("arn", other.as_str());
                    checked.findings.push(Finding::new(Severity::Blocker, text).about(name).fix_in(StepId::Instances));
                }
                let text = message("evidence-target-group").with("name", name);
                checked.evidence.push(facts.seen(text, "elasticloadbalancing:DescribeTargetGroups"));
            }
        }
        checked
    }
}

fn check_instances(facts: &Facts, ids: &[String], seen: &InstancesSeen) -> Checked {
    let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
    let mut running = 0usize;
    for id in ids {
        match seen.instances.iter().find(|instance| &instance.id == id) {
            None => {
                let advice = message("instances-gone").with("instance", id.as_str());
                return Checked::new(CheckState::Absent, Verdict::Failed { advice });
            }
            Some(instance) if instance.state.eq_ignore_ascii_case("pending") => {
                checked.verdict = Verdict::Waiting { waiting: crate::facts::waiting("waiting-instances", facts.now, 15, None) };
            }
            Some(instance) if !instance.state.eq_ignore_ascii_case("running") => {
                let text = message("instances-not-running").with("instance", id.as_str()).with("state", instance.state.as_str());
                checked.findings.push(Finding::new(Severity::Blocker, text).about(id).fix_in(StepId::Instances));
            }
            Some(_) => running += 1,
        }
    }
    if ids.is_empty() {
        return Checked::open();
    }
    let text = message("evidence-instances").with("count", running);
    checked.evidence.push(facts.seen(text, "ec2:DescribeInstances"));
    checked
}

/// What the answers put behind a load balancer; `None` while something of it is neither there nor on its way.
pub(super) fn behind(facts: &Facts) -> Option<Behind> {
    let wanted = facts.instances()?;
    Some(match wanted.kind {
        ServersKind::Instances => Behind::Targets(TargetType::Instance, wanted.instance_ids.iter().map(TargetRef::instance).collect()),
        ServersKind::Addresses => {
            let range: Option<Ipv4Net> = network::vpc_range(facts).and_then(|range| range.parse().ok());
            let target = |address: &String| {
                let address = address.trim();
                let outside = address.parse::<Ipv4Addr>().is_ok_and(|address| range.is_some_and(|range| !range.contains(&address)));
                TargetRef { zone: outside.then(|| "all".to_owned()), ..TargetRef::of(Input::existing(address)) }
            };
            Behind::Targets(TargetType::Ip, wanted.addresses.iter().map(target).collect())
        }
        ServersKind::ApplicationLoadBalancer => {
            Behind::Targets(TargetType::Alb, vec![TargetRef::of(Input::existing(&wanted.application_load_balancer))])
        }
        ServersKind::TargetGroup => Behind::TargetGroup(wanted.target_group.clone()),
        ServersKind::Launch => {
            let launched = network::subnets(facts)?
                .into_iter()
                .map(|(name, _)| facts.made_by(&launch_id(facts, &name), Output::InstanceId).map(TargetRef::of));
            Behind::Targets(TargetType::Instance, launched.collect::<Option<_>>()?)
        }
    })
}

/// What has to be set for a target group to ask as the answers want it; `None` when it does already.
pub(super) fn other_health_check(wanted: &InstancesInputs, seen: &HealthCheck) -> Option<HealthCheck> {
    let wanted = health_check(wanted).unwrap_or_else(HealthCheck::tcp);
    let same = |wanted: &Option<String>, seen: &Option<String>| wanted.is_none() || wanted == seen;
    let path = wanted.protocol == HealthProtocol::Tcp || same(&wanted.path, &seen.path);
    let fits = wanted.protocol == seen.protocol && path && same(&wanted.statuses, &seen.statuses);
    (!fits).then_some(wanted)
}

/// How a new target group asks; `None` leaves it to AWS: a connection.
pub(super) fn health_check(wanted: &InstancesInputs) -> Option<HealthCheck> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    match wanted.health.protocol {
        HealthProtocol::Tcp => None,
        protocol => {
            Some(HealthCheck { protocol, path: text(&wanted.health.path), statuses: text(&wanted.health.statuses), ..HealthCheck::tcp() })
        }
    }
}

/// Who keeps a target group's targets, by the tags that its keepers put on it.
fn kept_by(tags: &[CallTag]) -> Option<String> {
    let has = |beginning: &str| tags.iter().any(|tag| tag.key.starts_with(beginning));
    let keepers = [
        ("elbv2.k8s.aws/", "Kubernetes"),
        ("kubernetes.io/", "Kubernetes"),
        ("service.k8s.aws/", "Kubernetes"),
        ("eks:", "Amazon EKS"),
        ("AmazonECSManaged", "Amazon ECS"),
        ("aws:ecs:", "Amazon ECS"),
        ("aws:autoscaling:", "Auto Scaling"),
        ("elasticbeanstalk:", "Elastic Beanstalk"),
        ("aws:cloudformation:", "CloudFormation"),
    ];
    keepers.into_iter().find(|(beginning, _)| has(beginning)).map(|(_, keeper)| keeper.to_owned())
}

/// Unique in the VPC; the load balancer's own group has the load balancer's name.
fn server_group_name(facts: &Facts) -> String {
    let label = facts.product().and_then(|product| product.service_dns_name.name().labels().next().map(str::to_owned));
    format!("{}-servers", label.unwrap_or_else(|| "gangway".to_owned()))
}

fn launch_id(facts: &Facts, subnet: &str) -> ChangeId {
    ChangeId::new(facts.region().as_ref(), StepId::Instances, &format!("launch-{subnet}"))
}

fn launch(wanted: &LaunchInputs) -> Launch {
    match wanted.template_id.trim() {
        "" => Launch::Image { id: wanted.image_id.trim().to_owned(), instance_type: wanted.instance_type.trim().to_owned() },
        id => Launch::Template { id: id.to_owned(), version: None },
    }
}

fn launched_from(wanted: &LaunchInputs) -> String {
    match launch(wanted) {
        Launch::Template { id, .. } => id,
        Launch::Image { id, instance_type } => format!("{id}, {instance_type}"),
    }
}

fn is_gone(state: &str) -> bool {
    ["shutting-down", "terminated"].iter().any(|gone| state.eq_ignore_ascii_case(gone))
}

fn instance_problems(problems: &mut Vec<FieldProblem>, inputs: &InstancesInputs, seen: Option<&InstancesSeen>) {
    if inputs.instance_ids.is_empty() {
        problems.push(FieldProblem::new("instanceIds", message("field-instances-none")));
    }
    let Some(seen) = seen else { return };
    for (index, id) in inputs.instance_ids.iter().enumerate() {
        if !seen.instances.iter().any(|instance| &instance.id == id) {
            let wrong = message("field-instance-unknown").with("value", id.as_str());
            problems.push(FieldProblem::new(format!("instanceIds[{index}]"), wrong));
        }
    }
}

/// An address target is private: of the VPC or of networks behind it
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-type>).
fn address_problems(problems: &mut Vec<FieldProblem>, inputs: &InstancesInputs) {
    if inputs.addresses.iter().all(|address| address.trim().is_empty()) {
        problems.push(FieldProblem::new("addresses", message("field-addresses-none")));
    }
    let shared = Ipv4Net::new(Ipv4Addr::new(100, 64, 0, 0), 10).ok();
    for (index, text) in inputs.addresses.iter().enumerate() {
        let private = text
            .trim()
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_private() || shared.is_some_and(|shared| shared.contains(&address)));
        if !private {
            let wrong = message("field-address").with("value", text.trim());
            problems.push(FieldProblem::new(format!("addresses[{index}]"), wrong));
        }
    }
}

fn launch_problems(problems: &mut Vec<FieldProblem>, wanted: &LaunchInputs) {
    let id = |text: &str, prefix: &str| {
        let hex = text.strip_prefix(prefix).unwrap_or_default();
        (8..=17).contains(&hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let (template, image, kind) = (wanted.template_id.trim(), wanted.image_id.trim(), wanted.instance_type.trim());
    if !template.is_empty() {
        if !id(template, "lt-") {
            problems.push(FieldProblem::new("launch.templateId", message("field-launch-template").with("value", template)));
        }
        return;
    }
    if !id(image, "ami-") {
        problems.push(FieldProblem::new("launch.imageId", message("field-image").with("value", image)));
    }
    let parts: Vec<&str> = kind.split('.').collect();
    let plain =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if parts.len() != 2 || !parts.iter().all(plain) {
        problems.push(FieldProblem::new("launch.instanceType", message("field-instance-type").with("value", kind)));
    }
}

/// `200`, `200,301` or `200-399`
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Matcher.html>: 200 to 599 for Network Load Balancers).
fn are_statuses(text: &str) -> bool {
    let status = |text: &str| text.trim().parse::<u16>().ok().filter(|status| (200..=599).contains(status));
    text.split(',').all(|part| match part.split_once('-') {
        None => status(part).is_some(),
        Some((from, to)) => status(from).zip(status(to)).is_some_and(|(from, to)| from <= to),
    })
}
