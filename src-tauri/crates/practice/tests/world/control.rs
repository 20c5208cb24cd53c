//! The control interface, by its client and as it is on the wire.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use gangway_practice::{Control, ControlError, FaultForm, HoldForm, HoldWhen, Options, Practice, PracticeError, RecordForm, RemoteClock};

use super::wire::{Asked, address as http_address, raw};
use super::{eventually, still};

/// A request to AWS.
fn aws(address: SocketAddr, action: &str) -> String {
    let form = format!("Action={action}&Version=2016-11-15");
    raw(address, &Asked::ec2(&form).text(address))
}

#[test]
fn the_world_says_how_to_reach_it_and_is_gone_when_stopped() {
    let practice = still();
    let world = Control::connect(&practice.world().control).unwrap().world().unwrap();
    assert_eq!(world, practice.world());
    assert_eq!(world.aws.accounts[1].access_key_id, "PRACTICECUSTOMER");
    assert!(world.dns.addresses.values().all(|socket| socket.ip().is_loopback()));
    assert!(world.dns.addresses.contains_key(&"192.0.2.25".parse().unwrap()));
    assert!(world.mail.trust_root_pem.starts_with("-----BEGIN CERTIFICATE-----"));
    let (http, mail, dns) = (http_address(&practice), world.mail.address, world.dns.addresses);
    practice.stop();
    for socket in dns.into_values().chain([http, mail]) {
        assert!(TcpStream::connect(socket).is_err(), "{socket} still answers");
    }
    let gone = Control::connect(&world.control);
    assert!(matches!(gone, Err(ControlError::Unreachable { .. })));
}

#[test]
fn a_taken_port_is_said() {
    let practice = still();
    let port = http_address(&practice).port();
    let second = Practice::start(Options { aws_port: Some(port), ..Options::default() });
    assert!(matches!(second, Err(PracticeError::PortTaken { port: taken }) if taken == port));
}

#[test]
fn the_clock_is_stepped_and_followed() {
    let practice = still();
    let control = practice.control();
    let clock = RemoteClock::follow(control.clone()).unwrap();
    let start = control.clock().unwrap().now_ms;
    assert_eq!(clock.now_ms(), start);
    assert_eq!(control.set_clock(None, Some(90_000)).unwrap().now_ms, start + 90_000);
    assert_eq!(clock.refresh().unwrap().now_ms, start + 90_000);
    assert_eq!(clock.now_ms(), start + 90_000);
    control.set_clock(None, Some(1_000)).unwrap();
    eventually("the background look at the clock", || (clock.now_ms() == start + 91_000).then_some(()));
    control.set_clock(Some(3600.0), None).unwrap();
    clock.refresh().unwrap();
    thread::sleep(Duration::from_millis(100));
    assert!(clock.now_ms() >= start + 91_000 + 360_000);
    assert!(matches!(control.set_clock(Some(-1.0), None), Err(ControlError::Refused { status: 400, .. })));
    assert!(matches!(control.set_clock(None, Some(-1)), Err(ControlError::Refused { status: 400, .. })));
}

#[test]
fn a_wrong_record_gets_a_sentence() {
    let practice = still();
    let form = RecordForm { zone: "example.com".into(), name: "a".into(), kind: "A".into(), ttl: 60, value: "1.2.3".into() };
    let Err(ControlError::Refused { status, sentence }) = practice.control().publish(&form) else {
        panic!("it was published");
    };
    assert_eq!((status, sentence.as_str()), (400, "\"1.2.3\" is not an IPv4 address; one looks like 192.0.2.10."));
    let gone = practice.control().remove(&RecordForm { value: "192.0.2.200".into(), ..form });
    assert!(matches!(gone, Err(ControlError::Refused { status: 404, .. })));
}

