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
        Rule { protocol: protocol.to_owned(), ports: port.map(|port| (port.into(), port.into())), from, description: None }
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

pub(crate) const GROUP: Noun = Noun { prefix: "sg-", words: "security group", code: "InvalidGroup" };

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
    let filters = Filters::of(input.filters, &["description", "group-id", "group-name", "owner-id", "vpc-id"])?;
    let groups = GROUP.chosen::<SecurityGroup>(ask, &input.group_ids)?;
    if let Some(absent) = input.group_names.iter().find(|name| !groups.iter().any(|group| group.record.name == **name)) {
        return Err(GROUP.not_found(absent));
    }
    let mut found = Vec::new();
    for entry in groups {
        let (id, group) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let named = input.group_names.is_empty() || input.group_names.contains(&group.name);
        let passes = filters.pass(&tags, |name| match name {
            "description" => one(&group.description),
            "group-id" => one(id),
            "group-name" => one(&group.name),
            "owner-id" => one(ask.place.account),
            _ => one(&group.vpc),
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
    let vpc = match vpc {
        Some(vpc) => vpc.to_owned(),
        None => default_vpc(ask)?,
    };
    let groups = ask.tx.list::<SecurityGroup>(ask.place)?;
    let found = groups.into_iter().find(|entry| entry.record.name == name && entry.record.vpc == vpc);
    found.map(|entry| entry.id).ok_or_else(|| {
        let message = format!("The security group '{name}' does not exist in VPC '{vpc}'");
        AwsError::new("InvalidGroup.NotFound", message)
    })
}

/// The id of the caller's default VPC.
pub(crate) fn default_vpc(ask: &Ask<'_>) -> Result<String, AwsError> {
    let vpcs = ask.tx.list::<Vpc>(ask.place)?.into_iter();
    let found = vpcs.filter(|entry| entry.record.default).map(|entry| entry.id).next();
    found.ok_or_else(|| AwsError::new("VPCIdNotSpecified", "No default VPC for this user"))
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
    if !fits(&name) || name.starts_with("sg-") {
        return Err(AwsError::new("InvalidParameterValue", format!("Invalid value '{name}' for groupName.")));
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
    let group = SecurityGroup { vpc, name, description, ingress: Vec::new(), egress: anywhere() };
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
