//! Every call that changes something, with its answer lost, and with the program ended before and after it was carried out: it is looked for,
//! found and adopted, or found absent and sent once. Which calls there are is told by the type itself: one without a row fails the test.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use gangway_model::{
    Call, CallTag, Change, ChangeId, Cost, HealthCheck, Input, IpAddressType, Launch, Output, Plan, RecordSet, Region, ServiceAddressType,
    StepId, TargetProtocol, TargetRef, TargetType, Timestamp, Undo, Verb, message,
};
use gangway_onboarding::file::ApprovedRow;
use gangway_onboarding::{Account, Engine, World};
use gangway_practice::FaultForm;

use super::rehearsal::{PATIENCE, Rehearsal, SPEED, eventually};
use super::undo::{CUSTOMER, between, ec2};

/// What happens to each call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is carried out, and the connection ends before its answer.
    AnswerCut,
    /// The program ends when it was carried out and its end is not written down.
    EndedAfter,
    /// The program ends when its begin is written down and it has not left.
    EndedBefore,
}

fn here() -> Region {
    Region::parse("eu-west-1").unwrap()
}

fn other() -> Region {
    Region::parse("us-east-1").unwrap()
}

fn name(what: &str) -> ChangeId {
    ChangeId::new(Some(&here()), StepId::Network, what)
}

/// What a change of this name made.
fn of(what: &str, output: Output) -> Input {
    Input::OutputOf { change: name(what), output }
}

/// Everything that can be made and set, one after the other.
fn making(zones: &[String], with_ipv6: &[String], hosted_zone: &str) -> Vec<(&'static str, Call)> {
    let (vpc, group) = (of("vpc", Output::VpcId), of("group", Output::SecurityGroupId));
    let subnet = |what| of(what, Output::SubnetId);
    let (balancer, targets) = (of("balancer", Output::LoadBalancerArn), of("targets", Output::TargetGroupArn));
    let service = of("service", Output::ServiceId);
    let in_zone = |index: usize, cidr: &str| Call::CreateSubnet { vpc: vpc.clone(), zone_id: zones[index].clone(), cidr: cidr.to_owned() };
    let target_group = |name: &str| Call::CreateTargetGroup {
        name: name.to_owned(),
        port: 8443,
        vpc: vpc.clone(),
        target_type: TargetType::Ip,
        protocol: TargetProtocol::Tcp,
        health_check: None,
    };
    let endpoint_service = |load_balancer| Call::CreateEndpointService {
        load_balancer,
        acceptance_required: false,
        private_dns_name: None,
        supported_ip_address_types: vec![ServiceAddressType::Ipv4],
        supported_regions: Vec::new(),
    };
    vec![
        ("vpc", Call::CreateVpc { cidr: "10.66.0.0/16".to_owned() }),
        ("names", Call::SetDnsHostnames { vpc: vpc.clone(), enabled: true }),
        ("subnet", in_zone(0, "10.66.0.0/24")),
        ("subnet-2", in_zone(1, "10.66.1.0/24")),
        ("group", Call::CreateSecurityGroup { vpc: vpc.clone(), name: "place".to_owned(), description: "a place".to_owned() }),
        ("ingress", Call::AuthorizeIngress { security_group: group.clone(), port: 443, cidrs: vec!["10.66.0.0/16".to_owned()] }),
        (
            "instance",
            Call::RunInstance {
                launch: Launch::Image { id: "ami-0123456789abcdef0".to_owned(), instance_type: "t3.micro".to_owned() },
                subnet: subnet("subnet"),
                security_groups: vec![group.clone()],
            },
        ),
        (
            "balancer",
            Call::CreateLoadBalancer {
                name: "place".to_owned(),
                subnets: vec![subnet("subnet")],
                security_groups: vec![group.clone()],
                ip_address_type: IpAddressType::Ipv4,
            },
        ),
        ("cross-zone", Call::SetCrossZone { load_balancer: balancer.clone(), enabled: true }),
        (
            "rules",
            Call::SetSecurityGroups { load_balancer: balancer.clone(), security_groups: vec![group], enforce_on_private_link: Some(false) },
        ),
        ("targets", target_group("place")),
        ("other-targets", target_group("elsewhere")),
        (
            "health",
            Call::SetHealthCheck {
                target_group: targets.clone(),
                health_check: HealthCheck { interval_seconds: Some(10), ..HealthCheck::tcp() },
            },
        ),
        ("register", Call::RegisterTargets { target_group: targets.clone(), targets: vec![TargetRef::of(Input::existing("10.66.0.77"))] }),
        ("listener", Call::CreateListener { load_balancer: balancer.clone(), port: 443, certificate: None, target_group: targets }),
        (
            "forward",
            Call::ModifyListener {
                listener: of("listener", Output::ListenerArn),
                target_group: Some(of("other-targets", Output::TargetGroupArn)),
                certificate: None,
            },
        ),
        ("service", endpoint_service(balancer.clone())),
        ("acceptance", Call::SetAcceptance { endpoint_service: service.clone(), required: true }),
        ("regions", Call::SetSupportedRegions { endpoint_service: service.clone(), add: vec![other()], remove: Vec::new() }),
        // IPv6 asks for subnets that have it, which nothing here makes: somebody else's.
        (
            "dual",
            Call::CreateLoadBalancer {
                name: "dual".to_owned(),
                subnets: with_ipv6.iter().map(Input::existing).collect(),
                security_groups: Vec::new(),
                ip_address_type: IpAddressType::Dualstack,
            },
        ),
        ("dual-service", endpoint_service(of("dual", Output::LoadBalancerArn))),
        (
            "address-types",
            Call::SetSupportedAddressTypes {
                endpoint_service: of("dual-service", Output::ServiceId),
                add: vec![ServiceAddressType::Ipv6],
                remove: Vec::new(),
            },
        ),
        ("zones", Call::SetSubnets { load_balancer: balancer, subnets: vec![subnet("subnet"), subnet("subnet-2")] }),
        ("refresh", Call::RefreshEndpointService { endpoint_service: service.clone() }),
        ("private-dns", Call::SetPrivateDnsName { endpoint_service: service.clone(), private_dns_name: "api.example.com".to_owned() }),
        (
            "customers",
            Call::ModifyPermissions {
                endpoint_service: service,
                add: vec!["arn:aws:iam::444455556666:root".to_owned()],
                remove: Vec::new(),
            },
        ),
        ("certificate", Call::RequestCertificate { domain_name: "place.example.com".to_owned(), alternative_names: Vec::new() }),
        ("records", Call::PublishRecords { zone: hosted_zone.to_owned(), records: proof() }),
    ]
}

