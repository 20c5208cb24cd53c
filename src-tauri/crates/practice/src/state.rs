//! What the practice world remembers: one SQLite file (or memory), written through.
//!
//! Everything is a record: a serde value of one [`Record::KIND`] with an id, in one account and Region (its [`Place`]).
//! A request is one transaction ([`State::transact`]), committed before its answer leaves, so a killed process finds
//! exactly what it had promised. There is no copy of the state in memory that could differ from the file.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The layout below; a file of the layout before it is carried over, one of any other is refused, not guessed at.
const SCHEMA: i64 = 2;

const META: &str = "CREATE TABLE meta(name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;";

/// A shelf holds the records of one kind in one place: its number stands for the three words in every record and index. SQLite keeps the
/// `seq` in every index, so the one of shelves alone lists a shelf in order of creation.
const RECORDS: &str = "
CREATE TABLE shelf(
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL, region TEXT NOT NULL, kind TEXT NOT NULL,
  UNIQUE(account, region, kind));
CREATE INDEX shelf_of_kind ON shelf(kind);
CREATE TABLE record(
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  shelf INTEGER NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL,
  UNIQUE(shelf, id));
CREATE INDEX record_listed ON record(shelf);
";

/// From layout 1, in which every record and index spelt out its place and kind.
const FROM_1: &str = "
DROP INDEX record_listed;
DROP INDEX record_found;
ALTER TABLE record RENAME TO spelt_out;
";
const FROM_1_FILLED: &str = "
INSERT INTO shelf(account, region, kind) SELECT DISTINCT account, region, kind FROM spelt_out;
INSERT INTO record(seq, shelf, id, json)
  SELECT seq, shelf.id, spelt_out.id, json FROM spelt_out JOIN shelf USING(account, region, kind) ORDER BY seq;
DROP TABLE spelt_out;
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
                start.execute_batch(META)?;
                start.execute_batch(RECORDS)?;
                start.pragma_update(None, "user_version", SCHEMA)?;
            }
            1 => {
                start.execute_batch(FROM_1)?;
                start.execute_batch(RECORDS)?;
                start.execute_batch(FROM_1_FILLED)?;
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
        let tx = Tx { transaction, shelves: RefCell::default(), horizon: Cell::new(i64::MAX) };
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
            tx.transaction.execute_batch("DELETE FROM record; DELETE FROM shelf; DELETE FROM meta;")?;
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
    /// The shelves this transaction has looked up. It ends with the transaction, so that a shelf undone is not remembered.
    shelves: RefCell<Vec<Shelf>>,
    /// Records of accounts with a larger `seq` are not seen by this transaction.
    horizon: Cell<i64>,
}

struct Shelf {
    account: String,
    region: String,
    kind: &'static str,
    id: i64,
}

