//! The page that a user's browser shows for a code: the one page of this world that is meant for browsers. It loads nothing and runs
//! nothing, and its form is taken from nowhere else (`http.rs`).

use std::fmt::Write as _;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::routes::{Shared, apart};
use crate::aws::{Decision, SignInForm, SignInState, approval};
use crate::shapes::form;

/// Where the page is, also as programs are told.
pub(crate) const PATH: &str = "/practice/device";

/// Asks whether the program that shows the code may act for the user.
pub(super) async fn page(State(world): Shared, RawQuery(query): RawQuery) -> Response {
    let code = field(&query.unwrap_or_default(), "user_code");
    match apart(move || approval::reading(&world.state)).await {
        Some(Ok(given)) => {
            let asked = given.into_iter().find(|one| one.user_code == code && one.state == SignInState::Waiting);
            match asked {
                Some(one) => html(StatusCode::OK, &question(&one.user_code, &one.client)),
                None => html(StatusCode::NOT_FOUND, "<p>This code is not known, or it was answered already.</p>"),
            }
        }
        _ => html(StatusCode::INTERNAL_SERVER_ERROR, "<p>The practice world failed to answer.</p>"),
    }
}

/// Takes the answer.
pub(super) async fn answer(State(world): Shared, body: Bytes) -> Response {
    let text = String::from_utf8_lossy(&body).into_owned();
    let decision = if field(&text, "decision") == "approve" { Decision::Approve } else { Decision::Deny };
    let form = SignInForm { user_code: field(&text, "user_code"), decision };
    match apart(move || approval::decide(&world.state, &form)).await {
        Some(Ok(true)) if decision == Decision::Approve => html(StatusCode::OK, "<p>Allowed. You can close this page.</p>"),
        Some(Ok(true)) => html(StatusCode::OK, "<p>Denied. You can close this page.</p>"),
        Some(Ok(false)) => html(StatusCode::NOT_FOUND, "<p>This code is not known, or it was answered already.</p>"),
        _ => html(StatusCode::INTERNAL_SERVER_ERROR, "<p>The practice world failed to answer.</p>"),
    }
}

fn field(pairs: &str, name: &str) -> String {
    form::pairs(pairs).find(|(given, _)| given == name).map(|(_, value)| value).unwrap_or_default()
}

fn question(code: &str, client: &str) -> String {
    let (code, client) = (escaped(code), escaped(client));
    let mut text = format!("<p>The program <b>{client}</b> wants to act for you in your accounts. It should show this code:</p>");
    let _ = write!(text, "<p><code>{code}</code></p><form method=\"post\" action=\"{PATH}\">");
    let _ = write!(text, "<input type=\"hidden\" name=\"user_code\" value=\"{code}\">");
    text.push_str(
        "<button name=\"decision\" value=\"approve\">Allow</button> <button name=\"decision\" value=\"deny\">Deny</button></form>",
    );
    text
}

fn escaped(text: &str) -> String {
    let letter = |letter: char| match letter {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        other => other.to_string(),
    };
    text.chars().map(letter).collect()
}

fn html(status: StatusCode, inner: &str) -> Response {
    let title = "Practice IAM Identity Center";
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><h1>{title}</h1>{inner}</body></html>\n"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; form-action 'self'; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, page).into_response()
}
