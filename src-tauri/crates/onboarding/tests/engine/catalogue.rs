//! Every code that the rooms speak has a text, and every text gets the parameters that it names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gangway_submission::{CHECKLIST, CODES};
use gangway_words::{FILES, Words};
use regex::Regex;

/// Functions whose first argument is a code. What the first two answer gets its parameters right there; the others give them themselves.
const SPEAKERS: &str = r#"\b(message|Trouble::of|waiting|later|about|refused|heading|said|bad|slip)\(\s*"([a-z][a-z0-9-]*)""#;

/// A code as the result of a `match` or an `if`, where the call that takes it is elsewhere.
const RESULTS: &str = r#"(=>|\{|Some\()\s*"((?:aws|dns|mail|record|delegation|field)-[a-z0-9-]+)""#;

fn sources(folder: &Path, tests: &Regex, into: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !matches!(path.file_name().and_then(|name| name.to_str()), Some("tests" | "target")) {
                sources(&path, tests, into);
            }
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("wire_tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            // Tests speak of codes that do not exist.
            let code = tests.split(&text).next().unwrap().to_owned();
            into.push((path, code));
        }
    }
}

/// Everything that can say something to the user; the practice world speaks for others.
fn rooms() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let tests = Regex::new(r"#\[cfg\(test\)\]\n(?:pub\(crate\) )?mod \w+ \{").unwrap();
    let mut all = Vec::new();
    for room in ["model", "aws", "dns", "submission", "onboarding", "cli"] {
        sources(&crates.join(room).join("src"), &tests, &mut all);
    }
    sources(&crates.parent().unwrap().join("src"), &tests, &mut all);
    assert!(all.len() > 60, "{}", all.len());
    all
}

/// AWS's own words in the same places: partitions.
const NOT_OURS: [&str; 2] = ["aws-cn", "aws-us-gov"];

/// Code -> what follows each of its call sites; `None` where a function gives the parameters.
fn spoken() -> BTreeMap<String, Vec<Option<String>>> {
    let answers = Regex::new(r#"\banswer\(\s*"([a-z-]+)""#).unwrap();
    let patterns = [Regex::new(SPEAKERS).unwrap(), Regex::new(RESULTS).unwrap()];
    let mut found: BTreeMap<String, Vec<Option<String>>> = BTreeMap::new();
    for (_, text) in rooms() {
        for pattern in &patterns {
            for call in pattern.captures_iter(&text) {
                let code = call[2].to_owned();
                let after: String = text[call.get(0).unwrap().end()..].chars().take(900).collect();
                let direct = matches!(&call[1], "message" | "Trouble::of") && after.starts_with(')');
                if !NOT_OURS.contains(&code.as_str()) {
                    found.entry(code).or_default().push(direct.then_some(after));
                }
            }
        }
        for call in answers.captures_iter(&text) {
            found.entry(format!("answer-{}", &call[1])).or_default().push(None);
        }
    }
    for (_, id) in CHECKLIST {
        found.entry(format!("checklist-{id}")).or_default().push(None);
    }
    for code in CODES {
        found.entry(code.to_owned()).or_default().push(None);
    }
    found
}

#[test]
fn every_code_has_a_text() {
    let words = Words::english();
    let spoken = spoken();
    assert!(spoken.len() > 150, "the search finds them: {}", spoken.len());
    for known in ["load-balancer-internet-facing", "plan-changed", "waiting-listener-certificate", "mail-host-unknown", "record-quoted"] {
        assert!(spoken.contains_key(known), "the search finds {known}");
    }
    let silent: Vec<&String> = spoken.keys().filter(|code| !words.knows(code)).collect();
    assert!(silent.is_empty(), "codes without a text in the catalogue: {silent:#?}");
}

/// Texts and attributes of the catalogue: code -> names of its variables.
fn variables() -> BTreeMap<String, BTreeSet<String>> {
    let (id, variable) = (Regex::new(r"^([a-z][a-z0-9-]*) *=").unwrap(), Regex::new(r"\$([A-Za-z]+)").unwrap());
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in FILES {
        if matches!(file, "ui" | "help") {
            // The window gives those.
            continue;
        }
        let mut current = None;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(found) = id.captures(line) {
                current = Some(found[1].to_owned());
            }
            if let Some(code) = &current {
                all.entry(code.clone()).or_default().extend(variable.captures_iter(line).map(|found| found[1].to_owned()));
            }
        }
    }
    all
}

#[test]
fn every_parameter_of_a_text_is_given_where_its_code_is_spoken() {
    let given = Regex::new(r#"\.with\(\s*"([A-Za-z]+)""#).unwrap();
    let everywhere: BTreeSet<String> =
        rooms().iter().flat_map(|(_, text)| given.captures_iter(text).map(|found| found[1].to_owned()).collect::<Vec<_>>()).collect();
    let (variables, mut lacking) = (variables(), Vec::new());
    for (code, sites) in spoken() {
        let Some(wanted) = variables.get(&code) else { continue };
        let here: BTreeSet<String> = sites
            .iter()
            .flatten()
            .flat_map(|site| given.captures_iter(site).map(|found| found[1].to_owned()).collect::<Vec<_>>())
            .collect();
        let direct = sites.iter().all(Option::is_some);
        for name in wanted {
            let known = if direct { here.contains(name) } else { everywhere.contains(name) };
            if !known {
                lacking.push(format!("{code}: {name}"));
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}
