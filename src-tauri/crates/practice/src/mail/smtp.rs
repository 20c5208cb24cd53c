//! The listener: TLS from the first octet (RFC 8314 section 3.3), one task for each connection.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::session::Session;
use super::{AuthorityError, PostOffice};
use crate::world::World;

/// For the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(15);
/// Connections at a time, held ones included.
const CONNECTIONS: usize = 64;

impl PostOffice {
    /// What the listener needs for TLS.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, AuthorityError> {
        self.authority.acceptor()
    }
}

/// Serves until the runtime ends.
pub(crate) async fn serve(world: Arc<World>, listener: TcpListener, acceptor: TlsAcceptor) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let (world, acceptor) = (Arc::clone(&world), acceptor.clone());
        tokio::spawn(async move {
            if let Ok(Ok(stream)) = timeout(HANDSHAKE, acceptor.accept(stream)).await
                && let Err(error) = Session::new(world, stream).run().await
            {
                tracing::debug!(%error, "mail connection ended");
            }
            drop(place);
        });
    }
}
