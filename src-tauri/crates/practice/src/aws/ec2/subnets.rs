//! Subnets.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::tags::{TagSpecification, specified};
use super::vpcs::{self, Switch, VPC, Vpc, contains};
use super::{Noun, network_interfaces, paged};
use crate::aws::ask::{Ask, fixed_hex, new_id};
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
    #[serde(default)]
    pub options: SubnetOptions,
}

/// What ModifySubnetAttribute changes, and a subnet's IPv6 block.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct SubnetOptions {
    /// A /64 of the VPC's.
    pub cidr6: Option<String>,
    /// Whether instances get a public address; unless said otherwise those of default subnets do.
    pub map_public: Option<bool>,
    pub assign_ipv6: bool,
    pub dns64: bool,
    /// `resource-name` instead of `ip-name`.
    pub resource_names: bool,
    pub a_record: bool,
    pub aaaa_record: bool,
}

impl Record for Subnet {
    const KIND: &'static str = "subnet";
}

pub(crate) const SUBNET: Noun =
    Noun { prefix: "subnet-", words: "subnet ID", absent: "InvalidSubnetID.NotFound", malformed: Some("InvalidSubnetID.Malformed") };

impl Subnet {
    /// One as CreateSubnet makes it.
    pub fn new(vpc: String, cidr: String, zone: String, default_for_az: bool) -> Subnet {
        Subnet { vpc, cidr, zone, default_for_az, options: SubnetOptions::default() }
    }

    fn map_public(&self) -> bool {
        self.options.map_public.unwrap_or(self.default_for_az)
    }

