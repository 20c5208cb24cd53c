//! The practice world: states that take time, and answers that get lost on the way.

use gangway_aws::{Account, AwsErrorKind};
use gangway_model::{Call, Input, Output};
use gangway_practice::{HoldForm, HoldWhen, Options, Practice};

use crate::journey::{self, connect, eventually, place, region, tags};

/// Everything that takes time does so within seconds.
fn start() -> Practice {
    Practice::start(Options { speed: 120.0, ..Options::default() }).unwrap()
}

async fn seller(practice: &Practice) -> Account {
    connect(&practice.world().aws.endpoint, "PRACTICESELLER").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_on_the_practice_account() {
    let practice = start();
    let account = seller(&practice).await;
    assert_eq!(account.identity().await.unwrap().account.as_str(), "111122223333");
    let made = journey::play(&account).await;

    // The same listener again would be no error: only one that differs is.
    let (vpc, _) = place(&account).await;
    let other = journey::target_group("gangway-other", 9443, &vpc.id);
    let other = account.perform(&region(), &other, "token", &[]).await.unwrap();
    let again = Call::CreateListener {
        load_balancer: Input::existing(&made.load_balancer),
        port: 443,
        certificate: None,
        target_group: Input::existing(&other[&Output::TargetGroupArn]),
    };
    let error = account.perform(&region(), &again, "token", &[]).await.unwrap_err();
    assert!(matches!(&error.kind, AwsErrorKind::Refused { code, .. } if code == "DuplicateListener"), "{error}");
    assert!(error.certainly_not_done());
    eventually("healthy", async || {
        let targets = account.targets(&region(), &made.target_group).await.unwrap();
        targets.iter().all(|target| target.state == "healthy").then_some(())
    })
    .await;
    let record = eventually("the validation record", async || {
        let certificate = account.certificate(&region(), &made.certificate).await.unwrap();
        certificate.validation.first().cloned()
    })
    .await;
    assert!(record.kind == "CNAME" && record.value.contains("acm-validations.aws"), "{record:?}");

    // Nobody has published the TXT record, so the proof fails.
    let start = Call::StartPrivateDnsVerification { endpoint_service: Input::existing(&made.service.id) };
    let private = made.service.private_dns.unwrap();
    assert_eq!(private.state, "pendingVerification");
    assert!(private.record_value.starts_with("vpce:") && private.record_name.starts_with('_'), "{private:?}");
    assert_eq!(account.find_made(&region(), &start, &[]).await.unwrap(), None);
    account.perform(&region(), &start, "token", &[]).await.unwrap();
    eventually("the end of the proof", async || account.find_made(&region(), &start, &[]).await.unwrap()).await;
    let rename =
        Call::SetPrivateDnsName { endpoint_service: Input::existing(&made.service.id), private_dns_name: "other.example.com".to_owned() };
    journey::make(&account, "rename", &rename).await;
}

/// The answer to a create is lost after AWS has carried it out: the call ends in doubt, and a look finds what it made.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_recognised() {
    let practice = start();
    let control = practice.control();
    let account = seller(&practice).await;
    let (vpc, _) = place(&account).await;
    let create = journey::target_group("gangway-lost", 8443, &vpc.id);
    for (when, done) in [(HoldWhen::Before, false), (HoldWhen::After, true)] {
        control.hold(&HoldForm { nth: 1, when, of: "CreateTargetGroup".to_owned() }).unwrap();
        let calling = {
            let (account, create) = (account.clone(), create.clone());
            tokio::spawn(async move { account.perform(&region(), &create, "token", &tags("lost")).await })
        };
        eventually("the hold", async || control.held().unwrap().reached.then_some(())).await;
        if done {
            calling.abort();
            assert!(calling.await.unwrap_err().is_cancelled());
            control.release().unwrap();
        } else {
            control.release().unwrap();
            let error = calling.await.unwrap().unwrap_err();
            assert_eq!(error.kind, AwsErrorKind::Interrupted);
            assert!(!error.certainly_not_done());
        }
        let found = account.find_made(&region(), &create, &tags("lost")).await.unwrap();
        assert_eq!(found.is_some_and(|made| made.contains_key(&Output::TargetGroupArn)), done);
    }
}
