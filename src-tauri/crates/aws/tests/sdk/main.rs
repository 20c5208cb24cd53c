//! The practice account through the Rust SDK, beside boto3: every operation it plays is called, and after every step both clients see
//! the same states of everything that has one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml allows them in tests, but not in the functions that tests share"
)]

mod account;
mod balancing;
mod certificates;
mod coverage;
mod endpoints;
mod hosted_zones;
mod instances;
mod network;
mod network_changes;
mod sign_in;
mod states;
mod world;

use world::World;

/// One world, one story after the other, as a seller would go through it.
#[tokio::test(flavor = "multi_thread")]
async fn the_rust_sdk_and_boto3_agree_on_every_state() {
    let Some(mut world) = World::start() else { return };
    account::play(&world).await;
    sign_in::play(&world).await;
    hosted_zones::play(&mut world).await;
    network_changes::play(&mut world).await;
    let network = network::play(&mut world).await;
    instances::play(&mut world, &network).await;
    let balanced = balancing::play(&mut world, &network).await;
    let certificates = certificates::play(&mut world, &balanced).await;
    endpoints::play(&mut world, &balanced).await;
    certificates::away(&mut world, &certificates, &balanced).await;
    balancing::away(&mut world, &balanced).await;
    network::away(&mut world, &network).await;
    coverage::every_operation_was_called(&world);
}
