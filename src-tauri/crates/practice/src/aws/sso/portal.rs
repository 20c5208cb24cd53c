//! The portal behind a token: which accounts and roles its user has, and credentials for them.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{ASSIGNED, Token, USER};
use crate::aws::ask::{Ask, fixed_hex, hex};
use crate::aws::call::Session;
use crate::aws::error::AwsError;
use crate::aws::pages;
use crate::clock::real_ms;
use crate::state::Place;

/// What a permission set's session lasts unless it says otherwise ("Set session duration" in the IAM Identity Center User Guide).
const CREDENTIALS_LAST_MS: i64 = 3_600_000;

pub(super) fn signed_out() -> AwsError {
    AwsError::new("UnauthorizedException", "Session token not found or invalid")
}

/// Not in the model, and what the portal says to a role that was not given.
pub(super) fn forbidden() -> AwsError {
    AwsError::with_status(403, "ForbiddenException", "No access")
}

fn admit(ask: &Ask<'_>, token: &str) -> Result<(), AwsError> {
    let there: Option<Token> = ask.tx.get(Place::WORLD, token)?;
    there.filter(|there| there.expires_ms > real_ms()).map(drop).ok_or_else(signed_out)
}

fn page(member: &str, all: Vec<Value>, most: Option<i64>, token: Option<&str>) -> Result<Value, AwsError> {
    let after = match token {
        None => 0,
        Some(token) => pages::resume(member, token).ok_or_else(|| AwsError::new("InvalidRequestException", "The token is not valid."))?,
    };
    let limit = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(100);
    let page = pages::cut(member, (1..).zip(all).collect(), after, limit);
    Ok(json!({ member: page.items, "nextToken": page.next }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::aws) struct ListAccounts {
    access_token: String,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(in crate::aws) fn list_accounts(ask: &Ask<'_>, input: ListAccounts) -> Result<Value, AwsError> {
    admit(ask, &input.access_token)?;
    let told = |(id, name, mail, _): &(&str, &str, &str, &[&str])| json!({ "accountId": id, "accountName": name, "emailAddress": mail });
    page("accountList", ASSIGNED.iter().map(told).collect(), input.max_results, input.next_token.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::aws) struct ListAccountRoles {
    access_token: String,
    account_id: String,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(in crate::aws) fn list_account_roles(ask: &Ask<'_>, input: ListAccountRoles) -> Result<Value, AwsError> {
    admit(ask, &input.access_token)?;
    let assigned = ASSIGNED.iter().find(|(id, ..)| *id == input.account_id).ok_or_else(forbidden)?;
    let told = |role: &&str| json!({ "roleName": role, "accountId": assigned.0 });
    page("roleList", assigned.3.iter().map(told).collect(), input.max_results, input.next_token.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::aws) struct GetRoleCredentials {
    access_token: String,
    account_id: String,
    role_name: String,
}

/// The role is one that Identity Center made for the permission set: its name and session are as AWS writes them.
pub(in crate::aws) fn get_role_credentials(ask: &Ask<'_>, input: GetRoleCredentials) -> Result<Value, AwsError> {
    admit(ask, &input.access_token)?;
    let (account, set) = (&input.account_id, &input.role_name);
    let given = ASSIGNED.iter().any(|(id, _, _, roles)| id == account && roles.contains(&set.as_str()));
    if !given {
        return Err(forbidden());
    }
    let role = format!("AWSReservedSSO_{set}_{}", fixed_hex(&[account, set], 16));
    let expires_ms = real_ms() + CREDENTIALS_LAST_MS;
    let session = Session {
        account: account.clone(),
        arn: format!("arn:aws:sts::{account}:assumed-role/{role}/{USER}"),
        user_id: format!("AROA{}:{USER}", fixed_hex(&[account, &role], 17).to_uppercase()),
        expires_ms,
    };
    let key = format!("ASIA{}", hex(16).to_uppercase());
    ask.tx.put(Place::WORLD, &key, &session)?;
    Ok(json!({ "roleCredentials": {
        "accessKeyId": key,
        "secretAccessKey": format!("practice{}", hex(30)),
        "sessionToken": format!("practice{}", hex(30)),
        "expiration": expires_ms,
    } }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::aws) struct Logout {
    access_token: String,
}

pub(in crate::aws) fn logout(ask: &Ask<'_>, input: Logout) -> Result<Value, AwsError> {
    admit(ask, &input.access_token)?;
    ask.tx.delete::<Token>(Place::WORLD, &input.access_token)?;
    Ok(json!({}))
}
