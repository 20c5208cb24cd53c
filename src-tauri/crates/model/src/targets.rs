//! What calls are given besides names and ids: targets, health checks, kinds of addresses, and what an instance is launched from.

use serde::{Deserialize, Deserializer, Serialize};
use ts_rs::TS;

use crate::Input;

/// What a target group's targets are. It can't be changed later.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TargetType {
    /// Instances of the same VPC.
    #[default]
    Instance,
    /// Addresses: of the VPC, or of networks that it reaches.
    Ip,
    /// One Application Load Balancer.
    Alb,
}

/// What a target group speaks with its targets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum TargetProtocol {
    /// As it comes.
    #[default]
    Tcp,
    /// Encrypted anew behind a TLS listener.
    Tls,
}

/// How a health check asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HealthProtocol {
    /// A connection is enough.
    Tcp,
    /// An answer with an expected status.
    Http,
    /// The same, encrypted; the certificate is not checked.
    Https,
}

/// How targets are asked whether they are well. What is `None` is left to AWS's default, or stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HealthCheck {
    /// TCP is refused for Application Load Balancers.
    pub protocol: HealthProtocol,
    /// Where to ask, beginning with `/`; for HTTP and HTTPS.
    pub path: Option<String>,
    /// Another port than the targets'.
    pub port: Option<u16>,
    /// Between two checks, in seconds: 5 to 300.
    pub interval_seconds: Option<u16>,
    /// For one answer, in seconds: 2 to 120.
    pub timeout_seconds: Option<u16>,
    /// So many good answers make a target healthy: 2 to 10.
    pub healthy_threshold: Option<u16>,
    /// So many bad ones make it unhealthy: 2 to 10.
    pub unhealthy_threshold: Option<u16>,
    /// Expected statuses, such as `200-399`; for HTTP and HTTPS.
    pub statuses: Option<String>,
}

impl HealthCheck {
    /// A connection is enough, and the rest as AWS has it.
    #[must_use]
    pub fn tcp() -> Self {
        Self {
            protocol: HealthProtocol::Tcp,
            path: None,
            port: None,
            interval_seconds: None,
            timeout_seconds: None,
            healthy_threshold: None,
            unhealthy_threshold: None,
            statuses: None,
        }
    }
}

/// A target to register or to take out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetRef {
    /// An instance's id, an address, or the ARN of an Application Load Balancer.
    pub id: Input,
    /// Another port than the target group's.
    pub port: Option<u16>,
    /// `all` for an address outside of the VPC; otherwise AWS knows the zone.
    pub zone: Option<String>,
}

impl TargetRef {
    /// An instance that exists, at the target group's port.
    #[must_use]
    pub fn instance(id: impl Into<String>) -> Self {
        Self::of(Input::existing(id))
    }
    /// Whatever it is, at the target group's port.
    #[must_use]
    pub fn of(id: Input) -> Self {
        Self { id, port: None, zone: None }
    }
}

/// Plans that were stored before there were other targets hold instance ids as plain strings.
impl<'de> Deserialize<'de> for TargetRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, rename_all_fields = "camelCase")]
        enum Stored {
            Instance(String),
            Target { id: Input, port: Option<u16>, zone: Option<String> },
        }
        Ok(match Stored::deserialize(deserializer)? {
            Stored::Instance(id) => Self::instance(id),
            Stored::Target { id, port, zone } => Self { id, port, zone },
        })
    }
}

/// The kinds of addresses of a load balancer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum IpAddressType {
    /// IPv4 alone.
    #[default]
    Ipv4,
    /// IPv4 and IPv6; every subnet needs an IPv6 range.
    Dualstack,
}

/// The kinds of addresses that customers' endpoints may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ServiceAddressType {
    /// Any load balancer will do.
    Ipv4,
    /// Every load balancer of the service has to be dualstack.
    Ipv6,
}

/// What an instance is launched from. The user names it; Gangway chooses none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Launch {
    /// A launch template says everything but the subnet.
    Template {
        /// `lt-…`.
        id: String,
        /// A number, `$Latest` or `$Default`.
        version: Option<String>,
    },
    /// An image and a size.
    Image {
        /// `ami-…`.
        id: String,
        /// Such as `t3.small`.
        instance_type: String,
    },
}

/// Ids that were stored before they could be results of other changes are plain strings.
pub(crate) fn inputs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Input>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stored {
        Id(String),
        Input(Input),
    }
    let stored = Vec::<Stored>::deserialize(deserializer)?;
    Ok(stored
        .into_iter()
        .map(|one| match one {
            Stored::Id(id) => Input::existing(id),
            Stored::Input(input) => input,
        })
        .collect())
}
