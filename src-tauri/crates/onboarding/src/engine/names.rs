//! The picture of the names, and the looks that keep it true.

use gangway_model::{StepId, Timestamp};

use super::Engine;
use crate::facts::Facts;
use crate::graph;
use crate::names::{self, NamesPicture, ZoneSeen};
use crate::observed::Observed;
use crate::steps;
use crate::trouble::Trouble;
use crate::view::Verdict;

/// How often what is proven is looked at again while the onboarding stays open: once a day.
const LASTS_MILLIS: i64 = 24 * 3_600_000;
/// How often it is looked whether Seller Operations have launched.
const LAUNCH_MILLIS: i64 = 600_000;

/// What has to stay true after it was proven.
const LASTING: [StepId; 2] = [StepId::PrivateDns, StepId::Certificate];

impl Engine {
    /// The picture, as last seen. Nothing is asked.
    ///
    /// # Errors
    /// What the file says.
    pub async fn names(&self) -> Result<NamesPicture, Trouble> {
        Ok(names::picture(&self.inner.facts().await?))
    }

    /// Looks at the zones around the names now, and at every task that has records; those run in the background and tell by events. What a
    /// look could not see is part of the picture.
    ///
    /// # Errors
    /// What the file says.
    pub async fn look_at_names(&self) -> Result<NamesPicture, Trouble> {
        let facts = self.inner.facts().await?;
        for step in [StepId::Certificate, StepId::PrivateDns, StepId::Delegation] {
            for at in facts.places(step) {
                if graph::missing_needs(step, &at).is_empty() && (at.inputs_of(step).is_some() || at.check_of(step).is_some()) {
                    self.at(at.region()).start_check(step).await?;
                }
            }
        }
        let net = &self.inner.world.net;
        let wanted = names::wanted(&facts);
        let mut zones = Vec::new();
        for name in &wanted {
            let zone = gangway_dns::find_zone(net, name).await.map_err(|error| error.message());
            zones.push(ZoneSeen { name: name.as_str().to_owned(), zone, looked_at: facts.now });
        }
        let text = serde_json::to_string(&zones).map_err(|error| Trouble::of("internal").caused_by(&error))?;
        self.inner.file.remember("names-zones", text).await?;
        self.names().await
    }

    /// At every start: has a private DNS name fallen out of `verified`, does the certificate last? Looks in the background, at what was looked
    /// at before.
    ///
    /// # Errors
    /// What the file says.
    pub async fn look_at_what_lasts(&self) -> Result<(), Trouble> {
        let facts = self.inner.facts().await?;
        for step in LASTING {
            for at in facts.places(step) {
                if at.check_of(step).is_some() && graph::missing_needs(step, &at).is_empty() {
                    self.at(at.region()).start_check(step).await?;
                }
            }
        }
        Ok(())
    }

    /// Looks at every task that has been begun, one after the other, and waits for it. Changes nothing in the account.
    ///
    /// # Errors
    /// What the file says, and the first thing that AWS or DNS says about more than one task.
    pub async fn check_all(&self) -> Result<(), Trouble> {
        for (step, at) in graph::places(&self.inner.facts().await?) {
            let facts = self.inner.facts_at(at.region().as_ref()).await?.about(step);
            let begun = facts.inputs_of(step).is_some() || facts.check_of(step).is_some();
            if begun && graph::missing_needs(step, &facts).is_empty() {
                match self.inner.check(step, at.region().as_ref()).await {
                    Err(trouble) if !trouble.concerns_one_task() => return Err(trouble),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// What keeps the package from being sent: nothing when it may be sent as it stands.
    ///
    /// # Errors
    /// What the file says.
    pub async fn submission_problems(&self) -> Result<Vec<gangway_model::FieldProblem>, Trouble> {
        Ok(steps::draft(&self.inner.facts().await?).err().unwrap_or_default())
    }
}

/// Whether something that was proven is to be looked at again by now.
pub(super) fn is_due_again(step: StepId, facts: &Facts) -> bool {
    let Some(record) = facts.check_of(step).filter(|record| record.trouble.is_none() && record.verdict == Verdict::Verified) else {
        return false;
    };
    let since = |every: i64| Timestamp(record.checked_at.0.saturating_add(every)) <= facts.now;
    match &record.observed {
        Some(Observed::Delegation(seen)) => steps::launch_is_awaited(&seen.launch) && since(LAUNCH_MILLIS),
        _ => LASTING.contains(&step) && since(LASTS_MILLIS),
    }
}
