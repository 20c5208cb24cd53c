//! `--json`: every command that the help lists prints one document, when it succeeds and when it fails, and a validator that did not come from
//! here holds each against its JSON Schema in `docs/json`.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gangway_practice::{Decision, FaultForm};
use serde_json::Value;

use super::support::{Guarded, Journey, PracticeServer, Ran, Running, Turn, plain_cli};

/// Documents by a name for each.
#[derive(Default)]
struct Documents(BTreeMap<String, String>);

impl Documents {
    /// Keeps what a command printed, after a look at its envelope.
    fn keep(&mut self, command: &str, case: &str, ran: &Ran) -> Value {
        let document = ran.report();
        let failed = matches!(ran.code, 1 | 2);
        assert_eq!(document.get("error").is_some(), failed, "{command}, {case}: {ran:?}");
        assert_eq!(document["schema"], format!("gangway.{command}.1"), "{case}");
        if failed {
            // The sentence of a failure is said to people as well, elsewhere.
            assert!(!ran.stderr.is_empty(), "{command}, {case}");
            assert_ne!(document["error"]["summary"], document["error"]["code"], "{command}, {case}: a code without words");
        }
        assert_eq!(self.0.insert(format!("{command}: {case}"), ran.stdout.clone()), None);
        document
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    Running::start(plain_cli(folder).args(arguments).arg("--json")).end()
}

/// What the help lists.
fn commands(folder: &Path) -> Vec<String> {
    let help = Running::start(plain_cli(folder).arg("--help")).end().stdout;
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<String> = lines.filter_map(|line| Some(line.strip_prefix("  ")?.split_whitespace().next()?.to_owned())).collect();
    names.into_iter().filter(|name| name != "help").collect()
}

fn judged(folder: &Path, documents: &Documents) -> Ran {
    let path = folder.join("documents.json");
    std::fs::write(&path, serde_json::to_string(&documents.0).unwrap()).unwrap();
    let mut judge = Command::new(std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned()));
    Running::start(judge.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/judge_json.py")).arg(path)).end()
}

/// `run`, `watch`, `delivery`, `package` and `copy`, over a journey in which the mail is maybe sent.
fn of_a_journey(practice: &PracticeServer, documents: &mut Documents) {
    let mut journey = Journey::new(practice);
    let look = ["--once", "--json"];
    documents.keep("check", "no file", &journey.run("check", &["--json"]));
    documents.keep("watch", "no file", &journey.run("watch", &look));
    documents.keep("run", "no answers", &journey.run("run", &["--answers", "none.json", "--json"]));
    let out = journey.folder().join("out").to_string_lossy().into_owned();
    let first = Running::start(&mut journey.command_of(&Turn::Answer)).end();
    let planned = documents.keep("run", "a plan waits", &first);
    assert_eq!(first.code, 3);
    let stale = documents.keep("run", "another plan", &journey.run("run", &["--approve", &"0".repeat(64), "--json"]));
    let codes = |document: &Value| -> Vec<String> {
        document["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
    };
    assert!(codes(&stale).contains(&"plan-changed".to_owned()) && !codes(&planned).contains(&"plan-changed".to_owned()));
    documents.keep("watch", "a plan waits", &journey.run("watch", &look));
    let early = journey.run("check", &["--json"]);
    assert_eq!(early.code, 4, "{early:?}");
    assert_eq!(documents.keep("check", "too early", &early)["sendable"], false);
    documents.keep("package", "too early", &journey.run("package", &["--out", &out, "--json"]));
    documents.keep("delivery", "nothing sent", &journey.run("delivery", &["--received", "--json"]));

    let form = FaultForm { name: "mail-cut".to_owned(), ..FaultForm::default() };
    practice.control.begin_fault(&form).unwrap();
    let mut turn = Turn::Answer;
    let mut told = false;
    while turn != Turn::Finished {
        let ran = Running::start(&mut journey.command_of(&turn)).end();
        let report = ran.report();
        if ran.code == 1 || codes(&report).contains(&"submission-maybe-sent".to_owned()) {
            assert!(!told, "{ran:?}");
            told = true;
            let command = if turn == Turn::Look { "watch" } else { "run" };
            documents.keep(command, "the mail's answer was lost", &ran);
            documents.keep("delivery", "it arrived", &journey.run("delivery", &["--received", "--json"]));
            turn = Turn::Look;
            continue;
        }
        turn = journey.turn_after(&report);
    }
    assert!(told, "the mail was sent without a word of doubt");
    std::fs::create_dir(&out).unwrap();
    documents.keep("package", "saved", &journey.run("package", &["--out", &out, "--json"]));
    let copy = journey.folder().join("copy.gangway").to_string_lossy().into_owned();
    let copied = || Running::start(plain_cli(journey.folder()).arg("copy").arg(&journey.project).args([&copy, "--json"])).end();
    documents.keep("copy", "made", &copied());
    documents.keep("copy", "there already", &copied());
    of_an_allow_list(&journey, practice, documents);
    let checked = journey.run("check", &["--json"]);
    assert_eq!(checked.code, 0, "{checked:?}");
    let document = documents.keep("check", "all is well", &checked);
    assert_eq!((&document["verdict"], &document["sendable"]), (&"well".into(), &true.into()), "{document:#}");
    assert_eq!(document["watch"].as_array().unwrap().len(), 2, "{document:#}");
    documents.keep("check", "entries of schedulers", &journey.run("check", &["--schedule", "--json"]));
    endless(&mut journey);
    of_an_undo(&mut journey, documents);
}

/// A file's customers are put on the list, shown as a plan, approved by its hash, and at AWS.
fn of_an_allow_list(journey: &Journey, practice: &PracticeServer, documents: &mut Documents) {
    let run = |verb: &str, rest: &[&str]| {
        let mut command = plain_cli(journey.folder());
        command.args(["allow-list", verb]).arg(&journey.project).args(["--practice", practice.url(), "--json"]).args(rest);
        Running::start(&mut command).end()
    };
    let file = journey.folder().join("customers.txt");
    let list = |text: String| std::fs::write(&file, text).unwrap();
    let add = ["--add", file.to_str().unwrap()];
    list("not an account\n".to_owned());
    assert_eq!(documents.keep("allow-list", "a bad line", &run("plan", &add))["error"]["code"], "import-row");
    list((1..=130).map(|number| format!("{number:012}\n")).collect());
    let planned = run("plan", &add);
    assert_eq!(planned.code, 3, "{planned:?}");
    let document = documents.keep("allow-list", "a plan", &planned);
    assert_eq!(document["plan"]["regions"][0]["add"], 130, "{document:#}");
    let hash = document["plan"]["hash"].as_str().unwrap().to_owned();
    let other = run("apply", &["--approve", &"0".repeat(64)]);
    assert_eq!(documents.keep("allow-list", "another plan", &other)["error"]["code"], "plan-changed");
    let done = run("apply", &["--approve", &hash]);
    assert_eq!(done.code, 0, "{done:?}");
    let document = documents.keep("allow-list", "applied", &done);
    let region = &document["run"]["regions"][0];
    assert_eq!((&document["run"]["state"], &region["added"], &region["calls"]), (&"done".into(), &130.into(), &2.into()), "{document:#}");
    assert_eq!(document["plan"]["hash"], "");
}

/// What the journey has made is shown, removed, and gone.
fn of_an_undo(journey: &mut Journey, documents: &mut Documents) {
    let planned = journey.run("undo", &["--json"]);
    assert_eq!(planned.code, 3);
    let document = documents.keep("undo", "what would go", &planned);
    let removals = document["plan"]["changes"].as_array().unwrap().len();
    assert!(removals >= 5, "{document:#}");
    let done = journey.run("undo", &["--yes", "--json"]);
    assert_eq!(done.code, 0, "{done:?}");
    let document = documents.keep("undo", "done", &done);
    assert_eq!(document["removals"].as_array().unwrap().len(), removals);
    assert!(document["removals"].as_array().unwrap().iter().all(|one| one["state"] == "done"), "{document:#}");
    assert_eq!(document["plan"]["changes"], serde_json::json!([]));
    let nothing = journey.run("undo", &[]);
    assert_eq!(nothing.code, 0);
    assert!(nothing.stdout.lines().all(|line| line.starts_with("removed")), "{}", nothing.stdout);
}

/// `watch` without an end prints one document on each line.
fn endless(journey: &mut Journey) {
    let mut watching = Guarded::spawn(journey.command("watch", &["--json"]).stdin(Stdio::null()).stdout(Stdio::piped()));
    let mut line = String::new();
    BufReader::new(watching.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let document: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(document["schema"], "gangway.watch.1");
}

fn of_permissions(folder: &Path, practice: &PracticeServer, documents: &mut Documents) {
    let preflight = ["preflight", "--practice", practice.url(), "--regions", "eu-west-1"];
    documents.keep("preflight", "allowed", &run(folder, &preflight));
    let parameters = BTreeMap::from([("action".to_owned(), "elasticloadbalancing:CreateListener".to_owned())]);
    let fault = FaultForm { name: "access-denied".to_owned(), parameters, ..FaultForm::default() };
    let fault = practice.control.begin_fault(&fault).unwrap();
    let denied = documents.keep("preflight", "denied", &run(folder, &preflight));
    practice.control.end_fault(Some(&fault.id)).unwrap();
    let finding = &denied["findings"][0];
    assert_eq!((&finding["severity"], &finding["subject"]), (&"blocker".into(), &"elasticloadbalancing:CreateListener".into()));
    documents.keep("preflight", "nobody", &run(folder, &["preflight", "--profile", "nobody"]));
    let policy = ["policy", "provision", "--account", "111122223333"];
    documents.keep("policy", "printed", &run(folder, &[&policy[..], &["--regions", "eu-west-1"]].concat()));
    documents.keep("policy", "no Region", &run(folder, &policy));
}

fn of_survey(folder: &Path, practice: &PracticeServer, documents: &mut Documents) {
    let survey = ["survey", "--practice", practice.url(), "--regions", "eu-west-1,eu-west-2"];
    documents.keep("survey", "seen", &run(folder, &survey));
    let down = |region: &str| {
        let parameters = BTreeMap::from([("region".to_owned(), region.to_owned()), ("how".to_owned(), "unavailable".to_owned())]);
        let fault = FaultForm { name: "region-is-down".to_owned(), parameters, ..FaultForm::default() };
        practice.control.begin_fault(&fault).unwrap()
    };
    let fault = down("eu-west-2");
    let half = documents.keep("survey", "one Region fails", &run(folder, &survey));
    assert_eq!((&half["regions"][0]["state"], &half["regions"][1]["state"]), (&"seen".into(), &"failed".into()));
    practice.control.end_fault(Some(&fault.id)).unwrap();
    documents.keep("survey", "nobody", &run(folder, &["survey", "--profile", "nobody"]));
}

/// Signed in, with the test in the place of the browser.
fn of_signing_in(folder: &Path, practice: &PracticeServer, documents: &mut Documents) {
    let begun = |role: &str| {
        let portal = ["sign-in", "--start-url", "https://practice.awsapps.com/start", "--region", "eu-west-1", "--json"];
        let mut command = plain_cli(folder);
        command.args(portal).args(["--practice", practice.url(), "--account", "111122223333", "--role", role]);
        let known = practice.control.sign_ins().unwrap().len();
        let running = Running::start(&mut command);
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            if let Some(code) = practice.control.sign_ins().unwrap().get(known) {
                return (running, code.user_code.clone());
            }
            assert!(Instant::now() < deadline, "no code was asked for");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    let (running, code) = begun("ReadOnly");
    practice.control.decide_sign_in(&code, Decision::Approve).unwrap();
    let ran = running.end();
    assert!(ran.stderr.contains(&code), "{}", ran.stderr);
    let told = documents.keep("sign-in", "allowed", &ran);
    assert_eq!(told["accounts"].as_array().unwrap().len(), 4);
    assert!(told["identity"]["arn"].as_str().unwrap().contains(":assumed-role/AWSReservedSSO_ReadOnly_"), "{told}");
    assert!(!ran.stdout.contains("Token") && !ran.stdout.contains("ASIA"), "{}", ran.stdout);
    let (running, code) = begun("ReadOnly");
    practice.control.decide_sign_in(&code, Decision::Deny).unwrap();
    assert_eq!(documents.keep("sign-in", "denied", &running.end())["error"]["code"], "sign-in-denied");
    let (running, code) = begun("Nobody");
    practice.control.decide_sign_in(&code, Decision::Approve).unwrap();
    assert_eq!(documents.keep("sign-in", "no such role", &running.end())["error"]["code"], "aws-no-credentials");
}

/// What the journey before has delegated, a name that nobody has, and a world in which nobody answers.
fn of_delegation(folder: &Path, practice: &PracticeServer, documents: &mut Documents) {
    let done = run(folder, &["delegation", "api.vpce.example.com", "--practice", practice.url()]);
    assert_eq!(done.code, 0, "{done:?}");
    assert_eq!(documents.keep("delegation", "live", &done)["well"], true);
    let ask = ["delegation", "other.vpce.example.com", "--name-servers", "ns-1.awsdns-01.com,ns-2.awsdns-02.net."];
    let absent = run(folder, &[&ask[..], &["--practice", practice.url()]].concat());
    assert_eq!(absent.code, 4, "{absent:?}");
    let told = documents.keep("delegation", "not delegated", &absent);
    assert_eq!((&told["verdict"], &told["well"]), (&"notDelegated".into(), &false.into()), "{told}");
    assert_eq!(told["changes"].as_array().unwrap().len(), 2, "{told}");
    assert!(told["trace"].as_array().unwrap().len() > 5 && told["chain"][0]["zone"] == ".", "{told}");
    let hints = folder.join("hints");
    std::fs::write(&hints, ". NS root.test.\nroot.test. A 127.0.0.1\n").unwrap();
    // A port that was free a moment ago.
    let port = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let apart = |file: &Path| run(folder, &[&ask[..], &["--roots", &file.to_string_lossy(), "--port", &port]].concat());
    assert_eq!(documents.keep("delegation", "no root", &apart(&hints))["error"]["code"], "dns-no-root");
    std::fs::write(&hints, "<html>\n").unwrap();
    assert_eq!(documents.keep("delegation", "no hints", &apart(&hints))["error"]["code"], "root-hints-line");
    assert_eq!(documents.keep("delegation", "no file", &apart(&folder.join("none")))["error"]["code"], "root-hints-unreadable");
}

fn of_practice(folder: &Path, practice: &PracticeServer, documents: &mut Documents) {
    let mut serve = plain_cli(folder);
    // Its standard input is at its end, so it ends, too.
    let served = Running::start(serve.args(["practice", "--serve", "127.0.0.1:0", "--json"])).end();
    let world = documents.keep("practice", "served", &served);
    assert!(world["answers"][0]["answer"]["control"].is_string(), "{world}");
    let at = ["practice", "--at", practice.url()];
    let all = documents.keep("practice", "asked", &run(folder, &[&at[..], &["--clock", "--zones", "--mailbox", "--requests"]].concat()));
    let asked: Vec<&str> = all["answers"].as_array().unwrap().iter().map(|one| one["asked"].as_str().unwrap()).collect();
    assert_eq!(asked, ["zones", "clock", "mailbox", "requests"]);
    // What was done before it failed is told.
    let half = documents.keep("practice", "failed on the way", &run(folder, &[&at[..], &["--zones", "--mail", "none"]].concat()));
    assert_eq!((half["answers"].as_array().unwrap().len(), &half["error"]["code"]), (1, &"practice-refused".into()));
    documents.keep("practice", "neither", &run(folder, &["practice"]));
}

#[test]
fn every_command_prints_one_document_that_its_schema_allows() {
    let folder = tempfile::tempdir().unwrap();
    let practice = PracticeServer::start(600.0);
    let mut documents = Documents::default();
    of_a_journey(&practice, &mut documents);
    of_permissions(folder.path(), &practice, &mut documents);
    of_survey(folder.path(), &practice, &mut documents);
    of_signing_in(folder.path(), &practice, &mut documents);
    of_delegation(folder.path(), &practice, &mut documents);
    of_practice(folder.path(), &practice, &mut documents);
    documents.keep("cli", "no such command", &run(folder.path(), &["fly"]));

    let (listed, read) = (commands(folder.path()), documents.0.values().map(|text| serde_json::from_str::<Value>(text).unwrap()));
    let fine: Vec<String> = read.filter(|one| one.get("error").is_none()).map(|one| one["schema"].to_string()).collect();
    assert!(listed.len() >= 8, "{listed:?}");
    for command in &listed {
        documents.keep(command, "wrong arguments", &run(folder.path(), &[command, "--no-such-option"]));
        assert!(fine.iter().any(|schema| *schema == format!("\"gangway.{command}.1\"")), "{command} --json is not tried here");
    }
    let ran = judged(folder.path(), &documents);
    assert_eq!((ran.code, ran.report()["judged"].as_u64()), (0, Some(documents.0.len() as u64)), "{}{}", ran.stdout, ran.stderr);

    // The judge can say no.
    for (from, to) in
        [("\"blocker\"", "\"dreadful\""), ("\"findings\"", "\"finding\""), ("\"next_action\"", "\"nextAction\""), ("{", "{}{")]
    {
        let text = documents.0["copy: there already"].replacen(from, to, 1);
        let spoilt = Documents(BTreeMap::from([("spoilt".to_owned(), text)]));
        assert_eq!(judged(folder.path(), &spoilt).code, 1, "{to}");
    }
    practice.stop();
}
