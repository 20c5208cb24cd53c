//! Which buckets a call draws from. Sources: "Request throttling for the Amazon EC2 API", "Request throttling for the Elastic
//! Load Balancing API", "Quotas" in the ACM User Guide, "Throttling for Amazon Route 53 API requests", "IAM and AWS STS quotas",
//! "Service quotas for Service Quotas". IAM publishes no rate, so it has none here.

use super::bucket::Rate;
use crate::aws::call::Call;
use crate::shapes::form;

/// Tokens to take from one bucket.
pub(super) struct Draw {
    /// Account, Region, service and the bucket's own name.
    pub bucket: String,
    pub rate: Rate,
    pub tokens: f64,
}

const fn rate(capacity: f64, refill: f64) -> Rate {
    Rate { capacity, refill }
}

/// What the call draws; nothing where there is no limit.
pub(super) fn draws(call: &Call) -> Vec<Draw> {
    // Route 53 is one service for all Regions.
    let region = if call.service == "route53" { "" } else { &call.region };
    let draw =
        |name: &str, rate: Rate, tokens: f64| Draw { bucket: format!("{}/{region}/{}/{name}", call.account, call.service), rate, tokens };
    let action = call.action.as_str();
    match call.service.as_str() {
        "ec2" => {
            let (name, rate) = ec2(call);
            let request = draw(name, rate, 1.0);
            let resources = ec2_resources(call).map(|(rate, tokens)| draw(&format!("{action} resources"), rate, tokens));
            [Some(request), resources].into_iter().flatten().collect()
        }
        "elasticloadbalancing" => {
            let (category, rate) = load_balancing(action);
            vec![draw("all", ALL_LOAD_BALANCING, 1.0), draw(category, rate, 1.0)]
        }
        "acm" => certificates(action).map(|second| draw(action, rate(second, second), 1.0)).into_iter().collect(),
        "sts" => vec![draw("all", rate(600.0, 600.0), 1.0)],
        "servicequotas" => {
            let second = if action.starts_with("List") && action != "ListRequestedServiceQuotaChangeHistory" { 10.0 } else { 5.0 };
            // As much again in one burst.
            vec![draw(action, rate(2.0 * second, second), 1.0)]
        }
        "route53" => {
            let mut draws = vec![draw("all", rate(50.0, 10.0), 1.0), draw(action, names(action), 1.0)];
            let changes = name_changes(call);
            if changes > 0.0 {
                draws.push(draw("changes", rate(1500.0, 100.0), changes));
            }
            draws
        }
        _ => Vec::new(),
    }
}

/// Each action has a bucket of its own, of a size that its category says; those that list everything when they are asked
/// for nothing in particular have a smaller one for that.
fn ec2(call: &Call) -> (&str, Rate) {
    const UNFILTERED: [&str; 7] = [
        "DescribeInstances",
        "DescribeInstanceStatus",
        "DescribeNetworkInterfaces",
        "DescribeSecurityGroups",
        "DescribeSnapshots",
        "DescribeSpotInstanceRequests",
        "DescribeVolumes",
    ];
    let action = call.action.as_str();
    let rate = match action {
        "CreateVpcEndpoint" | "ModifyVpcEndpoint" | "DeleteVpcEndpoints" => rate(4.0, 0.3),
        "CreateVpcEndpointServiceConfiguration"
        | "ModifyVpcEndpointServiceConfiguration"
        | "DeleteVpcEndpointServiceConfigurations"
        | "AcceptVpcEndpointConnections"
        | "RejectVpcEndpointConnections" => rate(10.0, 1.0),
        "CreateTags" | "DeleteTags" => rate(100.0, 10.0),
        "RunInstances" | "StartInstances" => rate(5.0, 2.0),
        "CreateDefaultVpc" | "CreateDefaultSubnet" => rate(1.0, 1.0),
        "TerminateInstances" | "CreateNetworkInterface" | "DeleteNetworkInterface" | "ModifyNetworkInterfaceAttribute" => rate(100.0, 5.0),
        _ if ["Describe", "List", "Search", "Get"].iter().any(|verb| action.starts_with(verb)) => {
            if UNFILTERED.contains(&action) && !narrowed(call) {
                return ("everything at once", rate(50.0, 10.0));
            }
            rate(100.0, 20.0)
        }
        // Mutating actions, and the resource-intensive ones, whose bucket is of the same size.
        _ => rate(50.0, 5.0),
    };
    (action, rate)
}

