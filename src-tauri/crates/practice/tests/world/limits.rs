//! Limits of calls, and the waits that can be skipped.

use std::thread;
use std::time::Duration;

use gangway_practice::{Next, Options, PanelForm, Practice, RecordForm, Skipped};

use super::still;
use super::wire::{Asked, address};

/// A call that is refused for what it says, which costs a token all the same.
const ENDPOINT: &str = "Action=CreateVpcEndpoint&Version=2016-11-15&VpcId=vpc-00000000000000000&ServiceName=none";

#[test]
fn calls_are_limited_when_it_is_wanted_and_refill_in_real_time() {
    let practice = still();
    let (control, address) = (practice.control(), address(&practice));
    let create = || Asked::ec2(ENDPOINT).outcome(address);
    assert!(!control.limits().unwrap());
    assert!((0..12).all(|_| create().0 == 400));
    assert!(control.set_limits(true).unwrap());
    assert!((0..4).all(|_| create().0 == 400));
    assert_eq!(create(), (503, "RequestLimitExceeded".to_owned()));
    let many: Vec<u16> = (0..12)
        .map(|_| Asked::elb("Action=CreateLoadBalancer&Version=2015-12-01").outcome(address))
        .map(|(status, code)| if code == "ThrottlingException" { 0 } else { status })
        .collect();
    assert_eq!(many, [[400; 10].as_slice(), &[0; 2]].concat());
    // A token comes back in 3.3 s.
    thread::sleep(Duration::from_millis(3600));
    assert_eq!(create().0, 400);
    assert_eq!(create().0, 503);
    control.set_limits(false).unwrap();
    assert_eq!(create().0, 400);
}

#[test]
fn the_switch_outlives_a_restart_and_a_reset() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().join("world.db")), speed: 0.0, limits: true, ..Options::default() };
    let first = Practice::start(options.clone()).unwrap();
    first.control().reset().unwrap();
    assert!(first.control().limits().unwrap());
    first.control().set_limits(false).unwrap();
    first.stop();
    let second = Practice::start(options).unwrap();
    assert!(!second.control().limits().unwrap());
}

#[test]
fn skipping_ends_one_wait_at_a_time_and_tells_which() {
    let practice = still();
    let (control, address) = (practice.control(), address(&practice));
    // What the world begins with may still be on its way.
    while control.next().unwrap().is_some() {
        control.skip().unwrap();
    }
    let start = control.clock().unwrap().now_ms;
    let nothing = control.skip().unwrap();
    assert_eq!((nothing.skipped_ms, nothing.ended, nothing.now_ms), (0, None, start));

    let (status, subnets) = Asked::ec2("Action=DescribeSubnets&Version=2016-11-15").send(address);
    let subnet = subnets.split_once("<subnetId>").unwrap().1.split_once('<').unwrap().0;
    assert_eq!(status, 200);
    let form = format!("Action=CreateLoadBalancer&Version=2015-12-01&Name=waits&Type=network&Scheme=internal&Subnets.member.1={subnet}");
    let (status, body) = Asked::elb(&form).send(address);
    assert!(status == 200 && body.contains("<Code>provisioning</Code>"), "{body}");
    let request = "{\"DomainName\":\"api.example.com\",\"ValidationMethod\":\"DNS\"}";
    assert_eq!(Asked::acm("CertificateManager.RequestCertificate", request).send(address).0, 200);

    // The certificate's records come first, then the load balancer; a look for records that nobody published ends no wait.
    let due = control.next().unwrap();
    assert_eq!(due, Some(Next { due_ms: start + 5_000, what: "certificate".to_owned() }));
    let skipped = control.skip().unwrap();
    assert_eq!((skipped.skipped_ms, skipped.ended, skipped.now_ms), (5_000, due, start + 5_000));
    let skipped = control.skip().unwrap();
    assert_eq!((skipped.skipped_ms, skipped.ended.unwrap().what.as_str()), (115_000, "load-balancer"));
    let balancers = Asked::elb("Action=DescribeLoadBalancers&Version=2015-12-01&Names.member.1=waits").send(address).1;
    assert!(balancers.contains("<Code>active</Code>"), "{balancers}");
    assert_eq!(control.next().unwrap(), None);
}

#[test]
fn a_slow_registrar_is_waited_for_server_by_server() {
    let practice = still();
    let control = practice.control();
    control.set_panel(&PanelForm { propagation_seconds: 600, ..PanelForm::default() }).unwrap();
    let form = RecordForm { zone: "example.com".into(), name: "slow".into(), kind: "TXT".into(), ttl: 60, value: "yes".into() };
    control.publish(&form).unwrap();
    let servers = control.zones().unwrap().into_iter().find(|zone| zone.name == "example.com").unwrap().servers.len();
    let skipped: Vec<Skipped> = (0..servers).map(|_| control.skip().unwrap()).collect();
    assert!(skipped.iter().all(|skipped| skipped.ended.as_ref().is_some_and(|ended| ended.what == "name-server")), "{skipped:?}");
    assert_eq!(skipped.iter().map(|skipped| skipped.skipped_ms).sum::<i64>(), 600_000);
    assert_eq!(control.next().unwrap(), None);
}
