//! The names: what a wrong one is told, and the page that draws them with their records, along the way to a live delegation.

use crate::driver::{LATE, Launch, Window};
use crate::pages;
use crate::the_tour::{album, look, look_at_dialog};

/// See the module.
pub async fn story() {
    let album = album("names");
    let home = tempfile::tempdir().unwrap();
    let launch = Launch { album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch).await;
    let mut found = Vec::new();
    pages::start_practice(&window, "Names").await;
    open(&window).await;
    window.read("[data-place='names']", "Enter the names in the task").await;

    wrong_names(&window).await;
    pages::up_to_instances(&window).await;
    open(&window).await;
    // The first visit looks by itself.
    window.see("[data-testid='name-service'][data-zone='example.com']").await;
    window.see("[data-testid='seen-delegation'][data-standing='later']").await;

    pages::to_plan(&window, "certificate").await;
    pages::approve(&window).await;
    window.see("[data-testid='publish-record']").await;
    open(&window).await;
    window.see("[data-testid='seen-certificate'][data-standing='missing']").await;
    window.read("[data-testid='part-dns-records']", "Your DNS admin, before the submission").await;
    window.see("[data-testid='watch-certificate'][data-state='not-yet']").await;
    look(&window, "records-missing", &mut found).await;

    window.go("certificate").await;
    pages::publish(&window).await;
    window.becomes("certificate", &["done"]).await;
    open(&window).await;
    window.see_within("[data-testid='seen-certificate'][data-standing='published']", LATE).await;
    window.see("[data-testid='watch-certificate'][data-state='well']").await;
    window.read("[data-testid='part-watch']", "evidence for Seller Operations only").await;
    window.click("[data-testid='part-watch'] summary").await;
    window.read("[data-testid='schedule-cron']", "--quiet").await;
    look(&window, "records-published", &mut found).await;
    window.resize(1024, 700).await;
    window.still().await;
    look_at_dialog(&window, "narrow", &mut found).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

/// The page, by its link.
pub async fn open(window: &Window) {
    window.click_xpath("//nav//a[@href='#/names']").await;
    window.see("[data-place='names']").await;
}

/// Each kind of wrong name is told what is wrong with it; what only looks wrong is taken.
async fn wrong_names(window: &Window) {
    let long = format!("{}.{}.example.com", "a".repeat(30), "b".repeat(30));
    let wrong = [
        ("api vpce.example.com", "is not a DNS name"),
        ("api..example.com", "is not a DNS name"),
        ("co.uk", "is an ending that many share"),
        ("api.amazonaws.com", "belongs to Amazon"),
        ("example.com", "is too short"),
        ("*.vpce.example.com", "can’t begin with"),
        (long.as_str(), "at most 64 are possible"),
    ];
    window.go("product").await;
    for (name, told) in wrong {
        window.fill(&pages::input("serviceDnsName"), name).await;
        window.click("h1").await;
        window.read("[data-testid='field-serviceDnsName'] [class*='error']", told).await;
    }
    for fine in ["API.vpce.Example.com.", "  api.vpce.example.com ", "api.b\u{fc}cher.example"] {
        window.fill(&pages::input("serviceDnsName"), fine).await;
        window.click("h1").await;
        window.gone("[data-testid='field-serviceDnsName'] [class*='error']").await;
    }
}
