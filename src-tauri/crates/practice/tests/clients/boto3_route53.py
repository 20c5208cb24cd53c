"""Hosted zones and their records as boto3 sees them, and as they resolve.

    boto3_route53.py ENDPOINT CONTROL
"""

from account import client, control, done, eventually, every, passes, refused

route53, acm = client("route53"), client("acm")
customer = client("route53", "PRACTICECUSTOMER", region="us-east-1")


def submitted(answer):
    """The change of an answer, once it has reached the name servers."""
    change = answer["ChangeInfo"]
    assert (change["Status"], change["Id"][:9]) == ("PENDING", "/change/C")
    assert route53.get_change(Id=change["Id"])["ChangeInfo"] == change
    passes(59)
    assert route53.get_change(Id=change["Id"])["ChangeInfo"]["Status"] == "PENDING"
    passes(1)
    eventually("propagation", lambda: route53.get_change(Id=change["Id"])["ChangeInfo"]["Status"], "INSYNC")
    return answer


def record_set(name, kind, *values, ttl=300):
    return {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": [{"Value": value} for value in values]}


def change(zone, *changes, comment=None):
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": given} for action, given in changes]}
    return route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=batch | ({"Comment": comment} if comment else {}))


def not_changed(zone, *changes, because, code="InvalidChangeBatch"):
    before = every(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone)
    try:
        change(zone, *changes)
    except route53.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        assert because in error.response["Error"]["Message"], error
    else:
        raise AssertionError(f"{because} expected")
    assert every(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone) == before


def answer(zone, name, kind):
    told = route53.test_dns_answer(HostedZoneId=zone, RecordName=name, RecordType=kind)
    return told["ResponseCode"], told["RecordData"]


# A hosted zone and what it begins with.
created = route53.create_hosted_zone(Name="Api.Example.com", CallerReference="1", HostedZoneConfig={"Comment": "first"})
zone, servers = created["HostedZone"]["Id"], created["DelegationSet"]["NameServers"]
assert created["ResponseMetadata"]["HTTPStatusCode"] == 201 and created["Location"].endswith(zone)
assert created["HostedZone"]["Name"] == "api.example.com." and created["HostedZone"]["ResourceRecordSetCount"] == 2
assert len(servers) == 4 and answer(zone, "api.example.com", "SOA") == ("REFUSED", [])
submitted(created)
assert answer(zone, "api.example.com", "NS") == ("NOERROR", [server + "." for server in servers])
got = route53.get_hosted_zone(Id=zone)
assert got["HostedZone"] == created["HostedZone"] and got["DelegationSet"] == created["DelegationSet"]
refused("NoSuchHostedZone", route53.get_hosted_zone, Id="ZNOTHERE")
refused("NoSuchHostedZone", customer.get_hosted_zone, Id=zone)
refused("HostedZoneAlreadyExists", route53.create_hosted_zone, Name="other.example.com", CallerReference="1")
refused("InvalidDomainName", route53.create_hosted_zone, Name="a..example.com", CallerReference="2")
refused("InvalidDomainName", route53.create_hosted_zone, Name="com", CallerReference="2")
refused("InvalidInput", route53.create_hosted_zone, Name="p.example.com", CallerReference="2", HostedZoneConfig={"PrivateZone": True})
refused("UnsupportedOperation", route53.create_hosted_zone, Name="p.example.com", CallerReference="2",
        VPC={"VPCRegion": "eu-west-1", "VPCId": "vpc-1"})
assert route53.update_hosted_zone_comment(Id=zone, Comment="changed")["HostedZone"]["Config"]["Comment"] == "changed"
assert "Comment" not in route53.update_hosted_zone_comment(Id=zone)["HostedZone"]["Config"]
assert route53.get_dnssec(HostedZoneId=zone)["Status"]["ServeSignature"] == "NOT_SIGNING"
limit = route53.get_hosted_zone_limit(Type="MAX_RRSETS_BY_ZONE", HostedZoneId=zone)
assert (limit["Limit"]["Value"], limit["Count"]) == (10_000, 2)
refused("HostedZoneNotPrivate", route53.get_hosted_zone_limit, Type="MAX_VPCS_ASSOCIATED_BY_ZONE", HostedZoneId=zone)

# Two zones of one name share no server.
twin = customer.create_hosted_zone(Name="api.example.com.", CallerReference="1")
assert not set(twin["DelegationSet"]["NameServers"]) & set(servers)
below = route53.create_hosted_zone(Name="sub.api.example.com", CallerReference="3")
assert not set(below["DelegationSet"]["NameServers"]) & set(servers)
route53.create_hosted_zone(Name="deep.sub.api.example.com", CallerReference="4")
refused("DelegationSetNotAvailable", customer.create_hosted_zone, Name="api.example.com.", CallerReference="5")
assert (route53.get_hosted_zone_count()["HostedZoneCount"], customer.get_hosted_zone_count()["HostedZoneCount"]) == (3, 1)