/// Everything that can be taken away, one after the other.
fn unmaking(endpoint: String, hosted_zone: &str) -> Vec<(&'static str, Call)> {
    let target_group = |what| of(what, Output::TargetGroupArn);
    let endpoint_service = of("service", Output::ServiceId);
    vec![
        ("reject", Call::RejectConnections { endpoint_service: endpoint_service.clone(), endpoint_ids: vec![endpoint] }),
        ("no-service", Call::DeleteEndpointService { endpoint_service }),
        ("no-dual-service", Call::DeleteEndpointService { endpoint_service: of("dual-service", Output::ServiceId) }),
        ("no-dual", Call::DeleteLoadBalancer { load_balancer: of("dual", Output::LoadBalancerArn) }),
        ("no-listener", Call::DeleteListener { listener: of("listener", Output::ListenerArn) }),
        (
            "deregister",
            Call::DeregisterTargets { target_group: target_group("targets"), targets: vec![TargetRef::of(Input::existing("10.66.0.77"))] },
        ),
        ("no-balancer", Call::DeleteLoadBalancer { load_balancer: of("balancer", Output::LoadBalancerArn) }),
        ("no-targets", Call::DeleteTargetGroup { target_group: target_group("targets") }),
        ("no-other-targets", Call::DeleteTargetGroup { target_group: target_group("other-targets") }),
        ("no-instance", Call::TerminateInstance { instance: of("instance", Output::InstanceId) }),
        ("no-group", Call::DeleteSecurityGroup { security_group: of("group", Output::SecurityGroupId) }),
        ("no-subnet", Call::DeleteSubnet { subnet: of("subnet", Output::SubnetId) }),
        ("no-subnet-2", Call::DeleteSubnet { subnet: of("subnet-2", Output::SubnetId) }),
        ("no-vpc", Call::DeleteVpc { vpc: of("vpc", Output::VpcId) }),
        (
            "no-records",
            Call::RemoveRecords { record_set: Input::existing(proof().id(hosted_zone)), zone: hosted_zone.to_owned(), records: proof() },
        ),
        ("no-certificate", Call::DeleteCertificate { certificate: of("certificate", Output::CertificateArn) }),
    ]
}

/// What is published.
fn proof() -> RecordSet {
    let values = vec!["vpce:Ab0 \"quoted\" \\ and so on".to_owned()];
    RecordSet { name: "_proof.place.example.com".to_owned(), kind: "TXT".to_owned(), ttl: 300, values }
}

