//! What exactly is wrong with a delegation: every server of the zone above is asked, and every server that it names.
//! Like all of the world's own questions these go over real sockets, so that each mistake is seen as a client sees it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{RData, RecordType};

use super::name::canonical;
use super::record::Kind;
use super::resolver::{Lookup, Resolver, address, delegation, owner, usable};

/// Something that is wrong with a delegation. Host names are canonical.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flaw {
    /// No server of this zone, which is on the way to the name, gives a usable answer.
    Unreachable {
        /// Canonical; the root is the empty string.
        zone: String,
    },
    /// The zone above has no NS record for the name.
    NotDelegated {
        /// The zone above.
        zone: String,
    },
    /// One server of the zone above does not answer, or with an error.
    ParentFails {
        /// Its host name.
        server: String,
    },
    /// One server of the zone above has no NS record for the name, while another has.
    NotDelegatedBy {
        /// Its host name.
        server: String,
    },
    /// The name has a CNAME record instead of a delegation.
    Alias {
        /// Where it points to.
        target: String,
    },
    /// An expected server is not among the NS records.
    Missing {
        /// The expected server.
        server: String,
        /// The server of the zone above that lacks it, when they do not agree.
        by: Option<String>,
    },
    /// The NS records name a server that is not expected.
    Extra {
        /// The server.
        server: String,
        /// The zone above.
        zone: String,
        /// The server of the zone above that names it, when they do not agree.
        by: Option<String>,
    },
    /// The zone above has a DS record for the name, and the zone below is not signed.
    Signed,
    /// A server that the delegation names does not serve the zone.
    Lame {
        /// The server.
        server: String,
        /// In which way.
        how: Lameness,
    },
    /// A server of the zone itself names other servers than the expected ones.
    ChildDisagrees {
        /// The server.
        server: String,
    },
}

/// In which way a server fails to serve a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Lameness {
    /// Its name has no address.
    NoAddress,
    /// It does not answer.
    Silent,
    /// It answers REFUSED.
    Refused,
    /// It answers SERVFAIL or another error.
    Fails,
    /// It answers without authority.
    NotAuthoritative,
}

/// A name server with the addresses to ask.
struct Host {
    name: String,
    addresses: Vec<IpAddr>,
}

/// What one server of the zone above says about the name.
enum Told {
    Servers(BTreeSet<String>),
    Alias(String),
    Nothing,
    Fails,
}

impl Resolver {
    /// Everything that is wrong with the delegation of `name` to exactly the `expected` servers; empty when it is live.
    pub(crate) fn inspect(&self, name: &str, expected: &[&str]) -> Vec<Flaw> {
        let lookup = Lookup::default();
        let name = canonical(name);
        let expected: BTreeSet<String> = expected.iter().map(|server| canonical(server)).collect();
        let (zone, parents) = match self.above(&name, &lookup) {
            Ok(above) => above,
            Err(zone) => return vec![Flaw::Unreachable { zone }],
        };
        let mut flaws = BTreeSet::new();
        let told: Vec<(&Host, Told)> = parents.iter().map(|parent| (parent, self.told(parent, &name, &lookup))).collect();
        let named = compare(&zone, &told, &expected, &mut flaws);
        if parents.iter().any(|parent| self.signed(parent, &name, &lookup)) {
            flaws.insert(Flaw::Signed);
        }
        for server in &named {
            flaws.extend(self.child(server, &name, &expected, &lookup));
        }
        flaws.into_iter().collect()
    }

    /// The zone that has to delegate the name, and its servers; or the zone whose servers give no usable answer.
    fn above(&self, name: &str, lookup: &Lookup) -> Result<(String, Vec<Host>), String> {
        let mut zone = String::new();
        let mut hosts: Vec<Host> = self.root_hosts();
        loop {
            let servers: Vec<IpAddr> = hosts.iter().flat_map(|host| host.addresses.clone()).collect();
            let said = self.first_that_leads(&servers, &zone, name, Kind::Soa, lookup).ok_or_else(|| zone.clone())?;
            match delegation(&said, &zone, name) {
                Some((cut, servers)) if cut != name => {
                    hosts = servers.into_iter().map(|server| self.host(server, &said, lookup)).collect();
                    zone = cut;
                }
                _ => return Ok((zone, hosts)),
            }
        }
    }

    /// The root servers, known by address alone.
    fn root_hosts(&self) -> Vec<Host> {
        let v4: Vec<IpAddr> = self.roots().iter().copied().filter(IpAddr::is_ipv4).collect();
        v4.into_iter().map(|address| Host { name: address.to_string(), addresses: vec![address] }).collect()
    }

