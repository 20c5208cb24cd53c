"""moto behind the recording proxy: a whole journey of calls is recorded, validates, and every row of moto-cannot.toml is true."""

import contextlib
import io
import json
import logging
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import unittest
import unittest.mock

import boto3
import botocore.config
import botocore.exceptions

import moto_start
import normalise_calls
import read_back
import record_proxy
import validate_requests
from wire import entries

HERE = pathlib.Path(__file__).parent


def run(program, *arguments: str) -> tuple[int, str]:
    """Runs a piece's main() as its command line would; returns its exit code and what it printed."""
    said = io.StringIO()
    with unittest.mock.patch.object(sys, "argv", [program.__name__, *arguments]), contextlib.redirect_stdout(said):
        code = program.main()
    return code, said.getvalue()


class Endpoint:
    """moto with a recording proxy in front of it, and clients for both."""

    def __init__(self, recording: pathlib.Path, region: str = "eu-west-1") -> None:
        self.region = region
        self.moto = moto_start.start(certificate_wait=1)
        host, port = self.moto.get_host_and_port()
        self.direct = f"http://{host}:{port}"
        self.proxy = record_proxy.serve(("127.0.0.1", 0), self.direct, str(recording))
        self.endpoint = f"http://127.0.0.1:{self.proxy.server_address[1]}"
        self.world = moto_start.seed(self.direct, region)

    def client(self, service: str):
        """A client without retries, so that one call is one request."""
        retries = botocore.config.Config(retries={"total_max_attempts": 1})
        keys = {"aws_access_key_id": "REHEARSAL", "aws_secret_access_key": "rehearsal"}
        return boto3.client(service, region_name=self.region, endpoint_url=self.endpoint, config=retries, **keys)

    def close(self) -> None:
        """Ends both servers."""
        self.proxy.shutdown()
        self.proxy.server_close()
        self.moto.stop()


def load_balancer(at: Endpoint, name: str) -> str:
    """The load balancer's part of the journey; returns the ARN."""
    elb = at.client("elbv2")
    tags = [{"Key": "gangway:change", "Value": "eu-west-1/load-balancer/create"}]
    made = elb.create_load_balancer(Name=name, Type="network", Scheme="internal", Subnets=at.world["subnets"], Tags=tags)
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    group = elb.create_target_group(Name=name, Protocol="TCP", Port=8443, VpcId=at.world["vpc"], TargetType="instance")
    group_arn = group["TargetGroups"][0]["TargetGroupArn"]
    elb.register_targets(TargetGroupArn=group_arn, Targets=[{"Id": instance} for instance in at.world["instances"]])
    elb.create_listener(
        LoadBalancerArn=arn, Protocol="TCP", Port=443, DefaultActions=[{"Type": "forward", "TargetGroupArn": group_arn}]
    )
    elb.describe_load_balancers()
    return arn


def journey(at: Endpoint) -> str:
    """The calls of a seller's journey, thinned; returns the endpoint service's id."""
    at.client("sts").get_caller_identity()
    ec2, acm = at.client("ec2"), at.client("acm")
    ec2.describe_vpcs()
    ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [at.world["vpc"]]}])
    arn = load_balancer(at, "api")
    service = ec2.create_vpc_endpoint_service_configuration(NetworkLoadBalancerArns=[arn], AcceptanceRequired=True)
    service_id = service["ServiceConfiguration"]["ServiceId"]
    ec2.modify_vpc_endpoint_service_permissions(ServiceId=service_id, AddAllowedPrincipals=["arn:aws:iam::444455556666:root"])
    ec2.describe_vpc_endpoint_service_permissions(ServiceId=service_id)
    certificate = acm.request_certificate(DomainName="api.vpce.example.com", ValidationMethod="DNS", IdempotencyToken="abc123")
    acm.describe_certificate(CertificateArn=certificate["CertificateArn"])
    return service_id


