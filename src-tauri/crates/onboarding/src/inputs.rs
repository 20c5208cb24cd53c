//! The user's answers, one shape per task. They arrive from the window or from an answers file as text and are checked by each step's `problems`;
//! drafts with problems are kept too, so that nothing typed is ever lost.

use gangway_model::{HealthProtocol, IpAddressType, ServiceAddressType, StepId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A task's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum StepInputs {
    /// Product, company, contact, names and Region.
    Product(ProductInputs),
    /// The VPC and one subnet per zone.
    Network(NetworkInputs),
    /// The servers behind the load balancer.
    Instances(InstancesInputs),
    /// An existing load balancer or a new one.
    LoadBalancer(LoadBalancerInputs),
    /// An existing endpoint service or a new one.
    EndpointService(EndpointServiceInputs),
    /// The request that shows that the service answers.
    Reachability(ReachabilityInputs),
    /// An existing certificate or a new one.
    Certificate(CertificateInputs),
    /// Nothing to answer: the name is the product's.
    PrivateDns {},
    /// The name servers that Seller Operations sent.
    Delegation(DelegationInputs),
    /// The rows are edited one by one.
    AllowList {},
    /// What the user did in a second account.
    Rehearsal(RehearsalInputs),
    /// Nothing to answer.
    Review {},
    /// How the package gets to Seller Operations.
    Submission(SubmissionInputs),
}

/// See [`StepInputs::Product`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ProductInputs {
    /// The product's title as listed.
    pub title: String,
    /// `prod-…`.
    pub product_id: String,
    /// Of the listing.
    pub visibility: Visibility,
    /// The seller's company.
    pub company_name: String,
    /// Whom Seller Operations asks.
    pub contact_name: String,
    /// And where.
    pub contact_mail: String,
    /// May be empty.
    pub contact_phone: String,
    /// `api.vpce.example.com`.
    pub service_dns_name: String,
    /// `api.example.com`; empty for none.
    pub private_dns_name: String,
    /// Where the service stands.
    pub region: String,
    /// Where it stands besides: every one of them gets its own load balancer and endpoint service.
    pub more_regions: Vec<String>,
}

/// A listing's visibility; the onboarding asks for Limited or Public.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Visibility {
    /// Seen by chosen accounts.
    #[default]
    Limited,
    /// Seen by everybody.
    Public,
    /// Not published: too early for this onboarding.
    Draft,
}

impl Visibility {
    /// As AWS writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Limited => "Limited",
            Self::Public => "Public",
            Self::Draft => "Draft",
        }
    }
}

/// See [`StepInputs::Network`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct NetworkInputs {
    /// `vpc-…`; empty when a new one is to be made.
    pub vpc_id: String,
    /// One per zone.
    pub subnet_ids: Vec<String>,
    /// The IPv4 range of the VPC to be made; empty to use one that is there.
    pub new_vpc_cidr: String,
    /// Subnets to be made in the VPC, for zones without one.
    pub new_subnets: Vec<NewSubnet>,
}

/// A subnet to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NewSubnet {
    /// `euw1-az1`.
    pub zone_id: String,
    /// Its IPv4 range, within the VPC's.
    pub cidr: String,
}

/// See [`StepInputs::Instances`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct InstancesInputs {
    /// What answers customers.
    pub kind: ServersKind,
    /// `i-…`, of [`ServersKind::Instances`].
    pub instance_ids: Vec<String>,
    /// IPv4 addresses, of [`ServersKind::Addresses`].
    pub addresses: Vec<String>,
    /// The ARN of the Application Load Balancer, of [`ServersKind::ApplicationLoadBalancer`].
    pub application_load_balancer: String,
    /// The ARN of the target group, of [`ServersKind::TargetGroup`].
    pub target_group: String,
    /// From what, of [`ServersKind::Launch`]: one instance in each subnet.
    pub launch: LaunchInputs,
    /// The port they listen on.
    pub port: u32,
    /// How a new target group finds out whether they are well.
    pub health: HealthInputs,
}

/// What answers customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ServersKind {
    /// EC2 instances that run already.
    #[default]
    Instances,
    /// Addresses, in the VPC or in networks that it reaches.
    Addresses,
    /// An Application Load Balancer with everything behind it.
    ApplicationLoadBalancer,
    /// A target group that auto scaling, EKS or ECS keeps: used as it is.
    TargetGroup,
    /// New instances from what the user names.
    Launch,
}

/// From what new instances are launched: a launch template, or an image and a type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct LaunchInputs {
    /// `lt-…`; empty for an image.
    pub template_id: String,
    /// `ami-…`; empty for a launch template.
    pub image_id: String,
    /// Such as `t3.small`, with an image.
    pub instance_type: String,
}

/// How a target group asks its targets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct HealthInputs {
    /// A connection is enough, or an answer is expected.
    pub protocol: HealthProtocol,
    /// Where to ask, with HTTP and HTTPS.
    pub path: String,
    /// Expected statuses such as `200-399`, with HTTP and HTTPS; empty for AWS's default.
    pub statuses: String,
}

