//! What the user decides about entries that differ: adopt what only AWS has, have it removed, take the last change back. Only the list changes
//! here; AWS follows with the next plan.

use std::collections::BTreeMap;

use gangway_model::{Region, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::AllowEntryKind;
use super::difference::{entries, principals};
use crate::allow_list::{AllowEntry, put, remove};
use crate::file::{FileError, ProjectFile};

/// Who brought a row that was adopted.
const FROM_AWS: &str = "aws";

fn line(db: &Connection, at: Timestamp, principal: &str, what: &str, run: Option<i64>) -> rusqlite::Result<()> {
    let mut insert =
        db.prepare_cached("INSERT INTO allow_list_history (at, region, principal, what, source, run) VALUES (?1, '', ?2, ?3, 'hand', ?4)")?;
    insert.execute(params![at.0, principal, what, run])?;
    Ok(())
}

impl ProjectFile {
    /// Puts entries on the list that only AWS has, with the names of their tags; all of the Region when none is named.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn adopt(&self, region: &Region, chosen: Option<Vec<String>>, at: Timestamp) -> Result<usize, FileError> {
        let region = region.clone();
        self.with(move |db| {
            let all = entries(db, &region, AllowEntryKind::OnlyInAws, 0, usize::MAX)?;
            let mut adopted = 0;
            for one in all.into_iter().filter(|one| chosen.as_ref().is_none_or(|chosen| chosen.contains(&one.principal))) {
                let entry = AllowEntry {
                    principal: one.principal.clone(),
                    name: one.name,
                    note: String::new(),
                    added_at: at,
                    added_by: FROM_AWS.to_owned(),
                    source_row: None,
                };
                adopted += put(db, &entry)?.added;
                line(db, at, &one.principal, "adopted", None)?;
            }
            Ok(adopted)
        })
        .await
    }

    /// Marks entries that only AWS has for removal; all of the Region when none is named.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn disown(&self, region: &Region, chosen: Option<Vec<String>>, at: Timestamp) -> Result<usize, FileError> {
        let region = region.clone();
        self.with(move |db| {
            let mut all = principals(db, &region, AllowEntryKind::OnlyInAws)?;
            all.retain(|principal| chosen.as_ref().is_none_or(|chosen| chosen.contains(principal)));
            remove(db, &all, at)?;
            for principal in &all {
                line(db, at, principal, "removed", None)?;
            }
            Ok(all.len())
        })
        .await
    }

    /// The newest run that changed something and was not taken back.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn last_undoable(&self) -> Result<Option<i64>, FileError> {
        self.with(|db| {
            let newest = "SELECT id FROM allow_run WHERE state IN ('done', 'cancelled') AND EXISTS
                (SELECT 1 FROM allow_list_history h WHERE h.run = allow_run.id AND h.what IN ('listed', 'unlisted')) ORDER BY id DESC LIMIT 1";
            Ok(db.query_row(newest, [], |row| row.get(0)).optional()?)
        })
        .await
    }

    /// Takes a run back on the list: what it listed leaves it, what it took off comes back with the name that it had. Gives how many entries
    /// changed.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn undo_run(&self, run: i64, at: Timestamp) -> Result<usize, FileError> {
        let (listed, unlisted) = self.done_by(run).await?;
        self.with(move |db| {
            remove(db, &listed, at)?;
            let mut names = BTreeMap::new();
            for principal in &unlisted {
                let mut last = db.prepare_cached(
                    "SELECT before FROM allow_list_history WHERE principal = ?1 AND what = 'removed' AND before IS NOT NULL ORDER BY id DESC LIMIT 1",
                )?;
                let name: Option<String> = last.query_row([principal], |row| row.get(0)).optional()?;
                names.insert(principal, name.unwrap_or_default());
            }
            for (principal, name) in names {
                let entry = AllowEntry {
                    principal: principal.clone(),
                    name,
                    note: String::new(),
                    added_at: at,
                    added_by: "hand".to_owned(),
                    source_row: None,
                };
                put(db, &entry)?;
            }
            for principal in listed.iter().chain(&unlisted) {
                line(db, at, principal, "undone", Some(run))?;
            }
            db.execute("UPDATE allow_run SET state = 'undone' WHERE id = ?1", [run])?;
            Ok(listed.len() + unlisted.len())
        })
        .await
    }
}
