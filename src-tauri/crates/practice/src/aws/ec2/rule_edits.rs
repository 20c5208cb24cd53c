//! Changes to rules that are there: what they say, and their descriptions. Source: ModifySecurityGroupRules and
//! UpdateSecurityGroupRuleDescriptionsIngress in the EC2 API reference.

use serde::Deserialize;
use serde_json::{Value, json};

use super::rule_terms::{Permission, block, block6, invalid, ports, protocol, rules, same_network};
use super::security_group_rules::{RULE, id, same};
use super::security_groups::{GROUP, Peer, Rule, SecurityGroup, of_name};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    group_id: String,
    security_group_rules: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Change {
    security_group_rule_id: String,
    security_group_rule: Option<Terms>,
}

/// What a rule is to say: all of it, not only what changes.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Terms {
    ip_protocol: Option<String>,
    from_port: Option<i64>,
    to_port: Option<i64>,
    cidr_ipv4: Option<String>,
    cidr_ipv6: Option<String>,
    referenced_group_id: Option<String>,
    description: Option<String>,
}

impl Terms {
    fn peer(&self, ask: &Ask<'_>, vpc: &str) -> Result<Peer, AwsError> {
        match (&self.cidr_ipv4, &self.cidr_ipv6, &self.referenced_group_id) {
            (Some(given), None, None) => Ok(Peer::Cidr(block(given)?)),
            (None, Some(given), None) => Ok(Peer::Cidr6(block6(given)?)),
            (None, None, Some(id)) => same_network(ask, vpc, id).map(|()| Peer::Group(id.clone())),
            (None, None, None) => {
                let message = "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or referencedGroupId";
                Err(AwsError::new("MissingParameter", message))
            }
            _ => {
                let message = "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified";
                Err(AwsError::new("InvalidParameterCombination", message))
            }
        }
    }
}

/// The place of a rule in its group: whether it leads out, and where among those.
fn find(group_id: &str, group: &SecurityGroup, wish: &str) -> Result<(bool, usize), AwsError> {
    RULE.check(wish)?;
    let of = |egress: bool, rules: &[Rule]| rules.iter().position(|rule| id(group_id, egress, rule) == wish).map(|place| (egress, place));
    of(false, &group.ingress).or_else(|| of(true, &group.egress)).ok_or_else(|| RULE.not_found(wish))
}

/// All changes happen or none. A rule keeps its id and its tags; it may not turn from addresses to a group or back.
pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let group_id = &input.group_id;
    let mut group: SecurityGroup = GROUP.one(ask, group_id)?;
    if input.security_group_rules.is_empty() {
        return Err(AwsError::missing("SecurityGroupRule"));
    }
    for change in input.security_group_rules {
        let rule_id = change.security_group_rule_id;
        let (egress, place) = find(group_id, &group, &rule_id)?;
        let terms = change.security_group_rule.unwrap_or_default();
        let unsaid = "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.";
        let protocol = protocol(terms.ip_protocol.as_deref().ok_or_else(|| invalid(unsaid))?)?;
        let ports = ports(&protocol, terms.from_port, terms.to_port)?;
        let from = terms.peer(ask, &group.vpc)?;
        let rules = if egress { &mut group.egress } else { &mut group.ingress };
        let changed = Rule { id: rule_id.clone(), protocol, ports, from, description: terms.description };
        if rules.iter().enumerate().any(|(other, rule)| other != place && same(rule, &changed)) {
            let message = "The specified rule already exists in this security group.";
            return Err(AwsError::new("InvalidPermission.Duplicate", message));
        }
        if let Some(rule) = rules.get_mut(place) {
            if std::mem::discriminant(&rule.from) != std::mem::discriminant(&changed.from) {
                let message = format!("You may not change the kind of source or destination of the rule {rule_id}");
                return Err(invalid(message));
            }
            *rule = changed;
        }
    }
    ask.tx.put(ask.place, group_id, &group)?;
    Ok(json!({ "Return": true }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    group_id: Option<String>,
    group_name: Option<String>,
    #[serde(default)]
    ip_permissions: Vec<Permission>,
    #[serde(default)]
    security_group_rule_descriptions: Vec<Description>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Description {
    #[serde(default)]
    security_group_rule_id: String,
    description: Option<String>,
}

pub(crate) fn describe_ingress(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    describe(ask, input, false)
}

pub(crate) fn describe_egress(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    describe(ask, input, true)
}

/// A rule that is not named keeps its description, one that is named without a description loses it.
fn describe(ask: &Ask<'_>, input: Describe, egress: bool) -> Result<Value, AwsError> {
    let group_id = match (input.group_id, input.group_name) {
        (Some(id), _) => id,
        // Names alone stand for groups of the default VPC.
        (None, Some(name)) => of_name(ask, &name, None)?,
        (None, None) => return Err(AwsError::missing("groupName or groupId")),
    };
    let mut group: SecurityGroup = GROUP.one(ask, &group_id)?;
    if input.ip_permissions.is_empty() == input.security_group_rule_descriptions.is_empty() {
        return Err(AwsError::missing("ipPermissions or securityGroupRuleDescriptions"));
    }
    let named = rules(ask, &group, input.ip_permissions)?;
    let there = if egress { &mut group.egress } else { &mut group.ingress };
    for wish in named {
        let rule = there.iter_mut().find(|rule| same(rule, &wish)).ok_or_else(|| {
            let message = "The specified rule does not exist in this security group.";
            AwsError::new("InvalidPermission.NotFound", message)
        })?;
        rule.description = wish.description;
    }
    for Description { security_group_rule_id: wish, description } in input.security_group_rule_descriptions {
        RULE.check(&wish)?;
        let rule = there.iter_mut().find(|rule| id(&group_id, egress, rule) == wish).ok_or_else(|| RULE.not_found(&wish))?;
        rule.description = description;
    }
    ask.tx.put(ask.place, &group_id, &group)?;
    Ok(json!({ "Return": true }))
}
