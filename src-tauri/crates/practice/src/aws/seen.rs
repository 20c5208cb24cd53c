//! What Seller Operations can see of the accounts, and the one thing it does there.

use super::acm::Certificate;
use super::ec2::endpoint_services::{EndpointService, service_name};
use super::ec2::private_dns::ProofState;
use crate::state::{Place, StateError, Tx};

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
    let full = service_name(&entry.region, id);
    // A full name has to be right as a whole: another Region's name is not this service.
    if name != id && name != full {
        return Ok(None);
    }
    let (service, private) = (&entry.record, entry.record.private_dns.as_ref());
    let private_dns_state = private.map(|private| match private.state {
        ProofState::PendingVerification => "pendingVerification",
        ProofState::Verified => "verified",
        ProofState::Failed => "failed",
    });
    Ok(Some(EndpointServiceSeen {
        id: id.to_owned(),
        name: full,
        state: service.state(now_ms).to_owned(),
        private_dns_name: private.map(|private| private.name.clone()),
        private_dns_state: private_dns_state.map(str::to_owned),
        base_dns_names: service.base_dns_names(&entry.region, id),
        account: entry.account,
        region: entry.region,
    }))
}

/// The certificate of that ARN.
///
/// # Errors
/// When the state can't be read.
pub fn certificate(tx: &Tx<'_>, now_ms: i64, arn: &str) -> Result<Option<CertificateSeen>, StateError> {
    Ok(tx.find::<Certificate>(arn)?.map(|entry| CertificateSeen {
        arn: entry.id,
        status: entry.record.status(now_ms).to_owned(),
        names: entry.record.names.into_iter().map(|name| name.name).collect(),
        account: entry.account,
        region: entry.region,
    }))
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
