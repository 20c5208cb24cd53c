//! Domain names as the zone data keeps them: lower case, without the final dot; the root is the empty string.

/// The longest name in text form without its final dot (RFC 1035 section 2.3.4: 255 octets on the wire).
const LONGEST_NAME: usize = 253;
/// The longest label (RFC 1035 section 2.3.4).
const LONGEST_LABEL: usize = 63;

/// Lower case, without the final dot and without surrounding blanks.
pub(crate) fn canonical(name: &str) -> String {
    let name = name.trim();
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// Whether `name` is `zone` itself or lies below it; both canonical.
pub(crate) fn at_or_below(name: &str, zone: &str) -> bool {
    zone.is_empty() || name == zone || name.strip_suffix(zone).is_some_and(|front| front.ends_with('.'))
}

/// The name without its first label; `None` for the root.
pub(crate) fn parent(name: &str) -> Option<&str> {
    if name.is_empty() {
        return None;
    }
    Some(name.split_once('.').map_or("", |(_, rest)| rest))
}

/// How many labels a canonical name has; the root has none.
pub(crate) fn label_count(name: &str) -> usize {
    if name.is_empty() { 0 } else { name.split('.').count() }
}

/// The names from just below `zone` down to `name` itself, the shortest first.
pub(crate) fn path_down<'a>(zone: &str, name: &'a str) -> Vec<&'a str> {
    let mut path = Vec::new();
    let mut here = Some(name);
    while let Some(at) = here {
        if at == zone || !at_or_below(at, zone) {
            break;
        }
        path.push(at);
        here = parent(at);
    }
    path.reverse();
    path
}

/// Says in one sentence why a canonical name can't stand in a zone; `None` when it can.
///
/// Labels hold letters, digits, hyphens and underscores (RFC 1035 section 2.3.1, RFC 8552 for the underscore),
/// and the first one may be `*` (RFC 4592).
pub(crate) fn why_not_owner(name: &str) -> Option<String> {
    let below_wildcard = name.strip_prefix("*.").unwrap_or(name);
    why_not(below_wildcard, true)
}

/// Says in one sentence why a canonical name can't be a host name (RFC 1123 section 2.1); `None` when it can.
///
/// Underscores are allowed when `underscore` says so: the target of a CNAME often carries them.
pub(crate) fn why_not_host(name: &str, underscore: bool) -> Option<String> {
    why_not(name, underscore)
}

fn why_not(name: &str, underscore: bool) -> Option<String> {
    if name.is_empty() {
        return Some("The name is empty.".to_owned());
    }
    if name.len() > LONGEST_NAME {
        return Some(format!("The name is longer than {LONGEST_NAME} characters."));
    }
    for label in name.split('.') {
        if label.is_empty() {
            return Some(format!("\"{name}\" has two dots in a row."));
        }
        if label.len() > LONGEST_LABEL {
            return Some(format!("The part \"{label}\" is longer than {LONGEST_LABEL} characters."));
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || (underscore && c == '_');
        if let Some(wrong) = label.chars().find(|c| !allowed(*c)) {
            return Some(format!("\"{wrong}\" can't stand in the name \"{name}\"."));
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Some(format!("The part \"{label}\" starts or ends with a hyphen."));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_means_whole_labels() {
        assert!(at_or_below("api.example.com", "example.com"));
        assert!(at_or_below("example.com", "example.com"));
        assert!(at_or_below("example.com", ""));
        assert!(!at_or_below("badexample.com", "example.com"));
    }

    #[test]
    fn path_leads_from_the_zone_to_the_name() {
        assert_eq!(path_down("example.com", "a.b.example.com"), ["b.example.com", "a.b.example.com"]);
        assert_eq!(path_down("", "com"), ["com"]);
        assert!(path_down("example.com", "example.com").is_empty());
    }

    #[test]
    fn owners_are_checked() {
        assert_eq!(why_not_owner("*.api.example.com"), None);
        assert_eq!(why_not_owner("_6e86.example.com"), None);
        assert!(why_not_owner("a..example.com").is_some());
        assert!(why_not_owner("a b.example.com").is_some());
        assert!(why_not_owner("-a.example.com").is_some());
        assert!(why_not_owner(&format!("{}.example.com", "a".repeat(64))).is_some());
    }
}
