//! What a plan costs: lines for what it creates or causes, from a price list that is a file. Pure, and beside the plan: a price that changes
//! leaves the plan's hash as it is.
//!
//! Absent on purpose: prices by call to AWS (they need a permission of their own), taxes, discounts, free tiers, and guesses.

mod items;
mod prices;

use gangway_model::{ChangeId, Message, Plan, Region, message};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use items::Item;

/// Hours of a month, as AWS's own calculator counts them.
const HOURS: i64 = 730;

/// What a plan costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanCosts {
    /// In the order of the plan's changes.
    pub lines: Vec<CostLine>,
    /// What the seller pays each month whatever the use: the sum of those lines whose price is known. Negative when the plan ends more than
    /// it begins.
    #[ts(type = "number")]
    pub monthly: i64,
    /// The same in words: `cost-total…`.
    pub total: Message,
    /// How many of those lines are not in the sum, because their price is unknown.
    #[ts(type = "number")]
    pub unknown: usize,
    /// Of all amounts; ISO 4217. Amounts are in millionths of it.
    pub currency: String,
    /// What kind of prices they are, from when and for where, in words: `cost-list`.
    pub list: Message,
    /// When the price list was put together, `2026-11-23`.
    pub list_date: String,
    /// For which Regions it was asked.
    pub regions: Vec<String>,
}

/// One thing that is charged, or that one might think is charged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CostLine {
    /// Because of which change.
    pub change: ChangeId,
    /// Where.
    pub region: Option<String>,
    /// For what.
    pub what: Message,
    /// Who pays.
    pub payer: Payer,
    /// The price in words, and for a month where that is known: `cost-price-…`.
    pub amount: Message,
    /// For how much of it the price is.
    pub unit: CostUnit,
    /// Millionths of the currency for one unit, 0 where AWS charges nothing; `None` where no price was found.
    #[ts(type = "number | null")]
    pub price: Option<i64>,
    /// When the price was last found published: `2026-09`, or `2021` for one that was not looked up since.
    pub seen: Option<String>,
    /// The page that has AWS's own price.
    pub source: String,
    /// For 730 hours, in millionths; `None` where it depends on use, or where the price is unknown. Negative where the change ends it.
    #[ts(type = "number | null")]
    pub monthly: Option<i64>,
    /// Whether it depends on use.
    pub by_use: bool,
    /// Whether the change ends it.
    pub ends: bool,
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Payer {
    /// The account of the plan.
    Seller,
    /// Every customer who connects.
    Customer,
    /// AWS's pages leave open which side it is.
    Either,
}

/// For how much a price is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CostUnit {
    /// An hour, begun ones included.
    Hour,
    /// A gigabyte.
    Gigabyte,
    /// An hour of one unit of a Network Load Balancer's capacity (NLCU).
    LcuHour,
}

/// What serving customers of another Region costs the seller, in each of the two ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RegionCosts {
    /// The customers' Region.
    pub region: String,
    /// A load balancer of its own there: `cost-price-…`.
    pub own: Message,
    /// Data that crosses to the Region that serves them: `cost-price-…`. AWS's pages leave open which side pays it.
    pub crossing: Message,
}

/// What it costs to serve customers of other Regions there, or from this one.
#[must_use]
pub fn regions(host: &Region, others: &[Region]) -> Vec<RegionCosts> {
    let list = prices::list();
    let micros = |item: &str, region: &Region| list.price(item, Some(region)).0.map(|known| known.micros);
    let costs = |other: &Region| {
        let own = micros("load-balancer-hour", other);
        let crossing = micros("region-transfer", host);
        RegionCosts {
            region: other.to_string(),
            own: amount(own, own.map(|micros| micros * HOURS), CostUnit::Hour, Some(other.as_str())),
            crossing: amount(crossing, None, CostUnit::Gigabyte, Some(host.as_str())),
        }
    };
    others.iter().map(costs).collect()
}

/// What this plan costs; `None` when it makes and ends nothing that is charged by anybody.
#[must_use]
pub fn of(plan: &Plan) -> Option<PlanCosts> {
    let list = prices::list();
    let mut lines = Vec::new();
    for change in &plan.changes {
        for item in items::of(&change.call) {
            let (price, source) = match &item {
                Item::Instance { instance_type } => list.instance(instance_type.as_deref(), change.region.as_ref()),
                Item::Listed { name, .. } => list.price(name, change.region.as_ref()),
            };
            let about = item.about();
            let ends = about.ends;
            let month = price.as_ref().map(|known| if ends { -known.micros } else { known.micros } * HOURS).filter(|_| !about.by_use);
            let micros = price.as_ref().map(|known| known.micros);
            lines.push(CostLine {
                amount: amount(micros, month, about.unit, change.region.as_ref().map(Region::as_str)),
                change: change.id.clone(),
                region: change.region.as_ref().map(ToString::to_string),
                what: item.words(),
                payer: about.payer,
                unit: about.unit,
                monthly: month,
                price: micros,
                seen: price.map(|known| known.seen),
                source: source.to_owned(),
                by_use: about.by_use,
                ends,
            });
        }
    }
    if lines.is_empty() {
        return None;
    }
    let fixed = || lines.iter().filter(|line| line.payer == Payer::Seller && !line.by_use);
    let mut regions: Vec<String> = lines.iter().filter_map(|line| line.region.clone()).collect();
    regions.sort();
    regions.dedup();
    let monthly: i64 = fixed().filter_map(|line| line.monthly).sum();
    let unknown = fixed().filter(|line| line.price.is_none()).count();
    let total = match monthly < 0 {
        true => message("cost-total-less").with("monthly", dollars(monthly.abs())),
        false => message("cost-total").with("monthly", dollars(monthly)).with("unknown", unknown),
    };
    let list_words = message("cost-list")
        .with("date", list.date.as_str())
        .with("regions", if regions.is_empty() { "none".to_owned() } else { regions.join(", ") });
    Some(PlanCosts {
        monthly,
        total,
        unknown,
        list: list_words,
        lines,
        currency: list.currency.clone(),
        list_date: list.date.clone(),
        regions,
    })
}

/// Dollars and cents, `12.34`, for sentences; less than a dollar keeps its decimals: `0.0252`.
fn dollars(micros: i64) -> String {
    if micros >= 1_000_000 {
        let cents = (micros + 5_000) / 10_000;
        return format!("{}.{:02}", cents / 100, cents % 100);
    }
    let text = format!("0.{micros:06}");
    let trimmed = text.trim_end_matches('0');
    format!("{trimmed:0<4}")
}

fn amount(price: Option<i64>, monthly: Option<i64>, unit: CostUnit, region: Option<&str>) -> Message {
    let unit = match unit {
        CostUnit::Hour => "hour",
        CostUnit::Gigabyte => "gigabyte",
        CostUnit::LcuHour => "lcu-hour",
    };
    match (price, monthly) {
        (None, _) => message("cost-price-unknown").with("region", region.unwrap_or("none")),
        (Some(0), _) => message("cost-price-none"),
        (Some(price), None) => message("cost-price-by-use").with("price", dollars(price)).with("unit", unit),
        (Some(price), Some(monthly)) => {
            let code = if monthly < 0 { "cost-price-ends" } else { "cost-price-fixed" };
            message(code).with("price", dollars(price)).with("monthly", dollars(monthly.abs()))
        }
    }
}

#[cfg(test)]
mod tests;