# Lists.
ids = [item["Id"] for item in every(route53, "list_hosted_zones", "HostedZones", PaginationConfig={"PageSize": 2})]
assert ids[:2] == [zone, below["HostedZone"]["Id"]] and len(ids) == 3
assert route53.list_hosted_zones(HostedZoneType="PrivateHostedZone")["HostedZones"] == []
refused("InvalidInput", route53.list_hosted_zones, Marker="ZNOTHERE")
refused("InvalidInput", route53.list_hosted_zones, MaxItems="none")
route53.create_hosted_zone(Name="a.example.net", CallerReference="6")
first = route53.list_hosted_zones_by_name(MaxItems="2")
assert [item["Name"] for item in first["HostedZones"]] == ["api.example.com.", "sub.api.example.com."]
assert first["IsTruncated"] and first["NextDNSName"] == "deep.sub.api.example.com."
second = route53.list_hosted_zones_by_name(DNSName=first["NextDNSName"], HostedZoneId=first["NextHostedZoneId"])
assert [item["Name"] for item in second["HostedZones"]] == ["deep.sub.api.example.com.", "a.example.net."]
refused("InvalidInput", route53.list_hosted_zones_by_name, HostedZoneId=zone)

# Record sets of every type, served once they are in sync.
address = record_set("www.api.example.com", "A", "192.0.2.10", "192.0.2.11")
text = record_set("text.api.example.com", "TXT", '"one" "two; \\"quoted\\""')
submitted(change(zone, ("CREATE", address), ("CREATE", text), ("UPSERT", record_set("*.api.example.com", "AAAA", "2001:db8::1")),
                 ("CREATE", record_set("alias.api.example.com", "CNAME", "www.api.example.com")),
                 ("CREATE", record_set("api.example.com", "MX", "10 mail.example.com")),
                 ("CREATE", record_set("api.example.com", "CAA", '0 issue "amazon.com"')),
                 ("CREATE", record_set("_x._tcp.api.example.com", "SRV", "1 2 443 www.api.example.com")),
                 ("CREATE", record_set("1.api.example.com", "PTR", "www.api.example.com")),
                 ("CREATE", record_set("spf.api.example.com", "SPF", '"v=spf1 -all"')),
                 ("CREATE", record_set("n.api.example.com", "NAPTR", '100 50 "u" "E2U+sip" "!^.*$!sip:x@example.com!" .')),
                 ("CREATE", record_set("away.api.example.com", "NS", "ns1.example.net.", "ns2.example.net.")),
                 ("CREATE", record_set("away.api.example.com", "DS", "1 8 2 ABCD")),
                 ("CREATE", record_set("h.api.example.com", "SSHFP", "1 1 ABCD")),
                 ("CREATE", record_set("t.api.example.com", "TLSA", "3 1 1 ABCD")),
                 ("CREATE", record_set("s.api.example.com", "SVCB", "0 www.api.example.com.")),
                 ("CREATE", record_set("s.api.example.com", "HTTPS", "1 . alpn=h2")), comment="many"))
assert answer(zone, "www.api.example.com", "A") == ("NOERROR", ["192.0.2.10", "192.0.2.11"])
assert answer(zone, "text.api.example.com", "TXT") == ("NOERROR", ['"one" "two; \\"quoted\\""'])
assert answer(zone, "anything.api.example.com", "AAAA") == ("NOERROR", ["2001:db8::1"])
assert answer(zone, "alias.api.example.com", "A")[1] == ["192.0.2.10", "192.0.2.11"]
assert answer(zone, "x.y.www.api.example.com", "A") == ("NXDOMAIN", [])
listed = route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
names = [(item["Name"], item["Type"]) for item in listed]
assert names[:4] == [("api.example.com.", kind) for kind in ("CAA", "MX", "NS", "SOA")]
assert ("\\052.api.example.com.", "AAAA") in names
assert address | {"Name": "www.api.example.com."} in listed and len(listed) == 18
pages = every(route53, "list_resource_record_sets", "ResourceRecordSets", HostedZoneId=zone, PaginationConfig={"PageSize": 4})
assert pages == listed
rest = route53.list_resource_record_sets(HostedZoneId=zone, StartRecordName="text.api.example.com", StartRecordType="TXT")
assert [item["Name"] for item in rest["ResourceRecordSets"]] == ["text.api.example.com.", "www.api.example.com."]
refused("InvalidInput", route53.list_resource_record_sets, HostedZoneId=zone, StartRecordType="A")
refused("HostedZoneNotEmpty", route53.delete_hosted_zone, Id=zone)

