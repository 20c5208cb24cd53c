//! What the rules of a security group may say, as requests carry it. Source: "IpPermission" in the EC2 API reference.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Deserialize;

use super::security_groups::{GROUP, Peer, Rule, SecurityGroup, of_name};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

/// Several rules that share protocol and ports, as requests carry them.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Permission {
    pub ip_protocol: Option<String>,
    pub from_port: Option<i64>,
    pub to_port: Option<i64>,
    #[serde(default)]
    pub ip_ranges: Vec<Range>,
    #[serde(default)]
    pub ipv6_ranges: Vec<Range6>,
    #[serde(default)]
    pub user_id_group_pairs: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Range {
    #[serde(default)]
    pub cidr_ip: String,
    pub description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Range6 {
    #[serde(default)]
    cidr_ipv6: String,
    description: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Pair {
    pub group_id: Option<String>,
    pub group_name: Option<String>,
    pub user_id: Option<String>,
    /// Clients send back what was described to them.
    #[serde(rename = "VpcId")]
    pub _vpc: Option<String>,
    pub description: Option<String>,
}

pub(crate) fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterValue", message)
}

/// `tcp` and its like for the numbers that stand for them; other numbers stay.
pub(crate) fn protocol(given: &str) -> Result<String, AwsError> {
    let lower = given.to_ascii_lowercase();
    let name = match lower.as_str() {
        "6" => "tcp",
        "17" => "udp",
        "1" => "icmp",
        "58" => "icmpv6",
        "all" => "-1",
        other => other,
    };
    let number = name.parse().is_ok_and(|number: i64| (-1..=255).contains(&number));
    if number || matches!(name, "tcp" | "udp" | "icmp" | "icmpv6") {
        return Ok(name.to_owned());
    }
    Err(AwsError::new("InvalidPermission.Malformed", format!("Unsupported IP protocol \"{given}\"  - supported: [tcp, udp, icmp]")))
}

pub(crate) fn ports(protocol: &str, from: Option<i64>, to: Option<i64>) -> Result<Option<(i64, i64)>, AwsError> {
    match (protocol, from, to) {
        ("tcp" | "udp", Some(first), Some(last)) => {
            let valid = (0..=65535).contains(&first) && (0..=65535).contains(&last);
            match (valid, first <= last) {
                (true, true) => Ok(Some((first, last))),
                (true, false) => Err(invalid(format!("Invalid TCP/UDP port range ({first}:{last})"))),
                (false, _) => Err(invalid("TCP/UDP port out of range")),
            }
        }
        ("tcp" | "udp", ..) => Err(invalid("Invalid value for portRange. Must specify both from and to ports with TCP/UDP.")),
        ("icmp" | "icmpv6", from, to) => Ok(Some((from.unwrap_or(-1), to.unwrap_or(-1)))),
        // Every other protocol has no ports, and those given are passed over.
        _ => Ok(None),
    }
}

pub(crate) fn block(given: &str) -> Result<String, AwsError> {
    let malformed = || invalid(format!("CIDR block {given} is malformed"));
    let (address, prefix) = given.split_once('/').ok_or_else(malformed)?;
    let address: Ipv4Addr = address.parse().map_err(|_| malformed())?;
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 32).ok_or_else(malformed)?;
    // Bits beyond the prefix are cut off, as AWS does.
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
    Ok(format!("{}/{prefix}", Ipv4Addr::from(u32::from(address) & mask)))
}

pub(crate) fn block6(given: &str) -> Result<String, AwsError> {
    let malformed = || invalid(format!("CIDR block {given} is malformed"));
    let (address, prefix) = given.split_once('/').ok_or_else(malformed)?;
    let address: Ipv6Addr = address.parse().map_err(|_| malformed())?;
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 128).ok_or_else(malformed)?;
    let mask = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
    Ok(format!("{}/{prefix}", Ipv6Addr::from(u128::from(address) & mask)))
}

/// The single rules in a list of permissions.
pub(crate) fn rules(ask: &Ask<'_>, group: &SecurityGroup, given: Vec<Permission>) -> Result<Vec<Rule>, AwsError> {
    let mut rules = Vec::new();
    for permission in given {
        let unsaid = "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.";
        let protocol = protocol(&permission.ip_protocol.ok_or_else(|| invalid(unsaid))?)?;
        let ports = ports(&protocol, permission.from_port, permission.to_port)?;
        let rule = |from, description| Rule { id: String::new(), protocol: protocol.clone(), ports, from, description };
        let before = rules.len();
        for range in permission.ip_ranges {
            rules.push(rule(Peer::Cidr(block(&range.cidr_ip)?), range.description));
        }
        for range in permission.ipv6_ranges {
            rules.push(rule(Peer::Cidr6(block6(&range.cidr_ipv6)?), range.description));
        }
        for pair in permission.user_id_group_pairs {
            rules.push(rule(Peer::Group(peer(ask, group, &pair)?), pair.description));
        }
        if rules.len() == before {
            return Err(invalid("Invalid value 'null' for rule. You must specify a source or destination."));
        }
    }
    Ok(rules)
}

/// The group a rule points at, of the same account and VPC: peering is not played.
fn peer(ask: &Ask<'_>, group: &SecurityGroup, pair: &Pair) -> Result<String, AwsError> {
    if pair.user_id.as_deref().is_some_and(|owner| owner != ask.place.account) {
        let id = pair.group_id.as_deref().or(pair.group_name.as_deref()).unwrap_or_default();
        return Err(GROUP.not_found(id));
    }
    match (&pair.group_id, &pair.group_name) {
        (Some(id), _) => same_network(ask, &group.vpc, id).map(|()| id.clone()),
        (None, Some(name)) => of_name(ask, name, Some(&group.vpc)),
        (None, None) => Err(AwsError::missing("groupId")),
    }
}

/// Whether a group is one of that VPC: what belongs together has to be in one network.
pub(crate) fn same_network(ask: &Ask<'_>, vpc: &str, id: &str) -> Result<(), AwsError> {
    if GROUP.one::<SecurityGroup>(ask, id)?.vpc == vpc {
        return Ok(());
    }
    let message = "You have specified two resources that belong to different networks.";
    Err(AwsError::new(GROUP.absent, message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_rule_may_say() {
        assert_eq!(protocol("6").unwrap(), "tcp");
        assert_eq!(protocol("tcp4").unwrap_err().code, "InvalidPermission.Malformed");
        assert_eq!(ports("tcp", Some(443), Some(443)).unwrap(), Some((443, 443)));
        assert!(ports("tcp", Some(443), None).is_err() && ports("udp", Some(2), Some(1)).is_err());
        assert_eq!(ports("-1", Some(1), None).unwrap(), None);
        assert_eq!(block("10.1.2.3/16").unwrap(), "10.1.0.0/16");
        assert_eq!(block("0.0.0.0/0").unwrap(), "0.0.0.0/0");
        assert!(block("10.0.0.0").is_err() && block("10.0.0.0/33").is_err() && block6("::/33x").is_err());
        assert_eq!(block6("2001:db8:1::1/32").unwrap(), "2001:db8::/32");
    }
}
