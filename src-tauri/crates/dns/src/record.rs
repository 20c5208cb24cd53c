//! Is a record published, on every server that somebody could be sent to? One server that lacks it is one customer in four, or an ACM validation
//! that fails by chance.

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Instant;

use futures_util::future::join_all;
use gangway_model::{DnsName, Finding, Severity, Timestamp, message};
use hickory_proto::op::Message;
use hickory_proto::rr::Name;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::names::{absolute, appended, text};
use crate::net::{Fault, Net};
use crate::reply::{Step, alias, classify, soa, values};
use crate::walk::{Server, Walk};
use crate::wire::{Question, Via};
use crate::{DnsError, bounded, millis_since, now};

/// The kinds of records that are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "UPPERCASE")]
pub enum RecordKind {
    /// Text: the proof of a private DNS name.
    Txt,
    /// Alias: ACM's validation record.
    Cname,
    /// Name server.
    Ns,
    /// IPv4 address.
    A,
    /// IPv6 address.
    Aaaa,
}

/// A record that should be there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ExpectedRecord {
    /// The full name of the record.
    pub name: DnsName,
    /// Its kind.
    pub kind: RecordKind,
    /// TXT: case matters. Names: neither case nor a final dot does.
    pub value: String,
}

/// What one server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "saw", rename_all = "camelCase")]
pub enum Outcome {
    /// The value is there (other values of the same kind may be, too).
    Expected,
    /// Something else is there.
    Other {
        /// All of it; an alias where none was expected is shown as `CNAME target`.
        values: Vec<String>,
    },
    /// Nothing of this kind is there.
    Missing,
    /// No usable answer.
    Failed {
        /// Why not.
        why: Fault,
    },
}

/// One address of one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServerAnswer {
    /// The server's name.
    pub server: String,
    /// The address asked; `None` when the name leads to none.
    #[ts(as = "Option<String>")]
    pub address: Option<IpAddr>,
    /// What it says.
    pub outcome: Outcome,
}

/// What all of them say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RecordVerdict {
    /// Every server that can be asked has it.
    Published,
    /// Some have it.
    Partly,
    /// None has anything there.
    Missing,
    /// None has it, and something else is there.
    Wrong,
    /// None could be asked.
    Unknown,
}

/// A record, looked for at every authoritative server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordCheck {
    /// The zone in which it was looked for: the real one around the name, which a delegation may have changed.
    pub zone: String,
    /// Every address of every server, sorted by server.
    pub servers: Vec<ServerAnswer>,
    /// The sum of it.
    pub verdict: RecordVerdict,
    /// Slips that explain it: `record-zone-name-twice` {name, found}, `record-missing-final-dot` {found}, `record-quoted` {found},
    /// `record-other-case` {found}, `record-server-failed` {server, why}.
    pub findings: Vec<Finding>,
    /// Seconds for which resolvers may still remember what is published now, be it a value or its absence.
    pub remembered_for: u32,
    /// When it was looked at: this computer's clock; a caller with another clock puts its own time in.
    pub looked_at: Timestamp,
    /// How long looking took.
    #[ts(type = "number")]
    pub millis: i64,
}

/// Looks for `expected` at every address of every server of its zone, all at the same time.
///
/// # Errors
/// The zone can't be found: see [`DnsError`]. Servers that fail are part of the result.
pub async fn check_record(net: &Net, expected: &ExpectedRecord) -> Result<RecordCheck, DnsError> {
    let name = absolute(expected.name.as_str())?;
    bounded(net, expected.name.as_str(), async {
        let start = Instant::now();
        let walk = Walk::new(net);
        let zone = walk.enclosing(&name).await?;
        let servers = walk.all_servers(&zone.cut).await;
        let question = Question::new(&name, expected.kind.wire());
        let (answers, doubled) = futures_util::future::join(
            join_all(targets(&servers).into_iter().map(|(server, address)| {
                let (walk, question, zone) = (&walk, &question, &zone.zone);
                async move { ask_one(walk, server, address, question, zone, expected).await }
            })),
            look_doubled(&walk, &servers, &name, &zone.zone, expected),
        )
        .await;
        let mut remembered_for = 0;
        let mut seen = Vec::new();
        for (answer, seconds) in answers {
            remembered_for = remembered_for.max(seconds);
            seen.push(answer);
        }
        excuse_unreachable_family(&mut seen);
        let verdict = verdict(&seen);
        let findings = findings(expected, &seen, verdict, doubled, &zone.zone);
        Ok(RecordCheck {
            zone: text(&zone.zone),
            servers: seen,
            verdict,
            findings,
            remembered_for,
            looked_at: now(),
            millis: millis_since(start),
        })
    })
    .await
}

/// Every (server, address) to ask; a server without one stands in the list once.
pub(crate) fn targets(servers: &[Server]) -> Vec<(&Server, Option<IpAddr>)> {
    let mut all = Vec::new();
    for server in servers {
        if server.addresses.is_empty() {
            all.push((server, None));
        }
        all.extend(server.addresses.iter().map(|address| (server, Some(*address))));
    }
    all
}

