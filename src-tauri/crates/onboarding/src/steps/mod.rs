//! The tasks. One file each, always in the same order: inputs (`problems`, `suggest`), observed (`observe`), plan (`plan`), verify (`check`),
//! tests. Applying is the same for all and lives in `engine/apply.rs`; what must be true before a call may leave is in `engine/ready.rs`.
//!
//! Only `observe` does I/O; everything else is a pure function of the facts and what was seen.

pub(crate) mod allow_list;
mod certificate;
mod checklist;
mod delegation;
mod endpoint_service;
mod instances;
mod launch;
mod load_balancer;
mod network;
mod private_dns;
mod product;
mod publishing;
mod ranges;
mod reachability;
mod rehearsal;
mod review;
mod security_group;
mod submission;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::testing;

use std::collections::BTreeMap;

use async_trait::async_trait;
use gangway_aws::{Account, DnsRecord};
use gangway_dns::{ExpectedRecord, Net, RecordKind, check_record};
use gangway_model::{
    CallTag, Change, ChangeId, DnsName, Evidence, FieldProblem, Finding, Message, Output, Region, Severity, StepId, message,
};
use ipnet::Ipv4Net;

use crate::facts::Facts;
use crate::file::ProjectFile;
use crate::inputs::{NewSubnet, StepInputs};
use crate::observed::{Observed, RecordSeen};
use crate::quotas::Limits;
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(crate) use certificate::days_left;
pub(crate) use launch::is_awaited as launch_is_awaited;
pub(crate) use private_dns::{NAME_LOST, lost};
pub(crate) use publishing::{is_from_here, still_free};
pub use submission::draft;

/// What `observe` may ask.
pub struct Look<'a> {
    /// The seller's account.
    pub account: &'a Account,
    /// The account in which records are published; `None` where somebody publishes them elsewhere, or the task has none.
    pub dns: Option<&'a Result<Account, Trouble>>,
    /// Name servers.
    pub net: &'a Net,
    /// What is known.
    pub facts: &'a Facts,
    /// For what is too long for the result of a check.
    pub file: &'a ProjectFile,
}

impl Look<'_> {
    /// The product's Region.
    ///
    /// # Errors
    /// `cannot-start` before the Region is chosen.
    pub fn region(&self) -> Result<Region, Trouble> {
        self.facts.region().ok_or_else(|| Trouble::of("cannot-start").with("task", StepId::Product.as_str()))
    }
}

/// What a check makes of what was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// Absent, matches, differs, foreign.
    pub state: CheckState,
    /// Verified, waiting, failed or open.
    pub verdict: Verdict,
    /// For the user.
    pub findings: Vec<Finding>,
    /// For the package.
    pub evidence: Vec<Evidence>,
    /// For later tasks.
    pub ids: BTreeMap<Output, String>,
}

impl Checked {
    fn new(state: CheckState, verdict: Verdict) -> Self {
        Self { state, verdict, findings: Vec::new(), evidence: Vec::new(), ids: BTreeMap::new() }
    }
    /// Nothing there and nothing wanted yet.
    fn open() -> Self {
        Self::new(CheckState::Absent, Verdict::Open)
    }
}

/// The contract of every task.
#[async_trait]
pub trait Step: Send + Sync {
    /// What is wrong with these answers. The window shows it at the fields; nothing is planned from answers that have problems.
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem>;
    /// The recommended answers, from what was seen. `None` when there is nothing to recommend.
    fn suggest(&self, facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs>;
    /// Looks, and changes nothing.
    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble>;
    /// The changes from what was seen to what is wanted. Pure.
    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change>;
    /// What the user has to do elsewhere before the plan is worth approving, or before there can be one. Pure.
    fn first(&self, _facts: &Facts, _observed: &Observed) -> Option<Message> {
        None
    }
    /// Whether what is there is what is wanted, and does what it should. Pure.
    fn check(&self, facts: &Facts, observed: &Observed) -> Checked;
}

/// The task of this name.
#[must_use]
pub fn step(id: StepId) -> &'static dyn Step {
    match id {
        StepId::Product => &product::Product,
        StepId::Network => &network::Network,
        StepId::Instances => &instances::Instances,
        StepId::LoadBalancer => &load_balancer::LoadBalancer,
        StepId::EndpointService => &endpoint_service::EndpointService,
        StepId::Reachability => &reachability::Reachability,
        StepId::Certificate => &certificate::Certificate,
        StepId::PrivateDns => &private_dns::PrivateDns,
        StepId::Delegation => &delegation::Delegation,
        StepId::AllowList => &allow_list::AllowList,
        StepId::Rehearsal => &rehearsal::Rehearsal,
        StepId::Review => &review::Review,
        StepId::Submission => &submission::Submission,
    }
}

