//! The steps as the pure functions that they are: facts in, problems, plans and verdicts out.

mod customers;
mod names;
mod places;
mod product;
mod submission;

use std::collections::BTreeMap;

use gangway_aws::{Instance, Subnet, Vpc, Zone};
use gangway_dns::{RecordCheck, RecordVerdict};
use gangway_model::{AccountId, Change, ChangeId, Output, Severity, StepId, Timestamp};
use serde_json::{Value, json};

use super::{Checked, step};
use crate::allow_apply::difference::{AllowFacts, Difference};
use crate::facts::{Facts, Known};
use crate::file::{ApprovedRow, ChangeState, Meta, StepRecord};
use crate::inputs::StepInputs;
use crate::observed::{InstancesSeen, NetworkSeen, Observed, RecordSeen};
use crate::quotas::Limits;
use crate::view::{AccountKind, CheckState, Verdict};

/// What other modules' tests build facts with.
pub(crate) mod testing {
    pub(crate) use super::names::certificate_with;
    pub(crate) use super::{NOW, answered, nothing, record_seen, see, with};
}

pub(crate) const NOW: Timestamp = Timestamp(1_795_000_000_000);
const BALANCER: &str = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/acme/0123456789abcdef";
const GROUP: &str = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/acme/0123456789abcdef";
const SERVICE: &str = "vpce-svc-0123456789abcdef0";
const CERTIFICATE: &str = "arn:aws:acm:eu-west-1:111122223333:certificate/00000000-1111-2222-3333-444444444444";

