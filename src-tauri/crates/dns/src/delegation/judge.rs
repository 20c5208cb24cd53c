//! Pure: what was seen, into findings and a verdict.

use std::collections::BTreeSet;

use gangway_model::{Finding, Message, Severity, StepId, message};

use super::ds::Chain;
use super::look::Seen;
use super::{ChildSaw, ChildView, DelegationVerdict, ParentSaw, ParentView};
use crate::names::{absolute, appended, text};
use crate::net::Fault;

pub(crate) fn judge(seen: &Seen) -> (Vec<Finding>, DelegationVerdict) {
    let name = text(&seen.name);
    let expected: BTreeSet<String> = seen.expected.iter().map(text).collect();
    let mut notes = Notes { all: Vec::new(), about: name.clone() };
    let parents = judge_parents(seen, &expected, &mut notes);
    for (server, target) in &seen.aliased {
        notes.add(Severity::Blocker, message("delegation-server-alias").with("server", server).with("target", target), server);
    }
    let children = judge_children(&seen.children, &expected, &mut notes);
    serials_differ(&seen.children, &mut notes);
    let signed = judge_signatures(seen, &mut notes);
    let verdict = match parents {
        // What stands at the parent decides first: nothing else matters while that is wrong.
        Parents::Unknown => DelegationVerdict::Unknown,
        Parents::Nothing => DelegationVerdict::NotDelegated,
        Parents::Broken => DelegationVerdict::Broken,
        Parents::Partly | Parents::Right if signed == Signed::Broken || children == Children::None => DelegationVerdict::Broken,
        Parents::Partly | Parents::Right if children == Children::Unseen => DelegationVerdict::Unknown,
        Parents::Right if children == Children::All && signed == Signed::Right && seen.aliased.is_empty() => DelegationVerdict::Live,
        Parents::Partly | Parents::Right => DelegationVerdict::Partly,
    };
    if verdict == DelegationVerdict::Live {
        notes.add(Severity::Good, message("delegation-live").with("name", &name).with("servers", expected.len()), &name);
    } else if seen.remembered_for > 0 && parents != Parents::Unknown {
        let minutes = usize::try_from(seen.remembered_for.div_ceil(60)).unwrap_or(usize::MAX);
        notes.add(Severity::Note, message("delegation-remembered").with("minutes", minutes), &name);
    }
    if seen.without_six {
        notes.add(Severity::Note, message("delegation-ipv6-not-checked"), &name);
    }
    // A server's addresses mostly fail alike: once said is enough.
    let mut findings: Vec<Finding> = Vec::new();
    for finding in notes.all {
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings.sort_by_key(|finding| finding.severity);
    (findings, verdict)
}

struct Notes {
    all: Vec<Finding>,
    about: String,
}

impl Notes {
    fn add(&mut self, severity: Severity, message: Message, subject: &str) {
        self.all.push(Finding::new(severity, message).about(subject).fix_in(StepId::Delegation));
    }
    fn about_name(&mut self, severity: Severity, message: Message) {
        let subject = self.about.clone();
        self.add(severity, message, &subject);
    }
}

/// The parent's side in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parents {
    Right,
    Partly,
    Broken,
    Nothing,
    Unknown,
}

