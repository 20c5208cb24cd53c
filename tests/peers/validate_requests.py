"""Checks every recorded request, and on demand every answer, against AWS's own service models as botocore ships them.

    validate_requests.py calls.jsonl [--responses]

A request is wrong when its operation does not exist, a parameter is unknown, missing, of another type, outside of its enum, pattern or
length, or written as no client of AWS writes it. Prints "N requests of M operations valid", or each problem, and then exits with 1.

With --responses every answer of the 2xx kind is read by botocore's own parser; it must hold what the journey goes on with (ESSENTIAL),
and no element that the model does not know may stand where a known one would be looked for.

Patterns are taken to describe the whole value: that is how AWS's services apply them.
"""

import argparse
import functools
import json
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator

import botocore.parsers
import botocore.validate
import jmespath
import regex

from wire import Call, NotAws, entries, read_call, service_model

# What an answer must hold, as JMESPath over botocore's parsed output. AWS's models name no required output members of these services.
ESSENTIAL = {
    "acm:DescribeCertificate": ["Certificate.CertificateArn", "Certificate.DomainName", "Certificate.Status"],
    "acm:ListCertificates": ["CertificateSummaryList"],
    "acm:RequestCertificate": ["CertificateArn"],
    "ec2:CreateVpcEndpointServiceConfiguration": [
        "ServiceConfiguration.ServiceId",
        "ServiceConfiguration.ServiceName",
        "ServiceConfiguration.ServiceState",
    ],
    "ec2:DescribeAvailabilityZones": ["AvailabilityZones[*].ZoneId", "AvailabilityZones[*].ZoneName"],
    "ec2:DescribeInstances": ["Reservations"],
    "ec2:DescribeRegions": ["Regions[*].RegionName"],
    "ec2:DescribeSubnets": ["Subnets"],
    "ec2:DescribeVpcEndpointServiceConfigurations": ["ServiceConfigurations"],
    "ec2:DescribeVpcEndpointServicePermissions": ["AllowedPrincipals"],
    "ec2:DescribeVpcs": ["Vpcs"],
    "elbv2:CreateListener": ["Listeners[*].ListenerArn"],
    "elbv2:CreateLoadBalancer": ["LoadBalancers[*].LoadBalancerArn", "LoadBalancers[*].DNSName", "LoadBalancers[*].State.Code"],
    "elbv2:CreateTargetGroup": ["TargetGroups[*].TargetGroupArn"],
    "elbv2:DescribeListeners": ["Listeners"],
    "elbv2:DescribeLoadBalancers": ["LoadBalancers"],
    "elbv2:DescribeTargetGroups": ["TargetGroups"],
    "elbv2:DescribeTargetHealth": ["TargetHealthDescriptions"],
    "sts:GetCallerIdentity": ["Account", "Arn", "UserId"],
}


def request_problems(call: Call) -> list[str]:
    """What is wrong with a request."""
    problems = list(call.problems)
    shape = call.model.input_shape
    if shape is None:
        return problems
    report = botocore.validate.ParamValidator().validate(call.params, shape)
    if report.has_errors():
        problems += report.generate_report().splitlines()
    problems += constraints(shape, call.params, "")
    return problems


def constraints(shape, value, where: str) -> Iterator[str]:
    """Enum, pattern and upper bounds, which botocore leaves to the server. (It checks the lower ones itself.)"""
    kind, rules = shape.type_name, shape.metadata
    if kind == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            if name in value:
                yield from constraints(member, value[name], f"{where}.{name}".lstrip("."))
    elif kind == "list" and isinstance(value, list):
        yield from above(rules, len(value), where, "items")
        for index, item in enumerate(value):
            yield from constraints(shape.member, item, f"{where}[{index}]")
    elif kind == "map" and isinstance(value, dict):
        yield from above(rules, len(value), where, "entries")
        for key, item in value.items():
            yield from constraints(shape.key, key, f"{where} (key)")
            yield from constraints(shape.value, item, f"{where}.{key}")
    elif kind == "string" and isinstance(value, str):
        yield from above(rules, len(value), where, "characters")
        if rules.get("enum") and value not in rules["enum"]:
            yield f"{where}: {value!r} is none of {', '.join(rules['enum'])}"
        if "pattern" in rules and not compiled(rules["pattern"]).fullmatch(value):
            yield f"{where}: {value!r} does not match {rules['pattern']}"
    elif kind in ("integer", "long", "float", "double") and isinstance(value, (int, float)):
        if value > rules.get("max", value):
            yield f"{where}: {value} is more than {rules['max']}"


