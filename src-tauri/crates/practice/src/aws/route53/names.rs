//! Domain names as Route 53 takes and shows them. Source: "DNS domain name format" in the Route 53 Developer Guide: nearly
//! any character may stand in a name, `\ooo` (octal) stands for one, and all but letters, digits, hyphens and underscores
//! are shown that way.

use hickory_proto::rr::Name;

/// The longest label (RFC 1035 section 2.3.4).
const LONGEST_LABEL: usize = 63;
/// The longest name on the wire (RFC 1035 section 2.3.4).
const LONGEST_NAME: usize = 255;

/// A name in lower case, label by label; the root has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct DomainName(Vec<Vec<u8>>);

/// What is wrong with a name or a value, as Route 53 says it.
pub(super) fn fatal(code: &str, with: &str) -> String {
    format!("FATAL problem: {code} encountered with '{with}'")
}

impl DomainName {
    /// Reads a name, with or without its final dot.
    pub fn parse(text: &str) -> Result<DomainName, String> {
        let mut labels = Vec::new();
        let mut label: Vec<u8> = Vec::new();
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '.' => {
                    if label.is_empty() && !(labels.is_empty() && text == ".") {
                        return Err(fatal("DomainLabelEmpty (Domain label is empty)", text));
                    }
                    if !label.is_empty() {
                        labels.push(std::mem::take(&mut label));
                    }
                }
                '\\' => {
                    let digits: String = letters.clone().take(3).collect();
                    let octal = digits.len() == 3 && digits.chars().all(|digit| digit.is_digit(8));
                    match u8::from_str_radix(&digits, 8) {
                        Ok(octet) if octal => {
                            label.push(octet.to_ascii_lowercase());
                            letters.nth(2);
                        }
                        _ => match letters.next() {
                            Some(literal) => push(&mut label, literal),
                            None => return Err(fatal("UnsupportedCharacter (Value contains unsupported characters)", "\\")),
                        },
                    }
                }
                blank if blank.is_whitespace() || blank.is_control() => {
                    return Err(fatal("UnsupportedCharacter (Value contains unsupported characters)", &blank.to_string()));
                }
                other => push(&mut label, other),
            }
        }
        if !label.is_empty() {
            labels.push(label);
        }
        let name = DomainName(labels);
        if let Some(long) = name.0.iter().find(|label| label.len() > LONGEST_LABEL) {
            return Err(fatal("DomainLabelTooLong (Domain label is too long)", &shown(long)));
        }
        if name.wire().len() > LONGEST_NAME {
            return Err(fatal("DomainNameTooLong (Domain name is too long)", text));
        }
        Ok(name)
    }

    /// As answers show it, with its final dot.
    pub fn text(&self) -> String {
        if self.0.is_empty() {
            return ".".to_owned();
        }
        self.0.iter().map(|label| shown(label) + ".").collect()
    }

    /// What lists are ordered by: the labels reversed, each with its dot (API reference, "ListResourceRecordSets").
    pub fn order(&self) -> String {
        self.0.iter().rev().map(|label| shown(label) + ".").collect()
    }

    /// Length-prefixed labels (RFC 1035 section 3.1), never compressed.
    pub fn wire(&self) -> Vec<u8> {
        let mut octets = Vec::new();
        for label in &self.0 {
            octets.push(u8::try_from(label.len()).unwrap_or(u8::MAX));
            octets.extend(label);
        }
        octets.push(0);
        octets
    }

    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub fn at_or_below(&self, other: &DomainName) -> bool {
        self.0.ends_with(&other.0)
    }

    /// Whether it stands for every name below its parent (RFC 4592).
    pub fn is_wildcard(&self) -> bool {
        self.0.first().is_some_and(|label| label == b"*")
    }

    /// As the name servers read it.
    pub fn name(&self) -> Option<Name> {
        let mut name = Name::from_labels(self.0.iter().map(Vec::as_slice)).ok()?;
        name.set_fqdn(true);
        Some(name)
    }
}

fn push(label: &mut Vec<u8>, letter: char) {
    let mut octets = [0; 4];
    label.extend(letter.to_ascii_lowercase().encode_utf8(&mut octets).as_bytes());
}

fn shown(label: &[u8]) -> String {
    let plain = |octet: &u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    label.iter().map(|octet| if plain(octet) { char::from(*octet).to_string() } else { format!("\\{octet:03o}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_shown_and_ordered() {
        let text = |name: &str| DomainName::parse(name).unwrap().text();
        assert_eq!(text("Api.Example.COM"), "api.example.com.");
        assert_eq!(text("*.example.com."), "\\052.example.com.");
        assert_eq!(text("\\052.example.com."), "\\052.example.com.");
        assert_eq!(text("a\\.b.example"), "a\\056b.example.");
        assert_eq!(text("ü.example"), "\\303\\274.example.");
        assert_eq!(text("."), ".");
        let mut names = ["b.example.com", "example.com", "a-b.example.com", "a.b.example.com", "a.example.com"]
            .map(|name| DomainName::parse(name).unwrap());
        names.sort_by_key(DomainName::order);
        let ordered = ["example.com.", "a-b.example.com.", "a.example.com.", "b.example.com.", "a.b.example.com."];
        assert_eq!(names.map(|name| name.text()), ordered);
        let below = |name: &str, zone: &str| DomainName::parse(name).unwrap().at_or_below(&DomainName::parse(zone).unwrap());
        assert!(below("a.example.com", "example.com.") && !below("aexample.com", "example.com"));
    }

    #[test]
    fn wrong_names_say_why() {
        for (name, why) in [
            ("a..example.com", "DomainLabelEmpty"),
            (".example.com", "DomainLabelEmpty"),
            ("a b.example.com", "UnsupportedCharacter"),
            (&format!("{}.example.com", "x".repeat(64)), "DomainLabelTooLong"),
            (&vec!["x".repeat(60); 5].join("."), "DomainNameTooLong"),
        ] {
            assert!(DomainName::parse(name).unwrap_err().contains(why), "{name}");
        }
    }
}
