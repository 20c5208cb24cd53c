//! Commands of the open onboarding as a whole.

use gangway_onboarding::Trouble;
use gangway_onboarding::view::{EngineEvent, Onboarding};
use tauri::State;
use tauri::ipc::Channel;
use tokio::sync::broadcast::error::RecvError;

use crate::desk::Desk;

type Answer<T> = Result<T, Trouble>;

#[tauri::command]
pub async fn onboarding(desk: State<'_, Desk>) -> Answer<Option<Onboarding>> {
    match desk.open_engine().await {
        Some(engine) => Ok(Some(engine.onboarding().await?)),
        None => Ok(None),
    }
}

#[tauri::command]
pub async fn subscribe(desk: State<'_, Desk>, channel: Channel<EngineEvent>, after: u64) -> Answer<()> {
    let (missed, mut events) = desk.engine().await?.subscribe(after);
    tokio::spawn(async move {
        let mut newest = after;
        for event in missed {
            newest = event.number;
            if channel.send(event).is_err() {
                return;
            }
        }
        loop {
            match events.recv().await {
                // The page that listened is gone when sending fails.
                Ok(event) if event.number <= newest => {}
                Ok(event) if channel.send(event.clone()).is_err() => return,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return,
            }
        }
    });
    Ok(())
}

#[tauri::command]
pub async fn remember_place(desk: State<'_, Desk>, place: String) -> Answer<()> {
    desk.engine().await?.remember_place(place).await
}

#[tauri::command]
pub async fn resume(desk: State<'_, Desk>) -> Answer<Option<String>> {
    desk.engine().await?.resume().await
}

#[tauri::command]
pub async fn cancel(desk: State<'_, Desk>) -> Answer<()> {
    desk.engine().await?.cancel().await
}
