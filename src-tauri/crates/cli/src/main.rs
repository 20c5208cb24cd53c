//! gangway-cli
fn main() {}
