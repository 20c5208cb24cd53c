//! Which task puts a finding right, and with which answers: the plan that the task then shows is the repair. Pure.
//!
//! A repair is a plan of a step like any other, so the tasks before it need answers too: where there are none yet, what stands there is put in
//! ("use what exists"), from the network to the endpoint service. Answers that mean something else are never overwritten: a finding about
//! another resource says so and offers nothing.

use std::collections::BTreeMap;

use gangway_aws::Subnet;
use gangway_aws::survey::{RegionSurvey, SeenLoadBalancer, SeenService, SeenTargetGroup};
use gangway_model::{HealthProtocol, IpAddressType, Message, Output, Param, Region, StepId, message};
use ipnet::Ipv4Net;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{OwnerKind, Remedy, SurveyFinding};
use crate::facts::Facts;
use crate::inputs::{
    EndpointServiceChoice, EndpointServiceInputs, HealthInputs, InstancesInputs, ListenerProtocol, LoadBalancerChoice, LoadBalancerInputs,
    NetworkInputs, NewSubnet, SecurityGroupChoice, ServersKind, StepInputs,
};
use crate::steps;

/// How a finding is put right here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// What it does, in words: `fix-…`; with `first`, why it can't be done yet.
    pub text: Message,
    /// What is changed: the id of an endpoint service, or the ARN of a load balancer.
    pub resource: String,
    /// Whether something has to come first that the user does elsewhere.
    pub first: bool,
    /// The task whose plan is the repair; with `first`, the task to go to.
    pub step: StepId,
    /// Where; `None` when the task is the product's.
    pub region: Option<Region>,
    /// Answers to put in, of the task and of those before it, in the order of the tasks; the last ones are about the resource itself. What is
    /// stored and right is not among them, unless the user's word has to go into it.
    pub inputs: Vec<StepInputs>,
    /// Whether the user has to say that the resource is hers: nothing shows that this onboarding made it.
    pub asks_owner: bool,
}

/// What has to change.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repair {
    /// Zones are added to the load balancer.
    Zones,
    /// Its security groups' rules stop holding for customers.
    RulesOff,
    /// It balances across zones.
    CrossZone,
    /// It gets a listener.
    Listener,
    /// Servers are put on its list.
    Targets,
    /// The health check asks otherwise.
    HealthCheck,
    /// The endpoint service takes up zones.
    TakeUpZones,
    /// The endpoint service asks before it accepts.
    Acceptance,
    /// The private DNS name is proven.
    PrivateDns,
}

impl Repair {
    fn of(code: &str, reason: Option<&Param>) -> Option<Self> {
        Some(match code {
            "survey-zones-missing" => Self::Zones,
            "survey-security-group-drops" | "survey-security-group-narrow" => Self::RulesOff,
            "survey-zone-unserved" => Self::CrossZone,
            "survey-no-listener" => Self::Listener,
            "survey-no-targets" => Self::Targets,
            // The program answers, and the health check does not like what: it may ask for the wrong thing.
            "survey-target-unhealthy" if reason == Some(&Param::from("code")) => Self::HealthCheck,
            "survey-zones-not-picked-up" => Self::TakeUpZones,
            "survey-open-to-everyone" => Self::Acceptance,
            "survey-private-dns-unverified" | "survey-private-dns-failed" => Self::PrivateDns,
            _ => return None,
        })
    }

    /// What it does.
    fn text(self) -> &'static str {
        match self {
            Self::Zones => "fix-zones",
            Self::RulesOff => "fix-rules-off",
            Self::CrossZone => "fix-cross-zone",
            Self::Listener => "fix-listener",
            Self::Targets => "fix-targets",
            Self::HealthCheck => "fix-health-check",
            Self::TakeUpZones => "fix-take-up-zones",
            Self::Acceptance => "fix-acceptance",
            Self::PrivateDns => "fix-private-dns",
        }
    }

    fn step(self) -> StepId {
        match self {
            Self::Zones | Self::RulesOff | Self::CrossZone | Self::Listener | Self::Targets | Self::HealthCheck => StepId::LoadBalancer,
            Self::TakeUpZones | Self::Acceptance => StepId::EndpointService,
            Self::PrivateDns => StepId::PrivateDns,
        }
    }
}

/// The tasks whose answers a repair builds on, in their order.
pub(crate) const CHAIN: [StepId; 5] =
    [StepId::Network, StepId::Instances, StepId::LoadBalancer, StepId::EndpointService, StepId::PrivateDns];

