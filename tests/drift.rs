//! Commands are declared once; this holds the list, the permissions that build.rs makes, the capability and the window's bindings together.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use gangway::commands::{COMMAND_NAMES, bindings, list};
use gangway_model::message;
use gangway_practice::{Options, Practice, stories};
use gangway_words::Words;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn build_script_and_handler_know_the_same_commands() {
    let handled: BTreeSet<&str> = list().iter().map(|command| command.name).collect();
    let built: BTreeSet<&str> = COMMAND_NAMES.iter().copied().collect();
    assert_eq!(handled, built);
}

#[test]
fn the_window_may_call_every_command_and_nothing_else_of_ours() {
    let text = std::fs::read_to_string(root().join("src-tauri/capabilities/main.json")).unwrap();
    let capability: serde_json::Value = serde_json::from_str(&text).unwrap();
    let allowed: BTreeSet<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|permission| permission.as_str().unwrap().strip_prefix("allow-").map(|name| name.replace('-', "_")))
        .collect();
    let built: BTreeSet<String> = COMMAND_NAMES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(allowed, built);
}

#[test]
fn the_bindings_of_the_window_are_those_of_the_shell() {
    let path = root().join("ui/src/platform/bindings.ts");
    let text = bindings::typescript();
    if std::env::var_os("GANGWAY_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap();
    assert!(
        there == text,
        "ui/src/platform/bindings.ts is not what the shell's commands say: GANGWAY_BLESS=1 cargo test --test drift writes it anew"
    );
}

/// Texts of the catalogue that are missing: ids, and `id.attribute`.
fn missing(ids: impl IntoIterator<Item = String>) -> Vec<String> {
    let words = Words::english();
    let there = |id: &String| match id.split_once('.') {
        None => words.knows(id),
        Some((code, attribute)) => words.more(&message(code), attribute).is_some_and(|said| !said.is_empty()),
    };
    ids.into_iter().filter(|id| !there(id)).collect()
}

/// Whether a value is a word of ours: host names, AWS's codes and numbers are shown as they are.
fn is_word(value: &str) -> bool {
    !value.is_empty() && value.chars().all(|one| one.is_ascii_lowercase() || one == '-')
}

#[test]
fn everything_that_can_go_wrong_in_practice_has_its_words() {
    let world = Practice::start(Options::default()).unwrap();
    let kinds = world.control().faults().unwrap().catalogue;
    assert!(kinds.len() > 30, "the catalogue is whole: {}", kinds.len());
    let mut ids = BTreeSet::new();
    for kind in &kinds {
        let id = format!("goes-wrong-{}", kind.name);
        ids.extend([id.clone(), format!("{id}.does"), format!("{id}.outside")]);
        for parameter in &kind.parameters {
            ids.insert(format!("goes-wrong-parameter-{}", parameter.name));
            let values = parameter.choices.iter().filter(|value| is_word(value));
            ids.extend(values.map(|value| format!("goes-wrong-choice-{}-{value}", parameter.name)));
        }
    }
    assert_eq!(missing(ids), Vec::<String>::new());
}

#[test]
fn every_chapter_of_every_guided_rehearsal_has_its_words() {
    let mut ids = BTreeSet::new();
    for story in stories() {
        let id = format!("story-{}", story.name);
        ids.extend([id.clone(), format!("{id}.text"), format!("{id}.expect"), format!("{id}.long")]);
        for chapter in story.chapters {
            let id = format!("chapter-{chapter}");
            ids.extend([id.clone(), format!("{id}.what"), format!("{id}.look"), format!("{id}.mend")]);
        }
    }
    assert!(ids.len() > 30, "{ids:?}");
    assert_eq!(missing(ids), Vec::<String>::new());
}
