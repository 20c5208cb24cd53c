"""The practice account through the AWS CLI: every operation it plays, and every answer beside boto3's.

    aws_cli.py ENDPOINT CONTROL
"""

import json
import pathlib
import tempfile

from account import control, eventually, passes, self_signed
from command_line import all_same, aws, by_boto3, called, refused, same

CUSTOMER = "PRACTICECUSTOMER"
TAG = {"Key": "team", "Value": "api"}


def account():
    assert same("sts", "GetCallerIdentity", key=CUSTOMER)["Account"] == "444455556666"
    role = aws("sts", "AssumeRole", "--role-arn", "arn:aws:iam::777788889999:role/reader", "--role-session-name", "me")
    assert role["AssumedRoleUser"]["Arn"] == "arn:aws:sts::777788889999:assumed-role/reader/me"
    quota = dict(ServiceCode="vpc", QuotaCode="L-F678F1CE")
    actions = dict(PolicySourceArn="arn:aws:iam::111122223333:user/seller", ActionNames=["acm:RequestCertificate"])
    all_same(
        ("iam", "ListAccountAliases", {}), ("iam", "SimulatePrincipalPolicy", actions),
        ("service-quotas", "ListServiceQuotas", dict(ServiceCode="vpc")), ("service-quotas", "GetServiceQuota", quota),
        ("service-quotas", "ListAWSDefaultServiceQuotas", dict(ServiceCode="vpc")),
        ("service-quotas", "GetAWSDefaultServiceQuota", quota), ("service-quotas", "ListServices", {}),
        ("ec2", "DescribeRegions", dict(AllRegions=True)), ("ec2", "DescribeAvailabilityZones", {}),
        ("elbv2", "DescribeAccountLimits", {}))
    aws("iam", "CreateAccountAlias", "--account-alias", "our-product")
    assert same("iam", "ListAccountAliases")["AccountAliases"] == ["our-product"]
    aws("iam", "DeleteAccountAlias", "--account-alias", "our-product")
    refused("NoSuchResourceException", "service-quotas", "ListServiceQuotas", ServiceCode="nonsense")
    refused("InvalidVpcID.NotFound", "ec2", "DescribeVpcs", "--vpc-ids", "vpc-00000000000000000")


def signed_in():
    """By a device code, as `aws sso login` does it; the role's credentials then sign the command's own calls."""
    me = aws("sso-oidc", "RegisterClient", "--client-name", "cli", "--client-type", "public", "--scopes", "sso:account:access")
    client = dict(clientId=me["clientId"], clientSecret=me["clientSecret"])
    code = aws("sso-oidc", "StartDeviceAuthorization", **client, startUrl="https://practice.awsapps.com/start")
    grant = dict(**client, grantType="urn:ietf:params:oauth:grant-type:device_code", deviceCode=code["deviceCode"])
    refused("AuthorizationPendingException", "sso-oidc", "CreateToken", **grant)
    control("/sign-ins", user_code=code["userCode"], decision="approve")
    token = aws("sso-oidc", "CreateToken", **grant)["accessToken"]
    all_same(("sso", "ListAccounts", dict(accessToken=token)),
             ("sso", "ListAccountRoles", dict(accessToken=token, accountId="111122223333")))
    role = ["--account-id", "111122223333", "--role-name", "ProductEngineer", "--access-token", token]
    key = aws("sso", "GetRoleCredentials", *role)["roleCredentials"]["accessKeyId"]
    assert ":assumed-role/AWSReservedSSO_ProductEngineer_" in same("sts", "GetCallerIdentity", key=key)["Arn"]
    aws("sso", "Logout", "--access-token", token)
    refused("UnauthorizedException", "sso", "ListAccounts", accessToken=token)


def states(instances):
    reservations = same("ec2", "DescribeInstances", InstanceIds=instances)["Reservations"]
    found = {one["InstanceId"]: one["State"]["Name"] for reservation in reservations for one in reservation["Instances"]}
    return [found[instance] for instance in instances]


