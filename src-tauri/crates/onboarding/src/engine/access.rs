//! Who the onboarding acts as, what that identity may do, and what to ask an IT department for.

use std::path::Path;

use gangway_aws::{Account, PreflightAsk, SignInPlace};
use gangway_model::{Region, StepId};

use super::package::{free_name, write_whole};
use super::{Engine, lock};
use crate::access::{
    Access, AccountRole, IN_ROUTE53, IdentityCard, PermissionLine, PermissionReport, PolicyCard, PolicyText, ROLES, RoleProfile, purpose,
};
use crate::facts::Facts;
use crate::policies::{PolicyError, PolicyKind, Scope, actions, letter, policies};
use crate::trouble::Trouble;

/// Where the file keeps how to sign in again; see [`SignInPlace`].
pub(crate) const SIGN_IN: &str = "sign-in";

impl Engine {
    /// What of the page "Account and permissions" is in the file.
    ///
    /// # Errors
    /// What the file says.
    pub async fn access(&self) -> Result<Access, Trouble> {
        let facts = self.inner.facts().await?;
        let of = |role| facts.roles.iter().find(|one| one.role == role).cloned();
        let roles = AccountRole::ALL.map(|role| match of(role) {
            Some(own) => own,
            None if role == AccountRole::Workload => {
                RoleProfile { role, profile: self.inner.meta.profile.clone(), account: Some(self.inner.meta.account.clone()) }
            }
            None => RoleProfile { role, profile: None, account: None },
        });
        let findings = super::roles::findings(&facts);
        Ok(Access { sign_in: self.sign_in_place().await?, roles: roles.to_vec(), findings, regions: facts.regions() })
    }

    /// Keeps which profile plays a part, and whose it is; `None` for the workload's. The onboarding itself stays bound to its account: load
    /// balancer and endpoint service can't be in different ones. What was approved for an account that plays the part no more is taken back.
    ///
    /// # Errors
    /// `role-bound`; `role-unknown` for a profile that this world does not have; what AWS says when it is asked whose it is; what the file says.
    pub async fn set_role_profile(&self, role: AccountRole, profile: Option<String>) -> Result<Access, Trouble> {
        if role == AccountRole::Workload {
            return Err(Trouble::of("role-bound").with("account", self.inner.meta.account.as_str()));
        }
        let profile = profile.filter(|name| !name.is_empty());
        let account = match &profile {
            Some(name) => Some(self.inner.whose(name).await?),
            None => None,
        };
        let mut roles = self.inner.facts().await?.roles.clone();
        roles.retain(|one| one.role != role);
        roles.push(RoleProfile { role, profile, account });
        let text = serde_json::to_string(&roles).map_err(|error| Trouble::of("internal").caused_by(&error))?;
        self.inner.file.remember(ROLES, text).await?;
        self.inner.take_back_unwanted().await?;
        self.inner.saved();
        self.inner.emit_tasks().await?;
        self.access().await
    }

    /// Keeps whether records are published in Route 53, where the zone is there, or by somebody elsewhere. What was approved and has not begun
    /// is taken back with the wish.
    ///
    /// # Errors
    /// What the file says.
    pub async fn publish_in_route53(&self, wanted: bool) -> Result<(), Trouble> {
        let stored = if wanted { "yes" } else { "no" };
        self.inner.file.remember(IN_ROUTE53, stored.to_owned()).await?;
        self.inner.take_back_unwanted().await?;
        for (step, at) in crate::graph::places(&self.inner.facts().await?) {
            self.inner.judge_again(&at, step).await?;
        }
        self.inner.saved();
        self.inner.emit_tasks().await
    }

