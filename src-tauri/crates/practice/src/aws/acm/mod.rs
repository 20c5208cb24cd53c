//! AWS Certificate Manager, API version 2015-12-08: public certificates proved over DNS, and imported ones. Source: the ACM
//! API reference and "AWS Certificate Manager DNS validation".
//! Absent: private authorities, ACME, export, certificates that CloudFront manages, mails.

mod caa;
pub(crate) mod describe;
pub(crate) mod get;
pub(crate) mod import;
pub(crate) mod options;
mod private_key;
pub(crate) mod renewal;
pub(crate) mod request;
pub(crate) mod tags;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Resolve;
use super::ask::Ask;
use super::elb::listeners::Listener;
use super::error::AwsError;
use crate::state::{Place, Record, State, StateError};

/// World time from the request to the appearance of its validation records.
const RECORDS_AFTER_MS: i64 = 5_000;
/// World time between two looks at the name servers.
const LOOK_EVERY_MS: i64 = 60_000;
/// World time within which the names have to be proved: 72 hours.
const PROVE_WITHIN_MS: i64 = 72 * 3_600_000;
/// How long a public certificate lasts: 198 days.
const LASTS_MS: i64 = 198 * 86_400_000;

/// A certificate, stored under its ARN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Certificate {
    /// What came with an imported one, which nobody has to prove.
    #[serde(default)]
    pub imported: Option<import::Imported>,
    /// Why the request failed, for good.
    #[serde(default)]
    pub failure: Option<String>,
    /// Whether it was asked for as one that can be exported.
    #[serde(default)]
    pub exportable: bool,
    /// Keys of tags that were given without a value, which ACM tells from an empty one.
    #[serde(default)]
    pub bare_tags: BTreeSet<String>,
    /// The first is the domain name, the others the alternative names. Lower case.
    pub names: Vec<Name>,
    /// `DNS` or `EMAIL`.
    pub method: String,
    pub key_algorithm: String,
    /// `ENABLED` or `DISABLED`.
    pub transparency: String,
    pub created_ms: i64,
    pub issued_ms: Option<i64>,
    /// The last renewal: asked for or due, and how it went.
    #[serde(default)]
    pub renewal: Option<renewal::Renewal>,
    /// Next look at the name servers.
    pub look_at_ms: i64,
}

/// One name of a certificate and its proof.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Name {
    pub name: String,
    /// Name and value of the CNAME that proves it, final dots included. A name and its wildcard share theirs.
    pub record: (String, String),
    pub proved: bool,
    /// The domain that mail goes to, when it was chosen.
    #[serde(default)]
    pub validation_domain: Option<String>,
}

impl Record for Certificate {
    const KIND: &'static str = "certificate";
}

impl Certificate {
    pub fn status(&self, now: i64) -> &'static str {
        match self.lasts() {
            Some((_, end)) if now >= end => "EXPIRED",
            Some(_) => "ISSUED",
            None if self.failure.is_some() && self.records_shown(now) => "FAILED",
            None if now >= self.created_ms + PROVE_WITHIN_MS => "VALIDATION_TIMED_OUT",
            None => "PENDING_VALIDATION",
        }
    }

    /// World time at which it gets further by itself: its records appear, or a look at the name servers finds them all.
    /// Asks over DNS.
    pub fn next_change(&self, now: i64, resolve: &dyn Resolve) -> Option<i64> {
        if self.method != "DNS" {
            return None;
        }
        let served = || self.names.iter().all(|name| name.proved || answers(resolve, &name.record));
        match self.status(now) {
            "PENDING_VALIDATION" if !self.records_shown(now) => Some(self.created_ms + RECORDS_AFTER_MS),
            "PENDING_VALIDATION" if served() => Some(self.look_at_ms),
            "ISSUED" => self.renewal.as_ref().and_then(renewal::Renewal::next_look).filter(|_| served()),
            _ => None,
        }
    }

    /// From when until when it holds, once there is one.
    fn lasts(&self) -> Option<(i64, i64)> {
        match &self.imported {
            Some(imported) => Some((imported.not_before_ms, imported.not_after_ms)),
            None => self.issued_ms.map(|issued| (issued, issued + LASTS_MS)),
        }
    }

    /// `IMPORTED` or `AMAZON_ISSUED`.
    fn source(&self) -> &'static str {
        if self.imported.is_some() { "IMPORTED" } else { "AMAZON_ISSUED" }
    }

    /// `ENABLED` or `DISABLED`.
    fn export(&self) -> &'static str {
        if self.exportable { "ENABLED" } else { "DISABLED" }
    }

    fn records_shown(&self, now: i64) -> bool {
        now >= self.created_ms + RECORDS_AFTER_MS
    }
}

