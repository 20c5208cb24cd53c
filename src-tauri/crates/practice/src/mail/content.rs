//! DATA: the content up to its final dot, and what becomes of it. A mail and what the desk has to do about it are
//! committed together before the 250.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite};

use super::session::{Envelope, Next, Session, reply};
use super::trouble::{self, Stage, standing};
use super::{Folder, StoredMail, deliver};
use crate::clock::real_ms;
use crate::desk;
use crate::hold::{HeldRequest, HoldWhen, Pass};
use crate::log::LoggedRequest;
use crate::state::StateError;
use crate::world::World;

/// A line of text with its end (RFC 5321 section 4.5.3.1.6).
const LONGEST_LINE: usize = 1000;
/// Pieces of the content after which a fault in the middle of it acts.
const MIDDLE: usize = 4;
/// How the log and the gate name a mail's transaction.
const DATA: &str = "SMTP.DATA";

/// What came after the 354.
enum Content {
    Whole(Vec<u8>),
    /// All of it came and can't be taken.
    Refused(&'static str),
    /// The connection has ended, or has to.
    Ended,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(super) async fn data(&mut self) -> io::Result<Next> {
        let Some(envelope) = self.envelope.take() else {
            return Ok(reply("503 5.5.1 MAIL first"));
        };
        if envelope.recipients.is_empty() {
            self.envelope = Some(envelope);
            return Ok(reply("554 5.5.1 No valid recipients"));
        }
        self.say("354 Go on, and end with a dot on a line of its own").await?;
        match self.content().await? {
            Content::Ended => Ok(Next::End),
            Content::Refused(refusal) => Ok(reply(refusal)),
            Content::Whole(message) => self.take(envelope, message).await,
        }
    }

    /// Reads to the final dot and takes off the doubled ones (RFC 5321 section 4.5.2). Only CR LF ends a line: a bare
    /// line feed before a dot is content.
    async fn content(&mut self) -> io::Result<Content> {
        let largest = self.largest();
        let trouble = trouble::at(&self.world, Stage::Content).await;
        let mut message = Vec::new();
        let mut pieces = 0_usize;
        let mut line_length = 0;
        let mut refusal = None;
        let mut at_line_start = true;
        let mut after_return = false;
        loop {
            // One octet more than a line has, for a doubled dot.
            let Some(piece) = self.piece(LONGEST_LINE + 1).await? else {
                return Ok(Content::Ended);
            };
            pieces = pieces.saturating_add(1);
            let ends = at_line_start && piece == b".\r\n";
            if let Some(trouble) = trouble.as_ref().filter(|_| ends || pieces >= MIDDLE) {
                self.suffer(trouble.clone()).await;
                return Ok(Content::Ended);
            }
            if ends {
                return Ok(refusal.map_or(Content::Whole(message), Content::Refused));
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
            if message.len() + content.len() > largest {
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
        let logged = self.logged(&envelope, message.len());
        let pass = self.world.gate.pass(&held);
        if pass.stop == Some(HoldWhen::Before) {
            self.world.log.push(logged);
            self.stand(&held, pass).await;
            return Ok(Next::End);
        }
        if standing(&self.world, "mail-taken-for-spam").is_some() {
            return Ok(self.answered(logged, reply("554 5.7.1 The content looks like spam")));
        }
        if let Some(instead) = self.trouble(Stage::EndOfContent).await {
            return Ok(self.answered(logged, instead));
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
        let trouble = if answer.starts_with("250") { trouble::at(&self.world, Stage::AfterContent).await } else { None };
        if let Some(trouble) = trouble {
            self.world.log.push(logged);
            self.suffer(trouble).await;
            return Ok(Next::End);
        }
        let next = self.answered(logged, Next::Reply(answer));
        if pass.stop == Some(HoldWhen::After) {
            self.stand(&held, pass).await;
        }
        Ok(next)
    }

    /// The mail's entry in the log, as if it were not going to be answered.
    fn logged(&self, envelope: &Envelope, octets: usize) -> LoggedRequest {
        let addresses: Vec<&str> = envelope.recipients.iter().map(|(address, _)| address.as_str()).collect();
        LoggedRequest {
            number: 0,
            service: "smtp".to_owned(),
            action: DATA.to_owned(),
            region: String::new(),
            account: String::new(),
            mutating: true,
            parameters: format!("from <{}> to <{}>, {octets} octets", envelope.sender, addresses.join(">, <")),
            status: 0,
            error: None,
            real_ms: real_ms(),
            world_ms: self.world.clock.now_ms(),
        }
    }

    /// Logs what is going to be said.
    fn answered(&self, mut logged: LoggedRequest, next: Next) -> Next {
        if let Next::Reply(text) | Next::ReplyAndEnd(text) = &next {
            logged.status = text.get(..3).and_then(|code| code.parse().ok()).unwrap_or(0);
        }
        self.world.log.push(logged);
        next
    }

    /// Waits for the release, or for the other side to go.
    async fn stand(&mut self, held: &HeldRequest, pass: Pass) {
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
