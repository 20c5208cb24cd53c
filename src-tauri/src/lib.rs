//! The shell: the window, the single instance, and the commands between the window and the engine. No rule of an onboarding lives here.

mod browser;
pub mod commands;
mod desk;
mod place;

use std::process::ExitCode;

use tauri::Manager as _;

/// Opens the window and runs until it is closed.
#[must_use]
pub fn run() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("GANGWAY_LOG").unwrap_or_else(|_| "warn,gangway=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let app = tauri::Builder::default()
        // First of all: a second start brings the first one's window to the front and ends.
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| {
            if let Some(window) = app.get_webview_window("main") {
                let shown = window.unminimize().and_then(|()| window.show()).and_then(|()| window.set_focus());
                if let Err(error) = shown {
                    tracing::warn!(%error, "the window could not be brought to the front");
                }
            }
        }))
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(commands::handler())
        .setup(|app| {
            let desk = desk::Desk::new(place::folder(app.handle())?);
            if std::env::args().any(|argument| argument == "--practice") {
                // Before the page asks what is open. If it fails, the welcome page says why when the user starts it there.
                if let Err(trouble) = tauri::async_runtime::block_on(desk.open_practice()) {
                    tracing::warn!(%trouble, "the practice account could not be opened at the start");
                }
            }
            app.manage(desk);
            Ok(())
        })
        .run(tauri::generate_context!());
    match app {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}
