//! moto 5.2.5, a third party's idea of AWS.

use gangway_aws::AwsErrorKind;
use gangway_model::{Call, Input};

use crate::journey::{self, connect, region};
use crate::peer::{Peer, judge};

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
    let again = journey::target_group("gangway-api", 1, &vpc.id);
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

    judge(&recording);
}
