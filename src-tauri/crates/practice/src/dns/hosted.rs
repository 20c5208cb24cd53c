//! Hosted zones of practice Route 53, as their four name servers carry them: records in their wire form.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hickory_proto::op::{Message, OpCode, ResponseCode};
use hickory_proto::rr::{Name, Record, RecordType};
use hickory_proto::serialize::binary::BinDecodable;
use serde::{Deserialize, Serialize};

use super::name::{at_or_below, canonical};
use super::tree::HOSTED_SETS;
use super::zone::ServedZone;
use crate::state::{self, Place, StateError, Tx};

/// A hosted zone on its servers, stored under its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct HostedZone {
    /// Canonical.
    pub(crate) name: String,
    /// The host names of the four servers.
    pub(crate) servers: Vec<String>,
    /// Key of a record set -> its records. Empty as long as the servers don't know the zone.
    sets: BTreeMap<String, Vec<String>>,
}

impl state::Record for HostedZone {
    const KIND: &'static str = "served-hosted-zone";
}

/// The new records of a set, each in its stored form, by the set's key; `None` for a set that is gone.
pub(crate) type SetChange = (String, Option<Vec<String>>);

/// A whole resource record (RFC 1035 section 4.1.3, nothing in it compressed) in its stored form.
pub(crate) fn stored_form(record: &[u8]) -> String {
    STANDARD.encode(record)
}

/// What a server says to one question.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) code: ResponseCode,
    /// The records that answer the question itself, aliases included.
    pub(crate) answers: Vec<Record>,
}

impl HostedZone {
    /// Whether the servers know the zone yet.
    pub(crate) fn is_served(&self) -> bool {
        !self.sets.is_empty()
    }

    /// The zone in the form that answers.
    pub(crate) fn load(&self) -> ServedZone {
        let mut soa = None;
        let mut records = Vec::new();
        for text in self.sets.values().flatten() {
            let record = STANDARD.decode(text).ok().and_then(|octets| Record::from_bytes(&octets).ok());
            match record {
                Some(record) if record.record_type() == RecordType::SOA => soa = Some(record),
                Some(record) => records.push(record),
                None => tracing::warn!(zone = self.name, "record left out"),
            }
        }
        ServedZone::new(&self.name, soa, records.into_iter())
    }

    /// What its servers say to a question; refused where the name is not theirs.
    pub(crate) fn ask(&self, name: &Name, kind: RecordType) -> Said {
        let name = canonical(&name.to_ascii());
        let mut response = Message::response(0, OpCode::Query);
        if self.is_served() && at_or_below(&name, &self.name) {
            self.load().answer(&name, kind, &mut response);
        } else {
            response.metadata.response_code = ResponseCode::Refused;
        }
        Said { code: response.metadata.response_code, answers: response.answers }
    }
}

/// Every hosted zone that has servers, in order of creation.
pub(crate) fn listed(tx: &Tx<'_>) -> Result<Vec<HostedZone>, StateError> {
    Ok(tx.list::<HostedZone>(Place::WORLD)?.into_iter().map(|entry| entry.record).collect())
}

/// The hosted zone of that id.
pub(crate) fn get(tx: &Tx<'_>, id: &str) -> Result<Option<HostedZone>, StateError> {
    tx.get(Place::WORLD, id)
}

/// Takes four servers for a zone that they will carry: a set on which no other zone has this name, stands above or stands
/// below it; `start` says where the search begins. `None` when every set has one.
pub(crate) fn reserve(tx: &Tx<'_>, id: &str, name: &str, start: usize) -> Result<Option<Vec<String>>, StateError> {
    let name = canonical(name);
    let others = listed(tx)?;
    let related = |zone: &HostedZone| at_or_below(&zone.name, &name) || at_or_below(&name, &zone.name);
    let taken: Vec<&String> = others.iter().filter(|zone| related(zone)).flat_map(|zone| &zone.servers).collect();
    let mut sets = (0..HOSTED_SETS.len()).filter_map(|step| HOSTED_SETS.get((start + step) % HOSTED_SETS.len()));
    let free = sets.find(|set| set.iter().all(|server| !taken.iter().any(|taken| *taken == server)));
    let Some(free) = free else { return Ok(None) };
    let servers: Vec<String> = free.iter().map(|server| (*server).to_owned()).collect();
    tx.put(Place::WORLD, id, &HostedZone { name, servers: servers.clone(), sets: BTreeMap::new() })?;
    Ok(Some(servers))
}

/// Brings changes to the servers of a zone; [`crate::aws::Serve::serve_stored`] after the commit answers by them.
pub(crate) fn apply(tx: &Tx<'_>, id: &str, changes: Vec<SetChange>) -> Result<(), StateError> {
    let Some(mut zone) = get(tx, id)? else { return Ok(()) };
    for (key, records) in changes {
        match records {
            Some(records) => zone.sets.insert(key, records),
            None => zone.sets.remove(&key),
        };
    }
    tx.put(Place::WORLD, id, &zone)
}

/// Takes a zone from its servers.
pub(crate) fn remove(tx: &Tx<'_>, id: &str) -> Result<(), StateError> {
    tx.delete::<HostedZone>(Place::WORLD, id).map(drop)
}
