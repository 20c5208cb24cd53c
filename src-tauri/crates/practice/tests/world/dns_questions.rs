//! Questions to the name servers, written here and not by the crate.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, UdpSocket};
use std::time::Duration;

use gangway_practice::{Practice, RecordForm};
use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RecordType};

/// For an answer that has to come.
const LONG: Duration = Duration::from_secs(5);

fn question(name: &str, kind: RecordType) -> Vec<u8> {
    let mut message = Message::new(4711, MessageType::Query, OpCode::Query);
    message.add_query(Query::query(Name::from_ascii(name).unwrap(), kind));
    message.to_vec().unwrap()
}

/// What came back over UDP within the time; an error is what the system said.
pub(crate) fn try_udp(server: SocketAddr, name: &str, kind: RecordType, time: Duration) -> io::Result<Message> {
    let local = if server.is_ipv4() { "127.0.0.1:0" } else { "[::1]:0" };
    let socket = UdpSocket::bind(local)?;
    socket.set_read_timeout(Some(time))?;
    socket.connect(server)?;
    socket.send(&question(name, kind))?;
    let mut buffer = [0; 4096];
    let length = socket.recv(&mut buffer)?;
    Ok(Message::from_vec(&buffer[..length]).unwrap())
}

/// The same over TCP.
pub(crate) fn try_tcp(server: SocketAddr, name: &str, kind: RecordType, time: Duration) -> io::Result<Message> {
    let mut stream = TcpStream::connect(server)?;
    stream.set_read_timeout(Some(time))?;
    let octets = question(name, kind);
    stream.write_all(&u16::try_from(octets.len()).unwrap().to_be_bytes())?;
    stream.write_all(&octets)?;
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut answer = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut answer)?;
    Ok(Message::from_vec(&answer).unwrap())
}

pub(crate) fn udp(server: SocketAddr, name: &str, kind: RecordType) -> Message {
    try_udp(server, name, kind, LONG).unwrap()
}

pub(crate) fn tcp(server: SocketAddr, name: &str, kind: RecordType) -> Message {
    try_tcp(server, name, kind, LONG).unwrap()
}

pub(crate) fn server(practice: &Practice, address: &str) -> SocketAddr {
    practice.world().dns.addresses[&address.parse::<IpAddr>().unwrap()]
}

pub(crate) fn record(name: &str, kind: &str, value: &str) -> RecordForm {
    RecordForm { zone: "example.com".into(), name: name.into(), kind: kind.into(), ttl: 60, value: value.into() }
}
