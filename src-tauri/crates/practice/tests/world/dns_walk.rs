//! Programs that know nothing of the practice world walk its name servers from the root down: `dig +trace`, and unbound, which
//! thousands of networks resolve with. They follow addresses as they stand in the zones, so the test gives itself a network
//! namespace (unshare, no root rights needed) in which the documentation addresses are its own, and starts itself again in it.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::IpAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use gangway_practice::{FaultForm, NameServersAt, Options, Practice, RecordForm};
use serde_json::json;

use super::journey::{Aws, NAME, REGION, after, certificate, endpoint_service, mail_package, newest, one, publish};
use super::still;

/// Says that the test runs in its namespace; its value is where unbound and the resolver's configuration live.
const INSIDE: &str = "GANGWAY_NAMESPACE";

/// How this machine lets somebody have a namespace of their own; `None` when it doesn't, as in most containers.
fn unshare() -> Option<&'static [&'static str]> {
    // Without root rights; then with them, for systems that keep user namespaces to root.
    let ways: [&[&str]; 2] = [&["unshare", "-rnmpf", "--kill-child=KILL"], &["sudo", "-n", "unshare", "-nmpf", "--kill-child=KILL"]];
    ways.into_iter().find(|way| Command::new(way[0]).args(&way[1..]).arg("true").output().is_ok_and(|done| done.status.success()))
}

