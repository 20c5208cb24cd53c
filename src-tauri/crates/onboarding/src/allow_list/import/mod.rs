//! Customers from outside: typed, pasted from mail and spreadsheets, or from a file. What comes in is shown row by row before anything is
//! stored; good rows go in without the bad ones.

mod decode;
mod judge;
mod sheet;
mod table;
#[cfg(test)]
mod tests;
mod workbook;

use std::collections::{BTreeMap, HashMap};

use gangway_model::{AccountId, Message, message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::SubscriptionState;
use super::export::unguarded;
use crate::trouble::Trouble;
use judge::Judgement;
pub use table::ImportMapping;
use table::{Row, Table};

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// The most rows that are read: five times the largest list that this was made for.
pub const MOST_ROWS: usize = 500_000;

/// The most columns that are looked at.
pub const MOST_COLUMNS: usize = 60;

/// Why a file can't be read as a table.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is larger than [`LARGEST_FILE`], or unpacks to far more than a list needs.
    #[error("the file is too large")]
    TooLarge,
    /// It has more rows than [`MOST_ROWS`].
    #[error("the file has too many rows")]
    TooManyRows,
    /// It has nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is neither text in columns nor a workbook.
    #[error("the file is no table")]
    NotATable,
    /// A workbook of the format before 2007, or one with a password.
    #[error("the workbook is of an old format, or encrypted")]
    OldOrEncrypted,
    /// A workbook that can't be read.
    #[error("the workbook is broken: {0}")]
    Broken(String),
    /// The disk refused.
    #[error("the file can't be read")]
    Io(#[from] std::io::Error),
}

impl From<ImportError> for Trouble {
    fn from(error: ImportError) -> Self {
        let trouble = match &error {
            ImportError::TooLarge => Trouble::of("import-too-large"),
            ImportError::TooManyRows => Trouble::of("import-too-many-rows").with("most", MOST_ROWS),
            ImportError::Empty => Trouble::of("import-empty"),
            ImportError::NotATable => Trouble::of("import-not-a-table"),
            ImportError::OldOrEncrypted => Trouble::of("import-old-or-encrypted"),
            ImportError::Broken(_) => Trouble::of("import-broken"),
            ImportError::Io(_) => Trouble::of("import-unreadable"),
        };
        trouble.caused_by(&error)
    }
}

/// What is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportKind {
    /// Customers who may connect.
    Customers,
    /// A report of who has subscribed.
    Subscriptions,
}

/// What is to be made of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ImportVerdict {
    /// It goes in.
    Good,
    /// It is on the list already; its name and note are taken over where they are new.
    There,
    /// The same principal stands further up.
    Duplicate,
    /// It had to be mended, or is most likely a slip: it goes in only when the user says so for this reason.
    Doubtful,
    /// `*`: it goes in only when the user says so.
    Everyone,
    /// It can't go in.
    Refused,
    /// No account was found in it.
    Nothing,
}

/// One row as it would go in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRow {
    /// Its line or row, from 1.
    #[ts(type = "number")]
    pub row: u32,
    /// What stands there.
    pub given: String,
    /// Who it is, also where that is only proposed.
    pub principal: Option<String>,
    /// The customer's name.
    pub name: String,
    /// The note.
    pub note: String,
    /// For a report: whether the account has subscribed.
    pub state: Option<SubscriptionState>,
    /// For a report: since when.
    pub since: Option<String>,
    /// What is to be made of it.
    pub verdict: ImportVerdict,
    /// What is wrong.
    pub message: Option<Message>,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportColumn {
    /// From 0.
    #[ts(type = "number")]
    pub index: usize,
    /// What stands above it; empty without a header.
    pub header: String,
    /// Its first values.
    pub samples: Vec<String>,
}

/// Rows that are doubtful for the same reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportDoubt {
    /// The reason: the code of the rows' message.
    pub code: String,
    /// How many.
    #[ts(type = "number")]
    pub count: usize,
}

/// How many rows have which verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportCounts {
    /// [`ImportVerdict::Good`].
    #[ts(type = "number")]
    pub good: usize,
    /// [`ImportVerdict::There`].
    #[ts(type = "number")]
    pub there: usize,
    /// [`ImportVerdict::Duplicate`].
    #[ts(type = "number")]
    pub duplicate: usize,
    /// [`ImportVerdict::Doubtful`].
    #[ts(type = "number")]
    pub doubtful: usize,
    /// [`ImportVerdict::Everyone`].
    #[ts(type = "number")]
    pub everyone: usize,
    /// [`ImportVerdict::Refused`].
    #[ts(type = "number")]
    pub refused: usize,
    /// [`ImportVerdict::Nothing`].
    #[ts(type = "number")]
    pub nothing: usize,
}

