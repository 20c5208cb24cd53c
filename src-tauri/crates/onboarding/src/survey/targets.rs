//! What is wrong behind a load balancer: target groups without targets, targets that fail their checks, zones that nobody serves.

use std::collections::{BTreeMap, BTreeSet};

use gangway_aws::Target;
use gangway_aws::survey::{SeenListener, SeenLoadBalancer, SeenTargetGroup};
use gangway_model::{Severity, message};

use super::quotas::quota;
use super::{About, Found, OwnerKind, owner};

const HEALTH: &str = "elasticloadbalancing:DescribeTargetHealth";

/// The reasons for which the catalogue has words ("TargetHealth" in the Elastic Load Balancing API reference), by their name there.
const REASONS: [(&str, &str); 10] = [
    ("Target.FailedHealthChecks", "failed"),
    ("Target.HealthCheckDisabled", "disabled"),
    ("Target.InvalidState", "stopped"),
    ("Target.IpUnusable", "address"),
    ("Target.NotInUse", "unused"),
    ("Target.NotRegistered", "unregistered"),
    ("Target.ResponseCodeMismatch", "code"),
    ("Target.Timeout", "timeout"),
    ("Elb.InternalError", "aws"),
    ("Elb.InitialHealthChecking", "initial"),
];

pub(super) fn check(found: &mut Found<'_>, balancer: &SeenLoadBalancer, listeners: &[SeenListener], live_connections: usize) {
    let survey = found.survey;
    let used: BTreeSet<&str> = listeners.iter().filter_map(|one| one.listener.target_group_arn.as_deref()).collect();
    let mut all = 0;
    for group in survey.target_groups.iter().filter(|one| used.contains(one.target_group.arn.as_str())) {
        let Some(targets) = &group.targets else { continue };
        all += targets.len();
        let (own, of_balancer) = (owner(&group.tags), owner(&balancer.load_balancer.tags));
        // Who keeps the load balancer keeps what hangs on it, unless the target group says otherwise.
        let owner = if own.kind == OwnerKind::Unmarked { of_balancer } else { own };
        let about = About { subject: &group.target_group.arn, owner, live_connections };
        if targets.is_empty() {
            let text = message("survey-no-targets").with("group", group.target_group.name.as_str()).with("name", name(balancer));
            found.add(Severity::Blocker, text, &about, "TargetHealthDescriptions: none", HEALTH);
            continue;
        }
        failing(found, group, targets, &about);
        let healthy = targets.iter().filter(|one| serves(one)).count();
        let begun = targets.iter().any(|one| one.state == "initial");
        if healthy == 0 && !begun {
            let text = message("survey-none-healthy")
                .with("group", group.target_group.name.as_str())
                .with("name", name(balancer))
                .with("count", targets.len());
            found.add(Severity::Blocker, text, &about, &format!("healthy: 0 of {}", targets.len()), HEALTH);
        } else if let Some(zones) = unserved(balancer, group, targets) {
            let text = message("survey-zone-unserved")
                .with("name", name(balancer))
                .with("group", group.target_group.name.as_str())
                .with("count", zones.len())
                .with("zones", zones.join(", "));
            found.add(Severity::Blocker, text, &about, &format!("cross-zone: off, healthy in {}: 0", zones.join(", ")), HEALTH);
        }
    }
    let about = About { subject: &balancer.load_balancer.arn, owner: owner(&balancer.load_balancer.tags), live_connections };
    quota(found, "targets-per-network-load-balancer", all, name(balancer), &about);
}

fn name(balancer: &SeenLoadBalancer) -> &str {
    &balancer.load_balancer.name
}

/// Whether connections are sent to it. Where health is not checked, AWS says `unavailable` and sends them.
fn serves(target: &Target) -> bool {
    matches!(target.state.as_str(), "healthy" | "unavailable")
}

/// Whether it should serve and does not: one that is being put on the list or taken off it is neither.
fn fails(target: &Target) -> bool {
    matches!(target.state.as_str(), "unhealthy" | "unhealthy.draining" | "unused")
}

/// One finding for each reason, however many targets give it.
fn failing(found: &mut Found<'_>, group: &SeenTargetGroup, targets: &[Target], about: &About<'_>) {
    let mut reasons: BTreeMap<&str, Vec<&Target>> = BTreeMap::new();
    for target in targets.iter().filter(|one| fails(one)) {
        reasons.entry(target.reason.as_deref().unwrap_or_default()).or_default().push(target);
    }
    for (reason, failing) in reasons {
        let word = REASONS.iter().find(|(code, _)| *code == reason).map_or("other", |(_, word)| *word);
        let some: Vec<&str> = failing.iter().take(3).map(|one| one.id.as_str()).collect();
        let first = failing.first();
        let said = first.and_then(|one| one.description.as_deref()).unwrap_or_default();
        let port = first.map_or(0, |one| one.port);
        let text = message("survey-target-unhealthy")
            .with("group", group.target_group.name.as_str())
            .with("count", failing.len())
            .with("targets", some.join(", "))
            .with("port", i64::from(port))
            .with("reason", word)
            .with("code", reason)
            .with("said", said)
            .with("protocol", group.health_check_protocol.as_str())
            .with("path", group.health_check_path.as_deref().unwrap_or_default());
        found.add(Severity::Warning, text, about, &format!("Reason: {reason}, Description: {said}"), HEALTH);
    }
}

/// Zones of the load balancer in which no target serves, where connections stay in their zone.
fn unserved<'a>(balancer: &'a SeenLoadBalancer, group: &SeenTargetGroup, targets: &[Target]) -> Option<Vec<&'a str>> {
    // Of an Application Load Balancer as target, the zones are its own business; what AWS did not tell is not judged.
    let cross_zone = group.cross_zone.or(balancer.details.as_ref().and_then(|details| details.cross_zone)).unwrap_or(true);
    if cross_zone || group.target_group.target_type == "alb" || targets.iter().any(|one| one.zone_name.as_deref() == Some("all")) {
        return None;
    }
    let maybe: BTreeSet<&str> =
        targets.iter().filter(|one| serves(one) || one.state == "initial").filter_map(|one| one.zone_id.as_deref()).collect();
    let zones = balancer.load_balancer.zones.iter().map(|zone| zone.zone_id.as_str()).filter(|id| !id.is_empty());
    let zones: Vec<&str> = zones.filter(|id| !maybe.contains(id)).collect();
    Some(zones).filter(|zones| !zones.is_empty())
}

/// Zones of the load balancer in which customers find nobody, for the map.
pub(super) fn zones_without_targets<'a>(balancer: &'a SeenLoadBalancer, groups: &[SeenTargetGroup]) -> BTreeSet<&'a str> {
    let listeners = balancer.details.as_ref().and_then(|details| details.listeners.as_deref()).unwrap_or_default();
    let used: BTreeSet<&str> = listeners.iter().filter_map(|one| one.listener.target_group_arn.as_deref()).collect();
    let all = || balancer.load_balancer.zones.iter().map(|zone| zone.zone_id.as_str());
    let mut empty = BTreeSet::new();
    for group in groups.iter().filter(|one| used.contains(one.target_group.arn.as_str())) {
        let Some(targets) = &group.targets else { continue };
        if !targets.iter().any(serves) {
            empty.extend(all());
        }
        empty.extend(unserved(balancer, group, targets).into_iter().flatten());
    }
    if listeners.is_empty() && balancer.details.as_ref().is_some_and(|details| details.listeners.is_some()) {
        empty.extend(all());
    }
    empty
}
