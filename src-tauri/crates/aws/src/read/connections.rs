//! Who is connected to an endpoint service.

use aws_sdk_ec2::types::Filter;
use gangway_model::Region;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{lower_camel, text};
use crate::account::Account;
use crate::error::AwsError;

/// A customer's endpoint at one of our endpoint services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// `vpce-…`, in the customer's account.
    pub endpoint_id: String,
    /// The customer's account.
    pub owner: String,
    /// The endpoint's Region, where it is another one than the service's and AWS says so.
    pub region: Option<String>,
    /// Since when, in milliseconds since 1970; `None` where AWS does not say.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub created_at: Option<i64>,
    /// The names of the endpoint, the Regional one first; zonal ones end their first label with the zone's name.
    #[serde(default)]
    pub dns_names: Vec<String>,
    /// `pendingAcceptance`, `pending`, `available`, `deleting`, `deleted`, `rejected`, `failed` or `expired`.
    pub state: String,
}

impl Account {
    /// The connections to an endpoint service, by endpoint id. Those that ended stay listed for a while.
    ///
    /// # Errors
    /// As any read of EC2.
    pub async fn connections(&self, region: &Region, service: &str) -> Result<Vec<Connection>, AwsError> {
        let filter = Filter::builder().name("service-id").values(service).build();
        let request = self.clients(region).ec2.describe_vpc_endpoint_connections().filters(filter);
        let seen = self.all("DescribeVpcEndpointConnections", request.into_paginator().items().send()).await?;
        let mut connections: Vec<Connection> = seen
            .iter()
            .filter(|one| one.service_id() == Some(service))
            .map(|one| Connection {
                endpoint_id: text(one.vpc_endpoint_id()),
                owner: text(one.vpc_endpoint_owner()),
                region: one.vpc_endpoint_region().filter(|at| *at != region.as_str()).map(str::to_owned),
                created_at: one.creation_timestamp().and_then(|at| at.to_millis().ok()),
                dns_names: one.dns_entries().iter().filter_map(|entry| entry.dns_name()).map(str::to_owned).collect(),
                state: one.vpc_endpoint_state().map(|state| lower_camel(state.as_str())).unwrap_or_default(),
            })
            .collect();
        connections.sort_by(|a, b| a.endpoint_id.cmp(&b.endpoint_id));
        Ok(connections)
    }
}
