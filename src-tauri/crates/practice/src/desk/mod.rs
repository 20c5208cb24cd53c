//! Seller Operations' desk: reads what comes in, as a strict colleague would; answers after a while; and launches the
//! name once the delegation is live. Its work is stored, so a restart forgets none of it.

mod case;
mod checks;
mod delegation;
mod letters;
mod package;
mod reading;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use crate::dns::DELEGATION_SET;
use crate::due::Upcoming;
use crate::faults::Fault;
use crate::mail::{Folder, Letter, SELLER_OPERATIONS, StoredMail, compose, deliver};
use crate::state::{Place, Record, StateError, Tx};
use crate::world::World;

use case::Case;
pub(crate) use case::{CaseSeen, cases};
use delegation::Asked;
use reading::{Reading, Submission};

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

/// A submission that was right and about which the desk has asked back. Its id is the service DNS name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Question {
    /// The mail that it came in.
    mail: String,
}

impl Record for Question {
    const KIND: &'static str = "desk-question";
}

/// A mail as the desk has understood it.
struct Weighed {
    mail: String,
    /// Where the answer goes, for the header.
    seller: String,
    subject: String,
    message_id: String,
    verdict: Verdict,
}

enum Verdict {
    /// The same mail has been answered before.
    Again,
    /// About a case that is open.
    Look(String),
    /// What is missing or wrong, a sentence each.
    Problems(Vec<String>),
    /// Complete and right; with the mail that it came in.
    Complete(Box<Submission>, String),
}

/// Notes that a mail has come in; within the transaction that stores it.
pub(crate) fn expect_answer(tx: &Tx<'_>, mail: &str, now_ms: i64) -> Result<(), StateError> {
    tx.put(Place::WORLD, mail, &Due { due_ms: now_ms.saturating_add(ANSWER_AFTER) })
}

/// Does what is due. Blocks, and asks over DNS with no transaction open.
pub(crate) fn tick(world: &World) -> Result<(), StateError> {
    if world.faults.standing("desk-silent", |_| true).is_some() {
        return Ok(());
    }
    let now = world.clock.now_ms();
    let slow = slowness(world);
    let is_due = |due_ms: i64| due_ms.saturating_add(slow) <= now;
    let due = world.state.transact(|tx| tx.list::<Due>(Place::WORLD))?;
    for entry in due.into_iter().filter(|entry| is_due(entry.record.due_ms)) {
        answer(world, &entry.id, now)?;
    }
    let cases = world.state.transact(|tx| tx.list::<Case>(Place::WORLD))?;
    for case in cases.into_iter().map(|entry| entry.record) {
        if case.correction_ms.is_some_and(is_due) {
            correct(world, &case.service_dns_name, now)?;
        }
        if !case.launched && is_due(case.looked_ms.saturating_add(LOOK_EVERY)) {
            delegation::look(world, &case.service_dns_name, now, None)?;
        }
    }
    Ok(())
}

/// Tells what the desk is going to do. Blocks, and asks over DNS with no transaction open: a look that finds no live
/// delegation ends nobody's wait.
pub(crate) fn upcoming(world: &World, upcoming: &mut Upcoming) -> Result<(), StateError> {
    if world.faults.standing("desk-silent", |_| true).is_some() {
        return Ok(());
    }
    let slow = slowness(world);
    let (due, cases) = world.state.transact(|tx| Ok::<_, StateError>((tx.list::<Due>(Place::WORLD)?, tx.list::<Case>(Place::WORLD)?)))?;
    for entry in due {
        upcoming.add(entry.record.due_ms.saturating_add(slow), "answer");
    }
    for case in cases.into_iter().map(|entry| entry.record) {
        for letter_ms in [case.correction_ms, case.news_ms()].into_iter().flatten() {
            upcoming.add(letter_ms.saturating_add(slow), "answer");
        }
        if !case.launched && delegation::flaws(world, &case.service_dns_name).is_empty() {
            upcoming.add(case.looked_ms.saturating_add(LOOK_EVERY).saturating_add(slow), "launch");
        }
    }
    Ok(())
}

