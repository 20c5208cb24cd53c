//! The calls behind a plan's changes. Each is ONE request on the wire.
//!
//! Absent on purpose: `ModifyVpcEndpointServicePayerResponsibility`, which can't be taken back, and internet-facing load balancers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::targets::inputs;
use crate::{
    ChangeId, HealthCheck, Input, IpAddressType, Launch, Output, RecordSet, Region, ServiceAddressType, TargetProtocol, TargetRef,
    TargetType,
};

/// ONE call on the wire that changes something. `aws` performs all but `SendSubmission`.
///
/// Journals keep calls for ever: a field that is added has a default, a name that changes keeps its former one as an alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "action")]
pub enum Call {
    /// `ec2:CreateVpc`.
    CreateVpc {
        /// The IPv4 range, `/16` to `/28`.
        cidr: String,
    },
    /// `ec2:ModifyVpcAttribute`: whether instances get public DNS names, which private DNS in this VPC needs.
    SetDnsHostnames {
        /// The VPC.
        vpc: Input,
        /// On or off.
        enabled: bool,
    },
    /// `ec2:CreateSubnet`.
    CreateSubnet {
        /// The VPC.
        vpc: Input,
        /// The zone's id, the same in all accounts.
        zone_id: String,
        /// The IPv4 range, within the VPC's.
        cidr: String,
    },
    /// `ec2:CreateSecurityGroup`.
    CreateSecurityGroup {
        /// The VPC.
        vpc: Input,
        /// Unique in the VPC, at most 255 characters, not beginning with `sg-`.
        name: String,
        /// At most 255 characters, some signs excepted; can't be changed.
        description: String,
    },
    /// `ec2:AuthorizeSecurityGroupIngress`: TCP from these ranges. AWS refuses all of them when one is there already.
    AuthorizeIngress {
        /// The security group.
        security_group: Input,
        /// The port.
        port: u16,
        /// IPv4 and IPv6 ranges.
        cidrs: Vec<String>,
    },
    /// `ec2:RunInstances`, of exactly one.
    RunInstance {
        /// From what.
        launch: Launch,
        /// Where.
        subnet: Input,
        /// Empty: what the launch template says, else the VPC's default group.
        security_groups: Vec<Input>,
    },
    /// `elasticloadbalancing:CreateLoadBalancer`, always of type network and internal.
    CreateLoadBalancer {
        /// At most 32 letters, digits and hyphens.
        name: String,
        /// One per zone.
        #[serde(alias = "subnetIds", deserialize_with = "inputs")]
        subnets: Vec<Input>,
        /// Without any now, it can never have one.
        #[serde(default)]
        security_groups: Vec<Input>,
        /// Which addresses it has.
        #[serde(default)]
        ip_address_type: IpAddressType,
    },
    /// `elasticloadbalancing:ModifyLoadBalancerAttributes`: cross-zone load balancing.
    SetCrossZone {
        /// The load balancer.
        load_balancer: Input,
        /// On or off.
        enabled: bool,
    },
    /// `elasticloadbalancing:SetSubnets`: the whole list, one per zone. A zone that it leaves out is left.
    SetSubnets {
        /// The load balancer.
        load_balancer: Input,
        /// Those it has and those it gets.
        subnets: Vec<Input>,
    },
    /// `elasticloadbalancing:SetSecurityGroups`: the whole list, for a load balancer that has some.
    SetSecurityGroups {
        /// The load balancer.
        load_balancer: Input,
        /// At least one.
        security_groups: Vec<Input>,
        /// Whether their inbound rules hold for customers' connections. `None`: as it is.
        enforce_on_private_link: Option<bool>,
    },
    /// `elasticloadbalancing:CreateTargetGroup`.
    CreateTargetGroup {
        /// At most 32 letters, digits and hyphens.
        name: String,
        /// The port on which the targets listen.
        port: u16,
        /// The targets' VPC.
        vpc: Input,
        /// What the targets are.
        #[serde(default)]
        target_type: TargetType,
        /// What is spoken with them.
        #[serde(default)]
        protocol: TargetProtocol,
        /// `None`: a connection, for Application Load Balancers AWS's default.
        #[serde(default)]
        health_check: Option<HealthCheck>,
    },
    /// `elasticloadbalancing:ModifyTargetGroup`: how its targets are checked.
    SetHealthCheck {
        /// The target group.
        target_group: Input,
        /// What is `None` in it stays as it is.
        health_check: HealthCheck,
    },
    /// `elasticloadbalancing:RegisterTargets`.
    RegisterTargets {
        /// Where to.
        target_group: Input,
        /// Of the target group's type.
        #[serde(alias = "instanceIds")]
        targets: Vec<TargetRef>,
    },
    /// `elasticloadbalancing:CreateListener`, TCP, or TLS when a certificate is given.
    CreateListener {
        /// The load balancer.
        load_balancer: Input,
        /// The port customers call.
        port: u16,
        /// An issued certificate of the same Region makes it a TLS listener.
        certificate: Option<Input>,
        /// Where it forwards to.
        target_group: Input,
    },
    /// `elasticloadbalancing:ModifyListener`: where it forwards to, which certificate it shows, or both.
    ModifyListener {
        /// The listener.
        listener: Input,
        /// `None`: as it is.
        target_group: Option<Input>,
        /// Of a TLS listener. `None`: as it is.
        certificate: Option<Input>,
    },
    /// `ec2:CreateVpcEndpointServiceConfiguration`.
    CreateEndpointService {
        /// One load balancer.
        load_balancer: Input,
        /// Whether each connection waits for the seller's yes.
        acceptance_required: bool,
        /// The private DNS name to be proven.
        private_dns_name: Option<String>,
        /// Empty: AWS's default, IPv4.
        #[serde(default)]
        supported_ip_address_types: Vec<ServiceAddressType>,
        /// Other Regions whose customers may connect. Empty: none.
        #[serde(default)]
        supported_regions: Vec<Region>,
    },
    /// `ec2:ModifyVpcEndpointServiceConfiguration` with nothing but the id: the service takes up the zones that its load balancer has got
    /// since.
    RefreshEndpointService {
        /// The endpoint service's id.
        endpoint_service: Input,
    },
    /// `ec2:ModifyVpcEndpointServiceConfiguration`: sets the private DNS name.
    SetPrivateDnsName {
        /// The endpoint service's id.
        endpoint_service: Input,
        /// The name.
        private_dns_name: String,
    },
    /// `ec2:ModifyVpcEndpointServiceConfiguration`: whether each connection waits for the seller's yes.
    SetAcceptance {
        /// The endpoint service's id.
        endpoint_service: Input,
        /// On or off. What is connected stays connected.
        required: bool,
    },
    /// `ec2:ModifyVpcEndpointServiceConfiguration`: which other Regions' customers may connect. Only the difference.
    SetSupportedRegions {
        /// The endpoint service's id.
        endpoint_service: Input,
        /// To add.
        add: Vec<Region>,
        /// To remove.
        remove: Vec<Region>,
    },
    /// `ec2:ModifyVpcEndpointServiceConfiguration`: which addresses customers' endpoints may have. Only the difference.
    SetSupportedAddressTypes {
        /// The endpoint service's id.
        endpoint_service: Input,
        /// To add.
        add: Vec<ServiceAddressType>,
        /// To remove.
        remove: Vec<ServiceAddressType>,
    },
    /// `ec2:StartVpcEndpointServicePrivateDnsVerification`.
    StartPrivateDnsVerification {
        /// The endpoint service's id.
        endpoint_service: Input,
    },
    /// `ec2:ModifyVpcEndpointServicePermissions`: only the difference.
    ModifyPermissions {
        /// The endpoint service's id.
        endpoint_service: Input,
        /// Principal ARNs to add.
        add: Vec<String>,
        /// Principal ARNs to remove.
        remove: Vec<String>,
    },
    /// `acm:RequestCertificate` with DNS validation.
    RequestCertificate {
        /// The first name, at most 64 characters.
        domain_name: String,
        /// Alternative names.
        alternative_names: Vec<String>,
    },
    /// `route53:ChangeResourceRecordSets` with the one action `CREATE`, which Route 53 refuses where a set of the name and kind stands already:
    /// nobody's record is ever replaced.
    PublishRecords {
        /// The id of the hosted zone, without `/hostedzone/`.
        zone: String,
        /// What to publish there.
        records: RecordSet,
    },
    /// The package to Seller Operations by SMTP.
    SendSubmission {
        /// SHA-256 of the package, hex: what was approved is what is sent.
        package_sha256: String,
        /// The recipient.
        to: String,
    },
    /// `ec2:RejectVpcEndpointConnections`: customers lose these connections.
    RejectConnections {
        /// The endpoint service's id.
        endpoint_service: Input,
        /// The customers' endpoints, `vpce-…`.
        endpoint_ids: Vec<String>,
    },
    /// `ec2:DeleteVpcEndpointServiceConfigurations`, of exactly one.
    DeleteEndpointService {
        /// The endpoint service's id.
        endpoint_service: Input,
    },
    /// `elasticloadbalancing:DeleteListener`.
    DeleteListener {
        /// The listener.
        listener: Input,
    },
    /// `elasticloadbalancing:DeregisterTargets`.
    DeregisterTargets {
        /// Where from.
        target_group: Input,
        /// As they were registered.
        targets: Vec<TargetRef>,
    },
    /// `elasticloadbalancing:DeleteLoadBalancer`.
    DeleteLoadBalancer {
        /// The load balancer.
        load_balancer: Input,
    },
    /// `elasticloadbalancing:DeleteTargetGroup`.
    DeleteTargetGroup {
        /// The target group.
        target_group: Input,
    },
    /// `ec2:TerminateInstances`, of exactly one.
    TerminateInstance {
        /// The instance.
        instance: Input,
    },
    /// `ec2:DeleteSecurityGroup`.
    DeleteSecurityGroup {
        /// The security group.
        security_group: Input,
    },
    /// `ec2:DeleteSubnet`.
    DeleteSubnet {
        /// The subnet.
        subnet: Input,
    },
    /// `ec2:DeleteVpc`.
    DeleteVpc {
        /// The VPC.
        vpc: Input,
    },
    /// `acm:DeleteCertificate`.
    DeleteCertificate {
        /// The certificate.
        certificate: Input,
    },
    /// `route53:ChangeResourceRecordSets` with the one action `DELETE`, of a set that is still as it was published.
    RemoveRecords {
        /// The set: [`RecordSet::id`].
        record_set: Input,
        /// The id of the hosted zone, without `/hostedzone/`.
        zone: String,
        /// As it was published.
        records: RecordSet,
    },
}

