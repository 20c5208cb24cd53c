//! Instances: what the service runs on.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::security_groups::SecurityGroup;
use super::{Noun, paged};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::regions;
use crate::aws::tags::Tags;
use crate::state::Record;

/// An instance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub vpc: String,
    pub subnet: String,
    pub zone: String,
    /// Private IPv4 address.
    pub address: String,
    /// Security group.
    pub group: String,
    pub instance_type: String,
    pub state: InstanceState,
    pub launched_ms: i64,
    /// TCP ports that a program in it answers on: what health checks find.
    pub listens: Vec<u16>,
}

impl Record for Instance {
    const KIND: &'static str = "instance";
}

/// An instance's state ("Instance lifecycle" in the EC2 User Guide).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum InstanceState {
    Running,
    Stopped,
}

impl InstanceState {
    fn name(self) -> &'static str {
        match self {
            InstanceState::Running => "running",
            InstanceState::Stopped => "stopped",
        }
    }

    fn code(self) -> i64 {
        match self {
            InstanceState::Running => 16,
            InstanceState::Stopped => 80,
        }
    }
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
    for entry in INSTANCE.chosen::<Instance>(ask, &input.instance_ids)? {
        let (id, instance) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let reservation = id.replacen("i-", "r-", 1);
        let passes = filters.pass(&tags, |name| match name {
            "architecture" => one(ARCHITECTURE),
            "availability-zone" => one(&instance.zone),
            "availability-zone-id" => one(regions::zone_id(ask.place.account, ask.place.region, &instance.zone)),
            "group-id" | "instance.group-id" => one(&instance.group),
            "image-id" => one(IMAGE),
            "instance-id" => one(id),
            "instance-state-code" => one(instance.state.code()),
            "instance-state-name" => one(instance.state.name()),
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

fn described(ask: &Ask<'_>, id: &str, instance: &Instance, tags: &Tags) -> Result<Value, AwsError> {
    let group: Option<SecurityGroup> = ask.tx.get(ask.place, &instance.group)?;
    let groups = json!([{ "GroupId": instance.group, "GroupName": group.map(|group| group.name) }]);
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
    let mut described = json!({
        "InstanceId": id, "ImageId": IMAGE, "InstanceType": instance.instance_type, "AmiLaunchIndex": 0,
        "LaunchTime": instance.launched_ms, "Placement": placement, "VpcId": instance.vpc, "SubnetId": instance.subnet,
        "State": { "Code": instance.state.code(), "Name": instance.state.name() },
        "PrivateIpAddress": instance.address, "PrivateDnsName": host, "PublicDnsName": "",
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
