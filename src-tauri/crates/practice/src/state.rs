//! What the practice world remembers: one SQLite file (or memory), written through.
//!
//! Everything is a record: a serde value of one [`Record::KIND`] with an id, in one account and Region (its [`Place`]).
//! A request is one transaction ([`State::transact`]), committed before its answer leaves, so a killed process finds
//! exactly what it had promised. There is no copy of the state in memory that could differ from the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The layout below; a file of another layout is refused, not guessed at.
const SCHEMA: i64 = 1;

const TABLES: &str = "
CREATE TABLE meta(name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE record(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
  json TEXT NOT NULL,
  UNIQUE(account, region, kind, id));
CREATE INDEX record_listed ON record(account, region, kind, seq);
CREATE INDEX record_found ON record(kind, id);
";

/// Why the state could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Another process has this file open; a practice world has one owner.
    #[error("the practice state {0:?} is in use by another program")]
    InUse(PathBuf),
    /// The file was written by another version of the practice world.
    #[error("the practice state has layout {found}, this program reads {SCHEMA}")]
    OtherSchema {
        /// Layout number in the file.
        found: i64,
    },
    /// SQLite refused.
    #[error("the practice state could not be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored record does not have the shape its kind should have.
    #[error("a practice record of kind {kind} is not readable: {source}")]
    Malformed {
        /// [`Record::KIND`] of the record, or the name of the meta value.
        kind: String,
        /// What serde says.
        source: serde_json::Error,
    },
}

/// Account (12 digits) and Region of a record. Both may be empty: [`Place::WORLD`] for what belongs to no account,
/// an empty Region for what is global to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// 12 digits, or empty.
    pub account: &'a str,
    /// A Region's code, or empty.
    pub region: &'a str,
}

impl Place<'static> {
    /// Records of the world itself: zones, mails, due work.
    pub const WORLD: Place<'static> = Place { account: "", region: "" };
}

/// A type that can be stored.
pub trait Record: Serialize + DeserializeOwned {
    /// Name of the kind, as the control interface shows it, e.g. `load-balancer`.
    const KIND: &'static str;
}

/// One stored record with where it lies.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    /// Grows with every new record and stays with it when it is replaced: the order of creation, and what pages resume after.
    pub seq: i64,
    /// 12 digits, or empty.
    pub account: String,
    /// A Region's code, or empty.
    pub region: String,
    /// The id it was put under.
    pub id: String,
    /// The record.
    pub record: T,
}

/// account -> Region -> kind -> ids, in order of creation.
pub type Inventory = BTreeMap<String, BTreeMap<String, BTreeMap<String, Vec<String>>>>;

/// The store. Clones share it; transactions run one after the other.
#[derive(Clone)]
pub struct State {
    connection: Arc<Mutex<Connection>>,
}

impl State {
    /// Opens the file, creating it where it is missing; `None` keeps everything in memory.
    ///
    /// # Errors
    /// [`StateError::InUse`] when another process owns the file, [`StateError::OtherSchema`], or what SQLite says.
    pub fn open(path: Option<&Path>) -> Result<State, StateError> {
        let mut connection = match path {
            Some(path) => Connection::open(path)?,
            None => Connection::open_in_memory()?,
        };
        // Long enough for a predecessor that is just being ended, short enough to be told.
        connection.busy_timeout(Duration::from_millis(500))?;
        if let Some(path) = path {
            // Exclusive: two worlds on one file would each answer from their own idea of it. WAL with NORMAL survives
            // a killed process, which is what a rehearsal has to survive; the disk's own cache is the user's.
            connection
                .execute_batch("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
                .map_err(|error| in_use(error, path))?;
        }
        connection.set_prepared_statement_cache_capacity(64);
        // 64 MiB at most: an allow list of 100,000 and its indexes stay in the cache.
        connection.pragma_update(None, "cache_size", -65_536)?;
        let start = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let start = start.map_err(|error| in_use(error, path.unwrap_or(Path::new(""))))?;
        match start.query_row("PRAGMA user_version", [], |row| row.get::<_, i64>(0))? {
            0 => {
                start.execute_batch(TABLES)?;
                start.pragma_update(None, "user_version", SCHEMA)?;
            }
            SCHEMA => {}
            found => return Err(StateError::OtherSchema { found }),
        }
        start.commit()?;
        Ok(State { connection: Arc::new(Mutex::new(connection)) })
    }

    /// Runs `work` as one transaction: kept whole when it answers `Ok`, undone whole otherwise. Not reentrant: `work`
    /// must use the [`Tx`] it gets and never wait for another request.
    ///
    /// # Errors
    /// What `work` answers, or a [`StateError`] from beginning or committing.
    pub fn transact<T, E: From<StateError>>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        // A transaction that panicked has been rolled back by its drop, so a poisoned lock still guards a sound state.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StateError::from)?;
        let tx = Tx { transaction };
        let done = work(&tx)?;
        tx.transaction.commit().map_err(StateError::from)?;
        Ok(done)
    }

