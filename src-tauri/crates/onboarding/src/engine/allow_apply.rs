//! Bringing AWS's allow lists to the user's: plan, approve, carry out, pause, go on, undo.
//!
//! A run goes on in the background, all Regions side by side. Whatever stops it — the user, a crash, a Region that does not answer — what was
//! approved and not sent stays in the file, and a new start looks at AWS first and sends what is still missing.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use gangway_aws::{Account, AwsError, AwsErrorKind, ITS_RATE};
use gangway_model::{Output, Region, StepId, message};
use tokio::task::JoinSet;

use super::{Engine, Inner};
use crate::allow_apply::difference::{self, Difference};
use crate::allow_apply::runs::{Batch, BatchVerb};
use crate::allow_apply::{
    AllowEntryKind, AllowHistory, AllowPlan, AllowPlanEntry, AllowRegion, AllowRun, AllowRunState, AllowWarning, PER_CALL,
};
use crate::facts::Facts;
use crate::graph;
use crate::observed::Observed;
use crate::steps;
use crate::trouble::Trouble;

/// Calls of one Region that are under way at once: AWS's rate is reached also when an answer takes half a second.
const SIDE_BY_SIDE: usize = 3;

/// After so many calls in a row without an answer that counts, a Region waits for the user.
const PATIENCE: u32 = 6;

/// The same for calls that AWS refused as too many: that passes by itself.
const PATIENCE_WHEN_THROTTLED: u32 = 20;

/// The pause after the first such call; twice as long after each further one, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Names that are read from the file at once.
const NAMES: usize = 200;

/// CreateTags: calls that may leave at once, then calls a second, somewhat below AWS's.
const NAMES_RATE: (f64, f64) = (90.0, 9.0);

/// A look this old is repeated before anything is sent.
const STALE: i64 = 5 * 60_000;

/// Where the Regions of the last plan are remembered: approving its hash is about these.
const ASKED: &str = "allow-plan-regions";

/// How a Region's part of a run ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// Everything was sent and read back.
    Done,
    /// Something is left: the run was stopped.
    Left,
}

/// What an error of a batch means for it.
enum Meaning {
    /// One of its entries is refused.
    Entries(String),
    /// Later it may work.
    Later { throttled: bool, in_doubt: bool },
    /// Not before somebody has put something right.
    Stop,
}

impl Engine {
    /// Looks at AWS's list in every Region and says what would change. Nothing is sent. A Region that does not answer says so in its row.
    ///
    /// # Errors
    /// What the account's sign-in or the file says.
    pub async fn allow_plan(&self) -> Result<AllowPlan, Trouble> {
        let inner = &self.inner;
        let account = inner.require_identity(false).await?;
        let services = inner.allow_services().await?;
        let mut looks = JoinSet::new();
        for (region, service) in services.clone() {
            let (inner, account) = (inner.clone(), account.clone());
            looks.spawn(async move {
                let looked = inner.look_allowed(&account, &region, &service).await;
                (region, looked)
            });
        }
        let mut failed = std::collections::BTreeMap::new();
        while let Some(looked) = looks.join_next().await {
            match looked {
                Ok((region, Err(trouble))) => _ = failed.insert(region, trouble),
                Ok((_, Ok(()))) => {}
                Err(error) => return Err(Trouble::of("internal").caused_by(&error)),
            }
        }
        inner.forget_removed().await?;
        let answered: Vec<(Region, String)> = services.iter().filter(|(region, _)| !failed.contains_key(region)).cloned().collect();
        let asked: Vec<&str> = answered.iter().map(|(region, _)| region.as_str()).collect();
        inner.file.remember(ASKED, asked.join(" ")).await?;
        let mut plan = inner.allow_plan_from_memory(&services, &answered).await?;
        for row in &mut plan.regions {
            row.trouble = failed.remove(&row.region);
            if row.remove > 0 && row.trouble.is_none() {
                row.staying = inner.staying(&account, &row.region, &row.service).await.map_or(0, |ids| ids.len());
            }
        }
        plan.warnings = inner.allow_warnings(&account, &answered).await?;
        Ok(plan)
    }

