//! Lists and their pages: hosted zones, hosted zones by name, record sets. Route 53's pages begin with what the next one
//! starts with, not after what the last one ended with.

use serde::Deserialize;
use serde_json::{Value, json};

use super::names::DomainName;
use super::{RecordSet, Zone, bare, invalid, one};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::state::Entry;

/// Hosted zones in one answer (API reference, "ListHostedZones").
const MOST_ZONES: usize = 100;
/// Record sets in one answer (API reference, "ListResourceRecordSets").
const MOST_SETS: usize = 300;

/// How many items an answer may have: more than the most is the most.
fn most(max_items: Option<&str>, most: usize) -> Result<usize, AwsError> {
    let Some(given) = max_items else { return Ok(most) };
    let number = given.parse().ok().filter(|number| *number > 0);
    number.map(|number: usize| number.min(most)).ok_or_else(|| invalid(format!("MaxItems is not a number above 0: {given}")))
}

/// Cuts a page off: its items, and the first item of the next.
fn cut<T>(mut all: Vec<T>, most: usize) -> (Vec<T>, Option<T>) {
    let mut rest = all.split_off(most.min(all.len()));
    let next = if rest.is_empty() { None } else { Some(rest.swap_remove(0)) };
    (all, next)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ListZones {
    marker: Option<String>,
    max_items: Option<String>,
    hosted_zone_type: Option<String>,
}

/// In order of creation. The marker is the id of the zone that a page begins with.
pub(crate) fn zones(ask: &Ask<'_>, input: ListZones) -> Result<Value, AwsError> {
    let limit = most(input.max_items.as_deref(), MOST_ZONES)?;
    let mut all: Vec<Entry<Zone>> = ask.tx.list(ask.place)?;
    if let Some(marker) = &input.marker {
        let start = all.iter().position(|entry| entry.id == bare(marker, "hostedzone"));
        let start = start.ok_or_else(|| invalid(format!("There is no hosted zone for the marker {marker}")))?;
        all.drain(..start);
    }
    if input.hosted_zone_type.is_some() {
        // The only type to filter by is that of private zones.
        all.clear();
    }
    let (page, next) = cut(all, limit);
    let told: Vec<Value> = page.iter().map(|entry| entry.record.told(&entry.id)).collect();
    Ok(json!({
        "HostedZones": told, "Marker": input.marker.unwrap_or_default(), "MaxItems": limit.to_string(), "IsTruncated": next.is_some(),
        "NextMarker": next.map(|entry| entry.id),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListZonesByName {
    #[serde(rename = "DNSName")]
    dns_name: Option<String>,
    #[serde(rename = "HostedZoneId")]
    hosted_zone_id: Option<String>,
    #[serde(rename = "MaxItems")]
    max_items: Option<String>,
}

/// In the order of names with their labels reversed; zones of the same name in the order of their ids.
pub(crate) fn zones_by_name(ask: &Ask<'_>, input: ListZonesByName) -> Result<Value, AwsError> {
    let limit = most(input.max_items.as_deref(), MOST_ZONES)?;
    let wrong = |message: String| AwsError::new("InvalidDomainName", message);
    let start = input.dns_name.as_deref().map(DomainName::parse).transpose().map_err(wrong)?;
    if start.is_none() && input.hosted_zone_id.is_some() {
        return Err(invalid("A hosted zone ID can be given only with a DNS name."));
    }
    let place =
        |entry: &Entry<Zone>| (DomainName::parse(&entry.record.name).map(|name| name.order()).unwrap_or_default(), entry.id.clone());
    let mut all: Vec<Entry<Zone>> = ask.tx.list(ask.place)?;
    all.sort_by_cached_key(place);
    if let Some(name) = &start {
        let from = (name.order(), input.hosted_zone_id.as_deref().map_or("", |id| bare(id, "hostedzone")).to_owned());
        all.retain(|entry| place(entry) >= from);
    }
    let (page, next) = cut(all, limit);
    let told: Vec<Value> = page.iter().map(|entry| entry.record.told(&entry.id)).collect();
    Ok(json!({
        "HostedZones": told, "DNSName": start.map(|name| name.text()), "HostedZoneId": input.hosted_zone_id,
        "MaxItems": limit.to_string(), "IsTruncated": next.is_some(),
        "NextDNSName": next.as_ref().map(|entry| &entry.record.name), "NextHostedZoneId": next.as_ref().map(|entry| &entry.id),
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ListRecordSets {
    hosted_zone_id: String,
    start_record_name: Option<String>,
    start_record_type: Option<String>,
    /// Sets with identifiers are not played: there is nothing that it could skip.
    start_record_identifier: Option<String>,
    max_items: Option<String>,
}

/// In the order of names with their labels reversed, then of types.
pub(crate) fn record_sets(ask: &Ask<'_>, input: ListRecordSets) -> Result<Value, AwsError> {
    let zone = one(ask, &input.hosted_zone_id)?;
    let limit = most(input.max_items.as_deref(), MOST_SETS)?;
    let start = input.start_record_name.as_deref().map(DomainName::parse).transpose().map_err(invalid)?;
    let unfounded = input.start_record_type.is_some() && start.is_none();
    if unfounded || (input.start_record_identifier.is_some() && input.start_record_type.is_none()) {
        return Err(invalid("The input is not valid"));
    }
    let mut all: Vec<RecordSet> = zone.sets;
    if let Some(name) = start {
        let from = (name.order(), input.start_record_type.unwrap_or_default());
        all.retain(|set| set.order() >= from);
    }
    let (page, next) = cut(all, limit);
    let told: Vec<Value> = page.iter().map(RecordSet::told).collect();
    Ok(json!({
        "ResourceRecordSets": told, "MaxItems": limit.to_string(), "IsTruncated": next.is_some(),
        "NextRecordName": next.as_ref().map(|set| &set.name), "NextRecordType": next.as_ref().map(|set| &set.kind),
    }))
}
