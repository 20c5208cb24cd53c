//! What goes wrong with the name servers on demand, as it is on the wire. Every fault ends, and then everything is as before.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::time::Duration;

use gangway_practice::{FaultForm, Options, PanelForm, Practice};
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{RData, RecordType};

use super::dns_questions::{record, server, tcp, try_tcp, try_udp, udp};
use super::still;

/// The seller's two name servers.
const SELLER: [&str; 2] = ["192.0.2.21", "192.0.2.22"];
const NAME: &str = "api.vpce.example.com.";
/// For an answer that must not come.
const SHORT: Duration = Duration::from_millis(400);

/// A world in which four servers are published for [`NAME`].
fn delegated() -> Practice {
    let practice = still();
    for host in ["ns-2101.awsdns-71.com", "ns-2202.awsdns-72.net", "ns-2303.awsdns-73.org", "ns-2404.awsdns-74.co.uk"] {
        practice.control().publish(&record("api.vpce", "NS", host)).unwrap();
    }
    practice
}

/// Runs `work` while a fault stands; its id ends it.
fn during(practice: &Practice, name: &str, parameters: &[(&str, &str)], work: impl FnOnce()) {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let form = FaultForm { name: name.to_owned(), parameters, ..FaultForm::default() };
    let fault = practice.control().begin_fault(&form).unwrap();
    work();
    practice.control().end_fault(Some(&fault.id)).unwrap();
}

fn sockets(practice: &Practice) -> [SocketAddr; 2] {
    SELLER.map(|address| server(practice, address))
}

/// The names of the servers in a referral.
fn referred(said: &Message) -> Vec<String> {
    let host = |data: &RData| match data {
        RData::NS(host) => Some(host.0.to_ascii()),
        _ => None,
    };
    said.authorities.iter().filter_map(|record| host(&record.data)).collect()
}

/// A fault about [`SELLER`]'s first server: what it says about its zone, over both transports.
fn said_by_the_first(practice: &Practice, name: &str, parameters: &[(&str, &str)], check: impl Fn(&Message)) {
    let [first, second] = sockets(practice);
    let parameters: Vec<_> = parameters.iter().copied().chain([("server", "ns1.dns-host.example")]).collect();
    during(practice, name, &parameters, || {
        for said in [udp(first, "example.com.", RecordType::SOA), tcp(first, "example.com.", RecordType::SOA)] {
            check(&said);
        }
        let other = udp(second, "example.com.", RecordType::SOA);
        assert!(other.metadata.authoritative && other.answers.len() == 1, "{name}: the other server is as ever");
    });
    let said = udp(first, "example.com.", RecordType::SOA);
    assert!(said.metadata.authoritative && said.answers.len() == 1, "{name} is over");
}

#[test]
fn a_server_answers_wrongly() {
    let practice = still();
    let code = |wanted: ResponseCode| {
        move |said: &Message| {
            assert_eq!((said.metadata.response_code, said.answers.len(), said.authorities.len()), (wanted, 0, 0));
            assert!(!said.metadata.authoritative);
        }
    };
    said_by_the_first(&practice, "server-refuses", &[], code(ResponseCode::Refused));
    said_by_the_first(&practice, "server-fails", &[], code(ResponseCode::ServFail));
    said_by_the_first(&practice, "server-fails", &[("zone", "Example.com.")], code(ResponseCode::ServFail));
    said_by_the_first(&practice, "server-lame", &[("zone", "example.com")], code(ResponseCode::Refused));
    said_by_the_first(&practice, "server-lame", &[("answer", "upward")], |said| {
        assert_eq!((said.metadata.response_code, said.metadata.authoritative), (ResponseCode::NoError, false));
        assert!(said.answers.is_empty());
        assert_eq!(referred(said), ["a.roots.example.", "b.roots.example."]);
        assert!(said.authorities.iter().all(|record| record.name.is_root()));
    });
    said_by_the_first(&practice, "server-not-authoritative", &[], |said| {
        assert_eq!((said.metadata.authoritative, said.answers.len()), (false, 1));
    });
}

