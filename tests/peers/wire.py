"""Reads recorded requests back into parameters, by AWS's own service models as botocore ships them.

Four wire formats, each described on https://smithy.io/2.0/aws/protocols/: awsQuery (ELBv2, STS), ec2Query (EC2), awsJson1_1 (ACM, Service
Quotas) and restXml (Route 53).
botocore only writes requests; the way back is here. It shares no code with either side that it judges.
"""

import base64
import dataclasses
import functools
import json
import pathlib
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

import botocore.session

# A signature's service name -> the botocore models that it may mean; the request's Version or target decides among them.
MODELS = {
    "acm": ["acm"],
    "ec2": ["ec2"],
    "elasticloadbalancing": ["elbv2", "elb"],
    "iam": ["iam"],
    "route53": ["route53"],
    "servicequotas": ["service-quotas"],
    "sts": ["sts"],
}
# The control interfaces of the practice world and of moto: not AWS.
CONTROL = ("/practice/", "/moto-api/")


class NotAws(Exception):
    """The request can't be understood as a call of an AWS operation; the text says why."""


@dataclasses.dataclass
class Call:
    """One recorded request, read back."""

    number: int
    service: str
    operation: str
    region: str
    params: dict
    # What the body says that the operation's input does not know, or says in a way that no client of AWS writes.
    problems: list[str]
    # botocore's description of the operation.
    model: object
    # As recorded.
    entry: dict

    @property
    def name(self) -> str:
        """`ec2:DescribeVpcs`."""
        return f"{self.service}:{self.operation}"

    @property
    def reads(self) -> bool:
        """Whether it changes nothing, by AWS's naming."""
        return re.match(r"(Describe|Get|List|Search|AssumeRole)", self.operation) is not None


@functools.cache
def _session():
    return botocore.session.get_session()


@functools.cache
def service_model(service: str):
    """botocore's model of one service; reading EC2's takes about a second."""
    return _session().get_service_model(service)


def entries(path: str | pathlib.Path) -> list[dict]:
    """The entries of a recording in the order of their arrival, without those that went to a control interface."""
    text = pathlib.Path(path).read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.splitlines() if line.strip()]
    return sorted((entry for entry in found if not entry["path"].startswith(CONTROL)), key=lambda entry: entry["n"])


def read_call(entry: dict) -> Call:
    """Reads a recorded request back. Raises NotAws when it names no operation of a known service."""
    scope = entry.get("scope")
    if not scope:
        raise NotAws("the request is not signed")
    if scope["service"] not in MODELS:
        raise NotAws(f"no model known for the service {scope['service']!r} of its signature")
    if service_model(MODELS[scope["service"]][0]).metadata["protocol"] == "rest-xml":
        return _read_rest(entry, scope)
    if entry["method"] != "POST" or entry["path"] != "/":
        raise NotAws(f"{entry['method']} {entry['path']} instead of POST /")
    target = entry["headers"].get("x-amz-target")
    return _read_json(entry, scope, target) if target else _read_query(entry, scope)


