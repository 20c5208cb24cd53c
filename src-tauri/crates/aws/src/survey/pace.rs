//! How fast a Region is asked: a token bucket for each of AWS's, somewhat smaller than AWS's own, because the account's other programs draw
//! from the same ones.
//!
//! Sources: "Request throttling for the Amazon EC2 API" (Describe actions 100 and 20 a second, each API for itself, paginated calls
//! included; ModifyVpcEndpointServicePermissions 50 and 5, CreateTags 100 and 10, accepting and rejecting connections 10 and 1), "Request
//! throttling for the Elastic Load Balancing API" (40 and 10 a second, all actions together), "Quotas" in the ACM
//! User Guide (DescribeCertificate 10, ListCertificates 8 a second), "Throttling limits" of the Service Quotas User Guide (lists 10 a second).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Tokens to begin with, and tokens a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rate {
    burst: f64,
    refill: f64,
}

/// The bucket that an operation draws from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Api {
    /// EC2 keeps one for each API.
    Ec2(&'static str),
    /// Elastic Load Balancing keeps one for all.
    LoadBalancing,
    /// ACM keeps one for each API.
    Acm(&'static str),
    /// Service Quotas keeps one for each API.
    Quotas(&'static str),
}

impl Api {
    /// Nine tenths of AWS's. Of an allow list's changes more: nobody else makes any, and ten thousand customers should not wait for nobody.
    fn rate(self) -> Rate {
        match self {
            Self::Ec2("ModifyVpcEndpointServicePermissions") => Rate { burst: 48.0, refill: 4.8 },
            Self::Ec2("CreateTags") => Rate { burst: 90.0, refill: 9.0 },
            Self::Ec2("AcceptVpcEndpointConnections" | "RejectVpcEndpointConnections") => Rate { burst: 9.0, refill: 0.9 },
            Self::Ec2(_) => Rate { burst: 90.0, refill: 18.0 },
            Self::LoadBalancing => Rate { burst: 36.0, refill: 9.0 },
            Self::Acm("ListCertificates") => Rate { burst: 7.0, refill: 7.0 },
            Self::Quotas(_) => Rate { burst: 9.0, refill: 9.0 },
            Self::Acm(_) => Rate { burst: 9.0, refill: 9.0 },
        }
    }
}

/// A token bucket that lends: whoever finds it empty knows at once how long to wait, so that callers go in the order in which they came.
#[derive(Debug)]
struct Bucket {
    rate: Rate,
    level: Mutex<(f64, Instant)>,
}

impl Bucket {
    fn new(rate: Rate) -> Self {
        Self { rate, level: Mutex::new((rate.burst, Instant::now())) }
    }

    /// Takes a token, now or from the future; gives how long until it is there.
    fn draw(&self) -> Duration {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let filled = level.0 + now.duration_since(level.1).as_secs_f64() * self.rate.refill;
        *level = (filled.min(self.rate.burst) - 1.0, now);
        Duration::from_secs_f64((-level.0 / self.rate.refill).max(0.0))
    }

    /// AWS says that its bucket is empty: ours is, too, and somewhat more.
    fn drain(&self) {
        let mut level = self.level.lock().unwrap_or_else(PoisonError::into_inner);
        *level = (level.0.min(0.0) - self.rate.refill, Instant::now());
    }
}

/// The buckets of one account in one Region.
#[derive(Debug, Default)]
pub(crate) struct Pace(Mutex<HashMap<Api, Arc<Bucket>>>);

impl Pace {
    fn bucket(&self, api: Api) -> Arc<Bucket> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(buckets.entry(api).or_insert_with(|| Arc::new(Bucket::new(api.rate()))))
    }

    /// Waits until the call may leave.
    pub(crate) async fn wait(&self, api: Api) {
        let until = self.bucket(api).draw();
        if !until.is_zero() {
            tokio::time::sleep(until).await;
        }
    }

    /// AWS has refused a call because there were too many.
    pub(crate) fn slow_down(&self, api: Api) {
        self.bucket(api).drain();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_is_free_and_then_the_refill_sets_the_pace() {
        let bucket = Bucket::new(Rate { burst: 3.0, refill: 10.0 });
        let waits: Vec<u128> = (0..6).map(|_| bucket.draw().as_millis()).collect();
        assert_eq!(waits[..3], [0, 0, 0]);
        for (wait, least) in waits[3..].iter().zip([90, 190, 290]) {
            assert!((least..least + 11).contains(wait), "{waits:?}");
        }
        bucket.drain();
        let after = bucket.draw().as_millis();
        assert!((1300..1402).contains(&after), "a second more than before: {after}");
    }

    #[tokio::test]
    async fn load_balancing_has_one_bucket_and_ec2_one_for_each_api() {
        let pace = Pace::default();
        for _ in 0..36 {
            assert!(pace.bucket(Api::LoadBalancing).draw().is_zero());
        }
        assert!(!pace.bucket(Api::LoadBalancing).draw().is_zero());
        for api in [Api::Ec2("DescribeVpcs"), Api::Ec2("DescribeSubnets")] {
            assert!((0..90).all(|_| pace.bucket(api).draw().is_zero()));
            assert!(!pace.bucket(api).draw().is_zero());
        }
    }
}