fn judge_parents(seen: &Seen, expected: &BTreeSet<String>, notes: &mut Notes) -> Parents {
    let name = text(&seen.name);
    failed_parents(&seen.parents, notes);
    let said: Vec<&ParentSaw> =
        seen.parents.iter().flat_map(|view| [&view.udp, &view.tcp]).filter(|saw| !matches!(saw, ParentSaw::Failed { .. })).collect();
    if said.is_empty() {
        return Parents::Unknown;
    }
    if let Some(found) = &seen.doubled {
        notes.about_name(Severity::Blocker, message("delegation-zone-name-twice").with("name", &name).with("found", text(&found.name)));
    }
    if let Some(found) = &seen.wrong_level {
        notes.about_name(Severity::Blocker, message("delegation-wrong-level").with("name", &name).with("found", text(found)));
    }
    let alias = said.iter().find_map(|saw| if let ParentSaw::Alias { target } = saw { Some(target) } else { None });
    match alias {
        Some(target) if seen.wildcard => {
            notes.about_name(Severity::Warning, message("delegation-wildcard-above").with("name", &name).with("target", target));
        }
        Some(target) => {
            notes.about_name(Severity::Blocker, message("delegation-cname-at-name").with("name", &name).with("target", target));
            return Parents::Broken;
        }
        None => {}
    }
    let sets: BTreeSet<BTreeSet<String>> = said
        .iter()
        .map(|saw| if let ParentSaw::Referral { servers } = saw { servers.iter().cloned().collect() } else { BTreeSet::new() })
        .collect();
    let published: BTreeSet<String> = sets.iter().flatten().cloned().collect();
    if published.is_empty() {
        not_delegated(seen, &name, notes);
        return Parents::Nothing;
    }
    let agree = sets.len() == 1;
    if !agree {
        notes.about_name(Severity::Blocker, message("delegation-parents-disagree").with("servers", minority(&seen.parents)));
    }
    let right = judge_published(seen, expected, &published, notes);
    if !seen.hosting.is_empty() {
        let hosted = message("delegation-zone-at-parent").with("name", &name).with("zone", text(&seen.zone));
        notes.about_name(Severity::Blocker, hosted.with("servers", seen.hosting.join(", ")));
    }
    let hosted_by_all = !seen.hosting.is_empty()
        && seen.parents.iter().all(|view| seen.hosting.contains(&view.server) || matches!(view.udp, ParentSaw::Failed { .. }));
    if published.is_disjoint(expected) || hosted_by_all {
        Parents::Broken
    } else if agree && right && seen.hosting.is_empty() {
        Parents::Right
    } else {
        Parents::Partly
    }
}

/// The zone above has no NS records for the name; and what it has instead.
fn not_delegated(seen: &Seen, name: &str, notes: &mut Notes) {
    let zone = text(&seen.zone);
    if domain_is_unknown(seen) {
        notes.about_name(Severity::Blocker, message("delegation-domain-unknown").with("name", name).with("zone", &zone));
    }
    notes.about_name(Severity::Blocker, message("delegation-not-delegated").with("name", name).with("zone", &zone));
    if !seen.at_name.is_empty() {
        let found = message("delegation-records-at-name").with("name", name).with("kinds", seen.at_name.join(", "));
        notes.about_name(Severity::Warning, found.with("zone", zone));
    } else if seen.below {
        notes.about_name(Severity::Note, message("delegation-records-below").with("name", name).with("zone", zone));
    }
}

/// The zone above is one in which domains are registered, and the name lies deeper: the seller's own domain is missing.
fn domain_is_unknown(seen: &Seen) -> bool {
    let deeper = seen.name.num_labels() > seen.zone.num_labels().saturating_add(1);
    deeper && (seen.zone.is_root() || gangway_model::DnsName::parse(&text(&seen.zone)).is_ok_and(|zone| zone.is_public_suffix()))
}

/// What a DS record at the parent makes of the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Signed {
    Right,
    Partly,
    Broken,
}

fn judge_signatures(seen: &Seen, notes: &mut Notes) -> Signed {
    let name = text(&seen.name);
    if seen.chain == Chain::Broken {
        notes.about_name(Severity::Blocker, message("delegation-ds-without-dnskey").with("name", &name));
        return Signed::Broken;
    }
    let Some(worst) = seen.signatures.iter().map(|(_, why)| *why).max() else { return Signed::Right };
    let servers: BTreeSet<&str> = seen.signatures.iter().map(|(server, _)| server.as_str()).collect();
    let bad = message("delegation-signatures").with("servers", servers.iter().copied().collect::<Vec<_>>().join(", "));
    notes.about_name(Severity::Blocker, bad.with("why", worst.code()));
    let serving: BTreeSet<&str> =
        seen.children.iter().filter(|view| matches!(view.udp, ChildSaw::Serves { .. })).map(|view| view.server.as_str()).collect();
    if serving.is_subset(&servers) { Signed::Broken } else { Signed::Partly }
}

