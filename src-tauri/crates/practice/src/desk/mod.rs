//! Seller Operations' desk: reads what comes in, as a strict colleague would; answers after a while; and launches the
//! name once the delegation is live. Its work is stored, so a restart forgets none of it.

mod checks;
mod letters;
mod reading;

use serde::{Deserialize, Serialize};

use crate::aws;
use crate::dns::{DELEGATION_SET, Zone, add_alias, hosted_zone, store, stored_zone};
use crate::due::Upcoming;
use crate::mail::{Folder, Letter, SELLER_OPERATIONS, StoredMail, compose, deliver};
use crate::state::{Place, Record, StateError, Tx};
use crate::world::World;

use reading::Submission;

/// From receipt to answer, in world ms.
const ANSWER_AFTER: i64 = 300_000;
/// Between two looks at a delegation, in world ms.
const LOOK_EVERY: i64 = 60_000;

/// A mail that has to be answered. Its id is the mail's.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Due {
    /// World time, ms since the epoch.
    due_ms: i64,
}

impl Record for Due {
    const KIND: &'static str = "desk-due";
}

/// A Message-ID that was answered: the same mail sent twice gets one answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Answered {
    mail: String,
}

impl Record for Answered {
    const KIND: &'static str = "desk-answered";
}

/// A submission that was complete and right. Its id is the service DNS name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Case {
    number: String,
    service_dns_name: String,
    /// Ids of the endpoint services that it stands for.
    services: Vec<String>,
    /// Where answers go, for the header.
    seller: String,
    message_id: String,
    launched: bool,
    /// When the delegation was last looked at, world time.
    looked_ms: i64,
}

impl Record for Case {
    const KIND: &'static str = "desk-case";
}

/// What others of the world can see of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseSeen {
    /// The service DNS name.
    pub(crate) service_dns_name: String,
    /// Whether the name is launched.
    pub(crate) launched: bool,
}

/// Every case, in order.
pub(crate) fn cases(tx: &Tx<'_>) -> Result<Vec<CaseSeen>, StateError> {
    let seen = |case: Case| CaseSeen { service_dns_name: case.service_dns_name, launched: case.launched };
    Ok(tx.list::<Case>(Place::WORLD)?.into_iter().map(|entry| seen(entry.record)).collect())
}

/// Notes that a mail has come in; within the transaction that stores it.
pub(crate) fn expect_answer(tx: &Tx<'_>, mail: &str, now_ms: i64) -> Result<(), StateError> {
    tx.put(Place::WORLD, mail, &Due { due_ms: now_ms.saturating_add(ANSWER_AFTER) })
}

/// Does what is due. Blocks, and asks over DNS with no transaction open.
pub(crate) fn tick(world: &World) -> Result<(), StateError> {
    let now = world.clock.now_ms();
    let due = world.state.transact(|tx| tx.list::<Due>(Place::WORLD))?;
    for entry in due.into_iter().filter(|entry| entry.record.due_ms <= now) {
        if world.state.transact(|tx| answer(tx, &entry.id, now))? {
            world.names.reload()?;
        }
    }
    let cases = world.state.transact(|tx| tx.list::<Case>(Place::WORLD))?;
    for entry in cases {
        let waits = !entry.record.launched && entry.record.looked_ms.saturating_add(LOOK_EVERY) <= now;
        if waits {
            look(world, entry.record, now)?;
        }
    }
    Ok(())
}

/// Tells what the desk is going to do. Blocks, and asks over DNS with no transaction open: a look that finds no live
/// delegation ends nobody's wait.
pub(crate) fn upcoming(world: &World, upcoming: &mut Upcoming) -> Result<(), StateError> {
    let (due, cases) = world.state.transact(|tx| Ok::<_, StateError>((tx.list::<Due>(Place::WORLD)?, tx.list::<Case>(Place::WORLD)?)))?;
    for entry in due {
        upcoming.add(entry.record.due_ms, "answer");
    }
    for case in cases.into_iter().map(|entry| entry.record) {
        if !case.launched && live(world, &case) {
            upcoming.add(case.looked_ms.saturating_add(LOOK_EVERY), "launch");
        }
    }
    Ok(())
}

