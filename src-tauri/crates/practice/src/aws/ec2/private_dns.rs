//! Private DNS names of endpoint services, proved by a TXT record. Source: "Manage DNS names for VPC endpoint services".

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::endpoint_services::{ENDPOINT_SERVICE, EndpointService};
use crate::aws::Resolve;
use crate::aws::ask::{Ask, hex};
use crate::aws::error::AwsError;
use crate::state::{Place, State, StateError};

/// World time between asking for the verification and AWS's look at the name servers.
const LOOK_AFTER_MS: i64 = 30_000;

/// World time between two looks at a name that is verified: a day.
const LOOK_AGAIN_MS: i64 = 86_400_000;

/// A private DNS name and how far its proof is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PrivateDns {
    /// Lower case, perhaps with `*.` before it.
    pub name: String,
    /// First label of the TXT record.
    pub label: String,
    /// Its value.
    pub value: String,
    pub state: ProofState,
    /// When to look: while a verification is under way, and again while the name is verified.
    pub look_at_ms: Option<i64>,
}

/// States as EC2 writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ProofState {
    PendingVerification,
    Verified,
    Failed,
}

impl PrivateDns {
    pub fn configuration(&self) -> Value {
        json!({ "State": self.state, "Type": "TXT", "Value": self.value, "Name": self.label })
    }

    /// Whether the name servers answer the record now.
    pub fn proved(&self, resolve: &dyn Resolve) -> bool {
        self.places().iter().any(|place| resolve.lookup(place, "TXT").contains(&self.value))
    }

    /// Where the TXT record may stand: the label under the domain or a parent of it, or, for providers that take no
    /// underscore, the domain itself.
    fn places(&self) -> Vec<String> {
        let domain = self.name.strip_prefix("*.").unwrap_or(&self.name);
        let mut places = Vec::new();
        let mut rest = Some(domain);
        while let Some(parent) = rest.filter(|parent| parent.contains('.')) {
            places.push(format!("{}.{parent}", self.label));
            rest = parent.split_once('.').map(|(_, above)| above);
        }
        places.push(domain.to_owned());
        places
    }
}

/// A name that somebody wants, with a proof to be given.
pub(crate) fn wanted(name: &str) -> Result<PrivateDns, AwsError> {
    let labels: Vec<&str> = name.strip_prefix("*.").unwrap_or(name).split('.').collect();
    let label = |label: &&str| {
        let letters = label.bytes().all(|letter| matches!(letter, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        (1..=63).contains(&label.len()) && letters && !label.starts_with('-') && !label.ends_with('-')
    };
    if name.len() > 253 || labels.len() < 2 || !labels.iter().all(label) {
        let message = format!("Private DNS name '{name}' is not a valid domain name in lower case");
        return Err(AwsError::new("InvalidParameter", message));
    }
    Ok(PrivateDns {
        name: name.to_owned(),
        label: format!("_{}", hex(20)),
        value: format!("vpce:{}", hex(20)),
        state: ProofState::PendingVerification,
        look_at_ms: None,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct StartVerification {
    service_id: String,
}

pub(crate) fn start_verification(ask: &Ask<'_>, input: StartVerification) -> Result<Value, AwsError> {
    let mut service: EndpointService = ENDPOINT_SERVICE.one(ask, &input.service_id)?;
    let Some(private) = service.private_dns.as_mut() else {
        let message = format!("{} has no private DNS name to verify", input.service_id);
        return Err(AwsError::new("InvalidParameter", message));
    };
    if private.state != ProofState::Verified {
        private.state = ProofState::PendingVerification;
        private.look_at_ms = Some(ask.now + LOOK_AFTER_MS);
        ask.tx.put(ask.place, &input.service_id, &service)?;
    }
    Ok(json!({ "ReturnValue": true }))
}

/// Looks at the name servers for every verification that is due, with no transaction open meanwhile.
pub(crate) fn tick(state: &State, now: i64, resolve: &dyn Resolve) -> Result<(), StateError> {
    let services = state.transact(|tx| tx.everywhere::<EndpointService>())?;
    for entry in services {
        let Some(private) = entry.record.private_dns.as_ref() else { continue };
        if private.look_at_ms.is_none_or(|due| now < due) {
            continue;
        }
        let proved = private.proved(resolve);
        state.transact(|tx| {
            let place = Place { account: &entry.account, region: &entry.region };
            let Some(mut service) = tx.get::<EndpointService>(place, &entry.id)? else { return Ok(()) };
            // Changed or asked for anew meanwhile: what was seen is not the answer to that.
            if service.private_dns.as_ref() != Some(private) {
                return Ok(());
            }
            if let Some(current) = service.private_dns.as_mut() {
                current.state = if proved { ProofState::Verified } else { ProofState::Failed };
                // AWS looks again now and then: a record that goes takes the name out of `verified`.
                current.look_at_ms = proved.then_some(now + LOOK_AGAIN_MS);
            }
            tx.put(place, &entry.id, &service)
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_may_stand_at_the_domain_or_a_parent() {
        let private = wanted("*.api.example.com").unwrap();
        let label = &private.label;
        let expected = [format!("{label}.api.example.com"), format!("{label}.example.com"), "api.example.com".into()];
        assert_eq!(private.places(), expected);
        assert!(wanted("Api.example.com").is_err());
        assert!(wanted("localhost").is_err());
    }
}
