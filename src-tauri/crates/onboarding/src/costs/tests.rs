use gangway_model::{AccountId, Call, Change, ChangeId, Cost, Input, Launch, Plan, Region, StepId, Timestamp, Undo, Verb, message};
use gangway_words::Words;

use super::*;

fn change(region: &str, what: &str, call: Call) -> Change {
    let region = Region::parse(region).unwrap();
    let id = ChangeId::new(Some(&region), StepId::LoadBalancer, what);
    let sentence = message("change-create-load-balancer");
    Change {
        id,
        step: StepId::LoadBalancer,
        region: Some(region),
        verb: Verb::Create,
        sentence,
        call,
        cost: Cost::Hourly,
        undo: Undo::Possible,
        account: None,
    }
}

fn plan(changes: Vec<Change>) -> Plan {
    Plan::new(AccountId::parse("111122223333").unwrap(), changes, Timestamp(0))
}

fn balancer() -> Call {
    Call::CreateLoadBalancer { name: "one".to_owned(), subnets: vec![], security_groups: vec![], ip_address_type: Default::default() }
}

fn service(regions: &[&str]) -> Call {
    Call::CreateEndpointService {
        load_balancer: Input::existing("arn"),
        acceptance_required: true,
        private_dns_name: None,
        supported_ip_address_types: vec![],
        supported_regions: regions.iter().map(|name| Region::parse(name).unwrap()).collect(),
    }
}

fn run(launch: Launch) -> Call {
    Call::RunInstance { launch, subnet: Input::existing("subnet-1"), security_groups: vec![] }
}

#[test]
fn a_month_is_the_sum_of_what_does_not_depend_on_use() {
    let costs = of(&plan(vec![
        change("eu-west-1", "balancer", balancer()),
        change("us-east-1", "balancer", balancer()),
        change("us-east-1", "service", service(&["eu-west-1"])),
    ]))
    .unwrap();
    assert_eq!(costs.monthly, (25_200 + 22_500) * 730);
    assert_eq!(costs.unknown, 0);
    assert_eq!(costs.regions, ["eu-west-1", "us-east-1"]);
    let by_use: Vec<&str> = costs.lines.iter().filter(|line| line.by_use).map(|line| line.what.code.as_str()).collect();
    let expected = ["load-balancer-capacity", "load-balancer-capacity", "endpoint-hour", "endpoint-gigabyte", "region-transfer"]
        .map(|name| format!("cost-of-{name}"));
    assert_eq!(by_use, expected);
    assert!(costs.lines.iter().filter(|line| line.by_use).all(|line| line.monthly.is_none()));
    let customers = costs.lines.iter().filter(|line| line.payer == Payer::Customer).count();
    assert_eq!(customers, 2, "what the customer pays is told as the customer's");
}

#[test]
fn what_is_not_in_the_list_is_said_and_not_guessed() {
    let image = |name: &str| Launch::Image { id: "ami-1".to_owned(), instance_type: name.to_owned() };
    let costs = of(&plan(vec![
        change("eu-central-2", "balancer", balancer()),
        change("us-east-1", "known", run(image("t3.large"))),
        change("us-east-1", "unknown", run(image("m99.huge"))),
        change("us-east-1", "template", run(Launch::Template { id: "lt-1".to_owned(), version: None })),
    ]))
    .unwrap();
    assert_eq!(costs.monthly, 83_200 * 730);
    assert_eq!(costs.unknown, 3);
    assert_eq!(costs.lines[0].amount.code, "cost-price-unknown");
    assert!(
        costs.lines.iter().filter(|line| line.price.is_none()).all(|line| line.monthly.is_none() && line.source.starts_with("https://"))
    );
}

#[test]
fn what_a_plan_ends_is_taken_off_and_what_costs_nothing_has_no_costs() {
    let delete = Call::DeleteLoadBalancer { load_balancer: Input::existing("arn") };
    let costs = of(&plan(vec![change("eu-west-1", "delete", delete)])).unwrap();
    assert_eq!(costs.monthly, -25_200 * 730);
    assert!(costs.lines[0].ends);
    assert_eq!(of(&plan(vec![change("eu-west-1", "vpc", Call::CreateVpc { cidr: "10.0.0.0/16".to_owned() })])), None);
}

#[test]
fn every_line_has_its_words() {
    let words = Words::english();
    let all = vec![
        change("us-east-1", "balancer", balancer()),
        change("eu-central-2", "balancer", balancer()),
        change("us-east-1", "zones", Call::SetCrossZone { load_balancer: Input::existing("arn"), enabled: true }),
        change("us-east-1", "service", service(&["eu-west-1"])),
        change("us-east-1", "image", run(Launch::Image { id: "ami-1".to_owned(), instance_type: "t3.large".to_owned() })),
        change("us-east-1", "template", run(Launch::Template { id: "lt-1".to_owned(), version: None })),
        change(
            "us-east-1",
            "certificate",
            Call::RequestCertificate { domain_name: "api.example.com".to_owned(), alternative_names: vec![] },
        ),
    ];
    for line in of(&plan(all)).unwrap().lines {
        for said in [&line.what, &line.amount] {
            assert!(words.knows(&said.code), "{}", said.code);
            assert!(!words.say(said).contains('{'), "{}", words.say(said));
        }
    }
}

/// A call that is marked as charged by the hour has a line that is; the match in `items.rs` takes care of calls to come.
#[test]
fn what_a_change_calls_charged_has_a_line() {
    for call in [balancer(), run(Launch::Template { id: "lt-1".to_owned(), version: None })] {
        let costs = of(&plan(vec![change("eu-west-1", "one", call)])).unwrap();
        assert!(costs.lines.iter().any(|line| line.unit == CostUnit::Hour && !line.by_use && line.price != Some(0)));
    }
}

#[test]
fn amounts_are_written_for_people() {
    for (micros, expected) in
        [(0, "0.00"), (25_200, "0.0252"), (10_000, "0.01"), (600_000, "0.60"), (18_396_000, "18.40"), (19_999_999, "20.00")]
    {
        assert_eq!(dollars(micros), expected);
    }
}

#[test]
fn a_region_of_its_own_costs_by_the_hour_and_one_that_is_served_from_afar_by_the_gigabyte() {
    let region = |name: &str| Region::parse(name).unwrap();
    let codes = |host: &str, others: &[&str]| -> Vec<(String, String)> {
        let others: Vec<Region> = others.iter().map(|other| region(other)).collect();
        regions(&region(host), &others).into_iter().map(|one| (one.own.code, one.crossing.code)).collect()
    };
    let pair = |own: &str, crossing: &str| (own.to_owned(), crossing.to_owned());
    assert_eq!(
        codes("us-east-1", &["eu-west-1", "xx-nowhere-9"]),
        [pair("cost-price-fixed", "cost-price-by-use"), pair("cost-price-unknown", "cost-price-by-use")]
    );
    // What data costs that leaves a Region depends on that Region; where it was not found it is unknown, never another's.
    assert_eq!(codes("eu-west-1", &["us-east-1"]), [pair("cost-price-fixed", "cost-price-unknown")]);
}
