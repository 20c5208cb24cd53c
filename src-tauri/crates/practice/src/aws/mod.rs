//! The two practice AWS accounts: STS, EC2, ELBv2 and ACM as far as the journey needs them, on the wire as AWS writes them.
//!
//! A request becomes a [`Call`] (which service, action, account and Region), is decoded and checked by the shape tables
//! of `crate::shapes`, carried out by one function in one transaction, committed, and encoded by the same tables.
//! Signatures are not verified: no secret is involved anywhere.

use std::sync::Arc;

use crate::clock::WorldClock;
use crate::state::{State, StateError, Tx};

/// Asks the practice name servers over real DNS; what certificates and private DNS names wait for.
pub trait Resolve: Send + Sync {
    /// The values of every record of that name and type (`CNAME`, `TXT`), as text without the final dot resp. without
    /// quotes; empty when there is none or nobody answers. May block for as long as a DNS time-out.
    fn lookup(&self, name: &str, kind: &str) -> Vec<String>;
}

/// One HTTP request as the listener received it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `POST` or `GET`.
    pub method: String,
    /// Raw query string without the question mark.
    pub query: String,
    /// Name (any case) and value of every header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What a request turned out to ask for, before it is carried out.
#[derive(Debug, Clone)]
pub struct Call {
    /// Signing name: `ec2`, `elasticloadbalancing`, `acm`, `sts`; empty when unknown.
    pub service: String,
    /// The operation's name; empty when there is none.
    pub action: String,
    /// From the credential scope; `us-east-1` when there is none.
    pub region: String,
    /// 12 digits.
    pub account: String,
    /// Whether the operation could change anything (all but Describe, Get and List).
    pub mutating: bool,
    /// The parameters as they came: the form or JSON body, or the query string.
    pub parameters: String,
}

/// The answer to a request, ready for the wire.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers to send: content type and request id.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// AWS's error code when it is an error.
    pub error: Option<String>,
}

/// The AWS side of the practice world.
pub struct Aws {
    state: State,
    clock: WorldClock,
    resolve: Arc<dyn Resolve>,
}

impl Aws {
    /// Takes up the accounts stored in `state`, seeding them when there are none.
    ///
    /// # Errors
    /// When the state can't be read or written.
    pub fn open(state: State, clock: WorldClock, resolve: Arc<dyn Resolve>) -> Result<Aws, StateError> {
        let aws = Aws { state, clock, resolve };
        aws.seed()?;
        Ok(aws)
    }

    /// Seeds the accounts in an empty state (after [`State::clear`]); does nothing when they are there.
    ///
    /// # Errors
    /// When the state can't be written.
    pub fn seed(&self) -> Result<(), StateError> {
        Ok(())
    }

    /// Reads what a request asks for: for the log, and for holding it before it is carried out.
    pub fn read(&self, request: &Request) -> Call {
        let parameters = String::from_utf8_lossy(&request.body).into_owned();
        let action = parameters.split('&').find_map(|pair| pair.strip_prefix("Action=")).unwrap_or("").to_owned();
        let mutating = !["Describe", "Get", "List"].iter().any(|verb| action.starts_with(verb));
        Call { service: String::new(), action, region: "us-east-1".into(), account: "111122223333".into(), mutating, parameters }
    }

    /// Carries the request out, commits, and answers. Blocks for as long as SQLite takes (no network).
    pub fn answer(&self, _request: &Request, _call: &Call) -> Answer {
        Answer { status: 400, headers: vec![], body: vec![], error: Some("InvalidAction".into()) }
    }

    /// Carries on what waits for name servers (certificates, private DNS names). To be called every 200 ms or so of
    /// real time from a thread that may block: it asks over DNS, with no transaction open meanwhile.
    ///
    /// # Errors
    /// When the state can't be read or written.
    pub fn tick(&self) -> Result<(), StateError> {
        self.state.transact(|tx| self.clock.store(tx))
    }
}

/// What Seller Operations can see of an endpoint service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointServiceSeen {
    /// 12 digits.
    pub account: String,
    /// Region's code.
    pub region: String,
    /// `vpce-svc-` and 17 hex digits.
    pub id: String,
    /// `com.amazonaws.vpce.<region>.vpce-svc-...`
    pub name: String,
    /// `Pending`, `Available`, ...
    pub state: String,
    /// Private DNS name, when one is set.
    pub private_dns_name: Option<String>,
    /// `pendingVerification`, `verified` or `failed`, when a private DNS name is set.
    pub private_dns_state: Option<String>,
    /// Base of the endpoints' DNS names.
    pub base_dns_names: Vec<String>,
}

/// What Seller Operations can see of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateSeen {
    /// 12 digits.
    pub account: String,
    /// Region's code.
    pub region: String,
    /// The ARN.
    pub arn: String,
    /// `PENDING_VALIDATION`, `ISSUED`, ...
    pub status: String,
    /// Every name it covers, wildcards as such.
    pub names: Vec<String>,
}

/// The endpoint service of that service name or id (`vpce-svc-...`), in whatever account it lies; `now_ms` is world time.
///
/// # Errors
/// When the state can't be read.
pub fn endpoint_service(_tx: &Tx<'_>, _now_ms: i64, _name: &str) -> Result<Option<EndpointServiceSeen>, StateError> {
    Ok(None)
}

/// The certificate of that ARN.
///
/// # Errors
/// When the state can't be read.
pub fn certificate(_tx: &Tx<'_>, _now_ms: i64, _arn: &str) -> Result<Option<CertificateSeen>, StateError> {
    Ok(None)
}

/// The launch: the service's base DNS name becomes the seller's service DNS name. False when there is no such service.
///
/// # Errors
/// When the state can't be written.
pub fn set_base_dns_name(_tx: &Tx<'_>, _service_id: &str, _name: &str) -> Result<bool, StateError> {
    Ok(false)
}
