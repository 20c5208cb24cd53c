//! What the approved plans of an onboarding change. Each create is tied to the tag that it carries, each other change to what carries the
//! tag or is named; tags can be set in a create only, so that nobody else's resource can be made to look like the onboarding's.

use super::PolicyError;
use super::scope::{Kind, Scope};
use super::statement::Statement;

/// What may be set on a load balancer that exists.
const LOAD_BALANCER: [&str; 4] = [
    "elasticloadbalancing:CreateListener",
    "elasticloadbalancing:ModifyLoadBalancerAttributes",
    "elasticloadbalancing:SetSecurityGroups",
    "elasticloadbalancing:SetSubnets",
];
/// What may be set on a listener that exists.
const LISTENER: [&str; 1] = ["elasticloadbalancing:ModifyListener"];
/// What may be set on a target group that exists.
const TARGET_GROUP: [&str; 2] = ["elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:RegisterTargets"];
/// What may be made and set in a VPC that exists.
const VPC: [&str; 2] = ["ec2:CreateSubnet", "ec2:ModifyVpcAttribute"];
/// What may be set on a security group that exists.
const SECURITY_GROUP: [&str; 1] = ["ec2:AuthorizeSecurityGroupIngress"];
/// What may be set on an endpoint service that exists.
const ENDPOINT_SERVICE: [&str; 4] = [
    "ec2:AcceptVpcEndpointConnections",
    "ec2:ModifyVpcEndpointServiceConfiguration",
    "ec2:ModifyVpcEndpointServicePermissions",
    "ec2:StartVpcEndpointServicePrivateDnsVerification",
];
/// Elastic Load Balancing makes this role of its own with the first load balancer of an account.
const BALANCING: &str = "elasticloadbalancing.amazonaws.com";

pub(super) fn statements(scope: &Scope) -> Result<Vec<Statement>, PolicyError> {
    let words = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let (balancers, groups) = (scope.any(Kind::LoadBalancer)?, scope.any(Kind::TargetGroup)?);
    let services = scope.any(Kind::EndpointService)?;

    let balancer = Statement::allow("MakeLoadBalancer", &["elasticloadbalancing:CreateLoadBalancer"], [balancers.clone()]).when(
        "StringEquals",
        "elasticloadbalancing:Scheme",
        words(&["internal"]),
    );
    let group = Statement::allow("MakeTargetGroup", &["elasticloadbalancing:CreateTargetGroup"], [groups.clone()]);
    let balancing = Statement::allow("SetUpLoadBalancer", &LOAD_BALANCER, [balancers.clone()]);
    let targets = Statement::allow("SetUpTargetGroup", &TARGET_GROUP, [groups.clone()]);
    let tags = Statement::allow("TagWhatIsMade", &["elasticloadbalancing:AddTags"], [balancers, groups, scope.any(Kind::Listener)?]).when(
        "StringEquals",
        "elasticloadbalancing:CreateAction",
        words(&["CreateLoadBalancer", "CreateTargetGroup", "CreateListener"]),
    );
    let listening = Statement::allow("SetUpListener", &LISTENER, [scope.any(Kind::Listener)?]);
    let service = Statement::allow("MakeEndpointService", &["ec2:CreateVpcEndpointServiceConfiguration"], [services.clone()]);
    let setting = Statement::allow("SetUpEndpointService", &ENDPOINT_SERVICE, [services.clone()]);
    // Not a call of its own: it stands beside those that say which Regions a service has, and those are limited to the tag.
    let everywhere = Statement::allow("ServeOtherRegions", &["vpce:AllowMultiRegion"], [services.clone()]);
    let made = [services, scope.any(Kind::Vpc)?, scope.any(Kind::Subnet)?, scope.any(Kind::SecurityGroup)?, scope.any(Kind::Instance)?];
    let made_tags = Statement::allow("TagWhatIsMadeInEc2", &["ec2:CreateTags"], made).when(
        "StringEquals",
        "ec2:CreateAction",
        words(&["CreateVpcEndpointServiceConfiguration", "CreateVpc", "CreateSubnet", "CreateSecurityGroup", "RunInstances"]),
    );
    // AWS knows no resource for a request: names, way of validation and tag limit it instead.
    let certificate = Statement::allow("RequestCertificate", &["acm:RequestCertificate"], ["*".to_owned()])
        .when("StringEquals", "acm:ValidationMethod", words(&["DNS"]))
        .when("ForAllValues:StringEquals", "acm:DomainNames", scope.names.iter().map(|name| name.to_ascii_lowercase()));
    let certificate_tags = Statement::allow("TagCertificate", &["acm:AddTagsToCertificate"], [scope.any(Kind::Certificate)?]);
    let role = format!(
        "arn:{}:iam::{}:role/aws-service-role/{BALANCING}/AWSServiceRoleForElasticLoadBalancing",
        scope.partition()?,
        scope.account
    );
    let first = Statement::allow("FirstLoadBalancerOfAccount", &["iam:CreateServiceLinkedRole"], [role]).when(
        "StringEquals",
        "iam:AWSServiceName",
        words(&[BALANCING]),
    );

    let mut all = vec![
        scope.here(scope.tagging(balancer)),
        scope.here(scope.tagging(group)),
        scope.here(scope.ours(balancing)),
        scope.here(scope.ours(targets)),
        scope.here(scope.ours(listening)),
        scope.here(scope.tagging(tags)),
        scope.here(scope.tagging(service)),
        scope.here(scope.ours(setting)),
        scope.here(everywhere),
        scope.here(scope.tagging(made_tags)),
        scope.here(scope.tagging(certificate)),
        scope.here(scope.tagging(certificate_tags)),
        // Only adds: what stands in the zone can't be changed or removed with it.
        scope.records("PublishRecords", "CREATE")?,
        first,
    ];
    all.extend(network(scope)?);
    let named: [(&'static str, &[&'static str], Kind); 6] = [
        ("SetUpNamedVpcs", &VPC, Kind::Vpc),
        ("SetUpNamedSecurityGroups", &SECURITY_GROUP, Kind::SecurityGroup),
        ("SetUpNamedListeners", &LISTENER, Kind::Listener),
        ("SetUpNamedLoadBalancers", &LOAD_BALANCER, Kind::LoadBalancer),
        ("SetUpNamedTargetGroups", &TARGET_GROUP, Kind::TargetGroup),
        ("SetUpNamedEndpointServices", &ENDPOINT_SERVICE, Kind::EndpointService),
    ];
    for (sid, actions, kind) in named {
        let existing = scope.existing(kind);
        if !existing.is_empty() {
            all.push(scope.here(Statement::allow(sid, actions, existing)));
        }
    }
    Ok(all)
}

