//! What the tests of the app package share: a practice world in a process of its own, `gangway-cli`, and a journey in which the test plays the
//! person (approves plans, publishes records, takes the name servers from the mailbox). Every process ends with its guard.
#![allow(dead_code, reason = "each test program uses its part")]

use std::fs::File;
use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gangway_practice::{Control, HeldRequest, HoldForm, HoldWhen, RecordForm, WorldDocument};
use serde_json::{Value, json};

/// For everything that must happen, and normally happens at once. Only a hang reaches it.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// For a whole journey: a dozen runs of the terminal, on a machine that has other things to do.
pub const JOURNEY: Duration = Duration::from_secs(300);

/// The answers of a whole journey. Everything but the name servers, which come by mail.
pub fn answers() -> Value {
    json!({
        "name": "Acme API",
        "tasks": [
            { "step": "product", "title": "Acme API", "productId": "prod-abcdefghijklm", "visibility": "limited", "companyName": "Acme GmbH",
              "contactName": "Ann Lee", "contactMail": "ann.lee@example.com", "contactPhone": "", "serviceDnsName": "api.vpce.example.com",
              "privateDnsName": "api.example.com", "region": "eu-west-1" },
            { "step": "network", "suggested": true },
            { "step": "instances", "suggested": true, "port": 8443 },
            { "step": "load-balancer", "choice": { "kind": "create", "name": "acme-api" }, "port": 443, "protocol": "tcp", "crossZone": true },
            { "step": "endpoint-service", "choice": { "kind": "create" }, "acceptanceRequired": true },
            { "step": "certificate", "choice": { "kind": "request" } },
            { "step": "rehearsal", "attested": true, "by": "Ann Lee", "on": "2026-11-23", "note": "" },
            { "step": "submission", "suggested": true }
        ],
        "allowList": [ { "principal": "444455556666", "name": "Customer One" } ]
    })
}

/// `gangway-cli` beside the test program: `./test` builds it first.
pub fn cli() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let path = here.parent().unwrap().parent().unwrap().join(format!("gangway-cli{}", std::env::consts::EXE_SUFFIX));
    assert!(path.is_file(), "{} is not there: cargo build --workspace --bins makes it (./test does so first)", path.display());
    path
}

/// Looks again and again until there is something to see.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + DEADLINE;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < until, "{what}: not within {} s", DEADLINE.as_secs());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A process that ends, with all that it started, when this is dropped.
pub struct Guarded(pub Child);

impl Guarded {
    /// Starts it at the head of a process group of its own.
    pub fn spawn(command: &mut Command) -> Self {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        Self(command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}")))
    }

    /// SIGKILL to the process and what it started, and waits until it is gone.
    pub fn kill(&mut self) {
        // A child that was waited for has no group of that number any more.
        if self.0.try_wait().is_ok_and(|ended| ended.is_none()) {
            #[cfg(unix)]
            let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.0.id())]).stderr(Stdio::null()).status();
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.kill();
    }
}

/// `gangway-cli practice --serve` in a process of its own.
pub struct PracticeServer {
    process: Guarded,
    pub control: Control,
    pub world: WorldDocument,
}

impl PracticeServer {
    /// A fresh world in memory.
    pub fn start(speed: f64) -> Self {
        Self::start_with(speed, None)
    }

    /// A world that is kept in a file, or in memory.
    pub fn start_with(speed: f64, state: Option<&Path>) -> Self {
        let mut command = Command::new(cli());
        command.args(["practice", "--serve", "127.0.0.1:0", "--speed", &speed.to_string()]);
        if let Some(state) = state {
            command.arg("--state").arg(state);
        }
        let mut process = Guarded::spawn(command.stdin(Stdio::piped()).stdout(Stdio::piped()));
        let mut lines = BufReader::new(process.0.stdout.take().unwrap());
        let mut text = String::new();
        let world: WorldDocument = loop {
            let read = lines.read_line(&mut text).unwrap();
            assert_ne!(read, 0, "the practice world ended before it told where it is: {text}");
            if let Ok(world) = serde_json::from_str(&text) {
                break world;
            }
        };
        let control = Control::connect(&world.control).unwrap();
        Self { process, control, world }
    }

    /// What `--practice` takes.
    pub fn url(&self) -> &str {
        &self.world.control
    }

    /// A call to EC2 in eu-west-1 by the account of that role, as any program of theirs would send it; its answer.
    pub fn ec2(&self, role: &str, form: &str) -> String {
        let key = &self.world.aws.accounts.iter().find(|account| account.role == role).unwrap().access_key_id;
        let address = self.world.aws.endpoint.strip_prefix("http://").unwrap();
        let body = format!("{form}&Version=2016-11-15");
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{form}: {answer}");
        answer
    }

