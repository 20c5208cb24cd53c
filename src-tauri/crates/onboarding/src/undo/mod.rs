//! Undo: a new plan, of removals, limited to what the journal shows that this onboarding made and what carries its tag right now. Pure: what
//! was seen goes in, changes and findings come out; `engine/undo.rs` looks and carries out.
//!
//! Absent on purpose: anything found by its name or its tag alone, settings on what belongs to others, and AWS's allow list (it goes with the
//! endpoint service).

mod plan;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use gangway_aws::{Connection, EndpointService, Instance};
use gangway_model::{AccountId, Call, CallTag, Change, ChangeId, Finding, Input, Output, Plan, RecordSet, Region, StepId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::file::{ApprovedRow, ChangeState};
pub use plan::planned;

/// What the user is shown before anything is removed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UndoPlan {
    /// The removals, in their order. Empty: there is nothing to remove, or nothing that may be.
    pub plan: Plan,
    /// What stays and why, whose it is, and who would feel it.
    pub findings: Vec<Finding>,
    /// Customers are connected: what they use is in the plan only when the user has said that they may be cut off.
    pub cuts_connections: bool,
}

/// Something that a change of this onboarding made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// By which change.
    pub change: ChangeId,
    /// Of which task.
    pub step: StepId,
    /// Where.
    pub region: Region,
    /// What it is.
    pub kind: Output,
    /// Its id or ARN.
    pub id: String,
    /// What people call it: its name, port or domain, else its id.
    pub name: String,
    /// The account that it is in, where that is not the onboarding's.
    pub account: Option<AccountId>,
    /// Of a record set: the hosted zone's id, and what was published.
    pub published: Option<(String, RecordSet)>,
}

/// What was seen of it right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The thing.
    pub thing: Thing,
    /// Its tags; `None` when it is gone.
    pub tags: Option<Vec<CallTag>>,
    /// Whether an AWS resource uses it (certificates only).
    pub in_use: bool,
}

/// What stands around the things of a Region.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Every endpoint service of the account there.
    pub services: Vec<EndpointService>,
    /// Connections to the onboarding's own endpoint services, with the service's id.
    pub connections: Vec<(String, Connection)>,
    /// Every instance in the onboarding's own VPCs.
    pub instances: Vec<Instance>,
}

/// What the journal says was made and not removed since, oldest first.
#[must_use]
pub fn made(rows: &[ApprovedRow]) -> Vec<Thing> {
    let gone = removed(rows);
    let done = rows.iter().filter(|row| row.state == ChangeState::Done);
    done.flat_map(|row| things(&row.change, &row.outputs)).filter(|thing| !gone.contains(&thing.id)).collect()
}

/// What a change made, of these results.
#[must_use]
pub fn things(change: &Change, outputs: &BTreeMap<Output, String>) -> Vec<Thing> {
    let Some(region) = &change.region else { return Vec::new() };
    let published = match &change.call {
        Call::PublishRecords { zone, records } => Some((zone.clone(), records.clone())),
        _ => None,
    };
    let made = outputs.iter().filter(|(kind, id)| removal(**kind, id, published.as_ref()).is_some());
    let thing = |(kind, id): (&Output, &String)| Thing {
        change: change.id.clone(),
        step: change.step,
        region: region.clone(),
        kind: *kind,
        id: id.clone(),
        name: name(change, id),
        account: change.account.clone(),
        published: published.clone(),
    };
    made.map(thing).collect()
}

/// The ids of what the journal says was removed.
#[must_use]
pub fn removed(rows: &[ApprovedRow]) -> BTreeSet<String> {
    let done = rows.iter().filter(|row| row.state == ChangeState::Done);
    let whole = done.filter(|row| !matches!(row.change.call, Call::RejectConnections { .. } | Call::DeregisterTargets { .. }));
    whole.filter_map(|row| row.change.call.removes()).filter_map(Input::id).map(str::to_owned).collect()
}

/// Takes what was removed out of what changes made: nothing builds on it any more, and the same may be made anew.
pub(crate) fn forget_removed(rows: &mut [ApprovedRow]) {
    let gone = removed(rows);
    if gone.is_empty() {
        return;
    }
    for row in rows {
        if row.outputs.values().any(|id| gone.contains(id)) {
            row.outputs.clear();
        }
    }
}

/// What was set on things that this onboarding did not make, newest last: it stays as it is.
#[must_use]
pub fn settings_on_others(rows: &[ApprovedRow]) -> Vec<(&Change, String)> {
    let own: BTreeSet<&String> = rows.iter().flat_map(|row| row.outputs.values()).collect();
    let gone = removed(rows);
    let done = rows.iter().filter(|row| row.state == ChangeState::Done && row.change.call.outputs().is_empty());
    let on_others = done.filter(|row| row.change.call.removes().is_none()).filter_map(|row| {
        // What is a result of another change is the onboarding's own, or was.
        let mut call = row.change.call.clone();
        let id = call.inputs_mut().first()?.id()?.to_owned();
        (!own.contains(&id) && !gone.contains(&id)).then_some((&row.change, id))
    });
    on_others.collect()
}

/// The call that removes a thing; `None` for results that are no things.
fn removal(kind: Output, id: &str, published: Option<&(String, RecordSet)>) -> Option<Call> {
    let thing = Input::existing(id);
    Some(match kind {
        Output::VpcId => Call::DeleteVpc { vpc: thing },
        Output::SubnetId => Call::DeleteSubnet { subnet: thing },
        Output::SecurityGroupId => Call::DeleteSecurityGroup { security_group: thing },
        Output::InstanceId => Call::TerminateInstance { instance: thing },
        Output::LoadBalancerArn => Call::DeleteLoadBalancer { load_balancer: thing },
        Output::TargetGroupArn => Call::DeleteTargetGroup { target_group: thing },
        Output::ListenerArn => Call::DeleteListener { listener: thing },
        Output::ServiceId => Call::DeleteEndpointService { endpoint_service: thing },
        Output::CertificateArn => Call::DeleteCertificate { certificate: thing },
        Output::RecordSet => {
            let (zone, records) = published?.clone();
            Call::RemoveRecords { record_set: thing, zone, records }
        }
        Output::ServiceName | Output::DnsChange | Output::MessageId => return None,
    })
}

impl Thing {
    /// The call that removes it.
    #[must_use]
    pub fn removal(&self) -> Option<Call> {
        removal(self.kind, &self.id, self.published.as_ref())
    }
}

fn name(change: &Change, id: &str) -> String {
    match &change.call {
        Call::CreateLoadBalancer { name, .. } | Call::CreateTargetGroup { name, .. } | Call::CreateSecurityGroup { name, .. } => {
            name.clone()
        }
        Call::CreateListener { port, .. } => port.to_string(),
        Call::RequestCertificate { domain_name, .. } => domain_name.clone(),
        Call::PublishRecords { records, .. } => format!("{} {}", records.kind, records.name),
        _ => id.to_owned(),
    }
}
