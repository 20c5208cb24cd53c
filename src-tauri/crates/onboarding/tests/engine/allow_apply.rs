//! Bringing AWS's allow lists to the user's: whatever stops it in the middle, the end is the list, and nobody is lost who was there before.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use gangway_model::{Output, Region, StepId};
use gangway_onboarding::allow_apply::{AllowEntryKind, AllowRun, AllowRunState, AllowWarning};
use gangway_onboarding::allow_list::{AllowEntry, AllowSelection};
use gangway_onboarding::facts::Facts;
use gangway_onboarding::{Engine, World};
use gangway_practice::{FaultForm, HoldForm, HoldWhen};
use serde_json::json;

use super::proxy::{Fate, Line};
use super::regions::give_both;
use super::rehearsal::{Answers, Rehearsal, SPEED, play};
use super::undo::{account, between, ec2};

const FIRST: &str = "eu-west-1";
const SECOND: &str = "us-east-1";
/// Answers' own customer.
const CUSTOMER: &str = "arn:aws:iam::444455556666:root";
/// Somebody else's entry.
const STRANGER: &str = "arn:aws:iam::999988887777:root";
const MODIFY: &str = "ModifyVpcEndpointServicePermissions";

fn region(name: &str) -> Region {
    Region::parse(name).unwrap()
}

fn root(number: usize) -> String {
    format!("arn:aws:iam::{number:012}:root")
}

async fn services(engine: &Engine) -> Vec<(Region, String)> {
    let places = engine.facts().await.unwrap().everywhere();
    let service = |at: &Facts| Some((at.region()?, at.known_id(StepId::EndpointService, Output::ServiceId)?));
    places.iter().filter_map(service).collect()
}

/// An onboarding whose endpoint services stand, with a stranger on AWS's list in the first Region.
async fn standing(rehearsal: &Rehearsal, world: World, both: bool) -> Engine {
    let engine = rehearsal.create_in(world).await;
    if both {
        give_both(&engine).await
    } else {
        Answers::default().give(&engine).await
    }
    let wanted = if both { 2 } else { 1 };
    play(rehearsal, &engine, async |engine| services(engine).await.len() == wanted).await;
    let service = &services(&engine).await[0].1;
    ec2(rehearsal, "PRACTICESELLER", &format!("Action={MODIFY}&ServiceId={service}&AddAllowedPrincipals.1={STRANGER}"));
    engine
}

async fn put(engine: &Engine, principals: impl IntoIterator<Item = String>) {
    let now = engine.facts().await.unwrap().now;
    let entry = |principal| AllowEntry {
        principal,
        name: String::new(),
        note: String::new(),
        added_at: now,
        added_by: "hand".to_owned(),
        source_row: None,
    };
    engine.file().allow_list_put(principals.into_iter().map(entry).collect()).await.unwrap();
}

/// AWS's list, asked past the engine.
async fn at_aws(rehearsal: &Rehearsal, place: &(Region, String)) -> BTreeSet<String> {
    account(rehearsal).await.permissions(&place.0, &place.1).await.unwrap().into_iter().collect()
}

async fn list(engine: &Engine) -> BTreeSet<String> {
    engine.file().allow_list().await.unwrap().into_iter().map(|entry| entry.principal).collect()
}

async fn apply(engine: &Engine) -> AllowRun {
    let plan = engine.allow_plan().await.unwrap();
    engine.allow_apply(&plan.hash, &plan.warnings, false, "hand").await.unwrap();
    engine.allow_settled().await.unwrap().unwrap()
}

