//! Rows and columns, wherever they came from; which column is what.

use gangway_model::AccountId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::super::SubscriptionState;
use super::workbook::{self, Workbook};
use super::{ImportColumn, ImportError, LARGEST_FILE, decode, judge, sheet};

/// Rows by which the columns are told apart.
const LOOKED_AT: usize = 500;

/// Values shown of a column.
const SAMPLES: usize = 3;

/// A row that is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// Its line or row in the file, from 1.
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
}

/// Which column is what. Columns count from 0; `None`: there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportMapping {
    /// The sheet of a workbook; empty for a text.
    pub sheet: String,
    /// The line or row where the data begin, from 1; what stands above is its header.
    #[ts(type = "number")]
    pub first_row: u32,
    /// Account id or ARN.
    #[ts(type = "number | null")]
    pub account: Option<usize>,
    /// The customer's name.
    #[ts(type = "number | null")]
    pub name: Option<usize>,
    /// Note.
    #[ts(type = "number | null")]
    pub note: Option<usize>,
    /// For a report: whether the subscription is active. Without it, every account of the report has subscribed.
    #[ts(type = "number | null")]
    pub state: Option<usize>,
    /// For a report: since when.
    #[ts(type = "number | null")]
    pub since: Option<usize>,
}

/// See the module.
pub(super) struct Table {
    file_name: Option<String>,
    encoding: Option<&'static str>,
    sheets: Vec<(String, Vec<Row>)>,
    chosen: usize,
}

impl Table {
    /// Reads a file's bytes: a workbook, or text in columns.
    pub(super) fn read(name: &str, bytes: Vec<u8>, own: &AccountId) -> Result<Self, ImportError> {
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST_FILE {
            return Err(ImportError::TooLarge);
        }
        if bytes.is_empty() {
            return Err(ImportError::Empty);
        }
        if workbook::is_compound(&bytes) {
            return Err(ImportError::OldOrEncrypted);
        }
        let file_name = Some(name.chars().filter(|c| !c.is_control()).take(200).collect());
        if workbook::is_archive(&bytes) {
            let Workbook { sheets } = workbook::read(&bytes)?;
            let mut table = Self { file_name, encoding: None, sheets, chosen: 0 };
            table.chosen = table.likeliest(own);
            return Ok(table);
        }
        let (text, encoding) = decode::decode(&bytes)?;
        let rows = sheet::rows(&text)?;
        if rows.is_empty() {
            return Err(ImportError::Empty);
        }
        Ok(Self { file_name, encoding: Some(encoding), sheets: vec![(String::new(), rows)], chosen: 0 })
    }

    /// Pasted text that is columns of a spreadsheet: at least two, and accounts in just one of them.
    pub(super) fn pasted(text: &str, own: &AccountId) -> Option<Self> {
        let rows = sheet::rows(text).ok()?;
        let table = Self { file_name: None, encoding: None, sheets: vec![(String::new(), rows)], chosen: 0 };
        let wide = table.rows().iter().filter(|row| row.cells.len() > 1).count();
        let with_accounts = (0..table.width()).filter(|column| table.accounts_in(*column, own) > 0).count();
        let accounts = table.best_column(own).map_or(0, |column| table.accounts_in(column, own));
        (wide * 2 > table.rows().len() && with_accounts == 1 && accounts * 2 >= table.rows().len().min(LOOKED_AT)).then_some(table)
    }

    /// The lines of a text of several ids a line and nothing else: a list that was broken into lines, no columns.
    pub(super) fn ids_alone(&self, own: &AccountId) -> Option<String> {
        let ids = |cell: &String| cell.split([',', ';']).all(|id| id.trim().is_empty() || judge::looks_like_account(id, own));
        let ids_alone =
            self.encoding.is_some() && self.width() > 1 && self.rows().iter().take(LOOKED_AT).flat_map(|row| &row.cells).all(ids);
        ids_alone.then(|| self.rows().iter().map(|row| row.cells.join(";")).collect::<Vec<_>>().join("\n"))
    }

    pub(super) fn rows(&self) -> &[Row] {
        self.sheets.get(self.chosen).map(|(_, rows)| rows.as_slice()).unwrap_or_default()
    }

    pub(super) fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(super) fn encoding(&self) -> Option<&str> {
        self.encoding
    }

    /// The chosen sheet's name.
    pub(super) fn sheet(&self) -> &str {
        self.sheets.get(self.chosen).map(|(name, _)| name.as_str()).unwrap_or_default()
    }

    /// The names of a workbook's sheets.
    pub(super) fn sheets(&self) -> Vec<String> {
        self.sheets.iter().map(|(name, _)| name.clone()).filter(|name| !name.is_empty()).collect()
    }

    /// Takes another sheet, and says what is what there.
    pub(super) fn choose(&mut self, sheet: &str, own: &AccountId) -> ImportMapping {
        if let Some(index) = self.sheets.iter().position(|(name, _)| name == sheet) {
            self.chosen = index;
        }
        self.guess(own)
    }

