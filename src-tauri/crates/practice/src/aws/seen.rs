//! What Seller Operations can see of the accounts, and the one thing it does there.

use super::acm::Certificate;
use super::ec2::endpoint::Endpoint;
use super::ec2::endpoint_services::{EndpointService, service_name};
use super::ec2::private_dns::ProofState;
use crate::state::{Entry, Place, StateError, Tx};

/// What Seller Operations can see of an endpoint service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointServiceSeen {
    /// 12 digits.
    pub account: String,
    /// Region's code.
    pub region: String,
    /// `vpce-svc-` and 17 hex digits.
    pub id: String,
    /// `com.amazonaws.vpce.<region>.vpce-svc-...`
    pub name: String,
    /// `Pending`, `Available`, ...
    pub state: String,
    /// Private DNS name, when one is set.
    pub private_dns_name: Option<String>,
    /// `pendingVerification`, `verified` or `failed`, when a private DNS name is set.
    pub private_dns_state: Option<String>,
    /// Base of the endpoints' DNS names.
    pub base_dns_names: Vec<String>,
}

/// What Seller Operations can see of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateSeen {
    /// 12 digits.
    pub account: String,
    /// Region's code.
    pub region: String,
    /// The ARN.
    pub arn: String,
    /// `PENDING_VALIDATION`, `ISSUED`, ...
    pub status: String,
    /// Every name it covers, wildcards as such.
    pub names: Vec<String>,
}

/// The endpoint service of that service name or id (`vpce-svc-...`), in whatever account it lies; `now_ms` is world time.
///
/// # Errors
/// When the state can't be read.
pub fn endpoint_service(tx: &Tx<'_>, now_ms: i64, name: &str) -> Result<Option<EndpointServiceSeen>, StateError> {
    let id = name.rsplit('.').next().unwrap_or(name);
    let Some(entry) = tx.find::<EndpointService>(id)? else { return Ok(None) };
    // A full name has to be right as a whole: another Region's name is not this service.
    if name != id && name != service_name(&entry.region, id) {
        return Ok(None);
    }
    Ok(Some(service_seen(entry, now_ms)))
}

/// The endpoint services of an account in every Region, in order of creation; `now_ms` is world time.
///
/// # Errors
/// When the state can't be read.
pub fn endpoint_services(tx: &Tx<'_>, now_ms: i64, account: &str) -> Result<Vec<EndpointServiceSeen>, StateError> {
    let entries = tx.everywhere::<EndpointService>()?.into_iter();
    Ok(entries.filter(|entry| entry.account == account).map(|entry| service_seen(entry, now_ms)).collect())
}

fn service_seen(entry: Entry<EndpointService>, now_ms: i64) -> EndpointServiceSeen {
    let (service, private) = (&entry.record, entry.record.private_dns.as_ref());
    let private_dns_state = private.map(|private| match private.state {
        ProofState::PendingVerification => "pendingVerification",
        ProofState::Verified => "verified",
        ProofState::Failed => "failed",
    });
    EndpointServiceSeen {
        name: service_name(&entry.region, &entry.id),
        state: service.state(now_ms).to_owned(),
        private_dns_name: private.map(|private| private.name.clone()),
        private_dns_state: private_dns_state.map(str::to_owned),
        base_dns_names: service.base_dns_names(&entry.region, &entry.id),
        account: entry.account,
        region: entry.region,
        id: entry.id,
    }
}

/// The certificate of that ARN.
///
/// # Errors
/// When the state can't be read.
pub fn certificate(tx: &Tx<'_>, now_ms: i64, arn: &str) -> Result<Option<CertificateSeen>, StateError> {
    Ok(tx.find::<Certificate>(arn)?.map(|entry| certificate_seen(entry, now_ms)))
}

/// The certificates of an account in every Region, in order of creation; `now_ms` is world time.
///
/// # Errors
/// When the state can't be read.
pub fn certificates(tx: &Tx<'_>, now_ms: i64, account: &str) -> Result<Vec<CertificateSeen>, StateError> {
    let entries = tx.everywhere::<Certificate>()?.into_iter();
    Ok(entries.filter(|entry| entry.account == account).map(|entry| certificate_seen(entry, now_ms)).collect())
}

fn certificate_seen(entry: Entry<Certificate>, now_ms: i64) -> CertificateSeen {
    CertificateSeen {
        arn: entry.id,
        status: entry.record.status(now_ms).to_owned(),
        names: entry.record.names.into_iter().map(|name| name.name).collect(),
        account: entry.account,
        region: entry.region,
    }
}

/// Whether an endpoint waits for the account to accept it.
///
/// # Errors
/// When the state can't be read.
pub fn customer_waits(tx: &Tx<'_>, now_ms: i64, account: &str) -> Result<bool, StateError> {
    let endpoints = tx.everywhere::<Endpoint>()?;
    Ok(endpoints.iter().any(|entry| entry.record.owner == account && entry.record.state(now_ms) == "pendingAcceptance"))
}

/// The launch: the service's base DNS name becomes the seller's service DNS name. False when there is no such service.
///
/// # Errors
/// When the state can't be written.
pub fn set_base_dns_name(tx: &Tx<'_>, service_id: &str, name: &str) -> Result<bool, StateError> {
    let Some(mut entry) = tx.find::<EndpointService>(service_id)? else { return Ok(false) };
    entry.record.launched_as = Some(name.to_owned());
    tx.put(Place { account: &entry.account, region: &entry.region }, service_id, &entry.record)?;
    Ok(true)
}
