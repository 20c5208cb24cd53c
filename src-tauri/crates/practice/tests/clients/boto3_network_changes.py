"""What can be changed about VPCs, subnets, security groups and their rules, as boto3 sees it, and what the account begins with.

    boto3_network_changes.py ENDPOINT CONTROL
"""

from account import client, done, refused

ec2 = client("ec2")
NOBODY = "vpc-00000000000000000"

# A Region that nobody used has its default VPC; when it goes, it can be made again, and one subnet a zone.
far = client("ec2", region="eu-central-1")
[default] = far.describe_vpcs()["Vpcs"]
assert default["IsDefault"] and default["CidrBlock"] == "172.31.0.0/16"
refused("DefaultVpcAlreadyExists", far.create_default_vpc)
refused("DefaultSubnetAlreadyExistsInAvailabilityZone", far.create_default_subnet, AvailabilityZone="eu-central-1b")
refused("DependencyViolation", far.delete_vpc, VpcId=default["VpcId"])
for subnet in far.describe_subnets()["Subnets"]:
    far.delete_subnet(SubnetId=subnet["SubnetId"])
again = far.create_default_subnet(AvailabilityZone="eu-central-1b")["Subnet"]
assert (again["CidrBlock"], again["DefaultForAz"], again["MapPublicIpOnLaunch"]) == ("172.31.0.0/20", True, True)
far.delete_subnet(SubnetId=again["SubnetId"])
far.delete_vpc(VpcId=default["VpcId"])
refused("DefaultVpcDoesNotExist", far.create_default_subnet, AvailabilityZone="eu-central-1b")
refused("VPCIdNotSpecified", far.create_security_group, GroupName="lost", Description="without a VPC")
made = far.create_default_vpc()["Vpc"]
zones = [subnet["AvailabilityZone"] for subnet in far.describe_subnets()["Subnets"]]
assert made["VpcId"] != default["VpcId"] and zones == ["eu-central-1a", "eu-central-1b", "eu-central-1c"]

# A VPC with IPv6: its block, a subnet's, and what follows for groups.
refused("UnsupportedTenancy", ec2.create_vpc, CidrBlock="10.80.0.0/16", InstanceTenancy="host")
vpc = ec2.create_vpc(CidrBlock="10.80.0.0/16", AmazonProvidedIpv6CidrBlock=True, InstanceTenancy="dedicated")["Vpc"]
[block6] = vpc["Ipv6CidrBlockAssociationSet"]
assert block6["Ipv6CidrBlock"].endswith("::/56") and vpc["InstanceTenancy"] == "dedicated"
found = ec2.describe_vpcs(Filters=[
    {"Name": "ipv6-cidr-block-association.ipv6-cidr-block", "Values": [block6["Ipv6CidrBlock"]]}])["Vpcs"]
vpc = vpc["VpcId"]
assert [other["VpcId"] for other in found] == [vpc]
ec2.modify_vpc_tenancy(VpcId=vpc, InstanceTenancy="default")
assert ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["InstanceTenancy"] == "default"
ec2.modify_vpc_attribute(VpcId=vpc, EnableNetworkAddressUsageMetrics={"Value": True})
metrics = ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableNetworkAddressUsageMetrics")
assert metrics["EnableNetworkAddressUsageMetrics"]["Value"]
refused("InvalidSubnet.Range", ec2.create_subnet, VpcId=vpc, CidrBlock="10.80.1.0/24", Ipv6CidrBlock="2001:db9::/64")
first = block6["Ipv6CidrBlock"].replace("/56", "/64")
subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.80.1.0/24", Ipv6CidrBlock=first)["Subnet"]
assert subnet["Ipv6CidrBlockAssociationSet"][0]["Ipv6CidrBlock"] == first
refused("InvalidSubnet.Conflict", ec2.create_subnet, VpcId=vpc, CidrBlock="10.80.2.0/24", Ipv6CidrBlock=first)
narrow = ec2.create_subnet(VpcId=vpc, CidrBlock="10.80.2.0/24")["Subnet"]["SubnetId"]
refused("InvalidParameterCombination", ec2.modify_subnet_attribute, SubnetId=narrow, MapPublicIpOnLaunch={"Value": True},
        EnableDns64={"Value": True})
