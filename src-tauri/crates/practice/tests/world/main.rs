//! The practice world from outside: everything through its sockets, as other programs see it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but not in the functions that tests share"
)]

mod control;
mod desk_delegation;
mod desk_submission;
mod dns_faults;
mod dns_questions;
#[cfg(target_os = "linux")]
mod dns_walk;
mod faults;
mod journey;
mod limits;
mod mail;
mod mail_clients;
mod mail_faults;
mod mail_starttls;
mod names;
mod quotas;
mod sockets;
mod stories;
mod wire;

use std::time::{Duration, Instant};

use gangway_practice::{Options, Practice};

/// A world in memory whose clock stands still unless it is stepped.
fn still() -> Practice {
    Practice::start(Options { speed: 0.0, ..Options::default() }).unwrap()
}

/// Waits in real time for what the world does by itself a few times a second.
fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not happen");
        std::thread::sleep(Duration::from_millis(50));
    }
}
