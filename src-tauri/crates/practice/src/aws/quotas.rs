//! Service Quotas: the few that a seller runs into. Source: "Amazon VPC quotas", "AWS PrivateLink quotas" and "Quotas for
//! your Network Load Balancer", with the codes of the Service Quotas console.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::Ask;
use super::ec2::{endpoint, vpcs};
use super::error::AwsError;
use super::pages;

/// Code and name of a service that has quotas here.
const SERVICES: [(&str, &str); 2] =
    [("vpc", "Amazon Virtual Private Cloud (Amazon VPC)"), ("elasticloadbalancing", "Elastic Load Balancing (ELB)")];

/// One quota: service, code, name, value.
type Quota = (&'static str, &'static str, &'static str, f64);

fn quotas() -> [Quota; 4] {
    // Small whole numbers all of them.
    #[allow(clippy::cast_precision_loss)]
    let number = |most: usize| most as f64;
    [
        ("vpc", "L-F678F1CE", "VPCs per Region", number(vpcs::MOST)),
        ("vpc", "L-29B6F2EB", "Interface VPC endpoints per VPC", number(endpoint::MOST_IN_VPC)),
        ("elasticloadbalancing", "L-69A177A2", "Network Load Balancers per Region", 50.0),
        ("elasticloadbalancing", "L-EEF1AD04", "Targets per Network Load Balancer", 3000.0),
    ]
}

fn described(ask: &Ask<'_>, (service, code, name, value): Quota) -> Value {
    let service_name = SERVICES.iter().find(|(known, _)| *known == service).map(|(_, name)| name);
    json!({
        "ServiceCode": service, "ServiceName": service_name, "QuotaCode": code, "QuotaName": name, "Value": value,
        "QuotaArn": ask.arn("servicequotas", &format!("{service}/{code}")), "Unit": "None", "Adjustable": true,
        "GlobalQuota": false, "QuotaAppliedAtLevel": "ACCOUNT",
    })
}

fn absent(message: &str) -> AwsError {
    AwsError::new("NoSuchResourceException", message)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Get {
    service_code: String,
    quota_code: String,
}

pub(super) fn get(ask: &Ask<'_>, input: Get) -> Result<Value, AwsError> {
    let found = quotas().into_iter().find(|(service, code, ..)| *service == input.service_code && *code == input.quota_code);
    let quota = found.ok_or_else(|| absent("The request failed because the specified quota does not exist."))?;
    Ok(json!({ "Quota": described(ask, quota) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct List {
    service_code: String,
    quota_code: Option<String>,
    /// All of them hold for the account as a whole.
    quota_applied_at_level: Option<String>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(super) fn list(ask: &Ask<'_>, input: List) -> Result<Value, AwsError> {
    const MEMBER: &str = "Quotas";
    if !SERVICES.iter().any(|(code, _)| *code == input.service_code) {
        return Err(absent("The request failed because the specified service does not exist."));
    }
    let after = match &input.next_token {
        None => 0,
        Some(token) => pages::resume(MEMBER, token)
            .ok_or_else(|| AwsError::new("InvalidPaginationTokenException", "Invalid NextToken was provided."))?,
    };
    let of_account = input.quota_applied_at_level.as_deref().is_none_or(|level| level != "RESOURCE");
    let wanted = quotas().into_iter().filter(|(service, code, ..)| {
        of_account && *service == input.service_code && input.quota_code.as_deref().is_none_or(|given| given == *code)
    });
    let limit = input.max_results.and_then(|most| usize::try_from(most).ok()).unwrap_or(100);
    let page = pages::cut(MEMBER, (1..).zip(wanted.map(|quota| described(ask, quota))).collect(), after, limit);
    Ok(json!({ MEMBER: page.items, "NextToken": page.next }))
}
