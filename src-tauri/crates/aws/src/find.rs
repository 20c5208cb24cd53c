//! After a lost answer: does what the call makes exist? Only what carries our tags is taken for ours; a stranger of the same name is not.

mod balancing;
mod endpoint_services;
mod network;

use std::collections::BTreeMap;

use gangway_model::{Call, CallTag, Output, Region};

use crate::account::Account;
use crate::error::AwsError;
use crate::perform::{Made, is_endpoint_service, is_network, ready};

/// The tags that say whose a resource is and by which change it came.
const OUR_TAGS: &str = "gangway:";

impl Account {
    /// Looks for what `call` makes or sets. With `gangway:` tags in `tags`, a created resource must carry all of them; without, its natural
    /// key decides (name, port, load balancer, domain name, address range; an instance has none). What a call removes is looked for the other
    /// way round: gone is done, and makes nothing. `None`: not there (for a removal: still there), or not visible yet.
    ///
    /// # Errors
    /// As the reads behind it, and `NotResolved`.
    pub async fn find_made(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        if call.removes().is_some() {
            return Ok(self.is_removed(region, call).await?.then(Made::new));
        }
        match self.find(region, call, tags).await {
            // The parent is not visible yet, so neither is what hangs on it.
            Err(error) if error.is_not_found() => Ok(None),
            other => other,
        }
    }

    async fn find(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        match call {
            call if is_network(call) => self.find_network(region, call, tags).await,
            call if is_endpoint_service(call) => self.find_endpoint_service(region, call, tags).await,
            Call::RequestCertificate { domain_name, alternative_names } => {
                self.find_certificate(region, domain_name, alternative_names, tags).await
            }
            // Without tags, what the set says is its key. What another one says is not what was sent.
            Call::PublishRecords { zone, records } => {
                let stands = self.stand(zone, records).await? == Some(true);
                Ok(stands.then(|| made(Output::RecordSet, records.id(zone))))
            }
            Call::SendSubmission { .. } => Ok(None),
            _ => self.find_balancing(region, call, tags).await,
        }
    }

    async fn find_certificate(
        &self,
        region: &Region,
        domain_name: &str,
        alternative_names: &[String],
        tags: &[CallTag],
    ) -> Result<Option<Made>, AwsError> {
        for one in self.certificates(region).await? {
            let same = one.domain_name.eq_ignore_ascii_case(domain_name)
                && one.certificate_type == "AMAZON_ISSUED"
                && alternative_names.iter().all(|name| one.names.iter().any(|other| other.eq_ignore_ascii_case(name)));
            if same && carries(&self.certificate_tags(region, &one.arn).await?, tags) {
                return Ok(Some(made(Output::CertificateArn, one.arn)));
            }
        }
        Ok(None)
    }
}

/// States of a connection in which a customer's endpoint has it, or waits for it.
const CONNECTED: [&str; 3] = ["pendingAcceptance", "pending", "available"];

impl Account {
    /// Whether what a call removes is gone.
    async fn is_removed(&self, region: &Region, call: &Call) -> Result<bool, AwsError> {
        if self.tags_of_removed(region, call).await?.is_none() {
            return Ok(true);
        }
        match call {
            Call::RejectConnections { endpoint_service, endpoint_ids } => {
                let id = ready("DescribeVpcEndpointConnections", endpoint_service)?;
                let connections = self.connections(region, id).await?;
                let connected = |one: &crate::read::Connection| CONNECTED.contains(&one.state.as_str());
                Ok(!connections.iter().any(|one| connected(one) && endpoint_ids.contains(&one.endpoint_id)))
            }
            Call::DeregisterTargets { target_group, targets } => {
                let there = self.registered(region, target_group).await?;
                Ok(!targets.iter().any(|target| there.iter().any(|one| balancing::is_target(one, target))))
            }
            _ => Ok(false),
        }
    }
}

fn made(output: Output, id: String) -> Made {
    BTreeMap::from([(output, id)])
}

/// Whether every tag of ours that is asked for is there, with the same value.
fn carries(own: &[CallTag], asked: &[CallTag]) -> bool {
    asked.iter().filter(|tag| tag.key.starts_with(OUR_TAGS)).all(|tag| own.contains(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_means_every_tag_of_ours() {
        let tag = |key: &str, value: &str| CallTag { key: key.to_owned(), value: value.to_owned() };
        let asked = [tag("gangway:onboarding", "a"), tag("gangway:change", "x"), tag("Name", "api")];
        assert!(carries(&[tag("gangway:change", "x"), tag("gangway:onboarding", "a")], &asked));
        assert!(!carries(&[tag("gangway:change", "x"), tag("gangway:onboarding", "b")], &asked), "another onboarding's");
        assert!(!carries(&[], &asked));
        assert!(carries(&[], &[tag("Name", "api")]), "no tags of ours asked for: the natural key decides");
    }
}
