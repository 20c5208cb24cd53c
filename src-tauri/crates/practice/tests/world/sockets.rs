//! Nothing of the world can be reached from outside of this computer, and nothing is left when it ends.
#![cfg(target_os = "linux")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::Command;

use gangway_practice::FaultForm;

use super::still;
use super::wire::{Asked, address};

/// In a process of its own: the other tests here open sockets, too.
#[test]
fn only_loopback_can_be_reached_and_nothing_after_the_end() {
    let alone = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "sockets::all_sockets_of_a_process_that_plays_one_world", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&alone.stdout);
    assert!(alone.status.success() && told.contains("1 passed"), "{told}{}", String::from_utf8_lossy(&alone.stderr));
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn all_sockets_of_a_process_that_plays_one_world() {
    assert_eq!(open(), BTreeSet::new(), "before the world");
    let practice = still();
    let world = practice.world();
    let http = address(&practice);
    // What makes the world ask its own name servers, and what closes and opens their ports again.
    let request = "{\"DomainName\":\"api.example.com\",\"ValidationMethod\":\"DNS\"}";
    assert_eq!(Asked::acm("CertificateManager.RequestCertificate", request).outcome(http).0, 200);
    let control = practice.control();
    let mut seen = BTreeSet::new();
    for round in 0..40 {
        if round == 10 {
            control.begin_fault(&FaultForm { name: "server-closed".to_owned(), ..FaultForm::default() }).unwrap();
        }
        if round == 20 {
            control.end_fault(None).unwrap();
        }
        control.skip().unwrap();
        seen.extend(open());
    }
    let expected: BTreeSet<SocketAddr> =
        world.dns.addresses.values().copied().chain([http, world.mail.address, world.mail.starttls_address]).collect();
    assert!(expected.is_subset(&seen), "{expected:?} {seen:?}");
    let outside: Vec<&SocketAddr> = seen.iter().filter(|socket| !socket.ip().is_loopback()).collect();
    assert!(outside.is_empty(), "{outside:?}");
    practice.stop();
    assert_eq!(open(), BTreeSet::new(), "after the world");
}

/// The local addresses of this process's sockets that anybody could send to: listening ones (TCP), and open ones (UDP).
fn open() -> BTreeSet<SocketAddr> {
    let own: BTreeSet<String> = fs::read_dir("/proc/self/fd")
        .unwrap()
        .filter_map(|entry| fs::read_link(entry.unwrap().path()).ok())
        .filter_map(|target| Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect();
    // State 0A is LISTEN; a UDP socket that is connected (01) takes from its peer alone (proc(5), the kernel's tcp_states.h).
    let tables: BTreeMap<&str, &str> = [("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")].into();
    let mut sockets = BTreeSet::new();
    for (table, state) in tables {
        // Absent where the kernel has no IPv6.
        let Ok(text) = fs::read_to_string(format!("/proc/self/net/{table}")) else { continue };
        for line in text.lines().skip(1) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            if fields[3] == state && own.contains(fields[9]) {
                sockets.insert(local(fields[1]));
            }
        }
    }
    sockets
}

/// `0100007F:1F90`: the address in the machine's own order of octets, word by word.
fn local(text: &str) -> SocketAddr {
    let (host, port) = text.split_once(':').unwrap();
    let words: Vec<[u8; 4]> =
        (0..host.len()).step_by(8).map(|start| u32::from_str_radix(&host[start..start + 8], 16).unwrap().to_ne_bytes()).collect();
    let octets = words.concat();
    let ip = match <[u8; 4]>::try_from(octets.as_slice()) {
        Ok(four) => IpAddr::V4(Ipv4Addr::from(four)),
        Err(_) => IpAddr::V6(Ipv6Addr::from(<[u8; 16]>::try_from(octets.as_slice()).unwrap())),
    };
    SocketAddr::new(ip, u16::from_str_radix(port, 16).unwrap())
}
