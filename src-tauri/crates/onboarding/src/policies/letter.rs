//! The ready message with which a seller asks her IT department for a policy.

use std::fmt::Write as _;

use gangway_model::{Message, Region, message};
use gangway_words::Words;
use serde::Serialize;

use super::{Policy, PolicyKind, Scope};

/// A mail, or two fields to paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// Plain text, the policies at its end.
    pub body: String,
}

/// Writes it.
#[must_use]
pub fn letter(words: &Words, kind: PolicyKind, scope: &Scope, policies: &[Policy]) -> Letter {
    let account = scope.account.to_string();
    let subject = message("policy-letter-subject").with("kind", kind.as_str()).with("account", account.clone());
    let regions: Vec<String> = scope.regions.iter().map(Region::to_string).collect();
    let place = if regions.is_empty() {
        message("policy-letter-place-everywhere").with("account", account)
    } else {
        message("policy-letter-place").with("account", account).with("regions", regions.join(", ")).with("count", regions.len())
    };
    let whom = match &scope.principal {
        Some(arn) => message("policy-letter-whom").with("principal", arn),
        None => message("policy-letter-whom-open"),
    };
    let mut body = String::new();
    let mut paragraph = |text: &Message| {
        let _ = writeln!(body, "{}\n", words.say(text));
    };
    paragraph(&message("policy-letter-greeting"));
    paragraph(&purpose(kind));
    paragraph(&limits(kind, scope));
    paragraph(&place);
    paragraph(&whom);
    paragraph(&message("policy-letter-how").with("count", policies.len()));
    if matches!(kind, PolicyKind::Provision | PolicyKind::Undo) {
        paragraph(&message("policy-letter-besides-survey"));
    }
    paragraph(&message("policy-letter-thanks"));
    for policy in policies {
        let _ = writeln!(body, "{}\n{}\n", policy.name, policy.document.text());
    }
    body.truncate(body.trim_end().len());
    Letter { subject: words.say(&subject), body }
}

fn purpose(kind: PolicyKind) -> Message {
    match kind {
        PolicyKind::Survey => message("policy-letter-for-survey"),
        PolicyKind::Provision => message("policy-letter-for-provision"),
        PolicyKind::Rehearsal => message("policy-letter-for-rehearsal"),
        PolicyKind::Undo => message("policy-letter-for-undo"),
    }
}

fn limits(kind: PolicyKind, scope: &Scope) -> Message {
    match (kind, &scope.onboarding) {
        (PolicyKind::Survey, _) => message("policy-letter-limits-survey"),
        (PolicyKind::Rehearsal, _) => message("policy-letter-limits-rehearsal"),
        (_, Some(id)) => message("policy-letter-limits-one").with("tag", super::TAG).with("id", id),
        (_, None) => message("policy-letter-limits-any").with("tag", super::TAG),
    }
}
