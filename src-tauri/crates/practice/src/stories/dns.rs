//! DNS goes wrong three times, each time as it does outside, and each time in a way that its user can mend.

use super::chapters::{BUILD, PROVE, SUBMIT, case_name, fact, nothing};
use super::{Chapter, Facts, StoryError};
use crate::dns::RecordForm;
use crate::world::World;

/// A name server of a provider that the seller left long ago; nobody answers for it.
const OLD_SERVER: &str = "ns1.old-dns.example";
/// A key of that provider, of which the parent still says that the zone is signed with it.
const OLD_KEY: &str = "4711 13 2 3f5cb1a07e2a4d5b8c9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e";

/// What an earlier try left behind at the service DNS name: a name server, and a DS that no key fits.
fn leave_behind(world: &World, facts: &Facts) -> Result<(), StoryError> {
    let name = facts.get("name").map_or("", String::as_str);
    for (kind, value) in [("NS", format!("{OLD_SERVER}.")), ("DS", OLD_KEY.to_owned())] {
        let form = RecordForm { zone: "example.com".to_owned(), name: format!("{name}."), kind: kind.to_owned(), ttl: 300, value };
        world.names.publish(&form)?;
    }
    Ok(())
}

pub(super) const CHAPTERS: &[Chapter] = &[
    BUILD,
    PROVE,
    SUBMIT,
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
