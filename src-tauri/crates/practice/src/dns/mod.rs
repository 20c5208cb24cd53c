//! The practice name servers: zone data that survives a restart, one loopback socket for each documentation address,
//! the registrar's form, and a resolver for those parts of the world that ask.
//!
//! Absent: DNSSEC, zone transfers, dynamic updates, caches.

mod name;
mod panel;
mod record;
mod reply;
mod resolver;
mod server;
mod tree;
mod zone;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::faults::{Fault, Faults};
use crate::state::{Place, Record, State, StateError, Tx};

pub use panel::{FormError, RecordForm, ZoneForm};

pub(crate) use name::{at_or_below, canonical, why_not_host};
pub(crate) use resolver::Resolver;
pub(crate) use server::{has_v6, serve};
pub(crate) use tree::{DELEGATION_SET, MAIL_ADDRESS, MAIL_HOST, hosted_zone, roots};
pub(crate) use zone::Zone;

use record::{Kind, ZoneRecord, normal_value};
use reply::Transport;
use zone::ServedZone;

impl Record for Zone {
    const KIND: &'static str = "zone";
}

/// The zones in the form that answers, as last committed.
#[derive(Default)]
struct Loaded {
    stored: Vec<Zone>,
    /// Which zones each server carries, by the server's host name.
    carried: BTreeMap<String, Vec<(String, Arc<ServedZone>)>>,
}

/// All zone data. What is committed to the state is served at once.
pub(crate) struct Names {
    state: State,
    with_v6: bool,
    faults: Faults,
    loaded: RwLock<Loaded>,
}

impl Names {
    /// Takes up the zones stored in `state`, seeding them when there are none. Without IPv6 on this machine the name
    /// servers' IPv6 addresses are not told.
    pub(crate) fn open(state: State, with_v6: bool, faults: Faults) -> Result<Names, StateError> {
        let names = Names { state, with_v6, faults, loaded: RwLock::default() };
        names.seed()?;
        Ok(names)
    }

    /// Seeds the zones in an empty state, and serves what is stored.
    pub(crate) fn seed(&self) -> Result<(), StateError> {
        self.state.transact(|tx| {
            if tx.list::<Zone>(Place::WORLD)?.is_empty() {
                for zone in tree::seed() {
                    store(tx, &zone)?;
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
        let entries = self.state.transact(|tx| tx.list::<Zone>(Place::WORLD))?;
        let stored: Vec<Zone> = entries.into_iter().map(|entry| entry.record).collect();
        let mut carried: BTreeMap<String, Vec<(String, Arc<ServedZone>)>> = BTreeMap::new();
        for zone in &stored {
            let served = Arc::new(ServedZone::load(&self.reachable(zone)));
            for server in &zone.servers {
                let zones = carried.entry(server.clone()).or_default();
                zones.push((zone.name.clone(), Arc::clone(&served)));
            }
        }
        *loaded = Loaded { stored, carried };
        Ok(())
    }

    /// The zone without addresses that nothing on this machine can play.
    fn reachable(&self, zone: &Zone) -> Zone {
        let mut zone = zone.clone();
        if !self.with_v6 {
            let servers = tree::name_servers();
            let gone = |value: &str| servers.iter().any(|server| server.v6.to_string() == value);
            zone.records.retain(|record| record.kind != Kind::Aaaa || !gone(&record.value));
        }
        zone
    }

    /// What the server of that host name answers to a question; `None` for silence.
    fn reply(&self, server: &str, question: &[u8], transport: Transport) -> Option<Vec<u8>> {
        let meant = |fault: &Fault| matches!(fault.text("server"), "all") || fault.text("server") == server;
        if self.faults.standing("server-silent", meant).is_some() {
            return None;
        }
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        let zones = loaded.carried.get(server).map_or(&[][..], Vec::as_slice);
        reply::reply(question, transport, zones)
    }

    /// Every zone as it is stored.
    fn stored(&self) -> Vec<Zone> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        loaded.stored.clone()
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

/// The root has an id too.
fn id(zone: &str) -> String {
    format!("{zone}.")
}
