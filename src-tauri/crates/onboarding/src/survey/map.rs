//! Regions and their zones: where each endpoint service stands, and where a customer would be unserved.

use gangway_aws::survey::{Part, RegionSurvey, SeenService};
use gangway_model::Region;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::load_balancers::lets_nobody_in;
use super::targets::zones_without_targets;

/// A Region on the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegionMap {
    /// Which.
    pub region: Region,
    /// By id.
    pub zones: Vec<ZoneOnMap>,
    /// By id.
    pub services: Vec<ServiceOnMap>,
}

/// A zone of a Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ZoneOnMap {
    /// The same place for everyone: `euw1-az2`.
    pub id: String,
    /// Its name in this account.
    pub name: String,
    /// Whether a load balancer can stand there.
    pub usable: bool,
    /// The account's subnets there.
    #[ts(type = "number")]
    pub subnets: usize,
}

/// An endpoint service and how it stands in each zone of its Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceOnMap {
    /// `vpce-svc-…`.
    pub id: String,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// In the order of the Region's zones.
    pub standing: Vec<Standing>,
}

/// What a customer in a zone meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Somebody answers.
    Served,
    /// An endpoint can be created, and its connections time out: no healthy target, or security groups that let no customer in.
    NobodyAnswers,
    /// No endpoint can be created: the load balancer stands there, and the service does not know yet.
    NotPickedUp,
    /// No endpoint can be created: the load balancer does not stand there.
    Absent,
    /// An endpoint can be created; whether somebody answers was not seen.
    Unknown,
}

/// A Region's part of the map.
#[must_use]
pub fn map(survey: &RegionSurvey) -> RegionMap {
    let count = |id: &str| survey.vpcs.iter().flat_map(|vpc| &vpc.subnets).filter(|subnet| subnet.zone_id == id).count();
    let zones: Vec<ZoneOnMap> = survey
        .zones
        .iter()
        .map(|zone| ZoneOnMap { id: zone.id.clone(), name: zone.name.clone(), usable: zone.usable, subnets: count(&zone.id) })
        .collect();
    let services = survey.services.iter().map(|one| ServiceOnMap {
        id: one.service.id.clone(),
        name: one.service.tags.iter().find(|tag| tag.key == "Name").map(|tag| tag.value.clone()).filter(|name| !name.is_empty()),
        standing: zones.iter().map(|zone| standing(survey, one, &zone.id)).collect(),
    });
    RegionMap { region: survey.region.clone(), services: services.collect(), zones }
}

fn standing(survey: &RegionSurvey, service: &SeenService, zone: &str) -> Standing {
    let offered = service.service.zone_ids.iter().any(|id| id == zone);
    let behind: Vec<_> =
        survey.load_balancers.iter().filter(|one| service.service.load_balancer_arns.contains(&one.load_balancer.arn)).collect();
    if behind.is_empty() {
        let unseen = survey.gaps.iter().any(|gap| gap.part == Part::LoadBalancers);
        return match (offered, unseen) {
            (true, true) => Standing::Unknown,
            (true, false) => Standing::NobodyAnswers,
            (false, _) => Standing::Absent,
        };
    }
    let here: Vec<_> = behind.into_iter().filter(|one| one.load_balancer.zones.iter().any(|known| known.zone_id == zone)).collect();
    match (offered, here.is_empty()) {
        (false, true) => Standing::Absent,
        (false, false) => Standing::NotPickedUp,
        (true, _) if here.iter().any(|one| zones_without_targets(one, &survey.target_groups).contains(zone)) => Standing::NobodyAnswers,
        (true, _) if !here.is_empty() && here.iter().all(|one| lets_nobody_in(survey, one)) => Standing::NobodyAnswers,
        (true, _) if survey.gaps.iter().any(|gap| gap.part == Part::LoadBalancerDetails) => Standing::Unknown,
        (true, _) => Standing::Served,
    }
}
