//! Amazon EC2, API version 2016-11-15.

pub(crate) mod connections;
pub(crate) mod endpoint;
pub(crate) mod endpoint_services;
pub(crate) mod endpoints;
pub(crate) mod filters;
pub(crate) mod instances;
pub(crate) mod lifecycle;
pub(crate) mod network_interfaces;
pub(crate) mod offers;
pub(crate) mod permissions;
pub(crate) mod private_dns;
pub(crate) mod security_group_rules;
pub(crate) mod security_groups;
pub(crate) mod subnets;
pub(crate) mod tags;
pub(crate) mod vpcs;
pub(crate) mod zones;

use serde_json::Value;

use super::ask::Ask;
use super::error::AwsError;
use super::pages;
use crate::state::{Entry, Record};

/// What EC2 calls a kind of resource in its errors.
pub(crate) struct Noun {
    /// `vpc-`
    pub prefix: &'static str,
    /// `vpc ID`
    pub words: &'static str,
    /// `InvalidVpcID`: the error codes are this with `.NotFound` and `.Malformed`.
    pub code: &'static str,
}

impl Noun {
    pub fn not_found(&self, id: &str) -> AwsError {
        AwsError::new(format!("{}.NotFound", self.code), format!("The {} '{id}' does not exist", self.words))
    }

    /// Whether an id could be one at all: the prefix and 8 or 17 hex digits.
    pub fn check(&self, id: &str) -> Result<(), AwsError> {
        let digits = id.strip_prefix(self.prefix).unwrap_or_default();
        let hex = digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if hex && matches!(digits.len(), 8 | 17) {
            return Ok(());
        }
        Err(AwsError::new(format!("{}.Malformed", self.code), format!("Invalid id: \"{id}\"")))
    }

    /// All records of a kind, or those of the given ids, each of which must be there.
    pub fn chosen<T: Record>(&self, ask: &Ask<'_>, ids: &[String]) -> Result<Vec<Entry<T>>, AwsError> {
        for id in ids {
            self.check(id)?;
        }
        let all = ask.tx.list::<T>(ask.place)?;
        if let Some(absent) = ids.iter().find(|id| !all.iter().any(|entry| entry.id == **id)) {
            return Err(self.not_found(absent));
        }
        Ok(all.into_iter().filter(|entry| ids.is_empty() || ids.contains(&entry.id)).collect())
    }

    /// The record of an id.
    pub fn one<T: Record>(&self, ask: &Ask<'_>, id: &str) -> Result<T, AwsError> {
        self.check(id)?;
        ask.tx.get(ask.place, id)?.ok_or_else(|| self.not_found(id))
    }
}

/// Cuts a page and puts it into an answer under `member`. EC2's bounds differ by operation; where the model has none,
/// the documented 5 to 1000 hold and other numbers are refused.
pub(crate) fn paged(member: &str, all: Vec<(i64, Value)>, max_results: Option<i64>, next_token: Option<&str>) -> Result<Value, AwsError> {
    let after = resumed(member, next_token)?;
    let page = pages::cut(member, all, after, limit(max_results)?);
    let mut answer = serde_json::Map::new();
    answer.insert(member.to_owned(), Value::Array(page.items));
    answer.extend(page.next.map(|next| ("NextToken".to_owned(), Value::String(next))));
    Ok(Value::Object(answer))
}

/// Where a page begins.
pub(crate) fn resumed(member: &str, next_token: Option<&str>) -> Result<i64, AwsError> {
    match next_token.filter(|token| !token.is_empty()) {
        None => Ok(0),
        Some(token) => {
            pages::resume(member, token).ok_or_else(|| AwsError::new("InvalidNextToken", "The token provided in NextToken is not valid."))
        }
    }
}

/// How many items a page holds: 1000 unless said otherwise.
pub(crate) fn limit(max_results: Option<i64>) -> Result<usize, AwsError> {
    let Some(given) = max_results else { return Ok(1000) };
    usize::try_from(given).ok().filter(|given| (5..=1000).contains(given)).ok_or_else(|| {
        let message = format!("Value ( {given} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.");
        AwsError::new("InvalidParameterValue", message)
    })
}
