//! The answers file: one JSON document with the answers of every task, so that an onboarding runs without questions.
//!
//! ```json
//! { "name": "Acme API", "tasks": [ { "step": "product", … } ], "allowList": [ { "principal": "444455556666", "name": "Customer", "note": "" } ] }
//! ```
//! `"suggested": true` takes what Gangway recommends, with whatever else stands beside it put in its place:
//! `{ "step": "instances", "suggested": true, "port": 8443 }`. `"region": "us-east-1"` beside a task that is done per Region says which Region's it
//! is; without it, it is the product's first one's. `"publishInRoute53": true` has records published in Route 53, by a plan like any other, and
//! `"dnsProfile": "NAME"` with the profile of the account that has the zone.

use std::path::Path;

use gangway_model::{Region, StepId};
use gangway_onboarding::access::AccountRole;
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::{Engine, Trouble};
use gangway_words::Words;
use serde::Deserialize;
use serde_json::Value;

/// See the module.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answers {
    /// The onboarding's name, for a new file.
    #[serde(default)]
    pub name: Option<String>,
    /// In the order in which they are answered.
    #[serde(default)]
    pub tasks: Vec<Value>,
    /// Whether records are published in Route 53; not given: as it is.
    #[serde(default)]
    pub publish_in_route53: Option<bool>,
    /// The profile for the DNS zone, where it is in another account; not given: as it is.
    #[serde(default)]
    pub dns_profile: Option<String>,
    /// Customers to add.
    #[serde(default)]
    pub allow_list: Vec<Customer>,
}

/// One customer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// Account id or ARN.
    pub principal: String,
    /// The customer's name.
    #[serde(default)]
    pub name: String,
    /// Free text.
    #[serde(default)]
    pub note: String,
}

/// Reads the file.
pub fn read(path: &Path) -> Result<Answers, Trouble> {
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        Trouble::of("answers-not-understood").with("path", path.display().to_string()).caused_by(error)
    };
    let text = std::fs::read_to_string(path).map_err(|error| wrong(&error))?;
    serde_json::from_str(&text).map_err(|error| wrong(&error))
}

/// Puts the answers into the onboarding. A task that can't be checked yet (it builds on what the plan will make) takes its answers all the same.
pub async fn take_in(engine: &Engine, answers: &Answers) -> Result<(), Trouble> {
    let words = Words::english();
    if let Some(profile) = &answers.dns_profile {
        engine.set_role_profile(AccountRole::Dns, Some(profile.clone())).await?;
    }
    if let Some(wanted) = answers.publish_in_route53 {
        engine.publish_in_route53(wanted).await?;
    }
    for task in &answers.tasks {
        let (engine, task) = &in_region(engine, task)?;
        let Some(inputs) = inputs(engine, task).await? else { continue };
        // The same answers again change nothing.
        if engine.detail(inputs.step()).await?.inputs.as_ref() == Some(&inputs) {
            continue;
        }
        let problems = engine.save_inputs(&inputs).await?;
        if !problems.is_empty() {
            let list: Vec<String> = problems.iter().map(|problem| format!("{}: {}", problem.field, words.say(&problem.message))).collect();
            return Err(Trouble::of("answers-with-problems").with("task", inputs.step().as_str()).with("list", list.join(" ")));
        }
    }
    for customer in &answers.allow_list {
        let added = engine.allow_list_add(&customer.principal, &customer.name, &customer.note).await?;
        if let Some(problem) = added.problems.first() {
            let list = format!("principal: {}", words.say(&problem.message));
            return Err(Trouble::of("answers-with-problems").with("task", StepId::AllowList.as_str()).with("list", list));
        }
    }
    Ok(())
}

/// The task without its Region, and the engine there. The product's Region is an answer of its own.
fn in_region(engine: &Engine, task: &Value) -> Result<(Engine, Value), Trouble> {
    let mut task = task.clone();
    let step = task.get("step").and_then(Value::as_str).and_then(StepId::parse);
    let region = task.as_object_mut().filter(|_| step != Some(StepId::Product)).and_then(|fields| fields.remove("region"));
    let region = region.map(|region| Region::parse(region.as_str().unwrap_or_default()).map_err(Trouble::new)).transpose()?;
    Ok((engine.at(region), task))
}

/// A task's answers as given, or Gangway's recommendation from a fresh look; answers that are there already stay then.
async fn inputs(engine: &Engine, task: &Value) -> Result<Option<StepInputs>, Trouble> {
    let wrong = |error: serde_json::Error| Trouble::of("answers-not-understood").with("path", task.to_string()).caused_by(&error);
    let mut given = task.clone();
    let suggested = given.as_object_mut().and_then(|fields| fields.remove("suggested")).is_some_and(|wish| wish == Value::Bool(true));
    if !suggested {
        return understood(given).map(Some);
    }
    let step = given.get("step").and_then(Value::as_str).and_then(StepId::parse);
    let step = step.ok_or_else(|| Trouble::of("answers-not-understood").with("path", task.to_string()))?;
    let detail = engine.detail(step).await?;
    if detail.inputs.is_some() {
        return Ok(None);
    }
    if detail.task.needs.is_empty() {
        engine.check(step).await?;
    }
    let Some(suggestion) = engine.detail(step).await?.suggested else { return Ok(None) };
    let mut whole = serde_json::to_value(suggestion).map_err(wrong)?;
    if let (Some(whole), Some(given)) = (whole.as_object_mut(), given.as_object()) {
        whole.extend(given.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    understood(whole).map(Some)
}

/// The answers of a task. A field that the task does not have is told: most likely one that was meant to be there is misspelt.
fn understood(given: Value) -> Result<StepInputs, Trouble> {
    let wrong =
        |error: &(dyn std::error::Error + 'static)| Trouble::of("answers-not-understood").with("path", given.to_string()).caused_by(error);
    let inputs: StepInputs = serde_json::from_value(given.clone()).map_err(|error| wrong(&error))?;
    let known = serde_json::to_value(&inputs).map_err(|error| wrong(&error))?;
    match unknown_field(&given, &known) {
        Some(name) => Err(Trouble::of("answers-not-understood").with("path", format!("{} – {name}", inputs.step()))),
        None => Ok(inputs),
    }
}

/// The first field, at any depth, of `given` that `known` does not have.
fn unknown_field<'a>(given: &'a Value, known: &Value) -> Option<&'a str> {
    match given {
        Value::Object(fields) => fields.iter().find_map(|(name, value)| match known.get(name) {
            Some(known) => unknown_field(value, known),
            None => Some(name.as_str()),
        }),
        Value::Array(list) => list.iter().enumerate().find_map(|(place, value)| unknown_field(value, known.get(place)?)),
        _ => None,
    }
}
