//! What can be changed about a network: defaults, subnets, rules of a security group.

use aws_sdk_ec2::types::{
    AttributeBooleanValue, IpPermission, IpRange, SecurityGroupRuleDescription, SecurityGroupRuleRequest, SecurityGroupRuleUpdate, Tenancy,
    VpcTenancy,
};

use crate::world::{World, refused};

pub async fn play(world: &mut World) {
    let ec2 = world.seller.ec2.clone();
    refused("DefaultVpcAlreadyExists", ec2.create_default_vpc().send().await);
    refused("DefaultSubnetAlreadyExistsInAvailabilityZone", ec2.create_default_subnet().availability_zone("eu-west-1a").send().await);
    let made = ec2.create_vpc().cidr_block("10.90.0.0/16").instance_tenancy(Tenancy::Dedicated).send().await.unwrap();
    let vpc = made.vpc().and_then(|vpc| vpc.vpc_id()).unwrap().to_owned();
    ec2.modify_vpc_tenancy().vpc_id(&vpc).instance_tenancy(VpcTenancy::Default).send().await.unwrap();
    let made = ec2.create_subnet().vpc_id(&vpc).cidr_block("10.90.1.0/24").send().await.unwrap();
    let subnet = made.subnet().and_then(|subnet| subnet.subnet_id()).unwrap().to_owned();
    let yes = AttributeBooleanValue::builder().value(true).build();
    ec2.modify_subnet_attribute().subnet_id(&subnet).map_public_ip_on_launch(yes).send().await.unwrap();
    let described = ec2.describe_subnets().subnet_ids(&subnet).send().await.unwrap();
    assert_eq!(described.subnets()[0].map_public_ip_on_launch(), Some(true));

    let made = ec2.create_security_group().vpc_id(&vpc).group_name("rules").description("rules").send().await.unwrap();
    let group = made.group_id().unwrap().to_owned();
    let range = IpRange::builder().cidr_ip("10.0.0.0/8").build();
    let permission = IpPermission::builder().ip_protocol("tcp").from_port(443).to_port(443).ip_ranges(range).build();
    let added = ec2.authorize_security_group_ingress().group_id(&group).ip_permissions(permission).send().await.unwrap();
    let rule = added.security_group_rules()[0].security_group_rule_id().unwrap().to_owned();
    let terms = SecurityGroupRuleRequest::builder().ip_protocol("udp").from_port(53).to_port(53).cidr_ipv4("192.0.2.0/24").build();
    let update = SecurityGroupRuleUpdate::builder().security_group_rule_id(&rule).security_group_rule(terms).build();
    ec2.modify_security_group_rules().group_id(&group).security_group_rules(update).send().await.unwrap();
    let told = SecurityGroupRuleDescription::builder().security_group_rule_id(&rule).description("names").build();
    let ingress = ec2.update_security_group_rule_descriptions_ingress().group_id(&group);
    ingress.security_group_rule_descriptions(told.clone()).send().await.unwrap();
    let egress = ec2.update_security_group_rule_descriptions_egress().group_id(&group);
    refused("InvalidSecurityGroupRuleId.NotFound", egress.security_group_rule_descriptions(told).send().await);
    let rules = ec2.describe_security_group_rules().security_group_rule_ids(&rule).send().await.unwrap();
    let rule = &rules.security_group_rules()[0];
    assert_eq!((rule.ip_protocol(), rule.cidr_ipv4(), rule.description()), (Some("udp"), Some("192.0.2.0/24"), Some("names")));
    world.agreed().await;

    ec2.delete_security_group().group_id(&group).send().await.unwrap();
    ec2.delete_subnet().subnet_id(&subnet).send().await.unwrap();
    ec2.delete_vpc().vpc_id(&vpc).send().await.unwrap();
}
