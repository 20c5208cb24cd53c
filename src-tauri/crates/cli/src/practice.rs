//! `practice`: play the practice world in this process, or steer one that runs.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use gangway_onboarding::Trouble;
use gangway_practice::{Control, Options, Practice, RecordForm};

#[derive(Args)]
pub struct PracticeArguments {
    /// Serve on this loopback address, such as 127.0.0.1:4566 (port 0: a free one). Prints the world's document and ends with its standard
    /// input or on Ctrl-C.
    #[arg(long, value_name = "ADDRESS", conflicts_with = "at")]
    serve: Option<std::net::SocketAddr>,
    /// Keep the world in this file; in memory without it.
    #[arg(long, requires = "serve")]
    state: Option<PathBuf>,
    /// World seconds per real second.
    #[arg(long)]
    speed: Option<f64>,
    /// The control address of a world that runs.
    #[arg(long, value_name = "URL")]
    at: Option<String>,
    /// Publish a record: NAME TYPE VALUE.
    #[arg(long, num_args = 3, value_names = ["NAME", "TYPE", "VALUE"], requires = "at")]
    publish: Option<Vec<String>>,
    /// Step the clock by so many minutes.
    #[arg(long, requires = "at")]
    advance: Option<i64>,
    /// Print the seller's in-box and what Seller Operations received.
    #[arg(long, requires = "at")]
    mailbox: bool,
    /// Print what exists in both accounts.
    #[arg(long, requires = "at")]
    resources: bool,
    /// Begin anew.
    #[arg(long, requires = "at")]
    reset: bool,
    /// With --serve: go on when standard input ends (a service without a terminal).
    #[arg(long, requires = "serve")]
    detached: bool,
}

pub fn practice(arguments: PracticeArguments) -> Result<ExitCode, Trouble> {
    match (arguments.serve, &arguments.at) {
        (Some(address), _) => serve(&arguments, address),
        (None, Some(at)) => steer(&arguments, at),
        (None, None) => {
            eprintln!("--serve ADDRESS plays the practice world, --at URL steers one that runs.");
            Ok(ExitCode::from(2))
        }
    }
}

fn serve(arguments: &PracticeArguments, address: std::net::SocketAddr) -> Result<ExitCode, Trouble> {
    if !address.ip().is_loopback() {
        return Err(Trouble::of("practice-loopback-only").with("address", address.to_string()));
    }
    let options = Options {
        state: arguments.state.clone(),
        aws_port: (address.port() != 0).then_some(address.port()),
        speed: arguments.speed.unwrap_or(1.0),
        ..Options::default()
    };
    let practice = Practice::start(options).map_err(|error| Trouble::of("practice-not-started").caused_by(&error))?;
    print(&practice.world())?;
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

fn steer(arguments: &PracticeArguments, at: &str) -> Result<ExitCode, Trouble> {
    let gone = |error: gangway_practice::ControlError| match &error {
        gangway_practice::ControlError::Refused { sentence, .. } => Trouble::of("practice-refused").with("reason", sentence.as_str()),
        _ => Trouble::of("practice-gone").caused_by(&error),
    };
    let control = Control::connect(at).map_err(gone)?;
    if let Some([name, kind, value]) = arguments.publish.as_deref() {
        let zones = control.zones().map_err(gone)?;
        let zone = zones.into_iter().find(|zone| zone.editable).map(|zone| zone.name).unwrap_or_default();
        let form = RecordForm { zone, name: name.clone(), kind: kind.clone(), ttl: 300, value: value.clone() };
        print(&control.publish(&form).map_err(gone)?)?;
    }
    if arguments.speed.is_some() || arguments.advance.is_some() {
        let step = arguments.advance.map(|minutes| minutes.saturating_mul(60_000));
        print(&control.set_clock(arguments.speed, step).map_err(gone)?)?;
    }
    if arguments.mailbox {
        print(&control.mailbox().map_err(gone)?)?;
    }
    if arguments.resources {
        print(&control.resources().map_err(gone)?)?;
    }
    if arguments.reset {
        print(&control.reset().map_err(gone)?)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(value: &impl serde::Serialize) -> Result<(), Trouble> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Trouble::of("internal").caused_by(&error))?;
    println!("{text}");
    Ok(())
}
