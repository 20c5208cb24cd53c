//! Programs of `tests/peers`: other people's endpoints, recorders and judges.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// A program of `tests/peers` that serves AWS's API. It ends when its standard input closes, so also when this process dies.
pub struct Peer {
    process: Child,
    input: Option<ChildStdin>,
    /// Where it answers.
    pub endpoint: String,
}

impl Peer {
    /// `None` only when GANGWAY_WITHOUT_PEERS=1 says that a machine without peers is meant.
    pub fn start(script: &str, arguments: &[&str]) -> Option<Self> {
        let mut command = python(script);
        let started = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let answer = started.ok().and_then(|mut process| {
            let mut line = String::new();
            BufReader::new(process.stdout.take()?).read_line(&mut line).ok()?;
            let facts = serde_json::from_str::<serde_json::Value>(&line).ok();
            let endpoint = facts.and_then(|facts| facts["endpoint"].as_str().map(str::to_owned));
            let Some(endpoint) = endpoint else {
                let _ = process.kill();
                let _ = process.wait();
                return None;
            };
            Some(Self { input: process.stdin.take(), process, endpoint })
        });
        if answer.is_none() {
            let text = format!("SKIPPED: {script} does not start; ./test installs what it needs and sets GANGWAY_PYTHON");
            assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
            eprintln!("{text}");
        }
        answer
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub fn python(script: &str) -> Command {
    let mut command = Command::new(std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned()));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/peers").join(script));
    command
}

/// AWS's own service models judge every request that was recorded.
pub fn judge(recording: &Path) {
    let verdict = python("validate_requests.py").arg(recording).output().unwrap();
    assert!(verdict.status.success(), "{}{}", String::from_utf8_lossy(&verdict.stdout), String::from_utf8_lossy(&verdict.stderr));
    eprintln!("{}", String::from_utf8_lossy(&verdict.stdout).trim());
}
