//! A load balancer, its target group and listener, from provisioning to the last delete.

use aws_sdk_elasticloadbalancingv2::types::{
    Action, ActionTypeEnum, IpAddressType, ListenerAttribute, LoadBalancerAttribute, LoadBalancerSchemeEnum, LoadBalancerTypeEnum,
    ProtocolEnum, Tag, TargetDescription, TargetGroupAttribute,
};

use crate::network::Network;
use crate::world::{World, refused};

pub struct Balanced {
    pub balancer: String,
    pub target_group: String,
    pub listener: String,
}

pub async fn play(world: &mut World, network: &Network) -> Balanced {
    let elb = world.seller.elb.clone();
    let limits = elb.describe_account_limits().send().await.unwrap();
    assert!(limits.limits().iter().any(|limit| limit.name() == Some("network-load-balancers")));
    let wanted = elb.create_load_balancer().name("api").r#type(LoadBalancerTypeEnum::Network).scheme(LoadBalancerSchemeEnum::Internal);
    let wanted = wanted.subnets(&network.subnets[0]).security_groups(&network.group);
    let made = wanted.clone().send().await.unwrap();
    let balancer = made.load_balancers()[0].load_balancer_arn().unwrap().to_owned();
    let again = wanted.send().await.unwrap();
    assert_eq!(again.load_balancers()[0].load_balancer_arn(), Some(balancer.as_str()));
    let what = format!("seller {balancer}");
    assert_eq!(world.agreed().await[&what], "provisioning");

    let made = elb.create_target_group().name("api").protocol(ProtocolEnum::Tcp).port(443).vpc_id(&network.vpc).send().await.unwrap();
    let target_group = made.target_groups()[0].target_group_arn().unwrap().to_owned();
    for instance in &network.instances {
        let target = TargetDescription::builder().id(instance).build();
        elb.register_targets().target_group_arn(&target_group).targets(target).send().await.unwrap();
    }
    let first = format!("seller {target_group} {}:443", network.instances[0]);
    assert_eq!(world.agreed().await[&first], "unused Target.NotInUse");
    let forward = Action::builder().r#type(ActionTypeEnum::Forward).target_group_arn(&target_group).build();
    let wanted = elb.create_listener().load_balancer_arn(&balancer).protocol(ProtocolEnum::Tcp).default_actions(forward);
    let made = wanted.port(443).send().await.unwrap();
    let listener = made.listeners()[0].listener_arn().unwrap().to_owned();
    let begun = world.agreed().await;
    assert_eq!((begun[&what].as_str(), begun[&first].split(' ').next()), ("provisioning", Some("initial")));
    let active = world.passes(180).await;
    assert_eq!((active[&what].as_str(), active[&first].as_str()), ("active", "healthy"));

    let wider = elb.set_subnets().load_balancer_arn(&balancer).set_subnets(Some(network.subnets.clone())).send().await.unwrap();
    assert_eq!(wider.availability_zones().len(), 2);
    let kept = elb.set_security_groups().load_balancer_arn(&balancer).security_groups(&network.group).send().await.unwrap();
    assert_eq!(kept.security_group_ids(), std::slice::from_ref(&network.group));
    let cross = LoadBalancerAttribute::builder().key("load_balancing.cross_zone.enabled").value("true").build();
    elb.modify_load_balancer_attributes().load_balancer_arn(&balancer).attributes(cross.clone()).send().await.unwrap();
    let attributes = elb.describe_load_balancer_attributes().load_balancer_arn(&balancer).send().await.unwrap();
    assert!(attributes.attributes().contains(&cross));
    let delay = TargetGroupAttribute::builder().key("deregistration_delay.timeout_seconds").value("10").build();
    elb.modify_target_group_attributes().target_group_arn(&target_group).attributes(delay.clone()).send().await.unwrap();
    let attributes = elb.describe_target_group_attributes().target_group_arn(&target_group).send().await.unwrap();
    assert!(attributes.attributes().contains(&delay));
    let modified = elb.modify_target_group().target_group_arn(&target_group).health_check_interval_seconds(20).send().await.unwrap();
    assert_eq!(modified.target_groups()[0].health_check_interval_seconds(), Some(20));
    let modified = elb.modify_listener().listener_arn(&listener).port(8443).send().await.unwrap();
    assert_eq!(modified.listeners()[0].port(), Some(8443));
    let idle = ListenerAttribute::builder().key("tcp.idle_timeout.seconds").value("60").build();
    elb.modify_listener_attributes().listener_arn(&listener).attributes(idle.clone()).send().await.unwrap();
    let attributes = elb.describe_listener_attributes().listener_arn(&listener).send().await.unwrap();
    assert_eq!(attributes.attributes(), [idle]);
    let kept = elb.set_ip_address_type().load_balancer_arn(&balancer).ip_address_type(IpAddressType::Ipv4).send().await.unwrap();
    assert_eq!(kept.ip_address_type(), Some(&IpAddressType::Ipv4));
    let policies = elb.describe_ssl_policies().names("ELBSecurityPolicy-2016-08").send().await.unwrap();
    assert!(policies.ssl_policies()[0].ciphers().iter().any(|cipher| cipher.priority() == Some(1)));
    let listeners = elb.describe_listeners().load_balancer_arn(&balancer).send().await.unwrap();
    assert_eq!(listeners.listeners().len(), 1);
    let tag = Tag::builder().key("team").value("api").build();
    elb.add_tags().resource_arns(&balancer).tags(tag.clone()).send().await.unwrap();
    let described = elb.describe_tags().resource_arns(&balancer).send().await.unwrap();
    assert_eq!(described.tag_descriptions()[0].tags(), [tag]);
    elb.remove_tags().resource_arns(&balancer).tag_keys("team").send().await.unwrap();
    Balanced { balancer, target_group, listener }
}

pub async fn away(world: &mut World, balanced: &Balanced) {
    let elb = world.seller.elb.clone();
    refused("ResourceInUse", elb.delete_target_group().target_group_arn(&balanced.target_group).send().await);
    let described = elb.describe_target_health().target_group_arn(&balanced.target_group).send().await.unwrap();
    for target in described.target_health_descriptions() {
        let target = target.target().unwrap().clone();
        elb.deregister_targets().target_group_arn(&balanced.target_group).targets(target).send().await.unwrap();
    }
    world.passes(60).await;
    elb.delete_listener().listener_arn(&balanced.listener).send().await.unwrap();
    elb.delete_load_balancer().load_balancer_arn(&balanced.balancer).send().await.unwrap();
    elb.delete_target_group().target_group_arn(&balanced.target_group).send().await.unwrap();
    refused("LoadBalancerNotFound", elb.describe_load_balancers().load_balancer_arns(&balanced.balancer).send().await);
    world.agreed().await;
}
