//! Endpoint services: the lists, how many connections each has, and how many principals may connect.

use std::collections::BTreeMap;

use aws_sdk_ec2::types::{ServiceConfiguration, ServiceType, VpcEndpointConnection};
use futures_util::future::join_all;

use super::ask::{Ask, Gaps, page};
use super::pace::Api;
use super::seen::{Event, Part, Permissions};
use crate::error::AwsError;
use crate::read::{lower_camel, text};

/// The largest page of these calls.
const PAGE: i32 = 1000;

/// Every endpoint service behind Network Load Balancers, deleted ones left out.
pub(super) async fn services(ask: &Ask) -> Result<Vec<ServiceConfiguration>, AwsError> {
    const OPERATION: &str = "DescribeVpcEndpointServiceConfigurations";
    let request = || ask.clients.ec2.describe_vpc_endpoint_service_configurations().max_results(PAGE);
    let page = |token| page!(ask, OPERATION, request(), token, set_next_token, service_configurations, next_token);
    let mut seen: Vec<ServiceConfiguration> = ask.pages(Api::Ec2(OPERATION), OPERATION, 1, page).await?;
    seen.retain(|one| {
        let gone = one.service_state().is_some_and(|state| matches!(lower_camel(state.as_str()).as_str(), "deleting" | "deleted"));
        let gateway = one.service_type().iter().any(|kind| kind.service_type() == Some(&ServiceType::GatewayLoadBalancer));
        !gone && !gateway
    });
    Ok(seen)
}

/// By service id, how many connections are in each state.
pub(super) async fn connections(ask: &Ask) -> (Option<BTreeMap<String, BTreeMap<String, usize>>>, Gaps) {
    const OPERATION: &str = "DescribeVpcEndpointConnections";
    let request = || ask.clients.ec2.describe_vpc_endpoint_connections().max_results(PAGE);
    let page = |token| page!(ask, OPERATION, request(), token, set_next_token, vpc_endpoint_connections, next_token);
    let answer: Result<Vec<VpcEndpointConnection>, AwsError> = ask.pages(Api::Ec2(OPERATION), OPERATION, 1, page).await;
    let mut gaps = Gaps::default();
    let seen = ask.part(Part::Connections, answer, &mut gaps);
    let counted = seen.map(|all| {
        let mut counted: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
        for one in all {
            let state = one.vpc_endpoint_state().map(|state| lower_camel(state.as_str())).unwrap_or_default();
            *counted.entry(text(one.service_id())).or_default().entry(state).or_default() += 1;
        }
        counted
    });
    (counted, gaps)
}

/// By service id, who may connect.
pub(super) async fn permissions(ask: &Ask, services: &[ServiceConfiguration]) -> (BTreeMap<String, Permissions>, Gaps) {
    const OPERATION: &str = "DescribeVpcEndpointServicePermissions";
    let asked = services.iter().filter_map(|one| one.service_id()).map(|id| async move {
        let request = || ask.clients.ec2.describe_vpc_endpoint_service_permissions().max_results(PAGE).service_id(id);
        let page = |token| page!(ask, OPERATION, request(), token, set_next_token, allowed_principals, next_token);
        let answer: Result<Vec<aws_sdk_ec2::types::AllowedPrincipal>, AwsError> = ask.pages(Api::Ec2(OPERATION), OPERATION, 2, page).await;
        (id, answer)
    });
    let (mut seen, mut gaps) = (BTreeMap::new(), Gaps::default());
    for (id, answer) in join_all(asked).await {
        match answer {
            Ok(listed) => {
                let everyone = listed.iter().any(|one| one.principal() == Some("*"));
                seen.insert(id.to_owned(), Permissions { count: listed.len(), everyone });
            }
            // Deleted since it was listed.
            Err(error) if error.is_not_found() => {}
            Err(error) => gaps.add(Part::Permissions, error),
        }
    }
    if gaps.0.is_empty() {
        ask.tell(Event::Part { region: ask.region.clone(), part: Part::Permissions, count: seen.len() });
    }
    (seen, gaps)
}
