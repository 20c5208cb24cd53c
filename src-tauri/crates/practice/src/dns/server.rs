//! Questions and answers over one server's sockets.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::Names;
use super::reply::{Said, Transport};

/// A TCP connection without a question for so long is closed (RFC 7766 section 6.2.3).
const TCP_IDLE: Duration = Duration::from_secs(10);
/// TCP connections that one address serves at a time.
const TCP_CONNECTIONS: usize = 64;
/// After an error of a socket, before it is used again.
const PAUSE: Duration = Duration::from_millis(20);

/// Answers every question that comes to this socket.
pub(super) async fn serve_udp(names: Arc<Names>, server: &'static str, socket: UdpSocket) {
    let mut buffer = vec![0; 65_535];
    loop {
        // An error here is about an earlier answer (its port was closed): the socket itself goes on.
        let Ok((length, from)) = socket.recv_from(&mut buffer).await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let question = buffer.get(..length).unwrap_or_default();
        if let Said::Octets(answer) = names.reply(server, question, Transport::Udp)
            && let Err(error) = socket.send_to(&answer, from).await
        {
            tracing::debug!(server, %error, "DNS answer not sent");
        }
    }
}

/// Takes connections; they end with this task.
pub(super) async fn serve_tcp(names: Arc<Names>, server: &'static str, listener: TcpListener) {
    let places = Arc::new(Semaphore::new(TCP_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let names = Arc::clone(&names);
        connections.spawn(async move {
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
        let answer = match names.reply(server, &question, Transport::Tcp) {
            Said::Octets(answer) => answer,
            // Silence lets the asker wait.
            Said::Silence => continue,
            Said::Cut => return Ok(()),
        };
        let Ok(length) = u16::try_from(answer.len()) else {
            return Ok(());
        };
        let mut octets = length.to_be_bytes().to_vec();
        octets.extend(answer);
        timeout(TCP_IDLE, stream.write_all(&octets)).await??;
    }
}
