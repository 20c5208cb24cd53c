//! A message (RFC 5322, MIME) as it is read and as it is written.

use mailparse::{DispositionType, MailHeaderMap, ParsedMail};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

/// How deep parts lie inside parts at most.
const DEEPEST: usize = 8;
/// Message-IDs that a reply names at most.
const MOST_REFERENCES: usize = 50;

/// What was read from a message.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letter {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) message_id: String,
    /// The Message-IDs that it is a reply to.
    pub(crate) references: Vec<String>,
    /// The first plain text part, else the text of the first HTML part; with line feeds alone.
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
        let references = format!("{} {}", header("In-Reply-To"), header("References"));
        letter.references = references.split_whitespace().take(MOST_REFERENCES).map(str::to_owned).collect();
        let mut html = None;
        letter.take_part(&parsed, 0, &mut html);
        if letter.text.trim().is_empty()
            && let Some(html) = html
        {
            letter.text = without_tags(&html);
        }
        letter
    }

    fn take_part(&mut self, part: &ParsedMail<'_>, depth: usize, html: &mut Option<String>) {
        if depth > DEEPEST {
            return;
        }
        if !part.subparts.is_empty() {
            for inner in &part.subparts {
                self.take_part(inner, depth + 1, html);
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
        } else if part.ctype.mimetype == "text/html" && html.is_none() {
            *html = part.get_body().ok();
        }
    }
}

/// What stands between the tags of an HTML text: enough to find labels, names and numbers in it.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag_on)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = tag_on.split_once('>').unwrap_or((tag_on, ""));
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        rest = match name.as_str() {
            // Their content is no text.
            "style" | "script" | "head" if !tag.starts_with('/') => {
                let closes = |at: &usize| {
                    after.get(at + 2..).and_then(|rest| rest.get(..name.len())).is_some_and(|other| other.eq_ignore_ascii_case(&name))
                };
                let end = after.match_indices("</").map(|(at, _)| at).find(closes);
                end.and_then(|at| after.get(at..)).unwrap_or_default()
            }
            _ => after,
        };
        if matches!(name.as_str(), "br" | "p" | "div" | "li" | "tr" | "table" | "ul" | "ol" | "h1" | "h2" | "h3" | "pre" | "blockquote") {
            text.push('\n');
        }
    }
    text.push_str(rest);
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"), ("\r\n", "\n")]
        .into_iter()
        .fold(text, |text, (entity, meant)| text.replace(entity, meant))
}

/// Writes a plain message. `subject` and the addresses are this world's own or have been through [`one_line`].
pub(crate) fn compose(message_id: &str, from: &str, to: &str, subject: &str, text: &str, now_ms: i64, in_reply_to: &str) -> Vec<u8> {
    let date = OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000))
        .ok()
        .and_then(|moment| moment.format(&Rfc2822).ok())
        .unwrap_or_else(|| "Thu, 01 Jan 1970 00:00:00 +0000".to_owned());
    let mut headers = vec![
        format!("From: {}", one_line(from)),
        format!("To: {}", one_line(to)),
        format!("Subject: {}", encoded(subject)),
        format!("Date: {date}"),
        format!("Message-ID: {}", one_line(message_id)),
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

/// Any text as a header's value: encoded words where it is not ASCII (RFC 2047).
fn encoded(text: &str) -> String {
    use base64::Engine as _;
    if text.is_ascii() {
        return one_line(text);
    }
    let text: String = text.chars().filter(|c| !c.is_control()).take(300).collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        // 75 characters a word at most, of which 12 are not content; base64 makes four characters of three octets.
        if word.len() + c.len_utf8() > 45 {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    words.push(word);
    let words: Vec<String> =
        words.iter().map(|word| format!("=?utf-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(word))).collect();
    words.join("\r\n ")
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
        let message = compose("<2@x>", "a@b.example", "c@d.example", "Case 7\r\nBcc: x@y.example", "Grüße\nline two", 0, "<1@x>");
        let letter = Letter::read(&message);
        assert_eq!(letter.subject, "Case 7Bcc: x@y.example");
        assert_eq!(letter.text, "Grüße\nline two\n");
        assert_eq!((letter.message_id.as_str(), letter.references), ("<2@x>", vec!["<1@x>".to_owned(), "<1@x>".to_owned()]));
        let subject = "Größe ".repeat(40);
        let message = compose("<2@x>", "a@b.example", "c@d.example", &subject, "", 0, "");
        assert!(message.is_ascii());
        assert!(subject.starts_with(Letter::read(&message).subject.trim()));
        assert!(Letter::read(&message).subject.chars().count() > 200);
    }

    #[test]
    fn html_alone_is_read_by_its_text() {
        let html =
            "<html><head><title>x</title><style>p {}</style></head><p>Company: Example &amp; Co<br>Contact: Ada<div>a &lt; b</div><b";
        let message = format!("From: a@b.example\r\nContent-Type: text/html\r\n\r\n{html}");
        let text = Letter::read(message.as_bytes()).text;
        assert!(text.contains("Company: Example & Co\nContact: Ada\n"), "{text}");
        assert!(!text.contains("p {}") && text.contains("a < b"), "{text}");
    }

    #[test]
    fn a_mail_within_mails_without_end_is_read_to_an_end() {
        let mut message = String::from("From: a@b.example\r\n");
        for depth in 0..20_000 {
            message.push_str(&format!("Content-Type: multipart/mixed; boundary={depth}\r\n\r\n--{depth}\r\n"));
        }
        message.push_str("Content-Type: text/plain\r\n\r\nhello\r\n");
        assert!(Letter::read(message.as_bytes()).attachments.is_empty());
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
