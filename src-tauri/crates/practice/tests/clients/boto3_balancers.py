"""Load balancers beside the one that a service needs: Application Load Balancers, shares between target groups, attributes.

    boto3_balancers.py ENDPOINT CONTROL
"""

from account import client, done, every, passes, refused

ec2, elb, acm = client("ec2"), client("elbv2"), client("acm")
[vpc] = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["product"]}])["Vpcs"]
inside = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets(Filters=inside)["Subnets"]]
[instance, *_] = [
    one["InstanceId"] for held in ec2.describe_instances(Filters=inside)["Reservations"] for one in held["Instances"]]
internal = dict(Scheme="internal", Subnets=subnets[:2])


def balancer(name, **wish):
    return elb.create_load_balancer(Name=name, **{**internal, **wish})["LoadBalancers"][0]


def group(name, protocol, **wish):
    wish = dict(Port=8443, VpcId=vpc["VpcId"], Protocol=protocol) | wish
    return elb.create_target_group(Name=name, **wish)["TargetGroups"][0]


def forward(*arns, **weights):
    shares = [{"TargetGroupArn": arn} for arn in arns] + [{"TargetGroupArn": arn, "Weight": share} for arn, share in weights.values()]
    return [{"Type": "forward", "ForwardConfig": {"TargetGroups": shares}}]


def attributes(arn):
    return {one["Key"]: one["Value"] for one in elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]}


# Without a type it is an Application Load Balancer: in two zones at least, with the VPC's default group, not for PrivateLink.
refused("ValidationError", elb.create_load_balancer, Name="web", Scheme="internal", Subnets=subnets[:1])
web = balancer("web")
assert web["Type"] == "application" and "/app/web/" in web["LoadBalancerArn"] and len(web["SecurityGroups"]) == 1
assert web["DNSName"].startswith("internal-web-") and web["DNSName"].endswith(".eu-west-1.elb.amazonaws.com")
assert balancer("web")["LoadBalancerArn"] == web["LoadBalancerArn"]
refused("DuplicateLoadBalancerName", elb.create_load_balancer, Name="web", Type="network", **internal)
refused("ValidationError", elb.set_subnets, LoadBalancerArn=web["LoadBalancerArn"], Subnets=subnets[:1])
assert attributes(web["LoadBalancerArn"])["idle_timeout.timeout_seconds"] == "60"
web = web["LoadBalancerArn"]
passes(180)
refused("InvalidNetworkLoadBalancerArn.Malformed", ec2.create_vpc_endpoint_service_configuration, NetworkLoadBalancerArns=[web])
http, other = group("http", "HTTP"), group("other", "HTTPS", Matcher={"HttpCode": "200,300-399"})
assert (http["ProtocolVersion"], http["HealthCheckProtocol"], http["HealthCheckTimeoutSeconds"], http["Matcher"]) == (
    "HTTP1", "HTTP", 5, {"HttpCode": "200"})
refused("ValidationError", elb.create_target_group, Name="tcp", Protocol="HTTP", Port=80, VpcId=vpc["VpcId"], HealthCheckProtocol="TCP")
refused("ValidationError", elb.create_target_group, Name="codes", Protocol="HTTP", Port=80, VpcId=vpc["VpcId"], Matcher={"HttpCode": "500"})
assert group("grpc", "HTTP", ProtocolVersion="GRPC")["Matcher"] == {"GrpcCode": "12"}
redirect = [{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}}]
plain = elb.create_listener(LoadBalancerArn=web, Protocol="HTTP", Port=80, DefaultActions=redirect)["Listeners"][0]
assert plain["DefaultActions"][0]["RedirectConfig"]["StatusCode"] == "HTTP_301"
refused("ValidationError", elb.create_listener, LoadBalancerArn=web, Protocol="TCP", Port=81, DefaultActions=redirect)
refused("ValidationError", elb.create_listener, LoadBalancerArn=web, Protocol="HTTPS", Port=443, DefaultActions=redirect)
changed = elb.modify_listener(ListenerArn=plain["ListenerArn"], DefaultActions=forward(http["TargetGroupArn"]))["Listeners"][0]
assert changed["DefaultActions"][0]["TargetGroupArn"] == http["TargetGroupArn"]
served = {"Key": "routing.http.response.server.enabled", "Value": "false"}
assert served in elb.modify_listener_attributes(ListenerArn=plain["ListenerArn"], Attributes=[served])["Attributes"]