    /// Ends it the way a user does: its standard input closes.
    pub fn stop(mut self) {
        drop(self.process.0.stdin.take());
        let status = wait_for("the practice world ends with its standard input", || self.process.0.try_wait().unwrap());
        assert!(status.success(), "the practice world ended with {status}");
    }
}

/// How one run of the terminal ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; -1 when it was killed.
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The JSON document it printed.
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON document ({error}): {self:?}"))
    }
}

/// A run of the terminal under way.
pub struct Running {
    process: Guarded,
    out: tempfile::NamedTempFile,
    err: tempfile::NamedTempFile,
}

impl Running {
    /// Starts the command; its output goes to files, so that it never waits for a reader.
    pub fn start(command: &mut Command) -> Self {
        let (out, err) = (tempfile::NamedTempFile::new().unwrap(), tempfile::NamedTempFile::new().unwrap());
        command.stdin(Stdio::null()).stdout(out.reopen().unwrap()).stderr(err.reopen().unwrap());
        Self { process: Guarded::spawn(command), out, err }
    }

    pub fn id(&self) -> u32 {
        self.process.0.id()
    }

    /// How it ended, when it has.
    pub fn ended(&mut self) -> Option<Ran> {
        let status = self.process.0.try_wait().unwrap()?;
        Some(Ran { code: status.code().unwrap_or(-1), stdout: all_of(self.out.path()), stderr: all_of(self.err.path()) })
    }

