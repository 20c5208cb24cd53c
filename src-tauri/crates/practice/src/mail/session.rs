//! One SMTP conversation (RFC 5321).

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::time::{sleep, timeout};

use super::Folder;
use super::trouble::{self, Stage, Trouble, standing};
use crate::dns::MAIL_HOST;
use crate::world::World;

/// The largest message, in octets; told in the answer to EHLO (RFC 1870).
const LARGEST: usize = 10 << 20;
/// A command line. RFC 4954 section 4 wants room for 12,288 octets of AUTH.
pub(super) const LONGEST_COMMAND: usize = 12_288 + 512;
/// Commands in error before the conversation ends.
const MOST_ERRORS: usize = 20;
/// Waiting for the other side (RFC 5321 section 4.5.3.2.7).
const PATIENCE: Duration = Duration::from_secs(300);
/// What somebody in between says in the server's place, in one breath with the answer to STARTTLS.
const FORGED: &str = "250-mail.practice.example\r\n250-X-FORGED\r\n250 AUTH PLAIN LOGIN";

/// What goes on after a command.
pub(super) enum Next {
    Reply(String),
    ReplyAndEnd(String),
    StartTls,
    End,
}

/// How far the connection is protected, and what that allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Door {
    /// TLS from the first octet: everything, with or without a login.
    Implicit,
    /// In clear: nothing but STARTTLS.
    BeforeTls,
    /// After STARTTLS: everything, after a login.
    AfterTls,
}

/// The mail under way.
pub(super) struct Envelope {
    pub(super) sender: String,
    pub(super) recipients: Vec<(String, Folder)>,
}

/// One connection.
pub(super) struct Session<S> {
    pub(super) world: Arc<World>,
    pub(super) stream: BufStream<S>,
    pub(super) door: Door,
    pub(super) greeted: bool,
    pub(super) authenticated: bool,
    pub(super) envelope: Option<Envelope>,
}

