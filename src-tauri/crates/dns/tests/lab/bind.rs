//! One BIND that plays every server of a tree, each at its own address (a view by destination), in a network namespace that has nothing else.
//! What the zones hold is in the table of cases; how a name server behaves is BIND's own business, so that nothing here can share our mistakes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The servers that play Route 53.
pub const FOUR: [&str; 4] = ["ns-1.awsdns-01.com", "ns-512.awsdns-02.net", "ns-1024.awsdns-03.org", "ns-1536.awsdns-04.co.uk"];
/// The servers of the seller's zones.
pub const PARENTS: [&str; 2] = ["ns1.host.test", "ns2.host.test"];
/// Has none of the zones.
pub const REFUSES: &str = "ns.refuses.test";
/// Has the zone in its configuration, and no file for it.
pub const FAILS: &str = "ns.fails.test";
/// Has the zone above, and sends people on.
pub const REFERS: &str = "ns.refers.test";
/// Takes questions and never answers.
pub const SILENT: &str = "ns.silent.test";
/// The machine is there, and nothing listens.
pub const CLOSED: &str = "ns.closed.test";
/// Answers over UDP alone.
pub const NO_TCP: &str = "ns.notcp.test";
/// A name that is an alias of the first of the four.
pub const ALIAS: &str = "ns.alias.test";
/// Another honest server.
pub const OTHER: &str = "ns.other.test";

/// Every server with its IPv4 address; the four and the parents have an IPv6 address with the same last number, too.
pub const SERVERS: [(&str, u8); 15] = [
    ("root", 1),
    ("tld.test", 2),
    (PARENTS[0], 11),
    (PARENTS[1], 12),
    (FOUR[0], 21),
    (FOUR[1], 22),
    (FOUR[2], 23),
    (FOUR[3], 24),
    (REFUSES, 31),
    (FAILS, 32),
    (REFERS, 33),
    (OTHER, 34),
    (SILENT, 41),
    (CLOSED, 42),
    (NO_TCP, 43),
];

/// Those that BIND plays.
fn is_bind(number: u8) -> bool {
    number < 40
}
fn four(number: u8) -> IpAddr {
    format!("192.0.2.{number}").parse().unwrap()
}
fn six(number: u8) -> Option<IpAddr> {
    (number < 30).then(|| format!("2001:db8::{number}").parse().unwrap())
}
pub fn address(server: &str) -> IpAddr {
    four(SERVERS.iter().find(|(name, _)| *name == server).unwrap().1)
}

/// Zones by server.
#[derive(Default)]
pub struct Zones(BTreeMap<String, BTreeMap<String, Zone>>);

enum Zone {
    Text(String),
    /// Configured without a file.
    Broken,
}

/// A zone's beginning: SOA with `serial`, the NS set, then `lines`.
pub fn zone_text(serial: u32, servers: &[&str], lines: &[String]) -> String {
    let first = servers.first().copied().unwrap_or("ns.invalid");
    let mut text = format!("$TTL 300\n@ IN SOA {first}. hostmaster.example.com. {serial} 14400 3600 1209600 60\n");
    for server in servers {
        writeln!(text, "@ IN NS {server}.").unwrap();
    }
    for line in lines {
        writeln!(text, "{line}").unwrap();
    }
    text
}

