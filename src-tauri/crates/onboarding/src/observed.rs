//! What a check has seen, one shape per task, as the window shows it.

use std::collections::BTreeMap;

use gangway_aws::{
    ApplicationLoadBalancer, Certificate, DnsRecord, Instance, Listener, LoadBalancer, PrivateDns, Target, TargetGroup, Vpc, Zone,
};
use gangway_dns::{CaaSet, DelegationCheck, ProbeSeen, RecordCheck};
use gangway_model::{AccountId, FieldProblem, Finding, HealthCheck, Message, RecordSet, StepId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::costs::RegionCosts;
use crate::inputs::NewSubnet;
use crate::quotas::Limits;
use crate::view::{ChecklistItem, Delivery, PackageCard, ReviewGroup};

/// What a check has seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Observed {
    /// The enabled Regions.
    Product(ProductSeen),
    /// VPCs with their subnets, and the Region's zones.
    Network(NetworkSeen),
    /// Instances of the chosen VPC.
    Instances(InstancesSeen),
    /// Load balancers, and what hangs on the chosen one.
    LoadBalancer(LoadBalancerSeen),
    /// Endpoint services.
    EndpointService(EndpointServiceSeen),
    /// Health per zone.
    Reachability(ReachabilitySeen),
    /// Certificates, and whether the validation records are published.
    Certificate(CertificateSeen),
    /// The state of the private DNS name, and whether its record is published.
    PrivateDns(PrivateDnsSeen),
    /// The chain of delegation.
    Delegation(DelegationSeen),
    /// What AWS's list and ours have in common.
    AllowList(AllowListSeen),
    /// What to do in a second account.
    Rehearsal(RehearsalSeen),
    /// Every answer and the checklists.
    Review(ReviewSeen),
    /// The package and its way.
    Submission(SubmissionSeen),
}

/// See [`Observed::Product`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProductSeen {
    /// Enabled for the account.
    pub regions: Vec<String>,
}

/// See [`Observed::Network`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NetworkSeen {
    /// Of the Region.
    pub zones: Vec<Zone>,
    /// With their subnets.
    pub vpcs: Vec<Vpc>,
    /// A VPC that could be made: its range touches no other.
    #[serde(default)]
    pub proposal: Option<NewNetwork>,
    /// By VPC: a subnet for each usable zone that has none.
    #[serde(default)]
    pub room: BTreeMap<String, Vec<NewSubnet>>,
    /// What the account may have of networks.
    #[serde(default)]
    pub limits: Limits,
}

/// A VPC that could be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewNetwork {
    /// Its IPv4 range.
    pub cidr: String,
    /// One subnet per usable zone.
    pub subnets: Vec<NewSubnet>,
}

/// See [`Observed::Instances`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InstancesSeen {
    /// Of the chosen VPC.
    pub instances: Vec<Instance>,
    /// Of the chosen VPC.
    #[serde(default)]
    pub application_load_balancers: Vec<ApplicationLoadBalancer>,
    /// Of the chosen VPC, with who keeps them.
    #[serde(default)]
    pub target_groups: Vec<TargetGroupCard>,
    /// Of those that this onboarding made for its servers, the ones that are there.
    #[serde(default)]
    pub security_groups: Vec<String>,
}

/// A target group and who keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroupCard {
    /// As AWS tells it.
    #[serde(flatten)]
    pub target_group: TargetGroup,
    /// Who keeps its targets, by its tags: `Kubernetes`, `CloudFormation`.
    pub kept_by: Option<String>,
    /// Load balancers that use it already.
    pub load_balancer_arns: Vec<String>,
}

/// A load balancer and whose it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancerCard {
    /// As AWS tells it.
    #[serde(flatten)]
    pub load_balancer: LoadBalancer,
    /// Made by this onboarding.
    pub ours: bool,
    /// The endpoint service that it serves: one load balancer serves at most one.
    pub used_by: Option<String>,
}

/// See [`Observed::LoadBalancer`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancerSeen {
    /// Of type network, all of the Region.
    pub load_balancers: Vec<LoadBalancerCard>,
    /// The ARN of the one that the answers mean, when it exists.
    pub chosen: Option<String>,
    /// Of the chosen one.
    pub cross_zone: Option<bool>,
    /// Of the chosen one.
    pub listeners: Vec<Listener>,
    /// Of the chosen one.
    pub target_groups: Vec<TargetGroup>,
    /// Of the same target group as `targets`.
    #[serde(default)]
    pub health_check: Option<HealthCheck>,
    /// Of the chosen listener's target group, or of the one that was made and waits for its listener.
    pub targets: Vec<Target>,
    /// The ARN of a target group that was made for it and that AWS does not know (any more).
    #[serde(default)]
    pub lost_target_group: Option<String>,
    /// Of those that this onboarding made for it, the ones that are there.
    #[serde(default)]
    pub security_groups: Vec<String>,
    /// What the account may have of load balancers.
    #[serde(default)]
    pub limits: Limits,
}

