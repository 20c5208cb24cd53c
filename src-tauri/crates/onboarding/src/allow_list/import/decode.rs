//! From bytes to text: every encoding that spreadsheets write.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::ImportError;

/// A file's text and the name of its encoding. A byte order mark says it; else what is sound UTF-8 is UTF-8; else the bytes are looked at.
///
/// # Errors
/// [`ImportError::Empty`], and [`ImportError::NotATable`] for what is no text.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, &'static str), ImportError> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => utf_16_without_mark(bytes).unwrap_or_else(|| {
            if std::str::from_utf8(bytes).is_ok() {
                return UTF_8;
            }
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            detector.guess(None, chardetng::Utf8Detection::Deny)
        }),
    };
    let (text, ..) = encoding.decode(bytes);
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    // Text has no control characters but these; a picture or a program is full of them.
    let odd = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1a}')).count();
    if text.contains('\0') || odd * 100 > text.len() {
        return Err(ImportError::NotATable);
    }
    Ok((text.into_owned(), encoding.name()))
}

/// Digits and commas in UTF-16 have a zero in every other byte.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.get(1) == Some(&0));
    }
    let pairs = sample.len() / 2;
    match () {
        () if pairs < 4 => None,
        () if odd * 10 > pairs * 7 && even * 10 < pairs => Some(UTF_16LE),
        () if even * 10 > pairs * 7 && odd * 10 < pairs => Some(UTF_16BE),
        () => None,
    }
}
