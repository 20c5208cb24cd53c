//! Network interfaces: of instances, of load balancers' nodes, of endpoints, and those that the caller made. Only the last are
//! records of their own; the others follow from what they belong to.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::endpoint::Endpoint;
use super::filters::{Filter, Filters, one};
use super::instances::Instance;
use super::own_interfaces::NetworkInterface;
use super::security_groups::SecurityGroup;
use super::{Noun, paged, unpaged};
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
    /// Further private addresses.
    pub secondary: Vec<String>,
    pub groups: Vec<String>,
    pub description: String,
    /// `interface`, `network_load_balancer`, `load_balancer`, `vpc_endpoint`.
    pub kind: &'static str,
    /// What it hangs on; none for one of the caller's own that hangs on nothing.
    pub attachment: Option<Attachment>,
    pub source_dest_check: bool,
    /// For its place in lists.
    pub place: i64,
}

/// What an interface hangs on.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    /// `eni-attach-...`
    pub id: String,
    /// The instance; none for those that AWS keeps.
    pub instance: Option<String>,
    /// 0 is the one that an instance begins with.
    pub index: i64,
    pub ends_with_instance: bool,
}

impl Attachment {
    /// What an interface has hung on from the beginning.
    fn first(interface: &str, instance: Option<&str>) -> Attachment {
        let id = format!("eni-attach-0{}", fixed_hex(&[interface, "attachment"], 16));
        Attachment {
            id,
            instance: instance.map(str::to_owned),
            index: i64::from(instance.is_none()),
            ends_with_instance: instance.is_some(),
        }
    }
}

impl Interface {
    /// The instance it belongs to.
    pub fn instance(&self) -> Option<&str> {
        self.attachment.as_ref()?.instance.as_deref()
    }

    /// Whether AWS keeps it for a load balancer or an endpoint.
    pub fn managed(&self) -> bool {
        self.kind != "interface"
    }

    fn status(&self) -> &'static str {
        if self.attachment.is_some() { "in-use" } else { "available" }
    }

    /// Every private address, the first one first.
    pub fn addresses(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.address).chain(&self.secondary)
    }
}

pub(crate) const INTERFACE: Noun = Noun {
    prefix: "eni-",
    words: "networkInterface ID",
    absent: "InvalidNetworkInterfaceID.NotFound",
    malformed: Some("InvalidNetworkInterfaceId.Malformed"),
};

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
            let id = entry.id.replacen("i-", "eni-", 1);
            found.push(Interface {
                attachment: Some(Attachment::first(&id, Some(&entry.id))),
                id,
                secondary: Vec::new(),
                source_dest_check: !instance.options.forwards,
                vpc: instance.vpc,
                subnet: instance.subnet,
                zone: instance.zone,
                address: instance.address,
                groups: instance.groups,
                description: instance.options.interface_description,
                kind: "interface",
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
                attachment: Some(Attachment::first(&face.interface, None)),
                id: face.interface.clone(),
                secondary: Vec::new(),
                source_dest_check: false,
                vpc: entry.record.vpc.clone(),
                subnet: face.subnet.clone(),
                zone: face.zone.clone(),
                address: face.address.clone(),
                groups: entry.record.groups.clone(),
                description: format!("VPC Endpoint Interface {}", entry.id),
                kind: "vpc_endpoint",
                place: entry.seq * MOST_OF_ONE + index,
            });
        }
    }
    for entry in ask.tx.list::<NetworkInterface>(ask.place)? {
        found.push(entry.record.told(entry.id, entry.seq * MOST_OF_ONE));
    }
    Ok(found)
}

fn of_load_balancers(ask: &Ask<'_>) -> Result<Vec<Interface>, AwsError> {
    let mut found = Vec::new();
    for entry in ask.tx.list::<LoadBalancer>(ask.place)? {
        let path = entry.id.split(":loadbalancer/").nth(1).unwrap_or_default();
        for (node, index) in entry.record.zones.iter().zip(0..) {
            let id = format!("eni-0{}", fixed_hex(&[&entry.id, &node.subnet], 16));
            found.push(Interface {
                attachment: Some(Attachment::first(&id, None)),
                id,
                secondary: Vec::new(),
                source_dest_check: false,
                vpc: entry.record.vpc.clone(),
                subnet: node.subnet.clone(),
                zone: node.zone.clone(),
                address: node.held().unwrap_or_default().to_owned(),
                groups: entry.record.groups.clone(),
                description: format!("ELB {path}"),
                kind: if entry.record.is_network() { "network_load_balancer" } else { "load_balancer" },
                place: entry.seq * MOST_OF_ONE + index,
            });
        }
    }
    Ok(found)
}

