//! The world as one value: its parts, its identity, and the document by which others find their way in it.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::aws::Aws;
use crate::clock::WorldClock;
use crate::dns::{Doors, MAIL_ADDRESS, MAIL_HOST, Names, Resolver, roots};
use crate::faults::Faults;
use crate::hold::Gate;
use crate::log::Log;
use crate::mail::PostOffice;
use crate::state::{State, StateError};

/// Version of [`WorldDocument`].
const SCHEMA: u32 = 1;
/// Name of the stored world id.
const META_ID: &str = "world";

/// How to reach a practice world: what its control interface answers at `/practice/world`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorldDocument {
    /// Version of this document.
    pub schema: u32,
    /// Identity of this world, a UUID; another one after a reset.
    pub id: String,
    /// The AWS side.
    pub aws: AwsDocument,
    /// The name servers.
    pub dns: DnsDocument,
    /// Mail.
    pub mail: MailDocument,
    /// Base address of the control interface.
    pub control: String,
}

/// Where AWS is played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwsDocument {
    /// One endpoint for every service and Region.
    pub endpoint: String,
    /// The accounts.
    pub accounts: Vec<AccountDocument>,
}

/// A practice account. Its key opens nothing outside of the practice world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountDocument {
    /// 12 digits.
    pub id: String,
    /// `seller` or `customer`.
    pub role: String,
    /// By which the world knows the account.
    pub access_key_id: String,
    /// Signatures are not verified.
    pub secret: String,
}

/// Where the DNS is played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsDocument {
    /// Where a resolver starts.
    pub roots: Vec<IpAddr>,
    /// Every documentation address of the zone data, with the loopback socket that plays it over UDP and TCP.
    pub addresses: BTreeMap<IpAddr, SocketAddr>,
}

/// Where mail is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDocument {
    /// The name in the server's certificate.
    pub host: String,
    /// The loopback socket that plays it.
    pub address: SocketAddr,
    /// `implicit`: TLS from the first octet (RFC 8314).
    pub tls: String,
    /// The loopback socket of message submission, where TLS begins with STARTTLS and a login is required (RFC 6409).
    pub starttls_address: SocketAddr,
    /// The account that the server knows. Another name is taken with any password; this one only with its own.
    pub account: MailAccount,
    /// The certificate authority to trust for this server alone.
    pub trust_root_pem: String,
    /// Seller Operations.
    pub recipient: String,
    /// The seller.
    pub sender: String,
}

/// An account of the practice mail server. It opens nothing outside of the practice world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAccount {
    /// User name.
    pub name: String,
    /// Password.
    pub password: String,
}

/// Everything that plays together.
pub(crate) struct World {
    pub(crate) state: State,
    pub(crate) clock: WorldClock,
    pub(crate) names: Arc<Names>,
    pub(crate) resolver: Resolver,
    pub(crate) aws: Aws,
    pub(crate) post: PostOffice,
    pub(crate) faults: Faults,
    pub(crate) gate: Gate,
    pub(crate) log: Log,
    pub(crate) places: Places,
}

/// The sockets of a running world.
pub(crate) struct Places {
    pub(crate) http: SocketAddr,
    pub(crate) mail: SocketAddr,
    pub(crate) submission: SocketAddr,
    pub(crate) dns: Doors,
    pub(crate) with_v6: bool,
}

impl World {
    /// The world's document as it is now.
    pub(crate) fn document(&self) -> Result<WorldDocument, StateError> {
        let account = |id: &str, role: &str, key: &str| AccountDocument {
            id: id.to_owned(),
            role: role.to_owned(),
            access_key_id: key.to_owned(),
            secret: "practice".to_owned(),
        };
        let endpoint = format!("http://{}", self.places.http);
        let mut addresses = self.places.dns.addresses().clone();
        addresses.insert(MAIL_ADDRESS, self.places.mail);
        Ok(WorldDocument {
            schema: SCHEMA,
            id: identity(&self.state)?,
            control: format!("{endpoint}/practice"),
            aws: AwsDocument {
                endpoint,
                accounts: vec![
                    account("111122223333", "seller", "PRACTICESELLER"),
                    account("444455556666", "customer", "PRACTICECUSTOMER"),
                ],
            },
            dns: DnsDocument { roots: roots(self.places.with_v6), addresses },
            mail: MailDocument {
                host: MAIL_HOST.to_owned(),
                address: self.places.mail,
                tls: "implicit".to_owned(),
                starttls_address: self.places.submission,
                account: MailAccount { name: crate::mail::SELLER.to_owned(), password: crate::mail::PASSWORD.to_owned() },
                trust_root_pem: self.post.trust_root_pem().to_owned(),
                recipient: crate::mail::SELLER_OPERATIONS.to_owned(),
                sender: crate::mail::SELLER.to_owned(),
            },
        })
    }

    /// A fresh world in the same places: another id, everything seeded again, nothing held.
    pub(crate) fn reset(&self) -> Result<(), StateError> {
        self.state.clear()?;
        self.state.transact(|tx| self.clock.store(tx))?;
        self.faults.reload()?;
        self.post.store_authority(&self.state)?;
        identity(&self.state)?;
        self.aws.seed()?;
        self.names.seed()?;
        self.log.clear();
        self.gate.release();
        Ok(())
    }
}

/// The world's id, made on the first question.
fn identity(state: &State) -> Result<String, StateError> {
    state.transact(|tx| {
        if let Some(id) = tx.meta::<String>(META_ID)? {
            return Ok(id);
        }
        let id = uuid::Uuid::new_v4().to_string();
        tx.set_meta(META_ID, &id)?;
        Ok(id)
    })
}
