//! What an account holds when the world begins: in every Region a default VPC with a subnet per zone ("Default VPCs" in the
//! Amazon VPC User Guide), and in three Regions of the seller's a product that runs already.

use super::ask::fixed_hex;
use super::call::{CUSTOMER, SELLER};
use super::ec2::instances::{Instance, InstanceOptions, InstanceState};
use super::ec2::security_groups::{self, Peer, Rule, SecurityGroup, anywhere};
use super::ec2::subnets::Subnet;
use super::ec2::vpcs::Vpc;
use super::regions;
use super::tags::Tags;
use crate::state::{Place, StateError, Tx};

/// Regions that hold something from the beginning. The others get their default VPC when they are first asked.
const SEEDED: [&str; 3] = ["us-east-1", "eu-west-1", "ap-southeast-2"];

/// Name of the mark that an account has been seeded.
fn mark(account: &str) -> String {
    format!("seeded/{account}")
}

/// The two accounts that everybody knows.
pub(super) fn world(tx: &Tx<'_>, now: i64) -> Result<(), StateError> {
    account(tx, now, SELLER)?;
    account(tx, now, CUSTOMER)
}

/// Seeds an account, once. One that was never heard of (a role was assumed in it) gets its default VPCs.
pub(super) fn account(tx: &Tx<'_>, now: i64, account: &str) -> Result<(), StateError> {
    if tx.meta::<bool>(&mark(account))?.is_some() {
        return Ok(());
    }
    tx.set_meta(&mark(account), &true)?;
    for region in SEEDED {
        let bed = Bed { tx, place: Place { account, region }, now };
        let (vpc, subnets) = bed.default_vpc()?;
        match account {
            SELLER => {
                let group = bed.group(&vpc, "api", "HTTPS to the API", "172.31.0.0/16", &[443, 8443])?;
                bed.instance("api-1", &vpc, subnets.first(), &group, 11, &[443, 8443])?;
                bed.instance("api-2", &vpc, subnets.get(1), &group, 12, &[443, 8443])?;
                let (vpc, subnets) = bed.vpc("product", "10.20.0.0/16", |index| format!("10.20.{}.0/24", index + 1))?;
                let group = bed.group(&vpc, "product-api", "The product's port", "10.20.0.0/16", &[8443])?;
                for (name, subnet) in ["api-a", "api-b", "api-c"].into_iter().zip(&subnets) {
                    bed.instance(name, &vpc, Some(subnet), &group, 21, &[8443])?;
                }
            }
            CUSTOMER => {
                let group = bed.group(&vpc, "app", "The customer's own application", "172.31.0.0/16", &[80])?;
                bed.instance("app-1", &vpc, subnets.first(), &group, 11, &[80])?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Lays the default VPC of a Region that was never asked before.
pub(super) fn region(tx: &Tx<'_>, now: i64, place: Place<'_>) -> Result<(), StateError> {
    let mark = format!("{}/{}", mark(place.account), place.region);
    // Global services have no Region to lay one in.
    if place.region.is_empty() || SEEDED.contains(&place.region) || tx.meta::<bool>(&mark)?.is_some() {
        return Ok(());
    }
    tx.set_meta(&mark, &true)?;
    Bed { tx, place, now }.default_vpc().map(drop)
}

/// One account and Region being seeded.
struct Bed<'a> {
    tx: &'a Tx<'a>,
    place: Place<'a>,
    now: i64,
}

/// A subnet with what is needed to put an instance into it.
struct Laid {
    id: String,
    subnet: Subnet,
}

impl Bed<'_> {
    /// The same ids in every fresh world, so that pictures and scripts repeat.
    fn id(&self, prefix: &str, name: &str) -> String {
        format!("{prefix}-0{}", fixed_hex(&[self.place.account, self.place.region, prefix, name], 16))
    }

    fn name(&self, id: &str, name: &str) -> Result<(), StateError> {
        self.tx.put(self.place, id, &Tags([("Name".to_owned(), name.to_owned())].into()))
    }

    fn default_vpc(&self) -> Result<(String, Vec<Laid>), StateError> {
        self.vpc("default", "172.31.0.0/16", |index| format!("172.31.{}.0/20", index * 16))
    }

    fn vpc(&self, name: &str, cidr: &str, block: impl Fn(usize) -> String) -> Result<(String, Vec<Laid>), StateError> {
        let default = name == "default";
        let id = self.id("vpc", name);
        let vpc = Vpc { default, dns_hostnames: true, ..Vpc::new(cidr.to_owned()) };
        self.tx.put(self.place, &id, &vpc)?;
        let own = self.id("sg", &format!("{name}-default"));
        let group = security_groups::of_vpc(&id, &own);
        self.tx.put(self.place, &own, &group)?;
        let mut subnets = Vec::new();
        for (index, zone) in regions::zones(self.place.account, self.place.region).into_iter().enumerate() {
            let subnet = Subnet::new(id.clone(), block(index), zone.name.clone(), default);
            let subnet_id = self.id("subnet", &format!("{name}-{index}"));
            self.tx.put(self.place, &subnet_id, &subnet)?;
            if !default {
                let letter = zone.name.chars().last().unwrap_or_default();
                self.name(&subnet_id, &format!("{name}-{letter}"))?;
            }
            subnets.push(Laid { id: subnet_id, subnet });
        }
        if !default {
            self.name(&id, name)?;
        }
        Ok((id, subnets))
    }

    fn group(&self, vpc: &str, name: &str, description: &str, from: &str, ports: &[u16]) -> Result<String, StateError> {
        let id = self.id("sg", name);
        let rule = |port: &u16| Rule::new(Some(*port), Peer::Cidr(from.to_owned()));
        let group = SecurityGroup {
            vpc: vpc.to_owned(),
            name: name.to_owned(),
            description: description.to_owned(),
            ingress: ports.iter().map(rule).collect(),
            egress: anywhere(),
        };
        self.tx.put(self.place, &id, &group)?;
        Ok(id)
    }

    fn instance(&self, name: &str, vpc: &str, laid: Option<&Laid>, group: &str, host: u32, listens: &[u16]) -> Result<(), StateError> {
        let Some(Laid { id: subnet_id, subnet }) = laid else { return Ok(()) };
        let id = self.id("i", name);
        let instance = Instance {
            vpc: vpc.to_owned(),
            subnet: subnet_id.clone(),
            zone: subnet.zone.clone(),
            address: subnet.address(host).to_string(),
            groups: vec![group.to_owned()],
            instance_type: "m6i.large".to_owned(),
            state: InstanceState::Running,
            changed_ms: 0,
            image: None,
            launched_ms: self.now,
            listens: listens.to_vec(),
            options: InstanceOptions::default(),
        };
        self.tx.put(self.place, &id, &instance)?;
        self.name(&id, name)
    }
}
