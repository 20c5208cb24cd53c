//! Certificate, private DNS name, delegation.

use gangway_aws::{Certificate, PrivateDns};
use gangway_dns::{DelegationCheck, DelegationVerdict};
use gangway_model::{Call, Input};

use super::*;
use crate::file::DeliveryRow;
use crate::observed::{AuthoritiesSeen, CertificateSeen, DelegationSeen, PrivateDnsSeen, RenewalRecord};

fn certificate(change: impl FnOnce(&mut Certificate)) -> Certificate {
    let mut found = Certificate {
        arn: CERTIFICATE.to_owned(),
        status: "ISSUED".to_owned(),
        domain_name: "api.vpce.example.com".to_owned(),
        names: vec!["api.vpce.example.com".to_owned(), "*.api.vpce.example.com".to_owned()],
        certificate_type: "AMAZON_ISSUED".to_owned(),
        not_after: None,
        failure_reason: None,
        in_use: true,
        validation: Vec::new(),
        renewable: true,
        renewal: None,
    };
    change(&mut found);
    found
}

/// The same in this state.
pub(crate) fn certificate_with(status: &str) -> Certificate {
    certificate(|found| found.status = status.to_owned())
}

fn certificates(change: impl FnOnce(&mut Certificate), records: Vec<RecordSeen>) -> Observed {
    Observed::Certificate(CertificateSeen {
        certificates: vec![certificate(change)],
        chosen: Some(CERTIFICATE.to_owned()),
        records,
        authorities: Vec::new(),
        hosted: Vec::new(),
    })
}

fn none() -> Observed {
    Observed::Certificate(CertificateSeen {
        certificates: Vec::new(),
        chosen: None,
        records: Vec::new(),
        authorities: Vec::new(),
        hosted: Vec::new(),
    })
}

fn choosing(choice: Value) -> Facts {
    with(answered(), json!({"step": "certificate", "choice": choice}))
}

#[test]
fn a_certificate_must_cover_the_name_be_issued_and_stay_renewable() {
    use Severity::{Blocker, Warning};
    let facts = choosing(json!({"kind": "existing", "arn": CERTIFICATE}));
    let good = certificates(|_| {}, Vec::new());
    assert_eq!((verdict(&facts, &good).as_str(), findings(&facts, &good)), ("verified", Vec::new()));
    let table: Faults<Certificate> = &[
        ("certificate-other-name", Blocker, |found| found.names = vec!["*.example.com".to_owned()]),
        ("certificate-no-wildcard", Warning, |found| found.names.truncate(1)),
        ("certificate-imported", Warning, |found| found.certificate_type = "IMPORTED".to_owned()),
        ("certificate-not-renewed", Warning, |found| found.renewable = false),
        ("certificate-expires", Warning, |found| found.not_after = Some(in_days(20))),
        ("certificate-renewal-waits", Warning, |found| found.renewal = renewal("PENDING_VALIDATION")),
        ("certificate-renewal-failed", Blocker, |found| found.renewal = renewal("FAILED")),
    ];
    for (code, severity, change) in table {
        assert!(says(&facts, &certificates(change, Vec::new()), *severity, code), "{code}");
    }
    let wildcard: fn(&mut Certificate) = |found| found.names = vec!["*.vpce.example.com".to_owned()];
    assert!(!says(&facts, &certificates(wildcard, Vec::new()), Blocker, "certificate-other-name"));
}

fn renewal(status: &str) -> Option<gangway_aws::Renewal> {
    Some(gangway_aws::Renewal { status: status.to_owned(), reason: None })
}

fn in_days(days: i64) -> gangway_model::Timestamp {
    answered().now.plus_millis(days * 86_400_000 + 1_000)
}

