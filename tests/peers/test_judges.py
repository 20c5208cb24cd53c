"""The judges must be able to say no: each test hands them one wrong thing."""

import json
import pathlib
import tempfile
import unittest

import judge_policies
import normalise_calls
import validate_requests
import wire
from test_moto import run

ELB = "Action=CreateLoadBalancer&Version=2015-12-01&Name=api&Type=network&Scheme=internal&Subnets.member.1=subnet-0a1b2c3d4e5f60718"
EC2 = "Action=DescribeSubnets&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=vpc-0a1b2c3d4e5f60718"
SERVICE = (
    "Action=CreateVpcEndpointServiceConfiguration&Version=2016-11-15&AcceptanceRequired=true&ClientToken=t-1"
    "&NetworkLoadBalancerArn.1=arn%3Aaws%3Aelasticloadbalancing%3Aeu-west-1%3A111122223333%3Aloadbalancer%2Fnet%2Fapi%2F0123456789abcdef"
    "&TagSpecification.1.ResourceType=vpc-endpoint-service&TagSpecification.1.Tag.1.Key=gangway%3Aonboarding"
    "&TagSpecification.1.Tag.1.Value=00000000-0000-4000-8000-000000000001"
)
CERTIFICATE = {"DomainName": "api.vpce.example.com", "ValidationMethod": "DNS", "IdempotencyToken": "abc"}


