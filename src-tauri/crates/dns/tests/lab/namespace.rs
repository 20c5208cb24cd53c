//! A network namespace of the test's own (no root rights needed), so that name servers can listen on port 53 of whichever address they like.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Says that the process runs in its namespace; its value is a folder for its files.
pub const INSIDE: &str = "GANGWAY_LAB";

/// How this machine lets somebody have a namespace of their own; `None` when it doesn't, as in most containers.
fn unshare() -> Option<&'static [&'static str]> {
    let ways: [&[&str]; 2] = [&["unshare", "-rnmpf", "--kill-child=KILL"], &["sudo", "-n", "unshare", "-nmpf", "--kill-child=KILL"]];
    ways.into_iter().find(|way| Command::new(way[0]).args(&way[1..]).arg("true").output().is_ok_and(|done| done.status.success()))
}

/// The folder, when this process is the one inside.
pub fn folder() -> Option<PathBuf> {
    std::env::var_os(INSIDE).map(PathBuf::from)
}

/// Starts this program once more inside a namespace and answers whether it went well and what it said; `None`: none is to be had.
pub fn again(folder: &Path, arguments: &[&str]) -> Option<(bool, String)> {
    let way = unshare()?;
    let mut inside = OsString::from(format!("{INSIDE}="));
    inside.push(folder);
    let mut command = Command::new(way[0]);
    command.args(&way[1..]).arg("env").arg(inside).arg(std::env::current_exe().unwrap()).args(arguments);
    let done = command.output().unwrap();
    Some((done.status.success(), format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))))
}

/// Whether a program can be started.
pub fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
}
