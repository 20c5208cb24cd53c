//! Parts of an onboarding that a profile of their own plays: their connections, and whose they are. The onboarding's own account is in
//! `mod.rs`; what is not given to anybody else goes there.

use std::collections::HashMap;
use std::time::Instant;

use gangway_aws::{Account, Identity};
use gangway_model::{AccountId, Change, Finding, Severity, StepId, message};

use super::{IDENTITY_GOOD_FOR, Inner};
use crate::access::{AccountRole, RoleProfile, stored_roles};
use crate::facts::Facts;
use crate::inputs::ListenerProtocol;
use crate::trouble::Trouble;
use crate::view::Publishing;

/// The connections of other profiles, by name, and when their identity was checked last.
pub(super) type Connections = tokio::sync::Mutex<HashMap<String, (Account, Option<Instant>)>>;

impl Inner {
    /// The account in which a task is done, connected, and certainly the one that it was when its part was given out.
    ///
    /// # Errors
    /// As [`Inner::require_identity`]; `role-…` where the part has a profile of its own.
    pub(super) async fn account_of(&self, facts: &Facts, step: StepId, fresh: bool) -> Result<Account, Trouble> {
        match facts.role_of(step) {
            Some(role) => self.require_role(role, fresh).await,
            None => self.require_identity(fresh).await,
        }
    }

    /// The account in which records are published, connected. `None` unless they are published in Route 53.
    pub(super) async fn dns_account(&self, facts: &Facts) -> Option<Result<Account, Trouble>> {
        if !facts.in_route53 {
            return None;
        }
        Some(match facts.dns_role() {
            Some(role) => self.require_role(role, false).await,
            None => self.require_identity(false).await,
        })
    }

    /// The account that an approved change goes to, its identity checked now. `None`: the onboarding's own, which whoever carries changes out
    /// has checked already.
    ///
    /// # Errors
    /// `role-account-gone` when no profile leads to the account for which it was approved; `role-…` as its profile says.
    pub(super) async fn account_of_change(&self, change: &Change) -> Result<Option<Account>, Trouble> {
        let roles = stored_roles(&self.file).await?;
        if roles.is_empty() && change.account.is_none() {
            return Ok(None);
        }
        let facts = self.facts_at(change.region.as_ref()).await?;
        let wanted = change.account.as_ref().unwrap_or(facts.account());
        let leads_there = |one: &&RoleProfile| one.account.as_ref() == Some(wanted);
        let own = facts.role_of_change(change).filter(leads_there);
        match (own.or_else(|| change.account.as_ref().and(roles.iter().find(leads_there))), &change.account) {
            (Some(role), _) => Ok(Some(self.require_role(role, true).await?)),
            (None, None) => Ok(None),
            (None, Some(account)) => Err(Trouble::of("role-account-gone").with("account", account.as_str())),
        }
    }

    /// The same for something that was made: whichever profile leads to its account will do.
    pub(super) async fn account_in(&self, account: Option<&AccountId>) -> Result<Option<Account>, Trouble> {
        let Some(account) = account else { return Ok(None) };
        let roles = stored_roles(&self.file).await?;
        match roles.iter().find(|one| one.account.as_ref() == Some(account)) {
            Some(role) => Ok(Some(self.require_role(role, true).await?)),
            None => Err(Trouble::of("role-account-gone").with("account", account.as_str())),
        }
    }

    /// The same for records: where nothing else is said, the profile for the DNS zone, if it still leads to the onboarding's account.
    pub(super) async fn account_of_records(&self, account: Option<&AccountId>) -> Result<Option<Account>, Trouble> {
        let facts = self.facts().await?;
        match facts.dns_role().filter(|role| role.account.as_ref() == Some(account.unwrap_or(facts.account()))) {
            Some(role) => Ok(Some(self.require_role(role, true).await?)),
            None => self.account_in(account).await,
        }
    }