#[test]
fn a_certificate_that_lasts_or_is_being_renewed_is_no_reason_to_worry() {
    let facts = choosing(json!({"kind": "existing", "arn": CERTIFICATE}));
    let quiet: [fn(&mut Certificate); 3] = [
        |found| found.not_after = Some(in_days(60)),
        |found| (found.not_after, found.renewal) = (Some(in_days(20)), renewal("PENDING_AUTO_RENEWAL")),
        |found| found.renewal = renewal("SUCCESS"),
    ];
    for change in quiet {
        assert_eq!(findings(&facts, &certificates(change, Vec::new())), Vec::new());
    }
    // What ends soon is not proposed.
    let Some(StepInputs::Certificate(proposed)) =
        step(StepId::Certificate).suggest(&facts, Some(&certificates(|found| found.not_after = Some(in_days(20)), Vec::new())))
    else {
        panic!()
    };
    assert_eq!(proposed.choice, crate::inputs::CertificateChoice::Request);
}

#[test]
fn caa_records_that_keep_amazon_out_are_told_before_the_request_and_before_a_renewal() {
    use Severity::{Blocker, Warning};
    let seen = |owner: &str, records: &[&str], mut observed: Observed| {
        let Observed::Certificate(seen) = &mut observed else { panic!() };
        let records = records.iter().map(|record| (*record).to_owned()).collect();
        let caa = gangway_dns::CaaSet { owner: Some(owner.to_owned()), records };
        seen.authorities = vec![AuthoritiesSeen { name: "api.vpce.example.com".to_owned(), wildcard: true, caa }];
        observed
    };
    let facts = choosing(json!({"kind": "request"}));
    let other = seen("example.com", &["0 issue \"letsencrypt.org\""], none());
    assert!(says(&facts, &other, Blocker, "certificate-caa"));
    let told = step(StepId::Certificate).check(&facts, &other).findings.remove(0).message;
    assert_eq!(told.params["record"], "example.com. CAA 0 issue \"amazon.com\"".into());
    let wild = seen("example.com", &["0 issue \"amazon.com\"", "0 issuewild \";\""], none());
    let told = step(StepId::Certificate).check(&facts, &wild).findings.remove(0).message;
    assert_eq!(told.params["record"], "example.com. CAA 0 issuewild \"amazon.com\"".into());
    assert!(findings(&facts, &seen("example.com", &["0 issue \"amazon.com\""], none())).is_empty());

    let facts = choosing(json!({"kind": "existing", "arn": CERTIFICATE}));
    let issued = seen("example.com", &["0 issue \"letsencrypt.org\""], certificates(|_| {}, Vec::new()));
    assert!(says(&facts, &issued, Warning, "certificate-caa-renewal"));
}

#[test]
fn a_certificate_waits_for_its_record_for_publishing_and_for_acm() {
    let facts = choosing(json!({"kind": "existing", "arn": CERTIFICATE}));
    let record = |verdict| vec![record_seen("_x.api.vpce.example.com", "CNAME", "_y.acm-validations.aws", verdict)];
    let pending = |records| certificates(|found| found.status = "PENDING_VALIDATION".to_owned(), records);
    let table = [
        ("waiting-certificate-record", pending(Vec::new())),
        ("waiting-certificate-publish", pending(record(RecordVerdict::Missing))),
        ("waiting-certificate-publish", pending(record(RecordVerdict::Partly))),
        ("waiting-certificate-issue", pending(record(RecordVerdict::Published))),
        ("certificate-failed", certificates(|found| found.status = "FAILED".to_owned(), Vec::new())),
        ("certificate-timed-out", certificates(|found| found.status = "VALIDATION_TIMED_OUT".to_owned(), Vec::new())),
    ];
    for (expected, seen) in &table {
        assert_eq!(verdict(&facts, seen), *expected);
    }
}

#[test]
fn slips_of_a_record_are_told_and_block_nothing_once_the_proof_is_there() {
    let facts = choosing(json!({"kind": "request"}));
    let slip = gangway_model::message("record-zone-name-twice").with("name", "_x").with("found", "_x.example.com");
    let records = || {
        let mut seen = record_seen("_x.api.vpce.example.com", "CNAME", "_y.acm-validations.aws", RecordVerdict::Missing);
        seen.check.findings = vec![gangway_model::Finding::new(Severity::Blocker, slip.clone())];
        vec![seen]
    };
    let pending = certificates(|certificate| certificate.status = "PENDING_VALIDATION".to_owned(), records());
    assert!(says(&facts, &pending, Severity::Blocker, "record-zone-name-twice"));
    let issued = certificates(|_| {}, records());
    assert!(says(&facts, &issued, Severity::Warning, "record-zone-name-twice"));
}

