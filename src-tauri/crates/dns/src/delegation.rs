//! Does the delegation of a subdomain work, and if not, which link of the chain is broken? Every server of the parent is asked, and every server
//! that should serve the child, over UDP and TCP, all at the same time.

pub(crate) mod ds;
mod judge;
mod look;
mod picture;
mod public;

use std::net::IpAddr;
use std::time::Instant;

use gangway_model::{DnsName, Finding, Timestamp};
use hickory_proto::rr::Name;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::names::{absolute, text};
use crate::net::{Fault, Net};
use crate::trace::TraceLine;
use crate::walk::{Enclosing, Walk};
use crate::{DnsError, bounded, millis_since, now};

pub use picture::{ChainLink, RecordAction, RecordChange};

/// Name servers that are looked at; a real set has four, and never more than 13.
const MOST_EXPECTED: usize = 16;

/// What one server of the parent zone says about the subdomain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "saw", rename_all = "camelCase")]
pub enum ParentSaw {
    /// It sends people on to these servers.
    Referral {
        /// Their names, lower case, without final dot, sorted.
        servers: Vec<String>,
    },
    /// It knows of no delegation.
    Nothing,
    /// There is an alias at the very name, which no delegation can stand beside (RFC 1034 section 3.6.2).
    Alias {
        /// Where it leads.
        target: String,
    },
    /// No usable answer.
    Failed {
        /// Why not.
        why: Fault,
    },
}

/// One address of one server of the parent zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ParentView {
    /// The server's name.
    pub server: String,
    /// The address asked; `None` when the name leads to none.
    #[ts(as = "Option<String>")]
    pub address: Option<IpAddr>,
    /// Over UDP (over TCP, when that comes back truncated).
    pub udp: ParentSaw,
    /// Over TCP.
    pub tcp: ParentSaw,
}

/// What one server that should serve the subdomain says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "saw", rename_all = "camelCase")]
pub enum ChildSaw {
    /// It is authoritative for the zone.
    Serves {
        /// The zone's serial number there.
        serial: u32,
    },
    /// It is not, or not for us.
    Failed {
        /// Why not. `Refused` commonly means that the zone is not there yet.
        why: Fault,
    },
}

/// One address of one server that should serve the subdomain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChildView {
    /// The server's name.
    pub server: String,
    /// The address asked; `None` when the name leads to none.
    #[ts(as = "Option<String>")]
    pub address: Option<IpAddr>,
    /// Over UDP (over TCP, when that comes back truncated).
    pub udp: ChildSaw,
    /// Over TCP.
    pub tcp: ChildSaw,
    /// The NS set in the zone itself, sorted; empty when it does not say.
    pub servers: Vec<String>,
}

/// The sum of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DelegationVerdict {
    /// Everything that answers is as it should be; a parent's server that does not answer is a warning beside it.
    Live,
    /// The parent knows of no delegation.
    NotDelegated,
    /// Some customers get through, some do not, or it works by luck.
    Partly,
    /// There is something, and nobody gets through.
    Broken,
    /// The parent's servers could not be asked.
    Unknown,
}

/// Who was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(tag = "seenBy", rename_all = "camelCase")]
pub enum SeenBy {
    /// The zones' own name servers, from the root down.
    #[default]
    NameServers,
    /// Public resolvers over HTTPS, because no root server could be reached. They answer from their caches and for whichever server they
    /// happened to ask: single servers, a partial set and parents that disagree stay hidden.
    PublicResolvers {
        /// Their names.
        resolvers: Vec<String>,
    },
}

