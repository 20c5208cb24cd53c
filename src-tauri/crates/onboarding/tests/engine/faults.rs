//! What the line between the engine and AWS can do to it: nothing is done twice, nothing approved is lost.

use std::collections::BTreeSet;

use gangway_model::StepId;
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::view::TaskStatus;

use super::proxy::{Fate, Line};
use super::rehearsal::{Answers, Rehearsal, SPEED, all_done, approve_all, play, task};

/// Every mutating call of a journey.
const MUTATING: [&str; 9] = [
    "CreateLoadBalancer",
    "ModifyLoadBalancerAttributes",
    "CreateTargetGroup",
    "RegisterTargets",
    "CreateListener",
    "CreateVpcEndpointServiceConfiguration",
    "StartVpcEndpointServicePrivateDnsVerification",
    "ModifyVpcEndpointServicePermissions",
    "RequestCertificate",
];

/// The first request of each mutating operation meets its fate, every later one goes through.
fn first_of_each(fate: Fate) -> impl FnMut(&str) -> Fate + Send {
    let mut met = BTreeSet::new();
    move |action| if MUTATING.contains(&action) && met.insert(action.to_owned()) { fate } else { Fate::Pass }
}

/// Action, number of calls, outcomes in order.
fn calls(path: &std::path::Path) -> Vec<(String, Vec<String>)> {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut rows = db
        .prepare(
            "SELECT c.action, group_concat(coalesce(c.outcome, 'open'), ' ') FROM (SELECT * FROM call ORDER BY id) c GROUP BY c.change",
        )
        .unwrap();
    let rows = rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))).unwrap();
    rows.map(|row| row.unwrap()).map(|(action, outcomes)| (action, outcomes.split(' ').map(str::to_owned).collect())).collect()
}

fn one_of_each(rehearsal: &Rehearsal) {
    for kind in ["load-balancer", "target-group", "listener", "vpc-endpoint-service", "certificate", "allowed-principal"] {
        assert_eq!(rehearsal.existing(kind).len(), 1, "{kind}");
    }
    assert_eq!(rehearsal.control.mailbox().unwrap().sent.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_every_first_answer_is_lost_each_work_is_found_and_adopted() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    let _line = Line::before(&mut world, first_of_each(Fate::AnswerLost)).await;
    let engine = rehearsal.create_in(world).await;
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, all_done).await;
    one_of_each(&rehearsal);
    drop(engine);
    for (action, outcomes) in calls(&rehearsal.path()) {
        match action.as_str() {
            "smtp:Send" => assert_eq!(outcomes, ["done"]),
            // Started and not started look the same, and starting again does no harm; it may have ended by the time of the look.
            "ec2:StartVpcEndpointServicePrivateDnsVerification" => {
                assert!(outcomes == ["adopted"] || outcomes == ["absent", "done"], "{outcomes:?}")
            }
            _ => assert_eq!(outcomes, ["adopted"], "{action}"),
        }
    }
    for action in MUTATING.into_iter().filter(|action| !action.starts_with("Start")) {
        assert_eq!(rehearsal.asked(action).len(), 1, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_every_first_request_never_arrives_each_is_sent_again_with_its_token() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    world.consistency = std::time::Duration::from_millis(200);
    let tokens = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let _line = Line::before(&mut world, first_of_each(Fate::NeverArrives)).await;
    let engine = rehearsal.create_in(world).await;
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, async |engine| {
        let rows = engine.file().approved().await.unwrap();
        tokens.lock().unwrap().extend(rows.into_iter().map(|row| (row.change.id.0, row.token)));
        all_done(engine).await
    })
    .await;
    one_of_each(&rehearsal);
    for action in MUTATING {
        assert_eq!(rehearsal.asked(action).len(), 1, "{action} arrived once");
    }
    let mut tokens = std::mem::take(&mut *tokens.lock().unwrap());
    tokens.sort();
    tokens.dedup();
    for (kind, request) in [
        ("/endpoint-service/create-endpoint-service", "CreateVpcEndpointServiceConfiguration"),
        ("/certificate/request-certificate", "RequestCertificate"),
    ] {
        let mine: Vec<_> = tokens.iter().filter(|(id, _)| id.ends_with(kind)).collect();
        assert_eq!(mine.len(), 1, "one token over both attempts: {mine:?}");
        let sent = &rehearsal.asked(request)[0].parameters;
        assert!(sent.contains(&mine[0].1), "{sent}");
    }
    drop(engine);
    for (action, outcomes) in calls(&rehearsal.path()) {
        let expected: &[&str] = if action == "smtp:Send" { &["done"] } else { &["absent", "done"] };
        assert_eq!(outcomes, expected, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn throttling_is_waited_out_and_then_said_with_everything_still_approved() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    let mut left = 1;
    let line = Line::before(&mut world, move |action| match action {
        // Short enough to be waited out.
        "CreateLoadBalancer" if left > 0 => {
            left -= 1;
            Fate::Throttled
        }
        // For ever.
        "CreateTargetGroup" => Fate::Throttled,
        _ => Fate::Pass,
    })
    .await;
    let engine = rehearsal.create_in(world).await;
    Answers::default().give(&engine).await;
    let plan = engine.plan_everything().await.unwrap();
    engine.approve(&plan).await.unwrap();
    let trouble = engine.apply_approved().await.unwrap_err();
    assert_eq!(trouble.message.code, "aws-throttled");
    assert_eq!(rehearsal.existing("load-balancer").len(), 1, "waited out");
    assert_eq!(task(&engine, StepId::LoadBalancer).await, (TaskStatus::Attention, Some("aws-throttled".to_owned())));
    let rows = engine.file().approved().await.unwrap();
    let group = rows.iter().find(|row| row.change.id.0.ends_with("/create-target-group")).unwrap();
    assert_eq!(
        (group.state, group.trouble.as_ref().map(|trouble| trouble.message.code.as_str())),
        (ChangeState::Pending, Some("aws-throttled"))
    );
    assert!(rows.iter().all(|row| row.state != ChangeState::Failed), "AWS said no to none of them");

    line.set(|_| Fate::Pass);
    let operation = engine.resume().await.unwrap().expect("something to go on with");
    super::rehearsal::ended(&engine, &operation).await;
    play(&rehearsal, &engine, all_done).await;
    one_of_each(&rehearsal);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_network_everything_stays_approved_and_goes_on_when_it_is_back() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    let mut line = Line::before(&mut world, |_| Fate::Pass).await;
    let engine = rehearsal.create_in(world).await;
    Answers::default().give(&engine).await;
    let plan = engine.plan_everything().await.unwrap();
    engine.approve(&plan).await.unwrap();
    line.cut();
    assert_eq!(engine.apply_approved().await.unwrap_err().message.code, "aws-no-network");
    assert_eq!(engine.onboarding().await.unwrap().trouble.unwrap().message.code, "aws-no-network");
    assert_eq!(engine.check(StepId::Network).await.unwrap_err().message.code, "aws-no-network");
    let seen = engine.detail(StepId::Network).await.unwrap();
    assert!(seen.observed.is_some(), "what was seen before stays visible");
    let rows = engine.file().approved().await.unwrap();
    assert_eq!(rows.len(), plan.changes.len());
    assert!(rows.iter().all(|row| row.state == ChangeState::Pending));

    line.mend().await;
    approve_all(&engine).await;
    assert_eq!(engine.onboarding().await.unwrap().trouble, None);
    play(&rehearsal, &engine, all_done).await;
    one_of_each(&rehearsal);
}
