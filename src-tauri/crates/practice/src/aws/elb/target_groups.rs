//! Target groups. Source: CreateTargetGroup in the ELBv2 API reference, and "Target groups for your Network Load Balancers"
//! (the same of Application Load Balancers).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::listeners::Listener;
use super::{LOAD_BALANCER, TARGET_GROUP, check_name, paged, tagged, validation};
use crate::aws::ask::{Ask, hex};
use crate::aws::ec2::vpcs::Vpc;
use crate::aws::elb::load_balancers::LoadBalancer;
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::tags::{Tag, Tags};
use crate::state::{Entry, Record};

/// A target group, stored under its ARN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct TargetGroup {
    pub name: String,
    pub settings: Settings,
    pub targets: Vec<Target>,
    pub attributes: BTreeMap<String, String>,
}

/// What a create call says; the same again answers what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub protocol: String,
    /// `HTTP1`, `HTTP2` or `GRPC`: HTTP and HTTPS only.
    #[serde(default)]
    pub protocol_version: Option<String>,
    pub port: i64,
    pub vpc: String,
    /// `instance`, `ip` or `alb`.
    pub target_type: String,
    pub address_type: String,
    pub health_protocol: String,
    /// A port's number or `traffic-port`.
    pub health_port: String,
    pub health_path: Option<String>,
    /// HTTP (gRPC) codes of a healthy answer.
    pub health_codes: Option<String>,
    pub interval_seconds: i64,
    pub timeout_seconds: i64,
    pub healthy_threshold: i64,
    pub unhealthy_threshold: i64,
}

impl Settings {
    /// Whether it is for Network Load Balancers: the others speak HTTP.
    pub fn for_network(&self) -> bool {
        !http(&self.protocol)
    }

    fn grpc(&self) -> bool {
        self.protocol_version.as_deref() == Some("GRPC")
    }
}

fn http(protocol: &str) -> bool {
    protocol.starts_with("HTTP")
}

/// A registered target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Target {
    /// An instance's id, an address, or a load balancer's ARN.
    pub id: String,
    pub port: i64,
    /// A zone's name, or `all` for addresses outside of the VPC.
    pub zone: Option<String>,
    pub registered_ms: i64,
    /// Draining since.
    pub deregistered_ms: Option<i64>,
}

impl Record for TargetGroup {
    const KIND: &'static str = "target-group";
}

/// The type of targets that are Application Load Balancers.
pub(super) const ALB: &str = "alb";

/// Protocols that the listeners here can forward to, see `listeners`.
const PROTOCOLS: [&str; 6] = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP"];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    name: String,
    protocol: Option<String>,
    protocol_version: Option<String>,
    port: Option<i64>,
    vpc_id: Option<String>,
    health_check_protocol: Option<String>,
    health_check_port: Option<String>,
    health_check_enabled: Option<bool>,
    health_check_path: Option<String>,
    health_check_interval_seconds: Option<i64>,
    health_check_timeout_seconds: Option<i64>,
    healthy_threshold_count: Option<i64>,
    unhealthy_threshold_count: Option<i64>,
    matcher: Option<Matcher>,
    target_type: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    ip_address_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Matcher {
    http_code: Option<String>,
    grpc_code: Option<String>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    check_name("Target group", &input.name)?;
    let tags = tagged(&input.tags)?;
    let name = input.name.clone();
    let settings = settings(ask, input)?;
    if let Some(existing) = named(ask, &name)? {
        if existing.record.settings == settings && Tags::of(ask, &existing.id)? == tags {
            let described = described(&existing.id, &existing.record, &served_by(ask)?);
            return Ok(json!({ "TargetGroups": [described] }));
        }
        let message = format!("A target group with the same name '{name}' exists, but with different settings");
        return Err(AwsError::new("DuplicateTargetGroupName", message));
    }
    quota::TARGET_GROUPS.allow(ask, || Ok(ask.tx.list::<TargetGroup>(ask.place)?.len()))?;
    let arn = ask.arn("elasticloadbalancing", &format!("targetgroup/{name}/{}", hex(16)));
    let group = TargetGroup { name, settings, targets: Vec::new(), attributes: BTreeMap::new() };
    ask.tx.put(ask.place, &arn, &group)?;
    tags.store(ask, &arn)?;
    Ok(json!({ "TargetGroups": [described(&arn, &group, &[])] }))
}