#[test]
fn a_certificate_is_requested_once_and_again_when_it_has_failed_for_good() {
    let facts = choosing(json!({"kind": "request"}));
    let plan = step(StepId::Certificate).plan(&facts, &none());
    let Call::RequestCertificate { domain_name, alternative_names } = &plan[0].call else { panic!() };
    assert_eq!(
        (domain_name.as_str(), alternative_names.join(" ").as_str()),
        ("api.vpce.example.com", "*.api.vpce.example.com api.example.com")
    );
    assert_eq!(plan[0].region.as_ref().unwrap().as_str(), "eu-west-1");
    assert!(planned(&facts, &certificates(|found| found.status = "PENDING_VALIDATION".to_owned(), Vec::new())).is_empty());
    assert_eq!(planned(&facts, &certificates(|found| found.status = "FAILED".to_owned(), Vec::new())), ["request-certificate"]);
    assert!(planned(&choosing(json!({"kind": "existing", "arn": CERTIFICATE})), &none()).is_empty(), "a chosen one is never replaced");

    // A name that would stand on it twice is named once.
    let mut answers = product_answers();
    answers["privateDnsName"] = json!("*.api.vpce.example.com");
    let facts = with(with(nothing(), answers), json!({"step": "certificate", "choice": {"kind": "request"}}));
    let Call::RequestCertificate { alternative_names, .. } = &step(StepId::Certificate).plan(&facts, &none())[0].call else { panic!() };
    assert_eq!(alternative_names.len(), 1);
}

fn service_facts(private: &str) -> Facts {
    let mut answers = product_answers();
    answers["privateDnsName"] = json!(private);
    let mut facts = with(nothing(), answers);
    facts.planned.clear();
    let region = facts.region();
    let change = Change {
        id: ChangeId::new(region.as_ref(), StepId::EndpointService, "create-endpoint-service"),
        step: StepId::EndpointService,
        region,
        verb: gangway_model::Verb::Create,
        sentence: gangway_model::message("change-create-endpoint-service"),
        call: Call::CreateEndpointService {
            load_balancer: Input::existing(BALANCER),
            acceptance_required: true,
            private_dns_name: None,
            supported_ip_address_types: Vec::new(),
            supported_regions: Vec::new(),
        },
        cost: gangway_model::Cost::Free,
        undo: gangway_model::Undo::Possible,
        account: None,
    };
    journal(&mut facts, &change, ChangeState::Done, &[(Output::ServiceId, SERVICE)]);
    facts
}

fn private(name: &str, state: &str) -> PrivateDns {
    PrivateDns {
        name: name.to_owned(),
        state: state.to_owned(),
        record_type: "TXT".to_owned(),
        record_name: "_6e86v84tqgqubxbwii1m".to_owned(),
        record_value: "vpce:l6p0ERxlTt45jevFwOCp".to_owned(),
    }
}

fn private_seen(state: &str, verdict: RecordVerdict) -> Observed {
    Observed::PrivateDns(PrivateDnsSeen {
        private_dns: Some(private("api.example.com", state)),
        record: Some(record_seen("_6e86v84tqgqubxbwii1m.api.example.com", "TXT", "vpce:l6p0ERxlTt45jevFwOCp", verdict)),
        hosted: Vec::new(),
    })
}

