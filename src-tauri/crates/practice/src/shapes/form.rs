//! Form parameters (`A.1.B=x&A.2.B=y`), as the query protocols send them, as a tree of steps.

use std::collections::BTreeMap;

/// One step of a parameter's name: a value, further steps, or both.
#[derive(Debug, Default)]
pub struct Node {
    /// Text after the equals sign.
    pub value: Option<String>,
    /// Further steps by name.
    pub steps: BTreeMap<String, Node>,
}

/// Names and values in the order they came. A pair without an equals sign has an empty value.
pub fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (unescape(name), unescape(value))
    })
}

/// The tree of all parameters. A name that comes twice keeps its last value.
pub fn tree(text: &str) -> Node {
    let mut root = Node::default();
    for (name, value) in pairs(text) {
        let mut node = &mut root;
        for step in name.split('.') {
            node = node.steps.entry(step.to_owned()).or_default();
        }
        node.value = Some(value);
    }
    root
}

impl Node {
    /// The numbered steps in numeric order: the items of a list.
    pub fn items(&self) -> Vec<(&str, &Node)> {
        let mut items: Vec<(u32, &str, &Node)> =
            self.steps.iter().filter_map(|(step, node)| step.parse().ok().map(|number| (number, step.as_str(), node))).collect();
        items.sort_by_key(|(number, ..)| *number);
        items.into_iter().map(|(_, step, node)| (step, node)).collect()
    }
}

/// Percent-decoding with plus as a space (application/x-www-form-urlencoded); a broken escape stays as it is.
pub fn unescape(text: &str) -> String {
    // Most of what is sent in bulk (ids, ARNs of some clients) needs no escape.
    if !text.bytes().any(|byte| matches!(byte, b'+' | b'%')) {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone().map(|digit| char::from(digit).to_digit(16));
                match (ahead.next().flatten(), ahead.next().flatten()) {
                    (Some(high), Some(low)) => {
                        // Two hex digits are one octet.
                        bytes.extend(u8::try_from(high * 16 + low));
                        rest.nth(1);
                    }
                    _ => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_order() {
        assert_eq!(unescape("a%2Fb+c%zz%4"), "a/b c%zz%4");
        let root = tree("Id.10=j&Id.2=b&Id.1=a&Action=X&Empty");
        let ids: Vec<_> = root.steps["Id"].items().into_iter().map(|(_, node)| node.value.clone().unwrap()).collect();
        assert_eq!(ids, ["a", "b", "j"]);
        assert_eq!(root.steps["Empty"].value.as_deref(), Some(""));
    }
}
