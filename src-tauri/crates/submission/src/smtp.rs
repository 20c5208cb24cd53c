//! Sending, stage by stage (RFC 5321), so that afterwards the truth can be told: sent, not sent, or maybe sent. A mail is handed over by the answer to
//! the final dot and by nothing else (section 4.2.5): before the content goes out nothing was sent; between the two nobody can know.

use std::error::Error as _;
use std::fmt::Display;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gangway_model::{Message, Param, message};
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::mail::Mail;
use crate::secret::Secret;
use crate::text::one_line;
use crate::tls::connect;

/// How long a good-bye may take.
const GOOD_BYE: Duration = Duration::from_secs(2);
/// Characters of the server's own words that are kept.
const LONGEST_REPLY: usize = 300;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Tls {
    /// TLS from the first byte, port 465 as a rule (RFC 8314 section 3.3).
    Implicit,
}

/// How long each thing may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// TCP connection and TLS handshake.
    pub connect: Duration,
    /// Each command's answer.
    pub reply: Duration,
    /// The content and the answer to its final dot; RFC 5321 section 4.5.3.2.6 wants ten minutes, because a timeout here is a "maybe".
    pub content: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(20), reply: Duration::from_secs(60), content: Duration::from_secs(600) }
    }
}

impl Timeouts {
    /// For a rehearsal, whose mail server is on this computer: what hangs there hangs on purpose, and half a minute teaches as much as ten.
    pub const REHEARSAL: Self = Self { connect: Duration::from_secs(10), reply: Duration::from_secs(20), content: Duration::from_secs(30) };
}

/// The way to a mail server.
#[derive(Debug, Clone)]
pub struct MailRoute {
    /// The server's name; its certificate has to be for it.
    pub host: String,
    /// Connect here instead of looking `host` and `port` up.
    pub address: Option<SocketAddr>,
    /// 465 as a rule.
    pub port: u16,
    /// Always from the first byte.
    pub tls: Tls,
    /// Trust this root alone (PEM) instead of the operating system's.
    pub trust_root_pem: Option<String>,
    /// User and password, where the server wants them.
    pub login: Option<(String, Secret)>,
    /// [`Timeouts::default`] as a rule.
    pub timeouts: Timeouts,
}

/// What is about to happen. `Content` is said before DATA: from then on a mail may be on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// TCP and TLS.
    Connecting,
    /// The server's greeting, and EHLO.
    Greeting,
    /// AUTH; left out without a login.
    Login,
    /// MAIL FROM and RCPT TO.
    Envelope,
    /// DATA, the content, the final dot.
    Content,
}

/// What is true afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "delivery", rename_all = "camelCase")]
pub enum Delivery {
    /// The server has taken it over.
    Sent {
        /// Its answer to the final dot, which often has a queue id.
        reply: String,
    },
    /// It has not, and a second try is safe.
    NotSent {
        /// How far it came.
        stage: Stage,
        /// Codes: `mail-host-unknown`, `mail-closed`, `mail-bad-host`, `mail-bad-trust-root`, `mail-untrusted`, `mail-no-tls` (all {host}),
        /// `mail-silent` {host}, `mail-cut` {host}, `mail-nonsense` {host}, `mail-refused`, `mail-login-refused`, `mail-later`, `mail-too-large`,
        /// `mail-login-needed` (all {status, reply}), `mail-recipient-unknown` {address, status, reply},
        /// `mail-login-not-offered` {host}, `mail-address` {address}, `mail-not-recorded` {why}.
        why: Message,
    },
    /// The content was on its way and no answer came: look in the other side's in-box, or ask with the message id, before a second try.
    MaybeSent {
        /// `mail-silent`, `mail-cut` or `mail-nonsense`, {host}.
        why: Message,
    },
}

/// Sends `mail`. `on_stage` is called and awaited before each stage begins; an error of its stops everything before that stage (nothing is sent
/// then), so that "the content goes out now" can be made durable first.
///
/// Bounded by the route's timeouts in every stage. Dropping the future cuts the connection: after `Content` that is a "maybe sent".
pub async fn send<E, F, Fut>(route: &MailRoute, mail: &Mail, on_stage: &mut F) -> Delivery
where
    E: Display,
    F: FnMut(Stage) -> Fut,
    Fut: Future<Output = Result<(), E>>,
{
    let mut stage = Stage::Connecting;
    match before_content(route, mail, on_stage, &mut stage).await {
        Err(why) => Delivery::NotSent { stage, why },
        Ok((line, connection)) => line.content(mail, connection).await,
    }
}

/// Everything up to the 354. Whatever goes wrong here, nothing was sent.
async fn before_content<'r, E, F, Fut>(
    route: &'r MailRoute,
    mail: &Mail,
    on_stage: &mut F,
    stage: &mut Stage,
) -> Result<(Line<'r>, AsyncSmtpConnection), Message>
where
    E: Display,
    F: FnMut(Stage) -> Fut,
    Fut: Future<Output = Result<(), E>>,
{
    let mut enter = async |next: Stage, stage: &mut Stage| {
        *stage = next;
        on_stage(next).await.map_err(|error| message("mail-not-recorded").with("why", one_line(&error.to_string())))
    };
    enter(Stage::Connecting, stage).await?;
    let stream = match tokio::time::timeout(route.timeouts.connect, connect(route)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(error.message(&route.host)),
        Err(_) => return Err(about("mail-silent", route)),
    };
    enter(Stage::Greeting, stage).await?;
    let hello = ClientId::default();
    let line = Line { route, ended: stream.ended() };
    let mut connection = line.reply(AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello)).await?;
    if let Some((user, password)) = &route.login {
        enter(Stage::Login, stage).await?;
        line.log_in(&mut connection, user, password).await?;
    }
    enter(Stage::Envelope, stage).await?;
    let (from, to) = (address(mail.from.as_str())?, address(mail.to.as_str())?);
    line.reply(connection.command(commands::Mail::new(Some(from), Vec::new()))).await?;
    line.reply(connection.command(commands::Rcpt::new(to, Vec::new()))).await.map_err(|why| no_such_recipient(why, mail))?;
    enter(Stage::Content, stage).await?;
    let go_ahead = line.reply(connection.command(commands::Data)).await?;
    // Only 354 invites the content (RFC 5321 section 4.3.2).
    if go_ahead.has_code(354) {
        Ok((line, connection))
    } else {
        Err(refused("mail-refused", go_ahead.code().to_string(), &said(&go_ahead)))
    }
}

