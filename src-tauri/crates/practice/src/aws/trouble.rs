//! What goes wrong on demand with AWS's answers. The catalogue is `crate::faults::aws`; here is what each does to a call.

use std::time::Duration;

use time::OffsetDateTime;
use time::macros::format_description;

use super::call::{CUSTOMER, Call, SELLER};
use super::error::AwsError;
use super::regions;
use super::sso;
use super::wildcard::matches;
use crate::clock::real_ms;
use crate::faults::{Fault, Faults};
use crate::shapes::Protocol;
use crate::state::{Place, StateError, Tx};

/// What becomes of a call that never reaches AWS's own code; it is not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mishap {
    /// No answer, for as long as the client waits.
    Unanswered,
    /// The connection is reset.
    Reset,
    /// The connection is closed in good order.
    Closed,
    /// A proxy's page, with that status.
    Page(u16),
}

/// How the answer to a call that was carried out gets lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loss {
    /// Nothing of it arrives.
    Whole,
    /// Half of its body arrives.
    Half,
}

/// What keeps the call from AWS.
pub(crate) fn mishap(faults: &Faults, call: &Call) -> Option<Mishap> {
    let strikes = |name| faults.strike(name, |fault| meant(fault, call));
    if faults.standing("region-is-down", |fault| in_region(fault, call) && fault.text("how") == "closed").is_some() {
        return Some(Mishap::Closed);
    }
    if strikes("call-times-out").is_some() {
        return Some(Mishap::Unanswered);
    }
    if strikes("call-is-reset").is_some() {
        return Some(Mishap::Reset);
    }
    strikes("answer-garbled").map(|fault| Mishap::Page(if fault.text("status") == "200" { 200 } else { 502 }))
}

/// Whether the answer gets lost.
pub(crate) fn loss(faults: &Faults, call: &Call) -> Option<Loss> {
    let fault = faults.strike("call-is-cut", |fault| meant(fault, call))?;
    Some(if fault.text("where") == "within-answer" { Loss::Half } else { Loss::Whole })
}

/// How long the call's answer is late.
pub(crate) fn lateness(faults: &Faults, call: &Call) -> Option<Duration> {
    let fault = faults.strike("call-slow", |fault| meant(fault, call))?;
    Some(Duration::from_secs(fault.number("seconds")))
}

/// The error that stands for the call's answer, when one was asked for; the call is not carried out then.
pub(super) fn refusal(faults: &Faults, call: &Call) -> Option<AwsError> {
    if faults.active().is_empty() {
        return None;
    }
    if faults.standing("region-is-down", |fault| in_region(fault, call) && fault.text("how") != "closed").is_some() {
        return Some(unavailable());
    }
    if call.open() {
        return sso::refusal(faults, call);
    }
    if let Some(skew) = faults.standing("clock-skew", |_| true) {
        return Some(skewed(call.protocol(), &skew));
    }
    if faults.standing("region-not-enabled", |fault| not_enabled(fault, call)).is_some() {
        return Some(unknown_key(call.protocol()));
    }
    if faults.standing("credentials-expire", |fault| of_account(fault, &call.account)).is_some() {
        return Some(expired_key(call.protocol()));
    }
    let action = call.policy_action();
    if faults.standing("access-denied", |fault| denies(fault, &call.account, &action)).is_some() {
        return Some(denied(call, &action));
    }
    let fault = faults.strike("call-fails", |fault| meant(fault, call))?;
    Some(match fault.text("error") {
        "ServiceUnavailable" => unavailable(),
        "Throttling" => throttled(call),
        "AccessDenied" => denied(call, &action),
        "ExpiredToken" => expired_key(call.protocol()),
        "InsufficientCapacity" => full(call),
        "InvalidParameter" => match call.protocol() {
            Protocol::Ec2 => AwsError::with_status(400, "InvalidParameterValue", "A parameter has an invalid value."),
            Protocol::Json => AwsError::with_status(400, "ValidationException", "A parameter has an invalid value."),
            Protocol::RestXml => AwsError::with_status(400, "InvalidInput", "A parameter has an invalid value."),
            _ => AwsError::with_status(400, "ValidationError", "A parameter has an invalid value."),
        },
        _ => {
            let code = if call.protocol() == Protocol::Ec2 { "InternalError" } else { "InternalFailure" };
            AwsError::with_status(500, code, "An internal error has occurred")
        }
    })
}

/// Whether the account's policies leave out an action (`ec2:CreateVpc`), as [`refusal`] sees it: for simulations. What
/// everybody may do whatever the policies say is not among them.
pub(super) fn leaves_out(tx: &Tx<'_>, account: &str, action: &str) -> Result<bool, StateError> {
    let active = tx.list::<Fault>(Place::WORLD)?;
    Ok(active.iter().any(|entry| entry.record.name == "access-denied" && denies(&entry.record, account, action)))
}

/// Whether a fault means such a call.
pub(super) fn meant(fault: &Fault, call: &Call) -> bool {
    let action = match fault.text("action") {
        "any" => true,
        "mutating" => call.mutating,
        "reading" => !call.mutating,
        pattern if pattern.contains(':') => matches(pattern, &call.policy_action()),
        pattern => matches(pattern, &call.action),
    };
    action && in_region(fault, call)
}

fn in_region(fault: &Fault, call: &Call) -> bool {
    ["", call.region.as_str()].contains(&fault.text("region"))
}

fn not_enabled(fault: &Fault, call: &Call) -> bool {
    match fault.text("region") {
        "" => regions::all().any(|(code, opt_in)| opt_in && code == call.region),
        region => region == call.region,
    }
}

