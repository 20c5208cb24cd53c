//! One name server as it plays now: the zones that it carries, and what goes wrong with them on demand.

use std::sync::Arc;

use hickory_proto::rr::{Record, RecordType};

use super::name::canonical;
use super::record::{Kind, ZoneRecord};
use super::slips::PanelForm;
use super::tree::{SELLER_ZONE, group};
use super::zone::{ServedZone, Zone};
use crate::due::Upcoming;
use crate::faults::Fault;

/// A DS record for a key that no zone here has. The digest has the length of SHA-256 (RFC 4509).
const FOREIGN_DS: &str = "20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";

/// What a server does wrong with one zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Conduct {
    pub(crate) lame: Option<Lame>,
    /// SERVFAIL.
    pub(crate) fails: bool,
    pub(crate) without_authority: bool,
    /// UDP answers are empty and truncated.
    pub(crate) truncates: bool,
    /// A TCP connection ends without an answer.
    pub(crate) cuts_tcp: bool,
}

/// What a server says about a zone that is delegated to it and that it doesn't carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lame {
    /// What it says about every strange name.
    Refused,
    /// "Ask the roots."
    Upward,
}

/// A server while it answers one question.
pub(crate) struct Played<'a> {
    /// Its host name.
    pub(crate) host: &'a str,
    /// The zones that it carries, by name.
    pub(crate) zones: &'a [(String, Arc<ServedZone>)],
    /// Every zone that has a history.
    pub(crate) stored: &'a [Zone],
    pub(crate) faults: &'a [Fault],
    /// How long the registrar's form takes until a change shows.
    pub(crate) panel: &'a PanelForm,
    /// World time.
    pub(crate) now_ms: i64,
}

/// Whether a fault is about this server.
pub(crate) fn meant(fault: &Fault, host: &str) -> bool {
    let named = fault.text("server");
    named == "all" || named == host || group(host) == named
}

impl Played<'_> {
    fn standing<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Fault> {
        self.faults.iter().filter(move |fault| fault.name == name && meant(fault, self.host))
    }

    /// A fault of that name about this server and that zone.
    fn about<'a>(&'a self, name: &'a str, zone: &'a str) -> impl Iterator<Item = &'a Fault> {
        self.standing(name).filter(move |fault| {
            let named = canonical(fault.text("zone"));
            named.is_empty() || named == zone
        })
    }

    /// Whether it doesn't answer at all.
    pub(crate) fn is_silent(&self) -> bool {
        self.standing("server-silent").chain(self.standing("server-closed")).next().is_some()
    }

    /// Whether it refuses whatever it is asked.
    pub(crate) fn refuses(&self) -> bool {
        self.standing("server-refuses").next().is_some()
    }

    /// What it does wrong with a zone.
    pub(crate) fn conduct(&self, zone: &str) -> Conduct {
        let truncating = self.about("server-truncates", zone).next();
        Conduct {
            lame: self.about("server-lame", zone).next().map(|fault| match fault.text("answer") {
                "upward" => Lame::Upward,
                _ => Lame::Refused,
            }),
            fails: self.about("server-fails", zone).next().is_some(),
            without_authority: self.about("server-not-authoritative", zone).next().is_some(),
            truncates: truncating.is_some(),
            cuts_tcp: truncating.is_some_and(|fault| fault.text("tcp") == "cut"),
        }
    }

    /// The zone as this server shows it: an earlier version, or with a wrong delegation. `load` brings a stored zone into the
    /// form that answers.
    pub(crate) fn shown(&self, name: &str, current: &Arc<ServedZone>, load: impl Fn(&Zone) -> ServedZone) -> Arc<ServedZone> {
        let mut shown = Arc::clone(current);
        if let Some(earlier) = self.earlier(name) {
            shown = Arc::new(load(&earlier));
        }
        let mut wrong: Option<ServedZone> = None;
        for fault in self.faults.iter().filter(|fault| meant(fault, self.host)) {
            let zone = wrong.as_ref().unwrap_or(&shown);
            if let Some(next) = wrong_delegation(zone, fault) {
                wrong = Some(next);
            }
        }
        wrong.map_or(shown, Arc::new)
    }

    /// After how many world ms this server shows a change of a zone that it carries; `None` when it does so at once.
    fn delay_ms(&self, name: &str) -> Option<i64> {
        let slow = self.about("propagation-slow", name).map(|fault| i64::try_from(fault.number("seconds")).unwrap_or(i64::MAX)).max();
        if slow.is_none() && self.panel.propagation_seconds == 0 {
            return None;
        }
        let zone = self.stored.iter().find(|zone| zone.name == name)?;
        let place = zone.servers.iter().position(|server| server == self.host)?;
        Some(slow.unwrap_or(0).saturating_mul(1000).max(self.panel.delay_ms(place, zone.servers.len())))
    }

    /// Tells when this server shows what was changed in its zones.
    pub(crate) fn upcoming(&self, upcoming: &mut Upcoming) {
        for zone in self.stored {
            let Some(delay_ms) = self.delay_ms(&zone.name) else { continue };
            for due in zone.shown_at(delay_ms) {
                upcoming.add(due, "name-server");
            }
        }
    }

    fn earlier(&self, name: &str) -> Option<Zone> {
        let stale = self.about("server-stale", name).map(|fault| usize::try_from(fault.number("changes")).unwrap_or(usize::MAX)).max();
        let delay_ms = self.delay_ms(name);
        if stale.is_none() && delay_ms.is_none() {
            return None;
        }
        let zone = self.stored.iter().find(|zone| zone.name == name)?;
        let delay_ms = delay_ms.unwrap_or(0);
        let changes = stale.unwrap_or(0).max(zone.younger(self.now_ms, delay_ms));
        (changes > 0).then(|| zone.before(changes))
    }
}

