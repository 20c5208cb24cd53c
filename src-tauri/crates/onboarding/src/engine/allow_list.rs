//! Editing the allow list. AWS is changed only by an approved plan.

use std::collections::BTreeMap;

use gangway_model::{Principal, StepId};

use super::{Engine, Inner};
use crate::allow_list::{AllowCounts, AllowEntry, AllowPage, AllowQuery, AllowSelection};
use crate::facts::regions_of;
use crate::trouble::Trouble;
use crate::view::{AllowAdded, AllowProblem};

/// The longest name or note, in characters.
pub(crate) const LONGEST_TEXT: usize = 200;

/// A text of one line as it is stored: no control characters, at most [`LONGEST_TEXT`] characters.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(LONGEST_TEXT).collect::<String>().trim().to_owned()
}

impl Engine {
    /// A page of the list.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_page(&self, query: AllowQuery, page: usize, size: usize) -> Result<AllowPage, Trouble> {
        let regions = self.inner.region_names().await?;
        Ok(self.inner.file.allow_list_page(query, regions, page, size).await?)
    }

    /// How many there are of what the page names.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_counts(&self) -> Result<AllowCounts, Trouble> {
        let regions = self.inner.region_names().await?;
        Ok(self.inner.file.allow_list_counts(regions).await?)
    }

    /// Adds customers to the allow list: one account id or ARN per line or separated by commas or semicolons. Good lines go in, bad ones are
    /// told; nothing is guessed.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_add(&self, text: &str, name: &str, note: &str) -> Result<AllowAdded, Trouble> {
        let now = self.inner.now();
        let (mut good, mut bad): (BTreeMap<String, AllowEntry>, Vec<_>) = (BTreeMap::new(), Vec::new());
        for (index, line) in text.lines().enumerate() {
            for part in line.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
                match Principal::parse(part) {
                    Ok(principal) => {
                        let principal = String::from(principal);
                        let entry = AllowEntry {
                            principal: principal.clone(),
                            name: plain(name),
                            note: plain(note),
                            added_at: now,
                            added_by: "hand".to_owned(),
                            source_row: None,
                        };
                        good.insert(principal, entry);
                    }
                    Err(wrong) => bad.push(AllowProblem { line: index + 1, text: plain(part), message: wrong }),
                }
            }
        }
        let added = good.len();
        self.inner.file.allow_list_put(good.into_values().collect()).await?;
        self.allow_list_changed().await?;
        Ok(AllowAdded { added, problems: bad })
    }

    /// Gives a customer another name and note.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_edit(&self, principal: &str, name: &str, note: &str) -> Result<bool, Trouble> {
        let changed = self.inner.file.allow_list_edit(principal.to_owned(), plain(name), plain(note), self.inner.now()).await?;
        self.inner.saved();
        Ok(changed)
    }

    /// Takes customers off the list. AWS is changed only by an approved plan.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_remove(&self, selection: AllowSelection) -> Result<usize, Trouble> {
        let regions = self.inner.region_names().await?;
        let principals = self.inner.file.allow_list_selected(selection, regions).await?;
        let removed = self.inner.file.allow_list_remove(principals, self.inner.now()).await?;
        self.allow_list_changed().await?;
        Ok(removed)
    }

    pub(crate) async fn allow_list_changed(&self) -> Result<(), Trouble> {
        let facts = self.inner.facts().await?;
        self.inner.judge_again(&facts, StepId::AllowList).await?;
        self.inner.take_back_unwanted().await?;
        self.inner.saved();
        self.inner.emit_tasks().await
    }
}

impl Inner {
    /// The product's Regions as answered, the first one first.
    pub(crate) async fn region_names(&self) -> Result<Vec<String>, Trouble> {
        Ok(regions_of(&self.file.all_inputs().await?).into_iter().map(String::from).collect())
    }
}
