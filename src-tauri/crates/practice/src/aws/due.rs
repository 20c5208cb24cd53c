//! What the accounts wait for: resources on their way to another state, and looks at name servers that will change one.

use super::Resolve;
use super::acm::Certificate;
use super::ask::Ask;
use super::ec2::endpoint::Endpoint;
use super::ec2::endpoint_services::EndpointService;
use super::ec2::instances::Instance;
use super::ec2::private_dns::ProofState;
use super::elb::load_balancers::LoadBalancer;
use super::elb::target_groups::TargetGroup;
use super::elb::targets;
use super::error::AwsError;
use super::route53::propagation;
use crate::due::Upcoming;
use crate::state::{Place, State, Tx};

/// Tells every moment to come. Asks over DNS, with no transaction open meanwhile: a look that finds what the last one found
/// ends nobody's wait.
pub(super) fn tell(state: &State, resolve: &dyn Resolve, upcoming: &mut Upcoming) -> Result<(), AwsError> {
    let now = upcoming.now();
    let (certificates, services) = state.transact(|tx| {
        resources(tx, upcoming)?;
        Ok::<_, AwsError>((tx.everywhere::<Certificate>()?, tx.everywhere::<EndpointService>()?))
    })?;
    for entry in &certificates {
        if let Some(due) = entry.record.next_change(now, resolve) {
            upcoming.add(due, "certificate");
        }
    }
    for entry in &services {
        let Some(private) = entry.record.private_dns.as_ref() else { continue };
        let Some(due) = private.look_at_ms else { continue };
        // A verification tells yes or no; a look at what is verified tells nothing while the record is there.
        if private.state == ProofState::PendingVerification || !private.proved(resolve) {
            upcoming.add(due, "private-name");
        }
    }
    Ok(())
}

fn resources(tx: &Tx<'_>, upcoming: &mut Upcoming) -> Result<(), AwsError> {
    let now = upcoming.now();
    for entry in tx.everywhere::<LoadBalancer>()? {
        upcoming.add(entry.record.active_ms(), "load-balancer");
    }
    for entry in tx.everywhere::<Instance>()? {
        upcoming.add(entry.record.settled_ms(), "instance");
    }
    for due in propagation::arrivals(tx)? {
        upcoming.add(due, "dns-change");
    }
    for entry in tx.everywhere::<EndpointService>()? {
        upcoming.add(entry.record.available_ms(), "endpoint-service");
    }
    for entry in tx.everywhere::<Endpoint>()? {
        if let Some(due) = entry.record.next_change(now) {
            upcoming.add(due, "endpoint");
        }
    }
    for entry in tx.everywhere::<TargetGroup>()? {
        let place = Place { account: &entry.account, region: &entry.region };
        let ask = Ask { tx, place, caller: "", user_id: "", now, host: "" };
        for due in targets::next_changes(&ask, &entry.id, &entry.record)? {
            upcoming.add(due, "target");
        }
    }
    Ok(())
}
