//! The order that works, and what stays.
//!
//! AWS lets a load balancer go when no endpoint service has it, an endpoint service when nobody is connected, a target group when no listener
//! has it, a network when nothing is in it. What stays keeps what it stands on.

use std::collections::{BTreeMap, BTreeSet};

use gangway_model::{Call, CallTag, Change, ChangeId, Cost, Finding, Input, Message, Output, Region, Severity, Undo, Verb, message};

use super::{Around, Seen, Thing};

/// The tag that says whose a thing is.
const OWNER: &str = "gangway:onboarding";

/// In which order things of a Region go.
const ORDER: [Output; 10] = [
    Output::ServiceId,
    Output::ListenerArn,
    Output::LoadBalancerArn,
    Output::TargetGroupArn,
    Output::InstanceId,
    Output::SecurityGroupId,
    Output::SubnetId,
    Output::VpcId,
    Output::CertificateArn,
    // Nothing stands on them by then; what they prove is gone.
    Output::RecordSet,
];

/// Kinds that a thing which stays stands on: they stay as well.
fn stands_on(kind: Output) -> &'static [Output] {
    use Output::{InstanceId, ListenerArn, LoadBalancerArn, SecurityGroupId, SubnetId, TargetGroupArn, VpcId};
    match kind {
        Output::ServiceId => &[ListenerArn, LoadBalancerArn, TargetGroupArn, InstanceId, SecurityGroupId, SubnetId, VpcId],
        LoadBalancerArn => &[SecurityGroupId, SubnetId, VpcId],
        TargetGroupArn => &[VpcId],
        InstanceId => &[SecurityGroupId, SubnetId, VpcId],
        SecurityGroupId | SubnetId => &[VpcId],
        _ => &[],
    }
}

/// The removals of all Regions in their order, what is to be said, and whether customers are connected. `cut`: the user has said that they may
/// be cut off.
#[must_use]
pub fn planned(onboarding: &str, things: &[Seen], around: &BTreeMap<Region, Around>, cut: bool) -> (Vec<Change>, Vec<Finding>, bool) {
    let mut all = Removals { onboarding, cut, changes: Vec::new(), findings: Vec::new(), connected: false };
    let regions: BTreeSet<&Region> = things.iter().map(|seen| &seen.thing.region).collect();
    let nothing = Around::default();
    for region in regions {
        let here: Vec<&Seen> = things.iter().filter(|seen| &seen.thing.region == region).collect();
        all.region(region, &here, around.get(region).unwrap_or(&nothing));
    }
    (all.changes, all.findings, all.connected)
}

struct Removals<'a> {
    onboarding: &'a str,
    cut: bool,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    connected: bool,
}

