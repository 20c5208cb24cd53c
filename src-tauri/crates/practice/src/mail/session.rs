//! One SMTP conversation (RFC 5321). A mail and what the desk has to do about it are committed together before the 250.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::time::timeout;

use super::{Folder, StoredMail, deliver};
use crate::clock::real_ms;
use crate::desk;
use crate::dns::MAIL_HOST;
use crate::hold::{HeldRequest, HoldWhen};
use crate::log::LoggedRequest;
use crate::state::StateError;
use crate::world::World;

/// The largest message, in octets; told in the answer to EHLO (RFC 1870).
const LARGEST: usize = 10 << 20;
/// A command line. RFC 4954 section 4 wants room for 12,288 octets of AUTH.
const LONGEST_COMMAND: usize = 12_288 + 512;
/// A line of text with its end (RFC 5321 section 4.5.3.1.6).
const LONGEST_LINE: usize = 1000;
/// Recipients of one mail (RFC 5321 section 4.5.3.1.8).
const MOST_RECIPIENTS: usize = 100;
/// Commands in error before the conversation ends.
const MOST_ERRORS: usize = 20;
/// Waiting for the other side (RFC 5321 section 4.5.3.2.7).
const PATIENCE: Duration = Duration::from_secs(300);
/// How the log and the gate name a mail's transaction.
const DATA: &str = "SMTP.DATA";

/// What goes on after a command.
enum Next {
    Reply(String),
    ReplyAndEnd(String),
    End,
}

/// The mail under way.
struct Envelope {
    sender: String,
    recipients: Vec<(String, Folder)>,
}

/// One connection.
pub(crate) struct Session<S> {
    world: Arc<World>,
    stream: BufStream<S>,
    greeted: bool,
    authenticated: bool,
    envelope: Option<Envelope>,
}

