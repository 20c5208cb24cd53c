"""The steps about networks, machines and what an account may do (see sequence.py)."""

MISSING = "0123456789abcdef0"
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
# One that moto's account knows too.
IMAGE = "ami-03cf127a"


def account(world):
    """What a seller asks before anything is done."""
    world.step("aliases", "iam", "ListAccountAliases")
    caller = "arn:aws:iam::123456789012:user/ann"
    world.step("may I", "iam", "SimulatePrincipalPolicy", PolicySourceArn=caller, ActionNames=["acm:RequestCertificate"])
    world.step("may nobody", "iam", "SimulatePrincipalPolicy", ActionNames=["acm:RequestCertificate"])
    world.step("quotas of VPC", "service-quotas", "ListServiceQuotas", ServiceCode="vpc")
    world.step("quotas of nothing", "service-quotas", "ListServiceQuotas", ServiceCode="nonsense")
    world.step("a quota", "service-quotas", "GetServiceQuota", ServiceCode="vpc", QuotaCode="L-F678F1CE")
    world.step("no such quota", "service-quotas", "GetServiceQuota", ServiceCode="vpc", QuotaCode="L-00000000")
    world.step("limits of load balancing", "elbv2", "DescribeAccountLimits")


def own_network(world):
    """A VPC with a subnet, a security group and its rules, an instance; what stands in the way of deleting them."""
    create = "CreateVpc"
    world.step("a VPC as a dry run", "ec2", create, CidrBlock="10.50.0.0/16", DryRun=True)
    world.step("a VPC without a block", "ec2", create)
    world.step("a VPC that is too large", "ec2", create, CidrBlock="10.0.0.0/8")
    world.step("a VPC of nonsense", "ec2", create, CidrBlock="network")
    vpc = world.step("a VPC", "ec2", create, CidrBlock="10.50.0.0/16",
                     TagSpecifications=[{"ResourceType": "vpc", "Tags": [{"Key": "team", "Value": "api"}]}])["Vpc"]["VpcId"]
    world.step("the VPC is there", "ec2", "DescribeVpcs", VpcIds=[vpc])
    world.step("its host names are off", "ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute="enableDnsHostnames")
    world.step("host names on", "ec2", "ModifyVpcAttribute", VpcId=vpc, EnableDnsHostnames={"Value": True})
    world.step("host names are on", "ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute="enableDnsHostnames")
    world.step("host names of none", "ec2", "ModifyVpcAttribute", VpcId=f"vpc-{MISSING}", EnableDnsHostnames={"Value": True})
    place = {"VpcId": vpc, "AvailabilityZone": "eu-west-1a"}
    subnet = world.step("a subnet", "ec2", "CreateSubnet", **place, CidrBlock="10.50.1.0/24")["Subnet"]["SubnetId"]
    world.step("over another", "ec2", "CreateSubnet", **place, CidrBlock="10.50.1.0/25")
    world.step("outside of the VPC", "ec2", "CreateSubnet", **place, CidrBlock="10.51.1.0/24")
    world.step("in no zone", "ec2", "CreateSubnet", VpcId=vpc, AvailabilityZone="eu-west-1z", CidrBlock="10.50.9.0/24")
    world.step("in no VPC", "ec2", "CreateSubnet", VpcId=f"vpc-{MISSING}", CidrBlock="10.50.2.0/24")
    world.step("the subnet is there", "ec2", "DescribeSubnets", SubnetIds=[subnet])
    group = security_group(world, vpc)
    instance(world, subnet, group)
    world.step("a VPC in use stays", "ec2", "DeleteVpc", VpcId=vpc)
    world.step("the security group", "ec2", "DeleteSecurityGroup", GroupId=group)
    world.step("the security group again", "ec2", "DeleteSecurityGroup", GroupId=group)
    world.step("the subnet", "ec2", "DeleteSubnet", SubnetId=subnet)
    world.step("the subnet again", "ec2", "DeleteSubnet", SubnetId=subnet)
    world.step("the VPC", "ec2", "DeleteVpc", VpcId=vpc)
    world.step("the VPC again", "ec2", "DeleteVpc", VpcId=vpc)


def security_group(world, vpc):
    create = "CreateSecurityGroup"
    wanted = {"GroupName": "api", "Description": "the API", "VpcId": vpc}
    group = world.step("a security group", "ec2", create, **wanted)["GroupId"]
    world.step("its name again", "ec2", create, **wanted)
    world.step("without a description", "ec2", create, GroupName="other", VpcId=vpc)
    world.step("named as AWS's ids", "ec2", create, **{**wanted, "GroupName": "sg-api"})
    world.step("of no VPC", "ec2", create, **{**wanted, "VpcId": f"vpc-{MISSING}"})
    let = "AuthorizeSecurityGroupIngress"
    office = {**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "office"}]}
    world.step("a rule", "ec2", let, GroupId=group, IpPermissions=[office])
    world.step("the rule again", "ec2", let, GroupId=group, IpPermissions=[office])
    world.step("a rule for nonsense", "ec2", let, GroupId=group, IpPermissions=[{**HTTPS, "IpRanges": [{"CidrIp": "office"}]}])
    world.step("a rule of no group", "ec2", let, GroupId=f"sg-{MISSING}", IpPermissions=[office])
    world.step("a rule by ports alone", "ec2", let, GroupId=group, IpProtocol="tcp", FromPort=80, ToPort=80, CidrIp="192.0.2.0/24")
    within = {**HTTPS, "UserIdGroupPairs": [{"GroupId": group}]}
    world.step("a rule for the group itself", "ec2", let, GroupId=group, IpPermissions=[within])
    world.step("a rule outward", "ec2", "AuthorizeSecurityGroupEgress", GroupId=group, IpPermissions=[office])
    world.step("the rule outward again", "ec2", "AuthorizeSecurityGroupEgress", GroupId=group, IpPermissions=[office])
    world.step("the group with its rules", "ec2", "DescribeSecurityGroups", GroupIds=[group])
    here = [{"Name": "group-id", "Values": [group]}]
    world.step("its rules", "ec2", "DescribeSecurityGroupRules", Filters=here)
    world.step("no such rule", "ec2", "DescribeSecurityGroupRules", SecurityGroupRuleIds=[f"sgr-{MISSING}"])
    world.step("a rule outward away", "ec2", "RevokeSecurityGroupEgress", GroupId=group, IpPermissions=[office])
    world.step("a rule away", "ec2", "RevokeSecurityGroupIngress", GroupId=group, IpPermissions=[office])
    world.step("the rule away again", "ec2", "RevokeSecurityGroupIngress", GroupId=group, IpPermissions=[office])
    world.step("the rule for itself away", "ec2", "RevokeSecurityGroupIngress", GroupId=group, IpPermissions=[within])
    return group


