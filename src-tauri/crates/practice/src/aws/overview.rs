//! What exists in an account with the state it is in, asked by the operations that a client would ask: what is shown beside
//! the wizard is what the wizard could see.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::staged::Stage;
use crate::state::{StateError, Tx};

/// Something that exists in an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Existing {
    /// 12 digits.
    pub account: String,
    /// A Region's code; empty for what belongs to no Region.
    pub region: String,
    /// `vpc`, `load-balancer`, ... as in tags' resource types.
    pub kind: String,
    /// Its id, its ARN where it has no id.
    pub id: String,
    /// What people call it: its name, its name tag, the DNS name that it is for; empty when there is none.
    pub name: String,
    /// As AWS writes it; empty for what has no state.
    pub state: String,
}

/// How things of one kind are asked for.
struct Listing {
    kind: &'static str,
    service: &'static str,
    action: &'static str,
    /// The members that lead to the things, each a list.
    lists: &'static [&'static str],
    id: &'static str,
    /// Pointers to the name; the first that leads somewhere counts, and a name tag after them.
    names: &'static [&'static str],
    state: &'static str,
}

const LISTINGS: &[Listing] = &[
    Listing { kind: "vpc", service: "ec2", action: "DescribeVpcs", lists: &["Vpcs"], id: "/VpcId", names: &[], state: "/State" },
    Listing {
        kind: "subnet",
        service: "ec2",
        action: "DescribeSubnets",
        lists: &["Subnets"],
        id: "/SubnetId",
        names: &[],
        state: "/State",
    },
    Listing {
        kind: "instance",
        service: "ec2",
        action: "DescribeInstances",
        lists: &["Reservations", "Instances"],
        id: "/InstanceId",
        names: &[],
        state: "/State/Name",
    },
    Listing {
        kind: "load-balancer",
        service: "elbv2",
        action: "DescribeLoadBalancers",
        lists: &["LoadBalancers"],
        id: "/LoadBalancerArn",
        names: &["/LoadBalancerName"],
        state: "/State/Code",
    },
    Listing {
        kind: "vpc-endpoint-service",
        service: "ec2",
        action: "DescribeVpcEndpointServiceConfigurations",
        lists: &["ServiceConfigurations"],
        id: "/ServiceId",
        names: &["/ServiceName"],
        state: "/ServiceState",
    },
    Listing {
        kind: "private-dns-name",
        service: "ec2",
        action: "DescribeVpcEndpointServiceConfigurations",
        lists: &["ServiceConfigurations"],
        id: "/ServiceId",
        names: &["/PrivateDnsName"],
        state: "/PrivateDnsNameConfiguration/State",
    },
    Listing {
        kind: "vpc-endpoint",
        service: "ec2",
        action: "DescribeVpcEndpoints",
        lists: &["VpcEndpoints"],
        id: "/VpcEndpointId",
        names: &["/ServiceName"],
        state: "/State",
    },
    Listing {
        kind: "vpc-endpoint-connection",
        service: "ec2",
        action: "DescribeVpcEndpointConnections",
        lists: &["VpcEndpointConnections"],
        id: "/VpcEndpointId",
        names: &["/ServiceId"],
        state: "/VpcEndpointState",
    },
];

/// What exists in every account, in the order accounts, Regions, kinds; `now` is world time in ms.
///
/// # Errors
/// When the state can't be read. What an operation refuses is left out.
pub fn overview(tx: &Tx<'_>, now: i64) -> Result<Vec<Existing>, StateError> {
    let mut found = Vec::new();
    for (account, regions) in tx.inventory()? {
        for region in regions.keys().filter(|region| !region.is_empty()) {
            let stage = Stage { tx, account: &account, region, now };
            for listing in LISTINGS {
                listed(&stage, listing, &mut found);
            }
            target_groups(&stage, &mut found);
            certificates(&stage, &mut found);
        }
        hosted_zones(&Stage { tx, account: &account, region: "", now }, &mut found);
    }
    Ok(found)
}

fn ask(stage: &Stage<'_>, service: &str, action: &str, input: Value) -> Value {
    stage.act(service, action, input).unwrap_or(Value::Null)
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn things<'v>(from: &'v Value, lists: &[&str]) -> Vec<&'v Value> {
    lists.iter().fold(vec![from], |above, list| {
        above.into_iter().flat_map(|one| one.get(list).and_then(Value::as_array).into_iter().flatten()).collect()
    })
}

fn existing(stage: &Stage<'_>, kind: &str, id: String, name: String, state: String) -> Existing {
    Existing { account: stage.account.to_owned(), region: stage.region.to_owned(), kind: kind.to_owned(), id, name, state }
}