impl Zones {
    /// The root and the registries; example.com is delegated to the two parents.
    pub fn tree() -> Self {
        let mut zones = Self::default();
        let registries = ["com", "net", "org", "uk", "test"];
        let mut lines: Vec<String> = registries.iter().map(|zone| format!("{zone}. IN NS tld.test.")).collect();
        lines.push(format!("tld.test. IN A {}", four(2)));
        lines.push(format!("tld.test. IN AAAA {}", six(2).unwrap()));
        lines.push(format!("root.test. IN A {}", four(1)));
        zones.add("root", ".", zone_text(1, &["root.test"], &lines));
        for registry in registries {
            let mut lines = Vec::new();
            for (name, number) in SERVERS.iter().filter(|(name, _)| name.ends_with(&format!(".{registry}"))) {
                lines.push(format!("{name}. IN A {}", four(*number)));
                lines.extend(six(*number).map(|address| format!("{name}. IN AAAA {address}")));
            }
            if registry == "test" {
                lines.push(format!("root.test. IN A {}", four(1)));
                lines.push(format!("{ALIAS}. IN CNAME {}.", FOUR[0]));
            }
            if registry == "com" {
                for (zone, servers) in [("example.com", PARENTS), ("shaky.com", [PARENTS[0], SILENT]), ("gone.com", [REFUSES, SILENT])] {
                    lines.extend(servers.iter().map(|server| format!("{zone}. IN NS {server}.")));
                }
            }
            zones.add("tld.test", registry, zone_text(1, &["tld.test"], &lines));
        }
        zones
    }

    pub fn add(&mut self, server: &str, zone: &str, text: String) {
        let before = self.0.entry(server.to_owned()).or_default().insert(zone.to_owned(), Zone::Text(text));
        assert!(before.is_none(), "{zone} twice at {server}");
    }

    pub fn add_broken(&mut self, server: &str, zone: &str) {
        self.0.entry(server.to_owned()).or_default().insert(zone.to_owned(), Zone::Broken);
    }
}

pub fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let done = Command::new(program).args(arguments).current_dir(folder).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{program} {arguments:?}: {text}{}", String::from_utf8_lossy(&done.stderr));
    text
}

/// Gives the namespace's loopback device every address of the tree.
pub fn take_addresses() {
    let here = Path::new("/");
    run("ip", &["link", "set", "lo", "up"], here);
    for (_, number) in SERVERS {
        for address in [Some(four(number)), six(number)].into_iter().flatten() {
            let (length, no_waiting) = if address.is_ipv4() { (32, None) } else { (128, Some("nodad")) };
            let written = format!("{address}/{length}");
            run("ip", &["address", "add", &written, "dev", "lo"].into_iter().chain(no_waiting).collect::<Vec<_>>(), here);
        }
    }
}

/// The zone signed with a key of its own, and its DS record as a line of the zone above. `dates`: from and to, as dnssec-signzone takes them.
pub fn signed(folder: &Path, zone: &str, text: &str, dates: Option<(&str, &str)>) -> (String, String) {
    let folder = folder.join(format!("signed-{zone}"));
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("zone"), text).unwrap();
    run("dnssec-keygen", &["-q", "-a", "ECDSAP256SHA256", "-f", "KSK", zone], &folder);
    let mut arguments = vec!["-S", "-z", "-P", "-o", zone, "-f", "signed"];
    if let Some((from, to)) = dates {
        arguments.extend(["-s", from, "-e", to]);
    }
    arguments.push("zone");
    run("dnssec-signzone", &arguments, &folder);
    let set = fs::read_to_string(folder.join(format!("dsset-{zone}."))).unwrap();
    (fs::read_to_string(folder.join("signed")).unwrap(), set.lines().next().unwrap().to_owned())
}

/// BIND with its views, and the servers that BIND is too polite to play. Ends with this value.
pub struct Lab {
    named: Child,
    _held: (std::net::UdpSocket, std::net::TcpListener),
    /// The root hints, for whoever wants a file.
    pub hints: PathBuf,
}

