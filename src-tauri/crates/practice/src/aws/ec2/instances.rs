//! Instances: what the service runs on.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::filters::{Filter, Filters, one};
use super::network_interfaces::{self, Interface};
use super::security_groups::SecurityGroup;
use super::{Noun, paged, unpaged};
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
    #[serde(default)]
    pub options: InstanceOptions,
}

/// What RunInstances says beyond the place, and ModifyInstanceAttribute changes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct InstanceOptions {
    /// `r-...`, shared by what one call started; none for those that were always there.
    pub reservation: Option<String>,
    /// Its place among those.
    pub launch_index: i64,
    pub monitored: bool,
    pub ebs_optimized: bool,
    pub hibernates: bool,
    pub keep: bool,
    pub keep_running: bool,
    /// A shutdown from inside terminates it instead of stopping it.
    pub shutdown_terminates: bool,
    /// Base64, as it was sent.
    pub user_data: Option<String>,
    /// Traffic that is not its own passes: its source and destination are not checked.
    pub forwards: bool,
    /// Of the interface that it began with.
    pub interface_description: String,
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

pub(crate) const INSTANCE: Noun =
    Noun { prefix: "i-", words: "instance ID", absent: "InvalidInstanceID.NotFound", malformed: Some("InvalidInstanceID.Malformed") };

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
    const KNOWN: [&str; 54] = [
        "affinity",
        "architecture",
        "availability-zone",
        "availability-zone-id",
        "block-device-mapping.volume-id",
        "client-token",
        "dns-name",
        "group-id",
        "group-name",
        "hibernation-options.configured",
        "hypervisor",
        "image-id",
        "instance-id",
        "instance-lifecycle",
        "instance-state-code",
        "instance-state-name",
        "instance-type",
        "instance.group-id",
        "instance.group-name",
        "ip-address",
        "key-name",
        "launch-index",
        "launch-time",
        "monitoring-state",
        "network-interface.addresses.primary",
        "network-interface.addresses.private-ip-address",
        "network-interface.attachment.attachment-id",
        "network-interface.attachment.device-index",
        "network-interface.description",
        "network-interface.group-id",
        "network-interface.group-name",
        "network-interface.mac-address",
        "network-interface.network-interface-id",
        "network-interface.owner-id",
        "network-interface.private-dns-name",
        "network-interface.private-ip-address",
        "network-interface.subnet-id",
        "network-interface.vpc-id",
        "owner-id",
        "placement-group-name",
        "platform",
        "private-dns-name",
        "private-ip-address",
        "reason",
        "requester-id",
        "reservation-id",
        "root-device-name",
        "root-device-type",
        "source-dest-check",
        "state-reason-code",
        "subnet-id",
        "tenancy",
        "virtualization-type",
        "vpc-id",
    ];
    unpaged(input.max_results, &input.instance_ids, "instancesSet")?;
    let filters = Filters::of(input.filters, &KNOWN)?;
    let interfaces = network_interfaces::all(ask)?;
    // What one call started is one reservation, and a page holds reservations.
    let mut found: Vec<(i64, String, Vec<Value>)> = Vec::new();
    for entry in chosen(ask, &input.instance_ids)? {
        let (id, instance) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let own: Vec<&Interface> = interfaces.iter().filter(|interface| interface.instance() == Some(id)).collect();
        let names = group_names(ask, instance)?;
        if filters.pass(&tags, |name| field(ask, &entry, &own, &names, name)) {
            let told = described(ask, id, instance, &own, &tags)?;
            let reservation = instance.reservation(id);
            match found.iter_mut().find(|(_, other, _)| *other == reservation) {
                Some((.., instances)) => instances.push(told),
                None => found.push((entry.seq, reservation, vec![told])),
            }
        }
    }
    let reservation = |(seq, id, instances): (i64, String, Vec<Value>)| {
        (seq, json!({ "ReservationId": id, "OwnerId": ask.place.account, "Groups": [], "Instances": instances }))
    };
    let found = found.into_iter().map(reservation).collect();
    paged("Reservations", found, input.max_results, input.next_token.as_deref())
}

