//! Looking at certificates.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Certificate, Name, in_use_by, one};
use crate::aws::ask::{Ask, fixed_hex};
use crate::aws::error::AwsError;
use crate::aws::pages;
use crate::state::Entry;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeCertificate {
    certificate_arn: String,
}

pub(crate) fn describe_certificate(ask: &Ask<'_>, input: DescribeCertificate) -> Result<Value, AwsError> {
    let arn = &input.certificate_arn;
    let certificate = one(ask, arn)?;
    let users = in_use_by(ask, arn)?;
    let names: Vec<&str> = certificate.names.iter().map(|name| name.name.as_str()).collect();
    let domain = names.first().copied().unwrap_or_default();
    let usages = Usages::of(&certificate);
    let mut detail = json!({
        "CertificateArn": arn, "DomainName": domain, "SubjectAlternativeNames": names,
        "CreatedAt": certificate.created_ms, "Status": certificate.status(ask.now),
        "KeyAlgorithm": certificate.key_algorithm, "InUseBy": users, "Type": certificate.source(),
        "RenewalEligibility": eligibility(&certificate, &users),
        "Options": { "CertificateTransparencyLoggingPreference": certificate.transparency, "Export": certificate.export() },
        "KeyUsages": usages.key.iter().map(|name| json!({ "Name": name })).collect::<Value>(),
        "ExtendedKeyUsages": usages.extended.iter().map(|(name, oid)| json!({ "Name": name, "OID": oid })).collect::<Value>(),
        "CertificateKeyPairOrigin": origin(&certificate),
    });
    let Some(members) = detail.as_object_mut() else { return Ok(json!({})) };
    if let Some((not_before, not_after)) = certificate.lasts() {
        members.insert("NotBefore".into(), json!(not_before));
        members.insert("NotAfter".into(), json!(not_after));
    }
    match &certificate.imported {
        Some(imported) => {
            members.insert("Subject".into(), json!(imported.subject));
            members.insert("Issuer".into(), json!(imported.issuer));
            members.insert("Serial".into(), json!(imported.serial));
            members.insert("SignatureAlgorithm".into(), json!(imported.signature_algorithm));
            members.insert("ImportedAt".into(), json!(imported.imported_ms));
        }
        None => {
            let proofs: Value = certificate.names.iter().map(|name| proof(ask, &certificate, name)).collect();
            members.insert("Subject".into(), json!(format!("CN={domain}")));
            members.insert("Issuer".into(), json!("Amazon"));
            members.insert("SignatureAlgorithm".into(), json!(signature(&certificate)));
            members.insert("DomainValidationOptions".into(), proofs.clone());
            if certificate.status(ask.now) == "FAILED" {
                members.insert("FailureReason".into(), json!(certificate.failure));
            }
            if let Some(issued) = certificate.issued_ms {
                members.insert("IssuedAt".into(), json!(issued));
                members.insert("Serial".into(), json!(serial(arn)));
            }
            if let Some(renewal) = &certificate.renewal {
                members.insert("RenewalSummary".into(), renewal.summary(proofs));
            }
        }
    }
    Ok(json!({ "Certificate": detail }))
}

/// What a certificate's key may be used for; nothing is known of one that is not issued yet.
struct Usages {
    key: Vec<String>,
    /// Name and object identifier.
    extended: Vec<(String, String)>,
}

impl Usages {
    fn of(certificate: &Certificate) -> Usages {
        match &certificate.imported {
            Some(imported) => Usages { key: imported.key_usages.clone(), extended: imported.extended_key_usages.clone() },
            None if certificate.issued_ms.is_some() => Usages {
                key: vec!["DIGITAL_SIGNATURE".to_owned(), "KEY_ENCIPHERMENT".to_owned()],
                extended: vec![("TLS_WEB_SERVER_AUTHENTICATION".to_owned(), "1.3.6.1.5.5.7.3.1".to_owned())],
            },
            None => Usages { key: Vec::new(), extended: Vec::new() },
        }
    }
}