    /// The sheet with the most accounts; the first of equals.
    fn likeliest(&self, own: &AccountId) -> usize {
        let mut best = (0, 0);
        for index in 0..self.sheets.len() {
            let one = Self { file_name: None, encoding: None, sheets: self.sheets.get(index).cloned().into_iter().collect(), chosen: 0 };
            let accounts = one.best_column(own).map_or(0, |column| one.accounts_in(column, own));
            if accounts > best.1 {
                best = (index, accounts);
            }
        }
        best.0
    }

    fn width(&self) -> usize {
        self.rows().iter().take(LOOKED_AT).map(|row| row.cells.len()).max().unwrap_or_default()
    }

    fn cell(row: &Row, column: usize) -> &str {
        row.cells.get(column).map(String::as_str).unwrap_or_default()
    }

    fn accounts_in(&self, column: usize, own: &AccountId) -> usize {
        self.rows().iter().take(LOOKED_AT).filter(|row| judge::looks_like_account(Self::cell(row, column), own)).count()
    }

    /// The column with the most accounts; the first of equals, and one whose header says so before others.
    fn best_column(&self, own: &AccountId) -> Option<usize> {
        let named = |column: usize| self.rows().iter().take(10).any(|row| is_named(Self::cell(row, column), &["account", "konto", "arn"]));
        (0..self.width())
            .map(|column| (self.accounts_in(column, own), named(column), column))
            .filter(|(accounts, ..)| *accounts > 0)
            .max_by_key(|(accounts, named, column)| (*accounts, *named, usize::MAX - column))
            .map(|(.., column)| column)
    }

    /// The likeliest reading of the columns; the user sees it and can change it.
    pub(super) fn guess(&self, own: &AccountId) -> ImportMapping {
        let account = self.best_column(own);
        let is_data = |row: &&Row| account.is_some_and(|column| judge::looks_like_account(Self::cell(row, column), own));
        // Titles and headers, also merged ones, are all that stands above the first account. Without one, nothing does.
        let first_row = self.rows().iter().find(is_data).or(self.rows().first()).map_or(1, |row| row.number);
        let free = |column: &usize| Some(*column) != account;
        let header = |column: usize| self.header(column, first_row);
        let named = |words: &[&str]| (0..self.width()).filter(free).find(|column| is_named(&header(*column), words));
        let any_header = (0..self.width()).any(|column| !header(column).is_empty());
        let name = named(&["customer name", "kundenname", "company", "firma", "organi"])
            .or_else(|| named(&["customer", "name", "kunde", "client", "buyer", "subscriber", "acceptor"]));
        // Without a header, words beside an account id are most likely the customer's name.
        let name = name.or_else(|| (!any_header).then(|| (0..self.width()).filter(free).find(|column| self.is_words(*column))).flatten());
        ImportMapping {
            sheet: self.sheet().to_owned(),
            first_row,
            account,
            name,
            note: named(&["note", "comment", "remark", "bemerk", "notiz"]),
            state: named(&["status", "state", "zustand"]),
            since: named(&["since", "start", "effective", "subscribed", "seit", "date"]),
        }
    }

    fn is_words(&self, column: usize) -> bool {
        let mut cells =
            self.rows().iter().take(LOOKED_AT).map(|row| Self::cell(row, column)).filter(|cell| !cell.trim().is_empty()).peekable();
        cells.peek().is_some() && cells.all(|cell| cell.chars().any(char::is_alphabetic))
    }

    /// What stands above a column: the last row above the data that says something there. Titles and merged headers stand further up.
    fn header(&self, column: usize, first_row: u32) -> String {
        let above = self.rows().iter().take_while(|row| row.number < first_row).map(|row| Self::cell(row, column).trim());
        above.filter(|cell| !cell.is_empty()).last().unwrap_or_default().replace(['\r', '\n'], " ")
    }

    /// The columns as the user sees them.
    pub(super) fn columns(&self, mapping: &ImportMapping) -> Vec<ImportColumn> {
        let short = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect::<String>();
        (0..self.width())
            .map(|index| ImportColumn {
                index,
                header: short(&self.header(index, mapping.first_row)),
                samples: self
                    .rows()
                    .iter()
                    .filter(|row| row.number >= mapping.first_row)
                    .map(|row| short(Self::cell(row, index)))
                    .filter(|text| !text.is_empty())
                    .take(SAMPLES)
                    .collect(),
            })
            .collect()
    }
}

fn is_named(header: &str, words: &[&str]) -> bool {
    let header = header.to_lowercase();
    words.iter().any(|word| header.contains(word))
}

/// Whether a report's word says that a subscription has ended; everything else is one that goes on.
pub(super) fn subscription_state(word: &str) -> SubscriptionState {
    let word = word.trim().to_lowercase();
    let over =
        ["end", "cancel", "expire", "terminat", "inactive", "unsubscribed", "gekündigt", "beendet", "no", "false", "archived", "replaced"];
    if over.iter().any(|one| word == *one || (one.len() > 3 && word.contains(one))) || word.starts_with("ended") {
        SubscriptionState::Ended
    } else {
        SubscriptionState::Yes
    }
}
