"""Fills an account through boto3 for a survey to look at, somebody else's tool as far as Gangway is concerned.

    seed_survey.py --endpoint http://127.0.0.1:4566 --key KEY --secret SECRET healthy eu-west-1,us-east-1
    seed_survey.py --endpoint http://127.0.0.1:4566 --key KEY --secret SECRET full eu-west-1
    seed_survey.py --endpoint http://127.0.0.1:4566 --key KEY --secret SECRET many eu-west-1,us-east-1 --count 100

healthy: in each Region one endpoint service that serves in every zone, with what it stands on. broken: the same, and endpoint services each
with one thing wrong. full: the same, 200 VPCs and 60 Network Load Balancers. many: `count` VPCs with a subnet each and a tenth as many endpoint services
in each Region. But for the last, a Region has a VPC tagged Name=product with servers. Waits until no target is at its beginning, and prints one JSON document: for each
planted fault its code and the name of the resource, as "planted".
"""

import argparse
import concurrent.futures
import json
import time

import boto3
import botocore.config

PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


class Place:
    """One Region and the product's network in it."""

    def __init__(self, arguments: argparse.Namespace, region: str) -> None:
        session = boto3.Session(aws_access_key_id=arguments.key, aws_secret_access_key=arguments.secret, region_name=region)
        config = botocore.config.Config(retries={"total_max_attempts": 1}, proxies={})
        self.region = region
        self.ec2, self.elb = (session.client(name, endpoint_url=arguments.endpoint, config=config) for name in ("ec2", "elbv2"))
        self.groups: list[str] = []
        self.move_to(self.product())

    def product(self) -> str:
        """The product's VPC, or the default one where there is none."""
        vpcs = self.ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["product"]}])["Vpcs"]
        return vpcs[0]["VpcId"] if vpcs else self.default()

    def default(self) -> str:
        """The only VPC with a way to the internet."""
        return self.ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]

    def move_to(self, vpc: str) -> None:
        """What is made from now on stands there."""
        self.vpc = vpc
        here = [{"Name": "vpc-id", "Values": [vpc]}]
        subnets = self.ec2.describe_subnets(Filters=here)["Subnets"]
        self.subnets = [one["SubnetId"] for one in sorted(subnets, key=lambda one: one["AvailabilityZoneId"])]
        reservations = self.ec2.describe_instances(Filters=here)["Reservations"]
        self.servers = [one for each in reservations for one in each["Instances"]]

    def security_group(self, name: str, ranges: tuple[str, ...]) -> str:
        """A group that lets these ranges in on port 443."""
        group = self.ec2.create_security_group(GroupName=name, Description="survey", VpcId=self.vpc)["GroupId"]
        if ranges:
            rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": one} for one in ranges]}
            self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        return group

    def balancer(self, name: str, *, subnets: list[str] | None = None, scheme: str = "internal", ranges: tuple[str, ...] | None = None,
                 tags: dict[str, str] | None = None) -> str:
        """A Network Load Balancer; without ranges it has no security groups."""
        more = {"SecurityGroups": [self.security_group(name, ranges)]} if ranges is not None else {}
        if tags:
            more["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
        made = self.elb.create_load_balancer(Name=name, Type="network", Scheme=scheme, Subnets=subnets or self.subnets, **more)
        return made["LoadBalancers"][0]["LoadBalancerArn"]

    def behind(self, name: str, balancer: str, *, port: int = 8443, servers: list[str] | None = None) -> str:
        """A target group with these servers, all by default, behind a listener on port 443."""
        group = self.elb.create_target_group(Name=name, Protocol="TCP", Port=port, VpcId=self.vpc, TargetType="instance")
        group = group["TargetGroups"][0]["TargetGroupArn"]
        ids = [one["InstanceId"] for one in self.servers] if servers is None else servers
        if ids:
            self.elb.register_targets(TargetGroupArn=group, Targets=[{"Id": one} for one in ids])
        action = {"Type": "forward", "TargetGroupArn": group}
        made = self.elb.create_listener(LoadBalancerArn=balancer, Protocol="TCP", Port=443, DefaultActions=[action])
        self.groups.append(group)
        return made["Listeners"][0]["ListenerArn"]

    def service(self, name: str, balancer: str, **more: object) -> str:
        """An endpoint service with one customer on its allow list."""
        self.elb.get_waiter("load_balancer_available").wait(LoadBalancerArns=[balancer], WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        tags = [{"ResourceType": "vpc-endpoint-service", "Tags": [{"Key": "Name", "Value": name}]}]
        made = self.ec2.create_vpc_endpoint_service_configuration(
            NetworkLoadBalancerArns=[balancer], TagSpecifications=tags, **{"AcceptanceRequired": True, **more}
        )
        service = made["ServiceConfiguration"]["ServiceId"]
        customer = ["arn:aws:iam::444455556666:root"]
        self.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=customer)
        return service

    def whole(self, name: str) -> str:
        """An endpoint service with nothing wrong."""
        balancer = self.balancer(name, ranges=PRIVATE)
        self.behind(name, balancer)
        return self.service(name, balancer)

    def settle(self) -> None:
        """Waits until every target has been looked at."""
        for _ in range(600):
            states = [
                one["TargetHealth"]["State"]
                for group in self.groups
                for one in self.elb.describe_target_health(TargetGroupArn=group)["TargetHealthDescriptions"]
            ]
            if "initial" not in states:
                return
            time.sleep(0.2)
        raise SystemExit("targets stay at their beginning")


def crowd(place: Place) -> None:
    """Many things that are nobody's business."""
    for number in range(198 - len(place.ec2.describe_vpcs()["Vpcs"]) + 2):
        place.ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")
    # Without an endpoint service, a public door and no listener are no findings.
    place.move_to(place.default())
    for number in range(48):
        place.balancer(f"other-{number}", scheme="internet-facing" if number % 3 == 0 else "internal", tags={"team": "other"})


def break_things(place: Place) -> list[dict[str, str]]:
    """One of each fault, and an endpoint service that has none."""
    place.move_to(place.default())
    planted = []

    def plant(code: str, name: str) -> None:
        planted.append({"code": code, "name": name})

    balancer = place.balancer("public", scheme="internet-facing", tags={"kubernetes.io/cluster/blue": "owned"})
    # Its servers are in two of the three zones.
    across = [{"Key": "load_balancing.cross_zone.enabled", "Value": "true"}]
    place.elb.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=across)
    place.behind("public", balancer)
    place.service("public", balancer)
    plant("survey-internet-facing", "public")

    place.move_to(place.product())
    place.whole("whole")
    balancer = place.balancer("two-zones", subnets=place.subnets[:2])
    near = [one["InstanceId"] for one in place.servers if one["SubnetId"] in place.subnets[:2]]
    place.behind("two-zones", balancer, servers=near)
    place.service("two-zones", balancer)
    plant("survey-zones-missing", "two-zones")

    balancer = place.balancer("late-zone", subnets=place.subnets[:2])
    place.behind("late-zone", balancer)
    service = place.service("late-zone", balancer)
    place.elb.set_subnets(LoadBalancerArn=balancer, Subnets=place.subnets)
    plant("survey-zones-not-picked-up", service)

    balancer = place.balancer("lonely-zone")
    place.behind("lonely-zone", balancer, servers=near)
    place.service("lonely-zone", balancer)
    plant("survey-zone-unserved", "lonely-zone")

    balancer = place.balancer("closed", ranges=())
    place.behind("closed", balancer)
    place.service("closed", balancer)
    plant("survey-security-group-drops", "closed")

    balancer = place.balancer("narrow", ranges=("10.20.0.0/16",))
    place.behind("narrow", balancer)
    place.service("narrow", balancer)
    plant("survey-security-group-narrow", "narrow")

    place.service("silent", place.balancer("silent"))
    plant("survey-no-listener", "silent")

    balancer = place.balancer("empty")
    place.behind("empty", balancer, servers=[])
    place.service("empty", balancer)
    plant("survey-no-targets", "empty")

    balancer = place.balancer("wrong-port")
    place.behind("wrong-port", balancer, port=9999)
    place.service("wrong-port", balancer)
    plant("survey-none-healthy", "wrong-port")
    plant("survey-target-unhealthy", "wrong-port")

    balancer = place.balancer("everyone")
    place.behind("everyone", balancer)
    service = place.service("everyone", balancer, AcceptanceRequired=False, PrivateDnsName="shop.example.com")
    place.ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=["*"])
    plant("survey-open-to-everyone", service)
    plant("survey-private-dns-unverified", service)

    balancer = place.balancer("afar")
    listener = place.behind("afar", balancer)
    idle = [{"Key": "tcp.idle_timeout.seconds", "Value": "600"}]
    place.elb.modify_listener_attributes(ListenerArn=listener, Attributes=idle)
    place.service("afar", balancer, SupportedRegions=[place.region, "us-east-1"])
    plant("survey-idle-timeout-from-afar", "afar")
    return planted


