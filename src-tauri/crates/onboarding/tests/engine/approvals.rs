//! What was approved, by whom, and how it is stopped and gone on with.

use gangway_model::{Param, StepId};
use gangway_onboarding::allow_list::AllowSelection;
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::view::{OperationState, TaskStatus};
use gangway_onboarding::{Engine, Trouble};
use gangway_practice::{HoldForm, HoldWhen};
use serde_json::json;

use super::proxy::{Fate, Line};
use super::rehearsal::{Answers, PATIENCE, Rehearsal, SPEED, all_done, approve_all, ended, give, play, task};

fn hold(rehearsal: &Rehearsal, action: &str, when: HoldWhen) {
    rehearsal.control.hold(&HoldForm { nth: 1, when, of: action.to_owned() }).unwrap();
}

async fn states(engine: &Engine) -> Vec<(String, ChangeState)> {
    let rows = engine.file().approved().await.unwrap();
    rows.into_iter().map(|row| (row.change.id.0.rsplit('/').next().unwrap().to_owned(), row.state)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_stops_between_two_changes_and_resuming_does_what_is_left() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    engine.check(StepId::LoadBalancer).await.unwrap();
    hold(&rehearsal, "CreateTargetGroup", HoldWhen::After);
    let plan = engine.detail(StepId::LoadBalancer).await.unwrap().plan.unwrap();
    let operation = engine.start_apply(StepId::LoadBalancer, &plan.hash).await.unwrap();
    rehearsal.until_held().await;
    engine.cancel().await.unwrap();
    rehearsal.control.release().unwrap();

    assert_eq!(ended(&engine, &operation).await.state, OperationState::Cancelled);
    let expected = |later| {
        [
            ("create-load-balancer", ChangeState::Done),
            ("cross-zone-on", ChangeState::Done),
            ("create-target-group", ChangeState::Done),
            ("register-targets", later),
            ("create-listener", later),
        ]
        .map(|(id, state)| (id.to_owned(), state))
    };
    assert_eq!(states(&engine).await, expected(ChangeState::Pending), "what was begun has ended, the rest waits");

    // The scheduler leaves it alone, and so does a program that opens the file later.
    engine.tick().await.unwrap();
    engine.look_after().await.unwrap();
    assert_eq!(states(&engine).await, expected(ChangeState::Pending));
    drop(engine);
    let engine = rehearsal.open().await;
    engine.tick().await.unwrap();
    assert_eq!(states(&engine).await, expected(ChangeState::Pending));

    let operation = engine.resume().await.unwrap().expect("something is left");
    assert_eq!(ended(&engine, &operation).await.state, OperationState::Finished);
    assert_eq!(states(&engine).await, expected(ChangeState::Done));
    for action in ["CreateLoadBalancer", "CreateTargetGroup", "RegisterTargets", "CreateListener"] {
        assert_eq!(rehearsal.asked(action).len(), 1, "{action}");
    }
    assert_eq!(engine.resume().await.unwrap(), None, "nothing is left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_also_stops_work_that_was_queued_behind() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    for step in [StepId::LoadBalancer, StepId::Certificate] {
        engine.check(step).await.unwrap();
    }
    let certificate = engine.detail(StepId::Certificate).await.unwrap().plan.unwrap();
    let balancer = engine.detail(StepId::LoadBalancer).await.unwrap().plan.unwrap();
    hold(&rehearsal, "CreateLoadBalancer", HoldWhen::After);
    let first = engine.start_apply(StepId::LoadBalancer, &balancer.hash).await.unwrap();
    rehearsal.until_held().await;
    let second = engine.start_apply(StepId::Certificate, &certificate.hash).await.unwrap();
    engine.cancel().await.unwrap();
    rehearsal.control.release().unwrap();
    assert_eq!(ended(&engine, &first).await.state, OperationState::Cancelled);
    assert_eq!(ended(&engine, &second).await.state, OperationState::Cancelled);
    assert_eq!(rehearsal.asked("RequestCertificate").len(), 0);

    let operation = engine.resume().await.unwrap().unwrap();
    assert_eq!(ended(&engine, &operation).await.state, OperationState::Finished);
    assert_eq!(rehearsal.asked("RequestCertificate").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_comes_to_rest_between_two_changes_and_opening_goes_on() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    engine.check(StepId::LoadBalancer).await.unwrap();
    hold(&rehearsal, "CreateLoadBalancer", HoldWhen::After);
    let plan = engine.detail(StepId::LoadBalancer).await.unwrap().plan.unwrap();
    engine.keep_watch();
    engine.start_apply(StepId::LoadBalancer, &plan.hash).await.unwrap();
    rehearsal.until_held().await;
    let closing = tokio::spawn(engine.close());
    rehearsal.control.release().unwrap();
    closing.await.unwrap();

    let engine = rehearsal.open().await;
    let done: Vec<_> = states(&engine).await.into_iter().filter(|(_, state)| *state == ChangeState::Done).collect();
    assert_eq!(done, [("create-load-balancer".to_owned(), ChangeState::Done)]);
    engine.tick().await.unwrap();
    assert!(states(&engine).await.iter().all(|(_, state)| *state == ChangeState::Done), "closing is no cancelling");
    assert_eq!(rehearsal.asked("CreateLoadBalancer").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_taken_off_once_is_not_taken_off_again() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    let customer = "arn:aws:iam::444455556666:root".to_owned();
    let listed = async |principals: usize| {
        let deadline = std::time::Instant::now() + PATIENCE;
        while rehearsal.existing("allowed-principal").len() != principals {
            assert!(std::time::Instant::now() < deadline);
            approve_all(&engine).await;
        }
    };
    listed(1).await;
    engine.allow_list_remove(AllowSelection::These { principals: vec![customer.clone()] }).await.unwrap();
    assert_eq!(engine.file().allow_list_removed().await.unwrap(), [customer]);
    listed(0).await;
    assert_eq!(engine.file().allow_list_removed().await.unwrap(), [""; 0], "done, and no longer ours");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_account_changes_nothing_and_is_said() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    let plan = engine.plan_everything().await.unwrap();
    let shown = engine.detail(StepId::LoadBalancer).await.unwrap().plan.unwrap();
    engine.approve(&plan).await.unwrap();
    drop(engine);

    let engine = rehearsal.open_in(rehearsal.world_of("customer")).await;
    let is_said = |trouble: &Trouble| {
        assert_eq!(trouble.message.code, "identity-changed");
        let param = |name: &str| trouble.message.params.get(name).cloned();
        assert_eq!(param("expected"), Some(Param::from("111122223333")));
        assert_eq!(param("actual"), Some(Param::from("444455556666")));
    };
    is_said(&engine.onboarding().await.unwrap().trouble.expect("said at once, and the file is open all the same"));
    is_said(&engine.apply_approved().await.unwrap_err());
    is_said(&engine.start_apply(StepId::LoadBalancer, &shown.hash).await.unwrap_err());
    is_said(&engine.check(StepId::Network).await.unwrap_err());
    is_said(&engine.plan_everything().await.unwrap_err());
    engine.tick().await.unwrap();
    let changed: Vec<_> = rehearsal.control.requests(0).unwrap().into_iter().filter(|request| request.mutating).collect();
    assert!(changed.is_empty(), "{changed:#?}");
    assert_eq!(engine.file().approved().await.unwrap().len(), plan.changes.len(), "it stays approved for its own account");
    drop(engine);

    let engine = rehearsal.open().await;
    play(&rehearsal, &engine, all_done).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_world_is_refused() {
    let (one, other) = (Rehearsal::new(0.0), Rehearsal::new(0.0));
    drop(one.create().await);
    let refused = Engine::open(&one.path(), |_| Ok(other.world())).await;
    assert_eq!(refused.err().unwrap().message.code, "world-changed");
    drop(one.open().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_engines_on_one_file_are_refused() {
    let rehearsal = Rehearsal::new(0.0);
    let engine = rehearsal.create().await;
    let refused = Engine::open(&rehearsal.path(), |_| Ok(rehearsal.world())).await.err().expect("refused");
    assert_eq!(refused.message.code, "file-busy");
    assert!(matches!(&refused.message.params["holder"], Param::Text(holder) if holder.contains("Gangway")));
    let refused = Engine::create(&rehearsal.path(), "Again", None, rehearsal.world()).await.err().expect("refused");
    assert_eq!(refused.message.code, "file-exists");
    assert_eq!(engine.onboarding().await.unwrap().name, "Acme API");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_is_another_one_by_now_is_not_carried_out() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    engine.check(StepId::LoadBalancer).await.unwrap();
    let shown = engine.detail(StepId::LoadBalancer).await.unwrap().plan.unwrap();
    give(
        &engine,
        json!({"step": "load-balancer", "choice": {"kind": "create", "name": "other"}, "port": 443, "protocol": "tcp", "crossZone": true}),
    )
    .await;
    assert_eq!(engine.start_apply(StepId::LoadBalancer, &shown.hash).await.unwrap_err().message.code, "plan-changed");
    assert!(engine.file().approved().await.unwrap().is_empty());
}

/// The page still shows the plan while its work is under way, and a second press comes with the same hash.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn approving_the_plan_again_while_it_is_carried_out_makes_nothing_twice() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    for step in [StepId::LoadBalancer, StepId::Certificate] {
        engine.check(step).await.unwrap();
    }
    let shown = engine.detail(StepId::Certificate).await.unwrap().plan.unwrap();
    hold(&rehearsal, "DescribeCertificate", HoldWhen::After);
    let first = engine.start_apply(StepId::Certificate, &shown.hash).await.unwrap();
    // The certificate is requested, and the look at it afterwards is under way: what the last look saw is older than the request.
    rehearsal.until_held().await;
    let again = tokio::spawn({
        let (engine, hash) = (engine.clone(), shown.hash.clone());
        async move { engine.start_apply(StepId::Certificate, &hash).await }
    });
    tokio::task::yield_now().await;
    rehearsal.control.release().unwrap();
    if let Ok(operation) = again.await.unwrap() {
        ended(&engine, &operation).await;
    }
    ended(&engine, &first).await;
    assert_eq!(rehearsal.existing("certificate").len(), 1);
    assert_eq!(rehearsal.asked("RequestCertificate").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_answers_take_back_approvals_that_they_no_longer_want() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    let plan = engine.plan_everything().await.unwrap();
    engine.approve(&plan).await.unwrap();
    engine.cancel().await.unwrap();
    let before = states(&engine).await;

    // The same answers again take nothing back.
    let same = engine.detail(StepId::LoadBalancer).await.unwrap().inputs.unwrap();
    engine.save_inputs(&same).await.unwrap();
    assert_eq!(states(&engine).await, before);

    give(
        &engine,
        json!({"step": "load-balancer", "choice": {"kind": "create", "name": "other"}, "port": 443, "protocol": "tcp", "crossZone": true}),
    )
    .await;
    let after = states(&engine).await;
    assert!(!after.iter().any(|(id, _)| id == "create-load-balancer" || id == "create-target-group"), "{after:?}");
    assert!(
        after.contains(&("request-certificate".to_owned(), ChangeState::Pending)),
        "what is wanted as before stays approved: {after:?}"
    );
    let operation = engine.resume().await.unwrap().unwrap();
    ended(&engine, &operation).await;
    assert_eq!((rehearsal.asked("CreateLoadBalancer").len(), rehearsal.asked("RequestCertificate").len()), (0, 1));

    let plan = approve_all(&engine).await;
    let names: Vec<_> = plan.changes.iter().filter_map(|change| change.sentence.params.get("name")).collect();
    assert!(names.contains(&&Param::from("other")), "{names:?}");
    play(&rehearsal, &engine, all_done).await;
}

/// AWS refuses a change, the user decides otherwise, and the task is not stuck with the failure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_change_that_nobody_wants_any_more_is_forgotten() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    let line = Line::before(&mut world, |_| Fate::Pass).await;
    let engine = rehearsal.create_in(world).await;
    Answers::default().give(&engine).await;
    approve_all(&engine).await;
    let Some(StepInputs::LoadBalancer(inputs)) = engine.detail(StepId::LoadBalancer).await.unwrap().inputs else { panic!() };

    // A second listener on a port of the first one's group name: refused, because the target group's name would be taken.
    engine.check(StepId::LoadBalancer).await.unwrap();
    let deadline = std::time::Instant::now() + PATIENCE;
    while task(&engine, StepId::LoadBalancer).await.0 != TaskStatus::Done {
        assert!(std::time::Instant::now() < deadline, "{:?}", task(&engine, StepId::LoadBalancer).await);
        engine.look_after().await.unwrap();
    }
    line.set(|action| if action == "CreateListener" { Fate::Refused } else { Fate::Pass });
    engine
        .save_inputs(&StepInputs::LoadBalancer(gangway_onboarding::inputs::LoadBalancerInputs { port: 8444, ..inputs.clone() }))
        .await
        .unwrap();
    let plan = engine.plan_everything().await.unwrap();
    assert!(plan.changes.iter().any(|change| change.id.0.ends_with("/create-listener")), "{plan:#?}");
    engine.approve(&plan).await.unwrap();
    assert_eq!(engine.apply_approved().await.unwrap_err().message.code, "aws-quota-reached");
    assert_eq!(task(&engine, StepId::LoadBalancer).await, (TaskStatus::Attention, Some("aws-quota-reached".to_owned())));

    engine.save_inputs(&StepInputs::LoadBalancer(inputs)).await.unwrap();
    engine.check(StepId::LoadBalancer).await.unwrap();
    assert_eq!(task(&engine, StepId::LoadBalancer).await, (TaskStatus::Done, None));
}
