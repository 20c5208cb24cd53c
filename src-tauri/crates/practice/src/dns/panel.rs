//! The registrar's form: what the seller publishes, replaces and removes in the zones that are theirs, visible at once unless
//! the panel takes its time.

use std::sync::PoisonError;

use serde::{Deserialize, Serialize};

use super::name::{at_or_below, canonical, why_not_owner};
use super::record::{Kind, LONGEST_TTL, ZoneRecord, normal_value};
use super::slips::PanelForm;
use super::zone::Zone;
use super::{META_PANEL, Names, store, stored_zone};
use crate::state::StateError;

/// Records that one zone of the form holds at most.
const MOST_RECORDS: usize = 1000;

/// One record as the form takes and shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordForm {
    /// The zone it stands in, e.g. `example.com`.
    pub zone: String,
    /// Fully qualified (with or without the final dot) or relative to the zone; empty or `@` for the zone itself.
    pub name: String,
    /// `TXT`, `CNAME`, `NS`, `A`, `AAAA`, `CAA`, `DS` or `MX`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Seconds, 0 to 604800.
    #[serde(default = "five_minutes")]
    pub ttl: u32,
    /// As in a zone file; TXT with or without quotes.
    pub value: String,
}

/// One record in the place of another, in one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplaceForm {
    /// The record as it is shown, whatever its TTL.
    pub from: RecordForm,
    /// What is typed in its place; in the same zone.
    pub to: RecordForm,
}

/// A zone as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneForm {
    /// Without the final dot; `.` for the root.
    pub name: String,
    /// Host names of the servers that carry it.
    pub servers: Vec<String>,
    /// Whether records can be published and removed here.
    pub editable: bool,
    /// Every record, the SOA included; names are fully qualified, without the final dot.
    pub records: Vec<RecordForm>,
}

/// Why the form was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// Something in it is wrong; the sentence is for the one who filled it in.
    #[error("{0}")]
    Refused(String),
    /// There is no such record to remove.
    #[error("{0}")]
    NotFound(String),
    /// The zone data could not be read or written.
    #[error("the zone data could not be changed: {0}")]
    State(#[from] StateError),
}

fn five_minutes() -> u32 {
    300
}

impl Names {
    /// Every zone of the tree.
    pub(crate) fn zones(&self) -> Vec<ZoneForm> {
        self.stored().iter().map(shown).collect()
    }

    /// How the panel treats what is typed.
    pub(crate) fn panel(&self) -> PanelForm {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        loaded.panel.clone()
    }

    /// Changes how the panel treats what is typed from now on; a shorter propagation shows at once what waits.
    pub(crate) fn set_panel(&self, panel: &PanelForm) -> Result<(), FormError> {
        if let Some(why) = panel.problem() {
            return Err(FormError::Refused(why));
        }
        self.state.transact(|tx| tx.set_meta(META_PANEL, panel))?;
        Ok(self.reload()?)
    }

    /// Publishes a record; publishing it again changes its TTL only. Answers the record as it is stored.
    pub(crate) fn publish(&self, form: &RecordForm) -> Result<RecordForm, FormError> {
        self.change(&form.zone, |zone, panel| {
            let wanted = read(form, panel)?;
            add(zone, &wanted)?;
            Ok(form_of(&zone.name, &wanted))
        })
    }

    /// Removes the record of that name, type and value, whatever its TTL.
    pub(crate) fn remove(&self, form: &RecordForm) -> Result<RecordForm, FormError> {
        self.change(&form.zone, |zone, _| {
            let gone = take(zone, form)?;
            Ok(form_of(&zone.name, &gone))
        })
    }

    /// Puts one record into the place of another; nothing is changed when that can't be. Answers the record as it is stored.
    pub(crate) fn replace(&self, form: &ReplaceForm) -> Result<RecordForm, FormError> {
        if canonical(&form.from.zone) != canonical(&form.to.zone) {
            return Err(FormError::Refused("A record stays in its zone.".to_owned()));
        }
        self.change(&form.to.zone, |zone, panel| {
            let wanted = read(&form.to, panel)?;
            take(zone, &form.from)?;
            add(zone, &wanted)?;
            Ok(form_of(&zone.name, &wanted))
        })
    }

