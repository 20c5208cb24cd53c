//! Bringing AWS's allow lists to the user's: what would change, the batches of an approved plan, and what became of them.
//!
//! The rules: only the difference is sent; what only AWS lists is shown, and becomes a change only when the user says so; a batch is on the disk
//! before its call leaves; adding what is there and removing what is not are no errors at AWS, so that a batch whose answer was lost is simply
//! sent again, after a look, with what is still missing. What is carried out when is `engine/allow_apply.rs`.

pub(crate) mod connections;
mod count;
mod decisions;
pub mod difference;
pub(crate) mod runs;

pub use connections::{ConnectionAnswer, ConnectionPlace, ConnectionRow, ConnectionZone, Connections};
use gangway_model::{Message, Region, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::trouble::Trouble;

/// What one call carries. AWS documents no limit; a hundred has room for every error message.
pub const PER_CALL: usize = 100;

/// What would change at AWS, before anything is sent.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AllowPlan")]
pub struct AllowPlan {
    /// SHA-256 over the account and every entry, hex: approving names it. Empty when nothing would change.
    pub hash: String,
    /// One for each Region of the product that has an endpoint service.
    pub regions: Vec<AllowRegion>,
    /// What has to be said yes to besides: `everyone` (`*` is added), `everyone-automatic` (and nobody has to accept connections).
    pub warnings: Vec<AllowWarning>,
    /// How long sending takes at least, in seconds, by AWS's rate; the Regions go side by side.
    pub seconds: f64,
    /// Whose customers' names would be kept in AWS besides: entries with a name that their permission's tag does not have. One call each.
    #[ts(type = "number")]
    pub names: usize,
    /// For how many seconds names would be sent.
    pub names_seconds: f64,
    /// The newest change that was applied and may be undone.
    #[ts(type = "number | null")]
    pub undoes: Option<i64>,
}

impl AllowPlan {
    /// Entries that would be added or removed, over all Regions.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.regions.iter().map(|region| region.add + region.remove).sum()
    }
}

/// Something that needs a yes of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(rename = "AllowWarning")]
pub enum AllowWarning {
    /// `*` is added: every AWS account may ask for a connection.
    Everyone,
    /// `*` is added where connections are accepted automatically: the service is public.
    EveryoneAutomatic,
}

/// What would change in one Region.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AllowRegion")]
pub struct AllowRegion {
    /// Which.
    pub region: Region,
    /// Its endpoint service, `vpce-svc-…`.
    pub service: String,
    /// When AWS was asked; `None` when it could not be.
    pub seen_at: Option<Timestamp>,
    /// Entries at AWS.
    #[ts(type = "number")]
    pub in_aws: usize,
    /// On the list and not at AWS.
    #[ts(type = "number")]
    pub add: usize,
    /// Taken off the list and still at AWS.
    #[ts(type = "number")]
    pub remove: usize,
    /// On both.
    #[ts(type = "number")]
    pub unchanged: usize,
    /// At AWS, never on this list: adopt or remove, the user decides.
    #[ts(type = "number")]
    pub only_in_aws: usize,
    /// Refused by AWS before, and not sent again by itself.
    #[ts(type = "number")]
    pub refused: usize,
    /// Connections of customers who would be removed: removing ends none of them.
    #[ts(type = "number")]
    pub staying: usize,
    /// Why AWS could not be asked.
    pub trouble: Option<Trouble>,
}

/// A kind of entry in the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(rename = "AllowEntryKind")]
pub enum AllowEntryKind {
    /// Would be added.
    Add,
    /// Would be removed.
    Remove,
    /// Only AWS lists it.
    OnlyInAws,
    /// AWS refused it.
    Refused,
}

/// An entry of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AllowPlanEntry")]
pub struct AllowPlanEntry {
    /// ARN or `*`.
    pub principal: String,
    /// The customer, from the list or from AWS's tag.
    pub name: String,
    /// Why AWS refused it.
    pub reason: Option<Message>,
}

/// Where an approved plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(rename = "AllowRunState")]
pub enum AllowRunState {
    /// Being carried out, or about to be.
    Running,
    /// Stopped by the user, or by something that the user has to put right.
    Paused,
    /// Ended by the user; what was not sent never will be.
    Cancelled,
    /// Everything is at AWS, but for what AWS refuses, and was read back.
    Done,
    /// Done, and taken back since.
    Undone,
}

/// An approved plan and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AllowRun")]
pub struct AllowRun {
    /// Its number in the file.
    #[ts(type = "number")]
    pub id: i64,
    /// Where it stands.
    pub state: AllowRunState,
    /// `hand`, or the file that it came from.
    pub source: String,
    /// When it was approved.
    pub approved_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Each Region.
    pub regions: Vec<AllowRunRegion>,
    /// How long the rest takes at least, in seconds; `None` when it does not go on.
    pub seconds_left: Option<f64>,
}

/// A Region of a run.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AllowRunRegion")]
pub struct AllowRunRegion {
    /// Which.
    pub region: Region,
    /// Entries to add and remove.
    #[ts(type = "number")]
    pub total: usize,
    /// Added at AWS.
    #[ts(type = "number")]
    pub added: usize,
    /// Removed at AWS.
    #[ts(type = "number")]
    pub removed: usize,
    /// Refused by AWS.
    #[ts(type = "number")]
    pub refused: usize,
    /// No longer wanted when their turn came.
    #[ts(type = "number")]
    pub dropped: usize,
    /// Not sent yet, or without an answer.
    #[ts(type = "number")]
    pub left: usize,
    /// Calls that changed or tried to.
    #[ts(type = "number")]
    pub calls: usize,
    /// When AWS's list was read back after the last change.
    pub read_back: Option<Timestamp>,
    /// Names kept as tags.
    #[ts(type = "number")]
    pub names_kept: usize,
    /// What is worth knowing and no failure: names could not be kept.
    pub note: Option<Message>,
    /// Why it does not go on.
    pub trouble: Option<Trouble>,
}

/// One line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AllowHistoryRow")]
pub struct AllowHistoryRow {
    /// Its number; newer ones are higher.
    #[ts(type = "number")]
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The Region; empty for a change of the list itself.
    pub region: String,
    /// Whom it is about.
    pub principal: String,
    /// `added`, `removed`, `renamed`, `noted`, `adopted`, `listed`, `unlisted`, `refused` or `undone`.
    pub what: String,
    /// `hand` or a file's name.
    pub source: String,
    /// What AWS answered.
    pub answer: Option<String>,
}

/// A page of the history, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "AllowHistory")]
pub struct AllowHistory {
    /// The rows of this page.
    pub rows: Vec<AllowHistoryRow>,
    /// Of all pages.
    #[ts(type = "number")]
    pub total: usize,
}
