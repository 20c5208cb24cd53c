//! Load balancers, target groups, targets and listeners after a lost answer.

use std::collections::BTreeSet;

use aws_sdk_elasticloadbalancingv2::types::{
    EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum as Enforce, LoadBalancer, TargetDescription, TargetGroup,
};
use gangway_model::{Call, CallTag, HealthCheck, Input, Output, Region, TargetRef};

use super::{carries, made};
use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind, Purpose};
use crate::perform::{Made, health_protocol, ready};

impl Account {
    pub(super) async fn find_balancing(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        match call {
            Call::CreateLoadBalancer { name, .. } => {
                let all = self.load_balancers(region).await?;
                let found = all.into_iter().find(|one| one.name == *name && carries(&one.tags, tags));
                Ok(found.map(|one| made(Output::LoadBalancerArn, one.arn)))
            }
            Call::SetCrossZone { load_balancer, enabled } => {
                let set = self.cross_zone(region, ready("DescribeLoadBalancerAttributes", load_balancer)?).await?;
                Ok((set == *enabled).then(Made::new))
            }
            Call::SetSubnets { load_balancer, subnets } => {
                let seen = self.load_balancer(region, load_balancer).await?;
                let has: BTreeSet<&str> = seen.availability_zones().iter().filter_map(|zone| zone.subnet_id()).collect();
                Ok((has == ids(subnets)).then(Made::new))
            }
            Call::SetSecurityGroups { load_balancer, security_groups, enforce_on_private_link } => {
                let seen = self.load_balancer(region, load_balancer).await?;
                let has: BTreeSet<&str> = seen.security_groups().iter().map(String::as_str).collect();
                let enforced = seen.enforce_security_group_inbound_rules_on_private_link_traffic().map(|said| said == Enforce::On.as_str());
                let as_wished = enforce_on_private_link.is_none_or(|wish| enforced == Some(wish));
                Ok((has == ids(security_groups) && as_wished).then(Made::new))
            }
            Call::CreateTargetGroup { name, .. } => {
                let Some(found) = self.target_group_by_name(region, name).await? else { return Ok(None) };
                self.if_ours(region, Output::TargetGroupArn, found.arn, tags).await
            }
            Call::SetHealthCheck { target_group, health_check } => {
                const READ: &str = "DescribeTargetGroups";
                let request = self.clients(region).elb.describe_target_groups().target_group_arns(ready(READ, target_group)?);
                let seen = self.all(READ, request.into_paginator().items().send()).await?;
                Ok(seen.first().is_some_and(|group| checks_so(group, health_check)).then(Made::new))
            }
            Call::RegisterTargets { target_group, targets } => {
                let there = self.registered(region, target_group).await?;
                Ok(targets.iter().all(|target| there.iter().any(|one| is_target(one, target))).then(Made::new))
            }
            Call::CreateListener { load_balancer, port, .. } => {
                let all = self.listeners(region, ready("DescribeListeners", load_balancer)?).await?;
                let Some(found) = all.into_iter().find(|one| one.port == *port) else { return Ok(None) };
                self.if_ours(region, Output::ListenerArn, found.arn, tags).await
            }
            Call::ModifyListener { listener, target_group, certificate } => {
                let id = ready("DescribeListeners", listener)?;
                let Some(of) = load_balancer_of(id) else { return Ok(None) };
                let seen = self.listeners(region, &of).await?.into_iter().find(|one| one.arn == id);
                let as_set = seen.is_some_and(|seen| {
                    let same = |wish: &Option<Input>, has: Option<&str>| wish.as_ref().is_none_or(|wish| wish.id() == has);
                    same(target_group, seen.target_group_arn.as_deref()) && same(certificate, seen.certificate_arn.as_deref())
                });
                Ok(as_set.then(Made::new))
            }
            _ => Ok(None),
        }
    }

    async fn load_balancer(&self, region: &Region, input: &Input) -> Result<LoadBalancer, AwsError> {
        const READ: &str = "DescribeLoadBalancers";
        let arn = ready(READ, input)?;
        let request = self.clients(region).elb.describe_load_balancers().load_balancer_arns(arn);
        let sent = request.send().await.map_err(|error| self.failed(READ, Purpose::Asking, &error))?;
        sent.load_balancers.unwrap_or_default().into_iter().next().ok_or_else(|| {
            let code = "LoadBalancerNotFound".to_owned();
            AwsError::new(READ, AwsErrorKind::NotFound { code, text: format!("{arn} is not in the answer") })
        })
    }

