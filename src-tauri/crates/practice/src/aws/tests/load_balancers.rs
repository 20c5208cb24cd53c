//! Load balancers, target groups, listeners, and what keeps them from being deleted.

use super::*;

/// A TCP target group of the product's instances on a port.
fn group(world: &World, name: &str, port: u16) -> String {
    let (vpc, _, instances) = world.product();
    let arn = one(&ok(world.elb("CreateTargetGroup", &format!("Name={name}&Protocol=TCP&Port={port}&VpcId={vpc}"))), "TargetGroupArn");
    let targets: Vec<String> = instances.iter().enumerate().map(|(index, id)| format!("Targets.member.{}.Id={id}", index + 1)).collect();
    ok(world.elb("RegisterTargets", &format!("TargetGroupArn={arn}&{}", targets.join("&"))));
    arn
}

fn listen(world: &World, balancer: &str, protocol: &str, port: u16, group: &str) -> (u16, String) {
    let action = format!("DefaultActions.member.1.Type=forward&DefaultActions.member.1.TargetGroupArn={group}");
    world.elb("CreateListener", &format!("LoadBalancerArn={balancer}&Protocol={protocol}&Port={port}&{action}"))
}

fn health(world: &World, group: &str) -> Vec<(String, String)> {
    let body = ok(world.elb("DescribeTargetHealth", &format!("TargetGroupArn={group}")));
    every(&body, "TargetHealth").iter().map(|health| (one(health, "State"), every(health, "Reason").concat())).collect()
}

#[test]
fn a_load_balancer_faces_the_internet_unless_told_otherwise_and_needs_a_gateway_for_it() {
    let world = World::new();
    let (_, subnets, _) = world.product();
    let create = |rest: &str| world.elb("CreateLoadBalancer", &format!("Name=api&Type=network&{rest}"));
    assert_eq!(code(create(&format!("Subnets.member.1={}", subnets[0]))), "InvalidSubnet");
    assert_eq!(code(create("Subnets.member.1=subnet-00000000000000000")), "SubnetNotFound");
    assert_eq!(code(create("")), "ValidationError");
    let twice = format!("Scheme=internal&Subnets.member.1={0}&Subnets.member.2={0}", subnets[0]);
    assert_eq!(code(create(&twice)), "InvalidConfigurationRequest");
    let default = ok(world.ec2("DescribeSubnets", "Filter.1.Name=default-for-az&Filter.1.Value.1=true"));
    let facing = ok(create(&format!("Subnets.member.1={}", one(&default, "subnetId"))));
    assert_eq!(one(&facing, "Scheme"), "internet-facing");
    assert_eq!(one(&facing, "Code"), "provisioning");
}

#[test]
fn the_same_create_again_answers_what_is_there_and_another_one_is_refused() {
    let world = World::new();
    let arn = world.balancer("api");
    let (vpc, subnets, _) = world.product();
    let again = format!(
        "Name=api&Type=network&Scheme=internal&Subnets.member.1={}&Subnets.member.2={}&Subnets.member.3={}",
        subnets[2], subnets[0], subnets[1]
    );
    let answer = ok(world.elb("CreateLoadBalancer", &again));
    assert_eq!((one(&answer, "LoadBalancerArn"), one(&answer, "Code")), (arn, "active".into()));
    let fewer = format!("Name=api&Type=network&Scheme=internal&Subnets.member.1={}", subnets[0]);
    assert_eq!(code(world.elb("CreateLoadBalancer", &fewer)), "DuplicateLoadBalancerName");
    let group = format!("Name=api&Protocol=TCP&Port=443&VpcId={vpc}");
    let first = one(&ok(world.elb("CreateTargetGroup", &group)), "TargetGroupArn");
    assert_eq!(one(&ok(world.elb("CreateTargetGroup", &group)), "TargetGroupArn"), first);
    assert_eq!(code(world.elb("CreateTargetGroup", &group.replace("443", "444"))), "DuplicateTargetGroupName");
}

