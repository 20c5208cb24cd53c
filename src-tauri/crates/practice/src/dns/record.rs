//! One record of a zone: as the registrar's form and the store hold it, and as it goes over the wire.

use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::rdata::{A, AAAA, CNAME, MX, NS, NULL, SOA, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use serde::{Deserialize, Serialize};

use super::name::{canonical, why_not_host};

/// The longest TTL that the form takes: a week.
pub(crate) const LONGEST_TTL: u32 = 604_800;

/// The record types of the practice zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Kind {
    Soa,
    Ns,
    A,
    Aaaa,
    Cname,
    Txt,
    Mx,
    Caa,
    Ds,
}

impl Kind {
    /// Reads the type as the form names it; `None` for one that the practice zones don't hold.
    pub(crate) fn parse(text: &str) -> Option<Kind> {
        Some(match text.trim().to_ascii_uppercase().as_str() {
            "SOA" => Kind::Soa,
            "NS" => Kind::Ns,
            "A" => Kind::A,
            "AAAA" => Kind::Aaaa,
            "CNAME" => Kind::Cname,
            "TXT" => Kind::Txt,
            "MX" => Kind::Mx,
            "CAA" => Kind::Caa,
            "DS" => Kind::Ds,
            _ => return None,
        })
    }

    /// The type as it is written in zone files.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Kind::Soa => "SOA",
            Kind::Ns => "NS",
            Kind::A => "A",
            Kind::Aaaa => "AAAA",
            Kind::Cname => "CNAME",
            Kind::Txt => "TXT",
            Kind::Mx => "MX",
            Kind::Caa => "CAA",
            Kind::Ds => "DS",
        }
    }

    /// The type on the wire.
    pub(crate) fn wire(self) -> RecordType {
        match self {
            Kind::Soa => RecordType::SOA,
            Kind::Ns => RecordType::NS,
            Kind::A => RecordType::A,
            Kind::Aaaa => RecordType::AAAA,
            Kind::Cname => RecordType::CNAME,
            Kind::Txt => RecordType::TXT,
            Kind::Mx => RecordType::MX,
            Kind::Caa => RecordType::CAA,
            Kind::Ds => RecordType::DS,
        }
    }
}

/// A record as it is stored: name canonical, value in the form that [`normal_value`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ZoneRecord {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    /// Seconds.
    pub(crate) ttl: u32,
    pub(crate) value: String,
}

impl ZoneRecord {
    /// A record of the seed, whose value is known to be right.
    pub(crate) fn new(name: &str, kind: Kind, ttl: u32, value: impl Into<String>) -> ZoneRecord {
        ZoneRecord { name: canonical(name), kind, ttl, value: value.into() }
    }

    /// The record as it goes over the wire; an error names what can't be encoded.
    pub(crate) fn wire(&self) -> Result<Record, String> {
        let data = wire_value(self.kind, &self.value)?;
        Ok(Record::from_rdata(wire_name(&self.name)?, self.ttl, data))
    }
}

/// A canonical name as the wire format's type, always absolute.
pub(crate) fn wire_name(name: &str) -> Result<Name, String> {
    let mut wire = Name::from_ascii(name).map_err(|error| format!("The name \"{name}\": {error}"))?;
    wire.set_fqdn(true);
    Ok(wire)
}

