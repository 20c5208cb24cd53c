//! One product in several Regions: every task that is done per Region stands in each, one plan and one package cover all.

use std::collections::BTreeSet;

use gangway_model::{Region, StepId};
use gangway_onboarding::Engine;
use gangway_onboarding::allow_list::{AllowQuery, AllowSelection, AllowState};
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::view::TaskStatus;
use serde_json::{Value, json};

use super::rehearsal::{Answers, Rehearsal, SPEED, all_done, approve_all, give, play};

const FIRST: &str = "eu-west-1";
const SECOND: &str = "us-east-1";
const CUSTOMER: &str = "arn:aws:iam::444455556666:root";

fn second() -> Option<Region> {
    Some(Region::parse(SECOND).unwrap())
}

/// The journey's answers, and the same again for the second Region with a TLS listener.
pub async fn give_both(engine: &Engine) {
    let mut product = product();
    product["moreRegions"] = json!([SECOND]);
    give(engine, product).await;
    Answers::default().give_rest(engine).await;
    let there = engine.at(second());
    give(&there, json!({"step": "network", "suggested": true})).await;
    give(&there, json!({"step": "instances", "suggested": true, "port": 8443})).await;
    let balancer = json!({"step": "load-balancer", "choice": {"kind": "create", "name": "acme-api"}, "port": 443, "protocol": "tls",
        "crossZone": true});
    give(&there, balancer).await;
    give(&there, json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true})).await;
    give(&there, json!({"step": "certificate", "choice": {"kind": "request"}})).await;
}

fn product() -> Value {
    Answers::default().product()
}

