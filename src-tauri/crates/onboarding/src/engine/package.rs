//! Making the package from a fresh look at everything, and saving it.

use std::path::{Path, PathBuf};

use gangway_model::{Message, StepId};
use gangway_submission::{PackageError, build};

use super::{Engine, Inner};
use crate::file::PackageRow;
use crate::graph;
use crate::steps;
use crate::trouble::Trouble;

/// Where a package is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPackage {
    /// The zip.
    pub path: PathBuf,
    /// Its SHA-256, hex.
    pub sha256: String,
}

impl Engine {
    /// Looks at everything anew and makes the package. Where nothing has changed since the last one, that one is kept, with its hash.
    ///
    /// # Errors
    /// `package-incomplete` with the fields and tasks, `package-leaks` with the places, what AWS, DNS or the file says.
    pub async fn make_package(&self) -> Result<(), Trouble> {
        let inner = &self.inner;
        for (step, at) in graph::places(&inner.facts().await?) {
            if matches!(step, StepId::Submission | StepId::Delegation) {
                continue;
            }
            let region = at.region();
            if graph::missing_needs(step, &inner.facts_at(region.as_ref()).await?).is_empty() {
                inner.check(step, region.as_ref()).await?;
            }
        }
        let made = inner.package_now().await;
        if graph::missing_needs(StepId::Submission, &inner.facts().await?).is_empty() {
            inner.check(StepId::Submission, None).await?;
        }
        inner.saved();
        inner.emit_tasks().await?;
        made
    }

    /// Writes the newest package into a folder, under a name that is not taken.
    ///
    /// # Errors
    /// `package-none`, `package-not-saved` with what the disk says.
    pub async fn save_package(&self, folder: &Path) -> Result<SavedPackage, Trouble> {
        let inner = &self.inner;
        let package = inner.file.package(None).await?.ok_or_else(|| Trouble::of("package-none"))?;
        let path = free_name(folder, &package.file_name);
        let written = write_whole(&path, &package.bytes);
        written.map_err(|error| Trouble::of("package-not-saved").with("path", path.display().to_string()).caused_by(&error))?;
        inner.file.package_saved(package.sha256.clone(), path.display().to_string()).await?;
        inner.check(StepId::Submission, None).await?;
        inner.saved();
        inner.emit_tasks().await?;
        Ok(SavedPackage { path, sha256: package.sha256 })
    }
}

impl Inner {
    async fn package_now(&self) -> Result<(), Trouble> {
        let facts = self.facts().await?;
        let draft = steps::draft(&facts).map_err(|problems| {
            let say = |message: &Message| self.words.say(message);
            let list: Vec<String> = problems.iter().map(|problem| say(&problem.message)).collect();
            Trouble::of("package-incomplete").with("count", problems.len()).with("list", list.join(" "))
        })?;
        if facts.package.is_some() && facts.package_fingerprint.as_deref() == Some(draft.fingerprint.as_str()) {
            return Ok(());
        }
        let say = |message: &Message| self.words.say(message);
        let package = build(&draft.content, &draft.checklist, &draft.evidence, &say).map_err(|error| match &error {
            PackageError::Incomplete(problems) => Trouble::of("package-incomplete")
                .with("count", problems.len())
                .with("list", problems.iter().map(|problem| say(&problem.message)).collect::<Vec<_>>().join(" ")),
            PackageError::Leaks(leaks) => {
                let places: Vec<String> = leaks.iter().map(|leak| format!("{}:{}", leak.file, leak.line)).collect();
                Trouble::of("package-leaks").with("places", places.join(", "))
            }
            _ => Trouble::of("internal").caused_by(&error),
        })?;
        let row = PackageRow {
            sha256: package.sha256,
            file_name: package.file_name,
            bytes: package.bytes,
            files: package.files,
            made_at: facts.now,
            saved_to: None,
        };
        self.file.keep_package(row).await?;
        Ok(self.file.remember("package-fingerprint", draft.fingerprint).await?)
    }
}

pub(super) fn free_name(folder: &Path, name: &str) -> PathBuf {
    let plain = folder.join(name);
    if !plain.exists() {
        return plain;
    }
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, "zip"));
    (2..1000).map(|number| folder.join(format!("{stem} ({number}).{end}"))).find(|path| !path.exists()).unwrap_or(plain)
}

/// All of it or nothing: written beside, made durable, then given its name.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let written = (|| {
        let mut file = std::fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)
    })();
    if written.is_err() {
        // A full disk: what is half there is of no use to anybody.
        let _ = std::fs::remove_file(&beside);
    }
    written
}
