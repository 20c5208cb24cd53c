//! The list in the file: what is put in, taken off, renamed; what AWS was seen to list; who has subscribed. Every change of the list leaves a
//! line in its history.

use gangway_model::{AccountId, Message, Principal, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::row::{AllowKind, SubscriptionState};
use crate::file::{FileError, ProjectFile};

/// A customer on the allow list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowEntry {
    /// Principal ARN, or `*`.
    pub principal: String,
    /// The customer's name.
    pub name: String,
    /// Free text.
    pub note: String,
    /// When it was added.
    pub added_at: Timestamp,
    /// `hand`, or the name of the file that it came from.
    pub added_by: String,
    /// Its row in that file, from 1.
    pub source_row: Option<i64>,
}

/// What became of entries that were put on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Put {
    /// New ones.
    #[ts(type = "number")]
    pub added: usize,
    /// There already, with another name or note.
    #[ts(type = "number")]
    pub changed: usize,
    /// There already, and the same.
    #[ts(type = "number")]
    pub same: usize,
}

/// What AWS was seen to list, or refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenInAws {
    /// Principal ARN, or `*`.
    pub principal: String,
    /// How it stands there.
    pub state: SeenState,
    /// `vpce-svc-perm-…`, where AWS says it.
    pub permission_id: Option<String>,
    /// Why AWS refused it.
    pub reason: Option<Message>,
}

/// See [`SeenInAws`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeenState {
    /// AWS lists it.
    Listed,
    /// It is on its way there.
    Adding,
    /// It is on its way off.
    Removing,
    /// AWS does not take it.
    Refused,
}

impl SeenState {
    /// As it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Adding => "adding",
            Self::Removing => "removing",
            Self::Refused => "refused",
        }
    }
}

/// What happened to a row, for its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryWhat {
    /// Put on the list.
    Added,
    /// Taken off the list.
    Removed,
    /// Given another name.
    Renamed,
    /// Given another note.
    Noted,
    /// Taken over from AWS's list.
    Adopted,
    /// AWS lists it.
    Listed,
    /// AWS lists it no more.
    Unlisted,
    /// AWS refused it.
    Refused,
    /// A change was taken back.
    Undone,
}

impl HistoryWhat {
    /// As it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Noted => "noted",
            Self::Adopted => "adopted",
            Self::Listed => "listed",
            Self::Unlisted => "unlisted",
            Self::Refused => "refused",
            Self::Undone => "undone",
        }
    }
}

/// Whether an account has subscribed, as somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionEntry {
    /// Whose.
    pub account: AccountId,
    /// The customer's name, where the report has it.
    pub name: String,
    /// Yes, or ended.
    pub state: SubscriptionState,
    /// Since which day, as the report says it.
    pub since: Option<String>,
    /// The report's file name, or who attests it.
    pub how: String,
}

/// One line of the history. `region` is empty for what happened here.
pub(super) struct Line<'a> {
    pub(super) at: Timestamp,
    pub(super) region: &'a str,
    pub(super) principal: &'a str,
    pub(super) what: HistoryWhat,
    pub(super) source: &'a str,
    pub(super) before: Option<&'a str>,
    pub(super) after: Option<&'a str>,
}

pub(super) fn log(db: &Transaction<'_>, line: &Line<'_>) -> Result<(), FileError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO allow_list_history (at, region, principal, what, source, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    insert.execute(params![line.at.0, line.region, line.principal, line.what.as_str(), line.source, line.before, line.after])?;
    Ok(())
}

/// What a search looks through, in lower case. The separator is no character that anybody types.
fn folded(name: &str, note: &str, principal: &str) -> String {
    format!("{name}\u{1f}{note}\u{1f}{principal}").to_lowercase()
}

