//! Looking at certificates.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Certificate, LASTS_MS, Name, in_use_by, one};
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
    let proofs: Value = certificate.names.iter().map(|name| proof(ask, &certificate, name)).collect();
    let mut detail = json!({
        "CertificateArn": arn, "DomainName": domain, "SubjectAlternativeNames": names,
        "DomainValidationOptions": proofs.clone(), "Subject": format!("CN={domain}"), "Issuer": "Amazon",
        "CreatedAt": certificate.created_ms, "Status": certificate.status(ask.now),
        "KeyAlgorithm": certificate.key_algorithm, "SignatureAlgorithm": signature(&certificate), "InUseBy": users,
        "Type": "AMAZON_ISSUED", "KeyUsages": [], "ExtendedKeyUsages": [],
        "RenewalEligibility": if users.is_empty() { "INELIGIBLE" } else { "ELIGIBLE" },
        "Options": { "CertificateTransparencyLoggingPreference": certificate.transparency, "Export": "DISABLED" },
    });
    if let (Some(members), Some(issued)) = (detail.as_object_mut(), certificate.issued_ms) {
        members.insert("IssuedAt".into(), json!(issued));
        members.insert("NotBefore".into(), json!(issued));
        members.insert("NotAfter".into(), json!(issued + LASTS_MS));
        members.insert("Serial".into(), json!(serial(arn)));
        members.insert("KeyUsages".into(), json!([{ "Name": "DIGITAL_SIGNATURE" }, { "Name": "KEY_ENCIPHERMENT" }]));
        members.insert("ExtendedKeyUsages".into(), json!([{ "Name": "TLS_WEB_SERVER_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.1" }]));
    }
    if let (Some(members), Some(renewal)) = (detail.as_object_mut(), &certificate.renewal) {
        members.insert("RenewalSummary".into(), renewal.summary(proofs));
    }
    Ok(json!({ "Certificate": detail }))
}

fn proof(ask: &Ask<'_>, certificate: &Certificate, name: &Name) -> Value {
    let pending = match certificate.status(ask.now) {
        "VALIDATION_TIMED_OUT" => "FAILED",
        _ => "PENDING_VALIDATION",
    };
    let status = if name.proved { "SUCCESS" } else { pending };
    let base = name.name.strip_prefix("*.").unwrap_or(&name.name);
    let mut option = json!({
        "DomainName": name.name, "ValidationDomain": base, "ValidationStatus": status,
        "ValidationMethod": certificate.method,
    });
    if let Some(members) = option.as_object_mut() {
        if certificate.method == "EMAIL" {
            let boxes = ["admin", "administrator", "hostmaster", "postmaster", "webmaster"];
            let emails: Vec<String> = boxes.iter().map(|local| format!("{local}@{base}")).collect();
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
    let digits: Vec<char> = fixed_hex(&[arn, "serial"], 32).chars().collect();
    digits.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(":")
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ListCertificates {
    #[serde(default)]
    certificate_statuses: Vec<String>,
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
        types.contains(&certificate.key_algorithm.as_str())
            && any(&self.key_usage, &["DIGITAL_SIGNATURE", "KEY_ENCIPHERMENT"])
            && any(&self.extended_key_usage, &["TLS_WEB_SERVER_AUTHENTICATION"])
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
        wanted && includes.pass(&entry.record)
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
    let not_after = certificate.issued_ms.map(|issued| issued + LASTS_MS);
    Ok(json!({
        "CertificateArn": entry.id, "DomainName": names.first(), "SubjectAlternativeNameSummaries": names,
        "HasAdditionalSubjectAlternativeNames": false, "Status": certificate.status(ask.now), "Type": "AMAZON_ISSUED",
        "KeyAlgorithm": certificate.key_algorithm, "KeyUsages": ["DIGITAL_SIGNATURE", "KEY_ENCIPHERMENT"],
        "ExtendedKeyUsages": ["TLS_WEB_SERVER_AUTHENTICATION"], "ExportOption": "DISABLED", "InUse": !users.is_empty(),
        "RenewalEligibility": if users.is_empty() { "INELIGIBLE" } else { "ELIGIBLE" },
        "CreatedAt": certificate.created_ms, "IssuedAt": certificate.issued_ms, "NotBefore": certificate.issued_ms,
        "NotAfter": not_after,
    }))
}
