"""Points moto's own tests, unchanged, at the practice account: a pytest plugin (`-p moto_plugin`).

moto's tests can run against a server (TEST_SERVER_MODE), and begin each test with a reset of it. Here a reset is the
practice world's own, and the tests act as account 123456789012, which they have written into them: a key from AssumeRole
acts as the account in the role's ARN, and an account never seen before starts with default VPCs, like one of moto's.
"""

import json
import os
import time
import urllib.request

import boto3
import pytest
from moto.core.config import default_user_config
from moto.core.models import ServerModeMockAWS

CONTROL = os.environ["PRACTICE_CONTROL"]
ENDPOINT = os.environ["TEST_SERVER_MODE_ENDPOINT"]
# Taken before a test can put moto's patches over it.
CLIENT = boto3.client
NAMES = {"AWS_ACCESS_KEY_ID": "AccessKeyId", "AWS_SECRET_ACCESS_KEY": "SecretAccessKey", "AWS_SESSION_TOKEN": "SessionToken"}


REAL_SLEEP = time.sleep


def control(path, **body):
    request = urllib.request.Request(
        CONTROL + path, data=json.dumps(body).encode(), headers={"content-type": "application/json"})
    urllib.request.urlopen(request, timeout=30).read()


def sleep(seconds):
    """The tests and botocore's waiters wait for AWS; the world's clock takes the step, and looks after what waits."""
    control("/clock", advance_ms=int(seconds * 1000))
    REAL_SLEEP(min(seconds, 0.3))


def begin_anew(*_):
    """Resets the world and takes the credentials of the tests' account."""
    control("/reset")
    sts = CLIENT(
        "sts", region_name="us-east-1", endpoint_url=ENDPOINT, aws_access_key_id="PRACTICESELLER",
        aws_secret_access_key="practice")
    role = sts.assume_role(RoleArn="arn:aws:iam::123456789012:role/tests", RoleSessionName="tests")["Credentials"]
    os.environ.update({name: role[member] for name, member in NAMES.items()})


# The credentials are the practice account's, and stay in the environment; no made-up ones over them.
default_user_config["core"]["mock_credentials"] = False
ServerModeMockAWS.reset = begin_anew
time.sleep = sleep


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item):
    """Between two tests nobody's clients find an old session."""
    boto3.DEFAULT_SESSION = None
    yield
