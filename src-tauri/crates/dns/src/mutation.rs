//! Answers that somebody has tampered with: true messages, changed at random places, go through everything that reads answers. Nothing may panic,
//! grow without bound or take long. The randomness is the same in every run, so that a failure can be met again.

use std::time::{Duration, Instant};

use hickory_proto::op::{Message, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME, NS, NULL, SOA, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};

use crate::delegation::ds::{fits, raw, signatures};
use crate::names::{absolute, appended, beside, text};
use crate::reply::{alias, apex, classify, name_servers, referral, soa, values};
use crate::trace::{Over, Trace};
use crate::wire::Question;

/// Messages that are tried. About two seconds without optimisation.
const ROUNDS: usize = 60_000;
/// Sooner than this, even on a machine that does other things.
const LIMIT: Duration = Duration::from_secs(60);

/// Xorshift, as small as it gets: its quality does not matter here, its repeatability does.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
    fn byte(&mut self) -> u8 {
        // Values at which lengths, pointers and codes turn into others.
        let telling = [0, 1, 2, 12, 0x3f, 0x40, 0x7f, 0x80, 0xc0, 0xc1, 0xfe, 0xff];
        if self.below(2) == 0 { telling[self.below(telling.len())] } else { u8::try_from(self.below(256)).unwrap() }
    }
}

fn unknown(kind: RecordType, bytes: &[u8]) -> RData {
    let mut null = NULL::new();
    null.anything = bytes.to_vec();
    RData::Unknown { code: kind, rdata: null }
}

/// A question's type, whether the answer is authoritative, and its three sections.
type Body = (RecordType, bool, Vec<Record>, Vec<Record>, Vec<Record>);

/// One true answer of each kind that is read.
fn true_answers(name: &Name) -> Vec<Vec<u8>> {
    let other = absolute("ns-1.awsdns-01.com").unwrap();
    let start = SOA::new(other.clone(), name.clone(), 7, 3600, 600, 86400, 60);
    let record = |data: RData| Record::from_rdata(name.clone(), 300, data);
    let servers: Vec<Record> = (0..4).map(|n| record(RData::NS(NS(absolute(&format!("ns-{n}.awsdns-0{n}.com")).unwrap())))).collect();
    let bodies: Vec<Body> = vec![
        (RecordType::NS, false, vec![], servers.clone(), vec![Record::from_rdata(other.clone(), 60, RData::A(A([192, 0, 2, 1].into())))]),
        (RecordType::NS, true, servers, vec![], vec![]),
        (RecordType::SOA, true, vec![record(RData::SOA(start.clone()))], vec![], vec![]),
        (RecordType::TXT, true, vec![record(RData::TXT(TXT::new(vec!["vpce:AbC".to_owned(), "x".repeat(200)])))], vec![], vec![]),
        (RecordType::A, true, vec![record(RData::CNAME(CNAME(other)))], vec![], vec![]),
        (RecordType::TXT, true, vec![], vec![record(RData::SOA(start))], vec![]),
        (
            RecordType::DNSKEY,
            true,
            vec![
                record(unknown(RecordType::DNSKEY, &[1, 1, 3, 13, 9, 9, 9])),
                record(unknown(RecordType::RRSIG, &[0, 48, 13, 3, 0, 0, 0, 9, 9, 9, 9, 9, 1, 1, 1, 1, 0, 0])),
            ],
            vec![],
            vec![],
        ),
    ];
    bodies
        .into_iter()
        .map(|(kind, authoritative, answers, authorities, additionals)| {
            let mut message = Message::response(7, OpCode::Query);
            message.metadata.authoritative = authoritative;
            message.metadata.response_code = ResponseCode::NoError;
            message.add_query(Query::query(name.clone(), kind));
            message.add_answers(answers);
            message.add_authorities(authorities);
            message.add_additionals(additionals);
            message.to_vec().unwrap()
        })
        .collect()
}

fn tampered(dice: &mut Dice, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        match dice.below(6) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, dice.byte()),
            2 if !bytes.is_empty() => {
                bytes.remove(at);
            }
            3 => {
                let other = &seeds[dice.below(seeds.len())];
                bytes.truncate(at);
                bytes.extend_from_slice(&other[dice.below(other.len())..]);
            }
            // A compression pointer to anywhere, itself included.
            4 if at + 1 < bytes.len() => {
                bytes[at] = 0xc0;
                bytes[at + 1] = dice.byte();
            }
            _ if at < bytes.len() => bytes[at] = dice.byte(),
            _ => {}
        }
    }
    bytes
}

/// Everything that reads answers, over one message. Answers whether it could be parsed.
fn read(bytes: &[u8], zone: &Name, name: &Name, trace: &Trace) -> bool {
    let Ok(message) = Message::from_vec(bytes) else { return false };
    let question = Question::new(name, RecordType::NS);
    let _ = question.is_answered_by(7, &message);
    let (servers, _) = name_servers(&message.authorities, name);
    for server in &servers {
        let _ = (text(server), appended(server, zone), beside(server));
    }
    let _ = (soa(&message), apex(&message, zone, name), alias(&message, name));
    for kind in [RecordType::TXT, RecordType::NS, RecordType::A, RecordType::CNAME, RecordType::SOA] {
        for value in values(&message, name, kind).0 {
            assert!(value.len() <= 4 * bytes.len() + 64, "{value}");
        }
    }
    let keys = raw(&message, name, RecordType::DNSKEY);
    let records = [raw(&message, name, RecordType::DS), raw(&message, name, RecordType::RRSIG)].concat();
    for key in &keys {
        let _ = records.iter().filter(|record| fits(record, key, name)).count();
    }
    let _ = (signatures(&message, name, RecordType::DNSKEY), referral(&message, zone, name));
    trace.push(String::new(), None, &question, Over::Udp, Instant::now(), Ok(&message));
    let _ = classify(message, zone, name);
    true
}

#[test]
fn tampered_answers_are_read_without_harm() {
    let (zone, name) = (absolute("example.com").unwrap(), absolute("api.vpce.example.com").unwrap());
    let seeds = true_answers(&name);
    let start = Instant::now();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut parsed, mut trace) = (0usize, Trace::new());
    assert!(seeds.iter().all(|seed| read(seed, &zone, &name, &trace)));
    for round in 0..ROUNDS {
        let bytes = tampered(&mut dice, &seeds);
        parsed += usize::from(read(&bytes, &zone, &name, &trace));
        if round % 1000 == 0 {
            for line in trace.lines() {
                let shown = line.to_string();
                assert!(shown.len() < 20_000 && !shown.chars().any(|c| c.is_control() && c != '\n'), "{shown:?}");
            }
            trace = Trace::new();
        }
    }
    // Both what parses and what does not was met.
    assert!(parsed > ROUNDS / 20 && parsed < ROUNDS, "{parsed}");
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
}

#[test]
fn a_name_that_points_at_itself_is_no_name() {
    let trace = Trace::new();
    let name = absolute("example.com").unwrap();
    // A header that promises a question, whose name is a pointer to itself (RFC 1035 section 4.1.4).
    for pointer in [[0xc0, 12], [0xc0, 14], [0xff, 0xff]] {
        let mut bytes = vec![0, 7, 0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        bytes.extend(pointer);
        bytes.extend([0, 2, 0, 1]);
        assert!(!read(&bytes, &name, &name, &trace), "{pointer:?}");
    }
}
