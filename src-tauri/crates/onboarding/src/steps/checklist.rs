//! The guide's two checklists: which task's check proves which item.

use gangway_model::{Evidence, StepId, message};
use gangway_submission::{CHECKLIST, ChecklistItem, ChecklistList, ChecklistState};

use super::rehearsal;
use crate::facts::Facts;
use crate::view::{self, ChecklistKind, ProofState, Verdict};

/// The task that proves an item. `None`: only a person can know.
fn proof(id: &str) -> Option<StepId> {
    match id {
        "network" => Some(StepId::Network),
        "load-balancer" => Some(StepId::LoadBalancer),
        "endpoint-service" | "service-account" | "service-name" => Some(StepId::EndpointService),
        "service-dns-name" => Some(StepId::Product),
        "certificate" => Some(StepId::Certificate),
        "private-dns-name" => Some(StepId::PrivateDns),
        "customer-process" => Some(StepId::AllowList),
        "configured-and-reachable" | "reachable-through-load-balancer" => Some(StepId::Reachability),
        _ => None,
    }
}

/// Both lists with their proof, in the guide's order.
pub(super) fn checklist(facts: &Facts) -> Vec<ChecklistItem> {
    CHECKLIST
        .iter()
        .map(|(list, id)| ChecklistItem { id: (*id).to_owned(), list: *list, state: state(facts, id), evidence: evidence(facts, id) })
        .collect()
}

fn state(facts: &Facts, id: &str) -> ChecklistState {
    match proof(id) {
        Some(step) => match facts.check_of(step) {
            // What has to stand in every Region is proven when it is in every one.
            Some(_) if !facts.places(step).iter().all(|at| at.check_of(step).is_some_and(|record| record.verdict == Verdict::Verified)) => {
                ChecklistState::NotProven
            }
            // A private DNS name is recommended, not required: without one there is nothing to prove.
            Some(_) if id == "private-dns-name" && facts.product().is_some_and(|product| product.private_dns_name.is_none()) => {
                ChecklistState::NotProven
            }
            // What AWS lists is shown beside it; that there is a process, only a person can know.
            Some(_) if id == "customer-process" => ChecklistState::NotProven,
            Some(_) if !evidence(facts, id).is_empty() => ChecklistState::Proven,
            _ => ChecklistState::NotProven,
        },
        None => match facts.rehearsal() {
            Some(inputs) if inputs.attested => match rehearsal::date(&inputs.on) {
                Some(on) => ChecklistState::Attested { by: inputs.by.trim().to_owned(), on },
                None => ChecklistState::NotProven,
            },
            _ => ChecklistState::NotProven,
        },
    }
}

fn evidence(facts: &Facts, id: &str) -> Vec<Evidence> {
    if id == "service-dns-name" {
        // The proof that it is named is the name.
        let named =
            facts.product().map(|product| message("evidence-service-dns-name").with("name", product.service_dns_name.name().as_str()));
        return named.map(|text| facts.seen(text, "submission.json")).into_iter().collect();
    }
    let Some(step) = proof(id) else { return Vec::new() };
    let places = facts.places(step);
    places.iter().filter_map(|at| at.check_of(step)).flat_map(|record| record.evidence.iter().cloned()).collect()
}

/// The same for the window, each item with the task that can prove it.
pub(super) fn cards(facts: &Facts) -> Vec<view::ChecklistItem> {
    checklist(facts)
        .into_iter()
        .map(|item| {
            let (state, by, on) = match item.state {
                ChecklistState::Proven => (ProofState::Proven, None, None),
                ChecklistState::Attested { by, on } => (ProofState::Attested, Some(by), Some(on.rfc3339().chars().take(10).collect())),
                ChecklistState::NotProven => (ProofState::NotProven, None, None),
            };
            view::ChecklistItem {
                text: message(&format!("checklist-{}", item.id)),
                list: match item.list {
                    ChecklistList::Creation => ChecklistKind::Creation,
                    ChecklistList::Testing => ChecklistKind::Testing,
                },
                fix_in: proof(&item.id).unwrap_or(StepId::Rehearsal),
                id: item.id,
                state,
                evidence: item.evidence,
                by,
                on,
            }
        })
        .collect()
}
