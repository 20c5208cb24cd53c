//! DNS names, and the two that an onboarding is about.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::checked_text;
use crate::{Message, message};

checked_text! {
    /// A DNS name in lower case without the final dot (RFC 1035; underscores as in `_acme`, `*` as the first label).
    DnsName
}
impl DnsName {
    /// Labels of 1 to 63 letters, digits, hyphens or underscores; at most 253 characters. Capitals, spaces around it and one final dot don't
    /// matter. An internationalised name is kept as DNS has it (RFC 5891: `käse.example` is `xn--kse-qla.example`); `shown` gives both.
    ///
    /// # Errors
    /// `field-dns-name`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let bad = || message("field-dns-name").with("value", shown(text));
        let trimmed = text.trim();
        let lower = if trimmed.is_ascii() {
            trimmed.strip_suffix('.').unwrap_or(trimmed).to_ascii_lowercase()
        } else {
            // The ideographic full stops that keyboards give are dots, too; UTS 46 knows.
            let ascii = idna::domain_to_ascii(trimmed).map_err(|_| bad())?;
            ascii.strip_suffix('.').unwrap_or(&ascii).to_owned()
        };
        let label_ok = |(index, label): (usize, &str)| {
            (index == 0 && label == "*")
                || ((1..=63).contains(&label.len())
                    && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
                    && !label.starts_with('-')
                    && !label.ends_with('-'))
        };
        if !lower.is_empty() && lower.len() <= 253 && lower.split('.').enumerate().all(label_ok) { Ok(Self(lower)) } else { Err(bad()) }
    }
    /// For people: an internationalised name in its own letters with the form that DNS has in brackets, any other as it is.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.unicode() {
            Some(unicode) => format!("{unicode} ({})", self.0),
            None => self.0.clone(),
        }
    }
    /// An internationalised name in its own letters; `None` for any other, and for one whose `xn--` labels mean nothing.
    #[must_use]
    pub fn unicode(&self) -> Option<String> {
        let (unicode, sound) = idna::domain_to_unicode(&self.0);
        (sound.is_ok() && unicode != self.0).then_some(unicode)
    }
    /// Its labels, leftmost first.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }
    /// The name without its first label; `None` for a single label.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0.split_once('.').map(|(_, rest)| Self(rest.to_owned()))
    }
    /// Whether it is on the public suffix list, an ending under which many register their domains. Endings that the list doesn't know are none.
    #[must_use]
    pub fn is_public_suffix(&self) -> bool {
        psl::suffix(self.0.as_bytes()).is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == self.0.as_bytes())
    }
    /// Whether it is `other` or lies below it.
    #[must_use]
    pub fn is_at_or_below(&self, other: &Self) -> bool {
        self.0 == other.0 || self.0.strip_suffix(other.as_str()).is_some_and(|head| head.ends_with('.'))
    }
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// What every name of the product must hold; `labels` is the least number of labels.
fn product_name(text: &str, labels: usize, longest: usize) -> Result<DnsName, Message> {
    let name = DnsName::parse(text)?;
    let plain = name.as_str().strip_prefix("*.").unwrap_or(name.as_str());
    if plain.contains(['_', '*']) {
        return Err(message("field-dns-name").with("value", shown(text)));
    }
    if name.is_at_or_below(&DnsName("amazonaws.com".to_owned())) {
        return Err(message("field-dns-name-amazon").with("value", name.as_str()));
    }
    // A single word is too short rather than an ending that many share: the list of those takes every unknown word for one.
    if !plain.contains('.') {
        return Err(message("field-dns-name-labels").with("value", name.as_str()).with("labels", labels));
    }
    if psl::suffix_str(plain).is_some_and(|suffix| suffix == plain) {
        return Err(message("field-dns-name-public-suffix").with("value", name.as_str()));
    }
    if plain.split('.').count() < labels {
        return Err(message("field-dns-name-labels").with("value", name.as_str()).with("labels", labels));
    }
    if name.as_str().len() > longest {
        return Err(message("field-dns-name-long").with("value", shown(text)).with("length", name.as_str().len()).with("longest", longest));
    }
    Ok(name)
}

/// The user-friendly service DNS name, such as `api.vpce.example.com`: the subdomain that is delegated to Seller Operations' name servers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct ServiceDnsName(DnsName);

