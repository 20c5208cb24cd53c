//! Steering a practice world that runs: everything that its control interface can do, in one call.

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use gangway_onboarding::Trouble;
use gangway_practice::{Control, ControlError, FaultForm, HoldForm, HoldWhen, RecordForm};

use super::{PracticeArguments, Printed, Switch};

/// What is to happen in the world.
#[derive(Args)]
pub struct Wishes {
    /// Begin anew: both accounts, name servers and mailbox as on the first day.
    #[arg(long, requires = "at")]
    reset: bool,
    /// Begin anew with a guided rehearsal: smooth, dns-troubles, own-zone or full-account. Print where it is.
    #[arg(long, value_name = "NAME", conflicts_with = "reset", requires = "at")]
    story: Option<String>,
    /// End the guided rehearsal; what exists stays.
    #[arg(long, conflicts_with = "story", requires = "at")]
    end_story: bool,
    /// Print the guided rehearsals, and where the one that plays is.
    #[arg(long, requires = "at")]
    stories: bool,
    /// Publish a record at the registrar.
    #[arg(long, num_args = 3, value_names = ["NAME", "TYPE", "VALUE"], requires = "at")]
    publish: Option<Vec<String>>,
    /// Put another value in the place of a record's.
    #[arg(long, num_args = 4, value_names = ["NAME", "TYPE", "OLD-VALUE", "NEW-VALUE"], requires = "at")]
    edit: Option<Vec<String>>,
    /// Remove a record.
    #[arg(long, num_args = 3, value_names = ["NAME", "TYPE", "VALUE"], requires = "at")]
    remove: Option<Vec<String>>,
    /// Print the zones and their records.
    #[arg(long, requires = "at")]
    zones: bool,
    /// Print how the registrar's form treats what is typed, after changing it: appends_zone_to_names, appends_zone_to_values and
    /// quotes_texts_again (true or false), propagation_seconds, forced_ttl.
    #[arg(long, num_args = 0.., value_name = "KEY=VALUE", value_parser = pair, requires = "at")]
    panel: Option<Vec<(String, String)>>,
    /// End a fault by its id, or all of them.
    #[arg(long, value_name = "ID|all", requires = "at")]
    end_fault: Option<String>,
    /// Make something go wrong: a name that --faults lists, and its parameters.
    #[arg(long, num_args = 1.., value_names = ["NAME", "KEY=VALUE"], requires = "at")]
    fault: Option<Vec<String>>,
    /// With --fault or --hold: from the Nth fitting occasion on, counted from now. The first without it.
    #[arg(long, value_name = "N")]
    nth: Option<u64>,
    /// With --fault: how often; 0 until it is ended. Once without it.
    #[arg(long, value_name = "N", requires = "fault")]
    times: Option<u64>,
    /// Print what can go wrong, by name, with its parameters; and what does.
    #[arg(long, requires = "at")]
    faults: bool,
    /// Hold a request to come until --release: "any", "mutating", or an action such as CreateLoadBalancer or SMTP.DATA.
    #[arg(long, value_name = "ACTION", requires = "at")]
    hold: Option<String>,
    /// With --hold: before it is carried out, or after, before it is answered.
    #[arg(long, value_enum, default_value = "before", requires = "hold")]
    when: When,
    /// Let held requests go.
    #[arg(long, requires = "at")]
    release: bool,
    /// Step the clock forward by so many minutes.
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true, requires = "at")]
    advance: Option<i64>,
    /// Step the clock to what happens next by itself, and print what that was.
    #[arg(long, requires = "at")]
    skip_wait: bool,
    /// Print the clock, and what happens next by itself.
    #[arg(long, requires = "at")]
    clock: bool,
    /// Print the seller's in-box and what Seller Operations received.
    #[arg(long, requires = "at")]
    mailbox: bool,
    /// Print one mail of the mailbox as it came (RFC 5322), by its id.
    #[arg(long, value_name = "ID", requires = "at")]
    mail: Option<String>,
    /// Print what exists in the accounts.
    #[arg(long, requires = "at")]
    resources: bool,
    /// Print the requests after that number; all that are kept without one.
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, default_missing_value = "0", requires = "at")]
    requests: Option<u64>,
}

/// Where a request is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum When {
    Before,
    After,
}

/// `KEY=VALUE`; the value may be empty.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(format!("\"{text}\" is not KEY=VALUE")),
    }
}

/// Says in the user's words what the control interface said.
pub(super) fn trouble(error: ControlError) -> Trouble {
    match &error {
        ControlError::Refused { sentence, .. } => refused(sentence),
        _ => Trouble::of("practice-gone").caused_by(&error),
    }
}

fn refused(sentence: &str) -> Trouble {
    Trouble::of("practice-refused").with("reason", sentence)
}

