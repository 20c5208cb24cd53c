"""Reads an account back through boto3, after a journey made things in it: what is there in the words of AWS's own client.

    read_back.py --endpoint http://127.0.0.1:4566 --key KEY --secret SECRET [--region eu-west-1]

Prints one JSON document: account, load_balancers (each with its listeners), target_groups (each with its targets' states), endpoint_services
(each with its permissions) and certificates, all with their tags, and visible, the endpoint services that this account may connect to. It looks
at everything in the Region, not only at what it is told of, so that a second one shows.
"""

import argparse
import datetime
import json

import boto3
import botocore.config


def tags(pairs: list[dict]) -> dict[str, str]:
    """Tags as a map."""
    return {pair["Key"]: pair["Value"] for pair in pairs}


def utc(moment: datetime.datetime) -> str:
    """RFC 3339 in UTC, to the second."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Account:
    """Clients of one account and Region."""

    def __init__(self, endpoint: str, key: str, secret: str, region: str) -> None:
        session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret, region_name=region)
        config = botocore.config.Config(retries={"total_max_attempts": 1}, proxies={})
        self.sts, self.ec2, self.elb, self.acm = (
            session.client(name, endpoint_url=endpoint, config=config) for name in ("sts", "ec2", "elbv2", "acm")
        )

    def elb_tags(self, arn: str) -> dict[str, str]:
        """The tags of a load balancer, target group or listener."""
        return tags(self.elb.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"])

    def load_balancers(self) -> list[dict]:
        """Every load balancer with what hangs on it."""
        pages = self.elb.get_paginator("describe_load_balancers").paginate()
        return [
            {
                "arn": found["LoadBalancerArn"],
                "name": found["LoadBalancerName"],
                "type": found["Type"],
                "scheme": found["Scheme"],
                "state": found["State"]["Code"],
                "vpc": found["VpcId"],
                "subnets": sorted(zone["SubnetId"] for zone in found["AvailabilityZones"]),
                "cross_zone": self.attributes(found["LoadBalancerArn"]).get("load_balancing.cross_zone.enabled"),
                "listeners": self.listeners(found["LoadBalancerArn"]),
                "tags": self.elb_tags(found["LoadBalancerArn"]),
            }
            for page in pages
            for found in page["LoadBalancers"]
        ]

    def attributes(self, arn: str) -> dict[str, str]:
        """A load balancer's attributes."""
        return tags(self.elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"])

    def listeners(self, load_balancer: str) -> list[dict]:
        """The listeners of a load balancer."""
        found = self.elb.describe_listeners(LoadBalancerArn=load_balancer)["Listeners"]
        return [
            {
                "arn": listener["ListenerArn"],
                "port": listener["Port"],
                "protocol": listener["Protocol"],
                "forwards_to": [action["TargetGroupArn"] for action in listener["DefaultActions"]],
                "tags": self.elb_tags(listener["ListenerArn"]),
            }
            for listener in found
        ]

    def target_groups(self) -> list[dict]:
        """Every target group with its targets."""
        pages = self.elb.get_paginator("describe_target_groups").paginate()
        return [
            {
                "arn": group["TargetGroupArn"],
                "port": group["Port"],
                "protocol": group["Protocol"],
                "target_type": group["TargetType"],
                "vpc": group["VpcId"],
                "targets": self.targets(group["TargetGroupArn"]),
                "tags": self.elb_tags(group["TargetGroupArn"]),
            }
            for page in pages
            for group in page["TargetGroups"]
        ]

    def targets(self, target_group: str) -> list[dict]:
        """The registered targets and their states."""
        found = self.elb.describe_target_health(TargetGroupArn=target_group)["TargetHealthDescriptions"]
        targets = [
            {"id": target["Target"]["Id"], "port": target["Target"].get("Port"), "state": target["TargetHealth"]["State"]}
            for target in found
        ]
        return sorted(targets, key=lambda target: target["id"])

    def endpoint_services(self) -> list[dict]:
        """Every endpoint service with its permissions."""
        pages = self.ec2.get_paginator("describe_vpc_endpoint_service_configurations").paginate()
        return [
            {
                "id": service["ServiceId"],
                "name": service["ServiceName"],
                "state": service["ServiceState"],
                "acceptance_required": service["AcceptanceRequired"],
                "load_balancers": service["NetworkLoadBalancerArns"],
                "private_dns_name": service.get("PrivateDnsName"),
                "private_dns_state": service.get("PrivateDnsNameConfiguration", {}).get("State"),
                "zone_ids": sorted(service.get("AvailabilityZoneIds", [])),
                "base_names": service.get("BaseEndpointDnsNames", []),
                "permissions": self.permissions(service["ServiceId"]),
                "tags": tags(service.get("Tags", [])),
            }
            for page in pages
            for service in page["ServiceConfigurations"]
        ]

    def visible(self) -> list[dict]:
        """The endpoint services of sellers that this account may connect to, as the customer of one sees them."""
        pages = self.ec2.get_paginator("describe_vpc_endpoint_services").paginate()
        return [
            {
                "name": service["ServiceName"],
                "owner": service["Owner"],
                "private_dns_name": service.get("PrivateDnsName"),
                "private_dns_state": service.get("PrivateDnsNameVerificationState"),
            }
            for page in pages
            for service in page["ServiceDetails"]
            if ".vpce-svc-" in service["ServiceName"]
        ]

    def permissions(self, service: str) -> list[str]:
        """Who is on the allow list."""
        pages = self.ec2.get_paginator("describe_vpc_endpoint_service_permissions").paginate(ServiceId=service)
        return sorted(allowed["Principal"] for page in pages for allowed in page["AllowedPrincipals"])

    def certificates(self) -> list[dict]:
        """Every certificate."""
        listed = [found for page in self.acm.get_paginator("list_certificates").paginate() for found in page["CertificateSummaryList"]]
        described = [self.acm.describe_certificate(CertificateArn=found["CertificateArn"])["Certificate"] for found in listed]
        return [
            {
                "arn": certificate["CertificateArn"],
                "names": sorted({certificate["DomainName"], *certificate.get("SubjectAlternativeNames", [])}),
                "status": certificate["Status"],
                "type": certificate["Type"],
                "not_after": utc(certificate["NotAfter"]) if "NotAfter" in certificate else None,
                "records": sorted(
                    {
                        (record["Name"], record["Value"])
                        for option in certificate["DomainValidationOptions"]
                        if (record := option.get("ResourceRecord"))
                    }
                ),
                "tags": tags(self.acm.list_tags_for_certificate(CertificateArn=certificate["CertificateArn"])["Tags"]),
            }
            for certificate in described
        ]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--region", default="eu-west-1")
    options = parser.parse_args()
    account = Account(options.endpoint, options.key, options.secret, options.region)
    found = {
        "account": account.sts.get_caller_identity()["Account"],
        "load_balancers": account.load_balancers(),
        "target_groups": account.target_groups(),
        "endpoint_services": account.endpoint_services(),
        "certificates": account.certificates(),
        "visible": account.visible(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
