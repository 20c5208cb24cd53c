//! A security group of a task's own, which lets the VPC in at one port: the load balancer's, and that of servers launched from an image.

use gangway_model::{Call, ChangeId, Input, Message, Output, StepId, Verb, message};

use super::{Look, network};
use crate::facts::Facts;
use crate::trouble::Trouble;

/// Name of a change within its task, its verb, its sentence and its call.
pub(super) type Planned = (&'static str, Verb, Message, Call);

/// A group as a task wants it.
pub(super) struct Wanted<'a> {
    /// Whose it is: each task has at most one.
    pub step: StepId,
    /// Where.
    pub vpc: Input,
    /// Unique in the VPC.
    pub name: &'a str,
    /// Can't be changed later.
    pub description: String,
    /// What its creation is called.
    pub sentence: Message,
    /// At which the VPC comes in.
    pub port: u16,
}

fn change(facts: &Facts, step: StepId, what: &str) -> ChangeId {
    ChangeId::new(facts.region().as_ref(), step, what)
}

fn made(facts: &Facts, step: StepId) -> Option<&String> {
    facts.outputs.get(&change(facts, step, "create-security-group"))?.get(&Output::SecurityGroupId)
}

/// The group that this task made, when it is there.
pub(super) async fn observe(look: &Look<'_>, step: StepId) -> Result<Vec<String>, Trouble> {
    match made(look.facts, step) {
        Some(id) => Ok(look.account.security_groups(&look.region()?, std::slice::from_ref(id)).await?),
        None => Ok(Vec::new()),
    }
}

/// The group, and the changes that make it and open it; none for what was done already. `seen`: as [`observe`] saw it.
pub(super) fn plan(facts: &Facts, seen: &[String], wanted: Wanted<'_>) -> (Input, Vec<Planned>) {
    let Wanted { step, vpc, name, description, sentence, port } = wanted;
    let there = made(facts, step).filter(|id| seen.contains(id));
    let mut changes: Vec<Planned> = Vec::new();
    let group = match there {
        Some(id) => Input::existing(id),
        None => {
            let call = Call::CreateSecurityGroup { vpc, name: name.to_owned(), description };
            changes.push(("create-security-group", Verb::Create, sentence, call));
            Input::OutputOf { change: change(facts, step, "create-security-group"), output: Output::SecurityGroupId }
        }
    };
    if there.is_none() || !facts.is_done(&change(facts, step, "let-vpc-in")) {
        let range = network::vpc_range(facts).unwrap_or_default();
        let sentence = message("change-let-vpc-in").with("range", range.as_str()).with("port", i64::from(port));
        let call = Call::AuthorizeIngress { security_group: group.clone(), port, cidrs: vec![range] };
        changes.push(("let-vpc-in", Verb::Modify, sentence, call));
    }
    (group, changes)
}
