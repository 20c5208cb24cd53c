//! Name servers out of pasted mail text.

use gangway_model::DnsName;

/// Picks the name servers out of a pasted mail: with or without final dots, one per line or in one, with commas, bullets, numbers, quoting marks,
/// or as a zone file's NS lines. In the order of the text, each once.
///
/// Names of Route 53's form (`ns-NUMBER.awsdns-NUMBER.com|net|org|co.uk`) are preferred: when there is one, nothing else is taken, so that host
/// names in greetings and signatures stay out. Without any, every name of at least three labels that begins with `ns` or `dns` counts.
///
/// Where at least two stand on lines of their own, these are the list: what the sentences around it speak of (a server that was wrong, say) is not
/// taken.
#[must_use]
pub fn parse_name_servers(pasted: &str) -> Vec<DnsName> {
    let listed = picked(&listed(pasted));
    if listed.len() >= 2 { listed } else { picked(pasted) }
}

/// Whether a mail lists name servers, on lines of their own. A mail that only speaks of some, because one is missing, say, is no list to take over.
#[must_use]
pub fn lists_name_servers(text: &str) -> bool {
    picked(&listed(text)).len() >= 2
}

/// The lines that hold names and nothing else but marks of a list or a quote.
fn listed(text: &str) -> String {
    let is_mark = |word: &str| {
        let number = word.trim_end_matches(['.', ')']);
        word.chars().all(|c| matches!(c, '*' | '\u{2022}' | '\u{b7}' | '-' | '>' | '|')) || number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_name = |word: &str| {
        let name = word.trim_end_matches(['.', ':']);
        name.contains('.') && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
    };
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"' | '\'' | '(' | ')' | '[' | ']' | '|');
    let mut kept = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(between).filter(|word| !word.is_empty() && !is_mark(word)).collect();
        if !words.is_empty() && words.iter().all(|word| is_name(word)) {
            kept.push(words.join(" "));
        }
    }
    kept.join("\n")
}

fn picked(pasted: &str) -> Vec<DnsName> {
    let names = words(pasted);
    let mut found: Vec<DnsName> = names.iter().filter(|name| is_route53(name)).cloned().collect();
    if found.is_empty() {
        found = names.into_iter().filter(looks_like_a_name_server).collect();
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|name| seen.insert(name.clone()));
    found
}

/// Whether a name has the form of Route 53's public name servers.
#[must_use]
pub fn is_route53(name: &DnsName) -> bool {
    let numbered = |label: &str, prefix: &str| {
        label.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let labels: Vec<&str> = name.labels().collect();
    match labels.as_slice() {
        [server, zone, "com" | "net" | "org"] | [server, zone, "co", "uk"] => numbered(server, "ns-") && numbered(zone, "awsdns-"),
        _ => false,
    }
}

fn looks_like_a_name_server(name: &DnsName) -> bool {
    let mut labels = name.labels();
    let first = labels.next().unwrap_or_default();
    labels.count() >= 2 && (first.starts_with("ns") || first.starts_with("dns"))
}

/// Everything in the text that is a DNS name: runs of name characters, without the dots and hyphens that punctuation left on them.
fn words(text: &str) -> Vec<DnsName> {
    // Mail programs write links and soft hyphens into names; neither belongs to them.
    let clean: String = text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}')).collect();
    clean
        .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@')))
        .filter(|word| !word.contains('@'))
        .map(|word| word.trim_matches(['.', '-', '_']))
        .filter(|word| word.contains('.'))
        .filter_map(|word| DnsName::parse(word).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FOUR: [&str; 4] = ["ns-1.awsdns-01.com", "ns-512.awsdns-00.net", "ns-1024.awsdns-10.org", "ns-2047.awsdns-63.co.uk"];

    fn parsed(text: &str) -> Vec<String> {
        parse_name_servers(text).into_iter().map(String::from).collect()
    }

    #[test]
    fn reads_them_however_they_are_written() {
        for text in [
            FOUR.join("\n"),
            FOUR.join(".\r\n") + ".",
            FOUR.join(", "),
            FOUR.join(";"),
            FOUR.iter().map(|name| format!("> * {}.", name.to_uppercase())).collect::<Vec<_>>().join("\n"),
            FOUR.iter().enumerate().map(|(n, name)| format!("{}. <{name}>", n + 1)).collect::<Vec<_>>().join("\n"),
            FOUR.iter().map(|name| format!("api.vpce.example.com. 300 IN NS {name}.")).collect::<Vec<_>>().join("\n"),
            FOUR.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join("\n"),
            FOUR.iter().map(|name| format!("|{name}|http://{name}/|")).collect::<Vec<_>>().join("\n"),
            FOUR.iter().map(|name| format!("\u{2022}\u{a0}{name}\u{a0}")).collect::<Vec<_>>().join("\n"),
        ] {
            assert_eq!(parsed(&text), FOUR, "{text}");
        }
    }

    #[test]
    fn a_letter_around_them_adds_nothing() {
        let text = format!(
            "Dear seller,\nfor api.vpce.example.com (case 123.456) please use:\n{}\nRegards, ns-team@amazon.com, ns.blog.example.com\n",
            FOUR.join("\n")
        );
        assert_eq!(parsed(&text), FOUR);
    }

    #[test]
    fn where_they_stand_a_line_each_sentences_about_others_count_for_nothing() {
        let list = FOUR.join("\n");
        let text = format!("We gave you ns-999.awsdns-99.net by mistake. It is:\n\n{list}\n\nPlease replace ns-999.awsdns-99.net.");
        assert_eq!(parsed(&text), FOUR);
        let quoted: Vec<String> = FOUR.iter().enumerate().map(|(n, name)| format!("> {}. <{name}.>", n + 1)).collect();
        assert_eq!(parsed(&quoted.join("\n")), FOUR);
        let mixed = format!(
            "Hello,\n> please delegate api.vpce.example.com to:\n> - NS-1.awsdns-01.com.\n* {},\n1) \"{}\"; <{}.>\nhttps://aws.amazon.com",
            FOUR[1], FOUR[2], FOUR[3]
        );
        assert_eq!(parsed(&mixed), FOUR);
        assert_eq!(parsed(&format!("{} {list}", FOUR.join(" "))), FOUR, "each once");
    }

    #[test]
    fn a_mail_that_only_speaks_of_some_is_no_list() {
        assert!(lists_name_servers(&format!("Hello,\n\n{}\n\nCase number: 4711", FOUR.join("\n"))));
        assert!(!lists_name_servers(&format!("- The NS record to {} is missing.\n- {} is silent.", FOUR[0], FOUR[1])));
        assert!(!lists_name_servers("Dear customer, see example.com for more") && !lists_name_servers(""));
    }

    #[test]
    fn other_hosts_name_servers_are_taken_when_there_are_no_route53_ones() {
        assert_eq!(parsed("Use ns1.dns-host.example. and ns2.dns-host.example."), ["ns1.dns-host.example", "ns2.dns-host.example"]);
        assert!(parsed("Hello from www.example.com").is_empty());
        assert!(parsed("").is_empty());
    }
}
