//! What the user is told when something fails: a code for the catalogue (what, why, what next), the technical cause, AWS's request id.

use gangway_model::{Message, Param, message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A failure on its way to the user. Every command of the shell rejects with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// What happened; the catalogue adds why and what to do next.
    pub message: Message,
    /// The chain of causes, for the expert who is asked for help. Never holds a secret.
    pub detail: Option<String>,
    /// The id by which AWS support finds the request.
    pub request_id: Option<String>,
}

impl Trouble {
    /// A trouble with this code.
    #[must_use]
    pub fn of(code: &str) -> Self {
        Self::new(message(code))
    }
    /// A trouble with this message.
    #[must_use]
    pub fn new(message: Message) -> Self {
        Self { message, detail: None, request_id: None }
    }
    /// The same with one parameter more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Param>) -> Self {
        self.message = self.message.with(name, value);
        self
    }
    /// Whether it lies with somebody's name servers: what depends on them waits, and everything else goes on.
    #[must_use]
    pub fn is_dns(&self) -> bool {
        self.message.code.starts_with("dns-")
    }
    /// Whether it is stored with its task, which says so, while the other tasks go on: they may well be what puts it right.
    #[must_use]
    pub fn concerns_one_task(&self) -> bool {
        let code = self.message.code.as_str();
        self.is_dns() || matches!(code, "load-balancer-gone" | "aws-not-found") || code.starts_with("role-")
    }
    /// Whether it may lie with the sign-in, which a question to it answers better.
    #[must_use]
    pub fn doubts_sign_in(&self) -> bool {
        matches!(self.message.code.as_str(), "aws-request-expired" | "aws-not-accepted")
    }
    /// The same with the chain of causes written down.
    #[must_use]
    pub fn caused_by(mut self, error: &(dyn std::error::Error + 'static)) -> Self {
        let mut chain = vec![error.to_string()];
        let mut source = error.source();
        while let Some(cause) = source {
            chain.push(cause.to_string());
            source = cause.source();
        }
        chain.dedup();
        self.detail = Some(chain.join(": "));
        self
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message.code)
    }
}

impl std::error::Error for Trouble {}

impl From<gangway_aws::AwsError> for Trouble {
    fn from(error: gangway_aws::AwsError) -> Self {
        let mut trouble = Self::new(error.message()).caused_by(&error);
        trouble.request_id = error.request_id;
        trouble
    }
}

impl From<gangway_aws::SignInError> for Trouble {
    fn from(error: gangway_aws::SignInError) -> Self {
        match error {
            gangway_aws::SignInError::Aws(error) => error.into(),
            other => Self::new(other.message()).caused_by(&other),
        }
    }
}

impl From<gangway_dns::DnsError> for Trouble {
    fn from(error: gangway_dns::DnsError) -> Self {
        Self::new(error.message()).caused_by(&error)
    }
}
