//! The blocking client of the control interface.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use ureq::Agent;

use super::{ClockForm, ClockReading, LimitsSwitch, Refusal, Resources};
use crate::aws::{Decision, Existing, SignInForm, SignInReading};
use crate::dns::{PanelForm, RecordForm, ReplaceForm, ZoneForm};
use crate::due::{Next, Skipped};
use crate::faults::{Fault, FaultForm, FaultsReading};
use crate::hold::{HoldForm, HoldReading};
use crate::log::LoggedRequest;
use crate::mail::Mailbox;
use crate::stories::StoriesReading;
use crate::world::WorldDocument;

/// For one answer. Everything here is answered in milliseconds, unless the machine is very busy.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Why the control interface did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// Nobody answers there.
    #[error("the practice world does not answer at {address}")]
    Unreachable {
        /// Where it should be.
        address: String,
        /// What the connection said.
        #[source]
        source: Box<ureq::Error>,
    },
    /// It answered no; the sentence is for the one who asked.
    #[error("{sentence}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// Why.
        sentence: String,
    },
    /// Something answers, and it is not a practice world of this version.
    #[error("what answers at {address} is not a practice world")]
    Strange {
        /// Where it should be.
        address: String,
    },
}

/// A practice world by its control interface.
#[derive(Debug, Clone)]
pub struct Control {
    base: String,
    agent: Agent,
}

impl Control {
    /// The world at that base address ([`WorldDocument::control`], e.g. `http://127.0.0.1:41001/practice`), after it
    /// has answered once.
    ///
    /// # Errors
    /// When nothing or something else answers there.
    pub fn connect(base_url: &str) -> Result<Control, ControlError> {
        let control = Control::new(base_url);
        control.world()?;
        Ok(control)
    }

    /// As [`Control::connect`], for a world that is known to be there.
    pub(crate) fn new(base_url: &str) -> Control {
        // A proxy of the environment has no business with loopback.
        // A connection for each request: one that is kept may be closed by the other side just as the next request leaves, and what changes
        // something must not be sent twice by itself (RFC 9110 section 9.2.2).
        let config = Agent::config_builder()
            .proxy(None)
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .max_idle_connections(0)
            .max_idle_connections_per_host(0);
        Control { base: base_url.trim_end_matches('/').to_owned(), agent: config.build().new_agent() }
    }

    /// How to reach everything.
    ///
    /// # Errors
    /// [`ControlError`]; the same goes for every other method.
    pub fn world(&self) -> Result<WorldDocument, ControlError> {
        self.get("world")
    }

    /// World time and speed.
    pub fn clock(&self) -> Result<ClockReading, ControlError> {
        self.get("clock")
    }

    /// Changes the clock's speed (world seconds per real second), steps it forward (world ms), or both.
    pub fn set_clock(&self, speed: Option<f64>, advance_ms: Option<i64>) -> Result<ClockReading, ControlError> {
        self.post("clock", &ClockForm { speed, advance_ms })
    }

    /// What happens next by itself, such as a load balancer that gets active; `None` when nothing is waited for.
    pub fn next(&self) -> Result<Option<Next>, ControlError> {
        self.get("clock/next")
    }

    /// Steps the clock to what happens next, so that one wait ends.
    pub fn skip(&self) -> Result<Skipped, ControlError> {
        self.post("clock/skip", &())
    }

    /// Whether calls are limited as AWS limits them.
    pub fn limits(&self) -> Result<bool, ControlError> {
        self.get("limits").map(|LimitsSwitch { on }| on)
    }

    /// Limits calls from now on, or no longer.
    pub fn set_limits(&self, on: bool) -> Result<bool, ControlError> {
        self.post("limits", &LimitsSwitch { on }).map(|LimitsSwitch { on }| on)
    }

    /// Every zone of the practice DNS.
    pub fn zones(&self) -> Result<Vec<ZoneForm>, ControlError> {
        self.get("zones")
    }

    /// Publishes a record; answers it as it is stored.
    pub fn publish(&self, record: &RecordForm) -> Result<RecordForm, ControlError> {
        self.post("records", record)
    }

    /// Removes a record; answers what was removed.
    pub fn remove(&self, record: &RecordForm) -> Result<RecordForm, ControlError> {
        self.post("records/remove", record)
    }

    /// Puts one record into the place of another in one change; answers the new one as it is stored.
    pub fn replace(&self, from: &RecordForm, to: &RecordForm) -> Result<RecordForm, ControlError> {
        self.post("records/replace", &ReplaceForm { from: from.clone(), to: to.clone() })
    }

    /// How the registrar's panel treats what is typed.
    pub fn panel(&self) -> Result<PanelForm, ControlError> {
        self.get("panel")
    }

