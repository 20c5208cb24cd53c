//! Illegal transitions are errors; what was begun is on the disk, whatever happens next.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use gangway_model::{
    AccountId, Call, Change, ChangeId, Cost, Input, IpAddressType, Output, Plan, Region, StepId, Timestamp, Undo, Verb, message,
};
use gangway_onboarding::Trouble;
use gangway_onboarding::file::{ApprovedRow, CallEnd, ChangeState, FileError, JournalError, Meta, ProjectFile};
use gangway_onboarding::view::AccountKind;

const WORLD: &str = "practice:w";
const NOW: Timestamp = Timestamp(1_000);

pub fn meta() -> Meta {
    Meta {
        id: "6a1f".to_owned(),
        name: "Acme".to_owned(),
        world: WORLD.to_owned(),
        kind: AccountKind::Practice,
        profile: None,
        account: account(),
        arn: "arn:aws:iam::111122223333:user/ann".to_owned(),
        created_at: NOW,
    }
}

fn account() -> AccountId {
    AccountId::parse("111122223333").unwrap()
}

fn change(what: &str, call: Call) -> Change {
    let region = Region::parse("eu-west-1").unwrap();
    Change {
        id: ChangeId::new(Some(&region), StepId::LoadBalancer, what),
        step: StepId::LoadBalancer,
        region: Some(region),
        verb: Verb::Create,
        sentence: message("change-cross-zone-on"),
        call,
        cost: Cost::Hourly,
        undo: Undo::Possible,
        account: None,
    }
}

fn create(name: &str) -> Change {
    change(
        "create-load-balancer",
        Call::CreateLoadBalancer {
            name: name.to_owned(),
            subnets: vec![Input::existing("subnet-1")],
            security_groups: Vec::new(),
            ip_address_type: IpAddressType::Ipv4,
        },
    )
}

fn cross_zone() -> Change {
    let load_balancer = Input::OutputOf { change: create("a").id, output: Output::LoadBalancerArn };
    change("cross-zone-on", Call::SetCrossZone { load_balancer, enabled: true })
}

pub fn plan() -> Plan {
    Plan::new(account(), vec![create("a"), cross_zone()], NOW)
}

async fn fresh() -> (tempfile::TempDir, ProjectFile) {
    let folder = tempfile::tempdir().unwrap();
    let file = ProjectFile::create(&folder.path().join("a.gangway"), &meta()).unwrap();
    (folder, file)
}

async fn unfinished(file: &ProjectFile) -> Vec<ApprovedRow> {
    file.unfinished("111122223333", WORLD).await.unwrap()
}

fn made(arn: &str) -> BTreeMap<Output, String> {
    BTreeMap::from([(Output::LoadBalancerArn, arn.to_owned())])
}

#[tokio::test]
async fn a_change_goes_from_pending_over_begun_to_done_and_leaves_what_it_made() {
    let (_folder, file) = fresh().await;
    file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
    let rows = unfinished(&file).await;
    assert_eq!(rows.iter().map(|row| row.state).collect::<Vec<_>>(), [ChangeState::Pending; 2]);
    assert_eq!(rows.iter().map(|row| row.change.clone()).collect::<Vec<_>>(), plan().changes);

    let begun = file.begin(rows[0].row, &rows[0].change.call, NOW).await.unwrap();
    assert_eq!((begun.attempt, &begun.request), (1, &rows[0].change.call));
    assert_eq!(unfinished(&file).await[0].state, ChangeState::Begun);
    assert_eq!(file.open_call(rows[0].row).await.unwrap(), Some(begun.clone()));

    file.end(begun.id, CallEnd::Done(made("arn:lb")), NOW).await.unwrap();
    assert_eq!(file.open_call(rows[0].row).await.unwrap(), None);
    let left = unfinished(&file).await;
    assert_eq!(left.iter().map(|row| &row.change.id).collect::<Vec<_>>(), [&cross_zone().id]);
    let outputs = file.outputs().await.unwrap();
    assert_eq!(outputs[&create("a").id], made("arn:lb"));
    let Call::SetCrossZone { load_balancer, .. } = left[0].change.call.resolved(&outputs).unwrap() else { panic!() };
    assert_eq!(load_balancer.id(), Some("arn:lb"));
}

