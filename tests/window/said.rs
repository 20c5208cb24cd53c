//! What Gangway says of each thing that can go wrong in the practice world: one table, which the tests of the window play scene by scene. A fault
//! of the catalogue without a row fails, and so does a row without a fault.

use std::collections::BTreeSet;

/// Where a fault is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scene {
    /// While the network's page looks at AWS.
    Looking,
    /// While approved changes are carried out.
    Changing,
    /// On the page of a private DNS name whose record every server has.
    Record,
    /// On the same page, while the record has just been published.
    Publishing,
    /// While the package is sent: refused, and nothing has arrived.
    Refused,
    /// While the package is sent, in a way that needs more than one look.
    Sending,
    /// After it was sent: what Seller Operations do.
    Desk,
    /// On the page of the delegation, after it was live.
    Delegation,
}

/// One way in which something goes wrong, and what is said of it.
pub struct Row {
    /// Its name in the catalogue.
    pub fault: &'static str,
    /// What is not as in the catalogue.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Where it is met.
    pub scene: Scene,
    /// The code of what is said; empty where nothing is wrong for the wizard.
    pub code: &'static str,
    /// A part of the sentence, or of what stands there in the place of one.
    pub sentence: &'static str,
}

/// The row of a fault in a scene that plays each in a way of its own.
pub fn only(scene: Scene, fault: &str) -> &'static Row {
    let mut found = rows(scene).filter(|row| row.fault == fault);
    let row = found.next().unwrap_or_else(|| panic!("the table has no {fault} in {scene:?}"));
    assert!(found.next().is_none(), "{fault} stands twice in {scene:?}");
    row
}

/// The rows of a scene, in the order in which they are played.
pub fn rows(scene: Scene) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(move |row| row.scene == scene)
}

/// Holds the table against the catalogue of the world.
pub fn covers(catalogue: &[gangway_practice::FaultKind]) {
    let known: BTreeSet<&str> = catalogue.iter().map(|kind| kind.name.as_str()).collect();
    let judged: BTreeSet<&str> = ROWS.iter().map(|row| row.fault).collect();
    let judged: BTreeSet<&str> = judged.into_iter().chain(OWN_STORY).collect();
    assert_eq!(known.difference(&judged).collect::<Vec<_>>(), Vec::<&&str>::new(), "faults of which nobody judges what is said");
    assert_eq!(judged.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new(), "rows of faults that do not exist");
}

type Parameters = &'static [(&'static str, &'static str)];

const fn row(scene: Scene, fault: &'static str, parameters: Parameters, code: &'static str, sentence: &'static str) -> Row {
    Row { fault, parameters, scene, code, sentence }
}

const READS: (&str, &str) = ("action", "DescribeVpcs");
const IRELAND: (&str, &str) = ("region", "eu-west-1");
/// One of the two servers of the seller's zone.
const SECOND: (&str, &str) = ("server", "ns2.dns-host.example");
/// One of the four servers of the delegated zone.
const ONE: (&str, &str) = ("server", "ns-2101.awsdns-71.com");

/// Faults that another story of the window meets where they belong: `sign_in.rs`, before there is an onboarding.
const OWN_STORY: [&str; 1] = ["sign-in-fails"];

