"""VPCs, subnets, security groups, instances and network interfaces as boto3 sees them.

    boto3_network.py ENDPOINT CONTROL
"""

from account import client, done, passes, refused

ec2, elb = client("ec2"), client("elbv2")
LATER = dict(DryRun=True)

# A network of one's own.
refused("DryRunOperation", ec2.create_vpc, CidrBlock="10.50.0.0/16", **LATER)
refused("InvalidVpc.Range", ec2.create_vpc, CidrBlock="10.50.0.0/8")
refused("MissingParameter", ec2.create_vpc)
named = [{"ResourceType": "vpc", "Tags": [{"Key": "Name", "Value": "own"}]}]
vpc = ec2.create_vpc(CidrBlock="10.50.0.0/16", TagSpecifications=named)["Vpc"]["VpcId"]
assert ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["own"]}])["Vpcs"][0]["VpcId"] == vpc
assert not ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames")["EnableDnsHostnames"]["Value"]
ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
assert ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsHostnames")["EnableDnsHostnames"]["Value"]
for number in range(2):
    ec2.create_vpc(CidrBlock=f"10.6{number}.0.0/16")
refused("VpcLimitExceeded", ec2.create_vpc, CidrBlock="10.70.0.0/16")
refused("InvalidSubnet.Range", ec2.create_subnet, VpcId=vpc, CidrBlock="10.51.0.0/24")
refused("InvalidParameterValue", ec2.create_subnet, VpcId=vpc, CidrBlock="10.50.1.0/24", AvailabilityZone="us-east-1a")
subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.50.1.0/28", AvailabilityZone="eu-west-1b")["Subnet"]
assert (subnet["AvailableIpAddressCount"], subnet["DefaultForAz"]) == (11, False)
refused("InvalidSubnet.Conflict", ec2.create_subnet, VpcId=vpc, CidrBlock="10.50.0.0/23")
in_subnet = [{"Name": "subnet-id", "Values": [subnet["SubnetId"]]}]

# Security groups and their rules.
group = ec2.create_security_group(VpcId=vpc, GroupName="api", Description="the API")["GroupId"]
refused("InvalidGroup.Duplicate", ec2.create_security_group, VpcId=vpc, GroupName="api", Description="again")
https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
wide = {**https, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "office"}, {"CidrIp": "172.16.0.0/12"}]}
added = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[wide])["SecurityGroupRules"]
assert [rule["CidrIpv4"] for rule in added] == ["10.0.0.0/8", "172.16.0.0/12"] and added[0]["Description"] == "office"
refused("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[wide])
refused("InvalidParameterValue", ec2.authorize_security_group_ingress, GroupId=group, CidrIp="x", IpProtocol="tcp",
        FromPort=1, ToPort=2)
refused("InvalidGroup.NotFound", ec2.authorize_security_group_ingress, GroupId="sg-00000000000000000", IpPermissions=[wide])
ec2.authorize_security_group_egress(
    GroupId=group, IpPermissions=[{**https, "UserIdGroupPairs": [{"GroupId": group}]}])
[described] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
assert len(described["IpPermissions"]) == 1 and len(described["IpPermissions"][0]["IpRanges"]) == 2
rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
assert sorted(rule["IsEgress"] for rule in rules) == [False, False, True, True]
gone = ec2.revoke_security_group_ingress(GroupId=group, SecurityGroupRuleIds=[added[0]["SecurityGroupRuleId"]])
assert gone["RevokedSecurityGroupRules"][0]["CidrIpv4"] == "10.0.0.0/8"
refused("InvalidPermission.NotFound", ec2.revoke_security_group_ingress, GroupId=group, IpPermissions=[wide])
ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[{**https, "UserIdGroupPairs": [{"GroupId": group}]}])

