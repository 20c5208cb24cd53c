//! Attributes of target groups. Source: TargetGroupAttribute in the ELBv2 API reference.

use serde::Deserialize;
use serde_json::{Value, json};

use super::attributes::{Attribute, CROSS_ZONE, Kind, Known, listed, set};
use super::target_groups::TargetGroup;
use super::{TARGET_GROUP, validation};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

pub(crate) const DEREGISTRATION_DELAY: &str = "deregistration_delay.timeout_seconds";
const TERMINATE_AFTER_DELAY: &str = "deregistration_delay.connection_termination.enabled";
const PRESERVE_CLIENT: &str = "preserve_client_ip.enabled";
const TERMINATE_UNHEALTHY: &str = "target_health_state.unhealthy.connection_termination.enabled";
const STICKY: &str = "stickiness.enabled";
const STICKY_TYPE: &str = "stickiness.type";
const COOKIE: &str = "stickiness.app_cookie.cookie_name";
const DRAINING: &str = "target_health_state.unhealthy.draining_interval_seconds";

const CROSS: Known = (CROSS_ZONE, "use_load_balancer_configuration", Kind::OneOf(&["true", "false", "use_load_balancer_configuration"]));
const DELAY: Known = (DEREGISTRATION_DELAY, "300", Kind::Number(0, 3600));
const FAILOVER_COUNT: Known = ("target_group_health.dns_failover.minimum_healthy_targets.count", "1", Kind::OffOr(1, 1_000_000));
const FAILOVER_PERCENT: Known = ("target_group_health.dns_failover.minimum_healthy_targets.percentage", "off", Kind::OffOr(1, 100));
const ROUTING_COUNT: Known = ("target_group_health.unhealthy_state_routing.minimum_healthy_targets.count", "1", Kind::Number(1, 1_000_000));
const ROUTING_PERCENT: Known =
    ("target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage", "off", Kind::OffOr(1, 100));

/// The kinds of stickiness are checked apart: their refusals say more.
const OF_NETWORK: [Known; 13] = [
    (TERMINATE_AFTER_DELAY, "false", Kind::Flag),
    DELAY,
    CROSS,
    (PRESERVE_CLIENT, "true", Kind::Flag),
    ("proxy_protocol_v2.enabled", "false", Kind::Flag),
    (STICKY, "false", Kind::Flag),
    (STICKY_TYPE, "source_ip", Kind::Text),
    FAILOVER_COUNT,
    FAILOVER_PERCENT,
    ROUTING_COUNT,
    ROUTING_PERCENT,
    (TERMINATE_UNHEALTHY, "true", Kind::Flag),
    (DRAINING, "0", Kind::Number(0, 360_000)),
];

const OF_APPLICATION: [Known; 14] = [
    DELAY,
    ("load_balancing.algorithm.anomaly_mitigation", "off", Kind::OneOf(&["on", "off"])),
    ("load_balancing.algorithm.type", "round_robin", Kind::OneOf(&["round_robin", "least_outstanding_requests", "weighted_random"])),
    CROSS,
    ("slow_start.duration_seconds", "0", Kind::Number(0, 900)),
    (COOKIE, "", Kind::Text),
    ("stickiness.app_cookie.duration_seconds", "86400", Kind::Number(1, 604_800)),
    (STICKY, "false", Kind::Flag),
    ("stickiness.lb_cookie.duration_seconds", "86400", Kind::Number(1, 604_800)),
    (STICKY_TYPE, "lb_cookie", Kind::Text),
    FAILOVER_COUNT,
    FAILOVER_PERCENT,
    ROUTING_COUNT,
    ROUTING_PERCENT,
];

fn udp(group: &TargetGroup) -> bool {
    matches!(group.settings.protocol.as_str(), "UDP" | "TCP_UDP")
}

fn known(group: &TargetGroup) -> &'static [Known] {
    if group.settings.for_network() { &OF_NETWORK } else { &OF_APPLICATION }
}

/// What holds unless it was set: some defaults depend on the protocol and on what the targets are.
fn default(group: &TargetGroup, key: &str, plain: &str) -> String {
    match key {
        TERMINATE_AFTER_DELAY => udp(group).to_string(),
        PRESERVE_CLIENT => (udp(group) || group.settings.target_type != "ip").to_string(),
        TERMINATE_UNHEALTHY => (!udp(group)).to_string(),
        _ => plain.to_owned(),
    }
}

fn of_target_group(group: &TargetGroup) -> Value {
    listed(known(group), &group.attributes, |key, plain| default(group, key, plain))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    target_group_arn: String,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let group: TargetGroup = TARGET_GROUP.one(ask, &input.target_group_arn)?;
    Ok(json!({ "Attributes": of_target_group(&group) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    target_group_arn: String,
    attributes: Vec<Attribute>,
}

pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let mut group: TargetGroup = TARGET_GROUP.one(ask, &input.target_group_arn)?;
    set("Target group", known(&group), &mut group.attributes, input.attributes)?;
    check(&group)?;
    ask.tx.put(ask.place, &input.target_group_arn, &group)?;
    Ok(json!({ "Attributes": of_target_group(&group) }))
}

/// What may not go together.
fn check(group: &TargetGroup) -> Result<(), AwsError> {
    let protocol = &group.settings.protocol;
    let is = |key: &str| group.attributes.get(key).map(String::as_str);
    if let Some(kind) = is(STICKY_TYPE) {
        if !["app_cookie", "lb_cookie", "source_ip"].contains(&kind) {
            return Err(validation("'Stickiness type' must be one of [app_cookie, lb_cookie, source_ip]"));
        }
        if (kind == "source_ip") != group.settings.for_network() {
            let message = format!("Stickiness type '{kind}' is not supported for target groups with the {protocol} protocol");
            return Err(AwsError::new("InvalidConfigurationRequest", message));
        }
    }
    if is(STICKY) == Some("true") {
        if protocol == "TLS" {
            let message = format!("You cannot enable stickiness on target groups with the {protocol} protocol");
            return Err(AwsError::new("InvalidConfigurationRequest", message));
        }
        if is(STICKY_TYPE) == Some("app_cookie") && is(COOKIE).is_none_or(str::is_empty) {
            return Err(validation(format!("'{COOKIE}' must be specified for stickiness of type 'app_cookie'")));
        }
    }
    if is(COOKIE).is_some_and(|name| name.starts_with("AWSALB")) {
        return Err(validation("Cookie names that begin with 'AWSALB' are reserved"));
    }
    if udp(group) && is(PRESERVE_CLIENT) == Some("false") {
        return Err(validation(format!("'{PRESERVE_CLIENT}' cannot be disabled for target groups with the {protocol} protocol")));
    }
    if udp(group) && is(TERMINATE_UNHEALTHY) == Some("true") {
        return Err(validation(format!("'{TERMINATE_UNHEALTHY}' cannot be enabled for target groups with the {protocol} protocol")));
    }
    let terminates = is(TERMINATE_UNHEALTHY).map_or(!udp(group), |value| value == "true");
    if terminates && is(DRAINING).is_some_and(|seconds| seconds != "0") {
        return Err(validation(format!("'{DRAINING}' can be set when '{TERMINATE_UNHEALTHY}' is false only")));
    }
    Ok(())
}