/// An endpoint service and whose it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EndpointServiceCard {
    /// As AWS tells it.
    #[serde(flatten)]
    pub endpoint_service: gangway_aws::EndpointService,
    /// Made by this onboarding.
    pub ours: bool,
}

/// See [`Observed::EndpointService`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EndpointServiceSeen {
    /// All of the Region.
    pub services: Vec<EndpointServiceCard>,
    /// The id of the one that the answers mean, when it exists.
    pub chosen: Option<String>,
    /// Regions that are enabled and have no endpoint service of this onboarding.
    #[serde(default)]
    pub other_regions: Vec<String>,
    /// What it costs to serve each of them.
    #[serde(default)]
    pub region_costs: Vec<RegionCosts>,
}

/// Health in one zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ZoneHealth {
    /// Zone id.
    pub zone_id: String,
    /// Zone name in this account.
    pub zone_name: String,
    /// Healthy targets there.
    #[ts(type = "number")]
    pub healthy: usize,
    /// All targets there.
    #[ts(type = "number")]
    pub targets: usize,
}

/// See [`Observed::Reachability`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReachabilitySeen {
    /// The zones of the load balancer.
    pub zones: Vec<ZoneHealth>,
    /// Whether a zone's traffic may reach targets of other zones.
    pub cross_zone: bool,
    /// Every target with its state.
    pub targets: Vec<Target>,
    /// The listener that forwards to them.
    pub listener: Option<Listener>,
    /// Of the load balancer.
    pub load_balancer_state: String,
    /// What a connection from this computer met; `None` where none was tried, because nobody would have answered.
    #[serde(default)]
    pub probe: Option<ProbeSeen>,
}

/// A record that should be published, looked for at every authoritative server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordSeen {
    /// What should be there.
    pub record: DnsRecord,
    /// What each server says.
    #[serde(flatten)]
    pub check: RecordCheck,
}

/// A record set that is not published everywhere, and where Route 53 stands with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HostedRecords {
    /// What is to be published.
    pub records: RecordSet,
    /// The hosted zone that was looked at: the one that is asked for the name or, failing that, one of that name that nobody asks.
    pub zone: Option<HostedZoneSeen>,
    /// What stands there.
    pub standing: HostedStanding,
}

/// A hosted zone and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HostedZoneSeen {
    /// Its id, without `/hostedzone/`.
    pub id: String,
    /// Without the final dot.
    pub name: String,
    /// The account that it is in.
    pub account: AccountId,
}

/// See [`HostedRecords`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum HostedStanding {
    /// The zone is the one that is asked, and nothing stands in the way: it can be published there.
    Absent,
    /// It stands there as wanted.
    There {
        /// Route 53 is still bringing it to its name servers.
        syncing: bool,
    },
    /// Something else stands at the name, and stays.
    Other {
        /// All of it.
        found: Vec<RecordSet>,
    },
    /// There is a zone of that name, and nobody asks it: what is published there is never seen.
    NotAsked {
        /// Its name servers.
        servers: Vec<String>,
        /// Those that are asked for the name.
        asked: Vec<String>,
    },
    /// The zone that is asked for the name is in no account that the profile reaches.
    NoZone {
        /// The zone's name, as DNS says.
        name: String,
        /// Its name servers.
        asked: Vec<String>,
    },
    /// It could not be seen.
    Unseen {
        /// Why not.
        why: Message,
    },
}

/// See [`Observed::Certificate`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateSeen {
    /// Those that cover the service DNS name, and the chosen one.
    pub certificates: Vec<Certificate>,
    /// The ARN of the one that the answers mean, when it exists.
    pub chosen: Option<String>,
    /// Whether each validation record of the chosen one is published.
    pub records: Vec<RecordSeen>,
    /// Who may issue for its names; a name whose zone can't be asked is not among them.
    #[serde(default)]
    pub authorities: Vec<AuthoritiesSeen>,
    /// Where Route 53 stands with what is not published; empty unless it is to be published there.
    #[serde(default)]
    pub hosted: Vec<HostedRecords>,
}

