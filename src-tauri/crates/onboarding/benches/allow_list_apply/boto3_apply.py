"""Puts entries on an endpoint service's allow list as a script would, and says how long it took.

    boto3_apply.py ENDPOINT SERVICE ENTRIES PER_CALL FIRST

FIRST is the number of the first account. Prints one JSON document: seconds, calls (attempts on the wire) and throttled.
"""

import json
import sys
import time

import boto3
import botocore.config


def main() -> None:
    """Sends them, with botocore's own retries."""
    endpoint, service = sys.argv[1:3]
    entries, per_call, first = (int(text) for text in sys.argv[3:6])
    config = botocore.config.Config(retries={"mode": "standard", "total_max_attempts": 12}, proxies={})
    session = boto3.Session(aws_access_key_id="PRACTICESELLER", aws_secret_access_key="practice", region_name="eu-west-1")
    ec2 = session.client("ec2", endpoint_url=endpoint, config=config)
    counted = {"calls": 0, "throttled": 0}

    def answered(parsed: dict, **_rest: object) -> None:
        counted["calls"] += 1
        counted["throttled"] += parsed.get("Error", {}).get("Code") == "RequestLimitExceeded"

    ec2.meta.events.register("response-received.ec2.ModifyVpcEndpointServicePermissions", lambda parsed_response, **_: answered(parsed_response or {}))
    arns = [f"arn:aws:iam::{first + number:012d}:root" for number in range(entries)]
    began = time.monotonic()
    for start in range(0, entries, per_call):
        ec2.modify_vpc_endpoint_service_permissions(ServiceId=service, AddAllowedPrincipals=arns[start : start + per_call])
    print(json.dumps({"seconds": time.monotonic() - began, **counted}))


if __name__ == "__main__":
    main()