#[test]
fn the_proof_of_a_name_at_or_below_the_cut_goes_to_the_parent() {
    let table = [
        ("api.example.com", "_6e86v84tqgqubxbwii1m.api.example.com"),
        ("*.api.example.com", "_6e86v84tqgqubxbwii1m.api.example.com"),
        ("vpce.example.com", "_6e86v84tqgqubxbwii1m.vpce.example.com"),
        // The service DNS name itself, or below it: there the seller's copy would vanish with the delegation.
        ("api.vpce.example.com", "_6e86v84tqgqubxbwii1m.vpce.example.com"),
        ("deep.api.vpce.example.com", "_6e86v84tqgqubxbwii1m.vpce.example.com"),
        ("*.api.vpce.example.com", "_6e86v84tqgqubxbwii1m.vpce.example.com"),
    ];
    for (name, expected) in table {
        let facts = service_facts(name);
        let record = super::super::private_dns::record(&facts.product().unwrap(), &private(name, "pendingVerification")).unwrap();
        assert_eq!((record.name.as_str(), record.kind.as_str()), (expected, "TXT"), "{name}");
    }
    let facts = service_facts("api.example.com");
    let product = facts.product().unwrap();
    let full = PrivateDns { record_name: "_x.api.example.com.".to_owned(), ..private("api.example.com", "pendingVerification") };
    assert_eq!(super::super::private_dns::record(&product, &full).unwrap().name, "_x.api.example.com", "a full name is taken as it is");
    let empty = PrivateDns { record_name: String::new(), ..full };
    assert!(super::super::private_dns::record(&product, &empty).is_none());
}

#[test]
fn verification_is_started_once_per_name_and_again_after_it_failed() {
    let mut facts = service_facts("api.example.com");
    let pending = private_seen("pendingVerification", RecordVerdict::Published);
    let start = step(StepId::PrivateDns).plan(&facts, &pending).remove(0);
    assert_eq!(verdict(&facts, &private_seen("pendingVerification", RecordVerdict::Missing)), "waiting-private-dns-publish");
    assert_eq!(verdict(&facts, &pending), "open");

    journal(&mut facts, &start, ChangeState::Done, &[]);
    assert_eq!((planned(&facts, &pending), verdict(&facts, &pending).as_str()), (Vec::new(), "waiting-private-dns-verification"));
    let failed = private_seen("failed", RecordVerdict::Missing);
    assert_eq!((planned(&facts, &failed).len(), verdict(&facts, &failed).as_str()), (1, "private-dns-failed"));
    let verified = private_seen("verified", RecordVerdict::Published);
    assert_eq!((planned(&facts, &verified), verdict(&facts, &verified).as_str()), (Vec::new(), "verified"));
    assert!(says(&facts, &private_seen("verified", RecordVerdict::Missing), Severity::Warning, "private-dns-record-gone"));
    assert!(says(&facts, &private_seen("verified", RecordVerdict::Partly), Severity::Warning, "private-dns-record-partly"));
    assert!(!says(&facts, &private_seen("verified", RecordVerdict::Unknown), Severity::Warning, "private-dns-record-gone"));

    // Another name by now: having asked for the former one says nothing of it.
    let mut answers = product_answers();
    answers["privateDnsName"] = json!("svc.example.com");
    let facts = with(facts, answers);
    assert_eq!(verdict(&facts, &verified), "private-dns-not-set", "what AWS verified is the former name");
    let other = Observed::PrivateDns(PrivateDnsSeen {
        private_dns: Some(private("svc.example.com", "pendingVerification")),
        record: None,
        hosted: Vec::new(),
    });
    assert_eq!(planned(&facts, &other).len(), 1);
    assert_ne!(step(StepId::PrivateDns).plan(&facts, &other)[0].id, start.id);
}

#[test]
fn aws_is_asked_to_look_once_every_server_has_the_record() {
    let mut facts = service_facts("api.example.com");
    let first = |facts: &Facts, seen: &Observed| step(StepId::PrivateDns).first(facts, seen).map(|message| message.code);
    for (verdict, expected) in [
        (RecordVerdict::Missing, Some("private-dns-publish-first")),
        (RecordVerdict::Partly, Some("private-dns-publish-first")),
        (RecordVerdict::Wrong, Some("private-dns-publish-first")),
        (RecordVerdict::Published, None),
    ] {
        assert_eq!(first(&facts, &private_seen("pendingVerification", verdict)).as_deref(), expected, "{verdict:?}");
    }
    let missing = private_seen("pendingVerification", RecordVerdict::Missing);
    let start = step(StepId::PrivateDns).plan(&facts, &missing).remove(0);
    assert_eq!(first(&facts, &private_seen("verified", RecordVerdict::Missing)), None, "nothing is planned any more");
    journal(&mut facts, &start, ChangeState::Pending, &[]);
    assert_eq!(first(&facts, &missing), None, "it is approved, and waits by itself");
}

