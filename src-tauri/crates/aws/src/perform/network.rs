//! VPCs, subnets, security groups and instances.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{
    AttributeBooleanValue, InstanceType, IpPermission, IpRange, Ipv6Range, LaunchTemplateSpecification, ResourceType,
};
use gangway_model::{Call, CallTag, Launch, Output, Region};

use super::{Made, all_ready, client_token, confirmed, ec2_tags, given, ready, some};
use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind, Purpose};

impl Account {
    pub(super) async fn perform_network(&self, region: &Region, call: &Call, token: &str, tags: &[CallTag]) -> Result<Made, AwsError> {
        let clients = self.clients(region);
        match call {
            Call::CreateVpc { cidr } => {
                const OPERATION: &str = "CreateVpc";
                let request = clients.ec2_once.create_vpc().cidr_block(cidr).set_tag_specifications(ec2_tags(ResourceType::Vpc, tags));
                let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                made(OPERATION, Output::VpcId, answer.vpc().and_then(|vpc| vpc.vpc_id()))
            }
            Call::SetDnsHostnames { vpc, enabled } => {
                const OPERATION: &str = "ModifyVpcAttribute";
                let value = AttributeBooleanValue::builder().value(*enabled).build();
                let request = clients.ec2_once.modify_vpc_attribute();
                let sent = request.vpc_id(ready(OPERATION, vpc)?).enable_dns_hostnames(value).send().await;
                sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                Ok(Made::new())
            }
            Call::CreateSubnet { vpc, zone_id, cidr } => {
                const OPERATION: &str = "CreateSubnet";
                let request = clients.ec2_once.create_subnet();
                let request = request
                    .vpc_id(ready(OPERATION, vpc)?)
                    .availability_zone_id(zone_id)
                    .cidr_block(cidr)
                    .set_tag_specifications(ec2_tags(ResourceType::Subnet, tags));
                let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                made(OPERATION, Output::SubnetId, answer.subnet().and_then(|subnet| subnet.subnet_id()))
            }
            Call::CreateSecurityGroup { vpc, name, description } => {
                const OPERATION: &str = "CreateSecurityGroup";
                let request = clients.ec2_once.create_security_group();
                let request = request
                    .vpc_id(ready(OPERATION, vpc)?)
                    .group_name(name)
                    .description(description)
                    .set_tag_specifications(ec2_tags(ResourceType::SecurityGroup, tags));
                let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                made(OPERATION, Output::SecurityGroupId, answer.group_id())
            }
            Call::AuthorizeIngress { security_group, port, cidrs } => {
                const OPERATION: &str = "AuthorizeSecurityGroupIngress";
                let request = clients.ec2_once.authorize_security_group_ingress();
                let request = request.group_id(ready(OPERATION, security_group)?).ip_permissions(ingress(*port, cidrs));
                match request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error)) {
                    Ok(answer) => confirmed(OPERATION, answer.r#return()),
                    // With one range, that is the very rule; of several, AWS takes none when one is there.
                    Err(AwsError { kind: AwsErrorKind::Refused { code, .. }, .. })
                        if code == "InvalidPermission.Duplicate" && cidrs.len() == 1 =>
                    {
                        Ok(Made::new())
                    }
                    Err(error) => Err(error),
                }
            }
            Call::RunInstance { launch, subnet, security_groups } => {
                const OPERATION: &str = "RunInstances";
                let mut request = clients.ec2_once.run_instances();
                request = request
                    .min_count(1)
                    .max_count(1)
                    .subnet_id(ready(OPERATION, subnet)?)
                    .set_security_group_ids(some(&all_ready(OPERATION, security_groups)?))
                    .set_tag_specifications(ec2_tags(ResourceType::Instance, tags))
                    .client_token(client_token(token));
                request = match launch {
                    Launch::Template { id, version } => {
                        let template = LaunchTemplateSpecification::builder().launch_template_id(id).set_version(version.clone());
                        request.launch_template(template.build())
                    }
                    Launch::Image { id, instance_type } => request.image_id(id).instance_type(InstanceType::from(instance_type.as_str())),
                };
                let answer = request.send().await.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                made(OPERATION, Output::InstanceId, answer.instances().first().and_then(|instance| instance.instance_id()))
            }
            other => Err(super::not_here(other)),
        }
    }
}

fn made(operation: &'static str, output: Output, id: Option<&str>) -> Result<Made, AwsError> {
    Ok(BTreeMap::from([(output, given(operation, "id", id)?)]))
}

/// TCP to one port. A range with a colon is IPv6.
fn ingress(port: u16, cidrs: &[String]) -> IpPermission {
    let (v6, v4): (Vec<&String>, Vec<&String>) = cidrs.iter().partition(|cidr| cidr.contains(':'));
    let v4: Vec<IpRange> = v4.into_iter().map(|cidr| IpRange::builder().cidr_ip(cidr).build()).collect();
    let v6: Vec<Ipv6Range> = v6.into_iter().map(|cidr| Ipv6Range::builder().cidr_ipv6(cidr).build()).collect();
    let port = i32::from(port);
    IpPermission::builder()
        .ip_protocol("tcp")
        .from_port(port)
        .to_port(port)
        .set_ip_ranges((!v4.is_empty()).then_some(v4))
        .set_ipv6_ranges((!v6.is_empty()).then_some(v6))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_go_where_they_belong() {
        let rule = ingress(443, &["10.0.0.0/8".to_owned(), "2001:db8::/32".to_owned()]);
        assert_eq!((rule.from_port(), rule.to_port(), rule.ip_protocol()), (Some(443), Some(443), Some("tcp")));
        assert_eq!(rule.ip_ranges().len(), 1);
        assert_eq!(rule.ipv6_ranges()[0].cidr_ipv6(), Some("2001:db8::/32"));
        assert!(ingress(443, &["10.0.0.0/8".to_owned()]).ipv6_ranges.is_none(), "AWS refuses empty lists");
    }
}
