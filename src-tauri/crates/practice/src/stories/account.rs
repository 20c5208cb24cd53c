//! An account that is full and half broken: what years of other people's work leave behind. The wizard has to live beside
//! it, and whoever rehearses finds out what of it matters.

use serde_json::{Value, json};

use super::chapters::{DELEGATE, SUBMIT, fact, names_proven, nothing};
use super::{Chapter, Facts, StoryError};
use crate::aws::{CUSTOMER, SELLER, Stage};
use crate::dns::RecordForm;
use crate::state::Tx;
use crate::world::World;

/// Where it all stands.
const REGION: &str = "eu-west-1";
/// How long ago it was made, in world ms: 40 days.
const AGO: i64 = 40 * 86_400_000;
/// For a certificate that is to be issued soon after the beginning, in world ms.
const LATELY: i64 = 600_000;
/// The private DNS name that somebody once wanted, and never proved.
const OLD_NAME: &str = "old-api.example.com";
/// A certificate's name for which nobody published the record in time.
const LATE_NAME: &str = "api.vpce.example.com";
/// The name of a certificate that is issued and serves something else.
const OTHER_NAME: &str = "www.example.com";
/// The VPC quota of a Region that nobody has raised.
const VPC_QUOTA: usize = 5;

/// The text of a member; empty when there is none.
fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn items<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value.get(member).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn named(kind: &str, name: &str, team: &str) -> Value {
    json!([{ "ResourceType": kind, "Tags": [{ "Key": "Name", "Value": name }, { "Key": "team", "Value": team }] }])
}

/// Lays everything out.
pub(super) fn seed(tx: &Tx<'_>, now: i64) -> Result<(), StoryError> {
    let stage = Stage { tx, account: SELLER, region: REGION, now: now.saturating_sub(AGO) };
    let vpc = vpcs(&stage)?;
    let full = full_subnet(&stage, &vpc)?;
    let subnets = product_subnets(&stage, &vpc, &full)?;
    let balancer = legacy(&stage, &vpc, &subnets)?;
    half_made_service(&stage, now.saturating_sub(LATELY), &balancer)?;
    let ask =
        |stage: &Stage<'_>, name: &str| stage.act("acm", "RequestCertificate", json!({ "DomainName": name, "ValidationMethod": "DNS" }));
    ask(&stage, LATE_NAME)?;
    ask(&Stage { now: now.saturating_sub(LATELY), ..stage }, OTHER_NAME)?;
    Ok(())
}

/// Fills the Region with VPCs up to the quota; answers the product's.
fn vpcs(stage: &Stage<'_>) -> Result<String, StoryError> {
    let there = stage.act("ec2", "DescribeVpcs", json!({}))?;
    for number in items(&there, "Vpcs").len()..VPC_QUOTA {
        let tags = named("vpc", &format!("sandbox-{number}"), "research");
        stage.act("ec2", "CreateVpc", json!({ "CidrBlock": format!("10.{}.0.0/16", 100 + number), "TagSpecifications": tags }))?;
    }
    let product = stage.act("ec2", "DescribeVpcs", json!({ "Filters": [{ "Name": "tag:Name", "Values": ["product"] }] }))?;
    Ok(text(&product, "/Vpcs/0/VpcId"))
}

/// A subnet of the product's VPC in which no address is free.
fn full_subnet(stage: &Stage<'_>, vpc: &str) -> Result<String, StoryError> {
    let tags = named("subnet", "product-legacy", "payments");
    let zone = format!("{REGION}a");
    let wanted = json!({ "VpcId": vpc, "CidrBlock": "10.20.100.0/28", "AvailabilityZone": zone, "TagSpecifications": tags });
    let made = stage.act("ec2", "CreateSubnet", wanted)?;
    let subnet = text(&made, "/Subnet/SubnetId");
    // Sixteen addresses, of which AWS keeps five.
    let tags = named("instance", "batch", "payments");
    let wanted = json!({
        "ImageId": "ami-0abcdef1234567890", "MinCount": 11, "MaxCount": 11, "InstanceType": "t3.micro", "SubnetId": subnet,
        "TagSpecifications": tags,
    });
    stage.act("ec2", "RunInstances", wanted)?;
    Ok(subnet)
}