#[test]
fn web_pages_can_not_steer_the_world() {
    let practice = still();
    let address = http_address(&practice);
    for headers in ["Host: evil.example", "Host: 127.0.0.1\r\nOrigin: http://evil.example", "Host: 127.0.0.1\r\nOrigin: null"] {
        let answer = raw(address, &format!("POST /practice/reset HTTP/1.1\r\n{headers}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    }
    let answer = raw(address, "GET /practice/nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
}

#[test]
fn a_held_request_is_answered_or_cut_on_release() {
    let practice = still();
    let control = practice.control();
    let address = http_address(&practice);
    for (when, answered) in [(HoldWhen::Before, false), (HoldWhen::After, true)] {
        control.hold(&HoldForm { nth: 2, when, of: "DescribeVpcs".into() }).unwrap();
        assert!(aws(address, "DescribeVpcs").starts_with("HTTP/1.1 "));
        assert!(aws(address, "DescribeSubnets").starts_with("HTTP/1.1 "));
        assert!(!control.held().unwrap().reached);
        let held = thread::spawn(move || aws(address, "DescribeVpcs"));
        let request = eventually("the hold", || control.held().unwrap().request);
        assert_eq!(request.action, "DescribeVpcs");
        assert!(aws(address, "DescribeVpcs").starts_with("HTTP/1.1 "), "others pass");
        assert!(!held.is_finished());
        control.release().unwrap();
        assert_eq!(held.join().unwrap().starts_with("HTTP/1.1 "), answered);
        assert!(!control.held().unwrap().reached);
    }
    let logged = control.requests(0).unwrap();
    let statuses: Vec<bool> = logged.iter().map(|request| request.status == 0).collect();
    assert_eq!(statuses.iter().filter(|unanswered| **unanswered).count(), 1);
    assert!(logged.is_sorted_by_key(|request| request.number));
    assert_eq!(control.requests(logged[2].number).unwrap().len(), logged.len() - 3);
}

#[test]
fn a_client_that_goes_away_leaves_the_world_working_and_a_held_world_stops() {
    let practice = still();
    let control = practice.control();
    let address = http_address(&practice);
    control.hold(&HoldForm { nth: 1, when: HoldWhen::Before, of: "any".into() }).unwrap();
    let mut gone = TcpStream::connect(address).unwrap();
    write!(gone, "GET /?Action=DescribeVpcs HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    eventually("the hold", || control.held().unwrap().reached.then_some(()));
    drop(gone);
    assert!(aws(address, "DescribeVpcs").starts_with("HTTP/1.1 "));
    control.release().unwrap();
    control.hold(&HoldForm { nth: 1, when: HoldWhen::After, of: "any".into() }).unwrap();
    let held = thread::spawn(move || aws(address, "DescribeVpcs"));
    eventually("the hold", || control.held().unwrap().reached.then_some(()));
    let start = Instant::now();
    practice.stop();
    assert!(start.elapsed() < Duration::from_secs(4));
    let _answered_or_cut = held.join();
}

#[test]
fn a_state_file_is_found_again_and_a_reset_makes_another_world() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().join("world.db")), speed: 0.0, ..Options::default() };
    let form = RecordForm { zone: "example.com".into(), name: "kept".into(), kind: "TXT".into(), ttl: 60, value: "yes".into() };
    let first = Practice::start(options.clone()).unwrap();
    first.control().publish(&form).unwrap();
    first.control().set_clock(None, Some(1_000_000_000)).unwrap();
    let (world, now) = (first.world(), first.control().clock().unwrap().now_ms);
    assert!(matches!(Practice::start(options.clone()), Err(PracticeError::State(_))), "one owner");
    first.stop();

    let second = Practice::start(options).unwrap();
    assert_eq!(second.world().id, world.id);
    assert_eq!(second.world().mail.trust_root_pem, world.mail.trust_root_pem);
    assert!(second.control().clock().unwrap().now_ms >= now);
    second.control().remove(&form).unwrap();
    second.control().publish(&form).unwrap();
    let fresh = second.control().reset().unwrap();
    assert_ne!(fresh.id, world.id);
    assert_eq!(fresh.mail, second.world().mail);
    assert_eq!(second.control().world().unwrap().id, fresh.id);
    assert!(matches!(second.control().remove(&form), Err(ControlError::Refused { status: 404, .. })));
}

#[test]
fn a_fault_strikes_as_often_as_it_was_asked_to_and_a_reset_ends_it() {
    let practice = still();
    let control = practice.control();
    let form = FaultForm { name: "call-fails".to_owned(), times: Some(2), nth: Some(2), ..FaultForm::default() };
    let form = FaultForm { parameters: [("action".to_owned(), "DescribeVpcs".to_owned())].into(), ..form };
    let fault = control.begin_fault(&form).unwrap();
    assert_eq!((fault.nth, fault.times, fault.struck), (2, Some(2), 0));
    let said: Vec<bool> = ["DescribeVpcs", "DescribeSubnets", "DescribeVpcs", "DescribeVpcs", "DescribeVpcs"]
        .into_iter()
        .map(|action| aws(http_address(&practice), action).contains("<Code>InternalError</Code>"))
        .collect();
    assert_eq!(said, [false, false, true, true, false]);
    assert!(control.faults().unwrap().active.is_empty());
    control.begin_fault(&form).unwrap();
    control.reset().unwrap();
    assert!(control.faults().unwrap().active.is_empty());
    let unknown = FaultForm { name: "no-such".to_owned(), ..FaultForm::default() };
    assert!(matches!(control.begin_fault(&unknown), Err(ControlError::Refused { status: 400, .. })));
}