impl ImportCounts {
    fn add(&mut self, verdict: ImportVerdict) {
        let count = match verdict {
            ImportVerdict::Good => &mut self.good,
            ImportVerdict::There => &mut self.there,
            ImportVerdict::Duplicate => &mut self.duplicate,
            ImportVerdict::Doubtful => &mut self.doubtful,
            ImportVerdict::Everyone => &mut self.everyone,
            ImportVerdict::Refused => &mut self.refused,
            ImportVerdict::Nothing => &mut self.nothing,
        };
        *count += 1;
    }
}

/// What was read, before anything is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// What is imported.
    pub kind: ImportKind,
    /// The file's name; `None` for pasted text.
    pub file_name: Option<String>,
    /// How a text file was read: its encoding; `None` for a workbook.
    pub encoding: Option<String>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// The columns; none where accounts were found in prose.
    pub columns: Vec<ImportColumn>,
    /// Which column is what, and where the rows begin.
    pub mapping: ImportMapping,
    /// Rows by verdict.
    pub counts: ImportCounts,
    /// Doubtful rows by reason.
    pub doubts: Vec<ImportDoubt>,
}

/// A page of the rows that were read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRows {
    /// Its rows.
    pub rows: Vec<ImportRow>,
    /// Rows on all pages.
    #[ts(type = "number")]
    pub total: usize,
}

/// What came from outside, and what would become of it.
pub struct Import {
    kind: ImportKind,
    source: Source,
    own: AccountId,
    mapping: ImportMapping,
    rows: Vec<ImportRow>,
}

enum Source {
    /// Text without columns, and the name of the file it came from.
    Prose(String, Option<String>),
    Table(Table),
}

impl Import {
    /// Reads a file's bytes. `own`: the seller's account.
    ///
    /// # Errors
    /// Why it is no table.
    pub fn file(kind: ImportKind, name: &str, bytes: Vec<u8>, own: &AccountId) -> Result<Self, ImportError> {
        let table = Table::read(name, bytes, own)?;
        let source = match table.ids_alone(own) {
            Some(text) => Source::Prose(text, table.file_name().map(str::to_owned)),
            None => Source::Table(table),
        };
        Ok(Self::new(kind, source, own))
    }

    /// Reads pasted text: columns of a spreadsheet, or prose.
    ///
    /// # Errors
    /// [`ImportError::Empty`].
    pub fn text(kind: ImportKind, text: &str, own: &AccountId) -> Result<Self, ImportError> {
        if text.trim().is_empty() {
            return Err(ImportError::Empty);
        }
        let source = match Table::pasted(text, own) {
            Some(table) => Source::Table(table),
            None => Source::Prose(text.to_owned(), None),
        };
        Ok(Self::new(kind, source, own))
    }

    fn new(kind: ImportKind, source: Source, own: &AccountId) -> Self {
        let mapping = match &source {
            Source::Table(table) => table.guess(own),
            Source::Prose(..) => ImportMapping::default(),
        };
        let mut import = Self { kind, source, own: own.clone(), mapping, rows: Vec::new() };
        import.judge();
        import
    }

    /// Reads the columns another way.
    pub fn map(&mut self, mapping: ImportMapping) {
        if let Source::Table(table) = &mut self.source {
            // Another sheet has other columns.
            self.mapping = if table.sheet() == mapping.sheet { mapping } else { table.choose(&mapping.sheet, &self.own) };
        }
        self.judge();
    }

    fn judge(&mut self) {
        self.rows = match &self.source {
            Source::Prose(text, _) => prose_rows(text, &self.own),
            Source::Table(table) => {
                let first = self.mapping.first_row;
                table.rows().iter().filter(|row| row.number >= first).map(|row| self.row(row)).collect()
            }
        };
        let mut seen: HashMap<String, u32> = HashMap::with_capacity(self.rows.len());
        for row in &mut self.rows {
            let Some(principal) = &row.principal else { continue };
            if let Some(first) = seen.get(principal) {
                row.verdict = ImportVerdict::Duplicate;
                row.message = Some(message("import-duplicate").with("row", i64::from(*first)));
            } else {
                seen.insert(principal.clone(), row.row);
            }
        }
    }

    fn row(&self, row: &Row) -> ImportRow {
        let at = |column: Option<usize>| column.and_then(|column| row.cells.get(column)).map(String::as_str).unwrap_or_default();
        let given = at(self.mapping.account);
        let Judgement { verdict, principal, message } = judge::cell(given, &self.own);
        let subscriptions = self.kind == ImportKind::Subscriptions;
        let since = Some(plain(at(self.mapping.since))).filter(|text| subscriptions && !text.is_empty());
        ImportRow {
            row: row.number,
            given: plain(given),
            principal,
            name: plain(unguarded(at(self.mapping.name).trim())),
            note: plain(unguarded(at(self.mapping.note).trim())),
            state: subscriptions.then(|| table::subscription_state(at(self.mapping.state))),
            since,
            verdict,
            message,
        }
    }

