//! Everything that can stand behind a load balancer, and a network that is made for it.

use gangway_model::{Call, CallTag, Input, Output, Region, StepId};
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::observed::Observed;
use gangway_onboarding::view::TaskStatus;
use gangway_onboarding::{Account, Engine};
use serde_json::{Value, json};

use super::rehearsal::{Answers, Rehearsal, SPEED, approve_all, give, play, task};
use super::undo::{between, ec2, query};

/// The journey's answers with other ones in their place; without the customer's part.
async fn give_with(engine: &Engine, network: Value, instances: Value, balancer: Value) {
    give(engine, Answers::default().product()).await;
    give(engine, network).await;
    give(engine, instances).await;
    give(engine, balancer).await;
    give(engine, json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true})).await;
}

fn balancer() -> Value {
    json!({"step": "load-balancer", "choice": {"kind": "create", "name": "acme-api"}, "port": 443, "protocol": "tcp", "crossZone": true,
        "securityGroup": "create"})
}

/// Answers that make everything anew: a network with a subnet in each zone, a server in each, a load balancer, an endpoint service.
pub async fn answer_new_network(engine: &Engine) {
    give(engine, Answers::default().product()).await;
    engine.check(StepId::Network).await.unwrap();
    let Some(Observed::Network(seen)) = engine.detail(StepId::Network).await.unwrap().observed else { panic!() };
    let proposal = seen.proposal.expect("a free range");
    assert!(!seen.vpcs.iter().any(|vpc| vpc.cidr == proposal.cidr));
    assert_eq!(proposal.subnets.len(), seen.zones.iter().filter(|zone| zone.usable).count(), "one per zone");

    let network = json!({"step": "network", "vpcId": "", "subnetIds": [], "newVpcCidr": proposal.cidr, "newSubnets": proposal.subnets});
    give_with(engine, network, launched("t3.small"), balancer()).await;
}

/// Servers launched from an image.
pub fn launched(instance_type: &str) -> Value {
    json!({"step": "instances", "kind": "launch", "port": 443,
        "launch": {"templateId": "", "imageId": "ami-0123456789abcdef0", "instanceType": instance_type}})
}

pub async fn reaches_its_servers(rehearsal: &Rehearsal, engine: &Engine) {
    play(rehearsal, engine, async |engine| task(engine, StepId::Reachability).await.0 == TaskStatus::Done).await;
    let rows = engine.file().approved().await.unwrap();
    assert!(rows.iter().all(|row| row.state != ChangeState::Failed), "{rows:#?}");
}

