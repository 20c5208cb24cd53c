//! Listeners of Network Load Balancers. Source: CreateListener in the ELBv2 API reference, and "Listeners for your Network
//! Load Balancers".

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::load_balancers::LoadBalancer;
use super::target_groups::TargetGroup;
use super::{LISTENER, LOAD_BALANCER, TARGET_GROUP, paged, tagged, validation};
use crate::aws::acm::Certificate;
use crate::aws::ask::{Ask, hex};
use crate::aws::error::AwsError;
use crate::aws::tags::{Tag, Tags};
use crate::state::{Entry, Record, StateError};

/// A listener, stored under its ARN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listener {
    pub load_balancer: String,
    pub protocol: String,
    pub port: i64,
    pub target_group: String,
    /// TLS only.
    pub certificate: Option<String>,
    /// Those a client can ask for by name (SNI).
    #[serde(default)]
    pub more_certificates: Vec<String>,
    pub ssl_policy: Option<String>,
    pub alpn_policy: Option<String>,
    pub created_ms: i64,
}

impl Record for Listener {
    const KIND: &'static str = "listener";
}

/// What a listener's protocol can forward to.
fn forwards_to(protocol: &str) -> Option<&'static [&'static str]> {
    match protocol {
        "TCP" => Some(&["TCP", "TCP_UDP"]),
        "TLS" => Some(&["TCP", "TLS"]),
        "UDP" => Some(&["UDP", "TCP_UDP"]),
        "TCP_UDP" => Some(&["TCP_UDP"]),
        _ => None,
    }
}

