//! MAIL and RCPT: who sends, and to which mailbox.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};

use super::Folder;
use super::session::{Door, Envelope, Next, Session, reply};
use super::trouble::standing;
use crate::due::Upcoming;
use crate::faults::Fault;
use crate::state::{Place, Record, StateError};
use crate::world::World;

/// Recipients of one mail (RFC 5321 section 4.5.3.1.8).
const MOST_RECIPIENTS: usize = 100;

/// The first try of a sender and recipient at a greylisting server. Its id is the fault's and both addresses.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct FirstTry {
    /// World time, ms since the epoch.
    at_ms: i64,
}

impl Record for FirstTry {
    const KIND: &'static str = "mail-first-try";
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(super) fn mail(&mut self, rest: &str) -> Next {
        if !self.greeted || self.envelope.is_some() {
            return reply("503 5.5.1 EHLO first, and one mail at a time");
        }
        // RFC 6409 section 4.3. The other port is for those who have always been let in.
        let required = self.door == Door::AfterTls || standing(&self.world, "wrong-password").is_some();
        if required && !self.authenticated {
            return reply("530 5.7.0 Log in first");
        }
        let Some((sender, parameters)) = path(rest, "FROM:") else {
            return reply("501 5.1.7 That is not a sender");
        };
        for parameter in parameters.split_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" => match value.parse::<usize>() {
                    Ok(size) if size > self.largest() => return reply("552 5.3.4 The mail is too large"),
                    Ok(_) => {}
                    Err(_) => return reply("501 5.5.4 That is not a size"),
                },
                "BODY" | "AUTH" => {}
                _ => return reply("555 5.5.4 Unknown parameter"),
            }
        }
        self.envelope = Some(Envelope { sender, recipients: Vec::new() });
        reply("250 2.1.0 Sender taken")
    }

    pub(super) async fn recipient(&mut self, rest: &str) -> Next {
        let Some(envelope) = &mut self.envelope else {
            return reply("503 5.5.1 MAIL first");
        };
        let Some((address, parameters)) = path(rest, "TO:") else {
            return reply("501 5.1.3 That is not a recipient");
        };
        if !parameters.is_empty() {
            return reply("555 5.5.4 Unknown parameter");
        }
        if envelope.recipients.len() >= MOST_RECIPIENTS {
            return reply("452 4.5.3 Too many recipients");
        }
        let Some(folder) = Folder::of(&address).filter(|_| standing(&self.world, "mailbox-unknown").is_none()) else {
            return reply("550 5.1.1 There is no such mailbox here");
        };
        if let Some(fault) = standing(&self.world, "greylisting") {
            let world = Arc::clone(&self.world);
            let sender = envelope.sender.clone();
            let to = address.to_ascii_lowercase();
            let early = tokio::task::spawn_blocking(move || too_early(&world, &fault, &sender, &to)).await;
            match early {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => return reply("450 4.2.0 Greylisted, try again later"),
                Ok(Err(_)) | Err(_) => return reply("451 4.3.0 Something went wrong here, try again later"),
            }
        }
        envelope.recipients.push((address, folder));
        reply("250 2.1.5 Recipient taken")
    }
}

/// Tells when greylisted mails will be taken. Blocks.
pub(crate) fn upcoming(world: &World, upcoming: &mut Upcoming) -> Result<(), StateError> {
    let Some(fault) = standing(world, "greylisting") else {
        return Ok(());
    };
    let tries = world.state.transact(|tx| tx.list::<FirstTry>(Place::WORLD))?;
    for entry in tries.into_iter().filter(|entry| entry.id.starts_with(&fault.id)) {
        upcoming.add(entry.record.at_ms.saturating_add(wait_ms(&fault)), "mail-server");
    }
    Ok(())
}

fn wait_ms(fault: &Fault) -> i64 {
    i64::try_from(fault.number("seconds").saturating_mul(1000)).unwrap_or(i64::MAX)
}

/// Whether this is a sender's first try with a recipient, or one too soon after it.
fn too_early(world: &World, fault: &Fault, sender: &str, recipient: &str) -> Result<bool, StateError> {
    let now = world.clock.now_ms();
    let id = format!("{} {sender} {recipient}", fault.id);
    world.state.transact(|tx| {
        if let Some(first) = tx.get::<FirstTry>(Place::WORLD, &id)? {
            return Ok(first.at_ms.saturating_add(wait_ms(fault)) > now);
        }
        tx.put(Place::WORLD, &id, &FirstTry { at_ms: now })?;
        Ok(true)
    })
}

/// The address between angle brackets behind `keyword`, and what follows it. An empty one is a sender for notices.
fn path(rest: &str, keyword: &str) -> Option<(String, String)> {
    let (word, path) = rest.split_at_checked(keyword.len())?;
    if !word.eq_ignore_ascii_case(keyword) {
        return None;
    }
    let (address, parameters) = path.trim_start().strip_prefix('<')?.split_once('>')?;
    let clean = address.chars().all(|c| !c.is_whitespace() && !c.is_control());
    let shaped = match address.rsplit_once('@') {
        Some((local, domain)) => !local.is_empty() && !domain.is_empty(),
        None => address.is_empty() && keyword == "FROM:",
    };
    (clean && shaped && address.len() <= 256).then(|| (address.to_owned(), parameters.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read() {
        assert_eq!(path("FROM:<a@b.example> SIZE=9", "FROM:"), Some(("a@b.example".into(), "SIZE=9".into())));
        assert_eq!(path("from: <>", "FROM:"), Some((String::new(), String::new())));
        assert_eq!(path("TO:<>", "TO:"), None);
        assert_eq!(path("TO:a@b.example", "TO:"), None);
        assert_eq!(path("TO:<a b@c.example>", "TO:"), None);
        assert_eq!(path("T", "TO:"), None);
    }
}
