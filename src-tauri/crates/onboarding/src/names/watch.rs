//! What was proven once and has to stay true: private DNS names, and the certificates' renewal.

use gangway_model::{Message, Region, StepId, Timestamp, message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::facts::Facts;
use crate::observed::Observed;
use crate::steps;

/// One of these things, with the last look at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WatchCard {
    /// What.
    pub watched: Watched,
    /// Where, for what a Region has of its own.
    pub region: Option<String>,
    /// The private DNS name, or the certificate's first name.
    pub name: String,
    /// How it stands.
    pub state: WatchState,
    /// The same in words.
    pub text: Message,
    /// When it was looked at.
    pub looked_at: Timestamp,
}

/// See [`WatchCard`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum Watched {
    /// Whether AWS still takes the name as proven.
    PrivateName,
    /// Whether the certificate lasts.
    Certificate,
}

/// See [`WatchCard`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum WatchState {
    /// As it should be.
    Well,
    /// Not proven yet; nothing has been lost.
    NotYet,
    /// Somebody has to act, or customers will notice.
    Wrong,
    /// The last look saw nothing.
    Unknown,
}

/// All of them.
#[must_use]
pub fn watched(facts: &Facts) -> Vec<WatchCard> {
    let private = facts.everywhere().into_iter().filter_map(|at| private_name(&at));
    let certificates = facts.places(StepId::Certificate).into_iter().filter_map(|at| certificate(&at));
    private.chain(certificates).collect()
}

fn private_name(at: &Facts) -> Option<WatchCard> {
    let record = at.check_of(StepId::PrivateDns)?;
    let Some(Observed::PrivateDns(seen)) = record.observed.as_ref() else { return None };
    let private = seen.private_dns.as_ref()?;
    let lost = record.findings.iter().any(|finding| finding.message.code == steps::NAME_LOST);
    let (state, code) = match private.state.to_ascii_lowercase().as_str() {
        _ if record.trouble.is_some() => (WatchState::Unknown, "watch-not-seen"),
        "verified" => (WatchState::Well, "watch-name-verified"),
        _ if lost => (WatchState::Wrong, "watch-name-lost"),
        "failed" => (WatchState::Wrong, "watch-name-failed"),
        _ => (WatchState::NotYet, "watch-name-pending"),
    };
    let name = private.name.clone();
    let text = message(code).with("name", name.as_str()).with("state", private.state.as_str());
    let region = at.region().as_ref().map(Region::to_string);
    Some(WatchCard { watched: Watched::PrivateName, region, name, state, text, looked_at: record.checked_at })
}

fn certificate(at: &Facts) -> Option<WatchCard> {
    let record = at.check_of(StepId::Certificate)?;
    let Some(Observed::Certificate(seen)) = record.observed.as_ref() else { return None };
    let found = seen.certificates.iter().find(|found| Some(&found.arn) == seen.chosen.as_ref())?;
    let says = |code: &str| record.findings.iter().any(|finding| finding.message.code == code);
    let days = steps::days_left(found, at.now);
    let (state, code) = if record.trouble.is_some() {
        (WatchState::Unknown, "watch-not-seen")
    } else if !found.status.eq_ignore_ascii_case("ISSUED") {
        match found.status.eq_ignore_ascii_case("PENDING_VALIDATION") {
            true => (WatchState::NotYet, "watch-certificate-pending"),
            false => (WatchState::Wrong, "watch-certificate-ended"),
        }
    } else if days.is_some_and(|days| days < 0) {
        (WatchState::Wrong, "watch-certificate-ended")
    } else if says("certificate-renewal-failed") || says("certificate-renewal-waits") {
        (WatchState::Wrong, "watch-certificate-renewal")
    } else if says("certificate-expires") {
        (WatchState::Wrong, "watch-certificate-expires")
    } else if !found.renewable {
        (WatchState::Well, "watch-certificate-evidence")
    } else {
        (WatchState::Well, "watch-certificate-renews")
    };
    let until = found.not_after.map(Timestamp::rfc3339);
    let until = until.as_deref().and_then(|end| end.get(..10)).unwrap_or("none");
    let name = found.domain_name.clone();
    let text = message(code)
        .with("name", name.as_str())
        .with("state", found.status.as_str())
        .with("until", until)
        .with("days", days.unwrap_or_default());
    let (_, own) = at.key(StepId::Certificate);
    let region = (!own.is_empty()).then_some(own);
    Some(WatchCard { watched: Watched::Certificate, region, name, state, text, looked_at: record.checked_at })
}
