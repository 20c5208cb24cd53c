//! An onboarding as a row of turns, each of which may fail and be taken again. What these tests need of the engine is called here and nowhere
//! else.

use gangway_model::StepId;
use gangway_onboarding::file::ChangeState;
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::observed::{Observed, RecordSeen};
use gangway_onboarding::view::TaskStatus;
use gangway_onboarding::{DelegationVerdict, Engine, RecordVerdict, Trouble, World};
use serde_json::{Value, json};

use super::rehearsal::Rehearsal;

/// What the person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// Begins the file, or opens it.
    Open,
    /// Gives the nth task's answers.
    Answer(usize),
    /// Adds the customer.
    Customer,
    /// Makes a plan of everything and approves it.
    Approve,
    /// Has carried out what is approved.
    Apply,
    /// Makes the package, when all it needs is there, and answers what came by mail.
    Paper,
    /// Looks after what waits.
    Look,
}

/// After the answers, again and again.
const ROUND: [Turn; 4] = [Turn::Approve, Turn::Apply, Turn::Paper, Turn::Look];

/// More rounds than any journey takes.
const MOST: usize = 25;

/// The person.
pub struct Person<'a> {
    pub rehearsal: &'a Rehearsal,
    world: World,
    engine: Option<Engine>,
    answers: Vec<Value>,
    /// Name, type and value.
    published: Vec<(String, String, String)>,
}

impl<'a> Person<'a> {
    pub fn new(rehearsal: &'a Rehearsal, world: World) -> Self {
        let answers = vec![
            json!({"step": "product", "title": "Acme API", "productId": "prod-abcdefghijklm", "visibility": "limited",
                "companyName": "Acme GmbH", "contactName": "Ann Lee", "contactMail": "ann.lee@example.com", "contactPhone": "",
                "serviceDnsName": "api.vpce.example.com", "privateDnsName": "api.example.com", "region": "eu-west-1"}),
            json!({"step": "network", "suggested": true}),
            json!({"step": "instances", "suggested": true, "port": 8443}),
            json!({"step": "load-balancer", "choice": {"kind": "create", "name": "acme-api"}, "port": 443, "protocol": "tls",
                "crossZone": true}),
            json!({"step": "endpoint-service", "choice": {"kind": "create"}, "acceptanceRequired": true}),
            json!({"step": "certificate", "choice": {"kind": "request"}}),
            json!({"step": "rehearsal", "attested": true, "by": "Ann Lee", "on": "2026-11-23", "note": ""}),
            json!({"step": "submission", "way": "mail", "to": "seller-operations@practice.example", "from": "you@practice.example",
                "notes": ""}),
        ];
        Self { rehearsal, world, engine: None, answers, published: Vec::new() }
    }

    pub fn engine(&self) -> &Engine {
        self.engine.as_ref().expect("opened first")
    }

    /// The beginning.
    pub fn first(&self) -> Vec<Turn> {
        let answers = (0..self.answers.len()).map(Turn::Answer);
        [Turn::Open].into_iter().chain(answers).chain([Turn::Customer]).collect()
    }

    /// The whole onboarding; `take` takes each turn until it succeeds.
    pub async fn play(&mut self, mut take: impl AsyncFnMut(&mut Self, Turn)) {
        for turn in self.first() {
            take(self, turn).await;
        }
        self.go_on(take).await;
    }

    /// The same after the answers.
    pub async fn go_on(&mut self, mut take: impl AsyncFnMut(&mut Self, Turn)) {
        for _ in 0..MOST {
            for turn in ROUND {
                take(self, turn).await;
            }
            if self.finished().await {
                return;
            }
            self.publish().await;
            self.rehearsal.control.skip().unwrap();
        }
        panic!("the journey does not end: {:#?}", self.tasks().await);
    }

    /// Other answers to the load balancer's task.
    pub async fn rename_load_balancer(&mut self, name: &str) {
        let place = self.answers.iter().position(|answer| answer["step"] == "load-balancer").unwrap();
        self.answers[place]["choice"]["name"] = name.into();
        self.take(Turn::Answer(place)).await.unwrap();
    }

