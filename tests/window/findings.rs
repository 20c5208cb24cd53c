//! An account that somebody else filled, with one of each fault: the survey in the real window, and a finding that is put right.

use crate::driver::{LATE, Launch, Window};
use crate::faults::SPEED;
use crate::pages;
use crate::peers::read_by;
use crate::support::PracticeServer;
use crate::the_tour::{album, look, look_at_dialog};

/// The finding that is put right: nobody serves the customers of one zone.
const FOUND: &str = "[data-testid='finding'][data-code='survey-zone-unserved']";

/// See the module.
pub async fn story() {
    let practice = PracticeServer::start(SPEED);
    let seller = practice.world.aws.accounts.iter().find(|account| account.role == "seller").unwrap();
    let at =
        ["--endpoint", &practice.world.aws.endpoint, "--key", &seller.access_key_id, "--secret", &seller.secret, "broken", "eu-west-1"];
    read_by("seed_survey.py", &at);
    let home = tempfile::tempdir().unwrap();
    let album = album("findings");
    let launch = Launch { album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch.practice(practice.url())).await;
    let mut found = Vec::new();
    pages::start_practice(&window, "Found by the survey").await;

    window.go("product").await;
    pages::answer_product(&window).await;
    pages::take(&window, "product", &["done"]).await;

    survey(&window).await;
    look(&window, "survey-broken", &mut found).await;
    window.resize(1024, 700).await;
    window.pictures("survey-broken-small").await;
    window.resize(1280, 900).await;
    // What a tool keeps is left to the tool.
    let kept = "[data-testid='finding'][data-code='survey-internet-facing']";
    window.read(kept, "Ask whoever keeps it").await;
    assert_eq!(window.count(&format!("{kept} [data-testid='fix']")).await, 0);

    window.click(&format!("{FOUND} [data-testid='fix']")).await;
    window.read("[role='dialog']", "Is it yours to change?").await;
    window.still().await;
    look_at_dialog(&window, "fix-mine", &mut found).await;
    window.click("[data-testid='fix-mine']").await;
    window.see_within("[data-testid='plan-change'][data-change='eu-west-1/load-balancer/cross-zone-on']", LATE).await;
    assert_eq!(window.count("[data-testid='plan-change']").await, 1, "nothing else is planned");
    window.see("#part-plan:focus").await;
    assert_eq!(window.status("instances/eu-west-1").await, "done");
    look(&window, "fix-plan", &mut found).await;
    pages::approve(&window).await;
    window.becomes("load-balancer/eu-west-1", &["done"]).await;

    // The last look is still there for whoever comes back; a new one does not find it any more.
    window.click("a[href='#/survey']").await;
    window.see(FOUND).await;
    survey(&window).await;
    window.gone(FOUND).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

async fn survey(window: &Window) {
    window.click("a[href='#/survey']").await;
    window.click("[data-testid='survey']").await;
    window.see("[data-testid='survey-eu-west-1'][data-state='looking']").await;
    window.see_within("[data-testid='survey-eu-west-1'][data-state='findings']", LATE).await;
    window.see_within("[data-testid='part-survey-findings']", LATE).await;
}