    /// A page of the plan's entries of one kind, as last looked at.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_plan_entries(
        &self,
        region: Region,
        kind: AllowEntryKind,
        page: usize,
        size: usize,
    ) -> Result<Vec<AllowPlanEntry>, Trouble> {
        let size = size.clamp(1, 500);
        let entries = move |db: &rusqlite::Transaction<'_>| Ok(difference::entries(db, &region, kind, page.saturating_mul(size), size)?);
        Ok(self.inner.file.with(entries).await?)
    }

    /// Approves the plan that the user saw, by its hash, and starts to carry it out. `yes`: the warnings that were said yes to. `names`: whether
    /// customers' names are kept in AWS, as tags. `source`: `hand`, or the file that the list came from.
    ///
    /// # Errors
    /// `identity-changed`, `plan-changed` when the plan is another one by now, `allow-warning-open` when a warning waits for its yes,
    /// `task-at-work` while another plan is carried out, what the file says.
    pub async fn allow_apply(&self, hash: &str, yes: &[AllowWarning], names: bool, source: &str) -> Result<i64, Trouble> {
        let inner = &self.inner;
        let account = inner.require_identity(true).await?;
        if inner.file.open_run().await?.is_some() {
            return Err(Trouble::of("task-at-work"));
        }
        let (hash, source) = (hash.to_owned(), source.to_owned());
        let services = inner.allow_services().await?;
        // A Region that could not be asked is no part of what was seen.
        let asked = inner.file.remembered(ASKED).await?.unwrap_or_default();
        let chosen: Vec<_> = services.into_iter().filter(|(region, _)| asked.split(' ').any(|one| one == region.as_str())).collect();
        if hash.is_empty() || inner.allow_hash(&chosen).await? != hash {
            return Err(Trouble::of("plan-changed"));
        }
        let open = inner.allow_warnings(&account, &chosen).await?.into_iter().find(|warning| !yes.contains(warning));
        if let Some(open) = open {
            let which = if open == AllowWarning::Everyone { "everyone" } else { "everyone-automatic" };
            return Err(Trouble::of("allow-warning-open").with("warning", which));
        }
        let run = inner.file.begin_run(hash, chosen, source, names, inner.now()).await?;
        inner.saved();
        inner.start_allow_run(false);
        Ok(run)
    }

    /// Stops between two calls; what is approved stays approved.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_pause(&self) -> Result<(), Trouble> {
        self.set_open_run(AllowRunState::Paused).await
    }

    /// Goes on with what was approved and is not finished, after a look.
    ///
    /// # Errors
    /// What the sign-in or the file says.
    pub async fn allow_resume(&self) -> Result<(), Trouble> {
        let inner = &self.inner;
        inner.require_identity(true).await?;
        self.set_open_run(AllowRunState::Running).await?;
        inner.start_allow_run(true);
        Ok(())
    }

    /// Ends what is being carried out: what was sent stays, the rest is not approved any more.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_cancel(&self) -> Result<(), Trouble> {
        self.set_open_run(AllowRunState::Cancelled).await
    }

    async fn set_open_run(&self, state: AllowRunState) -> Result<(), Trouble> {
        let inner = &self.inner;
        if let Some((run, ..)) = inner.file.open_run().await? {
            inner.file.set_run(run, state, inner.now()).await?;
            inner.saved();
        }
        Ok(())
    }

    /// The newest plans that were carried out or are, newest first.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_runs(&self, most: usize) -> Result<Vec<AllowRun>, Trouble> {
        let mut runs = self.inner.file.runs(most.clamp(1, 100)).await?;
        for run in runs.iter_mut().filter(|run| run.state == AllowRunState::Running) {
            let slowest = run.regions.iter().map(|region| {
                let (left, sent) = (region.left.div_ceil(PER_CALL), region.calls);
                seconds(left + sent, ITS_RATE) - seconds(sent, ITS_RATE)
            });
            run.seconds_left = Some(slowest.fold(0.0, f64::max));
        }
        Ok(runs)
    }

    /// Waits until nothing is being carried out, for the terminal.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_settled(&self) -> Result<Option<AllowRun>, Trouble> {
        loop {
            let newest = self.allow_runs(1).await?.pop();
            let at_work = self.inner.allow_turn.try_lock().is_err();
            match &newest {
                Some(run) if run.state == AllowRunState::Running || at_work => tokio::time::sleep(Duration::from_millis(100)).await,
                _ => return Ok(newest),
            }
        }
    }

    /// A page of everything that became of the list, newest first.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_history(&self, search: &str, page: usize, size: usize) -> Result<AllowHistory, Trouble> {
        let size = size.clamp(1, 500);
        Ok(self.inner.file.allow_history(search, page.saturating_mul(size), size).await?)
    }

    /// Puts entries on the list that only AWS has, with the names that their tags hold. `None`: all of the Region.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_adopt(&self, region: Region, principals: Option<Vec<String>>) -> Result<usize, Trouble> {
        let adopted = self.inner.file.adopt(&region, principals, self.inner.now()).await?;
        self.allow_list_changed().await?;
        Ok(adopted)
    }

    /// Has entries removed that only AWS has: they are in the next plan. `None`: all of the Region.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_disown(&self, region: Region, principals: Option<Vec<String>>) -> Result<usize, Trouble> {
        let disowned = self.inner.file.disown(&region, principals, self.inner.now()).await?;
        self.allow_list_changed().await?;
        Ok(disowned)
    }

    /// Sends what AWS refused once more, with the next plan.
    ///
    /// # Errors
    /// What the file says.
    pub async fn allow_retry(&self) -> Result<usize, Trouble> {
        let again = self.inner.file.retry_refused().await?;
        self.allow_list_changed().await?;
        Ok(again)
    }

    /// Takes the last change back on the list: what it added at AWS leaves the list, what it removed comes back with its name. AWS changes only
    /// with the plan that follows from it.
    ///
    /// # Errors
    /// `allow-nothing-to-undo`, `task-at-work`, what the file says.
    pub async fn allow_undo(&self) -> Result<usize, Trouble> {
        let inner = &self.inner;
        if inner.file.open_run().await?.is_some() {
            return Err(Trouble::of("task-at-work"));
        }
        let last = inner.file.last_undoable().await?.ok_or_else(|| Trouble::of("allow-nothing-to-undo"))?;
        let changed = inner.file.undo_run(last, inner.now()).await?;
        self.allow_list_changed().await?;
        Ok(changed)
    }

    /// The connections of customers who would be removed by the plan, per Region: removing ends none of them.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn allow_staying(&self, region: &Region) -> Result<Vec<String>, Trouble> {
        let inner = &self.inner;
        let account = inner.require_identity(false).await?;
        let services = inner.allow_services().await?;
        let Some((_, service)) = services.iter().find(|(at, _)| at == region) else { return Ok(Vec::new()) };
        inner.staying(&account, region, service).await
    }

    /// After a restart: what was approved and not finished goes on by itself, unless the user has stopped it.
    pub(super) async fn allow_go_on(&self) -> Result<(), Trouble> {
        // Looked at every second: while somebody is at it, nothing is to be begun.
        if self.inner.allow_turn.try_lock().is_err() {
            return Ok(());
        }
        if let Some((_, AllowRunState::Running, ..)) = self.inner.file.open_run().await? {
            self.inner.start_allow_run(true);
        }
        Ok(())
    }
}