/// Code, how bad it is, and the change to what is right that brings it about.
type Faults<'a, T> = &'a [(&'a str, Severity, fn(&mut T))];

/// An onboarding of which nothing is known.
pub(crate) fn nothing() -> Facts {
    Facts::from(Known {
        meta: Meta {
            id: "onboarding-1".to_owned(),
            name: "Acme".to_owned(),
            world: "practice:w".to_owned(),
            kind: AccountKind::Practice,
            profile: None,
            account: AccountId::parse("111122223333").unwrap(),
            arn: "arn:aws:iam::111122223333:user/ann".to_owned(),
            created_at: NOW,
        },
        now: NOW,
        inputs: BTreeMap::new(),
        checks: BTreeMap::new(),
        outputs: BTreeMap::new(),
        approved: Vec::new(),
        fresh: std::collections::BTreeSet::new(),
        allow_list: AllowFacts::default(),
        package: None,
        package_fingerprint: None,
        deliveries: Vec::new(),
        roles: Vec::new(),
        in_route53: false,
        zones: Vec::new(),
        mail: Some(("seller-operations@practice.example".to_owned(), "you@practice.example".to_owned())),
    })
}

fn inputs(value: Value) -> StepInputs {
    serde_json::from_value(value).unwrap()
}

fn instances_seen(instances: Vec<Instance>) -> InstancesSeen {
    InstancesSeen { instances, application_load_balancers: Vec::new(), target_groups: Vec::new(), security_groups: Vec::new() }
}

pub(crate) fn with(mut facts: Facts, value: Value) -> Facts {
    let inputs = inputs(value);
    let key = facts.key(inputs.step());
    facts.inputs.insert(key, inputs);
    facts
}

fn product_answers() -> Value {
    json!({"step": "product", "title": "Acme API", "productId": "prod-abcdefghijklm", "visibility": "limited", "companyName": "Acme GmbH",
        "contactName": "Ann Lee", "contactMail": "ann.lee@example.com", "contactPhone": "", "serviceDnsName": "api.vpce.example.com",
        "privateDnsName": "api.example.com", "region": "eu-west-1"})
}

/// Product, network and instances answered, and everything seen that these answers name.
pub(crate) fn answered() -> Facts {
    let mut facts = with(nothing(), product_answers());
    see(&mut facts, Observed::Network(network_seen(&[("euw1-az1", 100), ("euw1-az2", 100), ("euw1-az3", 100)])));
    facts = with(facts, json!({"step": "network", "vpcId": "vpc-1", "subnetIds": ["subnet-euw1-az1", "subnet-euw1-az2"]}));
    see(&mut facts, Observed::Instances(instances_seen(vec![instance("i-1", "running"), instance("i-2", "running")])));
    with(facts, json!({"step": "instances", "instanceIds": ["i-1", "i-2"], "port": 8443}))
}

/// The last check of a task saw this, and was judged by the facts.
pub(crate) fn see(facts: &mut Facts, observed: Observed) {
    let id = observed.step();
    let open = StepRecord {
        state: CheckState::Absent,
        verdict: Verdict::Open,
        observed: Some(observed.clone()),
        findings: Vec::new(),
        evidence: Vec::new(),
        ids: BTreeMap::new(),
        trouble: None,
        checked_at: facts.now,
    };
    let key = facts.key(id);
    facts.checks.insert(key.clone(), open.clone());
    let Checked { state, verdict, findings, evidence, ids } = step(id).check(facts, &observed);
    facts.checks.insert(key, StepRecord { state, verdict, findings, evidence, ids, ..open });
}

/// A change of the journal.
fn journal(facts: &mut Facts, change: &Change, state: ChangeState, outputs: &[(Output, &str)]) {
    let outputs: BTreeMap<Output, String> = outputs.iter().map(|(output, id)| (*output, (*id).to_owned())).collect();
    if state == ChangeState::Done {
        facts.outputs.insert(change.id.clone(), outputs.clone());
    }
    facts.approved.push(ApprovedRow {
        row: 1,
        change: change.clone(),
        token: "token".to_owned(),
        state,
        outputs,
        trouble: None,
        waiting: None,
        approved_at: NOW,
    });
}

fn zone(id: &str) -> Zone {
    Zone { name: id.replace("euw1-az", "eu-west-1-"), id: id.to_owned(), usable: true }
}

fn network_seen(subnets: &[(&str, i64)]) -> NetworkSeen {
    let subnet = |(zone_id, free): &(&str, i64)| Subnet {
        id: format!("subnet-{zone_id}"),
        name: None,
        cidr: "10.0.0.0/24".to_owned(),
        zone_name: zone(zone_id).name,
        zone_id: (*zone_id).to_owned(),
        free_addresses: *free,
    };
    NetworkSeen {
        proposal: None,
        room: BTreeMap::new(),
        limits: Limits::default(),
        zones: ["euw1-az1", "euw1-az2", "euw1-az3"].map(zone).into(),
        vpcs: vec![Vpc {
            id: "vpc-1".to_owned(),
            name: None,
            cidr: "10.0.0.0/16".to_owned(),
            is_default: false,
            subnets: subnets.iter().map(subnet).collect(),
        }],
    }
}

fn instance(id: &str, state: &str) -> Instance {
    Instance {
        id: id.to_owned(),
        name: None,
        state: state.to_owned(),
        instance_type: "t3.micro".to_owned(),
        private_ip: None,
        vpc_id: "vpc-1".to_owned(),
        subnet_id: "subnet-euw1-az1".to_owned(),
        zone_name: "eu-west-1-1".to_owned(),
        zone_id: "euw1-az1".to_owned(),
    }
}

pub(crate) fn record_seen(name: &str, kind: &str, value: &str, verdict: RecordVerdict) -> RecordSeen {
    RecordSeen {
        record: gangway_aws::DnsRecord { name: name.to_owned(), kind: kind.to_owned(), value: value.to_owned() },
        check: RecordCheck {
            zone: "example.com".to_owned(),
            servers: Vec::new(),
            verdict,
            findings: Vec::new(),
            remembered_for: 0,
            looked_at: NOW,
            millis: 1,
        },
    }
}

/// Field and code of each problem.
fn problems(facts: &Facts, value: Value) -> Vec<(String, String)> {
    let inputs = inputs(value);
    step(inputs.step()).problems(&inputs, facts).into_iter().map(|problem| (problem.field, problem.message.code)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(field, code)| ((*field).to_owned(), (*code).to_owned())).collect()
}

/// What each change of the plan is called.
fn planned(facts: &Facts, observed: &Observed) -> Vec<String> {
    step(observed.step()).plan(facts, observed).into_iter().map(|change| last(&change.id)).collect()
}

fn last(id: &ChangeId) -> String {
    id.0.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The verdict in a word, with the code of what is waited for or advised.
fn verdict(facts: &Facts, observed: &Observed) -> String {
    match step(observed.step()).check(facts, observed).verdict {
        Verdict::Verified => "verified".to_owned(),
        Verdict::Open => "open".to_owned(),
        Verdict::Waiting { waiting } => waiting.why.code,
        Verdict::Failed { advice } => advice.code,
    }
}

/// Severity and code of each finding.
fn findings(facts: &Facts, observed: &Observed) -> Vec<(Severity, String)> {
    step(observed.step()).check(facts, observed).findings.into_iter().map(|finding| (finding.severity, finding.message.code)).collect()
}

fn says(facts: &Facts, observed: &Observed, severity: Severity, code: &str) -> bool {
    findings(facts, observed).contains(&(severity, code.to_owned()))
}

#[test]
fn no_step_plans_or_fails_from_nothing() {
    let facts = nothing();
    for id in StepId::ALL {
        if let Some(observed) = super::nothing_yet(id, &facts) {
            assert!(planned(&facts, &observed).is_empty(), "{id}");
        }
        assert!(!step(id).problems(&StepInputs::Review {}, &facts).iter().any(|problem| problem.field.is_empty()), "{id}");
    }
}
