//! Instances: what the service runs on.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::{Noun, network_interfaces, paged};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::regions;
use crate::aws::tags::Tags;
use crate::state::{Entry, Record};

/// An instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub vpc: String,
    pub subnet: String,
    pub zone: String,
    /// Private IPv4 address.
    pub address: String,
    /// Security groups.
    #[serde(alias = "group", deserialize_with = "one_or_more")]
    pub groups: Vec<String>,
    pub instance_type: String,
    pub state: InstanceState,
    /// When it was last told to start, stop or go.
    #[serde(default)]
    pub changed_ms: i64,
    /// The image it was started from; none for those that were always there.
    #[serde(default)]
    pub image: Option<String>,
    pub launched_ms: i64,
    /// TCP ports that a program in it answers on: what health checks find.
    pub listens: Vec<u16>,
}

impl Record for Instance {
    const KIND: &'static str = "instance";
}

/// Earlier practice files know one group per instance.
fn one_or_more<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Groups {
        One(String),
        Several(Vec<String>),
    }
    Ok(match Groups::deserialize(from)? {
        Groups::One(id) => vec![id],
        Groups::Several(ids) => ids,
    })
}

/// The state an instance is in or on its way to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum InstanceState {
    Running,
    Stopped,
    Terminated,
}

/// World time that starting, stopping and terminating take.
const CHANGE_MS: i64 = 30_000;
/// World time for which a terminated instance can still be seen: one hour.
const SEEN_MS: i64 = 3_600_000;

impl Instance {
    /// Name and code ("Instance lifecycle" in the EC2 User Guide).
    pub fn told(&self, now: i64) -> (&'static str, i64) {
        match (self.state, now < self.settled_ms()) {
            (InstanceState::Running, true) => ("pending", 0),
            (InstanceState::Running, false) => ("running", 16),
            (InstanceState::Terminated, true) => ("shutting-down", 32),
            (InstanceState::Terminated, false) => ("terminated", 48),
            (InstanceState::Stopped, true) => ("stopping", 64),
            (InstanceState::Stopped, false) => ("stopped", 80),
        }
    }

    /// Whether it still takes up its address and its groups.
    pub fn there(&self) -> bool {
        self.state != InstanceState::Terminated
    }

    /// World time at which its last change of state is done.
    pub fn settled_ms(&self) -> i64 {
        self.changed_ms + CHANGE_MS
    }

    /// Whether AWS has forgotten it.
    pub fn forgotten(&self, now: i64) -> bool {
        !self.there() && now >= self.changed_ms + SEEN_MS
    }
}

/// The instances of the given ids (of all when none is given) that AWS has not forgotten.
pub(super) fn chosen(ask: &Ask<'_>, ids: &[String]) -> Result<Vec<Entry<Instance>>, AwsError> {
    let mut found = INSTANCE.chosen::<Instance>(ask, ids)?;
    if let Some(gone) = found.iter().find(|entry| !ids.is_empty() && entry.record.forgotten(ask.now)) {
        return Err(INSTANCE.not_found(&gone.id));
    }
    found.retain(|entry| !entry.record.forgotten(ask.now));
    Ok(found)
}