fn check_arn(arn: &str) -> Result<(), AwsError> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", "aws", "acm", _, _, resource] if resource.starts_with("certificate/") => Ok(()),
        _ => Err(AwsError::new("InvalidArnException", format!("Invalid ARN: {arn}"))),
    }
}

fn one(ask: &Ask<'_>, arn: &str) -> Result<Certificate, AwsError> {
    check_arn(arn)?;
    ask.tx.get(ask.place, arn)?.ok_or_else(|| {
        let message = format!("Could not find certificate {arn} in account {}.", ask.place.account);
        AwsError::new("ResourceNotFoundException", message)
    })
}

/// The load balancers whose listeners use a certificate.
fn in_use_by(ask: &Ask<'_>, arn: &str) -> Result<Vec<String>, AwsError> {
    let listeners = ask.tx.list::<Listener>(ask.place)?.into_iter().map(|entry| entry.record);
    let users = listeners.filter(|listener| listener.certificates().any(|used| used == arn));
    let mut balancers: Vec<String> = users.map(|listener| listener.load_balancer).collect();
    balancers.sort_unstable();
    balancers.dedup();
    Ok(balancers)
}

/// Looks at the name servers for every certificate that waits for its proof, with no transaction open meanwhile.
pub(crate) fn tick(state: &State, now: i64, resolve: &dyn Resolve) -> Result<(), StateError> {
    renewal::tick(state, now, resolve)?;
    let waiting = state.transact(|tx| tx.everywhere::<Certificate>())?;
    for entry in waiting {
        let certificate = entry.record;
        let waits = certificate.status(now) == "PENDING_VALIDATION" && certificate.method == "DNS";
        if !waits || now < certificate.look_at_ms {
            continue;
        }
        let proved: Vec<bool> = certificate.names.iter().map(|name| name.proved || answers(resolve, &name.record)).collect();
        let allowed = !proved.iter().all(|proved| *proved) || certificate.names.iter().all(|name| caa::allows(resolve, &name.name));
        state.transact(|tx| {
            let place = Place { account: &entry.account, region: &entry.region };
            // Deleted meanwhile: nothing to say.
            let Some(mut current) = tx.get::<Certificate>(place, &entry.id)? else { return Ok(()) };
            for (name, proved) in current.names.iter_mut().zip(&proved) {
                name.proved |= proved;
            }
            if current.names.iter().all(|name| name.proved) {
                if allowed {
                    current.issued_ms = Some(now);
                } else {
                    current.failure = Some("CAA_ERROR".to_owned());
                }
            }
            current.look_at_ms = now + LOOK_EVERY_MS;
            tx.put(place, &entry.id, &current)
        })?;
    }
    Ok(())
}

/// Whether a name's CNAME is served. The value counts without its leading underscore, too, which some providers refuse
/// ("Troubleshoot DNS validation problems" in the ACM User Guide).
fn answers(resolve: &dyn Resolve, (name, value): &(String, String)) -> bool {
    let bare = |text: &str| text.trim_end_matches('.').trim_start_matches('_').to_ascii_lowercase();
    resolve.lookup(name.trim_end_matches('.'), "CNAME").iter().any(|found| bare(found) == bare(value))
}