    fn change(
        &self,
        zone: &str,
        work: impl FnOnce(&mut Zone, &PanelForm) -> Result<RecordForm, FormError>,
    ) -> Result<RecordForm, FormError> {
        let now_ms = self.clock.now_ms();
        let done = self.state.transact(|tx| {
            let found = stored_zone(tx, &canonical(zone))?.filter(|zone| zone.editable);
            let Some(mut changed) = found else {
                return Err(FormError::Refused(format!("\"{zone}\" is not a zone of yours.")));
            };
            let mut draft = changed.clone();
            let panel = tx.meta(META_PANEL)?.unwrap_or_default();
            let done = work(&mut draft, &panel)?;
            changed.change(draft.records, now_ms);
            store(tx, &changed)?;
            Ok(done)
        })?;
        self.reload()?;
        Ok(done)
    }
}

/// Adds a record where the zone can hold it.
fn add(zone: &mut Zone, wanted: &ZoneRecord) -> Result<(), FormError> {
    if let Some(why) = conflict(zone, wanted) {
        return Err(FormError::Refused(why));
    }
    // One TTL for all records of a name and type (RFC 2181 section 5.2).
    for record in &mut zone.records {
        if record.name == wanted.name && record.kind == wanted.kind {
            record.ttl = wanted.ttl;
        }
    }
    if !zone.records.contains(wanted) {
        zone.records.push(wanted.clone());
    }
    Ok(())
}

/// Takes a record out of the zone. It is named as it is shown, so no slip of the panel touches it.
fn take(zone: &mut Zone, form: &RecordForm) -> Result<ZoneRecord, FormError> {
    let gone = read(form, &PanelForm::default())?;
    // A text that is shown with quotes around it holds them, or was written with them: first as it is shown.
    let shown = ZoneRecord { value: form.value.trim().to_owned(), ..gone.clone() };
    let place = [&shown, &gone].into_iter().find_map(|wanted| zone.records.iter().position(|record| same_but_ttl(record, wanted)));
    let Some(place) = place else {
        return Err(FormError::NotFound(format!(
            "There is no {} record \"{}\" with the value \"{}\".",
            gone.kind.text(),
            gone.name,
            gone.value
        )));
    };
    protect_apex(zone, &gone)?;
    Ok(zone.records.remove(place))
}

/// The form as a record, as the panel hears it, or the sentence that says what is wrong with it.
fn read(form: &RecordForm, panel: &PanelForm) -> Result<ZoneRecord, FormError> {
    let refused = FormError::Refused;
    let kind = Kind::parse(&form.kind).filter(|kind| *kind != Kind::Soa).ok_or_else(|| {
        refused(format!("\"{}\" is not a record type of this form; it takes TXT, CNAME, NS, A, AAAA, CAA, DS and MX.", form.kind))
    })?;
    let ttl = panel.forced_ttl.unwrap_or(form.ttl);
    if ttl > LONGEST_TTL {
        return Err(refused(format!("The TTL is at most {LONGEST_TTL} seconds, a week.")));
    }
    let zone = canonical(&form.zone);
    let name = full_name(&panel.heard_name(&form.name, &zone), &zone)?;
    if let Some(why) = why_not_owner(&name) {
        return Err(refused(why));
    }
    let value = normal_value(kind, &panel.heard_value(kind, &form.value, &zone)).map_err(refused)?;
    Ok(ZoneRecord { name, kind, ttl, value })
}

/// The name as every panel understands it: the zone's name at its end, or a final dot, makes it a full one.
fn full_name(written: &str, zone: &str) -> Result<String, FormError> {
    let written = written.trim();
    let name = canonical(written);
    if matches!(name.as_str(), "" | "@") {
        return Ok(zone.to_owned());
    }
    if at_or_below(&name, zone) {
        return Ok(name);
    }
    if written.ends_with('.') {
        return Err(FormError::Refused(format!("\"{written}\" does not lie in the zone {zone}.")));
    }
    Ok(format!("{name}.{zone}"))
}

