//! The mail server's certificate, from an authority of this world alone. The authority's key is forgotten once it has
//! signed: nobody can issue anything else in its name, and its certificate says that it speaks for `practice.example`.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints,
};
use serde::{Deserialize, Serialize};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use crate::dns::MAIL_HOST;
use crate::state::{State, StateError};

/// Name of the stored value.
const META: &str = "mail-certificate";

/// Why the mail server has no certificate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AuthorityError {
    #[error("the mail server's certificate could not be made: {0}")]
    Make(#[from] rcgen::Error),
    #[error("the mail server's certificate can't be used: {0}")]
    Tls(#[from] rustls::Error),
    #[error("the stored certificate of the mail server is not readable: {0}")]
    Pem(#[from] rustls::pki_types::pem::Error),
    #[error(transparent)]
    State(#[from] StateError),
}

/// What is stored. The key opens nothing outside of the practice world.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Authority {
    root_pem: String,
    server_pem: String,
    server_key_pem: String,
}

impl Authority {
    pub(crate) fn open(state: &State) -> Result<Authority, AuthorityError> {
        if let Some(stored) = state.transact(|tx| tx.meta::<Authority>(META))? {
            return Ok(stored);
        }
        let made = Authority::make()?;
        made.store(state)?;
        Ok(made)
    }

    pub(crate) fn store(&self, state: &State) -> Result<(), StateError> {
        state.transact(|tx| tx.set_meta(META, self))
    }

    pub(crate) fn root_pem(&self) -> &str {
        &self.root_pem
    }

    fn make() -> Result<Authority, AuthorityError> {
        let mut root = CertificateParams::default();
        root.distinguished_name.push(DnType::CommonName, "Practice world mail authority");
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        root.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![GeneralSubtree::DnsName("practice.example".to_owned())],
            excluded_subtrees: Vec::new(),
        });
        let root_key = KeyPair::generate()?;
        let root_pem = root.self_signed(&root_key)?.pem();

        let mut server = CertificateParams::new(vec![MAIL_HOST.to_owned()])?;
        server.distinguished_name.push(DnType::CommonName, MAIL_HOST);
        server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        server.use_authority_key_identifier_extension = true;
        let server_key = KeyPair::generate()?;
        let server_pem = server.signed_by(&server_key, &Issuer::new(root, root_key))?.pem();
        Ok(Authority { root_pem, server_pem, server_key_pem: server_key.serialize_pem() })
    }

    /// The server's side of TLS 1.2 and 1.3.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, AuthorityError> {
        let chain = vec![CertificateDer::from_pem_slice(self.server_pem.as_bytes())?];
        let key = PrivateKeyDer::from_pem_slice(self.server_key_pem.as_bytes())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}
