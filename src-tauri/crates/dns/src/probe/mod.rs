//! Does anything listen there, whose certificate does it show, and what does it answer? One connection for each address, one request at the
//! most.
//!
//! Absent on purpose: credentials of any kind, and trust that is passed over in silence: a certificate that this computer does not trust is
//! looked at all the same, and its finding says so.

mod http;
mod tls;
mod way;

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use gangway_model::DnsName;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use ts_rs::TS;

pub use tls::{TlsSeen, Trust};
pub use way::Way;

use crate::net::{Fault, Net};
use crate::record::RecordKind;
use crate::wire::fault;
use crate::{DnsError, lookup, millis_since};

/// A load balancer has an address in each of its zones, and no Region has more than six.
const MOST_ADDRESSES: usize = 8;

/// What to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeOrder {
    /// The name whose addresses are tried.
    pub host: DnsName,
    /// The port.
    pub port: u16,
    /// The name to ask a certificate for; `None`: no TLS.
    pub tls: Option<String>,
    /// The request to send; `None`: none.
    pub http: Option<HttpOrder>,
}

/// One `GET`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpOrder {
    /// With its `/` at the beginning, and its query; see [`is_path`].
    pub path: String,
    /// Goes into `Host`.
    pub host: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProbeSeen {
    /// The name that was looked up.
    pub host: String,
    /// The port.
    #[ts(type = "number")]
    pub port: u16,
    /// Each address that was tried. Empty: the name has none, as far as this computer can find out.
    pub addresses: Vec<AddressSeen>,
}

/// What one address did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddressSeen {
    /// As the name servers gave it; empty where a gateway found none.
    pub address: String,
    /// Milliseconds until the connection stood; `None` when it did not.
    #[ts(type = "number | null")]
    pub millis: Option<i64>,
    /// Why there was no connection: `silent`, `closed` or `noRoute`.
    pub fault: Option<Fault>,
    /// The certificate, when TLS was asked for and the connection stood.
    pub tls: Option<TlsSeen>,
    /// The answer, when a request was asked for and everything before it came about.
    pub http: Option<HttpSeen>,
}

/// The answer to the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct HttpSeen {
    /// Its status; `None` when what came back is no HTTP, or nothing came.
    #[ts(type = "number | null")]
    pub status: Option<u16>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Whether this is a path that can be asked for: visible ASCII, with a `/` at the beginning, at most 1,000 characters.
#[must_use]
pub fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.len() <= 1000 && path.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Tries the listener at every address of its name, each with the time of one question for each stage.
///
/// # Errors
/// The name could not be looked up. What the addresses do is part of the result.
pub async fn probe(net: &Net, order: &ProbeOrder) -> Result<ProbeSeen, DnsError> {
    let addresses = if let Some(way) = &net.way {
        let start = Instant::now();
        let reached = bounded(net.timeout, way.connect(order.host.as_str(), order.port)).await;
        let address = reached.as_ref().ok().and_then(|(_, address)| *address).map(|address| address.to_string()).unwrap_or_default();
        vec![talk(net, order, address, reached.map(|(stream, _)| stream), start).await]
    } else {
        let found = addresses(net, &order.host).await?;
        futures_util::future::join_all(found.into_iter().map(async |address| {
            let start = Instant::now();
            // A rehearsal never leaves the machine.
            let stream = match net.addresses.is_empty() {
                true => {
                    bounded(net.timeout, async {
                        TcpStream::connect(SocketAddr::new(address, order.port)).await.map_err(|error| fault(&error))
                    })
                    .await
                }
                false => Err(Fault::NoRoute),
            };
            talk(net, order, address.to_string(), stream, start).await
        }))
        .await
    };
    Ok(ProbeSeen { host: order.host.as_str().to_owned(), port: order.port, addresses })
}

async fn addresses(net: &Net, host: &DnsName) -> Result<Vec<IpAddr>, DnsError> {
    for kind in [RecordKind::A, RecordKind::Aaaa] {
        let values = lookup(net, host, kind).await?.values;
        let found: Vec<IpAddr> = values.iter().filter_map(|value| value.parse().ok()).take(MOST_ADDRESSES).collect();
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

async fn bounded<T>(timeout: Duration, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::time::timeout(timeout, work).await.unwrap_or(Err(Fault::Silent))
}

/// What follows once there is a connection.
async fn talk(net: &Net, order: &ProbeOrder, address: String, stream: Result<TcpStream, Fault>, start: Instant) -> AddressSeen {
    let mut seen = AddressSeen { address, millis: None, fault: None, tls: None, http: None };
    let stream = match stream {
        Ok(stream) => stream,
        Err(why) => {
            seen.fault = Some(why);
            return seen;
        }
    };
    seen.millis = Some(millis_since(start));
    let mut stream: Box<dyn Stream> = match &order.tls {
        None => Box::new(stream),
        Some(name) => {
            let root = net.way.as_ref().map(|way| way.trust_root_pem.as_str());
            let (found, stream) = tls::shake_hands(stream, name, root, net.timeout).await;
            seen.tls = Some(found);
            match stream {
                Some(stream) => Box::new(stream),
                None => return seen,
            }
        }
    };
    if let Some(ask) = &order.http {
        let status = bounded(net.timeout, http::status(&mut stream, ask)).await;
        seen.http = Some(HttpSeen { status: status.ok() });
    }
    seen
}

#[cfg(test)]
mod tests;
