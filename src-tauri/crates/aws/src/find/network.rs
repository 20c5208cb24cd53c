//! VPCs, subnets, security groups and instances after a lost answer.

use std::collections::BTreeSet;
use std::net::IpAddr;

use aws_sdk_ec2::types::{Filter, IpPermission, Tag, VpcAttributeName};
use gangway_model::{Call, CallTag, Output, Region};

use super::{carries, made};
use crate::account::Account;
use crate::error::{AwsError, Purpose};
use crate::perform::{Made, our_tag, ready};

impl Account {
    pub(super) async fn find_network(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        let ec2 = &self.clients(region).ec2;
        match call {
            Call::CreateVpc { cidr } => {
                let seen = self.all("DescribeVpcs", ec2.describe_vpcs().into_paginator().items().send()).await?;
                let found = seen.iter().find(|vpc| vpc.cidr_block() == Some(cidr) && ours(vpc.tags(), tags));
                Ok(found.and_then(|vpc| vpc.vpc_id()).map(|id| made(Output::VpcId, id.to_owned())))
            }
            Call::SetDnsHostnames { vpc, enabled } => {
                const READ: &str = "DescribeVpcAttribute";
                let request = ec2.describe_vpc_attribute().attribute(VpcAttributeName::EnableDnsHostnames);
                let sent = request.vpc_id(ready(READ, vpc)?).send().await;
                let answer = sent.map_err(|error| self.failed(READ, Purpose::Asking, &error))?;
                let set = answer.enable_dns_hostnames().and_then(|value| value.value()).unwrap_or(false);
                Ok((set == *enabled).then(Made::new))
            }
            Call::CreateSubnet { vpc, zone_id, cidr } => {
                const READ: &str = "DescribeSubnets";
                let request = ec2.describe_subnets().filters(filter("vpc-id", ready(READ, vpc)?));
                let seen = self.all(READ, request.into_paginator().items().send()).await?;
                let found = seen.iter().find(|subnet| {
                    let there = subnet.availability_zone_id().is_none_or(|id| id == zone_id) && subnet.vpc_id() == vpc.id();
                    there && subnet.cidr_block() == Some(cidr) && ours(subnet.tags(), tags)
                });
                Ok(found.and_then(|subnet| subnet.subnet_id()).map(|id| made(Output::SubnetId, id.to_owned())))
            }
            Call::CreateSecurityGroup { vpc, name, .. } => {
                const READ: &str = "DescribeSecurityGroups";
                let request =
                    ec2.describe_security_groups().filters(filter("vpc-id", ready(READ, vpc)?)).filters(filter("group-name", name));
                let seen = self.all(READ, request.into_paginator().items().send()).await?;
                let found =
                    seen.iter().find(|group| group.group_name() == Some(name) && group.vpc_id() == vpc.id() && ours(group.tags(), tags));
                Ok(found.and_then(|group| group.group_id()).map(|id| made(Output::SecurityGroupId, id.to_owned())))
            }
            Call::AuthorizeIngress { security_group, port, cidrs } => {
                const READ: &str = "DescribeSecurityGroups";
                let request = ec2.describe_security_groups().group_ids(ready(READ, security_group)?);
                let seen = self.all(READ, request.into_paginator().items().send()).await?;
                let open: BTreeSet<String> =
                    seen.iter().flat_map(|group| group.ip_permissions()).flat_map(|rule| ranges(rule, *port)).collect();
                Ok(cidrs.iter().all(|cidr| open.contains(&canonical(cidr))).then(Made::new))
            }
            Call::RunInstance { .. } => {
                const READ: &str = "DescribeInstances";
                // Any number of instances are alike: without a tag of ours there is nothing to know one by.
                let Some(owner) = our_tag(tags) else { return Ok(None) };
                let request = ec2.describe_instances().filters(filter(&format!("tag:{}", owner.key), &owner.value));
                let seen = self.all(READ, request.into_paginator().items().send()).await?;
                let found = seen.iter().flat_map(|reservation| reservation.instances()).find(|instance| {
                    let state = instance.state().and_then(|state| state.name()).map_or("", |name| name.as_str());
                    !matches!(state, "shutting-down" | "terminated") && ours(instance.tags(), tags)
                });
                Ok(found.and_then(|instance| instance.instance_id()).map(|id| made(Output::InstanceId, id.to_owned())))
            }
            _ => Ok(None),
        }
    }
}

fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

fn ours(own: &[Tag], asked: &[CallTag]) -> bool {
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let own: Vec<CallTag> = own.iter().map(|tag| CallTag { key: text(tag.key()), value: text(tag.value()) }).collect();
    carries(&own, asked)
}

/// The ranges that a rule lets in at exactly this TCP port.
fn ranges(rule: &IpPermission, port: u16) -> Vec<String> {
    let at = Some(i32::from(port));
    if rule.ip_protocol() != Some("tcp") || rule.from_port() != at || rule.to_port() != at {
        return Vec::new();
    }
    let v4 = rule.ip_ranges().iter().filter_map(|range| range.cidr_ip());
    v4.chain(rule.ipv6_ranges().iter().filter_map(|range| range.cidr_ipv6())).map(canonical).collect()
}

/// AWS writes a range as the network that it is in: `10.0.0.1/8` as `10.0.0.0/8`, and IPv6 in its shortest form.
fn canonical(cidr: &str) -> String {
    let parts = cidr.split_once('/').and_then(|(address, bits)| Some((address.parse::<IpAddr>().ok()?, bits.parse::<u32>().ok()?)));
    match parts {
        Some((IpAddr::V4(address), bits @ 0..=32)) => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            format!("{}/{bits}", std::net::Ipv4Addr::from(u32::from(address) & mask))
        }
        Some((IpAddr::V6(address), bits @ 0..=128)) => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            format!("{}/{bits}", std::net::Ipv6Addr::from(u128::from(address) & mask))
        }
        _ => cidr.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_range_is_the_same_however_it_is_written() {
        assert_eq!(canonical("10.1.2.3/8"), "10.0.0.0/8");
        assert_eq!(canonical("0.0.0.0/0"), "0.0.0.0/0");
        assert_eq!(canonical("2001:DB8:0::1/32"), "2001:db8::/32");
        assert_eq!(canonical("::/0"), "::/0");
        assert_eq!(canonical("nonsense"), "nonsense");
    }
}
