//! Rules of security groups. Source: AuthorizeSecurityGroupIngress and its relatives in the EC2 API reference.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Deserialize;
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::security_groups::{GROUP, Peer, Rule, SecurityGroup, of_name};
use super::tags::{TagSpecification, specified};
use super::vpcs::Vpc;
use super::{Noun, paged};
use crate::aws::ask::{Ask, fixed_hex};
use crate::aws::error::AwsError;
use crate::aws::tags::Tags;

/// Rules per group and direction ("Amazon VPC quotas").
const MOST: usize = 60;

pub(crate) const RULE: Noun = Noun { prefix: "sgr-", words: "security group rule ID", code: "InvalidSecurityGroupRuleId" };

/// Several rules that share protocol and ports, as requests carry them.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Permission {
    ip_protocol: Option<String>,
    from_port: Option<i64>,
    to_port: Option<i64>,
    #[serde(default)]
    ip_ranges: Vec<Range>,
    #[serde(default)]
    ipv6_ranges: Vec<Range6>,
    #[serde(default)]
    user_id_group_pairs: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Range {
    #[serde(default)]
    cidr_ip: String,
    description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Range6 {
    #[serde(default)]
    cidr_ipv6: String,
    description: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Pair {
    group_id: Option<String>,
    group_name: Option<String>,
    user_id: Option<String>,
    /// Clients send back what was described to them.
    #[serde(rename = "VpcId")]
    _vpc: Option<String>,
    description: Option<String>,
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameterValue", message)
}

/// `tcp` and its like for the numbers that stand for them; other numbers stay.
fn protocol(given: &str) -> Result<String, AwsError> {
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

fn ports(protocol: &str, from: Option<i64>, to: Option<i64>) -> Result<Option<(i64, i64)>, AwsError> {
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

fn block(given: &str) -> Result<String, AwsError> {
    let malformed = || invalid(format!("CIDR block {given} is malformed"));
    let (address, prefix) = given.split_once('/').ok_or_else(malformed)?;
    let address: Ipv4Addr = address.parse().map_err(|_| malformed())?;
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 32).ok_or_else(malformed)?;
    // Bits beyond the prefix are cut off, as AWS does.
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
    Ok(format!("{}/{prefix}", Ipv4Addr::from(u32::from(address) & mask)))
}

fn block6(given: &str) -> Result<String, AwsError> {
    let malformed = || invalid(format!("CIDR block {given} is malformed"));
    let (address, prefix) = given.split_once('/').ok_or_else(malformed)?;
    let address: Ipv6Addr = address.parse().map_err(|_| malformed())?;
    let prefix: u32 = prefix.parse().ok().filter(|prefix| *prefix <= 128).ok_or_else(malformed)?;
    Ok(format!("{address}/{prefix}"))
}

/// The single rules in a list of permissions.
fn rules(ask: &Ask<'_>, group: &SecurityGroup, given: Vec<Permission>) -> Result<Vec<Rule>, AwsError> {
    let mut rules = Vec::new();
    for permission in given {
        let protocol = protocol(&permission.ip_protocol.ok_or_else(|| AwsError::missing("ipProtocol"))?)?;
        let ports = ports(&protocol, permission.from_port, permission.to_port)?;
        let rule = |from, description| Rule { protocol: protocol.clone(), ports, from, description };
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

/// The group a rule points at, of the same account: VPC peering is not played.
fn peer(ask: &Ask<'_>, group: &SecurityGroup, pair: &Pair) -> Result<String, AwsError> {
    if pair.user_id.as_deref().is_some_and(|owner| owner != ask.place.account) {
        let id = pair.group_id.as_deref().or(pair.group_name.as_deref()).unwrap_or_default();
        return Err(GROUP.not_found(id));
    }
    match (&pair.group_id, &pair.group_name) {
        (Some(id), _) => GROUP.one::<SecurityGroup>(ask, id).map(|_| id.clone()),
        (None, Some(name)) => of_name(ask, name, Some(&group.vpc)),
        (None, None) => Err(AwsError::missing("groupId")),
    }
}

fn same(one: &Rule, other: &Rule) -> bool {
    one.protocol == other.protocol && one.ports == other.ports && one.from == other.from
}

/// A rule's id: told by what it says, so that the same rule of the same group always has the same.
fn id(group: &str, egress: bool, rule: &Rule) -> String {
    let ports = rule.ports.map(|(first, last)| format!("{first}-{last}")).unwrap_or_default();
    let direction = if egress { "out" } else { "in" };
    format!("sgr-0{}", fixed_hex(&[group, direction, &rule.protocol, &ports, rule.from.text()], 16))
}

/// The members by which single rules are listed; `egress` is whether it leads out.
fn listed(ask: &Ask<'_>, group: &str, egress: bool, rule: &Rule) -> Result<Value, AwsError> {
    let rule_id = id(group, egress, rule);
    let (first, last) = rule.ports.unwrap_or((-1, -1));
    let mut value = json!({
        "SecurityGroupRuleId": rule_id, "GroupId": group, "GroupOwnerId": ask.place.account, "IsEgress": egress,
        "IpProtocol": rule.protocol, "FromPort": first, "ToPort": last, "Description": rule.description,
        "SecurityGroupRuleArn": ask.arn("ec2", &format!("security-group-rule/{rule_id}")),
        "Tags": Tags::of(ask, &rule_id)?.listed(),
    });
    if let Some(members) = value.as_object_mut() {
        let (name, peer) = match &rule.from {
            Peer::Cidr(block) => ("CidrIpv4", json!(block)),
            Peer::Cidr6(block) => ("CidrIpv6", json!(block)),
            Peer::Group(id) => ("ReferencedGroupInfo", json!({ "GroupId": id, "UserId": ask.place.account })),
        };
        members.insert(name.to_owned(), peer);
    }
    Ok(value)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Ingress {
    group_id: Option<String>,
    group_name: Option<String>,
    #[serde(default)]
    ip_permissions: Vec<Permission>,
    ip_protocol: Option<String>,
    from_port: Option<i64>,
    to_port: Option<i64>,
    cidr_ip: Option<String>,
    #[serde(default)]
    security_group_rule_ids: Vec<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Egress {
    group_id: String,
    #[serde(default)]
    ip_permissions: Vec<Permission>,
    #[serde(default)]
    security_group_rule_ids: Vec<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

impl Ingress {
    fn group(&self, ask: &Ask<'_>) -> Result<String, AwsError> {
        match (&self.group_id, &self.group_name) {
            (Some(id), _) => Ok(id.clone()),
            // Names alone stand for groups of the default VPC.
            (None, Some(name)) => of_name(ask, name, None),
            (None, None) => Err(AwsError::missing("groupName or groupId")),
        }
    }

    /// The list of permissions, or the one that is spelled out beside it.
    fn permissions(self) -> (Vec<Permission>, Vec<String>) {
        let mut permissions = self.ip_permissions;
        if self.cidr_ip.is_some() || self.ip_protocol.is_some() {
            let ip_ranges = self.cidr_ip.into_iter().map(|cidr_ip| Range { cidr_ip, description: None }).collect();
            let (from_port, to_port) = (self.from_port, self.to_port);
            permissions.push(Permission { ip_protocol: self.ip_protocol, from_port, to_port, ip_ranges, ..Permission::default() });
        }
        (permissions, self.security_group_rule_ids)
    }
}

pub(crate) fn authorize_ingress(ask: &Ask<'_>, input: Ingress) -> Result<Value, AwsError> {
    let group = input.group(ask)?;
    let tags = specified(&input.tag_specifications, "security-group-rule")?;
    authorize(ask, &group, false, input.permissions().0, &tags)
}

pub(crate) fn authorize_egress(ask: &Ask<'_>, input: Egress) -> Result<Value, AwsError> {
    let tags = specified(&input.tag_specifications, "security-group-rule")?;
    authorize(ask, &input.group_id, true, input.ip_permissions, &tags)
}

fn authorize(ask: &Ask<'_>, id_of_group: &str, egress: bool, given: Vec<Permission>, tags: &Tags) -> Result<Value, AwsError> {
    let mut group: SecurityGroup = GROUP.one(ask, id_of_group)?;
    if given.is_empty() {
        return Err(AwsError::missing("ipPermissions"));
    }
    let wanted = rules(ask, &group, given)?;
    let there = if egress { &mut group.egress } else { &mut group.ingress };
    for rule in &wanted {
        if there.iter().any(|other| same(other, rule)) {
            let ports = rule.ports.map_or_else(String::new, |(first, last)| format!(", from port: {first}, to port: {last}"));
            let (peer, protocol) = (rule.from.text(), rule.protocol.to_uppercase());
            let message = format!("the specified rule \"peer: {peer}, {protocol}{ports}, ALLOW\" already exists");
            return Err(AwsError::new("InvalidPermission.Duplicate", message));
        }
        there.push(rule.clone());
    }
    if there.len() > MOST {
        let message = "The maximum number of rules per security group has been reached.";
        return Err(AwsError::new("RulesPerSecurityGroupLimitExceeded", message));
    }
    ask.tx.put(ask.place, id_of_group, &group)?;
    let mut added = Vec::new();
    for rule in &wanted {
        tags.store(ask, &id(id_of_group, egress, rule))?;
        added.push(listed(ask, id_of_group, egress, rule)?);
    }
    Ok(json!({ "Return": true, "SecurityGroupRules": added }))
}

pub(crate) fn revoke_ingress(ask: &Ask<'_>, input: Ingress) -> Result<Value, AwsError> {
    let group = input.group(ask)?;
    let (permissions, ids) = input.permissions();
    revoke(ask, &group, false, permissions, &ids)
}

pub(crate) fn revoke_egress(ask: &Ask<'_>, input: Egress) -> Result<Value, AwsError> {
    revoke(ask, &input.group_id, true, input.ip_permissions, &input.security_group_rule_ids)
}

/// A rule that is not there is an error, except in a default VPC, where it is listed in the answer.
fn revoke(ask: &Ask<'_>, group_id: &str, egress: bool, given: Vec<Permission>, ids: &[String]) -> Result<Value, AwsError> {
    let mut group: SecurityGroup = GROUP.one(ask, group_id)?;
    if given.is_empty() && ids.is_empty() {
        return Err(AwsError::missing("ipPermissions or securityGroupRuleIds"));
    }
    let unwanted = rules(ask, &group, given)?;
    let vpc: Option<Vpc> = ask.tx.get(ask.place, &group.vpc)?;
    let forgiving = vpc.is_some_and(|vpc| vpc.default);
    let there = if egress { &mut group.egress } else { &mut group.ingress };
    let (mut gone, mut unknown) = (Vec::new(), Vec::new());
    for wish in &unwanted {
        match there.iter().position(|rule| same(rule, wish)) {
            Some(place) => gone.push(there.remove(place)),
            None if forgiving => unknown.push(wish.clone()),
            None => {
                let message = "The specified rule does not exist in this security group.";
                return Err(AwsError::new("InvalidPermission.NotFound", message));
            }
        }
    }
    for wish in ids {
        RULE.check(wish)?;
        let place = there.iter().position(|rule| id(group_id, egress, rule) == *wish).ok_or_else(|| RULE.not_found(wish))?;
        gone.push(there.remove(place));
    }
    ask.tx.put(ask.place, group_id, &group)?;
    let mut revoked = Vec::new();
    for rule in &gone {
        Tags::forget(ask, &id(group_id, egress, rule))?;
        let mut value = listed(ask, group_id, egress, rule)?;
        if let Some(members) = value.as_object_mut() {
            let referenced = members.remove("ReferencedGroupInfo").and_then(|info| info.get("GroupId").cloned());
            members.extend(referenced.map(|id| ("ReferencedGroupId".to_owned(), id)));
            for only_listed in ["GroupOwnerId", "SecurityGroupRuleArn", "Tags"] {
                members.remove(only_listed);
            }
        }
        revoked.push(value);
    }
    let unknown = super::security_groups::permissions(ask, &unknown);
    Ok(json!({ "Return": true, "RevokedSecurityGroupRules": revoked, "UnknownIpPermissions": unknown }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    filters: Vec<Filter>,
    #[serde(default)]
    security_group_rule_ids: Vec<String>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let filters = Filters::of(input.filters, &["group-id", "security-group-rule-id"])?;
    let mut absent = input.security_group_rule_ids.clone();
    let mut found = Vec::new();
    for entry in ask.tx.list::<SecurityGroup>(ask.place)? {
        let group = &entry.record;
        let rules = group.ingress.iter().map(|rule| (false, rule)).chain(group.egress.iter().map(|rule| (true, rule)));
        for (index, (egress, rule)) in rules.enumerate() {
            let rule_id = id(&entry.id, egress, rule);
            absent.retain(|wish| *wish != rule_id);
            let named = input.security_group_rule_ids.is_empty() || input.security_group_rule_ids.contains(&rule_id);
            let passes = filters.pass(&Tags::of(ask, &rule_id)?, |name| match name {
                "group-id" => one(&entry.id),
                _ => one(&rule_id),
            });
            if named && passes {
                // Fewer than 128 rules a group: each has a place of its own between two groups.
                let place = entry.seq * 128 + i64::try_from(index).unwrap_or_default();
                found.push((place, listed(ask, &entry.id, egress, rule)?));
            }
        }
    }
    if let Some(absent) = absent.first() {
        RULE.check(absent)?;
        return Err(RULE.not_found(absent));
    }
    paged("SecurityGroupRules", found, input.max_results, input.next_token.as_deref())
}

/// Forgets the tags of a group's rules when the group goes.
pub(crate) fn forget(ask: &Ask<'_>, group_id: &str, group: &SecurityGroup) -> Result<(), AwsError> {
    for (egress, rules) in [(false, &group.ingress), (true, &group.egress)] {
        for rule in rules {
            Tags::forget(ask, &id(group_id, egress, rule))?;
        }
    }
    Ok(())
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
        assert!(block("10.0.0.0").is_err() && block("10.0.0.0/33").is_err() && block6("::/0").is_ok());
    }
}