pub(super) fn of_account(fault: &Fault, account: &str) -> bool {
    match fault.text("account") {
        "seller" => account == SELLER,
        "customer" => account == CUSTOMER,
        _ => true,
    }
}

/// GetCallerIdentity needs no permission (AWS STS API reference), so no policy can leave it out.
fn denies(fault: &Fault, account: &str, action: &str) -> bool {
    of_account(fault, account) && action != "sts:GetCallerIdentity" && matches(fault.text("action"), action)
}

pub(super) fn unavailable() -> AwsError {
    AwsError::with_status(503, "ServiceUnavailable", "Service is unable to handle request.")
}

/// Too many requests, as each service says it: EC2 by 503 ("Request throttling for the Amazon EC2 API"), Elastic Load
/// Balancing by `ThrottlingException` ("Request throttling for the Elastic Load Balancing API"), Service Quotas by an
/// exception of its model, the others by `Throttling` or its exception ("Common errors").
pub(super) fn throttled(call: &Call) -> AwsError {
    let code = match (call.service.as_str(), call.protocol()) {
        (_, Protocol::Ec2) => return AwsError::with_status(503, "RequestLimitExceeded", "Request limit exceeded."),
        ("elasticloadbalancing", _) => "ThrottlingException",
        ("servicequotas", _) => "TooManyRequestsException",
        ("awsssoportal", _) => return AwsError::new("TooManyRequestsException", "HTTP 429 Unknown Code"),
        ("sso-oauth", _) => return AwsError::new("SlowDownException", "The client is asking too often."),
        (_, Protocol::Json) => "ThrottlingException",
        _ => "Throttling",
    };
    AwsError::with_status(400, code, "Rate exceeded")
}

/// A zone that has no room left. EC2 is the only service that says so, with a code of its own for instances ("Error codes for the Amazon EC2
/// API", server errors); the others are unavailable.
fn full(call: &Call) -> AwsError {
    let words = "We currently do not have sufficient capacity in the Availability Zone you requested. Our system will be working on \
                 provisioning additional capacity.";
    match (call.protocol(), call.action.as_str()) {
        (Protocol::Ec2, "RunInstances" | "StartInstances") => AwsError::with_status(500, "InsufficientInstanceCapacity", words),
        (Protocol::Ec2, _) => AwsError::with_status(500, "InsufficientCapacity", words),
        _ => unavailable(),
    }
}

fn denied(call: &Call, action: &str) -> AwsError {
    let who = &call.caller;
    let reason = format!("User: {who} is not authorized to perform: {action} because no identity-based policy allows the {action} action");
    match call.protocol() {
        Protocol::Ec2 => {
            AwsError::with_status(403, "UnauthorizedOperation", format!("You are not authorized to perform this operation. {reason}"))
        }
        Protocol::Json => AwsError::with_status(400, "AccessDeniedException", reason),
        _ => AwsError::with_status(403, "AccessDenied", reason),
    }
}

/// A key whose session is over.
pub(super) fn expired_key(protocol: Protocol) -> AwsError {
    let expired = "The security token included in the request is expired";
    match protocol {
        Protocol::Ec2 => AwsError::with_status(400, "RequestExpired", "Request has expired."),
        Protocol::Json => AwsError::with_status(400, "ExpiredTokenException", expired),
        _ => AwsError::with_status(403, "ExpiredToken", expired),
    }
}

/// A key that nobody knows, or not in that Region.
pub(super) fn unknown_key(protocol: Protocol) -> AwsError {
    let unknown = "The security token included in the request is invalid.";
    let ec2 = "AWS was not able to validate the provided access credentials";
    match protocol {
        Protocol::Ec2 => AwsError::with_status(401, "AuthFailure", ec2),
        Protocol::Json => AwsError::with_status(400, "UnrecognizedClientException", unknown),
        _ => AwsError::with_status(403, "InvalidClientTokenId", unknown),
    }
}

/// A signature of another time. EC2 allows 15 minutes (`RequestExpired` in the EC2 API reference, "Error codes"), the others
/// five ("Troubleshoot Signature Version 4 signing").
fn skewed(protocol: Protocol, skew: &Fault) -> AwsError {
    const ALLOWED: i64 = 5;
    let minutes = i64::try_from(skew.number("minutes")).unwrap_or_default();
    let ahead = skew.text("direction") == "ahead";
    let now = real_ms() / 1000;
    let (client, bound) = if ahead { (now + minutes * 60, now + ALLOWED * 60) } else { (now - minutes * 60, now - ALLOWED * 60) };
    let (client, bound, server) = (stamp(client), stamp(bound), stamp(now));
    let message = match ahead {
        true => format!("Signature not yet current: {client} is still later than {bound} ({server} + {ALLOWED} min.)"),
        false => format!("Signature expired: {client} is now earlier than {bound} ({server} - {ALLOWED} min.)"),
    };
    match protocol {
        Protocol::Ec2 => AwsError::with_status(400, "RequestExpired", "Request has expired."),
        Protocol::Json => AwsError::with_status(400, "InvalidSignatureException", message),
        _ => AwsError::with_status(403, "SignatureDoesNotMatch", message),
    }
}

/// `20260102T030405Z`, from seconds since the epoch.
fn stamp(seconds: i64) -> String {
    let format = format_description!("[year][month][day]T[hour][minute][second]Z");
    OffsetDateTime::from_unix_timestamp(seconds).ok().and_then(|time| time.format(format).ok()).unwrap_or_default()
}
