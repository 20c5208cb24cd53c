//! Whether what a plan makes still fits into what the account may have, said before anybody approves it. Pure.
//!
//! Absent on purpose: any refusal. AWS has the last word, a quota may be raised at any moment, and one that is not known keeps nobody from
//! trying.

use std::collections::BTreeMap;

use gangway_aws::AwsError;
use gangway_model::{Finding, Message, Severity, StepId, message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the account may have in a Region, as far as AWS tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// By name: `vpcs`, `subnets-per-vpc`, `network-load-balancers`, ….
    pub known: BTreeMap<String, u32>,
    /// Why they are not known.
    pub unknown: Option<Message>,
}

impl From<Result<BTreeMap<String, u32>, AwsError>> for Limits {
    fn from(asked: Result<BTreeMap<String, u32>, AwsError>) -> Self {
        match asked {
            Ok(known) => Self { known, unknown: None },
            Err(error) => Self { known: BTreeMap::new(), unknown: Some(error.message()) },
        }
    }
}

impl Limits {
    /// What is to be said of `more` things beside the `used` ones, in the Region or network `about`. Nothing when nothing is made.
    #[must_use]
    pub fn finding(&self, limit: &str, used: usize, more: usize, about: &str, step: StepId) -> Option<Finding> {
        if more == 0 {
            return None;
        }
        let Some(most) = self.known.get(limit) else {
            // Never asked is not unknown: a file of an earlier version.
            let why = self.unknown.as_ref()?;
            let text = message("quota-unknown").with("limit", limit).with("reason", why.code.as_str());
            return Some(Finding::new(Severity::Note, text).about(about));
        };
        let most = usize::try_from(*most).unwrap_or(usize::MAX);
        let code = match used.saturating_add(more) {
            whole if whole > most => "quota-exceeded",
            whole if whole == most => "quota-used-up",
            _ => return None,
        };
        let severity = if code == "quota-exceeded" { Severity::Blocker } else { Severity::Note };
        let text = message(code).with("limit", limit).with("used", used).with("more", more).with("most", most).with("name", about);
        Some(Finding::new(severity, text).about(about).fix_in(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_said_and_what_is_not_known_is_not_green() {
        let limits = Limits { known: BTreeMap::from([("vpcs".to_owned(), 5)]), unknown: None };
        let said =
            |used, more| limits.finding("vpcs", used, more, "eu-west-1", StepId::Network).map(|one| (one.message.code, one.severity));
        assert_eq!(said(5, 0), None);
        assert_eq!(said(3, 1), None);
        assert_eq!(said(4, 1), Some(("quota-used-up".to_owned(), Severity::Note)));
        assert_eq!(said(5, 1), Some(("quota-exceeded".to_owned(), Severity::Blocker)));
        let denied = Limits { known: BTreeMap::new(), unknown: Some(message("aws-access-denied")) };
        let said = denied.finding("vpcs", 0, 1, "eu-west-1", StepId::Network).unwrap();
        assert_eq!((said.message.code.as_str(), said.severity), ("quota-unknown", Severity::Note));
        assert_eq!(Limits::default().finding("vpcs", 0, 1, "eu-west-1", StepId::Network), None);
    }
}
