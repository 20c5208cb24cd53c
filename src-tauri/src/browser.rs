//! Opens a page in the user's own browser: only the address that a sign-in gave, which no script of the window can change.

use std::process::{Command, Stdio};

use gangway_onboarding::Trouble;

/// The program that opens an address with whatever the user has chosen for it.
#[cfg(target_os = "macos")]
const OPENER: (&str, &[&str]) = ("open", &[]);
#[cfg(target_os = "windows")]
const OPENER: (&str, &[&str]) = ("rundll32", &["url.dll,FileProtocolHandler"]);
#[cfg(not(any(target_os = "macos", target_os = "windows")))]
const OPENER: (&str, &[&str]) = ("xdg-open", &[]);

/// Opens it. Blocks until the opener has handed it over.
///
/// # Errors
/// `browser-not-opened` when the address is no web page's, or nobody takes it.
pub fn open(link: &str) -> Result<(), Trouble> {
    let local = link.starts_with("http://127.0.0.1:") || link.starts_with("http://[::1]:");
    if !(link.starts_with("https://") || local) || !link.chars().all(|one| one.is_ascii_graphic()) {
        return Err(Trouble::of("browser-not-opened"));
    }
    let (program, arguments) = OPENER;
    let mut command = Command::new(program);
    command.args(arguments).arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Trouble::of("browser-not-opened")),
        Err(error) => Err(Trouble::of("browser-not-opened").caused_by(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_web_pages_is_opened() {
        for wrong in ["file:///etc/passwd", "http://example.com/", "-x", "https://a b", "javascript:alert(1)"] {
            assert_eq!(open(wrong).unwrap_err().message.code, "browser-not-opened", "{wrong}");
        }
    }
}
