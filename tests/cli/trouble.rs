//! Bad input and trouble at the terminal: a sentence that says what is wrong and what to do next, nothing lost, and a later run that goes on.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;

use gangway_practice::HoldWhen;
use serde_json::{Value, json};

use crate::support::{Journey, PracticeServer, Ran, Running, Turn, answer_of, hold, plain_cli, wait_for};

/// Failed with every one of these sentences, not with a bare code.
fn assert_says(ran: &Ran, sentences: &[&str]) {
    assert_eq!(ran.code, 1, "{ran:?}");
    for sentence in sentences {
        assert!(ran.stderr.contains(sentence), "does not say {sentence:?}: {}", ran.stderr);
    }
    assert!(ran.stderr.lines().next().is_some_and(|line| line.contains(' ')), "begins without a sentence: {}", ran.stderr);
}

/// The journey with other words about its place.
fn at_world(journey: &Journey, name: &str, change: impl FnOnce(&mut Value)) -> PathBuf {
    let mut document = serde_json::to_value(journey.control.world().unwrap()).unwrap();
    change(&mut document);
    let path = journey.folder().join(name);
    std::fs::write(&path, document.to_string()).unwrap();
    path
}

fn run_at_world(journey: &Journey, path: &std::path::Path, rest: &[&str]) -> Ran {
    Running::start(plain_cli(journey.folder()).arg("run").arg(&journey.project).args(rest).arg("--world").arg(path)).end()
}

/// A journey whose answers are in and whose plan waits, with the plan's hash.
fn with_plan(practice: &PracticeServer) -> (Journey, String) {
    let mut journey = Journey::new(practice);
    let report = journey.take(&Turn::Answer);
    let Turn::Approve(hash) = journey.turn_after(&report) else { panic!("no plan: {report}") };
    (journey, hash)
}

/// The file still holds everything: the same plan is offered.
fn assert_goes_on(journey: &Journey, hash: &str) {
    let report = journey.run("run", &["--json"]);
    assert_eq!(report.code, 3, "{report:?}");
    assert_eq!(report.report()["plan"]["hash"], hash);
}

/// Everything in the folder with that beginning of a name.
fn names(journey: &Journey, start: &str) -> Vec<PathBuf> {
    let found = std::fs::read_dir(journey.folder()).unwrap().map(|entry| entry.unwrap().path());
    found.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(start)).collect()
}

#[test]
fn wrong_answers_are_told_with_what_a_right_one_looks_like() {
    let practice = PracticeServer::start(600.0);
    let mut journey = Journey::new(&practice);
    let right = journey.answers.clone();
    type Spoil = fn(&mut Value);
    let cases: [(Spoil, &[&str]); 8] = [
        (|all| all["allowList"][0]["principal"] = "12345".into(), &["allow-list", "principal:", "“12345”", "12 digits"]),
        (
            |all| all["allowList"][0]["principal"] = "arn:aws:iam::12345:root".into(),
            &["allow-list", "principal:", "“arn:aws:iam::12345:root”", "arn:aws:iam::123456789012:root"],
        ),
        (
            |all| answer_of(all, "product")["serviceDnsName"] = "api_vpce example".into(),
            &["“product”", "serviceDnsName:", "“api_vpce example”", "such as api.vpce.example.com"],
        ),
        (
            |all| answer_of(all, "product")["privateDnsName"] = "https://api.example.com".into(),
            &["“product”", "privateDnsName:", "is not a DNS name"],
        ),
        (
            |all| answer_of(all, "product")["contactMail"] = "ann.lee".into(),
            &["“product”", "contactMail:", "“ann.lee”", "looks like name@example.com"],
        ),
        (
            |all| answer_of(all, "certificate")["choice"] = json!({ "kind": "existing", "arn": "arn:aws:acm:eu-west-1:1:certificate/x" }),
            &["“certificate”", "choice:", "is not a certificate’s ARN", "looks like arn:aws:acm:"],
        ),
        // A misspelt field is no answer.
        (|all| answer_of(all, "product")["privateDnsNam"] = "api.example.com".into(), &["can’t be read", "privateDnsNam"]),
        (|all| all["tasks"] = "all of them".into(), &["can’t be read", "Compare it with the example"]),
    ];
    for (spoil, sentences) in cases {
        journey.answers = right.clone();
        spoil(&mut journey.answers);
        let ran = Running::start(&mut journey.command_of(&Turn::Answer)).end();
        assert_says(&ran, sentences);
    }
    assert!(practice.control.requests(0).unwrap().iter().all(|request| !request.mutating), "nothing was carried out");
    // Put right, the same file goes on.
    journey.answers = right;
    let report = journey.take(&Turn::Answer);
    assert!(matches!(journey.turn_after(&report), Turn::Approve(_)), "{report}");
}

