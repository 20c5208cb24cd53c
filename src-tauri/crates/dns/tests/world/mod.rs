//! A small RFC 1034 responder per server, on loopback, UDP and TCP, that can misbehave. Ends with the test's runtime.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gangway_dns::Net;
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, CAA, CNAME, NS, NULL, SOA, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

/// The servers that play Route 53.
pub const FOUR: [&str; 4] = ["ns-1.awsdns-01.com", "ns-512.awsdns-02.net", "ns-1024.awsdns-03.org", "ns-1536.awsdns-04.co.uk"];

/// How a server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Honest,
    Silent,
    Refuse,
    ServFail,
    NotAuthoritative,
    WrongId,
    WrongQuestion,
    Nonsense,
    TruncateUdp,
    /// Truncated over UDP, and over TCP the connection ends.
    TruncateAndCut,
    NoEdns,
    NoTcp,
    /// The sockets are closed.
    Closed,
    /// Truncated over UDP; over TCP one byte now and then, for ever.
    Drips,
    /// Truncated over UDP; over TCP the largest message there is, full of name servers.
    Enormous,
    /// A thousand answers with wrong ids before the true one.
    Floods,
    /// The name in its answer is a pointer to itself.
    PointsAtItself,
    /// It refers to the zone that it was asked as a server of.
    RefersToItself,
}

struct Server {
    manner: Manner,
    /// Zone apex -> records.
    zones: HashMap<Name, Vec<Record>>,
    socket: SocketAddr,
    tasks: Vec<tokio::task::AbortHandle>,
}

/// All servers, by name.
pub struct World {
    servers: HashMap<String, Arc<Mutex<Server>>>,
    addresses: HashMap<IpAddr, SocketAddr>,
}

fn n(text: &str) -> Name {
    let mut name = Name::from_ascii(text).unwrap();
    name.set_fqdn(true);
    name.to_lowercase()
}

/// `NAME TTL IN TYPE VALUE`; a DS needs no value.
fn record(line: &str) -> Record {
    let parts: Vec<&str> = line.split_whitespace().collect();
    let data = match parts[3] {
        "NS" => RData::NS(NS(n(parts[4]))),
        "CNAME" => RData::CNAME(CNAME(Name::from_ascii(parts[4]).unwrap())),
        "TXT" => RData::TXT(TXT::new(vec![parts[4].to_owned()])),
        // `CAA AUTHORITY`: an `issue` property.
        "CAA" => RData::CAA(CAA::new_issue(false, Some(Name::from_ascii(parts[4]).unwrap()), Vec::new())),
        "A" => RData::A(A(parts[4].parse().unwrap())),
        "SOA" => RData::SOA(SOA::new(n("host."), n("admin."), 7, 3600, 600, 86400, 60)),
        "DS" => {
            let mut null = NULL::new();
            null.anything = vec![0, 1, 8, 2, 0xaa, 0xbb];
            RData::Unknown { code: RecordType::DS, rdata: null }
        }
        other => panic!("{other}"),
    };
    Record::from_rdata(n(parts[0]), parts[1].parse().unwrap(), data)
}

impl World {
    /// A tree in which example.com is served by two hosts and the four have their zone ready, but nothing is delegated to them.
    pub async fn start() -> Self {
        let mut world = Self { servers: HashMap::new(), addresses: HashMap::new() };
        let names = ["root.test", "tld.test", "ns1.host.test", "ns2.host.test"].into_iter().chain(FOUR);
        let mut at = HashMap::new();
        for (index, name) in names.enumerate() {
            let address: IpAddr = format!("192.0.2.{}", index + 1).parse().unwrap();
            at.insert(name, address);
            world.serve(name, address).await;
        }
        let tld = at["tld.test"];
        world.zone("root.test", ".", "root.test");
        for zone in ["com", "net", "org", "uk", "test"] {
            world.add("root.test", &format!("{zone}. 3600 IN NS tld.test."));
            world.zone("tld.test", zone, "tld.test");
        }
        world.add("root.test", &format!("tld.test. 3600 IN A {tld}"));
        for name in ["ns1.host.test", "ns2.host.test", "tld.test"] {
            world.add("tld.test", &format!("{name}. 3600 IN A {}", at[name]));
        }
        for name in FOUR {
            world.add("tld.test", &format!("{name}. 3600 IN A {}", at[name]));
            world.zone(name, "api.vpce.example.com", "");
            for other in FOUR {
                world.add(name, &format!("api.vpce.example.com. 3600 IN NS {other}."));
            }
        }
        for host in ["ns1.host.test", "ns2.host.test"] {
            world.add("tld.test", &format!("example.com. 3600 IN NS {host}."));
            world.zone(host, "example.com", "ns1.host.test");
            world.add(host, "example.com. 3600 IN NS ns2.host.test.");
        }
        world
    }

    pub fn net(&self) -> Net {
        Net { addresses: self.addresses.clone(), timeout: Duration::from_secs(1), ..Net::apart(vec!["192.0.2.1".parse().unwrap()], 53) }
    }

