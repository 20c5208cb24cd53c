//! The second round with Seller Operations' desk: what it says about a delegation, and the launch.

use gangway_practice::{Control, MailView, Practice, RecordForm};

use super::journey::{Aws, NAME, after, all, mail_package, newest, one, publish, right_submission};
use super::mail::send;
use super::mail_clients::begin;
use super::{eventually, still};

/// A case of the desk, and what was said.
struct Course {
    practice: Practice,
    service: String,
    number: String,
    servers: Vec<String>,
    mails: usize,
}

impl Course {
    /// Up to the letter with the name servers.
    fn begun() -> Course {
        let practice = still();
        let (submission, service) = right_submission(&practice);
        mail_package(&practice, "Our product", &submission);
        let letter = after(&practice.control(), 300, "the name servers", || newest(&practice, 1));
        let servers = letter.text.lines().filter(|line| line.starts_with("ns-")).map(str::to_owned).collect();
        let number = letter.text.lines().find_map(|line| line.strip_prefix("Case number: ")).unwrap().to_owned();
        Course { practice, service, number, servers, mails: 1 }
    }

    fn control(&self) -> Control {
        self.practice.control()
    }

    fn add(&self, kind: &str, value: &str) {
        publish(&self.control(), NAME, kind, value);
    }

    fn remove(&self, kind: &str, value: &str) {
        let form = RecordForm { zone: "example.com".into(), name: NAME.into(), kind: kind.into(), ttl: 60, value: value.into() };
        self.control().remove(&form).unwrap();
    }

    /// Waits for the next letter.
    fn next(&mut self, seconds: i64, what: &str) -> MailView {
        let letter = after(&self.control(), seconds, what, || newest(&self.practice, self.mails + 1));
        self.mails += 1;
        letter
    }

    /// Writes that the delegation is live, and reads the answer.
    fn ask(&mut self, text: &str) -> MailView {
        let number = self.mails;
        send(&self.practice, &format!("From: you@practice.example\nSubject: Ready\nMessage-ID: <ask-{number}@me.example>\n\n{text}"));
        self.next(300, "the answer")
    }

    /// What is wrong, as the desk says when it is asked.
    fn wrong(&mut self) -> Vec<String> {
        let text = format!("The delegation of case {} is live.", self.number);
        let letter = self.ask(&text);
        assert!(letter.subject.contains("not live yet"), "{}", letter.subject);
        letter.text.lines().filter_map(|line| line.strip_prefix("- ")).map(str::to_owned).collect()
    }

    fn nothing_more(&self, seconds: i64) {
        self.control().set_clock(None, Some(seconds * 1000)).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(700));
        assert!(newest(&self.practice, self.mails).is_some());
    }
}

