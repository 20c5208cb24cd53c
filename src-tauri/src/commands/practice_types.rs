//! What the practice drawer's commands take and give.

use std::collections::BTreeMap;

use gangway_model::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A record in the practice registrar's form.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeRecord {
    /// `example.com`.
    pub zone: String,
    /// Full or relative to the zone.
    pub name: String,
    /// `TXT`, `CNAME`, `NS`, …
    pub kind: String,
    /// Seconds.
    pub ttl: u32,
    /// As typed.
    pub value: String,
}

/// A mail in the practice mailbox.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeMail {
    /// Its id there.
    pub id: String,
    /// From whom.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// World time.
    pub received_at: Timestamp,
    /// Its text.
    pub text: String,
    /// Names of attachments.
    pub attachments: Vec<String>,
}

/// The practice world at a glance.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeWorld {
    /// World time.
    pub now: Timestamp,
    /// World seconds per real second.
    pub speed: f64,
    /// The zone that the registrar's form edits.
    pub zone: String,
    /// Its records.
    pub records: Vec<PracticeRecord>,
    /// Mails to the seller, newest first.
    pub inbox: Vec<PracticeMail>,
    /// Mails that Seller Operations received, newest first.
    pub sent: Vec<PracticeMail>,
    /// Whether calls to AWS are limited as AWS limits them.
    pub limits: bool,
    /// What happens next by itself; none when nothing is waited for.
    pub next: Option<PracticeNext>,
    /// How the registrar's panel treats what is typed.
    pub panel: PracticePanel,
    /// What goes wrong, in the order in which it was asked for.
    pub faults: Vec<PracticeFault>,
    /// The guided rehearsal that plays.
    pub story: Option<PracticeStory>,
}

/// What happens next by itself in the practice world.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeNext {
    /// When, world time.
    pub due: Timestamp,
    /// What; the catalogue of texts has `next-WHAT`.
    pub what: String,
}

/// How the registrar's panel treats what is typed: the slips of real ones.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticePanel {
    /// The zone's name is put behind every name without a final dot.
    pub appends_zone_to_names: bool,
    /// And behind every host name in a value.
    pub appends_zone_to_values: bool,
    /// Texts get another pair of quotation marks.
    pub quotes_texts_again: bool,
    /// World seconds until the last name server shows a change.
    pub propagation_seconds: u32,
    /// The TTL that every record gets, in seconds.
    pub forced_ttl: Option<u32>,
}

/// Something that exists in a practice account.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeExisting {
    /// Twelve digits.
    pub account: String,
    /// A Region's code; empty for what belongs to no Region.
    pub region: String,
    /// `load-balancer`, …
    pub kind: String,
    /// Its id or ARN.
    pub id: String,
    /// What people call it; may be empty.
    pub name: String,
    /// As AWS writes it; empty for what has no state.
    pub state: String,
}

/// What can go wrong in the practice world.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeFaultKind {
    /// Its name; the catalogue of texts has `goes-wrong-NAME`.
    pub name: String,
    /// `aws`, `dns` or `mail`.
    pub area: String,
    /// Whether occasions are counted; otherwise it lasts until it is ended.
    pub counted: bool,
    /// What can be said more exactly about it.
    pub parameters: Vec<PracticeFaultParameter>,
}

/// See [`PracticeFaultKind`].
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeFaultParameter {
    /// Its name.
    pub name: String,
    /// What it is when it is left out.
    pub default: String,
    /// The values it takes; empty when others are allowed.
    pub choices: Vec<String>,
    /// The smallest number, when it is one.
    pub least: Option<u32>,
    /// The largest number, when it is one.
    pub most: Option<u32>,
}

/// What is to go wrong.
#[derive(Debug, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeFaultForm {
    /// Its name in the catalogue.
    pub name: String,
    /// By name.
    pub parameters: BTreeMap<String, String>,
    /// From which fitting occasion on, from 1; none where nothing is counted.
    pub nth: Option<u32>,
    /// How often, 0 until it is ended; none where nothing is counted.
    pub times: Option<u32>,
}

/// Something that goes wrong now.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeFault {
    /// By which it is ended.
    pub id: String,
    /// Its name in the catalogue.
    pub name: String,
    /// By name.
    pub parameters: BTreeMap<String, String>,
    /// From which fitting occasion on.
    #[ts(type = "number")]
    pub nth: u64,
    /// How often; none until it is ended.
    #[ts(type = "number | null")]
    pub times: Option<u64>,
    /// How often it struck.
    #[ts(type = "number")]
    pub struck: u64,
}

/// A guided rehearsal that plays.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeStory {
    /// Its name; the catalogue of texts has `story-NAME`.
    pub name: String,
    /// World time.
    pub begun_at: Timestamp,
    /// In order.
    pub chapters: Vec<PracticeChapter>,
}

/// See [`PracticeStory`].
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeChapter {
    /// Its key; the catalogue of texts has `chapter-KEY`.
    pub key: String,
    /// Where it is.
    pub state: PracticeChapterState,
    /// Since when, world time.
    pub since: Option<Timestamp>,
    /// What it is about: names for the sentences.
    pub facts: BTreeMap<String, String>,
}

/// See [`PracticeChapter`].
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PracticeChapterState {
    /// The rehearsal has not come to it.
    Ahead,
    /// It plays.
    Now,
    /// It is over.
    Passed,
}
