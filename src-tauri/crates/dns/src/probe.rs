//! Does anything listen there? One TCP connection, opened and closed.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use ts_rs::TS;

use crate::millis_since;
use crate::net::Fault;
use crate::wire::fault;

/// A connection came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Probed {
    /// How long the three-way handshake took.
    #[ts(type = "number")]
    pub millis: i64,
}

/// No connection came about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no connection to {address} ({})", why.code())]
pub struct ProbeError {
    /// Where to.
    pub address: SocketAddr,
    /// `Silent`, `Closed` or `NoRoute`.
    pub why: Fault,
}

/// Opens a TCP connection to `address` and closes it again.
///
/// # Errors
/// Nothing listens, nothing answers within `timeout`, or there is no way there.
pub async fn probe_tcp(address: SocketAddr, timeout: Duration) -> Result<Probed, ProbeError> {
    let start = Instant::now();
    match tokio::time::timeout(timeout, TcpStream::connect(address)).await {
        Ok(Ok(_)) => Ok(Probed { millis: millis_since(start) }),
        Ok(Err(error)) => Err(ProbeError { address, why: fault(&error) }),
        Err(_) => Err(ProbeError { address, why: Fault::Silent }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tells_open_from_closed() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        assert!(probe_tcp(address, Duration::from_secs(2)).await.is_ok());
        drop(listener);
        assert_eq!(probe_tcp(address, Duration::from_secs(2)).await.unwrap_err().why, Fault::Closed);
    }
}
