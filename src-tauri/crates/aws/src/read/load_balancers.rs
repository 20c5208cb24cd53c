//! Network Load Balancers, their listeners, target groups and targets.

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2 as elb;
use gangway_model::{CallTag, HealthCheck, HealthProtocol, Region};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::text;
use crate::account::Account;
use crate::error::{AwsError, Purpose};

/// A Network Load Balancer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancer {
    /// Its ARN.
    pub arn: String,
    /// Its name, unique in account and Region.
    pub name: String,
    /// Its own DNS name.
    pub dns_name: String,
    /// `internal` or `internet-facing`.
    pub scheme: String,
    /// `provisioning`, `active`, `active_impaired` or `failed`.
    pub state: String,
    /// Where it stands.
    pub vpc_id: String,
    /// One per zone, by zone id.
    pub zones: Vec<LoadBalancerZone>,
    /// All its tags.
    pub tags: Vec<CallTag>,
    /// Its security groups; without any it can never have one.
    #[serde(default)]
    pub security_groups: Vec<String>,
    /// Whether their inbound rules hold for connections over PrivateLink, too: AWS's default where there are some.
    #[serde(default)]
    pub enforces_on_private_link: bool,
}

/// A zone in which a load balancer has an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LoadBalancerZone {
    /// The zone's name in this account.
    pub zone_name: String,
    /// The zone's id.
    pub zone_id: String,
    /// The subnet it uses there.
    pub subnet_id: String,
}

/// A listener.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Listener {
    /// Its ARN.
    pub arn: String,
    /// The port that customers call.
    pub port: u16,
    /// `TCP`, `TLS`, `UDP` or `TCP_UDP`.
    pub protocol: String,
    /// Where it forwards to.
    pub target_group_arn: Option<String>,
    /// The default certificate of a TLS listener.
    pub certificate_arn: Option<String>,
}

/// A target group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TargetGroup {
    /// Its ARN.
    pub arn: String,
    /// Its name, unique in account and Region.
    pub name: String,
    /// The port on which targets listen unless they say otherwise.
    pub port: u16,
    /// `TCP`, `TLS`, `UDP`, `TCP_UDP`.
    pub protocol: String,
    /// `instance`, `ip` or `alb`.
    pub target_type: String,
}

/// A target and its health.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// An instance id, an address or an ARN.
    pub id: String,
    /// The port that is called.
    pub port: u16,
    /// The zone's name in this account; unknown for a target that is gone.
    pub zone_name: Option<String>,
    /// The zone's id.
    pub zone_id: Option<String>,
    /// `initial`, `healthy`, `unhealthy`, `unused`, `draining` or `unavailable`.
    pub state: String,
    /// AWS's reason code, such as `Elb.RegistrationInProgress`.
    pub reason: Option<String>,
    /// AWS's own sentence.
    pub description: Option<String>,
}

/// An Application Load Balancer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationLoadBalancer {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// `internal` or `internet-facing`.
    pub scheme: String,
    /// `provisioning`, `active`, …
    pub state: String,
    /// Its VPC.
    pub vpc_id: String,
}

/// A target group, its tags and who uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedTargetGroup {
    /// The target group.
    pub target_group: TargetGroup,
    /// Its tags.
    pub tags: Vec<CallTag>,
    /// Load balancers whose listeners forward to it.
    pub load_balancer_arns: Vec<String>,
}

/// `DescribeTags` takes at most this many ARNs.
pub(crate) const ARNS_PER_CALL: usize = 20;
pub(crate) const CROSS_ZONE: &str = "load_balancing.cross_zone.enabled";