async fn ask_one(
    walk: &Walk<'_>,
    server: &Server,
    address: Option<IpAddr>,
    question: &Question,
    zone: &Name,
    expected: &ExpectedRecord,
) -> (ServerAnswer, u32) {
    let (outcome, seconds) = match address {
        None => (Outcome::Failed { why: Fault::NoAddress }, 0),
        Some(address) => match walk.ask(address, question, Via::Either).await.and_then(|reply| classify(reply, zone, &question.name)) {
            Ok(Step::Answer(reply)) => read(&reply, &question.name, expected),
            // A cut above the name that only this server has.
            Ok(Step::Referral(_)) => (Outcome::Failed { why: Fault::NotAuthoritative }, 0),
            Err(why) => (Outcome::Failed { why }, 0),
        },
    };
    (ServerAnswer { server: text(&server.name), address, outcome }, seconds)
}

fn read(reply: &Message, name: &Name, expected: &ExpectedRecord) -> (Outcome, u32) {
    let (found, ttl) = values(reply, name, expected.kind.wire());
    if found.iter().any(|value| same(expected, value)) {
        return (Outcome::Expected, ttl);
    }
    if !found.is_empty() {
        return (Outcome::Other { values: found }, ttl);
    }
    if let Some(target) = alias(reply, name) {
        let ttl = reply.answers.iter().map(|record| record.ttl).min().unwrap_or(0);
        return (Outcome::Other { values: vec![format!("CNAME {}", text(&target))] }, ttl);
    }
    (Outcome::Missing, soa(reply).map_or(0, |(_, seconds)| seconds))
}

fn same(expected: &ExpectedRecord, value: &str) -> bool {
    match expected.kind {
        RecordKind::Cname | RecordKind::Ns => fold(&expected.value) == fold(value),
        RecordKind::A | RecordKind::Aaaa => expected.value.parse::<IpAddr>().ok() == value.parse().ok(),
        RecordKind::Txt => expected.value == value,
    }
}