/// Brings a value to the one form that is stored and compared: host names canonical, addresses in their
/// shortest form, TXT without quotes, CAA as `flags tag "value"`, DS with the digest in upper case.
pub(crate) fn normal_value(kind: Kind, value: &str) -> Result<String, String> {
    let value = value.trim();
    if value.is_empty() {
        return Err("The value is empty.".to_owned());
    }
    if value.chars().any(char::is_control) {
        return Err("The value holds a line break or another control character.".to_owned());
    }
    match kind {
        Kind::Soa => Err("The SOA record is kept by the name servers.".to_owned()),
        Kind::A => value
            .parse::<Ipv4Addr>()
            .map(|address| address.to_string())
            .map_err(|_| format!("\"{value}\" is not an IPv4 address; one looks like 192.0.2.10.")),
        Kind::Aaaa => value
            .parse::<Ipv6Addr>()
            .map(|address| address.to_string())
            .map_err(|_| format!("\"{value}\" is not an IPv6 address; one looks like 2001:db8::10.")),
        Kind::Ns => host(value, false),
        Kind::Cname => host(value, true),
        Kind::Mx => {
            let (preference, exchange) =
                value.split_once(char::is_whitespace).ok_or_else(|| format!("\"{value}\" is not a number and a host name."))?;
            let preference: u16 = preference.parse().map_err(|_| format!("\"{preference}\" is not a number from 0 to 65535."))?;
            Ok(format!("{preference} {}", host(exchange, false)?))
        }
        Kind::Txt => {
            let text = unquoted(value);
            if text.len() > 4000 {
                return Err("The text is longer than 4000 characters.".to_owned());
            }
            Ok(text)
        }
        Kind::Caa => {
            let (flags, tag, value) = caa_parts(value)?;
            Ok(format!("{flags} {tag} \"{value}\""))
        }
        Kind::Ds => {
            let (tag, algorithm, digest_type, digest) = ds_parts(value)?;
            let digest: String = digest.iter().map(|byte| format!("{byte:02X}")).collect();
            Ok(format!("{tag} {algorithm} {digest_type} {digest}"))
        }
    }
}

fn host(value: &str, underscore: bool) -> Result<String, String> {
    let name = canonical(value);
    match why_not_host(&name, underscore) {
        Some(why) => Err(why),
        None => Ok(name),
    }
}

/// Takes the quotes off a TXT value; several quoted strings in a row become one text (RFC 7208 section 3.3
/// joins them the same way).
fn unquoted(value: &str) -> String {
    if !(value.starts_with('"') && value.ends_with('"') && value.len() >= 2) {
        return value.to_owned();
    }
    let mut text = String::new();
    let mut inside = false;
    let mut escaped = false;
    for c in value.chars() {
        if escaped {
            text.push(c);
            escaped = false;
        } else if c == '\\' && inside {
            escaped = true;
        } else if c == '"' {
            inside = !inside;
        } else if inside {
            text.push(c);
        }
    }
    text
}

fn caa_parts(value: &str) -> Result<(u8, String, String), String> {
    let sentence = || format!("\"{value}\" is not a CAA value; one looks like 0 issue \"amazon.com\".");
    let mut parts = value.splitn(3, char::is_whitespace);
    let flags: u8 = parts.next().and_then(|flags| flags.parse().ok()).ok_or_else(sentence)?;
    let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
    if tag.is_empty() || tag.len() > 15 || !tag.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(sentence());
    }
    let text = unquoted(parts.next().ok_or_else(sentence)?.trim());
    Ok((flags, tag, text))
}

fn ds_parts(value: &str) -> Result<(u16, u8, u8, Vec<u8>), String> {
    let sentence = || format!("\"{value}\" is not a DS value; one is a key tag, an algorithm, a digest type and the digest in hex.");
    let parts: Vec<&str> = value.split_whitespace().collect();
    let [tag, algorithm, digest_type, hex @ ..] = parts.as_slice() else {
        return Err(sentence());
    };
    let hex: Vec<char> = hex.concat().chars().collect();
    if hex.is_empty() || !hex.len().is_multiple_of(2) {
        return Err(sentence());
    }
    let digest: Option<Vec<u8>> = hex.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok()).collect();
    Ok((
        tag.parse().map_err(|_| sentence())?,
        algorithm.parse().map_err(|_| sentence())?,
        digest_type.parse().map_err(|_| sentence())?,
        digest.ok_or_else(sentence)?,
    ))
}

