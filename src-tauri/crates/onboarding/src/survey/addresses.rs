//! Whether there is room for a new load balancer where one would go: in a VPC with running servers and no load balancer, of a Region that has no
//! endpoint service yet. On an existing load balancer a full subnet is no finding.

use std::collections::BTreeMap;

use gangway_aws::survey::Part;
use gangway_model::{Severity, message};

use super::{About, Found, Owner};

/// What a new Network Load Balancer needs in each of its subnets.
const NEEDED: i64 = 8;

pub(super) fn check(found: &mut Found<'_>) {
    let survey = found.survey;
    let known = [Part::EndpointServices, Part::LoadBalancers, Part::Instances, Part::Subnets, Part::Zones];
    if !survey.services.is_empty() || !known.into_iter().all(|part| found.knows(part)) {
        return;
    }
    for vpc in &survey.vpcs {
        let serves = survey.instances.iter().any(|one| one.vpc_id == vpc.id && one.state == "running");
        let taken = survey.load_balancers.iter().any(|one| one.load_balancer.vpc_id == vpc.id);
        if !serves || taken {
            continue;
        }
        // The roomiest subnet of each zone.
        let mut best = BTreeMap::new();
        for subnet in &vpc.subnets {
            let usable = survey.zones.iter().any(|zone| zone.id == subnet.zone_id && zone.usable);
            let so_far = best.entry(subnet.zone_id.as_str()).or_insert(subnet);
            if usable && so_far.free_addresses < subnet.free_addresses {
                *so_far = subnet;
            }
        }
        for (zone, subnet) in best {
            if subnet.free_addresses < NEEDED && survey.zones.iter().any(|one| one.id == zone && one.usable) {
                let text = message("survey-subnet-full")
                    .with("subnet", subnet.id.as_str())
                    .with("zone", zone)
                    .with("free", subnet.free_addresses)
                    .with("needed", NEEDED);
                let about = About { subject: &subnet.id, owner: Owner::unmarked(), live_connections: 0 };
                let what = format!("AvailableIpAddressCount: {}", subnet.free_addresses);
                found.add(Severity::Warning, text, &about, &what, "ec2:DescribeSubnets");
            }
        }
    }
}