    /// Tries a turn once.
    pub async fn take(&mut self, turn: Turn) -> Result<(), Trouble> {
        if turn == Turn::Open {
            let (path, world) = (self.rehearsal.path(), self.world.clone());
            self.engine = Some(match path.exists() {
                true => Engine::open(&path, |_| Ok(world)).await?,
                false => Engine::create(&path, "Acme API", None, world).await?,
            });
            return Ok(());
        }
        let engine = self.engine().clone();
        match turn {
            Turn::Open => Ok(()),
            Turn::Answer(place) => self.give(self.answers[place].clone()).await,
            Turn::Customer => {
                let added = engine.allow_list_add("444455556666", "Customer One", "").await?;
                assert_eq!(added.problems, vec![]);
                Ok(())
            }
            Turn::Approve => {
                let plan = engine.plan_everything().await?;
                if plan.changes.is_empty() { Ok(()) } else { engine.approve(&plan).await }
            }
            Turn::Apply => engine.apply_approved().await.map(|_| ()),
            Turn::Paper => self.paper().await,
            Turn::Look => engine.look_after().await,
        }
    }

    /// One task's answers; `"suggested": true` begins with what Gangway recommends.
    async fn give(&self, mut answer: Value) -> Result<(), Trouble> {
        let engine = self.engine();
        let fields = answer.as_object_mut().unwrap();
        let step = StepId::parse(fields["step"].as_str().unwrap()).unwrap();
        if fields.remove("suggested").is_some() {
            engine.check(step).await?;
            let suggested = engine.detail(step).await?.suggested.expect("a recommendation");
            let mut whole = serde_json::to_value(suggested).unwrap();
            whole.as_object_mut().unwrap().append(fields);
            answer = whole;
        }
        let inputs: StepInputs = serde_json::from_value(answer).unwrap();
        assert_eq!(engine.save_inputs(&inputs).await?, vec![], "{step}");
        Ok(())
    }

    async fn paper(&self) -> Result<(), Trouble> {
        let engine = self.engine();
        if let Some(Observed::Submission(seen)) = engine.detail(StepId::Submission).await?.observed
            && seen.package.is_none()
        {
            match engine.make_package().await {
                Err(trouble) if trouble.message.code == "package-incomplete" => {}
                made => made?,
            }
        }
        let inbox = self.rehearsal.control.mailbox().unwrap().inbox;
        if let Some(mail) = inbox.first()
            && engine.detail(StepId::Delegation).await?.inputs.is_none()
        {
            self.give(json!({"step": "delegation", "nameServers": mail.text.lines().collect::<Vec<_>>()})).await?;
            engine.check(StepId::Delegation).await?;
        }
        Ok(())
    }

    /// Publishes what has to be published and is not.
    pub async fn publish(&mut self) {
        let mut wanted = Vec::new();
        let missing = |seen: RecordSeen| {
            let there = seen.check.verdict == RecordVerdict::Published;
            (!there).then_some((seen.record.name, seen.record.kind, seen.record.value))
        };
        for step in [StepId::Certificate, StepId::PrivateDns, StepId::Delegation] {
            match self.engine().detail(step).await.unwrap().observed {
                Some(Observed::Certificate(seen)) => wanted.extend(seen.records.into_iter().filter_map(missing)),
                Some(Observed::PrivateDns(seen)) => wanted.extend(seen.record.and_then(missing)),
                Some(Observed::Delegation(seen)) if seen.check.as_ref().is_none_or(|check| check.verdict != DelegationVerdict::Live) => {
                    wanted.extend(seen.records.into_iter().map(|one| (one.name, one.kind, one.value)));
                }
                _ => {}
            }
        }
        for record in wanted {
            if !self.published.contains(&record) {
                self.rehearsal.publish(&record.0, &record.1, &record.2);
                self.published.push(record);
            }
        }
    }

    /// Whether every task is done.
    pub async fn finished(&self) -> bool {
        self.engine().onboarding().await.unwrap().tasks.iter().all(|task| task.status == TaskStatus::Done)
    }

    /// Every task with where it stands and why.
    pub async fn tasks(&self) -> Vec<(StepId, TaskStatus, Option<gangway_model::Message>)> {
        let tasks = self.engine().onboarding().await.unwrap().tasks;
        tasks.into_iter().map(|task| (task.step, task.status, task.why)).collect()
    }

    /// Approved changes that AWS said no to.
    pub async fn failed(&self) -> Vec<(String, Option<Trouble>)> {
        let rows = self.engine().file().approved().await.unwrap();
        let failed = rows.into_iter().filter(|row| row.state == ChangeState::Failed);
        failed.map(|row| (row.change.id.0, row.trouble)).collect()
    }
}
