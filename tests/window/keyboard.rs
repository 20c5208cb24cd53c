//! The main path without a mouse: nothing but Tab, Enter, the arrows and letters.

use std::time::Duration;

use fantoccini::key::Key;
use serde_json::json;

use crate::driver::{LATE, Launch, SOON, Window};
use crate::pages;
use crate::support::PracticeServer;

/// Tabs on a page at most: more than there are places to stop at.
const STOPS: usize = 200;

/// Whether what has the focus is this.
async fn has_focus(window: &Window, css: &str) -> bool {
    let script = "return document.activeElement?.matches(arguments[0]) === true;";
    window.js(script, vec![json!(css)]).await.unwrap() == json!(true)
}

async fn press(window: &Window, keys: &str) {
    window.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
}

/// Presses one key.
pub async fn key(window: &Window, key: Key) {
    press(window, &char::from(key).to_string()).await;
}

/// Tabs on until the focus is there.
async fn tab_to(window: &Window, css: &str) {
    window.see_within(css, LATE).await;
    for _ in 0..STOPS {
        if has_focus(window, css).await {
            return;
        }
        key(window, Key::Tab).await;
    }
    panic!("{css} is not reached with the Tab key");
}

/// Puts a text into a field in the place of what is there.
async fn fill(window: &Window, css: &str, text: &str) {
    tab_to(window, css).await;
    press(window, &format!("{}a{}{}", char::from(Key::Control), char::from(Key::Null), char::from(Key::Backspace))).await;
    press(window, text).await;
    assert_eq!(window.value(css).await, text);
}

/// Presses a button.
async fn enter(window: &Window, css: &str) {
    let able = format!("{css}:not(:disabled):not([aria-disabled='true'])");
    tab_to(window, &able).await;
    key(window, Key::Enter).await;
}

/// Presses the button at the end of the page until the task is done, and once more to go on to the next.
async fn take(window: &Window, step: &str, next: &str) {
    enter(window, "[data-testid='continue']").await;
    window.becomes(step, &["done"]).await;
    // Where nothing had to be looked at, the first press has led on already.
    let here = format!("[data-place^='task/{step}']");
    window.gone(&format!("{here} [data-testid='continue'][aria-disabled='true']")).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    if window.count(&here).await > 0 {
        enter(window, "[data-testid='continue']").await;
    }
    window.see(&format!("[data-place^='task/{next}']")).await;
}

/// From the welcome page to a load balancer that is built, and the drawer.
pub async fn alone() {
    let practice = PracticeServer::start(600.0);
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path()).practice(practice.url())).await;
    fill(&window, "[data-testid='welcome-name'] input", "By keyboard").await;
    enter(&window, "[data-testid='welcome-start-practice']").await;
    window.see("[data-place='tasks']").await;

    tab_to(&window, "nav a[href^='#/task/product']").await;
    key(&window, Key::Enter).await;
    window.see("[data-place^='task/product']").await;
    for (field, value) in pages::PRODUCT {
        fill(&window, &pages::input(field), value).await;
    }
    enter(&window, "[data-testid='field-region'] button").await;
    let typed = || async { Ok(has_focus(&window, &pages::input("region")).await.then_some(())) };
    window.until("the Region's search to have the focus", SOON, typed).await;
    press(&window, "eu-west-1").await;
    key(&window, Key::Down).await;
    key(&window, Key::Enter).await;
    window.read("[data-testid='field-region']", "eu-west-1").await;
    take(&window, "product", "network").await;
    window.see("[data-testid='field-subnetIds']").await;
    take(&window, "network", "instances").await;
    fill(&window, &pages::input("port"), "8443").await;
    take(&window, "instances", "load-balancer").await;
    enter(&window, "[data-testid='continue']").await;
    window.see("[data-testid='plan-change']").await;
    enter(&window, "[data-testid='apply']").await;
    window.becomes("load-balancer", &["done"]).await;

    // The drawer has its key, and its tabs their arrows.
    tab_to(&window, "[data-testid='continue']").await;
    press(&window, "p").await;
    tab_to(&window, "[role='tab'][data-testid='clock']").await;
    key(&window, Key::Right).await;
    window.see("[role='tab'][data-testid='guide']:focus").await;
    key(&window, Key::Enter).await;
    enter(&window, "[data-testid='story-begin-smooth']").await;
    window.see("[role='dialog'] [data-testid='story-confirm']").await;
    key(&window, Key::Escape).await;
    window.gone("[role='dialog'] [data-testid='story-confirm']").await;
    window.is_fine().await;
    window.close().await;
}

/// Signs in on the practice world's portal and begins an onboarding.
pub async fn sign_in() {
    let practice = PracticeServer::start(600.0);
    let home = tempfile::tempdir().unwrap();
    let window = Window::open(&Launch::on(home.path()).practice(practice.url())).await;
    window.see("[data-testid='way-sign-in']").await;
    // Tiles before it are one stop each; of the tabs the chosen one is.
    tab_to(&window, "[role='tab'][aria-selected='true']").await;
    key(&window, Key::Right).await;
    window.see("[data-testid='sign-in-url']").await;
    enter(&window, "[data-testid='sign-in-practise']").await;
    enter(&window, "[data-testid='sign-in-begin']").await;
    window.see("[data-testid='sign-in-code']").await;
    assert!(has_focus(&window, "[data-testid='sign-in-code']").await, "the code is where the reader goes on");
    enter(&window, "[data-testid='sign-in-allow']").await;
    tab_to(&window, "[data-testid='sign-in-accounts'] input[type='radio']").await;
    press(&window, " ").await;
    enter(&window, "[data-testid='welcome-identify']").await;
    fill(&window, "[data-testid='welcome-real-name'] input", "By keyboard").await;
    enter(&window, "[data-testid='welcome-start-real']").await;
    window.see("[data-place='tasks']").await;
    window.close().await;
}
