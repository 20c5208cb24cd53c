//! One question to one server, over UDP or TCP (RFC 1035 section 4.2, RFC 7766), and what may count as its answer.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use crate::net::{Fault, Net};

/// What we say we take over UDP: the size that gets through unfragmented (DNS flag day 2020).
const UDP_PAYLOAD: u16 = 1232;

/// Receive buffer: a server may send more than we said; the largest datagram there is.
const UDP_BUFFER: usize = 65_535;

/// The way a question travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    /// UDP, and TCP when the answer comes truncated.
    Either,
    /// TCP alone.
    Tcp,
}

/// A question: name, type; class is always IN, recursion is never desired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) name: Name,
    pub(crate) kind: RecordType,
    /// Whether signatures are wanted beside the records (the DO flag, RFC 3225).
    signatures: bool,
}

/// An answer, and whether it came over TCP.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) message: Message,
    pub(crate) tcp: bool,
}

impl Question {
    pub(crate) fn new(name: &Name, kind: RecordType) -> Self {
        Self { name: name.clone(), kind, signatures: false }
    }

    /// The same question, with the signatures of what is found.
    pub(crate) fn with_signatures(mut self) -> Self {
        self.signatures = true;
        self
    }

    pub(crate) fn message(&self, edns: bool) -> Message {
        let mut message = Message::query();
        message.metadata.recursion_desired = false;
        message.add_query(Query::query(self.name.clone(), self.kind));
        if edns {
            let mut options = Edns::new();
            options.set_max_payload(UDP_PAYLOAD).set_version(0).set_dnssec_ok(self.signatures);
            message.set_edns(options);
        }
        message
    }

    /// Whether `reply` answers this question as sent under `id` (RFC 5452 section 9.1: id and question must match).
    pub(crate) fn is_answered_by(&self, id: u16, reply: &Message) -> bool {
        let headers =
            reply.metadata.id == id && reply.metadata.message_type == MessageType::Response && reply.metadata.op_code == OpCode::Query;
        let echoed = match reply.queries.as_slice() {
            [query] => query.name.to_lowercase() == self.name && query.query_type == self.kind && query.query_class == DNSClass::IN,
            // Some servers leave the question out when they refuse or can't parse it.
            [] => reply.metadata.response_code != ResponseCode::NoError,
            _ => false,
        };
        headers && echoed
    }
}

/// Asks `address` once. Takes at most twice `net.timeout` (UDP, then TCP), and once for a single transport.
pub(crate) async fn ask(net: &Net, address: IpAddr, question: &Question, via: Via) -> Result<Reply, Fault> {
    let reply = exchange(net, address, question, via, true).await?;
    // RFC 6891 section 7: a server that knows nothing of EDNS answers FORMERR; ask it the old way.
    if reply.message.metadata.response_code == ResponseCode::FormErr && reply.message.edns.is_none() {
        return exchange(net, address, question, via, false).await;
    }
    Ok(reply)
}

async fn exchange(net: &Net, address: IpAddr, question: &Question, via: Via, edns: bool) -> Result<Reply, Fault> {
    let socket = net.socket(address)?;
    let message = question.message(edns);
    let id = message.metadata.id;
    let bytes = message.to_vec().map_err(|_| Fault::Garbled)?;
    if via != Via::Tcp {
        let message = over_udp(socket, &bytes, id, question, net.timeout).await?;
        if !message.metadata.truncation {
            return Ok(Reply { message, tcp: false });
        }
        // The server is there and does answer: what is wrong is its TCP.
        let message = within(net.timeout, over_tcp(socket, &bytes, id, question)).await.map_err(|why| match why {
            Fault::Silent | Fault::Closed | Fault::Cut => Fault::NoTcp,
            other => other,
        })?;
        return Ok(Reply { message, tcp: true });
    }
    let message = within(net.timeout, over_tcp(socket, &bytes, id, question)).await?;
    Ok(Reply { message, tcp: true })
}

async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    match tokio::time::timeout(limit, work).await {
        Ok(result) => result,
        Err(_) => Err(Fault::Silent),
    }
}

