//! The least-privilege IAM policies that a seller hands to her IT department: what Gangway asks (survey), what it changes (provision), what
//! a connection tried from a second account needs (rehearsal), and what takes Gangway's own work away again (undo).
//!
//! Each allows what the calls of `gangway-aws` need and nothing else; a test compares them. Action names, resource types and condition
//! keys are those of AWS's Service Authorization Reference. Changes are limited to what carries the tag `gangway:onboarding` wherever the
//! action can be limited so; what somebody else made has to be named.
//!
//! Absent on purpose: `ec2:ModifyVpcEndpointServicePayerResponsibility`, wildcards in actions, anything that denies.

mod letter;
mod provision;
mod rehearsal;
mod scope;
mod statement;
mod survey;
#[cfg(test)]
mod tests;
mod undo;

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use letter::{Letter, letter};
pub use scope::{Scope, TAG};
pub use statement::{Document, LONGEST, Statement};

/// Which of the four.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PolicyKind {
    /// Reading only.
    Survey,
    /// What the approved plans of an onboarding change, besides the survey.
    Provision,
    /// In the second account: one endpoint, tried and removed.
    Rehearsal,
    /// Removing what carries the onboarding's tag, besides the survey.
    Undo,
}

impl PolicyKind {
    /// All four, in the order in which they are needed.
    pub const ALL: [Self; 4] = [Self::Survey, Self::Provision, Self::Rehearsal, Self::Undo];

    /// As the terminal calls it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Provision => "provision",
            Self::Rehearsal => "rehearsal",
            Self::Undo => "undo",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Survey => "GangwaySurvey",
            Self::Provision => "GangwayProvision",
            Self::Rehearsal => "GangwayRehearsal",
            Self::Undo => "GangwayUndo",
        }
    }
}

/// One customer managed policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// A name for it in IAM: `GangwaySurvey`, or `GangwaySurvey-1` and so on where one would be too long.
    pub name: String,
    /// The document.
    pub document: Document,
}

/// Why there is no policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Everything but a survey is limited to Regions, so it needs one.
    #[error("no Region is chosen")]
    NoRegion,
    /// The Regions belong to different partitions of AWS, and no account is in two.
    #[error("the Regions belong to different partitions of AWS")]
    Partitions,
    /// One statement alone is longer than AWS takes: too many names or ARNs.
    #[error("the statement {sid} is longer than a policy may be")]
    TooLong {
        /// The statement.
        sid: &'static str,
    },
}

/// The policies of a kind: one, or several where one would be longer than AWS takes.
///
/// # Errors
/// See [`PolicyError`].
pub fn policies(kind: PolicyKind, scope: &Scope) -> Result<Vec<Policy>, PolicyError> {
    let documents = statement::documents(statements(kind, scope)?, LONGEST)?;
    let several = documents.len() > 1;
    let name = |number: usize| if several { format!("{}-{number}", kind.title()) } else { kind.title().to_owned() };
    Ok((1..).zip(documents).map(|(number, document)| Policy { name: name(number), document }).collect())
}

/// Every action of a kind, sorted: what a preflight asks about.
///
/// # Errors
/// See [`PolicyError`].
pub fn actions(kind: PolicyKind, scope: &Scope) -> Result<Vec<&'static str>, PolicyError> {
    let mut all: Vec<&'static str> = statements(kind, scope)?.iter().flat_map(|one| one.actions().to_vec()).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

fn statements(kind: PolicyKind, scope: &Scope) -> Result<Vec<Statement>, PolicyError> {
    if scope.regions.is_empty() && kind != PolicyKind::Survey {
        return Err(PolicyError::NoRegion);
    }
    match kind {
        PolicyKind::Survey => survey::statements(scope),
        PolicyKind::Provision => provision::statements(scope),
        PolicyKind::Rehearsal => rehearsal::statements(scope),
        PolicyKind::Undo => undo::statements(scope),
    }
}

impl fmt::Display for PolicyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