def network():
    """A VPC with a subnet, a security group and two instances, by the flags that a person types."""
    vpc = aws("ec2", "CreateVpc", "--cidr-block", "10.50.0.0/16")["Vpc"]["VpcId"]
    aws("ec2", "ModifyVpcAttribute", "--vpc-id", vpc, "--enable-dns-hostnames")
    subnets = [
        aws("ec2", "CreateSubnet", "--vpc-id", vpc, "--cidr-block", f"10.50.{number}.0/24",
            "--availability-zone", f"eu-west-1{zone}")["Subnet"]["SubnetId"]
        for number, zone in ((1, "a"), (2, "b"))]
    group = aws("ec2", "CreateSecurityGroup", "--vpc-id", vpc, "--group-name", "api", "--description", "the API")["GroupId"]
    https = ["--group-id", group, "--protocol", "tcp", "--port", "443", "--cidr", "10.50.0.0/16"]
    aws("ec2", "AuthorizeSecurityGroupIngress", *https)
    refused("InvalidPermission.Duplicate", "ec2", "AuthorizeSecurityGroupIngress", *https)
    wide = dict(GroupId=group, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 1, "ToPort": 9, "IpRanges": [{"CidrIp": "192.0.2.0/24"}]}])
    aws("ec2", "AuthorizeSecurityGroupEgress", **wide)
    aws("ec2", "AuthorizeSecurityGroupIngress", **wide)
    aws("ec2", "CreateTags", "--resources", vpc, group, "--tags", "Key=team,Value=api")
    run = ["--image-id", "ami-0123456789abcdef0", "--subnet-id", subnets[0], "--security-group-ids", group, "--count", "2"]
    instances = [instance["InstanceId"] for instance in aws("ec2", "RunInstances", *run)["Instances"]]
    found = all_same(
        ("ec2", "DescribeVpcs", dict(Filters=[{"Name": "tag:team", "Values": ["api"]}])),
        ("ec2", "DescribeVpcAttribute", dict(VpcId=vpc, Attribute="enableDnsHostnames")),
        ("ec2", "DescribeSubnets", {}), ("ec2", "DescribeSecurityGroups", {}), ("ec2", "DescribeSecurityGroupRules", {}),
        ("ec2", "DescribeInstances", dict(InstanceIds=instances)), ("ec2", "DescribeNetworkInterfaces", {}),
        ("ec2", "DescribeTags", {}))
    assert [one["VpcId"] for one in found[0]["Vpcs"]] == [vpc] and found[1]["EnableDnsHostnames"]["Value"]
    aws("ec2", "RevokeSecurityGroupEgress", **wide)
    aws("ec2", "RevokeSecurityGroupIngress", **wide)
    aws("ec2", "DeleteTags", "--resources", group, "--tags", "Key=team")
    passes(30)
    data = json.dumps({"ImageId": "ami-0123456789abcdef0", "InstanceType": "t3.micro"})
    aws("ec2", "CreateLaunchTemplate", "--launch-template-name", "servers", "--launch-template-data", data)
    all_same(("ec2", "DescribeLaunchTemplates", {}))
    aws("ec2", "DeleteLaunchTemplate", "--launch-template-name", "servers")
    aws("ec2", "StopInstances", "--instance-ids", instances[0])
    assert states(instances) == ["stopping", "running"]
    passes(30)
    aws("ec2", "StartInstances", "--instance-ids", instances[0])
    passes(30)
    return vpc, subnets, group, instances


