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
    seller.iam.create_account_alias().account_alias("our-product").send().await.unwrap();
    assert_eq!(seller.iam.list_account_aliases().send().await.unwrap().account_aliases(), ["our-product"]);
    seller.iam.delete_account_alias().account_alias("our-product").send().await.unwrap();
    refused("NoSuchEntity", seller.iam.delete_account_alias().account_alias("our-product").send().await);
    let caller = format!("arn:aws:iam::{SELLER}:user/seller");
    let asked = seller.iam.simulate_principal_policy().policy_source_arn(caller).action_names("acm:RequestCertificate");
    let results = asked.send().await.unwrap();
    assert_eq!(results.evaluation_results()[0].eval_decision().as_str(), "allowed");

    let mut pages = seller.quotas.list_service_quotas().service_code("vpc").into_paginator().items().send();
    let quota = pages.try_next().await.unwrap().unwrap();
    let again = seller.quotas.get_service_quota().service_code("vpc").quota_code(quota.quota_code().unwrap());
    assert_eq!(again.send().await.unwrap().quota(), Some(&quota));
    let services = seller.quotas.list_services().send().await.unwrap();
    assert!(services.services().iter().any(|service| service.service_code() == Some("vpc")));
    let defaults = seller.quotas.list_aws_default_service_quotas().service_code("vpc").send().await.unwrap();
    let default = defaults.quotas().iter().find(|default| default.quota_code() == quota.quota_code()).unwrap();
    let again = seller.quotas.get_aws_default_service_quota().service_code("vpc").quota_code(quota.quota_code().unwrap());
    assert_eq!(again.send().await.unwrap().quota(), Some(default));
    assert_eq!(default.value(), quota.value());
    refused("NoSuchResourceException", seller.quotas.list_service_quotas().service_code("nonsense").send().await);
}