fn listed(stage: &Stage<'_>, listing: &Listing, found: &mut Vec<Existing>) {
    let answer = ask(stage, listing.service, listing.action, json!({}));
    for thing in things(&answer, listing.lists) {
        let state = text(thing, listing.state);
        // An endpoint service without a private DNS name has none to show.
        if listing.kind == "private-dns-name" && state.is_empty() {
            continue;
        }
        let name = listing.names.iter().map(|pointer| text(thing, pointer)).find(|name| !name.is_empty()).or_else(|| name_tag(thing));
        found.push(existing(stage, listing.kind, text(thing, listing.id), name.unwrap_or_default(), state));
    }
}

fn name_tag(thing: &Value) -> Option<String> {
    let tags = thing.get("Tags")?.as_array()?;
    tags.iter().find(|tag| text(tag, "/Key") == "Name").map(|tag| text(tag, "/Value"))
}

/// A target group's state is that of its targets: how many of each health.
fn target_groups(stage: &Stage<'_>, found: &mut Vec<Existing>) {
    let groups = ask(stage, "elbv2", "DescribeTargetGroups", json!({}));
    for group in things(&groups, &["TargetGroups"]) {
        let arn = text(group, "/TargetGroupArn");
        let health = ask(stage, "elbv2", "DescribeTargetHealth", json!({ "TargetGroupArn": arn }));
        let mut counts = std::collections::BTreeMap::<String, usize>::new();
        for target in things(&health, &["TargetHealthDescriptions"]) {
            *counts.entry(text(target, "/TargetHealth/State")).or_default() += 1;
        }
        let state: Vec<String> = counts.into_iter().map(|(state, count)| format!("{count} {state}")).collect();
        found.push(existing(stage, "target-group", arn, text(group, "/TargetGroupName"), state.join(", ")));
    }
}

fn certificates(stage: &Stage<'_>, found: &mut Vec<Existing>) {
    let list = ask(stage, "acm", "ListCertificates", json!({}));
    for one in things(&list, &["CertificateSummaryList"]) {
        let arn = text(one, "/CertificateArn");
        let answer = ask(stage, "acm", "DescribeCertificate", json!({ "CertificateArn": arn }));
        found.push(existing(stage, "certificate", arn, text(&answer, "/Certificate/DomainName"), text(&answer, "/Certificate/Status")));
    }
}

/// Route 53 is in no Region.
fn hosted_zones(stage: &Stage<'_>, found: &mut Vec<Existing>) {
    let list = ask(stage, "route53", "ListHostedZones", json!({}));
    for zone in things(&list, &["HostedZones"]) {
        let name = text(zone, "/Name").trim_end_matches('.').to_owned();
        found.push(existing(stage, "hosted-zone", text(zone, "/Id"), name, String::new()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::SELLER;
    use super::super::seed;
    use super::*;
    use crate::state::State;

    #[test]
    fn what_is_shown_has_the_state_that_a_client_sees() {
        let state = State::open(None).unwrap();
        let (before, after) = state
            .transact(|tx| {
                seed::world(tx, 0)?;
                let stage = Stage { tx, account: SELLER, region: "eu-west-1", now: 0 };
                let subnets = ask(&stage, "ec2", "DescribeSubnets", json!({}));
                let subnet = text(things(&subnets, &["Subnets"])[0], "/SubnetId");
                let wanted = json!({ "Name": "front", "Type": "network", "Scheme": "internal", "Subnets": [subnet] });
                stage.act("elbv2", "CreateLoadBalancer", wanted).map_err(|_| StateError::from(rusqlite::Error::InvalidQuery))?;
                let zone = json!({ "Name": "shop.example.com", "CallerReference": "once" });
                let nowhere = Stage { region: "", ..stage };
                nowhere.act("route53", "CreateHostedZone", zone).map_err(|_| StateError::from(rusqlite::Error::InvalidQuery))?;
                Ok::<_, StateError>((overview(tx, 0)?, overview(tx, 86_400_000)?))
            })
            .unwrap();
        let front = |all: &[Existing]| all.iter().find(|one| one.name == "front").cloned().unwrap();
        assert_eq!((front(&before).kind.as_str(), front(&before).state.as_str()), ("load-balancer", "provisioning"));
        assert_eq!(front(&after).state, "active");
        let zones: Vec<&Existing> = after.iter().filter(|one| one.kind == "hosted-zone").collect();
        assert_eq!(zones.len(), 1, "once, not once a Region");
        assert_eq!((zones[0].name.as_str(), zones[0].region.as_str()), ("shop.example.com", ""));
        for kind in ["vpc", "subnet", "instance"] {
            assert!(after.iter().any(|one| one.kind == kind && !one.state.is_empty()), "{kind}");
        }
        let accounts: std::collections::BTreeSet<&str> = after.iter().map(|one| one.account.as_str()).collect();
        assert_eq!(accounts.len(), 2);
        assert!(after.iter().all(|one| !one.id.is_empty()));
    }
}
