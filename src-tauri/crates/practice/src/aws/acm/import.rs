//! Certificates that come from elsewhere. Source: ImportCertificate in the ACM API reference, "Prerequisites for importing
//! ACM certificates" and "Reimport a certificate" in the ACM User Guide. The private key is looked at and forgotten.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::pem::Pem;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::X509Name;

use super::describe::colons;
use super::private_key::PrivateKey;
use super::tags::{self, Tag};
use super::{Certificate, Name, one};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

/// What is known of an imported certificate beside its names.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Imported {
    pub pem: String,
    pub chain_pem: Option<String>,
    /// World time, like every other.
    pub imported_ms: i64,
    pub not_before_ms: i64,
    pub not_after_ms: i64,
    /// Octets in hexadecimal with colons.
    pub serial: String,
    pub subject: String,
    /// The issuer's common name, else its organization.
    pub issuer: String,
    pub signature_algorithm: String,
    pub key_usages: Vec<String>,
    /// Name and object identifier.
    pub extended_key_usages: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ImportCertificate {
    certificate_arn: Option<String>,
    certificate: String,
    private_key: String,
    certificate_chain: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationException", message)
}

/// A blob is base64 in JSON; inside is PEM.
fn text(blob: &str, what: &str) -> Result<String, AwsError> {
    let octets = STANDARD.decode(blob).map_err(|_| invalid(format!("The {what} is not valid base64.")))?;
    String::from_utf8(octets).map_err(|_| invalid(format!("The {what} that you have specified is not a valid PEM.")))
}

/// The certificates in a PEM file, at least one.
fn pems(text: &str, what: &str) -> Result<Vec<Pem>, AwsError> {
    let unreadable = || invalid(format!("The {what} that you have specified is not a valid PEM."));
    let pems: Vec<Pem> = Pem::iter_from_buffer(text.as_bytes()).collect::<Result<_, _>>().map_err(|_| unreadable())?;
    if pems.is_empty() || pems.iter().any(|pem| pem.label != "CERTIFICATE") {
        return Err(unreadable());
    }
    Ok(pems)
}

fn parsed<'a>(pem: &'a Pem, what: &str) -> Result<X509Certificate<'a>, AwsError> {
    pem.parse_x509().map_err(|_| invalid(format!("The {what} that you have specified is not a valid X.509 certificate.")))
}

pub(crate) fn import_certificate(ask: &Ask<'_>, input: ImportCertificate) -> Result<Value, AwsError> {
    let pem_text = text(&input.certificate, "certificate")?;
    let pems_given = pems(&pem_text, "certificate")?;
    let [pem] = pems_given.as_slice() else {
        return Err(invalid(
            "The certificate field contains more than one certificate. You can specify only one certificate in this field.",
        ));
    };
    let certificate = parsed(pem, "certificate")?;
    let (key_algorithm, matches) = key(&certificate, &text(&input.private_key, "private key")?)?;
    if !matches {
        return Err(invalid("The private key that you have specified does not match the certificate."));
    }
    let (from, until) = (certificate.validity().not_before.timestamp() * 1000, certificate.validity().not_after.timestamp() * 1000);
    if ask.now < from || ask.now >= until {
        return Err(invalid("The certificate that you have specified is not valid at this time."));
    }
    let chain_pem = input.certificate_chain.as_deref().map(|chain| text(chain, "certificate chain")).transpose()?;
    if let Some(chain) = &chain_pem {
        check_chain(&certificate, &pems(chain, "certificate chain")?)?;
    }
    let names = names(&certificate);
    if names.is_empty() {
        return Err(invalid("The certificate must have at least one fully qualified domain name."));
    }
    let (key_usages, extended_key_usages) = usages(&certificate);
    let imported = Imported {
        pem: pem_text,
        chain_pem,
        imported_ms: ask.now,
        not_before_ms: from,
        not_after_ms: until,
        serial: colons(certificate.raw_serial()),
        subject: certificate.subject().to_string(),
        issuer: said(certificate.issuer()),
        signature_algorithm: signature(&certificate),
        key_usages,
        extended_key_usages,
    };
    let names = names.into_iter().map(|name| Name { name, record: Default::default(), proved: true, validation_domain: None }).collect();
    if let Some(arn) = input.certificate_arn {
        return reimport(ask, &arn, imported, names, key_algorithm, &input.tags);
    }
    let (tags, bare_tags) = tags::fresh(&input.tags)?;
    let record = Certificate {
        imported: Some(imported),
        failure: None,
        exportable: false,
        bare_tags,
        names,
        method: String::new(),
        key_algorithm: key_algorithm.to_owned(),
        transparency: "DISABLED".to_owned(),
        created_ms: ask.now,
        issued_ms: None,
        renewal: None,
        look_at_ms: 0,
    };
    let arn = ask.arn("acm", &format!("certificate/{}", uuid::Uuid::new_v4()));
    ask.tx.put(ask.place, &arn, &record)?;
    tags.store(ask, &arn)?;
    Ok(json!({ "CertificateArn": arn }))
}

/// Takes the place of an imported certificate, whose ARN, tags and users stay.
fn reimport(ask: &Ask<'_>, arn: &str, imported: Imported, names: Vec<Name>, algorithm: &str, tags: &[Tag]) -> Result<Value, AwsError> {
    let mut record = one(ask, arn)?;
    if record.imported.is_none() {
        return Err(invalid(format!("Certificate {arn} was not imported, and cannot be replaced.")));
    }
    if !tags.is_empty() {
        return Err(invalid("Tagging is not permitted on re-import."));
    }
    if record.key_algorithm != algorithm {
        return Err(invalid(format!("The key of {arn} is {}, and cannot become {algorithm}.", record.key_algorithm)));
    }
    record.imported = Some(imported);
    record.names = names;
    ask.tx.put(ask.place, arn, &record)?;
    Ok(json!({ "CertificateArn": arn }))
}