#[test]
fn dig_and_unbound_walk_from_the_root_to_the_delegated_zone() {
    if let Some(folder) = std::env::var_os(INSIDE) {
        return inside(Path::new(&folder));
    }
    for program in ["dig", "unbound"] {
        if Command::new(program).arg("-h").output().is_err() {
            let text = format!("SKIPPED: {program} is not installed; ./test installs it");
            assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
            eprintln!("{text}");
            return;
        }
    }
    let Some(way) = unshare() else {
        eprintln!("SKIPPED: this machine allows nobody a network namespace of their own (unshare)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut inside = OsString::from(format!("{INSIDE}="));
    inside.push(folder.path());
    // In a process namespace too: whatever is left running in it ends with it.
    let done = Command::new(way[0])
        .args(&way[1..])
        .arg("env")
        .arg(inside)
        .arg(std::env::current_exe().unwrap())
        .args(["dns_walk::dig_and_unbound_walk_from_the_root_to_the_delegated_zone", "--exact", "--nocapture"])
        .output()
        .unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    println!("{told}");
    assert!(done.status.success() && told.contains("1 passed"), "{told}");
}

fn run(program: &str, arguments: &[&str]) -> String {
    let done = Command::new(program).args(arguments).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{program} {arguments:?}: {text}{}", String::from_utf8_lossy(&done.stderr));
    text
}

/// Every documentation address of the tree becomes an address of the loopback device, which is all that there is here.
fn take_addresses() -> Vec<IpAddr> {
    run("ip", &["link", "set", "lo", "up"]);
    let practice = still();
    let addresses: Vec<IpAddr> = practice.world().dns.addresses.into_keys().collect();
    for address in &addresses {
        let (length, no_waiting) = if address.is_ipv4() { (32, None) } else { (128, Some("nodad")) };
        let written = format!("{address}/{length}");
        run("ip", &["address", "add", &written, "dev", "lo"].into_iter().chain(no_waiting).collect::<Vec<_>>());
    }
    addresses
}

/// A world whose name servers are at their own addresses.
fn own_addresses(port: u16) -> Practice {
    let name_servers = NameServersAt::OwnAddresses { port };
    Practice::start(Options { speed: 0.0, name_servers, ..Options::default() }).unwrap()
}

/// unbound with the practice roots and nothing else of its own: no cache that outlives a second, no trust anchor.
struct Unbound(Child);

impl Unbound {
    fn start(folder: &Path, more: &str) -> Unbound {
        let configuration = format!(
            "server:\n interface: 127.0.0.1\n port: 53\n do-daemonize: no\n username: \"\"\n chroot: \"\"\n directory: \"{0}\"\n \
             pidfile: \"\"\n use-syslog: no\n logfile: \"\"\n verbosity: 1\n module-config: \"iterator\"\n root-hints: \"{0}/roots\"\n \
             do-not-query-localhost: no\n cache-max-ttl: 0\n cache-max-negative-ttl: 0\n num-threads: 1\n{more}\n\
             remote-control:\n control-enable: no\n",
            folder.display()
        );
        let file = folder.join("unbound.conf");
        fs::write(&file, configuration).unwrap();
        let mut child = Command::new("unbound").arg("-dd").arg("-c").arg(&file).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut told = Vec::new();
        loop {
            let Some(Ok(line)) = lines.next() else { panic!("unbound ended: {told:?}") };
            if line.contains("start of service") {
                break;
            }
            told.push(line);
        }
        std::thread::spawn(move || lines.for_each(drop));
        Unbound(child)
    }
}

impl Drop for Unbound {
    fn drop(&mut self) {
        let _gone_already = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// What unbound answers within a few seconds (it goes on trying servers that don't answer for longer): the code, and the answer's
/// values.
fn resolved(name: &str, kind: &str) -> (String, Vec<String>) {
    let arguments = ["@127.0.0.1", "+noall", "+comments", "+answer", "+tries=1", "+time=5", name, kind];
    let done = Command::new("dig").args(arguments).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success() || text.contains("timed out"), "{text}");
    let code = text.split("status: ").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or("no answer").to_owned();
    let value = |line: &str| {
        let mut fields = line.split_whitespace();
        let found = fields.nth(3)? == kind;
        found.then(|| fields.collect::<Vec<_>>().join(" "))
    };
    let mut values: Vec<String> = text.lines().filter(|line| !line.starts_with(';')).filter_map(value).collect();
    values.sort();
    (code, values)
}

/// The servers that a trace went through, one after the other, and its whole text.
fn traced(port: u16, more: &[&str], name: &str, kind: &str) -> (Vec<String>, String) {
    let port = port.to_string();
    let start = if more.contains(&"-6") { "@2001:db8::1" } else { "@192.0.2.1" };
    let arguments: Vec<&str> =
        ["-p", &port, "+trace", "+nodnssec", start].into_iter().chain(more.iter().copied()).chain([name, kind]).collect();
    let text = run("dig", &arguments);
    let from =
        |line: &str| Some(line.strip_prefix(";; Received ")?.split_once(" from ")?.1.split_once('(')?.1.split_once(')')?.0.to_owned());
    (text.lines().filter_map(from).collect(), text)
}

/// Everything inside the namespace.
fn inside(folder: &Path) {
    let addresses = take_addresses();
    // The system's resolver, which dig asks for the addresses of the servers that a trace meets.
    fs::write(folder.join("resolv.conf"), "nameserver 127.0.0.1\n").unwrap();
    run("mount", &["--bind", folder.join("resolv.conf").to_str().unwrap(), "/etc/resolv.conf"]);
    let practice = own_addresses(53);
    let world = practice.world();
    assert!(world.dns.addresses.iter().filter(|(at, _)| at.to_string() != "192.0.2.25").all(|(at, socket)| socket.ip() == *at));
    assert!(addresses.iter().any(IpAddr::is_ipv6) || !world.dns.roots.iter().any(IpAddr::is_ipv6));
    let mut hints = String::new();
    for (place, root) in world.dns.roots.iter().enumerate() {
        let kind = if root.is_ipv4() { "A" } else { "AAAA" };
        writeln!(hints, ". 3600 NS r{place}.hints.\nr{place}.hints. 3600 {kind} {root}").unwrap();
    }
    fs::write(folder.join("roots"), hints).unwrap();

    seller_s_zone(folder, &practice);
    another_port(folder);
    delegated_zone(folder, &practice);
}

/// The seller's zone, with and without IPv4, and answers that UDP can't carry.
fn seller_s_zone(folder: &Path, practice: &Practice) {
    let control = practice.control();
    publish(&control, "api", "CNAME", "mail.practice.example.");
    for number in 0..30 {
        publish(&control, "many", "TXT", &format!("{number} {}", "x".repeat(100)));
    }
    for more in ["", " do-ip4: yes\n do-ip6: no\n", " prefer-ip6: yes\n"] {
        let _unbound = Unbound::start(folder, more);
        assert_eq!(resolved("example.com", "TXT"), ("NOERROR".to_owned(), vec!["\"v=spf1 mx -all\"".to_owned()]), "{more}");
        assert_eq!(resolved("api.example.com", "A").1, ["192.0.2.25"]);
        assert_eq!(resolved("many.example.com", "TXT").1.len(), 30);
        assert_eq!(resolved("nothing.example.com", "A"), ("NXDOMAIN".to_owned(), Vec::new()));
        assert_eq!(resolved("ns-2404.awsdns-74.co.uk", "A").1, ["192.0.2.44"]);
    }
    let _unbound = Unbound::start(folder, "");
    for more in [&["-4"][..], &["-6"][..]] {
        let (servers, text) = traced(53, more, "example.com", "TXT");
        let groups: Vec<&str> = servers.iter().map(|server| server.split_once('.').map_or("", |(_, rest)| rest)).collect();
        // The first is the server that dig was told to start at, by its address.
        assert_eq!(groups.len(), 4, "{text}");
        assert_eq!(groups[1..], ["roots.example", "registry.example", "dns-host.example"], "{text}");
        assert!(text.contains("\"v=spf1 mx -all\""), "{text}");
    }
}

/// A world at a port that nobody expects: dig is told.
fn another_port(folder: &Path) {
    let _unbound = Unbound::start(folder, "");
    let practice = own_addresses(5300);
    publish(&practice.control(), "port", "TXT", "5300");
    let (servers, text) = traced(5300, &[], "port.example.com", "TXT");
    assert!(servers.len() == 4 && text.contains("\"5300\""), "{text}");
}

/// A name that Seller Operations took over, and what a resolver makes of it when servers fail.
fn delegated_zone(folder: &Path, practice: &Practice) {
    let control = practice.control();
    let servers = submitted(practice);
    for server in &servers {
        publish(&control, NAME, "NS", server);
    }
    after(&control, 61, "the launch", || newest(practice, 2));
    let start = format!("{}.", servers[0]);
    let delegated = || resolved(NAME, "SOA");
    let is_served = |(code, values): (String, Vec<String>)| code == "NOERROR" && values.len() == 1 && values[0].starts_with(&start);
    {
        let _unbound = Unbound::start(folder, "");
        assert!(is_served(delegated()));
        let (met, text) = traced(53, &[], NAME, "SOA");
        assert_eq!(met.len(), 5, "{text}");
        assert!(met.last().is_some_and(|last| servers.contains(last)), "{text}");
    }
    let all = ("server", "seller-operations");
    let one = ("server", servers[0].as_str());
    for (fault, parameters, served) in [
        ("server-refuses", vec![one], true),
        ("server-lame", vec![one, ("answer", "upward")], true),
        ("server-closed", vec![one], true),
        ("server-truncates", vec![all], true),
        ("delegation-partial", vec![("missing", "3")], true),
        ("server-refuses", vec![all], false),
        ("server-fails", vec![all], false),
        ("server-lame", vec![all], false),
        ("server-closed", vec![all], false),
        ("server-truncates", vec![all, ("tcp", "cut")], false),
        ("cname-at-the-cut", vec![("target", "mail.practice.example")], false),
    ] {
        let form = FaultForm {
            name: fault.to_owned(),
            parameters: parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            ..FaultForm::default()
        };
        let begun = control.begin_fault(&form).unwrap();
        let _unbound = Unbound::start(folder, "");
        let said = delegated();
        assert_eq!(is_served(said.clone()), served, "{fault} {parameters:?}: {said:?}");
        control.end_fault(Some(&begun.id)).unwrap();
    }
    let gone = RecordForm { zone: "example.com".into(), name: NAME.into(), kind: "NS".into(), ttl: 60, value: servers[0].clone() };
    control.remove(&gone).unwrap();
    let _unbound = Unbound::start(folder, "");
    assert!(is_served(delegated()), "three servers are enough for a resolver");
}

/// A submission that Seller Operations took on; answers the name servers that they named.
fn submitted(practice: &Practice) -> Vec<String> {
    let (control, aws) = (practice.control(), Aws::new(practice));
    let (id, service) = endpoint_service(practice, &aws);
    let (arn, record) = certificate(practice, &aws);
    let describe = || one(&aws.ec2("Action=DescribeVpcEndpointServiceConfigurations"), "privateDnsNameConfiguration");
    publish(&control, &one(&describe(), "name"), "TXT", &one(&describe(), "value"));
    aws.ec2(&format!("Action=StartVpcEndpointServicePrivateDnsVerification&ServiceId={id}"));
    after(&control, 60, "the private DNS name", || (one(&describe(), "state") == "verified").then_some(()));
    let account = "111122223333";
    mail_package(
        practice,
        "walk",
        &json!({
            "schemaVersion": 1,
            "company": {"name": "Example Corp", "contactName": "Ada", "contactMail": "ada@example.com"},
            "serviceDnsName": NAME,
            "privateDnsName": {"name": "api.example.com", "state": "verified"},
            "services": [{"region": REGION, "account": account, "serviceName": service}],
            "certificates": [{"arn": arn, "account": account, "validationRecords":
                [{"name": record["Name"], "type": "CNAME", "value": record["Value"]}]}],
        }),
    );
    let answer = after(&control, 300, "the name servers", || newest(practice, 1));
    let servers: Vec<String> = answer.text.lines().filter(|line| line.starts_with("ns-")).map(str::to_owned).collect();
    assert_eq!(servers.len(), 4, "{}", answer.text);
    servers
}
