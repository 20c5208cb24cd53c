//! What the user does in her browser while a program waits: she reads the code, and allows it or not. And what her company does: it
//! ends all sessions.

use serde::{Deserialize, Serialize};

use super::{Device, Renewal, SignInState, Token};
use crate::aws::call::Session;
use crate::clock::real_ms;
use crate::state::{Place, State, StateError};

/// A code that a program shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInReading {
    /// As the program shows it: `BCDF-GHJK`.
    pub user_code: String,
    /// What the program calls itself.
    pub client: String,
    /// Where it stands.
    pub state: SignInState,
}

/// What is answered in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Yes.
    Approve,
    /// No.
    Deny,
    /// Nothing, until the code has run out.
    Expire,
}

/// An answer to a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInForm {
    /// Which code.
    pub user_code: String,
    /// The answer.
    pub decision: Decision,
}

/// Every code that was given out, oldest first.
pub(crate) fn reading(state: &State) -> Result<Vec<SignInReading>, StateError> {
    let now = real_ms();
    state.transact(|tx| {
        let told = |device: Device| SignInReading { state: device.state(now), user_code: device.user_code, client: device.client_name };
        Ok(tx.list::<Device>(Place::WORLD)?.into_iter().map(|entry| told(entry.record)).collect())
    })
}

/// Answers a code that waits; false when none of that name does.
pub(crate) fn decide(state: &State, form: &SignInForm) -> Result<bool, StateError> {
    let (now, wanted) = (real_ms(), form.user_code.trim().to_ascii_uppercase());
    state.transact(|tx| {
        for entry in tx.list::<Device>(Place::WORLD)? {
            let mut device = entry.record;
            if device.user_code == wanted && device.state(now) == SignInState::Waiting {
                device.state = match form.decision {
                    Decision::Approve => SignInState::Approved,
                    Decision::Deny => SignInState::Denied,
                    Decision::Expire => SignInState::Expired,
                };
                tx.put(Place::WORLD, &entry.id, &device)?;
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// Ends every session: tokens are not known any more, and credentials of roles have run out.
pub(crate) fn end_all(state: &State) -> Result<(), StateError> {
    state.transact(|tx| {
        for entry in tx.list::<Token>(Place::WORLD)? {
            tx.delete::<Token>(Place::WORLD, &entry.id)?;
        }
        for entry in tx.list::<Renewal>(Place::WORLD)? {
            tx.delete::<Renewal>(Place::WORLD, &entry.id)?;
        }
        for entry in tx.list::<Session>(Place::WORLD)? {
            if entry.record.arn.contains(":assumed-role/AWSReservedSSO_") {
                tx.put(Place::WORLD, &entry.id, &Session { expires_ms: 0, ..entry.record })?;
            }
        }
        Ok(())
    })
}
