//! The constraints a table puts on a value: choices, patterns, lengths, ranges.

use super::Bounds;
use super::Pattern;

/// A constraint that a value breaks.
#[derive(Debug, Clone, Copy)]
pub enum Broken<'t> {
    /// Not one of these.
    Choice(&'t [String]),
    /// Does not match this.
    Pattern(&'t str),
    /// Shorter, or fewer, than this.
    MinLength(f64),
    /// Longer, or more, than this.
    MaxLength(f64),
    /// A number below this.
    MinInclusive(f64),
    /// A number above this.
    MaxInclusive(f64),
}

impl Broken<'_> {
    /// What the value must do, as in "Member must ...".
    pub fn must(self) -> String {
        match self {
            Broken::Choice(choices) => format!("satisfy enum value set: [{}]", choices.join(", ")),
            Broken::Pattern(pattern) => format!("satisfy regular expression pattern: {pattern}"),
            Broken::MinLength(min) => format!("have length greater than or equal to {min}"),
            Broken::MaxLength(max) => format!("have length less than or equal to {max}"),
            Broken::MinInclusive(min) => format!("have value greater than or equal to {min}"),
            Broken::MaxInclusive(max) => format!("have value less than or equal to {max}"),
        }
    }

    /// How a validator of XML schemas says it of an element of type `kind`; the codes are those of XML Schema part 1,
    /// appendix C.
    pub fn facet(self, value: &str, kind: &str) -> String {
        let length = value.chars().count();
        let (code, with, facet) = match self {
            Broken::Choice(choices) => {
                let choices = choices.join(", ");
                return format!(
                    "cvc-enumeration-valid: Value '{value}' is not facet-valid with respect to enumeration '[{choices}]'. It must be a \
                     value from the enumeration."
                );
            }
            Broken::Pattern(pattern) => ("pattern", String::new(), pattern.to_owned()),
            Broken::MinLength(min) => ("minLength", format!(" with length = '{length}'"), min.to_string()),
            Broken::MaxLength(max) => ("maxLength", format!(" with length = '{length}'"), max.to_string()),
            Broken::MinInclusive(min) => ("minInclusive", String::new(), min.to_string()),
            Broken::MaxInclusive(max) => ("maxInclusive", String::new(), max.to_string()),
        };
        format!("cvc-{code}-valid: Value '{value}'{with} is not facet-valid with respect to {code} '{facet}' for type '{kind}'.")
    }
}

/// The rule that a text breaks.
pub fn text<'t>(value: &str, choices: &'t [String], pattern: Option<&'t Pattern>, length: Bounds) -> Option<Broken<'t>> {
    if !choices.is_empty() && !choices.iter().any(|choice| choice == value) {
        return Some(Broken::Choice(choices));
    }
    if let Some(broken) = size(value.chars().count(), length) {
        return Some(broken);
    }
    pattern.filter(|pattern| !pattern.matches(value)).map(|pattern| Broken::Pattern(pattern.source()))
}

/// The bound that a length or count is outside of.
pub fn size(count: usize, bounds: Bounds) -> Option<Broken<'static>> {
    // Counts of what fits in one request are far below the precision of an f64.
    #[allow(clippy::cast_precision_loss)]
    let count = count as f64;
    match bounds {
        Bounds { min: Some(min), .. } if count < min => Some(Broken::MinLength(min)),
        Bounds { max: Some(max), .. } if count > max => Some(Broken::MaxLength(max)),
        _ => None,
    }
}

/// The bound that a number is outside of.
pub fn range(value: f64, bounds: Bounds) -> Option<Broken<'static>> {
    match bounds {
        Bounds { min: Some(min), .. } if value < min => Some(Broken::MinInclusive(min)),
        Bounds { max: Some(max), .. } if value > max => Some(Broken::MaxInclusive(max)),
        _ => None,
    }
}
