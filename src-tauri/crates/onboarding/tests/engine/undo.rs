//! Undo on the practice account: everything that the onboarding made goes, and nothing else.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use gangway_model::{
    Call, Change, ChangeId, Cost, Input, IpAddressType, Launch, Output, Plan, Region, Severity, StepId, TargetProtocol, TargetType,
    Timestamp, Undo, Verb, message,
};
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::view::{OperationState, TaskStatus};
use gangway_onboarding::{Account, Engine};
use gangway_practice::{HoldForm, HoldWhen};

use super::proxy::{Fate, Line};
use super::rehearsal::{Answers, PATIENCE, Rehearsal, SPEED, all_done, approve_all, ended, play, task};

/// What an undo of the usual onboarding asks for.
const REMOVALS: [&str; 5] =
    ["DeleteVpcEndpointServiceConfigurations", "DeleteListener", "DeleteLoadBalancer", "DeleteTargetGroup", "DeleteCertificate"];

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

/// Everything in the seller's account. Terminated instances stay listed for an hour.
fn contents(rehearsal: &Rehearsal) -> BTreeSet<String> {
    let all = rehearsal.control.resources().unwrap();
    let mut lines = BTreeSet::new();
    for (place, kinds) in &all["111122223333"] {
        for (kind, ids) in kinds {
            lines.extend(ids.iter().map(|id| format!("{place} {kind} {id}")));
        }
    }
    lines.retain(|line| !line.contains(" instance ") && !line.contains(" tags i-"));
    lines
}

/// Approves what an undo would do now.
async fn approve_undo(engine: &Engine, cut: bool) -> Plan {
    let plan = engine.undo_plan(cut).await.unwrap().plan;
    assert_eq!(engine.approve_undo("another", cut).await.unwrap_err().message.code, "plan-changed");
    engine.approve_undo(&plan.hash, cut).await.unwrap()
}

/// Looks after it until every removal that was approved is done.
pub async fn until_removed(engine: &Engine) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        engine.look_after().await.unwrap();
        let rows = engine.removals().await.unwrap();
        assert!(rows.iter().all(|row| row.state != ChangeState::Failed), "{rows:#?}");
        if rows.iter().all(|row| row.state == ChangeState::Done) {
            return;
        }
        assert!(Instant::now() < deadline, "{rows:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn change(at: &Region, what: &str, call: Call) -> Change {
    Change {
        id: ChangeId::new(Some(at), StepId::Network, what),
        step: StepId::Network,
        region: Some(at.clone()),
        verb: Verb::Create,
        sentence: message("change-delete-vpc").with("name", what),
        call,
        cost: Cost::Free,
        undo: Undo::Possible,
        account: None,
    }
}

