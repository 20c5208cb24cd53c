//! The real window, driven on a display: see support/window.rs. One at a time (`--test-threads=1`): the windows share a display, and the app runs
//! once per session bus.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "window/account.rs"]
mod account;
#[path = "window/customers.rs"]
mod customers;
#[path = "window/drawer.rs"]
mod drawer;
#[path = "window/drawer_looks.rs"]
mod drawer_looks;
#[path = "support/window.rs"]
mod driver;
#[path = "window/elsewhere.rs"]
mod elsewhere;
#[path = "window/faults.rs"]
mod faults;
#[path = "window/findings.rs"]
mod findings;
#[path = "window/keyboard.rs"]
mod keyboard;
#[path = "window/lasting.rs"]
mod lasting;
#[path = "window/names.rs"]
mod names;
#[path = "window/own_zone.rs"]
mod own_zone;
#[path = "window/pages.rs"]
mod pages;
#[path = "support/peers.rs"]
#[allow(dead_code, reason = "the servers among the judges are used elsewhere")]
mod peers;
#[path = "window/said.rs"]
mod said;
#[path = "window/second_story.rs"]
mod second_story;
#[path = "window/sign_in.rs"]
mod sign_in;
mod support;
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

/// See [`customers::brought_to_aws`].
#[test]
fn customers_are_brought_to_aws_in_batches_and_taken_back() {
    run(customers::brought_to_aws());
}

/// See [`customers::many_customers`].
#[test]
fn a_file_of_customers_comes_in_and_the_table_answers_while_one_types() {
    run(customers::many_customers());
}

/// See [`lasting::page_reloaded`].
#[test]
fn a_reloaded_page_shows_the_operation_going_on() {
    run(lasting::page_reloaded());
}

/// See [`lasting::drafts`].
#[test]
fn drafts_are_there_after_leaving_and_after_a_kill() {
    run(lasting::drafts());
}

/// See [`lasting::second_start`].
#[test]
fn a_second_start_brings_the_first_window_to_the_front() {
    run(lasting::second_start());
}

/// See [`lasting::killed`].
#[test]
fn killed_at_three_points_it_goes_on_and_makes_nothing_twice() {
    run(lasting::killed());
}

/// See [`lasting::another_world`].
#[test]
fn an_onboarding_of_another_world_is_refused_and_keeps_everything() {
    run(lasting::another_world());
}

/// See [`faults::every_one`].
#[test]
fn every_fault_is_begun_and_ended_from_the_drawer() {
    run(faults::every_one());
}

/// See [`faults::of_aws`].
#[test]
fn a_bad_day_at_aws_is_told_and_got_over() {
    run(faults::of_aws());
}

/// See [`elsewhere::of_mail_and_dns`].
#[test]
fn a_bad_day_of_mail_and_dns_is_told_and_got_over() {
    run(elsewhere::of_mail_and_dns());
}

/// See [`drawer_looks::looks`].
#[test]
fn the_drawer_is_right_in_the_dark_and_where_there_is_little_room() {
    run(drawer_looks::looks());
}

/// See [`second_story::play`].
#[test]
fn the_second_story_is_played_to_its_end() {
    run(second_story::play());
}

/// See [`own_zone::play`].
#[test]
fn records_are_published_in_route_53_from_the_wizard() {
    run(own_zone::play());
}

/// See [`account::story`].
#[test]
fn two_regions_are_set_up_surveyed_and_taken_back() {
    run(account::story());
}

/// See [`findings::story`].
#[test]
fn a_finding_of_the_survey_is_put_right_by_a_plan() {
    run(findings::story());
}

/// See [`names::story`].
#[test]
fn the_names_are_drawn_with_their_records() {
    run(names::story());
}

/// See [`sign_in::story`].
#[test]
fn somebody_without_a_profile_signs_in_with_the_browser() {
    run(sign_in::story());
}

/// See [`keyboard::sign_in`].
#[test]
fn signing_in_needs_no_mouse() {
    run(keyboard::sign_in());
}

/// See [`keyboard::alone`].
#[test]
fn the_main_path_needs_no_mouse() {
    run(keyboard::alone());
}