    async fn require_role(&self, role: &RoleProfile, fresh: bool) -> Result<Account, Trouble> {
        let profile = role.profile.as_deref().unwrap_or_default();
        let mut held = self.roles.lock().await;
        let (account, checked) = match held.remove(profile) {
            Some(known) => known,
            None => (self.connect(profile).await?, None),
        };
        if !fresh && checked.is_some_and(|at| at.elapsed() < IDENTITY_GOOD_FOR) {
            held.insert(profile.to_owned(), (account.clone(), checked));
            return Ok(account);
        }
        let found = self.asked_whose(&account, profile).await?;
        if let Some(expected) = role.account.as_ref().filter(|expected| **expected != found.account) {
            let trouble = Trouble::of("role-identity-changed").with("profile", profile);
            return Err(trouble.with("expected", expected.as_str()).with("actual", found.account.as_str()));
        }
        held.insert(profile.to_owned(), (account.clone(), Some(Instant::now())));
        Ok(account)
    }

    /// Whose a profile is, asked now.
    ///
    /// # Errors
    /// `role-unknown`, `role-unusable`.
    pub(super) async fn whose(&self, profile: &str) -> Result<AccountId, Trouble> {
        self.roles.lock().await.remove(profile);
        let account = self.connect(profile).await?;
        Ok(self.asked_whose(&account, profile).await?.account)
    }

    /// After a new sign-in, every profile is asked anew.
    pub(super) async fn forget_roles(&self) {
        self.roles.lock().await.clear();
    }

    async fn connect(&self, profile: &str) -> Result<Account, Trouble> {
        let credentials = self.world.credentials_of(profile).ok_or_else(|| Trouble::of("role-unknown").with("profile", profile))?;
        let connected = Account::connect(credentials, self.world.endpoint.clone(), None).await;
        connected.map_err(|error| self.unusable(profile, error.into()))
    }

    async fn asked_whose(&self, account: &Account, profile: &str) -> Result<Identity, Trouble> {
        account.identity().await.map_err(|error| self.unusable(profile, error.into()))
    }

    /// Which profile it is has to be said: it is not the one that people look at.
    fn unusable(&self, profile: &str, why: Trouble) -> Trouble {
        let said = self.words.say(&why.message);
        let mut trouble = Trouble::of("role-unusable").with("profile", profile).with("said", said);
        (trouble.detail, trouble.request_id) = (why.detail, why.request_id);
        trouble
    }
}

/// The steps whose records can be published from here.
pub(super) fn has_records(step: StepId) -> bool {
    matches!(step, StepId::Certificate | StepId::PrivateDns | StepId::Delegation)
}

/// Who publishes the records of a task.
pub(super) fn publishing(facts: &Facts, step: StepId) -> Option<Publishing> {
    has_records(step).then(|| Publishing {
        in_route53: facts.in_route53,
        profile: facts.dns_role().and_then(|role| role.profile.clone()),
        account: facts.dns_elsewhere().unwrap_or(facts.account()).clone(),
    })
}

/// What it means that parts are in different accounts.
pub(super) fn findings(facts: &Facts) -> Vec<Finding> {
    let mut all = Vec::new();
    for one in &facts.roles {
        let profile = one.profile.as_deref().unwrap_or_default();
        let Some(account) = &one.account else {
            all.push(Finding::new(Severity::Warning, message("role-not-seen").with("profile", profile)).about(profile));
            continue;
        };
        let (elsewhere, service) = (account.as_str(), facts.account().as_str());
        if account != facts.account() && one.role == AccountRole::Certificate {
            let text = message("role-certificate-elsewhere").with("account", elsewhere).with("service", service);
            all.push(Finding::new(Severity::Note, text).about(elsewhere));
        }
    }
    all.extend(listener_needs_another(facts));
    all
}

/// A TLS listener takes a certificate of its own account and Region only ("Server certificates for your Network Load Balancer").
pub(crate) fn listener_needs_another(facts: &Facts) -> Option<Finding> {
    let first = facts.at(None);
    let account = first.elsewhere(StepId::Certificate)?;
    first.load_balancer().filter(|inputs| inputs.protocol == ListenerProtocol::Tls)?;
    let text = message("role-certificate-tls").with("account", account.as_str()).with("service", first.account().as_str());
    Some(Finding::new(Severity::Blocker, text).about(account.as_str()).fix_in(StepId::LoadBalancer))
}
