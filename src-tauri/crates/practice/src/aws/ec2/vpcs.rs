//! VPCs.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::{Noun, paged};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
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
            let association = id.replacen("vpc-", "vpc-cidr-assoc-", 1);
            let vpc = json!({
                "VpcId": id, "State": "available", "CidrBlock": vpc.cidr, "DhcpOptionsId": "default",
                "InstanceTenancy": "default", "IsDefault": vpc.default, "OwnerId": ask.place.account,
                "CidrBlockAssociationSet": [{
                    "AssociationId": association, "CidrBlock": vpc.cidr, "CidrBlockState": { "State": "associated" },
                }],
                "Tags": tags.listed(),
            });
            found.push((entry.seq, vpc));
        }
    }
    paged("Vpcs", found, input.max_results, input.next_token.as_deref())
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