pub(super) fn steer(arguments: &PracticeArguments, at: &str, out: &mut Printed) -> Result<ExitCode, Trouble> {
    let wishes = &arguments.wishes;
    let control = Control::connect(at).map_err(trouble)?;
    if wishes.reset {
        out.add("reset", &control.reset().map_err(trouble)?)?;
    }
    if let Some(name) = &wishes.story {
        out.add("story", &control.begin_story(name).map_err(trouble)?.playing)?;
    }
    if wishes.end_story {
        out.add("end-story", &control.end_story().map_err(trouble)?.playing)?;
    }
    if wishes.stories {
        out.add("stories", &control.stories().map_err(trouble)?)?;
    }
    names(wishes, &control, out)?;
    faults(wishes, &control, out)?;
    if let Some(switch) = arguments.limits {
        let on = control.set_limits(switch == Switch::On).map_err(trouble)?;
        out.add("limits", &serde_json::json!({ "limits": on }))?;
    }
    clock(arguments, &control, out)?;
    if wishes.mailbox {
        out.add("mailbox", &control.mailbox().map_err(trouble)?)?;
    }
    if let Some(id) = &wishes.mail {
        let mail = control.mail(id).map_err(trouble)?;
        out.add_raw("mail", &mail)?;
    }
    if wishes.resources {
        out.add("resources", &control.resources().map_err(trouble)?)?;
    }
    if let Some(since) = wishes.requests {
        out.add("requests", &control.requests(since).map_err(trouble)?)?;
    }
    out.end()?;
    Ok(ExitCode::SUCCESS)
}

fn names(wishes: &Wishes, control: &Control, out: &mut Printed) -> Result<(), Trouble> {
    if let Some([name, kind, value]) = wishes.publish.as_deref() {
        out.add("publish", &control.publish(&record(control, name, kind, value)?).map_err(trouble)?)?;
    }
    if let Some([name, kind, old, new]) = wishes.edit.as_deref() {
        let (from, to) = (record(control, name, kind, old)?, record(control, name, kind, new)?);
        out.add("edit", &control.replace(&from, &to).map_err(trouble)?)?;
    }
    if let Some([name, kind, value]) = wishes.remove.as_deref() {
        out.add("remove", &control.remove(&record(control, name, kind, value)?).map_err(trouble)?)?;
    }
    if let Some(changes) = &wishes.panel {
        let panel = control.panel().map_err(trouble)?;
        let mut settings = serde_json::to_value(panel).map_err(|error| Trouble::of("internal").caused_by(&error))?;
        for (key, value) in changes {
            // Numbers and switches as such; what is neither is told by the form's own rules.
            let value = serde_json::from_str(value).unwrap_or_else(|_| value.as_str().into());
            if let Some(settings) = settings.as_object_mut() {
                settings.insert(key.clone(), value);
            }
        }
        let wanted = serde_json::from_value(settings).map_err(|error| refused(&format!("{error}.")))?;
        out.add("panel", &control.set_panel(&wanted).map_err(trouble)?)?;
    }
    if wishes.zones {
        out.add("zones", &control.zones().map_err(trouble)?)?;
    }
    Ok(())
}

/// A record of the seller's zone in which the name lies.
fn record(control: &Control, name: &str, kind: &str, value: &str) -> Result<RecordForm, Trouble> {
    let bare = name.trim_end_matches('.').to_ascii_lowercase();
    let zones = control.zones().map_err(trouble)?;
    let editable: Vec<String> = zones.into_iter().filter(|zone| zone.editable).map(|zone| zone.name).collect();
    let around = editable.iter().filter(|zone| bare == **zone || bare.ends_with(&format!(".{zone}"))).max_by_key(|zone| zone.len());
    let zone = around.or(editable.first()).cloned().unwrap_or_default();
    Ok(RecordForm { zone, name: name.to_owned(), kind: kind.to_owned(), ttl: 300, value: value.to_owned() })
}

fn faults(wishes: &Wishes, control: &Control, out: &mut Printed) -> Result<(), Trouble> {
    if let Some(id) = &wishes.end_fault {
        let reading = control.end_fault((id != "all").then_some(id)).map_err(trouble)?;
        out.add("end-fault", &reading.active)?;
    }
    if let Some([name, parameters @ ..]) = wishes.fault.as_deref() {
        let parameters = parameters.iter().map(|text| pair(text)).collect::<Result<BTreeMap<_, _>, _>>();
        let parameters = parameters.map_err(|sentence| refused(&format!("{sentence}.")))?;
        let form = FaultForm { name: name.clone(), parameters, nth: wishes.nth, times: wishes.times };
        out.add("fault", &control.begin_fault(&form).map_err(trouble)?)?;
    }
    if wishes.faults {
        out.add("faults", &control.faults().map_err(trouble)?)?;
    }
    if let Some(of) = &wishes.hold {
        let when = if wishes.when == When::Before { HoldWhen::Before } else { HoldWhen::After };
        let form = HoldForm { nth: wishes.nth.unwrap_or(1), when, of: of.clone() };
        out.add("hold", &control.hold(&form).map_err(trouble)?)?;
    }
    if wishes.release {
        out.add("release", &control.release().map_err(trouble)?)?;
    }
    Ok(())
}

fn clock(arguments: &PracticeArguments, control: &Control, out: &mut Printed) -> Result<(), Trouble> {
    let wishes = &arguments.wishes;
    if arguments.speed.is_some() || wishes.advance.is_some() {
        let step = wishes.advance.map(|minutes| minutes.saturating_mul(60_000));
        out.add("clock", &control.set_clock(arguments.speed, step).map_err(trouble)?)?;
    }
    if wishes.skip_wait {
        out.add("skip-wait", &control.skip().map_err(trouble)?)?;
    }
    if wishes.clock {
        let (clock, next) = (control.clock().map_err(trouble)?, control.next().map_err(trouble)?);
        out.add("clock", &serde_json::json!({ "clock": clock, "next": next }))?;
    }
    Ok(())
}
