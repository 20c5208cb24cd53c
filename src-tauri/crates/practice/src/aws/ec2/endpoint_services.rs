//! Endpoint services (PrivateLink's provider side). Source: "Create a service powered by AWS PrivateLink" and the EC2 API
//! reference of these operations.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::connections;
use super::filters::{Filter, Filters, one};
use super::permissions;
use super::private_dns::{self, PrivateDns};
use super::tags::{TagSpecification, specified};
use super::{Noun, capped, page_of};
use crate::aws::ask::{Ask, new_id};
use crate::aws::elb::load_balancers::LoadBalancer;
use crate::aws::error::AwsError;
use crate::aws::regions;
use crate::aws::tags::Tags;
use crate::state::Record;

/// World time from creation to `Available`. AWS is usually there at once; a short wait keeps its callers honest.
const PENDING_MS: i64 = 60_000;

/// An endpoint service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct EndpointService {
    pub load_balancers: Vec<String>,
    pub acceptance_required: bool,
    /// `ipv4`, `ipv6`.
    pub address_types: Vec<String>,
    /// Regions besides its own from which it may be used.
    pub other_regions: BTreeSet<String>,
    /// Zone names as its load balancers had them when it was last created or modified: later ones reach it only then.
    pub zones: BTreeSet<String>,
    pub private_dns: Option<PrivateDns>,
    /// The seller's service DNS name, once AWS Marketplace has launched the service.
    pub launched_as: Option<String>,
    pub created_ms: i64,
}

impl Record for EndpointService {
    const KIND: &'static str = "vpc-endpoint-service";
}

pub(crate) const ENDPOINT_SERVICE: Noun =
    Noun { prefix: "vpce-svc-", words: "VpcEndpointService Id", absent: "InvalidVpcEndpointServiceId.NotFound", malformed: None };

impl EndpointService {
    pub fn state(&self, now: i64) -> &'static str {
        if now < self.available_ms() { "Pending" } else { "Available" }
    }

    /// World time from which it can be used.
    pub fn available_ms(&self) -> i64 {
        self.created_ms + PENDING_MS
    }

    pub fn base_dns_names(&self, region: &str, id: &str) -> Vec<String> {
        vec![self.launched_as.clone().unwrap_or_else(|| format!("{id}.{region}.vpce.amazonaws.com"))]
    }

    /// The zones as ids, which mean the same to every account.
    pub fn zone_ids(&self, owner: &str, region: &str) -> Vec<String> {
        self.zones.iter().map(|zone| regions::zone_id(owner, region, zone)).collect()
    }
}

/// `com.amazonaws.vpce.<region>.vpce-svc-...`
pub(crate) fn service_name(region: &str, id: &str) -> String {
    format!("com.amazonaws.vpce.{region}.{id}")
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameter", message)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    acceptance_required: Option<bool>,
    private_dns_name: Option<String>,
    #[serde(default)]
    network_load_balancer_arns: Vec<String>,
    #[serde(default)]
    supported_ip_address_types: Vec<String>,
    #[serde(default)]
    supported_regions: Vec<String>,
    client_token: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let id = new_id("vpce-svc");
    if input.network_load_balancer_arns.is_empty() {
        let message = "exactly one of network_load_balancer_arn or gateway_load_balancer_arn is a required member";
        return Err(invalid(message));
    }
    let tags = specified(&input.tag_specifications, "vpc-endpoint-service")?;
    let mut service = EndpointService {
        load_balancers: Vec::new(),
        acceptance_required: input.acceptance_required.unwrap_or(true),
        address_types: Vec::new(),
        other_regions: BTreeSet::new(),
        zones: BTreeSet::new(),
        private_dns: input.private_dns_name.as_deref().map(private_dns::wanted).transpose()?,
        launched_as: None,
        created_ms: ask.now,
    };
    attach(ask, &id, &mut service, &input.network_load_balancer_arns)?;
    let types = if input.supported_ip_address_types.is_empty() { vec!["ipv4".to_owned()] } else { input.supported_ip_address_types };
    add_address_types(ask, &mut service, types)?;
    add_regions(ask, &mut service, input.supported_regions)?;
    refresh_zones(ask, &mut service)?;
    ask.tx.put(ask.place, &id, &service)?;
    tags.store(ask, &id)?;
    let configuration = described(ask, &id, &service, &tags);
    Ok(json!({ "ServiceConfiguration": configuration, "ClientToken": input.client_token }))
}

