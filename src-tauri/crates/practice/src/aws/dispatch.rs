//! From a call to its answer: checks that hold for every operation, then the one function that carries it out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ask::{Ask, parse};
use super::call::{Call, EXPIRED_KEY, Session, UNKNOWN_KEY};
use super::error::AwsError;
use super::{Answer, Request, acm, ec2, elb, fresh, iam, quotas, route53, sso, sts, trouble};
use crate::clock::real_ms;
use crate::shapes::encode::Encoded;
use crate::shapes::rest::Sent;
use crate::shapes::{OperationShape, Protocol, Table, decode, encode, fault, form, rest};
use crate::state::{Place, Record, Tx};

/// What carries an operation out: decoded parameters in, the answer's members out.
pub(super) type Operation = fn(&Ask<'_>, Value) -> Result<Value, AwsError>;

/// `Action => function` for one service, as a lookup.
macro_rules! operations {
    ($action:expr; $($name:literal => $function:path,)*) => {
        match $action {
            $($name => Some((|ask, input| $function(ask, parse(input)?)) as Operation),)*
            _ => None,
        }
    };
}

pub(super) fn operation(service: &str, action: &str) -> Option<Operation> {
    match service {
        "sts" => operations! { action;
            "GetCallerIdentity" => sts::get_caller_identity,
            "AssumeRole" => sts::assume_role,
        },
        "ec2" => operations! { action;
            "DescribeRegions" => ec2::zones::describe_regions,
            "DescribeAvailabilityZones" => ec2::zones::describe_availability_zones,
            "DescribeVpcs" => ec2::vpcs::describe_vpcs,
            "DescribeVpcAttribute" => ec2::vpcs::describe_vpc_attribute,
            "DescribeSubnets" => ec2::subnets::describe_subnets,
            "DescribeSecurityGroups" => ec2::security_groups::describe_security_groups,
            "DescribeInstances" => ec2::instances::describe_instances,
            "CreateLaunchTemplate" => ec2::launch_templates::create,
            "DescribeLaunchTemplates" => ec2::launch_templates::describe,
            "DeleteLaunchTemplate" => ec2::launch_templates::delete,
            "CreateVpc" => ec2::vpcs::create,
            "ModifyVpcAttribute" => ec2::vpcs::modify_vpc_attribute,
            "DeleteVpc" => ec2::vpcs::delete,
            "ModifyVpcTenancy" => ec2::vpcs::modify_vpc_tenancy,
            "CreateDefaultVpc" => ec2::defaults::create_vpc,
            "CreateDefaultSubnet" => ec2::defaults::create_subnet,
            "ModifySubnetAttribute" => ec2::subnets::modify,
            "CreateSubnet" => ec2::subnets::create,
            "DeleteSubnet" => ec2::subnets::delete,
            "CreateSecurityGroup" => ec2::security_groups::create,
            "DeleteSecurityGroup" => ec2::security_groups::delete,
            "DescribeSecurityGroupRules" => ec2::security_group_rules::describe,
            "AuthorizeSecurityGroupIngress" => ec2::security_group_rules::authorize_ingress,
            "AuthorizeSecurityGroupEgress" => ec2::security_group_rules::authorize_egress,
            "RevokeSecurityGroupIngress" => ec2::security_group_rules::revoke_ingress,
            "RevokeSecurityGroupEgress" => ec2::security_group_rules::revoke_egress,
            "ModifySecurityGroupRules" => ec2::rule_edits::modify,
            "UpdateSecurityGroupRuleDescriptionsIngress" => ec2::rule_edits::describe_ingress,
            "UpdateSecurityGroupRuleDescriptionsEgress" => ec2::rule_edits::describe_egress,
            "RunInstances" => ec2::lifecycle::run,
            "StartInstances" => ec2::lifecycle::start,
            "StopInstances" => ec2::lifecycle::stop,
            "TerminateInstances" => ec2::lifecycle::terminate,
            "RebootInstances" => ec2::lifecycle::reboot,
            "DescribeInstanceStatus" => ec2::instance_status::describe,
            "DescribeInstanceAttribute" => ec2::instance_attributes::describe,
            "ModifyInstanceAttribute" => ec2::instance_attributes::modify,
            "CreateNetworkInterface" => ec2::own_interfaces::create,
            "DeleteNetworkInterface" => ec2::own_interfaces::delete,
            "AttachNetworkInterface" => ec2::own_interfaces::attach,
            "DetachNetworkInterface" => ec2::own_interfaces::detach,
            "ModifyNetworkInterfaceAttribute" => ec2::own_interfaces::modify,
            "DescribeNetworkInterfaceAttribute" => ec2::own_interfaces::describe_attribute,
            "DescribeNetworkInterfaces" => ec2::network_interfaces::describe,
            "CreateTags" => ec2::tags::create_tags,
            "DeleteTags" => ec2::tags::delete_tags,
            "DescribeTags" => ec2::tags::describe_tags,
            "CreateVpcEndpointServiceConfiguration" => ec2::endpoint_services::create,
            "DescribeVpcEndpointServiceConfigurations" => ec2::endpoint_services::describe,
            "ModifyVpcEndpointServiceConfiguration" => ec2::endpoint_services::modify,
            "DeleteVpcEndpointServiceConfigurations" => ec2::endpoint_services::delete,
            "StartVpcEndpointServicePrivateDnsVerification" => ec2::private_dns::start_verification,
            "DescribeVpcEndpointServicePermissions" => ec2::permissions::describe,
            "ModifyVpcEndpointServicePermissions" => ec2::permissions::modify,
            "DescribeVpcEndpointConnections" => ec2::connections::describe,
            "AcceptVpcEndpointConnections" => ec2::connections::accept,
            "RejectVpcEndpointConnections" => ec2::connections::reject,
            "CreateVpcEndpoint" => ec2::endpoints::create,
            "DescribeVpcEndpoints" => ec2::endpoints::describe,
            "ModifyVpcEndpoint" => ec2::endpoints::modify,
            "DeleteVpcEndpoints" => ec2::endpoints::delete,
            "DescribeVpcEndpointServices" => ec2::offers::describe,
        },
        "elbv2" => operations! { action;
            "CreateLoadBalancer" => elb::load_balancers::create,
            "DescribeLoadBalancers" => elb::load_balancers::describe,
            "DeleteLoadBalancer" => elb::load_balancers::delete,
            "DescribeLoadBalancerAttributes" => elb::attributes::describe,
            "ModifyLoadBalancerAttributes" => elb::attributes::modify,
            "CreateTargetGroup" => elb::target_groups::create,
            "DescribeTargetGroups" => elb::target_groups::describe,
            "DeleteTargetGroup" => elb::target_groups::delete,
            "DescribeTargetGroupAttributes" => elb::target_group_attributes::describe,
            "ModifyTargetGroupAttributes" => elb::target_group_attributes::modify,
            "RegisterTargets" => elb::targets::register,
            "DeregisterTargets" => elb::targets::deregister,
            "DescribeTargetHealth" => elb::targets::describe_health,
            "CreateListener" => elb::listeners::create,
            "ModifyListener" => elb::listener_changes::modify,
            "AddListenerCertificates" => elb::listener_changes::add_certificates,
            "RemoveListenerCertificates" => elb::listener_changes::remove_certificates,
            "DescribeListenerCertificates" => elb::listener_changes::describe_certificates,
            "SetSecurityGroups" => elb::network::set_security_groups,
            "SetSubnets" => elb::network::set_subnets,
            "ModifyTargetGroup" => elb::target_groups::modify,
            "DescribeAccountLimits" => elb::limits::describe,
            "DescribeListeners" => elb::listeners::describe,
            "DescribeListenerAttributes" => elb::listener_attributes::describe,
            "ModifyListenerAttributes" => elb::listener_attributes::modify,
            "DescribeSSLPolicies" => elb::ssl_policies::describe,
            "SetIpAddressType" => elb::network::set_ip_address_type,
            "DeleteListener" => elb::listeners::delete,
            "DescribeTags" => elb::tags::describe,
            "AddTags" => elb::tags::add,
            "RemoveTags" => elb::tags::remove,
        },
        "acm" => operations! { action;
            "RequestCertificate" => acm::request::request_certificate,
            "DescribeCertificate" => acm::describe::describe_certificate,
            "ListCertificates" => acm::describe::list_certificates,
            "DeleteCertificate" => acm::request::delete_certificate,
            "GetCertificate" => acm::get::get_certificate,
            "ImportCertificate" => acm::import::import_certificate,
            "ResendValidationEmail" => acm::options::resend_validation_email,
            "UpdateCertificateOptions" => acm::options::update_certificate_options,
            "RenewCertificate" => acm::renewal::renew_certificate,
            "ListTagsForCertificate" => acm::tags::list,
            "AddTagsToCertificate" => acm::tags::add,
            "RemoveTagsFromCertificate" => acm::tags::remove,
        },
        "iam" => operations! { action;
            "ListAccountAliases" => iam::list_account_aliases,
            "CreateAccountAlias" => iam::create_account_alias,
            "DeleteAccountAlias" => iam::delete_account_alias,
            "SimulatePrincipalPolicy" => iam::simulate_principal_policy,
        },
        "service-quotas" => operations! { action;
            "ListServices" => quotas::services,
            "GetServiceQuota" => quotas::get,
            "ListServiceQuotas" => quotas::list,
            "GetAWSDefaultServiceQuota" => quotas::get_default,
            "ListAWSDefaultServiceQuotas" => quotas::list_default,
        },
        "route53" => operations! { action;
            "CreateHostedZone" => route53::zones::create,
            "GetHostedZone" => route53::zones::get,
            "DeleteHostedZone" => route53::zones::delete,
            "UpdateHostedZoneComment" => route53::zones::update_comment,
            "GetHostedZoneCount" => route53::zones::count,
            "GetHostedZoneLimit" => route53::zones::limit,
            "GetDNSSEC" => route53::zones::dnssec,
            "ListHostedZones" => route53::lists::zones,
            "ListHostedZonesByName" => route53::lists::zones_by_name,
            "ListResourceRecordSets" => route53::lists::record_sets,
            "ChangeResourceRecordSets" => route53::changes::change,
            "GetChange" => route53::propagation::get,
            "TestDNSAnswer" => route53::answers::test,
            "ChangeTagsForResource" => route53::tags::change,
            "ListTagsForResource" => route53::tags::list,
            "ListTagsForResources" => route53::tags::list_many,
        },
        "sso-oidc" => operations! { action;
            "RegisterClient" => sso::oidc::register_client,
            "StartDeviceAuthorization" => sso::oidc::start_device_authorization,
            "CreateToken" => sso::oidc::create_token,
        },
        "sso" => operations! { action;
            "ListAccounts" => sso::portal::list_accounts,
            "ListAccountRoles" => sso::portal::list_account_roles,
            "GetRoleCredentials" => sso::portal::get_role_credentials,
            "Logout" => sso::portal::logout,
        },
        _ => None,
    }
}

/// Finds the operation, decodes and checks its parameters, and carries it out. Nothing is committed yet.
/// `fresh` is how long (milliseconds of world time) what is created stays out of sight, when it does at all.
pub(super) fn carry_out(tx: &Tx<'_>, now: i64, request: &Request, call: &Call, fresh: Option<i64>) -> Result<Encoded, AwsError> {
    let table = call.table();
    if !matches!(request.method.as_str(), "POST" | "GET") && !matches!(call.protocol(), Protocol::RestXml | Protocol::RestJson) {
        let message = format!("The specified method {} is not allowed against this resource.", request.method);
        return Err(AwsError::with_status(405, "MethodNotAllowed", message));
    }
    if !call.open() {
        signed(tx, call)?;
    }
    let known = table.and_then(|table| {
        let shape = table.operations.get(&call.action)?;
        Some((table, shape, operation(&table.service, &call.action)?))
    });
    let (table, shape, operation) = known.ok_or_else(|| unknown_operation(table, call))?;
    let input = decoded(table, shape, request, call)?;
    let place = call.place();
    super::seed::account(tx, now, &call.account)?;
    super::seed::region(tx, now, place)?;
    let host = request.header("host").unwrap_or_default();
    let ask = Ask { tx, place, caller: &call.caller, user_id: &call.user_id, now, host };
    let before = match fresh {
        Some(span) => Some((span, out_of_sight(tx, call, &input, now, span)?)),
        None => None,
    };
    let output = once(&ask, call, input, operation)?;
    if let Some((span, newest)) = before {
        fresh::mark(tx, now, span, newest)?;
    }
    encode::answer(table, &call.action, shape, output, REQUEST_ID)
        .map_err(|misfit| AwsError::with_status(500, "InternalFailure", misfit.to_string()))
}

/// Whether there is a key that counts, for a Region that there is.
fn signed(tx: &Tx<'_>, call: &Call) -> Result<(), AwsError> {
    let Some(key) = call.key.as_deref() else {
        return Err(AwsError::with_status(403, "MissingAuthenticationToken", "Request is missing Authentication Token"));
    };
    if !call.region_known() {
        let code = if call.protocol() == Protocol::Ec2 { "AuthFailure" } else { "SignatureDoesNotMatch" };
        return Err(AwsError::with_status(403, code, "Credential should be scoped to a valid region."));
    }
    valid(tx, key, call.protocol())
}

/// Takes what is fresh out of sight of a call that reads or names it; answers the newest record before the call.
fn out_of_sight(tx: &Tx<'_>, call: &Call, input: &Value, now: i64, span: i64) -> Result<i64, AwsError> {
    if let Some(horizon) = fresh::horizon(tx, now, span)?
        && (!call.mutating || fresh::named(tx, input, horizon)?)
    {
        tx.hide_after(horizon);
    }
    Ok(tx.newest()?)
}

/// Stands in an answer's body for the id that its HTTP answer gets.
pub(super) const REQUEST_ID: &str = "{request-id}";

fn unknown_operation(table: Option<&Table>, call: &Call) -> AwsError {
    match table.map(|table| table.protocol) {
        Some(Protocol::Json) => AwsError::new("UnknownOperationException", format!("There is no operation {}.", call.action)),
        Some(Protocol::RestXml | Protocol::RestJson) => {
            AwsError::with_status(404, "UnknownOperationException", "There is no such method and path.")
        }
        _ => AwsError::new("InvalidAction", format!("The action {} is not valid for this web service.", call.action)),
    }
}

fn decoded(table: &Table, shape: &OperationShape, request: &Request, call: &Call) -> Result<Value, AwsError> {
    let input = shape.input.as_deref();
    let faults = match table.protocol {
        Protocol::Json => {
            let body = if request.body.is_empty() { b"{}".as_slice() } else { &request.body };
            let body: Value = serde_json::from_slice(body)
                .map_err(|error| AwsError::new("SerializationException", format!("The body is not JSON: {error}")))?;
            decode::json(table, input, body)
        }
        Protocol::RestXml | Protocol::RestJson => {
            let route = rest::route(table, &request.method, &request.path).ok_or_else(|| unknown_operation(Some(table), call))?;
            rest::input(table, shape, &route, &Sent { query: &request.query, headers: &request.headers, body: &request.body })
        }
        Protocol::Ec2 | Protocol::Query => {
            let root = form::tree(&call.parameters);
            let version = root.steps.get("Version").and_then(|node| node.value.as_deref());
            if version.is_some_and(|version| version != table.version) {
                let message = format!("The action {} is not valid for this web service version.", call.action);
                return Err(AwsError::new("InvalidAction", message));
            }
            decode::form(table, input, &root)
        }
    };
    faults.map_err(|faults| {
        let (status, code, message) = fault::told(table.protocol, &faults);
        AwsError::with_status(status, code, message)
    })
}

/// Whether the key still counts, and how each protocol's services say that it does not.
fn valid(tx: &Tx<'_>, key: &str, protocol: Protocol) -> Result<(), AwsError> {
    let session: Option<Session> = tx.get(Place::WORLD, key)?;
    if key == EXPIRED_KEY || session.is_some_and(|session| session.expires_ms <= real_ms()) {
        return Err(trouble::expired_key(protocol));
    }
    if key == UNKNOWN_KEY {
        return Err(trouble::unknown_key(protocol));
    }
    Ok(())
}

/// The answer given to a client token, to be given again.
#[derive(Serialize, Deserialize)]
struct Given {
    input: Value,
    output: Value,
}

impl Record for Given {
    const KIND: &'static str = "client-token";
}

/// Runs an operation once per `ClientToken`, and not at all when it is only a dry run (EC2; both are found by their
/// names in the model). Source: "Ensuring idempotency in Amazon EC2 API requests".
fn once(ask: &Ask<'_>, call: &Call, mut input: Value, operation: Operation) -> Result<Value, AwsError> {
    let dry_run = input.as_object_mut().and_then(|members| members.remove("DryRun"));
    if dry_run == Some(Value::Bool(true)) {
        let message = "Request would have succeeded, but DryRun flag is set.";
        return Err(AwsError::with_status(412, "DryRunOperation", message));
    }
    let token = input.get("ClientToken").and_then(Value::as_str).filter(|token| !token.is_empty());
    let id = token.map(|token| format!("{}/{}/{}/{token}", call.account, call.region, call.action));
    let Some(id) = id else { return operation(ask, input) };
    if let Some(given) = ask.tx.get::<Given>(Place::WORLD, &id)? {
        if given.input == input {
            return Ok(given.output);
        }
        let message = "The client token was used before with other parameters.";
        return Err(AwsError::new("IdempotentParameterMismatch", message));
    }
    let output = operation(ask, input.clone())?;
    ask.tx.put(Place::WORLD, &id, &Given { input, output: output.clone() })?;
    Ok(output)
}

/// The HTTP answer to what came of a call.
pub(super) fn told(call: &Call, outcome: Result<Encoded, AwsError>) -> Answer {
    let request_id = uuid::Uuid::new_v4().to_string();
    let (protocol, table) = (call.protocol(), call.table());
    let mut headers = Vec::new();
    let (status, body, error) = match outcome {
        Ok(encoded) => {
            headers = encoded.headers;
            (encoded.status, encoded.body.replacen(REQUEST_ID, &request_id, 1), None)
        }
        Err(AwsError { status, code, message }) => {
            let of_model = || {
                let shape = table.and_then(|table| table.operations.get(&call.action));
                shape.and_then(|shape| shape.errors.get(&code)).copied().unwrap_or(400)
            };
            let status = if status == 0 { of_model() } else { status };
            let namespace = table.map_or("", |table| table.namespace.as_str());
            if protocol == Protocol::RestJson {
                headers.push(("x-amzn-errortype".to_owned(), code.clone()));
            }
            let body = match table {
                Some(table) if table.service == "sso-oidc" => encode::oauth_error(&code, &message),
                _ => encode::error(protocol, namespace, &code, &message, status, &request_id),
            };
            (status, body, Some(code))
        }
    };
    let content_type = match protocol {
        Protocol::Json => "application/x-amz-json-1.1",
        Protocol::RestJson => "application/json",
        Protocol::Ec2 => "text/xml;charset=UTF-8",
        Protocol::Query | Protocol::RestXml => "text/xml",
    };
    headers.extend([("content-type".to_owned(), content_type.to_owned()), ("x-amzn-requestid".to_owned(), request_id)]);
    Answer { status, headers, body: body.into_bytes(), error }
}
