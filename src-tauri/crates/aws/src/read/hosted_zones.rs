//! Public hosted zones of Route 53, and the records in them. Route 53 has no Regions.

use aws_sdk_route53::types::{ChangeStatus, ResourceRecordSet};
use gangway_model::RecordSet;

use crate::account::Account;
use crate::error::{AwsError, Purpose};

/// A public hosted zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostedZone {
    /// Its id, without `/hostedzone/`.
    pub id: String,
    /// Its name, lower case, without the final dot. Several zones may have the same one; at most one of them is asked.
    pub name: String,
}

/// What stands in a hosted zone under one name and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordsThere {
    /// Name, kind, values, and the TTL; 0 where it has none of its own.
    pub records: RecordSet,
    /// A plain set. An alias, or one of several that a routing policy chooses from, never says the same as a plain one.
    pub plain: bool,
}

/// How far a change of a hosted zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DnsChange {
    /// Not all of Route 53's name servers have it yet.
    Pending,
    /// All of them have it.
    InSync,
}

/// Sets in one page.
const PAGE: i32 = 100;

impl Account {
    /// Every public hosted zone, sorted by name.
    ///
    /// # Errors
    /// As any read of Route 53.
    pub async fn hosted_zones(&self) -> Result<Vec<HostedZone>, AwsError> {
        let route53 = self.route53(false);
        let seen = self.all("ListHostedZones", route53.list_hosted_zones().into_paginator().items().send()).await?;
        let public = seen.iter().filter(|zone| !zone.config().is_some_and(|config| config.private_zone()));
        let mut zones: Vec<HostedZone> =
            public.map(|zone| HostedZone { id: bare(zone.id(), "/hostedzone/"), name: plain_name(zone.name()) }).collect();
        zones.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        Ok(zones)
    }

    /// The name servers that Route 53 gave a hosted zone, sorted, lower case, without final dots. Whether anybody is sent to them is for DNS
    /// to say.
    ///
    /// # Errors
    /// As any read of Route 53; `Refused` with code `NoSuchHostedZone`.
    pub async fn hosted_zone_servers(&self, zone: &str) -> Result<Vec<String>, AwsError> {
        const OPERATION: &str = "GetHostedZone";
        let route53 = self.route53(false);
        let sent = route53.get_hosted_zone().id(zone).send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
        let set = answer.delegation_set().ok_or_else(|| AwsError::missing(OPERATION, "DelegationSet"))?;
        let mut servers: Vec<String> = set.name_servers().iter().map(|server| plain_name(server)).collect();
        servers.sort();
        Ok(servers)
    }

    /// Everything that stands in a hosted zone at exactly this name.
    ///
    /// # Errors
    /// As [`Account::hosted_zone_servers`].
    pub async fn records_at(&self, zone: &str, name: &str) -> Result<Vec<RecordsThere>, AwsError> {
        Ok(self.sets_at(zone, name).await?.iter().map(there).collect())
    }

    /// Whether a record set stands as it was published: `None` when there is none of its name and kind, `Some(false)` when it says something
    /// else by now.
    ///
    /// # Errors
    /// As [`Account::hosted_zone_servers`].
    pub async fn stand(&self, zone: &str, records: &RecordSet) -> Result<Option<bool>, AwsError> {
        let all = self.records_at(zone, &records.name).await?;
        let same_key = all.iter().filter(|one| one.records.kind == records.kind).collect::<Vec<_>>();
        Ok((!same_key.is_empty()).then(|| same_key.iter().any(|one| is_as_published(one, records))))
    }

    /// How far a change is.
    ///
    /// # Errors
    /// As any read of Route 53; `Refused` with code `NoSuchChange` for one that is long past.
    pub async fn dns_change(&self, change: &str) -> Result<DnsChange, AwsError> {
        const OPERATION: &str = "GetChange";
        let route53 = self.route53(false);
        let sent = route53.get_change().id(change).send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
        let info = answer.change_info().ok_or_else(|| AwsError::missing(OPERATION, "ChangeInfo"))?;
        Ok(if info.status() == &ChangeStatus::Insync { DnsChange::InSync } else { DnsChange::Pending })
    }

