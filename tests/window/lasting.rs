//! What outlives a page, a window and a process: operations, drafts, and the onboarding itself.

use std::process::{Command, Stdio};
use std::time::Instant;

use gangway_practice::{Control, HoldForm, HoldWhen};
use serde_json::json;

use crate::driver::{Launch, SOON, Window, app};
use crate::pages;
use crate::support::{PracticeServer, wait_for};

/// World seconds per real second: nobody waits for minutes.
const SPEED: f64 = 600.0;

/// The next such call stops where it is said.
fn hold(control: &Control, action: &str, when: HoldWhen) {
    control.hold(&HoldForm { nth: 1, when, of: action.to_owned() }).unwrap();
}

fn held(control: &Control, action: &str) {
    wait_for(action, || control.held().unwrap().reached.then_some(()));
}

/// How many of a kind the seller has in the Region.
fn have(control: &Control, kind: &str) -> usize {
    let all = control.resources().unwrap();
    all.get("111122223333").and_then(|regions| regions.get("eu-west-1")).and_then(|kinds| kinds.get(kind)).map_or(0, Vec::len)
}

/// The page is loaded again while AWS is at work: the operation is still shown, and ends.
pub async fn page_reloaded() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path()).practice(practice.url())).await;
    pages::start_practice(&window, "Reloaded").await;
    pages::up_to_instances(&window).await;
    pages::to_plan(&window, "load-balancer").await;
    hold(&practice.control, "CreateLoadBalancer", HoldWhen::After);
    pages::approve(&window).await;
    held(&practice.control, "CreateLoadBalancer");
    window.see("[data-testid='operation-running']").await;
    let running = "return document.querySelector('[data-testid=operation-running]').dataset.operation;";
    let before = window.js(running, Vec::new()).await.unwrap();

    window.client.refresh().await.unwrap();
    window.see("[data-place^='task/load-balancer']").await;
    window.see("[data-testid='operation-running']").await;
    assert_eq!(window.js(running, Vec::new()).await.unwrap(), before, "it is the same operation");
    practice.control.release().unwrap();
    window.becomes("load-balancer", &["done"]).await;
    window.gone("[data-testid='operation-running']").await;
    window.see("[data-testid='progress-change'][data-state='done']").await;
    window.is_fine().await;
    window.close().await;
}

/// What was typed is there again after leaving the page at once, and after the app was killed.
pub async fn drafts() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path())).await;
    pages::start_practice(&window, "Drafts").await;
    window.go("product").await;
    window.fill(&pages::input("title"), "Acme API").await;
    window.go_home().await;
    window.go("product").await;
    window.until("the title", SOON, || async { Ok((window.value(&pages::input("title")).await == "Acme API").then_some(())) }).await;
    // Half a product: not right, and kept all the same.
    window.fill(&pages::input("productId"), "prod-1").await;
    window.click("h1").await;
    window.read("[data-testid='field-productId'] [class*='error']", "A right one is prod-").await;
    window.kill();

    let window = Window::open(&Launch::on(home.path())).await;
    pages::reopen(&window).await;
    // The last place is remembered, too.
    window.see("[data-place^='task/product']").await;
    window.until("the title", SOON, || async { Ok((window.value(&pages::input("title")).await == "Acme API").then_some(())) }).await;
    assert_eq!(window.value(&pages::input("productId")).await, "prod-1");
    window.close().await;
}

/// The app is started a second time: the second one ends, and the first one's window comes back from where it was.
pub async fn second_start() {
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path())).await;
    window.client.minimize_window().await.unwrap();
    let hidden = || async { Ok((window.js("return document.hidden;", Vec::new()).await? == json!(true)).then_some(())) };
    window.until("the window to be gone from the screen", SOON, hidden).await;

    let mut second = Command::new(app()).env("GANGWAY_HOME", home.path()).stdin(Stdio::null()).spawn().unwrap();
    let deadline = Instant::now() + SOON;
    let ended = loop {
        if let Some(status) = second.try_wait().unwrap() {
            break Some(status);
        }
        if Instant::now() > deadline {
            let _ = second.kill();
            let _ = second.wait();
            break None;
        }
        tokio::time::sleep(std::time::Duration::from_millis(40)).await;
    };
    assert!(ended.is_some_and(|status| status.success()), "the second start: {ended:?}");
    let shown = || async { Ok((window.js("return document.hidden;", Vec::new()).await? == json!(false)).then_some(())) };
    window.until("the first window to be back", SOON, shown).await;
    window.close().await;
}

