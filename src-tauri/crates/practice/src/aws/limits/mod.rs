//! How many calls AWS takes in a time: token buckets, refilled in real time, for it is a real client that paces itself by
//! them. Off unless it is wanted, so that tests need not wait.

mod bucket;
pub(crate) mod quota;
mod rates;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use bucket::Bucket;

use super::call::Call;
use super::error::AwsError;
use super::trouble;
use crate::state::{State, StateError};

/// Name of the stored switch.
const META: &str = "limits";
/// Buckets that are kept; full ones beyond that are forgotten, which changes nothing.
const KEPT: usize = 4096;

/// The switch and the buckets of every account and Region.
pub(super) struct Limits {
    on: AtomicBool,
    buckets: Mutex<BTreeMap<String, Bucket>>,
}

impl Limits {
    /// As it is stored; as wished where nothing is.
    pub fn open(state: &State, wished: bool) -> Result<Limits, StateError> {
        let stored = state.transact(|tx| tx.meta::<bool>(META))?;
        Ok(Limits { on: AtomicBool::new(stored.unwrap_or(wished)), buckets: Mutex::default() })
    }

    pub fn on(&self) -> bool {
        self.on.load(Ordering::Acquire)
    }

    /// Turns them on, with full buckets, or off.
    pub fn set(&self, state: &State, on: bool) -> Result<(), StateError> {
        state.transact(|tx| tx.set_meta(META, &on))?;
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.on.store(on, Ordering::Release);
        Ok(())
    }

    /// Takes the call's tokens, or answers the error of a service that has had too many. Then none is taken.
    pub fn take(&self, call: &Call, at: Instant) -> Option<AwsError> {
        if !self.on() {
            return None;
        }
        let draws = rates::draws(call);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::with_capacity(draws.len());
        for draw in draws {
            let mut bucket = buckets.get(&draw.bucket).copied().unwrap_or_else(|| Bucket::full(draw.rate, at));
            if !bucket.take(draw.tokens, at) {
                return Some(trouble::throttled(call));
            }
            taken.push((draw.bucket, bucket));
        }
        buckets.extend(taken);
        if buckets.len() > KEPT {
            buckets.retain(|_, bucket| !bucket.is_full(at));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn call(service: &str, action: &str, region: &str, parameters: &str) -> Call {
        let mut call = Call::unreadable();
        (call.service, call.action, call.region) = (service.to_owned(), action.to_owned(), region.to_owned());
        call.parameters = parameters.to_owned();
        call.mutating = !action.starts_with("Describe");
        call
    }

    fn limits() -> Limits {
        Limits::open(&State::open(None).unwrap(), true).unwrap()
    }

    /// How many of these calls pass at once, and what the first that does not is told.
    fn passes(limits: &Limits, call: &Call, at: Instant) -> (usize, u16, String) {
        for count in 0..10_000 {
            if let Some(error) = limits.take(call, at) {
                return (count, error.status, error.code);
            }
        }
        panic!("there is no limit to {}", call.action);
    }

    #[test]
    fn each_action_has_its_documented_burst_and_its_service_s_error() {
        let at = Instant::now();
        for (service, action, parameters, most, status, code) in [
            ("ec2", "CreateVpcEndpoint", "", 4, 503, "RequestLimitExceeded"),
            ("ec2", "CreateVpcEndpointServiceConfiguration", "", 10, 503, "RequestLimitExceeded"),
            ("ec2", "ModifyVpcEndpointServicePermissions", "", 50, 503, "RequestLimitExceeded"),
            ("ec2", "DescribeVpcEndpointServiceConfigurations", "", 100, 503, "RequestLimitExceeded"),
            ("ec2", "DescribeInstances", "", 50, 503, "RequestLimitExceeded"),
            ("ec2", "DescribeInstances", "Filter.1.Name=vpc-id", 100, 503, "RequestLimitExceeded"),
            ("ec2", "TerminateInstances", "InstanceId.1=i-1&InstanceId.2=i-2", 100, 503, "RequestLimitExceeded"),
            ("ec2", "StopInstances", &"&InstanceId.1=i".repeat(500), 2, 503, "RequestLimitExceeded"),
            ("elasticloadbalancing", "CreateLoadBalancer", "", 10, 400, "ThrottlingException"),
            ("elasticloadbalancing", "CreateTargetGroup", "", 20, 400, "ThrottlingException"),
            ("elasticloadbalancing", "DescribeLoadBalancers", "", 40, 400, "ThrottlingException"),
            ("acm", "RequestCertificate", "", 5, 400, "ThrottlingException"),
            ("acm", "ListCertificates", "", 8, 400, "ThrottlingException"),
            ("sts", "GetCallerIdentity", "", 600, 400, "Throttling"),
            ("servicequotas", "GetServiceQuota", "", 10, 400, "TooManyRequestsException"),
            ("route53", "CreateHostedZone", "", 40, 400, "Throttling"),
            ("route53", "ListHostedZones", "", 50, 400, "Throttling"),
            ("route53", "ChangeResourceRecordSets", &"<Action>UPSERT</Action>".repeat(500), 1, 400, "Throttling"),
        ] {
            let told = passes(&limits(), &call(service, action, "eu-west-1", parameters), at);
            assert_eq!(told, (most, status, code.to_owned()), "{service} {action}");
        }
    }

    #[test]
    fn buckets_refill_as_time_goes_by_and_belong_to_one_region_and_account() {
        let (limits, at) = (limits(), Instant::now());
        let create = call("ec2", "CreateVpcEndpoint", "eu-west-1", "");
        assert_eq!(passes(&limits, &create, at).0, 4);
        assert!(limits.take(&call("ec2", "DescribeVpcs", "eu-west-1", ""), at).is_none(), "another action");
        assert!(limits.take(&call("ec2", "CreateVpcEndpoint", "us-east-1", ""), at).is_none(), "another Region");
        let mut other = create.clone();
        other.account = "444455556666".to_owned();
        assert!(limits.take(&other, at).is_none(), "another account");
        // 0.3 tokens in a second.
        assert_eq!(passes(&limits, &create, at + Duration::from_secs(3)).0, 0);
        assert_eq!(passes(&limits, &create, at + Duration::from_secs(4)).0, 1);
        assert_eq!(passes(&limits, &create, at + Duration::from_secs(600)).0, 4);
    }

    #[test]
    fn load_balancing_s_actions_share_the_account_s_bucket() {
        let (limits, at) = (limits(), Instant::now());
        let create = call("elasticloadbalancing", "CreateTargetGroup", "eu-west-1", "");
        assert_eq!(passes(&limits, &create, at).0, 20);
        // What was refused took nothing out of the account's bucket.
        assert_eq!(passes(&limits, &call("elasticloadbalancing", "DescribeListeners", "eu-west-1", ""), at).0, 20);
        assert_eq!(passes(&limits, &call("elasticloadbalancing", "RegisterTargets", "eu-west-1", ""), at).0, 0);
    }

    #[test]
    fn the_switch_is_stored_and_fills_the_buckets() {
        let (state, at) = (State::open(None).unwrap(), Instant::now());
        let limits = Limits::open(&state, false).unwrap();
        let create = call("acm", "RequestCertificate", "eu-west-1", "");
        assert!((0..100).all(|_| limits.take(&create, at).is_none()));
        limits.set(&state, true).unwrap();
        assert_eq!(passes(&limits, &create, at).0, 5);
        limits.set(&state, true).unwrap();
        assert_eq!(passes(&limits, &create, at).0, 5);
        assert!(Limits::open(&state, false).unwrap().on());
    }
}