impl Lab {
    pub fn start(folder: &Path, zones: &Zones, port: u16) -> Self {
        let mut conf = format!(
            "options {{ directory \"{0}\"; pid-file none; session-keyfile none; lock-file none; recursion no; dnssec-validation no;\n \
             notify no; minimal-responses no; managed-keys-directory \"{0}\"; check-names primary ignore; check-integrity no;\n listen-on port {port} {{",
            folder.display()
        );
        let own = |number: u8| [Some(four(number)), six(number)].into_iter().flatten().map(|address| format!(" {address};"));
        let bound: Vec<String> = SERVERS.iter().filter(|(_, number)| is_bind(*number)).flat_map(|(_, number)| own(*number)).collect();
        let (v6, v4): (Vec<&String>, Vec<&String>) = bound.iter().partition(|address| address.contains(':'));
        v4.iter().for_each(|address| conf += address);
        write!(conf, " 127.0.0.1; }};\n listen-on-v6 port {port} {{").unwrap();
        v6.iter().for_each(|address| conf += address);
        let hints = folder.join("hints");
        // And a resolver, which dig +trace looks the servers' names up with.
        write!(
            conf,
            " }};\n}};\ncontrols {{ }};\nview \"resolver\" {{ match-destinations {{ 127.0.0.1; }}; recursion yes;\n \
             zone \".\" {{ type hint; file \"{}\"; }};\n}};\n",
            hints.display()
        )
        .unwrap();
        fs::write(
            &hints,
            format!(". 3600 IN NS root.test.\nroot.test. 3600 IN A {}\nroot.test. 3600 IN AAAA {}\n", four(1), six(1).unwrap()),
        )
        .unwrap();
        for (server, number) in SERVERS.iter().filter(|(_, number)| is_bind(*number)) {
            let destinations: String = own(*number).collect();
            writeln!(conf, "view \"{server}\" {{ match-destinations {{{destinations} }};").unwrap();
            for (zone, what) in zones.0.get(*server).into_iter().flatten() {
                let file = folder.join(format!("{server}-{}", if zone == "." { "root" } else { zone }));
                if let Zone::Text(text) = what {
                    fs::write(&file, text).unwrap();
                }
                writeln!(conf, " zone \"{zone}\" {{ type primary; file \"{}\"; }};", file.display()).unwrap();
            }
            conf += "};\n";
        }
        fs::write(folder.join("named.conf"), conf).unwrap();
        // From a copy: where AppArmor watches over the installed one, it may not read files elsewhere.
        let program = folder.join("named");
        let installed = ["/usr/sbin/named", "/usr/bin/named", "/usr/local/sbin/named"].into_iter().find(|path| Path::new(path).exists());
        fs::copy(installed.unwrap(), &program).unwrap();
        let mut named = Command::new(&program)
            .args(["-g", "-n", "1", "-c"])
            .arg(folder.join("named.conf"))
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(named.stderr.take().unwrap()).lines();
        let mut told = Vec::new();
        loop {
            let Some(Ok(line)) = lines.next() else { panic!("named ended: {told:#?}") };
            if line.ends_with(" running") {
                break;
            }
            told.push(line);
        }
        let wrong: Vec<&String> =
            told.iter().filter(|line| line.contains("not loaded due to errors") && !line.contains("ns.fails.test")).collect();
        assert!(wrong.is_empty(), "{wrong:?} {told:#?}");
        std::thread::spawn(move || lines.for_each(drop));
        Self { named, _held: impolite(port), hints }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let _gone_already = self.named.kill();
        let _reaped = self.named.wait();
    }
}

/// A server that never answers, and one that has no TCP.
fn impolite(port: u16) -> (std::net::UdpSocket, std::net::TcpListener) {
    let silent = (address(SILENT), port);
    let udp = std::net::UdpSocket::bind(silent).unwrap();
    let tcp = std::net::TcpListener::bind(silent).unwrap();
    let relay = std::net::UdpSocket::bind((address(NO_TCP), port)).unwrap();
    std::thread::spawn(move || {
        let mut buffer = [0u8; 4096];
        while let Ok((size, from)) = relay.recv_from(&mut buffer) {
            let onward = std::net::UdpSocket::bind((address(NO_TCP), 0)).unwrap();
            onward.set_read_timeout(Some(std::time::Duration::from_secs(1))).unwrap();
            onward.send_to(&buffer[..size], (address(OTHER), port)).unwrap();
            if let Ok(size) = onward.recv(&mut buffer) {
                let _gone = relay.send_to(&buffer[..size], from);
            }
        }
    });
    (udp, tcp)
}
