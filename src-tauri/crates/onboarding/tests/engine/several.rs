//! Operations that one plan calls several times: trouble at the second call of one, at the third and so on, which leaves some of its work done and
//! some not; and a zone that has no room left.

use std::collections::BTreeMap;
use std::time::Instant;

use gangway_model::{Region, StepId};
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::view::TaskStatus;
use gangway_onboarding::{Account, Engine};
use gangway_practice::FaultForm;
use gangway_words::Words;
use serde_json::json;

use super::each_call::{CUT, HALF, INTERNAL, Kind, PAGE, RESET, SILENT, THROTTLED, UNAVAILABLE, assert_told, hasty, made};
use super::rehearsal::{Answers, PATIENCE, Rehearsal, SPEED, approve_all, give, play, task};
use super::servers::{answer_new_network, launched};
use super::undo::{between, ec2};

/// Operation -> how often the approved plan calls it.
async fn counts(engine: &Engine) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for row in engine.file().approved().await.unwrap() {
        *counts.entry(row.change.call.action().split_once(':').unwrap().1.to_owned()).or_default() += 1;
    }
    counts
}

fn begin(rehearsal: &Rehearsal, kind: &Kind, action: &str, nth: u64) -> String {
    let mut parameters = BTreeMap::from([("action".to_owned(), action.to_owned())]);
    parameters.extend(kind.how.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let form = FaultForm { name: kind.fault.to_owned(), parameters, nth: Some(nth), times: Some(1) };
    rehearsal.control.begin_fault(&form).unwrap().id
}

/// For each number from 2 on: an onboarding in which the call of that number of each operation that has so many meets all these kinds, one after
/// the other. A cut answer comes last, for that call was carried out.
async fn judge(kinds: &[Kind]) {
    let plain = {
        let rehearsal = Rehearsal::new(SPEED);
        let engine = rehearsal.create().await;
        answer_new_network(&engine).await;
        stands_whole(&rehearsal, &engine).await;
        made(&rehearsal)
    };
    let mut met = Vec::new();
    for number in 2.. {
        let rehearsal = Rehearsal::new(SPEED);
        let waits = kinds.iter().any(|kind| kind.fault == "call-times-out");
        let engine = rehearsal.create_in(hasty(&rehearsal, waits)).await;
        answer_new_network(&engine).await;
        let plan = engine.plan_everything().await.unwrap();
        engine.approve(&plan).await.unwrap();
        let several: Vec<String> =
            counts(&engine).await.into_iter().filter(|(_, times)| *times >= number).map(|(action, _)| action).collect();
        if several.is_empty() {
            break;
        }
        for action in &several {
            for kind in kinds {
                begin(&rehearsal, kind, action, number);
            }
        }
        until_carried_out(&rehearsal, &engine, kinds).await;
        met.extend(several.into_iter().map(|action| (number, action)));
        stands_whole(&rehearsal, &engine).await;
        assert_eq!(made(&rehearsal), plain, "as many of each as without trouble at call {number}");
    }
    for wanted in [(2, "CreateSubnet"), (3, "CreateSubnet"), (2, "CreateSecurityGroup"), (3, "RunInstances")] {
        assert!(met.iter().any(|(number, action)| (*number, action.as_str()) == wanted), "{wanted:?}: {met:?}");
    }
}

/// Goes on until everything stands that the plan makes: the servers may answer before the endpoint service is made.
async fn stands_whole(rehearsal: &Rehearsal, engine: &Engine) {
    play(rehearsal, engine, async |engine| {
        task(engine, StepId::Reachability).await.0 == TaskStatus::Done && made(rehearsal).contains_key("vpc-endpoint-service")
    })
    .await;
    let rows = engine.file().approved().await.unwrap();
    assert!(rows.iter().all(|row| row.state != ChangeState::Failed), "{rows:#?}");
}

/// Tries again and again until every trouble that was laid has struck.
async fn until_carried_out(rehearsal: &Rehearsal, engine: &Engine, kinds: &[Kind]) {
    let words = Words::english();
    let codes: Vec<&str> = kinds.iter().flat_map(|kind| kind.codes).copied().collect();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let outcome = engine.apply_approved().await;
        let active = rehearsal.control.faults().unwrap().active;
        let rows = engine.file().approved().await.unwrap();
        assert!(rows.iter().all(|row| row.state != ChangeState::Failed), "what is approved stays approved: {rows:#?}");
        match outcome {
            Ok(_) if active.is_empty() => return,
            Ok(_) => {}
            Err(trouble) => assert_told(&words, &codes, &active, &trouble),
        }
        assert!(Instant::now() < deadline, "{active:#?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_after_the_first_that_are_refused_for_a_while_or_cut_off() {
    judge(&[THROTTLED, INTERNAL, RESET, CUT]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_after_the_first_that_are_not_answered_or_not_by_aws() {
    judge(&[UNAVAILABLE, PAGE, SILENT, HALF]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_zone_without_room_for_a_server_is_told_and_another_type_of_server_goes_there() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    answer_new_network(&engine).await;
    let full = Kind { fault: "call-fails", how: Some(("error", "InsufficientCapacity")), codes: &["aws-no-capacity"] };
    begin(&rehearsal, &full, "RunInstances", 2);
    let plan = engine.plan_everything().await.unwrap();
    engine.approve(&plan).await.unwrap();
    let trouble = engine.apply_approved().await.unwrap_err();
    assert_told(&Words::english(), full.codes, "RunInstances", &trouble);
    assert_eq!(task(&engine, StepId::Instances).await, (TaskStatus::Attention, Some("aws-no-capacity".to_owned())));
    let rows = engine.file().approved().await.unwrap();
    let launches = |state| rows.iter().filter(|row| row.change.id.0.contains("/launch-") && row.state == state).count();
    assert_eq!((launches(ChangeState::Done), launches(ChangeState::Failed), launches(ChangeState::Pending)), (1, 1, 1));

    // Only the servers that are not there get the other type.
    give(&engine, launched("t3.medium")).await;
    let plan = approve_all(&engine).await;
    let types = plan.changes.iter().filter_map(|change| match &change.call {
        gangway_model::Call::RunInstance { launch: gangway_model::Launch::Image { instance_type, .. }, .. } => Some(instance_type.as_str()),
        _ => None,
    });
    assert_eq!(types.collect::<Vec<_>>(), ["t3.medium"; 2]);
    engine.check(StepId::Instances).await.unwrap();
    let playing = play(&rehearsal, &engine, async |engine| task(engine, StepId::Reachability).await.0 == TaskStatus::Done);
    playing.await;
    assert_eq!(rehearsal.asked("RunInstances").len(), 4, "one was refused");
    assert_eq!(rehearsal.asked("CreateSubnet").len(), 3);
    assert_eq!(task(&engine, StepId::Instances).await.0, TaskStatus::Done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subnet_without_free_addresses_is_told_and_goes_on_when_it_has_some() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    give(&engine, Answers::default().product()).await;
    give(&engine, json!({"step": "network", "suggested": true})).await;
    give(&engine, launched("t3.small")).await;
    let Some(StepInputs::Network(network)) = engine.detail(StepId::Network).await.unwrap().inputs else { panic!() };
    let plan = engine.plan_everything().await.unwrap();
    engine.approve(&plan).await.unwrap();

    // Somebody else takes every address of the second subnet meanwhile.
    let world = rehearsal.world();
    let account = Account::connect(world.credentials, world.endpoint, None).await.unwrap();
    let free = async || {
        let vpcs = account.vpcs(&Region::parse("eu-west-1").unwrap()).await.unwrap();
        let found =
            vpcs.iter().flat_map(|vpc| &vpc.subnets).find(|subnet| subnet.id == network.subnet_ids[1]).map(|subnet| subnet.free_addresses);
        found.unwrap()
    };
    let seller = |form: &str| ec2(&rehearsal, "PRACTICESELLER", form);
    let mut theirs = String::new();
    while free().await > 0 {
        let count = free().await.min(20);
        theirs = seller(&format!(
            "Action=RunInstances&ImageId=ami-0123456789abcdef0&InstanceType=t3.nano&MinCount={count}&MaxCount={count}&SubnetId={}",
            network.subnet_ids[1]
        ));
    }
    let trouble = engine.apply_approved().await.unwrap_err();
    assert_told(&Words::english(), &["aws-no-free-addresses"], "RunInstances", &trouble);
    assert_eq!(task(&engine, StepId::Instances).await, (TaskStatus::Attention, Some("aws-no-free-addresses".to_owned())));

    seller(&format!("Action=TerminateInstances&InstanceId.1={}", between(&theirs, "<instanceId>", "</")));
    play(&rehearsal, &engine, async |engine| task(engine, StepId::Instances).await.0 == TaskStatus::Done).await;
    let rows = engine.file().approved().await.unwrap();
    let launched = rows.iter().filter(|row| row.change.id.0.contains("/launch-") && row.state == ChangeState::Done).count();
    assert_eq!(launched, network.subnet_ids.len());
}
