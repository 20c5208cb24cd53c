//! Commands about the account as a whole: the survey, and taking back what Gangway made.

use gangway_model::Region;
use gangway_onboarding::Trouble;
use gangway_onboarding::engine::{FixPlace, SurveyNews};
use gangway_onboarding::survey::Fix;
use gangway_onboarding::undo::UndoPlan;
use gangway_onboarding::view::ApprovedChange;
use tauri::State;
use tauri::ipc::Channel;

use crate::desk::Desk;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn survey(desk: State<'_, Desk>, channel: Channel<SurveyNews>, regions: Vec<Region>) -> Answer<()> {
    // A page that has gone takes no news any more; the look ends by itself.
    desk.engine().await?.survey(regions, move |news| drop(channel.send(news))).await
}

#[tauri::command]
pub async fn open_fix(desk: State<'_, Desk>, fix: Fix, mine: bool) -> Answer<FixPlace> {
    desk.engine().await?.open_fix(&fix, mine).await
}

#[tauri::command]
pub async fn undo_plan(desk: State<'_, Desk>, cut_connections: bool) -> Answer<UndoPlan> {
    desk.engine().await?.undo_plan(cut_connections).await
}

#[tauri::command]
pub async fn undo(desk: State<'_, Desk>, hash: String, cut_connections: bool) -> Answer<String> {
    desk.engine().await?.start_undo(&hash, cut_connections).await
}

#[tauri::command]
pub async fn removals(desk: State<'_, Desk>) -> Answer<Vec<ApprovedChange>> {
    desk.engine().await?.removals_shown().await
}
