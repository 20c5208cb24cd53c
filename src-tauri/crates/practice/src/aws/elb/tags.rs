//! Tags of load balancers, target groups and listeners.

use serde::Deserialize;
use serde_json::{Value, json};

use super::listeners::Listener;
use super::load_balancers::LoadBalancer;
use super::target_groups::TargetGroup;
use super::{LISTENER, LOAD_BALANCER, TAG_ERRORS, TARGET_GROUP, validation};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::tags::{Tag, Tags};

fn must_exist(ask: &Ask<'_>, arn: &str) -> Result<(), AwsError> {
    if arn.contains(TARGET_GROUP.mark) {
        TARGET_GROUP.one::<TargetGroup>(ask, arn).map(drop)
    } else if arn.contains(LISTENER.mark) {
        LISTENER.one::<Listener>(ask, arn).map(drop)
    } else {
        LOAD_BALANCER.one::<LoadBalancer>(ask, arn).map(drop)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    resource_arns: Vec<String>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    if input.resource_arns.len() > 20 {
        return Err(validation("Up to 20 resource ARNs can be described in one call"));
    }
    let mut described = Vec::new();
    for arn in &input.resource_arns {
        must_exist(ask, arn)?;
        described.push(json!({ "ResourceArn": arn, "Tags": Tags::of(ask, arn)?.listed() }));
    }
    Ok(json!({ "TagDescriptions": described }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Add {
    resource_arns: Vec<String>,
    tags: Vec<Tag>,
}

pub(crate) fn add(ask: &Ask<'_>, input: Add) -> Result<Value, AwsError> {
    for arn in &input.resource_arns {
        must_exist(ask, arn)?;
        let mut tags = Tags::of(ask, arn)?;
        tags.add(&input.tags, &TAG_ERRORS)?;
        tags.store(ask, arn)?;
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Remove {
    resource_arns: Vec<String>,
    tag_keys: Vec<String>,
}

pub(crate) fn remove(ask: &Ask<'_>, input: Remove) -> Result<Value, AwsError> {
    for arn in &input.resource_arns {
        must_exist(ask, arn)?;
        let mut tags = Tags::of(ask, arn)?;
        tags.0.retain(|key, _| !input.tag_keys.contains(key));
        tags.store(ask, arn)?;
    }
    Ok(json!({}))
}
