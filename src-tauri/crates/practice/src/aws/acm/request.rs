//! Asking for certificates, and deleting them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::options::validation_domain;
use super::tags::Tag;
use super::{Certificate, LOOK_EVERY_MS, Name, RECORDS_AFTER_MS, in_use_by, one};
use crate::aws::ask::{Ask, fixed_hex};
use crate::aws::error::AwsError;
use crate::aws::limits::quota;
use crate::aws::tags::Tags;
use crate::state::{Place, Record};

/// World time for which a token means the same request: one hour.
const TOKEN_LASTS_MS: i64 = 3_600_000;
/// Names per certificate by default ("Quotas" in the ACM User Guide).
const MOST_NAMES: usize = 10;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct RequestCertificate {
    domain_name: String,
    validation_method: Option<String>,
    #[serde(default)]
    subject_alternative_names: Vec<String>,
    #[serde(skip_serializing)]
    idempotency_token: Option<String>,
    options: Option<Options>,
    #[serde(default, skip_serializing)]
    tags: Vec<Tag>,
    key_algorithm: Option<String>,
    #[serde(default)]
    domain_validation_options: Vec<DomainValidationOption>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DomainValidationOption {
    domain_name: String,
    validation_domain: String,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Options {
    certificate_transparency_logging_preference: Option<String>,
    export: Option<String>,
}

/// Algorithms of certificates that ACM issues; the others are for imported ones.
const ALGORITHMS: [&str; 3] = ["RSA_2048", "EC_prime256v1", "EC_secp384r1"];
/// Domains of Amazon's own, and endings that no public name has (RFC 6761, RFC 6762, RFC 7686, RFC 9476, ICANN's .internal).
/// Left out of the second: `example`, which the practice world itself is under.
const AMAZON_S: [&str; 3] = ["amazonaws.com", "cloudfront.net", "elasticbeanstalk.com"];
const NOT_PUBLIC: [&str; 7] = ["local", "localhost", "internal", "invalid", "test", "onion", "alt"];

/// Why a request fails as soon as it is looked at ("Troubleshoot certificate requests" in the ACM User Guide).
fn fails(names: &[String]) -> Option<String> {
    let under = |name: &String, ends: &[&str]| ends.iter().any(|end| name == end || name.ends_with(&format!(".{end}")));
    if names.iter().any(|name| under(name, &NOT_PUBLIC)) {
        return Some("INVALID_PUBLIC_DOMAIN".to_owned());
    }
    names.iter().any(|name| under(name, &AMAZON_S)).then(|| "ADDITIONAL_VERIFICATION_REQUIRED".to_owned())
}

/// The certificate a token stands for.
#[derive(Serialize, Deserialize)]
struct Requested {
    request: Value,
    arn: String,
    at_ms: i64,
}

impl Record for Requested {
    const KIND: &'static str = "idempotency-token";
}

pub(crate) fn request_certificate(ask: &Ask<'_>, input: RequestCertificate) -> Result<Value, AwsError> {
    let invalid = |message: String| AwsError::new("InvalidParameterException", message);
    let request = serde_json::to_value(&input).map_err(|error| invalid(error.to_string()))?;
    let token = input.idempotency_token.as_ref();
    let token = token.map(|token| format!("{}/{}/acm/{token}", ask.place.account, ask.place.region));
    if let Some(id) = &token {
        let known: Option<Requested> = ask.tx.get(Place::WORLD, id)?;
        if let Some(known) = known.filter(|known| ask.now < known.at_ms + TOKEN_LASTS_MS) {
            if known.request != request {
                return Err(invalid("The idempotency token was used before with other parameters.".to_owned()));
            }
            // A certificate that is gone is asked for anew.
            if ask.tx.get::<Certificate>(ask.place, &known.arn)?.is_some() {
                return Ok(json!({ "CertificateArn": known.arn }));
            }
        }
    }
    let method = input.validation_method.unwrap_or_else(|| "EMAIL".to_owned());
    if method == "HTTP" {
        return Err(invalid("HTTP validation is for certificates that CloudFront manages.".to_owned()));
    }
    if input.domain_name.len() > 64 {
        return Err(invalid("The first domain name can be no longer than 64 characters.".to_owned()));
    }
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(&input.domain_name).chain(&input.subject_alternative_names) {
        let name = name.to_ascii_lowercase();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > MOST_NAMES {
        let message = format!("A certificate can have at most {MOST_NAMES} names.");
        return Err(AwsError::new("LimitExceededException", message));
    }
    let key_algorithm = input.key_algorithm.unwrap_or_else(|| "RSA_2048".to_owned());
    if !ALGORITHMS.contains(&key_algorithm.as_str()) {
        return Err(invalid(format!("{key_algorithm} is for imported certificates only.")));
    }
    let mut proofs: Vec<Name> = names.iter().cloned().map(|name| proof(ask.place.account, name)).collect();
    for chosen in &input.domain_validation_options {
        let name = proofs.iter_mut().find(|name| name.name == chosen.domain_name.to_ascii_lowercase());
        let name = name.ok_or_else(|| {
            let message = format!("{} is not a domain name of this request.", chosen.domain_name);
            AwsError::new("InvalidDomainValidationOptionsException", message)
        })?;
        name.validation_domain = Some(validation_domain(&name.name, &chosen.validation_domain)?);
    }
    quota::CERTIFICATES.allow(ask, || Ok(ask.tx.list::<Certificate>(ask.place)?.len()))?;
    let (tags, bare_tags) = super::tags::fresh(&input.tags)?;
    let export = input.options.as_ref().is_some_and(|options| options.export.as_deref() == Some("ENABLED"));
    let transparency = input.options.and_then(|options| options.certificate_transparency_logging_preference);
    let certificate = Certificate {
        imported: None,
        failure: fails(&names),
        exportable: export,
        bare_tags,
        names: proofs,
        method,
        key_algorithm,
        transparency: transparency.unwrap_or_else(|| "ENABLED".to_owned()),
        created_ms: ask.now,
        issued_ms: None,
        renewal: None,
        look_at_ms: ask.now + RECORDS_AFTER_MS.max(LOOK_EVERY_MS),
    };
    let arn = ask.arn("acm", &format!("certificate/{}", uuid::Uuid::new_v4()));
    ask.tx.put(ask.place, &arn, &certificate)?;
    tags.store(ask, &arn)?;
    if let Some(id) = &token {
        ask.tx.put(Place::WORLD, id, &Requested { request, arn: arn.clone(), at_ms: ask.now })?;
    }
    Ok(json!({ "CertificateArn": arn }))
}

/// The record that proves a name: the same for every certificate of the account, so that one record serves them all.
fn proof(account: &str, name: String) -> Name {
    let domain = name.strip_prefix("*.").unwrap_or(&name);
    let label = fixed_hex(&[account, domain, "name"], 32);
    let target = fixed_hex(&[account, domain, "value"], 32);
    let zone = fixed_hex(&[account, domain, "zone"], 10);
    let record = (format!("_{label}.{domain}."), format!("_{target}.{zone}.acm-validations.aws."));
    Name { name, record, proved: false, validation_domain: None }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DeleteCertificate {
    certificate_arn: String,
}

pub(crate) fn delete_certificate(ask: &Ask<'_>, input: DeleteCertificate) -> Result<Value, AwsError> {
    let arn = &input.certificate_arn;
    one(ask, arn)?;
    if !in_use_by(ask, arn)?.is_empty() {
        return Err(AwsError::new("ResourceInUseException", format!("Certificate {arn} is in use.")));
    }
    ask.tx.delete::<Certificate>(ask.place, arn)?;
    super::get::forget(ask, arn)?;
    Tags::forget(ask, arn)?;
    Ok(json!({}))
}
