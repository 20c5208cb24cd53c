//! VPCs.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::security_groups::{self, SecurityGroup};
use super::subnets::Subnet;
use super::tags::{TagSpecification, specified};
use super::{Noun, paged};
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::tags::Tags;
use crate::state::Record;

/// A VPC.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Vpc {
    pub cidr: String,
    pub default: bool,
    pub dns_support: bool,
    pub dns_hostnames: bool,
}

impl Record for Vpc {
    const KIND: &'static str = "vpc";
}

pub(crate) const VPC: Noun = Noun { prefix: "vpc-", words: "vpc ID", code: "InvalidVpcID" };

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
    const KNOWN: [&str; 11] = [
        "cidr",
        "cidr-block",
        "cidr-block-association.cidr-block",
        "cidr-block-association.state",
        "dhcp-options-id",
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
            "cidr-block-association.state" => one("associated"),
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

fn described(ask: &Ask<'_>, id: &str, vpc: &Vpc, tags: &Tags) -> Value {
    let association = id.replacen("vpc-", "vpc-cidr-assoc-", 1);
    json!({
        "VpcId": id, "State": "available", "CidrBlock": vpc.cidr, "DhcpOptionsId": "default",
        "InstanceTenancy": "default", "IsDefault": vpc.default, "OwnerId": ask.place.account,
        "CidrBlockAssociationSet": [{
            "AssociationId": association, "CidrBlock": vpc.cidr, "CidrBlockState": { "State": "associated" },
        }],
        "Tags": tags.listed(),
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
        _ => ("EnableNetworkAddressUsageMetrics", false),
    };
    Ok(json!({ "VpcId": input.vpc_id, member: { "Value": value } }))
}

/// First address and prefix length of a block as VPCs and subnets take it: /16 to /28, bits beyond the prefix cut off.
pub(crate) fn block(given: &str) -> Result<(Ipv4Addr, u32), AwsError> {
    let malformed = || {
        let message = format!("Value ({given}) for parameter cidrBlock is invalid. This is not a valid CIDR block.");
        AwsError::new("InvalidParameterValue", message)
    };
    let (first, prefix) = given.split_once('/').ok_or_else(malformed)?;
    let first: Ipv4Addr = first.parse().map_err(|_| malformed())?;
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 32).ok_or_else(malformed)?;
    if !(16..=28).contains(&prefix) {
        return Err(AwsError::new("InvalidVpc.Range", format!("The CIDR '{given}' is invalid.")));
    }
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
    Ok((Ipv4Addr::from(u32::from(first) & mask), prefix))
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
    /// `default`; dedicated machines are not played, and cost what a rehearsal should not teach.
    instance_tenancy: Option<String>,
    amazon_provided_ipv6_cidr_block: Option<bool>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let tags = specified(&input.tag_specifications, "vpc")?;
    if input.instance_tenancy.is_some_and(|tenancy| tenancy != "default") || input.amazon_provided_ipv6_cidr_block == Some(true) {
        let message = "The practice account plays VPCs of default tenancy with IPv4 addresses.";
        return Err(AwsError::new("UnsupportedOperation", message));
    }
    let (first, prefix) = block(&input.cidr_block.ok_or_else(|| AwsError::missing("cidrBlock"))?)?;
    quota::VPCS.allow(ask, || Ok(ask.tx.list::<Vpc>(ask.place)?.len()))?;
    let vpc = Vpc { cidr: format!("{first}/{prefix}"), default: false, dns_support: true, dns_hostnames: false };
    let (id, group) = (new_id("vpc"), new_id("sg"));
    ask.tx.put(ask.place, &id, &vpc)?;
    ask.tx.put(ask.place, &group, &security_groups::of_vpc(&id, &group))?;
    tags.store(ask, &id)?;
    Ok(json!({ "Vpc": described(ask, &id, &vpc, &tags) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ModifyVpcAttribute {
    vpc_id: String,
    enable_dns_support: Option<Switch>,
    enable_dns_hostnames: Option<Switch>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Switch {
    value: bool,
}

/// One attribute per call; names need the resolver to be on.
pub(crate) fn modify_vpc_attribute(ask: &Ask<'_>, input: ModifyVpcAttribute) -> Result<Value, AwsError> {
    let mut vpc: Vpc = VPC.one(ask, &input.vpc_id)?;
    match (input.enable_dns_support, input.enable_dns_hostnames) {
        (Some(switch), None) => vpc.dns_support = switch.value,
        (None, Some(switch)) => vpc.dns_hostnames = switch.value,
        (None, None) => return Err(AwsError::missing("enableDnsSupport or enableDnsHostnames")),
        (Some(_), Some(_)) => {
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
    if subnets.iter().any(|entry| entry.record.vpc == *id) || groups.iter().any(|entry| entry.record.name != security_groups::DEFAULT) {
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
