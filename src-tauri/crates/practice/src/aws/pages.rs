//! Pages with tokens that mean a place in the list, not a count: what is created or removed meanwhile shifts nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// One page of a list and the token of the next.
#[derive(Debug)]
pub(crate) struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

/// The token with which a page of `what` resumes after `seq`.
pub(crate) fn token(what: &str, seq: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{what}:{seq}"))
}

/// Where a token resumes; `None` when it is not one that was given out for `what`.
pub(crate) fn resume(what: &str, token: &str) -> Option<i64> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (of, seq) = text.rsplit_once(':')?;
    if of == what { seq.parse().ok() } else { None }
}

/// The page of at most `limit` items after `after`, from all items in order of their `seq`.
pub(crate) fn cut<T>(what: &str, all: Vec<(i64, T)>, after: i64, limit: usize) -> Page<T> {
    let mut rest = all.into_iter().filter(|(seq, _)| *seq > after).peekable();
    let mut items = Vec::new();
    let mut last = after;
    while items.len() < limit {
        let Some((seq, item)) = rest.next() else { break };
        last = seq;
        items.push(item);
    }
    Page { items, next: rest.peek().map(|_| token(what, last)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_resume_where_they_stopped_although_the_list_changes() {
        let first = cut("x", vec![(1, 'a'), (2, 'b'), (5, 'c')], 0, 2);
        assert_eq!(first.items, ['a', 'b']);
        let after = resume("x", &first.next.unwrap()).unwrap();
        let second = cut("x", vec![(1, 'a'), (5, 'c'), (6, 'd')], after, 2);
        assert_eq!((second.items, second.next), (vec!['c', 'd'], None));
        assert_eq!(resume("y", &token("x", 3)), None);
        assert_eq!(resume("x", "nonsense!"), None);
    }
}
