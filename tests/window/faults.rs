//! A bad day at AWS in the real window: each fault is begun from the drawer, what Gangway says then is right, and it recovers.

use fantoccini::error::CmdError;

use crate::driver::{LATE, Launch, SOON, Window};
use crate::said::{Row, Scene, covers, only, rows};
use crate::support::{PracticeServer, resources};
use crate::{drawer, pages};

/// World seconds per real second.
pub const SPEED: f64 = 600.0;

/// Every fault of the catalogue is begun, listed and ended by its button; and of each of them somebody judges what is said.
pub async fn every_one() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let catalogue = practice.control.faults().unwrap().catalogue;
    covers(&catalogue);
    let window = Window::open(&Launch::on(home.path()).practice(practice.url())).await;
    pages::start_practice(&window, "Every fault").await;
    for kind in &catalogue {
        drawer::begin(&window, &kind.name, &[]).await;
        let active = practice.control.faults().unwrap().active;
        let names: Vec<&str> = active.iter().map(|fault| fault.name.as_str()).collect();
        assert_eq!(names, [kind.name.as_str()]);
        for parameter in &kind.parameters {
            assert_eq!(active[0].parameters.get(&parameter.name), Some(&parameter.default), "{} {}", kind.name, parameter.name);
        }
        assert_eq!(active[0].times, None, "until it is ended");
        window.click("[data-testid='fault-end']").await;
        window.see("[data-testid='no-faults']").await;
        assert!(practice.control.faults().unwrap().active.is_empty(), "{}", kind.name);
    }
    window.close().await;
}

/// Begins what a row is about, and gives the page its room again.
pub async fn begin(window: &Window, row: &Row) {
    drawer::begin(window, row.fault, row.parameters).await;
    drawer::close(window).await;
}

/// Ends everything, and gives the page its room again.
pub async fn end(window: &Window) {
    drawer::end_all(window).await;
    drawer::close(window).await;
}

/// Where a row's code is told.
pub fn place(row: &Row) -> String {
    ["trouble", "finding", "first", "waiting", "advice"].map(|one| format!("[data-testid='{one}'][data-code='{}']", row.code)).join(", ")
}

/// The page says what the row says.
pub async fn says(window: &Window, row: &Row) {
    let place = place(row);
    window.see_within(&place, LATE).await;
    window.read(&place, row.sentence).await;
}

/// Looks again, waits for what the page says, ends it, and looks until nothing of it is said any more.
pub async fn each(window: &Window, scene: Scene) {
    for row in rows(scene) {
        begin(window, row).await;
        window.click("[data-testid='check']").await;
        if row.code.is_empty() {
            goes_on(window).await;
            end(window).await;
            continue;
        }
        says(window, row).await;
        end(window).await;
        window.click("[data-testid='check']").await;
        window.gone(&place(row)).await;
    }
}

/// Slow is not wrong: the page says that it looks, and then what it found.
async fn goes_on(window: &Window) {
    window.see("[data-testid='check'][aria-disabled='true'], [data-testid='check']:disabled").await;
    window.see_within("[data-testid='check']:not(:disabled):not([aria-disabled='true'])", LATE).await;
    window.is_fine().await;
}

/// What goes wrong with AWS, told while it is looked at and while it is changed.
pub async fn of_aws() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path()).practice(practice.url())).await;
    pages::start_practice(&window, "A bad day at AWS").await;
    pages::up_to_instances(&window).await;
    window.go("network").await;
    window.becomes("network", &["done"]).await;
    each(&window, Scene::Looking).await;
    assert_eq!(rows(Scene::Changing).count(), 4);
    used_up(&window, &practice).await;
    late_ids(&window, &practice).await;
    refused_and_lost(&window, &practice).await;
    window.close().await;
}

/// How many of a kind the seller has.
fn have(practice: &PracticeServer, kind: &str) -> usize {
    resources(&practice.control, "111122223333", "eu-west-1", kind).len()
}

/// AWS says no to the change itself: it has failed, nothing is there, and the plan can be approved anew.
async fn used_up(window: &Window, practice: &PracticeServer) {
    let row = only(Scene::Changing, "quota");
    begin(window, row).await;
    pages::to_plan(window, "load-balancer").await;
    pages::approve(window).await;
    says(window, row).await;
    told_once(window, row).await;
    assert_eq!(have(practice, "load-balancer"), 0);
    end(window).await;
    // It is planned anew, by what the look shows.
    window.click("[data-testid='check']").await;
    window.until("the look to end", LATE, || ended(window)).await;
    window.see("[data-testid='plan-change'][data-change='eu-west-1/load-balancer/create-load-balancer']").await;
}

/// What was made a moment ago is not found yet: nobody is told, and nothing is made twice.
async fn late_ids(window: &Window, practice: &PracticeServer) {
    begin(window, only(Scene::Changing, "fresh-ids-unknown")).await;
    pages::approve(window).await;
    window.see("[data-testid='operation-running']").await;
    window.until("the changes to end", LATE, || ended(window)).await;
    window.is_fine().await;
    end(window).await;
    window.click("[data-testid='check']").await;
    window.until("the look to end", LATE, || ended(window)).await;
    window.becomes("load-balancer", &["done"]).await;
    window.is_fine().await;
    for kind in ["load-balancer", "target-group", "listener"] {
        assert_eq!(have(practice, kind), 1, "{kind}");
    }
}

/// Nothing is under way any more.
async fn ended(window: &Window) -> Result<Option<()>, CmdError> {
    let idle = "[data-testid='check']:not(:disabled):not([aria-disabled='true'])";
    Ok((window.count("[data-testid='operation-running']").await == 0 && window.count(idle).await == 1).then_some(()))
}

/// A change that is refused stays approved, and goes on once the right is there; when its answer is lost then, it is looked for and not repeated.
async fn refused_and_lost(window: &Window, practice: &PracticeServer) {
    let refused = only(Scene::Changing, "access-denied");
    begin(window, refused).await;
    pages::to_plan(window, "endpoint-service").await;
    pages::approve(window).await;
    says(window, refused).await;
    told_once(window, refused).await;
    end(window).await;

    begin(window, only(Scene::Changing, "call-is-cut")).await;
    window.click("[data-testid='resume']").await;
    window.becomes("endpoint-service", &["done"]).await;
    window.is_fine().await;
    end(window).await;
    assert_eq!(have(practice, "vpc-endpoint-service"), 1);
}

/// One fault is told in one place.
pub async fn told_once(window: &Window, row: &Row) {
    // The page reads the task anew after the operation's last event; until then both may tell it.
    let ask = || async {
        let page = window.js("return document.querySelector('[data-place]').innerText;", Vec::new()).await?;
        Ok((page.as_str().unwrap_or_default().matches(row.sentence).count() == 1).then_some(()))
    };
    window.until(&format!("{} to be told once: “{}”", row.fault, row.sentence), SOON, ask).await;
}
