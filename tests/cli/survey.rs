//! The survey through the terminal, of accounts that boto3 has filled: a healthy one, one full of things with a fault of each kind planted, one
//! with a Region that does not answer.

use std::collections::{BTreeMap, BTreeSet};

use gangway_practice::FaultForm;
use serde_json::{Value, json};

use super::peers::{Peer, judge, read_by};
use super::support::{PracticeServer, Ran, Running, plain_cli};

/// Fills Regions of the seller's account; gives what was planted, as code and resource.
fn seed(practice: &PracticeServer, kind: &str, regions: &str) -> BTreeSet<(String, String)> {
    let seller = practice.world.aws.accounts.iter().find(|account| account.role == "seller").unwrap();
    let at = ["--endpoint", &practice.world.aws.endpoint, "--key", &seller.access_key_id, "--secret", &seller.secret, kind, regions];
    let planted = read_by("seed_survey.py", &at)["planted"].as_array().unwrap().clone();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    planted.iter().map(|one| (text(one, "code"), text(one, "name"))).collect()
}

fn survey(practice: &PracticeServer, more: &[&str]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    Running::start(plain_cli(folder.path()).args(["survey", "--practice", practice.url(), "--json"]).args(more)).end()
}

fn begin(practice: &PracticeServer, name: &str, parameters: &[(&str, &str)], times: Option<u64>) -> String {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>();
    practice.control.begin_fault(&FaultForm { name: name.to_owned(), parameters, times, ..FaultForm::default() }).unwrap().id
}

/// Code and resource of each finding: the id, or the name within an ARN.
fn found(report: &Value) -> BTreeSet<(String, String)> {
    let findings = report["findings"].as_array().unwrap();
    let all: BTreeSet<(String, String)> = findings
        .iter()
        .map(|one| {
            let subject = one["subject"].as_str().unwrap();
            let mut parts = subject.split('/');
            let name = if subject.contains(":targetgroup/") { parts.nth(1) } else { parts.nth(2) };
            (one["code"].as_str().unwrap().to_owned(), name.unwrap_or(subject).to_owned())
        })
        .collect();
    assert_eq!(all.len(), findings.len(), "each thing is said once: {findings:#?}");
    all
}