/// A place of its own in a Region: network, instance, load balancer, target group.
async fn whole_region(engine: &Engine, account: &Account, at: &Region) {
    let of = |what: &str, output| Input::OutputOf { change: ChangeId::new(Some(at), StepId::Network, what), output };
    let zone_id = account.zones(at).await.unwrap()[0].id.clone();
    let (vpc, subnet, group) = (of("vpc", Output::VpcId), of("subnet", Output::SubnetId), of("group", Output::SecurityGroupId));
    let balancer = of("balancer", Output::LoadBalancerArn);
    let launch = Launch::Image { id: "ami-0123456789abcdef0".to_owned(), instance_type: "t3.micro".to_owned() };
    let name = || "gangway-place".to_owned();
    let calls = [
        ("vpc", Call::CreateVpc { cidr: "10.66.0.0/16".to_owned() }),
        ("subnet", Call::CreateSubnet { vpc: vpc.clone(), zone_id, cidr: "10.66.1.0/24".to_owned() }),
        ("group", Call::CreateSecurityGroup { vpc: vpc.clone(), name: name(), description: "for customers".to_owned() }),
        ("ingress", Call::AuthorizeIngress { security_group: group.clone(), port: 443, cidrs: vec!["10.0.0.0/8".to_owned()] }),
        ("instance", Call::RunInstance { launch, subnet: subnet.clone(), security_groups: vec![group.clone()] }),
        (
            "balancer",
            Call::CreateLoadBalancer {
                name: name(),
                subnets: vec![subnet],
                security_groups: vec![group],
                ip_address_type: IpAddressType::Ipv4,
            },
        ),
        (
            "targets",
            Call::CreateTargetGroup {
                name: name(),
                port: 8443,
                vpc,
                target_type: TargetType::Ip,
                protocol: TargetProtocol::Tcp,
                health_check: None,
            },
        ),
        (
            "listener",
            Call::CreateListener {
                load_balancer: balancer.clone(),
                port: 443,
                certificate: None,
                target_group: of("targets", Output::TargetGroupArn),
            },
        ),
        (
            "service",
            Call::CreateEndpointService {
                load_balancer: balancer,
                acceptance_required: false,
                private_dns_name: None,
                supported_ip_address_types: Vec::new(),
                supported_regions: Vec::new(),
            },
        ),
    ];
    let changes: Vec<Change> = calls.into_iter().map(|(what, call)| change(at, what, call)).collect();
    let plan = Plan::new(engine.meta().account.clone(), changes, Timestamp(0));
    engine.approve(&plan).await.unwrap();
    let deadline = Instant::now() + PATIENCE;
    loop {
        engine.apply_approved().await.unwrap();
        let rows = engine.file().approved().await.unwrap();
        if rows.iter().filter(|row| row.change.region.as_ref() == Some(at)).all(|row| row.state == ChangeState::Done) {
            return;
        }
        assert!(Instant::now() < deadline, "{rows:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub async fn account(rehearsal: &Rehearsal) -> Account {
    let world = rehearsal.world();
    Account::connect(world.credentials, world.endpoint, None).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_that_was_made_goes_and_nothing_else() {
    let rehearsal = Rehearsal::new(SPEED);
    let (account, elsewhere) = (account(&rehearsal).await, region("us-east-1"));
    // A stranger of the same name, and one of another onboarding.
    let theirs = account.vpcs(&elsewhere).await.unwrap().remove(0).id;
    let stranger =
        Call::CreateSecurityGroup { vpc: Input::existing(theirs), name: "gangway-place".to_owned(), description: "theirs".to_owned() };
    account.perform(&elsewhere, &stranger, "token", &[]).await.unwrap();
    let engine = rehearsal.create().await;
    Answers { protocol: "tls", ..Answers::default() }.give(&engine).await;
    let before = contents(&rehearsal);
    assert_eq!(engine.undo_plan(false).await.unwrap().plan.changes, []);
    assert_eq!(engine.start_undo("any", false).await.unwrap_err().message.code, "undo-nothing");

    play(&rehearsal, &engine, all_done).await;
    whole_region(&engine, &account, &elsewhere).await;
    assert!(contents(&rehearsal).len() > before.len() + 20);

    let shown = engine.undo_plan(false).await.unwrap();
    assert_eq!((shown.findings, shown.cuts_connections), (vec![], false));
    let removed: Vec<&str> = shown.plan.changes.iter().map(|change| change.call.action()).collect();
    assert_eq!(removed.len(), 5 + 8, "{removed:?}");
    // The dry run has touched nothing.
    assert_eq!(engine.undo_plan(false).await.unwrap().plan.hash, shown.plan.hash);
    let operation = engine.start_undo(&shown.plan.hash, false).await.unwrap();
    assert_ne!(ended(&engine, &operation).await.state, OperationState::Failed);
    until_removed(&engine).await;

    assert_eq!(contents(&rehearsal), before);
    let left = engine.undo_plan(true).await.unwrap();
    assert_eq!((left.plan.changes, left.findings), (vec![], vec![]));
    assert!(matches!(task(&engine, StepId::LoadBalancer).await.0, TaskStatus::ToDo | TaskStatus::InProgress));
    assert_eq!(task(&engine, StepId::EndpointService).await.0, TaskStatus::CannotStart);
    assert_eq!(rehearsal.control.mailbox().unwrap().sent.len(), 1, "what was said to people stays said");

    // It can all be made again, from new ids.
    let again = approve_all(&engine).await;
    assert!(again.changes.iter().any(|change| matches!(change.call, Call::CreateLoadBalancer { .. })), "{again:#?}");
    assert_eq!(rehearsal.existing("load-balancer").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_get_lost_and_requests_that_never_arrive_leave_nothing_behind() {
    for fate in [Fate::AnswerLost, Fate::NeverArrives] {
        let rehearsal = Rehearsal::new(SPEED);
        let mut world = rehearsal.world();
        world.consistency = Duration::from_millis(200);
        let mut met = BTreeSet::new();
        let rule = move |action: &str| if REMOVALS.contains(&action) && met.insert(action.to_owned()) { fate } else { Fate::Pass };
        let _line = Line::before(&mut world, rule).await;
        let engine = rehearsal.create_in(world).await;
        Answers::default().give(&engine).await;
        let before = contents(&rehearsal);
        play(&rehearsal, &engine, all_done).await;
        assert_eq!(approve_undo(&engine, false).await.changes.len(), 5);
        until_removed(&engine).await;
        assert_eq!(contents(&rehearsal), before, "{fate:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_at_each_call_it_goes_on_where_it_was() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    let before = contents(&rehearsal);
    play(&rehearsal, &engine, all_done).await;
    approve_undo(&engine, false).await;
    for action in REMOVALS {
        for when in [HoldWhen::Before, HoldWhen::After] {
            if engine
                .removals()
                .await
                .unwrap()
                .iter()
                .any(|row| row.state == ChangeState::Done && row.change.call.action().ends_with(action))
            {
                continue;
            }
            rehearsal.control.hold(&HoldForm { nth: 1, when, of: action.to_owned() }).unwrap();
            let going = tokio::spawn(async move {
                loop {
                    engine.look_after().await.unwrap();
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            });
            rehearsal.until_held().await;
            going.abort();
            assert!(going.await.unwrap_err().is_cancelled());
            rehearsal.control.release().unwrap();
            engine = rehearsal.open().await;
        }
    }
    until_removed(&engine).await;
    assert_eq!(contents(&rehearsal), before);
    let rows = engine.removals().await.unwrap();
    assert_eq!(rows.len(), 5, "nothing was approved but once");
}

/// A call to EC2 as another program of this account would send it.
pub fn ec2(rehearsal: &Rehearsal, key: &str, form: &str) -> String {
    query(rehearsal, key, "ec2", &format!("{form}&Version=2016-11-15"))
}

/// The same to any service that speaks in queries.
pub fn query(rehearsal: &Rehearsal, key: &str, service: &str, body: &str) -> String {
    let endpoint = rehearsal.world().endpoint.unwrap();
    let address = endpoint.trim_start_matches("http://").trim_end_matches('/');
    let scope = format!("Credential={key}/20260101/eu-west-1/{service}/aws4_request");
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Authorization: AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    answer
}

pub const CUSTOMER: &str = "PRACTICECUSTOMER";

pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map(|(inner, _)| inner).unwrap_or_else(|| panic!("{start} in {text}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connected_customer_is_cut_off_only_when_the_user_says_so() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, all_done).await;
    let account = account(&rehearsal).await;
    let service = account.endpoint_services(&region("eu-west-1")).await.unwrap().remove(0);
    let subnets = ec2(&rehearsal, CUSTOMER, "Action=DescribeSubnets");
    let (subnet, vpc) = (between(&subnets, "<subnetId>", "</").to_owned(), between(&subnets, "<vpcId>", "</").to_owned());
    let wanted = format!("Action=CreateVpcEndpoint&VpcEndpointType=Interface&VpcId={vpc}&SubnetId.1={subnet}&ServiceName={}", service.name);
    let endpoint = between(&ec2(&rehearsal, CUSTOMER, &wanted), "<vpcEndpointId>", "</").to_owned();
    let state = async || account.connections(&region("eu-west-1"), &service.id).await.unwrap().remove(0).state;

    // A request that waits is no live traffic.
    assert_eq!(state().await, "pendingAcceptance");
    let waiting = engine.undo_plan(false).await.unwrap();
    assert_eq!((waiting.plan.changes.len(), waiting.cuts_connections), (6, false));

    // The seller says yes, outside of Gangway.
    let accept = format!("Action=AcceptVpcEndpointConnections&ServiceId={}&VpcEndpointId.1={endpoint}", service.id);
    ec2(&rehearsal, "PRACTICESELLER", &accept);
    let deadline = Instant::now() + PATIENCE;
    while state().await != "available" {
        assert!(Instant::now() < deadline);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let kept = engine.undo_plan(false).await.unwrap();
    assert!(kept.cuts_connections);
    let blocker = kept.findings.iter().find(|finding| finding.message.code == "undo-connections-live").unwrap();
    assert_eq!((blocker.severity, blocker.subject.as_deref()), (Severity::Blocker, Some(service.id.as_str())));
    let left: Vec<&str> = kept.plan.changes.iter().map(|change| change.call.action()).collect();
    assert_eq!(left, ["acm:DeleteCertificate"]);

    let plan = engine.undo_plan(true).await.unwrap().plan;
    assert_eq!(engine.approve_undo(&plan.hash, false).await.unwrap_err().message.code, "plan-changed", "not without saying so");
    engine.approve_undo(&plan.hash, true).await.unwrap();
    until_removed(&engine).await;
    assert_eq!(rehearsal.asked("RejectVpcEndpointConnections").len(), 1);
    for kind in ["vpc-endpoint-service", "load-balancer", "target-group", "listener", "certificate"] {
        assert_eq!(rehearsal.existing(kind), Vec::<String>::new(), "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_to_be_made_is_taken_back_and_another_onboarding_is_left_alone() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers { protocol: "tls", ..Answers::default() }.give(&engine).await;
    let before = contents(&rehearsal);
    // The TLS listener waits for the certificate, and the endpoint service for the load balancer.
    approve_all(&engine).await;
    let pending = |rows: &[gangway_onboarding::file::ApprovedRow]| rows.iter().filter(|row| row.state == ChangeState::Pending).count();
    assert!(pending(&engine.file().approved().await.unwrap()) > 0);

    let other = Engine::create(&rehearsal.folder.path().join("other.gangway"), "Other", None, rehearsal.world()).await.unwrap();
    whole_region(&other, &account(&rehearsal).await, &region("eu-west-1")).await;
    let both = contents(&rehearsal);
    approve_undo(&engine, false).await;
    until_removed(&engine).await;
    assert_eq!(pending(&engine.file().approved().await.unwrap()), 0);
    let others: BTreeSet<String> = contents(&rehearsal).difference(&before).cloned().collect();
    assert!(others.len() > 8 && others.is_subset(&both), "{others:#?}");
    assert_eq!(rehearsal.existing("load-balancer").len(), 1, "the other's");
    assert_eq!(engine.undo_plan(true).await.unwrap().plan.changes, []);

    approve_undo(&other, false).await;
    until_removed(&other).await;
    assert_eq!(contents(&rehearsal), before);
}

/// What a place of its own asks for, and its removal besides what every undo does.
const MAKING: [&str; 9] = [
    "CreateVpc",
    "CreateSubnet",
    "CreateSecurityGroup",
    "AuthorizeSecurityGroupIngress",
    "RunInstances",
    "CreateLoadBalancer",
    "CreateTargetGroup",
    "CreateListener",
    "CreateVpcEndpointServiceConfiguration",
];
const UNMAKING: [&str; 4] = ["TerminateInstances", "DeleteSecurityGroup", "DeleteSubnet", "DeleteVpc"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_whose_answers_get_lost_is_made_once_and_removed() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    world.consistency = Duration::from_millis(200);
    let mut met = BTreeSet::new();
    let rule = move |action: &str| {
        let hit = MAKING.contains(&action) || UNMAKING.contains(&action);
        if hit && met.insert(action.to_owned()) { Fate::AnswerLost } else { Fate::Pass }
    };
    let _line = Line::before(&mut world, rule).await;
    let engine = rehearsal.create_in(world).await;
    let (account, here) = (account(&rehearsal).await, region("eu-west-1"));
    account.vpcs(&here).await.unwrap();
    let before = contents(&rehearsal);
    whole_region(&engine, &account, &here).await;
    for action in MAKING {
        assert_eq!(rehearsal.asked(action).len(), 1, "{action} was adopted");
    }
    let made: BTreeSet<Output> =
        engine.file().approved().await.unwrap().iter().flat_map(|row| row.outputs.keys().copied().collect::<Vec<_>>()).collect();
    assert_eq!(made.len(), 9, "{made:?}");
    assert_eq!(approve_undo(&engine, false).await.changes.len(), 8);
    until_removed(&engine).await;
    assert_eq!(contents(&rehearsal), before);
}
