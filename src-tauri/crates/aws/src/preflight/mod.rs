//! What a set of credentials may do, before anything is done: allowed, denied or unknown for each action.
//!
//! Three ways of finding out, the surest first: asking what only reads; a dry run, which EC2 answers with `DryRunOperation` or
//! `UnauthorizedOperation` and never carries out (EC2 API reference, "Common query parameters"); and `iam:SimulatePrincipalPolicy`, where the
//! principal may call it, which knows the principal's policies, not those of resources. Whatever none of them answers is unknown, and
//! unknown is never taken for allowed.
//!
//! Absent on purpose: any call that could change something, any guess from one action to another.

mod probes;
mod simulation;
mod subjects;

pub use probes::NOT_TRIED;

use futures_util::future::join_all;
use gangway_model::{Message, Region, message};
use serde::Serialize;
use ts_rs::TS;

use crate::account::{Account, Identity};
use crate::error::{AwsError, AwsErrorKind, Purpose};

/// What is asked.
#[derive(Debug, Clone)]
pub struct PreflightAsk {
    /// Actions as a policy names them: `ec2:DescribeVpcs`.
    pub actions: Vec<String>,
    /// Where.
    pub regions: Vec<Region>,
    /// The onboarding's id, as its tag says it: policies may be limited to it.
    pub onboarding: Option<String>,
    /// The names that a certificate is requested for: policies may be limited to them.
    pub names: Vec<String>,
}

/// Whether an action may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Allowance {
    /// AWS says yes.
    Allowed,
    /// AWS says no.
    Denied,
    /// Nobody has said either.
    Unknown,
}

/// How it was found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "HowKnown")]
pub enum Evidence {
    /// The question itself was asked; it only reads.
    Asked,
    /// A dry run of the call.
    DryRun,
    /// IAM's simulation of the principal's policies.
    Simulated,
    /// Not at all.
    Nothing,
}

/// What is known of one action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Permission {
    /// The action.
    pub action: String,
    /// Where; `None` for what is asked once for the account.
    pub region: Option<Region>,
    /// Whether it may be called.
    pub allowance: Allowance,
    /// How that was found out.
    pub evidence: Evidence,
    /// Why it is unknown.
    pub reason: Option<Message>,
}

/// Who signs in, and what they may do.
#[derive(Debug, Clone)]
pub struct Preflight {
    /// The account and the principal.
    pub identity: Identity,
    /// The account's name, where the principal may see it and it has one.
    pub alias: Option<String>,
    /// By Region, then action; what belongs to no Region first.
    pub permissions: Vec<Permission>,
}

/// What belongs to the account, not to a Region.
const ACCOUNT_WIDE: [&str; 2] = ["ec2:DescribeRegions", "sts:GetCallerIdentity"];
/// Of services without Regions.
const GLOBAL: [&str; 2] = ["iam:", "route53:"];
const ALIASES: &str = "iam:ListAccountAliases";

/// What one way of finding out says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Allowed,
    Denied,
    Unknown(Message),
}

impl Account {
    /// The account's name in the console's address.
    ///
    /// # Errors
    /// As any read; `AccessDenied` is common, and means no more than that the name stays unknown.
    pub async fn alias(&self) -> Result<Option<String>, AwsError> {
        const OPERATION: &str = "ListAccountAliases";
        let sent = self.iam().list_account_aliases().send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
        Ok(answer.account_aliases().first().cloned())
    }

