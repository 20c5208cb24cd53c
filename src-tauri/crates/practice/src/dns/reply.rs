//! From the octets of a question to the octets of the answer: header rules, EDNS, truncation.

use hickory_proto::op::{Edns, Message, MessageType, OpCode, ResponseCode};
use hickory_proto::rr::{DNSClass, RecordType};

use super::name::{at_or_below, canonical, label_count};
use super::played::{Conduct, Lame, Played};
use super::record::{Kind, ZoneRecord};
use super::tree::ROOTS;
use super::zone::{ServedZone, Zone};

/// What a server sends by UDP to one who says nothing about sizes (RFC 1035 section 4.2.1).
const PLAIN_LIMIT: u16 = 512;
/// The most that is sent by UDP in any case, so that nothing is cut into fragments (RFC 9715).
const UDP_LIMIT: u16 = 1232;
/// Where a header starts its counts.
const HEADER: usize = 12;

/// How a question came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Udp,
    Tcp,
}

/// What leaves the server.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Octets(Vec<u8>),
    /// Nothing; a connection stays.
    Silence,
    /// Nothing, and a connection ends.
    Cut,
}

/// The answer of a server to the octets that came; `load` brings a stored zone into the form that answers.
pub(crate) fn reply(question: &[u8], transport: Transport, server: &Played<'_>, load: impl Fn(&Zone) -> ServedZone) -> Said {
    if server.is_silent() {
        return Said::Silence;
    }
    let Ok(request) = Message::from_vec(question) else {
        return malformed(question).map_or(Said::Cut, Said::Octets);
    };
    if request.metadata.message_type != MessageType::Query {
        return Said::Cut;
    }
    let mut response = Message::response(request.metadata.id, request.metadata.op_code);
    response.metadata.recursion_desired = request.metadata.recursion_desired;
    response.add_queries(request.queries.iter().cloned());
    let mut limit = PLAIN_LIMIT;
    let mut version = 0;
    if let Some(theirs) = &request.edns {
        limit = theirs.max_payload().clamp(PLAIN_LIMIT, UDP_LIMIT);
        version = theirs.version();
        let mut ours = Edns::new();
        ours.set_max_payload(UDP_LIMIT);
        response.set_edns(ours);
    }
    let mut conduct = Conduct::default();
    if version > 0 {
        response.metadata.response_code = ResponseCode::BADVERS;
    } else if server.refuses() {
        response.metadata.response_code = ResponseCode::Refused;
    } else {
        conduct = fill(&request, server, load, &mut response);
    }
    if conduct.cuts_tcp && transport == Transport::Tcp {
        return Said::Cut;
    }
    let Ok(octets) = response.to_vec() else {
        return Said::Cut;
    };
    let too_large = octets.len() > usize::from(limit);
    if transport == Transport::Udp && (too_large || conduct.truncates) {
        return response.truncate().to_vec().map_or(Said::Cut, Said::Octets);
    }
    Said::Octets(octets)
}

/// Fills the response, and answers how the server treats the zone that the question is about.
fn fill(request: &Message, server: &Played<'_>, load: impl Fn(&Zone) -> ServedZone, response: &mut Message) -> Conduct {
    let mut refuse = |code| {
        response.metadata.response_code = code;
        Conduct::default()
    };
    if request.metadata.op_code != OpCode::Query {
        return refuse(ResponseCode::NotImp);
    }
    let [query] = request.queries.as_slice() else {
        return refuse(ResponseCode::FormErr);
    };
    if query.query_class() != DNSClass::IN {
        return refuse(ResponseCode::Refused);
    }
    let kind = query.query_type();
    if matches!(kind, RecordType::AXFR | RecordType::IXFR) {
        return refuse(ResponseCode::Refused);
    }
    let name = canonical(&query.name().to_ascii());
    // The DS of a zone is its parent's to answer; its own server answers only when it doesn't carry the parent.
    let nearest = |strictly_above: bool, lame: bool| {
        server
            .zones
            .iter()
            .filter(|(zone, _)| at_or_below(&name, zone) && !(strictly_above && *zone == name))
            .filter(|(zone, _)| lame || server.conduct(zone).lame.is_none())
            .max_by_key(|(zone, _)| label_count(zone))
    };
    let of_zones = |lame: bool| {
        if kind == RecordType::DS { nearest(true, lame).or_else(|| nearest(false, lame)) } else { nearest(false, lame) }
    };
    if let Some((zone, _)) = of_zones(true)
        && server.conduct(zone).lame == Some(Lame::Upward)
    {
        refer_upward(response);
        return Conduct::default();
    }
    let Some((zone, served)) = of_zones(false) else {
        return refuse(ResponseCode::Refused);
    };
    let conduct = server.conduct(zone);
    if conduct.fails {
        response.metadata.response_code = ResponseCode::ServFail;
        return conduct;
    }
    server.shown(zone, served, load).answer(&name, kind, response);
    if conduct.without_authority {
        response.metadata.authoritative = false;
    }
    conduct
}

