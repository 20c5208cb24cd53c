#!/usr/bin/env python3
"""Writes the shape tables beside this file from botocore's service models.

    pip install botocore==1.44.5
    python3 generate.py            # rewrites <service>.json
    python3 generate.py --check    # fails when a checked-in table differs

Adding an operation: its name below, and one function in src/aws/. Only what the codec needs is kept of each shape: names,
types, required members, enums, patterns, lengths and wire names. No documentation text. Wire names are worked out here,
protocol by protocol, so that the codec needs no knowledge of the models' own attributes:

  members  "in": name in a request, "out": name in an answer; left out where it is the member's own name
  lists    "in": step between the name and the index ("member"), absent when there is none; "out": element of one item
  maps     "key_name" and "value_name" inside an "entry" (query protocol only)

REST has more: an operation's "method" and "path", with XML bodies also "root" (the element of its request) and "status"; a
member's "at", where it is not in the body ("uri", "querystring", "header"). "open" operations are asked without a signature.
"""

import json
import pathlib
import re
import sys

import botocore
import botocore.loaders

OPERATIONS = {
    "sts": """
        GetCallerIdentity AssumeRole
    """,
    "ec2": """
        DescribeRegions DescribeAvailabilityZones DescribeVpcs DescribeVpcAttribute DescribeSubnets
        CreateVpc ModifyVpcAttribute ModifyVpcTenancy DeleteVpc CreateSubnet ModifySubnetAttribute DeleteSubnet
        CreateDefaultVpc CreateDefaultSubnet
        DescribeSecurityGroups CreateSecurityGroup DeleteSecurityGroup DescribeSecurityGroupRules
        AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress
        ModifySecurityGroupRules UpdateSecurityGroupRuleDescriptionsIngress UpdateSecurityGroupRuleDescriptionsEgress
        DescribeInstances RunInstances StartInstances StopInstances RebootInstances TerminateInstances
        DescribeInstanceStatus DescribeInstanceAttribute ModifyInstanceAttribute
        CreateLaunchTemplate DescribeLaunchTemplates DeleteLaunchTemplate
        DescribeNetworkInterfaces CreateNetworkInterface DeleteNetworkInterface AttachNetworkInterface
        DetachNetworkInterface ModifyNetworkInterfaceAttribute DescribeNetworkInterfaceAttribute
        CreateTags DeleteTags DescribeTags
        CreateVpcEndpointServiceConfiguration DescribeVpcEndpointServiceConfigurations
        ModifyVpcEndpointServiceConfiguration DeleteVpcEndpointServiceConfigurations
        DescribeVpcEndpointServicePermissions ModifyVpcEndpointServicePermissions
        StartVpcEndpointServicePrivateDnsVerification DescribeVpcEndpointServices
        CreateVpcEndpoint DescribeVpcEndpoints ModifyVpcEndpoint DeleteVpcEndpoints
        DescribeVpcEndpointConnections AcceptVpcEndpointConnections RejectVpcEndpointConnections
    """,
    "elbv2": """
        CreateLoadBalancer DescribeLoadBalancers DescribeLoadBalancerAttributes ModifyLoadBalancerAttributes
        DeleteLoadBalancer CreateTargetGroup DescribeTargetGroups DescribeTargetGroupAttributes
        ModifyTargetGroupAttributes DeleteTargetGroup RegisterTargets DeregisterTargets DescribeTargetHealth
        CreateListener DescribeListeners ModifyListener DeleteListener
        AddListenerCertificates RemoveListenerCertificates DescribeListenerCertificates
        SetSecurityGroups SetSubnets SetIpAddressType ModifyTargetGroup DescribeAccountLimits
        DescribeListenerAttributes ModifyListenerAttributes DescribeSSLPolicies
        DescribeTags AddTags RemoveTags
    """,
    "acm": """
        RequestCertificate DescribeCertificate ListCertificates ListTagsForCertificate AddTagsToCertificate
        RemoveTagsFromCertificate DeleteCertificate RenewCertificate GetCertificate ImportCertificate
        ResendValidationEmail UpdateCertificateOptions
    """,
    "iam": """
        ListAccountAliases CreateAccountAlias DeleteAccountAlias SimulatePrincipalPolicy
    """,
    "service-quotas": """
        ListServices GetServiceQuota ListServiceQuotas GetAWSDefaultServiceQuota ListAWSDefaultServiceQuotas
    """,
    "sso-oidc": """
        RegisterClient StartDeviceAuthorization CreateToken
    """,
    "sso": """
        ListAccounts ListAccountRoles GetRoleCredentials Logout
    """,
    "route53": """
        CreateHostedZone GetHostedZone ListHostedZones ListHostedZonesByName GetHostedZoneCount UpdateHostedZoneComment
        DeleteHostedZone ChangeResourceRecordSets ListResourceRecordSets GetChange TestDNSAnswer
        GetDNSSEC GetHostedZoneLimit
        ChangeTagsForResource ListTagsForResource ListTagsForResources
    """,
}