async fn statuses(engine: &Engine, step: StepId) -> Vec<(Option<String>, TaskStatus)> {
    let tasks = engine.onboarding().await.unwrap().tasks;
    tasks.into_iter().filter(|task| task.step == step).map(|task| (task.region, task.status)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_regions_are_planned_made_and_handed_in_together() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    give_both(&engine).await;

    // Region by Region, and a certificate of its own only where a TLS listener needs one.
    let order: Vec<(StepId, Option<String>)> =
        engine.onboarding().await.unwrap().tasks.into_iter().map(|task| (task.step, task.region)).collect();
    let at = |step, region: Option<&str>| {
        let wanted = (step, region.map(str::to_owned));
        order.iter().position(|one| *one == wanted).unwrap_or_else(|| panic!("{wanted:?} in {order:?}"))
    };
    assert!(at(StepId::Reachability, Some(FIRST)) < at(StepId::Network, Some(SECOND)));
    assert!(at(StepId::Reachability, Some(SECOND)) < at(StepId::Certificate, None));
    assert!(at(StepId::Certificate, None) < at(StepId::Certificate, Some(SECOND)));
    assert_eq!(order.iter().filter(|(step, _)| *step == StepId::Delegation).count(), 1);

    let plan = approve_all(&engine).await;
    let made = |what: &str| -> Vec<String> {
        plan.changes.iter().filter(|change| change.id.0.ends_with(what)).map(|change| change.id.0.clone()).collect()
    };
    assert_eq!(made("/create-load-balancer").len(), 2, "{plan:#?}");
    assert_eq!(made("/create-endpoint-service").len(), 2);
    assert_eq!(made("/request-certificate"), ["-/certificate/request-certificate", "us-east-1/certificate/request-certificate"]);
    let names: BTreeSet<&str> = plan.changes.iter().map(|change| change.id.0.as_str()).collect();
    assert_eq!(names.len(), plan.changes.len(), "every change has a name of its own");

    play(&rehearsal, &engine, all_done).await;
    for step in [StepId::LoadBalancer, StepId::EndpointService, StepId::Reachability, StepId::PrivateDns, StepId::AllowList] {
        let both = [FIRST, SECOND].map(|region| (Some(region.to_owned()), TaskStatus::Done));
        assert_eq!(statuses(&engine, step).await, both, "{step}");
    }
    assert_eq!(rehearsal.asked("CreateLoadBalancer").len(), 2);
    assert_eq!(rehearsal.asked("CreateVpcEndpointServiceConfiguration").len(), 2);
    assert_eq!(rehearsal.asked("RequestCertificate").len(), 2);

    let package = engine.file().package(None).await.unwrap().unwrap();
    let json = package.files.iter().find(|file| file.name == "submission.json").unwrap();
    let content: Value = serde_json::from_str(&json.text).unwrap();
    let regions: Vec<&str> = content["services"].as_array().unwrap().iter().map(|one| one["region"].as_str().unwrap()).collect();
    assert_eq!(regions, [FIRST, SECOND]);
    let names: BTreeSet<&str> = content["services"].as_array().unwrap().iter().map(|one| one["serviceName"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 2, "each Region's own");
    let certificates: Vec<&str> = content["certificates"].as_array().unwrap().iter().map(|one| one["region"].as_str().unwrap()).collect();
    assert_eq!(certificates, [FIRST, SECOND]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_taken_off_is_taken_off_in_every_region() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    give_both(&engine).await;
    play(&rehearsal, &engine, all_done).await;
    let listed = async |region: Option<Region>| {
        let engine = engine.at(region);
        engine.check(StepId::AllowList).await.unwrap();
        let page = engine.allow_list_page(AllowQuery::search(CUSTOMER), 0, 10).await.unwrap();
        let name = engine.facts().await.unwrap().region().unwrap().to_string();
        page.rows.first().and_then(|row| row.places.iter().find(|place| place.region == name)).map(|place| place.state)
    };
    assert_eq!(listed(None).await, Some(AllowState::Listed));
    assert_eq!(listed(second()).await, Some(AllowState::Listed));

    engine.allow_list_remove(AllowSelection::These { principals: vec![CUSTOMER.to_owned()] }).await.unwrap();
    let plan = approve_all(&engine).await;
    let regions: Vec<&str> = plan.changes.iter().filter_map(|change| change.region.as_ref()).map(Region::as_str).collect();
    assert_eq!(regions, [FIRST, SECOND], "{plan:#?}");
    play(&rehearsal, &engine, async |engine| engine.file().approved().await.unwrap().iter().all(|row| row.state == ChangeState::Done))
        .await;
    assert_eq!(listed(None).await, None);
    assert_eq!(listed(second()).await, None);
    assert!(engine.file().allow_list_removed().await.unwrap().is_empty(), "what has been done everywhere is forgotten");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_region_taken_off_the_list_takes_its_approved_changes_with_it_and_keeps_its_answers() {
    let rehearsal = Rehearsal::new(1.0);
    let engine = rehearsal.create().await;
    give_both(&engine).await;
    let plan = engine.plan_everything().await.unwrap();
    engine.approve(&plan).await.unwrap();
    give(&engine, product()).await;
    let rows = engine.file().approved().await.unwrap();
    let left: Vec<&str> = rows
        .iter()
        .filter(|row| row.change.region == second() && row.state == ChangeState::Pending)
        .map(|row| row.change.id.0.as_str())
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(rows.iter().any(|row| row.change.id.0 == "eu-west-1/load-balancer/create-load-balancer" && row.state == ChangeState::Pending));
    let refused = engine.at(second()).detail(StepId::Network).await.unwrap_err();
    assert_eq!(refused.message.code, "region-not-chosen");

    let mut again = product();
    again["moreRegions"] = json!([SECOND]);
    give(&engine, again).await;
    let detail = engine.at(second()).detail(StepId::LoadBalancer).await.unwrap();
    assert!(detail.inputs.is_some(), "nothing typed is lost");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_region_in_trouble_keeps_the_package_back_and_says_where() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    let mut both = product();
    both["moreRegions"] = json!([SECOND]);
    give(&engine, both).await;
    Answers::default().give_rest(&engine).await;
    play(&rehearsal, &engine, async |engine| {
        statuses(engine, StepId::PrivateDns).await.first().is_some_and(|(_, status)| *status == TaskStatus::Done)
    })
    .await;
    let missing = engine.check(StepId::Review).await.unwrap();
    let open: Vec<(&str, Option<&str>)> =
        missing.findings.iter().map(|finding| (finding.message.code.as_str(), finding.region.as_deref())).collect();
    assert!(open.contains(&("review-task-open-in", Some(SECOND))), "{open:?}");
    assert!(!open.contains(&("review-task-open-in", Some(FIRST))), "{open:?}");
    let refused = engine.make_package().await.unwrap_err();
    assert_eq!(refused.message.code, "package-incomplete");
}