/// Puts one entry on the list; one that is there keeps its name or note where the new one has none.
pub(crate) fn put(db: &Transaction<'_>, entry: &AllowEntry) -> Result<Put, FileError> {
    let mut there = db.prepare_cached("SELECT name, note FROM allow_list WHERE principal = ?1")?;
    let there: Option<(String, String)> = there.query_row([&entry.principal], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((name, note)) = there else {
        let account = Principal::parse(&entry.principal).ok().and_then(|principal| principal.account());
        let mut insert = db.prepare_cached(
            "INSERT INTO allow_list (principal, account, kind, name, note, added_at, added_by, source_row, name_folded, folded)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?;
        insert.execute(params![
            entry.principal,
            account.as_ref().map(AccountId::as_str),
            AllowKind::of(&entry.principal).as_str(),
            entry.name,
            entry.note,
            entry.added_at.0,
            entry.added_by,
            entry.source_row,
            entry.name.to_lowercase(),
            folded(&entry.name, &entry.note, &entry.principal),
        ])?;
        db.prepare_cached("DELETE FROM allow_list_removed WHERE principal = ?1")?.execute([&entry.principal])?;
        let line = Line {
            at: entry.added_at,
            region: "",
            principal: &entry.principal,
            what: HistoryWhat::Added,
            source: &entry.added_by,
            before: None,
            after: Some(&entry.name),
        };
        log(db, &line)?;
        return Ok(Put { added: 1, ..Put::default() });
    };
    let or_old = |new: &str, old: &str| if new.is_empty() { old.to_owned() } else { new.to_owned() };
    let (name, note) = (or_old(&entry.name, &name), or_old(&entry.note, &note));
    let changed = edit(db, &entry.principal, &name, &note, entry.added_at, &entry.added_by)?;
    Ok(if changed { Put { changed: 1, ..Put::default() } } else { Put { same: 1, ..Put::default() } })
}

/// Gives a row this name and note; `false` when it has them already, or is not there.
fn edit(db: &Transaction<'_>, principal: &str, name: &str, note: &str, at: Timestamp, source: &str) -> Result<bool, FileError> {
    let mut there = db.prepare_cached("SELECT name, note FROM allow_list WHERE principal = ?1")?;
    let there: Option<(String, String)> = there.query_row([principal], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((old_name, old_note)) = there else { return Ok(false) };
    if old_name == name && old_note == note {
        return Ok(false);
    }
    db.prepare_cached("UPDATE allow_list SET name = ?2, note = ?3, name_folded = ?4, folded = ?5 WHERE principal = ?1")?
        .execute(params![principal, name, note, name.to_lowercase(), folded(name, note, principal)])?;
    for (what, before, after) in [(HistoryWhat::Renamed, old_name.as_str(), name), (HistoryWhat::Noted, old_note.as_str(), note)] {
        if before != after {
            log(db, &Line { at, region: "", principal, what, source, before: Some(before), after: Some(after) })?;
        }
    }
    Ok(true)
}

/// Takes these off the list and remembers it, so that they are taken off AWS's as well.
pub(crate) fn remove(db: &Transaction<'_>, principals: &[String], at: Timestamp) -> Result<usize, FileError> {
    let mut removed = 0;
    for principal in principals {
        let mut delete = db.prepare_cached("DELETE FROM allow_list WHERE principal = ?1 RETURNING name")?;
        let name: Option<String> = delete.query_row([principal], |row| row.get(0)).optional()?;
        db.prepare_cached("INSERT OR REPLACE INTO allow_list_removed (principal, removed_at) VALUES (?1, ?2)")?
            .execute(params![principal, at.0])?;
        if name.is_some() {
            removed += 1;
            let what = HistoryWhat::Removed;
            log(db, &Line { at, region: "", principal, what, source: "hand", before: name.as_deref(), after: None })?;
        }
    }
    Ok(removed)
}

impl ProjectFile {
    /// Every row of the allow list, by name and principal.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list(&self) -> Result<Vec<AllowEntry>, FileError> {
        self.with(|db| {
            let mut statement =
                db.prepare("SELECT principal, name, note, added_at, added_by, source_row FROM allow_list ORDER BY name_folded, principal")?;
            let rows = statement.query_map([], |row| {
                Ok(AllowEntry {
                    principal: row.get(0)?,
                    name: row.get(1)?,
                    note: row.get(2)?,
                    added_at: Timestamp(row.get(3)?),
                    added_by: row.get(4)?,
                    source_row: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Principals that the user took off the list: the only ones that Gangway ever removes from AWS.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_removed(&self) -> Result<Vec<String>, FileError> {
        self.with(|db| {
            let mut statement = db.prepare("SELECT principal FROM allow_list_removed ORDER BY principal")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Puts entries on the list. One that is there already keeps when and by whom it was added, and its name or note where the new one is
    /// empty.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_put(&self, entries: Vec<AllowEntry>) -> Result<Put, FileError> {
        self.with(move |db| {
            let mut all = Put::default();
            for entry in &entries {
                let one = put(db, entry)?;
                all.added += one.added;
                all.changed += one.changed;
                all.same += one.same;
            }
            Ok(all)
        })
        .await
    }

    /// Puts principals on the list that are known from AWS or from a report, under the name that the report has. `source`: from where.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_adopt(&self, principals: Vec<String>, source: String, at: Timestamp) -> Result<Put, FileError> {
        self.with(move |db| {
            let mut all = Put::default();
            for principal in principals {
                let account = Principal::parse(&principal).ok().and_then(|one| one.account());
                let mut named = db.prepare_cached("SELECT name FROM subscription WHERE account = ?1")?;
                let name: Option<String> = named.query_row([account.as_ref().map(AccountId::as_str)], |row| row.get(0)).optional()?;
                let (name, added_by) = (name.unwrap_or_default(), source.clone());
                let one = put(db, &AllowEntry { principal, name, note: String::new(), added_at: at, added_by, source_row: None })?;
                all.added += one.added;
                all.same += one.changed + one.same;
            }
            Ok(all)
        })
        .await
    }

    /// Gives a row another name and note. `false`: nothing was changed.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_edit(&self, principal: String, name: String, note: String, at: Timestamp) -> Result<bool, FileError> {
        self.with(move |db| edit(db, &principal, &name, &note, at, "hand")).await
    }

    /// Takes rows off the list; AWS is changed only by an approved plan.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_remove(&self, principals: Vec<String>, at: Timestamp) -> Result<usize, FileError> {
        self.with(move |db| remove(db, &principals, at)).await
    }

    /// Forgets that these were taken off: it has been done.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_forget(&self, principals: Vec<String>) -> Result<(), FileError> {
        self.with(move |db| {
            for principal in &principals {
                db.execute("DELETE FROM allow_list_removed WHERE principal = ?1", [principal])?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps what AWS was seen to list in a Region, instead of what was known of it.
    ///
    /// # Errors
    /// What the file says.
    pub async fn keep_allow_list_seen(&self, region: String, seen: Vec<SeenInAws>, at: Timestamp) -> Result<(), FileError> {
        self.with(move |db| {
            db.execute("INSERT INTO allow_list_look (region, at) VALUES (?1, ?2) ON CONFLICT (region) DO UPDATE SET at = ?2", params![
                region, at.0
            ])?;
            db.execute("DELETE FROM allow_list_seen WHERE region = ?1", [&region])?;
            let mut insert = db.prepare_cached(
                "INSERT OR REPLACE INTO allow_list_seen (region, principal, state, permission_id, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for one in &seen {
                let reason = one.reason.as_ref().map(serde_json::to_string).transpose()?;
                insert.execute(params![region, one.principal, one.state.as_str(), one.permission_id, reason, at.0])?;
            }
            Ok(())
        })
        .await
    }

    /// Keeps who has subscribed, by account.
    ///
    /// # Errors
    /// What the file says.
    pub async fn keep_subscriptions(&self, entries: Vec<SubscriptionEntry>, at: Timestamp) -> Result<usize, FileError> {
        self.with(move |db| {
            let mut insert = db.prepare_cached(
                "INSERT INTO subscription (account, name, state, since, how, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (account) DO UPDATE SET name = CASE WHEN ?2 = '' THEN name ELSE ?2 END, state = ?3, since = ?4, how = ?5, at = ?6",
            )?;
            for one in &entries {
                insert.execute(params![one.account.as_str(), one.name, one.state.as_str(), one.since, one.how, at.0])?;
            }
            Ok(entries.len())
        })
        .await
    }
}
