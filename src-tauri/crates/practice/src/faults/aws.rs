//! What can go wrong with AWS's answers, by name.

use super::catalogue::{Area, Kind, Parameter, Takes};
use crate::aws::limits::quota;

/// `any`, `mutating`, `reading`, or operations as a policy names them, `*` and `?` included, with or without the service
/// before them: `CreateVpcEndpoint`, `Create*`, `ec2:Create*`.
const ACTION: Parameter = Parameter { name: "action", takes: Takes::Text, default: "any" };
/// A Region's code; empty for every Region.
const REGION: Parameter = Parameter { name: "region", takes: Takes::Text, default: "" };
/// Whose calls.
const ACCOUNT: Parameter = Parameter { name: "account", takes: Takes::Choice(&["seller", "customer", "any"]), default: "seller" };

/// A kind that strikes single calls.
const fn counted(name: &'static str, parameters: &'static [Parameter]) -> Kind {
    Kind { name, area: Area::Aws, counted: true, parameters }
}

/// A kind that stands until it is ended.
const fn standing(name: &'static str, parameters: &'static [Parameter]) -> Kind {
    Kind { name, area: Area::Aws, counted: false, parameters }
}

/// What `call-fails` can answer; each service says it in its own code.
const ERRORS: &[&str] =
    &["InternalError", "ServiceUnavailable", "Throttling", "AccessDenied", "ExpiredToken", "InvalidParameter", "InsufficientCapacity"];

pub(super) const KINDS: &[Kind] = &[
    // Not carried out; the answer is an error.
    counted("call-fails", &[ACTION, REGION, Parameter { name: "error", takes: Takes::Choice(ERRORS), default: "InternalError" }]),
    // Carried out; the answer comes late, in real seconds, for it is a real client that waits.
    counted("call-slow", &[ACTION, REGION, Parameter { name: "seconds", takes: Takes::Number { least: 1, most: 600 }, default: "10" }]),
    // Taken, never carried out, never answered: until the client goes.
    counted("call-times-out", &[ACTION, REGION]),
    // Taken, not carried out; the connection is reset.
    counted("call-is-reset", &[ACTION, REGION]),
    // Carried out and stored; the connection ends before the answer, or in the middle of its body.
    counted(
        "call-is-cut",
        &[ACTION, REGION, Parameter { name: "where", takes: Takes::Choice(&["before-answer", "within-answer"]), default: "before-answer" }],
    ),
    // Not carried out; a proxy answers with a page of its own.
    counted("answer-garbled", &[ACTION, REGION, Parameter { name: "status", takes: Takes::Choice(&["200", "502"]), default: "502" }]),
    // Every call is answered as one whose session is over.
    standing("credentials-expire", &[ACCOUNT]),
    // What a policy does not allow, and SimulatePrincipalPolicy says so.
    standing("access-denied", &[Parameter { name: "action", takes: Takes::Text, default: "ec2:CreateVpcEndpoint*" }, ACCOUNT]),
    // Calls of that Region are answered by 503, or not at all.
    standing(
        "region-is-down",
        &[REGION, Parameter { name: "how", takes: Takes::Choice(&["unavailable", "closed"]), default: "unavailable" }],
    ),
    // A Region that the account has not opted into; empty for every Region that needs it.
    standing("region-not-enabled", &[REGION]),
    // The account may have so many of them, and no more.
    standing(
        "quota",
        &[
            Parameter { name: "quota", takes: Takes::Choice(quota::NAMES), default: "load-balancers" },
            Parameter { name: "value", takes: Takes::Number { least: 0, most: 1_000_000 }, default: "0" },
            ACCOUNT,
        ],
    ),
    // The clock of the computer is wrong by so many minutes, so that its signatures are too old or not valid yet.
    standing(
        "clock-skew",
        &[
            Parameter { name: "minutes", takes: Takes::Number { least: 16, most: 1440 }, default: "30" },
            Parameter { name: "direction", takes: Takes::Choice(&["behind", "ahead"]), default: "behind" },
        ],
    ),
    // What is created is unknown to reads, and to calls that name it, for so long (world time).
    standing("fresh-ids-unknown", &[Parameter { name: "seconds", takes: Takes::Number { least: 1, most: 600 }, default: "15" }]),
    // A program that signs a user in asks for her token, and is told something else, whatever she answered in the browser.
    counted("sign-in-fails", &[Parameter { name: "how", takes: Takes::Choice(&["denied", "expired", "slow-down"]), default: "denied" }]),
];
