//! The picture from what was seen, and entries of schedulers as they are written.

use std::path::Path;

use gangway_dns::{DelegationCheck, DelegationVerdict, ParentSaw, ParentView, RecordVerdict, SeenBy, Zone, ZoneServer};
use gangway_model::{ChangeId, Output, RecordSet, Severity, StepId, Timestamp};
use serde_json::json;

use super::*;
use crate::observed::{
    CertificateSeen, DelegationSeen, HostedRecords, HostedStanding, HostedZoneSeen, PrivateDnsSeen, RecordSeen, RenewalRecord,
};
use crate::steps::testing::{NOW, answered, certificate_with, nothing, record_seen, see, with};

fn proof(verdict: RecordVerdict) -> RecordSeen {
    record_seen("_a7.api.vpce.example.com.", "CNAME", "_b8.acm-validations.aws.", verdict)
}

fn certificates(status: &str, verdict: RecordVerdict) -> Observed {
    let found = certificate_with(status);
    let (arn, beside) = (found.arn.clone(), record_seen("_c9.api.example.com.", "CNAME", "_d0.acm-validations.aws.", verdict));
    Observed::Certificate(CertificateSeen {
        certificates: vec![found],
        chosen: Some(arn),
        records: vec![proof(verdict), beside],
        authorities: Vec::new(),
        hosted: Vec::new(),
    })
}

fn private_name(state: &str) -> Observed {
    let private = gangway_aws::PrivateDns {
        name: "api.example.com".to_owned(),
        state: state.to_owned(),
        record_type: "TXT".to_owned(),
        record_name: "_6e86".to_owned(),
        record_value: "vpce:abc".to_owned(),
    };
    let record = record_seen("_6e86.api.example.com", "TXT", "vpce:abc", RecordVerdict::Published);
    Observed::PrivateDns(PrivateDnsSeen { private_dns: Some(private), record: Some(record), hosted: Vec::new() })
}

/// What each of two servers above says, and what the servers below say of the certificate's proof.
fn delegated(above: [&[&str]; 2], proof_below: Option<RecordVerdict>) -> Observed {
    let servers = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"];
    let parent = |(index, names): (usize, &&[&str])| {
        let saw = if names.is_empty() {
            ParentSaw::Nothing
        } else {
            ParentSaw::Referral { servers: names.iter().map(|name| (*name).to_owned()).collect() }
        };
        ParentView { server: format!("ns{index}.example.com"), address: None, udp: saw.clone(), tcp: saw }
    };
    let record = |server: &&str| DnsRecord { name: "api.vpce.example.com".into(), kind: "NS".into(), value: format!("{server}.") };
    let renewal = proof_below.map(|verdict| {
        let seen = proof(verdict);
        RenewalRecord { record: seen.record, found: verdict == RecordVerdict::Published, check: Some(seen.check) }
    });
    Observed::Delegation(DelegationSeen {
        records: servers.iter().map(record).collect(),
        check: Some(DelegationCheck {
            name: "api.vpce.example.com".to_owned(),
            parent_zone: "example.com".to_owned(),
            expected: servers.map(str::to_owned).to_vec(),
            parents: above.iter().enumerate().map(parent).collect(),
            children: Vec::new(),
            findings: Vec::new(),
            verdict: DelegationVerdict::Live,
            remembered_for: 0,
            chain: Vec::new(),
            changes: Vec::new(),
            seen_by: SeenBy::NameServers,
            trace: Vec::new(),
            looked_at: NOW,
            millis: 1,
        }),
        renewal: renewal.into_iter().collect(),
        launch: Vec::new(),
        hosted: Vec::new(),
    })
}

/// Purpose, publisher, due and standing of each record, in their order.
fn told(facts: &Facts) -> Vec<String> {
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let line = |card: &RecordCard| {
        let parts = [json!(card.purpose), json!(card.publisher), json!(card.due), json!(card.standing)];
        parts.map(word).join(" ")
    };
    picture(facts).records.iter().map(line).collect()
}

fn asked() -> Facts {
    with(answered(), json!({"step": "certificate", "choice": {"kind": "existing", "arn": certificate_with("ISSUED").arn}}))
}

#[test]
fn before_anything_is_answered_there_is_nothing_to_draw() {
    let drawn = picture(&nothing());
    assert!(drawn.names.is_empty() && drawn.records.is_empty() && drawn.watch.is_empty());
    // With names alone: the name servers are Seller Operations' to name.
    assert_eq!(told(&answered()), ["delegation seller-operations after-answer later"]);
}

