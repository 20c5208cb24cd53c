//! Rules of security groups. Source: AuthorizeSecurityGroupIngress and its relatives in the EC2 API reference.

use serde::Deserialize;
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::rule_terms::{Pair, Permission, Range, invalid, rules};
use super::security_groups::{GROUP, Peer, Rule, SecurityGroup, of_name};
use super::tags::{TagSpecification, specified};
use super::vpcs::Vpc;
use super::{Noun, paged};
use crate::aws::ask::{Ask, fixed_hex, new_id};
use crate::aws::error::AwsError;
use crate::aws::tags::Tags;

/// Rules per group and direction ("Amazon VPC quotas").
const MOST: usize = 60;

pub(crate) const RULE: Noun = Noun {
    prefix: "sgr-",
    words: "security group rule ID",
    absent: "InvalidSecurityGroupRuleId.NotFound",
    malformed: Some("InvalidSecurityGroupRuleId.Malformed"),
};

pub(super) fn same(one: &Rule, other: &Rule) -> bool {
    one.protocol == other.protocol && one.ports == other.ports && one.from == other.from
}

/// A rule's id.
pub(super) fn id(group: &str, egress: bool, rule: &Rule) -> String {
    if !rule.id.is_empty() {
        return rule.id.clone();
    }
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
    source_security_group_name: Option<String>,
    source_security_group_owner_id: Option<String>,
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
        let source = self.source_security_group_name;
        if self.cidr_ip.is_some() || self.ip_protocol.is_some() || source.is_some() {
            let ip_ranges = self.cidr_ip.into_iter().map(|cidr_ip| Range { cidr_ip, description: None }).collect();
            let user_id = self.source_security_group_owner_id;
            let pair = |name| Pair { group_name: Some(name), user_id: user_id.clone(), ..Pair::default() };
            // A source group alone stands for everything that its members send.
            let all = || source.as_ref().map(|_| "-1".to_owned());
            permissions.push(Permission {
                ip_protocol: self.ip_protocol.or_else(all),
                from_port: self.from_port,
                to_port: self.to_port,
                ip_ranges,
                user_id_group_pairs: source.iter().cloned().map(pair).collect(),
                ..Permission::default()
            });
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
    let mut wanted = rules(ask, &group, given)?;
    let there = if egress { &mut group.egress } else { &mut group.ingress };
    if there.len() + wanted.len() > MOST {
        let message = "The maximum number of rules per security group has been reached.";
        return Err(AwsError::new("RulesPerSecurityGroupLimitExceeded", message));
    }
    if wanted.iter().enumerate().any(|(place, rule)| wanted.iter().take(place).any(|before| same(before, rule))) {
        return Err(invalid("The same permission must not appear multiple times"));
    }
    for rule in &mut wanted {
        rule.id = new_id("sgr");
    }
    for rule in &wanted {
        if there.iter().any(|other| same(other, rule)) {
            let ports = rule.ports.map_or_else(String::new, |(first, last)| format!(", from port: {first}, to port: {last}"));
            let (peer, protocol) = (rule.from.text(), rule.protocol.to_uppercase());
            let message = format!("the specified rule \"peer: {peer}, {protocol}{ports}, ALLOW\" already exists");
            return Err(AwsError::new("InvalidPermission.Duplicate", message));
        }
        there.push(rule.clone());
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
    for group in filters.values("group-id") {
        // One that nobody has is no error here; one that can't be an id is, with words of its own.
        GROUP.check(group).map_err(|error| AwsError::new(error.code, format!("The security group ID '{group}' is malformed")))?;
    }
    let mut absent = input.security_group_rule_ids.clone();
    let mut found = Vec::new();
    for entry in ask.tx.list::<SecurityGroup>(ask.place)? {
        let group = &entry.record;
        let rules = group.egress.iter().map(|rule| (true, rule)).chain(group.ingress.iter().map(|rule| (false, rule)));
        for (index, (egress, rule)) in rules.enumerate() {
            let rule_id = id(&entry.id, egress, rule);
            absent.retain(|wish| *wish != rule_id);
            let named = input.security_group_rule_ids.is_empty() || input.security_group_rule_ids.contains(&rule_id);
            let passes = filters.pass(&Tags::of(ask, &rule_id)?, |name| match name {
                "group-id" => one(&entry.id),
                _ => one(&rule_id),
            });
            if named && passes {
                // At most 120 rules a group: each has a place of its own between two groups.
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

/// Whether there is a rule of that id.
pub(super) fn exists(ask: &Ask<'_>, wish: &str) -> Result<(), AwsError> {
    RULE.check(wish)?;
    let is = |group: &str, egress: bool, rules: &[Rule]| rules.iter().any(|rule| id(group, egress, rule) == wish);
    let mut groups = ask.tx.list::<SecurityGroup>(ask.place)?.into_iter();
    let found = groups.any(|entry| is(&entry.id, false, &entry.record.ingress) || is(&entry.id, true, &entry.record.egress));
    if found { Ok(()) } else { Err(RULE.not_found(wish)) }
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
