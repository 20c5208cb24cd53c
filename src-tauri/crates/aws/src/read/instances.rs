//! The servers that answer customers.

use std::collections::HashMap;

use aws_sdk_ec2::types::Filter;
use gangway_model::Region;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{name_tag, text};
use crate::account::Account;
use crate::error::AwsError;

/// An EC2 instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Instance {
    /// `i-…`.
    pub id: String,
    /// Its `Name` tag.
    pub name: Option<String>,
    /// `pending`, `running`, `stopping`, `stopped` or `shutting-down`.
    pub state: String,
    /// `t3.small`.
    pub instance_type: String,
    /// Its first private address.
    pub private_ip: Option<String>,
    /// Where it runs.
    pub vpc_id: String,
    /// Where it runs.
    pub subnet_id: String,
    /// The zone's name in this account.
    pub zone_name: String,
    /// The zone's id.
    pub zone_id: String,
}

/// EC2 takes at most this many values in one filter.
pub(crate) const VALUES_PER_FILTER: usize = 200;

impl Account {
    /// Every instance that is not terminated, of one VPC or of all, by name, then id.
    ///
    /// # Errors
    /// As any read of EC2.
    pub async fn instances(&self, region: &Region, vpc: Option<&str>) -> Result<Vec<Instance>, AwsError> {
        let filter = vpc.map(|id| Filter::builder().name("vpc-id").values(id).build());
        let mut instances = self.described(region, filter).await?;
        // Emulators that ignore filters exist, and another VPC's instance must never be offered.
        instances.retain(|instance| instance.state != "terminated" && vpc.is_none_or(|id| instance.vpc_id == id));
        instances.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(instances)
    }

    /// Zone name and id by instance id; ids that no longer exist are left out.
    pub(super) async fn zones_of(&self, region: &Region, ids: &[String]) -> Result<HashMap<String, (String, String)>, AwsError> {
        let mut zones = HashMap::new();
        for some in ids.chunks(VALUES_PER_FILTER) {
            let filter = Filter::builder().name("instance-id").set_values(Some(some.to_vec())).build();
            let instances = self.described(region, Some(filter)).await?;
            zones.extend(instances.into_iter().map(|instance| (instance.id, (instance.zone_name, instance.zone_id))));
        }
        Ok(zones)
    }

    async fn described(&self, region: &Region, filter: Option<Filter>) -> Result<Vec<Instance>, AwsError> {
        let zone_ids = self.zone_ids(region).await?;
        let request = self.clients(region).ec2.describe_instances().set_filters(filter.map(|filter| vec![filter]));
        let reservations = self.all("DescribeInstances", request.into_paginator().items().send()).await?;
        let instances = reservations.iter().flat_map(|reservation| reservation.instances());
        Ok(instances.map(|instance| seen(instance, &zone_ids)).collect())
    }
}

pub(crate) fn seen(instance: &aws_sdk_ec2::types::Instance, zone_ids: &HashMap<String, String>) -> Instance {
    let placement = instance.placement();
    let zone_name = text(placement.and_then(|place| place.availability_zone()));
    let zone_id = placement.and_then(|place| place.availability_zone_id()).map(str::to_owned);
    Instance {
        id: text(instance.instance_id()),
        name: name_tag(instance.tags()),
        state: instance.state().and_then(|state| state.name()).map(|name| name.as_str().to_owned()).unwrap_or_default(),
        instance_type: instance.instance_type().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        private_ip: instance.private_ip_address().map(str::to_owned),
        vpc_id: text(instance.vpc_id()),
        subnet_id: text(instance.subnet_id()),
        zone_id: zone_id.or_else(|| zone_ids.get(&zone_name).cloned()).unwrap_or_default(),
        zone_name,
    }
}
