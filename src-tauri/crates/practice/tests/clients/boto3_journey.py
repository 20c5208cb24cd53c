"""The practice account as boto3 sees it: every operation it plays, through a client that is not ours.

    boto3_journey.py ENDPOINT CONTROL
"""

from account import client, control, done, every, eventually, passes, refused

sts, ec2, elb, acm = (client(name) for name in ("sts", "ec2", "elbv2", "acm"))
customer = client("ec2", "PRACTICECUSTOMER")
TAGS = [{"Key": "made-by", "Value": "boto3 journey"}]

# Who.
assert sts.get_caller_identity()["Account"] == "111122223333"
role = sts.assume_role(RoleArn="arn:aws:iam::777788889999:role/reader", RoleSessionName="me")["Credentials"]
stranger = client("ec2", role["AccessKeyId"], role["SessionToken"])
assert [vpc["IsDefault"] for vpc in stranger.describe_vpcs()["Vpcs"]] == [True]

# Where.
assert len(ec2.describe_regions(AllRegions=True)["Regions"]) == 34
zones = ec2.describe_availability_zones()["AvailabilityZones"]
assert [zone["ZoneId"] for zone in zones] != [
    zone["ZoneId"] for zone in customer.describe_availability_zones()["AvailabilityZones"]]
[vpc] = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["product"]}])["Vpcs"]
in_vpc = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
assert ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute="enableDnsSupport")["EnableDnsSupport"]["Value"]
subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets(Filters=in_vpc)["Subnets"]]
groups = ec2.describe_security_groups(Filters=in_vpc)["SecurityGroups"]
instances = [
    instance["InstanceId"]
    for reservation in every(ec2, "describe_instances", "Reservations", Filters=in_vpc)
    for instance in reservation["Instances"]]
assert (len(subnets), len(groups), len(instances)) == (3, 2, 3)
assert len(every(ec2, "describe_subnets", "Subnets", PaginationConfig={"PageSize": 5})) == 6

# The load balancer and what it forwards to.
balancer = dict(Name="journey", Type="network", Scheme="internal", Subnets=subnets, Tags=TAGS)
arn = elb.create_load_balancer(**balancer)["LoadBalancers"][0]["LoadBalancerArn"]
assert elb.create_load_balancer(**balancer)["LoadBalancers"][0]["LoadBalancerArn"] == arn
refused("DuplicateLoadBalancerName", elb.create_load_balancer, **{**balancer, "Subnets": subnets[:1]})
refused("InvalidParameter", ec2.create_vpc_endpoint_service_configuration, NetworkLoadBalancerArns=[arn])
group = elb.create_target_group(
    Name="journey", Protocol="TCP", Port=8443, VpcId=vpc["VpcId"], TargetType="instance", Tags=TAGS)
group = group["TargetGroups"][0]["TargetGroupArn"]
elb.register_targets(TargetGroupArn=group, Targets=[{"Id": instance} for instance in instances])
forward = [{"Type": "forward", "TargetGroupArn": group}]
listener = elb.create_listener(LoadBalancerArn=arn, Protocol="TCP", Port=443, DefaultActions=forward, Tags=TAGS)
listener = listener["Listeners"][0]["ListenerArn"]
passes(150)
assert elb.describe_load_balancers(Names=["journey"])["LoadBalancers"][0]["State"]["Code"] == "active"
health = elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
assert {target["TargetHealth"]["State"] for target in health} == {"healthy"}, health
cross = {"Key": "load_balancing.cross_zone.enabled", "Value": "true"}
assert cross in elb.modify_load_balancer_attributes(LoadBalancerArn=arn, Attributes=[cross])["Attributes"]
assert cross in elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
proxy = {"Key": "proxy_protocol_v2.enabled", "Value": "false"}
assert proxy in elb.modify_target_group_attributes(TargetGroupArn=group, Attributes=[proxy])["Attributes"]
assert proxy in elb.describe_target_group_attributes(TargetGroupArn=group)["Attributes"]
assert elb.describe_target_groups(LoadBalancerArn=arn)["TargetGroups"][0]["LoadBalancerArns"] == [arn]
assert len(elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]) == 1
elb.add_tags(ResourceArns=[arn], Tags=[{"Key": "more", "Value": "x"}])
elb.remove_tags(ResourceArns=[arn], TagKeys=["more"])
described = elb.describe_tags(ResourceArns=[arn, group, listener])["TagDescriptions"]
assert all(description["Tags"] == TAGS for description in described)

# The endpoint service and its allow list.
service = dict(
    NetworkLoadBalancerArns=[arn], PrivateDnsName="api.example.com", ClientToken="journey",
    TagSpecifications=[{"ResourceType": "vpc-endpoint-service", "Tags": TAGS}])
