//! What a person needs in the second account to connect as a customer would: look around, one endpoint with its security group, and away
//! with both.

use super::PolicyError;
use super::scope::{Kind, Scope};
use super::statement::Statement;

/// AWS knows no resource for these.
const LOOK: [&str; 7] = [
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpointServices",
    "ec2:DescribeVpcEndpoints",
    "ec2:DescribeVpcs",
];

/// What endpoint services of AWS's customers are called.
const ANY_SERVICE: &str = "com.amazonaws.vpce.*";

pub(super) fn statements(scope: &Scope) -> Result<Vec<Statement>, PolicyError> {
    let endpoints = scope.any(Kind::Endpoint)?;
    let (groups, vpcs) = (scope.any(Kind::SecurityGroup)?, scope.any(Kind::Vpc)?);
    let within = [scope.any(Kind::Subnet)?, groups.clone(), vpcs.clone()];
    let zones = format!("arn:{}:route53:::hostedzone/*", scope.partition()?);
    let to_service = |statement: Statement| {
        if scope.services.is_empty() {
            statement.when("StringLike", "ec2:VpceServiceName", [ANY_SERVICE.to_owned()])
        } else {
            statement.when("StringEquals", "ec2:VpceServiceName", scope.services.clone())
        }
    };
    let tags = Statement::allow("TagWhatIsMade", &["ec2:CreateTags"], [endpoints.clone(), groups.clone()]).when(
        "StringEquals",
        "ec2:CreateAction",
        ["CreateVpcEndpoint", "CreateSecurityGroup"].map(str::to_owned),
    );
    let own_group = ["ec2:AuthorizeSecurityGroupIngress", "ec2:DeleteSecurityGroup"];
    Ok(vec![
        scope.here(Statement::allow("LookAround", &LOOK, ["*".to_owned()])),
        scope.here(Statement::allow("AskAboutNames", &["ec2:DescribeVpcAttribute"], [vpcs.clone()])),
        scope.here(to_service(Statement::allow(
            "MakeAndRemoveEndpoint",
            &["ec2:CreateVpcEndpoint", "ec2:DeleteVpcEndpoints"],
            [endpoints.clone()],
        ))),
        scope.here(Statement::allow("MakeEndpointInNetwork", &["ec2:CreateVpcEndpoint"], within)),
        scope.here(scope.ours(Statement::allow("SetUpEndpoint", &["ec2:ModifyVpcEndpoint"], [endpoints]))),
        scope.here(scope.tagging(Statement::allow("MakeSecurityGroup", &["ec2:CreateSecurityGroup"], [groups.clone()]))),
        scope.here(Statement::allow("MakeSecurityGroupInNetwork", &["ec2:CreateSecurityGroup"], [vpcs])),
        scope.here(scope.ours(Statement::allow("SetUpSecurityGroup", &own_group, [groups]))),
        scope.here(scope.tagging(tags)),
        // Private DNS makes AWS tie a hosted zone of its own to the VPC in the caller's name. Route 53 has no Regions.
        Statement::allow("TurnPrivateDnsOn", &["route53:AssociateVPCWithHostedZone"], [zones]),
    ])
}