/// ACM renews what it issued and what is in use.
fn eligibility(certificate: &Certificate, users: &[String]) -> &'static str {
    if users.is_empty() || certificate.imported.is_some() { "INELIGIBLE" } else { "ELIGIBLE" }
}

fn origin(certificate: &Certificate) -> &'static str {
    if certificate.imported.is_some() { "CUSTOMER_PROVIDED" } else { "AWS_MANAGED" }
}

fn proof(ask: &Ask<'_>, certificate: &Certificate, name: &Name) -> Value {
    let pending = match certificate.status(ask.now) {
        "VALIDATION_TIMED_OUT" | "FAILED" => "FAILED",
        _ => "PENDING_VALIDATION",
    };
    let status = if name.proved { "SUCCESS" } else { pending };
    let base = name.name.strip_prefix("*.").unwrap_or(&name.name);
    let domain = name.validation_domain.as_deref().unwrap_or(base);
    let mut option = json!({
        "DomainName": name.name, "ValidationDomain": domain, "ValidationStatus": status,
        "ValidationMethod": certificate.method,
    });
    if let Some(members) = option.as_object_mut() {
        if certificate.method == "EMAIL" {
            let boxes = ["admin", "administrator", "hostmaster", "postmaster", "webmaster"];
            let emails: Vec<String> = boxes.iter().map(|local| format!("{local}@{domain}")).collect();
            members.insert("ValidationEmails".into(), json!(emails));
        } else if certificate.records_shown(ask.now) {
            let (record, value) = &name.record;
            members.insert("ResourceRecord".into(), json!({ "Name": record, "Type": "CNAME", "Value": value }));
        }
    }
    option
}

fn signature(certificate: &Certificate) -> &'static str {
    match certificate.key_algorithm.as_str() {
        "EC_prime256v1" => "SHA256WITHECDSA",
        "EC_secp384r1" => "SHA384WITHECDSA",
        "EC_secp521r1" => "SHA512WITHECDSA",
        _ => "SHA256WITHRSA",
    }
}

/// Sixteen octets in hexadecimal, with colons.
fn serial(arn: &str) -> String {
    colons(&serial_octets(arn))
}

