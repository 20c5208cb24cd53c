//! Subnets.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::tags::{TagSpecification, specified};
use super::vpcs::{self, VPC, Vpc, contains};
use super::{Noun, network_interfaces, paged};
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::regions;
use crate::aws::tags::Tags;
use crate::state::Record;

/// A subnet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Subnet {
    pub vpc: String,
    pub cidr: String,
    /// The zone's name in the owner's account.
    pub zone: String,
    pub default_for_az: bool,
}

impl Record for Subnet {
    const KIND: &'static str = "subnet";
}

pub(crate) const SUBNET: Noun = Noun { prefix: "subnet-", words: "subnet ID", code: "InvalidSubnetID" };

impl Subnet {
    /// First address and prefix length.
    pub fn range(&self) -> (Ipv4Addr, u32) {
        let (address, prefix) = self.cidr.split_once('/').unwrap_or((&self.cidr, "32"));
        (address.parse().unwrap_or(Ipv4Addr::UNSPECIFIED), prefix.parse().unwrap_or(32).min(32))
    }

    /// The address at a distance from the subnet's first one.
    pub fn address(&self, distance: u32) -> Ipv4Addr {
        Ipv4Addr::from(u32::from(self.range().0).saturating_add(distance))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeSubnets {
    #[serde(default)]
    filters: Vec<Filter>,
    #[serde(default)]
    subnet_ids: Vec<String>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(crate) fn describe_subnets(ask: &Ask<'_>, input: DescribeSubnets) -> Result<Value, AwsError> {
    const KNOWN: [&str; 18] = [
        "availability-zone",
        "availabilityZone",
        "availability-zone-id",
        "availabilityZoneId",
        "available-ip-address-count",
        "cidr",
        "cidr-block",
        "cidrBlock",
        "default-for-az",
        "defaultForAz",
        "ipv6-native",
        "map-public-ip-on-launch",
        "owner-id",
        "state",
        "subnet-arn",
        "subnet-id",
        "vpc-id",
        "vpcId",
    ];
    let filters = Filters::of(input.filters, &KNOWN)?;
    let used = in_use(ask)?;
    let mut found = Vec::new();
    for entry in SUBNET.chosen::<Subnet>(ask, &input.subnet_ids)? {
        let (id, subnet) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let zone_id = regions::zone_id(ask.place.account, ask.place.region, &subnet.zone);
        let arn = ask.arn("ec2", &format!("subnet/{id}"));
        let taken = used.iter().filter(|used| *used == id).count();
        let free = available(subnet, taken);
        let passes = filters.pass(&tags, |name| match name {
            "availability-zone" | "availabilityZone" => one(&subnet.zone),
            "availability-zone-id" | "availabilityZoneId" => one(&zone_id),
            "available-ip-address-count" => one(free),
            "cidr" | "cidr-block" | "cidrBlock" => one(&subnet.cidr),
            "default-for-az" | "defaultForAz" | "map-public-ip-on-launch" => one(subnet.default_for_az),
            "ipv6-native" => one(false),
            "owner-id" => one(ask.place.account),
            "state" => one("available"),
            "subnet-arn" => one(&arn),
            "subnet-id" => one(id),
            _ => one(&subnet.vpc),
        });
        if passes {
            found.push((entry.seq, described(ask, id, subnet, free, &tags)));
        }
    }
    paged("Subnets", found, input.max_results, input.next_token.as_deref())
}

fn described(ask: &Ask<'_>, id: &str, subnet: &Subnet, free: i64, tags: &Tags) -> Value {
    let zone_id = regions::zone_id(ask.place.account, ask.place.region, &subnet.zone);
    let arn = ask.arn("ec2", &format!("subnet/{id}"));
    json!({
        "SubnetId": id, "SubnetArn": arn, "VpcId": subnet.vpc, "State": "available", "CidrBlock": subnet.cidr,
        "AvailabilityZone": subnet.zone, "AvailabilityZoneId": zone_id, "AvailableIpAddressCount": free,
        "DefaultForAz": subnet.default_for_az, "MapPublicIpOnLaunch": subnet.default_for_az,
        "MapCustomerOwnedIpOnLaunch": false, "OwnerId": ask.place.account, "AssignIpv6AddressOnCreation": false,
        "Ipv6CidrBlockAssociationSet": [], "EnableDns64": false, "Ipv6Native": false,
        "PrivateDnsNameOptionsOnLaunch": {
            "HostnameType": "ip-name", "EnableResourceNameDnsARecord": false,
            "EnableResourceNameDnsAAAARecord": false,
        },
        "Tags": tags.listed(),
    })
}

/// Free addresses: AWS keeps five of each subnet ("Subnet CIDR reservations" in the VPC User Guide).
pub(crate) fn available(subnet: &Subnet, taken: usize) -> i64 {
    let size = 1_i64 << (32 - subnet.range().1);
    (size - 5 - i64::try_from(taken).unwrap_or(i64::MAX)).max(0)
}

/// The subnet of every address that an interface holds.
pub(crate) fn in_use(ask: &Ask<'_>) -> Result<Vec<String>, AwsError> {
    Ok(network_interfaces::all(ask)?.into_iter().map(|interface| interface.subnet).collect())
}

/// The first addresses of a subnet that nobody holds: AWS keeps the first four and the last.
pub(crate) fn free_addresses(ask: &Ask<'_>, id: &str, count: usize) -> Result<Vec<String>, AwsError> {
    let subnet: Subnet = SUBNET.one(ask, id)?;
    let interfaces = network_interfaces::all(ask)?.into_iter().filter(|interface| interface.subnet == id);
    let taken: BTreeSet<String> = interfaces.map(|interface| interface.address).collect();
    let last = (1_u32 << (32 - subnet.range().1)).saturating_sub(1);
    let free: Vec<String> =
        (4..last).map(|distance| subnet.address(distance).to_string()).filter(|address| !taken.contains(address)).take(count).collect();
    if free.len() < count {
        let message = format!("There are not enough free addresses in subnet '{id}' to satisfy the requested number of instances.");
        return Err(AwsError::new("InsufficientFreeAddressesInSubnet", message));
    }
    Ok(free)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    vpc_id: String,
    cidr_block: Option<String>,
    availability_zone: Option<String>,
    availability_zone_id: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let vpc: Vpc = VPC.one(ask, &input.vpc_id)?;
    let tags = specified(&input.tag_specifications, "subnet")?;
    let block = input.cidr_block.ok_or_else(|| AwsError::missing("cidrBlock"))?;
    let (first, prefix) = vpcs::block(&block)?;
    let (around, wide) = vpcs::block(&vpc.cidr)?;
    if prefix < wide || !contains(around, wide, first) {
        return Err(AwsError::new("InvalidSubnet.Range", format!("The CIDR '{block}' is invalid.")));
    }
    for other in ask.tx.list::<Subnet>(ask.place)?.into_iter().filter(|entry| entry.record.vpc == input.vpc_id) {
        let (start, length) = other.record.range();
        if contains(start, length.min(prefix), first) {
            return Err(AwsError::new("InvalidSubnet.Conflict", format!("The CIDR '{block}' conflicts with another subnet")));
        }
    }
    quota::SUBNETS.allow(ask, || {
        let existing = ask.tx.list::<Subnet>(ask.place)?;
        Ok(existing.iter().filter(|entry| entry.record.vpc == input.vpc_id).count())
    })?;
    let zones = regions::zones(ask.place.account, ask.place.region);
    let wanted = zones.iter().find(|zone| match (&input.availability_zone, &input.availability_zone_id) {
        (Some(name), _) => zone.name == *name,
        (None, Some(id)) => zone.id == *id,
        // AWS chooses.
        (None, None) => true,
    });
    let zone = wanted.ok_or_else(|| {
        let given = input.availability_zone.or(input.availability_zone_id).unwrap_or_default();
        let names: Vec<&str> = zones.iter().map(|zone| zone.name.as_str()).collect();
        let message = format!(
            "Value ({given}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following \
             availability zones: {}.",
            names.join(", ")
        );
        AwsError::new("InvalidParameterValue", message)
    })?;
    let cidr = format!("{first}/{prefix}");
    let subnet = Subnet { vpc: input.vpc_id, cidr, zone: zone.name.clone(), default_for_az: false };
    let id = new_id("subnet");
    ask.tx.put(ask.place, &id, &subnet)?;
    tags.store(ask, &id)?;
    Ok(json!({ "Subnet": described(ask, &id, &subnet, available(&subnet, 0), &tags) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    subnet_id: String,
}

pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    let id = &input.subnet_id;
    SUBNET.one::<Subnet>(ask, id)?;
    if in_use(ask)?.contains(id) {
        let message = format!("The subnet '{id}' has dependencies and cannot be deleted.");
        return Err(AwsError::new("DependencyViolation", message));
    }
    ask.tx.delete::<Subnet>(ask.place, id)?;
    Tags::forget(ask, id)?;
    Ok(json!({}))
}
