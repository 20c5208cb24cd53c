"""The AWS CLI as a client of the practice account, and its answers beside boto3's.

The command is the real `aws` beside this Python, with a botocore of its own. `same()` asks one question through both and
compares the whole answer; `aws()` makes a change, whose effect the questions after it show.
"""

import datetime
import json
import os
import pathlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from botocore import xform_name

from account import ENDPOINT, REGION, client

COMMAND = str(pathlib.Path(sys.executable).parent / "aws")
called = set()
clients = {}


def run(service, words, key, region=REGION):
    """Exit code, standard output and standard error of one command; nothing of the machine's own settings gets in."""
    environment = {
        "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": "practice", "AWS_DEFAULT_REGION": region, "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": "",
        "PATH": os.environ["PATH"], "NO_PROXY": "127.0.0.1", "PYTHONDONTWRITEBYTECODE": "1",
    }
    line = [COMMAND, "--endpoint-url", ENDPOINT, "--output", "json", service, *words]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def words_of(service, operation, flags, parameters):
    called.add((service, operation))
    given = ["--cli-input-json", json.dumps(parameters)] if parameters else []
    return [xform_name(operation, "-"), *flags, *given]


def aws(service, operation, *flags, key="PRACTICESELLER", region=REGION, **parameters):
    """What the command answers (nothing is an empty answer). Flags as a person types them, parameters as JSON."""
    code, told, wrong = run(service, words_of(service, operation, flags, parameters), key, region)
    assert code == 0, f"{operation} {flags} {parameters}: {wrong}"
    return json.loads(told) if told.strip() else {}


def refused(code, service, operation, *flags, key="PRACTICESELLER", **parameters):
    status, told, wrong = run(service, words_of(service, operation, flags, parameters), key)
    assert status != 0 and f"({code})" in wrong, f"{operation}: {code} expected: {told}{wrong}"


def by_boto3(service, operation, key="PRACTICESELLER", region=REGION, **parameters):
    """The answer as the CLI puts it together: all pages as one, without what belongs to the exchange itself."""
    if (service, key, region) not in clients:
        clients[service, key, region] = client(service, key, region=region)
    made, method = clients[service, key, region], xform_name(operation)
    if made.can_paginate(method):
        answer = made.get_paginator(method).paginate(**parameters).build_full_result()
    else:
        answer = getattr(made, method)(**parameters)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def instant(value):
    return value.timestamp() if isinstance(value, datetime.datetime) else datetime.datetime.fromisoformat(value).timestamp()


def differ(cli, boto3, path):
    """Where the two answers are not the same; times are compared as points in time."""
    if isinstance(boto3, datetime.datetime):
        if (cli if isinstance(cli, (int, float)) else instant(cli)) != instant(boto3):
            yield f"{path}: {cli} and {boto3}"
    elif isinstance(boto3, dict) and isinstance(cli, dict):
        for name in boto3.keys() | cli.keys():
            yield from differ(cli.get(name), boto3.get(name), f"{path}.{name}")
    elif isinstance(boto3, list) and isinstance(cli, list) and len(cli) == len(boto3):
        for index, (left, right) in enumerate(zip(cli, boto3)):
            yield from differ(left, right, f"{path}[{index}]")
    elif cli != boto3:
        yield f"{path}: {cli} and {boto3}"


def same(service, operation, key="PRACTICESELLER", region=REGION, **parameters):
    """Asks both, and gives back the answer that both gave. What waits for name servers may change in between: then again."""
    for _ in range(3):
        told = aws(service, operation, key=key, region=region, **parameters)
        wrong = list(differ(told, by_boto3(service, operation, key, region, **parameters), operation))
        if not wrong:
            return told
    raise AssertionError(f"the AWS CLI and boto3 disagree: {wrong}")


def all_same(*questions):
    """Several questions at once, for each start of the command costs the processor half a second: (service, operation, parameters)."""
    # boto3's clients are made before, one after the other: making one is not safe from several threads.
    for service, *_ in questions:
        clients.setdefault((service, "PRACTICESELLER", REGION), client(service))
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(same, service, operation, **parameters) for service, operation, parameters in questions]
        return [one.result() for one in asked]
