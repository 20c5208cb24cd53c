//! The world's clock as another program sees it.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::{ClockReading, Control, ControlError};

/// How often the world is asked.
const REFRESH: Duration = Duration::from_secs(1);

/// What was last seen, and when.
struct Sample {
    reading: ClockReading,
    at: Instant,
    /// The latest time told, so that a refresh never makes the clock tick backwards.
    told_ms: i64,
}

/// World time without a question per look: asked once a second in the background, carried on in between. Clones share
/// it; the background thread ends with the last of them.
#[derive(Clone)]
pub struct RemoteClock {
    control: Control,
    sample: Arc<Mutex<Sample>>,
    /// Dropped with the last clone: that ends the thread.
    _alive: Arc<Sender<()>>,
}

impl RemoteClock {
    /// Follows the clock of a world.
    ///
    /// # Errors
    /// When the world doesn't answer the first time. Later on, a world that is gone leaves the clock running at its
    /// last speed.
    pub fn follow(control: Control) -> Result<RemoteClock, ControlError> {
        let reading = control.clock()?;
        let sample = Arc::new(Mutex::new(Sample { reading, at: Instant::now(), told_ms: reading.now_ms }));
        let (alive, ended) = mpsc::channel::<()>();
        let clock = RemoteClock { control, sample, _alive: Arc::new(alive) };
        let (control, sample) = (clock.control.clone(), Arc::clone(&clock.sample));
        let spawned = thread::Builder::new().name("practice-clock".to_owned()).spawn(move || {
            while ended.recv_timeout(REFRESH) == Err(RecvTimeoutError::Timeout) {
                if let Ok(reading) = control.clock() {
                    take(&sample, reading);
                }
            }
        });
        if let Err(error) = spawned {
            tracing::warn!(%error, "the practice clock is not refreshed");
        }
        Ok(clock)
    }

    /// World time in ms since the epoch. Doesn't block on the network.
    pub fn now_ms(&self) -> i64 {
        let mut sample = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
        let elapsed = sample.at.elapsed().as_secs_f64() * sample.reading.speed * 1000.0;
        // Float to int saturates, which is what a clock turned too far should do.
        #[allow(clippy::cast_possible_truncation)]
        let now = sample.reading.now_ms.saturating_add(elapsed as i64);
        sample.told_ms = sample.told_ms.max(now);
        sample.told_ms
    }

    /// World seconds per real second, as last seen.
    pub fn speed(&self) -> f64 {
        self.sample.lock().unwrap_or_else(PoisonError::into_inner).reading.speed
    }

    /// Asks the world now: after stepping the clock, say.
    ///
    /// # Errors
    /// When the world doesn't answer.
    pub fn refresh(&self) -> Result<ClockReading, ControlError> {
        let reading = self.control.clock()?;
        take(&self.sample, reading);
        Ok(reading)
    }
}

fn take(sample: &Mutex<Sample>, reading: ClockReading) {
    let mut sample = sample.lock().unwrap_or_else(PoisonError::into_inner);
    sample.reading = reading;
    sample.at = Instant::now();
}
