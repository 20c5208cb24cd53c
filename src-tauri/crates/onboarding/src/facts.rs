//! What is known while a task is checked or planned: the answers, the last checks, the journal. Read once per operation, so that one plan
//! sees one state.

use std::collections::BTreeMap;

use gangway_model::{
    AccountId, Change, ChangeId, Evidence, Input, MailAddress, Message, Output, PrivateDnsName, ProductId, Region, ServiceDnsName, StepId,
    Timestamp, message,
};

use crate::file::{AllowEntry, ApprovedRow, DeliveryRow, FileError, Meta, PackageRow, ProjectFile, StepRecord};
use crate::inputs::{
    CertificateInputs, DelegationInputs, EndpointServiceInputs, InstancesInputs, LoadBalancerInputs, NetworkInputs, ProductInputs,
    RehearsalInputs, StepInputs, SubmissionInputs,
};
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
    /// Checked.
    pub region: Region,
}

/// See the module.
#[derive(Debug, Clone)]
pub struct Facts {
    /// What the file is bound to.
    pub meta: Meta,
    /// The world's time when the facts were read.
    pub now: Timestamp,
    /// Answers by task and Region.
    pub inputs: BTreeMap<(StepId, String), StepInputs>,
    /// Last checks by task and Region.
    pub checks: BTreeMap<(StepId, String), StepRecord>,
    /// Results of what was carried out.
    pub outputs: BTreeMap<ChangeId, BTreeMap<Output, String>>,
    /// Approved and not replaced.
    pub approved: Vec<ApprovedRow>,
    /// Results that changes of the plan in the making will have.
    pub planned: BTreeMap<(StepId, Output), Input>,
    /// The allow list.
    pub allow_list: Vec<AllowEntry>,
    /// Principals the user took off it.
    pub allow_list_removed: Vec<String>,
    /// The newest package.
    pub package: Option<PackageRow>,
    /// The fingerprint of the content that the newest package was made from.
    pub package_fingerprint: Option<String>,
    /// Every sending.
    pub deliveries: Vec<DeliveryRow>,
    /// Recipient and sender that the world proposes; `None` where no mail server is known.
    pub mail: Option<(String, String)>,
}

impl Facts {
    /// Reads everything from the file.
    ///
    /// # Errors
    /// What the file says.
    pub async fn read(file: &ProjectFile, meta: Meta, now: Timestamp, mail: Option<(String, String)>) -> Result<Self, FileError> {
        Ok(Self {
            now,
            inputs: file.all_inputs().await?,
            checks: file.checks(&meta.account).await?,
            outputs: file.outputs().await?,
            approved: file.approved().await?,
            planned: BTreeMap::new(),
            allow_list: file.allow_list().await?,
            allow_list_removed: file.allow_list_removed().await?,
            package: file.package(None).await?,
            package_fingerprint: file.remembered("package-fingerprint").await?,
            deliveries: file.deliveries().await?,
            mail,
            meta,
        })
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.meta.account
    }

    /// Whether it is the practice world.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        self.meta.kind == AccountKind::Practice
    }

    /// The Region of the product, when it is a Region.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        match self.inputs.get(&(StepId::Product, String::new())) {
            Some(StepInputs::Product(inputs)) => Region::parse(&inputs.region).ok(),
            _ => None,
        }
    }

    /// The key under which a task's answers and checks are stored.
    #[must_use]
    pub fn key(&self, step: StepId) -> (StepId, String) {
        let region = if step.per_region() { self.region().map(String::from).unwrap_or_default() } else { String::new() };
        (step, region)
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
            region: Region::parse(&inputs.region).ok()?,
        })
    }

    /// An id that a task stands for: seen by its last check, else made by a change that was carried out, else to be made by the plan in the
    /// making.
    #[must_use]
    pub fn known(&self, step: StepId, output: Output) -> Option<Input> {
        self.known_id(step, output).map(Input::existing).or_else(|| self.planned.get(&(step, output)).cloned())
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
        let (_, region) = self.key(step);
        self.approved
            .iter()
            .rev()
            .filter(|row| {
                row.change.step == step && (!step.per_region() || row.change.region.as_ref().is_some_and(|at| at.as_str() == region))
            })
            .find_map(|row| row.outputs.get(&output))
    }

    /// Whether an approved change with this name was carried out.
    #[must_use]
    pub fn is_done(&self, change: &ChangeId) -> bool {
        self.outputs.contains_key(change)
    }

    /// Adds what these changes will make to what later tasks may build on.
    pub fn expect(&mut self, changes: &[Change]) {
        use gangway_model::Call;
        for change in changes {
            let outputs: &[Output] = match &change.call {
                Call::CreateLoadBalancer { .. } => &[Output::LoadBalancerArn],
                Call::CreateTargetGroup { .. } => &[Output::TargetGroupArn],
                Call::CreateListener { .. } => &[Output::ListenerArn],
                Call::CreateEndpointService { .. } => &[Output::ServiceId, Output::ServiceName],
                Call::RequestCertificate { .. } => &[Output::CertificateArn],
                _ => &[],
            };
            for output in outputs {
                self.planned.insert((change.step, *output), Input::OutputOf { change: change.id.clone(), output: *output });
            }
        }
    }

    /// Evidence seen now.
    #[must_use]
    pub fn seen(&self, message: Message, by: impl Into<String>) -> Evidence {
        Evidence { message, by: by.into(), at: self.now }
    }
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
