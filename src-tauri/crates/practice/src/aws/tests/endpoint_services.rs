//! Endpoint services, their allow list, and what a customer sees of them.

use super::*;

fn create(world: &World, balancer: &str, rest: &str) -> (u16, String) {
    world.ec2("CreateVpcEndpointServiceConfiguration", &format!("NetworkLoadBalancerArn.1={balancer}&{rest}"))
}

fn seen(world: &World, name: &str) -> (u16, String) {
    let body = format!("Action=DescribeVpcEndpointServices&Version=2016-11-15&ServiceName.1={name}");
    world.send(CUSTOMER, REGION, "ec2", &[], &body)
}

#[test]
fn a_load_balancer_serves_one_endpoint_service_and_is_kept_by_it() {
    let world = World::new();
    let arn = world.balancer("api");
    assert_eq!(code(world.ec2("CreateVpcEndpointServiceConfiguration", "")), "InvalidParameter");
    assert_eq!(code(create(&world, "nonsense", "")), "InvalidNetworkLoadBalancerArn.Malformed");
    assert_eq!(code(create(&world, &format!("{arn}0"), "")), "InvalidNetworkLoadBalancerArn.NotFound");
    let tags = "TagSpecification.1.ResourceType=vpc-endpoint-service&TagSpecification.1.Tag.1.Key=made-by\
                &TagSpecification.1.Tag.1.Value=a%26b";
    let created = ok(create(&world, &arn, tags));
    let id = one(&created, "serviceId");
    assert_eq!(id.len(), "vpce-svc-".len() + 17);
    assert_eq!(one(&created, "serviceName"), format!("com.amazonaws.vpce.{REGION}.{id}"));
    assert_eq!((one(&created, "serviceState"), one(&created, "acceptanceRequired")), ("Pending".into(), "true".into()));
    assert!(created.contains("<privateDnsNameConfiguration></privateDnsNameConfiguration>"), "{created}");
    assert!(created.contains("<key>made-by</key><value>a&amp;b</value>"), "{created}");
    assert_eq!(code(create(&world, &arn, "")), "InvalidParameter");
    assert_eq!(code(world.elb("DeleteLoadBalancer", &format!("LoadBalancerArn={arn}"))), "ResourceInUse");
    world.pass(60);
    let there = ok(world.ec2("DescribeVpcEndpointServiceConfigurations", &format!("ServiceId.1={id}")));
    assert_eq!(one(&there, "serviceState"), "Available");
    let gone = ok(world.ec2("DeleteVpcEndpointServiceConfigurations", &format!("ServiceId.1={id}&ServiceId.2=vpce-svc-00000000000000000")));
    assert_eq!(every(&gone, "resourceId"), ["vpce-svc-00000000000000000"]);
    ok(world.elb("DeleteLoadBalancer", &format!("LoadBalancerArn={arn}")));
}

#[test]
fn a_client_token_creates_once_and_refuses_another_request() {
    let world = World::new();
    let (first, second) = (world.balancer("one"), world.balancer("two"));
    let id = one(&ok(create(&world, &first, "ClientToken=t")), "serviceId");
    assert_eq!(one(&ok(create(&world, &first, "ClientToken=t")), "serviceId"), id);
    assert_eq!(code(create(&world, &second, "ClientToken=t")), "IdempotentParameterMismatch");
    assert_eq!(code(create(&world, &second, "DryRun=true")), "DryRunOperation");
    let all = ok(world.ec2("DescribeVpcEndpointServiceConfigurations", ""));
    assert_eq!(every(&all, "serviceId"), [id]);
}

