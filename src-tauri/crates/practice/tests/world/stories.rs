//! Guided rehearsals: what they lay out is what AWS answers, and their chapters pass by what a user does.

use gangway_practice::{ChapterState, Control, ControlError, Practice, RecordForm};
use serde_json::{Value, json};

use super::journey::{Aws, NAME, REGION, all, endpoint_service, mail_package, newest, one};
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
    assert_eq!(
        reading.catalogue.iter().map(|story| story.name.as_str()).collect::<Vec<_>>(),
        ["smooth", "dns-troubles", "own-zone", "full-account"]
    );
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
    assert_eq!(all(&vpcs, "vpcId").len(), 5, "{vpcs}");
    let balancers = aws.elb("Action=DescribeLoadBalancers");
    assert_eq!(all(&balancers, "Scheme"), ["internet-facing", "internal"]);
    assert!(all(&balancers, "Code").iter().all(|code| code == "active"), "{balancers}");
    let full = aws.ec2("Action=DescribeSubnets&Filter.1.Name=tag:Name&Filter.1.Value.1=product-legacy");
    assert_eq!(one(&full, "availableIpAddressCount"), "0");
    let group = one(&aws.elb("Action=DescribeTargetGroups"), "TargetGroupArn");
    let health = aws.elb(&format!("Action=DescribeTargetHealth&TargetGroupArn={}", group.replace(':', "%3A").replace('/', "%2F")));
    assert_ne!(all(&health, "State"), ["healthy"], "{health}");

    // What the name servers are asked about happens as in every world.
    comes_to(&control, "certificate-too-late", ChapterState::Now);
    after(&control, 120);
    comes_to(&control, "name-never-proven", ChapterState::Now);
    let services = aws.ec2("Action=DescribeVpcEndpointServiceConfigurations");
    assert_eq!(one(&services, "serviceState"), "Available");
    eventually("the other certificate", || {
        after(&control, 60);
        let there = aws.acm("ListCertificates", &json!({ "CertificateStatuses": ["ISSUED"] }));
        (there["CertificateSummaryList"][0]["DomainName"] == "www.example.com").then_some(())
    });

    // A user does away with it.
    assert_eq!(chapter(&control, "customer-waits"), ChapterState::Now);
    let service = one(&services, "serviceId");
    let waiting = aws.ec2("Action=DescribeVpcEndpointConnections");
    assert_eq!(one(&waiting, "vpcEndpointState"), "pendingAcceptance");
    let endpoint = one(&waiting, "vpcEndpointId");
    aws.ec2(&format!("Action=RejectVpcEndpointConnections&ServiceId={service}&VpcEndpointId.1={endpoint}"));
    comes_to(&control, "customer-waits", ChapterState::Passed);
    aws.ec2(&format!("Action=DeleteVpcEndpointServiceConfigurations&ServiceId.1={service}"));
    comes_to(&control, "name-never-proven", ChapterState::Passed);
    assert_eq!(chapter(&control, "build-beside"), ChapterState::Now);
}

fn record(name: &str, kind: &str, value: &str) -> RecordForm {
    RecordForm { zone: "example.com".into(), name: name.into(), kind: kind.into(), ttl: 300, value: value.into() }
}

fn names_of(control: &Control, kind: &str) -> Vec<String> {
    let zone = control.zones().unwrap().into_iter().find(|zone| zone.editable).unwrap();
    zone.records.into_iter().filter(|record| record.kind == kind && record.name != "example.com").map(|record| record.name).collect()
}

