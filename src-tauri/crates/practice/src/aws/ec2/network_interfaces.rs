//! Network interfaces: of instances, of load balancers' nodes, of endpoints. They are not records of their own, but what
//! follows from those.

use serde::Deserialize;
use serde_json::{Value, json};

use super::endpoint::Endpoint;
use super::filters::{Filter, Filters, one};
use super::instances::Instance;
use super::security_groups::SecurityGroup;
use super::{Noun, paged};
use crate::aws::ask::{Ask, fixed_hex};
use crate::aws::elb::load_balancers::LoadBalancer;
use crate::aws::error::AwsError;
use crate::aws::regions;
use crate::aws::tags::Tags;

/// An interface in one of the caller's subnets.
#[derive(Debug, Clone)]
pub(crate) struct Interface {
    pub id: String,
    pub vpc: String,
    pub subnet: String,
    pub zone: String,
    pub address: String,
    pub groups: Vec<String>,
    pub description: String,
    /// `interface`, `network_load_balancer`, `load_balancer`, `vpc_endpoint`.
    pub kind: &'static str,
    /// The instance it belongs to; none for those that AWS keeps.
    pub instance: Option<String>,
    /// For its place in lists.
    pub place: i64,
}

pub(crate) const INTERFACE: Noun = Noun { prefix: "eni-", words: "networkInterface ID", code: "InvalidNetworkInterfaceID" };

/// Most interfaces of one owner: a load balancer or an endpoint has one a zone.
const MOST_OF_ONE: i64 = 16;

/// Every interface in the caller's account and Region.
pub(crate) fn all(ask: &Ask<'_>) -> Result<Vec<Interface>, AwsError> {
    let mut found = apart_from_load_balancers(ask)?;
    found.extend(of_load_balancers(ask)?);
    found.sort_by_key(|interface| interface.place);
    Ok(found)
}

/// All but the load balancers' own, which have an index of their addresses (`elb::addresses`).
pub(crate) fn apart_from_load_balancers(ask: &Ask<'_>) -> Result<Vec<Interface>, AwsError> {
    let mut found = Vec::new();
    for entry in ask.tx.list::<Instance>(ask.place)? {
        let instance = entry.record;
        if instance.there() {
            found.push(Interface {
                id: entry.id.replacen("i-", "eni-", 1),
                vpc: instance.vpc,
                subnet: instance.subnet,
                zone: instance.zone,
                address: instance.address,
                groups: instance.groups,
                description: String::new(),
                kind: "interface",
                instance: Some(entry.id),
                place: entry.seq * MOST_OF_ONE,
            });
        }
    }
    for entry in ask.tx.list::<Endpoint>(ask.place)? {
        if !entry.record.counts(ask.now) {
            continue;
        }
        for (face, index) in entry.record.faces.iter().zip(0..) {
            found.push(Interface {
                id: face.interface.clone(),
                vpc: entry.record.vpc.clone(),
                subnet: face.subnet.clone(),
                zone: face.zone.clone(),
                address: face.address.clone(),
                groups: entry.record.groups.clone(),
                description: format!("VPC Endpoint Interface {}", entry.id),
                kind: "vpc_endpoint",
                instance: None,
                place: entry.seq * MOST_OF_ONE + index,
            });
        }
    }
    Ok(found)
}

fn of_load_balancers(ask: &Ask<'_>) -> Result<Vec<Interface>, AwsError> {
    let mut found = Vec::new();
    for entry in ask.tx.list::<LoadBalancer>(ask.place)? {
        let path = entry.id.split(":loadbalancer/").nth(1).unwrap_or_default();
        for (node, index) in entry.record.zones.iter().zip(0..) {
            found.push(Interface {
                id: format!("eni-0{}", fixed_hex(&[&entry.id, &node.subnet], 16)),
                vpc: entry.record.vpc.clone(),
                subnet: node.subnet.clone(),
                zone: node.zone.clone(),
                address: node.held().unwrap_or_default().to_owned(),
                groups: entry.record.groups.clone(),
                description: format!("ELB {path}"),
                kind: if entry.record.is_network() { "network_load_balancer" } else { "load_balancer" },
                instance: None,
                place: entry.seq * MOST_OF_ONE + index,
            });
        }
    }
    Ok(found)
}

