//! The values of resource records: checked as Route 53 does, and brought to their wire form. Source: "Supported DNS record
//! types" in the Route 53 Developer Guide, and the RFC of each type.

use std::net::{Ipv4Addr, Ipv6Addr};

use hickory_proto::rr::{RData, RecordType};
use hickory_proto::serialize::binary::BinEncodable;

use super::names::{DomainName, fatal};

/// One character string holds at most 255 octets (RFC 1035 section 3.3).
const LONGEST_STRING: usize = 255;

/// The code of a record type on the wire; `None` for one that Route 53 doesn't have.
pub(super) fn code(kind: &str) -> Option<u16> {
    Some(match kind {
        "A" => 1,
        "NS" => 2,
        "CNAME" => 5,
        "SOA" => 6,
        "PTR" => 12,
        "MX" => 15,
        "TXT" => 16,
        "AAAA" => 28,
        "SRV" => 33,
        "NAPTR" => 35,
        "DS" => 43,
        "SSHFP" => 44,
        "TLSA" => 52,
        "SVCB" => 64,
        "HTTPS" => 65,
        "SPF" => 99,
        "CAA" => 257,
        _ => return None,
    })
}

/// The octets of a value (RDATA), names in them uncompressed; what is wrong with it otherwise.
pub(super) fn octets(kind: &str, value: &str) -> Result<Vec<u8>, String> {
    let mut fields = Fields { kind, value, rest: value };
    let octets = match kind {
        "A" => value
            .parse::<Ipv4Addr>()
            .map(|address| address.octets().to_vec())
            .map_err(|_| fatal("ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)", value))?,
        "AAAA" => value
            .parse::<Ipv6Addr>()
            .map(|address| address.octets().to_vec())
            .map_err(|_| fatal("AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)", value))?,
        "NS" | "CNAME" | "PTR" => return name(value),
        "TXT" | "SPF" => return strings(value),
        "MX" => [fields.number::<u16>()?.to_be_bytes().to_vec(), fields.name()?].concat(),
        "SRV" => [fields.numbers::<u16>(3)?, fields.name()?].concat(),
        "SOA" => [fields.name()?, fields.name()?, fields.numbers::<u32>(5)?].concat(),
        "NAPTR" => [fields.numbers::<u16>(2)?, fields.string()?, fields.string()?, fields.string()?, fields.name()?].concat(),
        "DS" => [fields.number::<u16>()?.to_be_bytes().to_vec(), fields.numbers::<u8>(2)?, fields.hex()?].concat(),
        "SSHFP" => [fields.numbers::<u8>(2)?, fields.hex()?].concat(),
        "TLSA" => [fields.numbers::<u8>(3)?, fields.hex()?].concat(),
        "CAA" => fields.caa()?,
        "SVCB" => return service(RecordType::SVCB, value),
        "HTTPS" => return service(RecordType::HTTPS, value),
        _ => return Err(fields.wrong()),
    };
    if matches!(kind, "A" | "AAAA") || fields.rest.trim().is_empty() { Ok(octets) } else { Err(fields.wrong()) }
}

/// A whole resource record (RFC 1035 section 4.1.3), class IN.
pub(super) fn record(name: &DomainName, kind: u16, ttl: u32, octets: &[u8]) -> Vec<u8> {
    let mut record = name.wire();
    record.extend(kind.to_be_bytes());
    record.extend(1_u16.to_be_bytes());
    record.extend(ttl.to_be_bytes());
    record.extend(u16::try_from(octets.len()).unwrap_or(u16::MAX).to_be_bytes());
    record.extend(octets);
    record
}

fn name(value: &str) -> Result<Vec<u8>, String> {
    if value.is_empty() {
        return Err(fatal("DomainLabelEmpty (Domain label is empty)", value));
    }
    Ok(DomainName::parse(value)?.wire())
}

fn service(kind: RecordType, value: &str) -> Result<Vec<u8>, String> {
    let parsed = RData::try_from_str(kind, value).ok();
    parsed.and_then(|data| data.to_bytes().ok()).ok_or_else(|| fatal("InvalidServiceBinding (Value is not valid)", value))
}

