//! Every record of the picture.

use std::collections::BTreeSet;

use gangway_aws::DnsRecord;
use gangway_dns::{DelegationCheck, ParentSaw, RecordCheck, RecordVerdict};
use gangway_model::{DnsName, Region, StepId};

use super::{Publisher, RecordCard, RecordDue, RecordPurpose, RecordStanding, delegation, same};
use crate::facts::{Facts, Product};
use crate::observed::{HostedRecords, Observed, RecordSeen};
use crate::steps::is_from_here;

pub(super) fn records(facts: &Facts, product: &Product) -> Vec<RecordCard> {
    let cut =
        Cut { name: product.service_dns_name.name(), made: delegation(facts).and_then(|seen| seen.check.as_ref()).is_some_and(referred) };
    let proofs = certificate_proofs(facts);
    let mut cards: Vec<RecordCard> = proofs.iter().map(|proof| certificate(proof, &cut)).collect();
    cards.extend(private_name(facts, &cut));
    cards.extend(name_servers(facts, product));
    cards.extend(
        proofs.iter().filter(|proof| proof.alive && cut.is_at_or_above(&proof.seen.record)).map(|proof| renewal(facts, &proof.seen, &cut)),
    );
    cards.sort_by_key(|card| card.due);
    cards
}

/// The name that is handed over.
struct Cut<'a> {
    name: &'a DnsName,
    /// Whether a server of the zone above sends people on.
    made: bool,
}

impl Cut<'_> {
    fn is_at_or_above(&self, record: &DnsRecord) -> bool {
        DnsName::parse(&record.name).is_ok_and(|name| name.is_at_or_below(self.name))
    }
    fn hides(&self, record: &DnsRecord) -> bool {
        self.made && self.is_at_or_above(record)
    }
}

fn referred(check: &DelegationCheck) -> bool {
    let sent = |saw: &ParentSaw| matches!(saw, ParentSaw::Referral { .. });
    check.parents.iter().any(|parent| sent(&parent.udp) || sent(&parent.tcp))
}

/// A certificate's validation record.
struct Proof {
    seen: RecordSeen,
    /// Whether its certificate can still use it.
    alive: bool,
    publisher: Publisher,
}

/// The validation records of the chosen certificates, each once.
fn certificate_proofs(facts: &Facts) -> Vec<Proof> {
    let mut all: Vec<Proof> = Vec::new();
    for at in facts.places(StepId::Certificate) {
        let Some(Observed::Certificate(seen)) = at.check_of(StepId::Certificate).and_then(|record| record.observed.as_ref()) else {
            continue;
        };
        let chosen = seen.certificates.iter().find(|found| Some(&found.arn) == seen.chosen.as_ref());
        let alive = chosen.is_some_and(|found| ["ISSUED", "PENDING_VALIDATION"].iter().any(|one| found.status.eq_ignore_ascii_case(one)));
        for record in &seen.records {
            // ACM asks for the same record for the same name, whichever Region's certificate it is.
            match all.iter_mut().find(|known| same(&known.seen.record, &record.record)) {
                Some(known) => known.alive |= alive,
                None => {
                    let publisher = publisher(facts, StepId::Certificate, &record.record, &seen.hosted);
                    all.push(Proof { seen: record.clone(), alive, publisher });
                }
            }
        }
    }
    all
}

/// Whose turn it is with a record in the seller's own zone.
fn publisher(facts: &Facts, step: StepId, record: &DnsRecord, hosted: &[HostedRecords]) -> Publisher {
    if is_from_here(facts, step, record, hosted) { Publisher::Gangway } else { Publisher::DnsAdmin }
}

fn certificate(Proof { seen, alive, publisher }: &Proof, cut: &Cut<'_>) -> RecordCard {
    let card = RecordCard { publisher: *publisher, ..looked(RecordPurpose::Certificate, &seen.record, Some(&seen.check)) };
    match (cut.hides(&seen.record), *alive) {
        // What the servers of the new zone say is another record's standing: that of Seller Operations.
        (true, _) => {
            let standing = RecordStanding::Hidden;
            RecordCard { publisher: Publisher::Nobody, due: RecordDue::Past, standing, zone: None, servers: Vec::new(), ..card }
        }
        (false, false) => RecordCard { publisher: Publisher::Nobody, due: RecordDue::Past, ..card },
        (false, true) => card,
    }
}

fn private_name(facts: &Facts, cut: &Cut<'_>) -> Vec<RecordCard> {
    let mut cards = Vec::new();
    for at in facts.everywhere() {
        let Some(Observed::PrivateDns(seen)) = at.check_of(StepId::PrivateDns).and_then(|record| record.observed.as_ref()) else {
            continue;
        };
        let Some(record) = &seen.record else { continue };
        let card = RecordCard {
            region: at.region().as_ref().map(Region::to_string),
            publisher: publisher(facts, StepId::PrivateDns, &record.record, &seen.hosted),
            ..looked(RecordPurpose::PrivateName, &record.record, Some(&record.check))
        };
        cards.push(if cut.hides(&record.record) { RecordCard { standing: RecordStanding::Hidden, ..card } } else { card });
    }
    cards
}