impl Removals<'_> {
    fn region(&mut self, region: &Region, things: &[&Seen], around: &Around) {
        // Kind -> what keeps it.
        let mut kept: BTreeMap<Output, String> = BTreeMap::new();
        let keep = |kept: &mut BTreeMap<Output, String>, kind: Output, id: &str| {
            for below in stands_on(kind) {
                kept.entry(*below).or_insert_with(|| id.to_owned());
            }
        };
        for (service, balancer) in served_for_others(things, around) {
            let text = message("undo-load-balancer-serves-another")
                .with("region", region.as_str())
                .with("name", balancer.name.as_str())
                .with("service", service.as_str());
            self.say(Severity::Warning, &balancer.id, text);
            keep(&mut kept, Output::ServiceId, &service);
        }
        for instance in others_instances(things, around) {
            self.say(
                Severity::Warning,
                &instance,
                message("undo-network-has-others").with("region", region.as_str()).with("id", instance.as_str()),
            );
            keep(&mut kept, Output::InstanceId, &instance);
        }
        for kind in ORDER {
            // The last that was made goes first.
            for seen in things.iter().rev().filter(|seen| seen.thing.kind == kind) {
                let thing = &seen.thing;
                let Some(tags) = &seen.tags else { continue };
                if !is_ours(self.onboarding, tags) {
                    self.say(Severity::Note, &thing.id, foreign(thing, tags));
                    keep(&mut kept, kind, &thing.id);
                } else if let Some(by) = kept.get(&kind).cloned() {
                    let text = message("undo-kept-in-use").with("region", region.as_str()).with("name", thing.name.as_str()).with("by", by);
                    self.say(Severity::Note, &thing.id, text);
                } else if kind == Output::ServiceId && !self.disconnect(thing, around) {
                    keep(&mut kept, kind, &thing.id);
                } else if kind == Output::CertificateArn && seen.in_use && !self.frees(region, things) {
                    self.say(
                        Severity::Note,
                        &thing.id,
                        message("undo-certificate-in-use").with("region", region.as_str()).with("name", thing.name.as_str()),
                    );
                } else {
                    self.remove(thing);
                }
            }
        }
    }

    /// Takes the customers' connections away first. False when the service has to stay, because they may not be cut off.
    fn disconnect(&mut self, thing: &Thing, around: &Around) -> bool {
        let mine = around.connections.iter().filter(|(service, _)| *service == thing.id).map(|(_, connection)| connection);
        let (live, waiting): (Vec<_>, Vec<_>) = mine
            .filter(|one| matches!(one.state.as_str(), "available" | "pending" | "pendingAcceptance"))
            .partition(|one| one.state != "pendingAcceptance");
        if !live.is_empty() {
            self.connected = true;
            let accounts: BTreeSet<&str> = live.iter().map(|one| one.owner.as_str()).collect();
            let accounts = accounts.into_iter().collect::<Vec<_>>().join(", ");
            let severity = if self.cut { Severity::Warning } else { Severity::Blocker };
            let text = message("undo-connections-live")
                .with("region", thing.region.as_str())
                .with("count", live.len())
                .with("accounts", accounts)
                .with("service", thing.id.as_str());
            self.say(severity, &thing.id, text);
            if !self.cut {
                return false;
            }
        }
        let mut endpoint_ids: Vec<String> = live.iter().chain(&waiting).map(|one| one.endpoint_id.clone()).collect();
        endpoint_ids.sort();
        if !endpoint_ids.is_empty() {
            let sentence = message("change-reject-connections").with("count", endpoint_ids.len()).with("service", thing.id.as_str());
            let call = Call::RejectConnections { endpoint_service: Input::existing(&thing.id), endpoint_ids };
            self.push(thing, "reject-connections", sentence, call);
        }
        true
    }

    /// Whether every listener of the onboarding goes that may have the certificate. AWS says only that something has it; while that is so, it
    /// refuses the removal, and the change waits.
    fn frees(&self, region: &Region, things: &[&Seen]) -> bool {
        let mut listeners = things.iter().filter(|seen| seen.thing.kind == Output::ListenerArn && seen.tags.is_some()).peekable();
        let goes = |id: &str| {
            let mut removed = self.changes.iter().filter(|change| change.region.as_ref() == Some(region));
            removed.any(|change| change.call.removes().and_then(Input::id) == Some(id))
        };
        listeners.peek().is_some() && listeners.all(|seen| goes(&seen.thing.id))
    }

    fn remove(&mut self, thing: &Thing) {
        let Some(call) = thing.removal() else { return };
        let name = thing.name.as_str();
        let (what, sentence) = match &call {
            Call::DeleteEndpointService { .. } => ("endpoint-service", message("change-delete-endpoint-service").with("name", name)),
            Call::DeleteListener { .. } => ("listener", message("change-delete-listener").with("port", name)),
            Call::DeleteLoadBalancer { .. } => ("load-balancer", message("change-delete-load-balancer").with("name", name)),
            Call::DeleteTargetGroup { .. } => ("target-group", message("change-delete-target-group").with("name", name)),
            Call::TerminateInstance { .. } => ("instance", message("change-terminate-instance").with("name", name)),
            Call::DeleteSecurityGroup { .. } => ("security-group", message("change-delete-security-group").with("name", name)),
            Call::DeleteSubnet { .. } => ("subnet", message("change-delete-subnet").with("name", name)),
            Call::DeleteVpc { .. } => ("vpc", message("change-delete-vpc").with("name", name)),
            Call::DeleteCertificate { .. } => ("certificate", message("change-delete-certificate").with("name", name)),
            Call::RemoveRecords { .. } => ("records", message("change-remove-records").with("name", name)),
            _ => return,
        };
        self.push(thing, &format!("remove-{what}"), sentence, call);
    }

    fn push(&mut self, thing: &Thing, what: &str, sentence: Message, call: Call) {
        // The end of an id or ARN is what differs.
        let tail = thing.id.rsplit('/').next().unwrap_or(&thing.id);
        let cost = match call {
            Call::DeleteLoadBalancer { .. } | Call::TerminateInstance { .. } => Cost::Ends,
            _ => Cost::Free,
        };
        self.changes.push(Change {
            id: ChangeId::new(Some(&thing.region), thing.step, &format!("{what}-{tail}")),
            step: thing.step,
            region: Some(thing.region.clone()),
            verb: Verb::Delete,
            sentence,
            call,
            cost,
            undo: Undo::Impossible,
            account: thing.account.clone(),
        });
    }

    fn say(&mut self, severity: Severity, id: &str, text: Message) {
        self.findings.push(Finding::new(severity, text).about(id));
    }
}