/// What everything takes longer, in world ms.
fn slowness(world: &World) -> i64 {
    world.faults.standing("desk-slow", |_| true).map_or(0, |fault| milliseconds(&fault, "hours", 3_600_000))
}

fn milliseconds(fault: &Fault, parameter: &str, unit: u64) -> i64 {
    i64::try_from(fault.number(parameter).saturating_mul(unit)).unwrap_or(i64::MAX)
}

/// Answers one mail.
fn answer(world: &World, mail: &str, now: i64) -> Result<(), StateError> {
    let Some(weighed) = world.state.transact(|tx| weigh(tx, mail, now))? else {
        return Ok(());
    };
    // Counted with no transaction open: a count is one of its own.
    let complete = matches!(weighed.verdict, Verdict::Complete(..));
    let asks = complete && world.faults.strike("desk-asks-again", |_| true).is_some();
    let mistaken = if complete && !asks { world.faults.strike("desk-wrong-name-servers", |_| true) } else { None };
    let correction_ms = mistaken.map(|fault| now.saturating_add(milliseconds(&fault, "minutes", 60_000)));
    let (zone_changed, look) = world.state.transact(|tx| reply(tx, &weighed, asks, correction_ms, now))?;
    if zone_changed {
        world.names.reload()?;
    }
    if let Some(name) = look {
        let asked = Asked { seller: weighed.seller, message_id: weighed.message_id };
        delegation::look(world, &name, now, Some(&asked))?;
    }
    Ok(())
}

/// Reads a mail and judges it; changes nothing. `None` when it is gone, as after a reset.
fn weigh(tx: &Tx<'_>, id: &str, now: i64) -> Result<Option<Weighed>, StateError> {
    let Some(mail) = tx.get::<StoredMail>(Place::WORLD, id)? else {
        return Ok(None);
    };
    let (letter, reading) = read(&mail);
    let seller = if letter.from.is_empty() { mail.sender.clone() } else { letter.from.clone() };
    let verdict = if !letter.message_id.is_empty() && tx.get::<Answered>(Place::WORLD, &letter.message_id)?.is_some() {
        Verdict::Again
    } else {
        judge(tx, id, &letter, reading, now)?
    };
    Ok(Some(Weighed { mail: id.to_owned(), seller, subject: letter.subject, message_id: letter.message_id, verdict }))
}

/// Whatever the mail is, reading it must not end the desk's work.
fn read(mail: &StoredMail) -> (Letter, Reading) {
    let read = catch_unwind(AssertUnwindSafe(|| {
        let letter = Letter::read(&mail.message());
        let reading = reading::read(&letter);
        (letter, reading)
    }));
    read.unwrap_or_else(|_| (Letter::default(), Reading::unreadable()))
}

fn judge(tx: &Tx<'_>, id: &str, letter: &Letter, reading: Reading, now: i64) -> Result<Verdict, StateError> {
    let mut problems = reading.troubles;
    let bare = reading.submission.services.is_empty();
    if bare && problems.is_empty() {
        // No submission: about one that the desk knows, perhaps.
        let questions = tx.list::<Question>(Place::WORLD)?;
        let names: Vec<_> = questions.iter().map(|entry| (entry.id.clone(), None)).collect();
        if let Some(name) = case::meant(tx, letter, &names)?
            && let Some(entry) = questions.into_iter().find(|entry| entry.id == name)
            && let Some(mail) = tx.get::<StoredMail>(Place::WORLD, &entry.record.mail)?
        {
            let (_, asked_about) = read(&mail);
            let problems = checks::problems(tx, now, &asked_about.submission)?;
            return Ok(match problems.is_empty() {
                true => Verdict::Complete(Box::new(asked_about.submission), entry.record.mail),
                false => Verdict::Problems(problems),
            });
        }
        let cases = tx.list::<Case>(Place::WORLD)?;
        let names: Vec<_> = cases.into_iter().map(|entry| (entry.id, Some(entry.record.number))).collect();
        if let Some(name) = case::meant(tx, letter, &names)? {
            return Ok(Verdict::Look(name));
        }
    }
    // Of a package that can't be opened nobody knows what it lacks.
    if problems.is_empty() || reading.submission != Submission::default() {
        problems.extend(checks::problems(tx, now, &reading.submission)?);
    }
    Ok(match problems.is_empty() {
        true => Verdict::Complete(Box::new(reading.submission), id.to_owned()),
        false => Verdict::Problems(problems),
    })
}

