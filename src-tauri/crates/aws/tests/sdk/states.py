"""The states of everything in the two practice accounts, as boto3 sees them: one line of JSON for each line on standard input.

    states.py ENDPOINT

`states.rs` says the same as the Rust SDK sees it.
"""

import json
import sys

import boto3
import botocore.exceptions
from botocore.config import Config


def client(service, key):
    return boto3.client(service, region_name="eu-west-1", endpoint_url=sys.argv[1], aws_access_key_id=key,
                        aws_secret_access_key="practice", config=Config(retries={"total_max_attempts": 1}, proxies={}))


def account(key):
    return {service: client(service, key) for service in ("ec2", "elbv2", "acm")}


def every(made, operation, member):
    return [item for page in made.get_paginator(operation).paginate() for item in page[member]]


def of_account(clients):
    ec2, elb, acm = clients["ec2"], clients["elbv2"], clients["acm"]
    states = {}
    for vpc in every(ec2, "describe_vpcs", "Vpcs"):
        states[vpc["VpcId"]] = vpc["State"]
    for subnet in every(ec2, "describe_subnets", "Subnets"):
        states[subnet["SubnetId"]] = subnet["State"]
    for reservation in every(ec2, "describe_instances", "Reservations"):
        for instance in reservation["Instances"]:
            states[instance["InstanceId"]] = instance["State"]["Name"]
    for interface in every(ec2, "describe_network_interfaces", "NetworkInterfaces"):
        states[interface["NetworkInterfaceId"]] = interface["Status"]
    for group in every(ec2, "describe_security_groups", "SecurityGroups"):
        states[group["GroupId"]] = f"{len(group['IpPermissions'])} in, {len(group['IpPermissionsEgress'])} out"
    for service in every(ec2, "describe_vpc_endpoint_service_configurations", "ServiceConfigurations"):
        states[service["ServiceId"]] = service["ServiceState"]
        proof = service.get("PrivateDnsNameConfiguration", {})
        if "State" in proof:
            states[f"{service['ServiceId']} private name"] = proof["State"]
    for endpoint in every(ec2, "describe_vpc_endpoints", "VpcEndpoints"):
        states[endpoint["VpcEndpointId"]] = endpoint["State"]
    for connection in every(ec2, "describe_vpc_endpoint_connections", "VpcEndpointConnections"):
        states[f"{connection['VpcEndpointId']} connection"] = connection["VpcEndpointState"]
    for balancer in every(elb, "describe_load_balancers", "LoadBalancers"):
        states[balancer["LoadBalancerArn"]] = balancer["State"]["Code"]
    for group in every(elb, "describe_target_groups", "TargetGroups"):
        arn = group["TargetGroupArn"]
        for target in elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]:
            health = target["TargetHealth"]
            name = f"{arn} {target['Target']['Id']}:{target['Target']['Port']}"
            states[name] = f"{health['State']} {health.get('Reason', '')}".strip()
    for summary in every(acm, "list_certificates", "CertificateSummaryList"):
        arn = summary["CertificateArn"]
        certificate = acm.describe_certificate(CertificateArn=arn)["Certificate"]
        states[arn] = certificate["Status"]
        for option in certificate.get("DomainValidationOptions", []):
            states[f"{arn} {option['DomainName']}"] = option["ValidationStatus"]
        if "RenewalSummary" in certificate:
            states[f"{arn} renewal"] = certificate["RenewalSummary"]["RenewalStatus"]
    return states


def main():
    seller, customer = account("PRACTICESELLER"), account("PRACTICECUSTOMER")
    for _ in sys.stdin:
        try:
            states = {f"{who} {what}": state for who, clients in (("seller", seller), ("customer", customer))
                      for what, state in of_account(clients).items()}
        except botocore.exceptions.ClientError as error:
            # What went between a list and a look at one of its items; the other client looks again too.
            states = {"error": str(error)}
        print(json.dumps(states), flush=True)


if __name__ == "__main__":
    main()
