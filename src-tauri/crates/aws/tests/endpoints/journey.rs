//! One seller's set-up from load balancer to allow list, read back after every call.

use std::collections::BTreeMap;
use std::time::Duration;

use gangway_aws::{Account, Credentials, EndpointService, Instance, Patience, Secret, Vpc};
use gangway_model::{Call, CallTag, Input, IpAddressType, Output, Region, TargetProtocol, TargetRef, TargetType};

pub const DOMAIN: &str = "api.vpce.example.com";
pub const PRIVATE: &str = "api.example.com";
pub const CUSTOMER: &str = "arn:aws:iam::444455556666:root";

pub fn region() -> Region {
    Region::parse("eu-west-1").unwrap()
}

pub async fn connect(endpoint: &str, access_key_id: &str) -> Account {
    let credentials =
        Credentials::Rehearsal { access_key_id: access_key_id.to_owned(), secret: Secret::new("practice"), patience: Patience::default() };
    Account::connect(credentials, Some(endpoint.to_owned()), Some(region())).await.unwrap()
}

pub fn tags(change: &str) -> Vec<CallTag> {
    let tag = |key: &str, value: &str| CallTag { key: key.to_owned(), value: value.to_owned() };
    vec![tag("gangway:onboarding", "6f1c9a52-3d70-4c1c-9df8-1b8c6c7e2a10"), tag("gangway:change", change)]
}

/// A load balancer of IPv4 without security groups.
pub fn load_balancer(name: &str, subnets: Vec<Input>) -> Call {
    Call::CreateLoadBalancer { name: name.to_owned(), subnets, security_groups: Vec::new(), ip_address_type: IpAddressType::Ipv4 }
}

/// A target group of instances, asked by TCP.
pub fn target_group(name: &str, port: u16, vpc: &str) -> Call {
    let (target_type, protocol) = (TargetType::Instance, TargetProtocol::Tcp);
    Call::CreateTargetGroup { name: name.to_owned(), port, vpc: Input::existing(vpc), target_type, protocol, health_check: None }
}

/// Performs a call that nothing answers to before, and that is recognised afterwards by its tags and not by a stranger's.
pub async fn make(account: &Account, change: &str, call: &Call) -> BTreeMap<Output, String> {
    let region = region();
    assert_eq!(account.find_made(&region, call, &tags(change)).await.unwrap(), None, "{change}: there before");
    let made = account.perform(&region, call, &format!("token-{change}"), &tags(change)).await.unwrap();
    assert_eq!(account.find_made(&region, call, &tags(change)).await.unwrap().as_ref(), Some(&made), "{change}: not found again");
    if !made.is_empty() {
        assert_eq!(account.find_made(&region, call, &tags("another")).await.unwrap(), None, "{change}: taken from a stranger");
        assert_eq!(account.find_made(&region, call, &[]).await.unwrap().as_ref(), Some(&made), "{change}: not found by its natural key");
    }
    made
}

/// What the journey made.
pub struct SetUp {
    pub load_balancer: String,
    pub target_group: String,
    pub service: EndpointService,
    pub certificate: String,
}

/// Whose VPC it is built in: one with an instance in each of its zones.
pub async fn place(account: &Account) -> (Vpc, Vec<Instance>) {
    for vpc in account.vpcs(&region()).await.unwrap() {
        let instances = account.instances(&region(), Some(&vpc.id)).await.unwrap();
        if instances.len() >= 2 && vpc.subnets.len() >= 2 {
            return (vpc, instances);
        }
    }
    panic!("no VPC with instances");
}