    /// A server of a referral, with the addresses that come along, else looked up. One family is asked: the world is
    /// built so that both say the same.
    fn host(&self, name: String, said: &Message, lookup: &Lookup) -> Host {
        let glue = said.additionals.iter().filter(|record| owner(record) == name).filter_map(address);
        let glue: Vec<IpAddr> = glue.filter(IpAddr::is_ipv4).collect();
        let addresses = if glue.is_empty() { self.hosts(&name, lookup, 0) } else { glue };
        Host { name, addresses }
    }

    fn told(&self, parent: &Host, name: &str, lookup: &Lookup) -> Told {
        let Some(said) = parent.addresses.iter().find_map(|at| self.ask(*at, name, Kind::Ns, lookup)).filter(usable) else {
            return Told::Fails;
        };
        let alias = said.answers.iter().filter(|record| owner(record) == name).find_map(|record| match &record.data {
            RData::CNAME(target) => Some(canonical(&target.0.to_ascii())),
            _ => None,
        });
        if let Some(target) = alias {
            return Told::Alias(target);
        }
        let servers: BTreeSet<String> = servers(&said, name);
        if said.metadata.authoritative || servers.is_empty() { Told::Nothing } else { Told::Servers(servers) }
    }

    fn signed(&self, parent: &Host, name: &str, lookup: &Lookup) -> bool {
        let said = parent.addresses.iter().find_map(|at| self.ask(*at, name, Kind::Ds, lookup));
        said.is_some_and(|said| said.answers.iter().any(|record| record.record_type() == RecordType::DS))
    }

    /// What is wrong with a server that the delegation names.
    fn child(&self, server: &str, name: &str, expected: &BTreeSet<String>, lookup: &Lookup) -> Option<Flaw> {
        let lame = |how| Some(Flaw::Lame { server: server.to_owned(), how });
        let addresses = self.hosts(server, lookup, 0);
        if addresses.is_empty() {
            return lame(Lameness::NoAddress);
        }
        let ask = |kind| addresses.iter().find_map(|at| self.ask(*at, name, kind, lookup));
        let Some(said) = ask(Kind::Soa) else {
            return lame(Lameness::Silent);
        };
        match said.metadata.response_code {
            ResponseCode::Refused => return lame(Lameness::Refused),
            ResponseCode::NoError => {}
            _ => return lame(Lameness::Fails),
        }
        if !said.metadata.authoritative || !said.answers.iter().any(|record| owner(record) == name) {
            return lame(Lameness::NotAuthoritative);
        }
        let Some(own) = ask(Kind::Ns).map(|said| servers(&said, name)) else {
            return lame(Lameness::Silent);
        };
        (own != *expected).then(|| Flaw::ChildDisagrees { server: server.to_owned() })
    }
}

/// The NS records at `name`, wherever in the answer they stand.
fn servers(said: &Message, name: &str) -> BTreeSet<String> {
    let records = said.answers.iter().chain(&said.authorities).filter(|record| owner(record) == name);
    let hosts = records.filter_map(|record| match &record.data {
        RData::NS(host) => Some(canonical(&host.0.to_ascii())),
        _ => None,
    });
    hosts.collect()
}

/// Compares what the servers of the zone above say with what is expected; answers every server that is named.
fn compare(zone: &str, told: &[(&Host, Told)], expected: &BTreeSet<String>, flaws: &mut BTreeSet<Flaw>) -> BTreeSet<String> {
    let sets: Vec<&BTreeSet<String>> =
        told.iter().filter_map(|(_, told)| if let Told::Servers(servers) = told { Some(servers) } else { None }).collect();
    let agree = sets.windows(2).all(|pair| matches!(pair, [one, other] if one == other));
    for (host, told) in told {
        let server = host.name.clone();
        match told {
            Told::Fails => _ = flaws.insert(Flaw::ParentFails { server }),
            Told::Alias(target) => _ = flaws.insert(Flaw::Alias { target: target.clone() }),
            Told::Nothing if sets.is_empty() => _ = flaws.insert(Flaw::NotDelegated { zone: zone.to_owned() }),
            Told::Nothing => _ = flaws.insert(Flaw::NotDelegatedBy { server }),
            Told::Servers(servers) => {
                let by = (!agree).then_some(server);
                let missing = expected.difference(servers).map(|server| Flaw::Missing { server: server.clone(), by: by.clone() });
                flaws.extend(missing);
                let extra = servers.difference(expected);
                flaws.extend(extra.map(|server| Flaw::Extra { server: server.clone(), zone: zone.to_owned(), by: by.clone() }));
            }
        }
    }
    sets.into_iter().flatten().cloned().collect()
}
