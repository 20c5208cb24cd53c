//! What goes wrong on demand: a catalogue of faults by name, and those that are active. They are part of the state, so
//! that a restart forgets none, and a copy in memory answers every request's question for them at once.
//!
//! A part of the world asks where it acts: [`Faults::strike`] for what counts occasions (the third call fails), and
//! [`Faults::standing`] for what lasts until it is ended (a name server is lame).

mod aws;
mod catalogue;
mod dns;
mod form;
mod mail;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::state::{Place, Record, State, StateError};

pub use catalogue::{Area, FaultKind, ParameterView};
pub(crate) use form::Counts;
pub use form::{FaultError, FaultForm};

/// Active faults at a time; more than anybody can keep in mind.
const MOST: usize = 100;

/// A fault that is active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// By which it is ended.
    pub id: String,
    /// Its name in the catalogue.
    pub name: String,
    /// Every parameter by name.
    pub parameters: BTreeMap<String, String>,
    /// From which occasion on, counted from 1.
    pub nth: u64,
    /// How often; `None` until it is ended.
    pub times: Option<u64>,
    /// Fitting occasions so far.
    pub seen: u64,
    /// How often it struck.
    pub struck: u64,
}

impl Record for Fault {
    const KIND: &'static str = "fault";
}

impl Fault {
    /// A parameter's text; empty when the catalogue has no such parameter.
    pub(crate) fn text(&self, parameter: &str) -> &str {
        self.parameters.get(parameter).map_or("", String::as_str)
    }

    /// A parameter's number.
    pub(crate) fn number(&self, parameter: &str) -> u64 {
        self.text(parameter).parse().unwrap_or(0)
    }

    fn spent(&self) -> bool {
        self.times.is_some_and(|times| self.struck >= times)
    }
}

/// What the control interface tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultsReading {
    /// What can go wrong.
    pub catalogue: Vec<FaultKind>,
    /// What does, in the order in which it was asked for.
    pub active: Vec<Fault>,
}

/// The active faults. Clones share them.
#[derive(Clone)]
pub(crate) struct Faults {
    state: State,
    active: Arc<Mutex<Arc<Vec<Fault>>>>,
}

impl Faults {
    /// Takes up the faults stored in `state`.
    pub(crate) fn open(state: State) -> Result<Faults, StateError> {
        let faults = Faults { state, active: Arc::default() };
        faults.reload()?;
        Ok(faults)
    }

    /// Reads what is stored, after a reset.
    pub(crate) fn reload(&self) -> Result<(), StateError> {
        // Held while reading, so that of two commits the later one is what stays.
        let mut active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        let stored = self.state.transact(|tx| tx.list::<Fault>(Place::WORLD))?;
        *active = Arc::new(stored.into_iter().map(|entry| entry.record).collect());
        Ok(())
    }

