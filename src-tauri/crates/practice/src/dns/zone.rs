//! A zone as it is stored, and as it is served: what a name server says to one question (RFC 1034 section 4.3.2).

use std::collections::BTreeMap;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use serde::{Deserialize, Serialize};

use super::history::ZoneChange;
use super::name::{at_or_below, canonical, parent, path_down};
use super::record::{Kind, ZoneRecord, wire_name};

/// A CNAME chain inside one zone ends here.
const LONGEST_CHAIN: usize = 8;
/// How long a missing name may be remembered, in seconds (RFC 2308).
const NEGATIVE_TTL: u32 = 60;

/// A zone as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Zone {
    /// Canonical; the root is the empty string.
    pub(crate) name: String,
    /// The host names of the servers that carry it.
    pub(crate) servers: Vec<String>,
    /// Whether the registrar's form may change it.
    pub(crate) editable: bool,
    /// Counts the changes (RFC 1035 section 3.3.13).
    pub(crate) serial: u32,
    /// Without the SOA, which follows from the other fields.
    pub(crate) records: Vec<ZoneRecord>,
    /// The last changes, the youngest at the end.
    #[serde(default)]
    pub(crate) changes: Vec<ZoneChange>,
}

impl Zone {
    /// An empty zone with the NS records of the servers that carry it.
    pub(crate) fn new(name: &str, servers: &[&str], editable: bool) -> Zone {
        let name = canonical(name);
        Zone {
            records: servers.iter().map(|server| ZoneRecord::new(&name, Kind::Ns, 3600, canonical(server))).collect(),
            servers: servers.iter().map(|server| canonical(server)).collect(),
            name,
            editable,
            serial: 1,
            changes: Vec::new(),
        }
    }

    /// Adds the record sets that are not there yet, and leaves those alone that say something else by now; false when there are none.
    pub(crate) fn add_missing(&mut self, wanted: Vec<ZoneRecord>) -> bool {
        let there = |wanted: &ZoneRecord| self.records.iter().any(|one| one.name == wanted.name && one.kind == wanted.kind);
        let missing: Vec<ZoneRecord> = wanted.into_iter().filter(|record| !there(record)).collect();
        let some = !missing.is_empty();
        self.serial = self.serial.wrapping_add(u32::from(some));
        self.records.extend(missing);
        some
    }

    /// The start of authority.
    pub(crate) fn soa(&self) -> ZoneRecord {
        let primary = self.servers.first().map_or("", String::as_str);
        ZoneRecord::new(
            &self.name,
            Kind::Soa,
            NEGATIVE_TTL,
            format!("{primary} hostmaster.dns-host.example {} 7200 900 1209600 {NEGATIVE_TTL}", self.serial),
        )
    }
}

/// A zone in the form that answers: records by owner, with every name on the way to one (RFC 4592 section 2.2.2:
/// such a name exists even when it holds nothing).
#[derive(Clone)]
pub(crate) struct ServedZone {
    apex: String,
    soa: Option<Record>,
    nodes: BTreeMap<String, Vec<Record>>,
}

impl ServedZone {
    /// Takes over what is stored; a record that can't be encoded is left out and logged.
    pub(crate) fn load(zone: &Zone) -> ServedZone {
        let records = zone.records.iter().filter_map(|record| match record.wire() {
            Ok(wire) => Some(wire),
            Err(why) => {
                tracing::warn!(zone = zone.name, why, "record left out");
                None
            }
        });
        ServedZone::new(&zone.name, zone.soa().wire().ok(), records)
    }

    /// A zone of these records, the SOA apart.
    pub(crate) fn new(apex: &str, soa: Option<Record>, records: impl Iterator<Item = Record>) -> ServedZone {
        let mut nodes: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        nodes.entry(apex.to_owned()).or_default();
        for record in records {
            let owner = canonical(&record.name.to_ascii());
            for name in path_down(apex, &owner) {
                nodes.entry(name.to_owned()).or_default();
            }
            nodes.entry(owner).or_default().push(record);
        }
        ServedZone { apex: apex.to_owned(), soa, nodes }
    }

    /// Canonical.
    pub(crate) fn apex(&self) -> &str {
        &self.apex
    }

