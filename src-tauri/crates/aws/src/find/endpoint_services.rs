//! Endpoint services after a lost answer.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ec2::types::ServiceConfiguration;
use gangway_model::{Call, CallTag, Input, Output, Region};

use super::carries;
use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind};
use crate::perform::{Made, kinds, ready};
use crate::read::principal;

const READ: &str = "DescribeVpcEndpointServiceConfigurations";

impl Account {
    pub(super) async fn find_endpoint_service(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        match call {
            Call::CreateEndpointService { load_balancer, .. } => {
                let behind = ready(READ, load_balancer)?;
                let all = self.endpoint_services(region).await?;
                let found = all.into_iter().find(|one| one.load_balancer_arns.iter().any(|arn| arn == behind) && carries(&one.tags, tags));
                Ok(found.map(|one| BTreeMap::from([(Output::ServiceId, one.id), (Output::ServiceName, one.name)])))
            }
            Call::RefreshEndpointService { endpoint_service } => {
                let service = self.service_of(region, endpoint_service).await?;
                let balancers = self.load_balancers(region).await?;
                let behind = balancers.iter().filter(|one| service.load_balancer_arns.contains(&one.arn));
                let missing = behind.flat_map(|one| &one.zones).any(|zone| !service.zone_ids.contains(&zone.zone_id));
                Ok((!missing).then(Made::new))
            }
            Call::SetPrivateDnsName { endpoint_service, private_dns_name } => {
                let service = self.service_of(region, endpoint_service).await?;
                Ok(service.private_dns.is_some_and(|set| set.name.eq_ignore_ascii_case(private_dns_name)).then(Made::new))
            }
            Call::SetAcceptance { endpoint_service, required } => {
                let service = self.service_of(region, endpoint_service).await?;
                Ok((service.acceptance_required == *required).then(Made::new))
            }
            Call::SetSupportedRegions { endpoint_service, add, remove } => {
                let service = self.configuration(region, endpoint_service).await?;
                let has: BTreeSet<&str> = service.supported_regions().iter().filter_map(|one| one.region()).collect();
                let set = add.iter().all(|one| has.contains(one.as_str())) && !remove.iter().any(|one| has.contains(one.as_str()));
                Ok(set.then(Made::new))
            }
            Call::SetSupportedAddressTypes { endpoint_service, add, remove } => {
                let service = self.configuration(region, endpoint_service).await?;
                let has: BTreeSet<String> = service.supported_ip_address_types().iter().map(|kind| kind.as_str().to_owned()).collect();
                Ok((kinds(add).iter().all(|kind| has.contains(kind)) && !kinds(remove).iter().any(|kind| has.contains(kind)))
                    .then(Made::new))
            }
            Call::StartPrivateDnsVerification { endpoint_service } => {
                let service = self.service_of(region, endpoint_service).await?;
                // Started and not started both show as pending; starting again does no harm.
                let ended = service.private_dns.is_some_and(|set| matches!(set.state.as_str(), "verified" | "failed"));
                Ok(ended.then(Made::new))
            }
            Call::ModifyPermissions { endpoint_service, add, remove } => {
                let listed = self.permissions(region, ready("DescribeVpcEndpointServicePermissions", endpoint_service)?).await?;
                let is_listed = |who: &String| listed.contains(&principal(who, region));
                Ok((add.iter().all(is_listed) && !remove.iter().any(is_listed)).then(Made::new))
            }
            _ => Ok(None),
        }
    }

    async fn service_of(&self, region: &Region, input: &Input) -> Result<crate::read::EndpointService, AwsError> {
        self.endpoint_service(region, ready(READ, input)?).await
    }

    /// With what the wizard does not show elsewhere.
    async fn configuration(&self, region: &Region, input: &Input) -> Result<ServiceConfiguration, AwsError> {
        let id = ready(READ, input)?;
        let request = self.clients(region).ec2.describe_vpc_endpoint_service_configurations().service_ids(id);
        let seen = self.all(READ, request.into_paginator().items().send()).await?;
        seen.into_iter().find(|one| one.service_id() == Some(id)).ok_or_else(|| {
            let code = "InvalidVpcEndpointServiceId.NotFound".to_owned();
            AwsError::new(READ, AwsErrorKind::NotFound { code, text: format!("{id} is not in the answer") })
        })
    }
}
