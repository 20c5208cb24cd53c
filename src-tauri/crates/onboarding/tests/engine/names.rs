//! The names on practice AWS and practice DNS: every slip of a delegation made on purpose and put right, and a certificate whose record comes too
//! late.

use gangway_model::{Call, StepId};
use gangway_onboarding::names::{Publisher, RecordPurpose, RecordStanding};
use gangway_onboarding::observed::{DelegationSeen, Observed};
use gangway_onboarding::view::{TaskStatus, Verdict};
use gangway_onboarding::{DelegationVerdict, Engine, RecordVerdict};
use gangway_practice::{PanelForm, RecordForm};
use serde_json::json;

use crate::rehearsal::{Answers, Rehearsal, SPEED, approve_all, give, play, task};

const NAME: &str = "api.vpce.example.com";

async fn delegation(engine: &Engine) -> (DelegationSeen, Vec<String>) {
    let record = engine.check(StepId::Delegation).await.unwrap();
    let Some(Observed::Delegation(seen)) = record.observed else { panic!("{record:?}") };
    (seen, record.findings.into_iter().map(|finding| finding.message.code).collect())
}

/// Publishes at the registrar as its panel is set, and gives what stands there then.
fn publish(rehearsal: &Rehearsal, kind: &str, values: &[String]) -> Vec<RecordForm> {
    let one = |value: &String| {
        let form = RecordForm { zone: "example.com".into(), name: NAME.into(), kind: kind.into(), ttl: 300, value: value.clone() };
        rehearsal.control.publish(&form).unwrap()
    };
    values.iter().map(one).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_slip_of_a_delegation_is_named_and_put_right() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, async |engine| engine.detail(StepId::Delegation).await.unwrap().inputs.is_some()).await;
    let (seen, codes) = delegation(&engine).await;
    assert_eq!(seen.check.unwrap().verdict, DelegationVerdict::NotDelegated, "{codes:?}");
    let servers: Vec<String> = seen.records.iter().map(|record| record.value.trim_end_matches('.').to_owned()).collect();
    assert_eq!(servers.len(), 4);

    let plain = PanelForm::default();
    let extra: Vec<String> = servers.iter().cloned().chain(["ns-999.awsdns-99.net".to_owned()]).collect();
    let slips: [(&str, &str, &[String], PanelForm); 5] = [
        ("delegation-zone-name-twice", "NS", &servers, PanelForm { appends_zone_to_names: true, ..plain.clone() }),
        ("delegation-missing-final-dot", "NS", &servers, PanelForm { appends_zone_to_values: true, ..plain.clone() }),
        ("delegation-partial-set", "NS", &servers[..2], plain.clone()),
        ("delegation-wrong-server", "NS", &extra, plain.clone()),
        ("delegation-cname-at-name", "CNAME", &servers[..1], plain.clone()),
    ];
    for (code, kind, values, panel) in slips {
        rehearsal.control.set_panel(&panel).unwrap();
        let made = publish(&rehearsal, kind, values);
        let (seen, codes) = delegation(&engine).await;
        let check = seen.check.unwrap();
        assert!(codes.iter().any(|one| one == code), "{code}: {codes:?}");
        assert_ne!(check.verdict, DelegationVerdict::Live, "{code}");
        assert!(!check.changes.is_empty(), "{code}: which record is to be changed");
        assert_ne!(task(&engine, StepId::Delegation).await.0, TaskStatus::Done, "{code}");
        rehearsal.control.set_panel(&plain).unwrap();
        for record in made {
            rehearsal.control.remove(&RecordForm { name: format!("{}.", record.name), ..record }).unwrap();
        }
    }

    publish(&rehearsal, "NS", &servers);
    let (seen, codes) = delegation(&engine).await;
    assert_eq!(seen.check.unwrap().verdict, DelegationVerdict::Live, "{codes:?}");
    assert_eq!(task(&engine, StepId::Delegation).await.0, TaskStatus::Done);
    // The renewal guard: every name server of the new zone has the certificate's proof.
    let [proof] = seen.renewal.as_slice() else { panic!("{:?}", seen.renewal) };
    let check = proof.check.as_ref().unwrap();
    assert_eq!((proof.found, check.verdict, check.zone.as_str()), (true, RecordVerdict::Published, NAME));
    assert!(check.servers.len() >= 4, "{check:?}");

    // The picture follows: the seller's own copy is out of sight, that of Seller Operations counts.
    let drawn = engine.look_at_names().await.unwrap();
    assert!(drawn.names[0].own_zone && drawn.names[0].servers == servers, "{:?}", drawn.names[0]);
    let standing = |purpose, publisher| {
        let mine = drawn.records.iter().filter(|card| card.purpose == purpose && card.publisher == publisher);
        mine.map(|card| card.standing).collect::<Vec<_>>()
    };
    assert_eq!(standing(RecordPurpose::Certificate, Publisher::Nobody), [RecordStanding::Hidden]);
    assert_eq!(standing(RecordPurpose::Renewal, Publisher::SellerOperations), [RecordStanding::Published]);
    assert_eq!(standing(RecordPurpose::Delegation, Publisher::DnsAdmin), [RecordStanding::Published; 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_whose_record_comes_too_late_is_requested_anew() {
    let rehearsal = Rehearsal::new(1.0);
    let engine = rehearsal.create().await;
    give(&engine, Answers::default().product()).await;
    give(&engine, json!({"step": "certificate", "choice": {"kind": "request"}})).await;
    engine.check(StepId::Certificate).await.unwrap();
    approve_all(&engine).await;
    rehearsal.control.set_clock(None, Some(60_000)).unwrap();
    engine.check(StepId::Certificate).await.unwrap();
    assert_eq!(task(&engine, StepId::Certificate).await, (TaskStatus::Waiting, Some("waiting-certificate-publish".to_owned())));

    rehearsal.control.set_clock(None, Some(73 * 3_600_000)).unwrap();
    let late = engine.check(StepId::Certificate).await.unwrap();
    assert!(matches!(&late.verdict, Verdict::Failed { advice } if advice.code == "certificate-timed-out"), "{:?}", late.verdict);
    // Its records are nobody's any more.
    let records = engine.names().await.unwrap().records;
    let proofs: Vec<_> = records.iter().filter(|card| card.purpose == RecordPurpose::Certificate).collect();
    assert!(!proofs.is_empty() && proofs.iter().all(|card| card.publisher == Publisher::Nobody), "{proofs:?}");

    // What was made within AWS's consistency window, in real time, is never planned again.
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    let plan = approve_all(&engine).await;
    assert!(matches!(plan.changes.as_slice(), [change] if matches!(change.call, Call::RequestCertificate { .. })), "{plan:?}");
    rehearsal.control.set_clock(None, Some(60_000)).unwrap();
    let again = engine.check(StepId::Certificate).await.unwrap();
    let Some(Observed::Certificate(seen)) = &again.observed else { panic!() };
    assert_eq!(rehearsal.existing("certificate").len(), 2);
    for record in &seen.records {
        rehearsal.publish(&record.record.name, &record.record.kind, &record.record.value);
    }
    // ACM looks now and then; each look of ours comes an hour later.
    for _ in 0..12 {
        rehearsal.control.set_clock(None, Some(3_600_000)).unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        engine.check(StepId::Certificate).await.unwrap();
        if task(&engine, StepId::Certificate).await.0 == TaskStatus::Done {
            break;
        }
    }
    assert_eq!(task(&engine, StepId::Certificate).await.0, TaskStatus::Done);
}
