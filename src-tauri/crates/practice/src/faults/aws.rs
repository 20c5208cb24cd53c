//! What can go wrong with AWS's answers.

use super::catalogue::{Area, Kind, Parameter, Takes};

/// `any`, `mutating`, `reading`, or an operation's name.
const ACTION: Parameter = Parameter { name: "action", takes: Takes::Text, default: "any" };
/// A Region's code; empty for every Region.
const REGION: Parameter = Parameter { name: "region", takes: Takes::Text, default: "" };

pub(super) const KINDS: &[Kind] = &[
    // Not carried out; the answer is an error.
    Kind {
        name: "call-fails",
        area: Area::Aws,
        counted: true,
        parameters: &[
            ACTION,
            REGION,
            Parameter {
                name: "error",
                takes: Takes::Choice(&["InternalError", "ServiceUnavailable", "RequestLimitExceeded", "Throttling"]),
                default: "InternalError",
            },
        ],
    },
    // Carried out; the answer comes late, in real seconds, for it is a real client that waits.
    Kind {
        name: "call-slow",
        area: Area::Aws,
        counted: true,
        parameters: &[ACTION, REGION, Parameter { name: "seconds", takes: Takes::Number { least: 1, most: 600 }, default: "10" }],
    },
];
