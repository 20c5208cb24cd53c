"""Starts moto, a third-party AWS endpoint, on a free loopback port with a seeded seller's account, and prints where it is:

    moto_start.py [--region eu-west-1] [--certificate-wait 5]
    {"endpoint": "http://127.0.0.1:PORT", "account": "123456789012", "region": "eu-west-1", "vpc": "vpc-...",
     "subnets": [three ids], "zones": [their three zone names], "instances": [three ids]}

The account has its default VPC, and a running instance in three of its subnets, each in a zone of its own. Any access key works.
moto runs inside this process, which ends when its standard input closes: no server is left over when a test dies.
"""

import argparse
import json
import logging
import os
import sys

# moto answers as this account to every key that it did not hand out itself.
ACCOUNT = "123456789012"


def seed(endpoint: str, region: str) -> dict[str, object]:
    """Runs three instances in the default VPC and describes what a test needs to know."""
    import boto3

    ec2 = boto3.client(
        "ec2", region_name=region, endpoint_url=endpoint, aws_access_key_id="REHEARSAL", aws_secret_access_key="rehearsal"
    )
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    described = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
    subnets = sorted(described, key=lambda subnet: subnet["AvailabilityZone"])[:3]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    instances = []
    for number, subnet in enumerate(subnets, start=1):
        tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": f"api-{number}"}]}]
        run = ec2.run_instances(
            ImageId=image, InstanceType="t3.small", MinCount=1, MaxCount=1, SubnetId=subnet["SubnetId"], TagSpecifications=tags
        )
        instances.append(run["Instances"][0]["InstanceId"])
    return {
        "endpoint": endpoint,
        "account": ACCOUNT,
        "region": region,
        "vpc": vpc,
        "subnets": [subnet["SubnetId"] for subnet in subnets],
        "zones": [subnet["AvailabilityZone"] for subnet in subnets],
        "instances": instances,
    }


def start(certificate_wait: int):
    """A moto server on a free port of 127.0.0.1, in threads of this process; call `stop()` on it at the end."""
    # moto reads it when a certificate is described: seconds from the request to ISSUED.
    os.environ["MOTO_ACM_VALIDATION_WAIT"] = str(certificate_wait)
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    return server


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--region", default="eu-west-1")
    parser.add_argument("--certificate-wait", type=int, default=5, help="seconds until a requested certificate is ISSUED")
    options = parser.parse_args()
    server = start(options.certificate_wait)
    host, port = server.get_host_and_port()
    print(json.dumps(seed(f"http://{host}:{port}", options.region)), flush=True)
    sys.stdin.buffer.read()
    server.stop()


if __name__ == "__main__":
    main()
