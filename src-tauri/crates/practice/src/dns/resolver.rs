//! A resolver for the practice world's own questions (is the validation record out? is the delegation live?): from the
//! roots down over real sockets, without a cache. It blocks, and each question has a time limit.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{RData, Record, RecordType};

use super::doors::Addresses;
use super::name::{at_or_below, canonical, label_count};
use super::record::{Kind, wire_name};
use crate::aws::Resolve;

/// Per question. Loopback answers in microseconds; this is for a server that stays silent.
const TIMEOUT: Duration = Duration::from_millis(700);
/// Questions for one lookup, aliases and the names of servers included.
const MOST_QUESTIONS: u32 = 200;
/// CNAMEs followed one after the other.
const LONGEST_CHAIN: usize = 8;
/// Name servers whose own names have to be looked up first, one inside the other.
const DEEPEST: usize = 4;

/// One lookup, whatever it takes.
#[derive(Default)]
pub(super) struct Lookup {
    /// Asked so far.
    questions: Cell<u32>,
    /// Servers that did not answer: one time limit for each is enough.
    dead: RefCell<BTreeSet<IpAddr>>,
}

/// The resolver.
#[derive(Clone)]
pub(crate) struct Resolver {
    roots: Vec<IpAddr>,
    addresses: Addresses,
}

impl Resolver {
    pub(crate) fn new(roots: Vec<IpAddr>, addresses: Addresses) -> Resolver {
        Resolver { roots, addresses }
    }

    /// The addresses from which every lookup starts.
    pub(super) fn roots(&self) -> &[IpAddr] {
        &self.roots
    }

    /// The final answer to a question, following delegations but no alias.
    fn walk(&self, name: &str, kind: Kind, lookup: &Lookup, depth: usize) -> Option<Message> {
        let mut servers = self.roots.clone();
        let mut zone = String::new();
        loop {
            let said = self.first_that_leads(&servers, &zone, name, kind, lookup)?;
            if said.metadata.authoritative {
                return Some(said);
            }
            let (cut, hosts) = delegation(&said, &zone, name)?;
            servers = self.next_servers(&said, &hosts, lookup, depth);
            zone = cut;
        }
    }

    /// What the first server says that answers with authority or leads closer to `name`.
    pub(super) fn first_that_leads(&self, servers: &[IpAddr], zone: &str, name: &str, kind: Kind, lookup: &Lookup) -> Option<Message> {
        let leads = |said: &Message| usable(said) && (said.metadata.authoritative || delegation(said, zone, name).is_some());
        servers.iter().find_map(|server| self.ask(*server, name, kind, lookup).filter(leads))
    }

    /// The addresses of a referral's servers: what it brings along, else looked up.
    fn next_servers(&self, said: &Message, hosts: &[String], lookup: &Lookup, depth: usize) -> Vec<IpAddr> {
        let glue: Vec<IpAddr> = said.additionals.iter().filter(|record| hosts.contains(&owner(record))).filter_map(address).collect();
        if !glue.is_empty() {
            return glue;
        }
        hosts.iter().flat_map(|host| self.hosts(host, lookup, depth + 1)).collect()
    }

    pub(super) fn hosts(&self, host: &str, lookup: &Lookup, depth: usize) -> Vec<IpAddr> {
        if depth > DEEPEST {
            return Vec::new();
        }
        // IPv6 only for a host that has nothing else: every server here has IPv4, and questions are counted.
        let found = |kind| {
            let said = self.walk(host, kind, lookup, depth)?;
            let addresses: Vec<IpAddr> = said.answers.iter().filter_map(address).collect();
            (!addresses.is_empty()).then_some(addresses)
        };
        found(Kind::A).or_else(|| found(Kind::Aaaa)).unwrap_or_default()
    }

