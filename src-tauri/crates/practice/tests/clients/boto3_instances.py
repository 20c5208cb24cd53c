"""Instances one by one: reservations, attributes, status checks, protection, and network interfaces of the caller's own.

    boto3_instances.py ENDPOINT CONTROL
"""

from account import client, done, passes, refused

ec2 = client("ec2")
IMAGE = "ami-0123456789abcdef0"
vpc = ec2.create_vpc(CidrBlock="10.85.0.0/16")["Vpc"]["VpcId"]
subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.85.1.0/24", AvailabilityZone="eu-west-1a")["Subnet"]["SubnetId"]
group = ec2.create_security_group(VpcId=vpc, GroupName="machines", Description="machines")["GroupId"]
refused("InvalidGroup.Reserved", ec2.create_security_group, VpcId=vpc, GroupName="default", Description="again")

# What one call starts is one reservation, told by what it was started with.
face = [{"DeviceIndex": 0, "SubnetId": subnet, "Groups": [group], "PrivateIpAddress": "10.85.1.9", "Description": "front"}]
single = dict(ImageId=IMAGE, MinCount=1, MaxCount=1)
refused("InvalidParameterCombination", ec2.run_instances, **single, SubnetId=subnet, NetworkInterfaces=face)
refused("UnsupportedOperation", ec2.run_instances, **single, NetworkInterfaces=[{**face[0], "AssociatePublicIpAddress": True}])
[first] = ec2.run_instances(
    **single, NetworkInterfaces=face, UserData="echo hello", Monitoring={"Enabled": True}, DisableApiTermination=True,
    InstanceType="t3.small", TagSpecifications=[
        {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "front"}]},
        {"ResourceType": "network-interface", "Tags": [{"Key": "Name", "Value": "front-0"}]}])["Instances"]
