//! The real window, driven on a display: see support/window.rs. One at a time (`--test-threads=1`): the windows share a display, and the app runs
//! once per session bus.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/window.rs"]
mod driver;
#[path = "window/pages.rs"]
mod pages;
#[path = "window/tour.rs"]
mod the_tour;

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(test);
}

/// The guided tour, which `./run` plays where there is no display.
#[test]
fn tour() {
    run(the_tour::tour());
}
