//! Commands are declared once; this holds the list, the permissions that build.rs makes, the capability and the window's bindings together.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use gangway::commands::{COMMAND_NAMES, bindings, list};

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
