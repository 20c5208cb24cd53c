//! What the window shows of the list.

use gangway_model::{AccountId, Message, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AllowRow {
    /// Principal ARN, or `*`.
    pub principal: String,
    /// Its account; `None` for `*`.
    pub account_id: Option<AccountId>,
    /// What kind of principal it is.
    pub kind: AllowKind,
    /// Why it is in the table.
    pub source: AllowSource,
    /// The customer's name.
    pub name: String,
    /// Free text.
    pub note: String,
    /// When it was added; `None` for what is not on the list.
    pub added_at: Option<Timestamp>,
    /// `hand`, or the name of the file that it came from.
    pub added_by: String,
    /// Its row in that file, from 1.
    #[ts(type = "number | null")]
    pub source_row: Option<i64>,
    /// Its state in each of the product's Regions, in their order.
    pub places: Vec<AllowPlace>,
    /// Whether the account has subscribed; `None`: nobody has said.
    pub subscription: Option<Subscription>,
}

/// See [`AllowRow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AllowKind {
    /// Everybody in an account.
    Account,
    /// One IAM role.
    Role,
    /// One IAM user.
    User,
    /// `*`.
    Everyone,
}

impl AllowKind {
    /// Of a principal that was checked.
    #[must_use]
    pub fn of(principal: &str) -> Self {
        match principal.rsplit(':').next() {
            Some("root") => Self::Account,
            Some(rest) if rest.starts_with("role/") => Self::Role,
            Some(rest) if rest.starts_with("user/") => Self::User,
            _ => Self::Everyone,
        }
    }
    /// As it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Role => "role",
            Self::User => "user",
            Self::Everyone => "everyone",
        }
    }
}

/// See [`AllowRow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AllowSource {
    /// It is on the list.
    List,
    /// AWS lists it, the list does not.
    OnlyInAws,
    /// It has subscribed and is not on the list.
    OnlySubscribed,
}

/// A row's state in one Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AllowPlace {
    /// Which Region; empty before one is chosen.
    pub region: String,
    /// What is known of it there.
    pub state: AllowState,
    /// Why AWS refused it.
    pub reason: Option<Message>,
    /// When that was seen; `None` where AWS has not been asked.
    pub at: Option<Timestamp>,
}

/// See [`AllowPlace`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AllowState {
    /// Here and at AWS.
    Listed,
    /// Here, not at AWS.
    Missing,
    /// At AWS, never here.
    OnlyInAws,
    /// At AWS, and taken off the list here.
    ToRemove,
    /// On its way to AWS.
    Adding,
    /// On its way off AWS's list.
    Removing,
    /// AWS does not take it.
    Refused,
    /// Not at AWS and not wanted there.
    Absent,
    /// AWS has not been asked.
    Unknown,
}

/// Whether an account has subscribed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// Yes, or ended.
    pub state: SubscriptionState,
    /// Since which day, as the report says it.
    pub since: Option<String>,
    /// The report's file name, or who attests it.
    pub how: String,
}

/// See [`Subscription`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SubscriptionState {
    /// It has.
    Yes,
    /// It had.
    Ended,
}

impl SubscriptionState {
    /// As it is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Ended => "ended",
        }
    }
}

/// A page of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AllowPage {
    /// Its rows.
    pub rows: Vec<AllowRow>,
    /// Rows on all pages.
    #[ts(type = "number")]
    pub total: usize,
    /// From 0.
    #[ts(type = "number")]
    pub page: usize,
}

/// How many there are of what the page names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AllowCounts {
    /// On the list.
    #[ts(type = "number")]
    pub listed: usize,
    /// At AWS only.
    #[ts(type = "number")]
    pub only_in_aws: usize,
    /// Subscribed, not allowed.
    #[ts(type = "number")]
    pub subscribed_not_allowed: usize,
    /// Allowed, subscription ended.
    #[ts(type = "number")]
    pub allowed_but_ended: usize,
    /// Accounts of which somebody has said whether they subscribed.
    #[ts(type = "number")]
    pub subscriptions: usize,
}