/// Ids and names of security groups, as answers carry them.
pub(crate) fn groups(ask: &Ask<'_>, ids: &[String]) -> Result<Value, AwsError> {
    let mut groups = Vec::new();
    for id in ids {
        let group: Option<SecurityGroup> = ask.tx.get(ask.place, id)?;
        groups.push(json!({ "GroupId": id, "GroupName": group.map(|group| group.name) }));
    }
    Ok(Value::Array(groups))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    network_interface_ids: Vec<String>,
    #[serde(default)]
    filters: Vec<Filter>,
    /// Interfaces that AWS keeps for others are listed either way.
    #[serde(rename = "IncludeManagedResources")]
    _include_managed: Option<bool>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    const KNOWN: [&str; 17] = [
        "addresses.private-ip-address",
        "attachment.instance-id",
        "attachment.instance-owner-id",
        "attachment.status",
        "availability-zone",
        "availability-zone-id",
        "description",
        "group-id",
        "interface-type",
        "network-interface-id",
        "owner-id",
        "private-ip-address",
        "requester-managed",
        "status",
        "subnet-id",
        "vpc-id",
        "source-dest-check",
    ];
    let filters = Filters::of(input.filters, &KNOWN)?;
    let all = all(ask)?;
    for id in &input.network_interface_ids {
        INTERFACE.check(id)?;
        if !all.iter().any(|interface| interface.id == *id) {
            return Err(INTERFACE.not_found(id));
        }
    }
    let mut found = Vec::new();
    for interface in &all {
        let tags = Tags::of(ask, &interface.id)?;
        let named = input.network_interface_ids.is_empty() || input.network_interface_ids.contains(&interface.id);
        let passes = filters.pass(&tags, |name| match name {
            "addresses.private-ip-address" | "private-ip-address" => one(&interface.address),
            "attachment.instance-id" => interface.instance.iter().cloned().collect(),
            "attachment.instance-owner-id" => one(interface.instance.as_ref().map_or("amazon-elb", |_| ask.place.account)),
            "attachment.status" => one("attached"),
            "availability-zone" => one(&interface.zone),
            "availability-zone-id" => one(regions::zone_id(ask.place.account, ask.place.region, &interface.zone)),
            "description" => one(&interface.description),
            "group-id" => interface.groups.clone(),
            "interface-type" => one(interface.kind),
            "network-interface-id" => one(&interface.id),
            "owner-id" => one(ask.place.account),
            "requester-managed" => one(interface.instance.is_none()),
            "source-dest-check" => one(interface.instance.is_some()),
            "status" => one("in-use"),
            "subnet-id" => one(&interface.subnet),
            _ => one(&interface.vpc),
        });
        if named && passes {
            found.push((interface.place, described(ask, interface, &tags)?));
        }
    }
    paged("NetworkInterfaces", found, input.max_results, input.next_token.as_deref())
}

fn described(ask: &Ask<'_>, interface: &Interface, tags: &Tags) -> Result<Value, AwsError> {
    let host = format!("ip-{}.{}.compute.internal", interface.address.replace('.', "-"), ask.place.region);
    let digits = fixed_hex(&[&interface.id, "mac"], 10);
    let pairs: Vec<&str> = (0..digits.len()).step_by(2).filter_map(|from| digits.get(from..from + 2)).collect();
    let attachment = format!("eni-attach-0{}", fixed_hex(&[&interface.id, "attachment"], 16));
    let (instance_owner, requester) = match interface.kind {
        "interface" => (Some(ask.place.account), None),
        "vpc_endpoint" => (Some("amazon-aws"), Some("727180483921")),
        _ => (Some("amazon-elb"), Some("amazon-elb")),
    };
    Ok(json!({
        "NetworkInterfaceId": interface.id, "VpcId": interface.vpc, "SubnetId": interface.subnet, "Status": "in-use",
        "AvailabilityZone": interface.zone, "OwnerId": ask.place.account, "Description": interface.description,
        "AvailabilityZoneId": regions::zone_id(ask.place.account, ask.place.region, &interface.zone),
        "Groups": groups(ask, &interface.groups)?, "InterfaceType": interface.kind, "Ipv6Addresses": [],
        "MacAddress": format!("02:{}", pairs.join(":")), "PrivateDnsName": host, "PrivateIpAddress": interface.address,
        "PrivateIpAddresses": [{ "Primary": true, "PrivateIpAddress": interface.address, "PrivateDnsName": host }],
        "RequesterManaged": requester.is_some(), "RequesterId": requester, "SourceDestCheck": interface.instance.is_some(),
        "Attachment": {
            "AttachmentId": attachment, "DeviceIndex": i64::from(interface.instance.is_none()), "Status": "attached",
            "InstanceId": interface.instance, "InstanceOwnerId": instance_owner,
            "DeleteOnTermination": interface.instance.is_some(),
        },
        "TagSet": tags.listed(),
    }))
}
