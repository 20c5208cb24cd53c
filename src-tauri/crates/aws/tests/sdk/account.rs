//! Who asks, where, with which permissions and quotas.

use aws_sdk_ec2::types::Filter;

use crate::world::{CUSTOMER, REGION, SELLER, World, refused};

pub async fn play(world: &World) {
    let (seller, customer) = (&world.seller, &world.customer);
    for (clients, account) in [(seller, SELLER), (customer, CUSTOMER)] {
        let identity = clients.sts.get_caller_identity().send().await.unwrap();
        assert_eq!(identity.account(), Some(account));
    }
    let role = seller.sts.assume_role().role_arn("arn:aws:iam::777788889999:role/reader").role_session_name("me");
    let role = role.send().await.unwrap();
    let arn = "arn:aws:sts::777788889999:assumed-role/reader/me";
    assert_eq!(role.assumed_role_user().map(|user| user.arn()), Some(arn));
    refused("ValidationError", seller.sts.assume_role().role_arn("reader").role_session_name("me").send().await);

    let regions = seller.ec2.describe_regions().all_regions(true).send().await.unwrap();
    assert!(regions.regions().iter().any(|region| region.region_name() == Some(REGION)));
    let named = Filter::builder().name("state").values("available").build();
    let zones = seller.ec2.describe_availability_zones().filters(named).send().await.unwrap();
    assert_eq!(zones.availability_zones().len(), 3);

    let aliases = seller.iam.list_account_aliases().send().await.unwrap();
    assert_eq!(aliases.account_aliases(), ["practice-seller"]);
    let caller = format!("arn:aws:iam::{SELLER}:user/seller");
    let asked = seller.iam.simulate_principal_policy().policy_source_arn(caller).action_names("acm:RequestCertificate");
    let results = asked.send().await.unwrap();
    assert_eq!(results.evaluation_results()[0].eval_decision().as_str(), "allowed");

    let mut pages = seller.quotas.list_service_quotas().service_code("vpc").into_paginator().items().send();
    let quota = pages.try_next().await.unwrap().unwrap();
    let again = seller.quotas.get_service_quota().service_code("vpc").quota_code(quota.quota_code().unwrap());
    assert_eq!(again.send().await.unwrap().quota(), Some(&quota));
    refused("NoSuchResourceException", seller.quotas.list_service_quotas().service_code("nonsense").send().await);
}
