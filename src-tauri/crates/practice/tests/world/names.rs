//! The name servers, asked over their sockets.

use std::net::{IpAddr, SocketAddr};
use std::process::Command;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;

use super::dns_questions::{record, server, tcp, udp};
use super::still;

#[test]
fn every_server_answers_with_authority_over_both_transports() {
    let practice = still();
    let zones = practice.control().zones().unwrap();
    for zone in &zones {
        for host in &zone.servers {
            let mut asked = 0;
            for found in zones.iter().flat_map(|zone| &zone.records).filter(|record| record.name == *host) {
                let Ok(address) = found.value.parse::<IpAddr>() else { continue };
                let Some(socket) = practice.world().dns.addresses.get(&address).copied() else { continue };
                for said in [udp(socket, &zone.name, RecordType::SOA), tcp(socket, &zone.name, RecordType::SOA)] {
                    assert!(said.metadata.authoritative, "{host} {}", zone.name);
                    assert_eq!(said.answers.len(), 1);
                }
                asked += 1;
            }
            assert!(asked > 0, "{host} has no address");
        }
    }
}

#[test]
fn the_tree_leads_from_the_root_to_the_sellers_zone() {
    let practice = still();
    let roots = practice.world().dns.roots;
    assert!(roots.contains(&"192.0.2.1".parse().unwrap()));
    for root in roots {
        let said = udp(practice.world().dns.addresses[&root], "api.example.com.", RecordType::A);
        assert!(!said.metadata.authoritative);
        assert_eq!(said.authorities[0].name.to_ascii(), "com.");
        assert!(!said.additionals.is_empty());
    }
    let said = udp(server(&practice, "192.0.2.11"), "api.example.com.", RecordType::A);
    assert_eq!(said.authorities[0].name.to_ascii(), "example.com.");
    let said = udp(server(&practice, "192.0.2.21"), "api.example.com.", RecordType::A);
    assert_eq!(said.metadata.response_code, ResponseCode::NXDomain);
    assert!(said.metadata.authoritative);
    let said = udp(server(&practice, "192.0.2.21"), "api.example.org.", RecordType::A);
    assert_eq!(said.metadata.response_code, ResponseCode::Refused);
}

#[test]
fn what_is_published_is_answered_at_once_and_what_is_removed_is_gone() {
    let practice = still();
    let control = practice.control();
    let servers = [server(&practice, "192.0.2.21"), server(&practice, "192.0.2.22")];
    let text = record("_proof.api", "TXT", "vpce:AbC");
    assert_eq!(control.publish(&text).unwrap().name, "_proof.api.example.com");
    for socket in servers {
        let said = udp(socket, "_PROOF.api.example.com.", RecordType::TXT);
        assert_eq!(said.answers[0].data.to_string(), "vpce:AbC");
    }
    for host in ["ns-1.awsdns-1.com", "ns-2.awsdns-2.net."] {
        control.publish(&record("api.vpce", "NS", host)).unwrap();
    }
    let said = tcp(servers[0], "x.api.vpce.example.com.", RecordType::A);
    assert_eq!((said.metadata.authoritative, said.authorities.len()), (false, 2));
    control.remove(&text).unwrap();
    assert!(udp(servers[1], "_proof.api.example.com.", RecordType::TXT).answers.is_empty());
}

/// An independent reader of the wire format, where it is installed.
#[test]
fn dig_reads_the_answers() {
    let practice = still();
    practice.control().publish(&record("caa", "CAA", "0 issue amazon.com")).unwrap();
    practice.control().publish(&record("signed", "NS", "ns1.dns-host.example")).unwrap();
    practice.control().publish(&record("signed", "DS", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118")).unwrap();
    let dig_at = |server: SocketAddr, arguments: &[&str]| {
        let (at, port) = (format!("@{}", server.ip()), server.port().to_string());
        let run = Command::new("dig").args([&at, "-p", &port, "+norecurse", "+short"]).args(arguments).output();
        run.ok().map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned())
    };
    let dig = |arguments: &[&str]| dig_at(server(&practice, "192.0.2.21"), arguments);
    let Some(soa) = dig(&["example.com", "SOA"]) else {
        eprintln!("dig is not installed: not asked");
        return;
    };
    assert!(soa.starts_with("ns1.dns-host.example. hostmaster.dns-host.example."), "{soa}");
    assert_eq!(dig(&["caa.example.com", "CAA"]).unwrap(), "0 issue \"amazon.com\"");
    let ds = "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118";
    assert_eq!(dig(&["signed.example.com", "DS"]).unwrap().replace(' ', ""), ds.replace(' ', ""));
    assert_eq!(dig(&["+tcp", "example.com", "TXT"]).unwrap(), "\"v=spf1 mx -all\"");
    // Over IPv6, where this machine has it.
    if let Some(door) = practice.world().dns.addresses.get(&"2001:db8::21".parse::<IpAddr>().unwrap()) {
        for transport in ["+notcp", "+tcp"] {
            assert_eq!(dig_at(*door, &["-6", transport, "example.com", "TXT"]).unwrap(), "\"v=spf1 mx -all\"");
        }
    }
}