    /// Forgets everything, the world's id and clock included.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn clear(&self) -> Result<(), StateError> {
        self.transact(|tx| {
            tx.transaction.execute_batch("DELETE FROM record; DELETE FROM meta;")?;
            Ok(())
        })
    }
}

fn in_use(error: rusqlite::Error, path: &Path) -> StateError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StateError::InUse(path.to_owned()),
        _ => StateError::Sqlite(error),
    }
}

/// A transaction under way.
pub struct Tx<'c> {
    transaction: Transaction<'c>,
}

impl Tx<'_> {
    /// Stores a record, replacing the one of the same place, kind and id (which keeps its `seq`).
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn put<T: Record>(&self, place: Place<'_>, id: &str, record: &T) -> Result<(), StateError> {
        let json = to_json(T::KIND, record)?;
        self.transaction
            .prepare_cached(
                "INSERT INTO record(account, region, kind, id, json) VALUES(?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT(account, region, kind, id) DO UPDATE SET json = excluded.json",
            )?
            .execute(params![place.account, place.region, T::KIND, id, json])?;
        Ok(())
    }

    /// Stores a record unless there is one of the same place, kind and id; whether it did. One question to the store
    /// where long lists are written.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn put_new<T: Record>(&self, place: Place<'_>, id: &str, record: &T) -> Result<bool, StateError> {
        let json = to_json(T::KIND, record)?;
        let stored = self
            .transaction
            .prepare_cached(
                "INSERT INTO record(account, region, kind, id, json) VALUES(?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT(account, region, kind, id) DO NOTHING",
            )?
            .execute(params![place.account, place.region, T::KIND, id, json])?;
        Ok(stored > 0)
    }

    /// The record of that place and id.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn get<T: Record>(&self, place: Place<'_>, id: &str) -> Result<Option<T>, StateError> {
        let json: Option<String> = self
            .transaction
            .prepare_cached("SELECT json FROM record WHERE account = ?1 AND region = ?2 AND kind = ?3 AND id = ?4")?
            .query_row(params![place.account, place.region, T::KIND, id], |row| row.get(0))
            .optional()?;
        json.map(|json| from_json(T::KIND, &json)).transpose()
    }

    /// Every record of a kind in one place, in order of creation.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn list<T: Record>(&self, place: Place<'_>) -> Result<Vec<Entry<T>>, StateError> {
        self.page(place, 0, usize::MAX)
    }

    /// At most `limit` records of a kind in one place, those created after `seq`, in order of creation.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn page<T: Record>(&self, place: Place<'_>, after: i64, limit: usize) -> Result<Vec<Entry<T>>, StateError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT seq, account, region, id, json FROM record
             WHERE account = ?1 AND region = ?2 AND kind = ?3 AND seq > ?4 ORDER BY seq LIMIT ?5",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![place.account, place.region, T::KIND, after, limit])?;
        entries(&mut rows)
    }

    /// Every record of a kind in all accounts and Regions, in order of creation.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn everywhere<T: Record>(&self) -> Result<Vec<Entry<T>>, StateError> {
        let mut statement =
            self.transaction.prepare_cached("SELECT seq, account, region, id, json FROM record WHERE kind = ?1 ORDER BY seq")?;
        let mut rows = statement.query(params![T::KIND])?;
        entries(&mut rows)
    }

    /// The record of that id in whatever account and Region it lies.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn find<T: Record>(&self, id: &str) -> Result<Option<Entry<T>>, StateError> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT seq, account, region, id, json FROM record WHERE kind = ?1 AND id = ?2 ORDER BY seq LIMIT 1")?;
        let mut rows = statement.query(params![T::KIND, id])?;
        Ok(entries(&mut rows)?.into_iter().next())
    }

    /// Removes a record; false when there was none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delete<T: Record>(&self, place: Place<'_>, id: &str) -> Result<bool, StateError> {
        let removed = self
            .transaction
            .prepare_cached("DELETE FROM record WHERE account = ?1 AND region = ?2 AND kind = ?3 AND id = ?4")?
            .execute(params![place.account, place.region, T::KIND, id])?;
        Ok(removed > 0)
    }

    /// A value of the world as a whole, by name (world id, clock, counters).
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn meta<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StateError> {
        let json: Option<String> = self
            .transaction
            .prepare_cached("SELECT json FROM meta WHERE name = ?1")?
            .query_row(params![name], |row| row.get(0))
            .optional()?;
        json.map(|json| from_json(name, &json)).transpose()
    }

    /// Stores a value of the world as a whole.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn set_meta<T: Serialize>(&self, name: &str, value: &T) -> Result<(), StateError> {
        let json = to_json(name, value)?;
        self.transaction
            .prepare_cached("INSERT INTO meta(name, json) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET json = excluded.json")?
            .execute(params![name, json])?;
        Ok(())
    }

    /// The ids of every record that belongs to an account.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn inventory(&self) -> Result<Inventory, StateError> {
        let mut statement =
            self.transaction.prepare_cached("SELECT account, region, kind, id FROM record WHERE account <> '' ORDER BY seq")?;
        let mut rows = statement.query([])?;
        let mut inventory = Inventory::new();
        while let Some(row) = rows.next()? {
            let region = inventory.entry(row.get(0)?).or_default().entry(row.get(1)?).or_default();
            region.entry(row.get(2)?).or_default().push(row.get(3)?);
        }
        Ok(inventory)
    }
}

