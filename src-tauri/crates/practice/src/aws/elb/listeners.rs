//! Listeners. Source: CreateListener in the ELBv2 API reference, "Listeners for your Network Load Balancers" and "Listeners
//! for your Application Load Balancers".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::actions::{self, Action, Deed};
use super::load_balancers::LoadBalancer;
use super::target_groups::TargetGroup;
use super::{LISTENER, LOAD_BALANCER, paged, ssl_policies, tagged, validation};
use crate::aws::acm::Certificate;
use crate::aws::ask::{Ask, hex};
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::tags::{Tag, Tags};
use crate::state::{Entry, Record, StateError};

/// A listener, stored under its ARN.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listener {
    pub load_balancer: String,
    pub protocol: String,
    pub port: i64,
    #[serde(alias = "target_group")]
    pub deed: Deed,
    /// TLS and HTTPS only.
    pub certificate: Option<String>,
    /// Those a client can ask for by name (SNI).
    #[serde(default)]
    pub more_certificates: Vec<String>,
    pub ssl_policy: Option<String>,
    pub alpn_policy: Option<String>,
    pub created_ms: i64,
    /// Attributes that were set; the others have their defaults.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

impl Record for Listener {
    const KIND: &'static str = "listener";
}

impl Listener {
    /// Whether it ends its clients' TLS, and so has a certificate.
    pub fn secure(&self) -> bool {
        matches!(self.protocol.as_str(), "TLS" | "HTTPS")
    }

    /// Every certificate that it can answer with, the default one first.
    pub fn certificates(&self) -> impl Iterator<Item = &String> {
        self.certificate.iter().chain(&self.more_certificates)
    }
}

/// The listeners of a load balancer: their ARNs begin with its path.
pub(super) fn of(ask: &Ask<'_>, balancer: &str) -> Result<Vec<Entry<Listener>>, StateError> {
    ask.tx.beginning(ask.place, &beginning(ask, balancer))
}

fn beginning(ask: &Ask<'_>, balancer: &str) -> String {
    let path = balancer.split(":loadbalancer/").nth(1).unwrap_or_default();
    ask.arn("elasticloadbalancing", &format!("listener/{path}/"))
}

/// What a listener's protocol can forward to.
fn forwards_to(network: bool, protocol: &str) -> Result<&'static [&'static str], AwsError> {
    let known: &[(&str, &'static [&'static str])] = if network {
        &[("UDP", &["UDP", "TCP_UDP"]), ("TCP", &["TCP", "TCP_UDP"]), ("TLS", &["TCP", "TLS"]), ("TCP_UDP", &["TCP_UDP"])]
    } else {
        &[("HTTP", &["HTTP", "HTTPS"]), ("HTTPS", &["HTTP", "HTTPS"])]
    };
    known.iter().find(|(name, _)| *name == protocol).map(|(_, groups)| *groups).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        validation(format!("Listener protocol '{protocol}' must be one of '{}'", names.join(", ")))
    })
}

/// What AWS takes when a TLS listener names no policy.
const DEFAULT_POLICY: &str = "ELBSecurityPolicy-2016-08";
/// "ALPN policies" of TLS listeners.
const ALPN: [&str; 5] = ["HTTP1Only", "HTTP2Only", "HTTP2Optional", "HTTP2Preferred", "None"];

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

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let balancer: LoadBalancer = LOAD_BALANCER.one(ask, &input.load_balancer_arn)?;
    let protocol = input.protocol.ok_or_else(|| validation("A listener protocol must be specified"))?;
    let port = input.port.ok_or_else(|| validation("A listener port must be specified"))?;
    forwards_to(balancer.is_network(), &protocol)?;
    let tags = tagged(&input.tags)?;
    let wish = Wish {
        load_balancer: input.load_balancer_arn,
        protocol,
        port,
        deed: actions::wanted(input.default_actions, balancer.is_network())?,
        certificates: input.certificates,
        ssl_policy: input.ssl_policy,
        alpn_policy: alpn(input.alpn_policy)?,
    };
    store(ask, settled(ask, &balancer, wish)?, &tags)
}

/// One policy can be named.
pub(super) fn alpn(given: Vec<String>) -> Result<Option<String>, AwsError> {
    match given.as_slice() {
        [] => Ok(None),
        [policy] if ALPN.contains(&policy.as_str()) => Ok(Some(policy.clone())),
        [policy] => Err(AwsError::new("ALPNPolicyNotFound", format!("ALPN policy '{policy}' not found"))),
        _ => Err(validation("Only one ALPN policy can be specified")),
    }
}