/// Where the service stands. AWS asks for the permission to make a thing once for the thing itself, which has to carry the tag, and once for
/// each thing that it is made in or with, which may be somebody else's.
///
/// A launch template that hands a role to its instances needs `iam:PassRole` for that role besides; only its owner can name it.
fn network(scope: &Scope) -> Result<Vec<Statement>, PolicyError> {
    let make = |sid, action, kind| Ok(scope.here(scope.tagging(Statement::allow(sid, &[action], [scope.any(kind)?]))));
    let (groups, vpcs) = (scope.any(Kind::SecurityGroup)?, scope.any(Kind::Vpc)?);
    let with = [Kind::Image, Kind::LaunchTemplate, Kind::NetworkInterface, Kind::Volume, Kind::KeyPair, Kind::Subnet, Kind::SecurityGroup];
    let with = with.into_iter().map(|kind| scope.any(kind)).collect::<Result<Vec<_>, _>>()?;
    Ok(vec![
        make("MakeVpc", "ec2:CreateVpc", Kind::Vpc)?,
        make("MakeSubnet", "ec2:CreateSubnet", Kind::Subnet)?,
        make("MakeSecurityGroup", "ec2:CreateSecurityGroup", Kind::SecurityGroup)?,
        make("LaunchInstance", "ec2:RunInstances", Kind::Instance)?,
        scope.here(scope.ours(Statement::allow("SetUpVpc", &VPC, [vpcs.clone()]))),
        scope.here(scope.ours(Statement::allow("SetUpSecurityGroup", &SECURITY_GROUP, [groups]))),
        scope.here(Statement::allow("MakeSecurityGroupInNetwork", &["ec2:CreateSecurityGroup"], [vpcs])),
        scope.here(Statement::allow("LaunchInstanceWith", &["ec2:RunInstances"], with)),
    ])
}
