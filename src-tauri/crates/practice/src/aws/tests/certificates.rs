//! Certificates, from the request to the listener that uses them.

use serde_json::{Value, json};

use super::*;

fn request(world: &World, token: &str, domain: &str, others: &[&str]) -> (u16, String) {
    let mut body = json!({ "DomainName": domain, "ValidationMethod": "DNS", "IdempotencyToken": token });
    if !others.is_empty() {
        body["SubjectAlternativeNames"] = json!(others);
    }
    world.acm("RequestCertificate", &body.to_string())
}

fn arn(body: &str) -> String {
    serde_json::from_str::<Value>(body).unwrap()["CertificateArn"].as_str().unwrap().to_owned()
}

fn describe(world: &World, arn: &str) -> Value {
    let body = ok(world.acm("DescribeCertificate", &json!({ "CertificateArn": arn }).to_string()));
    serde_json::from_str::<Value>(&body).unwrap()["Certificate"].clone()
}

#[test]
fn a_certificate_is_issued_once_every_record_is_served() {
    let world = World::new();
    let arn = arn(&ok(request(&world, "t", "api.vpce.example.com", &["*.api.vpce.example.com", "api.example.com"])));
    let fresh = describe(&world, &arn);
    assert_eq!(fresh["Status"], "PENDING_VALIDATION");
    assert!(fresh["DomainValidationOptions"][0].get("ResourceRecord").is_none());
    world.pass(5);
    let options = describe(&world, &arn)["DomainValidationOptions"].clone();
    let record = |index: usize| options[index]["ResourceRecord"].clone();
    // A name and its wildcard are proved by one record.
    assert_eq!(record(0), record(1));
    assert_ne!(record(0), record(2));
    let publish = |index: usize| {
        let record = record(index);
        world.publish(record["Name"].as_str().unwrap(), "CNAME", record["Value"].as_str().unwrap().trim_end_matches('.'));
    };
    publish(0);
    world.pass(60);
    let half = describe(&world, &arn);
    assert_eq!(half["Status"], "PENDING_VALIDATION");
    assert_eq!(half["DomainValidationOptions"][0]["ValidationStatus"], "SUCCESS");
    assert_eq!(half["DomainValidationOptions"][2]["ValidationStatus"], "PENDING_VALIDATION");
    publish(2);
    world.pass(59);
    assert_eq!(describe(&world, &arn)["Status"], "PENDING_VALIDATION");
    world.pass(1);
    let issued = describe(&world, &arn);
    assert_eq!(issued["Status"], "ISSUED");
    let days = (issued["NotAfter"].as_f64().unwrap() - issued["NotBefore"].as_f64().unwrap()) / 86_400.0;
    assert!((days - 198.0).abs() < 0.01);
}

#[test]
fn a_certificate_that_nobody_proves_times_out() {
    let world = World::new();
    let arn = arn(&ok(request(&world, "t", "api.example.com", &[])));
    world.pass(72 * 3600);
    assert_eq!(describe(&world, &arn)["Status"], "VALIDATION_TIMED_OUT");
}

#[test]
fn a_token_asks_once_for_an_hour() {
    let world = World::new();
    let first = ok(request(&world, "t", "api.example.com", &[]));
    assert_eq!(ok(request(&world, "t", "api.example.com", &[])), first);
    assert_eq!(code(request(&world, "t", "other.example.com", &[])), "InvalidParameterException");
    world.pass(3600);
    assert_ne!(ok(request(&world, "t", "api.example.com", &[])), first);
}

#[test]
fn names_are_limited() {
    let world = World::new();
    let long = format!("{}.example.com", "x".repeat(60));
    assert_eq!(code(request(&world, "a", &long, &[])), "InvalidParameterException");
    ok(request(&world, "b", "a.example.com", &[&long]));
    let many: Vec<String> = (0..10).map(|index| format!("n{index}.example.com")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(code(request(&world, "c", "a.example.com", &many)), "LimitExceededException");
    assert_eq!(code(request(&world, "d", "a_b.example.com", &[])), "ValidationException");
}

#[test]
fn lists_hide_other_key_types_and_a_listener_keeps_its_certificate() {
    let world = World::new();
    let body = json!({ "DomainName": "ec.example.com", "ValidationMethod": "DNS", "KeyAlgorithm": "EC_prime256v1" });
    let hidden = arn(&ok(world.acm("RequestCertificate", &body.to_string())));
    let list = |body: &str| ok(world.acm("ListCertificates", body));
    assert!(!list("{}").contains(&hidden));
    assert!(list(r#"{"Includes":{"keyTypes":["EC_prime256v1"]}}"#).contains(&hidden));

    let balancer = world.balancer("api");
    let (vpc, ..) = world.product();
    let group = one(&ok(world.elb("CreateTargetGroup", &format!("Name=g&Protocol=TCP&Port=8443&VpcId={vpc}"))), "TargetGroupArn");
    let listen = |certificate: &str| {
        let action = format!("DefaultActions.member.1.Type=forward&DefaultActions.member.1.TargetGroupArn={group}");
        let certificate = format!("Certificates.member.1.CertificateArn={certificate}");
        world.elb("CreateListener", &format!("LoadBalancerArn={balancer}&Protocol=TLS&Port=443&{action}&{certificate}"))
    };
    assert_eq!(code(listen(&hidden)), "UnsupportedCertificate");
    assert_eq!(code(listen(&hidden.replace(REGION, "us-east-1"))), "CertificateNotFound");
    world.pass(5);
    let record = describe(&world, &hidden)["DomainValidationOptions"][0]["ResourceRecord"].clone();
    world.publish(record["Name"].as_str().unwrap(), "CNAME", record["Value"].as_str().unwrap());
    world.pass(60);
    ok(listen(&hidden));
    assert_eq!(describe(&world, &hidden)["InUseBy"], json!([balancer]));
    let delete = json!({ "CertificateArn": hidden }).to_string();
    assert_eq!(code(world.acm("DeleteCertificate", &delete)), "ResourceInUseException");
    ok(world.elb("DeleteLoadBalancer", &format!("LoadBalancerArn={balancer}")));
    ok(world.acm("DeleteCertificate", &delete));
    assert_eq!(code(world.acm("DescribeCertificate", &delete)), "ResourceNotFoundException");
}
