//! The policies against IAM's grammar, against each other, and against the calls that Gangway makes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use gangway_model::{AccountId, Call, Region};
use gangway_words::Words;
use regex::Regex;
use serde_json::Value;

use super::*;

const ACCOUNT: &str = "111122223333";

fn regions(codes: &[&str]) -> Vec<Region> {
    codes.iter().map(|code| Region::parse(code).unwrap()).collect()
}

fn scope() -> Scope {
    Scope::new(AccountId::parse(ACCOUNT).unwrap(), regions(&["eu-west-1", "us-east-1"]))
}

/// Everything that can be filled in.
fn full() -> Scope {
    let balancer = |name: &str| format!("arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:loadbalancer/net/{name}/50dc6c495c0c9188");
    Scope {
        onboarding: Some("6f1c9a52-3d70-4c1c-9df8-1b8c6c7e2a10".to_owned()),
        names: vec!["API.vpce.example.com".to_owned(), "*.api.vpce.example.com".to_owned()],
        existing: vec![
            balancer("shared"),
            format!("arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:targetgroup/shared/6d0ecf831eec9f09"),
            format!("arn:aws:ec2:eu-west-1:{ACCOUNT}:vpc-endpoint-service/vpce-svc-0123456789abcdef0"),
        ],
        services: vec!["com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0".to_owned()],
        principal: Some(format!("arn:aws:sts::{ACCOUNT}:assumed-role/Partner/jane")),
        ..scope()
    }
}

