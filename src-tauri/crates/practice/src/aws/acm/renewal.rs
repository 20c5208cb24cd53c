//! Renewal of certificates. Source: "Managed certificate renewal" in the ACM User Guide: ACM renews by itself what is in use
//! and whose CNAME is still served, from 60 days before the end, and RenewCertificate asks for it at once.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Certificate, LASTS_MS, answers, one};
use crate::aws::Resolve;
use crate::aws::ask::Ask;
use crate::aws::elb::listeners::Listener;
use crate::aws::error::AwsError;
use crate::state::{Entry, Place, State, StateError};

/// How long before its end a certificate is renewed: 60 days.
const BEFORE_END_MS: i64 = 60 * 86_400_000;
/// World time between two looks at the name servers for a renewal: an hour.
const LOOK_EVERY_MS: i64 = 3_600_000;

/// How far a renewal is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Renewal {
    pub status: Status,
    pub updated_ms: i64,
    /// Next look at the name servers, while it is under way.
    pub look_at_ms: i64,
}

/// States of a renewal that the practice account reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    /// A CNAME is not served.
    PendingValidation,
    PendingAutoRenewal,
    Success,
    /// The certificate's end came first.
    Failed,
}

impl Renewal {
    fn begun(now: i64) -> Renewal {
        Renewal { status: Status::PendingAutoRenewal, updated_ms: now, look_at_ms: now }
    }

    /// When the name servers are looked at next, while it is under way.
    pub fn next_look(&self) -> Option<i64> {
        self.under_way().then_some(self.look_at_ms)
    }

    fn under_way(&self) -> bool {
        matches!(self.status, Status::PendingAutoRenewal | Status::PendingValidation)
    }

    /// As DescribeCertificate tells it; `names` are the certificate's own validation options.
    pub fn summary(&self, names: Value) -> Value {
        let reason = (self.status == Status::PendingValidation).then_some("ADDITIONAL_VERIFICATION_REQUIRED");
        json!({
            "RenewalStatus": self.status, "DomainValidationOptions": names, "UpdatedAt": self.updated_ms,
            "RenewalStatusReason": reason,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct RenewCertificate {
    certificate_arn: String,
}

/// Only what ACM would renew by itself can be renewed before its time.
pub(crate) fn renew_certificate(ask: &Ask<'_>, input: RenewCertificate) -> Result<Value, AwsError> {
    let arn = &input.certificate_arn;
    let mut certificate = one(ask, arn)?;
    if certificate.status(ask.now) != "ISSUED" || super::in_use_by(ask, arn)?.is_empty() {
        let message = format!("Certificate {arn} is not eligible for renewal.");
        return Err(AwsError::new("ValidationException", message));
    }
    if certificate.renewal.as_ref().is_some_and(Renewal::under_way) {
        return Err(AwsError::new("RequestInProgressException", format!("The renewal of {arn} is under way.")));
    }
    certificate.renewal = Some(Renewal::begun(ask.now));
    ask.tx.put(ask.place, arn, &certificate)?;
    Ok(json!({}))
}

/// Begins what is due, and carries on what is under way, with no transaction open while it asks the name servers.
pub(super) fn tick(state: &State, now: i64, resolve: &dyn Resolve) -> Result<(), StateError> {
    let certificates = state.transact(|tx| tx.everywhere::<Certificate>())?;
    for entry in certificates.iter().filter(|entry| entry.record.method == "DNS") {
        let Some(issued) = entry.record.issued_ms else { continue };
        let end = issued + LASTS_MS;
        let renewal = match &entry.record.renewal {
            Some(renewal) if renewal.under_way() && now >= renewal.look_at_ms => renewal.clone(),
            Some(renewal) if renewal.under_way() => continue,
            _ if now >= end - BEFORE_END_MS && now < end && used(state, entry)? => Renewal::begun(now),
            _ => continue,
        };
        let served = entry.record.names.iter().all(|name| answers(resolve, &name.record));
        let status = match served {
            _ if now >= end => Status::Failed,
            true => Status::Success,
            false => Status::PendingValidation,
        };
        let updated_ms = if status == renewal.status { renewal.updated_ms } else { now };
        let after = Renewal { status, updated_ms, look_at_ms: now + LOOK_EVERY_MS };
        state.transact(|tx| {
            let place = Place { account: &entry.account, region: &entry.region };
            // Deleted or asked for meanwhile: what was seen is not the answer to that.
            let Some(mut current) = tx.get::<Certificate>(place, &entry.id)? else { return Ok(()) };
            if current.renewal != entry.record.renewal {
                return Ok(());
            }
            if status == Status::Success {
                current.issued_ms = Some(now);
            }
            current.renewal = Some(after);
            tx.put(place, &entry.id, &current)
        })?;
    }
    Ok(())
}

fn used(state: &State, entry: &Entry<Certificate>) -> Result<bool, StateError> {
    let place = Place { account: &entry.account, region: &entry.region };
    let listeners = state.transact(|tx| tx.list::<Listener>(place))?;
    let uses = |listener: &Listener| listener.certificates().any(|arn| *arn == entry.id);
    Ok(listeners.iter().any(|listener| uses(&listener.record)))
}
