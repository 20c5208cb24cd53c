//! The last look before anything leaves: secrets, internal addresses and other people's accounts have no place in a package.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LeakKind {
    /// An AWS access key id: `AKIA` or `ASIA` and 16 characters.
    AccessKey,
    /// 40 characters that look like an AWS secret access key.
    SecretKey,
    /// A session token, or a field that holds one.
    SessionToken,
    /// A PEM block of any kind.
    Pem,
    /// A presigned URL.
    SignedUrl,
    /// `password=…` and its like.
    Password,
    /// An `ExternalId` of a trust policy.
    ExternalId,
    /// An address of a private network (RFC 1918, RFC 4193, loopback, link-local) or an internal EC2 host name.
    InternalAddress,
    /// The ARN of an account that the submission is not about: a customer's.
    ForeignAccount,
}

/// Something that must not leave, and where it is. Never the thing itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Leak {
    /// The file inside the package; `mail` for the mail around it.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    /// What it looks like.
    pub kind: LeakKind,
}

/// Looks through `text`, line by line. `accounts` are the account ids that may appear in ARNs of IAM.
#[must_use]
pub fn scan(file: &str, text: &str, accounts: &[&str]) -> Vec<Leak> {
    let mut found = BTreeSet::new();
    for (number, line) in text.lines().enumerate() {
        for kind in kinds(line, accounts) {
            found.insert(Leak { file: file.to_owned(), line: u32::try_from(number + 1).unwrap_or(u32::MAX), kind });
        }
    }
    found.into_iter().collect()
}

fn kinds(line: &str, accounts: &[&str]) -> BTreeSet<LeakKind> {
    let mut found = BTreeSet::new();
    let lower = line.to_ascii_lowercase();
    let has = |needles: &[&str]| needles.iter().any(|needle| lower.contains(needle));
    if line.contains("-----BEGIN ") {
        found.insert(LeakKind::Pem);
    }
    if has(&["x-amz-signature", "x-amz-credential", "key-pair-id="]) || (has(&["awsaccesskeyid="]) && has(&["signature="])) {
        found.insert(LeakKind::SignedUrl);
    }
    // The names of the field, and the beginnings that tokens of AWS STS have.
    if has(&["aws_session_token", "x-amz-security-token", "sessiontoken"])
        || ["FwoGZXIvYXdz", "IQoJb3JpZ2luX2Vj"].iter().any(|s| line.contains(s))
    {
        found.insert(LeakKind::SessionToken);
    }
    if has(&["aws_secret_access_key", "secretaccesskey"]) {
        found.insert(LeakKind::SecretKey);
    }
    if assigned(&lower, &["password", "passwd", "passphrase"]) {
        found.insert(LeakKind::Password);
    }
    if assigned(&lower, &["externalid", "external_id", "external-id"]) {
        found.insert(LeakKind::ExternalId);
    }
    for run in line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '+'))) {
        found.extend(key(run));
    }
    if line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-'))).any(is_internal) {
        found.insert(LeakKind::InternalAddress);
    }
    if foreign(line, accounts) {
        found.insert(LeakKind::ForeignAccount);
    }
    found
}

/// Whether one of the words is given a value: `password: x`, `"password": "x"`, `password=x`.
fn assigned(lower: &str, words: &[&str]) -> bool {
    words.iter().any(|word| {
        lower.match_indices(word).any(|(at, _)| {
            let rest = lower.get(at + word.len()..).unwrap_or_default().trim_start_matches(['"', '\'', ' ']);
            rest.strip_prefix(['=', ':']).is_some_and(|value| value.chars().any(|c| c.is_alphanumeric()))
        })
    })
}

fn key(run: &str) -> Option<LeakKind> {
    // Slashes belong to secret keys, but also part paths: look at the whole run and at its pieces.
    let id = run.split(['/', '+']).any(|piece| {
        piece.len() == 20
            && (piece.starts_with("AKIA") || piece.starts_with("ASIA"))
            && piece.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    });
    if id {
        return Some(LeakKind::AccessKey);
    }
    let any = |wanted: fn(&u8) -> bool| run.bytes().any(|byte| wanted(&byte));
    let mixed = any(u8::is_ascii_lowercase) && any(u8::is_ascii_uppercase) && any(u8::is_ascii_digit);
    (run.len() == 40 && mixed).then_some(LeakKind::SecretKey)
}

