//! The catalogue of texts: turns a code with parameters into a sentence, the same for window, terminal, mail and package.
//!
//! The texts are Fluent files in `en/`; the window reads the same files. A code without a text shows itself, so that nothing is ever hidden.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use gangway_model::{Message, Param};
use unic_langid::langid;

/// Every file of the catalogue, by name.
pub const FILES: [(&str, &str); 20] = [
    ("ui", include_str!("../en/ui.ftl")),
    ("steps", include_str!("../en/steps.ftl")),
    ("fields", include_str!("../en/fields.ftl")),
    ("findings", include_str!("../en/findings.ftl")),
    ("troubles", include_str!("../en/troubles.ftl")),
    ("allow-apply", include_str!("../en/allow-apply.ftl")),
    ("changes", include_str!("../en/changes.ftl")),
    ("costs", include_str!("../en/costs.ftl")),
    ("evidence", include_str!("../en/evidence.ftl")),
    ("help", include_str!("../en/help.ftl")),
    ("package", include_str!("../en/package.ftl")),
    ("practice", include_str!("../en/practice.ftl")),
    ("practice-faults", include_str!("../en/practice-faults.ftl")),
    ("preflight", include_str!("../en/preflight.ftl")),
    ("names", include_str!("../en/names.ftl")),
    ("survey", include_str!("../en/survey.ftl")),
    ("undo", include_str!("../en/undo.ftl")),
    ("sign-in", include_str!("../en/sign-in.ftl")),
    ("publishing", include_str!("../en/publishing.ftl")),
    ("allow-list", include_str!("../en/allow-list.ftl")),
];

/// The catalogue, ready to say things. Cheap to share behind an `Arc`.
pub struct Words {
    bundle: FluentBundle<FluentResource>,
    /// What is wrong with the files themselves: syntax errors and texts defined twice. Empty in a released build; a test holds it so.
    pub faults: Vec<String>,
}

impl Words {
    /// The English texts.
    #[must_use]
    pub fn english() -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![langid!("en-GB")]);
        // Isolation marks are for mixed-direction text on a screen; in a terminal, a mail or a file they would be noise.
        bundle.set_use_isolating(false);
        let mut faults = Vec::new();
        for (file, text) in FILES {
            let resource = match FluentResource::try_new(text.to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    faults.extend(errors.iter().map(|error| format!("{file}.ftl: {error}")));
                    resource
                }
            };
            if let Err(errors) = bundle.add_resource(resource) {
                faults.extend(errors.iter().map(|error| format!("{file}.ftl: {error}")));
            }
        }
        Self { bundle, faults }
    }

    /// The sentence of a message.
    #[must_use]
    pub fn say(&self, message: &Message) -> String {
        self.part(message, None).unwrap_or_else(|| shown_bare(message))
    }

    /// Why it matters: who notices, and when. `None` where the catalogue has nothing to add.
    #[must_use]
    pub fn why(&self, message: &Message) -> Option<String> {
        self.part(message, Some("why"))
    }

    /// What to do next. `None` where there is nothing to do.
    #[must_use]
    pub fn next(&self, message: &Message) -> Option<String> {
        self.part(message, Some("next"))
    }

    /// Whether the catalogue has a text for this code.
    #[must_use]
    pub fn knows(&self, code: &str) -> bool {
        self.bundle.get_message(code).is_some_and(|text| text.value().is_some())
    }

    /// A further sentence of a code, by its name in the catalogue. `None` when the catalogue has none.
    #[must_use]
    pub fn more(&self, message: &Message, name: &str) -> Option<String> {
        self.part(message, Some(name))
    }

    fn part(&self, message: &Message, attribute: Option<&str>) -> Option<String> {
        let text = self.bundle.get_message(&message.code)?;
        let pattern = match attribute {
            None => text.value()?,
            Some(name) => text.get_attribute(name)?.value(),
        };
        let mut args = FluentArgs::new();
        for (name, value) in &message.params {
            match value {
                Param::Number(number) => args.set(name.as_str(), FluentValue::from(*number)),
                Param::Text(text) => args.set(name.as_str(), FluentValue::from(text.as_str())),
            }
        }
        let mut errors: Vec<FluentError> = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        for error in errors {
            tracing::warn!(code = message.code, %error, "a text of the catalogue lacks a parameter");
        }
        Some(said)
    }
}

fn shown_bare(message: &Message) -> String {
    let params: Vec<String> = message
        .params
        .iter()
        .map(|(name, value)| match value {
            Param::Number(number) => format!("{name}={number}"),
            Param::Text(text) => format!("{name}={text}"),
        })
        .collect();
    if params.is_empty() { message.code.clone() } else { format!("{} ({})", message.code, params.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use gangway_model::message;

    #[test]
    fn the_files_are_sound() {
        assert_eq!(Words::english().faults, Vec::<String>::new());
    }

    #[test]
    fn an_unknown_code_shows_itself() {
        let said = Words::english().say(&message("no-such-code").with("count", 2usize));
        assert_eq!(said, "no-such-code (count=2)");
    }
}
