//! The pages of an onboarding as a seller goes through them. The tour takes pictures of them; the other tests need to get somewhere.

use crate::driver::Window;

/// The answers of the product page: field and value.
pub const PRODUCT: [(&str, &str); 7] = [
    ("title", "Acme API"),
    ("productId", "prod-abcdefghijklm"),
    ("companyName", "Acme GmbH"),
    ("contactName", "Ann Lee"),
    ("contactMail", "ann.lee@example.com"),
    ("serviceDnsName", "api.vpce.example.com"),
    ("privateDnsName", "api.example.com"),
];

/// The input of a field.
pub fn input(field: &str) -> String {
    format!("[data-testid='field-{field}'] input")
}

/// From the welcome page into a new practice onboarding.
pub async fn start_practice(window: &Window, name: &str) {
    window.fill("[data-testid='welcome-name'] input", name).await;
    window.click("[data-testid='welcome-start-practice']").await;
    window.see("[data-place='tasks']").await;
}

/// Opens the only onboarding of the welcome page.
pub async fn reopen(window: &Window) {
    window.click("[data-testid='project-open']").await;
    window.see("[data-place]").await;
}

/// Fills in the product page, without leaving it.
pub async fn answer_product(window: &Window) {
    for (field, value) in PRODUCT {
        window.fill(&input(field), value).await;
    }
    choose_region(window, "eu-west-1").await;
}

/// Chooses the Region in its list.
pub async fn choose_region(window: &Window, region: &str) {
    // What moves gets no click.
    window.still().await;
    window.click("[data-testid='field-region'] button").await;
    // With the list filtered no neighbour can be hit.
    window.type_into(&input("region"), region).await;
    window.still().await;
    window.click_xpath(&format!("//*[@role='option'][.//text()='{region}']")).await;
    window.read("[data-testid='field-region']", region).await;
}

/// Presses the button at the end of the page until the task has a state. What follows a recommendation is taken as it is.
pub async fn take(window: &Window, step: &str, wanted: &[&str]) {
    window.click("[data-testid='continue']").await;
    window.becomes(step, wanted).await;
}

/// Approves the plan on the page.
pub async fn approve(window: &Window) {
    window.see("[data-testid='plan-change']").await;
    window.click("[data-testid='apply'], [data-testid='send']").await;
}

/// Product, network and servers.
pub async fn up_to_instances(window: &Window) {
    window.go("product").await;
    answer_product(window).await;
    take(window, "product", &["done"]).await;
    network(window).await;
    instances(window).await;
}

/// The recommended network.
pub async fn network(window: &Window) {
    window.go("network").await;
    window.see("[data-testid='field-subnetIds']").await;
    take(window, "network", &["done"]).await;
}

/// The recommended servers, on their port.
pub async fn instances(window: &Window) {
    window.go("instances").await;
    window.see("[data-testid='field-port']").await;
    window.fill(&input("port"), "8443").await;
    take(window, "instances", &["done"]).await;
}

/// Answers a page that leads to a plan: what is recommended is stored, and the plan appears.
pub async fn to_plan(window: &Window, step: &str) {
    window.go(step).await;
    window.see("[data-testid='continue']").await;
    if window.count("[data-testid='plan-change']").await == 0 {
        window.click("[data-testid='continue']").await;
    }
    window.see("[data-testid='plan-change']").await;
}

/// Publishes the records of the page in the practice registrar.
pub async fn publish(window: &Window) {
    window.click("[data-testid='publish-record']").await;
    window.see("[data-testid='published']").await;
}

/// The rehearsal, attested.
pub async fn attest(window: &Window) {
    window.go("rehearsal").await;
    window.click("[data-testid='field-attested'] input").await;
    window.fill(&input("by"), "Ann Lee").await;
}

/// The certificate, with its record published.
pub async fn certificate(window: &Window) {
    to_plan(window, "certificate").await;
    approve(window).await;
    publish(window).await;
    window.becomes("certificate", &["done"]).await;
}

/// Certificate and private DNS name, with their records published.
pub async fn names(window: &Window) {
    certificate(window).await;
    window.go("private-dns").await;
    publish(window).await;
    to_plan(window, "private-dns").await;
    approve(window).await;
    window.becomes("private-dns", &["done"]).await;
}

/// One customer's account on the allow list, in AWS too.
pub async fn customer(window: &Window) {
    window.go("allow-list").await;
    window.click("[data-testid='allow-list-add']").await;
    window.fill("[data-testid='field-principals'] textarea", "444455556666").await;
    window.click("[data-testid='import-read']").await;
    window.click("[data-testid='allow-list-add-confirm']").await;
    window.gone("[role='dialog']").await;
    approve(window).await;
    window.becomes("allow-list", &["done"]).await;
}

/// The package as the answers make it.
pub async fn package(window: &Window) {
    window.go("submission").await;
    window.click("[data-testid='make-package']").await;
    window.see("[data-testid='package-preview']").await;
}
