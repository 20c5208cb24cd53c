//! After a lost answer: does what the call makes exist? Only what carries our tags is taken for ours; a stranger of the same name is not.

use std::collections::BTreeMap;

use gangway_model::{Call, CallTag, Input, Output, Region};

use crate::account::Account;
use crate::error::AwsError;
use crate::perform::{Made, ready};
use crate::read::principal;

/// The tags that say whose a resource is and by which change it came.
const OUR_TAGS: &str = "gangway:";

impl Account {
    /// Looks for what `call` makes or sets. With `gangway:` tags in `tags`, a created resource must carry all of them; without, its natural
    /// key decides (name, port, load balancer, domain name). `None`: not there, or not visible yet.
    ///
    /// # Errors
    /// As the reads behind it, and `NotResolved`.
    pub async fn find_made(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        let found = self.find(region, call, tags).await;
        match found {
            // The parent is not visible yet, so neither is what hangs on it.
            Err(error) if error.is_not_found() => Ok(None),
            other => other,
        }
    }

    async fn find(&self, region: &Region, call: &Call, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        match call {
            Call::CreateLoadBalancer { name, .. } => {
                let all = self.load_balancers(region).await?;
                let found = all.into_iter().find(|one| one.name == *name && carries(&one.tags, tags));
                Ok(found.map(|one| made(Output::LoadBalancerArn, one.arn)))
            }
            Call::CreateTargetGroup { name, .. } => {
                let Some(found) = self.target_group_by_name(region, name).await? else { return Ok(None) };
                self.if_ours(region, Output::TargetGroupArn, found.arn, tags).await
            }
            Call::CreateListener { load_balancer, port, .. } => {
                let all = self.listeners(region, ready("DescribeListeners", load_balancer)?).await?;
                let Some(found) = all.into_iter().find(|one| one.port == *port) else { return Ok(None) };
                self.if_ours(region, Output::ListenerArn, found.arn, tags).await
            }
            Call::CreateEndpointService { load_balancer, .. } => {
                let behind = ready("DescribeVpcEndpointServiceConfigurations", load_balancer)?;
                let all = self.endpoint_services(region).await?;
                let found = all.into_iter().find(|one| one.load_balancer_arns.iter().any(|arn| arn == behind) && carries(&one.tags, tags));
                Ok(found.map(|one| BTreeMap::from([(Output::ServiceId, one.id), (Output::ServiceName, one.name)])))
            }
            Call::RequestCertificate { domain_name, alternative_names } => {
                self.find_certificate(region, domain_name, alternative_names, tags).await
            }
            Call::SetCrossZone { load_balancer, enabled } => {
                let set = self.cross_zone(region, ready("DescribeLoadBalancerAttributes", load_balancer)?).await?;
                Ok((set == *enabled).then(Made::new))
            }
            Call::RegisterTargets { target_group, instance_ids } => {
                let health = self.target_health(region, ready("DescribeTargetHealth", target_group)?).await?;
                let registered = |id: &String| {
                    health.iter().any(|one| {
                        let leaving =
                            one.target_health().and_then(|health| health.state()).is_some_and(|state| state.as_str() == "draining");
                        !leaving && one.target().and_then(|target| target.id()) == Some(id)
                    })
                };
                Ok(instance_ids.iter().all(registered).then(Made::new))
            }
            Call::SetPrivateDnsName { endpoint_service, private_dns_name } => {
                let service = self.service_of(region, endpoint_service).await?;
                Ok(service.private_dns.is_some_and(|set| set.name.eq_ignore_ascii_case(private_dns_name)).then(Made::new))
            }
            Call::StartPrivateDnsVerification { endpoint_service } => {
                let service = self.service_of(region, endpoint_service).await?;
                // Started and not started both show as pending; starting again does no harm.
                let ended = service.private_dns.is_some_and(|set| matches!(set.state.as_str(), "verified" | "failed"));
                Ok(ended.then(Made::new))
            }
            Call::ModifyPermissions { endpoint_service, add, remove } => {
                let listed = self.permissions(region, ready("DescribeVpcEndpointServicePermissions", endpoint_service)?).await?;
                let is_listed = |who: &String| listed.contains(&principal(who, region));
                Ok((add.iter().all(is_listed) && !remove.iter().any(is_listed)).then(Made::new))
            }
            Call::SendSubmission { .. } => Ok(None),
        }
    }

    async fn service_of(&self, region: &Region, input: &Input) -> Result<crate::read::EndpointService, AwsError> {
        self.endpoint_service(region, ready("DescribeVpcEndpointServiceConfigurations", input)?).await
    }

    async fn if_ours(&self, region: &Region, output: Output, arn: String, tags: &[CallTag]) -> Result<Option<Made>, AwsError> {
        let mut own = self.elb_tags(region, std::slice::from_ref(&arn)).await?;
        let own = own.remove(&arn).unwrap_or_default();
        Ok(carries(&own, tags).then(|| made(output, arn)))
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
