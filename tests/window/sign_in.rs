//! Signing in with IAM Identity Center in the real window, on the practice world's portal: denied, run out, allowed, used, ended in the middle and
//! gone on with; by keyboard, too. And the page "Account and permissions".

use gangway_practice::FaultForm;

use crate::driver::{LATE, Launch, Window};
use crate::pages;
use crate::support::PracticeServer;
use crate::the_tour::album;

/// The start of signing in on the welcome page.
const WAY: &str = "[data-testid='way-sign-in']";

/// Pictures and what axe-core finds, light, dark and narrow; also of pages on which something went wrong.
async fn seen(window: &Window, name: &str, found: &mut Vec<String>) {
    window.gone(".skeleton").await;
    window.still().await;
    window.pictures(name).await;
    found.extend(window.axe().await.into_iter().map(|line| format!("{name}, light: {line}")));
    window.click("[data-testid='theme']").await;
    window.see("body.awsui-dark-mode").await;
    found.extend(window.axe().await.into_iter().map(|line| format!("{name}, dark: {line}")));
    window.picture(&format!("{name}-dark")).await;
    window.click("[data-testid='theme']").await;
    window.see("body:not(.awsui-dark-mode)").await;
}

async fn begin(window: &Window) -> String {
    window.click("[data-testid='sign-in-begin']").await;
    window.see("[data-testid='sign-in-code']").await;
    window.read("[data-testid='sign-in-code'] .sign-in-code", "-").await
}