    fn hostname_type(&self) -> &'static str {
        if self.options.resource_names { "resource-name" } else { "ip-name" }
    }

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
    const KNOWN: [&str; 26] = [
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
        "enable-dns64",
        "ipv6-cidr-block-association.association-id",
        "ipv6-cidr-block-association.ipv6-cidr-block",
        "ipv6-cidr-block-association.state",
        "ipv6-native",
        "map-customer-owned-ip-on-launch",
        "map-public-ip-on-launch",
        "owner-id",
        "private-dns-name-options-on-launch.enable-resource-name-dns-a-record",
        "private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record",
        "private-dns-name-options-on-launch.hostname-type",
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
        let options = &subnet.options;
        let passes = filters.pass(&tags, |name| match name {
            "availability-zone" | "availabilityZone" => one(&subnet.zone),
            "availability-zone-id" | "availabilityZoneId" => one(&zone_id),
            "available-ip-address-count" => one(free),
            "cidr" | "cidr-block" | "cidrBlock" => one(&subnet.cidr),
            "default-for-az" | "defaultForAz" => one(subnet.default_for_az),
            "enable-dns64" => one(options.dns64),
            "ipv6-cidr-block-association.association-id" => options.cidr6.iter().map(|_| association6(id)).collect(),
            "ipv6-cidr-block-association.ipv6-cidr-block" => options.cidr6.iter().cloned().collect(),
            "ipv6-cidr-block-association.state" => options.cidr6.iter().map(|_| "associated".to_owned()).collect(),
            "ipv6-native" | "map-customer-owned-ip-on-launch" => one(false),
            "map-public-ip-on-launch" => one(subnet.map_public()),
            "private-dns-name-options-on-launch.enable-resource-name-dns-a-record" => one(options.a_record),
            "private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record" => one(options.aaaa_record),
            "private-dns-name-options-on-launch.hostname-type" => one(subnet.hostname_type()),
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

/// Id of what ties its IPv6 block to a subnet.
fn association6(id: &str) -> String {
    format!("subnet-cidr-assoc-{}", fixed_hex(&[id, "ipv6"], 17))
}

pub(super) fn described(ask: &Ask<'_>, id: &str, subnet: &Subnet, free: i64, tags: &Tags) -> Value {
    let options = &subnet.options;
    let associations6 = options.cidr6.iter().map(|block| {
        json!({
            "AssociationId": association6(id), "Ipv6CidrBlock": block, "Ipv6CidrBlockState": { "State": "associated" },
            "Ipv6AddressAttribute": "public", "IpSource": "amazon",
        })
    });
    let zone_id = regions::zone_id(ask.place.account, ask.place.region, &subnet.zone);
    let arn = ask.arn("ec2", &format!("subnet/{id}"));
    json!({
        "SubnetId": id, "SubnetArn": arn, "VpcId": subnet.vpc, "State": "available", "CidrBlock": subnet.cidr,
        "AvailabilityZone": subnet.zone, "AvailabilityZoneId": zone_id, "AvailableIpAddressCount": free,
        "DefaultForAz": subnet.default_for_az, "MapPublicIpOnLaunch": subnet.map_public(),
        "MapCustomerOwnedIpOnLaunch": false, "OwnerId": ask.place.account, "AssignIpv6AddressOnCreation": options.assign_ipv6,
        "Ipv6CidrBlockAssociationSet": associations6.collect::<Value>(), "EnableDns64": options.dns64, "Ipv6Native": false,
        "PrivateDnsNameOptionsOnLaunch": {
            "HostnameType": subnet.hostname_type(), "EnableResourceNameDnsARecord": options.a_record,
            "EnableResourceNameDnsAAAARecord": options.aaaa_record,
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
    let interfaces = network_interfaces::all(ask)?;
    Ok(interfaces.iter().flat_map(|interface| interface.addresses().map(|_| interface.subnet.clone())).collect())
}

/// The first addresses of a subnet that nobody holds: AWS keeps the first four and the last.
pub(crate) fn free_addresses(ask: &Ask<'_>, id: &str, count: usize) -> Result<Vec<String>, AwsError> {
    let subnet: Subnet = SUBNET.one(ask, id)?;
    let all = network_interfaces::all(ask)?;
    let interfaces = all.iter().filter(|interface| interface.subnet == id);
    let taken: BTreeSet<String> = interfaces.flat_map(|interface| interface.addresses().cloned()).collect();
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
    ipv6_cidr_block: Option<String>,
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
    if prefix < wide || !vpcs::sized(prefix) || !contains(around, wide, first) {
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
    let cidr6 = input.ipv6_cidr_block.map(|block| block6(ask, &input.vpc_id, &vpc, &block)).transpose()?;
    let cidr = format!("{first}/{prefix}");
    let mut subnet = Subnet::new(input.vpc_id, cidr, zone.name.clone(), false);
    subnet.options.cidr6 = cidr6;
    let id = new_id("subnet");
    ask.tx.put(ask.place, &id, &subnet)?;
    tags.store(ask, &id)?;
    Ok(json!({ "Subnet": described(ask, &id, &subnet, available(&subnet, 0), &tags) }))
}

/// A /64 of the VPC's IPv6 block that no other of its subnets has.
fn block6(ask: &Ask<'_>, vpc_id: &str, vpc: &Vpc, given: &str) -> Result<String, AwsError> {
    let range = || AwsError::new("InvalidSubnet.Range", format!("The CIDR '{given}' is invalid."));
    let parsed = |block: &str| {
        let (address, prefix) = block.split_once('/')?;
        Some((u128::from(address.parse::<Ipv6Addr>().ok()?), prefix.parse::<u32>().ok()?))
    };
    let (address, prefix) = parsed(given).ok_or_else(|| {
        let message = format!("Value ({given}) for parameter ipv6CidrBlock is invalid. This is not a valid IPv6 CIDR block.");
        AwsError::new("InvalidParameterValue", message)
    })?;
    let (around, wide) = vpc.cidr6.as_deref().and_then(parsed).ok_or_else(range)?;
    let above = |address: u128, prefix: u32| address.checked_shr(128_u32.saturating_sub(prefix)).unwrap_or(0);
    if prefix != 64 || above(address, wide) != above(around, wide) {
        return Err(range());
    }
    let block = format!("{}/64", Ipv6Addr::from(above(address, 64) << 64));
    let mut others = ask.tx.list::<Subnet>(ask.place)?.into_iter().filter(|entry| entry.record.vpc == vpc_id);
    if others.any(|entry| entry.record.options.cidr6.as_ref() == Some(&block)) {
        return Err(AwsError::new("InvalidSubnet.Conflict", format!("The CIDR '{given}' conflicts with another subnet")));
    }
    Ok(block)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    subnet_id: String,
    map_public_ip_on_launch: Option<Switch>,
    assign_ipv6_address_on_creation: Option<Switch>,
    enable_dns64: Option<Switch>,
    private_dns_hostname_type_on_launch: Option<String>,
    enable_resource_name_dns_a_record_on_launch: Option<Switch>,
    #[serde(rename = "EnableResourceNameDnsAAAARecordOnLaunch")]
    enable_resource_name_dns_aaaa_record_on_launch: Option<Switch>,
}

/// Sets an option of a subnet.
type Set = fn(&mut SubnetOptions, bool);

/// One attribute per call.
pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let mut subnet: Subnet = SUBNET.one(ask, &input.subnet_id)?;
    let on = |switch: Option<Switch>| switch.map(|switch| switch.value);
    let by_resource = input.private_dns_hostname_type_on_launch.map(|kind| kind == "resource-name");
    let wishes: [(Option<bool>, Set); 6] = [
        (on(input.map_public_ip_on_launch), |options, value| options.map_public = Some(value)),
        (on(input.assign_ipv6_address_on_creation), |options, value| options.assign_ipv6 = value),
        (on(input.enable_dns64), |options, value| options.dns64 = value),
        (by_resource, |options, value| options.resource_names = value),
        (on(input.enable_resource_name_dns_a_record_on_launch), |options, value| options.a_record = value),
        (on(input.enable_resource_name_dns_aaaa_record_on_launch), |options, value| options.aaaa_record = value),
    ];
    let mut wished = wishes.into_iter().filter_map(|(value, set)| value.map(|value| (value, set)));
    let (value, set) = wished.next().ok_or_else(|| AwsError::missing("mapPublicIpOnLaunch"))?;
    if wished.next().is_some() {
        let message = "Fields for multiple attribute types specified: only one may be modified per call";
        return Err(AwsError::new("InvalidParameterCombination", message));
    }
    set(&mut subnet.options, value);
    ask.tx.put(ask.place, &input.subnet_id, &subnet)?;
    Ok(json!({}))
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
