//! Whether the SDK called every operation of the practice account's tables.

use std::collections::BTreeSet;
use std::path::Path;

use crate::world::World;

/// An operation that is played and that no story here calls fails the test: a new one needs its line.
pub fn every_operation_was_called(world: &World) {
    let called: BTreeSet<(String, String)> = world.called().into_iter().collect();
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../practice/models");
    let mut missed = Vec::new();
    let mut tables = 0;
    for entry in std::fs::read_dir(models).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        tables += 1;
        let table: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let service = table["signing_name"].as_str().unwrap();
        for operation in table["operations"].as_object().unwrap().keys() {
            if !called.contains(&(service.to_owned(), operation.clone())) {
                missed.push(format!("{service} {operation}"));
            }
        }
    }
    assert!(tables >= 6 && missed.is_empty(), "the Rust SDK did not call {missed:?}");
}