/// From the welcome page to the accounts, and what may go wrong on the way.
pub async fn story() {
    let practice = PracticeServer::start(60.0);
    let album = album("sign-in");
    let (home, kept) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let launch = Launch { choose: Some(kept.path()), album: Some(&album), ..Launch::on(home.path()) }.practice(practice.url());
    let window = Window::open(&launch).await;
    let mut found = Vec::new();

    window.click(WAY).await;
    window.see("[data-testid='sign-in-url']").await;
    seen(&window, "sign-in-portal", &mut found).await;
    window.fill("[data-testid='sign-in-url'] input", "acme").await;
    window.fill("[data-testid='sign-in-region'] input", "eu-west-1").await;
    window.click("[data-testid='sign-in-begin']").await;
    window.see("[data-testid='trouble'][data-code='sign-in-start-url']").await;

    window.click("[data-testid='sign-in-practise']").await;
    begin(&window).await;
    seen(&window, "sign-in-code", &mut found).await;
    window.click("[data-testid='sign-in-deny']").await;
    window.see("[data-testid='trouble'][data-code='sign-in-denied']").await;
    seen(&window, "sign-in-denied", &mut found).await;
    begin(&window).await;
    window.click("[data-testid='sign-in-run-out']").await;
    window.see("[data-testid='trouble'][data-code='sign-in-code-expired']").await;
    seen(&window, "sign-in-run-out", &mut found).await;
    let parameters = [("how".to_owned(), "denied".to_owned())].into();
    practice.control.begin_fault(&FaultForm { name: "sign-in-fails".to_owned(), parameters, ..FaultForm::default() }).unwrap();
    window.click("[data-testid='sign-in-begin']").await;
    window.see("[data-testid='trouble'][data-code='sign-in-denied']").await;
    practice.control.end_fault(None).unwrap();
    begin(&window).await;
    window.click("[data-testid='sign-in-cancel']").await;
    window.see("[data-testid='sign-in-begin']").await;

    begin(&window).await;
    window.click("[data-testid='sign-in-allow']").await;
    window.read("[data-testid='sign-in-accounts']", "Practice Marketplace listing").await;
    seen(&window, "sign-in-accounts", &mut found).await;
    window.fill("[data-testid='sign-in-accounts'] input[type='search'], [data-testid='sign-in-accounts'] input", "1111 2222").await;
    window.read("[data-testid='sign-in-accounts']", "1 match").await;
    window.click_xpath("//*[@data-testid='sign-in-accounts']//*[self::td or self::th][contains(., 'Practice product')]").await;
    window.click("[data-testid='sign-in-roles'] input[value='ProductEngineer']").await;
    window.click("[data-testid='welcome-identify']").await;
    window.read("[data-testid='welcome-identity']", "AWSReservedSSO_ProductEngineer_").await;
    window.read("[data-testid='welcome-identity']", "practice-seller").await;
    seen(&window, "sign-in-identity", &mut found).await;
    window.resize(1024, 700).await;
    seen(&window, "sign-in-narrow", &mut found).await;
    window.resize(1280, 860).await;
    window.fill("[data-testid='welcome-real-name'] input", "Signed in").await;
    window.click("[data-testid='welcome-start-real']").await;
    window.see("[data-place='tasks']").await;

    pages::up_to_instances(&window).await;
    access(&window, &practice, &mut found).await;
    ended(&window, &practice, &mut found).await;
    window.close().await;
    let leaked = secrets(home.path());
    assert!(leaked.is_empty(), "{leaked:?}");
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

/// Who I am, what I may do, and what to ask for.
async fn access(window: &Window, practice: &PracticeServer, found: &mut Vec<String>) {
    window.click("a[href='#/access']").await;
    window.read("[data-testid='part-identity']", "ProductEngineer").await;
    let parameters = [("action".to_owned(), "acm:RequestCertificate".to_owned())].into();
    let denied = practice.control.begin_fault(&FaultForm { name: "access-denied".to_owned(), parameters, ..FaultForm::default() }).unwrap();
    let parameters = [("action".to_owned(), "iam:SimulatePrincipalPolicy".to_owned())].into();
    practice.control.begin_fault(&FaultForm { name: "access-denied".to_owned(), parameters, ..FaultForm::default() }).unwrap();
    window.click("[data-testid='preflight']").await;
    window.see_within("[data-testid='preflight-count']", LATE).await;
    window.see("[data-purpose='load-balancer'] [data-allowance='unknown']").await;
    assert_eq!(window.count("[data-allowance='unknown'] [class*='status-success']").await, 0, "unknown is never green");
    practice.control.end_fault(None).unwrap();
    practice.control.begin_fault(&FaultForm { name: denied.name, parameters: denied.parameters, ..FaultForm::default() }).unwrap();
    window.click("[data-testid='preflight']").await;
    window.see_within("[data-purpose='certificate'] [data-allowance='denied']", LATE).await;
    seen(window, "access", found).await;
    practice.control.end_fault(None).unwrap();
    for (kind, wanted) in
        [("provision", "GangwayProvision"), ("rehearsal", "GangwayRehearsal"), ("undo", "GangwayUndo"), ("survey", "GangwaySurvey")]
    {
        window.click(&format!("[data-testid='policy-tab-{kind}']")).await;
        window.read("[data-testid='policy-json']", wanted).await;
    }
    window.click("[data-testid='policy-save']").await;
    window.read("[data-testid='policy-saved']", "GangwaySurvey.json").await;
}

/// The company ends every session while a task is open: it says so, and a new sign-in goes on where it was.
async fn ended(window: &Window, practice: &PracticeServer, found: &mut Vec<String>) {
    window.go("network").await;
    window.see("[data-testid='field-subnetIds']").await;
    practice.control.end_sign_ins().unwrap();
    window.click("[data-testid='check']").await;
    window.see_within("[data-testid='trouble'][data-code='aws-credentials-expired']", LATE).await;
    seen(window, "session-ended", found).await;
    window.click("[data-testid='to-sign-in']").await;
    window.see("[data-testid='sign-in-again'] [data-testid='sign-in-begin']").await;
    seen(window, "sign-in-again", found).await;
    begin(window).await;
    window.click("[data-testid='sign-in-allow']").await;
    window.see_within("[data-testid='sign-in-done']", LATE).await;
    window.go("network").await;
    window.click("[data-testid='check']").await;
    window.gone("[data-testid='trouble']").await;
    window.becomes("network", &["done"]).await;
}

/// Files below the home folder that hold something that opens an account.
fn secrets(folder: &std::path::Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(secrets(&path));
            continue;
        }
        // The practice world itself, where it is in this folder, knows whom it gave what.
        let own = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("practice-world"));
        let bytes = if own { Vec::new() } else { std::fs::read(&path).unwrap_or_default() };
        let text = String::from_utf8_lossy(&bytes);
        if text.contains("accessToken") || text.contains("refreshToken") || text.contains("clientSecret") || text.contains("ASIA") {
            found.push(path.display().to_string());
        }
    }
    found
}
