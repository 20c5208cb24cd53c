//! The way into a network that this computer has no route to: a SOCKS5 gateway that also resolves names there (RFC 1928, without
//! authentication). A rehearsal world has one; so has whoever opens a tunnel with `ssh -D`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::net::Fault;
use crate::wire::fault;

/// Version 5.
const VERSION: u8 = 5;

/// Where it is, and whom to trust behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The gateway.
    pub gateway: SocketAddr,
    /// The certificate authority that alone counts there, PEM.
    pub trust_root_pem: String,
}

impl Way {
    /// A connection to that host and port, and the address at which the gateway found it.
    pub(super) async fn connect(&self, host: &str, port: u16) -> Result<(TcpStream, Option<IpAddr>), Fault> {
        let told = |error: std::io::Error| fault(&error);
        let mut stream = TcpStream::connect(self.gateway).await.map_err(|_| Fault::NoRoute)?;
        stream.write_all(&[VERSION, 1, 0]).await.map_err(told)?;
        let mut method = [0; 2];
        stream.read_exact(&mut method).await.map_err(told)?;
        if method != [VERSION, 0] {
            return Err(Fault::NoRoute);
        }
        let length = u8::try_from(host.len()).map_err(|_| Fault::NoAddress)?;
        let mut request = vec![VERSION, 1, 0, 3, length];
        request.extend_from_slice(host.as_bytes());
        request.extend_from_slice(&port.to_be_bytes());
        stream.write_all(&request).await.map_err(told)?;
        let mut head = [0; 4];
        stream.read_exact(&mut head).await.map_err(told)?;
        let [version, reply, _, kind] = head;
        if version != VERSION {
            return Err(Fault::Garbled);
        }
        match reply {
            0 => {}
            5 => return Err(Fault::Closed),
            6 => return Err(Fault::Silent),
            _ => return Err(Fault::NoRoute),
        }
        let address = match kind {
            1 => {
                let mut octets = [0; 4];
                stream.read_exact(&mut octets).await.map_err(told)?;
                Some(IpAddr::from(Ipv4Addr::from(octets)))
            }
            4 => {
                let mut octets = [0; 16];
                stream.read_exact(&mut octets).await.map_err(told)?;
                Some(IpAddr::from(Ipv6Addr::from(octets)))
            }
            _ => return Err(Fault::Garbled),
        };
        let _port = stream.read_u16().await.map_err(told)?;
        Ok((stream, address.filter(|address| !address.is_unspecified())))
    }
}
