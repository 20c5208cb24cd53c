//! The project file: one onboarding is one SQLite database, `NAME.gangway`.
//!
//! WAL with `synchronous=FULL`, so that a commit is on the disk before it is called done; an exclusive lock, so that two programs never write
//! the same onboarding; one thread that owns the connection. Absent: credentials of any kind.

mod journal;
mod open;
mod store;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::oneshot;

pub use journal::{ApprovedRow, BegunCall, CallEnd, ChangeState, GivenUp, JournalError, WITHOUT_ANSWER};
pub use open::SCHEMA_VERSION;
pub use store::{DeliveryRow, Meta, PackageRow, StepRecord};

use crate::allow_apply::difference::AllowFacts;
use crate::trouble::Trouble;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// What can go wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Another program has it open.
    #[error("the file is open in another program ({holder})")]
    Busy {
        /// Program, process and computer as it signed in, or "unknown".
        holder: String,
    },
    /// The file or its folder can't be written.
    #[error("the file can't be written")]
    ReadOnly,
    /// It failed its integrity check and was set aside.
    #[error("the file is damaged and was set aside as {aside}", aside = .aside.display())]
    Damaged {
        /// Where it is now.
        aside: PathBuf,
    },
    /// A newer Gangway wrote it.
    #[error("the file was written by a newer version (schema {found})")]
    Newer {
        /// Its schema version.
        found: i64,
    },
    /// It exists already.
    #[error("the file exists already")]
    Exists,
    /// It is not there.
    #[error("the file is not there")]
    Missing,
    /// An illegal transition in the journal: a fault in Gangway.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// SQLite refused.
    #[error("the file could not be used")]
    Sqlite(#[from] rusqlite::Error),
    /// What is stored does not read back.
    #[error("a stored value could not be read")]
    Json(#[from] serde_json::Error),
    /// The disk refused.
    #[error("the disk refused")]
    Io(#[from] std::io::Error),
    /// The thread that owns the file has ended.
    #[error("the file is closed")]
    Closed,
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        let trouble = match &error {
            FileError::Busy { holder } => Trouble::of("file-busy").with("holder", holder),
            FileError::ReadOnly => Trouble::of("file-read-only"),
            FileError::Damaged { aside } => Trouble::of("file-damaged").with("aside", aside.display().to_string()),
            FileError::Newer { found } => Trouble::of("file-newer").with("found", *found),
            FileError::Journal(JournalError::OpenCall) => Trouble::of("task-at-work"),
            FileError::Exists => Trouble::of("file-exists"),
            FileError::Missing => Trouble::of("file-missing"),
            FileError::Io(io) if io.kind() == std::io::ErrorKind::StorageFull => Trouble::of("file-disk-full"),
            FileError::Sqlite(rusqlite::Error::SqliteFailure(code, _)) if code.code == rusqlite::ErrorCode::DiskFull => {
                Trouble::of("file-disk-full")
            }
            FileError::Journal(_) | FileError::Sqlite(_) | FileError::Json(_) | FileError::Io(_) | FileError::Closed => {
                Trouble::of("file-trouble")
            }
        };
        trouble.caused_by(&error)
    }
}

/// An open onboarding file. Dropping the last handle closes it.
pub struct ProjectFile {
    path: PathBuf,
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    /// The allow list in numbers, and after how many written rows it was counted.
    allow_facts: Arc<Mutex<Option<(i64, AllowFacts)>>>,
}

impl ProjectFile {
    /// Makes a new file.
    ///
    /// # Errors
    /// [`FileError::Exists`], or what the disk says.
    pub fn create(path: &Path, meta: &Meta) -> Result<Self, FileError> {
        let connection = open::create(path, meta)?;
        Self::own(path, connection)
    }

    /// Opens a file that is there, bringing it to today's schema (a copy is kept before that).
    ///
    /// # Errors
    /// Busy, read-only, damaged (set aside), newer, missing.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let connection = open::open(path)?;
        Self::own(path, connection)
    }

    fn own(path: &Path, mut connection: Connection) -> Result<Self, FileError> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let signature = open::sign_in(path);
        let thread = std::thread::Builder::new().name("project-file".to_owned()).spawn(move || {
            for job in queue {
                // A panic in one job must not take the file away from the next ones.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job(&mut connection)));
            }
            // Before the lock goes: afterwards the signature may be the next one's.
            open::sign_out(&signature);
            drop(connection);
        })?;
        Ok(Self { path: path.to_owned(), jobs: Some(jobs), thread: Some(thread), allow_facts: Arc::default() })
    }

    pub(crate) fn allow_facts_cache(&self) -> Arc<Mutex<Option<(i64, AllowFacts)>>> {
        self.allow_facts.clone()
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs one piece of work on the owning thread, inside one transaction: all of it is on the disk when this returns, or nothing.
    pub(crate) async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, FileError> {
        let (answer, result) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let outcome = (|| {
                let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                let value = work(&transaction)?;
                transaction.commit()?;
                Ok(value)
            })();
            let _ = answer.send(outcome);
        });
        self.jobs.as_ref().ok_or(FileError::Closed)?.send(job).map_err(|_| FileError::Closed)?;
        result.await.map_err(|_| FileError::Closed)?
    }

    /// A clean copy for handing over (`VACUUM INTO`): one file without -wal, nothing of deleted rows.
    ///
    /// # Errors
    /// What the disk says; [`FileError::Exists`] when the target is there.
    pub async fn copy_to(&self, target: &Path) -> Result<(), FileError> {
        if target.exists() {
            return Err(FileError::Exists);
        }
        let (answer, result) = oneshot::channel();
        let target = target.to_string_lossy().into_owned();
        let job: Job = Box::new(move |connection| {
            let outcome = connection.execute("VACUUM INTO ?1", [target]).map(|_| ()).map_err(FileError::from);
            let _ = answer.send(outcome);
        });
        self.jobs.as_ref().ok_or(FileError::Closed)?.send(job).map_err(|_| FileError::Closed)?;
        result.await.map_err(|_| FileError::Closed)?
    }
}

impl Drop for ProjectFile {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
