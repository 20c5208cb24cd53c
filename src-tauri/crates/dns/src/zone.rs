//! Which zone holds a name, and who serves it and its parent.

use std::net::IpAddr;

use futures_util::future::OptionFuture;
use gangway_model::DnsName;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::names::{absolute, text};
use crate::net::Net;
use crate::walk::{Server, Walk};
use crate::{DnsError, bounded};

/// A server of a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ZoneServer {
    /// Its name, lower case, without the final dot.
    pub name: String,
    /// Every address of it, IPv4 first; empty when the name leads nowhere.
    #[ts(as = "Vec<String>")]
    pub addresses: Vec<IpAddr>,
}

impl From<Server> for ZoneServer {
    fn from(server: Server) -> Self {
        Self { name: text(&server.name), addresses: server.addresses }
    }
}

/// The zone around a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Zone {
    /// Its name, without the final dot; "." for the root.
    pub name: String,
    /// Those of the parent's referral and those of its own NS set, sorted by name.
    pub servers: Vec<ZoneServer>,
    /// The zone above it; `None` for the root.
    pub parent: Option<String>,
    /// The servers of the zone above it.
    pub parent_servers: Vec<ZoneServer>,
}

/// Walks down from the root and says which zone holds the records at `name`; where `name` itself begins a zone, that is the one.
///
/// # Errors
/// No root server answers, no server of a zone on the way does, or a bound was reached.
pub async fn find_zone(net: &Net, name: &DnsName) -> Result<Zone, DnsError> {
    let wanted = absolute(name.as_str())?;
    bounded(net, name.as_str(), async {
        let walk = Walk::new(net);
        let found = walk.enclosing(&wanted).await?;
        let parent = found.cut.parent.clone();
        let above: OptionFuture<_> = parent.as_ref().map(|parent| walk.all_servers(parent)).into();
        let (servers, parent_servers) = futures_util::future::join(walk.all_servers(&found.cut), above).await;
        Ok(Zone {
            name: text(&found.zone),
            servers: servers.into_iter().map(ZoneServer::from).collect(),
            parent: parent.map(|parent| text(&parent.zone)),
            parent_servers: parent_servers.unwrap_or_default().into_iter().map(ZoneServer::from).collect(),
        })
    })
    .await
}
