//! Endpoint services as a customer sees them: the caller's own, and those whose allow list has the caller.

use serde::Deserialize;
use serde_json::{Value, json};

use super::endpoint_services::{EndpointService, service_name};
use super::filters::{Filter, Filters, one};
use super::permissions::AllowedPrincipal;
use super::private_dns::ProofState;
use super::{capped, resumed};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::pages;
use crate::aws::regions;
use crate::aws::tags::Tags;
use crate::state::{Entry, Place};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    service_names: Vec<String>,
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
    #[serde(default)]
    service_regions: Vec<String>,
}

/// A name that does not exist and one that the caller is not allowed to see get the same answer.
pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    const KNOWN: [&str; 5] = ["owner", "service-name", "service-region", "service-type", "supported-ip-address-types"];
    const MEMBER: &str = "ServiceDetails";
    let filters = Filters::of(input.filters, &KNOWN)?;
    let services = visible(ask, &input.service_regions)?;
    let name = |entry: &Entry<EndpointService>| service_name(&entry.region, &entry.id);
    if let Some(absent) = input.service_names.iter().find(|given| !services.iter().any(|entry| name(entry) == **given)) {
        return Err(self::absent(absent));
    }
    let mut found = Vec::new();
    for entry in services {
        let service_name = name(&entry);
        if !input.service_names.is_empty() && !input.service_names.contains(&service_name) {
            continue;
        }
        let owner = Place { account: &entry.account, region: &entry.region };
        let tags: Tags = ask.tx.get(owner, &entry.id)?.unwrap_or_default();
        let passes = filters.pass(&tags, |name| match name {
            "owner" => one(&entry.account),
            "service-name" => one(&service_name),
            "service-region" => one(&entry.region),
            "service-type" => one("Interface"),
            _ => entry.record.address_types.clone(),
        });
        if passes {
            found.push((entry.seq, described(ask, &entry, &service_name, &tags)));
        }
    }
    let page = pages::cut(MEMBER, found, resumed(MEMBER, input.next_token.as_deref())?, capped(input.max_results, 1)?);
    let names: Vec<Value> = page.items.iter().filter_map(|detail| detail.get("ServiceName").cloned()).collect();
    Ok(json!({ "ServiceNames": names, MEMBER: page.items, "NextToken": page.next }))
}

/// A service that does not exist for the caller.
pub(crate) fn absent(name: &str) -> AwsError {
    AwsError::new("InvalidServiceName", format!("The Vpc Endpoint Service '{name}' does not exist"))
}

/// The service of that name, if the caller may connect to it from here.
pub(crate) fn seen_as(ask: &Ask<'_>, name: &str, region: Option<&str>) -> Result<Entry<EndpointService>, AwsError> {
    let regions: Vec<String> = region.map(str::to_owned).into_iter().collect();
    let found = visible(ask, &regions)?.into_iter().find(|entry| service_name(&entry.region, &entry.id) == name);
    found.ok_or_else(|| absent(name))
}

/// Available services of the Regions asked for (the caller's own when none is named) that the caller may see from here.
fn visible(ask: &Ask<'_>, service_regions: &[String]) -> Result<Vec<Entry<EndpointService>>, AwsError> {
    let here = ask.place.region;
    let mut visible = Vec::new();
    for entry in ask.tx.everywhere::<EndpointService>()? {
        let in_region = if service_regions.is_empty() { entry.region == here } else { service_regions.contains(&entry.region) };
        let reaches = entry.region == here || entry.record.other_regions.contains(here);
        let ready = entry.record.state(ask.now) == "Available";
        if in_region && reaches && ready && (entry.account == ask.place.account || allowed(ask, &entry)?) {
            visible.push(entry);
        }
    }
    Ok(visible)
}

fn allowed(ask: &Ask<'_>, entry: &Entry<EndpointService>) -> Result<bool, AwsError> {
    let owner = Place { account: &entry.account, region: &entry.region };
    let root = format!("arn:aws:iam::{}:root", ask.place.account);
    for principal in ["*", &root, &identity(ask.caller)] {
        if ask.tx.get::<AllowedPrincipal>(owner, &format!("{}/{principal}", entry.id))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The IAM ARN behind a caller: of a session, its role's.
fn identity(caller: &str) -> String {
    let parts: Vec<&str> = caller.splitn(6, ':').collect();
    match parts.as_slice() {
        [_, _, "sts", _, account, session] => {
            let role = session.split('/').nth(1).unwrap_or_default();
            format!("arn:aws:iam::{account}:role/{role}")
        }
        _ => caller.to_owned(),
    }
}

fn described(ask: &Ask<'_>, entry: &Entry<EndpointService>, name: &str, tags: &Tags) -> Value {
    let service = &entry.record;
    let ids = service.zone_ids(&entry.account, &entry.region);
    // Zone names are the caller's; ids are everyone's. From another Region there are no zones to speak of.
    let zones: Vec<String> = regions::zones(ask.place.account, &entry.region)
        .into_iter()
        .filter(|zone| entry.region == ask.place.region && ids.contains(&zone.id))
        .map(|zone| zone.name)
        .collect();
    let mut detail = json!({
        "ServiceName": name, "ServiceId": entry.id, "ServiceType": [{ "ServiceType": "Interface" }],
        "ServiceRegion": entry.region, "AvailabilityZones": zones, "AvailabilityZoneIds": ids, "Owner": entry.account,
        "BaseEndpointDnsNames": service.base_dns_names(&entry.region, &entry.id),
        "VpcEndpointPolicySupported": false, "AcceptanceRequired": service.acceptance_required,
        "ManagesVpcEndpoints": false, "SupportedIpAddressTypes": service.address_types, "Tags": tags.listed(),
    });
    if let (Some(members), Some(private)) = (detail.as_object_mut(), &service.private_dns) {
        members.insert("PrivateDnsNameVerificationState".into(), json!(private.state));
        if private.state == ProofState::Verified {
            members.insert("PrivateDnsName".into(), json!(private.name));
            members.insert("PrivateDnsNames".into(), json!([{ "PrivateDnsName": private.name }]));
        }
    }
    detail
}
