//! The grammar of an IAM policy, as far as these policies need it, and the limit that splits them.
//!
//! Sources: AWS's IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM and AWS STS quotas" (6,144 characters a managed policy,
//! white space not counted).

use std::collections::BTreeMap;

use serde::Serialize;

use super::PolicyError;

/// So many characters a customer managed policy may have, white space left out.
pub const LONGEST: usize = 6_144;

/// A policy document. Its JSON has the same text for the same content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

/// One statement; all of them allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    sid: &'static str,
    effect: &'static str,
    action: Vec<&'static str>,
    resource: Vec<String>,
    /// Operator -> key -> values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    condition: BTreeMap<&'static str, BTreeMap<String, Values>>,
}

/// One value stands alone, several as a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Values {
    One(String),
    Many(Vec<String>),
}

impl Statement {
    /// Allows these actions on these resources. Actions and resources are sorted, so that their order says nothing.
    pub(super) fn allow(sid: &'static str, actions: &[&'static str], resources: impl IntoIterator<Item = String>) -> Self {
        let mut action = actions.to_vec();
        action.sort_unstable();
        let mut resource: Vec<String> = resources.into_iter().collect();
        resource.sort_unstable();
        resource.dedup();
        Self { sid, effect: "Allow", action, resource, condition: BTreeMap::new() }
    }

    /// The same under one condition more. No values: no condition.
    pub(super) fn when(mut self, operator: &'static str, key: &str, values: impl IntoIterator<Item = String>) -> Self {
        let mut values: Vec<String> = values.into_iter().collect();
        values.sort_unstable();
        values.dedup();
        let values = match (values.pop(), values.is_empty()) {
            (None, _) => return self,
            (Some(only), true) => Values::One(only),
            (Some(last), false) => {
                values.push(last);
                Values::Many(values)
            }
        };
        self.condition.entry(operator).or_default().insert(key.to_owned(), values);
        self
    }

    /// What it allows, sorted.
    #[must_use]
    pub fn actions(&self) -> &[&'static str] {
        &self.action
    }
}

impl Document {
    fn of(statement: Vec<Statement>) -> Self {
        Self { version: "2012-10-17", statement }
    }

    /// Its statements.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statement
    }

    /// The JSON to hand over, indented by two blanks.
    #[must_use]
    pub fn text(&self) -> String {
        // Strings, lists and maps with string keys: nothing here can fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// As AWS counts it: without the white space between the tokens (none of the values has any).
    #[must_use]
    pub fn length(&self) -> usize {
        serde_json::to_string(self).unwrap_or_default().chars().count()
    }
}

/// As few documents as hold the statements in their order within the limit.
pub(super) fn documents(statements: Vec<Statement>, longest: usize) -> Result<Vec<Document>, PolicyError> {
    let mut documents: Vec<Document> = Vec::new();
    for statement in statements {
        let alone = Document::of(vec![statement.clone()]);
        if alone.length() > longest {
            return Err(PolicyError::TooLong { sid: statement.sid });
        }
        match documents.last_mut() {
            Some(last) => {
                last.statement.push(statement);
                if last.length() > longest {
                    last.statement.pop();
                    documents.push(alone);
                }
            }
            None => documents.push(alone),
        }
    }
    Ok(documents)
}