    /// One question to one server; `None` when it can't be reached or doesn't answer it.
    pub(super) fn ask(&self, server: IpAddr, name: &str, kind: Kind, lookup: &Lookup) -> Option<Message> {
        lookup.questions.set(lookup.questions.get().checked_add(1).filter(|asked| *asked <= MOST_QUESTIONS)?);
        if lookup.dead.borrow().contains(&server) {
            return None;
        }
        let socket = *self.addresses.get(&server)?;
        let mut question = Message::new(random_id(), MessageType::Query, OpCode::Query);
        question.add_query(Query::query(wire_name(name).ok()?, kind.wire()));
        let mut edns = Edns::new();
        edns.set_max_payload(1232);
        question.set_edns(edns);
        let octets = question.to_vec().ok()?;
        let Ok(answer) = over_udp(socket, &octets) else {
            lookup.dead.borrow_mut().insert(server);
            return None;
        };
        let said = Message::from_vec(&answer).ok()?;
        let said = if said.metadata.truncation { Message::from_vec(&over_tcp(socket, &octets).ok()?).ok()? } else { said };
        let fits = said.metadata.id == question.metadata.id
            && said.metadata.message_type == MessageType::Response
            && said.queries == question.queries;
        fits.then_some(said)
    }
}

impl Resolve for Resolver {
    fn lookup(&self, name: &str, kind: &str) -> Vec<String> {
        let Some(kind) = Kind::parse(kind) else {
            return Vec::new();
        };
        let lookup = Lookup::default();
        let mut name = canonical(name);
        for _ in 0..LONGEST_CHAIN {
            let Some(said) = self.walk(&name, kind, &lookup, 0) else {
                return Vec::new();
            };
            // A server may have followed the alias itself, as far as its zone reaches.
            let mut alias = None;
            let mut values = Vec::new();
            for record in &said.answers {
                if record.record_type() == kind.wire() {
                    values.extend(text(record));
                } else if record.record_type() == RecordType::CNAME {
                    alias = text(record);
                }
            }
            match alias {
                Some(target) if values.is_empty() => name = target,
                _ => return values,
            }
        }
        Vec::new()
    }
}

/// Whether an answer leads on: authority, or a referral without an error.
pub(super) fn usable(said: &Message) -> bool {
    match said.metadata.response_code {
        ResponseCode::NoError => true,
        ResponseCode::NXDomain => said.metadata.authoritative,
        _ => false,
    }
}

/// The cut and the servers of a referral that leads from `zone` closer to `name`.
pub(super) fn delegation(said: &Message, zone: &str, name: &str) -> Option<(String, Vec<String>)> {
    if said.metadata.authoritative {
        return None;
    }
    let mut cut = None;
    let mut hosts = Vec::new();
    for record in &said.authorities {
        if let RData::NS(host) = &record.data {
            cut = Some(owner(record));
            hosts.push(canonical(&host.0.to_ascii()));
        }
    }
    let cut = cut?;
    let closer = at_or_below(&cut, zone) && label_count(&cut) > label_count(zone);
    (closer && at_or_below(name, &cut)).then_some((cut, hosts))
}

pub(super) fn owner(record: &Record) -> String {
    canonical(&record.name.to_ascii())
}

pub(super) fn address(record: &Record) -> Option<IpAddr> {
    match &record.data {
        RData::A(address) => Some(IpAddr::from(address.0)),
        RData::AAAA(address) => Some(IpAddr::from(address.0)),
        _ => None,
    }
}

/// A value as text: names without the final dot, TXT strings joined, CAA as `flags tag "value"`.
fn text(record: &Record) -> Option<String> {
    Some(match &record.data {
        RData::CNAME(target) => canonical(&target.0.to_ascii()),
        RData::NS(host) => canonical(&host.0.to_ascii()),
        RData::TXT(text) => {
            let joined: Vec<u8> = text.txt_data.iter().flat_map(|part| part.to_vec()).collect();
            String::from_utf8_lossy(&joined).into_owned()
        }
        RData::CAA(caa) => {
            let flags = u8::from(caa.issuer_critical) << 7 | caa.reserved_flags;
            format!("{flags} {} \"{}\"", caa.tag, String::from_utf8_lossy(&caa.value))
        }
        _ => return address(record).map(|address| address.to_string()),
    })
}

