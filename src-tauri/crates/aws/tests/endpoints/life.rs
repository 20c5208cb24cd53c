//! Everything that a set-up can be made of, from an empty network on, and its removal: nothing is left, and nothing else is touched.

use std::collections::BTreeMap;

use gangway_aws::{Account, AwsErrorKind};
use gangway_model::{
    Call, CallTag, HealthCheck, HealthProtocol, Input, IpAddressType, Launch, Output, Region, ServiceAddressType, TargetProtocol,
    TargetRef, TargetType,
};
use gangway_practice::{Control, Options, Practice};

use crate::journey::{connect, eventually, make, region, tags};
use crate::peer::{Peer, judge};

fn existing(made: &BTreeMap<Output, String>, output: Output) -> Input {
    Input::existing(&made[&output])
}

/// Everything in the practice account, by kind and id.
fn contents(control: &Control) -> Vec<String> {
    let all = control.resources().unwrap();
    let mut lines = Vec::new();
    for (account, regions) in all {
        for (place, kinds) in regions {
            for (kind, ids) in kinds {
                lines.extend(ids.into_iter().map(|id| format!("{account} {place} {kind} {id}")));
            }
        }
    }
    lines.sort();
    lines
}

/// Removes what is ours: refused to a stranger, done once, and done as well when it is done again.
async fn unmake(account: &Account, change: &str, call: &Call) {
    let region = region();
    assert_eq!(account.find_made(&region, call, &tags(change)).await.unwrap(), None, "{change}: gone before");
    for stranger in [Vec::new(), vec![CallTag { key: "gangway:onboarding".to_owned(), value: "another".to_owned() }]] {
        let refused = account.perform(&region, call, "token", &stranger).await.unwrap_err();
        assert!(
            matches!(&refused.kind, AwsErrorKind::NotOurs { id, owner: Some(_) } if Some(id.as_str()) == call.removes().and_then(Input::id)),
            "{refused}"
        );
        assert!(refused.certainly_not_done());
    }
    // What it hangs on may take a moment to let go.
    let done = eventually(change, async || match account.perform(&region, call, "token", &tags(change)).await {
        Ok(made) => Some(made),
        Err(error) => {
            assert!(
                matches!(&error.kind, AwsErrorKind::Refused { code, .. } if ["DependencyViolation", "ResourceInUse", "ResourceInUseException"].contains(&code.as_str())),
                "{change}: {error}"
            );
            None
        }
    })
    .await;
    assert!(done.is_empty());
    assert_eq!(account.find_made(&region, call, &tags(change)).await.unwrap(), Some(BTreeMap::new()), "{change}: not gone");
    if !matches!(call, Call::RejectConnections { .. } | Call::DeregisterTargets { .. }) {
        assert_eq!(account.perform(&region, call, "token", &tags(change)).await.unwrap(), BTreeMap::new(), "{change}: gone is gone");
    }
}

struct Network {
    vpc: Input,
    subnets: Vec<Input>,
    group: Input,
    instances: Vec<Input>,
}

async fn network(account: &Account, image: &str) -> Network {
    let vpc = existing(&make(account, "vpc", &Call::CreateVpc { cidr: "10.77.0.0/16".to_owned() }).await, Output::VpcId);
    let set = Call::SetDnsHostnames { vpc: vpc.clone(), enabled: true };
    make(account, "names", &set).await;
    let (name, description) = ("gangway-api".to_owned(), "The API, for customers".to_owned());
    let group = Call::CreateSecurityGroup { vpc: vpc.clone(), name, description };
    let group = existing(&make(account, "group", &group).await, Output::SecurityGroupId);
    let cidrs = vec!["10.0.0.0/8".to_owned(), "2001:db8::/32".to_owned()];
    make(account, "ingress", &Call::AuthorizeIngress { security_group: group.clone(), port: 443, cidrs }).await;
    let one = Call::AuthorizeIngress { security_group: group.clone(), port: 443, cidrs: vec!["10.0.0.0/8".to_owned()] };
    assert!(account.perform(&region(), &one, "token", &[]).await.unwrap().is_empty(), "the very rule is there already");
    let (mut subnets, mut instances) = (Vec::new(), Vec::new());
    for (index, zone) in account.zones(&region()).await.unwrap().into_iter().enumerate() {
        let cidr = format!("10.77.{index}.0/24");
        let subnet = Call::CreateSubnet { vpc: vpc.clone(), zone_id: zone.id, cidr };
        let subnet = existing(&make(account, &format!("subnet-{index}"), &subnet).await, Output::SubnetId);
        let launch = Launch::Image { id: image.to_owned(), instance_type: "t3.micro".to_owned() };
        let run = Call::RunInstance { launch, subnet: subnet.clone(), security_groups: vec![group.clone()] };
        let change = format!("instance-{index}");
        let made = account.perform(&region(), &run, &format!("token-{change}"), &tags(&change)).await.unwrap();
        assert_eq!(account.find_made(&region(), &run, &tags(&change)).await.unwrap().as_ref(), Some(&made));
        for stranger in [tags("another"), Vec::new()] {
            assert_eq!(account.find_made(&region(), &run, &stranger).await.unwrap(), None, "instances are known by our tag alone");
        }
        subnets.push(subnet);
        instances.push(existing(&made, Output::InstanceId));
    }
    let launch = Launch::Template { id: "lt-0123456789abcdef0".to_owned(), version: Some("$Latest".to_owned()) };
    let nobody_s = Call::RunInstance { launch, subnet: subnets[0].clone(), security_groups: Vec::new() };
    let error = account.perform(&region(), &nobody_s, "template", &tags("template")).await.unwrap_err();
    assert!(error.is_not_found() && error.certainly_not_done(), "{error}");
    Network { vpc, subnets, group, instances }
}

