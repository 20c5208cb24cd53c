//! Takes out of AWS's sentences what must never reach a screen, a log or a file.

/// Nothing longer than this is a sentence for people.
const LONGEST: usize = 600;
/// What follows these words quotes the signed request, or is a message only AWS can decode.
const TAILS: [&str; 3] = ["Encoded authorization failure message", "The Canonical String for this request", "The String-to-Sign"];

/// Without control characters, access key ids, quoted requests and long runs that look like tokens; at most 600 characters.
pub(crate) fn scrub(text: &str) -> String {
    let end = TAILS.iter().filter_map(|tail| text.find(tail)).min().unwrap_or(text.len());
    let plain: String = text.get(..end).unwrap_or_default().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = plain.split_whitespace().map(|word| if is_secret(word) { "[hidden]" } else { word }).collect();
    words.join(" ").chars().take(LONGEST).collect()
}

fn is_secret(word: &str) -> bool {
    let key_id = |part: &str| part.len() >= 20 && ["AKIA", "ASIA"].iter().any(|head| part.starts_with(head));
    let token = |part: &str| part.len() >= 120;
    let in_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    word.split(|c: char| !in_token(c)).any(|part| token(part) || part.split(['=', '/']).any(key_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hides_keys_tokens_and_quoted_requests() {
        let made_up = format!("AKIA{}", "ABCDEFGHIJKLMNOP");
        let text = format!("Key {made_up} of 'Credential={made_up}/2026' with {} is bad.\n", "Zm9v".repeat(40));
        let plain = scrub(&text);
        assert!(!plain.contains(&made_up) && !plain.contains("Zm9vZm9v"), "{plain}");
        assert!(plain.starts_with("Key [hidden] of [hidden] with [hidden] is bad."), "{plain}");
        assert_eq!(scrub("You are not authorized. Encoded authorization failure message: abc"), "You are not authorized.");
    }

    #[test]
    fn leaves_sentences_and_arns_alone() {
        let text = "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: acm:ListCertificates";
        assert_eq!(scrub(text), text);
        assert_eq!(scrub(&"word ".repeat(400)).chars().count(), 600);
    }
}
