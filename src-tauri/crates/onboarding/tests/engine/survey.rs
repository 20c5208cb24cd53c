//! Findings of a survey, each from one thing that is wrong in an otherwise healthy Region; nothing else is found.

use std::collections::BTreeSet;

use gangway_model::{Severity, Timestamp};
use gangway_onboarding::survey::{OwnerKind, RegionSurvey, Remedy, Standing, Survey, SurveyFinding, findings, map, of_region};
use gangway_words::Words;
use serde_json::{Value, json};

const AT: Timestamp = Timestamp(1_795_424_400_000);
const BALANCER: &str = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/shop/0123456789abcdef";
const GROUP: &str = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/shop/0123456789abcdef";
const LISTENER: &str = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/shop/0123456789abcdef/0123456789abcdef";
const CERTIFICATE: &str = "arn:aws:acm:eu-west-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef";

/// A Region with one endpoint service that serves in all three zones, as the survey writes it.
fn healthy() -> Value {
    let letters = ["a", "b", "c"];
    let zone = |index: usize| (format!("eu-west-1{}", letters[index]), format!("euw1-az{}", index + 1));
    let zones: Vec<Value> = (0..3).map(|index| json!({ "name": zone(index).0, "id": zone(index).1, "usable": true })).collect();
    let subnets: Vec<Value> = (0..3)
        .map(|index| {
            json!({ "id": format!("subnet-{index}"), "name": null, "cidr": format!("10.0.{index}.0/24"), "zoneName": zone(index).0,
                "zoneId": zone(index).1, "freeAddresses": 200 })
        })
        .collect();
    let places: Vec<Value> =
        (0..3).map(|index| json!({ "zoneName": zone(index).0, "zoneId": zone(index).1, "subnetId": format!("subnet-{index}") })).collect();
    let targets: Vec<Value> = (0..3)
        .map(|index| {
            json!({ "id": format!("i-{index}"), "port": 8443, "zoneName": zone(index).0, "zoneId": zone(index).1, "state": "healthy",
                "reason": null, "description": null })
        })
        .collect();
    let instances: Vec<Value> = (0..3)
        .map(|index| {
            json!({ "id": format!("i-{index}"), "name": null, "state": "running", "instanceType": "t3.small", "privateIp": null, "vpcId": "vpc-1",
                "subnetId": format!("subnet-{index}"), "zoneName": zone(index).0, "zoneId": zone(index).1 })
        })
        .collect();
    json!({
        "region": "eu-west-1", "zones": zones, "instances": instances, "gaps": [], "calls": 20, "longestChain": 2,
        "vpcs": [{ "id": "vpc-1", "name": null, "cidr": "10.0.0.0/16", "isDefault": false, "subnets": subnets }],
        "loadBalancers": [{
            "arn": BALANCER, "name": "shop", "dnsName": "shop.elb.eu-west-1.amazonaws.com", "scheme": "internal", "state": "active",
            "vpcId": "vpc-1", "zones": places, "tags": [], "securityGroups": ["sg-1"], "enforcesInboundRules": true,
            "ipAddressType": "ipv4",
            "details": { "crossZone": false, "listeners": [{ "arn": LISTENER, "port": 443, "protocol": "TLS", "targetGroupArn": GROUP,
                "certificateArn": CERTIFICATE, "idleTimeout": null }] }
        }],
        "targetGroups": [{
            "arn": GROUP, "name": "shop", "port": 8443, "protocol": "TCP", "targetType": "instance", "vpcId": "vpc-1",
            "loadBalancerArns": [BALANCER], "healthCheckProtocol": "HTTPS", "healthCheckPort": "traffic-port", "healthCheckPath": "/up",
            "crossZone": null, "tags": [], "targets": targets
        }],
        "securityGroups": [{ "id": "sg-1", "name": "shop", "ingress": [
            { "protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrs": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
              "prefixLists": false }] }],
        "services": [{
            "id": "vpce-svc-1", "name": "com.amazonaws.vpce.eu-west-1.vpce-svc-1", "state": "available", "loadBalancerArns": [BALANCER],
            "acceptanceRequired": true, "privateDns": { "name": "api.example.com", "state": "verified", "recordType": "TXT",
                "recordName": "_x", "recordValue": "vpce:x" },
            "zoneIds": ["euw1-az1", "euw1-az2", "euw1-az3"], "baseDnsNames": [], "tags": [], "otherRegions": [],
            "ipAddressTypes": ["ipv4"], "connections": {}, "permissions": { "count": 2, "everyone": false }
        }],
        "certificates": [{ "arn": CERTIFICATE, "status": "ISSUED", "domainName": "api.example.com", "names": ["api.example.com"],
            "certificateType": "AMAZON_ISSUED", "notAfter": null, "failureReason": null, "inUse": true, "validation": [] }],
        "endpoints": {},
        "limits": { "network-load-balancers": 50, "listeners-per-network-load-balancer": 50, "targets-per-network-load-balancer": 3000 }
    })
}

