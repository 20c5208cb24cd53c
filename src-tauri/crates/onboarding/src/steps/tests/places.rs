//! Network, instances, load balancer, endpoint service, reachability.

use gangway_aws::{EndpointService, Listener, LoadBalancer, LoadBalancerZone, PrivateDns, Target};
use gangway_model::{Call, CallTag, HealthCheck, HealthProtocol, Input};

use super::*;
use crate::observed::{EndpointServiceCard, EndpointServiceSeen, LoadBalancerCard, LoadBalancerSeen, ReachabilitySeen, ZoneHealth};
use crate::quotas::Limits;

fn network(vpc: &str, subnets: &[&str]) -> Value {
    json!({"step": "network", "vpcId": vpc, "subnetIds": subnets})
}

#[test]
fn one_subnet_per_zone_of_one_vpc() {
    let mut facts = answered();
    assert_eq!(problems(&facts, network("", &[])), pairs(&[("subnetIds", "field-subnets-none"), ("vpcId", "field-required")]));
    assert_eq!(
        problems(&facts, network("vpc-2", &["subnet-euw1-az1"])),
        pairs(&[("vpcId", "field-vpc-unknown"), ("subnetIds[0]", "field-subnet-unknown")])
    );
    let mut seen = network_seen(&[("euw1-az1", 100), ("euw1-az2", 100)]);
    let twin = Subnet { id: "subnet-twin".to_owned(), ..seen.vpcs[0].subnets[0].clone() };
    seen.vpcs[0].subnets.push(twin);
    see(&mut facts, Observed::Network(seen));
    assert_eq!(
        problems(&facts, network("vpc-1", &["subnet-euw1-az1", "subnet-twin"])),
        pairs(&[("subnetIds[1]", "field-subnet-same-zone")])
    );
    assert_eq!(problems(&facts, network("vpc-1", &["subnet-euw1-az1", "subnet-euw1-az2"])), []);
}

#[test]
fn a_subnet_needs_eight_free_addresses_for_a_new_load_balancer_alone() {
    for (free, blocked) in [(7, true), (8, false)] {
        let facts = with(answered(), network("vpc-1", &["subnet-euw1-az1"]));
        let seen = Observed::Network(network_seen(&[("euw1-az1", free)]));
        assert_eq!(says(&facts, &seen, Severity::Blocker, "network-subnet-full"), blocked, "{free} free");
    }
    let mut facts = with_balancer(answered(), existing());
    see(&mut facts, Observed::LoadBalancer(balancer_seen(|_| {})));
    let facts = with(facts, network("vpc-1", &["subnet-euw1-az1"]));
    let seen = Observed::Network(network_seen(&[("euw1-az1", 0)]));
    assert!(!says(&facts, &seen, Severity::Blocker, "network-subnet-full"), "the load balancer stands there already");
}

#[test]
fn zones_that_cannot_be_used_block_and_zones_left_out_are_said() {
    let facts = answered();
    let mut seen = network_seen(&[("euw1-az1", 100), ("euw1-az2", 100), ("euw1-az3", 100)]);
    assert!(says(&facts, &Observed::Network(seen.clone()), Severity::Warning, "network-zones-missing"));
    seen.zones[0].usable = false;
    assert!(says(&facts, &Observed::Network(seen.clone()), Severity::Blocker, "network-zone-unusable"));
    let suggested = step(StepId::Network).suggest(&facts, Some(&Observed::Network(seen)));
    assert_eq!(suggested, Some(inputs(network("vpc-1", &["subnet-euw1-az2", "subnet-euw1-az3"]))), "no unusable zone is recommended");
    let gone = Observed::Network(network_seen(&[("euw1-az1", 100)]));
    assert_eq!(verdict(&facts, &gone), "network-subnet-gone");
    assert_eq!(
        verdict(
            &facts,
            &Observed::Network(NetworkSeen {
                zones: Vec::new(),
                vpcs: Vec::new(),
                proposal: None,
                room: BTreeMap::new(),
                limits: Limits::default()
            })
        ),
        "network-vpc-gone"
    );
}

