//! Runs and their batches in the file: a batch is begun on the disk before its call leaves, and ends there before anything counts as done.

use gangway_aws::Allowed;
use gangway_model::{Message, Region, Timestamp, message};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::count::Count;
use super::difference::principals;
use super::{AllowEntryKind, AllowHistory, AllowHistoryRow, AllowRun, AllowRunRegion, AllowRunState, PER_CALL};
use crate::file::{FileError, ProjectFile};
use crate::trouble::Trouble;

/// Whether a batch adds or removes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BatchVerb {
    Add,
    Remove,
}

impl BatchVerb {
    const fn written(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Remove => "remove",
        }
    }
}

/// A batch that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Batch {
    pub(crate) id: i64,
    pub(crate) run: i64,
    pub(crate) region: Region,
    pub(crate) verb: BatchVerb,
    pub(crate) principals: Vec<String>,
    /// Calls so far, this one included.
    pub(crate) attempts: i64,
}

/// A name to keep in AWS: permissions without it, of one Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Naming {
    pub(crate) principal: String,
    pub(crate) permission_id: String,
    pub(crate) name: String,
}

const UNNAMED: &str = "FROM allow_list_seen s JOIN allow_list a ON a.principal = s.principal
    WHERE s.region = ?1 AND s.state = 'listed' AND a.name <> '' AND coalesce(s.permission_id, '') <> '' AND coalesce(s.name, '') <> substr(a.name, 1, 256)";

fn state_of(written: &str) -> AllowRunState {
    match written {
        "running" => AllowRunState::Running,
        "paused" => AllowRunState::Paused,
        "cancelled" => AllowRunState::Cancelled,
        "undone" => AllowRunState::Undone,
        _ => AllowRunState::Done,
    }
}

const fn written(state: AllowRunState) -> &'static str {
    match state {
        AllowRunState::Running => "running",
        AllowRunState::Paused => "paused",
        AllowRunState::Cancelled => "cancelled",
        AllowRunState::Undone => "undone",
        AllowRunState::Done => "done",
    }
}

fn source_of(db: &Connection, run: i64) -> rusqlite::Result<String> {
    db.prepare_cached("SELECT source FROM allow_run WHERE id = ?1")?.query_row([run], |row| row.get(0))
}

fn insert_batch(db: &Connection, run: i64, region: &Region, verb: BatchVerb, part: &[String]) -> Result<(), FileError> {
    let json = serde_json::to_string(part)?;
    db.prepare_cached("INSERT INTO allow_batch (run, region, verb, principals, size, state) VALUES (?1, ?2, ?3, ?4, ?5, 'pending')")?
        .execute(params![run, region.as_str(), verb.written(), json, Count(part.len())])?;
    Ok(())
}

/// Whether an entry is still wanted as its batch says: the user may have changed the list meanwhile, and AWS's may be as wanted already.
fn still_wanted(db: &Connection, region: &Region, verb: BatchVerb, principal: &str) -> rusqlite::Result<bool> {
    let sql = match verb {
        BatchVerb::Add => {
            "SELECT EXISTS (SELECT 1 FROM allow_list WHERE principal = ?2) AND NOT EXISTS
             (SELECT 1 FROM allow_list_seen WHERE region = ?1 AND principal = ?2 AND state IN ('listed', 'refused'))"
        }
        BatchVerb::Remove => {
            "SELECT EXISTS (SELECT 1 FROM allow_list_removed WHERE principal = ?2)
             AND NOT EXISTS (SELECT 1 FROM allow_list WHERE principal = ?2)
             AND EXISTS (SELECT 1 FROM allow_list_seen WHERE region = ?1 AND principal = ?2 AND state <> 'refused')"
        }
    };
    db.prepare_cached(sql)?.query_row(params![region.as_str(), principal], |row| row.get(0))
}

fn remember(
    db: &Connection,
    batch: &Batch,
    source: &str,
    principal: &str,
    what: &str,
    answer: &str,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO allow_list_history (at, region, principal, what, source, answer, run) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    insert.execute(params![at.0, batch.region.as_str(), principal, what, source, answer, batch.run])?;
    Ok(())
}

