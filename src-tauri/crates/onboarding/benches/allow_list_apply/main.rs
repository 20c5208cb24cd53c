//! How long a difference of ten thousand entries takes to reach AWS's allow list, beside what AWS's rate allows at best and beside two boto3
//! scripts: `cargo bench --bench allow_list_apply`. Needs boto3: `GANGWAY_PYTHON` names the interpreter.
//!
//! The practice account counts and limits calls as AWS does: 50 at once, then 5 a second. A wrong list at the end stops the run with an error,
//! a slow one does not: it is a measurement and no test of time. One entry at a time takes most of an hour, so a part of it is measured and the
//! rest reckoned by the rate at which that part went on.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "the journey to an endpoint service is the tests' own, which uses more of itself than is needed here"
)]

#[path = "../../tests/engine/rehearsal.rs"]
mod rehearsal;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use gangway_model::{Output, Region, StepId};
use gangway_onboarding::allow_apply::AllowRunState;
use gangway_onboarding::allow_list::AllowEntry;
use gangway_onboarding::{Account, Engine};
use serde_json::Value;

use rehearsal::{Answers, Rehearsal, SPEED, play};

/// Entries of the difference.
const ENTRIES: usize = 10_000;
/// Entries of which the script that sends one at a time is measured.
const ONE_BY_ONE: usize = 150;
const MODIFY: &str = "ModifyVpcEndpointServicePermissions";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(compare());
}

/// AWS's bucket: 50 calls at once, then 5 a second.
fn floor(calls: usize) -> f64 {
    (f64::from(u32::try_from(calls).unwrap()) - 50.0).max(0.0) / 5.0
}

fn root(number: usize) -> String {
    format!("arn:aws:iam::{number:012}:root")
}

async fn service(engine: &Engine) -> Option<(Region, String)> {
    let facts = engine.facts().await.unwrap();
    Some((facts.region()?, facts.known_id(StepId::EndpointService, Output::ServiceId)?))
}

async fn compare() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, async |engine| service(engine).await.is_some()).await;
    let (region, id) = service(&engine).await.unwrap();
    let now = engine.facts().await.unwrap().now;
    let entry = |number| AllowEntry {
        principal: root(number),
        name: String::new(),
        note: String::new(),
        added_at: now,
        added_by: "hand".to_owned(),
        source_row: None,
    };
    engine.file().allow_list_put((1..=ENTRIES).map(entry).collect()).await.unwrap();
    let world = rehearsal.world();
    let account = Account::connect(world.credentials.clone(), world.endpoint.clone(), None).await.unwrap();
    rehearsal.control.set_limits(true).unwrap();

    let plan = engine.allow_plan().await.unwrap();
    let calls = plan.entries().div_ceil(100);
    let before = rehearsal.control.requests(0).unwrap().len();
    let began = Instant::now();
    engine.allow_apply(&plan.hash, &[], false, "hand").await.unwrap();
    let run = engine.allow_settled().await.unwrap().unwrap();
    let took = began.elapsed().as_secs_f64();
    assert_eq!(run.state, AllowRunState::Done, "{run:#?}");
    let asked = rehearsal.control.requests(0).unwrap();
    let count = |action: &str| asked.iter().skip(before).filter(|one| one.action == action).count();
    let (changes, reads) = (count(MODIFY), count("DescribeVpcEndpointServicePermissions"));
    let there: BTreeSet<String> = account.permissions(&region, &id).await.unwrap().into_iter().collect();
    let wanted: BTreeSet<String> = engine.file().allow_list().await.unwrap().into_iter().map(|entry| entry.principal).collect();
    assert_eq!(there, wanted);
    println!("{} entries, {calls} calls of 100 at least; AWS's rate allows them in {:.1} s at best", plan.entries(), floor(calls));
    println!(
        "Gangway:                     {took:7.1} s = {:.2} x, {changes} changes + {reads} reads back = {} calls",
        took / floor(calls),
        changes + reads
    );

    // Each script begins with a list of its own: other accounts.
    let batches = script(&world.endpoint.unwrap(), &id, ENTRIES, 100, 200_000);
    let asked = |said: &Value, name: &str| said[name].as_f64().unwrap();
    println!(
        "boto3, batches of 100:       {:7.1} s = {:.2} x, {} calls, {} of them throttled, not read back",
        asked(&batches, "seconds"),
        asked(&batches, "seconds") / floor(calls),
        asked(&batches, "calls"),
        asked(&batches, "throttled")
    );
    let world = rehearsal.world();
    let one = script(&world.endpoint.unwrap(), &id, ONE_BY_ONE, 1, 400_000);
    let rate = asked(&one, "seconds") / f64::from(u32::try_from(ONE_BY_ONE).unwrap());
    println!(
        "boto3, one at a time:        {:7.1} s for {ONE_BY_ONE} entries; at that rate {:.0} s for {ENTRIES}, by AWS's {:.0} s at best",
        asked(&one, "seconds"),
        rate * f64::from(u32::try_from(ENTRIES).unwrap()),
        floor(ENTRIES)
    );
}

/// What a script says: seconds, calls and throttled calls.
fn script(endpoint: &str, service: &str, entries: usize, per_call: usize, first: usize) -> Value {
    let python = std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/allow_list_apply/boto3_apply.py");
    let numbers = [entries, per_call, first].map(|number| number.to_string());
    let ran = Command::new(python).arg(path).args([endpoint, service]).args(numbers).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}
