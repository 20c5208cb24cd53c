//! Carrying out what was approved: begin (on the disk), ONE call on the wire, end (on the disk). A begin without an end is looked after first:
//! found -> adopted; certainly absent -> sent again with the same token; never blindly.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use gangway_aws::{Account, AwsError, AwsErrorKind};
use gangway_model::{Call, Output, Plan, Region, StepId};

use super::events::progress;
use super::ready::Ready;
use super::undo::still_in_use;
use super::{Engine, Inner, PAUSE_AFTER_TROUBLE, lock};
use crate::facts::Facts;
use crate::file::{ApprovedRow, CallEnd, ChangeState, FileError, JournalError, WITHOUT_ANSWER};
use crate::graph;
use crate::steps;
use crate::trouble::Trouble;
use crate::view::{ChangeProgress, OperationKind, OperationState, ProgressState};
use crate::world::Clock;

/// After so many calls of one change without an answer that counts, the user is asked to look.
const ATTEMPTS: i64 = 6;

/// Waits between attempts at a call that AWS throttled or that found no network.
const BACKOFF: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5)];

/// Waits between looks for what a call without an answer may have made: soon at first, then so that AWS is not asked for nothing.
const FIRST_LOOK: Duration = Duration::from_millis(300);
const LONGEST_LOOK: Duration = Duration::from_secs(3);

/// What a call made, by kind of id.
type Made = BTreeMap<Output, String>;

/// A task where it is done.
type Place = (Option<Region>, StepId);

/// What became of one row in one pass.
enum Outcome {
    /// It moved on.
    Moved,
    /// Nothing to do for it now.
    Still,
}

/// Whether the scheduler has something to carry out: a change whose turn may have come. One that failed or met trouble waits for the user.
pub(super) fn something_is_due(facts: &Facts) -> bool {
    facts.approved.iter().any(|row| match row.state {
        ChangeState::Begun => !matches!(row.change.call, Call::SendSubmission { .. }) || !maybe_sent(facts, row),
        ChangeState::Pending => {
            row.trouble.is_none()
                && row.waiting.as_ref().is_none_or(|waiting| waiting.poll_after <= facts.now)
                && row.change.call.resolved(&facts.outputs).is_ok()
        }
        _ => false,
    })
}

fn maybe_sent(facts: &Facts, row: &ApprovedRow) -> bool {
    let Call::SendSubmission { package_sha256, .. } = &row.change.call else { return false };
    facts.deliveries.iter().any(|delivery| &delivery.package == package_sha256 && delivery.state == "maybe-sent")
}

impl Engine {
    /// Approves the plan that the user saw, by its hash, and starts to carry it out.
    ///
    /// # Errors
    /// `identity-changed`, `plan-changed` when the plan is another one by now, what the file says.
    pub async fn start_apply(&self, step: StepId, hash: &str) -> Result<String, Trouble> {
        self.inner.require_identity(true).await?;
        // What was carried out since the last look is not in what was seen then: from that, the same would be planned again.
        if self.inner.seen_too_early(step, &self.facts().await?).await? {
            self.check(step).await?;
        }
        let plan = self.detail(step).await?.plan;
        let plan = plan.filter(|plan| plan.hash == hash).ok_or_else(|| Trouble::of("plan-changed"))?;
        self.approve(&plan).await?;
        self.start_pass(step).await
    }

    /// Stores what was approved.
    ///
    /// # Errors
    /// What the file says.
    pub async fn approve(&self, plan: &Plan) -> Result<(), Trouble> {
        let inner = &self.inner;
        // What nobody wants any more goes; what is wanted as it was approved stays, and is no part of this plan.
        let kept = inner.take_back_unwanted().await?;
        inner.file.approve(plan, kept, &inner.meta.world, inner.now()).await?;
        self.go_on().await?;
        inner.saved();
        Ok(())
    }

    /// Goes on with what was approved and is not finished; nothing that was not approved is touched. `None` when there is nothing.
    ///
    /// # Errors
    /// What the file says.
    pub async fn resume(&self) -> Result<Option<String>, Trouble> {
        let inner = &self.inner;
        let rows = inner.file.unfinished(inner.meta.account.as_str(), &inner.meta.world).await?;
        let Some(first) = rows.first() else { return Ok(None) };
        self.go_on().await?;
        for row in rows.iter().filter(|row| row.trouble.is_some() && row.state == ChangeState::Pending) {
            inner.file.set_waiting(row.row, None, None).await?;
        }
        *lock(&inner.left_alone_until) = None;
        Ok(Some(self.at(first.change.region.clone()).start_pass(first.change.step).await?))
    }

    /// Only the user takes a cancelling back, by approving or resuming: work that was queued when it was cancelled does not.
    async fn go_on(&self) -> Result<(), Trouble> {
        self.inner.file.remember("paused", "no".to_owned()).await?;
        self.inner.cancelled.store(false, Ordering::SeqCst);
        Ok(())
    }

