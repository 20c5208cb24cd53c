//! Whole onboardings in this process, each with other answers.

use gangway_model::StepId;
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::observed::Observed;
use gangway_onboarding::view::TaskStatus;

use super::rehearsal::{Answers, Rehearsal, SPEED, all_done, approve_all, play, task};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tls_listener_waits_for_the_certificate_and_is_made_without_asking_again() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers { protocol: "tls", ..Answers::default() }.give(&engine).await;
    let plan = approve_all(&engine).await;
    let asked: Vec<&str> = plan.changes.iter().map(|change| change.call.action()).collect();
    let position = |action: &str| asked.iter().position(|one| *one == action).unwrap_or_else(|| panic!("{action} in {asked:?}"));
    assert!(position("acm:RequestCertificate") < position("elasticloadbalancing:CreateListener"));

    let listener = async || {
        let rows = engine.file().approved().await.unwrap();
        rows.into_iter().find(|row| row.change.id.0.ends_with("/create-listener")).unwrap()
    };
    let row = listener().await;
    assert_eq!((row.state, row.waiting.unwrap().why.code.as_str()), (ChangeState::Pending, "waiting-listener-certificate"));
    assert_eq!(rehearsal.asked("CreateListener").len(), 0);
    assert_eq!(task(&engine, StepId::Reachability).await, (TaskStatus::Waiting, Some("waiting-listener".to_owned())));

    play(&rehearsal, &engine, async |_| listener().await.state == ChangeState::Done).await;
    assert_eq!(rehearsal.asked("CreateListener").len(), 1);
    engine.check(StepId::LoadBalancer).await.unwrap();
    let Some(Observed::LoadBalancer(seen)) = engine.detail(StepId::LoadBalancer).await.unwrap().observed else { panic!() };
    let made: Vec<_> = seen.listeners.iter().map(|one| (one.port, one.protocol.as_str(), one.certificate_arn.as_deref())).collect();
    let certificate = rehearsal.existing("certificate").remove(0);
    assert_eq!(made, [(443, "TLS", Some(certificate.as_str()))]);
    play(&rehearsal, &engine, all_done).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_private_dns_name_nothing_of_it_is_asked_and_the_journey_ends() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers { private_dns_name: "", ..Answers::default() }.give(&engine).await;
    play(&rehearsal, &engine, all_done).await;
    assert_eq!(rehearsal.asked("StartVpcEndpointServicePrivateDnsVerification").len(), 0);
    assert_eq!(rehearsal.asked("ModifyVpcEndpointServiceConfiguration").len(), 0);
    let package = engine.file().package(None).await.unwrap().unwrap();
    let json = package.files.iter().find(|file| file.name == "submission.json").unwrap();
    let content: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    assert!(content["privateDnsName"].is_null(), "{content:#}");
    assert_eq!(rehearsal.control.mailbox().unwrap().sent.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_way_over_a_folder_saves_the_package_and_sends_no_mail() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers { way: "folder", ..Answers::default() }.give(&engine).await;
    play(&rehearsal, &engine, async |engine| engine.file().package(None).await.unwrap().is_some()).await;
    assert_eq!(task(&engine, StepId::Delegation).await.0, TaskStatus::CannotStart, "nothing is handed over yet");

    let out = rehearsal.folder.path().join("out");
    std::fs::create_dir(&out).unwrap();
    let first = engine.save_package(&out).await.unwrap();
    let package = engine.file().package(None).await.unwrap().unwrap();
    assert_eq!((std::fs::read(&first.path).unwrap(), &first.sha256), (package.bytes, &package.sha256));
    assert_eq!(task(&engine, StepId::Submission).await.0, TaskStatus::Done);
    let second = engine.save_package(&out).await.unwrap();
    assert_ne!(first.path, second.path, "nothing is written over");
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 2, "no half-written file is left");

    engine.check(StepId::Delegation).await.unwrap();
    assert_eq!(task(&engine, StepId::Delegation).await, (TaskStatus::Waiting, Some("waiting-seller-operations".to_owned())));
    let mailbox = rehearsal.control.mailbox().unwrap();
    assert_eq!((mailbox.sent.len(), rehearsal.asked("SMTP.DATA").len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_content_is_the_same_package_and_other_content_another() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers { way: "folder", ..Answers::default() }.give(&engine).await;
    play(&rehearsal, &engine, async |engine| engine.file().package(None).await.unwrap().is_some()).await;
    let first = engine.file().package(None).await.unwrap().unwrap().sha256;
    engine.make_package().await.unwrap();
    assert_eq!(engine.file().package(None).await.unwrap().unwrap().sha256, first);
    super::rehearsal::give(
        &engine,
        serde_json::json!({"step": "submission", "way": "folder", "to": "", "from": "", "notes": "The listing goes live in March."}),
    )
    .await;
    engine.make_package().await.unwrap();
    assert_ne!(engine.file().package(None).await.unwrap().unwrap().sha256, first);
}
