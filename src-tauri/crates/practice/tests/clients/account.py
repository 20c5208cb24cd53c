"""What the scripts share that look at the practice account with boto3.

Called as `SCRIPT ENDPOINT CONTROL`. Every answer is also checked against botocore's own output shapes: members, types and
enums alike. `done()` prints which operations of which service were called; anything unexpected ends a script with a traceback.
"""

import datetime
import json
import sys
import time
import urllib.request

import boto3
import botocore.exceptions
from botocore.config import Config
from botocore.validate import ParamValidator
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ENDPOINT, CONTROL = sys.argv[1:3]
REGION = "eu-west-1"
calls = []


def control(path, **body):
    data = json.dumps(body).encode()
    request = urllib.request.Request(CONTROL + path, data=data, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def passes(seconds):
    control("/clock", advance_ms=seconds * 1000)


def eventually(what, look, wanted):
    """What the world does by itself a few times a second, once its clock says so."""
    deadline = time.monotonic() + 20
    while (found := look()) != wanted:
        assert time.monotonic() < deadline, f"{what}: {found}, not {wanted}"
        time.sleep(0.1)


def outside_enums(value, shape, path):
    if shape.type_name == "structure":
        for name, inner in value.items():
            yield from outside_enums(inner, shape.members[name], f"{path}.{name}")
    elif shape.type_name == "list":
        for inner in value:
            yield from outside_enums(inner, shape.member, path)
    elif shape.name == "State" and value.lower() in (state.lower() for state in shape.enum):
        pass  # EC2's model lists an endpoint's states with a capital letter, the wire has none.
    elif shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{path}: {value}"


def filled(value, shape):
    """The value without the empty lists that its shape does not have."""
    if shape.type_name == "structure":
        there = {name: inner for name, inner in value.items() if inner != [] or not shape.members[name].metadata.get("min")}
        return {name: filled(inner, shape.members[name]) for name, inner in there.items()}
    return [filled(inner, shape.member) for inner in value] if shape.type_name == "list" else value


def check(http_response, parsed, model, **_):
    calls.append((model.service_model.service_name, model.name))
    assert parsed["ResponseMetadata"]["RequestId"], model.name
    if http_response.status_code < 300 and model.output_shape is not None:
        members = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
        # The models' smallest sizes are those of requests: an answer without tags has an empty list of them.
        report = ParamValidator().validate(filled(members, model.output_shape), model.output_shape)
        assert not report.has_errors(), f"{model.name}: {report.generate_report()}"
        strange = list(outside_enums(members, model.output_shape, model.name))
        assert not strange, strange


def client(service, key="PRACTICESELLER", token=None, region=REGION):
    made = boto3.client(
        service, region_name=region, endpoint_url=ENDPOINT, aws_access_key_id=key, aws_secret_access_key="practice",
        aws_session_token=token, config=Config(retries={"total_max_attempts": 1}))
    made.meta.events.register("after-call", check)
    return made


def refused(code, call, **parameters):
    try:
        call(**parameters)
    except botocore.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error
    else:
        raise AssertionError(f"{code} expected")


def every(made, operation, member, **parameters):
    pages = made.get_paginator(operation).paginate(**parameters)
    return [item for page in pages for item in page[member]]


def self_signed(domain):
    """A certificate and its key, in PEM."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)])
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    signed = builder.not_valid_before(now - day).not_valid_after(now + 90 * day).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    return signed.public_bytes(pem), key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def done():
    print(json.dumps(sorted(set(calls))))
