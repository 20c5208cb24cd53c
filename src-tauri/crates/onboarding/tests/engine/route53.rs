//! Records published in Route 53: where the zone is the one that is asked, once, after a plan, and never over somebody else's.

use std::time::Duration;

use gangway_model::{Call, Change, Input, Severity, StepId};
use gangway_onboarding::access::AccountRole;
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::observed::{HostedStanding, Observed};
use gangway_onboarding::{Account, Engine, RecordVerdict, World};
use gangway_practice::FaultForm;
use serde_json::json;

use super::rehearsal::{Answers, PATIENCE, Rehearsal, SPEED, all_done, approve_all, give, play, task};

const PROFILE: &str = "customer";
const OTHER: &str = "444455556666";

/// The seller's domain is in Route 53 of her own account.
async fn own_zone() -> Rehearsal {
    let rehearsal = Rehearsal::new(SPEED);
    rehearsal.begin("own-zone").await;
    rehearsal
}

async fn account(world: &World) -> Account {
    Account::connect(world.credentials.clone(), world.endpoint.clone(), None).await.unwrap()
}

fn published(changes: &[Change]) -> Vec<&Change> {
    changes.iter().filter(|change| matches!(change.call, Call::PublishRecords { .. })).collect()
}

/// The certificate's task with its record known and not published.
async fn unpublished(engine: &Engine) {
    // One record proves the service DNS name and the names below it.
    give(engine, Answers { private_dns_name: "", ..Answers::default() }.product()).await;
    give(engine, json!({"step": "certificate", "choice": {"kind": "request"}})).await;
    engine.check(StepId::Certificate).await.unwrap();
    approve_all(engine).await;
    until(engine, |observed| matches!(observed, Observed::Certificate(seen) if !seen.records.is_empty())).await;
}

