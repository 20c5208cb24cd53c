//! `allow-list plan|apply`: what would change on AWS's allow lists, and bringing them to the onboarding's.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use gangway_model::Severity;
use gangway_onboarding::allow_apply::{AllowPlan, AllowRun, AllowRunState, AllowWarning};
use gangway_onboarding::allow_list::{ImportKind, ImportVerdict};
use gangway_onboarding::{Engine, Trouble};
use gangway_words::Words;
use serde::Serialize;

use crate::json::{self, Said};
use crate::run::{PLAN_WAITS, SOMEBODY_WAITS, open};
use crate::world::Place;

#[derive(Args)]
pub struct AllowListArguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Look at AWS's lists and show what would change. Changes nothing at AWS.
    Plan {
        #[command(flatten)]
        common: Common,
    },
    /// Bring AWS's lists to the onboarding's: the plan of this hash. What was approved before goes on first.
    Apply {
        #[command(flatten)]
        common: Common,
        /// The hash of the plan that may be carried out; without it only what was approved before goes on.
        #[arg(long)]
        approve: Option<String>,
        /// Everyone (*) may be let in.
        #[arg(long)]
        everyone: bool,
        /// Everyone (*) may be let in also where connections are accepted automatically.
        #[arg(long, requires = "everyone")]
        public: bool,
        /// Keep customers' names in AWS, as tags: one call for each name.
        #[arg(long)]
        names: bool,
    },
}

#[derive(Args)]
struct Common {
    /// The onboarding's file.
    project: PathBuf,
    /// Customers to put on the list first: CSV, XLSX, or a text with account ids or ARNs.
    #[arg(long)]
    add: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// What the terminal says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    /// What would change now.
    plan: AllowPlan,
    /// What was carried out last.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<AllowRun>,
}

/// Shows the plan (exit code 3 when something would change), or carries it out (4 when something is left).
pub async fn allow_list(arguments: &AllowListArguments, json: bool) -> Result<ExitCode, Trouble> {
    let common = match &arguments.what {
        What::Plan { common } | What::Apply { common, .. } => common,
    };
    let engine = open(&common.project, &common.place).await?;
    if let Some(file) = &common.add {
        add(&engine, file).await?;
    }
    let mut ran = None;
    if let What::Apply { approve, everyone, public, names, .. } = &arguments.what {
        let unfinished = |run: &AllowRun| matches!(run.state, AllowRunState::Running | AllowRunState::Paused);
        if engine.allow_runs(1).await?.iter().any(unfinished) {
            engine.allow_resume().await?;
            ran = engine.allow_settled().await?;
        }
        if let Some(hash) = approve {
            let yes = [(*everyone, AllowWarning::Everyone), (*public, AllowWarning::EveryoneAutomatic)];
            let yes: Vec<AllowWarning> = yes.into_iter().filter(|(said, _)| *said).map(|(_, warning)| warning).collect();
            let source = common.add.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
            engine.allow_plan().await?;
            engine.allow_apply(hash, &yes, *names, source.as_deref().unwrap_or("hand")).await?;
            ran = engine.allow_settled().await?;
        }
    }
    let plan = engine.allow_plan().await?;
    let words = Words::english();
    let report = Report { plan, run: ran };
    let findings = findings(&words, &report);
    if json {
        json::print("allow-list", &report, &findings)?;
    } else {
        print!("{}", sentences(&report, &findings));
    }
    let stopped = report.run.as_ref().is_some_and(|run| run.state != AllowRunState::Done);
    Ok(match (stopped, report.plan.entries()) {
        (true, _) => ExitCode::from(SOMEBODY_WAITS),
        (false, 0) => ExitCode::SUCCESS,
        _ => ExitCode::from(PLAN_WAITS),
    })
}

/// Puts a file's customers on the list, read as the window reads it. One row that is refused or doubtful keeps all of them off it, for a script
/// can't look at a preview. `*` goes on the list; AWS is given it only with `--everyone`.
async fn add(engine: &Engine, file: &Path) -> Result<(), Trouble> {
    engine.allow_list_read(ImportKind::Customers, file).await?;
    for verdict in [ImportVerdict::Refused, ImportVerdict::Doubtful, ImportVerdict::Nothing] {
        let bad = engine.allow_list_import_page(Some(verdict), 0, 1)?.rows.into_iter().next();
        if let Some(row) = bad {
            let words = Words::english();
            let problem = words.say(&row.message.unwrap_or_else(|| gangway_model::message("import-no-account")));
            return Err(Trouble::of("import-row").with("line", i64::from(row.row)).with("problem", problem));
        }
    }
    engine.allow_list_import(&[], true, "", "").await.map(drop)
}

fn findings(words: &Words, report: &Report) -> Vec<Said> {
    let mut said = Vec::new();
    for warning in &report.plan.warnings {
        let which = if *warning == AllowWarning::Everyone { "everyone" } else { "everyone-automatic" };
        let text = gangway_model::message("allow-warning-open").with("warning", which);
        said.push(Said::new(words, Severity::Warning, &text));
    }
    for row in &report.plan.regions {
        let region = Some(row.region.to_string());
        if let Some(trouble) = &row.trouble {
            said.push(Said { region: region.clone(), ..Said::new(words, Severity::Blocker, &trouble.message) });
        }
        for (code, count) in
            [("allow-list-only-in-aws", row.only_in_aws), ("allow-list-refused", row.refused), ("allow-list-connections-stay", row.staying)]
        {
            if count > 0 {
                let text = gangway_model::message(code).with("count", count);
                said.push(Said { region: region.clone(), ..Said::new(words, Severity::Warning, &text) });
            }
        }
    }
    for row in report.run.iter().flat_map(|run| &run.regions) {
        let region = Some(row.region.to_string());
        let trouble = row.trouble.as_ref().map(|trouble| (Severity::Blocker, &trouble.message));
        for (severity, text) in trouble.into_iter().chain(row.note.as_ref().map(|note| (Severity::Note, note))) {
            said.push(Said { region: region.clone(), ..Said::new(words, severity, text) });
        }
    }
    said
}

fn sentences(report: &Report, findings: &[Said]) -> String {
    let mut text = String::new();
    for row in report.run.iter().flat_map(|run| &run.regions) {
        let _ = writeln!(
            text,
            "done     {}  {} added, {} removed, {} refused, {} left, {} calls",
            row.region, row.added, row.removed, row.refused, row.left, row.calls
        );
    }
    for row in &report.plan.regions {
        let _ = writeln!(
            text,
            "would    {}  {} to add, {} to remove, {} unchanged, {} only at AWS",
            row.region, row.add, row.remove, row.unchanged, row.only_in_aws
        );
    }
    for finding in findings {
        let region = finding.region.as_deref().map(|region| format!("{region}: ")).unwrap_or_default();
        let _ = writeln!(text, "! {region}{} {}", finding.summary, finding.next_action.as_deref().unwrap_or_default());
    }
    if report.plan.entries() > 0 {
        let _ = writeln!(
            text,
            "At AWS’s rate this takes {:.0} s at least. Apply it with: apply --approve {}",
            report.plan.seconds, report.plan.hash
        );
    }
    text
}