#[test]
fn without_a_private_name_there_is_nothing_to_do() {
    let facts = service_facts("");
    let seen = Observed::PrivateDns(PrivateDnsSeen { private_dns: None, record: None, hosted: Vec::new() });
    assert_eq!((planned(&facts, &seen), verdict(&facts, &seen).as_str()), (Vec::new(), "verified"));
    assert!(says(&facts, &seen, Severity::Note, "private-dns-none"));
}

fn delegated(verdict: DelegationVerdict, servers: &[&str], renewal: Vec<RenewalRecord>) -> Observed {
    let record =
        |server: &&str| gangway_aws::DnsRecord { name: "api.vpce.example.com".into(), kind: "NS".into(), value: format!("{server}.") };
    Observed::Delegation(DelegationSeen {
        records: servers.iter().map(record).collect(),
        check: Some(DelegationCheck {
            name: "api.vpce.example.com".to_owned(),
            parent_zone: "example.com".to_owned(),
            expected: servers.iter().map(|server| (*server).to_owned()).collect(),
            parents: Vec::new(),
            children: Vec::new(),
            findings: Vec::new(),
            verdict,
            remembered_for: 0,
            chain: Vec::new(),
            changes: Vec::new(),
            seen_by: gangway_dns::SeenBy::NameServers,
            trace: Vec::new(),
            looked_at: NOW,
            millis: 1,
        }),
        renewal,
        hosted: Vec::new(),
        launch: Vec::new(),
    })
}

#[test]
fn the_delegation_waits_for_seller_operations_then_for_the_registrar() {
    let mut facts = answered();
    let unknown = Observed::Delegation(DelegationSeen {
        records: Vec::new(),
        check: None,
        renewal: Vec::new(),
        hosted: Vec::new(),
        launch: Vec::new(),
    });
    facts.deliveries.push(DeliveryRow {
        id: 1,
        package: "p".to_owned(),
        message_id: "m".to_owned(),
        to: "t".to_owned(),
        state: "sent".to_owned(),
        stage: String::new(),
        at: Timestamp(5),
        why: None,
    });
    let Verdict::Waiting { waiting } = step(StepId::Delegation).check(&facts, &unknown).verdict else { panic!() };
    assert_eq!((waiting.why.code.as_str(), waiting.since), ("waiting-seller-operations", Timestamp(5)), "since it was sent");

    let servers = ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"];
    let table = [
        (DelegationVerdict::Live, "verified"),
        (DelegationVerdict::NotDelegated, "waiting-delegation-publish"),
        (DelegationVerdict::Partly, "delegation-partly"),
        (DelegationVerdict::Broken, "delegation-broken"),
        (DelegationVerdict::Unknown, "delegation-unknown"),
    ];
    for (seen, expected) in table {
        assert_eq!(verdict(&facts, &delegated(seen, &servers, Vec::new())), expected);
    }
    assert!(says(
        &facts,
        &delegated(DelegationVerdict::Live, &["ns1.example.net"], Vec::new()),
        Severity::Warning,
        "delegation-not-route53"
    ));
    let hidden = RenewalRecord {
        record: record_seen("_x.api.vpce.example.com", "CNAME", "y", RecordVerdict::Missing).record,
        found: false,
        check: None,
    };
    assert!(says(&facts, &delegated(DelegationVerdict::Live, &servers, vec![hidden]), Severity::Warning, "delegation-hides-renewal"));
}

#[test]
fn name_servers_are_found_in_what_is_pasted() {
    let facts = answered();
    let answer = |lines: &[&str]| json!({"step": "delegation", "nameServers": lines});
    assert_eq!(problems(&facts, answer(&[])), []);
    assert_eq!(problems(&facts, answer(&["", "  "])), []);
    assert_eq!(problems(&facts, answer(&["thank you"])), pairs(&[("nameServers", "field-name-servers-none")]));
    assert_eq!(problems(&facts, answer(&["ns-1.awsdns-01.com"])), pairs(&[("nameServers", "field-name-servers-few")]));
    assert_eq!(problems(&facts, answer(&["Case 4711:", "ns-1.awsdns-01.com, ns-2.awsdns-02.net."])), []);
}
