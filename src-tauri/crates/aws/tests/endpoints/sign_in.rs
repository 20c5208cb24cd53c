//! Signing in on the practice world's Identity Center, and what the credentials are good for.

use std::collections::BTreeMap;
use std::time::Duration;

use gangway_aws::{Account, AwsErrorKind, Credentials, SignIn, SignInCode, SignInError};
use gangway_model::{AccountId, Region};
use gangway_practice::{Decision, FaultForm, Options, Practice};

const START: &str = "https://practice.awsapps.com/start/#/";

fn start() -> Practice {
    Practice::start(Options { speed: 60.0, ..Options::default() }).unwrap()
}

fn region() -> Region {
    Region::parse("eu-west-1").unwrap()
}

fn portal(practice: &Practice) -> SignIn {
    SignIn::new(START, region(), Some(practice.world().aws.endpoint)).unwrap()
}

fn product() -> AccountId {
    AccountId::parse("111122223333").unwrap()
}

fn decide(practice: &Practice, code: &SignInCode, decision: Decision) {
    practice.control().decide_sign_in(&code.user_code, decision).unwrap();
}

async fn signed_in(practice: &Practice) -> SignIn {
    let portal = portal(practice);
    sign_in_again(practice, &portal).await;
    portal
}

async fn sign_in_again(practice: &Practice, portal: &SignIn) {
    let code = portal.begin().await.unwrap();
    decide(practice, &code, Decision::Approve);
    portal.finish().await.unwrap();
}

async fn as_role(portal: &SignIn, account: AccountId, role: &str) -> Account {
    let endpoint = portal.endpoint().map(str::to_owned);
    Account::connect(Credentials::SignedIn(portal.role(account, role)), endpoint, Some(region())).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_leads_to_accounts_roles_and_credentials() {
    let practice = start();
    let portal = portal(&practice);
    assert!(matches!(portal.accounts().await, Err(SignInError::Over)));
    let code = portal.begin().await.unwrap();
    assert!(code.link.starts_with("http://127.0.0.1:") && code.link.ends_with(&code.user_code), "{code:?}");
    let waiting = tokio::spawn({
        let portal = portal.clone();
        async move { portal.finish().await }
    });
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert!(!waiting.is_finished(), "nobody has answered yet");
    decide(&practice, &code, Decision::Approve);
    waiting.await.unwrap().unwrap();

    let names: Vec<String> = portal.accounts().await.unwrap().into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["Practice customer", "Practice DNS", "Practice Marketplace listing", "Practice product"]);
    assert_eq!(portal.roles(&product()).await.unwrap(), ["ProductEngineer", "ReadOnly"]);
    let account = as_role(&portal, product(), "ProductEngineer").await;
    let identity = account.identity().await.unwrap();
    assert_eq!(identity.account, product());
    assert!(identity.arn.contains(":assumed-role/AWSReservedSSO_ProductEngineer_"), "{}", identity.arn);
    assert!(!account.vpcs(&region()).await.unwrap().is_empty());

    portal.sign_out().await;
    assert!(matches!(portal.accounts().await, Err(SignInError::Over)));
    let shown = format!("{portal:?} {account:?}");
    assert!(!shown.contains("practice1") && !shown.to_lowercase().contains("token"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn denied_run_out_and_given_up_are_told_apart() {
    let practice = start();
    let portal = portal(&practice);
    for (decision, wanted) in [(Decision::Deny, "sign-in-denied"), (Decision::Expire, "sign-in-code-expired")] {
        let code = portal.begin().await.unwrap();
        decide(&practice, &code, decision);
        assert_eq!(portal.finish().await.unwrap_err().message().code, wanted);
    }
    portal.begin().await.unwrap();
    let old = tokio::spawn({
        let portal = portal.clone();
        async move { portal.finish().await }
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    let code = portal.begin().await.unwrap();
    assert!(matches!(old.await.unwrap(), Err(SignInError::GivenUp)));
    decide(&practice, &code, Decision::Approve);
    portal.finish().await.unwrap();

    let elsewhere = SignIn::new("https://elsewhere.awsapps.com/start", region(), Some(practice.world().aws.endpoint)).unwrap();
    assert!(matches!(elsewhere.begin().await, Err(SignInError::NoPortal(_))));
    assert!(matches!(SignIn::new("acme", region(), None), Err(SignInError::StartUrl)));
    assert!(SignIn::new(START, region(), Some("http://example.com".to_owned())).is_err(), "codes go to AWS or stay on this machine");
}

/// "slow_down" is obeyed, and a disturbance of a few questions is waited out.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_portal_is_given_time() {
    let practice = start();
    let fault = |name: &str, parameters: &[(&str, &str)]| {
        let parameters: BTreeMap<String, String> = parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        practice.control().begin_fault(&FaultForm { name: name.to_owned(), parameters, ..FaultForm::default() }).unwrap();
    };
    fault("sign-in-fails", &[("how", "slow-down")]);
    fault("call-is-reset", &[("action", "CreateToken")]);
    let portal = portal(&practice);
    let code = portal.begin().await.unwrap();
    decide(&practice, &code, Decision::Approve);
    let begun = std::time::Instant::now();
    portal.finish().await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(6), "five seconds more between questions: {:?}", begun.elapsed());
    let asked = practice.control().requests(0).unwrap().into_iter().filter(|one| one.action == "CreateToken").count();
    assert_eq!(asked, 3);
    let log = serde_json::to_string(&practice.control().requests(0).unwrap()).unwrap();
    assert!(!log.contains("clientSecret"), "{log}");
}

/// In the middle of things the company ends all sessions: that is told as what it is, and a new sign-in goes on with the same role.
#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_ended_is_told_and_gone_on_with() {
    let practice = start();
    let portal = signed_in(&practice).await;
    let before = as_role(&portal, product(), "ProductEngineer").await;
    before.identity().await.unwrap();
    practice.control().end_sign_ins().unwrap();
    // The credentials it has are refused by AWS …
    assert_eq!(before.identity().await.unwrap_err().kind, AwsErrorKind::CredentialsExpired);
    // … and new ones are not to be had.
    let after = as_role(&portal, product(), "ProductEngineer").await;
    assert_eq!(after.identity().await.unwrap_err().kind, AwsErrorKind::CredentialsExpired);
    assert!(!portal.is_open().await);
    sign_in_again(&practice, &portal).await;
    assert_eq!(after.identity().await.unwrap().account, product());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_is_not_hers_is_no_expired_session() {
    let practice = start();
    let portal = signed_in(&practice).await;
    let nobody = as_role(&portal, product(), "Administrator").await;
    assert_eq!(nobody.identity().await.unwrap_err().kind, AwsErrorKind::NoCredentials);
    assert!(portal.is_open().await);
    let elsewhere = Account::connect(Credentials::SignedIn(portal.role(product(), "ReadOnly")), None, None).await;
    assert!(elsewhere.is_err(), "a practice session goes nowhere else");
}
