//! What goes wrong on demand with AWS's answers: what a client sees, what was carried out, and that the world goes on.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use gangway_practice::{Control, Fault, FaultForm, Practice};

use super::still;
use super::wire::{Asked, address, exchange};

const CREATE: &str = "Action=CreateVpc&Version=2016-11-15&CidrBlock=10.9.0.0/16";
const VPCS: &str = "Action=DescribeVpcs&Version=2016-11-15";
const BALANCERS: &str = "Action=DescribeLoadBalancers&Version=2015-12-01";
const WHO: &str = "Action=GetCallerIdentity&Version=2011-06-15";
const LIST: &str = "CertificateManager.ListCertificates";

fn begin(control: &Control, name: &str, parameters: &[(&str, &str)]) -> Fault {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    control.begin_fault(&FaultForm { name: name.to_owned(), parameters, ..FaultForm::default() }).unwrap()
}

fn vpcs(address: SocketAddr) -> usize {
    let (status, body) = Asked::ec2(VPCS).send(address);
    assert_eq!(status, 200, "{body}");
    body.matches("<vpcId>").count()
}

/// A world with one fault begun, and how many VPCs there are.
fn with(name: &str, parameters: &[(&str, &str)]) -> (Practice, SocketAddr, usize) {
    let practice = still();
    let address = address(&practice);
    let before = vpcs(address);
    begin(&practice.control(), name, parameters);
    (practice, address, before)
}

/// That nothing is left of what went wrong, and how many VPCs there are more than before.
fn goes_on(practice: &Practice, before: usize) -> usize {
    assert!(practice.control().faults().unwrap().active.is_empty());
    vpcs(address(practice)) - before
}

#[test]
fn a_failing_call_says_its_error_as_its_service_does_and_changes_nothing() {
    let practice = still();
    let (control, address) = (practice.control(), address(&practice));
    let before = vpcs(address);
    for (error, ec2, query, json) in [
        ("InternalError", (500, "InternalError"), (500, "InternalFailure"), (500, "InternalFailure")),
        ("ServiceUnavailable", (503, "ServiceUnavailable"), (503, "ServiceUnavailable"), (503, "ServiceUnavailable")),
        ("Throttling", (503, "RequestLimitExceeded"), (400, "ThrottlingException"), (400, "ThrottlingException")),
        ("AccessDenied", (403, "UnauthorizedOperation"), (403, "AccessDenied"), (400, "AccessDeniedException")),
        ("ExpiredToken", (400, "RequestExpired"), (403, "ExpiredToken"), (400, "ExpiredTokenException")),
        ("InvalidParameter", (400, "InvalidParameterValue"), (400, "ValidationError"), (400, "ValidationException")),
    ] {
        for (asked, (status, code)) in [(Asked::ec2(CREATE), ec2), (Asked::elb(BALANCERS), query), (Asked::acm(LIST, "{}"), json)] {
            begin(&control, "call-fails", &[("error", error)]);
            assert_eq!(asked.outcome(address), (status, code.to_owned()));
        }
    }
    begin(&control, "call-fails", &[("error", "Throttling")]);
    assert_eq!(Asked::sts(WHO).outcome(address), (400, "Throttling".to_owned()));
    assert_eq!(goes_on(&practice, before), 0);
}

#[test]
fn only_the_calls_that_are_meant_fail() {
    let practice = still();
    let (control, address) = (practice.control(), address(&practice));
    for (action, region, fits, passes) in [
        ("DescribeVpcs", "", VPCS, CREATE),
        ("mutating", "", CREATE, VPCS),
        ("reading", "", VPCS, CREATE),
        ("describe*", "eu-west-1", VPCS, CREATE),
        ("ec2:Create*", "", CREATE, VPCS),
        ("CreateVp?", "", CREATE, VPCS),
    ] {
        begin(&control, "call-fails", &[("action", action), ("region", region)]);
        assert_eq!(Asked::ec2(passes).outcome(address).0, 200, "{action}");
        if !region.is_empty() {
            assert_eq!(Asked::ec2(fits).within("us-east-1").outcome(address).0, 200, "{action}");
        }
        assert_eq!(Asked::ec2(fits).outcome(address).0, 500, "{action}");
    }
    begin(&control, "call-fails", &[("action", "elasticloadbalancing:*")]);
    assert_eq!(Asked::ec2(VPCS).outcome(address).0, 200);
    assert_eq!(Asked::elb(BALANCERS).outcome(address).0, 500);
}

