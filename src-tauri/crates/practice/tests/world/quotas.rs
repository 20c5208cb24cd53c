//! Quotas: what happens to the one resource too many.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use gangway_practice::{Control, FaultForm};

use super::still;
use super::wire::{Asked, address};

fn quota(control: &Control, name: &str, value: usize) {
    let parameters: BTreeMap<String, String> = [("quota".to_owned(), name.to_owned()), ("value".to_owned(), value.to_string())].into();
    control.begin_fault(&FaultForm { name: "quota".to_owned(), parameters, ..FaultForm::default() }).unwrap();
}

fn first(body: &str, tag: &str) -> String {
    body.split_once(&format!("<{tag}>")).unwrap().1.split_once('<').unwrap().0.to_owned()
}

fn ec2(address: SocketAddr, form: &str) -> (u16, String) {
    Asked::ec2(&format!("{form}&Version=2016-11-15")).outcome(address)
}

fn elb(address: SocketAddr, form: &str) -> (u16, String) {
    Asked::elb(&format!("{form}&Version=2015-12-01")).outcome(address)
}

#[test]
fn the_one_too_many_gets_the_error_of_its_service_and_the_quota_can_be_read() {
    let practice = still();
    let (control, address) = (practice.control(), address(&practice));
    let subnets = Asked::ec2("Action=DescribeSubnets&Version=2016-11-15").send(address).1;
    let (subnet, vpc) = (first(&subnets, "subnetId"), first(&subnets, "vpcId"));
    let block = first(&subnets, "cidrBlock");
    let net = block.splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
    let balancer = |name: &str| format!("Action=CreateLoadBalancer&Name={name}&Type=network&Scheme=internal&Subnets.member.1={subnet}");
    let group = |name: &str| format!("Action=CreateTargetGroup&Name={name}&Protocol=TCP&Port=443&VpcId={vpc}&TargetType=ip");
    let listener = |balancer: &str, port: u16, group: &str| {
        format!(
            "Action=CreateListener&LoadBalancerArn={balancer}&Protocol=TCP&Port={port}\
             &DefaultActions.member.1.Type=forward&DefaultActions.member.1.TargetGroupArn={group}"
        )
    };
    let ok = (200, String::new());

    // One each before the quota is one.
    let made = Asked::elb(&format!("{}&Version=2015-12-01", balancer("one"))).send(address).1;
    let balancer_arn = first(&made, "LoadBalancerArn");
    let made = Asked::elb(&format!("{}&Version=2015-12-01", group("one"))).send(address).1;
    let group_arn = first(&made, "TargetGroupArn");
    assert_eq!(elb(address, &listener(&balancer_arn, 443, &group_arn)), ok);
    for name in ["load-balancers", "target-groups", "listeners-per-load-balancer", "targets-per-target-group"] {
        quota(&control, name, 1);
    }
    assert_eq!(elb(address, &balancer("two")), (400, "TooManyLoadBalancers".to_owned()));
    assert_eq!(elb(address, &group("two")), (400, "TooManyTargetGroups".to_owned()));
    assert_eq!(elb(address, &listener(&balancer_arn, 8443, &group_arn)), (400, "TooManyListeners".to_owned()));
    let targets = format!("Action=RegisterTargets&TargetGroupArn={group_arn}&Targets.member.1.Id={net}.0.8&Targets.member.2.Id={net}.0.9");
    assert_eq!(elb(address, &targets), (400, "TooManyTargets".to_owned()));
    // The same as what is there is no one more.
    assert_eq!(elb(address, &balancer("one")), ok);
    let limits = Asked::elb("Action=DescribeAccountLimits&Version=2015-12-01").send(address).1;
    let balancers = limits.split("<member>").find(|member| member.contains("<Name>network-load-balancers</Name>")).unwrap();
    assert!(balancers.contains("<Max>1</Max>"), "{limits}");

    for name in ["vpcs", "subnets-per-vpc", "security-groups", "endpoints-per-vpc", "certificates"] {
        quota(&control, name, 0);
    }
    let refused = [
        ("Action=CreateVpc&CidrBlock=10.9.0.0/16".to_owned(), "VpcLimitExceeded"),
        (format!("Action=CreateSubnet&VpcId={vpc}&CidrBlock={net}.240.0/24"), "SubnetLimitExceeded"),
        (format!("Action=CreateSecurityGroup&GroupName=x&GroupDescription=x&VpcId={vpc}"), "SecurityGroupLimitExceeded"),
    ];
    for (form, code) in refused {
        let (status, found) = ec2(address, &form);
        assert_eq!((status, found.as_str()), (400, code), "{form}");
    }
    let request = Asked::acm("CertificateManager.RequestCertificate", "{\"DomainName\":\"a.example.com\",\"ValidationMethod\":\"DNS\"}");
    assert_eq!(request.outcome(address), (400, "LimitExceededException".to_owned()));
    assert_eq!(request.by("PRACTICECUSTOMER").outcome(address), ok, "another account has its own");

    control.end_fault(None).unwrap();
    assert_eq!(elb(address, &balancer("two")), ok);
    assert_eq!(request.outcome(address), ok);
}

#[test]
fn aws_s_own_quotas_hold_where_calls_are_limited() {
    let practice = still();
    let (control, address) = (practice.control(), address(&practice));
    let subnets = Asked::ec2("Action=DescribeSubnets&Version=2016-11-15").send(address).1;
    let subnet = first(&subnets, "subnetId");
    let balancer = |name: usize| {
        elb(address, &format!("Action=CreateLoadBalancer&Name=n{name}&Type=network&Scheme=internal&Subnets.member.1={subnet}"))
    };
    assert!((0..50).all(|name| balancer(name).0 == 200));
    control.set_limits(true).unwrap();
    assert_eq!(balancer(50), (400, "TooManyLoadBalancers".to_owned()));
    control.set_limits(false).unwrap();
    assert_eq!(balancer(50).0, 200);
}
