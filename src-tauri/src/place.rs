//! Where things are kept, and which path a native dialog chose.

use std::path::PathBuf;

use tauri::{AppHandle, Manager as _, Runtime};
use tauri_plugin_dialog::DialogExt as _;

/// The folder of the onboardings: `GANGWAY_HOME`, else the system's place for an app's local data.
pub fn folder<R: Runtime>(app: &AppHandle<R>) -> Result<PathBuf, tauri::Error> {
    let folder = match std::env::var_os("GANGWAY_HOME") {
        Some(home) => PathBuf::from(home),
        None => app.path().app_local_data_dir()?,
    };
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The terminal's program: installed beside this one, else found by its name.
pub fn cli() -> PathBuf {
    let name = format!("gangway-cli{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(&name)));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| PathBuf::from(name))
}

/// What a dialog is asked for.
#[derive(Clone, Copy)]
pub enum Choice {
    /// An onboarding's file.
    Onboarding,
    /// A table of customers, or a report.
    Table,
    /// A folder to save into.
    Folder,
}

/// The path that the user chose in a native dialog; `None` when the dialog was cancelled. `GANGWAY_CHOOSE` stands in for the dialog where
/// nobody can click one, as in a guided tour.
pub async fn choose<R: Runtime>(app: &AppHandle<R>, choice: Choice) -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("GANGWAY_CHOOSE") {
        let chosen = PathBuf::from(chosen);
        // What was read from a file is saved beside it.
        let beside = matches!(choice, Choice::Folder) && chosen.is_file();
        return if beside { chosen.parent().map(PathBuf::from) } else { Some(chosen) };
    }
    let (answer, chosen) = tokio::sync::oneshot::channel();
    let done = move |path: Option<tauri_plugin_dialog::FilePath>| {
        let _ = answer.send(path.and_then(|path| path.into_path().ok()));
    };
    match choice {
        Choice::Onboarding => app.dialog().file().add_filter("Gangway", &["gangway"]).pick_file(done),
        Choice::Table => app.dialog().file().add_filter("CSV, XLSX", &["csv", "tsv", "txt", "xlsx"]).pick_file(done),
        Choice::Folder => app.dialog().file().pick_folder(done),
    }
    chosen.await.ok().flatten()
}
