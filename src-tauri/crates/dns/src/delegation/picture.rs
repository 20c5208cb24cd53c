//! Pure: what was seen, as a chain of zones and as a list of changes.

use std::collections::BTreeSet;

use hickory_proto::rr::Name;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::ds::Chain;
use super::look::Seen;
use super::{DelegationVerdict, ParentSaw};
use crate::names::text;
use crate::walk::Enclosing;

/// One zone on the way from the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChainLink {
    /// The zone, "." for the root.
    pub zone: String,
    /// The names of its servers as the zone above publishes them; of the root the addresses that the walk began with.
    pub servers: Vec<String>,
    /// Whether the way leads through: `false` where it is broken, which can only be the last one.
    pub holds: bool,
}

/// Whether a record has to be published or deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RecordAction {
    /// Delete it.
    Remove,
    /// Publish it.
    Add,
}

/// One record that has to be changed in the zone above.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordChange {
    /// What to do.
    pub action: RecordAction,
    /// The full name of the record, with its final dot.
    pub name: String,
    /// `NS`, `CNAME` or `DS`.
    pub kind: String,
    /// What it holds or has to hold, names with their final dot; `None`: every record of this kind at the name.
    pub value: Option<String>,
}

/// From the root down to the subdomain.
pub(crate) fn chain(above: &Enclosing, seen: &Seen, verdict: DelegationVerdict) -> Vec<ChainLink> {
    let mut links = Vec::new();
    let published = published(seen);
    links.push(ChainLink {
        zone: text(&seen.name),
        servers: published.into_iter().collect(),
        holds: matches!(verdict, DelegationVerdict::Live | DelegationVerdict::Partly),
    });
    let mut cut = Some(std::sync::Arc::clone(&above.cut));
    while let Some(at) = cut {
        let servers = match at.parent {
            Some(_) => at.servers.iter().map(|server| text(&server.name)).collect(),
            None => at.servers.iter().flat_map(|server| server.addresses.iter().map(ToString::to_string)).collect(),
        };
        links.push(ChainLink { zone: text(&at.zone), servers, holds: true });
        cut = at.parent.clone();
    }
    links.reverse();
    links
}

/// Every server that some server of the parent names.
pub(crate) fn published(seen: &Seen) -> BTreeSet<String> {
    seen.parents
        .iter()
        .flat_map(|view| [&view.udp, &view.tcp])
        .filter_map(|saw| if let ParentSaw::Referral { servers } = saw { Some(servers) } else { None })
        .flatten()
        .cloned()
        .collect()
}

/// The records that have to go and those that have to come, in this order.
pub(crate) fn changes(seen: &Seen) -> Vec<RecordChange> {
    let dotted = |name: &str| format!("{name}.");
    let at = |action, name: &Name, kind: &str, value: Option<String>| RecordChange {
        action,
        name: dotted(&text(name)),
        kind: kind.to_owned(),
        value,
    };
    let said = seen.parents.iter().flat_map(|view| [&view.udp, &view.tcp]);
    if said.clone().all(|saw| matches!(saw, ParentSaw::Failed { .. })) {
        return Vec::new();
    }
    let mut changes = Vec::new();
    for saw in said {
        if let ParentSaw::Alias { target } = saw
            && !seen.wildcard
        {
            changes.push(at(RecordAction::Remove, &seen.name, "CNAME", Some(dotted(target))));
        }
    }
    if let Some(twice) = &seen.doubled {
        let gone = |server: &String| at(RecordAction::Remove, &twice.name, "NS", Some(dotted(server)));
        changes.extend(twice.servers.iter().map(gone));
    }
    if let Some(zone) = &seen.wrong_level {
        changes.push(at(RecordAction::Remove, zone, "NS", None));
    }
    if seen.chain == Chain::Broken {
        changes.push(at(RecordAction::Remove, &seen.name, "DS", None));
    }
    let expected: BTreeSet<String> = seen.expected.iter().map(text).collect();
    let published = published(seen);
    let ns = |action, server: &String| at(action, &seen.name, "NS", Some(dotted(server)));
    changes.extend(published.difference(&expected).map(|server| ns(RecordAction::Remove, server)));
    changes.extend(expected.difference(&published).map(|server| ns(RecordAction::Add, server)));
    changes.sort();
    changes.dedup();
    changes
}
