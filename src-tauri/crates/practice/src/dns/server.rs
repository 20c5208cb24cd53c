//! The sockets: each name server's IPv4 and IPv6 address is one loopback port, UDP and TCP.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::Names;
use super::reply::Transport;
use super::tree::name_servers;

/// From documentation address to the loopback socket that plays it.
pub(crate) type Addresses = BTreeMap<IpAddr, SocketAddr>;

/// A TCP connection without a question for so long is closed (RFC 7766 section 6.2.3).
const TCP_IDLE: Duration = Duration::from_secs(10);
/// TCP connections that one address serves at a time.
const TCP_CONNECTIONS: usize = 64;
/// After an error of a socket, before it is used again.
const PAUSE: Duration = Duration::from_millis(20);
/// How often a port that is free for TCP may turn out to be taken for UDP.
const PORT_TRIES: usize = 32;

/// Whether this machine has the IPv6 loopback address.
pub(crate) async fn has_v6() -> bool {
    TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok()
}

/// Starts every name server on free ports and answers where each address is played. The tasks end with the runtime.
pub(crate) async fn serve(names: &Arc<Names>) -> io::Result<Addresses> {
    let mut addresses = Addresses::new();
    for server in name_servers() {
        let mut played = vec![(IpAddr::from(server.v4), IpAddr::from(Ipv4Addr::LOCALHOST))];
        if names.with_v6 {
            played.push((IpAddr::from(server.v6), IpAddr::from(Ipv6Addr::LOCALHOST)));
        }
        for (address, loopback) in played {
            let (udp, tcp) = bind(loopback).await?;
            addresses.insert(address, tcp.local_addr()?);
            tokio::spawn(serve_udp(Arc::clone(names), server.name, udp));
            tokio::spawn(serve_tcp(Arc::clone(names), server.name, tcp));
        }
    }
    Ok(addresses)
}

async fn bind(loopback: IpAddr) -> io::Result<(UdpSocket, TcpListener)> {
    let mut last = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..PORT_TRIES {
        let tcp = TcpListener::bind((loopback, 0)).await?;
        match UdpSocket::bind(tcp.local_addr()?).await {
            Ok(udp) => return Ok((udp, tcp)),
            Err(error) => last = error,
        }
    }
    Err(last)
}

async fn serve_udp(names: Arc<Names>, server: &'static str, socket: UdpSocket) {
    let mut buffer = vec![0; 65_535];
    loop {
        // An error here is about an earlier answer (its port was closed): the socket itself goes on.
        let Ok((length, from)) = socket.recv_from(&mut buffer).await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let question = buffer.get(..length).unwrap_or_default();
        if let Some(answer) = names.reply(server, question, Transport::Udp)
            && let Err(error) = socket.send_to(&answer, from).await
        {
            tracing::debug!(server, %error, "DNS answer not sent");
        }
    }
}

async fn serve_tcp(names: Arc<Names>, server: &'static str, listener: TcpListener) {
    let places = Arc::new(Semaphore::new(TCP_CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let names = Arc::clone(&names);
        tokio::spawn(async move {
            if let Err(error) = converse(&names, server, stream).await {
                tracing::debug!(server, %error, "DNS connection ended");
            }
            drop(place);
        });
    }
}

/// Answers question after question, each behind its length (RFC 7766 section 8).
async fn converse(names: &Names, server: &str, mut stream: TcpStream) -> io::Result<()> {
    loop {
        let Ok(length) = timeout(TCP_IDLE, stream.read_u16()).await else {
            return Ok(());
        };
        let length = match length {
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(error),
        };
        let mut question = vec![0; usize::from(length)];
        timeout(TCP_IDLE, stream.read_exact(&mut question)).await??;
        let Some(answer) = names.reply(server, &question, Transport::Tcp) else {
            return Ok(());
        };
        let Ok(length) = u16::try_from(answer.len()) else {
            return Ok(());
        };
        let mut octets = length.to_be_bytes().to_vec();
        octets.extend(answer);
        timeout(TCP_IDLE, stream.write_all(&octets)).await??;
    }
}