#[tokio::test]
async fn illegal_transitions_are_errors_and_change_nothing() {
    let (_folder, file) = fresh().await;
    file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
    let row = unfinished(&file).await.remove(0);
    let out_of_turn = |outcome: Result<_, FileError>, expected: &str| match outcome {
        Err(FileError::Journal(JournalError::BeginOutOfTurn { state })) => assert_eq!(state, expected),
        other => panic!("{other:?}"),
    };

    assert!(matches!(file.end(99, CallEnd::NotSent, NOW).await, Err(FileError::Journal(JournalError::EndOutOfTurn))), "end without begin");
    let begun = file.begin(row.row, &row.change.call, NOW).await.unwrap();
    out_of_turn(file.begin(row.row, &row.change.call, NOW).await, "begun");
    file.end(begun.id, CallEnd::Done(made("arn:lb")), NOW).await.unwrap();
    for again in [CallEnd::NotSent, CallEnd::Absent, CallEnd::Refused(Trouble::of("internal")), CallEnd::Done(made("arn:other"))] {
        assert!(matches!(file.end(begun.id, again, NOW).await, Err(FileError::Journal(JournalError::EndOutOfTurn))));
    }
    assert!(matches!(file.set_stage(begun.id, "content".to_owned()).await, Err(FileError::Journal(JournalError::EndOutOfTurn))));
    out_of_turn(file.begin(row.row, &row.change.call, NOW).await, "done");
    assert_eq!(file.outputs().await.unwrap()[&row.change.id], made("arn:lb"), "the second end left nothing");
    assert!(file.begin(4711, &row.change.call, NOW).await.is_err(), "a change that was never approved");
}

#[tokio::test]
async fn a_refused_change_does_not_begin_again_without_a_new_approval() {
    let (_folder, file) = fresh().await;
    file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
    let row = unfinished(&file).await.remove(0);
    let begun = file.begin(row.row, &row.change.call, NOW).await.unwrap();
    let trouble = Trouble::of("aws-refused").with("text", "TooManyLoadBalancers");
    file.end(begun.id, CallEnd::Refused(trouble.clone()), NOW).await.unwrap();
    assert!(matches!(
        file.begin(row.row, &row.change.call, NOW).await,
        Err(FileError::Journal(JournalError::BeginOutOfTurn { state })) if state == "failed"
    ));
    let failed = file.approved().await.unwrap().remove(0);
    assert_eq!((failed.state, failed.trouble), (ChangeState::Failed, Some(trouble)));

    // The rest of the approval is unfinished, so the same list is the same approval; the new plan is what is left to do.
    file.approve(&Plan::new(account(), vec![create("a")], NOW), Vec::new(), WORLD, NOW).await.unwrap();
    let again = unfinished(&file).await;
    assert_eq!(again.len(), 1, "the failed one and the rest were dropped");
    assert_ne!(again[0].token, row.token, "a new approval is a new call to AWS");
}

