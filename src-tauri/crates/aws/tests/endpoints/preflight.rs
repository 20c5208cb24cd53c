//! The preflight on the practice account: what is refused is told as denied, what can't be found out as unknown, and nothing is changed.

use std::collections::BTreeMap;

use gangway_aws::{Account, Allowance, Evidence, Permission, Preflight, PreflightAsk};
use gangway_practice::{FaultForm, Options, Practice};

use crate::journey::{self, connect, region};

const ACTIONS: [&str; 16] = [
    "acm:DescribeCertificate",
    "acm:ListCertificates",
    "acm:RequestCertificate",
    "ec2:CreateVpcEndpointServiceConfiguration",
    "ec2:DescribeRegions",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcEndpointServicePermissions",
    "ec2:DescribeVpcs",
    "ec2:ModifyVpcEndpointServiceConfiguration",
    "ec2:ModifyVpcEndpointServicePermissions",
    "ec2:StartVpcEndpointServicePrivateDnsVerification",
    "elasticloadbalancing:CreateLoadBalancer",
    "elasticloadbalancing:DescribeTargetHealth",
    "iam:ListAccountAliases",
    "iam:SimulatePrincipalPolicy",
    "sts:GetCallerIdentity",
];

fn start() -> Practice {
    Practice::start(Options { speed: 120.0, ..Options::default() }).unwrap()
}

fn deny(practice: &Practice, action: &str) {
    let parameters = BTreeMap::from([("action".to_owned(), action.to_owned()), ("account".to_owned(), "any".to_owned())]);
    let form = FaultForm { name: "access-denied".to_owned(), parameters, ..FaultForm::default() };
    practice.control().begin_fault(&form).unwrap();
}

async fn preflight(account: &Account) -> Preflight {
    let actions = ACTIONS.map(str::to_owned).to_vec();
    let onboarding = Some("6f1c9a52-3d70-4c1c-9df8-1b8c6c7e2a10".to_owned());
    let ask = PreflightAsk { actions, regions: vec![region()], onboarding, names: vec!["api.vpce.example.com".to_owned()] };
    let seen = account.preflight(&ask).await.unwrap();
    assert_eq!(seen.permissions.len(), ACTIONS.len());
    seen
}

fn of<'a>(seen: &'a Preflight, action: &str) -> &'a Permission {
    seen.permissions.iter().find(|one| one.action == action).unwrap()
}

fn reason(permission: &Permission) -> &str {
    permission.reason.as_ref().map_or("", |reason| &reason.code)
}

