//! Undo, carried out: looks at what the journal says was made, shows the removals, and sends what was approved through the same journal as
//! everything else, so that it goes on after a crash.

use std::collections::{BTreeMap, BTreeSet};

use gangway_aws::{Account, AwsError, AwsErrorKind};
use gangway_model::{Call, Finding, Output, Plan, Region, Severity, Timestamp, message};

use super::ready::Ready;
use super::{Engine, Inner};
use crate::facts::waiting;
use crate::file::{ApprovedRow, ChangeState};
use crate::steps;
use crate::trouble::Trouble;
use crate::undo::{self, Around, Seen, Thing, UndoPlan};
use crate::view::Waiting;

/// AWS's codes for "something else still has it". A load balancer's interfaces stay for minutes after it.
const STILL_IN_USE: [&str; 6] = [
    "DependencyViolation",
    "ExistingVpcEndpointConnections",
    "IncorrectState",
    "InvalidGroup.InUse",
    "ResourceInUse",
    "ResourceInUseException",
];

/// For so long a removal waits for what has it, in milliseconds of the world's time; then AWS's refusal is told.
const WAIT_FOR_USE: i64 = 30 * 60 * 1000;

/// Between two tries, in seconds of the world's time.
const TRY_AGAIN: i64 = 15;

/// Its removal was refused because something has it.
const IN_USE: &str = "waiting-removal-in-use";

impl Engine {
    /// What an undo would remove, in all Regions, and what would stay. Changes nothing. `cut_connections`: the user has said that connected
    /// customers may be cut off; without it, what they use stays, and a finding says so.
    ///
    /// # Errors
    /// What AWS or the file says. A call whose answer is not known is looked after first.
    pub async fn undo_plan(&self, cut_connections: bool) -> Result<UndoPlan, Trouble> {
        let inner = &self.inner;
        let account = inner.require_identity(true).await?;
        inner.settle(&account).await?;
        let rows = inner.file.approved().await?;
        let mut made = undo::made(&rows);
        let known: BTreeSet<String> = made.iter().map(|thing| thing.id.clone()).collect();
        made.extend(inner.found_after_all(&account).await?.into_iter().filter(|thing| !known.contains(&thing.id)));
        let mut things = Vec::new();
        for thing in made {
            let elsewhere = match &thing.published {
                Some(_) => inner.account_of_records(thing.account.as_ref()).await?,
                None => inner.account_in(thing.account.as_ref()).await?,
            };
            things.push(look(elsewhere.as_ref().unwrap_or(&account), thing, &inner.meta.id).await?);
        }
        let regions: BTreeSet<Region> = things.iter().map(|seen| seen.thing.region.clone()).collect();
        let mut around = BTreeMap::new();
        for region in regions {
            let seen = look_around(&account, &region, &things).await?;
            around.insert(region, seen);
        }
        let (changes, mut findings, cuts_connections) = undo::planned(&inner.meta.id, &things, &around, cut_connections);
        for (change, id) in undo::settings_on_others(&rows) {
            let text = message("undo-setting-stays").with("action", change.call.action()).with("id", id.as_str());
            findings.push(Finding::new(Severity::Note, text).about(id));
        }
        let plan = Plan::new(inner.meta.account.clone(), changes, inner.now());
        Ok(UndoPlan { plan, findings, cuts_connections })
    }

    /// Approves the removals that the user saw, by their hash, and starts to carry them out. What was approved before and has not begun is
    /// taken back. Answers the operation's id.
    ///
    /// # Errors
    /// `plan-changed` when it is another one by now, `undo-nothing` when there is nothing to remove; what AWS or the file says.
    pub async fn start_undo(&self, hash: &str, cut_connections: bool) -> Result<String, Trouble> {
        let plan = self.approve_undo(hash, cut_connections).await?;
        let first = plan.changes.first().ok_or_else(|| Trouble::of("undo-nothing"))?;
        self.at(first.region.clone()).start_pass(first.step).await
    }

    /// The same without starting: `apply_approved` and `look_after` carry it out.
    ///
    /// # Errors
    /// As [`Engine::start_undo`].
    pub async fn approve_undo(&self, hash: &str, cut_connections: bool) -> Result<Plan, Trouble> {
        let plan = self.undo_plan(cut_connections).await?.plan;
        if plan.changes.is_empty() {
            return Err(Trouble::of("undo-nothing"));
        }
        if plan.hash != hash {
            return Err(Trouble::of("plan-changed"));
        }
        let inner = &self.inner;
        // Nothing new is made while what there is is taken away.
        let pending = inner.file.approved().await?.into_iter().filter(|row| row.state == ChangeState::Pending);
        inner.file.take_back(pending.map(|row| row.row).collect()).await?;
        self.approve(&plan).await?;
        Ok(plan)
    }

    /// The same for the window.
    ///
    /// # Errors
    /// What the file says.
    pub async fn removals_shown(&self) -> Result<Vec<crate::view::ApprovedChange>, Trouble> {
        Ok(self.removals().await?.iter().map(super::events::approved_change).collect())
    }

