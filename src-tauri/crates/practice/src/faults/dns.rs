//! What can go wrong with the name servers.

use super::catalogue::{Area, Kind, Parameter, Takes};

/// A name server's host name, or `all`.
const SERVER: Parameter = Parameter { name: "server", takes: Takes::Text, default: "all" };

pub(super) const KINDS: &[Kind] = &[
    // Questions get no answer at all.
    Kind { name: "server-silent", area: Area::Dns, counted: false, parameters: &[SERVER] },
];
