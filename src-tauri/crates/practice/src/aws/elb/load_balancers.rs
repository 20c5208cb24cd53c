//! Load balancers: Network Load Balancers, and Application Load Balancers as far as an account has some beside. Source:
//! CreateLoadBalancer in the ELBv2 API reference, and the guides of the two.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::listeners;
use super::{LOAD_BALANCER, addresses, attributes, check_name, paged, tagged, validation};
use crate::aws::ask::{Ask, fixed_hex, hex};
use crate::aws::ec2::endpoint_services::EndpointService;
use crate::aws::ec2::security_groups::{self, SecurityGroup};
use crate::aws::ec2::subnets::Subnet;
use crate::aws::ec2::vpcs::Vpc;
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::tags::{Tag, Tags};
use crate::state::{Entry, Record};

/// World time from creation to `active`.
pub(crate) const PROVISIONING_MS: i64 = 120_000;

/// A load balancer, stored under its ARN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LoadBalancer {
    pub name: String,
    /// `network` or `application`.
    #[serde(rename = "type", default = "network")]
    pub kind: String,
    /// `internal` or `internet-facing`.
    pub scheme: String,
    pub vpc: String,
    /// One per zone.
    pub zones: Vec<Node>,
    /// Of a Network Load Balancer none at all, or at least one: fixed at creation. Others have at least one.
    pub groups: Vec<String>,
    /// `on` or `off`: whether the groups' rules hold for what comes through endpoints. On unless said otherwise.
    #[serde(default)]
    pub enforce: Option<String>,
    /// `ipv4` or `dualstack`.
    pub address_type: String,
    pub created_ms: i64,
    /// Those that were set; the others have their defaults.
    pub attributes: BTreeMap<String, String>,
}

/// Earlier practice files know no other.
fn network() -> String {
    NETWORK.to_owned()
}

/// The type that a create call has to name; without it AWS makes the other one.
pub(crate) const NETWORK: &str = "network";
const APPLICATION: &str = "application";

/// A load balancer's node in one zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Node {
    pub zone: String,
    pub subnet: String,
    /// When the caller chose it.
    pub address: Option<String>,
    /// The address AWS gave it otherwise.
    #[serde(default)]
    pub given: Option<String>,
}

impl Node {
    /// The private address it holds.
    pub fn held(&self) -> Option<&str> {
        self.address.as_deref().or(self.given.as_deref())
    }
}

impl Record for LoadBalancer {
    const KIND: &'static str = "load-balancer";
}

