//! The log of requests: what was asked of the world and what it said, the newest in memory.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// How many are kept.
const KEPT: usize = 10_000;

/// One AWS request or mail transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedRequest {
    /// Counts from 1; a reset does not start it anew.
    pub number: u64,
    /// `ec2`, `elasticloadbalancing`, `acm`, `sts`, `smtp`; empty when unknown.
    pub service: String,
    /// The operation's name, `SMTP.DATA` for a mail.
    pub action: String,
    /// A Region's code; empty for mail.
    pub region: String,
    /// 12 digits; empty for mail.
    pub account: String,
    /// Whether it could change anything.
    pub mutating: bool,
    /// The form or JSON body as it came; for mail the envelope.
    pub parameters: String,
    /// HTTP status or SMTP reply code; 0 when it was not answered.
    pub status: u16,
    /// AWS's error code, when it is an error.
    pub error: Option<String>,
    /// Real time of its arrival, in ms since the epoch.
    pub real_ms: i64,
    /// World time of its arrival, in ms since the epoch.
    pub world_ms: i64,
}

#[derive(Default)]
struct Kept {
    last: u64,
    requests: VecDeque<LoggedRequest>,
}

/// The log.
#[derive(Default)]
pub(crate) struct Log {
    kept: Mutex<Kept>,
}

impl Log {
    /// Writes a request down and gives it its number.
    pub(crate) fn push(&self, mut request: LoggedRequest) {
        self.with(|kept| {
            kept.last += 1;
            request.number = kept.last;
            if kept.requests.len() >= KEPT {
                kept.requests.pop_front();
            }
            kept.requests.push_back(request);
        });
    }

    /// The requests after that number, in order.
    pub(crate) fn since(&self, number: u64) -> Vec<LoggedRequest> {
        self.with(|kept| {
            let from = kept.requests.partition_point(|request| request.number <= number);
            kept.requests.range(from..).cloned().collect()
        })
    }

    /// Forgets the requests, not the count.
    pub(crate) fn clear(&self) {
        self.with(|kept| kept.requests.clear());
    }

    fn with<T>(&self, work: impl FnOnce(&mut Kept) -> T) -> T {
        work(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