#[test]
fn targets_become_healthy_when_something_listens() {
    let world = World::new();
    let balancer = world.balancer("api");
    let (good, bad) = (group(&world, "good", 8443), group(&world, "bad", 9999));
    assert_eq!(health(&world, &good)[0], ("unused".into(), "Target.NotInUse".into()));
    ok(listen(&world, &balancer, "TCP", 443, &good));
    ok(listen(&world, &balancer, "TCP", 444, &bad));
    assert_eq!(health(&world, &good)[0], ("initial".into(), "Elb.RegistrationInProgress".into()));
    world.pass(10);
    assert_eq!(health(&world, &good)[0], ("initial".into(), "Elb.InitialHealthChecking".into()));
    world.pass(20);
    assert_eq!(health(&world, &good), vec![("healthy".to_owned(), String::new()); 3]);
    // Nothing lets port 9999 through: not an answer, silence.
    assert_eq!(health(&world, &bad)[0], ("unhealthy".into(), "Target.Timeout".into()));
    let (_, _, instances) = world.product();
    ok(world.elb("DeregisterTargets", &format!("TargetGroupArn={good}&Targets.member.1.Id={}", instances[0])));
    assert_eq!(health(&world, &good)[0], ("draining".into(), "Target.DeregistrationInProgress".into()));
    world.pass(300);
    assert_eq!(health(&world, &good).len(), 2);
}

#[test]
fn a_listener_owns_its_port_and_a_group_serves_one_balancer() {
    let world = World::new();
    let (one_balancer, another) = (world.balancer("one"), world.balancer("two"));
    let (first, second) = (group(&world, "first", 8443), group(&world, "second", 8443));
    let arn = one(&ok(listen(&world, &one_balancer, "TCP", 443, &first)), "ListenerArn");
    assert_eq!(one(&ok(listen(&world, &one_balancer, "TCP", 443, &first)), "ListenerArn"), arn);
    assert_eq!(code(listen(&world, &one_balancer, "TCP", 443, &second)), "DuplicateListener");
    assert_eq!(code(listen(&world, &another, "TCP", 443, &first)), "TargetGroupAssociationLimit");
    assert_eq!(code(listen(&world, &another, "UDP", 53, &second)), "IncompatibleProtocols");
    assert_eq!(code(listen(&world, &another, "HTTP", 80, &second)), "ValidationError");
    assert_eq!(code(listen(&world, &another, "TLS", 443, &second)), "ValidationError");
    assert_eq!(code(world.elb("DeleteTargetGroup", &format!("TargetGroupArn={first}"))), "ResourceInUse");
    ok(world.elb("DeleteLoadBalancer", &format!("LoadBalancerArn={one_balancer}")));
    assert_eq!(code(world.elb("DescribeListeners", &format!("ListenerArns.member.1={arn}"))), "ListenerNotFound");
    ok(world.elb("DeleteTargetGroup", &format!("TargetGroupArn={first}")));
}

#[test]
fn attributes_have_defaults_and_known_keys_and_protect() {
    let world = World::new();
    let arn = world.balancer("api");
    let set = |key: &str, value: &str| {
        let attribute = format!("Attributes.member.1.Key={key}&Attributes.member.1.Value={value}");
        world.elb("ModifyLoadBalancerAttributes", &format!("LoadBalancerArn={arn}&{attribute}"))
    };
    assert_eq!(code(set("idle_timeout.timeout_seconds", "60")), "ValidationError");
    assert_eq!(code(set("deletion_protection.enabled", "yes")), "ValidationError");
    ok(set("deletion_protection.enabled", "true"));
    let delete = format!("LoadBalancerArn={arn}");
    assert_eq!(code(world.elb("DeleteLoadBalancer", &delete)), "OperationNotPermitted");
    ok(set("deletion_protection.enabled", "false"));
    ok(world.elb("DeleteLoadBalancer", &delete));
    // What is gone already can be deleted again.
    ok(world.elb("DeleteLoadBalancer", &delete));
    assert_eq!(code(world.elb("DescribeLoadBalancers", &format!("LoadBalancerArns.member.1={arn}"))), "LoadBalancerNotFound");
}

#[test]
fn pages_cover_everything_once() {
    let world = World::new();
    let (vpc, ..) = world.product();
    for index in 0..5 {
        ok(world.elb("CreateTargetGroup", &format!("Name=g{index}&Protocol=TCP&Port=443&VpcId={vpc}")));
    }
    let mut names = Vec::new();
    let mut marker = String::new();
    loop {
        let page = ok(world.elb("DescribeTargetGroups", &format!("PageSize=2{marker}")));
        names.extend(every(&page, "TargetGroupName"));
        match every(&page, "NextMarker").pop() {
            Some(next) => marker = format!("&Marker={next}"),
            None => break,
        }
    }
    assert_eq!(names, ["g0", "g1", "g2", "g3", "g4"]);
}