impl Call {
    /// The call as an IAM action or, for mail, `smtp:Send`.
    #[must_use]
    pub fn action(&self) -> &'static str {
        match self {
            Self::CreateVpc { .. } => "ec2:CreateVpc",
            Self::SetDnsHostnames { .. } => "ec2:ModifyVpcAttribute",
            Self::CreateSubnet { .. } => "ec2:CreateSubnet",
            Self::CreateSecurityGroup { .. } => "ec2:CreateSecurityGroup",
            Self::AuthorizeIngress { .. } => "ec2:AuthorizeSecurityGroupIngress",
            Self::RunInstance { .. } => "ec2:RunInstances",
            Self::CreateLoadBalancer { .. } => "elasticloadbalancing:CreateLoadBalancer",
            Self::SetCrossZone { .. } => "elasticloadbalancing:ModifyLoadBalancerAttributes",
            Self::SetSubnets { .. } => "elasticloadbalancing:SetSubnets",
            Self::SetSecurityGroups { .. } => "elasticloadbalancing:SetSecurityGroups",
            Self::CreateTargetGroup { .. } => "elasticloadbalancing:CreateTargetGroup",
            Self::SetHealthCheck { .. } => "elasticloadbalancing:ModifyTargetGroup",
            Self::RegisterTargets { .. } => "elasticloadbalancing:RegisterTargets",
            Self::CreateListener { .. } => "elasticloadbalancing:CreateListener",
            Self::ModifyListener { .. } => "elasticloadbalancing:ModifyListener",
            Self::CreateEndpointService { .. } => "ec2:CreateVpcEndpointServiceConfiguration",
            Self::RefreshEndpointService { .. }
            | Self::SetPrivateDnsName { .. }
            | Self::SetAcceptance { .. }
            | Self::SetSupportedRegions { .. }
            | Self::SetSupportedAddressTypes { .. } => "ec2:ModifyVpcEndpointServiceConfiguration",
            Self::StartPrivateDnsVerification { .. } => "ec2:StartVpcEndpointServicePrivateDnsVerification",
            Self::ModifyPermissions { .. } => "ec2:ModifyVpcEndpointServicePermissions",
            Self::RequestCertificate { .. } => "acm:RequestCertificate",
            Self::SendSubmission { .. } => "smtp:Send",
            Self::RejectConnections { .. } => "ec2:RejectVpcEndpointConnections",
            Self::DeleteEndpointService { .. } => "ec2:DeleteVpcEndpointServiceConfigurations",
            Self::DeleteListener { .. } => "elasticloadbalancing:DeleteListener",
            Self::DeregisterTargets { .. } => "elasticloadbalancing:DeregisterTargets",
            Self::DeleteLoadBalancer { .. } => "elasticloadbalancing:DeleteLoadBalancer",
            Self::DeleteTargetGroup { .. } => "elasticloadbalancing:DeleteTargetGroup",
            Self::TerminateInstance { .. } => "ec2:TerminateInstances",
            Self::DeleteSecurityGroup { .. } => "ec2:DeleteSecurityGroup",
            Self::DeleteSubnet { .. } => "ec2:DeleteSubnet",
            Self::DeleteVpc { .. } => "ec2:DeleteVpc",
            Self::DeleteCertificate { .. } => "acm:DeleteCertificate",
            Self::PublishRecords { .. } | Self::RemoveRecords { .. } => "route53:ChangeResourceRecordSets",
        }
    }

    /// What it makes: none for a call that only sets, starts, sends or removes something.
    #[must_use]
    pub fn outputs(&self) -> &'static [Output] {
        match self {
            Self::CreateVpc { .. } => &[Output::VpcId],
            Self::CreateSubnet { .. } => &[Output::SubnetId],
            Self::CreateSecurityGroup { .. } => &[Output::SecurityGroupId],
            Self::RunInstance { .. } => &[Output::InstanceId],
            Self::CreateLoadBalancer { .. } => &[Output::LoadBalancerArn],
            Self::CreateTargetGroup { .. } => &[Output::TargetGroupArn],
            Self::CreateListener { .. } => &[Output::ListenerArn],
            Self::CreateEndpointService { .. } => &[Output::ServiceId, Output::ServiceName],
            Self::RequestCertificate { .. } => &[Output::CertificateArn],
            Self::PublishRecords { .. } => &[Output::RecordSet, Output::DnsChange],
            Self::SendSubmission { .. } => &[Output::MessageId],
            _ => &[],
        }
    }

    /// The thing that is removed, or whose parts are; `None` for a call that removes nothing.
    #[must_use]
    pub fn removes(&self) -> Option<&Input> {
        match self {
            Self::RejectConnections { endpoint_service: thing, .. }
            | Self::DeleteEndpointService { endpoint_service: thing }
            | Self::DeleteListener { listener: thing }
            | Self::DeregisterTargets { target_group: thing, .. }
            | Self::DeleteLoadBalancer { load_balancer: thing }
            | Self::DeleteTargetGroup { target_group: thing }
            | Self::TerminateInstance { instance: thing }
            | Self::DeleteSecurityGroup { security_group: thing }
            | Self::DeleteSubnet { subnet: thing }
            | Self::DeleteVpc { vpc: thing }
            | Self::DeleteCertificate { certificate: thing }
            | Self::RemoveRecords { record_set: thing, .. } => Some(thing),
            _ => None,
        }
    }

    /// Whether it is done where the DNS zone is, which may be another account.
    #[must_use]
    pub fn is_dns(&self) -> bool {
        matches!(self, Self::PublishRecords { .. } | Self::RemoveRecords { .. })
    }

    /// The inputs that may still be results of other changes.
    pub fn inputs_mut(&mut self) -> Vec<&mut Input> {
        match self {
            Self::CreateSubnet { vpc, .. }
            | Self::SetDnsHostnames { vpc, .. }
            | Self::CreateSecurityGroup { vpc, .. }
            | Self::CreateTargetGroup { vpc, .. }
            | Self::DeleteVpc { vpc } => vec![vpc],
            Self::AuthorizeIngress { security_group, .. } | Self::DeleteSecurityGroup { security_group } => vec![security_group],
            Self::RunInstance { subnet, security_groups, .. } => std::iter::once(subnet).chain(security_groups).collect(),
            Self::CreateLoadBalancer { subnets, security_groups, .. } => subnets.iter_mut().chain(security_groups).collect(),
            Self::SetSubnets { load_balancer, subnets } => std::iter::once(load_balancer).chain(subnets).collect(),
            Self::SetSecurityGroups { load_balancer, security_groups, .. } => {
                std::iter::once(load_balancer).chain(security_groups).collect()
            }
            Self::SetCrossZone { load_balancer, .. }
            | Self::CreateEndpointService { load_balancer, .. }
            | Self::DeleteLoadBalancer { load_balancer } => vec![load_balancer],
            Self::SetHealthCheck { target_group, .. } | Self::DeleteTargetGroup { target_group } => vec![target_group],
            Self::RegisterTargets { target_group, targets } | Self::DeregisterTargets { target_group, targets } => {
                std::iter::once(target_group).chain(targets.iter_mut().map(|target| &mut target.id)).collect()
            }
            Self::CreateListener { load_balancer, certificate, target_group, .. } => {
                let mut inputs = vec![load_balancer, target_group];
                inputs.extend(certificate);
                inputs
            }
            Self::ModifyListener { listener, target_group, certificate } => {
                std::iter::once(listener).chain(target_group).chain(certificate).collect()
            }
            Self::RefreshEndpointService { endpoint_service }
            | Self::SetPrivateDnsName { endpoint_service, .. }
            | Self::SetAcceptance { endpoint_service, .. }
            | Self::SetSupportedRegions { endpoint_service, .. }
            | Self::SetSupportedAddressTypes { endpoint_service, .. }
            | Self::StartPrivateDnsVerification { endpoint_service }
            | Self::ModifyPermissions { endpoint_service, .. }
            | Self::RejectConnections { endpoint_service, .. }
            | Self::DeleteEndpointService { endpoint_service } => vec![endpoint_service],
            Self::DeleteListener { listener } => vec![listener],
            Self::TerminateInstance { instance } => vec![instance],
            Self::DeleteSubnet { subnet } => vec![subnet],
            Self::DeleteCertificate { certificate } => vec![certificate],
            Self::RemoveRecords { record_set, .. } => vec![record_set],
            Self::CreateVpc { .. } | Self::RequestCertificate { .. } | Self::PublishRecords { .. } | Self::SendSubmission { .. } => {
                Vec::new()
            }
        }
    }

    /// The same call with every result of an earlier change put in.
    ///
    /// # Errors
    /// The first result that is not known yet.
    pub fn resolved(&self, outputs: &BTreeMap<ChangeId, BTreeMap<Output, String>>) -> Result<Self, (ChangeId, Output)> {
        let mut call = self.clone();
        for input in call.inputs_mut() {
            if let Input::OutputOf { change, output } = input {
                let id = outputs.get(change).and_then(|known| known.get(output));
                *input = Input::existing(id.ok_or_else(|| (change.clone(), *output))?);
            }
        }
        Ok(call)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As journals of schema 1 hold them.
    #[test]
    fn calls_that_were_stored_before_are_still_read() {
        let read = |text| serde_json::from_str::<Call>(text).unwrap();
        let balancer = read(r#"{"action":"createLoadBalancer","name":"api","subnetIds":["subnet-1","subnet-2"]}"#);
        let (subnets, security_groups) = (vec![Input::existing("subnet-1"), Input::existing("subnet-2")], Vec::new());
        let now = Call::CreateLoadBalancer { name: "api".to_owned(), subnets, security_groups, ip_address_type: IpAddressType::Ipv4 };
        assert_eq!(balancer, now);
        let group = read(r#"{"action":"createTargetGroup","name":"api","port":8443,"vpc":{"kind":"existing","id":"vpc-1"}}"#);
        let Call::CreateTargetGroup { target_type: TargetType::Instance, protocol: TargetProtocol::Tcp, health_check: None, .. } = group
        else {
            panic!("{group:?}")
        };
        let target_group = Input::existing("arn");
        let register = read(r#"{"action":"registerTargets","targetGroup":{"kind":"existing","id":"arn"},"instanceIds":["i-1"]}"#);
        assert_eq!(register, Call::RegisterTargets { target_group, targets: vec![TargetRef::instance("i-1")] });
        let service = read(
            r#"{"action":"createEndpointService","loadBalancer":{"kind":"existing","id":"arn"},"acceptanceRequired":true,"privateDnsName":null}"#,
        );
        let Call::CreateEndpointService { supported_ip_address_types, supported_regions, .. } = service else { panic!() };
        assert!(supported_ip_address_types.is_empty() && supported_regions.is_empty());
    }

    #[test]
    fn every_input_is_put_in_wherever_it_stands() {
        let made = |what: &str, output| Input::OutputOf { change: ChangeId(what.to_owned()), output };
        let call = Call::RegisterTargets {
            target_group: made("group", Output::TargetGroupArn),
            targets: vec![TargetRef { id: made("instance", Output::InstanceId), port: Some(1), zone: None }],
        };
        let known = |what: &str, output, id: &str| (ChangeId(what.to_owned()), BTreeMap::from([(output, id.to_owned())]));
        let outputs = BTreeMap::from([
            known("group", Output::TargetGroupArn, "arn"),
            known("instance", Output::InstanceId, "i-1"),
            known("subnet", Output::SubnetId, "subnet-1"),
        ]);
        let target = TargetRef { id: Input::existing("i-1"), port: Some(1), zone: None };
        assert_eq!(
            call.resolved(&outputs),
            Ok(Call::RegisterTargets { target_group: Input::existing("arn"), targets: vec![target.clone()] })
        );
        let text = serde_json::to_string(&target).unwrap();
        assert_eq!(serde_json::from_str::<TargetRef>(&text).unwrap(), target);
        let call = Call::CreateLoadBalancer {
            name: "api".to_owned(),
            subnets: vec![Input::existing("subnet-0"), made("subnet", Output::SubnetId)],
            security_groups: vec![made("group-of-another-plan", Output::SecurityGroupId)],
            ip_address_type: IpAddressType::Dualstack,
        };
        assert_eq!(call.resolved(&outputs).unwrap_err().1, Output::SecurityGroupId);
        let text = serde_json::to_string(&call).unwrap();
        assert_eq!(serde_json::from_str::<Call>(&text).unwrap(), call);
    }
}