[interface] = first["NetworkInterfaces"]
assert (first["PrivateIpAddress"], interface["Description"], first["Monitoring"]) == ("10.85.1.9", "front", {"State": "enabled"})
[found] = ec2.describe_network_interfaces(Filters=[{"Name": "tag:Name", "Values": ["front-0"]}])["NetworkInterfaces"]
assert found["NetworkInterfaceId"] == interface["NetworkInterfaceId"]
pair = ec2.run_instances(ImageId=IMAGE, MinCount=2, MaxCount=2, SubnetId=subnet)
[reservation] = ec2.describe_instances(Filters=[{"Name": "reservation-id", "Values": [pair["ReservationId"]]}])["Reservations"]
assert [each["AmiLaunchIndex"] for each in reservation["Instances"]] == [0, 1]
assert len(ec2.describe_instances(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Reservations"]) == 2
assert "Tags" not in reservation["Instances"][0]
machines = [each["InstanceId"] for each in pair["Instances"]]
refused("IncorrectInstanceState", ec2.attach_network_interface, InstanceId=machines[0], DeviceIndex=1,
        NetworkInterfaceId=ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"])
for call in (ec2.start_instances, ec2.stop_instances, ec2.reboot_instances, ec2.terminate_instances):
    refused("InvalidParameterCombination", call, InstanceIds=[])

# A launch template says what a call leaves out, and nothing that it says itself.
held = dict(ImageId="ami-0fedcba9876543210", InstanceType="m7g.large", SecurityGroupIds=[group])
template = ec2.create_launch_template(LaunchTemplateName="servers", LaunchTemplateData=held)["LaunchTemplate"]
assert (template["LatestVersionNumber"], template["LaunchTemplateName"]) == (1, "servers")
taken = "InvalidLaunchTemplateName.AlreadyExistsException"
refused(taken, ec2.create_launch_template, LaunchTemplateName="servers", LaunchTemplateData=held)
refused("UnsupportedOperation", ec2.create_launch_template, LaunchTemplateName="more", LaunchTemplateData={"KeyName": "me"})
of_template = {"LaunchTemplateId": template["LaunchTemplateId"], "Version": "$Latest"}
once = dict(MinCount=1, MaxCount=1, SubnetId=subnet)
[like_it] = ec2.run_instances(**once, LaunchTemplate=of_template)["Instances"]
assert (like_it["ImageId"], like_it["InstanceType"]) == (held["ImageId"], "m7g.large")
assert [one["GroupId"] for one in like_it["SecurityGroups"]] == [group]
[other] = ec2.run_instances(**once, LaunchTemplate={"LaunchTemplateName": "servers"}, InstanceType="t3.small")["Instances"]
assert (other["ImageId"], other["InstanceType"]) == (held["ImageId"], "t3.small")
refused("InvalidLaunchTemplateId.VersionNotFound", ec2.run_instances, **once, LaunchTemplate={**of_template, "Version": "2"})
ec2.terminate_instances(InstanceIds=[like_it["InstanceId"], other["InstanceId"]])
[told] = ec2.describe_launch_templates(LaunchTemplateNames=["servers"])["LaunchTemplates"]
assert told == template
ec2.delete_launch_template(LaunchTemplateName="servers")
refused("InvalidLaunchTemplateId.NotFound", ec2.describe_launch_templates, LaunchTemplateIds=[template["LaunchTemplateId"]])
refused("InvalidLaunchTemplateId.NotFound", ec2.run_instances, **once, LaunchTemplate=of_template)

# Status checks: of those that run, first without a verdict.
of_first = dict(InstanceIds=[first["InstanceId"]])
assert not ec2.describe_instance_status(**of_first)["InstanceStatuses"]
[status] = ec2.describe_instance_status(**of_first, IncludeAllInstances=True)["InstanceStatuses"]
assert (status["InstanceState"]["Name"], status["InstanceStatus"]["Status"]) == ("pending", "not-applicable")
passes(60)
[status] = ec2.describe_instance_status(**of_first)["InstanceStatuses"]
assert status["SystemStatus"] == {"Status": "initializing", "Details": [{"Name": "reachability", "Status": "initializing"}]}
passes(120)
ok = ec2.describe_instance_status(Filters=[{"Name": "instance-status.status", "Values": ["ok"]}])["InstanceStatuses"]
assert {first["InstanceId"], *machines} <= {each["InstanceId"] for each in ok}
refused("InvalidParameterCombination", ec2.describe_instance_status, **of_first, MaxResults=5)
ec2.reboot_instances(**of_first)


# Attributes, one at a time, and what keeps an instance.
def attribute(name, member, **who):
    return ec2.describe_instance_attribute(InstanceId=who.get("instance", first["InstanceId"]), Attribute=name)[member]


assert attribute("userData", "UserData")["Value"] == "ZWNobyBoZWxsbw=="
assert attribute("instanceType", "InstanceType")["Value"] == "t3.small"
assert attribute("groupSet", "Groups") == [{"GroupId": group}]
for name, member in [("kernel", "KernelId"), ("ramdisk", "RamdiskId"), ("rootDeviceName", "RootDeviceName"),
                     ("sriovNetSupport", "SriovNetSupport"), ("ebsOptimized", "EbsOptimized"), ("enaSupport", "EnaSupport"),
                     ("disableApiStop", "DisableApiStop"), ("sourceDestCheck", "SourceDestCheck"),
                     ("blockDeviceMapping", "BlockDeviceMappings"), ("productCodes", "ProductCodes"),
                     ("instanceInitiatedShutdownBehavior", "InstanceInitiatedShutdownBehavior")]:
    attribute(name, member)
refused("IncorrectInstanceState", ec2.modify_instance_attribute, InstanceId=first["InstanceId"], InstanceType={"Value": "t3.large"})
refused("OperationNotPermitted", ec2.terminate_instances, **of_first)
refused("InvalidParameterCombination", ec2.modify_instance_attribute, InstanceId=first["InstanceId"],
        DisableApiTermination={"Value": False}, DisableApiStop={"Value": True})
ec2.modify_instance_attribute(InstanceId=first["InstanceId"], Attribute="disableApiTermination", Value="false")
ec2.modify_instance_attribute(InstanceId=first["InstanceId"], DisableApiStop={"Value": True})
refused("OperationNotPermitted", ec2.stop_instances, **of_first)
ec2.modify_instance_attribute(InstanceId=first["InstanceId"], DisableApiStop={"Value": False})
ec2.stop_instances(**of_first)
passes(60)
[described] = ec2.describe_instances(**of_first)["Reservations"][0]["Instances"]
assert described["StateReason"]["Code"] == "Client.UserInitiatedShutdown"
assert described["StateTransitionReason"].startswith("User initiated (")
ec2.modify_instance_attribute(InstanceId=first["InstanceId"], InstanceType={"Value": "t3.large"})
assert attribute("instanceType", "InstanceType")["Value"] == "t3.large"

# An interface of one's own: made, attached at a free place, kept in use, detached, removed.
refused("InvalidParameterValue", ec2.create_network_interface, SubnetId=subnet, PrivateIpAddress="192.0.2.1")
refused("InvalidIPAddress.InUse", ec2.create_network_interface, SubnetId=subnet, PrivateIpAddress="10.85.1.9")
elsewhere = ec2.create_security_group(GroupName="abroad", Description="in the default VPC")["GroupId"]
refused("InvalidGroup.NotFound", ec2.create_network_interface, SubnetId=subnet, Groups=[elsewhere])
refused("InvalidParameter", ec2.run_instances, **single, SubnetId=subnet, SecurityGroupIds=[elsewhere])
ec2.delete_security_group(GroupId=elsewhere)
free = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["AvailableIpAddressCount"]
own = ec2.create_network_interface(
    SubnetId=subnet, PrivateIpAddress="10.85.1.77", SecondaryPrivateIpAddressCount=2, Groups=[group], Description="back",
    TagSpecifications=[{"ResourceType": "network-interface", "Tags": [{"Key": "side", "Value": "back"}]}])["NetworkInterface"]
assert len(own["PrivateIpAddresses"]) == 3 and own["Status"] == "available"
listed = ec2.create_network_interface(
    SubnetId=subnet, PrivateIpAddresses=[{"PrivateIpAddress": f"10.85.1.{host}"} for host in (88, 89)])["NetworkInterface"]
assert [(each["PrivateIpAddress"], each["Primary"]) for each in listed["PrivateIpAddresses"]] == [
    ("10.85.1.88", True), ("10.85.1.89", False)]
ec2.delete_network_interface(NetworkInterfaceId=listed["NetworkInterfaceId"])
own = own["NetworkInterfaceId"]
assert ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["AvailableIpAddressCount"] == free - 3
ec2.get_waiter("network_interface_available").wait(NetworkInterfaceIds=[own])
refused("InvalidParameterValue", ec2.attach_network_interface, NetworkInterfaceId=own, InstanceId=first["InstanceId"], DeviceIndex=0)
hung = ec2.attach_network_interface(NetworkInterfaceId=own, InstanceId=first["InstanceId"], DeviceIndex=1)["AttachmentId"]
refused("InvalidNetworkInterface.InUse", ec2.attach_network_interface, NetworkInterfaceId=own, InstanceId=machines[0], DeviceIndex=1)
refused("InvalidNetworkInterface.InUse", ec2.delete_network_interface, NetworkInterfaceId=own)
told = ec2.describe_network_interface_attribute(NetworkInterfaceId=own, Attribute="attachment")["Attachment"]
assert (told["InstanceId"], told["DeviceIndex"], told["DeleteOnTermination"]) == (first["InstanceId"], 1, False)
[described] = ec2.describe_instances(Filters=[
    {"Name": "network-interface.addresses.private-ip-address", "Values": ["10.85.1.77"]}])["Reservations"][0]["Instances"]
assert [each["Attachment"]["DeviceIndex"] for each in described["NetworkInterfaces"]] == [0, 1]
refused("InvalidParameterCombination", ec2.modify_network_interface_attribute, NetworkInterfaceId=own, Groups=[group],
        Description={"Value": "side"})
ec2.modify_network_interface_attribute(NetworkInterfaceId=own, Description={"Value": "side"})
ec2.modify_network_interface_attribute(NetworkInterfaceId=own, SourceDestCheck={"Value": False})
[described] = ec2.describe_network_interfaces(Filters=[{"Name": "attachment.attachment-id", "Values": [hung]}])["NetworkInterfaces"]
assert (described["Description"], described["SourceDestCheck"], described["TagSet"]) == ("side", False, [{"Key": "side", "Value": "back"}])
ec2.modify_network_interface_attribute(NetworkInterfaceId=interface["NetworkInterfaceId"], SourceDestCheck={"Value": False})
assert not attribute("sourceDestCheck", "SourceDestCheck")["Value"]
refused("OperationNotPermitted", ec2.detach_network_interface, AttachmentId=interface["Attachment"]["AttachmentId"])
refused("InvalidAttachmentID.NotFound", ec2.detach_network_interface, AttachmentId="eni-attach-00000000000000000")
ec2.detach_network_interface(AttachmentId=hung)
hung = ec2.attach_network_interface(NetworkInterfaceId=own, InstanceId=first["InstanceId"], DeviceIndex=2)["AttachmentId"]
ec2.modify_network_interface_attribute(
    NetworkInterfaceId=own, Attachment={"AttachmentId": hung, "DeleteOnTermination": True})

# With the instance goes what ends with it; what does not comes free.
refused("DependencyViolation", ec2.delete_security_group, GroupId=group)
ec2.terminate_instances(InstanceIds=[first["InstanceId"], *machines])
refused("InvalidNetworkInterfaceID.NotFound", ec2.describe_network_interfaces, NetworkInterfaceIds=[own])
[left] = ec2.describe_network_interfaces(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["NetworkInterfaces"]
assert left["Status"] == "available"
refused("DependencyViolation", ec2.delete_subnet, SubnetId=subnet)
ec2.delete_network_interface(NetworkInterfaceId=left["NetworkInterfaceId"])
ec2.delete_security_group(GroupId=group)
ec2.delete_subnet(SubnetId=subnet)
ec2.delete_vpc(VpcId=vpc)
done()
