//! Commands of one task.

use gangway_model::{FieldProblem, StepId};
use gangway_onboarding::Trouble;
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::view::{AllowAdded, AllowPage, TaskDetail};
use tauri::State;

use crate::desk::Desk;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn task(desk: State<'_, Desk>, step: StepId) -> Answer<TaskDetail> {
    desk.engine().await?.detail(step).await
}

#[tauri::command]
pub async fn save_inputs(desk: State<'_, Desk>, inputs: StepInputs) -> Answer<Vec<FieldProblem>> {
    desk.engine().await?.save_inputs(&inputs).await
}

#[tauri::command]
pub async fn check(desk: State<'_, Desk>, step: StepId) -> Answer<String> {
    desk.engine().await?.start_check(step).await
}

#[tauri::command]
pub async fn apply(desk: State<'_, Desk>, step: StepId, hash: String) -> Answer<String> {
    desk.engine().await?.start_apply(step, &hash).await
}

#[tauri::command]
pub async fn allow_list_page(desk: State<'_, Desk>, search: String, page: usize, size: usize) -> Answer<AllowPage> {
    desk.engine().await?.allow_list_page(&search, page, size).await
}

#[tauri::command]
pub async fn allow_list_add(desk: State<'_, Desk>, text: String, name: String, note: String) -> Answer<AllowAdded> {
    desk.engine().await?.allow_list_add(&text, &name, &note).await
}

#[tauri::command]
pub async fn allow_list_remove(desk: State<'_, Desk>, principals: Vec<String>) -> Answer<usize> {
    desk.engine().await?.allow_list_remove(principals).await
}
