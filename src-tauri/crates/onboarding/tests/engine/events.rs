//! Operations outlive whoever watches them; events are numbered without gaps and replayed.

use gangway_model::StepId;
use gangway_onboarding::view::{EngineEvent, EventBody, OperationState, ProgressState};

use super::rehearsal::{Answers, Rehearsal, SPEED, ended};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_numbered_without_gaps_and_replayed_from_any_number() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    let (missed, mut live) = engine.subscribe(0);
    assert!(missed.is_empty());
    Answers::default().give(&engine).await;
    engine.check(StepId::LoadBalancer).await.unwrap();
    let plan = engine.detail(StepId::LoadBalancer).await.unwrap().plan.unwrap();
    let operation = engine.start_apply(StepId::LoadBalancer, &plan.hash).await.unwrap();
    ended(&engine, &operation).await;

    let (all, _) = engine.subscribe(0);
    let numbers: Vec<u64> = all.iter().map(|event| event.number).collect();
    assert_eq!(numbers, (1..=u64::try_from(all.len()).unwrap()).collect::<Vec<_>>());
    for after in [1, 7, all.len() - 1] {
        let (some, _) = engine.subscribe(u64::try_from(after).unwrap());
        assert_eq!(some[..all.len() - after], all[after..], "what a page missed that had seen {after}");
    }
    // Those who listened saw the same, in the same order.
    let mut heard: Vec<EngineEvent> = Vec::new();
    while heard.len() < all.len() {
        heard.push(live.recv().await.unwrap());
    }
    assert_eq!(heard, all);
    assert!(engine.onboarding().await.unwrap().last_event >= all.last().unwrap().number);
    let (nothing, _) = engine.subscribe(u64::MAX);
    assert!(nothing.is_empty());

    // Each snapshot tells the whole operation, and no change of it ever goes back.
    let snapshots: Vec<_> = all
        .iter()
        .filter_map(|event| match &event.body {
            EventBody::Operation { operation: one } if one.id == operation => Some(one),
            _ => None,
        })
        .collect();
    assert_eq!(snapshots.first().unwrap().state, OperationState::Running);
    assert_eq!(snapshots.last().unwrap().state, OperationState::Finished);
    for change in &plan.changes {
        let states: Vec<ProgressState> = snapshots
            .iter()
            .map(|snapshot| snapshot.progress.iter().find(|progress| progress.change == change.id).expect("the change").state)
            .collect();
        let done = states.iter().position(|state| *state == ProgressState::Done).expect("done in the end");
        assert!(states[done..].iter().all(|state| *state == ProgressState::Done), "{states:?}");
        assert!(states[..done].contains(&ProgressState::Running), "{states:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_goes_on_without_anybody_listening() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    engine.check(StepId::LoadBalancer).await.unwrap();
    let plan = engine.detail(StepId::LoadBalancer).await.unwrap().plan.unwrap();
    let (_, page) = engine.subscribe(0);
    let operation = engine.start_apply(StepId::LoadBalancer, &plan.hash).await.unwrap();
    drop(page);
    let finished = ended(&engine, &operation).await;
    assert_eq!((finished.state, finished.trouble), (OperationState::Finished, None));
    assert!(finished.progress.iter().all(|change| change.state == ProgressState::Done));
    assert_eq!(rehearsal.existing("listener").len(), 1);
    assert_eq!(engine.onboarding().await.unwrap().operations.last().map(|one| &one.id), Some(&operation), "a page that comes back sees it");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_check_that_runs_is_not_started_twice() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    rehearsal
        .control
        .hold(&gangway_practice::HoldForm { nth: 1, when: gangway_practice::HoldWhen::After, of: "DescribeVpcs".to_owned() })
        .unwrap();
    let first = engine.start_check(StepId::Network).await.unwrap();
    rehearsal.until_held().await;
    assert_eq!(engine.start_check(StepId::Network).await.unwrap(), first);
    rehearsal.control.release().unwrap();
    assert_eq!(ended(&engine, &first).await.state, OperationState::Finished);
    assert_ne!(engine.start_check(StepId::Network).await.unwrap(), first);
}