async fn zones_with_health(engine: &Engine) -> Vec<(usize, usize)> {
    let Some(Observed::Reachability(seen)) = engine.detail(StepId::Reachability).await.unwrap().observed else { panic!() };
    seen.zones.iter().map(|zone| (zone.healthy, zone.targets)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_network_with_new_servers_is_made_whole_in_one_plan() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    answer_new_network(&engine).await;
    assert_eq!(task(&engine, StepId::LoadBalancer).await.0, TaskStatus::CannotStart, "its network is not even approved");

    let before = rehearsal.existing("vpc").len();
    let plan = approve_all(&engine).await;
    let names: Vec<&str> = plan.changes.iter().map(|change| change.id.0.split_once('/').unwrap().1).collect();
    let wanted = [
        "network/create-vpc",
        "network/create-subnet-euw1-az1",
        "network/create-subnet-euw1-az2",
        "network/create-subnet-euw1-az3",
        "instances/create-security-group",
        "instances/let-vpc-in",
        "instances/launch-euw1-az1",
        "instances/launch-euw1-az2",
        "instances/launch-euw1-az3",
        "load-balancer/create-security-group",
        "load-balancer/let-vpc-in",
        "load-balancer/create-load-balancer",
        "load-balancer/rules-off",
        "load-balancer/cross-zone-on",
        "load-balancer/create-target-group",
        "load-balancer/register-targets",
        "load-balancer/create-listener",
        "endpoint-service/create-endpoint-service",
    ];
    for name in wanted {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    reaches_its_servers(&rehearsal, &engine).await;
    assert_eq!(rehearsal.existing("vpc").len(), before + 1);
    for (action, times) in
        [("CreateVpc", 1), ("CreateSubnet", 3), ("RunInstances", 3), ("CreateSecurityGroup", 2), ("SetSecurityGroups", 1)]
    {
        assert_eq!(rehearsal.asked(action).len(), times, "{action}");
    }
    assert_eq!(zones_with_health(&engine).await, [(1, 1); 3]);
    for step in [StepId::Network, StepId::Instances, StepId::LoadBalancer] {
        engine.check(step).await.unwrap();
        let detail = engine.detail(step).await.unwrap();
        assert_eq!((detail.task.status, detail.plan), (TaskStatus::Done, None), "{step}: {:?}", detail.findings);
    }
    let again = approve_all(&engine).await;
    let again: Vec<&str> = again.changes.iter().map(|change| change.id.0.as_str()).filter(|id| !id.contains("private-dns")).collect();
    assert!(again.is_empty(), "nothing is made twice: {again:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_of_servers_are_registered_as_addresses() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    give(&engine, Answers::default().product()).await;
    give(&engine, json!({"step": "network", "suggested": true})).await;
    engine.check(StepId::Instances).await.unwrap();
    let Some(Observed::Instances(seen)) = engine.detail(StepId::Instances).await.unwrap().observed else { panic!() };
    let addresses: Vec<String> = seen.instances.iter().filter_map(|one| one.private_ip.clone()).collect();
    let servers = json!({"step": "instances", "kind": "addresses", "addresses": addresses, "port": 8443});
    give(&engine, servers).await;
    give(&engine, balancer()).await;
    give(&engine, json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true})).await;
    reaches_its_servers(&rehearsal, &engine).await;
    assert!(zones_with_health(&engine).await.iter().all(|(healthy, all)| healthy == all && *all > 0));

    // One that no server has is a container's, most likely.
    let mut more = addresses.clone();
    more.push("10.20.1.99".to_owned());
    give(&engine, json!({"step": "instances", "kind": "addresses", "addresses": more, "port": 8443})).await;
    let found = engine.check(StepId::Instances).await.unwrap().findings;
    let said: Vec<(&str, Option<&str>)> = found.iter().map(|one| (one.message.code.as_str(), one.subject.as_deref())).collect();
    assert_eq!(said, [("instances-address-unknown", Some("10.20.1.99"))]);
}

/// The seeded VPC's subnets, and a security group of somebody else in it, which lets the VPC in at a port.
async fn open_group(rehearsal: &Rehearsal, engine: &Engine, port: u16) -> (Vec<String>, String) {
    let Some(Observed::Network(seen)) = engine.detail(StepId::Network).await.unwrap().observed else { panic!() };
    let vpc = seen.vpcs.into_iter().find(|vpc| vpc.subnets.len() > 1).unwrap();
    let world = rehearsal.world();
    let account = Account::connect(world.credentials, world.endpoint, None).await.unwrap();
    let (region, tags) = (Region::parse("eu-west-1").unwrap(), [CallTag { key: "owner".to_owned(), value: "theirs".to_owned() }]);
    let (name, description) = ("theirs".to_owned(), "their group".to_owned());
    let create = Call::CreateSecurityGroup { vpc: Input::existing(&vpc.id), name, description };
    let group = account.perform(&region, &create, "group", &tags).await.unwrap()[&Output::SecurityGroupId].clone();
    let open = Call::AuthorizeIngress { security_group: Input::existing(&group), port, cidrs: vec![vpc.cidr.clone()] };
    account.perform(&region, &open, "open", &[]).await.unwrap();
    (vpc.subnets.into_iter().map(|subnet| subnet.id).collect(), group)
}

/// An Application Load Balancer of somebody else, which answers 200 on port 8080 to whom its security group lets in; its ARN.
async fn application_load_balancer(rehearsal: &Rehearsal, engine: &Engine) -> String {
    let (subnets, group) = open_group(rehearsal, engine, 8080).await;
    let elb = |form: &str| query(rehearsal, "PRACTICESELLER", "elasticloadbalancing", &format!("{form}&Version=2015-12-01"));
    let (one, two) = (&subnets[0], &subnets[1]);
    let made = elb(&format!(
        "Action=CreateLoadBalancer&Name=their-alb&Type=application&Scheme=internal&Subnets.member.1={one}&Subnets.member.2={two}\
         &SecurityGroups.member.1={group}"
    ));
    let arn = between(&made, "<LoadBalancerArn>", "</").to_owned();
    let fixed = "DefaultActions.member.1.Type=fixed-response&DefaultActions.member.1.FixedResponseConfig.StatusCode=200";
    elb(&format!("Action=CreateListener&LoadBalancerArn={arn}&Protocol=HTTP&Port=8080&{fixed}"));
    arn
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_load_balancer_is_reached_through_a_target_group_of_its_own_type() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    give(&engine, Answers::default().product()).await;
    give(&engine, json!({"step": "network", "suggested": true})).await;
    let arn = application_load_balancer(&rehearsal, &engine).await;
    engine.check(StepId::Instances).await.unwrap();
    let servers = json!({"step": "instances", "kind": "applicationLoadBalancer", "applicationLoadBalancer": arn, "port": 8080,
        "health": {"protocol": "http", "path": "/", "statuses": "200"}});
    give(&engine, servers).await;
    give(&engine, balancer()).await;
    give(&engine, json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true})).await;
    reaches_its_servers(&rehearsal, &engine).await;
    let Some(Observed::Reachability(seen)) = engine.detail(StepId::Reachability).await.unwrap().observed else { panic!() };
    assert_eq!(seen.targets.iter().map(|one| (one.id.as_str(), one.state.as_str())).collect::<Vec<_>>(), [(arn.as_str(), "healthy")]);
    let created = rehearsal.asked("CreateTargetGroup");
    assert!(created.len() == 1 && created[0].parameters.contains("TargetType=alb"), "{created:?}");
    for step in [StepId::Instances, StepId::LoadBalancer, StepId::Reachability] {
        engine.check(step).await.unwrap();
        let detail = engine.detail(step).await.unwrap();
        assert_eq!((detail.task.status, detail.plan), (TaskStatus::Done, None), "{step}: {:?}", detail.findings);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_are_launched_from_a_template_with_what_it_says() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    give(&engine, Answers::default().product()).await;
    give(&engine, json!({"step": "network", "suggested": true})).await;
    let (_, group) = open_group(&rehearsal, &engine, 8443).await;
    let from = |id: &str| json!({"step": "instances", "kind": "launch", "port": 8443, "launch": {"templateId": id, "imageId": "", "instanceType": ""}});
    // One that does not exist is told by name, and another one may be named.
    give(&engine, from("lt-0123456789abcdef0")).await;
    give(&engine, balancer()).await;
    give(&engine, json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true})).await;
    let plan = engine.plan_everything().await.unwrap();
    assert!(!plan.changes.iter().any(|change| change.id.0.contains("instances/create-security-group")), "the template brings its own");
    engine.approve(&plan).await.unwrap();
    let mut hasty = engine.apply_approved().await;
    while hasty.is_ok() {
        hasty = engine.apply_approved().await;
    }
    let trouble = hasty.unwrap_err();
    assert_eq!(trouble.message.code, "aws-not-found");
    assert!(format!("{:?}", trouble.message.params).contains("lt-0123456789abcdef0"), "{trouble:?}");

    let data = format!(
        "LaunchTemplateData.ImageId=ami-0123456789abcdef0&LaunchTemplateData.InstanceType=m7g.large&LaunchTemplateData.SecurityGroupId.1={group}"
    );
    let made = ec2(&rehearsal, "PRACTICESELLER", &format!("Action=CreateLaunchTemplate&LaunchTemplateName=api&{data}"));
    let id = between(&made, "<launchTemplateId>", "</").to_owned();
    give(&engine, from(&id)).await;
    reaches_its_servers(&rehearsal, &engine).await;
    engine.check(StepId::Instances).await.unwrap();
    let Some(Observed::Instances(seen)) = engine.detail(StepId::Instances).await.unwrap().observed else { panic!() };
    let rows = engine.file().approved().await.unwrap();
    let launched: Vec<String> = rows.iter().filter_map(|row| row.outputs.get(&Output::InstanceId).cloned()).collect();
    let of_template = seen.instances.iter().filter(|one| launched.contains(&one.id) && one.instance_type == "m7g.large");
    assert_eq!((of_template.count(), launched.len()), (3, 3));
    assert_eq!(zones_with_health(&engine).await, [(1, 1); 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_target_group_that_somebody_keeps_is_used_as_it_is() {
    let rehearsal = Rehearsal::new(SPEED);
    // Somebody else's onboarding leaves its target group behind, in use by its load balancer.
    let engine = rehearsal.create().await;
    give_with(
        &engine,
        json!({"step": "network", "suggested": true}),
        json!({"step": "instances", "suggested": true, "port": 8443}),
        json!({"step": "load-balancer", "choice": {"kind": "create", "name": "theirs"}, "port": 443, "protocol": "tcp", "crossZone": true}),
    )
    .await;
    reaches_its_servers(&rehearsal, &engine).await;
    engine.check(StepId::Instances).await.unwrap();
    let Some(Observed::Instances(seen)) = engine.detail(StepId::Instances).await.unwrap().observed else { panic!() };
    let group = seen.target_groups.first().expect("its target group").clone();
    let registered = rehearsal.asked("RegisterTargets").len();

    let other = Engine::create(&rehearsal.folder.path().join("other.gangway"), "Other", None, rehearsal.world()).await.unwrap();
    give(&other, Answers::default().product()).await;
    give(&other, json!({"step": "network", "suggested": true})).await;
    give(&other, json!({"step": "instances", "kind": "targetGroup", "targetGroup": group.target_group.arn})).await;
    let found = other.check(StepId::Instances).await.unwrap().findings;
    assert!(found.iter().any(|one| one.message.code == "instances-target-group-used"), "{found:?}");
    let balancer = group.load_balancer_arns.first().unwrap();
    let existing = json!({"step": "load-balancer", "choice": {"kind": "existing", "arn": balancer}, "port": 443, "protocol": "tcp",
        "crossZone": true});
    give(&other, existing).await;
    other.check(StepId::LoadBalancer).await.unwrap();
    other.check(StepId::Instances).await.unwrap();
    let found = other.detail(StepId::Instances).await.unwrap();
    assert!(!found.findings.iter().any(|one| one.message.code == "instances-target-group-used"), "now it is this one's load balancer");
    let plan = other.plan_everything().await.unwrap();
    let touches =
        plan.changes.iter().filter(|change| change.call.action().contains("Targets") || change.call.action().contains("TargetGroup"));
    assert_eq!(touches.count(), 0, "{plan:#?}");
    assert_eq!(rehearsal.asked("RegisterTargets").len(), registered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn zones_that_come_later_reach_the_load_balancer_and_then_the_endpoint_service() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    give(&engine, Answers::default().product()).await;
    engine.check(StepId::Network).await.unwrap();
    let suggested = engine.detail(StepId::Network).await.unwrap().suggested.unwrap();
    let mut network = serde_json::to_value(suggested).unwrap();
    let all = network["subnetIds"].as_array().unwrap().clone();
    network["subnetIds"] = json!([all[0], all[1]]);
    give_with(&engine, network.clone(), json!({"step": "instances", "suggested": true, "port": 8443}), balancer()).await;
    reaches_its_servers(&rehearsal, &engine).await;
    play(&rehearsal, &engine, async |engine| task(engine, StepId::EndpointService).await.0 == TaskStatus::Done).await;

    network["subnetIds"] = json!(all);
    give(&engine, network).await;
    play(&rehearsal, &engine, async |_| !rehearsal.asked("SetSubnets").is_empty()).await;
    play(&rehearsal, &engine, async |engine| {
        engine.check(StepId::EndpointService).await.unwrap();
        let Some(Observed::EndpointService(seen)) = engine.detail(StepId::EndpointService).await.unwrap().observed else { panic!() };
        seen.services.iter().any(|one| one.endpoint_service.zone_ids.len() == all.len())
    })
    .await;
    assert_eq!(rehearsal.asked("SetSubnets").len(), 1);
    assert_eq!(rehearsal.asked("CreateLoadBalancer").len(), 1);
    let found = engine.check(StepId::EndpointService).await.unwrap().findings;
    assert!(!found.iter().any(|one| one.message.code == "endpoint-service-zones-missing"), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acceptance_and_regions_of_what_gangway_made_follow_the_answers_and_of_others_only_on_the_users_word() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    let servers = json!({"step": "instances", "suggested": true, "port": 8443});
    give_with(&engine, json!({"step": "network", "suggested": true}), servers.clone(), balancer()).await;
    play(&rehearsal, &engine, async |engine| task(engine, StepId::EndpointService).await.0 == TaskStatus::Done).await;
    let wanted = json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": false,
        "supportedRegions": ["us-east-1"]});
    give(&engine, wanted).await;
    let plan = approve_all(&engine).await;
    let names: Vec<&str> = plan.changes.iter().map(|change| change.id.0.as_str()).collect();
    for wanted in ["eu-west-1/endpoint-service/set-acceptance", "eu-west-1/endpoint-service/set-supported-regions"] {
        assert!(names.contains(&wanted), "{names:?}");
    }
    engine.check(StepId::EndpointService).await.unwrap();
    let Some(Observed::EndpointService(seen)) = engine.detail(StepId::EndpointService).await.unwrap().observed else { panic!() };
    let service = seen.services.first().unwrap().endpoint_service.clone();
    assert!(!service.acceptance_required && service.supported_regions.iter().any(|region| region == "us-east-1"), "{service:?}");

    let other = Engine::create(&rehearsal.folder.path().join("other.gangway"), "Other", None, rehearsal.world()).await.unwrap();
    let arn = service.load_balancer_arns.first().unwrap();
    let existing = json!({"step": "load-balancer", "choice": {"kind": "existing", "arn": arn}, "port": 443, "protocol": "tcp",
        "crossZone": true});
    give(&other, Answers::default().product()).await;
    give(&other, json!({"step": "network", "suggested": true})).await;
    give(&other, servers).await;
    give(&other, existing).await;
    let mut answer = json!({"step": "endpoint-service", "choice": {"kind": "existing", "id": service.id}, "acceptanceRequired": true});
    give(&other, answer.clone()).await;
    let changes = |plan: gangway_model::Plan| -> Vec<String> {
        plan.changes.into_iter().filter(|change| change.step == StepId::EndpointService).map(|change| change.id.0).collect()
    };
    assert!(changes(other.plan_everything().await.unwrap()).is_empty(), "it is somebody else's");
    answer["mayChange"] = json!(true);
    answer["supportedRegions"] = json!(["us-east-1"]);
    give(&other, answer).await;
    assert_eq!(changes(other.plan_everything().await.unwrap()), ["eu-west-1/endpoint-service/set-acceptance"]);
}