    /// The removals that were approved, oldest first, with where they stand.
    ///
    /// # Errors
    /// What the file says.
    pub async fn removals(&self) -> Result<Vec<ApprovedRow>, Trouble> {
        let rows = self.inner.file.approved().await?;
        Ok(rows.into_iter().filter(|row| row.change.call.removes().is_some()).collect())
    }
}

impl Inner {
    /// What calls made that were given up without an answer, as far as it can be seen by now.
    async fn found_after_all(&self, account: &Account) -> Result<Vec<Thing>, Trouble> {
        let mut things = Vec::new();
        for lost in self.file.given_up().await? {
            let Some(region) = lost.change.region.clone().filter(|_| !lost.request.outputs().is_empty()) else { continue };
            let tags = steps::tags(&self.meta.id, &lost.change.id);
            let elsewhere = self.account_in(lost.change.account.as_ref()).await?;
            if let Some(outputs) = elsewhere.as_ref().unwrap_or(account).find_made(&region, &lost.request, &tags).await? {
                things.extend(undo::things(&lost.change, &outputs));
            }
        }
        Ok(things)
    }

    /// Finds out what calls without an answer have made, so that it is known to the journal.
    async fn settle(&self, account: &Account) -> Result<(), Trouble> {
        let _turn = self.applying.lock().await;
        for row in self.file.approved().await? {
            if row.state == ChangeState::Begun && !matches!(row.change.call, Call::SendSubmission { .. }) {
                let elsewhere = self.account_of_change(&row.change).await?;
                self.recover(elsewhere.as_ref().unwrap_or(account), &row).await?;
            }
        }
        Ok(())
    }

    /// Whether a removal may leave: one after the other in each Region, so that nothing that carries traffic goes before what it carries it for.
    pub(super) async fn ready_to_remove(&self, row: &ApprovedRow) -> Result<Ready, Trouble> {
        let now = self.now();
        let earlier = |other: &ApprovedRow| {
            let before = other.row < row.row && other.approved_at == row.approved_at && other.change.region == row.change.region;
            before && other.change.call.removes().is_some() && other.state != ChangeState::Done
        };
        if self.file.approved().await?.iter().any(earlier) {
            return Ok(Ready::Wait(waiting("waiting-removal-turn", now, TRY_AGAIN, None)));
        }
        match &row.waiting {
            Some(earlier) if earlier.why.code == IN_USE && earlier.poll_after > now => Ok(Ready::Wait(earlier.clone())),
            _ => Ok(Ready::Now),
        }
    }

    pub(super) async fn is_pending(&self, row: i64) -> Result<bool, Trouble> {
        Ok(self.file.approved().await?.iter().any(|one| one.row == row && one.state == ChangeState::Pending))
    }
}

/// After a refused removal: what to wait for, when something else still has the thing and has not had it for too long.
pub(super) fn still_in_use(error: &AwsError, row: &ApprovedRow, now: Timestamp) -> Option<Waiting> {
    row.change.call.removes()?;
    let AwsErrorKind::Refused { code, .. } = &error.kind else { return None };
    if !STILL_IN_USE.contains(&code.as_str()) {
        return None;
    }
    let since = row.waiting.as_ref().filter(|earlier| earlier.why.code == IN_USE).map_or(now, |earlier| earlier.since);
    (now.0 - since.0 < WAIT_FOR_USE).then(|| Waiting { since, ..waiting("waiting-removal-in-use", now, TRY_AGAIN, None) })
}

async fn look(account: &Account, thing: Thing, onboarding: &str) -> Result<Seen, Trouble> {
    if let Some((zone, records)) = &thing.published {
        // Record sets carry no tags: one that still says what was published is ours, one that says something else is not.
        let tags = match account.stand(zone, records).await {
            Ok(stands) => stands.map(|ours| if ours { steps::tags(onboarding, &thing.change) } else { Vec::new() }),
            // The whole zone is gone.
            Err(error) if matches!(&error.kind, AwsErrorKind::Refused { code, .. } if code == "NoSuchHostedZone") => None,
            Err(error) => return Err(error.into()),
        };
        return Ok(Seen { thing, tags, in_use: false });
    }
    let tags = match thing.removal() {
        Some(call) => account.tags_of_removed(&thing.region, &call).await?,
        None => None,
    };
    let in_use = match &tags {
        Some(_) if thing.kind == Output::CertificateArn => account.certificate(&thing.region, &thing.id).await?.in_use,
        _ => false,
    };
    Ok(Seen { thing, tags, in_use })
}

async fn look_around(account: &Account, region: &Region, things: &[Seen]) -> Result<Around, Trouble> {
    let there = |kind: Output| {
        let here = things.iter().filter(move |seen| seen.tags.is_some() && seen.thing.kind == kind && &seen.thing.region == region);
        here.map(|seen| &seen.thing.id)
    };
    let mut around = Around::default();
    if there(Output::LoadBalancerArn).next().is_some() || there(Output::ServiceId).next().is_some() {
        around.services = account.endpoint_services(region).await?;
    }
    for service in there(Output::ServiceId) {
        let connections = account.connections(region, service).await?;
        around.connections.extend(connections.into_iter().map(|one| (service.clone(), one)));
    }
    for vpc in there(Output::VpcId) {
        around.instances.extend(account.instances(region, Some(vpc)).await?);
    }
    Ok(around)
}
