//! Review and submission: what is missing, and what is sent when.

use super::*;
use crate::file::{DeliveryRow, PackageRow};
use crate::graph;
use crate::observed::{ReviewSeen, SubmissionSeen};

fn codes(facts: &Facts) -> Vec<(String, Option<StepId>)> {
    super::super::review::missing(facts).into_iter().map(|finding| (finding.message.code, finding.fix_in)).collect()
}

#[test]
fn the_review_names_every_task_that_is_open_and_where_it_is_done() {
    let missing = codes(&nothing());
    for needed in [StepId::Product, StepId::Network, StepId::Instances, StepId::LoadBalancer, StepId::Certificate, StepId::PrivateDns] {
        assert!(missing.contains(&("review-task-open".to_owned(), Some(needed))), "{needed}");
    }
    assert!(missing.contains(&("review-no-rehearsal".to_owned(), Some(StepId::Rehearsal))));
    assert!(missing.contains(&("allow-list-empty".to_owned(), Some(StepId::AllowList))));
    assert!(!missing.iter().any(|(_, step)| *step == Some(StepId::Delegation)), "the delegation comes after the submission");

    let open = ("review-task-open".to_owned(), Some(StepId::Network));
    let mut facts = answered();
    assert!(codes(&facts).contains(&open));
    see(&mut facts, Observed::Network(network_seen(&[("euw1-az1", 100), ("euw1-az2", 100)])));
    assert!(!codes(&facts).contains(&open), "what a check proved is no longer named");
    let mut blocked = answered();
    blocked = with(blocked, json!({"step": "network", "vpcId": "vpc-1", "subnetIds": ["subnet-euw1-az1"]}));
    see(&mut blocked, Observed::Network(network_seen(&[("euw1-az1", 1)])));
    assert!(codes(&blocked).contains(&("network-subnet-full".to_owned(), Some(StepId::Network))), "blockers are named, too");

    let seen = Observed::Review(ReviewSeen { groups: Vec::new(), checklist: Vec::new(), missing: Vec::new() });
    assert_eq!(verdict(&facts, &seen), "open");
    assert!(findings(&facts, &seen).iter().all(|(severity, _)| *severity != Severity::Blocker), "the review itself is not at fault");
}

#[test]
fn a_package_is_not_drafted_from_what_is_not_proven() {
    let problems = super::super::draft(&nothing()).err().unwrap();
    assert_eq!(problems[0].field, "product");
    let problems = super::super::draft(&answered()).err().unwrap();
    assert!(problems.iter().any(|problem| problem.field == "review" && problem.message.code == "review-task-open"), "{problems:?}");
}

fn package(sha256: &str) -> PackageRow {
    PackageRow {
        sha256: sha256.to_owned(),
        file_name: "gangway-submission.zip".to_owned(),
        bytes: Vec::new(),
        files: Vec::new(),
        made_at: NOW,
        saved_to: None,
    }
}

fn delivery(package: &str, state: &str) -> DeliveryRow {
    DeliveryRow {
        id: 1,
        package: package.to_owned(),
        message_id: "<1@example.com>".to_owned(),
        to: "seller-operations@practice.example".to_owned(),
        state: state.to_owned(),
        stage: String::new(),
        at: NOW,
        why: None,
    }
}

fn seen() -> Observed {
    Observed::Submission(SubmissionSeen { package: None, problems: Vec::new(), delivery: None, can_mail: true })
}

fn mailing(way: &str) -> Facts {
    let to = "seller-operations@practice.example";
    with(answered(), json!({"step": "submission", "way": way, "to": to, "from": "you@practice.example", "notes": ""}))
}

#[test]
fn what_became_of_the_mail_is_the_verdict() {
    let mut facts = mailing("mail");
    facts.package = Some(package("abc"));
    assert!(planned(&facts, &seen()).is_empty(), "a package that nothing proves any more is not sent");
    for (state, expected) in [("sent", "verified"), ("maybe-sent", "submission-maybe-sent"), ("not-sent", "open"), ("sending", "open")] {
        facts.deliveries = vec![delivery("abc", state)];
        assert_eq!(verdict(&facts, &seen()), expected, "{state}");
    }
    facts.deliveries = vec![delivery("abc", "not-sent")];
    assert!(says(&facts, &seen(), Severity::Warning, "submission-not-sent"));

    let mut facts = mailing("folder");
    facts.package = Some(PackageRow { saved_to: Some("/tmp/x.zip".to_owned()), ..package("abc") });
    assert_eq!(verdict(&facts, &seen()), "verified");
    facts.package = Some(package("abc"));
    assert_eq!(verdict(&facts, &seen()), "open");
}

#[test]
fn a_package_comes_before_its_way() {
    let first = |facts: &Facts| step(StepId::Submission).first(facts, &seen()).map(|message| message.code);
    let mut facts = mailing("mail");
    assert_eq!(first(&facts).as_deref(), Some("submission-package-first"));
    facts.package = Some(package("abc"));
    assert_eq!(first(&facts).as_deref(), Some("submission-package-stale"), "it was made from something else");
    for state in ["sent", "maybe-sent", "sending"] {
        facts.deliveries = vec![delivery("abc", state)];
        assert_eq!(first(&facts), None, "{state}");
    }
    let mut facts = mailing("folder");
    facts.package = Some(package("abc"));
    assert_eq!(first(&facts).as_deref(), Some("submission-package-save"));
    facts.package = Some(PackageRow { saved_to: Some("/tmp/x.zip".to_owned()), ..package("abc") });
    assert_eq!(first(&facts), None);
}

#[test]
fn a_mail_needs_a_server_and_addresses() {
    let answer = |way: &str, to: &str| json!({"step": "submission", "way": way, "to": to, "from": "a@example.com", "notes": ""});
    let mut facts = nothing();
    assert_eq!(problems(&facts, answer("mail", "nobody")), pairs(&[("to", "field-mail-address")]));
    assert_eq!(problems(&facts, answer("folder", "")), []);
    facts.mail = None;
    assert_eq!(problems(&facts, answer("mail", "a@example.com")), pairs(&[("way", "field-no-mail-server")]));
    let suggested = step(StepId::Submission).suggest(&facts, None);
    assert_eq!(suggested, Some(inputs(json!({"step": "submission", "way": "folder", "to": "", "from": "", "notes": ""}))));
}

#[test]
fn the_delegation_can_start_once_something_was_handed_over() {
    let mut facts = mailing("folder");
    assert_eq!(graph::missing_needs(StepId::Delegation, &facts), [StepId::Submission]);
    facts.package = Some(PackageRow { saved_to: Some("/tmp/x.zip".to_owned()), ..package("abc") });
    assert!(graph::missing_needs(StepId::Delegation, &facts).is_empty());
    let mut facts = mailing("mail");
    for (state, can) in [("not-sent", false), ("sending", false), ("maybe-sent", true), ("sent", true)] {
        facts.deliveries = vec![delivery("abc", state)];
        assert_eq!(graph::missing_needs(StepId::Delegation, &facts).is_empty(), can, "{state}");
    }
}