# Patterns are Java's: ASCII classes, look-ahead, four-digit escapes. Rust's regex crate has Unicode classes and no
# look-ahead, so these two are written out, and `portable` turns the classes round.
REWRITTEN = {
    "(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])":
        "(\\*\\.)?([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9][A-Za-z0-9-]{0,61}[A-Za-z0-9]",
    "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+":
        "[\\x{9}\\x{A}\\x{D}\\x{20}-\\x{7E}\\x{85}\\x{A0}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]+",
}

REWRITTEN["^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$"] = "[a-z0-9](-?[a-z0-9])+"

# Values that the operation itself refuses, with an error of their own ("Error codes for the Amazon EC2 API").
FREE = {"InstanceAttributeName", "NetworkInterfaceAttribute", "VpcEndpointType", "VpcTenancy", "Tenancy"}

# Everything else that may appear in a table.
REST = ("rest-xml", "rest-json")
LOCATIONS = {"uri", "querystring", "header"}
SCALARS = {"string", "integer", "long", "boolean", "double", "float", "timestamp", "blob"}


def capital(name):
    """EC2 requests begin every name with a capital letter."""
    return name[:1].upper() + name[1:]


def member_names(protocol, name, member):
    location = member.get("locationName")
    if protocol in REST:
        return location or name, location or name
    if protocol == "ec2":
        return member.get("queryName") or capital(location or name), location or name
    if protocol == "query":
        return location or name, location or name
    return name, name


def portable(pattern):
    """A pattern that means in Rust's regex crate what it means to AWS."""
    if pattern in REWRITTEN:
        return REWRITTEN[pattern]
    if "(?" in pattern.replace("(?:", ""):
        raise SystemExit(f"{pattern}: needs an entry in REWRITTEN")
    pattern = re.sub(r"\\u([0-9A-F]{4})", r"\\x{\1}", pattern)
    inside, result = False, ""
    for piece in re.findall(r"\\.|.", pattern):
        inside = piece == "[" or (inside and piece != "]")
        ascii_class = {"\\w": "A-Za-z0-9_", "\\d": "0-9"}.get(piece)
        result += piece if ascii_class is None else ascii_class if inside else f"[{ascii_class}]"
    return result


def compact(protocol, name, shape):
    """One shape as the codec needs it."""
    kind = shape["type"]
    entry = {"type": kind}
    if kind == "structure":
        members = {}
        for member_name, member in shape["members"].items():
            wire_in, wire_out = member_names(protocol, member_name, member)
            members[member_name] = {"shape": member["shape"]}
            if wire_in != member_name:
                members[member_name]["in"] = wire_in
            if wire_out != member_name:
                members[member_name]["out"] = wire_out
            if "location" in member:
                if protocol not in REST or member["location"] not in LOCATIONS:
                    raise SystemExit(f"{name}: a member in the {member['location']}, which the codec does not know")
                members[member_name]["at"] = member["location"]
        entry["members"] = members
        if shape.get("required"):
            entry["required"] = shape["required"]
    elif kind == "list":
        item = shape["member"].get("locationName", "member")
        if shape.get("flattened"):
            raise SystemExit(f"{name}: a flattened list, which the codec does not know")
        entry["item"] = shape["member"]["shape"]
        if protocol in ("query", "rest-xml"):
            entry["in"] = item
        if protocol not in ("json", "rest-json"):
            entry["out"] = item
    elif kind == "map":
        if protocol in ("ec2", *REST) or shape.get("flattened"):
            raise SystemExit(f"{name}: a map of a kind the codec does not know")
        for side, fallback in (("key", "key"), ("value", "value")):
            entry[side] = shape[side]["shape"]
            entry[f"{side}_name"] = shape[side].get("locationName", fallback)
    elif kind not in SCALARS:
        raise SystemExit(f"{name}: type {kind}, which the codec does not know")
    if "pattern" in shape:
        entry["pattern"] = portable(shape["pattern"])
    for rule in ("enum", "min", "max"):
        if rule in shape and name not in FREE:
            entry[rule] = shape[rule]
    return entry


