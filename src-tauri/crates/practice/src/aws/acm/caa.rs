//! Whether the owner of a name lets Amazon's authority issue for it: its CAA records. Source: RFC 8659, and "(Optional)
//! Configure a CAA record" in the ACM User Guide.

use crate::aws::Resolve;

/// The authority's names, as the User Guide lists them.
const AMAZON: [&str; 4] = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"];

/// Whether Amazon may issue for a name (a wildcard as such): the CAA records of the name itself or else of the nearest
/// parent that has some decide; where there are none, everybody may (RFC 8659, section 3).
pub(super) fn allows(resolve: &dyn Resolve, name: &str) -> bool {
    let (wildcard, mut at) = name.strip_prefix("*.").map_or((false, name), |base| (true, base));
    loop {
        let records = resolve.lookup(at, "CAA");
        if !records.is_empty() {
            return relevant(&records, wildcard);
        }
        match at.split_once('.') {
            Some((_, parent)) => at = parent,
            None => return true,
        }
    }
}

/// What a set of records says. `issuewild` decides about wildcards where there is one, `issue` otherwise; a set with
/// neither restricts nobody (section 4).
fn relevant(records: &[String], wildcard: bool) -> bool {
    let of = |tag: &str| -> Vec<&str> {
        let parts = records.iter().filter_map(|record| {
            let mut parts = record.splitn(3, ' ');
            let (_, named, value) = (parts.next()?, parts.next()?, parts.next()?);
            named.eq_ignore_ascii_case(tag).then(|| value.trim_matches('"'))
        });
        parts.collect()
    };
    let wild = of("issuewild");
    let issuers = if wildcard && !wild.is_empty() { wild } else { of("issue") };
    // Parameters may follow the name, after a semicolon.
    let named = |value: &&str| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    issuers.is_empty() || issuers.iter().map(named).any(|issuer| AMAZON.contains(&issuer.as_str()))
}

#[cfg(test)]
mod tests {
    use super::relevant;

    fn set(records: &[&str]) -> Vec<String> {
        records.iter().map(|record| (*record).to_owned()).collect()
    }

    #[test]
    fn only_what_is_named_may_issue_and_issuewild_is_for_wildcards() {
        let other = set(&["0 issue \"letsencrypt.org\""]);
        assert!(!relevant(&other, false) && !relevant(&other, true));
        assert!(!relevant(&set(&["0 issue \";\""]), false));
        assert!(relevant(&set(&["0 iodef \"mailto:me@example.com\""]), false));
        assert!(relevant(&set(&["0 issue \"letsencrypt.org\"", "0 issue \"amazon.com; policy=ev\""]), false));
        let wild = set(&["0 issue \"amazontrust.com\"", "0 issuewild \"letsencrypt.org\""]);
        assert!(relevant(&wild, false) && !relevant(&wild, true));
    }
}
