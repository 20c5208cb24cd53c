//! AWS IAM, as far as it is asked before anything is done: what an account is called, and what a caller may do. Source: the
//! IAM API reference. The practice accounts deny nothing but what somebody wants them to deny, and a simulation is answered
//! from the same rule as the calls themselves.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::Ask;
use super::call::{CUSTOMER, SELLER};
use super::error::AwsError;
use super::pages;
use super::trouble;

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new("InvalidInput", message)
}

/// Cuts a page as IAM does, with `IsTruncated` beside the marker.
fn paged(member: &str, all: Vec<Value>, max_items: Option<i64>, marker: Option<&str>) -> Result<Value, AwsError> {
    let after = match marker {
        None => 0,
        Some(marker) => pages::resume(member, marker).ok_or_else(|| AwsError::new("ValidationError", "Invalid Marker."))?,
    };
    let limit = max_items.and_then(|most| usize::try_from(most).ok()).unwrap_or(100);
    let page = pages::cut(member, (1..).zip(all).collect(), after, limit);
    Ok(json!({ member: page.items, "IsTruncated": page.next.is_some(), "Marker": page.next }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListAccountAliases {
    marker: Option<String>,
    max_items: Option<i64>,
}

/// An account has one alias at most; those the world begins with are named by what they are.
pub(super) fn list_account_aliases(ask: &Ask<'_>, input: ListAccountAliases) -> Result<Value, AwsError> {
    let alias = match ask.place.account {
        SELLER => Some("practice-seller"),
        CUSTOMER => Some("practice-customer"),
        _ => None,
    };
    paged("AccountAliases", alias.map(|alias| json!(alias)).into_iter().collect(), input.max_items, input.marker.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct SimulatePrincipalPolicy {
    policy_source_arn: String,
    action_names: Vec<String>,
    #[serde(default)]
    resource_arns: Vec<String>,
    /// Conditions change nothing: what is denied here is denied under all of them.
    #[serde(default, rename = "ContextEntries")]
    _context: Vec<Value>,
    max_items: Option<i64>,
    marker: Option<String>,
}

/// Of sessions the role has to be named: a session's own ARN is refused, as AWS does.
pub(super) fn simulate_principal_policy(ask: &Ask<'_>, input: SimulatePrincipalPolicy) -> Result<Value, AwsError> {
    let source = &input.policy_source_arn;
    let parts: Vec<&str> = source.splitn(6, ':').collect();
    match parts.as_slice() {
        ["arn", "aws", "iam", "", account, entity] if ["user/", "role/", "group/"].iter().any(|kind| entity.starts_with(kind)) => {
            if *account != ask.place.account {
                return Err(AwsError::new("NoSuchEntity", format!("The entity {source} cannot be found.")));
            }
        }
        _ => return Err(invalid(format!("Invalid Entity Arn: {source} does not clearly define entity type and name."))),
    }
    let mut results = Vec::new();
    for action in &input.action_names {
        let named = action.split_once(':').is_some_and(|(service, name)| !service.is_empty() && !name.is_empty());
        if !named || action.contains('*') {
            return Err(invalid(format!("Invalid Action: {action}")));
        }
        let decision = if trouble::leaves_out(ask.tx, ask.place.account, action)? { "implicitDeny" } else { "allowed" };
        let specific = input.resource_arns.iter().map(|resource| {
            json!({ "EvalResourceName": resource, "EvalResourceDecision": decision, "MatchedStatements": [], "MissingContextValues": [] })
        });
        results.push(json!({
            "EvalActionName": action, "EvalResourceName": input.resource_arns.first().map_or("*", String::as_str),
            "EvalDecision": decision, "MatchedStatements": [], "MissingContextValues": [],
            "ResourceSpecificResults": specific.collect::<Vec<_>>(),
        }));
    }
    paged("EvaluationResults", results, input.max_items, input.marker.as_deref())
}