    /// Finds out which of the actions may be called, in each of the Regions. Changes nothing.
    ///
    /// # Errors
    /// Only when AWS can't be asked who the caller is; everything after that is told action by action.
    pub async fn preflight(&self, ask: &PreflightAsk) -> Result<Preflight, AwsError> {
        let identity = self.identity().await?;
        let named = self.alias().await;
        let mut permissions = Vec::new();
        let global = |action: &str| GLOBAL.iter().any(|service| action.starts_with(service));
        let wide = |action: &&String| ACCOUNT_WIDE.contains(&action.as_str()) || global(action);
        for action in ask.actions.iter().filter(wide) {
            let (evidence, said) = match action.as_str() {
                "sts:GetCallerIdentity" => (Evidence::Asked, Said::Allowed),
                "ec2:DescribeRegions" => (Evidence::Asked, judged(self.regions().await)),
                ALIASES => (Evidence::Asked, judged(named.as_ref().map_err(Refusal::of))),
                action => self.try_hosted_zones(action).await,
            };
            permissions.push(permission(action, None, evidence, said));
        }
        let here: Vec<&String> = ask.actions.iter().filter(|action| !wide(action)).collect();
        let regions = join_all(ask.regions.iter().map(|region| self.try_region(region, &here, ask))).await;
        permissions.extend(regions.into_iter().flatten());
        self.simulate(&identity, ask, &mut permissions).await;
        permissions.sort_by(|a, b| (&a.region, &a.action).cmp(&(&b.region, &b.action)));
        Ok(Preflight { identity, alias: named.ok().flatten(), permissions })
    }

    async fn try_region(&self, region: &Region, actions: &[&String], ask: &PreflightAsk) -> Vec<Permission> {
        let found = self.look_around(region, ask).await;
        let mut permissions = Vec::new();
        for action in actions {
            let tried = self.try_action(region, action, &found, ask).await;
            let (evidence, said) = tried.unwrap_or_else(|| (Evidence::Nothing, Said::Unknown(message("permission-not-asked"))));
            permissions.push(permission(action, Some(region.clone()), evidence, said));
        }
        permissions
    }
}

fn permission(action: &str, region: Option<Region>, evidence: Evidence, said: Said) -> Permission {
    let (allowance, evidence, reason) = match said {
        Said::Allowed => (Allowance::Allowed, evidence, None),
        Said::Denied => (Allowance::Denied, evidence, None),
        Said::Unknown(why) => (Allowance::Unknown, Evidence::Nothing, Some(why)),
    };
    Permission { action: action.to_owned(), region, allowance, evidence, reason }
}

/// A question that only reads: an answer of any kind but a refusal of the principal leaves it open.
fn judged<T>(asked: Result<T, impl Into<Refusal>>) -> Said {
    match asked.map_err(Into::into) {
        Ok(_) => Said::Allowed,
        Err(Refusal { denied: true, .. }) => Said::Denied,
        Err(Refusal { why, .. }) => Said::Unknown(why),
    }
}

/// An error, as far as a permission is concerned.
struct Refusal {
    denied: bool,
    why: Message,
}

impl Refusal {
    fn of(error: &AwsError) -> Self {
        Self { denied: matches!(error.kind, AwsErrorKind::AccessDenied { .. }), why: error.message() }
    }
}

impl From<AwsError> for Refusal {
    fn from(error: AwsError) -> Self {
        Self::of(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_refusal_of_the_principal_is_a_denial() {
        let error = |kind| AwsError::new("DescribeVpcs", kind);
        let refused = |code: &str| AwsErrorKind::Refused { code: code.to_owned(), text: String::new() };
        assert_eq!(judged(Ok::<_, AwsError>(())), Said::Allowed);
        let denied = AwsErrorKind::AccessDenied { code: "UnauthorizedOperation".to_owned(), text: String::new() };
        assert_eq!(judged(Err::<(), _>(error(denied))), Said::Denied);
        for open in [refused("InvalidParameterValue"), AwsErrorKind::Interrupted, AwsErrorKind::CredentialsExpired, AwsErrorKind::NoNetwork]
        {
            assert!(matches!(judged(Err::<(), _>(error(open))), Said::Unknown(_)));
        }
    }

    #[test]
    fn what_is_unknown_has_a_reason_and_no_evidence() {
        let unknown = permission("ec2:DescribeVpcs", None, Evidence::DryRun, Said::Unknown(message("permission-not-asked")));
        assert_eq!((unknown.allowance, unknown.evidence), (Allowance::Unknown, Evidence::Nothing));
        assert!(unknown.reason.is_some());
    }
}
