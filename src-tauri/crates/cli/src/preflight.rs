//! `preflight`: what a profile may do. `policy`: what an IT department is asked for.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use gangway_model::{AccountId, Region, Severity, message};
use gangway_onboarding::policies::{Policy, PolicyError, PolicyKind, Scope, actions, letter, policies};
use gangway_onboarding::{Account, Allowance, Evidence, Permission, PreflightAsk, Trouble};
use gangway_words::Words;
use serde::Serialize;

use crate::json::{self, Said};
use crate::world::Place;

/// What both commands are told.
#[derive(Args)]
pub struct Limits {
    /// The Regions, separated by commas.
    #[arg(long, value_delimiter = ',', value_parser = region)]
    regions: Vec<Region>,
    /// The onboarding's id: permissions are limited to resources that carry it as their tag `gangway:onboarding`.
    #[arg(long)]
    onboarding: Option<String>,
    /// The names that certificates are requested for, separated by commas.
    #[arg(long, value_delimiter = ',')]
    names: Vec<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Args)]
pub struct PreflightArguments {
    #[command(flatten)]
    limits: Limits,
}

#[derive(Args)]
pub struct PolicyArguments {
    /// Which.
    kind: Kind,
    #[command(flatten)]
    limits: Limits,
    /// The account; without it, AWS is asked whose the profile is, and the policy names the profile's user or role.
    #[arg(long, value_parser = account)]
    account: Option<AccountId>,
    /// ARNs of load balancers, target groups and endpoint services that somebody else made and that may be set up further.
    #[arg(long, value_delimiter = ',')]
    existing: Vec<String>,
    /// For the rehearsal: the names of the endpoint services.
    #[arg(long, value_delimiter = ',')]
    services: Vec<String>,
    /// The message to the IT department, policies included. With --json it is in the document anyway.
    #[arg(long, conflicts_with = "json")]
    message: bool,
}

/// As `PolicyKind`.
#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// Reading.
    Survey,
    /// Setting up; the survey's is needed besides.
    Provision,
    /// A connection from a second account.
    Rehearsal,
    /// Removing what Gangway made; the survey's is needed besides.
    Undo,
}

impl From<Kind> for PolicyKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Survey => Self::Survey,
            Kind::Provision => Self::Provision,
            Kind::Rehearsal => Self::Rehearsal,
            Kind::Undo => Self::Undo,
        }
    }
}

fn region(text: &str) -> Result<Region, String> {
    Region::parse(text).map_err(|why| Words::english().say(&why))
}

fn account(text: &str) -> Result<AccountId, String> {
    AccountId::parse(text).map_err(|why| Words::english().say(&why))
}

async fn connect(limits: &Limits) -> Result<Account, Trouble> {
    let world = limits.place.world(None)?;
    Ok(Account::connect(world.credentials, world.endpoint, limits.regions.first().cloned()).await?)
}

/// What the terminal says of a preflight.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    account: AccountId,
    arn: String,
    alias: Option<String>,
    permissions: Vec<Line>,
    /// Whether everything is allowed. What is unknown is not.
    all_allowed: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    #[serde(flatten)]
    permission: Permission,
    /// Which policies have it.
    policy: PolicyKind,
    /// The reason in words.
    summary: Option<String>,
}

/// Prints what is allowed, denied and unknown. Ends with 4 when something is not certainly allowed.
pub async fn preflight(arguments: &PreflightArguments, json: bool) -> Result<ExitCode, Trouble> {
    let account = connect(&arguments.limits).await?;
    let identity = account.identity().await?;
    let mut regions = arguments.limits.regions.clone();
    if regions.is_empty() {
        regions = account.home().cloned().into_iter().collect();
    }
    let scope = Scope::new(identity.account, regions.clone());
    let provision = actions(PolicyKind::Provision, &scope).map_err(|why| no_policy(&why))?;
    let survey = actions(PolicyKind::Survey, &scope).map_err(|why| no_policy(&why))?;
    let ask = PreflightAsk {
        actions: survey.iter().chain(&provision).map(|action| (*action).to_owned()).collect(),
        regions,
        onboarding: arguments.limits.onboarding.clone(),
        names: arguments.limits.names.clone(),
    };
    let seen = account.preflight(&ask).await?;
    let words = Words::english();
    let line = |permission: Permission| Line {
        policy: if survey.contains(&permission.action.as_str()) { PolicyKind::Survey } else { PolicyKind::Provision },
        summary: permission.reason.as_ref().map(|reason| words.say(reason)),
        permission,
    };
    let all_allowed = seen.permissions.iter().all(|one| one.allowance == Allowance::Allowed);
    let report = Report {
        account: seen.identity.account,
        arn: seen.identity.arn,
        alias: seen.alias,
        permissions: seen.permissions.into_iter().map(line).collect(),
        all_allowed,
    };
    if json {
        json::print("preflight", &report, &findings(&words, &report))?;
    } else {
        print!("{}", sentences(&report));
    }
    Ok(if all_allowed { ExitCode::SUCCESS } else { ExitCode::from(4) })
}

