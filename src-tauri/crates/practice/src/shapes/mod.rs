//! The codec: requests decoded, checked and answered by shape tables generated from AWS's own service models
//! (`models/generate.py`). No operation writes XML or JSON by hand, so no answer can have the wrong shape.
//!
//! In between stands a `serde_json::Value` with the models' member names. Time stamps in it are milliseconds since the
//! epoch, blobs are base64 text, an absent member is absent (or null, in what is to be encoded).

pub mod decode;
pub mod encode;
pub mod fault;
pub mod form;
pub mod rest;
mod rules;
mod xml;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use serde::{Deserialize, Deserializer};

/// How a service writes requests and answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// Form parameters in, XML out, with a result wrapper (STS, ELBv2, IAM).
    Query,
    /// EC2's dialect of the same: lists always flat, no wrapper.
    Ec2,
    /// JSON 1.1 with the operation in `X-Amz-Target` (ACM, Service Quotas).
    Json,
    /// The operation in method and path, XML bodies both ways (Route 53).
    #[serde(rename = "rest-xml")]
    RestXml,
    /// The operation in method and path, JSON bodies both ways (IAM Identity Center).
    #[serde(rename = "rest-json")]
    RestJson,
}

/// One service's operations and shapes.
#[derive(Debug, Deserialize)]
pub struct Table {
    /// The service's short name: `sts`, `ec2`, `elbv2`, `acm`, `iam`, `service-quotas`,
    /// `sso-oidc`, `sso`, `route53`.
    pub service: String,
    /// The name in a SigV4 credential scope.
    pub signing_name: String,
    /// Its protocol.
    pub protocol: Protocol,
    /// API version, as the query protocols send it.
    pub version: String,
    /// XML namespace of answers, and of REST requests.
    #[serde(default)]
    pub namespace: String,
    /// First part of `X-Amz-Target` (JSON protocol).
    #[serde(default)]
    pub target: String,
    /// The operations played, by name.
    pub operations: BTreeMap<String, OperationShape>,
    shapes: BTreeMap<String, Shape>,
}

/// What goes in and out of an operation.
#[derive(Debug, Deserialize)]
pub struct OperationShape {
    /// Shape of the parameters.
    pub input: Option<String>,
    /// Shape of the answer.
    pub output: Option<String>,
    /// Element around the answer (query protocol).
    pub wrapper: Option<String>,
    /// HTTP method (REST).
    #[serde(default)]
    pub method: String,
    /// Path with `{labels}` (REST).
    #[serde(default)]
    pub path: String,
    /// Element of the request's body; none for a request without one (REST).
    pub root: Option<String>,
    /// HTTP status of a success, where it is not 200 (REST).
    pub status: Option<u16>,
    /// Whether it is asked without a signature: by someone who has no credentials yet.
    #[serde(default)]
    pub open: bool,
    /// Error codes the model lists, with their HTTP status. EC2's model lists none.
    #[serde(default)]
    pub errors: BTreeMap<String, u16>,
}

/// One shape of a table.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(crate) enum Shape {
    Structure {
        members: BTreeMap<String, Member>,
        #[serde(default)]
        required: Vec<String>,
    },
    List {
        item: String,
        /// Step between name and index in a request; none in EC2's flat lists.
        #[serde(rename = "in")]
        wire_in: Option<String>,
        /// Element of an item in an answer.
        #[serde(rename = "out")]
        wire_out: Option<String>,
        #[serde(flatten)]
        size: Bounds,
    },
    Map {
        key: String,
        value: String,
        key_name: String,
        value_name: String,
    },
    String {
        #[serde(default, rename = "enum")]
        choices: Vec<String>,
        pattern: Option<Pattern>,
        #[serde(flatten)]
        length: Bounds,
    },
    Integer(Bounds),
    Long(Bounds),
    Float,
    Double,
    Boolean,
    Timestamp,
    Blob,
}

/// Smallest and largest number, length or count, both included. The models write some as floating-point numbers.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(crate) struct Bounds {
    pub min: Option<f64>,
    pub max: Option<f64>,
}

/// A member of a structure.
#[derive(Debug, Deserialize)]
pub(crate) struct Member {
    pub shape: String,
    #[serde(rename = "in")]
    wire_in: Option<String>,
    #[serde(rename = "out")]
    wire_out: Option<String>,
    /// Where it is, if not in the body (REST).
    pub at: Option<Location>,
}

/// Where a member outside of the body stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Location {
    Uri,
    QueryString,
    Header,
}

impl Member {
    /// Its name in a request.
    pub fn wire_in<'a>(&'a self, name: &'a str) -> &'a str {
        self.wire_in.as_deref().unwrap_or(name)
    }

    /// Its name in an answer.
    pub fn wire_out<'a>(&'a self, name: &'a str) -> &'a str {
        self.wire_out.as_deref().unwrap_or(name)
    }
}

/// A pattern that a whole string has to match, compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the whole of `text` matches; a pattern that does not compile (a test looks for those) lets all pass.
    pub fn matches(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(&format!("^(?:{})$", self.source)).ok());
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Pattern { source: String::deserialize(from)?, compiled: OnceLock::new() })
    }
}

impl Table {
    pub(crate) fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.get(name)
    }
}

/// The tables, checked in beside the crate and part of the program.
static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let texts = [
        include_str!("../../models/sts.json"),
        include_str!("../../models/ec2.json"),
        include_str!("../../models/elbv2.json"),
        include_str!("../../models/acm.json"),
        include_str!("../../models/iam.json"),
        include_str!("../../models/service-quotas.json"),
        include_str!("../../models/sso-oidc.json"),
        include_str!("../../models/sso.json"),
        include_str!("../../models/route53.json"),
    ];
    texts.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
});

/// Every service's table.
pub fn tables() -> &'static [Table] {
    &TABLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_loads_is_closed_and_its_patterns_compile() {
        let names: Vec<&str> = tables().iter().map(|table| table.service.as_str()).collect();
        assert_eq!(names, ["sts", "ec2", "elbv2", "acm", "iam", "service-quotas", "sso-oidc", "sso", "route53"]);
        for table in tables() {
            for operation in table.operations.values() {
                for side in [&operation.input, &operation.output].into_iter().flatten() {
                    assert!(table.shapes.contains_key(side), "{side}");
                }
            }
            for shape in table.shapes.values() {
                let reached: Vec<&String> = match shape {
                    Shape::Structure { members, required } => {
                        assert!(required.iter().all(|name| members.contains_key(name)));
                        members.values().map(|member| &member.shape).collect()
                    }
                    Shape::List { item, .. } => vec![item],
                    Shape::Map { key, value, .. } => vec![key, value],
                    Shape::String { pattern: Some(pattern), .. } => {
                        assert!(Regex::new(pattern.source()).is_ok(), "{}", pattern.source());
                        vec![]
                    }
                    _ => vec![],
                };
                assert!(reached.into_iter().all(|name| table.shapes.contains_key(name)));
            }
        }
    }
}