def changes(subnets, group, instances):
    """What can be changed about a network, by flags."""
    refused("DefaultVpcAlreadyExists", "ec2", "CreateDefaultVpc")
    refused("DefaultSubnetAlreadyExistsInAvailabilityZone", "ec2", "CreateDefaultSubnet", "--availability-zone", "eu-west-1a")
    vpc = aws("ec2", "CreateVpc", "--cidr-block", "10.90.0.0/16", "--instance-tenancy", "dedicated")["Vpc"]["VpcId"]
    aws("ec2", "ModifyVpcTenancy", "--vpc-id", vpc, "--instance-tenancy", "default")
    aws("ec2", "DeleteVpc", "--vpc-id", vpc)
    aws("ec2", "ModifySubnetAttribute", "--subnet-id", subnets[1], "--map-public-ip-on-launch")
    [rule] = aws("ec2", "AuthorizeSecurityGroupIngress", "--group-id", group, "--protocol", "udp", "--port", "53",
                 "--cidr", "192.0.2.0/24")["SecurityGroupRules"]
    told = f"SecurityGroupRuleId={rule['SecurityGroupRuleId']},Description=names"
    terms = "SecurityGroupRule={IpProtocol=udp,FromPort=53,ToPort=54,CidrIpv4=192.0.2.0/24}"
    aws("ec2", "ModifySecurityGroupRules", "--group-id", group,
        "--security-group-rules", f"SecurityGroupRuleId={rule['SecurityGroupRuleId']},{terms}")
    aws("ec2", "UpdateSecurityGroupRuleDescriptionsIngress", "--group-id", group, "--security-group-rule-descriptions", told)
    refused("InvalidSecurityGroupRuleId.NotFound", "ec2", "UpdateSecurityGroupRuleDescriptionsEgress", "--group-id", group,
            "--security-group-rule-descriptions", told)
    own = aws("ec2", "CreateNetworkInterface", "--subnet-id", subnets[0])["NetworkInterface"]["NetworkInterfaceId"]
    aws("ec2", "ModifyNetworkInterfaceAttribute", "--network-interface-id", own, "--description", "side")
    hung = aws("ec2", "AttachNetworkInterface", "--network-interface-id", own, "--instance-id", instances[1],
               "--device-index", "1")["AttachmentId"]
    aws("ec2", "RebootInstances", "--instance-ids", instances[1])
    aws("ec2", "ModifyInstanceAttribute", "--instance-id", instances[1], "--disable-api-stop")
    passes(180)
    of_one = dict(InstanceId=instances[1])
    status, kept, described, rules, _ = all_same(
        ("ec2", "DescribeInstanceStatus", dict(InstanceIds=[instances[1]])),
        ("ec2", "DescribeInstanceAttribute", dict(Attribute="disableApiStop", **of_one)),
        ("ec2", "DescribeNetworkInterfaceAttribute", dict(NetworkInterfaceId=own, Attribute="description")),
        ("ec2", "DescribeSecurityGroupRules", dict(SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])),
        ("ec2", "DescribeNetworkInterfaces", {}))
    assert status["InstanceStatuses"][0]["InstanceStatus"]["Status"] == "ok" and kept["DisableApiStop"]["Value"]
    assert described["Description"]["Value"] == "side"
    assert (rules["SecurityGroupRules"][0]["ToPort"], rules["SecurityGroupRules"][0]["Description"]) == (54, "names")
    aws("ec2", "DetachNetworkInterface", "--attachment-id", hung)
    aws("ec2", "DeleteNetworkInterface", "--network-interface-id", own)
    aws("ec2", "RevokeSecurityGroupIngress", "--group-id", group, "--security-group-rule-ids", rule["SecurityGroupRuleId"])


def balancing(vpc, subnets, group, instances):
    made = aws("elbv2", "CreateLoadBalancer", "--name", "api", "--type", "network", "--scheme", "internal",
               "--subnets", subnets[0], "--security-groups", group)
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    aws("elbv2", "SetSubnets", "--load-balancer-arn", arn, "--subnets", *subnets)
    aws("elbv2", "SetSecurityGroups", "--load-balancer-arn", arn, "--security-groups", group)
    aws("elbv2", "ModifyLoadBalancerAttributes", "--load-balancer-arn", arn,
        "--attributes", "Key=load_balancing.cross_zone.enabled,Value=true")
    made = aws("elbv2", "CreateTargetGroup", "--name", "api", "--protocol", "TCP", "--port", "443", "--vpc-id", vpc)
    targets = made["TargetGroups"][0]["TargetGroupArn"]
    aws("elbv2", "ModifyTargetGroup", "--target-group-arn", targets, "--health-check-interval-seconds", "20")
    aws("elbv2", "ModifyTargetGroupAttributes", "--target-group-arn", targets,
        "--attributes", "Key=deregistration_delay.timeout_seconds,Value=10")
    aws("elbv2", "RegisterTargets", "--target-group-arn", targets, "--targets", *(f"Id={one}" for one in instances))
    made = aws("elbv2", "CreateListener", "--load-balancer-arn", arn, "--protocol", "TCP", "--port", "443",
               "--default-actions", f"Type=forward,TargetGroupArn={targets}")
    listener = made["Listeners"][0]["ListenerArn"]
    aws("elbv2", "ModifyListenerAttributes", "--listener-arn", listener, "--attributes", "Key=tcp.idle_timeout.seconds,Value=60")
    aws("elbv2", "SetIpAddressType", "--load-balancer-arn", arn, "--ip-address-type", "ipv4")
    aws("elbv2", "AddTags", "--resource-arns", arn, "--tags", "Key=team,Value=api")
    balancers, health, *_ = all_same(
        ("elbv2", "DescribeLoadBalancers", {}), ("elbv2", "DescribeTargetHealth", dict(TargetGroupArn=targets)),
        ("elbv2", "DescribeLoadBalancerAttributes", dict(LoadBalancerArn=arn)), ("elbv2", "DescribeTargetGroups", {}),
        ("elbv2", "DescribeTargetGroupAttributes", dict(TargetGroupArn=targets)),
        ("elbv2", "DescribeListenerAttributes", dict(ListenerArn=listener)), ("elbv2", "DescribeSSLPolicies", {}),
        ("elbv2", "DescribeListeners", dict(LoadBalancerArn=arn)), ("elbv2", "DescribeTags", dict(ResourceArns=[arn])))
    assert [one["State"]["Code"] for one in balancers["LoadBalancers"]] == ["provisioning"]
    assert {one["TargetHealth"]["State"] for one in health["TargetHealthDescriptions"]} == {"initial"}
    passes(180)
    health = same("elbv2", "DescribeTargetHealth", TargetGroupArn=targets)
    assert {one["TargetHealth"]["State"] for one in health["TargetHealthDescriptions"]} == {"healthy"}
    aws("elbv2", "RemoveTags", "--resource-arns", arn, "--tag-keys", "team")
    return arn, targets, listener