fn reply(text: &str) -> Next {
    Next::Reply(text.to_owned())
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(crate) fn new(world: Arc<World>, stream: S) -> Session<S> {
        Session { world, stream: BufStream::new(stream), greeted: false, authenticated: false, envelope: None }
    }

    /// Talks until one side ends it.
    pub(crate) async fn run(mut self) -> io::Result<()> {
        self.say(&format!("220 {MAIL_HOST} ESMTP practice world")).await?;
        let mut errors = 0;
        loop {
            let Some(line) = self.piece(LONGEST_COMMAND).await? else {
                return Ok(());
            };
            let next = if line.ends_with(b"\n") {
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                self.obey(&line).await?
            } else {
                Next::ReplyAndEnd("500 5.5.2 The line is too long".to_owned())
            };
            match next {
                Next::Reply(text) => {
                    errors += usize::from(text.starts_with('5'));
                    if errors > MOST_ERRORS {
                        return self.say("421 4.7.0 Too many errors").await;
                    }
                    self.say(&text).await?;
                }
                Next::ReplyAndEnd(text) => {
                    self.say(&text).await?;
                    return self.stream.shutdown().await;
                }
                Next::End => return Ok(()),
            }
        }
    }

    async fn say(&mut self, text: &str) -> io::Result<()> {
        self.stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        timeout(PATIENCE, self.stream.flush()).await?
    }

    /// Octets up to and including the next line feed, or `limit` octets without one; `None` at the end.
    async fn piece(&mut self, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let mut piece = Vec::new();
        loop {
            let room = limit.saturating_sub(piece.len());
            let buffer = timeout(PATIENCE, self.stream.fill_buf()).await??;
            if buffer.is_empty() {
                return Ok(None);
            }
            let line = buffer.iter().position(|octet| *octet == b'\n').map_or(buffer.len(), |at| at + 1);
            let taken = line.min(room);
            piece.extend(buffer.iter().take(taken));
            self.stream.consume(taken);
            if piece.ends_with(b"\n") || piece.len() >= limit {
                return Ok(Some(piece));
            }
        }
    }

    async fn obey(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        Ok(match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "HELO" if rest.is_empty() => reply("501 5.5.4 Say who you are"),
            "HELO" => {
                self.greet();
                Next::Reply(format!("250 {MAIL_HOST}"))
            }
            "EHLO" => {
                self.greet();
                Next::Reply(format!(
                    "250-{MAIL_HOST}\r\n250-PIPELINING\r\n250-SIZE {LARGEST}\r\n250-8BITMIME\r\n250-AUTH PLAIN LOGIN\r\n250 ENHANCEDSTATUSCODES"
                ))
            }
            "AUTH" => self.authenticate(rest).await?,
            "MAIL" => self.mail(rest),
            "RCPT" => self.recipient(rest),
            "DATA" => self.data().await?,
            "RSET" => {
                self.envelope = None;
                reply("250 2.0.0 Done")
            }
            "NOOP" => reply("250 2.0.0 Done"),
            "VRFY" => reply("252 2.1.5 Send the mail and see"),
            "HELP" => reply("214 2.0.0 RFC 5321"),
            "QUIT" => Next::ReplyAndEnd("221 2.0.0 Goodbye".to_owned()),
            _ => reply("500 5.5.1 Unknown command"),
        })
    }

    fn greet(&mut self) {
        self.greeted = true;
        self.envelope = None;
    }

    /// RFC 4954. Any name and password will do; they are neither kept nor logged.
    async fn authenticate(&mut self, rest: &str) -> io::Result<Next> {
        if !self.greeted || self.authenticated || self.envelope.is_some() {
            return Ok(reply("503 5.5.1 Not now"));
        }
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let challenges: &[&str] = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => &[""],
            "LOGIN" => &["VXNlcm5hbWU6", "UGFzc3dvcmQ6"],
            _ => return Ok(reply("504 5.5.4 PLAIN and LOGIN are offered")),
        };
        let mut answers = Vec::new();
        for (place, challenge) in challenges.iter().enumerate() {
            let answer = if place == 0 && !initial.is_empty() {
                initial.to_owned()
            } else {
                self.say(&format!("334 {challenge}")).await?;
                let Some(line) = self.piece(LONGEST_COMMAND).await? else {
                    return Ok(Next::End);
                };
                String::from_utf8_lossy(&line).trim_end().to_owned()
            };
            match STANDARD.decode(answer.as_bytes()) {
                Ok(octets) => answers.push(octets),
                Err(_) => return Ok(reply("501 5.5.2 That is not base64")),
            }
        }
        // RFC 4616: authorisation identity, name and password with a zero octet between them.
        let complete = match answers.as_slice() {
            [plain] => plain.iter().filter(|octet| **octet == 0).count() == 2,
            answers => answers.iter().all(|answer| !answer.is_empty()),
        };
        if !complete {
            return Ok(reply("535 5.7.8 A name and a password are needed"));
        }
        self.authenticated = true;
        Ok(reply("235 2.7.0 Welcome"))
    }

    fn mail(&mut self, rest: &str) -> Next {
        if !self.greeted || self.envelope.is_some() {
            return reply("503 5.5.1 EHLO first, and one mail at a time");
        }
        let Some((sender, parameters)) = path(rest, "FROM:") else {
            return reply("501 5.1.7 That is not a sender");
        };
        for parameter in parameters.split_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" => match value.parse::<usize>() {
                    Ok(size) if size > LARGEST => return reply("552 5.3.4 The mail is too large"),
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

    fn recipient(&mut self, rest: &str) -> Next {
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
        let Some(folder) = Folder::of(&address) else {
            return reply("550 5.1.1 There is no such mailbox here");
        };
        envelope.recipients.push((address, folder));
        reply("250 2.1.5 Recipient taken")
    }

    async fn data(&mut self) -> io::Result<Next> {
        let Some(envelope) = self.envelope.take() else {
            return Ok(reply("503 5.5.1 MAIL first"));
        };
        if envelope.recipients.is_empty() {
            self.envelope = Some(envelope);
            return Ok(reply("554 5.5.1 No valid recipients"));
        }
        self.say("354 Go on, and end with a dot on a line of its own").await?;
        let message = match self.content().await? {
            None => return Ok(Next::End),
            Some(Err(refusal)) => return Ok(reply(refusal)),
            Some(Ok(message)) => message,
        };
        self.take(envelope, message).await
    }

    /// Reads to the final dot and takes off the doubled ones (RFC 5321 section 4.5.2). Only CR LF ends a line: a bare
    /// line feed before a dot is content. `None` when the connection ends before.
    async fn content(&mut self) -> io::Result<Option<Result<Vec<u8>, &'static str>>> {
        let mut message = Vec::new();
        let mut line_length = 0;
        let mut refusal = None;
        let mut at_line_start = true;
        let mut after_return = false;
        loop {
            // One octet more than a line has, for a doubled dot.
            let Some(piece) = self.piece(LONGEST_LINE + 1).await? else {
                return Ok(None);
            };
            if at_line_start && piece == b".\r\n" {
                return Ok(Some(refusal.map_or(Ok(message), Err)));
            }
            let content = match piece.strip_prefix(b".") {
                Some(rest) if at_line_start => rest,
                _ => &piece,
            };
            at_line_start = piece.ends_with(b"\r\n") || (after_return && piece == b"\n");
            after_return = piece.ends_with(b"\r");
            line_length += content.len();
            if line_length > LONGEST_LINE {
                refusal = Some("554 5.6.0 A line is longer than 998 characters");
            }
            if piece.ends_with(b"\n") {
                line_length = 0;
            }
            if message.len() + content.len() > LARGEST {
                refusal = Some("552 5.3.4 The mail is too large");
            }
            if refusal.is_none() {
                message.extend_from_slice(content);
            } else {
                message = Vec::new();
            }
        }
    }

    async fn take(&mut self, envelope: Envelope, message: Vec<u8>) -> io::Result<Next> {
        let held = HeldRequest {
            service: "smtp".to_owned(),
            action: DATA.to_owned(),
            region: String::new(),
            account: String::new(),
            mutating: true,
        };
        let addresses: Vec<&str> = envelope.recipients.iter().map(|(address, _)| address.as_str()).collect();
        let mut logged = LoggedRequest {
            number: 0,
            service: held.service.clone(),
            action: held.action.clone(),
            region: String::new(),
            account: String::new(),
            mutating: true,
            parameters: format!("from <{}> to <{}>, {} octets", envelope.sender, addresses.join(">, <"), message.len()),
            status: 0,
            error: None,
            real_ms: real_ms(),
            world_ms: self.world.clock.now_ms(),
        };
        let pass = self.world.gate.pass(&held);
        if pass.stop == Some(HoldWhen::Before) {
            self.world.log.push(logged);
            self.stand(&held, pass).await;
            return Ok(Next::End);
        }
        let stored = tokio::task::spawn_blocking({
            let world = Arc::clone(&self.world);
            move || store(&world, &envelope, &message)
        })
        .await;
        let answer = match stored {
            Ok(Ok(id)) => format!("250 2.0.0 Taken as {id}"),
            Ok(Err(error)) => {
                tracing::error!(%error, "mail not stored");
                "451 4.3.0 The mail could not be stored".to_owned()
            }
            Err(_) => "451 4.3.0 The mail could not be stored".to_owned(),
        };
        logged.status = if answer.starts_with("250") { 250 } else { 451 };
        self.world.log.push(logged);
        if pass.stop == Some(HoldWhen::After) {
            self.stand(&held, pass).await;
        }
        Ok(Next::Reply(answer))
    }

    /// Waits for the release, or for the other side to go.
    async fn stand(&mut self, held: &HeldRequest, pass: crate::hold::Pass) {
        let world = Arc::clone(&self.world);
        let released = world.gate.stand(held, pass);
        tokio::pin!(released);
        tokio::select! {
            () = &mut released => return,
            more = self.stream.fill_buf() => {
                if !more.is_ok_and(|more| !more.is_empty()) {
                    return;
                }
            }
        }
        released.await;
    }
}

/// One transaction: every copy, and the desk's work.
fn store(world: &World, envelope: &Envelope, message: &[u8]) -> Result<String, StateError> {
    let now = world.clock.now_ms();
    world.state.transact(|tx| {
        let addressed = |folder: &Folder| envelope.recipients.iter().any(|(_, other)| other == folder);
        let mut last = String::new();
        for folder in [Folder::Seller, Folder::SellerOperations].into_iter().filter(addressed) {
            last = deliver(tx, &StoredMail::new(folder, &envelope.sender, now, message))?;
            if folder == Folder::SellerOperations {
                desk::expect_answer(tx, &last, now)?;
            }
        }
        Ok(last)
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
