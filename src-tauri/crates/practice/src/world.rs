//! The world as one value: its parts, its identity, and the document by which others find their way in it.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::aws::{Aws, AwsError};
use crate::clock::WorldClock;
use crate::desk;
use crate::dns::{Doors, MAIL_ADDRESS, MAIL_HOST, Names, Resolver, roots};
use crate::due::{Next, Skipped, Upcoming};
use crate::faults::Faults;
use crate::gateway::CertificateAuthority;
use crate::hold::Gate;
use crate::log::Log;
use crate::mail::{self, PostOffice};
use crate::state::{State, StateError};
use crate::stories;

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
    /// The way into the networks of the accounts.
    pub network: NetworkDocument,
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

/// The way into the networks of the accounts, where load balancers have addresses that this computer knows no way to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetworkDocument {
    /// A SOCKS5 gateway that resolves names there (RFC 1928).
    pub gateway: SocketAddr,
    /// The authority behind the certificates that load balancers show; another one whenever the world starts.
    pub trust_root_pem: String,
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
    pub(crate) authority: CertificateAuthority,
    pub(crate) faults: Faults,
    pub(crate) gate: Gate,
    pub(crate) log: Log,
    pub(crate) places: Places,
    /// Held while what is due is done, so that nothing is done twice.
    pub(crate) ticking: Mutex<()>,
}

/// The sockets of a running world.
pub(crate) struct Places {
    pub(crate) http: SocketAddr,
    pub(crate) mail: SocketAddr,
    pub(crate) submission: SocketAddr,
    pub(crate) gateway: SocketAddr,
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
            network: NetworkDocument { gateway: self.places.gateway, trust_root_pem: self.authority.root_pem().to_owned() },
            mail: MailDocument {
                host: MAIL_HOST.to_owned(),
                address: self.places.mail,
                tls: "implicit".to_owned(),
                starttls_address: self.places.submission,
                account: MailAccount { name: mail::SELLER.to_owned(), password: mail::PASSWORD.to_owned() },
                trust_root_pem: self.post.trust_root_pem().to_owned(),
                recipient: mail::SELLER_OPERATIONS.to_owned(),
                sender: mail::SELLER.to_owned(),
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

impl World {
    /// Does what is due. Blocks, and asks over DNS.
    pub(crate) fn tick(&self) {
        let _alone = self.ticking.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = self.aws.tick() {
            tracing::warn!(%error, "practice AWS");
        }
        if let Err(error) = desk::tick(self) {
            tracing::warn!(%error, "practice Seller Operations");
        }
        if let Err(error) = stories::tick(self) {
            tracing::warn!(%error, "practice story");
        }
    }

    /// What happens next by itself.
    pub(crate) fn next(&self) -> Result<Option<Next>, AwsError> {
        let mut upcoming = Upcoming::after(self.clock.now_ms());
        self.aws.upcoming(&mut upcoming)?;
        desk::upcoming(self, &mut upcoming)?;
        self.names.upcoming(&mut upcoming);
        mail::upcoming(self, &mut upcoming)?;
        Ok(upcoming.first())
    }

    /// Steps the clock to what happens next, and does it.
    pub(crate) fn skip(&self) -> Result<Skipped, AwsError> {
        // First what is due already and only waits for the next look around.
        self.tick();
        let ended = self.next()?;
        let skipped_ms = ended.as_ref().map_or(0, |next| next.due_ms.saturating_sub(self.clock.now_ms()).max(0));
        self.clock.advance(skipped_ms);
        self.state.transact(|tx| self.clock.store(tx))?;
        self.tick();
        Ok(Skipped { skipped_ms, ended, now_ms: self.clock.now_ms() })
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
