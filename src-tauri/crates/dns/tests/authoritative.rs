//! The checks against small name servers on loopback that misbehave on demand. The tree: root -> example (one server) -> example.com's hosts, and
//! four servers that play Route 53. Written against RFC 1034, not against the checks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod world;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use gangway_dns::{
    CaaSet, ChildSaw, DelegationCheck, DelegationVerdict, DnsError, Existence, ExpectedRecord, Fault, Net, Outcome, ParentSaw, RecordCheck,
    RecordKind, RecordVerdict, caa, check_delegation, check_record, find_zone, lookup,
};
use gangway_model::DnsName;
use world::{FOUR, Manner, World};

const CHILD: &str = "api.vpce.example.com";

fn name(text: &str) -> DnsName {
    DnsName::parse(text).unwrap()
}
fn four() -> Vec<DnsName> {
    FOUR.iter().map(|server| name(server)).collect()
}
fn codes(check: &DelegationCheck) -> Vec<&str> {
    check.findings.iter().map(|finding| finding.message.code.as_str()).collect()
}
async fn txt(net: &Net, value: &str) -> RecordCheck {
    let expected = ExpectedRecord { name: name("_proof.api.example.com"), kind: RecordKind::Txt, value: value.to_owned() };
    check_record(net, &expected).await.unwrap()
}

#[tokio::test]
async fn the_zone_is_found_with_its_servers_and_its_parent() {
    let world = World::start().await;
    let zone = find_zone(&world.net(), &name("_x.api.vpce.example.com")).await.unwrap();
    assert_eq!(zone.name, "example.com");
    let servers: Vec<&str> = zone.servers.iter().map(|server| server.name.as_str()).collect();
    assert_eq!(servers, ["ns1.host.test", "ns2.host.test"]);
    assert!(zone.servers.iter().all(|server| server.addresses.len() == 1));
    assert_eq!(zone.parent.as_deref(), Some("com"));
    // Once delegated, the same record lies in another zone.
    world.delegate_everywhere();
    assert_eq!(find_zone(&world.net(), &name("_x.api.vpce.example.com")).await.unwrap().name, CHILD);
}

#[tokio::test]
async fn a_record_counts_as_published_only_on_every_server() {
    let world = World::start().await;
    let check = txt(&world.net(), "vpce:AbC").await;
    assert_eq!((check.verdict, check.zone.as_str()), (RecordVerdict::Missing, "example.com"));
    assert_eq!(check.remembered_for, 60, "the SOA's minimum");

    world.add("ns1.host.test", "_proof.api.example.com. 300 IN TXT vpce:AbC");
    let check = txt(&world.net(), "vpce:AbC").await;
    assert_eq!(check.verdict, RecordVerdict::Partly);
    assert_eq!(check.servers[1].outcome, Outcome::Missing);

    world.add("ns2.host.test", "_proof.api.example.com. 300 IN TXT vpce:AbC");
    world.add("ns2.host.test", "_proof.api.example.com. 300 IN TXT something-else");
    assert_eq!(txt(&world.net(), "vpce:AbC").await.verdict, RecordVerdict::Published);

    let check = txt(&world.net(), "vpce:abc").await;
    assert_eq!(check.verdict, RecordVerdict::Wrong);
    assert_eq!(check.findings[0].message.code, "record-other-case");
}

#[tokio::test]
async fn the_nearest_caa_records_above_a_name_decide() {
    let world = World::start().await;
    let asked = || async { caa(&world.net(), &name("api.vpce.example.com")).await.unwrap() };
    assert_eq!(asked().await, CaaSet { owner: None, records: Vec::new() });
    world.add_everywhere("example.com. 300 IN CAA letsencrypt.org");
    let above = asked().await;
    assert_eq!((above.owner.as_deref(), above.allows(&["amazon.com"])), (Some("example.com"), false));
    world.add_everywhere("vpce.example.com. 300 IN CAA amazon.com");
    let nearer = asked().await;
    assert_eq!((nearer.owner.as_deref(), nearer.allows(&["amazon.com"])), (Some("vpce.example.com"), true));
}

#[tokio::test]
async fn a_record_under_the_doubled_name_is_found_and_named() {
    let world = World::start().await;
    world.add_everywhere("_proof.api.example.com.example.com. 300 IN TXT vpce:AbC");
    let check = txt(&world.net(), "vpce:AbC").await;
    assert_eq!(check.verdict, RecordVerdict::Missing);
    assert_eq!(check.findings[0].message.code, "record-zone-name-twice");
}

