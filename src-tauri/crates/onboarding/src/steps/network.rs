//! The VPC and one subnet per zone.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use gangway_aws::Subnet;
use gangway_model::{Change, FieldProblem, Finding, Output, Severity, StepId, message};

use super::{Checked, Look, Step, required};
use crate::facts::Facts;
use crate::inputs::{NetworkInputs, StepInputs};
use crate::observed::{NetworkSeen, Observed};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

/// Free addresses that AWS wants in each subnet of a new load balancer
/// (<https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html>).
const FREE_ADDRESSES: i64 = 8;

pub(super) struct Network;

#[async_trait]
impl Step for Network {
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Network(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        let has_vpc = required(&mut problems, "vpcId", &inputs.vpc_id);
        if inputs.subnet_ids.is_empty() {
            problems.push(FieldProblem::new("subnetIds", message("field-subnets-none")));
        }
        let Some(Observed::Network(seen)) = facts.check_of(StepId::Network).and_then(|record| record.observed.as_ref()) else {
            return problems;
        };
        let vpc = seen.vpcs.iter().find(|vpc| vpc.id == inputs.vpc_id);
        if has_vpc && vpc.is_none() {
            problems.push(FieldProblem::new("vpcId", message("field-vpc-unknown").with("value", inputs.vpc_id.as_str())));
        }
        let mut zones = BTreeSet::new();
        for (index, id) in inputs.subnet_ids.iter().enumerate() {
            let field = format!("subnetIds[{index}]");
            match vpc.and_then(|vpc| vpc.subnets.iter().find(|subnet| &subnet.id == id)) {
                None => problems.push(FieldProblem::new(field, message("field-subnet-unknown").with("value", id.as_str()))),
                Some(subnet) if !zones.insert(&subnet.zone_id) => {
                    problems.push(FieldProblem::new(field, message("field-subnet-same-zone").with("zone", subnet.zone_name.as_str())));
                }
                Some(_) => {}
            }
        }
        problems
    }

    fn suggest(&self, _facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs> {
        let Some(Observed::Network(seen)) = observed else { return None };
        // A VPC that somebody made for a purpose before the default one; of those the one that covers most zones.
        let best = seen.vpcs.iter().max_by_key(|vpc| {
            let zones = one_per_zone(&vpc.subnets, seen).len();
            (zones > 1, !vpc.is_default, zones)
        })?;
        let subnet_ids = one_per_zone(&best.subnets, seen).into_values().map(|subnet| subnet.id.clone()).collect();
        Some(StepInputs::Network(NetworkInputs { vpc_id: best.id.clone(), subnet_ids }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let region = look.region()?;
        let (zones, vpcs) = tokio::try_join!(look.account.zones(&region), look.account.vpcs(&region))?;
        Ok(Observed::Network(NetworkSeen { zones, vpcs }))
    }

    fn plan(&self, _facts: &Facts, _observed: &Observed) -> Vec<Change> {
        Vec::new()
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::Network(seen) = observed else { return Checked::open() };
        let Some(StepInputs::Network(wanted)) = facts.inputs_of(StepId::Network) else { return Checked::open() };
        let Some(vpc) = seen.vpcs.iter().find(|vpc| vpc.id == wanted.vpc_id) else {
            let advice = message("network-vpc-gone").with("vpc", wanted.vpc_id.as_str());
            return Checked::new(CheckState::Absent, Verdict::Failed { advice });
        };
        let chosen: Vec<&Subnet> = vpc.subnets.iter().filter(|subnet| wanted.subnet_ids.contains(&subnet.id)).collect();
        if chosen.len() != wanted.subnet_ids.len() || chosen.is_empty() {
            return Checked::new(
                CheckState::Absent,
                Verdict::Failed { advice: message("network-subnet-gone").with("vpc", vpc.id.as_str()) },
            );
        }
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        checked.ids.insert(Output::VpcId, vpc.id.clone());
        let new_balancer = facts.known_id(StepId::LoadBalancer, Output::LoadBalancerArn).is_none();
        for subnet in &chosen {
            if new_balancer && subnet.free_addresses < FREE_ADDRESSES {
                let text = message("network-subnet-full")
                    .with("subnet", subnet.id.as_str())
                    .with("free", subnet.free_addresses)
                    .with("needed", FREE_ADDRESSES);
                checked.findings.push(Finding::new(Severity::Blocker, text).about(&subnet.id).fix_in(StepId::Network));
            }
            if !seen.zones.iter().any(|zone| zone.id == subnet.zone_id && zone.usable) {
                let text = message("network-zone-unusable").with("zone", subnet.zone_name.as_str());
                checked.findings.push(Finding::new(Severity::Blocker, text).about(&subnet.id).fix_in(StepId::Network));
            }
        }
        let uncovered: Vec<&str> = seen
            .zones
            .iter()
            .filter(|zone| zone.usable && !chosen.iter().any(|subnet| subnet.zone_id == zone.id))
            .map(|zone| zone.id.as_str())
            .collect();
        if !uncovered.is_empty() {
            let text = message("network-zones-missing").with("zones", uncovered.join(", ")).with("count", uncovered.len());
            checked.findings.push(Finding::new(Severity::Warning, text).about(&vpc.id).fix_in(StepId::Network));
        }
        let text = message("evidence-network").with("vpc", vpc.id.as_str()).with("count", chosen.len());
        checked.evidence.push(facts.seen(text, "ec2:DescribeVpcs, ec2:DescribeSubnets"));
        checked
    }
}

/// In each usable zone the subnet with the most free addresses.
fn one_per_zone<'a>(subnets: &'a [Subnet], seen: &NetworkSeen) -> BTreeMap<&'a str, &'a Subnet> {
    let mut best: BTreeMap<&str, &Subnet> = BTreeMap::new();
    for subnet in subnets {
        let usable = seen.zones.iter().any(|zone| zone.id == subnet.zone_id && zone.usable);
        let roomier = best.get(subnet.zone_id.as_str()).is_none_or(|other| other.free_addresses < subnet.free_addresses);
        if usable && roomier {
            best.insert(&subnet.zone_id, subnet);
        }
    }
    best
}
