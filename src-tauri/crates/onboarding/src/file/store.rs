//! Everything in the file that is not the journal: what the file is bound to, answers, last checks, evidence, packages, deliveries.
//! The allow list has a room of its own.

use std::collections::BTreeMap;

use gangway_model::{AccountId, Evidence, Finding, Output, StepId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{FileError, ProjectFile};
use crate::facts::Key;
use crate::inputs::StepInputs;
use crate::observed::Observed;
use crate::trouble::Trouble;
use crate::view::{AccountKind, CheckState, Verdict};
use gangway_submission::PackageFile;

/// What a file is bound to. Written once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The onboarding's id; the value of the tag `gangway:onboarding`.
    pub id: String,
    /// Its name, as the user gave it.
    pub name: String,
    /// The world's id.
    pub world: String,
    /// What kind of world it is.
    pub kind: AccountKind,
    /// The AWS profile it was made with; a name, never a secret.
    pub profile: Option<String>,
    /// The account it is bound to.
    pub account: AccountId,
    /// Who made it.
    pub arn: String,
    /// When.
    pub created_at: Timestamp,
}

/// The last check of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    /// Absent, matches, differs, foreign, unknown.
    pub state: CheckState,
    /// Verified, waiting or failed.
    pub verdict: Verdict,
    /// What was seen; `None` when nothing could be seen.
    pub observed: Option<Observed>,
    /// What to make of it.
    pub findings: Vec<Finding>,
    /// By which questions.
    pub evidence: Vec<Evidence>,
    /// The ids that later tasks build on.
    pub ids: BTreeMap<Output, String>,
    /// Why nothing could be seen.
    pub trouble: Option<Trouble>,
    /// When.
    pub checked_at: Timestamp,
}

/// A package that was made.
#[derive(Debug, Clone)]
pub struct PackageRow {
    /// Of the zip, hex.
    pub sha256: String,
    /// `gangway-submission-….zip`.
    pub file_name: String,
    /// The zip.
    pub bytes: Vec<u8>,
    /// Its text files, for the preview.
    pub files: Vec<PackageFile>,
    /// When.
    pub made_at: Timestamp,
    /// Where the user saved it.
    pub saved_to: Option<String>,
}

/// A sending.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryRow {
    /// Its row.
    pub id: i64,
    /// Of the package.
    pub package: String,
    /// Of the mail.
    pub message_id: String,
    /// To whom.
    pub to: String,
    /// `sending`, `sent`, `not-sent` or `maybe-sent`.
    pub state: String,
    /// How far it is known to have come.
    pub stage: String,
    /// When it was begun.
    pub at: Timestamp,
    /// Why not, or why maybe.
    pub why: Option<gangway_model::Message>,
}

pub(super) fn write_meta(db: &Transaction<'_>, meta: &Meta) -> Result<(), FileError> {
    db.execute("INSERT INTO meta (key, value) VALUES ('onboarding', ?1)", [serde_json::to_string(meta)?])?;
    Ok(())
}

/// Evidence of one task that the log keeps. What waits is looked at for hours: only changes are written down, and of those the newest.
const KEPT_EVIDENCE: i64 = 500;

fn log_evidence(db: &Transaction<'_>, account: &str, region: &str, step: StepId, seen: &[Evidence]) -> Result<(), FileError> {
    for evidence in seen {
        let mut newest = db.prepare_cached(
            "SELECT json FROM evidence WHERE account = ?1 AND region = ?2 AND step = ?3
             AND json ->> '$.by' = ?4 AND json ->> '$.message.code' = ?5 ORDER BY id DESC LIMIT 1",
        )?;
        let values = params![account, region, step.as_str(), evidence.by, evidence.message.code];
        let newest: Option<String> = newest.query_row(values, |row| row.get(0)).optional()?;
        let newest: Option<Evidence> = newest.map(|text| serde_json::from_str(&text)).transpose()?;
        if newest.is_some_and(|newest| newest.message == evidence.message) {
            continue;
        }
        db.execute(
            "INSERT INTO evidence (account, region, step, json, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![account, region, step.as_str(), serde_json::to_string(evidence)?, evidence.at.0],
        )?;
        db.execute(
            "DELETE FROM evidence WHERE account = ?1 AND region = ?2 AND step = ?3 AND id <=
             (SELECT id FROM evidence WHERE account = ?1 AND region = ?2 AND step = ?3 ORDER BY id DESC LIMIT 1 OFFSET ?4)",
            params![account, region, step.as_str(), KEPT_EVIDENCE],
        )?;
    }
    Ok(())
}

