//! VPCs.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::endpoint::Endpoint;
use super::filters::{Filter, Filters, one};
use super::security_groups::{self, SecurityGroup};
use super::subnets::Subnet;
use super::tags::{TagSpecification, specified};
use super::{Noun, paged};
use crate::aws::ask::{Ask, fixed_hex, hex, new_id};
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::tags::Tags;
use crate::state::{Entry, Record};

/// A VPC.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Vpc {
    pub cidr: String,
    /// A /56 that AWS gave it; the practice world's are documentation addresses.
    #[serde(default)]
    pub cidr6: Option<String>,
    pub default: bool,
    /// Whether its instances get machines of their own.
    #[serde(default)]
    pub dedicated: bool,
    pub dns_support: bool,
    pub dns_hostnames: bool,
    #[serde(default)]
    pub usage_metrics: bool,
}

impl Vpc {
    /// As CreateVpc makes them: the resolver is on, host names are off.
    pub fn new(cidr: String) -> Vpc {
        Vpc { cidr, cidr6: None, default: false, dedicated: false, dns_support: true, dns_hostnames: false, usage_metrics: false }
    }

    fn tenancy(&self) -> &'static str {
        if self.dedicated { "dedicated" } else { "default" }
    }
}

impl Record for Vpc {
    const KIND: &'static str = "vpc";
}