fn codes(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

#[test]
fn nothing_is_found_in_a_healthy_account_of_seventeen_regions() {
    let practice = PracticeServer::start(600.0);
    seed(&practice, "healthy", "ap-southeast-2,eu-west-1,us-east-1");
    // Some calls fail on the way, and are asked again.
    begin(&practice, "call-fails", &[("action", "DescribeLoadBalancers"), ("error", "Throttling")], Some(2));
    begin(&practice, "call-fails", &[("action", "DescribeSubnets"), ("error", "InternalError")], Some(2));
    begin(&practice, "call-is-reset", &[("action", "DescribeInstances")], Some(2));
    let ran = survey(&practice, &[]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report = ran.report();
    assert_eq!(found(&report), BTreeSet::new());
    let regions = report["regions"].as_array().unwrap();
    assert_eq!(regions.len(), 17);
    for one in regions {
        assert_eq!((&one["state"], one["gaps"].as_array().unwrap().len()), (&Value::from("seen"), 0), "{one}");
        assert!(one["longestChain"].as_u64().unwrap() <= 2, "{one}");
        let services = one["map"]["services"].as_array().unwrap();
        for service in services {
            assert_eq!(service["standing"], json!(["served", "served", "served"]), "{service}");
        }
    }
    practice.stop();
}

#[test]
fn every_planted_fault_is_found_in_an_account_full_of_things_and_nothing_else() {
    let practice = PracticeServer::start(600.0);
    begin(&practice, "quota", &[("quota", "vpcs"), ("value", "400")], None);
    begin(&practice, "quota", &[("quota", "load-balancers"), ("value", "100")], None);
    let planted = seed(&practice, "full", "eu-west-1");
    assert!(planted.len() >= 12, "{planted:?}");
    let ran = survey(&practice, &["--regions", "eu-west-1"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report = ran.report();
    assert_eq!(found(&report), planted);
    let region = &report["regions"][0];
    let count = |list: &str| region[list].as_array().unwrap().len();
    assert_eq!((count("vpcs"), count("loadBalancers"), count("services")), (200, 60, 12), "{}", ran.stderr);
    for one in report["findings"].as_array().unwrap() {
        for sentence in ["summary", "detail", "next_action", "owner"] {
            assert!(one[sentence].as_str().is_some_and(|said| !said.is_empty() && !said.contains('{')), "{one}");
        }
        assert!(!one["evidence"].as_array().unwrap().is_empty(), "{one}");
    }
    let public = report["findings"].as_array().unwrap().iter().find(|one| one["code"] == "survey-internet-facing").unwrap();
    assert_eq!(public["owner"], "kept by Kubernetes (blue)");
    practice.stop();
}

#[test]
fn a_region_that_fails_is_one_row_and_a_part_that_is_denied_is_a_gap() {
    let practice = PracticeServer::start(600.0);
    let down = begin(&practice, "region-is-down", &[("region", "eu-west-2"), ("how", "unavailable")], None);
    let report = survey(&practice, &[]).report();
    let failed: Vec<&Value> = report["regions"].as_array().unwrap().iter().filter(|one| one["state"] == "failed").collect();
    assert_eq!((failed.len(), &failed[0]["region"], &failed[0]["reason"]["code"]), (1, &"eu-west-2".into(), &"aws-unavailable".into()));
    assert_eq!((codes(&report), report["regions"].as_array().unwrap().len()), (vec!["survey-region-failed"], 17));

    // It alone again, once it is there.
    assert_eq!(survey(&practice, &["--regions", "eu-west-2"]).code, 1);
    practice.control.end_fault(Some(&down)).unwrap();
    let again = survey(&practice, &["--regions", "eu-west-2"]).report();
    assert_eq!((&again["regions"][0]["state"], codes(&again)), (&"seen".into(), Vec::new()));

    begin(&practice, "access-denied", &[("action", "acm:ListCertificates")], None);
    let ran = survey(&practice, &["--regions", "eu-west-1,us-east-1"]);
    let report = ran.report();
    assert_eq!((ran.code, codes(&report)), (0, vec!["survey-part-unseen", "survey-part-unseen"]), "{}", ran.stderr);
    for region in report["regions"].as_array().unwrap() {
        assert_eq!(
            (&region["gaps"][0]["operation"], region["gaps"][0]["reason"]["code"].as_str()),
            (&"ListCertificates".into(), Some("aws-access-denied"))
        );
        assert!(!region["vpcs"].as_array().unwrap().is_empty(), "the rest is seen");
    }
    practice.stop();
}

/// Surveys an AWS endpoint that is not the practice world's own door.
fn survey_at(practice: &PracticeServer, endpoint: &str, regions: &str) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let mut world = serde_json::to_value(&practice.world).unwrap();
    world["aws"]["endpoint"] = endpoint.into();
    world["kind"] = "endpoint".into();
    let path = folder.path().join("world.json");
    std::fs::write(&path, world.to_string()).unwrap();
    Running::start(plain_cli(folder.path()).args(["survey", "--json", "--regions", regions, "--world"]).arg(path)).end()
}

#[test]
fn every_request_of_a_survey_is_one_that_aws_knows() {
    let (practice, folder) = (PracticeServer::start(600.0), tempfile::tempdir().unwrap());
    seed(&practice, "healthy", "eu-west-1");
    let calls = folder.path().join("calls.jsonl");
    let calls = calls.to_str().unwrap();
    let proxy = Peer::start("record_proxy.py", &["--listen", "127.0.0.1:0", "--upstream", &practice.world.aws.endpoint, "--out", calls]);
    let report = survey_at(&practice, proxy.endpoint(), "eu-west-1,eu-west-2").report();
    assert_eq!(found(&report), BTreeSet::new());
    let asked: u64 = report["regions"].as_array().unwrap().iter().map(|one| one["calls"].as_u64().unwrap()).sum();
    let judged = judge("validate_requests.py", &[calls, "--responses"]);
    assert_eq!(judged.code, 0, "{}{}", judged.stdout, judged.stderr);
    // One more asks who signs in.
    assert!(judged.stdout.starts_with(&format!("{} requests of ", asked + 1)), "{asked}: {}", judged.stdout);
    practice.stop();
}

#[test]
fn on_moto_the_survey_sees_all_but_what_moto_does_not_play() {
    let (practice, moto) = (PracticeServer::start(600.0), Peer::start("moto_start.py", &[]));
    let at = ["--endpoint", moto.endpoint(), "--key", "REHEARSAL", "--secret", "rehearsal", "healthy", "eu-west-1"];
    read_by("seed_survey.py", &at);
    let ran = survey_at(&practice, moto.endpoint(), "eu-west-1");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let report = ran.report();
    let region = &report["regions"][0];
    assert_eq!(codes(&report), ["survey-part-unseen"; 2]);
    let gaps: Vec<&Value> = region["gaps"].as_array().unwrap().iter().map(|gap| &gap["part"]).collect();
    assert_eq!(gaps, ["connections", "quotas"]);
    assert_eq!(region["map"]["services"][0]["standing"], json!(["served", "served", "served"]));
    practice.stop();
}
