//! `gangway-cli delegation` against BIND, at a port of its own: every delegation of the lab, as its table has it.

use std::path::Path;

use serde_json::Value;

use crate::support::{Ran, Running, plain_cli};

#[allow(dead_code, reason = "the lab's own tests use the rest")]
#[path = "../../src-tauri/crates/dns/tests/lab/bind.rs"]
mod bind;
#[path = "../../src-tauri/crates/dns/tests/lab/cases.rs"]
mod cases;
#[path = "../../src-tauri/crates/dns/tests/lab/namespace.rs"]
mod namespace;

use bind::Lab;
use cases::Case;

/// Where the lab's servers listen here.
const PORT: u16 = 5353;
/// How many are asked about at the same time: most of it is waiting for servers that say nothing.
const AT_ONCE: usize = 4;

#[test]
fn every_delegation_of_the_lab_gets_its_exit_code() {
    if let Some(folder) = namespace::folder() {
        return inside(&folder);
    }
    for program in ["named", "dnssec-signzone", "ip", "unshare"] {
        if !namespace::installed(program) && !Path::new("/usr/sbin").join(program).exists() {
            let text = format!("SKIPPED: {program} is not installed; ./test installs it");
            assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
            eprintln!("{text}");
            return;
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["delegation::every_delegation_of_the_lab_gets_its_exit_code", "--exact", "--nocapture"];
    let Some((well, told)) = namespace::again(folder.path(), &arguments) else {
        eprintln!("SKIPPED: this machine allows nobody a network namespace of their own (unshare)");
        return;
    };
    assert!(well && told.contains("1 passed"), "{told}");
}

fn inside(folder: &Path) {
    bind::take_addresses();
    let (zones, cases) = cases::build(folder);
    let lab = Lab::start(folder, &zones, PORT);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let part = |part: &'_ [Case]| part.iter().filter_map(|case| differs(folder, &lab, case)).collect::<Vec<_>>();
        let parts: Vec<_> = cases.chunks(cases.len().div_ceil(AT_ONCE)).map(|cases| scope.spawn(move || part(cases))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // At another port nobody answers; and for a person it is told in words, with the record to change.
    let other = ["delegation", &cases[0].name, "--port", "5399"];
    assert_eq!(asked(folder, &lab, &other).report()["error"]["code"], "dns-no-root");
    let twice = cases.iter().find(|case| case.codes.contains(&"delegation-zone-name-twice")).unwrap();
    let servers = twice.expected.join(",");
    let told = asked(folder, &lab, &["delegation", &twice.name, "--name-servers", &servers, "--port", "5353", "--trace"]);
    let twofold = format!("{}.example.com", twice.name);
    assert!(told.code == 4 && told.stdout.contains(&twofold) && told.stdout.contains("192.0.2.11"), "{told:?}");
}

fn asked(folder: &Path, lab: &Lab, arguments: &[&str]) -> Ran {
    let mut command = plain_cli(folder);
    command.args(arguments).arg("--roots").arg(&lab.hints);
    if !arguments.contains(&"--trace") {
        command.arg("--json");
    }
    Running::start(&mut command).end()
}

/// What is not as the table has it.
fn differs(folder: &Path, lab: &Lab, case: &Case) -> Option<String> {
    let (servers, port) = (case.expected.join(","), PORT.to_string());
    let mut arguments = vec!["delegation", case.name.as_str(), "--port", port.as_str()];
    if !case.expected.is_empty() {
        arguments.extend(["--name-servers", &servers]);
    }
    let ran = asked(folder, lab, &arguments);
    let report = ran.report();
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    let mut codes: Vec<&str> = findings.iter().filter_map(|finding| finding["code"].as_str()).collect();
    codes.retain(|code| *code != "delegation-remembered");
    codes.sort_unstable();
    // It is well when nothing is wrong at all, whatever else is worth a note.
    let grave = |finding: &Value| ["blocker", "warning"].iter().any(|one| finding["severity"] == *one);
    let well = serde_json::to_value(case.verdict).unwrap() == "live" && !findings.iter().any(grave);
    let same = codes == case.codes
        && report["verdict"] == serde_json::to_value(case.verdict).unwrap()
        && report["changes"].as_array().map(Vec::len) == Some(case.changes)
        && report["well"] == well
        && ran.code == if well { 0 } else { 4 }
        && (well || case.codes != ["delegation-live"]);
    (!same).then(|| format!("{}: {ran:?}\n  instead of {:?}, {}, {:?}", case.name, case.verdict, case.changes, case.codes))
}
