//! The world an onboarding lives in. A rehearsal, a test and the real thing run the same code; only this value differs.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use gangway_aws::Credentials;
use gangway_model::Timestamp;
use serde::Deserialize;

use crate::trouble::Trouble;

/// Where AWS, DNS and mail are, and what time it is there.
#[derive(Clone)]
pub struct World {
    /// What a project file is bound to: `aws`, `practice:ID` or `endpoint:ID`.
    pub id: String,
    /// For the account chip.
    pub kind: crate::view::AccountKind,
    /// `None`: AWS itself.
    pub endpoint: Option<String>,
    /// Who signs.
    pub credentials: Credentials,
    /// Profiles of other accounts by name, where the world has its own; AWS's are those of this computer.
    pub others: BTreeMap<String, Credentials>,
    /// How names are asked for.
    pub net: gangway_dns::Net,
    /// How mail leaves; `None` where no mail server is set up.
    pub mail: Option<Mail>,
    /// The time there.
    pub clock: Clock,
    /// How long after a create "not found" does not mean absent yet (real time).
    pub consistency: Duration,
}

/// The mail route of a world.
#[derive(Clone)]
pub struct Mail {
    /// Host, address, TLS.
    pub route: gangway_submission::MailRoute,
    /// Whom the submission goes to, unless the user says otherwise.
    pub recipient: String,
    /// Who sends it, unless the user says otherwise.
    pub sender: String,
}

/// Tells the world's time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The computer's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Arc::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        }))
    }
    /// Another source of milliseconds since 1970.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }
    /// Now, there.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp((self.0)())
    }
}

/// The document in which a rehearsal world says where its servers are. Written by `gangway-cli practice --serve`, or by hand for an AWS
/// endpoint of another make.
#[derive(Debug, Deserialize)]
struct Document {
    id: String,
    #[serde(default)]
    kind: Option<String>,
    aws: AwsPart,
    dns: DnsPart,
    network: Option<NetworkPart>,
    mail: Option<MailPart>,
}

#[derive(Debug, Deserialize)]
struct AwsPart {
    endpoint: String,
    accounts: Vec<AccountPart>,
}

#[derive(Debug, Deserialize)]
struct AccountPart {
    role: String,
    access_key_id: String,
    secret: String,
}

#[derive(Debug, Deserialize)]
struct DnsPart {
    roots: Vec<IpAddr>,
    addresses: BTreeMap<IpAddr, SocketAddr>,
}

/// The way into the networks behind it.
#[derive(Debug, Deserialize)]
struct NetworkPart {
    gateway: SocketAddr,
    trust_root_pem: String,
}

#[derive(Debug, Deserialize)]
struct MailPart {
    host: String,
    address: SocketAddr,
    trust_root_pem: String,
    recipient: String,
    sender: String,
    /// Who the server lets in; none where it takes mail from anybody.
    account: Option<LoginPart>,
}

#[derive(Deserialize)]
struct LoginPart {
    name: String,
    password: String,
}

impl std::fmt::Debug for LoginPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginPart").field("name", &self.name).finish_non_exhaustive()
    }
}

impl World {
    /// AWS itself, public DNS, no mail server.
    #[must_use]
    pub fn aws(profile: Option<String>) -> Self {
        // The environment's keys are listed among the profiles under a name of their own.
        let environment = |name: &String| {
            let cards = gangway_aws::profiles().unwrap_or_default();
            cards.iter().any(|card| &card.name == name && card.how == gangway_aws::HowSignedIn::Environment)
        };
        let profile = profile.filter(|name| !environment(name));
        Self {
            id: "aws".to_owned(),
            kind: crate::view::AccountKind::Aws,
            endpoint: None,
            credentials: profile.map_or(Credentials::Environment, Credentials::Profile),
            others: BTreeMap::new(),
            net: gangway_dns::Net::internet(),
            mail: None,
            clock: Clock::system(),
            consistency: Duration::from_secs(20),
        }
    }

    /// The same world for somebody who has signed in with IAM Identity Center here. Her session goes to this world's endpoint and nowhere else.
    #[must_use]
    pub fn signed_in(self, role: gangway_aws::SignedIn) -> Self {
        Self { credentials: Credentials::SignedIn(role), ..self }
    }

    /// What a profile of this world signs with; `None` where it has none of that name.
    #[must_use]
    pub fn credentials_of(&self, profile: &str) -> Option<Credentials> {
        match self.kind {
            crate::view::AccountKind::Aws => Some(Self::aws(Some(profile.to_owned())).credentials),
            _ => self.others.get(profile).cloned(),
        }
    }

    /// A rehearsal world from its document, seen by the account that plays `role`.
    ///
    /// # Errors
    /// `world-not-understood` when the text is no such document or lacks the role.
    pub fn rehearsal(document: &str, role: &str, clock: Clock) -> Result<Self, Trouble> {
        let parsed: Document = serde_json::from_str(document).map_err(|error| Trouble::of("world-not-understood").caused_by(&error))?;
        let keys = |account: AccountPart| {
            let secret = gangway_aws::Secret::new(account.secret);
            let patience = gangway_aws::Patience::default();
            (account.role, Credentials::Rehearsal { access_key_id: account.access_key_id, secret, patience })
        };
        let mut others: BTreeMap<String, Credentials> = parsed.aws.accounts.into_iter().map(keys).collect();
        let credentials = others.remove(role).ok_or_else(|| Trouble::of("world-not-understood"))?;
        let practice = parsed.kind.as_deref() != Some("endpoint");
        Ok(Self {
            id: format!("{}:{}", if practice { "practice" } else { "endpoint" }, parsed.id),
            kind: if practice { crate::view::AccountKind::Practice } else { crate::view::AccountKind::Endpoint },
            endpoint: Some(parsed.aws.endpoint),
            credentials,
            others,
            net: gangway_dns::Net {
                addresses: parsed.dns.addresses.into_iter().collect(),
                timeout: Duration::from_secs(2),
                way: parsed.network.map(|part| gangway_dns::Way { gateway: part.gateway, trust_root_pem: part.trust_root_pem }),
                ..gangway_dns::Net::apart(parsed.dns.roots, 53)
            },
            mail: parsed.mail.map(|mail| Mail {
                route: gangway_submission::MailRoute {
                    host: mail.host,
                    address: Some(mail.address),
                    port: mail.address.port(),
                    tls: gangway_submission::Tls::Implicit,
                    trust_root_pem: Some(mail.trust_root_pem),
                    login: mail.account.map(|account| (account.name, gangway_submission::Secret::new(account.password))),
                    timeouts: gangway_submission::Timeouts::REHEARSAL,
                },
                recipient: mail.recipient,
                sender: mail.sender,
            }),
            clock,
            consistency: Duration::from_millis(1500),
        })
    }
}
