//! Security groups.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::tags::{TagSpecification, specified};
use super::vpcs::{VPC, Vpc};
use super::{Noun, network_interfaces, paged, security_group_rules};
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::tags::Tags;
use crate::state::Record;

/// A security group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SecurityGroup {
    pub vpc: String,
    pub name: String,
    pub description: String,
    /// What may come in.
    pub ingress: Vec<Rule>,
    /// What may go out.
    pub egress: Vec<Rule>,
}

impl Record for SecurityGroup {
    const KIND: &'static str = "security-group";
}

/// One rule of a security group.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Rule {
    /// `sgr-...`; empty for those that every fresh world has, whose ids follow from what they say.
    #[serde(default)]
    pub id: String,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, another protocol's number, or `-1` for everything.
    pub protocol: String,
    /// First and last port (of ICMP its type and code); none for everything.
    pub ports: Option<(i64, i64)>,
    /// Addresses, or another group's id.
    pub from: Peer,
    #[serde(default)]
    pub description: Option<String>,
}

impl Rule {
    /// A TCP port, or with none everything, for some peer.
    pub fn new(port: Option<u16>, from: Peer) -> Rule {
        let protocol = if port.is_some() { "tcp" } else { "-1" };
        let ports = port.map(|port| (port.into(), port.into()));
        Rule { id: String::new(), protocol: protocol.to_owned(), ports, from, description: None }
    }
}

/// Who is at the other end of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Peer {
    Cidr(String),
    Cidr6(String),
    Group(String),
}

impl Peer {
    pub fn text(&self) -> &str {
        let (Peer::Cidr(text) | Peer::Cidr6(text) | Peer::Group(text)) = self;
        text
    }
}

pub(crate) const GROUP: Noun =
    Noun { prefix: "sg-", words: "security group", absent: "InvalidGroup.NotFound", malformed: Some("InvalidGroupId.Malformed") };

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeSecurityGroups {
    #[serde(default)]
    group_ids: Vec<String>,
    #[serde(default)]
    group_names: Vec<String>,
    #[serde(default)]
    filters: Vec<Filter>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(crate) fn describe_security_groups(ask: &Ask<'_>, input: DescribeSecurityGroups) -> Result<Value, AwsError> {
    const KNOWN: [&str; 23] = [
        "description",
        "egress.ip-permission.cidr",
        "egress.ip-permission.from-port",
        "egress.ip-permission.group-id",
        "egress.ip-permission.group-name",
        "egress.ip-permission.ipv6-cidr",
        "egress.ip-permission.prefix-list-id",
        "egress.ip-permission.protocol",
        "egress.ip-permission.to-port",
        "egress.ip-permission.user-id",
        "group-id",
        "group-name",
        "ip-permission.cidr",
        "ip-permission.from-port",
        "ip-permission.group-id",
        "ip-permission.group-name",
        "ip-permission.ipv6-cidr",
        "ip-permission.prefix-list-id",
        "ip-permission.protocol",
        "ip-permission.to-port",
        "ip-permission.user-id",
        "owner-id",
        "vpc-id",
    ];
    let filters = Filters::of(input.filters, &KNOWN)?;
    let groups = GROUP.chosen::<SecurityGroup>(ask, &input.group_ids)?;
    // Names alone stand for groups of the default VPC.
    let named = input.group_names.iter().map(|name| of_name(ask, name, None)).collect::<Result<Vec<String>, AwsError>>()?;
    let name_of = |id: &str| groups.iter().find(|entry| entry.id == id).map(|entry| entry.record.name.clone());
    let mut found = Vec::new();
    for entry in &groups {
        let (id, group) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let named = named.is_empty() || named.contains(id);
        let passes = filters.pass(&tags, |name| match name {
            "description" => one(&group.description),
            "group-id" => one(id),
            "group-name" => one(&group.name),
            "owner-id" => one(ask.place.account),
            "vpc-id" => one(&group.vpc),
            of_rules => match of_rules.strip_prefix("egress.") {
                Some(field) => said(ask, &group.egress, field, &name_of),
                None => said(ask, &group.ingress, of_rules, &name_of),
            },
        });
        if named && passes {
            let group = json!({
                "GroupId": id, "GroupName": group.name, "Description": group.description, "VpcId": group.vpc,
                "OwnerId": ask.place.account, "SecurityGroupArn": ask.arn("ec2", &format!("security-group/{id}")),
                "IpPermissions": permissions(ask, &group.ingress), "IpPermissionsEgress": permissions(ask, &group.egress),
                "Tags": tags.listed(),
            });
            found.push((entry.seq, group));
        }
    }
    paged("SecurityGroups", found, input.max_results, input.next_token.as_deref())
}

/// What a group's rules say in the field that a filter names.
fn said(ask: &Ask<'_>, rules: &[Rule], field: &str, name_of: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let of_rule = |rule: &Rule| match (field, &rule.from) {
        ("ip-permission.cidr", Peer::Cidr(block)) | ("ip-permission.ipv6-cidr", Peer::Cidr6(block)) => Some(block.clone()),
        ("ip-permission.group-id", Peer::Group(id)) => Some(id.clone()),
        ("ip-permission.group-name", Peer::Group(id)) => name_of(id),
        ("ip-permission.user-id", Peer::Group(_)) => Some(ask.place.account.to_owned()),
        ("ip-permission.protocol", _) => Some(rule.protocol.clone()),
        ("ip-permission.from-port", _) => rule.ports.map(|ports| ports.0.to_string()),
        ("ip-permission.to-port", _) => rule.ports.map(|ports| ports.1.to_string()),
        _ => None,
    };
    rules.iter().filter_map(of_rule).collect()
}

