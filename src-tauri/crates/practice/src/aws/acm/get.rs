//! The certificate itself: an imported one as it came, an issued one from an authority that exists for this certificate
//! alone. Its RSA key is a public key without a private one: nobody can use the certificate, here or anywhere.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256, PublicKeyData, SerialNumber, SignatureAlgorithm,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::OffsetDateTime;

use super::describe::serial_octets;
use super::{Certificate, LASTS_MS, one};
use crate::aws::ask::{Ask, hex};
use crate::aws::error::AwsError;
use crate::state::Record;

/// A certificate and its chain in PEM, stored under the certificate's ARN.
#[derive(Serialize, Deserialize)]
struct Body {
    certificate: String,
    chain: String,
    /// Which issue it is: a renewed one is another.
    issued_ms: i64,
}

impl Record for Body {
    const KIND: &'static str = "certificate-body";
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct GetCertificate {
    certificate_arn: String,
}

pub(crate) fn get_certificate(ask: &Ask<'_>, input: GetCertificate) -> Result<Value, AwsError> {
    let arn = &input.certificate_arn;
    let certificate = one(ask, arn)?;
    if let Some(imported) = &certificate.imported {
        return Ok(json!({ "Certificate": imported.pem, "CertificateChain": imported.chain_pem }));
    }
    let Some(issued_ms) = certificate.issued_ms else {
        return Err(match certificate.status(ask.now) {
            "PENDING_VALIDATION" => AwsError::new("RequestInProgressException", format!("Certificate request {arn} is in progress.")),
            status => AwsError::new("ResourceNotFoundException", format!("There is no certificate in {arn}: its status is {status}.")),
        });
    };
    let body = match ask.tx.get::<Body>(ask.place, arn)? {
        Some(body) if body.issued_ms == issued_ms => body,
        _ => {
            let made = make(arn, &certificate, issued_ms);
            let body = made.map_err(|error| AwsError::with_status(500, "InternalFailure", error.to_string()))?;
            ask.tx.put(ask.place, arn, &body)?;
            body
        }
    };
    Ok(json!({ "Certificate": body.certificate, "CertificateChain": body.chain }))
}

/// Forgets the body of a certificate that goes away.
pub(super) fn forget(ask: &Ask<'_>, arn: &str) -> Result<(), AwsError> {
    ask.tx.delete::<Body>(ask.place, arn)?;
    Ok(())
}

fn make(arn: &str, certificate: &Certificate, issued_ms: i64) -> Result<Body, rcgen::Error> {
    let mut root = CertificateParams::default();
    root.distinguished_name.push(DnType::CountryName, "US");
    root.distinguished_name.push(DnType::OrganizationName, "Amazon");
    root.distinguished_name.push(DnType::CommonName, "Practice world, trusted by nobody");
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let root_key = KeyPair::generate()?;
    let chain = root.self_signed(&root_key)?.pem();

    let names: Vec<String> = certificate.names.iter().map(|name| name.name.clone()).collect();
    let mut leaf = CertificateParams::new(names.clone())?;
    leaf.distinguished_name = rcgen::DistinguishedName::new();
    leaf.distinguished_name.push(DnType::CommonName, names.first().map_or("", String::as_str));
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.serial_number = Some(SerialNumber::from(serial_octets(arn)));
    leaf.not_before = moment(issued_ms);
    leaf.not_after = moment(issued_ms + LASTS_MS);
    let issuer = Issuer::new(root, root_key);
    let made = match certificate.key_algorithm.as_str() {
        "EC_prime256v1" => leaf.signed_by(&KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?, &issuer)?,
        "EC_secp384r1" => leaf.signed_by(&KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384)?, &issuer)?,
        _ => leaf.signed_by(&Keyless(rsa_2048()), &issuer)?,
    };
    Ok(Body { certificate: plain(&made.pem()), chain: plain(&chain), issued_ms })
}

fn moment(ms: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(ms / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// PEM with line feeds alone, as ACM's own pattern for it wants.
fn plain(pem: &str) -> String {
    pem.replace('\r', "")
}

/// An RSA public key that was made up.
struct Keyless(Vec<u8>);

impl PublicKeyData for Keyless {
    fn der_bytes(&self) -> &[u8] {
        &self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}

/// `RSAPublicKey` (RFC 8017, appendix A.1.1): 2048 random bits, the highest and the lowest set, and the exponent 65537.
fn rsa_2048() -> Vec<u8> {
    let digits: String = (0..32).map(|_| hex(16)).collect();
    let octet = |index: usize| digits.get(2 * index..2 * index + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(1);
    let mut modulus: Vec<u8> = (0..256).map(octet).collect();
    if let Some(first) = modulus.first_mut() {
        *first |= 0x80;
    }
    if let Some(last) = modulus.last_mut() {
        *last |= 1;
    }
    // SEQUENCE of 266 octets: INTEGER of 257 (a zero keeps it positive), INTEGER of 3.
    let mut der = vec![0x30, 0x82, 0x01, 0x0a, 0x02, 0x82, 0x01, 0x01, 0x00];
    der.extend(modulus);
    der.extend([0x02, 0x03, 0x01, 0x00, 0x01]);
    der
}
