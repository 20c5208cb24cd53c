//! The practice name servers: zone data that survives a restart, one loopback socket for each documentation address,
//! the registrar's form, the hosted zones of practice Route 53, and a resolver for those parts of the world that ask.
//!
//! Absent: DNSSEC, zone transfers, dynamic updates, caches.

mod doors;
mod history;
pub(crate) mod hosted;
mod inspect;
mod name;
mod panel;
mod played;
mod record;
mod reply;
mod resolver;
mod server;
mod slips;
mod tree;
mod zone;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::aws::Serve;
use crate::clock::WorldClock;
use crate::due::Upcoming;
use crate::faults::{Fault, Faults};
use crate::state::{Place, Record, State, StateError, Tx};

pub use doors::NameServersAt;
pub use panel::{FormError, RecordForm, ReplaceForm, ZoneForm};
pub use slips::PanelForm;

pub(crate) use doors::{Doors, has_v6, serve};
pub(crate) use inspect::{Flaw, Lameness};
pub(crate) use name::{at_or_below, canonical, why_not_host};
pub(crate) use resolver::Resolver;
pub(crate) use tree::{DELEGATION_SET, MAIL_ADDRESS, MAIL_HOST, SELLER_ZONE, hosted_zone, roots};
pub(crate) use zone::Zone;

use played::{Played, meant};
use record::{Kind, ZoneRecord, normal_value};
use reply::{Said, Transport};
use zone::ServedZone;

/// Name of the stored panel settings.
const META_PANEL: &str = "panel";

impl Record for Zone {
    const KIND: &'static str = "zone";
}

/// The zones in the form that answers, as last committed.
#[derive(Default)]
struct Loaded {
    stored: Vec<Zone>,
    /// How the registrar's panel treats what is typed.
    panel: PanelForm,
    /// Which zones each server carries, by the server's host name.
    carried: BTreeMap<String, Vec<(String, Arc<ServedZone>)>>,
}

/// All zone data. What is committed to the state is served at once.
pub(crate) struct Names {
    state: State,
    with_v6: bool,
    faults: Faults,
    clock: WorldClock,
    loaded: RwLock<Loaded>,
}

impl Loaded {
    fn played<'a>(&'a self, server: &'a str, faults: &'a [Fault], now_ms: i64) -> Played<'a> {
        let zones = self.carried.get(server).map_or(&[][..], Vec::as_slice);
        Played { host: server, zones, stored: &self.stored, faults, panel: &self.panel, now_ms }
    }
}

impl Names {
    /// Takes up the zones stored in `state`, seeding them when there are none. Without IPv6 on this machine the name
    /// servers' IPv6 addresses are not told.
    pub(crate) fn open(state: State, with_v6: bool, faults: Faults, clock: WorldClock) -> Result<Names, StateError> {
        let names = Names { state, with_v6, faults, clock, loaded: RwLock::default() };
        names.seed()?;
        Ok(names)
    }

    /// Seeds the zones in an empty state, and serves what is stored. A state of an earlier version gets the servers that have joined the
    /// tree since; the seller's zone is hers.
    pub(crate) fn seed(&self) -> Result<(), StateError> {
        self.state.transact(|tx| {
            for zone in tree::seed() {
                match stored_zone(tx, &zone.name)? {
                    None => store(tx, &zone)?,
                    Some(known) if known.editable => {}
                    Some(mut known) => {
                        if known.add_missing(zone.records) {
                            store(tx, &known)?;
                        }
                    }
                }
            }
            Ok::<_, StateError>(())
        })?;
        self.reload()
    }

    /// Serves what is stored now; to be called after every commit that touched a zone.
    pub(crate) fn reload(&self) -> Result<(), StateError> {
        // Held while reading, so that of two commits the later one is what stays.
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        let (entries, panel, hosted) = self.state.transact(|tx| {
            let panel = tx.meta::<PanelForm>(META_PANEL)?;
            Ok::<_, StateError>((tx.list::<Zone>(Place::WORLD)?, panel, hosted::listed(tx)?))
        })?;
        let stored: Vec<Zone> = entries.into_iter().map(|entry| entry.record).collect();
        let mut carried: BTreeMap<String, Vec<(String, Arc<ServedZone>)>> = BTreeMap::new();
        for zone in &stored {
            let served = Arc::new(self.load(zone));
            for server in &zone.servers {
                let zones = carried.entry(server.clone()).or_default();
                zones.push((zone.name.clone(), Arc::clone(&served)));
            }
        }
        for zone in hosted.iter().filter(|zone| zone.is_served()) {
            let served = Arc::new(zone.load());
            for server in &zone.servers {
                carried.entry(server.clone()).or_default().push((zone.name.clone(), Arc::clone(&served)));
            }
        }
        *loaded = Loaded { stored, panel: panel.unwrap_or_default(), carried };
        Ok(())
    }