#[test]
fn a_fault_about_one_zone_leaves_the_others_alone() {
    let practice = still();
    let [first, _] = sockets(&practice);
    let of_one_zone = [("server", "seller"), ("zone", "example.com")];
    for name in ["server-lame", "server-fails", "server-not-authoritative"] {
        during(&practice, name, &of_one_zone, || {
            assert!(!udp(first, "example.com.", RecordType::SOA).metadata.authoritative);
            assert!(udp(first, "practice.example.", RecordType::SOA).metadata.authoritative);
        });
    }
}

#[test]
fn a_lame_server_answers_for_what_lies_above() {
    let practice = delegated();
    let registry = server(&practice, "192.0.2.11");
    during(&practice, "server-lame", &[("server", "registry"), ("zone", "co.uk")], || {
        // The same server carries uk, whose delegation leads to itself: a loop, as outside.
        let said = udp(registry, "awsdns-74.co.uk.", RecordType::NS);
        assert_eq!((said.metadata.authoritative, said.authorities[0].name.to_ascii().as_str()), (false, "co.uk."));
    });
}

#[test]
fn a_silent_server_says_nothing_over_both_transports() {
    let practice = still();
    let [first, second] = sockets(&practice);
    during(&practice, "server-silent", &[("server", "ns1.dns-host.example")], || {
        for silent in [try_udp(first, "example.com.", RecordType::SOA, SHORT), try_tcp(first, "example.com.", RecordType::SOA, SHORT)] {
            let kind = silent.expect_err("no answer").kind();
            assert!(matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut), "{kind:?}");
        }
        assert_eq!(udp(second, "example.com.", RecordType::SOA).answers.len(), 1);
    });
    assert_eq!(tcp(first, "example.com.", RecordType::SOA).answers.len(), 1);
}

#[test]
fn a_closed_server_is_refused_by_the_system_and_opens_at_the_same_port() {
    let practice = still();
    let world = practice.world();
    let v6 = world.dns.addresses.get(&"2001:db8::21".parse().unwrap()).copied();
    let [first, second] = sockets(&practice);
    for _ in 0..3 {
        during(&practice, "server-closed", &[("server", "ns1.dns-host.example")], || {
            for door in [Some(first), v6].into_iter().flatten() {
                for closed in [try_udp(door, "example.com.", RecordType::SOA, SHORT), try_tcp(door, "example.com.", RecordType::SOA, SHORT)]
                {
                    assert_eq!(closed.expect_err("nobody there").kind(), ErrorKind::ConnectionRefused);
                }
            }
            // The port stays taken, so that nobody else gets it.
            assert!(UdpSocket::bind(first).is_err());
            assert_eq!(udp(second, "example.com.", RecordType::SOA).answers.len(), 1);
        });
        for door in [Some(first), v6].into_iter().flatten() {
            assert_eq!(udp(door, "example.com.", RecordType::SOA).answers.len(), 1);
            assert_eq!(tcp(door, "example.com.", RecordType::SOA).answers.len(), 1);
        }
    }
    practice.stop();
    drop(TcpListener::bind(first).expect("the port is free after the end"));
}

#[test]
fn a_world_that_is_opened_again_is_as_closed_as_it_was_and_a_reset_opens_it() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().join("world.db")), speed: 0.0, ..Options::default() };
    let practice = Practice::start(options.clone()).unwrap();
    let form = FaultForm { name: "server-closed".into(), parameters: [("server".into(), "seller".into())].into(), ..FaultForm::default() };
    practice.control().begin_fault(&form).unwrap();
    practice.stop();
    let practice = Practice::start(options).unwrap();
    let [first, _] = sockets(&practice);
    assert_eq!(try_tcp(first, "example.com.", RecordType::SOA, SHORT).unwrap_err().kind(), ErrorKind::ConnectionRefused);
    practice.control().reset().unwrap();
    assert_eq!(tcp(first, "example.com.", RecordType::SOA).answers.len(), 1);
}