async fn over_udp(to: SocketAddr, bytes: &[u8], id: u16, question: &Question, timeout: Duration) -> Result<Message, Fault> {
    let any: IpAddr = match to {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).await.map_err(|e| fault(&e))?;
    // Connected: the system lets only this peer's datagrams through, and tells us of its refusals.
    socket.connect(to).await.map_err(|e| fault(&e))?;
    socket.send(bytes).await.map_err(|e| fault(&e))?;
    let mut buffer = vec![0u8; UDP_BUFFER];
    // One lost datagram is not a dead server: ask again once while there is time.
    let mut again = Box::pin(tokio::time::sleep(timeout / 3));
    let mut end = Box::pin(tokio::time::sleep(timeout));
    let mut repeated = false;
    let mut garbled = false;
    loop {
        tokio::select! {
            received = socket.recv(&mut buffer) => {
                let size = received.map_err(|e| fault(&e))?;
                match buffer.get(..size).map(Message::from_vec) {
                    Some(Ok(reply)) if question.is_answered_by(id, &reply) => return Ok(reply),
                    // Not ours, or nonsense: keep listening, the true answer may still come (RFC 5452 section 9.1).
                    _ => garbled = true,
                }
            }
            () = &mut again, if !repeated => {
                repeated = true;
                socket.send(bytes).await.map_err(|e| fault(&e))?;
            }
            () = &mut end => return Err(if garbled { Fault::Garbled } else { Fault::Silent }),
        }
    }
}

async fn over_tcp(to: SocketAddr, bytes: &[u8], id: u16, question: &Question) -> Result<Message, Fault> {
    let mut stream = TcpStream::connect(to).await.map_err(|e| fault(&e))?;
    let length = u16::try_from(bytes.len()).map_err(|_| Fault::Garbled)?;
    // Once it is connected, something does listen.
    let fault = |error: std::io::Error| match fault(&error) {
        Fault::Closed => Fault::Cut,
        other => other,
    };
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(bytes);
    stream.write_all(&framed).await.map_err(fault)?;
    let mut size = [0u8; 2];
    stream.read_exact(&mut size).await.map_err(fault)?;
    let mut reply = vec![0u8; usize::from(u16::from_be_bytes(size))];
    stream.read_exact(&mut reply).await.map_err(fault)?;
    match Message::from_vec(&reply) {
        Ok(reply) if question.is_answered_by(id, &reply) => Ok(reply),
        _ => Err(Fault::Garbled),
    }
}

/// What the system's word for a failed socket operation says about the server.
pub(crate) fn fault(error: &std::io::Error) -> Fault {
    use std::io::ErrorKind as Kind;
    match error.kind() {
        Kind::ConnectionRefused | Kind::ConnectionReset | Kind::ConnectionAborted | Kind::BrokenPipe | Kind::UnexpectedEof => Fault::Closed,
        Kind::NetworkUnreachable
        | Kind::HostUnreachable
        | Kind::AddrNotAvailable
        | Kind::NetworkDown
        | Kind::Unsupported
        | Kind::PermissionDenied => Fault::NoRoute,
        Kind::TimedOut => Fault::Silent,
        // EAFNOSUPPORT and its kin have no kind of their own: an address family this computer lacks.
        _ => Fault::NoRoute,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question() -> Question {
        Question::new(&Name::from_ascii("api.example.com.").unwrap(), RecordType::TXT)
    }

    fn reply_to(message: &Message) -> Message {
        let mut reply = Message::response(message.metadata.id, OpCode::Query);
        reply.add_queries(message.queries.clone());
        reply
    }

    #[test]
    fn a_question_asks_for_no_recursion() {
        let message = question().message(true);
        assert!(!message.metadata.recursion_desired);
        assert_eq!(message.edns.as_ref().map(Edns::max_payload), Some(UDP_PAYLOAD));
    }

    #[test]
    fn an_answer_must_carry_our_id_and_our_question() {
        let sent = question().message(true);
        let id = sent.metadata.id;
        assert!(question().is_answered_by(id, &reply_to(&sent)));
        assert!(!question().is_answered_by(id.wrapping_add(1), &reply_to(&sent)));
        assert!(!question().is_answered_by(id, &sent), "a question is no answer");

        let other = Question::new(&Name::from_ascii("other.example.com.").unwrap(), RecordType::TXT);
        assert!(!other.is_answered_by(id, &reply_to(&sent)));
        let other = Question::new(&question().name, RecordType::A);
        assert!(!other.is_answered_by(id, &reply_to(&sent)));
    }

    #[test]
    fn a_question_in_other_case_is_the_same_question() {
        let sent = question().message(true);
        let mut reply = Message::response(sent.metadata.id, OpCode::Query);
        reply.add_query(Query::query(Name::from_ascii("API.Example.COM.").unwrap(), RecordType::TXT));
        assert!(question().is_answered_by(sent.metadata.id, &reply));
    }

    #[test]
    fn only_a_refusal_may_leave_the_question_out() {
        let sent = question().message(true);
        let mut reply = Message::response(sent.metadata.id, OpCode::Query);
        assert!(!question().is_answered_by(sent.metadata.id, &reply));
        reply.metadata.response_code = ResponseCode::Refused;
        assert!(question().is_answered_by(sent.metadata.id, &reply));
    }
}
