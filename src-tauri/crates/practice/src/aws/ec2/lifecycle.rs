//! Starting instances and ending them. Source: RunInstances and its relatives in the EC2 API reference, and "Instance
//! lifecycle" in the EC2 User Guide.

use serde::Deserialize;
use serde_json::{Value, json};

use super::instances::{Instance, InstanceOptions, InstanceState, chosen, described};
use super::launch_templates::{self, LaunchTemplateData};
use super::own_interfaces::{self, grouped, wanted};
use super::security_groups::{self, GROUP, SecurityGroup, of_name};
use super::subnets::{SUBNET, Subnet, free_addresses};
use super::tags::{TagSpecification, specified};
use super::{Noun, network_interfaces};
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;
use crate::aws::regions;
use crate::aws::tags::Tags;

const IMAGE: Noun = Noun { prefix: "ami-", words: "image id", absent: "InvalidAMIID.NotFound", malformed: Some("InvalidAMIID.Malformed") };
/// What programs in a fresh instance answer on: those of the seeded product.
const LISTENS: [u16; 2] = [443, 8443];
/// Instances in one call: the practice account is small.
const MOST: i64 = 20;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Run {
    image_id: Option<String>,
    instance_type: Option<String>,
    min_count: i64,
    max_count: i64,
    subnet_id: Option<String>,
    #[serde(default)]
    security_group_ids: Vec<String>,
    #[serde(default)]
    security_groups: Vec<String>,
    private_ip_address: Option<String>,
    placement: Option<Placement>,
    #[serde(default)]
    network_interfaces: Vec<Face>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
    /// Says what the call itself leaves out.
    launch_template: Option<launch_templates::Specification>,
    /// Kept and told, not run: an instance answers on two ports, and that is all.
    user_data: Option<String>,
    monitoring: Option<Monitoring>,
    hibernation_options: Option<Hibernation>,
    #[serde(default)]
    ebs_optimized: bool,
    #[serde(default)]
    disable_api_termination: bool,
    #[serde(default)]
    disable_api_stop: bool,
    instance_initiated_shutdown_behavior: Option<String>,
    /// The engine answers it, see `dispatch`.
    #[serde(rename = "ClientToken")]
    _client_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Monitoring {
    #[serde(default)]
    enabled: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Hibernation {
    #[serde(default)]
    configured: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Placement {
    availability_zone: Option<String>,
}

/// The interface to begin with, said in one place.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Face {
    #[serde(default)]
    device_index: i64,
    subnet_id: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    private_ip_address: Option<String>,
    #[serde(default)]
    description: String,
    /// Public addresses are not played.
    associate_public_ip_address: Option<bool>,
    /// It always ends with its instance.
    delete_on_termination: Option<bool>,
    interface_type: Option<String>,
}

impl Run {
    /// What the call says goes before what its template says.
    fn fill(&mut self, template: LaunchTemplateData) {
        self.image_id = self.image_id.take().or(template.image_id);
        self.instance_type = self.instance_type.take().or(template.instance_type);
        let interface_has_some = self.network_interfaces.iter().any(|face| !face.groups.is_empty());
        if self.security_group_ids.is_empty() && self.security_groups.is_empty() && !interface_has_some {
            self.security_group_ids = template.security_group_ids;
        }
    }

    /// Takes what the one interface says to where it is said otherwise; never both. Answers its description.
    fn unfold(&mut self) -> Result<String, AwsError> {
        let combination = |message: &str| Err(AwsError::new("InvalidParameterCombination", message));
        let unsupported = |message: &str| Err(AwsError::new("UnsupportedOperation", message));
        let given = std::mem::take(&mut self.network_interfaces);
        if given.is_empty() {
            return Ok(String::new());
        }
        if self.subnet_id.is_some() {
            return combination("Network interfaces and an instance-level subnet ID may not be specified on the same request");
        }
        if !self.security_group_ids.is_empty() || !self.security_groups.is_empty() {
            return combination("Network interfaces and an instance-level security groups may not be specified on the same request");
        }
        if self.private_ip_address.is_some() {
            return combination("Network interfaces and an instance-level private address may not be specified on the same request");
        }
        let mut given = given.into_iter();
        let (Some(face), None) = (given.next(), given.next()) else {
            return unsupported("The practice account starts instances with one network interface; AttachNetworkInterface adds others.");
        };
        if face.device_index != 0 {
            return Err(AwsError::new(
                "InvalidParameterValue",
                "When specifying network interfaces, you must include a device at index 0.",
            ));
        }
        if face.associate_public_ip_address == Some(true) || face.delete_on_termination == Some(false) {
            return unsupported(
                "The practice account plays no public addresses, and an instance's first interface ends with the instance.",
            );
        }
        if face.interface_type.is_some_and(|kind| kind != "interface") {
            return unsupported("The practice account plays network interfaces of the ordinary type.");
        }
        self.subnet_id = face.subnet_id;
        self.security_group_ids = face.groups;
        self.private_ip_address = face.private_ip_address;
        Ok(face.description)
    }
}

/// The tags for instances and for their interfaces; volumes and the rest are not played.
fn tagged(given: Vec<TagSpecification>) -> Result<(Tags, Tags), AwsError> {
    let (interfaces, rest): (Vec<_>, Vec<_>) = given.into_iter().partition(|specification| specification.is_for("network-interface"));
    if rest.iter().any(|specification| specification.is_for("volume")) {
        return Err(AwsError::new("UnsupportedOperation", "The practice account plays no volumes."));
    }
    Ok((specified(&rest, "instance")?, specified(&interfaces, "network-interface")?))
}

/// Every well-formed image id is taken for an image; there is no catalogue of them.
pub(crate) fn run(ask: &Ask<'_>, mut input: Run) -> Result<Value, AwsError> {
    if let Some(wanted) = input.launch_template.take() {
        input.fill(launch_templates::launched(ask, wanted)?);
    }
    let image = input.image_id.clone().ok_or_else(|| AwsError::missing("ImageId"))?;
    IMAGE.check(&image)?;
    if input.min_count < 1 || input.max_count < input.min_count || input.max_count > MOST {
        let message = format!("Value ({}) for parameter maxCount is invalid.", input.max_count);
        return Err(AwsError::new("InvalidParameterValue", message));
    }
    let interface_description = input.unfold()?;
    let (tags, of_interface) = tagged(std::mem::take(&mut input.tag_specifications))?;
    let (subnet_id, subnet) = place(ask, &input)?;
    let groups = groups(ask, &input, &subnet.vpc)?;
    let options = InstanceOptions {
        reservation: Some(new_id("r")),
        launch_index: 0,
        monitored: input.monitoring.is_some_and(|monitoring| monitoring.enabled),
        ebs_optimized: input.ebs_optimized,
        hibernates: input.hibernation_options.is_some_and(|hibernation| hibernation.configured),
        keep: input.disable_api_termination,
        keep_running: input.disable_api_stop,
        shutdown_terminates: input.instance_initiated_shutdown_behavior.as_deref() == Some("terminate"),
        user_data: input.user_data,
        forwards: false,
        interface_description,
    };
    let addresses = match &input.private_ip_address {
        Some(_) if input.max_count > 1 => {
            let message = "A private IP address can be given for one instance only";
            return Err(AwsError::new("InvalidParameterCombination", message));
        }
        Some(address) => vec![wanted(ask, &subnet_id, &subnet, address)?],
        None => free_addresses(ask, &subnet_id, usize::try_from(input.max_count).unwrap_or(1))?,
    };
    let mut started = Vec::new();
    for (address, launch_index) in addresses.into_iter().zip(0..) {
        let id = new_id("i");
        let instance = Instance {
            vpc: subnet.vpc.clone(),
            subnet: subnet_id.clone(),
            zone: subnet.zone.clone(),
            address,
            groups: groups.clone(),
            instance_type: input.instance_type.clone().unwrap_or_else(|| "m1.small".to_owned()),
            state: InstanceState::Running,
            changed_ms: ask.now,
            image: Some(image.clone()),
            launched_ms: ask.now,
            listens: LISTENS.to_vec(),
            options: InstanceOptions { launch_index, ..options.clone() },
        };
        ask.tx.put(ask.place, &id, &instance)?;
        tags.store(ask, &id)?;
        of_interface.store(ask, &id.replacen("i-", "eni-", 1))?;
        started.push((id, instance));
    }
    let interfaces = network_interfaces::all(ask)?;
    let mut instances = Vec::new();
    for (id, instance) in &started {
        let own: Vec<_> = interfaces.iter().filter(|interface| interface.instance() == Some(id)).collect();
        instances.push(described(ask, id, instance, &own, &tags)?);
    }
    Ok(json!({ "ReservationId": options.reservation, "OwnerId": ask.place.account, "Groups": [], "Instances": instances }))
}

/// The subnet: the one named, or the default one (of the zone named).
fn place(ask: &Ask<'_>, input: &Run) -> Result<(String, Subnet), AwsError> {
    if let Some(id) = &input.subnet_id {
        return Ok((id.clone(), SUBNET.one(ask, id)?));
    }
    let zone = input.placement.as_ref().and_then(|placement| placement.availability_zone.as_ref());
    let subnets = ask.tx.list::<Subnet>(ask.place)?.into_iter();
    let mut fitting = subnets.filter(|entry| entry.record.default_for_az && zone.is_none_or(|zone| entry.record.zone == *zone));
    match (fitting.next(), zone) {
        (Some(entry), _) => Ok((entry.id, entry.record)),
        (None, Some(zone)) if regions::zone_id(ask.place.account, ask.place.region, zone).is_empty() => {
            Err(AwsError::new("InvalidParameterValue", format!("Invalid Availability Zone ({zone})")))
        }
        (None, Some(zone)) => Err(AwsError::new("InvalidInput", format!("No default subnet for availability zone: '{zone}'."))),
        (None, None) => {
            let vpc = security_groups::default_vpc(ask)?;
            let message = format!("No subnets found for the default VPC '{vpc}'. Please specify a subnet.");
            Err(AwsError::new("MissingInput", message))
        }
    }
}

fn groups(ask: &Ask<'_>, input: &Run, vpc: &str) -> Result<Vec<String>, AwsError> {
    let mut ids = input.security_group_ids.clone();
    for name in &input.security_groups {
        ids.push(of_name(ask, name, None)?);
    }
    for id in &ids {
        let group: SecurityGroup = GROUP.one(ask, id)?;
        if group.vpc != vpc {
            let message = format!("Security group {id} and the subnet belong to different networks.");
            return Err(AwsError::new("InvalidParameter", message));
        }
    }
    grouped(ask, vpc, ids)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Start {
    instance_ids: Vec<String>,
}

pub(crate) fn start(ask: &Ask<'_>, input: Start) -> Result<Value, AwsError> {
    change(ask, &input.instance_ids, InstanceState::Running, "StartingInstances")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Stop {
    instance_ids: Vec<String>,
    /// Programs that are in the way of an orderly stop are not played.
    #[serde(rename = "Force")]
    _force: Option<bool>,
    #[serde(rename = "SkipOsShutdown")]
    _skip: Option<bool>,
}

pub(crate) fn stop(ask: &Ask<'_>, input: Stop) -> Result<Value, AwsError> {
    change(ask, &input.instance_ids, InstanceState::Stopped, "StoppingInstances")
}

pub(crate) fn terminate(ask: &Ask<'_>, input: Stop) -> Result<Value, AwsError> {
    change(ask, &input.instance_ids, InstanceState::Terminated, "TerminatingInstances")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Reboot {
    instance_ids: Vec<String>,
}

/// Asks only: nothing of what an instance shows changes by it.
pub(crate) fn reboot(ask: &Ask<'_>, input: Reboot) -> Result<Value, AwsError> {
    if input.instance_ids.is_empty() {
        return Err(AwsError::new("InvalidParameterCombination", "No instances specified"));
    }
    for entry in chosen(ask, &input.instance_ids)? {
        if matches!(entry.record.told(ask.now).0, "shutting-down" | "terminated") {
            let message = format!("The instance '{}' is not in a state from which it can be rebooted.", entry.id);
            return Err(AwsError::new("IncorrectInstanceState", message));
        }
    }
    Ok(json!({}))
}

/// Takes the instances to a state, all of them or none. One that is there or on its way already stays as it is.
fn change(ask: &Ask<'_>, ids: &[String], to: InstanceState, member: &str) -> Result<Value, AwsError> {
    if ids.is_empty() {
        return Err(AwsError::new("InvalidParameterCombination", "No instances specified"));
    }
    let mut changes = Vec::new();
    for entry in chosen(ask, ids)? {
        let mut instance = entry.record;
        let before = instance.told(ask.now);
        let kept = match to {
            InstanceState::Terminated if instance.options.keep => Some(("terminated", "disableApiTermination")),
            InstanceState::Stopped if instance.options.keep_running => Some(("stopped", "disableApiStop")),
            _ => None,
        };
        if let Some((verb, attribute)) = kept {
            let message =
                format!("The instance '{}' may not be {verb}. Modify its '{attribute}' instance attribute and try again.", entry.id);
            return Err(AwsError::new("OperationNotPermitted", message));
        }
        let refused = match to {
            InstanceState::Running => matches!(before.0, "stopping" | "shutting-down" | "terminated"),
            InstanceState::Stopped => matches!(before.0, "pending" | "shutting-down" | "terminated"),
            InstanceState::Terminated => false,
        };
        if refused {
            let verb = if to == InstanceState::Running { "started" } else { "stopped" };
            let message = format!("The instance '{}' is not in a state from which it can be {verb}.", entry.id);
            return Err(AwsError::new("IncorrectInstanceState", message));
        }
        if instance.state != to {
            if to == InstanceState::Terminated {
                own_interfaces::instance_ends(ask, &entry.id)?;
                Tags::forget(ask, &entry.id.replacen("i-", "eni-", 1))?;
            }
            instance.state = to;
            instance.changed_ms = ask.now;
            ask.tx.put(ask.place, &entry.id, &instance)?;
        }
        let told = |(name, code): (&str, i64)| json!({ "Name": name, "Code": code });
        changes.push(json!({
            "InstanceId": entry.id, "PreviousState": told(before), "CurrentState": told(instance.told(ask.now)),
        }));
    }
    Ok(json!({ member: changes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_ids_are_checked_by_their_form() {
        assert!(IMAGE.check("ami-0f1e2d3c4b5a69788").is_ok());
        assert_eq!(IMAGE.check("ami-x").unwrap_err().code, "InvalidAMIID.Malformed");
    }
}
