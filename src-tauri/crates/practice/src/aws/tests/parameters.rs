//! The checked-in table `models/parameters.txt`: every parameter of every operation, nested ones too, and whether it is
//! honoured or refused, and with which error. Worked out from the models and from what the operations themselves take, so
//! that it can't say anything else than what happens. `GANGWAY_BLESS=1` writes it anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::aws::ask::Ask;
use crate::aws::dispatch::operation;
use crate::aws::error::AwsError;
use crate::shapes::{OperationShape, Shape, Table, tables};
use crate::state::Place;

/// Taken out before an operation sees them, for every operation that has them.
const EVERYWHERE: [&str; 1] = ["DryRun"];

/// What comes of an input that holds one parameter and nothing else.
fn outcome(world: &State, table: &Table, action: &str, input: Value) -> Option<AwsError> {
    let run = operation(&table.service, action).unwrap_or_else(|| panic!("{action} is in the table and nobody carries it out"));
    let mut error = None;
    // Undone in any case: an operation without required parameters would be carried out.
    let _undone = world.transact(|tx| {
        let place = Place { account: "111122223333", region: REGION };
        let ask = Ask { tx, place, caller: "arn:aws:iam::111122223333:user/seller", user_id: "AIDAPRACTICE", now: 0, host: "" };
        error = run(&ask, input).err();
        Err::<(), _>(AwsError::new("Undone", ""))
    });
    error
}

/// The value that leads to the last of some members, each of which is a structure or a list of them.
fn leading_to(path: &[(String, bool)]) -> Value {
    path.iter().rev().fold(Value::Null, |inner, (name, list)| {
        let inner = if *list && !inner.is_null() { json!([inner]) } else { inner };
        json!({ name: inner })
    })
}

/// The structure behind a shape, and whether it is the item of a list.
fn structure<'a>(table: &'a Table, name: &str) -> (Option<&'a str>, bool) {
    match table.shape(name) {
        Some(Shape::List { item, .. }) if matches!(table.shape(item), Some(Shape::Structure { .. })) => (Some(item), true),
        Some(Shape::List { .. }) => (None, true),
        _ => (None, false),
    }
}

fn lines(world: &State, table: &Table, action: &str, shape: &str, path: &[(String, bool)], text: &mut String) {
    let Some(Shape::Structure { members, .. }) = table.shape(shape) else { return };
    for (name, member) in members {
        let (item, list) = structure(table, &member.shape);
        let mut here = path.to_vec();
        here.push((name.clone(), list));
        let dotted: Vec<&str> = here.iter().map(|(name, _)| name.as_str()).collect();
        let refused = outcome(world, table, action, leading_to(&here))
            .filter(|error| !EVERYWHERE.contains(&name.as_str()) && error.message.contains(&format!("unknown field `{name}`")));
        let verdict = refused.as_ref().map_or("honoured".to_owned(), |error| format!("refused: {}", error.code));
        let _ = writeln!(text, "{}\t{action}\t{}\t{verdict}", table.service, dotted.join("."));
        let inner = item.or(matches!(table.shape(&member.shape), Some(Shape::Structure { .. })).then_some(member.shape.as_str()));
        if let (None, Some(inner)) = (refused, inner) {
            lines(world, table, action, inner, &here, text);
        }
    }
}

#[test]
fn the_table_says_which_parameters_are_honoured() {
    let world = State::open(None).unwrap();
    let mut text =
        String::from("# service\toperation\tparameter\thonoured, or refused with which error (an unknown one: UnknownParameter)\n");
    let mut seen = BTreeSet::new();
    for table in tables() {
        for (action, OperationShape { input, .. }) in &table.operations {
            assert!(seen.insert((&table.service, action)));
            if let Some(input) = input {
                lines(&world, table, action, input, &[], &mut text);
            }
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/parameters.txt");
    if std::env::var("GANGWAY_BLESS").is_ok_and(|set| set == "1") {
        std::fs::write(&path, &text).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "models/parameters.txt is not what the operations take: GANGWAY_BLESS=1 writes it anew");
}