def many(place: Place, count: int) -> None:
    """A Region with `count` VPCs with a subnet each, and a tenth as many endpoint services."""
    have = len(place.ec2.describe_vpcs()["Vpcs"])
    for number in range(have, count):
        vpc = place.ec2.create_vpc(CidrBlock=f"10.{number % 256}.0.0/16")["Vpc"]["VpcId"]
        place.ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{number % 256}.1.0/24")
    place.move_to(place.default())
    for number in range(max(count // 10, 1)):
        balancer = place.balancer(f"many-{number}", ranges=PRIVATE)
        place.behind(f"many-{number}", balancer, servers=[])
        place.service(f"many-{number}", balancer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--endpoint", "--key", "--secret"):
        parser.add_argument(name, required=True)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("kind", choices=("healthy", "broken", "full", "many"))
    parser.add_argument("regions")
    arguments = parser.parse_args()
    planted: list[dict[str, str]] = []

    def at(region: str) -> None:
        place = Place(arguments, region)
        if arguments.kind == "many":
            many(place, arguments.count)
        elif arguments.kind == "full":
            crowd(place)
            planted.extend(break_things(place))
        elif arguments.kind == "broken":
            planted.extend(break_things(place))
        else:
            place.whole("whole")
        place.settle()

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(at, arguments.regions.split(",")))
    print(json.dumps({"planted": planted}))


if __name__ == "__main__":
    main()
