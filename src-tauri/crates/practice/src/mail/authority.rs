//! The mail server's certificates, from an authority of this world alone. The authority's key is forgotten once it has
//! signed: nobody can issue anything else in its name, and its certificate says that it speaks for `practice.example`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, date_time_ymd,
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
/// What can be wrong with a certificate: the choices of the fault `mail-certificate`.
const WRONG: [&str; 4] = ["other-name", "expired", "self-signed", "unknown-authority"];

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

/// A certificate with its key, both PEM.
#[derive(Clone, Serialize, Deserialize)]
struct Identity {
    pem: String,
    key_pem: String,
}

/// What is stored. The keys open nothing outside of the practice world.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Authority {
    root_pem: String,
    server_pem: String,
    server_key_pem: String,
    /// Certificates that nobody should trust, by what is wrong with them.
    #[serde(default)]
    wrong: BTreeMap<String, Identity>,
}

impl Authority {
    pub(crate) fn open(state: &State) -> Result<Authority, AuthorityError> {
        if let Some(stored) = state.transact(|tx| tx.meta::<Authority>(META))?
            && WRONG.iter().all(|wrong| stored.wrong.contains_key(*wrong))
        {
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
        let (root, root_pem) = root()?;
        let (stranger, _) = root_of_strangers()?;
        let right = signed(server(MAIL_HOST)?, &root)?;
        let mut expired = server(MAIL_HOST)?;
        expired.not_before = date_time_ymd(2020, 1, 1);
        expired.not_after = date_time_ymd(2020, 12, 31);
        let own_key = KeyPair::generate()?;
        let own = server(MAIL_HOST)?.self_signed(&own_key)?;
        let wrong = [
            ("other-name", signed(server("other.practice.example")?, &root)?),
            ("expired", signed(expired, &root)?),
            ("self-signed", Identity { pem: own.pem(), key_pem: own_key.serialize_pem() }),
            ("unknown-authority", signed(server(MAIL_HOST)?, &stranger)?),
        ];
        Ok(Authority {
            root_pem,
            server_pem: right.pem,
            server_key_pem: right.key_pem,
            wrong: wrong.into_iter().map(|(name, identity)| (name.to_owned(), identity)).collect(),
        })
    }

    /// The server's side of TLS with the right certificate.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, AuthorityError> {
        acceptor(&self.server_pem, &self.server_key_pem)
    }

    /// The same with each wrong one, by what is wrong with it.
    pub(crate) fn wrong_acceptors(&self) -> Result<BTreeMap<String, TlsAcceptor>, AuthorityError> {
        self.wrong.iter().map(|(wrong, identity)| Ok((wrong.clone(), acceptor(&identity.pem, &identity.key_pem)?))).collect()
    }
}

type Root = Issuer<'static, KeyPair>;

/// The authority that the world document tells, and its certificate.
fn root() -> Result<(Root, String), AuthorityError> {
    let mut root = authority("Practice world mail authority");
    root.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName("practice.example".to_owned())],
        excluded_subtrees: Vec::new(),
    });
    issuer(root)
}

/// An authority that nobody is told of.
fn root_of_strangers() -> Result<(Root, String), AuthorityError> {
    issuer(authority("Somebody else's mail authority"))
}

fn authority(name: &str) -> CertificateParams {
    let mut root = CertificateParams::default();
    root.distinguished_name.push(DnType::CommonName, name);
    root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    root
}

fn issuer(root: CertificateParams) -> Result<(Root, String), AuthorityError> {
    let key = KeyPair::generate()?;
    let pem = root.self_signed(&key)?.pem();
    Ok((Issuer::new(root, key), pem))
}

fn server(host: &str) -> Result<CertificateParams, AuthorityError> {
    let mut server = CertificateParams::new(vec![host.to_owned()])?;
    server.distinguished_name.push(DnType::CommonName, host);
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    Ok(server)
}

fn signed(server: CertificateParams, by: &Root) -> Result<Identity, AuthorityError> {
    let key = KeyPair::generate()?;
    let pem = server.signed_by(&key, by)?.pem();
    Ok(Identity { pem, key_pem: key.serialize_pem() })
}

/// TLS 1.2 and 1.3.
fn acceptor(pem: &str, key_pem: &str) -> Result<TlsAcceptor, AuthorityError> {
    let chain = vec![CertificateDer::from_pem_slice(pem.as_bytes())?];
    let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes())?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_taken_up_and_what_lacks_the_wrong_certificates_is_made_anew() {
        let state = State::open(None).unwrap();
        let made = Authority::open(&state).unwrap();
        assert_eq!(Authority::open(&state).unwrap().root_pem(), made.root_pem());
        let wrong = made.wrong_acceptors().unwrap();
        assert!(WRONG.iter().all(|name| wrong.contains_key(*name)) && wrong.len() == WRONG.len());
        let (root_pem, server_pem, server_key_pem) = (&made.root_pem, &made.server_pem, &made.server_key_pem);
        let before = serde_json::json!({"root_pem": root_pem, "server_pem": server_pem, "server_key_pem": server_key_pem});
        state.transact(|tx| tx.set_meta(META, &before)).unwrap();
        assert_ne!(Authority::open(&state).unwrap().root_pem(), made.root_pem());
    }
}
