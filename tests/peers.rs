//! The journey as programs see it that did not come from here: the same one on moto and on the practice account, both recorded; judged by AWS's
//! service models, read back by boto3, its mail by Python, its records by `dig`. See tests/peers/README.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/peers.rs"]
mod judges;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Instant;

use judges::{Dug, Peer, changes, dig, judge, read_by};
use serde_json::{Value, json};
use support::{Journey, PracticeServer, Ran, Turn, undone};

const SPEED: f64 = 600.0;

/// A journey that was made and judged; no process of it is left.
struct Made {
    /// What the terminal said last.
    report: Value,
    /// What boto3 read in the seller's account afterwards.
    read: Value,
    /// What the models say to every request and answer.
    validated: Ran,
    /// Requests and answers, one a line.
    recording: String,
}

/// A world document with its AWS side behind the recording proxy.
struct Recorded {
    proxy: Peer,
    calls: PathBuf,
    world: PathBuf,
}

impl Recorded {
    fn new(folder: &Path, mut world: Value, upstream: &str) -> Self {
        let (calls, document) = (folder.join("calls.jsonl"), folder.join("world.json"));
        let proxy = Peer::start("record_proxy.py", &["--upstream", upstream, "--out", calls.to_str().unwrap()]);
        world["aws"]["endpoint"] = proxy.endpoint().into();
        std::fs::write(&document, world.to_string()).unwrap();
        Self { proxy, calls, world: document }
    }

    fn place(&self) -> Vec<String> {
        vec!["--world".to_owned(), self.world.to_str().unwrap().to_owned()]
    }

    fn recording(&self) -> String {
        std::fs::read_to_string(&self.calls).unwrap()
    }

    /// Ends the recording and has it judged.
    fn judged(self, report: Value, read: Value) -> Made {
        drop(self.proxy);
        let validated = judge("validate_requests.py", &[self.calls.to_str().unwrap(), "--responses"]);
        Made { report, read, validated, recording: std::fs::read_to_string(&self.calls).unwrap() }
    }
}

fn read_back(endpoint: &str, key: &str, secret: &str) -> Value {
    read_by("read_back.py", &["--endpoint", endpoint, "--key", key, "--secret", secret])
}

/// What there is to say of a journey on moto.
struct OnMoto {
    made: Made,
    /// The account as it was seeded.
    seeded: Value,
    /// What the terminal said when it looked again, and the changes that this sent.
    again: Value,
    sent_again: usize,
}

/// To the package: moto does not know Seller Operations' desk, and the desk not moto's account.
static MOTO: LazyLock<OnMoto> = LazyLock::new(|| {
    let practice = PracticeServer::start(SPEED);
    let folder = tempfile::tempdir().unwrap();
    let moto = Peer::start("moto_start.py", &["--certificate-wait", "1"]);
    let mut world = serde_json::to_value(&practice.world).unwrap();
    world["id"] = "moto".into();
    world["kind"] = "endpoint".into();
    world["aws"]["accounts"] =
        json!([{ "id": moto.told["account"], "role": "seller", "access_key_id": "REHEARSAL", "secret": "rehearsal" }]);
    let recorded = Recorded::new(folder.path(), world, moto.endpoint());
    let mut journey = Journey::at(&practice.control, recorded.place());
    let mut turn = Turn::Answer;
    let until = Instant::now() + support::JOURNEY;
    let report = loop {
        let report = journey.take(&turn);
        // Before the desk's answer is looked at: it can't find the service in its own world.
        if status(&report, "submission") == "done" {
            break report;
        }
        turn = journey.turn_after(&report);
        assert!(Instant::now() < until, "the journey stands still: {:#?}", undone(&report));
    };
    let before = changes(&recorded.recording()).len();
    let again = journey.take(&Turn::Look);
    let sent_again = changes(&recorded.recording()).len() - before;
    let read = read_back(moto.endpoint(), "REHEARSAL", "rehearsal");
    OnMoto { made: recorded.judged(report, read), seeded: moto.told.clone(), again, sent_again }
});

