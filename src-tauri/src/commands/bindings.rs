//! Writes the window's TypeScript bindings from the one list of commands and the types behind it.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use gangway_onboarding::view::EngineEvent;
use ts_rs::{Config, TS, TypeVisitor};

/// A whole number on the bridge.
pub struct Number;

/// Tauri's channel of engine events.
pub struct EventChannel;

/// Declares how a type of the bridge that is no value of ours is written in TypeScript.
macro_rules! bridge_type {
    ($type:ty, $text:literal) => {
        impl TS for $type {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;
            fn name(_: &Config) -> String {
                $text.to_owned()
            }
            fn inline(_: &Config) -> String {
                $text.to_owned()
            }
        }
    };
}
/// Tauri's channel of a survey's news.
pub struct SurveyChannel;

bridge_type!(SurveyChannel, "Channel<SurveyNews>");
bridge_type!(Number, "number");
bridge_type!(EventChannel, "Channel<EngineEvent>");

fn config() -> Config {
    Config::default().with_large_int("number")
}

/// The TypeScript name of a type.
#[must_use]
pub fn name<T: TS>() -> String {
    T::name(&config())
}

/// `advance_minutes` as `advanceMinutes`, which is how Tauri takes arguments.
#[must_use]
pub fn camel(text: &str) -> String {
    let mut words = text.split('_');
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// Declarations by name, each once.
#[derive(Default)]
pub struct Types {
    seen: HashSet<TypeId>,
    declarations: BTreeMap<String, String>,
}

impl Types {
    /// Adds a type and all that it is made of.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let config = config();
            self.declarations.insert(T::ident(&config), T::decl(&config));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
    }
}

/// The whole file `ui/src/platform/bindings.ts`.
#[must_use]
pub fn typescript() -> String {
    let mut types = Types::default();
    super::collect(&mut types);
    types.add::<EngineEvent>();
    types.add::<gangway_onboarding::engine::SurveyNews>();
    types.add::<gangway_onboarding::Trouble>();
    let mut text = String::from(
        "// Written from the shell's list of commands by a test (`GANGWAY_BLESS=1 cargo test --test drift`). Not edited by hand.\n\
         import type { Channel } from '@tauri-apps/api/core';\n\n",
    );
    for declaration in types.declarations.values() {
        // The Rust types carry the documentation; here it would only be a second copy.
        let bare = declaration.lines().filter(|line| !["/**", "*"].iter().any(|mark| line.trim_start().starts_with(mark)));
        let _ = writeln!(text, "export {}", bare.filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"));
    }
    text.push_str("\n// Every command rejects with a Trouble.\nexport interface Commands {\n");
    for command in super::list() {
        let args: Vec<String> = command.args.iter().map(|(name, of)| format!("{name}: {of}")).collect();
        let args = if args.is_empty() { String::new() } else { format!("args: {{ {} }}", args.join("; ")) };
        let _ = writeln!(text, "  {}({args}): Promise<{}>;", command.name, command.returns);
    }
    text.push_str("}\n");
    text
}
