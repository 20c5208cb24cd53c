//! The same engine without a window: for IT colleagues, schedules and measurements.
//!
//! Exit codes: 0 done or nothing left to do now; 1 a failure, in words on stderr; 2 wrong arguments; 3 a plan waits for approval; 4 something
//! waits for somebody.

mod answers;
mod practice;
mod preflight;
mod report;
mod run;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use gangway_onboarding::Trouble;
use gangway_words::Words;

#[derive(Parser)]
#[command(name = "gangway-cli", version, about = "Gangway without a window")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Take the answers in, show the plan and its hash; with --approve HASH carry out what that hash approves. What was approved before goes
    /// on by itself.
    Run {
        /// The onboarding's file; made when it is not there.
        project: PathBuf,
        /// Answers as a JSON document.
        #[arg(long)]
        answers: Option<PathBuf>,
        /// The hash of the plan that may be carried out.
        #[arg(long)]
        approve: Option<String>,
        #[command(flatten)]
        place: world::Place,
        /// One JSON document instead of sentences.
        #[arg(long)]
        json: bool,
    },
    /// Look after what waits: checks that are due, approved changes whose turn has come.
    Watch {
        /// The onboarding's file.
        project: PathBuf,
        /// Look once and end.
        #[arg(long)]
        once: bool,
        #[command(flatten)]
        place: world::Place,
        /// One JSON document instead of sentences.
        #[arg(long)]
        json: bool,
    },
    /// Make the package and write it into a folder.
    Package {
        /// The onboarding's file.
        project: PathBuf,
        /// The folder.
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        place: world::Place,
    },
    /// Write a clean copy of an onboarding for handing it over: one file, with nothing of what was deleted.
    Copy {
        /// The onboarding's file.
        project: PathBuf,
        /// Where the copy goes; must not be there yet.
        target: PathBuf,
    },
    /// Say whether a mail that is "maybe sent" has arrived.
    Delivery {
        /// The onboarding's file.
        project: PathBuf,
        /// It arrived.
        #[arg(long, conflicts_with = "not_received", required_unless_present = "not_received")]
        received: bool,
        /// It did not, and may be sent again.
        #[arg(long)]
        not_received: bool,
        #[command(flatten)]
        place: world::Place,
    },
    /// Say what a profile may do, before anything is done: allowed, denied or unknown. Changes nothing.
    Preflight(preflight::PreflightArguments),
    /// Print the least-privilege IAM policies that an IT department is asked for.
    Policy(preflight::PolicyArguments),
    /// Play the practice world, or steer one that runs.
    Practice(Box<practice::PracticeArguments>),
}

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("GANGWAY_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Trouble::of("internal").caused_by(&error)),
    };
    let outcome = match arguments.command {
        Command::Preflight(arguments) => runtime.block_on(preflight::preflight(&arguments)),
        Command::Policy(arguments) => runtime.block_on(preflight::policy(&arguments)),
        Command::Practice(arguments) => practice::practice(*arguments),
        Command::Run { project, answers, approve, place, json } => {
            runtime.block_on(run::run(&project, answers.as_deref(), approve.as_deref(), &place, json))
        }
        Command::Watch { project, once, place, json } => runtime.block_on(run::watch(&project, once, &place, json)),
        Command::Package { project, out, place } => runtime.block_on(run::package(&project, &out, &place)),
        Command::Copy { project, target } => runtime.block_on(run::copy(&project, &target)),
        Command::Delivery { project, received, not_received: _, place } => runtime.block_on(run::delivery(&project, received, &place)),
    };
    match outcome {
        Ok(code) => code,
        Err(trouble) => failed(&trouble),
    }
}

/// A failure in words: what, why, what next, and the request's id.
fn failed(trouble: &Trouble) -> ExitCode {
    let words = Words::english();
    eprintln!("{}", words.say(&trouble.message));
    for more in [words.why(&trouble.message), words.next(&trouble.message)].into_iter().flatten() {
        eprintln!("{more}");
    }
    if let Some(id) = &trouble.request_id {
        eprintln!("AWS request id: {id}");
    }
    if let Some(detail) = &trouble.detail {
        eprintln!("({}: {detail})", trouble.message.code);
    }
    ExitCode::FAILURE
}
