//! moto 5.2.5, a third party's idea of AWS.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use gangway_aws::AwsErrorKind;
use gangway_model::{Call, Input};

use crate::journey::{self, connect, region};

/// A program of `tests/peers` that serves AWS's API. It ends when its standard input closes, so also when this process dies.
struct Peer {
    process: Child,
    input: Option<ChildStdin>,
    endpoint: String,
}

impl Peer {
    /// `None` only when GANGWAY_WITHOUT_PEERS=1 says that a machine without peers is meant.
    fn start(script: &str, arguments: &[&str]) -> Option<Self> {
        let mut command = python(script);
        let started = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let answer = started.ok().and_then(|mut process| {
            let mut line = String::new();
            BufReader::new(process.stdout.take()?).read_line(&mut line).ok()?;
            let facts = serde_json::from_str::<serde_json::Value>(&line).ok();
            let endpoint = facts.and_then(|facts| facts["endpoint"].as_str().map(str::to_owned));
            let Some(endpoint) = endpoint else {
                let _ = process.kill();
                let _ = process.wait();
                return None;
            };
            Some(Self { input: process.stdin.take(), process, endpoint })
        });
        if answer.is_none() {
            let text = format!("SKIPPED: {script} does not start; ./test installs what it needs and sets GANGWAY_PYTHON");
            assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
            eprintln!("{text}");
        }
        answer
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn python(script: &str) -> Command {
    let mut command = Command::new(std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned()));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/peers").join(script));
    command
}

#[tokio::test]
async fn the_journey_on_moto() {
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join("calls.jsonl");
    let Some(moto) = Peer::start("moto_start.py", &[]) else { return };
    let Some(proxy) = Peer::start("record_proxy.py", &["--upstream", &moto.endpoint, "--out", recording.to_str().unwrap()]) else { return };
    let account = connect(&proxy.endpoint, "REHEARSAL").await;
    assert_eq!(account.identity().await.unwrap().account.as_str(), "123456789012");
    let made = journey::play(&account).await;
    assert!(made.service.private_dns.is_some_and(|private| private.state == "verified"), "moto verifies at once");

    // A page of HTML with status 500: nobody can know whether it was carried out.
    let start = Call::StartPrivateDnsVerification { endpoint_service: Input::existing(&made.service.id) };
    let error = account.perform(&region(), &start, "token", &[]).await.unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::Interrupted);
    assert!(!error.certainly_not_done());

    // A name that is taken is refused, and that is certain.
    let (vpc, _) = journey::place(&account).await;
    let again = Call::CreateTargetGroup { name: "gangway-api".to_owned(), port: 1, vpc: Input::existing(&vpc.id) };
    let error = account.perform(&region(), &again, "token", &[]).await.unwrap_err();
    assert!(matches!(&error.kind, AwsErrorKind::Refused { code, .. } if code == "DuplicateTargetGroupName"), "{error}");
    assert!(error.certainly_not_done() && account.certificate_tags(&region(), &made.certificate).await.unwrap().len() == 2);

    let listen = Call::CreateListener {
        load_balancer: Input::existing(&made.load_balancer),
        port: 8443,
        certificate: Some(Input::existing(&made.certificate)),
        target_group: Input::existing(&made.target_group),
    };
    journey::make(&account, "create-tls-listener", &listen).await;
    let listeners = account.listeners(&region(), &made.load_balancer).await.unwrap();
    let encrypted = listeners.iter().find(|one| one.port == 8443).unwrap();
    assert_eq!((encrypted.protocol.as_str(), encrypted.certificate_arn.as_deref()), ("TLS", Some(made.certificate.as_str())));

    // AWS's own service models judge every request above.
    let verdict = python("validate_requests.py").arg(&recording).output().unwrap();
    assert!(verdict.status.success(), "{}{}", String::from_utf8_lossy(&verdict.stdout), String::from_utf8_lossy(&verdict.stderr));
    eprintln!("{}", String::from_utf8_lossy(&verdict.stdout).trim());
}
