//! Commands of the welcome page.

use std::path::Path;

use gangway_onboarding::access::IdentityCard;
use gangway_onboarding::view::Onboarding;
use gangway_onboarding::{Trouble, World, profiles, shelf};
use tauri::{AppHandle, State};

use super::types::{AccountChoice, Welcome};
use crate::desk::{Desk, blocking};
use crate::place;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn welcome(desk: State<'_, Desk>) -> Answer<Welcome> {
    let found = blocking(|| Ok(profiles())).await?;
    let (profiles, profiles_trouble) = match found {
        Ok(profiles) => (profiles, None),
        Err(error) => (Vec::new(), Some(Trouble::from(error))),
    };
    let folder = desk.folder.display().to_string();
    Ok(Welcome {
        projects: shelf::cards(&desk.folder).await,
        profiles,
        profiles_trouble,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        folder,
    })
}

#[tauri::command]
pub async fn identify(desk: State<'_, Desk>, account: AccountChoice) -> Answer<IdentityCard> {
    let world = match account {
        AccountChoice::Profile { profile } => World::aws(Some(profile)),
        AccountChoice::SignedIn { account_id, role } => desk.signed_in_world(&desk.role(&account_id, role).await?).await?,
        AccountChoice::Practice { .. } => return Err(Trouble::of("nothing-to-identify")),
    };
    gangway_onboarding::engine::identify(&world).await
}

#[tauri::command]
pub async fn create_onboarding(desk: State<'_, Desk>, name: String, account: AccountChoice) -> Answer<Onboarding> {
    let engine = match account {
        AccountChoice::Practice { story } => desk.create_practice(&name, story).await?,
        AccountChoice::Profile { profile } => desk.create(&name, profile).await?,
        AccountChoice::SignedIn { account_id, role } => desk.create_signed_in(&name, desk.role(&account_id, role).await?).await?,
    };
    engine.onboarding().await
}

#[tauri::command]
pub async fn open_onboarding(desk: State<'_, Desk>, path: String) -> Answer<Onboarding> {
    desk.open(Path::new(&path)).await?.onboarding().await
}

#[tauri::command]
pub async fn choose_onboarding(app: AppHandle, desk: State<'_, Desk>) -> Answer<Option<Onboarding>> {
    match place::choose(&app, place::Choice::Onboarding).await {
        Some(path) => Ok(Some(desk.open(&path).await?.onboarding().await?)),
        None => Ok(None),
    }
}

#[tauri::command]
pub async fn close_onboarding(desk: State<'_, Desk>) -> Answer<()> {
    desk.close().await;
    Ok(())
}
