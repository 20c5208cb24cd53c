//! DNS over HTTPS (RFC 8484) to public resolvers: the way out where a network blocks port 53. One POST each, over a connection of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST};
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use hickory_proto::op::Message;

use crate::net::Fault;
use crate::trace::{Over, Trace};
use crate::wire::{Question, fault};

/// RFC 8484 section 6.
const MEDIA_TYPE: &str = "application/dns-message";
/// The largest DNS message there is.
const LONGEST: usize = 65_535;

/// A resolver that answers over HTTPS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicResolver {
    /// The name in its certificate.
    pub name: String,
    /// Where it is reached: there may be nobody to look its name up.
    pub address: SocketAddr,
    /// The path of its service.
    pub path: String,
    /// The authority that its certificate leads to; `None`: one that this computer trusts.
    pub trust_root_pem: Option<String>,
}

impl PublicResolver {
    /// Cloudflare's and Google's, at the addresses and paths that they publish.
    pub(crate) fn known() -> Vec<Self> {
        [("cloudflare-dns.com", [1, 1, 1, 1]), ("dns.google", [8, 8, 8, 8])]
            .into_iter()
            .map(|(name, address)| Self {
                name: name.to_owned(),
                address: SocketAddr::from((address, 443)),
                path: "/dns-query".to_owned(),
                trust_root_pem: None,
            })
            .collect()
    }

    /// Asks it, within `timeout`. What it says of a broken zone is an answer, too: SERVFAIL comes back as a message.
    pub(crate) async fn ask(&self, question: &Question, timeout: Duration, trace: &Trace) -> Result<Message, Fault> {
        let asked = Instant::now();
        let result = match tokio::time::timeout(timeout, self.exchange(question)).await {
            Ok(result) => result,
            Err(_) => Err(Fault::Silent),
        };
        trace.push(self.name.clone(), Some(self.address.ip()), question, Over::Https, asked, result.as_ref().map_err(|why| *why));
        result
    }

    async fn exchange(&self, question: &Question) -> Result<Message, Fault> {
        let mut message = question.message(true);
        message.metadata.recursion_desired = true;
        // RFC 8484 section 4.1: the id is zero, so that HTTP caches work.
        message.metadata.id = 0;
        let bytes = message.to_vec().map_err(|_| Fault::Garbled)?;
        let stream = TcpStream::connect(self.address).await.map_err(|error| fault(&error))?;
        let server = ServerName::try_from(self.name.clone()).map_err(|_| Fault::Garbled)?;
        let config = self.trust().map_err(|_| Fault::Garbled)?;
        let stream = TlsConnector::from(Arc::new(config)).connect(server, stream).await.map_err(|_| Fault::Garbled)?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|_| Fault::Cut)?;
        let request = Request::post(&self.path)
            .header(HOST, &self.name)
            .header(ACCEPT, MEDIA_TYPE)
            .header(CONTENT_TYPE, MEDIA_TYPE)
            .body(Full::new(Bytes::from(bytes)))
            .map_err(|_| Fault::Garbled)?;
        let answer = async {
            let response = sender.send_request(request).await.map_err(|_| Fault::Cut)?;
            if !response.status().is_success() {
                return Err(Fault::OtherCode);
            }
            let body = Limited::new(response.into_body(), LONGEST).collect().await.map_err(|_| Fault::Garbled)?;
            Message::from_vec(&body.to_bytes()).map_err(|_| Fault::Garbled)
        };
        tokio::pin!(answer);
        let reply = tokio::select! {
            reply = &mut answer => reply?,
            // The connection ends as soon as all of it has arrived; the answer may still be on its way through.
            _ended = connection => answer.await?,
        };
        if question.is_answered_by(0, &reply) { Ok(reply) } else { Err(Fault::Garbled) }
    }

    fn trust(&self) -> Result<ClientConfig, rustls::Error> {
        let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
        let builder = builder.with_safe_default_protocol_versions()?;
        let Some(pem) = &self.trust_root_pem else { return Ok(builder.with_platform_verifier()?.with_no_client_auth()) };
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()).flatten() {
            roots.add(certificate)?;
        }
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }
}
