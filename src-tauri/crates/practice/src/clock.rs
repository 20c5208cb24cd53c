//! The world's clock: real time by default, faster or stepped when a user or a test asks for it. Never goes back.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::state::{State, StateError, Tx};

/// Name of the stored value.
const META: &str = "clock";

/// What is stored: at this real time it was this world time.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Reading {
    world_ms: i64,
    real_ms: i64,
    speed: f64,
}

/// Real time for which a stored clock is taken to have run on at its old speed: longer than the time between two
/// stores, so that nobody who saw the world before it was killed sees it younger afterwards.
const GRACE_MS: i64 = 1000;

impl Reading {
    /// World time at a later real time, the world having been closed in between.
    fn at(self, real_ms: i64) -> i64 {
        let closed = real_ms.saturating_sub(self.real_ms).max(0);
        let (running, asleep) = (closed.min(GRACE_MS), (closed - GRACE_MS).max(0));
        self.world_ms.saturating_add(scaled(running, self.speed)).saturating_add(asleep)
    }
}

struct Pace {
    /// World time at `since`.
    world_ms: i64,
    since: Instant,
    /// World seconds per real second.
    speed: f64,
}

/// The clock. Clones share it.
#[derive(Clone)]
pub struct WorldClock {
    pace: Arc<Mutex<Pace>>,
}

impl WorldClock {
    /// Continues the clock stored in `state`, or starts one at the real time. While nobody runs it, the world ages in
    /// real time whatever its speed: a night's sleep must not expire a certificate.
    ///
    /// # Errors
    /// When the state can't be read or written.
    pub fn open(state: &State, speed: f64) -> Result<WorldClock, StateError> {
        let real_ms = real_ms();
        let stored = state.transact(|tx| tx.meta::<Reading>(META))?;
        let world_ms = stored.map_or(real_ms, |reading| reading.at(real_ms));
        let pace = Pace { world_ms, since: Instant::now(), speed: sane(speed) };
        let clock = WorldClock { pace: Arc::new(Mutex::new(pace)) };
        state.transact(|tx| clock.store(tx))?;
        Ok(clock)
    }

    /// World time, in milliseconds since the epoch.
    pub fn now_ms(&self) -> i64 {
        self.with(|pace| pace.now())
    }

    /// World seconds per real second.
    pub fn speed(&self) -> f64 {
        self.with(|pace| pace.speed)
    }

    /// Changes the speed (0 stops the clock; negative and not-a-number are taken as 0) and answers the world time.
    pub fn set_speed(&self, speed: f64) -> i64 {
        self.with(|pace| {
            pace.world_ms = pace.now();
            pace.since = Instant::now();
            pace.speed = sane(speed);
            pace.world_ms
        })
    }

    /// Steps the clock forward (a negative step is none) and answers the world time.
    pub fn advance(&self, step_ms: i64) -> i64 {
        self.with(|pace| {
            pace.world_ms = pace.world_ms.saturating_add(step_ms.max(0));
            pace.now()
        })
    }

    /// Stores the time within a transaction: what carries a time stamp must not come back younger than its clock.
    ///
    /// # Errors
    /// When the state can't be written.
    pub fn store(&self, tx: &Tx<'_>) -> Result<(), StateError> {
        tx.set_meta(META, &Reading { world_ms: self.now_ms(), real_ms: real_ms(), speed: self.speed() })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Pace) -> T) -> T {
        work(&mut self.pace.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Pace {
    fn now(&self) -> i64 {
        let elapsed = i64::try_from(self.since.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.world_ms.saturating_add(scaled(elapsed, self.speed))
    }
}

/// World milliseconds that pass in real ones.
fn scaled(real_ms: i64, speed: f64) -> i64 {
    // Exact far beyond a lifetime; float to int saturates, which is what a clock turned too far should do.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
    let world = (real_ms as f64 * speed) as i64;
    world
}

fn sane(speed: f64) -> f64 {
    if speed.is_finite() { speed.clamp(0.0, 1_000_000.0) } else { 0.0 }
}

/// Real time, in milliseconds since the epoch.
pub fn real_ms() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_steps_changes_speed_and_survives() {
        let state = State::open(None).unwrap();
        let clock = WorldClock::open(&state, 0.0).unwrap();
        let start = clock.now_ms();
        assert_eq!(clock.advance(90_000), start + 90_000);
        assert_eq!(clock.advance(-5), start + 90_000);
        state.transact(|tx| clock.store(tx)).unwrap();
        let again = WorldClock::open(&state, 60.0).unwrap();
        assert!(again.now_ms() >= start + 90_000);
        assert_eq!(again.speed(), 60.0);
        let reading = Reading { world_ms: 0, real_ms: 0, speed: 60.0 };
        // The last moments at the old speed, a night at real speed.
        assert_eq!((reading.at(200), reading.at(1000), reading.at(10_000)), (12_000, 60_000, 69_000));
        again.set_speed(f64::NAN);
        let held = again.now_ms();
        assert_eq!(again.now_ms(), held);
    }
}
