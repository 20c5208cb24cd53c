"""The same scripted sequence on moto and on the practice account; every difference has its reason in differences.toml.

    differential.py ENDPOINT CONTROL [--write]

moto runs inside this process. What is compared of an answer: the error code, or the members that are there, how many
items a list has, and the values that mean something (states, types, ports, flags); never ids, times or messages. A
difference that is not in the table, and a row of the table that no longer differs, end it with an error. `--write` prints
the differences as rows without a reason.
"""

import argparse
import json
import os
import pathlib
import re
import tomllib
import urllib.request

import boto3
import botocore.exceptions
import botocore.loaders
from botocore.config import Config

from sequence import sequence

HERE = pathlib.Path(__file__).parent
REGION = "eu-west-1"
# An account that neither has seen before: each gives it its default VPC.
SELLER, CUSTOMER = "123456789012", "210987654321"
# Values that are the same for everyone who does the same; all others are compared by being there.
TELLING = {
    "State", "Code", "Status", "Scheme", "Type", "Protocol", "Port", "IsDefault", "CidrBlock", "DefaultForAz", "ServiceState",
    "AcceptanceRequired", "PrincipalType", "Reason", "ValidationMethod", "ValidationStatus", "RecordType", "KeyAlgorithm",
    "RenewalEligibility", "IpAddressType", "TargetType", "Key", "Value", "DomainName", "SubjectAlternativeNames",
    "PrivateDnsName", "IpProtocol", "FromPort", "ToPort", "CidrIp", "GroupName", "ManagesVpcEndpoints", "ServiceType",
    "HealthCheckProtocol", "HealthCheckPort", "HealthCheckEnabled", "HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds",
    "HealthyThresholdCount", "UnhealthyThresholdCount", "ResourceType", "OptInStatus", "ZoneType", "ReturnValue", "Return",
    "Account", "OwnerId", "MapPublicIpOnLaunch", "InstanceTenancy", "SupportedIpAddressTypes", "Name", "ZoneName",
    "VpcEndpointState", "PayerResponsibility", "Principal",
}


class World:
    """One of the two accounts that are compared, with what the sequence needs to know between its steps."""

    def __init__(self, endpoint, control):
        self.endpoint, self.control, self.outcomes = endpoint, control, []
        self.keys = {account: self.key(account) for account in (SELLER, CUSTOMER)}

    def key(self, account):
        role = self.made("sts", {"aws_access_key_id": "PRACTICESELLER", "aws_secret_access_key": "practice"}).assume_role(
            RoleArn=f"arn:aws:iam::{account}:role/differential", RoleSessionName="differential")["Credentials"]
        return {"aws_access_key_id": role["AccessKeyId"], "aws_secret_access_key": role["SecretAccessKey"],
                "aws_session_token": role["SessionToken"]}

    def made(self, service, key=None):
        """A client of the seller's, or with another key."""
        # What botocore would refuse itself has to reach the other side.
        config = Config(retries={"total_max_attempts": 1}, parameter_validation=False, proxies={})
        return boto3.client(service, region_name=REGION, endpoint_url=self.endpoint, config=config, **(key or self.keys[SELLER]))

    def tidy(self, service, method, **parameters):
        """Takes back what a step should not have brought about, where it did, so that one difference does not make others."""
        try:
            getattr(self.made(service), method)(**parameters)
        except botocore.exceptions.ClientError:
            pass

    def step(self, name, service, operation, account=SELLER, **parameters):
        """Calls, remembers the outcome under `name`, and gives back the answer (empty when it is an error)."""
        method = botocore.xform_name(operation)
        try:
            answer = getattr(self.made(service, self.keys[account]), method)(**parameters)
        except botocore.exceptions.ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            # An answer without a code of AWS's is the server's own failure: only its status says something.
            code = error.response["Error"].get("Code", "")
            self.outcomes.append((name, operation, {"": code if status < 500 and not code.isdigit() else f"HTTP {status}"}))
            return {}
        except botocore.parsers.ResponseParserError:
            self.outcomes.append((name, operation, {"": "unreadable"}))
            return {}
        answer.pop("ResponseMetadata", None)
        flat = {"": "ok"}
        flatten(answer, "", flat)
        self.outcomes.append((name, operation, flat))
        return answer

    def passes(self, seconds):
        """Time, for the one that has a clock; whatever the clock brings about is done when this returns."""
        if self.control is None:
            return
        body = json.dumps({"advance_ms": seconds * 1000}).encode()
        request = urllib.request.Request(self.control + "/clock", data=body, headers={"content-type": "application/json"})
        urllib.request.urlopen(request, timeout=30).read()


