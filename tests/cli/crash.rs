//! SIGKILL at every request of the journey: each is held before it is carried out and the terminal killed there, and each one that changes
//! something also after it was carried out and before it is answered. The next run goes on: the same end, nothing twice, nothing asked again
//! that was approved.
//!
//! The journeys are killed in parts, each in a world of its own, so that they run side by side.

use std::collections::BTreeSet;
use std::path::Path;

use gangway_onboarding::file::{ApprovedRow, ChangeState, ProjectFile};
use gangway_practice::HoldWhen;
use serde_json::Value;

use crate::support::{Journey, PracticeServer, Ran, Running, Turn, assert_made_once, hold, kill_when_held, undone};

/// A world second a second: what takes its time is stepped over, so that a slow computer changes nothing.
const SPEED: f64 = 1.0;
/// Longer than anything takes in the practice world.
const STEP_MS: i64 = 10 * 60 * 1000;

/// Every change of the journey, in the order of the plan.
const CHANGES: [&str; 10] = [
    "RequestCertificate",
    "CreateLoadBalancer",
    "ModifyLoadBalancerAttributes",
    "CreateTargetGroup",
    "RegisterTargets",
    "CreateListener",
    "CreateVpcEndpointServiceConfiguration",
    "ModifyVpcEndpointServicePermissions",
    "StartVpcEndpointServicePrivateDnsVerification",
    "SMTP.DATA",
];

/// Parts of the journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// Until the first approval is carried out.
    SetUp,
    /// Records, certificate, private DNS name, until the package is offered.
    Names,
    /// The submission and the delegation.
    Submission,
}

struct Crashes {
    journey: Journey,
    practice: PracticeServer,
    /// The calls at which the terminal was killed.
    killed: Vec<String>,
}

/// What is in the journal of a file whose program was killed. Looks at a copy: the next run must find the file as the crash left it.
fn approved(project: &Path) -> Vec<ApprovedRow> {
    if !project.exists() {
        return Vec::new();
    }
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.gangway");
    std::fs::copy(project, &copy).unwrap();
    let wal = project.with_extension("gangway-wal");
    if wal.exists() {
        std::fs::copy(wal, copy.with_extension("gangway-wal")).unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async { ProjectFile::open(&copy).unwrap().approved().await.unwrap() })
}

/// Nothing that was approved, and that nobody refused, is asked again.
fn assert_not_asked_again(project: &Path, report: &Value) {
    let settled: BTreeSet<String> =
        approved(project).into_iter().filter(|row| row.state != ChangeState::Failed).map(|row| row.change.id.0).collect();
    for change in report["plan"]["changes"].as_array().unwrap() {
        let id = change["id"].as_str().unwrap();
        assert!(!settled.contains(id), "{id} was approved and is asked again");
    }
}

impl Crashes {
    fn new() -> Self {
        let practice = PracticeServer::start(SPEED);
        Self { journey: Journey::new(&practice), practice, killed: Vec::new() }
    }

    /// The turn again, without an approval that is stored already.
    fn after_crash(&self, turn: &Turn) -> Turn {
        match turn {
            Turn::Approve(_) if approved(&self.journey.project).iter().any(|row| row.state != ChangeState::Done) => Turn::Look,
            Turn::Approve(hash) => Turn::Approve(hash.clone()),
            other => other.clone(),
        }
    }

    /// Takes a turn and kills the terminal before each of its requests is carried out, one by one, until it gets through.
    fn take_killed_at_each(&mut self, turn: &Turn) -> Value {
        let control = self.practice.control.clone();
        let mut turn = turn.clone();
        let mut nth = 1;
        loop {
            hold(&control, nth, HoldWhen::Before, "any");
            let request = match kill_when_held(&control, &mut self.journey.command_of(&turn)) {
                Err(ran) => return self.good(&turn, &ran),
                Ok(request) => request,
            };
            if request.action == "SMTP.DATA" {
                self.maybe_sent("--not-received");
            }
            let next = self.after_crash(&turn);
            // After a change was begun, and with another command, other requests are sent than before.
            let anew = next != turn || (request.mutating && !self.killed.contains(&request.action));
            nth = if anew { 1 } else { nth + 1 };
            turn = next;
            self.killed.push(request.action);
        }
    }

