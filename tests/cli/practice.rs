//! `gangway-cli practice --at`: the practice world steered from a terminal.

use serde_json::Value;

use crate::support::{Journey, PracticeServer, Ran, Running, Turn, assert_made_once, cli, plain_cli, undone};

/// One call to a world, which has to succeed, and the JSON documents it printed.
fn steered(practice: &PracticeServer, arguments: &[&str]) -> Vec<Value> {
    let ran = called(practice, arguments);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{arguments:?}: {ran:?}");
    serde_json::Deserializer::from_str(&ran.stdout).into_iter().collect::<Result<_, _>>().unwrap()
}

fn called(practice: &PracticeServer, arguments: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    Running::start(plain_cli(folder.path()).args(["practice", "--at", practice.url()]).args(arguments)).end()
}

#[test]
fn everything_that_can_go_wrong_is_listed_begun_and_ended_from_a_terminal() {
    let practice = PracticeServer::start(1.0);
    let listed = steered(&practice, &["--faults"]).remove(0);
    for kind in listed["catalogue"].as_array().unwrap() {
        let name = kind["name"].as_str().unwrap();
        let begun = steered(&practice, &["--fault", name]).remove(0);
        assert_eq!(begun["name"], name);
        let left = steered(&practice, &["--end-fault", begun["id"].as_str().unwrap()]).remove(0);
        assert_eq!(left, serde_json::json!([]));
    }
    let fault = ["--fault", "call-fails", "action=CreateVpc", "error=Throttling", "--nth", "2", "--times", "3"];
    let begun = steered(&practice, &fault).remove(0);
    assert_eq!((&begun["nth"], &begun["times"], &begun["parameters"]["error"]), (&2.into(), &3.into(), &"Throttling".into()));
    assert_eq!(steered(&practice, &["--faults"])[0]["active"].as_array().unwrap().len(), 1);
    assert_eq!(steered(&practice, &["--end-fault", "all"]), [serde_json::json!([])]);
    for (wrong, sentence) in [
        (vec!["--fault", "no-such"], "There is no fault \"no-such\"."),
        (vec!["--fault", "call-fails", "error=Tired"], "\"error\" is one of InternalError, "),
        (vec!["--fault", "call-fails", "error"], "\"error\" is not KEY=VALUE."),
        (vec!["--fault", "call-fails", "--nth", "0"], "Occasions are counted from 1."),
        (vec!["--mail", "none"], "There is no such mail."),
        (vec!["--advance", "-1"], "The clock can't go back."),
    ] {
        let ran = called(&practice, &wrong);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""), "{ran:?}");
        assert!(ran.stderr.contains(sentence), "{ran:?}");
    }
    practice.stop();
}

#[test]
fn clock_names_and_limits_are_steered_from_a_terminal() {
    let practice = PracticeServer::start(0.0);
    let before = steered(&practice, &["--clock"])[0]["clock"]["now_ms"].as_i64().unwrap();
    assert_eq!(steered(&practice, &["--advance", "2"])[0]["now_ms"], before + 120_000);
    assert_eq!(steered(&practice, &["--skip-wait"])[0]["ended"], Value::Null, "nothing is waited for in a quiet world");
    assert_eq!(steered(&practice, &["--limits", "on"]), [serde_json::json!({ "limits": true })]);
    assert!(practice.control.limits().unwrap());
    assert_eq!(steered(&practice, &["--limits", "off"]), [serde_json::json!({ "limits": false })]);

    let record =
        |value: &str| practice.control.zones().unwrap().iter().any(|zone| zone.records.iter().any(|one| one.value.contains(value)));
    steered(&practice, &["--publish", "note.example.com", "TXT", "first"]);
    assert!(record("first"));
    steered(&practice, &["--edit", "note.example.com", "TXT", "first", "second"]);
    assert!(!record("first") && record("second"));
    steered(&practice, &["--remove", "note.example.com", "TXT", "second"]);
    assert!(!record("second"));
    let panel = steered(&practice, &["--panel", "appends_zone_to_names=true", "propagation_seconds=60"]).remove(0);
    assert_eq!((&panel["appends_zone_to_names"], &panel["propagation_seconds"]), (&true.into(), &60.into()));
    assert_eq!(called(&practice, &["--panel", "colour=red"]).code, 1);

    let story = steered(&practice, &["--story", "dns-troubles"]).remove(0);
    assert_eq!((&story["name"], &story["chapters"][0]["state"]), (&"dns-troubles".into(), &"now".into()));
    assert_eq!(steered(&practice, &["--stories"])[0]["playing"]["name"], "dns-troubles");
    assert_eq!(steered(&practice, &["--end-story"]), [Value::Null]);
    assert_eq!(called(&practice, &["--story", "happy"]).code, 1);

    // Everything at once, in the order of the help.
    let all = steered(&practice, &["--reset", "--zones", "--faults", "--mailbox", "--resources", "--requests"]);
    assert_eq!(all.len(), 6);
    assert_ne!(all[0]["id"], practice.world.id.as_str());
    assert!(all[4]["111122223333"].is_object() && all[5].is_array(), "{all:?}");
    steered(&practice, &["--hold", "CreateVpc", "--when", "after", "--nth", "2"]);
    assert_eq!(steered(&practice, &["--release"])[0]["reached"], false);
    practice.stop();
}

/// In a network namespace (no root rights needed) whose loopback device has the documentation addresses, `dig` follows them from the root.
#[test]
fn name_servers_at_their_own_addresses_are_walked_by_dig() {
    let addresses = PracticeServer::start(0.0).world.dns.addresses;
    let script = "set -e; ip link set lo up; for one in $ADDRESSES; do ip address add $one dev lo nodad; done
        exec 3> >(exec \"$CLI\" practice --serve 127.0.0.1:0 --own-addresses 5300 >\"$OUT\")
        for wait in $(seq 100); do [ -s \"$OUT\" ] && break; sleep 0.1; done
        dig +norecurse +short @192.0.2.21 -p 5300 example.com NS";
    let folder = tempfile::tempdir().unwrap();
    let written: Vec<String> = addresses.keys().map(|one| format!("{one}/{}", if one.is_ipv4() { "32" } else { "128" })).collect();
    let mut command = std::process::Command::new("unshare");
    command.args(["-rnmpf", "--kill-child=KILL", "bash", "-c", script]);
    command.env("ADDRESSES", written.join(" ")).env("CLI", cli()).env("OUT", folder.path().join("world"));
    let ran = Running::start(&mut command).end();
    if ran.stderr.contains("unshare:") {
        eprintln!("SKIPPED: this machine allows nobody a network namespace of their own (unshare): {}", ran.stderr);
        return;
    }
    let mut servers: Vec<&str> = ran.stdout.lines().collect();
    servers.sort_unstable();
    assert_eq!(servers, ["ns1.dns-host.example.", "ns2.dns-host.example."], "{ran:?}");
}

#[test]
fn the_whole_journey_stays_within_aws_s_limits() {
    let practice = PracticeServer::start(600.0);
    practice.control.set_limits(true).unwrap();
    let mut journey = Journey::new(&practice);
    let report = journey.drive_from(Turn::Answer, |_, _| {});
    assert_eq!(undone(&report), Vec::<String>::new());
    assert_made_once(&practice.control);
    assert!(practice.control.limits().unwrap());
    practice.stop();
}
