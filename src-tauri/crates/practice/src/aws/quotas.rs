//! Service Quotas: the few that a seller runs into. Source: "Amazon VPC quotas", "AWS PrivateLink quotas" and "Quotas for
//! your Network Load Balancer", with the codes of the Service Quotas console.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ask::Ask;
use super::error::AwsError;
use super::limits::quota;
use super::pages;

/// Code and name of a service that has quotas here.
const SERVICES: [(&str, &str); 2] =
    [("vpc", "Amazon Virtual Private Cloud (Amazon VPC)"), ("elasticloadbalancing", "Elastic Load Balancing (ELB)")];

/// One quota: service, code, name, value.
type Quota = (&'static str, &'static str, &'static str, f64);

/// As they are unless somebody wants them otherwise.
fn quotas() -> [Quota; 5] {
    [
        ("vpc", "L-F678F1CE", "VPCs per Region", number(quota::VPCS.most)),
        ("vpc", "L-407747CB", "Subnets per VPC", number(quota::SUBNETS.most)),
        ("vpc", "L-29B6F2EB", "Interface VPC endpoints per VPC", number(quota::ENDPOINTS.most)),
        ("elasticloadbalancing", "L-69A177A2", "Network Load Balancers per Region", number(quota::LOAD_BALANCERS.most)),
        ("elasticloadbalancing", "L-EEF1AD04", "Targets per Network Load Balancer", 3000.0),
    ]
}

/// A quota as it holds for the caller's account.
fn applied(ask: &Ask<'_>, quota: Quota) -> Result<Value, AwsError> {
    let (service, code, ..) = quota;
    let held = match code {
        "L-F678F1CE" => Some(quota::VPCS.value(ask)?),
        "L-407747CB" => Some(quota::SUBNETS.value(ask)?),
        "L-29B6F2EB" => Some(quota::ENDPOINTS.value(ask)?),
        "L-69A177A2" => Some(quota::LOAD_BALANCERS.value(ask)?),
        _ => None,
    };
    let mut described = default(ask, quota);
    if let Some(members) = described.as_object_mut() {
        if let Some(held) = held {
            members.insert("Value".to_owned(), json!(number(held)));
        }
        members.insert("QuotaArn".to_owned(), json!(ask.arn("servicequotas", &format!("{service}/{code}"))));
        members.insert("QuotaAppliedAtLevel".to_owned(), json!("ACCOUNT"));
    }
    Ok(described)
}

/// A quota as it is unless it was raised: nobody's, so its ARN names no account.
fn default(ask: &Ask<'_>, (service, code, name, value): Quota) -> Value {
    json!({
        "ServiceCode": service, "ServiceName": name_of(service), "QuotaCode": code, "QuotaName": name, "Value": value,
        "QuotaArn": format!("arn:aws:servicequotas:{}::{service}/{code}", ask.place.region), "Unit": "None",
        "Adjustable": true, "GlobalQuota": false,
    })
}

fn name_of(service: &str) -> Option<&'static str> {
    SERVICES.iter().find(|(known, _)| *known == service).map(|(_, name)| *name)
}

/// Small whole numbers all of them.
#[allow(clippy::cast_precision_loss)]
fn number(most: usize) -> f64 {
    most as f64
}

fn absent(message: &str) -> AwsError {
    AwsError::new("NoSuchResourceException", message)
}

/// Cuts a page of at most 100, as every list here.
fn paged(member: &str, all: Vec<Value>, most: Option<i64>, token: Option<&str>) -> Result<Value, AwsError> {
    let after = match token {
        None => 0,
        Some(token) => pages::resume(member, token)
            .ok_or_else(|| AwsError::new("InvalidPaginationTokenException", "Invalid NextToken was provided."))?,
    };
    let limit = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(100);
    let page = pages::cut(member, (1..).zip(all).collect(), after, limit);
    Ok(json!({ member: page.items, "NextToken": page.next }))
}

/// The quotas of a service.
fn of(service: &str) -> Result<impl Iterator<Item = Quota>, AwsError> {
    if name_of(service).is_none() {
        return Err(absent("This service is not available in the current Region. Choose a different Region or a different service."));
    }
    Ok(quotas().into_iter().filter(move |(of, ..)| *of == service))
}

fn one(service: &str, code: &str) -> Result<Quota, AwsError> {
    let found = of(service)?.find(|(_, known, ..)| *known == code);
    found.ok_or_else(|| absent("The request failed because the specified quota does not exist."))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Services {
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(super) fn services(_: &Ask<'_>, input: Services) -> Result<Value, AwsError> {
    let services = SERVICES.iter().map(|(code, name)| json!({ "ServiceCode": code, "ServiceName": name }));
    paged("Services", services.collect(), input.max_results, input.next_token.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Get {
    service_code: String,
    quota_code: String,
}

pub(super) fn get(ask: &Ask<'_>, input: Get) -> Result<Value, AwsError> {
    Ok(json!({ "Quota": applied(ask, one(&input.service_code, &input.quota_code)?)? }))
}

pub(super) fn get_default(ask: &Ask<'_>, input: Get) -> Result<Value, AwsError> {
    Ok(json!({ "Quota": default(ask, one(&input.service_code, &input.quota_code)?) }))
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
    let of_account = input.quota_applied_at_level.as_deref().is_none_or(|level| level != "RESOURCE");
    let wanted = of(&input.service_code)?
        .filter(|(_, code, ..)| of_account && input.quota_code.as_deref().is_none_or(|given| given == *code))
        .map(|quota| applied(ask, quota))
        .collect::<Result<_, _>>()?;
    paged("Quotas", wanted, input.max_results, input.next_token.as_deref())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct ListDefault {
    service_code: String,
    next_token: Option<String>,
    max_results: Option<i64>,
}

pub(super) fn list_default(ask: &Ask<'_>, input: ListDefault) -> Result<Value, AwsError> {
    let quotas = of(&input.service_code)?.map(|quota| default(ask, quota));
    paged("Quotas", quotas.collect(), input.max_results, input.next_token.as_deref())
}
