//! What is known while a task is checked or planned: the answers, the last checks, the journal. Read once per operation, so that one plan
//! sees one state.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use gangway_model::{
    AccountId, Change, ChangeId, Evidence, Input, MailAddress, Message, Output, PrivateDnsName, ProductId, Region, ServiceDnsName, StepId,
    Timestamp, message,
};

use crate::access::{self, AccountRole, RoleProfile};
use crate::allow_apply::difference::AllowFacts;
use crate::file::{ApprovedRow, ChangeState, DeliveryRow, FileError, Meta, PackageRow, ProjectFile, StepRecord};
use crate::inputs::{
    CertificateInputs, DelegationInputs, EndpointServiceInputs, InstancesInputs, ListenerProtocol, LoadBalancerInputs, NetworkInputs,
    ProductInputs, ReachabilityInputs, RehearsalInputs, StepInputs, SubmissionInputs,
};
use crate::names::ZoneSeen;
use crate::view::AccountKind;

/// The product's answers, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// As typed, for the texts.
    pub inputs: ProductInputs,
    /// Checked.
    pub product_id: ProductId,
    /// Checked.
    pub contact_mail: MailAddress,
    /// Checked.
    pub service_dns_name: ServiceDnsName,
    /// Checked; `None` when the seller wants none.
    pub private_dns_name: Option<PrivateDnsName>,
    /// Checked: the Region in focus.
    pub region: Region,
}

/// The key of a task's answers and checks: the task, and the Region or nothing.
pub type Key = (StepId, String);

/// What the file holds. Shared by the views of it, one per Region.
#[derive(Debug, Clone)]
pub struct Known {
    /// What the file is bound to.
    pub meta: Meta,
    /// The world's time when the facts were read.
    pub now: Timestamp,
    /// Answers by task and Region.
    pub inputs: BTreeMap<Key, StepInputs>,
    /// Last checks by task and Region.
    pub checks: BTreeMap<Key, StepRecord>,
    /// Results of what was carried out.
    pub outputs: BTreeMap<ChangeId, BTreeMap<Output, String>>,
    /// Approved and not replaced.
    pub approved: Vec<ApprovedRow>,
    /// Rows of the journal that were carried out so lately that AWS may not show yet what they made.
    pub fresh: BTreeSet<i64>,
    /// The allow list, in numbers: it may have a hundred thousand entries, and facts are read every second.
    pub allow_list: AllowFacts,
    /// The newest package.
    pub package: Option<PackageRow>,
    /// The fingerprint of the content that the newest package was made from.
    pub package_fingerprint: Option<String>,
    /// Every sending.
    pub deliveries: Vec<DeliveryRow>,
    /// Recipient and sender that the world proposes; `None` where no mail server is known.
    pub mail: Option<(String, String)>,
    /// Parts that a profile of their own plays.
    pub roles: Vec<RoleProfile>,
    /// Records are published in Route 53, once approved; otherwise somebody publishes them elsewhere.
    pub in_route53: bool,
    /// The zones around the product's names, as last seen.
    pub zones: Vec<ZoneSeen>,
}

/// See the module. A view of what is known from one Region: tasks that are done per Region are this Region's.
#[derive(Debug, Clone)]
pub struct Facts {
    known: Arc<Known>,
    focus: Option<Region>,
    /// Results that changes of the plan in the making will have.
    pub planned: BTreeMap<(Key, Output), Input>,
    /// The names of its changes.
    pub expected: BTreeSet<ChangeId>,
}

impl Deref for Facts {
    type Target = Known;
    fn deref(&self) -> &Known {
        &self.known
    }
}

impl DerefMut for Facts {
    fn deref_mut(&mut self) -> &mut Known {
        Arc::make_mut(&mut self.known)
    }
}

impl From<Known> for Facts {
    /// Seen from the product's first Region.
    fn from(known: Known) -> Self {
        Self { known: Arc::new(known), focus: None, planned: BTreeMap::new(), expected: BTreeSet::new() }
    }
}