#[test]
fn a_records_publisher_and_moment_change_with_the_delegation() {
    let mut facts = asked();
    see(&mut facts, certificates("PENDING_VALIDATION", RecordVerdict::Missing));
    see(&mut facts, private_name("pendingVerification"));
    assert_eq!(
        told(&facts),
        [
            "certificate dns-admin before-submission missing",
            "certificate dns-admin before-submission missing",
            "private-name dns-admin before-submission published",
            "delegation seller-operations after-answer later",
            "renewal seller-operations after-answer later",
        ]
    );
    // One server above sends people on, the other doesn't: from now on the seller's own copy is out of sight for some, and so for a renewal.
    see(&mut facts, delegated([&["ns-1.awsdns-01.com"], &[]], None));
    assert_eq!(
        told(&facts),
        [
            "certificate dns-admin before-submission missing",
            "private-name dns-admin before-submission published",
            "delegation dns-admin after-answer partly",
            "delegation dns-admin after-answer missing",
            "renewal seller-operations after-answer not-looked",
            "certificate nobody past hidden",
        ]
    );
    // Somebody else's servers are something else.
    see(&mut facts, delegated([&["ns.elsewhere.example"], &[]], None));
    assert_eq!(told(&facts).iter().filter(|one| *one == "delegation dns-admin after-answer wrong").count(), 2);
    let whole: &[&str] = &["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"];
    for (below, standing) in
        [(RecordVerdict::Published, "published"), (RecordVerdict::Partly, "partly"), (RecordVerdict::Missing, "missing")]
    {
        see(&mut facts, delegated([whole, whole], Some(below)));
        let told = told(&facts);
        assert!(told.contains(&format!("renewal seller-operations after-answer {standing}")), "{told:?}");
        assert_eq!(told.iter().filter(|one| *one == "delegation dns-admin after-answer published").count(), 2);
    }
}

#[test]
fn a_record_that_gangway_can_publish_is_its_own_turn_and_stays_so_once_published() {
    let hosted = |name: &str, standing| HostedRecords {
        records: RecordSet {
            name: name.to_owned(),
            kind: "CNAME".to_owned(),
            ttl: 300,
            values: vec!["_b8.acm-validations.aws.".to_owned()],
        },
        zone: Some(HostedZoneSeen { id: "Z1".to_owned(), name: "example.com".to_owned(), account: answered().account().clone() }),
        standing,
    };
    let Observed::Certificate(mut seen) = certificates("PENDING_VALIDATION", RecordVerdict::Missing) else { panic!() };
    // The place of one is free; at the other's, something else stands.
    seen.hosted = vec![
        hosted("_a7.api.vpce.example.com", HostedStanding::Absent),
        hosted("_c9.api.example.com", HostedStanding::Other { found: Vec::new() }),
    ];
    let mut facts = asked();
    see(&mut facts, Observed::Certificate(seen));
    let by = |facts: &Facts| {
        let certificate = |card: &RecordCard| card.purpose == RecordPurpose::Certificate;
        picture(facts).records.into_iter().filter(certificate).map(|card| card.publisher).collect::<Vec<_>>()
    };
    // Possible is not wanted.
    assert_eq!(by(&facts), [Publisher::DnsAdmin, Publisher::DnsAdmin]);
    facts.in_route53 = true;
    assert_eq!(by(&facts), [Publisher::Gangway, Publisher::DnsAdmin]);
    let id = ChangeId::new(None, StepId::Certificate, "publish-cname-_a7.api.vpce.example.com");
    facts.outputs.insert(id, [(Output::DnsChange, "C1".to_owned())].into());
    see(&mut facts, certificates("ISSUED", RecordVerdict::Published));
    assert_eq!(by(&facts), [Publisher::Gangway, Publisher::DnsAdmin]);
}

#[test]
fn the_record_of_a_request_that_timed_out_is_nobodys_any_more() {
    let mut facts = asked();
    see(&mut facts, certificates("VALIDATION_TIMED_OUT", RecordVerdict::Missing));
    let told = told(&facts);
    assert_eq!(told.iter().filter(|one| *one == "certificate nobody past missing").count(), 2, "{told:?}");
    assert!(!told.iter().any(|one| one.starts_with("renewal")), "{told:?}");
}

#[test]
fn names_are_shown_in_both_forms_with_the_zone_that_holds_them() {
    let mut product = json!(facts_product());
    product["serviceDnsName"] = json!("api.b\u{fc}cher.example");
    product["privateDnsName"] = json!("*.api.example.com");
    let mut facts = with(nothing(), product);
    let server = |name: &str| ZoneServer { name: name.to_owned(), addresses: Vec::new() };
    let zone = Zone {
        name: "xn--bcher-kva.example".to_owned(),
        servers: vec![server("ns1.example"), server("ns2.example")],
        parent: Some("example".to_owned()),
        parent_servers: Vec::new(),
    };
    assert_eq!(
        wanted(&facts).iter().map(|name| name.as_str().to_owned()).collect::<Vec<_>>(),
        ["api.xn--bcher-kva.example", "api.example.com"]
    );
    facts.zones = vec![
        ZoneSeen { name: "api.xn--bcher-kva.example".to_owned(), zone: Ok(zone), looked_at: Timestamp(7) },
        ZoneSeen { name: "api.example.com".to_owned(), zone: Err(gangway_model::message("dns-no-root")), looked_at: Timestamp(7) },
    ];
    let [service, private] = picture(&facts).names.try_into().unwrap();
    assert_eq!((service.zone.as_deref(), service.servers.len(), service.own_zone), (Some("xn--bcher-kva.example"), 2, false));
    assert_eq!(service.shown, "api.b\u{fc}cher.example (api.xn--bcher-kva.example)");
    assert_eq!((private.name.as_str(), private.zone, private.trouble.unwrap().code.as_str()), ("*.api.example.com", None, "dns-no-root"));
    // What was seen is kept as text.
    let text = serde_json::to_string(&facts.zones).unwrap();
    assert_eq!(serde_json::from_str::<Vec<ZoneSeen>>(&text).unwrap(), facts.zones);
}

