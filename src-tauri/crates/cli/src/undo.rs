//! `undo`: what this onboarding made, taken away again.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use gangway_model::{Plan, Severity, StepId};
use gangway_onboarding::file::{ApprovedRow, ChangeState};
use gangway_onboarding::{Engine, Trouble};
use gangway_words::Words;
use serde::Serialize;

use crate::json::{self, Said};
use crate::run::{PLAN_WAITS, SOMEBODY_WAITS, open};
use crate::world::Place;

/// Between two looks at what waits, in real time.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// What is removed, or would be.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    /// What would be removed now.
    plan: Plan,
    /// Customers are connected to what would be removed.
    cuts_connections: bool,
    /// What was approved, with where it stands; the last undo's.
    removals: Vec<Removal>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Removal {
    change: String,
    region: Option<String>,
    step: StepId,
    action: &'static str,
    state: ChangeState,
    /// Why it failed, or what it waits for, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// Shows the plan (exit code 3 when there is something to remove), or carries it out (4 when something has to wait for somebody).
pub async fn undo(project: &Path, yes: bool, cut_connections: bool, place: &Place, json: bool) -> Result<ExitCode, Trouble> {
    let engine = open(project, place).await?;
    if yes {
        // A removal that was approved before goes on first; after a crash this is all there is to do.
        if last(engine.removals().await?).iter().any(|row| row.state != ChangeState::Done) {
            finish(&engine).await?;
        }
        let plan = engine.undo_plan(cut_connections).await?.plan;
        if !plan.changes.is_empty() {
            engine.approve_undo(&plan.hash, cut_connections).await?;
            finish(&engine).await?;
        }
    }
    let left = engine.undo_plan(cut_connections).await?;
    let words = Words::english();
    let removals: Vec<Removal> = last(engine.removals().await?).iter().map(|row| removal(&words, row)).collect();
    let findings: Vec<Said> = left.findings.iter().map(|finding| Said::finding(&words, finding)).collect();
    let report = Report { plan: left.plan, cuts_connections: left.cuts_connections, removals };
    if json {
        json::print("undo", &report, &findings)?;
    } else {
        print!("{}", sentences(&words, &report, &findings));
    }
    let unfinished = report.removals.iter().any(|one| one.state != ChangeState::Done);
    Ok(match (yes, report.plan.changes.is_empty()) {
        (false, false) => ExitCode::from(PLAN_WAITS),
        (true, false) => ExitCode::from(SOMEBODY_WAITS),
        (true, true) if unfinished => ExitCode::from(SOMEBODY_WAITS),
        _ => ExitCode::SUCCESS,
    })
}

/// Carries out what was approved until nothing is left that only takes its time. A removal waits for half an hour at most.
async fn finish(engine: &Engine) -> Result<(), Trouble> {
    loop {
        engine.apply_approved().await?;
        let rows = last(engine.removals().await?);
        let stopped = rows.iter().any(|row| row.state == ChangeState::Failed || row.trouble.is_some());
        if stopped || !rows.iter().any(|row| matches!(row.state, ChangeState::Pending | ChangeState::Begun)) {
            return Ok(());
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Those of the last approval.
fn last(rows: Vec<ApprovedRow>) -> Vec<ApprovedRow> {
    let newest = rows.iter().map(|row| row.approved_at).max();
    rows.into_iter().filter(|row| Some(row.approved_at) == newest).collect()
}

fn removal(words: &Words, row: &ApprovedRow) -> Removal {
    let why = row.trouble.as_ref().map(|trouble| &trouble.message).or(row.waiting.as_ref().map(|waiting| &waiting.why));
    Removal {
        change: words.say(&row.change.sentence),
        region: row.change.region.as_ref().map(ToString::to_string),
        step: row.change.step,
        action: row.change.call.action(),
        state: row.state,
        why: why.map(|why| words.say(why)),
    }
}

fn sentences(words: &Words, report: &Report, findings: &[Said]) -> String {
    let mut text = String::new();
    for one in &report.removals {
        let why = one.why.as_ref().map(|why| format!(" – {why}")).unwrap_or_default();
        let done = if one.state == ChangeState::Done { "removed" } else { "open   " };
        let _ = writeln!(text, "{done}  {}  {}{why}", one.region.as_deref().unwrap_or_default(), one.change);
    }
    for change in &report.plan.changes {
        let region = change.region.as_ref().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(text, "would go  {region}  {}  [{}]", words.say(&change.sentence), change.call.action());
    }
    for finding in findings {
        let mark = if finding.severity == Severity::Blocker { "!!" } else { "!" };
        let _ = writeln!(text, "{mark} {}. {}", finding.summary, finding.next_action.as_deref().unwrap_or_default());
    }
    if text.is_empty() {
        text.push_str("There is nothing to remove.\n");
    } else if !report.plan.changes.is_empty() {
        text.push_str("Remove it with: --yes\n");
    }
    text
}
