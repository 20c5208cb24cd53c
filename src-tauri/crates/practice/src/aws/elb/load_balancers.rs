//! Network Load Balancers. Source: CreateLoadBalancer in the ELBv2 API reference, and the Network Load Balancer guide.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::attributes;
use super::listeners::{self, Listener};
use super::{LOAD_BALANCER, check_name, paged, tagged, validation};
use crate::aws::ask::{Ask, fixed_hex, hex};
use crate::aws::ec2::endpoint_services::EndpointService;
use crate::aws::ec2::security_groups::SecurityGroup;
use crate::aws::ec2::subnets::{Subnet, available, free_addresses, in_use};
use crate::aws::ec2::vpcs::Vpc;
use crate::aws::error::AwsError;
use crate::aws::tags::{Tag, Tags};
use crate::state::{Entry, Record};

/// World time from creation to `active`.
pub(crate) const PROVISIONING_MS: i64 = 120_000;

/// A Network Load Balancer, stored under its ARN.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LoadBalancer {
    pub name: String,
    /// `internal` or `internet-facing`.
    pub scheme: String,
    pub vpc: String,
    /// One per zone.
    pub zones: Vec<Node>,
    /// None at all, or at least one: fixed at creation.
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
        self.scheme == other.scheme && self.address_type == other.address_type && sorted(self) == sorted(other)
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
    // AWS creates an Application Load Balancer unless told otherwise.
    if input.kind.as_deref() != Some("network") {
        return Err(validation("The practice account plays load balancers of type 'network' only"));
    }
    let tags = tagged(&input.tags)?;
    let scheme = input.scheme.unwrap_or_else(|| "internet-facing".to_owned());
    let (vpc, zones) = nodes(ask, &scheme, input.subnets, input.subnet_mappings)?;
    check_groups(ask, &vpc, &input.security_groups)?;
    let address_type = input.ip_address_type.unwrap_or_else(|| "ipv4".to_owned());
    if address_type != "ipv4" {
        // None of the practice subnets has an IPv6 block.
        let message = "You must specify subnets with an associated IPv6 CIDR block.";
        return Err(AwsError::new("InvalidConfigurationRequest", message));
    }
    let mut wanted = LoadBalancer {
        name: input.name.clone(),
        scheme,
        vpc,
        zones,
        groups: input.security_groups,
        enforce: None,
        address_type,
        created_ms: ask.now,
        attributes: BTreeMap::new(),
    };
    let existing = ask.tx.list::<LoadBalancer>(ask.place)?.into_iter().find(|entry| entry.record.name == input.name);
    if let Some(existing) = existing {
        if existing.record.same(&wanted) {
            return Ok(json!({ "LoadBalancers": [described(ask, &existing.id, &existing.record)] }));
        }
        let message = format!("A load balancer with the same name '{}' exists, but with different settings", input.name);
        return Err(AwsError::new("DuplicateLoadBalancerName", message));
    }
    check_room(ask, &wanted)?;
    take_addresses(ask, &mut wanted.zones)?;
    let arn = ask.arn("elasticloadbalancing", &format!("loadbalancer/net/{}/{}", input.name, hex(16)));
    ask.tx.put(ask.place, &arn, &wanted)?;
    tags.store(ask, &arn)?;
    Ok(json!({ "LoadBalancers": [described(ask, &arn, &wanted)] }))
}

/// The VPC and a node per subnet: one subnet per zone, all of one VPC, with a way out when it faces the internet.
pub(super) fn nodes(
    ask: &Ask<'_>,
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
        nodes.push(Node { zone: subnet.zone, subnet: id, address, given: None });
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

/// Eight free addresses in each subnet ("Subnets for your load balancer" in the Network Load Balancer guide).
fn check_room(ask: &Ask<'_>, wanted: &LoadBalancer) -> Result<(), AwsError> {
    let used = in_use(ask)?;
    for node in &wanted.zones {
        let taken = used.iter().filter(|subnet| **subnet == node.subnet).count();
        let subnet: Option<Subnet> = ask.tx.get(ask.place, &node.subnet)?;
        if subnet.is_some_and(|subnet| available(&subnet, taken) < 8) {
            let message =
                format!("Not enough IP space available in {}. ELB requires at least 8 free IP addresses in each subnet.", node.subnet);
            return Err(AwsError::new("InvalidSubnet", message));
        }
    }
    Ok(())
}

/// Gives an address to every node that has none.
pub(super) fn take_addresses(ask: &Ask<'_>, nodes: &mut [Node]) -> Result<(), AwsError> {
    for node in nodes.iter_mut().filter(|node| node.held().is_none()) {
        node.given = free_addresses(ask, &node.subnet, 1)?.pop();
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

fn described(ask: &Ask<'_>, arn: &str, balancer: &LoadBalancer) -> Value {
    let id = arn.rsplit('/').next().unwrap_or_default();
    let region = ask.place.region;
    let mut answer = json!({
        "LoadBalancerArn": arn, "DNSName": format!("{}-{id}.elb.{region}.amazonaws.com", balancer.name),
        "CanonicalHostedZoneId": format!("Z{}", fixed_hex(&["nlb", region], 13).to_uppercase()),
        "CreatedTime": balancer.created_ms, "LoadBalancerName": balancer.name, "Scheme": balancer.scheme,
        "VpcId": balancer.vpc, "State": { "Code": balancer.state(ask.now) }, "Type": "network",
        "AvailabilityZones": zones(balancer), "IpAddressType": balancer.address_type,
    });
    if let (Some(members), false) = (answer.as_object_mut(), balancer.groups.is_empty()) {
        members.insert("SecurityGroups".into(), json!(balancer.groups));
        members.insert("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic".into(), json!(balancer.enforced()));
    }
    answer
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
    let mut chosen: Vec<Entry<LoadBalancer>> = LOAD_BALANCER.chosen(ask, &input.load_balancer_arns)?;
    if let Some(absent) = input.names.iter().find(|name| !chosen.iter().any(|entry| entry.record.name == **name)) {
        return Err(AwsError::new("LoadBalancerNotFound", format!("Load balancers '[{absent}]' not found")));
    }
    chosen.retain(|entry| input.names.is_empty() || input.names.contains(&entry.record.name));
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
    for entry in ask.tx.list::<Listener>(ask.place)? {
        if entry.record.load_balancer == *arn {
            listeners::forget(ask, &entry.id)?;
        }
    }
    ask.tx.delete::<LoadBalancer>(ask.place, arn)?;
    Tags::forget(ask, arn)?;
    Ok(json!({}))
}
