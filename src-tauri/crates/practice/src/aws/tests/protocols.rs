//! How requests are understood and refused, protocol by protocol.

use super::*;

#[test]
fn who_asks_is_told_by_the_key_and_roles_lead_elsewhere() {
    let world = World::new();
    let sts = |key, body: &str| world.send(key, "us-east-1", "sts", &[], &format!("Version=2011-06-15&{body}"));
    assert_eq!(one(&ok(sts("ANY", "Action=GetCallerIdentity")), "Account"), "111122223333");
    assert_eq!(one(&ok(sts(CUSTOMER, "Action=GetCallerIdentity")), "Account"), "444455556666");
    let role = "Action=AssumeRole&RoleSessionName=me&RoleArn=arn:aws:iam::777788889999:role/team/reader";
    let assumed = ok(sts(SELLER, role));
    let key = one(&assumed, "AccessKeyId");
    let identity = ok(sts(&key, "Action=GetCallerIdentity"));
    assert_eq!(one(&identity, "Arn"), "arn:aws:sts::777788889999:assumed-role/reader/me");
    // An account never heard of has its default VPC.
    let vpcs = world.send(&key, REGION, "ec2", &[], "Action=DescribeVpcs&Version=2016-11-15");
    assert_eq!(every(&ok(vpcs), "isDefault"), ["true"]);
    let wrong = "Action=AssumeRole&RoleSessionName=me&RoleArn=arn:aws:iam::777788889999:user/reader";
    assert_eq!(code(sts(SELLER, wrong)), "ValidationError");
}

#[test]
fn a_request_without_a_key_or_with_an_unknown_region_is_refused() {
    let world = World::new();
    let request = Request { method: "POST".into(), body: b"Action=GetCallerIdentity".to_vec(), ..Request::default() };
    let call = world.aws.read(&request);
    let answer = world.aws.answer(&request, &call);
    assert_eq!((answer.status, answer.error.as_deref()), (403, Some("MissingAuthenticationToken")));
    let nowhere = world.send(SELLER, "eu-nowhere-9", "ec2", &[], "Action=DescribeVpcs&Version=2016-11-15");
    assert_eq!(code(nowhere), "AuthFailure");
}

#[test]
fn ec2_says_what_is_wrong_with_a_parameter() {
    let world = World::new();
    let (status, body) = world.ec2("DescribeVpcs", "Nonsense.1=x");
    assert_eq!((status, one(&body, "Code")), (400, "UnknownParameter".into()));
    assert_eq!(one(&body, "Message"), "The parameter Nonsense is not recognized");
    assert!(body.contains("<RequestID>") && !body.contains("request-id"));
    assert_eq!(code(world.ec2("DescribeVpcAttribute", "VpcId=vpc-1")), "MissingParameter");
    assert_eq!(code(world.ec2("DescribeVpcAttribute", "VpcId=vpc-1&Attribute=colour")), "InvalidParameterValue");
    assert_eq!(code(world.ec2("DescribeVpcs", "DryRun=perhaps")), "InvalidParameterValue");
    assert_eq!(code(world.ec2("DescribeVpcs", "Filter.1.Name=colour&Filter.1.Value.1=x")), "InvalidParameterValue");
    assert_eq!(code(world.ec2("DescribeVpcs", "VpcId.1=vpc-0123456789abcdef0")), "InvalidVpcID.NotFound");
    assert_eq!(code(world.ec2("DescribeVpcs", "VpcId.1=nonsense")), "InvalidVpcID.Malformed");
    let dry = world.ec2("DescribeVpcs", "DryRun=true");
    assert_eq!((dry.0, code(dry)), (412, "DryRunOperation".into()));
    assert_eq!(code(world.ec2("RebootEverything", "")), "InvalidAction");
    let version = world.send(SELLER, REGION, "ec2", &[], "Action=DescribeVpcs&Version=2001-01-01");
    assert_eq!(code(version), "InvalidAction");
}

#[test]
fn the_query_protocol_lists_everything_that_is_wrong() {
    let world = World::new();
    let (status, body) = world.elb("CreateTargetGroup", "Port=99999&Protocol=SCTP");
    assert_eq!((status, one(&body, "Code")), (400, "ValidationError".into()));
    let message = one(&body, "Message");
    assert!(message.starts_with("3 validation errors detected: "), "{message}");
    assert!(message.contains("Value null at 'name' failed to satisfy constraint: Member must not be null"));
    assert!(message.contains("Value '99999' at 'port'") && message.contains("less than or equal to 65535"));
    assert_eq!(code(world.elb("DescribeLoadBalancers", "Colour=red")), "UnknownParameter");
    assert_eq!(code(world.elb("DescribeLoadBalancers", "PageSize=401")), "ValidationError");
    assert_eq!(code(world.elb("DescribeLoadBalancers", "Marker=nonsense")), "ValidationError");
    assert_eq!(one(&world.elb("Nothing", "").1, "Type"), "Sender");
}