    /// Every active fault.
    pub(crate) fn active(&self) -> Arc<Vec<Fault>> {
        Arc::clone(&self.active.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The first active fault of that name that fits. Nothing is counted.
    pub(crate) fn standing(&self, name: &str, fits: impl Fn(&Fault) -> bool) -> Option<Fault> {
        self.active().iter().find(|fault| fault.name == name && fits(fault)).cloned()
    }

    /// Counts an occasion for every fault of that name that fits, and answers the first that strikes. One that has
    /// struck for the last time is over.
    pub(crate) fn strike(&self, name: &str, fits: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut active = self.active.lock().unwrap_or_else(PoisonError::into_inner);
        if !active.iter().any(|fault| fault.name == name && fits(fault)) {
            return None;
        }
        let mut struck: Option<Fault> = None;
        let mut next = active.as_ref().clone();
        let mut touched = Vec::new();
        for fault in next.iter_mut().filter(|fault| fault.name == name && fits(fault)) {
            fault.seen += 1;
            if struck.is_none() && fault.seen >= fault.nth {
                fault.struck += 1;
                struck = Some(fault.clone());
            }
            touched.push(fault.clone());
        }
        next.retain(|fault| !fault.spent());
        *active = Arc::new(next);
        let stored = self.state.transact(|tx| {
            for fault in &touched {
                if fault.spent() {
                    tx.delete::<Fault>(Place::WORLD, &fault.id)?;
                } else {
                    tx.put(Place::WORLD, &fault.id, fault)?;
                }
            }
            Ok::<_, StateError>(())
        });
        if let Err(error) = stored {
            tracing::warn!(%error, "a practice fault's count was not stored");
        }
        struck
    }

    /// Makes something go wrong from now on.
    pub(crate) fn begin(&self, form: &FaultForm) -> Result<Fault, FaultError> {
        let (parameters, Counts { nth, times }) = form::checked(form)?;
        let id = uuid::Uuid::new_v4().to_string();
        let fault = Fault { id, name: form.name.clone(), parameters, nth, times, seen: 0, struck: 0 };
        if self.active().len() >= MOST {
            return Err(FaultError::Refused(format!("{MOST} things go wrong already; end some of them first.")));
        }
        self.state.transact(|tx| tx.put(Place::WORLD, &fault.id, &fault))?;
        self.reload()?;
        Ok(fault)
    }

    /// Ends the fault of that id, or all of them. One that is over already is no error.
    pub(crate) fn end(&self, id: Option<&str>) -> Result<(), StateError> {
        self.state.transact(|tx| {
            for entry in tx.list::<Fault>(Place::WORLD)? {
                if id.is_none_or(|id| id == entry.id) {
                    tx.delete::<Fault>(Place::WORLD, &entry.id)?;
                }
            }
            Ok::<_, StateError>(())
        })?;
        self.reload()
    }

    /// What can go wrong, and what does.
    pub(crate) fn reading(&self) -> FaultsReading {
        FaultsReading { catalogue: catalogue::kinds().map(FaultKind::from).collect(), active: self.active().as_ref().clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, parameters: &[(&str, &str)]) -> FaultForm {
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        FaultForm { name: name.to_owned(), parameters, nth: None, times: None }
    }

    #[test]
    fn the_nth_fitting_occasion_strikes_so_often_and_a_restart_goes_on_counting() {
        let state = State::open(None).unwrap();
        let faults = Faults::open(state.clone()).unwrap();
        let form = FaultForm { nth: Some(2), times: Some(2), ..form("call-fails", &[("action", "CreateTags")]) };
        faults.begin(&form).unwrap();
        let strike = |faults: &Faults, action: &str| faults.strike("call-fails", |fault| fault.text("action") == action).is_some();
        assert_eq!([strike(&faults, "CreateTags"), strike(&faults, "CreateVpc"), strike(&faults, "CreateTags")], [false, false, true]);
        let again = Faults::open(state).unwrap();
        assert_eq!([strike(&again, "CreateTags"), strike(&again, "CreateTags")], [true, false]);
        assert!(again.active().is_empty());
    }

    #[test]
    fn a_form_that_does_not_fit_the_catalogue_is_refused_with_a_sentence() {
        let faults = Faults::open(State::open(None).unwrap()).unwrap();
        for wrong in [
            form("no-such", &[]),
            form("call-fails", &[("colour", "red")]),
            form("call-fails", &[("error", "NoSuchCode")]),
            FaultForm { nth: Some(0), ..form("call-fails", &[]) },
        ] {
            assert!(matches!(faults.begin(&wrong), Err(FaultError::Refused(_))), "{wrong:?}");
        }
        let one = faults.begin(&form("call-fails", &[])).unwrap();
        faults.begin(&form("call-fails", &[])).unwrap();
        faults.end(Some(&one.id)).unwrap();
        assert_eq!(faults.reading().active.len(), 1);
        faults.end(None).unwrap();
        assert!(faults.reading().active.is_empty());
    }
}