/// A delegation, looked at from both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DelegationCheck {
    /// The subdomain.
    pub name: String,
    /// The real zone above it, which has to hold the NS records.
    pub parent_zone: String,
    /// The servers that should be published, sorted; those seen at the parent when none were given.
    pub expected: Vec<String>,
    /// Every address of every server of the zone above.
    pub parents: Vec<ParentView>,
    /// Every address of every expected server.
    pub children: Vec<ChildView>,
    /// What is wrong, worst first; each `about` the server or name it concerns, to be put right in the delegation task. Codes and their parameters:
    /// `delegation-live` {name, servers}, `delegation-not-delegated` {name, zone}, `delegation-partial-set` {missing, published, expected},
    /// `delegation-wrong-server` {server}, `delegation-missing-final-dot` {server, found}, `delegation-zone-name-twice` {name, found},
    /// `delegation-lame` {server, why, over}, `delegation-parents-disagree` {servers}, `delegation-parent-failed` {server, why},
    /// `delegation-children-disagree` {servers, found}, `delegation-cname-at-name` {name, target}, `delegation-ds-without-dnskey` {name},
    /// `delegation-signatures` {servers, why}, `delegation-zone-at-parent` {name, zone, servers}, `delegation-wrong-level` {name, found},
    /// `delegation-wildcard-above` {name, target}, `delegation-records-at-name` {name, kinds, zone}, `delegation-records-below` {name, zone},
    /// `delegation-server-alias` {server, target}, `delegation-serials-differ` {name, serials}, `delegation-remembered` {minutes},
    /// `delegation-ipv6-not-checked`, `delegation-domain-unknown` {name, zone}, `delegation-seen-less` {resolvers},
    /// `delegation-resolvers-fail` {name}, `delegation-resolvers-differ` {name, found}.
    pub findings: Vec<Finding>,
    /// The sum of it.
    pub verdict: DelegationVerdict,
    /// Seconds for which resolvers may still remember what the parent says now, be it the old servers or that there are none.
    pub remembered_for: u32,
    /// From the root to the subdomain, zone by zone.
    #[serde(default)]
    pub chain: Vec<ChainLink>,
    /// What has to be changed in the zone above, record by record; empty when nothing has to, or nobody can tell.
    #[serde(default)]
    pub changes: Vec<RecordChange>,
    /// Who was asked.
    #[serde(default)]
    pub seen_by: SeenBy,
    /// Every question and its answer, in the order of the answers.
    #[serde(default)]
    pub trace: Vec<TraceLine>,
    /// When it was looked at: this computer's clock; a caller with another clock puts its own time in.
    pub looked_at: Timestamp,
    /// How long looking took.
    #[ts(type = "number")]
    pub millis: i64,
}

/// Checks the delegation of `name` to exactly the servers in `expected`. With none given (they have not arrived yet), what the parent publishes is
/// held against itself. Where no root server can be reached, public resolvers are asked over HTTPS, and the result says so.
///
/// # Errors
/// The zone above can't be found: see [`DnsError`]. Servers that fail are part of the result.
pub async fn check_delegation(net: &Net, name: &DnsName, expected: &[DnsName]) -> Result<DelegationCheck, DnsError> {
    let child = absolute(name.as_str())?;
    let mut wanted = expected.iter().map(|server| absolute(server.as_str())).collect::<Result<Vec<_>, _>>()?;
    wanted.sort();
    wanted.dedup();
    wanted.truncate(MOST_EXPECTED);
    bounded(net, name.as_str(), async {
        let start = Instant::now();
        let walk = Walk::new(net);
        let (above, wrong_level) = match walk.enclosing(&child.base_name()).await {
            Ok(above) => (above, None),
            Err(DnsError::NoRoot) if !net.public.is_empty() => {
                let mut check = public::check(net, &walk, &child, &wanted).await?;
                check.millis = millis_since(start);
                return Ok(check);
            }
            Err(DnsError::ZoneSilent { zone, why }) => {
                let found = wrong_level(&walk, &zone, &child, &wanted);
                found.ok_or(DnsError::ZoneSilent { zone, why })?
            }
            Err(other) => return Err(other),
        };
        let seen = look::look(&walk, &above, &child, wanted, wrong_level).await;
        let (findings, verdict) = judge::judge(&seen);
        Ok(DelegationCheck {
            name: text(&child),
            parent_zone: text(&above.zone),
            expected: seen.expected.iter().map(text).collect(),
            findings,
            verdict,
            remembered_for: seen.remembered_for,
            chain: picture::chain(&above, &seen, verdict),
            changes: picture::changes(&seen),
            parents: seen.parents,
            children: seen.children,
            seen_by: SeenBy::NameServers,
            trace: walk.trace(),
            looked_at: now(),
            millis: millis_since(start),
        })
    })
    .await
}

/// When the zone that nobody serves is one between, and it was handed to the very servers that should get the subdomain: the records stand at
/// the wrong name. The zone above it is the one to look at.
fn wrong_level(walk: &Walk<'_>, zone: &str, child: &Name, wanted: &[Name]) -> Option<(Enclosing, Option<Name>)> {
    let zone = absolute(zone).ok()?;
    let cut = walk.known(&zone).filter(|_| zone != *child && zone.zone_of(child))?;
    if !cut.servers.iter().any(|server| wanted.contains(&server.name)) {
        return None;
    }
    let above = cut.parent.clone()?;
    Some((Enclosing { zone: above.zone.clone(), cut: above }, Some(zone)))
}