impl Facts {
    /// Reads everything from the file. `consistency`: for how long what was made may be out of sight.
    ///
    /// # Errors
    /// What the file says.
    pub async fn read(
        file: &ProjectFile,
        meta: Meta,
        now: Timestamp,
        mail: Option<(String, String)>,
        consistency: Duration,
    ) -> Result<Self, FileError> {
        let roles = access::stored_roles(file).await?;
        let mut checks = file.checks(&meta.account).await?;
        // What is elsewhere is seen elsewhere.
        let product = (StepId::Certificate, String::new());
        if let Some(elsewhere) = access::account_of(&roles, AccountRole::Certificate).filter(|account| **account != meta.account) {
            checks.remove(&product);
            checks.extend(file.checks(elsewhere).await?.remove(&product).map(|record| (product, record)));
        }
        Ok(Self::from(Known {
            now,
            inputs: file.all_inputs().await?,
            checks,
            roles,
            in_route53: access::stored_in_route53(file).await?,
            outputs: file.outputs().await?,
            approved: file.approved().await?,
            fresh: file.carried_out_within(consistency).await?,
            allow_list: file.allow_facts().await?,
            package: file.package(None).await?,
            package_fingerprint: file.remembered("package-fingerprint").await?,
            deliveries: file.deliveries().await?,
            zones: file.remembered("names-zones").await?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
            mail,
            meta,
        }))
    }

    /// The same facts, seen from this Region; `None`: from the product's first one.
    #[must_use]
    pub fn at(&self, region: Option<&Region>) -> Self {
        Self { focus: region.cloned(), ..self.clone() }
    }

    /// One view for each of the product's Regions, the first one first; before one is chosen, one view without a Region.
    #[must_use]
    pub fn everywhere(&self) -> Vec<Self> {
        let regions = self.regions();
        if regions.is_empty() { vec![self.at(None)] } else { regions.iter().map(|region| self.at(Some(region))).collect() }
    }

    /// The views from which a task is done: every Region for what is done per Region, those that need one of their own for the certificate,
    /// one for everything else.
    #[must_use]
    pub fn places(&self, step: StepId) -> Vec<Self> {
        match step {
            _ if step.per_region() => self.everywhere(),
            // One certificate stands for the product; a TLS listener takes only one of its own Region.
            StepId::Certificate => {
                let mut all = self.everywhere().into_iter();
                let first = all.next();
                let tls = |at: &Self| at.load_balancer().is_some_and(|inputs| inputs.protocol == ListenerProtocol::Tls);
                first.into_iter().chain(all.filter(tls)).collect()
            }
            _ => vec![self.at(None)],
        }
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.meta.account
    }

    /// Who plays the part that a task belongs to, where that is a profile of its own. The product's certificate is the certificates' part; one
    /// that a listener of another Region needs has to be in the listener's account, and so has everything that carries traffic.
    ///
    /// Records are published where the DNS zone is, whichever task they belong to: see [`Facts::dns_role`].
    #[must_use]
    pub fn role_of(&self, step: StepId) -> Option<&RoleProfile> {
        let role = match step {
            StepId::Certificate if self.key(step).1.is_empty() => AccountRole::Certificate,
            _ => return None,
        };
        self.roles.iter().find(|one| one.role == role && one.profile.is_some() && one.account.is_some())
    }

    /// The account that a task's changes go to, where that is not the onboarding's.
    #[must_use]
    pub fn elsewhere(&self, step: StepId) -> Option<&AccountId> {
        self.role_of(step).and_then(|one| one.account.as_ref()).filter(|account| *account != self.account())
    }

    /// Who publishes records, where that is a profile of its own.
    #[must_use]
    pub fn dns_role(&self) -> Option<&RoleProfile> {
        self.roles.iter().find(|one| one.role == AccountRole::Dns && one.profile.is_some() && one.account.is_some())
    }

    /// The account of the DNS zone, where that is not the onboarding's.
    #[must_use]
    pub fn dns_elsewhere(&self) -> Option<&AccountId> {
        self.dns_role().and_then(|one| one.account.as_ref()).filter(|account| *account != self.account())
    }

    /// Who carries a change out, where that is a profile of its own.
    #[must_use]
    pub fn role_of_change(&self, change: &Change) -> Option<&RoleProfile> {
        if change.call.is_dns() { self.dns_role() } else { self.role_of(change.step) }
    }

