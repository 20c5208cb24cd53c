//! What the desk makes of a mail: the JSON of the attached package where there is one, otherwise its text, otherwise
//! the mail's own text.

use regex::Regex;
use serde_json::Value;

use super::package;
use crate::dns::canonical;
use crate::mail::Letter;

/// An endpoint service as submitted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Service {
    /// `com.amazonaws.vpce....`
    pub(super) name: String,
    pub(super) account: String,
    /// Empty when it is only in the name.
    pub(super) region: String,
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
    /// The product's id in AWS Marketplace; nobody has to name it.
    pub(super) product_id: String,
    /// How far its listing is visible; nobody has to say it.
    pub(super) visibility: String,
    /// Canonical.
    pub(super) service_dns_name: String,
    /// Canonical.
    pub(super) private_dns_name: Option<String>,
    pub(super) services: Vec<Service>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) validation_records: Vec<ValidationRecord>,
}

/// What was made of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) submission: Submission,
    /// What could not be read, and what must not be in a mail: sentences for the sender.
    pub(super) troubles: Vec<String>,
}

impl Reading {
    /// Of a mail that can't be read at all.
    pub(super) fn unreadable() -> Reading {
        let trouble = "Your mail can't be read: please send it again as plain text, with the package attached.".to_owned();
        Reading { submission: Submission::default(), troubles: vec![trouble] }
    }
}

/// Reads a mail.
pub(super) fn read(letter: &Letter) -> Reading {
    let (files, mut troubles) = package::files(letter);
    let all = files.iter().map(|(name, octets)| (name.as_str(), octets.as_slice())).chain([("your mail", letter.text.as_bytes())]);
    troubles.extend(all.filter_map(|(name, octets)| secret(name, &String::from_utf8_lossy(octets))));
    let file =
        |wanted: &str| files.iter().find(|(name, _)| name.rsplit(['/', '\\']).next().is_some_and(|last| last.eq_ignore_ascii_case(wanted)));
    if let Some((_, octets)) = file("submission.json") {
        match serde_json::from_slice::<Value>(octets) {
            Ok(json) => return Reading { submission: from_json(&json), troubles },
            Err(_) => troubles.push("The file submission.json can't be read as JSON.".to_owned()),
        }
    }
    let submission = match file("submission.txt") {
        Some((_, octets)) => from_text(&String::from_utf8_lossy(octets)),
        None => from_text(&letter.text),
    };
    Reading { submission, troubles }
}

/// A sentence about a secret that somebody has sent along, without repeating it.
fn secret(place: &str, text: &str) -> Option<String> {
    let key = Regex::new(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b").is_ok_and(|pattern| pattern.is_match(text));
    let private = text.contains("PRIVATE KEY-----");
    let what = if key {
        "an AWS access key"
    } else if private {
        "a private key"
    } else {
        return None;
    };
    Some(format!("There is {what} in {}. We have not used it; please make it invalid now, and never send one by mail.", shown(place)))
}

/// Somebody's words as they can be repeated in a sentence: on one line, and not for ever.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    shown
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
    let product = field(json, &["product"]).unwrap_or(&Value::Null);
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
        product_id: string(product, &["productid", "id"]),
        visibility: string(product, &["visibility"]),
        service_dns_name: canonical(&string(json, &["servicednsname"])),
        private_dns_name: (!private.is_empty()).then_some(private),
        services: list(json, &["services", "endpointservices"])
            .iter()
            .map(|service| Service {
                name: string(service, &["servicename", "name"]),
                account: string(service, &account),
                region: string(service, &["region"]),
            })
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
    // What a reply quotes was written by somebody else.
    let own: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('>')).collect();
    let text = &own.join("\n");
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
        Regex::new(&format!(r"(?im)^[ \t*-]*{label}[^:\n]*:[ \t]*(\S[^\n]*?)[ \t]*$"))
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
        product_id: String::new(),
        visibility: String::new(),
        service_dns_name: canonical(&labelled("service dns name")),
        private_dns_name: private.contains('.').then_some(private),
        services: all(r"com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-f]+")
            .into_iter()
            .map(|name| Service { name, account: account.clone(), region: String::new() })
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
        assert_eq!(read.services, [Service { name: NAME.into(), account: "111122223333".into(), region: String::new() }]);
        assert_eq!(read.certificates, [Certificate { arn: ARN.into(), account: "111122223333".into() }]);
        assert_eq!((read.company.as_str(), read.service_dns_name.as_str()), ("Example Corp", "api.vpce.example.com"));
        assert_eq!(from_text("hello"), Submission::default());
    }

    #[test]
    fn what_a_reply_quotes_is_not_submitted() {
        assert_eq!(from_text(&format!("It is live.\n> Company: Example Corp\n > {NAME}\n")), Submission::default());
    }

    #[test]
    fn secrets_are_found_and_not_repeated() {
        let key = format!("AKIA{}", "Q".repeat(16));
        let letter = Letter { text: format!("our key: {key}"), ..Letter::default() };
        let troubles = read(&letter).troubles;
        assert!(troubles.len() == 1 && troubles[0].contains("access key") && !troubles[0].contains(&key), "{troubles:?}");
        let pem = b"-----BEGIN PRIVATE KEY-----\nMC4=\n".to_vec();
        let letter = Letter { attachments: vec![("key.pem".into(), pem)], ..Letter::default() };
        assert!(read(&letter).troubles[0].contains("key.pem"));
    }

    #[test]
    fn words_are_repeated_on_one_line_and_not_for_ever() {
        assert_eq!(shown("a\r\nBcc: b"), "a  Bcc: b");
        assert_eq!(shown(&"ü".repeat(300)).chars().count(), 201);
    }
}