def query(body: str, service: str = "elasticloadbalancing", **changed: object) -> dict:
    """A recorded query request."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    scope = {"region": "eu-west-1", "service": service}
    return {"n": 1, "method": "POST", "path": "/", "headers": headers, "scope": scope, "body": body, "status": 200} | {
        "response": "",
        "truncated": False,
        **changed,
    }


def acm(params: dict, operation: str = "RequestCertificate", **changed: object) -> dict:
    """A recorded ACM request."""
    headers = {"content-type": "application/x-amz-json-1.1", "x-amz-target": f"CertificateManager.{operation}"}
    return query(json.dumps(params), "acm", headers=headers, **changed)


class Requests(unittest.TestCase):
    """validate_requests, request by request."""

    def problems(self, entry: dict) -> str:
        """What is said about a request, as one text."""
        try:
            return "\n".join(validate_requests.request_problems(wire.read_call(entry)))
        except wire.NotAws as problem:
            return str(problem)

    def test_right_ones_pass(self) -> None:
        for entry in (query(ELB), query(EC2, "ec2"), query(SERVICE, "ec2"), acm(CERTIFICATE)):
            self.assertEqual(self.problems(entry), "")

    def test_parameters_are_rebuilt(self) -> None:
        self.assertEqual(
            wire.read_call(query(EC2, "ec2")).params, {"Filters": [{"Name": "vpc-id", "Values": ["vpc-0a1b2c3d4e5f60718"]}]}
        )
        self.assertEqual(wire.read_call(query(ELB)).params["Subnets"], ["subnet-0a1b2c3d4e5f60718"])
        service = wire.read_call(query(SERVICE, "ec2")).params
        self.assertIs(service["AcceptanceRequired"], True)
        self.assertEqual(service["TagSpecifications"][0]["Tags"][0]["Key"], "gangway:onboarding")

    def test_unknown_parameter(self) -> None:
        self.assertIn("Colour: CreateLoadBalancer has no such parameter", self.problems(query(ELB + "&Colour=red")))
        # The member's name instead of its name on the wire.
        self.assertIn("Filters.1.Name", self.problems(query(EC2.replace("Filter.1", "Filters.1"), "ec2")))
        # A list in the other protocol's form.
        self.assertIn("Subnets.1", self.problems(query(ELB.replace("Subnets.member.1", "Subnets.1"))))
        self.assertIn("Colour", self.problems(acm(CERTIFICATE | {"Colour": "red"})))

    def test_missing_required_member(self) -> None:
        self.assertIn('Missing required parameter in input: "Name"', self.problems(query(ELB.replace("&Name=api", ""))))
        self.assertIn('"DomainName"', self.problems(acm({"ValidationMethod": "DNS"})))

    def test_wrong_type(self) -> None:
        self.assertIn("no boolean", self.problems(query(SERVICE.replace("Required=true", "Required=True"), "ec2")))
        self.assertIn("Invalid type", self.problems(acm(CERTIFICATE | {"SubjectAlternativeNames": "api.example.com"})))

    def test_enum(self) -> None:
        self.assertIn("'Network' is none of", self.problems(query(ELB.replace("Type=network", "Type=Network"))))
        self.assertIn("'TXT' is none of", self.problems(acm(CERTIFICATE | {"ValidationMethod": "TXT"})))

    def test_pattern_and_length(self) -> None:
        self.assertIn("does not match", self.problems(acm(CERTIFICATE | {"IdempotencyToken": "a-b"})))
        self.assertIn("33 characters, 32 at most", self.problems(acm(CERTIFICATE | {"IdempotencyToken": "a" * 33})))
        self.assertIn("does not match", self.problems(acm(CERTIFICATE | {"DomainName": "api_vpce.example.com"})))

    def test_range(self) -> None:
        target = "Action=CreateTargetGroup&Version=2015-12-01&Name=api&Protocol=TCP&Port={}"
        self.assertEqual(self.problems(query(target.format(65535))), "")
        self.assertIn("more than 65535", self.problems(query(target.format(65536))))
        self.assertIn("Port", self.problems(query(target.format(0))))

    def test_what_no_operation_is(self) -> None:
        self.assertIn("has no operation", self.problems(query("Action=CreateBridge&Version=2016-11-15", "ec2")))
        self.assertIn("has no operation", self.problems(acm({}, "RequestBridge")))
        self.assertIn("has the version", self.problems(query(EC2.replace("2016-11-15", "2013-01-01"), "ec2")))
        self.assertIn("not signed", self.problems(query(EC2, "ec2", scope=None)))
        self.assertIn("instead of POST /", self.problems(query(EC2, "ec2", path="/somewhere")))

    def test_form_of_the_body(self) -> None:
        self.assertIn("numbered [2]", self.problems(query(EC2.replace("Filter.1", "Filter.2"), "ec2")))
        self.assertIn("sent twice", self.problems(query(ELB + "&Name=api")))
        self.assertIn("Content-Type", self.problems(query(ELB, headers={})))


class Answers(unittest.TestCase):
    """validate_requests --responses, answer by answer."""

    def problems(self, entry: dict) -> str:
        """What is said about the answer to a right request."""
        return "\n".join(validate_requests.response_problems(wire.read_call(entry)))

    def test_right_ones_pass(self) -> None:
        subnets = (
            '<DescribeSubnetsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
            "<requestId>r</requestId><subnetSet>%s</subnetSet></DescribeSubnetsResponse>"
        )
        self.assertEqual(self.problems(query(EC2, "ec2", response=subnets % "<item><subnetId>subnet-1</subnetId></item>")), "")
        self.assertEqual(self.problems(query(EC2, "ec2", response=subnets % "")), "")

    def test_missing_member(self) -> None:
        self.assertIn("lacks CertificateArn", self.problems(acm(CERTIFICATE, response="{}")))

    def test_unknown_member(self) -> None:
        self.assertIn("unknown member Arn", self.problems(acm(CERTIFICATE, response='{"CertificateArn": "a", "Arn": "a"}')))
        wrong = "<DescribeSubnetsResponse><subnetSet><item><SubnetId>subnet-1</SubnetId></item></subnetSet></DescribeSubnetsResponse>"
        self.assertIn("unknown element subnetSet.SubnetId", self.problems(query(EC2, "ec2", response=wrong)))

    def test_unreadable(self) -> None:
        self.assertIn("can't read the answer", self.problems(query(EC2, "ec2", response="<html>")))

    def test_errors_are_not_judged(self) -> None:
        self.assertEqual(self.problems(query(EC2, "ec2", response="<html>", status=500)), "")


class Comparisons(unittest.TestCase):
    """normalise_calls on pairs of recordings."""

    def compare(self, one: list[dict], other: list[dict], *options: str) -> tuple[int, str]:
        """Writes both recordings and compares them."""
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, recorded in (("one", one), ("other", other)):
                path = pathlib.Path(folder) / name
                path.write_text("".join(json.dumps(entry | {"n": n}) + "\n" for n, entry in enumerate(recorded)), encoding="utf-8")
                paths.append(str(path))
            return run(normalise_calls, *paths, *options)

    def test_ids_tokens_accounts_do_not_count(self) -> None:
        other = SERVICE.replace("111122223333", "123456789012").replace("0123456789abcdef", "fedcba9876543210")
        other = other.replace("ClientToken=t-1", "ClientToken=t-2").replace("-000000000001", "-000000000002")
        self.assertEqual(self.compare([query(SERVICE, "ec2")], [query(other, "ec2")])[0], 0)

    def test_other_values_count(self) -> None:
        other = SERVICE.replace("AcceptanceRequired=true", "AcceptanceRequired=false")
        self.assertEqual(self.compare([query(SERVICE, "ec2")], [query(other, "ec2")])[0], 1)

    def test_a_missing_or_failed_call_counts(self) -> None:
        self.assertEqual(self.compare([query(SERVICE, "ec2"), query(ELB)], [query(SERVICE, "ec2")])[0], 1)
        self.assertEqual(self.compare([query(ELB)], [query(ELB, status=400)])[0], 1)

    def test_order_counts(self) -> None:
        self.assertEqual(self.compare([query(SERVICE, "ec2"), query(ELB)], [query(ELB), query(SERVICE, "ec2")])[0], 1)

    def test_which_of_two_things_is_meant_counts(self) -> None:
        first, second = ELB, ELB.replace("subnet-0a1b2c3d4e5f60718", "subnet-1a1b2c3d4e5f60718")
        self.assertEqual(self.compare([query(first), query(second)], [query(second), query(first)])[0], 0)
        self.assertEqual(self.compare([query(first), query(second)], [query(first), query(first)])[0], 1)

    def test_reads_are_compared_on_demand(self) -> None:
        one, other = [query(ELB), query(EC2, "ec2")], [query(ELB)]
        self.assertEqual(self.compare(one, other)[0], 0)
        code, said = self.compare(one, other, "--reads")
        self.assertEqual(code, 1)
        self.assertIn("ec2:DescribeSubnets is asked only in", said)

    def test_the_table_of_exceptions_is_left_out(self) -> None:
        start = "Action=StartVpcEndpointServicePrivateDnsVerification&Version=2016-11-15&ServiceId=vpce-svc-0a1b2c3d4e5f60718"
        self.assertEqual(self.compare([query(ELB), query(start, "ec2")], [query(ELB)])[0], 0)

    def test_nothing_to_compare_is_not_green(self) -> None:
        self.assertEqual(self.compare([], [])[0], 1)


class Policies(unittest.TestCase):
    """judge_policies.py, on a policy that is right and on one with each kind of mistake."""

    STATEMENT = {
        "Sid": "MakeLoadBalancer",
        "Effect": "Allow",
        "Action": ["elasticloadbalancing:CreateLoadBalancer"],
        "Resource": ["arn:aws:elasticloadbalancing:*:111122223333:loadbalancer/net/*/*"],
        "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1", "elasticloadbalancing:Scheme": "internal"}},
    }

    def judged(self, **changed: object) -> int:
        """What the judge ends with."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "policy.json"
            path.write_text(json.dumps({"Version": "2012-10-17", "Statement": [self.STATEMENT | changed]}))
            return judge_policies.main([str(path)])

    def test_a_good_one(self) -> None:
        self.assertEqual(self.judged(), 0)

    def test_mistakes(self) -> None:
        self.assertEqual(self.judged(Action=["elasticloadbalancing:CreateNetworkLoadBalancer"]), 1, "no such action")
        self.assertEqual(self.judged(Condition={"StringEquals": {"elasticloadbalancing:Schema": "internal"}}), 1, "no such key")
        self.assertEqual(self.judged(Condition={"StringEquals": {"ec2:VpceServiceName": "x"}}), 1, "another service's key")
        self.assertEqual(self.judged(Resource=["arn:aws:ec2:*:111122223333:vpc-endpoint/*"]), 1, "a resource that the action is not about")
        self.assertEqual(self.judged(Effect="Permit"), 1, "no such effect")
        endpoint = {"Action": ["ec2:CreateVpcEndpoint"], "Resource": ["arn:aws:ec2:*:111122223333:vpc-endpoint/*"], "Condition": {}}
        self.assertEqual(self.judged(**endpoint), 1, "a required resource that no statement has")


if __name__ == "__main__":
    unittest.main()
