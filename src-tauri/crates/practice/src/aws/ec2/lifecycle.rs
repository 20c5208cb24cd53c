//! Starting instances and ending them. Source: RunInstances and its relatives in the EC2 API reference, and "Instance
//! lifecycle" in the EC2 User Guide.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Noun;
use super::instances::{Instance, InstanceState, chosen, described};
use super::security_groups::{self, DEFAULT, GROUP, SecurityGroup, of_name};
use super::subnets::{SUBNET, Subnet, free_addresses};
use super::tags::{TagSpecification, specified};
use super::vpcs::contains;
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;

const IMAGE: Noun = Noun { prefix: "ami-", words: "image id", code: "InvalidAMIID" };
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
    tag_specifications: Vec<TagSpecification>,
    /// What runs in the instance is not played: it answers on two ports, and that is all.
    #[serde(rename = "UserData")]
    _user_data: Option<String>,
    /// The engine answers it, see `dispatch`.
    #[serde(rename = "ClientToken")]
    _client_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Placement {
    availability_zone: Option<String>,
}

/// Every well-formed image id is taken for an image; there is no catalogue of them.
pub(crate) fn run(ask: &Ask<'_>, input: Run) -> Result<Value, AwsError> {
    let image = input.image_id.clone().ok_or_else(|| AwsError::missing("ImageId"))?;
    IMAGE.check(&image)?;
    if input.min_count < 1 || input.max_count < input.min_count || input.max_count > MOST {
        let message = format!("Value ({}) for parameter maxCount is invalid.", input.max_count);
        return Err(AwsError::new("InvalidParameterValue", message));
    }
    let tags = specified(&input.tag_specifications, "instance")?;
    let (subnet_id, subnet) = place(ask, &input)?;
    let groups = groups(ask, &input, &subnet.vpc)?;
    let count = usize::try_from(input.max_count).unwrap_or(1);
    let addresses = match &input.private_ip_address {
        Some(_) if count > 1 => {
            let message = "A private IP address can be given for one instance only";
            return Err(AwsError::new("InvalidParameterCombination", message));
        }
        Some(address) => vec![wanted(ask, &subnet_id, &subnet, address)?],
        None => free_addresses(ask, &subnet_id, count)?,
    };
    let mut instances = Vec::new();
    for address in addresses {
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
        };
        ask.tx.put(ask.place, &id, &instance)?;
        tags.store(ask, &id)?;
        instances.push((described(ask, &id, &instance, &tags)?, id));
    }
    let reservation = instances.first().map(|(_, id)| id.replacen("i-", "r-", 1));
    let instances: Vec<Value> = instances.into_iter().map(|(instance, _)| instance).collect();
    Ok(json!({ "ReservationId": reservation, "OwnerId": ask.place.account, "Groups": [], "Instances": instances }))
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
        (None, Some(zone)) => Err(AwsError::new("InvalidParameterValue", format!("Invalid availability zone: [{zone}]"))),
        (None, None) => Err(AwsError::new("MissingInput", "No subnets found for the default VPC. Please specify a subnet.")),
    }
}

fn groups(ask: &Ask<'_>, input: &Run, vpc: &str) -> Result<Vec<String>, AwsError> {
    let mut ids = input.security_group_ids.clone();
    for name in &input.security_groups {
        ids.push(of_name(ask, name, None)?);
    }
    if ids.is_empty() {
        ids.push(security_groups::of_name(ask, DEFAULT, Some(vpc))?);
    }
    for id in &ids {
        let group: SecurityGroup = GROUP.one(ask, id)?;
        if group.vpc != vpc {
            let message = format!("Security group {id} and the subnet belong to different networks.");
            return Err(AwsError::new("InvalidParameter", message));
        }
    }
    Ok(ids)
}

fn wanted(ask: &Ask<'_>, subnet_id: &str, subnet: &Subnet, address: &str) -> Result<String, AwsError> {
    let (first, prefix) = subnet.range();
    let inside = address.parse().is_ok_and(|address| contains(first, prefix, address));
    if !inside {
        return Err(AwsError::new("InvalidParameterValue", format!("Address {address} does not fall within the subnet's address range")));
    }
    let taken = super::network_interfaces::all(ask)?;
    if taken.iter().any(|interface| interface.subnet == subnet_id && interface.address == address) {
        return Err(AwsError::new("InvalidIPAddress.InUse", format!("Address {address} is in use.")));
    }
    Ok(address.to_owned())
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

/// Takes the instances to a state, all of them or none. One that is there or on its way already stays as it is.
fn change(ask: &Ask<'_>, ids: &[String], to: InstanceState, member: &str) -> Result<Value, AwsError> {
    if ids.is_empty() {
        return Err(AwsError::missing("InstanceId"));
    }
    let mut changes = Vec::new();
    for entry in chosen(ask, ids)? {
        let mut instance = entry.record;
        let before = instance.told(ask.now);
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
