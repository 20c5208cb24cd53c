//! The VPC endpoint service: what customers' endpoints connect to.

use async_trait::async_trait;
use gangway_model::{
    Call, Change, ChangeId, Cost, FieldProblem, Finding, Input, IpAddressType, Output, Region, ServiceAddressType, Severity, StepId, Undo,
    Verb, message,
};

use super::{Checked, Look, Step, is_ours};
use crate::facts::{Facts, waiting};
use crate::inputs::{EndpointServiceChoice, EndpointServiceInputs, LoadBalancerChoice, StepInputs};
use crate::observed::{EndpointServiceCard, EndpointServiceSeen, Observed};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct EndpointService;

#[async_trait]
impl Step for EndpointService {
    fn problems(&self, inputs: &StepInputs, facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::EndpointService(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        if let EndpointServiceChoice::Existing { id } = &inputs.choice {
            let hex = id.strip_prefix("vpce-svc-").unwrap_or_default();
            if !(8..=17).contains(&hex.len()) || !hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
                problems.push(FieldProblem::new("choice", message("field-endpoint-service-id").with("value", id.as_str())));
            } else if let Some(Observed::EndpointService(seen)) =
                facts.check_of(StepId::EndpointService).and_then(|record| record.observed.as_ref())
                && !seen.services.iter().any(|card| &card.endpoint_service.id == id)
            {
                problems.push(FieldProblem::new("choice", message("field-endpoint-service-unknown").with("value", id.as_str())));
            }
        }
        // https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html: cross-Region access is within a partition.
        for (index, text) in inputs.supported_regions.iter().enumerate() {
            let field = format!("supportedRegions[{index}]");
            match Region::parse(text) {
                Err(wrong) => problems.push(FieldProblem::new(field, wrong)),
                Ok(region) if facts.regions().contains(&region) => {
                    problems.push(FieldProblem::new(field, message("field-region-own-service").with("value", region.as_str())));
                }
                Ok(_) => {}
            }
        }
        let dualstack = facts.load_balancer().is_none_or(|inputs| {
            inputs.ip_address_type == IpAddressType::Dualstack || matches!(inputs.choice, LoadBalancerChoice::Existing { .. })
        });
        if inputs.ip_address_types.contains(&ServiceAddressType::Ipv6) && !dualstack {
            problems.push(FieldProblem::new("ipAddressTypes", message("field-ipv6-dualstack")));
        }
        problems
    }

    fn suggest(&self, facts: &Facts, observed: Option<&Observed>) -> Option<StepInputs> {
        let Some(Observed::EndpointService(seen)) = observed else { return None };
        let balancer = facts.known_id(StepId::LoadBalancer, Output::LoadBalancerArn);
        let there =
            seen.services.iter().find(|card| balancer.as_ref().is_some_and(|arn| card.endpoint_service.load_balancer_arns.contains(arn)));
        let (choice, acceptance_required) = match there {
            Some(card) => {
                let choice = EndpointServiceChoice::Existing { id: card.endpoint_service.id.clone() };
                (choice, card.endpoint_service.acceptance_required)
            }
            None => (EndpointServiceChoice::Create, true),
        };
        let (ip_address_types, supported_regions) = match there {
            Some(card) => {
                let own = facts.region();
                let others =
                    card.endpoint_service.supported_regions.iter().filter(|one| own.as_ref().is_none_or(|own| own.as_str() != **one));
                (Vec::new(), others.cloned().collect())
            }
            None => (Vec::new(), Vec::new()),
        };
        Some(StepInputs::EndpointService(EndpointServiceInputs {
            choice,
            acceptance_required,
            ip_address_types,
            supported_regions,
            may_change: false,
        }))
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let services: Vec<EndpointServiceCard> = look
            .account
            .endpoint_services(&look.region()?)
            .await?
            .into_iter()
            .map(|endpoint_service| EndpointServiceCard { ours: is_ours(look.facts, &endpoint_service.tags), endpoint_service })
            .collect();
        let chosen = chosen(look.facts, &services).map(|card| card.endpoint_service.id.clone());
        let mine: Vec<String> = look.facts.regions().into_iter().map(String::from).collect();
        let enabled = match look.facts.at(None).check_of(StepId::Product).and_then(|record| record.observed.as_ref()) {
            Some(Observed::Product(seen)) => seen.regions.clone(),
            _ => Vec::new(),
        };
        let other_regions: Vec<String> = enabled.into_iter().filter(|region| !mine.contains(region)).collect();
        let others: Vec<Region> = other_regions.iter().filter_map(|text| Region::parse(text).ok()).collect();
        let region_costs = crate::costs::regions(&look.region()?, &others);
        Ok(Observed::EndpointService(EndpointServiceSeen { services, chosen, other_regions, region_costs }))
    }

