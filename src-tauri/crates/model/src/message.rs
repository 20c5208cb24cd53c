//! What the engine says outward: a stable code with typed parameters. The catalogue (`gangway-words`) turns it into a sentence; nobody matches
//! on text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{StepId, Timestamp};

/// A parameter of a message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Param {
    /// A count or an amount; the catalogue decides on plural forms.
    Number(#[ts(type = "number")] i64),
    /// A name, an id, a value as AWS or a name server gave it.
    Text(String),
}

impl From<&str> for Param {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Param {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&String> for Param {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<i64> for Param {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<usize> for Param {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<Timestamp> for Param {
    fn from(at: Timestamp) -> Self {
        Self::Text(at.rfc3339())
    }
}

/// A stable code such as `load-balancer-internet-facing`, which is the id of a text in the catalogue, and its parameters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub struct Message {
    /// Lower-case words joined by hyphens. Codes never change their meaning; texts may.
    pub code: String,
    /// By name, as the text in the catalogue names them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[ts(as = "Option<BTreeMap<String, Param>>", optional)]
    pub params: BTreeMap<String, Param>,
}

/// A message without parameters; [`Message::with`] adds them.
#[must_use]
pub fn message(code: &str) -> Message {
    Message { code: code.to_owned(), params: BTreeMap::new() }
}

impl Message {
    /// The same message with one parameter more.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Param>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }
}

/// By consequence: who notices, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// Customers can't connect, or Seller Operations will send the submission back.
    Blocker,
    /// It works now and will hurt later, or hurts some customers.
    Warning,
    /// Good to know.
    Note,
    /// Something that was checked and is right.
    Good,
}

/// One thing that a check has seen. The catalogue has `CODE` (one line: what is wrong), `CODE.why` (who notices and when) and `CODE.next`
/// (what to do).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What was found.
    pub message: Message,
    /// The resource it is about, as AWS or DNS names it.
    pub subject: Option<String>,
    /// The task in which the user can put it right.
    pub fix_in: Option<StepId>,
    /// The Region of that task, where it is done per Region and is not meant where the finding stands.
    #[serde(default)]
    pub region: Option<String>,
}

impl Finding {
    /// A finding without a subject.
    #[must_use]
    pub fn new(severity: Severity, message: Message) -> Self {
        Self { severity, message, subject: None, fix_in: None, region: None }
    }
    /// The same finding, about this resource.
    #[must_use]
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }
    /// The same finding, which the user can put right in this task.
    #[must_use]
    pub fn fix_in(mut self, step: StepId) -> Self {
        self.fix_in = Some(step);
        self
    }
    /// The same finding, to be put right in this Region's task.
    #[must_use]
    pub fn at(mut self, region: Option<&crate::Region>) -> Self {
        self.region = region.map(|region| region.as_str().to_owned());
        self
    }
}

/// What was seen, when, and by which question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// What is true according to it.
    pub message: Message,
    /// The call or the question that showed it: `elasticloadbalancing:DescribeTargetHealth`, `DNS TXT _abc.example.com @ns1.example.com`.
    pub by: String,
    /// When it was seen.
    pub at: Timestamp,
}

/// Why a field's value is refused, and what a right one looks like. The backend refuses what the field refuses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FieldProblem {
    /// The field's name in the step's inputs, in camel case, with an index where it is a list: `subnetIds[2]`.
    pub field: String,
    /// What is wrong and what a right value looks like.
    pub message: Message,
}

impl FieldProblem {
    /// A problem of one field.
    #[must_use]
    pub fn new(field: impl Into<String>, message: Message) -> Self {
        Self { field: field.into(), message }
    }
}
