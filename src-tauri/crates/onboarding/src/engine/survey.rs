//! The survey as the window shows it: one row per Region, told as it arrives.

use gangway_aws::survey::{Event, Survey, SurveyAsk};
use gangway_model::Region;
use serde::Serialize;
use ts_rs::TS;

use super::Engine;
use crate::facts::Facts;
use crate::survey::{RegionMap, RegionSurvey, SurveyFinding, findings, fix, map, of_region};
use crate::trouble::Trouble;

/// What a survey tells while it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum SurveyNews {
    /// These Regions are asked, one row each.
    Regions {
        /// Sorted.
        regions: Vec<Region>,
    },
    /// A Region has arrived, or could not be seen.
    Row {
        /// What there is.
        row: Box<SurveyRow>,
    },
}

/// A Region in the survey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SurveyRow {
    /// Which.
    pub region: Region,
    /// How much there is; `None` when nothing could be seen.
    pub counts: Option<SurveyCounts>,
    /// Where its endpoint services stand.
    pub map: Option<RegionMap>,
    /// What is wrong, the worst first.
    pub findings: Vec<SurveyFinding>,
}

/// How much there is in a Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SurveyCounts {
    /// Networks.
    #[ts(type = "number")]
    pub vpcs: usize,
    /// Of all networks.
    #[ts(type = "number")]
    pub subnets: usize,
    /// EC2 instances.
    #[ts(type = "number")]
    pub instances: usize,
    /// Network Load Balancers.
    #[ts(type = "number")]
    pub load_balancers: usize,
    /// Endpoint services.
    #[ts(type = "number")]
    pub services: usize,
    /// ACM certificates.
    #[ts(type = "number")]
    pub certificates: usize,
}

impl Engine {
    /// Looks at the whole account, changes nothing, and tells each Region as it arrives. No Region named: every one that is enabled.
    ///
    /// # Errors
    /// Who is signed in, and which Regions there are; a Region that fails is a row.
    pub async fn survey(&self, regions: Vec<Region>, tell: impl Fn(SurveyNews)) -> Result<(), Trouble> {
        let account = self.inner.require_identity(false).await?;
        let facts = self.inner.facts().await?;
        let now = facts.now;
        let ask = SurveyAsk { regions, every_load_balancer: false };
        let (events, mut told) = tokio::sync::mpsc::unbounded_channel();
        let looking = async move {
            let seen = account.survey(&ask, &events).await;
            // The events end with it.
            drop(events);
            seen
        };
        let telling = async {
            while let Some(event) = told.recv().await {
                match event {
                    Event::Regions { regions } => tell(SurveyNews::Regions { regions }),
                    Event::Done { survey } => tell(SurveyNews::Row {
                        row: Box::new(SurveyRow {
                            region: survey.region.clone(),
                            counts: Some(SurveyCounts {
                                vpcs: survey.vpcs.len(),
                                subnets: survey.vpcs.iter().map(|vpc| vpc.subnets.len()).sum(),
                                instances: survey.instances.len(),
                                load_balancers: survey.load_balancers.len(),
                                services: survey.services.len(),
                                certificates: survey.certificates.len(),
                            }),
                            map: Some(map(&survey)),
                            findings: fixable(sorted(of_region(&survey, now)), &survey, &facts),
                        }),
                    }),
                    Event::Failed { failure } => {
                        let region = failure.region.clone();
                        let findings = findings(&Survey { seen: Vec::new(), failed: vec![failure] }, now);
                        tell(SurveyNews::Row { row: Box::new(SurveyRow { region, counts: None, map: None, findings }) });
                    }
                    Event::Begun { .. } | Event::Part { .. } => {}
                }
            }
        };
        let (seen, ()) = tokio::join!(looking, telling);
        seen?;
        Ok(())
    }
}

/// With what this onboarding can do about each.
fn fixable(found: Vec<SurveyFinding>, survey: &RegionSurvey, facts: &Facts) -> Vec<SurveyFinding> {
    found.into_iter().map(|one| SurveyFinding { fix: fix(&one, survey, facts), ..one }).collect()
}

fn sorted(mut findings: Vec<SurveyFinding>) -> Vec<SurveyFinding> {
    findings.sort_by(|a, b| (a.finding.severity, &a.finding.message.code).cmp(&(b.finding.severity, &b.finding.message.code)));
    findings
}
