//! The two listeners: TLS from the first octet (RFC 8314 section 3.3), and message submission, where TLS begins with
//! STARTTLS (RFC 6409, RFC 3207). One task for each connection.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

use super::session::{Door, Session};
use super::trouble::{self, Stage, Trouble, standing};
use crate::world::World;

/// For the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(15);
/// Connections at a time on each port, held ones included.
const CONNECTIONS: usize = 64;
/// What somebody in between says in the server's place, in clear.
const FORGED_GREETING: &[u8] = b"220 mail.practice.example ESMTP forged\r\n";

/// Where a client comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Port {
    /// TLS from the first octet.
    Implicit,
    /// TLS after STARTTLS.
    Submission,
}

/// Serves until the runtime ends.
pub(crate) async fn serve(world: Arc<World>, listener: TcpListener, port: Port) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            if let Err(error) = converse(&world, stream, port).await {
                tracing::debug!(%error, "mail connection ended");
            }
            drop(place);
        });
    }
}

async fn converse(world: &Arc<World>, mut stream: TcpStream, port: Port) -> io::Result<()> {
    // Replies are short and each is waited for.
    stream.set_nodelay(true)?;
    match trouble::at(world, Stage::Connect).await {
        None => {}
        Some(Trouble::Hang) => {
            trouble::hang(&mut stream).await;
            return Ok(());
        }
        Some(_) => return Ok(()),
    }
    match port {
        Port::Implicit => {
            if standing(world, "forged-replies").is_some() {
                stream.write_all(FORGED_GREETING).await?;
            }
            if let Some(stream) = protect(world, stream).await? {
                Session::new(Arc::clone(world), stream, Door::Implicit).run().await?;
            }
        }
        Port::Submission => {
            let Some(stream) = Session::new(Arc::clone(world), stream, Door::BeforeTls).run().await? else {
                return Ok(());
            };
            // What was learnt in clear is forgotten (RFC 3207 section 4.2): the conversation begins anew.
            if let Some(stream) = protect(world, stream).await? {
                Session::new(Arc::clone(world), stream, Door::AfterTls).run().await?;
            }
        }
    }
    Ok(())
}

/// The server's side of the handshake; `None` when a fault ended the connection in it.
async fn protect(world: &Arc<World>, mut stream: TcpStream) -> io::Result<Option<TlsStream<TcpStream>>> {
    match trouble::at(world, Stage::Tls).await {
        None => {}
        Some(Trouble::Hang) => {
            trouble::hang(&mut stream).await;
            return Ok(None);
        }
        Some(_) => {
            let mut first_words = [0; 512];
            let _said_or_not = timeout(HANDSHAKE, stream.read(&mut first_words)).await;
            return Ok(None);
        }
    }
    let wrong = standing(world, "mail-certificate");
    let acceptor = world.post.acceptor(wrong.as_ref().map(|fault| fault.text("wrong")));
    Ok(Some(timeout(HANDSHAKE, acceptor.accept(stream)).await??))
}
