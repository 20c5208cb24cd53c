//! Where a load balancer stands: its security groups, its subnets, its kind of addresses. Source: SetSecurityGroups,
//! SetSubnets and SetIpAddressType in the ELBv2 API reference, and "Availability Zones for your Network Load Balancer".

use serde::Deserialize;
use serde_json::{Value, json};

use super::load_balancers::{LoadBalancer, Node, SubnetMapping, check_address_type, check_groups, nodes, zones};
use super::{LOAD_BALANCER, addresses, validation};
use crate::aws::ask::Ask;
use crate::aws::ec2::endpoint::Endpoint;
use crate::aws::ec2::endpoint_services::EndpointService;
use crate::aws::error::AwsError;
use crate::aws::regions;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct SetSecurityGroups {
    load_balancer_arn: String,
    security_groups: Vec<String>,
    #[serde(rename = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic")]
    enforce: Option<String>,
}

/// Whether there are groups at all was decided when the load balancer was created.
pub(crate) fn set_security_groups(ask: &Ask<'_>, input: SetSecurityGroups) -> Result<Value, AwsError> {
    let arn = &input.load_balancer_arn;
    let mut balancer: LoadBalancer = LOAD_BALANCER.one(ask, arn)?;
    if balancer.groups.is_empty() {
        let message = format!("Security groups cannot be set on load balancer '{arn}', which was created without any");
        return Err(AwsError::new("InvalidConfigurationRequest", message));
    }
    if input.security_groups.is_empty() {
        return Err(validation("At least one security group must be specified"));
    }
    if input.enforce.is_some() && !balancer.is_network() {
        let message = "Rules on PrivateLink traffic are for Network Load Balancers only";
        return Err(AwsError::new("InvalidConfigurationRequest", message));
    }
    check_groups(ask, &balancer.vpc, &input.security_groups)?;
    balancer.groups = input.security_groups;
    balancer.enforce = input.enforce.or(balancer.enforce);
    ask.tx.put(ask.place, arn, &balancer)?;
    let enforced = balancer.is_network().then(|| balancer.enforced());
    Ok(json!({ "SecurityGroupIds": balancer.groups, "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": enforced }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct SetSubnets {
    load_balancer_arn: String,
    #[serde(default)]
    subnets: Vec<String>,
    #[serde(default)]
    subnet_mappings: Vec<SubnetMapping>,
    ip_address_type: Option<String>,
}

/// The endpoint service of the load balancer goes on with the zones it knows until it is modified itself.
pub(crate) fn set_subnets(ask: &Ask<'_>, input: SetSubnets) -> Result<Value, AwsError> {
    let arn = &input.load_balancer_arn;
    let mut balancer: LoadBalancer = LOAD_BALANCER.one(ask, arn)?;
    let (vpc, wanted) = nodes(ask, &balancer.kind, &balancer.scheme, input.subnets, input.subnet_mappings)?;
    if let Some(address_type) = input.ip_address_type {
        balancer.address_type = address_type;
    }
    check_address_type(ask, &balancer.address_type, &wanted)?;
    if vpc != balancer.vpc {
        return Err(AwsError::new("InvalidConfigurationRequest", "The subnets must belong to the load balancer's VPC"));
    }
    // A node that stays keeps its address, unless another one is asked for.
    let stays =
        |node: &Node, other: &Node| node.subnet == other.subnet && other.address.as_deref().is_none_or(|wish| node.held() == Some(wish));
    let (kept, left): (Vec<Node>, Vec<Node>) =
        balancer.zones.iter().cloned().partition(|node| wanted.iter().any(|other| stays(node, other)));
    for node in left.iter().filter(|node| !wanted.iter().any(|other| other.subnet == node.subnet)) {
        check_left(ask, arn, &node.zone, &node.subnet)?;
    }
    addresses::give_back(ask, &left)?;
    balancer.zones = Vec::new();
    for node in wanted {
        let mut node = match kept.iter().find(|other| other.subnet == node.subnet) {
            Some(same) => vec![same.clone()],
            None => {
                let mut fresh = vec![node];
                addresses::take(ask, &mut fresh)?;
                fresh
            }
        };
        balancer.zones.append(&mut node);
    }
    ask.tx.put(ask.place, arn, &balancer)?;
    Ok(json!({ "AvailabilityZones": zones(&balancer), "IpAddressType": balancer.address_type }))
}

/// A zone can't be left while endpoints come in through it.
fn check_left(ask: &Ask<'_>, arn: &str, zone: &str, subnet: &str) -> Result<(), AwsError> {
    let left = regions::zone_id(ask.place.account, ask.place.region, zone);
    let services = ask.tx.list::<EndpointService>(ask.place)?.into_iter();
    for service in services.filter(|entry| entry.record.load_balancers.iter().any(|balancer| balancer == arn)) {
        let used = ask.tx.everywhere::<Endpoint>()?.into_iter().any(|entry| {
            let at = |zone: &str| regions::zone_id(&entry.account, &entry.region, zone);
            let there = entry.record.faces.iter().any(|face| at(&face.zone) == left);
            entry.record.service_id == service.id && entry.record.binds(ask.now) && there
        });
        if used {
            let message = format!("Subnet '{subnet}' cannot be removed because it is currently in use by {}", service.id);
            return Err(AwsError::new("InvalidConfigurationRequest", message));
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct SetIpAddressType {
    load_balancer_arn: String,
    ip_address_type: String,
}

pub(crate) fn set_ip_address_type(ask: &Ask<'_>, input: SetIpAddressType) -> Result<Value, AwsError> {
    let arn = &input.load_balancer_arn;
    let mut balancer: LoadBalancer = LOAD_BALANCER.one(ask, arn)?;
    check_address_type(ask, &input.ip_address_type, &balancer.zones)?;
    balancer.address_type = input.ip_address_type;
    ask.tx.put(ask.place, arn, &balancer)?;
    Ok(json!({ "IpAddressType": balancer.address_type }))
}