    /// Whether it is the practice world.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        self.meta.kind == AccountKind::Practice
    }

    /// The product's Regions, as answered, the first one first. What is no Region, or named twice, is left out.
    #[must_use]
    pub fn regions(&self) -> Vec<Region> {
        regions_of(&self.inputs)
    }

    /// The Region in focus: the one that these facts are seen from, else the product's first.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.focus.clone().or_else(|| self.regions().into_iter().next())
    }

    /// The same, in focus what this task is about: a Region, or all of them.
    #[must_use]
    pub fn about(&self, step: StepId) -> Self {
        if step.per_region() || step == StepId::Certificate { self.at(self.region().as_ref()) } else { self.at(None) }
    }

    /// Whether the Region in focus is the product's first one.
    fn is_first(&self) -> bool {
        self.focus.as_ref().is_none_or(|focus| self.regions().first() == Some(focus))
    }

    /// The key under which a task's answers and checks are stored. The certificate of the first Region is the product's.
    #[must_use]
    pub fn key(&self, step: StepId) -> Key {
        let own = step.per_region() || (step == StepId::Certificate && !self.is_first());
        (step, if own { self.region().map(String::from).unwrap_or_default() } else { String::new() })
    }

    /// What was approved for this task, in the Region in focus where the task is done per Region; oldest first.
    pub fn mine(&self, step: StepId) -> impl DoubleEndedIterator<Item = &ApprovedRow> {
        let own = step.per_region() || step == StepId::Certificate;
        let (region, account, dns) = (self.region(), self.elsewhere(step), self.dns_elsewhere());
        let here = move |row: &&ApprovedRow| {
            let account = if row.change.call.is_dns() { dns } else { account };
            row.change.account.as_ref() == account && (!own || row.change.region == region)
        };
        self.approved.iter().filter(move |row| row.change.step == step).filter(here)
    }

    /// A task's stored answers, good or not.
    #[must_use]
    pub fn inputs_of(&self, step: StepId) -> Option<&StepInputs> {
        self.inputs.get(&self.key(step))
    }

    /// A task's last check.
    #[must_use]
    pub fn check_of(&self, step: StepId) -> Option<&StepRecord> {
        self.checks.get(&self.key(step))
    }

    /// A task's answers, only when they have no problems.
    fn sound(&self, step: StepId) -> Option<&StepInputs> {
        let inputs = self.inputs_of(step)?;
        crate::steps::step(step).problems(inputs, self).is_empty().then_some(inputs)
    }

    /// The product's answers, when all of them are good.
    #[must_use]
    pub fn product(&self) -> Option<Product> {
        let Some(StepInputs::Product(inputs)) = self.sound(StepId::Product) else { return None };
        let private = inputs.private_dns_name.trim();
        Some(Product {
            inputs: inputs.clone(),
            product_id: ProductId::parse(&inputs.product_id).ok()?,
            contact_mail: MailAddress::parse(&inputs.contact_mail).ok()?,
            service_dns_name: ServiceDnsName::parse(&inputs.service_dns_name).ok()?,
            private_dns_name: if private.is_empty() { None } else { Some(PrivateDnsName::parse(private).ok()?) },
            region: self.region()?,
        })
    }

    /// An id that a task stands for: seen by its last check, else made by a change that was carried out, else to be made by the plan in the
    /// making.
    #[must_use]
    pub fn known(&self, step: StepId, output: Output) -> Option<Input> {
        self.known_id(step, output).map(Input::existing).or_else(|| self.planned.get(&(self.key(step), output)).cloned())
    }

    /// The same, only when it exists.
    #[must_use]
    pub fn known_id(&self, step: StepId, output: Output) -> Option<String> {
        let seen = self.check_of(step).and_then(|record| record.ids.get(&output));
        seen.or_else(|| self.made(step, output)).cloned()
    }

    /// An id that a change of this task made, by the journal.
    #[must_use]
    pub fn made(&self, step: StepId, output: Output) -> Option<&String> {
        self.mine(step).rev().find_map(|row| row.outputs.get(&output))
    }

    /// Whether an approved change with this name was carried out.
    #[must_use]
    pub fn is_done(&self, change: &ChangeId) -> bool {
        self.outputs.contains_key(change)
    }

    /// What this change makes: the id when it is there, its result when the change is approved or part of the plan in the making.
    #[must_use]
    pub fn made_by(&self, change: &ChangeId, output: Output) -> Option<Input> {
        if let Some(id) = self.outputs.get(change).and_then(|made| made.get(&output)) {
            return Some(Input::existing(id));
        }
        let approved =
            || self.approved.iter().any(|row| row.change.id == *change && matches!(row.state, ChangeState::Pending | ChangeState::Begun));
        (self.expected.contains(change) || approved()).then(|| Input::OutputOf { change: change.clone(), output })
    }

    /// Adds what these changes will make to what later tasks may build on.
    pub fn expect(&mut self, changes: &[Change]) {
        use gangway_model::Call;
        for change in changes {
            self.expected.insert(change.id.clone());
            let outputs: &[Output] = match &change.call {
                Call::CreateVpc { .. } => &[Output::VpcId],
                Call::CreateLoadBalancer { .. } => &[Output::LoadBalancerArn],
                Call::CreateTargetGroup { .. } => &[Output::TargetGroupArn],
                Call::CreateListener { .. } => &[Output::ListenerArn],
                Call::CreateEndpointService { .. } => &[Output::ServiceId, Output::ServiceName],
                Call::RequestCertificate { .. } => &[Output::CertificateArn],
                _ => &[],
            };
            for output in outputs {
                let key = self.at(change.region.as_ref()).key(change.step);
                self.planned.insert((key, *output), Input::OutputOf { change: change.id.clone(), output: *output });
            }
        }
    }

    /// Evidence seen now.
    #[must_use]
    pub fn seen(&self, message: Message, by: impl Into<String>) -> Evidence {
        let by = match &self.focus {
            // Where there are several, the evidence says which one was asked.
            Some(region) if self.regions().len() > 1 => format!("{} ({region})", by.into()),
            _ => by.into(),
        };
        Evidence { message, by, at: self.now }
    }
}