    /// The names that are delegated in this zone.
    pub(crate) fn cuts(&self) -> impl Iterator<Item = &str> {
        let delegated = |records: &[Record]| records.iter().any(|record| record.record_type() == RecordType::NS);
        self.nodes.iter().filter(move |(name, records)| **name != self.apex && delegated(records)).map(|(name, _)| name.as_str())
    }

    /// The zone with other records at one of its names. A name without records below which nothing stands is gone.
    pub(crate) fn with(&self, name: &str, work: impl FnOnce(Vec<Record>) -> Vec<Record>) -> ServedZone {
        let mut zone = self.clone();
        let records = work(zone.nodes.remove(name).unwrap_or_default());
        let holds_others = zone.nodes.keys().any(|other| at_or_below(other, name));
        if !records.is_empty() || holds_others {
            zone.nodes.insert(name.to_owned(), records);
        }
        zone
    }

    /// Fills `response` with what this zone says about `name` (canonical, at or below the apex).
    pub(crate) fn answer(&self, name: &str, kind: RecordType, response: &mut Message) {
        let mut name = name.to_owned();
        for _ in 0..LONGEST_CHAIN {
            if let Some(cut) = self.cut(&name, kind) {
                self.refer(&cut, response);
                return;
            }
            response.metadata.authoritative = true;
            let Some(records) = self.find(&name) else {
                // A CNAME that was followed into nothing still answers NXDOMAIN (RFC 6604 section 3).
                response.metadata.response_code = ResponseCode::NXDomain;
                self.deny(response);
                return;
            };
            let found: Vec<Record> =
                records.iter().filter(|record| kind == RecordType::ANY || record.record_type() == kind).cloned().collect();
            if !found.is_empty() {
                for record in &found {
                    self.add_addresses(record, response);
                }
                response.add_answers(found);
                return;
            }
            let alias = records.iter().find_map(|record| match &record.data {
                RData::CNAME(target) => Some((record, canonical(&target.0.to_ascii()))),
                _ => None,
            });
            let Some((record, target)) = alias else {
                self.deny(response);
                return;
            };
            response.add_answer(record.clone());
            if !at_or_below(&target, &self.apex) {
                return;
            }
            name = target;
        }
        response.metadata.response_code = ResponseCode::ServFail;
    }

    /// The highest delegation on the way to `name`. A question for DS at the cut itself is the parent's to answer
    /// (RFC 4035 section 3.1.4.1).
    fn cut(&self, name: &str, kind: RecordType) -> Option<String> {
        path_down(&self.apex, name)
            .into_iter()
            .find(|at| {
                let delegated =
                    self.nodes.get(*at).is_some_and(|records| records.iter().any(|record| record.record_type() == RecordType::NS));
                delegated && !(kind == RecordType::DS && *at == name)
            })
            .map(str::to_owned)
    }

    /// The records at a name, made from a wildcard where there is one (RFC 4592 section 3.3.1); the SOA stands at
    /// the apex. `None` when the name doesn't exist.
    fn find(&self, name: &str) -> Option<Vec<Record>> {
        if let Some(records) = self.nodes.get(name) {
            let mut records = records.clone();
            if name == self.apex {
                records.extend(self.soa.clone());
            }
            return Some(records);
        }
        let mut encloser = parent(name)?;
        while !self.nodes.contains_key(encloser) {
            encloser = parent(encloser)?;
        }
        let owner: Name = wire_name(name).ok()?;
        let wildcard = self.nodes.get(&format!("*.{encloser}"))?;
        let mut records = wildcard.clone();
        for record in &mut records {
            record.name = owner.clone();
        }
        Some(records)
    }

    fn refer(&self, cut: &str, response: &mut Message) {
        let Some(records) = self.nodes.get(cut) else {
            return;
        };
        for record in records {
            match record.record_type() {
                RecordType::NS => {
                    self.add_addresses(record, response);
                    response.add_authority(record.clone());
                }
                RecordType::DS => {
                    response.add_authority(record.clone());
                }
                _ => {}
            }
        }
    }

