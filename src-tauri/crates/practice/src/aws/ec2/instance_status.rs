//! Status checks of instances. Source: DescribeInstanceStatus in the EC2 API reference, and "Status checks for your instances"
//! in the EC2 User Guide.

use serde::Deserialize;
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use super::instances::{Instance, chosen};
use super::{paged, unpaged};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::regions;
use crate::aws::tags::Tags;

/// World time from running to the first verdict.
const FIRST_CHECKS_MS: i64 = 120_000;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    instance_ids: Vec<String>,
    #[serde(default)]
    include_all_instances: bool,
    /// The practice account has none that another service manages.
    #[serde(rename = "IncludeManagedResources")]
    _include_managed: Option<bool>,
    #[serde(default)]
    filters: Vec<Filter>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// The verdict on instance and system alike, and on their being reachable: nothing ever breaks here.
fn verdict(instance: &Instance, now: i64) -> (&'static str, Option<&'static str>) {
    match instance.told(now).0 {
        "running" if now < instance.changed_ms + FIRST_CHECKS_MS => ("initializing", Some("initializing")),
        "running" => ("ok", Some("passed")),
        _ => ("not-applicable", None),
    }
}

/// Those that run, unless all are asked for.
pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    const KNOWN: [&str; 8] = [
        "availability-zone",
        "availability-zone-id",
        "instance-state-code",
        "instance-state-name",
        "instance-status.reachability",
        "instance-status.status",
        "system-status.reachability",
        "system-status.status",
    ];
    unpaged(input.max_results, &input.instance_ids, "instancesSet")?;
    let filters = Filters::of(input.filters, &KNOWN)?;
    let mut found = Vec::new();
    for entry in chosen(ask, &input.instance_ids)? {
        let instance = &entry.record;
        let (state, code) = instance.told(ask.now);
        if state != "running" && !input.include_all_instances {
            continue;
        }
        let (status, reachability) = verdict(instance, ask.now);
        let zone_id = regions::zone_id(ask.place.account, ask.place.region, &instance.zone);
        let passes = filters.pass(&Tags::of(ask, &entry.id)?, |name| match name {
            "availability-zone" => one(&instance.zone),
            "availability-zone-id" => one(&zone_id),
            "instance-state-code" => one(code),
            "instance-state-name" => one(state),
            "instance-status.status" | "system-status.status" => one(status),
            _ => reachability.map(str::to_owned).into_iter().collect(),
        });
        if passes {
            let details: Vec<Value> = reachability.iter().map(|verdict| json!({ "Name": "reachability", "Status": verdict })).collect();
            let summary = json!({ "Status": status, "Details": (!details.is_empty()).then_some(details) });
            let status = json!({
                "InstanceId": entry.id, "AvailabilityZone": instance.zone, "AvailabilityZoneId": zone_id,
                "InstanceState": { "Code": code, "Name": state }, "InstanceStatus": summary, "SystemStatus": summary,
            });
            found.push((entry.seq, status));
        }
    }
    paged("InstanceStatuses", found, input.max_results, input.next_token.as_deref())
}