impl ProjectFile {
    /// What the file is bound to.
    ///
    /// # Errors
    /// What the file says.
    pub async fn meta(&self) -> Result<Meta, FileError> {
        self.with(|db| {
            let text: String = db.query_row("SELECT value FROM meta WHERE key = 'onboarding'", [], |row| row.get(0))?;
            Ok(serde_json::from_str(&text)?)
        })
        .await
    }

    /// A remembered word, such as the last place in the window.
    ///
    /// # Errors
    /// What the file says.
    pub async fn remembered(&self, key: &'static str) -> Result<Option<String>, FileError> {
        self.with(move |db| Ok(db.query_row("SELECT value FROM meta WHERE key = ?1", [key], |row| row.get(0)).optional()?)).await
    }

    /// Remembers a word.
    ///
    /// # Errors
    /// What the file says.
    pub async fn remember(&self, key: &'static str, value: String) -> Result<(), FileError> {
        self.with(move |db| {
            db.execute("INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2", params![key, value])?;
            Ok(())
        })
        .await
    }

    /// Keeps a task's answers, drafts with problems too.
    ///
    /// # Errors
    /// What the file says.
    pub async fn keep_inputs(&self, key: &Key, inputs: &StepInputs, at: Timestamp) -> Result<(), FileError> {
        let ((step, region), json) = (key.clone(), serde_json::to_string(inputs)?);
        self.with(move |db| {
            db.execute(
                "INSERT INTO inputs (step, region, json, changed_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (step, region) DO UPDATE SET json = ?3, changed_at = ?4",
                params![step.as_str(), region, json, at.0],
            )?;
            Ok(())
        })
        .await
    }

    /// Every task's answers, by task and Region.
    ///
    /// # Errors
    /// What the file says.
    pub async fn all_inputs(&self) -> Result<BTreeMap<(StepId, String), StepInputs>, FileError> {
        self.with(|db| {
            let mut statement = db.prepare("SELECT region, json FROM inputs")?;
            let mut found = statement.query([])?;
            let mut all = BTreeMap::new();
            while let Some(row) = found.next()? {
                let inputs: StepInputs = serde_json::from_str(&row.get::<_, String>(1)?)?;
                all.insert((inputs.step(), row.get(0)?), inputs);
            }
            Ok(all)
        })
        .await
    }

    /// Keeps a check, and its evidence in the log of everything that was seen.
    ///
    /// # Errors
    /// What the file says.
    pub async fn keep_check(&self, account: &AccountId, key: &Key, record: &StepRecord) -> Result<(), FileError> {
        self.keep_check_and(account, key, record, true).await
    }

    /// Keeps a check that was judged again without looking: its evidence is in the log already.
    ///
    /// # Errors
    /// What the file says.
    pub async fn keep_judgement(&self, account: &AccountId, key: &Key, record: &StepRecord) -> Result<(), FileError> {
        self.keep_check_and(account, key, record, false).await
    }

    async fn keep_check_and(&self, account: &AccountId, key: &Key, record: &StepRecord, log: bool) -> Result<(), FileError> {
        let (account, (step, region), record) = (account.as_str().to_owned(), key.clone(), record.clone());
        self.with(move |db| {
            db.execute(
                "INSERT INTO step_state (account, region, step, json, checked_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (account, region, step) DO UPDATE SET json = ?4, checked_at = ?5",
                params![account, region, step.as_str(), serde_json::to_string(&record)?, record.checked_at.0],
            )?;
            if log {
                log_evidence(db, &account, &region, step, &record.evidence)?;
            }
            Ok(())
        })
        .await
    }

    /// The last checks of an account, by task and Region. What was seen of something that was removed since counts no more.
    ///
    /// # Errors
    /// What the file says.
    pub async fn checks(&self, account: &AccountId) -> Result<BTreeMap<(StepId, String), StepRecord>, FileError> {
        let account = account.as_str().to_owned();
        self.with(move |db| {
            let mut statement = db.prepare("SELECT step, region, json FROM step_state WHERE account = ?1")?;
            let mut found = statement.query([account])?;
            let mut all = BTreeMap::new();
            while let Some(row) = found.next()? {
                if let Some(step) = StepId::parse(&row.get::<_, String>(0)?) {
                    all.insert((step, row.get(1)?), serde_json::from_str(&row.get::<_, String>(2)?)?);
                }
            }
            let gone = super::journal::removed(db)?;
            all.retain(|_, record: &mut StepRecord| !record.ids.values().any(|id| gone.contains(id)));
            Ok(all)
        })
        .await
    }

