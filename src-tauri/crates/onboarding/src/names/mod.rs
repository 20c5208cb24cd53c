//! One picture of the names: the two names of a product, the zones that hold them, who answers for them, and every record that somebody has to
//! publish: where, by whom, when, and whether it is there. Pure: all of it comes from what the tasks' looks and the look at the zones have seen.

mod records;
pub mod schedule;
#[cfg(test)]
mod tests;
mod watch;

use gangway_aws::DnsRecord;
use gangway_dns::Zone;
use gangway_model::{DnsName, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::facts::Facts;
use crate::observed::Observed;
pub use schedule::{ScheduleEntry, Scheduler};
pub use watch::{WatchCard, WatchState, Watched, watched};

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NamesPicture {
    /// The service DNS name, then the private one where there is one; empty before the product is answered.
    pub names: Vec<NameCard>,
    /// In the order in which they are due.
    pub records: Vec<RecordCard>,
    /// What has to stay true afterwards, with the last look at it.
    pub watch: Vec<WatchCard>,
    /// For the computer's own scheduler, one for each kind of system.
    pub schedule: Vec<ScheduleEntry>,
}

/// One of the product's names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NameCard {
    /// Which one.
    pub kind: NameKind,
    /// As DNS has it.
    pub name: String,
    /// For people: in its own letters, too.
    pub shown: String,
    /// The zone that holds it today; `None` before the first look, and where none could be found.
    pub zone: Option<String>,
    /// The zone above that one.
    pub parent: Option<String>,
    /// The authoritative servers of the zone, as seen.
    pub servers: Vec<String>,
    /// Whether the name is a zone of its own.
    pub own_zone: bool,
    /// When that was seen.
    pub looked_at: Option<Timestamp>,
    /// Why it could not be seen.
    pub trouble: Option<gangway_model::Message>,
}

/// See [`NameCard`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// The subdomain that is handed to Seller Operations.
    Service,
    /// What customers' programs call.
    Private,
}

/// A record that somebody has to publish, has published, or need not publish any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordCard {
    /// What it is for.
    pub purpose: RecordPurpose,
    /// Its full name.
    pub name: String,
    /// `CNAME`, `TXT`, `NS`.
    pub kind: String,
    /// `None` while nobody knows it: name servers that have not arrived.
    pub value: Option<String>,
    /// The Region it belongs to, where it is a Region's.
    pub region: Option<String>,
    /// Whose turn it is.
    pub publisher: Publisher,
    /// When.
    pub due: RecordDue,
    /// What was seen.
    pub standing: RecordStanding,
    /// The zone in which it was looked for.
    pub zone: Option<String>,
    /// The servers that were asked, each once.
    pub servers: Vec<String>,
    /// When that was.
    pub looked_at: Option<Timestamp>,
}

/// See [`RecordCard`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RecordPurpose {
    /// Proves the certificate's names.
    Certificate,
    /// Proves the private DNS name.
    PrivateName,
    /// Hands the subdomain over.
    Delegation,
    /// The certificate's proof in the zone of Seller Operations, where ACM will look when it renews.
    Renewal,
}

/// Who publishes a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Publisher {
    /// Whoever looks after the seller's zone.
    DnsAdmin,
    /// Gangway, in Route 53, once it is approved.
    #[serde(rename = "route53")]
    Gangway,
    /// AWS Marketplace Seller Operations, in their zone.
    SellerOperations,
    /// Nobody any more.
    Nobody,
}

/// When a record is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RecordDue {
    /// Before the package goes out.
    BeforeSubmission,
    /// After Seller Operations have answered.
    AfterAnswer,
    /// It was, and is not any more.
    Past,
}

/// What was seen of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RecordStanding {
    /// Every server that can be asked has it.
    Published,
    /// Some have it.
    Partly,
    /// None has it.
    Missing,
    /// None has it, and something else stands there.
    Wrong,
    /// The delegation has put another zone before it: what the seller published is out of sight.
    Hidden,
    /// The servers could not be asked.
    Unknown,
    /// Nobody has looked yet.
    NotLooked,
    /// There is nothing to look at before the delegation.
    Later,
}

/// The zone around one of the names, as a look has found it. Kept with the onboarding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneSeen {
    /// The name whose zone it is.
    pub name: String,
    /// The zone, or why it could not be found.
    pub zone: Result<Zone, gangway_model::Message>,
    /// When.
    pub looked_at: Timestamp,
}

/// Draws the picture from what is known. The schedule is filled in by whoever knows where the programs are.
#[must_use]
pub fn picture(facts: &Facts) -> NamesPicture {
    let Some(product) = facts.product() else {
        return NamesPicture { names: Vec::new(), records: Vec::new(), watch: Vec::new(), schedule: Vec::new() };
    };
    let mut names = vec![card(facts, NameKind::Service, product.service_dns_name.name())];
    names.extend(product.private_dns_name.as_ref().map(|private| NameCard {
        name: private.name().as_str().to_owned(),
        shown: private.name().shown(),
        // The wildcard's domain is what has a zone.
        ..card(facts, NameKind::Private, &private.domain())
    }));
    NamesPicture { names, records: records::records(facts, &product), watch: watched(facts), schedule: Vec::new() }
}

/// The names whose zones are worth a look.
#[must_use]
pub fn wanted(facts: &Facts) -> Vec<DnsName> {
    let Some(product) = facts.product() else { return Vec::new() };
    let mut names = vec![product.service_dns_name.name().clone()];
    names.extend(product.private_dns_name.map(|private| private.domain()).filter(|private| private != product.service_dns_name.name()));
    names
}

fn card(facts: &Facts, kind: NameKind, name: &DnsName) -> NameCard {
    let seen = facts.zones.iter().find(|seen| seen.name == name.as_str());
    let zone = seen.and_then(|seen| seen.zone.as_ref().ok());
    NameCard {
        kind,
        name: name.as_str().to_owned(),
        shown: name.shown(),
        zone: zone.map(|zone| zone.name.clone()),
        parent: zone.and_then(|zone| zone.parent.clone()),
        servers: zone.map(|zone| zone.servers.iter().map(|server| server.name.clone()).collect()).unwrap_or_default(),
        own_zone: zone.is_some_and(|zone| zone.name == name.as_str()),
        looked_at: seen.map(|seen| seen.looked_at),
        trouble: seen.and_then(|seen| seen.zone.as_ref().err().cloned()),
    }
}

/// What the last look at the delegation saw.
fn delegation(facts: &Facts) -> Option<&crate::observed::DelegationSeen> {
    match facts.check_of(gangway_model::StepId::Delegation)?.observed.as_ref()? {
        Observed::Delegation(seen) => Some(seen),
        _ => None,
    }
}

/// The form in which two records are the same one.
fn same(one: &DnsRecord, other: &DnsRecord) -> bool {
    let plain = |text: &str| text.trim_end_matches('.').to_ascii_lowercase();
    plain(&one.name) == plain(&other.name) && one.kind.eq_ignore_ascii_case(&other.kind) && plain(&one.value) == plain(&other.value)
}
