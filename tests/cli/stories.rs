//! Guided rehearsals played to their end through the terminal: what the wizard recommends is enough to get through them.

use gangway_practice::ChapterState;

use crate::support::{Journey, PracticeServer, assert_made_once, resources, undone, wait_for};

const SELLER: &str = "111122223333";
const REGION: &str = "eu-west-1";

fn passed(practice: &PracticeServer, chapter: &str) -> bool {
    let playing = practice.control.stories().unwrap().playing.unwrap();
    playing.chapters.iter().find(|one| one.key == chapter).unwrap().state == ChapterState::Passed
}

/// Every chapter is over.
fn played(practice: &PracticeServer, story: &str) {
    wait_for("the story's end", || {
        let playing = practice.control.stories().unwrap().playing.unwrap();
        assert_eq!(playing.name, story);
        playing.chapters.iter().all(|chapter| chapter.state == ChapterState::Passed).then_some(())
    });
}

#[test]
fn everything_goes_well_to_its_end() {
    let practice = PracticeServer::start(600.0);
    practice.control.begin_story("smooth").unwrap();
    let report = Journey::new(&practice).drive();
    assert_eq!(undone(&report), Vec::<String>::new());
    assert_made_once(&practice.control);
    played(&practice, "smooth");
    practice.stop();
}

/// The wizard builds beside what is there and touches nothing of it; what belongs to another team, that team mends.
#[test]
fn the_full_account_to_its_end() {
    let practice = PracticeServer::start(600.0);
    let control = &practice.control;
    control.begin_story("full-account").unwrap();
    let kinds = ["vpc", "subnet", "load-balancer", "target-group", "listener", "vpc-endpoint-service", "certificate"];
    let have = || kinds.map(|kind| resources(control, SELLER, REGION, kind));
    let before = have();
    let old = before[5].first().unwrap().clone();
    wait_for("the name that is never proven", || {
        let playing = control.stories().unwrap().playing.unwrap();
        let chapter = playing.chapters.iter().find(|one| one.key == "name-never-proven").unwrap();
        (chapter.state == ChapterState::Now).then_some(())
    });

    let report = Journey::new(&practice).drive();
    assert_eq!(undone(&report), Vec::<String>::new());
    for (kind, (before, after)) in kinds.iter().zip(before.iter().zip(have())) {
        assert!(before.iter().all(|one| after.contains(one)), "{kind}: {before:?} {after:?}");
        let made = usize::from(!matches!(*kind, "vpc" | "subnet"));
        assert_eq!(after.len(), before.len() + made, "{kind}: {before:?} {after:?}");
    }
    assert!(!passed(&practice, "customer-waits") && !passed(&practice, "name-never-proven"), "they are not the wizard's");

    let waiting = control.overview().unwrap().into_iter().find(|one| one.kind == "vpc-endpoint").unwrap();
    practice.ec2("seller", &format!("Action=RejectVpcEndpointConnections&ServiceId={old}&VpcEndpointId.1={}", waiting.id));
    wait_for("the customer", || passed(&practice, "customer-waits").then_some(()));
    practice.ec2("seller", &format!("Action=DeleteVpcEndpointServiceConfigurations&ServiceId.1={old}"));
    played(&practice, "full-account");
    practice.stop();
}
