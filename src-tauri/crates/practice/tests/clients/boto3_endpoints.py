"""The PrivateLink handshake between the two accounts as boto3 sees it, step by step on the world's clock.

    boto3_endpoints.py ENDPOINT CONTROL
"""

from account import client, control, done, eventually, passes, refused

ec2, elb = client("ec2"), client("elbv2")
customer = client("ec2", "PRACTICECUSTOMER")
CUSTOMER = "arn:aws:iam::444455556666:root"
NONE = "vpce-00000000000000000"

# The seller's service, in two of its three zones.
[vpc] = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["product"]}])["Vpcs"]
subnets = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])["Subnets"]
two = [subnet["SubnetId"] for subnet in subnets[:2]]
made = elb.create_load_balancer(Name="api", Type="network", Scheme="internal", Subnets=two)
balancer = made["LoadBalancers"][0]["LoadBalancerArn"]
passes(120)
service = ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[balancer], PrivateDnsName="api.example.com")
service, name = service["ServiceConfiguration"], service["ServiceConfiguration"]["ServiceName"]
sid = service["ServiceId"]
passes(60)

# The customer's side of the same places: other zone names.
[home] = customer.describe_vpcs()["Vpcs"]
vpc_id = home["VpcId"]
by_zone = {subnet["AvailabilityZoneId"]: subnet for subnet in customer.describe_subnets()["Subnets"]}
reached = [by_zone[zone]["SubnetId"] for zone in service["AvailabilityZoneIds"]]
[far] = [subnet["SubnetId"] for zone, subnet in by_zone.items() if zone not in service["AvailabilityZoneIds"]]
wanted = dict(VpcEndpointType="Interface", VpcId=vpc_id, ServiceName=name, SubnetIds=reached, ClientToken="one")

# Not on the allow list: as if there were no such service.
refused("InvalidServiceName", customer.create_vpc_endpoint, **wanted)
ec2.modify_vpc_endpoint_service_permissions(ServiceId=sid, AddAllowedPrincipals=[CUSTOMER])
refused("InvalidParameter", customer.create_vpc_endpoint, VpcId=vpc_id, ServiceName=name)
refused("InvalidParameter", customer.create_vpc_endpoint, **{**wanted, "SubnetIds": [far]})
refused("DuplicateSubnetsInSameZone", customer.create_vpc_endpoint, **{**wanted, "SubnetIds": [reached[0], reached[0]]})
refused("InvalidParameter", customer.create_vpc_endpoint, **wanted, PrivateDnsEnabled=True)
refused("DryRunOperation", customer.create_vpc_endpoint, **wanted, DryRun=True)
tags = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "Name", "Value": "to the API"}]}]
endpoint = customer.create_vpc_endpoint(**wanted, TagSpecifications=tags)["VpcEndpoint"]
eid = endpoint["VpcEndpointId"]
assert endpoint["State"] == "pendingAcceptance" and len(eid) == len("vpce-") + 17
assert customer.create_vpc_endpoint(**wanted, TagSpecifications=tags)["VpcEndpoint"]["VpcEndpointId"] == eid
names = [entry["DnsName"] for entry in endpoint["DnsEntries"]]
base = f"{sid}.eu-west-1.vpce.amazonaws.com"
assert names[0].startswith(f"{eid}-") and names[0].endswith(f".{base}") and len(names) == 3, names
assert names[1].split(".")[0].startswith(names[0].split(".")[0] + "-eu-west-1"), names
found = customer.describe_network_interfaces(NetworkInterfaceIds=endpoint["NetworkInterfaceIds"])["NetworkInterfaces"]
assert {interface["InterfaceType"] for interface in found} == {"vpc_endpoint"} and len(found) == 2
assert customer.describe_vpc_endpoints(Filters=[{"Name": "tag:Name", "Values": ["to the API"]}])["VpcEndpoints"]


def state():
    return customer.describe_vpc_endpoints(VpcEndpointIds=[eid])["VpcEndpoints"][0]["State"]


def connections(**filters):
    listed = [{"Name": key.replace("_", "-"), "Values": [value]} for key, value in filters.items()]
    return ec2.describe_vpc_endpoint_connections(Filters=listed)["VpcEndpointConnections"]


