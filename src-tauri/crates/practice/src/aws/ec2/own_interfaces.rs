//! Network interfaces that the caller makes, attaches and removes. Source: CreateNetworkInterface and its relatives in the EC2
//! API reference.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::instance_attributes::unknown_attribute;
use super::instances::{INSTANCE, Instance};
use super::network_interfaces::{self, Attachment, INTERFACE, Interface, attachment, described, found};
use super::rule_terms::same_network;
use super::security_groups::{DEFAULT, of_name};
use super::subnets::{SUBNET, Subnet, free_addresses};
use super::tags::{TagSpecification, specified};
use super::vpcs::{Switch, contains};
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;
use crate::aws::tags::Tags;
use crate::state::Record;

/// Security groups per network interface ("Amazon VPC quotas").
const MOST_GROUPS: usize = 5;

/// An interface of the caller's own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct NetworkInterface {
    vpc: String,
    subnet: String,
    zone: String,
    address: String,
    secondary: Vec<String>,
    groups: Vec<String>,
    description: String,
    source_dest_check: bool,
    hangs: Option<Hangs>,
}

/// The instance that it is attached to.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Hangs {
    attachment_id: String,
    instance: String,
    index: i64,
    ends_with_instance: bool,
}

impl Record for NetworkInterface {
    const KIND: &'static str = "network-interface";
}

impl NetworkInterface {
    /// As one among all interfaces.
    pub fn told(self, id: String, place: i64) -> Interface {
        let attachment = self.hangs.map(|hangs| Attachment {
            id: hangs.attachment_id,
            instance: Some(hangs.instance),
            index: hangs.index,
            ends_with_instance: hangs.ends_with_instance,
        });
        Interface {
            id,
            vpc: self.vpc,
            subnet: self.subnet,
            zone: self.zone,
            address: self.address,
            secondary: self.secondary,
            groups: self.groups,
            description: self.description,
            kind: "interface",
            attachment,
            source_dest_check: self.source_dest_check,
            place,
        }
    }
}

/// An address that was asked for: in the subnet, and nobody's.
pub(super) fn wanted(ask: &Ask<'_>, subnet_id: &str, subnet: &Subnet, address: &str) -> Result<String, AwsError> {
    let (first, prefix) = subnet.range();
    if !address.parse().is_ok_and(|address| contains(first, prefix, address)) {
        return Err(AwsError::new("InvalidParameterValue", "Address does not fall within the subnet's address range"));
    }
    let mut others = network_interfaces::all(ask)?.into_iter().filter(|interface| interface.subnet == subnet_id);
    if others.any(|interface| interface.addresses().any(|taken| taken == address)) {
        return Err(AwsError::new("InvalidIPAddress.InUse", format!("Address {address} is in use.")));
    }
    Ok(address.to_owned())
}

