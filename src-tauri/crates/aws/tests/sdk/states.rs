//! The states of everything in the two practice accounts, as the Rust SDK sees them; `states.py` says the same as boto3 sees it.

use std::collections::BTreeMap;

use crate::world::Clients;

/// What -> its state, in AWS's words.
pub type States = BTreeMap<String, String>;

/// All that both accounts hold.
pub async fn seen(seller: &Clients, customer: &Clients) -> States {
    let mut states = States::new();
    for (who, clients) in [("seller", seller), ("customer", customer)] {
        let mut told = States::new();
        network(clients, &mut told).await;
        endpoints(clients, &mut told).await;
        balancing(clients, &mut told).await;
        certificates(clients, &mut told).await;
        states.extend(told.into_iter().map(|(what, state)| (format!("{who} {what}"), state)));
    }
    states
}

/// Text of a member that every answer has.
fn text(member: Option<&str>) -> String {
    member.expect("a member that every answer has").to_owned()
}

async fn network(clients: &Clients, states: &mut States) {
    let ec2 = &clients.ec2;
    let mut pages = ec2.describe_vpcs().into_paginator().items().send();
    while let Some(vpc) = pages.try_next().await.unwrap() {
        states.insert(text(vpc.vpc_id()), text(vpc.state().map(|state| state.as_str())));
    }
    let mut pages = ec2.describe_subnets().into_paginator().items().send();
    while let Some(subnet) = pages.try_next().await.unwrap() {
        states.insert(text(subnet.subnet_id()), text(subnet.state().map(|state| state.as_str())));
    }
    let mut pages = ec2.describe_instances().into_paginator().items().send();
    while let Some(reservation) = pages.try_next().await.unwrap() {
        for instance in reservation.instances() {
            let state = instance.state().and_then(|state| state.name()).map(|name| name.as_str());
            states.insert(text(instance.instance_id()), text(state));
        }
    }
    let mut pages = ec2.describe_network_interfaces().into_paginator().items().send();
    while let Some(interface) = pages.try_next().await.unwrap() {
        states.insert(text(interface.network_interface_id()), text(interface.status().map(|status| status.as_str())));
    }
    let mut pages = ec2.describe_security_groups().into_paginator().items().send();
    while let Some(group) = pages.try_next().await.unwrap() {
        let rules = format!("{} in, {} out", group.ip_permissions().len(), group.ip_permissions_egress().len());
        states.insert(text(group.group_id()), rules);
    }
}

async fn endpoints(clients: &Clients, states: &mut States) {
    let ec2 = &clients.ec2;
    let mut pages = ec2.describe_vpc_endpoint_service_configurations().into_paginator().items().send();
    while let Some(service) = pages.try_next().await.unwrap() {
        let id = text(service.service_id());
        let proof = service.private_dns_name_configuration().and_then(|proof| proof.state());
        states.extend(proof.map(|state| (format!("{id} private name"), state.as_str().to_owned())));
        states.insert(id, text(service.service_state().map(|state| state.as_str())));
    }
    let mut pages = ec2.describe_vpc_endpoints().into_paginator().items().send();
    while let Some(endpoint) = pages.try_next().await.unwrap() {
        states.insert(text(endpoint.vpc_endpoint_id()), text(endpoint.state().map(|state| state.as_str())));
    }
    let mut pages = ec2.describe_vpc_endpoint_connections().into_paginator().items().send();
    while let Some(connection) = pages.try_next().await.unwrap() {
        let what = format!("{} connection", text(connection.vpc_endpoint_id()));
        states.insert(what, text(connection.vpc_endpoint_state().map(|state| state.as_str())));
    }
}

async fn balancing(clients: &Clients, states: &mut States) {
    let elb = &clients.elb;
    let mut pages = elb.describe_load_balancers().into_paginator().items().send();
    while let Some(balancer) = pages.try_next().await.unwrap() {
        let state = balancer.state().and_then(|state| state.code()).map(|code| code.as_str());
        states.insert(text(balancer.load_balancer_arn()), text(state));
    }
    let mut pages = elb.describe_target_groups().into_paginator().items().send();
    while let Some(group) = pages.try_next().await.unwrap() {
        let arn = text(group.target_group_arn());
        let answer = elb.describe_target_health().target_group_arn(&arn).send().await.unwrap();
        for described in answer.target_health_descriptions() {
            let (target, health) = (described.target().unwrap(), described.target_health().unwrap());
            let what = format!("{arn} {}:{}", text(target.id()), target.port().unwrap());
            let state = text(health.state().map(|state| state.as_str()));
            let reason = health.reason().map_or(String::new(), |reason| format!(" {}", reason.as_str()));
            states.insert(what, state + &reason);
        }
    }
}

async fn certificates(clients: &Clients, states: &mut States) {
    let acm = &clients.acm;
    let mut pages = acm.list_certificates().into_paginator().items().send();
    while let Some(summary) = pages.try_next().await.unwrap() {
        let arn = text(summary.certificate_arn());
        let answer = acm.describe_certificate().certificate_arn(&arn).send().await.unwrap();
        let certificate = answer.certificate().unwrap();
        for option in certificate.domain_validation_options() {
            let status = option.validation_status().map(|status| status.as_str());
            states.insert(format!("{arn} {}", option.domain_name()), text(status));
        }
        let renewal = certificate.renewal_summary().map(|renewal| renewal.renewal_status().as_str().to_owned());
        states.extend(renewal.map(|status| (format!("{arn} renewal"), status)));
        states.insert(arn, text(certificate.status().map(|status| status.as_str())));
    }
}
