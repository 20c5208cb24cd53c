//! Hosted zones: create, look at, comment, delete.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::names::{DomainName, fatal};
use super::propagation::{self, Content};
use super::tags::forget;
use super::{RecordSet, Zone, bare, fresh, invalid, one};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::dns::hosted;
use crate::state::Record;

/// Hosted zones per account by default ("Quotas" in the Route 53 Developer Guide).
const MOST_ZONES: usize = 500;
/// Record sets per hosted zone by default (the same page).
pub(super) const MOST_SETS: usize = 10_000;
/// Top-level domains of the practice tree: nobody's to create.
const RESERVED: [&str; 5] = ["com.", "net.", "org.", "uk.", "example."];

/// A caller reference that was used once; it stays used when its zone is gone.
#[derive(Serialize, Deserialize)]
struct Used {}

impl Record for Used {
    const KIND: &'static str = "caller-reference";
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    name: String,
    caller_reference: String,
    hosted_zone_config: Option<Config>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Config {
    comment: Option<String>,
    private_zone: Option<bool>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let config = input.hosted_zone_config.unwrap_or_default();
    if config.private_zone == Some(true) {
        return Err(invalid("When you're creating a private hosted zone, you must also specify a VPC."));
    }
    let wrong = |message: String| AwsError::new("InvalidDomainName", message);
    let name = DomainName::parse(&input.name).map_err(wrong)?;
    if name.is_root() {
        return Err(wrong(fatal("DomainLabelEmpty (Domain label is empty)", &input.name)));
    }
    let text = name.text();
    if RESERVED.contains(&text.as_str()) || text == "co.uk." {
        return Err(wrong(format!("{text} is reserved by AWS!")));
    }
    if ask.tx.get::<Used>(ask.place, &input.caller_reference)?.is_some() {
        let message = "A hosted zone has already been created with the specified caller reference.";
        return Err(AwsError::new("HostedZoneAlreadyExists", message));
    }
    if ask.tx.list::<Zone>(ask.place)?.len() >= MOST_ZONES {
        let message = format!("The account already has the most hosted zones that it may have: {MOST_ZONES}.");
        return Err(AwsError::new("TooManyHostedZones", message));
    }
    let id = fresh('Z');
    let start = id.bytes().map(usize::from).sum();
    let Some(servers) = hosted::reserve(ask.tx, &id, &text, start)? else {
        let message = format!("There is no set of name servers left that doesn't carry a zone like {text} already.");
        return Err(AwsError::new("DelegationSetNotAvailable", message));
    };
    let zone = Zone {
        sets: apex(&text, &servers),
        name: text,
        caller_reference: input.caller_reference,
        comment: config.comment.filter(|comment| !comment.is_empty()),
        servers,
    };
    ask.tx.put(ask.place, &zone.caller_reference, &Used {})?;
    ask.tx.put(ask.place, &id, &zone)?;
    let sets = zone.sets.iter().filter_map(|set| Some((set.key(), Some(set.served().ok()?)))).collect();
    let change = propagation::submit(ask, &id, None, Content::Sets(sets))?;
    Ok(json!({
        "HostedZone": zone.told(&id), "ChangeInfo": change, "DelegationSet": zone.delegation(),
        "Location": format!("https://route53.amazonaws.com/2013-04-01/hostedzone/{id}"),
    }))
}

/// What every hosted zone begins with ("NS and SOA records that Amazon Route 53 creates for a public hosted zone").
fn apex(name: &str, servers: &[String]) -> Vec<RecordSet> {
    let primary = servers.first().map_or("", String::as_str);
    let authority = format!("{primary}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400");
    let set = |kind: &str, ttl, values| RecordSet { name: name.to_owned(), kind: kind.to_owned(), ttl, values };
    vec![set("NS", 172_800, servers.iter().map(|server| format!("{server}.")).collect()), set("SOA", 900, vec![authority])]
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Get {
    id: String,
}

pub(crate) fn get(ask: &Ask<'_>, input: Get) -> Result<Value, AwsError> {
    let zone = one(ask, &input.id)?;
    Ok(json!({ "HostedZone": zone.told(bare(&input.id, "hostedzone")), "DelegationSet": zone.delegation() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct UpdateComment {
    id: String,
    comment: Option<String>,
}

/// Without a comment the one that is there goes.
pub(crate) fn update_comment(ask: &Ask<'_>, input: UpdateComment) -> Result<Value, AwsError> {
    let mut zone = one(ask, &input.id)?;
    let id = bare(&input.id, "hostedzone");
    zone.comment = input.comment.filter(|comment| !comment.is_empty());
    ask.tx.put(ask.place, id, &zone)?;
    Ok(json!({ "HostedZone": zone.told(id) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    id: String,
}

pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    let zone = one(ask, &input.id)?;
    let id = bare(&input.id, "hostedzone");
    let required = |set: &RecordSet| set.name == zone.name && matches!(set.kind.as_str(), "NS" | "SOA");
    if !zone.sets.iter().all(required) {
        let message = "The hosted zone contains resource records that are not SOA or NS records.";
        return Err(AwsError::new("HostedZoneNotEmpty", message));
    }
    ask.tx.delete::<Zone>(ask.place, id)?;
    forget(ask, id)?;
    Ok(json!({ "ChangeInfo": propagation::submit(ask, id, None, Content::Gone)? }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Count {}

pub(crate) fn count(ask: &Ask<'_>, _: Count) -> Result<Value, AwsError> {
    Ok(json!({ "HostedZoneCount": ask.tx.list::<Zone>(ask.place)?.len() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Limit {
    hosted_zone_id: String,
    #[serde(rename = "Type")]
    kind: String,
}

pub(crate) fn limit(ask: &Ask<'_>, input: Limit) -> Result<Value, AwsError> {
    let zone = one(ask, &input.hosted_zone_id)?;
    if input.kind != "MAX_RRSETS_BY_ZONE" {
        return Err(AwsError::new("HostedZoneNotPrivate", "The specified hosted zone is a public hosted zone, not a private hosted zone."));
    }
    Ok(json!({ "Limit": { "Type": input.kind, "Value": MOST_SETS }, "Count": zone.sets.len() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Dnssec {
    hosted_zone_id: String,
}

/// No zone here is signed.
pub(crate) fn dnssec(ask: &Ask<'_>, input: Dnssec) -> Result<Value, AwsError> {
    one(ask, &input.hosted_zone_id)?;
    Ok(json!({ "Status": { "ServeSignature": "NOT_SIGNING" }, "KeySigningKeys": [] }))
}
