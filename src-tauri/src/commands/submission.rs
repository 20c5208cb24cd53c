//! Commands of the package and its way.

use gangway_model::StepId;
use gangway_onboarding::observed::Observed;
use gangway_onboarding::view::PackageCard;
use gangway_onboarding::{Engine, Trouble};
use tauri::{AppHandle, State};

use crate::desk::Desk;
use crate::place;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn make_package(desk: State<'_, Desk>) -> Answer<Option<PackageCard>> {
    let engine = desk.engine().await?;
    engine.make_package().await?;
    package(&engine).await
}

#[tauri::command]
pub async fn save_package(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<PackageCard>> {
    let engine = desk.engine().await?;
    let Some(folder) = place::choose(&app, place::Choice::Folder).await else { return Ok(None) };
    engine.save_package(&folder).await?;
    package(&engine).await
}

#[tauri::command]
pub async fn resolve_delivery(desk: State<'_, Desk>, received: bool) -> Answer<()> {
    desk.engine().await?.resolve_delivery(received).await
}

async fn package(engine: &Engine) -> Answer<Option<PackageCard>> {
    match engine.detail(StepId::Submission).await?.observed {
        Some(Observed::Submission(seen)) => Ok(seen.package),
        _ => Ok(None),
    }
}
