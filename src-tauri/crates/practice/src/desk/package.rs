//! What comes attached to a mail: opened with care, for anybody can attach anything.

use std::io::{Cursor, Read as _};

use super::reading::shown;
use crate::mail::Letter;

/// Files that a package holds at most, how large each may be when unpacked, and all of a mail's together.
const MOST_FILES: usize = 100;
const LARGEST_FILE: usize = 4 << 20;
const LARGEST_TOTAL: usize = 16 << 20;
/// How a zip file begins (local file header, or the end of an empty archive).
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// A file by its name; attachments and the files in those that are packed.
pub(super) type File = (String, Vec<u8>);

/// Every file of a mail, and a sentence for each attachment that can't be opened.
pub(super) fn files(letter: &Letter) -> (Vec<File>, Vec<String>) {
    let (mut files, mut troubles) = (Vec::new(), Vec::new());
    let mut room = LARGEST_TOTAL;
    for (name, octets) in &letter.attachments {
        if is_zip(octets) || name.to_ascii_lowercase().ends_with(".zip") {
            match unpack(&shown(name), octets, &mut room) {
                Ok(unpacked) => files.extend(unpacked),
                Err(trouble) => troubles.push(trouble),
            }
        } else {
            files.push((name.clone(), octets.clone()));
        }
    }
    (files, troubles)
}

fn is_zip(octets: &[u8]) -> bool {
    ZIP.iter().any(|beginning| octets.starts_with(beginning))
}

fn unpack(name: &str, octets: &[u8], room: &mut usize) -> Result<Vec<File>, String> {
    if octets.is_empty() {
        return Err(format!("The attachment {name} is empty."));
    }
    let unreadable = |_| format!("The attachment {name} can't be opened as a zip file.");
    let mut archive = zip::ZipArchive::new(Cursor::new(octets)).map_err(unreadable)?;
    if archive.len() > MOST_FILES {
        return Err(format!("The attachment {name} holds more than {MOST_FILES} files."));
    }
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index);
        let mut file =
            file.map_err(|_| format!("A file in the attachment {name} can't be opened: it is damaged, or it has a password."))?;
        let allowed = LARGEST_FILE.min(*room);
        let mut content = Vec::new();
        let limit = u64::try_from(allowed).unwrap_or(u64::MAX).saturating_add(1);
        let length = (&mut file).take(limit).read_to_end(&mut content);
        length.map_err(|_| format!("The attachment {name} is damaged."))?;
        if content.len() > allowed {
            return Err(format!("The attachment {name} is too large when it is unpacked."));
        }
        *room -= content.len();
        if is_zip(&content) {
            return Err(format!("The attachment {name} holds another zip file; please attach the package itself."));
        }
        // Its name is not UTF-8: none of the files that are looked for.
        let name = file.name().map(|name| name.into_owned()).unwrap_or_default();
        files.push((name, content));
    }
    Ok(files)
}
