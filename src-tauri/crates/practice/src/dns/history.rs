//! What changed in a zone lately, so that a server can show it as it was.

use serde::{Deserialize, Serialize};

use super::record::ZoneRecord;
use super::zone::Zone;

/// Changes that a zone remembers; older ones are on every server.
const MOST_CHANGES: usize = 200;

/// One change of a zone, as it is undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ZoneChange {
    /// World time, ms since the epoch.
    at_ms: i64,
    /// The zone's serial before.
    serial: u32,
    removed: Vec<ZoneRecord>,
    added: Vec<ZoneRecord>,
}

impl Zone {
    /// Takes over `after` as the zone's records: a new serial, and the change in its history.
    pub(crate) fn change(&mut self, after: Vec<ZoneRecord>, at_ms: i64) {
        let left_out = |from: &[ZoneRecord], other: &[ZoneRecord]| -> Vec<ZoneRecord> {
            from.iter().filter(|record| !other.contains(record)).cloned().collect()
        };
        let (removed, added) = (left_out(&self.records, &after), left_out(&after, &self.records));
        self.changes.push(ZoneChange { at_ms, serial: self.serial, removed, added });
        let surplus = self.changes.len().saturating_sub(MOST_CHANGES);
        self.changes.drain(..surplus);
        self.serial = self.serial.wrapping_add(1);
        self.records = after;
    }

    /// How many of the last changes are younger than `age_ms`.
    pub(crate) fn younger(&self, now_ms: i64, age_ms: i64) -> usize {
        self.changes.iter().rev().take_while(|change| change.at_ms.saturating_add(age_ms) > now_ms).count()
    }

    /// When a server that shows changes so late shows each of them; world time.
    pub(crate) fn shown_at(&self, age_ms: i64) -> impl Iterator<Item = i64> {
        self.changes.iter().map(move |change| change.at_ms.saturating_add(age_ms))
    }

    /// The zone as it was so many changes ago, or as it was before the oldest change that it remembers.
    pub(crate) fn before(&self, changes: usize) -> Zone {
        let mut zone = self.clone();
        for _ in 0..changes {
            let Some(change) = zone.changes.pop() else {
                break;
            };
            zone.records.retain(|record| !change.added.contains(record));
            zone.records.extend(change.removed);
            zone.serial = change.serial;
        }
        zone
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Kind;
    use super::*;

    fn text(value: &str) -> ZoneRecord {
        ZoneRecord::new("a.example.com", Kind::Txt, 60, value)
    }

    #[test]
    fn every_change_can_be_undone() {
        let start = Zone::new("example.com", &["ns1.dns-host.example"], true);
        let mut zone = start.clone();
        for (at_ms, value) in [(1_000, "one"), (2_000, "two"), (3_000, "three")] {
            let mut after: Vec<ZoneRecord> = zone.records.clone();
            after.retain(|record| record.kind != Kind::Txt);
            after.push(text(value));
            zone.change(after, at_ms);
        }
        assert_eq!(zone.serial, 4);
        assert_eq!((zone.before(0), zone.before(3), zone.before(99)), (zone.clone(), start.clone(), start));
        let earlier = zone.before(1);
        assert!(earlier.records.contains(&text("two")) && !earlier.records.contains(&text("three")));
        assert_eq!(earlier.serial, 3);
        assert_eq!((zone.younger(3_500, 1_000), zone.younger(3_500, 2_000), zone.younger(4_000, 1_000)), (1, 2, 0));
    }

    #[test]
    fn a_long_history_forgets_its_beginning() {
        let mut zone = Zone::new("example.com", &["ns1.dns-host.example"], true);
        for number in 0..300 {
            let mut after = zone.records.clone();
            after.push(text(&number.to_string()));
            zone.change(after, number);
        }
        let oldest = zone.before(usize::MAX);
        assert_eq!(oldest.records.len(), zone.records.len() - MOST_CHANGES);
        assert_eq!(oldest.serial, zone.serial - 200);
    }
}
