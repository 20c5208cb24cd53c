//! How the practice drawer looks where there is little room, in the dark, with much in it and with something refused: pictures, and axe-core.

use serde_json::json;

use crate::driver::{Launch, SOON, Window};
use crate::faults::SPEED;
use crate::support::PracticeServer;
use crate::the_tour::{album, look_at_dialog};
use crate::{drawer, pages};

const TABS: [&str; 7] = ["clock", "guide", "mail", "registrar", "resources", "go-wrong", "reset"];
/// The smallest window.
const SMALL: (u32, u32) = (1024, 700);

/// See the module.
pub async fn looks() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let album = album("drawer");
    let launch = Launch { album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch.practice(practice.url())).await;
    let mut found = Vec::new();
    window.click("[data-testid='welcome-story'] input[value='full-account']").await;
    pages::start_practice(&window, "A product with a rather long name, as products have").await;
    for (fault, parameters) in [("call-fails", &[("action", "CreateLoadBalancer")][..]), ("server-lame", &[]), ("mail-cut", &[])] {
        drawer::begin(&window, fault, parameters).await;
    }
    refused(&window, &mut found).await;
    window.click("[data-testid='theme']").await;
    window.see("body.awsui-dark-mode").await;
    tabs(&window, "dark", &mut found).await;
    window.click("[data-testid='theme']").await;
    window.see("body:not(.awsui-dark-mode)").await;
    window.resize(SMALL.0, SMALL.1).await;
    tabs(&window, "small", &mut found).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

async fn tabs(window: &Window, how: &str, found: &mut Vec<String>) {
    for tab in TABS {
        drawer::open_at(window, tab).await;
        window.gone("[role='tabpanel'] .skeleton").await;
        has_room(window, tab).await;
        look_at_dialog(window, &format!("{how}-{tab}"), found).await;
    }
}

/// What the world refuses is told in the drawer, in the world's words, until another tab is chosen.
async fn refused(window: &Window, found: &mut Vec<String>) {
    let trouble = "[data-testid='trouble'][data-code='practice-refused']";
    drawer::open_at(window, "registrar").await;
    window.fill("[data-testid='registrar-name'] input", "api.elsewhere.example.").await;
    window.fill("[data-testid='registrar-value'] input", "some text").await;
    window.click("[data-testid='registrar-publish']").await;
    window.read(trouble, "The practice world says no").await;
    in_sight(window, trouble).await;
    look_at_dialog(window, "refused-record", found).await;
    drawer::open_at(window, "go-wrong").await;
    window.gone(trouble).await;
    drawer::choose(window, "fault-kind", "AWS answers slowly").await;
    window.fill("[data-testid='fault-parameter-seconds'] input", "0").await;
    window.click("[data-testid='fault-begin']").await;
    window.read(trouble, "is a whole number from 1 to 600").await;
    in_sight(window, trouble).await;
    look_at_dialog(window, "refused-fault", found).await;
}

/// It is where the reader sees it, although she scrolled to press a button.
async fn in_sight(window: &Window, css: &str) {
    let script = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
        const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return found?.closest(arguments[0]) !== null && found !== null;";
    let ask = || async { Ok((window.js(script, vec![json!(css)]).await? == json!(true)).then_some(())) };
    window.until(&format!("{css} in sight"), SOON, ask).await;
}

/// No word of a table is broken into letters: every cell has room for some.
async fn has_room(window: &Window, tab: &str) {
    let script = "return [...document.querySelectorAll('[role=tabpanel] th, [role=tabpanel] td')].map((one) => one.clientWidth)
        .filter((width) => width > 0).reduce((least, width) => Math.min(least, width), 1000);";
    let least = window.js(script, Vec::new()).await.unwrap();
    assert!(least.as_u64().unwrap() >= 60, "{tab}: a column of {least} px");
}
