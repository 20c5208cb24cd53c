"""What boto3 makes of what goes wrong on demand: which exception it raises, what was carried out, and that its own retries help."""

import json
import urllib.request

import boto3
import botocore.exceptions
import botocore.parsers
from botocore.config import Config

from account import CONTROL, ENDPOINT, REGION, client, control, done, refused

ec2 = client("ec2")


def begin(name, nth=None, times=None, **parameters):
    form = {"name": name, "parameters": parameters}
    form.update({key: value for key, value in (("nth", nth), ("times", times)) if value is not None})
    return json.loads(control("/faults", **form))


def active():
    with urllib.request.urlopen(CONTROL + "/faults", timeout=30) as answer:
        return json.load(answer)["active"]


def raised(kinds, call, **parameters):
    try:
        call(**parameters)
    except kinds as error:
        return error
    raise AssertionError(f"{kinds} expected")


def vpcs():
    return len(ec2.describe_vpcs()["Vpcs"])


def impatient(**retries):
    config = Config(read_timeout=1, retries=retries or {"total_max_attempts": 1})
    return boto3.client("ec2", region_name=REGION, endpoint_url=ENDPOINT, aws_access_key_id="PRACTICESELLER",
                        aws_secret_access_key="practice", config=config)


before = vpcs()

# Not carried out.
begin("call-is-reset", action="CreateVpc")
raised((botocore.exceptions.ConnectionClosedError, botocore.exceptions.ConnectionError), ec2.create_vpc, CidrBlock="10.9.0.0/16")
begin("call-times-out", action="CreateVpc")
raised(botocore.exceptions.ReadTimeoutError, impatient().create_vpc, CidrBlock="10.9.0.0/16")
begin("answer-garbled", action="CreateVpc", status="502")
error = raised(botocore.exceptions.ClientError, impatient().create_vpc, CidrBlock="10.9.0.0/16")
assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 502, error.response
begin("answer-garbled", action="CreateVpc", status="200")
try:
    made = impatient().create_vpc(CidrBlock="10.9.0.0/16")
except botocore.parsers.ResponseParserError:
    made = {}
assert "Vpc" not in made, made
assert vpcs() == before

# Carried out, and the answer lost.
begin("call-is-cut", action="CreateVpc")
raised(botocore.exceptions.ConnectionClosedError, ec2.create_vpc, CidrBlock="10.9.0.0/16")
assert vpcs() == before + 1
begin("call-is-cut", action="CreateVpc", where="within-answer")
raised((botocore.parsers.ResponseParserError, botocore.exceptions.HTTPClientError), impatient().create_vpc, CidrBlock="10.9.0.0/16")
assert vpcs() == before + 2
begin("call-slow", action="DescribeVpcs", seconds="2")
raised(botocore.exceptions.ReadTimeoutError, impatient().describe_vpcs)

# boto3's own retries get over what passes by.
for error in ("InternalError", "ServiceUnavailable", "Throttling"):
    begin("call-fails", action="DescribeVpcs", error=error, times=2)
    answer = impatient(mode="standard", total_max_attempts=3).describe_vpcs()
    assert len(answer["Vpcs"]) == before + 2 and answer["ResponseMetadata"]["RetryAttempts"] == 2, answer["ResponseMetadata"]
assert active() == []

# What lasts until it is ended.
fault = begin("credentials-expire", account="customer")
refused("RequestExpired", client("ec2", key="PRACTICECUSTOMER").describe_vpcs)
assert vpcs() == before + 2
control("/faults/end", id=fault["id"])
begin("access-denied", action="ec2:CreateVpc*")
refused("UnauthorizedOperation", ec2.create_vpc, CidrBlock="10.9.0.0/16", DryRun=True)
simulated = client("iam", region="us-east-1").simulate_principal_policy(
    PolicySourceArn="arn:aws:iam::111122223333:user/seller", ActionNames=["ec2:CreateVpc", "acm:RequestCertificate"])
assert [one["EvalDecision"] for one in simulated["EvaluationResults"]] == ["implicitDeny", "allowed"], simulated
begin("quota", quota="load-balancers", value="7")
quota = client("service-quotas").get_service_quota(ServiceCode="elasticloadbalancing", QuotaCode="L-69A177A2")["Quota"]
assert quota["Value"] == 7, quota
control("/faults/end")
ec2.create_vpc(CidrBlock="10.9.0.0/16")
assert vpcs() == before + 3

# Paced by AWS's limits, in real time.
control("/limits", on=True)
codes = []
for _ in range(6):
    codes.append(raised(botocore.exceptions.ClientError, ec2.create_vpc_endpoint, VpcId="vpc-0", ServiceName="none").response["Error"]["Code"])
assert codes[:4].count("RequestLimitExceeded") == 0 and codes[4:] == ["RequestLimitExceeded"] * 2, codes
control("/limits", on=False)
done()
