//! The VPC endpoint service: what customers' endpoints connect to.

use async_trait::async_trait;
use gangway_model::{Call, Change, ChangeId, Cost, FieldProblem, Finding, Input, Output, Severity, StepId, Undo, Verb, message};

use super::{Checked, Look, Step, is_ours};
use crate::facts::{Facts, waiting};
use crate::inputs::{EndpointServiceChoice, EndpointServiceInputs, StepInputs};
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
        Some(StepInputs::EndpointService(EndpointServiceInputs { choice, acceptance_required }))
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
        Ok(Observed::EndpointService(EndpointServiceSeen { services, chosen }))
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
        };
        let private = product.private_dns_name.as_ref().map(|name| name.name().as_str().to_owned());
        match (seen.services.iter().find(|card| Some(&card.endpoint_service.id) == seen.chosen.as_ref()), &wanted.choice) {
            (Some(card), _) => {
                let found = card.endpoint_service.private_dns.as_ref().map(|private| private.name.as_str());
                match private {
                    Some(name) if found != Some(name.as_str()) => {
                        let sentence = message("change-set-private-dns-name").with("name", name.as_str());
                        let endpoint_service = Input::existing(&card.endpoint_service.id);
                        let call = Call::SetPrivateDnsName { endpoint_service, private_dns_name: name };
                        vec![make("set-private-dns-name", Verb::Modify, sentence, call, Cost::Free)]
                    }
                    _ => Vec::new(),
                }
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
                    supported_ip_address_types: Vec::new(),
                    supported_regions: Vec::new(),
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
        if found.acceptance_required != wanted.acceptance_required {
            say(Severity::Note, message("endpoint-service-acceptance-differs").with("service", found.id.as_str()));
        }
        if let Some(Observed::LoadBalancer(balancers)) = facts.check_of(StepId::LoadBalancer).and_then(|record| record.observed.as_ref()) {
            let zones = balancers.load_balancers.iter().find(|card| found.load_balancer_arns.contains(&card.load_balancer.arn));
            let missing: Vec<&str> = zones
                .iter()
                .flat_map(|card| card.load_balancer.zones.iter())
                .filter(|zone| !zone.zone_id.is_empty() && !found.zone_ids.is_empty() && !found.zone_ids.contains(&zone.zone_id))
                .map(|zone| zone.zone_id.as_str())
                .collect();
            if !missing.is_empty() {
                say(Severity::Warning, message("endpoint-service-zones-missing").with("zones", missing.join(", ")));
            }
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