#[test]
fn instances_must_be_there_and_run() {
    let facts = answered();
    let answer = |ids: &[&str], port: u32| json!({"step": "instances", "instanceIds": ids, "port": port});
    assert_eq!(problems(&facts, answer(&[], 0)), pairs(&[("port", "field-port"), ("instanceIds", "field-instances-none")]));
    assert_eq!(
        problems(&facts, answer(&["i-1", "i-9"], 65536)),
        pairs(&[("port", "field-port"), ("instanceIds[1]", "field-instance-unknown")])
    );
    let seen = |instances| Observed::Instances(instances_seen(instances));
    assert_eq!(verdict(&facts, &seen(vec![instance("i-1", "running")])), "instances-gone");
    let stopped = seen(vec![instance("i-1", "running"), instance("i-2", "stopped")]);
    assert!(says(&facts, &stopped, Severity::Blocker, "instances-not-running"));
    let suggested = step(StepId::Instances).suggest(&facts, Some(&stopped));
    assert_eq!(suggested, Some(inputs(answer(&["i-1"], 443))));
}

fn create(name: &str) -> Value {
    json!({"kind": "create", "name": name})
}

fn existing() -> Value {
    json!({"kind": "existing", "arn": BALANCER})
}

fn balancer_answer(choice: Value, protocol: &str) -> Value {
    json!({"step": "load-balancer", "choice": choice, "port": 443, "protocol": protocol, "crossZone": true})
}

fn with_balancer(facts: Facts, choice: Value) -> Facts {
    with(facts, balancer_answer(choice, "tcp"))
}

fn card() -> LoadBalancerCard {
    let zone = |id: &str| LoadBalancerZone { zone_name: zone(id).name, zone_id: id.to_owned(), subnet_id: format!("subnet-{id}") };
    LoadBalancerCard {
        load_balancer: LoadBalancer {
            arn: BALANCER.to_owned(),
            name: "acme".to_owned(),
            dns_name: "acme.elb.example".to_owned(),
            scheme: "internal".to_owned(),
            state: "active".to_owned(),
            vpc_id: "vpc-1".to_owned(),
            zones: vec![zone("euw1-az1"), zone("euw1-az2")],
            tags: Vec::new(),
            security_groups: Vec::new(),
            enforces_on_private_link: false,
        },
        ours: false,
        used_by: None,
    }
}

fn target(id: &str, state: &str) -> Target {
    Target {
        id: id.to_owned(),
        port: 8443,
        zone_name: Some("eu-west-1-1".to_owned()),
        zone_id: Some("euw1-az1".to_owned()),
        state: state.to_owned(),
        reason: None,
        description: None,
    }
}

fn listener(port: u16, protocol: &str) -> Listener {
    Listener {
        arn: format!("{BALANCER}/listener/{port}"),
        port,
        protocol: protocol.to_owned(),
        target_group_arn: Some(GROUP.to_owned()),
        certificate_arn: None,
    }
}

/// A load balancer of somebody's, complete and right, then changed.
fn balancer_seen(change: impl FnOnce(&mut LoadBalancerSeen)) -> LoadBalancerSeen {
    let mut seen = LoadBalancerSeen {
        security_groups: Vec::new(),
        limits: Limits::default(),
        load_balancers: vec![card()],
        chosen: Some(BALANCER.to_owned()),
        cross_zone: Some(true),
        listeners: vec![listener(443, "TCP")],
        target_groups: Vec::new(),
        health_check: None,
        targets: vec![target("i-1", "healthy"), target("i-2", "healthy")],
        lost_target_group: None,
    };
    change(&mut seen);
    seen
}

