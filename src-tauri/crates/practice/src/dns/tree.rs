//! The practice tree: its name servers, which never change, and the zones that a fresh world starts with.
//!
//! All addresses are documentation addresses (RFC 5737, RFC 3849); the world document maps each to a loopback socket.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::name::at_or_below;
use super::record::{Kind, ZoneRecord};
use super::zone::Zone;

/// The zone that the registrar's form edits.
pub(crate) const SELLER_ZONE: &str = "example.com";
/// The host that receives mail.
pub(crate) const MAIL_HOST: &str = "mail.practice.example";
/// Where that host lives.
pub(crate) const MAIL_ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 25));
/// Where the names of endpoints lead once a service is launched.
pub(crate) const ENDPOINT_ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 90);
/// The name servers on which Seller Operations create a hosted zone, one under each of four TLDs as Route 53 does.
/// AWS numbers its own from 0 to 2047; these lie outside.
pub(crate) const DELEGATION_SET: [&str; 4] =
    ["ns-2101.awsdns-71.com", "ns-2202.awsdns-72.net", "ns-2303.awsdns-73.org", "ns-2404.awsdns-74.co.uk"];
/// The name servers on which Route 53 creates hosted zones, four to a set and never one of Seller Operations' own. Zones of
/// the same name, or one below the other, get different sets (Route 53 API reference, "ConflictingDomainExists").
pub(crate) const HOSTED_SETS: [[&str; 4]; 4] = [
    ["ns-2102.awsdns-71.com", "ns-2203.awsdns-72.net", "ns-2304.awsdns-73.org", "ns-2405.awsdns-74.co.uk"],
    ["ns-2103.awsdns-71.com", "ns-2204.awsdns-72.net", "ns-2305.awsdns-73.org", "ns-2406.awsdns-74.co.uk"],
    ["ns-2104.awsdns-71.com", "ns-2205.awsdns-72.net", "ns-2306.awsdns-73.org", "ns-2407.awsdns-74.co.uk"],
    ["ns-2105.awsdns-71.com", "ns-2206.awsdns-72.net", "ns-2307.awsdns-73.org", "ns-2408.awsdns-74.co.uk"],
];
/// The host numbers of the root servers' addresses.
const ROOT_HOSTS: [u8; 2] = [1, 2];

/// Every name server with the host number of its addresses: 192.0.2.N and 2001:db8::N.
const SERVERS: [(&str, u8); 28] = [
    ("a.roots.example", 1),
    ("b.roots.example", 2),
    ("a.registry.example", 11),
    ("b.registry.example", 12),
    ("ns1.dns-host.example", 21),
    ("ns2.dns-host.example", 22),
    ("g-ns-1.awsdns-71.com", 31),
    ("g-ns-2.awsdns-71.com", 32),
    ("ns-2101.awsdns-71.com", 41),
    ("ns-2202.awsdns-72.net", 42),
    ("ns-2303.awsdns-73.org", 43),
    ("ns-2404.awsdns-74.co.uk", 44),
    ("ns-2102.awsdns-71.com", 51),
    ("ns-2203.awsdns-72.net", 52),
    ("ns-2304.awsdns-73.org", 53),
    ("ns-2405.awsdns-74.co.uk", 54),
    ("ns-2103.awsdns-71.com", 61),
    ("ns-2204.awsdns-72.net", 62),
    ("ns-2305.awsdns-73.org", 63),
    ("ns-2406.awsdns-74.co.uk", 64),
    ("ns-2104.awsdns-71.com", 71),
    ("ns-2205.awsdns-72.net", 72),
    ("ns-2306.awsdns-73.org", 73),
    ("ns-2407.awsdns-74.co.uk", 74),
    ("ns-2105.awsdns-71.com", 81),
    ("ns-2206.awsdns-72.net", 82),
    ("ns-2307.awsdns-73.org", 83),
    ("ns-2408.awsdns-74.co.uk", 84),
];

/// The root servers.
pub(crate) const ROOTS: [&str; 2] = ["a.roots.example", "b.roots.example"];
const REGISTRY: [&str; 2] = ["a.registry.example", "b.registry.example"];
const DNS_HOST: [&str; 2] = ["ns1.dns-host.example", "ns2.dns-host.example"];
const AWS_HOST: [&str; 2] = ["g-ns-1.awsdns-71.com", "g-ns-2.awsdns-71.com"];

/// One name server of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NameServer {
    pub(crate) name: &'static str,
    pub(crate) v4: Ipv4Addr,
    pub(crate) v6: Ipv6Addr,
}

impl NameServer {
    fn new((name, host): (&'static str, u8)) -> NameServer {
        NameServer { name, v4: Ipv4Addr::new(192, 0, 2, host), v6: v6(host) }
    }
}

/// `2001:db8::N`, with the number read as it is written: host 11 is `2001:db8::11`.
fn v6(host: u8) -> Ipv6Addr {
    let written = u16::from(host / 10) * 16 + u16::from(host % 10);
    Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, written)
}

/// All name servers of the practice tree.
pub(crate) fn name_servers() -> Vec<NameServer> {
    SERVERS.into_iter().map(NameServer::new).collect()
}

