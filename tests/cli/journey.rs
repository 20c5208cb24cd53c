//! From nothing to launched, and what goes with it.

use std::io::Read as _;
use std::process::Stdio;

use gangway_practice::HoldWhen;

use crate::support::{Guarded, Journey, PracticeServer, Running, Turn, assert_made_once, hold, plain_cli, resources, undone};

#[test]
fn from_nothing_to_launched() {
    let practice = PracticeServer::start(600.0);
    let mut journey = Journey::new(&practice);
    let mut approved = None;
    let report = journey.drive_from(Turn::Answer, |_, report| {
        for change in report["plan"]["changes"].as_array().unwrap() {
            if change["step"] == "submission" {
                approved = change["call"]["packageSha256"].as_str().map(str::to_owned);
            }
        }
    });
    assert_eq!(undone(&report), Vec::<String>::new());
    assert_made_once(&practice.control);
    assert_eq!(resources(&practice.control, "444455556666", "eu-west-1", "vpc-endpoint-service"), Vec::<String>::new());

    // The mail holds the package that was approved: its bytes are those of the package on the disk, by their hash.
    let approved = approved.expect("a submission was planned, with the package's hash");
    let out = journey.folder().join("out");
    std::fs::create_dir(&out).unwrap();
    let saved = journey.run("package", &["--out", &out.to_string_lossy()]);
    assert_eq!(saved.code, 0, "{saved:?}");
    let zip = std::fs::read_dir(&out).unwrap().next().unwrap().unwrap().path();
    assert_eq!(sha256(&zip), approved);
    assert!(saved.stdout.contains(&approved), "{saved:?}");
    let received = practice.control.mailbox().unwrap().sent.remove(0);
    let size = usize::try_from(std::fs::metadata(&zip).unwrap().len()).unwrap();
    assert!(received.attachments.iter().any(|one| one.name.ends_with(".zip") && one.bytes == size), "{:?}", received.attachments);

    // All is done: a look says so with 0, and sends nothing that changes anything.
    let before = practice.control.requests(0).unwrap().last().unwrap().number;
    let looked = journey.run("watch", &["--once"]);
    assert_eq!(looked.code, 0, "{looked:?}");
    assert!(practice.control.requests(before).unwrap().iter().all(|request| !request.mutating));
    a_name_falls_out_of_verified(&practice, &journey);
    practice.stop();
}

/// What a scheduler sees: nothing while all is well, and the code of what is wrong once the record has gone and AWS has looked again.
fn a_name_falls_out_of_verified(practice: &PracticeServer, journey: &Journey) {
    let quiet = journey.run("check", &["--quiet"]);
    assert_eq!((quiet.code, quiet.stdout.as_str()), (0, ""), "{quiet:?}");
    let check = || journey.run("check", &["--json"]);
    let well = check().report();
    assert_eq!(well["watch"][0]["state"], "well", "{well:#}");
    let record = practice.control.zones().unwrap();
    let record = record
        .iter()
        .flat_map(|zone| &zone.records)
        .find(|record| record.kind == "TXT" && record.value.contains("vpce:"))
        .cloned()
        .expect("the name's proof");
    practice.control.remove(&record).unwrap();
    let lost = crate::support::wait_for("the name to fall out of verified", || {
        practice.control.set_clock(None, Some(12 * 3_600_000)).unwrap();
        let ran = check();
        (ran.code == 5).then(|| ran.report())
    });
    assert_eq!((&lost["verdict"], &lost["watch"][0]["state"]), (&"wrong".into(), &"wrong".into()), "{lost:#}");
    let codes: Vec<&str> = lost["findings"].as_array().unwrap().iter().filter_map(|one| one["code"].as_str()).collect();
    assert!(codes.contains(&"private-dns-lost"), "{codes:?}");
    // Meanwhile the desk has launched, which AWS shows; nobody is connected yet whose name could be looked up.
    assert!(codes.contains(&"launch-rehearse") && !codes.contains(&"launch-awaited"), "{codes:?}");
    // It is said again tomorrow.
    let again = journey.run("check", &["--quiet"]);
    assert_eq!(again.code, 5, "{again:?}");
    assert!(again.stdout.contains("AWS no longer takes api.example.com as yours"), "{again:?}");
}

/// By another program than Gangway.
fn sha256(path: &std::path::Path) -> String {
    let out = std::process::Command::new("sha256sum").arg(path).output().unwrap();
    String::from_utf8(out.stdout).unwrap().split_whitespace().next().unwrap().to_owned()
}

#[test]
fn watch_once_tells_by_its_exit_code_where_things_stand() {
    let practice = PracticeServer::start(1.0);
    let mut journey = Journey::new(&practice);
    let missing = journey.run("watch", &["--once"]);
    assert_eq!(missing.code, 1, "{missing:?}");
    assert!(missing.stderr.contains("The file is not there."), "{missing:?}");
    let report = journey.take(&Turn::Answer);
    // A plan waits for approval.
    assert_eq!(journey.run("watch", &["--once"]).code, 3);
    let turn = journey.turn_after(&report);
    assert!(matches!(turn, Turn::Approve(_)));
    journey.take(&turn);
    // The load balancer takes its time, the records wait for a person.
    assert_eq!(journey.run("watch", &["--once"]).code, 4);
    assert_eq!(journey.run("watch", &["--twice"]).code, 2);
}

#[test]
fn the_practice_world_is_only_for_this_computer() {
    let folder = tempfile::tempdir().unwrap();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let ran = Running::start(plain_cli(folder.path()).args(["practice", "--serve", address])).end();
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stderr.contains("The practice world is only to be reached on this computer."), "{ran:?}");
        assert_eq!(ran.stdout, "");
    }
    // Neither to serve nor to steer is a question to the user, not a failure.
    let ran = Running::start(plain_cli(folder.path()).arg("practice")).end();
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn the_practice_world_ends_with_its_standard_input() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = plain_cli(folder.path());
    let mut served = Guarded::spawn(command.args(["practice", "--serve", "127.0.0.1:0"]).stdin(Stdio::null()).stdout(Stdio::piped()));
    let mut text = String::new();
    served.0.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(served.0.wait().unwrap().success());
    assert!(text.contains("\"control\""), "{text}");
}

#[test]
fn the_practice_world_outlives_its_process() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("world.sqlite");
    let practice = PracticeServer::start_with(600.0, Some(&state));
    let world = practice.world.id.clone();
    let mut journey = Journey::new(&practice);
    let report = journey.take(&Turn::Answer);
    let turn = journey.turn_after(&report);
    // Killed with a load balancer made and its answer not given, not ended in good order.
    hold(&practice.control, 1, HoldWhen::After, "CreateLoadBalancer");
    let dead = crate::support::kill_when_held(&practice.control, &mut journey.command_of(&turn)).unwrap();
    assert_eq!(dead.action, "CreateLoadBalancer");
    drop(practice);

    let practice = PracticeServer::start_with(600.0, Some(&state));
    assert_eq!(practice.world.id, world);
    journey.place = vec!["--practice".to_owned(), practice.url().to_owned()];
    journey.control = practice.control.clone();
    let report = journey.drive_from(Turn::Look, |_, _| {});
    assert_eq!(undone(&report), Vec::<String>::new());
    assert_made_once(&practice.control);
}
