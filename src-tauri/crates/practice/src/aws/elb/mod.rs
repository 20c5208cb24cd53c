//! Elastic Load Balancing v2, API version 2015-12-01: Network Load Balancers, and Application Load Balancers without rules.
//! Absent: Gateway Load Balancers, functions as targets, authentication, capacity reservations.

pub(crate) mod actions;
mod addresses;
pub(crate) mod attributes;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod listener_attributes;
pub(crate) mod listener_changes;
pub(crate) mod listeners;
pub(crate) mod load_balancers;
pub(crate) mod network;
pub(crate) mod reach;
pub(crate) mod ssl_policies;
pub(crate) mod tags;
pub(crate) mod target_group_attributes;
pub(crate) mod target_groups;
pub(crate) mod targets;

use serde_json::{Map, Value};

use super::ask::Ask;
use super::error::AwsError;
use super::pages;
use super::tags::{Tag, TagErrors, Tags};
use crate::state::{Entry, Record};

fn validation(message: impl Into<String>) -> AwsError {
    AwsError::new("ValidationError", message)
}

const TAG_ERRORS: TagErrors = TagErrors { duplicate: "DuplicateTagKeys", too_many: "TooManyTags", reserved: "ValidationError" };

fn tagged(given: &[Tag]) -> Result<Tags, AwsError> {
    let mut tags = Tags::default();
    tags.add(given, &TAG_ERRORS)?;
    Ok(tags)
}

/// What ELB calls a kind of resource.
struct Noun {
    /// `load balancer`
    words: &'static str,
    /// The part of an ARN that says so: `:loadbalancer/`.
    mark: &'static str,
    /// `LoadBalancerNotFound`
    not_found: &'static str,
}

const LOAD_BALANCER: Noun = Noun { words: "load balancer", mark: ":loadbalancer/", not_found: "LoadBalancerNotFound" };
const TARGET_GROUP: Noun = Noun { words: "target group", mark: ":targetgroup/", not_found: "TargetGroupNotFound" };
const LISTENER: Noun = Noun { words: "listener", mark: ":listener/", not_found: "ListenerNotFound" };

impl Noun {
    fn check(&self, arn: &str) -> Result<(), AwsError> {
        if arn.starts_with("arn:aws:elasticloadbalancing:") && arn.contains(self.mark) {
            return Ok(());
        }
        Err(validation(format!("'{arn}' is not a valid {} ARN", self.words)))
    }

    fn absent(&self) -> AwsError {
        AwsError::new(self.not_found, format!("One or more {}s not found", self.words))
    }

    fn one<T: Record>(&self, ask: &Ask<'_>, arn: &str) -> Result<T, AwsError> {
        self.check(arn)?;
        ask.tx.get(ask.place, arn)?.ok_or_else(|| self.absent())
    }

    /// All records, or those named by ARN, each of which must be there, each once.
    fn chosen<T: Record>(&self, ask: &Ask<'_>, arns: &[String]) -> Result<Vec<Entry<T>>, AwsError> {
        if arns.is_empty() {
            return Ok(ask.tx.list::<T>(ask.place)?);
        }
        let mut chosen: Vec<Entry<T>> = Vec::new();
        for arn in arns {
            self.check(arn)?;
            let entry = ask.tx.beginning::<T>(ask.place, arn)?.into_iter().find(|entry| entry.id == *arn);
            let entry = entry.ok_or_else(|| self.absent())?;
            if !chosen.iter().any(|other| other.id == entry.id) {
                chosen.push(entry);
            }
        }
        chosen.sort_by_key(|entry| entry.seq);
        Ok(chosen)
    }
}

/// Cuts a page; `page_size` is 400 unless said otherwise (its bounds are in the model).
fn paged(member: &str, all: Vec<(i64, Value)>, page_size: Option<i64>, marker: Option<&str>) -> Result<Value, AwsError> {
    let after = match marker.filter(|marker| !marker.is_empty()) {
        None => 0,
        Some(marker) => pages::resume(member, marker).ok_or_else(|| validation("Invalid marker"))?,
    };
    let limit = page_size.and_then(|size| usize::try_from(size).ok()).unwrap_or(400);
    let page = pages::cut(member, all, after, limit);
    let mut answer = Map::new();
    answer.insert(member.to_owned(), Value::Array(page.items));
    answer.extend(page.next.map(|next| ("NextMarker".to_owned(), Value::String(next))));
    Ok(Value::Object(answer))
}

/// A name of a load balancer or target group: at most 32 letters, digits and inner hyphens.
fn check_name(words: &str, name: &str) -> Result<(), AwsError> {
    if name.len() > 32 {
        return Err(validation(format!("{words} name '{name}' cannot be longer than '32' characters")));
    }
    if !name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-') {
        return Err(validation(format!(
            "{words} name '{name}' can only contain characters that are alphanumeric characters or hyphens(-)"
        )));
    }
    if name.is_empty() || name.starts_with('-') || name.ends_with('-') {
        return Err(validation(format!("{words} name '{name}' cannot be empty, begin or end with '-'")));
    }
    Ok(())
}
