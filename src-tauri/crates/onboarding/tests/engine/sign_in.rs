//! An onboarding of somebody who signed in with IAM Identity Center: her session ends in the middle, and nothing is lost. And what she may do, and
//! asks for.

use std::collections::{BTreeMap, BTreeSet};

use gangway_aws::{Allowance, Evidence, NOT_TRIED, SignIn, SignedIn};
use gangway_model::{AccountId, Region, StepId};
use gangway_onboarding::Engine;
use gangway_onboarding::access::{AccountRole, PermissionLine};
use gangway_onboarding::policies::PolicyKind;
use gangway_practice::{Decision, FaultForm};

use super::rehearsal::{Answers, Rehearsal, SPEED, all_done, play};

async fn allow(rehearsal: &Rehearsal, session: &SignIn) {
    let code = session.begin().await.unwrap();
    rehearsal.control.decide_sign_in(&code.user_code, Decision::Approve).unwrap();
    session.finish().await.unwrap();
}

async fn signed_in(rehearsal: &Rehearsal) -> (SignIn, SignedIn) {
    let endpoint = rehearsal.world().endpoint;
    let session = SignIn::new("https://practice.awsapps.com/start", Region::parse("eu-west-1").unwrap(), endpoint).unwrap();
    allow(rehearsal, &session).await;
    let role = session.role(AccountId::parse("111122223333").unwrap(), "ProductEngineer");
    (session, role)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_in_the_middle_costs_nothing() {
    let rehearsal = Rehearsal::new(SPEED);
    let (session, role) = signed_in(&rehearsal).await;
    let path = rehearsal.folder.path().join("signed-in.gangway");
    let engine = Engine::create(&path, "Signed in", None, rehearsal.world().signed_in(role.clone())).await.unwrap();
    engine.remember_sign_in(&role.place()).await.unwrap();
    assert!(engine.meta().arn.contains(":assumed-role/AWSReservedSSO_ProductEngineer_"), "{}", engine.meta().arn);
    Answers::default().give(&engine).await;
    engine.check(StepId::Network).await.unwrap();

    rehearsal.control.end_sign_ins().unwrap();
    let trouble = engine.check(StepId::Network).await.unwrap_err();
    assert_eq!(trouble.message.code, "aws-credentials-expired");
    assert_eq!(engine.signed_in_again().await.unwrap_err().message.code, "aws-credentials-expired");
    allow(&rehearsal, &session).await;
    engine.signed_in_again().await.unwrap();
    assert_eq!(engine.onboarding().await.unwrap().trouble, None);
    play(&rehearsal, &engine, all_done).await;

    // Opened again, it knows how to sign in, and nothing that opens anything is in it.
    engine.close().await;
    let place = gangway_onboarding::shelf::sign_in_place(&path).await.unwrap().unwrap();
    assert_eq!((place.role.as_str(), place.account_id.as_str()), ("ProductEngineer", "111122223333"));
    let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
    assert!(!text.contains("ASIA") && !text.contains("accessToken"), "a credential is in the file");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn permissions_are_told_by_purpose_and_policies_are_filled_in() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    assert_eq!(engine.policy(PolicyKind::Undo).await.unwrap_err().message.code, "policy-no-region");
    Answers::default().give(&engine).await;
    let identity = engine.identity_card().await.unwrap();
    assert_eq!(identity.alias.as_deref(), Some("practice-seller"));
    let deny = |action: &str| {
        let parameters = BTreeMap::from([("action".to_owned(), action.to_owned())]);
        rehearsal.control.begin_fault(&FaultForm { name: "access-denied".to_owned(), parameters, ..FaultForm::default() }).unwrap();
    };
    deny("acm:RequestCertificate");
    let report = engine.preflight().await.unwrap();
    for line in &report.lines {
        let wanted = if line.action == "acm:RequestCertificate" { Allowance::Denied } else { Allowance::Allowed };
        assert_eq!(line.allowance, wanted, "{line:?}");
        // Route 53 has no Regions.
        let global = line.purpose.is_none() || line.action.starts_with("route53:");
        assert_eq!(global, line.region.is_none(), "{line:?}");
    }
    let purposes: Vec<Option<StepId>> = report.lines.iter().map(|line| line.purpose).collect();
    let mut once = purposes.clone();
    once.dedup();
    assert!(once.len() >= 5 && once.len() == once.iter().collect::<std::collections::BTreeSet<_>>().len(), "{once:?}");
    deny("iam:SimulatePrincipalPolicy");
    let report = engine.preflight().await.unwrap();
    let unknown: Vec<_> = report.lines.iter().filter(|line| line.allowance == Allowance::Unknown).collect();
    assert!(!unknown.is_empty() && unknown.iter().all(|line| line.reason.is_some()), "{unknown:?}");
    rehearsal.control.end_fault(None).unwrap();

    let folder = rehearsal.folder.path().join("policies");
    std::fs::create_dir(&folder).unwrap();
    for kind in PolicyKind::ALL {
        let card = engine.policy(kind).await.unwrap();
        let document: serde_json::Value = serde_json::from_str(&card.policies[0].json).unwrap();
        assert_eq!(document["Version"], "2012-10-17");
        assert!(card.message.contains(&card.policies[0].name) && card.message.contains("111122223333"), "{}", card.message);
        let written = engine.save_policy(kind, &folder).await.unwrap();
        assert_eq!(std::fs::read_to_string(&written[0]).unwrap(), card.policies[0].json);
        assert_ne!(engine.save_policy(kind, &folder).await.unwrap()[0], written[0], "nothing is written over");
    }
    let provision = engine.policy(PolicyKind::Provision).await.unwrap();
    assert!(provision.policies[0].json.contains(&engine.meta().id), "limited to the onboarding's tag");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_is_kept_by_its_profile_s_name() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    engine.set_role_profile(AccountRole::Dns, Some("customer".to_owned())).await.unwrap();
    engine.set_role_profile(AccountRole::Listing, Some("customer".to_owned())).await.unwrap();
    let access = engine.set_role_profile(AccountRole::Listing, None).await.unwrap();
    let of = |role| access.roles.iter().find(|one| one.role == role).unwrap().profile.as_deref();
    assert_eq!([of(AccountRole::Dns), of(AccountRole::Listing), of(AccountRole::Certificate)], [Some("customer"), None, None]);
    let bound = engine.set_role_profile(AccountRole::Workload, Some("other".to_owned())).await;
    assert_eq!(bound.unwrap_err().message.code, "role-bound");
}

/// With one of each in the account, everything is tried but what the table says, and why not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_action_of_the_policies_is_tried_or_the_table_says_why_not() {
    let rehearsal = Rehearsal::new(SPEED);
    rehearsal.begin("own-zone").await;
    let engine = rehearsal.create().await;
    engine.publish_in_route53(true).await.unwrap();
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, all_done).await;
    let report = engine.preflight().await.unwrap();
    let tried = |line: &PermissionLine| matches!(line.evidence, Evidence::Asked | Evidence::DryRun);
    let left: BTreeSet<&str> = report.lines.iter().filter(|line| !tried(line)).map(|line| line.action.as_str()).collect();
    let table: BTreeSet<&str> = NOT_TRIED.iter().map(|(action, _)| *action).collect();
    assert_eq!(left, table);
    assert!(NOT_TRIED.iter().all(|(_, why)| !why.is_empty()) && report.lines.len() > 40, "{}", report.lines.len());
    assert!(report.lines.iter().all(|line| line.allowance == Allowance::Allowed), "{report:#?}");
}