fn seen(region: &Value) -> RegionSurvey {
    serde_json::from_value(region.clone()).unwrap()
}

fn found(region: &Value) -> Vec<SurveyFinding> {
    let region = seen(region);
    findings(&Survey { seen: vec![region], failed: Vec::new() }, AT)
}

fn codes(found: &[SurveyFinding]) -> Vec<&str> {
    found.iter().map(|one| one.finding.message.code.as_str()).collect()
}

/// The healthy Region with values put at places in it.
fn with(changes: &[(&str, Value)]) -> Value {
    let mut region = healthy();
    for (at, value) in changes {
        *region.pointer_mut(at).unwrap_or_else(|| panic!("no {at}")) = value.clone();
    }
    region
}

const SERVICE: &str = "/services/0";
const FRONT: &str = "/loadBalancers/0";
const FIRST: &str = "/loadBalancers/0/details/listeners/0";

/// What is wrong, and what is found of it: code and severity.
fn cases() -> Vec<(Value, Vec<(&'static str, Severity)>)> {
    use Severity::{Blocker, Note, Warning};
    let at = |place: &str, field: &str, value: Value| (format!("{place}{field}"), value);
    let one = |change: (String, Value), code, severity| (with(&[(&change.0, change.1)]), vec![(code, severity)]);
    let unhealthy = |reason: &str| {
        json!({ "id": "i-0", "port": 8443, "zoneName": "eu-west-1a", "zoneId": "euw1-az1", "state": "unhealthy",
        "reason": reason, "description": "as AWS says it" })
    };
    let two_zones = |region: &Value, place: &str| json!(region.pointer(place).unwrap().as_array().unwrap()[..2]);
    let rules = |cidrs: Value| at("/securityGroups/0/ingress/0", "/cidrs", cidrs);
    let mut shared = healthy();
    let mut second = shared["services"][0].clone();
    second["id"] = json!("vpce-svc-2");
    shared["services"].as_array_mut().unwrap().push(second);
    let mut afar = with(&[("/services/0/otherRegions", json!(["us-east-1"]))]);
    afar["zones"][2]["id"] = json!("use1-az3");
    afar["services"][0]["zoneIds"][2] = json!("use1-az3");
    afar["loadBalancers"][0]["zones"][2]["zoneId"] = json!("use1-az3");
    afar["targetGroups"][0]["targets"][2]["zoneId"] = json!("use1-az3");
    let without_service = |free: i64| {
        let mut region = healthy();
        for list in ["services", "loadBalancers", "targetGroups", "securityGroups"] {
            region[list] = json!([]);
        }
        region["vpcs"][0]["subnets"][1]["freeAddresses"] = json!(free);
        region
    };
    let all_fail: Vec<Value> = vec![unhealthy("Target.Timeout")];
    vec![
        (healthy(), Vec::new()),
        one(at(FRONT, "/scheme", json!("internet-facing")), "survey-internet-facing", Warning),
        one(at(FRONT, "/state", json!("failed")), "survey-load-balancer-failed", Blocker),
        one(at(FRONT, "/state", json!("active_impaired")), "survey-load-balancer-impaired", Warning),
        (
            with(&[
                ("/loadBalancers/0/zones", two_zones(&healthy(), "/loadBalancers/0/zones")),
                ("/services/0/zoneIds", json!(["euw1-az1", "euw1-az2"])),
            ]),
            vec![("survey-zones-missing", Warning)],
        ),
        one(at(SERVICE, "/zoneIds", json!(["euw1-az1", "euw1-az2"])), "survey-zones-not-picked-up", Warning),
        one(at(FRONT, "/details/listeners", json!([])), "survey-no-listener", Blocker),
        one(at(FIRST, "/targetGroupArn", json!(null)), "survey-listener-without-targets", Blocker),
        one(at(FIRST, "/targetGroupArn", json!("arn:aws:gone")), "survey-target-group-gone", Blocker),
        one(at("/targetGroups/0", "/protocol", json!("UDP")), "survey-protocol-mismatch", Blocker),
        one(at("/certificates/0", "/status", json!("EXPIRED")), "survey-listener-certificate", Blocker),
        one(at("", "/certificates", json!([])), "survey-listener-certificate", Blocker),
        one(at("/targetGroups/0", "/targets", json!([])), "survey-no-targets", Blocker),
        (
            with(&[("/targetGroups/0/targets/0", unhealthy("Target.FailedHealthChecks"))]),
            vec![("survey-zone-unserved", Blocker), ("survey-target-unhealthy", Warning)],
        ),
        (
            with(&[("/targetGroups/0/targets/0", unhealthy("Target.Timeout")), ("/loadBalancers/0/details/crossZone", json!(true))]),
            vec![("survey-target-unhealthy", Warning)],
        ),
        (
            with(&[("/targetGroups/0/targets", json!(all_fail))]),
            vec![("survey-none-healthy", Blocker), ("survey-target-unhealthy", Warning)],
        ),
        (with(&[("/targetGroups/0/targets/0/state", json!("initial"))]), Vec::new()),
        one(rules(json!([])), "survey-security-group-drops", Blocker),
        one(rules(json!(["203.0.113.0/24"])), "survey-security-group-drops", Blocker),
        one(at("/securityGroups/0/ingress/0", "/fromPort", json!(444)), "survey-security-group-drops", Blocker),
        one(rules(json!(["10.20.0.0/16"])), "survey-security-group-narrow", Warning),
        (with(&[("/securityGroups/0/ingress/0/cidrs", json!([])), ("/loadBalancers/0/enforcesInboundRules", json!(false))]), Vec::new()),
        (with(&[("/securityGroups/0/ingress/0/cidrs", json!([])), ("/securityGroups/0/ingress/0/prefixLists", json!(true))]), Vec::new()),
        (shared, vec![("survey-load-balancer-taken", Blocker)]),
        one(at(SERVICE, "/privateDns/state", json!("pendingVerification")), "survey-private-dns-unverified", Warning),
        one(at(SERVICE, "/privateDns/state", json!("failed")), "survey-private-dns-failed", Blocker),
        one(at(SERVICE, "/state", json!("failed")), "survey-service-failed", Blocker),
        one(at(SERVICE, "/loadBalancerArns/0", json!("arn:aws:gone")), "survey-load-balancer-gone", Blocker),
        (
            with(&[("/services/0/permissions/everyone", json!(true)), ("/services/0/acceptanceRequired", json!(false))]),
            vec![("survey-open-to-everyone", Warning)],
        ),
        (with(&[("/services/0/permissions/everyone", json!(true))]), Vec::new()),
        (afar, vec![("survey-zone-not-from-afar", Warning)]),
        (
            with(&[("/services/0/otherRegions", json!(["us-east-1"])), ("/loadBalancers/0/details/listeners/0/idleTimeout", json!(600))]),
            vec![("survey-idle-timeout-from-afar", Warning)],
        ),
        (without_service(8), Vec::new()),
        (without_service(7), vec![("survey-subnet-full", Warning)]),
        // On a load balancer that exists, a full subnet is none.
        (with(&[("/vpcs/0/subnets/1/freeAddresses", json!(0))]), Vec::new()),
        one(at("", "/limits", json!({ "network-load-balancers": 1 })), "survey-quota-reached", Warning),
        one(at("", "/limits", json!({ "targets-per-network-load-balancer": 3 })), "survey-quota-reached", Warning),
        one(at("", "/limits", json!({ "vpcs": 1 })), "survey-quota-reached", Warning),
        one(at("", "/limits", json!({ "subnets-per-vpc": 3 })), "survey-quota-reached", Warning),
        (
            with(&[("/limits", json!({ "interface-endpoints-per-vpc": 50 })), ("/endpoints", json!({ "vpc-1": 46, "vpc-9": 50 }))]),
            vec![("survey-quota-near", Note)],
        ),
        // Where nothing serves yet, it stands in the way of what has to be made.
        (
            with(&[
                ("/limits", json!({ "vpcs": 1 })),
                ("/services", json!([])),
                ("/loadBalancers", json!([])),
                ("/targetGroups", json!([])),
            ]),
            vec![("survey-quota-reached", Blocker)],
        ),
        (
            {
                let mut region = with(&[("/limits", json!({ "targets-per-network-load-balancer": 10 }))]);
                let one = region["targetGroups"][0]["targets"][0].clone();
                region["targetGroups"][0]["targets"].as_array_mut().unwrap().extend(std::iter::repeat_n(one, 6));
                region
            },
            vec![("survey-quota-near", Note)],
        ),
        one(
            at(
                "",
                "/gaps",
                json!([{ "part": "certificates", "operation": "ListCertificates", "requestId": null,
                "reason": { "code": "aws-access-denied", "params": { "operation": "ListCertificates", "code": "AccessDenied", "text": "no" } } }]),
            ),
            "survey-part-unseen",
            Warning,
        ),
    ]
}

#[test]
fn each_fault_is_found_and_nothing_else() {
    for (number, (region, wanted)) in cases().into_iter().enumerate() {
        let found = found(&region);
        let said: Vec<(&str, Severity)> = found.iter().map(|one| (one.finding.message.code.as_str(), one.finding.severity)).collect();
        assert_eq!(said, wanted, "case {number}");
        for one in &found {
            assert!(one.finding.subject.is_some() && !one.evidence.is_empty(), "{one:?}");
        }
    }
}

/// Codes of the rules, as their sources spell them.
fn spelled() -> BTreeSet<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/survey");
    let code = regex::Regex::new(r#"message\(\s*"(survey-[a-z-]+)""#).unwrap();
    let sources = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    sources.flat_map(|text| code.captures_iter(&text).map(|found| found[1].to_owned()).collect::<Vec<_>>()).collect()
}

#[test]
fn every_code_is_met_here_and_has_its_words() {
    let words = Words::english();
    let mut met: BTreeSet<String> = cases().iter().flat_map(|(_, codes)| codes.iter().map(|(code, _)| (*code).to_owned())).collect();
    for (region, _) in cases() {
        for one in found(&region) {
            let message = &one.finding.message;
            let said = [Some(words.say(message)), words.why(message), words.next(message)];
            for sentence in said {
                let sentence = sentence.unwrap_or_else(|| panic!("{} lacks .why or .next", message.code));
                assert!(!sentence.contains('{') && !sentence.contains('$') && sentence != message.code, "{}: {sentence}", message.code);
            }
        }
    }
    // One is said where a Region fails as a whole, one is the evidence of all.
    met.extend(["survey-region-failed".to_owned(), "survey-evidence".to_owned()]);
    assert_eq!(met, spelled());
}

#[test]
fn a_region_that_fails_is_one_finding_and_the_others_are_judged() {
    let failure = serde_json::from_value(json!({ "region": "us-east-1", "reason": { "code": "aws-unavailable",
        "params": { "operation": "DescribeVpcs", "code": "ServiceUnavailable" } }, "requestId": "r-1" }));
    let survey = Survey { seen: vec![seen(&with(&[("/services/0/state", json!("failed"))]))], failed: vec![failure.unwrap()] };
    let found = findings(&survey, AT);
    assert_eq!(codes(&found), ["survey-service-failed", "survey-region-failed"]);
    assert_eq!(found[1].remedy, Remedy::LookAgain);
}

#[test]
fn owners_and_live_traffic_decide_who_is_asked() {
    let broken = ("/loadBalancers/0/scheme", json!("internet-facing"));
    let remedy = |changes: &[(&str, Value)]| {
        let found = found(&with(&[std::slice::from_ref(&broken), changes].concat()));
        assert_eq!(codes(&found), ["survey-internet-facing"]);
        (found[0].owner.kind, found[0].live_connections, found[0].remedy)
    };
    let tagged = |key: &str| ("/loadBalancers/0/tags", json!([{ "key": key, "value": "x" }]));
    assert_eq!(remedy(&[]), (OwnerKind::Unmarked, 0, Remedy::IfYours));
    assert_eq!(remedy(&[tagged("gangway:onboarding")]), (OwnerKind::Gangway, 0, Remedy::Here));
    assert_eq!(remedy(&[tagged("aws:cloudformation:stack-name")]), (OwnerKind::CloudFormation, 0, Remedy::AskOwner));
    let live = ("/services/0/connections", json!({ "available": 3, "rejected": 1 }));
    assert_eq!(remedy(&[tagged("gangway:onboarding"), live]), (OwnerKind::Gangway, 3, Remedy::AskOwner));
}

#[test]
fn the_map_says_what_a_customer_meets_in_each_zone() {
    let standing = |changes: &[(&str, Value)]| map(&seen(&with(changes))).services[0].standing.clone();
    assert_eq!(standing(&[]), [Standing::Served; 3]);
    let two = json!(["euw1-az1", "euw1-az2"]);
    assert_eq!(standing(&[("/services/0/zoneIds", two.clone())]), [Standing::Served, Standing::Served, Standing::NotPickedUp]);
    let balancer = json!(healthy()["loadBalancers"][0]["zones"].as_array().unwrap()[..2]);
    assert_eq!(
        standing(&[("/services/0/zoneIds", two), ("/loadBalancers/0/zones", balancer)]),
        [Standing::Served, Standing::Served, Standing::Absent]
    );
    let failing = ("/targetGroups/0/targets/0/state", json!("unhealthy"));
    assert_eq!(standing(std::slice::from_ref(&failing)), [Standing::NobodyAnswers, Standing::Served, Standing::Served]);
    assert_eq!(standing(&[failing, ("/loadBalancers/0/details/crossZone", json!(true))]), [Standing::Served; 3]);
    assert_eq!(standing(&[("/targetGroups/0/targets", json!([]))]), [Standing::NobodyAnswers; 3]);
    assert_eq!(standing(&[("/securityGroups/0/ingress", json!([]))]), [Standing::NobodyAnswers; 3]);
}

#[test]
fn a_region_that_arrives_alone_is_judged_alike() {
    let region = with(&[("/services/0/state", json!("failed"))]);
    assert_eq!(of_region(&seen(&region), AT), found(&region));
}
