//! Which authorities may issue certificates for a name: its CAA records (RFC 8659), asked as a certificate authority asks.

use gangway_model::DnsName;
use hickory_proto::rr::{Name, RecordType};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::names::{absolute, text};
use crate::net::Net;
use crate::reply::values;
use crate::walk::Walk;
use crate::{DnsError, bounded};

/// The CAA records that decide about a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CaaSet {
    /// The name that has them: the one asked for, or the nearest above it that has any (RFC 8659 section 3). `None` where there are none all the
    /// way up, so that every authority may issue.
    pub owner: Option<String>,
    /// The records there in presentation format, such as `0 issue "amazon.com"`; sorted.
    pub records: Vec<String>,
}

impl CaaSet {
    /// Whether one of `authorities` (names, in lower case) may issue for the name itself.
    #[must_use]
    pub fn allows(&self, authorities: &[&str]) -> bool {
        let issuers = self.issuers("issue");
        issuers.is_empty() || names_one(&issuers, authorities)
    }

    /// The same for a wildcard: `issuewild` decides where there is one, `issue` otherwise (RFC 8659 section 4.3).
    #[must_use]
    pub fn allows_wildcard(&self, authorities: &[&str]) -> bool {
        let wild = self.issuers("issuewild");
        if wild.is_empty() { self.allows(authorities) } else { names_one(&wild, authorities) }
    }

    /// The authorities that a property names, without their parameters; "" stands for nobody.
    fn issuers(&self, tag: &str) -> Vec<String> {
        let value = |record: &String| {
            let mut parts = record.splitn(3, ' ');
            let (_, named, value) = (parts.next()?, parts.next()?, parts.next()?);
            let issuer = value.trim_matches('"').split(';').next().unwrap_or_default().trim().trim_end_matches('.');
            named.eq_ignore_ascii_case(tag).then(|| issuer.to_ascii_lowercase())
        };
        self.records.iter().filter_map(value).collect()
    }
}

fn names_one(issuers: &[String], authorities: &[&str]) -> bool {
    issuers.iter().any(|issuer| authorities.contains(&issuer.as_str()))
}

/// Climbs from `name` to the first name that has CAA records, following aliases at each (RFC 8659 section 3). The root is not asked.
///
/// # Errors
/// The zone of one of the names can't be asked: see [`DnsError`]. An authority does not issue then either.
pub async fn caa(net: &Net, name: &DnsName) -> Result<CaaSet, DnsError> {
    let start = absolute(name.as_str())?;
    bounded(net, name.as_str(), async {
        let walk = Walk::new(net);
        let mut at = start;
        while !at.is_root() {
            let found = records(&walk, &at).await?;
            if !found.is_empty() {
                return Ok(CaaSet { owner: Some(text(&at)), records: found });
            }
            at = at.base_name();
        }
        Ok(CaaSet { owner: None, records: Vec::new() })
    })
    .await
}

async fn records(walk: &Walk<'_>, at: &Name) -> Result<Vec<String>, DnsError> {
    let followed = walk.follow(at, RecordType::CAA, 0).await?;
    Ok(values(&followed.landing.message, &followed.name, RecordType::CAA).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AMAZON: &[&str] = &["amazon.com", "amazontrust.com"];

    fn set(records: &[&str]) -> CaaSet {
        CaaSet { owner: Some("example.com".to_owned()), records: records.iter().map(|record| (*record).to_owned()).collect() }
    }

    #[test]
    fn only_who_is_named_may_issue() {
        let allowed = |records: &[&str]| (set(records).allows(AMAZON), set(records).allows_wildcard(AMAZON));
        assert_eq!(allowed(&[]), (true, true));
        assert_eq!(allowed(&["0 iodef \"mailto:me@example.com\""]), (true, true), "restricts nobody");
        assert_eq!(allowed(&["0 issue \"letsencrypt.org\""]), (false, false));
        assert_eq!(allowed(&["0 issue \";\""]), (false, false), "nobody at all");
        assert_eq!(allowed(&["0 issue \"letsencrypt.org\"", "128 ISSUE \"Amazon.com.; policy=ev\""]), (true, true));
        assert_eq!(allowed(&["0 issue \"amazontrust.com\"", "0 issuewild \";\""]), (true, false));
        assert_eq!(allowed(&["0 issue \";\"", "0 issuewild \"amazon.com\""]), (false, true));
    }
}
