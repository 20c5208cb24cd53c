//! What a killed world finds again, and how many can use it at once.

use super::*;
use crate::aws::{certificate, endpoint_service, set_base_dns_name};
use crate::state::StateError;

#[test]
fn a_world_taken_up_again_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("world.db");
    let state = State::open(Some(&path)).unwrap();
    let world = World::on(&state);
    let arn = world.balancer("api");
    let body = format!("NetworkLoadBalancerArn.1={arn}&ClientToken=t");
    let id = one(&ok(world.ec2("CreateVpcEndpointServiceConfiguration", &body)), "serviceId");
    let before = world.clock.now_ms();
    drop(world);
    drop(state);
    let world = World::on(&State::open(Some(&path)).unwrap());
    assert!(world.clock.now_ms() >= before);
    assert_eq!(one(&ok(world.ec2("CreateVpcEndpointServiceConfiguration", &body)), "serviceId"), id);
    assert_eq!(every(&ok(world.ec2("DescribeVpcEndpointServiceConfigurations", "")), "serviceId"), [id]);
}

#[test]
fn a_cleared_world_is_seeded_with_the_same_ids() {
    let state = State::open(None).unwrap();
    let world = World::on(&state);
    let before = world.product();
    world.balancer("api");
    state.clear().unwrap();
    world.aws.seed().unwrap();
    assert_eq!(world.product(), before);
    assert!(every(&ok(world.elb("DescribeLoadBalancers", "")), "LoadBalancerArn").is_empty());
}

#[test]
fn seller_operations_sees_services_and_launches_them() {
    let state = State::open(None).unwrap();
    let world = World::on(&state);
    let body = format!("NetworkLoadBalancerArn.1={}&PrivateDnsName=api.example.com", world.balancer("api"));
    let created = ok(world.ec2("CreateVpcEndpointServiceConfiguration", &body));
    let (id, name) = (one(&created, "serviceId"), one(&created, "serviceName"));
    let now = world.clock.now_ms();
    let see = |name: &str| state.transact(|tx| endpoint_service(tx, now, name)).unwrap();
    let seen = see(&name).unwrap();
    assert_eq!((seen.account.as_str(), seen.region.as_str(), seen.state.as_str()), ("111122223333", REGION, "Pending"));
    assert_eq!(seen.private_dns_state.as_deref(), Some("pendingVerification"));
    assert_eq!(see(&id), Some(seen));
    assert_eq!(see(&name.replace(REGION, "us-east-1")), None);
    let launched = state.transact(|tx| {
        set_base_dns_name(tx, &id, "api.vpce.example.com")?;
        endpoint_service(tx, now, &id)
    });
    assert_eq!(launched.unwrap().unwrap().base_dns_names, ["api.vpce.example.com"]);
    let there = ok(world.ec2("DescribeVpcEndpointServiceConfigurations", &format!("ServiceId.1={id}")));
    assert_eq!(every(&one(&there, "baseEndpointDnsNameSet"), "item"), ["api.vpce.example.com"]);
    assert!(state.transact(|tx| Ok::<_, StateError>(certificate(tx, now, "arn:none")?.is_none())).unwrap());
}

#[test]
fn many_at_once_lose_nothing() {
    let world = World::new();
    let created = ok(world.ec2("CreateVpcEndpointServiceConfiguration", &format!("NetworkLoadBalancerArn.1={}", world.balancer("api"))));
    let id = one(&created, "serviceId");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let (world, id) = (&world, &id);
            scope.spawn(move || {
                for index in 0..25 {
                    let account = 100_000_000_000_u64 + thread * 1000 + index;
                    let add = format!("ServiceId={id}&AddAllowedPrincipals.1=arn:aws:iam::{account}:root");
                    ok(world.ec2("ModifyVpcEndpointServicePermissions", &add));
                }
            });
        }
    });
    let mut principals = every(&ok(world.ec2("DescribeVpcEndpointServicePermissions", &format!("ServiceId={id}"))), "principal");
    principals.sort();
    principals.dedup();
    assert_eq!(principals.len(), 200);
}
