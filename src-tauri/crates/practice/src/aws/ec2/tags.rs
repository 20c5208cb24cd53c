//! Tags of EC2's resources.

use serde::Deserialize;
use serde_json::{Value, json};

use super::endpoint::{ENDPOINT, Endpoint};
use super::endpoint_services::{ENDPOINT_SERVICE, EndpointService};
use super::filters::{Filter, Filters, one};
use super::instances::{INSTANCE, Instance};
use super::launch_templates::{LaunchTemplate, TEMPLATE};
use super::permissions::AllowedPrincipal;
use super::security_groups::{GROUP, SecurityGroup};
use super::subnets::{SUBNET, Subnet};
use super::vpcs::{VPC, Vpc};
use super::{connections, network_interfaces, paged, security_group_rules};
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;
use crate::aws::tags::{Tag, TagErrors, Tags};

const ERRORS: TagErrors =
    TagErrors { duplicate: "InvalidParameterValue", too_many: "TagLimitExceeded", reserved: "InvalidTagKey.Malformed" };

/// Tags in a create call, for one type of resource.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct TagSpecification {
    #[serde(default)]
    resource_type: String,
    #[serde(default)]
    tags: Vec<Tag>,
}

impl TagSpecification {
    pub fn is_for(&self, kind: &str) -> bool {
        self.resource_type == kind
    }
}

/// Adds tags that EC2 takes: with a key, and none too long ("Tag restrictions" in the EC2 User Guide).
fn add(tags: &mut Tags, given: &[Tag]) -> Result<(), AwsError> {
    for tag in given {
        if tag.key.is_empty() {
            return Err(AwsError::new("InvalidTagKey.Malformed", "Tag keys cannot be empty."));
        }
        for (what, text, most) in [("key", &tag.key, 128), ("value", &tag.value, 256)] {
            if text.chars().count() > most {
                let message = format!("Tag {what} exceeds the maximum length of {most} characters");
                return Err(AwsError::new("InvalidParameterValue", message));
            }
        }
    }
    tags.add(given, &ERRORS)
}

/// The tags a create call gives to the resource it creates, which is of `kind`.
pub(crate) fn specified(given: &[TagSpecification], kind: &str) -> Result<Tags, AwsError> {
    let mut tags = Tags::default();
    for specification in given {
        if specification.resource_type.is_empty() {
            return Err(AwsError::new("InvalidParameter", "Tag specification resource type must have a value"));
        }
        if specification.tags.is_empty() {
            return Err(AwsError::new("InvalidParameter", "Tag specification must have at least one tag"));
        }
        if specification.resource_type != kind {
            let message = format!("'{}' is not a valid taggable resource type for this operation.", specification.resource_type);
            // CreateSubnet is seen to say it with a code of its own.
            let code = if kind == "subnet" { "InvalidParameter" } else { "InvalidParameterValue" };
            return Err(AwsError::new(code, message));
        }
        add(&mut tags, &specification.tags)?;
    }
    Ok(tags)
}

/// What an id's prefix says it is.
fn kind(id: &str) -> Option<&'static str> {
    // The longer prefixes first: all of PrivateLink's begin alike.
    const KINDS: [(&str, &str); 11] = [
        ("vpce-svc-perm-", "vpc-endpoint-service-permission"),
        ("vpce-svc-", "vpc-endpoint-service"),
        ("vpce-con-", "vpc-endpoint-connection"),
        ("vpce-", "vpc-endpoint"),
        ("vpc-", "vpc"),
        ("subnet-", "subnet"),
        ("sg-", "security-group"),
        ("sgr-", "security-group-rule"),
        ("i-", "instance"),
        ("lt-", "launch-template"),
        ("eni-", "network-interface"),
    ];
    KINDS.iter().find(|(prefix, _)| id.starts_with(prefix)).map(|(_, kind)| *kind)
}

