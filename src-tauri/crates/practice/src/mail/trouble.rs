//! Where the mail server's faults act.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::timeout;

use crate::faults::Fault;
use crate::world::World;

/// For a connection that hangs: longer than any client waits.
const LONGEST_HANG: Duration = Duration::from_secs(3600);

/// A point in a conversation at which a fault can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The connection was accepted.
    Connect,
    /// The client has said its first words of TLS.
    Tls,
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// In the middle of the content.
    Content,
    /// The final dot has come, nothing is stored.
    EndOfContent,
    /// The mail is stored, the answer not given.
    AfterContent,
    Quit,
}

impl Stage {
    /// Its name in the catalogue.
    fn name(self) -> &'static str {
        match self {
            Stage::Connect => "connect",
            Stage::Tls => "tls",
            Stage::Greeting => "greeting",
            Stage::Ehlo => "ehlo",
            Stage::StartTls => "starttls",
            Stage::Auth => "auth",
            Stage::Mail => "mail",
            Stage::Rcpt => "rcpt",
            Stage::Data => "data",
            Stage::Content => "content",
            Stage::EndOfContent => "end-of-content",
            Stage::AfterContent => "after-content",
            Stage::Quit => "quit",
        }
    }
}

/// What happens instead of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The connection ends.
    Cut,
    /// Nothing more is said.
    Hang,
    /// This is said, a whole reply. After a 421 the connection ends (RFC 5321 section 3.8).
    Reply(String),
}

/// What goes wrong at this point, if anything. Every connection that comes here is an occasion.
pub(super) async fn at(world: &Arc<World>, stage: Stage) -> Option<Trouble> {
    const NAMES: [&str; 3] = ["mail-cut", "mail-hangs", "mail-put-off"];
    let fits = move |fault: &Fault| fault.text("stage") == stage.name();
    if !world.faults.active().iter().any(|fault| NAMES.contains(&fault.name.as_str()) && fits(fault)) {
        return None;
    }
    let world = Arc::clone(world);
    // Counting is stored.
    let strike = move || {
        NAMES.into_iter().find_map(|name| {
            let fault = world.faults.strike(name, fits)?;
            Some(match name {
                "mail-cut" => Trouble::Cut,
                "mail-hangs" => Trouble::Hang,
                _ => Trouble::Reply(put_off(fault.text("code"))),
            })
        })
    };
    tokio::task::spawn_blocking(strike).await.ok().flatten()
}

/// RFC 5321 section 4.2.3, with the status codes of RFC 3463.
fn put_off(code: &str) -> String {
    match code {
        "421" => "421 4.3.2 The server is going down, try again later",
        "450" => "450 4.2.1 The mailbox is busy, try again later",
        "452" => "452 4.3.1 There is no room left, try again later",
        _ => "451 4.3.0 Something went wrong here, try again later",
    }
    .to_owned()
}

/// The first lasting fault of that name.
pub(super) fn standing(world: &World, name: &str) -> Option<Fault> {
    world.faults.standing(name, |_| true)
}

/// Takes what comes and says nothing until the other side goes.
pub(super) async fn hang(stream: &mut (impl AsyncRead + Unpin)) {
    let drained = async {
        let mut buffer = vec![0; 8192];
        while stream.read(&mut buffer).await.is_ok_and(|length| length > 0) {}
    };
    // Either way the connection ends now.
    let _gone_or_late = timeout(LONGEST_HANG, drained).await;
}