/// Answers one mail. True when a zone was changed.
fn answer(tx: &Tx<'_>, mail_id: &str, now: i64) -> Result<bool, StateError> {
    // Gone when the world was reset in between.
    if !tx.delete::<Due>(Place::WORLD, mail_id)? {
        return Ok(false);
    }
    let Some(mail) = tx.get::<StoredMail>(Place::WORLD, mail_id)? else {
        return Ok(false);
    };
    let letter = Letter::read(&mail.message());
    if !letter.message_id.is_empty() {
        if tx.get::<Answered>(Place::WORLD, &letter.message_id)?.is_some() {
            return Ok(false);
        }
        tx.put(Place::WORLD, &letter.message_id, &Answered { mail: mail_id.to_owned() })?;
    }
    let seller = if letter.from.is_empty() { &mail.sender } else { &letter.from };
    let read = reading::read(&letter);
    if let Ok(submission) = &read
        && submission.services.is_empty()
        && let Some(mut case) = mentioned(tx, &letter)?
    {
        case.looked_ms = 0;
        tx.put(Place::WORLD, &case.service_dns_name, &case)?;
        write(tx, seller, &letters::looking(&case), now, &letter.message_id)?;
        return Ok(false);
    }
    let problems = match &read {
        Ok(submission) => checks::problems(tx, now, submission)?,
        Err(problem) => vec![problem.clone()],
    };
    match read {
        Ok(submission) if problems.is_empty() => {
            let case = open_case(tx, &submission, seller, &letter.message_id, now)?;
            write(tx, seller, &letters::name_servers(&case), now, &letter.message_id)?;
            Ok(true)
        }
        _ => {
            write(tx, seller, &letters::problems(&letter.subject, &problems), now, &letter.message_id)?;
            Ok(false)
        }
    }
}

/// The case that a letter names by its number or its service DNS name.
fn mentioned(tx: &Tx<'_>, letter: &Letter) -> Result<Option<Case>, StateError> {
    let cases = tx.list::<Case>(Place::WORLD)?;
    let named = |case: &Case| {
        [&letter.subject, &letter.text].into_iter().any(|text| text.contains(&case.number) || text.contains(&case.service_dns_name))
    };
    Ok(cases.into_iter().map(|entry| entry.record).find(named))
}

/// Opens the case and creates the hosted zone; a second submission for the same name keeps both and is taken as news.
fn open_case(tx: &Tx<'_>, submission: &Submission, seller: &str, message_id: &str, now: i64) -> Result<Case, StateError> {
    let name = &submission.service_dns_name;
    let mut zone: Zone = stored_zone(tx, name)?.unwrap_or_else(|| hosted_zone(name));
    for record in &submission.validation_records {
        add_alias(&mut zone, &record.name, &record.value);
    }
    store(tx, &zone)?;
    let known = tx.get::<Case>(Place::WORLD, name)?;
    let mut services = known.as_ref().map(|case| case.services.clone()).unwrap_or_default();
    for service in &submission.services {
        if let Some(seen) = aws::endpoint_service(tx, now, &service.name)?
            && !services.contains(&seen.id)
        {
            services.push(seen.id);
        }
    }
    let more = known.as_ref().is_some_and(|case| case.services != services);
    let case = Case {
        number: known.as_ref().map_or_else(case_number, |case| case.number.clone()),
        service_dns_name: name.clone(),
        services,
        seller: seller.to_owned(),
        message_id: message_id.to_owned(),
        launched: known.is_some_and(|case| case.launched) && !more,
        looked_ms: 0,
    };
    tx.put(Place::WORLD, name, &case)?;
    Ok(case)
}

/// Ten digits, like those of a real desk.
fn case_number() -> String {
    let random = uuid::Uuid::new_v4().as_u128() % 9_000_000_000;
    (1_000_000_000 + random).to_string()
}

/// Whether the name is delegated to the name servers that were given out.
fn live(world: &World, case: &Case) -> bool {
    let mut expected = DELEGATION_SET.map(str::to_owned);
    expected.sort();
    world.resolver.live_delegation(&case.service_dns_name) == expected
}

/// Looks whether the delegation is live, and launches if it is.
fn look(world: &World, case: Case, now: i64) -> Result<(), StateError> {
    let live = live(world, &case);
    world.state.transact(|tx| {
        // As it is now: a mail or a reset may have come in between.
        let Some(mut case) = tx.get::<Case>(Place::WORLD, &case.service_dns_name)? else {
            return Ok(());
        };
        case.looked_ms = now;
        if live && !case.launched {
            for service in &case.services {
                aws::set_base_dns_name(tx, service, &case.service_dns_name)?;
            }
            case.launched = true;
            write(tx, &case.seller, &letters::launched(&case), now, &case.message_id)?;
        }
        tx.put(Place::WORLD, &case.service_dns_name, &case)
    })
}

/// Puts a letter of the desk into the seller's in-box.
fn write(tx: &Tx<'_>, seller: &str, (subject, text): &(String, String), now: i64, in_reply_to: &str) -> Result<(), StateError> {
    let from = format!("AWS Marketplace Seller Operations (practice) <{SELLER_OPERATIONS}>");
    let message = compose(&from, seller, subject, text, now, in_reply_to);
    deliver(tx, &StoredMail::new(Folder::Seller, SELLER_OPERATIONS, now, &message))?;
    Ok(())
}
