//! The launch: Seller Operations put the service DNS name in the place of AWS's own name of each endpoint service. AWS shows it as the service's
//! base name, and from then on a customer's endpoint has a name under it, which must lead somewhere for everybody.
//!
//! Nothing the seller approves depends on it, so it is part of the delegation's look and no task of its own.

use gangway_dns::{RecordKind, lookup};
use gangway_model::{DnsName, Finding, Message, Output, Severity, StepId, message};

use super::{Checked, Look};
use crate::facts::Facts;
use crate::observed::LaunchSeen;

/// Looks at every Region's endpoint service. One that can't be seen is left out: the next look may see it.
pub(super) async fn observe(look: &Look<'_>, name: &DnsName) -> Vec<LaunchSeen> {
    let mut all = Vec::new();
    for at in look.facts.everywhere() {
        let (Some(region), Some(id)) = (at.region(), at.known_id(StepId::EndpointService, Output::ServiceId)) else { continue };
        let Ok(service) = look.account.endpoint_service(&region, &id).await else { continue };
        let launched = service.base_dns_names.iter().any(|base| base.trim_end_matches('.').eq_ignore_ascii_case(name.as_str()));
        let mut seen = LaunchSeen {
            region: region.to_string(),
            base_names: service.base_dns_names,
            launched,
            endpoint_name: None,
            addresses: Vec::new(),
        };
        if launched {
            let connections = look.account.connections(&region, &id).await.unwrap_or_default();
            let names = connections.iter().filter(|one| one.state == "available").flat_map(|one| &one.dns_names);
            seen.endpoint_name = names.map(|one| one.trim_end_matches('.').to_ascii_lowercase()).find(|one| is_below(one, name));
        }
        if let Some(endpoint) = seen.endpoint_name.as_ref().and_then(|one| DnsName::parse(one).ok()) {
            for kind in [RecordKind::A, RecordKind::Aaaa] {
                seen.addresses.extend(lookup(look.net, &endpoint, kind).await.map(|answers| answers.values).unwrap_or_default());
            }
        }
        all.push(seen);
    }
    all
}

fn is_below(text: &str, name: &DnsName) -> bool {
    DnsName::parse(text).is_ok_and(|one| one != *name && one.is_at_or_below(name))
}

/// What is to be said of it, Region by Region.
pub(super) fn judge(facts: &Facts, seen: &[LaunchSeen], checked: &mut Checked) {
    let mut say = |severity, text: Message, at: &LaunchSeen, task| {
        checked.findings.push(Finding::new(severity, text).about(&at.region).fix_in(task));
    };
    for at in seen {
        let region = at.region.as_str();
        if !at.launched {
            let text = message("launch-awaited").with("region", region).with("base", at.base_names.join(", "));
            say(Severity::Note, text, at, StepId::Delegation);
            continue;
        }
        match &at.endpoint_name {
            // What nobody has connected to has no name to try: the rehearsal makes one.
            None => say(Severity::Note, message("launch-rehearse").with("region", region), at, StepId::Rehearsal),
            Some(name) if at.addresses.is_empty() => {
                let text = message("launch-name-leads-nowhere").with("region", region).with("name", name.as_str());
                say(Severity::Warning, text, at, StepId::Delegation);
            }
            Some(name) => {
                let text = message("launch-resolves").with("region", region).with("name", name.as_str());
                say(Severity::Good, text.with("addresses", at.addresses.join(", ")), at, StepId::Rehearsal);
            }
        }
    }
    for at in seen.iter().filter(|at| at.launched) {
        let text = message("evidence-launch").with("base", at.base_names.join(", ")).with("region", at.region.as_str());
        checked.evidence.push(facts.seen(text, "ec2:DescribeVpcEndpointServiceConfigurations"));
    }
}

/// Whether Seller Operations still have something to do, as far as the last look saw.
pub(crate) fn is_awaited(seen: &[LaunchSeen]) -> bool {
    seen.iter().any(|at| !at.launched || (at.endpoint_name.is_some() && at.addresses.is_empty()))
}
