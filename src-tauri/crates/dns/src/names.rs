//! Names between text and wire: always absolute, always lower case inside; without the final dot outside.

use hickory_proto::rr::Name;

use crate::DnsError;

/// The absolute, lower-case name that `text` stands for, with or without its final dot. Underscores are fine.
pub(crate) fn absolute(text: &str) -> Result<Name, DnsError> {
    let bad = || DnsError::BadName { name: text.to_owned() };
    let trimmed = text.trim();
    // A backslash begins an escape in zone files; no name that we ask for has one.
    if trimmed.is_empty() || trimmed.contains('\\') || !trimmed.is_ascii() {
        return Err(bad());
    }
    let mut name = Name::from_ascii(trimmed).map_err(|_| bad())?;
    name.set_fqdn(true);
    Ok(name.to_lowercase())
}

/// `name` as people write it: lower case, no final dot; the root is ".".
pub(crate) fn text(name: &Name) -> String {
    let text = name.to_lowercase().to_ascii();
    match text.strip_suffix('.') {
        Some("") | None => text,
        Some(short) => short.to_owned(),
    }
}

/// `name` put in front of `zone` once more: what a panel makes of an absolute name that was typed without its dot.
pub(crate) fn appended(name: &Name, zone: &Name) -> Option<Name> {
    let mut relative = name.clone();
    relative.set_fqdn(false);
    let mut doubled = relative.append_domain(zone).ok()?;
    doubled.set_fqdn(true);
    Some(doubled.to_lowercase())
}

/// A name beside `name` that nobody has ever published; `None` for the root and names that are too long.
pub(crate) fn beside(name: &Name) -> Option<Name> {
    if name.is_root() {
        return None;
    }
    let mut sibling = Name::from_ascii("gangway-looks-for-a-wildcard").ok()?.append_domain(&name.base_name()).ok()?;
    sibling.set_fqdn(true);
    Some(sibling.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_folded_and_made_absolute() {
        let name = absolute("_6e86.API.Example.com").unwrap();
        assert_eq!(name, absolute("_6e86.api.example.com.").unwrap());
        assert_eq!(text(&name), "_6e86.api.example.com");
        assert_eq!(text(&Name::root()), ".");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for bad in ["", " ", "a b.example.com", "a..example.com", "a\\.b.example.com", "ümlaut.example"] {
            assert!(absolute(bad).is_err(), "{bad:?}");
        }
        assert!(absolute(&format!("{}.example.com", "a".repeat(64))).is_err());
        assert!(absolute(&"abc.".repeat(70)).is_err());
    }

    #[test]
    fn the_doubled_name_is_what_panels_make_of_a_missing_dot() {
        let name = absolute("ns-1.awsdns-1.com").unwrap();
        let zone = absolute("example.com").unwrap();
        assert_eq!(text(&appended(&name, &zone).unwrap()), "ns-1.awsdns-1.com.example.com");
    }
}