#[test]
fn truncated_answers_are_whole_over_tcp_unless_that_is_cut_as_well() {
    let practice = still();
    let [first, _] = sockets(&practice);
    let empty_and_truncated = || {
        let said = udp(first, "example.com.", RecordType::TXT);
        assert!(said.metadata.truncation && said.answers.is_empty());
    };
    during(&practice, "server-truncates", &[("server", "seller")], || {
        empty_and_truncated();
        let said = tcp(first, "example.com.", RecordType::TXT);
        assert!(!said.metadata.truncation && said.answers.len() == 1);
    });
    during(&practice, "server-truncates", &[("server", "seller"), ("tcp", "cut")], || {
        empty_and_truncated();
        let cut = try_tcp(first, "example.com.", RecordType::TXT, SHORT).unwrap_err();
        assert_eq!(cut.kind(), ErrorKind::UnexpectedEof);
    });
    assert!(!udp(first, "example.com.", RecordType::TXT).metadata.truncation);
}

/// The TXT values at a name, from each of the seller's servers.
fn texts(practice: &Practice, name: &str) -> [Vec<String>; 2] {
    sockets(practice).map(|socket| {
        let mut found: Vec<String> = udp(socket, name, RecordType::TXT).answers.iter().map(|record| record.data.to_string()).collect();
        found.sort();
        found
    })
}

#[test]
fn a_stale_secondary_shows_an_earlier_zone_with_its_serial() {
    let practice = still();
    let control = practice.control();
    for value in ["one", "two"] {
        control.publish(&record("t", "TXT", value)).unwrap();
    }
    control.replace(&record("t", "TXT", "one"), &record("t", "TXT", "three")).unwrap();
    during(&practice, "server-stale", &[], || {
        assert_eq!(texts(&practice, "t.example.com."), [vec!["three", "two"], vec!["one", "two"]]);
        let serial = |socket| udp(socket, "example.com.", RecordType::SOA).answers[0].data.to_string();
        let [first, second] = sockets(&practice).map(serial);
        assert_ne!(first, second);
        control.publish(&record("t", "TXT", "four")).unwrap();
        assert_eq!(texts(&practice, "t.example.com.")[1], ["three", "two"]);
    });
    during(&practice, "server-stale", &[("changes", "100")], || {
        assert_eq!(texts(&practice, "t.example.com.")[1], Vec::<String>::new());
    });
    assert_eq!(texts(&practice, "t.example.com.")[1], ["four", "three", "two"]);
}

#[test]
fn propagation_takes_world_seconds_and_differs_by_server() {
    let practice = still();
    let control = practice.control();
    let shown = |name: &str| texts(&practice, name).map(|found| found.len());
    let step = |seconds: i64| control.set_clock(None, Some(seconds * 1000)).unwrap();

    control.set_panel(&PanelForm { propagation_seconds: 600, ..PanelForm::default() }).unwrap();
    control.publish(&record("slow", "TXT", "x")).unwrap();
    assert_eq!(shown("slow.example.com."), [0, 0]);
    step(299);
    assert_eq!(shown("slow.example.com."), [0, 0]);
    step(1);
    assert_eq!(shown("slow.example.com."), [1, 0]);
    step(300);
    assert_eq!(shown("slow.example.com."), [1, 1]);
    control.remove(&record("slow", "TXT", "x")).unwrap();
    step(300);
    assert_eq!(shown("slow.example.com."), [0, 1], "what was removed lingers");
    control.set_panel(&PanelForm::default()).unwrap();
    assert_eq!(shown("slow.example.com."), [0, 0]);

    during(&practice, "propagation-slow", &[("seconds", "60")], || {
        control.publish(&record("later", "TXT", "x")).unwrap();
        assert_eq!(shown("later.example.com."), [1, 0]);
        step(60);
        assert_eq!(shown("later.example.com."), [1, 1]);
    });
}