refused("MissingParameter", ec2.modify_subnet_attribute, SubnetId=narrow)
subnet = subnet["SubnetId"]
ec2.modify_subnet_attribute(SubnetId=subnet, AssignIpv6AddressOnCreation={"Value": True})
ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
ec2.modify_subnet_attribute(SubnetId=subnet, PrivateDnsHostnameTypeOnLaunch="resource-name")
ec2.modify_subnet_attribute(SubnetId=subnet, EnableResourceNameDnsAAAARecordOnLaunch={"Value": True})
[described] = ec2.describe_subnets(Filters=[
    {"Name": "map-public-ip-on-launch", "Values": ["true"]}, {"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
assert described["AssignIpv6AddressOnCreation"] and described["PrivateDnsNameOptionsOnLaunch"] == {
    "HostnameType": "resource-name", "EnableResourceNameDnsARecord": False, "EnableResourceNameDnsAAAARecord": True}

# Rules keep their ids when what they say changes.
group = ec2.create_security_group(VpcId=vpc, GroupName="rules", Description="the API")["GroupId"]
[described] = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"]
assert [entry["Ipv6Ranges"] for entry in described["IpPermissionsEgress"]] == [[{"CidrIpv6": "::/0"}]]
https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
office = {**https, "IpRanges": [{"CidrIp": "10.1.2.3/8", "Description": "office"}]}
[rule] = ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[office])["SecurityGroupRules"]
assert rule["CidrIpv4"] == "10.0.0.0/8"
refused("InvalidParameterValue", ec2.authorize_security_group_ingress, GroupId=group,
        IpPermissions=[{**https, "IpRanges": [{"CidrIp": "192.0.2.1/24"}, {"CidrIp": "192.0.2.2/24"}]}])
sixty = [{"CidrIp": f"192.0.2.{number}/32"} for number in range(60)]
refused("RulesPerSecurityGroupLimitExceeded", ec2.authorize_security_group_ingress, GroupId=group,
        IpPermissions=[{**https, "IpRanges": sixty}])
changed = {"IpProtocol": "udp", "FromPort": 53, "ToPort": 54, "CidrIpv4": "192.0.2.0/24", "Description": "names"}
change = [{"SecurityGroupRuleId": rule["SecurityGroupRuleId"], "SecurityGroupRule": changed}]
refused("InvalidGroup.NotFound", ec2.modify_security_group_rules, GroupId="sg-00000000000000000", SecurityGroupRules=change)
ec2.modify_security_group_rules(GroupId=group, SecurityGroupRules=change)
[after] = ec2.describe_security_group_rules(SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])["SecurityGroupRules"]
assert {name: after[name] for name in changed} == changed
for missing, code in [("IpProtocol", "InvalidParameterValue"), ("FromPort", "InvalidParameterValue"),
                      ("CidrIpv4", "MissingParameter")]:
    terms = {name: value for name, value in changed.items() if name != missing}
    refused(code, ec2.modify_security_group_rules, GroupId=group,
            SecurityGroupRules=[{**change[0], "SecurityGroupRule": terms}])
ec2.update_security_group_rule_descriptions_ingress(
    GroupId=group, SecurityGroupRuleDescriptions=[{"SecurityGroupRuleId": rule["SecurityGroupRuleId"], "Description": "DNS"}])
everything = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "all"}]}
ec2.update_security_group_rule_descriptions_egress(GroupId=group, IpPermissions=[everything])
refused("InvalidPermission.NotFound", ec2.update_security_group_rule_descriptions_ingress, GroupId=group,
        IpPermissions=[everything])
told = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
assert {(each["IsEgress"], each.get("Description")) for each in told} == {(False, "DNS"), (True, "all"), (True, None)}
ec2.create_tags(Resources=[rule["SecurityGroupRuleId"]], Tags=[{"Key": "use", "Value": "names"}])
[tagged] = ec2.describe_security_group_rules(Filters=[{"Name": "tag:use", "Values": ["names"]}])["SecurityGroupRules"]
assert tagged["SecurityGroupRuleId"] == rule["SecurityGroupRuleId"]

# Filters look into the rules; a group of another network can't be named in one.
for name, value in [("ip-permission.protocol", "udp"), ("ip-permission.to-port", "54"), ("ip-permission.cidr", "192.0.2.*"),
                    ("egress.ip-permission.ipv6-cidr", "::/0")]:
    [only] = ec2.describe_security_groups(Filters=[{"Name": name, "Values": [value]}, {"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"][-1:]
    assert only["GroupId"] == group, name
elsewhere = ec2.create_security_group(GroupName="elsewhere", Description="in the default VPC")["GroupId"]
refused("InvalidGroup.NotFound", ec2.authorize_security_group_ingress, GroupId=group,
        IpPermissions=[{**https, "UserIdGroupPairs": [{"GroupId": elsewhere}]}])
refused("InvalidGroup.NotFound", ec2.describe_security_groups, GroupNames=["rules"])
assert ec2.describe_security_groups(GroupNames=["elsewhere"])["SecurityGroups"][0]["GroupId"] == elsewhere
refused("InvalidGroupId.Malformed", ec2.describe_security_groups, GroupIds=["sg-api"])
refused("InvalidGroupId.Malformed", ec2.describe_security_group_rules, Filters=[{"Name": "group-id", "Values": ["api"]}])
refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=[NOBODY], MaxResults=5)
refused("InvalidParameterValue", ec2.describe_vpc_endpoint_service_configurations, MaxResults=4)
assert ec2.describe_vpc_endpoint_service_configurations(MaxResults=2000)["ServiceConfigurations"] == []
ec2.delete_security_group(GroupId=elsewhere)
ec2.delete_security_group(GroupId=group)
for each in (subnet, narrow):
    ec2.delete_subnet(SubnetId=each)
ec2.delete_vpc(VpcId=vpc)
done()
