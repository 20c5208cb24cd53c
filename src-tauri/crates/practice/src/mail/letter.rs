//! A message (RFC 5322, MIME) as it is read and as it is written.

use mailparse::{DispositionType, MailHeaderMap, ParsedMail};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// How deep parts lie inside parts at most.
const DEEPEST: usize = 8;

/// What was read from a message.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letter {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) message_id: String,
    /// The first plain text part, with line feeds alone.
    pub(crate) text: String,
    /// File name and decoded content.
    pub(crate) attachments: Vec<(String, Vec<u8>)>,
}

impl Letter {
    /// Reads as much as is readable.
    pub(crate) fn read(message: &[u8]) -> Letter {
        let mut letter = Letter::default();
        let Ok(parsed) = mailparse::parse_mail(message) else {
            return letter;
        };
        let header = |name: &str| parsed.headers.get_first_value(name).unwrap_or_default();
        letter.from = header("From");
        letter.to = header("To");
        letter.subject = header("Subject");
        letter.message_id = header("Message-ID").trim().to_owned();
        letter.take_part(&parsed, 0);
        letter
    }

    fn take_part(&mut self, part: &ParsedMail<'_>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if !part.subparts.is_empty() {
            for inner in &part.subparts {
                self.take_part(inner, depth + 1);
            }
            return;
        }
        let disposition = part.get_content_disposition();
        let name = disposition.params.get("filename").or_else(|| part.ctype.params.get("name"));
        if disposition.disposition == DispositionType::Attachment || name.is_some() {
            let name = name.cloned().unwrap_or_else(|| "unnamed".to_owned());
            self.attachments.push((name, part.get_body_raw().unwrap_or_default()));
        } else if part.ctype.mimetype == "text/plain" && self.text.is_empty() {
            self.text = part.get_body().unwrap_or_default().replace("\r\n", "\n");
        }
    }
}

/// Writes a plain message. `subject` and the addresses are this world's own or have been through [`one_line`].
pub(crate) fn compose(from: &str, to: &str, subject: &str, text: &str, now_ms: i64, in_reply_to: &str) -> Vec<u8> {
    let date = OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000))
        .ok()
        .and_then(|moment| moment.format(&Rfc2822).ok())
        .unwrap_or_else(|| "Thu, 01 Jan 1970 00:00:00 +0000".to_owned());
    let mut headers = vec![
        format!("From: {}", one_line(from)),
        format!("To: {}", one_line(to)),
        format!("Subject: {}", one_line(subject)),
        format!("Date: {date}"),
        format!("Message-ID: <{}@practice.example>", uuid::Uuid::new_v4()),
    ];
    let replied = one_line(in_reply_to);
    if !replied.is_empty() {
        headers.push(format!("In-Reply-To: {replied}"));
        headers.push(format!("References: {replied}"));
    }
    headers.push("MIME-Version: 1.0".to_owned());
    headers.push("Content-Type: text/plain; charset=utf-8".to_owned());
    headers.push("Content-Transfer-Encoding: 8bit".to_owned());
    let body = text.lines().collect::<Vec<_>>().join("\r\n");
    format!("{}\r\n\r\n{body}\r\n", headers.join("\r\n")).into_bytes()
}

/// Text that can stand in a header: ASCII without control characters, of a moderate length.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii() && !c.is_ascii_control()).take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let message = compose("a@b.example", "c@d.example", "Case 7\r\nBcc: x@y.example", "Grüße\nline two", 0, "<1@x>");
        let letter = Letter::read(&message);
        assert_eq!(letter.subject, "Case 7Bcc: x@y.example");
        assert_eq!(letter.text, "Grüße\nline two\n");
        assert!(letter.message_id.ends_with("@practice.example>"));
    }

    #[test]
    fn attachments_are_decoded() {
        let message = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nhello\r\n--B\r\n\
                       Content-Type: application/zip; name=\"p.zip\"\r\nContent-Disposition: attachment; filename=\"p.zip\"\r\n\
                       Content-Transfer-Encoding: base64\r\n\r\nUEsD\r\n--B--\r\n";
        let letter = Letter::read(message.as_bytes());
        assert_eq!(letter.text.trim(), "hello");
        assert_eq!(letter.attachments, [("p.zip".to_owned(), b"PK\x03".to_vec())]);
        assert!(Letter::read(b"\xff\xfe garbage").attachments.is_empty());
    }
}