/// Load balancer, target groups of each kind, listeners.
async fn balancing(account: &Account, place: &Network) -> Vec<(&'static str, Call)> {
    let create = Call::CreateLoadBalancer {
        name: "gangway-life".to_owned(),
        subnets: place.subnets[..1].to_vec(),
        security_groups: vec![place.group.clone()],
        ip_address_type: IpAddressType::Ipv4,
    };
    let balancer = existing(&make(account, "balancer", &create).await, Output::LoadBalancerArn);
    let load_balancer = balancer.clone();
    make(account, "zones", &Call::SetSubnets { load_balancer: load_balancer.clone(), subnets: place.subnets.clone() }).await;
    let security_groups = vec![place.group.clone()];
    let enforce = Call::SetSecurityGroups { load_balancer, security_groups, enforce_on_private_link: Some(false) };
    make(account, "enforcement", &enforce).await;

    let check = HealthCheck {
        path: Some("/health".to_owned()),
        port: Some(8080),
        interval_seconds: Some(10),
        timeout_seconds: Some(6),
        healthy_threshold: Some(2),
        unhealthy_threshold: Some(2),
        statuses: Some("200-399".to_owned()),
        protocol: HealthProtocol::Http,
    };
    let group = |name: &str, target_type, health_check: Option<HealthCheck>| Call::CreateTargetGroup {
        name: name.to_owned(),
        port: 8443,
        vpc: place.vpc.clone(),
        target_type,
        protocol: TargetProtocol::Tcp,
        health_check,
    };
    let of_instances = make(account, "group-instances", &group("gangway-instances", TargetType::Instance, Some(check.clone()))).await;
    let of_instances = existing(&of_instances, Output::TargetGroupArn);
    let addresses = existing(&make(account, "group-ip", &group("gangway-ip", TargetType::Ip, None)).await, Output::TargetGroupArn);
    let of_balancers = existing(&make(account, "group-alb", &group("gangway-alb", TargetType::Alb, None)).await, Output::TargetGroupArn);
    let slower = HealthCheck { interval_seconds: Some(30), path: Some("/ready".to_owned()), ..check };
    make(account, "slower", &Call::SetHealthCheck { target_group: of_instances.clone(), health_check: slower }).await;

    let targets: Vec<TargetRef> = place.instances.iter().cloned().map(TargetRef::of).collect();
    make(account, "register", &Call::RegisterTargets { target_group: of_instances.clone(), targets: targets.clone() }).await;
    let inside = TargetRef { id: Input::existing("10.77.0.77"), port: Some(9443), zone: None };
    let outside = TargetRef { id: Input::existing("192.168.7.7"), port: None, zone: Some("all".to_owned()) };
    let registered = Call::RegisterTargets { target_group: addresses.clone(), targets: vec![inside.clone(), outside] };
    make(account, "register-addresses", &registered).await;

    let listen = Call::CreateListener { load_balancer: balancer.clone(), port: 443, certificate: None, target_group: of_instances.clone() };
    let listener = existing(&make(account, "listener", &listen).await, Output::ListenerArn);
    let elsewhere = Call::ModifyListener { listener: listener.clone(), target_group: Some(addresses.clone()), certificate: None };
    make(account, "elsewhere", &elsewhere).await;
    let back = Call::ModifyListener { listener: listener.clone(), target_group: Some(of_instances.clone()), certificate: None };
    make(account, "back", &back).await;
    vec![
        ("delete-listener", Call::DeleteListener { listener }),
        ("deregister", Call::DeregisterTargets { target_group: of_instances.clone(), targets }),
        ("deregister-address", Call::DeregisterTargets { target_group: addresses.clone(), targets: vec![inside] }),
        ("delete-balancer", Call::DeleteLoadBalancer { load_balancer: balancer }),
        ("delete-group-instances", Call::DeleteTargetGroup { target_group: of_instances }),
        ("delete-group-alb", Call::DeleteTargetGroup { target_group: of_balancers }),
        ("delete-group-ip", Call::DeleteTargetGroup { target_group: addresses }),
    ]
}