#[test]
fn a_file_of_answers_that_is_not_there_or_cut_off() {
    let practice = PracticeServer::start(600.0);
    let journey = Journey::new(&practice);
    let cut = journey.folder().join("cut.json");
    std::fs::write(&cut, "{ \"tasks\": [").unwrap();
    for path in [cut, journey.folder().join("none.json")] {
        let path = path.to_string_lossy().into_owned();
        assert_says(&journey.run("run", &["--answers", &path]), &["The file of answers can’t be read", &path]);
        assert!(!journey.project.exists(), "no onboarding is begun with answers that can't be read");
    }
}

#[test]
fn without_a_profile() {
    let practice = PracticeServer::start(1.0);
    let mut journey = Journey::new(&practice);
    for place in [vec![], vec!["--profile".to_owned(), "nobody".to_owned()]] {
        journey.place = place;
        let answers = journey.answers_file().to_string_lossy().into_owned();
        let ran = journey.run("run", &["--answers", &answers]);
        assert_says(&ran, &["No way of signing in to AWS was found.", "ask your IT department"]);
        assert!(!journey.project.exists());
    }
}

#[test]
fn credentials_that_are_over_and_an_endpoint_that_is_not_aws() {
    let practice = PracticeServer::start(1.0);
    let (journey, hash) = with_plan(&practice);
    let expired = at_world(&journey, "expired.json", |world| world["aws"]["accounts"][0]["access_key_id"] = "PRACTICEEXPIRED".into());
    let (ran, again) = (run_at_world(&journey, &expired, &[]), run_at_world(&journey, &expired, &["--approve", &hash]));
    for ran in [ran, again] {
        assert_says(&ran, &["Your sign-in to AWS has expired.", "aws sso login", "AWS request id: "]);
    }
    assert_goes_on(&journey, &hash);

    // Taken by nobody: the port was free a moment ago.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let offline = at_world(&journey, "offline.json", |world| world["aws"]["endpoint"] = format!("http://{closed}").into());
    assert_says(
        &run_at_world(&journey, &offline, &[]),
        &["AWS could not be reached.", "Check your connection, then try again. Nothing is lost."],
    );
    assert_goes_on(&journey, &hash);

    let portal = Portal::start();
    let nonsense = at_world(&journey, "nonsense.json", |world| world["aws"]["endpoint"] = format!("http://{}", portal.address).into());
    let ran = run_at_world(&journey, &nonsense, &["--approve", &hash]);
    assert_says(&ran, &["What answered is not AWS", "Open a web page to see whether the network asks you to sign in"]);
    assert_goes_on(&journey, &hash);
    assert!(practice.control.requests(0).unwrap().iter().all(|request| !request.mutating));
}

/// Answers everything with a web page, as the sign-in page of a hotel does. Ends with the test.
struct Portal {
    address: std::net::SocketAddr,
}

impl Portal {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut request = [0; 4096];
                let _ = stream.read(&mut request);
                let page = "<html><body>Welcome! Please sign in.</body></html>";
                let _ = write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
                    page.len()
                );
            }
        });
        Self { address }
    }
}

#[test]
fn another_account_than_the_files_is_refused() {
    let practice = PracticeServer::start(1.0);
    let (journey, hash) = with_plan(&practice);
    let before = practice.control.requests(0).unwrap().last().unwrap().number;
    // The same world, seen by the other account.
    let other = at_world(&journey, "other.json", |world| {
        world["aws"]["accounts"][0]["access_key_id"] = "PRACTICECUSTOMER".into();
    });
    let ran = run_at_world(&journey, &other, &["--approve", &hash]);
    assert_says(&ran, &["This file belongs to another account.", "111122223333", "444455556666", "Nothing was changed"]);
    let sent: Vec<String> = practice.control.requests(before).unwrap().into_iter().map(|request| request.action).collect();
    assert!(!sent.is_empty() && sent.iter().all(|action| action == "GetCallerIdentity"), "{sent:?}");
    assert_goes_on(&journey, &hash);
}

