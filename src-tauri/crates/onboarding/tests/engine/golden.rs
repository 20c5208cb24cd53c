//! A file of every released schema, made once by the version that introduced it, is opened and read fully for ever.

use std::path::PathBuf;

use gangway_model::{Output, StepId};
use gangway_onboarding::allow_list::{AllowQuery, AllowSelection};
use gangway_onboarding::facts::Facts;
use gangway_onboarding::file::{ChangeState, ProjectFile};
use gangway_onboarding::inputs::StepInputs;
use gangway_onboarding::view::{TaskStatus, Verdict};
use gangway_onboarding::{Clock, graph, shelf};

use super::rehearsal::{Answers, Rehearsal, SPEED, all_done, play};

fn golden(schema: i64) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/schema-{schema}.gangway"))
}

/// With `GANGWAY_BLESS` set, a golden file that is not there yet is made from a whole journey. One that is there is never written again.
async fn bless(schema: i64) {
    if std::env::var("GANGWAY_BLESS").is_err() || golden(schema).exists() {
        return;
    }
    let rehearsal = Rehearsal::new(SPEED);
    let engine = rehearsal.create().await;
    Answers::default().give(&engine).await;
    play(&rehearsal, &engine, all_done).await;
    engine.allow_list_add("arn:aws:iam::444455556666:role/deploy", "Customer Two", "on trial").await.unwrap();
    engine.allow_list_remove(AllowSelection::These { principals: vec!["arn:aws:iam::444455556666:role/deploy".to_owned()] }).await.unwrap();
    engine.remember_place("task/review".to_owned()).await.unwrap();
    std::fs::create_dir_all(golden(schema).parent().unwrap()).unwrap();
    engine.file().copy_to(&golden(schema)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn schema_1_is_read_fully() {
    bless(1).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("golden.gangway");
    std::fs::copy(golden(1), &path).unwrap();

    let card = shelf::card(&path).await;
    assert_eq!((card.name.as_str(), card.done, card.total, card.trouble), ("Acme API", 13, 13, None));

    let file = ProjectFile::open(&path).unwrap();
    let meta = file.meta().await.unwrap();
    assert_eq!(meta.account.as_str(), "111122223333");
    let facts = Facts::read(&file, meta, Clock::system().now(), None, std::time::Duration::ZERO).await.unwrap();
    let product = facts.product().expect("the product's answers");
    assert_eq!(product.service_dns_name.to_string(), "api.vpce.example.com");
    assert!(matches!(facts.inputs_of(StepId::Delegation), Some(StepInputs::Delegation(inputs)) if !inputs.name_servers.is_empty()));
    for step in StepId::ALL {
        let record = facts.check_of(step).unwrap_or_else(|| panic!("the check of {step}"));
        assert_eq!(record.verdict, Verdict::Verified, "{step}");
        assert!(record.observed.is_some(), "{step}");
    }
    let rows = file.approved().await.unwrap();
    assert!(rows.iter().all(|row| row.state == ChangeState::Done), "{rows:#?}");
    let actions: Vec<&str> = rows.iter().map(|row| row.change.call.action()).collect();
    for action in [
        "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:ModifyLoadBalancerAttributes",
        "elasticloadbalancing:CreateTargetGroup",
        "elasticloadbalancing:RegisterTargets",
        "elasticloadbalancing:CreateListener",
        "ec2:CreateVpcEndpointServiceConfiguration",
        "ec2:StartVpcEndpointServicePrivateDnsVerification",
        "ec2:ModifyVpcEndpointServicePermissions",
        "acm:RequestCertificate",
        "smtp:Send",
    ] {
        assert!(actions.contains(&action), "{action} in {actions:?}");
    }
    let outputs = file.outputs().await.unwrap();
    for output in [
        Output::LoadBalancerArn,
        Output::TargetGroupArn,
        Output::ListenerArn,
        Output::ServiceId,
        Output::ServiceName,
        Output::CertificateArn,
        Output::MessageId,
    ] {
        assert!(outputs.values().any(|made| made.contains_key(&output)), "{output:?}");
    }
    let customers: Vec<_> = file.allow_list().await.unwrap().into_iter().map(|entry| (entry.principal, entry.name)).collect();
    assert_eq!(customers, [("arn:aws:iam::444455556666:root".to_owned(), "Customer One".to_owned())]);
    assert_eq!(file.allow_list_removed().await.unwrap(), ["arn:aws:iam::444455556666:role/deploy"]);
    // What version 2 added is filled from what was there.
    let page = file.allow_list_page(AllowQuery::search("customer ONE"), vec!["eu-west-1".to_owned()], 0, 10).await.unwrap();
    assert_eq!(
        page.rows.iter().map(|row| (row.account_id.as_ref().map(|id| id.as_str()), row.added_by.as_str())).collect::<Vec<_>>(),
        [(Some("444455556666"), "hand")]
    );
    assert!(folder.path().join("golden.gangway.v1.bak").exists(), "the file as it was, kept before it was brought up");
    let package = file.package(None).await.unwrap().expect("the package");
    assert!(package.bytes.starts_with(b"PK") && package.files.iter().any(|one| one.name == "submission.json"));
    let deliveries = file.deliveries().await.unwrap();
    assert_eq!(deliveries.iter().map(|one| (one.state.as_str(), &one.package)).collect::<Vec<_>>(), [("sent", &package.sha256)]);
    assert_eq!(file.remembered("last-place").await.unwrap().as_deref(), Some("task/review"));
    assert!(graph::tasks(&facts, &[]).iter().all(|task| task.status == TaskStatus::Done));
}