def reachable(shapes, roots):
    found, waiting = set(), list(roots)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        shape = shapes[name]
        waiting += [member["shape"] for member in shape.get("members", {}).values()]
        waiting += [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]
    return sorted(found)


def table(service):
    model = botocore.loaders.Loader().load_service_model(service, "service-2")
    metadata, shapes = model["metadata"], model["shapes"]
    operations, roots = {}, []
    for name in sorted(OPERATIONS[service].split()):
        source = model["operations"][name]
        entry = {}
        for side in ("input", "output"):
            if side in source:
                entry[side] = source[side]["shape"]
                roots.append(entry[side])
        if "resultWrapper" in source.get("output", {}):
            entry["wrapper"] = source["output"]["resultWrapper"]
        if source.get("authtype") == "none":
            entry["open"] = True
        if metadata["protocol"] in REST:
            entry["method"], entry["path"] = source["http"]["method"], source["http"]["requestUri"]
            if source["http"].get("responseCode", 200) != 200:
                entry["status"] = source["http"]["responseCode"]
            if "locationName" in source["input"]:
                entry["root"] = source["input"]["locationName"]
            payloads = [side for side in ("input", "output") if "payload" in shapes.get(entry.get(side), {})]
            if payloads or "+}" in entry["path"]:
                raise SystemExit(f"{name}: a payload member or a greedy label, which the codec does not know")
        if source.get("errors"):
            entry["errors"] = {
                shapes[error["shape"]].get("error", {}).get("code", error["shape"]):
                    shapes[error["shape"]].get("error", {}).get("httpStatusCode", 400)
                for error in source["errors"]
            }
        operations[name] = entry
    result = {
        "service": service,
        "signing_name": metadata.get("signingName", metadata["endpointPrefix"]),
        "protocol": metadata["protocol"],
        "version": metadata["apiVersion"],
        "operations": operations,
        "shapes": {name: compact(metadata["protocol"], name, shapes[name]) for name in reachable(shapes, roots)},
    }
    for key, attribute in (("namespace", "xmlNamespace"), ("target", "targetPrefix")):
        if attribute in metadata:
            result[key] = metadata[attribute]
    # REST with XML bodies says its namespace at every request that has a body.
    inputs = [model["operations"][name].get("input", {}) for name in operations]
    for namespace in sorted({source["xmlNamespace"]["uri"] for source in inputs if "xmlNamespace" in source}):
        result["namespace"] = namespace
    return result


def text(service):
    """One operation or shape a line: small, and a new operation is a readable difference."""
    content = table(service)
    lines = []
    for key, value in content.items():
        if key in ("operations", "shapes"):
            rows = [f"  {json.dumps(name)}:{json.dumps(row, separators=(',', ':'))}" for name, row in value.items()]
            lines.append(f"{json.dumps(key)}:{{\n" + ",\n".join(rows) + "\n}")
        else:
            lines.append(f"{json.dumps(key)}:{json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main():
    here = pathlib.Path(__file__).resolve().parent
    stale = []
    for service in OPERATIONS:
        path, content = here / f"{service}.json", text(service)
        if "--check" in sys.argv:
            stale += [] if path.read_text() == content else [path.name]
        else:
            path.write_text(content)
    if stale:
        raise SystemExit(f"not what botocore {botocore.__version__} gives: {', '.join(stale)}")


if __name__ == "__main__":
    main()