/// How this onboarding puts a finding right; `None` where it can't, or where somebody else is to be asked.
#[must_use]
pub fn fix(found: &SurveyFinding, survey: &RegionSurvey, facts: &Facts) -> Option<Fix> {
    if !matches!(found.remedy, Remedy::Here | Remedy::IfYours) {
        return None;
    }
    let said = &found.finding.message;
    let repair = Repair::of(&said.code, said.params.get("reason"))?;
    let subject = found.finding.subject.as_deref()?;
    let service = survey.services.iter().find(|one| one.service.id == subject);
    let balancer = match service {
        Some(service) => survey.load_balancers.iter().find(|one| service.service.load_balancer_arns.contains(&one.load_balancer.arn)),
        None => survey.load_balancers.iter().find(|one| is_about(survey, one, subject)),
    }?;
    let arn = &balancer.load_balancer.arn;
    let service = service.or_else(|| survey.services.iter().find(|one| one.service.load_balancer_arns.contains(arn)))?;
    let ours = found.owner.kind == OwnerKind::Gangway && found.owner.name.as_deref() == Some(facts.meta.id.as_str());
    let resource = if repair.step() == StepId::LoadBalancer { arn } else { &service.service.id };
    let resource = resource.clone();
    let wait =
        |step, region, text| Fix { text, resource: resource.clone(), first: true, step, region, inputs: Vec::new(), asks_owner: false };
    let region = &survey.region;
    if facts.product().is_none() {
        return Some(wait(StepId::Product, None, message("fix-product-first")));
    }
    if !facts.regions().contains(region) {
        return Some(wait(StepId::Product, None, message("fix-region-first").with("region", region.as_str())));
    }
    let at = facts.at(Some(region));
    let case = Case { survey, balancer, service, subject, repair, at: &at };
    let product = facts.product();
    let private = product.as_ref().and_then(|product| product.private_dns_name.as_ref()).map(|name| name.name().as_str());
    if repair == Repair::PrivateDns && private != service.service.private_dns.as_ref().map(|known| known.name.as_str()) {
        return Some(wait(StepId::Product, None, message("fix-other-name")));
    }
    match case.inputs(!ours) {
        Some((step, inputs)) => Some(Fix {
            text: message(repair.text()),
            resource,
            first: false,
            step,
            region: Some(region.clone()),
            inputs,
            asks_owner: !ours,
        }),
        None => Some(wait(StepId::LoadBalancer, Some(region.clone()), message("fix-other-resource").with("region", region.as_str()))),
    }
}

/// Whether an ARN is of this load balancer, one of its listeners or a target group behind it.
fn is_about(survey: &RegionSurvey, one: &SeenLoadBalancer, subject: &str) -> bool {
    let listeners = one.details.as_ref().and_then(|details| details.listeners.as_deref()).unwrap_or_default();
    one.load_balancer.arn == subject
        || listeners.iter().any(|known| known.listener.arn == subject)
        || survey
            .target_groups
            .iter()
            .any(|group| group.target_group.arn == subject && group.load_balancer_arns.contains(&one.load_balancer.arn))
}

/// One finding, what it is about, and what this onboarding says of the Region.
struct Case<'a> {
    survey: &'a RegionSurvey,
    balancer: &'a SeenLoadBalancer,
    service: &'a SeenService,
    subject: &'a str,
    repair: Repair,
    at: &'a Facts,
}