    fn zone(&self, server: &str, zone: &str, ns: &str) {
        let mut records = vec![record(&format!("{zone} 3600 IN SOA"))];
        if !ns.is_empty() {
            records.push(record(&format!("{zone} 3600 IN NS {ns}.")));
        }
        self.servers[server].lock().unwrap().zones.insert(n(zone), records);
    }

    /// A zone of its own on a server that has the one above it, too.
    pub fn add_zone(&self, server: &str, zone: &str) {
        self.zone(server, zone, "ns1.host.test");
        self.add(server, &format!("{zone}. 3600 IN NS ns2.host.test."));
    }

    /// Adds a record to the deepest zone around it on that server.
    pub fn add(&self, server: &str, line: &str) {
        let record = record(line);
        let mut server = self.servers[server].lock().unwrap();
        let zone = server.zones.keys().filter(|zone| zone.zone_of(&record.name)).max_by_key(|zone| zone.num_labels()).cloned();
        // A referral's NS and DS stand in the zone above, which the name's own zone may share a server with.
        server.zones.get_mut(&zone.unwrap()).unwrap().push(record);
    }

    /// At both servers of example.com.
    pub fn add_everywhere(&self, line: &str) {
        for host in ["ns1.host.test", "ns2.host.test"] {
            self.add(host, line);
        }
    }

    pub fn delegate(&self, host: &str, servers: &[&str]) {
        for server in servers {
            self.add(host, &format!("api.vpce.example.com. 300 IN NS {server}."));
        }
    }

    pub fn delegate_all(&self, servers: &[&str]) {
        for host in ["ns1.host.test", "ns2.host.test"] {
            self.delegate(host, servers);
        }
    }

    pub fn delegate_everywhere(&self) {
        self.delegate_all(&FOUR);
    }

    pub fn manner(&self, server: &str, manner: Manner) {
        let mut server = self.servers[server].lock().unwrap();
        server.manner = manner;
        if manner == Manner::Closed {
            server.tasks.iter().for_each(tokio::task::AbortHandle::abort);
        }
    }

    async fn serve(&mut self, name: &str, address: IpAddr) {
        // The same number for UDP and TCP; another process may take it in between, then once more.
        let (udp, tcp) = loop {
            let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
            if let Ok(tcp) = TcpListener::bind(udp.local_addr().unwrap()).await {
                break (udp, tcp);
            }
        };
        let socket = udp.local_addr().unwrap();
        let server = Arc::new(Mutex::new(Server { manner: Manner::Honest, zones: HashMap::new(), socket, tasks: Vec::new() }));
        let tasks = [tokio::spawn(over_udp(udp, Arc::clone(&server))), tokio::spawn(over_tcp(tcp, Arc::clone(&server)))];
        server.lock().unwrap().tasks = tasks.iter().map(tokio::task::JoinHandle::abort_handle).collect();
        self.addresses.insert(address, socket);
        self.servers.insert(name.to_owned(), server);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        for server in self.servers.values() {
            let server = server.lock().unwrap();
            assert!(server.socket.ip().is_loopback());
            server.tasks.iter().for_each(tokio::task::AbortHandle::abort);
        }
    }
}

async fn over_udp(socket: UdpSocket, server: Arc<Mutex<Server>>) {
    let mut buffer = [0u8; 4096];
    while let Ok((size, from)) = socket.recv_from(&mut buffer).await {
        let answer = answer(&server, &buffer[..size], true);
        if let Some(answer) = answer {
            if server.lock().unwrap().manner == Manner::Floods {
                let mut wrong = answer.clone();
                for id in 1..=1000u16 {
                    let id = u16::from_be_bytes([answer[0], answer[1]]).wrapping_add(id);
                    wrong[..2].copy_from_slice(&id.to_be_bytes());
                    let _ = socket.send_to(&wrong, from).await;
                }
            }
            let _ = socket.send_to(&answer, from).await;
        }
    }
}

async fn over_tcp(listener: TcpListener, server: Arc<Mutex<Server>>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let server = Arc::clone(&server);
        tokio::spawn(async move {
            if matches!(server.lock().unwrap().manner, Manner::NoTcp | Manner::TruncateAndCut) {
                return None;
            }
            let mut size = [0u8; 2];
            stream.read_exact(&mut size).await.ok()?;
            let mut question = vec![0u8; usize::from(u16::from_be_bytes(size))];
            stream.read_exact(&mut question).await.ok()?;
            let manner = server.lock().unwrap().manner;
            match answer(&server, &question, false) {
                Some(answer) if manner == Manner::Drips => {
                    stream.write_all(&u16::try_from(answer.len()).unwrap().to_be_bytes()).await.ok()?;
                    for byte in answer {
                        stream.write_all(&[byte]).await.ok()?;
                        tokio::time::sleep(Duration::from_millis(300)).await;
                    }
                    None
                }
                Some(answer) => {
                    stream.write_all(&u16::try_from(answer.len()).unwrap().to_be_bytes()).await.ok()?;
                    stream.write_all(&answer).await.ok()
                }
                None => {
                    tokio::time::sleep(Duration::from_secs(30)).await;
                    None
                }
            }
        });
    }
}

