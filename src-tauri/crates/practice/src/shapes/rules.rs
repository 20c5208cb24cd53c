//! The constraints a table puts on a value: choices, patterns, lengths, ranges.

use super::Bounds;
use super::Pattern;

/// Answers what a text must do if it breaks its rules.
pub fn text(value: &str, choices: &[String], pattern: Option<&Pattern>, length: Bounds) -> Option<String> {
    if !choices.is_empty() && !choices.iter().any(|choice| choice == value) {
        return Some(format!("satisfy enum value set: [{}]", choices.join(", ")));
    }
    if let Some(must) = size(value.chars().count(), length) {
        return Some(must);
    }
    pattern.filter(|pattern| !pattern.matches(value)).map(|pattern| format!("satisfy regular expression pattern: {}", pattern.source()))
}

/// Answers what a length or count must be if it is outside of its bounds.
pub fn size(count: usize, bounds: Bounds) -> Option<String> {
    // Counts of what fits in one request are far below the precision of an f64.
    #[allow(clippy::cast_precision_loss)]
    let count = count as f64;
    match bounds {
        Bounds { min: Some(min), .. } if count < min => Some(format!("have length greater than or equal to {min}")),
        Bounds { max: Some(max), .. } if count > max => Some(format!("have length less than or equal to {max}")),
        _ => None,
    }
}

/// Answers what a number must be if it is outside of its bounds.
pub fn range(value: f64, bounds: Bounds) -> Option<String> {
    match bounds {
        Bounds { min: Some(min), .. } if value < min => Some(format!("have value greater than or equal to {min}")),
        Bounds { max: Some(max), .. } if value > max => Some(format!("have value less than or equal to {max}")),
        _ => None,
    }
}
