"""Compares what was asked of two AWS endpoints: the same journey must send the same calls to both.

    normalise_calls.py practice.jsonl moto.jsonl [--reads] [--exceptions moto-cannot.toml]

The sequences of mutating calls are compared with ids, ARNs, account numbers, tokens, zones and UUIDs replaced by placeholders, numbered
in the order in which each recording first names them: `vpc-0a1b...` is `{vpc#1}` in both. With --reads the sets of reading
operations are compared too. Operations that the table of exceptions leaves out are left out of both. Prints the difference and exits with 1 if
there is one.
"""

import argparse
import difflib
import json
import pathlib
import re
import sys
import tomllib

from wire import Call, entries, read_call

# Tried in this order at every place of a text; the group names the kind.
VARYING = re.compile(
    r"(?P<arn>arn:aws[a-z-]*:(?!iam:)[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:[^\s,\"]+)"
    r"|(?P<uuid>\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b)"
    r"|(?P<id>\b(?:vpce-svc-perm|vpce-svc|vpce|vpc|subnet|sg|eni|ami|i|r|rtb|igw)-[0-9a-f]{8,17}\b)"
    r"|(?P<zone_id>\b[a-z]{3,4}\d-az\d+\b)"
    r"|(?P<zone>\b[a-z]{2}(?:-[a-z]+)+-\d[a-f]\b)"
    r"|(?P<account>(?<!\d)\d{12}(?!\d))"
)
DEFAULT_EXCEPTIONS = pathlib.Path(__file__).with_name("moto-cannot.toml")


class Placeholders:
    """The placeholders of one recording: the same text always gets the same one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    def text(self, text: str) -> str:
        """A text with everything in it replaced that differs between two accounts or two runs."""
        return VARYING.sub(lambda match: self._name(match[0], self._kind(match)), text)

    @staticmethod
    def _kind(match: re.Match) -> str:
        if match.lastgroup == "arn":
            _, _, service, _, _, resource = match[0].split(":", 5)
            return f"arn {service} {re.split('[:/]', resource)[0]}"
        if match.lastgroup == "id":
            return match[0].rpartition("-")[0]
        return str(match.lastgroup)

    def _name(self, text: str, kind: str) -> str:
        if text not in self._names:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            self._names[text] = f"{{{kind}#{self._counts[kind]}}}"
        return self._names[text]

    def value(self, shape, value):
        """A parameter's value, walked along the model."""
        kind = shape.type_name
        if kind == "structure" and isinstance(value, dict):
            return {
                name: "{token}" if self._is_token(name, shape.members.get(name)) else self.value(shape.members[name], value[name])
                for name in shape.members
                if name in value
            }
        if kind == "list" and isinstance(value, list):
            return [self.value(shape.member, item) for item in value]
        if kind == "map" and isinstance(value, dict):
            return {self.text(key): self.value(shape.value, item) for key, item in value.items()}
        return self.text(value) if isinstance(value, str) else value

    @staticmethod
    def _is_token(name: str, member) -> bool:
        return name in ("ClientToken", "IdempotencyToken") or bool(member is not None and member.metadata.get("idempotencyToken"))


def mutating(calls: list[Call]) -> list[str]:
    """The changing calls of a recording, one line each: name, how it was answered, parameters."""
    placeholders = Placeholders()
    lines = []
    for call in calls:
        if call.reads:
            continue
        params = placeholders.value(call.model.input_shape, call.params) if call.model.input_shape else {}
        lines.append(f"{call.name} -> {answered(call.entry['status'])} {json.dumps(params, sort_keys=True)}")
    return lines


def answered(status: int | None) -> str:
    """How a call was answered; which of the 2xx is not of interest."""
    if status is None:
        return "no answer"
    return "done" if 200 <= status < 300 else str(status)


def load(path: str, left_out: set[str]) -> list[Call]:
    """The calls of a recording without the exceptions."""
    return [call for call in map(read_call, entries(path)) if call.name not in left_out]


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("one")
    parser.add_argument("other")
    parser.add_argument("--reads", action="store_true", help="compare the sets of reading operations too")
    parser.add_argument("--exceptions", default=str(DEFAULT_EXCEPTIONS))
    options = parser.parse_args()
    table = tomllib.loads(pathlib.Path(options.exceptions).read_text(encoding="utf-8"))["operation"]
    left_out = {f"{row['service']}:{row['name']}" for row in table if row["compare"] == "left out"}
    one, other = load(options.one, left_out), load(options.other, left_out)
    different = list(difflib.unified_diff(mutating(one), mutating(other), options.one, options.other, lineterm="", n=2))
    print("\n".join(different) if different else f"{len(mutating(one))} mutating calls are the same.")
    if not mutating(one):
        print("There is none to compare.")
        different.append("")
    if options.reads:
        reads = [{call.name for call in calls if call.reads} for calls in (one, other)]
        for name in sorted(reads[0] ^ reads[1]):
            different.append(name)
            print(f"{name} is asked only in {options.one if name in reads[0] else options.other}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