fn must_exist(ask: &Ask<'_>, id: &str) -> Result<(), AwsError> {
    match kind(id) {
        Some("vpc") => VPC.one::<Vpc>(ask, id).map(drop),
        Some("subnet") => SUBNET.one::<Subnet>(ask, id).map(drop),
        Some("security-group") => GROUP.one::<SecurityGroup>(ask, id).map(drop),
        Some("vpc-endpoint") => ENDPOINT.one::<Endpoint>(ask, id).map(drop),
        Some("launch-template") => TEMPLATE.one::<LaunchTemplate>(ask, id).map(drop),
        Some("instance") => INSTANCE.one::<Instance>(ask, id).map(drop),
        Some("vpc-endpoint-service") => ENDPOINT_SERVICE.one::<EndpointService>(ask, id).map(drop),
        Some("vpc-endpoint-service-permission") => {
            let known = ask.tx.list::<AllowedPrincipal>(ask.place)?.iter().any(|entry| entry.record.permission_id == id);
            if known { Ok(()) } else { Err(invalid_id(id)) }
        }
        Some("security-group-rule") => security_group_rules::exists(ask, id),
        Some("network-interface") => network_interfaces::found(ask, id).map(drop),
        Some("vpc-endpoint-connection") => {
            let known = connections::all(ask)?.iter().any(|entry| entry.record.connection_id == id);
            if known { Ok(()) } else { Err(invalid_id(id)) }
        }
        _ => Err(invalid_id(id)),
    }
}

fn invalid_id(id: &str) -> AwsError {
    AwsError::new("InvalidID", format!("The ID '{id}' is not valid"))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct CreateTags {
    resources: Vec<String>,
    tags: Vec<Tag>,
}

pub(crate) fn create_tags(ask: &Ask<'_>, input: CreateTags) -> Result<Value, AwsError> {
    if input.resources.is_empty() {
        return Err(AwsError::missing("resourceIdSet"));
    }
    if input.tags.is_empty() {
        return Err(AwsError::missing("tagSet"));
    }
    for id in &input.resources {
        must_exist(ask, id)?;
        let mut tags = Tags::of(ask, id)?;
        add(&mut tags, &input.tags)?;
        tags.store(ask, id)?;
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DeleteTags {
    resources: Vec<String>,
    tags: Option<Vec<OldTag>>,
}

/// A tag to delete: whatever its value, unless one is given.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct OldTag {
    #[serde(default)]
    key: String,
    value: Option<String>,
}

/// Without a list of tags every tag goes. What is not there is no error.
pub(crate) fn delete_tags(ask: &Ask<'_>, input: DeleteTags) -> Result<Value, AwsError> {
    if input.resources.is_empty() {
        return Err(AwsError::missing("resourceIdSet"));
    }
    for id in &input.resources {
        let mut tags = Tags::of(ask, id)?;
        match &input.tags {
            None => tags.0.clear(),
            Some(old) => {
                tags.0.retain(|key, value| !old.iter().any(|old| old.key == *key && old.value.as_ref().is_none_or(|given| given == value)))
            }
        }
        tags.store(ask, id)?;
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct DescribeTags {
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// One item per tag. Tags of other services' resources lie under ARNs and are not EC2's to list.
pub(crate) fn describe_tags(ask: &Ask<'_>, input: DescribeTags) -> Result<Value, AwsError> {
    let filters = Filters::of(input.filters, &["key", "resource-id", "resource-type", "value"])?;
    let mut found = Vec::new();
    for entry in ask.tx.list::<Tags>(ask.place)? {
        let Some(kind) = kind(&entry.id) else { continue };
        for (index, (key, value)) in entry.record.0.iter().enumerate() {
            let single = Tags([(key.clone(), value.clone())].into());
            let passes = filters.pass(&single, |name| match name {
                "key" => one(key),
                "resource-id" => one(&entry.id),
                "resource-type" => one(kind),
                _ => one(value),
            });
            if passes {
                // A resource has fewer than 64 tags, so every tag has a place of its own between two resources.
                let place = entry.seq * 64 + i64::try_from(index).unwrap_or_default();
                found.push((place, json!({ "Key": key, "Value": value, "ResourceId": entry.id, "ResourceType": kind })));
            }
        }
    }
    paged("Tags", found, input.max_results, input.next_token.as_deref())
}
