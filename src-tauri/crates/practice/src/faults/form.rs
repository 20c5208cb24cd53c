//! What somebody wants to go wrong, checked against the catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::catalogue::{Parameter, Takes, kinds};
use crate::state::StateError;

/// The longest text of a parameter, in octets: a DNS name's limit.
const LONGEST: usize = 255;

/// What is to go wrong from now on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultForm {
    /// Its name in the catalogue.
    pub name: String,
    /// By name; one that is left out or empty has its default.
    #[serde(default)]
    pub parameters: BTreeMap<String, String>,
    /// From which fitting occasion on, counted from now, from 1. Only for what is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// How often; once when it is left out, 0 until it is ended. Only for what is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

/// From which occasion on, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Counts {
    pub(crate) nth: u64,
    /// `None`: until it is ended.
    pub(crate) times: Option<u64>,
}

/// Why nothing goes wrong.
#[derive(Debug, thiserror::Error)]
pub enum FaultError {
    /// Something in the form is wrong; the sentence is for the one who filled it in.
    #[error("{0}")]
    Refused(String),
    /// It could not be stored.
    #[error("what goes wrong could not be stored: {0}")]
    State(#[from] StateError),
}

/// Every parameter of the wanted fault, and how it counts.
pub(crate) fn checked(form: &FaultForm) -> Result<(BTreeMap<String, String>, Counts), FaultError> {
    let refused = |sentence: String| Err(FaultError::Refused(sentence));
    let Some(kind) = kinds().find(|kind| kind.name == form.name) else {
        return refused(format!("There is no fault \"{}\".", form.name));
    };
    if let Some(strange) = form.parameters.keys().find(|name| kind.parameters.iter().all(|parameter| parameter.name != name.as_str())) {
        return refused(format!("\"{}\" takes no \"{strange}\".", kind.name));
    }
    if !kind.counted && (form.nth.is_some() || form.times.is_some()) {
        return refused(format!("\"{}\" lasts until it is ended: nothing is counted.", kind.name));
    }
    if form.nth == Some(0) {
        return refused("Occasions are counted from 1.".to_owned());
    }
    let mut parameters = BTreeMap::new();
    for parameter in kind.parameters {
        let given = form.parameters.get(parameter.name).map_or("", |value| value.trim());
        let value = if given.is_empty() { parameter.default } else { given };
        if let Some(why) = misfit(parameter, value) {
            return refused(why);
        }
        parameters.insert(parameter.name.to_owned(), value.to_owned());
    }
    let times = form.times.map_or(kind.counted.then_some(1), |times| (times > 0).then_some(times));
    Ok((parameters, Counts { nth: form.nth.unwrap_or(1), times }))
}

fn misfit(parameter: &Parameter, value: &str) -> Option<String> {
    match parameter.takes {
        Takes::Text if value.len() > LONGEST || value.chars().any(char::is_control) => {
            Some(format!("\"{}\" is a word of at most {LONGEST} characters.", parameter.name))
        }
        Takes::Number { least, most } if !value.parse::<u64>().is_ok_and(|number| (least..=most).contains(&number)) => {
            Some(format!("\"{}\" is a whole number from {least} to {most}.", parameter.name))
        }
        Takes::Choice(choices) if !choices.contains(&value) => Some(format!("\"{}\" is one of {}.", parameter.name, choices.join(", "))),
        _ => None,
    }
}
