//! What has to be known of a private key: whether it belongs to a public one. Nothing is computed with it, and nothing of it
//! is kept.

use x509_parser::der_parser::asn1_rs::{Any, BitString, Class, FromDer, Integer, OctetString, Sequence};
use x509_parser::pem::Pem;

/// The public half of a private key, as far as its file has it.
pub(super) enum PrivateKey {
    /// The modulus without leading zeros.
    Rsa(Vec<u8>),
    /// The public point, which a file may leave out.
    Ec(Option<Vec<u8>>),
}

fn trimmed(octets: &[u8]) -> &[u8] {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    octets.get(zeros..).unwrap_or_default()
}

impl PrivateKey {
    /// Reads an unencrypted key in one of its three usual files: `RSAPrivateKey` (RFC 8017), `ECPrivateKey` (RFC 5915) or
    /// either in `PrivateKeyInfo` (RFC 5208). An error is a sentence.
    pub fn parse(text: &str) -> Result<PrivateKey, String> {
        let unsupported = || "The private key is not supported.".to_owned();
        // OpenSSL writes the parameters of a curve before the key.
        let mut pems = Pem::iter_from_buffer(text.as_bytes()).filter_map(Result::ok).filter(|pem| pem.label != "EC PARAMETERS");
        let pem = pems.next().ok_or_else(unsupported)?;
        if text.contains("ENCRYPTED") {
            return Err("The private key must be unencrypted.".to_owned());
        }
        let found = match pem.label.as_str() {
            "RSA PRIVATE KEY" => rsa(&pem.contents),
            "EC PRIVATE KEY" => ec(&pem.contents),
            "PRIVATE KEY" => wrapped(&pem.contents),
            _ => None,
        };
        found.ok_or_else(unsupported)
    }

    pub fn is_rsa(&self, modulus: &[u8]) -> bool {
        matches!(self, PrivateKey::Rsa(own) if own == trimmed(modulus))
    }

    /// A file without the public point can't be told from the right one: it is taken for it.
    pub fn is_ec(&self, point: &[u8]) -> bool {
        matches!(self, PrivateKey::Ec(own) if own.as_deref().is_none_or(|own| own == point))
    }
}

/// Version, modulus, and what is nobody's business.
fn rsa(der: &[u8]) -> Option<PrivateKey> {
    let (_, sequence) = Sequence::from_der(der).ok()?;
    let (rest, _) = Integer::from_der(&sequence.content).ok()?;
    let (_, modulus) = Integer::from_der(rest).ok()?;
    Some(PrivateKey::Rsa(trimmed(modulus.as_ref()).to_vec()))
}

/// Version, key, and tagged: the curve `[0]`, the public point `[1]`.
fn ec(der: &[u8]) -> Option<PrivateKey> {
    let (_, sequence) = Sequence::from_der(der).ok()?;
    let (rest, _) = Integer::from_der(&sequence.content).ok()?;
    let (mut rest, _) = OctetString::from_der(rest).ok()?;
    while !rest.is_empty() {
        let (after, any) = Any::from_der(rest).ok()?;
        if any.class() == Class::ContextSpecific && any.tag().0 == 1 {
            let (_, point) = BitString::from_der(any.data).ok()?;
            return Some(PrivateKey::Ec(Some(point.data.to_vec())));
        }
        rest = after;
    }
    Some(PrivateKey::Ec(None))
}

/// Version, algorithm, and the key as octets: which of the two it is shows in what can be read.
fn wrapped(der: &[u8]) -> Option<PrivateKey> {
    let (_, sequence) = Sequence::from_der(der).ok()?;
    let (rest, _) = Integer::from_der(&sequence.content).ok()?;
    let (rest, _) = Sequence::from_der(rest).ok()?;
    let (_, key) = OctetString::from_der(rest).ok()?;
    let key = key.as_ref();
    rsa(key).or_else(|| ec(key))
}