/// Rules as AWS lists them: together where protocol and ports are the same.
pub(crate) fn permissions(ask: &Ask<'_>, rules: &[Rule]) -> Value {
    let mut kinds: Vec<(&str, Option<(i64, i64)>)> = Vec::new();
    for rule in rules {
        if !kinds.contains(&(&rule.protocol, rule.ports)) {
            kinds.push((&rule.protocol, rule.ports));
        }
    }
    kinds
        .into_iter()
        .map(|(protocol, ports)| {
            let (mut ranges, mut ranges6, mut pairs) = (Vec::new(), Vec::new(), Vec::new());
            for Rule { from, description, .. } in rules.iter().filter(|rule| rule.protocol == protocol && rule.ports == ports) {
                match from {
                    Peer::Cidr(block) => ranges.push(json!({ "CidrIp": block, "Description": description })),
                    Peer::Cidr6(block) => ranges6.push(json!({ "CidrIpv6": block, "Description": description })),
                    Peer::Group(id) => {
                        pairs.push(json!({ "GroupId": id, "UserId": ask.place.account, "Description": description }));
                    }
                }
            }
            json!({
                "IpProtocol": protocol, "FromPort": ports.map(|ports| ports.0), "ToPort": ports.map(|ports| ports.1),
                "IpRanges": ranges, "Ipv6Ranges": ranges6, "PrefixListIds": [], "UserIdGroupPairs": pairs,
            })
        })
        .collect()
}

/// The id of the group of that name, in that VPC or in the default one.
pub(crate) fn of_name(ask: &Ask<'_>, name: &str, vpc: Option<&str>) -> Result<String, AwsError> {
    let (vpc, which) = match vpc {
        Some(vpc) => (vpc.to_owned(), "VPC"),
        None => (default_vpc(ask)?, "default VPC"),
    };
    let groups = ask.tx.list::<SecurityGroup>(ask.place)?;
    let found = groups.into_iter().find(|entry| entry.record.name == name && entry.record.vpc == vpc);
    found.map(|entry| entry.id).ok_or_else(|| {
        let message = format!("The security group '{name}' does not exist in {which} '{vpc}'");
        AwsError::new("InvalidGroup.NotFound", message)
    })
}

