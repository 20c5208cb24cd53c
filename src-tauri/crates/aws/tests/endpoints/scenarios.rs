//! What other infrastructure tools try with endpoint services, tried with Gangway's own calls, on the practice account and, as far as it goes, on
//! moto (`tests/peers/moto-cannot.toml` says how far that is).
//!
//! Looked at, titles only. terraform-provider-aws: `TestAccVPCEndpointService_` basic, disappears, tags, networkLoadBalancerARNs,
//! supportedIPAddressTypes, allowedPrincipals, gatewayLoadBalancerARNs, privateDNSName; `TestAccVPCEndpointServiceAllowedPrincipal_` basic, multiple.
//! moto: `test_create_vpc_endpoint_service_configuration_without_params`, `test_create_vpc_endpoint_service_configuration_with_network_load_balancer`,
//! `test_modify_vpc_endpoint_service_permissions`. aws-cdk: the unit test of `VpcEndpointService` with acceptance and allowed principals.
//! Gateway Load Balancers are no part of Gangway, and one of its endpoint services has one load balancer: several of the one are several of the other.

use std::collections::BTreeMap;

use gangway_aws::{Account, AwsErrorKind, EndpointService};
use gangway_model::{Call, Input, IpAddressType, Output, Region, ServiceAddressType};
use gangway_practice::{Options, Practice};

use crate::journey::{CUSTOMER, connect, eventually, make, place, region, tags};
use crate::peer::{Peer, judge};

/// An endpoint that did not come from here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Practice,
    Moto,
}

/// A load balancer that is up.
async fn load_balancer(account: &Account, name: &str) -> String {
    let (vpc, _) = place(account).await;
    let create = Call::CreateLoadBalancer {
        name: name.to_owned(),
        subnets: vpc.subnets.iter().take(1).map(|subnet| Input::existing(&subnet.id)).collect(),
        security_groups: Vec::new(),
        ip_address_type: IpAddressType::Ipv4,
    };
    let arn = make(account, name, &create).await[&Output::LoadBalancerArn].clone();
    eventually("active", async || {
        account.load_balancers(&region()).await.unwrap().into_iter().find(|one| one.arn == arn && one.state == "active")
    })
    .await;
    arn
}

fn create(load_balancer: &str) -> Call {
    Call::CreateEndpointService {
        load_balancer: Input::existing(load_balancer),
        acceptance_required: false,
        private_dns_name: None,
        supported_ip_address_types: Vec::new(),
        supported_regions: Vec::new(),
    }
}

async fn service(account: &Account, id: &str) -> EndpointService {
    account.endpoint_service(&region(), id).await.unwrap()
}

/// Makes an endpoint service, and gives its id.
async fn made(account: &Account, change: &str, call: &Call) -> String {
    make(account, change, call).await[&Output::ServiceId].clone()
}

/// basic: what nothing was said about is as AWS has it by default.
async fn basic(account: &Account, balancer: &str) -> String {
    let id = made(account, "basic", &create(balancer)).await;
    let seen = service(account, &id).await;
    assert_eq!(seen.name, format!("com.amazonaws.vpce.eu-west-1.{id}"));
    assert_eq!(
        (seen.acceptance_required, &seen.private_dns, seen.load_balancer_arns.as_slice()),
        (false, &None, [balancer.to_owned()].as_slice())
    );
    assert_eq!(account.permissions(&region(), &id).await.unwrap(), Vec::<String>::new(), "nobody may connect at first");
    let (zones, balancers) = (seen.zone_ids, account.load_balancers(&region()).await.unwrap());
    let below = balancers.into_iter().find(|one| one.arn == balancer).unwrap();
    assert!(zones.is_empty() || zones == below.zones.iter().map(|zone| zone.zone_id.clone()).collect::<Vec<_>>(), "{zones:?}");
    id
}

/// tags: those of its change and no others, also when there are several services.
async fn tagged(account: &Account, id: &str) {
    let mut seen = service(account, id).await.tags;
    let mut wanted = tags("basic");
    seen.sort_by(|a, b| a.key.cmp(&b.key));
    wanted.sort_by(|a, b| a.key.cmp(&b.key));
    assert_eq!(seen, wanted);
}

