//! The list as a file for a spreadsheet. Account ids are written in groups, so that no spreadsheet takes them for numbers and drops their
//! leading zeros; a text that a spreadsheet would run as a formula gets an apostrophe in front, which the import takes away again.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::row::{AllowRow, SubscriptionState};

/// A file's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// Text in columns: UTF-8 with its mark, so that Excel reads it as such; commas; quoted.
    Csv,
    /// A workbook.
    Xlsx,
}

impl ExportFormat {
    /// The end of the file's name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }
}

/// Why no file could be made.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The workbook could not be written.
    #[error("the workbook could not be made")]
    Workbook(#[from] XlsxError),
    /// The text could not be written.
    #[error("the table could not be made")]
    Csv(#[from] csv::Error),
}

impl From<ExportError> for crate::trouble::Trouble {
    fn from(error: ExportError) -> Self {
        Self::of("export-failed").caused_by(&error)
    }
}

/// Whether a spreadsheet would take a text for a formula.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn guarded(text: &str) -> String {
    // One that has its apostrophe already gets a second one: the import takes away just one.
    let quoted = text.strip_prefix('\'').is_some_and(|rest| is_formula(rest.trim_start_matches('\'')));
    if is_formula(text) || quoted { format!("'{text}") } else { text.to_owned() }
}

/// What [`guarded`] made of a text, as it was.
pub(super) fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

/// The account id in groups, else the ARN or `*`.
fn account(row: &AllowRow) -> String {
    match (&row.account_id, row.principal.ends_with(":root") && row.principal.starts_with("arn:aws:")) {
        (Some(id), true) => id.grouped().replace(' ', "-"),
        _ => row.principal.clone(),
    }
}

/// The words above the columns; the import knows them again.
const HEADER: [&str; 7] = ["Account", "Customer", "Note", "Added", "Added by", "Subscription", "Subscribed since"];

fn cells(row: &AllowRow) -> [String; 7] {
    let state = row.subscription.as_ref().map(|one| match one.state {
        SubscriptionState::Yes => "active",
        SubscriptionState::Ended => "ended",
    });
    [
        account(row),
        row.name.clone(),
        row.note.clone(),
        row.added_at.map(|at| at.rfc3339()).unwrap_or_default(),
        row.added_by.clone(),
        state.unwrap_or_default().to_owned(),
        row.subscription.as_ref().and_then(|one| one.since.clone()).unwrap_or_default(),
    ]
}

/// The rows as a file.
///
/// # Errors
/// When the format's writer refuses.
pub fn export(rows: &[AllowRow], format: ExportFormat) -> Result<Vec<u8>, ExportError> {
    match format {
        ExportFormat::Csv => text(rows),
        ExportFormat::Xlsx => workbook(rows),
    }
}

fn text(rows: &[AllowRow]) -> Result<Vec<u8>, ExportError> {
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
        writer.write_record(HEADER)?;
        for row in rows {
            writer.write_record(cells(row).iter().map(|cell| guarded(cell)))?;
        }
        writer.flush().map_err(csv::Error::from)?;
    }
    Ok(bytes)
}

fn workbook(rows: &[AllowRow]) -> Result<Vec<u8>, ExportError> {
    let mut book = Workbook::new();
    let (bold, as_text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    let sheet = book.add_worksheet().set_name("Allow list")?;
    for (column, (title, width)) in (0_u16..).zip(HEADER.into_iter().zip([24.0, 32.0, 32.0, 22.0, 24.0, 14.0, 18.0])) {
        sheet.write_string_with_format(0, column, title, &bold)?;
        // Whatever is typed there later stays text.
        sheet.set_column_format(column, &as_text)?.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    for (number, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(cells(row)) {
            if !cell.is_empty() {
                // Guarded here, too: the workbook may be saved as text later.
                sheet.write_string_with_format(number, column, guarded(&cell), &as_text)?;
            }
        }
    }
    Ok(book.save_to_buffer()?)
}
