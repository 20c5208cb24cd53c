//! Levels of evidence: a connection, a certificate and an answer are told only as far as they were seen, and what the seller named decides.

use gangway_model::StepId;
use gangway_onboarding::Engine;
use gangway_onboarding::file::StepRecord;
use gangway_onboarding::view::Verdict;
use serde_json::json;

use super::rehearsal::{Answers, Rehearsal, SPEED, all_done, give, play};

async fn asked(engine: &Engine, request: &str, path: &str, status: u32, name: &str) -> StepRecord {
    give(engine, json!({"step": "reachability", "request": request, "path": path, "status": status, "serverName": name})).await;
    engine.check(StepId::Reachability).await.unwrap()
}

fn seen(record: &StepRecord) -> Vec<&str> {
    record.evidence.iter().map(|one| one.message.code.as_str()).collect()
}

fn found(record: &StepRecord) -> Vec<&str> {
    record.findings.iter().map(|one| one.message.code.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_seen_of_a_listener_is_told_and_nothing_more() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, all_done).await;

    let only = asked(&engine, "connect", "/", 200, "").await;
    assert_eq!(only.verdict, Verdict::Verified);
    assert_eq!(seen(&only)[..2], ["evidence-targets", "evidence-probe-connect"], "{only:#?}");
    assert!(found(&only).contains(&"reachability-not-probed"), "PrivateLink itself is the rehearsal's to prove");

    let tls = only.evidence.iter().any(|one| one.message.code == "evidence-probe-tls");
    let (good, bad) = if tls { ("https", "http") } else { ("http", "https") };
    let health = asked(&engine, good, "/health", 200, "").await;
    assert!(seen(&health).contains(&"evidence-probe-http"), "{health:#?}");
    assert_eq!(health.verdict, Verdict::Verified);

    let missing = asked(&engine, good, "/nothing/here", 200, "").await;
    assert!(!seen(&missing).contains(&"evidence-probe-http"));
    assert!(found(&missing).contains(&"reachability-status"), "{missing:#?}");
    assert!(matches!(&missing.verdict, Verdict::Failed { advice } if advice.code == "reachability-status"));

    let expected = asked(&engine, good, "/nothing/here", 404, "").await;
    assert_eq!(expected.verdict, Verdict::Verified, "what the seller names decides: {expected:#?}");

    let other = asked(&engine, bad, "/health", 200, "").await;
    assert!(matches!(other.verdict, Verdict::Failed { .. }), "{other:#?}");
    assert!(!seen(&other).contains(&"evidence-probe-http"));

    // Without a way into the network nothing is claimed, and nothing is wrong.
    drop(engine);
    let mut world = rehearsal.world();
    world.net.way = None;
    let engine = rehearsal.open_in(world).await;
    let away = asked(&engine, good, "/health", 200, "").await;
    assert_eq!(seen(&away), ["evidence-targets"]);
    assert!(found(&away).contains(&"reachability-no-way"));
    assert_eq!(away.verdict, Verdict::Verified);
}