/// How long so many calls take at least, in seconds.
fn seconds(calls: usize, (burst, rate): (f64, f64)) -> f64 {
    let calls = f64::from(u32::try_from(calls).unwrap_or(u32::MAX));
    ((calls - burst) / rate).max(0.0)
}

impl Inner {
    /// The product's Regions that have an endpoint service, with its id.
    pub(super) async fn allow_services(&self) -> Result<Vec<(Region, String)>, Trouble> {
        let places = self.facts().await?.everywhere();
        let service = |at: &Facts| Some((at.region()?, at.known_id(StepId::EndpointService, Output::ServiceId)?));
        Ok(places.iter().filter_map(service).collect())
    }

    /// Asks AWS who is allowed, and keeps it.
    async fn look_allowed(&self, account: &Account, region: &Region, service: &str) -> Result<(), Trouble> {
        let began = self.now();
        let allowed = account.allowed(region, service).await?;
        Ok(self.file.keep_allowed(region, allowed, began).await?)
    }

    async fn allow_hash(&self, services: &[(Region, String)]) -> Result<String, Trouble> {
        let (account, services) = (self.meta.account.as_str().to_owned(), services.to_vec());
        Ok(self.file.with(move |db| Ok(difference::hash(db, &account, &services)?)).await?)
    }

