//! Where the root servers are, from a file in the usual form (a zone file with NS, A and AAAA records, as <https://www.internic.net/domain/named.root>).

use std::collections::BTreeSet;
use std::net::IpAddr;

/// What is wrong with a file of root hints.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HintsError {
    /// A line that is no record.
    #[error("line {line} is not a record: {text}")]
    Line {
        /// Counted from 1.
        line: usize,
        /// The line, shortened.
        text: String,
    },
    /// No root server with an address.
    #[error("there is no address of a root server in it")]
    Empty,
}

/// The addresses of the root servers in `text`, IPv4 first: those of the names in the root's NS records, in any order. TTL and class may be left
/// out, an owner too (then it is the one of the line before), comments begin with `;`. `$` directives are passed over.
///
/// # Errors
/// A line is no record, or there is no address.
pub fn root_hints(text: &str) -> Result<Vec<IpAddr>, HintsError> {
    let mut servers = BTreeSet::new();
    let mut addresses: Vec<(String, IpAddr)> = Vec::new();
    let mut owner = String::new();
    for (index, raw) in text.lines().enumerate() {
        let line = raw.split(';').next().unwrap_or_default();
        if line.trim().is_empty() || line.starts_with('$') {
            continue;
        }
        let bad = || HintsError::Line { line: index + 1, text: raw.chars().filter(|c| !c.is_control()).take(80).collect() };
        let mut words: Vec<&str> = line.split_whitespace().collect();
        if !line.starts_with([' ', '\t']) && !words.is_empty() {
            owner = folded(words.remove(0));
        }
        let is_ttl = |word: &str| word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_alphanumeric());
        words.retain(|word| !word.eq_ignore_ascii_case("IN"));
        if words.len() == 3 && words.first().is_some_and(|word| is_ttl(word)) {
            words.remove(0);
        }
        let [kind, value] = words.as_slice() else { return Err(bad()) };
        match kind.to_ascii_uppercase().as_str() {
            "NS" if owner.is_empty() => {
                servers.insert(folded(value));
            }
            "A" | "AAAA" => addresses.push((owner.clone(), value.parse().map_err(|_| bad())?)),
            _ => {}
        }
    }
    let mut roots: Vec<IpAddr> = addresses.into_iter().filter(|(owner, _)| servers.contains(owner)).map(|(_, address)| address).collect();
    roots.sort_by_key(IpAddr::is_ipv6);
    if roots.is_empty() { Err(HintsError::Empty) } else { Ok(roots) }
}

/// In lower case without the final dot; the root is empty.
fn folded(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_published_and_what_is_written_by_hand() {
        let published = "; comment\n.                        3600000      NS    A.ROOT-SERVERS.NET.\n\
                         A.ROOT-SERVERS.NET.      3600000      AAAA  2001:503:ba3e::2:30\n\
                         A.ROOT-SERVERS.NET.      3600000      A     198.41.0.4 ; first\n";
        assert_eq!(root_hints(published).unwrap(), ["198.41.0.4".parse::<IpAddr>().unwrap(), "2001:503:ba3e::2:30".parse().unwrap()]);
        let by_hand = "$TTL 1d\n. IN NS r1.\n\tIN NS r2.\nr1. 1h IN A 127.0.0.1\nr2. A 127.0.0.2\nother. A 127.0.0.9\n";
        assert_eq!(root_hints(by_hand).unwrap(), ["127.0.0.1".parse::<IpAddr>().unwrap(), "127.0.0.2".parse().unwrap()]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        assert_eq!(root_hints(". NS r.\nr. A 127.0.0\n"), Err(HintsError::Line { line: 2, text: "r. A 127.0.0".to_owned() }));
        assert_eq!(root_hints("<html>\n"), Err(HintsError::Line { line: 1, text: "<html>".to_owned() }));
        assert_eq!(root_hints(". NS r.\n"), Err(HintsError::Empty));
        assert_eq!(root_hints(""), Err(HintsError::Empty));
    }
}
