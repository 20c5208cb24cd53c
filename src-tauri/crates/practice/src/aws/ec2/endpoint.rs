//! An interface endpoint and its way through the handshake: pendingAcceptance, pending, available; or rejected, expired.
//! Its connection, as the service's owner sees it, is the same record. Source: "Interface endpoint states" and "Endpoint
//! connection requests" in the PrivateLink guide.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Noun;
use super::endpoint_services::EndpointService;
use crate::aws::ask::{Ask, fixed_hex};
use crate::aws::error::AwsError;
use crate::state::{Entry, Record};

/// World time from being accepted to `available`.
const CONNECTING_MS: i64 = 60_000;
/// World time from deletion to being gone.
const DELETING_MS: i64 = 60_000;
/// World time for which a request waits for acceptance: seven days.
const WAITS_MS: i64 = 7 * 86_400_000;
/// No Region has more zones.
pub(crate) const MOST_ZONES: usize = 8;

pub(crate) const ENDPOINT: Noun = Noun {
    prefix: "vpce-",
    words: "Vpc Endpoint Id",
    absent: "InvalidVpcEndpointId.NotFound",
    malformed: Some("InvalidVpcEndpointId.Malformed"),
};

/// An endpoint, in its owner's account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Endpoint {
    /// The service's name, `com.amazonaws.vpce...`
    pub service: String,
    pub service_id: String,
    /// Account of the service.
    pub owner: String,
    pub service_region: String,
    pub vpc: String,
    pub faces: Vec<Face>,
    pub groups: Vec<String>,
    pub private_dns: bool,
    /// The service's private name when it was turned on.
    pub private_name: Option<String>,
    /// Eight hex digits in its DNS names.
    pub suffix: String,
    pub address_type: String,
    pub created_ms: i64,
    /// Set from the beginning where the service asks for no acceptance.
    pub accepted_ms: Option<i64>,
    pub rejected_ms: Option<i64>,
    pub deleted_ms: Option<i64>,
    /// `vpce-con-...`, as the owner of the service sees it.
    pub connection_id: String,
}

/// Its interface in one subnet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Face {
    /// `eni-...`
    pub interface: String,
    pub subnet: String,
    /// The zone's name in the owner's account.
    pub zone: String,
    pub address: String,
}

impl Record for Endpoint {
    const KIND: &'static str = "vpc-endpoint";
}

impl Endpoint {
    /// As EC2 writes it on the wire: lower camel case, whatever the model's enum says.
    pub fn state(&self, now: i64) -> &'static str {
        match (self.deleted_ms, self.rejected_ms, self.accepted_ms) {
            (Some(since), ..) if now < since + DELETING_MS => "deleting",
            (Some(_), ..) => "deleted",
            (_, Some(_), _) => "rejected",
            (.., Some(since)) if now < since + CONNECTING_MS => "pending",
            (.., Some(_)) => "available",
            _ if now >= self.created_ms + WAITS_MS => "expired",
            _ => "pendingAcceptance",
        }
    }

    /// World time at which it gets to another state by itself; not for one that waits for somebody's answer.
    pub fn next_change(&self, now: i64) -> Option<i64> {
        match self.state(now) {
            "deleting" => self.deleted_ms.map(|since| since + DELETING_MS),
            "pending" => self.accepted_ms.map(|since| since + CONNECTING_MS),
            _ => None,
        }
    }

    pub fn forgotten(&self, now: i64) -> bool {
        self.state(now) == "deleted"
    }

    /// Whether it holds its interfaces and its place among the VPC's endpoints.
    pub fn counts(&self, now: i64) -> bool {
        !self.forgotten(now)
    }

    /// Whether its service can't be deleted because of it.
    pub fn binds(&self, now: i64) -> bool {
        matches!(self.state(now), "pendingAcceptance" | "pending" | "available")
    }

    /// The Region's name, then one per zone (of an endpoint in the service's own Region), then the private name.
    /// `region` is the endpoint's.
    pub fn dns_entries(&self, ask: &Ask<'_>, id: &str, region: &str) -> Result<Value, AwsError> {
        let service: Option<Entry<EndpointService>> = ask.tx.find(&self.service_id)?;
        let base = match service {
            Some(service) => service.record.base_dns_names(&self.service_region, &self.service_id).into_iter().next().unwrap_or_default(),
            None => format!("{}.{}.vpce.amazonaws.com", self.service_id, self.service_region),
        };
        let zone = format!("Z{}", fixed_hex(&["vpce", &self.service_region], 13).to_uppercase());
        let label = format!("{id}-{}", self.suffix);
        let entry = |name: String| json!({ "DnsName": name, "HostedZoneId": zone });
        let mut entries = vec![entry(format!("{label}.{base}"))];
        if region == self.service_region {
            entries.extend(self.faces.iter().map(|face| entry(format!("{label}-{}.{base}", face.zone))));
        }
        if let Some(name) = self.private_name.as_ref().filter(|_| self.private_dns) {
            // The VPC's own hosted zone; AWS doesn't tell which while it makes it.
            entries.push(json!({ "DnsName": name, "HostedZoneId": "ZONEIDPENDING" }));
        }
        Ok(Value::Array(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handshake_over_time() {
        let mut endpoint = Endpoint {
            service: String::new(),
            service_id: String::new(),
            owner: String::new(),
            service_region: String::new(),
            vpc: String::new(),
            faces: Vec::new(),
            groups: Vec::new(),
            private_dns: false,
            private_name: None,
            suffix: String::new(),
            address_type: "ipv4".to_owned(),
            created_ms: 0,
            accepted_ms: None,
            rejected_ms: None,
            deleted_ms: None,
            connection_id: String::new(),
        };
        assert_eq!((endpoint.state(0), endpoint.state(WAITS_MS)), ("pendingAcceptance", "expired"));
        endpoint.accepted_ms = Some(10);
        assert_eq!((endpoint.state(10), endpoint.state(10 + CONNECTING_MS)), ("pending", "available"));
        assert!(endpoint.binds(10));
        endpoint.rejected_ms = Some(20);
        assert_eq!((endpoint.state(20), endpoint.binds(20)), ("rejected", false));
        endpoint.deleted_ms = Some(30);
        assert_eq!((endpoint.state(30), endpoint.state(30 + DELETING_MS)), ("deleting", "deleted"));
    }
}