#[test]
fn only_the_allow_list_makes_it_visible() {
    let world = World::new();
    let created = ok(create(&world, &world.balancer("api"), ""));
    let (id, name) = (one(&created, "serviceId"), one(&created, "serviceName"));
    world.pass(60);
    assert_eq!(code(seen(&world, &name)), "InvalidServiceName");
    let modify = |rest: &str| world.ec2("ModifyVpcEndpointServicePermissions", &format!("ServiceId={id}&{rest}"));
    // All or nothing: the good one of a bad call is not kept.
    let mixed = "AddAllowedPrincipals.1=arn:aws:iam::444455556666:root&AddAllowedPrincipals.2=nonsense";
    assert_eq!(code(modify(mixed)), "InvalidPrincipal");
    let list = |rest: &str| ok(world.ec2("DescribeVpcEndpointServicePermissions", &format!("ServiceId={id}&{rest}")));
    assert!(every(&list(""), "principal").is_empty());
    let added = ok(modify("AddAllowedPrincipals.1=444455556666"));
    assert!(one(&added, "servicePermissionId").starts_with("vpce-svc-perm-"));
    // As it was given; the same account by its ARN is no second entry.
    assert_eq!(every(&list(""), "principal"), ["444455556666"]);
    ok(modify("AddAllowedPrincipals.1=arn:aws:iam::444455556666:root"));
    assert_eq!(every(&list(""), "principal").len(), 1);
    let offer = ok(seen(&world, &name));
    assert_eq!(one(&offer, "owner"), "111122223333");
    // The customer's names of the seller's zones: the same places in another order.
    let zones = every(&one(&offer, "availabilityZoneSet"), "item");
    assert_eq!(zones, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
    for index in 0..7 {
        ok(modify(&format!("AddAllowedPrincipals.1=arn:aws:iam::00000000000{index}:root")));
    }
    let page = list("MaxResults=5");
    assert_eq!(every(&page, "principal").len(), 5);
    assert_eq!(every(&list(&format!("NextToken={}", one(&page, "nextToken"))), "principal").len(), 3);
    ok(modify("RemoveAllowedPrincipals.1=arn:aws:iam::444455556666:root"));
    assert_eq!(code(seen(&world, &name)), "InvalidServiceName");
}

#[test]
fn a_private_name_is_verified_when_its_record_is_served_and_not_before() {
    let world = World::new();
    let arn = world.balancer("api");
    assert_eq!(code(create(&world, &arn, "PrivateDnsName=Not%20a%20name")), "InvalidParameter");
    let created = ok(create(&world, &arn, "PrivateDnsName=api.example.com"));
    let id = one(&created, "serviceId");
    let configuration = one(&created, "privateDnsNameConfiguration");
    let state = || {
        let there = ok(world.ec2("DescribeVpcEndpointServiceConfigurations", &format!("ServiceId.1={id}")));
        one(&one(&there, "privateDnsNameConfiguration"), "state")
    };
    let start = || ok(world.ec2("StartVpcEndpointServicePrivateDnsVerification", &format!("ServiceId={id}")));
    world.pass(3600);
    assert_eq!(state(), "pendingVerification");
    start();
    world.pass(30);
    assert_eq!(state(), "failed");
    let label = one(&configuration, "name");
    world.publish(&format!("{label}.example.com"), "TXT", "vpce:somebody-else");
    start();
    world.pass(30);
    assert_eq!(state(), "failed");
    world.publish(&format!("{label}.example.com"), "TXT", &one(&configuration, "value"));
    start();
    assert_eq!(state(), "pendingVerification");
    world.pass(30);
    assert_eq!(state(), "verified");
    ok(world.ec2("ModifyVpcEndpointServiceConfiguration", &format!("ServiceId={id}&PrivateDnsName=api2.example.com")));
    assert_eq!(state(), "pendingVerification");
}

#[test]
fn a_service_tags_and_filters() {
    let world = World::new();
    let id = one(&ok(create(&world, &world.balancer("api"), "")), "serviceId");
    let tag = |action| ok(world.ec2(action, &format!("ResourceId.1={id}&Tag.1.Key=team&Tag.1.Value=api")));
    let found = |filter: &str| {
        let body = ok(world.ec2("DescribeVpcEndpointServiceConfigurations", &format!("Filter.1.Name={filter}")));
        every(&body, "serviceId").len()
    };
    tag("CreateTags");
    assert_eq!((found("tag:team&Filter.1.Value.1=a*"), found("tag:team&Filter.1.Value.1=b")), (1, 0));
    assert_eq!((found("service-state&Filter.1.Value.1=Pending"), found("service-id&Filter.1.Value.1=x")), (1, 0));
    let listed = ok(world.ec2("DescribeTags", &format!("Filter.1.Name=resource-id&Filter.1.Value.1={id}")));
    assert_eq!(one(&listed, "resourceType"), "vpc-endpoint-service");
    tag("DeleteTags");
    assert_eq!(found("tag-key&Filter.1.Value.1=team"), 0);
    assert_eq!(code(world.ec2("CreateTags", "ResourceId.1=nonsense&Tag.1.Key=a")), "InvalidID");
    assert_eq!(code(world.ec2("CreateTags", &format!("ResourceId.1={id}&Tag.1.Key=aws:x"))), "InvalidTagKey.Malformed");
}
