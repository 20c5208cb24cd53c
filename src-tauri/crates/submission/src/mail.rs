//! The mail around the package (RFC 5322, multipart/mixed), ready to send or as a draft that mail programs open for editing.

use std::time::{Duration, UNIX_EPOCH};

use gangway_model::{MailAddress, Timestamp};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use crate::package::{Package, own_accounts};
use crate::scan::{Leak, scan};
use crate::submission::Submission;
use crate::text::one_line;

/// Somebody with a mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Shown beside the address; control characters are taken out.
    pub name: Option<String>,
    /// The address.
    pub address: MailAddress,
}

/// A mail, as it goes over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Header and body, lines ended by CR LF, 7 bit throughout.
    pub bytes: Vec<u8>,
    /// With angle brackets. Keep it: after a "maybe sent" it is what to ask the other side for.
    pub message_id: String,
    /// The envelope's sender.
    pub from: MailAddress,
    /// The envelope's recipient.
    pub to: MailAddress,
}

/// Why there is no mail.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// An address that the mail format can't hold.
    #[error("{0} can't be written into a mail")]
    Address(MailAddress),
    /// Not `<left@right>` without spaces.
    #[error("not a message id")]
    MessageId,
    /// Something in subject or text must not leave.
    #[error("{} places hold what must not leave", .0.len())]
    Leaks(Vec<Leak>),
    /// The mail could not be written.
    #[error("writing the mail failed")]
    Build(#[from] lettre::error::Error),
    /// The attachment could not be described.
    #[error("writing the mail failed")]
    ContentType(#[from] lettre::message::header::ContentTypeErr),
}

/// A fresh message id in the sender's domain (RFC 5322 section 3.6.4).
#[must_use]
pub fn new_message_id(from: &MailAddress) -> String {
    let domain = from.as_str().rsplit('@').next().unwrap_or("localhost");
    format!("<{}@{domain}>", uuid::Uuid::new_v4())
}

/// The mail from `from` to `to` with the package attached. The same arguments give the same bytes.
///
/// # Errors
/// See [`MailError`]; none of them is about the network.
pub fn compose(
    from: &Person,
    to: &Person,
    subject: &str,
    text: &str,
    package: &Package,
    message_id: &str,
    date: Timestamp,
) -> Result<Mail, MailError> {
    let bytes = written(from, to, subject, text, package, message_id, date, false)?;
    Ok(Mail { bytes, message_id: message_id.to_owned(), from: from.address.clone(), to: to.address.clone() })
}

/// The same mail as the bytes of an `.eml` file that mail programs open as an unsent draft (`X-Unsent: 1`).
///
/// # Errors
/// See [`MailError`].
pub fn draft(from: &Person, to: &Person, subject: &str, text: &str, package: &Package, date: Timestamp) -> Result<Vec<u8>, MailError> {
    let message_id = new_message_id(&from.address);
    written(from, to, subject, text, package, &message_id, date, true)
}

#[allow(clippy::too_many_arguments, reason = "one place where everything that makes a mail comes together")]
fn written(
    from: &Person,
    to: &Person,
    subject: &str,
    text: &str,
    package: &Package,
    message_id: &str,
    date: Timestamp,
    unsent: bool,
) -> Result<Vec<u8>, MailError> {
    if !is_message_id(message_id) {
        return Err(MailError::MessageId);
    }
    let subject = one_line(subject);
    let content = package.files.iter().find(|file| file.name == "submission.json");
    let content = content.and_then(|file| serde_json::from_str::<Submission>(&file.text).ok());
    let accounts = content.as_ref().map(own_accounts).unwrap_or_default();
    let leaks = scan("mail", &format!("{subject}\n{text}"), &accounts);
    if !leaks.is_empty() {
        return Err(MailError::Leaks(leaks));
    }
    let millis = u64::try_from(date.0).unwrap_or(0);
    let mut builder = lettre::Message::builder()
        .from(mailbox(from)?)
        .to(mailbox(to)?)
        .subject(subject)
        .message_id(Some(message_id.to_owned()))
        .date(UNIX_EPOCH + Duration::from_millis(millis));
    if unsent {
        builder = builder.raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("X-Unsent"), "1".to_owned()));
    }
    // Made of what is in the mail, so that the same mail is the same bytes; long enough never to occur in it.
    let boundary: String =
        Sha256::digest([message_id.as_bytes(), package.sha256.as_bytes()].concat()).iter().take(20).map(|b| format!("{b:02x}")).collect();
    let parts = MultiPart::mixed()
        .boundary(boundary)
        .singlepart(SinglePart::plain(clean_text(text)))
        .singlepart(Attachment::new(one_line(&package.file_name)).body(package.bytes.clone(), ContentType::parse("application/zip")?));
    Ok(builder.multipart(parts)?.formatted())
}

