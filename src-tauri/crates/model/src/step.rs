use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The six groups of tasks, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SectionId {
    /// Product, company, names, Regions.
    Product,
    /// Network to reachability, per Region.
    AwsSetUp,
    /// Certificate, private DNS name, delegation.
    Names,
    /// Allow list.
    Customers,
    /// Connecting as a customer from a second account.
    Rehearsal,
    /// Review, package, sending.
    Submission,
}

/// A task of the onboarding. One file in `onboarding/src/steps` each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum StepId {
    /// Product, company, contact, names and the Region.
    Product,
    /// The VPC and one subnet per zone.
    Network,
    /// The servers that answer customers.
    Instances,
    /// Network Load Balancer, target group, listener.
    LoadBalancer,
    /// The VPC endpoint service.
    EndpointService,
    /// Proof that the load balancer reaches healthy targets in every zone.
    Reachability,
    /// The ACM certificate for the service DNS name.
    Certificate,
    /// Ownership of the private DNS name.
    PrivateDns,
    /// The subdomain handed to Seller Operations' name servers.
    Delegation,
    /// The accounts that may connect.
    AllowList,
    /// A connection tried from a second account.
    Rehearsal,
    /// Every answer on one page.
    Review,
    /// The package and its way to Seller Operations.
    Submission,
}

impl StepId {
    /// Every task, in the order in which they are shown.
    pub const ALL: [Self; 13] = [
        Self::Product,
        Self::Network,
        Self::Instances,
        Self::LoadBalancer,
        Self::EndpointService,
        Self::Reachability,
        Self::Certificate,
        Self::PrivateDns,
        Self::Delegation,
        Self::AllowList,
        Self::Rehearsal,
        Self::Review,
        Self::Submission,
    ];

    /// The name in files, codes and on the command line: `load-balancer`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::Network => "network",
            Self::Instances => "instances",
            Self::LoadBalancer => "load-balancer",
            Self::EndpointService => "endpoint-service",
            Self::Reachability => "reachability",
            Self::Certificate => "certificate",
            Self::PrivateDns => "private-dns",
            Self::Delegation => "delegation",
            Self::AllowList => "allow-list",
            Self::Rehearsal => "rehearsal",
            Self::Review => "review",
            Self::Submission => "submission",
        }
    }

    /// The task with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }

    /// The group it is shown in.
    #[must_use]
    pub fn section(self) -> SectionId {
        match self {
            Self::Product => SectionId::Product,
            Self::Network | Self::Instances | Self::LoadBalancer | Self::EndpointService | Self::Reachability => SectionId::AwsSetUp,
            Self::Certificate | Self::PrivateDns | Self::Delegation => SectionId::Names,
            Self::AllowList => SectionId::Customers,
            Self::Rehearsal => SectionId::Rehearsal,
            Self::Review | Self::Submission => SectionId::Submission,
        }
    }

    /// Whether the task is done once per Region or once for all.
    #[must_use]
    pub fn per_region(self) -> bool {
        !matches!(self, Self::Product | Self::Certificate | Self::Delegation | Self::Rehearsal | Self::Review | Self::Submission)
    }
}

impl std::fmt::Display for StepId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