fn wire_value(kind: Kind, value: &str) -> Result<RData, String> {
    let unreadable = || format!("The stored {} value \"{value}\" is unreadable.", kind.text());
    Ok(match kind {
        Kind::A => RData::A(A(value.parse().map_err(|_| unreadable())?)),
        Kind::Aaaa => RData::AAAA(AAAA(value.parse().map_err(|_| unreadable())?)),
        Kind::Ns => RData::NS(NS(wire_name(value)?)),
        Kind::Cname => RData::CNAME(CNAME(wire_name(value)?)),
        Kind::Mx => {
            let (preference, exchange) = value.split_once(' ').ok_or_else(unreadable)?;
            let preference = preference.parse().map_err(|_| unreadable())?;
            RData::MX(MX::new(preference, wire_name(exchange)?))
        }
        // One character string holds at most 255 octets (RFC 1035 section 3.3).
        Kind::Txt => RData::TXT(TXT::from_bytes(value.as_bytes().chunks(255).collect())),
        Kind::Soa => soa(value).ok_or_else(unreadable)?,
        // The codec's own types for these two need features that nothing else here uses: RFC 8659 section 4.1
        // and RFC 4034 section 5.1 give the octets.
        Kind::Caa => {
            let (flags, tag, text) = caa_parts(value)?;
            let length = u8::try_from(tag.len()).map_err(|_| unreadable())?;
            let mut octets = vec![flags, length];
            octets.extend_from_slice(tag.as_bytes());
            octets.extend_from_slice(text.as_bytes());
            unknown(kind, octets)
        }
        Kind::Ds => {
            let (tag, algorithm, digest_type, digest) = ds_parts(value)?;
            let mut octets = tag.to_be_bytes().to_vec();
            octets.extend([algorithm, digest_type]);
            octets.extend(digest);
            unknown(kind, octets)
        }
    })
}

fn unknown(kind: Kind, octets: Vec<u8>) -> RData {
    RData::Unknown { code: kind.wire(), rdata: NULL::with(octets) }
}

/// `primary mailbox serial refresh retry expire minimum`, as in a zone file on one line.
fn soa(value: &str) -> Option<RData> {
    let parts: Vec<&str> = value.split(' ').collect();
    let [primary, mailbox, serial, refresh, retry, expire, minimum] = parts.as_slice() else {
        return None;
    };
    Some(RData::SOA(SOA::new(
        wire_name(primary).ok()?,
        wire_name(mailbox).ok()?,
        serial.parse().ok()?,
        refresh.parse().ok()?,
        retry.parse().ok()?,
        expire.parse().ok()?,
        minimum.parse().ok()?,
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_one_form() {
        let normal = |kind, value| normal_value(kind, value).unwrap();
        assert_eq!(normal(Kind::Ns, "NS-1.Awsdns-1.COM."), "ns-1.awsdns-1.com");
        assert_eq!(normal(Kind::Txt, "\"vpce:aB\" \"cD\""), "vpce:aBcD");
        assert_eq!(normal(Kind::Txt, "vpce:aB"), "vpce:aB");
        assert_eq!(normal(Kind::Aaaa, "2001:0db8:0::1"), "2001:db8::1");
        assert_eq!(normal(Kind::Caa, "0 issue amazon.com"), "0 issue \"amazon.com\"");
        assert_eq!(normal(Kind::Ds, "60485 5 1 2bb1 83af"), "60485 5 1 2BB183AF");
        assert_eq!(normal(Kind::Mx, "10 Mail.Example.com."), "10 mail.example.com");
    }

    #[test]
    fn wrong_values_are_refused() {
        for (kind, value) in [
            (Kind::A, "300.1.1.1"),
            (Kind::Aaaa, "192.0.2.1"),
            (Kind::Ns, "ns 1.example.com"),
            (Kind::Cname, ""),
            (Kind::Txt, "two\nlines"),
            (Kind::Caa, "issue amazon.com"),
            (Kind::Ds, "1 2 3 ABC"),
            (Kind::Soa, "a b 1 1 1 1 1"),
        ] {
            assert!(normal_value(kind, value).is_err(), "{kind:?} {value}");
        }
    }

    #[test]
    fn long_texts_are_cut_into_strings() {
        let record = ZoneRecord::new("example.com", Kind::Txt, 60, "x".repeat(300));
        let RData::TXT(text) = record.wire().unwrap().data else {
            panic!("not a TXT record");
        };
        let lengths: Vec<usize> = text.txt_data.iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [255, 45]);
    }
}