/// What there is to say of a journey on the practice account.
struct OnPractice {
    made: Made,
    /// What boto3 read in the customer's account.
    customer: Value,
    /// What Python read in the mail that Seller Operations received.
    mail: Value,
    /// What dig heard from each of the seller's name servers: address, asked for, heard. Before the delegation.
    dug: Vec<(SocketAddr, Value, Dug)>,
    /// The name servers that Seller Operations named, and what every server says of the delegated name afterwards.
    delegated: (BTreeSet<String>, Vec<Dug>),
}

/// To the launch.
static PRACTICE: LazyLock<OnPractice> = LazyLock::new(|| {
    let practice = PracticeServer::start(SPEED);
    let folder = tempfile::tempdir().unwrap();
    let recorded = Recorded::new(folder.path(), serde_json::to_value(&practice.world).unwrap(), &practice.world.aws.endpoint);
    let mut journey = Journey::at(&practice.control, recorded.place());
    let servers = authoritative(&practice, "example.com");
    let mut dug = Vec::new();
    let report = journey.drive_from(Turn::Answer, |_, report| {
        let asked: Vec<&Value> = report["records"].as_array().unwrap().iter().filter(|record| record["published"] == true).collect();
        if dug.is_empty() && status(report, "submission") != "cannotStart" && asked.len() == 3 {
            for (record, (server, tcp)) in asked.iter().flat_map(|record| servers.iter().map(move |server| (record, server))) {
                let heard = dig(*server, *tcp, record["name"].as_str().unwrap(), record["kind"].as_str().unwrap());
                dug.push((*server, (*record).clone(), heard));
            }
        }
    });
    let named = report["records"].as_array().unwrap().iter().filter(|record| record["kind"] == "NS");
    let named = named.map(|record| record["value"].as_str().unwrap().to_owned()).collect();
    let name = "api.vpce.example.com";
    let heard = servers.iter().chain(&authoritative(&practice, name)).map(|(server, tcp)| dig(*server, *tcp, name, "NS")).collect();

    let sent = practice.control.mailbox().unwrap().sent;
    assert_eq!(sent.len(), 1, "{sent:?}");
    let message = folder.path().join("message.eml");
    std::fs::write(&message, practice.control.mail(&sent[0].id).unwrap()).unwrap();
    let mail = read_by("read_mail.py", &[message.to_str().unwrap()]);
    let accounts = &practice.world.aws.accounts;
    let read = |role: &str| {
        let account = accounts.iter().find(|account| account.role == role).unwrap();
        read_back(&practice.world.aws.endpoint, &account.access_key_id, &account.secret)
    };
    let (seller, customer) = (read("seller"), read("customer"));
    OnPractice { made: recorded.judged(report, seller), customer, mail, dug, delegated: (named, heard) }
});

/// Every socket of the practice world that answers for a zone with authority, each by UDP and by TCP.
fn authoritative(practice: &PracticeServer, zone: &str) -> Vec<(SocketAddr, bool)> {
    let world = &practice.world;
    let sockets: BTreeSet<SocketAddr> = world.dns.addresses.values().copied().filter(|socket| *socket != world.mail.address).collect();
    let asked = sockets.into_iter().flat_map(|socket| [(socket, false), (socket, true)]);
    asked.filter(|(socket, tcp)| dig(*socket, *tcp, zone, "SOA").authoritative).collect()
}

fn status<'a>(report: &'a Value, step: &str) -> &'a str {
    report["tasks"].as_array().unwrap().iter().find(|task| task["step"] == step).unwrap()["status"].as_str().unwrap()
}

/// An approved change by its action.
fn approved<'a>(report: &'a Value, action: &str) -> &'a Value {
    let mut found = report["approved"].as_array().unwrap().iter().filter(|change| change["change"]["call"]["action"] == action);
    let change = found.next().unwrap_or_else(|| panic!("no {action} was approved"));
    assert!(found.next().is_none(), "{action} was approved twice");
    assert_eq!(change["progress"]["state"], "done", "{action}: {change}");
    change
}

fn only<'a>(read: &'a Value, kind: &str) -> &'a Value {
    let found = read[kind].as_array().unwrap();
    assert_eq!(found.len(), 1, "{kind}: {found:?}");
    &found[0]
}