# pendingAcceptance -> pending -> available.
[connection] = connections(service_id=sid)
assert (connection["VpcEndpointId"], connection["VpcEndpointOwner"]) == (eid, "444455556666")
assert connections(vpc_endpoint_state="available") == []
answer = ec2.accept_vpc_endpoint_connections(ServiceId=sid, VpcEndpointIds=[eid, NONE])
assert [item["Error"]["Code"] for item in answer["Unsuccessful"]] == ["InvalidVpcEndpointId.NotFound"], answer
assert state() == "pending"
passes(60)
assert state() == "available" and connections(vpc_endpoint_state="available")
again = ec2.accept_vpc_endpoint_connections(ServiceId=sid, VpcEndpointIds=[eid])["Unsuccessful"]
assert [item["Error"]["Code"] for item in again] == ["InvalidState"]

# The private name: only once it is verified.
refused("InvalidParameter", customer.modify_vpc_endpoint, VpcEndpointId=eid, PrivateDnsEnabled=True)
proof = service["PrivateDnsNameConfiguration"]
record = dict(zone="example.com", name=f"{proof['Name']}.example.com", type="TXT", ttl=300, value=proof["Value"])
control("/records", **record)
ec2.start_vpc_endpoint_service_private_dns_verification(ServiceId=sid)
passes(30)


def proved():
    [found] = ec2.describe_vpc_endpoint_service_configurations(ServiceIds=[sid])["ServiceConfigurations"]
    return found["PrivateDnsNameConfiguration"]["State"]


eventually("private name", proved, "verified")
customer.modify_vpc_endpoint(VpcEndpointId=eid, PrivateDnsEnabled=True)
[described] = customer.describe_vpc_endpoints(VpcEndpointIds=[eid])["VpcEndpoints"]
assert described["PrivateDnsEnabled"] and described["DnsEntries"][-1]["DnsName"] == "api.example.com"
second = customer.create_vpc_endpoint(VpcEndpointType="Interface", VpcId=vpc_id, ServiceName=name)["VpcEndpoint"]["VpcEndpointId"]
ec2.accept_vpc_endpoint_connections(ServiceId=sid, VpcEndpointIds=[second])
refused("InvalidParameter", customer.modify_vpc_endpoint, VpcEndpointId=second, PrivateDnsEnabled=True)
customer.modify_vpc_attribute(VpcId=vpc_id, EnableDnsHostnames={"Value": False})
customer.modify_vpc_endpoint(VpcEndpointId=eid, PrivateDnsEnabled=False)
refused("InvalidParameter", customer.modify_vpc_endpoint, VpcEndpointId=eid, PrivateDnsEnabled=True)

# A zone that the load balancer gets later reaches the service only with its own change.
elb.set_subnets(LoadBalancerArn=balancer, Subnets=[subnet["SubnetId"] for subnet in subnets])
refused("InvalidParameter", customer.modify_vpc_endpoint, VpcEndpointId=eid, AddSubnetIds=[far])
ec2.modify_vpc_endpoint_service_configuration(ServiceId=sid)
customer.modify_vpc_endpoint(VpcEndpointId=eid, AddSubnetIds=[far])
assert len(customer.describe_vpc_endpoints(VpcEndpointIds=[eid])["VpcEndpoints"][0]["SubnetIds"]) == 3
refused("InvalidConfigurationRequest", elb.set_subnets, LoadBalancerArn=balancer, Subnets=two)

# A principal that is taken off the list keeps its connection, until it is rejected.
ec2.modify_vpc_endpoint_service_permissions(ServiceId=sid, RemoveAllowedPrincipals=[CUSTOMER])
refused("InvalidServiceName", customer.describe_vpc_endpoint_services, ServiceNames=[name])
assert state() == "available"
kept = ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[sid])["Unsuccessful"]
assert [item["Error"]["Code"] for item in kept] == ["ExistingVpcEndpointConnections"]
assert not ec2.reject_vpc_endpoint_connections(ServiceId=sid, VpcEndpointIds=[eid, second])["Unsuccessful"]
assert state() == "rejected"
refused("DependencyViolation", customer.delete_subnet, SubnetId=far)
gone = customer.delete_vpc_endpoints(VpcEndpointIds=[eid, second, NONE])["Unsuccessful"]
assert [item["Error"]["Code"] for item in gone] == ["InvalidVpcEndpointId.NotFound"]
assert state() == "deleting"
passes(60)
refused("InvalidVpcEndpointId.NotFound", customer.describe_vpc_endpoints, VpcEndpointIds=[eid])
assert connections() == []
customer.delete_subnet(SubnetId=far)

# A verified name falls out of it when its record goes.
control("/records/remove", **record)
passes(86_400)
eventually("private name", proved, "failed")
assert not ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[sid])["Unsuccessful"]
done()