fn fold(name: &str) -> String {
    name.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// Whether the record stands at "name.zone": what a panel makes of a full name that it takes for a relative one.
async fn look_doubled(walk: &Walk<'_>, servers: &[Server], name: &Name, zone: &Name, expected: &ExpectedRecord) -> Option<String> {
    let doubled = appended(name, zone)?;
    let address = servers.iter().flat_map(|server| server.addresses.iter()).find(|address| walk.net.socket(**address).is_ok())?;
    let question = Question::new(&doubled, expected.kind.wire());
    let reply = walk.ask(*address, &question, Via::Either).await.ok()?;
    let Ok(Step::Answer(reply)) = classify(reply, zone, &doubled) else { return None };
    matches!(read(&reply, &doubled, expected).0, Outcome::Expected).then(|| text(&doubled))
}

/// Two or more addresses of one family, silent to the last, while the other family answers: this computer's network, not those servers.
fn excuse_unreachable_family(seen: &mut [ServerAnswer]) {
    let silent: Vec<(IpAddr, bool)> = seen
        .iter()
        .filter_map(|answer| Some((answer.address?, matches!(answer.outcome, Outcome::Failed { why: Fault::Silent | Fault::NoRoute }))))
        .collect();
    if !six_is_unreachable(&silent) {
        return;
    }
    for answer in seen.iter_mut().filter(|answer| answer.address.is_some_and(|address| address.is_ipv6())) {
        answer.outcome = Outcome::Failed { why: Fault::NoRoute };
    }
}

/// Whether (address, nothing came back) says that IPv6 as a whole does not work from here.
pub(crate) fn six_is_unreachable(silent: &[(IpAddr, bool)]) -> bool {
    let six: Vec<bool> = silent.iter().filter(|(address, _)| address.is_ipv6()).map(|(_, silent)| *silent).collect();
    let four_answers = silent.iter().any(|(address, silent)| address.is_ipv4() && !silent);
    six.len() >= 2 && six.iter().all(|silent| *silent) && four_answers
}

fn verdict(seen: &[ServerAnswer]) -> RecordVerdict {
    let judged: Vec<&Outcome> = seen
        .iter()
        .map(|answer| &answer.outcome)
        .filter(|outcome| !matches!(outcome, Outcome::Failed { why: Fault::NoRoute | Fault::NoAddress }))
        .collect();
    let any = |wanted: fn(&Outcome) -> bool| judged.iter().any(|outcome| wanted(outcome));
    if judged.is_empty() {
        RecordVerdict::Unknown
    } else if judged.iter().all(|outcome| **outcome == Outcome::Expected) {
        RecordVerdict::Published
    } else if any(|outcome| *outcome == Outcome::Expected) {
        RecordVerdict::Partly
    } else if any(|outcome| matches!(outcome, Outcome::Other { .. })) {
        RecordVerdict::Wrong
    } else if any(|outcome| *outcome == Outcome::Missing) {
        RecordVerdict::Missing
    } else {
        RecordVerdict::Unknown
    }
}

fn findings(
    expected: &ExpectedRecord,
    seen: &[ServerAnswer],
    verdict: RecordVerdict,
    doubled: Option<String>,
    zone: &Name,
) -> Vec<Finding> {
    let mut all = Vec::new();
    let mut add = |severity, message| all.push(Finding::new(severity, message).about(expected.name.as_str()));
    if let Some(found) = doubled.filter(|_| verdict != RecordVerdict::Published) {
        add(Severity::Blocker, message("record-zone-name-twice").with("name", expected.name.as_str()).with("found", found));
    }
    let mut others: Vec<&String> = seen
        .iter()
        .filter_map(|answer| if let Outcome::Other { values } = &answer.outcome { Some(values) } else { None })
        .flatten()
        .collect();
    others.sort();
    others.dedup();
    for value in others {
        if let Some(code) = slip(expected, value, zone) {
            add(Severity::Blocker, message(code).with("found", value));
        }
    }
    // One line per server, however many addresses it has.
    let mut failed: HashMap<&str, Fault> = HashMap::new();
    for answer in seen {
        if let Outcome::Failed { why } = answer.outcome
            && why != Fault::NoRoute
        {
            failed.insert(&answer.server, why);
        }
    }
    let mut failed: Vec<_> = failed.into_iter().collect();
    failed.sort();
    for (server, why) in failed {
        add(Severity::Warning, message("record-server-failed").with("server", server).with("why", why.code()));
    }
    all
}

/// The classic slip that turns what was wanted into `value`.
fn slip(expected: &ExpectedRecord, value: &str, zone: &Name) -> Option<&'static str> {
    let unquoted = value.trim().trim_matches(['"', '\'']).replace("\\\"", "");
    match expected.kind {
        RecordKind::Cname | RecordKind::Ns => {
            let longer = absolute(&expected.value).ok().and_then(|target| appended(&target, zone));
            (longer.is_some_and(|longer| text(&longer) == fold(value))).then_some("record-missing-final-dot")
        }
        RecordKind::Txt if unquoted.trim() == expected.value => Some("record-quoted"),
        RecordKind::Txt if value.eq_ignore_ascii_case(&expected.value) => Some("record-other-case"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(kind: RecordKind, value: &str) -> ExpectedRecord {
        ExpectedRecord { name: DnsName::parse("_x.api.example.com").unwrap(), kind, value: value.to_owned() }
    }
    fn answer(server: &str, address: &str, outcome: Outcome) -> ServerAnswer {
        ServerAnswer { server: server.to_owned(), address: Some(address.parse().unwrap()), outcome }
    }
    fn failed(why: Fault) -> Outcome {
        Outcome::Failed { why }
    }

    #[test]
    fn text_keeps_its_case_and_names_do_not() {
        assert!(!same(&expected(RecordKind::Txt, "vpce:Ab"), "vpce:ab"));
        assert!(same(&expected(RecordKind::Cname, "_y.acm-validations.AWS."), "_y.acm-validations.aws"));
    }

    #[test]
    fn one_server_without_it_is_only_partly() {
        let mut seen = vec![answer("a", "192.0.2.1", Outcome::Expected), answer("b", "192.0.2.2", Outcome::Expected)];
        assert_eq!(verdict(&seen), RecordVerdict::Published);
        seen.push(answer("c", "192.0.2.3", failed(Fault::Silent)));
        assert_eq!(verdict(&seen), RecordVerdict::Partly);
        assert_eq!(verdict(&[answer("a", "192.0.2.1", Outcome::Missing)]), RecordVerdict::Missing);
        assert_eq!(verdict(&[answer("a", "192.0.2.1", failed(Fault::Silent))]), RecordVerdict::Unknown);
        assert_eq!(verdict(&[]), RecordVerdict::Unknown);
    }

    #[test]
    fn a_computer_without_ipv6_does_not_spoil_the_verdict() {
        let mut seen = vec![
            answer("a", "192.0.2.1", Outcome::Expected),
            answer("a", "2001:db8::1", failed(Fault::Silent)),
            answer("b", "192.0.2.2", Outcome::Expected),
            answer("b", "2001:db8::2", failed(Fault::Silent)),
        ];
        excuse_unreachable_family(&mut seen);
        assert_eq!(verdict(&seen), RecordVerdict::Published);
    }

    #[test]
    fn classic_slips_have_names() {
        let zone = absolute("example.com").unwrap();
        let cname = expected(RecordKind::Cname, "_y.acm-validations.aws.");
        assert_eq!(slip(&cname, "_y.acm-validations.aws.example.com", &zone), Some("record-missing-final-dot"));
        assert_eq!(slip(&cname, "other.example.com", &zone), None);
        let txt = expected(RecordKind::Txt, "vpce:AbC");
        assert_eq!(slip(&txt, "\"vpce:AbC\"", &zone), Some("record-quoted"));
        assert_eq!(slip(&txt, "vpce:abc", &zone), Some("record-other-case"));
    }
}