/// The connection's circumstances, for saying what a failure means.
struct Line<'r> {
    route: &'r MailRoute,
    /// Whether the connection has ended under us.
    ended: Arc<AtomicBool>,
}

impl Line<'_> {
    async fn log_in(&self, connection: &mut AsyncSmtpConnection, user: &str, password: &Secret) -> Result<(), Message> {
        const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];
        if connection.server_info().get_auth_mechanism(&MECHANISMS).is_none() {
            return Err(about("mail-login-not-offered", self.route));
        }
        let credentials = Credentials::new(user.to_owned(), password.reveal().to_owned());
        match tokio::time::timeout(self.route.timeouts.reply, connection.auth(&MECHANISMS, &credentials)).await {
            // RFC 4954 section 4: 235 is the one answer that means yes.
            Ok(Ok(answer)) if answer.has_code(235) => Ok(()),
            Ok(Ok(answer)) => Err(refused("mail-login-refused", answer.code().to_string(), &said(&answer))),
            Ok(Err(error)) => Err(self.failure("mail-login-refused", &error)),
            Err(_) => Err(about("mail-silent", self.route)),
        }
    }

    /// The content and its final dot: from here on, only a clear answer is an answer.
    async fn content(&self, mail: &Mail, mut connection: AsyncSmtpConnection) -> Delivery {
        let answer = tokio::time::timeout(self.route.timeouts.content, connection.message(&mail.bytes)).await;
        let delivery = match answer {
            Ok(Ok(answer)) if answer.code().severity == Severity::PositiveCompletion => Delivery::Sent { reply: said(&answer) },
            Ok(Ok(_)) => Delivery::MaybeSent { why: about("mail-nonsense", self.route) },
            Ok(Err(error)) if error.status().is_some() => {
                Delivery::NotSent { stage: Stage::Content, why: self.failure("mail-refused", &error) }
            }
            Ok(Err(error)) => Delivery::MaybeSent { why: self.failure("mail-refused", &error) },
            Err(_) => Delivery::MaybeSent { why: about("mail-silent", self.route) },
        };
        if !matches!(delivery, Delivery::MaybeSent { .. }) {
            // Settled; how the good-bye goes changes nothing.
            let _ = tokio::time::timeout(GOOD_BYE, connection.quit()).await;
        }
        delivery
    }

    async fn reply<T>(&self, command: impl Future<Output = Result<T, lettre::transport::smtp::Error>>) -> Result<T, Message> {
        match tokio::time::timeout(self.route.timeouts.reply, command).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.failure("mail-refused", &error)),
            Err(_) => Err(about("mail-silent", self.route)),
        }
    }

    /// What a failed command means: a refusal with the server's own words under `refusal`, a connection cut, or an answer that is none.
    fn failure(&self, refusal: &str, error: &lettre::transport::smtp::Error) -> Message {
        match error.status() {
            Some(status) => refused(refusal, status.to_string(), &error.source().map(ToString::to_string).unwrap_or_default()),
            None if self.ended.load(Ordering::Relaxed) => about("mail-cut", self.route),
            None => about("mail-nonsense", self.route),
        }
    }
}

/// What the status says beyond a plain no (RFC 5321 section 4.2.3): a 4xx asks to try later, 552 is about size, and before a login 530 wants one
/// (RFC 4954 section 6).
fn refused(code: &str, status: String, reply: &str) -> Message {
    let reply: String = one_line(reply).chars().take(LONGEST_REPLY).collect();
    let code = match (code, status.as_str()) {
        (_, later) if later.starts_with('4') => "mail-later",
        ("mail-refused", "552") => "mail-too-large",
        ("mail-refused", "530") => "mail-login-needed",
        (code, _) => code,
    };
    message(code).with("status", status).with("reply", reply)
}

/// At RCPT TO, 550, 551 and 553 are about the recipient (RFC 5321 section 3.3).
fn no_such_recipient(why: Message, mail: &Mail) -> Message {
    let about_it = matches!(why.params.get("status"), Some(Param::Text(status)) if ["550", "551", "553"].contains(&status.as_str()));
    if why.code != "mail-refused" || !about_it {
        return why;
    }
    Message { code: "mail-recipient-unknown".to_owned(), ..why }.with("address", mail.to.as_str())
}

fn about(code: &str, route: &MailRoute) -> Message {
    message(code).with("host", &route.host)
}

fn said(answer: &Response) -> String {
    one_line(&answer.message().collect::<Vec<_>>().join(" ")).chars().take(LONGEST_REPLY).collect()
}

fn address(text: &str) -> Result<Address, Message> {
    text.parse().map_err(|_| message("mail-address").with("address", one_line(text)))
}
