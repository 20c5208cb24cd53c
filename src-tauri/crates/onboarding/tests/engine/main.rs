//! The engine from outside: journal, file, and whole onboardings on the practice world, which is real servers on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but not in the functions that tests share"
)]

mod account_trouble;
mod allow_apply;
mod approvals;
mod catalogue;
mod each_call;
mod each_change;
mod events;
mod faults;
mod file;
mod fixes;
mod golden;
mod journal;
mod journey;
mod mail;
mod names;
mod proxy;
mod quotas;
mod reachability;
mod regions;
mod rehearsal;
mod roles;
mod route53;
mod servers;
mod several;
mod sign_in;
mod survey;
mod turns;
mod undo;
mod unseen;
