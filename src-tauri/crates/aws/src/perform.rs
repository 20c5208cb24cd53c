//! The calls that change something: each is ONE request, sent once. What an unclear end means is the engine's question, not the SDK's.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use aws_sdk_acm as acm;
use aws_sdk_ec2 as ec2;
use aws_sdk_elasticloadbalancingv2 as elb;
use gangway_model::{Call, CallTag, Input, Output, Region};
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind, Purpose};

/// What a call made, by kind of id.
pub(crate) type Made = BTreeMap<Output, String>;

impl Account {
    /// Sends one mutating call, without retries. Tags go into creates; `token` is the `ClientToken` (EC2) or, shortened to its form, the
    /// `IdempotencyToken` (ACM) of the call. Elastic Load Balancing has none: there a name or port is the key.
    ///
    /// # Errors
    /// [`AwsError::certainly_not_done`] tells whether it may be sent again without a look. `NotResolved` when an input does not exist yet;
    /// `Refused` with code `NotAnAwsCall` for mail.
    pub async fn perform(&self, region: &Region, call: &Call, token: &str, tags: &[CallTag]) -> Result<Made, AwsError> {
        match call {
            Call::CreateLoadBalancer { name, subnet_ids } => self.create_load_balancer(region, name, subnet_ids, tags).await,
            Call::SetCrossZone { load_balancer, enabled } => self.set_cross_zone(region, load_balancer, *enabled).await,
            Call::CreateTargetGroup { name, port, vpc } => self.create_target_group(region, name, *port, vpc, tags).await,
            Call::RegisterTargets { target_group, instance_ids } => self.register_targets(region, target_group, instance_ids).await,
            Call::CreateListener { load_balancer, port, certificate, target_group } => {
                self.create_listener(region, load_balancer, *port, certificate.as_ref(), target_group, tags).await
            }
            Call::CreateEndpointService { load_balancer, acceptance_required, private_dns_name } => {
                let request = self.clients(region).ec2_once.create_vpc_endpoint_service_configuration();
                let request = request
                    .network_load_balancer_arns(ready(CREATE_SERVICE, load_balancer)?)
                    .acceptance_required(*acceptance_required)
                    .set_private_dns_name(private_dns_name.clone())
                    .set_tag_specifications(ec2_tags(ec2::types::ResourceType::VpcEndpointService, tags))
                    .client_token(client_token(token));
                let sent = request.send().await;
                let answer = sent.map_err(|error| self.failed(CREATE_SERVICE, Purpose::Changing, &error))?;
                let made = answer.service_configuration();
                Ok(BTreeMap::from([
                    (Output::ServiceId, given(CREATE_SERVICE, "ServiceId", made.and_then(|made| made.service_id()))?),
                    (Output::ServiceName, given(CREATE_SERVICE, "ServiceName", made.and_then(|made| made.service_name()))?),
                ]))
            }
            Call::SetPrivateDnsName { endpoint_service, private_dns_name } => {
                const OPERATION: &str = "ModifyVpcEndpointServiceConfiguration";
                let request = self.clients(region).ec2_once.modify_vpc_endpoint_service_configuration();
                let sent = request.service_id(ready(OPERATION, endpoint_service)?).private_dns_name(private_dns_name).send().await;
                let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                confirmed(OPERATION, answer.r#return())
            }
            Call::StartPrivateDnsVerification { endpoint_service } => {
                const OPERATION: &str = "StartVpcEndpointServicePrivateDnsVerification";
                let request = self.clients(region).ec2_once.start_vpc_endpoint_service_private_dns_verification();
                let sent = request.service_id(ready(OPERATION, endpoint_service)?).send().await;
                let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                confirmed(OPERATION, answer.return_value())
            }
            Call::ModifyPermissions { endpoint_service, add, remove } => {
                const OPERATION: &str = "ModifyVpcEndpointServicePermissions";
                let request = self.clients(region).ec2_once.modify_vpc_endpoint_service_permissions();
                let request = request
                    .service_id(ready(OPERATION, endpoint_service)?)
                    .set_add_allowed_principals(some(add))
                    .set_remove_allowed_principals(some(remove));
                let sent = request.send().await;
                let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
                confirmed(OPERATION, answer.return_value())
            }
            Call::RequestCertificate { domain_name, alternative_names } => {
                self.request_certificate(region, domain_name, alternative_names, token, tags).await
            }
            Call::SendSubmission { .. } => {
                let text = "mail is sent by SMTP, not by AWS".to_owned();
                Err(AwsError::new("SendSubmission", AwsErrorKind::Refused { code: "NotAnAwsCall".to_owned(), text }))
            }
        }
    }

    async fn create_load_balancer(&self, region: &Region, name: &str, subnets: &[String], tags: &[CallTag]) -> Result<Made, AwsError> {
        const OPERATION: &str = "CreateLoadBalancer";
        let request = self.clients(region).elb_once.create_load_balancer();
        let request = request
            .name(name)
            .r#type(elb::types::LoadBalancerTypeEnum::Network)
            // AWS's own default is internet-facing.
            .scheme(elb::types::LoadBalancerSchemeEnum::Internal)
            .set_subnets(Some(subnets.to_vec()))
            .set_tags(elb_tags(tags));
        let sent = request.send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        let made = answer.load_balancers().first();
        Ok(BTreeMap::from([(
            Output::LoadBalancerArn,
            given(OPERATION, "LoadBalancerArn", made.and_then(|made| made.load_balancer_arn()))?,
        )]))
    }

    async fn set_cross_zone(&self, region: &Region, load_balancer: &Input, enabled: bool) -> Result<Made, AwsError> {
        const OPERATION: &str = "ModifyLoadBalancerAttributes";
        let value = if enabled { "true" } else { "false" };
        let attribute = elb::types::LoadBalancerAttribute::builder().key("load_balancing.cross_zone.enabled").value(value).build();
        let request = self.clients(region).elb_once.modify_load_balancer_attributes();
        let sent = request.load_balancer_arn(ready(OPERATION, load_balancer)?).attributes(attribute).send().await;
        sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        Ok(Made::new())
    }

    async fn create_target_group(&self, region: &Region, name: &str, port: u16, vpc: &Input, tags: &[CallTag]) -> Result<Made, AwsError> {
        const OPERATION: &str = "CreateTargetGroup";
        let request = self.clients(region).elb_once.create_target_group();
        let request = request
            .name(name)
            .protocol(elb::types::ProtocolEnum::Tcp)
            .port(port.into())
            .vpc_id(ready(OPERATION, vpc)?)
            .target_type(elb::types::TargetTypeEnum::Instance)
            .health_check_protocol(elb::types::ProtocolEnum::Tcp)
            .set_tags(elb_tags(tags));
        let sent = request.send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        let made = answer.target_groups().first();
        let arn = given(OPERATION, "TargetGroupArn", made.and_then(|made| made.target_group_arn()))?;
        Ok(BTreeMap::from([(Output::TargetGroupArn, arn)]))
    }

    async fn register_targets(&self, region: &Region, target_group: &Input, instances: &[String]) -> Result<Made, AwsError> {
        const OPERATION: &str = "RegisterTargets";
        let targets = instances.iter().map(|id| elb::types::TargetDescription::builder().id(id).build()).collect();
        let request = self.clients(region).elb_once.register_targets();
        let sent = request.target_group_arn(ready(OPERATION, target_group)?).set_targets(Some(targets)).send().await;
        sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        Ok(Made::new())
    }

    async fn create_listener(
        &self,
        region: &Region,
        load_balancer: &Input,
        port: u16,
        certificate: Option<&Input>,
        target_group: &Input,
        tags: &[CallTag],
    ) -> Result<Made, AwsError> {
        const OPERATION: &str = "CreateListener";
        let forward = elb::types::Action::builder().r#type(elb::types::ActionTypeEnum::Forward);
        let forward = forward.target_group_arn(ready(OPERATION, target_group)?).build();
        let mut request = self.clients(region).elb_once.create_listener();
        request = request
            .load_balancer_arn(ready(OPERATION, load_balancer)?)
            .port(port.into())
            .protocol(elb::types::ProtocolEnum::Tcp)
            .default_actions(forward)
            .set_tags(elb_tags(tags));
        if let Some(certificate) = certificate {
            let certificate = elb::types::Certificate::builder().certificate_arn(ready(OPERATION, certificate)?).build();
            request = request.protocol(elb::types::ProtocolEnum::Tls).certificates(certificate);
        }
        let sent = request.send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        let made = answer.listeners().first();
        let arn = given(OPERATION, "ListenerArn", made.and_then(|made| made.listener_arn()))?;
        Ok(BTreeMap::from([(Output::ListenerArn, arn)]))
    }

    async fn request_certificate(
        &self,
        region: &Region,
        domain_name: &str,
        alternative_names: &[String],
        token: &str,
        tags: &[CallTag],
    ) -> Result<Made, AwsError> {
        const OPERATION: &str = "RequestCertificate";
        let mut request = self.clients(region).acm_once.request_certificate();
        request = request
            .domain_name(domain_name)
            .validation_method(acm::types::ValidationMethod::Dns)
            .set_subject_alternative_names(some(alternative_names))
            .idempotency_token(idempotency_token(token));
        for tag in tags {
            let tag = acm::types::Tag::builder().key(&tag.key).value(&tag.value).build();
            request = request.tags(tag.map_err(|error| AwsError::missing(OPERATION, "tag key").because(error))?);
        }
        let sent = request.send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Changing, &error))?;
        Ok(BTreeMap::from([(Output::CertificateArn, given(OPERATION, "CertificateArn", answer.certificate_arn())?)]))
    }
}