fn name_servers(facts: &Facts, product: &Product) -> Vec<RecordCard> {
    let name = product.service_dns_name.name().as_str().to_owned();
    let unknown = DnsRecord { name, kind: "NS".to_owned(), value: String::new() };
    let seen = delegation(facts);
    let records = seen.map(|seen| seen.records.as_slice()).unwrap_or_default();
    if records.is_empty() {
        // Until they arrive the turn is not the DNS admin's.
        let card = looked(RecordPurpose::Delegation, &unknown, None);
        let (due, standing) = (RecordDue::AfterAnswer, RecordStanding::Later);
        return vec![RecordCard { value: None, publisher: Publisher::SellerOperations, due, standing, ..card }];
    }
    let check = seen.and_then(|seen| seen.check.as_ref());
    let hosted = seen.map(|seen| seen.hosted.as_slice()).unwrap_or_default();
    records
        .iter()
        .map(|record| {
            let (due, publisher) = (RecordDue::AfterAnswer, publisher(facts, StepId::Delegation, record, hosted));
            let card = RecordCard { due, publisher, ..looked(RecordPurpose::Delegation, record, None) };
            let Some(check) = check else { return card };
            RecordCard {
                standing: delegated(check, &record.value),
                zone: Some(check.parent_zone.clone()),
                servers: each_once(check.parents.iter().map(|parent| parent.server.as_str())),
                looked_at: Some(check.looked_at),
                ..card
            }
        })
        .collect()
}

/// Whether the zone above sends people on to this server.
fn delegated(check: &DelegationCheck, server: &str) -> RecordStanding {
    let server = server.trim_end_matches('.').to_ascii_lowercase();
    let expected = |one: &String| check.expected.contains(one);
    let (mut with, mut without, mut other) = (0usize, 0usize, false);
    for saw in check.parents.iter().flat_map(|parent| [&parent.udp, &parent.tcp]) {
        match saw {
            ParentSaw::Referral { servers } if servers.contains(&server) => with += 1,
            // The rest of the set is no other thing than this record.
            ParentSaw::Referral { servers } => (without, other) = (without + 1, other || !servers.iter().all(expected)),
            ParentSaw::Alias { .. } => (without, other) = (without + 1, true),
            ParentSaw::Nothing => without += 1,
            ParentSaw::Failed { .. } => {}
        }
    }
    match (with, without) {
        (0, 0) => RecordStanding::Unknown,
        (0, _) if other => RecordStanding::Wrong,
        (0, _) => RecordStanding::Missing,
        (_, 0) => RecordStanding::Published,
        _ => RecordStanding::Partly,
    }
}

/// The copy that Seller Operations keep.
fn renewal(facts: &Facts, seen: &RecordSeen, cut: &Cut<'_>) -> RecordCard {
    let found = delegation(facts).and_then(|delegation| delegation.renewal.iter().find(|one| same(&one.record, &seen.record)));
    let check = found.and_then(|one| one.check.as_ref());
    let card = looked(RecordPurpose::Renewal, &seen.record, check);
    let standing = match (cut.made, check) {
        (false, _) => RecordStanding::Later,
        (true, None) => RecordStanding::NotLooked,
        (true, Some(_)) => card.standing,
    };
    RecordCard { publisher: Publisher::SellerOperations, due: RecordDue::AfterAnswer, standing, ..card }
}

/// A record with what a look at it saw; without one, nothing was seen.
fn looked(purpose: RecordPurpose, record: &DnsRecord, check: Option<&RecordCheck>) -> RecordCard {
    RecordCard {
        purpose,
        name: record.name.clone(),
        kind: record.kind.to_ascii_uppercase(),
        value: Some(record.value.clone()),
        region: None,
        publisher: Publisher::DnsAdmin,
        due: RecordDue::BeforeSubmission,
        standing: check.map_or(RecordStanding::NotLooked, |check| match check.verdict {
            RecordVerdict::Published => RecordStanding::Published,
            RecordVerdict::Partly => RecordStanding::Partly,
            RecordVerdict::Missing => RecordStanding::Missing,
            RecordVerdict::Wrong => RecordStanding::Wrong,
            RecordVerdict::Unknown => RecordStanding::Unknown,
        }),
        zone: check.map(|check| check.zone.clone()),
        servers: check.map(|check| each_once(check.servers.iter().map(|server| server.server.as_str()))).unwrap_or_default(),
        looked_at: check.map(|check| check.looked_at),
    }
}

fn each_once<'a>(servers: impl Iterator<Item = &'a str>) -> Vec<String> {
    servers.collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
}