    /// Adds the addresses of the host that an NS or MX record names, where this zone holds them (glue included).
    fn add_addresses(&self, record: &Record, response: &mut Message) {
        let host = match &record.data {
            RData::NS(host) => canonical(&host.0.to_ascii()),
            RData::MX(mail) => canonical(&mail.exchange.to_ascii()),
            _ => return,
        };
        for address in self.nodes.get(&host).into_iter().flatten() {
            if matches!(address.record_type(), RecordType::A | RecordType::AAAA) && !response.additionals.contains(address) {
                response.add_additional(address.clone());
            }
        }
    }

    /// "There is no such thing": the SOA, by which the asker knows how long to remember it (RFC 2308 section 3).
    fn deny(&self, response: &mut Message) {
        if let Some(soa) = &self.soa {
            response.add_authority(soa.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use hickory_proto::op::OpCode;

    use super::*;

    fn zone() -> ServedZone {
        let mut zone = Zone::new("example.com", &["ns1.dns-host.example"], true);
        for (name, kind, value) in [
            ("vpce.example.com", Kind::Ns, "ns-1.awsdns-1.com"),
            ("vpce.example.com", Kind::Ns, "ns.vpce.example.com"),
            ("vpce.example.com", Kind::Ds, "1 8 2 ABCD"),
            ("ns.vpce.example.com", Kind::A, "192.0.2.9"),
            ("a.b.example.com", Kind::Txt, "deep"),
            ("alias.example.com", Kind::Cname, "a.b.example.com"),
            ("away.example.com", Kind::Cname, "elsewhere.example"),
            ("round.example.com", Kind::Cname, "round.example.com"),
            ("*.wild.example.com", Kind::Txt, "any"),
        ] {
            zone.records.push(ZoneRecord::new(name, kind, 60, value));
        }
        ServedZone::load(&zone)
    }

    fn ask(name: &str, kind: RecordType) -> Message {
        let mut response = Message::response(1, OpCode::Query);
        zone().answer(name, kind, &mut response);
        response
    }

    fn code(message: &Message) -> ResponseCode {
        message.metadata.response_code
    }

    #[test]
    fn a_cut_gives_a_referral_without_authority() {
        for name in ["vpce.example.com", "x.vpce.example.com"] {
            let said = ask(name, RecordType::TXT);
            assert!(!said.metadata.authoritative);
            assert!(said.answers.is_empty());
            assert_eq!(said.authorities.len(), 3);
            assert_eq!(said.additionals.len(), 1, "glue");
            assert_eq!(code(&said), ResponseCode::NoError);
        }
    }

    #[test]
    fn ds_at_the_cut_is_answered_by_the_parent() {
        let said = ask("vpce.example.com", RecordType::DS);
        assert!(said.metadata.authoritative);
        assert_eq!(said.answers.len(), 1);
    }

    #[test]
    fn names_on_the_way_exist() {
        let said = ask("b.example.com", RecordType::TXT);
        assert_eq!(code(&said), ResponseCode::NoError);
        assert!(said.answers.is_empty());
        assert_eq!(said.authorities.len(), 1);
        assert_eq!(code(&ask("c.example.com", RecordType::TXT)), ResponseCode::NXDomain);
    }

    #[test]
    fn aliases_are_followed_inside_the_zone_only() {
        assert_eq!(ask("alias.example.com", RecordType::TXT).answers.len(), 2);
        assert_eq!(ask("away.example.com", RecordType::TXT).answers.len(), 1);
        assert_eq!(ask("alias.example.com", RecordType::CNAME).answers.len(), 1);
        assert_eq!(code(&ask("round.example.com", RecordType::TXT)), ResponseCode::ServFail);
    }

    #[test]
    fn a_wildcard_answers_in_the_asked_name() {
        let said = ask("q.wild.example.com", RecordType::TXT);
        assert_eq!(said.answers[0].name.to_ascii(), "q.wild.example.com.");
        let said = ask("q.wild.example.com", RecordType::A);
        assert_eq!(code(&said), ResponseCode::NoError);
        assert!(said.answers.is_empty());
    }

    #[test]
    fn the_apex_has_authority() {
        assert_eq!(ask("example.com", RecordType::SOA).answers.len(), 1);
        assert_eq!(ask("example.com", RecordType::ANY).answers.len(), 2);
    }
}
