//! What the account may have of networks, and how many endpoints its VPCs have of it.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{VpcEndpoint, VpcEndpointType};
use aws_sdk_servicequotas::types::ServiceQuota;

use super::ask::{Ask, Gaps, page};
use super::pace::Api;
use super::seen::{Event, Part};
use crate::error::AwsError;
use crate::read::{quotas, text};

/// The largest page of this call.
const PAGE: i32 = 1000;

/// By our own names; see [`quotas`].
pub(super) async fn quotas(ask: &Ask) -> (BTreeMap<String, u32>, Gaps) {
    let mut gaps = Gaps::default();
    match seen(ask).await {
        Ok(seen) => {
            ask.tell(Event::Part { region: ask.region.clone(), part: Part::Quotas, count: seen.len() });
            (seen, gaps)
        }
        Err(error) => {
            gaps.add(Part::Quotas, error);
            (BTreeMap::new(), gaps)
        }
    }
}

async fn seen(ask: &Ask) -> Result<BTreeMap<String, u32>, AwsError> {
    const APPLIED: &str = "ListServiceQuotas";
    const USUAL: &str = "ListAWSDefaultServiceQuotas";
    let page = |token| quotas::applied(&ask.account, &ask.clients, token);
    let held: Vec<ServiceQuota> = ask.pages(Api::Quotas(APPLIED), APPLIED, 1, page).await?;
    let mut named = quotas::named(&held);
    if !quotas::are_all(&named) {
        let page = |token| quotas::usual(&ask.account, &ask.clients, token);
        let usual: Vec<ServiceQuota> = ask.pages(Api::Quotas(USUAL), USUAL, 2, page).await?;
        for (name, value) in quotas::named(&usual) {
            named.entry(name).or_insert(value);
        }
    }
    Ok(named)
}

/// By VPC, how many endpoints count towards its quota: interface endpoints and those of Gateway Load Balancers ("AWS PrivateLink quotas").
pub(super) async fn endpoints(ask: &Ask) -> (BTreeMap<String, usize>, Gaps) {
    const OPERATION: &str = "DescribeVpcEndpoints";
    let request = || ask.clients.ec2.describe_vpc_endpoints().max_results(PAGE);
    let page = |token| page!(ask, OPERATION, request(), token, set_next_token, vpc_endpoints, next_token);
    let answer: Result<Vec<VpcEndpoint>, AwsError> = ask.pages(Api::Ec2(OPERATION), OPERATION, 1, page).await;
    let mut gaps = Gaps::default();
    let mut counted = BTreeMap::new();
    for one in ask.part(Part::Endpoints, answer, &mut gaps).unwrap_or_default() {
        let counts = |kind: &VpcEndpointType| matches!(kind, VpcEndpointType::Interface | VpcEndpointType::GatewayLoadBalancer);
        if one.vpc_endpoint_type().is_some_and(counts) {
            *counted.entry(text(one.vpc_id())).or_insert(0) += 1;
        }
    }
    (counted, gaps)
}
