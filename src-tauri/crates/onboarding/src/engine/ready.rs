//! What must be true in the account or in DNS before an approved call may leave. A call that is not ready yet is stored as waiting; nothing
//! sleeps here.

use gangway_aws::Account;
use gangway_dns::RecordVerdict;
use gangway_model::{Call, StepId};

use super::Inner;
use crate::facts::waiting;
use crate::file::ApprovedRow;
use crate::inputs::ServersKind;
use crate::observed::Observed;
use crate::trouble::Trouble;
use crate::view::Waiting;

/// Whether a call may leave now.
pub(super) enum Ready {
    /// Yes.
    Now,
    /// Not yet.
    Wait(Waiting),
    /// It need not leave any more: what it is for has come about without it.
    Already,
}

impl Inner {
    pub(super) async fn ready(&self, account: &Account, row: &ApprovedRow, call: &Call) -> Result<Ready, Trouble> {
        let region = row.change.region.clone();
        if call.removes().is_some() {
            return self.ready_to_remove(row).await;
        }
        let later = |code, seconds| Ok(Ready::Wait(waiting(code, self.now(), seconds, None)));
        match (call, region) {
            // A TLS listener takes only a certificate that is issued.
            (Call::CreateListener { certificate: Some(certificate), .. }, Some(region)) => {
                let arn = certificate.id().unwrap_or_default();
                let found = account.certificate(&region, arn).await?;
                if found.status.eq_ignore_ascii_case("ISSUED") { Ok(Ready::Now) } else { later("waiting-listener-certificate", 60) }
            }
            // What is registered has to run: an instance that starts is refused.
            (Call::RegisterTargets { targets, .. }, Some(region)) => {
                let wanted: Vec<&str> = targets.iter().filter_map(|one| one.id.id()).filter(|id| id.starts_with("i-")).collect();
                // What was running when it was chosen is not looked at again.
                if wanted.is_empty() || !self.facts_at(Some(&region)).await?.instances().is_some_and(|one| one.kind == ServersKind::Launch)
                {
                    return Ok(Ready::Now);
                }
                let found = account.instances(&region, None).await?;
                let starting = |id: &&str| found.iter().any(|one| one.id == **id && one.state.eq_ignore_ascii_case("pending"));
                if wanted.iter().any(starting) { later("waiting-instances", 15) } else { Ok(Ready::Now) }
            }
            // An endpoint service is made for a load balancer that is up.
            (Call::CreateEndpointService { load_balancer, .. }, Some(region)) => {
                let arn = load_balancer.id().unwrap_or_default();
                let found = account.load_balancers(&region).await?.into_iter().find(|one| one.arn == arn);
                match found.map(|one| one.state.to_ascii_lowercase()).as_deref() {
                    Some("provisioning") | None => later("waiting-load-balancer", 15),
                    Some(_) => Ok(Ready::Now),
                }
            }
            // Something may have come to stand there, or the zone may have moved away, since the plan was made.
            (Call::PublishRecords { zone, records }, _) => {
                match crate::steps::still_free(&self.world.net, account, self.facts().await?.account(), zone, records).await? {
                    true => Ok(Ready::Now),
                    false => Ok(Ready::Already),
                }
            }
            // AWS looks once, soon after it is asked: every authoritative server has to have the record before.
            (Call::StartPrivateDnsVerification { .. }, region) => {
                let seen = match self.check(StepId::PrivateDns, region.as_ref()).await.map(|record| record.observed) {
                    Ok(Some(Observed::PrivateDns(seen))) => seen,
                    Ok(_) => return later("waiting-private-dns-publish", 60),
                    // Name servers that do not answer today may do so tomorrow.
                    Err(trouble) if trouble.is_dns() => return later("waiting-private-dns-publish", 60),
                    Err(trouble) => return Err(trouble),
                };
                let wanted = self.facts().await?.product().and_then(|product| product.private_dns_name);
                let proven = seen.private_dns.zip(wanted).is_some_and(|(private, wanted)| {
                    private.state.eq_ignore_ascii_case("verified") && private.name.eq_ignore_ascii_case(wanted.name().as_str())
                });
                match seen.record.map(|one| one.check.verdict) {
                    _ if proven => Ok(Ready::Already),
                    Some(RecordVerdict::Published) => Ok(Ready::Now),
                    _ => later("waiting-private-dns-publish", 60),
                }
            }
            _ => Ok(Ready::Now),
        }
    }
}
