//! What a server's message means to somebody who walks down from the root: a referral, an answer, or nothing of use.

use std::net::IpAddr;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};

use crate::net::Fault;

/// Names of one set that are kept. The largest real sets have 13; one of thousands is an attack, and each name is shown to a person.
const MOST_NAMES: usize = 32;

/// "Ask those over there": the zone cut below the server's own zone (RFC 1034 section 4.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Referral {
    /// The name of the zone that begins at the cut.
    pub(crate) zone: Name,
    /// The names of its servers, lower case, sorted, each once.
    pub(crate) servers: Vec<Name>,
    /// Addresses that came along; only those of names inside the referring zone are believed.
    pub(crate) glue: Vec<(Name, IpAddr)>,
    /// Seconds for which resolvers may keep it.
    pub(crate) ttl: u32,
}

/// A usable message.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Referral(Referral),
    /// Authoritative, NOERROR or NXDOMAIN.
    Answer(Message),
}

/// Sorts out `message`, which came from a server of `zone` in answer to a question about `name`.
pub(crate) fn classify(message: Message, zone: &Name, name: &Name) -> Result<Step, Fault> {
    match message.metadata.response_code {
        ResponseCode::NoError | ResponseCode::NXDomain => {}
        ResponseCode::Refused | ResponseCode::NotAuth => return Err(Fault::Refused),
        ResponseCode::ServFail => return Err(Fault::ServerFailure),
        _ => return Err(Fault::OtherCode),
    }
    if message.metadata.authoritative {
        return Ok(Step::Answer(message));
    }
    match referral(&message, zone, name) {
        Some(referral) => Ok(Step::Referral(referral)),
        None => Err(Fault::NotAuthoritative),
    }
}

/// The referral in `message`, when it leads down: a cut strictly below `zone`, at or above `name`. One that leads up or
/// sideways is what lame servers send, and following it would go round in circles.
pub(crate) fn referral(message: &Message, zone: &Name, name: &Name) -> Option<Referral> {
    if message.metadata.response_code != ResponseCode::NoError || !message.answers.is_empty() {
        return None;
    }
    let cut = message.authorities.iter().find(|record| record.record_type() == RecordType::NS).map(|record| record.name.to_lowercase())?;
    if &cut == zone || !zone.zone_of(&cut) || !cut.zone_of(name) {
        return None;
    }
    let (servers, ttl) = name_servers(&message.authorities, &cut);
    let glue = message
        .additionals
        .iter()
        .filter_map(|record| {
            let owner = record.name.to_lowercase();
            let address = record.data.ip_addr()?;
            (zone.zone_of(&owner) && servers.contains(&owner)).then_some((owner, address))
        })
        .collect();
    Some(Referral { zone: cut, servers, glue, ttl })
}

/// The NS set at `owner` among `records`: names in lower case, sorted, each once; and its smallest TTL (0 without any).
pub(crate) fn name_servers(records: &[hickory_proto::rr::Record], owner: &Name) -> (Vec<Name>, u32) {
    let mut servers = Vec::new();
    let mut ttl = u32::MAX;
    for record in records {
        if let RData::NS(server) = &record.data
            && record.name.to_lowercase() == *owner
        {
            servers.push(server.0.to_lowercase());
            ttl = ttl.min(record.ttl);
        }
    }
    servers.sort();
    servers.dedup();
    servers.truncate(MOST_NAMES);
    let ttl = if servers.is_empty() { 0 } else { ttl };
    (servers, ttl)
}

/// The zone that an authoritative message speaks for: the owner of its SOA, be it the answer itself or the proof of
/// absence (RFC 2308), as long as it lies between `zone` and `name`.
pub(crate) fn apex(message: &Message, zone: &Name, name: &Name) -> Option<Name> {
    let (owner, _) = soa(message)?;
    (zone.zone_of(&owner) && owner.zone_of(name)).then_some(owner)
}

/// Owner of the first SOA, and the seconds for which "there is no such thing" may be remembered (RFC 2308 section 5).
pub(crate) fn soa(message: &Message) -> Option<(Name, u32)> {
    message.answers.iter().chain(&message.authorities).find_map(|record| match &record.data {
        RData::SOA(soa) => Some((record.name.to_lowercase(), record.ttl.min(soa.minimum))),
        _ => None,
    })
}

/// The target of the CNAME at `name`, if there is one in the answer.
pub(crate) fn alias(message: &Message, name: &Name) -> Option<Name> {
    message.answers.iter().find_map(|record| match &record.data {
        RData::CNAME(target) if record.name.to_lowercase() == *name => Some(target.0.to_lowercase()),
        _ => None,
    })
}

/// The records of `kind` at `name` in the answer, as text: TXT strings joined without separators, names in lower case
/// without the final dot, everything else in presentation format; and their smallest TTL.
pub(crate) fn values(message: &Message, name: &Name, kind: RecordType) -> (Vec<String>, u32) {
    let mut found = Vec::new();
    let mut ttl = u32::MAX;
    for record in &message.answers {
        if record.name.to_lowercase() == *name && record.record_type() == kind {
            found.push(value(&record.data));
            ttl = ttl.min(record.ttl);
        }
    }
    found.sort();
    found.dedup();
    let ttl = if found.is_empty() { 0 } else { ttl };
    (found, ttl)
}

fn value(data: &RData) -> String {
    match data {
        RData::TXT(txt) => {
            let bytes: Vec<u8> = txt.txt_data.iter().flat_map(|part| part.iter().copied()).collect();
            String::from_utf8_lossy(&bytes).into_owned()
        }
        RData::CNAME(name) => crate::names::text(&name.0),
        RData::NS(name) => crate::names::text(&name.0),
        RData::A(address) => address.0.to_string(),
        RData::AAAA(address) => address.0.to_string(),
        other => other.to_string(),
    }
}
