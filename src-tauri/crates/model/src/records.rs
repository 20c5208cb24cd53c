use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All records of one name and kind: what Route 53 keeps, creates and removes as one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordSet {
    /// The full name, lower case, without the final dot.
    pub name: String,
    /// `CNAME`, `TXT`, `NS`.
    pub kind: String,
    /// Seconds for which resolvers may keep it.
    pub ttl: u32,
    /// The values, text without quotes; their order says nothing.
    pub values: Vec<String>,
}

impl RecordSet {
    /// Its id in journals: there is one set of a name and kind in a hosted zone. Route 53 has no ids for them.
    #[must_use]
    pub fn id(&self, zone: &str) -> String {
        format!("{zone} {} {}", self.name, self.kind)
    }

    /// Whether another set says the same, whatever its TTL. Names: neither case nor a final dot matters.
    #[must_use]
    pub fn says_the_same(&self, kind: &str, values: &[String]) -> bool {
        self.kind.eq_ignore_ascii_case(kind) && self.folded(&self.values) == self.folded(values)
    }

    /// Whether a value is among them, compared in the same way.
    #[must_use]
    pub fn holds_all_of(&self, values: &[String]) -> bool {
        let own = self.folded(&self.values);
        self.folded(values).iter().all(|value| own.contains(value))
    }

    fn folded(&self, values: &[String]) -> Vec<String> {
        let text = self.kind.eq_ignore_ascii_case("TXT");
        let fold = |value: &String| if text { value.clone() } else { value.trim_end_matches('.').to_ascii_lowercase() };
        let mut all: Vec<String> = values.iter().map(fold).collect();
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(kind: &str, values: &[&str]) -> RecordSet {
        RecordSet {
            name: "a.example.com".to_owned(),
            kind: kind.to_owned(),
            ttl: 300,
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        }
    }

    #[test]
    fn names_are_compared_as_names_and_text_as_text() {
        let texts = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        assert!(set("NS", &["b.example.net", "a.example.net"]).says_the_same("ns", &texts(&["A.example.net.", "b.example.net."])));
        assert!(!set("NS", &["a.example.net"]).says_the_same("NS", &texts(&["a.example.net", "b.example.net"])));
        assert!(!set("TXT", &["vpce:Ab"]).says_the_same("TXT", &texts(&["vpce:ab"])));
        assert!(!set("TXT", &["x"]).says_the_same("CNAME", &texts(&["x"])));
        assert!(set("TXT", &["x", "vpce:Ab"]).holds_all_of(&texts(&["vpce:Ab"])));
        assert_eq!(set("TXT", &["x"]).id("Z1"), "Z1 a.example.com TXT");
    }
}
