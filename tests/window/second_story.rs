//! The guided rehearsal in which DNS goes wrong three times, played as a seller plays it: what the page says leads to each mistake, and the
//! registrar's form in the drawer mends it.

use crate::driver::{LATE, Launch, Window};
use crate::support::PracticeServer;
use crate::the_tour::{album, look, look_at_dialog};
use crate::{drawer, pages};

/// World seconds per real second.
const SPEED: f64 = 600.0;

/// See the module.
pub async fn play() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let album = album("dns-troubles");
    let launch = Launch { album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch.practice(practice.url())).await;
    let mut found = Vec::new();
    window.click("[data-testid='welcome-story'] input[value='dns-troubles']").await;
    look(&window, "welcome", &mut found).await;
    pages::start_practice(&window, "Acme API").await;
    guide(&window, "build", "now").await;
    window.click("[data-chapter='build'] [data-testid='show-how'] [role='button']").await;
    window.read("[data-chapter='build']", "take what is recommended").await;
    look_at_dialog(&window, "guide", &mut found).await;
    drawer::close(&window).await;

    pages::up_to_instances(&window).await;
    for step in ["load-balancer", "endpoint-service"] {
        pages::to_plan(&window, step).await;
        pages::approve(&window).await;
        window.becomes(step, &["done"]).await;
    }
    zone_name_twice(&window, &practice, &mut found).await;
    server_behind(&window, &mut found).await;
    pages::customer(&window).await;
    pages::attest(&window).await;
    pages::take(&window, "rehearsal", &["done"]).await;
    pages::package(&window).await;
    pages::to_plan(&window, "submission").await;
    pages::approve(&window).await;
    window.becomes("submission", &["done"]).await;
    old_delegation(&window, &mut found).await;

    guide(&window, "old-delegation", "passed").await;
    window.read("[data-testid='story']", "5 of 5 chapters done").await;
    look_at_dialog(&window, "guide-at-last", &mut found).await;
    drawer::open_at(&window, "mail").await;
    window.see("[data-testid='practice-mail']").await;
    look_at_dialog(&window, "mailbox", &mut found).await;
    drawer::open_at(&window, "resources").await;
    window.see("[data-testid='exists'][data-kind='vpc-endpoint-service'][data-state='Available']").await;
    look_at_dialog(&window, "what-exists", &mut found).await;
    drawer::open_at(&window, "go-wrong").await;
    window.see("[data-testid='no-faults']").await;
    look_at_dialog(&window, "go-wrong", &mut found).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

/// The guide in the drawer, once a chapter is where it should be.
async fn guide(window: &Window, chapter: &str, state: &str) {
    drawer::open_at(window, "guide").await;
    window.see_within(&format!("[data-testid='chapter'][data-chapter='{chapter}'][data-state='{state}']"), LATE).await;
}

/// The panel appends the zone's name to the record of the certificate; it is entered again with a dot at its end.
async fn zone_name_twice(window: &Window, practice: &PracticeServer, found: &mut Vec<String>) {
    pages::to_plan(window, "certificate").await;
    pages::approve(window).await;
    window.see("[data-testid='publish-record']").await;
    guide(window, "zone-name-twice", "now").await;
    drawer::close(window).await;
    pages::publish(window).await;
    let finding = "[data-testid='finding'][data-code='record-zone-name-twice']";
    window.see_within(finding, LATE).await;
    window.read(finding, "with a dot at its end").await;
    look(window, "zone-name-twice", found).await;

    let zones = practice.control.zones().unwrap();
    let records = zones.into_iter().filter(|zone| zone.editable).flat_map(|zone| zone.records);
    let doubled: Vec<String> = records.map(|record| record.name).filter(|name| name.ends_with(".example.com.example.com")).collect();
    assert!(!doubled.is_empty(), "the panel made its slip");
    drawer::open_at(window, "registrar").await;
    for wrong in doubled {
        window.click(&format!("[data-testid='registrar-edit'][aria-label='Change the CNAME record {wrong}']")).await;
        window.see("[data-testid='registrar-editing']").await;
        let right = wrong.strip_suffix(".example.com").unwrap();
        window.fill("[data-testid='registrar-name'] input", &format!("{right}.")).await;
        look_at_dialog(window, "registrar", found).await;
        window.click("[data-testid='registrar-publish']").await;
        window.gone("[data-testid='registrar-editing']").await;
    }
    drawer::close(window).await;
    window.becomes("certificate", &["done"]).await;
}

/// One of the two name servers shows the record only hours later: the verification waits for it.
async fn server_behind(window: &Window, found: &mut Vec<String>) {
    guide(window, "server-behind", "now").await;
    drawer::close(window).await;
    window.go("private-dns").await;
    pages::publish(window).await;
    window.see("[data-testid='first'][data-code='private-dns-publish-first']").await;
    window.read("[data-testid='part-records']", "On some servers only").await;
    look(window, "server-behind", found).await;
    window.see_within("[data-testid='apply']", LATE).await;
    pages::approve(window).await;
    window.becomes("private-dns", &["done"]).await;
}

/// An old name server and an old DS record stand at the name; both are removed at the registrar.
async fn old_delegation(window: &Window, found: &mut Vec<String>) {
    window.go("delegation").await;
    window.see_within("[data-testid='use-name-servers']", LATE).await;
    guide(window, "old-delegation", "now").await;
    drawer::close(window).await;
    window.click("[data-testid='use-name-servers']").await;
    window.click("[data-testid='continue']").await;
    window.see_within("[data-testid='publish-record']", LATE).await;
    pages::publish(window).await;
    let (server, key) = ("delegation-wrong-server", "delegation-ds-without-dnskey");
    for code in [server, key] {
        window.see_within(&format!("[data-testid='finding'][data-code='{code}']"), LATE).await;
    }
    window.read(&format!("[data-testid='finding'][data-code='{server}']"), "ns1.old-dns.example").await;
    look(window, "old-delegation", found).await;

    drawer::open_at(window, "registrar").await;
    for text in ["ns1.old-dns.example", "4711 13 2"] {
        let row = format!("//tr[.//*[@data-testid='registrar-record']][.//*[contains(text(), '{text}')]]");
        window.click_xpath(&format!("{row}//button[@data-testid='registrar-remove']")).await;
        let left = format!("return document.evaluate(\"{row}\", document, null, 8, null).singleNodeValue === null;");
        let ask = || async { Ok((window.js(&left, Vec::new()).await? == serde_json::json!(true)).then_some(())) };
        window.until(&format!("{text} to be removed"), LATE, ask).await;
    }
    drawer::close(window).await;
    window.click("[data-testid='check']").await;
    window.becomes("delegation", &["done"]).await;
}
