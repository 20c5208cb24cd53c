//! How many of a thing the account may have in a Region.
//!
//! Sources: "Amazon VPC quotas" and "AWS PrivateLink quotas" for the codes (they stand in the pages' links to the Service Quotas console),
//! "ListServiceQuotas" in the Service Quotas API reference: quotas whose applied value AWS does not know are left out of it, and have their
//! default. AWS names no quota for endpoint services.

use std::collections::BTreeMap;

use aws_sdk_servicequotas::types::ServiceQuota;
use gangway_model::Region;

use crate::account::{Account, Clients};
use crate::error::{AwsError, AwsErrorKind, Purpose};

/// The service that these belong to, in Service Quotas.
pub(crate) const VPC: &str = "vpc";
/// Code and our name of what a seller runs into.
const CODES: [(&str, &str); 3] = [("L-F678F1CE", "vpcs"), ("L-407747CB", "subnets-per-vpc"), ("L-29B6F2EB", "interface-endpoints-per-vpc")];
/// The largest page of these calls.
const PAGE: i32 = 100;
/// As many pages as no service has.
const PAGES: usize = 20;

/// One page of a list: what it holds, and the token of the next one.
type Page = (Vec<ServiceQuota>, Option<String>);

/// The quotas that hold now.
pub(crate) async fn applied(account: &Account, clients: &Clients, token: Option<String>) -> Result<Page, AwsError> {
    let request = clients.quotas.list_service_quotas().service_code(VPC).max_results(PAGE).set_next_token(token);
    let sent = request.send().await;
    let answer = sent.map_err(|error| account.failed("ListServiceQuotas", Purpose::Asking, &error))?;
    let (told, next) = (answer.quotas, answer.next_token);
    Ok((told.unwrap_or_default(), next))
}

/// The quotas as they are unless they were raised.
pub(crate) async fn usual(account: &Account, clients: &Clients, token: Option<String>) -> Result<Page, AwsError> {
    let request = clients.quotas.list_aws_default_service_quotas().service_code(VPC).max_results(PAGE).set_next_token(token);
    let sent = request.send().await;
    let answer = sent.map_err(|error| account.failed("ListAWSDefaultServiceQuotas", Purpose::Asking, &error))?;
    let (told, next) = (answer.quotas, answer.next_token);
    Ok((told.unwrap_or_default(), next))
}

/// Those that matter, by our name.
pub(crate) fn named(told: &[ServiceQuota]) -> BTreeMap<String, u32> {
    let of = |code: &str| told.iter().find(|one| one.quota_code() == Some(code)).and_then(ServiceQuota::value);
    CODES.into_iter().filter_map(|(code, name)| Some((name.to_owned(), whole(of(code)?)?))).collect()
}

/// Whether AWS has left none of them out.
pub(crate) fn are_all(known: &BTreeMap<String, u32>) -> bool {
    known.len() == CODES.len()
}

/// Quotas are floating-point numbers on the wire. These count things.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
fn whole(value: f64) -> Option<u32> {
    (value >= 0.0 && value <= f64::from(u32::MAX)).then_some(value as u32)
}

impl Account {
    /// What the account may have of networks in a Region, by name: `vpcs`, `subnets-per-vpc`, `interface-endpoints-per-vpc`. One that AWS does
    /// not tell is missing.
    ///
    /// # Errors
    /// As any read. `AccessDenied` is common, and means that they are not known; the defaults would say nothing about this account.
    pub async fn quotas(&self, region: &Region) -> Result<BTreeMap<String, u32>, AwsError> {
        let mut quotas = named(&self.every_quota(region, false).await?);
        if !are_all(&quotas) {
            for (name, value) in named(&self.every_quota(region, true).await?) {
                quotas.entry(name).or_insert(value);
            }
        }
        Ok(quotas)
    }

    async fn every_quota(&self, region: &Region, as_usual: bool) -> Result<Vec<ServiceQuota>, AwsError> {
        let clients = self.clients(region);
        let (mut all, mut token) = (Vec::new(), None);
        for _ in 0..PAGES {
            let page = if as_usual { usual(self, &clients, token).await } else { applied(self, &clients, token).await };
            let (some, next) = page?;
            all.extend(some);
            match next.filter(|next| !next.is_empty()) {
                Some(next) => token = Some(next),
                None => return Ok(all),
            }
        }
        Err(AwsError::new("ListServiceQuotas", AwsErrorKind::NotUnderstood).because("more pages than there are quotas"))
    }

    /// What Elastic Load Balancing lets the account have in a Region, by its own names: `network-load-balancers`, `target-groups`, ….
    ///
    /// # Errors
    /// As any read.
    pub async fn load_balancer_limits(&self, region: &Region) -> Result<BTreeMap<String, u32>, AwsError> {
        const OPERATION: &str = "DescribeAccountLimits";
        let sent = self.clients(region).elb.describe_account_limits().page_size(400).send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
        Ok(answer.limits().iter().filter_map(|one| Some((one.name()?.to_owned(), one.max()?.parse().ok()?))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(code: &str, value: f64) -> ServiceQuota {
        ServiceQuota::builder().quota_code(code).value(value).build()
    }

    #[test]
    fn only_what_matters_is_kept_and_nothing_that_counts_no_things() {
        let all = [quota("L-F678F1CE", 5.0), quota("L-83CA0A9D", 5.0), quota("L-407747CB", -1.0), quota("L-29B6F2EB", f64::NAN)];
        assert_eq!(named(&all), BTreeMap::from([("vpcs".to_owned(), 5)]));
        assert!(!are_all(&named(&all)));
        let all = [quota("L-F678F1CE", 5.0), quota("L-407747CB", 200.0), quota("L-29B6F2EB", 50.0)];
        assert!(are_all(&named(&all)));
    }
}
