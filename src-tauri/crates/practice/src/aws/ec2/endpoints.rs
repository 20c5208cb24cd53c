//! Interface endpoints (PrivateLink's customer side). Source: "Interface VPC endpoints" in the PrivateLink guide, and
//! CreateVpcEndpoint and its relatives in the EC2 API reference.

use serde::Deserialize;
use serde_json::{Value, json};

use super::endpoint::{ENDPOINT, Endpoint, Face, MOST_ZONES};
use super::endpoint_services::EndpointService;
use super::filters::{Filter, Filters, one};
use super::offers;
use super::private_dns::ProofState;
use super::security_groups::{DEFAULT, GROUP, SecurityGroup, of_name};
use super::subnets::{SUBNET, Subnet, free_addresses};
use super::tags::{TagSpecification, specified};
use super::vpcs::{VPC, Vpc};
use super::{capped, network_interfaces, page_of};
use crate::aws::ask::{Ask, hex, new_id};
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::regions;
use crate::aws::tags::Tags;
use crate::state::Entry;

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidParameter", message)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    vpc_endpoint_type: Option<String>,
    vpc_id: String,
    service_name: Option<String>,
    service_region: Option<String>,
    #[serde(default)]
    subnet_ids: Vec<String>,
    #[serde(default)]
    security_group_ids: Vec<String>,
    ip_address_type: Option<String>,
    private_dns_enabled: Option<bool>,
    client_token: Option<String>,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let name = input.service_name.ok_or_else(|| AwsError::missing("ServiceName"))?;
    let vpc: Vpc = VPC.one(ask, &input.vpc_id)?;
    let tags = specified(&input.tag_specifications, "vpc-endpoint")?;
    let service = offers::seen_as(ask, &name, input.service_region.as_deref())?;
    // Gateway is what AWS takes when no type is named.
    let kind = input.vpc_endpoint_type.as_deref().unwrap_or("Gateway");
    if !matches!(kind, "Interface" | "Gateway" | "GatewayLoadBalancer" | "Resource" | "ServiceNetwork") {
        return Err(AwsError::new("InvalidVpcEndpointType", format!("The VPC endpoint type '{kind}' is not valid.")));
    }
    if kind != "Interface" {
        return Err(invalid(format!("Endpoint type ({kind}) does not match available service types ([Interface]).")));
    }
    let address_type = input.ip_address_type.unwrap_or_else(|| "ipv4".to_owned());
    if !service.record.address_types.contains(&address_type) {
        return Err(invalid(format!("The IP address type '{address_type}' is not supported by the service {name}.")));
    }
    quota::ENDPOINTS.allow(ask, || {
        let existing = ask.tx.list::<Endpoint>(ask.place)?;
        Ok(existing.iter().filter(|entry| entry.record.vpc == input.vpc_id && entry.record.counts(ask.now)).count())
    })?;
    let groups = groups(ask, &input.vpc_id, input.security_group_ids)?;
    let mut endpoint = Endpoint {
        service: name,
        service_id: service.id.clone(),
        owner: service.account.clone(),
        service_region: service.region.clone(),
        vpc: input.vpc_id,
        faces: Vec::new(),
        groups,
        private_dns: false,
        private_name: None,
        suffix: hex(8),
        address_type,
        created_ms: ask.now,
        accepted_ms: (!service.record.acceptance_required).then_some(ask.now),
        rejected_ms: None,
        deleted_ms: None,
        connection_id: new_id("vpce-con"),
    };
    for subnet in &input.subnet_ids {
        reach(ask, &mut endpoint, &service, subnet)?;
    }
    if input.private_dns_enabled == Some(true) {
        turn_on(ask, None, &mut endpoint, Some(&service), &vpc)?;
    }
    let id = new_id("vpce");
    ask.tx.put(ask.place, &id, &endpoint)?;
    tags.store(ask, &id)?;
    Ok(json!({ "VpcEndpoint": described(ask, &id, &endpoint, &tags)?, "ClientToken": input.client_token }))
}

/// The groups named, all of the VPC; its default one when none is.
fn groups(ask: &Ask<'_>, vpc: &str, given: Vec<String>) -> Result<Vec<String>, AwsError> {
    if given.is_empty() {
        return Ok(vec![of_name(ask, DEFAULT, Some(vpc))?]);
    }
    for id in &given {
        let group: SecurityGroup = GROUP.one(ask, id)?;
        if group.vpc != vpc {
            return Err(invalid(format!("Security group {id} does not belong to VPC {vpc}.")));
        }
    }
    Ok(given)
}