    /// The scheduler's way: only when nothing is being applied.
    pub(super) async fn resume_quietly(&self) {
        let Ok(turn) = self.inner.applying.try_lock() else { return };
        let outcome = self.inner.pass(None, turn).await;
        let told = self.inner.emit_tasks().await;
        match outcome.and(told) {
            Ok(()) => {}
            Err(trouble) => {
                tracing::info!(%trouble, "what was approved could not be carried on with");
                *lock(&self.inner.left_alone_until) = Some(Instant::now() + PAUSE_AFTER_TROUBLE);
            }
        }
    }

    /// Stops between two changes. What was begun ends; what was not begun stays approved and waits for [`Engine::resume`].
    ///
    /// # Errors
    /// What the file says.
    pub async fn cancel(&self) -> Result<(), Trouble> {
        self.inner.cancelled.store(true, Ordering::SeqCst);
        Ok(self.inner.file.remember("paused", "yes".to_owned()).await?)
    }

    pub(super) async fn start_pass(&self, step: StepId) -> Result<String, Trouble> {
        let facts = self.inner.facts_at(self.at.as_ref()).await?;
        let open = |row: &&ApprovedRow| matches!(row.state, ChangeState::Pending | ChangeState::Begun);
        let rows: Vec<&ApprovedRow> = facts.approved.iter().filter(open).collect();
        let removes = !rows.is_empty() && rows.iter().all(|row| row.change.call.removes().is_some());
        let kind = if removes { OperationKind::Undo } else { OperationKind::Apply };
        let rows = rows.into_iter().map(progress).collect();
        let id = lock(&self.inner.events).begin(facts.now, facts.key(step), kind, rows);
        let (engine, operation) = (self.clone(), id.clone());
        tokio::spawn(async move {
            let (inner, about) = (engine.inner.clone(), operation.clone());
            let outcome = match tokio::spawn(async move { inner.pass(Some(&about), inner.applying.lock().await).await }).await {
                Ok(outcome) => outcome,
                Err(error) => Err(Trouble::of("internal").caused_by(&error)),
            };
            let now = engine.inner.now();
            lock(&engine.inner.events).end(now, &operation, &outcome);
            if let Err(trouble) = engine.inner.emit_tasks().await {
                tracing::warn!(%trouble, "the task list could not be told");
            }
        });
        self.inner.emit_tasks().await?;
        Ok(id)
    }

    /// Carries out what was approved, as far as it goes now, and waits for the result.
    ///
    /// # Errors
    /// The first trouble; what was not reached stays approved.
    pub async fn apply_approved(&self) -> Result<OperationState, Trouble> {
        let outcome = self.inner.pass(None, self.inner.applying.lock().await).await;
        self.inner.emit_tasks().await?;
        outcome
    }
}

impl Inner {
    /// Holding `turn`, so that there is one pass at a time.
    async fn pass(&self, operation: Option<&str>, _turn: tokio::sync::MutexGuard<'_, ()>) -> Result<OperationState, Trouble> {
        let account = self.require_identity(true).await?;
        let mut touched: BTreeSet<Place> = BTreeSet::new();
        let outcome = self.until_nothing_moves(&account, operation, &mut touched).await;
        // Verify: look at every task that was touched, whatever became of the pass.
        for (region, step) in with_dependents(&touched) {
            let facts = self.facts_at(region.as_ref()).await?;
            if graph::missing_needs(step, &facts).is_empty()
                && let Err(trouble) = self.check(step, region.as_ref()).await
            {
                tracing::info!(%step, %trouble, "the check after a change could not look");
            }
        }
        self.saved();
        outcome
    }

    async fn until_nothing_moves(
        &self,
        account: &Account,
        operation: Option<&str>,
        touched: &mut BTreeSet<Place>,
    ) -> Result<OperationState, Trouble> {
        loop {
            let mut moved = false;
            for row in self.file.unfinished(self.meta.account.as_str(), &self.meta.world).await? {
                if self.cancelled.load(Ordering::SeqCst) || self.closing.load(Ordering::SeqCst) {
                    return Ok(OperationState::Cancelled);
                }
                let outcome = self.carry_out(account, &row, operation).await;
                if !matches!(outcome, Ok(Outcome::Still)) {
                    touched.insert((row.change.region.clone(), row.change.step));
                    self.tell(operation).await?;
                }
                moved |= matches!(outcome?, Outcome::Moved);
            }
            if !moved {
                return Ok(OperationState::Finished);
            }
        }
    }

