//! Connections to the caller's endpoint services, in whatever account and Region their endpoints are. A principal that is
//! taken off the allow list keeps them. Source: AcceptVpcEndpointConnections and its relatives in the EC2 API reference.

use serde::Deserialize;
use serde_json::{Value, json};

use super::endpoint::{ENDPOINT, Endpoint};
use super::endpoint_services::{ENDPOINT_SERVICE, EndpointService};
use super::filters::{Filter, Filters, one};
use super::{capped, page_of};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::tags::Tags;
use crate::state::{Entry, Place};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    const KNOWN: [&str; 6] =
        ["ip-address-type", "service-id", "vpc-endpoint-id", "vpc-endpoint-owner", "vpc-endpoint-region", "vpc-endpoint-state"];
    let filters = Filters::of(input.filters, &KNOWN)?;
    let mut found = Vec::new();
    for entry in all(ask)? {
        let endpoint = &entry.record;
        let Some(service) = ask.tx.get::<EndpointService>(ask.place, &endpoint.service_id)? else { continue };
        let tags = Tags::of(ask, &endpoint.connection_id)?;
        let passes = filters.pass(&tags, |name| match name {
            "ip-address-type" => one(&endpoint.address_type),
            "service-id" => one(&endpoint.service_id),
            "vpc-endpoint-id" => one(&entry.id),
            "vpc-endpoint-owner" => one(&entry.account),
            "vpc-endpoint-region" => one(&entry.region),
            _ => one(endpoint.state(ask.now)),
        });
        if passes {
            let connection = json!({
                "ServiceId": endpoint.service_id, "VpcEndpointId": entry.id, "VpcEndpointOwner": entry.account,
                "VpcEndpointState": endpoint.state(ask.now), "CreationTimestamp": endpoint.created_ms,
                "DnsEntries": endpoint.dns_entries(ask, &entry.id, &entry.region)?,
                "NetworkLoadBalancerArns": service.load_balancers, "IpAddressType": endpoint.address_type,
                "VpcEndpointConnectionId": endpoint.connection_id, "VpcEndpointRegion": entry.region, "Tags": tags.listed(),
            });
            found.push((entry.seq, connection));
        }
    }
    page_of("VpcEndpointConnections", found, capped(input.max_results, 5)?, input.next_token.as_deref())
}

/// Every connection to a service of the caller's in this Region that AWS has not forgotten.
pub(super) fn all(ask: &Ask<'_>) -> Result<Vec<Entry<Endpoint>>, AwsError> {
    let mut all = ask.tx.everywhere::<Endpoint>()?;
    all.retain(|entry| {
        let endpoint = &entry.record;
        endpoint.owner == ask.place.account && endpoint.service_region == ask.place.region && endpoint.counts(ask.now)
    });
    Ok(all)
}

/// Whether connections keep a service from being deleted.
pub(crate) fn bind(ask: &Ask<'_>, service_id: &str) -> Result<bool, AwsError> {
    Ok(all(ask)?.iter().any(|entry| entry.record.service_id == service_id && entry.record.binds(ask.now)))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Answer {
    service_id: String,
    vpc_endpoint_ids: Vec<String>,
}

pub(crate) fn accept(ask: &Ask<'_>, input: Answer) -> Result<Value, AwsError> {
    change(ask, &input, |endpoint| {
        let waits = endpoint.state(ask.now) == "pendingAcceptance";
        if waits {
            endpoint.accepted_ms = Some(ask.now);
        }
        waits
    })
}

/// One that was accepted can be cut off too.
pub(crate) fn reject(ask: &Ask<'_>, input: Answer) -> Result<Value, AwsError> {
    change(ask, &input, |endpoint| {
        let binds = endpoint.binds(ask.now);
        if binds {
            endpoint.rejected_ms = Some(ask.now);
            endpoint.private_dns = false;
        }
        binds
    })
}

/// Changes each connection that allows it, and answers those that do not.
fn change(ask: &Ask<'_>, input: &Answer, work: impl Fn(&mut Endpoint) -> bool) -> Result<Value, AwsError> {
    ENDPOINT_SERVICE.one::<EndpointService>(ask, &input.service_id)?;
    if input.vpc_endpoint_ids.is_empty() {
        return Err(AwsError::missing("VpcEndpointId"));
    }
    let mut connections = all(ask)?;
    connections.retain(|entry| entry.record.service_id == input.service_id);
    let mut unsuccessful = Vec::new();
    for id in &input.vpc_endpoint_ids {
        let error = match connections.iter_mut().find(|entry| entry.id == *id) {
            None => ENDPOINT.check(id).err().unwrap_or_else(|| ENDPOINT.not_found(id)),
            Some(entry) => {
                if work(&mut entry.record) {
                    ask.tx.put(Place { account: &entry.account, region: &entry.region }, id, &entry.record)?;
                    continue;
                }
                let message = format!("The Vpc Endpoint '{id}' is in state {}", entry.record.state(ask.now));
                AwsError::new("InvalidState", message)
            }
        };
        unsuccessful.push(json!({ "ResourceId": id, "Error": { "Code": error.code, "Message": error.message } }));
    }
    Ok(json!({ "Unsuccessful": unsuccessful }))
}