/// Adds load balancers: each must be one of the caller's in this Region, active, a Network Load Balancer, and serve no
/// other endpoint service.
fn attach(ask: &Ask<'_>, id: &str, service: &mut EndpointService, arns: &[String]) -> Result<(), AwsError> {
    for arn in arns {
        if !arn.starts_with("arn:aws:elasticloadbalancing:") || !arn.contains(":loadbalancer/net/") {
            let message = format!("Network Load Balancer ARN '{arn}' is malformed");
            return Err(AwsError::new("InvalidNetworkLoadBalancerArn.Malformed", message));
        }
        let balancer: LoadBalancer = ask.tx.get(ask.place, arn)?.ok_or_else(|| {
            let message = format!("Network Load Balancer '{arn}' does not exist");
            AwsError::new("InvalidNetworkLoadBalancerArn.NotFound", message)
        })?;
        if balancer.state(ask.now) != "active" {
            return Err(invalid(format!("Network Load Balancer '{arn}' is not active")));
        }
        let others = ask.tx.list::<EndpointService>(ask.place)?;
        if let Some(other) = others.iter().find(|other| other.id != id && other.record.load_balancers.contains(arn)) {
            let message = format!("Network Load Balancer '{arn}' is already associated with {}", other.id);
            return Err(invalid(message));
        }
        if !service.load_balancers.contains(arn) {
            service.load_balancers.push(arn.clone());
        }
    }
    Ok(())
}

fn add_address_types(ask: &Ask<'_>, service: &mut EndpointService, types: Vec<String>) -> Result<(), AwsError> {
    for kind in types {
        if kind != "ipv4" && kind != "ipv6" {
            return Err(invalid(format!("'{kind}' is not an IP address type. Valid types: ipv4, ipv6")));
        }
        if kind == "ipv6" {
            for arn in &service.load_balancers {
                let balancer: Option<LoadBalancer> = ask.tx.get(ask.place, arn)?;
                if balancer.is_some_and(|balancer| balancer.address_type != "dualstack") {
                    return Err(invalid(format!("Network Load Balancer '{arn}' must be dualstack for ipv6")));
                }
            }
        }
        if !service.address_types.contains(&kind) {
            service.address_types.push(kind);
        }
    }
    Ok(())
}

fn add_regions(ask: &Ask<'_>, service: &mut EndpointService, given: Vec<String>) -> Result<(), AwsError> {
    for region in given {
        if !regions::known(&region) {
            return Err(invalid(format!("'{region}' is not a Region that can be supported")));
        }
        if region != ask.place.region {
            service.other_regions.insert(region);
        }
    }
    Ok(())
}

fn refresh_zones(ask: &Ask<'_>, service: &mut EndpointService) -> Result<(), AwsError> {
    service.zones.clear();
    for arn in &service.load_balancers {
        let balancer: Option<LoadBalancer> = ask.tx.get(ask.place, arn)?;
        service.zones.extend(balancer.into_iter().flat_map(|balancer| balancer.zones).map(|node| node.zone));
    }
    Ok(())
}

