//! Whether the DS records at the parent fit a key of the child. One that fits none makes validating resolvers refuse the whole subdomain.

use hickory_proto::op::Message;
use hickory_proto::rr::{Name, RData, RecordType};
use sha2::{Digest, Sha256, Sha384};

/// What the DS records say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chain {
    /// There are none: an unsigned delegation, as Seller Operations' zones are.
    Unsigned,
    /// One fits a key.
    Fits,
    /// There are some, and none fits a key that the child shows.
    Broken,
    /// The parent or the child could not be asked about it.
    Unknown,
}

/// What the dates of a zone's signatures say. They are not verified: whether they were made with the right key, validating resolvers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Signatures {
    /// There is one that is valid now.
    Good,
    /// Their time has not begun, by this computer's clock.
    NotYet,
    /// Their time is over.
    Expired,
    /// There is none.
    Missing,
}

impl Signatures {
    /// The stable code in findings.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::NotYet => "notYet",
            Self::Expired => "expired",
            Self::Missing => "missing",
        }
    }
}

/// The best that the signatures over the records of `kind` at `owner` say (RFC 4034 section 3.1).
pub(crate) fn signatures(message: &Message, owner: &Name, kind: RecordType) -> Signatures {
    let now = crate::now().0 / 1000;
    // Serial number arithmetic, as the RFC asks for: the 32 bits wrap in 2106.
    let now = u32::try_from(now & 0xffff_ffff).unwrap_or_default();
    let found = raw(message, owner, RecordType::RRSIG);
    let judged = found.iter().filter_map(|data| {
        let [a, b, _, _, _, _, _, _, e0, e1, e2, e3, i0, i1, i2, i3, ..] = data.as_slice() else { return None };
        if u16::from_be_bytes([*a, *b]) != u16::from(kind) {
            return None;
        }
        let ends = u32::from_be_bytes([*e0, *e1, *e2, *e3]);
        let begins = u32::from_be_bytes([*i0, *i1, *i2, *i3]);
        let after = |one: u32, other: u32| one.wrapping_sub(other) < 0x8000_0000;
        Some(match (after(now, begins), after(ends, now)) {
            (true, true) => Signatures::Good,
            (false, _) => Signatures::NotYet,
            (true, false) => Signatures::Expired,
        })
    });
    judged.min().unwrap_or(Signatures::Missing)
}

/// The raw data of the records of `kind` at `owner`.
pub(crate) fn raw(message: &Message, owner: &Name, kind: RecordType) -> Vec<Vec<u8>> {
    message
        .answers
        .iter()
        .filter(|record| record.name.to_lowercase() == *owner && record.record_type() == kind)
        .filter_map(|record| match &record.data {
            RData::Unknown { rdata, .. } => Some(rdata.anything.clone()),
            _ => None,
        })
        .collect()
}

/// Whether the DS data `ds` was made of the DNSKEY data `key` of `owner` (RFC 4034 section 5.1.4; RFC 4509 SHA-256; RFC 6605 SHA-384). Digests of
/// other kinds are compared by key tag and algorithm alone.
pub(crate) fn fits(ds: &[u8], key: &[u8], owner: &Name) -> bool {
    let [tag_high, tag_low, algorithm, digest_type, digest @ ..] = ds else { return false };
    let Some(key_algorithm) = key.get(3) else { return false };
    if u16::from_be_bytes([*tag_high, *tag_low]) != key_tag(key) || algorithm != key_algorithm {
        return false;
    }
    let mut input = wire_name(owner);
    input.extend_from_slice(key);
    match digest_type {
        2 => Sha256::digest(&input).as_slice() == digest,
        4 => Sha384::digest(&input).as_slice() == digest,
        _ => true,
    }
}

/// RFC 4034 appendix B.
fn key_tag(key: &[u8]) -> u16 {
    let sum = key.iter().enumerate().fold(0u32, |sum, (index, byte)| {
        let value = u32::from(*byte);
        sum.wrapping_add(if index % 2 == 0 { value << 8 } else { value })
    });
    let folded = sum.wrapping_add((sum >> 16) & 0xffff) & 0xffff;
    u16::try_from(folded).unwrap_or_default()
}

fn wire_name(name: &Name) -> Vec<u8> {
    let lower = name.to_lowercase();
    let mut wire = Vec::new();
    for label in lower.iter() {
        wire.push(u8::try_from(label.len()).unwrap_or_default());
        wire.extend_from_slice(label);
    }
    wire.push(0);
    wire
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of RFC 4034 section 5.4 has a SHA-1 digest; RFC 4509 section 2.3 gives the SHA-256 digest of the same key.
    const KEY: &str = "AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxeYCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw==";
    const DIGEST: &str = "D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A";

    fn base64(text: &str) -> Vec<u8> {
        let value = |byte: u8| match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            _ => 63,
        };
        let mut bytes = Vec::new();
        let (mut bits, mut count) = (0u32, 0);
        for byte in text.bytes().filter(|byte| *byte != b'=') {
            bits = (bits << 6) | u32::from(value(byte));
            count += 6;
            if count >= 8 {
                count -= 8;
                bytes.push((bits >> count) as u8);
                bits &= (1 << count) - 1;
            }
        }
        bytes
    }

    #[test]
    fn the_rfcs_own_example_fits() {
        let owner = Name::from_ascii("dskey.example.com.").unwrap();
        let mut key = vec![1, 0, 3, 5];
        key.extend(base64(KEY));
        let mut ds = 60485u16.to_be_bytes().to_vec();
        ds.extend([5, 2]);
        ds.extend((0..DIGEST.len()).step_by(2).map(|at| u8::from_str_radix(&DIGEST[at..at + 2], 16).unwrap()));
        assert!(fits(&ds, &key, &owner));
        assert!(!fits(&ds, &key, &Name::from_ascii("other.example.com.").unwrap()));
        key[10] ^= 1;
        assert!(!fits(&ds, &key, &owner));
        assert!(!fits(&[], &key, &owner));
    }
}