    /// Changes how the registrar's panel treats what is typed from now on.
    pub fn set_panel(&self, panel: &PanelForm) -> Result<PanelForm, ControlError> {
        self.post("panel", panel)
    }

    /// The seller's in-box, and what Seller Operations received.
    pub fn mailbox(&self) -> Result<Mailbox, ControlError> {
        self.get("mailbox")
    }

    /// The mail of that id ([`crate::MailView::id`]) as it came, header and body (RFC 5322).
    pub fn mail(&self, id: &str) -> Result<Vec<u8>, ControlError> {
        self.get_octets(&format!("mail?id={id}"))
    }

    /// What exists in the accounts.
    pub fn resources(&self) -> Result<Resources, ControlError> {
        self.get("resources")
    }

    /// What exists in the accounts, each with its state.
    pub fn overview(&self) -> Result<Vec<Existing>, ControlError> {
        self.get("overview")
    }

    /// The logged requests after that number; 0 for all that are kept.
    pub fn requests(&self, since: u64) -> Result<Vec<LoggedRequest>, ControlError> {
        self.get(&format!("requests?since={since}"))
    }

    /// What can go wrong in this world, and what does.
    pub fn faults(&self) -> Result<FaultsReading, ControlError> {
        self.get("faults")
    }

    /// Makes something go wrong from now on.
    pub fn begin_fault(&self, form: &FaultForm) -> Result<Fault, ControlError> {
        self.post("faults", form)
    }

    /// Ends the fault of that id, or all of them.
    pub fn end_fault(&self, id: Option<&str>) -> Result<FaultsReading, ControlError> {
        self.post("faults/end", &serde_json::json!({ "id": id }))
    }

    /// The stories that can be played, and the one that plays.
    pub fn stories(&self) -> Result<StoriesReading, ControlError> {
        self.get("stories")
    }

    /// A fresh world with a new id in the same places, in which the story of that name plays.
    pub fn begin_story(&self, name: &str) -> Result<StoriesReading, ControlError> {
        self.post("stories/begin", &serde_json::json!({ "name": name }))
    }

    /// Ends the story; what exists stays.
    pub fn end_story(&self) -> Result<StoriesReading, ControlError> {
        self.post("stories/end", &())
    }

    /// Holds a request to come.
    pub fn hold(&self, form: &HoldForm) -> Result<HoldReading, ControlError> {
        self.post("hold", form)
    }

    /// Where the hold stands.
    pub fn held(&self) -> Result<HoldReading, ControlError> {
        self.get("hold")
    }

    /// Lets held requests go, and forgets what was to be held.
    pub fn release(&self) -> Result<HoldReading, ControlError> {
        self.post("release", &())
    }

    /// Every code that was given to a program that signs a user in, oldest first.
    pub fn sign_ins(&self) -> Result<Vec<SignInReading>, ControlError> {
        self.get("sign-ins")
    }

    /// Answers a code as the user does in her browser.
    pub fn decide_sign_in(&self, user_code: &str, decision: Decision) -> Result<Vec<SignInReading>, ControlError> {
        self.post("sign-ins", &SignInForm { user_code: user_code.to_owned(), decision })
    }

    /// Ends all sessions of people who have signed in, and the credentials that they got.
    pub fn end_sign_ins(&self) -> Result<Vec<SignInReading>, ControlError> {
        self.post("sign-ins/end", &())
    }

    /// A fresh world with a new id in the same places.
    pub fn reset(&self) -> Result<WorldDocument, ControlError> {
        self.post("reset", &())
    }

    fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ControlError> {
        let body = self.get_octets(path)?;
        self.understand(&body)
    }

    fn get_octets(&self, path: &str) -> Result<Vec<u8>, ControlError> {
        let answer = self.agent.get(format!("{}/{path}", self.base)).call();
        self.read(answer)
    }

    fn post<T: DeserializeOwned>(&self, path: &str, form: &impl Serialize) -> Result<T, ControlError> {
        let answer = self.agent.post(format!("{}/{path}", self.base)).send_json(form);
        let body = self.read(answer)?;
        self.understand(&body)
    }

    fn read(&self, answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Vec<u8>, ControlError> {
        let unreachable = |source| ControlError::Unreachable { address: self.base.clone(), source: Box::new(source) };
        let mut answer = answer.map_err(unreachable)?;
        let status = answer.status().as_u16();
        // The largest answer is the request log.
        let body = answer.body_mut().with_config().limit(256 << 20).read_to_vec().map_err(unreachable)?;
        if status != 200 {
            let refusal: Refusal = self.understand(&body)?;
            return Err(ControlError::Refused { status, sentence: refusal.error });
        }
        Ok(body)
    }

    fn understand<T: DeserializeOwned>(&self, body: &[u8]) -> Result<T, ControlError> {
        serde_json::from_slice(body).map_err(|_| ControlError::Strange { address: self.base.clone() })
    }
}