async fn until(engine: &Engine, is: impl Fn(&Observed) -> bool) -> Observed {
    let deadline = std::time::Instant::now() + PATIENCE;
    loop {
        let observed = engine.check(StepId::Certificate).await.unwrap().observed.unwrap();
        if is(&observed) {
            return observed;
        }
        assert!(std::time::Instant::now() < deadline, "{observed:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn standing(engine: &Engine) -> HostedStanding {
    match engine.check(StepId::Certificate).await.unwrap().observed {
        Some(Observed::Certificate(seen)) => seen.hosted[0].standing.clone(),
        other => panic!("{other:?}"),
    }
}

async fn findings(engine: &Engine) -> Vec<(String, Severity)> {
    let detail = engine.detail(StepId::Certificate).await.unwrap();
    detail.findings.into_iter().map(|one| (one.message.code, one.severity)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_published_and_taken_back() {
    let rehearsal = own_zone().await;
    let world = rehearsal.world();
    // The answer to the first publication is lost.
    let parameters = [("action".to_owned(), "ChangeResourceRecordSets".to_owned())].into();
    let form = FaultForm { name: "call-is-cut".to_owned(), parameters, nth: Some(1), times: Some(1) };
    rehearsal.control.begin_fault(&form).unwrap();
    let account = account(&world).await;
    let zone = account.hosted_zones().await.unwrap().remove(0);
    assert_eq!(zone.name, "example.com");
    let engine = rehearsal.create_in(world).await;
    engine.publish_in_route53(true).await.unwrap();
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, all_done).await;

    let rows = engine.file().approved().await.unwrap();
    let own: Vec<_> = rows.iter().filter(|row| matches!(row.change.call, Call::PublishRecords { .. })).collect();
    let steps: Vec<StepId> = own.iter().map(|row| row.change.step).collect();
    // The certificate has one record for the service DNS name and one for the private one.
    let wanted = [StepId::Certificate, StepId::Certificate, StepId::PrivateDns, StepId::Delegation];
    assert_eq!(steps, wanted, "each once, in the order in which they were known");
    assert!(own.iter().all(|row| row.state == ChangeState::Done));
    assert_eq!(rehearsal.asked("ChangeResourceRecordSets").len(), 4, "the lost one was found, not sent again");
    for row in &own {
        let Call::PublishRecords { zone: id, records } = &row.change.call else { panic!() };
        assert_eq!((id, account.stand(id, records).await.unwrap()), (&zone.id, Some(true)), "{records:?}");
    }

    // Somebody makes the private DNS name's record her own: that one stays.
    let Call::PublishRecords { zone: id, records } = own[2].change.call.clone() else { panic!() };
    let remove = Call::RemoveRecords { record_set: Input::existing(records.id(&id)), zone: id.clone(), records: records.clone() };
    let region = own[2].change.region.clone().unwrap();
    account.perform(&region, &remove, "x", &[]).await.unwrap();
    let mut hers = records.clone();
    hers.ttl = 60;
    account.perform(&region, &Call::PublishRecords { zone: id.clone(), records: hers }, "x", &[]).await.unwrap();
    assert_eq!(account.perform(&region, &remove, "x", &[]).await.unwrap_err().message().code, "aws-not-ours");

    let undo = engine.undo_plan(true).await.unwrap();
    assert!(undo.findings.iter().any(|one| one.message.code == "undo-records-changed"), "{:?}", undo.findings);
    engine.approve_undo(&undo.plan.hash, true).await.unwrap();
    super::undo::until_removed(&engine).await;
    for (place, row) in own.iter().enumerate() {
        let Call::PublishRecords { zone: id, records } = &row.change.call else { panic!() };
        assert_eq!(account.stand(id, records).await.unwrap(), (place == 2).then_some(false), "{records:?}");
    }
    assert_eq!(account.records_at(&zone.id, "example.com").await.unwrap().len(), 4, "what was there before is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_record_is_shown_and_stays_and_the_same_one_is_enough() {
    let rehearsal = own_zone().await;
    let engine = rehearsal.create().await;
    let account = account(&rehearsal.world()).await;
    unpublished(&engine).await;
    assert!(engine.detail(StepId::Certificate).await.unwrap().plan.is_none(), "nobody has asked for it");
    engine.publish_in_route53(true).await.unwrap();
    assert_eq!(standing(&engine).await, HostedStanding::Absent);
    let plan = engine.detail(StepId::Certificate).await.unwrap().plan.unwrap();
    assert_eq!(task(&engine, StepId::Certificate).await.1.as_deref(), Some("waiting-publish-approval"));
    let change = published(&plan.changes)[0].clone();
    let Call::PublishRecords { zone, records } = &change.call else { panic!() };

    // It is approved, and before it leaves something else comes to stand there.
    engine.approve(&plan).await.unwrap();
    let other = gangway_model::RecordSet { values: vec!["elsewhere.example.net".to_owned()], ..records.clone() };
    let theirs = Call::PublishRecords { zone: zone.clone(), records: other.clone() };
    account.perform(change.region.as_ref().unwrap(), &theirs, "x", &[]).await.unwrap();
    let before = rehearsal.asked("ChangeResourceRecordSets").len();
    assert_eq!(engine.apply_approved().await.unwrap_err().message.code, "publish-other-now");
    assert_eq!(rehearsal.asked("ChangeResourceRecordSets").len(), before, "nothing was sent");
    assert!(matches!(standing(&engine).await, HostedStanding::Other { found } if found[0].values == ["elsewhere.example.net"]));
    assert!(findings(&engine).await.contains(&("publish-other".to_owned(), Severity::Blocker)));
    assert_eq!(account.stand(zone, &other).await.unwrap(), Some(true), "theirs stands");

    // They take it away and publish the right one themselves: it need not be sent any more.
    let gone = Call::RemoveRecords { record_set: Input::existing(other.id(zone)), zone: zone.clone(), records: other };
    account.perform(change.region.as_ref().unwrap(), &gone, "x", &[]).await.unwrap();
    account.perform(change.region.as_ref().unwrap(), &change.call, "x", &[]).await.unwrap();
    assert!(matches!(standing(&engine).await, HostedStanding::There { .. }));
    assert!(engine.detail(StepId::Certificate).await.unwrap().plan.is_none());
    engine.resume().await.unwrap();
    until(&engine, |seen| matches!(seen, Observed::Certificate(seen) if seen.records[0].check.verdict == RecordVerdict::Published)).await;
    assert!(!engine.undo_plan(true).await.unwrap().plan.changes.iter().any(|change| change.call.is_dns()), "it is theirs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_zone_that_nobody_asks_is_told_and_left_alone() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    unpublished(&engine).await;
    engine.publish_in_route53(true).await.unwrap();
    assert!(matches!(standing(&engine).await, HostedStanding::NoZone { name, .. } if name == "example.com"));
    assert!(findings(&engine).await.contains(&("publish-no-zone".to_owned(), Severity::Warning)));

    create_zone(&rehearsal, "example.com");
    let HostedStanding::NotAsked { servers, asked } = standing(&engine).await else { panic!() };
    assert_eq!(
        (servers.len(), asked.iter().map(String::as_str).collect::<Vec<_>>()),
        (4, vec!["ns1.dns-host.example", "ns2.dns-host.example"])
    );
    assert!(findings(&engine).await.contains(&("publish-not-asked".to_owned(), Severity::Blocker)));
    let detail = engine.detail(StepId::Certificate).await.unwrap();
    assert!(detail.plan.is_none());
    assert!(rehearsal.asked("ChangeResourceRecordSets").is_empty());
}

/// A hosted zone of the seller's, made by hand.
fn create_zone(rehearsal: &Rehearsal, name: &str) {
    use std::io::{Read as _, Write as _};
    let world = rehearsal.control.world().unwrap();
    let address = world.aws.endpoint.strip_prefix("http://").unwrap().to_owned();
    let key = &world.aws.accounts.iter().find(|account| account.role == "seller").unwrap().access_key_id;
    let body = format!(
        "<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><Name>{name}</Name>\
         <CallerReference>by-hand</CallerReference></CreateHostedZoneRequest>"
    );
    let mut stream = std::net::TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "POST /2013-04-01/hostedzone HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/xml\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/route53/aws4_request, SignedHeaders=host, Signature=0\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_of_its_own_publishes_in_its_account() {
    let rehearsal = own_zone().await;
    let engine = rehearsal.create().await;
    unpublished(&engine).await;
    engine.publish_in_route53(true).await.unwrap();
    assert_eq!(standing(&engine).await, HostedStanding::Absent);
    let plan = engine.detail(StepId::Certificate).await.unwrap().plan.unwrap();
    engine.approve(&plan).await.unwrap();
    // Another account has the part: what was approved for the former one is taken back, and what was seen there plans nothing here.
    engine.set_role_profile(AccountRole::Dns, Some(PROFILE.to_owned())).await.unwrap();
    assert!(engine.file().approved().await.unwrap().iter().all(|row| !row.change.call.is_dns()));
    assert!(engine.detail(StepId::Certificate).await.unwrap().plan.is_none());
    assert!(matches!(standing(&engine).await, HostedStanding::NoZone { .. }));
    let asked = rehearsal.asked("ListHostedZones");
    assert_eq!(asked.last().map(|one| one.account.as_str()), Some(OTHER));

    // Back again, carried out by a program that ends before the call leaves.
    engine.set_role_profile(AccountRole::Dns, None).await.unwrap();
    assert_eq!(standing(&engine).await, HostedStanding::Absent);
    let plan = engine.detail(StepId::Certificate).await.unwrap().plan.unwrap();
    engine.approve(&plan).await.unwrap();
    let row = engine.file().approved().await.unwrap().into_iter().find(|row| row.change.call.is_dns()).unwrap();
    engine.file().begin(row.row, &row.change.call, gangway_model::Timestamp(1)).await.unwrap();
    engine.close().await;
    let mut world = rehearsal.world();
    world.consistency = Duration::from_millis(5);
    let engine = rehearsal.open_in(world).await;
    engine.apply_approved().await.unwrap();
    assert_eq!(rehearsal.asked("ChangeResourceRecordSets").len(), 1);
    until(&engine, |seen| matches!(seen, Observed::Certificate(seen) if seen.records[0].check.verdict == RecordVerdict::Published)).await;
}
