//! What the account itself can have against an approved change: a quota that is reached, a name that is taken, a thing that is gone since the plan
//! was made. Each is told by a sentence of its own, and the onboarding goes on to its end once it is put right.

use std::collections::BTreeMap;
use std::time::Duration;

use gangway_aws::Account;
use gangway_model::{Call, CallTag, Input, IpAddressType, Region, StepId, TargetProtocol, TargetType};
use gangway_onboarding::Trouble;
use gangway_onboarding::view::TaskStatus;
use gangway_practice::FaultForm;
use gangway_words::Words;

use super::rehearsal::Rehearsal;
use super::turns::{Person, Turn};

fn region() -> Region {
    Region::parse("eu-west-1").unwrap()
}

/// The account, as somebody else in it sees it.
async fn somebody(rehearsal: &Rehearsal) -> Account {
    let world = rehearsal.world();
    Account::connect(world.credentials, world.endpoint, Some(region())).await.unwrap()
}

/// Said in three sentences, none of them the one for everything.
fn assert_told(trouble: &Trouble, code: &str) {
    let (words, message) = (Words::english(), &trouble.message);
    assert_eq!(message.code, code, "{trouble:?}");
    assert!(words.say(message).contains(' ') && words.why(message).is_some() && words.next(message).is_some(), "{code}");
    assert!(trouble.request_id.is_some(), "{trouble:?}");
}

async fn shown(person: &Person<'_>, step: StepId, code: &str) {
    let tasks = person.tasks().await;
    let (_, status, why) = tasks.into_iter().find(|(one, _, _)| *one == step).unwrap();
    assert_eq!((status, why.map(|why| why.code).as_deref()), (TaskStatus::Attention, Some(code)), "{step}");
}

/// Answers, a plan, and its approval.
async fn approved(person: &mut Person<'_>) {
    for turn in person.first().into_iter().chain([Turn::Approve]) {
        person.take(turn).await.unwrap();
    }
}

