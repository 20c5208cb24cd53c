//! What must be true in the account or in DNS before an approved call may leave. A call that is not ready yet is stored as waiting; nothing
//! sleeps here.

use gangway_aws::Account;
use gangway_dns::RecordVerdict;
use gangway_model::{Call, StepId};

use super::Inner;
use crate::facts::waiting;
use crate::file::ApprovedRow;
use crate::observed::Observed;
use crate::trouble::Trouble;
use crate::view::Waiting;

/// Whether a call may leave now.
pub(super) enum Ready {
    /// Yes.
    Now,
    /// Not yet.
    Wait(Waiting),
}

impl Inner {
    pub(super) async fn ready(&self, account: &Account, row: &ApprovedRow, call: &Call) -> Result<Ready, Trouble> {
        let region = row.change.region.clone();
        let later = |code, seconds| Ok(Ready::Wait(waiting(code, self.now(), seconds, None)));
        match (call, region) {
            // A TLS listener takes only a certificate that is issued.
            (Call::CreateListener { certificate: Some(certificate), .. }, Some(region)) => {
                let arn = certificate.id().unwrap_or_default();
                let found = account.certificate(&region, arn).await?;
                if found.status.eq_ignore_ascii_case("ISSUED") { Ok(Ready::Now) } else { later("waiting-listener-certificate", 60) }
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
            // AWS looks once, soon after it is asked: every authoritative server has to have the record before.
            (Call::StartPrivateDnsVerification { .. }, _) => {
                let published = match self.check(StepId::PrivateDns).await.map(|record| record.observed) {
                    Ok(Some(Observed::PrivateDns(seen))) => {
                        seen.record.as_ref().is_some_and(|one| one.check.verdict == RecordVerdict::Published)
                    }
                    Ok(_) => false,
                    // Name servers that do not answer today may do so tomorrow.
                    Err(trouble) if trouble.is_dns() => false,
                    Err(trouble) => return Err(trouble),
                };
                if published { Ok(Ready::Now) } else { later("waiting-private-dns-publish", 60) }
            }
            _ => Ok(Ready::Now),
        }
    }
}
