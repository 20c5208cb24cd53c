//! What a survey sees of one Region, in types of our own.

use std::collections::BTreeMap;

use gangway_model::{CallTag, Message, Region};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::read::{Certificate, EndpointService, Instance, Listener, LoadBalancer, Target, TargetGroup, Vpc, Zone};

/// What is told while a survey goes on, Region by Region. Between `Begun` and `Done` or `Failed` of a Region come its parts, in any order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(rename = "SurveyEvent")]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// These Regions are asked: one row each.
    Regions {
        /// Sorted.
        regions: Vec<Region>,
    },
    /// The questions to this Region are on their way.
    Begun {
        /// Which.
        region: Region,
    },
    /// A part of the Region has arrived.
    Part {
        /// Where.
        region: Region,
        /// What.
        part: Part,
        /// How many of them there are.
        #[ts(type = "number")]
        count: usize,
    },
    /// All that could be seen of the Region.
    Done {
        /// With the parts that could not be seen among its gaps.
        survey: Box<RegionSurvey>,
    },
    /// Nothing could be seen of the Region. It can be surveyed again by itself.
    Failed {
        /// Where and why.
        failure: RegionFailure,
    },
}

/// What is asked of a Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[ts(rename = "SurveyPart")]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Availability Zones.
    Zones,
    /// VPCs.
    Vpcs,
    /// Subnets.
    Subnets,
    /// EC2 instances.
    Instances,
    /// Network Load Balancers.
    LoadBalancers,
    /// Target groups of Network Load Balancers.
    TargetGroups,
    /// What the account may have of them.
    Limits,
    /// What the account may have of networks.
    Quotas,
    /// The account's own VPC endpoints.
    Endpoints,
    /// Listeners, attributes, tags and health of the load balancers that matter.
    LoadBalancerDetails,
    /// Rules of the security groups that these load balancers have.
    SecurityGroups,
    /// Endpoint services.
    EndpointServices,
    /// Connections to them.
    Connections,
    /// Who may connect.
    Permissions,
    /// ACM certificates.
    Certificates,
}

/// A part of a Region that could not be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "SurveyGap")]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// What is missing.
    pub part: Part,
    /// The call that failed, as AWS names it.
    pub operation: String,
    /// Why.
    pub reason: Message,
    /// AWS's id of the request.
    pub request_id: Option<String>,
}

/// A Region of which nothing could be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegionFailure {
    /// Where.
    pub region: Region,
    /// Why.
    pub reason: Message,
    /// AWS's id of the request.
    pub request_id: Option<String>,
}

/// One Region as it was seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegionSurvey {
    /// Where.
    pub region: Region,
    /// By id.
    pub zones: Vec<Zone>,
    /// With their subnets, the default VPC last.
    pub vpcs: Vec<Vpc>,
    /// Those that are not terminated.
    pub instances: Vec<Instance>,
    /// Of type network, by name.
    pub load_balancers: Vec<SeenLoadBalancer>,
    /// For protocols of Network Load Balancers, by name.
    pub target_groups: Vec<SeenTargetGroup>,
    /// Of the load balancers whose details were asked.
    pub security_groups: Vec<SeenSecurityGroup>,
    /// By id; those of Gateway Load Balancers, which are another product, are left out.
    pub services: Vec<SeenService>,
    /// By domain name.
    pub certificates: Vec<Certificate>,
    /// By VPC, how many endpoints count towards its quota. A VPC without any is missing.
    #[serde(default)]
    #[ts(type = "Record<string, number>")]
    pub endpoints: BTreeMap<String, usize>,
    /// What the account may have, by Elastic Load Balancing's own names (`network-load-balancers`, `target-groups`, …) and, of networks, `vpcs`,
    /// `subnets-per-vpc` and `interface-endpoints-per-vpc`.
    #[ts(type = "Record<string, number>")]
    pub limits: BTreeMap<String, u32>,
    /// What could not be seen, and why.
    pub gaps: Vec<Gap>,
    /// How many calls it took, pages included, repetitions by the SDK not.
    pub calls: u32,
    /// The longest chain of calls that waited for each other's answers.
    pub longest_chain: u32,
}