/// The product's Regions by its answers; see [`Facts::regions`].
#[must_use]
pub fn regions_of(inputs: &BTreeMap<Key, StepInputs>) -> Vec<Region> {
    let Some(StepInputs::Product(product)) = inputs.get(&(StepId::Product, String::new())) else { return Vec::new() };
    let mut regions: Vec<Region> = Vec::new();
    for text in std::iter::once(&product.region).chain(&product.more_regions) {
        match Region::parse(text) {
            Ok(region) if !regions.contains(&region) => regions.push(region),
            // Without a first Region there is none.
            Err(_) if regions.is_empty() => return regions,
            _ => {}
        }
    }
    regions
}

/// The answers of one task, when they are good.
macro_rules! sound_inputs {
    ($($name:ident, $variant:ident, $inputs:ty;)*) => {
        impl Facts {
            $(
                #[doc = concat!("The answers of ", stringify!($variant), ", when they are good.")]
                #[must_use]
                pub fn $name(&self) -> Option<&$inputs> {
                    match self.sound(StepId::$variant) {
                        Some(StepInputs::$variant(inputs)) => Some(inputs),
                        _ => None,
                    }
                }
            )*
        }
    };
}

sound_inputs! {
    network, Network, NetworkInputs;
    instances, Instances, InstancesInputs;
    load_balancer, LoadBalancer, LoadBalancerInputs;
    reachability, Reachability, ReachabilityInputs;
    endpoint_service, EndpointService, EndpointServiceInputs;
    certificate, Certificate, CertificateInputs;
    delegation, Delegation, DelegationInputs;
    rehearsal, Rehearsal, RehearsalInputs;
    submission, Submission, SubmissionInputs;
}

/// `waiting-…` with its times.
#[must_use]
pub fn waiting(code: &str, now: Timestamp, poll_seconds: i64, deadline_hours: Option<i64>) -> crate::view::Waiting {
    crate::view::Waiting {
        why: message(code),
        since: now,
        poll_after: now.plus_millis(poll_seconds * 1000),
        deadline: deadline_hours.map(|hours| now.plus_millis(hours * 3_600_000)),
    }
}
