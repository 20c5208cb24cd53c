"""Signing in with IAM Identity Center by a device code, as boto3's own clients do it, and what the credentials are good for.

    boto3_sign_in.py ENDPOINT CONTROL
"""

import json
import time
import urllib.error
import urllib.parse
import urllib.request

from account import CONTROL, client, control, done, every, refused

START = "https://practice.awsapps.com/start"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
oidc, portal = client("sso-oidc"), client("sso")

assert oidc.meta.service_model.operation_model("CreateToken").auth_type == "none"
mine = oidc.register_client(clientName="judge", clientType="public", scopes=["sso:account:access"])
assert mine["clientSecretExpiresAt"] - mine["clientIdIssuedAt"] == 90 * 24 * 3600
me = {"clientId": mine["clientId"], "clientSecret": mine["clientSecret"]}
refused("InvalidClientMetadataException", oidc.register_client, clientName="judge", clientType="confidential")
refused("InvalidScopeException", oidc.register_client, clientName="judge", clientType="public", scopes=["everything"])
refused("InvalidClientException", oidc.start_device_authorization, clientId=me["clientId"], clientSecret="x", startUrl=START)
refused("InvalidRequestException", oidc.start_device_authorization, **me, startUrl="https://elsewhere.awsapps.com/start")
refused("UnsupportedGrantTypeException", oidc.create_token, **me, grantType="password")
refused("InvalidRequestException", oidc.create_token, **me, grantType=DEVICE)
refused("InvalidGrantException", oidc.create_token, **me, grantType=DEVICE, deviceCode="nonsense")


def begin():
    code = oidc.start_device_authorization(**me, startUrl=START)
    assert (code["expiresIn"], code["interval"]) == (600, 1)
    assert code["verificationUriComplete"] == f"{code['verificationUri']}?user_code={code['userCode']}"
    return code


def token(code):
    return oidc.create_token(**me, grantType=DEVICE, deviceCode=code["deviceCode"])


def pending(code):
    refused("AuthorizationPendingException", oidc.create_token, **me, grantType=DEVICE, deviceCode=code["deviceCode"])


def state(code):
    with urllib.request.urlopen(CONTROL + "/sign-ins", timeout=30) as answer:
        return next(one["state"] for one in json.load(answer) if one["user_code"] == code["userCode"])


# Denied, run out, and what a fault says.
for decision, error in (("deny", "AccessDeniedException"), ("expire", "ExpiredTokenException")):
    code = begin()
    pending(code)
    control("/sign-ins", user_code=code["userCode"], decision=decision)
    refused(error, oidc.create_token, **me, grantType=DEVICE, deviceCode=code["deviceCode"])
code = begin()
for how, error in (("denied", "AccessDeniedException"), ("expired", "ExpiredTokenException"), ("slow-down", "SlowDownException")):
    control("/faults", name="sign-in-fails", parameters={"how": how})
    refused(error, oidc.create_token, **me, grantType=DEVICE, deviceCode=code["deviceCode"])
pending(code)

# Allowed on the page that stands for the browser: its own form is taken, one from elsewhere is not.
page = urllib.request.urlopen(code["verificationUriComplete"], timeout=30).read().decode()
assert code["userCode"] in page and "judge" in page and "<script" not in page
answer = urllib.parse.urlencode({"user_code": code["userCode"], "decision": "approve"}).encode()
place = code["verificationUri"]
foreign = urllib.request.Request(place, data=answer, headers={"Origin": "https://elsewhere.example"})
try:
    urllib.request.urlopen(foreign, timeout=30)
    raise AssertionError("a form from elsewhere was taken")
except urllib.error.HTTPError as error:
    assert error.code == 403
own = "http://" + urllib.parse.urlsplit(place).netloc
urllib.request.urlopen(urllib.request.Request(place, data=answer, headers={"Origin": own}), timeout=30)
assert state(code) == "approved"
given = token(code)
assert given["tokenType"] == "Bearer" and 3500 < given["expiresIn"] <= 3600 and state(code) == "used"
refused("InvalidGrantException", oidc.create_token, **me, grantType=DEVICE, deviceCode=code["deviceCode"])

