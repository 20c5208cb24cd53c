//! Opening, locking, checking and migrating.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{FileError, Meta, store};

/// The schema this program writes. `MIGRATIONS[n]` brings version n to n + 1.
pub const SCHEMA_VERSION: i64 = 3;

/// Marks a SQLite file as ours (`PRAGMA application_id`): "GWAY".
const APPLICATION_ID: i64 = 0x4757_4159;

const MIGRATIONS: [&str; 3] = [include_str!("schema-1.sql"), include_str!("schema-2.sql"), include_str!("schema-3.sql")];

pub(super) fn create(path: &Path, meta: &Meta) -> Result<Connection, FileError> {
    if path.exists() {
        return Err(FileError::Exists);
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(read_only_or_io)?;
    }
    let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    let transaction = connection.transaction()?;
    for step in MIGRATIONS {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    store::write_meta(&transaction, meta)?;
    transaction.commit()?;
    tidy_when_closed(&connection)?;
    Ok(connection)
}

pub(super) fn open(path: &Path) -> Result<Connection, FileError> {
    if !path.is_file() {
        return Err(FileError::Missing);
    }
    let mut connection = match connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).and_then(checked) {
        Ok(connection) => connection,
        Err(FileError::Sqlite(error)) if is_damage(&error) => return Err(FileError::Damaged { aside: set_aside(path)? }),
        Err(error) => return Err(error),
    };
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION_ID || found < 1 {
        drop(connection);
        return Err(FileError::Damaged { aside: set_aside(path)? });
    }
    if found > SCHEMA_VERSION {
        return Err(FileError::Newer { found });
    }
    if found < SCHEMA_VERSION {
        let kept = path.with_extension(format!("gangway.v{found}.bak"));
        connection.execute("VACUUM INTO ?1", [kept.to_string_lossy()])?;
        let transaction = connection.transaction()?;
        for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
            transaction.execute_batch(step)?;
        }
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        transaction.commit()?;
    }
    tidy_when_closed(&connection)?;
    Ok(connection)
}

/// Closing puts the -wal into the file and takes it away, which is right for a sound file of ours and for no other.
fn tidy_when_closed(connection: &Connection) -> Result<(), FileError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    Ok(())
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, FileError> {
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        // SQLite opens a write-protected file for reading, and then fails at the exclusive lock with an error of the disk.
        if connection.is_readonly("main")? {
            return Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY), None));
        }
        connection.busy_timeout(Duration::from_millis(300))?;
        // A damaged file is set aside as it was found, with its -wal: closing it must not touch either.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        // Before WAL: with the exclusive lock SQLite needs no shared memory, and no second program gets in.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // The exclusive lock is taken by the first write.
        connection.execute_batch("BEGIN IMMEDIATE; COMMIT;")?;
        Ok(connection)
    };
    open().map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => FileError::Busy { holder: holder(path) },
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => FileError::ReadOnly,
        _ => FileError::Sqlite(error),
    })
}

fn checked(connection: Connection) -> Result<Connection, FileError> {
    let verdict: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if verdict == "ok" {
        Ok(connection)
    } else {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        Err(FileError::Sqlite(rusqlite::Error::SqliteFailure(code, Some(verdict))))
    }
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Moves the file and its -wal to names that say so; nothing is deleted and nothing takes its place.
fn set_aside(path: &Path) -> Result<PathBuf, FileError> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let with_end = |path: &Path, end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let aside = with_end(path, &format!(".damaged-{seconds}"));
    std::fs::rename(path, &aside).map_err(read_only_or_io)?;
    let wal = with_end(path, "-wal");
    if wal.exists() {
        std::fs::rename(&wal, with_end(&aside, "-wal")).map_err(read_only_or_io)?;
    }
    Ok(aside)
}

fn read_only_or_io(error: std::io::Error) -> FileError {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => FileError::ReadOnly,
        _ => FileError::Io(error),
    }
}

fn signature_path(path: &Path) -> PathBuf {
    path.with_extension("gangway.open")
}

/// Writes beside the file who has it open. Only a courtesy for the one who finds it busy: the lock itself is SQLite's.
pub(super) fn sign_in(path: &Path) -> PathBuf {
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
    let signature = signature_path(path);
    let text = format!("Gangway, process {}, {} {}", std::process::id(), user.trim(), host.trim());
    if let Err(error) = std::fs::write(&signature, text.trim()) {
        tracing::debug!(%error, "could not say who has the file open");
    }
    signature
}

pub(super) fn sign_out(signature: &Path) {
    if let Err(error) = std::fs::remove_file(signature) {
        tracing::debug!(%error, "could not take the signature away");
    }
}

fn holder(path: &Path) -> String {
    std::fs::read_to_string(signature_path(path)).ok().filter(|text| !text.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}
