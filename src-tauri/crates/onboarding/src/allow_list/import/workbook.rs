//! Workbooks (XLSX). Whatever the archive claims, no more is unpacked than a list can need, and cells are read one by one: a sheet that says it
//! reaches to the last possible cell costs nothing.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};

use super::table::Row;
use super::{ImportError, MOST_COLUMNS, MOST_ROWS};

/// The most bytes that are unpacked of one workbook.
const MOST_UNPACKED: u64 = 256 * 1024 * 1024;

/// The most parts of one workbook.
const MOST_PARTS: usize = 2_000;

/// A workbook's sheets, by name, in their order.
#[derive(Debug)]
pub(super) struct Workbook {
    pub(super) sheets: Vec<(String, Vec<Row>)>,
}

/// Whether the bytes are an archive, as workbooks since 2007 are.
pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether the bytes are a compound file: a workbook of before 2007, or an encrypted one.
pub(super) fn is_compound(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
}

/// Reads every sheet.
///
/// # Errors
/// Too large when unpacked, broken, too many rows, or an archive of something else.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, ImportError> {
    measure(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| ImportError::Broken(error.to_string()))?;
    let (mut sheets, mut all) = (Vec::new(), 0_usize);
    for name in workbook.sheet_names() {
        // A chart's sheet has no cells.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else { continue };
        let mut rows: Vec<Row> = Vec::new();
        while let Some(cell) = cells.next_cell().map_err(|error| ImportError::Broken(error.to_string()))? {
            let (row, column) = cell.get_position();
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            let text = text_of(cell.get_value());
            if column >= MOST_COLUMNS || text.trim().is_empty() {
                continue;
            }
            let number = row.saturating_add(1);
            if rows.last().is_none_or(|last| last.number != number) {
                all += 1;
                if all > MOST_ROWS {
                    return Err(ImportError::TooManyRows);
                }
                rows.push(Row { number, cells: Vec::new() });
            }
            if let Some(last) = rows.last_mut() {
                if last.cells.len() <= column {
                    last.cells.resize(column + 1, String::new());
                }
                if let Some(place) = last.cells.get_mut(column) {
                    *place = text;
                }
            }
        }
        sheets.push((name, rows));
    }
    if sheets.iter().all(|(_, rows)| rows.is_empty()) {
        return Err(ImportError::Empty);
    }
    Ok(Workbook { sheets })
}

/// Unpacks everything once into nothing, counting: what an archive says of its sizes need not be true.
fn measure(bytes: &[u8]) -> Result<(), ImportError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| ImportError::Broken(error.to_string()))?;
    if archive.len() > MOST_PARTS {
        return Err(ImportError::TooLarge);
    }
    let (mut left, mut is_workbook) = (MOST_UNPACKED, false);
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| ImportError::Broken(error.to_string()))?;
        is_workbook |= part.name().is_ok_and(|name| name == "xl/workbook.xml");
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(|error| ImportError::Broken(error.to_string()))?;
        left = left.checked_sub(read).ok_or(ImportError::TooLarge)?;
    }
    if is_workbook { Ok(()) } else { Err(ImportError::NotATable) }
}

/// A number as its digits, never as 1.23457E+11: the file holds more of it than a spreadsheet shows.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(value) => value.to_string(),
        DataRef::DateTime(at) => date(at.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        _ => String::new(),
    }
}

/// A day from a spreadsheet's count of days since 1899-12-30.
fn date(days: f64) -> String {
    let epoch = time::macros::date!(1899 - 12 - 30);
    // Days of the years 1900 to 9999 fit.
    #[allow(clippy::cast_possible_truncation)]
    let whole = days.clamp(0.0, 2_958_465.0) as i64;
    epoch.checked_add(time::Duration::days(whole)).map(|day| day.to_string()).unwrap_or_default()
}
