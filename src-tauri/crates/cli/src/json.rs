//! `--json`: one document on standard output, and nothing else there. Every command's has the same envelope:
//!
//! ```json
//! { "schema": "gangway.run.1", …, "findings": [ { "code": …, "severity": …, "summary": …, "detail": …, "next_action": … } ] }
//! ```
//! A command that fails prints the same with an `error` of a finding's shape instead of its own fields. The number at the end of `schema` grows
//! with every change that could break a reader; new fields are no such change. `docs/json/` has a JSON Schema for each.

use std::io::Write as _;

use gangway_model::{Finding, Message, Severity, StepId};
use gangway_onboarding::Trouble;
use gangway_words::Words;
use serde::Serialize;

/// The version of every document's form.
const VERSION: u32 = 1;

/// A finding, or an error, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Stable; what a program decides by.
    pub code: String,
    /// How bad it is.
    pub severity: Severity,
    /// What is so, in one line.
    pub summary: String,
    /// Why it matters.
    pub detail: Option<String>,
    /// What to do about it.
    pub next_action: Option<String>,
    /// The resource, name or record it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The task that found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<StepId>,
    /// The Region, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What AWS has said, and to which question.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
    /// Whose the resource is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
}

impl Said {
    /// A message with its words.
    #[must_use]
    pub fn new(words: &Words, severity: Severity, message: &Message) -> Self {
        Self {
            code: message.code.clone(),
            severity,
            summary: words.say(message),
            detail: words.why(message),
            next_action: words.next(message),
            subject: None,
            task: None,
            region: None,
            evidence: Vec::new(),
            owner: None,
        }
    }

    /// A finding with its words.
    #[must_use]
    pub fn finding(words: &Words, finding: &Finding) -> Self {
        Self { subject: finding.subject.clone(), ..Self::new(words, finding.severity, &finding.message) }
    }
}

/// What went wrong: a finding's fields, the technical cause and the id by which AWS support finds the request.
#[derive(Debug, Serialize)]
struct Failure {
    #[serde(flatten)]
    said: Said,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

#[derive(Serialize)]
struct Document<'a, T: Serialize> {
    schema: String,
    #[serde(flatten)]
    body: &'a T,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Failure>,
    findings: &'a [Said],
}

/// For a command that has nothing to add to its findings, or to its error.
#[derive(Serialize)]
pub struct Nothing {}

/// The name of a command's document.
fn schema(command: &str) -> String {
    format!("gangway.{command}.{VERSION}")
}

/// Prints a command's document. `body` is a struct or a map; its fields stand beside `schema` and `findings`.
///
/// # Errors
/// `internal` when the body can't be written as JSON.
pub fn print(command: &str, body: &impl Serialize, findings: &[Said]) -> Result<(), Trouble> {
    write(&Document { schema: schema(command), body, error: None, findings }, false)
}

/// The same on one line, for a command that goes on and prints one document after the other.
///
/// # Errors
/// As `print`.
pub fn print_line(command: &str, body: &impl Serialize, findings: &[Said]) -> Result<(), Trouble> {
    write(&Document { schema: schema(command), body, error: None, findings }, true)
}

/// Prints the document of a command that failed; `body` is what it had done by then.
pub fn print_error(command: &str, body: &impl Serialize, trouble: &Trouble) {
    let error = Failure {
        said: Said::new(&Words::english(), Severity::Blocker, &trouble.message),
        cause: trouble.detail.clone(),
        request_id: trouble.request_id.clone(),
    };
    // It is said on standard error besides.
    let _ = write(&Document { schema: schema(command), body, error: Some(error), findings: &[] }, false);
}

fn write(document: &impl Serialize, one_line: bool) -> Result<(), Trouble> {
    let text = if one_line { serde_json::to_string(document) } else { serde_json::to_string_pretty(document) };
    let text = text.map_err(|error| Trouble::of("internal").caused_by(&error))?;
    match writeln!(std::io::stdout(), "{text}") {
        // Whoever read it has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|error| Trouble::of("internal").caused_by(&error)),
    }
}