#[test]
fn a_call_that_times_out_is_never_answered_nor_carried_out() {
    let (practice, address, before) = with("call-times-out", &[("action", "CreateVpc")]);
    let (answer, end) = exchange(address, &Asked::ec2(CREATE).text(address), Duration::from_millis(700));
    assert_eq!(answer, "");
    assert!(matches!(end, Some(ErrorKind::WouldBlock | ErrorKind::TimedOut)), "{end:?}");
    assert_eq!(goes_on(&practice, before), 0);
    let created: Vec<u16> = practice.control().requests(0).unwrap().iter().filter(|one| one.mutating).map(|one| one.status).collect();
    assert_eq!(created, [0]);
    // Nobody who waits for an answer keeps the world from ending.
    begin(&practice.control(), "call-times-out", &[]);
    let waiting = std::thread::spawn(move || exchange(address, &Asked::ec2(VPCS).text(address), Duration::from_secs(30)));
    super::eventually("the call", || practice.control().faults().unwrap().active.is_empty().then_some(()));
    let start = Instant::now();
    practice.stop();
    assert_eq!(waiting.join().unwrap().0, "");
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[test]
fn a_reset_call_is_not_carried_out() {
    let (practice, address, before) = with("call-is-reset", &[("action", "CreateVpc")]);
    let (answer, end) = exchange(address, &Asked::ec2(CREATE).text(address), Duration::from_secs(10));
    assert_eq!((answer.as_str(), end), ("", Some(ErrorKind::ConnectionReset)));
    assert_eq!(goes_on(&practice, before), 0);
}

#[test]
fn a_cut_call_was_carried_out_and_its_answer_is_lost_whole_or_half() {
    let (practice, address, before) = with("call-is-cut", &[("action", "CreateVpc")]);
    let (answer, end) = exchange(address, &Asked::ec2(CREATE).text(address), Duration::from_secs(10));
    assert_eq!((answer.as_str(), end), ("", None));
    assert_eq!(goes_on(&practice, before), 1);

    begin(&practice.control(), "call-is-cut", &[("action", "CreateVpc"), ("where", "within-answer")]);
    let (answer, _) = exchange(address, &Asked::ec2(CREATE).text(address), Duration::from_secs(10));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    let announced = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned));
    let announced: usize = announced.unwrap().parse().unwrap();
    assert_eq!(body.len(), announced / 2);
    assert!(body.contains("<CreateVpcResponse") && !body.contains("</CreateVpcResponse>"), "{body}");
    assert_eq!(goes_on(&practice, before), 2);
}

#[test]
fn a_slow_call_is_carried_out_at_once_and_answered_late() {
    let (practice, address, before) = with("call-slow", &[("action", "CreateVpc"), ("seconds", "1")]);
    let start = Instant::now();
    let slow = std::thread::spawn(move || Asked::ec2(CREATE).send(address));
    super::eventually("the VPC", || (vpcs(address) > before).then_some(()));
    assert_eq!(slow.join().unwrap().0, 200);
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(goes_on(&practice, before), 1);
}

#[test]
fn a_garbled_answer_is_a_page_of_somebody_else() {
    let practice = still();
    let (control, address) = (practice.control(), address(&practice));
    let before = vpcs(address);
    for status in ["200", "502"] {
        begin(&control, "answer-garbled", &[("status", status)]);
        let answer = super::wire::raw(address, &Asked::ec2(CREATE).text(address));
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        let head = answer.to_ascii_lowercase();
        assert!(head.contains("content-type: text/html") && !head.contains("x-amzn-requestid"), "{answer}");
        assert!(answer.contains("<!DOCTYPE html>"), "{answer}");
    }
    assert_eq!(goes_on(&practice, before), 0);
}

#[test]
fn expired_credentials_are_the_account_s_alone() {
    let (practice, address, before) = with("credentials-expire", &[]);
    for (asked, status, code) in [
        (Asked::ec2(VPCS), 400, "RequestExpired"),
        (Asked::elb(BALANCERS), 403, "ExpiredToken"),
        (Asked::sts(WHO), 403, "ExpiredToken"),
        (Asked::acm(LIST, "{}"), 400, "ExpiredTokenException"),
    ] {
        assert_eq!(asked.outcome(address), (status, code.to_owned()));
        assert_eq!(asked.by("PRACTICECUSTOMER").outcome(address), (200, String::new()));
    }
    practice.control().end_fault(None).unwrap();
    assert_eq!(goes_on(&practice, before), 0);
}