/// acceptance: on, off and on again; the same once more is no error.
async fn acceptance(account: &Account, id: &str) {
    for (change, required) in [("on", true), ("off", false), ("on-again", true)] {
        let set = Call::SetAcceptance { endpoint_service: Input::existing(id), required };
        make(account, change, &set).await;
        assert_eq!(service(account, id).await.acceptance_required, required);
        account.perform(&region(), &set, "token", &tags(change)).await.unwrap();
        assert_eq!(service(account, id).await.acceptance_required, required);
    }
}

/// allowed principals: account, role, user, everybody; adding one again and removing one that is not there.
async fn principals(account: &Account, id: &str, on: On) {
    let change = |add: &[&str], remove: &[&str]| Call::ModifyPermissions {
        endpoint_service: Input::existing(id),
        add: add.iter().map(|one| (*one).to_owned()).collect(),
        remove: remove.iter().map(|one| (*one).to_owned()).collect(),
    };
    let (role, user) = ("arn:aws:iam::111122223333:role/Partner", "arn:aws:iam::111122223333:user/ann");
    let listed = async || account.permissions(&region(), id).await.unwrap();
    make(account, "allow", &change(&[CUSTOMER, role, user], &[])).await;
    assert_eq!(listed().await, [role, user, CUSTOMER]);
    account.perform(&region(), &change(&[CUSTOMER], &[]), "token", &[]).await.unwrap();
    assert_eq!(listed().await.len(), 3, "once is once");
    make(account, "exchange", &change(&["*"], &[role, user])).await;
    assert_eq!(listed().await, ["*", CUSTOMER]);
    make(account, "nobody", &change(&[], &["*", CUSTOMER])).await;
    assert_eq!(listed().await, Vec::<String>::new());
    if on == On::Practice {
        for wrong in ["arn:aws:iam::1234:root", "not a principal"] {
            let error = account.perform(&region(), &change(&[wrong], &[]), "token", &[]).await.unwrap_err();
            assert!(matches!(error.kind, AwsErrorKind::Refused { .. }) && error.certainly_not_done(), "{wrong}: {error}");
        }
        assert_eq!(listed().await, Vec::<String>::new(), "nothing of a refused call stays");
    }
}

/// private DNS name: given later, exchanged; the value that proves it is another then.
async fn private_dns(account: &Account, id: &str, on: On) {
    let set = |name: &str| Call::SetPrivateDnsName { endpoint_service: Input::existing(id), private_dns_name: name.to_owned() };
    make(account, "name", &set("api.example.com")).await;
    let first = service(account, id).await.private_dns.unwrap();
    assert_eq!((first.name.as_str(), first.record_type.as_str()), ("api.example.com", "TXT"));
    make(account, "rename", &set("other.example.com")).await;
    let second = service(account, id).await.private_dns.unwrap();
    assert_eq!(second.name, "other.example.com");
    if on == On::Practice {
        assert_eq!(second.state, "pendingVerification");
        assert_ne!(first.record_value, second.record_value, "an old proof is none for another name");
    }
}

/// cross-Region: one more Region and back; a Region that AWS does not know is refused.
async fn regions(account: &Account, id: &str) {
    let other = Region::parse("us-east-1").unwrap();
    let set = |add: Vec<Region>, remove: Vec<Region>| Call::SetSupportedRegions { endpoint_service: Input::existing(id), add, remove };
    make(account, "abroad", &set(vec![other.clone()], Vec::new())).await;
    make(account, "home-again", &set(Vec::new(), vec![other.clone()])).await;
    let nowhere = Region::parse("xx-nowhere-9").unwrap();
    let error = account.perform(&region(), &set(vec![nowhere], Vec::new()), "token", &[]).await.unwrap_err();
    assert!(matches!(error.kind, AwsErrorKind::Refused { .. }) && error.certainly_not_done(), "{error}");
}

