//! What was made and can't be seen yet: it is never made twice, and never forgotten by an undo.

use std::collections::BTreeMap;
use std::time::Duration;

use gangway_model::{Call, Change, ChangeId, Cost, Plan, Region, StepId, Timestamp, Undo, Verb, message};
use gangway_onboarding::Engine;
use gangway_onboarding::file::{ChangeState, WITHOUT_ANSWER};
use gangway_onboarding::view::{TaskStatus, Verdict};
use gangway_practice::FaultForm;
use gangway_words::Words;
use serde_json::json;

use super::proxy::{Fate, Line};
use super::rehearsal::{Answers, Rehearsal, approve_all, eventually, give};
use super::turns::{Person, Turn};

/// What is made from now on is unknown to every look, as long as the fault allows.
fn out_of_sight(rehearsal: &Rehearsal) {
    let parameters = BTreeMap::from([("seconds".to_owned(), "600".to_owned())]);
    let form = FaultForm { name: "fresh-ids-unknown".to_owned(), parameters, ..FaultForm::default() };
    rehearsal.control.begin_fault(&form).unwrap();
}

/// Waited for, with nothing to be approved.
async fn assert_waits_for_sight(engine: &Engine, step: StepId) {
    let record = engine.check(step).await.unwrap();
    let Verdict::Waiting { waiting } = &record.verdict else { panic!("{step}: {:?}", record.verdict) };
    assert_eq!(waiting.why.code, "waiting-fresh", "{step}");
    assert!(Words::english().say(&waiting.why).contains(' '));
    let detail = engine.detail(step).await.unwrap();
    assert!(detail.plan.is_none(), "{step}: {:#?}", detail.plan);
    let whole = engine.plan_everything().await.unwrap();
    assert!(!whole.changes.iter().any(|change| change.step == step), "{step}: {whole:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listener_that_aws_does_not_show_yet_is_not_planned_again() {
    let rehearsal = Rehearsal::new(1.0);
    let mut world = rehearsal.world();
    world.consistency = Duration::from_secs(120);
    let mut person = Person::new(&rehearsal, world);
    for turn in person.first().into_iter().chain([Turn::Approve]) {
        person.take(turn).await.unwrap();
    }
    while rehearsal.existing("vpc-endpoint-service").is_empty() {
        person.take(Turn::Apply).await.unwrap();
        rehearsal.control.skip().unwrap();
    }
    person.take(Turn::Look).await.unwrap();
    assert!(rehearsal.asked("CreateListener").is_empty(), "it waits for its certificate");

    out_of_sight(&rehearsal);
    person.publish().await;
    for _ in 0..20 {
        person.take(Turn::Look).await.unwrap();
        if !rehearsal.asked("CreateListener").is_empty() {
            break;
        }
        rehearsal.control.skip().unwrap();
    }
    assert_waits_for_sight(person.engine(), StepId::LoadBalancer).await;
    for turn in [Turn::Approve, Turn::Apply] {
        person.take(turn).await.unwrap();
    }
    assert_eq!(rehearsal.asked("CreateListener").len(), 1, "{:#?}", rehearsal.asked("CreateListener"));

    rehearsal.control.end_fault(None).unwrap();
    person.engine().check(StepId::LoadBalancer).await.unwrap();
    let detail = person.engine().detail(StepId::LoadBalancer).await.unwrap();
    assert_eq!((detail.task.status, detail.plan), (TaskStatus::Done, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_endpoint_service_that_aws_does_not_show_yet_is_waited_for_until_it_must_be_there() {
    let rehearsal = Rehearsal::new(30.0);
    let mut world = rehearsal.world();
    world.consistency = Duration::from_secs(4);
    let engine = rehearsal.create_in(world).await;
    let answers = Answers { private_dns_name: "", ..Answers::default() };
    give(&engine, answers.product()).await;
    give(&engine, json!({"step": "network", "suggested": true})).await;
    give(&engine, json!({"step": "instances", "suggested": true, "port": 8443})).await;
    give(
        &engine,
        json!({"step": "load-balancer", "choice": {"kind": "create", "name": "acme-api"}, "port": 443, "protocol": "tcp", "crossZone": true}),
    )
    .await;
    give(&engine, json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true})).await;
    approve_all(&engine).await;
    assert!(rehearsal.existing("vpc-endpoint-service").is_empty(), "its load balancer is not up yet");
    out_of_sight(&rehearsal);
    while rehearsal.existing("vpc-endpoint-service").is_empty() {
        engine.look_after().await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_waits_for_sight(&engine, StepId::EndpointService).await;

    // After the window it has to be there: what is still not seen is gone, and planned anew.
    tokio::time::sleep(Duration::from_secs(4)).await;
    engine.check(StepId::EndpointService).await.unwrap();
    let plan = engine.detail(StepId::EndpointService).await.unwrap().plan.expect("it is gone");
    assert!(plan.changes.iter().any(|change| matches!(change.call, Call::CreateEndpointService { .. })), "{plan:#?}");
    assert_eq!(rehearsal.asked("CreateVpcEndpointServiceConfiguration").len(), 1, "nobody has approved that");
}

/// A network of its own, approved.
async fn approve_network(engine: &Engine) {
    let region = Region::parse("eu-west-1").unwrap();
    let change = Change {
        id: ChangeId::new(Some(&region), StepId::Network, "create-vpc"),
        step: StepId::Network,
        region: Some(region),
        verb: Verb::Create,
        sentence: message("change-create-vpc").with("range", "10.66.0.0/16"),
        call: Call::CreateVpc { cidr: "10.66.0.0/16".to_owned() },
        cost: Cost::Free,
        undo: Undo::Possible,
        account: None,
    };
    let plan = Plan::new(engine.meta().account.clone(), vec![change], Timestamp(0));
    engine.approve(&plan).await.unwrap();
}

/// A network was made, no look shows it, every further request gets lost: the call is given up.
async fn given_up(rehearsal: &Rehearsal) -> (Engine, Line) {
    let mut world = rehearsal.world();
    world.consistency = Duration::from_millis(20);
    let mut met = 0;
    let line = Line::before(&mut world, move |action| {
        met += usize::from(action == "CreateVpc");
        match action {
            "CreateVpc" if met == 1 => Fate::AnswerLost,
            "CreateVpc" => Fate::NeverArrives,
            _ => Fate::Pass,
        }
    })
    .await;
    let engine = rehearsal.create_in(world).await;
    approve_network(&engine).await;
    out_of_sight(rehearsal);
    let trouble = engine.apply_approved().await.unwrap_err();
    assert_eq!(trouble.message.code, WITHOUT_ANSWER, "{trouble:?}");
    let rows = engine.file().approved().await.unwrap();
    assert_eq!(rows.iter().map(|row| row.state).collect::<Vec<_>>(), [ChangeState::Failed]);
    assert_eq!(rehearsal.asked("CreateVpc").len(), 1);
    line.set(|_| Fate::Pass);
    (engine, line)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_call_without_answer_made_after_all_is_offered_for_removal() {
    let rehearsal = Rehearsal::new(1.0);
    rehearsal.create().await.close().await;
    std::fs::remove_file(rehearsal.path()).unwrap();
    let before = rehearsal.existing("vpc");
    let (engine, _line) = given_up(&rehearsal).await;
    assert_eq!(engine.undo_plan(false).await.unwrap().plan.changes, [], "nothing can be seen of it yet");
    rehearsal.control.end_fault(None).unwrap();
    let plan = engine.undo_plan(false).await.unwrap().plan;
    let made: Vec<String> = rehearsal.existing("vpc").into_iter().filter(|id| !before.contains(id)).collect();
    let removed: Vec<_> = plan.changes.iter().filter_map(|change| change.call.removes()?.id()).collect();
    assert_eq!((removed, made.len()), (made.iter().map(String::as_str).collect(), 1));

    engine.approve_undo(&plan.hash, false).await.unwrap();
    let gone = async || {
        engine.look_after().await.unwrap();
        rehearsal.existing("vpc") == before
    };
    for _ in 0..100 {
        if gone().await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(rehearsal.existing("vpc"), before);
    assert_eq!(engine.undo_plan(false).await.unwrap().plan.changes, [], "gone is gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_call_without_answer_made_after_all_is_adopted_when_it_is_approved_again() {
    let rehearsal = Rehearsal::new(1.0);
    let (engine, _line) = given_up(&rehearsal).await;
    let earlier = engine.file().given_up().await.unwrap().remove(0);
    rehearsal.control.end_fault(None).unwrap();
    approve_network(&engine).await;
    let row = engine.file().approved().await.unwrap().remove(0);
    assert_eq!((row.state, &row.token), (ChangeState::Pending, &earlier.token), "AWS would know the call again");
    engine.apply_approved().await.unwrap();
    let row = engine.file().approved().await.unwrap().remove(0);
    assert_eq!(row.state, ChangeState::Done);
    assert_eq!(rehearsal.asked("CreateVpc").len(), 1, "found, not made again");
    let plan = engine.undo_plan(false).await.unwrap().plan;
    assert_eq!(plan.changes.len(), 1, "{plan:#?}");
    eventually("one network", || {
        (rehearsal.existing("vpc").iter().filter(|id| row.outputs.values().any(|made| made == *id)).count() == 1).then_some(())
    })
    .await;
}