/// The name of which a panel has made `found` by putting a zone's name behind it.
fn without_its_dot<'a>(found: &str, expected: &'a BTreeSet<String>, seen: &Seen) -> Option<&'a str> {
    let found = absolute(found).ok()?;
    let origins = (0..=seen.name.num_labels()).map(|labels| seen.name.trim_to(usize::from(labels)));
    let origins: Vec<_> = origins.filter(|origin| seen.zone.zone_of(origin) && !origin.is_root()).collect();
    expected.iter().map(String::as_str).find(|server| {
        absolute(server).is_ok_and(|server| origins.iter().any(|origin| appended(&server, origin).is_some_and(|longer| longer == found)))
    })
}

/// Whether exactly the expected servers are published; says what is not as it should be.
fn judge_published(seen: &Seen, expected: &BTreeSet<String>, published: &BTreeSet<String>, notes: &mut Notes) -> bool {
    let missing: Vec<&str> = expected.difference(published).map(String::as_str).collect();
    let mut without_dot = BTreeSet::new();
    for found in published.difference(expected) {
        match without_its_dot(found, expected, seen) {
            Some(server) => {
                without_dot.insert(server);
                notes.add(Severity::Blocker, message("delegation-missing-final-dot").with("server", server).with("found", found), found);
            }
            None => notes.add(Severity::Blocker, message("delegation-wrong-server").with("server", found), found),
        }
    }
    let forgotten: Vec<&str> = missing.iter().copied().filter(|server| !without_dot.contains(server)).collect();
    if !forgotten.is_empty() {
        let published = expected.len() - missing.len();
        let partial = message("delegation-partial-set").with("missing", forgotten.join(", "));
        notes.about_name(Severity::Blocker, partial.with("published", published).with("expected", expected.len()));
    }
    missing.is_empty() && published.len() == expected.len()
}

fn failed_parents(parents: &[ParentView], notes: &mut Notes) {
    for view in parents {
        for saw in [&view.udp, &view.tcp] {
            if let ParentSaw::Failed { why } = saw
                && *why != Fault::NoRoute
            {
                let failed = message("delegation-parent-failed").with("server", &view.server).with("why", why.code());
                notes.add(Severity::Warning, failed, &view.server);
            }
        }
    }
}

/// The servers that say something else than most do, by name.
fn minority(parents: &[ParentView]) -> String {
    let mut groups: Vec<(&ParentSaw, BTreeSet<&str>)> = Vec::new();
    for view in parents {
        for saw in [&view.udp, &view.tcp] {
            if matches!(saw, ParentSaw::Failed { .. }) {
                continue;
            }
            match groups.iter_mut().find(|(known, _)| *known == saw) {
                Some((_, servers)) => {
                    servers.insert(&view.server);
                }
                None => groups.push((saw, BTreeSet::from([view.server.as_str()]))),
            }
        }
    }
    // Of two camps of the same size, those without a delegation are the ones to look at.
    groups.sort_by_key(|(saw, servers)| (std::cmp::Reverse(servers.len()), **saw == ParentSaw::Nothing));
    let odd: BTreeSet<&str> = groups.into_iter().skip(1).flat_map(|(_, servers)| servers).collect();
    odd.into_iter().collect::<Vec<_>>().join(", ")
}

/// The child's side in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Children {
    All,
    Some,
    None,
    /// Not one of them could be asked from this computer.
    Unseen,
}

/// Servers with different editions of the zone: some of them have not taken over a change.
fn serials_differ(children: &[ChildView], notes: &mut Notes) {
    let serials: BTreeSet<u32> = children
        .iter()
        .flat_map(|view| [&view.udp, &view.tcp])
        .filter_map(|saw| if let ChildSaw::Serves { serial } = saw { Some(*serial) } else { None })
        .collect();
    if serials.len() > 1 {
        let serials: Vec<String> = serials.iter().map(u32::to_string).collect();
        let name = notes.about.clone();
        notes.about_name(Severity::Warning, message("delegation-serials-differ").with("name", &name).with("serials", serials.join(", ")));
    }
}