fn parsed(kind: PolicyKind, scope: &Scope) -> Vec<Value> {
    policies(kind, scope).unwrap().iter().map(|policy| serde_json::from_str(&policy.document.text()).unwrap()).collect()
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many.iter().map(|one| one.as_str().unwrap().to_owned()).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn every_policy_keeps_to_the_grammar_of_iam() {
    let action = Regex::new(r"^[a-z0-9]+:[A-Z][A-Za-z0-9]+$").unwrap();
    let resource = Regex::new(r"^(\*|arn:aws:[a-z0-9]+:[a-z0-9*-]*:(\d{12})?:[A-Za-z0-9*/_.-]+)$").unwrap();
    let key = Regex::new(r"^[a-z0-9]+:[A-Za-z]+(/gangway:onboarding)?$").unwrap();
    let operators = ["StringEquals", "StringLike", "Null", "ForAllValues:StringEquals"];
    for (kind, scope) in PolicyKind::ALL.into_iter().flat_map(|kind| [(kind, scope()), (kind, full())]) {
        for document in parsed(kind, &scope) {
            let mut members: Vec<&String> = document.as_object().unwrap().keys().collect();
            members.sort();
            assert_eq!(members, ["Statement", "Version"]);
            assert_eq!(document["Version"], "2012-10-17");
            let mut sids = BTreeSet::new();
            for statement in document["Statement"].as_array().unwrap() {
                let sid = statement["Sid"].as_str().unwrap();
                assert!(sid.bytes().all(|byte| byte.is_ascii_alphanumeric()) && sids.insert(sid.to_owned()), "{sid}");
                assert_eq!(statement["Effect"], "Allow");
                for one in strings(&statement["Action"]) {
                    assert!(action.is_match(&one), "{one}");
                }
                for one in strings(&statement["Resource"]) {
                    assert!(resource.is_match(&one), "{one}");
                }
                let conditions = statement.get("Condition").map(|all| all.as_object().unwrap().clone()).unwrap_or_default();
                for (operator, keys) in &conditions {
                    assert!(operators.contains(&operator.as_str()), "{operator}");
                    for (name, values) in keys.as_object().unwrap() {
                        assert!(key.is_match(name), "{name}");
                        assert!(!strings(values).is_empty());
                    }
                }
            }
        }
    }
}

#[test]
fn the_same_scope_has_the_same_text_in_whatever_order_it_is_told() {
    let mut turned = full();
    turned.regions.reverse();
    turned.names.reverse();
    turned.existing.reverse();
    for kind in PolicyKind::ALL {
        assert_eq!(policies(kind, &full()).unwrap(), policies(kind, &turned).unwrap(), "{kind}");
    }
}

#[test]
fn account_and_regions_are_filled_in() {
    for kind in [PolicyKind::Provision, PolicyKind::Undo] {
        for statement in parsed(kind, &scope()).iter().flat_map(|document| document["Statement"].as_array().unwrap().clone()) {
            let text = statement.to_string();
            let global = text.contains("iam:CreateServiceLinkedRole") || text.contains("route53:");
            assert_eq!(statement["Condition"]["StringEquals"].get("aws:RequestedRegion").is_none(), global, "{text}");
            assert!(statement["Resource"] == Value::from(vec!["*"]) || text.contains(ACCOUNT) || text.contains("route53:"), "{text}");
        }
    }
    let everywhere = Scope::new(AccountId::parse(ACCOUNT).unwrap(), Vec::new());
    assert!(!parsed(PolicyKind::Survey, &everywhere).iter().any(|document| document.to_string().contains("RequestedRegion")));
    assert_eq!(policies(PolicyKind::Provision, &everywhere), Err(PolicyError::NoRegion));
    let china = Scope::new(AccountId::parse(ACCOUNT).unwrap(), regions(&["cn-north-1"]));
    assert!(parsed(PolicyKind::Undo, &china).iter().all(|document| document.to_string().contains("arn:aws-cn:")));
    let both = Scope::new(AccountId::parse(ACCOUNT).unwrap(), regions(&["cn-north-1", "eu-west-1"]));
    assert_eq!(policies(PolicyKind::Undo, &both), Err(PolicyError::Partitions));
}

/// What a thing is made in or with, where the thing itself has to carry the tag (a statement of its own says so); and what is no call.
fn surroundings(statement: &Value) -> bool {
    let made =
        BTreeMap::from([("ec2:CreateSecurityGroup", "security-group/"), ("ec2:RunInstances", "instance/"), ("vpce:AllowMultiRegion", "-")]);
    let about = strings(&statement["Resource"]);
    strings(&statement["Action"])
        .iter()
        .all(|action| made.get(action.as_str()).is_some_and(|kind| !about.iter().any(|resource| resource.contains(&format!(":{kind}")))))
}

/// Record sets have no tags: adding replaces nothing, and removing is limited to what Gangway publishes by kind, and by Gangway itself to what
/// is still as it was published.
fn records_only(kind: PolicyKind, statement: &Value) -> bool {
    let action = if kind == PolicyKind::Undo { "DELETE" } else { "CREATE" };
    let limits = &statement["Condition"]["ForAllValues:StringEquals"];
    strings(&statement["Action"]) == ["route53:ChangeResourceRecordSets"]
        && limits["route53:ChangeResourceRecordSetsActions"] == action
        && limits["route53:ChangeResourceRecordSetsRecordTypes"].is_array()
}

/// Whatever changes something is tied to the onboarding's tag, or to resources by name, or to one role of AWS's own.
#[test]
fn no_change_reaches_what_is_not_the_onboardings() {
    for (kind, scope) in [PolicyKind::Provision, PolicyKind::Undo].into_iter().flat_map(|kind| [(kind, scope()), (kind, full())]) {
        for statement in parsed(kind, &scope).iter().flat_map(|document| document["Statement"].as_array().unwrap().clone()) {
            let tagged = statement["Condition"].to_string().contains(&format!("Tag/{TAG}"));
            let named = strings(&statement["Resource"]).iter().all(|resource| !resource.contains('*'));
            assert!(tagged || named || records_only(kind, &statement) || surroundings(&statement), "{statement}");
        }
    }
    // A load balancer of somebody else's is only ever set up when it is named, and never removed.
    let provision = parsed(PolicyKind::Provision, &full());
    assert!(provision.iter().any(|document| document.to_string().contains("loadbalancer/net/shared/")));
    let undo = parsed(PolicyKind::Undo, &full());
    assert!(!undo.iter().any(|document| document.to_string().contains("loadbalancer/net/shared/")));
    assert!(undo.iter().any(|document| document.to_string().contains("targetgroup/shared/")));
}

#[test]
fn another_accounts_arn_is_not_taken_over() {
    let mut scope = full();
    scope.existing = vec!["arn:aws:elasticloadbalancing:eu-west-1:444455556666:targetgroup/theirs/6d0ecf831eec9f09".to_owned()];
    assert!(!parsed(PolicyKind::Provision, &scope).iter().any(|document| document.to_string().contains("theirs")));
}

#[test]
fn what_is_too_long_is_split_and_nothing_is_lost() {
    let mut scope = full();
    let group = |number: usize| format!("arn:aws:elasticloadbalancing:eu-west-1:{ACCOUNT}:targetgroup/group-{number:02}/6d0ecf831eec9f09");
    scope.existing.extend((0..40).map(group));
    let split = policies(PolicyKind::Provision, &scope).unwrap();
    assert!(split.len() > 1);
    for policy in &split {
        let text: String = policy.document.text().chars().filter(|c| !c.is_whitespace()).collect();
        assert_eq!(text.chars().count(), policy.document.length());
        assert!(policy.document.length() <= LONGEST, "{}: {}", policy.name, policy.document.length());
    }
    let names: Vec<&str> = split.iter().map(|policy| policy.name.as_str()).collect();
    assert_eq!(names.first(), Some(&"GangwayProvision-1"));
    let of = |all: Vec<Policy>| all.iter().flat_map(|policy| policy.document.statements().to_vec()).collect::<Vec<_>>();
    assert_eq!(of(split), statements(PolicyKind::Provision, &scope).unwrap());
    scope.existing.extend((40..120).map(group));
    assert_eq!(policies(PolicyKind::Provision, &scope), Err(PolicyError::TooLong { sid: "SetUpNamedTargetGroups" }));
}

#[test]
fn every_region_of_aws_fits() {
    let many: Vec<String> = (1..=5)
        .flat_map(|number| {
            ["eu-west", "ap-southeast", "us-east", "ap-northeast", "eu-central", "sa-east", "me-south"]
                .map(|area| format!("{area}-{number}"))
        })
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let scope = Scope { regions: regions(&many), ..full() };
    for kind in PolicyKind::ALL {
        assert!(policies(kind, &scope).unwrap().iter().all(|policy| policy.document.length() <= LONGEST), "{kind}");
    }
}

/// The AWS room's sources, without their tests.
fn sources(folder: &Path, into: &mut String) {
    let tests = Regex::new(r"#\[cfg\(test\)\]\n(?:pub\(crate\) )?mod \w+ \{").unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if !path.ends_with("tests") {
                sources(&path, into);
            }
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("wire_tests.rs") && !path.ends_with("tests.rs") {
            into.push_str(tests.split(&std::fs::read_to_string(&path).unwrap()).next().unwrap());
        }
    }
}

