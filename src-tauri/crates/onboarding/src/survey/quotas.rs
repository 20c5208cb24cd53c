//! How near the account is to what it may have.

use gangway_aws::survey::Part;
use gangway_model::{Severity, message};

use super::{About, Found, Owner};

/// Who tells the limits of load balancing.
const BALANCING: &str = "elasticloadbalancing:DescribeAccountLimits";
/// Who tells those of networks.
const NETWORKS: &str = "servicequotas:ListServiceQuotas";

/// What belongs to the Region or to one of its networks.
pub(super) fn check(found: &mut Found<'_>) {
    let survey = found.survey;
    let region = survey.region.as_str();
    let about = |subject| About { subject, owner: Owner::unmarked(), live_connections: 0 };
    quota(found, "network-load-balancers", survey.load_balancers.len(), region, &about(region));
    if found.knows(Part::Vpcs) {
        quota(found, "vpcs", survey.vpcs.len(), region, &about(region));
    }
    for vpc in &survey.vpcs {
        if found.knows(Part::Subnets) {
            quota(found, "subnets-per-vpc", vpc.subnets.len(), &vpc.id, &about(&vpc.id));
        }
        let endpoints = survey.endpoints.get(&vpc.id).copied().unwrap_or(0);
        quota(found, "interface-endpoints-per-vpc", endpoints, &vpc.id, &about(&vpc.id));
    }
}

/// A limit that is already exceeded is not the one that holds. Where nothing serves customers yet, something may have to be made, and a limit
/// that is reached stands in its way; elsewhere it stops nothing that runs.
pub(super) fn quota(found: &mut Found<'_>, limit: &str, used: usize, name: &str, about: &About<'_>) {
    let Some(most) = found.survey.limits.get(limit).and_then(|most| usize::try_from(*most).ok()) else { return };
    let by = if limit.contains("load-balancer") { BALANCING } else { NETWORKS };
    let what = format!("{limit}: used {used} of {most}");
    let (reached, near) =
        if found.survey.services.is_empty() { (Severity::Blocker, Severity::Warning) } else { (Severity::Warning, Severity::Note) };
    if used == most && most > 0 {
        let text = message("survey-quota-reached").with("limit", limit).with("used", used).with("most", most).with("name", name);
        found.add(reached, text, about, &what, by);
    } else if used < most && used * 10 >= most * 9 {
        let text = message("survey-quota-near").with("limit", limit).with("used", used).with("most", most).with("name", name);
        found.add(near, text, about, &what, by);
    }
}
