//! Holding the nth request: it is not carried out, or carried out but not answered, until somebody releases it. That is
//! how a test kills a program at exactly one call.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// Which request to hold, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldForm {
    /// Counted from now on, from 1.
    pub nth: u64,
    /// Before or after it is carried out.
    pub when: HoldWhen,
    /// `any`, `mutating`, or an action such as `CreateLoadBalancer` or `SMTP.DATA`. Only such requests count.
    #[serde(default = "any")]
    pub of: String,
}

/// Where in its course a request is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HoldWhen {
    /// Not carried out; when it is released, its connection closes without an answer.
    Before,
    /// Carried out and committed, not answered until it is released.
    After,
}

/// What the held request asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRequest {
    /// `ec2`, `elasticloadbalancing`, `acm`, `sts`, `smtp`.
    pub service: String,
    /// The operation's name.
    pub action: String,
    /// A Region's code; empty for mail.
    pub region: String,
    /// 12 digits; empty for mail.
    pub account: String,
    /// Whether it could change anything.
    pub mutating: bool,
}

/// Where a hold stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldReading {
    /// Whether the request has come and is held. For [`HoldWhen::After`]: whether it has been committed, too.
    pub reached: bool,
    /// The request.
    pub request: Option<HeldRequest>,
}

fn any() -> String {
    "any".to_owned()
}

struct Armed {
    form: HoldForm,
    counted: u64,
}

#[derive(Default)]
struct Course {
    armed: Option<Armed>,
    reading: HoldReading,
}

/// Where every request passes by.
pub(crate) struct Gate {
    course: Mutex<Course>,
    /// Counts the releases.
    releases: watch::Sender<u64>,
}

/// What a request was told at the gate.
pub(crate) struct Pass {
    /// When to stop, if at all.
    pub(crate) stop: Option<HoldWhen>,
    releases: watch::Receiver<u64>,
}

impl Gate {
    pub(crate) fn new() -> Gate {
        Gate { course: Mutex::default(), releases: watch::Sender::new(0) }
    }

    /// Holds a request to come; replaces an earlier wish that has not been reached.
    pub(crate) fn hold(&self, form: HoldForm) {
        self.with(|course| {
            course.armed = Some(Armed { form, counted: 0 });
            course.reading = HoldReading::default();
        });
    }

    /// Lets every held request go, and forgets what was to be held.
    pub(crate) fn release(&self) {
        self.with(|course| *course = Course::default());
        self.releases.send_modify(|count| *count = count.wrapping_add(1));
    }

    pub(crate) fn reading(&self) -> HoldReading {
        self.with(|course| course.reading.clone())
    }

    /// Counts a request. Who is told to stop calls [`Gate::stand`] there.
    pub(crate) fn pass(&self, request: &HeldRequest) -> Pass {
        let releases = self.releases.subscribe();
        let stop = self.with(|course| {
            let armed = course.armed.as_mut()?;
            let counts = match armed.form.of.as_str() {
                "any" => true,
                "mutating" => request.mutating,
                action => action == request.action,
            };
            if counts {
                armed.counted += 1;
            }
            let stop = (counts && armed.counted >= armed.form.nth).then_some(armed.form.when);
            if stop.is_some() {
                course.armed = None;
            }
            stop
        });
        Pass { stop, releases }
    }

    /// Says that the request stands here, and waits for the release.
    pub(crate) async fn stand(&self, request: &HeldRequest, mut pass: Pass) {
        self.with(|course| course.reading = HoldReading { reached: true, request: Some(request.clone()) });
        // The sender lives as long as the gate: an error means that the world ends.
        let _ended = pass.releases.changed().await;
    }

    /// Waits for the next release, without being seen to stand here.
    pub(crate) async fn released(&self) {
        // As above.
        let _ended = self.releases.subscribe().changed().await;
    }

    fn with<T>(&self, work: impl FnOnce(&mut Course) -> T) -> T {
        work(&mut self.course.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(action: &str, mutating: bool) -> HeldRequest {
        HeldRequest { service: "ec2".into(), action: action.into(), region: "eu-west-1".into(), account: "111122223333".into(), mutating }
    }

    #[test]
    fn the_nth_that_counts_is_told_to_stop_once() {
        let gate = Gate::new();
        gate.hold(HoldForm { nth: 2, when: HoldWhen::After, of: "mutating".into() });
        let told: Vec<bool> = [("CreateTags", true), ("DescribeVpcs", false), ("CreateTags", true), ("CreateTags", true)]
            .into_iter()
            .map(|(action, mutating)| gate.pass(&request(action, mutating)).stop.is_some())
            .collect();
        assert_eq!(told, [false, false, true, false]);
    }

    #[tokio::test]
    async fn who_stands_is_seen_and_released() {
        let gate = std::sync::Arc::new(Gate::new());
        gate.hold(HoldForm { nth: 1, when: HoldWhen::Before, of: "CreateTags".into() });
        let held = request("CreateTags", true);
        let pass = gate.pass(&held);
        assert_eq!(pass.stop, Some(HoldWhen::Before));
        let standing = tokio::spawn({
            let (gate, held) = (gate.clone(), held.clone());
            async move { gate.stand(&held, pass).await }
        });
        while !gate.reading().reached {
            tokio::task::yield_now().await;
        }
        assert_eq!(gate.reading().request, Some(held));
        gate.release();
        standing.await.unwrap();
        assert!(!gate.reading().reached);
    }
}
