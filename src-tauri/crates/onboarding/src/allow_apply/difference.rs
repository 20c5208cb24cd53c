//! What AWS lists, kept in the file, and its difference to the user's list, by SQL: nothing here reads a whole list but what sends it.

use std::collections::BTreeMap;

use gangway_aws::Allowed;
use gangway_model::{Region, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::count::Count;
use super::{AllowEntryKind, AllowPlanEntry, PER_CALL};
use crate::file::{FileError, ProjectFile};

/// Entries that are at AWS. One whose removal is under way is still there.
const IN_AWS: &str = "s.state IN ('listed', 'removing')";

/// The allow list in numbers, and what fits into one call of each kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowFacts {
    /// Entries on the user's list.
    pub listed: usize,
    /// The first of them, at most [`PER_CALL`]: all of a short list.
    pub first: Vec<String>,
    /// Entries that the user took off it and that may still be at AWS.
    pub taken_off: usize,
    /// The difference in each Region that was looked at.
    pub regions: BTreeMap<Region, Difference>,
}

/// The difference between the user's list and AWS's in one Region.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// When AWS was asked.
    pub seen_at: Option<Timestamp>,
    /// Entries at AWS.
    pub in_aws: usize,
    /// On the list and not at AWS, without those that AWS refused.
    pub to_add: usize,
    /// Taken off the list and still at AWS.
    pub to_remove: usize,
    /// At AWS and never on the list.
    pub only_in_aws: usize,
    /// Refused by AWS.
    pub refused: usize,
    /// AWS lists `*`.
    pub everyone: bool,
    /// The first entries to add, at most [`PER_CALL`].
    pub add: Vec<String>,
    /// The first entries to remove, at most [`PER_CALL`].
    pub remove: Vec<String>,
}

impl AllowFacts {
    /// The difference in a Region. Where nobody has looked, nothing is there: that is so of a service that is only planned.
    #[must_use]
    pub fn at(&self, region: &Region) -> Difference {
        let unseen = || Difference { to_add: self.listed, add: self.first.clone(), ..Difference::default() };
        self.regions.get(region).cloned().unwrap_or_else(unseen)
    }
}

/// The SQL that selects one kind of entry of a Region (`?1`).
fn of_kind(kind: AllowEntryKind) -> String {
    let select = "SELECT a.principal AS principal, a.name AS name, NULL AS reason";
    match kind {
        AllowEntryKind::Add => format!(
            "{select} FROM allow_list a WHERE NOT EXISTS (SELECT 1 FROM allow_list_seen s WHERE s.region = ?1 AND s.principal = a.principal
             AND s.state IN ('listed', 'removing', 'refused'))"
        ),
        AllowEntryKind::Remove => format!(
            "SELECT r.principal AS principal, '' AS name, NULL AS reason FROM allow_list_removed r
             JOIN allow_list_seen s ON s.region = ?1 AND s.principal = r.principal AND {IN_AWS}
             WHERE NOT EXISTS (SELECT 1 FROM allow_list a WHERE a.principal = r.principal)"
        ),
        AllowEntryKind::OnlyInAws => format!(
            "SELECT s.principal AS principal, coalesce(s.name, '') AS name, NULL AS reason FROM allow_list_seen s
             WHERE s.region = ?1 AND {IN_AWS}
             AND NOT EXISTS (SELECT 1 FROM allow_list a WHERE a.principal = s.principal)
             AND NOT EXISTS (SELECT 1 FROM allow_list_removed r WHERE r.principal = s.principal)"
        ),
        AllowEntryKind::Refused => "SELECT a.principal AS principal, a.name AS name, s.reason AS reason FROM allow_list a
             JOIN allow_list_seen s ON s.region = ?1 AND s.principal = a.principal AND s.state = 'refused'"
            .to_owned(),
    }
}

fn count(db: &Connection, region: &Region, kind: AllowEntryKind) -> rusqlite::Result<usize> {
    let sql = format!("SELECT count(*) FROM ({})", of_kind(kind));
    db.prepare_cached(&sql)?.query_row([region.as_str()], |row| row.get::<_, Count>(0)).map(|count| count.0)
}