/// Writes the answer. Answers whether a zone was changed, and the name whose delegation is to be looked at.
fn reply(tx: &Tx<'_>, weighed: &Weighed, asks: bool, correction_ms: Option<i64>, now: i64) -> Result<(bool, Option<String>), StateError> {
    let Weighed { mail, seller, subject, message_id, verdict } = weighed;
    // Gone when the world was reset in between.
    if !tx.delete::<Due>(Place::WORLD, mail)? {
        return Ok((false, None));
    }
    if !message_id.is_empty() {
        tx.put(Place::WORLD, message_id, &Answered { mail: mail.clone() })?;
    }
    match verdict {
        Verdict::Again => Ok((false, None)),
        Verdict::Look(name) => Ok((false, Some(name.clone()))),
        Verdict::Problems(problems) => {
            write(tx, seller, &letters::problems(subject, problems), now, message_id, "")?;
            Ok((false, None))
        }
        Verdict::Complete(submission, came_in) if asks => {
            let name = &submission.service_dns_name;
            tx.put(Place::WORLD, name, &Question { mail: came_in.clone() })?;
            write(tx, seller, &letters::question(subject, submission), now, message_id, name)?;
            Ok((false, None))
        }
        Verdict::Complete(submission, _) => {
            let name = &submission.service_dns_name;
            tx.delete::<Question>(Place::WORLD, name)?;
            let mut case = case::open(tx, submission, seller, message_id, now)?;
            let servers = match correction_ms {
                Some(_) => case::mistaken_servers(),
                None => DELEGATION_SET.map(str::to_owned).to_vec(),
            };
            case.correction_ms = correction_ms;
            tx.put(Place::WORLD, name, &case)?;
            write(tx, seller, &letters::name_servers(&case, &servers), now, message_id, name)?;
            Ok((true, None))
        }
    }
}

/// Puts a mistaken list of name servers right.
fn correct(world: &World, name: &str, now: i64) -> Result<(), StateError> {
    world.state.transact(|tx| {
        let Some(mut case) = tx.get::<Case>(Place::WORLD, name)? else {
            return Ok(());
        };
        if case.correction_ms.take().is_some() {
            write(tx, &case.seller, &letters::corrected_name_servers(&case), now, &case.message_id, name)?;
        }
        tx.put(Place::WORLD, name, &case)
    })
}

/// Puts a letter of the desk into the seller's in-box; `about` is the service DNS name that a reply to it will mean.
fn write(
    tx: &Tx<'_>,
    seller: &str,
    (subject, text): &(String, String),
    now: i64,
    in_reply_to: &str,
    about: &str,
) -> Result<(), StateError> {
    let from = format!("AWS Marketplace Seller Operations (practice) <{SELLER_OPERATIONS}>");
    let message_id = format!("<{}@practice.example>", uuid::Uuid::new_v4());
    let message = compose(&message_id, &from, seller, subject, text, now, in_reply_to);
    deliver(tx, &StoredMail::new(Folder::Seller, SELLER_OPERATIONS, now, &message))?;
    if about.is_empty() { Ok(()) } else { case::remember_letter(tx, &message_id, about) }
}