def above(rules: dict, length: int, where: str, of_what: str) -> Iterator[str]:
    """The upper bound of a length."""
    if length > rules.get("max", length):
        yield f"{where}: {length} {of_what}, {rules['max']} at most"


@functools.cache
def compiled(pattern: str) -> regex.Pattern:
    """AWS writes patterns in Java's dialect; `regex` knows its character classes (\\p{L}), `re` does not."""
    return regex.compile(pattern)


def response_problems(call: Call) -> list[str]:
    """What is wrong with the answer to a request, if it is one of the 2xx kind."""
    entry = call.entry
    if entry["status"] is None or not 200 <= entry["status"] < 300 or entry["truncated"]:
        return []
    protocol = service_model(call.service).metadata["protocol"]
    raw = {"status_code": entry["status"], "headers": {}, "body": entry["response"].encode()}
    try:
        parsed = botocore.parsers.create_parser(protocol).parse(raw, call.model.output_shape)
    except (botocore.parsers.ResponseParserError, ValueError) as error:
        return [f"botocore can't read the answer: {error}"]
    problems = [
        f"the answer lacks {path}" for path in ESSENTIAL.get(call.name, []) if jmespath.search(path, parsed) in (None, "", [None])
    ]
    if call.model.output_shape is not None:
        problems += unknown_members(call, protocol)
    return problems


def unknown_members(call: Call, protocol: str) -> Iterator[str]:
    """Members of an answer that the model does not know: a client would look for another name, and miss the value."""
    shape = call.model.output_shape
    if protocol == "json":
        yield from unknown_json(shape, json.loads(call.entry["response"] or "{}"), "")
        return
    root = ElementTree.fromstring(call.entry["response"])
    if protocol == "query":
        wrapper = shape.serialization.get("resultWrapper")
        yield from (f"unknown element {tag(e)}" for e in root if tag(e) not in (wrapper, "ResponseMetadata"))
        for result in (e for e in root if tag(e) == wrapper):
            yield from unknown_xml(shape, result, "", ec2=False)
    else:
        yield from unknown_xml(shape, root, "", ec2=True)


def unknown_json(shape, value, where: str) -> Iterator[str]:
    """The same for JSON."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, item in value.items():
            if name not in shape.members:
                yield f"unknown member {where}{name}"
            else:
                yield from unknown_json(shape.members[name], item, f"{where}{name}.")
    elif shape.type_name == "list" and isinstance(value, list):
        for item in value:
            yield from unknown_json(shape.member, item, where)


def unknown_xml(shape, element: ElementTree.Element, where: str, ec2: bool) -> Iterator[str]:
    """The same for XML: a structure's children by their locationName, a list's items by that of its member."""
    if shape.type_name == "structure":
        known = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        for child in element:
            member = known.get(tag(child))
            if member is not None:
                yield from unknown_xml(member, child, f"{where}{tag(child)}.", ec2)
            elif not (ec2 and where == "" and tag(child) == "requestId"):
                yield f"unknown element {where}{tag(child)}"
    elif shape.type_name == "list" and not shape.serialization.get("flattened"):
        item_name = shape.member.serialization.get("name", "member")
        for child in element:
            if tag(child) != item_name:
                yield f"unknown element {where}{tag(child)}"
            else:
                yield from unknown_xml(shape.member, child, where, ec2)


def tag(element: ElementTree.Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording")
    parser.add_argument("--responses", action="store_true", help="check the answers too")
    options = parser.parse_args()
    # The same slip in many requests is said once, with its number.
    found: Counter[str] = Counter()
    operations: set[str] = set()
    wrong = answers = total = 0
    for entry in entries(options.recording):
        total += 1
        try:
            call = read_call(entry)
        except NotAws as problem:
            found[f"request: {problem}"] += 1
            wrong += 1
            continue
        operations.add(call.name)
        problems = [f"{call.name}: {problem}" for problem in request_problems(call)]
        if options.responses:
            answers += entry["status"] is not None and 200 <= entry["status"] < 300 and not entry["truncated"]
            problems += [f"{call.name}: {problem}" for problem in response_problems(call)]
        found.update(problems)
        wrong += bool(problems)
    for problem, times in found.items():
        print(f"{problem}  ({times} times)" if times > 1 else problem)
    if total == 0:
        print("The recording is empty: nothing was judged.")
        return 1
    print(f"{total - wrong} requests of {len(operations)} operations valid" + (f", {wrong} not" if wrong else ""))
    if options.responses:
        print(f"{answers} answers read")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