/// Entries of one kind, by principal.
pub(crate) fn entries(
    db: &Connection,
    region: &Region,
    kind: AllowEntryKind,
    skip: usize,
    most: usize,
) -> rusqlite::Result<Vec<AllowPlanEntry>> {
    let sql = format!("{} ORDER BY principal LIMIT ?2 OFFSET ?3", of_kind(kind));
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map(params![region.as_str(), Count(most), Count(skip)], |row| {
        let reason: Option<String> = row.get(2)?;
        let reason = reason.and_then(|json| serde_json::from_str(&json).ok());
        Ok(AllowPlanEntry { principal: row.get(0)?, name: row.get(1)?, reason })
    })?;
    rows.collect()
}

/// All of them, for sending.
pub(crate) fn principals(db: &Connection, region: &Region, kind: AllowEntryKind) -> rusqlite::Result<Vec<String>> {
    let sql = format!("SELECT principal FROM ({}) ORDER BY principal", of_kind(kind));
    let mut statement = db.prepare_cached(&sql)?;
    let rows = statement.query_map([region.as_str()], |row| row.get(0))?;
    rows.collect()
}

fn first(db: &Connection, region: &Region, kind: AllowEntryKind, known: usize) -> rusqlite::Result<Vec<String>> {
    if known == 0 {
        return Ok(Vec::new());
    }
    Ok(entries(db, region, kind, 0, PER_CALL)?.into_iter().map(|entry| entry.principal).collect())
}

/// The difference in one Region.
pub(crate) fn difference(db: &Connection, region: &Region) -> rusqlite::Result<Option<Difference>> {
    let mut look = db.prepare_cached("SELECT at FROM allow_list_look WHERE region = ?1")?;
    let Some(seen_at) = look.query_row([region.as_str()], |row| row.get(0)).optional()? else { return Ok(None) };
    let mut in_aws = db.prepare_cached(
        "SELECT count(*), coalesce(max(principal = '*'), 0) FROM allow_list_seen s
        WHERE region = ?1 AND state IN ('listed', 'removing')",
    )?;
    let (in_aws, everyone): (usize, bool) = in_aws.query_row([region.as_str()], |row| Ok((row.get::<_, Count>(0)?.0, row.get(1)?)))?;
    let (to_add, to_remove) = (count(db, region, AllowEntryKind::Add)?, count(db, region, AllowEntryKind::Remove)?);
    Ok(Some(Difference {
        seen_at: Some(Timestamp(seen_at)),
        in_aws,
        to_add,
        to_remove,
        only_in_aws: count(db, region, AllowEntryKind::OnlyInAws)?,
        refused: count(db, region, AllowEntryKind::Refused)?,
        everyone,
        add: first(db, region, AllowEntryKind::Add, to_add)?,
        remove: first(db, region, AllowEntryKind::Remove, to_remove)?,
    }))
}

/// SHA-256 over the account and every entry that would be added or removed, hex; empty when there is none.
pub(crate) fn hash(db: &Connection, account: &str, services: &[(Region, String)]) -> rusqlite::Result<String> {
    let mut digest = Sha256::new();
    let mut any = false;
    digest.update(account);
    for (region, service) in services {
        digest.update(format!("\n@{region} {service}"));
        for (sign, kind) in [('+', AllowEntryKind::Add), ('-', AllowEntryKind::Remove)] {
            for principal in principals(db, region, kind)? {
                any = true;
                digest.update(format!("\n{sign}{principal}"));
            }
        }
    }
    let hex = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(if any { hex } else { String::new() })
}

/// Whether `*` would be added.
pub(crate) fn adds_everyone(db: &Connection, region: &Region) -> rusqlite::Result<bool> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM ({}) WHERE principal = '*')", of_kind(AllowEntryKind::Add));
    db.prepare_cached(&sql)?.query_row([region.as_str()], |row| row.get(0))
}