#[test]
fn json_is_checked_member_by_member() {
    let world = World::new();
    assert_eq!(code(world.acm("RequestCertificate", "{")), "SerializationException");
    assert_eq!(code(world.acm("RequestCertificate", "{}")), "ValidationException");
    assert_eq!(code(world.acm("RequestCertificate", r#"{"DomainName": 5}"#)), "ValidationException");
    assert_eq!(code(world.acm("RequestCertificate", r#"{"DomainName":"a.example.com","Colour":"x"}"#)), "ValidationException");
    assert_eq!(code(world.acm("Nothing", "{}")), "UnknownOperationException");
    assert_eq!(code(world.acm("DescribeCertificate", r#"{"CertificateArn":"arn:aws:acm:x"}"#)), "ValidationException");
}

#[test]
fn a_parameter_that_aws_knows_and_practice_does_not_play_is_refused_not_ignored() {
    let world = World::new();
    let arn = world.balancer("api");
    let parameters = format!("NetworkLoadBalancerArn.1={arn}&GatewayLoadBalancerArn.1=x");
    assert_eq!(code(world.ec2("CreateVpcEndpointServiceConfiguration", &parameters)), "UnsupportedOperation");
}

#[test]
fn the_accounts_see_the_same_zones_under_other_names_and_regions_apart() {
    let world = World::new();
    let body = "Action=DescribeAvailabilityZones&Version=2016-11-15";
    let ids = |key| every(&ok(world.send(key, REGION, "ec2", &[], body)), "zoneId");
    assert_ne!(ids(SELLER), ids(CUSTOMER));
    assert_eq!(every(&ok(world.ec2("DescribeRegions", "")), "regionName").len(), 17);
    assert_eq!(every(&ok(world.ec2("DescribeRegions", "AllRegions=true")), "regionName").len(), 34);
    // A Region that was never asked before has its default VPC, and nothing of the others.
    let fresh = |action: &str| ok(world.send(SELLER, "sa-east-1", "ec2", &[], &format!("Action={action}&Version=2016-11-15")));
    assert_eq!(every(&fresh("DescribeVpcs"), "isDefault"), ["true"]);
    assert_eq!((every(&fresh("DescribeSubnets"), "subnetId").len(), every(&fresh("DescribeVpcs"), "vpcId").len()), (3, 1));
    assert!(every(&fresh("DescribeInstances"), "instanceId").is_empty());
}

#[test]
fn keys_that_are_over_or_unknown_are_refused_in_each_services_words() {
    let world = World::new();
    let say = |key, service, body: &str| {
        let target = [("X-Amz-Target", "CertificateManager.ListCertificates")];
        let headers: &[(&str, &str)] = if service == "acm" { &target } else { &[] };
        code(world.send(key, REGION, service, headers, body))
    };
    let (sts, ec2) = ("Action=GetCallerIdentity&Version=2011-06-15", "Action=DescribeVpcs&Version=2016-11-15");
    assert_eq!(say("PRACTICEEXPIRED", "sts", sts), "ExpiredToken");
    assert_eq!(say("PRACTICEEXPIRED", "ec2", ec2), "RequestExpired");
    assert_eq!(say("PRACTICEEXPIRED", "acm", "{}"), "ExpiredTokenException");
    assert_eq!(say("PRACTICEUNKNOWN", "sts", sts), "InvalidClientTokenId");
    assert_eq!(say("PRACTICEUNKNOWN", "ec2", ec2), "AuthFailure");
    assert_eq!(say("PRACTICEUNKNOWN", "acm", "{}"), "UnrecognizedClientException");
}

#[test]
fn what_can_change_something_is_told_apart() {
    let world = World::new();
    let mutating = |body: &str| {
        let request = Request { method: "POST".into(), body: body.as_bytes().to_vec(), ..Request::default() };
        world.aws.read(&request).mutating
    };
    assert!(mutating("Action=CreateTags&Version=2016-11-15"));
    assert!(mutating("Action=StartVpcEndpointServicePrivateDnsVerification"));
    assert!(!mutating("Action=CreateTags&DryRun=true"));
    assert!(!mutating("Action=DescribeVpcs"));
    assert!(!mutating("Action=AssumeRole"));
}
