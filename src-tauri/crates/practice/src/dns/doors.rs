//! The sockets: each name server's IPv4 and IPv6 address is one loopback port, UDP and TCP. A server that is closed has none
//! that listens, and the system itself says so; its port stays taken, so that it opens as the same.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, UdpSocket};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::Names;
use super::server::{serve_tcp, serve_udp};
use super::tree::name_servers;

/// From documentation address to the socket that plays it.
pub(crate) type Addresses = BTreeMap<IpAddr, SocketAddr>;

/// How soon a server is open or closed when nobody waits for it.
const FOLLOW_EVERY: Duration = Duration::from_millis(250);
/// How often a port that is free for TCP may turn out to be taken for UDP.
const PORT_TRIES: usize = 32;

/// Where the name servers listen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameServersAt {
    /// Each documentation address on a free loopback port, which the world document tells.
    #[default]
    Loopback,
    /// Each at its own documentation address and this port. Only for a machine or network namespace that has given itself
    /// those addresses, so that programs which know nothing of the world document can walk the tree.
    OwnAddresses {
        /// 53, unless those programs can be told another.
        port: u16,
    },
}

/// Whether this machine has the IPv6 loopback address.
pub(crate) async fn has_v6() -> bool {
    TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_ok()
}

/// One address of one server.
struct Door {
    server: &'static str,
    at: SocketAddr,
    state: DoorState,
}

enum DoorState {
    Open([JoinHandle<()>; 2]),
    Closed {
        _held: Held,
    },
    /// Neither: the port could not be taken. It is tried again.
    Lost,
}

/// A port that is taken and deaf.
struct Held {
    /// Bound, and not listening.
    _tcp: TcpSocket,
    /// Connected to itself, so that it hears nobody else.
    _udp: UdpSocket,
}

/// Every door. The tasks behind them end with the runtime.
pub(crate) struct Doors {
    addresses: Addresses,
    doors: Mutex<Vec<Door>>,
}

/// Starts every name server; those that are to be closed are.
pub(crate) async fn serve(names: &Arc<Names>, place: NameServersAt) -> io::Result<Doors> {
    let mut addresses = Addresses::new();
    let mut doors = Vec::new();
    for server in name_servers() {
        let mut played = vec![(IpAddr::from(server.v4), IpAddr::from(Ipv4Addr::LOCALHOST))];
        if names.with_v6 {
            played.push((IpAddr::from(server.v6), IpAddr::from(Ipv6Addr::LOCALHOST)));
        }
        for (address, loopback) in played {
            let (udp, tcp) = match place {
                NameServersAt::Loopback => bind(loopback).await?,
                NameServersAt::OwnAddresses { port } => open(SocketAddr::new(address, port)).await?,
            };
            let at = tcp.local_addr()?;
            addresses.insert(address, at);
            doors.push(Door { server: server.name, at, state: play(names, server.name, udp, tcp) });
        }
    }
    let doors = Doors { addresses, doors: Mutex::new(doors) };
    doors.follow(names).await?;
    Ok(doors)
}

impl Doors {
    /// Where each address is played.
    pub(crate) fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Follows the faults from now on, whoever begins and ends them; never returns.
    pub(crate) async fn keep_following(&self, names: &Arc<Names>) {
        loop {
            tokio::time::sleep(FOLLOW_EVERY).await;
            if let Err(error) = self.follow(names).await {
                tracing::warn!(%error, "a practice name server's port can't be used");
            }
        }
    }

    /// Opens and closes what the faults want open and closed now. After it, every server is as they say.
    pub(crate) async fn follow(&self, names: &Arc<Names>) -> io::Result<()> {
        let mut doors = self.doors.lock().await;
        let mut failed = None;
        for door in doors.iter_mut() {
            if let Err(error) = door.follow(names).await {
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }
}

impl Door {
    async fn follow(&mut self, names: &Arc<Names>) -> io::Result<()> {
        let closed = names.is_closed(self.server);
        if matches!((&self.state, closed), (DoorState::Open(_), false) | (DoorState::Closed { .. }, true)) {
            return Ok(());
        }
        // What has the port goes first.
        if let DoorState::Open(mut tasks) = std::mem::replace(&mut self.state, DoorState::Lost) {
            for task in &mut tasks {
                task.abort();
                // Once it has ended, its socket is gone.
                let _ended = task.await;
            }
        }
        self.state = if closed {
            DoorState::Closed { _held: hold(self.at).await? }
        } else {
            let (udp, tcp) = open(self.at).await?;
            play(names, self.server, udp, tcp)
        };
        Ok(())
    }
}

fn play(names: &Arc<Names>, server: &'static str, udp: UdpSocket, tcp: TcpListener) -> DoorState {
    DoorState::Open([tokio::spawn(serve_udp(Arc::clone(names), server, udp)), tokio::spawn(serve_tcp(Arc::clone(names), server, tcp))])
}

async fn open(at: SocketAddr) -> io::Result<(UdpSocket, TcpListener)> {
    let tcp = TcpListener::bind(at).await?;
    Ok((UdpSocket::bind(at).await?, tcp))
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

/// Takes a port without hearing anybody on it.
async fn hold(at: SocketAddr) -> io::Result<Held> {
    let tcp = if at.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Connections of a moment ago still linger on the port.
    tcp.set_reuseaddr(true)?;
    tcp.bind(at)?;
    let udp = UdpSocket::bind(at).await?;
    udp.connect(at).await?;
    Ok(Held { _tcp: tcp, _udp: udp })
}

#[cfg(test)]
mod tests {
    use std::net::TcpStream;

    use super::*;
    use crate::clock::WorldClock;
    use crate::faults::{FaultForm, Faults};
    use crate::state::State;

    #[test]
    fn a_port_that_somebody_else_has_is_tried_again() {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let state = State::open(None).unwrap();
        let (faults, clock) = (Faults::open(state.clone()).unwrap(), WorldClock::open(&state, 0.0).unwrap());
        let names = Arc::new(Names::open(state, false, faults.clone(), clock).unwrap());
        let doors = runtime.block_on(serve(&names, NameServersAt::Loopback)).unwrap();
        let at = doors.addresses()[&IpAddr::from(Ipv4Addr::new(192, 0, 2, 21))];
        let form = FaultForm {
            name: "server-closed".to_owned(),
            parameters: [("server".to_owned(), "seller".to_owned())].into(),
            ..FaultForm::default()
        };
        faults.begin(&form).unwrap();
        runtime.block_on(doors.follow(&names)).unwrap();
        assert!(TcpStream::connect(at).is_err());
        // Its port is let go, and taken by somebody else.
        runtime.block_on(async {
            doors.doors.lock().await.iter_mut().filter(|door| door.at == at).for_each(|door| door.state = DoorState::Lost)
        });
        let somebody = std::net::UdpSocket::bind(at).unwrap();
        faults.end(None).unwrap();
        assert!(runtime.block_on(doors.follow(&names)).is_err());
        drop(somebody);
        runtime.block_on(doors.follow(&names)).unwrap();
        assert!(TcpStream::connect(at).is_ok());
    }
}