#[tokio::test]
async fn a_cname_is_compared_as_a_name() {
    let world = World::start().await;
    world.add_everywhere("_a7.api.vpce.example.com. 300 IN CNAME _42.ACM-validations.aws.");
    let expected =
        ExpectedRecord { name: name("_a7.api.vpce.example.com"), kind: RecordKind::Cname, value: "_42.acm-validations.aws.".into() };
    assert_eq!(check_record(&world.net(), &expected).await.unwrap().verdict, RecordVerdict::Published);
    world.delegate_everywhere();
    let check = check_record(&world.net(), &expected).await.unwrap();
    assert_eq!((check.verdict, check.zone.as_str()), (RecordVerdict::Missing, CHILD), "the delegation hides it");
}

#[tokio::test]
async fn a_dead_server_costs_one_timeout_and_spoils_the_verdict() {
    let world = World::start().await;
    world.add_everywhere("_proof.api.example.com. 300 IN TXT vpce:AbC");
    world.manner("ns2.host.test", Manner::Silent);
    let start = Instant::now();
    let check = txt(&world.net(), "vpce:AbC").await;
    assert!(start.elapsed() < Duration::from_millis(2900), "{:?}", start.elapsed());
    assert_eq!(check.verdict, RecordVerdict::Partly);
    assert_eq!(check.servers[1].outcome, Outcome::Failed { why: Fault::Silent });
}

#[tokio::test]
async fn faults_are_told_apart() {
    for (manner, why) in [
        (Manner::Refuse, Fault::Refused),
        (Manner::ServFail, Fault::ServerFailure),
        (Manner::NotAuthoritative, Fault::NotAuthoritative),
        (Manner::WrongId, Fault::Garbled),
        (Manner::WrongQuestion, Fault::Garbled),
        (Manner::Nonsense, Fault::Garbled),
        (Manner::Closed, Fault::Closed),
        (Manner::TruncateAndCut, Fault::NoTcp),
    ] {
        let world = World::start().await;
        world.add_everywhere("_proof.api.example.com. 300 IN TXT vpce:AbC");
        world.manner("ns2.host.test", manner);
        let check = txt(&world.net(), "vpce:AbC").await;
        assert_eq!(check.servers[1].outcome, Outcome::Failed { why }, "{manner:?}");
        assert_eq!(check.verdict, RecordVerdict::Partly, "{manner:?}");
    }
}

#[tokio::test]
async fn a_truncated_answer_is_fetched_over_tcp_and_edns_is_not_needed() {
    let world = World::start().await;
    world.add_everywhere("_proof.api.example.com. 300 IN TXT vpce:AbC");
    world.manner("ns1.host.test", Manner::TruncateUdp);
    world.manner("ns2.host.test", Manner::NoEdns);
    assert_eq!(txt(&world.net(), "vpce:AbC").await.verdict, RecordVerdict::Published);
}

#[tokio::test]
async fn a_delegation_goes_live_step_by_step() {
    let world = World::start().await;
    let check = check_delegation(&world.net(), &name(CHILD), &four()).await.unwrap();
    assert_eq!(check.verdict, DelegationVerdict::NotDelegated);
    assert_eq!(check.parent_zone, "example.com");
    assert_eq!(check.remembered_for, 60);
    assert!(codes(&check).contains(&"delegation-not-delegated"));

    world.delegate("ns1.host.test", &FOUR);
    let check = check_delegation(&world.net(), &name(CHILD), &four()).await.unwrap();
    assert_eq!(check.verdict, DelegationVerdict::Partly);
    assert_eq!(check.findings[0].message.params["servers"], "ns2.host.test".into());

    world.delegate("ns2.host.test", &FOUR);
    let check = check_delegation(&world.net(), &name(CHILD), &four()).await.unwrap();
    assert_eq!((check.verdict, codes(&check)), (DelegationVerdict::Live, vec!["delegation-live"]));
    assert_eq!(check.parents.len(), 2);
    assert_eq!(check.children.len(), 4);
    assert!(check.children.iter().all(|child| matches!(child.tcp, ChildSaw::Serves { .. })));
    // Without expectations, what is published is held against itself.
    assert_eq!(check_delegation(&world.net(), &name(CHILD), &[]).await.unwrap().verdict, DelegationVerdict::Live);
}