/// The zone with what the fault makes of its delegations, or of its own NS records; `None` when it has nothing to do with it.
fn wrong_delegation(zone: &ServedZone, fault: &Fault) -> Option<ServedZone> {
    let named = canonical(fault.text("zone"));
    if fault.name == "child-disagrees" {
        let below_the_seller = zone.apex().strip_suffix(SELLER_ZONE).is_some_and(|front| front.ends_with('.'));
        let fits = if named.is_empty() { below_the_seller } else { zone.apex() == named };
        return fits.then(|| zone.with(zone.apex(), |records| other_server(zone.apex(), fault, records)));
    }
    let change: fn(&str, &Fault, Vec<Record>) -> Vec<Record> = match fault.name.as_str() {
        "delegation-partial" => fewer_servers,
        "delegation-extra" => one_server_more,
        "parents-disagree" => |_, _, _| Vec::new(),
        "ds-without-signatures" => signed,
        "cname-at-the-cut" => alias,
        _ => return None,
    };
    let cuts: Vec<&str> = zone.cuts().filter(|cut| if named.is_empty() { zone.apex() == SELLER_ZONE } else { *cut == named }).collect();
    let mut wrong: Option<ServedZone> = None;
    for cut in cuts {
        wrong = Some(wrong.as_ref().unwrap_or(zone).with(cut, |records| change(cut, fault, records)));
    }
    wrong
}

fn is_ns(record: &Record) -> bool {
    record.record_type() == RecordType::NS
}

fn fewer_servers(_: &str, fault: &Fault, mut records: Vec<Record>) -> Vec<Record> {
    let missing = usize::try_from(fault.number("missing")).unwrap_or(usize::MAX);
    let mut left = records.iter().filter(|record| is_ns(record)).count().saturating_sub(missing).max(1);
    records.retain(|record| {
        let stays = !is_ns(record) || left > 0;
        left = left.saturating_sub(usize::from(is_ns(record)));
        stays
    });
    records
}

fn one_server_more(cut: &str, fault: &Fault, mut records: Vec<Record>) -> Vec<Record> {
    let ttl = records.iter().find(|record| is_ns(record)).map_or(300, |record| record.ttl);
    records.extend(made(cut, Kind::Ns, ttl, fault.text("host")));
    records
}

fn other_server(apex: &str, fault: &Fault, mut records: Vec<Record>) -> Vec<Record> {
    if let Some(place) = records.iter().position(is_ns) {
        let gone = records.remove(place);
        records.extend(made(apex, Kind::Ns, gone.ttl, fault.text("host")));
    }
    records
}

fn signed(cut: &str, _: &Fault, mut records: Vec<Record>) -> Vec<Record> {
    records.retain(|record| record.record_type() != RecordType::DS);
    records.extend(made(cut, Kind::Ds, 300, FOREIGN_DS));
    records
}

fn alias(cut: &str, fault: &Fault, _: Vec<Record>) -> Vec<Record> {
    made(cut, Kind::Cname, 300, fault.text("target")).into_iter().collect()
}

/// A record; none, with a word in the log, when somebody's host name can't be one.
fn made(owner: &str, kind: Kind, ttl: u32, value: &str) -> Option<Record> {
    let value = if kind == Kind::Ds { value.to_owned() } else { canonical(value) };
    ZoneRecord::new(owner, kind, ttl, value).wire().map_err(|why| tracing::warn!(why, "a fault's record left out")).ok()
}