/// The id of the caller's default VPC.
pub(crate) fn default_vpc(ask: &Ask<'_>) -> Result<String, AwsError> {
    let vpcs = ask.tx.list::<Vpc>(ask.place)?.into_iter();
    let found = vpcs.filter(|entry| entry.record.default).map(|entry| entry.id).next();
    found.ok_or_else(|| {
        AwsError::new("VPCIdNotSpecified", "No default VPC for this user. GroupName is only supported for EC2-Classic and default VPC.")
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    description: String,
    group_name: String,
    vpc_id: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let Create { description, group_name: name, .. } = input;
    let tags = specified(&input.tag_specifications, "security-group")?;
    let vpc = match input.vpc_id {
        Some(id) => VPC.one::<Vpc>(ask, &id).map(|_| id)?,
        None => default_vpc(ask)?,
    };
    let fits = |text: &str| {
        (1..=255).contains(&text.len())
            && text.bytes().all(|letter| letter.is_ascii_alphanumeric() || b" ._-:/()#,@[]+=&;{}!$*".contains(&letter))
    };
    for (value, parameter) in [(&name, "GroupName"), (&description, "GroupDescription")] {
        if value.is_empty() {
            return Err(AwsError::missing(parameter));
        }
    }
    if !fits(&name) || name.starts_with("sg-") {
        return Err(AwsError::new("InvalidParameterValue", format!("Invalid value '{name}' for groupName.")));
    }
    if name == DEFAULT {
        let message = format!("The name '{DEFAULT}' is reserved, and cannot be used to create a new security group.");
        return Err(AwsError::new("InvalidGroup.Reserved", message));
    }
    if !fits(&description) {
        let message =
            format!("Value ({description}) for parameter GroupDescription is invalid. Character sets beyond ASCII are not supported.");
        return Err(AwsError::new("InvalidParameterValue", message));
    }
    if ask.tx.list::<SecurityGroup>(ask.place)?.iter().any(|entry| entry.record.name == name && entry.record.vpc == vpc) {
        let message = format!("The security group '{name}' already exists for VPC '{vpc}'");
        return Err(AwsError::new("InvalidGroup.Duplicate", message));
    }
    quota::SECURITY_GROUPS.allow(ask, || Ok(ask.tx.list::<SecurityGroup>(ask.place)?.len()))?;
    let mut group = SecurityGroup { vpc, name, description, ingress: Vec::new(), egress: anywhere() };
    if ask.tx.get::<Vpc>(ask.place, &group.vpc)?.is_some_and(|vpc| vpc.cidr6.is_some()) {
        group.egress.push(Rule::new(None, Peer::Cidr6("::/0".to_owned())));
    }
    let id = new_id("sg");
    ask.tx.put(ask.place, &id, &group)?;
    tags.store(ask, &id)?;
    let arn = ask.arn("ec2", &format!("security-group/{id}"));
    Ok(json!({ "GroupId": id, "SecurityGroupArn": arn, "Tags": tags.listed() }))
}

/// What every new group lets out.
pub(crate) fn anywhere() -> Vec<Rule> {
    vec![Rule::new(None, Peer::Cidr("0.0.0.0/0".to_owned()))]
}

/// The group every VPC begins with: its members may talk to each other.
pub(crate) fn of_vpc(vpc: &str, own_id: &str) -> SecurityGroup {
    SecurityGroup {
        vpc: vpc.to_owned(),
        name: DEFAULT.to_owned(),
        description: "default VPC security group".to_owned(),
        ingress: vec![Rule::new(None, Peer::Group(own_id.to_owned()))],
        egress: anywhere(),
    }
}

/// Name of the group that comes and goes with its VPC.
pub(crate) const DEFAULT: &str = "default";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    group_id: Option<String>,
    group_name: Option<String>,
}

pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    let id = match (input.group_id, input.group_name) {
        (Some(id), _) => id,
        (None, Some(name)) => of_name(ask, &name, None)?,
        (None, None) => return Err(AwsError::missing("groupName or groupId")),
    };
    let group: SecurityGroup = GROUP.one(ask, &id)?;
    if group.name == DEFAULT {
        let message = format!("the specified group: \"{id}\" name: \"{DEFAULT}\" cannot be deleted by a user");
        return Err(AwsError::new("CannotDelete", message));
    }
    let used = network_interfaces::all(ask)?.iter().any(|interface| interface.groups.contains(&id));
    let mut others = ask.tx.list::<SecurityGroup>(ask.place)?.into_iter().filter(|entry| entry.id != id);
    let points = |rule: &Rule| rule.from == Peer::Group(id.clone());
    if used || others.any(|entry| entry.record.ingress.iter().chain(&entry.record.egress).any(points)) {
        return Err(AwsError::new("DependencyViolation", format!("resource {id} has a dependent object")));
    }
    forget(ask, &id, &group)?;
    Ok(json!({ "Return": true, "GroupId": id }))
}

/// Removes a group with its tags and those of its rules.
pub(crate) fn forget(ask: &Ask<'_>, id: &str, group: &SecurityGroup) -> Result<(), AwsError> {
    security_group_rules::forget(ask, id, group)?;
    ask.tx.delete::<SecurityGroup>(ask.place, id)?;
    Ok(Tags::forget(ask, id)?)
}