# Instances, from the first moment to the last.
IMAGE = "ami-0123456789abcdef0"
run = dict(ImageId=IMAGE, SubnetId=subnet["SubnetId"], SecurityGroupIds=[group], MinCount=2, MaxCount=2, ClientToken="two")
refused("InvalidAMIID.Malformed", ec2.run_instances, **{**run, "ImageId": "ami-x"})
refused("InsufficientFreeAddressesInSubnet", ec2.run_instances, **{**run, "MaxCount": 12, "ClientToken": "many"})
started = ec2.run_instances(**run)["Instances"]
ids = [instance["InstanceId"] for instance in started]
assert [instance["InstanceId"] for instance in ec2.run_instances(**run)["Instances"]] == ids
refused("IdempotentParameterMismatch", ec2.run_instances, **{**run, "MaxCount": 3})
assert len({instance["PrivateIpAddress"] for instance in started}) == 2


def states():
    found = [instance for reservation in ec2.describe_instances(InstanceIds=ids)["Reservations"]
             for instance in reservation["Instances"]]
    return [instance["State"]["Name"] for instance in found]


assert states() == ["pending", "pending"]
refused("IncorrectInstanceState", ec2.stop_instances, InstanceIds=ids)
passes(30)
assert states() == ["running", "running"]
interfaces = ec2.describe_network_interfaces(Filters=in_subnet)["NetworkInterfaces"]
assert [interface["Attachment"]["InstanceId"] for interface in interfaces] == ids
assert ec2.describe_subnets(SubnetIds=[subnet["SubnetId"]])["Subnets"][0]["AvailableIpAddressCount"] == 9
refused("InvalidNetworkInterfaceID.NotFound", ec2.describe_network_interfaces,
        NetworkInterfaceIds=["eni-00000000000000000"])

# A load balancer finds them healthy until the rule or the machine is gone.
made = elb.create_load_balancer(Name="own", Type="network", Scheme="internal", Subnets=[subnet["SubnetId"]])
balancer = made["LoadBalancers"][0]["LoadBalancerArn"]
target_group = elb.create_target_group(Name="own", Protocol="TCP", Port=443, VpcId=vpc)["TargetGroups"][0]["TargetGroupArn"]
elb.register_targets(TargetGroupArn=target_group, Targets=[{"Id": ids[0]}])
elb.create_listener(LoadBalancerArn=balancer, Protocol="TCP", Port=443,
                    DefaultActions=[{"Type": "forward", "TargetGroupArn": target_group}])
inside = {**https, "IpRanges": [{"CidrIp": "10.50.0.0/16"}]}


def health():
    [described] = elb.describe_target_health(TargetGroupArn=target_group)["TargetHealthDescriptions"]
    return described["TargetHealth"]["State"], described["TargetHealth"].get("Reason")


passes(180)
assert health() == ("unhealthy", "Target.Timeout"), health()
ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[inside])
assert health() == ("healthy", None), health()
ec2.stop_instances(InstanceIds=[ids[0]])
assert health() == ("unused", "Target.InvalidState")
refused("IncorrectInstanceState", ec2.start_instances, InstanceIds=[ids[0]])
passes(30)
ec2.start_instances(InstanceIds=[ids[0]])
passes(30)
assert health() == ("healthy", None), health()
refused("DependencyViolation", ec2.delete_security_group, GroupId=group)
changes = ec2.terminate_instances(InstanceIds=ids)["TerminatingInstances"]
assert {change["CurrentState"]["Name"] for change in changes} == {"shutting-down"}
refused("DependencyViolation", ec2.delete_subnet, SubnetId=subnet["SubnetId"])
elb.delete_load_balancer(LoadBalancerArn=balancer)
ec2.delete_security_group(GroupId=group)
refused("DependencyViolation", ec2.delete_vpc, VpcId=vpc)
ec2.delete_subnet(SubnetId=subnet["SubnetId"])
ec2.delete_vpc(VpcId=vpc)
refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=[vpc])
passes(3600)
refused("InvalidInstanceID.NotFound", ec2.describe_instances, InstanceIds=ids)
done()