const CREATE_SERVICE: &str = "CreateVpcEndpointServiceConfiguration";

/// The id of an input that exists.
pub(crate) fn ready<'a>(operation: &'static str, input: &'a Input) -> Result<&'a str, AwsError> {
    match input {
        Input::Existing { id } => Ok(id),
        Input::OutputOf { change, .. } => Err(AwsError::new(operation, AwsErrorKind::NotResolved { change: change.clone() })),
    }
}

/// An id that a create must answer. Without it something exists that we can't name: as open as a lost answer.
fn given(operation: &'static str, member: &str, id: Option<&str>) -> Result<String, AwsError> {
    let lost = || AwsError::new(operation, AwsErrorKind::Interrupted).because(format_args!("the answer has no {member}"));
    id.filter(|id| !id.is_empty()).map(str::to_owned).ok_or_else(lost)
}

/// EC2 may answer a call with `false` instead of an error.
fn confirmed(operation: &'static str, answer: Option<bool>) -> Result<Made, AwsError> {
    if answer == Some(false) {
        let text = "AWS answered false".to_owned();
        return Err(AwsError::new(operation, AwsErrorKind::Refused { code: "False".to_owned(), text }));
    }
    Ok(Made::new())
}

/// AWS refuses empty lists where a list is optional.
fn some(items: &[String]) -> Option<Vec<String>> {
    (!items.is_empty()).then(|| items.to_vec())
}