fn answer(server: &Mutex<Server>, question: &[u8], udp: bool) -> Option<Vec<u8>> {
    let server = server.lock().unwrap();
    let question = Message::from_vec(question).unwrap();
    let mut reply = Message::response(question.metadata.id, question.metadata.op_code);
    reply.add_queries(question.queries.clone());
    let honest = |reply: &mut Message| fill(reply, &server.zones, &question.queries[0].name.to_lowercase(), question.queries[0].query_type);
    match server.manner {
        Manner::Silent | Manner::Closed => return None,
        Manner::Refuse => reply.metadata.response_code = ResponseCode::Refused,
        Manner::ServFail => reply.metadata.response_code = ResponseCode::ServFail,
        Manner::Nonsense => return Some(vec![1, 2, 3]),
        Manner::NoEdns if question.edns.is_some() => reply.metadata.response_code = ResponseCode::FormErr,
        Manner::TruncateUdp | Manner::TruncateAndCut | Manner::Drips | Manner::Enormous if udp => reply.metadata.truncation = true,
        Manner::NotAuthoritative => {
            honest(&mut reply);
            reply.metadata.authoritative = false;
        }
        Manner::WrongId => {
            honest(&mut reply);
            reply.metadata.id = reply.metadata.id.wrapping_add(1);
        }
        Manner::WrongQuestion => {
            honest(&mut reply);
            reply.queries[0].name = n("elsewhere.test");
        }
        Manner::PointsAtItself => {
            let mut bytes = reply.to_vec().unwrap();
            bytes.truncate(12);
            bytes.extend([0xc0, 12, 0, 2, 0, 1]);
            return Some(bytes);
        }
        Manner::RefersToItself => {
            let zone = server.zones.keys().max_by_key(|zone| zone.num_labels()).unwrap().clone();
            reply.add_authority(Record::from_rdata(zone, 60, RData::NS(NS(n("ns1.host.test")))));
        }
        Manner::Enormous => {
            reply.metadata.authoritative = true;
            let name = question.queries[0].name.clone();
            reply.add_answers(
                (0..3500).map(|index| Record::from_rdata(name.clone(), 60, RData::NS(NS(n(&format!("x{index}.y")))))).collect::<Vec<_>>(),
            );
        }
        Manner::Drips | Manner::Floods => honest(&mut reply),
        Manner::Honest | Manner::TruncateUdp | Manner::TruncateAndCut | Manner::NoEdns | Manner::NoTcp => honest(&mut reply),
    }
    Some(reply.to_vec().unwrap())
}

/// RFC 1034 section 4.3.2, as far as these tests go.
fn fill(reply: &mut Message, zones: &HashMap<Name, Vec<Record>>, name: &Name, kind: RecordType) {
    let best = |name: &Name| zones.iter().filter(|(zone, _)| zone.zone_of(name)).max_by_key(|(zone, _)| zone.num_labels());
    // DS is the parent's business, where the server has it.
    let found = if kind == RecordType::DS && !name.is_root() { best(&name.base_name()).or_else(|| best(name)) } else { best(name) };
    let Some((apex, records)) = found else {
        reply.metadata.response_code = ResponseCode::Refused;
        return;
    };
    let cut = records
        .iter()
        .filter(|record| record.record_type() == RecordType::NS && record.name != *apex && record.name.zone_of(name))
        .map(|record| record.name.clone())
        .min_by_key(Name::num_labels);
    if let Some(cut) = cut.filter(|cut| !(kind == RecordType::DS && cut == name)) {
        let servers = records.iter().filter(|record| record.record_type() == RecordType::NS && record.name == cut);
        for record in servers {
            reply.add_authority(record.clone());
            if let RData::NS(server) = &record.data {
                let glue = records.iter().filter(|record| record.name == server.0 && record.data.ip_addr().is_some());
                reply.add_additionals(glue.cloned().collect::<Vec<_>>());
            }
        }
        return;
    }
    reply.metadata.authoritative = true;
    let mut current = name.clone();
    for _ in 0..8 {
        let here: Vec<&Record> = records.iter().filter(|record| record.name == current).collect();
        let matching: Vec<&&Record> = here.iter().filter(|record| record.record_type() == kind).collect();
        if !matching.is_empty() {
            reply.add_answers(matching.into_iter().map(|record| (*record).clone()));
            return;
        }
        match here.iter().find(|record| record.record_type() == RecordType::CNAME) {
            Some(alias) => {
                reply.add_answer((*alias).clone());
                if let RData::CNAME(target) = &alias.data {
                    current = target.0.to_lowercase();
                }
                if !apex.zone_of(&current) {
                    return;
                }
            }
            None => break,
        }
    }
    if !records.iter().any(|record| current.zone_of(&record.name)) {
        reply.metadata.response_code = ResponseCode::NXDomain;
    }
    reply.add_authorities(records.iter().filter(|record| record.record_type() == RecordType::SOA).cloned().collect::<Vec<_>>());
}
