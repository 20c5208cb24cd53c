//! Changing a listener, and the certificates it has beside its default one. Source: ModifyListener and
//! AddListenerCertificates with its relatives in the ELBv2 API reference; "Server certificates for your Network Load
//! Balancer".

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::actions::{self, Action};
use super::listeners::{self, CertificateChoice, Listener, Wish, alpn, described, issued, settled};
use super::load_balancers::LoadBalancer;
use super::{LISTENER, LOAD_BALANCER, paged, validation};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

/// Certificates per load balancer beside the default ones.
const MOST: usize = 25;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    listener_arn: String,
    port: Option<i64>,
    protocol: Option<String>,
    ssl_policy: Option<String>,
    #[serde(default)]
    certificates: Vec<CertificateChoice>,
    #[serde(default)]
    default_actions: Vec<Action>,
    #[serde(default)]
    alpn_policy: Vec<String>,
}

/// What is not named stays; what a listener that no longer speaks TLS can't have goes.
pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let arn = &input.listener_arn;
    let before: Listener = LISTENER.one(ask, arn)?;
    let balancer: LoadBalancer = LOAD_BALANCER.one(ask, &before.load_balancer)?;
    let protocol = input.protocol.unwrap_or_else(|| before.protocol.clone());
    let tls = matches!(protocol.as_str(), "TLS" | "HTTPS");
    let kept = before.certificate.clone().filter(|_| tls && input.certificates.is_empty());
    let certificates = match kept {
        Some(certificate_arn) => vec![CertificateChoice { certificate_arn }],
        None => input.certificates,
    };
    let deed =
        if input.default_actions.is_empty() { before.deed.clone() } else { actions::wanted(input.default_actions, balancer.is_network())? };
    let alpn_policy = alpn(input.alpn_policy)?.or(before.alpn_policy.clone().filter(|_| protocol == "TLS"));
    let wish = Wish {
        load_balancer: before.load_balancer.clone(),
        protocol,
        port: input.port.unwrap_or(before.port),
        deed,
        certificates,
        ssl_policy: input.ssl_policy.or(before.ssl_policy.clone().filter(|_| tls)),
        alpn_policy,
    };
    let mut after = settled(ask, &balancer, wish)?;
    after.created_ms = before.created_ms;
    after.more_certificates = if tls { before.more_certificates } else { Vec::new() };
    after.attributes = if after.protocol == before.protocol { before.attributes } else { BTreeMap::new() };
    for entry in listeners::of(ask, &after.load_balancer)? {
        if entry.id != *arn && entry.record.port == after.port {
            return Err(AwsError::new("DuplicateListener", "A listener already exists on this port for this load balancer"));
        }
    }
    ask.tx.put(ask.place, arn, &after)?;
    Ok(json!({ "Listeners": [described(arn, &after)] }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Certificates {
    listener_arn: String,
    certificates: Vec<CertificateChoice>,
}

fn secure(ask: &Ask<'_>, arn: &str) -> Result<Listener, AwsError> {
    let listener: Listener = LISTENER.one(ask, arn)?;
    if !listener.secure() {
        return Err(validation(format!("Certificates cannot be specified for {} listeners", listener.protocol)));
    }
    Ok(listener)
}

fn listed(arns: &[String]) -> Value {
    arns.iter().map(|arn| json!({ "CertificateArn": arn, "IsDefault": false })).collect()
}

/// One that is there already is no error; the default one can be in the list too.
pub(crate) fn add_certificates(ask: &Ask<'_>, input: Certificates) -> Result<Value, AwsError> {
    let mut listener = secure(ask, &input.listener_arn)?;
    let mut added = Vec::new();
    for CertificateChoice { certificate_arn: arn } in input.certificates {
        issued(ask, &arn)?;
        if !listener.more_certificates.contains(&arn) {
            listener.more_certificates.push(arn.clone());
        }
        added.push(arn);
    }
    if listener.more_certificates.len() > MOST {
        let message = format!("Up to {MOST} certificates can be added to a load balancer");
        return Err(AwsError::new("TooManyCertificates", message));
    }
    ask.tx.put(ask.place, &input.listener_arn, &listener)?;
    Ok(json!({ "Certificates": listed(&added) }))
}

/// The default certificate can only be replaced.
pub(crate) fn remove_certificates(ask: &Ask<'_>, input: Certificates) -> Result<Value, AwsError> {
    let mut listener = secure(ask, &input.listener_arn)?;
    for CertificateChoice { certificate_arn: arn } in &input.certificates {
        if listener.certificate.as_ref() == Some(arn) && !listener.more_certificates.contains(arn) {
            let message = format!("Default certificate '{arn}' cannot be removed from listener '{}'", input.listener_arn);
            return Err(AwsError::new("OperationNotPermitted", message));
        }
        listener.more_certificates.retain(|there| there != arn);
    }
    ask.tx.put(ask.place, &input.listener_arn, &listener)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeCertificates {
    listener_arn: String,
    marker: Option<String>,
    page_size: Option<i64>,
}

pub(crate) fn describe_certificates(ask: &Ask<'_>, input: DescribeCertificates) -> Result<Value, AwsError> {
    let listener: Listener = LISTENER.one(ask, &input.listener_arn)?;
    let default = listener.certificate.iter().map(|arn| json!({ "CertificateArn": arn, "IsDefault": true }));
    let more = listener.more_certificates.iter().map(|arn| json!({ "CertificateArn": arn, "IsDefault": false }));
    paged("Certificates", (1..).zip(default.chain(more)).collect(), input.page_size, input.marker.as_deref())
}