#[tokio::test]
async fn each_broken_link_has_its_name() {
    let whole = |world: &World| world.delegate_everywhere();
    let dotless: Vec<String> = FOUR.iter().map(|server| format!("{server}.example.com")).collect();
    type Break<'a> = Box<dyn Fn(&World) + 'a>;
    let cases: Vec<(&str, DelegationVerdict, Break<'_>)> = vec![
        ("delegation-partial-set", DelegationVerdict::Partly, Box::new(|w| w.delegate_all(&FOUR[..3]))),
        ("delegation-wrong-server", DelegationVerdict::Broken, Box::new(|w| w.delegate_all(&["ns1.host.test"]))),
        (
            "delegation-missing-final-dot",
            DelegationVerdict::Broken,
            Box::new(|w| {
                w.delegate_all(&dotless.iter().map(String::as_str).collect::<Vec<_>>());
            }),
        ),
        (
            "delegation-zone-name-twice",
            DelegationVerdict::NotDelegated,
            Box::new(|w| {
                w.add_everywhere(&format!("{CHILD}.example.com. 300 IN NS {}.", FOUR[0]));
            }),
        ),
        (
            "delegation-cname-at-name",
            DelegationVerdict::Broken,
            Box::new(|w| w.add_everywhere(&format!("{CHILD}. 300 IN CNAME elsewhere.test."))),
        ),
        (
            "delegation-ds-without-dnskey",
            DelegationVerdict::Broken,
            Box::new(|w| {
                whole(w);
                w.add_everywhere(&format!("{CHILD}. 300 IN DS"));
            }),
        ),
        (
            "delegation-lame",
            DelegationVerdict::Partly,
            Box::new(|w| {
                whole(w);
                w.manner(FOUR[1], Manner::Refuse);
            }),
        ),
        (
            "delegation-lame",
            DelegationVerdict::Partly,
            Box::new(|w| {
                whole(w);
                w.manner(FOUR[1], Manner::NoTcp);
            }),
        ),
        (
            "delegation-children-disagree",
            DelegationVerdict::Partly,
            Box::new(|w| {
                whole(w);
                w.add(FOUR[2], &format!("{CHILD}. 300 IN NS ns-999.awsdns-99.com."));
            }),
        ),
        (
            "delegation-parent-failed",
            DelegationVerdict::Live,
            Box::new(|w| {
                whole(w);
                w.manner("ns2.host.test", Manner::Silent);
            }),
        ),
    ];
    for (code, verdict, spoil) in cases {
        let world = World::start().await;
        spoil(&world);
        let check = check_delegation(&world.net(), &name(CHILD), &four()).await.unwrap();
        assert!(codes(&check).contains(&code), "{code}: {:?}", check.findings);
        assert_eq!(check.verdict, verdict, "{code}: {:?}", check.findings);
    }
}

#[tokio::test]
async fn lame_servers_say_why() {
    let world = World::start().await;
    world.delegate_everywhere();
    world.manner(FOUR[0], Manner::Refuse);
    world.manner(FOUR[1], Manner::ServFail);
    world.manner(FOUR[2], Manner::NotAuthoritative);
    world.manner(FOUR[3], Manner::Silent);
    let start = Instant::now();
    let check = check_delegation(&world.net(), &name(CHILD), &four()).await.unwrap();
    assert!(start.elapsed() < Duration::from_millis(2900), "{:?}", start.elapsed());
    assert_eq!(check.verdict, DelegationVerdict::Broken);
    let why: HashMap<&str, Fault> = check
        .children
        .iter()
        .filter_map(|child| if let ChildSaw::Failed { why } = child.udp { Some((child.server.as_str(), why)) } else { None })
        .collect();
    let expected = [Fault::Refused, Fault::ServerFailure, Fault::NotAuthoritative, Fault::Silent];
    assert_eq!(why, FOUR.into_iter().zip(expected).collect());
    assert!(check.parents.iter().all(|parent| matches!(parent.udp, ParentSaw::Referral { .. })));
}

#[tokio::test]
async fn a_zone_between_is_not_mistaken_for_the_parent() {
    let world = World::start().await;
    // vpce.example.com is a zone of its own, on the same servers as example.com.
    world.add_zone("ns1.host.test", "vpce.example.com");
    world.add_zone("ns2.host.test", "vpce.example.com");
    let zone = find_zone(&world.net(), &name(CHILD)).await.unwrap();
    assert_eq!((zone.name.as_str(), zone.parent.as_deref()), ("vpce.example.com", Some("example.com")));
    world.delegate_everywhere();
    let check = check_delegation(&world.net(), &name(CHILD), &four()).await.unwrap();
    assert_eq!(check.parent_zone, "vpce.example.com");
    assert_eq!(check.verdict, DelegationVerdict::Live, "{:?}", check.findings);
}

#[tokio::test]
async fn a_lookup_goes_through_the_delegation_and_through_aliases() {
    let world = World::start().await;
    let net = world.net();
    let host = name("vpce-1.api.vpce.example.com");
    assert_eq!(lookup(&net, &host, RecordKind::A).await.unwrap().existence, Existence::NoName);
    world.delegate_everywhere();
    for server in FOUR {
        world.add(server, "vpce-1.api.vpce.example.com. 60 IN A 198.51.100.7");
    }
    world.add_everywhere("www.example.com. 60 IN CNAME vpce-1.api.vpce.example.com.");
    let found = lookup(&net, &name("www.example.com"), RecordKind::A).await.unwrap();
    assert_eq!(found.values, ["198.51.100.7"]);
    assert_eq!(found.chain, ["vpce-1.api.vpce.example.com"]);
    assert_eq!(found.zone, CHILD);
    let none = lookup(&net, &host, RecordKind::Txt).await.unwrap();
    assert_eq!(none.existence, Existence::OtherKinds);
}

