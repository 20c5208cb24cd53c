//! AWS IAM, as far as it is asked before anything is done: what an account is called, and what a caller may do. Source: the
//! IAM API reference. The practice accounts deny nothing but what somebody wants them to deny, and a simulation is answered
//! from the same rule as the calls themselves.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::Ask;
use super::call::{CUSTOMER, SELLER};
use super::error::AwsError;
use super::pages;
use super::trouble;
use crate::state::{Place, Record};

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

pub(super) fn list_account_aliases(ask: &Ask<'_>, input: ListAccountAliases) -> Result<Value, AwsError> {
    let alias = alias(ask, ask.place.account)?;
    paged("AccountAliases", alias.map(|alias| json!(alias)).into_iter().collect(), input.max_items, input.marker.as_deref())
}

/// What an account is called since that was last said; none when it was taken back. IAM knows no Regions.
#[derive(Serialize, Deserialize)]
struct Alias(Option<String>);

impl Record for Alias {
    const KIND: &'static str = "account-alias";
}

/// The one place of an account's alias.
fn place(account: &str) -> Place<'_> {
    Place { account, region: "" }
}

/// An account has one alias at most; those the world begins with are named by what they are.
fn alias(ask: &Ask<'_>, account: &str) -> Result<Option<String>, AwsError> {
    if let Some(Alias(said)) = ask.tx.get(place(account), Alias::KIND)? {
        return Ok(said);
    }
    Ok(match account {
        SELLER => Some("practice-seller".to_owned()),
        CUSTOMER => Some("practice-customer".to_owned()),
        _ => None,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AccountAlias {
    account_alias: String,
}

/// Takes the place of the alias that the account had. Aliases are unique among all accounts.
pub(super) fn create_account_alias(ask: &Ask<'_>, input: AccountAlias) -> Result<Value, AwsError> {
    let wanted = input.account_alias;
    let named = ask.tx.everywhere::<Alias>()?.into_iter().map(|entry| entry.account);
    for account in named.chain([SELLER.to_owned(), CUSTOMER.to_owned()]) {
        if account != ask.place.account && alias(ask, &account)?.as_ref() == Some(&wanted) {
            return Err(AwsError::new("EntityAlreadyExists", format!("The account alias {wanted} already exists.")));
        }
    }
    ask.tx.put(place(ask.place.account), Alias::KIND, &Alias(Some(wanted)))?;
    Ok(json!({}))
}

pub(super) fn delete_account_alias(ask: &Ask<'_>, input: AccountAlias) -> Result<Value, AwsError> {
    if alias(ask, ask.place.account)?.as_ref() != Some(&input.account_alias) {
        return Err(AwsError::new("NoSuchEntity", format!("The account alias {} cannot be found.", input.account_alias)));
    }
    ask.tx.put(place(ask.place.account), Alias::KIND, &Alias(None))?;
    Ok(json!({}))
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