    async fn allow_plan_from_memory(&self, services: &[(Region, String)], answered: &[(Region, String)]) -> Result<AllowPlan, Trouble> {
        let facts = self.file.allow_facts().await?;
        let mut plan = AllowPlan {
            hash: self.allow_hash(answered).await?,
            regions: Vec::new(),
            warnings: Vec::new(),
            seconds: 0.0,
            names: self.file.unnamed(answered.iter().map(|(region, _)| region.clone()).collect()).await?,
            names_seconds: 0.0,
            undoes: self.file.last_undoable().await?,
        };
        for (region, service) in services {
            let difference = facts.regions.get(region).cloned().unwrap_or_default();
            let calls = difference.to_add.div_ceil(PER_CALL) + difference.to_remove.div_ceil(PER_CALL);
            plan.seconds = plan.seconds.max(seconds(calls, ITS_RATE));
            let Difference { in_aws, to_add, to_remove, only_in_aws, refused, .. } = difference;
            plan.regions.push(AllowRegion {
                region: region.clone(),
                service: service.clone(),
                seen_at: difference.seen_at,
                in_aws,
                add: to_add,
                remove: to_remove,
                unchanged: in_aws.saturating_sub(to_remove + only_in_aws),
                only_in_aws,
                refused,
                staying: 0,
                trouble: None,
            });
        }
        // Entries that are about to be added have a name to keep as well.
        plan.names += self.file.names_to_come(answered.iter().map(|(region, _)| region.clone()).collect()).await?;
        plan.names_seconds = seconds(plan.names, NAMES_RATE);
        Ok(plan)
    }

    /// What needs a yes of its own: `*`, and `*` where nobody has to accept connections.
    async fn allow_warnings(&self, account: &Account, services: &[(Region, String)]) -> Result<Vec<AllowWarning>, Trouble> {
        let mut warnings = Vec::new();
        for (region, service) in services {
            let at = region.clone();
            let adds: bool = self.file.with(move |db| Ok(difference::adds_everyone(db, &at)?)).await?;
            if !adds {
                continue;
            }
            if !warnings.contains(&AllowWarning::Everyone) {
                warnings.push(AllowWarning::Everyone);
            }
            let automatic = !account.endpoint_service(region, service).await?.acceptance_required;
            if automatic && !warnings.contains(&AllowWarning::EveryoneAutomatic) {
                warnings.push(AllowWarning::EveryoneAutomatic);
            }
        }
        Ok(warnings)
    }

    /// The endpoints of customers who would be removed and stay connected.
    async fn staying(&self, account: &Account, region: &Region, service: &str) -> Result<Vec<String>, Trouble> {
        let connections = account.connections(region, service).await?;
        let at = region.clone();
        let gone = self.file.with(move |db| Ok(difference::principals(db, &at, AllowEntryKind::Remove)?)).await?;
        let owners: std::collections::BTreeSet<&str> = gone.iter().filter_map(|principal| principal.split(':').nth(4)).collect();
        let lives = |state: &str| matches!(state, "pendingAcceptance" | "pending" | "available");
        Ok(connections
            .into_iter()
            .filter(|one| lives(&one.state) && owners.contains(one.owner.as_str()))
            .map(|one| one.endpoint_id)
            .collect())
    }

    /// Carries the open run out in the background, unless that is done already.
    fn start_allow_run(self: &Arc<Self>, look: bool) {
        let inner = self.clone();
        tokio::spawn(async move {
            // A panic ends the run's task, not the app; the run itself is in the file and goes on after the next look.
            let work = inner.clone();
            match tokio::spawn(async move { work.carry_out_run(look).await }).await {
                Ok(Ok(())) => {}
                Ok(Err(trouble)) => tracing::warn!(%trouble, "the allow lists could not be brought up"),
                Err(error) => tracing::error!(%error, "bringing the allow lists up ended in the middle"),
            }
            if let Err(trouble) = inner.emit_tasks().await {
                tracing::warn!(%trouble, "the task list could not be told");
            }
        });
    }

