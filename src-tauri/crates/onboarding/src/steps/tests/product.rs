//! The product's answers, and the rehearsal's.

use super::*;

/// Field, value, and the problems with it.
type Answered<'a> = &'a [(&'a str, Value, &'a [(&'a str, &'a str)])];

#[test]
fn each_wrong_answer_is_told_at_its_field() {
    let table: Answered = &[
        ("title", json!("Acme API"), &[]),
        ("title", json!("  "), &[("title", "field-required")]),
        ("title", json!("a\u{7}b"), &[("title", "field-control-characters")]),
        ("title", json!("x".repeat(201)), &[("title", "field-too-long")]),
        ("productId", json!("abc"), &[("productId", "field-product-id")]),
        ("visibility", json!("draft"), &[("visibility", "field-visibility-draft")]),
        ("contactMail", json!("ann.example.com"), &[("contactMail", "field-mail-address")]),
        ("serviceDnsName", json!("example.com"), &[("serviceDnsName", "field-dns-name-labels")]),
        ("serviceDnsName", json!("api.vpce.EXAMPLE.com."), &[]),
        ("serviceDnsName", json!("x.y.amazonaws.com"), &[("serviceDnsName", "field-dns-name-amazon")]),
        ("privateDnsName", json!(""), &[]),
        ("privateDnsName", json!("*.api.example.com"), &[]),
        ("privateDnsName", json!("co.uk"), &[("privateDnsName", "field-dns-name-public-suffix")]),
        ("region", json!("mars-1"), &[("region", "field-region")]),
        ("region", json!(""), &[("region", "field-required")]),
    ];
    for (field, value, expected) in table {
        let mut answers = product_answers();
        answers[*field] = value.clone();
        assert_eq!(problems(&nothing(), answers), pairs(expected), "{field} = {value}");
    }
}

#[test]
fn a_region_must_be_enabled_once_that_is_known() {
    let mut facts = nothing();
    see(&mut facts, Observed::Product(crate::observed::ProductSeen { regions: vec!["us-east-1".to_owned()] }));
    assert_eq!(problems(&facts, product_answers()), pairs(&[("region", "field-region-not-enabled")]));
}

#[test]
fn a_private_name_above_the_service_name_is_warned_of() {
    let seen = Observed::Product(crate::observed::ProductSeen { regions: vec!["eu-west-1".to_owned()] });
    let facts = |private: &str| {
        let mut answers = product_answers();
        answers["privateDnsName"] = json!(private);
        with(nothing(), answers)
    };
    assert!(says(&facts("vpce.example.com"), &seen, Severity::Warning, "product-private-name-above-service"));
    assert!(says(&facts(""), &seen, Severity::Note, "product-no-private-name"));
    assert_eq!(findings(&facts("api.example.com"), &seen), []);
}

#[test]
fn an_attestation_needs_a_name_and_a_day() {
    let answer = |attested: bool, by: &str, on: &str| json!({"step": "rehearsal", "attested": attested, "by": by, "on": on, "note": ""});
    assert_eq!(problems(&nothing(), answer(false, "", "")), []);
    assert_eq!(problems(&nothing(), answer(true, "", "23.11.2026")), pairs(&[("by", "field-required"), ("on", "field-date")]));
    let seen = Observed::Rehearsal(crate::observed::RehearsalSeen { service_name: None, commands: Vec::new() });
    assert_eq!(verdict(&with(nothing(), answer(true, "Ann", "2026-11-23")), &seen), "verified");
    assert_eq!(verdict(&with(nothing(), answer(true, "Ann", "never")), &seen), "open", "nothing is claimed from answers with problems");
}
