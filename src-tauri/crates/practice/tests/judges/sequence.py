"""The steps that moto and the practice account both go through (see differential.py)."""

from sequence_handshake import endpoints, listener_changes
from sequence_names import hosted_zones
from sequence_network import account, own_network

MISSING = "0123456789abcdef0"


def sequence(world, seller, customer):
    """Every operation that both know, with its commonest mistakes."""
    who(world)
    account(world)
    vpc, subnets = network(world)
    own_network(world)
    arn, group = balancing(world, vpc, subnets)
    listener_changes(world, arn, group, subnets)
    certificates(world)
    hosted_zones(world)
    service = endpoint_service(world, arn)
    visitors(world, service, customer)
    endpoints(world, service, customer)
    away(world, service, arn, group)


def who(world):
    world.step("who am I", "sts", "GetCallerIdentity")
    world.step("a role", "sts", "AssumeRole", RoleArn="arn:aws:iam::999988887777:role/reader", RoleSessionName="reader")
    world.step("a role without an ARN", "sts", "AssumeRole", RoleArn="reader", RoleSessionName="reader")
    world.step("a role without a name", "sts", "AssumeRole", RoleArn="arn:aws:iam::999988887777:role/reader")
    world.step("a role for too short", "sts", "AssumeRole", RoleArn="arn:aws:iam::999988887777:role/reader",
               RoleSessionName="reader", DurationSeconds=5)