    /// How to sign in again, when somebody signed in with IAM Identity Center for this onboarding.
    ///
    /// # Errors
    /// What the file says.
    pub async fn sign_in_place(&self) -> Result<Option<SignInPlace>, Trouble> {
        let stored = self.inner.file.remembered(SIGN_IN).await?;
        Ok(stored.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps how to sign in again. No secret is among it.
    ///
    /// # Errors
    /// What the file says.
    pub async fn remember_sign_in(&self, place: &SignInPlace) -> Result<(), Trouble> {
        let text = serde_json::to_string(place).map_err(|error| Trouble::of("internal").caused_by(&error))?;
        Ok(self.inner.file.remember(SIGN_IN, text).await?)
    }

    /// After a new sign-in: credentials are asked for anew, the identity is checked, and what waited for that goes on.
    ///
    /// # Errors
    /// What AWS says of the new session; `identity-changed` when it is another account's.
    pub async fn signed_in_again(&self) -> Result<(), Trouble> {
        *self.inner.account.lock().await = None;
        self.inner.forget_roles().await;
        *lock(&self.inner.left_alone_until) = None;
        self.inner.require_identity(true).await?;
        self.inner.emit_tasks().await
    }

    /// Who the credentials belong to, asked now.
    ///
    /// # Errors
    /// What AWS, the profile or the network says.
    pub async fn identity_card(&self) -> Result<IdentityCard, Trouble> {
        let account = self.inner.require_identity(true).await?;
        identity_card(&account).await
    }

    /// What the identity may do, in the onboarding's Regions. Changes nothing.
    ///
    /// # Errors
    /// `policy-no-region` before the product is described; what AWS says when it can't be asked who the caller is.
    pub async fn preflight(&self) -> Result<PermissionReport, Trouble> {
        let account = self.inner.require_identity(true).await?;
        let scope = self.scope(&self.inner.facts().await?);
        let of = |kind| actions(kind, &scope).map_err(|why| no_policy(&why));
        let (survey, provision) = (of(PolicyKind::Survey)?, of(PolicyKind::Provision)?);
        let ask = PreflightAsk {
            actions: survey.iter().chain(&provision).map(|action| (*action).to_owned()).collect(),
            regions: scope.regions.clone(),
            onboarding: scope.onboarding.clone(),
            names: scope.names.clone(),
        };
        let seen = account.preflight(&ask).await?;
        let line = |one: gangway_aws::Permission| PermissionLine {
            policy: if survey.contains(&one.action.as_str()) { PolicyKind::Survey } else { PolicyKind::Provision },
            purpose: purpose(&one.action),
            action: one.action,
            region: one.region,
            allowance: one.allowance,
            evidence: one.evidence,
            reason: one.reason,
        };
        let mut lines: Vec<PermissionLine> = seen.permissions.into_iter().map(line).collect();
        let place = |one: &PermissionLine| one.purpose.map(|step| StepId::ALL.iter().position(|other| *other == step));
        lines.sort_by_key(place);
        let identity = IdentityCard { account_id: seen.identity.account, arn: seen.identity.arn, alias: seen.alias };
        Ok(PermissionReport { identity, lines })
    }

    /// The policies of a kind with the message that asks for them, filled in for this onboarding.
    ///
    /// # Errors
    /// `policy-…`, what the file says.
    pub async fn policy(&self, kind: PolicyKind) -> Result<PolicyCard, Trouble> {
        let scope = self.scope(&self.inner.facts().await?);
        // Whoever tries a connection from a second account is somebody else there.
        let scope = if kind == PolicyKind::Rehearsal { Scope { principal: None, ..scope } } else { scope };
        let made = policies(kind, &scope).map_err(|why| no_policy(&why))?;
        let letter = letter(&self.inner.words, kind, &scope, &made);
        let text = |policy: &crate::policies::Policy| PolicyText { name: policy.name.clone(), json: policy.document.text() };
        Ok(PolicyCard { kind, policies: made.iter().map(text).collect(), subject: letter.subject, message: letter.body })
    }

    /// Writes the policies of a kind into a folder, one file each, and the message beside them. Nothing is overwritten.
    ///
    /// # Errors
    /// As [`Engine::policy`], and `policy-not-saved`.
    pub async fn save_policy(&self, kind: PolicyKind, folder: &Path) -> Result<Vec<String>, Trouble> {
        let card = self.policy(kind).await?;
        let mut files: Vec<(String, String)> =
            card.policies.into_iter().map(|policy| (format!("{}.json", policy.name), policy.json)).collect();
        files.push((format!("message-{kind}.txt"), format!("{}\n\n{}\n", card.subject, card.message)));
        let mut written = Vec::new();
        for (name, text) in files {
            let path = free_name(folder, &name);
            let shown = path.display().to_string();
            write_whole(&path, text.as_bytes())
                .map_err(|error| Trouble::of("policy-not-saved").with("path", shown.as_str()).caused_by(&error))?;
            written.push(shown);
        }
        Ok(written)
    }

    fn scope(&self, facts: &Facts) -> Scope {
        let meta = &self.inner.meta;
        let regions = facts.regions();
        let product = facts.product();
        let names = product.iter().flat_map(|product| {
            let private = product.private_dns_name.as_ref().map(ToString::to_string);
            [Some(product.service_dns_name.to_string()), private].into_iter().flatten()
        });
        let services: Vec<String> = regions
            .iter()
            .filter_map(|at| facts.at(Some(at)).known_id(StepId::EndpointService, gangway_model::Output::ServiceName))
            .collect();
        let existing = regions.iter().flat_map(|at| existing(&facts.at(Some(at)), at)).collect();
        Scope {
            onboarding: Some(meta.id.clone()),
            names: names.collect(),
            services,
            principal: Some(meta.arn.clone()),
            existing,
            ..Scope::new(meta.account.clone(), regions)
        }
    }
}

/// What somebody else made and the answers say is to be used.
fn existing(facts: &Facts, region: &Region) -> Vec<String> {
    use crate::inputs::{EndpointServiceChoice, LoadBalancerChoice};
    let balancer = facts.load_balancer().and_then(|inputs| match &inputs.choice {
        LoadBalancerChoice::Existing { arn } => Some(arn.clone()),
        LoadBalancerChoice::Create { .. } => None,
    });
    let service = facts.endpoint_service().and_then(|inputs| match &inputs.choice {
        EndpointServiceChoice::Existing { id } => Some(format!("arn:aws:ec2:{region}:{}:vpc-endpoint-service/{id}", facts.account())),
        EndpointServiceChoice::Create => None,
    });
    balancer.into_iter().chain(service).collect()
}

/// Who an account's credentials belong to; the name is asked for, and missing where that is not allowed.
pub(super) async fn identity_card(account: &Account) -> Result<IdentityCard, Trouble> {
    let identity = account.identity().await?;
    let alias = account.alias().await.ok().flatten();
    Ok(IdentityCard { account_id: identity.account, arn: identity.arn, alias })
}

fn no_policy(why: &PolicyError) -> Trouble {
    match why {
        PolicyError::NoRegion => Trouble::of("policy-no-region"),
        PolicyError::Partitions => Trouble::of("policy-partitions"),
        PolicyError::TooLong { sid } => Trouble::of("policy-too-long").with("sid", *sid),
    }
}