/// The calls' names, as the type itself lists them when it reads one that it does not know.
fn all_calls() -> BTreeSet<String> {
    let error = serde_json::from_str::<Call>(r#"{"action":"?"}"#).unwrap_err().to_string();
    let (_, listed) = error.split_once("expected one of").unwrap_or_else(|| panic!("{error}"));
    listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn tag(call: &Call) -> String {
    serde_json::to_value(call).unwrap()["action"].as_str().unwrap().to_owned()
}

#[test]
fn every_call_has_a_row() {
    let rows = making(&["a".to_owned(), "b".to_owned()], &[], "Z").into_iter().chain(unmaking(String::new(), "Z"));
    let mut rows: BTreeSet<String> = rows.map(|(_, call)| tag(&call)).collect();
    // Mail has stages of its own (`mail.rs`); the proof of a private DNS name leaves when its record is published (`faults.rs`).
    rows.extend(["sendSubmission", "startPrivateDnsVerification"].map(str::to_owned));
    assert!(rows.len() > 30);
    assert_eq!(rows, all_calls());
}

/// One onboarding in which every call meets the same fate.
struct Place<'a> {
    rehearsal: &'a Rehearsal,
    world: World,
    account: Account,
    engine: Option<Engine>,
    fate: Fate,
    /// Row, name, how often it was sent.
    played: Vec<(i64, String, usize)>,
}

impl Place<'_> {
    async fn reopen(&mut self) {
        self.engine.take().unwrap().close().await;
        self.engine = Some(self.rehearsal.open_in(self.world.clone()).await);
    }

    fn engine(&self) -> &Engine {
        self.engine.as_ref().unwrap()
    }

    /// Approves one change, lets it meet its fate, and goes on.
    async fn play(&mut self, what: &str, call: &Call) {
        let call = call.resolved(&self.engine().file().outputs().await.unwrap()).unwrap();
        let change = Change {
            id: name(what),
            step: StepId::Network,
            region: Some(here()),
            verb: if call.removes().is_some() { Verb::Delete } else { Verb::Create },
            sentence: message("change-delete-vpc").with("name", what),
            call: call.clone(),
            cost: Cost::Free,
            undo: Undo::Possible,
            account: None,
        };
        let operation = call.action().split_once(':').unwrap().1;
        let before = self.rehearsal.asked(operation).len();
        let plan = Plan::new(self.engine().meta().account.clone(), vec![change], Timestamp(0));
        self.engine().approve(&plan).await.unwrap();
        let row = self.row(what).await;
        match self.fate {
            Fate::AnswerCut => {
                let parameters = [("action".to_owned(), operation.to_owned())].into();
                let form = FaultForm { name: "call-is-cut".to_owned(), parameters, nth: Some(1), times: Some(1) };
                self.rehearsal.control.begin_fault(&form).unwrap();
            }
            Fate::EndedAfter => {
                self.engine().file().begin(row.row, &call, Timestamp(1)).await.unwrap();
                let tag = |key: &str, value: &str| CallTag { key: key.to_owned(), value: value.to_owned() };
                let tags = [tag("gangway:onboarding", &self.engine().meta().id), tag("gangway:change", &row.change.id.0)];
                self.account.perform(&here(), &call, &row.token, &tags).await.unwrap_or_else(|error| panic!("{what}: {error}"));
                self.reopen().await;
            }
            Fate::EndedBefore => {
                self.engine().file().begin(row.row, &call, Timestamp(1)).await.unwrap();
                self.reopen().await;
            }
        }
        self.engine().apply_approved().await.unwrap_or_else(|trouble| panic!("{:?} {what}: {trouble:?}", self.fate));
        assert!(self.rehearsal.control.faults().unwrap().active.is_empty(), "{what}: the fault has not struck");
        let sent = self.rehearsal.asked(operation).len() - before;
        self.played.push((row.row, what.to_owned(), sent));
    }

    /// Closes the file, and reads what became of each call.
    async fn judge(mut self) {
        self.engine.take().unwrap().close().await;
        for (row, what, sent) in self.played {
            let outcomes = outcomes(&self.rehearsal.path(), row);
            let found: &[&str] = if self.fate == Fate::EndedBefore { &["absent", "done"] } else { &["adopted"] };
            assert!(outcomes == found && sent == 1, "{:?} {what}: {outcomes:?}, sent {sent} times", self.fate);
        }
    }

    async fn row(&self, what: &str) -> ApprovedRow {
        self.engine().file().approved().await.unwrap().into_iter().find(|row| row.change.id == name(what)).unwrap()
    }

    async fn until(&self, what: &str, mut is: impl AsyncFnMut(&Account) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !is(&self.account).await {
            assert!(Instant::now() < deadline, "{what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn outcomes(path: &std::path::Path, row: i64) -> Vec<String> {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut found = db.prepare("SELECT coalesce(outcome, 'open') FROM call WHERE change = ?1 ORDER BY id").unwrap();
    found.query_map([row], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Everything in the account but the instances that are listed as terminated for an hour, and what Route 53 remembers of changes.
fn contents(rehearsal: &Rehearsal) -> BTreeSet<String> {
    let all = rehearsal.control.resources().unwrap();
    let here = all["111122223333"].values().flatten();
    let lines = here.flat_map(|(kind, ids)| ids.iter().map(move |id| format!("{kind} {id}")));
    let past = ["instance ", "tags i-", "dns-change "];
    lines.filter(|line| !past.iter().any(|kind| line.starts_with(kind))).collect()
}

/// A network of somebody else, with a subnet that has IPv6 addresses.
fn subnet_with_ipv6(rehearsal: &Rehearsal, zone_id: &str) -> String {
    let seller = |form: &str| ec2(rehearsal, "PRACTICESELLER", form);
    let answer = seller("Action=CreateVpc&CidrBlock=10.99.0.0/16&AmazonProvidedIpv6CidrBlock=true");
    let vpc = between(&answer, "<vpcId>", "</");
    let seen = seller(&format!("Action=DescribeVpcs&VpcId.1={vpc}"));
    let block = between(&seen, "<ipv6CidrBlock>", "</").replace("/56", "/64");
    let form = format!(
        "Action=CreateSubnet&VpcId={vpc}&CidrBlock=10.99.1.0/24&AvailabilityZoneId={zone_id}&Ipv6CidrBlock={}",
        block.replace(':', "%3A").replace('/', "%2F")
    );
    between(&seller(&form), "<subnetId>", "</").to_owned()
}

async fn each_meets(fate: Fate) {
    let rehearsal = Rehearsal::new(SPEED);
    rehearsal.begin("own-zone").await;
    let mut world = rehearsal.world();
    world.consistency = Duration::from_millis(5);
    let account = Account::connect(world.credentials.clone(), world.endpoint.clone(), None).await.unwrap();
    let zones: Vec<String> = account.zones(&here()).await.unwrap().into_iter().map(|zone| zone.id).collect();
    let hosted_zone = account.hosted_zones().await.unwrap().remove(0).id;
    let engine = rehearsal.create_in(world.clone()).await;
    account.vpcs(&here()).await.unwrap();
    let with_ipv6 = vec![subnet_with_ipv6(&rehearsal, &zones[0])];
    let before = contents(&rehearsal);
    let mut place = Place { rehearsal: &rehearsal, world, account, engine: Some(engine), fate, played: Vec::new() };

    for (what, call) in making(&zones, &with_ipv6, &hosted_zone) {
        if call.action().ends_with("CreateVpcEndpointServiceConfiguration") {
            let up = async |account: &Account| account.load_balancers(&here()).await.unwrap().iter().all(|one| one.state == "active");
            place.until("a load balancer that is up", up).await;
        }
        place.play(what, &call).await;
    }

    let service = place.row("service").await.outputs;
    let subnets = ec2(&rehearsal, CUSTOMER, "Action=DescribeSubnets");
    let (subnet, vpc) = (between(&subnets, "<subnetId>", "</"), between(&subnets, "<vpcId>", "</"));
    let wanted = format!(
        "Action=CreateVpcEndpoint&VpcEndpointType=Interface&VpcId={vpc}&SubnetId.1={subnet}&ServiceName={}",
        service[&Output::ServiceName]
    );
    let endpoint = between(&ec2(&rehearsal, CUSTOMER, &wanted), "<vpcEndpointId>", "</").to_owned();
    for (what, call) in unmaking(endpoint, &hosted_zone) {
        if what == "no-group" {
            // The load balancer's and the instance's interfaces go a while after them.
            let interfaces = |line: &String| line.starts_with("network-interface ");
            let old = before.iter().filter(|line| interfaces(line)).count();
            eventually("interfaces to go", || (contents(&rehearsal).iter().filter(|line| interfaces(line)).count() == old).then_some(()))
                .await;
        }
        place.play(what, &call).await;
    }
    assert_eq!(contents(&rehearsal), before, "{fate:?}");
    place.judge().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_are_cut_off() {
    each_meets(Fate::AnswerCut).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_ends_after_the_call() {
    each_meets(Fate::EndedAfter).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_ends_before_the_call() {
    each_meets(Fate::EndedBefore).await;
}