async fn service(account: &Account, load_balancer: &Input, subnets: &[Input]) -> Input {
    let arn = load_balancer.id().unwrap().to_owned();
    eventually("active", async || {
        account.load_balancers(&region()).await.unwrap().into_iter().find(|one| one.arn == arn && one.state == "active")
    })
    .await;
    let create = Call::CreateEndpointService {
        load_balancer: load_balancer.clone(),
        acceptance_required: true,
        private_dns_name: None,
        supported_ip_address_types: vec![ServiceAddressType::Ipv4],
        supported_regions: vec![Region::parse("eu-central-1").unwrap()],
    };
    let endpoint_service = existing(&make(account, "service", &create).await, Output::ServiceId);
    let service = endpoint_service.clone();
    make(account, "open", &Call::SetAcceptance { endpoint_service: service.clone(), required: false }).await;
    let (add, remove) = (vec![Region::parse("us-east-1").unwrap()], vec![Region::parse("eu-central-1").unwrap()]);
    make(account, "regions", &Call::SetSupportedRegions { endpoint_service: service.clone(), add, remove }).await;
    let ipv4 = || vec![ServiceAddressType::Ipv4];
    let same = Call::SetSupportedAddressTypes { endpoint_service: service.clone(), add: ipv4(), remove: Vec::new() };
    assert_eq!(account.find_made(&region(), &same, &[]).await.unwrap(), Some(BTreeMap::new()), "set when it was made");
    account.perform(&region(), &same, "token", &[]).await.unwrap();
    let other = Call::SetSupportedAddressTypes { endpoint_service: service.clone(), add: vec![ServiceAddressType::Ipv6], remove: ipv4() };
    assert_eq!(account.find_made(&region(), &other, &[]).await.unwrap(), None);

    // The load balancer gets a zone, and the service does not know of it until it is asked to look.
    let refresh = Call::RefreshEndpointService { endpoint_service: service };
    assert_eq!(account.find_made(&region(), &refresh, &[]).await.unwrap(), Some(BTreeMap::new()));
    make(account, "all-zones", &Call::SetSubnets { load_balancer: load_balancer.clone(), subnets: subnets.to_vec() }).await;
    make(account, "refresh", &refresh).await;
    endpoint_service
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_made_and_removed_and_nothing_else_is_touched() {
    let practice = Practice::start(Options { speed: 120.0, ..Options::default() }).unwrap();
    let control = practice.control();
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join("calls.jsonl");
    let endpoint = practice.world().aws.endpoint.clone();
    let Some(proxy) = Peer::start("record_proxy.py", &["--upstream", &endpoint, "--out", recording.to_str().unwrap()]) else { return };
    let account = connect(&proxy.endpoint, "PRACTICESELLER").await;
    account.vpcs(&region()).await.unwrap();
    let before = contents(&control);

    let place = network(&account, "ami-0123456789abcdef0").await;
    let mut undo = balancing(&account, &place).await;
    let balancer = undo.iter().find_map(|(_, call)| match call {
        Call::DeleteLoadBalancer { load_balancer } => Some(load_balancer.clone()),
        _ => None,
    });
    let balancer = balancer.unwrap();
    let some = place.subnets[..2].to_vec();
    make(&account, "fewer-zones", &Call::SetSubnets { load_balancer: balancer.clone(), subnets: some }).await;
    let endpoint_service = service(&account, &balancer, &place.subnets).await;
    let request = Call::RequestCertificate { domain_name: "life.example.com".to_owned(), alternative_names: Vec::new() };
    let certificate = existing(&make(&account, "certificate", &request).await, Output::CertificateArn);

    // A load balancer that serves is not let go.
    let early = Call::DeleteLoadBalancer { load_balancer: balancer };
    let error = account.perform(&region(), &early, "token", &tags("early")).await.unwrap_err();
    assert!(matches!(&error.kind, AwsErrorKind::Refused { code, .. } if code == "ResourceInUse"), "{error}");

    unmake(&account, "delete-service", &Call::DeleteEndpointService { endpoint_service }).await;
    for (change, call) in undo.drain(..) {
        unmake(&account, change, &call).await;
    }
    for instance in place.instances {
        unmake(&account, "terminate", &Call::TerminateInstance { instance }).await;
    }
    unmake(&account, "delete-group", &Call::DeleteSecurityGroup { security_group: place.group }).await;
    for subnet in place.subnets {
        unmake(&account, "delete-subnet", &Call::DeleteSubnet { subnet }).await;
    }
    unmake(&account, "delete-vpc", &Call::DeleteVpc { vpc: place.vpc }).await;
    unmake(&account, "delete-certificate", &Call::DeleteCertificate { certificate }).await;
    let gone = |line: &String| !line.contains(" instance ") && !line.contains(" tags i-");
    assert_eq!(
        contents(&control).into_iter().filter(gone).collect::<Vec<_>>(),
        before.into_iter().filter(gone).collect::<Vec<_>>(),
        "instances alone stay listed as terminated for an hour"
    );
    drop(proxy);
    judge(&recording);
}