    async fn carry_out(&self, account: &Account, row: &ApprovedRow, operation: Option<&str>) -> Result<Outcome, Trouble> {
        let elsewhere = match self.account_of_change(&row.change).await {
            Ok(elsewhere) => elsewhere,
            Err(trouble) => {
                self.file.set_waiting(row.row, row.waiting.clone(), Some(trouble.clone())).await?;
                return Err(trouble);
            }
        };
        let account = elsewhere.as_ref().unwrap_or(account);
        if row.state == ChangeState::Begun {
            return match row.change.call {
                Call::SendSubmission { .. } => self.recover_sending(row).await,
                _ => self.recover(account, row).await,
            }
            .map(|moved| if moved { Outcome::Moved } else { Outcome::Still });
        }
        let outputs = self.file.outputs().await?;
        // What it builds on is not made yet: its turn comes when it is.
        let Ok(call) = row.change.call.resolved(&outputs) else { return Ok(Outcome::Still) };
        match self.ready(account, row, &call).await {
            Ok(Ready::Now) => {}
            Ok(Ready::Already) => {
                let begun = self.file.begin(row.row, &call, self.now()).await?;
                self.file.end(begun.id, CallEnd::Adopted(BTreeMap::new()), self.now()).await?;
                return Ok(Outcome::Moved);
            }
            Ok(Ready::Wait(waiting)) => {
                let known = row.waiting.as_ref().filter(|earlier| earlier.why.code == waiting.why.code).map(|earlier| earlier.since);
                let waiting = crate::view::Waiting { since: known.unwrap_or(waiting.since), ..waiting };
                self.file.set_waiting(row.row, Some(waiting), None).await?;
                self.tell(operation).await?;
                return Ok(Outcome::Still);
            }
            Err(trouble) => {
                self.file.set_waiting(row.row, row.waiting.clone(), Some(trouble.clone())).await?;
                return Err(trouble);
            }
        }
        let made_before = match self.made_by_given_up(account, row, &call).await {
            Ok(made) => made,
            Err(trouble) => {
                self.file.set_waiting(row.row, row.waiting.clone(), Some(trouble.clone())).await?;
                return Err(trouble);
            }
        };
        if let Some(outputs) = made_before {
            let begun = self.file.begin(row.row, &call, self.now()).await?;
            self.file.end(begun.id, CallEnd::Adopted(outputs), self.now()).await?;
            return Ok(Outcome::Moved);
        }
        self.tell_running(operation, row);
        match &call {
            Call::SendSubmission { package_sha256, to } => {
                if let Err(trouble) = self.send(row, &call, package_sha256, to).await {
                    // Where it has not begun, it waits for the user instead of being tried for ever.
                    self.file.set_waiting(row.row, None, Some(trouble.clone())).await?;
                    return Err(trouble);
                }
            }
            _ => {
                self.perform(account, row, &call).await?;
                // What something else still has is tried again later.
                if call.removes().is_some() && self.is_pending(row.row).await? {
                    return Ok(Outcome::Still);
                }
            }
        }
        Ok(Outcome::Moved)
    }

    /// What an earlier call of the same change made after all, though it was given up without an answer.
    async fn made_by_given_up(&self, account: &Account, row: &ApprovedRow, call: &Call) -> Result<Option<Made>, Trouble> {
        let Some(region) = &row.change.region else { return Ok(None) };
        if call.outputs().is_empty() || !self.file.given_up().await?.iter().any(|one| one.change.id == row.change.id) {
            return Ok(None);
        }
        Ok(account.find_made(region, call, &steps::tags(&self.meta.id, &row.change.id)).await?)
    }

    /// One call, again after throttling or a missing network, each attempt with its own begin and end.
    async fn perform(&self, account: &Account, row: &ApprovedRow, call: &Call) -> Result<(), Trouble> {
        let region = row.change.region.clone().ok_or_else(|| Trouble::of("internal"))?;
        let tags = steps::tags(&self.meta.id, &row.change.id);
        let began = Instant::now();
        let mut waits = BACKOFF.iter();
        loop {
            let begun = match self.file.begin(row.row, call, self.now()).await {
                // The user decided otherwise a moment ago.
                Err(FileError::Journal(JournalError::BeginOutOfTurn { state })) if state == "dropped" => return Ok(()),
                begun => begun?,
            };
            let error = match account.perform(&region, call, &row.token, &tags).await {
                Ok(outputs) => {
                    return Ok(self.file.end(begun.id, CallEnd::Done(outputs), self.now()).await?);
                }
                Err(error) => error,
            };
            if !error.certainly_not_done() {
                // The call stays open in the journal; the next pass looks whether it was carried out.
                return if self.recover(account, row).await? { Ok(()) } else { Err(error.into()) };
            }
            if let Some(waiting) = still_in_use(&error, row, self.now()) {
                self.file.end(begun.id, CallEnd::NotSent, self.now()).await?;
                return Ok(self.file.set_waiting(row.row, Some(waiting), None).await?);
            }
            let (again, kept) = after(&error, began.elapsed() < self.world.consistency);
            let trouble = Trouble::from(error);
            if !again && !kept {
                self.file.end(begun.id, CallEnd::Refused(trouble.clone()), self.now()).await?;
                return Err(trouble);
            }
            self.file.end(begun.id, CallEnd::NotSent, self.now()).await?;
            match waits.next().filter(|_| again) {
                Some(wait) => tokio::time::sleep(*wait).await,
                None => {
                    self.file.set_waiting(row.row, None, Some(trouble.clone())).await?;
                    return Err(trouble);
                }
            }
        }
    }

