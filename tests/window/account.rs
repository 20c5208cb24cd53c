//! Several Regions, a network that is made, everything that can stand behind a load balancer, the survey and the undo, in the real window: what is
//! shown, pictures of it, and axe-core.

use crate::driver::{LATE, Launch, Window};
use crate::faults::SPEED;
use crate::pages;
use crate::support::PracticeServer;
use crate::the_tour::{album, look};

/// See the module.
pub async fn story() {
    let practice = PracticeServer::start(SPEED);
    let home = tempfile::tempdir().unwrap();
    let album = album("account");
    let launch = Launch { album: Some(&album), ..Launch::on(home.path()) };
    let window = Window::open(&launch.practice(practice.url())).await;
    let mut found = Vec::new();
    pages::start_practice(&window, "Two Regions").await;
    window.go("product").await;
    pages::answer_product(&window).await;
    window.click("[data-testid='field-moreRegions'] button").await;
    window.click_xpath("//*[@role='option'][.//text()='us-east-1']").await;
    window.see("[data-testid='field-moreRegions'] [aria-label='Take off us-east-1']").await;
    look(&window, "product-two-regions", &mut found).await;
    pages::take(&window, "product", &["done"]).await;
    window.go_home().await;
    assert_eq!(window.count("[data-testid='task-network']").await, 2, "one network in each Region");
    look(&window, "tasks-two-regions", &mut found).await;

    in_new_network(&window, &mut found).await;
    servers(&window, &mut found).await;
    front_door(&window, &mut found).await;
    survey(&window, &mut found).await;
    undo(&window, &mut found).await;
    window.close().await;
    assert!(found.is_empty(), "axe-core found {}:\n{}", found.len(), found.join("\n"));
}

/// The second Region gets a network of its own.
async fn in_new_network(window: &Window, found: &mut Vec<String>) {
    window.go("network/us-east-1").await;
    window.see("[data-testid='field-subnetIds']").await;
    window.click("[data-testid='field-vpcId'] input[value='new']").await;
    window.see("[data-testid='field-newVpcCidr']").await;
    window.fill("[data-testid='field-newVpcCidr'] input", "10.20.0.0/16").await;
    window.click("[data-testid='continue']").await;
    window.read("[data-testid='field-newVpcCidr']", "overlaps").await;
    look(window, "network-new-overlaps", found).await;
    window.click("[data-testid='field-vpcId'] input[value^='vpc-']").await;
    window.gone("[data-testid='field-newVpcCidr']").await;
    window.click("[data-testid='field-vpcId'] input[value='new']").await;
    window.click("[data-testid='continue']").await;
    window.see("[data-testid='plan-change'][data-change='us-east-1/network/create-vpc']").await;
    look(window, "network-new-plan", found).await;
    pages::approve(window).await;
    window.see_within("[data-testid='progress-change'][data-change='us-east-1/network/create-vpc'][data-state='done']", LATE).await;
    window.becomes("network/us-east-1", &["done"]).await;
}

/// What can stand behind a load balancer.
async fn servers(window: &Window, found: &mut Vec<String>) {
    window.go("instances/us-east-1").await;
    window.see("[data-testid='field-kind']").await;
    for (words, picture) in [("Addresses", "servers-addresses"), ("New servers (advanced)", "servers-launch")] {
        window.click("[data-testid='field-kind'] button").await;
        window.click_xpath(&format!("//*[@role='option'][.//text()='{words}']")).await;
        window.read("[data-testid='field-kind']", words).await;
        look(window, picture, found).await;
    }
    window.fill("[data-testid='field-launch.imageId'] input", "ami-0123456789abcdef0").await;
    window.fill("[data-testid='field-launch.instanceType'] input", "t3.small").await;
    window.click("[data-testid='continue']").await;
    window.see("[data-testid='plan-change'][data-change='us-east-1/instances/create-security-group']").await;
    pages::approve(window).await;
    window.becomes("instances/us-east-1", &["done"]).await;
}

/// Load balancer and endpoint service, with what is folded away.
async fn front_door(window: &Window, found: &mut Vec<String>) {
    window.go("load-balancer/us-east-1").await;
    window.click_xpath("//*[@data-testid='part-choice']//*[@role='button'][contains(., 'Advanced')]").await;
    window.see("[data-testid='field-securityGroup'] input[value='create']").await;
    look(window, "load-balancer-advanced", found).await;
    window.click("[data-testid='continue']").await;
    window.see("[data-testid='plan-change'][data-change='us-east-1/load-balancer/rules-off']").await;
    pages::approve(window).await;
    window.becomes("load-balancer/us-east-1", &["done"]).await;
    window.go("endpoint-service/us-east-1").await;
    window.click("[data-testid='field-reach'] input[value='shared']").await;
    window.click("[data-testid='field-supportedRegions'] button").await;
    window.click_xpath("//*[@role='option'][.//text()='ap-southeast-2']").await;
    window.see("[data-testid='field-supportedRegions'] [aria-label='Take off ap-southeast-2']").await;
    // The list stays open for more, over what is below it; its own button closes it.
    window.click("[data-testid='field-supportedRegions'] button").await;
    window.gone("[data-testid='field-supportedRegions'] [role='option']").await;
    window.click_xpath("//*[@data-testid='part-choice']//*[@role='button'][contains(., 'Compare the two')]").await;
    window.read("[data-testid='regions-comparison']", "Cost for ap-southeast-2").await;
    look(window, "endpoint-service-regions", found).await;
    window.click("[data-testid='continue']").await;
    pages::approve(window).await;
    window.becomes("endpoint-service/us-east-1", &["done"]).await;
}

/// Every Region, as it arrives.
async fn survey(window: &Window, found: &mut Vec<String>) {
    window.click("a[href='#/survey']").await;
    look(window, "survey-empty", found).await;
    window.click("[data-testid='survey']").await;
    window.see_within("[data-testid='part-survey-findings']", LATE).await;
    window.see("[data-testid='survey-us-east-1']").await;
    window.gone("[data-state='looking']").await;
    window.read("[data-testid='part-survey-map']", "use1-az").await;
    look(window, "survey", found).await;
}

/// All of it is taken back, and nothing else.
async fn undo(window: &Window, found: &mut Vec<String>) {
    window.click("a[href='#/undo']").await;
    window.click("[data-testid='undo-look']").await;
    window.see_within("[data-testid='plan-change']", LATE).await;
    look(window, "undo", found).await;
    window.click("[data-testid='undo']").await;
    window.see_within("[data-testid='progress-change'][data-state='done']", LATE).await;
    window.see_within("[data-testid='undo-done']", LATE).await;
    look(window, "undo-done", found).await;
}
