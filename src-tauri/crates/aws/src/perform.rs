//! The calls that change something: each is ONE request, sent once. What an unclear end means is the engine's question, not the SDK's.
//!
//! Absent on purpose: internet-facing load balancers, `ModifyVpcEndpointServicePayerResponsibility`, and the removal of anything that does
//! not carry the onboarding's tag (`removal.rs`).

mod balancing;
mod endpoint_services;
mod network;
mod records;
mod removal;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use aws_sdk_acm as acm;
use aws_sdk_ec2 as ec2;
use aws_sdk_elasticloadbalancingv2 as elb;
use gangway_model::{Call, CallTag, Input, Output, Region};
use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::error::{AwsError, AwsErrorKind, Purpose};
pub(crate) use balancing::health_protocol;
pub(crate) use endpoint_services::kinds;
pub(crate) use removal::our_tag;

/// What a call made, by kind of id.
pub(crate) type Made = BTreeMap<Output, String>;

impl Account {
    /// Sends one mutating call, without retries. Tags go into creates; `token` is the `ClientToken` (EC2) or, shortened to its form, the
    /// `IdempotencyToken` (ACM) of the call. Elastic Load Balancing and most creates of EC2 have none: there the tags, or a name or port, are
    /// the key.
    ///
    /// A removal reads the thing's tags right before it, and is refused as `NotOurs` unless they hold the `gangway:onboarding` of `tags`. What
    /// is gone already counts as removed.
    ///
    /// # Errors
    /// [`AwsError::certainly_not_done`] tells whether it may be sent again without a look. `NotResolved` when an input does not exist yet;
    /// `Refused` with code `NotAnAwsCall` for mail.
    pub async fn perform(&self, region: &Region, call: &Call, token: &str, tags: &[CallTag]) -> Result<Made, AwsError> {
        if call.removes().is_some() {
            return self.remove(region, call, tags).await;
        }
        match call {
            call if is_network(call) => self.perform_network(region, call, token, tags).await,
            call if is_endpoint_service(call) => self.perform_endpoint_service(region, call, token, tags).await,
            Call::RequestCertificate { domain_name, alternative_names } => {
                self.request_certificate(region, domain_name, alternative_names, token, tags).await
            }
            Call::PublishRecords { zone, records } => self.publish_records(zone, records).await,
            Call::SendSubmission { .. } => {
                let text = "mail is sent by SMTP, not by AWS".to_owned();
                Err(AwsError::new("SendSubmission", AwsErrorKind::Refused { code: "NotAnAwsCall".to_owned(), text }))
            }
            _ => self.perform_balancing(region, call, tags).await,
        }
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

/// Calls about VPCs and what is in them, removals excepted.
pub(crate) fn is_network(call: &Call) -> bool {
    matches!(
        call,
        Call::CreateVpc { .. }
            | Call::SetDnsHostnames { .. }
            | Call::CreateSubnet { .. }
            | Call::CreateSecurityGroup { .. }
            | Call::AuthorizeIngress { .. }
            | Call::RunInstance { .. }
    )
}

/// Calls about endpoint services, removals excepted.
pub(crate) fn is_endpoint_service(call: &Call) -> bool {
    matches!(
        call,
        Call::CreateEndpointService { .. }
            | Call::RefreshEndpointService { .. }
            | Call::SetPrivateDnsName { .. }
            | Call::SetAcceptance { .. }
            | Call::SetSupportedRegions { .. }
            | Call::SetSupportedAddressTypes { .. }
            | Call::StartPrivateDnsVerification { .. }
            | Call::ModifyPermissions { .. }
    )
}

/// The id of an input that exists.
pub(crate) fn ready<'a>(operation: &'static str, input: &'a Input) -> Result<&'a str, AwsError> {
    match input {
        Input::Existing { id } => Ok(id),
        Input::OutputOf { change, .. } => Err(AwsError::new(operation, AwsErrorKind::NotResolved { change: change.clone() })),
    }
}

/// The ids of inputs that exist.
fn all_ready(operation: &'static str, inputs: &[Input]) -> Result<Vec<String>, AwsError> {
    inputs.iter().map(|input| ready(operation, input).map(str::to_owned)).collect()
}

/// An id that a create must answer. Without it something exists that we can't name: as open as a lost answer.
fn given(operation: &'static str, member: &str, id: Option<&str>) -> Result<String, AwsError> {
    let lost = || AwsError::new(operation, AwsErrorKind::Interrupted).because(format_args!("the answer has no {member}"));
    id.filter(|id| !id.is_empty()).map(str::to_owned).ok_or_else(lost)
}

/// A call of another kind than the function is for: a fault in Gangway, and certainly nothing was sent.
fn not_here(call: &Call) -> AwsError {
    let text = format!("{} is not performed here", call.action());
    AwsError::new("Perform", AwsErrorKind::Refused { code: "NotSent".to_owned(), text })
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
