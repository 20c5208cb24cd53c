//! Customers and reports from outside, and the list as a file. What was read waits in memory until the user has seen it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use gangway_model::{Principal, StepId, message};

use super::allow_list::plain;
use super::package::{free_name, write_whole};
use super::{Engine, lock};
use crate::allow_list::{
    AllowEntry, AllowQuery, AllowSelection, AllowView, ExportFormat, Import, ImportError, ImportKind, ImportMapping, ImportPreview,
    ImportRows, ImportVerdict, Invitation, LARGEST_FILE, Put, SubscriptionEntry, SubscriptionState, export,
};
use crate::inputs::StepInputs;
use crate::trouble::Trouble;

impl Engine {
    /// Reads a file of customers, or a report of who has subscribed; nothing is stored yet.
    ///
    /// # Errors
    /// Why it can't be read as a table.
    pub async fn allow_list_read(&self, kind: ImportKind, path: &Path) -> Result<ImportPreview, Trouble> {
        let (path, own) = (path.to_owned(), self.inner.meta.account.clone());
        let read = move || -> Result<Import, ImportError> {
            if std::fs::metadata(&path)?.len() > LARGEST_FILE {
                return Err(ImportError::TooLarge);
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Import::file(kind, &name, std::fs::read(&path)?, &own)
        };
        // A large file takes a second, during which the window stays alive.
        let import = tokio::task::spawn_blocking(read).await.map_err(|error| Trouble::of("internal").caused_by(&error))??;
        self.keep_import(import).await
    }

    /// Reads pasted text; nothing is stored yet.
    ///
    /// # Errors
    /// `import-empty`, what the file says.
    pub async fn allow_list_paste(&self, kind: ImportKind, text: &str) -> Result<ImportPreview, Trouble> {
        self.keep_import(Import::text(kind, text, &self.inner.meta.account)?).await
    }

    /// Reads the columns of what was read another way.
    ///
    /// # Errors
    /// `import-gone` when nothing is being imported; what the file says.
    pub async fn allow_list_map(&self, mapping: ImportMapping) -> Result<ImportPreview, Trouble> {
        let mut import = lock(&self.inner.import).take().ok_or_else(|| Trouble::of("import-gone"))?;
        import.map(mapping);
        self.keep_import(import).await
    }

    async fn keep_import(&self, mut import: Import) -> Result<ImportPreview, Trouble> {
        if import.kind() == ImportKind::Customers {
            let there = self.inner.file.allow_list_has(import.principals().cloned().collect()).await?;
            import.mark_there(&there.into_iter().collect::<HashSet<_>>());
        }
        let preview = import.preview();
        *lock(&self.inner.import) = Some(import);
        Ok(preview)
    }

    /// A page of what was read.
    ///
    /// # Errors
    /// `import-gone` when nothing is being imported.
    pub fn allow_list_import_page(&self, verdict: Option<ImportVerdict>, page: usize, size: usize) -> Result<ImportRows, Trouble> {
        lock(&self.inner.import).as_ref().map(|import| import.page(verdict, page, size)).ok_or_else(|| Trouble::of("import-gone"))
    }

    /// Puts what was read on the list: good rows, doubtful ones for the reasons that are accepted, `*` when that is accepted, too. `name` and
    /// `note` are for rows that bring none of their own. A report's rows are kept as subscriptions.
    ///
    /// # Errors
    /// `import-gone` when nothing is being imported; what the file says.
    pub async fn allow_list_import(&self, accepted: &[String], everyone: bool, name: &str, note: &str) -> Result<Put, Trouble> {
        let import = lock(&self.inner.import).take().ok_or_else(|| Trouble::of("import-gone"))?;
        let (now, source) = (self.inner.now(), import.source_name().to_owned());
        let or = |own: &str, given: &str| if own.is_empty() { plain(given) } else { own.to_owned() };
        let put = match import.kind() {
            ImportKind::Customers => {
                let entries = import.chosen(accepted, everyone).filter_map(|row| {
                    let from_file = source != "hand";
                    Some(AllowEntry {
                        principal: row.principal.clone()?,
                        name: or(&row.name, name),
                        note: or(&row.note, note),
                        added_at: now,
                        added_by: source.clone(),
                        source_row: from_file.then_some(i64::from(row.row)),
                    })
                });
                self.inner.file.allow_list_put(entries.collect()).await?
            }
            ImportKind::Subscriptions => {
                let entries: Vec<SubscriptionEntry> = import
                    .chosen(accepted, false)
                    .filter_map(|row| {
                        Some(SubscriptionEntry {
                            account: Principal::parse(row.principal.as_deref()?).ok()?.account()?,
                            name: row.name.clone(),
                            state: row.state.unwrap_or(SubscriptionState::Yes),
                            since: row.since.clone(),
                            how: source.clone(),
                        })
                    })
                    .collect();
                Put { added: self.inner.file.keep_subscriptions(entries, now).await?, ..Put::default() }
            }
        };
        self.allow_list_changed().await?;
        Ok(put)
    }

    /// Forgets what was read.
    pub fn allow_list_import_drop(&self) {
        *lock(&self.inner.import) = None;
    }

    /// Puts what AWS lists, or who has subscribed, on the list.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_adopt(&self, selection: AllowSelection) -> Result<Put, Trouble> {
        let from_aws = matches!(&selection, AllowSelection::Found { query, .. } if query.view == AllowView::OnlyInAws);
        let regions = self.inner.region_names().await?;
        let principals = self.inner.file.allow_list_selected(selection, regions).await?;
        let source = if from_aws { "aws" } else { "hand" };
        let put = self.inner.file.allow_list_adopt(principals, source.to_owned(), self.inner.now()).await?;
        self.allow_list_changed().await?;
        Ok(put)
    }

