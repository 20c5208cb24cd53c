//! Endpoint services, their private DNS name and their allow list.

use aws_sdk_ec2::types::ServiceConfiguration;
use gangway_model::{CallTag, Region, ServiceAddressType};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{lower_camel, text};
use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind};

/// The private DNS name of an endpoint service and the TXT record that proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrivateDns {
    /// The name that customers' programs call.
    pub name: String,
    /// `pendingVerification`, `verified` or `failed`; empty while AWS has not said.
    pub state: String,
    /// `TXT`.
    pub record_type: String,
    /// The label to publish under the domain or a parent of it, such as `_6e86v84tqgqubxbwii1m`.
    pub record_name: String,
    /// The value to publish, case-sensitive.
    pub record_value: String,
}

/// An endpoint service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EndpointService {
    /// `vpce-svc-…`.
    pub id: String,
    /// `com.amazonaws.vpce.REGION.vpce-svc-…`.
    pub name: String,
    /// `pending`, `available`, `deleting`, `deleted` or `failed`.
    pub state: String,
    /// The Network Load Balancers behind it.
    pub load_balancer_arns: Vec<String>,
    /// Whether each connection waits for the seller's yes.
    pub acceptance_required: bool,
    /// If it has one.
    pub private_dns: Option<PrivateDns>,
    /// The zones it serves, sorted.
    pub zone_ids: Vec<String>,
    /// Its public names: AWS's own, or the service DNS name once Seller Operations has launched it.
    pub base_dns_names: Vec<String>,
    /// All its tags.
    pub tags: Vec<CallTag>,
    /// Which addresses customers' endpoints may have; empty where AWS does not say.
    #[serde(default)]
    pub ip_address_types: Vec<ServiceAddressType>,
    /// The Regions whose customers may connect, its own among them where AWS lists it.
    #[serde(default)]
    pub supported_regions: Vec<String>,
}

impl Account {
    /// Every endpoint service of the account in a Region, by id. Deleted ones, which AWS still lists for a while, are left out.
    ///
    /// # Errors
    /// As any read of EC2.
    pub async fn endpoint_services(&self, region: &Region) -> Result<Vec<EndpointService>, AwsError> {
        let zone_ids = self.zone_ids(region).await?;
        let request = self.clients(region).ec2.describe_vpc_endpoint_service_configurations();
        let seen = self.all("DescribeVpcEndpointServiceConfigurations", request.into_paginator().items().send()).await?;
        let mut services: Vec<EndpointService> = seen.iter().map(|one| service(one, &zone_ids)).collect();
        services.retain(|one| !matches!(one.state.as_str(), "deleting" | "deleted"));
        services.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(services)
    }

    /// One endpoint service.
    ///
    /// # Errors
    /// As any read of EC2; `NotFound` also while a new one is not visible yet.
    pub async fn endpoint_service(&self, region: &Region, id: &str) -> Result<EndpointService, AwsError> {
        const OPERATION: &str = "DescribeVpcEndpointServiceConfigurations";
        let zone_ids = self.zone_ids(region).await?;
        let request = self.clients(region).ec2.describe_vpc_endpoint_service_configurations().service_ids(id);
        let seen = self.all(OPERATION, request.into_paginator().items().send()).await?;
        let found = seen.iter().find(|one| one.service_id() == Some(id)).map(|one| service(one, &zone_ids));
        found.ok_or_else(|| {
            let code = "InvalidVpcEndpointServiceId.NotFound".to_owned();
            AwsError::new(OPERATION, AwsErrorKind::NotFound { code, text: format!("{id} is not in the answer") })
        })
    }

    /// The allow list as ARNs (or `*`), sorted, each once.
    ///
    /// # Errors
    /// As any read of EC2.
    pub async fn permissions(&self, region: &Region, id: &str) -> Result<Vec<String>, AwsError> {
        let request = self.clients(region).ec2.describe_vpc_endpoint_service_permissions().service_id(id);
        let seen = self.all("DescribeVpcEndpointServicePermissions", request.into_paginator().items().send()).await?;
        let mut principals: Vec<String> = seen.iter().filter_map(|one| one.principal()).map(|who| principal(who, region)).collect();
        principals.sort();
        principals.dedup();
        Ok(principals)
    }
}

/// AWS may answer a bare account id where an account's root was added.
pub(crate) fn principal(written: &str, region: &Region) -> String {
    if written.len() == 12 && written.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("arn:{}:iam::{written}:root", partition(region));
    }
    written.to_owned()
}

/// The partition that a Region lies in: China and GovCloud have their own.
fn partition(region: &Region) -> &'static str {
    match region.as_str() {
        name if name.starts_with("cn-") => "aws-cn",
        name if name.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

pub(crate) fn service(seen: &ServiceConfiguration, zone_ids: &std::collections::HashMap<String, String>) -> EndpointService {
    let mut ids: Vec<String> = seen.availability_zone_ids().to_vec();
    if ids.is_empty() {
        // Older answers name zones only.
        ids = seen.availability_zones().iter().filter_map(|name| zone_ids.get(name).cloned()).collect();
    }
    ids.sort();
    ids.dedup();
    EndpointService {
        id: text(seen.service_id()),
        name: text(seen.service_name()),
        state: seen.service_state().map(|state| lower_camel(state.as_str())).unwrap_or_default(),
        load_balancer_arns: seen.network_load_balancer_arns().to_vec(),
        acceptance_required: seen.acceptance_required().unwrap_or(true),
        private_dns: private_dns(seen),
        zone_ids: ids,
        base_dns_names: seen.base_endpoint_dns_names().to_vec(),
        tags: seen.tags().iter().map(|tag| CallTag { key: text(tag.key()), value: text(tag.value()) }).collect(),
        ip_address_types: seen
            .supported_ip_address_types()
            .iter()
            .filter_map(|kind| match kind.as_str() {
                "ipv4" => Some(ServiceAddressType::Ipv4),
                "ipv6" => Some(ServiceAddressType::Ipv6),
                _ => None,
            })
            .collect(),
        supported_regions: seen.supported_regions().iter().map(|one| text(one.region())).collect(),
    }
}

fn private_dns(seen: &ServiceConfiguration) -> Option<PrivateDns> {
    let name = seen.private_dns_name().filter(|name| !name.is_empty())?;
    let proof = seen.private_dns_name_configuration();
    Some(PrivateDns {
        name: name.to_owned(),
        state: proof.and_then(|proof| proof.state()).map(|state| lower_camel(state.as_str())).unwrap_or_default(),
        record_type: text(proof.and_then(|proof| proof.r#type())),
        record_name: text(proof.and_then(|proof| proof.name())),
        record_value: text(proof.and_then(|proof| proof.value())),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_accounts_become_arns_of_the_partition() {
        let at = |region, written| principal(written, &Region::parse(region).unwrap());
        assert_eq!(at("eu-west-1", "444455556666"), "arn:aws:iam::444455556666:root");
        assert_eq!(at("us-gov-west-1", "444455556666"), "arn:aws-us-gov:iam::444455556666:root");
        assert_eq!(at("cn-north-1", "444455556666"), "arn:aws-cn:iam::444455556666:root");
        for same in ["*", "arn:aws:iam::444455556666:role/Partner"] {
            assert_eq!(at("eu-west-1", same), same);
        }
    }
}