fn fault(rehearsal: &Rehearsal, name: &str, parameters: &[(&str, &str)]) -> String {
    let parameters: BTreeMap<String, String> = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    rehearsal.control.begin_fault(&FaultForm { name: name.to_owned(), parameters, nth: None, times: None }).unwrap().id
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_difference_goes_in_batches_and_a_bad_entry_keeps_no_good_one_out() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = standing(&rehearsal, rehearsal.world(), false).await;
    let place = services(&engine).await.remove(0);
    let bad = "arn:aws-us-gov:iam::123456789012:root".to_owned();
    put(&engine, (1..=650).map(root).chain([bad.clone()])).await;

    let plan = engine.allow_plan().await.unwrap();
    let row = &plan.regions[0];
    assert_eq!((row.only_in_aws, row.remove, row.trouble.is_none()), (1, 0, true));
    assert_eq!(row.add + row.unchanged, 652, "{row:?}");
    let only = engine.allow_plan_entries(place.0.clone(), AllowEntryKind::OnlyInAws, 0, 10).await.unwrap();
    assert_eq!(only.iter().map(|entry| entry.principal.as_str()).collect::<Vec<_>>(), [STRANGER]);
    assert_eq!(engine.allow_apply("0", &[], false, "hand").await.unwrap_err().message.code, "plan-changed");

    let before = rehearsal.asked(MODIFY).len();
    let run = apply(&engine).await;
    let done = &run.regions[0];
    assert_eq!((run.state, done.refused, done.left), (AllowRunState::Done, 1, 0), "{run:#?}");
    assert!(done.read_back.is_some());
    // Seven batches, and one of them once more without the entry that AWS has named.
    assert_eq!(rehearsal.asked(MODIFY).len() - before, 8);
    let mut wanted = list(&engine).await;
    wanted.remove(&bad);
    wanted.insert(STRANGER.to_owned());
    assert_eq!(at_aws(&rehearsal, &place).await, wanted);
    let refused = engine.allow_plan_entries(place.0.clone(), AllowEntryKind::Refused, 0, 10).await.unwrap();
    assert_eq!((refused[0].principal.as_str(), refused[0].reason.as_ref().unwrap().code.as_str()), (bad.as_str(), "allow-entry-refused"));
    let history = engine.allow_history("123456789012", 0, 10).await.unwrap();
    assert!(
        history.rows.iter().any(|row| row.what == "refused" && row.answer.as_ref().unwrap().contains("InvalidPrincipal")),
        "{history:?}"
    );
    // Nothing is left, and what was refused is not sent again by itself.
    assert_eq!(engine.allow_plan().await.unwrap().entries(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_aws_has_is_adopted_or_removed_and_the_last_change_is_taken_back() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = standing(&rehearsal, rehearsal.world(), false).await;
    let place = services(&engine).await.remove(0);
    put(&engine, (1..=150).map(root)).await;
    engine.file().allow_list_edit(root(7), "Seven & Sons".to_owned(), String::new(), engine.facts().await.unwrap().now).await.unwrap();
    assert_eq!(apply(&engine).await.state, AllowRunState::Done);

    engine.allow_list_remove(AllowSelection::These { principals: vec![root(7)] }).await.unwrap();
    put(&engine, [root(500)]).await;
    assert_eq!(apply(&engine).await.state, AllowRunState::Done);
    let after = at_aws(&rehearsal, &place).await;
    assert!(!after.contains(&root(7)) && after.contains(&root(500)) && after.contains(STRANGER));

    // Back: the list first, AWS with the plan that follows.
    assert_eq!(engine.allow_undo().await.unwrap(), 2);
    assert_eq!(at_aws(&rehearsal, &place).await, after, "nothing is sent without a plan");
    assert_eq!(apply(&engine).await.state, AllowRunState::Done);
    let back = at_aws(&rehearsal, &place).await;
    assert!(back.contains(&root(7)) && !back.contains(&root(500)) && back.contains(STRANGER));
    let entry = engine.file().allow_list().await.unwrap().into_iter().find(|entry| entry.principal == root(7)).unwrap();
    assert_eq!(entry.name, "Seven & Sons", "it comes back with its name");

    assert_eq!(engine.allow_disown(place.0.clone(), None).await.unwrap(), 1);
    assert_eq!(apply(&engine).await.state, AllowRunState::Done);
    assert_eq!(at_aws(&rehearsal, &place).await, list(&engine).await);
    ec2(&rehearsal, "PRACTICESELLER", &format!("Action={MODIFY}&ServiceId={}&AddAllowedPrincipals.1={STRANGER}", place.1));
    engine.allow_plan().await.unwrap();
    assert_eq!(engine.allow_adopt(place.0.clone(), Some(vec![STRANGER.to_owned()])).await.unwrap(), 1);
    assert!(list(&engine).await.contains(STRANGER));
    assert_eq!(engine.allow_plan().await.unwrap().entries(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_is_let_in_only_after_a_yes_and_never_automatically_without_a_second_one() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = standing(&rehearsal, rehearsal.world(), false).await;
    let place = services(&engine).await.remove(0);
    put(&engine, ["*".to_owned()]).await;
    let plan = engine.allow_plan().await.unwrap();
    assert_eq!(plan.warnings, [AllowWarning::Everyone]);
    assert_eq!(engine.allow_apply(&plan.hash, &[], false, "hand").await.unwrap_err().message.code, "allow-warning-open");
    let automatic = format!("Action=ModifyVpcEndpointServiceConfiguration&ServiceId={}&AcceptanceRequired=false", place.1);
    ec2(&rehearsal, "PRACTICESELLER", &automatic);
    let one = engine.allow_apply(&plan.hash, &[AllowWarning::Everyone], false, "hand").await.unwrap_err();
    assert_eq!(one.message.code, "allow-warning-open", "acceptance was turned off meanwhile");
    assert!(!at_aws(&rehearsal, &place).await.contains("*"));
    assert_eq!(apply(&engine).await.state, AllowRunState::Done);
    assert!(at_aws(&rehearsal, &place).await.contains("*"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_region_that_is_down_keeps_no_other_from_its_list() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = standing(&rehearsal, rehearsal.world(), true).await;
    let places = services(&engine).await;
    put(&engine, (1..=250).map(root)).await;
    let plan = engine.allow_plan().await.unwrap();
    // Who signs in is asked in the other one.
    let down = fault(&rehearsal, "region-is-down", &[("region", FIRST)]);
    engine.allow_apply(&plan.hash, &[], false, "hand").await.unwrap();
    let run = engine.allow_settled().await.unwrap().unwrap();
    assert_eq!(run.state, AllowRunState::Paused, "{run:#?}");
    let of = |name: &str| run.regions.iter().find(|one| one.region == region(name)).unwrap();
    assert!(of(SECOND).trouble.is_none() && of(SECOND).left == 0);
    assert!(of(FIRST).trouble.is_some() && of(FIRST).left >= 250, "{run:#?}");
    rehearsal.control.end_fault(Some(&down)).unwrap();
    engine.allow_resume().await.unwrap();
    assert_eq!(engine.allow_settled().await.unwrap().unwrap().state, AllowRunState::Done);
    let wanted = list(&engine).await;
    assert_eq!(at_aws(&rehearsal, &places[1]).await, wanted);
    assert!(at_aws(&rehearsal, &places[0]).await.is_superset(&wanted));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn throttled_refused_and_lost_answers_end_in_the_list_all_the_same() {
    let rehearsal = Rehearsal::new(SPEED);
    let mut world = rehearsal.world();
    let line = Line::before(&mut world, |_| Fate::Pass).await;
    let engine = standing(&rehearsal, world, false).await;
    let place = services(&engine).await.remove(0);
    put(&engine, (1..=1_200).map(root)).await;
    let mut number = 0;
    line.set(move |action| {
        if action != MODIFY {
            return Fate::Pass;
        }
        number += 1;
        match number {
            2 | 3 => Fate::Throttled,
            5 => Fate::AnswerLost,
            7 => Fate::NeverArrives,
            _ => Fate::Pass,
        }
    });
    let run = apply(&engine).await;
    assert_eq!((run.state, run.regions[0].left, run.regions[0].refused), (AllowRunState::Done, 0, 0), "{run:#?}");
    let mut wanted = list(&engine).await;
    wanted.insert(STRANGER.to_owned());
    assert_eq!(at_aws(&rehearsal, &place).await, wanted);

    // Not allowed at all: it stops and says so, and goes on once it is allowed.
    let denied = fault(&rehearsal, "access-denied", &[("action", &format!("ec2:{MODIFY}"))]);
    put(&engine, (2_000..2_150).map(root)).await;
    let stopped = apply(&engine).await;
    assert_eq!(stopped.state, AllowRunState::Paused);
    assert!(stopped.regions[0].trouble.is_some() && stopped.regions[0].left == 150);
    rehearsal.control.end_fault(Some(&denied)).unwrap();
    engine.allow_resume().await.unwrap();
    assert_eq!(engine.allow_settled().await.unwrap().unwrap().state, AllowRunState::Done);
}

/// The engine lives in a runtime of its own, which is taken away while the answer of the nth batch is on its way: what a killed program leaves.
#[test]
fn killed_after_any_batch_it_goes_on_to_the_list() {
    let begin = || tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let rehearsal = Rehearsal::new(SPEED);
    let first = begin();
    let (place, before) = first.block_on(async {
        let engine = standing(&rehearsal, rehearsal.world(), false).await;
        put(&engine, (1..=620).map(root)).await;
        let place = services(&engine).await.remove(0);
        let before = at_aws(&rehearsal, &place).await;
        rehearsal.control.hold(&HoldForm { nth: 1, when: HoldWhen::After, of: MODIFY.to_owned() }).unwrap();
        let plan = engine.allow_plan().await.unwrap();
        engine.allow_apply(&plan.hash, &[], false, "hand").await.unwrap();
        rehearsal.until_held().await;
        (place, before)
    });
    first.shutdown_background();
    let mut deaths = 1;
    loop {
        rehearsal.control.release().unwrap();
        std::thread::sleep(Duration::from_millis(100));
        let again = begin();
        let ended = again.block_on(async {
            let engine = rehearsal.open().await;
            let now = at_aws(&rehearsal, &place).await;
            assert!(now.is_superset(&before), "nobody is lost");
            // The next one dies at its second call; the last has only one left.
            rehearsal.control.hold(&HoldForm { nth: 2, when: HoldWhen::After, of: MODIFY.to_owned() }).unwrap();
            engine.tick().await.unwrap();
            loop {
                if rehearsal.control.held().unwrap().reached {
                    return None;
                }
                let run = engine.allow_runs(1).await.unwrap().remove(0);
                if run.state != AllowRunState::Running {
                    return Some((run, list(&engine).await, at_aws(&rehearsal, &place).await));
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        let Some((run, mut wanted, there)) = ended else {
            again.shutdown_background();
            deaths += 1;
            assert!(deaths < 20, "it never ends");
            continue;
        };
        assert_eq!((run.state, run.regions[0].left), (AllowRunState::Done, 0), "{run:#?}");
        wanted.insert(STRANGER.to_owned());
        assert_eq!(there, wanted);
        assert!(deaths > 1, "{deaths}");
        break;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_outlive_the_file_as_tags_and_come_back_when_adopted() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = standing(&rehearsal, rehearsal.world(), false).await;
    let place = services(&engine).await.remove(0);
    let added = engine.allow_list_add(&root(11), "Eleven", "").await.unwrap();
    assert_eq!(added.added, 1);
    let plan = engine.allow_plan().await.unwrap();
    assert!(plan.names >= 1, "{plan:?}");
    engine.allow_apply(&plan.hash, &[], true, "hand").await.unwrap();
    let run = engine.allow_settled().await.unwrap().unwrap();
    assert!(run.state == AllowRunState::Done && run.regions[0].names_kept >= 1, "{run:#?}");
    let seen = account(&rehearsal).await.allowed(&place.0, &place.1).await.unwrap();
    let one = seen.iter().find(|one| one.principal == root(11)).unwrap();
    assert_eq!(one.name.as_deref(), Some("Eleven"));

    // Another file knows nothing of it, and has the name from AWS.
    let now = engine.facts().await.unwrap().now;
    engine.file().allow_list_remove(vec![root(11)], now).await.unwrap();
    engine.file().allow_list_forget(vec![root(11)]).await.unwrap();
    engine.allow_plan().await.unwrap();
    engine.allow_adopt(place.0.clone(), Some(vec![root(11)])).await.unwrap();
    let back = engine.file().allow_list().await.unwrap().into_iter().find(|entry| entry.principal == root(11)).unwrap();
    assert_eq!((back.name.as_str(), back.added_by.as_str()), ("Eleven", "aws"));

    // Not allowed to tag: a note, and no failure.
    fault(&rehearsal, "access-denied", &[("action", "ec2:CreateTags")]);
    engine.allow_list_add(&root(12), "Twelve", "").await.unwrap();
    let plan = engine.allow_plan().await.unwrap();
    engine.allow_apply(&plan.hash, &[], true, "hand").await.unwrap();
    let run = engine.allow_settled().await.unwrap().unwrap();
    assert_eq!(run.state, AllowRunState::Done);
    assert_eq!(run.regions[0].note.as_ref().unwrap().code, "allow-names-denied");
    assert!(at_aws(&rehearsal, &place).await.contains(&root(12)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_stops_between_two_calls_and_cancelling_leaves_the_rest() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = standing(&rehearsal, rehearsal.world(), false).await;
    let place = services(&engine).await.remove(0);
    put(&engine, (1..=900).map(root)).await;
    let plan = engine.allow_plan().await.unwrap();
    rehearsal.control.hold(&HoldForm { nth: 2, when: HoldWhen::After, of: MODIFY.to_owned() }).unwrap();
    engine.allow_apply(&plan.hash, &[], false, "hand").await.unwrap();
    rehearsal.until_held().await;
    engine.allow_pause().await.unwrap();
    rehearsal.control.release().unwrap();
    let paused = engine.allow_settled().await.unwrap().unwrap();
    assert_eq!(paused.state, AllowRunState::Paused);
    assert!(paused.regions[0].left > 0 && paused.regions[0].added > 0, "{paused:#?}");
    assert_eq!(engine.allow_apply(&plan.hash, &[], false, "hand").await.unwrap_err().message.code, "task-at-work");
    engine.tick().await.unwrap();
    assert_eq!(engine.allow_runs(1).await.unwrap()[0].state, AllowRunState::Paused, "only the user goes on");
    engine.allow_cancel().await.unwrap();
    let cancelled = engine.allow_runs(1).await.unwrap().remove(0);
    assert_eq!((cancelled.state, cancelled.regions[0].left), (AllowRunState::Cancelled, 0));
    // The rest is in the next plan.
    let rest = engine.allow_plan().await.unwrap();
    assert_eq!(rest.entries() + at_aws(&rehearsal, &place).await.len(), list(&engine).await.len() + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_have_names_and_each_its_own_answer() {
    let rehearsal = Rehearsal::new(SPEED);
    let engine = standing(&rehearsal, rehearsal.world(), false).await;
    let place = services(&engine).await.remove(0);
    apply_if_open(&engine).await;
    let subnets = ec2(&rehearsal, "PRACTICECUSTOMER", "Action=DescribeSubnets");
    let (subnet, vpc) = (between(&subnets, "<subnetId>", "</").to_owned(), between(&subnets, "<vpcId>", "</").to_owned());
    let name = account(&rehearsal).await.endpoint_service(&place.0, &place.1).await.unwrap().name;
    let wanted = format!("Action=CreateVpcEndpoint&VpcEndpointType=Interface&VpcId={vpc}&SubnetId.1={subnet}&ServiceName={name}");
    let endpoint = between(&ec2(&rehearsal, "PRACTICECUSTOMER", &wanted), "<vpcEndpointId>", "</").to_owned();
    let seen = engine.connections().await.unwrap();
    let row = &seen.rows[0];
    assert_eq!((row.endpoint_id.as_str(), row.state.as_str(), row.known), (endpoint.as_str(), "pendingAcceptance", true), "{seen:#?}");
    assert_eq!((row.name.as_str(), row.owner.as_str()), ("Customer One", "444455556666"));
    assert!(row.created_at.is_some());

    // Off the list, the account is unknown: it is said before anybody is let in, and removing ends nothing.
    engine.allow_list_remove(AllowSelection::These { principals: vec![CUSTOMER.to_owned()] }).await.unwrap();
    let plan = engine.allow_plan().await.unwrap();
    assert_eq!((plan.regions[0].remove, plan.regions[0].staying), (1, 1));
    assert_eq!(engine.allow_staying(&place.0).await.unwrap(), std::slice::from_ref(&endpoint));
    let this = || serde_json::from_value(json!([{"region": FIRST, "endpointId": endpoint}])).unwrap();
    let stranger = engine.answer_connections(this(), true, false).await.unwrap_err();
    assert_eq!(stranger.message.code, "connection-unknown-account");
    let both = || {
        serde_json::from_value(
            json!([{"region": FIRST, "endpointId": endpoint}, {"region": FIRST, "endpointId": "vpce-0aaaaaaaaaaaaaaaa"}]),
        )
    };
    let answers = engine.answer_connections(both().unwrap(), true, true).await.unwrap();
    let refused: BTreeMap<&str, bool> = answers.iter().map(|one| (one.endpoint_id.as_str(), one.refused.is_some())).collect();
    assert_eq!(refused, BTreeMap::from([(endpoint.as_str(), false), ("vpce-0aaaaaaaaaaaaaaaa", true)]));
    let answers = engine.answer_connections(this(), false, false).await.unwrap();
    assert!(answers[0].refused.is_none());
    assert_eq!(engine.connections().await.unwrap().rows[0].state, "rejected");
}

async fn apply_if_open(engine: &Engine) {
    if engine.allow_plan().await.unwrap().entries() > 0 {
        assert_eq!(apply(engine).await.state, AllowRunState::Done);
    }
}