/// The certificate's record is typed as AWS shows it, and lands at the wrong name.
fn prove_the_certificate(control: &Control, aws: &Aws) -> (String, Value) {
    let asked = json!({ "DomainName": NAME, "ValidationMethod": "DNS" });
    let arn = aws.acm("RequestCertificate", &asked)["CertificateArn"].as_str().unwrap().to_owned();
    let describe = || aws.acm("DescribeCertificate", &json!({ "CertificateArn": arn }))["Certificate"].clone();
    after(control, 10);
    let proof = eventually("the validation record", || {
        let record = describe()["DomainValidationOptions"][0]["ResourceRecord"].clone();
        record.is_object().then_some(record)
    });
    comes_to(control, "zone-name-twice", ChapterState::Now);
    let name = proof["Name"].as_str().unwrap().trim_end_matches('.');
    let value = proof["Value"].as_str().unwrap();
    let typed = control.publish(&record(name, "CNAME", value)).unwrap();
    assert_eq!(names_of(control, "CNAME"), [format!("{name}.example.com")]);
    after(control, 600);
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(describe()["Status"], "PENDING_VALIDATION");

    let (from, to) = (record(&format!("{}.", typed.name), "CNAME", value), record(&format!("{name}."), "CNAME", value));
    control.replace(&from, &to).unwrap();
    assert_eq!(names_of(control, "CNAME"), [name]);
    eventually("the certificate", || {
        after(control, 60);
        (describe()["Status"] == "ISSUED").then_some(())
    });
    comes_to(control, "zone-name-twice", ChapterState::Passed);
    assert!(!control.panel().unwrap().appends_zone_to_names);
    (arn, proof)
}

#[test]
fn dns_goes_wrong_three_times_and_is_mended_by_what_a_user_can_do() {
    let (practice, control) = playing("dns-troubles");
    let aws = Aws::new(&practice);
    let (id, service) = endpoint_service(&practice, &aws);
    let (arn, certificate_proof) = prove_the_certificate(&control, &aws);

    // One server shows the proof two hours late.
    comes_to(&control, "server-behind", ChapterState::Now);
    let configuration = || one(&aws.ec2("Action=DescribeVpcEndpointServiceConfigurations"), "privateDnsNameConfiguration");
    let proof = configuration();
    control.publish(&record(&one(&proof, "name"), "TXT", &one(&proof, "value"))).unwrap();
    let start = || aws.ec2(&format!("Action=StartVpcEndpointServicePrivateDnsVerification&ServiceId={id}"));
    let comes_out = |state: &str| {
        after(&control, 60);
        eventually(state, || (one(&configuration(), "state") == state).then_some(()));
    };
    start();
    comes_out("failed");
    after(&control, 7200);
    start();
    comes_out("verified");
    comes_to(&control, "server-behind", ChapterState::Passed);
    assert!(control.faults().unwrap().active.is_empty());

    let submission = json!({
        "schemaVersion": 1,
        "product": { "title": "Example Insight", "productId": "prod-abcdefghijklm", "visibility": "limited" },
        "company": { "name": "Example Corp", "contactName": "Ada", "contactMail": "ada@example.com" },
        "serviceDnsName": NAME,
        "privateDnsName": { "name": "api.example.com", "state": "verified" },
        "services": [{ "region": REGION, "account": "111122223333", "serviceName": service }],
        "certificates": [{ "arn": arn, "account": "111122223333", "validationRecords":
            [{ "name": certificate_proof["Name"], "type": "CNAME", "value": certificate_proof["Value"] }] }],
    });
    mail_package(&practice, "the submission", &submission);
    after(&control, 300);
    let answer = eventually("the name servers", || newest(&practice, 1));
    let servers: Vec<&str> = answer.text.lines().filter(|line| line.starts_with("ns-")).collect();

    // An old name server and a DS are in the way until the user removes them.
    comes_to(&control, "old-delegation", ChapterState::Now);
    for server in servers {
        control.publish(&record(NAME, "NS", server)).unwrap();
    }
    after(&control, 120);
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(chapter(&control, "old-delegation"), ChapterState::Now);
    let zone = control.zones().unwrap().into_iter().find(|zone| zone.editable).unwrap();
    let left: Vec<RecordForm> =
        zone.records.into_iter().filter(|record| record.kind == "DS" || record.value.contains("old-dns.example")).collect();
    assert_eq!(left.len(), 2);
    for gone in &left {
        control.remove(gone).unwrap();
    }
    eventually("the launch", || {
        after(&control, 60);
        newest(&practice, 2)
    });
    comes_to(&control, "old-delegation", ChapterState::Passed);
}
