//! What can go wrong in this world, by name. Each area of the world lists its own in a file of its name.

use serde::{Deserialize, Serialize};

/// The part of the world in which something goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// AWS's answers.
    Aws,
    /// The name servers.
    Dns,
    /// The mail server and Seller Operations.
    Mail,
}

/// What a parameter of a fault may be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Takes {
    /// A word without control characters, at most 255 octets. Each area says what an empty one means.
    Text,
    /// A whole number, both bounds included.
    Number { least: u64, most: u64 },
    /// One of these.
    Choice(&'static [&'static str]),
}

/// A parameter of a fault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) takes: Takes,
    pub(crate) default: &'static str,
}

/// Something that can go wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kind {
    /// In kebab case, unique in the world.
    pub(crate) name: &'static str,
    pub(crate) area: Area,
    /// Whether occasions are counted (the nth call, so many times). Otherwise it lasts until it is ended.
    pub(crate) counted: bool,
    pub(crate) parameters: &'static [Parameter],
}

/// Every kind, in the order in which they are shown.
pub(crate) fn kinds() -> impl Iterator<Item = &'static Kind> {
    [super::aws::KINDS, super::dns::KINDS, super::mail::KINDS].into_iter().flatten()
}

/// A parameter as the control interface tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterView {
    /// Its name.
    pub name: String,
    /// What it is when it is left out.
    pub default: String,
    /// The values it takes; empty when others are allowed.
    pub choices: Vec<String>,
    /// Smallest and largest number, when it is a number.
    pub bounds: Option<(u64, u64)>,
}

/// Something that can go wrong, as the control interface tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultKind {
    /// Its name.
    pub name: String,
    /// Where it goes wrong.
    pub area: Area,
    /// Whether [`super::FaultForm::nth`] and [`super::FaultForm::times`] mean anything.
    pub counted: bool,
    /// What it takes.
    pub parameters: Vec<ParameterView>,
}

impl From<&Kind> for FaultKind {
    fn from(kind: &Kind) -> FaultKind {
        let parameter = |parameter: &Parameter| {
            let (choices, bounds) = match parameter.takes {
                Takes::Text => (Vec::new(), None),
                Takes::Number { least, most } => (Vec::new(), Some((least, most))),
                Takes::Choice(choices) => (choices.iter().map(|choice| (*choice).to_owned()).collect(), None),
            };
            ParameterView { name: parameter.name.to_owned(), default: parameter.default.to_owned(), choices, bounds }
        };
        FaultKind {
            name: kind.name.to_owned(),
            area: kind.area,
            counted: kind.counted,
            parameters: kind.parameters.iter().map(parameter).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::form::checked;
    use super::super::{Counts, FaultForm};
    use super::*;

    #[test]
    fn every_kind_has_its_own_name_and_takes_its_own_defaults() {
        let mut names: Vec<&str> = kinds().map(|kind| kind.name).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
        for kind in kinds() {
            let form = FaultForm { name: kind.name.to_owned(), ..FaultForm::default() };
            let (parameters, counts) = checked(&form).unwrap();
            assert_eq!(parameters.len(), kind.parameters.len(), "{}", kind.name);
            assert_eq!(counts, Counts { nth: 1, times: kind.counted.then_some(1) });
        }
    }
}
