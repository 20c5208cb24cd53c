//! The whole way, as a seller goes it: on the app's own practice account, from the welcome page to the live delegation.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::driver::{Launch, Window};
use crate::pages;

/// Where pictures and the package go.
pub fn album(part: &str) -> PathBuf {
    let folder = std::env::var_os("GANGWAY_TOUR_OUT").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("out/tour"), PathBuf::from);
    let folder = folder.join(part);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Pictures of the page, and what axe-core finds on it, light and dark.
pub async fn look(window: &Window, name: &str, found: &mut Vec<String>) {
    quiet(window).await;
    window.is_fine().await;
    window.pictures(name).await;
    found.extend(window.axe().await.into_iter().map(|line| format!("{name}, light: {line}")));
    window.click("[data-testid='theme']").await;
    window.see("body.awsui-dark-mode").await;
    found.extend(window.axe().await.into_iter().map(|line| format!("{name}, dark: {line}")));
    window.click("[data-testid='theme']").await;
    window.see("body:not(.awsui-dark-mode)").await;
}

/// The page has what it shows, and nothing moves.
async fn quiet(window: &Window) {
    window.gone(".skeleton").await;
    window.still().await;
}

/// See the module.
pub async fn tour() {
    let album = album("");
    let home = tempfile::tempdir().unwrap();
    let kept = tempfile::tempdir().unwrap();
    let launch = Launch { choose: Some(kept.path()), album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch).await;
    let mut found = Vec::new();

    window.see("[data-testid='welcome-start-practice']").await;
    look(&window, "welcome", &mut found).await;
    pages::start_practice(&window, "Acme API").await;
    look(&window, "task-list-at-first", &mut found).await;
    faster(&window, &mut found).await;

    product(&window, &mut found).await;
    aws_set_up(&window, &mut found).await;
    names(&window, &mut found).await;
    customers(&window, &mut found).await;
    submission(&window, &mut found, kept.path(), &album).await;
    delegation(&window, &mut found).await;

    window.go_home().await;
    for step in ALL {
        window.becomes(step, &["done"]).await;
    }
    look(&window, "task-list-at-last", &mut found).await;
    dark_and_small(&window, &mut found).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

/// Every task.
const ALL: [&str; 13] = [
    "product",
    "network",
    "instances",
    "load-balancer",
    "endpoint-service",
    "reachability",
    "certificate",
    "private-dns",
    "delegation",
    "allow-list",
    "rehearsal",
    "review",
    "submission",
];

/// The practice world's drawer, where the clock is set so that nobody waits for minutes.
async fn faster(window: &Window, found: &mut Vec<String>) {
    window.click("[data-testid='practice-open']").await;
    window.see("[data-testid='practice-now']").await;
    look_at_dialog(window, "practice-world", found).await;
    window.click_xpath("//button[normalize-space()='600 times'] | //button[contains(., '600')]").await;
    window.click("[data-testid='practice-open']").await;
}

async fn product(window: &Window, found: &mut Vec<String>) {
    window.go("product").await;
    for (field, wrong, right) in [
        ("serviceDnsName", "api", "such as api.vpce.example.com"),
        ("contactMail", "ann.lee at example.com", "A right one looks like name@example.com"),
        ("productId", "prod-1", "A right one is prod-"),
    ] {
        window.fill(&pages::input(field), wrong).await;
        window.click("h1").await;
        // The message, not the hint below it.
        window.read(&format!("[data-testid='field-{field}'] [class*='error']"), right).await;
    }
    look(window, "product-wrong-answers", found).await;
    pages::answer_product(window).await;
    window.gone("[data-testid^='field-'] [class*='error']").await;
    look(window, "product", found).await;
    pages::take(window, "product", &["done"]).await;
}

async fn aws_set_up(window: &Window, found: &mut Vec<String>) {
    window.go("network").await;
    window.see("[data-testid='field-subnetIds']").await;
    look(window, "network", found).await;
    pages::network(window).await;

    window.go("instances").await;
    window.see("[data-testid='field-port']").await;
    window.fill(&pages::input("port"), "8443").await;
    look(window, "instances", found).await;
    pages::instances(window).await;

    pages::to_plan(window, "load-balancer").await;
    look(window, "load-balancer-plan", found).await;
    pages::approve(window).await;
    window.becomes("load-balancer", &["done"]).await;
    look(window, "load-balancer-done", found).await;

    pages::to_plan(window, "endpoint-service").await;
    look(window, "endpoint-service-plan", found).await;
    pages::approve(window).await;
    window.becomes("endpoint-service", &["done"]).await;
    window.read("[data-testid='part-found']", "available").await;
    look(window, "endpoint-service-done", found).await;

    window.go("reachability").await;
    window.becomes("reachability", &["done"]).await;
    look(window, "reachability", found).await;
}

async fn names(window: &Window, found: &mut Vec<String>) {
    pages::to_plan(window, "certificate").await;
    look(window, "certificate-plan", found).await;
    pages::approve(window).await;
    window.see("[data-testid='publish-record']").await;
    look(window, "certificate-record", found).await;
    pages::publish(window).await;
    window.becomes("certificate", &["done"]).await;
    look(window, "certificate-issued", found).await;

    window.go("private-dns").await;
    window.see("[data-testid='publish-record']").await;
    // Asking AWS before the record is there would be asking for a refusal.
    window.see("[data-testid='first'][data-code='private-dns-publish-first']").await;
    assert_eq!(window.count("[data-testid='apply']").await, 0);
    look(window, "private-dns-record", found).await;
    pages::publish(window).await;
    pages::to_plan(window, "private-dns").await;
    look(window, "private-dns-plan", found).await;
    pages::approve(window).await;
    window.becomes("private-dns", &["done"]).await;
    look(window, "private-dns-verified", found).await;
}

async fn customers(window: &Window, found: &mut Vec<String>) {
    window.go("allow-list").await;
    window.click("[data-testid='allow-list-add']").await;
    window.fill("[data-testid='field-principals'] textarea", "4444 5555 666").await;
    window.click("[data-testid='import-read']").await;
    window.read("[role='dialog']", "dropped zeros in front").await;
    look_at_dialog(window, "allow-list-wrong-account", found).await;
    window.click("[data-testid='import-back']").await;
    window.fill("[data-testid='field-principals'] textarea", "4444 5555 6666").await;
    window.click("[data-testid='import-read']").await;
    window.fill("[data-testid='field-customerName'] input", "Customer One").await;
    window.click("[data-testid='allow-list-add-confirm']").await;
    window.gone("[role='dialog']").await;
    window.see("[data-testid='plan-change']").await;
    look(window, "allow-list-plan", found).await;
    pages::approve(window).await;
    window.becomes("allow-list", &["done"]).await;
    window.read("[data-testid='part-choice'] tr", "At AWS").await;
    look(window, "allow-list-done", found).await;

    pages::attest(window).await;
    look(window, "rehearsal", found).await;
    pages::take(window, "rehearsal", &["done"]).await;
}

/// One picture, for what lies over the page: a dialog, the drawer.
pub async fn look_at_dialog(window: &Window, name: &str, found: &mut Vec<String>) {
    window.picture(name).await;
    found.extend(window.axe().await.into_iter().map(|line| format!("{name}: {line}")));
}

async fn submission(window: &Window, found: &mut Vec<String>, kept: &Path, album: &Path) {
    window.go("review").await;
    window.see("[data-testid='review-product']").await;
    look(window, "review", found).await;

    // Without a package the page leads to where it is made.
    window.go("submission").await;
    window.click("[data-testid='continue']").await;
    window.see("[data-testid='first'][data-code='submission-package-first']").await;
    window.see("#part-package:focus").await;
    pages::package(window).await;
    look(window, "submission-package", found).await;
    window.click("[data-testid='save-package']").await;
    window.see("[data-testid='package-saved']").await;
    let packages: Vec<PathBuf> = std::fs::read_dir(kept).unwrap().map(|entry| entry.unwrap().path()).collect();
    let [package] = packages.as_slice() else { panic!("one package was saved: {packages:?}") };
    holds_four_files(package);
    std::fs::copy(package, album.join(package.file_name().unwrap())).unwrap();

    pages::to_plan(window, "submission").await;
    look(window, "submission-plan", found).await;
    pages::approve(window).await;
    window.see("[data-testid='delivery'][data-state='sent']").await;
    look(window, "submission-sent", found).await;
}

/// Judged by unzip, which shares no code with us.
fn holds_four_files(package: &Path) {
    let listed = Command::new("unzip").arg("-Z1").arg(package).output().expect("unzip is installed");
    let names = String::from_utf8(listed.stdout).unwrap();
    assert_eq!(names.lines().count(), 4, "{names}");
    let tested = Command::new("unzip").arg("-tqq").arg(package).status().unwrap();
    assert!(tested.success());
}

async fn delegation(window: &Window, found: &mut Vec<String>) {
    window.go_home().await;
    look(window, "task-list-waiting", found).await;
    window.go("delegation").await;
    window.see_within("[data-testid='use-name-servers']", crate::driver::LATE).await;
    // Also with news, the button says where it leads.
    window.read("[data-testid='practice-open']", "Practice world: 1 new mail").await;
    window.click("[data-testid='use-name-servers']").await;
    window.see("[data-testid='name-servers']").await;
    look(window, "delegation-name-servers", found).await;
    window.click("[data-testid='continue']").await;
    window.see_within("[data-testid='publish-record']", crate::driver::LATE).await;
    // What was never made is not broken.
    window.see(".chain-open").await;
    assert_eq!(window.count(".chain-broken").await, 0);
    look(window, "delegation-records", found).await;
    pages::publish(window).await;
    window.becomes("delegation", &["done"]).await;
    window.read("[data-testid='part-found']", "every server answers as it should").await;
    look(window, "delegation-live", found).await;
}

/// The window at its smallest, and in the dark, at the pages with the most on them.
async fn dark_and_small(window: &Window, found: &mut Vec<String>) {
    window.click("[data-testid='theme']").await;
    window.see("body.awsui-dark-mode").await;
    for step in ["load-balancer", "certificate", "submission"] {
        window.go(step).await;
        window.see("[data-testid='part-found'], [data-testid='part-choice']").await;
        quiet(window).await;
        window.picture(&format!("dark-{step}")).await;
    }
    window.go_home().await;
    quiet(window).await;
    window.picture("dark-task-list").await;
    window.click("[data-testid='theme']").await;
    window.resize(1024, 700).await;
    quiet(window).await;
    look_at_dialog(window, "small-task-list", found).await;
    for step in ["network", "load-balancer", "review"] {
        window.go(step).await;
        window.see("[data-testid='part-found'], [data-testid='review-product']").await;
        quiet(window).await;
        look_at_dialog(window, &format!("small-{step}"), found).await;
    }
    // Everything twice as large. Cloudscape goes by the window's width, so that its layout for telephones does not come into it.
    window.js("document.documentElement.style.zoom = '2';", Vec::new()).await.unwrap();
    for step in ["load-balancer", "review"] {
        window.js("location.hash = arguments[0];", vec![serde_json::json!(format!("#/task/{step}"))]).await.unwrap();
        window.see(&format!("[data-place^='task/{step}']")).await;
        window.see("[data-testid='part-found'], [data-testid='review-product']").await;
        quiet(window).await;
        look_at_dialog(window, &format!("zoomed-{step}"), found).await;
    }
}
