//! AWS's commercial Regions and their zones. Source: "AWS Regions" and "Availability Zones" in the AWS Regions and
//! Availability Zones User Guide. Every Region plays three zones.

/// Code, zone-id prefix, and whether an account has to opt in.
const REGIONS: [(&str, &str, bool); 34] = [
    ("af-south-1", "afs1", true),
    ("ap-east-1", "ape1", true),
    ("ap-east-2", "ape2", true),
    ("ap-northeast-1", "apne1", false),
    ("ap-northeast-2", "apne2", false),
    ("ap-northeast-3", "apne3", false),
    ("ap-south-1", "aps1", false),
    ("ap-south-2", "aps2", true),
    ("ap-southeast-1", "apse1", false),
    ("ap-southeast-2", "apse2", false),
    ("ap-southeast-3", "apse3", true),
    ("ap-southeast-4", "apse4", true),
    ("ap-southeast-5", "apse5", true),
    ("ap-southeast-6", "apse6", true),
    ("ap-southeast-7", "apse7", true),
    ("ca-central-1", "cac1", false),
    ("ca-west-1", "caw1", true),
    ("eu-central-1", "euc1", false),
    ("eu-central-2", "euc2", true),
    ("eu-north-1", "eun1", false),
    ("eu-south-1", "eus1", true),
    ("eu-south-2", "eus2", true),
    ("eu-west-1", "euw1", false),
    ("eu-west-2", "euw2", false),
    ("eu-west-3", "euw3", false),
    ("il-central-1", "ilc1", true),
    ("me-central-1", "mec1", true),
    ("me-south-1", "mes1", true),
    ("mx-central-1", "mxc1", true),
    ("sa-east-1", "sae1", false),
    ("us-east-1", "use1", false),
    ("us-east-2", "use2", false),
    ("us-west-1", "usw1", false),
    ("us-west-2", "usw2", false),
];

/// A zone as one account sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Zone {
    /// `us-east-1a`; another account's may be another place.
    pub name: String,
    /// `use1-az2`; the same place for everyone.
    pub id: String,
}

/// Every Region: code and whether an account has to opt in.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, bool)> {
    REGIONS.iter().map(|(code, _, opt_in)| (*code, *opt_in))
}

/// Whether there is such a Region.
pub(crate) fn known(region: &str) -> bool {
    REGIONS.iter().any(|(code, ..)| *code == region)
}

/// The zones of a Region as the account sees them: names in order, ids shuffled by account, as AWS does.
pub(crate) fn zones(account: &str, region: &str) -> Vec<Zone> {
    let Some((_, prefix, _)) = REGIONS.iter().find(|(code, ..)| *code == region) else { return Vec::new() };
    let shift = account.bytes().next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0') / 3));
    ["a", "b", "c"]
        .iter()
        .enumerate()
        .map(|(index, letter)| Zone { name: format!("{region}{letter}"), id: format!("{prefix}-az{}", (index + shift) % 3 + 1) })
        .collect()
}

/// The id of a zone by its name in the account; empty when there is no such zone.
pub(crate) fn zone_id(account: &str, region: &str, name: &str) -> String {
    zones(account, region).into_iter().find(|zone| zone.name == name).map(|zone| zone.id).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_accounts_see_the_same_zones_under_other_names() {
        let (seller, customer) = (zones("111122223333", "eu-west-1"), zones("444455556666", "eu-west-1"));
        assert_eq!(seller[0].name, customer[0].name);
        let ids = |zones: &[Zone]| zones.iter().map(|zone| zone.id.clone()).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(ids(&seller), ids(&customer));
        assert!(seller.iter().zip(&customer).all(|(mine, theirs)| mine.id != theirs.id), "{seller:?} {customer:?}");
    }
}
