//! The package and the mail as others read them (Python, unzip), and the SMTP conversation against a server that fails at every stage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod mail_server;

use std::convert::Infallible;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use gangway_model::{MailAddress, Timestamp};
use gangway_submission::{
    Delivery, Mail, MailRoute, Package, Person, Secret, Stage, Submission, Timeouts, Tls, build, compose, draft, send,
};
use mail_server::{At, HOST, How, MailServer};

/// Long enough for a busy machine; cases that run into it run side by side.
const PATIENCE: Duration = Duration::from_secs(2);
const AT: Timestamp = Timestamp(1_795_424_400_000);

fn package() -> Package {
    let submission: Submission = serde_json::from_str(include_str!("submission.json")).unwrap();
    build(&submission, &[], &[], &|message| message.code.clone()).unwrap()
}

fn person(name: &str, address: &str) -> Person {
    Person { name: Some(name.to_owned()), address: MailAddress::parse(address).unwrap() }
}

fn mail() -> Mail {
    let (from, to) = (person("Ann Lée, \"the seller\"", "ann@example.com"), person("Seller Operations", "ops@example.net"));
    let text = "Grüße\n.\n..two dots\nFrom here on\n";
    compose(&from, &to, "PrivateLink für „Example“", text, &package(), "<4711@example.com>", AT).unwrap()
}

fn route(server: &MailServer) -> MailRoute {
    MailRoute {
        host: HOST.to_owned(),
        address: Some(server.address),
        port: 465,
        tls: Tls::Implicit,
        trust_root_pem: Some(server.root_pem.clone()),
        login: Some(("ann".to_owned(), Secret::new("hunter2"))),
        timeouts: Timeouts { connect: PATIENCE, reply: PATIENCE, content: PATIENCE },
    }
}

/// Sends, and says which stages were announced.
async fn sent(route: &MailRoute) -> (Delivery, Vec<Stage>) {
    let stages = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&stages);
    let route = route.clone();
    // On a task of its own: the future has to be Send.
    let delivery = tokio::spawn(async move {
        let mut on_stage = |stage| {
            let kept = Arc::clone(&kept);
            async move {
                kept.lock().unwrap().push(stage);
                Ok::<(), Infallible>(())
            }
        };
        send(&route, &mail(), &mut on_stage).await
    })
    .await
    .unwrap();
    let stages = stages.lock().unwrap().clone();
    (delivery, stages)
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let server = MailServer::start(At::Nowhere, How::Never).await;
    let (delivery, stages) = sent(&route(&server)).await;
    assert_eq!(delivery, Delivery::Sent { reply: "2.0.0 queued as 4711".to_owned() });
    assert_eq!(stages, [Stage::Connecting, Stage::Greeting, Stage::Login, Stage::Envelope, Stage::Content]);
    let received = server.received.lock().unwrap();
    // Dots at the beginning of a line travel doubled (RFC 5321 section 4.5.2).
    let undone = received[0].replace("\r\n..", "\r\n.");
    assert_eq!(undone.trim_end(), String::from_utf8(mail().bytes).unwrap().trim_end());
    let commands = server.commands.lock().unwrap();
    assert!(commands.contains(&"MAIL FROM:<ann@example.com>".to_owned()) && commands.contains(&"RCPT TO:<ops@example.net>".to_owned()));
    assert_eq!(commands.last().unwrap(), "QUIT");
}

#[tokio::test]
async fn before_the_content_nothing_was_sent() {
    let mut cases = tokio::task::JoinSet::new();
    for (at, stage, refused) in [
        (At::Greeting, Stage::Greeting, "mail-refused"),
        (At::Auth, Stage::Login, "mail-login-refused"),
        (At::Mail, Stage::Envelope, "mail-refused"),
        (At::Rcpt, Stage::Envelope, "mail-refused"),
        (At::Data, Stage::Content, "mail-refused"),
    ] {
        let hows = [
            (How::Later, "mail-later"),
            (How::Never, refused),
            (How::Cut, "mail-cut"),
            (How::Silent, "mail-silent"),
            (How::Nonsense, "mail-nonsense"),
        ];
        for (how, code) in hows {
            cases.spawn(async move {
                let server = MailServer::start(at, how).await;
                let (delivery, stages) = sent(&route(&server)).await;
                let Delivery::NotSent { stage: reached, why } = delivery else { panic!("{at:?} {how:?}: {delivery:?}") };
                assert_eq!((reached, why.code.as_str()), (stage, code), "{at:?} {how:?}");
                assert_eq!(stages.last(), Some(&stage));
                assert!(server.seen.lock().unwrap().is_empty());
            });
        }
    }
    cases.join_all().await;
}