#[test]
fn another_practice_world_than_the_files_is_refused() {
    let practice = PracticeServer::start(1.0);
    let (journey, hash) = with_plan(&practice);
    practice.control.reset().unwrap();
    let ran = journey.run("run", &["--approve", &hash]);
    assert_says(&ran, &["“Acme API” belongs to an earlier practice world."]);
    assert_eq!(practice.control.requests(0).unwrap(), []);
    assert!(journey.project.exists());
}

#[test]
fn only_the_plan_that_was_seen_is_carried_out() {
    let practice = PracticeServer::start(1.0);
    let (journey, hash) = with_plan(&practice);
    let ran = journey.run("run", &["--approve", "0000"]);
    assert_eq!(ran.code, 3, "the plan still waits: {ran:?}");
    assert!(ran.stderr.contains("The plan has changed since you saw it."), "{ran:?}");
    assert!(practice.control.requests(0).unwrap().iter().all(|request| !request.mutating));
    assert_goes_on(&journey, &hash);
}

#[test]
fn a_damaged_file_is_set_aside_and_said() {
    let practice = PracticeServer::start(1.0);
    let (journey, _) = with_plan(&practice);
    let mut bytes = std::fs::read(&journey.project).unwrap();
    bytes[..16].fill(b'x');
    std::fs::write(&journey.project, &bytes).unwrap();
    let ran = journey.run("run", &[]);
    assert_says(&ran, &["The file was damaged and has been set aside.", "Open a copy or a backup of it"]);
    let aside = names(&journey, "acme.gangway.damaged-");
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert!(ran.stderr.contains(&*aside[0].to_string_lossy()), "{}", ran.stderr);
    assert_eq!(std::fs::read(&aside[0]).unwrap(), bytes, "untouched");
    assert!(!journey.project.exists(), "nothing takes its place");
}

#[test]
fn a_file_of_a_newer_version_is_left_alone() {
    let practice = PracticeServer::start(1.0);
    let (journey, _) = with_plan(&practice);
    let mut bytes = std::fs::read(&journey.project).unwrap();
    // PRAGMA user_version lies there (SQLite file format, section 1.3).
    bytes[60..64].copy_from_slice(&99_u32.to_be_bytes());
    std::fs::write(&journey.project, &bytes).unwrap();
    assert_says(&journey.run("run", &[]), &["The file was made by a newer Gangway.", "Install the newest Gangway"]);
    assert_eq!(std::fs::read(&journey.project).unwrap(), bytes);
}

#[test]
fn a_file_that_is_open_elsewhere_says_who_has_it() {
    let practice = PracticeServer::start(1.0);
    let (journey, hash) = with_plan(&practice);
    hold(&practice.control, 1, HoldWhen::Before, "any");
    let holder = Running::start(&mut journey.command("run", &[]));
    wait_for("the first program holds the file", || practice.control.held().unwrap().reached.then_some(()));
    let ran = journey.run("run", &["--approve", &hash]);
    assert_says(&ran, &["open", &format!("process {}", holder.id())]);
    holder.kill();
    practice.control.release().unwrap();
    // Nobody has it any more, whatever the killed program left beside it.
    assert_goes_on(&journey, &hash);
}

/// root may write everywhere: there the terminal runs as nobody.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_said_to_be_so() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let practice = PracticeServer::start(1.0);
    let (journey, hash) = with_plan(&practice);
    let allow = |path: &std::path::Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    let open_to_all = tempfile::tempdir().unwrap();
    allow(open_to_all.path(), 0o755);
    let program = open_to_all.path().join("gangway-cli");
    std::fs::copy(crate::support::cli(), &program).unwrap();
    allow(&program, 0o755);
    allow(&journey.project, 0o444);
    allow(journey.folder(), 0o555);
    let mut command = std::process::Command::new(&program);
    command.arg("run").arg(&journey.project).args(["--practice", practice.url()]);
    if std::fs::metadata(&journey.project).unwrap().uid() == 0 {
        command.uid(65534).gid(65534);
    }
    let ran = Running::start(&mut command).end();
    allow(journey.folder(), 0o755);
    allow(&journey.project, 0o644);
    assert_says(&ran, &["can’t be written"]);
    assert_goes_on(&journey, &hash);
}

#[test]
fn a_practice_world_that_is_gone() {
    let practice = PracticeServer::start(1.0);
    let (journey, _) = with_plan(&practice);
    let before = std::fs::read(&journey.project).unwrap();
    practice.stop();
    assert_says(&journey.run("watch", &["--once"]), &["The practice world does not answer."]);
    assert_eq!(std::fs::read(&journey.project).unwrap(), before);
}