/// The target group of that name: its ARN begins so.
fn named(ask: &Ask<'_>, name: &str) -> Result<Option<Entry<TargetGroup>>, AwsError> {
    let beginning = ask.arn("elasticloadbalancing", &format!("targetgroup/{name}/"));
    Ok(ask.tx.beginning(ask.place, &beginning)?.pop())
}

/// Fills in the defaults.
fn settings(ask: &Ask<'_>, input: Create) -> Result<Settings, AwsError> {
    let target_type = input.target_type.unwrap_or_else(|| "instance".to_owned());
    if !matches!(target_type.as_str(), "instance" | "ip" | ALB) {
        let message = format!("The practice account plays targets of type instance, ip and alb, not {target_type}");
        return Err(AwsError::new("UnsupportedOperation", message));
    }
    let protocol = input.protocol.ok_or_else(|| validation("A protocol must be specified"))?;
    if !PROTOCOLS.contains(&protocol.as_str()) {
        let message = format!("The practice account plays target groups of protocol {}, not {protocol}", PROTOCOLS.join(", "));
        return Err(AwsError::new("UnsupportedOperation", message));
    }
    if target_type == ALB && protocol != "TCP" {
        return Err(validation(format!("Protocol '{protocol}' is not supported for target groups with target type '{ALB}'")));
    }
    let for_application = http(&protocol);
    let protocol_version = match input.protocol_version {
        Some(version) if !for_application => {
            return Err(validation(format!("Protocol version '{version}' cannot be specified for the {protocol} protocol")));
        }
        Some(version) if !["HTTP1", "HTTP2", "GRPC"].contains(&version.as_str()) => {
            return Err(validation(format!("Protocol version '{version}' must be one of 'HTTP1, HTTP2, GRPC'")));
        }
        given => for_application.then(|| given.unwrap_or_else(|| "HTTP1".to_owned())),
    };
    let port = input.port.ok_or_else(|| validation("A port must be specified"))?;
    let vpc = input.vpc_id.ok_or_else(|| validation("A VPC ID must be specified"))?;
    if ask.tx.get::<Vpc>(ask.place, &vpc)?.is_none() {
        return Err(validation(format!("The VPC ID '{vpc}' is not found")));
    }
    if input.health_check_enabled == Some(false) {
        return Err(validation(format!("Health check enabled must be true for target groups with target type '{target_type}'")));
    }
    let asks_http = for_application || target_type == ALB;
    let fallback = if asks_http { "HTTP" } else { "TCP" };
    let health_protocol = input.health_check_protocol.unwrap_or_else(|| fallback.to_owned());
    let fitting: &[&str] = if asks_http { &["HTTP", "HTTPS"] } else { &["HTTP", "HTTPS", "TCP"] };
    if !fitting.contains(&health_protocol.as_str()) {
        return Err(validation(format!("Health check protocol '{health_protocol}' must be one of '{}'", fitting.join(", "))));
    }
    let checks_http = health_protocol != "TCP";
    if !checks_http && (input.health_check_path.is_some() || input.matcher.is_some()) {
        return Err(validation("Health check path and matcher are not supported for health checks with protocol 'TCP'"));
    }
    let health_port = input.health_check_port.unwrap_or_else(|| TRAFFIC_PORT.to_owned());
    if health_port != TRAFFIC_PORT && !health_port.parse().is_ok_and(|port: u16| port > 0) {
        return Err(validation(format!("Health check port '{health_port}' must be '{TRAFFIC_PORT}' or a port number between 1 and 65535")));
    }
    let seconds = Seconds { interval: input.health_check_interval_seconds, timeout: input.health_check_timeout_seconds };
    let (interval_seconds, timeout_seconds) = seconds.settled(for_application, &health_protocol)?;
    let grpc = protocol_version.as_deref() == Some("GRPC");
    let codes = match input.matcher {
        None => None,
        Some(Matcher { http_code: Some(_), .. }) if grpc => {
            return Err(validation("A gRPC code must be specified for the GRPC protocol version"));
        }
        Some(Matcher { grpc_code: Some(_), .. }) if !grpc => {
            return Err(validation("A gRPC code can be specified for the GRPC protocol version only"));
        }
        Some(matcher) => matcher.http_code.or(matcher.grpc_code),
    };
    let (path, usual) = match (grpc, for_application) {
        (true, _) => ("/AWS.ALB/healthcheck", "12"),
        (false, true) => ("/", "200"),
        (false, false) => ("/", "200-399"),
    };
    if let Some(codes) = codes.as_deref() {
        let (least, most) = if grpc { (0, 99) } else { (200, if for_application { 499 } else { 599 }) };
        if !codes_between(codes, least, most) {
            return Err(validation(format!("Health check codes '{codes}' must be values or ranges between {least} and {most}")));
        }
    }
    Ok(Settings {
        protocol,
        protocol_version,
        port,
        vpc,
        target_type,
        address_type: input.ip_address_type.unwrap_or_else(|| "ipv4".to_owned()),
        health_protocol,
        health_port,
        health_path: checks_http.then(|| input.health_check_path.unwrap_or_else(|| path.to_owned())),
        health_codes: checks_http.then(|| codes.unwrap_or_else(|| usual.to_owned())),
        interval_seconds,
        timeout_seconds,
        healthy_threshold: input.healthy_threshold_count.unwrap_or(5),
        unhealthy_threshold: input.unhealthy_threshold_count.unwrap_or(2),
    })
}

