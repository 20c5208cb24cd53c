//! What is wrong with the load balancers behind endpoint services: where they stand, whom they let in, what listens.

use std::collections::BTreeSet;

use gangway_aws::survey::{Part, RegionSurvey, SeenListener, SeenLoadBalancer};
use gangway_model::{Severity, message};

use super::quotas::quota;
use super::ranges::{Reach, reach};
use super::{About, Found, owner, targets};

const LISTED: &str = "elasticloadbalancing:DescribeLoadBalancers";
const LISTENERS: &str = "elasticloadbalancing:DescribeListeners";

pub(super) fn check(found: &mut Found<'_>) {
    let survey = found.survey;
    for one in &survey.load_balancers {
        let balancer = &one.load_balancer;
        let services = found.served_by(&balancer.arn);
        if services.is_empty() {
            continue;
        }
        let live_connections = services.iter().map(|one| one.live_connections()).sum();
        let names: Vec<&str> = services.iter().map(|one| one.service.id.as_str()).collect();
        let about = About { subject: &balancer.arn, owner: owner(&balancer.tags), live_connections };
        if names.len() > 1 {
            let text = message("survey-load-balancer-taken").with("name", balancer.name.as_str()).with("services", names.join(", "));
            let what = format!("NetworkLoadBalancerArns of {}", names.join(", "));
            found.add(Severity::Blocker, text, &about, &what, "ec2:DescribeVpcEndpointServiceConfigurations");
        }
        stands(found, one, &about);
        zones(found, one, &about);
        let Some(listeners) = one.details.as_ref().and_then(|details| details.listeners.as_ref()) else { continue };
        if listeners.is_empty() {
            let text = message("survey-no-listener").with("name", balancer.name.as_str());
            found.add(Severity::Blocker, text, &about, "Listeners: none", LISTENERS);
        }
        for listener in listeners {
            let about = About { subject: &listener.listener.arn, ..about.clone() };
            listener_of(found, one, listener, &about);
            lets_in(found, one, listener, &about);
        }
        targets::check(found, one, listeners, live_connections);
        quota(found, "listeners-per-network-load-balancer", listeners.len(), &balancer.name, &about);
    }
}

fn stands(found: &mut Found<'_>, one: &SeenLoadBalancer, about: &About<'_>) {
    let balancer = &one.load_balancer;
    if !balancer.scheme.is_empty() && !balancer.scheme.eq_ignore_ascii_case("internal") {
        let text = message("survey-internet-facing").with("name", balancer.name.as_str());
        found.add(Severity::Warning, text, about, &format!("Scheme: {}", balancer.scheme), LISTED);
    }
    let what = format!("State: {}", balancer.state);
    if balancer.state.eq_ignore_ascii_case("failed") {
        found.add(Severity::Blocker, message("survey-load-balancer-failed").with("name", balancer.name.as_str()), about, &what, LISTED);
    } else if balancer.state.eq_ignore_ascii_case("active_impaired") {
        found.add(Severity::Warning, message("survey-load-balancer-impaired").with("name", balancer.name.as_str()), about, &what, LISTED);
    }
}

/// Zones of the Region in which it does not stand.
fn zones(found: &mut Found<'_>, one: &SeenLoadBalancer, about: &About<'_>) {
    let balancer = &one.load_balancer;
    let standing: BTreeSet<&str> = balancer.zones.iter().map(|zone| zone.zone_id.as_str()).collect();
    let usable = found.survey.zones.iter().filter(|zone| zone.usable).map(|zone| zone.id.as_str());
    let missing: Vec<&str> = usable.filter(|id| !standing.contains(id)).collect();
    if !missing.is_empty() && !balancer.zones.is_empty() {
        let text = message("survey-zones-missing")
            .with("name", balancer.name.as_str())
            .with("count", missing.len())
            .with("zones", missing.join(", "));
        let standing: Vec<&str> = standing.into_iter().collect();
        found.add(Severity::Warning, text, about, &format!("AvailabilityZones: {}", standing.join(", ")), LISTED);
    }
}

