//! Commands for signing in with IAM Identity Center. Tokens stay behind this bridge.

use gangway_model::AccountId;
use gangway_onboarding::{SignInAccount, SignInCode, Trouble};
use gangway_practice::Decision;
use tauri::State;

use crate::browser;
use crate::desk::{Desk, blocking, practice_trouble};

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn sign_in_begin(desk: State<'_, Desk>, start_url: String, region: String, practice: bool) -> Answer<SignInCode> {
    desk.begin_sign_in(&start_url, &region, practice).await
}

#[tauri::command]
pub async fn sign_in_open_link(desk: State<'_, Desk>) -> Answer<()> {
    let link = desk.sign_in_link().await?;
    blocking(move || browser::open(&link)).await
}

#[tauri::command]
pub async fn sign_in_wait(desk: State<'_, Desk>) -> Answer<Vec<SignInAccount>> {
    let sign_in = desk.sign_in().await?;
    sign_in.finish().await?;
    desk.signed_in().await?;
    Ok(sign_in.accounts().await?)
}

#[tauri::command]
pub async fn sign_in_cancel(desk: State<'_, Desk>) -> Answer<()> {
    if let Ok(sign_in) = desk.sign_in().await {
        sign_in.give_up().await;
    }
    Ok(())
}

#[tauri::command]
pub async fn sign_in_roles(desk: State<'_, Desk>, account_id: String) -> Answer<Vec<String>> {
    let account = AccountId::parse(&account_id).map_err(Trouble::new)?;
    Ok(desk.sign_in().await?.roles(&account).await?)
}

/// Answers a code in the practice world, in the place of a browser.
#[tauri::command]
pub async fn practice_sign_in(desk: State<'_, Desk>, user_code: String, decision: String) -> Answer<()> {
    let decision = match decision.as_str() {
        "approve" => Decision::Approve,
        "deny" => Decision::Deny,
        _ => Decision::Expire,
    };
    let control = desk.practice().await?;
    blocking(move || control.decide_sign_in(&user_code, decision).map(|_| ()).map_err(|error| practice_trouble(&error))).await
}

/// Ends every session of the practice world's users.
#[tauri::command]
pub async fn practice_end_sign_ins(desk: State<'_, Desk>) -> Answer<()> {
    let control = desk.practice().await?;
    blocking(move || control.end_sign_ins().map(|_| ()).map_err(|error| practice_trouble(&error))).await
}