impl LoadBalancer {
    pub fn state(&self, now: i64) -> &'static str {
        if now < self.active_ms() { "provisioning" } else { "active" }
    }

    /// World time from which it works.
    pub fn active_ms(&self) -> i64 {
        self.created_ms + PROVISIONING_MS
    }

    pub fn is_network(&self) -> bool {
        self.kind == NETWORK
    }

    /// Whether the groups' rules hold for what comes through endpoints: `on` or `off`.
    pub fn enforced(&self) -> &str {
        self.enforce.as_deref().unwrap_or("on")
    }

    /// Whether another create call asks for what is there: then it answers what is there.
    fn same(&self, other: &LoadBalancer) -> bool {
        let sorted = |balancer: &LoadBalancer| {
            let mut groups = balancer.groups.clone();
            let mut zones: Vec<_> = balancer.zones.iter().map(|node| (node.subnet.clone(), node.address.clone())).collect();
            zones.sort();
            groups.sort();
            (zones, groups)
        };
        self.kind == other.kind && self.scheme == other.scheme && self.address_type == other.address_type && sorted(self) == sorted(other)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    name: String,
    #[serde(default)]
    subnets: Vec<String>,
    #[serde(default)]
    subnet_mappings: Vec<SubnetMapping>,
    #[serde(default)]
    security_groups: Vec<String>,
    scheme: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    #[serde(rename = "Type")]
    kind: Option<String>,
    ip_address_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct SubnetMapping {
    #[serde(default)]
    subnet_id: String,
    #[serde(rename = "PrivateIPv4Address")]
    address: Option<String>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    check_name("Load balancer", &input.name)?;
    if input.name.starts_with("internal-") {
        return Err(validation(format!("Load balancer name '{}' cannot begin with 'internal-'", input.name)));
    }
    let kind = input.kind.unwrap_or_else(|| APPLICATION.to_owned());
    if kind != NETWORK && kind != APPLICATION {
        let message = format!("The practice account plays load balancers of type network and application, not {kind}");
        return Err(AwsError::new("UnsupportedOperation", message));
    }
    let tags = tagged(&input.tags)?;
    let scheme = input.scheme.unwrap_or_else(|| "internet-facing".to_owned());
    let (vpc, zones) = nodes(ask, &kind, &scheme, input.subnets, input.subnet_mappings)?;
    check_groups(ask, &vpc, &input.security_groups)?;
    let mut groups = input.security_groups;
    if groups.is_empty() && kind == APPLICATION {
        groups.push(security_groups::of_name(ask, "default", Some(&vpc))?);
    }
    let address_type = input.ip_address_type.unwrap_or_else(|| "ipv4".to_owned());
    check_address_type(ask, &address_type, &zones)?;
    let mut wanted = LoadBalancer {
        name: input.name.clone(),
        kind,
        scheme,
        vpc,
        zones,
        groups,
        enforce: None,
        address_type,
        created_ms: ask.now,
        attributes: BTreeMap::new(),
    };
    if let Some(existing) = named(ask, &input.name)? {
        if existing.record.same(&wanted) && Tags::of(ask, &existing.id)? == tags {
            return Ok(json!({ "LoadBalancers": [described(ask, &existing.id, &existing.record)] }));
        }
        let message = format!("A load balancer with the same name '{}' exists, but with different settings", input.name);
        return Err(AwsError::new("DuplicateLoadBalancerName", message));
    }
    let path = if wanted.is_network() { "net" } else { "app" };
    quota::LOAD_BALANCERS.allow(ask, || {
        let beginning = ask.arn("elasticloadbalancing", &format!("loadbalancer/{path}/"));
        Ok(ask.tx.count_beginning::<LoadBalancer>(ask.place, &beginning)?.0)
    })?;
    addresses::take(ask, &mut wanted.zones)?;
    let arn = ask.arn("elasticloadbalancing", &format!("loadbalancer/{path}/{}/{}", input.name, hex(16)));
    ask.tx.put(ask.place, &arn, &wanted)?;
    tags.store(ask, &arn)?;
    Ok(json!({ "LoadBalancers": [described(ask, &arn, &wanted)] }))
}

/// The load balancer of that name: whatever its type, there is one at most.
fn named(ask: &Ask<'_>, name: &str) -> Result<Option<Entry<LoadBalancer>>, AwsError> {
    for path in ["net", "app"] {
        let beginning = ask.arn("elasticloadbalancing", &format!("loadbalancer/{path}/{name}/"));
        if let Some(entry) = ask.tx.beginning(ask.place, &beginning)?.pop() {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}

/// With IPv6 addresses, every subnet needs a block of them.
pub(super) fn check_address_type(ask: &Ask<'_>, address_type: &str, nodes: &[Node]) -> Result<(), AwsError> {
    if address_type == "ipv4" {
        return Ok(());
    }
    let mut with_block = 0;
    for node in nodes {
        with_block += usize::from(ask.tx.get::<Subnet>(ask.place, &node.subnet)?.is_some_and(|subnet| subnet.options.cidr6.is_some()));
    }
    if address_type == "dualstack" && with_block == nodes.len() {
        return Ok(());
    }
    Err(AwsError::new("InvalidSubnet", "You must specify subnets with an associated IPv6 CIDR block."))
}

/// The VPC and a node per subnet: one subnet per zone, all of one VPC, with a way out when it faces the internet.
pub(super) fn nodes(
    ask: &Ask<'_>,
    kind: &str,
    scheme: &str,
    subnets: Vec<String>,
    mappings: Vec<SubnetMapping>,
) -> Result<(String, Vec<Node>), AwsError> {
    let wanted: Vec<(String, Option<String>)> = match (subnets.is_empty(), mappings.is_empty()) {
        (false, true) => subnets.into_iter().map(|subnet| (subnet, None)).collect(),
        (true, false) => mappings.into_iter().map(|mapping| (mapping.subnet_id, mapping.address)).collect(),
        (true, true) => return Err(validation("You must specify subnets or subnet mappings")),
        (false, false) => return Err(validation("You can specify either subnets or subnet mappings, not both")),
    };
    let mut vpc: Option<String> = None;
    let mut nodes: Vec<Node> = Vec::new();
    for (id, address) in wanted {
        let subnet: Subnet =
            ask.tx.get(ask.place, &id)?.ok_or_else(|| AwsError::new("SubnetNotFound", format!("The subnet ID '{id}' does not exist")))?;
        if vpc.as_ref().is_some_and(|vpc| *vpc != subnet.vpc) {
            let message = "All subnets must belong to the same VPC";
            return Err(AwsError::new("InvalidConfigurationRequest", message));
        }
        if nodes.iter().any(|node| node.zone == subnet.zone) {
            let message = "A load balancer cannot be attached to multiple subnets in the same Availability Zone";
            return Err(AwsError::new("InvalidConfigurationRequest", message));
        }
        let parent: Option<Vpc> = ask.tx.get(ask.place, &subnet.vpc)?;
        // Of the practice VPCs only the default one has an internet gateway.
        if scheme == "internet-facing" && !parent.is_some_and(|parent| parent.default) {
            return Err(AwsError::new("InvalidSubnet", format!("VPC {} has no internet gateway", subnet.vpc)));
        }
        vpc = Some(subnet.vpc);
        if address.is_some() && (kind != NETWORK || scheme != "internal") {
            let message = "A private IPv4 address can be specified for internal Network Load Balancers only";
            return Err(AwsError::new("InvalidConfigurationRequest", message));
        }
        nodes.push(Node { zone: subnet.zone, subnet: id, address, given: None });
    }
    if kind == APPLICATION && nodes.len() < 2 {
        return Err(validation("At least two subnets in two different Availability Zones must be specified"));
    }
    Ok((vpc.unwrap_or_default(), nodes))
}

pub(super) fn check_groups(ask: &Ask<'_>, vpc: &str, groups: &[String]) -> Result<(), AwsError> {
    for id in groups {
        match ask.tx.get::<SecurityGroup>(ask.place, id)? {
            Some(group) if group.vpc == vpc => {}
            Some(_) => {
                let message = format!("One or more security groups are invalid: '{id}' belongs to another VPC");
                return Err(AwsError::new("InvalidConfigurationRequest", message));
            }
            None => {
                let message = format!("The security group '{id}' does not exist");
                return Err(AwsError::new("InvalidSecurityGroup", message));
            }
        }
    }
    Ok(())
}

/// Its nodes, as answers carry them.
pub(super) fn zones(balancer: &LoadBalancer) -> Value {
    balancer
        .zones
        .iter()
        .map(|node| {
            let addresses = node.address.as_ref().map(|address| json!({ "PrivateIPv4Address": address }));
            json!({
                "ZoneName": node.zone, "SubnetId": node.subnet,
                "LoadBalancerAddresses": addresses.into_iter().collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// Its DNS name.
pub(super) fn host(region: &str, arn: &str, balancer: &LoadBalancer) -> String {
    let (id, name) = (arn.rsplit('/').next().unwrap_or_default(), &balancer.name);
    let internal = if balancer.scheme == "internal" { "internal-" } else { "" };
    match balancer.is_network() {
        true => format!("{name}-{id}.elb.{region}.amazonaws.com"),
        false => format!("{internal}{name}-{}.{region}.elb.amazonaws.com", number(id)),
    }
}

fn described(ask: &Ask<'_>, arn: &str, balancer: &LoadBalancer) -> Value {
    let (region, name) = (ask.place.region, &balancer.name);
    let zone = if balancer.is_network() { "nlb" } else { "alb" };
    let mut answer = json!({
        "LoadBalancerArn": arn, "DNSName": host(region, arn, balancer),
        "CanonicalHostedZoneId": format!("Z{}", fixed_hex(&[zone, region], 13).to_uppercase()),
        "CreatedTime": balancer.created_ms, "LoadBalancerName": name, "Scheme": balancer.scheme,
        "VpcId": balancer.vpc, "State": { "Code": balancer.state(ask.now) }, "Type": balancer.kind,
        "AvailabilityZones": zones(balancer), "IpAddressType": balancer.address_type,
    });
    if let (Some(members), false) = (answer.as_object_mut(), balancer.groups.is_empty()) {
        members.insert("SecurityGroups".into(), json!(balancer.groups));
        if balancer.is_network() {
            members.insert("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic".into(), json!(balancer.enforced()));
        }
    }
    answer
}

/// The number in an Application Load Balancer's DNS name.
fn number(id: &str) -> u32 {
    id.get(..7).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    load_balancer_arns: Vec<String>,
    #[serde(default)]
    names: Vec<String>,
    marker: Option<String>,
    page_size: Option<i64>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    if !input.names.is_empty() && !input.load_balancer_arns.is_empty() {
        return Err(validation("Load balancer names and load balancer ARNs cannot be specified at the same time"));
    }
    let mut chosen: Vec<Entry<LoadBalancer>> = Vec::new();
    for name in &input.names {
        match named(ask, name)? {
            Some(entry) if chosen.iter().any(|other| other.id == entry.id) => {}
            Some(entry) => chosen.push(entry),
            None => return Err(AwsError::new("LoadBalancerNotFound", format!("Load balancers '[{name}]' not found"))),
        }
    }
    if input.names.is_empty() {
        chosen = LOAD_BALANCER.chosen(ask, &input.load_balancer_arns)?;
    }
    chosen.sort_by_key(|entry| entry.seq);
    let all = chosen.iter().map(|entry| (entry.seq, described(ask, &entry.id, &entry.record))).collect();
    paged("LoadBalancers", all, input.page_size, input.marker.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    load_balancer_arn: String,
}

/// Its listeners go with it. One that is gone already is no error.
pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    let arn = &input.load_balancer_arn;
    LOAD_BALANCER.check(arn)?;
    let Some(balancer) = ask.tx.get::<LoadBalancer>(ask.place, arn)? else { return Ok(json!({})) };
    if balancer.attributes.get(attributes::DELETION_PROTECTION).is_some_and(|value| value == "true") {
        let message = format!("Load balancer '{arn}' cannot be deleted because deletion protection is enabled");
        return Err(AwsError::new("OperationNotPermitted", message));
    }
    if ask.tx.list::<EndpointService>(ask.place)?.iter().any(|entry| entry.record.load_balancers.contains(arn)) {
        let message = format!("Load balancer '{arn}' cannot be deleted because it is currently associated with another service");
        return Err(AwsError::new("ResourceInUse", message));
    }
    for entry in listeners::of(ask, arn)? {
        listeners::forget(ask, &entry.id)?;
    }
    addresses::give_back(ask, &balancer.zones)?;
    ask.tx.delete::<LoadBalancer>(ask.place, arn)?;
    Tags::forget(ask, arn)?;
    Ok(json!({}))
}