fn listener_of(found: &mut Found<'_>, one: &SeenLoadBalancer, listener: &SeenListener, about: &About<'_>) {
    let (survey, listener) = (found.survey, &listener.listener);
    let (name, port) = (one.load_balancer.name.as_str(), i64::from(listener.port));
    let Some(group) = &listener.target_group_arn else {
        let text = message("survey-listener-without-targets").with("name", name).with("port", port);
        found.add(Severity::Blocker, text, about, "DefaultActions: no target group", LISTENERS);
        return;
    };
    match survey.target_groups.iter().find(|known| &known.target_group.arn == group) {
        None if found.knows(Part::TargetGroups) => {
            let text = message("survey-target-group-gone").with("name", name).with("port", port).with("group", group.as_str());
            found.add(Severity::Blocker, text, about, &format!("TargetGroupArn: {group}"), LISTENERS);
        }
        None => {}
        Some(known) => {
            let behind = known.target_group.protocol.as_str();
            if !passes(&listener.protocol, behind) {
                let text = message("survey-protocol-mismatch")
                    .with("name", name)
                    .with("port", port)
                    .with("protocol", listener.protocol.as_str())
                    .with("group", known.target_group.name.as_str())
                    .with("behind", behind);
                let what = format!("Protocol: {} in front, {behind} behind", listener.protocol);
                found.add(Severity::Blocker, text, about, &what, LISTENERS);
            }
        }
    }
    let Some(arn) = listener.certificate_arn.as_ref().filter(|arn| listener.protocol == "TLS" && arn.contains(":acm:")) else { return };
    let certificate = survey.certificates.iter().find(|known| &known.arn == arn);
    let status = certificate.map(|known| known.status.as_str());
    if status.is_some_and(|status| status != "ISSUED") || (status.is_none() && found.knows(Part::Certificates)) {
        let status = status.unwrap_or("DELETED");
        let text =
            message("survey-listener-certificate").with("name", name).with("port", port).with("arn", arn.as_str()).with("status", status);
        found.add(Severity::Blocker, text, about, &format!("Status: {status}"), "acm:DescribeCertificate");
    }
}

/// Which protocols of target groups a listener can pass on to ("Create a listener for your Network Load Balancer"); a protocol that is not
/// known here passes for right.
fn passes(listener: &str, group: &str) -> bool {
    match listener {
        "TCP" => group == "TCP" || group == "TCP_UDP",
        "TLS" => group == "TCP" || group == "TLS",
        "UDP" => group == "UDP" || group == "TCP_UDP",
        "TCP_UDP" => group == "TCP_UDP",
        _ => true,
    }
}

/// What the security groups say of a listener's port.
struct Admission<'a> {
    reach: Reach,
    cidrs: Vec<&'a str>,
}

/// Whom the security groups let in: where their rules hold for PrivateLink, the source is the customer's private address, which nobody knows
/// beforehand. `None` where they are not asked, or the answer is not known.
fn admission<'a>(survey: &'a RegionSurvey, one: &SeenLoadBalancer, listener: &SeenListener) -> Option<Admission<'a>> {
    let unseen = survey.gaps.iter().any(|gap| gap.part == Part::SecurityGroups);
    if one.security_groups.is_empty() || !one.enforces_inbound_rules || unseen {
        return None;
    }
    // Both have numbers, too.
    let names = if listener.listener.protocol == "UDP" { ["udp", "17", "-1"] } else { ["tcp", "6", "-1"] };
    let port = i32::from(listener.listener.port);
    let guards = survey.security_groups.iter().filter(|group| one.security_groups.contains(&group.id));
    let rules: Vec<_> = guards
        .flat_map(|group| &group.ingress)
        .filter(|rule| names.contains(&rule.protocol.as_str()))
        .filter(|rule| {
            rule.protocol == "-1" || (rule.from_port.is_none_or(|from| from <= port) && rule.to_port.is_none_or(|to| port <= to))
        })
        .collect();
    // The addresses of a prefix list are not in the rule: they may be the customers'.
    if rules.iter().any(|rule| rule.prefix_lists) {
        return None;
    }
    let cidrs: Vec<&str> = rules.iter().flat_map(|rule| &rule.cidrs).map(String::as_str).collect();
    Some(Admission { reach: reach(cidrs.iter().copied()), cidrs })
}

/// Whether every listener is closed to every customer, for the map.
pub(super) fn lets_nobody_in(survey: &RegionSurvey, one: &SeenLoadBalancer) -> bool {
    let listeners = one.details.as_ref().and_then(|details| details.listeners.as_deref()).unwrap_or_default();
    let closed = |listener| admission(survey, one, listener).is_some_and(|known| known.reach == Reach::Nobody);
    !listeners.is_empty() && listeners.iter().all(closed)
}

fn lets_in(found: &mut Found<'_>, one: &SeenLoadBalancer, listener: &SeenListener, about: &About<'_>) {
    let survey = found.survey;
    let Some(Admission { reach, cidrs }) = admission(survey, one, listener) else { return };
    let (name, port, ids) = (one.load_balancer.name.as_str(), i64::from(listener.listener.port), one.security_groups.join(", "));
    let what = format!("Ingress of {ids} on port {port}: {}", if cidrs.is_empty() { "none".to_owned() } else { cidrs.join(", ") });
    match reach {
        Reach::Everybody => {}
        Reach::Nobody => {
            let text = message("survey-security-group-drops").with("name", name).with("port", port).with("groups", ids.as_str());
            found.add(Severity::Blocker, text, about, &what, "ec2:DescribeSecurityGroups");
        }
        Reach::Some => {
            let text = message("survey-security-group-narrow")
                .with("name", name)
                .with("port", port)
                .with("groups", ids.as_str())
                .with("ranges", cidrs.join(", "));
            found.add(Severity::Warning, text, about, &what, "ec2:DescribeSecurityGroups");
        }
    }
}