/// What a listener is to be, before it is checked.
pub(super) struct Wish {
    pub load_balancer: String,
    pub protocol: String,
    pub port: i64,
    pub deed: Deed,
    pub certificates: Vec<CertificateChoice>,
    pub ssl_policy: Option<String>,
    pub alpn_policy: Option<String>,
}

/// Checks a listener against what stands around it, and fills in defaults.
pub(super) fn settled(ask: &Ask<'_>, balancer: &LoadBalancer, wish: Wish) -> Result<Listener, AwsError> {
    let protocol = wish.protocol;
    let accepted = forwards_to(balancer.is_network(), &protocol)?;
    for arn in wish.deed.groups() {
        let group: Option<TargetGroup> = ask.tx.get(ask.place, arn)?;
        let group = group.ok_or_else(|| AwsError::new("TargetGroupNotFound", format!("Target group '{arn}' not found")))?;
        if !accepted.contains(&group.settings.protocol.as_str()) {
            let message = format!("The following target groups do not support the listener protocol '{protocol}': '{arn}'");
            return Err(AwsError::new("IncompatibleProtocols", message));
        }
        if group.settings.vpc != balancer.vpc {
            return Err(validation(format!("The target group '{arn}' must be in the same VPC as the load balancer")));
        }
        check_free(ask, arn, &wish.load_balancer)?;
    }
    let tls = matches!(protocol.as_str(), "TLS" | "HTTPS");
    let certificate = certificate(ask, tls, &protocol, &wish.certificates)?;
    let ssl_policy = match wish.ssl_policy {
        Some(policy) if !tls => {
            return Err(validation(format!("A security policy '{policy}' cannot be specified for {protocol} listeners")));
        }
        Some(policy) if !ssl_policies::known(&policy) => {
            return Err(AwsError::new("SSLPolicyNotFound", format!("SSL policy '{policy}' not found")));
        }
        given => tls.then(|| given.unwrap_or_else(|| DEFAULT_POLICY.to_owned())),
    };
    if wish.alpn_policy.is_some() && protocol != "TLS" {
        return Err(validation(format!("An ALPN policy cannot be specified for {protocol} listeners")));
    }
    Ok(Listener {
        load_balancer: wish.load_balancer,
        protocol,
        port: wish.port,
        deed: wish.deed,
        certificate,
        more_certificates: Vec::new(),
        ssl_policy,
        alpn_policy: wish.alpn_policy,
        created_ms: ask.now,
        attributes: BTreeMap::new(),
    })
}

/// A target group serves one load balancer.
fn check_free(ask: &Ask<'_>, group: &str, balancer: &str) -> Result<(), AwsError> {
    let serves = |entry: &Entry<Listener>| entry.record.load_balancer != balancer && entry.record.deed.groups().contains(&group);
    if ask.tx.list::<Listener>(ask.place)?.iter().any(serves) {
        let message = format!("The following target groups cannot be associated with more than one load balancer: {group}");
        return Err(AwsError::new("TargetGroupAssociationLimit", message));
    }
    Ok(())
}

/// A listener per port; the same again answers what is there.
fn store(ask: &Ask<'_>, wanted: Listener, tags: &Tags) -> Result<Value, AwsError> {
    for entry in of(ask, &wanted.load_balancer)? {
        let there = &entry.record;
        if there.port != wanted.port {
            continue;
        }
        let same = Listener {
            created_ms: there.created_ms,
            more_certificates: there.more_certificates.clone(),
            attributes: there.attributes.clone(),
            ..wanted
        };
        if *there == same && Tags::of(ask, &entry.id)? == *tags {
            return Ok(json!({ "Listeners": [described(&entry.id, there)] }));
        }
        let message = "A listener already exists on this port for this load balancer";
        return Err(AwsError::new("DuplicateListener", message));
    }
    quota::LISTENERS.allow(ask, || Ok(of(ask, &wanted.load_balancer)?.len()))?;
    let arn = format!("{}{}", beginning(ask, &wanted.load_balancer), hex(16));
    ask.tx.put(ask.place, &arn, &wanted)?;
    tags.store(ask, &arn)?;
    Ok(json!({ "Listeners": [described(&arn, &wanted)] }))
}

/// The certificate of a TLS or HTTPS listener: one, of this account and Region, and issued.
fn certificate(ask: &Ask<'_>, tls: bool, protocol: &str, given: &[CertificateChoice]) -> Result<Option<String>, AwsError> {
    match given {
        [] if tls => Err(validation(format!("A certificate must be specified for {protocol} listeners"))),
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
        "DefaultActions": listener.deed.described(),
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
    let chosen = match &input.load_balancer_arn {
        Some(balancer) => {
            LOAD_BALANCER.one::<LoadBalancer>(ask, balancer)?;
            of(ask, balancer)?
        }
        None => LISTENER.chosen(ask, &input.listener_arns)?,
    };
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
