//! Who an onboarding acts as, and what that identity may do: the shapes of the page "Account and permissions".

use gangway_aws::{Allowance, Evidence, SignInPlace};
use gangway_model::{AccountId, Finding, Message, Region, StepId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::file::{FileError, ProjectFile};
use crate::policies::PolicyKind;

/// Whose credentials are used, asked now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IdentityCard {
    /// Twelve digits.
    pub account_id: AccountId,
    /// The user or the assumed role.
    pub arn: String,
    /// The account's name, where it has one and the identity may see it.
    pub alias: Option<String>,
}

/// A part that somebody plays; where accounts differ, each has a profile of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AccountRole {
    /// Where the service runs: load balancer and endpoint service. The onboarding is bound to it.
    Workload,
    /// Where the product is listed on AWS Marketplace.
    Listing,
    /// Where certificates are kept.
    Certificate,
    /// Where the public DNS zone is.
    Dns,
}

impl AccountRole {
    /// All of them, the one that the onboarding is bound to first.
    pub const ALL: [Self; 4] = [Self::Workload, Self::Listing, Self::Certificate, Self::Dns];
}

/// Which profile plays which part. Names only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RoleProfile {
    /// The part.
    pub role: AccountRole,
    /// A profile's name; `None` where it is the workload's.
    pub profile: Option<String>,
    /// Whose it was when it was chosen: a profile that leads elsewhere by now is not used.
    #[serde(default)]
    pub account: Option<AccountId>,
}

/// Where the file keeps which profile plays which part.
pub(crate) const ROLES: &str = "role-profiles";

/// The parts that have a profile of their own, as the file has them.
///
/// # Errors
/// What the file says.
pub(crate) async fn stored_roles(file: &ProjectFile) -> Result<Vec<RoleProfile>, FileError> {
    let stored = file.remembered(ROLES).await?;
    let mut roles: Vec<RoleProfile> = stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
    roles.retain(|one| one.role != AccountRole::Workload && one.profile.is_some());
    Ok(roles)
}

/// Where the file keeps whether records are published in Route 53.
pub(crate) const IN_ROUTE53: &str = "publish-in-route53";

/// Whether records are published in Route 53.
///
/// # Errors
/// What the file says.
pub(crate) async fn stored_in_route53(file: &ProjectFile) -> Result<bool, FileError> {
    Ok(file.remembered(IN_ROUTE53).await?.is_some_and(|stored| stored == "yes"))
}

/// The account of a part that has a profile of its own.
pub(crate) fn account_of(roles: &[RoleProfile], role: AccountRole) -> Option<&AccountId> {
    roles.iter().find(|one| one.role == role && one.profile.is_some()).and_then(|one| one.account.as_ref())
}

/// The page "Account and permissions", as far as nobody has to be asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// The session it runs in, when somebody signed in with IAM Identity Center here.
    pub sign_in: Option<SignInPlace>,
    /// Who plays which part.
    pub roles: Vec<RoleProfile>,
    /// What it means that parts are in different accounts.
    pub findings: Vec<Finding>,
    /// Where the service stands; none before the product is described.
    pub regions: Vec<Region>,
}

/// What is known of one action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PermissionLine {
    /// As a policy names it: `ec2:DescribeVpcs`.
    pub action: String,
    /// Where; `None` for what belongs to the account.
    pub region: Option<Region>,
    /// The policy that has it.
    pub policy: PolicyKind,
    /// What it is for; `None` for what every task needs.
    pub purpose: Option<StepId>,
    /// Whether it may be called. Unknown is not allowed.
    pub allowance: Allowance,
    /// How that was found out.
    pub evidence: Evidence,
    /// Why it is unknown.
    pub reason: Option<Message>,
}

/// What a preflight found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PermissionReport {
    /// Who was asked about.
    pub identity: IdentityCard,
    /// By purpose in the order of the tasks, then Region and action.
    pub lines: Vec<PermissionLine>,
}

/// The policies of one kind, ready to hand over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PolicyCard {
    /// Which.
    pub kind: PolicyKind,
    /// Name in IAM and JSON.
    pub policies: Vec<PolicyText>,
    /// Of the message to the IT department.
    pub subject: String,
    /// The message, policies included.
    pub message: String,
}

/// See [`PolicyCard`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PolicyText {
    /// `GangwaySurvey`.
    pub name: String,
    /// Indented JSON.
    pub json: String,
}

/// What an action is for. `None` for what belongs to the account as a whole.
#[must_use]
pub fn purpose(action: &str) -> Option<StepId> {
    let (service, name) = action.split_once(':')?;
    match service {
        "acm" | "route53" => Some(StepId::Certificate),
        "servicequotas" => Some(StepId::Network),
        "elasticloadbalancing" => Some(StepId::LoadBalancer),
        // A permission without a call of its own: service Regions of an endpoint service.
        "vpce" => Some(StepId::EndpointService),
        "ec2" if name.contains("VpcEndpointServicePermissions") => Some(StepId::AllowList),
        "ec2" if name.contains("PrivateDns") => Some(StepId::PrivateDns),
        "ec2" if name == "DescribeRegions" => None,
        "ec2" if name.contains("VpcEndpoint") || name.contains("Tags") => Some(StepId::EndpointService),
        "ec2" if name.contains("Instance") => Some(StepId::Instances),
        "ec2" => Some(StepId::Network),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use gangway_model::AccountId;

    use super::*;
    use crate::policies::{Scope, actions};

    #[test]
    fn every_action_but_the_accounts_own_has_a_purpose() {
        let scope = Scope::new(AccountId::parse("111122223333").unwrap(), vec![Region::parse("eu-west-1").unwrap()]);
        for kind in [PolicyKind::Survey, PolicyKind::Provision] {
            for action in actions(kind, &scope).unwrap() {
                let of_account = action.starts_with("iam:") || action.starts_with("sts:") || action == "ec2:DescribeRegions";
                assert_eq!(purpose(action).is_none(), of_account, "{action}");
            }
        }
        assert_eq!(purpose("ec2:ModifyVpcEndpointServicePermissions"), Some(StepId::AllowList));
        assert_eq!(purpose("ec2:DescribeInstances"), Some(StepId::Instances));
    }
}
