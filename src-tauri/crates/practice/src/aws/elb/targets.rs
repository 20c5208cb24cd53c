//! Registering targets, and how they are. Source: RegisterTargets, DeregisterTargets and DescribeTargetHealth in the
//! ELBv2 API reference.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use serde::Deserialize;
use serde_json::{Value, json};

use super::health::{Health, Surroundings};
use super::listeners;
use super::load_balancers::LoadBalancer;
use super::target_group_attributes::DEREGISTRATION_DELAY;
use super::target_groups::{ALB, TRAFFIC_PORT, Target, TargetGroup};
use super::{TARGET_GROUP, validation};
use crate::aws::ask::Ask;
use crate::aws::ec2::instances::Instance;
use crate::aws::ec2::subnets::Subnet;
use crate::aws::ec2::vpcs::contains;
use crate::aws::error::AwsError;
use crate::aws::limits::quota;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct TargetDescription {
    id: String,
    port: Option<i64>,
    availability_zone: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Register {
    target_group_arn: String,
    targets: Vec<TargetDescription>,
}

fn invalid(message: String) -> AwsError {
    AwsError::new("InvalidTarget", message)
}

/// Registering a target again is no error; one that is draining comes back.
pub(crate) fn register(ask: &Ask<'_>, input: Register) -> Result<Value, AwsError> {
    let mut group: TargetGroup = TARGET_GROUP.one(ask, &input.target_group_arn)?;
    settle(ask, &mut group)?;
    for given in input.targets {
        let zone = match group.settings.target_type.as_str() {
            "instance" => {
                check_instance(ask, &group, &given.id)?;
                None
            }
            ALB => {
                check_application(ask, &group, &given.id, given.port)?;
                None
            }
            _ => Some(zone_of(ask, &group, &given.id, given.availability_zone)?),
        };
        let port = given.port.unwrap_or(group.settings.port);
        let known = group.targets.iter_mut().find(|target| target.id == given.id && target.port == port);
        match known {
            Some(target) if target.deregistered_ms.is_some() => {
                target.deregistered_ms = None;
                target.registered_ms = ask.now;
            }
            Some(_) => {}
            None => {
                quota::TARGETS.allow(ask, || Ok(group.targets.len()))?;
                let target = Target { id: given.id, port, zone, registered_ms: ask.now, deregistered_ms: None };
                group.targets.push(target);
            }
        }
    }
    ask.tx.put(ask.place, &input.target_group_arn, &group)?;
    Ok(json!({}))
}

fn check_instance(ask: &Ask<'_>, group: &TargetGroup, id: &str) -> Result<(), AwsError> {
    let instance: Instance =
        ask.tx.get(ask.place, id)?.ok_or_else(|| invalid(format!("The following targets are not valid instances: '{id}'")))?;
    if instance.told(ask.now).0 != "running" {
        let message = format!("The following targets are not in a running state and cannot be registered: '{id}'");
        return Err(invalid(message));
    }
    if instance.vpc != group.settings.vpc {
        let message = format!("The following targets are not in the target group VPC '{}': '{id}'", group.settings.vpc);
        return Err(invalid(message));
    }
    Ok(())
}

/// An Application Load Balancer as target: one a group, of the group's VPC, with a listener at its port ("Application Load Balancers as
/// targets" in the guide to Network Load Balancers).
fn check_application(ask: &Ask<'_>, group: &TargetGroup, id: &str, port: Option<i64>) -> Result<(), AwsError> {
    let found = ask.tx.get::<LoadBalancer>(ask.place, id)?.filter(|balancer| !balancer.is_network());
    let balancer = found.ok_or_else(|| invalid(format!("The following targets are not valid Application Load Balancers: '{id}'")))?;
    if balancer.vpc != group.settings.vpc {
        let message = format!("The following targets are not in the target group VPC '{}': '{id}'", group.settings.vpc);
        return Err(invalid(message));
    }
    let wanted = group.settings.port;
    if port.is_some_and(|port| port != wanted) {
        return Err(validation(format!("The target port must match the target group port '{wanted}' for Application Load Balancers")));
    }
    if !listeners::of(ask, id)?.iter().any(|entry| entry.record.port == wanted) {
        return Err(invalid(format!("The Application Load Balancer '{id}' has no listener on port '{wanted}'")));
    }
    if group.targets.iter().any(|target| target.id != id && target.deregistered_ms.is_none()) {
        return Err(AwsError::new("TooManyTargets", "A target group of target type 'alb' can have one target"));
    }
    Ok(())
}

/// The zone of an address: its subnet's, or `all`, which has to be said, for one outside of the VPC. Such addresses must
/// be private (RFC 1918) or shared (RFC 6598) ones.
fn zone_of(ask: &Ask<'_>, group: &TargetGroup, id: &str, given: Option<String>) -> Result<String, AwsError> {
    let address: Ipv4Addr = id.parse().map_err(|_| validation(format!("The IP address '{id}' is not a valid IPv4 address")))?;
    for entry in ask.tx.list::<Subnet>(ask.place)? {
        let (first, prefix) = entry.record.range();
        let inside = contains(first, prefix, address);
        if inside && entry.record.vpc == group.settings.vpc {
            return Ok(entry.record.zone);
        }
    }
    let shared = contains(Ipv4Addr::new(100, 64, 0, 0), 10, address);
    match given.as_deref() {
        Some("all") if address.is_private() || shared => Ok("all".to_owned()),
        Some("all") => Err(invalid(format!("The IP address '{id}' is not within a supported CIDR block"))),
        _ => Err(validation(format!(
            "You must specify the Availability Zone value 'all' when registering the IP address '{id}' outside the VPC"
        ))),
    }
}

/// Forgets targets that have drained. A terminated instance is deregistered by AWS ("Register targets": targets that are
/// terminated), and no longer listed, though it still drains: the ids of those.
fn settle(ask: &Ask<'_>, group: &mut TargetGroup) -> Result<BTreeSet<String>, AwsError> {
    let mut gone = BTreeSet::new();
    if group.settings.target_type == "instance" {
        for target in &mut group.targets {
            let instance: Option<Instance> = ask.tx.get(ask.place, &target.id)?;
            let terminated_ms = match instance {
                Some(instance) if instance.there() => continue,
                Some(instance) => instance.changed_ms,
                None => 0,
            };
            target.deregistered_ms.get_or_insert(terminated_ms);
            gone.insert(target.id.clone());
        }
    }
    let delay = delay_ms(group);
    group.targets.retain(|target| target.deregistered_ms.is_none_or(|since| ask.now < since + delay));
    Ok(gone)
}

/// World times at which a group's targets get to another state by themselves.
pub(crate) fn next_changes(ask: &Ask<'_>, id: &str, group: &TargetGroup) -> Result<Vec<i64>, AwsError> {
    let (around, delay) = (Surroundings::of(ask, id)?, delay_ms(group));
    let mut changes = Vec::new();
    for target in &group.targets {
        match target.deregistered_ms {
            Some(since) => changes.push(since + delay),
            None => changes.extend(around.verdict_ms(ask, group, target)?),
        }
    }
    Ok(changes)
}

fn delay_ms(group: &TargetGroup) -> i64 {
    group.attributes.get(DEREGISTRATION_DELAY).and_then(|seconds| seconds.parse::<i64>().ok()).unwrap_or(300) * 1000
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Deregister {
    target_group_arn: String,
    targets: Vec<TargetDescription>,
}

/// Without a port, every port of the target goes. What is not registered is no error.
pub(crate) fn deregister(ask: &Ask<'_>, input: Deregister) -> Result<Value, AwsError> {
    let mut group: TargetGroup = TARGET_GROUP.one(ask, &input.target_group_arn)?;
    for given in &input.targets {
        for target in &mut group.targets {
            if target.id == given.id && given.port.is_none_or(|port| port == target.port) {
                target.deregistered_ms.get_or_insert(ask.now);
            }
        }
    }
    settle(ask, &mut group)?;
    ask.tx.put(ask.place, &input.target_group_arn, &group)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeHealth {
    target_group_arn: String,
    #[serde(default)]
    targets: Vec<TargetDescription>,
}

pub(crate) fn describe_health(ask: &Ask<'_>, input: DescribeHealth) -> Result<Value, AwsError> {
    let mut group: TargetGroup = TARGET_GROUP.one(ask, &input.target_group_arn)?;
    let gone = settle(ask, &mut group)?;
    let around = Surroundings::of(ask, &input.target_group_arn)?;
    let mut described = Vec::new();
    if input.targets.is_empty() {
        for target in group.targets.iter().filter(|target| !gone.contains(&target.id)) {
            described.push(one(&group, target, &around.health(ask, &group, target)?));
        }
    }
    for given in &input.targets {
        let port = given.port.unwrap_or(group.settings.port);
        let known = group.targets.iter().find(|target| target.id == given.id && target.port == port);
        match known {
            Some(target) => described.push(one(&group, target, &around.health(ask, &group, target)?)),
            None => {
                let absent = Target { id: given.id.clone(), port, zone: None, registered_ms: ask.now, deregistered_ms: None };
                described.push(one(&group, &absent, &Health::NotRegistered));
            }
        }
    }
    Ok(json!({ "TargetHealthDescriptions": described }))
}

fn one(group: &TargetGroup, target: &Target, health: &Health) -> Value {
    let port = match group.settings.health_port.as_str() {
        TRAFFIC_PORT => target.port.to_string(),
        other => other.to_owned(),
    };
    let (state, reason) = health.told();
    let (reason, description) = reason.map_or((None, None), |(reason, description)| (Some(reason), Some(description)));
    // Zonal shifts are of targets that are registered.
    let registered = !matches!(health, Health::NotRegistered);
    let shift = registered.then(|| {
        json!({
            "State": "no_override", "Reason": "AdministrativeOverride.NoOverride",
            "Description": "No override is currently active on target",
        })
    });
    json!({
        "Target": { "Id": target.id, "Port": target.port, "AvailabilityZone": target.zone },
        "HealthCheckPort": port,
        "TargetHealth": { "State": state, "Reason": reason, "Description": description },
        "AdministrativeOverride": shift,
    })
}