fn is_ours(onboarding: &str, tags: &[CallTag]) -> bool {
    tags.iter().any(|tag| tag.key == OWNER && tag.value == onboarding)
}

/// Whose it is now, as far as its tags say.
fn foreign(thing: &Thing, tags: &[CallTag]) -> Message {
    let value = |key: &str| tags.iter().find(|tag| tag.key == key).map(|tag| tag.value.as_str());
    let name = thing.name.as_str();
    if thing.kind == Output::RecordSet {
        return message("undo-records-changed").with("name", name);
    }
    if let Some(stack) = value("aws:cloudformation:stack-name") {
        return message("undo-foreign-stack")
            .with("region", thing.region.as_str())
            .with("name", name)
            .with("id", thing.id.as_str())
            .with("owner", stack);
    }
    if value(OWNER).is_some() {
        return message("undo-foreign-onboarding").with("region", thing.region.as_str()).with("name", name).with("id", thing.id.as_str());
    }
    message("undo-foreign").with("region", thing.region.as_str()).with("name", name).with("id", thing.id.as_str())
}

/// Endpoint services of others that the onboarding's load balancers serve, with the load balancer.
fn served_for_others<'a>(things: &[&'a Seen], around: &Around) -> Vec<(String, &'a Thing)> {
    let of = |kind| things.iter().map(|seen| &seen.thing).filter(move |thing| thing.kind == kind);
    let mut found = Vec::new();
    for balancer in of(Output::LoadBalancerArn) {
        let others = around.services.iter().filter(|service| !of(Output::ServiceId).any(|own| own.id == service.id));
        found.extend(
            others.filter(|service| service.load_balancer_arns.contains(&balancer.id)).map(|service| (service.id.clone(), balancer)),
        );
    }
    found
}

/// Instances in the onboarding's own VPCs that it has not launched.
fn others_instances(things: &[&Seen], around: &Around) -> Vec<String> {
    let own = |kind: Output, id: &str| things.iter().any(|seen| seen.thing.kind == kind && seen.thing.id == id);
    let others = around.instances.iter().filter(|one| one.state != "shutting-down" && own(Output::VpcId, &one.vpc_id));
    others.filter(|one| !own(Output::InstanceId, &one.id)).map(|one| one.id.clone()).collect()
}