impl Account {
    /// Every Network Load Balancer with its tags, by name. Application and gateway load balancers are left out.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing.
    pub async fn load_balancers(&self, region: &Region) -> Result<Vec<LoadBalancer>, AwsError> {
        let request = self.clients(region).elb.describe_load_balancers();
        let mut seen = self.all("DescribeLoadBalancers", request.into_paginator().items().send()).await?;
        seen.retain(|one| one.r#type().is_some_and(|kind| kind.as_str() == "network"));
        if seen.is_empty() {
            return Ok(Vec::new());
        }
        let zone_ids = self.zone_ids(region).await?;
        let arns: Vec<String> = seen.iter().map(|one| text(one.load_balancer_arn())).collect();
        let mut tags = self.elb_tags(region, &arns).await?;
        let mut found: Vec<LoadBalancer> = seen.iter().map(|one| load_balancer(one, &zone_ids, &mut tags)).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// Every Application Load Balancer, by name.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing.
    pub async fn application_load_balancers(&self, region: &Region) -> Result<Vec<ApplicationLoadBalancer>, AwsError> {
        let request = self.clients(region).elb.describe_load_balancers();
        let seen = self.all("DescribeLoadBalancers", request.into_paginator().items().send()).await?;
        let applications = seen.iter().filter(|one| one.r#type().is_some_and(|kind| kind.as_str() == "application"));
        let mut found: Vec<ApplicationLoadBalancer> = applications
            .map(|one| ApplicationLoadBalancer {
                arn: text(one.load_balancer_arn()),
                name: text(one.load_balancer_name()),
                scheme: one.scheme().map(|scheme| scheme.as_str().to_owned()).unwrap_or_default(),
                state: one.state().and_then(|state| state.code()).map(|code| code.as_str().to_owned()).unwrap_or_default(),
                vpc_id: text(one.vpc_id()),
            })
            .collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// The target groups of a VPC, by name, each with its tags and the load balancers that use it.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing.
    pub async fn target_groups_of(&self, region: &Region, vpc: &str) -> Result<Vec<UsedTargetGroup>, AwsError> {
        let request = self.clients(region).elb.describe_target_groups();
        let mut seen = self.all("DescribeTargetGroups", request.into_paginator().items().send()).await?;
        seen.retain(|group| group.vpc_id() == Some(vpc));
        let arns: Vec<String> = seen.iter().map(|group| text(group.target_group_arn())).collect();
        let mut tags = if arns.is_empty() { HashMap::new() } else { self.elb_tags(region, &arns).await? };
        let mut found: Vec<UsedTargetGroup> = seen
            .iter()
            .map(|group| UsedTargetGroup {
                tags: tags.remove(group.target_group_arn().unwrap_or_default()).unwrap_or_default(),
                load_balancer_arns: group.load_balancer_arns().to_vec(),
                target_group: target_group(group),
            })
            .collect();
        found.sort_by(|a, b| a.target_group.name.cmp(&b.target_group.name));
        Ok(found)
    }

    /// How a target group asks its targets whether they are well: protocol, path and expected statuses. `None` when it is gone.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing.
    pub async fn health_check(&self, region: &Region, target_group: &str) -> Result<Option<HealthCheck>, AwsError> {
        let sent = self.clients(region).elb.describe_target_groups().target_group_arns(target_group).send().await;
        let answer = sent.map_err(|error| self.failed("DescribeTargetGroups", Purpose::Asking, &error))?;
        Ok(answer.target_groups().first().map(|group| HealthCheck {
            protocol: match group.health_check_protocol().map(elb::types::ProtocolEnum::as_str) {
                Some("HTTP") => HealthProtocol::Http,
                Some("HTTPS") => HealthProtocol::Https,
                _ => HealthProtocol::Tcp,
            },
            path: group.health_check_path().map(str::to_owned),
            statuses: group.matcher().and_then(|matcher| matcher.http_code()).map(str::to_owned),
            ..HealthCheck::tcp()
        }))
    }

    /// Whether a load balancer spreads connections over the targets of all zones. Off is AWS's default.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing.
    pub async fn cross_zone(&self, region: &Region, load_balancer: &str) -> Result<bool, AwsError> {
        let sent = self.clients(region).elb.describe_load_balancer_attributes().load_balancer_arn(load_balancer).send().await;
        let answer = sent.map_err(|error| self.failed("DescribeLoadBalancerAttributes", Purpose::Asking, &error))?;
        let value = answer.attributes().iter().find(|one| one.key() == Some(CROSS_ZONE)).and_then(|one| one.value());
        Ok(value.is_some_and(|value| value.eq_ignore_ascii_case("true")))
    }

    /// The listeners of a load balancer, by port.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing.
    pub async fn listeners(&self, region: &Region, load_balancer: &str) -> Result<Vec<Listener>, AwsError> {
        let request = self.clients(region).elb.describe_listeners().load_balancer_arn(load_balancer);
        let seen = self.all("DescribeListeners", request.into_paginator().items().send()).await?;
        let mut listeners: Vec<Listener> = seen.iter().map(listener).collect();
        listeners.sort_by_key(|one| one.port);
        Ok(listeners)
    }

    /// The target groups of a Region, or those that a load balancer's listeners use, by name.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing.
    pub async fn target_groups(&self, region: &Region, load_balancer: Option<&str>) -> Result<Vec<TargetGroup>, AwsError> {
        let request = self.clients(region).elb.describe_target_groups().set_load_balancer_arn(load_balancer.map(str::to_owned));
        let seen = self.all("DescribeTargetGroups", request.into_paginator().items().send()).await?;
        let mut groups: Vec<TargetGroup> = seen.iter().map(target_group).collect();
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(groups)
    }

    /// The target group of this name, if there is one.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing, except that "not found" is `None`.
    pub async fn target_group_by_name(&self, region: &Region, name: &str) -> Result<Option<TargetGroup>, AwsError> {
        let request = self.clients(region).elb.describe_target_groups().names(name);
        match self.all("DescribeTargetGroups", request.into_paginator().items().send()).await {
            Ok(seen) => Ok(seen.iter().find(|group| group.target_group_name() == Some(name)).map(target_group)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The targets of a target group with their health and zone, by id and port.
    ///
    /// # Errors
    /// As any read of Elastic Load Balancing or, for the zones of instances, of EC2.
    pub async fn targets(&self, region: &Region, target_group: &str) -> Result<Vec<Target>, AwsError> {
        let health = self.target_health(region, target_group).await?;
        let ids = health.iter().filter_map(|one| one.target().and_then(|target| target.id()));
        let instances: Vec<String> = ids.filter(|id| id.starts_with("i-")).map(str::to_owned).collect();
        let of_instances = if instances.is_empty() { HashMap::new() } else { self.zones_of(region, &instances).await? };
        let zone_ids = self.zone_ids(region).await?;
        let mut targets: Vec<Target> = health.iter().map(|one| target(one, &of_instances, &zone_ids)).collect();
        targets.sort_by(|a, b| (&a.id, a.port).cmp(&(&b.id, b.port)));
        Ok(targets)
    }

    pub(crate) async fn target_health(
        &self,
        region: &Region,
        target_group: &str,
    ) -> Result<Vec<elb::types::TargetHealthDescription>, AwsError> {
        let sent = self.clients(region).elb.describe_target_health().target_group_arn(target_group).send().await;
        let answer = sent.map_err(|error| self.failed("DescribeTargetHealth", Purpose::Asking, &error))?;
        Ok(answer.target_health_descriptions.unwrap_or_default())
    }

    /// Tags by ARN, of load balancers, listeners or target groups.
    pub(crate) async fn elb_tags(&self, region: &Region, arns: &[String]) -> Result<HashMap<String, Vec<CallTag>>, AwsError> {
        let mut tags = HashMap::new();
        for some in arns.chunks(ARNS_PER_CALL) {
            let sent = self.clients(region).elb.describe_tags().set_resource_arns(Some(some.to_vec())).send().await;
            let answer = sent.map_err(|error| self.failed("DescribeTags", Purpose::Asking, &error))?;
            for one in answer.tag_descriptions() {
                let own = one.tags().iter().map(|tag| CallTag { key: text(tag.key()), value: text(tag.value()) });
                tags.insert(text(one.resource_arn()), own.collect());
            }
        }
        Ok(tags)
    }
}

pub(crate) fn load_balancer(
    seen: &elb::types::LoadBalancer,
    zone_ids: &HashMap<String, String>,
    tags: &mut HashMap<String, Vec<CallTag>>,
) -> LoadBalancer {
    let arn = text(seen.load_balancer_arn());
    let mut zones: Vec<LoadBalancerZone> = seen.availability_zones().iter().map(|zone| place(zone, zone_ids)).collect();
    zones.sort_by(|a, b| (&a.zone_id, &a.subnet_id).cmp(&(&b.zone_id, &b.subnet_id)));
    LoadBalancer {
        name: text(seen.load_balancer_name()),
        dns_name: text(seen.dns_name()),
        scheme: seen.scheme().map(|scheme| scheme.as_str().to_owned()).unwrap_or_default(),
        state: seen.state().and_then(|state| state.code()).map(|code| code.as_str().to_owned()).unwrap_or_default(),
        vpc_id: text(seen.vpc_id()),
        zones,
        security_groups: seen.security_groups().to_vec(),
        enforces_on_private_link: seen.enforce_security_group_inbound_rules_on_private_link_traffic().is_none_or(|on| on != "off"),
        tags: tags.remove(&arn).unwrap_or_default(),
        arn,
    }
}

fn place(zone: &elb::types::AvailabilityZone, zone_ids: &HashMap<String, String>) -> LoadBalancerZone {
    let zone_name = text(zone.zone_name());
    let zone_id = zone_ids.get(&zone_name).cloned().unwrap_or_default();
    LoadBalancerZone { zone_name, zone_id, subnet_id: text(zone.subnet_id()) }
}

pub(crate) fn listener(seen: &elb::types::Listener) -> Listener {
    let forward = seen.default_actions().iter().find(|action| action.r#type().is_some_and(|kind| kind.as_str() == "forward"));
    // One target group stands in the action itself, weighted ones in its ForwardConfig.
    let direct = forward.and_then(|action| action.target_group_arn());
    let weighted = forward.and_then(|action| action.forward_config()).and_then(|config| config.target_groups().first());
    Listener {
        arn: text(seen.listener_arn()),
        port: port(seen.port()),
        protocol: seen.protocol().map(|protocol| protocol.as_str().to_owned()).unwrap_or_default(),
        target_group_arn: direct.or_else(|| weighted.and_then(|group| group.target_group_arn())).map(str::to_owned),
        certificate_arn: seen.certificates().first().and_then(|certificate| certificate.certificate_arn()).map(str::to_owned),
    }
}

pub(crate) fn target_group(seen: &elb::types::TargetGroup) -> TargetGroup {
    TargetGroup {
        arn: text(seen.target_group_arn()),
        name: text(seen.target_group_name()),
        port: port(seen.port()),
        protocol: seen.protocol().map(|protocol| protocol.as_str().to_owned()).unwrap_or_default(),
        target_type: seen.target_type().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
    }
}

pub(crate) fn target(
    seen: &elb::types::TargetHealthDescription,
    of_instances: &HashMap<String, (String, String)>,
    zone_ids: &HashMap<String, String>,
) -> Target {
    let described = seen.target();
    let id = text(described.and_then(|target| target.id()));
    let named = described.and_then(|target| target.availability_zone()).map(str::to_owned);
    let (zone_name, zone_id) = match of_instances.get(&id) {
        Some((name, zone)) => (Some(name.clone()), Some(zone.clone())),
        None => (named.clone(), named.and_then(|name| zone_ids.get(&name).cloned())),
    };
    let health = seen.target_health();
    Target {
        id,
        port: port(described.and_then(|target| target.port())),
        zone_name,
        zone_id,
        state: health.and_then(|health| health.state()).map(|state| state.as_str().to_owned()).unwrap_or_default(),
        reason: health.and_then(|health| health.reason()).map(|reason| reason.as_str().to_owned()),
        description: health.and_then(|health| health.description()).map(str::to_owned),
    }
}

fn port(number: Option<i32>) -> u16 {
    number.and_then(|number| u16::try_from(number).ok()).unwrap_or(0)
}
