//! The guided rehearsal in which the seller's domain is in Route 53 of her own account: every record is published by a plan that she approves.

use crate::driver::{LATE, Launch, Window};
use crate::support::PracticeServer;
use crate::the_tour::{album, look};
use crate::{drawer, pages};

/// World seconds per real second.
const SPEED: f64 = 600.0;
/// The zone is the one that is asked, and the record's place is free.
const FREE: &str = "[data-testid='hosted'][data-standing='absent']";

/// See the module.
pub async fn play() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let album = album("own-zone");
    let launch = Launch { album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch.practice(practice.url())).await;
    let mut found = Vec::new();
    window.click("[data-testid='welcome-story'] input[value='own-zone']").await;
    pages::start_practice(&window, "Acme API").await;
    pages::up_to_instances(&window).await;
    for step in ["load-balancer", "endpoint-service"] {
        pages::to_plan(&window, step).await;
        pages::approve(&window).await;
        window.becomes(step, &["done"]).await;
    }

    pages::to_plan(&window, "certificate").await;
    pages::approve(&window).await;
    window.see_within("[data-testid='publish-who']", LATE).await;
    look(&window, "who-publishes", &mut found).await;
    window.click("[data-testid='publish-who'] input[value='route53']").await;
    window.see_within(FREE, LATE).await;
    window.read("[data-testid='part-publish']", "in account 111122223333 is the one that is asked").await;
    window.read("[data-testid='part-plan']", "Publish the CNAME record").await;
    look(&window, "certificate-to-publish", &mut found).await;
    pages::approve(&window).await;
    window.becomes("certificate", &["done"]).await;

    window.go("private-dns").await;
    window.see_within(FREE, LATE).await;
    window.read("[data-testid='part-plan']", "Publish the TXT record").await;
    look(&window, "private-dns-to-publish", &mut found).await;
    pages::approve(&window).await;
    window.becomes("private-dns", &["done"]).await;

    pages::customer(&window).await;
    pages::attest(&window).await;
    pages::take(&window, "rehearsal", &["done"]).await;
    pages::package(&window).await;
    pages::to_plan(&window, "submission").await;
    pages::approve(&window).await;
    window.becomes("submission", &["done"]).await;

    window.go("delegation").await;
    window.see_within("[data-testid='use-name-servers']", LATE).await;
    window.click("[data-testid='use-name-servers']").await;
    window.click("[data-testid='continue']").await;
    window.see_within(FREE, LATE).await;
    window.read("[data-testid='part-plan']", "Publish the NS record api.vpce.example.com").await;
    look(&window, "delegation-to-publish", &mut found).await;
    pages::approve(&window).await;
    window.becomes("delegation", &["done"]).await;
    look(&window, "delegated", &mut found).await;

    drawer::open_at(&window, "guide").await;
    window.see_within("[data-testid='chapter'][data-chapter='delegate'][data-state='passed']", LATE).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}