/// Whether a call asks for a page, or for something in particular.
fn narrowed(call: &Call) -> bool {
    form::pairs(&call.parameters).any(|(name, _)| {
        name == "MaxResults"
            || ["Filter.", "InstanceId.", "NetworkInterfaceId.", "GroupId.", "GroupName."].iter().any(|list| name.starts_with(list))
    })
}

/// What a call draws for the machines that it is about.
fn ec2_resources(call: &Call) -> Option<(Rate, f64)> {
    let listed = || form::pairs(&call.parameters).filter(|(name, _)| name.starts_with("InstanceId.")).count();
    let rate = match call.action.as_str() {
        "RunInstances" | "StartInstances" => rate(1000.0, 2.0),
        "TerminateInstances" | "StopInstances" => rate(1000.0, 20.0),
        _ => return None,
    };
    let count = match call.action.as_str() {
        "RunInstances" => form::pairs(&call.parameters).find(|(name, _)| name == "MaxCount").and_then(|(_, count)| count.parse().ok()),
        _ => u32::try_from(listed()).ok(),
    };
    Some((rate, f64::from(count.unwrap_or(1))))
}

/// Shared by every action of Elastic Load Balancing.
const ALL_LOAD_BALANCING: Rate = rate(40.0, 10.0);

/// A category's actions share its bucket.
fn load_balancing(action: &str) -> (&'static str, Rate) {
    match action {
        "CreateLoadBalancer" | "SetSubnets" => ("resource-intensive", rate(10.0, 0.2)),
        "RegisterTargets" | "DeregisterTargets" => ("registration", rate(20.0, 4.0)),
        _ if action.starts_with("Describe") => ("non-mutating", rate(40.0, 10.0)),
        _ => ("mutating", rate(20.0, 3.0)),
    }
}

/// Requests in a second, each action for itself.
fn certificates(action: &str) -> Option<f64> {
    Some(match action {
        "DeleteCertificate" | "DescribeCertificate" | "ExportCertificate" | "GetCertificate" | "ListTagsForCertificate" => 10.0,
        "ListCertificates" => 8.0,
        "AddTagsToCertificate"
        | "RemoveTagsFromCertificate"
        | "RenewCertificate"
        | "RequestCertificate"
        | "SearchCertificates"
        | "UpdateCertificateOptions" => 5.0,
        "ImportCertificate" | "ResendValidationEmail" | "GetAccountConfiguration" | "PutAccountConfiguration" => 1.0,
        _ => return None,
    })
}

/// Every action of Route 53 has a bucket of its own.
fn names(action: &str) -> Rate {
    match action {
        "AssociateVPCWithHostedZone" => rate(20.0, 5.0),
        "DisassociateVPCFromHostedZone" => rate(10.0, 5.0),
        "CreateHostedZone" | "CreateReusableDelegationSet" => rate(40.0, 2.0),
        "DeleteHostedZone" | "DeleteReusableDelegationSet" => rate(40.0, 5.0),
        _ => rate(50.0, 10.0),
    }
}

/// Changes of names that a call asks for: one for each that is created or deleted, two for each that is replaced.
fn name_changes(call: &Call) -> f64 {
    let of = |verb: &str| u32::try_from(call.parameters.matches(&format!("<Action>{verb}</Action>")).count()).unwrap_or(u32::MAX);
    match call.action.as_str() {
        "ChangeResourceRecordSets" => f64::from(of("CREATE")) + f64::from(of("DELETE")) + 2.0 * f64::from(of("UPSERT")),
        "CreateHostedZone" | "DeleteHostedZone" | "AssociateVPCWithHostedZone" | "DisassociateVPCFromHostedZone" => 2.0,
        _ => 0.0,
    }
}