    /// Takes a turn and kills the terminal before the next of these changes is carried out.
    fn take_killed_before(&mut self, turn: &Turn, changes: &mut Vec<&str>) -> Value {
        let control = self.practice.control.clone();
        let mut turn = turn.clone();
        while let Some(change) = changes.first().copied() {
            hold(&control, 1, HoldWhen::Before, change);
            match kill_when_held(&control, &mut self.journey.command_of(&turn)) {
                Err(ran) => return self.good(&turn, &ran),
                Ok(request) => self.killed.push(request.action),
            }
            if change == "SMTP.DATA" {
                self.maybe_sent("--not-received");
            }
            changes.remove(0);
            turn = self.after_crash(&turn);
        }
        let ran = Running::start(&mut self.journey.command_of(&turn)).end();
        self.good(&turn, &ran)
    }

    /// Takes a turn and kills the terminal after each of its changes was carried out, before it hears of it.
    fn take_killed_after(&mut self, turn: &Turn) -> Value {
        let control = self.practice.control.clone();
        let mut turn = turn.clone();
        loop {
            hold(&control, 1, HoldWhen::After, "mutating");
            let request = match kill_when_held(&control, &mut self.journey.command_of(&turn)) {
                Err(ran) => return self.good(&turn, &ran),
                Ok(request) => request,
            };
            if request.action == "SMTP.DATA" {
                self.maybe_sent("--received");
            }
            assert!(!self.killed.contains(&request.action), "{} was carried out, and is sent again", request.action);
            self.killed.push(request.action);
            turn = self.after_crash(&turn);
            // The world goes on while the program is dead.
            control.set_clock(None, Some(STEP_MS)).unwrap();
        }
    }

    fn good(&self, turn: &Turn, ran: &Ran) -> Value {
        assert!(matches!(ran.code, 0 | 3 | 4), "{turn:?} after crashes: {ran:?}");
        let report = ran.report();
        assert_not_asked_again(&self.journey.project, &report);
        report
    }

    /// The content may have arrived: the terminal says so, sends nothing, and takes the person's word.
    fn maybe_sent(&self, word: &str) {
        let before = self.journey.control.mailbox().unwrap().sent.len();
        let report = self.journey.take(&Turn::Look);
        let tasks = report["tasks"].as_array().unwrap();
        let submission = tasks.iter().find(|task| task["step"] == "submission").unwrap();
        assert_eq!(submission["status"], "attention", "{submission}");
        assert_eq!(submission["why"]["code"], "submission-maybe-sent", "{submission}");
        assert_not_asked_again(&self.journey.project, &report);
        assert_eq!(self.journey.control.mailbox().unwrap().sent.len(), before, "a mail that is maybe sent was sent again");
        let told = self.journey.run("delivery", &[word]);
        assert_eq!(told.code, 0, "{told:?}");
    }

    /// The whole journey. `take` takes each turn, and is told the part and whether the same turn was taken from there already.
    fn drive(&mut self, mut take: impl FnMut(&mut Self, &Turn, Part, bool) -> Value) {
        let mut part = Part::SetUp;
        let mut turn = Turn::Answer;
        let mut known = BTreeSet::new();
        let mut report = Value::Null;
        // Counts turns, not time: each look comes after everything that takes its time is over.
        for _ in 0..40 {
            if turn == Turn::Look {
                self.practice.control.set_clock(None, Some(STEP_MS)).unwrap();
            }
            let again = turn == Turn::Look && !known.insert((part, standing(&report)));
            report = take(self, &turn, part, again);
            turn = self.journey.turn_after(&report);
            let offered = report["plan"]["changes"].as_array().unwrap().iter().any(|change| change["step"] == "submission");
            let open = |step: &str| undone(&report).iter().any(|task| task.starts_with(&format!("\"{step}\"")));
            part = match part {
                Part::SetUp if !open("allow-list") => Part::Names,
                Part::Names if offered => Part::Submission,
                other => other,
            };
            if turn == Turn::Finished {
                assert_made_once(&self.practice.control);
                return;
            }
        }
        panic!("the journey does not end: {:#?}", undone(&report));
    }
}

