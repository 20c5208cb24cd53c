//! Signing in with IAM Identity Center for people who have neither the AWS CLI nor a profile: a code and a link for the browser (OAuth 2.0
//! device authorisation grant, RFC 8628), then accounts, roles, and credentials for one of them.
//!
//! Everything that opens something lives in memory alone: nothing of it is written anywhere, and when the program ends, the user is signed out
//! here. Absent on purpose: `~/.aws/sso/cache`, the keychain, the authorisation code grant with its local listener.

mod portal;
mod provider;
mod start_url;
mod token;

use std::fmt;
use std::sync::Arc;

use gangway_model::{AccountId, Message, Region, Timestamp, message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::AwsError;
use token::Session;

pub use start_url::start_url;

/// A company's portal, and the user's session there once she has signed in. Cheap to clone; clones share the session.
#[derive(Clone)]
pub struct SignIn {
    shared: Arc<Shared>,
}

struct Shared {
    start_url: String,
    region: Region,
    endpoint: Option<String>,
    session: tokio::sync::Mutex<Session>,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shared = &self.shared;
        f.debug_struct("SignIn").field("start_url", &shared.start_url).field("region", &shared.region).finish_non_exhaustive()
    }
}

/// What the user needs in her browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInCode {
    /// `BCDF-GHJK`: she compares it with what the browser shows.
    pub user_code: String,
    /// The page with the code filled in.
    pub link: String,
    /// When the code runs out, by this computer's clock.
    pub expires_at: Timestamp,
}

/// An account that the user may act in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInAccount {
    /// Twelve digits.
    pub account_id: AccountId,
    /// As the company calls it; may be empty.
    pub name: String,
    /// Its root user's mail address; may be empty.
    pub mail: String,
}

/// Where and as what to sign in: no secret, and enough to sign in again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInPlace {
    /// The portal's address.
    pub start_url: String,
    /// Where IAM Identity Center is turned on.
    pub region: Region,
    /// The account.
    pub account_id: AccountId,
    /// The permission set's name.
    pub role: String,
}

/// One role in one account, with the credentials that the session gives for it.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub(crate) sign_in: SignIn,
    pub(crate) account: AccountId,
    pub(crate) role: String,
}

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address is none of a portal.
    #[error("the start URL is not an https address")]
    StartUrl,
    /// There is no such portal in that Region.
    #[error("there is no such portal in the Region")]
    NoPortal(#[source] AwsError),
    /// She said no in the browser.
    #[error("denied in the browser")]
    Denied,
    /// Nobody answered in time.
    #[error("the code has run out")]
    CodeExpired,
    /// Another code was asked for, or none is wanted any more.
    #[error("the sign-in was given up")]
    GivenUp,
    /// There is no session, or it is over.
    #[error("the session is over")]
    Over,
    /// Anything else between the wizard and AWS.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl SignInError {
    /// The catalogue's message.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::StartUrl => message("sign-in-start-url"),
            Self::NoPortal(_) => message("sign-in-no-portal"),
            Self::Denied => message("sign-in-denied"),
            Self::CodeExpired => message("sign-in-code-expired"),
            Self::GivenUp => message("sign-in-given-up"),
            Self::Over => message("sign-in-over"),
            Self::Aws(error) => error.message(),
        }
    }
}

impl SignIn {
    /// A portal; nothing is sent yet. `endpoint` is for the practice world, on this machine.
    ///
    /// # Errors
    /// [`SignInError::StartUrl`]; `Refused` for an endpoint that is not on this machine.
    pub fn new(address: &str, region: Region, endpoint: Option<String>) -> Result<Self, SignInError> {
        let start_url = start_url(address).ok_or(SignInError::StartUrl)?;
        if let Some(url) = &endpoint {
            crate::account::check_rehearsal(url)?;
        }
        Ok(Self { shared: Arc::new(Shared { start_url, region, endpoint, session: tokio::sync::Mutex::default() }) })
    }

    /// The portal's address.
    #[must_use]
    pub fn start_url(&self) -> &str {
        &self.shared.start_url
    }

    /// Where IAM Identity Center is turned on.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.shared.region
    }

    /// The practice world's endpoint.
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.shared.endpoint.as_deref()
    }

    /// One role of this session. Whether she has it shows when it is used.
    #[must_use]
    pub fn role(&self, account: AccountId, role: impl Into<String>) -> SignedIn {
        SignedIn { sign_in: self.clone(), account, role: role.into() }
    }
}

impl SignedIn {
    /// Enough to sign in again.
    #[must_use]
    pub fn place(&self) -> SignInPlace {
        SignInPlace {
            start_url: self.sign_in.start_url().to_owned(),
            region: self.sign_in.region().clone(),
            account_id: self.account.clone(),
            role: self.role.clone(),
        }
    }

    /// The session that it belongs to.
    #[must_use]
    pub fn session(&self) -> &SignIn {
        &self.sign_in
    }
}
