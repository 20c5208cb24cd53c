//! One Region: what depends on nothing at once, then the details, then the answers put together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_ec2::types::ServiceConfiguration;
use aws_sdk_elasticloadbalancingv2::types::{LoadBalancer, TargetGroup};
use gangway_model::Region;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::UnboundedSender;

use super::ask::{Ask, Gaps};
use super::balancing::{self, Details, Lists};
use super::places::{self, Places};
use super::seen::{
    Event, IngressRule, LoadBalancerDetails, Part, Permissions, RegionFailure, RegionSurvey, SeenListener, SeenLoadBalancer,
    SeenSecurityGroup, SeenService, SeenTargetGroup,
};
use super::{quotas, services};
use crate::account::Account;
use crate::read::network::laid_out;
use crate::read::{endpoint_services, instances, load_balancers, text};

/// Parts that are asked of every Region, whatever is in it. Where none of them came, the Region has failed.
const ALWAYS: usize = 12;

/// Looks at a Region and tells how it goes.
pub(super) async fn look(
    account: Account,
    region: Region,
    every_load_balancer: bool,
    gate: Arc<Semaphore>,
    events: UnboundedSender<Event>,
) -> Result<RegionSurvey, RegionFailure> {
    let ask = Ask::new(account, region, gate, events);
    ask.tell(Event::Begun { region: ask.region.clone() });
    let survey = all(&ask, every_load_balancer).await;
    if survey.gaps.len() >= ALWAYS
        && let Some(gap) = survey.gaps.first()
    {
        let failure = RegionFailure { region: ask.region.clone(), reason: gap.reason.clone(), request_id: gap.request_id.clone() };
        ask.tell(Event::Failed { failure: failure.clone() });
        return Err(failure);
    }
    ask.tell(Event::Done { survey: Box::new(survey.clone()) });
    Ok(survey)
}

async fn all(ask: &Ask, every_load_balancer: bool) -> RegionSurvey {
    let balancing = async {
        let services = async {
            let mut gaps = Gaps::default();
            (ask.part(Part::EndpointServices, services::services(ask).await, &mut gaps).unwrap_or_default(), gaps)
        };
        let (lists, (services, gaps)) = tokio::join!(balancing::lists(ask), services);
        let (matters, far) = what_matters(&lists, &services, every_load_balancer);
        let (details, permissions) = tokio::join!(balancing::details(ask, &lists, &matters, &far), services::permissions(ask, &services));
        (lists, services, gaps, details, permissions)
    };
    // Only so many calls are under way at any moment, and of many Regions some wait. First in the queue stand those whose answers lead to
    // further questions, of every Region; the others get in line when all Regions have begun.
    let others = async {
        tokio::task::yield_now().await;
        tokio::join!(
            places::places(ask),
            places::certificates(ask),
            services::connections(ask),
            quotas::quotas(ask),
            quotas::endpoints(ask),
        )
    };
    let (balancing, others) = tokio::join!(balancing, others);
    let (places, (certificates, certificate_gaps), (connections, connection_gaps), (quotas, quota_gaps), (endpoints, endpoint_gaps)) =
        others;
    let (lists, services, service_gaps, details, (permissions, permission_gaps)) = balancing;

    let Places { zones, vpcs, subnets, reservations, mut gaps } = places;
    for others in [service_gaps, certificate_gaps, connection_gaps, permission_gaps, quota_gaps, endpoint_gaps] {
        gaps.join(others);
    }
    let zones = zones.unwrap_or_default();
    let zone_ids: HashMap<String, String> = zones.iter().map(|zone| (zone.name.clone(), zone.id.clone())).collect();
    let mut running: Vec<_> =
        reservations.iter().flatten().flat_map(|one| one.instances()).map(|one| instances::seen(one, &zone_ids)).collect();
    let homes: HashMap<String, (String, String)> =
        running.iter().map(|one| (one.id.clone(), (one.zone_name.clone(), one.zone_id.clone()))).collect();
    running.retain(|one| one.state != "terminated");
    running.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));

    let Lists { load_balancers, target_groups, mut limits, gaps: list_gaps } = lists;
    limits.extend(quotas);
    gaps.join(list_gaps);
    let asked = Asked { details, zone_ids, homes };
    let mut balancers: Vec<_> = load_balancers.iter().flatten().map(|one| asked.load_balancer(one)).collect();
    balancers.sort_by(|a, b| a.load_balancer.name.cmp(&b.load_balancer.name));
    let mut groups: Vec<_> = target_groups.iter().flatten().map(|one| asked.target_group(one)).collect();
    groups.sort_by(|a, b| a.target_group.name.cmp(&b.target_group.name));
    let mut offered: Vec<_> = services.iter().map(|one| service(ask, one, &asked.zone_ids, connections.as_ref(), &permissions)).collect();
    offered.sort_by(|a, b| a.service.id.cmp(&b.service.id));
    gaps.join(asked.details.gaps);
    RegionSurvey {
        region: ask.region.clone(),
        zones,
        vpcs: laid_out(&vpcs.unwrap_or_default(), &subnets.unwrap_or_default()),
        instances: running,
        load_balancers: balancers,
        target_groups: groups,
        security_groups: asked.details.security_groups.iter().map(security_group).collect(),
        services: offered,
        certificates: certificates.unwrap_or_default(),
        endpoints,
        limits,
        gaps: gaps.0,
        calls: ask.calls(),
        longest_chain: ask.longest_chain(),
    }
}