fn judge_children(children: &[ChildView], expected: &BTreeSet<String>, notes: &mut Notes) -> Children {
    let mut good = 0;
    let mut bad = 0;
    let mut odd: Vec<(&str, &[String])> = Vec::new();
    for view in children {
        let faults: Vec<(&str, Fault)> = [("UDP", &view.udp), ("TCP", &view.tcp)]
            .into_iter()
            .filter_map(|(over, saw)| if let ChildSaw::Failed { why } = saw { Some((over, *why)) } else { None })
            .filter(|(_, why)| *why != Fault::NoRoute)
            .collect();
        match faults.as_slice() {
            [] => {}
            [(_, one), (_, other)] if one == other => notes.add(Severity::Blocker, lame(&view.server, *one, "UDP, TCP"), &view.server),
            several => {
                for (over, why) in several {
                    notes.add(Severity::Blocker, lame(&view.server, *why, over), &view.server);
                }
            }
        }
        let serves = [&view.udp, &view.tcp].iter().any(|saw| matches!(saw, ChildSaw::Serves { .. }));
        good += usize::from(serves);
        bad += usize::from(!faults.is_empty());
        let own: BTreeSet<String> = view.servers.iter().cloned().collect();
        if serves && own != *expected {
            bad += 1;
            odd.push((&view.server, &view.servers));
        }
    }
    if let Some((_, found)) = odd.first() {
        let mut servers: Vec<&str> = odd.iter().map(|(server, _)| *server).collect();
        servers.dedup();
        let differ = message("delegation-children-disagree").with("servers", servers.join(", ")).with("found", found.join(", "));
        notes.about_name(Severity::Warning, differ);
    }
    match (good, bad) {
        (0, 0) => Children::Unseen,
        (0, _) => Children::None,
        (_, 0) => Children::All,
        _ => Children::Some,
    }
}