fn mailbox(person: &Person) -> Result<Mailbox, MailError> {
    let address = person.address.as_str().parse().map_err(|_| MailError::Address(person.address.clone()))?;
    let name = person.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address))
}

/// The text without control characters other than line ends and tabs.
fn clean_text(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t')).collect()
}

fn is_message_id(id: &str) -> bool {
    id.strip_prefix('<').and_then(|id| id.strip_suffix('>')).and_then(|id| id.split_once('@')).is_some_and(|(left, right)| {
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_+=".contains(&byte));
        id.len() <= 200 && plain(left) && plain(right)
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::package::tests::package;

    pub(crate) fn person(name: &str, address: &str) -> Person {
        Person { name: Some(name.to_owned()), address: MailAddress::parse(address).unwrap() }
    }
    const AT: Timestamp = Timestamp(1_795_424_400_000);

    fn header(bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        text.split("\r\n\r\n").next().unwrap().to_owned()
    }

    #[test]
    fn is_the_same_twice_and_seven_bit() {
        let write = || {
            let (from, to) = (person("Ann Lée", "ann@example.com"), person("Seller Operations", "ops@example.net"));
            compose(&from, &to, "Grüße", "Zeile\nnoch eine – Zeile", &package(), "<1@example.com>", AT).unwrap()
        };
        let mail = write();
        assert_eq!(mail, write());
        assert!(mail.bytes.is_ascii());
        assert!(mail.bytes.split(|byte| *byte == b'\n').all(|line| line.len() <= 998 && (line.is_empty() || line.ends_with(b"\r"))));
        let header = header(&mail.bytes);
        assert!(header.contains("Message-ID: <1@example.com>") && header.contains("Date: Mon, 23 Nov 2026 09:00:00 +0000"), "{header}");
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let from = person("Ann\r\nBcc: spy@example.com\0", "ann@example.com");
        let to = person("\u{202e}Ops", "ops@example.net");
        let mail = compose(&from, &to, "Hello\r\nX-Bad: 1\r\n\r\nbody", "text", &package(), "<1@example.com>", AT).unwrap();
        let header = header(&mail.bytes);
        for line in header.lines() {
            assert!(!line.starts_with("Bcc:") && !line.starts_with("X-Bad:"), "{header}");
        }
        assert!(matches!(compose(&to, &to, "", "", &package(), "<1@a>\r\nX: 1", AT), Err(MailError::MessageId)));
    }

    #[test]
    fn a_draft_says_that_it_is_unsent() {
        let (from, to) = (person("Ann", "ann@example.com"), person("Ops", "ops@example.net"));
        assert!(header(&draft(&from, &to, "Hello", "text", &package(), AT).unwrap()).contains("X-Unsent: 1"));
    }

    #[test]
    fn a_secret_in_the_text_stops_it() {
        let to = person("Ops", "ops@example.net");
        let result = compose(&to, &to, "Hello", "password: hunter2", &package(), "<1@example.com>", AT);
        assert!(matches!(result, Err(MailError::Leaks(leaks)) if leaks[0].line == 2));
        // The seller's own account may be named, a customer's may not.
        let send = |text: &str| compose(&to, &to, "Hello", text, &package(), "<1@example.com>", AT);
        assert!(send("arn:aws:iam::111122223333:root").is_ok());
        assert!(send("arn:aws:iam::444455556666:root").is_err());
    }

    #[test]
    fn message_ids_are_well_formed() {
        assert!(is_message_id(&new_message_id(&MailAddress::parse("ann@example.com").unwrap())));
    }
}
