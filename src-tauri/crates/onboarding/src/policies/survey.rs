//! What Gangway asks. Nothing here changes anything.

use super::PolicyError;
use super::scope::{Kind, Scope};
use super::statement::Statement;

/// Asked once for the account, of whichever Region is at hand.
const ACCOUNT: [&str; 4] = ["ec2:DescribeRegions", "iam:ListAccountAliases", "route53:ListHostedZones", "sts:GetCallerIdentity"];

/// AWS knows no resource for these, so that only the Region limits them.
const LISTS: [&str; 20] = [
    "acm:ListCertificates",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstances",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpointConnections",
    "ec2:DescribeVpcEndpointServiceConfigurations",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
    "elasticloadbalancing:DescribeAccountLimits",
    "elasticloadbalancing:DescribeListenerAttributes",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeLoadBalancers",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetGroupAttributes",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "servicequotas:ListAWSDefaultServiceQuotas",
    "servicequotas:ListServiceQuotas",
];

const CERTIFICATES: [&str; 2] = ["acm:DescribeCertificate", "acm:ListTagsForCertificate"];

const ENDPOINT_SERVICES: [&str; 1] = ["ec2:DescribeVpcEndpointServicePermissions"];

const VPCS: [&str; 1] = ["ec2:DescribeVpcAttribute"];

/// Hosted zones: Route 53 has no Regions. Which zone holds a name is known only once all are listed.
const HOSTED_ZONES: [&str; 2] = ["route53:GetHostedZone", "route53:ListResourceRecordSets"];

/// Whether a change of records has reached every server. Its id is AWS's to choose.
const RECORD_CHANGES: [&str; 1] = ["route53:GetChange"];

/// The permission preflight: what the principal itself may do.
const PREFLIGHT: [&str; 1] = ["iam:SimulatePrincipalPolicy"];

/// A session's ARN does not say under which path its role is.
const ROLE: [&str; 1] = ["iam:GetRole"];

pub(super) fn statements(scope: &Scope) -> Result<Vec<Statement>, PolicyError> {
    let everything = || ["*".to_owned()];
    let principals = scope.principals()?;
    let roles: Vec<String> = principals.iter().filter(|arn| arn.contains(":role/")).cloned().collect();
    let mut all = vec![
        Statement::allow("AskAboutAccount", &ACCOUNT, everything()),
        scope.here(Statement::allow("AskAboutRegion", &LISTS, everything())),
        scope.here(Statement::allow("AskAboutCertificates", &CERTIFICATES, [scope.any(Kind::Certificate)?])),
        scope.here(Statement::allow("AskAboutEndpointServices", &ENDPOINT_SERVICES, [scope.any(Kind::EndpointService)?])),
        scope.here(Statement::allow("AskAboutVpcs", &VPCS, [scope.any(Kind::Vpc)?])),
        Statement::allow("AskAboutHostedZones", &HOSTED_ZONES, [scope.hosted_zones()?]),
        Statement::allow("AskAboutRecordChanges", &RECORD_CHANGES, [scope.record_changes()?]),
        Statement::allow("AskWhatIsAllowed", &PREFLIGHT, principals),
    ];
    if !roles.is_empty() {
        all.push(Statement::allow("AskWhichRole", &ROLE, roles));
    }
    Ok(all)
}