impl Case<'_> {
    /// The answers, and the task to open; `None` when those that are stored mean other resources.
    fn inputs(&self, asks_owner: bool) -> Option<(StepId, Vec<StepInputs>)> {
        let network = self.network()?;
        let servers = self.servers();
        let balancer = self.load_balancer()?;
        let service = self.endpoint_service()?;
        // New subnets are made before a load balancer can stand in them.
        let makes = self.repair == Repair::Zones && !network.new_subnets.is_empty() && Some(&network) != self.at.network();
        let step = if makes { StepId::Network } else { self.repair.step() };
        let all = [
            Some(StepInputs::Network(network)),
            servers.map(StepInputs::Instances),
            Some(StepInputs::LoadBalancer(balancer)),
            Some(StepInputs::EndpointService(service)),
        ];
        let about = if self.repair.step() == StepId::LoadBalancer { StepId::LoadBalancer } else { StepId::EndpointService };
        let needed = |inputs: &StepInputs| {
            let word = asks_owner && inputs.step() == about;
            (about == StepId::EndpointService || inputs.step() != StepId::EndpointService)
                && (word || self.at.inputs_of(inputs.step()) != Some(inputs))
        };
        Some((step, all.into_iter().flatten().filter(needed).collect()))
    }

    fn network(&self) -> Option<NetworkInputs> {
        let balancer = &self.balancer.load_balancer;
        let mut inputs = match self.at.network() {
            Some(stored) => {
                let vpc = steps::vpc_id(self.at)?;
                (vpc == balancer.vpc_id).then(|| stored.clone())?
            }
            None => NetworkInputs {
                vpc_id: balancer.vpc_id.clone(),
                subnet_ids: balancer.zones.iter().map(|zone| zone.subnet_id.clone()).collect(),
                ..NetworkInputs::default()
            },
        };
        if self.repair == Repair::Zones {
            self.add_zones(&mut inputs);
        }
        Some(inputs)
    }

    /// In each zone that the load balancer lacks the roomiest subnet of its network, else a new one.
    fn add_zones(&self, inputs: &mut NetworkInputs) {
        let Some(vpc) = self.survey.vpcs.iter().find(|vpc| vpc.id == self.balancer.load_balancer.vpc_id) else { return };
        let chosen = |zone: &str| {
            inputs.new_subnets.iter().any(|one| one.zone_id == zone)
                || vpc.subnets.iter().any(|one| one.zone_id == zone && inputs.subnet_ids.contains(&one.id))
        };
        let stands = |zone: &str| self.balancer.load_balancer.zones.iter().any(|one| one.zone_id == zone);
        let missing = self.survey.zones.iter().filter(|zone| zone.usable && !stands(&zone.id) && !chosen(&zone.id));
        let missing: Vec<&str> = missing.map(|zone| zone.id.as_str()).collect();
        let mut best: BTreeMap<&str, &Subnet> = BTreeMap::new();
        for subnet in &vpc.subnets {
            if best.get(subnet.zone_id.as_str()).is_none_or(|other| other.free_addresses < subnet.free_addresses) {
                best.insert(&subnet.zone_id, subnet);
            }
        }
        // Subnets that are there belong to a network that is there.
        let there = |zone: &&str| inputs.new_vpc_cidr.trim().is_empty() && best.contains_key(*zone);
        let (with, without): (Vec<&str>, Vec<&str>) = missing.into_iter().partition(there);
        inputs.subnet_ids.extend(with.iter().filter_map(|zone| best.get(zone)).map(|subnet| subnet.id.clone()));
        let mut taken: Vec<Ipv4Net> = vpc.subnets.iter().filter_map(|subnet| subnet.cidr.parse().ok()).collect();
        taken.extend(inputs.new_subnets.iter().filter_map(|subnet| subnet.cidr.parse::<Ipv4Net>().ok()));
        if let Ok(range) = vpc.cidr.parse() {
            let proposed: Vec<NewSubnet> = steps::proposed_subnets(range, &taken, &without);
            inputs.new_subnets.extend(proposed);
        }
    }

    /// The port in question: of the listener that the finding is about, else the first.
    fn listener(&self) -> Option<&gangway_aws::Listener> {
        let all = self.balancer.details.as_ref()?.listeners.as_ref()?;
        let about =
            all.iter().find(|one| one.listener.arn == self.subject || one.listener.target_group_arn.as_deref() == Some(self.subject));
        about.or(all.first()).map(|one| &one.listener)
    }

    fn group(&self) -> Option<&SeenTargetGroup> {
        let arn = self.listener()?.target_group_arn.as_ref()?;
        self.survey.target_groups.iter().find(|one| one.target_group.arn == *arn)
    }

    /// `None` where only the user knows.
    fn servers(&self) -> Option<InstancesInputs> {
        let group = self.group();
        // A target group that is used as it is takes neither servers nor another health check.
        let changes = matches!(self.repair, Repair::Targets | Repair::HealthCheck);
        let stored = self.at.instances().filter(|stored| !(changes && stored.kind == ServersKind::TargetGroup));
        let mut inputs = match stored {
            Some(stored) => stored.clone(),
            None => {
                let group = group?;
                let own = group.target_group.target_type == "instance";
                match changes {
                    true if own => InstancesInputs {
                        instance_ids: self.instances(group),
                        port: u32::from(group.target_group.port),
                        health: health(group),
                        ..InstancesInputs::default()
                    },
                    true => return None,
                    false => InstancesInputs {
                        kind: ServersKind::TargetGroup,
                        target_group: group.target_group.arn.clone(),
                        port: u32::from(group.target_group.port),
                        ..InstancesInputs::default()
                    },
                }
            }
        };
        if self.repair == Repair::HealthCheck {
            // What the check does not like of the answer is the seller's to know; that the program takes connections is what customers need.
            inputs.health = HealthInputs { protocol: HealthProtocol::Tcp, ..HealthInputs::default() };
        }
        Some(inputs)
    }

    /// Those on the group's list; where it has none, those that run in the load balancer's network.
    fn instances(&self, group: &SeenTargetGroup) -> Vec<String> {
        let listed: Vec<String> = group.targets.iter().flatten().map(|one| one.id.clone()).collect();
        if !listed.is_empty() {
            return listed;
        }
        let vpc = &self.balancer.load_balancer.vpc_id;
        let running = self.survey.instances.iter().filter(|one| one.vpc_id == *vpc && one.state == "running");
        running.map(|one| one.id.clone()).collect()
    }

    fn load_balancer(&self) -> Option<LoadBalancerInputs> {
        let arn = &self.balancer.load_balancer.arn;
        let stored = match self.at.inputs_of(StepId::LoadBalancer) {
            Some(StepInputs::LoadBalancer(stored)) => Some(stored.clone()),
            _ => None,
        };
        let mut inputs = match stored {
            Some(stored) => {
                let meant = match &stored.choice {
                    LoadBalancerChoice::Existing { arn: named } => named == arn,
                    LoadBalancerChoice::Create { .. } => {
                        self.at.known_id(StepId::LoadBalancer, Output::LoadBalancerArn).as_ref() == Some(arn)
                    }
                };
                meant.then_some(stored)?
            }
            None => LoadBalancerInputs {
                choice: LoadBalancerChoice::Existing { arn: arn.clone() },
                port: self.listener().map_or(443, |listener| u32::from(listener.port)),
                protocol: match self.listener() {
                    Some(listener) if listener.protocol == "TLS" => ListenerProtocol::Tls,
                    _ => ListenerProtocol::Tcp,
                },
                cross_zone: self.balancer.details.as_ref().and_then(|details| details.cross_zone) == Some(true),
                security_group: SecurityGroupChoice::default(),
                ip_address_type: IpAddressType::default(),
                may_change: false,
            },
        };
        inputs.cross_zone |= self.repair == Repair::CrossZone;
        Some(inputs)
    }

    fn endpoint_service(&self) -> Option<EndpointServiceInputs> {
        let found = &self.service.service;
        let mut inputs = match self.at.inputs_of(StepId::EndpointService) {
            Some(StepInputs::EndpointService(stored)) => {
                let meant = match &stored.choice {
                    EndpointServiceChoice::Existing { id } => *id == found.id,
                    EndpointServiceChoice::Create => {
                        self.at.known_id(StepId::EndpointService, Output::ServiceId).is_none_or(|known| known == found.id)
                    }
                };
                meant.then(|| stored.clone())?
            }
            _ => EndpointServiceInputs {
                choice: EndpointServiceChoice::Existing { id: found.id.clone() },
                acceptance_required: found.acceptance_required,
                ip_address_types: Vec::new(),
                supported_regions: self.service.other_regions.iter().map(ToString::to_string).collect(),
                may_change: false,
            },
        };
        inputs.acceptance_required |= self.repair == Repair::Acceptance;
        Some(inputs)
    }
}

/// The health check of a target group, as an answer.
fn health(group: &SeenTargetGroup) -> HealthInputs {
    let protocol = match group.health_check_protocol.as_str() {
        "HTTP" => HealthProtocol::Http,
        "HTTPS" => HealthProtocol::Https,
        _ => HealthProtocol::Tcp,
    };
    HealthInputs { protocol, path: group.health_check_path.clone().unwrap_or_else(|| "/".to_owned()), statuses: String::new() }
}

/// The same answers with the user's word that what is there is hers to change.
#[must_use]
pub(crate) fn with_word(inputs: StepInputs) -> StepInputs {
    match inputs {
        StepInputs::LoadBalancer(inputs) => StepInputs::LoadBalancer(LoadBalancerInputs { may_change: true, ..inputs }),
        StepInputs::EndpointService(inputs) => StepInputs::EndpointService(EndpointServiceInputs { may_change: true, ..inputs }),
        other => other,
    }
}
