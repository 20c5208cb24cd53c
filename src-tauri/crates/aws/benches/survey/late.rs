//! A door that lets everything through and holds every answer back for a while.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// Listens until it is dropped.
pub struct Late {
    /// Where to knock.
    pub address: SocketAddr,
    task: tokio::task::JoinHandle<()>,
}

impl Late {
    /// A door to `to` on a free port of this machine.
    pub async fn start(to: SocketAddr, late: Duration) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(stream, to, late));
            }
        });
        Ok(Self { address, task })
    }
}

impl Drop for Late {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Requests go on at once; what comes back waits, each piece by itself, in the order in which it came.
async fn pass(client: TcpStream, to: SocketAddr, late: Duration) {
    let Ok(server) = TcpStream::connect(to).await else { return };
    // Small answers must not wait for one another's acknowledgement besides.
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let (waiting, mut due) = tokio::sync::mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    let asking = async move {
        // Either side may go at any time.
        let _ = tokio::io::copy(&mut from_client, &mut to_server).await;
        let _ = to_server.shutdown().await;
    };
    let reading = async move {
        let mut piece = vec![0; 64 * 1024];
        while let Ok(length) = from_server.read(&mut piece).await {
            let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else { break };
            if waiting.send((Instant::now() + late, read.to_vec())).is_err() {
                break;
            }
        }
    };
    let answering = async move {
        while let Some((at, piece)) = due.recv().await {
            tokio::time::sleep_until(at).await;
            if to_client.write_all(&piece).await.is_err() {
                break;
            }
        }
    };
    tokio::join!(asking, reading, answering);
}