pub(super) fn reply(text: &str) -> Next {
    Next::Reply(text.to_owned())
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(super) fn new(world: Arc<World>, stream: S, door: Door) -> Session<S> {
        Session { world, stream: BufStream::new(stream), door, greeted: false, authenticated: false, envelope: None }
    }

    /// Talks until one side ends it; answers the connection when TLS is to begin on it. What the client has said in
    /// clear after STARTTLS is thrown away with the buffer: it must never count as said under TLS.
    pub(super) async fn run(mut self) -> io::Result<Option<S>> {
        // The greeting of a connection is not repeated after STARTTLS (RFC 3207 section 4.2).
        let mut next = match self.door {
            Door::AfterTls => None,
            Door::Implicit | Door::BeforeTls => {
                let greeting = Next::Reply(format!("220 {MAIL_HOST} ESMTP practice world"));
                Some(self.trouble(Stage::Greeting).await.unwrap_or(greeting))
            }
        };
        let mut errors = 0;
        loop {
            let now = match next.take() {
                Some(greeting) => greeting,
                None => match self.piece(LONGEST_COMMAND).await? {
                    None => return Ok(None),
                    Some(line) if line.ends_with(b"\n") => {
                        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                        self.obey(&line).await?
                    }
                    Some(_) => Next::ReplyAndEnd("500 5.5.2 The line is too long".to_owned()),
                },
            };
            match now {
                Next::Reply(text) => {
                    errors += usize::from(text.starts_with('5'));
                    if errors > MOST_ERRORS {
                        self.say("421 4.7.0 Too many errors").await?;
                        self.stream.shutdown().await?;
                        return Ok(None);
                    }
                    self.say(&text).await?;
                }
                Next::ReplyAndEnd(text) => {
                    self.say(&text).await?;
                    self.stream.shutdown().await?;
                    return Ok(None);
                }
                Next::StartTls => {
                    let forged = standing(&self.world, "forged-replies").map_or_else(String::new, |_| format!("\r\n{FORGED}"));
                    self.say(&format!("220 2.0.0 Go ahead{forged}")).await?;
                    return Ok(Some(self.stream.into_inner()));
                }
                Next::End => return Ok(None),
            }
        }
    }

    pub(super) async fn say(&mut self, text: &str) -> io::Result<()> {
        if let Some(slow) = standing(&self.world, "mail-slow") {
            sleep(Duration::from_secs(slow.number("seconds"))).await;
        }
        self.stream.write_all(format!("{text}\r\n").as_bytes()).await?;
        timeout(PATIENCE, self.stream.flush()).await?
    }

    /// Octets up to and including the next line feed, or `limit` octets without one; `None` at the end.
    pub(super) async fn piece(&mut self, limit: usize) -> io::Result<Option<Vec<u8>>> {
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

    /// The largest message that is taken at present, in octets.
    pub(super) fn largest(&self) -> usize {
        let limit = standing(&self.world, "mail-too-large").map(|fault| fault.number("octets"));
        limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(LARGEST)
    }

    /// What a fault makes of this point of the conversation, if there is one.
    pub(super) async fn trouble(&mut self, stage: Stage) -> Option<Next> {
        let trouble = trouble::at(&self.world, stage).await?;
        Some(self.suffer(trouble).await)
    }

    /// Lets it happen. A connection that hangs does so within this call.
    pub(super) async fn suffer(&mut self, trouble: Trouble) -> Next {
        match trouble {
            Trouble::Cut => Next::End,
            Trouble::Hang => {
                trouble::hang(&mut self.stream).await;
                Next::End
            }
            Trouble::Reply(text) if text.starts_with("421") => Next::ReplyAndEnd(text),
            Trouble::Reply(text) => Next::Reply(text),
        }
    }

    async fn obey(&mut self, line: &str) -> io::Result<Next> {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (verb, rest) = (verb.to_ascii_uppercase(), rest.trim());
        let stage = match verb.as_str() {
            "EHLO" | "HELO" => Some(Stage::Ehlo),
            "STARTTLS" => Some(Stage::StartTls),
            "AUTH" => Some(Stage::Auth),
            "MAIL" => Some(Stage::Mail),
            "RCPT" => Some(Stage::Rcpt),
            "DATA" => Some(Stage::Data),
            "QUIT" => Some(Stage::Quit),
            _ => None,
        };
        if let Some(stage) = stage
            && let Some(instead) = self.trouble(stage).await
        {
            return Ok(instead);
        }
        // RFC 3207 section 4: nothing else before TLS where TLS is required.
        if self.door == Door::BeforeTls && !matches!(verb.as_str(), "EHLO" | "STARTTLS" | "NOOP" | "QUIT") {
            return Ok(reply("530 5.7.0 STARTTLS first"));
        }
        Ok(match verb.as_str() {
            "EHLO" | "HELO" if rest.is_empty() => reply("501 5.5.4 Say who you are"),
            "HELO" => {
                self.greet();
                Next::Reply(format!("250 {MAIL_HOST}"))
            }
            "EHLO" => {
                self.greet();
                Next::Reply(self.extensions())
            }
            "STARTTLS" => self.start_tls(rest),
            "AUTH" => self.authenticate(rest).await?,
            "MAIL" => self.mail(rest),
            "RCPT" => self.recipient(rest).await,
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

    /// The answer to EHLO.
    fn extensions(&self) -> String {
        let mut lines = vec![MAIL_HOST.to_owned(), "PIPELINING".to_owned(), format!("SIZE {}", self.largest()), "8BITMIME".to_owned()];
        if self.door == Door::BeforeTls {
            if standing(&self.world, "starttls-missing").is_none() {
                lines.push("STARTTLS".to_owned());
            }
        } else if standing(&self.world, "auth-not-offered").is_none() {
            // Passwords are asked for under TLS alone (RFC 4954 section 4, RFC 8314 section 3).
            lines.push("AUTH PLAIN LOGIN".to_owned());
        }
        let said: String = lines.iter().map(|line| format!("250-{line}\r\n")).collect();
        format!("{said}250 ENHANCEDSTATUSCODES")
    }

    fn start_tls(&self, rest: &str) -> Next {
        match self.door {
            Door::Implicit | Door::AfterTls => reply("503 5.5.1 TLS is there already"),
            Door::BeforeTls if standing(&self.world, "starttls-missing").is_some() => reply("502 5.5.1 There is no TLS here"),
            Door::BeforeTls if !rest.is_empty() => reply("501 5.5.4 STARTTLS takes nothing"),
            Door::BeforeTls => Next::StartTls,
        }
    }
}