def network(world):
    world.step("Regions", "ec2", "DescribeRegions")
    world.step("a Region by name", "ec2", "DescribeRegions", RegionNames=["eu-west-1"])
    world.step("no such Region", "ec2", "DescribeRegions", RegionNames=["eu-west-9"])
    world.step("zones", "ec2", "DescribeAvailabilityZones")
    vpcs = world.step("VPCs", "ec2", "DescribeVpcs")["Vpcs"]
    vpc = next(vpc["VpcId"] for vpc in vpcs if vpc["IsDefault"])
    world.step("the default VPC by filter", "ec2", "DescribeVpcs", Filters=[{"Name": "is-default", "Values": ["true"]}])
    world.step("no such VPC", "ec2", "DescribeVpcs", VpcIds=[f"vpc-{MISSING}"])
    world.step("not a VPC's id", "ec2", "DescribeVpcs", VpcIds=["network"])
    world.step("no such filter of VPCs", "ec2", "DescribeVpcs", Filters=[{"Name": "colour", "Values": ["red"]}])
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        world.step(f"the VPC's {attribute}", "ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute=attribute)
    world.step("no such attribute of a VPC", "ec2", "DescribeVpcAttribute", VpcId=vpc, Attribute="colour")
    world.step("an attribute of no VPC", "ec2", "DescribeVpcAttribute", VpcId=f"vpc-{MISSING}", Attribute="enableDnsSupport")
    here = [{"Name": "vpc-id", "Values": [vpc]}]
    subnets = world.step("subnets", "ec2", "DescribeSubnets", Filters=here)["Subnets"]
    world.step("no such subnet", "ec2", "DescribeSubnets", SubnetIds=[f"subnet-{MISSING}"])
    world.step("not a subnet's id", "ec2", "DescribeSubnets", SubnetIds=["subnet"])
    world.step("security groups", "ec2", "DescribeSecurityGroups", Filters=here)
    world.step("no such security group", "ec2", "DescribeSecurityGroups", GroupIds=[f"sg-{MISSING}"])
    world.step("instances of an empty account", "ec2", "DescribeInstances")
    world.step("no such instance", "ec2", "DescribeInstances", InstanceIds=[f"i-{MISSING}"])
    world.step("not an instance's id", "ec2", "DescribeInstances", InstanceIds=["instance"])
    tags = [{"Key": "team", "Value": "api"}]
    world.step("tags", "ec2", "CreateTags", Resources=[vpc], Tags=tags)
    world.step("tags, a dry run", "ec2", "CreateTags", Resources=[vpc], Tags=[{"Key": "dry", "Value": "run"}], DryRun=True)
    world.step("tags of nothing", "ec2", "CreateTags", Resources=[f"vpc-{MISSING}"], Tags=tags)
    world.step("AWS's own tags", "ec2", "CreateTags", Resources=[vpc], Tags=[{"Key": "aws:mine", "Value": "x"}])
    world.tidy("ec2", "delete_tags", Resources=[vpc], Tags=[{"Key": "aws:mine"}])
    world.step("the tags of the VPC", "ec2", "DescribeTags", Filters=[{"Name": "resource-id", "Values": [vpc]}])
    world.step("the VPC by its tag", "ec2", "DescribeVpcs", Filters=[{"Name": "tag:team", "Values": ["api"]}])
    world.step("tags with another value stay", "ec2", "DeleteTags", Resources=[vpc], Tags=[{"Key": "team", "Value": "x"}])
    world.step("they stayed", "ec2", "DescribeTags", Filters=[{"Name": "resource-id", "Values": [vpc]}])
    world.step("tags away", "ec2", "DeleteTags", Resources=[vpc], Tags=[{"Key": "team"}])
    world.step("they are gone", "ec2", "DescribeTags", Filters=[{"Name": "resource-id", "Values": [vpc]}])
    return vpc, [subnet["SubnetId"] for subnet in sorted(subnets, key=lambda subnet: subnet["AvailabilityZone"])]


def balancing(world, vpc, subnets):
    wanted = {"Name": "same", "Type": "network", "Scheme": "internal", "Subnets": subnets[:2]}
    world.step("load balancers of an empty account", "elbv2", "DescribeLoadBalancers")
    made = world.step("a load balancer", "elbv2", "CreateLoadBalancer", **wanted, Tags=[{"Key": "team", "Value": "api"}])
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    world.step("the same again", "elbv2", "CreateLoadBalancer", **wanted, Tags=[{"Key": "team", "Value": "api"}])
    world.step("its name, other settings", "elbv2", "CreateLoadBalancer", **{**wanted, "Subnets": subnets[2:3]})
    world.step("a name that is too long", "elbv2", "CreateLoadBalancer", **{**wanted, "Name": "n" * 33})
    world.step("a name with an underscore", "elbv2", "CreateLoadBalancer", **{**wanted, "Name": "not_so"})
    world.step("a name of internal-", "elbv2", "CreateLoadBalancer", **{**wanted, "Name": "internal-x"})
    world.step("without subnets", "elbv2", "CreateLoadBalancer", Name="none", Type="network")
    world.step("in no subnet", "elbv2", "CreateLoadBalancer", Name="none", Type="network", Subnets=[f"subnet-{MISSING}"])
    world.step("twice in a zone", "elbv2", "CreateLoadBalancer", Name="twice", Type="network", Scheme="internal",
               Subnets=[subnets[0], subnets[0]])
    world.step("of no type", "elbv2", "CreateLoadBalancer", **{**wanted, "Name": "kind", "Type": "classic"})
    for other in world.made("elbv2").describe_load_balancers()["LoadBalancers"]:
        if other["LoadBalancerArn"] != arn:
            world.tidy("elbv2", "delete_load_balancer", LoadBalancerArn=other["LoadBalancerArn"])
    world.passes(180)
    world.step("it is there", "elbv2", "DescribeLoadBalancers", LoadBalancerArns=[arn])
    world.step("by a name", "elbv2", "DescribeLoadBalancers", Names=["same"])
    world.step("by a name of none", "elbv2", "DescribeLoadBalancers", Names=["none"])
    world.step("by an ARN of none", "elbv2", "DescribeLoadBalancers", LoadBalancerArns=[arn[:-4] + "0000"])
    world.step("its attributes", "elbv2", "DescribeLoadBalancerAttributes", LoadBalancerArn=arn)
    cross = "load_balancing.cross_zone.enabled"
    for key, value in ((cross, "true"), (cross, "perhaps"), ("colour", "red")):
        world.step(f"{key} = {value}", "elbv2", "ModifyLoadBalancerAttributes", LoadBalancerArn=arn,
                   Attributes=[{"Key": key, "Value": value}])
    wanted = {"Name": "same", "Protocol": "TCP", "Port": 8443, "VpcId": vpc, "TargetType": "ip"}
    made = world.step("a target group", "elbv2", "CreateTargetGroup", **wanted)
    group = made["TargetGroups"][0]["TargetGroupArn"]
    world.step("the same target group again", "elbv2", "CreateTargetGroup", **wanted)
    world.step("its name, another port", "elbv2", "CreateTargetGroup", **{**wanted, "Port": 9443})
    world.step("of no protocol", "elbv2", "CreateTargetGroup", **{**wanted, "Name": "odd", "Protocol": "FTP"})
    world.step("of no port", "elbv2", "CreateTargetGroup", **{**wanted, "Name": "odd", "Port": 70000})
    for other in world.made("elbv2").describe_target_groups()["TargetGroups"]:
        if other["TargetGroupArn"] != group:
            world.tidy("elbv2", "delete_target_group", TargetGroupArn=other["TargetGroupArn"])
    world.step("of no VPC", "elbv2", "CreateTargetGroup", **{**wanted, "Name": "odd", "VpcId": f"vpc-{MISSING}"})
    world.step("without a VPC", "elbv2", "CreateTargetGroup", Name="odd", Protocol="TCP", Port=8443, TargetType="ip")
    world.step("its attributes", "elbv2", "DescribeTargetGroupAttributes", TargetGroupArn=group)
    delay = {"Key": "deregistration_delay.timeout_seconds", "Value": "10"}
    world.step("drains for 10 s", "elbv2", "ModifyTargetGroupAttributes", TargetGroupArn=group, Attributes=[delay])
    world.step("a target", "elbv2", "RegisterTargets", TargetGroupArn=group, Targets=[{"Id": "172.31.0.10", "Port": 8443}])
    world.step("a target of no group", "elbv2", "RegisterTargets", TargetGroupArn=group[:-4] + "0000",
               Targets=[{"Id": "172.31.0.10"}])
    world.step("health of a group without listener", "elbv2", "DescribeTargetHealth", TargetGroupArn=group)
    forward = [{"Type": "forward", "TargetGroupArn": group}]
    wanted = {"LoadBalancerArn": arn, "Protocol": "TCP", "Port": 443, "DefaultActions": forward}
    listener = world.step("a listener", "elbv2", "CreateListener", **wanted)["Listeners"][0]["ListenerArn"]
    world.step("a second one on its port", "elbv2", "CreateListener", **wanted)
    world.step("UDP to a target group of TCP", "elbv2", "CreateListener", **{**wanted, "Protocol": "UDP", "Port": 53})
    world.step("TLS without a certificate", "elbv2", "CreateListener", **{**wanted, "Protocol": "TLS", "Port": 444})
    world.step("HTTP on a Network Load Balancer", "elbv2", "CreateListener", **{**wanted, "Protocol": "HTTP", "Port": 80})
    world.step("a listener of none", "elbv2", "CreateListener", **{**wanted, "LoadBalancerArn": arn[:-4] + "0000"})
    world.step("to no target group", "elbv2", "CreateListener", **{
        **wanted, "Port": 445, "DefaultActions": [{"Type": "forward", "TargetGroupArn": group[:-4] + "0000"}]})
    for other in world.made("elbv2").describe_listeners(LoadBalancerArn=arn)["Listeners"]:
        if other["ListenerArn"] != listener:
            world.tidy("elbv2", "delete_listener", ListenerArn=other["ListenerArn"])
    world.passes(60)
    world.step("listeners", "elbv2", "DescribeListeners", LoadBalancerArn=arn)
    world.step("no such listener", "elbv2", "DescribeListeners", ListenerArns=[listener[:-4] + "0000"])
    world.step("target groups of it", "elbv2", "DescribeTargetGroups", LoadBalancerArn=arn)
    world.step("target groups by a name of none", "elbv2", "DescribeTargetGroups", Names=["none"])
    world.step("a tag more", "elbv2", "AddTags", ResourceArns=[arn], Tags=[{"Key": "more", "Value": "x"}])
    world.step("its tags", "elbv2", "DescribeTags", ResourceArns=[arn])
    world.step("a tag less", "elbv2", "RemoveTags", ResourceArns=[arn], TagKeys=["more"])
    world.step("tags of none", "elbv2", "DescribeTags", ResourceArns=[arn[:-4] + "0000"])
    world.step("a target group in use stays", "elbv2", "DeleteTargetGroup", TargetGroupArn=group)
    return arn, group


def certificates(world):
    wanted = {"DomainName": "api.example.com", "ValidationMethod": "DNS", "IdempotencyToken": "same"}
    arn = world.step("a certificate", "acm", "RequestCertificate", **wanted)["CertificateArn"]
    again = world.step("the same again", "acm", "RequestCertificate", **wanted).get("CertificateArn")
    world.outcomes.append(("the same again is the same", "RequestCertificate", {"": str(again == arn)}))
    world.step("for no name", "acm", "RequestCertificate", DomainName="not a name", ValidationMethod="DNS")
    world.step("by pigeon", "acm", "RequestCertificate", DomainName="api.example.com", ValidationMethod="PIGEON")
    for other in world.made("acm").list_certificates()["CertificateSummaryList"]:
        if other["CertificateArn"] != arn:
            world.tidy("acm", "delete_certificate", CertificateArn=other["CertificateArn"])
    world.passes(10)
    world.step("it waits for its record", "acm", "DescribeCertificate", CertificateArn=arn)
    world.step("no such certificate", "acm", "DescribeCertificate", CertificateArn=arn[:-4] + "0000")
    world.step("not a certificate's ARN", "acm", "DescribeCertificate", CertificateArn="certificate")
    world.step("certificates", "acm", "ListCertificates")
    world.step("those that wait", "acm", "ListCertificates", CertificateStatuses=["PENDING_VALIDATION"])
    world.step("renewed though nobody uses it", "acm", "RenewCertificate", CertificateArn=arn)
    world.step("no such certificate renewed", "acm", "RenewCertificate", CertificateArn=arn[:-4] + "0000")
    world.step("a tag", "acm", "AddTagsToCertificate", CertificateArn=arn, Tags=[{"Key": "team", "Value": "api"}])
    world.step("its tags", "acm", "ListTagsForCertificate", CertificateArn=arn)
    world.step("a tag less", "acm", "RemoveTagsFromCertificate", CertificateArn=arn, Tags=[{"Key": "team"}])
    world.step("away with it", "acm", "DeleteCertificate", CertificateArn=arn)
    world.step("away with none", "acm", "DeleteCertificate", CertificateArn=arn)


def endpoint_service(world, arn):
    create = "CreateVpcEndpointServiceConfiguration"
    world.step("services of an empty account", "ec2", "DescribeVpcEndpointServiceConfigurations")
    world.step("a dry run", "ec2", create, NetworkLoadBalancerArns=[arn], DryRun=True)
    world.step("none came of it", "ec2", "DescribeVpcEndpointServiceConfigurations")
    for left in services(world):
        world.tidy("ec2", "delete_vpc_endpoint_service_configurations", ServiceIds=[left])
    world.step("without a load balancer", "ec2", create)
    world.step("with none that exists", "ec2", create, NetworkLoadBalancerArns=[arn[:-4] + "0000"])
    world.step("with what is no ARN", "ec2", create, NetworkLoadBalancerArns=["balancer"])
    wanted = {"NetworkLoadBalancerArns": [arn], "AcceptanceRequired": True, "ClientToken": "same"}
    made = world.step("an endpoint service", "ec2", create, **wanted)["ServiceConfiguration"]
    service = made["ServiceId"]
    again = world.step("the same token again", "ec2", create, **wanted).get("ServiceConfiguration", {}).get("ServiceId")
    world.outcomes.append(("the same token is the same service", create, {"": str(again == service)}))
    world.step("the token, other wishes", "ec2", create, **{**wanted, "AcceptanceRequired": False})
    world.step("a second one on its load balancer", "ec2", create, NetworkLoadBalancerArns=[arn])
    for left in services(world):
        if left != service:
            world.tidy("ec2", "delete_vpc_endpoint_service_configurations", ServiceIds=[left])
    world.passes(60)
    world.step("it is there", "ec2", "DescribeVpcEndpointServiceConfigurations", ServiceIds=[service])
    world.step("no such service", "ec2", "DescribeVpcEndpointServiceConfigurations", ServiceIds=[f"vpce-svc-{MISSING}"])
    world.step("by a state that none has", "ec2", "DescribeVpcEndpointServiceConfigurations",
               Filters=[{"Name": "service-state", "Values": ["Failed"]}])
    world.step("accepts by itself", "ec2", "ModifyVpcEndpointServiceConfiguration", ServiceId=service, AcceptanceRequired=False)
    world.step("a private name", "ec2", "ModifyVpcEndpointServiceConfiguration", ServiceId=service,
               PrivateDnsName="api.example.com")
    world.step("it has a private name", "ec2", "DescribeVpcEndpointServiceConfigurations", ServiceIds=[service])
    world.step("a second look at it", "ec2", "StartVpcEndpointServicePrivateDnsVerification", ServiceId=service)
    world.step("its only load balancer away", "ec2", "ModifyVpcEndpointServiceConfiguration", ServiceId=service,
               RemoveNetworkLoadBalancerArns=[arn])
    world.tidy("ec2", "modify_vpc_endpoint_service_configuration", ServiceId=service, AddNetworkLoadBalancerArns=[arn])
    world.step("a change of none", "ec2", "ModifyVpcEndpointServiceConfiguration", ServiceId=f"vpce-svc-{MISSING}")
    return service


def services(world):
    made = world.made("ec2").describe_vpc_endpoint_service_configurations()["ServiceConfigurations"]
    return [configuration["ServiceId"] for configuration in made]


def visitors(world, service, customer):
    name = f"com.amazonaws.vpce.eu-west-1.{service}"
    offers = "DescribeVpcEndpointServices"
    world.step("nobody is allowed", "ec2", "DescribeVpcEndpointServicePermissions", ServiceId=service)
    world.step("a stranger does not see it", "ec2", offers, account=customer, ServiceNames=[name])
    modify = "ModifyVpcEndpointServicePermissions"
    root = f"arn:aws:iam::{customer}:root"
    world.step("a customer is allowed", "ec2", modify, ServiceId=service, AddAllowedPrincipals=[root])
    world.step("a second time", "ec2", modify, ServiceId=service, AddAllowedPrincipals=[root])
    world.step("a principal that is none", "ec2", modify, ServiceId=service, AddAllowedPrincipals=["somebody"])
    world.tidy("ec2", "modify_vpc_endpoint_service_permissions", ServiceId=service, RemoveAllowedPrincipals=["somebody"])
    world.step("taken off the list", "ec2", modify, ServiceId=service, RemoveAllowedPrincipals=[root])
    world.step("taken off a second time", "ec2", modify, ServiceId=service, RemoveAllowedPrincipals=[root])
    world.step("and on it again", "ec2", modify, ServiceId=service, AddAllowedPrincipals=[root])
    six = [f"arn:aws:iam::{number:012d}:root" for number in range(1, 7)]
    world.step("six more", "ec2", modify, ServiceId=service, AddAllowedPrincipals=six)
    world.step("the first page of five", "ec2", "DescribeVpcEndpointServicePermissions", ServiceId=service, MaxResults=5)
    world.step("one by filter", "ec2", "DescribeVpcEndpointServicePermissions", ServiceId=service,
               Filters=[{"Name": "principal", "Values": [root]}])
    world.step("the list of no service", "ec2", "DescribeVpcEndpointServicePermissions", ServiceId=f"vpce-svc-{MISSING}")
    world.step("a customer sees it", "ec2", offers, account=customer, ServiceNames=[name])
    world.step("no connections", "ec2", "DescribeVpcEndpointConnections")


def away(world, service, arn, group):
    world.step("a load balancer in use stays", "elbv2", "DeleteLoadBalancer", LoadBalancerArn=arn)
    world.step("a service and none", "ec2", "DeleteVpcEndpointServiceConfigurations",
               ServiceIds=[service, f"vpce-svc-{MISSING}"])
    world.step("then it goes", "elbv2", "DeleteLoadBalancer", LoadBalancerArn=arn)
    world.step("a second time", "elbv2", "DeleteLoadBalancer", LoadBalancerArn=arn)
    world.step("its listeners went with it", "elbv2", "DescribeListeners", LoadBalancerArn=arn)
    world.step("the target's health without a listener", "elbv2", "DescribeTargetHealth", TargetGroupArn=group)
    world.step("the target away", "elbv2", "DeregisterTargets", TargetGroupArn=group, Targets=[{"Id": "172.31.0.10"}])
    world.step("the target group", "elbv2", "DeleteTargetGroup", TargetGroupArn=group)
    world.step("no target group", "elbv2", "DescribeTargetGroups", TargetGroupArns=[group])
