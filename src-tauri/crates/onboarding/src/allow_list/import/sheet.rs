//! Text in columns: any delimiter, quoted or not.

use super::table::Row;
use super::{ImportError, MOST_COLUMNS, MOST_ROWS};

/// What separates columns, the likeliest first.
const DELIMITERS: [u8; 4] = [b';', b'\t', b',', b'|'];

/// Records that the delimiter is found by.
const LOOKED_AT: usize = 200;

/// The rows of a text, with the lines where they begin.
///
/// # Errors
/// [`ImportError::TooManyRows`].
pub(super) fn rows(text: &str) -> Result<Vec<Row>, ImportError> {
    // Excel's own word for it.
    let mut said = None;
    let (mut body, mut skipped) = (text, 0_u32);
    let first = text.split(['\r', '\n']).next().unwrap_or_default();
    if let Some(rest) = first.trim_matches('"').strip_prefix("sep=") {
        said = rest.bytes().next();
        body = text.get(first.len()..).unwrap_or_default().trim_start_matches('\r').trim_start_matches('\n');
        skipped = 1;
    }
    let delimiter = said.unwrap_or_else(|| delimiter(body));
    let mut all = Vec::new();
    let mut lines = Lines { bytes: body.as_bytes(), at: 0, line: skipped + 1 };
    for record in reader(body, delimiter).into_records() {
        // Flexible, over text: nothing is left that could fail.
        let Ok(record) = record else { continue };
        let line = lines.of(record.position().map_or(0, csv::Position::byte));
        if all.len() >= MOST_ROWS {
            return Err(ImportError::TooManyRows);
        }
        let cells: Vec<String> = record.iter().take(MOST_COLUMNS).map(str::to_owned).collect();
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            all.push(Row { number: line, cells });
        }
    }
    Ok(all)
}

/// Counts the lines of a text up to a place. The reader's own count is behind after a line that ends in CR and LF.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line of the record that begins at this byte, or after the line ends that stand there. Places only ever grow.
    fn of(&mut self, byte: u64) -> u32 {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(one) = self.bytes.get(self.at) {
            let is_end = matches!(one, b'\r' | b'\n');
            if self.at >= byte && !is_end {
                break;
            }
            let next_is_feed = self.bytes.get(self.at + 1) == Some(&b'\n');
            self.line = self.line.saturating_add(u32::from(*one == b'\n' || (*one == b'\r' && !next_is_feed)));
            self.at += 1;
        }
        self.line
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes())
}

/// The delimiter by which most records have the same number of columns, more than one.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| -> (usize, usize) {
        let mut widths = std::collections::HashMap::<usize, usize>::new();
        for record in reader(text, delimiter).into_records().take(LOOKED_AT).flatten() {
            *widths.entry(record.len()).or_default() += 1;
        }
        widths.into_iter().filter(|(width, _)| *width > 1).map(|(width, count)| (count, width)).max().unwrap_or_default()
    };
    // The first of equals: max_by_key would take the last.
    DELIMITERS.into_iter().rev().max_by_key(|one| score(*one)).filter(|one| score(*one).0 > 0).unwrap_or(b',')
}