/// `describe_vpcs` -> `DescribeVpcs`.
fn camel(name: &str) -> String {
    let words = name.split('_').map(|word| match word {
        "aws" => "AWS".to_owned(),
        word => word.chars().take(1).map(|first| first.to_ascii_uppercase()).chain(word.chars().skip(1)).collect(),
    });
    words.collect()
}

/// Calls of IAM Identity Center: who has the session may make them, and no policy is asked
/// (<https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/welcome.html>).
const OF_THE_SESSION: [&str; 7] =
    ["CreateToken", "GetRoleCredentials", "ListAccountRoles", "ListAccounts", "Logout", "RegisterClient", "StartDeviceAuthorization"];

/// Every action that the AWS room has a call for.
fn called() -> BTreeSet<String> {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("aws/src"), &mut text);
    let prefixes = BTreeMap::from([
        ("acm", "acm"),
        ("ec2", "ec2"),
        ("elb", "elasticloadbalancing"),
        ("elasticloadbalancingv2", "elasticloadbalancing"),
        ("iam", "iam"),
        ("route53", "route53"),
        ("quotas", "servicequotas"),
        ("servicequotas", "servicequotas"),
        ("sts", "sts"),
    ]);
    let clients = Regex::new(r"\b(acm|ec2|elb|iam|route53|quotas|sts)(?:_once|\(\))?\s*\.\s*([a-z][a-z0-9_]+)\(\)").unwrap();
    let fresh = Regex::new(r"aws_sdk_(\w+)::Client::from_conf\(\w+\)\s*\.\s*([a-z][a-z0-9_]+)\(\)").unwrap();
    let found = clients.captures_iter(&text).chain(fresh.captures_iter(&text));
    let called: BTreeSet<String> = found
        .filter(|call| !matches!(&call[2], "clone" | "build"))
        .map(|call| format!("{}:{}", prefixes[&call[1]], camel(&call[2])))
        .collect();
    // Whatever an error is named after was called: the search above has not gone blind.
    let named = Regex::new(r#"(?:\.failed\(|\.all\(|const [A-Z_]+: &str = )"([A-Z][a-z]+[A-Z][A-Za-z0-9]+)""#).unwrap();
    for name in named.captures_iter(&text).map(|name| name[1].to_owned()).filter(|name| !OF_THE_SESSION.contains(&name.as_str())) {
        assert!(called.iter().any(|action| action.ends_with(&format!(":{name}"))), "{name} has no call");
    }
    assert!(called.len() > 20, "{called:#?}");
    called
}

