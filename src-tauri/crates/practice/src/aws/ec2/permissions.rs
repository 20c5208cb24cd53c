//! The allow list of an endpoint service. Source: ModifyVpcEndpointServicePermissions in the EC2 API reference, and
//! "Configure an endpoint service" in the PrivateLink guide.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::endpoint_services::{ENDPOINT_SERVICE, EndpointService};
use super::filters::{Filter, Filters, one};
use super::{capped, resumed};
use crate::aws::ask::{Ask, new_id};
use crate::aws::error::AwsError;
use crate::aws::pages;
use crate::aws::tags::Tags;
use crate::state::{Entry, Record, StateError};

/// One entry of an allow list, stored under `<service id>/<principal's ARN>`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct AllowedPrincipal {
    pub service_id: String,
    /// As it was given: an account's bare id stays one.
    pub principal: String,
    /// `All`, `Account`, `User` or `Role`.
    pub kind: String,
    /// `vpce-svc-perm-...`, which can be tagged.
    pub permission_id: String,
}

impl Record for AllowedPrincipal {
    const KIND: &'static str = "allowed-principal";
}

/// How the id of an entry begins.
const PERMISSION: &str = "vpce-svc-perm";

fn key(service_id: &str, principal: &str) -> String {
    format!("{service_id}/{principal}")
}