fn random_id() -> u16 {
    let [first, second, ..] = *uuid::Uuid::new_v4().as_bytes();
    u16::from_be_bytes([first, second])
}

fn over_udp(server: SocketAddr, question: &[u8]) -> io::Result<Vec<u8>> {
    let local: IpAddr = match server {
        _ if !server.ip().is_loopback() => unspecified(server),
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    let socket = UdpSocket::bind((local, 0))?;
    socket.connect(server)?;
    socket.set_read_timeout(Some(TIMEOUT))?;
    socket.send(question)?;
    let mut buffer = vec![0; 4096];
    let length = socket.recv(&mut buffer)?;
    buffer.truncate(length);
    Ok(buffer)
}

/// From wherever the system reaches the server.
fn unspecified(server: SocketAddr) -> IpAddr {
    if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() }
}

fn over_tcp(server: SocketAddr, question: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&server, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let length = u16::try_from(question.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), question].concat())?;
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::doors::NameServersAt;
    use super::super::panel::RecordForm;
    use super::super::tree::{DELEGATION_SET, hosted_zone, roots};
    use super::super::{Names, serve, store};
    use super::*;
    use crate::clock::WorldClock;
    use crate::faults::{FaultForm, Faults};
    use crate::state::State;

    /// Runs `work` beside served zones.
    fn world(work: impl FnOnce(&State, &Names, &Resolver)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let state = State::open(None).unwrap();
        let (faults, clock) = (Faults::open(state.clone()).unwrap(), WorldClock::open(&state, 0.0).unwrap());
        let names = Arc::new(Names::open(state.clone(), false, faults, clock).unwrap());
        let doors = runtime.block_on(serve(&names, NameServersAt::Loopback)).unwrap();
        work(&state, &names, &Resolver::new(roots(false), doors.addresses().clone()));
    }

    fn publish(names: &Names, name: &str, kind: &str, value: &str) {
        let form = RecordForm { zone: "example.com".into(), name: name.into(), kind: kind.into(), ttl: 60, value: value.into() };
        names.publish(&form).unwrap();
    }

    #[test]
    fn aliases_lead_into_other_zones_and_in_circles() {
        world(|_, names, resolver| {
            publish(names, "alias", "CNAME", "mail.practice.example.");
            publish(names, "one", "CNAME", "two.example.com");
            publish(names, "two", "CNAME", "one.example.com");
            assert_eq!(resolver.lookup("ALIAS.example.com.", "A"), ["192.0.2.25"]);
            assert_eq!(resolver.lookup("alias.example.com", "CNAME"), ["mail.practice.example"]);
            assert!(resolver.lookup("one.example.com", "A").is_empty());
            assert!(resolver.lookup("nothing.example.com", "TXT").is_empty());
            assert!(resolver.lookup("api.unheard-of", "TXT").is_empty());
        });
    }

    #[test]
    fn caa_records_are_read() {
        world(|_, names, resolver| {
            publish(names, "locked", "CAA", "0 issue \"letsencrypt.org\"");
            publish(names, "locked", "CAA", "128 issuewild \";\"");
            let mut found = resolver.lookup("locked.example.com", "CAA");
            found.sort();
            assert_eq!(found, ["0 issue \"letsencrypt.org\"", "128 issuewild \";\""]);
            assert_eq!(resolver.lookup("open.example.com", "CAA"), Vec::<String>::new());
        });
    }

    #[test]
    fn servers_are_found_through_zones_without_glue() {
        world(|_, _, resolver| {
            for server in DELEGATION_SET {
                assert_eq!(resolver.lookup(server, "A").len(), 1, "{server}");
            }
        });
    }

    #[test]
    fn a_large_answer_is_fetched_over_tcp() {
        world(|_, names, resolver| {
            for number in 0..30 {
                publish(names, "many", "TXT", &format!("{number} {}", "x".repeat(100)));
            }
            assert_eq!(resolver.lookup("many.example.com", "TXT").len(), 30);
        });
    }

    /// Begins a fault, looks, and ends it.
    fn during(names: &Names, fault: &str, parameters: &[(&str, &str)], look: impl FnOnce()) {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let fault = names.faults.begin(&FaultForm { name: fault.to_owned(), parameters, ..FaultForm::default() }).unwrap();
        look();
        names.faults.end(Some(&fault.id)).unwrap();
    }

    #[test]
    fn whatever_is_wrong_with_a_delegation_is_seen() {
        world(|state, names, resolver| {
            let name = "api.vpce.example.com";
            for server in DELEGATION_SET {
                publish(names, name, "NS", server);
            }
            state.transact(|tx| store(tx, &hosted_zone(name))).unwrap();
            names.reload().unwrap();
            let live = || resolver.inspect(name, &DELEGATION_SET).is_empty();
            assert!(live());
            let one = ("server", DELEGATION_SET[3]);
            for (fault, parameters) in [
                ("server-silent", vec![one]),
                ("server-closed", vec![one]),
                ("server-refuses", vec![one]),
                ("server-fails", vec![one]),
                ("server-lame", vec![one]),
                ("server-lame", vec![one, ("answer", "upward")]),
                ("server-not-authoritative", vec![one]),
                ("server-truncates", vec![one, ("tcp", "cut")]),
                ("server-stale", vec![]),
                ("propagation-slow", vec![]),
                ("delegation-partial", vec![]),
                ("delegation-partial", vec![("server", "ns1.dns-host.example")]),
                ("delegation-extra", vec![]),
                ("delegation-extra", vec![("host", "ns-1.awsdns-1.com")]),
                ("child-disagrees", vec![]),
                ("child-disagrees", vec![one]),
                ("parents-disagree", vec![]),
                ("ds-without-signatures", vec![]),
                ("cname-at-the-cut", vec![]),
                // The parent's servers and the whole way down to them have to work.
                ("server-refuses", vec![("server", "ns1.dns-host.example")]),
                ("server-silent", vec![("server", "ns2.dns-host.example")]),
                ("server-silent", vec![("server", "roots")]),
                ("server-refuses", vec![("server", "registry")]),
                ("server-lame", vec![("server", "seller"), ("zone", "example.com")]),
            ] {
                during(names, fault, &parameters, || assert!(!live(), "{fault} {parameters:?}"));
            }
            for (fault, parameters) in [
                ("server-truncates", vec![]),
                ("server-truncates", vec![("server", "all")]),
                // One of those above the parent may fail: there are others.
                ("server-silent", vec![("server", "a.roots.example")]),
                ("server-lame", vec![("server", "a.registry.example"), ("answer", "upward")]),
                ("delegation-partial", vec![("zone", "other.example.com")]),
            ] {
                during(names, fault, &parameters, || assert!(live(), "{fault} {parameters:?}"));
            }
            assert!(live());
        });
    }

    #[test]
    fn a_lookup_goes_on_to_the_next_server() {
        world(|_, names, resolver| {
            let found = || resolver.lookup("example.com", "TXT").len();
            for (fault, more) in [
                ("server-lame", ("answer", "upward")),
                ("server-lame", ("answer", "refused")),
                ("server-not-authoritative", ("zone", "example.com")),
                ("server-silent", ("server", "ns1.dns-host.example")),
            ] {
                during(names, fault, &[("server", "ns1.dns-host.example"), more], || assert_eq!(found(), 1, "{fault}"));
                let all: Vec<_> =
                    [("server", "seller"), more].into_iter().filter(|pair| *pair != ("server", "ns1.dns-host.example")).collect();
                during(names, fault, &all, || assert_eq!(found(), 0, "{fault}"));
            }
        });
    }
}
