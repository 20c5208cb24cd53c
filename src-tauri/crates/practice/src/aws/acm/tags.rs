//! Tags of certificates.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::one;
use crate::aws;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::tags::{TagErrors, Tags};

const ERRORS: TagErrors = TagErrors { duplicate: "InvalidTagException", too_many: "TooManyTagsException", reserved: "InvalidTagException" };

/// One tag as requests carry it. ACM keeps a tag without a value apart from one with an empty value.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Tag {
    key: String,
    value: Option<String>,
}

/// Adds tags to those that are there, and notes which have no value.
fn add_to(tags: &mut Tags, bare: &mut BTreeSet<String>, given: &[Tag]) -> Result<(), AwsError> {
    let plain: Vec<aws::tags::Tag> =
        given.iter().map(|tag| aws::tags::Tag { key: tag.key.clone(), value: tag.value.clone().unwrap_or_default() }).collect();
    let before: Vec<String> = tags.0.iter().map(|(key, value)| format!("{key}={value}")).collect();
    tags.add(&plain, &ERRORS).map_err(|error| {
        if error.code != ERRORS.too_many {
            return error;
        }
        let new: Vec<String> = plain.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect();
        let set: Vec<String> = before.into_iter().chain(new).collect();
        AwsError::new(ERRORS.too_many, format!("the TagSet: '{{{}}}' contains too many Tags", set.join(", ")))
    })?;
    for tag in given {
        if tag.value.is_none() {
            bare.insert(tag.key.clone());
        } else {
            bare.remove(&tag.key);
        }
    }
    Ok(())
}

/// The tags of a new certificate.
pub(super) fn fresh(given: &[Tag]) -> Result<(Tags, BTreeSet<String>), AwsError> {
    let (mut tags, mut bare) = (Tags::default(), BTreeSet::new());
    add_to(&mut tags, &mut bare, given)?;
    Ok((tags, bare))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct List {
    certificate_arn: String,
}

pub(crate) fn list(ask: &Ask<'_>, input: List) -> Result<Value, AwsError> {
    let bare = one(ask, &input.certificate_arn)?.bare_tags;
    let tags = Tags::of(ask, &input.certificate_arn)?;
    let value = |key: &String, value: &String| (!bare.contains(key)).then(|| value.clone());
    let listed: Value = tags.0.iter().map(|(key, given)| json!({ "Key": key, "Value": value(key, given) })).collect();
    Ok(json!({ "Tags": listed }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Add {
    certificate_arn: String,
    tags: Vec<Tag>,
}

pub(crate) fn add(ask: &Ask<'_>, input: Add) -> Result<Value, AwsError> {
    let mut certificate = one(ask, &input.certificate_arn)?;
    let mut tags = Tags::of(ask, &input.certificate_arn)?;
    add_to(&mut tags, &mut certificate.bare_tags, &input.tags)?;
    tags.store(ask, &input.certificate_arn)?;
    ask.tx.put(ask.place, &input.certificate_arn, &certificate)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Remove {
    certificate_arn: String,
    /// Each goes whatever its value, unless one is given.
    tags: Vec<Tag>,
}

pub(crate) fn remove(ask: &Ask<'_>, input: Remove) -> Result<Value, AwsError> {
    let mut certificate = one(ask, &input.certificate_arn)?;
    let mut tags = Tags::of(ask, &input.certificate_arn)?;
    if let Some(tag) = input.tags.iter().find(|tag| tag.key.to_ascii_lowercase().starts_with("aws:")) {
        return Err(AwsError::new(ERRORS.reserved, format!("Tags of AWS's own can't be removed: {}", tag.key)));
    }
    tags.0.retain(|key, value| !input.tags.iter().any(|old| old.key == *key && old.value.as_ref().is_none_or(|given| given == value)));
    certificate.bare_tags.retain(|key| tags.0.contains_key(key));
    tags.store(ask, &input.certificate_arn)?;
    ask.tx.put(ask.place, &input.certificate_arn, &certificate)?;
    Ok(json!({}))
}
