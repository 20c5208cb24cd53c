//! The TLS connection under the mail conversation, from the first byte (RFC 8314 section 3): nothing is ever said in the clear, so there is nothing
//! to inject into.

use std::fmt;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use gangway_model::{Message, message};
use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::smtp::MailRoute;

/// Why no TLS connection came about.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    #[error("the name of the mail server can't be resolved")]
    Host(#[source] std::io::Error),
    #[error("no connection to the mail server")]
    Tcp(#[source] std::io::Error),
    #[error("the mail server's name is not a host name")]
    Name(#[source] rustls::pki_types::InvalidDnsNameError),
    #[error("the trust root is not a certificate")]
    TrustRoot,
    #[error("this computer's certificate store can't be used")]
    Store(#[source] rustls::Error),
    #[error("no TLS with the mail server")]
    Handshake(#[source] std::io::Error),
}

impl ConnectError {
    /// `mail-host-unknown`, `mail-closed`, `mail-bad-host`, `mail-bad-trust-root`, `mail-untrusted` or `mail-no-tls`, each with {host}.
    pub(crate) fn message(&self, host: &str) -> Message {
        let code = match self {
            Self::Host(_) => "mail-host-unknown",
            Self::Tcp(_) => "mail-closed",
            Self::Name(_) => "mail-bad-host",
            Self::TrustRoot | Self::Store(_) => "mail-bad-trust-root",
            Self::Handshake(error) if is_untrusted(error) => "mail-untrusted",
            Self::Handshake(_) => "mail-no-tls",
        };
        message(code).with("host", host)
    }
}

fn is_untrusted(error: &std::io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    matches!(inner, Some(rustls::Error::InvalidCertificate(_)))
}

/// Connects and shakes hands. The caller bounds the time.
pub(crate) async fn connect(route: &MailRoute) -> Result<MailStream, ConnectError> {
    let config = config(route.trust_root_pem.as_deref())?;
    let name = ServerName::try_from(route.host.clone()).map_err(ConnectError::Name)?;
    let stream = match route.address {
        Some(address) => TcpStream::connect(address).await.map_err(ConnectError::Tcp)?,
        None => {
            let addresses: Vec<SocketAddr> =
                tokio::net::lookup_host((route.host.as_str(), route.port)).await.map_err(ConnectError::Host)?.collect();
            TcpStream::connect(addresses.as_slice()).await.map_err(ConnectError::Tcp)?
        }
    };
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.map_err(ConnectError::Handshake)?;
    Ok(MailStream { stream, ended: Arc::default() })
}

/// With a trust root of its own (a practice world's), that one alone counts; otherwise the operating system's.
fn config(trust_root_pem: Option<&str>) -> Result<ClientConfig, ConnectError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(ConnectError::Store)?;
    let Some(pem) = trust_root_pem else {
        return Ok(builder.with_platform_verifier().map_err(ConnectError::Store)?.with_no_client_auth());
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        roots.add(certificate.map_err(|_| ConnectError::TrustRoot)?).map_err(|_| ConnectError::TrustRoot)?;
    }
    if roots.is_empty() {
        return Err(ConnectError::TrustRoot);
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// The connection in the shape that lettre takes.
pub(crate) struct MailStream {
    stream: TlsStream<TcpStream>,
    ended: Arc<AtomicBool>,
}

impl MailStream {
    /// Becomes true once the server has closed its side: an answer that then lacks was cut off, not garbled.
    pub(crate) fn ended(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ended)
    }
}

impl fmt::Debug for MailStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailStream")
    }
}

impl AsyncTokioStream for MailStream {
    fn peer_addr(&self) -> std::io::Result<SocketAddr> {
        self.stream.get_ref().0.peer_addr()
    }
}

impl AsyncRead for MailStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
        let (before, room) = (buf.filled().len(), buf.remaining());
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        let nothing_came = matches!(polled, Poll::Ready(Ok(()))) && room > 0 && buf.filled().len() == before;
        if nothing_came || matches!(polled, Poll::Ready(Err(_))) {
            self.ended.store(true, Ordering::Relaxed);
        }
        polled
    }
}

impl AsyncWrite for MailStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<std::io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        if matches!(polled, Poll::Ready(Err(_))) {
            self.ended.store(true, Ordering::Relaxed);
        }
        polled
    }
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
