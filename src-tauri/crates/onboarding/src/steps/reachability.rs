//! Whether the load balancer reaches healthy targets in every zone. An internal load balancer can't be probed from a laptop, so this says what
//! AWS's health checks see, and no more; the proof from a customer's side is the rehearsal's.

use std::collections::BTreeMap;

use async_trait::async_trait;
use gangway_model::{Change, FieldProblem, Finding, Output, Severity, StepId, message};

use super::{Checked, Look, Step};
use crate::facts::{Facts, waiting};
use crate::file::ChangeState;
use crate::inputs::StepInputs;
use crate::observed::{Observed, ReachabilitySeen, ZoneHealth};
use crate::trouble::Trouble;
use crate::view::{CheckState, Verdict};

pub(super) struct Reachability;

#[async_trait]
impl Step for Reachability {
    fn problems(&self, _inputs: &StepInputs, _facts: &Facts) -> Vec<FieldProblem> {
        Vec::new()
    }

    fn suggest(&self, _facts: &Facts, _observed: Option<&Observed>) -> Option<StepInputs> {
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
        Ok(Observed::Reachability(ReachabilitySeen { zones, cross_zone, targets, listener, load_balancer_state: balancer.state }))
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
        checked.findings.push(Finding::new(Severity::Note, message("reachability-not-probed")).fix_in(StepId::Rehearsal));
        let text = message("evidence-targets").with("healthy", healthy).with("count", seen.targets.len()).with("zones", seen.zones.len());
        checked.evidence.push(facts.seen(text, "elasticloadbalancing:DescribeTargetHealth"));
        checked
    }
}
