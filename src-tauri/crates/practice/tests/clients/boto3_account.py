"""What a seller asks before anything is done, as boto3 sees it: aliases, permissions, quotas.

    boto3_account.py ENDPOINT CONTROL
"""

from account import client, done, every, refused

iam, quotas = client("iam", region="us-east-1"), client("service-quotas")
assert iam.list_account_aliases()["AccountAliases"] == ["practice-seller"]
assert client("iam", "PRACTICECUSTOMER", region="us-east-1").list_account_aliases()["AccountAliases"] == ["practice-customer"]
iam.create_account_alias(AccountAlias="our-product")
assert iam.list_account_aliases()["AccountAliases"] == ["our-product"]
refused("EntityAlreadyExists", client("iam", "PRACTICECUSTOMER", region="us-east-1").create_account_alias, AccountAlias="our-product")
refused("NoSuchEntity", iam.delete_account_alias, AccountAlias="practice-seller")
iam.delete_account_alias(AccountAlias="our-product")
assert iam.list_account_aliases()["AccountAliases"] == []
caller = "arn:aws:iam::111122223333:user/seller"
actions = ["ec2:CreateVpcEndpointServiceConfiguration", "acm:RequestCertificate", "elasticloadbalancing:CreateLoadBalancer"]
results = every(iam, "simulate_principal_policy", "EvaluationResults", PolicySourceArn=caller, ActionNames=actions,
                PaginationConfig={"PageSize": 2})
assert [(result["EvalActionName"], result["EvalDecision"]) for result in results] == [(name, "allowed") for name in actions]
session = "arn:aws:sts::111122223333:assumed-role/reader/me"
refused("InvalidInput", iam.simulate_principal_policy, PolicySourceArn=session, ActionNames=actions)
refused("InvalidInput", iam.simulate_principal_policy, PolicySourceArn=caller, ActionNames=["nonsense"])
refused("NoSuchEntity", iam.simulate_principal_policy, PolicySourceArn="arn:aws:iam::444455556666:user/x", ActionNames=actions)

listed = every(quotas, "list_service_quotas", "Quotas", ServiceCode="vpc", PaginationConfig={"PageSize": 1})
assert {quota["QuotaName"]: quota["Value"] for quota in listed} == {
    "VPCs per Region": 5.0, "Subnets per VPC": 200.0, "Interface VPC endpoints per VPC": 50.0}
for quota in listed:
    again = quotas.get_service_quota(ServiceCode="vpc", QuotaCode=quota["QuotaCode"])["Quota"]
    assert again == quota
    default = quotas.get_aws_default_service_quota(ServiceCode="vpc", QuotaCode=quota["QuotaCode"])["Quota"]
    assert default["Value"] == quota["Value"] and default["QuotaArn"] == quota["QuotaArn"].replace(":111122223333:", "::")
defaults = every(quotas, "list_aws_default_service_quotas", "Quotas", ServiceCode="vpc", PaginationConfig={"PageSize": 1})
assert [quota["QuotaCode"] for quota in defaults] == [quota["QuotaCode"] for quota in listed]
services = every(quotas, "list_services", "Services", PaginationConfig={"PageSize": 1})
assert {service["ServiceCode"] for service in services} == {"vpc", "elasticloadbalancing"}
balancers = quotas.list_service_quotas(ServiceCode="elasticloadbalancing")["Quotas"]
assert {"Network Load Balancers per Region", "Targets per Network Load Balancer"} == {quota["QuotaName"] for quota in balancers}
refused("NoSuchResourceException", quotas.list_service_quotas, ServiceCode="nonsense")
refused("NoSuchResourceException", quotas.get_service_quota, ServiceCode="vpc", QuotaCode="L-00000000")
done()