def certificates(listener):
    def issued(name):
        arn = aws("acm", "RequestCertificate", "--domain-name", name, "--validation-method", "DNS")["CertificateArn"]
        passes(10)
        waiting = same("acm", "DescribeCertificate", CertificateArn=arn)["Certificate"]
        record = waiting["DomainValidationOptions"][0]["ResourceRecord"]
        assert waiting["Status"] == "PENDING_VALIDATION"
        control("/records", zone="example.com", name=record["Name"], type="CNAME", ttl=300, value=record["Value"])
        passes(60)
        eventually("certificate", lambda: told(arn)["Status"], "ISSUED")
        assert same("acm", "DescribeCertificate", CertificateArn=arn)["Certificate"]["Status"] == "ISSUED"
        return arn

    def told(arn):
        return by_boto3("acm", "DescribeCertificate", CertificateArn=arn)["Certificate"]

    def elsewhere():
        """One that is imported, and one that would be proved by mail."""
        with tempfile.TemporaryDirectory() as folder:
            body, key = pathlib.Path(folder, "certificate.pem"), pathlib.Path(folder, "key.pem")
            for path, content in zip((body, key), self_signed("old.example.com")):
                path.write_bytes(content)
            arn = aws("acm", "ImportCertificate", "--certificate", f"fileb://{body}", "--private-key", f"fileb://{key}")["CertificateArn"]
            assert same("acm", "GetCertificate", CertificateArn=arn)["Certificate"].encode() == body.read_bytes()
        assert same("acm", "DescribeCertificate", CertificateArn=arn)["Certificate"]["Type"] == "IMPORTED"
        aws("acm", "DeleteCertificate", "--certificate-arn", arn)
        arn = aws("acm", "RequestCertificate", "--domain-name", "mail.example.com", "--validation-method", "EMAIL")["CertificateArn"]
        aws("acm", "ResendValidationEmail", "--certificate-arn", arn, "--domain", "mail.example.com",
            "--validation-domain", "example.com")
        aws("acm", "UpdateCertificateOptions", "--certificate-arn", arn,
            "--options", "CertificateTransparencyLoggingPreference=DISABLED")
        asked = same("acm", "DescribeCertificate", CertificateArn=arn)["Certificate"]
        assert asked["Options"]["CertificateTransparencyLoggingPreference"] == "DISABLED"
        refused("RequestInProgressException", "acm", "GetCertificate", "--certificate-arn", arn)
        aws("acm", "DeleteCertificate", "--certificate-arn", arn)

    elsewhere()
    main, more = issued("api.vpce.example.com"), issued("old.example.com")
    aws("acm", "AddTagsToCertificate", CertificateArn=main, Tags=[TAG])
    aws("elbv2", "ModifyListener", "--listener-arn", listener, "--protocol", "TLS", "--certificates", f"CertificateArn={main}")
    aws("elbv2", "AddListenerCertificates", "--listener-arn", listener, "--certificates", f"CertificateArn={more}")
    all_same(("acm", "ListTagsForCertificate", dict(CertificateArn=main)), ("acm", "ListCertificates", {}),
             ("elbv2", "DescribeListenerCertificates", dict(ListenerArn=listener)))
    aws("elbv2", "RemoveListenerCertificates", "--listener-arn", listener, "--certificates", f"CertificateArn={more}")
    aws("acm", "RemoveTagsFromCertificate", CertificateArn=main, Tags=[TAG])
    aws("acm", "RenewCertificate", "--certificate-arn", main)
    eventually("renewal", lambda: told(main).get("RenewalSummary", {}).get("RenewalStatus"), "SUCCESS")
    assert same("acm", "DescribeCertificate", CertificateArn=main)["Certificate"]["RenewalSummary"]["RenewalStatus"] == "SUCCESS"
    aws("acm", "DeleteCertificate", "--certificate-arn", more)
    refused("ResourceInUseException", "acm", "DeleteCertificate", "--certificate-arn", main)
    return main


