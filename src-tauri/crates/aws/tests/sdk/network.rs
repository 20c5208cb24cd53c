//! A network of one's own: VPC, subnet, security group with rules, instances, tags.

use aws_sdk_ec2::types::{AttributeBooleanValue, Filter, IpPermission, IpRange, Tag, VpcAttributeName};

use crate::world::{World, refused};

pub struct Network {
    pub vpc: String,
    pub subnets: Vec<String>,
    pub group: String,
    pub instances: Vec<String>,
}

fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

fn https(source: &str) -> IpPermission {
    let range = IpRange::builder().cidr_ip(source).description("https").build();
    IpPermission::builder().ip_protocol("tcp").from_port(443).to_port(443).ip_ranges(range).build()
}

pub async fn play(world: &mut World) -> Network {
    let ec2 = world.seller.ec2.clone();
    refused("DryRunOperation", ec2.create_vpc().cidr_block("10.50.0.0/16").dry_run(true).send().await);
    refused("MissingParameter", ec2.create_vpc().send().await);
    let made = ec2.create_vpc().cidr_block("10.50.0.0/16").send().await.unwrap();
    let vpc = made.vpc().and_then(|vpc| vpc.vpc_id()).unwrap().to_owned();
    let yes = AttributeBooleanValue::builder().value(true).build();
    ec2.modify_vpc_attribute().vpc_id(&vpc).enable_dns_hostnames(yes).send().await.unwrap();
    let attribute = ec2.describe_vpc_attribute().vpc_id(&vpc).attribute(VpcAttributeName::EnableDnsHostnames).send().await.unwrap();
    assert_eq!(attribute.enable_dns_hostnames().and_then(|value| value.value()), Some(true));
    let mut subnets = Vec::new();
    for (block, zone) in [("10.50.1.0/24", "eu-west-1a"), ("10.50.2.0/24", "eu-west-1b")] {
        let made = ec2.create_subnet().vpc_id(&vpc).cidr_block(block).availability_zone(zone).send().await.unwrap();
        subnets.push(made.subnet().and_then(|subnet| subnet.subnet_id()).unwrap().to_owned());
    }
    refused("InvalidSubnet.Conflict", ec2.create_subnet().vpc_id(&vpc).cidr_block("10.50.1.0/24").send().await);
    let made = ec2.create_security_group().vpc_id(&vpc).group_name("api").description("the API").send().await.unwrap();
    let group = made.group_id().unwrap().to_owned();
    for source in ["10.50.0.0/16", "192.0.2.0/24"] {
        ec2.authorize_security_group_ingress().group_id(&group).ip_permissions(https(source)).send().await.unwrap();
        ec2.authorize_security_group_egress().group_id(&group).ip_permissions(https(source)).send().await.unwrap();
    }
    world.agreed().await;
    let twice = ec2.authorize_security_group_ingress().group_id(&group).ip_permissions(https("10.50.0.0/16"));
    refused("InvalidPermission.Duplicate", twice.send().await);
    ec2.revoke_security_group_ingress().group_id(&group).ip_permissions(https("192.0.2.0/24")).send().await.unwrap();
    ec2.revoke_security_group_egress().group_id(&group).ip_permissions(https("192.0.2.0/24")).send().await.unwrap();
    let rules = ec2.describe_security_group_rules().filters(filter("group-id", &group)).send().await.unwrap();
    // One each way, and the way out that every new group has.
    assert_eq!(rules.security_group_rules().len(), 3);

    let image = aws_sdk_ec2::types::RequestLaunchTemplateData::builder().image_id("ami-0123456789abcdef0").build();
    let made = ec2.create_launch_template().launch_template_name("servers").launch_template_data(image).send().await.unwrap();
    let template = made.launch_template().unwrap().launch_template_id().unwrap().to_owned();
    let held = ec2.describe_launch_templates().launch_template_ids(&template).send().await.unwrap();
    assert_eq!(held.launch_templates()[0].latest_version_number(), Some(1));
    ec2.delete_launch_template().launch_template_id(&template).send().await.unwrap();
    let none = ec2.describe_launch_templates().send().await.unwrap();
    assert!(none.launch_templates().is_empty());

    let run = ec2.run_instances().image_id("ami-0123456789abcdef0").subnet_id(&subnets[0]).security_group_ids(&group);
    let started = run.min_count(2).max_count(2).client_token("two").send().await.unwrap();
    let instances: Vec<String> = started.instances().iter().map(|instance| instance.instance_id().unwrap().to_owned()).collect();
    let first = format!("seller {}", instances[0]);
    assert_eq!(world.agreed().await[&first], "pending");
    assert_eq!(world.passes(30).await[&first], "running");
    ec2.stop_instances().instance_ids(&instances[0]).send().await.unwrap();
    assert_eq!(world.agreed().await[&first], "stopping");
    assert_eq!(world.passes(30).await[&first], "stopped");
    ec2.start_instances().instance_ids(&instances[0]).send().await.unwrap();
    assert_eq!(world.passes(30).await[&first], "running");
    let interfaces = ec2.describe_network_interfaces().filters(filter("subnet-id", &subnets[0])).send().await.unwrap();
    assert_eq!(interfaces.network_interfaces().len(), 2);
    refused("InvalidInstanceID.NotFound", ec2.describe_instances().instance_ids("i-00000000000000000").send().await);

    let team = Tag::builder().key("team").value("api").build();
    ec2.create_tags().resources(&vpc).tags(team.clone()).send().await.unwrap();
    let found = ec2.describe_vpcs().filters(filter("tag:team", "api")).send().await.unwrap();
    assert_eq!(found.vpcs().iter().map(|vpc| vpc.vpc_id().unwrap()).collect::<Vec<_>>(), [&vpc]);
    ec2.delete_tags().resources(&vpc).tags(team).send().await.unwrap();
    let tags = ec2.describe_tags().filters(filter("resource-id", &vpc)).send().await.unwrap();
    assert!(tags.tags().is_empty());
    Network { vpc, subnets, group, instances }
}

pub async fn away(world: &mut World, network: &Network) {
    let ec2 = world.seller.ec2.clone();
    let first = format!("seller {}", network.instances[0]);
    ec2.terminate_instances().set_instance_ids(Some(network.instances.clone())).send().await.unwrap();
    assert_eq!(world.agreed().await[&first], "shutting-down");
    assert_eq!(world.passes(60).await[&first], "terminated");
    refused("DependencyViolation", ec2.delete_vpc().vpc_id(&network.vpc).send().await);
    ec2.delete_security_group().group_id(&network.group).send().await.unwrap();
    for subnet in &network.subnets {
        ec2.delete_subnet().subnet_id(subnet).send().await.unwrap();
    }
    ec2.delete_vpc().vpc_id(&network.vpc).send().await.unwrap();
    refused("InvalidVpcID.NotFound", ec2.describe_vpcs().vpc_ids(&network.vpc).send().await);
    assert!(!world.passes(7200).await.contains_key(&first));
}
