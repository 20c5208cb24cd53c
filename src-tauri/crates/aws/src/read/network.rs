//! Zones, VPCs and their subnets.

use std::collections::HashMap;

use gangway_model::Region;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{name_tag, text};
use crate::account::Account;
use crate::error::{AwsError, Purpose};

/// An Availability Zone. Names differ between accounts, ids do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Zone {
    /// `eu-west-1a`, of this account alone.
    pub name: String,
    /// `euw1-az2`, the same place everywhere.
    pub id: String,
    /// A proper zone, opted in and available. Network Load Balancers are refused in Local and Wavelength Zones.
    pub usable: bool,
}

/// A subnet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Subnet {
    /// `subnet-…`.
    pub id: String,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Its IPv4 range.
    pub cidr: String,
    /// The zone's name in this account.
    pub zone_name: String,
    /// The zone's id.
    pub zone_id: String,
    /// How many IPv4 addresses are left.
    #[ts(type = "number")]
    pub free_addresses: i64,
}

/// A VPC with its subnets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Vpc {
    /// `vpc-…`.
    pub id: String,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// Its first IPv4 range.
    pub cidr: String,
    /// Whether AWS made it with the account.
    pub is_default: bool,
    /// By zone id, then id.
    pub subnets: Vec<Subnet>,
}

impl Account {
    /// Those of these security groups that are there.
    ///
    /// # Errors
    /// As any read of EC2.
    pub async fn security_groups(&self, region: &Region, ids: &[String]) -> Result<Vec<String>, AwsError> {
        // By filter, not by id: an id that is gone would be an error.
        let filter = aws_sdk_ec2::types::Filter::builder().name("group-id").set_values(Some(ids.to_vec())).build();
        let request = self.clients(region).ec2.describe_security_groups().filters(filter);
        let seen = self.all("DescribeSecurityGroups", request.into_paginator().items().send()).await?;
        Ok(seen.iter().filter_map(|group| group.group_id().map(str::to_owned)).collect())
    }

    /// The zones that the account sees in a Region, by id. Asked once per Region.
    ///
    /// # Errors
    /// As any read of EC2.
    pub async fn zones(&self, region: &Region) -> Result<Vec<Zone>, AwsError> {
        let clients = self.clients(region);
        let zones = clients.zones.get_or_try_init(|| async {
            let sent = clients.ec2.describe_availability_zones().send().await;
            let answer = sent.map_err(|error| self.failed("DescribeAvailabilityZones", Purpose::Asking, &error))?;
            let mut zones: Vec<Zone> = answer.availability_zones().iter().map(zone).collect();
            zones.sort_by(|a, b| a.id.cmp(&b.id));
            Ok(zones)
        });
        zones.await.cloned()
    }

    /// Zone ids by zone name.
    pub(super) async fn zone_ids(&self, region: &Region) -> Result<HashMap<String, String>, AwsError> {
        Ok(self.zones(region).await?.into_iter().map(|zone| (zone.name, zone.id)).collect())
    }

    /// Every VPC with its subnets, the default one last.
    ///
    /// # Errors
    /// As any read of EC2.
    pub async fn vpcs(&self, region: &Region) -> Result<Vec<Vpc>, AwsError> {
        let clients = self.clients(region);
        let seen = self.all("DescribeVpcs", clients.ec2.describe_vpcs().into_paginator().items().send()).await?;
        let subnets = self.all("DescribeSubnets", clients.ec2.describe_subnets().into_paginator().items().send()).await?;
        Ok(laid_out(&seen, &subnets))
    }
}

/// VPCs with their subnets in them, the default one last.
pub(crate) fn laid_out(seen: &[aws_sdk_ec2::types::Vpc], subnets: &[aws_sdk_ec2::types::Subnet]) -> Vec<Vpc> {
    let mut by_vpc: HashMap<String, Vec<Subnet>> = HashMap::new();
    for each in subnets {
        by_vpc.entry(text(each.vpc_id())).or_default().push(subnet(each));
    }
    let mut vpcs: Vec<Vpc> = seen
        .iter()
        .map(|vpc| {
            let mut subnets = by_vpc.remove(vpc.vpc_id().unwrap_or_default()).unwrap_or_default();
            subnets.sort_by(|a, b| (&a.zone_id, &a.id).cmp(&(&b.zone_id, &b.id)));
            Vpc {
                id: text(vpc.vpc_id()),
                name: name_tag(vpc.tags()),
                cidr: text(vpc.cidr_block()),
                is_default: vpc.is_default().unwrap_or(false),
                subnets,
            }
        })
        .collect();
    vpcs.sort_by(|a, b| (a.is_default, &a.name, &a.id).cmp(&(b.is_default, &b.name, &b.id)));
    vpcs
}

fn zone(zone: &aws_sdk_ec2::types::AvailabilityZone) -> Zone {
    // An endpoint that leaves type or opt-in out speaks of proper zones that need no opt-in.
    let proper = zone.zone_type().is_none_or(|kind| kind == "availability-zone");
    let opted = zone.opt_in_status().is_none_or(|status| status.as_str() != "not-opted-in");
    let available = zone.state().is_none_or(|state| state.as_str() == "available");
    Zone { name: text(zone.zone_name()), id: text(zone.zone_id()), usable: proper && opted && available }
}

fn subnet(subnet: &aws_sdk_ec2::types::Subnet) -> Subnet {
    Subnet {
        id: text(subnet.subnet_id()),
        name: name_tag(subnet.tags()),
        cidr: text(subnet.cidr_block()),
        zone_name: text(subnet.availability_zone()),
        zone_id: text(subnet.availability_zone_id()),
        free_addresses: subnet.available_ip_address_count().unwrap_or(0).into(),
    }
}