/// The whole journey, killed at each request of one part of it.
fn kill_at_every_request(of: Part) {
    let mut crashes = Crashes::new();
    let (mut sent, mut turns) = (BTreeSet::new(), 0);
    crashes.drive(|crashes, turn, part, again| {
        if part != of || again {
            return crashes.journey.take(turn);
        }
        let before = crashes.practice.control.requests(0).unwrap().last().map_or(0, |request| request.number);
        let mut report = crashes.take_killed_at_each(turn);
        turns += 1;
        sent.extend(crashes.practice.control.requests(before).unwrap().into_iter().filter(|one| !one.mutating).map(|one| one.action));
        // Requests that are sent side by side arrive in another order each time, so that counting may pass one over: it is held by its name.
        let missed: Vec<String> = sent.iter().filter(|one| !crashes.killed.contains(one)).cloned().collect();
        for action in &missed {
            report = crashes.take_killed_before(&Turn::Look, &mut vec![action.as_str()]);
        }
        report
    });
    println!("{} kills in {turns} turns", crashes.killed.len());
    let killed: BTreeSet<String> = crashes.killed.into_iter().collect();
    let missed: Vec<&String> = sent.difference(&killed).collect();
    assert!(turns > 0 && missed.is_empty(), "never killed at {missed:?}");
}

/// Where an onboarding stands, as far as it decides what is sent next.
fn standing(report: &Value) -> String {
    let steps = |list: &Value, field: &str| -> Vec<String> { list.as_array().unwrap().iter().map(|one| one[field].to_string()).collect() };
    let progress: Vec<String> = report["approved"].as_array().unwrap().iter().map(|one| one["progress"]["state"].to_string()).collect();
    format!("{:?} {progress:?} {:?}", undone(report), steps(&report["records"], "published"))
}

#[test]
fn killed_at_every_request_of_the_set_up() {
    kill_at_every_request(Part::SetUp);
}

#[test]
fn killed_at_every_request_until_the_names_are_proven() {
    kill_at_every_request(Part::Names);
}

#[test]
fn killed_at_every_request_of_the_submission_and_the_delegation() {
    kill_at_every_request(Part::Submission);
}

/// One journey each, killed before one or two changes. The second of two is not under way yet when the first is recovered: their order is always
/// the same.
const KILLED_BEFORE: [&[&str]; 6] = [
    &["RequestCertificate", "StartVpcEndpointServicePrivateDnsVerification"],
    &["CreateLoadBalancer", "SMTP.DATA"],
    &["ModifyLoadBalancerAttributes", "CreateVpcEndpointServiceConfiguration"],
    &["CreateTargetGroup", "ModifyVpcEndpointServicePermissions"],
    &["RegisterTargets"],
    &["CreateListener"],
];

fn kill_before(journeys: &[&[&str]]) {
    for changes in journeys {
        let mut crashes = Crashes::new();
        let mut left = changes.to_vec();
        crashes.drive(|crashes, turn, _, _| crashes.take_killed_before(turn, &mut left));
        assert_eq!(crashes.killed, *changes);
    }
}

#[test]
fn every_change_is_killed_before_it_is_carried_out_in_some_journey() {
    let killed: BTreeSet<&str> = KILLED_BEFORE.into_iter().flatten().copied().collect();
    assert_eq!(killed, BTreeSet::from(CHANGES));
}

#[test]
fn killed_before_a_change() {
    kill_before(&KILLED_BEFORE[..3]);
}

#[test]
fn killed_before_another_change() {
    kill_before(&KILLED_BEFORE[3..]);
}

#[test]
fn killed_after_every_change() {
    let mut crashes = Crashes::new();
    crashes.drive(|crashes, turn, _, _| crashes.take_killed_after(turn));
    assert_eq!(crashes.killed, CHANGES);
}
