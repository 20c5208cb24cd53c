//! `practice`: play the practice world in this process, or steer one that runs.

mod steer;

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use gangway_onboarding::Trouble;
use gangway_practice::{NameServersAt, Options, Practice};
use serde::Serialize;

use crate::json;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct PracticeArguments {
    /// Serve on this loopback address, such as 127.0.0.1:4566 (port 0: a free one). Prints the world's document and ends with its standard
    /// input or on Ctrl-C.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "at")]
    serve: Option<std::net::SocketAddr>,
    /// Keep the world in this file; in memory without it.
    #[arg(long, requires = "serve")]
    state: Option<PathBuf>,
    /// With --serve: put each name server at its own documentation address (192.0.2.N, 2001:db8::N) and this port, 53 without one, so that
    /// programs which know nothing of the world can walk the tree. The machine, or a network namespace, must have these addresses.
    #[arg(long, value_name = "PORT", num_args = 0..=1, default_missing_value = "53", requires = "serve")]
    own_addresses: Option<u16>,
    /// With --serve: go on when standard input ends (a service without a terminal).
    #[arg(long, requires = "serve")]
    detached: bool,
    /// World seconds per real second; 0 stops the clock.
    #[arg(long, value_name = "N")]
    speed: Option<f64>,
    /// Limit calls as AWS does, by token buckets that refill in real time. With --at, "off" ends that.
    #[arg(long, value_name = "on|off", num_args = 0..=1, default_missing_value = "on")]
    limits: Option<Switch>,
    /// Steer the world that runs with this control address (the document of --serve tells it as "control").
    #[arg(long, value_name = "URL")]
    at: Option<String>,
    #[command(flatten)]
    wishes: steer::Wishes,
}

/// What is turned on or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

const EXAMPLES: &str = "\
What is asked for with --at is done in the order of this list, and each answer is printed as JSON; with --json all of them in one document.

  gangway-cli practice --serve 127.0.0.1:4566 --speed 60
  gangway-cli practice --at http://127.0.0.1:4566/practice --skip-wait
  gangway-cli practice --at http://127.0.0.1:4566/practice --fault call-fails action=CreateLoadBalancer error=Throttling --times 3
  gangway-cli practice --at http://127.0.0.1:4566/practice --end-fault all";

/// What is printed: with --json all of it in one document at the end, otherwise each answer as it comes.
#[derive(Serialize)]
struct Printed {
    #[serde(skip)]
    json: bool,
    answers: Vec<Answer>,
}

/// What one of the wishes was answered.
#[derive(Serialize)]
struct Answer {
    /// The option's name.
    asked: &'static str,
    answer: serde_json::Value,
}

impl Printed {
    fn add(&mut self, asked: &'static str, value: &impl Serialize) -> Result<(), Trouble> {
        let strange = |error| Trouble::of("internal").caused_by(&error);
        if self.json {
            let answer = serde_json::to_value(value).map_err(strange)?;
            self.answers.push(Answer { asked, answer });
        } else {
            println!("{}", serde_json::to_string_pretty(value).map_err(strange)?);
        }
        Ok(())
    }

    /// Bytes as they are; in a document as text.
    fn add_raw(&mut self, asked: &'static str, bytes: &[u8]) -> Result<(), Trouble> {
        if self.json {
            return self.add(asked, &String::from_utf8_lossy(bytes));
        }
        std::io::stdout().write_all(bytes).map_err(|error| Trouble::of("internal").caused_by(&error))
    }

    fn end(&self) -> Result<(), Trouble> {
        if self.json { json::print("practice", self, &[]) } else { Ok(()) }
    }
}

pub fn practice(arguments: PracticeArguments, json: bool) -> Result<ExitCode, Trouble> {
    let mut printed = Printed { json, answers: Vec::new() };
    let outcome = match (arguments.serve, &arguments.at) {
        (Some(address), _) => serve(&arguments, address, &mut printed),
        (None, Some(at)) => steer::steer(&arguments, at, &mut printed),
        (None, None) => {
            eprintln!("--serve ADDRESS plays the practice world, --at URL steers one that runs.");
            let nothing = Trouble::of("arguments-wrong").with("reason", "--serve or --at is missing");
            if json {
                json::print_error("practice", &printed, &nothing);
            }
            return Ok(ExitCode::from(2));
        }
    };
    if let (true, Err(trouble)) = (json, &outcome) {
        json::print_error("practice", &printed, trouble);
    }
    outcome
}

fn serve(arguments: &PracticeArguments, address: std::net::SocketAddr, printed: &mut Printed) -> Result<ExitCode, Trouble> {
    if !address.ip().is_loopback() {
        return Err(Trouble::of("practice-loopback-only").with("address", address.to_string()));
    }
    let options = Options {
        state: arguments.state.clone(),
        aws_port: (address.port() != 0).then_some(address.port()),
        speed: arguments.speed.unwrap_or(1.0),
        limits: arguments.limits == Some(Switch::On),
        name_servers: arguments.own_addresses.map_or(NameServersAt::Loopback, |port| NameServersAt::OwnAddresses { port }),
    };
    let practice = Practice::start(options).map_err(|error| Trouble::of("practice-not-started").caused_by(&error))?;
    // A world that was stored keeps its own switch; what is asked for here goes before that.
    if let Some(switch) = arguments.limits {
        practice.control().set_limits(switch == Switch::On).map_err(steer::trouble)?;
    }
    printed.add("serve", &practice.world())?;
    printed.end()?;
    let _ = std::io::stdout().flush();
    if arguments.detached {
        loop {
            std::thread::park();
        }
    }
    // Ends with whoever started it: no server is left over.
    let mut rest = Vec::new();
    let _ = std::io::stdin().read_to_end(&mut rest);
    practice.stop();
    Ok(ExitCode::SUCCESS)
}
