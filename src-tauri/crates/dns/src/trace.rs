//! Every question and what came back, in the order of the answers: what a DNS administrator reads instead of believing us.

use std::fmt;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use hickory_proto::op::Message;
use hickory_proto::rr::Record;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::names::text;
use crate::net::Fault;
use crate::wire::{Question, Reply, Via};

/// Records of one answer that are written down; what a sane answer holds is fewer.
const MOST_RECORDS: usize = 12;
/// Characters of one record that are written down: a TXT record can have thousands.
const LONGEST_RECORD: usize = 200;

/// How a question travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Over {
    /// In one datagram.
    Udp,
    /// Over a connection, from the beginning or because the datagram came truncated.
    Tcp,
    /// Over HTTPS, through a public resolver (RFC 8484).
    Https,
}

/// One question to one server, and what came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TraceLine {
    /// Milliseconds from the beginning of the check to the answer, or to giving up.
    #[ts(type = "number")]
    pub at: i64,
    /// Milliseconds that this question took.
    #[ts(type = "number")]
    pub took: i64,
    /// The server's name, where it is known; empty for a root server known by its address alone.
    pub server: String,
    /// The address asked; `None` for a resolver that was reached by its name.
    #[ts(as = "Option<String>")]
    pub address: Option<IpAddr>,
    /// The way.
    pub over: Over,
    /// `NAME TYPE`.
    pub question: String,
    /// The response code, such as `NOERROR`; `None` when there was no usable answer.
    pub code: Option<String>,
    /// The flags that are set, of `aa`, `tc`, `ra` and `ad` (RFC 1035 section 4.1.1, RFC 4035 section 3.2.3).
    pub flags: Vec<String>,
    /// Records of the answer section in zone-file form; the first dozen.
    pub answer: Vec<String>,
    /// Records of the authority section: a referral's name servers, or the SOA that proves an absence.
    pub authority: Vec<String>,
    /// Why there was no usable answer.
    pub fault: Option<Fault>,
}

impl fmt::Display for TraceLine {
    /// One line for the question and what came back, then one for each record.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let over = match self.over {
            Over::Udp => "UDP",
            Over::Tcp => "TCP",
            Over::Https => "HTTPS",
        };
        let server = if self.server.is_empty() { "a root server" } else { &self.server };
        write!(f, "{:>6} ms  {} @{server}", self.at, self.question)?;
        if let Some(address) = self.address {
            write!(f, " ({address})")?;
        }
        write!(f, " {over}, {} ms: ", self.took)?;
        match (&self.fault, &self.code) {
            (Some(fault), _) => f.write_str(fault.code())?,
            (None, code) => {
                f.write_str(code.as_deref().unwrap_or("?"))?;
                for flag in &self.flags {
                    write!(f, " {flag}")?;
                }
            }
        }
        for record in &self.answer {
            write!(f, "\n           {record}")?;
        }
        for record in &self.authority {
            write!(f, "\n           authority: {record}")?;
        }
        Ok(())
    }
}

/// Collects the lines of one check.
#[derive(Debug)]
pub(crate) struct Trace {
    start: Instant,
    lines: Mutex<Vec<TraceLine>>,
}

impl Trace {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), lines: Mutex::default() }
    }

    pub(crate) fn note(
        &self,
        server: String,
        address: IpAddr,
        question: &Question,
        via: Via,
        asked: Instant,
        result: &Result<Reply, Fault>,
    ) {
        let over = match result {
            Ok(reply) if reply.tcp => Over::Tcp,
            Err(Fault::NoTcp) => Over::Tcp,
            _ if via == Via::Tcp => Over::Tcp,
            _ => Over::Udp,
        };
        let message = result.as_ref().map(|reply| &reply.message).map_err(|why| *why);
        self.push(server, Some(address), question, over, asked, message);
    }

    pub(crate) fn push(
        &self,
        server: String,
        address: Option<IpAddr>,
        question: &Question,
        over: Over,
        asked: Instant,
        result: Result<&Message, Fault>,
    ) {
        let millis = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let mut line = TraceLine {
            at: millis(self.start.elapsed()),
            took: millis(asked.elapsed()),
            server,
            address,
            over,
            question: format!("{} {}", text(&question.name), question.kind),
            code: None,
            flags: Vec::new(),
            answer: Vec::new(),
            authority: Vec::new(),
            fault: None,
        };
        match result {
            Ok(message) => {
                let head = &message.metadata;
                line.code = Some(format!("{:?}", head.response_code).to_uppercase());
                let flags =
                    [(head.authoritative, "aa"), (head.truncation, "tc"), (head.recursion_available, "ra"), (head.authentic_data, "ad")];
                line.flags = flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| flag.to_owned()).collect();
                line.answer = shown(&message.answers);
                line.authority = shown(&message.authorities);
            }
            Err(why) => line.fault = Some(why),
        }
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }

    /// Everything so far.
    pub(crate) fn lines(&self) -> Vec<TraceLine> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn shown(records: &[Record]) -> Vec<String> {
    let mut lines: Vec<String> = records
        .iter()
        .take(MOST_RECORDS)
        .map(|record| {
            let line = format!("{} {} {} {}", record.name.to_lowercase(), record.ttl, record.record_type(), record.data);
            // Control characters would speak to the terminal of whoever reads this.
            line.chars().filter(|c| !c.is_control()).take(LONGEST_RECORD).collect()
        })
        .collect();
    if records.len() > MOST_RECORDS {
        lines.push(format!("; {} more", records.len() - MOST_RECORDS));
    }
    lines
}