def _read_rest(entry: dict, scope: dict) -> Call:
    """A request that says by its method and path what it is, by its query and body with what."""
    service = MODELS[scope["service"]][0]
    url = urllib.parse.urlsplit(entry["path"])
    fitting = []
    for name in service_model(service).operation_names:
        model = service_model(service).operation_model(name)
        template = model.http["requestUri"].split("?")[0].rstrip("/")
        pattern = re.sub(r"\\\{(\w+)(\\\+)?\\\}", lambda one: f"(?P<{one[1]}>{'.+' if one[2] else '[^/]+'})", re.escape(template))
        match = re.fullmatch(pattern, url.path.rstrip("/"))
        if match and model.http["method"] == entry["method"]:
            fitting.append((len(match.groupdict()), name, model, match.groupdict()))
    if not fitting:
        raise NotAws(f"{service} has no operation for {entry['method']} {url.path}")
    # The path with the fewest variable parts is meant: /hostedzone/{Id} is not /hostedzonecount.
    _, operation, model, in_path = min(fitting, key=lambda one: one[:2])
    params, problems, body = {}, [], {}
    query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
    for name, member in model.input_shape.members.items() if model.input_shape else ():
        where, written = member.serialization.get("location"), member.serialization.get("name", name)
        if where == "uri":
            params[name] = urllib.parse.unquote(in_path[written])
        elif where == "querystring" and written in query:
            params[name] = _plain(member, query.pop(written))
        elif where is None:
            body[name] = member
    problems += [f"{key}: {operation} has no such parameter" for key in sorted(query)]
    if entry["body"]:
        root = ElementTree.fromstring(entry["body"])
        wanted = model.input_shape.serialization.get("name", f"{operation}Request")
        if _tag(root) != wanted:
            problems.append(f"the body is a {_tag(root)} instead of a {wanted}")
        params |= _structure(body, root, problems)
    return Call(entry["n"], service, operation, scope["region"], params, problems, model, entry)


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _structure(members: dict, element: ElementTree.Element, problems: list[str]) -> dict:
    """The members that an element holds."""
    names = {member.serialization.get("name", name): (name, member) for name, member in members.items()}
    found = {}
    for child in element:
        if _tag(child) not in names:
            problems.append(f"{_tag(element)} has no member {_tag(child)}")
            continue
        name, member = names[_tag(child)]
        found[name] = _xml(member, child, problems)
    return found


def _xml(shape, element: ElementTree.Element, problems: list[str]):
    if shape.type_name == "structure":
        return _structure(shape.members, element, problems)
    if shape.type_name == "list":
        item = shape.member.serialization.get("name", "member")
        problems += [f"{_tag(child)} instead of {item}" for child in element if _tag(child) != item]
        return [_xml(shape.member, child, problems) for child in element]
    return _plain(shape, element.text or "")


def _plain(shape, text: str):
    if shape.type_name in ("integer", "long"):
        return int(text)
    return {"true": True, "false": False}.get(text, text) if shape.type_name == "boolean" else text


def _operation(service: str, name: str):
    model = service_model(service)
    if name not in model.operation_names:
        raise NotAws(f"{service} has no operation {name!r}")
    return model.operation_model(name)


def _read_json(entry: dict, scope: dict, target: str) -> Call:
    prefix, _, operation = target.partition(".")
    fitting = [name for name in MODELS[scope["service"]] if service_model(name).metadata.get("targetPrefix") == prefix]
    if not fitting:
        raise NotAws(f"no model of {scope['service']} has the target prefix {prefix!r}")
    model = _operation(fitting[0], operation)
    problems = []
    wanted = f"application/x-amz-json-{service_model(fitting[0]).metadata['jsonVersion']}"
    if entry["headers"].get("content-type") != wanted:
        problems.append(f"Content-Type is {entry['headers'].get('content-type')!r} instead of {wanted!r}")
    try:
        params = json.loads(entry["body"])
    except ValueError as error:
        raise NotAws(f"the body is not JSON: {error}") from error
    if not isinstance(params, dict):
        raise NotAws("the body is not a JSON object")
    return Call(entry["n"], fitting[0], operation, scope["region"], params, problems, model, entry)


def _read_query(entry: dict, scope: dict) -> Call:
    try:
        pairs = urllib.parse.parse_qsl(entry["body"], keep_blank_values=True, strict_parsing=True)
    except ValueError as error:
        raise NotAws(f"the body is not a form: {error}") from error
    flat = dict(pairs)
    problems = [f"{key} is sent twice" for key in flat if sum(key == other for other, _ in pairs) > 1]
    version, operation = flat.pop("Version", None), flat.pop("Action", None)
    fitting = [name for name in MODELS[scope["service"]] if service_model(name).metadata["apiVersion"] == version]
    if not fitting:
        raise NotAws(f"no model of {scope['service']} has the version {version!r}")
    model = _operation(fitting[0], operation)
    content_type = entry["headers"].get("content-type", "")
    if content_type.split(";")[0].strip() != "application/x-www-form-urlencoded":
        problems.append(f"Content-Type is {content_type!r} instead of 'application/x-www-form-urlencoded'")
    form = Form(flat, ec2=service_model(fitting[0]).metadata["protocol"] == "ec2")
    params = form.structure(model.input_shape, "") if model.input_shape else {}
    problems += form.problems
    problems += [f"{key}: {operation} has no such parameter" for key in sorted(form.unread())]
    return Call(entry["n"], fitting[0], operation, scope["region"], params, problems, model, entry)


