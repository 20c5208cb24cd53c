//! What is wrong with an endpoint service itself.

use gangway_aws::survey::{Part, SeenService};
use gangway_model::{Severity, message};

use super::{About, Found, owner};

const LISTED: &str = "ec2:DescribeVpcEndpointServiceConfigurations";

/// Zones in which AWS offers no access from other Regions ("Share your services through AWS PrivateLink", section "Cross-Region access",
/// and the same five in "Cross-region enabled AWS services", both in the AWS PrivateLink guide).
const NOT_FROM_AFAR: [&str; 5] = ["use1-az3", "usw1-az2", "apne1-az3", "apne2-az2", "apne2-az4"];

/// Seconds after which an idle TCP connection is given up unless somebody changed it ("Update the TCP idle timeout for your Network Load
/// Balancer listener"). With any other value there is no access from other Regions ("Share your services through AWS PrivateLink", section
/// "Cross-Region access").
const USUAL_IDLE: u32 = 350;

pub(super) fn check(found: &mut Found<'_>) {
    let survey = found.survey;
    for one in &survey.services {
        let about = About { subject: &one.service.id, owner: owner(&one.service.tags), live_connections: one.live_connections() };
        state(found, one, &about);
        private_dns(found, one, &about);
        permissions(found, one, &about);
        zones(found, one, &about);
        from_afar(found, one, &about);
    }
}

fn state(found: &mut Found<'_>, one: &SeenService, about: &About<'_>) {
    if one.service.state == "failed" {
        let text = message("survey-service-failed").with("service", one.service.id.as_str());
        found.add(Severity::Blocker, text, about, "ServiceState: Failed", LISTED);
    }
    if !found.knows(Part::LoadBalancers) {
        return;
    }
    let survey = found.survey;
    for arn in &one.service.load_balancer_arns {
        if !survey.load_balancers.iter().any(|known| &known.load_balancer.arn == arn) {
            let text = message("survey-load-balancer-gone").with("service", one.service.id.as_str()).with("arn", arn.as_str());
            found.add(Severity::Blocker, text, about, &format!("NetworkLoadBalancerArns: {arn}"), LISTED);
        }
    }
}

fn private_dns(found: &mut Found<'_>, one: &SeenService, about: &About<'_>) {
    let Some(private) = &one.service.private_dns else { return };
    let what = format!("PrivateDnsNameConfiguration.State: {}", private.state);
    if private.state == "failed" {
        let text = message("survey-private-dns-failed").with("name", private.name.as_str()).with("service", one.service.id.as_str());
        found.add(Severity::Blocker, text, about, &what, LISTED);
    } else if private.state == "pendingVerification" {
        let text = message("survey-private-dns-unverified").with("name", private.name.as_str()).with("service", one.service.id.as_str());
        found.add(Severity::Warning, text, about, &what, LISTED);
    }
}

fn permissions(found: &mut Found<'_>, one: &SeenService, about: &About<'_>) {
    if one.permissions.is_some_and(|list| list.everyone) && !one.service.acceptance_required {
        let text = message("survey-open-to-everyone").with("service", one.service.id.as_str());
        found.add(Severity::Warning, text, about, "AcceptanceRequired: false, Principal: *", "ec2:DescribeVpcEndpointServicePermissions");
    }
}

/// Zones of the load balancers that were added after the service was last stored (hashicorp/terraform-provider-aws#40809).
fn zones(found: &mut Found<'_>, one: &SeenService, about: &About<'_>) {
    let survey = found.survey;
    let behind = survey.load_balancers.iter().filter(|known| one.service.load_balancer_arns.contains(&known.load_balancer.arn));
    let mut late: Vec<&str> =
        behind.flat_map(|known| &known.load_balancer.zones).map(|zone| zone.zone_id.as_str()).filter(|id| !id.is_empty()).collect();
    late.retain(|id| !one.service.zone_ids.iter().any(|known| known == id));
    late.sort_unstable();
    late.dedup();
    if !late.is_empty() {
        let text = message("survey-zones-not-picked-up")
            .with("service", one.service.id.as_str())
            .with("count", late.len())
            .with("zones", late.join(", "));
        found.add(Severity::Warning, text, about, &format!("AvailabilityZoneIds: {}", one.service.zone_ids.join(", ")), LISTED);
    }
}

fn from_afar(found: &mut Found<'_>, one: &SeenService, about: &About<'_>) {
    if one.other_regions.is_empty() {
        return;
    }
    let zones: Vec<&str> = one.service.zone_ids.iter().map(String::as_str).filter(|id| NOT_FROM_AFAR.contains(id)).collect();
    if !zones.is_empty() {
        let text = message("survey-zone-not-from-afar").with("service", one.service.id.as_str()).with("zones", zones.join(", "));
        found.add(Severity::Warning, text, about, &format!("AvailabilityZoneIds: {}", zones.join(", ")), LISTED);
    }
    let survey = found.survey;
    for balancer in survey.load_balancers.iter().filter(|known| one.service.load_balancer_arns.contains(&known.load_balancer.arn)) {
        let listeners = balancer.details.as_ref().and_then(|details| details.listeners.as_ref());
        for listener in listeners.into_iter().flatten() {
            if let Some(seconds) = listener.idle_timeout.filter(|seconds| *seconds != USUAL_IDLE) {
                let text = message("survey-idle-timeout-from-afar")
                    .with("service", one.service.id.as_str())
                    .with("name", balancer.load_balancer.name.as_str())
                    .with("port", i64::from(listener.listener.port))
                    .with("seconds", i64::from(seconds));
                let about = About { subject: &listener.listener.arn, owner: owner(&balancer.load_balancer.tags), ..about.clone() };
                let what = format!("tcp.idle_timeout.seconds: {seconds}");
                found.add(Severity::Warning, text, &about, &what, "elasticloadbalancing:DescribeListenerAttributes");
            }
        }
    }
}
