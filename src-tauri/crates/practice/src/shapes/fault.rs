//! What is wrong with a request, and how each protocol's services say it.

use super::Protocol;

/// One thing wrong with a request's parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Name on the wire, e.g. `TagSpecification.1.Tag.2.Key` (EC2) or `tags.1.member.key` (the others).
    pub path: String,
    /// What is wrong with it.
    pub wrong: Wrong,
}

/// The ways a parameter can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The operation has no such parameter.
    Unknown,
    /// It is required and absent.
    Missing,
    /// The body is no XML, or not the XML that its schema asks for: what a validator says.
    Xml(String),
    /// Its value is not allowed.
    Value {
        /// The value as sent.
        value: String,
        /// What it has to do, as in "Member must ...".
        must: String,
    },
}

/// HTTP status, AWS's error code and message for faults found in a request (at least one).
pub fn told(protocol: Protocol, faults: &[Fault]) -> (u16, &'static str, String) {
    let unknown = faults.iter().find(|fault| fault.wrong == Wrong::Unknown);
    match (protocol, unknown.or(faults.first())) {
        (Protocol::Ec2 | Protocol::Query, Some(Fault { path, wrong: Wrong::Unknown })) => {
            (400, "UnknownParameter", format!("The parameter {path} is not recognized"))
        }
        // EC2 names one fault at a time (Amazon EC2 API reference, "Error codes").
        (Protocol::Ec2, Some(Fault { path, wrong: Wrong::Missing })) => {
            (400, "MissingParameter", format!("The request must contain the parameter {path}"))
        }
        (Protocol::Ec2, Some(Fault { path, wrong: Wrong::Value { value, must } })) => {
            (400, "InvalidParameterValue", format!("Value ({value}) for parameter {path} is invalid. It must {must}"))
        }
        // The others validate against their model and list everything that fails.
        (Protocol::Json, _) => (400, "ValidationException", listed(faults)),
        (Protocol::RestJson, _) => (400, "InvalidRequestException", listed(faults)),
        (Protocol::Query, _) => (400, "ValidationError", listed(faults)),
        // Bodies are held against their schema first, what stands in paths and query strings against the model.
        (Protocol::RestXml, _) => {
            let xml = faults.iter().find_map(|fault| match &fault.wrong {
                Wrong::Xml(sentence) => Some(format!("Invalid XML ; {sentence}")),
                _ => None,
            });
            (400, "InvalidInput", xml.unwrap_or_else(|| listed(faults)))
        }
        (Protocol::Ec2, _) => (400, "InvalidRequest", "The request is not valid".to_owned()),
    }
}

fn listed(faults: &[Fault]) -> String {
    let sentences: Vec<String> = faults
        .iter()
        .map(|Fault { path, wrong }| match wrong {
            Wrong::Unknown => format!("Member '{path}' is not known"),
            Wrong::Xml(sentence) => sentence.clone(),
            Wrong::Missing => format!("Value null at '{path}' failed to satisfy constraint: Member must not be null"),
            Wrong::Value { value, must } => {
                format!("Value '{value}' at '{path}' failed to satisfy constraint: Member must {must}")
            }
        })
        .collect();
    let plural = if sentences.len() == 1 { "" } else { "s" };
    format!("{} validation error{plural} detected: {}", sentences.len(), sentences.join("; "))
}
