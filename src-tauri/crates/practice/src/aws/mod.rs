//! The two practice AWS accounts: STS, EC2, ELBv2, ACM, IAM, Service Quotas and Route 53 as far as the product needs them, on
//! the wire as AWS writes them; and the IAM Identity Center through which people sign in to them.
//!
//! A request becomes a [`Call`] (which service, action, account and Region), is decoded and checked by the shape tables
//! of `crate::shapes`, carried out by one function in one transaction, committed, and encoded by the same tables.
//! `dispatch` says which function; what waits for time is worked out from time stamps when it is looked at, and only what
//! waits for name servers is carried on by [`Aws::tick`].
//! Absent: signatures are not verified, and no permission is denied unless somebody wants it; no secret is involved anywhere.

mod acm;
mod ask;
mod call;
mod dispatch;
mod due;
mod ec2;
mod elb;
mod error;
mod fresh;
mod iam;
pub(crate) mod limits;
mod overview;
mod pages;
mod quotas;
mod regions;
mod route53;
mod seed;
mod seen;
mod sso;
mod staged;
mod sts;
mod tags;
#[cfg(test)]
mod tests;
mod trouble;
mod wildcard;

use std::sync::Arc;
use std::time::Instant;

use crate::clock::WorldClock;
use crate::due::Upcoming;
use crate::faults::Faults;
use crate::state::{State, StateError};
use limits::Limits;

pub use call::{CUSTOMER, Call, SELLER};
pub(crate) use elb::reach::Reach;
pub(crate) use error::AwsError;
pub use overview::{Existing, overview};
pub use seen::{
    CertificateSeen, EndpointServiceSeen, certificate, certificates, customer_waits, endpoint_service, endpoint_services, set_base_dns_name,
};
pub use sso::SignInState;
pub(crate) use sso::approval;
pub use sso::approval::{Decision, SignInForm, SignInReading};
pub(crate) use staged::Stage;
pub(crate) use trouble::{Loss, Mishap, lateness, loss, mishap};

/// Asks the practice name servers over real DNS; what certificates and private DNS names wait for.
pub trait Resolve: Send + Sync {
    /// The values of every record of that name and type (`CNAME`, `TXT`, `CAA`), as text without the final dot resp. without
    /// quotes, CAA as `flags tag "value"`; empty when there is none or nobody answers. May block for as long as a DNS time-out.
    fn lookup(&self, name: &str, kind: &str) -> Vec<String>;
}

/// The name servers that carry the hosted zones of Route 53.
pub trait Serve: Send + Sync {
    /// Answers from what is stored now.
    ///
    /// # Errors
    /// When the state can't be read.
    fn serve_stored(&self) -> Result<(), StateError>;
}

/// One HTTP request as the listener received it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// As in `POST`.
    pub method: String,
    /// Raw path.
    pub path: String,
    /// Raw query string without the question mark.
    pub query: String,
    /// Name (any case) and value of every header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The answer to a request, ready for the wire.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers to send: content type, request id, and what the answer's model puts there.
    pub headers: Vec<(String, String)>,
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
    faults: Faults,
    limits: Limits,
    servers: Arc<dyn Serve>,
}

impl Aws {
    /// Takes up the accounts stored in `state`, seeding them when there are none; and whether calls are limited, which is as
    /// wished when nothing is stored.
    ///
    /// # Errors
    /// When the state can't be read or written.
    pub fn open(
        state: State,
        clock: WorldClock,
        resolve: Arc<dyn Resolve>,
        servers: Arc<dyn Serve>,
        faults: Faults,
        limits: bool,
    ) -> Result<Aws, StateError> {
        let limits = Limits::open(&state, limits)?;
        let aws = Aws { state, clock, resolve, servers, faults, limits };
        aws.seed()?;
        Ok(aws)
    }

    /// Seeds the accounts in an empty state (after [`State::clear`]); does nothing when they are there.
    ///
    /// # Errors
    /// When the state can't be written.
    pub fn seed(&self) -> Result<(), StateError> {
        self.limits.set(&self.state, self.limits.on())?;
        self.state.transact(|tx| {
            self.clock.store(tx)?;
            seed::world(tx, self.clock.now_ms())
        })
    }

    /// Reads what a request asks for: for the log, and for holding it before it is carried out. Never fails: what can't
    /// be read is empty, and an error once it is answered.
    pub fn read(&self, request: &Request) -> Call {
        let read = self.state.transact(|tx| call::read(tx, request));
        read.unwrap_or_else(|_| Call::unreadable())
    }

    /// Carries the request out, commits, and answers. Blocks for as long as SQLite takes (no network).
    pub fn answer(&self, request: &Request, call: &Call) -> Answer {
        let error = trouble::refusal(&self.faults, call).or_else(|| self.limits.take(call, Instant::now()));
        if let Some(error) = error {
            return dispatch::told(call, Err(error));
        }
        let fresh = fresh::span(&self.faults);
        let outcome = self.state.transact(|tx| {
            let now = self.clock.now_ms();
            let body = dispatch::carry_out(tx, now, request, call, fresh)?;
            if call.mutating {
                // What was just stamped with this time must not come back younger than the clock.
                self.clock.store(tx)?;
            }
            Ok(body)
        });
        dispatch::told(call, outcome)
    }

    /// Whether calls are limited as AWS limits them.
    pub fn limits(&self) -> bool {
        self.limits.on()
    }

    /// Limits calls from now on, or no longer.
    ///
    /// # Errors
    /// When the state can't be written.
    pub fn set_limits(&self, on: bool) -> Result<(), StateError> {
        self.limits.set(&self.state, on)
    }

    /// Tells what the accounts wait for. Blocks: it asks over DNS, with no transaction open meanwhile.
    pub(crate) fn upcoming(&self, upcoming: &mut Upcoming) -> Result<(), AwsError> {
        due::tell(&self.state, self.resolve.as_ref(), upcoming)
    }

    /// What a connection to that name and port meets, from inside the networks.
    ///
    /// # Errors
    /// When the state can't be read.
    pub(crate) fn reach(&self, name: &str, port: u16) -> Result<Reach, AwsError> {
        self.state.transact(|tx| elb::reach::reach(tx, self.clock.now_ms(), name, port))
    }

    /// Carries on what reaches name servers (changes of hosted zones) or waits for them (certificates, private DNS names),
    /// and stores the clock. To be called every
    /// 200 ms or so of real time from a thread that may block: it asks over DNS, with no transaction open meanwhile.
    ///
    /// # Errors
    /// When the state can't be read or written.
    pub fn tick(&self) -> Result<(), StateError> {
        let now = self.clock.now_ms();
        route53::propagation::tick(&self.state, now, self.servers.as_ref())?;
        acm::tick(&self.state, now, self.resolve.as_ref())?;
        ec2::private_dns::tick(&self.state, now, self.resolve.as_ref())?;
        self.state.transact(|tx| self.clock.store(tx))
    }
}
