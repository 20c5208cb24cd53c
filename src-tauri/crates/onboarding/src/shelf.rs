//! The onboardings in a folder, for the welcome page.

use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use gangway_aws::SignInPlace;
use gangway_model::{StepId, Timestamp};

use crate::facts::Facts;
use crate::file::{FileError, ProjectFile};
use crate::graph;
use crate::trouble::Trouble;
use crate::view::{AccountChip, ProjectCard, TaskStatus};
use crate::world::Clock;

/// Every onboarding in the folder, newest first. A file that can't be read is shown with the reason; a damaged one is set aside, and said.
pub async fn cards(folder: &Path) -> Vec<ProjectCard> {
    let mut cards = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return cards };
    for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "gangway")) {
        cards.push(card(&path).await);
    }
    cards.sort_by_key(|card| std::cmp::Reverse(card.changed_at));
    cards
}

/// One onboarding. Its file is open only while this runs.
pub async fn card(path: &Path) -> ProjectCard {
    let modified = std::fs::metadata(path).and_then(|about| about.modified()).ok();
    let since = modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let mut card = ProjectCard {
        path: path.display().to_string(),
        name: path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
        account: None,
        done: 0,
        total: StepId::ALL.len(),
        waiting_for: Vec::new(),
        changed_at: Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
        trouble: None,
    };
    if let Err(error) = read(path, &mut card).await {
        card.trouble = Some(Trouble::from(error));
    }
    card
}

/// How to sign in again for an onboarding, when somebody signed in with IAM Identity Center for it. The file is open only while this runs.
///
/// # Errors
/// What the file says.
pub async fn sign_in_place(path: &Path) -> Result<Option<SignInPlace>, Trouble> {
    let stored = ProjectFile::open(path)?.remembered(crate::engine::access::SIGN_IN).await?;
    Ok(stored.and_then(|text| serde_json::from_str(&text).ok()))
}

async fn read(path: &Path, card: &mut ProjectCard) -> Result<(), FileError> {
    let file = ProjectFile::open(path)?;
    let meta = file.meta().await?;
    card.name.clone_from(&meta.name);
    card.account =
        Some(AccountChip { kind: meta.kind, account_id: meta.account.clone(), arn: meta.arn.clone(), profile: meta.profile.clone() });
    let facts = Facts::read(&file, meta, Clock::system().now(), None, Duration::ZERO).await?;
    let tasks = graph::tasks(&facts, &[]);
    card.done = tasks.iter().filter(|task| task.status == TaskStatus::Done).count();
    card.waiting_for = tasks.into_iter().filter(|task| task.status == TaskStatus::Waiting).filter_map(|task| task.why).collect();
    Ok(())
}

/// A path for a new onboarding of this name: letters, digits and hyphens, and a number when it is taken.
#[must_use]
pub fn path_for(folder: &Path, name: &str) -> PathBuf {
    let plain: String = name.trim().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    let stem = plain.trim_matches('-');
    let stem = if stem.is_empty() { "onboarding" } else { stem };
    let first = folder.join(format!("{stem}.gangway"));
    if !first.exists() {
        return first;
    }
    (2..10_000).map(|number| folder.join(format!("{stem}-{number}.gangway"))).find(|path| !path.exists()).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_never_takes_a_taken_name() {
        let folder = tempfile::tempdir().unwrap();
        let first = path_for(folder.path(), "Acme / API: Käse?");
        assert_eq!(first.file_name().unwrap().to_str().unwrap(), "Acme---API--Käse.gangway");
        std::fs::write(&first, b"x").unwrap();
        assert_ne!(path_for(folder.path(), "Acme / API: Käse?"), first);
        assert!(path_for(folder.path(), "../..").starts_with(folder.path()));
    }

    #[tokio::test]
    async fn a_damaged_file_is_set_aside_and_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("broken.gangway");
        std::fs::write(&path, b"this is not a database at all, but it is long enough to look like one to somebody").unwrap();
        let cards = cards(folder.path()).await;
        assert_eq!(cards[0].trouble.as_ref().unwrap().message.code, "file-damaged");
        assert!(!path.exists());
        let kept = std::fs::read_dir(folder.path()).unwrap().flatten().next().unwrap().path();
        assert!(std::fs::read(kept).unwrap().starts_with(b"this is not a database"));
    }
}