fn lame(server: &str, why: Fault, over: &str) -> Message {
    message("delegation-lame").with("server", server).with("why", why.code()).with("over", over)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: [&str; 4] = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net", "ns-3.awsdns-03.org", "ns-4.awsdns-04.co.uk"];

    fn owned(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }
    fn referral(names: &[&str]) -> ParentSaw {
        ParentSaw::Referral { servers: owned(names) }
    }
    fn parent(server: &str, saw: ParentSaw) -> ParentView {
        ParentView { server: server.to_owned(), address: Some("192.0.2.1".parse().unwrap()), udp: saw.clone(), tcp: saw }
    }
    fn child(server: &str, saw: ChildSaw) -> ChildView {
        ChildView {
            server: server.to_owned(),
            address: Some("192.0.2.9".parse().unwrap()),
            udp: saw.clone(),
            tcp: saw,
            servers: owned(&FOUR),
        }
    }
    fn seen(one: ParentSaw, other: ParentSaw) -> Seen {
        Seen {
            name: absolute("api.vpce.example.com").unwrap(),
            zone: absolute("example.com").unwrap(),
            expected: FOUR.iter().map(|name| absolute(name).unwrap()).collect(),
            parents: vec![parent("ns1.host.example", one), parent("ns2.host.example", other)],
            children: FOUR.iter().map(|server| child(server, ChildSaw::Serves { serial: 1 })).collect(),
            chain: Chain::Unsigned,
            signatures: Vec::new(),
            doubled: None,
            hosting: Vec::new(),
            wildcard: false,
            at_name: Vec::new(),
            below: false,
            wrong_level: None,
            aliased: Vec::new(),
            without_six: false,
            remembered_for: 300,
        }
    }
    fn judged(seen: &Seen) -> (Vec<String>, DelegationVerdict) {
        let (findings, verdict) = judge(seen);
        // How long it is remembered stands beside everything that is not right.
        let codes = findings.into_iter().map(|finding| finding.message.code).filter(|code| code != "delegation-remembered");
        (codes.collect(), verdict)
    }

    #[test]
    fn all_right_is_live() {
        assert_eq!(judged(&seen(referral(&FOUR), referral(&FOUR))), (owned(&["delegation-live"]), DelegationVerdict::Live));
    }

    #[test]
    fn a_partial_set_is_not_let_pass() {
        let partial = seen(referral(&FOUR[..2]), referral(&FOUR[..2]));
        assert_eq!(judged(&partial), (owned(&["delegation-partial-set"]), DelegationVerdict::Partly));
    }

    #[test]
    fn parents_that_disagree_are_named() {
        let (findings, verdict) = judge(&seen(referral(&FOUR), ParentSaw::Nothing));
        assert_eq!(verdict, DelegationVerdict::Partly);
        assert_eq!(findings[0].message, message("delegation-parents-disagree").with("servers", "ns2.host.example"));
    }

    #[test]
    fn the_slips() {
        let dotless: Vec<String> = FOUR.iter().map(|name| format!("{name}.example.com")).collect();
        let dotless: Vec<&str> = dotless.iter().map(String::as_str).collect();
        let (codes, verdict) = judged(&seen(referral(&dotless), referral(&dotless)));
        assert_eq!(codes, owned(&["delegation-missing-final-dot"; 4]));
        assert_eq!(verdict, DelegationVerdict::Broken);

        let mut twice = seen(ParentSaw::Nothing, ParentSaw::Nothing);
        let name = absolute("api.vpce.example.com.example.com").unwrap();
        twice.doubled = Some(super::super::look::Doubled { name, servers: owned(&FOUR) });
        assert_eq!(judged(&twice), (owned(&["delegation-zone-name-twice", "delegation-not-delegated"]), DelegationVerdict::NotDelegated));

        let alias = ParentSaw::Alias { target: "elsewhere.example.net".to_owned() };
        assert_eq!(judged(&seen(alias.clone(), alias)), (owned(&["delegation-cname-at-name"]), DelegationVerdict::Broken));

        let wrong = referral(&["ns1.other.example"]);
        let (codes, verdict) = judged(&seen(wrong.clone(), wrong));
        assert_eq!(codes, owned(&["delegation-wrong-server", "delegation-partial-set"]));
        assert_eq!(verdict, DelegationVerdict::Broken);
    }

    #[test]
    fn lame_children_say_why_and_over_what() {
        let mut one = seen(referral(&FOUR), referral(&FOUR));
        one.children[2] = child(FOUR[2], ChildSaw::Failed { why: Fault::Refused });
        one.children[3].tcp = ChildSaw::Failed { why: Fault::Closed };
        let (findings, verdict) = judge(&one);
        assert_eq!(verdict, DelegationVerdict::Partly);
        assert_eq!(findings[0].message, lame(FOUR[2], Fault::Refused, "UDP, TCP"));
        assert_eq!(findings[1].message, lame(FOUR[3], Fault::Closed, "TCP"));
        for view in &mut one.children {
            *view = child(&view.server.clone(), ChildSaw::Failed { why: Fault::Refused });
        }
        assert_eq!(judged(&one).1, DelegationVerdict::Broken);
    }

    #[test]
    fn a_ds_record_without_its_key_breaks_it() {
        let mut signed = seen(referral(&FOUR), referral(&FOUR));
        signed.chain = Chain::Broken;
        assert_eq!(judged(&signed), (owned(&["delegation-ds-without-dnskey"]), DelegationVerdict::Broken));
    }

    #[test]
    fn silence_at_the_parent_is_not_green() {
        let failed = ParentSaw::Failed { why: Fault::Silent };
        assert_eq!(judged(&seen(failed.clone(), failed.clone())).1, DelegationVerdict::Unknown);
        let (codes, verdict) = judged(&seen(referral(&FOUR), failed));
        assert_eq!(codes, owned(&["delegation-parent-failed", "delegation-live"]));
        assert_eq!(verdict, DelegationVerdict::Live);
    }
}
