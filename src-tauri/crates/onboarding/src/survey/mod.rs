//! What is wrong, or will be, in an account as a survey has seen it. Pure: the same survey gives the same findings.
//!
//! A finding is about what customers of an endpoint service reach: the service, the load balancers behind it, their targets. Load balancers
//! that serve no endpoint service are other people's business and give none. What could not be seen is a finding of its own, so that nothing
//! unseen passes for healthy.
//!
//! Absent on purpose: any question to AWS (`gangway_aws::survey` asks), any change (a finding says who can put it right).

mod addresses;
pub(crate) mod fix;
mod load_balancers;
mod map;
mod owner;
mod quotas;
mod ranges;
mod services;
mod targets;

use gangway_aws::survey::{Gap, Part, SeenService};
use gangway_model::{Evidence, Finding, Message, Region, Severity, Timestamp, message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use fix::{Fix, fix};
pub use gangway_aws::survey::{Event, RegionFailure, RegionSurvey, Survey, SurveyAsk};
pub use map::{RegionMap, ServiceOnMap, Standing, ZoneOnMap, map};
pub use owner::{Owner, OwnerKind, owner};

/// A finding of a survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SurveyFinding {
    /// Where. The finding's own Region is that of a task, and stands beside it.
    #[serde(rename = "inRegion")]
    pub region: Region,
    /// What, how bad, and about which resource.
    #[serde(flatten)]
    pub finding: Finding,
    /// What AWS has said, and to which question.
    pub evidence: Vec<Evidence>,
    /// Whose the resource is, by its tags.
    pub owner: Owner,
    /// Connections of customers that would feel a change.
    #[ts(type = "number")]
    pub live_connections: usize,
    /// Who can put it right.
    pub remedy: Remedy,
    /// How this onboarding puts it right; `None` where it does not, or no onboarding is open.
    #[serde(default)]
    pub fix: Option<Fix>,
}

/// Who can put a finding right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// Gangway made the resource, and nobody is connected: the wizard can change it.
    Here,
    /// Nothing says whose it is: the wizard can change it once the user says that it is hers.
    IfYours,
    /// It belongs to a tool or a person, or customers are connected: the owner is asked.
    AskOwner,
    /// There is nothing to change at AWS: look again, or get the permission.
    LookAgain,
}

/// All findings of a survey, by Region, the worst first.
#[must_use]
pub fn findings(survey: &Survey, at: Timestamp) -> Vec<SurveyFinding> {
    let mut all: Vec<SurveyFinding> = survey.failed.iter().map(|failure| failed(failure, at)).collect();
    all.extend(survey.seen.iter().flat_map(|region| of_region(region, at)));
    all.sort_by(|a, b| {
        let key =
            |one: &SurveyFinding| (one.region.clone(), one.finding.severity, one.finding.message.code.clone(), one.finding.subject.clone());
        key(a).cmp(&key(b))
    });
    all
}

/// The findings of one Region, as soon as it is there.
#[must_use]
pub fn of_region(survey: &RegionSurvey, at: Timestamp) -> Vec<SurveyFinding> {
    let mut found = Found { survey, at, all: Vec::new() };
    for gap in &survey.gaps {
        found.all.push(unseen(survey, gap, at));
    }
    services::check(&mut found);
    load_balancers::check(&mut found);
    addresses::check(&mut found);
    quotas::check(&mut found);
    found.all
}

/// What is found in one Region.
struct Found<'a> {
    survey: &'a RegionSurvey,
    at: Timestamp,
    all: Vec<SurveyFinding>,
}

/// What a finding is about.
#[derive(Clone)]
struct About<'a> {
    subject: &'a str,
    owner: Owner,
    live_connections: usize,
}

impl Found<'_> {
    /// Adds a finding. `what` is the fact as AWS tells it, `by` the call that told it.
    fn add(&mut self, severity: Severity, text: Message, about: &About<'_>, what: &str, by: &str) {
        let remedy = match about.owner.kind {
            OwnerKind::Gangway if about.live_connections == 0 => Remedy::Here,
            OwnerKind::Unmarked if about.live_connections == 0 => Remedy::IfYours,
            _ => Remedy::AskOwner,
        };
        self.all.push(SurveyFinding {
            region: self.survey.region.clone(),
            finding: Finding::new(severity, text).about(about.subject),
            evidence: vec![evidence(what, by, self.at)],
            owner: about.owner.clone(),
            live_connections: about.live_connections,
            remedy,
            fix: None,
        });
    }

    /// Whether a part was seen, so that something missing from it is missing.
    fn knows(&self, part: Part) -> bool {
        !self.survey.gaps.iter().any(|gap| gap.part == part)
    }

    /// The services behind which a load balancer stands.
    fn served_by(&self, arn: &str) -> Vec<&SeenService> {
        self.survey.services.iter().filter(|one| one.service.load_balancer_arns.iter().any(|known| known == arn)).collect()
    }
}

fn evidence(what: &str, by: &str, at: Timestamp) -> Evidence {
    Evidence { message: message("survey-evidence").with("what", what), by: by.to_owned(), at }
}

fn failed(failure: &RegionFailure, at: Timestamp) -> SurveyFinding {
    let text = message("survey-region-failed").with("region", failure.region.as_str()).with("reason", failure.reason.code.as_str());
    SurveyFinding {
        region: failure.region.clone(),
        finding: Finding::new(Severity::Warning, text).about(failure.region.as_str()),
        evidence: vec![Evidence { message: failure.reason.clone(), by: failure.request_id.clone().unwrap_or_default(), at }],
        owner: Owner::unmarked(),
        live_connections: 0,
        remedy: Remedy::LookAgain,
        fix: None,
    }
}

fn unseen(survey: &RegionSurvey, gap: &Gap, at: Timestamp) -> SurveyFinding {
    let text = message("survey-part-unseen")
        .with("part", part(gap.part))
        .with("operation", gap.operation.as_str())
        .with("reason", gap.reason.code.as_str())
        .with("region", survey.region.as_str());
    SurveyFinding {
        region: survey.region.clone(),
        finding: Finding::new(Severity::Warning, text).about(survey.region.as_str()),
        evidence: vec![Evidence { message: gap.reason.clone(), by: gap.operation.clone(), at }],
        owner: Owner::unmarked(),
        live_connections: 0,
        remedy: Remedy::LookAgain,
        fix: None,
    }
}

/// A part's name in the catalogue.
fn part(part: Part) -> &'static str {
    match part {
        Part::Zones => "zones",
        Part::Vpcs => "vpcs",
        Part::Subnets => "subnets",
        Part::Instances => "instances",
        Part::LoadBalancers => "load-balancers",
        Part::TargetGroups => "target-groups",
        Part::Limits => "limits",
        Part::Quotas => "quotas",
        Part::Endpoints => "endpoints",
        Part::LoadBalancerDetails => "load-balancer-details",
        Part::SecurityGroups => "security-groups",
        Part::EndpointServices => "endpoint-services",
        Part::Connections => "connections",
        Part::Permissions => "permissions",
        Part::Certificates => "certificates",
    }
}