/// What AWS asks for besides the call's own action (Service Authorization Reference, "Dependent actions"; for the first load balancer of an
/// account, the Elastic Load Balancing User Guide, "Service-linked role").
const BESIDES: [(&str, &str); 11] = [
    ("ec2:CreateVpc", "ec2:CreateTags"),
    ("ec2:CreateSubnet", "ec2:CreateTags"),
    ("ec2:CreateSecurityGroup", "ec2:CreateTags"),
    ("ec2:RunInstances", "ec2:CreateTags"),
    ("ec2:CreateVpcEndpointServiceConfiguration", "ec2:CreateTags"),
    ("ec2:ModifyVpcEndpointServiceConfiguration", "vpce:AllowMultiRegion"),
    ("elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:AddTags"),
    ("elasticloadbalancing:CreateLoadBalancer", "iam:CreateServiceLinkedRole"),
    ("elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:AddTags"),
    ("elasticloadbalancing:CreateListener", "elasticloadbalancing:AddTags"),
    ("acm:RequestCertificate", "acm:AddTagsToCertificate"),
];

#[test]
fn the_policies_are_what_the_calls_need_and_nothing_else() {
    let calls = called();
    let besides = BESIDES.iter().filter(|(call, _)| calls.contains(*call)).map(|(_, more)| (*more).to_owned());
    let needed: BTreeSet<String> = calls.iter().cloned().chain(besides).collect();
    let of = |kind| actions(kind, &full()).unwrap().into_iter().map(str::to_owned).collect::<BTreeSet<String>>();
    let (survey, provision, undo) = (of(PolicyKind::Survey), of(PolicyKind::Provision), of(PolicyKind::Undo));
    for (one, other) in [(&survey, &provision), (&survey, &undo), (&provision, &undo)] {
        // Publishing and removing records is one action, limited differently in each.
        let both = one.intersection(other).filter(|action| *action != "route53:ChangeResourceRecordSets").collect::<Vec<_>>();
        assert_eq!(both, Vec::<&String>::new(), "in both");
    }
    let given: BTreeSet<String> = survey.iter().chain(&provision).chain(&undo).cloned().collect();
    let lacking: Vec<&String> = needed.difference(&given).collect();
    assert!(lacking.is_empty(), "calls that no policy allows: {lacking:#?}");
    let idle: Vec<&String> = given.difference(&needed).collect();
    assert!(idle.is_empty(), "actions that no call needs: {idle:#?}");
    // Reading is reading.
    let reads =
        |action: &str| ["Describe", "Get", "List", "Simulate"].iter().any(|start| action.split(':').nth(1).unwrap().starts_with(start));
    assert!(survey.iter().all(|action| reads(action)) && !provision.union(&undo).any(|action| reads(action)));
    // It can't be taken back, so that there is no permission for it either.
    assert!(!given.iter().any(|action| action.contains("PayerResponsibility")));
}

