//! DNS goes wrong three times, each time as it does outside, and each time in a way that its user can mend.

use super::chapters::{BUILD, SUBMIT, case_name, fact, nothing};
use super::look::Look;
use super::{Chapter, Facts, StoryError};
use crate::dns::{PanelForm, RecordForm};
use crate::faults::{FaultError, FaultForm};
use crate::state::StateError;
use crate::world::World;

/// The zone of the registrar's form.
const ZONE: &str = "example.com";
/// The one of the zone's two servers that is asked first.
const SLOW_SERVER: &str = "ns1.dns-host.example";
/// How long it takes for a change to show there, in world seconds.
const SLOW_SECONDS: &str = "7200";
/// How that goes wrong, in the catalogue of faults.
const SLOW: &str = "propagation-slow";

/// A name server of a provider that the seller left long ago; nobody answers for it.
const OLD_SERVER: &str = "ns1.old-dns.example";
/// A key of that provider, of which the parent still says that the zone is signed with it.
const OLD_KEY: &str = "4711 13 2 3f5cb1a07e2a4d5b8c9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e";

/// What an earlier try left behind at the service DNS name: a name server, and a DS that no key fits.
fn leave_behind(world: &World, facts: &Facts) -> Result<(), StoryError> {
    let name = facts.get("name").map_or("", String::as_str);
    for (kind, value) in [("NS", format!("{OLD_SERVER}.")), ("DS", OLD_KEY.to_owned())] {
        let form = RecordForm { zone: ZONE.to_owned(), name: format!("{name}."), kind: kind.to_owned(), ttl: 300, value };
        world.names.publish(&form)?;
    }
    Ok(())
}

/// Whether the panel takes every name as relative.
fn append_zone(world: &World, append: bool) -> Result<(), StoryError> {
    Ok(world.names.set_panel(&PanelForm { appends_zone_to_names: append, ..world.names.panel() })?)
}

fn issued(look: &Look<'_>) -> Result<bool, StateError> {
    Ok(look.certificates()?.iter().any(|certificate| certificate.status == "ISSUED"))
}

/// The first server falls behind.
fn slow_server() -> FaultForm {
    let parameters = [("server", SLOW_SERVER), ("zone", ZONE), ("seconds", SLOW_SECONDS)];
    let parameters = parameters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    FaultForm { name: SLOW.to_owned(), parameters, nth: None, times: None }
}

fn fall_behind(world: &World, _: &Facts) -> Result<(), StoryError> {
    match world.faults.begin(&slow_server()) {
        Ok(_) => Ok(()),
        Err(FaultError::State(error)) => Err(error.into()),
        // A hundred other things go wrong already.
        Err(FaultError::Refused(why)) => {
            tracing::warn!(why, "the story goes on without its slow server");
            Ok(())
        }
    }
}

/// It keeps up again; what the user made go wrong in another way stays.
fn catch_up(world: &World, _: &Facts) -> Result<(), StoryError> {
    let (active, made) = (world.faults.active(), slow_server());
    for fault in active.iter().filter(|fault| fault.name == made.name && fault.parameters == made.parameters) {
        world.faults.end(Some(&fault.id))?;
    }
    Ok(())
}

pub(super) const CHAPTERS: &[Chapter] = &[
    BUILD,
    // The record of the certificate lands at a name with the zone's name twice.
    Chapter {
        key: "zone-name-twice",
        begins: |look| Ok((!look.certificates()?.is_empty()).then(|| fact("zone", ZONE))),
        happens: |world, _| append_zone(world, true),
        passes: |look, _| issued(look),
        ends: |world, _| append_zone(world, false),
    },
    // The proof of the private DNS name shows on one server only for a while; who starts the verification too early fails.
    Chapter {
        key: "server-behind",
        begins: |look| {
            let name = look.services()?.into_iter().find_map(|service| service.private_dns_name);
            let name = name.filter(|_| issued(look).unwrap_or(false));
            Ok(name.map(|name| {
                let mut facts = fact("name", &name);
                facts.extend(fact("server", SLOW_SERVER));
                facts.extend(fact("seconds", SLOW_SECONDS));
                facts
            }))
        },
        happens: fall_behind,
        passes: |look, _| Ok(look.services()?.iter().any(|service| service.private_dns_state.as_deref() == Some("verified"))),
        ends: catch_up,
    },
    SUBMIT,
    // An earlier try left its traces at the name that is to be delegated.
    Chapter {
        key: "old-delegation",
        begins: |look| {
            Ok(case_name(look)?.map(|name| {
                let mut facts = fact("name", &name);
                facts.extend(fact("server", OLD_SERVER));
                facts
            }))
        },
        happens: leave_behind,
        passes: |look, facts| {
            let left = facts.get("name").is_some_and(|name| look.published(name, "DS"));
            Ok(!left && look.cases()?.iter().any(|case| case.launched))
        },
        ends: nothing!(),
    },
];
