"""Asks an account what Gangway's survey asks, through boto3 with 16 threads, as somebody who knows both would write it in an afternoon.

    boto3_survey.py --endpoint http://127.0.0.1:4566 --key KEY --secret SECRET

Every question is a task of one pool; those that need an answer follow when it is there. Prints one JSON document: seconds and calls.
"""

import argparse
import concurrent.futures
import json
import threading
import time

import boto3
import botocore.config

THREADS = 16


class Asker:
    """Clients by service and Region, and a pool that they share."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.pool = concurrent.futures.ThreadPoolExecutor(THREADS)
        self.lock = threading.Condition()
        self.open = self.calls = 0
        self.failure: BaseException | None = None
        self.session = boto3.Session(aws_access_key_id=arguments.key, aws_secret_access_key=arguments.secret)
        self.config = botocore.config.Config(retries={"mode": "standard"}, proxies={}, max_pool_connections=THREADS)

    def client(self, service: str, region: str):
        """A client; sessions are not to be shared by threads while they make one."""
        with self.lock:
            return self.session.client(service, region_name=region, endpoint_url=self.arguments.endpoint, config=self.config)

    def later(self, task, *parameters) -> None:
        """Runs a task in the pool."""
        with self.lock:
            self.open += 1

        def run() -> None:
            try:
                task(*parameters)
            except BaseException as failure:  # The main thread tells it.
                self.failure = failure
            with self.lock:
                self.open -= 1
                self.lock.notify_all()

        self.pool.submit(run)

    def ask(self, client, operation: str, **more) -> list[dict]:
        """Every page of an operation."""
        if client.can_paginate(operation):
            pages = list(client.get_paginator(operation).paginate(**more))
        else:
            pages = [getattr(client, operation)(**more)]
        with self.lock:
            self.calls += len(pages)
        return pages

    def region(self, name: str) -> None:
        """All questions to a Region."""
        ec2, elb, acm = (self.client(service, name) for service in ("ec2", "elbv2", "acm"))
        lists = ("describe_availability_zones", "describe_vpcs", "describe_subnets", "describe_instances", "describe_vpc_endpoint_connections")
        for operation in lists:
            self.later(self.ask, ec2, operation)
        self.later(self.ask, elb, "describe_account_limits")
        self.later(self.certificates, acm)
        self.later(self.balancing, ec2, elb)

    def certificates(self, acm) -> None:
        """Certificates and their details."""
        for page in self.ask(acm, "list_certificates"):
            for one in page["CertificateSummaryList"]:
                self.later(self.ask_certificate, acm, one["CertificateArn"])

    def ask_certificate(self, acm, arn: str) -> None:
        """One certificate."""
        self.ask(acm, "describe_certificate", CertificateArn=arn)

    def balancing(self, ec2, elb) -> None:
        """Endpoint services, and what they stand on."""
        services = [one for page in self.ask(ec2, "describe_vpc_endpoint_service_configurations") for one in page["ServiceConfigurations"]]
        balancers = [one for page in self.ask(elb, "describe_load_balancers") for one in page["LoadBalancers"]]
        groups = [one for page in self.ask(elb, "describe_target_groups") for one in page["TargetGroups"]]
        serving = {arn for one in services for arn in one["NetworkLoadBalancerArns"]}
        for one in services:
            self.later(lambda one=one: self.ask(ec2, "describe_vpc_endpoint_service_permissions", ServiceId=one["ServiceId"]))
        behind = [one["TargetGroupArn"] for one in groups if serving & set(one["LoadBalancerArns"])]
        for arn in serving:
            self.later(lambda arn=arn: self.ask(elb, "describe_load_balancer_attributes", LoadBalancerArn=arn))
            self.later(lambda arn=arn: self.ask(elb, "describe_listeners", LoadBalancerArn=arn))
        for arn in behind:
            self.later(lambda arn=arn: self.ask(elb, "describe_target_health", TargetGroupArn=arn))
            self.later(lambda arn=arn: self.ask(elb, "describe_target_group_attributes", TargetGroupArn=arn))
        tagged = [one["LoadBalancerArn"] for one in balancers] + behind
        for first in range(0, len(tagged), 20):
            self.later(lambda first=first: self.ask(elb, "describe_tags", ResourceArns=tagged[first : first + 20]))
        guards = sorted({group for one in balancers if one["LoadBalancerArn"] in serving for group in one.get("SecurityGroups", [])})
        if guards:
            self.later(lambda: self.ask(ec2, "describe_security_groups", Filters=[{"Name": "group-id", "Values": guards}]))

    def wait(self) -> None:
        """Until no task is open."""
        with self.lock:
            self.lock.wait_for(lambda: self.open == 0)
        if self.failure is not None:
            raise self.failure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--endpoint", "--key", "--secret"):
        parser.add_argument(name, required=True)
    asker = Asker(parser.parse_args())
    begun = time.monotonic()
    regions = asker.ask(asker.client("ec2", "us-east-1"), "describe_regions")[0]["Regions"]
    for one in regions:
        asker.later(asker.region, one["RegionName"])
    asker.wait()
    print(json.dumps({"seconds": time.monotonic() - begun, "calls": asker.calls}))


if __name__ == "__main__":
    main()
