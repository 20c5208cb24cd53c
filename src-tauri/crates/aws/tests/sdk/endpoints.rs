//! The handshake between the two accounts: service, allow list, endpoint, acceptance, private name, rejection, deletes.

use aws_sdk_ec2::types::{AttributeBooleanValue, Filter, VpcEndpointType};
use gangway_practice::RecordForm;

use crate::balancing::Balanced;
use crate::world::{CUSTOMER, World, refused};

const NONE: &str = "vpce-00000000000000000";

/// The seller's service on the load balancer, with a private name that is proved.
async fn service(world: &mut World, balanced: &Balanced) -> (String, String) {
    let ec2 = world.seller.ec2.clone();
    let wanted = ec2.create_vpc_endpoint_service_configuration().network_load_balancer_arns(&balanced.balancer).client_token("one");
    let wanted = wanted.private_dns_name("api.example.com");
    refused("DryRunOperation", wanted.clone().dry_run(true).send().await);
    let made = wanted.clone().send().await.unwrap();
    let made = made.service_configuration().unwrap();
    let (id, name) = (made.service_id().unwrap().to_owned(), made.service_name().unwrap().to_owned());
    let again = wanted.clone().send().await.unwrap();
    assert_eq!(again.service_configuration().and_then(|service| service.service_id()), Some(id.as_str()));
    refused("IdempotentParameterMismatch", wanted.acceptance_required(false).send().await);
    assert_eq!(world.agreed().await[&format!("seller {id}")], "Pending");
    assert_eq!(world.passes(60).await[&format!("seller {id}")], "Available");
    let proof = made.private_dns_name_configuration().unwrap();
    let record = RecordForm {
        zone: "example.com".to_owned(),
        name: format!("{}.example.com", proof.name().unwrap()),
        kind: proof.r#type().unwrap().to_owned(),
        ttl: 300,
        value: proof.value().unwrap().to_owned(),
    };
    world.control.publish(&record).unwrap();
    ec2.start_vpc_endpoint_service_private_dns_verification().service_id(&id).send().await.unwrap();
    world.passes(30).await;
    world.until(&format!("seller {id} private name"), "verified").await;
    (id, name)
}

pub async fn play(world: &mut World, balanced: &Balanced) {
    let (ec2, customer) = (world.seller.ec2.clone(), world.customer.ec2.clone());
    let (service, name) = service(world, balanced).await;
    refused("ResourceInUse", world.seller.elb.delete_load_balancer().load_balancer_arn(&balanced.balancer).send().await);
    refused("InvalidServiceName", customer.describe_vpc_endpoint_services().service_names(&name).send().await);
    let root = format!("arn:aws:iam::{CUSTOMER}:root");
    let allow = ec2.modify_vpc_endpoint_service_permissions().service_id(&service);
    refused("InvalidPrincipal", allow.clone().add_allowed_principals("x").send().await);
    allow.clone().add_allowed_principals(&root).send().await.unwrap();
    let allowed = ec2.describe_vpc_endpoint_service_permissions().service_id(&service).send().await.unwrap();
    assert_eq!(allowed.allowed_principals()[0].principal(), Some(root.as_str()));
    let offer = customer.describe_vpc_endpoint_services().service_names(&name).send().await.unwrap();
    let zones = offer.service_details()[0].availability_zones().to_vec();
    assert_eq!(zones.len(), 2);

    // The customer's side, in the zones where the service is.
    let home = customer.describe_vpcs().send().await.unwrap().vpcs()[0].vpc_id().unwrap().to_owned();
    let there = Filter::builder().name("availability-zone").set_values(Some(zones)).build();
    let subnets = customer.describe_subnets().filters(there).send().await.unwrap();
    let subnets: Vec<String> = subnets.subnets().iter().map(|subnet| subnet.subnet_id().unwrap().to_owned()).collect();
    let wanted = customer.create_vpc_endpoint().vpc_endpoint_type(VpcEndpointType::Interface).vpc_id(&home).service_name(&name);
    let made = wanted.clone().subnet_ids(&subnets[0]).client_token("one").send().await.unwrap();
    let endpoint = made.vpc_endpoint().and_then(|endpoint| endpoint.vpc_endpoint_id()).unwrap().to_owned();
    let (theirs, ours) = (format!("customer {endpoint}"), format!("seller {endpoint} connection"));
    let asked = world.agreed().await;
    assert_eq!((asked[&theirs].as_str(), asked[&ours].as_str()), ("pendingAcceptance", "pendingAcceptance"));
    let early = customer.modify_vpc_endpoint().vpc_endpoint_id(&endpoint).private_dns_enabled(true).send().await;
    refused("InvalidParameter", early);
    let accepted = ec2.accept_vpc_endpoint_connections().service_id(&service).vpc_endpoint_ids(&endpoint).vpc_endpoint_ids(NONE);
    assert_eq!(accepted.send().await.unwrap().unsuccessful()[0].resource_id(), Some(NONE));
    assert_eq!(world.agreed().await[&theirs], "pending");
    let open = world.passes(60).await;
    assert_eq!((open[&theirs].as_str(), open[&ours].as_str()), ("available", "available"));
    let yes = AttributeBooleanValue::builder().value(true).build();
    customer.modify_vpc_attribute().vpc_id(&home).enable_dns_hostnames(yes).send().await.unwrap();
    let named = customer.modify_vpc_endpoint().vpc_endpoint_id(&endpoint).private_dns_enabled(true).add_subnet_ids(&subnets[1]);
    named.send().await.unwrap();
    let described = customer.describe_vpc_endpoints().vpc_endpoint_ids(&endpoint).send().await.unwrap();
    assert_eq!((described.vpc_endpoints()[0].private_dns_enabled(), described.vpc_endpoints()[0].subnet_ids().len()), (Some(true), 2));

    // Off the list the connection stays, until it is rejected.
    allow.remove_allowed_principals(&root).send().await.unwrap();
    assert_eq!(world.agreed().await[&ours], "available");
    let kept = ec2.delete_vpc_endpoint_service_configurations().service_ids(&service).send().await.unwrap();
    let code = kept.unsuccessful()[0].error().and_then(|error| error.code());
    assert_eq!(code, Some("ExistingVpcEndpointConnections"));
    let rejected = ec2.reject_vpc_endpoint_connections().service_id(&service).vpc_endpoint_ids(&endpoint).send().await.unwrap();
    assert!(rejected.unsuccessful().is_empty());
    assert_eq!(world.agreed().await[&theirs], "rejected");
    ec2.modify_vpc_endpoint_service_configuration().service_id(&service).acceptance_required(false).send().await.unwrap();
    let gone = customer.delete_vpc_endpoints().vpc_endpoint_ids(&endpoint).send().await.unwrap();
    assert!(gone.unsuccessful().is_empty());
    assert_eq!(world.agreed().await[&theirs], "deleting");
    assert!(!world.passes(60).await.contains_key(&theirs));
    let gone = ec2.delete_vpc_endpoint_service_configurations().service_ids(&service).send().await.unwrap();
    assert!(gone.unsuccessful().is_empty());
    refused("InvalidVpcEndpointServiceId.NotFound", ec2.describe_vpc_endpoint_service_configurations().service_ids(&service).send().await);
    world.agreed().await;
}
