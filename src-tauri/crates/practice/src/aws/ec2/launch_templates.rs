//! Launch templates of one version: image, type and security groups. Source: CreateLaunchTemplate and its relatives in the EC2 API reference.
//! Absent: further versions, and everything else that a template can hold.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::tags::{TagSpecification, specified};
use super::{Noun, paged};
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;
use crate::aws::tags::Tags;
use crate::state::{Entry, Record};

/// A launch template, stored under its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LaunchTemplate {
    pub name: String,
    pub launched: LaunchTemplateData,
    pub created_ms: i64,
    pub created_by: String,
}

impl Record for LaunchTemplate {
    const KIND: &'static str = "launch-template";
}

pub(crate) const TEMPLATE: Noun = Noun {
    prefix: "lt-",
    words: "launch template ID",
    absent: "InvalidLaunchTemplateId.NotFound",
    malformed: Some("InvalidLaunchTemplateId.Malformed"),
};

/// What an instance is launched with, where its call says nothing else.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct LaunchTemplateData {
    pub image_id: Option<String>,
    pub instance_type: Option<String>,
    #[serde(default)]
    pub security_group_ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Create {
    launch_template_name: String,
    launch_template_data: LaunchTemplateData,
    #[serde(default)]
    tag_specifications: Vec<TagSpecification>,
    /// The engine answers it, see `dispatch`.
    #[serde(rename = "ClientToken")]
    _client_token: Option<String>,
}

pub(crate) fn create(ask: &Ask<'_>, input: Create) -> Result<Value, AwsError> {
    let name = input.launch_template_name;
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "()./_".contains(sign);
    if !(3..=128).contains(&name.len()) || !name.chars().all(plain) {
        let message = format!("Launch template name '{name}' must be 3 to 128 letters, digits and the signs ( ) . / _");
        return Err(AwsError::new("InvalidLaunchTemplateName.MalformedException", message));
    }
    if named(ask, &name)?.is_some() {
        let message = format!("Launch template name already in use: {name}");
        return Err(AwsError::new("InvalidLaunchTemplateName.AlreadyExistsException", message));
    }
    let tags = specified(&input.tag_specifications, "launch-template")?;
    let id = new_id("lt");
    let template = LaunchTemplate { name, launched: input.launch_template_data, created_ms: ask.now, created_by: ask.caller.to_owned() };
    ask.tx.put(ask.place, &id, &template)?;
    tags.store(ask, &id)?;
    Ok(json!({ "LaunchTemplate": described(ask, &id, &template)? }))
}

fn named(ask: &Ask<'_>, name: &str) -> Result<Option<Entry<LaunchTemplate>>, AwsError> {
    Ok(ask.tx.list::<LaunchTemplate>(ask.place)?.into_iter().find(|entry| entry.record.name == name))
}

fn no_name(name: &str) -> AwsError {
    let message = format!("At least one of the launch templates specified in the request does not exist: {name}");
    AwsError::new("InvalidLaunchTemplateName.NotFoundException", message)
}

fn described(ask: &Ask<'_>, id: &str, template: &LaunchTemplate) -> Result<Value, AwsError> {
    Ok(json!({
        "LaunchTemplateId": id, "LaunchTemplateName": template.name, "CreateTime": template.created_ms,
        "CreatedBy": template.created_by, "DefaultVersionNumber": 1, "LatestVersionNumber": 1, "Tags": Tags::of(ask, id)?.listed(),
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    launch_template_ids: Vec<String>,
    #[serde(default)]
    launch_template_names: Vec<String>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    let mut chosen = TEMPLATE.chosen::<LaunchTemplate>(ask, &input.launch_template_ids)?;
    if let Some(name) = input.launch_template_names.iter().find(|name| !chosen.iter().any(|entry| entry.record.name == **name)) {
        return Err(no_name(name));
    }
    let names = &input.launch_template_names;
    chosen.retain(|entry| names.is_empty() || names.contains(&entry.record.name));
    let mut all = Vec::new();
    for entry in chosen {
        all.push((entry.seq, described(ask, &entry.id, &entry.record)?));
    }
    paged("LaunchTemplates", all, input.max_results, input.next_token.as_deref())
}

/// Which template, by one of two.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Delete {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
}

pub(crate) fn delete(ask: &Ask<'_>, input: Delete) -> Result<Value, AwsError> {
    let (id, template) = one(ask, input.launch_template_id, input.launch_template_name)?;
    let gone = described(ask, &id, &template)?;
    ask.tx.delete::<LaunchTemplate>(ask.place, &id)?;
    Tags::forget(ask, &id)?;
    Ok(json!({ "LaunchTemplate": gone }))
}

fn one(ask: &Ask<'_>, id: Option<String>, name: Option<String>) -> Result<(String, LaunchTemplate), AwsError> {
    match (id, name) {
        (Some(id), None) => {
            let template = TEMPLATE.one(ask, &id)?;
            Ok((id, template))
        }
        (None, Some(name)) => named(ask, &name)?.map(|entry| (entry.id, entry.record)).ok_or_else(|| no_name(&name)),
        (Some(_), Some(_)) => {
            let message = "Either the launch template ID or the launch template name must be specified, but not both";
            Err(AwsError::new("InvalidParameterCombination", message))
        }
        (None, None) => Err(AwsError::missing("LaunchTemplateId")),
    }
}

/// The template of a launch, as RunInstances names it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Specification {
    launch_template_id: Option<String>,
    launch_template_name: Option<String>,
    version: Option<String>,
}

/// What the template says.
pub(super) fn launched(ask: &Ask<'_>, wanted: Specification) -> Result<LaunchTemplateData, AwsError> {
    let (id, template) = one(ask, wanted.launch_template_id, wanted.launch_template_name)?;
    match wanted.version.as_deref() {
        None | Some("1" | "$Default" | "$Latest") => Ok(template.launched),
        Some(version) => {
            let message = format!("Could not find the specified version {version} for the launch template with ID {id}.");
            Err(AwsError::new("InvalidLaunchTemplateId.VersionNotFound", message))
        }
    }
}