/// What AWS takes when a TLS listener names no policy.
const DEFAULT_POLICY: &str = "ELBSecurityPolicy-2016-08";
/// "Security policies for your Network Load Balancer", those in common use.
const POLICIES: [&str; 12] = [
    DEFAULT_POLICY,
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-1-2021-06",
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS-1-2-2017-01",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
    "ELBSecurityPolicy-2015-05",
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    load_balancer_arn: String,
    protocol: Option<String>,
    port: Option<i64>,
    ssl_policy: Option<String>,
    #[serde(default)]
    certificates: Vec<CertificateChoice>,
    default_actions: Vec<Action>,
    #[serde(default)]
    alpn_policy: Vec<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct CertificateChoice {
    #[serde(default)]
    pub certificate_arn: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Action {
    #[serde(rename = "Type")]
    kind: String,
    target_group_arn: Option<String>,
    forward_config: Option<ForwardConfig>,
    #[serde(rename = "Order")]
    _order: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ForwardConfig {
    #[serde(default)]
    target_groups: Vec<TargetGroupTuple>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct TargetGroupTuple {
    #[serde(default)]
    target_group_arn: String,
    #[serde(rename = "Weight")]
    _weight: Option<i64>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let balancer: LoadBalancer = LOAD_BALANCER.one(ask, &input.load_balancer_arn)?;
    let protocol = input.protocol.ok_or_else(|| validation("A listener protocol must be specified"))?;
    let port = input.port.ok_or_else(|| validation("A listener port must be specified"))?;
    let tags = tagged(&input.tags)?;
    let wish = Wish {
        load_balancer: input.load_balancer_arn,
        protocol,
        port,
        target_group: forwarded(&input.default_actions)?,
        certificates: input.certificates,
        ssl_policy: input.ssl_policy,
        alpn_policy: input.alpn_policy.into_iter().next(),
    };
    store(ask, settled(ask, &balancer, wish)?, &tags)
}

/// What a listener is to be, before it is checked.
pub(super) struct Wish {
    pub load_balancer: String,
    pub protocol: String,
    pub port: i64,
    pub target_group: String,
    pub certificates: Vec<CertificateChoice>,
    pub ssl_policy: Option<String>,
    pub alpn_policy: Option<String>,
}

/// Checks a listener against what stands around it, and fills in defaults.
pub(super) fn settled(ask: &Ask<'_>, balancer: &LoadBalancer, wish: Wish) -> Result<Listener, AwsError> {
    let protocol = wish.protocol;
    let accepted =
        forwards_to(&protocol).ok_or_else(|| validation(format!("Protocol '{protocol}' must be one of 'UDP, TLS, TCP_UDP, TCP'")))?;
    let target_group = wish.target_group;
    let group: TargetGroup = TARGET_GROUP.one(ask, &target_group)?;
    if !accepted.contains(&group.settings.protocol.as_str()) {
        let message = format!("The following target groups do not support the listener protocol '{protocol}': '{target_group}'");
        return Err(AwsError::new("IncompatibleProtocols", message));
    }
    if group.settings.vpc != balancer.vpc {
        return Err(validation(format!("The target group '{target_group}' must be in the same VPC as the load balancer")));
    }
    let tls = protocol == "TLS";
    let certificate = certificate(ask, tls, &protocol, &wish.certificates)?;
    let ssl_policy = match wish.ssl_policy {
        Some(policy) if !tls => return Err(validation(format!("A security policy '{policy}' needs a TLS listener"))),
        Some(policy) if !POLICIES.contains(&policy.as_str()) => {
            return Err(AwsError::new("SSLPolicyNotFound", format!("SSL policy '{policy}' not found")));
        }
        given => tls.then(|| given.unwrap_or_else(|| DEFAULT_POLICY.to_owned())),
    };
    Ok(Listener {
        load_balancer: wish.load_balancer,
        protocol,
        port: wish.port,
        target_group,
        certificate,
        more_certificates: Vec::new(),
        ssl_policy,
        alpn_policy: wish.alpn_policy.filter(|_| tls),
        created_ms: ask.now,
    })
}

/// A listener per port; the same again answers what is there. A target group serves one load balancer.
fn store(ask: &Ask<'_>, wanted: Listener, tags: &Tags) -> Result<Value, AwsError> {
    for entry in ask.tx.list::<Listener>(ask.place)? {
        let there = &entry.record;
        if there.load_balancer == wanted.load_balancer && there.port == wanted.port {
            let more_certificates = there.more_certificates.clone();
            if *there == (Listener { created_ms: there.created_ms, more_certificates, ..wanted }) {
                return Ok(json!({ "Listeners": [described(&entry.id, there)] }));
            }
            let message = "A listener already exists on this port for this load balancer";
            return Err(AwsError::new("DuplicateListener", message));
        }
        if there.target_group == wanted.target_group && there.load_balancer != wanted.load_balancer {
            let message =
                format!("The following target groups cannot be associated with more than one load balancer: {}", wanted.target_group);
            return Err(AwsError::new("TargetGroupAssociationLimit", message));
        }
    }
    let path = wanted.load_balancer.split(":loadbalancer/").nth(1).unwrap_or_default();
    let arn = ask.arn("elasticloadbalancing", &format!("listener/{path}/{}", hex(16)));
    ask.tx.put(ask.place, &arn, &wanted)?;
    tags.store(ask, &arn)?;
    Ok(json!({ "Listeners": [described(&arn, &wanted)] }))
}

/// The one target group a Network Load Balancer's listener forwards to.
pub(super) fn forwarded(actions: &[Action]) -> Result<String, AwsError> {
    let [action] = actions else { return Err(validation("A listener must have exactly one default action")) };
    if action.kind != "forward" {
        return Err(AwsError::new(
            "InvalidLoadBalancerAction",
            format!("The action type '{}' is not valid with Network Load Balancers", action.kind),
        ));
    }
    let listed: Vec<&str> = match &action.forward_config {
        Some(config) => config.target_groups.iter().map(|group| group.target_group_arn.as_str()).collect(),
        None => Vec::new(),
    };
    match (action.target_group_arn.as_deref(), listed.as_slice()) {
        (Some(arn), []) => Ok(arn.to_owned()),
        (None, [arn]) => Ok((*arn).to_owned()),
        (Some(arn), [same]) if arn == *same => Ok(arn.to_owned()),
        (None, []) => Err(validation("A target group ARN must be specified")),
        _ => Err(validation("A Network Load Balancer's listener forwards to exactly one target group")),
    }
}

/// The certificate of a TLS listener: one, of this account and Region, and issued.
fn certificate(ask: &Ask<'_>, tls: bool, protocol: &str, given: &[CertificateChoice]) -> Result<Option<String>, AwsError> {
    match given {
        [] if tls => Err(validation("A certificate must be specified for TLS listeners")),
        [] => Ok(None),
        _ if !tls => Err(validation(format!("A certificate cannot be specified for {protocol} listeners"))),
        [CertificateChoice { certificate_arn: arn }] => issued(ask, arn).map(|()| Some(arn.clone())),
        _ => Err(validation("Up to one certificate can be specified when a listener is created")),
    }
}

/// Refuses a certificate that is not there, or not issued.
pub(super) fn issued(ask: &Ask<'_>, arn: &str) -> Result<(), AwsError> {
    match ask.tx.get::<Certificate>(ask.place, arn)? {
        Some(certificate) if certificate.status(ask.now) == "ISSUED" => Ok(()),
        Some(_) => {
            let must = "must have a fully-qualified domain name, a supported signature, and a supported key size.";
            Err(AwsError::new("UnsupportedCertificate", format!("The certificate '{arn}' {must}")))
        }
        None => Err(AwsError::new("CertificateNotFound", format!("Certificate '{arn}' not found"))),
    }
}

pub(super) fn described(arn: &str, listener: &Listener) -> Value {
    let certificates = listener.certificate.as_ref().map(|arn| json!([{ "CertificateArn": arn }]));
    json!({
        "ListenerArn": arn, "LoadBalancerArn": listener.load_balancer, "Port": listener.port,
        "Protocol": listener.protocol, "Certificates": certificates, "SslPolicy": listener.ssl_policy,
        "AlpnPolicy": listener.alpn_policy.as_ref().map(|policy| json!([policy])),
        "DefaultActions": [{
            "Type": "forward", "TargetGroupArn": listener.target_group, "Order": 1,
            "ForwardConfig": {
                "TargetGroups": [{ "TargetGroupArn": listener.target_group, "Weight": 1 }],
                "TargetGroupStickinessConfig": { "Enabled": false },
            },
        }],
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    load_balancer_arn: Option<String>,
    #[serde(default)]
    listener_arns: Vec<String>,
    marker: Option<String>,
    page_size: Option<i64>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    if input.load_balancer_arn.is_some() != input.listener_arns.is_empty() {
        return Err(validation("You must specify either listener ARNs or a load balancer ARN"));
    }
    if let Some(balancer) = &input.load_balancer_arn {
        LOAD_BALANCER.one::<LoadBalancer>(ask, balancer)?;
    }
    let mut chosen: Vec<Entry<Listener>> = LISTENER.chosen(ask, &input.listener_arns)?;
    chosen.retain(|entry| input.load_balancer_arn.as_ref().is_none_or(|balancer| entry.record.load_balancer == *balancer));
    let all = chosen.iter().map(|entry| (entry.seq, described(&entry.id, &entry.record))).collect();
    paged("Listeners", all, input.page_size, input.marker.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    listener_arn: String,
}

pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    LISTENER.one::<Listener>(ask, &input.listener_arn)?;
    forget(ask, &input.listener_arn)?;
    Ok(json!({}))
}

/// Removes a listener and its tags.
pub(crate) fn forget(ask: &Ask<'_>, arn: &str) -> Result<(), StateError> {
    ask.tx.delete::<Listener>(ask.place, arn)?;
    Tags::forget(ask, arn)
}