    fn plan(&self, facts: &Facts, observed: &Observed) -> Vec<Change> {
        let Observed::EndpointService(seen) = observed else { return Vec::new() };
        let (Some(wanted), Some(product), Some(balancer)) =
            (facts.endpoint_service(), facts.product(), facts.known(StepId::LoadBalancer, Output::LoadBalancerArn))
        else {
            return Vec::new();
        };
        let make = |what, verb, sentence, call, cost| Change {
            id: ChangeId::new(Some(&product.region), StepId::EndpointService, what),
            step: StepId::EndpointService,
            region: Some(product.region.clone()),
            verb,
            sentence,
            call,
            cost,
            undo: Undo::Possible,
            account: None,
        };
        let private = product.private_dns_name.as_ref().map(|name| name.name().as_str().to_owned());
        let supported: Vec<Region> = wanted.supported_regions.iter().filter_map(|text| Region::parse(text).ok()).collect();
        match (seen.services.iter().find(|card| Some(&card.endpoint_service.id) == seen.chosen.as_ref()), &wanted.choice) {
            (Some(card), _) => {
                let found = &card.endpoint_service;
                let endpoint_service = Input::existing(&found.id);
                let mut plan = Vec::new();
                if let Some(name) = private.filter(|name| found.private_dns.as_ref().is_none_or(|private| private.name != *name)) {
                    let sentence = message("change-set-private-dns-name").with("name", name.as_str());
                    let call = Call::SetPrivateDnsName { endpoint_service: endpoint_service.clone(), private_dns_name: name };
                    plan.push(make("set-private-dns-name", Verb::Modify, sentence, call, Cost::Free));
                }
                // What is not ours is otherwise only changed on the user's word.
                if !(card.ours || wanted.may_change || facts.made(StepId::EndpointService, Output::ServiceId) == Some(&found.id)) {
                    return plan;
                }
                if !missing_zones(facts, found).is_empty() {
                    let sentence = message("change-refresh-endpoint-service").with("zones", missing_zones(facts, found).join(", "));
                    let call = Call::RefreshEndpointService { endpoint_service: endpoint_service.clone() };
                    plan.push(make("refresh-zones", Verb::Modify, sentence, call, Cost::Free));
                }
                if found.acceptance_required != wanted.acceptance_required {
                    let code = if wanted.acceptance_required { "change-acceptance-on" } else { "change-acceptance-off" };
                    let call = Call::SetAcceptance { endpoint_service: endpoint_service.clone(), required: wanted.acceptance_required };
                    plan.push(make("set-acceptance", Verb::Modify, message(code), call, Cost::Free));
                }
                // Types that are not asked for stay; AWS has IPv4 when nothing is asked for.
                let has = |one: &ServiceAddressType| found.ip_address_types.contains(one);
                let add: Vec<ServiceAddressType> = wanted.ip_address_types.iter().filter(|one| !has(one)).copied().collect();
                if !add.is_empty() && !found.ip_address_types.is_empty() {
                    let sentence = message("change-address-types");
                    let call = Call::SetSupportedAddressTypes { endpoint_service: endpoint_service.clone(), add, remove: Vec::new() };
                    plan.push(make("set-address-types", Verb::Modify, sentence, call, Cost::Free));
                }
                let here = |one: &&Region| **one == product.region;
                let there: Vec<Region> = found.supported_regions.iter().filter_map(|text| Region::parse(text).ok()).collect();
                let add: Vec<Region> = supported.iter().filter(|one| !there.contains(one) && !here(one)).cloned().collect();
                let remove: Vec<Region> = there.iter().filter(|one| !supported.contains(one) && !here(one)).cloned().collect();
                if !add.is_empty() || !remove.is_empty() {
                    let list = |regions: &[Region]| regions.iter().map(Region::as_str).collect::<Vec<_>>().join(", ");
                    let code = match (add.is_empty(), remove.is_empty()) {
                        (false, true) => "change-supported-regions-add",
                        (true, false) => "change-supported-regions-remove",
                        _ => "change-supported-regions",
                    };
                    let sentence = message(code).with("add", list(&add)).with("remove", list(&remove));
                    let call = Call::SetSupportedRegions { endpoint_service, add, remove };
                    plan.push(make("set-supported-regions", Verb::Modify, sentence, call, Cost::Free));
                }
                plan
            }
            (None, EndpointServiceChoice::Existing { .. }) => Vec::new(),
            (None, EndpointServiceChoice::Create) => {
                let sentence = match wanted.acceptance_required {
                    true => message("change-create-endpoint-service-acceptance"),
                    false => message("change-create-endpoint-service"),
                };
                let call = Call::CreateEndpointService {
                    load_balancer: balancer,
                    acceptance_required: wanted.acceptance_required,
                    private_dns_name: private,
                    supported_ip_address_types: wanted.ip_address_types.clone(),
                    supported_regions: supported.into_iter().filter(|one| *one != product.region).collect(),
                };
                vec![make("create-endpoint-service", Verb::Create, sentence, call, Cost::Free)]
            }
        }
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::EndpointService(seen) = observed else { return Checked::open() };
        let Some(StepInputs::EndpointService(wanted)) = facts.inputs_of(StepId::EndpointService) else { return Checked::open() };
        let Some(card) = seen.services.iter().find(|card| Some(&card.endpoint_service.id) == seen.chosen.as_ref()) else {
            let gone = matches!(wanted.choice, EndpointServiceChoice::Existing { .. })
                || facts.made(StepId::EndpointService, Output::ServiceId).is_some();
            let verdict = if gone { Verdict::Failed { advice: message("endpoint-service-gone") } } else { Verdict::Open };
            return Checked::new(CheckState::Absent, verdict);
        };
        let found = &card.endpoint_service;
        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        checked.ids.insert(Output::ServiceId, found.id.clone());
        checked.ids.insert(Output::ServiceName, found.name.clone());
        let mut say = |severity, text| checked.findings.push(Finding::new(severity, text).about(&found.id).fix_in(StepId::EndpointService));
        if let Some(arn) = facts.known_id(StepId::LoadBalancer, Output::LoadBalancerArn)
            && !found.load_balancer_arns.contains(&arn)
        {
            say(Severity::Blocker, message("endpoint-service-other-load-balancer").with("service", found.id.as_str()));
        }
        let changed = card.ours || wanted.may_change;
        if found.acceptance_required != wanted.acceptance_required && !changed {
            say(Severity::Note, message("endpoint-service-acceptance-differs").with("service", found.id.as_str()));
        }
        let zones = missing_zones(facts, found);
        if !zones.is_empty() {
            say(Severity::Warning, message("endpoint-service-zones-missing").with("zones", zones.join(", ")));
        }
        let missing = self.plan(facts, observed);
        checked.verdict = match found.state.to_ascii_lowercase().as_str() {
            "available" if missing.is_empty() => Verdict::Verified,
            "available" => Verdict::Open,
            "pending" => Verdict::Waiting { waiting: waiting("waiting-endpoint-service", facts.now, 15, None) },
            state => Verdict::Failed { advice: message("endpoint-service-state").with("state", state) },
        };
        if !missing.is_empty() {
            checked.state = CheckState::Differs { diff: missing.into_iter().map(|change| change.sentence).collect() };
        }
        let text = message("evidence-endpoint-service").with("name", found.name.as_str()).with("state", found.state.as_str());
        checked.evidence.push(facts.seen(text, "ec2:DescribeVpcEndpointServiceConfigurations"));
        checked
    }
}