/// One or more strings in quotation marks; inside, `\"`, `\\` and `\ooo` are escapes.
fn strings(value: &str) -> Result<Vec<u8>, String> {
    let mut octets = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let (string, after) =
            quoted(rest).ok_or_else(|| fatal("InvalidCharacterString (Value should be enclosed in quotation marks)", value))?;
        octets.extend(counted(&string, value)?);
        if !after.is_empty() && !after.starts_with(char::is_whitespace) {
            return Err(fatal("InvalidCharacterString (Value should be enclosed in quotation marks)", value));
        }
        rest = after.trim_start();
    }
    if octets.is_empty() {
        return Err(fatal("InvalidCharacterString (Value should be enclosed in quotation marks)", value));
    }
    Ok(octets)
}

fn counted(string: &[u8], value: &str) -> Result<Vec<u8>, String> {
    let length = u8::try_from(string.len()).ok().filter(|length| usize::from(*length) <= LONGEST_STRING);
    let length = length.ok_or_else(|| fatal("CharacterStringTooLong (Value is too long)", value))?;
    Ok([&[length], string].concat())
}

/// The string that a text begins with, in quotation marks, and what stands behind it.
fn quoted(text: &str) -> Option<(Vec<u8>, &str)> {
    let mut string = Vec::new();
    let mut letters = text.strip_prefix('"')?.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((string, text.get(at + 2..)?)),
            '\\' => {
                let digits: String = letters.clone().take(3).map(|(_, digit)| digit).collect();
                let octal = digits.len() == 3 && digits.chars().all(|digit| digit.is_digit(8));
                match u8::from_str_radix(&digits, 8) {
                    Ok(octet) if octal => {
                        string.push(octet);
                        letters.nth(2);
                    }
                    _ => add(&mut string, letters.next()?.1),
                }
            }
            other => add(&mut string, other),
        }
    }
    None
}

fn add(string: &mut Vec<u8>, letter: char) {
    let mut octets = [0; 4];
    string.extend(letter.encode_utf8(&mut octets).as_bytes());
}

/// The parts of a value, one after the other.
struct Fields<'a> {
    kind: &'a str,
    value: &'a str,
    rest: &'a str,
}

impl<'a> Fields<'a> {
    fn wrong(&self) -> String {
        fatal(&format!("{}RRDATAInvalid (Value is not a valid {} record)", self.kind, self.kind), self.value)
    }

    fn next(&mut self) -> Result<&'a str, String> {
        let rest = self.rest.trim_start();
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let (field, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        self.rest = after;
        if field.is_empty() { Err(self.wrong()) } else { Ok(field) }
    }

    fn number<T: std::str::FromStr>(&mut self) -> Result<T, String> {
        self.next()?.parse().map_err(|_| self.wrong())
    }

    fn numbers<T: std::str::FromStr + Octets>(&mut self, count: usize) -> Result<Vec<u8>, String> {
        let mut octets = Vec::new();
        for _ in 0..count {
            octets.extend(self.number::<T>()?.octets());
        }
        Ok(octets)
    }

    fn name(&mut self) -> Result<Vec<u8>, String> {
        name(self.next()?)
    }

    fn string(&mut self) -> Result<Vec<u8>, String> {
        let (string, after) = quoted(self.rest.trim_start()).ok_or_else(|| self.wrong())?;
        self.rest = after;
        counted(&string, self.value)
    }

    /// All that is left, in hexadecimal digits.
    fn hex(&mut self) -> Result<Vec<u8>, String> {
        let digits: Vec<u8> = std::mem::take(&mut self.rest).bytes().filter(|octet| !octet.is_ascii_whitespace()).collect();
        let pairs = digits.chunks(2).map(|pair| {
            let text = std::str::from_utf8(pair).ok().filter(|text| text.len() == 2)?;
            u8::from_str_radix(text, 16).ok()
        });
        let octets: Option<Vec<u8>> = pairs.collect();
        octets.filter(|octets| !octets.is_empty()).ok_or_else(|| self.wrong())
    }