    /// Keeps a package; the same content has the same hash and is kept once.
    ///
    /// # Errors
    /// What the file says.
    pub async fn keep_package(&self, package: PackageRow) -> Result<(), FileError> {
        self.with(move |db| {
            db.execute(
                "INSERT INTO package (sha256, file_name, bytes, files, made_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (sha256) DO UPDATE SET made_at = ?5",
                params![package.sha256, package.file_name, package.bytes, serde_json::to_string(&package.files)?, package.made_at.0],
            )?;
            Ok(())
        })
        .await
    }

    /// The newest package, or the one with this hash.
    ///
    /// # Errors
    /// What the file says.
    pub async fn package(&self, sha256: Option<String>) -> Result<Option<PackageRow>, FileError> {
        self.with(move |db| {
            let found = db
                .query_row(
                    "SELECT sha256, file_name, bytes, files, made_at, saved_to FROM package
                     WHERE ?1 IS NULL OR sha256 = ?1 ORDER BY made_at DESC, rowid DESC LIMIT 1",
                    [sha256],
                    |row| {
                        let files: String = row.get(3)?;
                        Ok((
                            files,
                            PackageRow {
                                sha256: row.get(0)?,
                                file_name: row.get(1)?,
                                bytes: row.get(2)?,
                                files: Vec::new(),
                                made_at: Timestamp(row.get(4)?),
                                saved_to: row.get(5)?,
                            },
                        ))
                    },
                )
                .optional()?;
            found.map(|(files, row)| Ok(PackageRow { files: serde_json::from_str(&files)?, ..row })).transpose()
        })
        .await
    }

    /// Remembers where a package was saved.
    ///
    /// # Errors
    /// What the file says.
    pub async fn package_saved(&self, sha256: String, to: String) -> Result<(), FileError> {
        self.with(move |db| {
            db.execute("UPDATE package SET saved_to = ?2 WHERE sha256 = ?1", params![sha256, to])?;
            Ok(())
        })
        .await
    }

    /// Writes down that a mail is about to be sent.
    ///
    /// # Errors
    /// What the file says.
    pub async fn begin_delivery(&self, package: String, message_id: String, to: String, at: Timestamp) -> Result<i64, FileError> {
        self.with(move |db| {
            db.execute(
                "INSERT INTO delivery (package, message_id, recipient, state, stage, at) VALUES (?1, ?2, ?3, 'sending', '', ?4)",
                params![package, message_id, to, at.0],
            )?;
            Ok(db.last_insert_rowid())
        })
        .await
    }

    /// Writes down how far a sending has come, or how it ended.
    ///
    /// # Errors
    /// What the file says.
    pub async fn set_delivery(
        &self,
        id: i64,
        state: &'static str,
        stage: Option<String>,
        why: Option<gangway_model::Message>,
    ) -> Result<(), FileError> {
        self.with(move |db| {
            let why = why.map(|why| serde_json::to_string(&why)).transpose()?;
            db.execute(
                "UPDATE delivery SET state = ?2, stage = coalesce(?3, stage), why = ?4 WHERE id = ?1",
                params![id, state, stage, why],
            )?;
            Ok(())
        })
        .await
    }

    /// Every sending, oldest first.
    ///
    /// # Errors
    /// What the file says.
    pub async fn deliveries(&self) -> Result<Vec<DeliveryRow>, FileError> {
        self.with(|db| {
            let mut statement = db.prepare("SELECT id, package, message_id, recipient, state, stage, at, why FROM delivery ORDER BY id")?;
            let mut found = statement.query([])?;
            let mut all = Vec::new();
            while let Some(row) = found.next()? {
                let why: Option<String> = row.get(7)?;
                all.push(DeliveryRow {
                    id: row.get(0)?,
                    package: row.get(1)?,
                    message_id: row.get(2)?,
                    to: row.get(3)?,
                    state: row.get(4)?,
                    stage: row.get(5)?,
                    at: Timestamp(row.get(6)?),
                    why: why.map(|text| serde_json::from_str(&text)).transpose()?,
                });
            }
            Ok(all)
        })
        .await
    }
}
