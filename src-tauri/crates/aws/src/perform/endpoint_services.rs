//! Endpoint services and what is set on them.

use std::collections::BTreeMap;

use aws_sdk_ec2::operation::modify_vpc_endpoint_service_configuration::builders::ModifyVpcEndpointServiceConfigurationFluentBuilder as Modify;
use aws_sdk_ec2::types::ResourceType;
use gangway_model::{Call, CallTag, Input, Output, Region, ServiceAddressType};

use super::{Made, client_token, confirmed, ec2_tags, given, ready, some};
use crate::account::Account;
use crate::error::{AwsError, Purpose};

impl Account {
    pub(super) async fn perform_endpoint_service(
        &self,
        region: &Region,
        call: &Call,
        token: &str,
        tags: &[CallTag],
    ) -> Result<Made, AwsError> {
        match call {
            Call::CreateEndpointService {
                load_balancer,
                acceptance_required,
                private_dns_name,
                supported_ip_address_types,
                supported_regions,
            } => {
                const OPERATION: &str = "CreateVpcEndpointServiceConfiguration";
                let request = self.clients(region).ec2_once.create_vpc_endpoint_service_configuration();
                let request = request
                    .network_load_balancer_arns(ready(OPERATION, load_balancer)?)
                    .acceptance_required(*acceptance_required)
                    .set_private_dns_name(private_dns_name.clone())
                    .set_supported_ip_address_types(some(&kinds(supported_ip_address_types)))
                    .set_supported_regions(some(&codes(supported_regions)))
                    .set_tag_specifications(ec2_tags(ResourceType::VpcEndpointService, tags))
                    .client_token(client_token(token));
                let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                let made = answer.service_configuration();
                Ok(BTreeMap::from([
                    (Output::ServiceId, given(OPERATION, "ServiceId", made.and_then(|made| made.service_id()))?),
                    (Output::ServiceName, given(OPERATION, "ServiceName", made.and_then(|made| made.service_name()))?),
                ]))
            }
            Call::RefreshEndpointService { endpoint_service } => self.modify_service(region, endpoint_service, |modify| modify).await,
            Call::SetPrivateDnsName { endpoint_service, private_dns_name } => {
                self.modify_service(region, endpoint_service, |modify| modify.private_dns_name(private_dns_name)).await
            }
            Call::SetAcceptance { endpoint_service, required } => {
                self.modify_service(region, endpoint_service, |modify| modify.acceptance_required(*required)).await
            }
            Call::SetSupportedRegions { endpoint_service, add, remove } => {
                let (add, remove) = (some(&codes(add)), some(&codes(remove)));
                let set = |modify: Modify| modify.set_add_supported_regions(add).set_remove_supported_regions(remove);
                self.modify_service(region, endpoint_service, set).await
            }
            Call::SetSupportedAddressTypes { endpoint_service, add, remove } => {
                let (add, remove) = (some(&kinds(add)), some(&kinds(remove)));
                let set = |modify: Modify| modify.set_add_supported_ip_address_types(add).set_remove_supported_ip_address_types(remove);
                self.modify_service(region, endpoint_service, set).await
            }
            Call::StartPrivateDnsVerification { endpoint_service } => {
                const OPERATION: &str = "StartVpcEndpointServicePrivateDnsVerification";
                let request = self.clients(region).ec2_once.start_vpc_endpoint_service_private_dns_verification();
                let sent = request.service_id(ready(OPERATION, endpoint_service)?).send().await;
                let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                confirmed(OPERATION, answer.return_value())
            }
            Call::ModifyPermissions { endpoint_service, add, remove } => {
                const OPERATION: &str = "ModifyVpcEndpointServicePermissions";
                let request = self.clients(region).ec2_once.modify_vpc_endpoint_service_permissions();
                let request = request
                    .service_id(ready(OPERATION, endpoint_service)?)
                    .set_add_allowed_principals(some(add))
                    .set_remove_allowed_principals(some(remove));
                let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                confirmed(OPERATION, answer.return_value())
            }
            other => Err(super::not_here(other)),
        }
    }

    async fn modify_service(&self, region: &Region, service: &Input, set: impl FnOnce(Modify) -> Modify) -> Result<Made, AwsError> {
        const OPERATION: &str = "ModifyVpcEndpointServiceConfiguration";
        let request = self.clients(region).ec2_once.modify_vpc_endpoint_service_configuration();
        let sent = set(request.service_id(ready(OPERATION, service)?)).send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        confirmed(OPERATION, answer.r#return())
    }
}

fn codes(regions: &[Region]) -> Vec<String> {
    regions.iter().map(Region::to_string).collect()
}

/// As the wire writes them.
pub(crate) fn kinds(types: &[ServiceAddressType]) -> Vec<String> {
    let written = |kind: &ServiceAddressType| match kind {
        ServiceAddressType::Ipv4 => "ipv4",
        ServiceAddressType::Ipv6 => "ipv6",
    };
    types.iter().map(|kind| written(kind).to_owned()).collect()
}