/// The groups named, all of the VPC; its default one when none is.
pub(super) fn grouped(ask: &Ask<'_>, vpc: &str, given: Vec<String>) -> Result<Vec<String>, AwsError> {
    if given.is_empty() {
        return Ok(vec![of_name(ask, DEFAULT, Some(vpc))?]);
    }
    for id in &given {
        same_network(ask, vpc, id)?;
    }
    if given.len() > MOST_GROUPS {
        let message = "The maximum number of security groups per interface has been reached.";
        return Err(AwsError::new("SecurityGroupsPerInterfaceLimitExceeded", message));
    }
    Ok(given)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    subnet_id: String,
    description: Option<String>,
    private_ip_address: Option<String>,
    #[serde(default)]
    private_ip_addresses: Vec<Address>,
    secondary_private_ip_address_count: Option<i64>,
    #[serde(default)]
    groups: Vec<String>,
    client_token: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Address {
    private_ip_address: String,
    #[serde(default)]
    primary: bool,
}

impl Create {
    /// The addresses asked for: the primary one (the first of a list that marks none), and the others.
    fn named(&self) -> Result<(Option<&str>, Vec<&str>), AwsError> {
        let (primary, mut others): (Vec<&Address>, Vec<&Address>) = self.private_ip_addresses.iter().partition(|address| address.primary);
        let mut primary: Vec<&str> = primary.iter().map(|address| address.private_ip_address.as_str()).collect();
        primary.extend(self.private_ip_address.as_deref());
        if primary.is_empty() && !others.is_empty() {
            primary.push(others.remove(0).private_ip_address.as_str());
        }
        if primary.len() > 1 || (!self.private_ip_addresses.is_empty() && self.secondary_private_ip_address_count.is_some()) {
            let message = "Only one primary private IP address, and secondary ones either by address or by number, can be specified.";
            return Err(AwsError::new("InvalidParameterCombination", message));
        }
        Ok((primary.first().copied(), others.iter().map(|other| other.private_ip_address.as_str()).collect()))
    }
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let subnet: Subnet = SUBNET.one(ask, &input.subnet_id)?;
    let tags = specified(&input.tag_specifications, "network-interface")?;
    let groups = grouped(ask, &subnet.vpc, input.groups.clone())?;
    let (first, others) = input.named()?;
    let first = first.map(|address| wanted(ask, &input.subnet_id, &subnet, address)).transpose()?;
    let mut secondary = Vec::new();
    for address in others {
        secondary.push(wanted(ask, &input.subnet_id, &subnet, address)?);
    }
    let more = usize::try_from(input.secondary_private_ip_address_count.unwrap_or(0)).unwrap_or(0);
    // One more than the others, for the primary one or lest it is among them.
    let mut free = free_addresses(ask, &input.subnet_id, more + 1)?;
    let address = match first {
        Some(address) => {
            free.retain(|other| *other != address);
            address
        }
        None => free.remove(0),
    };
    free.truncate(more);
    secondary.extend(free);
    let interface = NetworkInterface {
        vpc: subnet.vpc,
        subnet: input.subnet_id,
        zone: subnet.zone,
        address,
        secondary,
        groups,
        description: input.description.unwrap_or_default(),
        source_dest_check: true,
        hangs: None,
    };
    let id = new_id("eni");
    ask.tx.put(ask.place, &id, &interface)?;
    tags.store(ask, &id)?;
    let told = described(ask, &interface.told(id, 0), &tags)?;
    Ok(json!({ "NetworkInterface": told, "ClientToken": input.client_token }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    network_interface_id: String,
}

fn in_use(id: &str) -> AwsError {
    AwsError::new("InvalidNetworkInterface.InUse", format!("Network interface '{id}' is currently in use."))
}

pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    let id = &input.network_interface_id;
    if found(ask, id)?.attachment.is_some() {
        return Err(in_use(id));
    }
    forget(ask, id)?;
    Ok(json!({}))
}

fn forget(ask: &Ask<'_>, id: &str) -> Result<(), AwsError> {
    ask.tx.delete::<NetworkInterface>(ask.place, id)?;
    Ok(Tags::forget(ask, id)?)
}

/// What is attached to an instance goes with it or comes free.
pub(super) fn instance_ends(ask: &Ask<'_>, instance: &str) -> Result<(), AwsError> {
    for mut entry in ask.tx.list::<NetworkInterface>(ask.place)? {
        match &entry.record.hangs {
            Some(hangs) if hangs.instance == instance && hangs.ends_with_instance => forget(ask, &entry.id)?,
            Some(hangs) if hangs.instance == instance => {
                entry.record.hangs = None;
                ask.tx.put(ask.place, &entry.id, &entry.record)?;
            }
            _ => {}
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Attach {
    network_interface_id: String,
    instance_id: String,
    device_index: i64,
}

/// To a running or stopped instance in the same zone, at a place that is free.
pub(crate) fn attach(ask: &Ask<'_>, input: Attach) -> Result<Value, AwsError> {
    let id = &input.network_interface_id;
    let interface = found(ask, id)?;
    let instance: Instance = INSTANCE.one(ask, &input.instance_id)?;
    if interface.attachment.is_some() {
        return Err(in_use(id));
    }
    if !matches!(instance.told(ask.now).0, "running" | "stopped") {
        let message = format!("The instance '{}' is not in a state in which an interface can be attached.", input.instance_id);
        return Err(AwsError::new("IncorrectInstanceState", message));
    }
    if instance.zone != interface.zone {
        let message = "You may not attach a network interface to an instance if they are not in the same availability zone";
        return Err(AwsError::new("InvalidParameterCombination", message));
    }
    let of_instance = |other: &Interface| other.instance() == Some(input.instance_id.as_str());
    let there = network_interfaces::all(ask)?.into_iter().filter(of_instance).filter_map(|other| other.attachment);
    if there.into_iter().any(|attachment| attachment.index == input.device_index) {
        let message =
            format!("Instance '{}' already has an interface attached at device index '{}'.", input.instance_id, input.device_index);
        return Err(AwsError::new("InvalidParameterValue", message));
    }
    let mut own: NetworkInterface = INTERFACE.one(ask, id)?;
    let attachment_id = new_id("eni-attach");
    own.hangs = Some(Hangs {
        attachment_id: attachment_id.clone(),
        instance: input.instance_id,
        index: input.device_index,
        ends_with_instance: false,
    });
    ask.tx.put(ask.place, id, &own)?;
    Ok(json!({ "AttachmentId": attachment_id, "NetworkCardIndex": 0 }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Detach {
    attachment_id: String,
    /// Nothing is in the way of an orderly detachment.
    #[serde(rename = "Force")]
    _force: Option<bool>,
}

pub(crate) fn detach(ask: &Ask<'_>, input: Detach) -> Result<Value, AwsError> {
    let hangs_so = |interface: &Interface| interface.attachment.as_ref().is_some_and(|attachment| attachment.id == input.attachment_id);
    if !input.attachment_id.starts_with("eni-attach-") {
        let message = format!("Invalid id: \"{}\" (expecting \"eni-attach-...\")", input.attachment_id);
        return Err(AwsError::new("InvalidNetworkInterfaceAttachmentId.Malformed", message));
    }
    let Some(interface) = network_interfaces::all(ask)?.into_iter().find(hangs_so) else {
        let message = format!("The attachment ID '{}' does not exist", input.attachment_id);
        return Err(AwsError::new("InvalidAttachmentID.NotFound", message));
    };
    if interface.managed() {
        return Err(managed(&interface));
    }
    let Some(mut own) = ask.tx.get::<NetworkInterface>(ask.place, &interface.id)? else {
        let message = "The network interface at device index 0 and networkCard index 0 cannot be detached.";
        return Err(AwsError::new("OperationNotPermitted", message));
    };
    own.hangs = None;
    ask.tx.put(ask.place, &interface.id, &own)?;
    Ok(json!({}))
}

/// The refusal to touch what AWS keeps for a load balancer or an endpoint.
fn managed(interface: &Interface) -> AwsError {
    let message = format!("You are not allowed to manage the network interface '{}' ({}).", interface.id, interface.description);
    AwsError::new("OperationNotPermitted", message)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    network_interface_id: String,
    description: Option<Text>,
    source_dest_check: Option<Switch>,
    #[serde(default)]
    groups: Vec<String>,
    attachment: Option<AttachmentChange>,
}

/// An attribute that is a text.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Text {
    #[serde(default)]
    pub value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct AttachmentChange {
    attachment_id: Option<String>,
    delete_on_termination: Option<bool>,
}

/// One attribute per call.
pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let id = &input.network_interface_id;
    let interface = found(ask, id)?;
    if interface.managed() {
        return Err(managed(&interface));
    }
    let wishes = [input.description.is_some(), input.source_dest_check.is_some(), !input.groups.is_empty(), input.attachment.is_some()];
    match wishes.iter().filter(|wish| **wish).count() {
        1 => {}
        0 => return Err(AwsError::missing("description, sourceDestCheck, groups or attachment")),
        _ => {
            let message = "Fields for multiple attribute types specified: only one may be modified per call";
            return Err(AwsError::new("InvalidParameterCombination", message));
        }
    }
    let groups = if input.groups.is_empty() { None } else { Some(grouped(ask, &interface.vpc, input.groups)?) };
    let check = input.source_dest_check.map(|switch| switch.value);
    let description = input.description.map(|text| text.value);
    if let Some(mut own) = ask.tx.get::<NetworkInterface>(ask.place, id)? {
        own.groups = groups.unwrap_or(own.groups);
        own.source_dest_check = check.unwrap_or(own.source_dest_check);
        own.description = description.unwrap_or(own.description);
        if let Some(change) = input.attachment {
            let hangs = own.hangs.as_mut().filter(|hangs| change.attachment_id.as_ref() == Some(&hangs.attachment_id));
            let hangs = hangs.ok_or_else(|| {
                let given = change.attachment_id.as_deref().unwrap_or_default();
                AwsError::new("InvalidAttachmentID.NotFound", format!("The attachment ID '{given}' does not exist"))
            })?;
            hangs.ends_with_instance = change.delete_on_termination.unwrap_or(hangs.ends_with_instance);
        }
        ask.tx.put(ask.place, id, &own)?;
        return Ok(json!({}));
    }
    // The one that an instance began with.
    if input.attachment.is_some() {
        let message = "The practice account ends an instance's first interface with the instance.";
        return Err(AwsError::new("UnsupportedOperation", message));
    }
    if let Some(instance_id) = interface.instance() {
        let mut instance: Instance = INSTANCE.one(ask, instance_id)?;
        instance.groups = groups.unwrap_or(instance.groups);
        instance.options.forwards = check.map_or(instance.options.forwards, |check| !check);
        instance.options.interface_description = description.unwrap_or(instance.options.interface_description);
        ask.tx.put(ask.place, instance_id, &instance)?;
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeAttribute {
    network_interface_id: String,
    attribute: Option<String>,
}

pub(crate) fn describe_attribute(ask: &Ask<'_>, input: DescribeAttribute) -> Result<Value, AwsError> {
    let interface = found(ask, &input.network_interface_id)?;
    let (member, value) = match input.attribute.as_deref() {
        None => return Err(AwsError::missing("attribute")),
        Some("attachment") => ("Attachment", json!(attachment(ask, &interface))),
        Some("description") => ("Description", json!({ "Value": interface.description })),
        Some("groupSet") => ("Groups", network_interfaces::groups(ask, &interface.groups)?),
        Some("sourceDestCheck") => ("SourceDestCheck", json!({ "Value": interface.source_dest_check })),
        Some("associatePublicIpAddress") => ("AssociatePublicIpAddress", json!(false)),
        Some(other) => return Err(unknown_attribute(other)),
    };
    Ok(json!({ "NetworkInterfaceId": interface.id, member: value }))
}