/// The app is killed at three points of one onboarding: before AWS has carried out a call, after it has, and after the mail server has taken the
/// mail. Each time it goes on where it was, asks nothing that was approved, and makes nothing twice.
pub async fn killed() {
    let practice = PracticeServer::start(SPEED);
    let control = &practice.control;
    let home = tempfile::tempdir().unwrap();
    let launch = || Launch::on(home.path()).practice(practice.url());

    let window = Window::open(&launch()).await;
    pages::start_practice(&window, "Killed").await;
    pages::up_to_instances(&window).await;
    pages::to_plan(&window, "load-balancer").await;
    let window = kill_at(window, control, "CreateLoadBalancer", HoldWhen::Before, &launch()).await;
    goes_on(&window, "load-balancer").await;
    assert_eq!(["load-balancer", "target-group", "listener"].map(|kind| have(control, kind)), [1, 1, 1]);

    pages::to_plan(&window, "endpoint-service").await;
    let window = kill_at(window, control, "CreateVpcEndpointServiceConfiguration", HoldWhen::After, &launch()).await;
    goes_on(&window, "endpoint-service").await;
    assert_eq!(have(control, "vpc-endpoint-service"), 1);

    pages::names(&window).await;
    pages::customer(&window).await;
    pages::attest(&window).await;
    pages::take(&window, "rehearsal", &["done"]).await;
    pages::package(&window).await;
    pages::to_plan(&window, "submission").await;
    let window = kill_at(window, control, "SMTP.DATA", HoldWhen::After, &launch()).await;
    window.go("submission").await;
    window.see("[data-testid='delivery'][data-state='maybeSent']").await;
    assert_eq!(window.count("[data-testid='send']").await, 0, "nothing is sent a second time before the user's word");
    assert_eq!(control.mailbox().unwrap().sent.len(), 1);
    window.click("[data-testid='delivery-received']").await;
    window.see("[data-testid='delivery'][data-state='sent']").await;
    window.becomes("submission", &["done"]).await;
    assert_eq!(control.mailbox().unwrap().sent.len(), 1);
    window.close().await;
}

/// Approves the plan on the page, kills the app once its call is held, and starts it again with the onboarding open.
async fn kill_at(window: Window, control: &Control, action: &str, when: HoldWhen, launch: &Launch<'_>) -> Window {
    hold(control, action, when);
    pages::approve(&window).await;
    held(control, action);
    window.kill();
    control.release().unwrap();
    let window = Window::open(launch).await;
    pages::reopen(&window).await;
    window
}

/// The approved changes go on by themselves.
async fn goes_on(window: &Window, step: &str) {
    window.go(step).await;
    window.becomes(step, &["done"]).await;
    assert_eq!(window.count("[data-testid='apply']").await, 0, "nothing is asked again");
    window.is_fine().await;
}

/// An onboarding of one practice world is opened in another one: refused, with nothing lost.
pub async fn another_world() {
    let home = tempfile::tempdir().unwrap();
    let first = PracticeServer::start(SPEED);
    let window = Window::open(&Launch::on(home.path()).practice(first.url())).await;
    pages::start_practice(&window, "Elsewhere").await;
    window.go("product").await;
    pages::answer_product(&window).await;
    pages::take(&window, "product", &["done"]).await;
    window.close().await;

    let second = PracticeServer::start(SPEED);
    let window = Window::open(&Launch::on(home.path()).practice(second.url())).await;
    window.click("[data-testid='project-open']").await;
    window.see("[data-testid='trouble'][data-code='world-changed']").await;
    window.see("[data-testid='project-card']").await;
    window.close().await;

    let window = Window::open(&Launch::on(home.path()).practice(first.url())).await;
    pages::reopen(&window).await;
    window.becomes("product", &["done"]).await;
    window.go("product").await;
    window
        .until("the answers", SOON, || async {
            Ok((window.value(&pages::input("serviceDnsName")).await == "api.vpce.example.com").then_some(()))
        })
        .await;
    window.close().await;
}