/// The interface of an id.
pub(crate) fn found(ask: &Ask<'_>, id: &str) -> Result<Interface, AwsError> {
    INTERFACE.check(id)?;
    all(ask)?.into_iter().find(|interface| interface.id == id).ok_or_else(|| INTERFACE.not_found(id))
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
    const KNOWN: [&str; 25] = [
        "addresses.primary",
        "addresses.private-ip-address",
        "attachment.attachment-id",
        "attachment.delete-on-termination",
        "attachment.device-index",
        "attachment.instance-id",
        "attachment.instance-owner-id",
        "attachment.status",
        "availability-zone",
        "availability-zone-id",
        "description",
        "group-id",
        "group-name",
        "interface-type",
        "mac-address",
        "network-interface-id",
        "owner-id",
        "private-dns-name",
        "private-ip-address",
        "requester-id",
        "requester-managed",
        "status",
        "subnet-id",
        "vpc-id",
        "source-dest-check",
    ];
    unpaged(input.max_results, &input.network_interface_ids, "networkInterfaceIds")?;
    let filters = Filters::of(input.filters, &KNOWN)?;
    let all = all(ask)?;
    for id in &input.network_interface_ids {
        INTERFACE.check(id)?;
        if !all.iter().any(|interface| interface.id == *id) {
            return Err(INTERFACE.not_found(id));
        }
    }
    let names: BTreeMap<String, String> =
        ask.tx.list::<SecurityGroup>(ask.place)?.into_iter().map(|entry| (entry.id, entry.record.name)).collect();
    let mut found = Vec::new();
    for interface in &all {
        let tags = Tags::of(ask, &interface.id)?;
        let named = input.network_interface_ids.is_empty() || input.network_interface_ids.contains(&interface.id);
        let attached = |field: &dyn Fn(&Attachment) -> String| interface.attachment.iter().map(field).collect();
        let passes = filters.pass(&tags, |name| match name {
            "addresses.primary" => interface.addresses().enumerate().map(|(index, _)| (index == 0).to_string()).collect(),
            "addresses.private-ip-address" => interface.addresses().cloned().collect(),
            "attachment.attachment-id" => attached(&|attachment| attachment.id.clone()),
            "attachment.delete-on-termination" => attached(&|attachment| attachment.ends_with_instance.to_string()),
            "attachment.device-index" => attached(&|attachment| attachment.index.to_string()),
            "attachment.instance-id" => interface.instance().map(str::to_owned).into_iter().collect(),
            "attachment.instance-owner-id" => attached(&|_| keepers(ask, interface).0.to_owned()),
            "attachment.status" => attached(&|_| "attached".to_owned()),
            "group-name" => interface.groups.iter().filter_map(|id| names.get(id).cloned()).collect(),
            "mac-address" => one(mac(interface)),
            "private-dns-name" => one(host(ask, &interface.address)),
            "private-ip-address" => one(&interface.address),
            "requester-id" => keepers(ask, interface).1.map(str::to_owned).into_iter().collect(),
            "availability-zone" => one(&interface.zone),
            "availability-zone-id" => one(regions::zone_id(ask.place.account, ask.place.region, &interface.zone)),
            "description" => one(&interface.description),
            "group-id" => interface.groups.clone(),
            "interface-type" => one(interface.kind),
            "network-interface-id" => one(&interface.id),
            "owner-id" => one(ask.place.account),
            "requester-managed" => one(interface.managed()),
            "source-dest-check" => one(interface.source_dest_check),
            "status" => one(interface.status()),
            "subnet-id" => one(&interface.subnet),
            _ => one(&interface.vpc),
        });
        if named && passes {
            found.push((interface.place, described(ask, interface, &tags)?));
        }
    }
    paged("NetworkInterfaces", found, input.max_results, input.next_token.as_deref())
}

/// The name that the VPC's resolver has for an address.
pub(super) fn host(ask: &Ask<'_>, address: &str) -> String {
    let domain = if ask.place.region == "us-east-1" { "ec2.internal".to_owned() } else { format!("{}.compute.internal", ask.place.region) };
    format!("ip-{}.{domain}", address.replace('.', "-"))
}

/// Its hardware address.
pub(super) fn mac(interface: &Interface) -> String {
    let digits = fixed_hex(&[&interface.id, "mac"], 10);
    let pairs: Vec<&str> = (0..digits.len()).step_by(2).filter_map(|from| digits.get(from..from + 2)).collect();
    format!("02:{}", pairs.join(":"))
}

/// Who owns what it hangs on, and who asked for it on the account's behalf.
fn keepers<'a>(ask: &'a Ask<'_>, interface: &Interface) -> (&'a str, Option<&'static str>) {
    match interface.kind {
        "interface" => (ask.place.account, None),
        "vpc_endpoint" => ("amazon-aws", Some("727180483921")),
        _ => ("amazon-elb", Some("amazon-elb")),
    }
}

/// The private addresses, as answers carry them.
pub(super) fn addresses(ask: &Ask<'_>, interface: &Interface) -> Value {
    let address = |(index, address): (usize, &String)| json!({ "Primary": index == 0, "PrivateIpAddress": address, "PrivateDnsName": host(ask, address) });
    interface.addresses().enumerate().map(address).collect()
}

/// What it hangs on, as answers carry it.
pub(super) fn attachment(ask: &Ask<'_>, interface: &Interface) -> Option<Value> {
    let attachment = interface.attachment.as_ref()?;
    Some(json!({
        "AttachmentId": attachment.id, "DeviceIndex": attachment.index, "NetworkCardIndex": 0, "Status": "attached",
        "InstanceId": attachment.instance, "InstanceOwnerId": keepers(ask, interface).0,
        "DeleteOnTermination": attachment.ends_with_instance,
    }))
}

pub(super) fn described(ask: &Ask<'_>, interface: &Interface, tags: &Tags) -> Result<Value, AwsError> {
    let requester = keepers(ask, interface).1;
    Ok(json!({
        "NetworkInterfaceId": interface.id, "VpcId": interface.vpc, "SubnetId": interface.subnet, "Status": interface.status(),
        "AvailabilityZone": interface.zone, "OwnerId": ask.place.account, "Description": interface.description,
        "AvailabilityZoneId": regions::zone_id(ask.place.account, ask.place.region, &interface.zone),
        "Groups": groups(ask, &interface.groups)?, "InterfaceType": interface.kind, "Ipv6Addresses": [],
        "MacAddress": mac(interface), "PrivateDnsName": host(ask, &interface.address), "PrivateIpAddress": interface.address,
        "PrivateIpAddresses": addresses(ask, interface), "RequesterManaged": interface.managed(), "RequesterId": requester,
        "SourceDestCheck": interface.source_dest_check, "Attachment": attachment(ask, interface), "TagSet": tags.listed(),
    }))
}