/// A Network Load Balancer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenLoadBalancer {
    /// As AWS lists it.
    #[serde(flatten)]
    pub load_balancer: LoadBalancer,
    /// Empty where it was created without any: then it can never have one.
    pub security_groups: Vec<String>,
    /// Whether their inbound rules hold for what comes through PrivateLink. AWS's default is yes.
    pub enforces_inbound_rules: bool,
    /// `ipv4` or `dualstack`.
    pub ip_address_type: String,
    /// Asked for load balancers that serve an endpoint service, and for all when the survey was told to.
    pub details: Option<LoadBalancerDetails>,
}

/// What takes calls of its own for each load balancer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancerDetails {
    /// Whether connections are spread over the targets of all zones; `None` where AWS did not tell.
    pub cross_zone: Option<bool>,
    /// By port; `None` where AWS did not tell.
    pub listeners: Option<Vec<SeenListener>>,
}

/// A listener.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenListener {
    /// As AWS lists it.
    #[serde(flatten)]
    pub listener: Listener,
    /// Seconds after which an idle TCP connection is given up. Asked only where it matters: behind a service with other Regions.
    pub idle_timeout: Option<u32>,
}

/// A target group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenTargetGroup {
    /// As AWS lists it.
    #[serde(flatten)]
    pub target_group: TargetGroup,
    /// Where its targets are.
    pub vpc_id: String,
    /// The load balancers that use it.
    pub load_balancer_arns: Vec<String>,
    /// `TCP`, `HTTP` or `HTTPS`.
    pub health_check_protocol: String,
    /// A number, or `traffic-port`.
    pub health_check_port: String,
    /// For HTTP and HTTPS.
    pub health_check_path: Option<String>,
    /// Its own word on cross-zone balancing; `None`: as the load balancer says, or not asked.
    pub cross_zone: Option<bool>,
    /// All its tags, when it was asked for them.
    pub tags: Vec<CallTag>,
    /// By id and port; `None` where they were not asked, or AWS did not tell.
    pub targets: Option<Vec<Target>>,
}

/// A security group with its inbound rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenSecurityGroup {
    /// `sg-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it lets in.
    pub ingress: Vec<IngressRule>,
}

/// One inbound rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IngressRule {
    /// `tcp`, `udp`, a protocol number, or `-1` for all.
    pub protocol: String,
    /// The lowest port; `None` for all.
    pub from_port: Option<i32>,
    /// The highest port; `None` for all.
    pub to_port: Option<i32>,
    /// IPv4 and IPv6 ranges that may come in.
    pub cidrs: Vec<String>,
    /// Whether it also lets in prefix lists, whose addresses the rule does not tell. Members of other groups are nobody's customers.
    pub prefix_lists: bool,
}

/// An endpoint service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SeenService {
    /// As AWS lists it.
    #[serde(flatten)]
    pub service: EndpointService,
    /// Regions besides its own from which customers may connect.
    pub other_regions: Vec<Region>,
    /// `ipv4`, `ipv6`.
    pub ip_address_types: Vec<String>,
    /// How many connections are in each state (`available`, `pendingAcceptance`, `rejected`, …); `None` where AWS did not tell.
    #[ts(type = "Record<string, number> | null")]
    pub connections: Option<BTreeMap<String, usize>>,
    /// `None` where AWS did not tell.
    pub permissions: Option<Permissions>,
}

/// Who may connect to an endpoint service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "SeenPermissions")]
#[serde(rename_all = "camelCase")]
pub struct Permissions {
    /// How many principals are on the allow list.
    #[ts(type = "number")]
    pub count: usize,
    /// Whether `*` is among them.
    pub everyone: bool,
}

impl SeenService {
    /// Connections that customers use now; 0 where AWS did not tell.
    #[must_use]
    pub fn live_connections(&self) -> usize {
        self.connections.as_ref().and_then(|states| states.get("available")).copied().unwrap_or(0)
    }
}