/// A principal's ARN (or `*`) and its type. An account may be given by its id alone; both are one entry.
fn principal(given: &str) -> Result<(String, &'static str), AwsError> {
    let invalid = || AwsError::new("InvalidPrincipal", format!("Invalid Principal: '{given}'"));
    if given == "*" {
        return Ok((given.to_owned(), "All"));
    }
    let account = |text: &str| text.len() == 12 && text.bytes().all(|digit| digit.is_ascii_digit());
    if account(given) {
        return Ok((format!("arn:aws:iam::{given}:root"), "Account"));
    }
    let parts: Vec<&str> = given.splitn(6, ':').collect();
    let (service, owner, resource) = match parts.as_slice() {
        ["arn", "aws", service, "", owner, resource] => (*service, *owner, *resource),
        _ if given.ends_with(".amazonaws.com") => ("service", "", ""),
        _ => return Err(invalid()),
    };
    if matches!(service, "organizations" | "service") {
        let message = format!("Principal type of '{given}' is not supported");
        return Err(AwsError::new("UnknownPrincipalType.Unsupported", message));
    }
    if service != "iam" || !account(owner) {
        return Err(invalid());
    }
    let name = |name: &str| {
        let fits = |letter: u8| letter.is_ascii_alphanumeric() || b"+=,.@_-".contains(&letter);
        (1..=64).contains(&name.len()) && name.bytes().all(fits)
    };
    // A role or user with a path can't be told from its ARN alone: only plain names are taken.
    match resource.split_once('/') {
        None if resource == "root" => Ok((given.to_owned(), "Account")),
        Some(("role", role)) if name(role) => Ok((given.to_owned(), "Role")),
        Some(("user", user)) if name(user) => Ok((given.to_owned(), "User")),
        _ => Err(invalid()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Modify {
    service_id: String,
    #[serde(default)]
    add_allowed_principals: Vec<String>,
    #[serde(default)]
    remove_allowed_principals: Vec<String>,
}

/// Either all of it happens or nothing. Adding what is there and removing what is not are no errors.
pub(crate) fn modify(ask: &Ask<'_>, input: Modify) -> Result<Value, AwsError> {
    let id = &input.service_id;
    ENDPOINT_SERVICE.one::<EndpointService>(ask, id)?;
    if input.add_allowed_principals.is_empty() && input.remove_allowed_principals.is_empty() {
        return Err(AwsError::missing("AddAllowedPrincipals or RemoveAllowedPrincipals"));
    }
    let mut added = Vec::new();
    for given in &input.add_allowed_principals {
        let (arn, kind) = principal(given)?;
        let key = key(id, &arn);
        let permission_id = new_id(PERMISSION);
        let allowed = AllowedPrincipal { service_id: id.clone(), principal: given.clone(), kind: kind.to_owned(), permission_id };
        if !ask.tx.put_new(ask.place, &key, &allowed)? {
            continue;
        }
        added.push(json!({
            "PrincipalType": kind, "Principal": allowed.principal, "ServicePermissionId": allowed.permission_id,
            "ServiceId": id,
        }));
    }
    for given in &input.remove_allowed_principals {
        let key = key(id, &principal(given)?.0);
        if let Some(allowed) = ask.tx.get::<AllowedPrincipal>(ask.place, &key)? {
            Tags::forget(ask, &allowed.permission_id)?;
            ask.tx.delete::<AllowedPrincipal>(ask.place, &key)?;
        }
    }
    Ok(json!({ "AddedPrincipals": added, "ReturnValue": true }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    service_id: String,
    #[serde(default)]
    filters: Vec<Filter>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// Read page by page from the store: allow lists are long.
pub(crate) fn describe(ask: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    const MEMBER: &str = "AllowedPrincipals";
    ENDPOINT_SERVICE.one::<EndpointService>(ask, &input.service_id)?;
    let filters = Filters::of(input.filters, &["principal", "principal-type"])?;
    let mut after = resumed(MEMBER, input.next_token.as_deref())?;
    let limit = capped(input.max_results, 5)?;
    let mut found: Vec<(i64, Value)> = Vec::new();
    // Hardly ever is an entry tagged: one question instead of one for each entry.
    let tagged = ask.tx.any::<Tags>(ask.place, PERMISSION)?;
    // One more than fits, to know whether there is a next page.
    while found.len() <= limit {
        let entries: Vec<Entry<AllowedPrincipal>> = ask.tx.page(ask.place, after, limit + 1)?;
        let Some(last) = entries.last() else { break };
        after = last.seq;
        for entry in entries.iter().filter(|entry| entry.record.service_id == input.service_id) {
            let allowed = &entry.record;
            let tags = if tagged { Tags::of(ask, &allowed.permission_id)? } else { Tags::default() };
            let passes = filters.pass(&tags, |name| match name {
                "principal" => one(&allowed.principal),
                _ => one(&allowed.kind),
            });
            if passes {
                let allowed = json!({
                    "PrincipalType": allowed.kind, "Principal": allowed.principal, "ServiceId": allowed.service_id,
                    "ServicePermissionId": allowed.permission_id, "Tags": tags.listed(),
                });
                found.push((entry.seq, allowed));
            }
        }
    }
    let page = pages::cut(MEMBER, found, 0, limit);
    Ok(json!({ MEMBER: page.items, "NextToken": page.next }))
}

/// Removes the whole allow list of a service that is deleted.
pub(crate) fn forget(ask: &Ask<'_>, service_id: &str) -> Result<(), StateError> {
    for entry in ask.tx.list::<AllowedPrincipal>(ask.place)? {
        if entry.record.service_id == service_id {
            Tags::forget(ask, &entry.record.permission_id)?;
            ask.tx.delete::<AllowedPrincipal>(ask.place, &entry.id)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_are_told_apart() {
        let kind = |given| principal(given).map(|(_, kind)| kind).map_err(|error| error.code);
        assert_eq!(kind("*"), Ok("All"));
        assert_eq!(principal("012345678901").unwrap().0, "arn:aws:iam::012345678901:root");
        assert_eq!(kind("arn:aws:iam::123456789012:role/reader"), Ok("Role"));
        assert_eq!(kind("arn:aws:iam::123456789012:user/ann"), Ok("User"));
        for bad in [
            "",
            "12345678901",
            "arn:aws:iam::123456789012:role/team/reader",
            "arn:aws:sts::123456789012:assumed-role/reader/session",
            "arn:aws:iam::12345678901:root",
            "arn:aws:s3:::bucket",
        ] {
            assert_eq!(kind(bad), Err("InvalidPrincipal".to_owned()), "{bad}");
        }
        assert_eq!(kind("ec2.amazonaws.com"), Err("UnknownPrincipalType.Unsupported".to_owned()));
    }
}