/// The CAA records that decide about a name of the certificate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuthoritiesSeen {
    /// The name, without `*.`.
    pub name: String,
    /// Whether it is wanted as a wildcard too.
    pub wildcard: bool,
    /// What stands in DNS.
    pub caa: CaaSet,
}

/// See [`Observed::PrivateDns`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrivateDnsSeen {
    /// As AWS tells it; `None` without a private DNS name.
    pub private_dns: Option<PrivateDns>,
    /// Whether it is published.
    pub record: Option<RecordSeen>,
    /// Where Route 53 stands with what is not published; empty unless it is to be published there.
    #[serde(default)]
    pub hosted: Vec<HostedRecords>,
}

/// See [`Observed::Delegation`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DelegationSeen {
    /// The NS records to publish.
    pub records: Vec<DnsRecord>,
    /// Both sides of the cut; `None` before the name servers are known.
    pub check: Option<DelegationCheck>,
    /// Whether the certificate's validation records still resolve through the delegation.
    pub renewal: Vec<RenewalRecord>,
    /// Where Route 53 stands with what is not published; empty unless it is to be published there.
    #[serde(default)]
    pub hosted: Vec<HostedRecords>,
    /// How far the launch is, Region by Region; empty before the delegation is live.
    #[serde(default)]
    pub launch: Vec<LaunchSeen>,
}

/// A validation record, looked for as ACM will when it renews.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RenewalRecord {
    /// The record.
    pub record: DnsRecord,
    /// Whether every name server of the zone that answers for it now has it.
    pub found: bool,
    /// What each of them says; `None` where the zone could not be asked.
    #[serde(default)]
    pub check: Option<RecordCheck>,
}

/// How far the launch by Seller Operations is in one Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LaunchSeen {
    /// The Region.
    pub region: String,
    /// The endpoint service's public names, as AWS tells them.
    pub base_names: Vec<String>,
    /// Whether the service DNS name is among them.
    pub launched: bool,
    /// The name of a customer's endpoint under the service DNS name; `None` while no customer is connected.
    pub endpoint_name: Option<String>,
    /// The addresses to which that name leads, looked up from the root down; empty where it leads nowhere.
    pub addresses: Vec<String>,
}

/// See [`Observed::AllowList`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AllowListSeen {
    /// Entries that AWS lists.
    #[ts(type = "number")]
    pub in_aws: usize,
    /// On our list and not at AWS.
    #[ts(type = "number")]
    pub to_add: usize,
    /// Taken off our list and still at AWS.
    #[ts(type = "number")]
    pub to_remove: usize,
    /// At AWS and never on our list: shown, and touched only when the user says so.
    #[ts(type = "number")]
    pub only_in_aws: usize,
    /// On our list, and AWS refuses them.
    #[serde(default)]
    #[ts(type = "number")]
    pub refused: usize,
}

/// See [`Observed::Rehearsal`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RehearsalSeen {
    /// What the customer connects to.
    pub service_name: Option<String>,
    /// AWS CLI lines for the second account.
    pub commands: Vec<String>,
}

/// See [`Observed::Review`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReviewSeen {
    /// Every answer with its evidence.
    pub groups: Vec<ReviewGroup>,
    /// The guide's two checklists.
    pub checklist: Vec<ChecklistItem>,
    /// What stands in the way, linked.
    pub missing: Vec<Finding>,
}

/// See [`Observed::Submission`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionSeen {
    /// The newest package.
    pub package: Option<PackageCard>,
    /// Which fields it lacks.
    pub problems: Vec<FieldProblem>,
    /// The last sending.
    pub delivery: Option<Delivery>,
    /// Whether a mail server is known.
    pub can_mail: bool,
}

impl Observed {
    /// Whose check it was.
    #[must_use]
    pub fn step(&self) -> StepId {
        match self {
            Self::Product(_) => StepId::Product,
            Self::Network(_) => StepId::Network,
            Self::Instances(_) => StepId::Instances,
            Self::LoadBalancer(_) => StepId::LoadBalancer,
            Self::EndpointService(_) => StepId::EndpointService,
            Self::Reachability(_) => StepId::Reachability,
            Self::Certificate(_) => StepId::Certificate,
            Self::PrivateDns(_) => StepId::PrivateDns,
            Self::Delegation(_) => StepId::Delegation,
            Self::AllowList(_) => StepId::AllowList,
            Self::Rehearsal(_) => StepId::Rehearsal,
            Self::Review(_) => StepId::Review,
            Self::Submission(_) => StepId::Submission,
        }
    }
}