/// Why the zone can't hold the record; `None` when it can.
fn conflict(zone: &Zone, wanted: &ZoneRecord) -> Option<String> {
    if let Err(error) = protect_apex(zone, wanted) {
        return Some(error.to_string());
    }
    let name = &wanted.name;
    let mut others = zone.records.iter().filter(|record| record.name == *name && !same_but_ttl(record, wanted));
    // RFC 1034 section 3.6.2: beside a CNAME stands nothing else.
    if wanted.kind == Kind::Cname && others.next().is_some() {
        return Some(format!("There are other records at \"{name}\"; a CNAME stands alone."));
    }
    if others.any(|record| record.kind == Kind::Cname) {
        return Some(format!("There is a CNAME at \"{name}\"; nothing else can stand beside it."));
    }
    (zone.records.len() >= MOST_RECORDS).then(|| format!("The zone is full: it holds {MOST_RECORDS} records."))
}

/// What stands at the zone itself and keeps it reachable is not the form's to change.
fn protect_apex(zone: &Zone, record: &ZoneRecord) -> Result<(), FormError> {
    let untouchable = [Kind::Ns, Kind::Cname, Kind::Ds];
    if record.name == zone.name && untouchable.contains(&record.kind) {
        return Err(FormError::Refused(format!("The {} records of the zone itself can't be changed here.", record.kind.text())));
    }
    Ok(())
}

fn same_but_ttl(one: &ZoneRecord, other: &ZoneRecord) -> bool {
    one.name == other.name && one.kind == other.kind && one.value == other.value
}

fn shown(zone: &Zone) -> ZoneForm {
    let records = std::iter::once(zone.soa()).chain(zone.records.iter().cloned());
    let name = dotted(&zone.name);
    ZoneForm {
        servers: zone.servers.clone(),
        editable: zone.editable,
        records: records.map(|record| form_of(&name, &record)).collect(),
        name,
    }
}

fn form_of(zone: &str, record: &ZoneRecord) -> RecordForm {
    RecordForm {
        zone: zone.to_owned(),
        name: dotted(&record.name),
        kind: record.kind.text().to_owned(),
        ttl: record.ttl,
        value: record.value.clone(),
    }
}

