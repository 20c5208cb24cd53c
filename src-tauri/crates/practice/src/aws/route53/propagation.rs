//! Changes on their way to the name servers: pending at first, in sync once all four servers answer by them. Source:
//! "GetChange" in the Route 53 API reference.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{bare, fresh};
use crate::aws::Serve;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::dns::hosted;
use crate::state::{Place, Record, State, StateError, Tx};

/// World time from a change to all name servers: "generally within 60 seconds".
const ARRIVES_AFTER_MS: i64 = 60_000;

/// A change as GetChange tells it, stored under its id.
#[derive(Debug, Serialize, Deserialize)]
struct Change {
    submitted_ms: i64,
    comment: Option<String>,
    in_sync: bool,
}

impl Record for Change {
    const KIND: &'static str = "dns-change";
}

/// What a change brings to the name servers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Content {
    /// These sets as they are now.
    Sets(Vec<hosted::SetChange>),
    /// The zone leaves its servers.
    Gone,
}

/// A change that has not arrived, stored in the world under its id.
#[derive(Debug, Serialize, Deserialize)]
struct Pending {
    account: String,
    zone: String,
    arrives_ms: i64,
    content: Content,
}

impl Record for Pending {
    const KIND: &'static str = "pending-dns-change";
}

impl Change {
    fn told(&self, id: &str) -> Value {
        json!({
            "Id": format!("/change/{id}"), "Status": if self.in_sync { "INSYNC" } else { "PENDING" },
            "SubmittedAt": self.submitted_ms, "Comment": self.comment,
        })
    }
}

/// Sends a change of a zone on its way, and answers it as it is told.
pub(super) fn submit(ask: &Ask<'_>, zone: &str, comment: Option<String>, content: Content) -> Result<Value, StateError> {
    let id = fresh('C');
    let change = Change { submitted_ms: ask.now, comment, in_sync: false };
    ask.tx.put(ask.place, &id, &change)?;
    let account = ask.place.account.to_owned();
    let pending = Pending { account, zone: zone.to_owned(), arrives_ms: ask.now + ARRIVES_AFTER_MS, content };
    ask.tx.put(Place::WORLD, &id, &pending)?;
    Ok(change.told(&id))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct GetChange {
    id: String,
}

pub(crate) fn get(ask: &Ask<'_>, input: GetChange) -> Result<Value, AwsError> {
    let id = bare(&input.id, "change");
    let change: Option<Change> = ask.tx.get(ask.place, id)?;
    let change = change.ok_or_else(|| AwsError::new("NoSuchChange", format!("Could not find resource with ID: {}", input.id)))?;
    Ok(json!({ "ChangeInfo": change.told(id) }))
}

/// When the changes under way arrive, in ms since the epoch.
pub(crate) fn arrivals(tx: &Tx<'_>) -> Result<Vec<i64>, StateError> {
    Ok(tx.list::<Pending>(Place::WORLD)?.iter().map(|entry| entry.record.arrives_ms).collect())
}

/// Brings what is due to the name servers. A change counts as in sync only after they answer by it.
pub(crate) fn tick(state: &State, now: i64, servers: &dyn Serve) -> Result<(), StateError> {
    let due = state.transact(|tx| {
        let mut due = tx.list::<Pending>(Place::WORLD)?;
        due.retain(|entry| entry.record.arrives_ms <= now);
        for entry in &due {
            match &entry.record.content {
                Content::Sets(changes) => hosted::apply(tx, &entry.record.zone, changes.clone())?,
                Content::Gone => hosted::remove(tx, &entry.record.zone)?,
            }
        }
        Ok::<_, StateError>(due)
    })?;
    if due.is_empty() {
        return Ok(());
    }
    servers.serve_stored()?;
    state.transact(|tx| {
        for entry in &due {
            let place = Place { account: &entry.record.account, region: "" };
            if let Some(change) = tx.get::<Change>(place, &entry.id)? {
                tx.put(place, &entry.id, &Change { in_sync: true, ..change })?;
            }
            tx.delete::<Pending>(Place::WORLD, &entry.id)?;
        }
        Ok(())
    })
}
