//! The certificate that a server shows: its names, whether they cover the one that was asked for, and whether this computer trusts it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use ts_rs::TS;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// What the handshake showed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TlsSeen {
    /// The name that was asked for.
    pub asked: String,
    /// Whether the handshake came to its end.
    pub spoken: bool,
    /// The names in the certificate.
    pub names: Vec<String>,
    /// Whether one of them covers the name that was asked for.
    pub covers: bool,
    /// Whether it leads to an authority that this computer trusts; `None` without a certificate.
    pub trust: Option<Trust>,
}

/// Whether a certificate is trusted, its names left aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Trust {
    /// Yes.
    Trusted,
    /// Its authority is not known here.
    UnknownAuthority,
    /// Its time is over, or has not begun.
    Expired,
    /// Anything else that is wrong with it.
    Wrong,
}

impl Trust {
    /// The stable code in findings; the same as in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::UnknownAuthority => "unknownAuthority",
            Self::Expired => "expired",
            Self::Wrong => "wrong",
        }
    }
}

/// Shakes hands, whatever the certificate is worth: nothing secret goes over this connection, and what is wrong is told.
pub(super) async fn shake_hands(
    stream: TcpStream,
    name: &str,
    root_pem: Option<&str>,
    timeout: Duration,
) -> (TlsSeen, Option<TlsStream<TcpStream>>) {
    let mut seen = TlsSeen { asked: name.to_owned(), spoken: false, names: Vec::new(), covers: false, trust: None };
    let (Ok(server), Ok((config, recorder))) = (ServerName::try_from(name.to_owned()), config(root_pem)) else { return (seen, None) };
    let shaken = tokio::time::timeout(timeout, TlsConnector::from(Arc::new(config)).connect(server, stream)).await;
    if let Some(found) = recorder.found.lock().unwrap_or_else(PoisonError::into_inner).take() {
        seen.covers = found.names.iter().any(|pattern| covers(pattern, name));
        seen.names = found.names;
        seen.trust = Some(found.trust);
    }
    let stream = shaken.ok().and_then(Result::ok);
    seen.spoken = stream.is_some();
    (seen, stream)
}

/// RFC 9525 section 6.3: a wildcard stands for exactly one label, the first.
fn covers(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.trim_end_matches('.').to_ascii_lowercase());
    match pattern.strip_prefix("*.") {
        Some(parent) => name.split_once('.').is_some_and(|(first, rest)| !first.is_empty() && rest == parent),
        None => pattern == name,
    }
}

fn config(root_pem: Option<&str>) -> Result<(ClientConfig, Arc<Recorder>), Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let inner: Arc<dyn ServerCertVerifier> = match root_pem {
        None => Arc::new(rustls_platform_verifier::Verifier::new(Arc::clone(&provider))?),
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()).flatten() {
                roots.add(certificate)?;
            }
            let built = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build();
            built.map_err(|error| Error::General(error.to_string()))?
        }
    };
    let recorder = Arc::new(Recorder { inner, provider: Arc::clone(&provider), found: Mutex::default() });
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&recorder) as Arc<dyn ServerCertVerifier>)
        .with_no_client_auth();
    Ok((config, recorder))
}

#[derive(Debug)]
struct Found {
    names: Vec<String>,
    trust: Trust,
}

/// Lets the real verifier judge and writes its judgement down, instead of ending the handshake by it.
#[derive(Debug)]
struct Recorder {
    inner: Arc<dyn ServerCertVerifier>,
    provider: Arc<CryptoProvider>,
    found: Mutex<Option<Found>>,
}

impl ServerCertVerifier for Recorder {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let judged = self.inner.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let trust = match judged {
            Ok(_) => Trust::Trusted,
            Err(Error::InvalidCertificate(why)) => match why {
                // The names are compared last: all else was in order.
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => Trust::Trusted,
                CertificateError::UnknownIssuer => Trust::UnknownAuthority,
                CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. } => Trust::Expired,
                _ => Trust::Wrong,
            },
            Err(_) => Trust::Wrong,
        };
        *self.found.lock().unwrap_or_else(PoisonError::into_inner) = Some(Found { names: names(end_entity), trust });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

fn names(certificate: &CertificateDer<'_>) -> Vec<String> {
    let Ok((_, parsed)) = X509Certificate::from_der(certificate) else { return Vec::new() };
    let Ok(Some(alternative)) = parsed.subject_alternative_name() else { return Vec::new() };
    let dns = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None,
    };
    alternative.value.general_names.iter().filter_map(dns).take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wildcard_stands_for_one_label() {
        for (pattern, name, expected) in [
            ("api.example.com", "API.example.com", true),
            ("*.example.com", "api.example.com", true),
            ("*.example.com", "a.api.example.com", false),
            ("*.example.com", "example.com", false),
            ("api.example.com", "api.example.org", false),
            ("", "api.example.com", false),
        ] {
            assert_eq!(covers(pattern, name), expected, "{pattern} {name}");
        }
    }
}
