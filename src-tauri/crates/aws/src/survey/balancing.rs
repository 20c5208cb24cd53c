//! Network Load Balancers and what hangs on them. Elastic Load Balancing's one bucket is the bottleneck of a survey, so the details are asked
//! only where they matter, those behind endpoint services first.

use std::collections::{BTreeMap, HashMap, HashSet};

use aws_sdk_ec2::types::Filter;
use aws_sdk_elasticloadbalancingv2 as elb;
use futures_util::future::join_all;
use gangway_model::CallTag;

use super::ask::{Ask, Gaps, page};
use super::pace::Api;
use super::seen::{Event, Part};
use crate::error::{AwsError, AwsErrorKind};
use crate::read::instances::VALUES_PER_FILTER;
use crate::read::load_balancers::{ARNS_PER_CALL, CROSS_ZONE};
use crate::read::text;

/// The largest page of these calls.
const PAGE: i32 = 400;

/// Seconds after which an idle connection is given up ("ListenerAttribute" in the Elastic Load Balancing API reference).
const IDLE_TIMEOUT: &str = "tcp.idle_timeout.seconds";

/// The protocols that target groups of Network Load Balancers have.
const NETWORK_PROTOCOLS: [&str; 6] = ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"];

/// The lists of a Region.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) load_balancers: Option<Vec<elb::types::LoadBalancer>>,
    pub(super) target_groups: Option<Vec<elb::types::TargetGroup>>,
    pub(super) limits: BTreeMap<String, u32>,
    pub(super) gaps: Gaps,
}

/// What takes calls of its own for each load balancer or target group, by ARN.
#[derive(Default)]
pub(super) struct Details {
    pub(super) tags: HashMap<String, Vec<CallTag>>,
    pub(super) cross_zone: HashMap<String, bool>,
    pub(super) listeners: HashMap<String, Vec<elb::types::Listener>>,
    /// By the listener's ARN.
    pub(super) idle_timeouts: HashMap<String, u32>,
    pub(super) health: HashMap<String, Vec<elb::types::TargetHealthDescription>>,
    /// Where a target group has a word of its own.
    pub(super) group_cross_zone: HashMap<String, bool>,
    pub(super) security_groups: Vec<aws_sdk_ec2::types::SecurityGroup>,
    pub(super) gaps: Gaps,
}