fn group_names(ask: &Ask<'_>, instance: &Instance) -> Result<Vec<String>, AwsError> {
    let mut names = Vec::new();
    for id in &instance.groups {
        names.extend(ask.tx.get::<SecurityGroup>(ask.place, id)?.map(|group| group.name));
    }
    Ok(names)
}

/// An instance's values for a filter; none for what no instance here has (a key, a public address, a platform, ...).
fn field(ask: &Ask<'_>, entry: &Entry<Instance>, interfaces: &[&Interface], names: &[String], filter: &str) -> Vec<String> {
    let (id, instance) = (&entry.id, &entry.record);
    if let Some(field) = filter.strip_prefix("network-interface.") {
        return interfaces.iter().flat_map(|interface| of_interface(ask, interface, names, field)).collect();
    }
    match filter {
        "architecture" => one(ARCHITECTURE),
        "availability-zone" => one(&instance.zone),
        "availability-zone-id" => one(regions::zone_id(ask.place.account, ask.place.region, &instance.zone)),
        "group-id" | "instance.group-id" => instance.groups.clone(),
        "group-name" | "instance.group-name" => names.to_vec(),
        "hibernation-options.configured" => one(instance.options.hibernates),
        "hypervisor" => one("xen"),
        "image-id" => one(instance.image()),
        "instance-id" => one(id),
        "instance-state-code" => one(instance.told(ask.now).1),
        "instance-state-name" => one(instance.told(ask.now).0),
        "instance-type" => one(&instance.instance_type),
        "launch-index" => one(instance.options.launch_index),
        "launch-time" => one(stamp(instance.launched_ms)),
        "monitoring-state" => one(instance.monitoring()),
        "owner-id" => one(ask.place.account),
        "private-dns-name" => one(network_interfaces::host(ask, &instance.address)),
        "private-ip-address" => one(&instance.address),
        "reason" => instance.reason().map(|(_, reason)| reason).into_iter().collect(),
        "reservation-id" => one(instance.reservation(id)),
        "root-device-name" => one(ROOT_DEVICE),
        "root-device-type" => one("ebs"),
        "source-dest-check" => one(!instance.options.forwards),
        "state-reason-code" => instance.reason().map(|(code, _)| code.to_owned()).into_iter().collect(),
        "subnet-id" => one(&instance.subnet),
        "tenancy" => one("default"),
        "virtualization-type" => one("hvm"),
        "vpc-id" => one(&instance.vpc),
        _ => Vec::new(),
    }
}

fn of_interface(ask: &Ask<'_>, interface: &Interface, names: &[String], field: &str) -> Vec<String> {
    match field {
        "addresses.primary" => interface.addresses().enumerate().map(|(index, _)| (index == 0).to_string()).collect(),
        "addresses.private-ip-address" => interface.addresses().cloned().collect(),
        "attachment.attachment-id" => interface.attachment.iter().map(|attachment| attachment.id.clone()).collect(),
        "attachment.device-index" => interface.attachment.iter().map(|attachment| attachment.index.to_string()).collect(),
        "description" => one(&interface.description),
        "group-id" => interface.groups.clone(),
        "group-name" => names.to_vec(),
        "mac-address" => one(network_interfaces::mac(interface)),
        "network-interface-id" => one(&interface.id),
        "owner-id" => one(ask.place.account),
        "private-dns-name" => one(network_interfaces::host(ask, &interface.address)),
        "private-ip-address" => one(&interface.address),
        "subnet-id" => one(&interface.subnet),
        _ => one(&interface.vpc),
    }
}

const ARCHITECTURE: &str = "x86_64";
pub(super) const ROOT_DEVICE: &str = "/dev/xvda";
const IMAGE: &str = "ami-0f1e2d3c4b5a69788";

impl Instance {
    fn image(&self) -> &str {
        self.image.as_deref().unwrap_or(IMAGE)
    }

    fn monitoring(&self) -> &'static str {
        if self.options.monitored { "enabled" } else { "disabled" }
    }

    /// `r-...`
    pub(super) fn reservation(&self, id: &str) -> String {
        self.options.reservation.clone().unwrap_or_else(|| id.replacen("i-", "r-", 1))
    }

    /// Code and text of why it is not running; none while it is.
    fn reason(&self) -> Option<(&'static str, String)> {
        (self.state != InstanceState::Running)
            .then(|| ("Client.UserInitiatedShutdown", format!("User initiated ({} GMT)", stamp(self.changed_ms))))
    }
}

