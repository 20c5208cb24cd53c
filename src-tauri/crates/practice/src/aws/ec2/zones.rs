//! Regions and Availability Zones.

use serde::Deserialize;
use serde_json::{Value, json};

use super::filters::{Filter, Filters, one};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::regions;
use crate::aws::tags::Tags;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeRegions {
    #[serde(default)]
    region_names: Vec<String>,
    #[serde(default)]
    all_regions: bool,
    #[serde(default)]
    filters: Vec<Filter>,
}

/// Regions that need no opting in are on, the others off, as in a fresh account; off ones show with `AllRegions` only.
pub(crate) fn describe_regions(_: &Ask<'_>, input: DescribeRegions) -> Result<Value, AwsError> {
    if let Some(unknown) = input.region_names.iter().find(|name| !regions::known(name)) {
        return Err(AwsError::new("InvalidParameterValue", format!("Invalid region name: {unknown}")));
    }
    let filters = Filters::of(input.filters, &["endpoint", "opt-in-status", "region-name"])?;
    let regions: Vec<Value> = regions::all()
        .filter(|(code, opt_in)| {
            let named = input.region_names.iter().any(|name| name == code);
            named || (input.region_names.is_empty() && (input.all_regions || !opt_in))
        })
        .map(|(code, opt_in)| (code, format!("ec2.{code}.amazonaws.com"), status(opt_in)))
        .filter(|(code, endpoint, status)| {
            filters.pass(&Tags::default(), |name| match name {
                "endpoint" => one(endpoint),
                "opt-in-status" => one(status),
                _ => one(code),
            })
        })
        .map(|(code, endpoint, status)| json!({ "RegionName": code, "Endpoint": endpoint, "OptInStatus": status }))
        .collect();
    Ok(json!({ "Regions": regions }))
}

fn status(opt_in: bool) -> &'static str {
    if opt_in { "not-opted-in" } else { "opt-in-not-required" }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeAvailabilityZones {
    #[serde(default)]
    zone_names: Vec<String>,
    #[serde(default)]
    zone_ids: Vec<String>,
    /// Would add Local and Wavelength Zones, of which the practice account has none.
    #[serde(rename = "AllAvailabilityZones")]
    _all: Option<bool>,
    #[serde(default)]
    filters: Vec<Filter>,
}

pub(crate) fn describe_availability_zones(ask: &Ask<'_>, input: DescribeAvailabilityZones) -> Result<Value, AwsError> {
    const KNOWN: [&str; 8] = ["group-name", "message", "opt-in-status", "region-name", "state", "zone-id", "zone-name", "zone-type"];
    let filters = Filters::of(input.filters, &KNOWN)?;
    let zones = regions::zones(ask.place.account, ask.place.region);
    let absent = input.zone_names.iter().find(|name| !zones.iter().any(|zone| zone.name == **name));
    let absent = absent.or(input.zone_ids.iter().find(|id| !zones.iter().any(|zone| zone.id == **id)));
    if let Some(absent) = absent {
        return Err(AwsError::new("InvalidParameterValue", format!("Invalid availability zone: [{absent}]")));
    }
    let region = ask.place.region;
    let zones: Vec<Value> = zones
        .into_iter()
        .filter(|zone| input.zone_names.is_empty() || input.zone_names.contains(&zone.name))
        .filter(|zone| input.zone_ids.is_empty() || input.zone_ids.contains(&zone.id))
        .filter(|zone| {
            filters.pass(&Tags::default(), |name| match name {
                "group-name" | "region-name" => one(region),
                "opt-in-status" => one("opt-in-not-required"),
                "state" => one("available"),
                "zone-id" => one(&zone.id),
                "zone-name" => one(&zone.name),
                "zone-type" => one("availability-zone"),
                _ => Vec::new(),
            })
        })
        .map(|zone| {
            json!({
                "State": "available", "OptInStatus": "opt-in-not-required", "Messages": [], "RegionName": region,
                "ZoneName": zone.name, "ZoneId": zone.id, "GroupName": region, "NetworkBorderGroup": region,
                "ZoneType": "availability-zone",
            })
        })
        .collect();
    Ok(json!({ "AvailabilityZones": zones }))
}