pub(crate) const VPC: Noun =
    Noun { prefix: "vpc-", words: "vpc ID", absent: "InvalidVpcID.NotFound", malformed: Some("InvalidVpcID.Malformed") };

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeVpcs {
    #[serde(default)]
    filters: Vec<Filter>,
    #[serde(default)]
    vpc_ids: Vec<String>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(crate) fn describe_vpcs(ask: &Ask<'_>, input: DescribeVpcs) -> Result<Value, AwsError> {
    const KNOWN: [&str; 16] = [
        "cidr",
        "cidr-block",
        "cidr-block-association.association-id",
        "cidr-block-association.cidr-block",
        "cidr-block-association.state",
        "dhcp-options-id",
        "ipv6-cidr-block-association.association-id",
        "ipv6-cidr-block-association.ipv6-cidr-block",
        "ipv6-cidr-block-association.ipv6-pool",
        "ipv6-cidr-block-association.state",
        "is-default",
        "isDefault",
        "owner-id",
        "state",
        "vpc-id",
        "vpcId",
    ];
    let filters = Filters::of(input.filters, &KNOWN)?;
    let mut found = Vec::new();
    for entry in VPC.chosen::<Vpc>(ask, &input.vpc_ids)? {
        let (id, vpc) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let passes = filters.pass(&tags, |name| match name {
            "cidr" | "cidr-block" | "cidr-block-association.cidr-block" => one(&vpc.cidr),
            "cidr-block-association.association-id" => one(association(id)),
            "cidr-block-association.state" => one("associated"),
            "ipv6-cidr-block-association.association-id" => vpc.cidr6.iter().map(|_| association6(id)).collect(),
            "ipv6-cidr-block-association.ipv6-cidr-block" => vpc.cidr6.iter().cloned().collect(),
            "ipv6-cidr-block-association.ipv6-pool" => vpc.cidr6.iter().map(|_| "Amazon".to_owned()).collect(),
            "ipv6-cidr-block-association.state" => vpc.cidr6.iter().map(|_| "associated".to_owned()).collect(),
            "dhcp-options-id" => one("default"),
            "is-default" | "isDefault" => one(vpc.default),
            "owner-id" => one(ask.place.account),
            "state" => one("available"),
            _ => one(id),
        });
        if passes {
            found.push((entry.seq, described(ask, id, vpc, &tags)));
        }
    }
    paged("Vpcs", found, input.max_results, input.next_token.as_deref())
}

/// Ids of what ties a block to its VPC.
fn association(id: &str) -> String {
    id.replacen("vpc-", "vpc-cidr-assoc-", 1)
}

fn association6(id: &str) -> String {
    format!("vpc-cidr-assoc-{}", fixed_hex(&[id, "ipv6"], 17))
}

pub(super) fn described(ask: &Ask<'_>, id: &str, vpc: &Vpc, tags: &Tags) -> Value {
    let associations6 = vpc.cidr6.iter().map(|block| {
        json!({
            "AssociationId": association6(id), "Ipv6CidrBlock": block, "Ipv6CidrBlockState": { "State": "associated" },
            "NetworkBorderGroup": ask.place.region, "Ipv6Pool": "Amazon", "IpSource": "amazon", "Ipv6AddressAttribute": "public",
        })
    });
    json!({
        "VpcId": id, "State": "available", "CidrBlock": vpc.cidr, "DhcpOptionsId": "default",
        "InstanceTenancy": vpc.tenancy(), "IsDefault": vpc.default, "OwnerId": ask.place.account,
        "CidrBlockAssociationSet": [{
            "AssociationId": association(id), "CidrBlock": vpc.cidr, "CidrBlockState": { "State": "associated" },
        }],
        "Ipv6CidrBlockAssociationSet": vpc.cidr6.as_ref().map(|_| associations6.collect::<Value>()), "Tags": tags.listed(),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeVpcAttribute {
    attribute: String,
    vpc_id: String,
}

pub(crate) fn describe_vpc_attribute(ask: &Ask<'_>, input: DescribeVpcAttribute) -> Result<Value, AwsError> {
    let vpc: Vpc = VPC.one(ask, &input.vpc_id)?;
    let (member, value) = match input.attribute.as_str() {
        "enableDnsSupport" => ("EnableDnsSupport", vpc.dns_support),
        "enableDnsHostnames" => ("EnableDnsHostnames", vpc.dns_hostnames),
        _ => ("EnableNetworkAddressUsageMetrics", vpc.usage_metrics),
    };
    Ok(json!({ "VpcId": input.vpc_id, member: { "Value": value } }))
}

/// First address and prefix length of a block, bits beyond the prefix cut off.
pub(crate) fn block(given: &str) -> Result<(Ipv4Addr, u32), AwsError> {
    let malformed = || {
        let message = format!("Value ({given}) for parameter cidrBlock is invalid. This is not a valid CIDR block.");
        AwsError::new("InvalidParameterValue", message)
    };
    let (first, prefix) = given.split_once('/').ok_or_else(malformed)?;
    let first: Ipv4Addr = first.parse().map_err(|_| malformed())?;
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 32).ok_or_else(malformed)?;
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
    Ok((Ipv4Addr::from(u32::from(first) & mask), prefix))
}

/// Whether a block is of a size that VPCs and subnets may have.
pub(crate) fn sized(prefix: u32) -> bool {
    (16..=28).contains(&prefix)
}

/// Whether an address lies in a block.
pub(crate) fn contains(first: Ipv4Addr, prefix: u32, address: Ipv4Addr) -> bool {
    let mask = u32::MAX.checked_shl(32 - prefix.min(32)).unwrap_or(0);
    u32::from(first) & mask == u32::from(address) & mask
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    cidr_block: Option<String>,
    /// `default` or `dedicated`: what instances started in it are to have.
    instance_tenancy: Option<String>,
    amazon_provided_ipv6_cidr_block: Option<bool>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let tags = specified(&input.tag_specifications, "vpc")?;
    let dedicated = match input.instance_tenancy.as_deref() {
        None | Some("default") => false,
        Some("dedicated") => true,
        Some(other) => return Err(unsupported_tenancy(other)),
    };
    let given = input.cidr_block.ok_or_else(|| AwsError::missing("cidrBlock"))?;
    let (first, prefix) = block(&given)?;
    if !sized(prefix) {
        return Err(AwsError::new("InvalidVpc.Range", format!("The CIDR '{given}' is invalid.")));
    }
    quota::VPCS.allow(ask, || Ok(ask.tx.list::<Vpc>(ask.place)?.len()))?;
    let cidr6 = input.amazon_provided_ipv6_cidr_block == Some(true);
    let cidr6 = cidr6.then(given_block6);
    let vpc = Vpc { cidr6, dedicated, ..Vpc::new(format!("{first}/{prefix}")) };
    let (id, group) = (new_id("vpc"), new_id("sg"));
    ask.tx.put(ask.place, &id, &vpc)?;
    ask.tx.put(ask.place, &group, &security_groups::of_vpc(&id, &group))?;
    tags.store(ask, &id)?;
    Ok(json!({ "Vpc": described(ask, &id, &vpc, &tags) }))
}

/// A block from AWS's own addresses: a fresh /56, in the world's documentation addresses.
fn given_block6() -> String {
    let digits = u128::from_str_radix(&hex(6), 16).unwrap_or_default();
    let documentation = u128::from(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0));
    format!("{}/56", Ipv6Addr::from(documentation | digits << 72))
}

fn unsupported_tenancy(given: &str) -> AwsError {
    AwsError::new("UnsupportedTenancy", format!("The tenancy value {given} is not supported."))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ModifyVpcTenancy {
    vpc_id: String,
    instance_tenancy: String,
}

/// Only back to `default`, which is all that AWS allows.
pub(crate) fn modify_vpc_tenancy(ask: &Ask<'_>, input: ModifyVpcTenancy) -> Result<Value, AwsError> {
    let vpc: Vpc = VPC.one(ask, &input.vpc_id)?;
    if input.instance_tenancy != "default" {
        return Err(unsupported_tenancy(&input.instance_tenancy));
    }
    if !vpc.dedicated {
        let message = format!("The tenancy of the VPC '{}' is default already.", input.vpc_id);
        return Err(AwsError::new("InvalidTenancy", message));
    }
    ask.tx.put(ask.place, &input.vpc_id, &Vpc { dedicated: false, ..vpc })?;
    Ok(json!({ "ReturnValue": true }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ModifyVpcAttribute {
    vpc_id: String,
    enable_dns_support: Option<Switch>,
    enable_dns_hostnames: Option<Switch>,
    enable_network_address_usage_metrics: Option<Switch>,
}

/// An attribute that is on or off.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Switch {
    pub value: bool,
}

/// One attribute per call.
pub(crate) fn modify_vpc_attribute(ask: &Ask<'_>, input: ModifyVpcAttribute) -> Result<Value, AwsError> {
    let mut vpc: Vpc = VPC.one(ask, &input.vpc_id)?;
    match (input.enable_dns_support, input.enable_dns_hostnames, input.enable_network_address_usage_metrics) {
        (Some(switch), None, None) => vpc.dns_support = switch.value,
        (None, Some(switch), None) => vpc.dns_hostnames = switch.value,
        (None, None, Some(switch)) => vpc.usage_metrics = switch.value,
        (None, None, None) => return Err(AwsError::missing("enableDnsSupport or enableDnsHostnames")),
        _ => {
            let message = "Fields for multiple attribute types specified: only one may be modified per call";
            return Err(AwsError::new("InvalidParameterCombination", message));
        }
    }
    ask.tx.put(ask.place, &input.vpc_id, &vpc)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    vpc_id: String,
}

/// Its own default security group goes with it; anything else has to go before.
pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    let id = &input.vpc_id;
    VPC.one::<Vpc>(ask, id)?;
    let groups: Vec<_> = ask.tx.list::<SecurityGroup>(ask.place)?.into_iter().filter(|entry| entry.record.vpc == *id).collect();
    let subnets = ask.tx.list::<Subnet>(ask.place)?;
    let own_group = |entry: &Entry<SecurityGroup>| entry.record.name == security_groups::DEFAULT;
    let mut endpoints = ask.tx.list::<Endpoint>(ask.place)?.into_iter();
    let endpoint = endpoints.any(|entry| entry.record.vpc == *id && entry.record.counts(ask.now));
    if endpoint || subnets.iter().any(|entry| entry.record.vpc == *id) || !groups.iter().all(own_group) {
        let message = format!("The vpc '{id}' has dependencies and cannot be deleted.");
        return Err(AwsError::new("DependencyViolation", message));
    }
    for entry in &groups {
        security_groups::forget(ask, &entry.id, &entry.record)?;
    }
    ask.tx.delete::<Vpc>(ask.place, id)?;
    Tags::forget(ask, id)?;
    Ok(json!({}))
}