# A Network Load Balancer shares between target groups, by weight, and only to what it can reach.
net = balancer("net", Type="network")["LoadBalancerArn"]
blue, green, odd = (group(name, protocol)["TargetGroupArn"] for name, protocol in (("blue", "TCP"), ("green", "TCP"), ("odd", "UDP")))
shares = forward(blue=(blue, 90), green=(green, 10))
tcp = elb.create_listener(LoadBalancerArn=net, Protocol="TCP", Port=443, DefaultActions=shares)["Listeners"][0]
weights = {one["TargetGroupArn"]: one["Weight"] for one in tcp["DefaultActions"][0]["ForwardConfig"]["TargetGroups"]}
assert weights == {blue: 90, green: 10} and "TargetGroupArn" not in tcp["DefaultActions"][0]
assert [one["LoadBalancerArns"] for one in elb.describe_target_groups(Names=["green"])["TargetGroups"]] == [[net]]
refused("IncompatibleProtocols", elb.modify_listener, ListenerArn=tcp["ListenerArn"], DefaultActions=forward(blue, odd))
refused("InvalidLoadBalancerAction", elb.modify_listener, ListenerArn=tcp["ListenerArn"], DefaultActions=redirect)
refused("TargetGroupNotFound", elb.modify_listener, ListenerArn=tcp["ListenerArn"], DefaultActions=forward(blue + "0"))
refused("ResourceInUse", elb.delete_target_group, TargetGroupArn=green)
idle = {"Key": "tcp.idle_timeout.seconds", "Value": "60"}
assert elb.describe_listener_attributes(ListenerArn=tcp["ListenerArn"])["Attributes"] == [idle | {"Value": "350"}]
assert elb.modify_listener_attributes(ListenerArn=tcp["ListenerArn"], Attributes=[idle])["Attributes"] == [idle]
refused("ValidationError", elb.modify_listener_attributes, ListenerArn=tcp["ListenerArn"], Attributes=[idle | {"Value": "59"}])
elb.set_ip_address_type(LoadBalancerArn=net, IpAddressType="ipv4")
refused("InvalidSubnet", elb.set_ip_address_type, LoadBalancerArn=net, IpAddressType="dualstack")

# Security policies, and attributes whose defaults depend on what they are of.
policies = {one["Name"]: one for one in every(elb, "describe_ssl_policies", "SslPolicies", PaginationConfig={"PageSize": 5})}
modern = policies["ELBSecurityPolicy-TLS13-1-2-2021-06"]
assert modern["SslProtocols"] == ["TLSv1.2", "TLSv1.3"] and modern["Ciphers"][0] == {"Name": "TLS_AES_128_GCM_SHA256", "Priority": 1}
assert [one["Name"] for one in elb.describe_ssl_policies(Names=["ELBSecurityPolicy-2016-08"])["SslPolicies"]] == ["ELBSecurityPolicy-2016-08"]
refused("SSLPolicyNotFound", elb.describe_ssl_policies, Names=["ELBSecurityPolicy-1999-01"])
assert attributes(net)["ipv6.deny_all_igw_traffic"] == "true"


def set_of(arn, **pairs):
    given = [{"Key": key.replace("__", "."), "Value": value} for key, value in pairs.items()]
    told = elb.modify_target_group_attributes(TargetGroupArn=arn, Attributes=given)["Attributes"]
    return {one["Key"]: one["Value"] for one in told}


def refused_of(code, arn, **pairs):
    refused(code, lambda: set_of(arn, **pairs))


assert set_of(odd, deregistration_delay__timeout_seconds="0")["deregistration_delay.connection_termination.enabled"] == "true"
refused_of("ValidationError", odd, preserve_client_ip__enabled="false")
refused_of("InvalidConfigurationRequest", blue, stickiness__type="lb_cookie")
refused_of("ValidationError", blue, stickiness__type="source_ip_dest_ip")
refused_of("InvalidConfigurationRequest", group("tls", "TLS")["TargetGroupArn"], stickiness__enabled="true", stickiness__type="source_ip")
assert set_of(http["TargetGroupArn"], slow_start__duration_seconds="30")["stickiness.type"] == "lb_cookie"

# An instance that is gone drains by itself, and is told when asked for by name.
elb.register_targets(TargetGroupArn=blue, Targets=[{"Id": instance}])
passes(180)
assert [one["TargetHealth"]["State"] for one in elb.describe_target_health(TargetGroupArn=blue)["TargetHealthDescriptions"]] == ["healthy"]
ec2.terminate_instances(InstanceIds=[instance])
assert elb.describe_target_health(TargetGroupArn=blue)["TargetHealthDescriptions"] == []
[gone] = elb.describe_target_health(TargetGroupArn=blue, Targets=[{"Id": instance}])["TargetHealthDescriptions"]
assert gone["TargetHealth"]["State"] == "draining"
passes(300)
[gone] = elb.describe_target_health(TargetGroupArn=blue, Targets=[{"Id": instance}])["TargetHealthDescriptions"]
assert gone["TargetHealth"]["Reason"] == "Target.NotRegistered"

# Addresses that were chosen: in the subnet, free, kept while the node stays, and given back with it.
chosen = dict(Type="network", Scheme="internal", SubnetMappings=[{"SubnetId": subnets[0], "PrivateIPv4Address": "10.20.1.99"}])
first = elb.create_load_balancer(Name="chosen", **chosen)["LoadBalancers"][0]["LoadBalancerArn"]
refused("ResourceInUse", elb.create_load_balancer, Name="same", **chosen)
away = [{"SubnetId": subnets[0], "PrivateIPv4Address": "10.99.0.1"}]
refused("InvalidConfigurationRequest", elb.create_load_balancer, Name="same", **(chosen | {"SubnetMappings": away}))
elb.set_subnets(LoadBalancerArn=first, Subnets=subnets)
elb.delete_load_balancer(LoadBalancerArn=first)
elb.create_load_balancer(Name="same", **chosen)
done()
