//! Where the name servers are: the real Internet, or a practice world's loopback sockets.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::doh::PublicResolver;
use crate::probe::Way;

/// RFC 1035 section 4.2.
const DNS_PORT: u16 = 53;

/// How long one question may take unless the caller says otherwise.
const QUESTION_TIMEOUT: Duration = Duration::from_secs(2);

/// A whole check may take this many question timeouts: a chain of dead servers ends, too.
const CHECK_TIMEOUTS: u32 = 15;

/// How names are reached.
#[derive(Debug, Clone)]
pub struct Net {
    /// Addresses of the root servers, where every walk begins.
    pub roots: Vec<IpAddr>,
    /// The socket that plays each address. Empty = the real thing, port 53 of the address itself.
    /// Where it is not empty, an address that is not in it has no route: a rehearsal never leaves the machine.
    pub addresses: HashMap<IpAddr, SocketAddr>,
    /// Where name servers listen, when no socket plays them: 53.
    pub port: u16,
    /// Public resolvers that are asked over HTTPS when no root server answers. Empty: nobody else is ever asked.
    pub public: Vec<PublicResolver>,
    /// Time for one question to one server over one transport.
    pub timeout: Duration,
    /// The way into networks that this computer has no route to, for probes; `None`: there is only its own.
    pub way: Option<Way>,
}

impl Net {
    /// Name servers that begin at `roots`, answer on `port` of their own addresses, and nobody else: a laboratory, or a network of its own.
    pub fn apart(roots: Vec<IpAddr>, port: u16) -> Self {
        Self { roots, port, public: Vec::new(), ..Self::internet() }
    }

    /// The Internet: the root servers of <https://www.iana.org/domains/root/servers>, port 53, two seconds a question.
    pub fn internet() -> Self {
        Self {
            roots: hickory_proto::ROOTS.to_vec(),
            addresses: HashMap::new(),
            port: DNS_PORT,
            public: PublicResolver::known(),
            timeout: QUESTION_TIMEOUT,
            way: None,
        }
    }

    /// The socket that answers for `address`.
    pub(crate) fn socket(&self, address: IpAddr) -> Result<SocketAddr, Fault> {
        if self.addresses.is_empty() {
            Ok(SocketAddr::new(address, self.port))
        } else {
            self.addresses.get(&address).copied().ok_or(Fault::NoRoute)
        }
    }

    /// The time that a whole check may take.
    pub(crate) fn patience(&self) -> Duration {
        self.timeout * CHECK_TIMEOUTS
    }
}

/// Why one server gave no usable answer to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Fault {
    /// Nothing came back in time.
    Silent,
    /// The machine is there, but nothing listens: connection refused.
    Closed,
    /// A connection was taken, and ended without an answer.
    Cut,
    /// What came over UDP is truncated (RFC 1035 section 4.2.1), and over TCP nothing came, for whatever reason.
    NoTcp,
    /// This computer has no way to that address (no IPv6 here, say). Says nothing about the server.
    NoRoute,
    /// Bytes came back that are not an answer to our question.
    Garbled,
    /// REFUSED: the server does not know the zone, or not for us.
    Refused,
    /// SERVFAIL: the server has the zone, but can't answer from it.
    ServerFailure,
    /// An answer without the AA flag: the server answers for others, not for the zone itself.
    NotAuthoritative,
    /// Another DNS response code than those that are of use here.
    OtherCode,
    /// The server's name has no address that could be asked.
    NoAddress,
}

impl Fault {
    /// The stable code in findings: `silent`, `closed`, `noRoute`, ...; the same as in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Closed => "closed",
            Self::Cut => "cut",
            Self::NoTcp => "noTcp",
            Self::NoRoute => "noRoute",
            Self::Garbled => "garbled",
            Self::Refused => "refused",
            Self::ServerFailure => "serverFailure",
            Self::NotAuthoritative => "notAuthoritative",
            Self::OtherCode => "otherCode",
            Self::NoAddress => "noAddress",
        }
    }
}