impl ProjectFile {
    /// The allow list in numbers. Counted anew only after something was written: the file is read every second.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_facts(&self) -> Result<AllowFacts, FileError> {
        let known = self.allow_facts_cache();
        self.with(move |db| {
            let written: i64 = db.query_row("SELECT total_changes()", [], |row| row.get(0))?;
            if let Some((at, facts)) = known.lock().unwrap_or_else(std::sync::PoisonError::into_inner).as_ref()
                && *at == written
            {
                return Ok(facts.clone());
            }
            let facts = facts(db)?;
            *known.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some((written, facts.clone()));
            Ok(facts)
        })
        .await
    }

    /// Keeps what AWS lists in a Region. What AWS refused before stays known as refused as long as it is not there.
    ///
    /// # Errors
    /// What the file says.
    pub async fn keep_allowed(&self, region: &Region, allowed: Vec<Allowed>, at: Timestamp) -> Result<(), FileError> {
        let region = region.clone();
        self.with(move |db| {
            db.execute("DELETE FROM allow_list_seen WHERE region = ?1 AND state <> 'refused'", [region.as_str()])?;
            let mut insert = db.prepare_cached(
                "INSERT INTO allow_list_seen (region, principal, state, permission_id, name, at) VALUES (?1, ?2, 'listed', ?3, ?4, ?5)
                 ON CONFLICT (principal, region) DO UPDATE SET state = 'listed', permission_id = ?3, name = ?4, reason = NULL, at = ?5",
            )?;
            for one in &allowed {
                insert.execute(params![region.as_str(), one.principal, one.permission_id, one.name, at.0])?;
            }
            db.execute(
                "INSERT INTO allow_list_look (region, at) VALUES (?1, ?2) ON CONFLICT (region) DO UPDATE SET at = ?2",
                params![region.as_str(), at.0],
            )?;
            Ok(())
        })
        .await
    }

    /// How many entries that would be added have a name.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn names_to_come(&self, regions: Vec<Region>) -> Result<usize, FileError> {
        self.with(move |db| {
            let sql = format!("SELECT count(*) FROM ({}) WHERE name <> ''", of_kind(AllowEntryKind::Add));
            let mut all = 0;
            for region in &regions {
                all += db.prepare_cached(&sql)?.query_row([region.as_str()], |row| row.get::<_, Count>(0))?.0;
            }
            Ok(all)
        })
        .await
    }

    /// Forgets that these Regions' refused entries were refused: they will be sent again.
    ///
    /// # Errors
    /// What the file says.
    pub async fn retry_refused(&self) -> Result<usize, FileError> {
        self.with(|db| Ok(db.execute("DELETE FROM allow_list_seen WHERE state = 'refused'", [])?)).await
    }

    /// Forgets what was taken off the list and is in no Region's list any more; somebody may put it back there, and that is not ours. Regions
    /// that nobody has looked at may still have it.
    ///
    /// # Errors
    /// What the file says.
    pub(crate) async fn forget_gone(&self, regions: Vec<Region>) -> Result<(), FileError> {
        self.with(move |db| {
            for region in &regions {
                let looked: bool =
                    db.query_row("SELECT EXISTS (SELECT 1 FROM allow_list_look WHERE region = ?1)", [region.as_str()], |row| row.get(0))?;
                if !looked {
                    return Ok(());
                }
            }
            db.execute(
                "DELETE FROM allow_list_removed WHERE NOT EXISTS
                 (SELECT 1 FROM allow_list_seen s WHERE s.principal = allow_list_removed.principal AND s.state IN ('listed', 'removing'))",
                [],
            )?;
            Ok(())
        })
        .await
    }
}

fn facts(db: &Connection) -> rusqlite::Result<AllowFacts> {
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, Count>(0)).map(|count| count.0);
    let mut head = db.prepare_cached("SELECT principal FROM allow_list ORDER BY principal LIMIT ?1")?;
    let first = head.query_map([Count(PER_CALL)], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut looked = db.prepare_cached("SELECT region FROM allow_list_look ORDER BY region")?;
    let looked: Vec<String> = looked.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut regions = BTreeMap::new();
    for region in looked.iter().filter_map(|region| Region::parse(region).ok()) {
        if let Some(found) = difference(db, &region)? {
            regions.insert(region, found);
        }
    }
    Ok(AllowFacts {
        listed: number("SELECT count(*) FROM allow_list")?,
        taken_off: number("SELECT count(*) FROM allow_list_removed")?,
        first,
        regions,
    })
}