# Accounts, roles and credentials that sign.
held = given["accessToken"]
accounts = every(portal, "list_accounts", "accountList", accessToken=held, PaginationConfig={"PageSize": 3})
assert [one["accountName"] for one in accounts] == [
    "Practice product", "Practice customer", "Practice DNS", "Practice Marketplace listing"]
roles = every(portal, "list_account_roles", "roleList", accessToken=held, accountId="111122223333", PaginationConfig={"PageSize": 1})
assert [one["roleName"] for one in roles] == ["ProductEngineer", "ReadOnly"]
refused("ForbiddenException", portal.list_account_roles, accessToken=held, accountId="999999999999")
refused("ForbiddenException", portal.get_role_credentials, accessToken=held, accountId="111122223333", roleName="Nobody")
refused("UnauthorizedException", portal.list_accounts, accessToken="nonsense")


def role(access, account, name):
    return portal.get_role_credentials(accessToken=access, accountId=account, roleName=name)["roleCredentials"]


keys = role(held, "777788889999", "DnsAdministrator")
assert 3_500_000 < keys["expiration"] - time.time() * 1000 < 3_601_000
who = client("sts", keys["accessKeyId"], keys["sessionToken"]).get_caller_identity()
assert who["Account"] == "777788889999"
assert who["Arn"].startswith("arn:aws:sts::777788889999:assumed-role/AWSReservedSSO_DnsAdministrator_"), who
assert client("ec2", keys["accessKeyId"], keys["sessionToken"]).describe_vpcs()["Vpcs"]

# Renewed without a browser; a program that has not asked for it can't.
renewed = oidc.create_token(**me, grantType="refresh_token", refreshToken=given["refreshToken"])
assert renewed["accessToken"] != held
refused("InvalidGrantException", oidc.create_token, **me, grantType="refresh_token", refreshToken="nonsense")
plain = oidc.register_client(clientName="plain", clientType="public")
me, kept = {"clientId": plain["clientId"], "clientSecret": plain["clientSecret"]}, me
code = begin()
control("/sign-ins", user_code=code["userCode"].lower(), decision="approve")
assert "refreshToken" not in token(code)
me = kept

# Signed out, and sessions that somebody ended: tokens, renewals and the credentials of roles.
portal.logout(accessToken=renewed["accessToken"])
refused("UnauthorizedException", portal.list_accounts, accessToken=renewed["accessToken"])
portal.list_accounts(accessToken=held)
control("/sign-ins/end")
refused("UnauthorizedException", portal.list_accounts, accessToken=held)
refused("InvalidGrantException", oidc.create_token, **me, grantType="refresh_token", refreshToken=given["refreshToken"])
refused("ExpiredToken", client("sts", keys["accessKeyId"], keys["sessionToken"]).get_caller_identity)
client("sts").get_caller_identity()

# What goes wrong with every service, in these services' own words.
for error, code in (("Throttling", "TooManyRequestsException"), ("ExpiredToken", "UnauthorizedException"),
                    ("AccessDenied", "ForbiddenException"), ("InvalidParameter", "InvalidRequestException")):
    control("/faults", name="call-fails", parameters={"action": "ListAccounts", "error": error})
    refused(code, portal.list_accounts, accessToken=held)
control("/faults", name="call-fails", parameters={"action": "RegisterClient", "error": "Throttling"})
refused("SlowDownException", oidc.register_client, clientName="judge", clientType="public")
# A wrong clock and keys that have expired are nothing to somebody who has none.
for name, parameters in (("clock-skew", {}), ("credentials-expire", {"account": "any"}), ("access-denied", {"action": "*", "account": "any"})):
    control("/faults", name=name, parameters=parameters)
oidc.register_client(clientName="judge", clientType="public")
done()
