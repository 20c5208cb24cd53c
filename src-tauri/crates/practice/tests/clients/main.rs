//! The practice account through clients that are not ours.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but not in the functions that tests share"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use gangway_practice::{Options, Practice};

/// The Python of the test peers, which has boto3 and the AWS CLI; `None` only when GANGWAY_WITHOUT_PEERS=1 says that a machine without them is meant.
fn python() -> Option<String> {
    let python = std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import boto3, awscli"]).output().is_ok_and(|output| output.status.success());
    if there {
        return Some(python);
    }
    let text = format!("SKIPPED: no boto3 or no AWS CLI with {python}; ./test installs it and sets GANGWAY_PYTHON");
    assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
    eprintln!("{text}");
    None
}

fn script(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Each in a world of its own, whose clock only the script moves.
const SCRIPTS: [&str; 11] = [
    "boto3_account.py",
    "boto3_balancers.py",
    "boto3_certificates.py",
    "boto3_journey.py",
    "boto3_network.py",
    "boto3_network_changes.py",
    "boto3_instances.py",
    "boto3_endpoints.py",
    "boto3_listeners.py",
    "boto3_route53.py",
    "boto3_sign_in.py",
];

/// Runs a script in a world of its own; service and name of every operation that it called.
fn called(python: &str, name: &str) -> BTreeSet<(String, String)> {
    let practice = Practice::start(Options { speed: 0.0, ..Options::default() }).unwrap();
    let world = practice.world();
    let output = Command::new(python)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script("tests/clients").join(name))
        .args([&world.aws.endpoint, &world.control])
        .output()
        .unwrap();
    let (told, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{name}: {told}{wrong}");
    serde_json::from_str(told.trim()).unwrap()
}

/// Fails when an operation of the tables was not called.
fn nothing_is_missed(who: &str, called: &BTreeSet<(String, String)>) {
    let mut played = BTreeSet::new();
    for entry in std::fs::read_dir(script("models")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let table: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let service = table["service"].as_str().unwrap();
        played.extend(table["operations"].as_object().unwrap().keys().map(|operation| (service.to_owned(), operation.clone())));
    }
    let missed: Vec<_> = played.difference(called).collect();
    assert!(!played.is_empty() && missed.is_empty(), "{who} did not call {missed:?}");
}

/// Every operation of the tables is called by some script, and every answer fits botocore's shapes.
#[test]
fn boto3_calls_every_operation() {
    let Some(python) = python() else { return };
    nothing_is_missed("boto3", &SCRIPTS.iter().flat_map(|name| called(&python, name)).collect());
}

/// What is created is unknown for a moment, on demand, and a waiter still comes through.
#[test]
fn boto3_meets_fresh_ids_that_are_unknown() {
    let Some(python) = python() else { return };
    assert!(called(&python, "boto3_fresh.py").contains(&("ec2".to_owned(), "CreateVpc".to_owned())));
}

/// Every operation of the tables is called by the real command, and what it answers is what boto3 answers.
#[test]
fn the_aws_cli_calls_every_operation_and_agrees_with_boto3() {
    let Some(python) = python() else { return };
    nothing_is_missed("the AWS CLI", &called(&python, "aws_cli.py"));
}

/// What goes wrong on demand, as boto3 meets it.
#[test]
fn boto3_meets_what_goes_wrong_on_demand() {
    let Some(python) = python() else { return };
    called(&python, "boto3_faults.py");
}

/// The checked-in tables are what the generator writes from the botocore at hand.
#[test]
fn the_shape_tables_are_what_botocore_says() {
    let Some(python) = python() else { return };
    let output = Command::new(python).arg(script("models/generate.py")).arg("--check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
