"""The steps of a load balancer's changes and of the handshake between the two accounts (see sequence.py)."""

MISSING = "0123456789abcdef0"


def listener_changes(world, arn, group, subnets):
    """What can be changed about a load balancer, its target group and its listener."""
    world.step("one zone more", "elbv2", "SetSubnets", LoadBalancerArn=arn, Subnets=subnets)
    world.step("subnets of none", "elbv2", "SetSubnets", LoadBalancerArn=arn[:-4] + "0000", Subnets=subnets)
    world.step("in a subnet of none", "elbv2", "SetSubnets", LoadBalancerArn=arn, Subnets=[f"subnet-{MISSING}"])
    world.step("security groups where there were none", "elbv2", "SetSecurityGroups", LoadBalancerArn=arn,
               SecurityGroups=[f"sg-{MISSING}"])
    change = "ModifyTargetGroup"
    world.step("checked by HTTP", "elbv2", change, TargetGroupArn=group, HealthCheckProtocol="HTTP", HealthCheckPath="/up")
    world.step("checked for too long", "elbv2", change, TargetGroupArn=group, HealthCheckIntervalSeconds=301)
    world.tidy("elbv2", "modify_target_group", TargetGroupArn=group, HealthCheckIntervalSeconds=30)
    world.step("a change of no target group", "elbv2", change, TargetGroupArn=group[:-4] + "0000", HealthCheckPort="443")
    world.step("checked by TCP again", "elbv2", change, TargetGroupArn=group, HealthCheckProtocol="TCP")
    listeners = world.made("elbv2").describe_listeners(LoadBalancerArn=arn)["Listeners"]
    listener = listeners[0]["ListenerArn"]
    world.step("another port", "elbv2", "ModifyListener", ListenerArn=listener, Port=8443)
    world.step("no port", "elbv2", "ModifyListener", ListenerArn=listener, Port=70000)
    world.step("a change of no listener", "elbv2", "ModifyListener", ListenerArn=listener[:-4] + "0000", Port=443)
    world.step("its first port", "elbv2", "ModifyListener", ListenerArn=listener, Port=443)
    world.step("TLS without its certificate", "elbv2", "ModifyListener", ListenerArn=listener, Protocol="TLS")
    world.tidy("elbv2", "modify_listener", ListenerArn=listener, Protocol="TCP")
    certificate = [{"CertificateArn": f"arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-{'0' * 12}"}]
    world.step("certificates of a TCP listener", "elbv2", "DescribeListenerCertificates", ListenerArn=listener)
    world.step("certificates of no listener", "elbv2", "DescribeListenerCertificates", ListenerArn=listener[:-4] + "0000")
    world.step("one more for a TCP listener", "elbv2", "AddListenerCertificates", ListenerArn=listener, Certificates=certificate)
    world.tidy("elbv2", "remove_listener_certificates", ListenerArn=listener, Certificates=certificate)
    world.step("one more for no listener", "elbv2", "AddListenerCertificates", ListenerArn=listener[:-4] + "0000",
               Certificates=certificate)
    world.step("one less of no listener", "elbv2", "RemoveListenerCertificates", ListenerArn=listener[:-4] + "0000",
               Certificates=certificate)
    world.step("away with no listener", "elbv2", "DeleteListener", ListenerArn=listener[:-4] + "0000")


def endpoints(world, service, customer):
    """The customer asks for an endpoint, the seller accepts, rejects, and both tidy up."""
    name = f"com.amazonaws.vpce.eu-west-1.{service}"
    theirs = world.made("ec2", world.keys[customer])
    vpc = theirs.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnets = theirs.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    zones = {subnet["AvailabilityZoneId"]: subnet["SubnetId"] for subnet in subnets}
    create, wanted = "CreateVpcEndpoint", {"VpcEndpointType": "Interface", "VpcId": vpc, "ServiceName": name}
    told = world.made("ec2").describe_vpc_endpoint_service_configurations(ServiceIds=[service])["ServiceConfigurations"][0]
    reached = [zones[zone] for zone in told.get("AvailabilityZoneIds") or list(zones)[:2]]
    world.step("acceptance is asked for", "ec2", "ModifyVpcEndpointServiceConfiguration", ServiceId=service, AcceptanceRequired=True)
    world.step("an endpoint in no VPC", "ec2", create, account=customer, **{**wanted, "VpcId": f"vpc-{MISSING}"})
    world.step("an endpoint in no subnet", "ec2", create, account=customer, **wanted, SubnetIds=[f"subnet-{MISSING}"])
    world.step("an endpoint of no service", "ec2", create, account=customer,
               **{**wanted, "ServiceName": f"com.amazonaws.vpce.eu-west-1.vpce-svc-{MISSING}"})
    world.step("an endpoint as a dry run", "ec2", create, account=customer, **wanted, SubnetIds=reached[:1], DryRun=True)
    world.step("no endpoint came of it", "ec2", "DescribeVpcEndpoints", account=customer)
    for left in theirs.describe_vpc_endpoints()["VpcEndpoints"]:
        theirs.delete_vpc_endpoints(VpcEndpointIds=[left["VpcEndpointId"]])
    made = world.step("an endpoint", "ec2", create, account=customer, **wanted, SubnetIds=reached[:1])
    endpoint = made["VpcEndpoint"]["VpcEndpointId"]
    one = {"VpcEndpointIds": [endpoint]}
    world.step("it waits", "ec2", "DescribeVpcEndpoints", account=customer, **one)
    world.step("its connection waits", "ec2", "DescribeVpcEndpointConnections", Filters=[{"Name": "service-id", "Values": [service]}])
    world.step("a private name too early", "ec2", "ModifyVpcEndpoint", account=customer, VpcEndpointId=endpoint, PrivateDnsEnabled=True)
    world.step("accepted", "ec2", "AcceptVpcEndpointConnections", ServiceId=service, **one)
    world.step("accepted for no service", "ec2", "AcceptVpcEndpointConnections", ServiceId=f"vpce-svc-{MISSING}", **one)
    world.passes(120)
    world.step("it is open", "ec2", "DescribeVpcEndpoints", account=customer, **one)
    world.step("another subnet", "ec2", "ModifyVpcEndpoint", account=customer, VpcEndpointId=endpoint, AddSubnetIds=reached[1:2])
    world.step("a change of no endpoint", "ec2", "ModifyVpcEndpoint", account=customer, VpcEndpointId=f"vpce-{MISSING}",
               AddSubnetIds=reached[:1])
    world.step("a service with a connection stays", "ec2", "DeleteVpcEndpointServiceConfigurations", ServiceIds=[service])
    world.step("rejected", "ec2", "RejectVpcEndpointConnections", ServiceId=service, **one)
    world.step("no such endpoint", "ec2", "DescribeVpcEndpoints", account=customer, VpcEndpointIds=[f"vpce-{MISSING}"])
    world.step("not an endpoint's id", "ec2", "DescribeVpcEndpoints", account=customer, VpcEndpointIds=["endpoint"])
    world.step("away with it and with none", "ec2", "DeleteVpcEndpoints", account=customer,
               VpcEndpointIds=[endpoint, f"vpce-{MISSING}"])
    world.passes(120)
    world.step("it is gone", "ec2", "DescribeVpcEndpoints", account=customer, **one)