    /// What is registered and not on its way out.
    pub(super) async fn registered(&self, region: &Region, target_group: &Input) -> Result<Vec<TargetDescription>, AwsError> {
        let health = self.target_health(region, ready("DescribeTargetHealth", target_group)?).await?;
        let leaving = |state: Option<&str>| state == Some("draining");
        let staying =
            health.into_iter().filter(|one| !leaving(one.target_health().and_then(|seen| seen.state()).map(|state| state.as_str())));
        Ok(staying.filter_map(|one| one.target).collect())
    }

    async fn if_ours(&self, region: &Region, output: Output, arn: String, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        let mut own = self.elb_tags(region, std::slice::from_ref(&arn)).await?;
        let own = own.remove(&arn).unwrap_or_default();
        Ok(carries(&own, tags).then(|| made(output, arn)))
    }
}

/// Whether a registered target is the one that is meant: by id, and by port where one is named.
pub(super) fn is_target(registered: &TargetDescription, meant: &TargetRef) -> bool {
    registered.id() == meant.id.id() && meant.port.is_none_or(|port| registered.port() == Some(port.into()))
}

fn ids(inputs: &[Input]) -> BTreeSet<&str> {
    inputs.iter().filter_map(Input::id).collect()
}

/// Whether everything that is named is as it is named.
fn checks_so(group: &TargetGroup, wish: &HealthCheck) -> bool {
    let number = |wish: Option<u16>, has: Option<i32>| wish.is_none_or(|wish| has == Some(wish.into()));
    group.health_check_protocol() == Some(&health_protocol(wish.protocol))
        && wish.path.as_deref().is_none_or(|path| group.health_check_path() == Some(path))
        && wish.port.is_none_or(|port| group.health_check_port() == Some(port.to_string().as_str()))
        && number(wish.interval_seconds, group.health_check_interval_seconds())
        && number(wish.timeout_seconds, group.health_check_timeout_seconds())
        && number(wish.healthy_threshold, group.healthy_threshold_count())
        && number(wish.unhealthy_threshold, group.unhealthy_threshold_count())
        && wish.statuses.as_deref().is_none_or(|codes| group.matcher().and_then(|matcher| matcher.http_code()) == Some(codes))
}

/// A listener's ARN holds its load balancer's: `…:listener/net/NAME/ID/ID` belongs to `…:loadbalancer/net/NAME/ID`.
fn load_balancer_of(listener: &str) -> Option<String> {
    let (of, _) = listener.rsplit_once('/')?;
    of.contains(":listener/").then(|| of.replacen(":listener/", ":loadbalancer/", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_names_its_load_balancer() {
        let of = load_balancer_of("arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/net/api/50dc6c495c0c9188/f2f7dc8efc522ab2");
        assert_eq!(of.as_deref(), Some("arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/api/50dc6c495c0c9188"));
        assert_eq!(load_balancer_of("arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/api/1"), None);
    }

    #[test]
    fn a_target_is_known_by_its_id_and_the_port_that_was_named() {
        let registered = TargetDescription::builder().id("10.0.0.4").port(8443).build();
        let meant = |port| TargetRef { id: Input::existing("10.0.0.4"), port, zone: None };
        assert!(is_target(&registered, &meant(None)) && is_target(&registered, &meant(Some(8443))));
        assert!(!is_target(&registered, &meant(Some(443))) && !is_target(&registered, &TargetRef::instance("i-1")));
    }

    #[test]
    fn only_what_was_named_of_a_health_check_counts() {
        use aws_sdk_elasticloadbalancingv2::types::ProtocolEnum;
        let group = TargetGroup::builder().health_check_protocol(ProtocolEnum::Tcp).health_check_interval_seconds(30).build();
        assert!(checks_so(&group, &HealthCheck::tcp()));
        assert!(!checks_so(&group, &HealthCheck { interval_seconds: Some(10), ..HealthCheck::tcp() }));
        assert!(!checks_so(&group, &HealthCheck { path: Some("/".to_owned()), ..HealthCheck::tcp() }));
    }
}