/// To whom a name server belongs, by a word of the faults' `server`.
pub(crate) fn group(server: &str) -> &'static str {
    let belongs = [
        (ROOTS.as_slice(), "roots"),
        (REGISTRY.as_slice(), "registry"),
        (DNS_HOST.as_slice(), "seller"),
        (DELEGATION_SET.as_slice(), "seller-operations"),
    ];
    belongs.into_iter().find(|(hosts, _)| hosts.contains(&server)).map_or("aws", |(_, group)| group)
}

/// The addresses from which a resolver starts, IPv4 first; IPv6 only where the machine has it.
pub(crate) fn roots(with_v6: bool) -> Vec<IpAddr> {
    let v4 = ROOT_HOSTS.map(|host| IpAddr::from(Ipv4Addr::new(192, 0, 2, host)));
    let v6 = ROOT_HOSTS.map(|host| IpAddr::from(v6(host)));
    let mut roots = v4.to_vec();
    if with_v6 {
        roots.extend(v6);
    }
    roots
}

/// The zones of a fresh world.
pub(crate) fn seed() -> Vec<Zone> {
    let mut root = Zone::new("", &ROOTS, false);
    add_hosts(&mut root, &ROOTS);
    add_hosts(&mut root, &REGISTRY);
    for tld in ["example", "com", "net", "org", "uk"] {
        delegate(&mut root, tld, &REGISTRY);
    }

    let mut example = Zone::new("example", &REGISTRY, false);
    add_hosts(&mut example, &ROOTS);
    add_hosts(&mut example, &REGISTRY);
    add_hosts(&mut example, &DNS_HOST);
    delegate(&mut example, "dns-host.example", &DNS_HOST);
    delegate(&mut example, "practice.example", &DNS_HOST);

    let mut com = Zone::new("com", &REGISTRY, false);
    add_hosts(&mut com, &AWS_HOST);
    delegate(&mut com, SELLER_ZONE, &DNS_HOST);
    delegate(&mut com, "awsdns-71.com", &AWS_HOST);
    let mut net = Zone::new("net", &REGISTRY, false);
    delegate(&mut net, "awsdns-72.net", &AWS_HOST);
    let mut org = Zone::new("org", &REGISTRY, false);
    delegate(&mut org, "awsdns-73.org", &AWS_HOST);
    let mut uk = Zone::new("uk", &REGISTRY, false);
    delegate(&mut uk, "co.uk", &REGISTRY);
    let mut co_uk = Zone::new("co.uk", &REGISTRY, false);
    delegate(&mut co_uk, "awsdns-74.co.uk", &AWS_HOST);

    let mut dns_host = Zone::new("dns-host.example", &DNS_HOST, false);
    add_hosts(&mut dns_host, &DNS_HOST);

    let mut practice = Zone::new("practice.example", &DNS_HOST, false);
    add(&mut practice, "practice.example", Kind::Mx, format!("10 {MAIL_HOST}"));
    add(&mut practice, MAIL_HOST, Kind::A, MAIL_ADDRESS.to_string());

    let mut seller = Zone::new(SELLER_ZONE, &DNS_HOST, true);
    add(&mut seller, SELLER_ZONE, Kind::Mx, format!("10 {MAIL_HOST}"));
    add(&mut seller, SELLER_ZONE, Kind::Txt, "v=spf1 mx -all".to_owned());

    let mut zones = vec![root, example, com, net, org, uk, co_uk, dns_host, practice, seller];
    for server in DELEGATION_SET {
        let Some((_, zone)) = server.split_once('.') else {
            continue;
        };
        let mut zone = Zone::new(zone, &AWS_HOST, false);
        if AWS_HOST.iter().any(|host| host.ends_with(&zone.name)) {
            add_hosts(&mut zone, &AWS_HOST);
        }
        let hosts: Vec<&str> =
            SERVERS.iter().map(|(host, _)| *host).filter(|host| host.starts_with("ns-") && at_or_below(host, &zone.name)).collect();
        add_hosts(&mut zone, &hosts);
        zones.push(zone);
    }
    zones
}

/// A hosted zone as Seller Operations create it: on the four servers, otherwise empty.
pub(crate) fn hosted_zone(name: &str) -> Zone {
    Zone::new(name, &DELEGATION_SET, false)
}

fn add(zone: &mut Zone, name: &str, kind: Kind, value: String) {
    zone.records.push(ZoneRecord::new(name, kind, 300, value));
}

fn delegate(zone: &mut Zone, child: &str, servers: &[&str]) {
    for server in servers {
        zone.records.push(ZoneRecord::new(child, Kind::Ns, 3600, *server));
    }
}

fn add_hosts(zone: &mut Zone, hosts: &[&str]) {
    for server in name_servers() {
        if hosts.contains(&server.name) {
            let v4 = server.v4.to_string();
            let v6 = server.v6.to_string();
            zone.records.push(ZoneRecord::new(server.name, Kind::A, 3600, v4));
            zone.records.push(ZoneRecord::new(server.name, Kind::Aaaa, 3600, v6));
        }
    }
}