/// "Ask the roots": what servers used to say about zones that they don't carry.
fn refer_upward(response: &mut Message) {
    for record in roots().iter().filter_map(|record| record.wire().ok()) {
        response.add_authority(record);
    }
}

fn roots() -> Vec<ZoneRecord> {
    ROOTS.into_iter().map(|host| ZoneRecord::new("", Kind::Ns, 3600, host)).collect()
}

/// FORMERR with the id of a question whose header at least is there.
fn malformed(question: &[u8]) -> Option<Vec<u8>> {
    let (id, rest) = question.split_first_chunk::<2>()?;
    let is_response = rest.first()? & 0x80 != 0;
    if question.len() < HEADER || is_response {
        return None;
    }
    Message::error_msg(u16::from_be_bytes(*id), OpCode::Query, ResponseCode::FormErr).to_vec().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hickory_proto::op::Query;
    use hickory_proto::rr::Name;

    use super::super::slips::PanelForm;
    use super::*;

    fn zones() -> Vec<(String, Arc<ServedZone>)> {
        let mut zone = Zone::new("example.com", &["ns1.dns-host.example"], true);
        for number in 0..40 {
            zone.records.push(ZoneRecord::new("many.example.com", Kind::Txt, 60, format!("text number {number} of a large set")));
        }
        vec![("example.com".to_owned(), Arc::new(ServedZone::load(&zone)))]
    }

    fn question(name: &str, kind: RecordType) -> Message {
        let mut message = Message::new(77, MessageType::Query, OpCode::Query);
        message.add_query(Query::query(Name::from_ascii(name).unwrap(), kind));
        message
    }

    fn octets(question: &[u8], transport: Transport) -> Said {
        let zones = zones();
        let server =
            Played { host: "ns1.dns-host.example", zones: &zones, stored: &[], faults: &[], panel: &PanelForm::default(), now_ms: 0 };
        reply(question, transport, &server, ServedZone::load)
    }

    fn said(message: &Message, transport: Transport) -> Message {
        let Said::Octets(octets) = octets(&message.to_vec().unwrap(), transport) else {
            panic!("no answer");
        };
        Message::from_vec(&octets).unwrap()
    }

    #[test]
    fn names_of_others_are_refused() {
        let answer = said(&question("example.net.", RecordType::A), Transport::Udp);
        assert_eq!(answer.metadata.response_code, ResponseCode::Refused);
        assert_eq!(answer.metadata.id, 77);
    }

    #[test]
    fn what_is_too_large_for_udp_is_truncated() {
        let mut asked = question("many.example.com.", RecordType::TXT);
        let answer = said(&asked, Transport::Udp);
        assert!(answer.metadata.truncation);
        assert!(answer.answers.is_empty());
        let answer = said(&asked, Transport::Tcp);
        assert!(!answer.metadata.truncation);
        assert_eq!(answer.answers.len(), 40);
        let mut edns = Edns::new();
        edns.set_max_payload(4096);
        asked.set_edns(edns);
        assert!(said(&asked, Transport::Udp).metadata.truncation);
    }

    #[test]
    fn other_questions_get_their_code() {
        let mut notify = question("example.com.", RecordType::SOA);
        notify.metadata.op_code = OpCode::Notify;
        let answer = said(&notify, Transport::Udp);
        assert_eq!(answer.metadata.response_code, ResponseCode::NotImp);
        let mut versioned = question("example.com.", RecordType::SOA);
        let mut edns = Edns::new();
        edns.set_version(1);
        versioned.set_edns(edns);
        let answer = said(&versioned, Transport::Udp);
        // 16 stands for BADVERS and BADSIG alike.
        assert_eq!(u16::from(answer.metadata.response_code), 16);
        assert_eq!(octets(&[1, 2, 3], Transport::Udp), Said::Cut);
        let Said::Octets(garbled) = octets(&[0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 63], Transport::Udp) else {
            panic!("no answer");
        };
        let answer = Message::from_vec(&garbled).unwrap();
        assert_eq!(answer.metadata.response_code, ResponseCode::FormErr);
    }
}