/// Load balancers, target groups and limits.
pub(super) async fn lists(ask: &Ask) -> Lists {
    let load_balancers = async {
        const OPERATION: &str = "DescribeLoadBalancers";
        let request = || ask.clients.elb.describe_load_balancers().page_size(PAGE);
        let page = |token| page!(ask, OPERATION, request(), token, set_marker, load_balancers, next_marker);
        let answer = ask.pages(Api::LoadBalancing, OPERATION, 1, page).await.map(|mut all: Vec<elb::types::LoadBalancer>| {
            all.retain(|one| one.r#type().is_some_and(|kind| kind.as_str() == "network"));
            all
        });
        let mut gaps = Gaps::default();
        (ask.part(Part::LoadBalancers, answer, &mut gaps), gaps)
    };
    let target_groups = async {
        const OPERATION: &str = "DescribeTargetGroups";
        let request = || ask.clients.elb.describe_target_groups().page_size(PAGE);
        let page = |token| page!(ask, OPERATION, request(), token, set_marker, target_groups, next_marker);
        let answer = ask.pages(Api::LoadBalancing, OPERATION, 1, page).await.map(|mut all: Vec<elb::types::TargetGroup>| {
            all.retain(|one| one.protocol().is_some_and(|protocol| NETWORK_PROTOCOLS.contains(&protocol.as_str())));
            all
        });
        let mut gaps = Gaps::default();
        (ask.part(Part::TargetGroups, answer, &mut gaps), gaps)
    };
    let limits = async {
        const OPERATION: &str = "DescribeAccountLimits";
        let request = || ask.clients.elb.describe_account_limits().page_size(PAGE);
        let page = |token| page!(ask, OPERATION, request(), token, set_marker, limits, next_marker);
        let answer: Result<Vec<elb::types::Limit>, AwsError> = ask.pages(Api::LoadBalancing, OPERATION, 1, page).await;
        let mut gaps = Gaps::default();
        (ask.part(Part::Limits, answer, &mut gaps), gaps)
    };
    let ((load_balancers, mut gaps), target_groups, limits) = tokio::join!(load_balancers, target_groups, limits);
    gaps.join(target_groups.1);
    gaps.join(limits.1);
    let limits = limits.0.unwrap_or_default();
    let limits = limits.iter().filter_map(|one| Some((one.name()?.to_owned(), one.max()?.parse().ok()?))).collect();
    Lists { load_balancers, target_groups: target_groups.0, limits, gaps }
}

/// The details of the load balancers that matter, in the order given, and of the target groups that hang on them. `far` are those whose
/// listeners' idle time matters.
pub(super) async fn details(ask: &Ask, lists: &Lists, matters: &[String], far: &HashSet<String>) -> Details {
    let arns: HashSet<&str> = matters.iter().map(String::as_str).collect();
    let all = lists.load_balancers.as_deref().unwrap_or_default();
    let groups: Vec<String> = lists
        .target_groups
        .iter()
        .flatten()
        .filter(|group| group.load_balancer_arns().iter().any(|arn| arns.contains(arn.as_str())))
        .map(|group| text(group.target_group_arn()))
        .collect();
    let mut tagged: Vec<String> = all.iter().map(|one| text(one.load_balancer_arn())).collect();
    tagged.extend(groups.iter().cloned());
    let detailed = || all.iter().filter(|one| one.load_balancer_arn().is_some_and(|arn| arns.contains(arn)));
    let mut guards: Vec<String> = detailed().flat_map(|one| one.security_groups()).cloned().collect();
    guards.sort();
    guards.dedup();

    let (front, behind, (tags, tag_gaps), (security_groups, rule_gaps)) = tokio::join!(
        join_all(matters.iter().map(|arn| front(ask, arn, far.contains(arn)))),
        join_all(groups.iter().map(|arn| behind(ask, arn))),
        tags(ask, &tagged),
        security_groups(ask, &guards),
    );
    let mut details = Details { tags, security_groups, gaps: tag_gaps, ..Details::default() };
    details.gaps.join(rule_gaps);
    for (arn, one) in matters.iter().zip(front) {
        details.cross_zone.extend(one.cross_zone.map(|on| (arn.clone(), on)));
        details.listeners.extend(one.listeners.map(|listeners| (arn.clone(), listeners)));
        details.idle_timeouts.extend(one.idle_timeouts);
        details.gaps.join(one.gaps);
    }
    for (arn, one) in groups.iter().zip(behind) {
        details.health.extend(one.health.map(|health| (arn.clone(), health)));
        details.group_cross_zone.extend(one.cross_zone.map(|on| (arn.clone(), on)));
        details.gaps.join(one.gaps);
    }
    if !details.gaps.0.iter().any(|gap| gap.part == Part::LoadBalancerDetails) {
        ask.tell(Event::Part { region: ask.region.clone(), part: Part::LoadBalancerDetails, count: details.listeners.len() });
    }
    details
}

/// What is asked of a load balancer itself.
struct Front {
    cross_zone: Option<bool>,
    listeners: Option<Vec<elb::types::Listener>>,
    idle_timeouts: Vec<(String, u32)>,
    gaps: Gaps,
}

async fn front(ask: &Ask, arn: &str, far: bool) -> Front {
    let cross_zone = async {
        const OPERATION: &str = "DescribeLoadBalancerAttributes";
        let send = || ask.clients.elb.describe_load_balancer_attributes().load_balancer_arn(arn).send();
        let answer = ask.call(Api::LoadBalancing, OPERATION, 2, send).await?;
        let value = answer.attributes().iter().find(|one| one.key() == Some(CROSS_ZONE)).and_then(|one| one.value());
        Ok(value.is_some_and(|value| value.eq_ignore_ascii_case("true")))
    };
    let listeners = async {
        const OPERATION: &str = "DescribeListeners";
        let request = || ask.clients.elb.describe_listeners().page_size(PAGE).load_balancer_arn(arn);
        let page = |token| page!(ask, OPERATION, request(), token, set_marker, listeners, next_marker);
        let listeners: Vec<elb::types::Listener> = ask.pages(Api::LoadBalancing, OPERATION, 2, page).await?;
        let tcp = listeners.iter().filter(|one| far && one.protocol().is_some_and(|protocol| protocol.as_str() == "TCP"));
        let idle = join_all(tcp.filter_map(|one| one.listener_arn()).map(|listener| idle_timeout(ask, listener))).await;
        Ok((listeners, idle))
    };
    let (cross_zone, listeners) = tokio::join!(cross_zone, listeners);
    let mut gaps = Gaps::default();
    let cross_zone = there(cross_zone, &mut gaps);
    let (listeners, idle) = there(listeners, &mut gaps).map_or((None, Vec::new()), |(listeners, idle)| (Some(listeners), idle));
    let idle_timeouts = idle.into_iter().filter_map(|one| there(one, &mut gaps).flatten()).collect();
    Front { cross_zone, listeners, idle_timeouts, gaps }
}

async fn idle_timeout(ask: &Ask, listener: &str) -> Result<Option<(String, u32)>, AwsError> {
    const OPERATION: &str = "DescribeListenerAttributes";
    let send = || ask.clients.elb.describe_listener_attributes().listener_arn(listener).send();
    let answer = ask.call(Api::LoadBalancing, OPERATION, 3, send).await?;
    let value = answer.attributes().iter().find(|one| one.key() == Some(IDLE_TIMEOUT)).and_then(|one| one.value());
    Ok(value.and_then(|value| value.parse().ok()).map(|seconds| (listener.to_owned(), seconds)))
}

/// What is asked of a target group.
struct Behind {
    health: Option<Vec<elb::types::TargetHealthDescription>>,
    cross_zone: Option<bool>,
    gaps: Gaps,
}

async fn behind(ask: &Ask, arn: &str) -> Behind {
    let health = async {
        const OPERATION: &str = "DescribeTargetHealth";
        let send = || ask.clients.elb.describe_target_health().target_group_arn(arn).send();
        let answer = ask.call(Api::LoadBalancing, OPERATION, 2, send).await?;
        Ok(answer.target_health_descriptions.unwrap_or_default())
    };
    let cross_zone = async {
        const OPERATION: &str = "DescribeTargetGroupAttributes";
        let send = || ask.clients.elb.describe_target_group_attributes().target_group_arn(arn).send();
        let answer = ask.call(Api::LoadBalancing, OPERATION, 2, send).await?;
        let value = answer.attributes().iter().find(|one| one.key() == Some(CROSS_ZONE)).and_then(|one| one.value());
        // The third value is `use_load_balancer_configuration`.
        Ok(value.and_then(|value| value.parse::<bool>().ok()))
    };
    let (health, cross_zone) = tokio::join!(health, cross_zone);
    let mut gaps = Gaps::default();
    Behind { health: there(health, &mut gaps), cross_zone: there(cross_zone, &mut gaps).flatten(), gaps }
}

/// What was answered; something that was deleted since it was listed is no gap.
fn there<T>(answer: Result<T, AwsError>, gaps: &mut Gaps) -> Option<T> {
    match answer {
        Ok(seen) => Some(seen),
        Err(AwsError { kind: AwsErrorKind::NotFound { .. }, .. }) => None,
        Err(error) => {
            gaps.add(Part::LoadBalancerDetails, error);
            None
        }
    }
}

async fn tags(ask: &Ask, arns: &[String]) -> (HashMap<String, Vec<CallTag>>, Gaps) {
    const OPERATION: &str = "DescribeTags";
    let asked = arns.chunks(ARNS_PER_CALL).map(|some| {
        let send = move || ask.clients.elb.describe_tags().set_resource_arns(Some(some.to_vec())).send();
        ask.call(Api::LoadBalancing, OPERATION, 2, send)
    });
    let (mut tags, mut gaps) = (HashMap::new(), Gaps::default());
    for answer in join_all(asked).await {
        for one in there(answer, &mut gaps).and_then(|answer| answer.tag_descriptions).unwrap_or_default() {
            let own = one.tags().iter().map(|tag| CallTag { key: text(tag.key()), value: text(tag.value()) });
            tags.insert(text(one.resource_arn()), own.collect());
        }
    }
    (tags, gaps)
}

async fn security_groups(ask: &Ask, ids: &[String]) -> (Vec<aws_sdk_ec2::types::SecurityGroup>, Gaps) {
    const OPERATION: &str = "DescribeSecurityGroups";
    let asked = ids.chunks(VALUES_PER_FILTER).map(|some| async move {
        // A filter, unlike a list of ids, passes over groups that are gone.
        let filter = Filter::builder().name("group-id").set_values(Some(some.to_vec())).build();
        let request = || ask.clients.ec2.describe_security_groups().max_results(1000).filters(filter.clone());
        let page = |token| page!(ask, OPERATION, request(), token, set_next_token, security_groups, next_token);
        ask.pages(Api::Ec2(OPERATION), OPERATION, 2, page).await
    });
    let answers: Result<Vec<Vec<_>>, AwsError> = join_all(asked).await.into_iter().collect();
    let mut gaps = Gaps::default();
    let seen = ask.part(Part::SecurityGroups, answers.map(|some| some.into_iter().flatten().collect()), &mut gaps).unwrap_or_default();
    (seen, gaps)
}