impl ProjectFile {
    /// Stores an approved plan as batches: additions first, so that nobody is without access for the sake of a removal.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn begin_run(
        &self,
        hash: String,
        services: Vec<(Region, String)>,
        source: String,
        names: bool,
        at: Timestamp,
    ) -> Result<i64, FileError> {
        self.with(move |db| {
            db.execute(
                "INSERT INTO allow_run (hash, source, names, approved_at, state) VALUES (?1, ?2, ?3, ?4, 'running')",
                params![hash, source, names, at.0],
            )?;
            let run = db.last_insert_rowid();
            for (region, service) in &services {
                let mut total = 0;
                for (verb, kind) in [(BatchVerb::Add, AllowEntryKind::Add), (BatchVerb::Remove, AllowEntryKind::Remove)] {
                    let all = principals(db, region, kind)?;
                    total += all.len();
                    for part in all.chunks(PER_CALL) {
                        insert_batch(db, run, region, verb, part)?;
                    }
                }
                db.execute(
                    "INSERT INTO allow_run_region (run, region, service, total) VALUES (?1, ?2, ?3, ?4)",
                    params![run, region.as_str(), service, Count(total)],
                )?;
            }
            Ok(run)
        })
        .await
    }

    /// The newest run that has not ended, with its endpoint services and whether names are kept.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn open_run(&self) -> Result<Option<(i64, AllowRunState, bool, Vec<(Region, String)>)>, FileError> {
        self.with(|db| {
            let found = db
                .query_row(
                    "SELECT id, state, names FROM allow_run WHERE state IN ('running', 'paused') ORDER BY id DESC LIMIT 1",
                    [],
                    |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get(2)?)),
                )
                .optional()?;
            let Some((run, state, names)) = found else { return Ok(None) };
            let mut regions = db.prepare("SELECT region, service FROM allow_run_region WHERE run = ?1 ORDER BY region")?;
            let rows = regions.query_map([run], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            let rows: Vec<(String, String)> = rows.collect::<Result<_, _>>()?;
            let services = rows.into_iter().filter_map(|(region, service)| Some((Region::parse(&region).ok()?, service))).collect();
            Ok(Some((run, state_of(&state), names, services)))
        })
        .await
    }

    /// Where a run is to stand. One that has ended stays as it is, but for being undone.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn set_run(&self, run: i64, state: AllowRunState, at: Timestamp) -> Result<bool, FileError> {
        self.with(move |db| {
            let ends = matches!(state, AllowRunState::Done | AllowRunState::Cancelled);
            let from = if state == AllowRunState::Undone { "('done', 'cancelled')" } else { "('running', 'paused')" };
            let sql = format!(
                "UPDATE allow_run SET state = ?2, ended_at = CASE WHEN ?3 THEN ?4 ELSE ended_at END WHERE id = ?1 AND state IN {from}"
            );
            let changed = db.execute(&sql, params![run, written(state), ends, at.0])?;
            if ends {
                db.execute("UPDATE allow_batch SET state = 'dropped' WHERE run = ?1 AND state = 'pending'", [run])?;
            }
            Ok(changed > 0)
        })
        .await
    }

    /// What was begun and has no end is pending again: after a look, what of it is still missing is sent anew. Regions forget what stopped them.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn take_up_run(&self, run: i64) -> Result<(), FileError> {
        self.with(move |db| {
            db.execute("UPDATE allow_batch SET state = 'pending' WHERE run = ?1 AND state = 'begun'", [run])?;
            db.execute("UPDATE allow_run_region SET trouble = NULL, note = NULL WHERE run = ?1", [run])?;
            Ok(())
        })
        .await
    }

    /// The next batch of a Region, begun: on the disk before its call leaves. Entries that are no longer wanted leave it. `None` when there is
    /// nothing to send, or the run was stopped.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn next_batch(&self, run: i64, region: &Region, at: Timestamp) -> Result<Option<Batch>, FileError> {
        let region = region.clone();
        self.with(move |db| {
            let running: bool = db.query_row("SELECT state = 'running' FROM allow_run WHERE id = ?1", [run], |row| row.get(0))?;
            if !running {
                return Ok(None);
            }
            loop {
                let mut next = db.prepare_cached(
                    "SELECT id, verb, principals, attempts FROM allow_batch WHERE run = ?1 AND region = ?2 AND state = 'pending'
                     ORDER BY id LIMIT 1",
                )?;
                let found = next.query_row(params![run, region.as_str()], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get::<_, i64>(3)?))
                });
                let Some((id, verb, json, attempts)) = found.optional()? else { return Ok(None) };
                let verb = if verb == "add" { BatchVerb::Add } else { BatchVerb::Remove };
                let mut principals: Vec<String> = serde_json::from_str(&json)?;
                let before = principals.len();
                let mut wanted = Vec::with_capacity(before);
                for principal in principals {
                    if still_wanted(db, &region, verb, &principal)? {
                        wanted.push(principal);
                    }
                }
                principals = wanted;
                if principals.is_empty() {
                    db.execute("UPDATE allow_batch SET state = 'dropped', ended_at = ?2 WHERE id = ?1", params![id, at.0])?;
                    continue;
                }
                let json = if principals.len() == before { json } else { serde_json::to_string(&principals)? };
                db.prepare_cached(
                    "UPDATE allow_batch SET state = 'begun', attempts = attempts + 1, began_at = ?2, principals = ?3, size = ?4 WHERE id = ?1",
                )?
                .execute(params![id, at.0, json, Count(principals.len())])?;
                db.prepare_cached("UPDATE allow_run_region SET calls = calls + 1 WHERE run = ?1 AND region = ?2")?
                    .execute(params![run, region.as_str()])?;
                return Ok(Some(Batch { id, run, region, verb, principals, attempts: attempts + 1 }));
            }
        })
        .await
    }

    /// AWS said yes. `added` is what AWS says that it added; the rest was there before, or AWS did not say.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn batch_done(&self, batch: Batch, added: Vec<Allowed>, at: Timestamp) -> Result<(), FileError> {
        self.with(move |db| {
            db.prepare_cached("UPDATE allow_batch SET state = 'done', ended_at = ?2, answer = 'ok' WHERE id = ?1")?
                .execute(params![batch.id, at.0])?;
            let source = source_of(db, batch.run)?;
            let ids: std::collections::HashMap<&str, &str> =
                added.iter().map(|one| (one.principal.as_str(), one.permission_id.as_str())).collect();
            for principal in &batch.principals {
                match batch.verb {
                    BatchVerb::Add => {
                        db.prepare_cached(
                            "INSERT INTO allow_list_seen (region, principal, state, permission_id, at) VALUES (?1, ?2, 'listed', ?3, ?4)
                             ON CONFLICT (principal, region) DO UPDATE SET state = 'listed', permission_id = ?3, reason = NULL, at = ?4",
                        )?
                        .execute(params![batch.region.as_str(), principal, ids.get(principal.as_str()), at.0])?;
                        remember(db, &batch, &source, principal, "listed", "ok", at)?;
                    }
                    BatchVerb::Remove => {
                        db.prepare_cached("DELETE FROM allow_list_seen WHERE region = ?1 AND principal = ?2")?
                            .execute(params![batch.region.as_str(), principal])?;
                        remember(db, &batch, &source, principal, "unlisted", "ok", at)?;
                    }
                }
            }
            Ok(())
        })
        .await
    }

    /// No answer, or one that says nothing about the entries: the batch is sent again, in halves when `halved`.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn batch_again(&self, batch: Batch, halved: bool) -> Result<(), FileError> {
        self.with(move |db| {
            if halved && batch.principals.len() > 1 {
                return split(db, &batch, vec![batch.principals.clone()]);
            }
            db.execute("UPDATE allow_batch SET state = 'pending' WHERE id = ?1", [batch.id])?;
            Ok(())
        })
        .await
    }

    /// AWS refuses the batch because of an entry. `named`: the entries that its sentence names; they are set aside, and the others sent again. When
    /// it names none, the batch is halved, until the entry stands alone.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn batch_refused(&self, batch: Batch, named: Vec<String>, reason: String, at: Timestamp) -> Result<(), FileError> {
        self.with(move |db| {
            let (bad, good): (Vec<String>, Vec<String>) = if batch.principals.len() == 1 {
                (batch.principals.clone(), Vec::new())
            } else {
                batch.principals.iter().cloned().partition(|principal| named.contains(principal))
            };
            if bad.is_empty() {
                return split(db, &batch, vec![good]);
            }
            let source = source_of(db, batch.run)?;
            let why = serde_json::to_string(&message("allow-entry-refused").with("text", reason.as_str()))?;
            for principal in &bad {
                // A refused removal leaves the entry where it is.
                if batch.verb == BatchVerb::Add {
                    db.execute(
                        "INSERT INTO allow_list_seen (region, principal, state, reason, at) VALUES (?1, ?2, 'refused', ?3, ?4)
                         ON CONFLICT (principal, region) DO UPDATE SET state = 'refused', reason = ?3, at = ?4",
                        params![batch.region.as_str(), principal, why, at.0],
                    )?;
                }
                remember(db, &batch, &source, principal, "refused", &reason, at)?;
            }
            if !good.is_empty() {
                insert_batch(db, batch.run, &batch.region, batch.verb, &good)?;
            }
            let json = serde_json::to_string(&bad)?;
            db.execute(
                "UPDATE allow_batch SET state = 'refused', principals = ?2, size = ?3, ended_at = ?4, answer = ?5 WHERE id = ?1",
                params![batch.id, json, Count(bad.len()), at.0, reason],
            )?;
            Ok(())
        })
        .await
    }

    /// A Region stops, and why; or what is worth knowing of it.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn run_region_says(
        &self,
        run: i64,
        region: &Region,
        trouble: Option<Trouble>,
        note: Option<Message>,
    ) -> Result<(), FileError> {
        let region = region.clone();
        self.with(move |db| {
            let trouble = trouble.map(|trouble| serde_json::to_string(&trouble)).transpose()?;
            let note = note.map(|note| serde_json::to_string(&note)).transpose()?;
            db.execute(
                "UPDATE allow_run_region SET trouble = coalesce(?3, trouble), note = coalesce(?4, note) WHERE run = ?1 AND region = ?2",
                params![run, region.as_str(), trouble, note],
            )?;
            Ok(())
        })
        .await
    }

    /// AWS's list was read back.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn run_region_read_back(&self, run: i64, region: &Region, at: Timestamp) -> Result<(), FileError> {
        let region = region.clone();
        self.with(move |db| {
            db.execute("UPDATE allow_run_region SET read_back = ?3 WHERE run = ?1 AND region = ?2", params![run, region.as_str(), at.0])?;
            Ok(())
        })
        .await
    }

    /// What this run listed or took off in a Region, is still wanted so, and was not seen so by the last look.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn unseen_of(&self, run: i64, region: &Region) -> Result<usize, FileError> {
        let region = region.clone();
        self.with(move |db| {
            let mut unseen = db.prepare_cached(
                "SELECT count(*) FROM allow_list_history h WHERE h.run = ?1 AND h.region = ?2 AND (
                    (h.what = 'listed' AND EXISTS (SELECT 1 FROM allow_list a WHERE a.principal = h.principal)
                        AND NOT EXISTS (SELECT 1 FROM allow_list_seen s WHERE s.principal = h.principal AND s.region = ?2))
                    OR (h.what = 'unlisted' AND EXISTS (SELECT 1 FROM allow_list_removed r WHERE r.principal = h.principal)
                        AND EXISTS (SELECT 1 FROM allow_list_seen s WHERE s.principal = h.principal AND s.region = ?2)))",
            )?;
            Ok(unseen.query_row(params![run, region.as_str()], |row| row.get::<_, Count>(0))?.0)
        })
        .await
    }

    /// How many names of a Region AWS does not have.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn unnamed(&self, regions: Vec<Region>) -> Result<usize, FileError> {
        self.with(move |db| {
            let mut all = 0;
            for region in &regions {
                all += db.query_row(&format!("SELECT count(*) {UNNAMED}"), [region.as_str()], |row| row.get::<_, Count>(0))?.0;
            }
            Ok(all)
        })
        .await
    }

    /// The next names to keep in AWS, by name: the permissions of one customer go in one call.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn next_names(&self, run: i64, region: &Region, most: usize) -> Result<Vec<Naming>, FileError> {
        let region = region.clone();
        self.with(move |db| {
            let running: bool = db.query_row("SELECT state = 'running' FROM allow_run WHERE id = ?1", [run], |row| row.get(0))?;
            if !running {
                return Ok(Vec::new());
            }
            let sql = format!("SELECT s.principal, s.permission_id, a.name {UNNAMED} ORDER BY a.name, s.principal LIMIT ?2");
            let mut statement = db.prepare_cached(&sql)?;
            let rows = statement.query_map(params![region.as_str(), Count(most)], |row| {
                Ok(Naming { principal: row.get(0)?, permission_id: row.get(1)?, name: row.get(2)? })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// These have their name at AWS.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn named(&self, run: i64, region: &Region, principals: Vec<String>, name: String) -> Result<(), FileError> {
        let region = region.clone();
        self.with(move |db| {
            let name: String = name.chars().take(256).collect();
            for principal in &principals {
                db.prepare_cached("UPDATE allow_list_seen SET name = ?3 WHERE region = ?1 AND principal = ?2")?.execute(params![
                    region.as_str(),
                    principal,
                    name
                ])?;
            }
            db.execute(
                "UPDATE allow_run_region SET names_kept = names_kept + ?3 WHERE run = ?1 AND region = ?2",
                params![run, region.as_str(), Count(principals.len())],
            )?;
            Ok(())
        })
        .await
    }

    /// The newest runs, newest first.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn runs(&self, most: usize) -> Result<Vec<AllowRun>, FileError> {
        self.with(move |db| {
            let mut statement =
                db.prepare_cached("SELECT id, state, source, approved_at, ended_at FROM allow_run ORDER BY id DESC LIMIT ?1")?;
            let rows = statement.query_map([Count(most)], |row| {
                Ok(AllowRun {
                    id: row.get(0)?,
                    state: state_of(&row.get::<_, String>(1)?),
                    source: row.get(2)?,
                    approved_at: Timestamp(row.get(3)?),
                    ended_at: row.get::<_, Option<i64>>(4)?.map(Timestamp),
                    regions: Vec::new(),
                    seconds_left: None,
                })
            })?;
            let mut runs = rows.collect::<Result<Vec<_>, _>>()?;
            for run in &mut runs {
                run.regions = regions_of(db, run.id)?;
            }
            Ok(runs)
        })
        .await
    }

    /// A page of everything that became of the list, newest first. `search` looks through principals.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_history(&self, search: &str, skip: usize, most: usize) -> Result<AllowHistory, FileError> {
        let like = format!("%{}%", search.replace(['%', '_'], ""));
        self.with(move |db| {
            let total =
                db.query_row("SELECT count(*) FROM allow_list_history WHERE principal LIKE ?1", [&like], |row| row.get::<_, Count>(0))?.0;
            let mut statement = db.prepare_cached(
                "SELECT id, at, region, principal, what, source, answer FROM allow_list_history WHERE principal LIKE ?1
                 ORDER BY id DESC LIMIT ?2 OFFSET ?3",
            )?;
            let rows = statement.query_map(params![like, Count(most), Count(skip)], |row| {
                Ok(AllowHistoryRow {
                    id: row.get(0)?,
                    at: Timestamp(row.get(1)?),
                    region: row.get(2)?,
                    principal: row.get(3)?,
                    what: row.get(4)?,
                    source: row.get(5)?,
                    answer: row.get(6)?,
                })
            })?;
            Ok(AllowHistory { rows: rows.collect::<Result<_, _>>()?, total })
        })
        .await
    }

    /// What a run put on AWS's lists and what it took off them, in any Region.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn done_by(&self, run: i64) -> Result<(Vec<String>, Vec<String>), FileError> {
        self.with(move |db| {
            let of = |what: &str| -> rusqlite::Result<Vec<String>> {
                let mut statement =
                    db.prepare_cached("SELECT DISTINCT principal FROM allow_list_history WHERE run = ?1 AND what = ?2 ORDER BY principal")?;
                let rows = statement.query_map(params![run, what], |row| row.get(0))?;
                rows.collect()
            };
            Ok((of("listed")?, of("unlisted")?))
        })
        .await
    }
}

