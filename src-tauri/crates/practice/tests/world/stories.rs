//! Guided rehearsals: what they lay out is what AWS answers, and their chapters pass by what a user does.

use gangway_practice::{ChapterState, Control, ControlError, Practice};

use super::journey::Aws;
use super::{eventually, still};

fn chapter(control: &Control, key: &str) -> ChapterState {
    let playing = control.stories().unwrap().playing.unwrap();
    playing.chapters.iter().find(|chapter| chapter.key == key).unwrap_or_else(|| panic!("no chapter {key}")).state
}

fn comes_to(control: &Control, key: &str, state: ChapterState) {
    eventually(&format!("{key} {state:?}"), || (chapter(control, key) == state).then_some(()));
}

fn playing(name: &str) -> (Practice, Control) {
    let practice = still();
    let control = practice.control();
    let before = control.world().unwrap().id;
    control.begin_story(name).unwrap();
    assert_ne!(control.world().unwrap().id, before, "a story is another world");
    (practice, control)
}

fn after(control: &Control, seconds: i64) {
    control.set_clock(None, Some(seconds * 1000)).unwrap();
}

#[test]
fn a_plain_world_plays_nothing_and_an_unknown_story_is_refused() {
    let practice = still();
    let control = practice.control();
    let reading = control.stories().unwrap();
    assert_eq!(reading.playing, None);
    assert_eq!(reading.catalogue.iter().map(|story| story.name.as_str()).collect::<Vec<_>>(), ["smooth", "dns-troubles", "full-account"]);
    assert!(matches!(control.begin_story("happy"), Err(ControlError::Refused { status: 404, .. })));
    control.begin_story("smooth").unwrap();
    assert_eq!(chapter(&control, "build"), ChapterState::Now);
    assert_eq!(control.end_story().unwrap().playing, None);
    control.begin_story("smooth").unwrap();
    control.reset().unwrap();
    assert_eq!(control.stories().unwrap().playing, None);
}

#[test]
fn the_full_account_is_full_and_half_broken() {
    let (practice, control) = playing("full-account");
    let aws = Aws::new(&practice);
    let vpcs = aws.ec2("Action=DescribeVpcs");
    assert_eq!(super::journey::all(&vpcs, "vpcId").len(), 5, "{vpcs}");
    let balancers = aws.elb("Action=DescribeLoadBalancers");
    assert_eq!(super::journey::all(&balancers, "Scheme"), ["internet-facing", "internal"]);
    assert!(super::journey::all(&balancers, "Code").iter().all(|code| code == "active"), "{balancers}");
    let full = aws.ec2("Action=DescribeSubnets&Filter.1.Name=tag:Name&Filter.1.Value.1=product-legacy");
    assert_eq!(super::journey::one(&full, "availableIpAddressCount"), "0");
    let group = super::journey::one(&aws.elb("Action=DescribeTargetGroups"), "TargetGroupArn");
    let health = aws.elb(&format!("Action=DescribeTargetHealth&TargetGroupArn={}", group.replace(':', "%3A").replace('/', "%2F")));
    assert_ne!(super::journey::all(&health, "State"), ["healthy"], "{health}");

    // What the name servers are asked about happens as in every world.
    comes_to(&control, "certificate-too-late", ChapterState::Now);
    after(&control, 120);
    comes_to(&control, "name-never-proven", ChapterState::Now);
    let services = aws.ec2("Action=DescribeVpcEndpointServiceConfigurations");
    assert_eq!(super::journey::one(&services, "serviceState"), "Available");
    eventually("the other certificate", || {
        after(&control, 60);
        let there = aws.acm("ListCertificates", &serde_json::json!({ "CertificateStatuses": ["ISSUED"] }));
        (there["CertificateSummaryList"][0]["DomainName"] == "www.example.com").then_some(())
    });

    // A user does away with it.
    assert_eq!(chapter(&control, "customer-waits"), ChapterState::Now);
    let service = super::journey::one(&services, "serviceId");
    let waiting = aws.ec2("Action=DescribeVpcEndpointConnections");
    assert_eq!(super::journey::one(&waiting, "vpcEndpointState"), "pendingAcceptance");
    let endpoint = super::journey::one(&waiting, "vpcEndpointId");
    aws.ec2(&format!("Action=RejectVpcEndpointConnections&ServiceId={service}&VpcEndpointId.1={endpoint}"));
    comes_to(&control, "customer-waits", ChapterState::Passed);
    aws.ec2(&format!("Action=DeleteVpcEndpointServiceConfigurations&ServiceId.1={service}"));
    comes_to(&control, "name-never-proven", ChapterState::Passed);
    assert_eq!(chapter(&control, "build-beside"), ChapterState::Now);
}
