//! Checking a task: look, judge, store.

use std::collections::BTreeMap;

use gangway_model::{Region, StepId, Timestamp};

use super::plan::Fresh;
use super::{Engine, Inner, lock};
use crate::facts::{Facts, waiting};
use crate::file::StepRecord;
use crate::graph;
use crate::observed::Observed;
use crate::steps::{self, Checked, Look};
use crate::trouble::Trouble;
use crate::view::{CheckState, OperationKind, OperationState, Verdict};

/// When something made a moment ago is not seen: the next look, in seconds of the world's time.
const LOOK_AGAIN: i64 = 5;

impl Engine {
    /// Starts a check in the background; one that runs already is not started twice.
    ///
    /// # Errors
    /// `cannot-start` when another task has to come first.
    pub async fn start_check(&self, step: StepId) -> Result<String, Trouble> {
        let facts = self.facts().await?;
        if let Some(first) = graph::missing_needs(step, &facts).first() {
            return Err(Trouble::of("cannot-start").with("task", first.as_str()));
        }
        let key = facts.key(step);
        let id = {
            let mut events = lock(&self.inner.events);
            if let Some(running) = events.running_on(&key) {
                return Ok(running);
            }
            events.begin(facts.now, key, OperationKind::Check, Vec::new())
        };
        let (engine, operation) = (self.clone(), id.clone());
        tokio::spawn(async move {
            let at = engine.at.clone();
            // A panic in a check ends the check, not the app: it is caught at this task's boundary and told like any other failure.
            let inner = engine.inner.clone();
            let outcome = match tokio::spawn(async move { inner.check(step, at.as_ref()).await }).await {
                Ok(outcome) => outcome.map(|_| OperationState::Finished),
                Err(error) => Err(Trouble::of("internal").caused_by(&error)),
            };
            // It could start when it was asked for. What it needs has gone since (an undo removes it, say): the task list says so, and nothing
            // went wrong.
            let outcome = match outcome {
                Err(trouble) if trouble.message.code == "cannot-start" => Ok(OperationState::Finished),
                outcome => outcome,
            };
            let now = engine.inner.now();
            lock(&engine.inner.events).end(now, &operation, &outcome);
            if let Err(trouble) = engine.inner.emit_tasks().await {
                tracing::warn!(%trouble, "the task list could not be told");
            }
        });
        Ok(id)
    }

    /// Checks a task and waits for the result.
    ///
    /// # Errors
    /// What AWS, DNS or the file says; it is stored with the task as well.
    pub async fn check(&self, step: StepId) -> Result<StepRecord, Trouble> {
        self.inner.check(step, self.at.as_ref()).await
    }
}

impl Inner {
    pub(crate) async fn check(&self, step: StepId, at: Option<&Region>) -> Result<StepRecord, Trouble> {
        let facts = self.facts_at(at).await?.about(step);
        if let Some(first) = graph::missing_needs(step, &facts).first() {
            return Err(Trouble::of("cannot-start").with("task", first.as_str()));
        }
        let began = facts.now;
        let looked = match self.account_of(&facts, step, false).await {
            Ok(account) => {
                let dns = if super::roles::has_records(step) { self.dns_account(&facts).await } else { None };
                let look = Look { account: &account, dns: dns.as_ref(), net: &self.world.net, facts: &facts, file: &self.file };
                steps::step(step).observe(&look).await
            }
            Err(trouble) => Err(trouble),
        };
        let looked = match looked {
            // Several things are told by the same code. If it is the sign-in, asking who one is says so.
            Err(trouble) if trouble.doubts_sign_in() => Err(self.account_of(&facts, step, true).await.err().unwrap_or(trouble)),
            looked => looked,
        };
        // Answers may have been edited while AWS was asked: judge by the newest ones.
        let mut facts = self.facts_at(at).await?.about(step);
        let before = facts.check_of(step).cloned();
        match looked {
            Ok(observed) => {
                let mut record = judged(&mut facts, step, observed, before.as_ref());
                // What happens while AWS answers may or may not be in the answer.
                record.checked_at = began;
                self.store(&facts, step, &record).await?;
                if step == StepId::AllowList {
                    self.forget_removed().await?;
                }
                Ok(record)
            }
            Err(trouble) => {
                // What was seen before stays visible, with its time; that nothing can be seen now is said beside it.
                let record = StepRecord {
                    state: CheckState::Unknown { why: trouble.message.clone() },
                    verdict: before.as_ref().map_or(Verdict::Open, |record| record.verdict.clone()),
                    observed: before.as_ref().and_then(|record| record.observed.clone()),
                    findings: before.as_ref().map(|record| record.findings.clone()).unwrap_or_default(),
                    evidence: Vec::new(),
                    ids: before.as_ref().map(|record| record.ids.clone()).unwrap_or_default(),
                    trouble: Some(trouble.clone()),
                    checked_at: before.as_ref().map_or(facts.now, |record| record.checked_at),
                };
                self.store(&facts, step, &postponed(record, facts.now)).await?;
                Err(trouble)
            }
        }
    }