/// Ids as plain texts, as a call's inputs, or as its targets.
fn sorted(list: &Value) -> Vec<String> {
    let id = |one: &Value| one.as_str().or_else(|| one["id"].as_str()).or_else(|| one["id"]["id"].as_str()).unwrap().to_owned();
    let mut texts: Vec<String> = list.as_array().unwrap().iter().map(id).collect();
    texts.sort();
    texts
}

/// What boto3 sees is what was approved, once each, and what the engine says it made; each carries the onboarding's and its change's tag.
fn assert_made(made: &Made) {
    let (report, read) = (&made.report, &made.read);
    let balancer = only(read, "load_balancers");
    let listener = only(balancer, "listeners");
    let group = only(read, "target_groups");
    let service = only(read, "endpoint_services");
    let certificate = only(read, "certificates");
    let onboarding = balancer["tags"]["gangway:onboarding"].as_str().unwrap();
    assert_eq!(onboarding.len(), 36, "{onboarding}");
    let creates = [
        ("createLoadBalancer", balancer, "arn"),
        ("createTargetGroup", group, "arn"),
        ("createListener", listener, "arn"),
        ("createEndpointService", service, "id"),
        ("requestCertificate", certificate, "arn"),
    ];
    for (action, found, id) in creates {
        let change = approved(report, action);
        assert_eq!(change["progress"]["ids"][0], found[id], "{action}");
        assert_eq!(found["tags"], json!({ "gangway:onboarding": onboarding, "gangway:change": change["change"]["id"] }), "{action}");
    }

    assert_eq!((&balancer["type"], &balancer["scheme"], &balancer["cross_zone"]), (&json!("network"), &json!("internal"), &json!("true")));
    assert_eq!(balancer["state"], "active");
    assert_eq!(sorted(&balancer["subnets"]), sorted(&approved(report, "createLoadBalancer")["change"]["call"]["subnets"]));
    assert_eq!((&listener["port"], &listener["protocol"], &listener["forwards_to"]), (&json!(443), &json!("TCP"), &json!([group["arn"]])));
    assert_eq!((&group["port"], &group["protocol"], &group["target_type"]), (&json!(8443), &json!("TCP"), &json!("instance")));
    assert_eq!(group["vpc"], balancer["vpc"]);
    let targets: Vec<String> =
        group["targets"].as_array().unwrap().iter().map(|target| target["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((targets.len(), &targets), (3, &sorted(&approved(report, "registerTargets")["change"]["call"]["targets"])));

    assert_eq!((&service["state"], &service["acceptance_required"]), (&json!("Available"), &json!(true)));
    assert_eq!(service["load_balancers"], json!([balancer["arn"]]));
    assert_eq!((&service["private_dns_name"], &service["private_dns_state"]), (&json!("api.example.com"), &json!("verified")));
    assert_eq!(service["permissions"], json!(["arn:aws:iam::444455556666:root"]));
    assert_eq!(certificate["names"], json!(["*.api.vpce.example.com", "api.example.com", "api.vpce.example.com"]));
    assert_eq!((&certificate["status"], &certificate["type"]), (&json!("ISSUED"), &json!("AMAZON_ISSUED")));
}

/// No request is one that AWS's models would refuse, and no answer lacks what the journey goes on with.
fn assert_valid(made: &Made, unanswered: usize) {
    let (said, requests) = (&made.validated.stdout, made.recording.lines().count());
    assert_eq!(made.validated.code, 0, "{said}{}", made.validated.stderr);
    assert!(said.starts_with(&format!("{requests} requests of ")), "{said}");
    assert!(said.ends_with(&format!("{} answers read\n", requests - unanswered)), "{said}");
}

#[test]
fn moto_holds_what_was_approved_once_each() {
    let on = &*MOTO;
    assert_made(&on.made);
    assert_eq!(on.made.read["account"], on.seeded["account"]);
    assert_eq!(on.made.report["account"]["kind"], "endpoint");
    assert_eq!(on.made.report["account"]["accountId"], on.seeded["account"]);
    let balancer = only(&on.made.read, "load_balancers");
    assert_eq!(sorted(&balancer["subnets"]), sorted(&on.seeded["subnets"]));
    assert_eq!(balancer["vpc"], on.seeded["vpc"]);
    let targets = sorted(&approved(&on.made.report, "registerTargets")["change"]["call"]["targets"]);
    assert_eq!(targets, sorted(&on.seeded["instances"]));
}

/// moto calls the private DNS name verified at once and could not start that proof: the start that was approved ends without a call, all that
/// was sent was answered well, and looking again finds nothing to do.
#[test]
fn what_moto_can_not_do_is_not_asked_of_it() {
    let on = &*MOTO;
    let sent = changes(&on.made.recording);
    assert!(
        sent.iter().all(|(action, status)| *status == Some(200) && action != "StartVpcEndpointServicePrivateDnsVerification"),
        "{sent:?}"
    );
    assert_eq!(approved(&on.made.report, "startPrivateDnsVerification")["progress"]["trouble"], Value::Null);
    let waits = undone(&on.again);
    assert!(waits.len() == 1 && waits[0].contains("waiting-seller-operations"), "{waits:?}");
    assert_eq!(on.again["plan"]["changes"], json!([]));
    assert_eq!(on.sent_again, 0);
}

#[test]
fn every_request_to_moto_is_valid() {
    // moto does not have this operation (moto-cannot.toml); every other answer is read.
    let unanswered: Vec<Value> = MOTO
        .made
        .recording
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|entry: &Value| entry["status"] == 500)
        .collect();
    assert!(
        !unanswered.is_empty() && unanswered.iter().all(|entry| entry.to_string().contains("ServiceQuotasV20190624.ListServiceQuotas"))
    );
    assert_valid(&MOTO.made, unanswered.len());
}

#[test]
fn every_request_to_the_practice_account_is_valid() {
    assert_valid(&PRACTICE.made, 0);
}

/// Where the seller's domain is in Route 53: every record is published there by a plan, and nothing anywhere else.
#[test]
fn every_request_to_route_53_is_valid() {
    let practice = PracticeServer::start(SPEED);
    practice.control.begin_story("own-zone").unwrap();
    let (world, folder) = (practice.control.world().unwrap(), tempfile::tempdir().unwrap());
    let recorded = Recorded::new(folder.path(), serde_json::to_value(&world).unwrap(), &world.aws.endpoint);
    let mut journey = Journey::at(&practice.control, recorded.place());
    journey.answers["publishInRoute53"] = true.into();
    let report = journey.drive_from(Turn::Answer, |_, _| {});
    let made = recorded.judged(report, Value::Null);
    assert_valid(&made, 0);
    let entries = made.recording.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let sent: Vec<String> = entries
        .filter(|entry| entry["scope"]["service"] == "route53" && entry["method"] == "POST")
        .map(|entry| entry["body"].as_str().unwrap().to_owned())
        .collect();
    assert!(sent.len() == 4 && sent.iter().all(|body| body.contains("<Action>CREATE</Action>")), "{sent:#?}");
}

#[test]
fn moto_and_the_practice_account_are_sent_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [("practice", &PRACTICE.made), ("moto", &MOTO.made)].map(|(name, made)| {
        let path = folder.path().join(name);
        std::fs::write(&path, &made.recording).unwrap();
        path.to_str().unwrap().to_owned()
    });
    let ran = judge("normalise_calls.py", &[&paths[0], &paths[1], "--reads"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "8 mutating calls are the same.\n"), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn boto3_sees_in_the_practice_account_what_the_engine_says() {
    let on = &*PRACTICE;
    assert_made(&on.made);
    assert!(undone(&on.made.report).is_empty(), "{:?}", undone(&on.made.report));
    assert_eq!(on.made.read["account"], on.made.report["account"]["accountId"]);
    let group = only(&on.made.read, "target_groups");
    assert!(group["targets"].as_array().unwrap().iter().all(|target| target["state"] == "healthy"), "{group}");
    // Launched: the service's base name is the seller's.
    let service = only(&on.made.read, "endpoint_services");
    assert_eq!(service["base_names"], json!(["api.vpce.example.com"]));
    // What the certificate and the private name asked for is what the journey had published.
    let asked: BTreeSet<(String, String)> = on.dug.iter().map(|(_, record, _)| (text(record, "name"), text(record, "value"))).collect();
    for record in only(&on.made.read, "certificates")["records"].as_array().unwrap() {
        assert!(asked.contains(&(record[0].as_str().unwrap().to_owned(), record[1].as_str().unwrap().to_owned())), "{record} {asked:?}");
    }
    // The customer on the allow list sees the service, and owns nothing.
    assert_eq!(on.customer["account"], "444455556666");
    assert_eq!((&on.customer["load_balancers"], &on.customer["endpoint_services"]), (&json!([]), &json!([])));
    let visible = only(&on.customer, "visible");
    assert_eq!((&visible["name"], &visible["owner"]), (&service["name"], &json!("111122223333")));
    assert_eq!((&visible["private_dns_name"], &visible["private_dns_state"]), (&json!("api.example.com"), &json!("verified")));
}

/// Customers from a file of a spreadsheet, taken to AWS by the terminal, while an account that nobody has on a list stands there already.
#[test]
fn boto3_reads_back_exactly_the_list_of_a_file() {
    let practice = PracticeServer::start(SPEED);
    let journey = &mut Journey::new(&practice);
    journey.drive();
    let seller = practice.world.aws.accounts.iter().find(|account| account.role == "seller").unwrap();
    let read = || {
        let read = read_back(&practice.world.aws.endpoint, &seller.access_key_id, &seller.secret);
        sorted(&only(&read, "endpoint_services")["permissions"])
    };
    let stranger = "arn:aws:iam::999988887777:root".to_owned();
    let services = practice.ec2("seller", "Action=DescribeVpcEndpointServiceConfigurations");
    let service = services.split("<serviceId>").nth(1).unwrap().split('<').next().unwrap();
    practice.ec2("seller", &format!("Action=ModifyVpcEndpointServicePermissions&ServiceId={service}&AddAllowedPrincipals.1={stranger}"));
    let mut wanted = read();
    assert!(wanted.contains(&stranger) && wanted.len() == 2, "{wanted:?}");

    // As a spreadsheet saves "Unicode text": UTF-16 with a mark, and tabs between the columns.
    let ids = (1..=250).map(|number| format!("{:012}", 300_000_000_000_u64 + number));
    let rows: String = ids.clone().map(|id| format!("Käufer {id}\t{id}\r\n")).collect();
    let text = format!("\u{feff}Kunde\tAWS-Konto\r\n{rows}");
    let file = journey.folder().join("Kunden.txt");
    std::fs::write(&file, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).unwrap();
    let run = |verb: &str, rest: &[&str]| {
        let mut command = support::plain_cli(journey.folder());
        command.args(["allow-list", verb]).arg(&journey.project).args(["--practice", practice.url(), "--json"]).args(rest);
        support::Running::start(&mut command).end()
    };
    let planned = run("plan", &["--add", file.to_str().unwrap()]);
    assert_eq!(planned.code, 3, "{planned:?}");
    let hash = planned.report()["plan"]["hash"].as_str().unwrap().to_owned();
    let applied = run("apply", &["--approve", &hash]);
    assert_eq!(applied.code, 0, "{applied:?}");
    wanted.extend(ids.map(|id| format!("arn:aws:iam::{id}:root")));
    wanted.sort();
    assert_eq!(read(), wanted);
}

#[test]
fn python_reads_the_mail_and_the_package_in_it() {
    let (mail, made) = (&PRACTICE.mail, &PRACTICE.made);
    assert_eq!((&mail["defects"], &mail["long_lines"]), (&json!([]), &json!(0)));
    let header = |name: &str| {
        let values = mail["headers"][name].as_array().unwrap();
        assert_eq!(values.len(), 1, "{name}: {values:?}");
        values[0].as_str().unwrap()
    };
    let sending = approved(&made.report, "sendSubmission");
    assert_eq!(header("Message-ID"), sending["progress"]["ids"][0]);
    assert!(header("To").contains(sending["change"]["call"]["to"].as_str().unwrap()), "{}", header("To"));
    assert!(header("From").contains("you@practice.example"), "{}", header("From"));
    assert!(header("Subject").contains("api.vpce.example.com"), "{}", header("Subject"));
    assert_eq!(header("MIME-Version"), "1.0");
    assert!(mail["date"].is_string());
    let attachment = only(mail, "attachments");
    assert_eq!(attachment["type"], "application/zip");
    // What was approved, to the last bit.
    assert_eq!(attachment["sha256"], sending["change"]["call"]["packageSha256"]);
    let entries: BTreeMap<String, String> = serde_json::from_value(attachment["entries"].clone()).unwrap();
    let names: Vec<&str> = entries.keys().map(String::as_str).collect();
    assert_eq!(names, ["checklist.txt", "evidence.json", "submission.json", "submission.txt"]);
    for (name, content) in &entries {
        assert!(!content.contains("444455556666") && !content.contains("Customer One"), "{name} names a customer");
    }

    // The seven things that Seller Operations need, as boto3 has them.
    let submission: Value = serde_json::from_str(&entries["submission.json"]).unwrap();
    let seen = only(&made.read, "endpoint_services");
    let entry = only(&submission, "services");
    assert_eq!((&entry["serviceName"], &entry["serviceId"]), (&seen["name"], &seen["id"]));
    assert_eq!((&entry["region"], &entry["account"]), (&json!("eu-west-1"), &made.read["account"]));
    assert_eq!(sorted(&entry["availabilityZoneIds"]), sorted(&seen["zone_ids"]));
    assert_eq!(submission["serviceDnsName"], "api.vpce.example.com");
    let certificate = only(&submission, "certificates");
    let issued = only(&made.read, "certificates");
    assert_eq!(
        (&certificate["arn"], &certificate["status"], &certificate["account"]),
        (&issued["arn"], &issued["status"], &made.read["account"])
    );
    assert_eq!(sorted(&certificate["names"]), sorted(&issued["names"]));
    assert_eq!(certificate["notAfter"], issued["not_after"]);
    assert_eq!(submission["privateDnsName"], json!({ "name": "api.example.com", "state": seen["private_dns_state"] }));
    assert_eq!((&submission["company"]["name"], &submission["company"]["contactName"]), (&json!("Acme GmbH"), &json!("Ann Lee")));
    assert_eq!(submission["company"]["contactMail"], "ann.lee@example.com");
    assert_eq!(
        (&submission["product"]["productId"], &submission["product"]["visibility"]),
        (&json!("prod-abcdefghijklm"), &json!("limited"))
    );
    for needed in [&entry["serviceName"], &submission["serviceDnsName"], &certificate["arn"]] {
        assert!(entries["submission.txt"].contains(needed.as_str().unwrap()), "submission.txt lacks {needed}");
    }
}

#[test]
fn dig_hears_the_published_records_from_every_server() {
    let dug = &PRACTICE.dug;
    // Two servers, over UDP and TCP, by IPv4 and where the machine has it by IPv6; three records.
    let servers = dug.iter().map(|(server, ..)| server).collect::<BTreeSet<_>>().len();
    assert!((servers == 2 || servers == 4) && dug.len() == servers * 2 * 3, "{servers} servers, {} questions", dug.len());
    for (server, record, heard) in dug {
        let value = text(record, "value");
        let wanted = if record["kind"] == "TXT" { format!("\"{value}\"") } else { value };
        assert!(heard.authoritative && heard.status == "NOERROR", "{server} {record} {heard:?}");
        assert_eq!(heard.answers, BTreeSet::from([wanted]), "{server} {record}");
    }
}

#[test]
fn dig_hears_the_delegation_from_both_sides() {
    let (named, heard) = &PRACTICE.delegated;
    assert_eq!(named.len(), 4, "{named:?}");
    let named: BTreeSet<String> = named.iter().map(|host| format!("{}.", host.trim_end_matches('.').to_ascii_lowercase())).collect();
    let (children, parents): (Vec<&Dug>, Vec<&Dug>) = heard.iter().partition(|dug| dug.authoritative);
    assert!(parents.len() >= 4 && children.len() >= 8, "{heard:?}");
    for parent in parents {
        assert_eq!((parent.answers.len(), &parent.referral), (0, &named));
    }
    for child in children {
        let answers: BTreeSet<String> = child.answers.iter().map(|host| host.to_ascii_lowercase()).collect();
        assert_eq!(answers, named);
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap().to_owned()
}