    /// A call whose answer is not known: look for what it made. True when that settled it, one way or the other.
    pub(super) async fn recover(&self, account: &Account, row: &ApprovedRow) -> Result<bool, Trouble> {
        let Some(open) = self.file.open_call(row.row).await? else { return Ok(false) };
        let region = row.change.region.clone().ok_or_else(|| Trouble::of("internal"))?;
        let tags = steps::tags(&self.meta.id, &row.change.id);
        let (began, mut wait) = (Instant::now(), FIRST_LOOK);
        loop {
            if let Some(outputs) = account.find_made(&region, &open.request, &tags).await? {
                self.file.end(open.id, CallEnd::Adopted(outputs), self.now()).await?;
                return Ok(true);
            }
            // The computer's clock may have been set back since: what has been waited here counts as well.
            let age = Clock::system().now().0.saturating_sub(open.began_real);
            let age = Duration::from_millis(u64::try_from(age).unwrap_or(0)).max(began.elapsed());
            if age >= self.world.consistency {
                break;
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_LOOK);
        }
        if open.attempt >= ATTEMPTS {
            let trouble = Trouble::of(WITHOUT_ANSWER).with("action", open.request.action()).with("attempts", open.attempt);
            self.file.end(open.id, CallEnd::Refused(trouble.clone()), self.now()).await?;
            return Err(trouble);
        }
        self.file.end(open.id, CallEnd::Absent, self.now()).await?;
        Ok(true)
    }

    /// Tells the window where the operation's changes stand.
    async fn tell(&self, operation: Option<&str>) -> Result<(), Trouble> {
        let Some(operation) = operation else { return Ok(()) };
        let rows = self.file.approved().await?;
        let now = self.now();
        lock(&self.events).update(now, operation, |operation| {
            for change in &mut operation.progress {
                if let Some(row) = rows.iter().rev().find(|row| row.change.id == change.change) {
                    *change = progress(row);
                }
            }
        });
        Ok(())
    }

    fn tell_running(&self, operation: Option<&str>, row: &ApprovedRow) {
        let Some(operation) = operation else { return };
        let now = self.now();
        lock(&self.events).update(now, operation, |operation| {
            if let Some(change) = operation.progress.iter_mut().find(|change| change.change == row.change.id) {
                *change = ChangeProgress { state: ProgressState::Running, waiting_for: None, ..change.clone() };
            }
        });
    }
}

/// After an error that certainly changed nothing: whether to try again now, and, if not, whether the change stays approved (what is wrong lies
/// outside of it) or has failed (AWS said no to the change itself).
fn after(error: &AwsError, fresh: bool) -> (bool, bool) {
    match &error.kind {
        AwsErrorKind::Throttled { .. } | AwsErrorKind::NoNetwork => (true, true),
        // What it hangs on was made a moment ago and is not visible everywhere yet.
        AwsErrorKind::NotFound { .. } => (fresh, fresh),
        AwsErrorKind::NoCredentials
        | AwsErrorKind::CredentialsExpired
        | AwsErrorKind::RequestExpired
        | AwsErrorKind::ClockWrong
        | AwsErrorKind::NotAccepted { .. }
        | AwsErrorKind::AccessDenied { .. } => (false, true),
        AwsErrorKind::Refused { .. } | AwsErrorKind::NotOurs { .. } | AwsErrorKind::NotResolved { .. } => (false, false),
        AwsErrorKind::NotUnderstood | AwsErrorKind::Unavailable { .. } | AwsErrorKind::NoAnswer | AwsErrorKind::Interrupted => {
            (false, true)
        }
    }
}

/// The touched tasks and those whose picture changes with them, Region by Region in the order of the journey.
fn with_dependents(touched: &BTreeSet<Place>) -> BTreeSet<Place> {
    let mut all = touched.clone();
    for (region, step) in touched {
        let also: &[StepId] = match step {
            StepId::LoadBalancer => &[StepId::Reachability, StepId::EndpointService],
            StepId::EndpointService => &[StepId::PrivateDns, StepId::AllowList],
            _ => &[],
        };
        all.extend(also.iter().map(|step| (region.clone(), *step)));
    }
    all
}
