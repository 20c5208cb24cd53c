//! Whether a target is healthy, worked out from what stands around it. Source: "Health checks for Network Load Balancer
//! target groups" (states, reason codes).

use super::actions::Deed;
use super::listeners::{self, Listener};
use super::load_balancers::{LoadBalancer, PROVISIONING_MS};
use super::target_groups::{ALB, Target, TargetGroup};
use crate::aws::ask::Ask;
use crate::aws::ec2::instances::{Instance, InstanceState};
use crate::aws::ec2::security_groups::{Peer, SecurityGroup};
use crate::aws::ec2::subnets::Subnet;
use crate::aws::ec2::vpcs::contains;
use crate::aws::error::AwsError;

/// World time from being registered with a working load balancer to the first verdict.
const FIRST_CHECKS_MS: i64 = 30_000;
/// The part of it in which the registration itself is under way.
const REGISTRATION_MS: i64 = 5_000;

/// How a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    Registering,
    FirstChecks,
    Healthy,
    Failed,
    Timeout,
    NotRegistered,
    NotInUse,
    ZoneNotEnabled,
    Stopped,
    Draining,
}

impl Health {
    /// State, and unless healthy, reason code and description.
    pub fn told(self) -> (&'static str, Option<(&'static str, &'static str)>) {
        match self {
            Health::Registering => ("initial", Some(("Elb.RegistrationInProgress", "Target registration is in progress"))),
            Health::FirstChecks => ("initial", Some(("Elb.InitialHealthChecking", "Initial health checks in progress"))),
            Health::Healthy => ("healthy", None),
            Health::Failed => ("unhealthy", Some(("Target.FailedHealthChecks", "Health checks failed"))),
            Health::Timeout => ("unhealthy", Some(("Target.Timeout", "Request timed out"))),
            Health::NotRegistered => ("unused", Some(("Target.NotRegistered", "Target is not registered to the target group"))),
            Health::NotInUse => {
                ("unused", Some(("Target.NotInUse", "Target group is not configured to receive traffic from the load balancer")))
            }
            Health::ZoneNotEnabled => {
                ("unused", Some(("Target.NotInUse", "Target is in an Availability Zone that is not enabled for the load balancer")))
            }
            Health::Stopped => ("unused", Some(("Target.InvalidState", "Target is in the stopped state"))),
            Health::Draining => ("draining", Some(("Target.DeregistrationInProgress", "Target deregistration is in progress"))),
        }
    }
}

/// The load balancer that checks a target group's targets, if any.
pub(super) struct Surroundings {
    balancer: Option<LoadBalancer>,
    /// World time from which it forwards to the group.
    serving_ms: i64,
}

impl Surroundings {
    pub fn of(ask: &Ask<'_>, group: &str) -> Result<Surroundings, AwsError> {
        let listeners = ask.tx.list::<Listener>(ask.place)?;
        let Some(first) = listeners.into_iter().find(|entry| entry.record.deed.groups().contains(&group)) else {
            return Ok(Surroundings { balancer: None, serving_ms: 0 });
        };
        let balancer: Option<LoadBalancer> = ask.tx.get(ask.place, &first.record.load_balancer)?;
        let active_ms = balancer.as_ref().map_or(0, |balancer| balancer.created_ms + PROVISIONING_MS);
        Ok(Surroundings { balancer, serving_ms: active_ms.max(first.record.created_ms) })
    }

    pub fn health(&self, ask: &Ask<'_>, group: &TargetGroup, target: &Target) -> Result<Health, AwsError> {
        if target.deregistered_ms.is_some() {
            return Ok(Health::Draining);
        }
        let Some(balancer) = &self.balancer else { return Ok(Health::NotInUse) };
        let instance = instance(ask, group, target)?;
        let zone = target.zone.as_deref().or(instance.as_ref().map(|instance| instance.zone.as_str()));
        match instance.as_ref().map(|instance| instance.state) {
            Some(InstanceState::Stopped) => return Ok(Health::Stopped),
            // Whoever terminates an instance deregisters it, see `targets`.
            Some(InstanceState::Terminated) => return Ok(Health::Draining),
            Some(InstanceState::Running) | None => {}
        }
        if zone.is_some_and(|zone| zone != "all" && !balancer.zones.iter().any(|node| node.zone == zone)) {
            return Ok(Health::ZoneNotEnabled);
        }
        let since = ask.now - self.checked_from(target, instance.as_ref());
        if since < REGISTRATION_MS {
            return Ok(Health::Registering);
        }
        if since < FIRST_CHECKS_MS {
            return Ok(Health::FirstChecks);
        }
        if group.settings.target_type == ALB {
            return behind_application(ask, balancer, group, target);
        }
        // Nobody at an address: nothing answers.
        let Some(instance) = instance else { return Ok(Health::Timeout) };
        let checked = group.settings.health_port.parse().unwrap_or(target.port);
        let Ok(port) = u16::try_from(checked) else { return Ok(Health::Failed) };
        if !let_in(ask, balancer, &instance.groups, port)? {
            return Ok(Health::Timeout);
        }
        Ok(if instance.listens.contains(&port) { Health::Healthy } else { Health::Failed })
    }
}

