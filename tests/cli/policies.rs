//! What an IT department gets: the policies as the terminal prints them, judged by parliament and AWS's Service Authorization Reference; and
//! the preflight, with what is refused told as refused.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use gangway_practice::{Control, FaultForm};
use serde_json::Value;

use super::support::{PracticeServer, Ran, Running, plain_cli};

const KINDS: [&str; 4] = ["survey", "provision", "rehearsal", "undo"];

/// Everything that can be named.
const NAMED: [&str; 10] = [
    "--account",
    "111122223333",
    "--onboarding",
    "6f1c9a52-3d70-4c1c-9df8-1b8c6c7e2a10",
    "--names",
    "api.vpce.example.com,*.api.vpce.example.com",
    "--services",
    "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0",
    "--existing",
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/shared/50dc6c495c0c9188,arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shared/6d0ecf831eec9f09,arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/shared/50dc6c495c0c9188/f2f7dc8efc522ab2,arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-0123456789abcdef0,arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0123456789abcdef0,arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint-service/vpce-svc-0123456789abcdef0",
];

fn run(folder: &Path, arguments: &[&str]) -> Ran {
    Running::start(plain_cli(folder).args(arguments)).end()
}

#[test]
fn others_find_nothing_wrong_with_the_policies() {
    let folder = tempfile::tempdir().unwrap();
    let mut judge = Command::new(std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned()));
    judge.arg("-Wignore").arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/judge_policies.py"));
    for kind in KINDS {
        for (name, options) in [("bare", &NAMED[..2]), ("named", &NAMED[..])] {
            let ran = run(folder.path(), &[&["policy", kind, "--regions", "eu-west-1,us-east-1", "--json"], options].concat());
            assert_eq!(ran.code, 0, "{kind}: {}", ran.stderr);
            let report = ran.report();
            assert_eq!((&report["schema"], &report["kind"]), (&Value::from("gangway.policy.1"), &Value::from(kind)));
            for policy in report["policies"].as_array().unwrap() {
                let path = folder.path().join(format!("{kind}-{name}-{}.json", policy["name"].as_str().unwrap()));
                std::fs::write(&path, policy["document"].to_string()).unwrap();
                judge.arg(path);
                assert!(report["message"].as_str().unwrap().contains(policy["name"].as_str().unwrap()));
            }
        }
    }
    let judged = Running::start(&mut judge).end();
    assert_eq!(judged.code, 0, "{}{}", judged.stdout, judged.stderr);
    assert!(judged.report()["actions"].as_u64().unwrap() > 40, "{}", judged.stdout);
}

#[test]
fn a_policy_without_a_region_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), &["policy", "provision", "--account", "111122223333"]);
    assert_eq!((ran.code, ran.stderr.contains("Choose at least one Region.")), (1, true), "{}", ran.stderr);
    let everywhere = run(folder.path(), &["policy", "survey", "--account", "111122223333"]);
    assert!(everywhere.code == 0 && !everywhere.stdout.contains("aws:RequestedRegion"), "{}", everywhere.stdout);
    assert_eq!(run(folder.path(), &["policy", "survey", "--account", "12"]).code, 2);
}

#[test]
fn the_preflight_tells_what_is_refused() {
    let (folder, practice) = (tempfile::tempdir().unwrap(), PracticeServer::start(60.0));
    let arguments = ["preflight", "--practice", practice.url(), "--regions", "eu-west-1", "--names", "api.vpce.example.com", "--json"];
    let ran = run(folder.path(), &arguments);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let report = ran.report();
    assert_eq!((&report["alias"], &report["allAllowed"]), (&Value::from("practice-seller"), &Value::from(true)));

    let parameters = BTreeMap::from([("action".to_owned(), "elasticloadbalancing:Create*".to_owned())]);
    let form = FaultForm { name: "access-denied".to_owned(), parameters, ..FaultForm::default() };
    Control::connect(practice.url()).unwrap().begin_fault(&form).unwrap();
    let ran = run(folder.path(), &arguments);
    assert_eq!(ran.code, 4, "{}{}", ran.stdout, ran.stderr);
    let lines = ran.report()["permissions"].as_array().unwrap().clone();
    for line in &lines {
        let denied = line["action"].as_str().unwrap().starts_with("elasticloadbalancing:Create");
        assert_eq!(line["allowance"], if denied { "denied" } else { "allowed" }, "{line}");
    }
    assert!(lines.len() > 25, "{}", lines.len());
}
