//! Amazon Route 53, API version 2013-04-01: public hosted zones, whose records the practice name servers really serve.
//! Source: the Route 53 API reference and Developer Guide.
//!
//! Absent: private hosted zones, alias records, routing policies, health checks, reusable delegation sets, DNSSEC, query logs.

pub(crate) mod answers;
pub(crate) mod changes;
pub(crate) mod lists;
mod names;
pub(crate) mod propagation;
pub(crate) mod tags;
mod values;
pub(crate) mod zones;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::Ask;
use super::error::AwsError;
use crate::dns::hosted;
use crate::state::Record;
use names::DomainName;

/// A public hosted zone, stored under its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Zone {
    /// With its final dot, as Route 53 shows it.
    name: String,
    caller_reference: String,
    comment: Option<String>,
    /// The host names of its four servers.
    servers: Vec<String>,
    /// The record sets in the order of lists: by name, labels reversed, then by type.
    sets: Vec<RecordSet>,
}

impl Record for Zone {
    const KIND: &'static str = "hosted-zone";
}

/// All records of one name and type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RecordSet {
    /// With its final dot, as Route 53 shows it.
    name: String,
    kind: String,
    /// Seconds.
    ttl: u32,
    /// As they were given.
    values: Vec<String>,
}

impl RecordSet {
    /// By which it is found again on the name servers.
    fn key(&self) -> String {
        format!("{} {}", self.name, self.kind)
    }

    /// Its place in lists.
    fn order(&self) -> (String, String) {
        (DomainName::parse(&self.name).map(|name| name.order()).unwrap_or_default(), self.kind.clone())
    }

    fn told(&self) -> Value {
        let values: Vec<Value> = self.values.iter().map(|value| json!({ "Value": value })).collect();
        json!({ "Name": self.name, "Type": self.kind, "TTL": self.ttl, "ResourceRecords": values })
    }

    /// Its records as the name servers keep them; what is wrong with a value otherwise.
    fn served(&self) -> Result<Vec<String>, String> {
        let name = DomainName::parse(&self.name)?;
        let kind = values::code(&self.kind).unwrap_or_default();
        let served = |value: &String| Ok(hosted::stored_form(&values::record(&name, kind, self.ttl, &values::octets(&self.kind, value)?)));
        self.values.iter().map(served).collect()
    }
}

impl Zone {
    /// As it stands in answers.
    fn told(&self, id: &str) -> Value {
        json!({
            "Id": format!("/hostedzone/{id}"), "Name": self.name, "CallerReference": self.caller_reference,
            "Config": { "Comment": self.comment, "PrivateZone": false }, "ResourceRecordSetCount": self.sets.len(),
        })
    }

    fn delegation(&self) -> Value {
        json!({ "NameServers": self.servers })
    }
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidInput", message)
}

/// An id as clients give it: bare, or as answers show it.
fn bare<'a>(id: &'a str, kind: &str) -> &'a str {
    id.strip_prefix('/').unwrap_or(id).strip_prefix(kind).and_then(|rest| rest.strip_prefix('/')).unwrap_or(id)
}

/// The zone of an id of the caller's.
fn one(ask: &Ask<'_>, id: &str) -> Result<Zone, AwsError> {
    let zone = ask.tx.get(ask.place, bare(id, "hostedzone"))?;
    zone.ok_or_else(|| AwsError::new("NoSuchHostedZone", format!("No hosted zone found with ID: {id}")))
}

/// A fresh id: the letter and twenty more letters and digits.
fn fresh(letter: char) -> String {
    const SIGNS: [char; 32] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'Q', 'R',
        'S', 'T', 'U', 'V', 'W', 'X',
    ];
    let random = [*uuid::Uuid::new_v4().as_bytes(), *uuid::Uuid::new_v4().as_bytes()].concat();
    let signs = random.iter().filter_map(|octet| SIGNS.get(usize::from(octet % 32)));
    // The octets of a UUID that hold its version and variant come after these; of two there are enough.
    std::iter::once(letter).chain(signs.enumerate().filter(|(at, _)| !matches!(at % 16, 6 | 8)).map(|(_, sign)| *sign).take(20)).collect()
}
