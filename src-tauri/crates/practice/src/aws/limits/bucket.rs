//! One token bucket.

use std::time::Instant;

/// Tokens it holds at most, and tokens that come back in a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    pub capacity: f64,
    pub refill: f64,
}

/// A bucket as it was when it was last looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    rate: Rate,
    tokens: f64,
    at: Instant,
}

impl Bucket {
    pub fn full(rate: Rate, at: Instant) -> Bucket {
        Bucket { rate, tokens: rate.capacity, at }
    }

    /// Takes so many tokens, or none when there are fewer.
    pub fn take(&mut self, tokens: f64, at: Instant) -> bool {
        self.tokens = self.held(at);
        self.at = self.at.max(at);
        // A request for more than a bucket ever holds empties a full one instead of never passing.
        let wanted = tokens.min(self.rate.capacity);
        let enough = self.tokens >= wanted;
        if enough {
            self.tokens -= wanted;
        }
        enough
    }

    pub fn is_full(&self, at: Instant) -> bool {
        self.held(at) >= self.rate.capacity
    }

    fn held(&self, at: Instant) -> f64 {
        let passed = at.saturating_duration_since(self.at).as_secs_f64();
        (self.tokens + passed * self.rate.refill).min(self.rate.capacity)
    }
}
