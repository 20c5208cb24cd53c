//! What an account may have. Source: "Quotas for your Network Load Balancers".

use serde::Deserialize;
use serde_json::{Value, json};

use super::paged;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::limits::quota;

/// Name and default, those of Network Load Balancers and target groups.
pub(crate) const LIMITS: [(&str, usize); 8] = [
    ("target-groups", 3000),
    ("network-load-balancers", 50),
    ("targets-per-network-load-balancer", 3000),
    ("targets-per-availability-zone-per-network-load-balancer", 500),
    ("listeners-per-network-load-balancer", 50),
    ("certificates-per-network-load-balancer", 25),
    ("target-groups-per-action-on-network-load-balancer", 1),
    ("load-balancers-per-target-group", 1),
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    marker: Option<String>,
    page_size: Option<i64>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let mut limits = Vec::new();
    for (name, most) in LIMITS {
        let most = match name {
            "target-groups" => quota::TARGET_GROUPS.value(ask)?,
            "network-load-balancers" => quota::LOAD_BALANCERS.value(ask)?,
            "listeners-per-network-load-balancer" => quota::LISTENERS.value(ask)?,
            _ => most,
        };
        limits.push(json!({ "Name": name, "Max": most.to_string() }));
    }
    paged("Limits", (1..).zip(limits).collect(), input.page_size, input.marker.as_deref())
}