impl ServiceDnsName {
    /// At least three labels, at most 64 characters (ACM's limit of a certificate's first name), no wildcard, no public suffix, not Amazon's.
    ///
    /// # Errors
    /// A `field-dns-name…` message.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let name = product_name(text, 3, 64)?;
        if name.as_str().starts_with("*.") {
            return Err(message("field-dns-name-wildcard").with("value", name.as_str()));
        }
        Ok(Self(name))
    }
    /// As a plain name.
    #[must_use]
    pub fn name(&self) -> &DnsName {
        &self.0
    }
}

/// The private DNS name that customers' programs call, such as `api.example.com`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct PrivateDnsName(DnsName);

impl PrivateDnsName {
    /// At least two labels, at most 253 characters, a wildcard allowed, no public suffix, not Amazon's.
    ///
    /// # Errors
    /// A `field-dns-name…` message.
    pub fn parse(text: &str) -> Result<Self, Message> {
        product_name(text, 2, 253).map(Self)
    }
    /// As a plain name.
    #[must_use]
    pub fn name(&self) -> &DnsName {
        &self.0
    }
    /// The domain whose ownership is proven: the name without a leading `*.`.
    #[must_use]
    pub fn domain(&self) -> DnsName {
        DnsName(self.0.as_str().strip_prefix("*.").unwrap_or(self.0.as_str()).to_owned())
    }
}

macro_rules! product_name_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).map_err(|problem| problem.code)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0.into()
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}
product_name_text!(ServiceDnsName);
product_name_text!(PrivateDnsName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_case_and_final_dot() {
        assert_eq!(DnsName::parse("API.Example.COM.").unwrap().as_str(), "api.example.com");
        assert_eq!(DnsName::parse("  api.example.com \n").unwrap().as_str(), "api.example.com");
        for bad in ["", ".", "a..b", "a.com..", "-a.com", "a b.com", "a\u{200b}..com", "a.com/x", "xn--\u{e4}.com"] {
            assert!(DnsName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn service_names_need_three_labels_and_no_foreign_parent() {
        assert!(ServiceDnsName::parse("api.vpce.example.com").is_ok());
        let code = |text: &str| ServiceDnsName::parse(text).unwrap_err().code;
        assert_eq!(code("example.com"), "field-dns-name-labels");
        assert_eq!(code("api"), "field-dns-name-labels");
        assert_eq!(code("foo.bar.amazonaws.com"), "field-dns-name-amazon");
        assert_eq!(code("s3.dualstack.eu-west-1.co.uk".trim_start_matches("s3.dualstack.eu-west-1.")), "field-dns-name-public-suffix");
        assert_eq!(code("*.vpce.example.com"), "field-dns-name-wildcard");
        assert_eq!(code(&format!("{}.{}.example.com", "a".repeat(30), "b".repeat(30))), "field-dns-name-long");
    }

    #[test]
    fn internationalised_names_have_two_forms() {
        let name = DnsName::parse("K\u{e4}se.Example\u{3002}com.").unwrap();
        assert_eq!((name.as_str(), name.unicode().as_deref()), ("xn--kse-qla.example.com", Some("k\u{e4}se.example.com")));
        assert_eq!(name.shown(), "k\u{e4}se.example.com (xn--kse-qla.example.com)");
        assert_eq!(DnsName::parse("api.example.com").unwrap().shown(), "api.example.com");
        // The limit of a certificate's name counts what DNS has.
        let long = format!("{}.vpce.example.com", "\u{e4}".repeat(60));
        assert!(ServiceDnsName::parse(&long).is_err());
        assert_eq!(ServiceDnsName::parse("api.b\u{fc}cher.example").unwrap().name().as_str(), "api.xn--bcher-kva.example");
        let code = |text: &str| PrivateDnsName::parse(text).unwrap_err().code;
        assert_eq!(code("\u{9999}\u{6e2f}.\u{4e2d}\u{56fd}..cn"), "field-dns-name");
        assert_eq!(code("\u{516c}\u{53f8}.\u{9999}\u{6e2f}"), "field-dns-name-public-suffix");
    }

    #[test]
    fn only_listed_endings_are_public_suffixes() {
        let is = |text| DnsName::parse(text).unwrap().is_public_suffix();
        assert!(is("com") && is("co.uk"));
        assert!(!is("example.com") && !is("lab") && !is("unheard-of"));
    }

    #[test]
    fn below_means_at_a_label_boundary() {
        let name = |text| DnsName::parse(text).unwrap();
        assert!(name("a.vpce.example.com").is_at_or_below(&name("vpce.example.com")));
        assert!(!name("a.xvpce.example.com").is_at_or_below(&name("vpce.example.com")));
        assert_eq!(PrivateDnsName::parse("*.api.example.com").unwrap().domain().as_str(), "api.example.com");
    }
}
