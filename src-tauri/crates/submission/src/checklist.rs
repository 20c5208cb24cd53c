//! The guide's two checklists (its appendix), each item with what proves it.

use gangway_model::{Evidence, Timestamp, message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::text::Say;

/// Which of the guide's lists an item stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChecklistList {
    /// "Product Creation Checklist".
    Creation,
    /// "Product Testing".
    Testing,
}

/// How an item stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "state", rename_all = "camelCase")]
pub enum ChecklistState {
    /// Gangway has seen it; the evidence says how.
    Proven,
    /// A person says so.
    Attested {
        /// Their name.
        by: String,
        /// When they said it.
        on: Timestamp,
    },
    /// Neither.
    NotProven,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChecklistItem {
    /// One of [`CHECKLIST`]; its text in the catalogue is `checklist-ID`.
    pub id: String,
    /// Its list.
    pub list: ChecklistList,
    /// How it stands.
    pub state: ChecklistState,
    /// What was seen.
    pub evidence: Vec<Evidence>,
}

/// The items of the guide, in its order.
pub const CHECKLIST: [(ChecklistList, &str); 12] = [
    (ChecklistList::Creation, "network"),
    (ChecklistList::Creation, "load-balancer"),
    (ChecklistList::Creation, "endpoint-service"),
    (ChecklistList::Creation, "service-account"),
    (ChecklistList::Creation, "service-name"),
    (ChecklistList::Creation, "service-dns-name"),
    (ChecklistList::Creation, "certificate"),
    (ChecklistList::Creation, "private-dns-name"),
    (ChecklistList::Creation, "customer-process"),
    (ChecklistList::Testing, "configured-and-reachable"),
    (ChecklistList::Testing, "reachable-through-load-balancer"),
    (ChecklistList::Testing, "customer-endpoint"),
];

/// The guide's items in its order, those not given as not proven, and any further ones after them.
pub(crate) fn completed(items: &[ChecklistItem]) -> Vec<ChecklistItem> {
    let mut all: Vec<ChecklistItem> = CHECKLIST
        .iter()
        .map(|(list, id)| {
            let given = items.iter().find(|item| item.id == *id);
            given.cloned().unwrap_or_else(|| ChecklistItem {
                id: (*id).to_owned(),
                list: *list,
                state: ChecklistState::NotProven,
                evidence: Vec::new(),
            })
        })
        .collect();
    all.extend(items.iter().filter(|item| !CHECKLIST.iter().any(|(_, id)| item.id == *id)).cloned());
    all.sort_by_key(|item| item.list);
    all
}

/// `checklist.txt`: both lists, with marks that need no colour, and under each item what proves it.
pub(crate) fn checklist_text(items: &[ChecklistItem], say: Say<'_>) -> String {
    let mut text = String::new();
    let mut line = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    line(&say(&message("package-checklist-title")));
    line("");
    line(&say(&message("package-checklist-legend")));
    for (list, heading) in [(ChecklistList::Creation, "package-checklist-creation"), (ChecklistList::Testing, "package-checklist-testing")]
    {
        line("");
        line(&say(&message(heading)));
        for item in items.iter().filter(|item| item.list == list) {
            line("");
            let what = say(&message(&format!("checklist-{}", item.id)));
            match &item.state {
                ChecklistState::Proven => line(&format!("[x] {what}")),
                ChecklistState::NotProven => line(&format!("[ ] {what}")),
                ChecklistState::Attested { by, on } => {
                    line(&format!("[a] {what}"));
                    let who = crate::text::one_line(by);
                    line(&format!("    {}", say(&message("package-checklist-attested").with("by", who).with("on", day(*on)))));
                }
            }
            for evidence in &item.evidence {
                let seen = message("package-evidence-line").with("what", say(&evidence.message));
                line(&format!("    - {}", say(&seen.with("by", &evidence.by).with("at", evidence.at))));
            }
        }
    }
    text
}

/// The date of a moment: `2026-11-23`, in UTC.
fn day(at: Timestamp) -> String {
    at.rfc3339().chars().take(10).collect()
}
