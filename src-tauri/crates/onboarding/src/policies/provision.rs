//! What the approved plans of an onboarding change. Each create is tied to the tag that it carries, each other change to what carries the
//! tag or is named; tags can be set in a create only, so that nobody else's resource can be made to look like the onboarding's.

use super::PolicyError;
use super::scope::{Kind, Scope};
use super::statement::Statement;

/// What may be set on a load balancer that exists.
const LOAD_BALANCER: [&str; 2] = ["elasticloadbalancing:CreateListener", "elasticloadbalancing:ModifyLoadBalancerAttributes"];
/// What may be set on a target group that exists.
const TARGET_GROUP: [&str; 1] = ["elasticloadbalancing:RegisterTargets"];
/// What may be set on an endpoint service that exists.
const ENDPOINT_SERVICE: [&str; 3] = [
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
    let service = Statement::allow("MakeEndpointService", &["ec2:CreateVpcEndpointServiceConfiguration"], [services.clone()]);
    let setting = Statement::allow("SetUpEndpointService", &ENDPOINT_SERVICE, [services.clone()]);
    let service_tags = Statement::allow("TagEndpointService", &["ec2:CreateTags"], [services]).when(
        "StringEquals",
        "ec2:CreateAction",
        words(&["CreateVpcEndpointServiceConfiguration"]),
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
        scope.here(scope.tagging(tags)),
        scope.here(scope.tagging(service)),
        scope.here(scope.ours(setting)),
        scope.here(scope.tagging(service_tags)),
        scope.here(scope.tagging(certificate)),
        scope.here(scope.tagging(certificate_tags)),
        first,
    ];
    let named: [(&'static str, &[&'static str], Kind); 3] = [
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
