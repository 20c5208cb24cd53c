//! What the desk makes of a mail: the JSON of the attached package where there is one, otherwise its text, otherwise
//! the mail's own text.

use std::io::{Cursor, Read as _};

use regex::Regex;
use serde_json::Value;

use crate::dns::canonical;
use crate::mail::Letter;

/// Files that a package holds at most, and how large each may be when unpacked.
const MOST_FILES: usize = 100;
const LARGEST_FILE: u64 = 4 << 20;

/// An endpoint service as submitted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Service {
    /// `com.amazonaws.vpce....`
    pub(super) name: String,
    pub(super) account: String,
}

/// A certificate as submitted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Certificate {
    pub(super) arn: String,
    pub(super) account: String,
}

/// A CNAME that the desk is asked to keep.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ValidationRecord {
    pub(super) name: String,
    pub(super) value: String,
}

/// A submission as far as it was found; what was not is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Submission {
    pub(super) company: String,
    pub(super) contact: String,
    /// Canonical.
    pub(super) service_dns_name: String,
    /// Canonical.
    pub(super) private_dns_name: Option<String>,
    pub(super) services: Vec<Service>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) validation_records: Vec<ValidationRecord>,
}

/// Reads a mail; an error is the sentence for the sender when an attachment can't be opened.
pub(super) fn read(letter: &Letter) -> Result<Submission, String> {
    let mut files = Vec::new();
    for (name, octets) in &letter.attachments {
        if name.to_ascii_lowercase().ends_with(".zip") {
            files.extend(unpack(name, octets)?);
        } else {
            files.push((name.clone(), octets.clone()));
        }
    }
    let file =
        |wanted: &str| files.iter().find(|(name, _)| name.rsplit(['/', '\\']).next().is_some_and(|last| last.eq_ignore_ascii_case(wanted)));
    if let Some((_, octets)) = file("submission.json") {
        let json: Value = serde_json::from_slice(octets).map_err(|_| "The file submission.json can't be read as JSON.".to_owned())?;
        return Ok(from_json(&json));
    }
    if let Some((_, octets)) = file("submission.txt") {
        return Ok(from_text(&String::from_utf8_lossy(octets)));
    }
    Ok(from_text(&letter.text))
}

fn unpack(name: &str, octets: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let unreadable = |_| format!("The attachment {name} can't be opened as a zip file.");
    let mut archive = zip::ZipArchive::new(Cursor::new(octets)).map_err(unreadable)?;
    if archive.len() > MOST_FILES {
        return Err(format!("The attachment {name} holds more than {MOST_FILES} files."));
    }
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(unreadable)?;
        let mut content = Vec::new();
        let length = (&mut file).take(LARGEST_FILE + 1).read_to_end(&mut content);
        let length = length.map_err(|_| format!("The attachment {name} is damaged."))?;
        if u64::try_from(length).unwrap_or(u64::MAX) > LARGEST_FILE {
            return Err(format!("A file in the attachment {name} is too large."));
        }
        // Its name is not UTF-8: none of the files that are looked for.
        let name = file.name().map(|name| name.into_owned()).unwrap_or_default();
        files.push((name, content));
    }
    Ok(files)
}

/// The value of the first of these keys that an object has. Keys are compared by their letters alone, so that
/// `serviceDnsName` and `service_dns_name` are one.
fn field<'a>(object: &'a Value, keys: &[&str]) -> Option<&'a Value> {
    let letters = |key: &str| key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let object = object.as_object()?;
    keys.iter()
        .find_map(|wanted| object.iter().find(|(key, _)| letters(key) == *wanted))
        .map(|(_, value)| value)
        .filter(|value| !value.is_null())
}

fn string(object: &Value, keys: &[&str]) -> String {
    match field(object, keys) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(named @ Value::Object(_)) => string(named, &["name"]),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn list<'a>(object: &'a Value, keys: &[&str]) -> &'a [Value] {
    field(object, keys).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn from_json(json: &Value) -> Submission {
    let company = field(json, &["company"]).unwrap_or(&Value::Null);
    let account = ["account", "accountid", "owneraccount"];
    let certificates = list(json, &["certificates", "acmcertificates"]);
    let private = canonical(&string(json, &["privatednsname"]));
    Submission {
        company: if company.is_string() { string(json, &["company"]) } else { string(company, &["name", "companyname"]) },
        contact: [string(company, &["contactname", "contact"]), string(company, &["contactmail", "contactemail", "mail", "email"])]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        service_dns_name: canonical(&string(json, &["servicednsname"])),
        private_dns_name: (!private.is_empty()).then_some(private),
        services: list(json, &["services", "endpointservices"])
            .iter()
            .map(|service| Service { name: string(service, &["servicename", "name"]), account: string(service, &account) })
            .collect(),
        certificates: certificates
            .iter()
            .map(|certificate| Certificate { arn: string(certificate, &["arn", "certificatearn"]), account: string(certificate, &account) })
            .collect(),
        validation_records: certificates
            .iter()
            .flat_map(|certificate| list(certificate, &["validationrecords"]))
            .filter(|record| string(record, &["type", "kind"]).eq_ignore_ascii_case("CNAME"))
            .map(|record| ValidationRecord { name: string(record, &["name"]), value: string(record, &["value"]) })
            .collect(),
    }
}