/// Puts an interface into a subnet: one a zone, and only where the service is.
fn reach(ask: &Ask<'_>, endpoint: &mut Endpoint, service: &Entry<EndpointService>, id: &str) -> Result<(), AwsError> {
    let subnet: Subnet = SUBNET.one(ask, id)?;
    if subnet.vpc != endpoint.vpc {
        return Err(invalid(format!("The subnet ID '{id}' does not belong to VPC {}.", endpoint.vpc)));
    }
    let zone_id = regions::zone_id(ask.place.account, ask.place.region, &subnet.zone);
    let far = service.region != ask.place.region;
    if !far && !service.record.zone_ids(&service.account, &service.region).contains(&zone_id) {
        let message = format!("The VPC endpoint service {} does not support the availability zone of the subnet: {id}.", endpoint.service);
        return Err(invalid(message));
    }
    if endpoint.faces.iter().any(|face| face.zone == subnet.zone) {
        let message = format!("Found another VPC endpoint subnet in the availability zone of {id}.");
        return Err(AwsError::new("DuplicateSubnetsInSameZone", message));
    }
    if endpoint.faces.len() >= MOST_ZONES {
        return Err(invalid("An endpoint has an interface in at most one subnet per Availability Zone."));
    }
    let address = free_addresses(ask, id, 1)?.pop().unwrap_or_default();
    endpoint.faces.push(Face { interface: new_id("eni"), subnet: id.to_owned(), zone: subnet.zone, address });
    Ok(())
}

/// Associates the service's private name with the VPC, if everything it takes is there.
fn turn_on(
    ask: &Ask<'_>,
    id: Option<&str>,
    endpoint: &mut Endpoint,
    service: Option<&Entry<EndpointService>>,
    vpc: &Vpc,
) -> Result<(), AwsError> {
    let private = service.and_then(|service| service.record.private_dns.as_ref());
    let Some(private) = private.filter(|private| private.state == ProofState::Verified) else {
        let name = &endpoint.service;
        let message = format!("Private DNS can't be enabled because the service {name} does not provide a private DNS name.");
        return Err(invalid(message));
    };
    if endpoint.accepted_ms.is_none() {
        let name = &endpoint.service;
        let message = format!("Private DNS can only be enabled after the endpoint connection has been accepted by the owner of {name}.");
        return Err(invalid(message));
    }
    if !vpc.dns_support || !vpc.dns_hostnames {
        let message = format!(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {}",
            endpoint.vpc
        );
        return Err(invalid(message));
    }
    let conflict = ask.tx.list::<Endpoint>(ask.place)?.into_iter().any(|entry| {
        let other = &entry.record;
        let taken = other.private_dns && other.private_name.as_deref() == Some(private.name.as_str());
        Some(entry.id.as_str()) != id && other.vpc == endpoint.vpc && other.counts(ask.now) && taken
    });
    if conflict {
        let message = format!(
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for {} in the VPC {}",
            private.name, endpoint.vpc
        );
        return Err(invalid(message));
    }
    endpoint.private_dns = true;
    endpoint.private_name = Some(private.name.clone());
    Ok(())
}

/// The policy of an endpoint that was made without one (`PolicyDocument` of CreateVpcEndpoint).
const FULL_ACCESS: &str = r#"{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}"#;

