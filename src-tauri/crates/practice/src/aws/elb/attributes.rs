//! Attributes: known keys with defaults, and those of load balancers. Source: LoadBalancerAttribute in the ELBv2 API
//! reference.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::load_balancers::LoadBalancer;
use super::{LOAD_BALANCER, validation};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

pub(crate) const DELETION_PROTECTION: &str = "deletion_protection.enabled";
pub(super) const CROSS_ZONE: &str = "load_balancing.cross_zone.enabled";
const DENY_GATEWAY: &str = "ipv6.deny_all_igw_traffic";
const SECONDARY: &str = "secondary_ips.auto_assigned.per_subnet";

/// What a value may be.
pub(super) enum Kind {
    Flag,
    /// Smallest and largest number.
    Number(i64, i64),
    /// `off`, or a number between the two.
    OffOr(i64, i64),
    OneOf(&'static [&'static str]),
    Text,
}

/// Key, default, kind.
pub(super) type Known = (&'static str, &'static str, Kind);

const OF_NETWORK: [Known; 9] = [
    ("access_logs.s3.bucket", "", Kind::Text),
    ("access_logs.s3.enabled", "false", Kind::Flag),
    ("access_logs.s3.prefix", "", Kind::Text),
    (DELETION_PROTECTION, "false", Kind::Flag),
    (
        "dns_record.client_routing_policy",
        "any_availability_zone",
        Kind::OneOf(&["any_availability_zone", "availability_zone_affinity", "partial_availability_zone_affinity"]),
    ),
    (DENY_GATEWAY, "false", Kind::Flag),
    (CROSS_ZONE, "false", Kind::Flag),
    (SECONDARY, "0", Kind::Number(0, 7)),
    ("zonal_shift.config.enabled", "false", Kind::Flag),
];

const OF_APPLICATION: [Known; 23] = [
    ("access_logs.s3.bucket", "", Kind::Text),
    ("access_logs.s3.enabled", "false", Kind::Flag),
    ("access_logs.s3.prefix", "", Kind::Text),
    ("client_keep_alive.seconds", "3600", Kind::Number(60, 604_800)),
    ("connection_logs.s3.bucket", "", Kind::Text),
    ("connection_logs.s3.enabled", "false", Kind::Flag),
    ("connection_logs.s3.prefix", "", Kind::Text),
    (DELETION_PROTECTION, "false", Kind::Flag),
    ("health_check_logs.s3.bucket", "", Kind::Text),
    ("health_check_logs.s3.enabled", "false", Kind::Flag),
    ("health_check_logs.s3.prefix", "", Kind::Text),
    ("idle_timeout.timeout_seconds", "60", Kind::Number(1, 4000)),
    (DENY_GATEWAY, "false", Kind::Flag),
    (CROSS_ZONE, "true", Kind::OneOf(&["true"])),
    ("routing.http.desync_mitigation_mode", "defensive", Kind::OneOf(&["monitor", "defensive", "strictest"])),
    ("routing.http.drop_invalid_header_fields.enabled", "false", Kind::Flag),
    ("routing.http.preserve_host_header.enabled", "false", Kind::Flag),
    ("routing.http.x_amzn_tls_version_and_cipher_suite.enabled", "false", Kind::Flag),
    ("routing.http.xff_client_port.enabled", "false", Kind::Flag),
    ("routing.http.xff_header_processing.mode", "append", Kind::OneOf(&["append", "preserve", "remove"])),
    ("routing.http2.enabled", "true", Kind::Flag),
    ("waf.fail_open.enabled", "false", Kind::Flag),
    ("zonal_shift.config.enabled", "false", Kind::Flag),
];

/// One attribute as requests carry it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Attribute {
    #[serde(default)]
    key: String,
    #[serde(default)]
    value: String,
}

pub(super) fn set(words: &str, known: &[Known], stored: &mut BTreeMap<String, String>, given: Vec<Attribute>) -> Result<(), AwsError> {
    for Attribute { key, value } in given {
        let Some((_, _, kind)) = known.iter().find(|(name, ..)| *name == key) else {
            return Err(validation(format!("{words} attribute key '{key}' is not recognized")));
        };
        let between = |min: i64, max: i64| value.parse().is_ok_and(|number: i64| (min..=max).contains(&number));
        let fits = match kind {
            Kind::Flag => value == "true" || value == "false",
            Kind::Number(min, max) => between(*min, *max),
            Kind::OffOr(min, max) => value == "off" || between(*min, *max),
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

/// Every attribute, with what was set or else what `default` says.
pub(super) fn listed(known: &[Known], stored: &BTreeMap<String, String>, default: impl Fn(&str, &'static str) -> String) -> Value {
    let value = |key: &str, plain: &'static str| stored.get(key).cloned().unwrap_or_else(|| default(key, plain));
    known.iter().map(|(key, plain, _)| json!({ "Key": key, "Value": value(key, plain) })).collect()
}

fn known(balancer: &LoadBalancer) -> &'static [Known] {
    if balancer.is_network() { &OF_NETWORK } else { &OF_APPLICATION }
}

fn of_load_balancer(balancer: &LoadBalancer) -> Value {
    listed(known(balancer), &balancer.attributes, |key, plain| match key {
        DENY_GATEWAY => (balancer.scheme == "internal").to_string(),
        _ => plain.to_owned(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    load_balancer_arn: String,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let balancer: LoadBalancer = LOAD_BALANCER.one(ask, &input.load_balancer_arn)?;
    Ok(json!({ "Attributes": of_load_balancer(&balancer) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    load_balancer_arn: String,
    attributes: Vec<Attribute>,
}

pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let mut balancer: LoadBalancer = LOAD_BALANCER.one(ask, &input.load_balancer_arn)?;
    let secondary = |balancer: &LoadBalancer| balancer.attributes.get(SECONDARY).and_then(|count| count.parse().ok()).unwrap_or(0_i64);
    let before = secondary(&balancer);
    set("Load balancer", known(&balancer), &mut balancer.attributes, input.attributes)?;
    if secondary(&balancer) < before {
        return Err(validation(format!("'{SECONDARY}' cannot be decreased")));
    }
    for logs in ["access_logs", "connection_logs", "health_check_logs"] {
        let is = |name: &str| balancer.attributes.get(&format!("{logs}.s3.{name}"));
        if is("enabled").is_some_and(|value| value == "true") && is("bucket").is_none_or(String::is_empty) {
            let message = format!("'{logs}.s3.bucket' must be specified when '{logs}.s3.enabled' is true");
            return Err(AwsError::new("InvalidConfigurationRequest", message));
        }
    }
    ask.tx.put(ask.place, &input.load_balancer_arn, &balancer)?;
    Ok(json!({ "Attributes": of_load_balancer(&balancer) }))
}