# What a batch can't do; each leaves everything as it was.
WWW = "www.api.example.com."
not_changed(zone, ("CREATE", address), because=f"Tried to create resource record set [name='{WWW}', type='A'] but it already exists")
not_changed(zone, ("DELETE", record_set("no.api.example.com", "A", "192.0.2.1")), because="but it was not found")
not_changed(zone, ("DELETE", record_set(WWW, "A", "192.0.2.10")), because="values provided do not match the current values")
not_changed(zone, ("DELETE", address | {"TTL": 60}), because="values provided do not match the current values")
not_changed(zone, ("CREATE", record_set("www.example.com", "A", "192.0.2.1")), because="is not permitted in zone api.example.com.")
not_changed(zone, ("CREATE", record_set("a.api.example.com", "A", "192.0.2.1")), ("CREATE", record_set(WWW, "CNAME", "x.example")),
            because="conflicts with other records")
not_changed(zone, ("CREATE", record_set("alias.api.example.com", "TXT", '"x"')), because="conflicting RRSet of type CNAME")
not_changed(zone, ("CREATE", record_set("api.example.com", "CNAME", "x.example")), because="at apex")
not_changed(zone, ("CREATE", record_set("*.api.example.com", "NS", "ns1.example.net")), because="wildcard")
not_changed(zone, ("UPSERT", address), ("UPSERT", address | {"TTL": 5}), because="invalid set of changes")
not_changed(zone, ("CREATE", record_set("d.api.example.com", "A", "192.0.2.1", "192.0.2.1")), because="Duplicate Resource Record")
not_changed(zone, ("CREATE", record_set("c.api.example.com", "CNAME", "a.example", "b.example")), because="one value only")
for kind, value in (("A", "300.1.1.1"), ("AAAA", "192.0.2.1"), ("TXT", "bare"), ("MX", "mail.example.com"), ("CAA", "0 issue x")):
    not_changed(zone, ("CREATE", record_set("v.api.example.com", kind, value)), because="FATAL problem")
[authority] = [item for item in listed if item["Type"] == "SOA"]
[delegated] = [item for item in listed if item["Type"] == "NS" and item["Name"] == "api.example.com."]
not_changed(zone, ("DELETE", authority), because="exactly one SOA record")
not_changed(zone, ("DELETE", delegated), because="at least one NS record")
not_changed(zone, *(("CREATE", record_set(f"m{n}.api.example.com", "A", *(f"192.0.2.{i}" for i in range(250)))) for n in range(5)),
            because="Number of records limit of 1000 exceeded.")
not_changed(zone, ("DELETE", {"Name": WWW, "Type": "A"}), because="Expected exactly one of", code="InvalidInput")
not_changed(zone, ("CREATE", address | {"SetIdentifier": "x"}), because="SetIdentifier", code="UnsupportedOperation")
not_changed(zone, ("REPLACE", address), because="cvc-enumeration-valid", code="InvalidInput")
submitted(change(zone, ("DELETE", address), ("CREATE", record_set(WWW, "CNAME", "text.api.example.com"))))
assert answer(zone, WWW, "CNAME") == ("NOERROR", ["text.api.example.com."])
refused("NoSuchChange", route53.get_change, Id="C123")

# Nothing resolves until the parent's NS lead there; then a certificate is proved by it.
arn = acm.request_certificate(DomainName="api.example.com", ValidationMethod="DNS")["CertificateArn"]
passes(5)
[option] = acm.describe_certificate(CertificateArn=arn)["Certificate"]["DomainValidationOptions"]
proof = option["ResourceRecord"]
submitted(change(zone, ("UPSERT", record_set(proof["Name"], proof["Type"], proof["Value"]))))
status = lambda: acm.describe_certificate(CertificateArn=arn)["Certificate"]["Status"]
for _ in range(3):
    passes(60)
    eventually("nobody is led there", status, "PENDING_VALIDATION")
for server in servers:
    control("/records", zone="example.com", name="api.example.com.", type="NS", ttl=300, value=server)
passes(60)
eventually("certificate", status, "ISSUED")

# Tags.
bare = zone.removeprefix("/hostedzone/")
there = dict(ResourceType="hostedzone", ResourceId=bare)
assert route53.list_tags_for_resource(**there)["ResourceTagSet"]["Tags"] == []
route53.change_tags_for_resource(**there, AddTags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
route53.change_tags_for_resource(**there, RemoveTagKeys=["a", "never"])
sets = route53.list_tags_for_resources(ResourceType="hostedzone", ResourceIds=[bare])["ResourceTagSets"]
assert sets == [there | {"Tags": [{"Key": "b", "Value": "2"}]}]
refused("InvalidInput", route53.change_tags_for_resource, **there)
refused("NoSuchHealthCheck", route53.list_tags_for_resource, ResourceType="healthcheck", ResourceId="x")
refused("NoSuchHostedZone", route53.list_tags_for_resource, ResourceType="hostedzone", ResourceId="ZNOTHERE")

# Gone.
leave = route53.create_hosted_zone(Name="leave.example.org", CallerReference="7")["HostedZone"]["Id"]
submitted(route53.delete_hosted_zone(Id=leave))
refused("NoSuchHostedZone", route53.delete_hosted_zone, Id=leave)
done()