#[test]
fn a_health_check_is_set_as_answered_and_only_on_the_user_s_word() {
    let existing = json!({"kind": "existing", "arn": BALANCER});
    let asks = |protocol, path: Option<&str>| HealthCheck { path: path.map(str::to_owned), protocol, ..HealthCheck::tcp() };
    let seen = |check: HealthCheck| {
        Observed::LoadBalancer(balancer_seen(|seen| {
            seen.listeners[0].target_group_arn = Some("arn:group".to_owned());
            seen.health_check = Some(check);
        }))
    };
    let other = seen(asks(HealthProtocol::Http, Some("/up")));
    let facts = with_balancer(answered(), existing.clone());
    assert!(!planned(&facts, &other).contains(&"set-health-check".to_owned()));
    let mut answer = balancer_answer(existing, "tcp");
    answer["mayChange"] = json!(true);
    let facts = with(answered(), answer);
    assert!(planned(&facts, &other).contains(&"set-health-check".to_owned()));
    assert!(!planned(&facts, &seen(asks(HealthProtocol::Tcp, None))).contains(&"set-health-check".to_owned()));
    // Of an HTTP check path and statuses count, unless AWS's default is meant.
    let health = json!({"protocol": "http", "path": "/up", "statuses": ""});
    let facts = with(facts, json!({"step": "instances", "instanceIds": ["i-1", "i-2"], "port": 8443, "health": health}));
    assert!(!planned(&facts, &other).contains(&"set-health-check".to_owned()));
    assert!(planned(&facts, &seen(asks(HealthProtocol::Http, Some("/")))).contains(&"set-health-check".to_owned()));
}

#[test]
fn a_load_balancer_s_name_keeps_aws_s_rules_and_is_not_somebody_else_s() {
    let mut facts = answered();
    for bad in ["", "-acme", "acme-", "internal-acme", "ac_me", &"a".repeat(33)] {
        assert_eq!(problems(&facts, balancer_answer(create(bad), "tcp")), pairs(&[("choice.name", "field-load-balancer-name")]), "{bad:?}");
    }
    assert_eq!(problems(&facts, balancer_answer(create("acme"), "tcp")), []);
    see(&mut facts, Observed::LoadBalancer(balancer_seen(|seen| seen.chosen = None)));
    assert_eq!(problems(&facts, balancer_answer(create("acme"), "tcp")), pairs(&[("choice.name", "field-load-balancer-name-taken")]));
    see(&mut facts, Observed::LoadBalancer(balancer_seen(|seen| seen.load_balancers[0].ours = true)));
    assert_eq!(problems(&facts, balancer_answer(create("acme"), "tcp")), [], "one's own name is not taken");
    let other = json!({"kind": "existing", "arn": BALANCER.replace("/acme/", "/other/")});
    assert_eq!(problems(&facts, balancer_answer(other, "tcp")), pairs(&[("choice", "field-load-balancer-unknown")]));
    let classic = json!({"kind": "existing", "arn": "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/old"});
    assert_eq!(problems(&facts, balancer_answer(classic, "tcp")).len(), 1);
}

#[test]
fn a_new_load_balancer_is_planned_whole_and_in_order() {
    let facts = with_balancer(answered(), create("acme"));
    let none = Observed::LoadBalancer(balancer_seen(|seen| {
        (seen.load_balancers, seen.chosen, seen.cross_zone) = (Vec::new(), None, None);
        (seen.listeners, seen.targets) = (Vec::new(), Vec::new());
    }));
    assert_eq!(
        planned(&facts, &none),
        ["create-load-balancer", "cross-zone-on", "create-target-group", "register-targets", "create-listener"]
    );
    assert_eq!(verdict(&facts, &none), "open");
    assert_eq!(planned(&facts, &none), planned(&facts, &none), "a plan is a function");
    assert!(planned(&answered(), &none).is_empty(), "nothing is planned without answers");
}

