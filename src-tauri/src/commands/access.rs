//! Commands of the page "Account and permissions".

use gangway_onboarding::Trouble;
use gangway_onboarding::access::{Access, AccountRole, IdentityCard, PermissionReport, PolicyCard};
use gangway_onboarding::policies::PolicyKind;
use tauri::{AppHandle, State};

use crate::desk::Desk;
use crate::place;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn access(desk: State<'_, Desk>) -> Answer<Access> {
    desk.engine().await?.access().await
}

#[tauri::command]
pub async fn identity(desk: State<'_, Desk>) -> Answer<IdentityCard> {
    desk.engine().await?.identity_card().await
}

#[tauri::command]
pub async fn set_role_profile(desk: State<'_, Desk>, role: AccountRole, profile: Option<String>) -> Answer<Access> {
    desk.engine().await?.set_role_profile(role, profile).await
}

#[tauri::command]
pub async fn publish_in_route53(desk: State<'_, Desk>, wanted: bool) -> Answer<()> {
    desk.engine().await?.publish_in_route53(wanted).await
}

#[tauri::command]
pub async fn preflight(desk: State<'_, Desk>) -> Answer<PermissionReport> {
    desk.engine().await?.preflight().await
}

#[tauri::command]
pub async fn policy(desk: State<'_, Desk>, kind: PolicyKind) -> Answer<PolicyCard> {
    desk.engine().await?.policy(kind).await
}

#[tauri::command]
pub async fn save_policy(app: AppHandle, desk: State<'_, Desk>, kind: PolicyKind) -> Answer<Vec<String>> {
    let engine = desk.engine().await?;
    match place::choose(&app, place::Choice::Folder).await {
        Some(folder) => engine.save_policy(kind, &folder).await,
        None => Ok(Vec::new()),
    }
}
