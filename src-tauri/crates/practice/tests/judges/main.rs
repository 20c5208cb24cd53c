//! The practice account judged by others: moto beside it, and moto's own tests.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy.toml allows them in tests, but not in the functions that tests share"
)]

use std::path::Path;
use std::process::Command;

use gangway_practice::{Options, Practice};

/// The Python of the test peers; `None` only when GANGWAY_WITHOUT_PEERS=1 says that a machine without them is meant.
fn python() -> Option<String> {
    let python = std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import moto.server"]).output().is_ok_and(|output| output.status.success());
    if there {
        return Some(python);
    }
    let text = format!("SKIPPED: no moto with {python}; ./test installs it and sets GANGWAY_PYTHON");
    assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
    eprintln!("{text}");
    None
}

/// Runs a judge against a fresh world and says what it said.
fn judged(script: &str, speed: f64) {
    let Some(python) = python() else { return };
    let practice = Practice::start(Options { speed, ..Options::default() }).unwrap();
    let world = practice.world();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judges").join(script);
    let output = Command::new(python).arg(script).args([&world.aws.endpoint, &world.control]).output().unwrap();
    let (told, wrong) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    println!("{told}{wrong}");
    assert!(output.status.success(), "{told}{wrong}");
}

/// The same calls on both; every difference stands in `differences.toml` with the page that decides it.
#[test]
fn moto_and_the_practice_account_differ_only_where_the_table_says() {
    judged("differential.py", 0.0);
}

/// Every failure stands in `moto-own-tests/` with its reason.
#[test]
#[ignore = "takes minutes, and pip downloads moto's source distribution: cargo test -p gangway-practice --test judges -- --ignored"]
fn moto_s_own_tests_fail_only_where_the_table_says() {
    judged("moto_own_tests.py", 60.0);
}