/// The root, which has no name, is written as a dot.
fn dotted(name: &str) -> String {
    if name.is_empty() { ".".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::WorldClock;
    use crate::faults::Faults;
    use crate::state::State;

    fn names() -> Names {
        let state = State::open(None).unwrap();
        let clock = WorldClock::open(&state, 0.0).unwrap();
        Names::open(state.clone(), true, Faults::open(state).unwrap(), clock).unwrap()
    }

    fn form(name: &str, kind: &str, value: &str) -> RecordForm {
        RecordForm { zone: "example.com".to_owned(), name: name.to_owned(), kind: kind.to_owned(), ttl: 300, value: value.to_owned() }
    }

    fn count(names: &Names) -> usize {
        let zones = names.zones();
        let zone = zones.iter().find(|zone| zone.name == "example.com");
        zone.unwrap().records.len()
    }

    #[test]
    fn names_are_taken_as_a_panel_takes_them() {
        let names = names();
        for (written, stored) in [
            ("api.vpce", "api.vpce.example.com"),
            ("b.example.com", "b.example.com"),
            ("C.Example.com.", "c.example.com"),
            ("@", "example.com"),
            ("", "example.com"),
            ("_hash.api", "_hash.api.example.com"),
        ] {
            let done = names.publish(&form(written, "TXT", "x")).unwrap();
            assert_eq!(done.name, stored);
        }
        assert!(names.publish(&form("api.example.net.", "TXT", "x")).is_err());
    }

    #[test]
    fn what_a_zone_cant_hold_is_refused() {
        let names = names();
        names.publish(&form("a", "CNAME", "b.example.com.")).unwrap();
        for (name, kind, value) in [
            ("a", "TXT", "x"),
            ("a", "CNAME", "c.example.com"),
            ("@", "CNAME", "c.example.com"),
            ("@", "NS", "ns1.example.net"),
            ("b", "A", "1.2.3"),
            ("b", "SOA", "x"),
            ("b", "SPF", "x"),
            ("b c", "A", "192.0.2.1"),
        ] {
            let refused = names.publish(&form(name, kind, value));
            assert!(matches!(refused, Err(FormError::Refused(_))), "{name} {kind}");
        }
        let mut foreign = form("x", "TXT", "x");
        foreign.zone = "com".to_owned();
        assert!(names.publish(&foreign).is_err());
    }

    #[test]
    fn publishing_twice_and_removing() {
        let names = names();
        let before = count(&names);
        let delegation = ["ns-1.awsdns-1.com", "ns-2.awsdns-2.net"];
        for server in delegation.iter().chain(&delegation) {
            names.publish(&form("vpce", "NS", server)).unwrap();
        }
        assert_eq!(count(&names), before + 2);
        let mut longer = form("vpce", "NS", "ns-1.awsdns-1.com");
        longer.ttl = 600;
        names.publish(&longer).unwrap();
        assert_eq!(count(&names), before + 2);
        for server in delegation {
            names.remove(&form("vpce", "ns", server)).unwrap();
        }
        assert_eq!(count(&names), before);
        let again = names.remove(&form("vpce", "NS", delegation[0]));
        assert!(matches!(again, Err(FormError::NotFound(_))));
    }

    #[test]
    fn one_record_takes_the_place_of_another() {
        let names = names();
        names.publish(&form("api", "CNAME", "old.example.net")).unwrap();
        let before = count(&names);
        let replace = |from: RecordForm, to: RecordForm| names.replace(&ReplaceForm { from, to });
        // Alone at its name, a CNAME can only be replaced in one change.
        let done = replace(form("api", "CNAME", "old.example.net"), form("api", "TXT", "new")).unwrap();
        assert_eq!((done.kind.as_str(), count(&names)), ("TXT", before));
        let gone = replace(form("api", "CNAME", "old.example.net"), form("api", "TXT", "newer"));
        assert!(matches!(gone, Err(FormError::NotFound(_))));
        let wrong = replace(form("api", "TXT", "new"), form("@", "NS", "ns1.example.net"));
        assert!(matches!(wrong, Err(FormError::Refused(_))));
        assert!(names.remove(&form("api", "TXT", "new")).is_ok(), "what can't be replaced stays");
    }

    #[test]
    fn a_panel_makes_its_slips_and_their_result_can_be_taken_away() {
        let names = names();
        let panel = PanelForm {
            appends_zone_to_names: true,
            appends_zone_to_values: true,
            quotes_texts_again: true,
            forced_ttl: Some(3600),
            ..PanelForm::default()
        };
        names.set_panel(&panel).unwrap();
        for (typed, stored) in [
            (form("api.example.com", "NS", "ns-1.awsdns-1.com"), ("api.example.com.example.com", "ns-1.awsdns-1.com.example.com")),
            (form("b.example.com.", "NS", "ns-1.awsdns-1.com."), ("b.example.com", "ns-1.awsdns-1.com")),
            (form("c", "MX", "10 mail.example.net"), ("c.example.com", "10 mail.example.net.example.com")),
            (form("@", "TXT", "\"v\""), ("example.com", "\"v\"")),
            (form("", "TXT", "v"), ("example.com", "v")),
        ] {
            let done = names.publish(&typed).unwrap();
            assert_eq!((done.name.as_str(), done.value.as_str(), done.ttl), (stored.0, stored.1, 3600), "{typed:?}");
            names.remove(&done).unwrap();
        }
        names.set_panel(&PanelForm::default()).unwrap();
        assert_eq!(names.publish(&form("api.example.com", "TXT", "\"v\"")).unwrap().value, "v");
        assert!(names.set_panel(&PanelForm { forced_ttl: Some(u32::MAX), ..PanelForm::default() }).is_err());
    }
}