    /// Flags, tag, and a value in quotation marks (RFC 8659 section 4.1).
    fn caa(&mut self) -> Result<Vec<u8>, String> {
        let flags: u8 = self.number()?;
        let tag = self.next()?;
        if tag.len() > 15 || !tag.bytes().all(|octet| octet.is_ascii_alphanumeric()) {
            return Err(self.wrong());
        }
        let (text, after) = quoted(self.rest.trim_start())
            .ok_or_else(|| fatal("CAARRDATAInvalidValue (Value should be enclosed in quotation marks)", self.value))?;
        self.rest = after;
        let length = u8::try_from(tag.len()).map_err(|_| self.wrong())?;
        Ok([&[flags, length], tag.as_bytes(), &text].concat())
    }
}

/// A number in network order.
trait Octets {
    fn octets(self) -> Vec<u8>;
}

macro_rules! octets {
    ($($number:ty)*) => {
        $(impl Octets for $number {
            fn octets(self) -> Vec<u8> {
                self.to_be_bytes().to_vec()
            }
        })*
    };
}
octets!(u8 u16 u32);

#[cfg(test)]
mod tests {
    use hickory_proto::rr::Record;
    use hickory_proto::serialize::binary::BinDecodable;

    use super::*;

    #[test]
    fn every_type_becomes_a_record_that_others_can_read() {
        for (kind, value) in [
            ("A", "192.0.2.1"),
            ("AAAA", "2001:db8::1"),
            ("NS", "ns-1.example.com"),
            ("CNAME", "\\052.example.com."),
            ("PTR", "host.example.com"),
            ("MX", "10 mail.example.com"),
            ("TXT", "\"one\" \"two \\\"quoted\\\" \\303\\274\""),
            ("SPF", "\"v=spf1 -all\""),
            ("SRV", "1 10 5269 xmpp.example.com"),
            ("SOA", "ns-1.example.com. hostmaster.example.com. 1 7200 900 1209600 86400"),
            ("NAPTR", "100 50 \"u\" \"E2U+sip\" \"!^.*$!sip:x@example.com!\" ."),
            ("DS", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"),
            ("SSHFP", "1 1 09F6A01D2175742B257C6B98B7C72C44C4040683"),
            ("TLSA", "3 1 1 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"),
            ("CAA", "0 issue \"amazon.com\""),
            ("HTTPS", "1 . alpn=h2"),
            ("SVCB", "0 service.example.com."),
        ] {
            let octets = octets(kind, value).unwrap();
            let owner = DomainName::parse("x.example.com").unwrap();
            let wire = record(&owner, code(kind).unwrap(), 60, &octets);
            let read = Record::from_bytes(&wire).unwrap();
            assert_eq!(u16::from(read.record_type()), code(kind).unwrap(), "{kind}");
            assert_eq!(read.name.to_ascii(), "x.example.com.");
        }
        assert_eq!(octets("TXT", "\"a\" \"\\101\\\"\"").unwrap(), b"\x01a\x02A\"");
    }

    #[test]
    fn wrong_values_are_refused() {
        for (kind, value) in [
            ("A", "300.1.1.1"),
            ("A", " 192.0.2.1"),
            ("AAAA", "192.0.2.1"),
            ("NS", "a b"),
            ("CNAME", ""),
            ("MX", "mail.example.com"),
            ("MX", "10 mail.example.com extra"),
            ("TXT", "bare"),
            ("TXT", "\"open"),
            ("TXT", "\"a\"\"b\""),
            ("TXT", ""),
            ("SRV", "1 2 70000 x.example.com"),
            ("SOA", "a b 1 2 3 4"),
            ("DS", "1 2 3 ABC"),
            ("CAA", "0 issue amazon.com"),
            ("HTTPS", "nonsense"),
        ] {
            assert!(octets(kind, value).is_err(), "{kind} {value}");
        }
        assert!(octets("TXT", &format!("\"{}\"", "x".repeat(256))).unwrap_err().contains("CharacterStringTooLong"));
    }
}
