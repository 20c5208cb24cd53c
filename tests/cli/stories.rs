//! Guided rehearsals played to their end through the terminal: what the wizard recommends is enough to get through them.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

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

/// A call of the seller's other team to EC2, as any program would send it.
fn other_team(practice: &PracticeServer, form: &str) {
    let accounts = &practice.world.aws.accounts;
    let key = &accounts.iter().find(|account| account.role == "seller").unwrap().access_key_id;
    let address = practice.world.aws.endpoint.strip_prefix("http://").unwrap();
    let body = format!("{form}&Version=2016-11-15");
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/{REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{form}: {answer}");
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
    other_team(&practice, &format!("Action=RejectVpcEndpointConnections&ServiceId={old}&VpcEndpointId.1={}", waiting.id));
    wait_for("the customer", || passed(&practice, "customer-waits").then_some(()));
    other_team(&practice, &format!("Action=DeleteVpcEndpointServiceConfigurations&ServiceId.1={old}"));
    played(&practice, "full-account");
    practice.stop();
}
