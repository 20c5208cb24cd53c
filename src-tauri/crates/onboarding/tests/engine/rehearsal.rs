//! An onboarding on a practice world, and the person in front of it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use gangway_model::{Plan, Region, StepId};
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::observed::{Observed, RecordSeen};
use gangway_onboarding::view::TaskStatus;
use gangway_onboarding::{Clock, DelegationVerdict, Engine, RecordVerdict, Trouble, World};
use gangway_practice::{Control, Options, Practice, RecordForm, RemoteClock};
use serde_json::{Value, json};

/// World seconds per real second: a load balancer's two minutes take a fifth of a second.
pub const SPEED: f64 = 600.0;

/// For whatever has to happen by itself, on a machine that is busy with other tests as well.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A practice world and a folder for the file.
pub struct Rehearsal {
    _practice: Practice,
    pub control: Control,
    pub folder: tempfile::TempDir,
    clock: RemoteClock,
}

impl Rehearsal {
    pub fn new(speed: f64) -> Self {
        let practice = Practice::start(Options { speed, ..Options::default() }).unwrap();
        let control = practice.control();
        let clock = RemoteClock::follow(control.clone()).unwrap();
        Self { _practice: practice, control, folder: tempfile::tempdir().unwrap(), clock }
    }

    /// A fresh world in which the story of that name plays.
    pub async fn begin(&self, story: &str) {
        self.control.begin_story(story).unwrap();
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("acme.gangway")
    }

    /// The world as the account that plays `role` sees it.
    pub fn world_of(&self, role: &str) -> World {
        let clock = self.clock.clone();
        let document = serde_json::to_string(&self.control.world().unwrap()).unwrap();
        World::rehearsal(&document, role, Clock::from_fn(move || clock.now_ms())).unwrap()
    }

    pub fn world(&self) -> World {
        self.world_of("seller")
    }

    pub async fn create(&self) -> Engine {
        self.create_in(self.world()).await
    }

    pub async fn create_in(&self, world: World) -> Engine {
        Engine::create(&self.path(), "Acme API", None, world).await.unwrap()
    }

    pub async fn open(&self) -> Engine {
        self.open_in(self.world()).await
    }

    pub async fn open_in(&self, world: World) -> Engine {
        Engine::open(&self.path(), |_| Ok(world)).await.unwrap()
    }

    /// How often AWS was asked to do this, whatever came of it.
    pub fn asked(&self, action: &str) -> Vec<gangway_practice::LoggedRequest> {
        let requests = self.control.requests(0).unwrap();
        requests.into_iter().filter(|request| request.action == action).collect()
    }

    /// What exists of a kind in the seller's account.
    pub fn existing(&self, kind: &str) -> Vec<String> {
        let all = self.control.resources().unwrap();
        all.get("111122223333").and_then(|regions| regions.get("eu-west-1")).and_then(|kinds| kinds.get(kind)).cloned().unwrap_or_default()
    }

    pub fn publish(&self, name: &str, kind: &str, value: &str) {
        let form = RecordForm { zone: "example.com".into(), name: name.into(), kind: kind.into(), ttl: 300, value: value.into() };
        self.control.publish(&form).unwrap();
    }

    /// Waits until the request that was to be held is held.
    pub async fn until_held(&self) {
        eventually("the request to be held", || self.control.held().unwrap().reached.then_some(())).await;
    }
}

/// Polls in real time.
pub async fn eventually<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "{what} did not happen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until an operation has ended.
pub async fn ended(engine: &Engine, id: &str) -> gangway_onboarding::view::Operation {
    use gangway_onboarding::view::OperationState;
    eventually("the operation to end", || engine.operation(id).filter(|operation| operation.state != OperationState::Running)).await
}

/// The answers of a journey.
#[derive(Clone)]
pub struct Answers {
    pub protocol: &'static str,
    pub private_dns_name: &'static str,
    pub way: &'static str,
}

impl Default for Answers {
    fn default() -> Self {
        Self { protocol: "tcp", private_dns_name: "api.example.com", way: "mail" }
    }
}

impl Answers {
    fn all(&self) -> Vec<Value> {
        vec![
            json!({"step": "product", "title": "Acme API", "productId": "prod-abcdefghijklm", "visibility": "limited",
                "companyName": "Acme GmbH", "contactName": "Ann Lee", "contactMail": "ann.lee@example.com", "contactPhone": "",
                "serviceDnsName": "api.vpce.example.com", "privateDnsName": self.private_dns_name, "region": "eu-west-1"}),
            json!({"step": "network", "suggested": true}),
            json!({"step": "instances", "suggested": true, "port": 8443}),
            json!({"step": "load-balancer", "choice": {"kind": "create", "name": "acme-api"}, "port": 443, "protocol": self.protocol,
                "crossZone": true}),
            json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true}),
            json!({"step": "certificate", "choice": {"kind": "request"}}),
            json!({"step": "rehearsal", "attested": true, "by": "Ann Lee", "on": "2026-11-23", "note": ""}),
            json!({"step": "submission", "way": self.way, "to": "seller-operations@practice.example", "from": "you@practice.example",
                "notes": ""}),
        ]
    }

    /// The product's.
    pub fn product(&self) -> Value {
        self.all().remove(0)
    }

    /// Gives all answers, as far as the customer's.
    pub async fn give(&self, engine: &Engine) {
        give(engine, self.product()).await;
        self.give_rest(engine).await;
    }

    /// The same, where the product's are given already.
    pub async fn give_rest(&self, engine: &Engine) {
        for answer in self.all().into_iter().skip(1) {
            give(engine, answer).await;
        }
        let added = engine.allow_list_add("444455556666", "Customer One", "").await.unwrap();
        assert_eq!((added.added, added.problems), (1, vec![]));
    }
}

