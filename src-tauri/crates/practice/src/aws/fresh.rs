//! A fresh id that is unknown for a moment, as "Eventual consistency in the Amazon EC2 API" describes it, on demand (the fault
//! `fresh-ids-unknown`) and for every service alike: what was created within the last seconds of world time is out of sight for calls
//! that read and for calls that name it, and each operation answers by itself what it answers about things that do not exist.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::faults::Faults;
use crate::state::{StateError, Tx};

/// Name of the marks among the world's values.
const MARKS: &str = "fresh";

/// When something was created while the fault stood.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Mark {
    /// World time, milliseconds since the epoch.
    at_ms: i64,
    /// The newest record before it.
    after: i64,
}

/// How long what is fresh is out of sight, in milliseconds of world time; `None` when the fault does not stand.
pub(super) fn span(faults: &Faults) -> Option<i64> {
    let fault = faults.standing("fresh-ids-unknown", |_| true)?;
    i64::try_from(fault.number("seconds")).ok().map(|seconds| seconds * 1000)
}

/// Everything created after this record is fresh; `None` when nothing is.
pub(super) fn horizon(tx: &Tx<'_>, now: i64, span: i64) -> Result<Option<i64>, StateError> {
    let marks: Vec<Mark> = tx.meta(MARKS)?.unwrap_or_default();
    Ok(marks.iter().find(|mark| mark.at_ms > now - span).map(|mark| mark.after))
}

/// Whether the parameters name something fresh: by its id or ARN, or at the end of a longer name (an endpoint service's).
pub(super) fn named(tx: &Tx<'_>, input: &Value, horizon: i64) -> Result<bool, StateError> {
    match input {
        Value::String(text) => {
            for id in [Some(text.as_str()), text.rsplit_once('.').map(|(_, end)| end), text.rsplit_once('/').map(|(_, end)| end)] {
                if let Some(id) = id
                    && tx.created_after(horizon, id)?
                {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Value::Array(items) => any_named(tx, items.iter(), horizon),
        Value::Object(members) => any_named(tx, members.values(), horizon),
        _ => Ok(false),
    }
}

fn any_named<'v>(tx: &Tx<'_>, values: impl Iterator<Item = &'v Value>, horizon: i64) -> Result<bool, StateError> {
    for value in values {
        if named(tx, value, horizon)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Remembers that what was created after that record is fresh from now on, and forgets what no longer is.
pub(super) fn mark(tx: &Tx<'_>, now: i64, span: i64, after: i64) -> Result<(), StateError> {
    if tx.newest()? == after {
        return Ok(());
    }
    let mut marks: Vec<Mark> = tx.meta(MARKS)?.unwrap_or_default();
    marks.retain(|mark| mark.at_ms > now - span);
    marks.push(Mark { at_ms: now, after });
    tx.set_meta(MARKS, &marks)
}
