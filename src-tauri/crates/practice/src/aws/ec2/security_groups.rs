//! Security groups.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::{Noun, paged};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
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
    /// `tcp`, `udp`, or `-1` for everything.
    pub protocol: String,
    /// First and last port; none for everything.
    pub ports: Option<(u16, u16)>,
    /// Addresses, or another group's id.
    pub from: Peer,
}

/// Who is at the other end of a rule.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Peer {
    Cidr(String),
    Group(String),
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
            let rules = |rules: &[Rule]| -> Value { rules.iter().map(|rule| permission(ask, rule)).collect() };
            let group = json!({
                "GroupId": id, "GroupName": group.name, "Description": group.description, "VpcId": group.vpc,
                "OwnerId": ask.place.account, "SecurityGroupArn": ask.arn("ec2", &format!("security-group/{id}")),
                "IpPermissions": rules(&group.ingress), "IpPermissionsEgress": rules(&group.egress),
                "Tags": tags.listed(),
            });
            found.push((entry.seq, group));
        }
    }
    paged("SecurityGroups", found, input.max_results, input.next_token.as_deref())
}

fn permission(ask: &Ask<'_>, rule: &Rule) -> Value {
    let (ranges, pairs) = match &rule.from {
        Peer::Cidr(cidr) => (json!([{ "CidrIp": cidr }]), json!([])),
        Peer::Group(id) => (json!([]), json!([{ "GroupId": id, "UserId": ask.place.account }])),
    };
    json!({
        "IpProtocol": rule.protocol, "FromPort": rule.ports.map(|ports| ports.0), "ToPort": rule.ports.map(|ports| ports.1),
        "IpRanges": ranges, "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": pairs,
    })
}
