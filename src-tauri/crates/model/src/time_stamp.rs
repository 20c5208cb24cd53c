use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A moment as milliseconds since 1970-01-01T00:00:00Z, in the time of the world that the onboarding lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Timestamp(#[ts(type = "number")] pub i64);

impl Timestamp {
    /// The moment this many milliseconds later (or earlier, when negative).
    #[must_use]
    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// RFC 3339 in UTC with seconds, such as `2026-11-23T09:00:00Z`; empty when out of the years 0000-9999.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let whole = time::OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000)).ok();
        whole.and_then(|at| at.format(&time::format_description::well_known::Rfc3339).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_rfc3339_in_utc() {
        assert_eq!(Timestamp(1_795_424_400_999).rfc3339(), "2026-11-23T09:00:00Z");
    }
}
