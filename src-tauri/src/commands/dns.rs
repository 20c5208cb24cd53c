//! Commands about the product's names in DNS.

use gangway_onboarding::Trouble;
use gangway_onboarding::names::{NamesPicture, schedule};
use tauri::State;

use super::types::NameServersRead;
use crate::desk::Desk;
use crate::place;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn names(desk: State<'_, Desk>) -> Answer<NamesPicture> {
    let engine = desk.engine().await?;
    let picture = engine.names().await?;
    Ok(NamesPicture { schedule: schedule::entries(&place::cli(), engine.file().path()), ..picture })
}

#[tauri::command]
pub async fn look_at_names(desk: State<'_, Desk>) -> Answer<NamesPicture> {
    let engine = desk.engine().await?;
    let picture = engine.look_at_names().await?;
    Ok(NamesPicture { schedule: schedule::entries(&place::cli(), engine.file().path()), ..picture })
}

#[tauri::command]
pub async fn name_servers_in(text: String) -> Answer<NameServersRead> {
    let names = gangway_onboarding::parse_name_servers(&text).into_iter().map(String::from).collect();
    Ok(NameServersRead { names, listed: gangway_onboarding::lists_name_servers(&text) })
}