fn entries<T: Record>(rows: &mut rusqlite::Rows<'_>) -> Result<Vec<Entry<T>>, StateError> {
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let json = row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?;
        found.push(Entry {
            seq: row.get(0)?,
            account: row.get(1)?,
            region: row.get(2)?,
            id: row.get(3)?,
            record: from_json(T::KIND, json)?,
        });
    }
    Ok(found)
}

fn to_json<T: Serialize>(kind: &str, value: &T) -> Result<String, StateError> {
    serde_json::to_string(value).map_err(|source| StateError::Malformed { kind: kind.to_owned(), source })
}

fn from_json<T: DeserializeOwned>(kind: &str, json: &str) -> Result<T, StateError> {
    serde_json::from_str(json).map_err(|source| StateError::Malformed { kind: kind.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    struct Note(String);
    impl Record for Note {
        const KIND: &'static str = "note";
    }
    const HERE: Place<'static> = Place { account: "111122223333", region: "eu-west-1" };

    #[test]
    fn a_replaced_record_keeps_its_place_and_a_failed_transaction_leaves_nothing() {
        let state = State::open(None).unwrap();
        let seqs: Vec<i64> = state
            .transact(|tx| {
                tx.put(HERE, "b", &Note("1".into()))?;
                tx.put(HERE, "a", &Note("2".into()))?;
                tx.put(HERE, "b", &Note("3".into()))?;
                Ok::<_, StateError>(tx.list::<Note>(HERE)?.iter().map(|entry| entry.seq).collect())
            })
            .unwrap();
        assert_eq!(seqs, [1, 2]);
        assert!(!state.transact(|tx| tx.put_new(HERE, "b", &Note("4".into()))).unwrap());
        let failed = state.transact(|tx| {
            tx.delete::<Note>(HERE, "b")?;
            Err::<(), _>(StateError::OtherSchema { found: 9 })
        });
        assert!(failed.is_err());
        let left = state.transact(|tx| tx.page::<Note>(HERE, 0, 1)).unwrap();
        assert_eq!((left.len(), left[0].id.as_str(), &left[0].record), (1, "b", &Note("3".into())));
        let other = Place { region: "us-east-1", ..HERE };
        assert_eq!(state.transact(|tx| tx.get::<Note>(other, "b")).unwrap(), None);
        assert_eq!(state.transact(|tx| tx.find::<Note>("a")).unwrap().unwrap().region, "eu-west-1");
    }

    #[test]
    fn a_file_is_found_again_and_has_one_owner() {
        let folder = std::env::temp_dir().join(format!("gangway-state-{}", uuid::Uuid::new_v4()));
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("world.db");
        let first = State::open(Some(&path)).unwrap();
        first.transact(|tx| tx.set_meta("world", &"w")).unwrap();
        assert!(matches!(State::open(Some(&path)), Err(StateError::InUse(_))));
        drop(first);
        let again = State::open(Some(&path)).unwrap();
        assert_eq!(again.transact(|tx| tx.meta::<String>("world")).unwrap().as_deref(), Some("w"));
        drop(again);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