/// Two batches in the place of one.
fn split(db: &Connection, batch: &Batch, parts: Vec<Vec<String>>) -> Result<(), FileError> {
    for part in parts {
        let (first, second) = part.split_at(part.len().div_ceil(2));
        for half in [first, second].into_iter().filter(|half| !half.is_empty()) {
            insert_batch(db, batch.run, &batch.region, batch.verb, half)?;
        }
    }
    db.execute("UPDATE allow_batch SET state = 'split' WHERE id = ?1", [batch.id])?;
    Ok(())
}

fn regions_of(db: &Connection, run: i64) -> Result<Vec<AllowRunRegion>, FileError> {
    let mut statement = db.prepare_cached(
        "SELECT r.region, r.total, r.calls, r.read_back, r.names_kept, r.note, r.trouble,
            (SELECT coalesce(sum(size), 0) FROM allow_batch b WHERE b.run = r.run AND b.region = r.region AND state = 'done' AND verb = 'add'),
            (SELECT coalesce(sum(size), 0) FROM allow_batch b WHERE b.run = r.run AND b.region = r.region AND state = 'done' AND verb = 'remove'),
            (SELECT coalesce(sum(size), 0) FROM allow_batch b WHERE b.run = r.run AND b.region = r.region AND state = 'refused'),
            (SELECT coalesce(sum(size), 0) FROM allow_batch b WHERE b.run = r.run AND b.region = r.region AND state IN ('pending', 'begun'))
         FROM allow_run_region r WHERE r.run = ?1 ORDER BY r.region",
    )?;
    let rows = statement.query_map([run], |row| {
        let count = |column: usize| row.get::<_, Count>(column).map(|count| count.0);
        let note: Option<String> = row.get(5)?;
        let trouble: Option<String> = row.get(6)?;
        let region: String = row.get(0)?;
        let (total, added, removed, refused, left): (usize, usize, usize, usize, usize) =
            (count(1)?, count(7)?, count(8)?, count(9)?, count(10)?);
        let (calls, read_back, names_kept) = (count(2)?, row.get::<_, Option<i64>>(3)?.map(Timestamp), count(4)?);
        let dropped = total.saturating_sub(added + removed + refused + left);
        Ok((region, note, trouble, (total, added, removed, refused, left, dropped, calls, read_back, names_kept)))
    })?;
    let mut regions = Vec::new();
    for row in rows {
        let (region, note, trouble, (total, added, removed, refused, left, dropped, calls, read_back, names_kept)) = row?;
        let Ok(region) = Region::parse(&region) else { continue };
        regions.push(AllowRunRegion {
            region,
            total,
            added,
            removed,
            refused,
            dropped,
            left,
            calls,
            read_back,
            names_kept,
            note: note.map(|json| serde_json::from_str(&json)).transpose()?,
            trouble: trouble.map(|json| serde_json::from_str(&json)).transpose()?,
        });
    }
    Ok(regions)
}
