//! What goes, in which order, and what stays.

use std::collections::BTreeMap;

use gangway_aws::{Connection, EndpointService, Instance};
use gangway_model::{
    Call, CallTag, Change, ChangeId, Cost, Finding, Input, IpAddressType, Output, Region, Severity, StepId, Timestamp, Undo, Verb, message,
};

use super::{Around, Seen, Thing, made, planned, removed, settings_on_others};
use crate::file::{ApprovedRow, ChangeState};

const OWN: &str = "onboarding-1";

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn tag(key: &str, value: &str) -> CallTag {
    CallTag { key: key.to_owned(), value: value.to_owned() }
}

fn thing(at: &str, kind: Output, id: &str) -> Seen {
    let (change, name) = (ChangeId(format!("{at}/load-balancer/{id}")), id.to_owned());
    let thing =
        Thing { change, step: StepId::LoadBalancer, region: region(at), kind, id: id.to_owned(), name, account: None, published: None };
    Seen { thing, tags: Some(vec![tag("gangway:onboarding", OWN), tag("Name", "api")]), in_use: false }
}

/// One of each, in the order in which they are made.
fn everything(at: &str) -> Vec<Seen> {
    use Output::*;
    [
        (VpcId, "vpc-1"),
        (SubnetId, "subnet-1"),
        (SecurityGroupId, "sg-1"),
        (InstanceId, "i-1"),
        (CertificateArn, "certificate-1"),
        (LoadBalancerArn, "balancer-1"),
        (TargetGroupArn, "group-1"),
        (ListenerArn, "listener-1"),
        (ServiceId, "vpce-svc-1"),
    ]
    .into_iter()
    .map(|(kind, id)| thing(at, kind, id))
    .collect()
}

fn foreign(things: &mut [Seen], id: &str, tags: Vec<CallTag>) {
    things.iter_mut().find(|seen| seen.thing.id == id).unwrap().tags = Some(tags);
}

fn plan(things: &[Seen], around: Around, cut: bool) -> (Vec<String>, Vec<Finding>, bool) {
    let around = BTreeMap::from([(region("eu-west-1"), around)]);
    let (changes, findings, connected) = planned(OWN, things, &around, cut);
    assert!(changes.iter().all(|change| change.verb == Verb::Delete && change.undo == Undo::Impossible));
    let ids: std::collections::BTreeSet<&ChangeId> = changes.iter().map(|change| &change.id).collect();
    assert_eq!(ids.len(), changes.len(), "each change has a name of its own");
    (changes.iter().map(|change| change.call.removes().and_then(Input::id).unwrap().to_owned()).collect(), findings, connected)
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.message.code.as_str()).collect()
}

fn connection(state: &str, endpoint: &str) -> (String, Connection) {
    let (endpoint_id, owner) = (endpoint.to_owned(), "444455556666".to_owned());
    (
        "vpce-svc-1".to_owned(),
        Connection { endpoint_id, owner, region: None, created_at: None, dns_names: Vec::new(), state: state.to_owned() },
    )
}

fn service(id: &str, balancer: &str) -> EndpointService {
    EndpointService {
        ip_address_types: Vec::new(),
        supported_regions: Vec::new(),
        id: id.to_owned(),
        name: format!("com.amazonaws.vpce.eu-west-1.{id}"),
        state: "available".to_owned(),
        load_balancer_arns: vec![balancer.to_owned()],
        acceptance_required: true,
        private_dns: None,
        zone_ids: Vec::new(),
        base_dns_names: Vec::new(),
        tags: Vec::new(),
    }
}

#[test]
fn what_carries_goes_after_what_it_carries() {
    let order = ["vpce-svc-1", "listener-1", "balancer-1", "group-1", "i-1", "sg-1", "subnet-1", "vpc-1", "certificate-1"];
    let (ids, findings, connected) = plan(&everything("eu-west-1"), Around::default(), false);
    assert_eq!((ids, findings.len(), connected), (order.map(str::to_owned).to_vec(), 0, false));
    let both = [everything("us-east-1"), everything("eu-west-1")].concat();
    let (changes, _, _) = planned(OWN, &both, &BTreeMap::new(), false);
    assert_eq!(changes.len(), 18);
    assert_eq!(changes[0].region, Some(region("eu-west-1")));
    assert_eq!(changes[9].region, Some(region("us-east-1")));
}