#[tokio::test]
async fn circles_end() {
    let world = World::start().await;
    world.add_everywhere("a.example.com. 60 IN CNAME b.example.com.");
    world.add_everywhere("b.example.com. 60 IN CNAME a.example.com.");
    let circle = lookup(&world.net(), &name("a.example.com"), RecordKind::A).await;
    assert!(matches!(circle, Err(DnsError::Circle { .. })), "{circle:?}");
    // Two zones that are served by names inside each other: no address can ever be found.
    world.add_everywhere("one.example.com. 60 IN NS ns.two.example.com.");
    world.add_everywhere("two.example.com. 60 IN NS ns.one.example.com.");
    let start = Instant::now();
    assert!(lookup(&world.net(), &name("www.one.example.com"), RecordKind::A).await.is_err());
    assert!(start.elapsed() < Duration::from_secs(12));
}

#[tokio::test]
async fn without_a_root_it_says_so() {
    let mut net = World::start().await.net();
    net.addresses.clear();
    net.addresses.insert("192.0.2.250".parse().unwrap(), "127.0.0.1:9".parse().unwrap());
    assert_eq!(find_zone(&net, &name("example.com")).await, Err(DnsError::NoRoot));
}

#[tokio::test]
async fn hostile_servers_cost_a_bounded_time_and_have_a_name() {
    let cases = [
        (Manner::Drips, Some(Fault::NoTcp)),
        (Manner::PointsAtItself, Some(Fault::Garbled)),
        (Manner::RefersToItself, Some(Fault::NotAuthoritative)),
        (Manner::WrongId, Some(Fault::Garbled)),
        (Manner::WrongQuestion, Some(Fault::Garbled)),
        (Manner::Nonsense, Some(Fault::Garbled)),
        (Manner::Enormous, Some(Fault::NotAuthoritative)),
        // The true answer is found among the wrong ones.
        (Manner::Floods, None),
    ];
    for (manner, why) in cases {
        let world = World::start().await;
        world.delegate_everywhere();
        world.manner(FOUR[3], manner);
        let net = world.net();
        let start = Instant::now();
        let check = check_delegation(&net, &name(CHILD), &four()).await.unwrap();
        // A truncated answer is asked for again over TCP: one timeout more at most.
        assert!(start.elapsed() < net.timeout * 2 + Duration::from_millis(900), "{manner:?}: {:?}", start.elapsed());
        let fourth = check.children.iter().find(|view| view.server == FOUR[3]).unwrap();
        let seen = if let ChildSaw::Failed { why } = fourth.udp { Some(why) } else { None };
        assert_eq!(seen, why, "{manner:?}: {:#?}", check.trace);
        let verdict = if why.is_some() { DelegationVerdict::Partly } else { DelegationVerdict::Live };
        assert_eq!(check.verdict, verdict, "{manner:?}: {:?}", check.findings);
    }
}

#[tokio::test]
async fn a_hostile_parent_leads_nobody_astray() {
    for (manner, wanted) in [
        (Manner::Drips, vec!["delegation-parent-failed", "delegation-parent-failed", "delegation-live"]),
        (Manner::RefersToItself, vec!["delegation-parent-failed", "delegation-parent-failed", "delegation-live"]),
        (Manner::PointsAtItself, vec!["delegation-parent-failed", "delegation-parent-failed", "delegation-live"]),
    ] {
        let world = World::start().await;
        world.delegate_everywhere();
        world.manner("ns2.host.test", manner);
        let check = check_delegation(&world.net(), &name(CHILD), &four()).await.unwrap();
        let mut found = codes(&check);
        found.dedup();
        let mut wanted = wanted;
        wanted.dedup();
        assert_eq!(found, wanted, "{manner:?}");
    }
    // Thousands of name servers: as many are looked at as any sane set has, and the sentence stays one.
    let world = World::start().await;
    world.delegate_everywhere();
    world.manner("ns2.host.test", Manner::Enormous);
    let start = Instant::now();
    let check = check_delegation(&world.net(), &name(CHILD), &[]).await.unwrap();
    assert!(check.children.len() < 100 && start.elapsed() < Duration::from_secs(5), "{} {:?}", check.children.len(), start.elapsed());
    assert_ne!(check.verdict, DelegationVerdict::Live);
    assert!(serde_json::to_string(&check).unwrap().len() < 400_000);
}
