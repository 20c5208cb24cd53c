//! `delegation`: is a subdomain handed over to its name servers, and if not, what has to be changed where?

use std::fmt::Write as _;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use gangway_model::{DnsName, Finding, Severity, Timestamp, message};
use gangway_onboarding::{DelegationCheck, DelegationVerdict, HintsError, Net, RecordAction, Trouble, check_delegation, root_hints};
use gangway_words::Words;
use serde::Serialize;

use crate::json::{self, Said};
use crate::world::Place;

/// Something is not as it should be.
const NOT_WELL: u8 = 4;

#[derive(Args)]
pub struct DelegationArguments {
    /// The subdomain, such as api.vpce.example.com.
    #[arg(value_parser = name)]
    name: DnsName,
    /// The name servers that it has to be delegated to, separated by commas. Without them, what is published is held against itself.
    #[arg(long, value_delimiter = ',', value_parser = name)]
    name_servers: Vec<DnsName>,
    /// Root hints in zone-file form, to begin at other root servers than those of the Internet. Nobody else is asked then.
    #[arg(long, conflicts_with = "practice")]
    roots: Option<PathBuf>,
    /// The port at which every name server is asked.
    #[arg(long, default_value_t = 53, value_parser = clap::value_parser!(u16).range(1..), conflicts_with = "practice")]
    port: u16,
    /// A practice world that runs: its name servers are asked.
    #[arg(long)]
    practice: Option<String>,
    /// Print every question and its answer, too. With --json they are in the document anyway.
    #[arg(long, conflicts_with = "json")]
    trace: bool,
}

fn name(text: &str) -> Result<DnsName, String> {
    DnsName::parse(text).map_err(|why| Words::english().say(&why))
}

/// The document.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    /// As `check` has it, and for people: in its own letters, too.
    shown: String,
    /// Whether nothing at all is wrong: the exit code is 0.
    well: bool,
    /// Until when resolvers may give the old answer after a change made now, RFC 3339.
    remembered_until: Option<String>,
    #[serde(flatten)]
    check: Flat,
}

/// The check without its findings, which the envelope has in words.
#[derive(Serialize)]
struct Flat(serde_json::Map<String, serde_json::Value>);

impl Flat {
    fn new(check: &DelegationCheck) -> Result<Self, Trouble> {
        match serde_json::to_value(check) {
            Ok(serde_json::Value::Object(mut fields)) => {
                fields.remove("findings");
                Ok(Self(fields))
            }
            Ok(_) => Err(Trouble::of("internal")),
            Err(error) => Err(Trouble::of("internal").caused_by(&error)),
        }
    }
}

fn net(arguments: &DelegationArguments) -> Result<Net, Trouble> {
    if arguments.practice.is_some() {
        let place = Place { practice: arguments.practice.clone(), world: None, profile: None };
        return Ok(place.world(None)?.net);
    }
    let Some(file) = &arguments.roots else { return Ok(Net { port: arguments.port, ..Net::internet() }) };
    let shown = file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|error| Trouble::of("root-hints-unreadable").with("file", &shown).caused_by(&error))?;
    let roots: Vec<IpAddr> = root_hints(&text).map_err(|error| {
        let trouble = match &error {
            HintsError::Line { line, .. } => Trouble::of("root-hints-line").with("line", *line),
            HintsError::Empty => Trouble::of("root-hints-empty"),
        };
        trouble.with("file", &shown).caused_by(&error)
    })?;
    Ok(Net::apart(roots, arguments.port))
}

/// Looks once and prints what it saw.
pub async fn delegation(arguments: &DelegationArguments, json: bool) -> Result<ExitCode, Trouble> {
    let check = check_delegation(&net(arguments)?, &arguments.name, &arguments.name_servers).await?;
    let words = Words::english();
    let well = check.verdict == DelegationVerdict::Live && check.findings.iter().all(|finding| finding.severity >= Severity::Note);
    let seconds = i64::from(check.remembered_for);
    let until = (!well && seconds > 0).then(|| check.looked_at.plus_millis(seconds.saturating_mul(1000)));
    if json {
        let findings: Vec<Said> = check.findings.iter().map(|finding| Said::finding(&words, finding)).collect();
        let report =
            Report { shown: arguments.name.shown(), well, remembered_until: until.map(Timestamp::rfc3339), check: Flat::new(&check)? };
        json::print("delegation", &report, &findings)?;
    } else {
        print!("{}", sentences(&words, &arguments.name, &check, until, arguments.trace));
    }
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::from(NOT_WELL) })
}

fn sentences(words: &Words, name: &DnsName, check: &DelegationCheck, until: Option<Timestamp>, trace: bool) -> String {
    let say = |code: &str| words.say(&message(code));
    let mut text = format!("{}\n", name.shown());
    for (place, link) in check.chain.iter().enumerate() {
        let mark = if link.holds { ' ' } else { 'x' };
        let servers = if link.servers.is_empty() { String::new() } else { format!("  [{}]", link.servers.join(", ")) };
        let _ = writeln!(text, "{mark} {}{}{servers}", "  ".repeat(place), link.zone);
    }
    text.push('\n');
    for finding in &check.findings {
        text += &paragraph(words, finding);
    }
    if !check.changes.is_empty() {
        let _ = writeln!(text, "\n{}", words.say(&message("delegation-changes").with("zone", &check.parent_zone)));
        for change in &check.changes {
            let sign = match change.action {
                RecordAction::Add => '+',
                RecordAction::Remove => '-',
            };
            let value = change.value.as_deref().unwrap_or("*");
            let _ = writeln!(text, "  {sign} {} IN {} {value}", change.name, change.kind);
        }
    }
    if let Some(until) = until {
        let _ = writeln!(text, "\n{}", words.say(&message("delegation-remembered-until").with("until", until)));
    }
    if trace {
        let _ = writeln!(text, "\n{}", say("delegation-trace"));
        for line in &check.trace {
            let _ = writeln!(text, "{line}");
        }
    }
    text
}

fn paragraph(words: &Words, finding: &Finding) -> String {
    let mark = match finding.severity {
        Severity::Blocker => "[x]",
        Severity::Warning => "[!]",
        Severity::Note => "[i]",
        Severity::Good => "[ok]",
    };
    let mut text = format!("{mark} {}\n", words.say(&finding.message));
    for more in [words.why(&finding.message), words.next(&finding.message)].into_iter().flatten() {
        let _ = writeln!(text, "    {more}");
    }
    text
}
