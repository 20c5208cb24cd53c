//! The same calls against two endpoints that did not come from here: moto, and the practice world, which shares no code with this crate.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but not in the functions that tests share"
)]

mod journey;
mod life;
mod moto;
mod peer;
mod practice;
mod preflight;
mod profiles;
mod scenarios;
mod sign_in;
mod survey;
