//! Amazon EC2, API version 2016-11-15.

pub(crate) mod connections;
pub(crate) mod defaults;
pub(crate) mod endpoint;
pub(crate) mod endpoint_services;
pub(crate) mod endpoints;
pub(crate) mod filters;
pub(crate) mod instance_attributes;
pub(crate) mod instance_status;
pub(crate) mod instances;
pub(crate) mod launch_templates;
pub(crate) mod lifecycle;
pub(crate) mod network_interfaces;
pub(crate) mod offers;
pub(crate) mod own_interfaces;
pub(crate) mod permissions;
pub(crate) mod private_dns;
pub(crate) mod rule_edits;
pub(crate) mod rule_terms;
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
    /// `InvalidVpcID.NotFound`
    pub absent: &'static str,
    /// `InvalidVpcID.Malformed`; none where the documented code is no certain one, and a malformed id is one that does not exist.
    pub malformed: Option<&'static str>,
}

impl Noun {
    pub fn not_found(&self, id: &str) -> AwsError {
        AwsError::new(self.absent, format!("The {} '{id}' does not exist", self.words))
    }

    /// AWS names every id that it does not find.
    fn none_found(&self, ids: &[&str]) -> AwsError {
        match ids {
            [id] => self.not_found(id),
            _ => AwsError::new(self.absent, format!("The {}s '{}' do not exist", self.words, ids.join(", "))),
        }
    }

    /// Whether an id could be one at all: the prefix and 8 or 17 hex digits.
    pub fn check(&self, id: &str) -> Result<(), AwsError> {
        let digits = id.strip_prefix(self.prefix).unwrap_or_default();
        let hex = digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if hex && matches!(digits.len(), 8 | 17) {
            return Ok(());
        }
        Err(match self.malformed {
            Some(code) => AwsError::new(code, format!("Invalid id: \"{id}\" (expecting \"{}...\")", self.prefix)),
            None => self.not_found(id),
        })
    }

    /// All records of a kind, or those of the given ids, each of which must be there.
    pub fn chosen<T: Record>(&self, ask: &Ask<'_>, ids: &[String]) -> Result<Vec<Entry<T>>, AwsError> {
        for id in ids {
            self.check(id)?;
        }
        let all = ask.tx.list::<T>(ask.place)?;
        let absent: Vec<&str> = ids.iter().filter(|id| !all.iter().any(|entry| entry.id == **id)).map(String::as_str).collect();
        if !absent.is_empty() {
            return Err(self.none_found(&absent));
        }
        Ok(all.into_iter().filter(|entry| ids.is_empty() || ids.contains(&entry.id)).collect())
    }

    /// The record of an id.
    pub fn one<T: Record>(&self, ask: &Ask<'_>, id: &str) -> Result<T, AwsError> {
        self.check(id)?;
        ask.tx.get(ask.place, id)?.ok_or_else(|| self.not_found(id))
    }
}

/// Cuts a page and puts it into an answer under `member`: everything, unless a size from 5 to 1000 is given.
pub(crate) fn paged(member: &str, all: Vec<(i64, Value)>, max_results: Option<i64>, next_token: Option<&str>) -> Result<Value, AwsError> {
    let limit = match max_results {
        None => usize::MAX,
        Some(given) => {
            usize::try_from(given).ok().filter(|given| (5..=MOST_IN_PAGE).contains(given)).ok_or_else(|| out_of_bounds(given))?
        }
    };
    page_of(member, all, limit, next_token)
}

/// Items in one page at most.
const MOST_IN_PAGE: usize = 1000;

fn out_of_bounds(given: i64) -> AwsError {
    let message = format!("Value ( {given} ) for parameter maxResults is invalid. Expecting a value from 5 to {MOST_IN_PAGE}.");
    AwsError::new("InvalidParameterValue", message)
}

/// A page's size where AWS cuts down what is too large instead of refusing it: the describes of endpoints and their services.
pub(crate) fn capped(max_results: Option<i64>, least: usize) -> Result<usize, AwsError> {
    let Some(given) = max_results else { return Ok(MOST_IN_PAGE) };
    let size = usize::try_from(given).ok().filter(|size| *size >= least).ok_or_else(|| out_of_bounds(given))?;
    Ok(size.min(MOST_IN_PAGE))
}

/// Cuts a page of that size.
pub(crate) fn page_of(member: &str, all: Vec<(i64, Value)>, limit: usize, next_token: Option<&str>) -> Result<Value, AwsError> {
    let after = resumed(member, next_token)?;
    let page = pages::cut(member, all, after, limit);
    let mut answer = serde_json::Map::new();
    answer.insert(member.to_owned(), Value::Array(page.items));
    answer.extend(page.next.map(|next| ("NextToken".to_owned(), Value::String(next))));
    Ok(Value::Object(answer))
}

/// Of instances and interfaces EC2 takes either ids or a page's size (`MaxResults` of their describes).
pub(crate) fn unpaged(max_results: Option<i64>, ids: &[String], parameter: &str) -> Result<(), AwsError> {
    if max_results.is_none() || ids.is_empty() {
        return Ok(());
    }
    let message = format!("The parameter {parameter} cannot be used with the parameter maxResults");
    Err(AwsError::new("InvalidParameterCombination", message))
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
