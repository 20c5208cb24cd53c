//! The default VPC of a Region and its subnets. Source: "Default VPCs" in the Amazon VPC User Guide.

use serde::Deserialize;
use serde_json::{Value, json};

use super::security_groups::{self, default_vpc};
use super::subnets::{self, Subnet, available};
use super::vpcs::{self, VPC, Vpc, contains};
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::regions;
use crate::aws::tags::Tags;

/// Block of every default VPC; each zone's subnet is a /20 of it.
const BLOCK: &str = "172.31.0.0/16";
const SUBNET_PREFIX: u32 = 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateVpc {}

/// For a Region whose default VPC was deleted.
pub(crate) fn create_vpc(ask: &Ask<'_>, _: CreateVpc) -> Result<Value, AwsError> {
    let vpcs = ask.tx.list::<Vpc>(ask.place)?;
    if vpcs.iter().any(|entry| entry.record.default) {
        let message = "A Default VPC already exists for this account in this region.";
        return Err(AwsError::new("DefaultVpcAlreadyExists", message));
    }
    quota::VPCS.allow(ask, || Ok(vpcs.len()))?;
    let vpc = Vpc { default: true, dns_hostnames: true, ..Vpc::new(BLOCK.to_owned()) };
    let (id, group) = (new_id("vpc"), new_id("sg"));
    ask.tx.put(ask.place, &id, &vpc)?;
    ask.tx.put(ask.place, &group, &security_groups::of_vpc(&id, &group))?;
    for zone in regions::zones(ask.place.account, ask.place.region) {
        lay(ask, &id, &vpc, &zone.name)?;
    }
    Ok(json!({ "Vpc": vpcs::described(ask, &id, &vpc, &Tags::default()) }))
}

/// Puts a default subnet into a zone, at the first /20 of the VPC that none of its subnets touches.
fn lay(ask: &Ask<'_>, vpc_id: &str, vpc: &Vpc, zone: &str) -> Result<(String, Subnet), AwsError> {
    let (first, prefix) = vpcs::block(&vpc.cidr)?;
    let all = ask.tx.list::<Subnet>(ask.place)?;
    let taken: Vec<_> = all.iter().filter(|entry| entry.record.vpc == vpc_id).map(|entry| entry.record.range()).collect();
    let places = 0..1_u32 << SUBNET_PREFIX.saturating_sub(prefix);
    let mut starts = places.map(|place| std::net::Ipv4Addr::from(u32::from(first) + (place << (32 - SUBNET_PREFIX))));
    let free = starts.find(|start| !taken.iter().any(|(other, length)| contains(*other, (*length).min(SUBNET_PREFIX), *start)));
    let start = free.ok_or_else(|| {
        let message = format!("There is not enough free space in the VPC '{vpc_id}' for a default subnet.");
        AwsError::new("InsufficientFreeAddressesInSubnet", message)
    })?;
    let subnet = Subnet::new(vpc_id.to_owned(), format!("{start}/{SUBNET_PREFIX}"), zone.to_owned(), true);
    let id = new_id("subnet");
    ask.tx.put(ask.place, &id, &subnet)?;
    Ok((id, subnet))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct CreateSubnet {
    availability_zone: Option<String>,
    availability_zone_id: Option<String>,
}

/// One a zone.
pub(crate) fn create_subnet(ask: &Ask<'_>, input: CreateSubnet) -> Result<Value, AwsError> {
    let zones = regions::zones(ask.place.account, ask.place.region);
    let zone = match (&input.availability_zone, &input.availability_zone_id) {
        (Some(name), None) => zones.into_iter().find(|zone| zone.name == *name),
        (None, Some(id)) => zones.into_iter().find(|zone| zone.id == *id),
        (None, None) => return Err(AwsError::missing("AvailabilityZone")),
        (Some(_), Some(_)) => {
            let message = "AvailabilityZone and AvailabilityZoneId cannot be specified together";
            return Err(AwsError::new("InvalidParameterCombination", message));
        }
    };
    let zone = zone.ok_or_else(|| {
        let given = input.availability_zone.or(input.availability_zone_id).unwrap_or_default();
        AwsError::new("InvalidParameterValue", format!("Value ({given}) for parameter availabilityZone is invalid."))
    })?;
    let vpc_id = default_vpc(ask).map_err(|_| {
        let message = "No default VPC exists for this account in this region.";
        AwsError::new("DefaultVpcDoesNotExist", message)
    })?;
    let vpc: Vpc = VPC.one(ask, &vpc_id)?;
    let all = ask.tx.list::<Subnet>(ask.place)?;
    if let Some(there) = all.iter().find(|entry| entry.record.default_for_az && entry.record.zone == zone.name) {
        let message = format!("'{}' is already the default subnet in {}.", there.id, zone.name);
        return Err(AwsError::new("DefaultSubnetAlreadyExistsInAvailabilityZone", message));
    }
    let (id, subnet) = lay(ask, &vpc_id, &vpc, &zone.name)?;
    Ok(json!({ "Subnet": subnets::described(ask, &id, &subnet, available(&subnet, 0), &Tags::default()) }))
}