fn product_subnets(stage: &Stage<'_>, vpc: &str, without: &str) -> Result<Vec<String>, StoryError> {
    let there = stage.act("ec2", "DescribeSubnets", json!({ "Filters": [{ "Name": "vpc-id", "Values": [vpc] }] }))?;
    let ids = items(&there, "Subnets").iter().map(|subnet| text(subnet, "/SubnetId"));
    Ok(ids.filter(|id| id != without).collect())
}

/// A public load balancer, and an internal one whose only target is stopped and whose security group lets nobody in;
/// answers the internal one's ARN.
fn legacy(stage: &Stage<'_>, vpc: &str, subnets: &[String]) -> Result<String, StoryError> {
    // In the default VPC, which alone has an internet gateway.
    let there = stage.act("ec2", "DescribeSubnets", json!({ "Filters": [{ "Name": "default-for-az", "Values": ["true"] }] }))?;
    let defaults: Vec<String> = items(&there, "Subnets").iter().map(|subnet| text(subnet, "/SubnetId")).collect();
    let public = json!({ "Name": "shop-public", "Type": "network", "Scheme": "internet-facing", "Subnets": defaults });
    stage.act("elbv2", "CreateLoadBalancer", public)?;

    let closed = json!({ "GroupName": "closed", "Description": "nobody may enter", "VpcId": vpc });
    let closed = text(&stage.act("ec2", "CreateSecurityGroup", closed)?, "/GroupId");
    let internal = json!({
        "Name": "partner-internal", "Type": "network", "Scheme": "internal", "Subnets": subnets, "SecurityGroups": [closed],
    });
    let balancer = text(&stage.act("elbv2", "CreateLoadBalancer", internal)?, "/LoadBalancers/0/LoadBalancerArn");
    let group = json!({ "Name": "partner", "Protocol": "TCP", "Port": 8443, "VpcId": vpc, "TargetType": "instance" });
    let group = text(&stage.act("elbv2", "CreateTargetGroup", group)?, "/TargetGroups/0/TargetGroupArn");
    let tags = named("instance", "partner-old", "partners");
    let wanted = json!({
        "ImageId": "ami-0abcdef1234567890", "MinCount": 1, "MaxCount": 1, "InstanceType": "t3.micro", "SubnetId": subnets.first(),
        "TagSpecifications": tags,
    });
    let old = text(&stage.act("ec2", "RunInstances", wanted)?, "/Instances/0/InstanceId");
    // Later, when it runs.
    let later = Stage { now: stage.now.saturating_add(LATELY), ..*stage };
    later.act("elbv2", "RegisterTargets", json!({ "TargetGroupArn": group, "Targets": [{ "Id": old }] }))?;
    later.act("ec2", "StopInstances", json!({ "InstanceIds": [old] }))?;
    let forward = json!([{ "Type": "forward", "TargetGroupArn": group }]);
    stage.act(
        "elbv2",
        "CreateListener",
        json!({ "LoadBalancerArn": balancer, "Protocol": "TCP", "Port": 443, "DefaultActions": forward }),
    )?;
    Ok(balancer)
}

/// An endpoint service whose private DNS name was never proved, and for which a customer waits.
fn half_made_service(stage: &Stage<'_>, lately: i64, balancer: &str) -> Result<(), StoryError> {
    // The load balancer is provisioned by then.
    let stage = Stage { now: stage.now.saturating_add(LATELY), ..*stage };
    let tags = named("vpc-endpoint-service", "partner-api", "partners");
    let wanted = json!({
        "NetworkLoadBalancerArns": [balancer], "AcceptanceRequired": true, "PrivateDnsName": OLD_NAME, "TagSpecifications": tags,
    });
    let made = stage.act("ec2", "CreateVpcEndpointServiceConfiguration", wanted)?;
    let (id, name) = (text(&made, "/ServiceConfiguration/ServiceId"), text(&made, "/ServiceConfiguration/ServiceName"));
    stage.act("ec2", "StartVpcEndpointServicePrivateDnsVerification", json!({ "ServiceId": id }))?;
    let allowed = json!([format!("arn:aws:iam::{CUSTOMER}:root")]);
    stage.act("ec2", "ModifyVpcEndpointServicePermissions", json!({ "ServiceId": id, "AddAllowedPrincipals": allowed }))?;

    // Zones are matched by their ids: the names differ between accounts.
    let served = stage.act("ec2", "DescribeSubnets", json!({ "Filters": [{ "Name": "tag:Name", "Values": ["product-a"] }] }))?;
    let zone = text(&served, "/Subnets/0/AvailabilityZoneId");
    // A request waits for seven days.
    let customer = Stage { account: CUSTOMER, now: lately, ..stage };
    let there = customer.act("ec2", "DescribeSubnets", json!({}))?;
    let subnet = items(&there, "Subnets").iter().find(|subnet| text(subnet, "/AvailabilityZoneId") == zone);
    let (subnet, vpc) = subnet.map(|subnet| (text(subnet, "/SubnetId"), text(subnet, "/VpcId"))).unwrap_or_default();
    let endpoint = json!({ "VpcEndpointType": "Interface", "VpcId": vpc, "ServiceName": name, "SubnetIds": [subnet] });
    customer.act("ec2", "CreateVpcEndpoint", endpoint)?;
    Ok(())
}