pub async fn play(account: &Account) -> SetUp {
    let region = region();
    assert!(account.regions().await.unwrap().contains(&region));
    let zones = account.zones(&region).await.unwrap();
    assert!(zones.len() >= 3 && zones.iter().all(|zone| zone.usable && zone.id.starts_with("euw1-az")), "{zones:?}");
    let (vpc, instances) = place(account).await;
    for instance in &instances {
        assert!(instance.state == "running" && instance.zone_id.starts_with("euw1-az") && instance.name.is_some(), "{instance:?}");
    }
    let mut subnets = vpc.subnets.clone();
    subnets.dedup_by(|a, b| a.zone_id == b.zone_id);
    assert!(subnets.iter().all(|subnet| subnet.free_addresses >= 8 && subnet.zone_id.starts_with("euw1-az")), "{subnets:?}");

    let create = load_balancer("gangway-api", subnets.iter().map(|subnet| Input::existing(&subnet.id)).collect());
    let load_balancer = make(account, "create-load-balancer", &create).await[&Output::LoadBalancerArn].clone();
    let seen = account.load_balancers(&region).await.unwrap().into_iter().find(|one| one.arn == load_balancer).unwrap();
    assert_eq!((seen.scheme.as_str(), seen.vpc_id.as_str(), seen.zones.len()), ("internal", vpc.id.as_str(), subnets.len()), "{seen:?}");
    assert!(seen.zones.iter().all(|zone| zone.zone_id.starts_with("euw1-az") && zone.subnet_id.starts_with("subnet-")), "{seen:?}");
    assert!(["provisioning", "active"].contains(&seen.state.as_str()) && seen.tags == sorted(tags("create-load-balancer"), &seen.tags));

    assert!(!account.cross_zone(&region, &load_balancer).await.unwrap());
    make(account, "set-cross-zone", &Call::SetCrossZone { load_balancer: Input::existing(&load_balancer), enabled: true }).await;
    assert!(account.cross_zone(&region, &load_balancer).await.unwrap());

    let create = target_group("gangway-api", 8443, &vpc.id);
    let target_group = make(account, "create-target-group", &create).await[&Output::TargetGroupArn].clone();
    let seen = account.target_group_by_name(&region, "gangway-api").await.unwrap().unwrap();
    assert_eq!((seen.port, seen.protocol.as_str(), seen.target_type.as_str()), (8443, "TCP", "instance"));
    assert_eq!(account.target_group_by_name(&region, "gangway-none").await.unwrap(), None);

    let ids: Vec<String> = instances.iter().map(|instance| instance.id.clone()).collect();
    let register =
        Call::RegisterTargets { target_group: Input::existing(&target_group), targets: ids.iter().map(TargetRef::instance).collect() };
    make(account, "register-targets", &register).await;

    let listen = Call::CreateListener {
        load_balancer: Input::existing(&load_balancer),
        port: 443,
        certificate: None,
        target_group: Input::existing(&target_group),
    };
    make(account, "create-listener", &listen).await;
    let listeners = account.listeners(&region, &load_balancer).await.unwrap();
    assert_eq!(listeners.len(), 1);
    assert_eq!((listeners[0].port, listeners[0].protocol.as_str()), (443, "TCP"));
    assert_eq!(listeners[0].target_group_arn.as_deref(), Some(target_group.as_str()));
    assert_eq!(account.target_groups(&region, Some(&load_balancer)).await.unwrap(), [seen]);
    let targets = account.targets(&region, &target_group).await.unwrap();
    assert_eq!(targets.len(), ids.len());
    for target in &targets {
        let instance = instances.iter().find(|instance| instance.id == target.id).unwrap();
        assert_eq!((target.port, target.zone_id.as_deref()), (8443, Some(instance.zone_id.as_str())), "{target:?}");
        assert!(!target.state.is_empty());
    }

    let request = Call::RequestCertificate { domain_name: DOMAIN.to_owned(), alternative_names: vec![format!("*.{DOMAIN}")] };
    let certificate = make(account, "request-certificate", &request).await[&Output::CertificateArn].clone();
    let seen = account.certificate(&region, &certificate).await.unwrap();
    assert_eq!((seen.domain_name.as_str(), seen.certificate_type.as_str()), (DOMAIN, "AMAZON_ISSUED"), "{seen:?}");
    assert!(["PENDING_VALIDATION", "ISSUED"].contains(&seen.status.as_str()) && seen.names.len() == 2, "{seen:?}");

    // AWS refuses an endpoint service of a load balancer that is still being set up.
    eventually("active", async || {
        account.load_balancers(&region).await.unwrap().into_iter().find(|one| one.arn == load_balancer && one.state == "active")
    })
    .await;
    let service = endpoint_service(account, &load_balancer).await;
    SetUp { load_balancer, target_group, service, certificate }
}

async fn endpoint_service(account: &Account, load_balancer: &str) -> EndpointService {
    let region = region();
    let create = Call::CreateEndpointService {
        load_balancer: Input::existing(load_balancer),
        acceptance_required: true,
        private_dns_name: Some(PRIVATE.to_owned()),
        supported_ip_address_types: Vec::new(),
        supported_regions: Vec::new(),
    };
    let made = make(account, "create-endpoint-service", &create).await;
    let id = &made[&Output::ServiceId];
    let service = account.endpoint_service(&region, id).await.unwrap();
    assert_eq!((&service.name, service.acceptance_required), (&made[&Output::ServiceName], true));
    assert_eq!(service.load_balancer_arns, [load_balancer]);
    assert!(["pending", "available"].contains(&service.state.as_str()), "{service:?}");
    assert_eq!(service.tags, sorted(tags("create-endpoint-service"), &service.tags));
    let private = service.private_dns.as_ref().unwrap();
    assert_eq!((private.name.as_str(), private.record_type.as_str()), (PRIVATE, "TXT"), "{private:?}");
    assert!(!private.record_value.is_empty() && !private.record_name.is_empty(), "{private:?}");
    assert_eq!(account.endpoint_services(&region).await.unwrap(), std::slice::from_ref(&service));

    let existing = Input::existing(id);
    let change = |add: &[&str], remove: &[&str]| Call::ModifyPermissions {
        endpoint_service: existing.clone(),
        add: add.iter().map(|who| (*who).to_owned()).collect(),
        remove: remove.iter().map(|who| (*who).to_owned()).collect(),
    };
    let role = "arn:aws:iam::111122223333:role/Partner";
    make(account, "allow", &change(&[CUSTOMER, role], &[])).await;
    assert_eq!(account.permissions(&region, id).await.unwrap(), [role, CUSTOMER]);
    make(account, "disallow", &change(&[], &[role])).await;
    assert_eq!(account.permissions(&region, id).await.unwrap(), [CUSTOMER]);

    let missing = account.endpoint_service(&region, "vpce-svc-00000000000000000").await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
    let other = Call::SetPrivateDnsName { endpoint_service: existing, private_dns_name: "other.example.com".to_owned() };
    assert_eq!(account.find_made(&region, &other, &[]).await.unwrap(), None);
    account.endpoint_service(&region, id).await.unwrap()
}

/// Looks until it is there, as the engine does with what waits.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..300 {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{what} did not happen");
}

/// The tags that must be there, in the order in which they came.
fn sorted(mut expected: Vec<CallTag>, seen: &[CallTag]) -> Vec<CallTag> {
    expected.sort_by_key(|tag| seen.iter().position(|other| other == tag));
    expected
}