/// Whether a word is an address or a host name inside somebody's network.
fn is_internal(word: &str) -> bool {
    let word = word.trim_matches(['.', '-']);
    if word.ends_with(".ec2.internal") || word.ends_with(".compute.internal") {
        return true;
    }
    // With a port behind it, or as it is.
    let four = word.trim_end_matches(':').split(':').next().unwrap_or_default();
    if let Ok(address) = four.parse::<Ipv4Addr>() {
        return address.is_private() || address.is_loopback() || address.is_link_local();
    }
    match word.parse::<Ipv6Addr>() {
        Ok(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
        Err(_) => false,
    }
}

fn foreign(line: &str, accounts: &[&str]) -> bool {
    ["arn:aws:iam::", "arn:aws-us-gov:iam::", "arn:aws-cn:iam::"].iter().any(|prefix| {
        line.match_indices(prefix).any(|(at, _)| {
            let account: String = line.get(at + prefix.len()..).unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
            account.len() == 12 && !accounts.contains(&account.as_str())
        })
    })
}

/// `text` with every address of an inner network taken out: evidence may speak of a VPC's addresses, the package may not.
pub(crate) fn without_internal_addresses(text: &str) -> String {
    let mut clean = String::new();
    let mut word = String::new();
    let flush = |word: &mut String, clean: &mut String| {
        clean.push_str(if is_internal(word) { "(…)" } else { word });
        word.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-') {
            word.push(c);
        } else {
            flush(&mut word, &mut clean);
            clean.push(c);
        }
    }
    flush(&mut word, &mut clean);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<LeakKind> {
        scan("f", line, &["111122223333"]).into_iter().map(|leak| leak.kind).collect()
    }

    #[test]
    fn finds_what_must_not_leave() {
        use LeakKind::*;
        // Put together here, so that no scanner of sources takes them for the real thing.
        let id = format!("{}{}", "AKIA", "IOSFODNN7EXAMPLE");
        let secret = format!("{}{}", "wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY");
        for (line, kind) in [
            (format!("key {id}."), AccessKey),
            (format!("(\"ASIA{}\")", &id[4..]), AccessKey),
            (format!("x {secret} y"), SecretKey),
            ("aws_session_token = x".to_owned(), SessionToken),
            (format!("{}{}abc", "IQoJb3JpZ2lu", "X2Vj"), SessionToken),
            (format!("-----{} RSA PRIVATE KEY-----", "BEGIN"), Pem),
            ("https://b.s3.amazonaws.com/k?X-Amz-Signature=abc".to_owned(), SignedUrl),
            ("password: hunter2".to_owned(), Password),
            ("\"ExternalId\": \"abc\"".to_owned(), ExternalId),
            ("target 10.20.1.7:8443 is healthy".to_owned(), InternalAddress),
            ("192.168.0.0/16".to_owned(), InternalAddress),
            ("(172.31.16.4)".to_owned(), InternalAddress),
            ("fd00::1".to_owned(), InternalAddress),
            ("ip-10-0-0-1.eu-west-1.compute.internal".to_owned(), InternalAddress),
            ("arn:aws:iam::444455556666:root".to_owned(), ForeignAccount),
        ] {
            assert_eq!(found(&line), [kind], "{line}");
        }
    }

    #[test]
    fn leaves_what_belongs_in_a_package() {
        for line in [
            "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
            "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
            "arn:aws:iam::111122223333:root",
            "_a79865eb4cd1a6ab990a45779b4e0b96.api.vpce.example.com CNAME _424c7224e9b0146f9a8808af955727d0.acm-validations.aws",
            "vpce:l6p0ERxlTt45jevFwOCp",
            "192.0.2.1, 2001:db8::1, 172.32.0.1",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "2026-11-23T09:00:00Z",
            "We never send passwords: ask for a meeting instead.".split(':').next().unwrap(),
        ] {
            assert_eq!(found(line), [], "{line}");
        }
    }

    #[test]
    fn says_where() {
        let text = "one\ntwo 10.0.0.1\n";
        assert_eq!(scan("notes", text, &[]), [Leak { file: "notes".into(), line: 2, kind: LeakKind::InternalAddress }]);
    }

    #[test]
    fn takes_inner_addresses_out_of_evidence() {
        assert_eq!(without_internal_addresses("VPC 10.20.0.0/16 (vpc-1), 192.0.2.1"), "VPC (…)/16 (vpc-1), 192.0.2.1");
    }
}
