//! Questions to authoritative name servers: which zone holds a name, whether a record is published on every server, whether a delegation works.
//! And questions to a listener: whether it takes a connection, which certificate it shows, what it answers.
//!
//! Absent on purpose: resolvers and their caches (they hide exactly the faults that matter here; only where no root server can be reached are
//! public ones asked, over HTTPS, and the result says so), DNSSEC validation (only whether a DS record or a signature's dates would break the
//! delegation), and any write.

mod answers;
mod caa;
mod delegation;
mod doh;
mod hints;
#[cfg(test)]
mod mutation;
mod names;
mod net;
mod paste;
mod probe;
mod record;
mod reply;
mod trace;
mod walk;
mod wire;
mod zone;

use gangway_model::{Message, Timestamp, message};

pub use answers::{Answers, Existence, lookup};
pub use caa::{CaaSet, caa};
pub use delegation::{
    ChainLink, ChildSaw, ChildView, DelegationCheck, DelegationVerdict, ParentSaw, ParentView, RecordAction, RecordChange, SeenBy,
    check_delegation,
};
pub use doh::PublicResolver;
pub use hints::{HintsError, root_hints};
pub use net::{Fault, Net};
pub use paste::{is_route53, lists_name_servers, parse_name_servers};
pub use probe::{AddressSeen, HttpOrder, HttpSeen, ProbeOrder, ProbeSeen, TlsSeen, Trust, Way, is_path, probe};
pub use record::{ExpectedRecord, Outcome, RecordCheck, RecordKind, RecordVerdict, ServerAnswer, check_record};
pub use trace::{Over, TraceLine};
pub use zone::{Zone, ZoneServer, find_zone};

/// Why a check came to no result at all. What single servers do is part of the result instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DnsError {
    /// The text is not a DNS name.
    #[error("{name:?} is not a DNS name")]
    BadName {
        /// As given.
        name: String,
    },
    /// No root server answers: no network, or port 53 is blocked.
    #[error("no root name server answers")]
    NoRoot,
    /// Not one server of a zone on the way gave a usable answer.
    #[error("no name server of {zone} gives a usable answer ({})", why.code())]
    ZoneSilent {
        /// The zone whose servers were asked.
        zone: String,
        /// The most telling of the reasons.
        why: Fault,
    },
    /// Aliases or name servers that lead back to themselves, or further than anything sane does.
    #[error("the way to {name} goes round in circles")]
    Circle {
        /// The name that was asked for.
        name: String,
    },
    /// The bound on questions was reached.
    #[error("looking for {name} takes too many questions")]
    TooManyQuestions {
        /// The name that was asked for.
        name: String,
    },
    /// The bound on time was reached.
    #[error("looking for {name} takes too long")]
    TooSlow {
        /// The name that was asked for.
        name: String,
    },
}

impl DnsError {
    /// The outward message: `dns-bad-name`, `dns-no-root`, `dns-zone-silent`, `dns-circle`, `dns-too-many-questions` or `dns-too-slow`.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::BadName { name } => message("dns-bad-name").with("name", name),
            Self::NoRoot => message("dns-no-root"),
            Self::ZoneSilent { zone, why } => message("dns-zone-silent").with("zone", zone).with("why", why.code()),
            Self::Circle { name } => message("dns-circle").with("name", name),
            Self::TooManyQuestions { name } => message("dns-too-many-questions").with("name", name),
            Self::TooSlow { name } => message("dns-too-slow").with("name", name),
        }
    }
}

/// This computer's time. A caller whose world has another clock puts its own moment into the result.
fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn millis_since(start: std::time::Instant) -> i64 {
    i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX)
}

/// Runs a check of `name` within the time that `net` allows for a whole one.
async fn bounded<T>(net: &Net, name: &str, check: impl Future<Output = Result<T, DnsError>>) -> Result<T, DnsError> {
    match tokio::time::timeout(net.patience(), check).await {
        Ok(result) => result,
        Err(_) => Err(DnsError::TooSlow { name: name.to_owned() }),
    }
}
