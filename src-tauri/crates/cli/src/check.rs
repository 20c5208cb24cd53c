//! `check`: looks at everything once, changes nothing, and says for each task where it stands. For a scheduler, and for continuous integration:
//! may it be sent, and is what was proven still true?

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use gangway_model::{Region, Severity, StepId, Timestamp};
use gangway_onboarding::Trouble;
use gangway_onboarding::names::{ScheduleEntry, Scheduler, WatchCard, WatchState, schedule};
use gangway_onboarding::view::{AccountChip, Task, TaskStatus};
use gangway_words::Words;
use serde::Serialize;

use crate::json::{self, Said};
use crate::report;
use crate::run::{self, SOMEBODY_WAITS};
use crate::world::Place;

/// Something is wrong: it was well, or should be by now, and is not.
const WRONG: u8 = 5;

#[derive(clap::Args)]
pub struct CheckArguments {
    /// The onboarding's file.
    project: PathBuf,
    /// Say nothing while all is well: a scheduler then mails only what matters.
    #[arg(long, conflicts_with = "schedule")]
    quiet: bool,
    /// Look at nothing; print entries for cron, launchd and the Windows task scheduler that run this every day.
    #[arg(long)]
    schedule: bool,
    #[command(flatten)]
    place: Place,
}

/// Where a task stands, for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum TaskVerdict {
    /// Proven by the look just now.
    Well,
    /// Something or somebody is waited for.
    Waits,
    /// There is still something to do.
    Open,
    /// The user has to look.
    Wrong,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct TaskLine {
    task: StepId,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    verdict: TaskVerdict,
    /// What it waits for, or what is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// RFC 3339; missing where nobody has looked yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    looked_at: Option<String>,
}

/// Something that was proven and has to stay true.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct WatchLine {
    watched: gangway_onboarding::names::Watched,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    state: WatchState,
    summary: String,
    looked_at: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    name: String,
    account: AccountChip,
    /// The exit code's meaning in a word.
    verdict: Verdict,
    /// Whether the package may be sent as things stand.
    sendable: bool,
    /// What keeps it from being sent.
    missing: Vec<String>,
    tasks: Vec<TaskLine>,
    watch: Vec<WatchLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    /// 0: nothing is wrong, and nothing is missing for the package.
    Well,
    /// 4: nothing is wrong; something has to be done or waited for before the package may be sent.
    NotYet,
    /// 5: something is wrong.
    Wrong,
}

#[derive(Serialize)]
struct Entries {
    schedule: Vec<ScheduleEntry>,
}

pub async fn check(arguments: &CheckArguments, json: bool) -> Result<ExitCode, Trouble> {
    if arguments.schedule {
        return print_schedule(&arguments.project, json);
    }
    let engine = run::open(&arguments.project, &arguments.place).await?;
    engine.check_all().await?;
    let words = Words::english();
    let onboarding = engine.onboarding().await?;
    let (mut findings, mut tasks) = (Vec::new(), Vec::new());
    for task in &onboarding.tasks {
        let region = task.region.as_ref().and_then(|region| Region::parse(region).ok());
        let detail = engine.at(region).detail(task.step).await?;
        findings.extend(report::of_task(&words, task.step, task.region.as_deref(), &detail.findings));
        tasks.push(line(&words, task, detail.checked_at));
    }
    let watch = engine.names().await?.watch;
    let missing: Vec<String> = engine.submission_problems().await?.iter().map(|problem| words.say(&problem.message)).collect();
    let wrong = tasks.iter().any(|task| task.verdict == TaskVerdict::Wrong)
        || watch.iter().any(|card| matches!(card.state, WatchState::Wrong | WatchState::Unknown));
    let verdict = match (wrong, missing.is_empty()) {
        (true, _) => Verdict::Wrong,
        (false, false) => Verdict::NotYet,
        (false, true) => Verdict::Well,
    };
    let report = Report {
        name: onboarding.name,
        account: onboarding.account,
        verdict,
        sendable: missing.is_empty(),
        missing,
        tasks,
        watch: watch.iter().map(|card| watch_line(&words, card)).collect(),
    };
    if json {
        json::print("check", &report, &findings)?;
    } else if !(arguments.quiet && verdict == Verdict::Well) {
        print!("{}", sentences(&report, &findings));
    }
    Ok(match verdict {
        Verdict::Well => ExitCode::SUCCESS,
        Verdict::NotYet => ExitCode::from(SOMEBODY_WAITS),
        Verdict::Wrong => ExitCode::from(WRONG),
    })
}

fn line(words: &Words, task: &Task, looked_at: Option<Timestamp>) -> TaskLine {
    TaskLine {
        task: task.step,
        region: task.region.clone(),
        verdict: match task.status {
            TaskStatus::Done => TaskVerdict::Well,
            TaskStatus::Waiting => TaskVerdict::Waits,
            TaskStatus::Attention => TaskVerdict::Wrong,
            TaskStatus::CannotStart | TaskStatus::ToDo | TaskStatus::InProgress => TaskVerdict::Open,
        },
        why: task.why.as_ref().map(|why| words.say(why)),
        looked_at: looked_at.map(Timestamp::rfc3339),
    }
}

fn watch_line(words: &Words, card: &WatchCard) -> WatchLine {
    WatchLine {
        watched: card.watched,
        name: card.name.clone(),
        region: card.region.clone(),
        state: card.state,
        summary: words.say(&card.text),
        looked_at: card.looked_at.rfc3339(),
    }
}

fn sentences(report: &Report, findings: &[Said]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{} · {}", report.name, report.account.account_id.grouped());
    for task in &report.tasks {
        let verdict = match task.verdict {
            TaskVerdict::Well => "well",
            TaskVerdict::Waits => "waits",
            TaskVerdict::Open => "open",
            TaskVerdict::Wrong => "WRONG",
        };
        let why = task.why.as_ref().map(|why| format!(" – {why}")).unwrap_or_default();
        let _ = writeln!(text, "  {:<18} {:<16}{verdict:<6}{why}", task.task.as_str(), task.region.as_deref().unwrap_or_default());
    }
    for card in &report.watch {
        let mark = if card.state == WatchState::Wrong { "!" } else { " " };
        let _ = writeln!(text, "{mark} {} ({})", card.summary, card.looked_at);
    }
    for finding in findings.iter().filter(|finding| matches!(finding.severity, Severity::Blocker | Severity::Warning)) {
        let _ = writeln!(text, "! {} {}", finding.summary, finding.next_action.as_deref().unwrap_or_default());
    }
    for missing in &report.missing {
        let _ = writeln!(text, "before it can be sent: {missing}");
    }
    text
}

fn print_schedule(project: &Path, json: bool) -> Result<ExitCode, Trouble> {
    let cli = std::env::current_exe().map_err(|error| Trouble::of("internal").caused_by(&error))?;
    let project = project.canonicalize().map_err(|error| Trouble::of("file-missing").caused_by(&error))?;
    let entries = schedule::entries(&cli, &project);
    if json {
        json::print("check", &Entries { schedule: entries }, &[])?;
        return Ok(ExitCode::SUCCESS);
    }
    for entry in &entries {
        let name = match entry.scheduler {
            Scheduler::Cron => "cron (crontab -e)",
            Scheduler::Launchd => "macOS (a file in ~/Library/LaunchAgents)",
            Scheduler::Windows => "Windows (in a command prompt)",
        };
        println!("# {name}\n{}\n", entry.text.trim_end());
    }
    Ok(ExitCode::SUCCESS)
}
