//! What can be changed about a certificate's request, and the mail that proves it where DNS does not. Source:
//! UpdateCertificateOptions and ResendValidationEmail in the ACM API reference.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{LOOK_EVERY_MS, one};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct UpdateCertificateOptions {
    certificate_arn: String,
    options: Options,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Options {
    certificate_transparency_logging_preference: Option<String>,
    export: Option<String>,
    validation_method: Option<String>,
}

/// Export is decided by the request; the way to prove the names can change from mail to DNS, not back.
pub(crate) fn update_certificate_options(ask: &Ask<'_>, input: UpdateCertificateOptions) -> Result<Value, AwsError> {
    let arn = &input.certificate_arn;
    let mut certificate = one(ask, arn)?;
    let invalid = |message: String| AwsError::new("ValidationException", message);
    if certificate.imported.is_some() {
        return Err(AwsError::new("InvalidStateException", format!("The options of {arn} cannot be changed: it was imported.")));
    }
    if input.options.export.as_deref().is_some_and(|export| export != certificate.export()) {
        return Err(invalid("The export option of a certificate cannot be changed.".to_owned()));
    }
    if let Some(method) = input.options.validation_method {
        match (certificate.method.as_str(), method.as_str()) {
            ("EMAIL", "DNS") => certificate.look_at_ms = ask.now + LOOK_EVERY_MS,
            (before, after) if before == after => {}
            (before, after) => return Err(invalid(format!("The validation method cannot change from {before} to {after}."))),
        }
        certificate.method = method;
    }
    if let Some(preference) = input.options.certificate_transparency_logging_preference {
        certificate.transparency = preference;
    }
    ask.tx.put(ask.place, arn, &certificate)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ResendValidationEmail {
    certificate_arn: String,
    domain: String,
    validation_domain: String,
}

/// Nobody reads the mail: the practice world proves names over DNS.
pub(crate) fn resend_validation_email(ask: &Ask<'_>, input: ResendValidationEmail) -> Result<Value, AwsError> {
    let arn = &input.certificate_arn;
    let mut certificate = one(ask, arn)?;
    let (status, method) = (certificate.status(ask.now), certificate.method.clone());
    let domain = input.domain.to_ascii_lowercase();
    let Some(name) = certificate.names.iter_mut().find(|name| name.name == domain) else {
        let message = format!("{} is not a domain name of {arn}.", input.domain);
        return Err(AwsError::new("InvalidDomainValidationOptionsException", message));
    };
    if status != "PENDING_VALIDATION" || method != "EMAIL" {
        return Err(AwsError::new("InvalidStateException", format!("No domain name of {arn} waits for a mail.")));
    }
    name.validation_domain = Some(validation_domain(&domain, &input.validation_domain)?);
    ask.tx.put(ask.place, arn, &certificate)?;
    Ok(json!({}))
}

/// The domain that mail goes to: the name's own or one above it.
pub(super) fn validation_domain(name: &str, given: &str) -> Result<String, AwsError> {
    let (name, given) = (name.to_ascii_lowercase(), given.to_ascii_lowercase());
    if name == given || name.ends_with(&format!(".{given}")) {
        return Ok(given);
    }
    let message = format!("The validation domain {given} is not the same as {name}, nor above it.");
    Err(AwsError::new("InvalidDomainValidationOptionsException", message))
}