const ROWS: &[Row] = &[
    row(Scene::Looking, "call-fails", &[READS, ("error", "InternalError")], "aws-unavailable", "AWS can’t answer at the moment"),
    row(Scene::Looking, "call-fails", &[READS, ("error", "Throttling")], "aws-throttled", "AWS asks to go slower"),
    row(Scene::Looking, "access-denied", &[("action", "ec2:DescribeVpcs")], "aws-access-denied", "does not allow this profile"),
    row(Scene::Looking, "credentials-expire", &[], "aws-credentials-expired", "sign-in to AWS has expired"),
    row(Scene::Looking, "region-is-down", &[IRELAND], "aws-unavailable", "a disturbance at AWS"),
    row(Scene::Looking, "region-is-down", &[IRELAND, ("how", "closed")], "aws-no-answer", "AWS did not answer"),
    row(Scene::Looking, "region-not-enabled", &[IRELAND], "aws-not-accepted", "the Region is not turned on"),
    row(Scene::Looking, "clock-skew", &[], "aws-clock-wrong", "This computer’s clock is wrong"),
    row(Scene::Looking, "answer-garbled", &[READS], "aws-not-understood", "What answered is not AWS"),
    row(Scene::Looking, "call-is-reset", &[READS], "aws-no-answer", "The connection broke"),
    row(Scene::Looking, "call-is-cut", &[READS], "aws-no-answer", "The connection broke"),
    row(Scene::Looking, "call-times-out", &[READS], "aws-no-answer", "no answer came in time"),
    row(Scene::Looking, "call-slow", &[READS, ("seconds", "2")], "", ""),
    row(
        Scene::Changing,
        "quota",
        &[("quota", "load-balancers"), ("value", "0")],
        "aws-quota-reached",
        "Your account may have no more of these",
    ),
    row(Scene::Changing, "fresh-ids-unknown", &[("seconds", "600")], "", ""),
    row(
        Scene::Changing,
        "access-denied",
        &[("action", "ec2:CreateVpcEndpointServiceConfiguration")],
        "aws-access-denied",
        "AWS does not allow this profile",
    ),
    row(Scene::Changing, "call-is-cut", &[("action", "CreateVpcEndpointServiceConfiguration")], "", ""),
    row(Scene::Publishing, "server-stale", &[SECOND], "private-dns-publish-first", "On some servers only"),
    row(Scene::Publishing, "propagation-slow", &[SECOND, ("seconds", "172800")], "private-dns-publish-first", "On some servers only"),
    row(Scene::Record, "server-silent", &[SECOND], "record-server-failed", "it does not answer"),
    row(Scene::Record, "server-closed", &[SECOND], "record-server-failed", "nothing listens there"),
    row(Scene::Record, "server-refuses", &[SECOND], "record-server-failed", "it refuses the question"),
    row(Scene::Record, "server-fails", &[SECOND], "record-server-failed", "it has a problem of its own"),
    row(Scene::Record, "server-lame", &[SECOND, ("answer", "upward")], "record-server-failed", "it is not responsible for the zone"),
    row(Scene::Record, "server-not-authoritative", &[SECOND], "record-server-failed", "it is not responsible for the zone"),
    row(Scene::Record, "server-truncates", &[SECOND, ("tcp", "cut")], "record-server-failed", "over TCP none comes"),
    row(Scene::Refused, "wrong-password", &[], "mail-login-refused", "refuses user name or password"),
    row(Scene::Refused, "auth-not-offered", &[], "mail-login-not-offered", "offers no way to sign in"),
    row(Scene::Refused, "mailbox-unknown", &[], "mail-recipient-unknown", "does not know the recipient"),
    row(Scene::Refused, "mail-too-large", &[], "mail-too-large", "too large for the mail server"),
    row(Scene::Refused, "mail-certificate", &[("wrong", "expired")], "mail-untrusted", "does not prove that it is"),
    row(Scene::Refused, "forged-replies", &[], "mail-no-tls", "does not speak TLS on this port"),
    row(Scene::Refused, "mail-put-off", &[], "mail-later", "asks to try again later"),
    row(Scene::Refused, "mail-taken-for-spam", &[], "mail-refused", "The mail server refuses the mail"),
    row(Scene::Refused, "mail-cut", &[("stage", "greeting")], "mail-cut", "has closed the connection"),
    row(Scene::Refused, "mail-cut", &[("stage", "data")], "mail-cut", "has closed the connection"),
    row(Scene::Refused, "mail-hangs", &[("stage", "tls")], "mail-silent", "does not answer"),
    row(Scene::Sending, "mail-hangs", &[("stage", "end-of-content")], "mail-silent", "Perhaps sent"),
    row(Scene::Sending, "mail-cut", &[("stage", "after-content")], "mail-cut", "Perhaps sent"),
    row(Scene::Sending, "greylisting", &[("seconds", "86400")], "mail-later", "asks to try again later"),
    row(Scene::Sending, "starttls-missing", &[], "", ""),
    row(Scene::Sending, "mail-slow", &[("seconds", "1")], "", ""),
    row(Scene::Desk, "desk-silent", &[], "waiting-seller-operations", "If you hear nothing within a week"),
    row(Scene::Desk, "desk-asks-again", &[], "waiting-seller-operations", "please confirm one thing"),
    row(Scene::Desk, "desk-slow", &[], "waiting-seller-operations", "This usually takes some working days"),
    row(
        Scene::Desk,
        "desk-wrong-name-servers",
        &[("minutes", "10080")],
        "delegation-lame",
        "ns-2220.awsdns-72.net does not serve the name",
    ),
    row(Scene::Delegation, "server-silent", &[ONE], "delegation-lame", "it does not answer"),
    row(Scene::Delegation, "server-lame", &[ONE], "delegation-lame", "ns-2101.awsdns-71.com does not serve the name"),
    row(Scene::Delegation, "server-closed", &[ONE], "delegation-lame", "nothing listens there"),
    row(Scene::Delegation, "server-fails", &[ONE], "delegation-lame", "it has a problem of its own"),
    row(Scene::Delegation, "server-not-authoritative", &[ONE], "delegation-lame", "it does not have the zone"),
    row(Scene::Delegation, "server-truncates", &[ONE, ("tcp", "cut")], "delegation-lame", "does not serve the name over TCP"),
    row(Scene::Delegation, "server-refuses", &[SECOND], "delegation-parent-failed", "it refuses the question"),
    row(Scene::Delegation, "server-stale", &[SECOND, ("changes", "4")], "delegation-parents-disagree", "ns2.dns-host.example"),
    row(Scene::Delegation, "propagation-slow", &[SECOND, ("seconds", "172800")], "delegation-parents-disagree", "ns2.dns-host.example"),
    row(Scene::Delegation, "parents-disagree", &[], "delegation-parents-disagree", "ns2.dns-host.example"),
    row(Scene::Delegation, "child-disagrees", &[ONE], "delegation-children-disagree", "ns-2505.awsdns-75.com"),
    row(Scene::Delegation, "delegation-partial", &[], "delegation-partial-set", "Only 3 of 4 name servers are published"),
    row(Scene::Delegation, "delegation-extra", &[], "delegation-wrong-server", "ns1.dns-host.example is published"),
    row(Scene::Delegation, "ds-without-signatures", &[], "delegation-ds-without-dnskey", "There is a DS record"),
    row(Scene::Delegation, "cname-at-the-cut", &[], "delegation-cname-at-name", "There is an alias (CNAME)"),
];
