//! A case: a submission that was complete and right, from the name servers to the launch.

use serde::{Deserialize, Serialize};

use super::reading::Submission;
use crate::aws;
use crate::dns::{DELEGATION_SET, Zone, add_alias, hosted_zone, store, stored_zone};
use crate::mail::Letter;
use crate::state::{Place, Record, StateError, Tx};

/// A submission that was complete and right. Its id is the service DNS name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Case {
    pub(super) number: String,
    pub(super) service_dns_name: String,
    /// Ids of the endpoint services that it stands for.
    pub(super) services: Vec<String>,
    /// Where answers go, for the header.
    pub(super) seller: String,
    pub(super) message_id: String,
    pub(super) launched: bool,
    /// When the delegation was last looked at, world time.
    pub(super) looked_ms: i64,
    /// What stood in the way at the last look, a sentence each.
    #[serde(default)]
    pub(super) seen: Vec<String>,
    /// Since when it has been just that, world time.
    #[serde(default)]
    pub(super) seen_ms: i64,
    /// Whether it is something that somebody has done, not just that nothing is there.
    #[serde(default)]
    pub(super) begun: bool,
    /// What the seller was last told of it.
    #[serde(default)]
    pub(super) told: Vec<String>,
    /// When a mistaken list of name servers is put right, world time.
    #[serde(default)]
    pub(super) correction_ms: Option<i64>,
}

impl Record for Case {
    const KIND: &'static str = "desk-case";
}

/// How long a delegation has to stay wrong in the same way before the desk writes about it of its own accord, in world ms:
/// records are published one after the other.
const SETTLED: i64 = 1_800_000;

impl Case {
    /// When the desk writes about what stands in the way without being asked, world time; `None` when there is nothing new.
    pub(super) fn news_ms(&self) -> Option<i64> {
        let news = !self.launched && self.begun && self.told != self.seen;
        news.then(|| self.seen_ms.saturating_add(SETTLED))
    }
}

/// A letter of the desk about a name. Its id is the Message-ID, so that a reply to it is known by that.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Written {
    service_dns_name: String,
}

impl Record for Written {
    const KIND: &'static str = "desk-written";
}

/// What others of the world can see of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseSeen {
    /// The service DNS name.
    pub(crate) service_dns_name: String,
    /// Whether the name is launched.
    pub(crate) launched: bool,
}

/// Every case, in order.
pub(crate) fn cases(tx: &Tx<'_>) -> Result<Vec<CaseSeen>, StateError> {
    let seen = |case: Case| CaseSeen { service_dns_name: case.service_dns_name, launched: case.launched };
    Ok(tx.list::<Case>(Place::WORLD)?.into_iter().map(|entry| seen(entry.record)).collect())
}

/// Remembers what a letter of the desk is about.
pub(super) fn remember_letter(tx: &Tx<'_>, message_id: &str, service_dns_name: &str) -> Result<(), StateError> {
    tx.put(Place::WORLD, message_id, &Written { service_dns_name: service_dns_name.to_owned() })
}

/// The name that a letter is about, of those in `names`: by a reply's references, by the number of its case, by itself.
pub(super) fn meant(tx: &Tx<'_>, letter: &Letter, names: &[(String, Option<String>)]) -> Result<Option<String>, StateError> {
    for reference in &letter.references {
        if let Some(written) = tx.get::<Written>(Place::WORLD, reference)?
            && names.iter().any(|(name, _)| *name == written.service_dns_name)
        {
            return Ok(Some(written.service_dns_name));
        }
    }
    let said = |what: &str| stands_in(&letter.subject, what) || stands_in(&letter.text, what);
    let by_number = names.iter().find(|(_, number)| number.as_deref().is_some_and(said));
    // The longest: one name can lie below another.
    let by_name = || names.iter().filter(|(name, _)| said(name)).max_by_key(|(name, _)| name.len());
    Ok(by_number.or_else(by_name).map(|(name, _)| name.clone()))
}

/// Whether `what` stands in the text as a word of its own: not as a part of a longer name or number.
fn stands_in(text: &str, what: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(what).any(|(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let mut after = text.get(at + what.len()..).unwrap_or_default().chars();
        let longer = match after.next() {
            // A full stop at the end of a sentence, or one more label.
            Some('.') => after.next().is_some_and(part),
            next => next.is_some_and(part),
        };
        !longer && !before.is_some_and(|before| part(before) || before == '.')
    })
}

/// Opens the case and creates the hosted zone; a second submission for the same name keeps both and is taken as news.
pub(super) fn open(tx: &Tx<'_>, submission: &Submission, seller: &str, message_id: &str, now: i64) -> Result<Case, StateError> {
    let name = &submission.service_dns_name;
    let mut zone: Zone = stored_zone(tx, name)?.unwrap_or_else(|| hosted_zone(name));
    for record in &submission.validation_records {
        add_alias(&mut zone, &record.name, &record.value);
    }
    store(tx, &zone)?;
    let known = tx.get::<Case>(Place::WORLD, name)?;
    let mut services = known.as_ref().map(|case| case.services.clone()).unwrap_or_default();
    for service in &submission.services {
        if let Some(seen) = aws::endpoint_service(tx, now, &service.name)?
            && !services.contains(&seen.id)
        {
            services.push(seen.id);
        }
    }
    let more = known.as_ref().is_some_and(|case| case.services != services);
    let case = Case {
        number: known.as_ref().map_or_else(case_number, |case| case.number.clone()),
        service_dns_name: name.clone(),
        services,
        seller: seller.to_owned(),
        message_id: message_id.to_owned(),
        launched: known.is_some_and(|case| case.launched) && !more,
        looked_ms: 0,
        seen: Vec::new(),
        seen_ms: now,
        begun: false,
        told: Vec::new(),
        correction_ms: None,
    };
    tx.put(Place::WORLD, name, &case)?;
    Ok(case)
}

/// Ten digits, like those of a real desk.
fn case_number() -> String {
    let random = uuid::Uuid::new_v4().as_u128() % 9_000_000_000;
    (1_000_000_000 + random).to_string()
}

/// The name servers as a tired colleague copies them: two digits of one of them have changed places.
pub(super) fn mistaken_servers() -> Vec<String> {
    DELEGATION_SET.iter().map(|server| server.replace("ns-2202.", "ns-2220.")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_found_as_words() {
        for text in ["about api.example.com.", "api.example.com", "(API.example.com)", "for api.example.com, please", "> api.example.com"] {
            assert!(stands_in(text, "api.example.com"), "{text}");
        }
        for text in ["my-api.example.com", "x.api.example.com", "api.example.com.au", "api.example.community", ""] {
            assert!(!stands_in(text, "api.example.com"), "{text}");
        }
        assert!(stands_in("Re: Case 1234567890: name servers", "1234567890"));
        assert!(!stands_in("arn 91234567890", "1234567890"));
    }

    #[test]
    fn one_of_the_mistaken_servers_is_not_ours() {
        let mistaken = mistaken_servers();
        assert_eq!(mistaken.iter().filter(|server| !DELEGATION_SET.contains(&server.as_str())).count(), 1);
        assert_eq!(mistaken.len(), DELEGATION_SET.len());
    }
}