/// What removes what a call makes, or sets back what it set. A new call has to say it here.
fn undone_by(call: &Call) -> Option<&'static str> {
    match call {
        Call::CreateVpc { .. } => Some("ec2:DeleteVpc"),
        Call::CreateSubnet { .. } => Some("ec2:DeleteSubnet"),
        Call::CreateSecurityGroup { .. } => Some("ec2:DeleteSecurityGroup"),
        Call::RunInstance { .. } => Some("ec2:TerminateInstances"),
        Call::CreateLoadBalancer { .. } => Some("elasticloadbalancing:DeleteLoadBalancer"),
        Call::CreateTargetGroup { .. } => Some("elasticloadbalancing:DeleteTargetGroup"),
        Call::RegisterTargets { .. } => Some("elasticloadbalancing:DeregisterTargets"),
        Call::CreateListener { .. } => Some("elasticloadbalancing:DeleteListener"),
        Call::CreateEndpointService { .. } => Some("ec2:DeleteVpcEndpointServiceConfigurations"),
        Call::RequestCertificate { .. } => Some("acm:DeleteCertificate"),
        Call::PublishRecords { .. } => Some("route53:ChangeResourceRecordSets"),
        // A connection that a customer has by now stands in the way of removing the service.
        Call::ModifyPermissions { .. } => Some("ec2:RejectVpcEndpointConnections"),
        // Goes with what it is set on, or was a removal itself.
        _ => None,
    }
}

/// One of each call that changes the account.
fn calls() -> Vec<Call> {
    use gangway_model::{HealthCheck, Input, IpAddressType, Launch, TargetProtocol, TargetType};
    let (id, text) = (|| Input::existing("x"), String::new);
    let records = || gangway_model::RecordSet { name: text(), kind: text(), ttl: 300, values: Vec::new() };
    vec![
        Call::CreateVpc { cidr: text() },
        Call::SetDnsHostnames { vpc: id(), enabled: true },
        Call::CreateSubnet { vpc: id(), zone_id: text(), cidr: text() },
        Call::CreateSecurityGroup { vpc: id(), name: text(), description: text() },
        Call::AuthorizeIngress { security_group: id(), port: 1, cidrs: Vec::new() },
        Call::RunInstance { launch: Launch::Template { id: text(), version: None }, subnet: id(), security_groups: Vec::new() },
        Call::CreateLoadBalancer { name: text(), subnets: Vec::new(), security_groups: Vec::new(), ip_address_type: IpAddressType::Ipv4 },
        Call::SetCrossZone { load_balancer: id(), enabled: true },
        Call::SetSubnets { load_balancer: id(), subnets: Vec::new() },
        Call::SetSecurityGroups { load_balancer: id(), security_groups: Vec::new(), enforce_on_private_link: None },
        Call::CreateTargetGroup {
            name: text(),
            port: 1,
            vpc: id(),
            target_type: TargetType::Ip,
            protocol: TargetProtocol::Tcp,
            health_check: None,
        },
        Call::SetHealthCheck { target_group: id(), health_check: HealthCheck::tcp() },
        Call::RegisterTargets { target_group: id(), targets: Vec::new() },
        Call::CreateListener { load_balancer: id(), port: 1, certificate: None, target_group: id() },
        Call::ModifyListener { listener: id(), target_group: None, certificate: None },
        Call::CreateEndpointService {
            load_balancer: id(),
            acceptance_required: true,
            private_dns_name: None,
            supported_ip_address_types: Vec::new(),
            supported_regions: Vec::new(),
        },
        Call::RefreshEndpointService { endpoint_service: id() },
        Call::SetPrivateDnsName { endpoint_service: id(), private_dns_name: text() },
        Call::SetAcceptance { endpoint_service: id(), required: true },
        Call::SetSupportedRegions { endpoint_service: id(), add: Vec::new(), remove: Vec::new() },
        Call::SetSupportedAddressTypes { endpoint_service: id(), add: Vec::new(), remove: Vec::new() },
        Call::StartPrivateDnsVerification { endpoint_service: id() },
        Call::ModifyPermissions { endpoint_service: id(), add: Vec::new(), remove: Vec::new() },
        Call::RequestCertificate { domain_name: text(), alternative_names: Vec::new() },
        Call::RejectConnections { endpoint_service: id(), endpoint_ids: Vec::new() },
        Call::DeleteEndpointService { endpoint_service: id() },
        Call::DeleteListener { listener: id() },
        Call::DeregisterTargets { target_group: id(), targets: Vec::new() },
        Call::DeleteLoadBalancer { load_balancer: id() },
        Call::DeleteTargetGroup { target_group: id() },
        Call::TerminateInstance { instance: id() },
        Call::DeleteSecurityGroup { security_group: id() },
        Call::DeleteSubnet { subnet: id() },
        Call::DeleteVpc { vpc: id() },
        Call::DeleteCertificate { certificate: id() },
        Call::PublishRecords { zone: text(), records: records() },
        Call::RemoveRecords { record_set: id(), zone: text(), records: records() },
    ]
}