pub(crate) const INSTANCE: Noun = Noun { prefix: "i-", words: "instance ID", code: "InvalidInstanceID" };

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeInstances {
    #[serde(default)]
    instance_ids: Vec<String>,
    /// The practice account has none that another service manages.
    #[serde(rename = "IncludeManagedResources")]
    _include_managed: Option<bool>,
    #[serde(default)]
    filters: Vec<Filter>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(crate) fn describe_instances(ask: &Ask<'_>, input: DescribeInstances) -> Result<Value, AwsError> {
    const KNOWN: [&str; 17] = [
        "architecture",
        "availability-zone",
        "availability-zone-id",
        "group-id",
        "image-id",
        "instance.group-id",
        "instance-id",
        "instance-state-code",
        "instance-state-name",
        "instance-type",
        "network-interface.subnet-id",
        "network-interface.vpc-id",
        "owner-id",
        "private-ip-address",
        "reservation-id",
        "subnet-id",
        "vpc-id",
    ];
    if input.max_results.is_some() && !input.instance_ids.is_empty() {
        let message = "The parameter instancesSet cannot be used with the parameter maxResults";
        return Err(AwsError::new("InvalidParameterCombination", message));
    }
    let filters = Filters::of(input.filters, &KNOWN)?;
    let mut found = Vec::new();
    for entry in chosen(ask, &input.instance_ids)? {
        let (id, instance) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let reservation = id.replacen("i-", "r-", 1);
        let passes = filters.pass(&tags, |name| match name {
            "architecture" => one(ARCHITECTURE),
            "availability-zone" => one(&instance.zone),
            "availability-zone-id" => one(regions::zone_id(ask.place.account, ask.place.region, &instance.zone)),
            "group-id" | "instance.group-id" => instance.groups.clone(),
            "image-id" => one(instance.image()),
            "instance-id" => one(id),
            "instance-state-code" => one(instance.told(ask.now).1),
            "instance-state-name" => one(instance.told(ask.now).0),
            "instance-type" => one(&instance.instance_type),
            "owner-id" => one(ask.place.account),
            "private-ip-address" => one(&instance.address),
            "reservation-id" => one(&reservation),
            "subnet-id" | "network-interface.subnet-id" => one(&instance.subnet),
            _ => one(&instance.vpc),
        });
        if passes {
            let reservation = json!({
                "ReservationId": reservation, "OwnerId": ask.place.account, "Groups": [],
                "Instances": [described(ask, id, instance, &tags)?],
            });
            found.push((entry.seq, reservation));
        }
    }
    paged("Reservations", found, input.max_results, input.next_token.as_deref())
}

const ARCHITECTURE: &str = "x86_64";
const IMAGE: &str = "ami-0f1e2d3c4b5a69788";

impl Instance {
    fn image(&self) -> &str {
        self.image.as_deref().unwrap_or(IMAGE)
    }
}

pub(super) fn described(ask: &Ask<'_>, id: &str, instance: &Instance, tags: &Tags) -> Result<Value, AwsError> {
    let groups = network_interfaces::groups(ask, &instance.groups)?;
    let (state, code) = instance.told(ask.now);
    let interface = id.replacen("i-", "eni-", 1);
    let host = format!("ip-{}.{}.compute.internal", instance.address.replace('.', "-"), ask.place.region);
    let placement = json!({
        "AvailabilityZone": instance.zone, "GroupName": "", "Tenancy": "default",
        "AvailabilityZoneId": regions::zone_id(ask.place.account, ask.place.region, &instance.zone),
    });
    let interfaces = json!([{
        "NetworkInterfaceId": interface, "SubnetId": instance.subnet, "VpcId": instance.vpc, "Status": "in-use",
        "OwnerId": ask.place.account, "PrivateIpAddress": instance.address, "PrivateDnsName": host,
        "SourceDestCheck": true, "Groups": groups, "InterfaceType": "interface", "Description": "",
        "PrivateIpAddresses": [{ "Primary": true, "PrivateIpAddress": instance.address, "PrivateDnsName": host }],
        "Ipv6Addresses": [],
    }]);
    // What is terminated has given back everything it held.
    let (groups, interfaces) = if instance.there() { (groups, interfaces) } else { (json!([]), json!([])) };
    let address = instance.there().then_some(&instance.address);
    let mut described = json!({
        "InstanceId": id, "ImageId": instance.image(), "InstanceType": instance.instance_type, "AmiLaunchIndex": 0,
        "LaunchTime": instance.launched_ms, "Placement": placement, "VpcId": instance.vpc, "SubnetId": instance.subnet,
        "State": { "Code": code, "Name": state },
        "PrivateIpAddress": address, "PrivateDnsName": host, "PublicDnsName": "",
        "SecurityGroups": groups, "NetworkInterfaces": interfaces, "Tags": tags.listed(),
    });
    let machine = json!({
        "Architecture": ARCHITECTURE, "Monitoring": { "State": "disabled" }, "SourceDestCheck": true,
        "EbsOptimized": false, "EnaSupport": true, "Hypervisor": "xen", "VirtualizationType": "hvm",
        "RootDeviceType": "ebs", "RootDeviceName": "/dev/xvda", "BlockDeviceMappings": [], "ProductCodes": [],
    });
    if let (Value::Object(members), Value::Object(machine)) = (&mut described, machine) {
        members.extend(machine);
    }
    Ok(described)
}
