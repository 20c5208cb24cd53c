//! Asking a customer for the account id: a text to copy, and the same as a draft of a mail.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A text to a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// Of the mail.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl Invitation {
    /// The mail as a draft that mail programs open for sending (`X-Unsent`): no sender, no recipient, UTF-8 in quoted-printable.
    #[must_use]
    pub fn draft(&self) -> String {
        // RFC 2047: a line of at most 76 characters, twelve of which say what a word is, and nine what the line is.
        let mut words: Vec<String> = Vec::new();
        let mut word = String::new();
        for c in self.subject.chars().filter(|c| !c.is_control()) {
            if quoted(&word, true).len() + 3 * c.len_utf8() > 54 {
                words.push(std::mem::take(&mut word));
            }
            word.push(c);
        }
        words.push(word);
        let subject: Vec<String> = words.iter().map(|word| format!("=?UTF-8?Q?{}?=", quoted(word, true))).collect();
        format!(
            "X-Unsent: 1\r\nTo: \r\nSubject: {}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n",
            subject.join("\r\n "),
            self.text.lines().map(|line| folded(&quoted(line, false))).collect::<Vec<_>>().join("\r\n")
        )
    }
}

/// Quoted-printable (RFC 2045), or the Q encoding of a header's word (RFC 2047).
fn quoted(text: &str, in_header: bool) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' if in_header => out.push('_'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            b' '..=b'~' if !in_header && byte != b'=' => out.push(char::from(byte)),
            _ => out.push_str(&format!("={byte:02X}")),
        }
    }
    match out.strip_suffix(' ') {
        Some(rest) => format!("{rest}=20"),
        None => out,
    }
}

/// Lines of at most 76 characters, broken softly and never within an escape.
fn folded(line: &str) -> String {
    let (mut out, mut length) = (String::new(), 0);
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let take = if first == '=' { 3 } else { 1 };
        if length + take > 73 {
            out.push_str("=\r\n");
            length = 0;
        }
        let (unit, after) = rest.split_at(take.min(rest.len()));
        out.push_str(unit);
        length += take;
        rest = after;
    }
    out
}
