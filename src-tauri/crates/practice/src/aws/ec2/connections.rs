//! Connections to the caller's endpoint services. Nobody can make one yet: endpoints are not played.

use serde::Deserialize;
use serde_json::Value;

use super::filters::{Filter, Filters};
use super::paged;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(crate) fn describe(_: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    const KNOWN: [&str; 6] =
        ["ip-address-type", "service-id", "vpc-endpoint-id", "vpc-endpoint-owner", "vpc-endpoint-region", "vpc-endpoint-state"];
    Filters::of(input.filters, &KNOWN)?;
    paged("VpcEndpointConnections", Vec::new(), input.max_results, input.next_token.as_deref())
}