refused("DryRunOperation", ec2.create_vpc_endpoint_service_configuration, DryRun=True, **service)
made = ec2.create_vpc_endpoint_service_configuration(**service)["ServiceConfiguration"]
sid, name = made["ServiceId"], made["ServiceName"]
assert ec2.create_vpc_endpoint_service_configuration(**service)["ServiceConfiguration"]["ServiceId"] == sid
refused("IdempotentParameterMismatch", ec2.create_vpc_endpoint_service_configuration,
        **{**service, "AcceptanceRequired": False})
refused("ResourceInUse", elb.delete_load_balancer, LoadBalancerArn=arn)
passes(60)
refused("InvalidServiceName", customer.describe_vpc_endpoint_services, ServiceNames=[name])
ec2.modify_vpc_endpoint_service_permissions(
    ServiceId=sid, AddAllowedPrincipals=["arn:aws:iam::444455556666:root"] + [
        f"arn:aws:iam::{number:012d}:root" for number in range(12)])
refused("InvalidPrincipal", ec2.modify_vpc_endpoint_service_permissions, ServiceId=sid, AddAllowedPrincipals=["x"])
allowed = every(ec2, "describe_vpc_endpoint_service_permissions", "AllowedPrincipals", ServiceId=sid,
                PaginationConfig={"PageSize": 5})
assert len({principal["Principal"] for principal in allowed}) == 13
offer = customer.describe_vpc_endpoint_services(ServiceNames=[name])["ServiceDetails"][0]
assert offer["Owner"] == "111122223333" and "PrivateDnsName" not in offer
ec2.create_tags(Resources=[sid], Tags=[{"Key": "team", "Value": "api"}])
tagged = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [sid]}])["Tags"]
assert {tag["Key"] for tag in tagged} == {"made-by", "team"}
ec2.delete_tags(Resources=[sid], Tags=[{"Key": "team"}])
assert ec2.describe_vpc_endpoint_connections()["VpcEndpointConnections"] == []
ec2.modify_vpc_endpoint_service_configuration(ServiceId=sid, AcceptanceRequired=False)


def configuration():
    return ec2.describe_vpc_endpoint_service_configurations(ServiceIds=[sid])["ServiceConfigurations"][0]


assert configuration()["ServiceState"] == "Available" and not configuration()["AcceptanceRequired"]

# The private name and the certificate, once the name servers really answer for them.
proof = made["PrivateDnsNameConfiguration"]
control("/records", zone="example.com", name=f"{proof['Name']}.example.com", type="TXT", ttl=300, value=proof["Value"])
ec2.start_vpc_endpoint_service_private_dns_verification(ServiceId=sid)
passes(30)
eventually("private name", lambda: configuration()["PrivateDnsNameConfiguration"]["State"], "verified")
wanted = dict(DomainName="api.vpce.example.com", SubjectAlternativeNames=["*.api.vpce.example.com", "api.example.com"],
              ValidationMethod="DNS", IdempotencyToken="journey", Tags=TAGS)
certificate = acm.request_certificate(**wanted)["CertificateArn"]
assert acm.request_certificate(**wanted)["CertificateArn"] == certificate
passes(5)
options = acm.describe_certificate(CertificateArn=certificate)["Certificate"]["DomainValidationOptions"]
for record in {option["ResourceRecord"]["Name"]: option["ResourceRecord"] for option in options}.values():
    control("/records", zone="example.com", name=record["Name"], type="CNAME", ttl=300, value=record["Value"])
passes(60)
eventually("certificate", lambda: acm.describe_certificate(CertificateArn=certificate)["Certificate"]["Status"], "ISSUED")
assert certificate in [found["CertificateArn"] for found in every(acm, "list_certificates", "CertificateSummaryList")]
secure = elb.create_listener(LoadBalancerArn=arn, Protocol="TLS", Port=8443, DefaultActions=forward,
                             Certificates=[{"CertificateArn": certificate}])["Listeners"][0]["ListenerArn"]
refused("ResourceInUseException", acm.delete_certificate, CertificateArn=certificate)
acm.add_tags_to_certificate(CertificateArn=certificate, Tags=[{"Key": "more", "Value": "x"}])
acm.remove_tags_from_certificate(CertificateArn=certificate, Tags=[{"Key": "more"}])
assert acm.list_tags_for_certificate(CertificateArn=certificate)["Tags"] == TAGS

# And away with it all.
gone = ec2.delete_vpc_endpoint_service_configurations(ServiceIds=[sid, "vpce-svc-00000000000000000"])
assert [item["ResourceId"] for item in gone["Unsuccessful"]] == ["vpce-svc-00000000000000000"]
elb.deregister_targets(TargetGroupArn=group, Targets=[{"Id": instances[0]}])
elb.delete_listener(ListenerArn=secure)
elb.delete_load_balancer(LoadBalancerArn=arn)
elb.delete_target_group(TargetGroupArn=group)
acm.delete_certificate(CertificateArn=certificate)
refused("LoadBalancerNotFound", elb.describe_load_balancers, LoadBalancerArns=[arn])
refused("ResourceNotFoundException", acm.describe_certificate, CertificateArn=certificate)
refused("InvalidAction", elb.describe_trust_stores)

done()