    /// A zone in the form that answers, without addresses that nothing on this machine can play.
    fn load(&self, zone: &Zone) -> ServedZone {
        let mut zone = zone.clone();
        if !self.with_v6 {
            let servers = tree::name_servers();
            let gone = |value: &str| servers.iter().any(|server| server.v6.to_string() == value);
            zone.records.retain(|record| record.kind != Kind::Aaaa || !gone(&record.value));
        }
        ServedZone::load(&zone)
    }

    /// What the server of that host name answers to a question.
    fn reply(&self, server: &str, question: &[u8], transport: Transport) -> Said {
        let faults = self.faults.active();
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        let played = loaded.played(server, &faults, self.clock.now_ms());
        reply::reply(question, transport, &played, |zone| self.load(zone))
    }

    /// Tells when servers show what was changed.
    pub(crate) fn upcoming(&self, upcoming: &mut Upcoming) {
        let faults = self.faults.active();
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        for server in loaded.carried.keys() {
            loaded.played(server, &faults, upcoming.now()).upcoming(upcoming);
        }
    }

    /// Whether nothing listens at that server's ports.
    fn is_closed(&self, server: &str) -> bool {
        self.faults.standing("server-closed", |fault| meant(fault, server)).is_some()
    }

    /// Every zone as it is stored.
    fn stored(&self) -> Vec<Zone> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        loaded.stored.clone()
    }
}

impl Serve for Names {
    fn serve_stored(&self) -> Result<(), StateError> {
        self.reload()
    }
}

/// The zone of that canonical name.
pub(crate) fn stored_zone(tx: &Tx<'_>, name: &str) -> Result<Option<Zone>, StateError> {
    tx.get(Place::WORLD, &id(name))
}

/// Stores a zone; [`Names::reload`] after the commit serves it.
pub(crate) fn store(tx: &Tx<'_>, zone: &Zone) -> Result<(), StateError> {
    tx.put(Place::WORLD, &id(&zone.name), zone)
}

/// Has the registry send everybody who asks for the seller's zone to these servers; [`Names::reload`] after the commit serves it.
pub(crate) fn move_seller_zone(tx: &Tx<'_>, servers: &[String]) -> Result<(), StateError> {
    let (name, above) = (canonical(SELLER_ZONE), "com");
    let Some(mut zone) = stored_zone(tx, &canonical(above))? else { return Ok(()) };
    zone.records.retain(|record| record.name != name || record.kind != Kind::Ns);
    zone.records.extend(servers.iter().map(|server| ZoneRecord::new(&name, Kind::Ns, 3600, server.as_str())));
    zone.serial = zone.serial.wrapping_add(1);
    store(tx, &zone)
}

/// Adds a CNAME that somebody asked to keep; false when it doesn't belong into the zone or can't stand there.
pub(crate) fn add_alias(zone: &mut Zone, name: &str, target: &str) -> bool {
    let name = canonical(name);
    let Ok(value) = normal_value(Kind::Cname, target) else {
        return false;
    };
    let free = zone.records.iter().all(|record| record.name != name);
    let fits = free && name != zone.name && at_or_below(&name, &zone.name) && why_not_host(&name, true).is_none();
    if fits {
        zone.records.push(ZoneRecord { name, kind: Kind::Cname, ttl: 300, value });
    }
    fits
}

/// Lets the names of endpoints lead somewhere. AWS keeps a record for each endpoint; here one wildcard stands for all of them.
pub(crate) fn add_endpoint_names(zone: &mut Zone) {
    let name = format!("*.{}", zone.name);
    if zone.records.iter().all(|record| record.name != name) {
        zone.records.push(ZoneRecord { name, kind: Kind::A, ttl: 60, value: tree::ENDPOINT_ADDRESS.to_string() });
    }
}

/// The root has an id too.
fn id(zone: &str) -> String {
    format!("{zone}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_of_an_earlier_version_gets_the_servers_that_joined_the_tree_since() {
        let state = State::open(None).unwrap();
        let all = state
            .transact(|tx| {
                for mut zone in tree::seed() {
                    // What the seller removed stays removed.
                    zone.records.retain(|record| !record.name.starts_with("ns-2105.") && record.kind != Kind::Txt);
                    store(tx, &zone)?;
                }
                Ok::<_, StateError>(tree::seed())
            })
            .unwrap();
        let clock = WorldClock::open(&state, 0.0).unwrap();
        Names::open(state.clone(), true, Faults::open(state.clone()).unwrap(), clock).unwrap();
        for zone in all {
            let stored = state.transact(|tx| stored_zone(tx, &zone.name)).unwrap().unwrap();
            let missing: Vec<&ZoneRecord> = zone.records.iter().filter(|record| !stored.records.contains(record)).collect();
            assert_eq!(missing.is_empty(), !zone.editable, "{}: {missing:?}", zone.name);
        }
    }
}