def hosted_zones():
    """Records in a hosted zone; the rest of what Route 53 says about it."""
    made = aws("route53", "CreateHostedZone", "--name", "zone.example.com", "--caller-reference", "cli")
    zone, change = made["HostedZone"]["Id"].removeprefix("/hostedzone/"), made["ChangeInfo"]["Id"]
    refused("HostedZoneAlreadyExists", "route53", "CreateHostedZone", "--name", "z.example.com", "--caller-reference", "cli")
    address = {"Name": "a.zone.example.com.", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.7"}]}

    def batch(action):
        return dict(HostedZoneId=zone, ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": address}]})

    aws("route53", "ChangeResourceRecordSets", **batch("CREATE"))
    refused("InvalidChangeBatch", "route53", "ChangeResourceRecordSets", **batch("CREATE"))
    aws("route53", "UpdateHostedZoneComment", "--id", zone, "--comment", "typed")
    tagged = ["--resource-type", "hostedzone", "--resource-id", zone]
    aws("route53", "ChangeTagsForResource", *tagged, "--add-tags", "Key=team,Value=api")
    passes(60)
    eventually("propagation", lambda: by_boto3("route53", "GetChange", Id=change)["ChangeInfo"]["Status"], "INSYNC")
    sets, answer, *_ = all_same(
        ("route53", "ListResourceRecordSets", dict(HostedZoneId=zone)),
        ("route53", "TestDNSAnswer", dict(HostedZoneId=zone, RecordName="a.zone.example.com", RecordType="A")),
        ("route53", "GetChange", dict(Id=change)), ("route53", "GetHostedZone", dict(Id=zone)),
        ("route53", "ListHostedZones", {}), ("route53", "ListHostedZonesByName", {}), ("route53", "GetHostedZoneCount", {}),
        ("route53", "GetHostedZoneLimit", dict(Type="MAX_RRSETS_BY_ZONE", HostedZoneId=zone)),
        ("route53", "GetDNSSEC", dict(HostedZoneId=zone)),
        ("route53", "ListTagsForResource", dict(ResourceType="hostedzone", ResourceId=zone)),
        ("route53", "ListTagsForResources", dict(ResourceType="hostedzone", ResourceIds=[zone])))
    assert sets["ResourceRecordSets"][-1] == address and answer["RecordData"] == ["192.0.2.7"]
    refused("HostedZoneNotEmpty", "route53", "DeleteHostedZone", "--id", zone)
    aws("route53", "ChangeResourceRecordSets", **batch("DELETE"))
    aws("route53", "DeleteHostedZone", "--id", zone)


def endpoints(arn):
    create = "CreateVpcEndpointServiceConfiguration"
    made = aws("ec2", create, "--network-load-balancer-arns", arn, "--private-dns-name", "api.example.com")["ServiceConfiguration"]
    service, name = made["ServiceId"], made["ServiceName"]
    refused("DryRunOperation", "ec2", create, "--network-load-balancer-arns", arn, "--dry-run")
    passes(60)
    aws("ec2", "StartVpcEndpointServicePrivateDnsVerification", "--service-id", service)
    refused("InvalidServiceName", "ec2", "DescribeVpcEndpointServices", "--service-names", name, key=CUSTOMER)
    root = "arn:aws:iam::444455556666:root"
    aws("ec2", "ModifyVpcEndpointServicePermissions", "--service-id", service, "--add-allowed-principals", root)
    same("ec2", "DescribeVpcEndpointServicePermissions", ServiceId=service)
    [offer] = same("ec2", "DescribeVpcEndpointServices", key=CUSTOMER, ServiceNames=[name])["ServiceDetails"]
    there = [{"Name": "availability-zone", "Values": offer["AvailabilityZones"]}]
    subnets = same("ec2", "DescribeSubnets", key=CUSTOMER, Filters=there)["Subnets"]
    made = aws("ec2", "CreateVpcEndpoint", "--vpc-endpoint-type", "Interface", "--vpc-id", subnets[0]["VpcId"],
               "--service-name", name, "--subnet-ids", subnets[0]["SubnetId"], key=CUSTOMER)
    endpoint = made["VpcEndpoint"]["VpcEndpointId"]

    def state():
        """As the customer and as the seller see it."""
        [theirs] = same("ec2", "DescribeVpcEndpoints", key=CUSTOMER)["VpcEndpoints"]
        [ours] = same("ec2", "DescribeVpcEndpointConnections")["VpcEndpointConnections"]
        return theirs["State"], ours["VpcEndpointState"]

    both = ["--service-id", service, "--vpc-endpoint-ids", endpoint]
    assert state() == ("pendingAcceptance", "pendingAcceptance")
    aws("ec2", "AcceptVpcEndpointConnections", *both)
    assert state()[0] == "pending"
    passes(60)
    assert state() == ("available", "available")
    aws("ec2", "ModifyVpcEndpoint", "--vpc-endpoint-id", endpoint, "--add-subnet-ids", subnets[1]["SubnetId"], key=CUSTOMER)
    aws("ec2", "ModifyVpcEndpointServiceConfiguration", "--service-id", service, "--no-acceptance-required")
    [described] = same("ec2", "DescribeVpcEndpointServiceConfigurations")["ServiceConfigurations"]
    assert (described["ServiceState"], described["AcceptanceRequired"]) == ("Available", False)
    aws("ec2", "RejectVpcEndpointConnections", *both)
    assert state()[0] == "rejected"
    aws("ec2", "DeleteVpcEndpoints", "--vpc-endpoint-ids", endpoint, key=CUSTOMER)
    passes(60)
    gone = aws("ec2", "DeleteVpcEndpointServiceConfigurations", "--service-ids", service, "vpce-svc-00000000000000000")
    assert [one["ResourceId"] for one in gone["Unsuccessful"]] == ["vpce-svc-00000000000000000"]


def away(vpc, subnets, group, instances, arn, targets, listener, certificate):
    aws("elbv2", "DeregisterTargets", "--target-group-arn", targets, "--targets", *(f"Id={one}" for one in instances))
    aws("elbv2", "DeleteListener", "--listener-arn", listener)
    aws("elbv2", "DeleteLoadBalancer", "--load-balancer-arn", arn)
    aws("elbv2", "DeleteTargetGroup", "--target-group-arn", targets)
    aws("acm", "DeleteCertificate", "--certificate-arn", certificate)
    refused("LoadBalancerNotFound", "elbv2", "DescribeLoadBalancers", "--load-balancer-arns", arn)
    aws("ec2", "TerminateInstances", "--instance-ids", *instances)
    assert set(states(instances)) == {"shutting-down"}
    passes(60)
    aws("ec2", "DeleteSecurityGroup", "--group-id", group)
    for subnet in subnets:
        aws("ec2", "DeleteSubnet", "--subnet-id", subnet)
    aws("ec2", "DeleteVpc", "--vpc-id", vpc)
    refused("InvalidVpcID.NotFound", "ec2", "DeleteVpc", "--vpc-id", vpc)


def main():
    account()
    signed_in()
    hosted_zones()
    net = network()
    changes(*net[1:])
    balanced = balancing(*net)
    certificate = certificates(balanced[2])
    endpoints(balanced[0])
    away(*net, *balanced, certificate)
    print(json.dumps(sorted(map(list, called))))


main()