/// Gives one task's answers; `"suggested": true` begins with what Gangway recommends.
pub async fn give(engine: &Engine, mut answer: Value) {
    let fields = answer.as_object_mut().unwrap();
    let step = StepId::parse(fields["step"].as_str().unwrap()).unwrap();
    if fields.remove("suggested").is_some() {
        engine.check(step).await.unwrap();
        let suggested = engine.detail(step).await.unwrap().suggested.expect("a recommendation");
        let mut whole = serde_json::to_value(suggested).unwrap();
        whole.as_object_mut().unwrap().append(fields);
        answer = whole;
    }
    let inputs: StepInputs = serde_json::from_value(answer).unwrap();
    assert_eq!(engine.save_inputs(&inputs).await.unwrap(), vec![], "{step}");
}

/// Approves everything that can be planned now, and carries it out as far as it goes.
pub async fn approve_all(engine: &Engine) -> Plan {
    let plan = engine.plan_everything().await.unwrap();
    if !plan.changes.is_empty() {
        engine.approve(&plan).await.unwrap();
    }
    engine.apply_approved().await.unwrap();
    plan
}

pub async fn task(engine: &Engine, step: StepId) -> (TaskStatus, Option<String>) {
    let task = engine.detail(step).await.unwrap().task;
    (task.status, task.why.map(|why| why.code))
}

/// Records that somebody has to publish and has not.
async fn unpublished(engine: &Engine) -> Vec<(String, String, String)> {
    let mut wanted = Vec::new();
    let missing = |seen: RecordSeen| {
        let there = seen.check.verdict == RecordVerdict::Published;
        (!there).then_some((seen.record.name, seen.record.kind, seen.record.value))
    };
    for task in engine.onboarding().await.unwrap().tasks {
        let region = task.region.map(|region| Region::parse(&region).unwrap());
        match engine.at(region).detail(task.step).await.unwrap().observed {
            Some(Observed::Certificate(seen)) => wanted.extend(seen.records.into_iter().filter_map(missing)),
            Some(Observed::PrivateDns(seen)) => wanted.extend(seen.record.and_then(missing)),
            Some(Observed::Delegation(seen)) if seen.check.as_ref().is_none_or(|check| check.verdict != DelegationVerdict::Live) => {
                wanted.extend(seen.records.into_iter().map(|one| (one.name, one.kind, one.value)));
            }
            _ => {}
        }
    }
    wanted
}

/// Plays everybody's part until `done` says so: approves, publishes, takes the name servers from the mailbox.
pub async fn play(rehearsal: &Rehearsal, engine: &Engine, done: impl AsyncFn(&Engine) -> bool) {
    let deadline = Instant::now() + PATIENCE;
    let mut published = Vec::new();
    while !done(engine).await {
        if Instant::now() > deadline {
            let tasks = engine.onboarding().await.unwrap().tasks;
            panic!("the journey does not end: {:#?}", tasks.iter().map(|task| (task.step, task.status, &task.why)).collect::<Vec<_>>());
        }
        approve_all(engine).await;
        for record in unpublished(engine).await {
            if !published.contains(&record) {
                rehearsal.publish(&record.0, &record.1, &record.2);
                published.push(record);
            }
        }
        let submission = engine.detail(StepId::Submission).await.unwrap();
        if let Some(Observed::Submission(seen)) = &submission.observed
            && submission.inputs.is_some()
            && seen.package.is_none()
        {
            match engine.make_package().await {
                Ok(()) => {}
                Err(trouble) => assert_eq!(trouble.message.code, "package-incomplete", "{trouble:?}"),
            }
        }
        let inbox = rehearsal.control.mailbox().unwrap().inbox;
        if let Some(mail) = inbox.first()
            && engine.detail(StepId::Delegation).await.unwrap().inputs.is_none()
        {
            give(engine, json!({"step": "delegation", "nameServers": mail.text.lines().collect::<Vec<_>>()})).await;
            engine.check(StepId::Delegation).await.unwrap();
        }
        match engine.look_after().await {
            Ok(()) => {}
            Err(trouble) => panic!("{}", told(&trouble)),
        }
    }
}

pub fn told(trouble: &Trouble) -> String {
    format!("{:?}", trouble)
}

/// Whether every task is done.
pub async fn all_done(engine: &Engine) -> bool {
    engine.onboarding().await.unwrap().tasks.iter().all(|task| task.status == TaskStatus::Done)
}
