//! EC2's filters: every filter must match, any of its values is enough, `*` and `?` are wildcards.

use serde::Deserialize;

use super::super::error::AwsError;
use super::super::tags::Tags;

/// A filter as requests carry it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Filter {
    #[serde(default)]
    name: String,
    #[serde(default)]
    values: Vec<String>,
}

/// A request's filters, checked.
#[derive(Debug)]
pub(crate) struct Filters(Vec<Filter>);

impl Filters {
    /// Refuses a filter that is neither one of `known` nor about tags. One without values is none's: it lets nothing pass.
    pub fn of(given: Vec<Filter>, known: &[&str]) -> Result<Filters, AwsError> {
        for Filter { name, .. } in &given {
            let tags = name == "tag-key" || name == "tag-value" || name.starts_with("tag:");
            if !tags && !known.contains(&name.as_str()) {
                return Err(AwsError::new("InvalidParameterValue", format!("The filter '{name}' is invalid")));
            }
        }
        Ok(Filters(given))
    }

    /// The values given for a filter.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a String> {
        self.0.iter().filter(move |filter| filter.name == name).flat_map(|filter| &filter.values)
    }

    /// Whether an item with these tags passes; `field` answers the item's values for a known filter.
    pub fn pass(&self, tags: &Tags, field: impl Fn(&str) -> Vec<String>) -> bool {
        self.0.iter().all(|Filter { name, values }| {
            let has: Vec<String> = match name.strip_prefix("tag:") {
                Some(key) => tags.0.get(key).cloned().into_iter().collect(),
                None if name == "tag-key" => tags.0.keys().cloned().collect(),
                None if name == "tag-value" => tags.0.values().cloned().collect(),
                None => field(name),
            };
            values.iter().any(|pattern| has.iter().any(|value| like(pattern, value)))
        })
    }
}

/// Whether a text matches a pattern: `*` any text, `?` any letter, a backslash before what is meant as it stands.
fn like(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    matches(&pattern, &text)
}

fn matches(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|from| text.get(from..).is_some_and(|tail| matches(rest, tail))),
        ['?', rest @ ..] => text.split_first().is_some_and(|(_, tail)| matches(rest, tail)),
        ['\\', letter, rest @ ..] | [letter, rest @ ..] => {
            text.split_first().is_some_and(|(first, tail)| first == letter && matches(rest, tail))
        }
    }
}

/// Shorthand for a field with one value.
pub(crate) fn one(value: impl ToString) -> Vec<String> {
    vec![value.to_string()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        assert!(like("api-*", "api-a"));
        assert!(like("a?i*", "api"));
        assert!(like("a\\*b", "a*b"));
        assert!(!like("a\\*b", "axb"));
        assert!(!like("api", "api-a"));
        assert!(like("*", ""));
    }
}
