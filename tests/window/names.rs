//! The names: what a wrong one is told, and the page that draws them with their records, along the way to a live delegation.

use serde_json::json;

use crate::driver::{LATE, Launch, Window};
use crate::support::PracticeServer;
use crate::the_tour::{album, look};
use crate::{drawer, pages};

/// World seconds per real second.
const SPEED: f64 = 600.0;

/// See the module.
pub async fn story() {
    let practice = PracticeServer::start(SPEED);
    let album = album("names");
    let home = tempfile::tempdir().unwrap();
    let launch = Launch { album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch.practice(practice.url())).await;
    let mut found = Vec::new();
    pages::start_practice(&window, "Names").await;
    open(&window).await;
    window.read("[data-place='names']", "Enter the names in the task").await;

    wrong_names(&window).await;
    pages::up_to_instances(&window).await;
    open(&window).await;
    // A visit looks by itself.
    window.see("[data-testid='name-service'][data-zone='example.com']").await;
    window.see("[data-testid='seen-delegation'][data-standing='later']").await;

    for step in ["load-balancer", "endpoint-service"] {
        pages::to_plan(&window, step).await;
        pages::approve(&window).await;
        window.becomes(step, &["done"]).await;
    }
    pages::to_plan(&window, "certificate").await;
    pages::approve(&window).await;
    window.see_within("[data-testid='publish-record']", LATE).await;
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

    to_the_answer(&window).await;
    slips(&window, &mut found).await;
    open(&window).await;
    window.see_within("[data-testid='seen-renewal'][data-standing='published']", LATE).await;
    window.see("[data-testid='seen-certificate'][data-standing='hidden']").await;
    window.see_within("[data-testid='name-service'][data-zone='api.vpce.example.com']", LATE).await;
    window.click("[data-testid='part-dns-records'] summary").await;
    window.read("[data-testid='records-zone-file']", "api.vpce.example.com. 300 IN NS").await;
    look(&window, "delegated", &mut found).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

/// The page, by its link.
pub async fn open(window: &Window) {
    window.click_xpath("//nav//a[@href='#/names']").await;
    window.see("[data-place='names']").await;
}

/// The rest of the way to the name servers of Seller Operations.
async fn to_the_answer(window: &Window) {
    window.go("private-dns").await;
    pages::publish(window).await;
    pages::to_plan(window, "private-dns").await;
    pages::approve(window).await;
    window.becomes("private-dns", &["done"]).await;
    pages::customer(window).await;
    pages::attest(window).await;
    pages::take(window, "rehearsal", &["done"]).await;
    pages::package(window).await;
    // Before it goes out, what the handover will put out of sight is told.
    window.see_within("[data-testid='finding'][data-code='submission-cut-hides']", LATE).await;
    pages::to_plan(window, "submission").await;
    pages::approve(window).await;
    window.becomes("submission", &["done"]).await;
    window.go("delegation").await;
    window.see_within("[data-testid='use-name-servers']", LATE).await;
    window.click("[data-testid='use-name-servers']").await;
    window.click("[data-testid='continue']").await;
    window.see_within("[data-testid='publish-record']", LATE).await;
}

/// Two of the commonest slips: each is named with what to change, and put right.
async fn slips(window: &Window, found: &mut Vec<String>) {
    drawer::open_at(window, "registrar").await;
    slip(window).await;
    drawer::close(window).await;
    pages::publish(window).await;
    window.see_within("[data-testid='finding'][data-code='delegation-zone-name-twice']", LATE).await;
    window.read("[data-testid='delegation-changes']", "api.vpce.example.com.example.com").await;
    look(window, "zone-name-twice", found).await;
    open(window).await;
    window.see_within("[data-testid='seen-delegation'][data-standing='missing']", LATE).await;

    window.go("delegation").await;
    drawer::open_at(window, "registrar").await;
    slip(window).await;
    let wrong = "//tr[.//*[@data-testid='registrar-record'][contains(text(), 'example.com.example.com')]]";
    for left in (0..4).rev() {
        window.click_xpath(&format!("({wrong}//button[@data-testid='registrar-remove'])[1]")).await;
        rows(window, wrong, left).await;
    }
    drawer::close(window).await;
    window.click("[data-testid='check']").await;
    window.see_within("[data-testid='publish-record']", LATE).await;
    pages::publish(window).await;
    window.becomes("delegation", &["done"]).await;
    drawer::open_at(window, "registrar").await;
    let mine = "//tr[.//*[@data-testid='registrar-record'][@data-kind='NS'][contains(text(), 'api.vpce')]]";
    window.click_xpath(&format!("({mine}//button[@data-testid='registrar-remove'])[1]")).await;
    rows(window, mine, 3).await;
    drawer::close(window).await;
    window.click("[data-testid='check']").await;
    window.see_within("[data-testid='finding'][data-code='delegation-partial-set']", LATE).await;
    narrow(window, found).await;
    pages::publish(window).await;
    window.click("[data-testid='check']").await;
    window.becomes("delegation", &["done"]).await;
}

/// Waits until an XPath finds so many.
async fn rows(window: &Window, xpath: &str, wanted: u32) {
    let script = "return document.evaluate(`count(${arguments[0]})`, document, null, XPathResult.NUMBER_TYPE).numberValue;";
    let ask = || async { Ok((window.js(script, vec![json!(xpath)]).await?.as_f64() == Some(f64::from(wanted))).then_some(())) };
    window.until(&format!("{wanted} of {xpath}"), LATE, ask).await;
}

/// The registrar's form that appends the zone's name, on or off.
async fn slip(window: &Window) {
    window.click_xpath("//*[@role='tabpanel']//*[@aria-expanded='false'][contains(., 'Slips of this panel')]").await;
    window.click("[data-testid='panel-slip-names'] input").await;
    window.still().await;
}

/// The delegation and the names with a server missing above, where there is little room, light and dark.
async fn narrow(window: &Window, found: &mut Vec<String>) {
    window.resize(1024, 700).await;
    look(window, "partial-narrow", found).await;
    window.click("[data-testid='theme']").await;
    window.see("body.awsui-dark-mode").await;
    window.pictures("partial-narrow-dark").await;
    open(window).await;
    window.see_within("[data-testid='seen-delegation'][data-standing='missing']", LATE).await;
    window.still().await;
    window.pictures("names-narrow-dark").await;
    window.click("[data-testid='theme']").await;
    window.see("body:not(.awsui-dark-mode)").await;
    look(window, "names-narrow", found).await;
    window.resize(1280, 860).await;
    window.go("delegation").await;
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

    // One in letters of its own is shown in both forms, with the zone that holds it.
    pages::answer_product(window).await;
    window.fill(&pages::input("serviceDnsName"), "api.vpce.b\u{fc}cher.example").await;
    pages::take(window, "product", &["done"]).await;
    open(window).await;
    window.read("[data-testid='name-service']", "api.vpce.b\u{fc}cher.example (api.vpce.xn--bcher-kva.example)").await;
}
