//! AWS STS: who am I, and acting as a role in another account.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::{Ask, hex};
use super::call::Session;
use super::error::AwsError;
use crate::clock::real_ms;
use crate::state::Place;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GetCallerIdentity {}

pub(super) fn get_caller_identity(ask: &Ask<'_>, _: GetCallerIdentity) -> Result<Value, AwsError> {
    Ok(json!({ "Account": ask.place.account, "Arn": ask.caller, "UserId": ask.user_id }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct AssumeRole {
    role_arn: String,
    role_session_name: String,
    duration_seconds: Option<i64>,
    /// Any is accepted: the roles of the practice world trust everyone, and ask for no external id.
    #[serde(rename = "ExternalId")]
    _external_id: Option<String>,
}

/// Any role of any account can be assumed: the practice world plays no IAM.
pub(super) fn assume_role(ask: &Ask<'_>, input: AssumeRole) -> Result<Value, AwsError> {
    let parts: Vec<&str> = input.role_arn.splitn(6, ':').collect();
    let (account, role) = match parts.as_slice() {
        ["arn", "aws", "iam", "", account, resource] if account.len() == 12 && account.bytes().all(|digit| digit.is_ascii_digit()) => {
            (*account, resource.strip_prefix("role/").and_then(|path| path.rsplit('/').next()))
        }
        _ => ("", None),
    };
    let role =
        role.filter(|role| !role.is_empty()).ok_or_else(|| AwsError::new("ValidationError", format!("{} is invalid", input.role_arn)))?;
    let name = &input.role_session_name;
    let key = format!("ASIA{}", hex(16).to_uppercase());
    let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{name}");
    let role_id = format!("AROA{}", super::ask::fixed_hex(&[account, role], 17).to_uppercase());
    let user_id = format!("{role_id}:{name}");
    // Real time, not the world's: clients renew by the clock of the machine they run on.
    let expires_ms = real_ms() + input.duration_seconds.unwrap_or(3600) * 1000;
    let session = Session { account: account.to_owned(), arn: arn.clone(), user_id: user_id.clone(), expires_ms };
    ask.tx.put(Place::WORLD, &key, &session)?;
    Ok(json!({
        "Credentials": {
            "AccessKeyId": key,
            "SecretAccessKey": format!("practice{}", hex(30)),
            "SessionToken": format!("practice{}", hex(30)),
            "Expiration": expires_ms,
        },
        "AssumedRoleUser": { "AssumedRoleId": user_id, "Arn": arn },
    }))
}
