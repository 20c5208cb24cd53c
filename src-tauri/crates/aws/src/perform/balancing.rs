//! Load balancers, target groups and listeners. Elastic Load Balancing knows no tokens: a name or a port is the key.

use std::collections::BTreeMap;

use aws_sdk_elasticloadbalancingv2::types::{
    Action, ActionTypeEnum, Certificate, EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum as Enforce, IpAddressType as AddressType,
    LoadBalancerAttribute, LoadBalancerSchemeEnum, LoadBalancerTypeEnum, Matcher, ProtocolEnum, TargetDescription, TargetTypeEnum,
};
use gangway_model::{
    Call, CallTag, HealthCheck, HealthProtocol, Input, IpAddressType, Output, Region, TargetProtocol, TargetRef, TargetType,
};

use super::{Made, all_ready, elb_tags, given, ready, some};
use crate::account::Account;
use crate::error::{AwsError, Purpose};

/// A request with the health check in it: two operations take the same parameters, each with a builder of its own.
macro_rules! checked {
    ($request:expr, $check:expr) => {
        $request
            .health_check_protocol(health_protocol($check.protocol))
            .set_health_check_path($check.path.clone())
            .set_health_check_port($check.port.map(|port| port.to_string()))
            .set_health_check_interval_seconds($check.interval_seconds.map(i32::from))
            .set_health_check_timeout_seconds($check.timeout_seconds.map(i32::from))
            .set_healthy_threshold_count($check.healthy_threshold.map(i32::from))
            .set_unhealthy_threshold_count($check.unhealthy_threshold.map(i32::from))
            .set_matcher(statuses($check))
    };
}

