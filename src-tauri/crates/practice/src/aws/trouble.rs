//! What goes wrong on demand with AWS's answers.

use std::time::Duration;

use super::call::Call;
use super::error::AwsError;
use crate::faults::{Fault, Faults};

/// The error that stands for the call's answer, when one was asked for; the call is not carried out then.
pub(super) fn refusal(faults: &Faults, call: &Call) -> Option<AwsError> {
    let fault = faults.strike("call-fails", |fault| meant(fault, call))?;
    let (status, message) = match fault.text("error") {
        "ServiceUnavailable" => (503, "Service is unable to handle request."),
        "RequestLimitExceeded" => (503, "Request limit exceeded."),
        "Throttling" => (400, "Rate exceeded"),
        _ => (500, "An internal error has occurred"),
    };
    Some(AwsError::with_status(status, fault.text("error"), message))
}

/// How long the call's answer is late.
pub(crate) fn lateness(faults: &Faults, call: &Call) -> Option<Duration> {
    let fault = faults.strike("call-slow", |fault| meant(fault, call))?;
    Some(Duration::from_secs(fault.number("seconds")))
}

/// Whether a fault means such a call.
fn meant(fault: &Fault, call: &Call) -> bool {
    let action = match fault.text("action") {
        "any" => true,
        "mutating" => call.mutating,
        "reading" => !call.mutating,
        action => action == call.action,
    };
    action && ["", call.region.as_str()].contains(&fault.text("region"))
}
