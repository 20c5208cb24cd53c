//! Whether the load balancer reaches healthy targets in every zone, by levels of evidence: what AWS's health checks see; what a connection from
//! this computer meets, where it has a way to an internal load balancer; and what only the rehearsal can prove, from a customer's side.

use std::collections::BTreeMap;

use async_trait::async_trait;
use gangway_aws::Listener;
use gangway_dns::{AddressSeen, Fault, HttpOrder, ProbeOrder, ProbeSeen, TlsSeen, Trust, is_path};
use gangway_model::{Change, DnsName, FieldProblem, Finding, Output, Severity, StepId, message};

use super::{Checked, Look, Step};
use crate::facts::{Facts, waiting};
use crate::file::ChangeState;
use crate::inputs::{ProbeRequest, ReachabilityInputs, StepInputs};
use crate::observed::{Observed, ReachabilitySeen, ZoneHealth};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct Reachability;

#[async_trait]
impl Step for Reachability {
    fn problems(&self, inputs: &StepInputs, _facts: &Facts) -> Vec<FieldProblem> {
        let StepInputs::Reachability(inputs) = inputs else { return Vec::new() };
        let mut problems = Vec::new();
        if matches!(inputs.request, ProbeRequest::Http | ProbeRequest::Https) {
            if !is_path(inputs.path.trim()) {
                problems.push(FieldProblem::new("path", message("field-path").with("value", inputs.path.as_str())));
            }
            if !(100..=599).contains(&inputs.status) {
                problems.push(FieldProblem::new("status", message("field-status").with("value", i64::from(inputs.status))));
            }
        }
        if !inputs.server_name.trim().is_empty() && DnsName::parse(inputs.server_name.trim()).is_err() {
            problems.push(FieldProblem::new("serverName", message("field-dns-name").with("value", inputs.server_name.as_str())));
        }
        problems
    }

    fn suggest(&self, _facts: &Facts, _observed: Option<&Observed>) -> Option<StepInputs> {
        // Only the seller knows which request shows that her service works.
        None
    }

    async fn observe(&self, look: &Look<'_>) -> Result<Observed, Trouble> {
        let region = look.region()?;
        let arn = look.facts.known_id(StepId::LoadBalancer, Output::LoadBalancerArn);
        let arn = arn.ok_or_else(|| Trouble::of("cannot-start").with("task", StepId::LoadBalancer.as_str()))?;
        let wanted = look.facts.load_balancer().map(|inputs| inputs.port);
        let account = look.account;
        // First: what is asked about one that is gone says only that something was not found.
        let balancers = account.load_balancers(&region).await?;
        let balancer = balancers.into_iter().find(|balancer| balancer.arn == arn).ok_or_else(|| Trouble::of("load-balancer-gone"))?;
        let (cross_zone, listeners, instances) =
            tokio::try_join!(account.cross_zone(&region, &arn), account.listeners(&region, &arn), account.instances(&region, None),)?;
        let listener = listeners.into_iter().find(|listener| wanted.is_none_or(|port| u32::from(listener.port) == port));
        let mut targets = match listener.as_ref().and_then(|listener| listener.target_group_arn.as_ref()) {
            Some(group) => account.targets(&region, group).await?,
            None => Vec::new(),
        };
        for target in &mut targets {
            if let Some(instance) = instances.iter().find(|instance| instance.id == target.id) {
                target.zone_name = Some(instance.zone_name.clone());
                target.zone_id = Some(instance.zone_id.clone());
            }
        }
        let mut zones: BTreeMap<String, ZoneHealth> = BTreeMap::new();
        for zone in &balancer.zones {
            let mine = || targets.iter().filter(|target| target.zone_name.as_deref() == Some(zone.zone_name.as_str()));
            let health = ZoneHealth {
                zone_id: zone.zone_id.clone(),
                zone_name: zone.zone_name.clone(),
                healthy: mine().filter(|target| target.state.eq_ignore_ascii_case("healthy")).count(),
                targets: mine().count(),
            };
            zones.insert(zone.zone_name.clone(), health);
        }
        let zones = zones.into_values().collect();
        let well = targets.iter().any(|target| target.state.eq_ignore_ascii_case("healthy"));
        let probe = match &listener {
            // Before that, silence would say nothing about the way.
            Some(listener) if well && balancer.state.eq_ignore_ascii_case("active") => {
                self::probe(look, &balancer.dns_name, listener).await
            }
            _ => None,
        };
        Ok(Observed::Reachability(ReachabilitySeen { zones, cross_zone, targets, listener, load_balancer_state: balancer.state, probe }))
    }

