//! The engine of one open onboarding: what the window's commands and the terminal call.
//!
//! Operations outlive the window's page: each has an id, a snapshot and numbered events that a reopened page replays. Nothing here sleeps for
//! something that takes its time; what waits is stored and looked after by [`Engine::tick`].

pub(crate) mod access;
mod allow_apply;
mod allow_list;
mod allow_list_import;
mod apply;
mod check;
mod connections;
mod events;
mod fix;
mod mail;
mod names;
mod package;
mod plan;
mod ready;
pub(crate) mod roles;
mod survey;
mod undo;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use gangway_aws::{Account, Identity};
use gangway_model::{AccountId, FieldProblem, Region, StepId, Timestamp};
use gangway_words::Words;

use crate::access::IdentityCard;
use crate::facts::Facts;
use crate::file::{Meta, ProjectFile};
use crate::graph;
use crate::inputs::StepInputs;
use crate::trouble::Trouble;
use crate::view::{AccountChip, EventBody, Onboarding, TaskDetail, TaskStatus, Verdict};
use crate::world::World;
use events::Events;
pub use fix::FixPlace;
pub use package::SavedPackage;
pub use survey::{SurveyCounts, SurveyNews, SurveyRow};

/// For how long an identity that was checked is good for reads. Before anything is applied it is always checked anew.
const IDENTITY_GOOD_FOR: Duration = Duration::from_secs(60);

/// How long the scheduler leaves things alone after they failed for a reason outside the onboarding (no network, expired credentials).
const PAUSE_AFTER_TROUBLE: Duration = Duration::from_secs(30);

/// An open onboarding, seen from one of its Regions. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
    /// `None`: the product's first one.
    at: Option<Region>,
}

pub(crate) struct Inner {
    pub(crate) file: ProjectFile,
    pub(crate) world: World,
    pub(crate) meta: Meta,
    pub(crate) words: Words,
    account: tokio::sync::Mutex<Option<Account>>,
    identity_checked: Mutex<Option<Instant>>,
    roles: roles::Connections,
    account_trouble: Mutex<Option<Trouble>>,
    pub(crate) events: Mutex<Events>,
    /// What was read from outside and waits for the user to look at it.
    import: Mutex<Option<crate::allow_list::Import>>,
    applying: tokio::sync::Mutex<()>,
    allow_turn: tokio::sync::Mutex<()>,
    cancelled: AtomicBool,
    closing: AtomicBool,
    left_alone_until: Mutex<Option<Instant>>,
    saved_at: AtomicI64,
}

/// A lock whose holder panicked still holds sound values here: each critical section is one assignment or one push.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Who this world's credentials are.
///
/// # Errors
/// What AWS, the profile or the network says.
pub async fn identify(world: &World) -> Result<IdentityCard, Trouble> {
    let account = Account::connect(world.credentials.clone(), world.endpoint.clone(), None).await?;
    access::identity_card(&account).await
}