async fn to_the_end(person: &mut Person<'_>) {
    person.go_on(async |person, turn| person.take(turn).await.unwrap_or_else(|trouble| panic!("{turn:?}: {trouble:?}"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn quotas_that_are_reached() {
    let rehearsal = Rehearsal::new(1.0);
    let mut person = Person::new(&rehearsal, rehearsal.world());
    approved(&mut person).await;
    let quotas = [
        ("certificates", "RequestCertificate", StepId::Certificate),
        ("load-balancers", "CreateLoadBalancer", StepId::LoadBalancer),
        ("target-groups", "CreateTargetGroup", StepId::LoadBalancer),
        ("targets-per-target-group", "RegisterTargets", StepId::LoadBalancer),
    ];
    let begin = |quota: &str| {
        let parameters = BTreeMap::from([("quota".to_owned(), quota.to_owned()), ("value".to_owned(), "0".to_owned())]);
        let fault = FaultForm { name: "quota".to_owned(), parameters, ..FaultForm::default() };
        rehearsal.control.begin_fault(&fault).unwrap().id
    };
    // All are reached; each is raised when it was told.
    let mut reached: BTreeMap<&str, (String, StepId)> =
        quotas.into_iter().map(|(quota, operation, step)| (operation, (begin(quota), step))).collect();
    let mut quiet = 0;
    while !reached.is_empty() {
        let Err(trouble) = person.take(Turn::Apply).await else {
            quiet += 1;
            assert!(quiet < 10, "{:?} can be made no more", reached.keys());
            // What builds on what failed is planned again once that is there.
            person.take(Turn::Approve).await.unwrap();
            continue;
        };
        assert_told(&trouble, "aws-quota-reached");
        let Some(gangway_model::Param::Text(operation)) = trouble.message.params.get("operation") else { panic!("{trouble:?}") };
        let (fault, step) = reached.remove(operation.as_str()).unwrap_or_else(|| panic!("{trouble:?}"));
        shown(&person, step, "aws-quota-reached").await;
        rehearsal.control.end_fault(Some(&fault)).unwrap();
        // AWS said no: it is planned anew, and approved anew.
        person.take(Turn::Approve).await.unwrap();
    }
    to_the_end(&mut person).await;
    for kind in ["load-balancer", "target-group", "listener", "vpc-endpoint-service", "certificate"] {
        assert_eq!(rehearsal.existing(kind).len(), 1, "{kind}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_somebody_else_took_meanwhile() {
    let rehearsal = Rehearsal::new(1.0);
    let mut person = Person::new(&rehearsal, rehearsal.world());
    approved(&mut person).await;
    let account = somebody(&rehearsal).await;
    let vpc = account.vpcs(&region()).await.unwrap().into_iter().find(|vpc| vpc.subnets.len() > 1).unwrap();
    let create = Call::CreateLoadBalancer {
        name: "acme-api".to_owned(),
        subnets: vec![Input::existing(&vpc.subnets[0].id)],
        security_groups: Vec::new(),
        ip_address_type: IpAddressType::Ipv4,
    };
    let tag = |key: &str| CallTag { key: key.to_owned(), value: "theirs".to_owned() };
    let theirs = account.perform(&region(), &create, "theirs", &[tag("owner")]).await.unwrap();
    let group = Call::CreateTargetGroup {
        name: "acme-api".to_owned(),
        port: 1,
        vpc: Input::existing(&vpc.id),
        target_type: TargetType::Instance,
        protocol: TargetProtocol::Tcp,
        health_check: None,
    };
    account.perform(&region(), &group, "theirs", &[tag("owner")]).await.unwrap();

    let trouble = person.take(Turn::Apply).await.expect_err("the name is taken");
    assert_told(&trouble, "aws-name-taken");
    shown(&person, StepId::LoadBalancer, "aws-name-taken").await;
    person.rename_load_balancer("acme-api-2").await;
    to_the_end(&mut person).await;
    assert_eq!(rehearsal.existing("load-balancer").len(), 2, "theirs and ours");
    assert_eq!(rehearsal.existing("vpc-endpoint-service").len(), 1);
    let all = account.load_balancers(&region()).await.unwrap();
    let untouched = all.iter().find(|one| theirs.values().any(|arn| *arn == one.arn)).unwrap();
    assert!(untouched.tags == [tag("owner")] && account.listeners(&region(), &untouched.arn).await.unwrap().is_empty(), "{untouched:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_load_balancer_that_is_removed_before_what_builds_on_it() {
    let rehearsal = Rehearsal::new(1.0);
    let mut world = rehearsal.world();
    world.consistency = Duration::from_millis(100);
    let mut person = Person::new(&rehearsal, world);
    approved(&mut person).await;
    // The listener waits for the certificate, the endpoint service for the load balancer.
    person.take(Turn::Apply).await.unwrap();
    let account = somebody(&rehearsal).await;
    let arn = account.load_balancers(&region()).await.unwrap().into_iter().find(|one| one.name == "acme-api").unwrap().arn;
    let ours = [CallTag { key: "gangway:onboarding".to_owned(), value: person.engine().meta().id.clone() }];
    let remove = Call::DeleteLoadBalancer { load_balancer: Input::existing(&arn) };
    account.perform(&region(), &remove, "gone", &ours).await.unwrap();

    let mut told = Vec::new();
    person
        .go_on(async |person, turn| {
            // Told, and put right by approving what is planned anew.
            for _ in 0..3 {
                let Err(trouble) = person.take(turn).await else { return };
                assert_told(&trouble, "aws-not-found");
                told.push(trouble);
                person.take(Turn::Approve).await.unwrap();
            }
            panic!("{turn:?}: {told:?}");
        })
        .await;
    for kind in ["load-balancer", "target-group", "listener", "vpc-endpoint-service", "certificate"] {
        assert_eq!(rehearsal.existing(kind).len(), 1, "{kind}");
    }
}

/// What a refused approval made before the refusal is seen by the next look: only what is missing is planned anew, and a target group that
/// somebody has deleted meanwhile is made again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_refused_load_balancer_only_what_is_missing_is_planned() {
    let rehearsal = Rehearsal::new(1.0);
    let mut world = rehearsal.world();
    world.consistency = Duration::ZERO;
    let mut person = Person::new(&rehearsal, world);
    rehearsal.control.begin_fault(&FaultForm { name: "quota".to_owned(), ..FaultForm::default() }).unwrap();
    approved(&mut person).await;
    assert_told(&person.take(Turn::Apply).await.unwrap_err(), "aws-quota-reached");
    // The target group needs no load balancer: it is made all the same.
    for _ in 0..3 {
        // The refusal is told each time.
        let _ = person.engine().look_after().await;
    }
    assert_eq!((rehearsal.existing("target-group").len(), rehearsal.asked("RegisterTargets").len()), (1, 1));
    rehearsal.control.end_fault(None).unwrap();
    let planned = async || {
        person.engine().check(StepId::LoadBalancer).await.unwrap();
        let plan = person.engine().detail(StepId::LoadBalancer).await.unwrap().plan.unwrap();
        let ids = plan.changes.iter().map(|change| change.id.0.rsplit('/').next().unwrap().to_owned());
        ids.collect::<std::collections::BTreeSet<_>>()
    };
    let before = planned().await;
    assert!(before.contains("create-load-balancer"), "{before:?}");
    assert!(!before.contains("create-target-group") && !before.contains("register-targets"), "{before:?}");

    let account = somebody(&rehearsal).await;
    let arn = account.target_groups(&region(), None).await.unwrap().remove(0).arn;
    let ours = [CallTag { key: "gangway:onboarding".to_owned(), value: person.engine().meta().id.clone() }];
    account.perform(&region(), &Call::DeleteTargetGroup { target_group: Input::existing(&arn) }, "gone", &ours).await.unwrap();
    let after = planned().await;
    assert!(after.contains("create-target-group") && after.contains("register-targets"), "{after:?}");
}
