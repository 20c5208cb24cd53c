//! The private addresses that load balancers' nodes hold, indexed by subnet: creating a load balancer must not cost more the
//! more of them there are.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use super::load_balancers::{LoadBalancer, Node};
use crate::aws::ask::Ask;
use crate::aws::ec2::network_interfaces;
use crate::aws::ec2::subnets::{Subnet, available};
use crate::aws::error::AwsError;
use crate::state::{Place, Record};

/// An address that a node holds, stored under `<subnet>/<distance from its first address, ten digits>`.
#[derive(Serialize, Deserialize)]
struct Held {
    address: String,
}

impl Record for Held {
    const KIND: &'static str = "load-balancer-address";
}

/// Name of the mark that the index covers every load balancer: worlds that are older than the index get it at first use.
const INDEXED: &str = "load-balancer-addresses";

/// Addresses that AWS keeps at the beginning of a subnet.
const KEPT: u32 = 4;
/// Free addresses that a subnet needs ("Subnets for your load balancer" in the Network Load Balancer guide).
const NEEDED: i64 = 8;

fn key(subnet_id: &str, subnet: &Subnet, address: &str) -> Option<String> {
    let address: Ipv4Addr = address.parse().ok()?;
    let distance = u32::from(address).checked_sub(u32::from(subnet.range().0))?;
    Some(format!("{subnet_id}/{distance:010}"))
}

fn index(ask: &Ask<'_>) -> Result<(), AwsError> {
    if ask.tx.meta::<bool>(INDEXED)?.is_some() {
        return Ok(());
    }
    for entry in ask.tx.everywhere::<LoadBalancer>()? {
        let place = Place { account: &entry.account, region: &entry.region };
        for node in &entry.record.zones {
            hold(&Ask { place, ..*ask }, node)?;
        }
    }
    Ok(ask.tx.set_meta(INDEXED, &true)?)
}

fn hold(ask: &Ask<'_>, node: &Node) -> Result<(), AwsError> {
    let subnet: Option<Subnet> = ask.tx.get(ask.place, &node.subnet)?;
    if let Some((address, subnet)) = node.held().zip(subnet)
        && let Some(key) = key(&node.subnet, &subnet, address)
    {
        ask.tx.put(ask.place, &key, &Held { address: address.to_owned() })?;
    }
    Ok(())
}

/// Gives an address to every node that has none, and notes what all of them hold. Each subnet needs some room.
pub(super) fn take(ask: &Ask<'_>, nodes: &mut [Node]) -> Result<(), AwsError> {
    index(ask)?;
    let others = network_interfaces::apart_from_load_balancers(ask)?;
    for node in nodes {
        if node.given.is_some() {
            continue;
        }
        let Some(subnet) = ask.tx.get::<Subnet>(ask.place, &node.subnet)? else { continue };
        let taken: BTreeSet<&str> = others
            .iter()
            .filter(|interface| interface.subnet == node.subnet)
            .flat_map(|interface| interface.addresses().map(String::as_str))
            .collect();
        let (held, last) = ask.tx.count_beginning::<Held>(ask.place, &format!("{}/", node.subnet))?;
        if available(&subnet, taken.len() + held) < NEEDED {
            let message =
                format!("Not enough IP space available in {}. ELB requires at least 8 free IP addresses in each subnet.", node.subnet);
            return Err(AwsError::new("InvalidSubnet", message));
        }
        match &node.address {
            Some(address) => wanted(ask, &node.subnet, &subnet, address, &taken)?,
            None => node.given = Some(free(ask, &node.subnet, &subnet, last.as_deref(), &taken)?),
        }
        hold(ask, node)?;
    }
    Ok(())
}

/// An address that the caller chose: of the subnet, not one that AWS keeps, and nobody's.
fn wanted(ask: &Ask<'_>, id: &str, subnet: &Subnet, address: &str, taken: &BTreeSet<&str>) -> Result<(), AwsError> {
    let (first, prefix) = subnet.range();
    let parsed: Option<Ipv4Addr> = address.parse().ok();
    let distance = parsed.and_then(|parsed| u32::from(parsed).checked_sub(u32::from(first)));
    if !distance.is_some_and(|distance| (KEPT..last_of(prefix)).contains(&distance)) {
        let message = format!("The private IP address '{address}' is not a valid address of the subnet '{id}'");
        return Err(AwsError::new("InvalidConfigurationRequest", message));
    }
    let held = key(id, subnet, address).map(|key| ask.tx.get::<Held>(ask.place, &key)).transpose()?.flatten();
    if held.is_some() || taken.contains(address) {
        let message = format!("The private IP address '{address}' is in use");
        return Err(AwsError::new("ResourceInUse", message));
    }
    Ok(())
}

fn last_of(prefix: u32) -> u32 {
    (1_u64 << (32 - prefix)).saturating_sub(1).try_into().unwrap_or(u32::MAX)
}

/// The next address after the last that a node holds, or else the first that nobody holds.
fn free(ask: &Ask<'_>, id: &str, subnet: &Subnet, last: Option<&str>, taken: &BTreeSet<&str>) -> Result<String, AwsError> {
    let next = last.and_then(|key| key.rsplit('/').next()?.parse::<u32>().ok()).map_or(KEPT, |distance| distance.saturating_add(1));
    let end = last_of(subnet.range().1);
    for distance in (next..end).chain(KEPT..next.min(end)) {
        let address = subnet.address(distance).to_string();
        let held: Option<Held> = ask.tx.get(ask.place, &format!("{id}/{distance:010}"))?;
        if held.is_none() && !taken.contains(address.as_str()) {
            return Ok(address);
        }
    }
    Err(AwsError::new("InvalidSubnet", format!("Not enough IP space available in {id}.")))
}

/// Gives back what nodes hold that go away.
pub(super) fn give_back(ask: &Ask<'_>, nodes: &[Node]) -> Result<(), AwsError> {
    for node in nodes {
        let subnet: Option<Subnet> = ask.tx.get(ask.place, &node.subnet)?;
        if let Some((address, subnet)) = node.held().zip(subnet)
            && let Some(key) = key(&node.subnet, &subnet, address)
        {
            ask.tx.delete::<Held>(ask.place, &key)?;
        }
    }
    Ok(())
}