class OnMoto(unittest.TestCase):
    """One moto for all tests: it is started once."""

    @classmethod
    def setUpClass(cls) -> None:
        # moto logs a traceback for each of the 500 that the table is about.
        logging.disable(logging.CRITICAL)
        cls.addClassCleanup(logging.disable, logging.NOTSET)
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.recording = pathlib.Path(cls.folder.name) / "calls.jsonl"
        cls.at = Endpoint(cls.recording)
        cls.addClassCleanup(cls.at.close)
        cls.service_id = journey(cls.at)
        # The proof of the journey, before other tests add requests of their own.
        cls.first = cls.recording.read_text(encoding="utf-8")

    def kept(self, name: str, text: str) -> str:
        """Writes a recording into the folder and returns its path."""
        path = pathlib.Path(self.folder.name) / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def test_the_journey_validates_with_its_answers(self) -> None:
        code, said = run(validate_requests, self.kept("journey.jsonl", self.first), "--responses")
        self.assertEqual((code, said), (0, "13 requests of 13 operations valid\n13 answers read\n"), said)

    def test_the_account_is_read_back(self) -> None:
        read = {}
        for name in ("load_balancers", "target_groups", "endpoint_services", "certificates"):
            read[name] = getattr(read_back.Account(self.at.direct, "REHEARSAL", "rehearsal", self.at.region), name)()
        balancer = next(found for found in read["load_balancers"] if found["name"] == "api")
        group = next(found for found in read["target_groups"] if found["port"] == 8443)
        self.assertEqual((balancer["scheme"], balancer["subnets"]), ("internal", sorted(self.at.world["subnets"])))
        self.assertEqual(balancer["tags"], {"gangway:change": "eu-west-1/load-balancer/create"})
        self.assertEqual([listener["forwards_to"] for listener in balancer["listeners"]], [[group["arn"]]])
        self.assertEqual([target["id"] for target in group["targets"]], sorted(self.at.world["instances"]))
        service = next(found for found in read["endpoint_services"] if found["id"] == self.service_id)
        self.assertIn("arn:aws:iam::444455556666:root", service["permissions"])
        self.assertIn(["api.vpce.example.com"], [certificate["names"] for certificate in read["certificates"]])

    def test_the_recording_holds_scope_and_no_signature(self) -> None:
        recorded = entries(self.kept("scope.jsonl", self.first))
        self.assertEqual(recorded[0]["scope"], {"region": "eu-west-1", "service": "sts"})
        self.assertNotIn("Signature=", self.first)
        self.assertNotIn("REHEARSAL", self.first)

    def test_the_same_journey_elsewhere_is_the_same_calls(self) -> None:
        recording = pathlib.Path(self.folder.name) / "second.jsonl"
        # moto keeps one world a process: another Region is as far away as another account.
        second = Endpoint(recording, "us-east-1")
        try:
            journey(second)
        finally:
            second.close()
        code, said = run(normalise_calls, self.kept("one.jsonl", self.first), str(recording), "--reads")
        self.assertEqual((code, said), (0, "7 mutating calls are the same.\n"), said)

    def test_a_closed_upstream_is_passed_on_as_no_answer(self) -> None:
        recording = pathlib.Path(self.folder.name) / "closed.jsonl"
        proxy = record_proxy.serve(("127.0.0.1", 0), "http://127.0.0.1:1", str(recording))
        try:
            config = botocore.config.Config(retries={"total_max_attempts": 1})
            where = f"http://127.0.0.1:{proxy.server_address[1]}"
            keys = {"aws_access_key_id": "REHEARSAL", "aws_secret_access_key": "rehearsal"}
            client = boto3.client("ec2", region_name="eu-west-1", endpoint_url=where, config=config, **keys)
            with self.assertRaises(botocore.exceptions.ConnectionClosedError):
                client.describe_vpcs()
        finally:
            proxy.shutdown()
            proxy.server_close()
        self.assertIsNone(entries(recording)[0]["status"])

    def test_secrets_of_an_answer_are_not_recorded(self) -> None:
        role = "arn:aws:iam::444455556666:role/customer"
        answer = self.at.client("sts").assume_role(RoleArn=role, RoleSessionName="customer")
        recorded = self.recording.read_text(encoding="utf-8")
        self.assertNotIn(answer["Credentials"]["SecretAccessKey"], recorded)
        self.assertNotIn(answer["Credentials"]["SessionToken"], recorded)

    def test_every_row_of_the_table_is_true(self) -> None:
        table = tomllib.loads((HERE / "moto-cannot.toml").read_text(encoding="utf-8"))["operation"]
        for row in table:
            with self.subTest(row["name"]):
                if "status" in row:
                    self.assertEqual(self.status_of(row["service"], row["name"]), row["status"])
                else:
                    getattr(self, f"prove_{row['name']}")()

    def status_of(self, service: str, operation: str) -> int:
        """How moto answers an operation, on the endpoint service where it is about one."""
        client = self.at.client(service)
        method = {client.meta.method_to_api_mapping[name]: name for name in client.meta.method_to_api_mapping}[operation]
        of_connections = {"ServiceId": self.service_id, "VpcEndpointIds": ["vpce-0a1b2c3d4e5f60718"]}
        arguments = {
            "DescribeVpcEndpointConnections": {},
            "ListServiceQuotas": {"ServiceCode": "vpc"},
            "StartVpcEndpointServicePrivateDnsVerification": {"ServiceId": self.service_id},
        }.get(operation, of_connections)
        try:
            return getattr(client, method)(**arguments)["ResponseMetadata"]["HTTPStatusCode"]
        except botocore.exceptions.ClientError as error:
            return error.response["ResponseMetadata"]["HTTPStatusCode"]
        except botocore.parsers.ResponseParserError:
            # An HTML page: what the recording says counts.
            return entries(self.recording)[-1]["status"]

    def prove_CreateVpcEndpointServiceConfiguration(self) -> None:
        ec2, arn = self.at.client("ec2"), load_balancer(self.at, "twice")
        twice = [
            ec2.create_vpc_endpoint_service_configuration(
                NetworkLoadBalancerArns=[arn], ClientToken="the-same", PrivateDnsName="api.example.com"
            )["ServiceConfiguration"]
            for _ in range(2)
        ]
        self.assertNotEqual(twice[0]["ServiceId"], twice[1]["ServiceId"])
        self.assertEqual(twice[0]["ServiceState"], "Available")
        self.assertEqual(twice[0]["PrivateDnsNameConfiguration"]["State"], "verified")

    def prove_DescribeVpcEndpointServiceConfigurations(self) -> None:
        wanted = [{"Name": "service-name", "Values": ["there-is-none"]}]
        answer = self.at.client("ec2").describe_vpc_endpoint_service_configurations(Filters=wanted)
        self.assertTrue(answer["ServiceConfigurations"])

    def prove_ModifyVpcEndpointServicePermissions(self) -> None:
        ec2, made_up = self.at.client("ec2"), "not a principal at all"
        ec2.modify_vpc_endpoint_service_permissions(ServiceId=self.service_id, AddAllowedPrincipals=[made_up])
        allowed = ec2.describe_vpc_endpoint_service_permissions(ServiceId=self.service_id)["AllowedPrincipals"]
        self.assertIn(made_up, [principal["Principal"] for principal in allowed])


class AsPrograms(unittest.TestCase):
    """The pieces as a test starts them: a line of JSON on stdout, the end when stdin closes."""

    def test_moto_and_proxy_end_with_their_input(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            moto = self.start("moto_start.py", "--region", "us-east-1")
            world = json.loads(moto.stdout.readline())
            self.assertEqual((world["account"], len(set(world["zones"])), len(world["instances"])), ("123456789012", 3, 3))
            proxy = self.start("record_proxy.py", "--upstream", world["endpoint"], "--out", f"{folder}/calls.jsonl")
            self.assertIn("http://127.0.0.1:", json.loads(proxy.stdout.readline())["endpoint"])
            for program in (proxy, moto):
                program.stdin.close()
                self.assertEqual(program.wait(timeout=10), 0)

    def start(self, *command: str) -> subprocess.Popen:
        """Starts a piece with pipes, killed in any case at the end of the test."""
        program = subprocess.Popen(
            [sys.executable, str(HERE / command[0]), *command[1:]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

        def end() -> None:
            program.kill()
            program.wait()
            program.stdout.close()

        self.addCleanup(end)
        return program


if __name__ == "__main__":
    unittest.main()
