//! Plain iterative lookup through delegations and aliases: does this name resolve for the world, and to what?

use gangway_model::DnsName;
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::names::{absolute, text};
use crate::net::Net;
use crate::record::RecordKind;
use crate::reply::values;
use crate::walk::Walk;
use crate::{DnsError, bounded};

/// Whether there is anything at a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Existence {
    /// Records of the kind asked for.
    Found,
    /// The name exists, but without records of this kind (NODATA).
    OtherKinds,
    /// No such name (NXDOMAIN).
    NoName,
}

/// What a lookup found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Answers {
    /// Whether there is something.
    pub existence: Existence,
    /// TXT: the strings of one record joined; names without the final dot; addresses as usual. Sorted.
    pub values: Vec<String>,
    /// The aliases that were followed, in order; empty when the name holds the records itself.
    pub chain: Vec<String>,
    /// The zone whose server answered in the end.
    pub zone: String,
    /// Seconds for which resolvers may keep the values; 0 when there are none.
    pub ttl: u32,
}

impl RecordKind {
    pub(crate) fn wire(self) -> RecordType {
        match self {
            Self::Txt => RecordType::TXT,
            Self::Cname => RecordType::CNAME,
            Self::Ns => RecordType::NS,
            Self::A => RecordType::A,
            Self::Aaaa => RecordType::AAAA,
        }
    }
}

/// Looks `name` up from the root, through delegations, and through aliases unless an alias is what is asked for.
///
/// # Errors
/// No root server answers, no server of a zone on the way does, aliases go round in circles, or a bound was reached.
pub async fn lookup(net: &Net, name: &DnsName, kind: RecordKind) -> Result<Answers, DnsError> {
    let wanted = absolute(name.as_str())?;
    bounded(net, name.as_str(), async {
        let walk = Walk::new(net);
        let followed = walk.follow(&wanted, kind.wire(), 0).await?;
        let (values, ttl) = values(&followed.landing.message, &followed.name, kind.wire());
        let existence = if !values.is_empty() {
            Existence::Found
        } else if followed.landing.message.metadata.response_code == ResponseCode::NXDomain {
            Existence::NoName
        } else {
            Existence::OtherKinds
        };
        Ok(Answers { existence, values, chain: followed.chain.iter().map(text).collect(), zone: text(&followed.landing.cut.zone), ttl })
    })
    .await
}