class Form:
    """The flat parameters of a query request (`Filter.1.Name=...`), taken apart by the model of the operation's input."""

    def __init__(self, flat: dict[str, str], ec2: bool) -> None:
        self.flat = flat
        self.ec2 = ec2
        self.problems: list[str] = []
        self._read: set[str] = set()

    def unread(self) -> set[str]:
        """Parameters that no member of the model claimed."""
        return set(self.flat) - self._read

    def structure(self, shape, prefix: str) -> dict:
        """A structure's members that were sent."""
        found = {}
        for name, member in shape.members.items():
            key = f"{prefix}{self._member_key(name, member)}"
            if key in self.flat or any(other.startswith(key + ".") for other in self.flat):
                value = self._value(member, key)
                if value is not None:
                    found[name] = value
        return found

    def _member_key(self, name: str, member) -> str:
        if self.ec2:
            # ec2Query: queryName, else locationName with a capital first letter, else the member's name with one.
            key = member.serialization.get("queryName")
            return key or _capital(member.serialization.get("name", name))
        if member.type_name == "list" and member.serialization.get("flattened"):
            return member.member.serialization.get("name", member.serialization.get("name", name))
        return member.serialization.get("name", name)

    def _value(self, shape, key: str):
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape, key + ".")
        if kind == "list":
            return self._list(shape, key)
        if kind == "map":
            return self._map(shape, key)
        if key not in self.flat:
            # Only longer keys were sent: they stay unread, and are said as unknown.
            return None
        self._read.add(key)
        return self._scalar(kind, key, self.flat[key])

    def _list(self, shape, key: str) -> list:
        if self.flat.get(key) == "":
            # awsQuery writes an empty list as the bare name.
            self._read.add(key)
            if self.ec2:
                self.problems.append(f"{key}: EC2 has no way to write an empty list")
            return []
        if not self.ec2 and not shape.serialization.get("flattened"):
            key = f"{key}.{shape.member.serialization.get('name', 'member')}"
        return [self._value(shape.member, f"{key}.{index}") for index in self._indices(key)]

    def _map(self, shape, key: str) -> dict:
        if not shape.serialization.get("flattened"):
            key = f"{key}.entry"
        key_name, value_name = shape.key.serialization.get("name", "key"), shape.value.serialization.get("name", "value")
        return {
            self._value(shape.key, f"{key}.{index}.{key_name}"): self._value(shape.value, f"{key}.{index}.{value_name}")
            for index in self._indices(key)
        }

    def _indices(self, key: str) -> list[int]:
        pattern = re.compile(re.escape(key) + r"\.([1-9]\d*)(?:\.|$)")
        indices = sorted({int(match[1]) for match in map(pattern.match, self.flat) if match})
        if indices != list(range(1, len(indices) + 1)):
            self.problems.append(f"{key}: numbered {indices} instead of 1, 2, 3, ...")
        return indices

    def _scalar(self, kind: str, key: str, text: str):
        try:
            if kind == "boolean":
                return {"true": True, "false": False}[text]
            if kind in ("integer", "long"):
                return int(text)
            if kind in ("float", "double"):
                return float(text)
            if kind == "blob":
                return base64.b64decode(text, validate=True)
        except (KeyError, ValueError):
            self.problems.append(f"{key}: {text!r} is no {kind}")
            # Said once: the value is left out of the further checks.
            return None
        return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
