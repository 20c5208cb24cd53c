//! Sending, when the line to the mail server breaks at the worst moment: never twice by itself, and never a claim that nobody can make.

use gangway_model::StepId;
use gangway_onboarding::Engine;
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::view::{OperationState, TaskStatus};
use gangway_practice::{HoldForm, HoldWhen};

use super::proxy::Tunnel;
use super::rehearsal::{Answers, Rehearsal, SPEED, ended, play, task};

fn by_mail() -> serde_json::Value {
    let to = "seller-operations@practice.example";
    serde_json::json!({"step": "submission", "way": "mail", "to": to, "from": "you@practice.example", "notes": ""})
}

/// Sends the package over a line that breaks while the server holds the content.
async fn cut_while_sending(when: HoldWhen) -> (Rehearsal, Engine, Tunnel) {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    let tunnel = Tunnel::before(&mut world).await;
    let engine = rehearsal.create_in(world).await;
    // Everything but the sending.
    Answers { way: "folder", ..Answers::default() }.give(&engine).await;
    play(&rehearsal, &engine, async |engine| engine.file().package(None).await.unwrap().is_some()).await;
    super::rehearsal::give(&engine, by_mail()).await;
    engine.make_package().await.unwrap();

    rehearsal.control.hold(&HoldForm { nth: 1, when, of: "SMTP.DATA".to_owned() }).unwrap();
    let plan = engine.detail(StepId::Submission).await.unwrap().plan.expect("the sending");
    let operation = engine.start_apply(StepId::Submission, &plan.hash).await.unwrap();
    rehearsal.until_held().await;
    tunnel.cut();
    let operation = ended(&engine, &operation).await;
    rehearsal.control.release().unwrap();
    assert_eq!((operation.state, operation.trouble.unwrap().message.code.as_str()), (OperationState::Failed, "submission-maybe-sent"));
    assert_eq!(task(&engine, StepId::Submission).await, (TaskStatus::Attention, Some("submission-maybe-sent".to_owned())));
    (rehearsal, engine, tunnel)
}

async fn sending(engine: &Engine) -> ChangeState {
    let rows = engine.file().approved().await.unwrap();
    rows.into_iter().rfind(|row| row.change.step == StepId::Submission).unwrap().state
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_may_have_arrived_waits_for_the_user_s_word_and_did_arrive() {
    let (rehearsal, engine, _tunnel) = cut_while_sending(HoldWhen::After).await;
    for _ in 0..3 {
        engine.tick().await.unwrap();
        engine.look_after().await.unwrap();
    }
    assert_eq!(sending(&engine).await, ChangeState::Begun, "nobody knows");
    assert_eq!(engine.detail(StepId::Submission).await.unwrap().plan, None, "and no second mail is offered");
    drop(engine);
    let engine = rehearsal.open().await;
    let resumed = engine.resume().await.unwrap().expect("the sending is not finished");
    ended(&engine, &resumed).await;
    assert_eq!(sending(&engine).await, ChangeState::Begun, "not after opening it again either");

    engine.resolve_delivery(true).await.unwrap();
    assert_eq!((sending(&engine).await, task(&engine, StepId::Submission).await.0), (ChangeState::Done, TaskStatus::Done));
    assert_eq!(engine.resolve_delivery(true).await.unwrap_err().message.code, "nothing-to-resolve");
    engine.look_after().await.unwrap();
    assert_eq!(rehearsal.control.mailbox().unwrap().sent.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_did_not_arrive_is_sent_again_on_the_user_s_word() {
    let (rehearsal, engine, _tunnel) = cut_while_sending(HoldWhen::Before).await;
    engine.look_after().await.unwrap();
    assert_eq!(rehearsal.control.mailbox().unwrap().sent.len(), 0);
    engine.resolve_delivery(false).await.unwrap();
    engine.apply_approved().await.unwrap();
    assert_eq!((sending(&engine).await, task(&engine, StepId::Submission).await.0), (ChangeState::Done, TaskStatus::Done));
    assert_eq!(rehearsal.control.mailbox().unwrap().sent.len(), 1);
    let deliveries = engine.file().deliveries().await.unwrap();
    assert_eq!(deliveries.iter().map(|one| one.state.as_str()).collect::<Vec<_>>(), ["not-sent", "sent"]);
    assert_ne!(deliveries[0].message_id, deliveries[1].message_id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_that_cannot_be_reached_is_said_and_not_tried_for_ever() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    world.mail.as_mut().unwrap().route.address = Some(nobody);
    let engine = rehearsal.create_in(world).await;
    Answers { way: "folder", ..Answers::default() }.give(&engine).await;
    play(&rehearsal, &engine, async |engine| engine.file().package(None).await.unwrap().is_some()).await;
    super::rehearsal::give(&engine, by_mail()).await;
    engine.make_package().await.unwrap();
    let plan = engine.detail(StepId::Submission).await.unwrap().plan.unwrap();
    let operation = engine.start_apply(StepId::Submission, &plan.hash).await.unwrap();
    assert_eq!(ended(&engine, &operation).await.trouble.unwrap().message.code, "mail-closed");
    assert_eq!(task(&engine, StepId::Submission).await, (TaskStatus::Attention, Some("mail-closed".to_owned())));
    for _ in 0..3 {
        engine.tick().await.unwrap();
    }
    assert_eq!(engine.file().deliveries().await.unwrap().len(), 1, "the scheduler leaves it to the user");
    drop(engine);

    let engine = rehearsal.open().await;
    let operation = engine.resume().await.unwrap().expect("still approved");
    assert_eq!(ended(&engine, &operation).await.state, OperationState::Finished);
    assert_eq!(rehearsal.control.mailbox().unwrap().sent.len(), 1);
}
