//! `survey`: what is in the account, Region by Region, and what is wrong with it. Changes nothing.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use gangway_model::{AccountId, Message, Region, message};
use gangway_onboarding::survey::{
    Event, Owner, OwnerKind, RegionFailure, RegionMap, RegionSurvey, Remedy, Standing, Survey, SurveyAsk, SurveyFinding, findings, map,
};
use gangway_onboarding::{Account, Trouble};
use gangway_words::Words;
use serde::Serialize;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::json::{self, Said};
use crate::world::Place;

#[derive(Args)]
pub struct SurveyArguments {
    /// The Regions, separated by commas; without them, every Region that the account may use.
    #[arg(long, value_delimiter = ',', value_parser = region)]
    regions: Vec<Region>,
    /// Look at the listeners and servers of every load balancer, also of those that serve no endpoint service. Takes longer: AWS allows some
    /// ten such questions a second.
    #[arg(long)]
    every_load_balancer: bool,
    #[command(flatten)]
    place: Place,
}

fn region(text: &str) -> Result<Region, String> {
    Region::parse(text).map_err(|why| Words::english().say(&why))
}

/// What the terminal says of a survey.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    account: AccountId,
    arn: String,
    /// How long it took.
    seconds: f64,
    regions: Vec<Row>,
}

/// One Region.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "camelCase")]
enum Row {
    Seen(Box<Seen>),
    Failed(Box<Failed>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Seen {
    #[serde(flatten)]
    survey: RegionSurvey,
    /// The endpoint services by zone.
    map: RegionMap,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    region: Region,
    /// A finding's fields.
    reason: Said,
    request_id: Option<String>,
}

/// Prints what was seen and found. Fails when no Region answered.
pub async fn survey(arguments: &SurveyArguments, json: bool) -> Result<ExitCode, Trouble> {
    let world = arguments.place.world(None)?;
    let now = world.clock.clone();
    // Who signs in is asked where the profile is at home: a Region that is looked at may be the one that does not answer. Only partitions of
    // their own know nobody from elsewhere.
    let home = arguments.regions.first().filter(|region| ["cn-", "us-gov-"].iter().any(|part| region.as_str().starts_with(part)));
    let account = Account::connect(world.credentials, world.endpoint, home.cloned()).await?;
    let ask = SurveyAsk { regions: arguments.regions.clone(), every_load_balancer: arguments.every_load_balancer };
    let (events, told) = tokio::sync::mpsc::unbounded_channel();
    let progress = std::io::stderr().is_terminal().then(|| tokio::spawn(follow(told)));
    let begun = Instant::now();
    let (identity, seen) = tokio::join!(account.identity(), account.survey(&ask, &events));
    drop(events);
    let (identity, seen) = (identity?, seen?);
    let seconds = begun.elapsed().as_secs_f64();
    if let Some(progress) = progress {
        // It ends with the events; what it could not print is no failure of the survey.
        let _ = progress.await;
    }
    let found = findings(&seen, now.now());
    let words = Words::english();
    if let (true, Some(failure)) = (seen.seen.is_empty(), seen.failed.first()) {
        return Err(Trouble { request_id: failure.request_id.clone(), ..Trouble::new(failure.reason.clone()) });
    }
    let report = Report { account: identity.account, arn: identity.arn, seconds, regions: rows(&words, seen) };
    if json {
        let said: Vec<Said> = found.iter().map(|one| said(&words, one)).collect();
        json::print("survey", &report, &said)?;
    } else {
        print!("{}", sentences(&words, &report, &found));
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells on standard error which Regions have arrived.
async fn follow(mut told: UnboundedReceiver<Event>) {
    let words = Words::english();
    let (mut all, mut done) = (0, 0);
    while let Some(event) = told.recv().await {
        let line = match event {
            Event::Regions { regions } => {
                all = regions.len();
                continue;
            }
            Event::Done { survey } => words.say(&row(&survey)),
            Event::Failed { failure } => failed_row(&words, &failure.region, &words.say(&failure.reason)),
            Event::Begun { .. } | Event::Part { .. } => continue,
        };
        done += 1;
        eprintln!("[{done}/{all}] {line}");
    }
}

fn row(survey: &RegionSurvey) -> Message {
    message("survey-row-seen")
        .with("region", survey.region.as_str())
        .with("vpcs", survey.vpcs.len())
        .with("subnets", survey.vpcs.iter().map(|vpc| vpc.subnets.len()).sum::<usize>())
        .with("instances", survey.instances.len())
        .with("balancers", survey.load_balancers.len())
        .with("services", survey.services.len())
        .with("certificates", survey.certificates.len())
}

fn failed_row(words: &Words, region: &Region, reason: &str) -> String {
    words.say(&message("survey-row-failed").with("region", region.as_str()).with("reason", reason))
}

fn rows(words: &Words, survey: Survey) -> Vec<Row> {
    let seen = survey.seen.into_iter().map(|survey| (survey.region.clone(), Row::Seen(Box::new(Seen { map: map(&survey), survey }))));
    let failed = survey.failed.into_iter().map(|RegionFailure { region, reason, request_id }| {
        let reason = Said::new(words, gangway_model::Severity::Warning, &reason);
        (region.clone(), Row::Failed(Box::new(Failed { region, reason, request_id })))
    });
    let mut rows: Vec<(Region, Row)> = seen.chain(failed).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn said(words: &Words, found: &SurveyFinding) -> Said {
    Said {
        region: Some(found.region.to_string()),
        evidence: found.evidence.iter().map(|one| format!("{} ({})", words.say(&one.message), one.by)).collect(),
        owner: Some(owner(words, &found.owner)).filter(|_| found.remedy != Remedy::LookAgain),
        ..Said::finding(words, &found.finding)
    }
}

fn owner(words: &Words, owner: &Owner) -> String {
    let code = match owner.kind {
        OwnerKind::Gangway => "survey-owner-gangway",
        OwnerKind::ElasticBeanstalk => "survey-owner-elastic-beanstalk",
        OwnerKind::Kubernetes => "survey-owner-kubernetes",
        OwnerKind::Ecs => "survey-owner-ecs",
        OwnerKind::AutoScaling => "survey-owner-auto-scaling",
        OwnerKind::CloudFormation => "survey-owner-cloud-formation",
        OwnerKind::InfrastructureAsCode => "survey-owner-infrastructure-as-code",
        OwnerKind::Unmarked => "survey-owner-unmarked",
    };
    words.say(&message(code).with("name", owner.name.as_deref().unwrap_or("?")))
}

fn sentences(words: &Words, report: &Report, found: &[SurveyFinding]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{} · {} · {:.1} s", report.account.grouped(), report.arn, report.seconds);
    for one in &report.regions {
        match one {
            Row::Seen(seen) => {
                let _ = writeln!(text, "{}", words.say(&row(&seen.survey)));
                text.push_str(&zones(&seen.map));
            }
            Row::Failed(failed) => {
                let _ = writeln!(text, "{}", failed_row(words, &failed.region, &failed.reason.summary));
            }
        }
    }
    for one in found {
        let said = said(words, one);
        let _ = writeln!(text, "\n{:<8} {} {}", format!("{:?}", said.severity).to_lowercase(), one.region, said.summary);
        for more in [said.detail.as_deref(), said.next_action.as_deref(), said.owner.as_deref()].into_iter().flatten() {
            let _ = writeln!(text, "         {more}");
        }
    }
    if found.is_empty() {
        let _ = writeln!(text, "{}", words.say(&message("survey-nothing-found")));
    }
    text
}

/// The endpoint services of a Region by zone.
fn zones(map: &RegionMap) -> String {
    let mut text = String::new();
    for service in &map.services {
        let cells = map.zones.iter().zip(&service.standing).filter(|(zone, _)| zone.usable);
        let cells: Vec<String> = cells.map(|(zone, standing)| format!("{} {}", zone.id, mark(*standing))).collect();
        let name = service.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
        let _ = writeln!(text, "    {}{name}: {}", service.id, cells.join(", "));
    }
    text
}

/// As the JSON document says it.
fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::Served => "served",
        Standing::NobodyAnswers => "NOBODY ANSWERS",
        Standing::NotPickedUp => "NOT PICKED UP",
        Standing::Absent => "absent",
        Standing::Unknown => "unknown",
    }
}
