//! Changes of record sets: a batch is carried out whole or not at all. Source: "ChangeResourceRecordSets" in the Route 53 API
//! reference, "Quotas" and "Supported DNS record types" in the Developer Guide.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::names::DomainName;
use super::propagation::{self, Content};
use super::zones::MOST_SETS;
use super::{RecordSet, Zone, bare, invalid, one, values};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

/// Records in one request; those of an UPSERT count twice.
const MOST_RECORDS: usize = 1000;
/// Characters of all values in one request; those of an UPSERT count twice.
const MOST_CHARACTERS: usize = 32_000;
/// Values in one record set.
const MOST_VALUES: usize = 400;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ChangeRecordSets {
    hosted_zone_id: String,
    change_batch: Batch,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Batch {
    comment: Option<String>,
    changes: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Change {
    action: String,
    resource_record_set: GivenSet,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct GivenSet {
    name: String,
    #[serde(rename = "Type")]
    kind: String,
    #[serde(rename = "TTL")]
    ttl: Option<u32>,
    resource_records: Option<Vec<GivenRecord>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct GivenRecord {
    value: String,
}

/// By which two sets are the same: place in lists, which holds name and type.
type Key = (String, String);

/// What a zone is after a batch.
struct Outcome {
    sets: BTreeMap<Key, RecordSet>,
    /// The sets that the batch named, gone ones too, and their keys on the name servers.
    touched: BTreeMap<Key, String>,
}

pub(crate) fn change(ask: &Ask<'_>, input: ChangeRecordSets) -> Result<Value, AwsError> {
    let mut zone = one(ask, &input.hosted_zone_id)?;
    let id = bare(&input.hosted_zone_id, "hostedzone");
    let Batch { comment, changes } = input.change_batch;
    within_limits(&changes)?;
    let mut read = Vec::new();
    for change in changes {
        read.push((change.action.clone(), read_set(change)?));
    }
    let Outcome { sets, touched } = carried_out(&zone, &read).map_err(refused)?;
    let told = told_to_servers(&sets, &touched);
    zone.sets = sets.into_values().collect();
    ask.tx.put(ask.place, id, &zone)?;
    Ok(json!({ "ChangeInfo": propagation::submit(ask, id, comment, Content::Sets(told))? }))
}

/// Everything that is wrong with a batch is told at once, as a list in brackets.
fn refused(wrong: Vec<String>) -> AwsError {
    AwsError::new("InvalidChangeBatch", format!("[{}]", wrong.join(", ")))
}

fn within_limits(changes: &[Change]) -> Result<(), AwsError> {
    let (mut records, mut characters) = (0, 0);
    for change in changes {
        let times = if change.action == "UPSERT" { 2 } else { 1 };
        let given = change.resource_record_set.resource_records.as_deref().unwrap_or_default();
        records += times * given.len();
        characters += times * given.iter().map(|record| record.value.chars().count()).sum::<usize>();
    }
    let exceeded =
        |what: &str, most: usize| Err(AwsError::new("InvalidChangeBatch", format!("Number of {what} limit of {most} exceeded.")));
    match () {
        () if records > MOST_RECORDS => exceeded("records", MOST_RECORDS),
        () if characters > MOST_CHARACTERS => exceeded("characters", MOST_CHARACTERS),
        () => Ok(()),
    }
}

fn read_set(change: Change) -> Result<RecordSet, AwsError> {
    let GivenSet { name, kind, ttl, resource_records } = change.resource_record_set;
    let parsed = DomainName::parse(&name).map_err(|why| AwsError::new("InvalidChangeBatch", why))?;
    let (Some(ttl), Some(records)) = (ttl, resource_records) else {
        return Err(invalid(format!(
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but \
             found none in Change with [Action={}, Name={name}, Type={kind}, SetIdentifier=null]",
            change.action
        )));
    };
    Ok(RecordSet { name: parsed.text(), kind, ttl, values: records.into_iter().map(|record| record.value).collect() })
}

/// What the batch makes of the zone; else everything that is wrong with it.
fn carried_out(zone: &Zone, changes: &[(String, RecordSet)]) -> Result<Outcome, Vec<String>> {
    let mut sets: BTreeMap<Key, RecordSet> = zone.sets.iter().map(|set| (set.order(), set.clone())).collect();
    let mut touched: BTreeMap<Key, String> = BTreeMap::new();
    let mut wrong = unordered(changes);
    for (action, set) in changes {
        let key = set.order();
        touched.insert(key.clone(), set.key());
        if action == "DELETE" {
            match sets.get(&key) {
                None => wrong.push(format!("Tried to delete resource record set {} but it was not found", called(set))),
                Some(there) if !same(there, set) => {
                    wrong.push(format!(
                        "Tried to delete resource record set {} but the values provided do not match the current values",
                        called(set)
                    ));
                }
                Some(_) => drop(sets.remove(&key)),
            }
            continue;
        }
        let faults = faults(zone, set);
        if action == "CREATE" && sets.contains_key(&key) {
            wrong.push(format!("Tried to create resource record set {} but it already exists", called(set)));
        } else if faults.is_empty() {
            sets.insert(key, set.clone());
        }
        wrong.extend(faults);
    }
    if wrong.is_empty() {
        wrong.extend(conflicts(zone, &sets, &touched));
    }
    if wrong.is_empty() { Ok(Outcome { sets, touched }) } else { Err(wrong) }
}

/// As messages name a set.
fn called(set: &RecordSet) -> String {
    format!("[name='{}', type='{}']", set.name, set.kind)
}

/// Sets that a batch changes more than once in another way than by deleting and creating anew.
fn unordered(changes: &[(String, RecordSet)]) -> Vec<String> {
    let mut actions: BTreeMap<Key, (String, Vec<&str>)> = BTreeMap::new();
    for (action, set) in changes {
        let name = format!("{} {}", set.kind, set.name);
        actions.entry(set.order()).or_insert((name, Vec::new())).1.push(action);
    }
    let twice = actions.into_values().filter(|(_, actions)| !matches!(actions.as_slice(), [_] | ["DELETE", "CREATE" | "UPSERT"]));
    twice.map(|(name, _)| format!("The request contains an invalid set of changes for a resource record set '{name}'")).collect()
}

/// Whether all values and the TTL are the same; their order says nothing.
fn same(there: &RecordSet, given: &RecordSet) -> bool {
    let values =
        |set: &RecordSet| set.values.iter().map(|value| values::octets(&set.kind, value).unwrap_or_default()).collect::<BTreeSet<_>>();
    there.ttl == given.ttl && there.values.len() == given.values.len() && values(there) == values(given)
}

/// What is wrong with a set by itself.
fn faults(zone: &Zone, set: &RecordSet) -> Vec<String> {
    let (RecordSet { name, kind, values, .. }, apex) = (set, &zone.name);
    let mut wrong = Vec::new();
    let parsed = (DomainName::parse(name), DomainName::parse(apex));
    if let (Ok(owner), Ok(above)) = &parsed {
        if !owner.at_or_below(above) {
            wrong.push(format!("RRSet with DNS name {name} is not permitted in zone {apex}"));
            return wrong;
        }
        if owner.is_wildcard() && kind == "NS" {
            wrong.push(format!("RRSet of type NS with DNS name {name} is not permitted: a wildcard can't be delegated"));
        }
    }
    if name == apex && matches!(kind.as_str(), "CNAME" | "DS") {
        wrong.push(format!("RRSet of type {kind} with DNS name {name} is not permitted at apex in zone {apex}"));
    }
    if name != apex && kind == "SOA" {
        wrong.push(format!("RRSet of type SOA with DNS name {name} is not permitted in zone {apex}"));
    }
    if values.len() > MOST_VALUES {
        wrong.push(format!("RRSet with DNS name {name}, type {kind} has more than {MOST_VALUES} values"));
    }
    if values.len() > 1 && matches!(kind.as_str(), "CNAME" | "SOA") {
        wrong.push(format!("RRSet with DNS name {name}, type {kind} can have one value only"));
    }
    let mut seen = HashSet::new();
    for value in values {
        match values::octets(kind, value) {
            Err(why) => wrong.push(format!("Invalid Resource Record: '{why}'")),
            Ok(octets) => {
                if !seen.insert(octets) {
                    wrong.push(format!("Duplicate Resource Record: '{value}'"));
                }
            }
        }
    }
    wrong
}

/// What the sets can't be together.
fn conflicts(zone: &Zone, sets: &BTreeMap<Key, RecordSet>, touched: &BTreeMap<Key, String>) -> Vec<String> {
    let apex = &zone.name;
    let mut wrong = Vec::new();
    for key in touched.keys() {
        let Some(set) = sets.get(key) else { continue };
        let mut others = sets.values().filter(|other| other.name == set.name && other.kind != set.kind).map(|other| other.kind.as_str());
        // RFC 1034 section 3.6.2: beside a CNAME stands nothing else.
        if set.kind == "CNAME" && others.next().is_some() {
            wrong.push(format!(
                "RRSet of type CNAME with DNS name {} is not permitted as it conflicts with other records with the same DNS name in \
                 zone {apex}",
                set.name
            ));
        } else if others.any(|kind| kind == "CNAME") {
            wrong.push(format!(
                "RRSet of type {} with DNS name {} is not permitted because a conflicting RRSet of type CNAME with the same DNS name \
                 already exists in zone {apex}",
                set.kind, set.name
            ));
        }
    }
    let at_apex = |kind: &str| sets.values().any(|set| set.name == *apex && set.kind == kind);
    if !at_apex("SOA") {
        wrong.push("A HostedZone must contain exactly one SOA record.".to_owned());
    }
    if !at_apex("NS") {
        wrong.push("A HostedZone must contain at least one NS record for the zone itself.".to_owned());
    }
    if sets.len() > MOST_SETS {
        wrong.push(format!("The hosted zone would have more than {MOST_SETS} resource record sets"));
    }
    wrong
}

/// The touched sets as the name servers keep them.
fn told_to_servers(sets: &BTreeMap<Key, RecordSet>, touched: &BTreeMap<Key, String>) -> Vec<crate::dns::hosted::SetChange> {
    touched.iter().map(|(key, name)| (name.clone(), sets.get(key).and_then(|set| set.served().ok()))).collect()
}