impl Engine {
    /// A new onboarding in a new file, bound to the world and to the account that its credentials belong to.
    ///
    /// # Errors
    /// `name-required`, what the file says, what AWS says.
    pub async fn create(path: &Path, name: &str, profile: Option<String>, world: World) -> Result<Self, Trouble> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
            return Err(Trouble::of("onboarding-name"));
        }
        let account = Account::connect(world.credentials.clone(), world.endpoint.clone(), None).await?;
        let identity = account.identity().await?;
        let meta = Meta {
            id: uuid::Uuid::new_v4().to_string(),
            name: name.to_owned(),
            world: world.id.clone(),
            kind: world.kind,
            profile,
            account: identity.account,
            arn: identity.arn,
            created_at: world.clock.now(),
        };
        let file = ProjectFile::create(path, &meta)?;
        Ok(Self::assemble(file, world, meta, Some(account)))
    }

    /// An onboarding from its file. `world` gives the world for what the file is bound to.
    ///
    /// # Errors
    /// What the file says; `world-changed` when the world is another one than the file's.
    pub async fn open(path: &Path, world: impl FnOnce(&Meta) -> Result<World, Trouble>) -> Result<Self, Trouble> {
        let file = ProjectFile::open(path)?;
        let meta = file.meta().await?;
        let world = world(&meta)?;
        if world.id != meta.world {
            return Err(Trouble::of("world-changed").with("name", meta.name.as_str()));
        }
        let engine = Self::assemble(file, world, meta, None);
        // The file is open whatever AWS says: nothing is lost, and the window shows why the account can't be used.
        if let Err(trouble) = engine.inner.require_identity(false).await {
            tracing::info!(%trouble, "the account can't be used now");
        }
        Ok(engine)
    }

    fn assemble(file: ProjectFile, world: World, meta: Meta, account: Option<Account>) -> Self {
        let now = world.clock.now();
        let checked = account.is_some().then(Instant::now);
        Self {
            inner: Arc::new(Inner {
                file,
                world,
                meta,
                words: Words::english(),
                account: tokio::sync::Mutex::new(account),
                identity_checked: Mutex::new(checked),
                roles: roles::Connections::default(),
                account_trouble: Mutex::new(None),
                events: Mutex::new(Events::new()),
                import: Mutex::new(None),
                applying: tokio::sync::Mutex::new(()),
                allow_turn: tokio::sync::Mutex::new(()),
                cancelled: AtomicBool::new(false),
                closing: AtomicBool::new(false),
                left_alone_until: Mutex::new(None),
                saved_at: AtomicI64::new(now.0),
            }),
            at: None,
        }
    }

    /// The same onboarding, seen from this Region: tasks that are done per Region are this Region's. `None`: the product's first one.
    #[must_use]
    pub fn at(&self, region: Option<Region>) -> Self {
        Self { inner: self.inner.clone(), at: region }
    }

    /// What the file is bound to.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.inner.meta
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &ProjectFile {
        &self.inner.file
    }

    /// What is known now.
    ///
    /// # Errors
    /// `region-not-chosen` when this engine's Region is none of the product's; what the file says.
    pub async fn facts(&self) -> Result<Facts, Trouble> {
        let facts = self.inner.facts_at(self.at.as_ref()).await?;
        match &self.at {
            Some(region) if !facts.regions().contains(region) => Err(Trouble::of("region-not-chosen").with("region", region.as_str())),
            _ => Ok(facts),
        }
    }

    /// The onboarding at a glance.
    ///
    /// # Errors
    /// What the file says.
    pub async fn onboarding(&self) -> Result<Onboarding, Trouble> {
        let inner = &self.inner;
        let facts = inner.facts().await?;
        let last_place = inner.file.remembered("last-place").await?;
        let events = lock(&inner.events);
        Ok(Onboarding {
            id: inner.meta.id.clone(),
            name: inner.meta.name.clone(),
            path: inner.file.path().display().to_string(),
            account: inner.chip(),
            regions: facts.regions().into_iter().map(String::from).collect(),
            tasks: graph::tasks(&facts, &events.running()),
            operations: events.operations(),
            saved_at: Timestamp(inner.saved_at.load(Ordering::Relaxed)),
            last_event: events.last(),
            last_place,
            trouble: lock(&inner.account_trouble).clone(),
        })
    }

    /// Everything about one task.
    ///
    /// # Errors
    /// What the file says.
    pub async fn detail(&self, step: StepId) -> Result<TaskDetail, Trouble> {
        self.inner.detail(step, self.facts().await?).await
    }

    /// Keeps answers, drafts too, and says what is wrong with them.
    ///
    /// # Errors
    /// What the file says.
    pub async fn save_inputs(&self, inputs: &StepInputs) -> Result<Vec<FieldProblem>, Trouble> {
        let inner = &self.inner;
        let step = inputs.step();
        let mut facts = self.facts().await?;
        if step.per_region() && facts.region().is_none() {
            return Err(Trouble::of("cannot-start").with("task", StepId::Product.as_str()));
        }
        let others = facts.inputs_of(step) != Some(inputs);
        let key = facts.key(step);
        inner.file.keep_inputs(&key, inputs, inner.now()).await?;
        facts.inputs.insert(key, inputs.clone());
        let problems = crate::steps::step(step).problems(inputs, &facts);
        // What the last checks saw is judged anew by the new answers; nothing is asked again. The product's names and Regions are everybody's.
        if others && step == StepId::Product {
            for (judged, at) in graph::places(&facts) {
                inner.judge_again(&at, judged).await?;
            }
        } else {
            inner.judge_again(&facts, step).await?;
        }
        if others {
            inner.take_back_unwanted().await?;
        }
        inner.saved();
        inner.emit_tasks().await?;
        Ok(problems)
    }

    /// Remembers where in the window the user is.
    ///
    /// # Errors
    /// What the file says.
    pub async fn remember_place(&self, place: String) -> Result<(), Trouble> {
        Ok(self.inner.file.remember("last-place", place.chars().take(100).collect()).await?)
    }

    /// Looks after what waits: checks that are due, approved changes whose turn has come. Called once a second while the app is open, and by
    /// `gangway-cli watch --once`.
    ///
    /// # Errors
    /// What the file says. What AWS says is stored with the task it concerns.
    pub async fn tick(&self) -> Result<(), Trouble> {
        let inner = &self.inner;
        if lock(&inner.left_alone_until).is_some_and(|until| Instant::now() < until) {
            return Ok(());
        }
        let facts = inner.facts().await?;
        let paused = inner.file.remembered("paused").await?.is_some_and(|paused| paused == "yes");
        if !paused && apply::something_is_due(&facts) {
            self.resume_quietly().await;
        }
        self.allow_go_on().await?;
        for (step, facts) in graph::places(&facts) {
            let due = facts.check_of(step).is_some_and(|record| match &record.verdict {
                Verdict::Waiting { waiting } => waiting.poll_after <= facts.now,
                _ => names::is_due_again(step, &facts),
            });
            if due && graph::missing_needs(step, &facts).is_empty() {
                self.at(facts.region()).start_check(step).await?;
            }
        }
        Ok(())
    }

    /// The same for a terminal that does not stay open: everything that waits is looked at now, due or not, and this ends when that is done.
    ///
    /// # Errors
    /// What the file says, and the first thing that AWS or DNS says.
    pub async fn look_after(&self) -> Result<(), Trouble> {
        let paused = self.inner.file.remembered("paused").await?.is_some_and(|paused| paused == "yes");
        if !paused {
            self.apply_approved().await?;
        }
        for (step, at) in graph::places(&self.inner.facts().await?) {
            let facts = self.inner.facts_at(at.region().as_ref()).await?;
            let waits = facts.check_of(step).is_some_and(|record| matches!(record.verdict, Verdict::Waiting { .. }));
            if waits && graph::missing_needs(step, &facts).is_empty() {
                match self.inner.check(step, facts.region().as_ref()).await {
                    Err(trouble) if !trouble.concerns_one_task() => return Err(trouble),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Comes to rest between two changes and gives the file free. What is approved and not carried out goes on when it is opened again, as
    /// after a crash. A question that AWS does not answer within ten seconds is not waited for; the file is free when it ends.
    pub async fn close(self) {
        self.inner.closing.store(true, Ordering::SeqCst);
        let deadline = Instant::now() + Duration::from_secs(10);
        // Everything that is under way holds the engine.
        while Arc::strong_count(&self.inner) > 1 && Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Runs [`Engine::tick`] once a second until the engine is dropped by everyone else.
    pub fn keep_watch(&self) {
        let weak = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                let Some(inner) = weak.upgrade().filter(|inner| !inner.closing.load(Ordering::SeqCst)) else { return };
                // A panic ends one look, not the looking after.
                match tokio::spawn(async move { Self { inner, at: None }.tick().await }).await {
                    Ok(Ok(())) => {}
                    Ok(Err(trouble)) => tracing::warn!(%trouble, "looking after what waits failed"),
                    Err(error) => tracing::error!(%error, "looking after what waits ended in the middle"),
                }
            }
        });
    }
}

impl Inner {
    pub(crate) fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    fn chip(&self) -> AccountChip {
        AccountChip {
            kind: self.meta.kind,
            account_id: self.meta.account.clone(),
            arn: self.meta.arn.clone(),
            profile: self.meta.profile.clone(),
        }
    }

    fn saved(&self) {
        let at = self.now();
        self.saved_at.store(at.0, Ordering::Relaxed);
        lock(&self.events).push(at, EventBody::Saved { at });
    }

    pub(crate) async fn facts_at(&self, region: Option<&Region>) -> Result<Facts, Trouble> {
        Ok(self.facts().await?.at(region))
    }

    pub(crate) async fn facts(&self) -> Result<Facts, Trouble> {
        let mail = self.world.mail.as_ref().map(|mail| (mail.recipient.clone(), mail.sender.clone()));
        Ok(Facts::read(&self.file, self.meta.clone(), self.now(), mail, self.world.consistency).await?)
    }

    /// The account, connected, and certainly the one that the file is bound to.
    ///
    /// # Errors
    /// `identity-changed`, or what AWS, the profile or the network says.
    pub(crate) async fn require_identity(&self, fresh: bool) -> Result<Account, Trouble> {
        let outcome = self.identity(fresh).await;
        let before = lock(&self.account_trouble).clone();
        let now = outcome.as_ref().err().cloned();
        if before != now {
            *lock(&self.account_trouble) = now;
        }
        if outcome.is_err() {
            *lock(&self.left_alone_until) = Some(Instant::now() + PAUSE_AFTER_TROUBLE);
        }
        outcome
    }

    async fn identity(&self, fresh: bool) -> Result<Account, Trouble> {
        let mut held = self.account.lock().await;
        let account = match held.as_ref() {
            Some(account) => account.clone(),
            None => {
                let account = Account::connect(self.world.credentials.clone(), self.world.endpoint.clone(), None).await?;
                *held = Some(account.clone());
                account
            }
        };
        drop(held);
        let good = lock(&self.identity_checked).is_some_and(|at| at.elapsed() < IDENTITY_GOOD_FOR);
        if fresh || !good {
            let found = account.identity().await?;
            if found.account != self.meta.account {
                *lock(&self.identity_checked) = None;
                return Err(identity_changed(&self.meta.account, &found));
            }
            *lock(&self.identity_checked) = Some(Instant::now());
        }
        Ok(account)
    }

    pub(crate) async fn emit_tasks(&self) -> Result<(), Trouble> {
        let facts = self.facts().await?;
        let mut events = lock(&self.events);
        let tasks = graph::tasks(&facts, &events.running());
        events.push_tasks(facts.now, tasks);
        Ok(())
    }

    async fn detail(&self, step: StepId, facts: Facts) -> Result<TaskDetail, Trouble> {
        let (running, operation) = {
            let events = lock(&self.events);
            (events.running(), events.running_on(&facts.key(step)))
        };
        let task = graph::task(step, &facts, &running);
        let record = facts.check_of(step).cloned();
        let inputs = facts.inputs_of(step).cloned();
        let observed = record.as_ref().and_then(|record| record.observed.clone());
        let contract = crate::steps::step(step);
        let seen_too_early = self.seen_too_early(step, &facts).await?;
        let problems = inputs.as_ref().map(|inputs| contract.problems(inputs, &facts)).unwrap_or_default();
        let suggested = contract.suggest(&facts, observed.as_ref());
        let plan = match (&observed, problems.is_empty() && task.status != TaskStatus::CannotStart && !seen_too_early) {
            (Some(observed), true) => Some(plan::plan_of(&facts, contract.plan(&facts, observed))),
            _ => None,
        };
        let first = observed.as_ref().filter(|_| plan.is_some()).and_then(|observed| contract.first(&facts, observed));
        let approved = facts.mine(step).map(events::approved_change).collect();
        let waiting = record.as_ref().and_then(|record| match &record.verdict {
            Verdict::Waiting { waiting } => Some(waiting.clone()),
            _ => None,
        });
        Ok(TaskDetail {
            task,
            inputs,
            problems,
            suggested,
            observed,
            publishing: roles::publishing(&facts, step),
            checked_at: record.as_ref().map(|record| record.checked_at),
            findings: record.as_ref().map(|record| record.findings.clone()).unwrap_or_default(),
            evidence: record.as_ref().map(|record| record.evidence.clone()).unwrap_or_default(),
            trouble: record.and_then(|record| record.trouble),
            costs: plan.as_ref().and_then(crate::costs::of),
            plan: plan.filter(|plan| !plan.changes.is_empty()),
            first,
            approved,
            waiting,
            running: operation,
        })
    }
}

fn identity_changed(expected: &AccountId, found: &Identity) -> Trouble {
    Trouble::of("identity-changed").with("expected", expected.as_str()).with("actual", found.account.as_str())
}
