//! Commands of one task. `region` says which, where a task is done per Region; none means the product's first one.

use gangway_model::{FieldProblem, Region, StepId};
use gangway_onboarding::Trouble;
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::view::TaskDetail;
use tauri::State;

use crate::desk::Desk;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn task(desk: State<'_, Desk>, step: StepId, region: Option<Region>) -> Answer<TaskDetail> {
    desk.engine().await?.at(region).detail(step).await
}

#[tauri::command]
pub async fn save_inputs(desk: State<'_, Desk>, inputs: StepInputs, region: Option<Region>) -> Answer<Vec<FieldProblem>> {
    desk.engine().await?.at(region).save_inputs(&inputs).await
}

#[tauri::command]
pub async fn check(desk: State<'_, Desk>, step: StepId, region: Option<Region>) -> Answer<String> {
    desk.engine().await?.at(region).start_check(step).await
}

#[tauri::command]
pub async fn apply(desk: State<'_, Desk>, step: StepId, region: Option<Region>, hash: String) -> Answer<String> {
    desk.engine().await?.at(region).start_apply(step, &hash).await
}
