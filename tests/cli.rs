//! The journey through the terminal: from nothing to launched, killed at every call, with bad input and with trouble.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "cli/crash.rs"]
mod crash;
#[path = "cli/delegation.rs"]
mod delegation;
#[path = "cli/journey.rs"]
mod journey;
#[path = "cli/json.rs"]
mod json;
#[allow(dead_code, reason = "the survey uses its part")]
#[path = "support/peers.rs"]
mod peers;
#[path = "cli/policies.rs"]
mod policies;
#[path = "cli/practice.rs"]
mod practice;
#[path = "cli/stories.rs"]
mod stories;
mod support;
#[path = "cli/survey.rs"]
mod survey;
#[path = "cli/trace.rs"]
mod trace;
#[path = "cli/trouble.rs"]
mod trouble;