/// The port that each target gets its traffic on, as a health check's port.
pub(super) const TRAFFIC_PORT: &str = "traffic-port";

/// Seconds between checks and until a check has failed, as far as they were given.
struct Seconds {
    interval: Option<i64>,
    timeout: Option<i64>,
}

impl Seconds {
    /// A check has to end before the next one (of HTTP target groups), or with it.
    fn settled(&self, for_application: bool, health_protocol: &str) -> Result<(i64, i64), AwsError> {
        let interval = self.interval.unwrap_or(30);
        let usual = match health_protocol {
            _ if for_application => 5,
            "HTTP" => 6,
            _ => 10,
        };
        let timeout = self.timeout.unwrap_or(usual);
        if for_application && timeout >= interval {
            return Err(validation(format!("Health check timeout '{timeout}' must be smaller than the interval '{interval}'")));
        }
        if timeout > interval {
            return Err(validation(format!("Health check timeout '{timeout}' must be smaller than or equal to the interval '{interval}'")));
        }
        Ok((interval, timeout))
    }
}

/// Whether codes are values and ranges (`200,202` or `200-299`) within bounds.
fn codes_between(codes: &str, least: u32, most: u32) -> bool {
    codes.split(',').all(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        match (first.trim().parse::<u32>(), last.trim().parse::<u32>()) {
            (Ok(first), Ok(last)) => least <= first && first <= last && last <= most,
            _ => false,
        }
    })
}

/// Target group and load balancer of every listener.
fn served_by(ask: &Ask<'_>) -> Result<Vec<(String, String)>, AwsError> {
    let listeners = ask.tx.list::<Listener>(ask.place)?;
    let pairs = |listener: Listener| {
        let groups: Vec<String> = listener.deed.groups().into_iter().map(str::to_owned).collect();
        groups.into_iter().map(move |group| (group, listener.load_balancer.clone()))
    };
    Ok(listeners.into_iter().flat_map(|entry| pairs(entry.record)).collect())
}

/// The load balancers that a target group serves, each once.
pub(crate) fn load_balancers_of<'a>(arn: &str, served: &'a [(String, String)]) -> Vec<&'a str> {
    let mut balancers: Vec<&str> = served.iter().filter(|(group, _)| group == arn).map(|(_, balancer)| balancer.as_str()).collect();
    balancers.sort_unstable();
    balancers.dedup();
    balancers
}