    fn plan(&self, _facts: &Facts, _observed: &Observed) -> Vec<Change> {
        Vec::new()
    }

    fn check(&self, facts: &Facts, observed: &Observed) -> Checked {
        let Observed::Reachability(seen) = observed else { return Checked::open() };
        let failed = |advice| Checked::new(CheckState::Matches, Verdict::Failed { advice });
        if seen.listener.is_none() {
            // A listener that an approved change is going to make is no failure, it is on its way.
            let on_its_way = facts
                .mine(StepId::LoadBalancer)
                .any(|row| row.change.id.0.ends_with("/create-listener") && matches!(row.state, ChangeState::Pending | ChangeState::Begun));
            if on_its_way {
                return Checked::new(CheckState::Absent, Verdict::Waiting { waiting: waiting("waiting-listener", facts.now, 30, None) });
            }
            return failed(message("reachability-no-listener"));
        }
        if seen.targets.is_empty() {
            return failed(message("reachability-no-targets"));
        }
        let healthy = seen.targets.iter().filter(|target| target.state.eq_ignore_ascii_case("healthy")).count();
        let fresh = seen.targets.iter().any(|target| target.state.eq_ignore_ascii_case("initial"));
        let unserved: Vec<&str> = seen.zones.iter().filter(|zone| zone.healthy == 0).map(|zone| zone.zone_id.as_str()).collect();

        let mut checked = Checked::new(CheckState::Matches, Verdict::Verified);
        for target in &seen.targets {
            if target.state.eq_ignore_ascii_case("unhealthy") || target.state.eq_ignore_ascii_case("unused") {
                let text = message("reachability-target-unhealthy")
                    .with("target", target.id.as_str())
                    .with("port", i64::from(target.port))
                    .with("reason", target.reason.clone().unwrap_or_default())
                    .with("description", target.description.clone().unwrap_or_default());
                let severity = if healthy == 0 { Severity::Blocker } else { Severity::Warning };
                checked.findings.push(Finding::new(severity, text).about(&target.id).fix_in(StepId::Instances));
            }
        }
        if fresh || seen.load_balancer_state.eq_ignore_ascii_case("provisioning") {
            checked.verdict = Verdict::Waiting { waiting: waiting("waiting-targets", facts.now, 15, None) };
        } else if healthy == 0 {
            checked.verdict = Verdict::Failed { advice: message("reachability-none-healthy").with("count", seen.targets.len()) };
        } else if !unserved.is_empty() && !seen.cross_zone {
            let text = message("reachability-zone-unserved").with("zones", unserved.join(", "));
            checked.findings.push(Finding::new(Severity::Blocker, text.clone()).fix_in(StepId::LoadBalancer));
            checked.verdict = Verdict::Failed { advice: text };
        }
        let text = message("evidence-targets").with("healthy", healthy).with("count", seen.targets.len()).with("zones", seen.zones.len());
        checked.evidence.push(facts.seen(text, "elasticloadbalancing:DescribeTargetHealth"));
        if let Some(probe) = &seen.probe {
            judge(facts, probe, &mut checked);
        }
        checked.findings.push(Finding::new(Severity::Note, message("reachability-not-probed")).fix_in(StepId::Rehearsal));
        checked
    }
}

/// What the seller asked for, with the service DNS name where she named none.
fn wanted(facts: &Facts) -> (ReachabilityInputs, String) {
    let inputs = facts.reachability().cloned().unwrap_or_default();
    let named = inputs.server_name.trim().to_owned();
    let service = || facts.product().map(|product| product.service_dns_name.name().as_str().to_owned()).unwrap_or_default();
    let name = if named.is_empty() { service() } else { named };
    (inputs, name)
}

