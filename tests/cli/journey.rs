//! From nothing to launched.

use crate::support::{Journey, PracticeServer, assert_made_once, undone};

#[test]
fn from_nothing_to_launched() {
    let practice = PracticeServer::start(600.0);
    let mut journey = Journey::new(&practice);
    let report = journey.drive();
    assert_eq!(undone(&report), Vec::<String>::new());
    assert_made_once(&practice.control);
    practice.stop();
}
