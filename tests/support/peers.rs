//! The judges of `tests/peers` and `dig`, as a test uses them: each a process of its own that ends with its guard.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{Guarded, Ran, Running};

/// A program of `tests/peers` with the Python that has what it imports.
fn python(script: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned()));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(script)).args(arguments);
    // boto3 reads no settings of the developer's.
    command.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null").env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

/// A server of `tests/peers` (moto, the recording proxy). It says where it is in one line of JSON, and ends with its standard input.
pub struct Peer {
    _process: Guarded,
    /// What it said.
    pub told: Value,
}

impl Peer {
    /// Starts it and waits for its line.
    pub fn start(script: &str, arguments: &[&str]) -> Self {
        let errors = tempfile::NamedTempFile::new().unwrap();
        let mut command = python(script, arguments);
        let mut process = Guarded::spawn(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(errors.reopen().unwrap()));
        let mut line = String::new();
        BufReader::new(process.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told = serde_json::from_str(&line).unwrap_or_else(|_| {
            let why = std::fs::read_to_string(errors.path()).unwrap();
            panic!("{script} does not start; ./test installs what it needs and sets GANGWAY_PYTHON: {line}{why}")
        });
        Self { _process: process, told }
    }

    /// Where it serves.
    pub fn endpoint(&self) -> &str {
        self.told["endpoint"].as_str().unwrap()
    }
}

/// Runs a judge to its end.
pub fn judge(script: &str, arguments: &[&str]) -> Ran {
    Running::start(&mut python(script, arguments)).end()
}

/// Runs a judge that must come to an answer, and reads it.
pub fn read_by(script: &str, arguments: &[&str]) -> Value {
    let ran = judge(script, arguments);
    assert_eq!(ran.code, 0, "{script}: {}{}", ran.stdout, ran.stderr);
    ran.report()
}

/// The requests of a recording that change something: action and answer's status, in their order.
pub fn changes(recording: &str) -> Vec<(String, Option<u64>)> {
    let entries = recording.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let named = entries.map(|entry| {
        let target = entry["headers"]["x-amz-target"].as_str().and_then(|target| target.rsplit('.').next());
        let form = entry["body"].as_str().unwrap().split('&').find_map(|pair| pair.strip_prefix("Action="));
        (target.or(form).unwrap().to_owned(), entry["status"].as_u64())
    });
    let reads = |action: &str| ["Describe", "Get", "List"].iter().any(|verb| action.starts_with(verb));
    named.filter(|(action, _)| !reads(action)).collect()
}

/// What `dig` heard from one server.
#[derive(Debug)]
pub struct Dug {
    /// `NOERROR`, `NXDOMAIN`, `REFUSED` …
    pub status: String,
    /// AA.
    pub authoritative: bool,
    /// The values of the answer section, those of the type that was asked for.
    pub answers: BTreeSet<String>,
    /// The name servers in the authority section, in lower case.
    pub referral: BTreeSet<String>,
}

/// Asks one server, without recursion, over UDP or TCP.
pub fn dig(server: SocketAddr, tcp: bool, name: &str, kind: &str) -> Dug {
    let (at, port) = (format!("@{}", server.ip()), server.port().to_string());
    let transport = if tcp { "+tcp" } else { "+notcp" };
    let options = ["+norecurse", "+noall", "+comments", "+answer", "+authority", "+time=5", "+tries=2"];
    let mut command = Command::new("dig");
    // No ~/.digrc: its settings are the developer's.
    command.arg("-r").args([at.as_str(), "-p", &port, transport]).args(options).args([name, kind]);
    let ran = Running::start(&mut command).end();
    assert_eq!(ran.code, 0, "dig {name} {kind} at {server}: {}{}", ran.stdout, ran.stderr);
    let header = |mark: &str| ran.stdout.lines().find_map(|line| line.split_once(mark)).map(|(_, rest)| rest).unwrap_or_default();
    let records = |section: &str, kind: &str| -> BTreeSet<String> {
        let lines = ran.stdout.lines().skip_while(|line| !line.contains(section)).skip(1).take_while(|line| !line.is_empty());
        let fields = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
        fields.filter(|fields| fields.len() > 4 && fields[3] == kind).map(|fields| fields[4..].join(" ")).collect()
    };
    Dug {
        status: header("status: ").split(',').next().unwrap_or_default().to_owned(),
        authoritative: header("flags: ").split(';').next().unwrap_or_default().split(' ').any(|flag| flag == "aa"),
        answers: records("ANSWER SECTION", kind),
        referral: records("AUTHORITY SECTION", "NS").into_iter().map(|host| host.to_ascii_lowercase()).collect(),
    }
}
