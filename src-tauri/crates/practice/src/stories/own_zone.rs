//! The seller's domain is in Route 53 of her own account: records are published there, and nowhere else. The registrar's form still has the zone
//! as it was before it moved; nobody asks it any more.

use serde_json::{Value, json};

use super::StoryError;
use crate::aws::{SELLER, Stage};
use crate::dns::{SELLER_ZONE, move_seller_zone};
use crate::state::Tx;

/// How long ago it moved, in world ms: 40 days.
const AGO: i64 = 40 * 86_400_000;

/// Lays it out.
pub(super) fn seed(tx: &Tx<'_>, now: i64) -> Result<(), StoryError> {
    let stage = Stage { tx, account: SELLER, region: "", now: now.saturating_sub(AGO) };
    let made = stage.act("route53", "CreateHostedZone", json!({ "Name": SELLER_ZONE, "CallerReference": "moved" }))?;
    let id = made.pointer("/HostedZone/Id").and_then(Value::as_str).unwrap_or_default();
    let mail = |kind: &str, value: &str| {
        let set = json!({ "Name": SELLER_ZONE, "Type": kind, "TTL": 300, "ResourceRecords": [{ "Value": value }] });
        json!({ "Action": "CREATE", "ResourceRecordSet": set })
    };
    let records = json!({ "Changes": [mail("MX", "10 mail.practice.example."), mail("TXT", "\"v=spf1 mx -all\"")] });
    stage.act("route53", "ChangeResourceRecordSets", json!({ "HostedZoneId": id, "ChangeBatch": records }))?;
    let servers = made.pointer("/DelegationSet/NameServers").and_then(Value::as_array);
    let servers: Vec<String> = servers.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    Ok(move_seller_zone(tx, &servers)?)
}
