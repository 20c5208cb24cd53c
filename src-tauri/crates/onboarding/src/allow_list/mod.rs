//! The allow list as seller staff work with it: who may connect, from where each row came, what AWS lists in each Region, who has subscribed.
//!
//! Everything is asked of SQLite, so that a hundred thousand rows feel like a hundred: no caller holds the whole list to show a page of it.

mod export;
mod import;
mod invite;
mod query;
mod row;
mod store;
#[cfg(test)]
mod tests;

pub use export::{ExportError, ExportFormat, export};
pub use import::{
    Import, ImportColumn, ImportCounts, ImportDoubt, ImportError, ImportKind, ImportMapping, ImportPreview, ImportRow, ImportRows,
    ImportVerdict, LARGEST_FILE,
};
pub use invite::Invitation;
pub use query::{AllowOperator, AllowProperty, AllowQuery, AllowSelection, AllowSort, AllowToken, AllowView};
pub use row::{AllowCounts, AllowKind, AllowPage, AllowPlace, AllowRow, AllowSource, AllowState, Subscription, SubscriptionState};
pub use store::{AllowEntry, HistoryWhat, Put, SeenInAws, SeenState, SubscriptionEntry};
pub(crate) use store::{put, remove};
