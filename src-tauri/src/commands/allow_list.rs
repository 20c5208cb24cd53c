//! Commands of the allow list.

use gangway_onboarding::Trouble;
use gangway_onboarding::allow_list::{
    AllowCounts, AllowPage, AllowQuery, AllowSelection, ExportFormat, ImportKind, ImportMapping, ImportPreview, ImportRows, ImportVerdict,
    Invitation, Put, SubscriptionState,
};
use tauri::{AppHandle, State};

use crate::desk::Desk;
use crate::place;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn allow_list_page(desk: State<'_, Desk>, query: AllowQuery, page: usize, size: usize) -> Answer<AllowPage> {
    desk.engine().await?.allow_list_page(query, page, size).await
}

#[tauri::command]
pub async fn allow_list_counts(desk: State<'_, Desk>) -> Answer<AllowCounts> {
    desk.engine().await?.allow_list_counts().await
}

#[tauri::command]
pub async fn allow_list_edit(desk: State<'_, Desk>, principal: String, name: String, note: String) -> Answer<bool> {
    desk.engine().await?.allow_list_edit(&principal, &name, &note).await
}

#[tauri::command]
pub async fn allow_list_remove(desk: State<'_, Desk>, selection: AllowSelection) -> Answer<usize> {
    desk.engine().await?.allow_list_remove(selection).await
}

#[tauri::command]
pub async fn allow_list_adopt(desk: State<'_, Desk>, selection: AllowSelection) -> Answer<Put> {
    desk.engine().await?.allow_list_adopt(selection).await
}

#[tauri::command]
pub async fn allow_list_attest(desk: State<'_, Desk>, selection: AllowSelection, state: SubscriptionState, by: String) -> Answer<usize> {
    desk.engine().await?.allow_list_attest(selection, state, &by).await
}

#[tauri::command]
pub async fn allow_list_read(app: AppHandle, desk: State<'_, Desk>, kind: ImportKind) -> Answer<Option<ImportPreview>> {
    let engine = desk.engine().await?;
    let Some(path) = place::choose(&app, place::Choice::Table).await else { return Ok(None) };
    engine.allow_list_read(kind, &path).await.map(Some)
}

#[tauri::command]
pub async fn allow_list_paste(desk: State<'_, Desk>, kind: ImportKind, text: String) -> Answer<ImportPreview> {
    desk.engine().await?.allow_list_paste(kind, &text).await
}

#[tauri::command]
pub async fn allow_list_map(desk: State<'_, Desk>, mapping: ImportMapping) -> Answer<ImportPreview> {
    desk.engine().await?.allow_list_map(mapping).await
}

#[tauri::command]
pub async fn allow_list_import_page(desk: State<'_, Desk>, verdict: Option<ImportVerdict>, page: usize, size: usize) -> Answer<ImportRows> {
    desk.engine().await?.allow_list_import_page(verdict, page, size)
}

#[tauri::command]
pub async fn allow_list_import(desk: State<'_, Desk>, accepted: Vec<String>, everyone: bool, name: String, note: String) -> Answer<Put> {
    desk.engine().await?.allow_list_import(&accepted, everyone, &name, &note).await
}

#[tauri::command]
pub async fn allow_list_import_drop(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.allow_list_import_drop();
    Ok(())
}

#[tauri::command]
pub async fn allow_list_export(app: AppHandle, desk: State<'_, Desk>, query: AllowQuery, format: ExportFormat) -> Answer<Option<String>> {
    let engine = desk.engine().await?;
    let Some(folder) = place::choose(&app, place::Choice::Folder).await else { return Ok(None) };
    Ok(Some(engine.allow_list_export(query, format, &folder).await?.display().to_string()))
}

#[tauri::command]
pub async fn allow_list_invitation(desk: State<'_, Desk>) -> Answer<Invitation> {
    desk.engine().await?.allow_list_invitation().await
}

#[tauri::command]
pub async fn allow_list_save_invitation(app: AppHandle, desk: State<'_, Desk>, invitation: Invitation) -> Answer<Option<String>> {
    let engine = desk.engine().await?;
    let Some(folder) = place::choose(&app, place::Choice::Folder).await else { return Ok(None) };
    Ok(Some(engine.allow_list_save_invitation(&invitation, &folder).await?.display().to_string()))
}
