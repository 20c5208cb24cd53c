//! Removing. Only what carries the onboarding's tag at that very moment is removed: the tags are read right before the one request. What is
//! gone already counts as removed, whoever removed it.

use aws_sdk_ec2::types::{Tag, UnsuccessfulItem};
use gangway_model::{Call, CallTag, Region};

use super::balancing::described;
use super::{Made, ready};
use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind, Purpose};

/// The tag that says whose a thing is.
const OWNER: &str = "gangway:onboarding";

/// The tag among these that says which onboarding is at work.
pub(crate) fn our_tag(tags: &[CallTag]) -> Option<&CallTag> {
    tags.iter().find(|tag| tag.key == OWNER)
}

impl Account {
    pub(super) async fn remove(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Made, AwsError> {
        // Record sets have no tags: what they say is what they are known by.
        if let Call::RemoveRecords { zone, records, .. } = call {
            return self.remove_records(zone, records).await;
        }
        let own = match self.tags_of_removed(region, call).await {
            Ok(Some(own)) => own,
            Ok(None) => return Ok(Made::new()),
            Err(error) => return Err(error),
        };
        // Without a tag to compare with, nothing is ours.
        let ours = our_tag(tags).is_some_and(|tag| own.contains(tag));
        if !ours {
            let id = call.removes().and_then(|thing| thing.id()).unwrap_or_default().to_owned();
            let owner = own.into_iter().find(|tag| tag.key == OWNER).map(|tag| tag.value);
            return Err(AwsError::new(operation(call), AwsErrorKind::NotOurs { id, owner }));
        }
        match self.send_removal(region, call).await {
            Err(error) if error.is_not_found() => Ok(Made::new()),
            sent => sent.map(|()| Made::new()),
        }
    }

    /// The tags of what a call removes, or takes something out of; `None` when it is gone.
    ///
    /// # Errors
    /// As any read, except that "not found" is `None`.
    pub async fn tags_of_removed(&self, region: &Region, call: &Call) -> Result<Option<Vec<CallTag>>, AwsError> {
        match self.tags_there(region, call).await {
            Err(error) if error.is_not_found() => Ok(None),
            read => read,
        }
    }

    async fn tags_there(&self, region: &Region, call: &Call) -> Result<Option<Vec<CallTag>>, AwsError> {
        let id = |read: &'static str| call.removes().map_or(Ok(""), |thing| ready(read, thing));
        let ec2 = &self.clients(region).ec2;
        match call {
            Call::RejectConnections { .. } | Call::DeleteEndpointService { .. } => {
                let service = self.endpoint_service(region, id("DescribeVpcEndpointServiceConfigurations")?).await?;
                let gone = matches!(service.state.as_str(), "deleting" | "deleted");
                Ok((!gone).then_some(service.tags))
            }
            Call::TerminateInstance { .. } => {
                const READ: &str = "DescribeInstances";
                let seen = self.all(READ, ec2.describe_instances().instance_ids(id(READ)?).into_paginator().items().send()).await?;
                let there = seen.iter().flat_map(|reservation| reservation.instances()).find(|instance| {
                    let state = instance.state().and_then(|state| state.name()).map_or("", |name| name.as_str());
                    !matches!(state, "shutting-down" | "terminated")
                });
                Ok(there.map(|instance| plain(instance.tags())))
            }
            Call::DeleteSecurityGroup { .. } => {
                const READ: &str = "DescribeSecurityGroups";
                let seen = self.all(READ, ec2.describe_security_groups().group_ids(id(READ)?).into_paginator().items().send()).await?;
                Ok(seen.first().map(|group| plain(group.tags())))
            }
            Call::DeleteSubnet { .. } => {
                const READ: &str = "DescribeSubnets";
                let seen = self.all(READ, ec2.describe_subnets().subnet_ids(id(READ)?).into_paginator().items().send()).await?;
                Ok(seen.first().map(|subnet| plain(subnet.tags())))
            }
            Call::DeleteVpc { .. } => {
                const READ: &str = "DescribeVpcs";
                let seen = self.all(READ, ec2.describe_vpcs().vpc_ids(id(READ)?).into_paginator().items().send()).await?;
                Ok(seen.first().map(|vpc| plain(vpc.tags())))
            }
            Call::RemoveRecords { zone, records, .. } => Ok(self.stand(zone, records).await?.map(|_| Vec::new())),
            Call::DeleteCertificate { .. } => self.certificate_tags(region, id("ListTagsForCertificate")?).await.map(Some),
            _ => {
                let arn = id("DescribeTags")?.to_owned();
                let mut tags = self.elb_tags(region, std::slice::from_ref(&arn)).await?;
                Ok(tags.remove(&arn))
            }
        }
    }

    async fn send_removal(&self, region: &Region, call: &Call) -> Result<(), AwsError> {
        let clients = self.clients(region);
        let name = operation(call);
        let id = call.removes().map_or(Ok(""), |thing| ready(name, thing))?;
        /// Sends a request whose answer says nothing that matters.
        macro_rules! send {
            ($request:expr) => {
                $request.send().await.map(drop).map_err(|error| self.failed(name, Purpose::Changing, &error))
            };
        }
        match call {
            Call::RejectConnections { endpoint_ids, .. } => {
                let request = clients.ec2_once.reject_vpc_endpoint_connections().service_id(id);
                let sent = request.set_vpc_endpoint_ids(Some(endpoint_ids.clone())).send().await;
                let answer = sent.map_err(|error| self.failed(name, Purpose::Changing, &error))?;
                // What is rejected, expired or deleted already is as good.
                successful(name, answer.unsuccessful(), |code| code == "InvalidState" || code.ends_with("NotFound"))
            }
            Call::DeleteEndpointService { .. } => {
                let sent = clients.ec2_once.delete_vpc_endpoint_service_configurations().service_ids(id).send().await;
                let answer = sent.map_err(|error| self.failed(name, Purpose::Changing, &error))?;
                successful(name, answer.unsuccessful(), |code| code.ends_with("NotFound"))
            }
            Call::TerminateInstance { .. } => send!(clients.ec2_once.terminate_instances().instance_ids(id)),
            Call::DeleteSecurityGroup { .. } => send!(clients.ec2_once.delete_security_group().group_id(id)),
            Call::DeleteSubnet { .. } => send!(clients.ec2_once.delete_subnet().subnet_id(id)),
            Call::DeleteVpc { .. } => send!(clients.ec2_once.delete_vpc().vpc_id(id)),
            Call::DeleteCertificate { .. } => send!(clients.acm_once.delete_certificate().certificate_arn(id)),
            Call::DeleteListener { .. } => send!(clients.elb_once.delete_listener().listener_arn(id)),
            Call::DeleteLoadBalancer { .. } => send!(clients.elb_once.delete_load_balancer().load_balancer_arn(id)),
            Call::DeleteTargetGroup { .. } => send!(clients.elb_once.delete_target_group().target_group_arn(id)),
            Call::DeregisterTargets { targets, .. } => {
                let request = clients.elb_once.deregister_targets().target_group_arn(id);
                send!(request.set_targets(Some(described(name, targets)?)))
            }
            other => Err(super::not_here(other)),
        }
    }
}

/// The operation behind a removal: its action without the service.
fn operation(call: &Call) -> &'static str {
    call.action().split_once(':').map_or("", |(_, name)| name)
}