/// What is not certainly allowed. What is unknown is no blocker: it may well be allowed.
fn findings(words: &Words, report: &Report) -> Vec<Said> {
    let doubtful = report.permissions.iter().filter(|line| line.permission.allowance != Allowance::Allowed);
    let said = doubtful.map(|line| {
        let one = &line.permission;
        let severity = if one.allowance == Allowance::Denied { Severity::Blocker } else { Severity::Warning };
        let why = one.reason.clone().unwrap_or_else(|| message("permission-denied").with("action", one.action.as_str()));
        let said = Said::new(words, severity, &why);
        Said { subject: Some(one.action.clone()), region: one.region.as_ref().map(Region::to_string), ..said }
    });
    said.collect()
}

fn sentences(report: &Report) -> String {
    let mut text = String::new();
    let alias = report.alias.as_ref().map(|alias| format!(" ({alias})")).unwrap_or_default();
    let _ = writeln!(text, "{}{alias} · {}", report.account.grouped(), report.arn);
    for line in &report.permissions {
        let one = &line.permission;
        let place = one.region.as_ref().map(Region::to_string).unwrap_or_default();
        let how = match one.evidence {
            Evidence::Asked => "asked",
            Evidence::DryRun => "dry run",
            Evidence::Simulated => "simulated",
            Evidence::Nothing => "",
        };
        let why = line.summary.as_ref().map(|why| format!(" – {why}")).unwrap_or_default();
        let _ = writeln!(text, "  {:<9} {place:<15} {:<60} {how}{why}", allowance(one.allowance), one.action);
    }
    text
}

fn allowance(allowance: Allowance) -> &'static str {
    match allowance {
        Allowance::Allowed => "allowed",
        Allowance::Denied => "DENIED",
        Allowance::Unknown => "unknown",
    }
}

/// What the terminal says of a policy.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Handout {
    kind: PolicyKind,
    account: AccountId,
    regions: Vec<Region>,
    policies: Vec<Policy>,
    subject: String,
    message: String,
}

/// Prints the policies of a kind, or the message that asks for them.
pub async fn policy(arguments: &PolicyArguments, json: bool) -> Result<ExitCode, Trouble> {
    let kind = PolicyKind::from(arguments.kind);
    let (account, principal) = match &arguments.account {
        Some(account) => (account.clone(), None),
        None => {
            let identity = connect(&arguments.limits).await?.identity().await?;
            (identity.account, Some(identity.arn))
        }
    };
    let scope = Scope {
        onboarding: arguments.limits.onboarding.clone(),
        names: arguments.limits.names.clone(),
        existing: arguments.existing.clone(),
        services: arguments.services.clone(),
        principal,
        ..Scope::new(account, arguments.limits.regions.clone())
    };
    let made = policies(kind, &scope).map_err(|why| no_policy(&why))?;
    let letter = letter(&Words::english(), kind, &scope, &made);
    if arguments.message {
        println!("{}\n\n{}", letter.subject, letter.body);
    } else if json {
        let handout =
            Handout { kind, account: scope.account, regions: scope.regions, policies: made, subject: letter.subject, message: letter.body };
        json::print("policy", &handout, &[])?;
    } else {
        for policy in &made {
            println!("{}", policy.document.text());
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn no_policy(why: &PolicyError) -> Trouble {
    match why {
        PolicyError::NoRegion => Trouble::of("policy-no-region"),
        PolicyError::Partitions => Trouble::of("policy-partitions"),
        PolicyError::TooLong { sid } => Trouble::of("policy-too-long").with("sid", *sid),
    }
}