/// World time as AWS writes it in a sentence.
fn stamp(ms: i64) -> String {
    let format = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let time = OffsetDateTime::from_unix_timestamp(ms / 1000).ok();
    time.and_then(|time| time.format(&format).ok()).unwrap_or_default()
}

/// Its interfaces, as it lists them itself.
fn interfaces_of(ask: &Ask<'_>, interfaces: &[&Interface]) -> Result<Value, AwsError> {
    let mut told = Vec::new();
    for interface in interfaces {
        let mut attachment = network_interfaces::attachment(ask, interface).unwrap_or_default();
        if let Some(members) = attachment.as_object_mut() {
            members.remove("InstanceId");
            members.remove("InstanceOwnerId");
        }
        told.push(json!({
            "NetworkInterfaceId": interface.id, "SubnetId": interface.subnet, "VpcId": interface.vpc, "Status": "in-use",
            "OwnerId": ask.place.account, "PrivateIpAddress": interface.address, "Attachment": attachment,
            "PrivateDnsName": network_interfaces::host(ask, &interface.address), "InterfaceType": "interface",
            "SourceDestCheck": interface.source_dest_check, "Groups": network_interfaces::groups(ask, &interface.groups)?,
            "Description": interface.description, "MacAddress": network_interfaces::mac(interface), "Ipv6Addresses": [],
            "PrivateIpAddresses": network_interfaces::addresses(ask, interface),
        }));
    }
    Ok(Value::Array(told))
}

/// An instance as answers carry it. One that is terminated has given back its network: no interface is left to tell it by.
pub(super) fn described(ask: &Ask<'_>, id: &str, instance: &Instance, own: &[&Interface], tags: &Tags) -> Result<Value, AwsError> {
    let (state, code) = instance.told(ask.now);
    let there = instance.there();
    let groups = if there { network_interfaces::groups(ask, &instance.groups)? } else { json!([]) };
    let host = if there { network_interfaces::host(ask, &instance.address) } else { String::new() };
    let placement = json!({
        "AvailabilityZone": instance.zone, "GroupName": "", "Tenancy": "default",
        "AvailabilityZoneId": regions::zone_id(ask.place.account, ask.place.region, &instance.zone),
    });
    let reason = instance.reason();
    let state_reason = reason.as_ref().map(|(code, _)| json!({ "Code": code, "Message": format!("{code}: User initiated shutdown") }));
    let mut described = json!({
        "InstanceId": id, "ImageId": instance.image(), "InstanceType": instance.instance_type,
        "AmiLaunchIndex": instance.options.launch_index, "LaunchTime": instance.launched_ms, "Placement": placement,
        "VpcId": instance.vpc, "SubnetId": instance.subnet,
        "State": { "Code": code, "Name": state }, "StateReason": state_reason,
        "StateTransitionReason": reason.map(|(_, text)| text).unwrap_or_default(),
        "PrivateIpAddress": there.then_some(&instance.address), "PrivateDnsName": host, "PublicDnsName": "",
        "SecurityGroups": groups, "NetworkInterfaces": interfaces_of(ask, own)?, "Tags": tags.listed_if_any(),
    });
    let machine = json!({
        "Architecture": ARCHITECTURE, "Monitoring": { "State": instance.monitoring() }, "EnaSupport": true,
        "SourceDestCheck": !instance.options.forwards, "EbsOptimized": instance.options.ebs_optimized,
        "Hypervisor": "xen", "VirtualizationType": "hvm", "RootDeviceType": "ebs", "RootDeviceName": ROOT_DEVICE,
        "BlockDeviceMappings": [], "ProductCodes": [], "HibernationOptions": { "Configured": instance.options.hibernates },
        "EnclaveOptions": { "Enabled": false },
        "MetadataOptions": {
            "State": "applied", "HttpTokens": "optional", "HttpPutResponseHopLimit": 1, "HttpEndpoint": "enabled",
            "HttpProtocolIpv6": "disabled", "InstanceMetadataTags": "disabled",
        },
    });
    if let (Value::Object(members), Value::Object(machine)) = (&mut described, machine) {
        members.extend(machine);
    }
    Ok(described)
}
