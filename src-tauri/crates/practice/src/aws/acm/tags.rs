//! Tags of certificates.

use serde::Deserialize;
use serde_json::{Value, json};

use super::one;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::tags::{Tag, TagErrors, Tags};

pub(super) const ERRORS: TagErrors =
    TagErrors { duplicate: "InvalidTagException", too_many: "TooManyTagsException", reserved: "InvalidTagException" };

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct List {
    certificate_arn: String,
}

pub(crate) fn list(ask: &Ask<'_>, input: List) -> Result<Value, AwsError> {
    one(ask, &input.certificate_arn)?;
    Ok(json!({ "Tags": Tags::of(ask, &input.certificate_arn)?.listed() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Add {
    certificate_arn: String,
    tags: Vec<Tag>,
}

pub(crate) fn add(ask: &Ask<'_>, input: Add) -> Result<Value, AwsError> {
    one(ask, &input.certificate_arn)?;
    let mut tags = Tags::of(ask, &input.certificate_arn)?;
    tags.add(&input.tags, &ERRORS)?;
    tags.store(ask, &input.certificate_arn)?;
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Remove {
    certificate_arn: String,
    tags: Vec<OldTag>,
}

/// A tag to remove: whatever its value, unless one is given.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct OldTag {
    key: String,
    value: Option<String>,
}

pub(crate) fn remove(ask: &Ask<'_>, input: Remove) -> Result<Value, AwsError> {
    one(ask, &input.certificate_arn)?;
    let mut tags = Tags::of(ask, &input.certificate_arn)?;
    tags.0.retain(|key, value| !input.tags.iter().any(|old| old.key == *key && old.value.as_ref().is_none_or(|given| given == value)));
    tags.store(ask, &input.certificate_arn)?;
    Ok(json!({}))
}
