//! What takes Gangway's own work away: only what carries the onboarding's tag. In somebody else's target group, targets may be taken out
//! again where it is named.

use super::PolicyError;
use super::scope::{Kind, Scope};
use super::statement::Statement;

const DEREGISTER: [&str; 1] = ["elasticloadbalancing:DeregisterTargets"];

pub(super) fn statements(scope: &Scope) -> Result<Vec<Statement>, PolicyError> {
    let rows: [(&'static str, &[&'static str], Kind); 9] = [
        // Connections have to go before their service can.
        (
            "RemoveEndpointService",
            &["ec2:DeleteVpcEndpointServiceConfigurations", "ec2:RejectVpcEndpointConnections"],
            Kind::EndpointService,
        ),
        ("RemoveListener", &["elasticloadbalancing:DeleteListener"], Kind::Listener),
        ("RemoveTargetGroup", &["elasticloadbalancing:DeleteTargetGroup", "elasticloadbalancing:DeregisterTargets"], Kind::TargetGroup),
        ("RemoveLoadBalancer", &["elasticloadbalancing:DeleteLoadBalancer"], Kind::LoadBalancer),
        ("RemoveInstance", &["ec2:TerminateInstances"], Kind::Instance),
        ("RemoveSecurityGroup", &["ec2:DeleteSecurityGroup"], Kind::SecurityGroup),
        ("RemoveSubnet", &["ec2:DeleteSubnet"], Kind::Subnet),
        ("RemoveVpc", &["ec2:DeleteVpc"], Kind::Vpc),
        ("RemoveCertificate", &["acm:DeleteCertificate"], Kind::Certificate),
    ];
    let mut all = Vec::new();
    for (sid, actions, kind) in rows {
        all.push(scope.here(scope.ours(Statement::allow(sid, actions, [scope.any(kind)?]))));
    }
    all.push(scope.records("RemoveRecords", "DELETE")?);
    let groups = scope.existing(Kind::TargetGroup);
    if !groups.is_empty() {
        all.push(scope.here(Statement::allow("TakeTargetsOutOfNamedGroups", &DEREGISTER, groups)));
    }
    Ok(all)
}
