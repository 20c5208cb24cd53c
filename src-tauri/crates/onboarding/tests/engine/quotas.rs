//! Quotas that a plan would exceed are said before it is approved; what is not known is not green.

use std::collections::BTreeMap;

use gangway_model::{Severity, StepId};
use gangway_onboarding::Engine;
use gangway_practice::FaultForm;
use serde_json::json;

use super::rehearsal::{Answers, Rehearsal, SPEED, give};

fn fault(rehearsal: &Rehearsal, name: &str, parameters: &[(&str, &str)]) {
    let parameters: BTreeMap<String, String> = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    rehearsal.control.begin_fault(&FaultForm { name: name.to_owned(), parameters, ..FaultForm::default() }).unwrap();
}

/// What is said of quotas in a task, looked at now: code, how bad, and the limit.
async fn said(engine: &Engine, step: StepId) -> Vec<(String, Severity, String)> {
    engine.check(step).await.unwrap();
    let detail = engine.detail(step).await.unwrap();
    assert!(detail.plan.is_some(), "it can be approved all the same");
    let quotas = detail.findings.into_iter().filter(|one| one.message.code.starts_with("quota-"));
    let limit = |one: &gangway_model::Finding| serde_json::to_value(&one.message).unwrap()["params"]["limit"].as_str().unwrap().to_owned();
    quotas.map(|one| (one.message.code.clone(), one.severity, limit(&one))).collect()
}

fn one(code: &str, severity: Severity, limit: &str) -> Vec<(String, Severity, String)> {
    vec![(code.to_owned(), severity, limit.to_owned())]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_would_exceed_a_quota_says_so_before_it_is_approved() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    give(&engine, Answers::default().product()).await;
    let there = rehearsal.existing("vpc").len();
    let subnets = json!([{ "zoneId": "euw1-az1", "cidr": "10.99.0.0/24" }, { "zoneId": "euw1-az2", "cidr": "10.99.1.0/24" }]);
    let network = json!({ "step": "network", "vpcId": "", "subnetIds": [], "newVpcCidr": "10.99.0.0/16", "newSubnets": subnets });
    give(&engine, network).await;
    assert_eq!(said(&engine, StepId::Network).await, []);

    fault(&rehearsal, "quota", &[("quota", "vpcs"), ("value", &there.to_string())]);
    assert_eq!(said(&engine, StepId::Network).await, one("quota-exceeded", Severity::Blocker, "vpcs"));
    rehearsal.control.end_fault(None).unwrap();
    fault(&rehearsal, "quota", &[("quota", "vpcs"), ("value", &(there + 1).to_string())]);
    assert_eq!(said(&engine, StepId::Network).await, one("quota-used-up", Severity::Note, "vpcs"));
    rehearsal.control.end_fault(None).unwrap();
    fault(&rehearsal, "quota", &[("quota", "subnets-per-vpc"), ("value", "1")]);
    assert_eq!(said(&engine, StepId::Network).await, one("quota-exceeded", Severity::Blocker, "subnets-per-vpc"));
    rehearsal.control.end_fault(None).unwrap();
    fault(&rehearsal, "access-denied", &[("action", "servicequotas:ListServiceQuotas")]);
    assert_eq!(said(&engine, StepId::Network).await, one("quota-unknown", Severity::Note, "vpcs"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_for_load_balancers() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    assert_eq!(said(&engine, StepId::LoadBalancer).await, []);
    let there = rehearsal.existing("load-balancer").len();
    fault(&rehearsal, "quota", &[("quota", "load-balancers"), ("value", &there.to_string())]);
    assert_eq!(said(&engine, StepId::LoadBalancer).await, one("quota-exceeded", Severity::Blocker, "network-load-balancers"));
}