    /// Waits until it has ended by itself.
    pub fn end(mut self) -> Ran {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(ran) = self.ended() {
                return ran;
            }
            assert!(Instant::now() < until, "gangway-cli does not end: {}{}", all_of(self.out.path()), all_of(self.err.path()));
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// SIGKILL: no destructor, no last write.
    pub fn kill(mut self) {
        self.process.kill();
    }
}

fn all_of(path: &Path) -> String {
    let mut bytes = Vec::new();
    File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What the person does next.
#[derive(Debug, Clone, PartialEq)]
pub enum Turn {
    /// `run` with the answers as they are now.
    Answer,
    /// `run --approve` with this hash.
    Approve(String),
    /// `watch --once`: something that takes its time.
    Look,
    /// Everything is done.
    Finished,
}

/// An onboarding in a folder of its own, and the person who makes it.
pub struct Journey {
    folder: tempfile::TempDir,
    /// The onboarding's file.
    pub project: PathBuf,
    /// The answers so far.
    pub answers: Value,
    /// `--practice URL` or `--world DOCUMENT`.
    pub place: Vec<String>,
    /// Where DNS and mail are played.
    pub control: Control,
}

impl Journey {
    /// A new onboarding in that world; its file does not exist yet.
    pub fn new(practice: &PracticeServer) -> Self {
        Self::at(&practice.control, vec!["--practice".to_owned(), practice.url().to_owned()])
    }

    /// The same with other words about the place, such as `--world DOCUMENT`.
    pub fn at(control: &Control, place: Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("acme.gangway");
        Self { project, folder, answers: answers(), place, control: control.clone() }
    }

    /// The folder that holds the file.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// `gangway-cli VERB PROJECT …REST PLACE`, without anything of the developer's own AWS settings.
    pub fn command(&self, verb: &str, rest: &[&str]) -> Command {
        let mut command = plain_cli(self.folder());
        command.arg(verb).arg(&self.project).args(rest).args(&self.place);
        command
    }

    /// The answers as a file.
    pub fn answers_file(&self) -> PathBuf {
        let path = self.folder().join("answers.json");
        std::fs::write(&path, serde_json::to_string_pretty(&self.answers).unwrap()).unwrap();
        path
    }

    /// Runs a command to its end, whatever that is.
    pub fn run(&self, verb: &str, rest: &[&str]) -> Ran {
        Running::start(&mut self.command(verb, rest)).end()
    }

    /// The command of a turn, with a JSON document as its output.
    pub fn command_of(&self, turn: &Turn) -> Command {
        match turn {
            Turn::Answer => self.command("run", &["--json", "--answers", &self.answers_file().to_string_lossy()]),
            Turn::Approve(hash) => self.command("run", &["--json", "--approve", hash]),
            Turn::Look | Turn::Finished => self.command("watch", &["--once", "--json"]),
        }
    }

    /// Takes a turn, which must end well (0 done, 3 a plan waits, 4 somebody waits), and gives its report.
    pub fn take(&self, turn: &Turn) -> Value {
        let ran = Running::start(&mut self.command_of(turn)).end();
        assert!(matches!(ran.code, 0 | 3 | 4), "{turn:?} ended with {}: {}", ran.code, ran.stderr);
        ran.report()
    }

    /// Does the person's part (publishes what is asked for, reads the mail) and says what comes next.
    pub fn turn_after(&mut self, report: &Value) -> Turn {
        if !report["plan"]["changes"].as_array().unwrap().is_empty() {
            return Turn::Approve(report["plan"]["hash"].as_str().unwrap().to_owned());
        }
        for record in report["records"].as_array().unwrap() {
            if record["published"] == false {
                publish(&self.control, record);
            }
        }
        if !answered(&self.answers, "delegation")
            && let Some(mail) = self.control.mailbox().unwrap().inbox.first()
        {
            let lines: Vec<&str> = mail.text.lines().collect();
            self.answers["tasks"].as_array_mut().unwrap().push(json!({ "step": "delegation", "nameServers": lines }));
            return Turn::Answer;
        }
        if undone(report).is_empty() { Turn::Finished } else { Turn::Look }
    }

    /// The whole journey from nothing (or from where the file stands) until every task is done. Gives the last report.
    pub fn drive(&mut self) -> Value {
        self.drive_from(Turn::Answer, |_, _| {})
    }

    /// The same from a turn on; `seen` is told every report with the turn that led to it.
    pub fn drive_from(&mut self, mut turn: Turn, mut seen: impl FnMut(&Turn, &Value)) -> Value {
        let until = Instant::now() + JOURNEY;
        loop {
            let report = self.take(&turn);
            seen(&turn, &report);
            turn = self.turn_after(&report);
            if turn == Turn::Finished {
                return report;
            }
            assert!(Instant::now() < until, "the journey stands still: {:#?}", undone(&report));
        }
    }
}

/// `gangway-cli` with no AWS settings but an empty folder's: nothing of the developer's own account is ever touched.
pub fn plain_cli(folder: &Path) -> Command {
    let mut command = Command::new(cli());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    for (name, file) in [("AWS_CONFIG_FILE", "aws-config"), ("AWS_SHARED_CREDENTIALS_FILE", "aws-credentials")] {
        let path = folder.join(file);
        std::fs::write(&path, "").unwrap();
        command.env(name, path);
    }
    command.env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

/// Publishes a record of a report in the practice registrar.
pub fn publish(control: &Control, record: &Value) {
    let text = |name: &str| record[name].as_str().unwrap().to_owned();
    let form = RecordForm { zone: "example.com".to_owned(), name: text("name"), kind: text("kind"), ttl: 300, value: text("value") };
    control.publish(&form).unwrap();
}

/// Whether the answers hold that task.
pub fn answered(answers: &Value, step: &str) -> bool {
    answers["tasks"].as_array().unwrap().iter().any(|task| task["step"] == step)
}

/// The answer of one task, to change it.
pub fn answer_of<'a>(answers: &'a mut Value, step: &str) -> &'a mut Value {
    answers["tasks"].as_array_mut().unwrap().iter_mut().find(|task| task["step"] == step).unwrap()
}

/// The tasks that are not done, with their reasons.
pub fn undone(report: &Value) -> Vec<String> {
    let tasks = report["tasks"].as_array().unwrap().iter().filter(|task| task["status"] != "done");
    tasks.map(|task| format!("{} {} {}", task["step"], task["status"], task["why"])).collect()
}

/// The ids of one kind in an account and Region.
pub fn resources(control: &Control, account: &str, region: &str, kind: &str) -> Vec<String> {
    let all = control.resources().unwrap();
    all.get(account).and_then(|regions| regions.get(region)).and_then(|kinds| kinds.get(kind)).cloned().unwrap_or_default()
}

/// The end of every journey: each thing once, and one mail.
pub fn assert_made_once(control: &Control) {
    for kind in ["load-balancer", "target-group", "listener", "vpc-endpoint-service", "certificate"] {
        let found = resources(control, "111122223333", "eu-west-1", kind);
        assert_eq!(found.len(), 1, "{kind}: {found:?}");
    }
    let allowed = resources(control, "111122223333", "eu-west-1", "allowed-principal");
    assert_eq!(allowed.len(), 1, "{allowed:?}");
    assert!(allowed[0].contains("arn:aws:iam::444455556666:root"), "{allowed:?}");
    let received = control.mailbox().unwrap().sent;
    assert_eq!(received.len(), 1, "Seller Operations received {} mails", received.len());
}

/// Holds the nth request to come.
pub fn hold(control: &Control, nth: u64, when: HoldWhen, of: &str) {
    control.hold(&HoldForm { nth, when, of: of.to_owned() }).unwrap();
}

/// Runs the command until the held request is reached, and kills it there; or to its end, when the request never comes. The hold is over then.
pub fn kill_when_held(control: &Control, command: &mut Command) -> Result<HeldRequest, Ran> {
    let mut running = Running::start(command);
    let outcome = wait_for("the held request, or the end of the command", || {
        // In this order: what ended without reaching the hold must have reached it before it ended, or never.
        let ended = running.ended();
        let held = control.held().unwrap();
        match (held.request.filter(|_| held.reached), ended) {
            (Some(request), _) => Some(Ok(request)),
            (None, Some(ran)) => Some(Err(ran)),
            (None, None) => None,
        }
    });
    running.kill();
    control.release().unwrap();
    outcome
}
