//! Records that are published in Route 53 from here: is the zone there that is really asked for the name, and is its place free? A hosted zone
//! that nobody is sent to is a trap: what is published there is never seen. Nothing that stands there is ever replaced.

use std::collections::{BTreeMap, BTreeSet};

use gangway_aws::{Account, AwsErrorKind, DnsChange, DnsRecord, HostedZone};
use gangway_dns::{Net, find_zone};
use gangway_model::{AccountId, Call, Change, ChangeId, Cost, DnsName, Finding, Output, RecordSet, Severity, StepId, Undo, Verb, message};

use super::Look;
use crate::facts::{Facts, waiting};
use crate::observed::{HostedRecords, HostedStanding, HostedZoneSeen};
use crate::trouble::Trouble;
use crate::view::Waiting;

/// Seconds for which resolvers may keep what is published: short, so that a slip is soon forgotten.
const TTL: u32 = 300;

/// Records of one name and kind are one set.
fn sets(records: &[DnsRecord]) -> Vec<RecordSet> {
    let mut all: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for record in records {
        let key = (record.name.trim_end_matches('.').to_ascii_lowercase(), record.kind.to_ascii_uppercase());
        all.entry(key).or_default().insert(record.value.clone());
    }
    all.into_iter().map(|((name, kind), values)| RecordSet { name, kind, ttl: TTL, values: values.into_iter().collect() }).collect()
}

/// The name of the change that publishes a set: the same from whichever Region it is planned, for there is one place for it.
fn publish_id(step: StepId, records: &RecordSet) -> ChangeId {
    ChangeId::new(None, step, &format!("publish-{}-{}", records.kind.to_ascii_lowercase(), records.name))
}

/// Where Route 53 stands with records that are not published. Whatever can't be seen is told as that; it stands in no other check's way.
pub(super) async fn look(look: &Look<'_>, step: StepId, records: &[DnsRecord]) -> Vec<HostedRecords> {
    let Some(account) = look.dns.filter(|_| !records.is_empty()) else { return Vec::new() };
    let unseen = |records, trouble: &Trouble| {
        let standing = HostedStanding::Unseen { why: trouble.message.clone() };
        HostedRecords { records, zone: None, standing }
    };
    let account = match account {
        Ok(account) => account,
        Err(trouble) => return sets(records).into_iter().map(|set| unseen(set, trouble)).collect(),
    };
    let whose = look.facts.dns_elsewhere().unwrap_or(look.facts.account());
    let mut all = Vec::new();
    for set in sets(records) {
        all.push(match standing(look.net, account, whose, &set).await {
            Ok((zone, standing)) => {
                let standing = synced(look.facts, account, step, &set, standing).await;
                HostedRecords { records: set, zone, standing }
            }
            Err(trouble) => unseen(set, &trouble),
        });
    }
    all
}

/// What was published from here takes a while to reach Route 53's name servers.
async fn synced(facts: &Facts, account: &Account, step: StepId, set: &RecordSet, standing: HostedStanding) -> HostedStanding {
    let HostedStanding::There { .. } = standing else { return standing };
    let change = facts.outputs.get(&publish_id(step, set)).and_then(|made| made.get(&Output::DnsChange));
    let syncing = match change {
        // One that Route 53 has forgotten is long past.
        Some(change) => account.dns_change(change).await.is_ok_and(|state| state == DnsChange::Pending),
        None => false,
    };
    HostedStanding::There { syncing }
}

/// Whether an approved set's place is still free in the zone for which it was approved; false when it stands there by now.
///
/// # Errors
/// `publish-other-now` when something else stands there, `publish-not-asked-now` when another zone is asked by now; what AWS or DNS says.
pub(crate) async fn still_free(net: &Net, account: &Account, whose: &AccountId, zone: &str, records: &RecordSet) -> Result<bool, Trouble> {
    let (found, standing) = standing(net, account, whose, records).await?;
    let same_zone = found.as_ref().is_some_and(|found| found.id == zone);
    match standing {
        HostedStanding::Absent if same_zone => Ok(true),
        HostedStanding::There { .. } if same_zone => Ok(false),
        HostedStanding::Other { found } => Err(trouble_of("publish-other-now", records).with("found", shown(&found))),
        _ => Err(trouble_of("publish-not-asked-now", records)),
    }
}

fn trouble_of(code: &str, records: &RecordSet) -> Trouble {
    Trouble::of(code).with("name", records.name.as_str()).with("kind", records.kind.as_str())
}

type Standing = (Option<HostedZoneSeen>, HostedStanding);