impl Surroundings {
    /// World time of the first verdict on a target that has none yet.
    pub fn verdict_ms(&self, ask: &Ask<'_>, group: &TargetGroup, target: &Target) -> Result<Option<i64>, AwsError> {
        if !matches!(self.health(ask, group, target)?, Health::Registering | Health::FirstChecks) {
            return Ok(None);
        }
        let instance = instance(ask, group, target)?;
        Ok(Some(self.checked_from(target, instance.as_ref()) + FIRST_CHECKS_MS))
    }

    /// World time from which a target is checked; a machine that was started again is checked anew.
    fn checked_from(&self, target: &Target, instance: Option<&Instance>) -> i64 {
        let started_ms = instance.map_or(0, |instance| instance.changed_ms);
        target.registered_ms.max(self.serving_ms).max(started_ms)
    }
}

/// The instance behind a target: by its id, or by its address.
fn instance(ask: &Ask<'_>, group: &TargetGroup, target: &Target) -> Result<Option<Instance>, AwsError> {
    if group.settings.target_type == "instance" {
        return Ok(ask.tx.get(ask.place, &target.id)?);
    }
    let all = ask.tx.list::<Instance>(ask.place)?.into_iter().map(|entry| entry.record);
    Ok(all.into_iter().find(|instance| instance.there() && instance.address == target.id && instance.vpc == group.settings.vpc))
}

/// How an Application Load Balancer answers: by itself, or what it forwards to does.
fn behind_application(ask: &Ask<'_>, balancer: &LoadBalancer, group: &TargetGroup, target: &Target) -> Result<Health, AwsError> {
    let found: Option<LoadBalancer> = ask.tx.get(ask.place, &target.id)?;
    let Some(application) = found.filter(|application| application.state(ask.now) == "active") else { return Ok(Health::Timeout) };
    let checked = group.settings.health_port.parse().unwrap_or(target.port);
    let Ok(port) = u16::try_from(checked) else { return Ok(Health::Failed) };
    if !let_in(ask, balancer, &application.groups, port)? {
        return Ok(Health::Timeout);
    }
    let listening = listeners::of(ask, &target.id)?.into_iter().map(|entry| entry.record);
    // Nobody listens there, or in another protocol than is asked.
    let secure = group.settings.health_protocol == "HTTPS";
    let mut fitting = listening.filter(|listener| listener.port == i64::from(port) && listener.secure() == secure);
    let Some(listener) = fitting.next() else { return Ok(Health::Failed) };
    if let Deed::Answers { answer } = &listener.deed {
        let code = answer.pointer("/FixedResponseConfig/StatusCode").or(answer.pointer("/RedirectConfig/StatusCode"));
        let code = code.and_then(|code| code.as_str()).unwrap_or_default().trim_start_matches("HTTP_");
        let well = code.parse().is_ok_and(|code| has_code(group.settings.health_codes.as_deref().unwrap_or_default(), code));
        return Ok(if well { Health::Healthy } else { Health::Failed });
    }
    for behind in listener.deed.groups() {
        let around = Surroundings::of(ask, behind)?;
        let Some(own) = ask.tx.get::<TargetGroup>(ask.place, behind)? else { continue };
        for target in &own.targets {
            if around.health(ask, &own, target)? == Health::Healthy {
                return Ok(Health::Healthy);
            }
        }
    }
    Ok(Health::Failed)
}

/// Whether a code is among values and ranges (`200,202` or `200-399`).
fn has_code(codes: &str, code: u32) -> bool {
    codes.split(',').any(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let bounds = first.trim().parse::<u32>().ok().zip(last.trim().parse::<u32>().ok());
        bounds.is_some_and(|(first, last)| (first..=last).contains(&code))
    })
}

/// Whether one of a target's security groups lets a health check in: from the load balancer's own groups, or from its nodes.
fn let_in(ask: &Ask<'_>, balancer: &LoadBalancer, groups: &[String], port: u16) -> Result<bool, AwsError> {
    let mut rules = Vec::new();
    for id in groups {
        let group: Option<SecurityGroup> = ask.tx.get(ask.place, id)?;
        rules.extend(group.into_iter().flat_map(|group| group.ingress));
    }
    let mut nodes = Vec::new();
    for node in &balancer.zones {
        let subnet: Option<Subnet> = ask.tx.get(ask.place, &node.subnet)?;
        let given = node.held().and_then(|address| address.parse().ok());
        nodes.extend(given.or(subnet.map(|subnet| subnet.address(4))));
    }
    Ok(rules.iter().any(|rule| {
        let protocol = matches!(rule.protocol.as_str(), "tcp" | "-1");
        let port = rule.ports.is_none_or(|(first, last)| (first..=last).contains(&i64::from(port)));
        let from = match &rule.from {
            Peer::Group(id) => balancer.groups.contains(id),
            Peer::Cidr6(_) => false,
            Peer::Cidr(block) => {
                let (first, prefix) = block.split_once('/').unwrap_or((block, "32"));
                let block = first.parse().ok().zip(prefix.parse().ok());
                block.is_some_and(|(first, prefix)| nodes.iter().any(|node| contains(first, prefix, *node)))
            }
        };
        protocol && port && from
    }))
}