    /// The text that asks a customer for the account id and the Regions.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_invitation(&self) -> Result<Invitation, Trouble> {
        let facts = self.inner.facts().await?;
        let (title, company) = match facts.inputs_of(StepId::Product) {
            Some(StepInputs::Product(product)) => (product.title.clone(), product.company_name.clone()),
            _ => (String::new(), String::new()),
        };
        let regions: Vec<String> = facts.regions().into_iter().map(String::from).collect();
        let text = message("invitation-text").with("product", title.as_str()).with("company", company).with("regions", regions.join(", "));
        let subject = message("invitation-subject").with("product", title.as_str());
        let say = |message| self.inner.words.say(message);
        Ok(Invitation { subject: say(&subject), text: say(&text) })
    }

    /// Writes the invitation as a draft of a mail into a folder; answers where.
    ///
    /// # Errors
    /// `export-not-written` with what the disk says.
    pub async fn allow_list_save_invitation(&self, invitation: &Invitation, folder: &Path) -> Result<PathBuf, Trouble> {
        let path = free_name(folder, "invitation.eml");
        write_whole(&path, invitation.draft().as_bytes()).map_err(|error| Trouble::of("export-not-written").caused_by(&error))?;
        Ok(path)
    }

    /// Says of accounts that they have subscribed, or have no more: attested by somebody, on that day.
    ///
    /// # Errors
    /// What the file says; `attest-by` without a name.
    pub async fn allow_list_attest(&self, selection: AllowSelection, state: SubscriptionState, by: &str) -> Result<usize, Trouble> {
        let (now, by) = (self.inner.now(), plain(by));
        if by.is_empty() {
            return Err(Trouble::of("attest-by"));
        }
        let day = now.rfc3339().split('T').next().unwrap_or_default().to_owned();
        let regions = self.inner.region_names().await?;
        let principals = self.inner.file.allow_list_selected(selection, regions).await?;
        let accounts = principals.iter().filter_map(|one| Principal::parse(one).ok().and_then(|one| one.account()));
        let entries =
            accounts.map(|account| SubscriptionEntry { account, name: String::new(), state, since: None, how: format!("{by}, {day}") });
        let kept = self.inner.file.keep_subscriptions(entries.collect(), now).await?;
        self.inner.saved();
        Ok(kept)
    }

    /// Writes what a query finds into a folder; answers where.
    ///
    /// # Errors
    /// `export-failed`, what the disk or the file says.
    pub async fn allow_list_export(&self, query: AllowQuery, format: ExportFormat, folder: &Path) -> Result<PathBuf, Trouble> {
        let regions = self.inner.region_names().await?;
        let rows = self.inner.file.allow_list_all(query, regions).await?;
        let day = self.inner.now().rfc3339().split('T').next().unwrap_or_default().to_owned();
        let path = free_name(folder, &format!("allow-list-{day}.{}", format.extension()));
        let target = path.clone();
        let write = move || -> Result<(), Trouble> {
            let bytes = export(&rows, format)?;
            write_whole(&target, &bytes).map_err(|error| Trouble::of("export-not-written").caused_by(&error))
        };
        tokio::task::spawn_blocking(write).await.map_err(|error| Trouble::of("internal").caused_by(&error))??;
        Ok(path)
    }
}
