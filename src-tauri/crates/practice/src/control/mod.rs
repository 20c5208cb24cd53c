//! The control interface: what a user or a test does to the practice world. JSON over HTTP under `/practice`, with a
//! blocking client for every other program.

mod client;
mod device;
mod remote_clock;
mod routes;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use client::{Control, ControlError};
pub(crate) use device::PATH as DEVICE;
pub use remote_clock::RemoteClock;
pub(crate) use routes::router;

/// What the world's clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ClockReading {
    /// World time in ms since the epoch.
    pub now_ms: i64,
    /// World seconds per real second.
    pub speed: f64,
}

/// What to change on the world's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ClockForm {
    /// World seconds per real second, 0 or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// Step forward, in world ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advance_ms: Option<i64>,
}

/// Whether calls are limited as AWS limits them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsSwitch {
    /// On or off.
    pub on: bool,
}

/// account -> Region -> kind -> ids, in order of creation.
pub type Resources = BTreeMap<String, BTreeMap<String, BTreeMap<String, Vec<String>>>>;

/// How the control interface says no.
#[derive(Debug, Serialize, Deserialize)]
struct Refusal {
    error: String,
}
