"""A fresh id that is unknown for a moment, as boto3 meets it: by its id, in lists, and in calls that name it.

    boto3_fresh.py ENDPOINT CONTROL
"""

import threading

from account import client, control, done, passes, refused

ec2, elb, acm = client("ec2"), client("elbv2"), client("acm")
[product] = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["product"]}])["Vpcs"]
place = [{"Name": "vpc-id", "Values": [product["VpcId"]]}]
subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets(Filters=place)["Subnets"]]
old = ec2.create_vpc(CidrBlock="10.50.0.0/16")["Vpc"]["VpcId"]
control("/faults", name="fresh-ids-unknown", parameters={"seconds": "10"})


def vpcs():
    return {vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"]}


# EC2. What was there before stays in sight, and the answer of the create itself is whole.
before = vpcs()
assert old in before
vpc = ec2.create_vpc(CidrBlock="10.60.0.0/16", TagSpecifications=[
    {"ResourceType": "vpc", "Tags": [{"Key": "team", "Value": "api"}]}])["Vpc"]
assert vpc["Tags"] == [{"Key": "team", "Value": "api"}]
refused("InvalidVpcID.NotFound", ec2.describe_vpcs, VpcIds=[vpc["VpcId"]])
refused("InvalidVpcID.NotFound", ec2.create_subnet, VpcId=vpc["VpcId"], CidrBlock="10.60.1.0/24")
refused("InvalidVpcID.NotFound", ec2.delete_vpc, VpcId=vpc["VpcId"])
assert vpcs() == before
assert not ec2.describe_vpcs(Filters=[{"Name": "tag:team", "Values": ["api"]}])["Vpcs"]
passes(9)
assert vpcs() == before
passes(2)
assert vpcs() == before | {vpc["VpcId"]}
ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.60.1.0/24")

# Load balancing and certificates, each with its own error; making the same again still finds it.
wanted = dict(Name="fresh", Type="network", Scheme="internal", Subnets=subnets)
arn = elb.create_load_balancer(**wanted)["LoadBalancers"][0]["LoadBalancerArn"]
group = elb.create_target_group(Name="fresh", Protocol="TCP", Port=443, VpcId=product["VpcId"])["TargetGroups"][0]["TargetGroupArn"]
forward = [{"Type": "forward", "TargetGroupArn": group}]
refused("LoadBalancerNotFound", elb.describe_load_balancers, LoadBalancerArns=[arn])
refused("LoadBalancerNotFound", elb.describe_load_balancers, Names=["fresh"])
refused("LoadBalancerNotFound", elb.create_listener, LoadBalancerArn=arn, Protocol="TCP", Port=443, DefaultActions=forward)
refused("TargetGroupNotFound", elb.describe_target_health, TargetGroupArn=group)
assert elb.create_load_balancer(**wanted)["LoadBalancers"][0]["LoadBalancerArn"] == arn
certificate = acm.request_certificate(DomainName="api.example.com", ValidationMethod="DNS")["CertificateArn"]
refused("ResourceNotFoundException", acm.describe_certificate, CertificateArn=certificate)
assert certificate not in [one["CertificateArn"] for one in acm.list_certificates()["CertificateSummaryList"]]
passes(180)
assert elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"][0]["State"]["Code"] == "active"
assert acm.describe_certificate(CertificateArn=certificate)["Certificate"]["Status"] == "PENDING_VALIDATION"

# The handshake: the service's name in its customer's call.
service = ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[arn])["ServiceConfiguration"]
refused("InvalidVpcEndpointServiceId.NotFound", ec2.modify_vpc_endpoint_service_permissions, ServiceId=service["ServiceId"],
        AddAllowedPrincipals=["*"])
passes(11)
ec2.modify_vpc_endpoint_service_permissions(ServiceId=service["ServiceId"], AddAllowedPrincipals=["*"])

# A waiter that takes "not found" for "not yet" comes through.
late = ec2.create_vpc(CidrBlock="10.61.0.0/16")["Vpc"]["VpcId"]
timer = threading.Timer(1.5, passes, [11])
timer.start()
ec2.get_waiter("vpc_exists").wait(VpcIds=[late], WaiterConfig={"Delay": 0.2, "MaxAttempts": 100})
timer.join()

# Once it is ended, everything is in sight at once.
last = ec2.create_security_group(VpcId=late, GroupName="api", Description="the API")["GroupId"]
refused("InvalidGroup.NotFound", ec2.describe_security_groups, GroupIds=[last])
control("/faults/end")
assert ec2.describe_security_groups(GroupIds=[last])["SecurityGroups"]
done()
