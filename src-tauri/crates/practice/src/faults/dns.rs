//! What can go wrong with the name servers. All of it lasts until it is ended, and ending it restores everything: what the
//! registrar's form stores is never touched.
//!
//! `server` is a host name, or a group: `roots`, `registry` (the TLDs), `seller` (the two servers of the seller's zone),
//! `seller-operations` (the four that Seller Operations name), `aws` (every other server of AWS), `all`.

use super::catalogue::{Area, Kind, Parameter, Takes};

const SERVERS: Takes = Takes::Choice(&[
    "all",
    "roots",
    "registry",
    "seller",
    "seller-operations",
    "aws",
    "a.roots.example",
    "b.roots.example",
    "a.registry.example",
    "b.registry.example",
    "ns1.dns-host.example",
    "ns2.dns-host.example",
    "ns-2101.awsdns-71.com",
    "ns-2202.awsdns-72.net",
    "ns-2303.awsdns-73.org",
    "ns-2404.awsdns-74.co.uk",
]);

/// Who does it wrong, as a rule a server on which the delegated name should be.
const SERVER: Parameter = Parameter { name: "server", takes: SERVERS, default: "seller-operations" };
/// One of the seller's two, so that the two differ.
const SECONDARY: Parameter = Parameter { name: "server", takes: SERVERS, default: "ns2.dns-host.example" };
/// The parent's servers that tell a wrong delegation.
const PARENT: Parameter = Parameter { name: "server", takes: SERVERS, default: "all" };
/// With which zone it does so; empty: with every zone that it carries.
const ZONE: Parameter = Parameter { name: "zone", takes: Takes::Text, default: "" };
/// The delegated name; empty: every name that is delegated in the seller's zone.
const CUT: Parameter = Parameter { name: "zone", takes: Takes::Text, default: "" };

const fn lasting(name: &'static str, parameters: &'static [Parameter]) -> Kind {
    Kind { name, area: Area::Dns, counted: false, parameters }
}

pub(super) const KINDS: &[Kind] = &[
    // Questions get no answer at all; a TCP connection is taken and nothing comes.
    lasting("server-silent", &[SERVER]),
    // Nothing listens at its ports: the system says so (ICMP port unreachable, TCP reset).
    lasting("server-closed", &[SERVER]),
    // REFUSED to every question.
    lasting("server-refuses", &[SERVER]),
    // SERVFAIL, as from a secondary whose zone has expired.
    lasting("server-fails", &[SERVER, ZONE]),
    // It doesn't carry the zone: it refuses (or answers for a zone above that it does carry), or refers upward to the roots.
    lasting("server-lame", &[SERVER, ZONE, Parameter { name: "answer", takes: Takes::Choice(&["refused", "upward"]), default: "refused" }]),
    // Right answers without the AA flag, as from a cache.
    lasting("server-not-authoritative", &[SERVER, ZONE]),
    // UDP answers are empty with the TC flag; over TCP it answers, or ends the connection without an answer.
    lasting("server-truncates", &[SERVER, ZONE, Parameter { name: "tcp", takes: Takes::Choice(&["answers", "cut"]), default: "answers" }]),
    // It shows the zone as it was so many changes ago. A zone that was never changed is what it is.
    lasting("server-stale", &[SECONDARY, ZONE, Parameter { name: "changes", takes: Takes::Number { least: 1, most: 100 }, default: "1" }]),
    // A change shows on it only after so many seconds of the world's clock.
    lasting(
        "propagation-slow",
        &[SECONDARY, ZONE, Parameter { name: "seconds", takes: Takes::Number { least: 1, most: 172_800 }, default: "600" }],
    ),
    // The parent names fewer servers than were published; one is left at least.
    lasting("delegation-partial", &[PARENT, CUT, Parameter { name: "missing", takes: Takes::Number { least: 1, most: 12 }, default: "1" }]),
    // The parent names one server more.
    lasting("delegation-extra", &[PARENT, CUT, Parameter { name: "host", takes: Takes::Text, default: "ns1.dns-host.example" }]),
    // The delegated zone itself names another server in the place of the first one.
    lasting("child-disagrees", &[SERVER, CUT, Parameter { name: "host", takes: Takes::Text, default: "ns-2505.awsdns-75.com" }]),
    // One of the parent's servers knows nothing of the delegation.
    lasting("parents-disagree", &[SECONDARY, CUT]),
    // The parent says that the delegated zone is signed (a DS record), and it isn't.
    lasting("ds-without-signatures", &[PARENT, CUT]),
    // The parent answers with an alias in the place of the delegation.
    lasting("cname-at-the-cut", &[PARENT, CUT, Parameter { name: "target", takes: Takes::Text, default: "www.example.com" }]),
];
