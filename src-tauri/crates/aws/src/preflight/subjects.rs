//! What a simulation is told about a call: the resource it would touch, and what the request would say of itself.
//!
//! Sources: resource types and condition keys of AWS's Service Authorization Reference; a policy that is limited to a resource or a key
//! that the simulation does not name looks as if it allowed nothing.

use gangway_model::{AccountId, Region};

use super::PreflightAsk;
use super::probes::{NOBODYS, TAG};

/// A key of a request's context with its values.
pub(super) type Entry = (&'static str, Vec<String>);

/// The resource of an action, as it might be called; `*` where AWS knows none.
pub(super) fn resource(action: &str, partition: &str, account: &AccountId, region: Option<&Region>) -> String {
    let (service, name) = action.split_once(':').unwrap_or((action, ""));
    let of = |what: &str| {
        let place = region.map(Region::to_string).unwrap_or_default();
        format!("arn:{partition}:{service}:{place}:{account}:{what}")
    };
    match (service, name) {
        (
            "elasticloadbalancing",
            "CreateLoadBalancer"
            | "ModifyLoadBalancerAttributes"
            | "SetSubnets"
            | "SetSecurityGroups"
            | "CreateListener"
            | "DeleteLoadBalancer"
            | "AddTags",
        ) => of("loadbalancer/net/gangway/0123456789abcdef"),
        ("elasticloadbalancing", "ModifyListener" | "DeleteListener") => of("listener/net/gangway/0123456789abcdef/0123456789abcdef"),
        (
            "elasticloadbalancing",
            "CreateTargetGroup" | "ModifyTargetGroup" | "RegisterTargets" | "DeregisterTargets" | "DeleteTargetGroup",
        ) => of("targetgroup/gangway/0123456789abcdef"),
        ("ec2", "CreateVpc" | "ModifyVpcAttribute" | "DescribeVpcAttribute" | "DeleteVpc") => of("vpc/vpc-0123456789abcdef0"),
        ("ec2", "CreateSubnet" | "DeleteSubnet") => of("subnet/subnet-0123456789abcdef0"),
        ("ec2", "CreateSecurityGroup" | "AuthorizeSecurityGroupIngress" | "DeleteSecurityGroup") => {
            of("security-group/sg-0123456789abcdef0")
        }
        ("ec2", "RunInstances" | "TerminateInstances") => of("instance/i-0123456789abcdef0"),
        // The permission's resources are EC2's.
        ("vpce", "AllowMultiRegion") => {
            let place = region.map(Region::to_string).unwrap_or_default();
            format!("arn:{partition}:ec2:{place}:{account}:vpc-endpoint-service/vpce-svc-0123456789abcdef0")
        }
        (
            "ec2",
            "CreateVpcEndpointServiceConfiguration"
            | "ModifyVpcEndpointServiceConfiguration"
            | "ModifyVpcEndpointServicePermissions"
            | "StartVpcEndpointServicePrivateDnsVerification"
            | "DescribeVpcEndpointServicePermissions"
            | "DeleteVpcEndpointServiceConfigurations"
            | "AcceptVpcEndpointConnections"
            | "RejectVpcEndpointConnections"
            | "CreateTags",
        ) => of("vpc-endpoint-service/vpce-svc-0123456789abcdef0"),
        ("acm", "AddTagsToCertificate" | "DescribeCertificate" | "ListTagsForCertificate" | "DeleteCertificate") => {
            of("certificate/01234567-89ab-cdef-0123-456789abcdef")
        }
        ("iam", "CreateServiceLinkedRole") => format!(
            "arn:{partition}:iam::{account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing"
        ),
        ("route53", "ChangeResourceRecordSets" | "GetHostedZone" | "ListResourceRecordSets") => {
            format!("arn:{partition}:route53:::hostedzone/Z0123456789ABCDEFGHIJ")
        }
        _ => "*".to_owned(),
    }
}

/// What the request would say of itself. Keys that an action does not have are not looked at.
pub(super) fn context(region: Option<&Region>, ask: &PreflightAsk) -> Vec<Entry> {
    let own = ask.onboarding.clone().unwrap_or_else(|| NOBODYS.to_owned());
    let one = |key: &'static str, value: &str| (key, vec![value.to_owned()]);
    let mut entries = vec![
        one("aws:RequestTag/gangway:onboarding", &own),
        one("aws:ResourceTag/gangway:onboarding", &own),
        ("aws:TagKeys", vec![TAG.to_owned(), "gangway:change".to_owned()]),
        one("elasticloadbalancing:Scheme", "internal"),
        one("elasticloadbalancing:CreateAction", "CreateLoadBalancer"),
        one("ec2:CreateAction", "CreateVpcEndpointServiceConfiguration"),
        one("acm:ValidationMethod", "DNS"),
        ("route53:ChangeResourceRecordSetsActions", vec!["CREATE".to_owned()]),
        ("route53:ChangeResourceRecordSetsRecordTypes", vec!["CNAME".to_owned()]),
        one("iam:AWSServiceName", "elasticloadbalancing.amazonaws.com"),
    ];
    if let Some(region) = region {
        entries.push(("aws:RequestedRegion", vec![region.to_string()]));
        entries.push(("ec2:Region", vec![region.to_string()]));
    }
    if !ask.names.is_empty() {
        entries.push(("acm:DomainNames", ask.names.iter().map(|name| name.to_ascii_lowercase()).collect()));
    }
    entries
}

/// Keys that hold lists.
pub(super) fn is_list(key: &str) -> bool {
    matches!(key, "aws:TagKeys" | "acm:DomainNames") || key.starts_with("route53:ChangeResourceRecordSets")
}
