"""The steps of hosted zones, their records and tags (see sequence.py)."""

import time

RECORDS = "ChangeResourceRecordSets"


def change(action, name, kind, *values, ttl=300):
    records = [{"Value": value} for value in values]
    return {"Action": action, "ResourceRecordSet": {"Name": name, "Type": kind, "TTL": ttl, "ResourceRecords": records}}


def hosted_zones(world):
    """A zone is made, filled, asked, and emptied before it goes."""
    create = "CreateHostedZone"
    wanted = {"Name": "vpce.example.net", "CallerReference": "same"}
    made = world.step("a hosted zone", "route53", create, **wanted, HostedZoneConfig={"Comment": "names"})
    zone = made["HostedZone"]["Id"].rsplit("/", 1)[-1]
    world.step("its reference again", "route53", create, **wanted, HostedZoneConfig={"Comment": "names"})
    world.step("of no name", "route53", create, Name="not a name", CallerReference="other")
    for other in world.made("route53").list_hosted_zones()["HostedZones"]:
        if not other["Id"].endswith(zone):
            world.tidy("route53", "delete_hosted_zone", Id=other["Id"])
    world.step("the zone", "route53", "GetHostedZone", Id=zone)
    world.step("no such zone", "route53", "GetHostedZone", Id="Z0000000000000")
    world.step("zones", "route53", "ListHostedZones")
    world.step("zones by name", "route53", "ListHostedZonesByName", DNSName="vpce.example.net")
    world.step("how many zones", "route53", "GetHostedZoneCount")
    world.step("another comment", "route53", "UpdateHostedZoneComment", Id=zone, Comment="more names")

    def changes(name, *steps):
        return world.step(name, "route53", RECORDS, HostedZoneId=zone, ChangeBatch={"Changes": list(steps)})

    api = "api.vpce.example.net"
    asked = changes("a record", change("CREATE", api, "A", "192.0.2.1"))
    changes("the record again", change("CREATE", api, "A", "192.0.2.1"))
    changes("other values in its place", change("UPSERT", api, "A", "192.0.2.2", "192.0.2.3"))
    changes("a record outside of the zone", change("CREATE", "api.example.org", "A", "192.0.2.1"))
    changes("an alias beside others", change("CREATE", api, "CNAME", "other.example.net"))
    changes("an alias at the apex", change("CREATE", "vpce.example.net", "CNAME", "other.example.net"))
    changes("an address that is none", change("CREATE", "bad.vpce.example.net", "A", "192.0.2.999"))
    changes("away with another value", change("DELETE", api, "A", "192.0.2.9"))
    changes("one good and one bad", change("CREATE", "good.vpce.example.net", "A", "192.0.2.4"),
            change("DELETE", "none.vpce.example.net", "A", "192.0.2.4"))
    world.step("nothing came of the good one", "route53", "ListResourceRecordSets", HostedZoneId=zone,
               StartRecordName="good.vpce.example.net")
    changes("no changes")
    for made in (change("DELETE", api, "CNAME", "other.example.net"), change("DELETE", "vpce.example.net", "CNAME", "other.example.net"),
                 change("DELETE", "bad.vpce.example.net", "A", "192.0.2.999")):
        world.tidy("route53", "change_resource_record_sets", HostedZoneId=zone, ChangeBatch={"Changes": [made]})
    world.passes(120)
    asked = asked["ChangeInfo"]["Id"].rsplit("/", 1)[-1]
    deadline = time.monotonic() + 20
    # The servers take it up a few times a second, once the clock says so.
    while world.made("route53").get_change(Id=asked)["ChangeInfo"]["Status"] == "PENDING" and time.monotonic() < deadline:
        time.sleep(0.1)
    world.step("the change is everywhere", "route53", "GetChange", Id=asked)
    world.step("no such change", "route53", "GetChange", Id="C0000000000000")
    world.step("records", "route53", "ListResourceRecordSets", HostedZoneId=zone)
    world.step("records of no zone", "route53", "ListResourceRecordSets", HostedZoneId="Z0000000000000")
    tag = {"ResourceType": "hostedzone", "ResourceId": zone}
    world.step("a tag of the zone", "route53", "ChangeTagsForResource", **tag, AddTags=[{"Key": "team", "Value": "api"}])
    world.step("the tags of the zone", "route53", "ListTagsForResource", **tag)
    world.step("an answer of its servers", "route53", "TestDNSAnswer", HostedZoneId=zone, RecordName=api, RecordType="A")
    world.step("a zone with records stays", "route53", "DeleteHostedZone", Id=zone)
    changes("the record away", change("DELETE", api, "A", "192.0.2.2", "192.0.2.3"))
    world.step("the empty zone goes", "route53", "DeleteHostedZone", Id=zone)
    world.step("the zone a second time", "route53", "DeleteHostedZone", Id=zone)
