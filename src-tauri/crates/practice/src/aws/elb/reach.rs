//! What a connection to a Network Load Balancer meets, seen from inside its network.

use std::net::Ipv4Addr;

use super::health::{Health, Surroundings};
use super::listeners;
use super::load_balancers::{LoadBalancer, host};
use super::target_groups::TargetGroup;
use crate::aws::acm::Certificate;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::state::{Place, Tx};

/// What a connection meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// No load balancer has this name.
    Nowhere,
    /// Packets get lost: the load balancer is not ready yet, or nobody behind it is well.
    Silent,
    /// No listener at this port.
    Refused,
    /// A server answers.
    Open {
        /// The load balancer's, in its first zone.
        address: Ipv4Addr,
        /// The names of the certificate that the listener shows; empty where it hands connections through.
        names: Vec<String>,
    },
}

/// Looks for the load balancer of that DNS name in every account and Region.
pub(crate) fn reach(tx: &Tx<'_>, now: i64, name: &str, port: u16) -> Result<Reach, AwsError> {
    let name = name.trim_end_matches('.');
    for (account, regions) in tx.inventory()? {
        for region in regions.keys().filter(|region| !region.is_empty()) {
            let ask = Ask { tx, place: Place { account: &account, region }, caller: "", user_id: "", host: "", now };
            for entry in tx.list::<LoadBalancer>(ask.place)? {
                if entry.record.is_network() && host(region, &entry.id, &entry.record).eq_ignore_ascii_case(name) {
                    return at(&ask, &entry.id, &entry.record, port);
                }
            }
        }
    }
    Ok(Reach::Nowhere)
}

fn at(ask: &Ask<'_>, arn: &str, balancer: &LoadBalancer, port: u16) -> Result<Reach, AwsError> {
    if balancer.state(ask.now) != "active" {
        return Ok(Reach::Silent);
    }
    let listeners = listeners::of(ask, arn)?;
    let Some(listener) = listeners.into_iter().map(|entry| entry.record).find(|listener| listener.port == i64::from(port)) else {
        return Ok(Reach::Refused);
    };
    let mut well = false;
    for group in listener.deed.groups() {
        let around = Surroundings::of(ask, group)?;
        let Some(found) = ask.tx.get::<TargetGroup>(ask.place, group)? else { continue };
        for target in &found.targets {
            well = well || around.health(ask, &found, target)? == Health::Healthy;
        }
    }
    if !well {
        return Ok(Reach::Silent);
    }
    let names = match listener.certificate.as_ref().filter(|_| listener.secure()) {
        None => Vec::new(),
        Some(arn) => {
            let certificate = ask.tx.get::<Certificate>(ask.place, arn)?;
            certificate.map(|one| one.names.into_iter().map(|name| name.name).collect()).unwrap_or_default()
        }
    };
    let address = balancer.zones.iter().find_map(|node| node.held()?.parse().ok()).unwrap_or(Ipv4Addr::UNSPECIFIED);
    Ok(Reach::Open { address, names })
}