def instance(world, subnet, group):
    run = {"ImageId": IMAGE, "SubnetId": subnet, "SecurityGroupIds": [group], "MinCount": 1, "MaxCount": 1}
    world.step("instances as a dry run", "ec2", "RunInstances", **run, DryRun=True)
    world.step("fewer than none", "ec2", "RunInstances", **{**run, "MinCount": 0, "MaxCount": 0})
    world.step("more than at most", "ec2", "RunInstances", **{**run, "MinCount": 3})
    world.step("in no subnet", "ec2", "RunInstances", **{**run, "SubnetId": f"subnet-{MISSING}"})
    left = world.made("ec2").describe_instances(Filters=[{"Name": "subnet-id", "Values": [subnet]}])["Reservations"]
    for reservation in left:
        world.tidy("ec2", "terminate_instances", InstanceIds=[one["InstanceId"] for one in reservation["Instances"]])
    made = world.step("instances", "ec2", "RunInstances", **run)
    ids = [instance["InstanceId"] for instance in made["Instances"]]
    world.passes(60)
    world.step("they run", "ec2", "DescribeInstances", InstanceIds=ids)
    running = {"Name": "instance-state-name", "Values": ["running"]}
    world.step("by their subnet", "ec2", "DescribeInstances", Filters=[{"Name": "subnet-id", "Values": [subnet]}, running])
    here = [{"Name": "subnet-id", "Values": [subnet]}, {"Name": "attachment.instance-id", "Values": ids}]
    interfaces = world.step("their interfaces", "ec2", "DescribeNetworkInterfaces", Filters=here)["NetworkInterfaces"]
    world.step("one interface", "ec2", "DescribeNetworkInterfaces",
               NetworkInterfaceIds=[interfaces[0]["NetworkInterfaceId"]])
    world.step("no such interface", "ec2", "DescribeNetworkInterfaces", NetworkInterfaceIds=[f"eni-{MISSING}"])
    world.step("a group in use stays", "ec2", "DeleteSecurityGroup", GroupId=group)
    world.step("a subnet in use stays", "ec2", "DeleteSubnet", SubnetId=subnet)
    for operation in ("StopInstances", "StartInstances", "TerminateInstances"):
        world.step(f"{operation}, dry", "ec2", operation, InstanceIds=ids, DryRun=True)
        world.step(f"{operation}, none", "ec2", operation, InstanceIds=[f"i-{MISSING}"])
        world.step(operation, "ec2", operation, InstanceIds=ids)
        world.passes(60)
        world.step(f"after {operation}", "ec2", "DescribeInstances", InstanceIds=ids)
    world.step("a terminated one does not start", "ec2", "StartInstances", InstanceIds=ids[:1])
