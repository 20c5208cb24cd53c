//! A daily `gangway-cli check`, as the computer's own scheduler takes it. Nothing here writes to a scheduler: the entry is copied by hand.

use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An entry to copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleEntry {
    /// For which scheduler.
    pub scheduler: Scheduler,
    /// Whether it is that of the computer Gangway runs on.
    pub here: bool,
    /// The entry.
    pub text: String,
}

/// See [`ScheduleEntry`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Scheduler {
    /// A line of a crontab.
    Cron,
    /// A property list for `~/Library/LaunchAgents`.
    Launchd,
    /// A command for the Windows task scheduler.
    Windows,
}

/// The entries for every scheduler. `cli` and `project`: full paths on this computer. cron sends what is printed by mail, so that nothing is
/// printed while all is well.
#[must_use]
pub fn entries(cli: &Path, project: &Path) -> Vec<ScheduleEntry> {
    let (cli, file) = (cli.display().to_string(), project.display().to_string());
    let stem = project.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let entry = |scheduler, here, text| ScheduleEntry { scheduler, here, text };
    vec![
        entry(Scheduler::Cron, cfg!(target_os = "linux"), cron(&cli, &file)),
        entry(Scheduler::Launchd, cfg!(target_os = "macos"), launchd(&cli, &file, &stem)),
        entry(Scheduler::Windows, cfg!(windows), windows(&cli, &file, &stem)),
    ]
}

/// `%` ends a command of a crontab unless it is escaped (crontab(5)), also within quotes.
fn cron(cli: &str, file: &str) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "'\\''")).replace('%', "\\%");
    format!("0 7 * * * {} check {} --quiet", quoted(cli), quoted(file))
}

fn launchd(cli: &str, file: &str, stem: &str) -> String {
    let arguments: String = [cli, "check", file, "--quiet"].iter().map(|one| format!("    <string>{}</string>\n", xml(one))).collect();
    let label = format!("gangway.check.{}", plain(stem));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n\
         \x20 <key>Label</key>\n  <string>{label}</string>\n\
         \x20 <key>ProgramArguments</key>\n  <array>\n{arguments}  </array>\n\
         \x20 <key>StartCalendarInterval</key>\n  <dict>\n    <key>Hour</key>\n    <integer>7</integer>\n    <key>Minute</key>\n    \
         <integer>0</integer>\n  </dict>\n\
         \x20 <key>StandardErrorPath</key>\n  <string>/tmp/{label}.err</string>\n\
         \x20 <key>StandardOutPath</key>\n  <string>/tmp/{label}.out</string>\n</dict>\n</plist>\n"
    )
}

/// The task's command stands in quotes of its own, in which `\"` is a quote.
fn windows(cli: &str, file: &str, stem: &str) -> String {
    format!("schtasks /Create /SC DAILY /ST 07:00 /TN \"Gangway check {}\" /TR \"\\\"{cli}\\\" check \\\"{file}\\\" --quiet\"", plain(stem))
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// For labels and task names: letters, digits and hyphens.
fn plain(text: &str) -> String {
    text.chars().map(|one| if one.is_alphanumeric() { one } else { '-' }).collect()
}