#[tokio::test]
async fn approving_the_same_plan_twice_changes_nothing() {
    let (_folder, file) = fresh().await;
    file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
    let before = file.approved().await.unwrap();
    file.approve(&plan(), Vec::new(), WORLD, Timestamp(2_000)).await.unwrap();
    assert_eq!(file.approved().await.unwrap(), before);

    // Not even while a call of it is open.
    file.begin(before[0].row, &before[0].change.call, NOW).await.unwrap();
    file.approve(&plan(), Vec::new(), WORLD, Timestamp(3_000)).await.unwrap();
    let after = file.approved().await.unwrap();
    assert_eq!(after.iter().map(|row| &row.token).collect::<Vec<_>>(), before.iter().map(|row| &row.token).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_later_approval_drops_what_was_not_begun_and_keeps_what_is_done() {
    let (_folder, file) = fresh().await;
    file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
    let first = unfinished(&file).await.remove(0);
    let begun = file.begin(first.row, &first.change.call, NOW).await.unwrap();
    let other = Plan::new(account(), vec![create("b")], NOW);
    assert!(
        matches!(file.approve(&other, Vec::new(), WORLD, NOW).await, Err(FileError::Journal(JournalError::OpenCall))),
        "over an open call"
    );
    assert_eq!(file.approved().await.unwrap().len(), 2, "and the refused approval left nothing");

    file.end(begun.id, CallEnd::Done(made("arn:a")), NOW).await.unwrap();
    file.approve(&other, Vec::new(), WORLD, NOW).await.unwrap();
    let rows = file.approved().await.unwrap();
    let seen: Vec<_> = rows.iter().map(|row| (row.change.call.clone(), row.state)).collect();
    assert_eq!(seen, [(create("a").call, ChangeState::Done), (create("b").call, ChangeState::Pending)]);

    // Another task's changes are not touched.
    let mut elsewhere = create("c");
    (elsewhere.step, elsewhere.id) = (StepId::EndpointService, ChangeId("eu-west-1/endpoint-service/x".to_owned()));
    file.approve(&Plan::new(account(), vec![elsewhere], NOW), Vec::new(), WORLD, NOW).await.unwrap();
    assert_eq!(unfinished(&file).await.len(), 2);
}

#[tokio::test]
async fn a_later_approval_keeps_what_is_still_wanted_under_its_own_token() {
    let (_folder, file) = fresh().await;
    file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
    let [first, rest]: [_; 2] = unfinished(&file).await.try_into().unwrap();
    let begun = file.begin(first.row, &first.change.call, NOW).await.unwrap();
    file.end(begun.id, CallEnd::Refused(Trouble::of("aws-refused")), NOW).await.unwrap();

    // The refused one is kept by no list: a new approval is a new call.
    file.approve(&Plan::new(account(), vec![create("a")], NOW), vec![first.row, rest.row], WORLD, NOW).await.unwrap();
    let left = unfinished(&file).await;
    assert_eq!(left.iter().map(|row| &row.change.id).collect::<Vec<_>>(), [&cross_zone().id, &create("a").id]);
    assert_eq!((left[0].row, &left[0].token), (rest.row, &rest.token));
    assert_ne!(left[1].token, first.token);
}

#[tokio::test]
async fn a_token_stays_the_same_over_all_attempts_and_over_opening() {
    let (folder, file) = fresh().await;
    file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
    let row = unfinished(&file).await.remove(0);
    for attempt in 1..=3 {
        let begun = file.begin(row.row, &row.change.call, NOW).await.unwrap();
        assert_eq!(begun.attempt, attempt);
        file.end(begun.id, if attempt == 1 { CallEnd::NotSent } else { CallEnd::Absent }, NOW).await.unwrap();
        assert_eq!(unfinished(&file).await[0].token, row.token);
    }
    drop(file);
    let file = ProjectFile::open(&folder.path().join("a.gangway")).unwrap();
    let rows = unfinished(&file).await;
    assert_eq!(rows[0].token, row.token);
    assert_ne!(rows[0].token, rows[1].token, "one token per change");
}

#[tokio::test]
async fn approvals_of_another_account_or_world_are_not_carried_out() {
    let (_folder, file) = fresh().await;
    file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
    assert!(file.unfinished("444455556666", WORLD).await.unwrap().is_empty());
    assert!(file.unfinished("111122223333", "practice:other").await.unwrap().is_empty());
}

const CHILD: &str = "GANGWAY_TEST_ABORT_AFTER_BEGIN";

/// Runs the test of this name in a process of its own, with this in its environment.
pub fn child(test: &str, environment: &[(&str, &str)]) -> std::process::Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([test, "--exact", "--nocapture"]).envs(environment.iter().copied()).output().unwrap()
}

#[tokio::test]
async fn what_begin_returned_for_survives_an_abort_of_the_process() {
    if let Ok(path) = std::env::var(CHILD) {
        // The child: dies without any cleaning up, right after `begin` has returned.
        let path = Path::new(&path);
        let file = ProjectFile::create(path, &meta()).unwrap();
        file.approve(&plan(), Vec::new(), WORLD, NOW).await.unwrap();
        drop(file);
        let file = ProjectFile::open(path).unwrap();
        let row = unfinished(&file).await.remove(0);
        file.begin(row.row, &row.change.call, NOW).await.unwrap();
        std::process::abort();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = aborted(folder.path());
    let file = ProjectFile::open(&path).unwrap();
    let rows = unfinished(&file).await;
    assert_eq!(rows.iter().map(|row| row.state).collect::<Vec<_>>(), [ChangeState::Begun, ChangeState::Pending]);
    let open = file.open_call(rows[0].row).await.unwrap().expect("the open call");
    assert_eq!((open.attempt, open.request), (1, create("a").call));
}

/// A file as a process leaves it that was ended in the middle of a call.
pub fn aborted(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("a.gangway");
    let ended = child("journal::what_begin_returned_for_survives_an_abort_of_the_process", &[(CHILD, path.to_str().unwrap())]);
    assert!(!ended.status.success(), "the child was to abort: {}", String::from_utf8_lossy(&ended.stdout));
    assert!(path.exists(), "{}", String::from_utf8_lossy(&ended.stderr));
    path
}
