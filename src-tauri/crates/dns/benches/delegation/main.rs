//! A delegation looked at side by side with `dig +trace` and with zonemaster-cli, on one tree that BIND serves: `cargo bench -p gangway-dns`.
//!
//! It needs named, dig and a network namespace; zonemaster-cli where it is installed. A wrong answer ends the run with an error, a slow one does
//! not: it is a measurement and no test of time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../../tests/lab/bind.rs"]
#[allow(dead_code)]
mod bind;
#[path = "../../tests/lab/namespace.rs"]
mod namespace;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use bind::{FOUR, Lab, PARENTS, SILENT, Zones, zone_text};
use gangway_dns::{DelegationVerdict, Net, check_delegation, root_hints};
use gangway_model::DnsName;

/// The median of so many counts.
const TIMES: usize = 9;

fn main() {
    if let Some(folder) = namespace::folder() {
        return inside(&folder);
    }
    let folder = tempfile::tempdir().unwrap();
    match namespace::again(folder.path(), &[]) {
        Some((true, told)) => print!("{told}"),
        Some((false, told)) => panic!("{told}"),
        None => println!("not measured: this machine allows nobody a network namespace of their own (unshare)"),
    }
}

fn median(mut once: impl FnMut()) -> Duration {
    let mut spent: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let start = Instant::now();
            once();
            start.elapsed()
        })
        .collect();
    spent.sort();
    spent[TIMES / 2]
}

fn line(what: &str, spent: Duration, beside: &str) {
    println!("{what:<64}{:>10.1} ms  {beside}", spent.as_secs_f64() * 1000.0);
}

fn inside(folder: &Path) {
    bind::take_addresses();
    let mut zones = Zones::tree();
    let lame = [FOUR[0], FOUR[1], FOUR[2], SILENT];
    let published = |name: &str, servers: &[&str; 4]| servers.map(|server| format!("{name} IN NS {server}."));
    let lines = [published("api.vpce", &FOUR), published("dead", &lame)].concat();
    PARENTS.iter().for_each(|server| zones.add(server, "example.com", zone_text(1, &PARENTS, &lines)));
    FOUR.iter().for_each(|server| zones.add(server, "api.vpce.example.com", zone_text(1, &FOUR, &[])));
    FOUR[..3].iter().for_each(|server| zones.add(server, "dead.example.com", zone_text(1, &lame, &[])));
    let lab = Lab::start(folder, &zones, 53);
    let net = Net::apart(root_hints(&std::fs::read_to_string(&lab.hints).unwrap()).unwrap(), 53);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let look = |name: &str, servers: &[&str], verdict: DelegationVerdict| {
        let servers: Vec<DnsName> = servers.iter().map(|server| DnsName::parse(server).unwrap()).collect();
        let check = runtime.block_on(check_delegation(&net, &DnsName::parse(name).unwrap(), &servers)).unwrap();
        assert_eq!(check.verdict, verdict, "{:?}", check.findings);
    };

    let ours = median(|| look("api.vpce.example.com", &FOUR, DelegationVerdict::Live));
    line("a good zone: every server, both sides, UDP and TCP", ours, "");
    // dig looks the servers' names up with the system's resolver: here it is BIND, which remembers them from the first time on.
    std::fs::write(folder.join("resolv.conf"), "nameserver 127.0.0.1\n").unwrap();
    bind::run("mount", &["--bind", folder.join("resolv.conf").to_str().unwrap(), "/etc/resolv.conf"], folder);
    let at = |server: &str| format!("@{}", bind::address(server));
    let arguments = ["+trace", "+nodnssec", &at("root"), "api.vpce.example.com", "SOA"];
    let trace = median(|| {
        let done = Command::new("dig").args(arguments).output().unwrap();
        let told = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success() && told.contains("SOA\tns-1.awsdns-01.com."), "{told}");
    });
    line("dig +trace, one server of each zone on the way", trace, &ratio(trace, ours));
    if namespace::installed("zonemaster-cli") {
        let start = Instant::now();
        let hints = format!("--hints={}", lab.hints.display());
        let done = Command::new("zonemaster-cli").args(["--level=ERROR", "--raw", &hints, "api.vpce.example.com"]).output().unwrap();
        assert!(done.status.success());
        line("zonemaster-cli, once", start.elapsed(), &ratio(start.elapsed(), ours));
    } else {
        println!("zonemaster-cli is not installed");
    }
    let start = Instant::now();
    look("dead.example.com", &lame, DelegationVerdict::Partly);
    let timeout = format!("{:.2} of one timeout", start.elapsed().as_secs_f64() / net.timeout.as_secs_f64());
    line("one of four servers is dead", start.elapsed(), &timeout);
}

fn ratio(other: Duration, ours: Duration) -> String {
    format!("{:.1} times ours", other.as_secs_f64() / ours.as_secs_f64())
}