#[test]
fn what_is_gone_is_left_out_and_what_was_made_last_goes_first() {
    let mut things = everything("eu-west-1");
    things.push(thing("eu-west-1", Output::SubnetId, "subnet-2"));
    things.iter_mut().find(|seen| seen.thing.id == "balancer-1").unwrap().tags = None;
    let (ids, findings, _) = plan(&things, Around::default(), false);
    assert!(!ids.contains(&"balancer-1".to_owned()) && findings.is_empty());
    let at = |id: &str| ids.iter().position(|one| one == id).unwrap();
    assert!(at("subnet-2") < at("subnet-1"));
}

#[test]
fn live_connections_keep_everything_until_the_user_says_otherwise() {
    let around = || Around {
        connections: vec![connection("available", "vpce-2"), connection("pendingAcceptance", "vpce-1"), connection("rejected", "vpce-3")],
        ..Around::default()
    };
    let (ids, findings, connected) = plan(&everything("eu-west-1"), around(), false);
    assert_eq!((ids, connected), (vec!["certificate-1".to_owned()], true));
    assert_eq!((findings[0].message.code.as_str(), findings[0].severity), ("undo-connections-live", Severity::Blocker));
    assert_eq!(findings.iter().filter(|one| one.message.code == "undo-kept-in-use").count(), 7, "{findings:#?}");

    let (changes, findings, connected) = planned(OWN, &everything("eu-west-1"), &BTreeMap::from([(region("eu-west-1"), around())]), true);
    let rejected = Call::RejectConnections {
        endpoint_service: Input::existing("vpce-svc-1"),
        endpoint_ids: vec!["vpce-1".to_owned(), "vpce-2".to_owned()],
    };
    assert_eq!((changes.len(), &changes[0].call, connected), (10, &rejected, true));
    assert_eq!((codes(&findings), findings[0].severity), (vec!["undo-connections-live"], Severity::Warning));

    // Nobody loses what was never granted.
    let waiting = Around { connections: vec![connection("pendingAcceptance", "vpce-1")], ..Around::default() };
    let (ids, findings, connected) = plan(&everything("eu-west-1"), waiting, false);
    assert_eq!((ids.len(), findings.len(), connected), (10, 0, false));
}

#[test]
fn what_is_not_ours_stays_with_what_it_stands_on_and_says_whose_it_is() {
    let stack = vec![tag("aws:cloudformation:stack-name", "payments")];
    let cases = [
        ("balancer-1", stack, "undo-foreign-stack", vec!["vpce-svc-1", "listener-1", "group-1", "i-1", "certificate-1"]),
        ("subnet-1", Vec::new(), "undo-foreign", vec!["vpce-svc-1", "listener-1", "balancer-1", "group-1", "i-1", "sg-1", "certificate-1"]),
        ("vpce-svc-1", vec![tag("gangway:onboarding", "another")], "undo-foreign-onboarding", vec!["certificate-1"]),
        (
            "vpc-1",
            vec![tag("gangway:change", "x")],
            "undo-foreign",
            vec!["vpce-svc-1", "listener-1", "balancer-1", "group-1", "i-1", "sg-1", "subnet-1", "certificate-1"],
        ),
    ];
    for (id, tags, code, expected) in cases {
        let mut things = everything("eu-west-1");
        foreign(&mut things, id, tags);
        let (ids, findings, _) = plan(&things, Around::default(), true);
        assert_eq!(ids, expected, "{id}");
        assert_eq!(codes(&findings)[0], code, "{id}");
        assert_eq!(findings[0].subject.as_deref(), Some(id));
        assert_eq!(ids.len() + findings.len(), 9, "everything goes or is told: {findings:#?}");
    }
}