impl Account {
    pub(super) async fn perform_balancing(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Made, AwsError> {
        let elb = &self.clients(region).elb_once;
        match call {
            Call::CreateLoadBalancer { name, subnets, security_groups, ip_address_type } => {
                const OPERATION: &str = "CreateLoadBalancer";
                let kind = match ip_address_type {
                    // AWS's own default.
                    IpAddressType::Ipv4 => None,
                    IpAddressType::Dualstack => Some(AddressType::Dualstack),
                };
                let request = elb.create_load_balancer();
                let request = request
                    .name(name)
                    .r#type(LoadBalancerTypeEnum::Network)
                    // AWS's own default is internet-facing.
                    .scheme(LoadBalancerSchemeEnum::Internal)
                    .set_ip_address_type(kind)
                    .set_subnets(Some(all_ready(OPERATION, subnets)?))
                    .set_security_groups(some(&all_ready(OPERATION, security_groups)?))
                    .set_tags(elb_tags(tags));
                let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                let made = answer.load_balancers().first().and_then(|made| made.load_balancer_arn());
                Ok(BTreeMap::from([(Output::LoadBalancerArn, given(OPERATION, "LoadBalancerArn", made)?)]))
            }
            Call::SetCrossZone { load_balancer, enabled } => {
                const OPERATION: &str = "ModifyLoadBalancerAttributes";
                let value = if *enabled { "true" } else { "false" };
                let attribute = LoadBalancerAttribute::builder().key("load_balancing.cross_zone.enabled").value(value).build();
                let request = elb.modify_load_balancer_attributes();
                let sent = request.load_balancer_arn(ready(OPERATION, load_balancer)?).attributes(attribute).send().await;
                sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                Ok(Made::new())
            }
            Call::SetSubnets { load_balancer, subnets } => {
                const OPERATION: &str = "SetSubnets";
                let request = elb.set_subnets().load_balancer_arn(ready(OPERATION, load_balancer)?);
                let sent = request.set_subnets(Some(all_ready(OPERATION, subnets)?)).send().await;
                sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                Ok(Made::new())
            }
            Call::SetSecurityGroups { load_balancer, security_groups, enforce_on_private_link } => {
                const OPERATION: &str = "SetSecurityGroups";
                let request = elb.set_security_groups();
                let request = request
                    .load_balancer_arn(ready(OPERATION, load_balancer)?)
                    .set_security_groups(Some(all_ready(OPERATION, security_groups)?))
                    .set_enforce_security_group_inbound_rules_on_private_link_traffic(
                        enforce_on_private_link.map(|on| if on { Enforce::On } else { Enforce::Off }),
                    );
                request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                Ok(Made::new())
            }
            Call::CreateTargetGroup { .. } => self.create_target_group(region, call, tags).await,
            Call::SetHealthCheck { target_group, health_check: check } => {
                const OPERATION: &str = "ModifyTargetGroup";
                let request = elb.modify_target_group().target_group_arn(ready(OPERATION, target_group)?);
                let request = checked!(request, check);
                request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                Ok(Made::new())
            }
            Call::RegisterTargets { target_group, targets } => {
                const OPERATION: &str = "RegisterTargets";
                let request = elb.register_targets().target_group_arn(ready(OPERATION, target_group)?);
                let sent = request.set_targets(Some(described(OPERATION, targets)?)).send().await;
                sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                Ok(Made::new())
            }
            Call::CreateListener { load_balancer, port, certificate, target_group } => {
                const OPERATION: &str = "CreateListener";
                let mut request = elb.create_listener();
                request = request
                    .load_balancer_arn(ready(OPERATION, load_balancer)?)
                    .port((*port).into())
                    .protocol(ProtocolEnum::Tcp)
                    .default_actions(forward(OPERATION, target_group)?)
                    .set_tags(elb_tags(tags));
                if let Some(certificate) = certificate {
                    request = request.protocol(ProtocolEnum::Tls).certificates(shown(OPERATION, certificate)?);
                }
                let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                let made = answer.listeners().first().and_then(|made| made.listener_arn());
                Ok(BTreeMap::from([(Output::ListenerArn, given(OPERATION, "ListenerArn", made)?)]))
            }
            Call::ModifyListener { listener, target_group, certificate } => {
                const OPERATION: &str = "ModifyListener";
                let mut request = elb.modify_listener().listener_arn(ready(OPERATION, listener)?);
                if let Some(target_group) = target_group {
                    request = request.default_actions(forward(OPERATION, target_group)?);
                }
                if let Some(certificate) = certificate {
                    request = request.certificates(shown(OPERATION, certificate)?);
                }
                request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                Ok(Made::new())
            }
            other => Err(super::not_here(other)),
        }
    }

    async fn create_target_group(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Made, AwsError> {
        const OPERATION: &str = "CreateTargetGroup";
        let Call::CreateTargetGroup { name, port, vpc, target_type, protocol, health_check } = call else {
            return Err(super::not_here(call));
        };
        let kind = match target_type {
            TargetType::Instance => TargetTypeEnum::Instance,
            TargetType::Ip => TargetTypeEnum::Ip,
            TargetType::Alb => TargetTypeEnum::Alb,
        };
        let spoken = match protocol {
            TargetProtocol::Tcp => ProtocolEnum::Tcp,
            TargetProtocol::Tls => ProtocolEnum::Tls,
        };
        // Application Load Balancers are not asked by TCP; left out, AWS chooses HTTP for them.
        let check = health_check.clone().or_else(|| (*target_type != TargetType::Alb).then(HealthCheck::tcp));
        let mut request = self.clients(region).elb_once.create_target_group();
        request = request
            .name(name)
            .protocol(spoken)
            .port((*port).into())
            .vpc_id(ready(OPERATION, vpc)?)
            .target_type(kind)
            .set_tags(elb_tags(tags));
        if let Some(check) = &check {
            request = checked!(request, check);
        }
        let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        let made = answer.target_groups().first().and_then(|made| made.target_group_arn());
        Ok(BTreeMap::from([(Output::TargetGroupArn, given(OPERATION, "TargetGroupArn", made)?)]))
    }
}

pub(crate) fn health_protocol(protocol: HealthProtocol) -> ProtocolEnum {
    match protocol {
        HealthProtocol::Tcp => ProtocolEnum::Tcp,
        HealthProtocol::Http => ProtocolEnum::Http,
        HealthProtocol::Https => ProtocolEnum::Https,
    }
}

fn statuses(check: &HealthCheck) -> Option<Matcher> {
    check.statuses.as_ref().map(|codes| Matcher::builder().http_code(codes).build())
}

fn forward(operation: &'static str, target_group: &Input) -> Result<Action, AwsError> {
    Ok(Action::builder().r#type(ActionTypeEnum::Forward).target_group_arn(ready(operation, target_group)?).build())
}

fn shown(operation: &'static str, certificate: &Input) -> Result<Certificate, AwsError> {
    Ok(Certificate::builder().certificate_arn(ready(operation, certificate)?).build())
}

/// Targets as the wire has them.
pub(super) fn described(operation: &'static str, targets: &[TargetRef]) -> Result<Vec<TargetDescription>, AwsError> {
    let one = |target: &TargetRef| {
        let description = TargetDescription::builder().id(ready(operation, &target.id)?);
        Ok(description.set_port(target.port.map(i32::from)).set_availability_zone(target.zone.clone()).build())
    };
    targets.iter().map(one).collect()
}