impl Default for HealthInputs {
    fn default() -> Self {
        Self { protocol: HealthProtocol::Tcp, path: "/".to_owned(), statuses: String::new() }
    }
}

/// See [`StepInputs::LoadBalancer`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancerInputs {
    /// Use or create.
    pub choice: LoadBalancerChoice,
    /// The port customers call.
    pub port: u32,
    /// Of the listener.
    pub protocol: ListenerProtocol,
    /// Whether a zone's traffic may reach targets of other zones.
    pub cross_zone: bool,
    /// Whether a new one gets a security group; fixed when it is made.
    #[serde(default)]
    pub security_group: SecurityGroupChoice,
    /// Which addresses a new one has.
    #[serde(default)]
    pub ip_address_type: IpAddressType,
    /// The user's word that an existing one is hers to change: zones are added to it. What this onboarding made needs none.
    #[serde(default)]
    pub may_change: bool,
}

/// Whether a new load balancer gets a security group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SecurityGroupChoice {
    /// None: it can never have one later.
    #[default]
    None,
    /// A new one that lets the VPC in at the listener's port. For customers' connections its rules are not enforced: their addresses are not
    /// known beforehand, and the allow list decides who connects.
    Create,
}

/// Use or create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum LoadBalancerChoice {
    /// One that is there.
    Existing {
        /// Its ARN.
        arn: String,
    },
    /// A new one.
    Create {
        /// At most 32 letters, digits and hyphens.
        name: String,
    },
}

/// What the load balancer speaks to customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ListenerProtocol {
    /// Passed through.
    Tcp,
    /// Ended at the load balancer with the certificate.
    Tls,
}

/// See [`StepInputs::EndpointService`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EndpointServiceInputs {
    /// Use or create.
    pub choice: EndpointServiceChoice,
    /// Whether each connection waits for the seller's yes.
    pub acceptance_required: bool,
    /// Which addresses customers' endpoints may have; empty for AWS's default, IPv4.
    #[serde(default)]
    pub ip_address_types: Vec<ServiceAddressType>,
    /// Other Regions whose customers may connect here.
    #[serde(default)]
    pub supported_regions: Vec<String>,
    /// The user's word that an existing one is hers to change. What this onboarding made needs none.
    #[serde(default)]
    pub may_change: bool,
}

/// Use or create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum EndpointServiceChoice {
    /// One that is there.
    Existing {
        /// `vpce-svc-…`.
        id: String,
    },
    /// A new one.
    Create,
}

/// See [`StepInputs::Reachability`]. Earlier versions asked nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct ReachabilityInputs {
    /// How far to go where this computer has a way to the load balancer.
    pub request: ProbeRequest,
    /// The path of an HTTP request.
    pub path: String,
    /// The status that the answer has when all is well.
    #[ts(type = "number")]
    pub status: u32,
    /// The name to ask for, in TLS and HTTP; empty: the service DNS name.
    pub server_name: String,
}

impl Default for ReachabilityInputs {
    fn default() -> Self {
        Self { request: ProbeRequest::default(), path: "/".to_owned(), status: 200, server_name: String::new() }
    }
}

/// See [`ReachabilityInputs`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ProbeRequest {
    /// A connection, and the certificate of a listener that has one.
    #[default]
    Connect,
    /// A connection, and the certificate of the server.
    Tls,
    /// An HTTP request.
    Http,
    /// An HTTP request over TLS.
    Https,
}

/// See [`StepInputs::Certificate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CertificateInputs {
    /// Use or request.
    pub choice: CertificateChoice,
}

/// Use or request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum CertificateChoice {
    /// One that is there.
    Existing {
        /// Its ARN.
        arn: String,
    },
    /// A new one.
    Request,
}

/// See [`StepInputs::Delegation`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct DelegationInputs {
    /// The four names. Text around them, as in a pasted mail, is allowed: the names are found in it.
    pub name_servers: Vec<String>,
}

/// See [`StepInputs::Rehearsal`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", default)]
pub struct RehearsalInputs {
    /// Whether somebody says that it worked.
    pub attested: bool,
    /// Who says so.
    pub by: String,
    /// On which day, `2026-11-23`.
    pub on: String,
    /// What was done.
    pub note: String,
}

/// See [`StepInputs::Submission`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SubmissionInputs {
    /// Which of the ways.
    pub way: SubmissionWay,
    /// Recipient of the mail.
    pub to: String,
    /// Its sender.
    pub from: String,
    /// What else Seller Operations should know.
    pub notes: String,
}

/// The ways to Seller Operations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SubmissionWay {
    /// Gangway sends the mail.
    Mail,
    /// The user takes the package from a folder to AWS's contact form.
    Folder,
}

impl StepInputs {
    /// Whose answers they are.
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
            Self::PrivateDns {} => StepId::PrivateDns,
            Self::Delegation(_) => StepId::Delegation,
            Self::AllowList {} => StepId::AllowList,
            Self::Rehearsal(_) => StepId::Rehearsal,
            Self::Review {} => StepId::Review,
            Self::Submission(_) => StepId::Submission,
        }
    }
}