/// Batch calls answer with success and list what they have not done.
fn successful(operation: &'static str, failed: &[UnsuccessfulItem], as_good: impl Fn(&str) -> bool) -> Result<(), AwsError> {
    let errors = failed.iter().filter_map(|item| item.error().map(|error| (item, error)));
    let Some((item, error)) = errors.into_iter().find(|(_, error)| !as_good(error.code().unwrap_or_default())) else { return Ok(()) };
    let code = crate::scrub::scrub(error.code().unwrap_or_default());
    let text = crate::scrub::scrub(&format!("{}: {}", item.resource_id().unwrap_or_default(), error.message().unwrap_or_default()));
    let kind = match code.as_str() {
        "UnauthorizedOperation" => AwsErrorKind::AccessDenied { code, text },
        _ => AwsErrorKind::Refused { code, text },
    };
    Err(AwsError::new(operation, kind))
}

fn plain(tags: &[Tag]) -> Vec<CallTag> {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    tags.iter().map(|tag| CallTag { key: text(tag.key()), value: text(tag.value()) }).collect()
}

#[cfg(test)]
mod tests {
    use aws_sdk_ec2::types::UnsuccessfulItemError;

    use super::*;

    fn item(code: &str) -> UnsuccessfulItem {
        let error = UnsuccessfulItemError::builder().code(code).message("words").build();
        UnsuccessfulItem::builder().resource_id("vpce-svc-1").error(error).build()
    }

    #[test]
    fn a_success_that_lists_failures_is_none() {
        let judged = |codes: &[&str]| {
            let items: Vec<UnsuccessfulItem> = codes.iter().map(|code| item(code)).collect();
            successful("DeleteVpcEndpointServiceConfigurations", &items, |code| code.ends_with("NotFound"))
        };
        assert!(judged(&[]).is_ok() && judged(&["InvalidVpcEndpointService.NotFound"]).is_ok());
        let error = judged(&["InvalidVpcEndpointService.NotFound", "ExistingVpcEndpointConnections"]).unwrap_err();
        assert!(
            matches!(&error.kind, AwsErrorKind::Refused { code, text } if code == "ExistingVpcEndpointConnections" && text == "vpce-svc-1: words")
        );
        assert!(error.certainly_not_done());
        assert!(matches!(judged(&["UnauthorizedOperation"]).unwrap_err().kind, AwsErrorKind::AccessDenied { .. }));
    }

    #[test]
    fn the_operation_is_the_actions() {
        let call = Call::DeleteVpc { vpc: gangway_model::Input::existing("vpc-1") };
        assert_eq!(operation(&call), "DeleteVpc");
    }
}