#[test]
fn undo_is_the_other_side_of_provision() {
    let provision = actions(PolicyKind::Provision, &full()).unwrap();
    let undo = actions(PolicyKind::Undo, &full()).unwrap();
    let sorted = |all: &mut dyn Iterator<Item = &'static str>| all.collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>();
    assert_eq!(undo, sorted(&mut calls().iter().filter_map(undone_by)), "every creation has its removal");
    assert_eq!(undo, sorted(&mut calls().iter().filter(|call| call.removes().is_some()).map(Call::action)), "no removal but these");
    let planned: BTreeSet<&str> = calls().iter().filter(|call| call.removes().is_none()).map(Call::action).collect();
    assert!(planned.iter().all(|action| provision.contains(action)), "{planned:?}");
    // What makes something can be undone.
    assert!(calls().iter().all(|call| call.outputs().is_empty() || undone_by(call).is_some()));
}

/// The commands that the wizard shows for the second account can be run with the policy for it.
#[test]
fn the_rehearsals_commands_are_allowed() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/steps/rehearsal.rs")).unwrap();
    let rehearsal = actions(PolicyKind::Rehearsal, &full()).unwrap();
    let command = Regex::new(r"aws ec2 ([a-z-]+) ").unwrap();
    let shown: BTreeSet<String> = command.captures_iter(&text).map(|found| format!("ec2:{}", camel(&found[1].replace('-', "_")))).collect();
    assert!(shown.len() > 2, "{shown:?}");
    for action in shown {
        assert!(rehearsal.contains(&action.as_str()), "{action}");
    }
}

#[test]
fn the_letter_says_what_for_where_and_holds_every_policy() {
    let words = Words::english();
    for kind in PolicyKind::ALL {
        for scope in [scope(), full()] {
            let policies = policies(kind, &scope).unwrap();
            let letter = letter(&words, kind, &scope, &policies);
            assert!(!letter.subject.contains('\n') && letter.subject.contains(ACCOUNT), "{}", letter.subject);
            assert!(letter.body.contains("eu-west-1, us-east-1"), "{}", letter.body);
            assert!(!letter.body.contains("policy-letter-") && !letter.body.contains("{ $"), "{}", letter.body);
            for policy in &policies {
                assert!(letter.body.contains(&policy.name) && letter.body.contains(&policy.document.text()));
            }
            assert_eq!(letter.body.contains("Partner"), scope.principal.is_some());
        }
    }
}