fn described(ask: &Ask<'_>, id: &str, service: &EndpointService, tags: &Tags) -> Value {
    let (account, region) = (ask.place.account, ask.place.region);
    let state = service.state(ask.now);
    let regions = std::iter::once(region).chain(service.other_regions.iter().map(String::as_str));
    let mut configuration = json!({
        "ServiceType": [{ "ServiceType": "Interface" }], "ServiceId": id, "ServiceName": service_name(region, id),
        "ServiceState": state, "AvailabilityZones": service.zones, "AvailabilityZoneIds": service.zone_ids(account, region),
        "AcceptanceRequired": service.acceptance_required, "ManagesVpcEndpoints": false,
        "NetworkLoadBalancerArns": service.load_balancers, "SupportedIpAddressTypes": service.address_types,
        "BaseEndpointDnsNames": service.base_dns_names(region, id),
        "SupportedRegions": regions.map(|region| json!({ "Region": region, "ServiceState": state })).collect::<Value>(),
        "RemoteAccessEnabled": !service.other_regions.is_empty(), "Tags": tags.listed(),
    });
    if let Some(members) = configuration.as_object_mut() {
        members.extend(service.private_dns.as_ref().map(|private| ("PrivateDnsName".to_owned(), json!(private.name))));
        // Without a private name AWS writes the element all the same, empty.
        let proof = service.private_dns.as_ref().map_or_else(|| json!({}), PrivateDns::configuration);
        members.insert("PrivateDnsNameConfiguration".to_owned(), proof);
    }
    configuration
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    service_ids: Vec<String>,
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let filters = Filters::of(input.filters, &["service-name", "service-id", "service-state", "supported-ip-address-types"])?;
    let mut found = Vec::new();
    for entry in ENDPOINT_SERVICE.chosen::<EndpointService>(ask, &input.service_ids)? {
        let (id, service) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let passes = filters.pass(&tags, |name| match name {
            "service-name" => one(service_name(ask.place.region, id)),
            "service-id" => one(id),
            "service-state" => one(service.state(ask.now)),
            _ => service.address_types.clone(),
        });
        if passes {
            found.push((entry.seq, described(ask, id, service, &tags)));
        }
    }
    page_of("ServiceConfigurations", found, capped(input.max_results, 5)?, input.next_token.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    service_id: String,
    private_dns_name: Option<String>,
    #[serde(default)]
    remove_private_dns_name: bool,
    acceptance_required: Option<bool>,
    #[serde(default)]
    add_network_load_balancer_arns: Vec<String>,
    #[serde(default)]
    remove_network_load_balancer_arns: Vec<String>,
    #[serde(default)]
    add_supported_ip_address_types: Vec<String>,
    #[serde(default)]
    remove_supported_ip_address_types: Vec<String>,
    #[serde(default)]
    add_supported_regions: Vec<String>,
    #[serde(default)]
    remove_supported_regions: Vec<String>,
}

/// With the service's id alone it still takes up the load balancers' new zones.
pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let id = &input.service_id;
    let mut service: EndpointService = ENDPOINT_SERVICE.one(ask, id)?;
    if input.private_dns_name.is_some() && input.remove_private_dns_name {
        let message = "PrivateDnsName and RemovePrivateDnsName cannot be specified together";
        return Err(AwsError::new("InvalidParameterCombination", message));
    }
    if input.remove_private_dns_name {
        service.private_dns = None;
    }
    if let Some(name) = &input.private_dns_name {
        // The same name again keeps its proof; another one starts over.
        if service.private_dns.as_ref().is_none_or(|private| private.name != *name) {
            service.private_dns = Some(private_dns::wanted(name)?);
        }
    }
    if let Some(required) = input.acceptance_required {
        service.acceptance_required = required;
    }
    let before = service.load_balancers.clone();
    attach(ask, id, &mut service, &input.add_network_load_balancer_arns)?;
    for arn in &input.remove_network_load_balancer_arns {
        if !service.load_balancers.contains(arn) {
            let message = format!("Network Load Balancer '{arn}' is not associated with {id}");
            return Err(AwsError::new("InvalidNetworkLoadBalancerArn.NotFound", message));
        }
        service.load_balancers.retain(|attached| attached != arn);
    }
    if service.load_balancers != before && connections::bind(ask, id)? {
        return Err(existing_connections());
    }
    if service.load_balancers.is_empty() {
        return Err(invalid(format!("{id} must keep at least one load balancer")));
    }
    add_address_types(ask, &mut service, input.add_supported_ip_address_types)?;
    service.address_types.retain(|kind| !input.remove_supported_ip_address_types.contains(kind));
    if service.address_types.is_empty() {
        return Err(invalid(format!("{id} must keep at least one IP address type")));
    }
    add_regions(ask, &mut service, input.add_supported_regions)?;
    service.other_regions.retain(|region| !input.remove_supported_regions.contains(region));
    refresh_zones(ask, &mut service)?;
    ask.tx.put(ask.place, id, &service)?;
    Ok(json!({ "Return": true }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    service_ids: Vec<String>,
}

fn deletable(ask: &Ask<'_>, id: &str) -> Result<(), AwsError> {
    ENDPOINT_SERVICE.one::<EndpointService>(ask, id)?;
    if connections::bind(ask, id)? { Err(existing_connections()) } else { Ok(()) }
}

/// Neither deletion nor a change of load balancers while endpoints are attached ("Error codes for the Amazon EC2 API").
fn existing_connections() -> AwsError {
    AwsError::new("ExistingVpcEndpointConnections", "Service has existing active VPC Endpoint connections!")
}

/// Answers what could not be deleted; the rest is gone, its allow list and tags with it.
pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    if input.service_ids.is_empty() {
        return Err(AwsError::missing("ServiceId"));
    }
    let mut unsuccessful = Vec::new();
    for id in &input.service_ids {
        match deletable(ask, id) {
            Ok(()) => {
                ask.tx.delete::<EndpointService>(ask.place, id)?;
                permissions::forget(ask, id)?;
                Tags::forget(ask, id)?;
            }
            Err(error) if error.status == 500 => return Err(error),
            // Of a list the code is another one than of a single service (clients that delete look for it).
            Err(error) if error.code.ends_with(".NotFound") => unsuccessful.push(json!({
                "ResourceId": id, "Error": { "Code": "InvalidVpcEndpointService.NotFound", "Message": error.message },
            })),
            Err(error) => unsuccessful.push(json!({ "ResourceId": id, "Error": { "Code": error.code, "Message": error.message } })),
        }
    }
    Ok(json!({ "Unsuccessful": unsuccessful }))
}
