//! What can start, and where each task stands. Pure: the task list is computed from the facts each time, never stored.

use gangway_model::{Message, Output, Severity, StepId, message};

use crate::facts::Facts;
use crate::file::ChangeState;
use crate::inputs::SubmissionWay;
use crate::steps;
use crate::view::{Task, TaskStatus, Verdict};

/// The tasks that have to come before this one and have not come far enough. The graph, not the order of the sections, says what can start:
/// nothing here waits for the delegation but the delegation's own follow-up, and a load balancer is enough for an endpoint service, a listener
/// is not needed.
#[must_use]
pub fn missing_needs(step: StepId, facts: &Facts) -> Vec<StepId> {
    // Answered, and what it makes is there or on its way.
    let network = || facts.network().is_some();
    let network_made = || steps::has_network(facts);
    let instances = || steps::has_servers(facts);
    let balancer = || facts.known(StepId::LoadBalancer, Output::LoadBalancerArn).is_some();
    let endpoint_service = || facts.known(StepId::EndpointService, Output::ServiceId).is_some();
    let endpoint_service_everywhere = || facts.everywhere().iter().all(|at| at.known(StepId::EndpointService, Output::ServiceId).is_some());
    let product = || facts.product().is_some();
    let handed_over = || {
        facts.deliveries.iter().any(|delivery| delivery.state == "sent" || delivery.state == "maybe-sent")
            || (facts.submission().is_some_and(|inputs| inputs.way == SubmissionWay::Folder)
                && facts.package.as_ref().is_some_and(|package| package.saved_to.is_some()))
            || facts.delegation().is_some()
    };
    let needs: Vec<(StepId, bool)> = match step {
        StepId::Product => Vec::new(),
        StepId::Network | StepId::Certificate | StepId::Review => vec![(StepId::Product, product())],
        StepId::Instances => vec![(StepId::Product, product()), (StepId::Network, network())],
        StepId::LoadBalancer => vec![(StepId::Product, product()), (StepId::Network, network_made()), (StepId::Instances, instances())],
        StepId::EndpointService => vec![(StepId::Product, product()), (StepId::LoadBalancer, balancer())],
        StepId::Reachability => vec![(StepId::Product, product()), (StepId::LoadBalancer, balancer())],
        StepId::PrivateDns | StepId::AllowList | StepId::Rehearsal => {
            vec![(StepId::Product, product()), (StepId::EndpointService, endpoint_service())]
        }
        StepId::Submission => {
            let mut needs = vec![(StepId::Product, product()), (StepId::EndpointService, endpoint_service_everywhere())];
            needs.push((StepId::Certificate, facts.known(StepId::Certificate, Output::CertificateArn).is_some()));
            needs
        }
        StepId::Delegation => vec![(StepId::Product, product()), (StepId::Submission, handed_over())],
    };
    needs.into_iter().filter(|(_, there)| !there).map(|(step, _)| step).collect()
}

/// Every task where it is done, in the order of the task list: what is done per Region stands together Region by Region.
#[must_use]
pub fn places(facts: &Facts) -> Vec<(StepId, Facts)> {
    let mut all = Vec::new();
    for section in StepId::ALL.chunk_by(|one, next| one.section() == next.section() && one.per_region() == next.per_region()) {
        if section.iter().all(|step| step.per_region()) {
            all.extend(facts.everywhere().into_iter().flat_map(|at| section.iter().map(move |step| (*step, at.clone()))));
        } else {
            all.extend(section.iter().flat_map(|step| facts.places(*step).into_iter().map(|at| (*step, at))));
        }
    }
    all
}

/// The task list.
#[must_use]
pub fn tasks(facts: &Facts, running: &[(StepId, String)]) -> Vec<Task> {
    places(facts).into_iter().map(|(step, at)| task(step, &at, running)).collect()
}

/// One line of it.
#[must_use]
pub fn task(step: StepId, facts: &Facts, running: &[(StepId, String)]) -> Task {
    let (_, region) = facts.key(step);
    let needs = missing_needs(step, facts);
    let mut task = Task {
        step,
        section: step.section(),
        region: (!region.is_empty()).then_some(region),
        status: TaskStatus::ToDo,
        why: None,
        since: None,
        needs,
    };
    (task.status, task.why, task.since) = status(step, facts, running, &task.needs);
    task
}

type Standing = (TaskStatus, Option<Message>, Option<gangway_model::Timestamp>);

fn status(step: StepId, facts: &Facts, running: &[(StepId, String)], needs: &[StepId]) -> Standing {
    let plain = |status| (status, None, None);
    if let Some(first) = needs.first() {
        return (TaskStatus::CannotStart, Some(message("task-needs").with("task", first.as_str())), None);
    }
    if running.contains(&facts.key(step)) {
        return plain(TaskStatus::InProgress);
    }
    let mine = || facts.mine(step);
    // Where all is as wanted, a change that failed on the way there is past.
    let verified = facts.check_of(step).is_some_and(|record| record.trouble.is_none() && record.verdict == Verdict::Verified);
    if let Some(failed) = mine().rev().find(|row| row.state == ChangeState::Failed && !verified) {
        return (TaskStatus::Attention, failed.trouble.as_ref().map(|trouble| trouble.message.clone()), None);
    }
    if let Some(trouble) = mine().filter(|row| row.state != ChangeState::Failed).find_map(|row| row.trouble.as_ref()) {
        return (TaskStatus::Attention, Some(trouble.message.clone()), None);
    }
    let Some(record) = facts.check_of(step) else {
        return plain(if facts.inputs_of(step).is_some() { TaskStatus::InProgress } else { TaskStatus::ToDo });
    };
    if let Some(trouble) = &record.trouble {
        return (TaskStatus::Attention, Some(trouble.message.clone()), None);
    }
    if let Verdict::Failed { advice } = &record.verdict {
        return (TaskStatus::Attention, Some(advice.clone()), None);
    }
    if let Some(waiting) = mine().find_map(|row| row.waiting.as_ref()) {
        return (TaskStatus::Waiting, Some(waiting.why.clone()), Some(waiting.since));
    }
    if let Verdict::Waiting { waiting } = &record.verdict {
        return (TaskStatus::Waiting, Some(waiting.why.clone()), Some(waiting.since));
    }
    if mine().any(|row| matches!(row.state, ChangeState::Pending | ChangeState::Begun)) {
        return plain(TaskStatus::InProgress);
    }
    match &record.verdict {
        Verdict::Verified => match record.findings.iter().find(|finding| finding.severity == Severity::Blocker) {
            Some(blocker) => (TaskStatus::Attention, Some(blocker.message.clone()), None),
            None => plain(TaskStatus::Done),
        },
        _ => plain(if facts.inputs_of(step).is_some() { TaskStatus::InProgress } else { TaskStatus::ToDo }),
    }
}
