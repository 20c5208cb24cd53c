//! Editing the allow list. AWS is changed only by an approved plan.

use std::collections::{BTreeMap, BTreeSet};

use gangway_model::{Principal, StepId};

use super::Engine;
use crate::file::AllowEntry;
use crate::observed::Observed;
use crate::trouble::Trouble;
use crate::view::{AllowAdded, AllowKind, AllowPage, AllowProblem, AllowRow, AllowState};

impl Engine {
    /// A page of the list, filtered by a search text over name, account and note; what only AWS lists comes at the end.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_page(&self, search: &str, page: usize, size: usize) -> Result<AllowPage, Trouble> {
        let facts = self.inner.facts().await?;
        let in_aws: Option<BTreeSet<&str>> = match facts.check_of(StepId::AllowList).and_then(|record| record.observed.as_ref()) {
            Some(Observed::AllowList(seen)) => Some(seen.in_aws.iter().map(String::as_str).collect()),
            _ => None,
        };
        let listed: BTreeSet<&str> = facts.allow_list.iter().map(|entry| entry.principal.as_str()).collect();
        let mut rows: Vec<AllowRow> = facts
            .allow_list
            .iter()
            .map(|entry| {
                let state = match &in_aws {
                    None => AllowState::Unknown,
                    Some(there) if there.contains(entry.principal.as_str()) => AllowState::Listed,
                    Some(_) => AllowState::Missing,
                };
                row(entry.clone(), state)
            })
            .collect();
        for principal in in_aws.iter().flatten().filter(|principal| !listed.contains(**principal)) {
            let entry = AllowEntry { principal: (*principal).to_owned(), name: String::new(), note: String::new(), added_at: facts.now };
            rows.push(row(entry, AllowState::OnlyInAws));
        }
        let wanted = search.trim().to_lowercase();
        // People write account ids in groups.
        let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
        let grouped = !digits.is_empty() && wanted.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '-');
        rows.retain(|row| {
            wanted.is_empty()
                || [&row.name, &row.note, &row.principal].iter().any(|text| text.to_lowercase().contains(&wanted))
                || (grouped && row.principal.contains(&digits))
        });
        let total = rows.len();
        let size = size.clamp(1, 500);
        Ok(AllowPage { rows: rows.into_iter().skip(page.saturating_mul(size)).take(size).collect(), total, page })
    }

    /// Adds customers to the allow list: one account id or ARN per line or separated by commas or semicolons. Good lines go in, bad ones are
    /// told; nothing is guessed.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_add(&self, text: &str, name: &str, note: &str) -> Result<AllowAdded, Trouble> {
        let now = self.inner.now();
        let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_control()).take(200).collect::<String>().trim().to_owned() };
        let (mut good, mut bad): (BTreeMap<String, AllowEntry>, Vec<_>) = (BTreeMap::new(), Vec::new());
        for (index, line) in text.lines().enumerate() {
            for part in line.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
                match Principal::parse(part) {
                    Ok(principal) => {
                        let principal = String::from(principal);
                        let entry = AllowEntry { principal: principal.clone(), name: plain(name), note: plain(note), added_at: now };
                        good.insert(principal, entry);
                    }
                    Err(wrong) => bad.push(AllowProblem { line: index + 1, text: plain(part), message: wrong }),
                }
            }
        }
        let added = good.len();
        self.inner.file.allow_list_add(good.into_values().collect()).await?;
        self.allow_list_changed().await?;
        Ok(AllowAdded { added, problems: bad })
    }

    /// Takes customers off the list. AWS is changed only by an approved plan.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_list_remove(&self, principals: Vec<String>) -> Result<usize, Trouble> {
        let removed = self.inner.file.allow_list_remove(principals, self.inner.now()).await?;
        self.allow_list_changed().await?;
        Ok(removed)
    }

    async fn allow_list_changed(&self) -> Result<(), Trouble> {
        let facts = self.inner.facts().await?;
        self.inner.judge_again(&facts, StepId::AllowList).await?;
        self.inner.take_back_unwanted().await?;
        self.inner.saved();
        self.inner.emit_tasks().await
    }
}

fn row(entry: AllowEntry, state: AllowState) -> AllowRow {
    let account_id = Principal::parse(&entry.principal).ok().and_then(|principal| principal.account());
    let kind = match entry.principal.rsplit(':').next() {
        Some("root") => AllowKind::Account,
        Some(rest) if rest.starts_with("role/") => AllowKind::Role,
        Some(rest) if rest.starts_with("user/") => AllowKind::User,
        _ => AllowKind::Everyone,
    };
    AllowRow { account_id, kind, state, principal: entry.principal, name: entry.name, note: entry.note, added_at: entry.added_at }
}
