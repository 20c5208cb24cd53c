//! A hosted zone: created, filled, served once its changes are in sync, emptied, deleted.

use std::time::{Duration, Instant};

use aws_sdk_route53::types::{
    Change, ChangeAction, ChangeBatch, ChangeStatus, HostedZoneLimitType, ResourceRecord, ResourceRecordSet, RrType, Tag, TagResourceType,
};

use crate::world::{World, refused};

fn batch(action: ChangeAction, set: &ResourceRecordSet) -> ChangeBatch {
    ChangeBatch::builder().changes(Change::builder().action(action).resource_record_set(set.clone()).build().unwrap()).build().unwrap()
}

pub async fn play(world: &mut World) {
    let route53 = world.seller.route53.clone();
    let made = route53.create_hosted_zone().name("zone.example.com").caller_reference("sdk").send().await.unwrap();
    let zone = made.hosted_zone().unwrap().id().to_owned();
    let id = zone.trim_start_matches("/hostedzone/").to_owned();
    assert_eq!(made.delegation_set().unwrap().name_servers().len(), 4);
    refused("HostedZoneAlreadyExists", route53.create_hosted_zone().name("z.example.com").caller_reference("sdk").send().await);
    let foreign = world.customer.route53.get_hosted_zone().id(&zone).send().await;
    refused("NoSuchHostedZone", foreign);

    let value = ResourceRecord::builder().value("192.0.2.7").build().unwrap();
    let set = ResourceRecordSet::builder().name("a.zone.example.com.").r#type(RrType::A).ttl(60).resource_records(value).build().unwrap();
    let change = |action| route53.change_resource_record_sets().hosted_zone_id(&zone).change_batch(batch(action, &set)).send();
    let submitted = change(ChangeAction::Create).await.unwrap();
    refused("InvalidChangeBatch", change(ChangeAction::Create).await);
    let submitted = submitted.change_info().unwrap();
    assert_eq!(submitted.status(), &ChangeStatus::Pending);
    world.passes(60).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while route53.get_change().id(submitted.id()).send().await.unwrap().change_info().unwrap().status() != &ChangeStatus::Insync {
        assert!(Instant::now() < deadline, "the change did not reach the name servers");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let asked = route53.test_dns_answer().hosted_zone_id(&id).record_name("a.zone.example.com").record_type(RrType::A);
    assert_eq!(asked.send().await.unwrap().record_data(), ["192.0.2.7"]);
    let listed = route53.list_resource_record_sets().hosted_zone_id(&zone).send().await.unwrap();
    assert_eq!(listed.resource_record_sets().last(), Some(&set));

    let commented = route53.update_hosted_zone_comment().id(&zone).comment("kept").send().await.unwrap();
    let got = route53.get_hosted_zone().id(&zone).send().await.unwrap();
    assert_eq!(got.hosted_zone(), commented.hosted_zone());
    let mut zones = route53.list_hosted_zones().into_paginator().items().send();
    assert_eq!(zones.try_next().await.unwrap().as_ref(), got.hosted_zone());
    let by_name = route53.list_hosted_zones_by_name().dns_name("zone.example.com").send().await.unwrap();
    assert_eq!(by_name.hosted_zones().first(), got.hosted_zone());
    assert_eq!(route53.get_hosted_zone_count().send().await.unwrap().hosted_zone_count(), 1);
    let limit = route53.get_hosted_zone_limit().hosted_zone_id(&zone).r#type(HostedZoneLimitType::MaxRrsetsByZone);
    assert_eq!(limit.send().await.unwrap().count(), 3);
    let signed = route53.get_dnssec().hosted_zone_id(&zone).send().await.unwrap();
    assert_eq!(signed.status().unwrap().serve_signature(), Some("NOT_SIGNING"));

    let tag = Tag::builder().key("team").value("api").build();
    let tagging = route53.change_tags_for_resource().resource_type(TagResourceType::Hostedzone).resource_id(&id);
    tagging.add_tags(tag.clone()).send().await.unwrap();
    let tags = route53.list_tags_for_resource().resource_type(TagResourceType::Hostedzone).resource_id(&id).send().await.unwrap();
    assert_eq!(tags.resource_tag_set().unwrap().tags(), std::slice::from_ref(&tag));
    let many = route53.list_tags_for_resources().resource_type(TagResourceType::Hostedzone).resource_ids(&id).send().await.unwrap();
    assert_eq!(many.resource_tag_sets().first(), tags.resource_tag_set());

    refused("HostedZoneNotEmpty", route53.delete_hosted_zone().id(&zone).send().await);
    change(ChangeAction::Delete).await.unwrap();
    route53.delete_hosted_zone().id(&zone).send().await.unwrap();
    refused("NoSuchHostedZone", route53.get_hosted_zone().id(&zone).send().await);
}