#[tokio::test]
async fn a_yes_that_is_not_354_invites_no_content() {
    let server = MailServer::start(At::Data, How::WrongYes).await;
    assert!(matches!(sent(&route(&server)).await.0, Delivery::NotSent { stage: Stage::Content, .. }));
    assert!(server.seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn after_the_content_only_a_clear_answer_counts() {
    for (how, code) in [(How::Later, "mail-later"), (How::Never, "mail-refused")] {
        let server = MailServer::start(At::Dot, how).await;
        let (delivery, _) = sent(&route(&server)).await;
        assert!(matches!(&delivery, Delivery::NotSent { stage: Stage::Content, why } if why.code == code), "{delivery:?}");
    }
    for (at, how, code) in [
        (At::Dot, How::Cut, "mail-cut"),
        (At::Dot, How::Silent, "mail-silent"),
        (At::Dot, How::Nonsense, "mail-nonsense"),
        (At::Content, How::Silent, "mail-silent"),
    ] {
        let server = MailServer::start(at, how).await;
        let (delivery, _) = sent(&route(&server)).await;
        assert!(matches!(&delivery, Delivery::MaybeSent { why } if why.code == code), "{at:?} {how:?}: {delivery:?}");
    }
    let server = MailServer::start(At::Content, How::Cut).await;
    assert!(matches!(sent(&route(&server)).await.0, Delivery::MaybeSent { .. }));
}

#[tokio::test]
async fn a_bad_good_bye_changes_nothing() {
    for how in [How::Never, How::Cut, How::Silent, How::Nonsense] {
        let server = MailServer::start(At::Quit, how).await;
        assert!(matches!(sent(&route(&server)).await.0, Delivery::Sent { .. }), "{how:?}");
        assert_eq!(server.received.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_servers_words_are_shown_without_control_characters() {
    let server = MailServer::start(At::Rcpt, How::Never).await;
    let (Delivery::NotSent { why, .. }, _) = sent(&route(&server)).await else { panic!() };
    assert_eq!(why.params["status"], "554".into());
    assert_eq!(why.params["reply"], "no thanks".into());
}

#[tokio::test]
async fn no_connection_and_no_trust_are_told_apart() {
    let server = MailServer::start(At::Nowhere, How::Never).await;
    let code = async |route: &MailRoute| match sent(route).await {
        (Delivery::NotSent { stage: Stage::Connecting, why }, _) => why.code,
        other => panic!("{other:?}"),
    };
    let stranger = MailServer::start(At::Nowhere, How::Never).await;
    let mut wrong = route(&server);
    wrong.trust_root_pem = Some(stranger.root_pem.clone());
    assert_eq!(code(&wrong).await, "mail-untrusted");
    wrong = route(&server);
    wrong.host = "other.example.net".to_owned();
    assert_eq!(code(&wrong).await, "mail-untrusted");
    wrong.trust_root_pem = Some("nonsense".to_owned());
    assert_eq!(code(&wrong).await, "mail-bad-trust-root");
    wrong = route(&server);
    wrong.host = "no host".to_owned();
    assert_eq!(code(&wrong).await, "mail-bad-host");
    // The operating system's roots do not know it either.
    wrong = route(&server);
    wrong.trust_root_pem = None;
    assert!(matches!(code(&wrong).await.as_str(), "mail-untrusted" | "mail-bad-trust-root"));

    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    wrong = route(&server);
    wrong.address = Some(closed);
    assert_eq!(code(&wrong).await, "mail-closed");

    let deaf = MailServer::start(At::Handshake, How::Silent).await;
    let start = Instant::now();
    assert_eq!(code(&route(&deaf)).await, "mail-silent");
    assert!(start.elapsed() < PATIENCE * 2);
    let rude = MailServer::start(At::Handshake, How::Cut).await;
    assert_eq!(code(&route(&rude)).await, "mail-no-tls");
}

#[tokio::test]
async fn what_could_not_be_recorded_is_not_done() {
    for refused in [Stage::Connecting, Stage::Envelope, Stage::Content] {
        let server = MailServer::start(At::Nowhere, How::Never).await;
        let mut on_stage = |stage| async move { if stage == refused { Err("disk full") } else { Ok(()) } };
        let delivery = send(&route(&server), &mail(), &mut on_stage).await;
        let Delivery::NotSent { stage, why } = delivery else { panic!("{delivery:?}") };
        assert_eq!((stage, why.code.as_str()), (refused, "mail-not-recorded"));
        let commands = server.commands.lock().unwrap();
        assert!(!commands.iter().any(|command| command == "DATA"), "{commands:?}");
    }
}

#[tokio::test]
async fn the_mail_is_on_record_before_data_goes_out() {
    let server = MailServer::start(At::Nowhere, How::Never).await;
    let commands = Arc::clone(&server.commands);
    let mut on_stage = |stage| {
        let commands = Arc::clone(&commands);
        async move {
            // Time enough for a DATA that went out too early to arrive.
            tokio::time::sleep(Duration::from_millis(100)).await;
            let data = commands.lock().unwrap().iter().any(|command| command == "DATA");
            if data { Err(format!("DATA before {stage:?}")) } else { Ok(()) }
        }
    };
    assert!(matches!(send(&route(&server), &mail(), &mut on_stage).await, Delivery::Sent { .. }));
}

#[test]
fn python_and_unzip_read_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (person("Ann", "ann@example.com"), person("Ops", "ops@example.net"));
    std::fs::write(folder.path().join("mail.eml"), mail().bytes).unwrap();
    std::fs::write(folder.path().join("draft.eml"), draft(&from, &to, "Hi", "text", &package(), AT).unwrap()).unwrap();
    std::fs::write(folder.path().join("package.zip"), package().bytes).unwrap();
    let script = r#"
import email, email.policy, io, json, zipfile
mail = email.message_from_binary_file(open("mail.eml", "rb"), policy=email.policy.default)
assert not mail.defects, mail.defects
assert mail["subject"] == "PrivateLink für „Example“", mail["subject"]
assert mail["from"].addresses[0].display_name == 'Ann Lée, "the seller"', mail["from"]
assert mail["from"].addresses[0].addr_spec == "ann@example.com"
assert mail["message-id"] == "<4711@example.com>"
assert mail["date"].datetime.isoformat() == "2026-11-23T09:00:00+00:00"
assert mail.get_content_type() == "multipart/mixed"
body, attachment = mail.iter_parts()
assert body.get_content().replace("\r\n", "\n") == "Grüße\n.\n..two dots\nFrom here on\n", repr(body.get_content())
assert attachment.get_content_type() == "application/zip"
assert attachment.get_filename() == "privatelink-api.vpce.example.com.zip", attachment.get_filename()
data = attachment.get_content()
assert data == open("package.zip", "rb").read()
archive = zipfile.ZipFile(io.BytesIO(data))
assert archive.testzip() is None
assert archive.namelist() == ["checklist.txt", "evidence.json", "submission.json", "submission.txt"]
assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())
assert all(entry.external_attr >> 16 == 0o100644 for entry in archive.infolist()), [oct(e.external_attr >> 16) for e in archive.infolist()]
assert json.loads(archive.read("submission.json"))["schemaVersion"] == 1
draft = email.message_from_binary_file(open("draft.eml", "rb"), policy=email.policy.default)
assert draft["x-unsent"] == "1" and not draft.defects
"#;
    let output = Command::new("python3")
        .arg("-c")
        .arg(script)
        .current_dir(folder.path())
        .output()
        .expect("python3, which the test command installs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    if let Ok(output) = Command::new("unzip").arg("-t").arg("package.zip").current_dir(folder.path()).output() {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }
}