fn facts_product() -> serde_json::Value {
    let facts = answered();
    serde_json::to_value(facts.inputs_of(StepId::Product).unwrap()).unwrap()
}

#[test]
fn a_name_that_falls_out_of_verified_is_lost_until_it_is_proven_again() {
    let states = |facts: &Facts| watched(facts).into_iter().map(|card| (card.watched, card.state, card.text.code)).collect::<Vec<_>>();
    let mut facts = asked();
    see(&mut facts, private_name("failed"));
    // What was never proven is not lost.
    assert_eq!(states(&facts), [(Watched::PrivateName, WatchState::Wrong, "watch-name-failed".to_owned())]);
    let record = |facts: &Facts| facts.check_of(StepId::PrivateDns).cloned().unwrap();
    let failed = record(&facts);
    assert_eq!(crate::steps::lost(&private_name("failed"), Some(&failed)), None);
    see(&mut facts, private_name("verified"));
    assert_eq!(states(&facts), [(Watched::PrivateName, WatchState::Well, "watch-name-verified".to_owned())]);
    let verified = record(&facts);
    let lost = crate::steps::lost(&private_name("pendingVerification"), Some(&verified)).unwrap();
    assert_eq!((lost.severity, lost.message.code.as_str()), (Severity::Blocker, "private-dns-lost"));
    // It is said at every later look as well, and in the watch.
    let key = facts.key(StepId::PrivateDns);
    see(&mut facts, private_name("pendingVerification"));
    facts.checks.get_mut(&key).unwrap().findings.push(lost);
    assert_eq!(states(&facts), [(Watched::PrivateName, WatchState::Wrong, "watch-name-lost".to_owned())]);
    assert!(crate::steps::lost(&private_name("failed"), Some(&record(&facts))).is_some());
    assert_eq!(crate::steps::lost(&private_name("verified"), Some(&record(&facts))), None);
}

#[test]
fn a_certificate_that_is_only_evidence_says_so_and_one_that_ends_is_wrong() {
    let mut facts = asked();
    see(&mut facts, certificates("ISSUED", RecordVerdict::Published));
    let state = |facts: &Facts| watched(facts).into_iter().map(|card| (card.state, card.text.code)).next().unwrap();
    assert_eq!(state(&facts), (WatchState::Well, "watch-certificate-renews".to_owned()));
    let change = |facts: &mut Facts, change: fn(&mut gangway_aws::Certificate)| {
        let Observed::Certificate(mut seen) = certificates("ISSUED", RecordVerdict::Published) else { panic!() };
        change(&mut seen.certificates[0]);
        see(facts, Observed::Certificate(seen));
        state(facts)
    };
    assert_eq!(change(&mut facts, |found| found.renewable = false), (WatchState::Well, "watch-certificate-evidence".to_owned()));
    let near = change(&mut facts, |found| found.not_after = Some(NOW.plus_millis(20 * 86_400_000)));
    assert_eq!(near, (WatchState::Wrong, "watch-certificate-expires".to_owned()));
    let past = change(&mut facts, |found| found.not_after = Some(NOW.plus_millis(-5 * 86_400_000)));
    assert_eq!(past, (WatchState::Wrong, "watch-certificate-ended".to_owned()));
    assert_eq!(change(&mut facts, |found| found.status = "EXPIRED".to_owned()).1, "watch-certificate-ended");
}

#[test]
fn entries_of_schedulers_hold_strange_paths() {
    let entries = schedule::entries(Path::new("/opt/it's/gangway-cli"), Path::new("/home/ann/50% & more/acme <1>.gangway"));
    let text = |scheduler| entries.iter().find(|one| one.scheduler == scheduler).unwrap().text.clone();
    let cron = text(Scheduler::Cron);
    assert_eq!(cron, "0 7 * * * '/opt/it'\\''s/gangway-cli' check '/home/ann/50\\% & more/acme <1>.gangway' --quiet");
    let plist = text(Scheduler::Launchd);
    assert!(plist.contains("<string>/home/ann/50% &amp; more/acme &lt;1&gt;.gangway</string>"), "{plist}");
    assert!(plist.contains("<string>gangway.check.acme--1-</string>"), "{plist}");
    assert!(text(Scheduler::Windows).contains("/TR \"\\\"/opt/it's/gangway-cli\\\" check"), "{}", text(Scheduler::Windows));
    assert!(entries.iter().filter(|one| one.here).count() <= 1);
}