async fn standing(net: &Net, account: &Account, whose: &AccountId, set: &RecordSet) -> Result<Standing, Trouble> {
    let name = DnsName::parse(&set.name).map_err(Trouble::new)?;
    // A delegation stands in the zone above the name, whoever answers for the name itself by now.
    let place = if set.kind == "NS" { name.parent().ok_or_else(|| Trouble::of("internal"))? } else { name.clone() };
    let asked = find_zone(net, &place).await?;
    let mut asked_servers: Vec<String> = asked.servers.iter().map(|server| server.name.clone()).collect();
    asked_servers.sort();
    let above = |zone: &&HostedZone| DnsName::parse(&zone.name).is_ok_and(|zone| name.is_at_or_below(&zone));
    let all = account.hosted_zones().await?;
    let mut around: Vec<&HostedZone> = all.iter().filter(above).collect();
    // The one that has the name of the zone that is asked first, then the nearest to the name.
    around.sort_by_key(|zone| (zone.name != asked.name, usize::MAX - zone.name.len()));
    let seen = |zone: &HostedZone| HostedZoneSeen { id: zone.id.clone(), name: zone.name.clone(), account: whose.clone() };
    let mut trap = None;
    for zone in around {
        let servers = match account.hosted_zone_servers(&zone.id).await {
            Ok(servers) => servers,
            // Deleted since it was listed.
            Err(error) if matches!(&error.kind, AwsErrorKind::Refused { code, .. } if code == "NoSuchHostedZone") => continue,
            Err(error) => return Err(error.into()),
        };
        // Every server that somebody may be sent to has to be one of the zone's: what others answer can't be published here.
        if zone.name == asked.name && !asked_servers.is_empty() && asked_servers.iter().all(|server| servers.contains(server)) {
            return Ok((Some(seen(zone)), in_zone(account, zone, set).await?));
        }
        trap.get_or_insert((seen(zone), servers));
    }
    Ok(match trap {
        Some((zone, servers)) => (Some(zone), HostedStanding::NotAsked { servers, asked: asked_servers }),
        None => (None, HostedStanding::NoZone { name: asked.name, asked: asked_servers }),
    })
}

async fn in_zone(account: &Account, zone: &HostedZone, set: &RecordSet) -> Result<HostedStanding, Trouble> {
    let there = account.records_at(&zone.id, &set.name).await?;
    // Of several values of a text set, ours may be one; an alias and a CNAME are the only one.
    let ours = there.iter().any(|one| {
        one.plain
            && one.records.kind == set.kind
            && (set.kind == "TXT" || set.says_the_same(&one.records.kind, &one.records.values))
            && one.records.holds_all_of(&set.values)
    });
    if ours {
        return Ok(HostedStanding::There { syncing: false });
    }
    // Beside a CNAME stands nothing else (RFC 1034 section 3.6.2), and what stands at a cut disappears behind it (RFC 2181 section 6.1).
    let alone = matches!(set.kind.as_str(), "CNAME" | "NS");
    let in_the_way = |kind: &str| alone || kind == set.kind || kind == "CNAME";
    let found: Vec<RecordSet> = there.into_iter().map(|one| one.records).filter(|one| in_the_way(&one.kind)).collect();
    Ok(if found.is_empty() { HostedStanding::Absent } else { HostedStanding::Other { found } })
}

/// Publishes what can be published, where that is wanted.
pub(super) fn changes(facts: &Facts, step: StepId, hosted: &[HostedRecords]) -> Vec<Change> {
    let Some(region) = facts.region().filter(|_| facts.in_route53) else { return Vec::new() };
    let account = facts.dns_elsewhere();
    let mut all = Vec::new();
    for one in hosted.iter().filter(|one| one.standing == HostedStanding::Absent) {
        // It was seen in the account that had the part then.
        let Some(zone) = one.zone.as_ref().filter(|zone| &zone.account == account.unwrap_or(facts.account())) else { continue };
        let id = publish_id(step, &one.records);
        // Certificates of several Regions are proven by the same record.
        if facts.expected.contains(&id) {
            continue;
        }
        all.push(Change {
            id,
            step,
            region: Some(region.clone()),
            verb: Verb::Create,
            sentence: message("change-publish-records")
                .with("kind", one.records.kind.as_str())
                .with("name", one.records.name.as_str())
                .with("zone", zone.name.as_str())
                .with("id", zone.id.as_str()),
            call: Call::PublishRecords { zone: zone.id.clone(), records: one.records.clone() },
            cost: Cost::Free,
            undo: Undo::Possible,
            account: account.cloned(),
        });
    }
    all
}