/// IP types: IPv6 goes with a load balancer of both only, and that is said before anything is made.
async fn address_types(account: &Account, id: &str, balancer: &str) {
    let dual = |types| match create(balancer) {
        Call::CreateEndpointService { load_balancer, acceptance_required, private_dns_name, supported_regions, .. } => {
            Call::CreateEndpointService {
                load_balancer,
                acceptance_required,
                private_dns_name,
                supported_ip_address_types: types,
                supported_regions,
            }
        }
        other => other,
    };
    let before = account.endpoint_services(&region()).await.unwrap().len();
    let both = dual(vec![ServiceAddressType::Ipv4, ServiceAddressType::Ipv6]);
    let error = account.perform(&region(), &both, "token-both", &tags("both")).await.unwrap_err();
    assert!(matches!(error.kind, AwsErrorKind::Refused { .. }) && error.certainly_not_done(), "{error}");
    let add =
        Call::SetSupportedAddressTypes { endpoint_service: Input::existing(id), add: vec![ServiceAddressType::Ipv6], remove: Vec::new() };
    assert!(account.perform(&region(), &add, "token", &[]).await.unwrap_err().certainly_not_done());
    assert_eq!(account.endpoint_services(&region()).await.unwrap().len(), before);
}

/// several load balancers: a service each, and one that is taken serves no second service.
async fn several(account: &Account, first: &str, on: On) -> String {
    let other = load_balancer(account, "gangway-two").await;
    let id = made(account, "second", &create(&other)).await;
    let all = account.endpoint_services(&region()).await.unwrap();
    let behind: BTreeMap<&str, &str> = all.iter().map(|one| (one.load_balancer_arns[0].as_str(), one.id.as_str())).collect();
    assert_eq!((behind.len(), behind[other.as_str()]), (2, id.as_str()));
    if on == On::Practice {
        let error = account.perform(&region(), &create(first), "token-third", &tags("third")).await.unwrap_err();
        assert!(matches!(error.kind, AwsErrorKind::Refused { .. }) && error.certainly_not_done(), "{error}");
        assert_eq!(account.endpoint_services(&region()).await.unwrap().len(), 2);
    }
    id
}

/// disappears: somebody else removes it; it is told as not found, and nothing of it is taken for something else.
async fn disappears(account: &Account, id: &str, change: &str, call: &Call) {
    let remove = Call::DeleteEndpointService { endpoint_service: Input::existing(id) };
    account.perform(&region(), &remove, "token", &tags(change)).await.unwrap();
    eventually("gone", async || account.endpoint_service(&region(), id).await.err().filter(gangway_aws::AwsError::is_not_found)).await;
    assert!(account.endpoint_services(&region()).await.unwrap().iter().all(|one| one.id != id));
    let set = Call::SetAcceptance { endpoint_service: Input::existing(id), required: true };
    let error = account.perform(&region(), &set, "token", &[]).await.unwrap_err();
    assert!(error.is_not_found() && error.certainly_not_done(), "{error}");
    assert!(account.permissions(&region(), id).await.is_err_and(|error| error.is_not_found()));
    assert_eq!(account.find_made(&region(), call, &tags(change)).await.unwrap(), None);
}

async fn all(account: &Account, on: On) {
    let balancer = load_balancer(account, "gangway-one").await;
    let id = basic(account, &balancer).await;
    tagged(account, &id).await;
    acceptance(account, &id).await;
    principals(account, &id, on).await;
    private_dns(account, &id, on).await;
    let second = several(account, &balancer, on).await;
    tagged(account, &id).await;
    if on == On::Practice {
        regions(account, &id).await;
        address_types(account, &id, &balancer).await;
    }
    disappears(account, &second, "second", &create("arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/net/none/0")).await;
    // Its load balancer is free again.
    let again = service(account, &id).await;
    assert_eq!(again.load_balancer_arns, [balancer]);
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoint_services_on_the_practice_account() {
    let practice = Practice::start(Options { speed: 120.0, ..Options::default() }).unwrap();
    all(&connect(&practice.world().aws.endpoint, "PRACTICESELLER").await, On::Practice).await;
}

#[tokio::test]
async fn endpoint_services_on_moto() {
    let folder = tempfile::tempdir().unwrap();
    let recording = folder.path().join("calls.jsonl");
    let Some(moto) = Peer::start("moto_start.py", &[]) else { return };
    let Some(proxy) = Peer::start("record_proxy.py", &["--upstream", &moto.endpoint, "--out", recording.to_str().unwrap()]) else { return };
    all(&connect(&proxy.endpoint, "REHEARSAL").await, On::Moto).await;
    judge(&recording);
}