/// The tags of everything that an onboarding makes: they go into the create call, so that a lost answer can be recognised.
#[must_use]
pub fn tags(onboarding: &str, change: &ChangeId) -> Vec<CallTag> {
    let tag = |key: &str, value: &str| CallTag { key: key.to_owned(), value: value.to_owned() };
    vec![tag("gangway:onboarding", onboarding), tag("gangway:change", &change.0)]
}

fn is_ours(facts: &Facts, tags: &[CallTag]) -> bool {
    tags.iter().any(|tag| tag.key == "gangway:onboarding" && tag.value == facts.meta.id)
}

fn required(problems: &mut Vec<FieldProblem>, field: &str, value: &str) -> bool {
    let text = value.trim();
    if text.is_empty() {
        problems.push(FieldProblem::new(field, message("field-required")));
    } else if text.chars().any(char::is_control) {
        problems.push(FieldProblem::new(field, message("field-control-characters")));
    } else if text.chars().count() > 200 {
        problems.push(FieldProblem::new(field, message("field-too-long").with("longest", 200usize)));
    } else {
        return true;
    }
    false
}

fn port_problem(problems: &mut Vec<FieldProblem>, field: &str, port: u32) {
    if !(1..=65535).contains(&port) {
        problems.push(FieldProblem::new(field, message("field-port").with("value", i64::from(port))));
    }
}

fn port(port: u32) -> u16 {
    u16::try_from(port).unwrap_or(u16::MAX)
}

/// Looks for a record at every authoritative server of its zone.
async fn look_for(look: &Look<'_>, record: DnsRecord, kind: RecordKind) -> Result<RecordSeen, Trouble> {
    let name = DnsName::parse(&record.name).map_err(Trouble::new)?;
    let mut check = check_record(look.net, &ExpectedRecord { name, kind, value: record.value.clone() }).await?;
    check.looked_at = look.facts.now;
    Ok(RecordSeen { record, check })
}

/// The slips that explain why not every name server answers a record. Once what it proves is proven, they stand in nobody's way any more: then
/// they matter for the next time that AWS looks.
fn slips(record: &RecordSeen, proven: bool, fix_in: StepId) -> impl Iterator<Item = Finding> + '_ {
    record.check.findings.iter().cloned().map(move |finding| {
        let severity = if proven && finding.severity == Severity::Blocker { Severity::Warning } else { finding.severity };
        Finding { severity, ..finding }.fix_in(fix_in)
    })
}

/// Whether VPC and subnets of the answers are there or on their way.
#[must_use]
pub fn has_network(facts: &Facts) -> bool {
    network::vpc(facts).is_some() && network::subnets(facts).is_some()
}

/// The id of the VPC that the answers mean, once it is there.
#[must_use]
pub(crate) fn vpc_id(facts: &Facts) -> Option<String> {
    network::vpc_id(facts)
}

/// New subnets of a VPC, one for each of these zones, in ranges that none of the taken ones touches.
#[must_use]
pub(crate) fn proposed_subnets(vpc: Ipv4Net, taken: &[Ipv4Net], zones: &[&str]) -> Vec<NewSubnet> {
    network::proposed(vpc, taken, zones)
}

/// Whether what answers customers is there or on its way.
#[must_use]
pub fn has_servers(facts: &Facts) -> bool {
    instances::behind(facts).is_some()
}

/// What a task sees before what it looks at exists: used when a whole plan is made and an earlier change of it will make that.
#[must_use]
pub fn nothing_yet(step: StepId, facts: &Facts) -> Option<Observed> {
    use crate::observed::{AllowListSeen, EndpointServiceSeen, InstancesSeen, LoadBalancerSeen, PrivateDnsSeen};
    match step {
        StepId::Instances => Some(Observed::Instances(InstancesSeen {
            instances: Vec::new(),
            application_load_balancers: Vec::new(),
            target_groups: Vec::new(),
            security_groups: Vec::new(),
        })),
        // One that is there has to be looked at.
        StepId::LoadBalancer if facts.known_id(step, Output::LoadBalancerArn).is_some() => None,
        StepId::LoadBalancer => Some(Observed::LoadBalancer(LoadBalancerSeen {
            load_balancers: Vec::new(),
            chosen: None,
            cross_zone: None,
            listeners: Vec::new(),
            target_groups: Vec::new(),
            health_check: None,
            targets: Vec::new(),
            lost_target_group: None,
            security_groups: Vec::new(),
            limits: Limits::default(),
        })),
        StepId::EndpointService => Some(Observed::EndpointService(EndpointServiceSeen {
            services: Vec::new(),
            chosen: None,
            other_regions: Vec::new(),
            region_costs: Vec::new(),
        })),
        StepId::PrivateDns => Some(Observed::PrivateDns(PrivateDnsSeen { private_dns: None, record: None, hosted: Vec::new() })),
        StepId::AllowList => Some(Observed::AllowList(AllowListSeen {
            in_aws: 0,
            to_add: facts.allow_list.listed,
            to_remove: 0,
            only_in_aws: 0,
            refused: 0,
        })),
        _ => None,
    }
}
