//! Tags, kept beside every resource under its id (EC2) or ARN (the others).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::Ask;
use super::error::AwsError;
use crate::state::{Record, StateError};

/// The tags of one resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tags(pub BTreeMap<String, String>);

impl Record for Tags {
    const KIND: &'static str = "tags";
}

/// One tag as requests carry it. ACM and EC2 allow a tag without a value.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Tag {
    #[serde(default)]
    pub key: String,
    #[serde(default)]
    pub value: String,
}

/// How a service names the errors about tags.
pub(crate) struct TagErrors {
    pub duplicate: &'static str,
    pub too_many: &'static str,
    pub reserved: &'static str,
}

/// Most tags one resource may carry, in every service here.
const MOST: usize = 50;

impl Tags {
    pub fn of(ask: &Ask<'_>, id: &str) -> Result<Tags, StateError> {
        Ok(ask.tx.get(ask.place, id)?.unwrap_or_default())
    }

    /// Stores them; none is no record.
    pub fn store(&self, ask: &Ask<'_>, id: &str) -> Result<(), StateError> {
        if self.0.is_empty() {
            return ask.tx.delete::<Tags>(ask.place, id).map(drop);
        }
        ask.tx.put(ask.place, id, self)
    }

    pub fn forget(ask: &Ask<'_>, id: &str) -> Result<(), StateError> {
        Tags::default().store(ask, id)
    }

    /// Adds tags, replacing values of keys that are there. Keys that begin with `aws:` are AWS's own.
    pub fn add(&mut self, given: &[Tag], errors: &TagErrors) -> Result<(), AwsError> {
        let mut seen = BTreeMap::new();
        for tag in given {
            if tag.key.to_ascii_lowercase().starts_with("aws:") {
                let message = format!("Tag keys starting with 'aws:' are reserved for internal use: {}", tag.key);
                return Err(AwsError::new(errors.reserved, message));
            }
            if seen.insert(&tag.key, ()).is_some() {
                return Err(AwsError::new(errors.duplicate, format!("Duplicate tag key '{}' specified.", tag.key)));
            }
            self.0.insert(tag.key.clone(), tag.value.clone());
        }
        if self.0.len() > MOST {
            return Err(AwsError::new(errors.too_many, format!("A resource can have at most {MOST} tags.")));
        }
        Ok(())
    }

    /// As answers carry them that leave an empty list out (EC2, of instances).
    pub fn listed_if_any(&self) -> Value {
        if self.0.is_empty() { Value::Null } else { self.listed() }
    }

    /// As answers carry them.
    pub fn listed(&self) -> Value {
        self.0.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
    }
}
