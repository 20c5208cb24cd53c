//! Certificates that are kept in another account than the service: requested, read, renamed in the package and removed there, and nowhere else.

use gangway_model::{Change, Severity, StepId};
use gangway_onboarding::access::AccountRole;
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::{Engine, World};

use super::proxy::{Fate, Line};
use super::rehearsal::{Answers, Rehearsal, SPEED, all_done, approve_all, play};

const SERVICE: &str = "111122223333";
const OTHER: &str = "444455556666";
const PROFILE: &str = "customer";

fn certificates(rehearsal: &Rehearsal, account: &str) -> Vec<String> {
    let all = rehearsal.control.resources().unwrap();
    let regions = all.get(account).into_iter().flat_map(|regions| regions.values());
    regions.filter_map(|kinds| kinds.get("certificate")).flatten().cloned().collect()
}

/// Which accounts were asked to do this.
fn asked_in(rehearsal: &Rehearsal, action: &str) -> Vec<String> {
    rehearsal.asked(action).into_iter().map(|request| request.account).collect()
}

fn request(changes: &[Change]) -> &Change {
    changes.iter().find(|change| change.call.action() == "acm:RequestCertificate").unwrap()
}

async fn elsewhere(engine: &Engine) {
    let access = engine.set_role_profile(AccountRole::Certificate, Some(PROFILE.to_owned())).await.unwrap();
    let role = access.roles.iter().find(|one| one.role == AccountRole::Certificate).unwrap();
    assert_eq!(role.account.as_ref().map(|account| account.as_str()), Some(OTHER));
    let said: Vec<(&str, Severity)> = access.findings.iter().map(|one| (one.message.code.as_str(), one.severity)).collect();
    assert_eq!(said, [("role-certificate-elsewhere", Severity::Note)]);
}

/// The world with another account behind the profile.
fn swapped(rehearsal: &Rehearsal) -> World {
    let mut world = rehearsal.world();
    world.others.insert(PROFILE.to_owned(), world.credentials.clone());
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_requested_where_its_part_is_and_removed_there() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    // The answer to the request is lost: its work is looked for in the same account.
    let mut lost = false;
    let _line = Line::before(&mut world, move |action| {
        let first = action == "RequestCertificate" && !std::mem::replace(&mut lost, true);
        if first { Fate::AnswerLost } else { Fate::Pass }
    })
    .await;
    let engine = rehearsal.create_in(world).await;
    elsewhere(&engine).await;
    Answers::default().give(&engine).await;
    let plan = engine.plan_everything().await.unwrap();
    for change in &plan.changes {
        let wanted = (change.step == StepId::Certificate).then_some(OTHER);
        assert_eq!(change.account.as_ref().map(|account| account.as_str()), wanted, "{}", change.id);
    }
    play(&rehearsal, &engine, all_done).await;
    assert_eq!((certificates(&rehearsal, SERVICE).len(), certificates(&rehearsal, OTHER).len()), (0, 1));
    for action in ["RequestCertificate", "DescribeCertificate"] {
        let asked = asked_in(&rehearsal, action);
        assert!(!asked.is_empty() && asked.iter().all(|account| account == OTHER), "{action}: {asked:?}");
    }
    let package = engine.file().package(None).await.unwrap().unwrap();
    let json = package.files.iter().find(|file| file.name == "submission.json").unwrap();
    let content: serde_json::Value = serde_json::from_str(&json.text).unwrap();
    let said: Vec<&str> =
        ["/certificates/0/account", "/services/0/account"].map(|at| content.pointer(at).unwrap().as_str().unwrap()).into();
    assert_eq!(said, [OTHER, SERVICE], "{content:#}");

    // Without its profile it can't be looked at, and nothing is planned around it.
    engine.set_role_profile(AccountRole::Certificate, None).await.unwrap();
    assert_eq!(engine.undo_plan(true).await.unwrap_err().message.code, "role-account-gone");
    elsewhere(&engine).await;
    let plan = engine.undo_plan(true).await.unwrap().plan;
    let removal = plan.changes.iter().find(|change| change.call.action() == "acm:DeleteCertificate").unwrap();
    assert_eq!(removal.account.as_ref().map(|account| account.as_str()), Some(OTHER));
    engine.approve_undo(&plan.hash, true).await.unwrap();
    super::undo::until_removed(&engine).await;
    assert_eq!(certificates(&rehearsal, OTHER), Vec::<String>::new());
    assert_eq!(asked_in(&rehearsal, "DeleteCertificate"), [OTHER]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_that_leads_elsewhere_by_now_carries_nothing_out() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    elsewhere(&engine).await;
    Answers::default().give(&engine).await;
    let plan = engine.plan_everything().await.unwrap();
    engine.approve(&plan).await.unwrap();
    engine.close().await;

    let engine = rehearsal.open_in(swapped(&rehearsal)).await;
    let trouble = engine.apply_approved().await.unwrap_err();
    assert_eq!(trouble.message.code, "role-identity-changed");
    assert_eq!(engine.check(StepId::Certificate).await.unwrap_err().message.code, "role-identity-changed");
    assert!(asked_in(&rehearsal, "RequestCertificate").is_empty());
    // The onboarding's own account is as good as before, and so is everything that is done there.
    engine.check(StepId::Network).await.unwrap();
    assert_eq!(engine.onboarding().await.unwrap().trouble, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_approved_for_one_account_is_not_carried_out_in_another() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    let before = engine.plan_everything().await.unwrap();
    assert_eq!(request(&before.changes).account, None);
    engine.approve(&before).await.unwrap();
    elsewhere(&engine).await;
    let rows = engine.file().approved().await.unwrap();
    assert!(!rows.iter().any(|row| row.change.step == StepId::Certificate), "taken back");
    assert!(rows.iter().any(|row| row.state == ChangeState::Pending), "what is elsewhere no matter stays approved");

    let after = approve_all(&engine).await;
    assert_eq!(request(&after.changes).account.as_ref().map(|account| account.as_str()), Some(OTHER));
    assert_ne!(before.hash, after.hash);
    assert_eq!(asked_in(&rehearsal, "RequestCertificate"), [OTHER]);

    let unknown = engine.set_role_profile(AccountRole::Certificate, Some("nobody".to_owned())).await.unwrap_err();
    assert_eq!(unknown.message.code, "role-unknown");
    assert!(engine.access().await.unwrap().roles.iter().any(|one| one.profile.as_deref() == Some(PROFILE)), "kept as it was");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tls_listener_is_not_planned_with_a_certificate_of_another_account() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    elsewhere(&engine).await;
    Answers { protocol: "tls", ..Answers::default() }.give(&engine).await;
    let plan = engine.plan_everything().await.unwrap();
    let asked: Vec<&str> = plan.changes.iter().map(|change| change.call.action()).collect();
    assert!(asked.contains(&"acm:RequestCertificate") && !asked.contains(&"elasticloadbalancing:CreateListener"), "{asked:?}");
    let findings = engine.access().await.unwrap().findings;
    assert!(findings.iter().any(|one| one.message.code == "role-certificate-tls" && one.severity == Severity::Blocker), "{findings:?}");
    approve_all(&engine).await;
    let seen = engine.detail(StepId::Certificate).await.unwrap().findings;
    assert!(seen.iter().any(|one| one.message.code == "role-certificate-tls"), "{seen:?}");
}
