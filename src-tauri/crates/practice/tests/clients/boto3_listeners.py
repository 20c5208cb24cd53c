"""What can be changed about a load balancer, and the life of a certificate, as boto3 sees them.

    boto3_listeners.py ENDPOINT CONTROL
"""

from account import client, control, done, eventually, passes, refused

ec2, elb, acm = client("ec2"), client("elbv2"), client("acm")
DAY = 86_400
limits = {limit["Name"]: limit["Max"] for limit in elb.describe_account_limits()["Limits"]}
assert limits["network-load-balancers"] == "50"
[vpc] = ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["product"]}])["Vpcs"]
inside = [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}]
subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets(Filters=inside)["Subnets"]]
groups = [group["GroupId"] for group in ec2.describe_security_groups(Filters=inside)["SecurityGroups"]]

# Security groups: some from the beginning, or none ever.
plain = dict(Type="network", Scheme="internal", Subnets=subnets)
bare = elb.create_load_balancer(Name="bare", **plain)["LoadBalancers"][0]["LoadBalancerArn"]
refused("InvalidConfigurationRequest", elb.set_security_groups, LoadBalancerArn=bare, SecurityGroups=groups)
kept = elb.create_load_balancer(Name="kept", **plain, SecurityGroups=groups[:1])["LoadBalancers"][0]["LoadBalancerArn"]
ENFORCE = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"
assert elb.set_security_groups(LoadBalancerArn=kept, SecurityGroups=groups)[ENFORCE] == "on"
elb.set_security_groups(LoadBalancerArn=kept, SecurityGroups=groups, **{ENFORCE: "off"})
[described] = elb.describe_load_balancers(LoadBalancerArns=[kept])["LoadBalancers"]
assert (described[ENFORCE], described["SecurityGroups"]) == ("off", groups)
fewer = elb.set_subnets(LoadBalancerArn=kept, Subnets=subnets[:1])["AvailabilityZones"]
assert [zone["SubnetId"] for zone in fewer] == subnets[:1]

# Target groups: how they are checked, and nothing else.
first, other = (
    elb.create_target_group(Name=name, Protocol="TCP", Port=8443, VpcId=vpc["VpcId"])["TargetGroups"][0]["TargetGroupArn"]
    for name in ("first", "other"))
changed = elb.modify_target_group(TargetGroupArn=first, HealthCheckProtocol="HTTP", HealthCheckPath="/up")["TargetGroups"][0]
assert (changed["HealthCheckPath"], changed["Matcher"]["HttpCode"]) == ("/up", "200-399")
assert "HealthCheckPath" not in elb.modify_target_group(TargetGroupArn=first, HealthCheckProtocol="TCP")["TargetGroups"][0]
refused("ValidationError", elb.modify_target_group, TargetGroupArn=first, HealthCheckTimeoutSeconds=60)


def certificate(name):
    arn = acm.request_certificate(DomainName=name, ValidationMethod="DNS")["CertificateArn"]
    passes(5)
    [option] = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
    record = option["ResourceRecord"]
    proof = dict(zone="example.com", name=record["Name"], type="CNAME", ttl=300, value=record["Value"])
    control("/records", **proof)
    passes(60)
    eventually("certificate", lambda: told(arn)["Status"], "ISSUED")
    return arn, proof


def told(arn):
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


# Listeners and their certificates.
(main, proof), (more, _) = certificate("api.vpce.example.com"), certificate("old.example.com")
forward = [{"Type": "forward", "TargetGroupArn": first}]
listener = elb.create_listener(LoadBalancerArn=kept, Protocol="TCP", Port=443, DefaultActions=forward)
listener = listener["Listeners"][0]["ListenerArn"]
refused("ValidationError", elb.add_listener_certificates, ListenerArn=listener, Certificates=[{"CertificateArn": more}])
refused("ValidationError", elb.modify_listener, ListenerArn=listener, Protocol="TLS")
secure = dict(ListenerArn=listener, Protocol="TLS", Certificates=[{"CertificateArn": main}])
modified = elb.modify_listener(**secure, DefaultActions=[{"Type": "forward", "TargetGroupArn": other}])["Listeners"][0]
assert (modified["Protocol"], modified["DefaultActions"][0]["TargetGroupArn"]) == ("TLS", other)
assert modified["SslPolicy"]
elb.create_listener(LoadBalancerArn=kept, Protocol="TCP", Port=8443, DefaultActions=forward)
refused("DuplicateListener", elb.modify_listener, ListenerArn=listener, Port=8443)
elb.add_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": more}])
refused("ResourceInUseException", acm.delete_certificate, CertificateArn=more)
listed = elb.describe_listener_certificates(ListenerArn=listener)["Certificates"]
assert [(item["CertificateArn"], item["IsDefault"]) for item in listed] == [(main, True), (more, False)]
refused("OperationNotPermitted", elb.remove_listener_certificates, ListenerArn=listener,
        Certificates=[{"CertificateArn": main}])
elb.remove_listener_certificates(ListenerArn=listener, Certificates=[{"CertificateArn": more}])

# Renewal: what is in use and still proved, by itself and on request.
refused("ValidationException", acm.renew_certificate, CertificateArn=more)
issued = told(main)["NotAfter"]
acm.renew_certificate(CertificateArn=main)
eventually("renewal", lambda: told(main)["RenewalSummary"]["RenewalStatus"], "SUCCESS")
control("/records/remove", **proof)
passes(139 * DAY)
eventually("renewal without its record", lambda: told(main)["RenewalSummary"]["RenewalStatus"], "PENDING_VALIDATION")
refused("RequestInProgressException", acm.renew_certificate, CertificateArn=main)
control("/records", **proof)
passes(3600)
eventually("renewal with it", lambda: told(main)["RenewalSummary"]["RenewalStatus"], "SUCCESS")
assert told(main)["NotAfter"] > issued
passes(60 * DAY)
assert (told(main)["Status"], told(more)["Status"]) == ("ISSUED", "EXPIRED")
waiting = acm.list_certificates(CertificateStatuses=["EXPIRED"])["CertificateSummaryList"]
assert [summary["CertificateArn"] for summary in waiting] == [more]
done()