fn described(ask: &Ask<'_>, id: &str, endpoint: &Endpoint, tags: &Tags) -> Result<Value, AwsError> {
    let subnets: Vec<&str> = endpoint.faces.iter().map(|face| face.subnet.as_str()).collect();
    let interfaces: Vec<&str> = endpoint.faces.iter().map(|face| face.interface.as_str()).collect();
    Ok(json!({
        "PolicyDocument": FULL_ACCESS,
        "VpcEndpointId": id, "VpcEndpointType": "Interface", "VpcId": endpoint.vpc, "ServiceName": endpoint.service,
        "State": endpoint.state(ask.now), "RouteTableIds": [], "SubnetIds": subnets, "OwnerId": ask.place.account,
        "Groups": network_interfaces::groups(ask, &endpoint.groups)?, "IpAddressType": endpoint.address_type,
        "DnsOptions": { "DnsRecordIpType": endpoint.address_type }, "PrivateDnsEnabled": endpoint.private_dns,
        "RequesterManaged": false, "NetworkInterfaceIds": interfaces, "CreationTimestamp": endpoint.created_ms,
        "DnsEntries": endpoint.dns_entries(ask, id, ask.place.region)?, "Tags": tags.listed(),
        "ServiceRegion": endpoint.service_region,
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    vpc_endpoint_ids: Vec<String>,
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    const KNOWN: [&str; 7] =
        ["ip-address-type", "service-name", "service-region", "vpc-endpoint-id", "vpc-endpoint-state", "vpc-endpoint-type", "vpc-id"];
    let filters = Filters::of(input.filters, &KNOWN)?;
    let mut found = Vec::new();
    for entry in chosen(ask, &input.vpc_endpoint_ids)? {
        let (id, endpoint) = (&entry.id, &entry.record);
        let tags = Tags::of(ask, id)?;
        let passes = filters.pass(&tags, |name| match name {
            "ip-address-type" => one(&endpoint.address_type),
            "service-name" => one(&endpoint.service),
            "service-region" => one(&endpoint.service_region),
            "vpc-endpoint-id" => one(id),
            "vpc-endpoint-state" => one(endpoint.state(ask.now)),
            "vpc-endpoint-type" => one("Interface"),
            _ => one(&endpoint.vpc),
        });
        if passes {
            found.push((entry.seq, described(ask, id, endpoint, &tags)?));
        }
    }
    page_of("VpcEndpoints", found, capped(input.max_results, 1)?, input.next_token.as_deref())
}

/// Endpoints that AWS has not forgotten.
fn chosen(ask: &Ask<'_>, ids: &[String]) -> Result<Vec<Entry<Endpoint>>, AwsError> {
    let mut found = ENDPOINT.chosen::<Endpoint>(ask, ids)?;
    if let Some(gone) = found.iter().find(|entry| !ids.is_empty() && entry.record.forgotten(ask.now)) {
        return Err(ENDPOINT.not_found(&gone.id));
    }
    found.retain(|entry| !entry.record.forgotten(ask.now));
    Ok(found)
}

fn single(ask: &Ask<'_>, id: &str) -> Result<Endpoint, AwsError> {
    let endpoint: Endpoint = ENDPOINT.one(ask, id)?;
    if endpoint.forgotten(ask.now) { Err(ENDPOINT.not_found(id)) } else { Ok(endpoint) }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    vpc_endpoint_id: String,
    #[serde(default)]
    add_subnet_ids: Vec<String>,
    #[serde(default)]
    remove_subnet_ids: Vec<String>,
    #[serde(default)]
    add_security_group_ids: Vec<String>,
    #[serde(default)]
    remove_security_group_ids: Vec<String>,
    private_dns_enabled: Option<bool>,
}

pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let id = &input.vpc_endpoint_id;
    let mut endpoint = single(ask, id)?;
    if endpoint.deleted_ms.is_some() {
        return Err(AwsError::new("IncorrectState", format!("The VPC endpoint {id} is being deleted.")));
    }
    let service: Option<Entry<EndpointService>> = ask.tx.find(&endpoint.service_id)?;
    endpoint.faces.retain(|face| !input.remove_subnet_ids.contains(&face.subnet));
    if !input.add_subnet_ids.is_empty() {
        let service = service.as_ref().ok_or_else(|| offers::absent(&endpoint.service))?;
        for subnet in &input.add_subnet_ids {
            reach(ask, &mut endpoint, service, subnet)?;
        }
    }
    if !input.add_security_group_ids.is_empty() {
        for group in groups(ask, &endpoint.vpc, input.add_security_group_ids)? {
            if !endpoint.groups.contains(&group) {
                endpoint.groups.push(group);
            }
        }
    }
    endpoint.groups.retain(|group| !input.remove_security_group_ids.contains(group));
    if endpoint.groups.is_empty() {
        return Err(invalid("An endpoint must keep at least one security group."));
    }
    match input.private_dns_enabled {
        Some(true) if !endpoint.private_dns => {
            let vpc: Vpc = VPC.one(ask, &endpoint.vpc)?;
            turn_on(ask, Some(id), &mut endpoint, service.as_ref(), &vpc)?;
        }
        Some(false) => {
            endpoint.private_dns = false;
            endpoint.private_name = None;
        }
        _ => {}
    }
    ask.tx.put(ask.place, id, &endpoint)?;
    Ok(json!({ "Return": true }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    vpc_endpoint_ids: Vec<String>,
}

/// Answers what could not be deleted.
pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    if input.vpc_endpoint_ids.is_empty() {
        return Err(AwsError::missing("VpcEndpointId"));
    }
    let mut unsuccessful = Vec::new();
    for id in &input.vpc_endpoint_ids {
        match single(ask, id) {
            Ok(mut endpoint) => {
                endpoint.deleted_ms.get_or_insert(ask.now);
                ask.tx.put(ask.place, id, &endpoint)?;
                Tags::forget(ask, id)?;
            }
            Err(error) if error.status == 500 => return Err(error),
            Err(error) => unsuccessful.push(json!({ "ResourceId": id, "Error": { "Code": error.code, "Message": error.message } })),
        }
    }
    Ok(json!({ "Unsuccessful": unsuccessful }))
}
