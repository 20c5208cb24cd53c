//! Attributes of instances, one at a time. Source: DescribeInstanceAttribute and ModifyInstanceAttribute in the EC2 API reference.

use serde::Deserialize;
use serde_json::{Value, json};

use super::instances::{INSTANCE, Instance, ROOT_DEVICE};
use super::own_interfaces::{Text, grouped};
use super::vpcs::Switch;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    instance_id: String,
    attribute: String,
}

/// The instance, unless AWS has forgotten it.
fn single(ask: &Ask<'_>, id: &str) -> Result<Instance, AwsError> {
    let instance: Instance = INSTANCE.one(ask, id)?;
    if instance.forgotten(ask.now) { Err(INSTANCE.not_found(id)) } else { Ok(instance) }
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let instance = single(ask, &input.instance_id)?;
    let options = &instance.options;
    let shutdown = if options.shutdown_terminates { "terminate" } else { "stop" };
    let (member, value) = match input.attribute.as_str() {
        "instanceType" => ("InstanceType", json!({ "Value": instance.instance_type })),
        "kernel" => ("KernelId", json!({})),
        "ramdisk" => ("RamdiskId", json!({})),
        "userData" => ("UserData", json!({ "Value": options.user_data })),
        "disableApiTermination" => ("DisableApiTermination", json!({ "Value": options.keep })),
        "disableApiStop" => ("DisableApiStop", json!({ "Value": options.keep_running })),
        "instanceInitiatedShutdownBehavior" => ("InstanceInitiatedShutdownBehavior", json!({ "Value": shutdown })),
        "rootDeviceName" => ("RootDeviceName", json!({ "Value": ROOT_DEVICE })),
        "blockDeviceMapping" => ("BlockDeviceMappings", json!([])),
        "productCodes" => ("ProductCodes", json!([])),
        "sourceDestCheck" => ("SourceDestCheck", json!({ "Value": !options.forwards })),
        "groupSet" => ("Groups", instance.groups.iter().map(|id| json!({ "GroupId": id })).collect()),
        "ebsOptimized" => ("EbsOptimized", json!({ "Value": options.ebs_optimized })),
        "sriovNetSupport" => ("SriovNetSupport", json!({})),
        "enaSupport" => ("EnaSupport", json!({ "Value": true })),
        "enclaveOptions" => ("EnclaveOptions", json!({ "Enabled": false })),
        other => return Err(unknown_attribute(other)),
    };
    Ok(json!({ "InstanceId": input.instance_id, member: value }))
}

/// What there is of no instance and no interface.
pub(super) fn unknown_attribute(given: &str) -> AwsError {
    let message = format!("Value ({given}) for parameter attribute is invalid. Unknown attribute.");
    AwsError::new("InvalidParameterValue", message)
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    instance_id: String,
    /// The older way to say it: a name and a text.
    attribute: Option<String>,
    value: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    instance_type: Option<Text>,
    user_data: Option<Text>,
    disable_api_termination: Option<Switch>,
    disable_api_stop: Option<Switch>,
    ebs_optimized: Option<Switch>,
    source_dest_check: Option<Switch>,
    instance_initiated_shutdown_behavior: Option<Text>,
}

/// One change, however it was said.
enum Change {
    Groups(Vec<String>),
    Type(String),
    UserData(String),
    Keep(bool),
    KeepRunning(bool),
    EbsOptimized(bool),
    SourceDestCheck(bool),
    Shutdown(String),
}

impl Modify {
    fn changes(self) -> Result<Vec<Change>, AwsError> {
        let mut changes = Vec::new();
        if let Some(attribute) = &self.attribute {
            let value = self.value.unwrap_or_default();
            let on = value.eq_ignore_ascii_case("true");
            changes.push(match attribute.as_str() {
                "instanceType" => Change::Type(value),
                "userData" => Change::UserData(value),
                "disableApiTermination" => Change::Keep(on),
                "disableApiStop" => Change::KeepRunning(on),
                "ebsOptimized" => Change::EbsOptimized(on),
                "sourceDestCheck" => Change::SourceDestCheck(on),
                "instanceInitiatedShutdownBehavior" => Change::Shutdown(value),
                other => {
                    let message = format!("The practice account does not change the attribute {other}.");
                    return Err(AwsError::new("UnsupportedOperation", message));
                }
            });
        }
        changes.extend((!self.groups.is_empty()).then_some(Change::Groups(self.groups)));
        changes.extend(self.instance_type.map(|text| Change::Type(text.value)));
        changes.extend(self.user_data.map(|text| Change::UserData(text.value)));
        changes.extend(self.disable_api_termination.map(|switch| Change::Keep(switch.value)));
        changes.extend(self.disable_api_stop.map(|switch| Change::KeepRunning(switch.value)));
        changes.extend(self.ebs_optimized.map(|switch| Change::EbsOptimized(switch.value)));
        changes.extend(self.source_dest_check.map(|switch| Change::SourceDestCheck(switch.value)));
        changes.extend(self.instance_initiated_shutdown_behavior.map(|text| Change::Shutdown(text.value)));
        Ok(changes)
    }
}

/// One attribute per call; the machine itself changes only while it is stopped.
pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let id = input.instance_id.clone();
    let mut instance = single(ask, &id)?;
    let mut changes = input.changes()?.into_iter();
    let change = changes.next().ok_or_else(|| AwsError::new("InvalidParameterCombination", "No attributes specified."))?;
    if changes.next().is_some() {
        let message = "Fields for multiple attribute types specified: only one may be modified per call";
        return Err(AwsError::new("InvalidParameterCombination", message));
    }
    let state = instance.told(ask.now).0;
    let still = matches!(change, Change::Type(_) | Change::UserData(_) | Change::EbsOptimized(_));
    if still && state != "stopped" {
        return Err(AwsError::new("IncorrectInstanceState", format!("The instance '{id}' is not in the 'stopped' state.")));
    }
    match change {
        Change::Groups(groups) => instance.groups = grouped(ask, &instance.vpc, groups)?,
        Change::Type(kind) => {
            if !kind.contains('.') {
                let message = format!("The instance type '{kind}' is not valid.");
                return Err(AwsError::new("InvalidInstanceAttributeValue", message));
            }
            instance.instance_type = kind;
        }
        Change::UserData(text) => instance.options.user_data = Some(text).filter(|text| !text.is_empty()),
        Change::Keep(on) => instance.options.keep = on,
        Change::KeepRunning(on) => instance.options.keep_running = on,
        Change::EbsOptimized(on) => instance.options.ebs_optimized = on,
        Change::SourceDestCheck(on) => instance.options.forwards = !on,
        Change::Shutdown(kind) => match kind.as_str() {
            "stop" => instance.options.shutdown_terminates = false,
            "terminate" => instance.options.shutdown_terminates = true,
            _ => {
                let message = format!("Invalid value '{kind}' for instanceInitiatedShutdownBehavior.");
                return Err(AwsError::new("InvalidParameterValue", message));
            }
        },
    }
    ask.tx.put(ask.place, &id, &instance)?;
    Ok(json!({}))
}
