//! A survey's events: what is there is told while the rest is still on its way.

use std::collections::{BTreeMap, BTreeSet};

use gangway_aws::survey::{Event, Part, SurveyAsk};
use gangway_model::Region;
use gangway_practice::{FaultForm, Options, Practice};

use crate::journey::connect;

fn regions() -> Vec<Region> {
    ["us-east-1", "eu-west-1"].map(|name| Region::parse(name).unwrap()).to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_part_keeps_nothing_else_waiting() {
    let practice = Practice::start(Options::default()).unwrap();
    let parameters = [("action", "DescribeVpcs"), ("region", "eu-west-1"), ("seconds", "2")];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    practice.control().begin_fault(&FaultForm { name: "call-slow".to_owned(), parameters, ..FaultForm::default() }).unwrap();
    let account = connect(&practice.world().aws.endpoint, "PRACTICESELLER").await;
    let (events, mut told) = tokio::sync::mpsc::unbounded_channel();
    let ask = SurveyAsk { regions: regions(), ..SurveyAsk::default() };
    let survey = account.survey(&ask, &events).await.unwrap();
    drop(events);

    let (mut parts, mut order) = (BTreeMap::<Region, BTreeSet<Part>>::new(), Vec::new());
    while let Some(event) = told.recv().await {
        match event {
            Event::Regions { regions } => order.push(format!("{} Regions", regions.len())),
            Event::Begun { region } => assert!(parts.insert(region, BTreeSet::new()).is_none()),
            Event::Part { region, part, count } => {
                let seen = survey.seen.iter().find(|one| one.region == region).unwrap();
                let listed = match part {
                    Part::Vpcs => seen.vpcs.len(),
                    Part::Instances => seen.instances.len(),
                    Part::Zones => seen.zones.len(),
                    _ => count,
                };
                assert_eq!(count, listed, "{part:?}");
                assert!(parts.get_mut(&region).unwrap().insert(part), "{part:?} is told once");
                if part == Part::Vpcs || part == Part::Permissions {
                    order.push(format!("{region} {part:?}"));
                }
            }
            Event::Done { survey: seen } => {
                assert_eq!(parts[&seen.region].len(), 15, "{parts:?}");
                assert!(survey.seen.contains(&seen));
                order.push(format!("{} done", seen.region));
            }
            Event::Failed { failure } => panic!("{failure:?}"),
        }
    }
    assert_eq!(order.first().map(String::as_str), Some("2 Regions"));
    let last: Vec<&str> = order.iter().rev().take(2).map(String::as_str).collect();
    assert_eq!(last, ["eu-west-1 done", "eu-west-1 Vpcs"], "the slow one comes last, alone: {order:?}");
    assert_eq!(order.len(), 7, "{order:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_has_to_listen() {
    let practice = Practice::start(Options::default()).unwrap();
    let account = connect(&practice.world().aws.endpoint, "PRACTICESELLER").await;
    let (events, told) = tokio::sync::mpsc::unbounded_channel();
    drop(told);
    let survey = account.survey(&SurveyAsk { regions: regions(), ..SurveyAsk::default() }, &events).await.unwrap();
    assert_eq!((survey.seen.len(), survey.failed.len()), (2, 0));
    assert!(survey.seen.iter().all(|one| one.gaps.is_empty() && one.longest_chain <= 2), "{survey:?}");
}