#[test]
fn what_serves_others_stays() {
    let around = Around { services: vec![service("vpce-svc-1", "balancer-1"), service("vpce-svc-2", "balancer-1")], ..Around::default() };
    let (ids, findings, _) = plan(&everything("eu-west-1"), around, false);
    assert_eq!(ids, ["vpce-svc-1", "certificate-1"]);
    assert_eq!(codes(&findings)[0], "undo-load-balancer-serves-another");

    let instance = |id: &str| Instance {
        id: id.to_owned(),
        name: None,
        state: "running".to_owned(),
        instance_type: "t3.micro".to_owned(),
        private_ip: None,
        vpc_id: "vpc-1".to_owned(),
        subnet_id: "subnet-1".to_owned(),
        zone_name: "eu-west-1a".to_owned(),
        zone_id: "euw1-az1".to_owned(),
    };
    let around = Around { instances: vec![instance("i-1"), instance("i-2")], ..Around::default() };
    let (ids, findings, _) = plan(&everything("eu-west-1"), around, false);
    assert_eq!(ids, ["vpce-svc-1", "listener-1", "balancer-1", "group-1", "i-1", "certificate-1"]);
    assert_eq!(codes(&findings)[0], "undo-network-has-others");
}

#[test]
fn a_certificate_goes_when_only_our_listener_has_it() {
    let mut things = everything("eu-west-1");
    things.iter_mut().find(|seen| seen.thing.id == "certificate-1").unwrap().in_use = true;
    assert!(plan(&things, Around::default(), false).0.contains(&"certificate-1".to_owned()), "our listener goes, and frees it");
    let without: Vec<Seen> = things.iter().filter(|seen| seen.thing.kind != Output::ListenerArn).cloned().collect();
    let (ids, findings, _) = plan(&without, Around::default(), false);
    assert!(!ids.contains(&"certificate-1".to_owned()));
    assert_eq!(codes(&findings), ["undo-certificate-in-use"]);
}

fn row(number: i64, call: Call, state: ChangeState, outputs: &[(Output, &str)]) -> ApprovedRow {
    let change = Change {
        id: ChangeId(format!("eu-west-1/load-balancer/{number}")),
        step: StepId::LoadBalancer,
        region: Some(region("eu-west-1")),
        verb: Verb::Create,
        sentence: message("waiting-removal-turn"),
        call,
        cost: Cost::Free,
        undo: Undo::Possible,
        account: None,
    };
    let outputs = outputs.iter().map(|(output, id)| (*output, (*id).to_owned())).collect();
    let (token, approved_at) = (String::new(), Timestamp(1));
    ApprovedRow { row: number, change, token, state, outputs, trouble: None, waiting: None, approved_at }
}

#[test]
fn the_journal_says_what_was_made_what_is_gone_and_what_was_set_on_others() {
    let create = |name: &str| Call::CreateLoadBalancer {
        name: name.to_owned(),
        subnets: Vec::new(),
        security_groups: Vec::new(),
        ip_address_type: IpAddressType::Ipv4,
    };
    let cross_zone = |arn: &str| Call::SetCrossZone { load_balancer: Input::existing(arn), enabled: true };
    let delete = |arn: &str| Call::DeleteLoadBalancer { load_balancer: Input::existing(arn) };
    let made_arn = |arn| [(Output::LoadBalancerArn, arn)];
    let rows = vec![
        row(1, create("one"), ChangeState::Done, &made_arn("arn:1")),
        row(2, create("two"), ChangeState::Done, &made_arn("arn:2")),
        row(3, create("three"), ChangeState::Pending, &[]),
        row(4, cross_zone("arn:2"), ChangeState::Done, &[]),
        row(5, cross_zone("arn:theirs"), ChangeState::Done, &[]),
        row(6, cross_zone("arn:failed"), ChangeState::Failed, &[]),
        row(7, delete("arn:1"), ChangeState::Done, &[]),
        row(8, delete("arn:2"), ChangeState::Pending, &[]),
    ];
    let names: Vec<String> = made(&rows).into_iter().map(|thing| thing.name).collect();
    assert_eq!(names, ["two"]);
    assert_eq!(removed(&rows).into_iter().collect::<Vec<_>>(), ["arn:1"]);
    let settings: Vec<String> = settings_on_others(&rows).into_iter().map(|(_, id)| id).collect();
    assert_eq!(settings, ["arn:theirs"]);
    let mut known = rows;
    super::forget_removed(&mut known);
    assert!(known[0].outputs.is_empty() && !known[1].outputs.is_empty());
}