    /// What is known of what is on the list already: these rows are said to be there.
    pub fn mark_there(&mut self, there: &std::collections::HashSet<String>) {
        for row in &mut self.rows {
            let good = matches!(row.verdict, ImportVerdict::Good | ImportVerdict::Doubtful | ImportVerdict::Everyone);
            if good && row.principal.as_ref().is_some_and(|principal| there.contains(principal)) {
                row.verdict = ImportVerdict::There;
            }
        }
    }

    /// Every principal that was found.
    pub fn principals(&self) -> impl Iterator<Item = &String> {
        self.rows.iter().filter_map(|row| row.principal.as_ref())
    }

    /// What is imported.
    #[must_use]
    pub fn kind(&self) -> ImportKind {
        self.kind
    }

    /// The file's name; `hand` for pasted text.
    #[must_use]
    pub fn source_name(&self) -> &str {
        match &self.source {
            Source::Table(table) => table.file_name().unwrap_or("hand"),
            Source::Prose(_, file_name) => file_name.as_deref().unwrap_or("hand"),
        }
    }

    /// What was read.
    #[must_use]
    pub fn preview(&self) -> ImportPreview {
        let mut counts = ImportCounts::default();
        let mut doubts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &self.rows {
            counts.add(row.verdict);
            if let (ImportVerdict::Doubtful, Some(why)) = (row.verdict, &row.message) {
                *doubts.entry(&why.code).or_default() += 1;
            }
        }
        let (file_name, encoding, sheets, columns) = match &self.source {
            Source::Prose(_, file_name) => (file_name.clone(), None, Vec::new(), Vec::new()),
            Source::Table(table) => {
                (table.file_name().map(str::to_owned), table.encoding().map(str::to_owned), table.sheets(), table.columns(&self.mapping))
            }
        };
        ImportPreview {
            kind: self.kind,
            file_name,
            encoding,
            sheets,
            columns,
            mapping: self.mapping.clone(),
            counts,
            doubts: doubts.into_iter().map(|(code, count)| ImportDoubt { code: code.to_owned(), count }).collect(),
        }
    }

    /// A page of the rows, of one verdict or all; a page has at most 500.
    #[must_use]
    pub fn page(&self, verdict: Option<ImportVerdict>, page: usize, size: usize) -> ImportRows {
        let size = size.clamp(1, 500);
        let wanted = || self.rows.iter().filter(|row| verdict.is_none_or(|verdict| row.verdict == verdict));
        ImportRows { rows: wanted().skip(page.saturating_mul(size)).take(size).cloned().collect(), total: wanted().count() }
    }

    /// The rows that go in: good ones, those that are there, doubtful ones whose reason is among `accepted`, `*` when `everyone`.
    pub fn chosen<'a>(&'a self, accepted: &'a [String], everyone: bool) -> impl Iterator<Item = &'a ImportRow> {
        self.rows.iter().filter(move |row| match row.verdict {
            ImportVerdict::Good | ImportVerdict::There => true,
            ImportVerdict::Doubtful => row.message.as_ref().is_some_and(|why| accepted.contains(&why.code)),
            ImportVerdict::Everyone => everyone,
            ImportVerdict::Duplicate | ImportVerdict::Refused | ImportVerdict::Nothing => false,
        })
    }
}

fn plain(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ").trim().chars().take(200).collect()
}

fn prose_rows(text: &str, own: &AccountId) -> Vec<ImportRow> {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate().take(MOST_ROWS) {
        let row = |given: &str, judgement: Judgement| ImportRow {
            row: u32::try_from(index + 1).unwrap_or(u32::MAX),
            given: plain(given),
            principal: judgement.principal,
            name: String::new(),
            note: String::new(),
            state: None,
            since: None,
            verdict: judgement.verdict,
            message: judgement.message,
        };
        // A line of ids alone, with or without separators, is judged strictly: whatever is no id in it is told.
        let bare = line.chars().all(|c| !c.is_alphabetic());
        let parts: Vec<&str> = line.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
        if bare && !parts.is_empty() && !line.contains(['/', ':', '.', '+', '(']) {
            rows.extend(parts.iter().map(|part| row(part, judge::cell(part, own))));
            continue;
        }
        let found = judge::prose(line, own);
        if found.is_empty() && !line.trim().is_empty() {
            rows.push(row(line, Judgement::nothing()));
        }
        rows.extend(found.into_iter().map(|(given, judgement)| row(&given, judgement)));
    }
    // A reply of one customer also says for which Regions: that is worth a note.
    let regions = regions_in(text);
    let mut accounts = rows.iter_mut().filter(|row| row.principal.is_some());
    if let (Some(one), None) = (accounts.next(), accounts.next()) {
        one.note = regions.join(", ");
    }
    rows
}

/// Region codes in a text, each once.
fn regions_in(text: &str) -> Vec<String> {
    let mut regions: Vec<String> = Vec::new();
    for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
        if let Ok(region) = gangway_model::Region::parse(word)
            && !regions.iter().any(|known| known == region.as_str())
        {
            regions.push(region.into());
        }
    }
    regions
}
