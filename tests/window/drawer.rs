//! The practice drawer as a person uses it: its tabs, and "make something go wrong".

use gangway_model::message;
use gangway_words::Words;
use serde_json::json;

use crate::driver::Window;

/// Opens the drawer if it is not open, at one of its tabs.
pub async fn open_at(window: &Window, tab: &str) {
    if window.count("[data-testid='practice-now'], [role='tab'][data-testid='go-wrong']").await == 0 {
        window.click("[data-testid='practice-open']").await;
    }
    window.click(&format!("[role='tab'][data-testid='{tab}']")).await;
    window.see(&format!("[role='tab'][data-testid='{tab}'][aria-selected='true']")).await;
}

/// Closes the drawer: the page has its room again.
pub async fn close(window: &Window) {
    if window.count("[role='tab'][data-testid='go-wrong']").await > 0 {
        window.click("[data-testid='practice-open']").await;
        window.gone("[role='tab'][data-testid='go-wrong']").await;
        window.still().await;
    }
}

fn words(id: &str) -> String {
    Words::english().say(&message(id))
}

/// Chooses an option of a select by what it reads. A list that moves under the pointer gets the click elsewhere: then it is opened once more.
pub async fn choose(window: &Window, field: &str, label: &str) {
    let button = format!("[data-testid='{field}'] button");
    let shown = "return document.querySelector(arguments[0])?.innerText.includes(arguments[1]) === true;";
    let arguments = vec![json!(button), json!(label)];
    for _ in 0..4 {
        if window.count(&format!("{button}[aria-expanded='true']")).await == 0 {
            window.click(&button).await;
        }
        window.still().await;
        window.click_xpath(&format!("//*[@role='option'][.//*[normalize-space(text())=\"{label}\"]]")).await;
        window.gone(&format!("{button}[aria-expanded='true']")).await;
        if window.js(shown, arguments.clone()).await.unwrap() == json!(true) {
            return;
        }
    }
    window.read(&button, label).await;
}

/// Makes something go wrong with these particulars, until it is ended where occasions are counted.
pub async fn begin(window: &Window, name: &str, parameters: &[(&str, &str)]) {
    open_at(window, "go-wrong").await;
    window.see("[data-testid='fault-kind']").await;
    choose(window, "fault-kind", &words(&format!("goes-wrong-{name}"))).await;
    window.see("[data-testid='fault-text']").await;
    for (parameter, value) in parameters {
        let field = format!("fault-parameter-{parameter}");
        window.see(&format!("[data-testid='{field}']")).await;
        if window.count(&format!("[data-testid='{field}'] input")).await > 0 {
            window.fill(&format!("[data-testid='{field}'] input"), value).await;
        } else {
            let id = format!("goes-wrong-choice-{parameter}-{value}");
            let label = if Words::english().knows(&id) { words(&id) } else { (*value).to_owned() };
            choose(window, &field, &label).await;
        }
    }
    if window.count("[data-testid='fault-endless']").await > 0 {
        window.click("[data-testid='fault-endless'] input").await;
    }
    window.click("[data-testid='fault-begin']").await;
    window.see(&format!("[data-testid='active-fault'][data-fault='{name}']")).await;
}

/// Ends one of the things that go wrong.
pub async fn end(window: &Window, name: &str) {
    open_at(window, "go-wrong").await;
    let row = format!("//tr[.//*[@data-fault='{name}']]");
    window.click_xpath(&format!("{row}//button[@data-testid='fault-end']")).await;
    window.gone(&format!("[data-testid='active-fault'][data-fault='{name}']")).await;
}

/// Ends everything that goes wrong.
pub async fn end_all(window: &Window) {
    open_at(window, "go-wrong").await;
    window.click("[data-testid='fault-end-all']").await;
    window.see("[data-testid='no-faults']").await;
}
