//! Who is connected, or asks to be: AWS's connections beside the names of the user's list.

use std::collections::{BTreeMap, BTreeSet};

use gangway_model::{AccountId, Message, Region};
use rusqlite::OptionalExtension as _;
use serde::Serialize;
use ts_rs::TS;

use crate::file::{FileError, ProjectFile};
use crate::trouble::Trouble;

/// A customer's connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionRow {
    /// The service's Region.
    pub region: Region,
    /// The endpoint service, `vpce-svc-…`.
    pub service: String,
    /// The customer's endpoint, `vpce-…`.
    pub endpoint_id: String,
    /// The customer's account.
    pub owner: AccountId,
    /// The customer's name from the list; empty where it has none.
    pub name: String,
    /// Whether somebody of the account is on the list. Nobody should be accepted whom nobody knows.
    pub known: bool,
    /// `pendingAcceptance`, `pending`, `available`, `deleting`, `deleted`, `rejected`, `failed` or `expired`.
    pub state: String,
    /// Since when, in milliseconds since 1970.
    #[ts(type = "number | null")]
    pub created_at: Option<i64>,
    /// The Region of the endpoint, where it is another.
    pub from_region: Option<String>,
    /// The names of its zones as they stand in its zonal DNS names, and the ids of those zones in the seller's account.
    pub zones: Vec<ConnectionZone>,
    /// The endpoint's DNS names, the Regional one first.
    pub dns_names: Vec<String>,
}

/// A zone of a connection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionZone {
    /// As the endpoint's name has it; zone names differ between accounts.
    pub name: String,
    /// Its id, where the seller's account knows the name.
    pub id: Option<String>,
}

/// The connections of all Regions.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Connections {
    /// Those that wait for an answer first, then the newest.
    pub rows: Vec<ConnectionRow>,
    /// Regions that could not be asked.
    pub failed: BTreeMap<Region, Trouble>,
}

/// What became of one connection that was accepted or rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionAnswer {
    /// The service's Region.
    pub region: Region,
    /// The endpoint.
    pub endpoint_id: String,
    /// Why it was not done; `None` when it was.
    pub refused: Option<Message>,
}

/// A connection by its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionPlace {
    /// The service's Region.
    pub region: Region,
    /// The endpoint, `vpce-…`.
    pub endpoint_id: String,
}

/// The zones that zonal names end their first label with: `vpce-ID-SUFFIX-ZONE.rest`, where the Regional one has no zone.
pub(crate) fn zones_of(dns_names: &[String], region: &str) -> BTreeSet<String> {
    let first_labels = dns_names.iter().filter_map(|name| name.split('.').next());
    first_labels.filter_map(|label| label.find(&format!("-{region}")).and_then(|at| label.get(at + 1..))).map(str::to_owned).collect()
}

impl ProjectFile {
    /// The name under which each of these accounts is on the list; accounts that are not on it are left out.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn customers(&self, accounts: BTreeSet<String>) -> Result<BTreeMap<String, String>, FileError> {
        self.with(move |db| {
            let mut known = BTreeMap::new();
            let mut find = db.prepare_cached("SELECT max(name), count(*) FROM allow_list WHERE account = ?1")?;
            for account in accounts {
                let found: Option<(Option<String>, i64)> = find.query_row([&account], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
                if let Some((name, 1..)) = found {
                    known.insert(account, name.unwrap_or_default());
                }
            }
            Ok(known)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_from_zonal_names() {
        let names = ["vpce-0a-1b.vpce-svc-1.eu-west-1.vpce.amazonaws.com", "vpce-0a-1b-eu-west-1a.vpce-svc-1.eu-west-1.vpce.amazonaws.com"];
        let zones = zones_of(&names.map(str::to_owned), "eu-west-1");
        assert_eq!(zones.into_iter().collect::<Vec<_>>(), ["eu-west-1a"]);
    }
}
