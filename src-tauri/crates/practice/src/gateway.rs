//! The way into the practice networks: a SOCKS5 gateway (RFC 1928, without authentication) that knows the names of load balancers, and the
//! servers behind them, which speak HTTP. On a TLS listener the load balancer shows its certificate, signed by an authority of this world.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{self, ServerConfig};

use crate::aws::Reach;
use crate::world::World;

/// Connections at a time.
const CONNECTIONS: usize = 64;
/// For a whole conversation.
const PATIENCE: Duration = Duration::from_secs(20);
/// A request is short.
const LONGEST_REQUEST: usize = 16 * 1024;

const VERSION: u8 = 5;
const CONNECT: u8 = 1;
const BY_ADDRESS: u8 = 1;
const BY_NAME: u8 = 3;

/// Signs what load balancers show. Its key lives as long as the process.
pub(crate) struct CertificateAuthority {
    issuer: Issuer<'static, KeyPair>,
    root_pem: String,
}

impl CertificateAuthority {
    pub(crate) fn make() -> Result<CertificateAuthority, rcgen::Error> {
        let mut root = CertificateParams::default();
        root.distinguished_name.push(DnType::CommonName, "Practice world load balancers");
        root.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = KeyPair::generate()?;
        let root_pem = root.self_signed(&key)?.pem();
        Ok(CertificateAuthority { issuer: Issuer::new(root, key), root_pem })
    }

    pub(crate) fn root_pem(&self) -> &str {
        &self.root_pem
    }

    fn acceptor(&self, names: &[String]) -> io::Result<TlsAcceptor> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let leaf = CertificateParams::new(names.to_vec()).and_then(|leaf| leaf.signed_by(&key, &self.issuer)).map_err(io::Error::other)?;
        let private = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![leaf.der().clone()], private))
            .map_err(io::Error::other)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

/// Serves until the runtime ends.
pub(crate) async fn serve(world: Arc<World>, listener: TcpListener) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            match timeout(PATIENCE, converse(&world, stream)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(%error, "a connection through the gateway ended"),
                Err(_) => tracing::debug!("a connection through the gateway took too long"),
            }
            drop(place);
        });
    }
}

async fn converse(world: &Arc<World>, mut stream: TcpStream) -> io::Result<()> {
    let Some((name, port)) = asked(&mut stream).await? else { return Ok(()) };
    let reach = tokio::task::spawn_blocking({
        let world = Arc::clone(world);
        move || world.aws.reach(&name, port)
    });
    let reach = reach.await.map_err(io::Error::other)?.map_err(|error| io::Error::other(error.message))?;
    let (code, address) = match &reach {
        Reach::Open { address, .. } => (0, *address),
        // Host unreachable, connection refused, TTL expired: what comes nearest to packets that get lost.
        Reach::Nowhere => (4, Ipv4Addr::UNSPECIFIED),
        Reach::Refused => (5, Ipv4Addr::UNSPECIFIED),
        Reach::Silent => (6, Ipv4Addr::UNSPECIFIED),
    };
    let mut reply = vec![VERSION, code, 0, BY_ADDRESS];
    reply.extend_from_slice(&address.octets());
    reply.extend_from_slice(&port.to_be_bytes());
    stream.write_all(&reply).await?;
    match reach {
        Reach::Open { names, .. } if names.is_empty() => answer(stream).await,
        Reach::Open { names, .. } => answer(world.authority.acceptor(&names)?.accept(stream).await?).await,
        _ => stream.shutdown().await,
    }
}

/// The host and port that a client wants; `None` after it was refused.
async fn asked(stream: &mut TcpStream) -> io::Result<Option<(String, u16)>> {
    let version = stream.read_u8().await?;
    let mut methods = vec![0; usize::from(stream.read_u8().await?)];
    stream.read_exact(&mut methods).await?;
    if version != VERSION || !methods.contains(&0) {
        stream.write_all(&[VERSION, 0xff]).await?;
        return Ok(None);
    }
    stream.write_all(&[VERSION, 0]).await?;
    let mut head = [0; 4];
    stream.read_exact(&mut head).await?;
    let [_, command, _, kind] = head;
    if command != CONNECT || kind != BY_NAME {
        // Command or address type not supported.
        let code = if command == CONNECT { 8 } else { 7 };
        stream.write_all(&[VERSION, code, 0, BY_ADDRESS, 0, 0, 0, 0, 0, 0]).await?;
        return Ok(None);
    }
    let mut name = vec![0; usize::from(stream.read_u8().await?)];
    stream.read_exact(&mut name).await?;
    let port = stream.read_u16().await?;
    Ok(Some((String::from_utf8_lossy(&name).into_owned(), port)))
}

/// A server of the seller: `/` and `/health` are there, everything else is not.
async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") && request.len() < LONGEST_REQUEST {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            // A connection, and nothing more.
            Err(_) => return Ok(()),
        }
    }
    let path = request.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    let path = path.split(|byte| *byte == b'?').next().unwrap_or_default();
    let (status, body) = match path {
        b"/" | b"/health" => ("200 OK", "ok\n"),
        _ => ("404 Not Found", "not found\n"),
    };
    let told =
        format!("HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    stream.write_all(told.as_bytes()).await?;
    stream.shutdown().await
}