fn elb_tags(tags: &[CallTag]) -> Option<Vec<elb::types::Tag>> {
    let built = tags.iter().map(|tag| elb::types::Tag::builder().key(&tag.key).value(&tag.value).build());
    (!tags.is_empty()).then(|| built.collect())
}

fn ec2_tags(kind: ec2::types::ResourceType, tags: &[CallTag]) -> Option<Vec<ec2::types::TagSpecification>> {
    let built = tags.iter().map(|tag| ec2::types::Tag::builder().key(&tag.key).value(&tag.value).build());
    let specification = ec2::types::TagSpecification::builder().resource_type(kind).set_tags(Some(built.collect())).build();
    (!tags.is_empty()).then(|| vec![specification])
}

/// EC2: at most 64 printable ASCII characters.
fn client_token(token: &str) -> String {
    let fits = (1..=64).contains(&token.len()) && token.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { token.to_owned() } else { digest(token, 64) }
}

/// ACM: `\w+`, at most 32. A UUID without its hyphens fits; anything else is replaced by a digest, so that equal tokens stay equal.
fn idempotency_token(token: &str) -> String {
    let plain: String = token.chars().filter(|c| *c != '-').collect();
    let fits = (1..=32).contains(&plain.len()) && plain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits { plain } else { digest(token, 32) }
}

fn digest(token: &str, length: usize) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(token.as_bytes()) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.truncate(length);
    hex
}

#[cfg(test)]
mod tests {
    use gangway_model::ChangeId;

    use super::*;

    #[test]
    fn tokens_fit_each_api() {
        let uuid = "6f1c9a52-3d70-4c1c-9df8-1b8c6c7e2a10";
        assert_eq!(client_token(uuid), uuid);
        assert_eq!(idempotency_token(uuid), "6f1c9a523d704c1c9df81b8c6c7e2a10");
        for odd in ["eu-west-1/certificate/request", "", &"x".repeat(70)] {
            let (long, short) = (client_token(odd), idempotency_token(odd));
            assert!((1..=64).contains(&long.len()) && (1..=32).contains(&short.len()));
            assert!(short.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            assert_eq!(short, idempotency_token(odd));
        }
    }

    #[test]
    fn an_input_that_is_still_a_result_stops_the_call() {
        let change = ChangeId("eu-west-1/load-balancer/create".to_owned());
        let input = Input::OutputOf { change: change.clone(), output: Output::LoadBalancerArn };
        let error = ready("CreateListener", &input).unwrap_err();
        assert_eq!(error.kind, AwsErrorKind::NotResolved { change });
        assert!(error.certainly_not_done());
    }

    #[test]
    fn an_answer_without_its_id_leaves_the_change_in_doubt() {
        assert!(!given("CreateListener", "ListenerArn", None).unwrap_err().certainly_not_done());
        assert!(confirmed("StartX", Some(false)).unwrap_err().certainly_not_done());
        assert!(confirmed("StartX", None).is_ok());
    }
}
