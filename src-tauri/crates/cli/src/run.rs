//! `run`, `watch`, `package`, `copy`, `delivery`.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use gangway_model::{Plan, Severity, StepId, message};
use gangway_onboarding::file::ProjectFile;
use gangway_onboarding::observed::Observed;
use gangway_onboarding::{Engine, Trouble};
use gangway_words::Words;
use serde::Serialize;

use crate::json::{self, Said};
use crate::world::Place;
use crate::{answers, report};

pub(crate) const PLAN_WAITS: u8 = 3;
pub(crate) const SOMEBODY_WAITS: u8 = 4;

pub(crate) async fn open(project: &Path, place: &Place) -> Result<Engine, Trouble> {
    Engine::open(project, |meta| place.world(Some(meta))).await
}

pub async fn run(project: &Path, answers: Option<&Path>, approve: Option<&str>, place: &Place, json: bool) -> Result<ExitCode, Trouble> {
    let answers = answers.map(answers::read).transpose()?;
    let engine = if project.exists() {
        open(project, place).await?
    } else {
        let name = answers.as_ref().and_then(|answers| answers.name.clone());
        let stem = || project.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        Engine::create(project, &name.unwrap_or_else(stem), place.profile.clone(), place.world(None)?).await?
    };
    // What was approved goes on first, before anything is asked: after a crash this is all there is to do.
    engine.apply_approved().await?;
    if let Some(answers) = &answers {
        answers::take_in(&engine, answers).await?;
    }
    let mut plan = plan(&engine).await?;
    let mut changed = None;
    if let Some(hash) = approve.filter(|_| !plan.changes.is_empty()) {
        if plan.hash == hash {
            engine.approve(&plan).await?;
            engine.apply_approved().await?;
            plan = self::plan(&engine).await?;
        } else {
            changed = Some(Said::new(&Words::english(), Severity::Warning, &message("plan-changed")));
        }
    }
    let mut report = report::report(&engine, plan).await?;
    if let Some(changed) = changed.as_ref().filter(|_| !json) {
        eprintln!("{}", changed.summary);
    }
    report.findings.extend(changed);
    if json {
        json::print("run", &report, &report.findings)?
    } else {
        println!("{}", report::sentences(&report))
    }
    Ok(code(&report))
}

pub async fn watch(project: &Path, once: bool, place: &Place, json: bool) -> Result<ExitCode, Trouble> {
    let engine = open(project, place).await?;
    loop {
        engine.look_after().await?;
        let plan = plan(&engine).await?;
        let report = report::report(&engine, plan).await?;
        match (json, once) {
            (false, _) => println!("{}", report::sentences(&report)),
            (true, true) => json::print("watch", &report, &report.findings)?,
            (true, false) => json::print_line("watch", &report, &report.findings)?,
        }
        if once {
            return Ok(code(&report));
        }
        tokio::time::sleep(Duration::from_secs(30)).await;
    }
}

/// Everything that can be planned now. The package is made as soon as all that it needs is proven, so that the plan can name it by its hash.
async fn plan(engine: &Engine) -> Result<Plan, Trouble> {
    let plan = engine.plan_everything().await?;
    let submission = engine.detail(StepId::Submission).await?;
    let Some(Observed::Submission(seen)) = &submission.observed else { return Ok(plan) };
    if submission.inputs.is_none() || !submission.task.needs.is_empty() || seen.delivery.is_some() {
        return Ok(plan);
    }
    match engine.make_package().await {
        Err(trouble) if trouble.message.code == "package-incomplete" => Ok(plan),
        Err(trouble) => Err(trouble),
        Ok(()) => engine.plan_everything().await,
    }
}

fn code(report: &report::Report) -> ExitCode {
    match (report.has_plan(), report.waits()) {
        (true, _) => ExitCode::from(PLAN_WAITS),
        (false, true) => ExitCode::from(SOMEBODY_WAITS),
        (false, false) => ExitCode::SUCCESS,
    }
}

/// What the task of the submission has found.
async fn submission(engine: &Engine) -> Result<Vec<Said>, Trouble> {
    Ok(report::of_task(&Words::english(), StepId::Submission, None, &engine.detail(StepId::Submission).await?.findings))
}

/// What the user said of a mail.
#[derive(Serialize)]
struct Told {
    received: bool,
}

/// A file that was written.
#[derive(Serialize)]
struct Written {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
}

pub async fn package(project: &Path, out: &Path, place: &Place, json: bool) -> Result<ExitCode, Trouble> {
    let engine = open(project, place).await?;
    engine.make_package().await?;
    let saved = engine.save_package(out).await?;
    let path = saved.path.display().to_string();
    if json {
        json::print("package", &Written { path, sha256: Some(saved.sha256) }, &submission(&engine).await?)?;
    } else {
        println!("{path}\nSHA-256 {}", saved.sha256);
    }
    Ok(ExitCode::SUCCESS)
}

pub async fn delivery(project: &Path, received: bool, place: &Place, json: bool) -> Result<ExitCode, Trouble> {
    let engine = open(project, place).await?;
    engine.resolve_delivery(received).await?;
    if json {
        json::print("delivery", &Told { received }, &submission(&engine).await?)?;
    }
    Ok(ExitCode::SUCCESS)
}

pub async fn copy(project: &Path, target: &Path, json: bool) -> Result<ExitCode, Trouble> {
    ProjectFile::open(project)?.copy_to(target).await?;
    let path = target.display().to_string();
    if json {
        json::print("copy", &Written { path, sha256: None }, &[])?
    } else {
        println!("{path}")
    }
    Ok(ExitCode::SUCCESS)
}
