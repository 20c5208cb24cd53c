//! The price list: a file beside this one. A price that is not in it is unknown, never guessed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use gangway_model::Region;
use serde::Deserialize;

/// Millionths of a dollar: AWS's prices have up to five decimals, and sums of whole numbers are exact.
const MICROS: i64 = 1_000_000;

/// All of it.
#[derive(Debug, Deserialize)]
pub(super) struct PriceList {
    /// ISO 4217.
    pub currency: String,
    /// When it was put together, `2026-11-23`.
    pub date: String,
    prices: BTreeMap<String, Entry>,
    instances: Instances,
}

#[derive(Debug, Deserialize)]
struct Entry {
    source: String,
    #[serde(default)]
    everywhere: Option<Found>,
    #[serde(default)]
    regions: BTreeMap<String, Found>,
}

#[derive(Debug, Deserialize)]
struct Instances {
    source: String,
    types: BTreeMap<String, BTreeMap<String, Found>>,
}

#[derive(Debug, Deserialize)]
struct Found {
    usd: String,
    seen: String,
}

/// A price that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// Millionths of a dollar for one unit.
    pub micros: i64,
    /// When it was last found published: a month or, for older ones, a year.
    pub seen: String,
}

/// The list that this build carries.
pub(super) fn list() -> &'static PriceList {
    static LIST: OnceLock<PriceList> = OnceLock::new();
    LIST.get_or_init(|| {
        // A test reads the file; without it every price would be unknown, which is the truth then.
        serde_json::from_str(include_str!("prices.json")).unwrap_or_else(|_| PriceList {
            currency: "USD".to_owned(),
            date: String::new(),
            prices: BTreeMap::new(),
            instances: Instances { source: String::new(), types: BTreeMap::new() },
        })
    })
}

impl PriceList {
    /// What `item` costs in `region`, and the page that says so.
    pub(super) fn price(&self, item: &str, region: Option<&Region>) -> (Option<Known>, &str) {
        let Some(entry) = self.prices.get(item) else { return (None, "") };
        let here = region.and_then(|region| entry.regions.get(region.as_str()));
        (here.or(entry.everywhere.as_ref()).and_then(known), &entry.source)
    }

    /// The same for an instance of a named type.
    pub(super) fn instance(&self, instance_type: Option<&str>, region: Option<&Region>) -> (Option<Known>, &str) {
        let found = instance_type.zip(region).and_then(|(name, region)| self.instances.types.get(name)?.get(region.as_str()));
        (found.and_then(known), &self.instances.source)
    }
}

fn known(found: &Found) -> Option<Known> {
    Some(Known { micros: micros(&found.usd)?, seen: found.seen.clone() })
}

/// `0.02475` as 24750. `None` for anything but a plain decimal number of up to six decimals.
fn micros(usd: &str) -> Option<i64> {
    let (whole, decimals) = usd.split_once('.').unwrap_or((usd, ""));
    let digits = |text: &str| text.chars().all(|one| one.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > 6 {
        return None;
    }
    whole.parse::<i64>().ok()?.checked_mul(MICROS)?.checked_add(format!("{decimals:0<6}").parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_price_of_the_file_is_readable_and_says_where_and_when() {
        let list = list();
        assert!(list.date.starts_with("2026-"), "{list:?}");
        assert_eq!(list.currency, "USD");
        let mut count = 0;
        for (name, entry) in &list.prices {
            assert!(entry.source.starts_with("https://aws.amazon.com/"), "{name}");
            for (region, found) in
                entry.regions.iter().map(|(region, found)| (region.as_str(), found)).chain(entry.everywhere.iter().map(|found| ("", found)))
            {
                assert!(region.is_empty() || Region::parse(region).is_ok(), "{name} {region}");
                assert!(known(found).is_some() && found.seen.len() >= 4, "{name} {region}");
                count += 1;
            }
        }
        assert!(count > 25, "{count}");
        for prices in list.instances.types.values() {
            assert!(prices.iter().all(|(region, found)| Region::parse(region).is_ok() && known(found).is_some()));
        }
    }

    #[test]
    fn decimals_become_whole_numbers() {
        for (text, expected) in [
            ("0.02475", Some(24_750)),
            ("0", Some(0)),
            ("1", Some(1_000_000)),
            ("0.0000001", None),
            ("-1", None),
            ("1e3", None),
            ("", None),
            (".5", None),
        ] {
            assert_eq!(micros(text), expected, "{text}");
        }
    }

    #[test]
    fn a_region_without_a_price_has_none() {
        let region = |name| Region::parse(name).unwrap();
        let price = |name| list().price("load-balancer-hour", Some(&region(name))).0.map(|known| known.micros);
        assert_eq!(price("eu-west-1"), Some(25_200));
        assert_eq!(price("eu-central-2"), None);
        assert_eq!(list().price("load-balancer-hour", None).0, None);
        assert_eq!(list().instance(Some("t3.large"), Some(&region("us-east-1"))).0.unwrap().micros, 83_200);
        assert_eq!(list().instance(Some("u-24tb1.metal"), Some(&region("us-east-1"))).0, None);
        assert_eq!(list().instance(None, Some(&region("us-east-1"))).0, None);
    }
}