/// In words, as a change to what is right, and what is then planned.
type Differences<'a> = &'a [(&'a str, fn(&mut LoadBalancerSeen), &'a [&'a str])];

#[test]
fn of_an_existing_load_balancer_only_what_is_missing_is_planned() {
    let facts = with_balancer(answered(), existing());
    let table: Differences = &[
        ("as wanted", |_| {}, &[]),
        ("cross-zone off", |seen| seen.cross_zone = Some(false), &["cross-zone-on"]),
        ("no listener", |seen| seen.listeners.clear(), &["create-target-group", "create-listener"]),
        ("another port", |seen| seen.listeners[0].port = 80, &["create-target-group", "create-listener"]),
        // Somebody's target group, kept by whatever fills it.
        ("other targets", |seen| seen.targets = vec![target("i-9", "healthy")], &[]),
        ("no targets", |seen| seen.targets.clear(), &["register-targets"]),
        ("a listener without a target group", |seen| seen.listeners[0].target_group_arn = None, &[]),
    ];
    for (what, change, expected) in table {
        let seen = Observed::LoadBalancer(balancer_seen(change));
        assert_eq!(planned(&facts, &seen), *expected, "{what}");
        assert_eq!(verdict(&facts, &seen), if expected.is_empty() { "verified" } else { "open" }, "{what}");
    }
    let gone = Observed::LoadBalancer(balancer_seen(|seen| (seen.load_balancers, seen.chosen) = (Vec::new(), None)));
    assert_eq!((planned(&facts, &gone), verdict(&facts, &gone).as_str()), (Vec::new(), "load-balancer-gone"));
}

#[test]
fn what_is_wrong_with_a_load_balancer_is_said() {
    use Severity::{Blocker, Note, Warning};
    let mut facts = with_balancer(answered(), existing());
    let table: Faults<LoadBalancerSeen> = &[
        ("load-balancer-internet-facing", Warning, |seen| seen.load_balancers[0].load_balancer.scheme = "internet-facing".to_owned()),
        ("load-balancer-impaired", Warning, |seen| seen.load_balancers[0].load_balancer.state = "active_impaired".to_owned()),
        ("load-balancer-other-vpc", Blocker, |seen| seen.load_balancers[0].load_balancer.vpc_id = "vpc-9".to_owned()),
        ("load-balancer-zones-missing", Warning, |seen| seen.load_balancers[0].load_balancer.zones.truncate(1)),
        ("load-balancer-listener-protocol", Warning, |seen| seen.listeners[0].protocol = "TLS".to_owned()),
        ("load-balancer-listener-no-target-group", Blocker, |seen| seen.listeners[0].target_group_arn = None),
        ("load-balancer-other-targets", Note, |seen| seen.targets = vec![target("i-9", "healthy")]),
    ];
    assert_eq!(findings(&facts, &Observed::LoadBalancer(balancer_seen(|_| {}))), []);
    for (code, severity, change) in table {
        let seen = Observed::LoadBalancer(balancer_seen(change));
        assert!(says(&facts, &seen, *severity, code), "{code}: {:?}", findings(&facts, &seen));
    }
    for (state, expected) in [("provisioning", "waiting-load-balancer"), ("failed", "load-balancer-failed"), ("active", "verified")] {
        let seen = balancer_seen(|seen| seen.load_balancers[0].load_balancer.state = state.to_owned());
        assert_eq!(verdict(&facts, &Observed::LoadBalancer(seen)), expected);
    }
    // Another endpoint service stands behind it.
    see(&mut facts, Observed::LoadBalancer(balancer_seen(|_| {})));
    let mut facts = with(facts, json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true}));
    let taken = Observed::LoadBalancer(balancer_seen(|seen| seen.load_balancers[0].used_by = Some("vpce-svc-0999".to_owned())));
    let create = create_service(&facts);
    journal(&mut facts, &create, ChangeState::Done, &[(Output::ServiceId, SERVICE)]);
    assert!(says(&facts, &taken, Blocker, "load-balancer-taken"));
    let own = Observed::LoadBalancer(balancer_seen(|seen| seen.load_balancers[0].used_by = Some(SERVICE.to_owned())));
    assert!(!says(&facts, &own, Blocker, "load-balancer-taken"));
}

#[test]
fn a_tls_listener_builds_on_the_certificate_and_is_not_planned_without_one() {
    let facts = with(answered(), balancer_answer(existing(), "tls"));
    let seen = Observed::LoadBalancer(balancer_seen(|seen| seen.listeners.clear()));
    assert_eq!(planned(&facts, &seen), ["create-target-group"], "no certificate chosen yet");
    let facts = with(facts, json!({"step": "certificate", "choice": {"kind": "request"}}));
    let plan = step(StepId::LoadBalancer).plan(&facts, &seen);
    let Call::CreateListener { certificate, .. } = &plan.last().unwrap().call else { panic!("{plan:?}") };
    let request = super::super::certificate::request_id(&facts);
    assert_eq!(certificate, &Some(Input::OutputOf { change: request, output: Output::CertificateArn }));
}

#[test]
fn what_carries_our_tag_is_ours() {
    let facts = answered();
    let tag = |value: &str| vec![CallTag { key: "gangway:onboarding".to_owned(), value: value.to_owned() }];
    assert!(super::super::is_ours(&facts, &tag("onboarding-1")));
    assert!(!super::super::is_ours(&facts, &tag("onboarding-2")) && !super::super::is_ours(&facts, &[]));
}

fn service_card() -> EndpointServiceCard {
    EndpointServiceCard {
        endpoint_service: EndpointService {
            id: SERVICE.to_owned(),
            name: format!("com.amazonaws.vpce.eu-west-1.{SERVICE}"),
            state: "Available".to_owned(),
            load_balancer_arns: vec![BALANCER.to_owned()],
            acceptance_required: true,
            private_dns: Some(PrivateDns {
                name: "api.example.com".to_owned(),
                state: "pendingVerification".to_owned(),
                record_type: "TXT".to_owned(),
                record_name: "_abc".to_owned(),
                record_value: "vpce:xyz".to_owned(),
            }),
            zone_ids: vec!["euw1-az1".to_owned(), "euw1-az2".to_owned()],
            base_dns_names: Vec::new(),
            tags: Vec::new(),
            ip_address_types: Vec::new(),
            supported_regions: Vec::new(),
        },
        ours: false,
    }
}

fn service_seen(change: impl FnOnce(&mut EndpointServiceCard)) -> Observed {
    let mut card = service_card();
    change(&mut card);
    Observed::EndpointService(EndpointServiceSeen {
        other_regions: Vec::new(),
        region_costs: Vec::new(),
        services: vec![card],
        chosen: Some(SERVICE.to_owned()),
    })
}

fn create_service(facts: &Facts) -> Change {
    let none = Observed::EndpointService(EndpointServiceSeen {
        other_regions: Vec::new(),
        region_costs: Vec::new(),
        services: Vec::new(),
        chosen: None,
    });
    step(StepId::EndpointService).plan(facts, &none).remove(0)
}

fn with_service(choice: Value) -> Facts {
    let mut facts = with_balancer(answered(), existing());
    see(&mut facts, Observed::LoadBalancer(balancer_seen(|_| {})));
    with(facts, json!({"step": "endpoint-service", "choice": choice, "acceptanceRequired": true}))
}

#[test]
fn an_endpoint_service_is_made_once_and_gets_its_private_name() {
    let facts = with_service(json!({"kind": "create"}));
    let Call::CreateEndpointService { load_balancer, acceptance_required, private_dns_name, .. } = create_service(&facts).call else {
        panic!()
    };
    assert_eq!((load_balancer.id(), acceptance_required, private_dns_name.as_deref()), (Some(BALANCER), true, Some("api.example.com")));
    assert_eq!(planned(&facts, &service_seen(|_| {})), [""; 0]);
    let nameless = service_seen(|card| card.endpoint_service.private_dns = None);
    assert_eq!(planned(&facts, &nameless), ["set-private-dns-name"]);

    let existing = with_service(json!({"kind": "existing", "id": SERVICE}));
    let gone = Observed::EndpointService(EndpointServiceSeen {
        other_regions: Vec::new(),
        region_costs: Vec::new(),
        services: Vec::new(),
        chosen: None,
    });
    assert_eq!((planned(&existing, &gone), verdict(&existing, &gone).as_str()), (Vec::new(), "endpoint-service-gone"));
    for bad in ["vpce-svc-", "vpce-svc-XYZ", "vpce-0123456789abcdef0"] {
        let answer = json!({"step": "endpoint-service", "choice": {"kind": "existing", "id": bad}, "acceptanceRequired": true});
        assert_eq!(problems(&facts, answer), pairs(&[("choice", "field-endpoint-service-id")]), "{bad}");
    }
}

#[test]
fn what_is_wrong_with_an_endpoint_service_is_said() {
    use Severity::{Blocker, Note, Warning};
    let facts = with_service(json!({"kind": "existing", "id": SERVICE}));
    assert_eq!((verdict(&facts, &service_seen(|_| {})).as_str(), findings(&facts, &service_seen(|_| {}))), ("verified", Vec::new()));
    let table: Faults<EndpointServiceCard> = &[
        ("endpoint-service-other-load-balancer", Blocker, |card| card.endpoint_service.load_balancer_arns = vec!["arn:x".to_owned()]),
        ("endpoint-service-acceptance-differs", Note, |card| card.endpoint_service.acceptance_required = false),
        ("endpoint-service-zones-missing", Warning, |card| card.endpoint_service.zone_ids.truncate(1)),
    ];
    for (code, severity, change) in table {
        assert!(says(&facts, &service_seen(change), *severity, code), "{code}");
    }
    for (state, expected) in [("Pending", "waiting-endpoint-service"), ("Failed", "endpoint-service-state"), ("available", "verified")] {
        assert_eq!(verdict(&facts, &service_seen(|card| card.endpoint_service.state = state.to_owned())), expected);
    }
}

/// Zones with (healthy, targets) each.
fn reach(cross_zone: bool, zones: &[(usize, usize)], states: &[&str]) -> Observed {
    let health = |(index, (healthy, targets)): (usize, &(usize, usize))| ZoneHealth {
        zone_id: format!("euw1-az{}", index + 1),
        zone_name: String::new(),
        healthy: *healthy,
        targets: *targets,
    };
    Observed::Reachability(ReachabilitySeen {
        zones: zones.iter().enumerate().map(health).collect(),
        cross_zone,
        targets: states.iter().map(|state| target("i-1", state)).collect(),
        listener: Some(listener(443, "TCP")),
        load_balancer_state: "active".to_owned(),
        probe: None,
    })
}

#[test]
fn a_zone_without_a_healthy_target_matters_when_cross_zone_is_off() {
    let facts = with_balancer(answered(), existing());
    let table: &[(&str, Observed)] = &[
        ("verified", reach(false, &[(1, 1), (1, 1)], &["healthy", "healthy"])),
        ("reachability-zone-unserved", reach(false, &[(1, 1), (0, 0)], &["healthy"])),
        ("verified", reach(true, &[(1, 1), (0, 0)], &["healthy"])),
        ("reachability-none-healthy", reach(true, &[(0, 1)], &["unhealthy"])),
        ("waiting-targets", reach(true, &[(0, 1)], &["initial"])),
        ("reachability-no-targets", reach(true, &[(0, 0)], &[])),
    ];
    for (expected, seen) in table {
        assert_eq!(verdict(&facts, seen), *expected, "{seen:?}");
    }
    assert!(says(&facts, &table[1].1, Severity::Blocker, "reachability-zone-unserved"));
    let sick = reach(true, &[(1, 2)], &["healthy", "unhealthy"]);
    assert!(says(&facts, &sick, Severity::Warning, "reachability-target-unhealthy"));
}

#[test]
fn a_listener_that_is_on_its_way_is_waited_for_and_one_that_failed_is_not() {
    let mut seen = reach(true, &[(1, 1)], &["healthy"]);
    if let Observed::Reachability(seen) = &mut seen {
        seen.listener = None;
    }
    let mut facts = with_balancer(answered(), existing());
    assert_eq!(verdict(&facts, &seen), "reachability-no-listener");
    let none = Observed::LoadBalancer(balancer_seen(|seen| seen.listeners.clear()));
    let create = step(StepId::LoadBalancer).plan(&facts, &none).pop().unwrap();
    for (state, expected) in [
        (ChangeState::Pending, "waiting-listener"),
        (ChangeState::Begun, "waiting-listener"),
        (ChangeState::Failed, "reachability-no-listener"),
        (ChangeState::Done, "reachability-no-listener"),
    ] {
        facts.approved.clear();
        journal(&mut facts, &create, state, &[]);
        assert_eq!(verdict(&facts, &seen), expected, "{state:?}");
    }
}