impl Tx<'_> {
    /// The `seq` of the newest record there ever was; 0 when there was none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn newest(&self) -> Result<i64, StateError> {
        let mut statement = self.transaction.prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'record'")?;
        Ok(statement.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    /// From now on this transaction sees no record of an account that was created after the one of that `seq`. The world's own records
    /// stay in sight, and writing is not changed.
    pub fn hide_after(&self, seq: i64) {
        self.horizon.set(seq);
    }

    /// Whether a record of an account was created after that `seq` under this id.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn created_after(&self, seq: i64, id: &str) -> Result<bool, StateError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT EXISTS(SELECT 1 FROM record CROSS JOIN shelf ON shelf.id = shelf WHERE seq > ?1 AND record.id = ?2 AND account <> '')",
        )?;
        Ok(statement.query_row(params![seq, id], |row| row.get(0))?)
    }

    /// The largest `seq` that is seen in that place.
    fn seen(&self, place: Place<'_>) -> i64 {
        if place.account.is_empty() { i64::MAX } else { self.horizon.get() }
    }

    /// The number of a shelf; `None` when nothing was ever put there.
    fn shelf(&self, place: Place<'_>, kind: &'static str) -> Result<Option<i64>, StateError> {
        let is = |shelf: &&Shelf| shelf.kind == kind && shelf.region == place.region && shelf.account == place.account;
        if let Some(shelf) = self.shelves.borrow().iter().find(is) {
            return Ok(Some(shelf.id));
        }
        let id: Option<i64> = self
            .transaction
            .prepare_cached("SELECT id FROM shelf WHERE account = ?1 AND region = ?2 AND kind = ?3")?
            .query_row(params![place.account, place.region, kind], |row| row.get(0))
            .optional()?;
        if let Some(id) = id {
            self.remember(place, kind, id);
        }
        Ok(id)
    }

    /// The number of a shelf, which is put up when it is missing.
    fn own_shelf(&self, place: Place<'_>, kind: &'static str) -> Result<i64, StateError> {
        if let Some(id) = self.shelf(place, kind)? {
            return Ok(id);
        }
        self.transaction.prepare_cached("INSERT INTO shelf(account, region, kind) VALUES(?1, ?2, ?3)")?.execute(params![
            place.account,
            place.region,
            kind
        ])?;
        let id = self.transaction.last_insert_rowid();
        self.remember(place, kind, id);
        Ok(id)
    }

    fn remember(&self, place: Place<'_>, kind: &'static str, id: i64) {
        let shelf = Shelf { account: place.account.to_owned(), region: place.region.to_owned(), kind, id };
        self.shelves.borrow_mut().push(shelf);
    }

    /// Stores a record, replacing the one of the same place, kind and id (which keeps its `seq`).
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn put<T: Record>(&self, place: Place<'_>, id: &str, record: &T) -> Result<(), StateError> {
        let json = to_json(T::KIND, record)?;
        let shelf = self.own_shelf(place, T::KIND)?;
        self.transaction
            .prepare_cached(
                "INSERT INTO record(shelf, id, json) VALUES(?1, ?2, ?3) ON CONFLICT(shelf, id) DO UPDATE SET json = excluded.json",
            )?
            .execute(params![shelf, id, json])?;
        Ok(())
    }

    /// Stores a record unless there is one of the same place, kind and id; whether it did. One question to the store
    /// where long lists are written.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn put_new<T: Record>(&self, place: Place<'_>, id: &str, record: &T) -> Result<bool, StateError> {
        let json = to_json(T::KIND, record)?;
        let shelf = self.own_shelf(place, T::KIND)?;
        let stored = self
            .transaction
            .prepare_cached("INSERT INTO record(shelf, id, json) VALUES(?1, ?2, ?3) ON CONFLICT(shelf, id) DO NOTHING")?
            .execute(params![shelf, id, json])?;
        Ok(stored > 0)
    }

    /// The record of that place and id.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn get<T: Record>(&self, place: Place<'_>, id: &str) -> Result<Option<T>, StateError> {
        let Some(shelf) = self.shelf(place, T::KIND)? else { return Ok(None) };
        let mut statement = self.transaction.prepare_cached("SELECT json FROM record WHERE shelf = ?1 AND id = ?2 AND seq <= ?3")?;
        let mut rows = statement.query(params![shelf, id, self.seen(place)])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        from_json(T::KIND, row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?).map(Some)
    }

    /// Whether there is a record of that kind in that place whose id begins so.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn any<T: Record>(&self, place: Place<'_>, id_begins: &str) -> Result<bool, StateError> {
        let Some(shelf) = self.shelf(place, T::KIND)? else { return Ok(false) };
        // Ids are compared octet by octet: the last character of Unicode comes after all that an id holds.
        let mut statement = self.transaction.prepare_cached(
            "SELECT EXISTS(SELECT 1 FROM record WHERE shelf = ?1 AND id >= ?2 AND id < ?2 || char(1114111) AND seq <= ?3)",
        )?;
        Ok(statement.query_row(params![shelf, id_begins, self.seen(place)], |row| row.get(0))?)
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
        let Some(shelf) = self.shelf(place, T::KIND)? else { return Ok(Vec::new()) };
        let mut statement = self
            .transaction
            .prepare_cached("SELECT seq, ?4, ?5, id, json FROM record WHERE shelf = ?1 AND seq > ?2 AND seq <= ?6 ORDER BY seq LIMIT ?3")?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![shelf, after, limit, place.account, place.region, self.seen(place)])?;
        entries(&mut rows)
    }

    /// The records of a kind in one place whose ids begin so, in order of creation. Costs what it finds, however many
    /// others there are: ids that begin with the name or the owner of what they stand for can be looked up by it.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn beginning<T: Record>(&self, place: Place<'_>, beginning: &str) -> Result<Vec<Entry<T>>, StateError> {
        let Some(shelf) = self.shelf(place, T::KIND)? else { return Ok(Vec::new()) };
        // The plus keeps SQLite from walking the whole shelf in order of seq instead of the few ids.
        let mut statement = self.transaction.prepare_cached(
            "SELECT seq, ?4, ?5, id, json FROM record WHERE shelf = ?1 AND id >= ?2 AND id < ?3 AND +seq <= ?6 ORDER BY +seq",
        )?;
        let mut rows = statement.query(params![shelf, beginning, past(beginning), place.account, place.region, self.seen(place)])?;
        entries(&mut rows)
    }

    /// How many records there are whose ids begin so, and the last of their ids in the order of text. It is for writing, so that records
    /// out of sight ([`Tx::hide_after`]) count.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn count_beginning<T: Record>(&self, place: Place<'_>, beginning: &str) -> Result<(usize, Option<String>), StateError> {
        let Some(shelf) = self.shelf(place, T::KIND)? else { return Ok((0, None)) };
        let (count, last): (i64, Option<String>) = self
            .transaction
            .prepare_cached("SELECT count(*), max(id) FROM record WHERE shelf = ?1 AND id >= ?2 AND id < ?3")?
            .query_row(params![shelf, beginning, past(beginning)], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((usize::try_from(count).unwrap_or_default(), last))
    }

    /// Every record of a kind in all accounts and Regions, in order of creation.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn everywhere<T: Record>(&self) -> Result<Vec<Entry<T>>, StateError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT seq, account, region, record.id, json FROM shelf CROSS JOIN record ON shelf = shelf.id
             WHERE kind = ?1 AND (seq <= ?2 OR account = '') ORDER BY seq",
        )?;
        let mut rows = statement.query(params![T::KIND, self.horizon.get()])?;
        entries(&mut rows)
    }

    /// The record of that id in whatever account and Region it lies.
    ///
    /// # Errors
    /// What SQLite or serde says.
    pub fn find<T: Record>(&self, id: &str) -> Result<Option<Entry<T>>, StateError> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT seq, account, region, record.id, json FROM shelf CROSS JOIN record ON shelf = shelf.id
             WHERE kind = ?1 AND record.id = ?2 AND (seq <= ?3 OR account = '') ORDER BY seq LIMIT 1",
        )?;
        let mut rows = statement.query(params![T::KIND, id, self.horizon.get()])?;
        Ok(entries(&mut rows)?.into_iter().next())
    }

    /// Removes a record; false when there was none.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn delete<T: Record>(&self, place: Place<'_>, id: &str) -> Result<bool, StateError> {
        let Some(shelf) = self.shelf(place, T::KIND)? else { return Ok(false) };
        let mut statement = self.transaction.prepare_cached("DELETE FROM record WHERE shelf = ?1 AND id = ?2")?;
        Ok(statement.execute(params![shelf, id])? > 0)
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
        let mut statement = self.transaction.prepare_cached(
            "SELECT account, region, kind, record.id FROM shelf CROSS JOIN record ON shelf = shelf.id WHERE account <> '' ORDER BY seq",
        )?;
        let mut rows = statement.query([])?;
        let mut inventory = Inventory::new();
        while let Some(row) = rows.next()? {
            let region = inventory.entry(row.get(0)?).or_default().entry(row.get(1)?).or_default();
            region.entry(row.get(2)?).or_default().push(row.get(3)?);
        }
        Ok(inventory)
    }
}

/// A text after every text that begins so.
fn past(beginning: &str) -> String {
    format!("{beginning}{}", char::MAX)
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
mod tests;