#[test]
fn each_mistake_of_a_delegation_is_named_when_the_seller_asks() {
    let mut course = Course::begun();
    let servers = course.servers.clone();
    let nothing = course.wrong();
    assert_eq!(nothing, [format!("{NAME} is not delegated: the zone example.com has no NS record for it.")]);

    course.add("CNAME", "elsewhere.example.com");
    let alias = course.wrong();
    assert!(alias.len() == 1 && alias[0].contains("CNAME record, to elsewhere.example.com"), "{alias:?}");
    course.remove("CNAME", "elsewhere.example.com");

    for server in &servers[..3] {
        course.add("NS", server);
    }
    assert_eq!(course.wrong(), [format!("The NS record to {} is missing.", servers[3])]);

    let doubled = format!("{}.example.com", servers[3]);
    course.add("NS", &doubled);
    let slips = course.wrong();
    assert_eq!(slips.len(), 3, "{slips:?}");
    assert!(slips[0].contains("is missing") && slips[1].contains("final dot") && slips[2].contains("has no address"), "{slips:?}");
    course.remove("NS", &doubled);

    course.add("NS", &servers[3]);
    course.add("NS", "ns1.dns-host.example");
    let extra = course.wrong();
    assert_eq!(extra[0], "The NS record to ns1.dns-host.example is not one of ours and has to go.");
    assert!(extra.len() == 2 && extra[1].contains("ns1.dns-host.example"), "{extra:?}");
    course.remove("NS", "ns1.dns-host.example");

    course.add("DS", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118");
    let signed = course.wrong();
    assert!(signed.len() == 1 && signed[0].starts_with("There is a DS record"), "{signed:?}");
    course.remove("DS", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118");

    let silent = begin(&course.practice, "server-silent", &[("server", &servers[0])]);
    let lame = course.wrong();
    assert_eq!(lame, [format!("The name server {}, to which {NAME} is delegated, does not answer.", servers[0])]);
    course.control().end_fault(Some(&silent.id)).unwrap();

    // By the name alone; and a mail about it is one letter, not a look and a launch.
    let launched = course.ask(&format!("Is {NAME} live now?"));
    assert!(launched.subject.ends_with("is launched"), "{}", launched.subject);
    // From now on the names of endpoints lead somewhere, for everybody.
    eventually("the names of endpoints", || {
        let zones = course.control().zones().unwrap();
        let zone = zones.into_iter().find(|zone| zone.name == NAME)?;
        zone.records.into_iter().find(|record| record.name == format!("*.{NAME}") && record.kind == "A")
    });
    let done = course.ask(&format!("And {NAME}?"));
    assert!(done.text.contains("is live already"), "{}", done.text);
}

/// A fault, its parameters, and the words in which the desk says it.
type Mistake = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// Every mistake that the name servers can make about a delegation.
#[test]
fn no_mistake_of_the_name_servers_lets_a_launch_pass() {
    let mut course = Course::begun();
    let published = course.servers.clone();
    let mistakes: [Mistake; 18] = [
        ("server-silent", &[("server", "ns-2101.awsdns-71.com")], "does not answer"),
        ("server-closed", &[("server", "ns-2101.awsdns-71.com")], "does not answer"),
        ("server-refuses", &[("server", "ns-2101.awsdns-71.com")], "refuses questions"),
        ("server-fails", &[("server", "ns-2101.awsdns-71.com")], "answers with an error"),
        ("server-lame", &[("server", "ns-2101.awsdns-71.com")], "refuses questions"),
        ("server-lame", &[("server", "ns-2101.awsdns-71.com"), ("answer", "upward")], "does not answer with authority"),
        ("server-not-authoritative", &[("server", "ns-2101.awsdns-71.com")], "does not answer with authority"),
        ("server-truncates", &[("server", "ns-2101.awsdns-71.com"), ("tcp", "cut")], "does not answer"),
        ("delegation-partial", &[], "is missing"),
        ("delegation-extra", &[], "is not one of ours"),
        ("child-disagrees", &[], "names other servers"),
        ("parents-disagree", &[], "is not delegated at ns2.dns-host.example"),
        ("ds-without-signatures", &[], "There is a DS record"),
        ("cname-at-the-cut", &[], "has a CNAME record, to www.example.com"),
        ("server-silent", &[("server", "seller")], "None of the name servers of example.com"),
        ("server-refuses", &[("server", "ns2.dns-host.example")], "ns2.dns-host.example, a name server of the zone above"),
        ("server-silent", &[("server", "registry")], "None of the name servers of com"),
        ("server-silent", &[("server", "roots")], "None of the root servers"),
    ];
    // The clock stands except while the desk is asked, so that it looks only while a mistake stands.
    for (place, (name, parameters, words)) in mistakes.into_iter().enumerate() {
        let fault = begin(&course.practice, name, parameters);
        if place == 0 {
            for server in &published {
                course.add("NS", server);
            }
        }
        let wrong = course.wrong();
        assert!(wrong.iter().any(|sentence| sentence.contains(words)), "{name} {parameters:?}: {wrong:?}");
        course.control().end_fault(Some(&fault.id)).unwrap();
    }
    let launched = course.next(61, "the launch");
    assert!(launched.subject.ends_with("is launched"), "{}", launched.subject);
}

#[test]
fn the_desk_asks_of_its_own_accord_once_for_each_change() {
    let mut course = Course::begun();
    let servers = course.servers.clone();
    // Nothing published is nothing to ask about.
    course.nothing_more(86_400);
    for server in &servers[..3] {
        course.add("NS", server);
    }
    // A look remembers what it saw; it may be that the last record is still to come.
    course.nothing_more(61);
    course.nothing_more(1700);
    let first = course.next(200, "the letter about three of four");
    assert!(first.text.contains(&format!("The NS record to {} is missing.", servers[3])), "{}", first.text);
    course.nothing_more(86_400);
    course.add("NS", "ns1.dns-host.example");
    course.nothing_more(61);
    let second = course.next(1801, "the letter about the fifth");
    assert!(second.text.contains("ns1.dns-host.example is not one of ours"), "{}", second.text);
    course.nothing_more(86_400);
    course.remove("NS", "ns1.dns-host.example");
    course.add("NS", &servers[3]);
    let launched = course.next(61, "the launch");
    assert!(launched.subject.ends_with("is launched"), "{}", launched.subject);
    course.nothing_more(86_400);
}

#[test]
fn the_launch_is_seen_by_the_customer() {
    let mut course = Course::begun();
    let (seller, customer) = (Aws::new(&course.practice), Aws::customer(&course.practice));
    let service = course.service.clone();
    let allow = "AddAllowedPrincipals.1=arn%3Aaws%3Aiam%3A%3A444455556666%3Aroot";
    seller.ec2(&format!("Action=ModifyVpcEndpointServicePermissions&ServiceId={service}&{allow}"));
    let seen = || {
        let said = customer.ec2("Action=DescribeVpcEndpointServices&Filter.1.Name=service-type&Filter.1.Value.1=Interface");
        let detail = said.split("<item>").find(|item| item.contains(&service)).map(str::to_owned);
        detail.map(|_| all(&one(&said, "baseEndpointDnsNameSet"), "item")).unwrap_or_default()
    };
    let before = eventually("the offer", || Some(seen()).filter(|names| !names.is_empty()));
    assert_ne!(before, [NAME]);
    for server in &course.servers.clone() {
        course.add("NS", server);
    }
    // A reply that names the case by its reference alone.
    let inbox = course.control().mailbox().unwrap().inbox;
    let raw = String::from_utf8(course.control().mail(&inbox[0].id).unwrap()).unwrap();
    let id = raw.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
    send(&course.practice, &format!("From: you@practice.example\nSubject: done\nReferences: {id}\n\nDone."));
    let letter = course.next(300, "the launch");
    assert!(letter.subject.ends_with("is launched"), "{}", letter.subject);
    assert_eq!(seen(), [NAME]);
}
