//! Commands of the allow list.

use gangway_onboarding::Trouble;
use gangway_onboarding::allow_list::{AllowCounts, AllowPage, AllowQuery, AllowSelection};
use gangway_onboarding::view::AllowAdded;
use tauri::State;

use crate::desk::Desk;

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
pub async fn allow_list_add(desk: State<'_, Desk>, text: String, name: String, note: String) -> Answer<AllowAdded> {
    desk.engine().await?.allow_list_add(&text, &name, &note).await
}

#[tauri::command]
pub async fn allow_list_edit(desk: State<'_, Desk>, principal: String, name: String, note: String) -> Answer<bool> {
    desk.engine().await?.allow_list_edit(&principal, &name, &note).await
}

#[tauri::command]
pub async fn allow_list_remove(desk: State<'_, Desk>, selection: AllowSelection) -> Answer<usize> {
    desk.engine().await?.allow_list_remove(selection).await
}
