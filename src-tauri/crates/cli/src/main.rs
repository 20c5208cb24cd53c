//! The same engine without a window: for IT colleagues, schedules and measurements.
//!
//! Exit codes: 0 done or nothing left to do now; 1 a failure, in words on stderr; 2 wrong arguments; 3 a plan waits for approval; 4 something
//! waits for somebody, or is not well (`delegation`), or is missing before the package may be sent (`check`); 5 (`check`) something is wrong.

mod allow_list;
mod answers;
mod check;
mod delegation;
mod json;
mod practice;
mod preflight;
mod report;
mod run;
mod sign_in;
mod survey;
mod undo;
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use gangway_onboarding::Trouble;
use gangway_words::Words;

use crate::json::Nothing;

#[derive(Parser)]
#[command(name = "gangway-cli", version, about = "Gangway without a window")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// One JSON document on standard output instead of sentences, also of a failure. `watch` without --once: one on each line.
    #[arg(long, global = true)]
    json: bool,
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
    },
    /// Look at everything once, change nothing, and say for each task where it stands. Ends with 0 when nothing is wrong and the package may be
    /// sent (or has been), with 4 when something is missing before that, with 5 when something is wrong: a private DNS name that AWS no longer
    /// takes as proven, a certificate that is not renewed, a task that needs attention.
    Check(check::CheckArguments),
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
    /// Show what would be removed of what this onboarding made, in all Regions, and what would stay; with --yes remove it. Nothing else is
    /// touched.
    Undo {
        /// The onboarding's file.
        project: PathBuf,
        /// Remove it, and wait until it is gone.
        #[arg(long)]
        yes: bool,
        /// Customers who are connected may be cut off.
        #[arg(long)]
        cut_connections: bool,
        #[command(flatten)]
        place: world::Place,
    },
    /// Bring AWS's allow lists to the onboarding's: what would change, and applying it in batches at AWS's pace.
    AllowList(allow_list::AllowListArguments),
    /// Say what a profile may do, before anything is done: allowed, denied or unknown. Changes nothing.
    Preflight(preflight::PreflightArguments),
    /// Look at the account, Region by Region: what is there, and what is wrong with it. Changes nothing.
    Survey(survey::SurveyArguments),
    /// Print the least-privilege IAM policies that an IT department is asked for.
    Policy(preflight::PolicyArguments),
    /// Say whether a subdomain is delegated to its name servers, from the root down, and if not, which record has to be changed. Ends with 0
    /// only when everything is as it should be, else with 4.
    Delegation(delegation::DelegationArguments),
    /// Sign in with IAM Identity Center, without a profile, and say which accounts and roles there are. Nothing is kept.
    SignIn(sign_in::SignInArguments),
    /// Play the practice world, or steer one that runs.
    Practice(Box<practice::PracticeArguments>),
}

impl Command {
    /// As the user types it; it names the command's document.
    fn name(&self) -> &'static str {
        match self {
            Self::Run { .. } => "run",
            Self::Watch { .. } => "watch",
            Self::Check(_) => "check",
            Self::Package { .. } => "package",
            Self::Copy { .. } => "copy",
            Self::Delivery { .. } => "delivery",
            Self::Undo { .. } => "undo",
            Self::AllowList(_) => "allow-list",
            Self::Preflight(_) => "preflight",
            Self::Survey(_) => "survey",
            Self::Policy(_) => "policy",
            Self::Delegation(_) => "delegation",
            Self::SignIn(_) => "sign-in",
            Self::Practice(_) => "practice",
        }
    }
}

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("GANGWAY_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return wrong(&error),
    };
    let (json, name) = (arguments.json, arguments.command.name());
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Trouble::of("internal").caused_by(&error));
    match runtime.and_then(|runtime| carried_out(&runtime, arguments.command, json)) {
        Ok(code) => code,
        Err(trouble) => {
            // The practice world's says what was done before it failed.
            if json && name != "practice" {
                json::print_error(name, &Nothing {}, &trouble);
            }
            failed(&trouble)
        }
    }
}

fn carried_out(runtime: &tokio::runtime::Runtime, command: Command, json: bool) -> Result<ExitCode, Trouble> {
    match command {
        Command::AllowList(arguments) => runtime.block_on(allow_list::allow_list(&arguments, json)),
        Command::Preflight(arguments) => runtime.block_on(preflight::preflight(&arguments, json)),
        Command::Check(arguments) => runtime.block_on(check::check(&arguments, json)),
        Command::Survey(arguments) => runtime.block_on(survey::survey(&arguments, json)),
        Command::Policy(arguments) => runtime.block_on(preflight::policy(&arguments, json)),
        Command::Delegation(arguments) => runtime.block_on(delegation::delegation(&arguments, json)),
        Command::SignIn(arguments) => runtime.block_on(sign_in::sign_in(&arguments, json)),
        Command::Practice(arguments) => practice::practice(*arguments, json),
        Command::Run { project, answers, approve, place } => {
            runtime.block_on(run::run(&project, answers.as_deref(), approve.as_deref(), &place, json))
        }
        Command::Watch { project, once, place } => runtime.block_on(run::watch(&project, once, &place, json)),
        Command::Package { project, out, place } => runtime.block_on(run::package(&project, &out, &place, json)),
        Command::Copy { project, target } => runtime.block_on(run::copy(&project, &target, json)),
        Command::Undo { project, yes, cut_connections, place } => {
            runtime.block_on(undo::undo(&project, yes, cut_connections, &place, json))
        }
        Command::Delivery { project, received, not_received: _, place } => {
            runtime.block_on(run::delivery(&project, received, &place, json))
        }
    }
}

/// What clap says of the arguments. Help and version go to standard output, as asked for.
fn wrong(error: &clap::Error) -> ExitCode {
    let asked = || std::env::args_os().skip(1);
    if error.use_stderr() && asked().any(|one| one == "--json") {
        let known = Arguments::command();
        let name = asked().find_map(|one| known.find_subcommand(&one).map(|found| found.get_name().to_owned()));
        let reason = error.render().to_string();
        // The first paragraph; the usage that follows is for people.
        let reason: Vec<&str> = reason.trim_start_matches("error: ").lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
        let trouble = Trouble::of("arguments-wrong").with("reason", reason.join(" "));
        json::print_error(name.as_deref().unwrap_or("cli"), &Nothing {}, &trouble);
    }
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
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
