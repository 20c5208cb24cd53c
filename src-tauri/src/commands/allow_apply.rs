//! Commands that bring AWS's allow lists to the user's, and that answer customers' connections.

use gangway_model::Region;
use gangway_onboarding::Trouble;
use gangway_onboarding::allow_apply::{
    AllowEntryKind, AllowHistory, AllowPlan, AllowPlanEntry, AllowRun, AllowWarning, ConnectionAnswer, ConnectionPlace, Connections,
};
use tauri::State;

use crate::desk::Desk;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn allow_plan(desk: State<'_, Desk>) -> Answer<AllowPlan> {
    desk.engine().await?.allow_plan().await
}

#[tauri::command]
pub async fn allow_plan_entries(
    desk: State<'_, Desk>,
    region: Region,
    kind: AllowEntryKind,
    page: usize,
    size: usize,
) -> Answer<Vec<AllowPlanEntry>> {
    desk.engine().await?.allow_plan_entries(region, kind, page, size).await
}

#[tauri::command]
pub async fn allow_apply(desk: State<'_, Desk>, hash: String, yes: Vec<AllowWarning>, names: bool) -> Answer<usize> {
    let run = desk.engine().await?.allow_apply(&hash, &yes, names, "hand").await?;
    Ok(usize::try_from(run).unwrap_or_default())
}

#[tauri::command]
pub async fn allow_runs(desk: State<'_, Desk>, most: usize) -> Answer<Vec<AllowRun>> {
    desk.engine().await?.allow_runs(most).await
}

#[tauri::command]
pub async fn allow_pause(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.allow_pause().await
}

#[tauri::command]
pub async fn allow_resume(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.allow_resume().await
}

#[tauri::command]
pub async fn allow_cancel(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.allow_cancel().await
}

#[tauri::command]
pub async fn allow_adopt(desk: State<'_, Desk>, region: Region, principals: Option<Vec<String>>) -> Answer<usize> {
    desk.engine().await?.allow_adopt(region, principals).await
}

#[tauri::command]
pub async fn allow_disown(desk: State<'_, Desk>, region: Region, principals: Option<Vec<String>>) -> Answer<usize> {
    desk.engine().await?.allow_disown(region, principals).await
}

#[tauri::command]
pub async fn allow_retry(desk: State<'_, Desk>) -> Answer<usize> {
    desk.engine().await?.allow_retry().await
}

#[tauri::command]
pub async fn allow_undo(desk: State<'_, Desk>) -> Answer<usize> {
    desk.engine().await?.allow_undo().await
}

#[tauri::command]
pub async fn allow_history(desk: State<'_, Desk>, search: String, page: usize, size: usize) -> Answer<AllowHistory> {
    desk.engine().await?.allow_history(&search, page, size).await
}

#[tauri::command]
pub async fn allow_staying(desk: State<'_, Desk>, region: Region) -> Answer<Vec<String>> {
    desk.engine().await?.allow_staying(&region).await
}

#[tauri::command]
pub async fn connections(desk: State<'_, Desk>) -> Answer<Connections> {
    desk.engine().await?.connections().await
}

#[tauri::command]
pub async fn answer_connections(
    desk: State<'_, Desk>,
    places: Vec<ConnectionPlace>,
    accept: bool,
    strangers: bool,
) -> Answer<Vec<ConnectionAnswer>> {
    desk.engine().await?.answer_connections(places, accept, strangers).await
}
