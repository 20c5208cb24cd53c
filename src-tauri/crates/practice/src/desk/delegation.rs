//! The second round: looking at a delegation, saying what is wrong with it, and launching.

use super::case::Case;
use super::{letters, write};
use crate::aws;
use crate::dns::{DELEGATION_SET, Flaw, Lameness, add_endpoint_names, store, stored_zone};
use crate::state::{Place, StateError, Tx};
use crate::world::World;

/// The mail that asks for a look.
pub(super) struct Asked {
    pub(super) seller: String,
    pub(super) message_id: String,
}

/// Looks whether the delegation is live, and launches if it is. Who asked gets an answer in any case; otherwise the desk
/// writes when something new is wrong with a delegation that somebody has begun. Asks over DNS with no transaction open.
pub(super) fn look(world: &World, name: &str, now: i64, asked: Option<&Asked>) -> Result<(), StateError> {
    let flaws = flaws(world, name);
    let launched = world.state.transact(|tx| -> Result<bool, StateError> {
        // As it is now: a mail or a reset may have come in between.
        let Some(mut case) = tx.get::<Case>(Place::WORLD, name)? else {
            return Ok(false);
        };
        case.looked_ms = now;
        if let Some(asked) = asked {
            case.seller.clone_from(&asked.seller);
            case.message_id.clone_from(&asked.message_id);
        }
        if case.launched {
            if asked.is_some() {
                write(tx, &case.seller, &letters::launched_already(&case), now, &case.message_id, name)?;
            }
            tx.put(Place::WORLD, name, &case)?;
            return Ok(false);
        }
        let mut problems: Vec<String> = flaws.iter().map(|flaw| sentence(flaw, name)).collect();
        if problems.is_empty() {
            problems = gone(tx, &case, now)?;
        }
        if problems.is_empty() {
            launch(tx, &mut case, now)?;
        } else {
            let begun = flaws.iter().any(began);
            not_yet(tx, &mut case, problems, begun, asked.is_some(), now)?;
        }
        tx.put(Place::WORLD, name, &case)?;
        Ok(case.launched)
    })?;
    // The names of endpoints are in the zone since.
    if launched { world.names.reload() } else { Ok(()) }
}

/// What is wrong with the delegation of a name to the desk's servers, seen from outside.
pub(super) fn flaws(world: &World, name: &str) -> Vec<Flaw> {
    world.resolver.inspect(name, &DELEGATION_SET)
}

fn launch(tx: &Tx<'_>, case: &mut Case, now: i64) -> Result<(), StateError> {
    for service in &case.services {
        aws::set_base_dns_name(tx, service, &case.service_dns_name)?;
    }
    if let Some(mut zone) = stored_zone(tx, &case.service_dns_name)? {
        add_endpoint_names(&mut zone);
        store(tx, &zone)?;
    }
    case.launched = true;
    case.seen = Vec::new();
    case.correction_ms = None;
    write(tx, &case.seller, &letters::launched(case), now, &case.message_id, &case.service_dns_name)
}

/// Remembers what stands in the way, and says it when it was asked for or is settled news.
fn not_yet(tx: &Tx<'_>, case: &mut Case, problems: Vec<String>, begun: bool, asked: bool, now: i64) -> Result<(), StateError> {
    if case.seen != problems {
        case.seen = problems;
        case.seen_ms = now;
    }
    case.begun = begun;
    if asked || case.news_ms().is_some_and(|due_ms| due_ms <= now) {
        case.told.clone_from(&case.seen);
        write(tx, &case.seller, &letters::not_live(case), now, &case.message_id, &case.service_dns_name)?;
    }
    Ok(())
}

/// The endpoint services that exist no more.
fn gone(tx: &Tx<'_>, case: &Case, now: i64) -> Result<Vec<String>, StateError> {
    let mut problems = Vec::new();
    for service in &case.services {
        if aws::endpoint_service(tx, now, service)?.is_none() {
            problems.push(format!("The endpoint service {service} of this case does not exist any more; please submit again."));
        }
    }
    Ok(problems)
}

/// Whether somebody has begun to delegate: what is wrong is not just that nothing is there.
fn began(flaw: &Flaw) -> bool {
    !matches!(flaw, Flaw::Unreachable { .. } | Flaw::NotDelegated { .. } | Flaw::ParentFails { .. })
}

/// What is wrong, for the seller.
fn sentence(flaw: &Flaw, name: &str) -> String {
    let at = |by: &Option<String>| by.as_ref().map_or_else(String::new, |by| format!(" at {by}"));
    match flaw {
        Flaw::Unreachable { zone } if zone.is_empty() => "None of the root servers answered us.".to_owned(),
        Flaw::Unreachable { zone } => format!("None of the name servers of {zone} gives a usable answer."),
        Flaw::NotDelegated { zone } => format!("{name} is not delegated: the zone {} has no NS record for it.", shown(zone)),
        Flaw::NotDelegatedBy { server } => format!("{name} is not delegated at {server}, while other servers of that zone delegate it."),
        Flaw::ParentFails { server } => format!("{server}, a name server of the zone above {name}, does not answer our question."),
        Flaw::Alias { target } => {
            format!("{name} has a CNAME record, to {target}. It has to go: a name with a CNAME record can't be delegated.")
        }
        Flaw::Missing { server, by } => format!("The NS record to {server} is missing{}.", at(by)),
        Flaw::Extra { server, zone, by } => {
            let doubled = server.strip_suffix(&format!(".{zone}")).filter(|rest| DELEGATION_SET.contains(rest));
            match doubled {
                Some(meant) => format!(
                    "The NS record to {server}{} is wrong: {meant} was meant, and without its final dot the zone's name was added.",
                    at(by)
                ),
                None => format!("The NS record to {server}{} is not one of ours and has to go.", at(by)),
            }
        }
        Flaw::Signed => {
            format!(
                "There is a DS record for {name}, but our zone is not signed: resolvers that validate will refuse it. The DS record has to go."
            )
        }
        Flaw::Lame { server, how } => {
            let how = match how {
                Lameness::NoAddress => "has no address that we could find",
                Lameness::Silent => "does not answer",
                Lameness::Refused => "refuses questions about it",
                Lameness::Fails => "answers with an error",
                Lameness::NotAuthoritative => "does not answer with authority",
            };
            format!("The name server {server}, to which {name} is delegated, {how}.")
        }
        Flaw::ChildDisagrees { server } => format!("The name server {server} itself names other servers for {name} than our four."),
    }
}

/// A zone as it is said; the root has no name.
fn shown(zone: &str) -> &str {
    if zone.is_empty() { "." } else { zone }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_zone_is_known_for_what_it_is() {
        let extra = |server: &str| {
            let flaw = Flaw::Extra { server: server.to_owned(), zone: "example.com".to_owned(), by: None };
            sentence(&flaw, "api.vpce.example.com")
        };
        let ours = DELEGATION_SET[0];
        assert!(extra(&format!("{ours}.example.com")).contains("final dot"));
        assert!(extra("ns1.old-dns.example").contains("not one of ours"));
        assert!(extra("ns.example.com").contains("not one of ours"));
    }

    #[test]
    fn nothing_at_all_is_not_a_delegation_that_somebody_began() {
        assert!(!began(&Flaw::NotDelegated { zone: "example.com".into() }));
        assert!(began(&Flaw::Missing { server: DELEGATION_SET[0].into(), by: None }));
    }
}