    async fn carry_out_run(self: Arc<Self>, look: bool) -> Result<(), Trouble> {
        let _turn = if look {
            let Ok(turn) = self.allow_turn.try_lock() else { return Ok(()) };
            turn
        } else {
            self.allow_turn.lock().await
        };
        let Some((run, AllowRunState::Running, names, services)) = self.file.open_run().await? else { return Ok(()) };
        let account = match self.require_identity(true).await {
            Ok(account) => account,
            Err(trouble) => {
                for (region, _) in &services {
                    self.file.run_region_says(run, region, Some(trouble.clone()), None).await?;
                }
                self.file.set_run(run, AllowRunState::Paused, self.now()).await?;
                return Err(trouble);
            }
        };
        self.file.take_up_run(run).await?;
        let mut work = JoinSet::new();
        for (region, service) in services {
            let (inner, account) = (self.clone(), account.clone());
            work.spawn(async move {
                let ended = inner.clone().run_region(&account, run, &region, &service, names, look).await;
                if let Err(trouble) = &ended {
                    inner.file.run_region_says(run, &region, Some(trouble.clone()), None).await?;
                }
                ended
            });
        }
        let mut done = true;
        while let Some(ended) = work.join_next().await {
            done &= matches!(ended, Ok(Ok(End::Done)));
            if let Err(error) = ended {
                tracing::error!(%error, "a Region of the allow lists ended in the middle");
            }
        }
        if self.closing.load(Ordering::SeqCst) {
            return Ok(());
        }
        let state = if done { AllowRunState::Done } else { AllowRunState::Paused };
        self.file.set_run(run, state, self.now()).await?;
        self.saved();
        Ok(())
    }

    /// One Region: send what is left, read back, keep names.
    async fn run_region(
        self: Arc<Self>,
        account: &Account,
        run: i64,
        region: &Region,
        service: &str,
        names: bool,
        look: bool,
    ) -> Result<End, Trouble> {
        let seen_at = self.file.allow_facts().await?.at(region).seen_at;
        let stale = seen_at.is_none_or(|at| at.plus_millis(STALE) < self.now());
        if look || stale {
            self.look_allowed(account, region, service).await?;
        }
        let mut workers = JoinSet::new();
        for _ in 0..SIDE_BY_SIDE {
            let (inner, account, region, service) = (self.clone(), account.clone(), region.clone(), service.to_owned());
            workers.spawn(async move { inner.send_batches(&account, run, &region, &service).await });
        }
        let mut trouble = None;
        while let Some(ended) = workers.join_next().await {
            match ended {
                Ok(Ok(())) => {}
                Ok(Err(why)) => trouble = Some(why),
                Err(error) => trouble = Some(Trouble::of("internal").caused_by(&error)),
            }
        }
        if let Some(trouble) = trouble {
            return Err(trouble);
        }
        let left = self.file.runs(1).await?.iter().flat_map(|run| &run.regions).find(|one| one.region == *region).map_or(0, |one| one.left);
        if left > 0 || self.closing.load(Ordering::SeqCst) {
            return Ok(End::Left);
        }
        self.read_back(account, run, region, service).await?;
        if names && !self.keep_names(account, run, region).await? {
            return Ok(End::Left);
        }
        self.forget_removed().await?;
        self.keep_allow_list_check(region).await?;
        Ok(End::Done)
    }

    /// Sends batch after batch until none is left.
    async fn send_batches(&self, account: &Account, run: i64, region: &Region, service: &str) -> Result<(), Trouble> {
        let mut in_a_row = 0;
        while !self.closing.load(Ordering::SeqCst) {
            let Some(batch) = self.file.next_batch(run, region, self.now()).await? else { return Ok(()) };
            let (add, remove): (&[String], &[String]) = match batch.verb {
                BatchVerb::Add => (&batch.principals, &[]),
                BatchVerb::Remove => (&[], &batch.principals),
            };
            match account.change_allowed(region, service, add, remove).await {
                Ok(added) => {
                    in_a_row = 0;
                    self.file.batch_done(batch, added, self.now()).await?;
                }
                Err(error) => match meaning(&error) {
                    Meaning::Entries(reason) => {
                        in_a_row = 0;
                        let named = named(&batch, &reason);
                        self.file.batch_refused(batch, named, reason, self.now()).await?;
                    }
                    Meaning::Later { throttled, in_doubt } => {
                        in_a_row += 1;
                        // A call that is too much for AWS may pass in halves.
                        let halved = in_doubt && batch.attempts > 1;
                        self.file.batch_again(batch, halved).await?;
                        if in_a_row > if throttled { PATIENCE_WHEN_THROTTLED } else { PATIENCE } {
                            return Err(error.into());
                        }
                        tokio::time::sleep(pause(in_a_row)).await;
                    }
                    Meaning::Stop => {
                        self.file.batch_again(batch, false).await?;
                        return Err(error.into());
                    }
                },
            }
        }
        Ok(())
    }