#[test]
fn what_a_policy_leaves_out_is_refused_and_simulations_say_so() {
    let (practice, address, before) = with("access-denied", &[("action", "ec2:CreateVpc*")]);
    assert_eq!(Asked::ec2(CREATE).outcome(address), (403, "UnauthorizedOperation".to_owned()));
    assert_eq!(Asked::ec2(&format!("{CREATE}&DryRun=true")).outcome(address), (403, "UnauthorizedOperation".to_owned()));
    assert_eq!(Asked::ec2(CREATE).by("PRACTICECUSTOMER").outcome(address).0, 200);
    let simulate = "Action=SimulatePrincipalPolicy&Version=2010-05-08&PolicySourceArn=arn:aws:iam::111122223333:user/seller\
                    &ActionNames.member.1=ec2:CreateVpcEndpoint&ActionNames.member.2=ec2:DescribeVpcs";
    let (status, body) = Asked::iam(simulate).within("us-east-1").send(address);
    let decisions: Vec<&str> = body.split("<EvalDecision>").skip(1).map(|rest| rest.split_once("</EvalDecision>").unwrap().0).collect();
    assert_eq!((status, decisions), (200, vec!["implicitDeny", "allowed"]), "{body}");
    begin(&practice.control(), "access-denied", &[("action", "*")]);
    assert_eq!(Asked::acm(LIST, "{}").outcome(address), (400, "AccessDeniedException".to_owned()));
    assert_eq!(Asked::elb(BALANCERS).outcome(address), (403, "AccessDenied".to_owned()));
    assert_eq!(Asked::sts(WHO).outcome(address).0, 200, "nobody needs a permission to ask who she is");
    practice.control().end_fault(None).unwrap();
    assert_eq!(goes_on(&practice, before), 0);
}

#[test]
fn a_region_that_is_down_leaves_the_others_alone() {
    let (practice, address, before) = with("region-is-down", &[("region", "eu-west-1")]);
    assert_eq!(Asked::ec2(VPCS).outcome(address), (503, "ServiceUnavailable".to_owned()));
    assert_eq!(Asked::acm(LIST, "{}").outcome(address), (503, "ServiceUnavailable".to_owned()));
    assert_eq!(Asked::ec2(VPCS).within("us-east-1").outcome(address).0, 200);
    begin(&practice.control(), "region-is-down", &[("region", "us-east-1"), ("how", "closed")]);
    let asked = Asked::ec2(CREATE).within("us-east-1");
    assert_eq!(exchange(address, &asked.text(address), Duration::from_secs(10)), (String::new(), None));
    assert_eq!(Asked::ec2(VPCS).within("eu-central-1").outcome(address).0, 200);
    practice.control().end_fault(None).unwrap();
    assert_eq!(goes_on(&practice, before), 0);
}

#[test]
fn a_region_that_was_not_opted_into_knows_no_key() {
    let (practice, address, before) = with("region-not-enabled", &[]);
    assert_eq!(Asked::ec2(VPCS).within("af-south-1").outcome(address), (401, "AuthFailure".to_owned()));
    assert_eq!(Asked::sts(WHO).within("af-south-1").outcome(address), (403, "InvalidClientTokenId".to_owned()));
    let certificates = Asked::acm(LIST, "{}").within("af-south-1");
    assert_eq!(certificates.outcome(address), (400, "UnrecognizedClientException".to_owned()));
    assert_eq!(Asked::ec2(VPCS).outcome(address).0, 200);
    begin(&practice.control(), "region-not-enabled", &[("region", "eu-west-1")]);
    assert_eq!(Asked::ec2(VPCS).outcome(address), (401, "AuthFailure".to_owned()));
    practice.control().end_fault(None).unwrap();
    assert_eq!(goes_on(&practice, before), 0);
}

#[test]
fn a_wrong_clock_makes_every_signature_stale_or_early() {
    let (practice, address, before) = with("clock-skew", &[]);
    assert_eq!(Asked::ec2(VPCS).outcome(address), (400, "RequestExpired".to_owned()));
    assert_eq!(Asked::acm(LIST, "{}").outcome(address), (400, "InvalidSignatureException".to_owned()));
    let (status, body) = Asked::elb(BALANCERS).send(address);
    assert!(status == 403 && body.contains("<Code>SignatureDoesNotMatch</Code>") && body.contains("Signature expired: "), "{body}");
    practice.control().end_fault(None).unwrap();
    begin(&practice.control(), "clock-skew", &[("direction", "ahead"), ("minutes", "20")]);
    let (_, body) = Asked::sts(WHO).send(address);
    assert!(body.contains("Signature not yet current: "), "{body}");
    practice.control().end_fault(None).unwrap();
    assert_eq!(goes_on(&practice, before), 0);
}
