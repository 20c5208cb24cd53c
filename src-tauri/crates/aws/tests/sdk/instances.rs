//! Instances one by one: attributes, status checks, and network interfaces of the caller's own.

use aws_sdk_ec2::types::{AttributeBooleanValue, AttributeValue, InstanceAttributeName, NetworkInterfaceAttribute, SummaryStatus};

use crate::network::Network;
use crate::world::{World, refused};

pub async fn play(world: &mut World, network: &Network) {
    let ec2 = world.seller.ec2.clone();
    let instance = &network.instances[1];
    ec2.reboot_instances().instance_ids(instance).send().await.unwrap();
    world.passes(180).await;
    let status = ec2.describe_instance_status().instance_ids(instance).send().await.unwrap();
    let summary = status.instance_statuses()[0].instance_status().and_then(|summary| summary.status());
    assert_eq!(summary, Some(&SummaryStatus::Ok));
    let yes = AttributeBooleanValue::builder().value(true).build();
    let no = AttributeBooleanValue::builder().value(false).build();
    ec2.modify_instance_attribute().instance_id(instance).disable_api_termination(yes).send().await.unwrap();
    let kept = ec2.describe_instance_attribute().instance_id(instance).attribute(InstanceAttributeName::DisableApiTermination);
    let kept = kept.send().await.unwrap();
    assert_eq!(kept.disable_api_termination().and_then(|value| value.value()), Some(true));
    refused("OperationNotPermitted", ec2.terminate_instances().instance_ids(instance).send().await);
    ec2.modify_instance_attribute().instance_id(instance).disable_api_termination(no.clone()).send().await.unwrap();

    let made = ec2.create_network_interface().subnet_id(&network.subnets[0]).send().await.unwrap();
    let own = made.network_interface().and_then(|own| own.network_interface_id()).unwrap().to_owned();
    let described = AttributeValue::builder().value("side").build();
    ec2.modify_network_interface_attribute().network_interface_id(&own).description(described).send().await.unwrap();
    let told = ec2.describe_network_interface_attribute().network_interface_id(&own);
    let told = told.attribute(NetworkInterfaceAttribute::Description).send().await.unwrap();
    assert_eq!(told.description().and_then(|value| value.value()), Some("side"));
    let hung = ec2.attach_network_interface().network_interface_id(&own).instance_id(instance).device_index(1).send().await.unwrap();
    refused("InvalidNetworkInterface.InUse", ec2.delete_network_interface().network_interface_id(&own).send().await);
    world.agreed().await;
    ec2.detach_network_interface().attachment_id(hung.attachment_id().unwrap()).send().await.unwrap();
    ec2.delete_network_interface().network_interface_id(&own).send().await.unwrap();
}