/// Finds the items in running text: names and ARNs by their shape, the others behind their label and a colon.
fn from_text(text: &str) -> Submission {
    let all = |pattern: &str| -> Vec<String> {
        let Ok(pattern) = Regex::new(pattern) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for hit in pattern.find_iter(text).map(|hit| hit.as_str().to_owned()) {
            if !found.contains(&hit) {
                found.push(hit);
            }
        }
        found
    };
    let labelled = |label: &str| -> String {
        Regex::new(&format!(r"(?im)^[ \t*>-]*{label}[^:\n]*:[ \t]*(\S[^\n]*?)[ \t]*$"))
            .ok()
            .and_then(|pattern| pattern.captures(text))
            .and_then(|found| found.get(1))
            .map(|value| value.as_str().to_owned())
            .unwrap_or_default()
    };
    let arns = all(r"arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate/[0-9a-f-]{36}");
    // An account that is named for itself, not as a part of an ARN.
    let account =
        all(r"(?m)(?:^|[^:\d])\d{12}(?:[^:\d]|$)").first().map(|hit| hit.chars().filter(char::is_ascii_digit).collect::<String>());
    let account = account.unwrap_or_default();
    let private = canonical(&labelled("private dns name"));
    Submission {
        company: labelled("company"),
        contact: labelled("contact"),
        service_dns_name: canonical(&labelled("service dns name")),
        private_dns_name: private.contains('.').then_some(private),
        services: all(r"com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]+")
            .into_iter()
            .map(|name| Service { name, account: account.clone() })
            .collect(),
        certificates: arns
            .into_iter()
            .map(|arn| Certificate { account: arn.split(':').nth(4).unwrap_or_default().to_owned(), arn })
            .collect(),
        validation_records: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ARN: &str = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-00000000000f";
    const NAME: &str = "com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0";

    #[test]
    fn json_is_read_in_either_spelling() {
        let camel = json!({
            "company": {"name": "Example Corp", "contactName": "Ada", "contactMail": "ada@example.com"},
            "serviceDnsName": "Api.vpce.example.com.", "privateDnsName": {"name": "api.example.com", "state": "verified"},
            "services": [{"serviceName": NAME, "account": "111122223333"}],
            "certificates": [{"arn": ARN, "account": "111122223333",
                "validationRecords": [{"name": "_a.api.vpce.example.com.", "type": "CNAME", "value": "_b.acm-validations.aws."}]}],
        });
        let snake = json!({
            "company": {"name": "Example Corp", "contact_name": "Ada", "contact_mail": "ada@example.com"},
            "service_dns_name": "api.vpce.example.com", "private_dns_name": "api.example.com",
            "services": [{"service_name": NAME, "account": "111122223333"}],
            "certificates": [{"arn": ARN, "account": "111122223333",
                "validation_records": [{"name": "_a.api.vpce.example.com.", "kind": "cname", "value": "_b.acm-validations.aws."}]}],
        });
        let read = from_json(&camel);
        assert_eq!(read, from_json(&snake));
        assert_eq!(read.contact, "Ada ada@example.com");
        assert_eq!(read.service_dns_name, "api.vpce.example.com");
        assert_eq!(read.private_dns_name.as_deref(), Some("api.example.com"));
        assert_eq!(read.validation_records.len(), 1);
        assert_eq!(from_json(&json!([1, 2])), Submission::default());
    }

    #[test]
    fn text_is_read_by_shape_and_label() {
        let text = format!(
            "Company: Example Corp\nContact: Ada <ada@example.com>\nAccount: 111122223333\n- Service DNS name (required): api.vpce.example.com\n\
             Private DNS name: api.example.com\n\n{NAME}\n{NAME}\nCertificate {ARN}\n"
        );
        let read = from_text(&text);
        assert_eq!(read.services, [Service { name: NAME.into(), account: "111122223333".into() }]);
        assert_eq!(read.certificates, [Certificate { arn: ARN.into(), account: "111122223333".into() }]);
        assert_eq!((read.company.as_str(), read.service_dns_name.as_str()), ("Example Corp", "api.vpce.example.com"));
        assert_eq!(from_text("hello"), Submission::default());
    }

    #[test]
    fn what_is_no_zip_file_is_said() {
        let letter = Letter { attachments: vec![("p.zip".into(), b"not a zip".to_vec())], ..Letter::default() };
        assert!(read(&letter).unwrap_err().contains("p.zip"));
    }
}