async fn seller(practice: &Practice) -> Account {
    connect(&practice.world().aws.endpoint, "PRACTICESELLER").await
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_tried_where_it_can_be_and_nothing_is_changed() {
    let practice = start();
    let account = seller(&practice).await;

    let bare = preflight(&account).await;
    assert_eq!(bare.alias.as_deref(), Some("practice-seller"));
    assert!(bare.permissions.iter().all(|one| one.allowance == Allowance::Allowed), "{bare:#?}");
    assert_eq!(of(&bare, "ec2:DescribeVpcs").evidence, Evidence::DryRun);
    // There is no service yet that a dry run could be about.
    assert_eq!(of(&bare, "ec2:ModifyVpcEndpointServicePermissions").evidence, Evidence::Simulated);
    assert_eq!(of(&bare, "acm:ListCertificates").evidence, Evidence::Asked);
    assert!(account.endpoint_services(&region()).await.unwrap().is_empty(), "a dry run has made one");

    let made = journey::play(&account).await;
    let services = account.endpoint_services(&region()).await.unwrap();
    let allowed = account.permissions(&region(), &made.service.id).await.unwrap();
    let seen = preflight(&account).await;
    assert!(seen.permissions.iter().all(|one| one.allowance == Allowance::Allowed), "{seen:#?}");
    for action in ACTIONS.into_iter().filter(|action| action.contains("VpcEndpointService")) {
        assert_eq!(of(&seen, action).evidence, Evidence::DryRun, "{action}");
    }
    assert_eq!(of(&seen, "elasticloadbalancing:CreateLoadBalancer").evidence, Evidence::Simulated);
    assert_eq!(account.endpoint_services(&region()).await.unwrap(), services);
    assert_eq!(account.permissions(&region(), &made.service.id).await.unwrap(), allowed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_denied_whichever_way_it_was_found_out() {
    let practice = start();
    let account = seller(&practice).await;
    journey::play(&account).await;
    let denied = [
        ("ec2:ModifyVpcEndpointServicePermissions", Evidence::DryRun),
        ("ec2:CreateVpcEndpointServiceConfiguration", Evidence::DryRun),
        ("ec2:DescribeSubnets", Evidence::DryRun),
        ("elasticloadbalancing:CreateLoadBalancer", Evidence::Simulated),
        ("acm:RequestCertificate", Evidence::Simulated),
        ("acm:ListCertificates", Evidence::Asked),
        ("ec2:DescribeRegions", Evidence::Asked),
        ("iam:ListAccountAliases", Evidence::Asked),
    ];
    for (action, _) in denied {
        deny(&practice, action);
    }
    let seen = preflight(&account).await;
    assert_eq!(seen.alias, None);
    for one in &seen.permissions {
        match denied.iter().find(|(action, _)| *action == one.action) {
            Some((_, evidence)) => assert_eq!((one.allowance, one.evidence), (Allowance::Denied, *evidence), "{one:?}"),
            // Nothing to describe was seen, so that this one is left to the simulation.
            None => assert_eq!(one.allowance, Allowance::Allowed, "{one:?}"),
        }
    }
}

/// Without the simulation, what can't be tried is unknown. Never allowed, never denied.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answers_is_unknown() {
    let practice = start();
    let account = seller(&practice).await;
    deny(&practice, "iam:SimulatePrincipalPolicy");
    let seen = preflight(&account).await;
    assert_eq!(of(&seen, "iam:SimulatePrincipalPolicy").allowance, Allowance::Denied);
    for action in ["acm:RequestCertificate", "elasticloadbalancing:CreateLoadBalancer", "ec2:ModifyVpcEndpointServicePermissions"] {
        let one = of(&seen, action);
        assert_eq!((one.allowance, one.evidence), (Allowance::Unknown, Evidence::Nothing), "{one:?}");
        assert_eq!(reason(one), "permission-no-simulation", "{one:?}");
    }
    assert_eq!(of(&seen, "ec2:DescribeVpcs").allowance, Allowance::Allowed);
}

/// A session is judged by its role; where the role's path can't be asked for, the plain ARN is tried.
#[tokio::test(flavor = "multi_thread")]
async fn a_sessions_role_is_simulated() {
    let practice = start();
    let endpoint = practice.world().aws.endpoint.clone();
    let keys = aws_credential_types::Credentials::new("PRACTICESELLER", "practice", None, None, "test");
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(aws_config::BehaviorVersion::latest())
        .region(aws_config::Region::new("eu-west-1"))
        .endpoint_url(&endpoint)
        .credentials_provider(keys)
        .build();
    let role = "arn:aws:iam::111122223333:role/partners/Partner";
    let assumed = aws_sdk_sts::Client::from_conf(config).assume_role().role_arn(role).role_session_name("jane").send().await.unwrap();
    let account = connect(&endpoint, assumed.credentials().unwrap().access_key_id()).await;
    deny(&practice, "acm:RequestCertificate");
    let seen = preflight(&account).await;
    assert!(seen.identity.arn.contains(":assumed-role/"), "{}", seen.identity.arn);
    let one = of(&seen, "acm:RequestCertificate");
    assert_eq!((one.allowance, one.evidence), (Allowance::Denied, Evidence::Simulated), "{one:?}");
    assert_eq!(of(&seen, "elasticloadbalancing:CreateLoadBalancer").allowance, Allowance::Allowed);
}