/// Zones of its load balancer that an endpoint service has not taken up.
fn missing_zones(facts: &Facts, found: &gangway_aws::EndpointService) -> Vec<String> {
    let Some(Observed::LoadBalancer(seen)) = facts.check_of(StepId::LoadBalancer).and_then(|record| record.observed.as_ref()) else {
        return Vec::new();
    };
    let balancer = seen.load_balancers.iter().find(|card| found.load_balancer_arns.contains(&card.load_balancer.arn));
    balancer
        .iter()
        .flat_map(|card| card.load_balancer.zones.iter())
        .filter(|zone| !zone.zone_id.is_empty() && !found.zone_ids.is_empty() && !found.zone_ids.contains(&zone.zone_id))
        .map(|zone| zone.zone_id.clone())
        .collect()
}

/// The endpoint service that the answers mean: the one named, or the one this onboarding made.
fn chosen<'a>(facts: &Facts, services: &'a [EndpointServiceCard]) -> Option<&'a EndpointServiceCard> {
    let Some(StepInputs::EndpointService(inputs)) = facts.inputs_of(StepId::EndpointService) else { return None };
    let by_id = |id: &str| services.iter().find(|card| card.endpoint_service.id == id);
    match &inputs.choice {
        EndpointServiceChoice::Existing { id } => by_id(id),
        EndpointServiceChoice::Create => {
            let made = facts.made(StepId::EndpointService, Output::ServiceId);
            made.and_then(|id| by_id(id)).or_else(|| services.iter().find(|card| card.ours))
        }
    }
}