    /// What was changed must be seen at AWS; fresh changes may take their time.
    async fn read_back(&self, account: &Account, run: i64, region: &Region, service: &str) -> Result<(), Trouble> {
        let began = Instant::now();
        loop {
            self.look_allowed(account, region, service).await?;
            self.file.run_region_read_back(run, region, self.now()).await?;
            let unseen = self.file.unseen_of(run, region).await?;
            if unseen == 0 {
                return Ok(());
            }
            if began.elapsed() > self.world.consistency {
                let note = message("allow-read-back-differs").with("count", unseen);
                return Ok(self.file.run_region_says(run, region, None, Some(note)).await?);
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    /// Keeps customers' names as tags on their permissions. Where that is not allowed, it is a note and no failure. `false` when the run was
    /// stopped meanwhile.
    async fn keep_names(&self, account: &Account, run: i64, region: &Region) -> Result<bool, Trouble> {
        let mut in_a_row = 0;
        loop {
            let next = self.file.next_names(run, region, NAMES).await?;
            if next.is_empty() {
                let open = self.file.open_run().await?;
                return Ok(open.is_some_and(|(id, state, ..)| id == run && state == AllowRunState::Running));
            }
            for same in next.chunk_by(|a, b| a.name == b.name) {
                let Some(name) = same.first().map(|one| one.name.clone()) else { continue };
                if self.closing.load(Ordering::SeqCst) {
                    return Ok(false);
                }
                let ids: Vec<String> = same.iter().map(|one| one.permission_id.clone()).collect();
                match account.name_allowed(region, &ids, &name).await {
                    Ok(()) => {
                        in_a_row = 0;
                        self.file.named(run, region, same.iter().map(|one| one.principal.clone()).collect(), name).await?;
                    }
                    Err(error) => {
                        in_a_row += 1;
                        let later = matches!(meaning(&error), Meaning::Later { .. });
                        if !later || in_a_row > PATIENCE_WHEN_THROTTLED {
                            let denied = matches!(error.kind, AwsErrorKind::AccessDenied { .. });
                            let note = message(if denied { "allow-names-denied" } else { "allow-names-failed" });
                            self.file.run_region_says(run, region, None, Some(note)).await?;
                            return Ok(true);
                        }
                        tokio::time::sleep(pause(in_a_row)).await;
                        break;
                    }
                }
            }
        }
    }

    /// What the list was read back for proves the task as a check of its own would.
    async fn keep_allow_list_check(&self, region: &Region) -> Result<(), Trouble> {
        let facts = self.facts_at(Some(region)).await?;
        if !graph::missing_needs(StepId::AllowList, &facts).is_empty() {
            return Ok(());
        }
        let seen = facts.allow_list.at(region);
        let at = seen.seen_at.unwrap_or(facts.now);
        self.keep_look(facts, StepId::AllowList, Observed::AllowList(steps::allow_list::seen(&seen)), at).await
    }
}

fn pause(in_a_row: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << in_a_row.saturating_sub(1).min(8)).min(LONGEST_PAUSE)
}

/// What an error says about a batch. AWS documents `InvalidPrincipal` and `UnknownPrincipalType.Unsupported` for entries; parameters that it can't
/// read are entries' as well, for nothing else in the call comes from the list.
fn meaning(error: &AwsError) -> Meaning {
    match &error.kind {
        AwsErrorKind::Refused { code, text } => {
            let entry = ["InvalidPrincipal", "UnknownPrincipalType", "MalformedPrincipal", "InvalidParameter", "ValidationError"];
            if entry.iter().any(|begins| code.starts_with(begins)) {
                Meaning::Entries(if text.is_empty() { code.clone() } else { format!("{code}: {text}") })
            } else {
                Meaning::Stop
            }
        }
        AwsErrorKind::Throttled { .. } => Meaning::Later { throttled: true, in_doubt: false },
        AwsErrorKind::Interrupted | AwsErrorKind::NotUnderstood => Meaning::Later { throttled: false, in_doubt: true },
        AwsErrorKind::NoNetwork | AwsErrorKind::NoAnswer | AwsErrorKind::Unavailable { .. } => {
            Meaning::Later { throttled: false, in_doubt: false }
        }
        _ => Meaning::Stop,
    }
}

/// The entries of a batch that a sentence of AWS names.
fn named(batch: &Batch, reason: &str) -> Vec<String> {
    let in_entry = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-:/*".contains(c);
    let words: Vec<&str> = reason.split(|c| !in_entry(c)).map(|word| word.trim_end_matches(['.', ',', ':'])).collect();
    batch.principals.iter().filter(|principal| words.contains(&principal.as_str())).cloned().collect()
}
