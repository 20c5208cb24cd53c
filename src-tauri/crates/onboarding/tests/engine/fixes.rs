//! A finding of the survey is put right by the plan of a task: answers go in, the plan is there, and nothing is changed before it is approved.

use std::sync::Mutex;

use gangway_model::StepId;
use gangway_onboarding::Engine;
use gangway_onboarding::engine::SurveyNews;
use gangway_onboarding::inputs::{EndpointServiceChoice, LoadBalancerChoice, StepInputs};
use gangway_onboarding::survey::{Fix, SurveyFinding};
use gangway_onboarding::view::TaskStatus;
use serde_json::json;

use super::rehearsal::{Answers, Rehearsal, SPEED, approve_all, give, play, task};

/// What a survey of eu-west-1 finds.
async fn found(engine: &Engine) -> Vec<SurveyFinding> {
    let all = Mutex::new(Vec::new());
    let region = gangway_model::Region::parse("eu-west-1").unwrap();
    let tell = |news| {
        if let SurveyNews::Row { row } = news {
            all.lock().unwrap().extend(row.findings);
        }
    };
    engine.survey(vec![region], tell).await.unwrap();
    all.into_inner().unwrap()
}

/// The repair of the finding with this code.
async fn fix_of(engine: &Engine, code: &str) -> Fix {
    let found = found(engine).await;
    let one = found.iter().find(|one| one.finding.message.code == code);
    one.unwrap_or_else(|| panic!("no {code} in {found:#?}")).fix.clone().unwrap_or_else(|| panic!("{code} has no repair"))
}

/// The names of the plan that a task shows.
async fn planned(engine: &Engine, step: StepId) -> Vec<String> {
    let plan = engine.detail(step).await.unwrap().plan;
    plan.iter().flat_map(|plan| &plan.changes).map(|change| change.id.0.rsplit('/').next().unwrap().to_owned()).collect()
}

async fn approve(engine: &Engine, step: StepId) {
    let hash = engine.detail(step).await.unwrap().plan.unwrap().hash;
    let id = engine.start_apply(step, &hash).await.unwrap();
    let ended = super::rehearsal::ended(engine, &id).await;
    assert_eq!(ended.trouble, None);
}

