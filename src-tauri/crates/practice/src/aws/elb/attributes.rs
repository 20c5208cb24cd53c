//! Attributes of load balancers and target groups: known keys with defaults. Source: LoadBalancerAttribute and
//! TargetGroupAttribute in the ELBv2 API reference, those of Network Load Balancers.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::load_balancers::LoadBalancer;
use super::target_groups::TargetGroup;
use super::{LOAD_BALANCER, TARGET_GROUP, validation};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

pub(crate) const DELETION_PROTECTION: &str = "deletion_protection.enabled";
pub(crate) const DEREGISTRATION_DELAY: &str = "deregistration_delay.timeout_seconds";

/// What a value may be.
enum Kind {
    Flag,
    /// Smallest and largest number.
    Number(i64, i64),
    OneOf(&'static [&'static str]),
    Text,
}

/// Key, default, kind.
type Known = (&'static str, &'static str, Kind);

const OF_LOAD_BALANCER: [Known; 9] = [
    ("access_logs.s3.bucket", "", Kind::Text),
    ("access_logs.s3.enabled", "false", Kind::Flag),
    ("access_logs.s3.prefix", "", Kind::Text),
    (DELETION_PROTECTION, "false", Kind::Flag),
    (
        "dns_record.client_routing_policy",
        "any_availability_zone",
        Kind::OneOf(&["any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"]),
    ),
    ("ipv6.deny_all_igw_traffic", "false", Kind::Flag),
    ("load_balancing.cross_zone.enabled", "false", Kind::Flag),
    ("secondary_ips.auto_assigned.per_subnet", "0", Kind::Number(0, 7)),
    ("zonal_shift.config.enabled", "false", Kind::Flag),
];

const OF_TARGET_GROUP: [Known; 13] = [
    ("deregistration_delay.connection_termination.enabled", "false", Kind::Flag),
    (DEREGISTRATION_DELAY, "300", Kind::Number(0, 3600)),
    (
        "load_balancing.cross_zone.enabled",
        "use_load_balancer_configuration",
        Kind::OneOf(&["true", "false", "use_load_balancer_configuration"]),
    ),
    ("preserve_client_ip.enabled", "true", Kind::Flag),
    ("proxy_protocol_v2.enabled", "false", Kind::Flag),
    ("stickiness.enabled", "false", Kind::Flag),
    ("stickiness.type", "source_ip", Kind::OneOf(&["source_ip"])),
    ("target_group_health.dns_failover.minimum_healthy_targets.count", "1", Kind::Text),
    ("target_group_health.dns_failover.minimum_healthy_targets.percentage", "off", Kind::Text),
    ("target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1", Kind::Number(1, 1_000_000)),
    ("target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off", Kind::Text),
    ("target_health_state.unhealthy.connection_termination.enabled", "true", Kind::Flag),
    ("target_health_state.unhealthy.draining_interval_seconds", "0", Kind::Number(0, 360_000)),
];

/// One attribute as requests carry it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Attribute {
    #[serde(default)]
    key: String,
    #[serde(default)]
    value: String,
}

fn set(words: &str, known: &[Known], stored: &mut BTreeMap<String, String>, given: Vec<Attribute>) -> Result<(), AwsError> {
    for Attribute { key, value } in given {
        let Some((_, _, kind)) = known.iter().find(|(name, ..)| *name == key) else {
            return Err(validation(format!("{words} attribute key '{key}' is not recognized")));
        };
        let fits = match kind {
            Kind::Flag => value == "true" || value == "false",
            Kind::Number(min, max) => value.parse().is_ok_and(|number: i64| (*min..=*max).contains(&number)),
            Kind::OneOf(choices) => choices.contains(&value.as_str()),
            Kind::Text => true,
        };
        if !fits {
            return Err(validation(format!("{words} attribute value '{value}' is not valid for '{key}'")));
        }
        stored.insert(key, value);
    }
    Ok(())
}

fn listed(known: &[Known], stored: &BTreeMap<String, String>) -> Value {
    let value = |key: &str, default: &str| stored.get(key).cloned().unwrap_or_else(|| default.to_owned());
    known.iter().map(|(key, default, _)| json!({ "Key": key, "Value": value(key, default) })).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeOfLoadBalancer {
    load_balancer_arn: String,
}

pub(crate) fn describe_of_load_balancer(ask: &Ask<'_>, input: DescribeOfLoadBalancer) -> Result<Value, AwsError> {
    let balancer: LoadBalancer = LOAD_BALANCER.one(ask, &input.load_balancer_arn)?;
    Ok(json!({ "Attributes": listed(&OF_LOAD_BALANCER, &balancer.attributes) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ModifyOfLoadBalancer {
    load_balancer_arn: String,
    attributes: Vec<Attribute>,
}

pub(crate) fn modify_of_load_balancer(ask: &Ask<'_>, input: ModifyOfLoadBalancer) -> Result<Value, AwsError> {
    let mut balancer: LoadBalancer = LOAD_BALANCER.one(ask, &input.load_balancer_arn)?;
    set("Load balancer", &OF_LOAD_BALANCER, &mut balancer.attributes, input.attributes)?;
    ask.tx.put(ask.place, &input.load_balancer_arn, &balancer)?;
    Ok(json!({ "Attributes": listed(&OF_LOAD_BALANCER, &balancer.attributes) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeOfTargetGroup {
    target_group_arn: String,
}

pub(crate) fn describe_of_target_group(ask: &Ask<'_>, input: DescribeOfTargetGroup) -> Result<Value, AwsError> {
    let group: TargetGroup = TARGET_GROUP.one(ask, &input.target_group_arn)?;
    Ok(json!({ "Attributes": listed(&OF_TARGET_GROUP, &group.attributes) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ModifyOfTargetGroup {
    target_group_arn: String,
    attributes: Vec<Attribute>,
}

pub(crate) fn modify_of_target_group(ask: &Ask<'_>, input: ModifyOfTargetGroup) -> Result<Value, AwsError> {
    let mut group: TargetGroup = TARGET_GROUP.one(ask, &input.target_group_arn)?;
    set("Target group", &OF_TARGET_GROUP, &mut group.attributes, input.attributes)?;
    ask.tx.put(ask.place, &input.target_group_arn, &group)?;
    Ok(json!({ "Attributes": listed(&OF_TARGET_GROUP, &group.attributes) }))
}