async fn probe(look: &Look<'_>, host: &str, listener: &Listener) -> Option<ProbeSeen> {
    let host = DnsName::parse(host).ok()?;
    let (inputs, name) = wanted(look.facts);
    let speaks_tls = match inputs.request {
        ProbeRequest::Connect => listener.protocol.eq_ignore_ascii_case("tls"),
        ProbeRequest::Tls | ProbeRequest::Https => true,
        ProbeRequest::Http => false,
    };
    let asks = matches!(inputs.request, ProbeRequest::Http | ProbeRequest::Https);
    let order = ProbeOrder {
        host: host.clone(),
        port: listener.port,
        tls: speaks_tls.then(|| name.clone()),
        http: asks.then(|| HttpOrder { path: inputs.path.trim().to_owned(), host: name }),
    };
    match gangway_dns::probe(look.net, &order).await {
        Ok(seen) => Some(seen),
        // A name that can't be looked up from here is no way there, and nothing worse.
        Err(_) => Some(ProbeSeen { host: host.as_str().to_owned(), port: listener.port, addresses: Vec::new() }),
    }
}

/// What the probe proves, and what speaks against it. No way there is a note: it says nothing about the service.
fn judge(facts: &Facts, probe: &ProbeSeen, checked: &mut Checked) {
    let (inputs, name) = wanted(facts);
    let asked = inputs.request != ProbeRequest::Connect;
    let by = format!("TCP {}:{}", probe.host, probe.port);
    let found = |code: &str, severity: Severity| Finding::new(severity, message(code).with("port", i64::from(probe.port)));
    let reached: Vec<&AddressSeen> = probe.addresses.iter().filter(|address| address.millis.is_some()).collect();
    if reached.is_empty() {
        let refused = probe.addresses.iter().any(|address| address.fault == Some(Fault::Closed));
        checked.findings.push(match refused {
            true => found("reachability-refused", Severity::Warning).fix_in(StepId::LoadBalancer),
            false => found("reachability-no-way", Severity::Note),
        });
        return;
    }
    let text = message("evidence-probe-connect")
        .with("count", reached.len())
        .with("of", probe.addresses.len())
        .with("port", i64::from(probe.port))
        .with("millis", reached.iter().filter_map(|address| address.millis).max().unwrap_or_default());
    checked.evidence.push(facts.seen(text, by.clone()));

    let mut against = Vec::new();
    let shown: Vec<&TlsSeen> = reached.iter().filter_map(|address| address.tls.as_ref()).collect();
    for tls in &shown {
        let names = tls.names.join(", ");
        if !tls.spoken && tls.trust.is_none() {
            against.push(message("reachability-no-tls").with("port", i64::from(probe.port)));
        } else if !tls.covers {
            against.push(message("reachability-certificate-name").with("expected", name.as_str()).with("names", names));
        } else if let Some(trust) = tls.trust.filter(|trust| *trust != Trust::Trusted) {
            against.push(message("reachability-certificate-trust").with("why", trust.code()).with("names", names));
        } else if !tls.spoken {
            against.push(message("reachability-no-tls").with("port", i64::from(probe.port)));
        }
    }
    if let Some(tls) = shown.first().filter(|_| against.is_empty()) {
        let text = message("evidence-probe-tls").with("name", name.as_str()).with("names", tls.names.join(", "));
        checked.evidence.push(facts.seen(text, by.clone()));
    }
    let statuses: Vec<Option<u16>> = reached.iter().filter_map(|address| address.http.as_ref()).map(|http| http.status).collect();
    let expected = |status: &Option<u16>| status.is_some_and(|status| u32::from(status) == inputs.status);
    for status in statuses.iter().filter(|status| !expected(status)) {
        let path = inputs.path.trim();
        against.push(match status {
            Some(status) => message("reachability-status")
                .with("path", path)
                .with("expected", i64::from(inputs.status))
                .with("status", i64::from(*status)),
            None => message("reachability-no-http").with("path", path),
        });
    }
    if !statuses.is_empty() && statuses.iter().all(expected) {
        let text = message("evidence-probe-http").with("path", inputs.path.trim()).with("status", i64::from(inputs.status));
        checked.evidence.push(facts.seen(text, by));
    }
    // Each address may say the same.
    against.sort();
    against.dedup();
    if let Some(first) = against.first().filter(|_| asked && checked.verdict == Verdict::Verified) {
        // The seller said what would show that her service answers, and it did not.
        checked.verdict = Verdict::Failed { advice: first.clone() };
    }
    let severity = if asked { Severity::Blocker } else { Severity::Warning };
    checked.findings.extend(against.into_iter().map(|text| Finding::new(severity, text)));
}
