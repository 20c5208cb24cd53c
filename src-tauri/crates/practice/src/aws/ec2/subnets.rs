//! Subnets.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::instances::Instance;
use super::{Noun, paged};
use crate::aws::ask::Ask;
use crate::aws::elb::load_balancers::LoadBalancer;
use crate::aws::error::AwsError;
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
            let subnet = json!({
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
            });
            found.push((entry.seq, subnet));
        }
    }
    paged("Subnets", found, input.max_results, input.next_token.as_deref())
}

/// Free addresses: AWS keeps five of each subnet ("Subnet CIDR reservations" in the VPC User Guide).
pub(crate) fn available(subnet: &Subnet, taken: usize) -> i64 {
    let size = 1_i64 << (32 - subnet.range().1);
    (size - 5 - i64::try_from(taken).unwrap_or(i64::MAX)).max(0)
}

/// The subnet of every address that an instance or a load balancer holds.
pub(crate) fn in_use(ask: &Ask<'_>) -> Result<Vec<String>, AwsError> {
    let instances = ask.tx.list::<Instance>(ask.place)?.into_iter().map(|entry| entry.record.subnet);
    let balancers = ask.tx.list::<LoadBalancer>(ask.place)?.into_iter();
    let nodes = balancers.flat_map(|entry| entry.record.zones.into_iter().map(|node| node.subnet));
    Ok(instances.chain(nodes).collect())
}
