//! The panel behind the registrar's form, and the slips that real panels make of what is typed.

use serde::{Deserialize, Serialize};

use super::record::{Kind, LONGEST_TTL};

/// The longest propagation, in seconds: two days.
const LONGEST_PROPAGATION: u32 = 172_800;

/// How the registrar's panel treats what is typed into its form. By default it makes no slips.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PanelForm {
    /// A name without a final dot is taken as relative, even when it ends with the zone's name: `api.example.com` becomes
    /// `api.example.com.example.com`.
    pub appends_zone_to_names: bool,
    /// The same for host names in values (NS, CNAME, MX): `ns-1.awsdns-1.com` becomes `ns-1.awsdns-1.com.example.com`.
    pub appends_zone_to_values: bool,
    /// The panel puts its own quotes around TXT values, so that those which are typed become part of the text.
    pub quotes_texts_again: bool,
    /// World seconds until the last of the zone's servers shows a change, at most 172,800; the others show it earlier, evenly
    /// spread. 0: all at once.
    pub propagation_seconds: u32,
    /// The TTL that every record gets, whatever is typed; 0 to 604,800 seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forced_ttl: Option<u32>,
}

impl PanelForm {
    /// What is wrong with these settings; `None` when they can be used.
    pub(super) fn problem(&self) -> Option<String> {
        if self.propagation_seconds > LONGEST_PROPAGATION {
            return Some(format!("Propagation takes at most {LONGEST_PROPAGATION} seconds, two days."));
        }
        self.forced_ttl.filter(|ttl| *ttl > LONGEST_TTL).map(|_| format!("The TTL is at most {LONGEST_TTL} seconds, a week."))
    }

    /// The name as the panel hears it. An empty one and `@` are the zone itself on every panel.
    pub(super) fn heard_name(&self, written: &str, zone: &str) -> String {
        let written = written.trim();
        let relative = self.appends_zone_to_names && !matches!(written, "" | "@") && !written.ends_with('.');
        if relative { format!("{written}.{zone}.") } else { written.to_owned() }
    }

    /// The value as the panel hears it.
    pub(super) fn heard_value(&self, kind: Kind, written: &str, zone: &str) -> String {
        let written = written.trim();
        match kind {
            Kind::Ns | Kind::Cname | Kind::Mx if self.appends_zone_to_values && !written.is_empty() && !written.ends_with('.') => {
                format!("{written}.{zone}.")
            }
            Kind::Txt if self.quotes_texts_again => {
                let escaped = written.replace('\\', "\\\\").replace('"', "\\\"");
                format!("\"{escaped}\"")
            }
            _ => written.to_owned(),
        }
    }

    /// After how many world ms the server at `place` of `count` shows a change.
    pub(super) fn delay_ms(&self, place: usize, count: usize) -> i64 {
        let part = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        i64::from(self.propagation_seconds).saturating_mul(1000).saturating_mul(part(place.saturating_add(1))) / part(count.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_show_a_change_one_after_the_other() {
        let panel = PanelForm { propagation_seconds: 600, ..PanelForm::default() };
        assert_eq!([panel.delay_ms(0, 2), panel.delay_ms(1, 2), panel.delay_ms(0, 0)], [300_000, 600_000, 600_000]);
        assert_eq!(PanelForm::default().delay_ms(1, 2), 0);
    }

    #[test]
    fn settings_out_of_bounds_have_a_sentence() {
        assert_eq!(PanelForm::default().problem(), None);
        assert!(PanelForm { propagation_seconds: 172_801, ..PanelForm::default() }.problem().is_some());
        assert!(PanelForm { forced_ttl: Some(604_801), ..PanelForm::default() }.problem().is_some());
    }
}