/// A load balancer with an endpoint service in two of three zones, by an onboarding that is closed since.
async fn of_another_onboarding(rehearsal: &Rehearsal) {
    let engine = Engine::create(&rehearsal.folder.path().join("other.gangway"), "Other", None, rehearsal.world()).await.unwrap();
    give(&engine, Answers::default().product()).await;
    engine.check(StepId::Network).await.unwrap();
    let Some(StepInputs::Network(mut network)) = engine.detail(StepId::Network).await.unwrap().suggested else { panic!() };
    network.subnet_ids.truncate(2);
    assert_eq!(engine.save_inputs(&StepInputs::Network(network)).await.unwrap(), []);
    give(&engine, json!({"step": "instances", "suggested": true, "port": 8443})).await;
    give(
        &engine,
        json!({"step": "load-balancer", "choice": {"kind": "create", "name": "acme-api"}, "port": 443, "protocol": "tcp",
        "crossZone": false}),
    )
    .await;
    give(&engine, json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true})).await;
    play(rehearsal, &engine, async |engine| task(engine, StepId::EndpointService).await.0 == TaskStatus::Done).await;
    // Its private DNS name is set with it.
    play(rehearsal, &engine, async |engine| task(engine, StepId::Reachability).await.0 != TaskStatus::Waiting).await;
    engine.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_there_is_taken_over_and_put_right_by_two_plans() {
    let rehearsal = Rehearsal::new(SPEED);
    of_another_onboarding(&rehearsal).await;
    let engine = rehearsal.create().await;

    // Before the product is described, nothing can be put right.
    let first = fix_of(&engine, "survey-zones-missing").await;
    assert_eq!((first.first, first.step, first.text.code.as_str()), (true, StepId::Product, "fix-product-first"));
    assert_eq!(engine.open_fix(&first, true).await.unwrap().step, StepId::Product);
    assert_eq!(engine.detail(StepId::LoadBalancer).await.unwrap().inputs, None);
    give(&engine, Answers::default().product()).await;

    let fix = fix_of(&engine, "survey-zones-missing").await;
    assert_eq!((fix.first, fix.step, fix.asks_owner), (false, StepId::LoadBalancer, true), "another onboarding made it");
    // Without her word the answers go in, and nothing of somebody else's is planned to change.
    assert_eq!(engine.open_fix(&fix, false).await.unwrap().step, StepId::LoadBalancer);
    assert_eq!(planned(&engine, StepId::LoadBalancer).await, Vec::<String>::new());
    assert_eq!(rehearsal.asked("SetSubnets").len(), 0);

    let place = engine.open_fix(&fix_of(&engine, "survey-zones-missing").await, true).await.unwrap();
    assert_eq!((place.step, place.region.unwrap().as_str().to_owned()), (StepId::LoadBalancer, "eu-west-1".to_owned()));
    let Some(StepInputs::LoadBalancer(inputs)) = engine.detail(StepId::LoadBalancer).await.unwrap().inputs else { panic!() };
    assert!(matches!(inputs.choice, LoadBalancerChoice::Existing { .. }) && inputs.may_change && !inputs.cross_zone, "{inputs:?}");
    assert_eq!(planned(&engine, StepId::LoadBalancer).await, ["add-zones"]);
    approve(&engine, StepId::LoadBalancer).await;

    // The endpoint service has not taken up the new zone.
    let fix = fix_of(&engine, "survey-zones-not-picked-up").await;
    let place = engine.open_fix(&fix, true).await.unwrap();
    assert_eq!(place.step, StepId::EndpointService);
    let Some(StepInputs::EndpointService(inputs)) = engine.detail(StepId::EndpointService).await.unwrap().inputs else { panic!() };
    assert!(matches!(inputs.choice, EndpointServiceChoice::Existing { .. }) && inputs.may_change, "{inputs:?}");
    assert_eq!(planned(&engine, StepId::EndpointService).await, ["refresh-zones"]);
    approve(&engine, StepId::EndpointService).await;

    let left: Vec<String> = found(&engine).await.into_iter().map(|one| one.finding.message.code).collect();
    assert!(!left.iter().any(|code| code.contains("zones")), "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_this_onboarding_made_asks_nobody_and_other_resources_are_left_alone() {
    let rehearsal = Rehearsal::new(SPEED);
    of_another_onboarding(&rehearsal).await;
    let other = Engine::open(&rehearsal.folder.path().join("other.gangway"), |_| Ok(rehearsal.world())).await.unwrap();
    let fix = fix_of(&other, "survey-zones-missing").await;
    assert!(!fix.asks_owner && fix.inputs.iter().all(|inputs| inputs.step() == StepId::Network), "{fix:?}");
    assert_eq!(other.open_fix(&fix, false).await.unwrap().step, StepId::LoadBalancer);
    assert_eq!(planned(&other, StepId::LoadBalancer).await, ["add-zones"]);

    // An onboarding that stands for a load balancer of its own is not made to stand for this one.
    let engine = rehearsal.create().await;
    give(&engine, Answers::default().product()).await;
    give(&engine, json!({"step": "network", "suggested": true})).await;
    give(&engine, json!({"step": "instances", "suggested": true, "port": 8443})).await;
    let own = json!({"step": "load-balancer", "choice": {"kind": "create", "name": "mine"}, "port": 443, "protocol": "tcp",
        "crossZone": true});
    give(&engine, own).await;
    let fix = fix_of(&engine, "survey-zones-missing").await;
    assert_eq!((fix.first, fix.text.code.as_str(), fix.inputs.len()), (true, "fix-other-resource", 0));
    let plan = approve_all(&engine).await;
    assert!(plan.changes.iter().any(|change| change.id.0.ends_with("load-balancer/create-load-balancer")));
}