/// Publishes the record by which the other certificate is issued.
pub(super) fn open(world: &World) -> Result<(), StoryError> {
    let now = world.clock.now_ms();
    let record = world.state.transact(|tx| {
        let stage = Stage { tx, account: SELLER, region: REGION, now };
        let there = stage.act("acm", "ListCertificates", json!({}))?;
        let other = items(&there, "CertificateSummaryList").iter().find(|one| text(one, "/DomainName") == OTHER_NAME);
        let arn = other.map(|one| text(one, "/CertificateArn")).unwrap_or_default();
        stage.act("acm", "DescribeCertificate", json!({ "CertificateArn": arn }))
    });
    let record = record?.pointer("/Certificate/DomainValidationOptions/0/ResourceRecord").cloned().unwrap_or_default();
    let form = RecordForm {
        zone: "example.com".to_owned(),
        name: text(&record, "/Name"),
        kind: "CNAME".to_owned(),
        ttl: 300,
        value: text(&record, "/Value"),
    };
    world.names.publish(&form)?;
    Ok(())
}

/// Facts of the half made service.
fn half_made(look: &super::Look<'_>) -> Result<Option<Facts>, crate::state::StateError> {
    let found = look.services()?.into_iter().find(|service| service.private_dns_name.as_deref() == Some(OLD_NAME));
    Ok(found.map(|service| {
        let mut facts = fact("service", &service.id);
        facts.extend(fact("name", OLD_NAME));
        facts.extend(fact("region", REGION));
        facts
    }))
}

pub(super) const CHAPTERS: &[Chapter] = &[
    // One's own service beside the one that is there.
    Chapter {
        key: "build-beside",
        begins: half_made,
        happens: nothing!(),
        passes: |look, facts| {
            let old = facts.get("service");
            Ok(look.services()?.iter().any(|service| service.state == "Available" && Some(&service.id) != old))
        },
        ends: nothing!(),
    },
    Chapter {
        key: "customer-waits",
        begins: half_made,
        happens: nothing!(),
        passes: |look, _| Ok(!look.customer_waits()?),
        ends: nothing!(),
    },
    Chapter {
        key: "name-never-proven",
        begins: |look| {
            let failed = look.services()?.iter().any(|service| service.private_dns_state.as_deref() == Some("failed"));
            if failed { half_made(look) } else { Ok(None) }
        },
        happens: nothing!(),
        passes: |look, facts| {
            let old = facts.get("service");
            let failed = |service: &crate::aws::EndpointServiceSeen| service.private_dns_state.as_deref() == Some("failed");
            Ok(!look.services()?.iter().any(|service| Some(&service.id) == old && failed(service)))
        },
        ends: nothing!(),
    },
    Chapter {
        key: "certificate-too-late",
        begins: |look| {
            let late = look.certificates()?.into_iter().find(|one| one.status == "VALIDATION_TIMED_OUT");
            Ok(late.map(|one| {
                let mut facts = fact("certificate", &one.arn);
                facts.extend(fact("name", LATE_NAME));
                facts
            }))
        },
        happens: nothing!(),
        passes: |look, _| {
            let fits = |one: &crate::aws::CertificateSeen| one.status == "ISSUED" && one.names.iter().any(|name| name == LATE_NAME);
            Ok(look.certificates()?.iter().any(fits))
        },
        ends: nothing!(),
    },
    Chapter {
        key: "prove-names",
        begins: |look| {
            let own = look.services()?.iter().any(|one| one.state == "Available" && one.private_dns_name.as_deref() != Some(OLD_NAME));
            Ok(own.then(Facts::new))
        },
        happens: nothing!(),
        passes: |look, _| names_proven(look),
        ends: nothing!(),
    },
    SUBMIT,
    DELEGATE,
];
