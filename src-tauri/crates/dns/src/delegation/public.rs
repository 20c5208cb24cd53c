//! What public resolvers say where no root server can be reached. They show what a customer gets just now, not who is wrong: nothing here comes
//! near the certainty of asking the zones' own servers, and the result says so.

use std::collections::BTreeSet;

use futures_util::future::{join_all, join3};
use gangway_model::{Finding, Severity, StepId, message};
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RecordType};

use super::{ChainLink, DelegationCheck, DelegationVerdict, RecordAction, RecordChange, SeenBy};
use crate::names::text;
use crate::net::{Fault, Net};
use crate::reply::{alias, name_servers, soa};
use crate::walk::Walk;
use crate::wire::Question;
use crate::{DnsError, now};

/// What one resolver says.
struct Said {
    resolver: String,
    set: Result<Message, Fault>,
    start: Result<Message, Fault>,
    above: Option<Name>,
}

/// The check, as far as it goes this way.
///
/// # Errors
/// `NoRoot`: no resolver answers either, so there is no network.
pub(super) async fn check(net: &Net, walk: &Walk<'_>, name: &Name, wanted: &[Name]) -> Result<DelegationCheck, DnsError> {
    let ask = |kind| Question::new(name, kind);
    let (set, start, above) = (ask(RecordType::NS), ask(RecordType::SOA), Question::new(&name.base_name(), RecordType::SOA));
    let said: Vec<Said> = join_all(net.public.iter().map(|resolver| {
        let (set, start, above) = (&set, &start, &above);
        async move {
            let one = |question| resolver.ask(question, net.timeout, walk.tracer());
            let (set, start, above) = join3(one(set), one(start), one(above)).await;
            let above = above.ok().and_then(|reply| soa(&reply)).map(|(zone, _)| zone);
            Said { resolver: resolver.name.clone(), set, start, above }
        }
    }))
    .await
    .into_iter()
    .filter(|said| said.set.is_ok())
    .collect();
    if said.is_empty() {
        return Err(DnsError::NoRoot);
    }
    let mut expected: BTreeSet<String> = wanted.iter().map(text).collect();
    let sets: BTreeSet<BTreeSet<String>> = said
        .iter()
        .filter_map(|one| one.set.as_ref().ok())
        .map(|reply| name_servers(&reply.answers, name).0.iter().map(text).collect())
        .collect();
    let found: BTreeSet<String> = sets.iter().flatten().cloned().collect();
    if expected.is_empty() {
        expected.clone_from(&found);
    }
    let zone = said.iter().find_map(|one| one.above.clone()).unwrap_or_else(|| name.base_name());
    let resolvers: Vec<String> = said.iter().map(|one| one.resolver.clone()).collect();
    let (mut findings, verdict) = judge(name, &zone, &said, &expected, &sets);
    let mut add = |severity, message| findings.push(Finding::new(severity, message).about(text(name)).fix_in(StepId::Delegation));
    add(Severity::Warning, message("delegation-seen-less").with("resolvers", resolvers.join(", ")));
    let remembered = said.iter().flat_map(|one| [&one.set, &one.start]).filter_map(|reply| reply.as_ref().ok());
    let remembered_for = remembered.map(|reply| name_servers(&reply.answers, name).1.max(soa(reply).map_or(0, |(_, ttl)| ttl))).max();
    let remembered_for = remembered_for.unwrap_or(0);
    findings.sort_by_key(|finding| finding.severity);
    Ok(DelegationCheck {
        name: text(name),
        parent_zone: text(&zone),
        chain: vec![
            ChainLink { zone: text(&zone), servers: Vec::new(), holds: true },
            ChainLink {
                zone: text(name),
                servers: found.iter().cloned().collect(),
                holds: matches!(verdict, DelegationVerdict::Live | DelegationVerdict::Partly),
            },
        ],
        changes: changes(name, &expected, &found, verdict),
        expected: expected.into_iter().collect(),
        parents: Vec::new(),
        children: Vec::new(),
        findings,
        verdict,
        remembered_for,
        seen_by: SeenBy::PublicResolvers { resolvers },
        trace: walk.trace(),
        looked_at: now(),
        millis: 0,
    })
}

fn judge(
    name: &Name,
    zone: &Name,
    said: &[Said],
    expected: &BTreeSet<String>,
    sets: &BTreeSet<BTreeSet<String>>,
) -> (Vec<Finding>, DelegationVerdict) {
    let mut findings = Vec::new();
    let shown = text(name);
    let mut add = |severity, message, about: &str| {
        findings.push(Finding::new(severity, message).about(about).fix_in(StepId::Delegation));
    };
    let replies: Vec<&Message> = said.iter().flat_map(|one| [&one.set, &one.start]).filter_map(|reply| reply.as_ref().ok()).collect();
    if let Some(target) = replies.iter().find_map(|reply| alias(reply, name)) {
        add(Severity::Blocker, message("delegation-cname-at-name").with("name", &shown).with("target", text(&target)), &shown);
        return (findings, DelegationVerdict::Broken);
    }
    if replies.iter().any(|reply| reply.metadata.response_code == ResponseCode::ServFail) {
        add(Severity::Blocker, message("delegation-resolvers-fail").with("name", &shown), &shown);
        return (findings, DelegationVerdict::Broken);
    }
    let found: BTreeSet<String> = sets.iter().flatten().cloned().collect();
    if found.is_empty() {
        let absent = message("delegation-not-delegated").with("name", &shown).with("zone", text(zone));
        add(Severity::Blocker, absent, &shown);
        return (findings, DelegationVerdict::NotDelegated);
    }
    let mut right = sets.len() == 1;
    if !right {
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        let differ = message("delegation-resolvers-differ").with("name", &shown).with("found", found.join(", "));
        add(Severity::Warning, differ, &shown);
    }
    for server in found.difference(expected) {
        right = false;
        add(Severity::Blocker, message("delegation-wrong-server").with("server", server), server);
    }
    let missing: Vec<&str> = expected.difference(&found).map(String::as_str).collect();
    if !missing.is_empty() {
        right = false;
        let partial = message("delegation-partial-set").with("missing", missing.join(", "));
        add(Severity::Blocker, partial.with("published", expected.len() - missing.len()).with("expected", expected.len()), &shown);
    }
    if found.is_disjoint(expected) {
        return (findings, DelegationVerdict::Broken);
    }
    if right {
        add(Severity::Good, message("delegation-live").with("name", &shown).with("servers", expected.len()), &shown);
        return (findings, DelegationVerdict::Live);
    }
    (findings, DelegationVerdict::Partly)
}

/// Only what is certain from here: records that nobody sees at all.
fn changes(name: &Name, expected: &BTreeSet<String>, found: &BTreeSet<String>, verdict: DelegationVerdict) -> Vec<RecordChange> {
    if verdict != DelegationVerdict::NotDelegated {
        return Vec::new();
    }
    let add = |server: &String| RecordChange {
        action: RecordAction::Add,
        name: format!("{}.", text(name)),
        kind: "NS".to_owned(),
        value: Some(format!("{server}.")),
    };
    expected.difference(found).map(add).collect()
}