/// A serial number is positive: its first octet is below 128 (RFC 5280, section 4.1.2.2).
pub(super) fn serial_octets(arn: &str) -> Vec<u8> {
    let digits = fixed_hex(&[arn, "serial"], 32);
    let octet = |from: usize| digits.get(from..from + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(1);
    let mut octets: Vec<u8> = (0..32).step_by(2).map(octet).collect();
    if let Some(first) = octets.first_mut() {
        *first = (*first & 0x7f) | 0x01;
    }
    octets
}

/// Octets as DescribeCertificate writes serial numbers.
pub(super) fn colons(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(":")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ListCertificates {
    #[serde(default)]
    certificate_statuses: Vec<String>,
    #[serde(default)]
    certificate_key_pair_origins: Vec<String>,
    includes: Option<Includes>,
    next_token: Option<String>,
    max_items: Option<i64>,
    sort_by: Option<String>,
    sort_order: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Includes {
    #[serde(default)]
    key_types: Vec<String>,
    #[serde(default)]
    key_usage: Vec<String>,
    #[serde(default)]
    extended_key_usage: Vec<String>,
    export_option: Option<String>,
    managed_by: Option<String>,
}

impl Includes {
    /// Without a wish for key types only RSA of 1024 and 2048 bits show, which surprises everyone once.
    fn pass(&self, certificate: &Certificate) -> bool {
        let types: Vec<&str> = match self.key_types.as_slice() {
            [] => vec!["RSA_1024", "RSA_2048"],
            given => given.iter().map(String::as_str).collect(),
        };
        let any = |wanted: &[String], has: &[&str]| {
            wanted.is_empty() || wanted.iter().any(|usage| usage == "ANY" || has.contains(&usage.as_str()))
        };
        let usages = Usages::of(certificate);
        let key: Vec<&str> = usages.key.iter().map(String::as_str).collect();
        let extended: Vec<&str> = usages.extended.iter().map(|(name, _)| name.as_str()).collect();
        types.contains(&certificate.key_algorithm.as_str())
            && any(&self.key_usage, &key)
            && any(&self.extended_key_usage, &extended)
            && self.export_option.as_deref().is_none_or(|option| option == certificate.export())
            // No other service manages one of these.
            && self.managed_by.is_none()
    }
}

pub(crate) fn list_certificates(ask: &Ask<'_>, input: ListCertificates) -> Result<Value, AwsError> {
    const MEMBER: &str = "CertificateSummaryList";
    if input.sort_by.is_some() != input.sort_order.is_some() {
        return Err(AwsError::new("ValidationException", "SortBy and SortOrder must be given together."));
    }
    let after = match &input.next_token {
        None => 0,
        Some(token) => pages::resume(MEMBER, token).ok_or_else(|| AwsError::new("ValidationException", "The NextToken is not valid."))?,
    };
    let includes = input.includes.unwrap_or_default();
    let mut chosen: Vec<Entry<Certificate>> = ask.tx.list(ask.place)?;
    chosen.retain(|entry| {
        let status = entry.record.status(ask.now);
        let wanted = input.certificate_statuses.is_empty() || input.certificate_statuses.iter().any(|given| given == status);
        let origins = &input.certificate_key_pair_origins;
        let from = origins.is_empty() || origins.iter().any(|given| given == origin(&entry.record));
        wanted && from && includes.pass(&entry.record)
    });
    // The order of creation either way; descending pages resume after a mirrored place.
    let descending = input.sort_order.as_deref() == Some("DESCENDING");
    let mut all = Vec::new();
    for entry in &chosen {
        let seq = if descending { i64::MAX - entry.seq } else { entry.seq };
        all.push((seq, summary(ask, entry)?));
    }
    all.sort_by_key(|(seq, _)| *seq);
    let limit = input.max_items.and_then(|most| usize::try_from(most).ok()).unwrap_or(1000);
    let page = pages::cut(MEMBER, all, after, limit);
    Ok(json!({ MEMBER: page.items, "NextToken": page.next }))
}

fn summary(ask: &Ask<'_>, entry: &Entry<Certificate>) -> Result<Value, AwsError> {
    let certificate = &entry.record;
    let names: Vec<&str> = certificate.names.iter().map(|name| name.name.as_str()).collect();
    let users = in_use_by(ask, &entry.id)?;
    let usages = Usages::of(certificate);
    let (not_before, not_after) = certificate.lasts().unzip();
    let extended: Vec<&String> = usages.extended.iter().map(|(name, _)| name).collect();
    let shown = names.get(..MOST_NAMES_SHOWN).unwrap_or(&names);
    Ok(json!({
        "CertificateArn": entry.id, "DomainName": names.first(), "SubjectAlternativeNameSummaries": shown,
        "HasAdditionalSubjectAlternativeNames": names.len() > MOST_NAMES_SHOWN, "Status": certificate.status(ask.now),
        "Type": certificate.source(), "KeyAlgorithm": certificate.key_algorithm, "KeyUsages": usages.key,
        "ExtendedKeyUsages": extended, "ExportOption": certificate.export(), "Exported": false, "InUse": !users.is_empty(),
        "RenewalEligibility": eligibility(certificate, &users), "CreatedAt": certificate.created_ms,
        "IssuedAt": certificate.issued_ms, "ImportedAt": certificate.imported.as_ref().map(|imported| imported.imported_ms),
        "NotBefore": not_before, "NotAfter": not_after, "CertificateKeyPairOrigin": origin(certificate),
    }))
}

/// Alternative names that a list shows of one certificate.
const MOST_NAMES_SHOWN: usize = 100;
