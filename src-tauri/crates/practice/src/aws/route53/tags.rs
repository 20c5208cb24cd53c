//! Tags of hosted zones.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{invalid, one};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::tags::{Tag, TagErrors, Tags};
use crate::state::StateError;

const ERRORS: TagErrors = TagErrors { duplicate: "InvalidInput", too_many: "InvalidInput", reserved: "InvalidInput" };

fn id(zone: &str) -> String {
    format!("hostedzone/{zone}")
}

pub(super) fn forget(ask: &Ask<'_>, zone: &str) -> Result<(), StateError> {
    Tags::forget(ask, &id(zone))
}

/// Fails unless the resource is there. There are no health checks here. Ids of tagged resources are bare.
fn there(ask: &Ask<'_>, kind: &str, resource: &str) -> Result<(), AwsError> {
    if kind == "healthcheck" {
        return Err(AwsError::new("NoSuchHealthCheck", format!("No health check found with ID: {resource}")));
    }
    if resource.contains('/') {
        return Err(AwsError::new("NoSuchHostedZone", format!("No hosted zone found with ID: {resource}")));
    }
    one(ask, resource).map(drop)
}

fn set(ask: &Ask<'_>, kind: &str, resource: &str) -> Result<Value, AwsError> {
    there(ask, kind, resource)?;
    Ok(json!({ "ResourceType": kind, "ResourceId": resource, "Tags": Tags::of(ask, &id(resource))?.listed() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct List {
    resource_type: String,
    resource_id: String,
}

pub(crate) fn list(ask: &Ask<'_>, input: List) -> Result<Value, AwsError> {
    Ok(json!({ "ResourceTagSet": set(ask, &input.resource_type, &input.resource_id)? }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct ListMany {
    resource_type: String,
    resource_ids: Vec<String>,
}

pub(crate) fn list_many(ask: &Ask<'_>, input: ListMany) -> Result<Value, AwsError> {
    let sets: Result<Vec<Value>, AwsError> = input.resource_ids.iter().map(|resource| set(ask, &input.resource_type, resource)).collect();
    Ok(json!({ "ResourceTagSets": sets? }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Change {
    resource_type: String,
    resource_id: String,
    #[serde(default)]
    add_tags: Vec<Tag>,
    #[serde(default)]
    remove_tag_keys: Vec<String>,
}

/// A key that is not there is removed all the same.
pub(crate) fn change(ask: &Ask<'_>, input: Change) -> Result<Value, AwsError> {
    there(ask, &input.resource_type, &input.resource_id)?;
    if input.add_tags.is_empty() && input.remove_tag_keys.is_empty() {
        return Err(invalid("Either tags to add or keys of tags to remove must be given."));
    }
    let mut tags = Tags::of(ask, &id(&input.resource_id))?;
    tags.0.retain(|key, _| !input.remove_tag_keys.contains(key));
    tags.add(&input.add_tags, &ERRORS)?;
    tags.store(ask, &id(&input.resource_id))?;
    Ok(json!({}))
}