/// The algorithm of a certificate's key, and whether the private key is its.
fn key(certificate: &X509Certificate<'_>, pem: &str) -> Result<(&'static str, bool), AwsError> {
    let private = PrivateKey::parse(pem).map_err(invalid)?;
    let unsupported = || invalid("The certificate's key is not of an algorithm or a size that is supported.");
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(rsa)) => {
            let algorithm = match rsa.key_size() {
                1024 => "RSA_1024",
                2048 => "RSA_2048",
                3072 => "RSA_3072",
                4096 => "RSA_4096",
                _ => return Err(unsupported()),
            };
            Ok((algorithm, private.is_rsa(rsa.modulus)))
        }
        Ok(PublicKey::EC(point)) => {
            let algorithm = match point.key_size() {
                256 => "EC_prime256v1",
                384 => "EC_secp384r1",
                // The library counts whole octets.
                521 | 528 => "EC_secp521r1",
                _ => return Err(unsupported()),
            };
            Ok((algorithm, private.is_ec(point.data())))
        }
        _ => Err(unsupported()),
    }
}

/// Every certificate of a chain names the next as its issuer, beginning with the one that was imported.
fn check_chain(certificate: &X509Certificate<'_>, chain: &[Pem]) -> Result<(), AwsError> {
    // As text: the same name may be encoded as one type of string here and as another one there.
    let mut issuer = certificate.issuer().to_string();
    for pem in chain {
        let link = parsed(pem, "certificate chain")?;
        if link.subject().to_string() != issuer {
            return Err(invalid("Could not validate the certificate with the certificate chain."));
        }
        issuer = link.issuer().to_string();
    }
    Ok(())
}

/// The common name, if there is one, then the alternative DNS names, each once, in lower case.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let common = certificate.subject().iter_common_name().filter_map(|name| name.as_str().ok());
    let alternative = certificate.subject_alternative_name().ok().flatten();
    let alternative = alternative.iter().flat_map(|extension| &extension.value.general_names).filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(*name),
        _ => None,
    });
    for name in common.chain(alternative) {
        let name = name.to_ascii_lowercase();
        if name.contains('.') && !name.contains(' ') && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn said(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().next().or_else(|| name.iter_organization().next());
    common.and_then(|value| value.as_str().ok()).map_or_else(|| name.to_string(), str::to_owned)
}

/// Names of key usages and extended key usages as ACM has them.
fn usages(certificate: &X509Certificate<'_>) -> (Vec<String>, Vec<(String, String)>) {
    let (mut key, mut extended) = (Vec::new(), Vec::new());
    for extension in certificate.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::KeyUsage(usage) => {
                let known = [
                    (usage.digital_signature(), "DIGITAL_SIGNATURE"),
                    (usage.non_repudiation(), "NON_REPUDIATION"),
                    (usage.key_encipherment(), "KEY_ENCIPHERMENT"),
                    (usage.data_encipherment(), "DATA_ENCIPHERMENT"),
                    (usage.key_agreement(), "KEY_AGREEMENT"),
                    (usage.key_cert_sign(), "CERTIFICATE_SIGNING"),
                    (usage.crl_sign(), "CRL_SIGNING"),
                    (usage.encipher_only(), "ENCIPHER_ONLY"),
                    (usage.decipher_only(), "DECIPHER_ONLY"),
                ];
                key.extend(known.iter().filter(|(set, _)| *set).map(|(_, name)| (*name).to_owned()));
            }
            ParsedExtension::ExtendedKeyUsage(usage) => {
                let known = [
                    (usage.any, "ANY", "2.5.29.37.0"),
                    (usage.server_auth, "TLS_WEB_SERVER_AUTHENTICATION", "1.3.6.1.5.5.7.3.1"),
                    (usage.client_auth, "TLS_WEB_CLIENT_AUTHENTICATION", "1.3.6.1.5.5.7.3.2"),
                    (usage.code_signing, "CODE_SIGNING", "1.3.6.1.5.5.7.3.3"),
                    (usage.email_protection, "EMAIL_PROTECTION", "1.3.6.1.5.5.7.3.4"),
                    (usage.time_stamping, "TIME_STAMPING", "1.3.6.1.5.5.7.3.8"),
                    (usage.ocsp_signing, "OCSP_SIGNING", "1.3.6.1.5.5.7.3.9"),
                ];
                extended.extend(known.iter().filter(|(set, ..)| *set).map(|(_, name, oid)| ((*name).to_owned(), (*oid).to_owned())));
                extended.extend(usage.other.iter().map(|oid| ("CUSTOM".to_owned(), oid.to_id_string())));
            }
            _ => {}
        }
    }
    (key, extended)
}

/// As ACM writes signature algorithms; one that it has no name for stays an object identifier.
fn signature(certificate: &X509Certificate<'_>) -> String {
    let oid = certificate.signature_algorithm.algorithm.to_id_string();
    let known = [
        ("1.2.840.113549.1.1.5", "SHA1WITHRSA"),
        ("1.2.840.113549.1.1.11", "SHA256WITHRSA"),
        ("1.2.840.113549.1.1.12", "SHA384WITHRSA"),
        ("1.2.840.113549.1.1.13", "SHA512WITHRSA"),
        ("1.2.840.10045.4.3.2", "SHA256WITHECDSA"),
        ("1.2.840.10045.4.3.3", "SHA384WITHECDSA"),
        ("1.2.840.10045.4.3.4", "SHA512WITHECDSA"),
    ];
    known.iter().find(|(known, _)| *known == oid).map_or(oid, |(_, name)| (*name).to_owned())
}