    /// The sets at a name, as Route 53 tells them. Lists begin at a name and go on to the zone's end.
    pub(crate) async fn sets_at(&self, zone: &str, name: &str) -> Result<Vec<ResourceRecordSet>, AwsError> {
        const OPERATION: &str = "ListResourceRecordSets";
        let route53 = self.route53(false);
        let wanted = plain_name(name);
        let mut found: Vec<ResourceRecordSet> = Vec::new();
        let (mut kind, mut identifier) = (None, None);
        loop {
            let request = route53.list_resource_record_sets().hosted_zone_id(zone).start_record_name(&wanted).max_items(PAGE);
            let sent = request.set_start_record_type(kind).set_start_record_identifier(identifier).send().await;
            let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
            let before = found.len();
            found.extend(answer.resource_record_sets().iter().filter(|set| plain_name(set.name()) == wanted).cloned());
            let goes_on = answer.is_truncated() && answer.next_record_name().is_some_and(|next| plain_name(next) == wanted);
            // A page that brings nothing would be asked for for ever.
            if !goes_on || found.len() == before {
                return Ok(found);
            }
            (kind, identifier) = (answer.next_record_type().cloned(), answer.next_record_identifier().map(str::to_owned));
        }
    }
}

/// Whether what stands there is what was published, its TTL included: a set that somebody has touched since is not ours to remove.
pub(crate) fn is_as_published(there: &RecordsThere, published: &RecordSet) -> bool {
    there.plain && there.records.ttl == published.ttl && published.says_the_same(&there.records.kind, &there.records.values)
}

pub(crate) fn there(set: &ResourceRecordSet) -> RecordsThere {
    let kind = set.r#type().as_str().to_owned();
    let values = match set.alias_target() {
        Some(alias) => vec![format!("ALIAS {}", plain_name(alias.dns_name()))],
        None => set.resource_records().iter().map(|record| plain_value(&kind, record.value())).collect(),
    };
    let ttl = set.ttl().and_then(|seconds| u32::try_from(seconds).ok()).unwrap_or_default();
    let plain = set.alias_target().is_none() && set.set_identifier().is_none() && set.traffic_policy_instance_id().is_none();
    RecordsThere { records: RecordSet { name: plain_name(set.name()), kind, ttl, values }, plain }
}

/// Route 53 gives ids with and without the path of their kind.
pub(crate) fn bare(id: &str, path: &str) -> String {
    id.strip_prefix(path).unwrap_or(id).to_owned()
}

/// Lower case, without the final dot, `\052` as the sign that it stands for ("DNS domain name format" in the Route 53 Developer Guide).
pub(crate) fn plain_name(name: &str) -> String {
    String::from_utf8_lossy(&unescaped(name.strip_suffix('.').unwrap_or(name).as_bytes())).to_ascii_lowercase()
}

/// A value as people read it: text without its quotes, its parts put together.
fn plain_value(kind: &str, value: &str) -> String {
    if kind != "TXT" {
        return value.to_owned();
    }
    let (mut text, mut quoted, mut escaped) = (Vec::new(), false, false);
    for byte in value.bytes() {
        match byte {
            b'"' if !escaped => quoted = !quoted,
            byte if quoted => text.push(byte),
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    String::from_utf8_lossy(&unescaped(&text)).into_owned()
}

/// The other way round: text in quotes, in parts of 255 octets at most (RFC 1035 section 3.3), everything but plain ASCII as an octal escape
/// ("TXT record type" in the Route 53 Developer Guide).
pub(crate) fn written_value(kind: &str, value: &str) -> String {
    if kind != "TXT" {
        return value.to_owned();
    }
    let sign = |byte: &u8| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(*byte)),
        b' '..=b'~' => char::from(*byte).to_string(),
        other => format!("\\{other:03o}"),
    };
    let parts: Vec<String> =
        value.as_bytes().chunks(255).map(|part| format!("\"{}\"", part.iter().map(sign).collect::<String>())).collect();
    if parts.is_empty() { "\"\"".to_owned() } else { parts.join(" ") }
}

/// `\ooo` is an octet in octal, a backslash before anything else is only its cover.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, others @ ..] = rest {
        rest = match (first, others) {
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..]) => {
                plain.push((a - b'0') * 64 + (b - b'0') * 8 + (c - b'0'));
                after
            }
            (b'\\', [covered, after @ ..]) => {
                plain.push(*covered);
                after
            }
            (other, after) => {
                plain.push(*other);
                after
            }
        };
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_text_are_read_as_they_are_meant() {
        assert_eq!(plain_name("\\052.API.example.com."), "*.api.example.com");
        assert_eq!(plain_value("CNAME", "a.example.net."), "a.example.net.");
        assert_eq!(plain_value("TXT", r#""vpce:ab" "cd""#), "vpce:abcd");
        assert_eq!(plain_value("TXT", r#""say \"hi\" \\ \344""#).as_bytes().first(), Some(&b's'));
    }

    #[test]
    fn text_survives_being_written_and_read() {
        for text in ["vpce:Ab9", "", "with \"quotes\" and \\", "zwölf", &"x".repeat(600), "tab\tand 052"] {
            assert_eq!(plain_value("TXT", &written_value("TXT", text)), text);
        }
        assert_eq!(written_value("TXT", &"x".repeat(256)).matches('"').count(), 4);
    }
}
