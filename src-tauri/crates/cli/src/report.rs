//! What the terminal says of an onboarding: sentences, or the body of a JSON document.

use std::fmt::Write as _;

use gangway_model::{Finding, Plan, Region, StepId, message};
use gangway_onboarding::costs::{self, Payer, PlanCosts};
use gangway_onboarding::observed::Observed;
use gangway_onboarding::view::{AccountChip, ApprovedChange, ProgressState, Task, TaskStatus};
use gangway_onboarding::{Engine, Trouble};
use gangway_words::Words;
use serde::Serialize;

use crate::json::Said;

/// Everything there is to say.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    name: String,
    account: AccountChip,
    tasks: Vec<Task>,
    plan: Plan,
    costs: Option<PlanCosts>,
    approved: Vec<ApprovedChange>,
    records: Vec<Record>,
    /// They stand in the document's envelope.
    #[serde(skip)]
    pub findings: Vec<Said>,
}

/// A record that somebody has to publish.
#[derive(Debug, Serialize)]
struct Record {
    name: String,
    kind: String,
    value: String,
    published: bool,
}

impl Report {
    /// Whether a plan waits for approval.
    pub fn has_plan(&self) -> bool {
        !self.plan.changes.is_empty()
    }

    /// Whether something waits for somebody.
    pub fn waits(&self) -> bool {
        self.tasks.iter().any(|task| task.status == TaskStatus::Waiting)
    }
}

/// Reads the onboarding.
pub async fn report(engine: &Engine, plan: Plan) -> Result<Report, Trouble> {
    let words = Words::english();
    let onboarding = engine.onboarding().await?;
    let (mut findings, mut approved, mut records) = (Vec::new(), Vec::new(), Vec::new());
    for task in &onboarding.tasks {
        let region = task.region.as_ref().and_then(|region| Region::parse(region).ok());
        let detail = engine.at(region).detail(task.step).await?;
        findings.extend(of_task(&words, task.step, task.region.as_deref(), &detail.findings));
        approved.extend(detail.approved);
        match detail.observed {
            Some(Observed::Certificate(seen)) => records.extend(seen.records.into_iter().map(record)),
            Some(Observed::PrivateDns(seen)) => records.extend(seen.record.map(record)),
            Some(Observed::Delegation(seen)) => {
                let published = seen.check.is_some_and(|check| check.verdict == gangway_onboarding::DelegationVerdict::Live);
                records.extend(seen.records.into_iter().map(|one| Record { name: one.name, kind: one.kind, value: one.value, published }));
            }
            _ => {}
        }
    }
    Ok(Report {
        name: onboarding.name,
        account: onboarding.account,
        tasks: onboarding.tasks,
        costs: costs::of(&plan),
        plan,
        approved,
        findings,
        records,
    })
}

fn record(seen: gangway_onboarding::observed::RecordSeen) -> Record {
    let published = seen.check.verdict == gangway_onboarding::RecordVerdict::Published;
    Record { name: seen.record.name, kind: seen.record.kind, value: seen.record.value, published }
}

/// The findings of a task, in words.
pub fn of_task(words: &Words, step: StepId, region: Option<&str>, findings: &[Finding]) -> Vec<Said> {
    let said = |finding| Said { task: Some(step), region: region.map(str::to_owned), ..Said::finding(words, finding) };
    findings.iter().map(said).collect()
}

/// The same in sentences.
pub fn sentences(report: &Report) -> String {
    let words = Words::english();
    let mut text = String::new();
    let account = report.account.account_id.grouped();
    let _ = writeln!(text, "{} · {account} · {:?}", report.name, report.account.kind);
    let regions: std::collections::BTreeSet<_> = report.tasks.iter().filter_map(|task| task.region.as_deref()).collect();
    let (several, width) = (regions.len() > 1, if regions.len() > 1 { 16 } else { 0 });
    for task in &report.tasks {
        let why = task.why.as_ref().map(|why| format!(" – {}", words.say(why))).unwrap_or_default();
        let region = task.region.as_deref().filter(|_| several).unwrap_or_default();
        let _ = writeln!(text, "  {:<18} {region:<width$}{:<12}{why}", task.step.as_str(), status(task.status));
    }
    for finding in report.findings.iter().filter(|finding| finding.severity != gangway_model::Severity::Good) {
        let _ = writeln!(text, "! {} {}", finding.summary, finding.next_action.as_deref().unwrap_or_default());
    }
    for record in report.records.iter().filter(|record| !record.published) {
        let _ = writeln!(text, "publish  {}  {}  {}", record.name, record.kind, record.value);
    }
    for one in report.approved.iter().filter(|one| one.progress.state != ProgressState::Done) {
        let why = one.progress.waiting_for.as_ref().or(one.progress.trouble.as_ref().map(|trouble| &trouble.message));
        let why = why.map(|why| format!(" – {}", words.say(why))).unwrap_or_default();
        let _ = writeln!(text, "approved {}{why}", words.say(&one.change.sentence));
    }
    if report.has_plan() {
        let _ = writeln!(text, "plan:");
        for change in &report.plan.changes {
            let elsewhere = change.account.as_ref().map(|account| message("change-in-account").with("account", account.as_str()));
            let elsewhere = elsewhere.map(|text| format!(" – {}", words.say(&text))).unwrap_or_default();
            let _ = writeln!(text, "  {}{elsewhere}  [{}]", words.say(&change.sentence), change.call.action());
        }
        if let Some(costs) = &report.costs {
            text.push_str(&of_costs(&words, costs));
        }
        let _ = writeln!(text, "approve with: --approve {}", report.plan.hash);
    }
    text
}

/// What the plan costs, a line each.
fn of_costs(words: &Words, costs: &PlanCosts) -> String {
    let mut text = "costs:\n".to_owned();
    for line in &costs.lines {
        let payer = words.say(&message(match line.payer {
            Payer::Seller => "cost-payer-seller",
            Payer::Customer => "cost-payer-customer",
            Payer::Either => "cost-payer-either",
        }));
        let old = line.seen.as_ref().filter(|seen| !seen.starts_with(costs.list_date.get(..4).unwrap_or_default()));
        let seen = old.map(|seen| words.say(&message("cost-seen").with("seen", seen)));
        let nobody = line.ends || line.price == Some(0);
        let notes: Vec<String> = Some(payer).filter(|_| !nobody).into_iter().chain(seen.filter(|_| !nobody)).collect();
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
        let region = line.region.as_deref().unwrap_or("-");
        let _ = writeln!(text, "  {region:<15} {}: {}{notes}", words.say(&line.what), words.say(&line.amount));
    }
    let _ = writeln!(text, "  {}\n  {}", words.say(&costs.total), words.say(&costs.list));
    text
}

fn status(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::CannotStart => "cannot start",
        TaskStatus::ToDo => "to do",
        TaskStatus::InProgress => "in progress",
        TaskStatus::Waiting => "waiting",
        TaskStatus::Attention => "attention",
        TaskStatus::Done => "done",
    }
}