def flatten(value, path, into):
    """Path of every member -> its telling value, or "there"; lists by their length and what all of their items show."""
    if isinstance(value, dict):
        for name, inner in value.items():
            flatten(inner, f"{path}.{name}".lstrip("."), into)
    elif isinstance(value, list):
        into[f"{path}[]"] = str(len(value))
        shown = {}
        for inner in value:
            one = {}
            flatten(inner, f"{path}[]", one)
            for at, told in one.items():
                shown.setdefault(at, set()).add(told)
        into.update({at: " | ".join(sorted(told)) for at, told in shown.items() if at != f"{path}[]"})
        if value and not isinstance(value[0], (dict, list)) and path.rsplit(".", 1)[-1] in TELLING:
            into[f"{path}[]="] = " | ".join(sorted(map(str, value)))
    else:
        # Everyone's own proof that a name is theirs.
        own = "ResourceRecord." in path or path.endswith(("NameConfiguration.Name", "NameConfiguration.Value"))
        into[path] = str(value) if path.rsplit(".", 1)[-1] in TELLING and not own else "there"


def differences(moto, practice):
    """(step, operation, path, moto, practice) of everything that is not the same."""
    assert [step[:2] for step in moto] == [step[:2] for step in practice], "the two went different ways"
    for (name, operation, one), (_, _, other) in zip(moto, practice):
        # When one of them refused, the members of the other's answer say nothing more.
        paths = [""] if one[""] != other[""] else sorted(one.keys() | other.keys())
        for path in paths:
            left, right = one.get(path, "absent"), other.get(path, "absent")
            if left != right:
                yield name, operation, path, left, right


# Where the pages of an API reference lie -> botocore's name of the service.
REFERENCES = {
    "AWSEC2/latest": "ec2", "elasticloadbalancing/latest": "elbv2", "acm/latest": "acm", "IAM/latest": "iam", "STS/latest": "sts",
    "servicequotas/2019-06-24": "service-quotas", "Route53/latest": "route53",
}
# Pages that no model knows.
OTHERS = {
    "AWSEC2/latest/APIReference/errors-overview.html", "ec2/latest/devguide/ec2-api-idempotency.html",
    "elasticloadbalancing/latest/APIReference/CommonErrors.html", "vpc/latest/privatelink/configure-endpoint-service.html",
    "vpc/latest/privatelink/create-endpoint-service.html", "vpc/latest/privatelink/manage-dns-names.html",
}


def exists(page):
    """Whether there is such a page: an API reference has one for every operation and every structure of its service."""
    found = re.fullmatch(r"https://docs\.aws\.amazon\.com/(.+?)/[Aa][Pp][Ii][Rr]eference/API_(\w+)\.html", page)
    if found is None:
        return page.removeprefix("https://docs.aws.amazon.com/") in OTHERS
    model = botocore.loaders.Loader().load_service_model(REFERENCES[found[1]], "service-2")
    return found[2] in model["operations"] or model["shapes"].get(found[2], {}).get("type") == "structure"


def covers(row, difference):
    """Whether a row is about this difference. A row is about every
    step of its operation, unless it names one; a path with a star at its end means everything below."""
    name, operation, path, left, right = difference
    here = any(path == wanted or wanted.endswith("*") and path.startswith(wanted[:-1]) for wanted in row["paths"])
    return (here and row["operation"] == operation and row.get("step", name) == name
            and row.get("moto", left) == left and row.get("practice", right) == right)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("endpoint")
    parser.add_argument("control")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    os.environ["MOTO_ACM_VALIDATION_WAIT"] = "1"
    import logging

    from moto.server import ThreadedMotoServer

    # moto writes a trace for each operation that it does not play.
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        worlds = [World(f"http://{host}:{port}", None), World(options.endpoint, options.control)]
        for world in worlds:
            sequence(world, SELLER, CUSTOMER)
    finally:
        server.stop()
    moto, practice = (world.outcomes for world in worlds)
    found = list(differences(moto, practice))
    if options.write:
        for row in found:
            print(json.dumps(row))
        print(f"{len(moto)} steps, {len(found)} differences")
        return
    rows = tomllib.loads((HERE / "differences.toml").read_text())["difference"]
    wrong = [f"no row for {difference}" for difference in found if not any(covers(row, difference) for row in rows)]
    wrong += [f"nothing differs any more: {row['operation']} {row['paths']}" for row in rows
              if not any(covers(row, difference) for difference in found)]
    wrong += [f"there is no page {page}" for page in sorted({row["page"] for row in rows}) if not exists(page)]
    if wrong:
        raise SystemExit("\n".join(wrong))
    print(f"{len(moto)} steps, {len(found)} differences, {len(rows)} reasons")


if __name__ == "__main__":
    main()
