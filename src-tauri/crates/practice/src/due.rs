//! What happens next by itself: every part of the world tells the moments that it waits for, so that a wait can be skipped.

use serde::{Deserialize, Serialize};

/// Something that is going to happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// World time in ms since the epoch.
    pub due_ms: i64,
    /// What it is, in kebab case: `load-balancer`, `target`, `certificate`, `private-name`, `endpoint-service`, `endpoint`,
    /// `instance`, `dns-change`, `answer`, `launch`, `name-server`.
    pub what: String,
}

/// What came of skipping a wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// World time in ms that the clock was stepped by; 0 when nothing was waited for.
    pub skipped_ms: i64,
    /// What happened.
    pub ended: Option<Next>,
    /// World time in ms since the epoch, after it.
    pub now_ms: i64,
}

/// Takes what the parts of the world tell, and keeps what comes first.
pub(crate) struct Upcoming {
    now: i64,
    first: Option<Next>,
}

impl Upcoming {
    pub(crate) fn after(now: i64) -> Upcoming {
        Upcoming { now, first: None }
    }

    /// World time, ms since the epoch.
    pub(crate) fn now(&self) -> i64 {
        self.now
    }

    /// Something happens then. What lies in the past has happened.
    pub(crate) fn add(&mut self, due_ms: i64, what: &str) {
        if due_ms > self.now && self.first.as_ref().is_none_or(|first| due_ms < first.due_ms) {
            self.first = Some(Next { due_ms, what: what.to_owned() });
        }
    }

    pub(crate) fn first(self) -> Option<Next> {
        self.first
    }
}