/// Whether a record is one that Gangway publishes: it can, or it has.
pub(crate) fn is_from_here(facts: &Facts, step: StepId, record: &DnsRecord, hosted: &[HostedRecords]) -> bool {
    let free = |wanted: &RecordSet| {
        let account = facts.dns_elsewhere().unwrap_or(facts.account());
        let here = |one: &HostedRecords| one.zone.as_ref().is_some_and(|zone| &zone.account == account);
        let same = |one: &HostedRecords| one.records.name == wanted.name && one.records.kind == wanted.kind;
        hosted.iter().any(|one| same(one) && here(one) && one.standing == HostedStanding::Absent)
    };
    let is = |set: &RecordSet| facts.outputs.contains_key(&publish_id(step, set)) || free(set);
    facts.in_route53 && sets(std::slice::from_ref(record)).iter().all(is)
}

/// Whether everything stands in the zone that is asked, and its servers have yet to answer it.
pub(super) fn stands(hosted: &[HostedRecords]) -> bool {
    !hosted.is_empty() && hosted.iter().all(|one| matches!(one.standing, HostedStanding::There { .. }))
}

/// What is waited for while not every server answers a record; `otherwise` where somebody has to publish it elsewhere.
pub(super) fn waiting_for(facts: &Facts, hosted: &[HostedRecords], otherwise: &str, deadline_hours: Option<i64>) -> Waiting {
    if !facts.in_route53 {
        return waiting(otherwise, facts.now, 60, deadline_hours);
    }
    let free = hosted.iter().filter(|one| one.standing == HostedStanding::Absent).count();
    if free > 0 {
        let waiting = waiting("waiting-publish-approval", facts.now, 60, deadline_hours);
        return Waiting { why: waiting.why.clone().with("count", free), ..waiting };
    }
    if stands(hosted) {
        return waiting("waiting-publish-sync", facts.now, 15, deadline_hours);
    }
    waiting(otherwise, facts.now, 60, deadline_hours)
}

/// Why something can't be published from here. It can still be published by hand, so that nothing is blocked by it.
pub(super) fn findings(facts: &Facts, step: StepId, hosted: &[HostedRecords]) -> Vec<Finding> {
    if !facts.in_route53 {
        return Vec::new();
    }
    let mut all = Vec::new();
    for one in hosted {
        let zone = one.zone.as_ref();
        let (severity, text) = match &one.standing {
            HostedStanding::Absent | HostedStanding::There { .. } => continue,
            HostedStanding::Other { found } => {
                let (name, wanted) = (one.records.name.as_str(), shown(std::slice::from_ref(&one.records)));
                (Severity::Blocker, message("publish-other").with("name", name).with("found", shown(found)).with("wanted", wanted))
            }
            HostedStanding::NotAsked { servers, asked } => (
                Severity::Blocker,
                message("publish-not-asked")
                    .with("zone", zone.map_or("", |zone| zone.name.as_str()))
                    .with("id", zone.map_or("", |zone| zone.id.as_str()))
                    .with("servers", servers.join(", "))
                    .with("asked", asked.join(", ")),
            ),
            HostedStanding::NoZone { name, asked } => (
                Severity::Warning,
                message("publish-no-zone")
                    .with("zone", name.as_str())
                    .with("asked", asked.join(", "))
                    .with("account", facts.dns_elsewhere().unwrap_or(facts.account()).as_str()),
            ),
            HostedStanding::Unseen { why } => (Severity::Warning, message("publish-unseen").with("why", why.code.as_str())),
        };
        let text = text.with("name", one.records.name.as_str()).with("kind", one.records.kind.as_str());
        all.push(Finding::new(severity, text).about(&one.records.name).fix_in(step));
    }
    all
}

/// `CNAME a.example.net; TXT "x"`.
fn shown(sets: &[RecordSet]) -> String {
    let line = |set: &RecordSet| format!("{} {}", set.kind, set.values.join(", "));
    sets.iter().map(line).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_a_name_and_kind_are_one_set() {
        let record =
            |name: &str, kind: &str, value: &str| DnsRecord { name: name.to_owned(), kind: kind.to_owned(), value: value.to_owned() };
        let all = sets(&[
            record("API.example.com.", "ns", "b.example.net."),
            record("api.example.com", "NS", "a.example.net."),
            record("_x.example.com", "TXT", "y"),
        ]);
        let names: Vec<(&str, &str, usize)> = all.iter().map(|set| (set.name.as_str(), set.kind.as_str(), set.values.len())).collect();
        assert_eq!(names, [("_x.example.com", "TXT", 1), ("api.example.com", "NS", 2)]);
    }
}