fn described(arn: &str, group: &TargetGroup, served: &[(String, String)]) -> Value {
    let settings = &group.settings;
    json!({
        "TargetGroupArn": arn, "TargetGroupName": group.name, "Protocol": settings.protocol, "Port": settings.port,
        "ProtocolVersion": settings.protocol_version,
        "VpcId": settings.vpc, "HealthCheckProtocol": settings.health_protocol, "HealthCheckPort": settings.health_port,
        "HealthCheckEnabled": true, "HealthCheckIntervalSeconds": settings.interval_seconds,
        "HealthCheckTimeoutSeconds": settings.timeout_seconds, "HealthyThresholdCount": settings.healthy_threshold,
        "UnhealthyThresholdCount": settings.unhealthy_threshold, "HealthCheckPath": settings.health_path,
        "Matcher": settings.health_codes.as_ref().map(|codes| json!({ if settings.grpc() { "GrpcCode" } else { "HttpCode" }: codes })),
        "LoadBalancerArns": load_balancers_of(arn, served), "TargetType": settings.target_type,
        "IpAddressType": settings.address_type,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    load_balancer_arn: Option<String>,
    #[serde(default)]
    target_group_arns: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    marker: Option<String>,
    page_size: Option<i64>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let ways = [input.load_balancer_arn.is_some(), !input.target_group_arns.is_empty(), !input.names.is_empty()];
    if ways.iter().filter(|given| **given).count() > 1 {
        return Err(validation("Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same time"));
    }
    if let Some(balancer) = &input.load_balancer_arn {
        LOAD_BALANCER.one::<LoadBalancer>(ask, balancer)?;
    }
    let served = served_by(ask)?;
    let mut chosen: Vec<Entry<TargetGroup>> = Vec::new();
    for name in &input.names {
        let entry = named(ask, name)?.ok_or_else(|| TARGET_GROUP.absent())?;
        if !chosen.iter().any(|other| other.id == entry.id) {
            chosen.push(entry);
        }
    }
    if input.names.is_empty() {
        chosen = TARGET_GROUP.chosen(ask, &input.target_group_arns)?;
    }
    chosen.sort_by_key(|entry| entry.seq);
    if let Some(balancer) = &input.load_balancer_arn {
        chosen.retain(|entry| served.iter().any(|(group, of)| *group == entry.id && of == balancer));
    }
    let all = chosen.iter().map(|entry| (entry.seq, described(&entry.id, &entry.record, &served))).collect();
    paged("TargetGroups", all, input.page_size, input.marker.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    target_group_arn: String,
}

/// One that is gone already is no error.
pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    let arn = &input.target_group_arn;
    TARGET_GROUP.check(arn)?;
    if !load_balancers_of(arn, &served_by(ask)?).is_empty() {
        let message = format!("Target group '{arn}' is currently in use by a listener or a rule");
        return Err(AwsError::new("ResourceInUse", message));
    }
    ask.tx.delete::<TargetGroup>(ask.place, arn)?;
    Tags::forget(ask, arn)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    target_group_arn: String,
    health_check_protocol: Option<String>,
    health_check_port: Option<String>,
    health_check_path: Option<String>,
    health_check_enabled: Option<bool>,
    health_check_interval_seconds: Option<i64>,
    health_check_timeout_seconds: Option<i64>,
    healthy_threshold_count: Option<i64>,
    unhealthy_threshold_count: Option<i64>,
    matcher: Option<Matcher>,
}

/// How targets are checked can change; protocol, port and VPC can't.
pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let arn = &input.target_group_arn;
    let mut group: TargetGroup = TARGET_GROUP.one(ask, arn)?;
    let before = group.settings;
    let grpc = before.grpc();
    let protocol = input.health_check_protocol.unwrap_or(before.health_protocol);
    // Path and codes mean nothing to a TCP check.
    let http = protocol != "TCP";
    let codes = before.health_codes.filter(|_| http).map(|codes| match grpc {
        true => Matcher { http_code: None, grpc_code: Some(codes) },
        false => Matcher { http_code: Some(codes), grpc_code: None },
    });
    group.settings = settings(
        ask,
        Create {
            name: String::new(),
            protocol: Some(before.protocol),
            protocol_version: before.protocol_version,
            port: Some(before.port),
            vpc_id: Some(before.vpc),
            health_check_protocol: Some(protocol),
            health_check_port: Some(input.health_check_port.unwrap_or(before.health_port)),
            health_check_enabled: input.health_check_enabled,
            health_check_path: input.health_check_path.or(before.health_path.filter(|_| http)),
            health_check_interval_seconds: Some(input.health_check_interval_seconds.unwrap_or(before.interval_seconds)),
            health_check_timeout_seconds: Some(input.health_check_timeout_seconds.unwrap_or(before.timeout_seconds)),
            healthy_threshold_count: Some(input.healthy_threshold_count.unwrap_or(before.healthy_threshold)),
            unhealthy_threshold_count: Some(input.unhealthy_threshold_count.unwrap_or(before.unhealthy_threshold)),
            matcher: input.matcher.or(codes),
            target_type: Some(before.target_type),
            tags: Vec::new(),
            ip_address_type: Some(before.address_type),
        },
    )?;
    ask.tx.put(ask.place, arn, &group)?;
    Ok(json!({ "TargetGroups": [described(arn, &group, &served_by(ask)?)] }))
}