#[test]
fn the_parent_tells_fewer_servers_or_more_and_the_form_keeps_what_was_published() {
    let practice = delegated();
    let stored = practice.control().zones().unwrap();
    let [first, second] = sockets(&practice);
    let referral = |socket| referred(&udp(socket, NAME, RecordType::SOA));
    let count = || [referral(first).len(), referral(second).len()];
    during(&practice, "delegation-partial", &[], || assert_eq!(count(), [3, 3]));
    during(&practice, "delegation-partial", &[("missing", "9")], || assert_eq!(count(), [1, 1]));
    during(&practice, "delegation-partial", &[("zone", "other.example.com")], || assert_eq!(count(), [4, 4]));
    during(&practice, "delegation-partial", &[("server", "ns2.dns-host.example"), ("zone", "api.vpce.example.com")], || {
        assert_eq!(count(), [4, 3]);
    });
    during(&practice, "delegation-extra", &[("host", "NS-9.AWSDNS-9.com.")], || {
        assert_eq!(count(), [5, 5]);
        assert!(referral(first).contains(&"ns-9.awsdns-9.com.".to_owned()));
    });
    during(&practice, "delegation-extra", &[("host", "no host name")], || assert_eq!(count(), [4, 4]));
    during(&practice, "parents-disagree", &[], || {
        assert_eq!(count(), [4, 0]);
        let said = udp(second, NAME, RecordType::SOA);
        assert_eq!((said.metadata.response_code, said.metadata.authoritative), (ResponseCode::NXDomain, true));
    });
    assert_eq!(practice.control().zones().unwrap(), stored);
    assert_eq!(count(), [4, 4]);
    // The seller's own zone is delegated as well, by the registry.
    during(&practice, "delegation-partial", &[("zone", "example.com")], || {
        assert_eq!(referred(&udp(server(&practice, "192.0.2.11"), NAME, RecordType::SOA)).len(), 1);
        assert_eq!(count(), [4, 4]);
    });
}

#[test]
fn the_parent_signs_or_aliases_what_it_delegates() {
    let practice = delegated();
    let [first, _] = sockets(&practice);
    assert!(udp(first, NAME, RecordType::DS).answers.is_empty());
    during(&practice, "ds-without-signatures", &[], || {
        assert_eq!(udp(first, NAME, RecordType::DS).answers.len(), 1);
        let referral = udp(first, NAME, RecordType::A);
        assert_eq!(referral.authorities.iter().filter(|record| record.record_type() == RecordType::DS).count(), 1);
    });
    during(&practice, "cname-at-the-cut", &[], || {
        let said = udp(first, NAME, RecordType::NS);
        assert!(said.metadata.authoritative);
        assert_eq!(said.answers[0].data.to_string(), "www.example.com.");
        assert!(referred(&said).is_empty());
    });
    assert_eq!(referred(&udp(first, NAME, RecordType::NS)).len(), 4);
}

#[test]
fn the_form_edits_and_slips_through_the_control_interface() {
    let practice = still();
    let control = practice.control();
    assert_eq!(control.panel().unwrap(), PanelForm::default());
    let slips = PanelForm { appends_zone_to_names: true, appends_zone_to_values: true, ..PanelForm::default() };
    assert_eq!(control.set_panel(&slips).unwrap(), slips);
    let wrong = control.publish(&record("api.vpce.example.com", "NS", "ns-2101.awsdns-71.com")).unwrap();
    assert_eq!(wrong.name, "api.vpce.example.com.example.com");
    assert_eq!(wrong.value, "ns-2101.awsdns-71.com.example.com");
    let right = control.replace(&wrong, &record("api.vpce", "NS", "ns-2101.awsdns-71.com.")).unwrap();
    let [first, second] = sockets(&practice);
    for socket in [first, second] {
        assert_eq!(referred(&udp(socket, NAME, RecordType::SOA)), ["ns-2101.awsdns-71.com."]);
        let gone = udp(socket, "api.vpce.example.com.example.com.", RecordType::NS);
        assert_eq!(gone.metadata.response_code, ResponseCode::NXDomain);
    }
    control.remove(&right).unwrap();
    assert!(control.set_panel(&PanelForm { propagation_seconds: 999_999, ..PanelForm::default() }).is_err());
    control.reset().unwrap();
    assert_eq!(control.panel().unwrap(), PanelForm::default());
}