/// The load balancers whose details are asked, those behind services first, and those of them whose service has other Regions.
fn what_matters(lists: &Lists, services: &[ServiceConfiguration], every: bool) -> (Vec<String>, HashSet<String>) {
    let listed: Vec<&str> = lists.load_balancers.iter().flatten().filter_map(|one| one.load_balancer_arn()).collect();
    let serving: HashSet<&str> = services.iter().flat_map(|one| one.network_load_balancer_arns()).map(String::as_str).collect();
    let mut matters: Vec<String> = listed.iter().filter(|arn| serving.contains(*arn)).map(|arn| (*arn).to_owned()).collect();
    if every {
        matters.extend(listed.iter().filter(|arn| !serving.contains(*arn)).map(|arn| (*arn).to_owned()));
    }
    let far = services.iter().filter(|one| one.supported_regions().len() > 1 || one.remote_access_enabled() == Some(true));
    (matters, far.flat_map(|one| one.network_load_balancer_arns()).cloned().collect())
}

/// The answers that stand for themselves until they are put into their load balancers and target groups.
struct Asked {
    details: Details,
    zone_ids: HashMap<String, String>,
    /// Zone name and id by instance.
    homes: HashMap<String, (String, String)>,
}

impl Asked {
    fn load_balancer(&self, one: &LoadBalancer) -> SeenLoadBalancer {
        let arn = text(one.load_balancer_arn());
        let mut tags = self.details.tags.get(&arn).map(|tags| HashMap::from([(arn.clone(), tags.clone())])).unwrap_or_default();
        let listeners = self.details.listeners.get(&arn).map(|listeners| {
            let mut seen: Vec<SeenListener> = listeners
                .iter()
                .map(|one| {
                    let listener = load_balancers::listener(one);
                    SeenListener { idle_timeout: self.details.idle_timeouts.get(&listener.arn).copied(), listener }
                })
                .collect();
            seen.sort_by_key(|one| one.listener.port);
            seen
        });
        let cross_zone = self.details.cross_zone.get(&arn).copied();
        let enforces = one.enforce_security_group_inbound_rules_on_private_link_traffic();
        SeenLoadBalancer {
            security_groups: one.security_groups().to_vec(),
            enforces_inbound_rules: !enforces.is_some_and(|word| word.eq_ignore_ascii_case("off")),
            ip_address_type: one.ip_address_type().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
            details: (cross_zone.is_some() || listeners.is_some()).then_some(LoadBalancerDetails { cross_zone, listeners }),
            load_balancer: load_balancers::load_balancer(one, &self.zone_ids, &mut tags),
        }
    }

    fn target_group(&self, one: &TargetGroup) -> SeenTargetGroup {
        let arn = text(one.target_group_arn());
        let targets = self.details.health.get(&arn).map(|health| {
            let mut targets: Vec<_> = health.iter().map(|one| load_balancers::target(one, &self.homes, &self.zone_ids)).collect();
            targets.sort_by(|a, b| (&a.id, a.port).cmp(&(&b.id, b.port)));
            targets
        });
        SeenTargetGroup {
            vpc_id: text(one.vpc_id()),
            load_balancer_arns: one.load_balancer_arns().to_vec(),
            health_check_protocol: one.health_check_protocol().map(|protocol| protocol.as_str().to_owned()).unwrap_or_default(),
            health_check_port: text(one.health_check_port()),
            health_check_path: one.health_check_path().map(str::to_owned),
            cross_zone: self.details.group_cross_zone.get(&arn).copied(),
            tags: self.details.tags.get(&arn).cloned().unwrap_or_default(),
            targets,
            target_group: load_balancers::target_group(one),
        }
    }
}

fn service(
    ask: &Ask,
    one: &ServiceConfiguration,
    zone_ids: &HashMap<String, String>,
    connections: Option<&BTreeMap<String, BTreeMap<String, usize>>>,
    permissions: &BTreeMap<String, Permissions>,
) -> SeenService {
    let service = endpoint_services::service(one, zone_ids);
    let others = one.supported_regions().iter().filter_map(|place| Region::parse(place.region()?).ok());
    SeenService {
        other_regions: others.filter(|region| region != &ask.region).collect(),
        ip_address_types: one.supported_ip_address_types().iter().map(|kind| kind.as_str().to_owned()).collect(),
        connections: connections.map(|all| all.get(&service.id).cloned().unwrap_or_default()),
        permissions: permissions.get(&service.id).copied(),
        service,
    }
}

fn security_group(one: &aws_sdk_ec2::types::SecurityGroup) -> SeenSecurityGroup {
    let rule = |rule: &aws_sdk_ec2::types::IpPermission| {
        let narrow = rule.ip_ranges().iter().filter_map(|range| range.cidr_ip());
        let wide = rule.ipv6_ranges().iter().filter_map(|range| range.cidr_ipv6());
        IngressRule {
            protocol: text(rule.ip_protocol()),
            from_port: rule.from_port(),
            to_port: rule.to_port(),
            cidrs: narrow.chain(wide).map(str::to_owned).collect(),
            prefix_lists: !rule.prefix_list_ids().is_empty(),
        }
    };
    SeenSecurityGroup { id: text(one.group_id()), name: text(one.group_name()), ingress: one.ip_permissions().iter().map(rule).collect() }
}
