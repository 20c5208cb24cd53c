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

/// The Python of the test peers; `None` only when GANGWAY_WITHOUT_PEERS=1 says that a machine without them is meant.
fn python() -> Option<String> {
    let python = std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import boto3"]).output().is_ok_and(|output| output.status.success());
    if there {
        return Some(python);
    }
    let text = format!("SKIPPED: no boto3 with {python}; ./test installs it and sets GANGWAY_PYTHON");
    assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
    eprintln!("{text}");
    None
}

fn script(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Each in a world of its own, whose clock only the script moves.
const SCRIPTS: [&str; 5] = ["boto3_account.py", "boto3_journey.py", "boto3_network.py", "boto3_endpoints.py", "boto3_listeners.py"];

/// Every operation of the tables is called by some script, and every answer fits botocore's shapes.
#[test]
fn boto3_calls_every_operation() {
    let Some(python) = python() else { return };
    let mut called = BTreeSet::new();
    for name in SCRIPTS {
        let practice = Practice::start(Options { speed: 0.0, ..Options::default() }).unwrap();
        let world = practice.world();
        let path = script("tests/clients").join(name);
        let output = Command::new(&python)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(path)
            .args([&world.aws.endpoint, &world.control])
            .output()
            .unwrap();
        let (told, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{name}: {told}{wrong}");
        called.extend(serde_json::from_str::<Vec<String>>(told.trim()).unwrap());
    }
    for entry in std::fs::read_dir(script("models")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let table: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let missed: Vec<&String> =
            table["operations"].as_object().unwrap().keys().filter(|operation| !called.contains(*operation)).collect();
        assert!(missed.is_empty(), "{}: boto3 did not call {missed:?}", path.display());
    }
}

/// The checked-in tables are what the generator writes from the botocore at hand.
#[test]
fn the_shape_tables_are_what_botocore_says() {
    let Some(python) = python() else { return };
    let output = Command::new(python).arg(script("models/generate.py")).arg("--check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