    /// What was taken off AWS's list once is not ours to take off again, should somebody put it back there: it is forgotten when no Region's
    /// list has it any more.
    pub(crate) async fn forget_removed(&self) -> Result<(), Trouble> {
        let regions = self.allow_services().await?.into_iter().map(|(region, _)| region).collect();
        Ok(self.file.forget_gone(regions).await?)
    }

    /// Judges and keeps what was seen outside of a check.
    pub(crate) async fn keep_look(&self, facts: Facts, step: StepId, observed: Observed, at: Timestamp) -> Result<(), Trouble> {
        let mut facts = facts.about(step);
        let before = facts.check_of(step).cloned();
        let mut record = judged(&mut facts, step, observed, before.as_ref());
        record.checked_at = at;
        self.store(&facts, step, &record).await
    }

    /// Judges what the last check saw by the answers of now.
    pub(crate) async fn judge_again(&self, facts: &Facts, step: StepId) -> Result<(), Trouble> {
        let Some(before) = facts.check_of(step).cloned() else { return Ok(()) };
        let Some(observed) = before.observed.clone() else { return Ok(()) };
        let mut facts = facts.about(step);
        let mut record = judged(&mut facts, step, observed, Some(&before));
        record.checked_at = before.checked_at;
        record.trouble = before.trouble;
        // Evidence is what a check saw: judging again adds none.
        if !before.evidence.is_empty() {
            record.evidence = before.evidence;
        }
        self.file.keep_judgement(facts.elsewhere(step).unwrap_or(&self.meta.account), &facts.key(step), &record).await?;
        Ok(())
    }

    /// Whether something of this task was carried out after the last look at it began, or is being carried out.
    pub(crate) async fn seen_too_early(&self, step: StepId, facts: &Facts) -> Result<bool, Trouble> {
        let (_, region) = facts.key(step);
        let carried_out = self.file.last_carried_out(step, &region, facts.now).await?;
        Ok(facts.check_of(step).is_some_and(|record| carried_out.is_some_and(|at| at > record.checked_at)))
    }

    async fn store(&self, facts: &Facts, step: StepId, record: &StepRecord) -> Result<(), Trouble> {
        Ok(self.file.keep_check(facts.elsewhere(step).unwrap_or(&self.meta.account), &facts.key(step), record).await?)
    }
}

/// Whether nothing is missing but what was made a moment ago and AWS does not show yet. What is there in a bad state is another matter.
fn is_unseen_only(facts: &Facts, step: StepId, observed: &Observed, state: &CheckState) -> bool {
    let split = Fresh::split(facts, steps::step(step).plan(facts, observed));
    let missing = matches!(state, CheckState::Absent | CheckState::Differs { .. });
    missing && !split.unseen.is_empty() && split.wanted.is_empty()
}

fn judged(facts: &mut Facts, step: StepId, observed: Observed, before: Option<&StepRecord>) -> StepRecord {
    let now = facts.now;
    let mut record = StepRecord {
        state: CheckState::Absent,
        verdict: Verdict::Open,
        observed: Some(observed.clone()),
        findings: Vec::new(),
        evidence: Vec::new(),
        ids: BTreeMap::new(),
        trouble: None,
        checked_at: now,
    };
    // The step's own rules may look at what was seen last: that is this.
    let key = facts.key(step);
    facts.checks.insert(key.clone(), StepRecord { ids: before.map(|record| record.ids.clone()).unwrap_or_default(), ..record.clone() });
    let Checked { state, verdict, findings, evidence, ids } = steps::step(step).check(facts, &observed);
    let verdict = match verdict {
        Verdict::Open | Verdict::Failed { .. } if is_unseen_only(facts, step, &observed, &state) => {
            Verdict::Waiting { waiting: waiting("waiting-fresh", now, LOOK_AGAIN, None) }
        }
        verdict => verdict,
    };
    (record.state, record.findings, record.evidence, record.ids) = (state, findings, evidence, ids);
    record.findings.extend(steps::lost(&observed, before));
    record.verdict = keep_since(verdict, before);
    facts.checks.insert(key, record.clone());
    record
}

/// Waiting for the same thing as before has begun when it began.
fn keep_since(mut verdict: Verdict, before: Option<&StepRecord>) -> Verdict {
    if let (Verdict::Waiting { waiting }, Some(Verdict::Waiting { waiting: earlier })) =
        (&mut verdict, before.map(|record| &record.verdict))
        && waiting.why.code == earlier.why.code
    {
        waiting.since = earlier.since;
        waiting.deadline = earlier.deadline;
    }
    verdict
}

/// A check that saw nothing is due again after a minute, not at once.
fn postponed(mut record: StepRecord, now: Timestamp) -> StepRecord {
    if let Verdict::Waiting { waiting } = &mut record.verdict {
        waiting.poll_after = now.plus_millis(60_000);
    }
    record
}
