//! How many resources an account may have: AWS's default quotas, and those that somebody wants smaller or larger.
//! Sources: "Amazon VPC quotas", "AWS PrivateLink quotas", "Quotas for your Network Load Balancers", "Quotas" in the ACM User
//! Guide; the error codes are those of the APIs' references.

use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::trouble::of_account;
use crate::faults::Fault;
use crate::state::Place;

/// A quota that is looked at when something is created.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quota {
    /// As the fault `quota` names it.
    name: &'static str,
    /// AWS's own value.
    pub most: usize,
    /// Whether it holds even when calls are not limited.
    always: bool,
    /// What AWS says when it is reached.
    error: &'static str,
}

const fn quota(name: &'static str, most: usize, always: bool, error: &'static str) -> Quota {
    Quota { name, most, always, error }
}

pub(crate) const VPCS: Quota = quota("vpcs", 5, true, "VpcLimitExceeded");
pub(crate) const SUBNETS: Quota = quota("subnets-per-vpc", 200, false, "SubnetLimitExceeded");
pub(crate) const SECURITY_GROUPS: Quota = quota("security-groups", 2500, false, "SecurityGroupLimitExceeded");
pub(crate) const ENDPOINTS: Quota = quota("endpoints-per-vpc", 50, true, "VpcEndpointLimitExceeded");
pub(crate) const LOAD_BALANCERS: Quota = quota("load-balancers", 50, false, "TooManyLoadBalancers");
pub(crate) const TARGET_GROUPS: Quota = quota("target-groups", 3000, false, "TooManyTargetGroups");
pub(crate) const LISTENERS: Quota = quota("listeners-per-load-balancer", 50, false, "TooManyListeners");
pub(crate) const TARGETS: Quota = quota("targets-per-target-group", 1000, false, "TooManyTargets");
pub(crate) const CERTIFICATES: Quota = quota("certificates", 2500, false, "LimitExceededException");

/// Their names in the catalogue of faults, in the same order.
pub(crate) const NAMES: &[&str] = &[
    VPCS.name,
    SUBNETS.name,
    SECURITY_GROUPS.name,
    ENDPOINTS.name,
    LOAD_BALANCERS.name,
    TARGET_GROUPS.name,
    LISTENERS.name,
    TARGETS.name,
    CERTIFICATES.name,
];

impl Quota {
    /// Its value in the caller's account, as the APIs tell it.
    pub fn value(self, ask: &Ask<'_>) -> Result<usize, AwsError> {
        Ok(self.wished(ask)?.unwrap_or(self.most))
    }

    /// Refuses one more when there are as many as may be. What is there is counted only where the quota holds: counting
    /// thousands costs time.
    pub fn allow(self, ask: &Ask<'_>, there: impl FnOnce() -> Result<usize, AwsError>) -> Result<(), AwsError> {
        let holds = self.always || ask.tx.meta::<bool>(super::META)?.unwrap_or(false);
        let most = match self.wished(ask)? {
            Some(most) => most,
            None if holds => self.most,
            None => return Ok(()),
        };
        if there()? < most {
            return Ok(());
        }
        Err(AwsError::new(self.error, format!("The maximum number of {} has been reached: {most}.", self.name.replace('-', " "))))
    }

    /// The value that somebody wants, the latest wish.
    fn wished(self, ask: &Ask<'_>) -> Result<Option<usize>, AwsError> {
        let active = ask.tx.list::<Fault>(Place::WORLD)?;
        let meant = |fault: &Fault| fault.name == "quota" && fault.text("quota") == self.name && of_account(fault, ask.place.account);
        let latest = active.iter().rev().find(|entry| meant(&entry.record));
        Ok(latest.map(|entry| usize::try_from(entry.record.number("value")).unwrap_or(usize::MAX)))
    }
}
