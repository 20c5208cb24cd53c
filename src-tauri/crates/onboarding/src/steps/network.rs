//! The VPC and one subnet per zone: those that are there, or new ones.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use gangway_aws::Subnet;
use gangway_model::{Call, Change, ChangeId, Cost, FieldProblem, Finding, Input, Output, Severity, StepId, Undo, Verb, message};
use ipnet::Ipv4Net;

use super::ranges::{self, RangeProblem};
use super::{Checked, Look, Step, required};
use crate::facts::Facts;
use crate::inputs::{NetworkInputs, NewSubnet, StepInputs};
use crate::observed::{NetworkSeen, NewNetwork, Observed};
use crate::quotas::Limits;
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
        let seen = match facts.check_of(StepId::Network).and_then(|record| record.observed.as_ref()) {
            Some(Observed::Network(seen)) => Some(seen),
            _ => None,
        };
        if inputs.subnet_ids.is_empty() && inputs.new_subnets.is_empty() {
            problems.push(FieldProblem::new("subnetIds", message("field-subnets-none")));
        }
        let mut zones: BTreeSet<&str> = BTreeSet::new();
        // Subnets without a network: its range is being typed.
        let is_new = !inputs.new_vpc_cidr.trim().is_empty() || (inputs.vpc_id.trim().is_empty() && !inputs.new_subnets.is_empty());
        let (room, taken) = if !is_new {
            let has_vpc = required(&mut problems, "vpcId", &inputs.vpc_id);
            let vpc = seen.and_then(|seen| seen.vpcs.iter().find(|vpc| vpc.id == inputs.vpc_id));
            if has_vpc && seen.is_some() && vpc.is_none() {
                problems.push(FieldProblem::new("vpcId", message("field-vpc-unknown").with("value", inputs.vpc_id.as_str())));
            }
            for (index, id) in inputs.subnet_ids.iter().enumerate().filter(|_| seen.is_some()) {
                let field = format!("subnetIds[{index}]");
                match vpc.and_then(|vpc| vpc.subnets.iter().find(|subnet| &subnet.id == id)) {
                    None => problems.push(FieldProblem::new(field, message("field-subnet-unknown").with("value", id.as_str()))),
                    Some(subnet) if !zones.insert(&subnet.zone_id) => {
                        problems.push(FieldProblem::new(field, message("field-subnet-same-zone").with("zone", subnet.zone_name.as_str())));
                    }
                    Some(_) => {}
                }
            }
            // What this onboarding made there stands where it is planned; it does not stand in its own way.
            let made: BTreeSet<String> = made_subnets(facts, inputs).into_iter().map(|(_, id)| id).collect();
            let others = vpc.iter().flat_map(|vpc| &vpc.subnets).filter(|subnet| !made.contains(&subnet.id));
            (vpc.and_then(|vpc| vpc.cidr.parse().ok()), others.filter_map(|subnet| subnet.cidr.parse().ok()).collect())
        } else {
            let range = range(&mut problems, "newVpcCidr", &inputs.new_vpc_cidr);
            for index in 0..inputs.subnet_ids.len() {
                problems.push(FieldProblem::new(format!("subnetIds[{index}]"), message("field-subnet-other-vpc")));
            }
            let made = facts.outputs.get(&create_vpc(facts)).and_then(|made| made.get(&Output::VpcId));
            let others = seen.iter().flat_map(|seen| &seen.vpcs).filter(|vpc| Some(&vpc.id) != made);
            if let Some(vpc) =
                range.and_then(|range| others.clone().find(|vpc| vpc.cidr.parse().is_ok_and(|other| ranges::overlap(range, other))))
            {
                let wrong = message("field-range-taken").with("value", inputs.new_vpc_cidr.trim()).with("by", vpc.id.as_str());
                problems.push(FieldProblem::new("newVpcCidr", wrong));
            }
            (range, Vec::new())
        };
        new_subnets(&mut problems, inputs, seen, &mut zones, room, taken);
        problems
    }

    fn suggest(&self, _facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs> {
        let Some(Observed::Network(seen)) = observed else { return None };
        // A VPC that somebody made for a purpose before the default one; of those the one that covers most zones.
        let best = seen.vpcs.iter().max_by_key(|vpc| {
            let zones = one_per_zone(&vpc.subnets, seen).len();
            (zones > 1, !vpc.is_default, zones)
        });
        let usable: Vec<&str> = seen.zones.iter().filter(|zone| zone.usable).map(|zone| zone.id.as_str()).collect();
        let Some(best) = best else {
            let taken: Vec<Ipv4Net> = Vec::new();
            let cidr = ranges::vpc(&taken)?;
            return Some(StepInputs::Network(NetworkInputs {
                new_vpc_cidr: cidr.to_string(),
                new_subnets: proposed(cidr, &taken, &usable),
                ..NetworkInputs::default()
            }));
        };
        let subnet_ids = one_per_zone(&best.subnets, seen).into_values().map(|subnet| subnet.id.clone()).collect();
        Some(StepInputs::Network(NetworkInputs { vpc_id: best.id.clone(), subnet_ids, ..NetworkInputs::default() }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let region = look.region()?;
        let limits = async { Ok(Limits::from(look.account.quotas(&region).await)) };
        let (zones, vpcs, limits) = tokio::try_join!(look.account.zones(&region), look.account.vpcs(&region), limits)?;
        let usable: Vec<&str> = zones.iter().filter(|zone| zone.usable).map(|zone| zone.id.as_str()).collect();
        let ranges_of =
            |vpc: &gangway_aws::Vpc| -> Vec<Ipv4Net> { vpc.subnets.iter().filter_map(|subnet| subnet.cidr.parse().ok()).collect() };
        // For the zones of each VPC that have no subnet, and for a VPC of its own.
        let mut room: BTreeMap<String, Vec<NewSubnet>> = BTreeMap::new();
        for vpc in &vpcs {
            let without: Vec<&str> =
                usable.iter().copied().filter(|zone| !vpc.subnets.iter().any(|subnet| subnet.zone_id == *zone)).collect();
            if let (Ok(cidr), false) = (vpc.cidr.parse(), without.is_empty()) {
                room.insert(vpc.id.clone(), proposed(cidr, &ranges_of(vpc), &without));
            }
        }
        // Regions of one product are often connected later: their ranges are kept apart as well.
        let mut taken: Vec<Ipv4Net> = vpcs.iter().filter_map(|vpc| vpc.cidr.parse().ok()).collect();
        for at in look.facts.everywhere().iter().filter(|at| at.region() != look.facts.region()) {
            taken.extend(at.network().and_then(|inputs| inputs.new_vpc_cidr.parse::<Ipv4Net>().ok()));
            if let Some(Observed::Network(seen)) = at.check_of(StepId::Network).and_then(|record| record.observed.as_ref()) {
                taken.extend(seen.vpcs.iter().filter_map(|vpc| vpc.cidr.parse::<Ipv4Net>().ok()));
            }
        }
        let proposal = ranges::vpc(&taken).map(|cidr| NewNetwork { cidr: cidr.to_string(), subnets: proposed(cidr, &[], &usable) });
        Ok(Observed::Network(NetworkSeen { zones, vpcs, proposal, room, limits }))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::Network(seen) = observed else { return Vec::new() };
        let (Some(wanted), Some(region)) = (facts.network(), facts.region()) else { return Vec::new() };
        let make = |id, verb, sentence, call| Change {
            id,
            step: StepId::Network,
            region: Some(region.clone()),
            verb,
            sentence,
            call,
            cost: Cost::Free,
            undo: Undo::Possible,
            account: None,
        };
        let mut plan = Vec::new();
        let is_there = |id: &str| seen.vpcs.iter().any(|vpc| vpc.id == id);
        let vpc = match facts.outputs.get(&create_vpc(facts)).and_then(|made| made.get(&Output::VpcId)).filter(|id| is_there(id)) {
            _ if wanted.new_vpc_cidr.trim().is_empty() => Input::existing(&wanted.vpc_id),
            Some(id) => Input::existing(id),
            None => {
                let cidr = wanted.new_vpc_cidr.trim().to_owned();
                let sentence = message("change-create-vpc").with("cidr", cidr.as_str());
                plan.push(make(create_vpc(facts), Verb::Create, sentence, Call::CreateVpc { cidr }));
                Input::OutputOf { change: create_vpc(facts), output: Output::VpcId }
            }
        };
        let made = made_subnets(facts, wanted);
        for subnet in &wanted.new_subnets {
            let there = made
                .iter()
                .any(|(zone, id)| zone == &subnet.zone_id && seen.vpcs.iter().any(|vpc| vpc.subnets.iter().any(|one| &one.id == id)));
            if !there {
                let cidr = subnet.cidr.trim().to_owned();
                let sentence = message("change-create-subnet").with("cidr", cidr.as_str()).with("zone", subnet.zone_id.as_str());
                let call = Call::CreateSubnet { vpc: vpc.clone(), zone_id: subnet.zone_id.clone(), cidr };
                plan.push(make(create_subnet(facts, &subnet.zone_id), Verb::Create, sentence, call));
            }
        }
        plan
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::Network(seen) = observed else { return Checked::open() };
        let mut checked = self.judge(facts, observed);
        checked.findings.extend(over_quota(facts, seen, &self.plan(facts, observed)));
        checked
    }
}

impl Network {
    fn judge(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::Network(seen) = observed else { return Checked::open() };
        let Some(StepInputs::Network(wanted)) = facts.inputs_of(StepId::Network) else { return Checked::open() };
        let made_vpc = facts.outputs.get(&create_vpc(facts)).and_then(|made| made.get(&Output::VpcId));
        let wanted_vpc = match wanted.new_vpc_cidr.trim() {
            "" => Some(&wanted.vpc_id).filter(|id| !id.trim().is_empty()),
            _ => made_vpc,
        };
        let missing: Vec<_> = self.plan(facts, observed).into_iter().map(|change| change.sentence).collect();
        let Some(vpc) = seen.vpcs.iter().find(|vpc| Some(&vpc.id) == wanted_vpc) else {
            let mut checked = Checked::open();
            match wanted_vpc {
                // One that is to be made, or was made and is gone: the plan makes it.
                _ if !missing.is_empty() => checked.state = CheckState::Differs { diff: missing },
                Some(gone) => checked.verdict = Verdict::Failed { advice: message("network-vpc-gone").with("vpc", gone.as_str()) },
                None => {}
            }
            return checked;
        };
        let made = made_subnets(facts, wanted);
        let is_chosen = |subnet: &Subnet| wanted.subnet_ids.contains(&subnet.id) || made.iter().any(|(_, id)| *id == subnet.id);
        let chosen: Vec<&Subnet> = vpc.subnets.iter().filter(|subnet| is_chosen(subnet)).collect();
        if wanted.subnet_ids.iter().any(|id| !chosen.iter().any(|subnet| subnet.id == *id)) || (chosen.is_empty() && missing.is_empty()) {
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
        let planned = |zone: &str| wanted.new_subnets.iter().any(|subnet| subnet.zone_id == zone);
        let uncovered: Vec<&str> = seen
            .zones
            .iter()
            .filter(|zone| zone.usable && !planned(&zone.id) && !chosen.iter().any(|subnet| subnet.zone_id == zone.id))
            .map(|zone| zone.id.as_str())
            .collect();
        if !uncovered.is_empty() {
            let text = message("network-zones-missing").with("zones", uncovered.join(", ")).with("count", uncovered.len());
            checked.findings.push(Finding::new(Severity::Warning, text).about(&vpc.id).fix_in(StepId::Network));
        }
        if !missing.is_empty() {
            checked.verdict = Verdict::Open;
            checked.state = CheckState::Differs { diff: missing };
            return checked;
        }
        let text = message("evidence-network").with("vpc", vpc.id.as_str()).with("count", chosen.len());
        checked.evidence.push(facts.seen(text, "ec2:DescribeVpcs, ec2:DescribeSubnets"));
        checked
    }
}

/// What of a plan does not fit into what the account may have.
fn over_quota(facts: &Facts, seen: &NetworkSeen, plan: &[Change]) -> Vec<Finding> {
    let region = facts.region().map(String::from).unwrap_or_default();
    let vpcs = plan.iter().filter(|change| matches!(change.call, Call::CreateVpc { .. })).count();
    let subnets = plan.iter().filter(|change| matches!(change.call, Call::CreateSubnet { .. })).count();
    let vpc = vpc_id(facts).and_then(|id| seen.vpcs.iter().find(|vpc| vpc.id == id));
    let (used, about) = vpc.map_or((0, region.as_str()), |vpc| (vpc.subnets.len(), vpc.id.as_str()));
    let networks = seen.limits.finding("vpcs", seen.vpcs.len(), vpcs, &region, StepId::Network);
    // What is not known is said once.
    let within = seen.limits.finding("subnets-per-vpc", used, subnets, about, StepId::Network);
    let within = within.filter(|one| networks.as_ref().is_none_or(|other| other.message.code != one.message.code));
    networks.into_iter().chain(within).collect()
}

fn create_vpc(facts: &Facts) -> ChangeId {
    ChangeId::new(facts.region().as_ref(), StepId::Network, "create-vpc")
}

fn create_subnet(facts: &Facts, zone_id: &str) -> ChangeId {
    ChangeId::new(facts.region().as_ref(), StepId::Network, &format!("create-subnet-{zone_id}"))
}

/// Zone and id of each wanted subnet that this onboarding has made.
fn made_subnets(facts: &Facts, wanted: &NetworkInputs) -> Vec<(String, String)> {
    let made = |zone: &str| facts.outputs.get(&create_subnet(facts, zone)).and_then(|made| made.get(&Output::SubnetId)).cloned();
    wanted.new_subnets.iter().filter_map(|subnet| Some((subnet.zone_id.clone(), made(&subnet.zone_id)?))).collect()
}

/// The VPC that the answers mean: there, or on its way.
pub(super) fn vpc(facts: &Facts) -> Option<Input> {
    let wanted = facts.network()?;
    if wanted.new_vpc_cidr.trim().is_empty() {
        return Some(Input::existing(&wanted.vpc_id));
    }
    facts.made_by(&create_vpc(facts), Output::VpcId)
}

/// Its id, once it is there.
pub(super) fn vpc_id(facts: &Facts) -> Option<String> {
    vpc(facts)?.id().map(str::to_owned)
}

/// The VPC's IPv4 range.
pub(super) fn vpc_range(facts: &Facts) -> Option<String> {
    let wanted = facts.network()?;
    if !wanted.new_vpc_cidr.trim().is_empty() {
        return Some(wanted.new_vpc_cidr.trim().to_owned());
    }
    match facts.check_of(StepId::Network)?.observed.as_ref()? {
        Observed::Network(seen) => seen.vpcs.iter().find(|vpc| vpc.id == wanted.vpc_id).map(|vpc| vpc.cidr.clone()),
        _ => None,
    }
}

/// The subnets that the answers mean, each with a name that stays: its id, or its zone's. `None` while one of them is neither there nor on
/// its way.
pub(super) fn subnets(facts: &Facts) -> Option<Vec<(String, Input)>> {
    let wanted = facts.network()?;
    let existing = wanted.subnet_ids.iter().map(|id| Some((id.clone(), Input::existing(id))));
    let new = wanted.new_subnets.iter().map(|subnet| {
        let input = facts.made_by(&create_subnet(facts, &subnet.zone_id), Output::SubnetId)?;
        Some((subnet.zone_id.clone(), input))
    });
    existing.chain(new).collect()
}

/// A range with its problem at the field.
fn range(problems: &mut Vec<FieldProblem>, field: impl Into<String>, text: &str) -> Option<Ipv4Net> {
    let code = match ranges::parse(text) {
        Ok(range) => return Some(range),
        Err(RangeProblem::NotARange) => "field-range",
        Err(RangeProblem::Size) => "field-range-size",
        Err(RangeProblem::NotPrivate) => "field-range-private",
    };
    problems.push(FieldProblem::new(field, message(code).with("value", text.trim())));
    None
}

/// Subnets that are to be made: one per zone, inside the VPC, beside each other.
fn new_subnets<'a>(
    problems: &mut Vec<FieldProblem>,
    inputs: &'a NetworkInputs,
    seen: Option<&NetworkSeen>,
    zones: &mut BTreeSet<&'a str>,
    room: Option<Ipv4Net>,
    mut taken: Vec<Ipv4Net>,
) {
    for (index, subnet) in inputs.new_subnets.iter().enumerate() {
        let field = |name: &str| format!("newSubnets[{index}].{name}");
        let usable = seen.is_none_or(|seen| seen.zones.iter().any(|zone| zone.usable && zone.id == subnet.zone_id));
        if !usable {
            problems.push(FieldProblem::new(field("zoneId"), message("field-zone-id").with("value", subnet.zone_id.as_str())));
        } else if !zones.insert(&subnet.zone_id) {
            problems.push(FieldProblem::new(field("zoneId"), message("field-subnet-same-zone").with("zone", subnet.zone_id.as_str())));
        }
        let Some(range) = range(problems, field("cidr"), &subnet.cidr) else { continue };
        if room.is_some_and(|room| !room.contains(&range)) {
            let wrong = message("field-range-outside").with("value", subnet.cidr.trim());
            problems.push(FieldProblem::new(field("cidr"), wrong.with("vpc", room.map(|room| room.to_string()).unwrap_or_default())));
        } else if let Some(other) = taken.iter().find(|other| ranges::overlap(**other, range)) {
            let wrong = message("field-range-taken").with("value", subnet.cidr.trim()).with("by", other.to_string());
            problems.push(FieldProblem::new(field("cidr"), wrong));
        }
        taken.push(range);
    }
}

/// A range for each of these zones.
pub(super) fn proposed(vpc: Ipv4Net, taken: &[Ipv4Net], zones: &[&str]) -> Vec<NewSubnet> {
    let found = ranges::subnets(vpc, taken, zones.len());
    zones.iter().zip(found).map(|(zone, range)| NewSubnet { zone_id: (*zone).to_owned(), cidr: range.to_string() }).collect()
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
